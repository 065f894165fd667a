"""What was bought: every picture as delivered, and a receipt for each purchase.

Owns: the folder `cache` in RDBUILD_HOME, shared by all projects and any number of processes at once.
Must not know: manifests, prices, the API, what a picture shows.
Rule: what was paid for is on disk before `put_*` returns, and nothing that fails its hash is ever served.

    cache       = blobs receipts replies aside
    blobs       = "blobs/" HH "/" SHA256                      the bytes; HH are the first two digits
    receipts    = "receipts/" ENGINE "/" TAIL "/" KEY "." NUMBER ".json"
    replies     = "replies/" ENGINE "/" TAIL "/" KEY "." NUMBER ".json"
    aside       = "aside/" SHA256 "." HEX                     blobs that failed their hash, for somebody to look at
    ENGINE, KEY = engine and fingerprint; what is not [a-z0-9-.] is written %xx a byte; in front "at-", as no name that
                  an operating system keeps for itself starts so; a long one ends in a hash
    TAIL        = the last two characters of KEY
    NUMBER      = a purchase of that fingerprint, from 1: the ledger's attempt, or the next number after the
                  highest where another purchase has it (the ledger was lost). The highest that can be read counts;
                  the others stay for what they cost
    receipt     = {"version": 1, "receipt": {the fields of model.Receipt}, "sha256": of the canonical text of it}
                  one that is `dropped` has its pictures in `blobs` only where another names them too
    reply       = {"version": 1, "receipt": {"engine", "fingerprint", "attempt", "blob"}, "sha256"}
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple, get_args

from rdbuild import atomic
from rdbuild.errors import StorageError
from rdbuild.model import BY_HAND, Json, Picture, Problem, Receipt, Unit

VERSION = 1
LONGEST_NAME = 100
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_UNSAFE = re.compile(rb"[^a-z0-9.-]|\.\Z")
_NUMBERED = re.compile(r"(?P<key>.+)\.(?P<number>[0-9]{1,9})\.json\Z")


class Reply(NamedTuple):
    """A paid reply that could not be understood: of which purchase, and where it is."""

    engine: str
    fingerprint: str
    attempt: int
    blob: str


@dataclass(frozen=True, slots=True)
class Stock:
    """All that a cache holds. `litter` is what nobody will ever read, `damaged` counts records that can't be read."""

    blobs: Mapping[str, int]  # sizes in bytes by sha256
    receipts: tuple[Receipt, ...]
    replies: tuple[Reply, ...]
    litter: Mapping[Path, int]
    damaged: int


