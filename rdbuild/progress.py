"""What a running build shows: a live line on a terminal, plain lines elsewhere.

Owns: counting events into done, in flight, spent, held, and the estimate of what is left; what is worth a line.
Must not know: how anything is bought.
Rule: it only listens; a line that can't be written never hurts a build.

On a terminal there is one live line, and a line above it for each failure. Elsewhere each asset of a small build has a
line; of a larger one (more than `EACH`) there is a line each 5 % of the way and, if that takes long, one a minute.
Failures have lines of their own always, since nothing else names all of them. Verbose, each purchase has a line with
its times, however many there are; quiet, there is none.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rdbuild.model import BY_HAND, Blocked, Failed, Made, Reused
from rdbuild.pricing import amount_text, format_micro
from rdbuild.report import word_of
from rdbuild.screen import columns, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rdbuild.console import Console
    from rdbuild.execute import Executor
    from rdbuild.model import Event, Outcome, Plan

EACH = 50  # assets of a build in which each has a line
SHARES = 20  # lines that a larger one has on its way
SILENCE_S = 60.0  # after which it has one all the same, once something is done
# What the live line leaves out first where it does not fit.
_SPARE = ("held", "in flight", "left", "spent")


class Progress:
    """Listens to one execution. `clock` is any steady clock in seconds; `live` asks for the live line (rich)."""

    def __init__(self, console: Console, clock: Callable[[], float], *, live: bool) -> None:
        self._console = console
        self._clock = clock
        self._live = live
        self._display: Any = None
        self._executor: Executor | None = None
        self._total = self._done = self._bought = self._to_buy = 0
        self._spent = {"balance": 0, "credits": 0}
        self._held = {"balance": 0, "credits": 0}
        self._paid: set[str] = set()  # fingerprints whose price was told
        self._left: int | None = None
        self._began = self._told_at = 0.0
        self._skip: set[str] = set()

    def started(self, plan: Plan, executor: Executor, left: int | None) -> None:
        self._executor, self._left = executor, left
        todo = [step for step in plan.steps if step.status not in ("current", "blocked") and not step.left]
        self._total = len(todo)
        self._to_buy = sum(step.status in ("new", "changed", "pending") for step in todo)
        self._skip = {step.asset.id for step in plan.steps} - {step.asset.id for step in todo}
        self._began = self._told_at = self._clock()
        if self._live:
            from rich.console import Console as Terminal
            from rich.live import Live

            terminal = Terminal(file=self._console.err, no_color=not self._console.margin.colour, highlight=False)
            self._display = Live(
                get_renderable=self.line, console=terminal, refresh_per_second=8, transient=True, redirect_stdout=False,
                redirect_stderr=False,
            )  # fmt: skip
            with suppress(OSError):
                self._display.start()
        else:
            everything = {step.asset.owner for step in plan.steps}
            self._console.say(f"building {len({step.asset.owner for step in todo})} of {len(everything)} assets")

    def on(self, event: Event) -> None:
        """Take in one event."""
        if event.kind == "held":
            self._held[event.unit] += event.micro
        elif event.kind == "freed":
            self._held[event.unit] -= event.micro
        elif event.kind == "settled":
            self._spent[event.unit] += event.micro
            self._held[event.unit] = max(0, self._held[event.unit] - event.micro)
        elif event.kind == "waiting":
            self._tell(f"waiting: {event.text}")
        elif event.kind == "quoted":
            self._detail(f"{event.text} in {sum(event.seconds.values()):.1f} s")
        elif event.kind == "retry":
            self._detail(f"retry: {event.asset}: {event.text}")
        elif event.kind == "stopping":
            self._tell(f"stopping: {event.text}; waiting for what is in flight")
        elif event.kind == "finished" and event.asset not in self._skip:
            self._finished(event)

    def _finished(self, event: Event) -> None:
        self._done += 1
        outcome = event.outcome
        if isinstance(outcome, Made):
            self._bought += 1
        verbose = self._console.level > 0
        place = f"[{self._done}/{self._total}]"
        times = _times(event.seconds, event.attempt) if verbose else ""
        if isinstance(outcome, (Failed, Blocked)):
            self._tell(f"{place} {event.asset}: {word_of(outcome)}: {outcome.message}{times}")
        elif verbose or (self._total <= EACH and not self._live):
            self._tell(f"{place} {event.asset}: {self._word(outcome)}{times}")
        elif not self._live and self._is_due():
            self._told_at = self._clock()
            self._tell(f"{place} {', '.join(self._parts()[1:])}")

    def _is_due(self) -> bool:
        """Whether a build that is not told asset by asset is to be heard of again."""
        share = self._done * SHARES // self._total != (self._done - 1) * SHARES // self._total
        return share or self._clock() - self._told_at >= SILENCE_S

    def _word(self, outcome: Outcome | None) -> str:
        if isinstance(outcome, Reused):
            return "copied" if outcome.receipt.engine == BY_HAND else "cached"
        if not isinstance(outcome, Made):
            return "skipped"
        if outcome.receipt.fingerprint in self._paid:
            return "generated (one picture for several assets)"
        self._paid.add(outcome.receipt.fingerprint)
        return f"{word_of(outcome)} {amount_text(outcome.receipt.cost_micro, outcome.receipt.unit)}"

    def _detail(self, text: str) -> None:
        if self._console.level > 0:
            self._tell(text)

    def _tell(self, text: str) -> None:
        if self._display is None:
            self._console.say(text)
            return
        with suppress(OSError):
            self._display.console.print(visible(text), markup=False)

    def line(self) -> str:
        """done/total, in flight, spent, held and left of the budget, time left: as much as fits beside each other."""
        parts = self._parts()
        for word in _SPARE:
            if columns("  ".join(parts)) < self._width():
                break
            parts = [part for part in parts if word not in part]
        return "  ".join(parts)

    def _width(self) -> int:
        return int(self._display.console.width) if self._display is not None else self._console.margin.width

    def _parts(self) -> list[str]:
        parts = [f"{self._done}/{self._total}"]
        if self._executor is not None:
            parts.append(f"{self._executor.in_flight()} in flight")
        for word, amounts in (("spent", self._spent), ("held", self._held)):
            if amounts["balance"] or (word == "spent" and not amounts["credits"]):
                parts.append(f"{word} {format_micro(amounts['balance'])}")
            if amounts["credits"]:
                parts.append(f"{word} {amount_text(amounts['credits'], 'credits')}")
        if self._left is not None:
            parts.append(f"left {format_micro(max(0, self._left - self._spent['balance'] - self._held['balance']))}")
        took = self._clock() - self._began
        if self._bought:
            remaining = took / self._bought * max(0, self._to_buy - self._bought)
            parts.append(f"about {_duration(remaining)} to go")
        return parts

    def stop(self) -> None:
        if self._display is not None:
            with suppress(OSError):
                self._display.stop()
            self._display = None


def _times(seconds: Mapping[str, float], attempt: int) -> str:
    """` in 2.3 s (queue 0.1, wait 1.9, fetch 0.3; attempt 1)`; nothing where nothing was asked for."""
    if not seconds:
        return ""
    phases = ", ".join(f"{phase} {took:.1f}" for phase, took in seconds.items())
    tried = f"; attempt {attempt}" if attempt else ""
    return f" in {sum(seconds.values()):.1f} s ({phases}{tried})"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
