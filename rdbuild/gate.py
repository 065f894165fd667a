"""Queues of one event loop: who may be in flight, and whose ledger transitions share a commit.

Owns: first come first served under a moving limit; grouping of transitions that arrive together.
Must not know: what is sent, or what a transition does.
Rule: one wake-up for one free place, and a transition is on disk when its caller goes on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from rdbuild.ledger import Ledger

T = TypeVar("T")


class Gate:
    """Lets at most `limit()` in at a time, first come first served; retries (`first`) are a queue before newcomers."""

    def __init__(self, limit: Callable[[], int]) -> None:
        self._limit = limit
        self._retries: deque[asyncio.Future[None]] = deque()
        self._newcomers: deque[asyncio.Future[None]] = deque()
        self._paused_until = 0.0
        self.inside = 0

    @asynccontextmanager
    async def slot(self, *, first: bool = False) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        before = self._retries or (self._newcomers and not first)
        if before or self.inside >= self._limit() or loop.time() < self._paused_until:
            turn = loop.create_future()
            (self._retries if first else self._newcomers).append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._leave()
                raise
        else:
            self.inside += 1
        try:
            yield
        finally:
            self._leave()

    def pause(self, seconds: float) -> None:
        """Let nobody in for a while: the server said when to come back."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        if until > self._paused_until:
            self._paused_until = until
            loop.call_later(seconds + 0.002, self.wake)

    def wake(self) -> None:
        """Let in whom the limit now allows."""
        if asyncio.get_running_loop().time() < self._paused_until:
            return
        while (queue := self._retries or self._newcomers) and self.inside < self._limit():
            turn = queue.popleft()
            if not turn.done():
                self.inside += 1
                turn.set_result(None)

    def _leave(self) -> None:
        self.inside -= 1
        self.wake()


class Books:
    """The ledger, from many tasks: transitions that arrive together share one commit, made in a thread."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._queue: list[tuple[Callable[[Ledger], object], asyncio.Future[object]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def do(self, transition: Callable[[Ledger], T]) -> T:
        """Run one transition; it is on disk when this returns, and gets there even if the caller is cancelled."""
        result: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._queue.append((transition, result))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return cast("T", await asyncio.shield(result))

    async def _write(self) -> None:
        while self._queue:
            batch, self._queue = self._queue, []
            results: Sequence[object]
            try:
                results = await asyncio.to_thread(self._ledger.together, [transition for transition, _ in batch])
            except Exception as error:
                results = [error] * len(batch)
            for (_, future), result in zip(batch, results, strict=True):
                if isinstance(result, Exception):
                    future.set_exception(result)
                    future.exception()  # a caller that was cancelled does not read it
                else:
                    future.set_result(result)

    async def drained(self) -> None:
        """Wait until everything asked for is on disk."""
        while self._writing is not None and not self._writing.done():
            await asyncio.wait({self._writing})
