"""What a build did, and which exit code that is.

Owns: the facts that are told at the end, and which of them is the most urgent.
Must not know: how anything came about, or how it is shown.
Rule: only facts; whoever knows one writes it here once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rdbuild.model import CURRENT, Blocked, Failed, Made, Outcome, Problem, Reused, Skipped, Step

if TYPE_CHECKING:
    from rdbuild.errors import RdbuildError
    from rdbuild.ledger import Entry
    from rdbuild.statement import Movement


@dataclass(slots=True)
class Report:
    """What a build did. Amounts are micro-units by unit; `exit_code` is the most urgent of all that happened."""

    project: str
    engine: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    spent: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    recovered: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    refunded: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    saved: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    """What the reused pictures cost when they were bought."""
    held: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    """What tasks that are left running hold, and the next build collects."""
    unknown: list[Entry] = field(default_factory=list)
    requests: int = 0
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    stale: list[tuple[str, str]] = field(default_factory=list)  # with --locked or --no-spend: id and why
    halt: RdbuildError | None = None
    bug: Exception | None = None
    interrupted: bool = False
    account: Mapping[str, Movement] = field(default_factory=dict)  # by unit
    chained: Mapping[str, Outcome] = field(default_factory=dict)  # outcomes of the hidden steps of edit chains
    elapsed_s: float = 0.0
    notes: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()  # lines about what was left out or left for later, and how to get it

    @property
    def exit_code(self) -> int:
        outcomes = self.outcomes.values()
        if self.bug is not None:
            return 70
        if self.interrupted:
            return 130
        if self.unknown or any(isinstance(one, Blocked) and one.code == "unknown" for one in outcomes):
            return 6
        if self.halt is not None and self.halt.exit_code != 1:
            return self.halt.exit_code
        if self.stale:
            return 4
        if self.halt is not None:
            return 1
        return 1 if any(isinstance(one, (Failed, Blocked)) or missed(one) for one in outcomes) else 0


def missed(outcome: Outcome) -> bool:
    """Whether an asset was wanted and has no picture, through no fault of its own."""
    return isinstance(outcome, Skipped) and outcome.because != CURRENT and not outcome.left


def word_of(outcome: Outcome) -> str:
    """What became of an asset, as reports and logs call it."""
    match outcome:
        case Made():
            return "recovered" if outcome.recovered else "generated"
        case Reused():
            return "reused"
        case Skipped():
            return "current" if outcome.because == CURRENT else "skipped"
        case Failed():
            return "failed"
        case Blocked():
            return "blocked"
