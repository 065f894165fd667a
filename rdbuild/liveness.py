"""Which builds of this machine are running: an OS lock on a file of its own for each build's life.

Owns: the lock files, and the question whether somebody holds one.
Must not know: what a build does, or what the ledger says of it.
Rule: a build is alive exactly while its lock can't be taken; no pid, no timer, no heartbeat.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Liveness:
    """The lock files in one folder, one per build token. Every method may raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, BaseFileLock] = {}
        self._finished: set[str] = set()

    def begin(self, token: str) -> None:
        """Hold the lock of a build of this process."""
        from filelock import FileLock

        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._path(token), blocking=False, thread_local=False)
        lock.acquire()
        self._held[token] = lock

    def end(self, token: str) -> None:
        """Let the lock go, if this process holds it."""
        lock = self._held.pop(token, None)
        if lock is not None:
            lock.release()

    def alive(self, token: str) -> bool:
        """Try the lock. One prober at a time, or two would see each other: ask inside the ledger's transaction."""
        from filelock import FileLock, Timeout

        if token in self._held:
            return True
        path = self._path(token)
        if not path.exists():
            return False
        probe = FileLock(path, blocking=False, thread_local=False)
        try:
            probe.acquire()
        except Timeout:
            return True
        probe.release()
        return False

    def finished(self, token: str) -> None:
        """Nobody will ask for this build again: its file goes with the next sweep."""
        self._finished.add(token)

    def keep(self) -> None:
        """Take `finished` back: the transaction that said so was rolled back."""
        self._finished.clear()

    def sweep(self) -> None:
        """Remove the files of finished builds: after the commit and the release (Windows keeps open files)."""
        while self._finished:
            with suppress(OSError):
                self._path(self._finished.pop()).unlink()  # a missing file reads as dead, which it is

    def close(self) -> None:
        for token in list(self._held):
            self.end(token)

    def _path(self, token: str) -> Path:
        return self._folder / f"{token}.lock"
