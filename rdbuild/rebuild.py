"""A ledger that was lost, made anew from the receipts in the cache.

Owns: which purchases receipts prove, what they can't tell, and where a damaged ledger goes.
Must not know: how a ledger or a receipt is written; manifests, prices, the network.
Rule: nothing is deleted, and a ledger that has a history and can be read is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from rdbuild import atomic
from rdbuild.cache import Cache
from rdbuild.database import is_damage
from rdbuild.errors import StorageError, UsageError
from rdbuild.ledger import Ledger, Left
from rdbuild.liveness import Liveness
from rdbuild.model import LOCAL, Problem, Receipt
from rdbuild.pricing import amount_text

NOBODY = "recovered"  # the project of a receipt that names none
NOT_TOLD = "open tasks, unknown outcomes and refunds are in no receipt"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The purchases of a ledger made anew; `aside` is where the damaged one is now, if there was one."""

    purchases: tuple[Receipt, ...]
    aside: Path | None = None


def provable(receipts: Iterable[Receipt]) -> list[Receipt]:
    """What this machine paid for, each fingerprint's purchases in the order of their attempts. Pure.

    Without those of other machines, which have no attempt or no time, and of the embedded API, which costs nothing.
    """
    found = [
        replace(one, project=one.project or NOBODY)
        for one in receipts
        if one.engine != LOCAL and one.attempt >= 1 and _is_time(one.created_at)
    ]
    return sorted(found, key=lambda one: (one.engine, one.fingerprint, one.attempt, one.created_at))


def restore(ledger: Ledger, purchases: Sequence[Receipt]) -> list[Problem]:
    """Give a ledger without a history that of its `provable` receipts, and the warning that it was done."""
    if not purchases or not ledger.restore(purchases):
        return []
    message = f"the ledger was gone and is made anew from receipts: {summary(purchases)} count for the caps again"
    return [Problem("ledger-rebuilt", message, hint=f"{NOT_TOLD}: look at the account", severity="warning")]


def look_for_loss(cache: Cache) -> None:
    """Asked for a ledger without a history. Raises StorageError where receipts tell of one: zeros would be wrong."""
    purchases = provable(cache.receipts())
    if purchases:
        raise StorageError(
            f"the ledger is gone, and receipts tell of {summary(purchases)}",
            "`rdbuild ledger rebuild` makes it anew from them, as the next build that buys does by itself",
        )


def rebuild(home: Path, cache: Cache) -> Rebuilt:
    """Make a ledger anew that is missing, empty or damaged. Raises UsageError where it is not, and StorageError."""
    found = _look(home)
    if found == "sound":
        raise UsageError(
            f"the ledger in `{home}` has a history and keeps its own rules, so it stays as it is",
            "`rdbuild ledger` shows it",
        )
    purchases = provable(cache.receipts())
    if found == "none" and not purchases:
        raise UsageError("no receipt tells of a purchase, so there is no ledger to make", f"`{cache.root}` was read")
    _no_build_runs(home)
    left = _left(home) if found == "damaged" else []
    aside = _put_aside(home / "ledger.sqlite3") if found == "damaged" else None
    if aside is not None:
        try:
            _no_build_runs(home)  # one may have begun meanwhile; from here on none goes on with the old file
        except StorageError:
            _put_back(aside, home / "ledger.sqlite3")
            raise
    ledger = Ledger(home)
    try:
        ledger.restore(purchases, left)
    finally:
        ledger.close()
    return Rebuilt(tuple(purchases), aside)


def _look(home: Path) -> Literal["none", "damaged", "sound"]:
    """What there is of a ledger. Raises StorageError where that can't be told, as with one of a newer rdbuild."""
    if not Ledger.exists(home):
        return "none"
    try:
        ledger = Ledger(home, copy=True)  # SQLite mends what it opens for good, and this is to be kept as it is
        try:
            if ledger.verify():
                return "damaged"
            return "sound" if ledger.position() else "none"
        finally:
            ledger.close()
    except StorageError as error:
        if is_damage(error.__cause__):
            return "damaged"
        raise


def _no_build_runs(home: Path) -> None:
    """A build keeps its ledger open: what it wrote would be in neither. Asked of the locks, as there is no ledger."""
    locks = Liveness(home / "builds")
    try:
        running = any(locks.alive(path.stem) for path in (home / "builds").glob("*.lock"))
    except OSError as error:
        raise atomic.trouble("look into", home / "builds", error) from error
    if running:
        raise StorageError("a build is running, and it has the ledger open", "wait for its end, then try again")


def _put_aside(path: Path) -> Path:
    """Move a ledger out of the way under a name that is free, with the files that SQLite keeps beside it."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    try:
        for beside in ("-wal", "-shm", ""):  # the ledger last: it is there until all of it has moved
            if beside == "" or (path.parent / f"{path.name}{beside}").exists():
                (path.parent / f"{path.name}{beside}").rename(path.parent / f"{aside.name}{beside}")
    except OSError as error:
        raise atomic.trouble("move aside", path, error) from error
    return aside


def _put_back(aside: Path, path: Path) -> None:
    for beside in ("", "-wal", "-shm"):
        if (aside.parent / f"{aside.name}{beside}").exists():
            (aside.parent / f"{aside.name}{beside}").rename(path.parent / f"{path.name}{beside}")


def _left(home: Path) -> list[Left]:
    """What a damaged ledger still tells of open tasks and unknown outcomes; nothing where it can't be read."""
    try:
        ledger = Ledger(home, copy=True)
        try:
            return ledger.left()
        finally:
            ledger.close()
    except (StorageError, ValueError, TypeError, KeyError):
        return []


def _is_time(text: str) -> bool:
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def summary(purchases: Sequence[Receipt]) -> str:
    """How many, and what they cost in each unit: "3 purchases of 0.051 and 5 credits"."""
    amounts = [amount_text(total, unit) for unit, total in totals(purchases).items() if total] or ["0"]
    return f"{len(purchases)} {'purchase' if len(purchases) == 1 else 'purchases'} of {' and '.join(amounts)}"


def totals(purchases: Iterable[Receipt]) -> dict[str, int]:
    """What they cost, in micro-units by unit."""
    sums = {"balance": 0, "credits": 0}
    for one in purchases:
        sums[one.unit] += one.cost_micro
    return sums
