"""Which lock files this machine has seen, and what each of them holds on to.

Owns: one note for each lock file, in RDBUILD_HOME, and the question whether it is as new as the lock file.
Must not know: how a lock file is written, what is in the cache, or who asks.
Rule: a note is for `cache gc` alone: it never fails a build, and it is not written again where it says nothing new.

    known       = RDBUILD_HOME "/known/" LOCK ".json"
    LOCK        = the first 32 hex digits of the sha256 of the lock file's real path
    note        = {"version": 1, "lock": PATH, "projects": [NAME], "named": PICTURES, "files": [SHA256],
                  "wanted": PICTURES, "since": null or SECONDS}
    PICTURES    = {ENGINE: [FINGERPRINT]}     `named` by the lock file, `wanted` by its manifest when it was last built
    projects    = every name that the manifest's project had
    since       = when that build was (seconds since 1970); null: when the note was written, which is the file's time
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from rdbuild import atomic
from rdbuild.errors import StorageError
from rdbuild.model import Json

VERSION = 1
NEVER = 0.0  # `since` of a lock file that no build has noted

Picture = tuple[str, str]  # engine and fingerprint
ANYWHERE = ""  # instead of an engine: whichever it was


@dataclass(frozen=True, slots=True)
class Known:
    """A note. What was bought for one of its projects before `since` is in `named` or `wanted`, or not wanted."""

    lock: Path
    projects: frozenset[str]
    named: frozenset[Picture]
    files: frozenset[str]  # sha256 of the published files
    wanted: frozenset[Picture]
    since: float  # seconds since 1970


def is_behind(home: Path, lock: Path) -> bool:
    """Whether a lock file is there that is not noted as it is by now. Two looks at the disk."""
    try:
        written = lock.stat().st_mtime_ns
    except OSError:
        return False
    try:
        return _place(home, lock).stat().st_mtime_ns < written
    except OSError:
        return True


def note(
    home: Path, lock: Path, named: Iterable[Picture], files: Iterable[str], project: str = "",
    wanted: Iterable[Picture] | None = None,
) -> None:  # fmt: skip
    """Note what a lock file names, and (`wanted`) what the manifest beside it asks for now, if a build says so."""
    path = _place(home, lock)
    before: Known | None = None
    record: dict[str, Json] = {}
    with suppress(StorageError):
        record, before = _read(path)
    if before is None:
        before = Known(lock, frozenset(), frozenset(), frozenset(), frozenset(), NEVER)
    if wanted is not None:  # of other engines nothing is said: what was wanted there still is
        wanted = set(wanted)
        engines = {engine for engine, _ in wanted}
        wanted |= {one for one in before.wanted if one[0] not in engines}
    now = {
        "version": VERSION,
        "lock": os.path.realpath(lock),
        "projects": sorted(before.projects | ({project} if project else set())),
        "named": _grouped(named),
        "files": sorted(set(files)),
        "wanted": _grouped(before.wanted if wanted is None else wanted),
        "since": before.since if wanted is None else None,
    }
    try:
        if now == record:
            os.utime(path)  # true as of now
        else:
            atomic.write(path, json.dumps(now).encode() + b"\n", durable=False)
    except (OSError, StorageError):  # at worst nobody knows of this lock file until its next build
        return


def notes(home: Path) -> Iterator[Known]:
    """Go through all notes. Raises StorageError for one that can't be read: nobody can say what it holds on to."""
    for path in sorted((home / "known").glob("*.json")):
        yield _read(path)[1]


def forget(home: Path, lock: Path) -> None:
    """Drop the note of a lock file. Raises StorageError."""
    path = _place(home, lock)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise atomic.trouble("delete", path, error) from error


def _place(home: Path, lock: Path) -> Path:
    real = os.path.normcase(os.path.realpath(lock))
    return home / "known" / f"{sha256(os.fsencode(real)).hexdigest()[:32]}.json"


def _read(path: Path) -> tuple[dict[str, Json], Known]:
    try:
        record = json.loads(path.read_bytes())
        if record["version"] > VERSION:
            raise StorageError(f"`{path}` was written by a newer rdbuild", "use that one")
        since = record["since"] if record["since"] is not None else path.stat().st_mtime
        return record, Known(
            Path(record["lock"]), frozenset(record["projects"]), _pictures(record["named"]),
            frozenset(record["files"]), _pictures(record["wanted"]), float(since),
        )  # fmt: skip
    except OSError as error:
        raise atomic.trouble("read", path, error) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StorageError(
            f"`{path}` is damaged, so a lock file is not known any more",
            "delete it and build each project once: a build, also with nothing to do, notes its lock file",
        ) from error


def _grouped(pictures: Iterable[Picture]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for engine, fingerprint in sorted(set(pictures)):
        groups.setdefault(engine, []).append(fingerprint)
    return groups


def _pictures(groups: Mapping[str, Iterable[str]]) -> frozenset[Picture]:
    return frozenset((engine, fingerprint) for engine, group in groups.items() for fingerprint in group)
