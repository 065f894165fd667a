"""What a running build shows: which of its events have a line where it is no terminal, and what the live line has."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from rdbuild.console import Console, Page
from rdbuild.model import Blocked, Event, Failed, Made, Outcome, Receipt, Reused, Skipped
from rdbuild.progress import EACH, Progress
from rdbuild.screen import columns
from rdbuild.timing import Timing


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def made(name: str, cost: int = 17_000, **more: Any) -> Made:
    pictures = ()
    return Made(
        Receipt("api", f"fp-{name}", "base", pictures, cost, "balance", name, "a", None, 7, None, "2026"), **more
    )


def a_plan(names: list[str], current: int = 0) -> Any:
    statuses = [(name, "new") for name in names] + [(f"old{n}", "current") for n in range(current)]
    return SimpleNamespace(
        steps=[
            SimpleNamespace(asset=SimpleNamespace(id=name, owner=name), status=status, left=False)
            for name, status in statuses
        ]
    )


class Shown:
    """A progress that is told what happens, on a clock of ours."""

    def __init__(
        self, names: list[str], *, level: int = 0, live: bool = False, width: int = 80, current: int = 0
    ) -> None:
        self.clock = Clock()
        self.console = Console(io.StringIO(), io.StringIO(), margin=Page(width), level=level)
        self.progress = Progress(self.console, self.clock, live=live)
        self.progress.started(a_plan(names, current), SimpleNamespace(in_flight=lambda: 3), 2_500_000)  # type: ignore[arg-type]
        self.tell = Timing(self.clock, [self.progress.on]).on

    def lines(self) -> list[str]:
        return self.console.err.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]

    def buys(self, name: str, outcome: Outcome | None = None, pace: float = 1.0) -> None:
        self.tell(Event("queued", name, attempt=1))
        self.clock.now += 0.1 * pace
        self.tell(Event("held", name, 17_000))
        self.clock.now += 1.9 * pace
        self.tell(Event("delivered", name))
        self.clock.now += 0.3 * pace
        self.tell(Event("settled", name, 17_000))
        self.tell(Event("finished", name, outcome=outcome or made(name)))


def test_each_asset_of_a_small_build_has_a_line_and_no_price_is_told_twice() -> None:
    shown = Shown(["hero", "castle", "again", "walk", "odd"], current=2)
    shown.buys("hero")
    shown.buys("castle")
    shown.tell(Event("finished", "again", outcome=made("castle")))
    shown.tell(Event("finished", "walk", outcome=Reused(made("walk").receipt)))
    shown.tell(Event("finished", "old0", outcome=Skipped("current")))
    shown.tell(Event("finished", "odd", outcome=Blocked("unusable", "what came is no picture")))
    assert shown.lines() == [
        "building 5 of 7 assets",
        "[1/5] hero: generated 0.017",
        "[2/5] castle: generated 0.017",
        "[3/5] again: generated (one picture for several assets)",
        "[4/5] walk: cached",
        "[5/5] odd: blocked: what came is no picture",
    ]


def test_a_large_build_has_a_line_each_five_percent_and_all_its_failures() -> None:
    names = [f"icon{n}" for n in range(1000)]
    shown = Shown(names)
    for name in names:
        failed = Failed("refused", "the API refused the request") if name in ("icon99", "icon777") else None
        shown.buys(name, failed, pace=0.1)
    lines = shown.lines()
    assert lines[0] == "building 1000 of 1000 assets"
    assert lines[1] == "[50/1000] 3 in flight, spent 0.85, left 1.65, about 3 min 38 s to go"
    assert [line for line in lines if "failed" in line] == [
        "[100/1000] icon99: failed: the API refused the request",
        "[778/1000] icon777: failed: the API refused the request",
    ]
    assert len(lines) < 60
    assert lines[-1].startswith("[1000/1000] 3 in flight, spent 17, ")


def test_a_large_build_that_takes_long_is_heard_of_each_minute() -> None:
    names = [f"icon{n}" for n in range(5000)]
    shown = Shown(names)
    for name in names[:100]:
        shown.buys(name)
    assert [line.partition(" ")[0] for line in shown.lines()[1:]] == ["[27/5000]", "[54/5000]", "[81/5000]"]


def test_no_build_is_too_small_or_too_large_for_the_rule() -> None:
    for count, lines in ((1, 1), (EACH, EACH), (EACH + 1, 20), (60, 20), (10_000, 20)):
        names = [f"icon{n}" for n in range(count)]
        shown = Shown(names)
        for name in names:
            shown.tell(Event("finished", name, outcome=made(name)))
        assert len(shown.lines()) == 1 + lines, count


def test_verbose_each_request_has_a_line_with_its_times() -> None:
    names = ["hero", *(f"icon{n}" for n in range(100))]
    shown = Shown(names, level=1)
    shown.tell(Event("quoting"))
    shown.clock.now += 0.25
    shown.tell(Event("quoted", text="asked for 2 prices and the balance"))
    shown.tell(Event("queued", "hero", attempt=1))
    shown.clock.now += 0.1
    shown.tell(Event("held", "hero", 17_000))
    shown.clock.now += 1
    shown.tell(Event("freed", "hero", 17_000))
    shown.tell(Event("retry", "hero", text="attempt 2 in 0.4 s: HTTP 503: busy", attempt=1))
    shown.clock.now += 0.4
    shown.tell(Event("queued", "hero", attempt=2))
    shown.tell(Event("held", "hero", 17_000))
    shown.clock.now += 1.9
    shown.clock.now += 0.2
    shown.tell(Event("delivered", "hero", ago=0.2))
    shown.tell(Event("settled", "hero", 17_000))
    shown.clock.now += 5
    shown.tell(Event("finished", "hero", outcome=made("hero")))
    shown.buys("icon0")
    shown.tell(Event("queued", "icon1", attempt=1))
    shown.tell(Event("held", "icon1", 17_000))
    shown.clock.now += 0.7
    shown.tell(Event("finished", "icon1", outcome=Failed("refused", "no")))
    shown.tell(Event("collecting", "icon2"))
    shown.clock.now += 0.3
    shown.tell(Event("recovered", "icon2", 17_000))
    shown.tell(Event("finished", "icon2", outcome=made("icon2", recovered=True)))
    shown.tell(Event("finished", "icon3", outcome=Skipped("made from `icon1`, which has no picture")))
    assert shown.lines() == [
        "building 101 of 101 assets",
        "asked for 2 prices and the balance in 0.2 s",
        "retry: hero: attempt 2 in 0.4 s: HTTP 503: busy",
        "[1/101] hero: generated 0.017 in 3.6 s (queue 0.1, wait 2.9, pause 0.4, fetch 0.2; attempt 2)",
        "[2/101] icon0: generated 0.017 in 2.3 s (queue 0.1, wait 1.9, fetch 0.3; attempt 1)",
        "[3/101] icon1: failed: no in 0.7 s (queue 0.0, wait 0.7; attempt 1)",
        "[4/101] icon2: recovered 0.017 in 0.3 s (wait 0.3)",
        "[5/101] icon3: skipped",
    ]


def test_quiet_nothing_is_shown() -> None:
    shown = Shown(["hero", "walk"], level=-1)
    shown.buys("hero")
    shown.buys("walk", Failed("refused", "no"))
    shown.tell(Event("stopping", text="interrupted"))
    assert shown.lines() == []


def test_the_live_line_leaves_out_what_does_not_fit() -> None:
    shown = Shown([f"icon{n}" for n in range(500)], live=False)
    shown.buys("icon0")
    shown.tell(Event("held", "icon1", 17_000))
    shown.console.margin = Page(100)
    line = shown.progress.line()
    assert line == "1/500  3 in flight  spent 0.017  held 0.017  left 2.466  about 19 min 08 s to go"
    for width in (20, 40, 60, 79):
        shown.console.margin = Page(width)
        line = shown.progress.line()
        assert columns(line) < max(width, 32)
        assert line.startswith("1/500  ")
        assert line.endswith("to go")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, Any]]:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "60")
    clock, console = Clock(), Console(io.StringIO(), Terminal(), margin=Page(60, wraps=True))
    progress = Progress(console, clock, live=True)
    progress.started(a_plan(["hero", "walk"]), SimpleNamespace(in_flight=lambda: 1), None)  # type: ignore[arg-type]
    yield {"progress": progress, "console": console}
    progress.stop()


def test_on_a_terminal_only_failures_have_lines_and_what_they_say_is_not_obeyed(terminal: Mapping[str, Any]) -> None:
    progress, console = terminal["progress"], terminal["console"]
    progress.on(Event("finished", "hero", outcome=made("hero")))
    progress.on(Event("finished", "walk", outcome=Failed("refused", "no, \x1b[31mred\x1b[0m [bold]")))
    progress.stop()
    said = console.err.getvalue()
    assert "hero" not in said
    assert "[2/2] walk: failed: no, \\x1b[31mred\\x1b[0m [bold]" in said
    assert "\x1b[31m" not in said
    assert re.search(r"0/2  1 in flight  spent 0", said)


def test_a_stream_that_is_gone_hurts_nobody() -> None:
    shown = Shown(["walk"])
    shown.console.err.close()
    shown.buys("walk", Failed("refused", "no"))
    assert shown.progress.line().startswith("1/1")
