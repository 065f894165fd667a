"""Waiting for what was paid for: tasks that are asked for until they end, and pictures at result URLs.

Owns: how often and how long is asked, what a trouble meanwhile means, and what is left to the next build.
Must not know: the ledger, the cache, assets, prices.
Rule: nothing here costs anything, so it may be repeated; what can't be had now is left, never given up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeVar

from rdbuild.client import Delivery, Running
from rdbuild.errors import ApiError, FailureKind
from rdbuild.pacing import ATTEMPTS, UNREACHABLE_S, PollSchedule, backoff_s
from rdbuild.verdicts import verdict

if TYPE_CHECKING:
    from rdbuild.client import ImageApi

T = TypeVar("T")
CERTAIN_S = 1.0  # after which a task that the API did not know is asked for once more
AT_A_TIME = 4  # pictures of one delivery that are fetched side by side
MOST_BYTES = 64 << 20  # of one delivery: as much as a reply with the pictures in it may have


class Left(Exception):
    """Paid for, and left where the next build finds it."""


class Exchange(Protocol):
    """One exchange with the API. Raises Left when the grace after an interrupt is over."""

    async def __call__(self, exchange: Coroutine[Any, Any, T], /) -> T: ...


class Collector:
    """Collects deliveries from one API. `leaving` is set when tasks are left to the next build.

    `patience_s`: how long one task is waited for.
    """

    def __init__(
        self, api: ImageApi, exchange: Exchange, leaving: asyncio.Event, jitter: Callable[[], float], patience_s: float,
    ) -> None:  # fmt: skip
        self._api = api
        self._exchange = exchange
        self._leaving = leaving
        self._jitter = jitter
        self._patience_s = patience_s

    async def poll(self, task: str) -> Delivery:
        """Look until the task ends. Raises Left if it has not; ApiError if it failed or nobody knows it."""
        schedule = PollSchedule()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience_s
        answered, pause_s = loop.time(), 0.0
        left, lost = Left(verdict("poll", FailureKind.TASK_RUNNING).says), False
        while loop.time() < deadline:
            if await set_within(self._leaving, max(pause_s, schedule.next_s())):
                raise Left("left running; the next build collects it")
            pause_s = 0.0
            try:
                found = await self._exchange(self._api.task(task))
            except ApiError as error:
                found_out = verdict("poll", error.kind)
                if error.kind is FailureKind.LOST_TASK and not lost:  # one 404 may be a hiccup of theirs
                    lost, pause_s = True, CERTAIN_S
                    continue
                if found_out.booked != "pending":
                    raise
                left = Left(found_out.says.format(error=error.message))
                if error.kind is FailureKind.BUSY:
                    answered = loop.time()
                if not found_out.retry or loop.time() - answered > UNREACHABLE_S:
                    raise left from error
                pause_s = min(error.retry_after_s or 0.0, 60.0)
                continue
            if not isinstance(found, Running):
                return found
            answered = loop.time()
            left = Left(verdict("poll", FailureKind.TASK_RUNNING).says)
        raise left

    async def listed(self, request: str) -> Delivery:
        """The pictures of an item of the API's request list. Raises ApiError where it is there no more, Left."""
        try:
            return await self._repeated("poll", lambda: self._api.listed(request))
        except ApiError as error:
            found = verdict("poll", error.kind)
            if found.booked != "pending":
                raise
            raise Left(found.says.format(error=error.message)) from error

    async def fetched(self, delivery: Delivery, *, mine: bool) -> Delivery:
        """A delivery with its pictures, `mine` if this build bought it. What a later one is refused too is unusable."""
        images: list[bytes] = []
        try:
            for start in range(0, len(delivery.urls), AT_A_TIME):
                few = delivery.urls[start : start + AT_A_TIME]
                found = await asyncio.gather(*map(self._fetch, few), return_exceptions=True)
                for one in found:
                    if isinstance(one, BaseException):
                        raise one
                    images.append(one)
                if sum(map(len, images)) > MOST_BYTES:
                    return _without(delivery, f"its pictures are more than {MOST_BYTES >> 20} MiB")
        except ApiError as error:
            if error.kind is not FailureKind.REFUSED or mine:
                raise Left(verdict("fetch", error.kind).says.format(error=error.message)) from error
            return _without(delivery, f"it can't be fetched any more: {error.message}")
        return replace(delivery, urls=(), images=tuple(images))

    async def _fetch(self, url: str) -> bytes:
        return await self._repeated("fetch", lambda: self._api.fetch(url))

    async def _repeated(self, what: Literal["fetch", "poll"], exchange: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """An exchange that costs nothing, as often as its failures are worth it."""
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._exchange(exchange())
            except ApiError as error:
                if not verdict(what, error.kind).retry:
                    raise
                if await set_within(self._leaving, backoff_s(attempt, error.retry_after_s, self._jitter())):
                    raise Left("paid for; the next build fetches it") from error
        return await self._exchange(exchange())


def _without(delivery: Delivery, fault: str) -> Delivery:
    """A delivery that was paid for and whose pictures can't be had; where they were is kept."""
    return replace(delivery, urls=(), raw=delivery.raw or json.dumps(delivery.urls).encode(), fault=fault)


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, and say whether it came in time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
