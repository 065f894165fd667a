"""The ledger's history, held to the ledger's own rules.

Owns: what a sound history looks like, row by row.
Must not know: SQLite, or how a row came to be.
Rule: it only reads, and says in words everything that does not add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rdbuild.model import Json
from rdbuild.purchase import FREE, NEXT, OPEN

Row = Mapping[str, Json]


def faults(rows: Iterable[Row], builds: set[int], ended: set[int]) -> list[str]:
    """What is wrong with the events, given in the order of engine, fingerprint and n; `ended` builds left none open."""
    broken: list[str] = []
    last: Row | None = None
    exposure = 0
    for row in rows:
        if last is not None and (row["engine"], row["fingerprint"]) != (last["engine"], last["fingerprint"]):
            broken += _left_open(last, ended)
            last = None
        afresh = last is None or (row["state"] == "claimed" and last["state"] != "held")
        exposure = row["delta"] if afresh else exposure + row["delta"]
        broken += [
            f"`{row['asset']}`: {text} (row {row['seq']})" for text in _of_row(row, last, afresh, exposure, builds)
        ]
        last = row
    if last is not None:
        broken += _left_open(last, ended)
    return broken


def _left_open(last: Row, ended: set[int]) -> Iterator[str]:
    if last["state"] in OPEN and last["owner"] in ended:
        yield f"`{last['asset']}`: {last['state']} by build {last['owner']}, which ended"


def _of_row(row: Row, last: Row | None, afresh: bool, exposure: int, builds: set[int]) -> Iterator[str]:
    """What is wrong with a row after `last`; `afresh`: a new purchase of the same picture begins with it."""
    state, before = row["state"], last["state"] if last is not None else None
    if row["n"] != (last["n"] + 1 if last is not None else 1) or state not in NEXT.get(before, ()):
        yield f"{state} can't follow {before or 'nothing'}"
    if exposure != (0 if state in FREE else row["amount"]):
        yield f"exposure {exposure} where {0 if state in FREE else row['amount']} is due"
    if row["amount"] < 0:
        yield f"an amount of {row['amount']}"
    if not {row["owner"], row["build"]} <= builds:
        yield "a build that nobody began"
    if state == "sent" and row["ticket"] is None:
        yield "sent, and no ticket to fetch it by"
    if last is not None:
        # Caps sum the deltas of a build, a day, a project: a purchase that wandered between them would not add up.
        fixed = () if afresh else ("attempt", "build", "project", "day", "asset", "unit")
        yield from (f"`{name}` was {last[name]} and is {row[name]}" for name in fixed if row[name] != last[name])
        if not afresh and state not in ("settled", "unusable") and row["amount"] != last["amount"]:
            yield f"the amount was {last['amount']} and is {row['amount']}"
