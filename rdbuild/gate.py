"""A queue of one event loop: who may be in flight.

Owns: first come first served under a moving limit.
Must not know: what is sent.
Rule: one wake-up for one free place.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Gate:
    """Lets at most `limit()` in at a time, first come first served; retries (`first`) are a queue before newcomers."""

    def __init__(self, limit: Callable[[], int]) -> None:
        self._limit = limit
        self._retries: deque[asyncio.Future[None]] = deque()
        self._newcomers: deque[asyncio.Future[None]] = deque()
        self.inside = 0

    @asynccontextmanager
    async def slot(self, *, first: bool = False) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        before = self._retries or (self._newcomers and not first)
        if before or self.inside >= self._limit():
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

    def wake(self) -> None:
        """Let in whom the limit now allows."""
        while (queue := self._retries or self._newcomers) and self.inside < self._limit():
            turn = queue.popleft()
            if not turn.done():
                self.inside += 1
                turn.set_result(None)

    def _leave(self) -> None:
        self.inside -= 1
        self.wake()
