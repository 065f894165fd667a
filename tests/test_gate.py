"""Places are given in order and never lost; transitions that meet share a commit and nothing else."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rdbuild.errors import StorageError
from rdbuild.gate import Books, Gate
from rdbuild.ledger import Claim, Ledger

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAID = "api.example:443"


async def settled() -> None:
    """Let every task that can run do so."""
    for _ in range(10):
        await asyncio.sleep(0)


class Visitors:
    """Tasks that pass through a gate; each stays until it is told to go."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.order: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self.leave: dict[str, asyncio.Event] = {}

    def come(self, *names: str, first: bool = False) -> None:
        for name in names:
            self.leave[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._visit(name, first))

    async def _visit(self, name: str, first: bool) -> None:
        async with self.gate.slot(first=first):
            self.order.append(name)
            await self.leave[name].wait()

    async def go(self, name: str) -> None:
        self.leave[name].set()
        await self.tasks[name]
        await settled()


def test_no_more_are_let_in_than_the_limit_and_they_come_in_as_they_came() -> None:
    async def story() -> None:
        visitors = Visitors(Gate(lambda: 2))
        visitors.come("a", "b", "c", "d", "e")
        await settled()
        assert visitors.order == ["a", "b"]
        for leaves, inside in (("b", "abc"), ("a", "abcd"), ("c", "abcde")):
            await visitors.go(leaves)
            assert visitors.order == list(inside)
            assert visitors.gate.inside == 2
        for name in "de":
            await visitors.go(name)
        assert visitors.gate.inside == 0

    asyncio.run(story())


def test_retries_go_before_newcomers_and_in_their_own_order() -> None:
    async def story() -> None:
        visitors = Visitors(Gate(lambda: 1))
        visitors.come("a", "new 1", "new 2")
        await settled()
        visitors.come("again 1", "again 2", first=True)
        await settled()
        for name in ("a", "again 1", "again 2", "new 1", "new 2"):
            await visitors.go(name)
        assert visitors.order == ["a", "again 1", "again 2", "new 1", "new 2"]

    asyncio.run(story())


def test_nobody_slips_in_before_those_who_wait() -> None:
    async def story() -> None:
        visitors = Visitors(Gate(lambda: 1))
        visitors.come("a", "b")
        await settled()
        visitors.leave["a"].set()
        visitors.come("c")  # in the same turn of the loop as the place comes free
        await settled()
        assert visitors.order == ["a", "b"]

    asyncio.run(story())


def test_nobody_slips_in_where_the_limit_grew_unnoticed() -> None:
    async def story() -> None:
        limit = 1
        visitors = Visitors(Gate(lambda: limit))
        visitors.come("a", "b")
        await settled()
        limit = 2
        visitors.come("c")
        await settled()
        visitors.gate.wake()
        await settled()
        assert visitors.order == ["a", "b"]

    asyncio.run(story())


def test_a_limit_that_grows_lets_in_at_once_and_one_that_shrinks_sends_nobody_away() -> None:
    async def story() -> None:
        limit = 1
        visitors = Visitors(Gate(lambda: limit))
        visitors.come(*"abcdef")
        await settled()
        limit = 4
        visitors.gate.wake()
        await settled()
        assert visitors.order == list("abcd")
        limit = 2
        for name in "ab":
            await visitors.go(name)
        assert (visitors.order, visitors.gate.inside) == (list("abcd"), 2)
        await visitors.go("c")
        assert visitors.order == list("abcde")

    asyncio.run(story())


def test_while_it_is_paused_nobody_comes_in_and_the_longest_pause_counts() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()
        visitors = Visitors(Gate(lambda: 2))
        began = loop.time()
        visitors.gate.pause(0.15)
        visitors.gate.pause(0.01)  # a smaller wish does not shorten it
        visitors.come("a", "b", "c")
        visitors.come("again", first=True)
        await asyncio.sleep(0.05)
        visitors.gate.wake()
        await settled()
        assert visitors.order == []
        while not visitors.order:
            await asyncio.sleep(0.005)
        assert 0.15 <= loop.time() - began < 1.0
        await settled()
        assert visitors.order == ["again", "a"]

    asyncio.run(story())


def test_who_is_inside_when_a_pause_begins_may_leave_and_the_place_is_kept() -> None:
    async def story() -> None:
        visitors = Visitors(Gate(lambda: 1))
        visitors.come("a", "b")
        await settled()
        visitors.gate.pause(0.05)
        await visitors.go("a")
        assert visitors.order == ["a"]
        await asyncio.sleep(0.08)
        assert visitors.order == ["a", "b"]

    asyncio.run(story())


@pytest.mark.parametrize("given", [False, True], ids=["while waiting", "as the place was given"])
def test_who_is_cancelled_takes_no_place_along(given: bool) -> None:
    async def story() -> None:
        visitors = Visitors(Gate(lambda: 1))
        visitors.come("a", "b", "c")
        await settled()
        if given:
            visitors.leave["a"].set()
            while visitors.gate.inside == 1 and not visitors.tasks["a"].done():
                await asyncio.sleep(0)
        visitors.tasks["b"].cancel()  # its turn is set, and it has not run yet
        await settled()
        assert "b" not in visitors.order or not given
        if not given:
            await visitors.go("a")
        assert visitors.order == ["a", "c"]
        await visitors.go("c")
        assert visitors.gate.inside == 0

    asyncio.run(story())


def test_a_visitor_that_fails_gives_its_place_back() -> None:
    async def story() -> None:
        gate = Gate(lambda: 1)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                async with gate.slot():
                    raise ZeroDivisionError
        assert gate.inside == 0

    asyncio.run(story())


@pytest.mark.parametrize("seed", range(20))
def test_in_any_crowd_the_limit_holds_and_everybody_gets_through(seed: int) -> None:
    """Arrivals, retries, cancellations, pauses and a limit that moves, all at once."""

    async def story() -> None:
        chance = random.Random(seed)
        limit = 3
        gate = Gate(lambda: limit)
        inside = most = 0

        async def visit() -> None:
            nonlocal inside, most
            await asyncio.sleep(chance.random() / 50)
            async with gate.slot(first=chance.random() < 0.3):
                inside += 1
                most = max(most, inside)
                try:
                    await asyncio.sleep(chance.random() / 200)
                finally:
                    inside -= 1

        tasks = [asyncio.create_task(visit()) for _ in range(60)]
        for _ in range(15):
            await asyncio.sleep(0.002)
            chance.choice(tasks).cancel()
            limit = chance.randint(1, 5)
            gate.wake()
            if chance.random() < 0.2:
                gate.pause(0.005)
        limit = 1
        done, pending = await asyncio.wait(tasks, timeout=10)
        assert not pending
        assert all(one.cancelled() or one.exception() is None for one in done)
        assert most <= 5
        assert gate.inside == inside == 0

    asyncio.run(story())


# -- books


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
