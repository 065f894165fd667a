"""Transitions that meet share a commit and nothing else."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rdbuild.errors import StorageError
from rdbuild.ledger import Claim, Ledger
from rdbuild.till import Books

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAID = "api.example:443"


async def settled() -> None:
    """Let every task that can run do so."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    one = Ledger(tmp_path)
    yield one
    one.close()


class Counting(Ledger):
    """A real ledger that notes how many transitions shared each commit, and can be slow."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.batches: list[int] = []
        self.hold_up = threading.Event()
        self.hold_up.set()

    def together(self, operations: Sequence[Callable[[Ledger], Any]]) -> list[Any]:
        self.hold_up.wait(10)
        self.batches.append(len(operations))
        return super().together(operations)


def claimed(ledger: Ledger, names: Sequence[str]) -> int:
    build = ledger.begin("game", PAID, NOW)
    ledger.admit(build, [Claim(name, name, "balance", 1) for name in names], (), NOW, lambda *_: None)
    return build


def test_a_transition_is_on_disk_when_its_caller_goes_on(tmp_path: Path, ledger: Ledger) -> None:
    async def story() -> None:
        build = claimed(ledger, ["a"])
        await Books(ledger).do(lambda books: books.hold(build, PAID, "a", (), NOW))
        other = Ledger(tmp_path)
        assert other.states(PAID, ["a"])["a"].state == "held"
        other.close()

    asyncio.run(story())


def test_transitions_that_meet_share_one_commit_and_keep_their_order(tmp_path: Path) -> None:
    async def story() -> None:
        ledger = Counting(tmp_path)
        names = [f"{number:02}" for number in range(20)]
        build = claimed(ledger, names)
        books = Books(ledger)
        ledger.hold_up.clear()
        first = asyncio.create_task(books.do(lambda one: one.hold(build, PAID, "00", (), NOW)))
        await settled()
        rest = [
            asyncio.create_task(books.do(lambda one, name=name: one.hold(build, PAID, name, (), NOW)))
            for name in names[1:]
        ]
        await settled()
        ledger.hold_up.set()
        await asyncio.gather(first, *rest)
        assert ledger.batches == [1, 19]
        assert [row["fingerprint"] for row in ledger.rows()][20:] == names
        ledger.close()

    asyncio.run(story())


def test_an_error_reaches_its_own_caller_and_no_other(ledger: Ledger) -> None:
    async def story() -> None:
        build = claimed(ledger, ["a", "b"])
        books = Books(ledger)
        results = await asyncio.gather(
            books.do(lambda one: one.hold(build, PAID, "a", (), NOW)),
            books.do(lambda one: one.settle(build, PAID, "b", 1, True, NOW)),
            books.do(lambda one: one.settle(build, PAID, "a", 3, True, NOW)),
            return_exceptions=True,
        )
        assert results[0] is None
        assert isinstance(results[1], AssertionError)
        assert results[2] == 2

    asyncio.run(story())


def test_a_commit_that_fails_fails_for_all_that_shared_it_and_the_next_may_work(ledger: Ledger) -> None:
    async def story() -> None:
        build = claimed(ledger, ["a", "b"])
        books = Books(ledger)
        ledger._db.execute("PRAGMA query_only=ON")
        results = await asyncio.gather(
            *(books.do(lambda one, name=name: one.hold(build, PAID, name, (), NOW)) for name in "ab"),
            return_exceptions=True,
        )
        assert [type(one) for one in results] == [StorageError, StorageError]
        ledger._db.execute("PRAGMA query_only=OFF")
        assert await books.do(lambda one: one.hold(build, PAID, "a", (), NOW)) is None

    asyncio.run(story())


def test_who_is_cancelled_in_the_middle_still_gets_its_transition_written(tmp_path: Path) -> None:
    async def story() -> None:
        ledger = Counting(tmp_path)
        build = claimed(ledger, ["a", "b"])
        books = Books(ledger)
        ledger.hold_up.clear()
        tasks = [
            asyncio.create_task(books.do(lambda one, name=name: one.hold(build, PAID, name, (), NOW))) for name in "ab"
        ]
        await settled()
        for task in tasks:
            task.cancel()
        await settled()
        assert all(task.cancelled() for task in tasks)
        ledger.hold_up.set()
        await books.drained()
        assert [one.state for one in ledger.states(PAID, "ab").values()] == ["held", "held"]
        ledger.close()

    asyncio.run(story())


def test_the_loop_runs_on_while_the_disk_is_slow(tmp_path: Path) -> None:
    async def story() -> None:
        ledger = Counting(tmp_path)
        build = claimed(ledger, ["a"])
        ledger.hold_up.clear()
        waiting = asyncio.create_task(Books(ledger).do(lambda one: one.hold(build, PAID, "a", (), NOW)))
        began = time.monotonic()
        await asyncio.sleep(0.02)
        assert time.monotonic() - began < 1.0
        assert not waiting.done()
        ledger.hold_up.set()
        await waiting
        ledger.close()

    asyncio.run(story())


def test_drained_returns_even_when_the_writer_itself_was_cancelled(ledger: Ledger) -> None:
    """What a loop does to every task when it is torn down; a spin there would hang the exit."""

    async def story() -> None:
        build = claimed(ledger, ["a"])
        books = Books(ledger)
        caller = asyncio.create_task(books.do(lambda one: one.hold(build, PAID, "a", (), NOW)))
        await asyncio.sleep(0)
        for task in asyncio.all_tasks() - {asyncio.current_task(), caller}:
            task.cancel()
        await asyncio.wait_for(books.drained(), 5)
        caller.cancel()

    asyncio.run(story())
