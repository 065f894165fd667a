"""Pictures in the cache that nothing holds on to: which they are, why the others stay, and taking them away.

Owns: what a lock file, a manifest or a purchase that is not in a lock file yet holds on to.
Must not know: how a cache, a lock file or a note of one is written; how it is shown.
Rule: what a known lock file names stays, whether it is there or gone with its drive; who may still need it is asked
before anything is deleted, and what was paid is never forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from rdbuild import known, lock
from rdbuild.cache import Cache, Reply, Stock
from rdbuild.errors import LockFileError, StorageError
from rdbuild.ledger import Ledger
from rdbuild.model import BY_HAND, LOCAL, TAKEN, Problem, Receipt

Reason = Literal["named", "recent", "unlocked", "drawn"]
"""Why a purchase stays: a known lock file or its manifest names it; it was made since its project's lock file was
written, as by a build that died; no lock file of its project is known; somebody made it, and no money brings it
back."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What the known lock files hold on to. `since` is by project and by whether it is of the embedded API."""

    pictures: frozenset[known.Picture] = frozenset()
    files: frozenset[str] = frozenset()
    since: Mapping[tuple[str, bool], float] = field(default_factory=dict)
    locks: tuple[Path, ...] = ()
    gone: tuple[Path, ...] = ()  # with their folders
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Garbage:
    """What goes: blobs and litter with their sizes, receipts whose pictures these are; and how much stays, and why."""

    receipts: tuple[Receipt, ...]
    replies: tuple[Reply, ...]
    blobs: Mapping[str, int]
    litter: Mapping[Path, int]
    kept: Mapping[Reason, int]
    strays: int = 0  # blobs that stay, as a record that can't be read may be theirs

    @property
    def size(self) -> int:
        return sum(self.blobs.values()) + sum(self.litter.values())


def collect(home: Path, cache: Cache, *, gone: bool, yes: bool) -> tuple[Holds, Garbage]:
    """Say what may go, and with `yes` take it away. `gone`: also what only lock files name whose folders are gone.

    Raises StorageError; while a build runs, too, since it may want what it has not bought yet.
    """
    ledger = Ledger(home) if Ledger.exists(home) else None
    try:
        if ledger is None:  # no build runs without one
            return _collected(home, cache, gone, yes)
        with ledger.alone():
            return _collected(home, cache, gone, yes)
    finally:
        if ledger is not None:
            ledger.close()


def _collected(home: Path, cache: Cache, gone: bool, yes: bool) -> tuple[Holds, Garbage]:
    holds = _holds(home, gone)
    garbage = sort_out(cache.stock(), holds)
    if yes:
        cache.discard(garbage.receipts, garbage.replies, garbage.blobs, garbage.litter)
        for path in holds.gone if gone else ():
            known.forget(home, path)
    return holds, garbage


# -- who holds on to what


def _holds(home: Path, without_gone: bool) -> Holds:
    pictures: set[known.Picture] = set()
    files: set[str] = set()
    since: dict[tuple[str, bool], float] = {}
    locks: list[Path] = []
    gone: list[Path] = []
    notes: list[Problem] = []
    for one in known.notes(home):
        for key in ((project, _is_local(one.lock)) for project in one.projects):
            since[key] = max(one.since, since.get(key, known.NEVER))
        names, hashes = set(one.named), set(one.files)
        try:
            if one.lock.exists():
                names, hashes = lock.named(lock.read(one.lock).lines)
            elif _has_manifest(one.lock):
                if one.named or one.files:
                    continue  # somebody deleted it
                # else it was never there: a first build died, and its manifest is what holds
            else:
                gone.append(one.lock)
                if without_gone:
                    continue
                notes.append(_gone(one.lock))
        except (LockFileError, StorageError, OSError) as error:
            notes.append(_unreadable(one.lock, error))
        locks.append(one.lock)
        pictures |= names | one.wanted
        files |= hashes
    return Holds(frozenset(pictures), frozenset(files), since, tuple(locks), tuple(gone), tuple(notes))


def _is_local(path: Path) -> bool:
    return path.name.endswith(".local.lock.json")


def _has_manifest(path: Path) -> bool:
    """Whether the manifest beside a lock file is there: else both were moved, or are gone with their drive."""
    stem = path.name.removesuffix(".lock.json").removesuffix(".local")
    with suppress(FileNotFoundError, NotADirectoryError):
        return any(one.stem == stem for one in path.parent.iterdir())
    return False


def _gone(path: Path) -> Problem:
    message = f"`{path}` is gone with its folder: what it named when it was last seen stays"
    return Problem("lock-gone", message, hint="`--gone` lets that go as well", severity="warning")


def _unreadable(path: Path, error: Exception) -> Problem:
    message = f"`{path}` can't be read, so what it named when it was last written stays: {error}"
    return Problem("lock-unreadable", message, hint=getattr(error, "hint", None), severity="warning")


# -- what nobody holds on to


def sort_out(stock: Stock, holds: Holds) -> Garbage:
    """Decide what goes. Pure."""
    going: list[Receipt] = []
    held = set(holds.files)
    kept: Counter[Reason] = Counter()
    for receipt in stock.receipts:
        reason = _held(receipt, holds)
        if reason is None:
            going.append(receipt)
            continue
        held |= _blobs(receipt)
        kept[reason] += any(sha in stock.blobs for sha in _blobs(receipt))
    purchases = {(one.engine, one.fingerprint, one.attempt) for one in going}
    replies = [one for one in stock.replies if one[:3] in purchases and one.blob not in holds.files]
    held |= {one.blob for one in stock.replies if one not in replies}
    free = {sha: size for sha, size in stock.blobs.items() if sha not in held}
    theirs = {sha for one in going for sha in _blobs(one)} | {one.blob for one in replies}
    # One that nothing names may belong to a record that can't be read.
    blobs = {sha: size for sha, size in free.items() if sha in theirs} if stock.damaged else free
    emptied = {one[:3] for one in replies}
    receipts = [
        one
        for one in going
        if not one.dropped and (_blobs(one) & blobs.keys() or (one.engine, one.fingerprint, one.attempt) in emptied)
    ]
    return Garbage(tuple(receipts), tuple(replies), blobs, stock.litter, kept, len(free) - len(blobs))


def _held(receipt: Receipt, holds: Holds) -> Reason | None:
    if (receipt.engine, receipt.fingerprint) in holds.pictures or _blobs(receipt) & holds.files:
        return "named"
    if receipt.engine == BY_HAND and receipt.accepted == TAKEN:
        return "drawn"
    if not holds.since:
        return "unlocked"  # nothing is known here yet
    if not receipt.project:  # of before receipts said whose they are, or of another machine
        return None
    since = holds.since.get((receipt.project, receipt.engine == LOCAL))
    if since is None:
        return "unlocked"
    try:
        return "recent" if datetime.fromisoformat(receipt.created_at).timestamp() > since else None
    except ValueError:
        return "recent"


def _blobs(receipt: Receipt) -> set[str]:
    return {picture.sha256 for picture in receipt.pictures if picture.sha256}


def paid_for(receipts: Sequence[Receipt]) -> list[Receipt]:
    """Those that stand for money, each once: a copy that came back from a tree was paid for by another of them."""
    own = {(one.engine, one.fingerprint) for one in receipts if one.attempt}
    return [one for one in receipts if one.attempt or (one.engine, one.fingerprint) not in own]
