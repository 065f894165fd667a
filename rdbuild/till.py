"""The money of one execution: every transition of its purchases, and what they add up to.

Owns: the ledger as many tasks of one event loop use it, and the sums of what this build spent.
Must not know: what is bought, why a transition is made, how anything is sent.
Rule: a transition is on disk when its caller goes on; those that arrive together share one commit (one sync).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from rdbuild.ledger import Cap, Entry, Ledger, Refusal
    from rdbuild.model import Json

T = TypeVar("T")


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


class Till:
    """The purchases of one build on one engine. Every method raises StorageError where the disk refuses."""

    def __init__(
        self, ledger: Ledger, build: int, engine: str, caps: Sequence[Cap], now: Callable[[], datetime]
    ) -> None:
        self._books = Books(ledger)
        self._build = build
        self._engine = engine
        self._caps = caps
        self._now = now
        self.spent = {"balance": 0, "credits": 0}
        self.recovered = {"balance": 0, "credits": 0}
        self.refunded = {"balance": 0, "credits": 0}

    def is_mine(self, entry: Entry) -> bool:
        """Whether this build sent it; else it only collects it."""
        return entry.build == self._build

    async def hold(self, fingerprint: str, ticket: Mapping[str, Json]) -> Refusal | Entry:
        """A paid request is about to be sent; `ticket` is what must be known of it if nobody hears of it again."""

        def transition(books: Ledger) -> Refusal | Entry:
            refusal = books.hold(self._build, self._engine, fingerprint, self._caps, self._now(), ticket)
            return refusal if refusal is not None else books.states(self._engine, [fingerprint])[fingerprint]

        return await self._books.do(transition)

    async def sent(self, entry: Entry, ticket: Mapping[str, Json]) -> Entry:
        """The server took it, and `ticket` says how to fetch what was paid for."""
        whole = {**(entry.ticket or {}), **ticket}
        await self._books.do(lambda books: books.sent(*self._key(entry.fingerprint), whole, self._now()))
        return replace(entry, state="sent", ticket=whole)

    async def settle(self, entry: Entry, cost: int, usable: bool) -> int:
        """It is delivered and on disk. Returns how much it cost above what was held."""
        (self.spent if self.is_mine(entry) else self.recovered)[entry.unit] += cost  # also where the disk refuses
        return await self._books.do(
            lambda books: books.settle(*self._key(entry.fingerprint), cost, usable, self._now())
        )

    async def again(self, entry: Entry, why: str) -> None:
        """Not charged, and to be sent once more, or given up."""
        await self._books.do(lambda books: books.again(*self._key(entry.fingerprint), why, self._now()))

    async def resubmit(self, entry: Entry, why: str) -> None:
        """A task of ours failed and was refunded; its price is claimed again."""
        await self._books.do(lambda books: books.resubmit(*self._key(entry.fingerprint), why, self._now()))
        self.refunded[entry.unit] += entry.amount

    async def refund(self, entry: Entry, why: str) -> None:
        """Somebody's task failed and was refunded."""
        await self._books.do(lambda books: books.refund(*self._key(entry.fingerprint), why, self._now()))
        self.refunded[entry.unit] += entry.amount

    async def refuse(self, fingerprint: str, why: str) -> None:
        """A claim is given up: not charged, for certain."""
        await self._books.do(lambda books: books.refuse(*self._key(fingerprint), why, self._now()))

    async def lose(self, entry: Entry, why: str) -> None:
        """Nobody knows what became of it."""
        await self._books.do(lambda books: books.lose(*self._key(entry.fingerprint), why, self._now()))

    async def drained(self) -> None:
        """Wait until everything asked for is on disk."""
        await self._books.drained()

    def _key(self, fingerprint: str) -> tuple[int, str, str]:
        return self._build, self._engine, fingerprint
