"""What a running build shows: a live line on a terminal, plain lines elsewhere.

Owns: counting events into done, in flight, spent, held, and the estimate of what is left.
Must not know: how anything is bought.
Rule: it only listens; a line that can't be written never hurts a build.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rdbuild.model import Blocked, Failed, Made, Skipped
from rdbuild.pricing import amount_text, format_micro

if TYPE_CHECKING:
    from collections.abc import Callable

    from rdbuild.console import Console
    from rdbuild.execute import Event, Executor
    from rdbuild.model import Outcome, Plan


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
        self._began = 0.0

    def started(self, plan: Plan, executor: Executor, left: int | None) -> None:
        self._executor, self._left = executor, left
        self._total = sum(step.status not in ("current", "blocked") for step in plan.steps)
        self._to_buy = sum(step.status in ("new", "changed", "pending") for step in plan.steps)
        self._skip = {step.asset.id for step in plan.steps if step.status in ("current", "blocked")}
        self._began = self._clock()
        if self._live:
            from rich.console import Console as Terminal
            from rich.live import Live

            terminal = Terminal(file=self._console.err, no_color=not self._console.colour, highlight=False)
            self._display = Live(
                get_renderable=self.line, console=terminal, refresh_per_second=8, transient=True, redirect_stdout=False,
                redirect_stderr=False,
            )  # fmt: skip
            self._display.start()
        else:
            todo = {step.asset.owner for step in plan.steps if step.asset.id not in self._skip}
            everything = {step.asset.owner for step in plan.steps}
            self._console.say(f"building {len(todo)} of {len(everything)} assets")

    def on(self, event: Event) -> None:
        """Take in one event."""
        if event.kind == "held":
            self._held[event.unit] += event.micro
        elif event.kind == "freed":
            self._held[event.unit] -= event.micro
        elif event.kind == "settled":
            self._spent[event.unit] += event.micro
            self._held[event.unit] = max(0, self._held[event.unit] - event.micro)
        elif event.kind == "retry":
            self._console.detail(f"retry: {event.text}")
        elif event.kind == "stopping":
            self._tell(f"stopping: {event.text}; waiting for what is in flight")
        elif event.kind == "finished" and event.asset not in self._skip:
            self._finished(event)

    def _finished(self, event: Event) -> None:
        self._done += 1
        outcome = event.outcome
        if isinstance(outcome, Made):
            self._bought += 1
        if isinstance(outcome, (Failed, Blocked)):
            word = "failed" if isinstance(outcome, Failed) else "blocked"
            self._tell(f"[{self._done}/{self._total}] {event.asset}: {word}: {outcome.message}")
        elif not self._live:
            self._console.say(f"[{self._done}/{self._total}] {event.asset}: {self._word(outcome)}")

    def _word(self, outcome: Outcome | None) -> str:
        if isinstance(outcome, Skipped):
            return "skipped"
        if not isinstance(outcome, Made):
            return "cached"
        if outcome.receipt.fingerprint in self._paid:
            return "generated (one picture for several assets)"
        self._paid.add(outcome.receipt.fingerprint)
        cost = amount_text(outcome.receipt.cost_micro, outcome.receipt.unit)
        return f"{'recovered' if outcome.recovered else 'generated'} {cost}"

    def _tell(self, text: str) -> None:
        if self._display is not None:
            self._display.console.print(text, markup=False)
        else:
            self._console.say(text)

    def line(self) -> str:
        """done/total, in flight, spent, held and left of the budget, time left."""
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
        return "  ".join(parts)

    def stop(self) -> None:
        if self._display is not None:
            self._display.stop()
            self._display = None


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
