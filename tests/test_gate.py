"""Places are given in order and never lost."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime

import pytest

from rdbuild.gate import Gate

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
    """Arrivals, retries, cancellations and a limit that moves, all at once."""

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
        limit = 1
        done, pending = await asyncio.wait(tasks, timeout=10)
        assert not pending
        assert all(one.cancelled() or one.exception() is None for one in done)
        assert most <= 5
        assert gate.inside == inside == 0

    asyncio.run(story())


# -- books