class Cache:
    """A cache folder. Making one touches nothing; folders appear with the first thing kept.

    Every method that writes raises StorageError naming the path when the disk won't take it; nothing half-written is
    visible then. Reading raises StorageError only where the disk fails, or a newer rdbuild wrote the receipt.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._named: set[str] | None = None  # hashes that receipts name
        self._by_hand: set[str] | None = None  # those that receipts of people's own files name

    # -- blobs

    def put_blob(self, data: bytes) -> str:
        """Keep bytes and give their sha256. What is there already and right is not written again."""
        sha = sha256(data).hexdigest()
        path = self._blob(sha)
        if self.read_blob(sha) is None:
            atomic.write(path, data, durable=True)
        else:  # perhaps by a process that has not come to this line yet
            try:
                atomic.sync_folder(path.parent)
            except OSError as error:
                raise atomic.trouble("write", path, error) from error
        return sha

    def read_blob(self, sha: str, *, looks: bool = False) -> bytes | None:
        """Give the bytes with this sha256, or None. Bytes that have gone bad count as missing.

        They are moved aside too, unless somebody only `looks`.
        """
        if not _SHA256.match(sha):
            return None
        path = self._blob(sha)
        data = _read(path)
        if data is None or sha256(data).hexdigest() == sha:
            return data
        return None if looks else self._move_aside(path, sha)

    def has_blob(self, sha: str) -> bool:
        """Say whether a blob is there, without reading it."""
        return bool(_SHA256.match(sha)) and self._blob(sha).is_file()

    def has_image(self, receipt: Receipt, image: int) -> bool:
        """Say whether one of its pictures (from 1) is here; a receipt can name some that are not."""
        return image <= len(receipt.pictures) and self.has_blob(receipt.pictures[image - 1].sha256)

    def known_hash(self, sha: str) -> bool:
        """Say whether these bytes were ever delivered here: a blob is there, or a receipt names it."""
        if self.has_blob(sha):
            return True
        if self._named is None:
            self._named = {picture.sha256 for receipt in self.receipts() for picture in receipt.pictures}
        return sha in self._named

    def made_by_hand(self, sha: str) -> bool:
        """Say whether these bytes were somebody's own file in a tree: it was taken as a picture, and not delivered."""
        if self._by_hand is None:
            paths = self._files(f"receipts/{_file_name(BY_HAND)}")
            receipts = (receipt for path in paths if (receipt := _as_receipt(_load(path))))
            taken = (receipt for receipt in receipts if receipt.accepted is not None)
            self._by_hand = {picture.sha256 for receipt in taken for picture in receipt.pictures}
        return sha in self._by_hand

    # -- receipts and replies

    def put_receipt(self, receipt: Receipt) -> None:
        """Keep a receipt. The same purchase (attempt and time) again replaces it; another one is kept beside it."""
        numbers = self._numbers("receipts", receipt.engine, receipt.fingerprint)
        number = max(receipt.attempt, max(numbers, default=0) + 1) if numbers else receipt.attempt
        for taken in numbers:
            there = self._receipt(receipt.engine, receipt.fingerprint, taken)
            if there and (there.attempt, there.created_at) == (receipt.attempt, receipt.created_at):
                number = taken
        self._put_record("receipts", receipt.engine, receipt.fingerprint, number, asdict(receipt))
        if self._named is not None:
            self._named.update(picture.sha256 for picture in receipt.pictures)
        self._by_hand = None

    def receipt(self, engine: str, fingerprint: str) -> Receipt | None:
        """Give the latest receipt that can be read, or None. Says nothing about the blobs."""
        return next(self.history(engine, fingerprint), None)

    def history(self, engine: str, fingerprint: str) -> Iterator[Receipt]:
        """Go through all purchases of a fingerprint, the latest first."""
        for number in sorted(self._numbers("receipts", engine, fingerprint), reverse=True):
            receipt = self._receipt(engine, fingerprint, number)
            if receipt is not None:
                yield receipt

    def receipts(self) -> Iterator[Receipt]:
        """Go through every receipt that can be read, older purchases too, in the order of their file names."""
        for path in self._files("receipts"):
            receipt = _as_receipt(_load(path))
            if receipt is not None:
                yield receipt

    def put_reply(self, engine: str, fingerprint: str, attempt: int, data: bytes) -> str:
        """Keep a paid reply that could not be understood, as it came, and give its sha256."""
        sha = self.put_blob(data)
        record = {"engine": engine, "fingerprint": fingerprint, "attempt": attempt, "blob": sha}
        self._put_record("replies", engine, fingerprint, attempt, record)
        return sha

    def reply(self, engine: str, fingerprint: str, attempt: int) -> bytes | None:
        """Give such a reply, or None."""
        record = _load(self._record("replies", engine, fingerprint, attempt))
        return self.read_blob(str(record.get("blob"))) if record else None

    def room(self) -> int:
        """How many bytes the disk has left for it; plenty where that can't be told."""
        folder = self.root
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            return sys.maxsize

    # -- looking after it

    def stock(self) -> Stock:
        """Go through all of it, reading the records and not the blobs."""
        receipts: list[Receipt] = []
        replies: list[Reply] = []
        damaged = 0
        for path in (*self._files("receipts"), *self._files("replies")):
            record = _load(path)
            if receipt := _as_receipt(record):
                receipts.append(receipt)
            elif record and record.keys() >= set(Reply._fields):
                replies.append(Reply(**{name: record[name] for name in Reply._fields}))
            else:
                damaged += 1
        blobs = {path.name: size for path, size in _sizes(self._files("blobs")).items() if _SHA256.match(path.name)}
        litter = _sizes((*self._files("aside"), *self._files("", leftovers=True)))
        return Stock(blobs, tuple(receipts), tuple(replies), litter, damaged)

    def discard(
        self, receipts: Iterable[Receipt], replies: Iterable[Reply], blobs: Iterable[str], litter: Iterable[Path]
    ) -> None:
        """Take pictures away. What they cost stays known: their receipts are kept, `dropped`, before a blob goes."""
        for receipt in receipts:
            self.put_receipt(replace(receipt, dropped=True))
        records = (self._record("replies", one.engine, one.fingerprint, one.attempt) for one in replies)
        for path in (*records, *map(self._blob, blobs), *litter):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise atomic.trouble("delete", path, error) from error

    def stats(self) -> dict[str, Json]:
        """Count it.

        {"blobs", "bytes", "receipts", "engines": {engine: {"receipts", "balance_micro", "credits_micro"}}}
        """
        blobs = _sizes(self._files("blobs")).values()
        engines: dict[str, dict[str, int]] = defaultdict(
            lambda: {"receipts": 0, "balance_micro": 0, "credits_micro": 0}
        )
        for receipt in self.receipts():
            if receipt.attempt == 0:  # bought on another machine
                continue
            engine = engines[receipt.engine]
            engine["receipts"] += 1
            engine[f"{receipt.unit}_micro"] += receipt.cost_micro
        return {
            "blobs": len(blobs),
            "bytes": sum(blobs),
            "receipts": sum(engine["receipts"] for engine in engines.values()),
            "engines": dict(sorted(engines.items())),
        }

    def verify(self) -> list[Problem]:
        """Hash every blob and read every record; changes nothing. Errors are losses, warnings only take room."""
        problems: list[Problem] = []
        good: set[str] = set()
        named: set[str] = set()
        for path in self._files("blobs"):
            try:
                right = sha256(_read(path) or b"").hexdigest() == path.name
            except StorageError as error:
                problems.append(Problem("unreadable", error.message))
                continue
            if right:
                good.add(path.name)
            else:
                problems.append(Problem("blob-corrupt", f"`{path}` does not have the hash that it is named after"))
        for path in (*self._files("receipts"), *self._files("replies")):
            try:
                hashes = _hashes(_load(path))
            except StorageError as error:
                problems.append(Problem("unreadable", error.message))
                continue
            if hashes is None:
                problems.append(Problem("record-corrupt", f"`{path}` is damaged"))
                continue
            named |= hashes
            problems += [_missing(path, sha) for sha in sorted(hashes - good)]
        problems += [_orphan(sha) for sha in sorted(good - named)]
        problems += [_leftover(path) for path in self._files("", leftovers=True)]
        return problems

    # -- where things are

    def _blob(self, sha: str) -> Path:
        return self.root / "blobs" / sha[:2] / sha

    def _record(self, kind: str, engine: str, fingerprint: str, number: int) -> Path:
        key = _file_name(fingerprint)
        return self.root / kind / _file_name(engine) / key[-2:] / f"{key}.{number}.json"

    def _numbers(self, kind: str, engine: str, fingerprint: str) -> list[int]:
        folder = self._record(kind, engine, fingerprint, 0).parent
        key = _file_name(fingerprint)
        try:
            names = [path.name for path in folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise atomic.trouble("read", folder, error) from error
        found = (_NUMBERED.match(name) for name in names if name.startswith(key))
        return [int(match["number"]) for match in found if match and match["key"] == key]

    def _files(self, kind: str, *, leftovers: bool = False) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.root / kind):
            folders.sort()
            for name in sorted(names):
                if bool(atomic.LEFTOVER.match(name)) == leftovers:
                    yield Path(folder, name)

    def _receipt(self, engine: str, fingerprint: str, number: int) -> Receipt | None:
        receipt = _as_receipt(_load(self._record("receipts", engine, fingerprint, number)))
        return receipt if receipt and (receipt.engine, receipt.fingerprint) == (engine, fingerprint) else None

    def _put_record(self, kind: str, engine: str, fingerprint: str, number: int, record: Mapping[str, Json]) -> None:
        text = json.dumps({"version": VERSION, "receipt": record, "sha256": _checksum(record)}, indent=1)
        atomic.write(self._record(kind, engine, fingerprint, number), text.encode() + b"\n", durable=True)

    def _move_aside(self, path: Path, sha: str) -> bytes | None:
        aside = self.root / "aside" / f"{sha}.{os.urandom(4).hex()}"
        try:
            atomic.make_folder(aside.parent, durable=False)
            path.rename(aside)
            data = aside.read_bytes()
            if sha256(data).hexdigest() != sha:
                return None
            aside.replace(path)  # somebody had mended it between our look and our move
        except FileNotFoundError:  # somebody else has moved it
            return None
        except OSError as error:
            raise atomic.trouble("move aside", path, error) from error
        return data


