"""Files that appear whole or not at all.

Owns: the temp file, the flush, the rename and the folder entry.
Must not know: what the bytes are.
Rule: a reader never sees half a file under its name; a durable one outlives the power being cut when `write` returns.

A process that is killed can leave a file named `.rdbuild-<16 hex digits>.tmp` behind, and nothing else; `sweep` takes
it away when it is an hour old.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from rdbuild.errors import StorageError

LEFTOVER = re.compile(r"\.rdbuild-[0-9a-f]{16}\.tmp\Z")
_STALE_S = 3600  # a temp file lives for as long as one write takes
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def write(path: Path, data: bytes, *, durable: bool) -> None:
    """Put `data` under `path` in one step, making its folders; what was there stays until then.

    Raises StorageError naming the path; nothing has changed then, and the temp file is gone.
    """
    temp = path.parent / f".rdbuild-{os.urandom(8).hex()}.tmp"
    try:
        try:
            _fill(temp, data, durable)
            os.replace(temp, path)  # noqa: PTH105 - the same name on every platform: atomic, and over what is there
        except BaseException:
            with suppress(OSError):
                temp.unlink()
            raise
        if durable:
            sync_folder(path.parent)
    except OSError as error:
        raise trouble("write", path, error) from error


def sweep(beside: Path) -> None:
    """Take away what killed processes left in the folder of a file that was just written, whose time is the disk's now.

    Never in the way of anything: what can't be looked at or deleted stays.
    """
    with suppress(OSError), os.scandir(beside.parent) as entries:
        now = beside.stat().st_mtime
        for entry in entries:
            if LEFTOVER.match(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    if now - entry.stat(follow_symlinks=False).st_mtime > _STALE_S:
                        Path(entry.path).unlink()


def make_folder(folder: Path, *, durable: bool) -> None:
    """Make a folder and those above it; durable: with their names on disk. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent, durable=durable)
    folder.mkdir(exist_ok=True)
    if durable:
        sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk. Raises OSError."""
    if os.name == "nt":
        return  # Windows can't open a folder, and journals its names by itself
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def trouble(verb: str, path: Path, error: OSError) -> StorageError:
    """Word an OSError as the error that ends a command."""
    return StorageError(
        f"can't {verb} `{path}`: {(error.strerror or str(error)).lower()}",
        "nothing that was paid for is lost; make room or mend the rights there, then build again",
    )


def _fill(temp: Path, data: bytes, durable: bool) -> None:
    for tries_left in reversed(range(50)):
        try:
            make_folder(temp.parent, durable=durable)
            # Not mkstemp: its files are for one user's eyes only, and these are published.
            handle = os.open(temp, _FLAGS, 0o666)
            break
        except (FileNotFoundError, FileExistsError):
            # Another process took the empty folder away in between; `mkdir(exist_ok=True)` says that it exists if it
            # went only after that was found out.
            if not tries_left:
                raise
    with open(handle, "wb") as file:
        file.write(data)
        if durable:
            file.flush()
            os.fsync(file.fileno())
