"""What the account should have moved by while a build ran, from the ledger's rows.

Owns: which purchases were charged in that time for certain, and which perhaps.
Must not know: SQLite, the API, how it is told.
Rule: bounds, never a guess; with nothing open, unknown or refunded, and nobody else at work, they are one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rdbuild.model import Json

Row = Mapping[str, Json]
PAID = ("settled", "unusable")


@dataclass(frozen=True, slots=True)
class Movement:
    """An account before and after, and the bounds of what the books say was taken in between (micro-units)."""

    before: int
    after: int
    least: int
    most: int

    @property
    def moved(self) -> int:
        return self.before - self.after

    @property
    def unexplained(self) -> int:
        """How far what was taken is from what may have been: above is positive."""
        return self.moved - min(max(self.moved, self.least), self.most)


def bounds(rows: Iterable[Row], build: int, since: int) -> dict[str, tuple[int, int]]:
    """(least, most) by unit. `rows` are all, in order, of each attempt with one after the sequence number `since`."""
    attempts: dict[tuple[Json, Json], list[Row]] = {}
    for row in rows:
        attempts.setdefault((row["fingerprint"], row["attempt"]), []).append(row)
    found = {"balance": (0, 0), "credits": (0, 0)}
    for events in attempts.values():
        least, most = _of_attempt(events, build, since)
        unit = str(events[-1]["unit"])
        found[unit] = (found[unit][0] + least, found[unit][1] + most)
    return found


def _of_attempt(events: list[Row], build: int, since: int) -> tuple[int, int]:
    last = events[-1]
    amount = int(last["amount"])
    before = [row for row in events if row["seq"] <= since]
    if before and before[-1]["state"] not in ("claimed", "held"):
        # Charged by then, whatever was heard of it since; what was refunded may have been so by then too.
        return (-amount, 0) if last["state"] == "refunded" else (0, 0)
    if last["state"] in PAID or last["state"] == "sent":
        mine = last["build"] == build and not before
        return (amount if mine else 0), amount
    if last["state"] in ("held", "unknown"):
        return 0, amount
    return 0, 0