def _missing(path: Path, sha: str) -> Problem:
    return Problem("blob-missing", f"`{path}` names the blob `{sha}`, which is gone or damaged")


def _orphan(sha: str) -> Problem:
    return Problem("blob-orphan", f"no receipt names the blob `{sha}`", severity="warning")


def _leftover(path: Path) -> Problem:
    message = f"`{path}` was left by a process that was killed, or is being written"
    return Problem("leftover", message, severity="warning")


def _file_name(name: str) -> str:
    """Write an engine or a fingerprint so that every file system takes it, and none takes two for one."""
    data = name.encode("utf-8", "surrogatepass")
    safe = "at-" + _UNSAFE.sub(lambda match: b"%%%02x" % match[0][0], data).decode()
    return safe if len(safe) <= LONGEST_NAME else f"{safe[: LONGEST_NAME - 33]}-{sha256(data).hexdigest()[:32]}"


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise atomic.trouble("read", path, error) from error


def _sizes(paths: Iterable[Path]) -> dict[Path, int]:
    """The sizes of those that are still there, in bytes."""
    found: dict[Path, int] = {}
    for path in paths:
        with suppress(FileNotFoundError):
            found[path] = path.stat().st_size
    return found


def _checksum(record: Mapping[str, Json]) -> str:
    return sha256(json.dumps(record, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _load(path: Path) -> dict[str, Json] | None:
    """Give a record whose checksum holds, or None."""
    data = _read(path)
    if data is None:
        return None
    with suppress(ValueError, RecursionError, AttributeError):
        document = json.loads(data)
        if isinstance(version := document.get("version"), int) and version > VERSION:
            raise StorageError(
                f"`{path}` was written by a newer rdbuild", "use that one, or another folder as RDBUILD_HOME"
            )
        record = document.get("receipt")
        if isinstance(record, dict) and _checksum(record) == document.get("sha256"):
            return record
    return None


def _as_receipt(record: Mapping[str, Json] | None) -> Receipt | None:
    """Build the value, leaving out fields of later versions; None where one is missing or makes no sense."""
    if record is None:
        return None
    try:
        known = {name: record[name] for name in _RECEIPT_FIELDS & record.keys()}
        known["pictures"] = tuple(_picture(one) for one in record["pictures"])
        receipt = Receipt(**known)
    except (KeyError, TypeError):
        return None
    whole = type(receipt.cost_micro) is int and type(receipt.attempt) is int and receipt.unit in get_args(Unit)
    return receipt if whole else None


def _picture(record: Mapping[str, Json]) -> Picture:
    known = {name: record[name] for name in _PICTURE_FIELDS & record.keys()}
    return Picture(**{**known, "durations": tuple(known.get("durations", ()))})


def _hashes(record: Mapping[str, Json] | None) -> set[str] | None:
    """Name the blobs that a receipt or a reply needs; None for what is neither."""
    if record and "blob" in record:
        return {str(record["blob"])}
    receipt = _as_receipt(record)
    if receipt is None:
        return None
    return {picture.sha256 for picture in receipt.pictures if picture.sha256 and not receipt.dropped}


_PICTURE_FIELDS = frozenset(field.name for field in fields(Picture))
_RECEIPT_FIELDS = frozenset(field.name for field in fields(Receipt))
