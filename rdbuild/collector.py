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
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from rdbuild.client import Delivery, Running
from rdbuild.errors import ApiError, FailureKind
from rdbuild.pacing import ATTEMPTS, FREE_RETRIES, TASK_PATIENCE_S, PollSchedule, backoff_s

if TYPE_CHECKING:
    from rdbuild.client import ImageApi

T = TypeVar("T")
UNREACHABLE_S = 120.0  # how long a task is asked for while nobody answers at all


class Left(Exception):
    """Paid for, and left where the next build finds it."""


class Exchange(Protocol):
    """One exchange with the API. Raises Left when the grace after an interrupt is over."""

    async def __call__(self, exchange: Coroutine[Any, Any, T], /) -> T: ...


class Collector:
    """Collects deliveries from one API. `leaving` is set when tasks are left to the next build."""

    def __init__(self, api: ImageApi, exchange: Exchange, leaving: asyncio.Event, jitter: Callable[[], float]) -> None:
        self._api = api
        self._exchange = exchange
        self._leaving = leaving
        self._jitter = jitter

    async def poll(self, task: str) -> Delivery:
        """Look until the task ends. Raises Left if it has not, ApiError (status 200 or 404) for how it ended badly."""
        schedule = PollSchedule()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + TASK_PATIENCE_S
        answered, pause_s = loop.time(), 0.0
        while loop.time() < deadline:
            if await set_within(self._leaving, max(pause_s, schedule.next_s())):
                raise Left("left running; the next build collects it")
            pause_s = 0.0
            try:
                found = await self._exchange(self._api.task(task))
            except ApiError as error:
                if error.status == 200 and error.kind is not FailureKind.UNKNOWN:
                    raise
                if error.kind is FailureKind.LOST_TASK:
                    raise
                if error.kind is not FailureKind.NOT_SENT:
                    answered = loop.time()
                if error.kind not in FREE_RETRIES or loop.time() - answered > UNREACHABLE_S:
                    raise Left(f"paid for, but its task can't be asked for: {error.message}") from error
                pause_s = min(error.retry_after_s or 0.0, 60.0)
                continue
            if not isinstance(found, Running):
                return found
            answered = loop.time()
        raise Left("still running; the next build collects it")

    async def fetched(self, delivery: Delivery, *, mine: bool) -> Delivery:
        """A delivery with its pictures, `mine` if this build bought it. What a later one is refused too is unusable."""
        found = await asyncio.gather(*(self._fetch(url) for url in delivery.urls), return_exceptions=True)
        for error in found:
            if isinstance(error, ApiError):
                if error.kind is not FailureKind.REFUSED or mine:
                    raise Left(f"paid for, but a picture can't be fetched yet: {error.message}") from error
                raw = delivery.raw or json.dumps(delivery.urls).encode()
                return replace(delivery, urls=(), raw=raw, fault=f"it can't be fetched any more: {error.message}")
            if isinstance(error, BaseException):
                raise error
        return replace(delivery, urls=(), images=tuple(one for one in found if isinstance(one, bytes)))

    async def _fetch(self, url: str) -> bytes:
        for attempt in range(1, ATTEMPTS):
            try:
                return await self._exchange(self._api.fetch(url))
            except ApiError as error:
                if error.kind not in FREE_RETRIES:
                    raise
                if await set_within(self._leaving, backoff_s(attempt, error.retry_after_s, self._jitter())):
                    raise Left("paid for; the next build fetches it") from error
        return await self._exchange(self._api.fetch(url))


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event, and say whether it came in time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True
