"""The output tree: a published copy, committed by the user and read by a game.

Owns: every file below the output folder that this program writes or removes, `assets.json`, and the journal.
Must not know: where pictures come from, what they cost, or whose an unknown file is; it answers with hashes.
Rule: no path leaves the folder, by whatever trick; a file changes in one step, and only when its bytes do.

    journal     = RDBUILD_HOME "/journals/" TREE "/" RUN ".txt"     what a run has published since the lock was written
    TREE        = the first 32 hex digits of the sha256 of the output folder's real path
    RUN         = 16 random hex digits: each run has its own file, so none can clear what another still needs
    file        = *(SHA256 LF)                                      a torn last line counts for nothing
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from rdbuild import atomic
from rdbuild.errors import StorageError
from rdbuild.model import Json, Output

NOT_A_FILE = "not-a-file"
"""What `Tree.state` says of a folder, device or broken link in the way: it equals no hash, so it is somebody else's."""

INDEX = "assets.json"
INDEX_VERSION = 1

# Read as: no segment is empty, starts or ends in a dot or a blank, is a device of Windows, or has a character that
# some system gives a meaning of its own (backslash, drive colon, wildcards, control characters).
_INSIDE = re.compile(
    r"""(?: (?:^|(?<=/))
            (?! (?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) [ ]* (?:\.|/|\Z) )
            (?![. ]) [^/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff]*
            [^/\\:*?"<>|\x00-\x1f\x7f\ud800-\udfff. ]
            (?:/(?=.)|\Z)
        )+ \Z""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LONGEST_SEGMENT = 240  # bytes; most file systems take 255
_LONGEST_PATH = 1000


def is_inside(path: str) -> bool:
    """Say whether a text is a relative path with `/` that stays in its folder on every platform. Pure: no links."""
    return (
        len(path) <= _LONGEST_PATH
        and _INSIDE.match(path) is not None
        and (
            len(path) < _LONGEST_SEGMENT // 4 or all(len(part.encode()) <= _LONGEST_SEGMENT for part in path.split("/"))
        )
    )


class Journal:
    """Hashes of what was published and is not in the lock file yet, so that after a crash our own files are still ours.

    A note for a run that dies, not money: flushed, never synced, and its loss means a question, not a purchase.
    """

    def __init__(self, home: Path, root: Path) -> None:
        tree = sha256(os.fsencode(os.path.normcase(os.path.realpath(root)))).hexdigest()[:32]
        self._folder = home / "journals" / tree
        self._own = self._folder / f"{os.urandom(8).hex()}.txt"
        self._known: set[str] | None = None

    def note(self, sha: str) -> None:
        """Write a hash down; before the file appears. Raises StorageError."""
        try:
            atomic.make_folder(self._folder, durable=False)
            with open(self._own, "ab", buffering=0) as file:
                file.write(sha.encode() + b"\n")
        except OSError as error:
            raise atomic.trouble("write", self._own, error) from error
        if self._known is not None:
            self._known.add(sha)

    def has(self, sha: str) -> bool:
        """Say whether a run that has not come to its lock file, or this one, published these bytes."""
        if self._known is None:
            self._known = {sha for file in self._files() for sha in _hashes(file)}
        return sha in self._known

    def clear(self, locked: Container[str] = ()) -> None:
        """Forget this run's notes, the lock file being written, and those of dead runs that are all in `locked`."""
        for file in self._files():
            if file == self._own or all(sha in locked for sha in _hashes(file)):
                with suppress(OSError):
                    file.unlink()
        self._known = None
        with suppress(OSError):
            self._folder.rmdir()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.txt"))


def _hashes(journal: Path) -> list[str]:
    try:
        lines = journal.read_bytes().split(b"\n")
    except OSError:
        return []
    return [line.decode() for line in lines[:-1] if re.fullmatch(rb"[0-9a-f]{64}", line)]


class Tree:
    """An output folder. Paths are relative to it, with `/`; it need not exist yet.

    Every method raises StorageError for a path that would leave the folder (`..`, absolute, drive, device, backslash, a
    link that leads out) and where the disk fails.
    """

    def __init__(self, root: Path, journal: Journal | None = None) -> None:
        self.root = root
        self._journal = journal
        self._real = os.path.realpath(root)
        self._spelt: dict[str, str] = {}  # what this run published, by its case-folded path
        self._swept: set[Path] = set()  # folders that were rid of what a killed build left

    def state(self, path: str) -> str | None:
        """Give the sha256 of a file, None where there is nothing, NOT_A_FILE where something else is in the way."""
        data = self._look(path)
        return data if data is None or isinstance(data, str) else sha256(data).hexdigest()

    def read(self, path: str) -> bytes | None:
        """Give a file's bytes; None where there is no file."""
        data = self._look(path)
        return None if isinstance(data, str) else data

    def publish(self, path: str, data: bytes) -> bool:
        """Make the file hold these bytes. False, and its time untouched, if it does already."""
        place = self._place(path)
        spelling = self._spelt.setdefault(path.casefold(), path)
        if spelling != path:
            raise StorageError(
                f"`{path}` and `{spelling}` are one file on some systems", "rename one of the two assets"
            )
        if self._look(path) == data and not place.is_symlink():
            return False
        if self._journal is not None:
            self._journal.note(sha256(data).hexdigest())
        atomic.write(place, data, durable=False)
        if place.parent not in self._swept:
            self._swept.add(place.parent)
            atomic.sweep(place)
        return True

    def prepare(self) -> None:
        """Make the folder, and see that it takes a file. Raises StorageError."""
        probe = self.root / ".rdbuild-probe"
        atomic.write(probe, b"", durable=False)
        try:
            probe.unlink(missing_ok=True)
        except OSError as error:
            raise atomic.trouble("delete", probe, error) from error

    def remove(self, path: str) -> bool:
        """Delete a file, and the folders that it leaves empty. False if there was none."""
        place = self._place(path)
        try:
            place.unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise atomic.trouble("delete", place, error) from error
        with suppress(OSError):  # not empty, or somebody else was faster
            for folder in place.parents[: path.count("/")]:
                folder.rmdir()
        return True

    def _look(self, path: str) -> bytes | str | None:
        place = self._place(path)
        try:
            # Opening a pipe would wait for ever: look at what it is first.
            return place.read_bytes() if stat.S_ISREG(place.stat().st_mode) else NOT_A_FILE
        except FileNotFoundError:
            return NOT_A_FILE if place.is_symlink() else None
        except NotADirectoryError:
            return NOT_A_FILE
        except OSError as error:
            raise atomic.trouble("read", place, error) from error

    def _place(self, path: str) -> Path:
        if not is_inside(path):
            raise StorageError(f"`{path}` is not a path inside the output folder `{self.root}`")
        place = self.root / path
        real = os.path.realpath(place)
        if os.path.commonpath((os.path.normcase(real), os.path.normcase(self._real))) != os.path.normcase(self._real):
            raise StorageError(
                f"`{place}` leads out of the output folder, to `{real}`", "replace the link by a folder or a file"
            )
        return place


# -- assets.json


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An asset as a game sees it.

    `more` holds further facts (frames, animations, tiles), JSON, by their key there; `of_file` those of one file, by
    its path.
    """

    id: str
    files: tuple[Output, ...]
    tags: tuple[str, ...] = ()
    more: Mapping[str, Json] = field(default_factory=dict)
    of_file: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


def index_text(entries: Iterable[IndexEntry]) -> str:
    """Write `assets.json`: one asset a line, sorted by id; paths relative to the file, sizes in pixels."""
    lines = {
        entry.id: {
            "files": [
                {
                    "path": file.path,
                    "width": file.width,
                    "height": file.height,
                    **({"role": file.role} if file.role else {}),  # of a picture that came beside
                    **({"of": file.of} if file.of else {}),
                    **dict(sorted(entry.of_file.get(file.path, {}).items())),
                }
                for file in entry.files
            ],
            "tags": list(entry.tags),
            **dict(sorted(entry.more.items())),
        }
        for entry in entries
    }
    body = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(line, ensure_ascii=False)}" for name, line in sorted(lines.items())
    )
    return f'{{"version": {INDEX_VERSION}, "assets": {{\n{body}\n}}}}\n'
