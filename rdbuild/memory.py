"""What a build remembers of a manifest in RDBUILD_HOME, so that the next one starts at once.

Owns: one file per manifest with the checked and expanded manifest, and pixel digests of input files.
Must not know: what a manifest means.
Rule: only a shortcut. It counts only if every file it was made from, which files those are, and rdbuild itself, are
unchanged; a build writes it, a plan never does; whatever is wrong with it, it is left out.

Format: `memory/<sha256 of the manifest's path>.pickle`, a pickled (stamp, {file: sha256}, Manifest, {key: digest}).
It is this user's own file like a `.pyc`, and nothing that others can write is ever unpickled.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path

from rdbuild import __version__, atomic
from rdbuild.errors import StorageError
from rdbuild.folder import glob
from rdbuild.model import Manifest

_FORMAT = 1


class Memory:
    """The memory of one manifest. `manifest` is None where it must be read anew."""

    def __init__(self, home: Path, manifest: Path, allow_outside: bool, read: Callable[[str], bytes]) -> None:
        self._path = home / "memory" / (hashlib.sha256(str(manifest).encode()).hexdigest() + ".pickle")
        self._stamp = (_FORMAT, __version__, _program(), str(manifest), allow_outside)
        self._files: dict[str, str] = {}
        self._read = read
        self._noted: dict[str, str] = {}  # what was read through this, as it was then
        self._before = self._digest(str(manifest))
        self.manifest: Manifest | None = None
        self._pixels: dict[tuple[str, ...], str] = {}
        self._changed = False
        self._certain = True
        try:
            stamp, files, known, pixels = pickle.loads(self._path.read_bytes())
            if stamp != self._stamp:
                return
            self._pixels = pixels
            if (
                files.get(str(manifest)) == self._before
                and all(self._digest(name) == sha for name, sha in files.items())
                and all(glob(*where) == names for where, names in known.globs.items())
            ):
                self.manifest, self._files = known, files
        except Exception:
            # Missing, torn or of another release: then everything is read anew, which is always right.
            self._changed = True

    def read(self, name: str) -> bytes:
        """A file's bytes, of which a note is taken: what is learnt belongs to them, whatever is saved meanwhile."""
        data = self._read(name)
        self._noted.setdefault(name, hashlib.sha256(data).hexdigest())
        return data

    def learn(self, manifest: Manifest) -> None:
        """Take a manifest that was read and checked since this was made."""
        self.manifest = manifest
        names = (manifest.path, *manifest.files)
        self._files = {name: self._noted.get(name) or self._digest(name) or "" for name in names}
        self._changed = True
        # Its author saved it while it was read: what was understood may be the text before, so it is not written down.
        self._certain = self._files[manifest.path] == self._before

    def pixels(self, key: tuple[str, ...], work_out: Callable[[], str]) -> str:
        """The digest for a key that names the file's content and how it is sent."""
        if key not in self._pixels:
            self._pixels[key] = work_out()
            self._changed = True
        return self._pixels[key]

    def save(self) -> None:
        """Write it down, if there is anything new. A disk that refuses is no reason to fail a build."""
        if not self._changed or not self._certain or self.manifest is None:
            return
        try:
            data = pickle.dumps((self._stamp, self._files, self.manifest, self._pixels))
            atomic.write(self._path, data, durable=False)
        except StorageError:
            return

    def _digest(self, name: str) -> str | None:
        try:
            return hashlib.sha256(self._read(name)).hexdigest()
        except OSError:
            return None


def _program() -> tuple[tuple[int, int], ...]:
    """Size and time of the code and data that decide what a manifest becomes."""
    folder = Path(__file__).parent
    found = []
    for path in (*sorted(folder.glob("*.py")), folder / "styles.json", *sorted(folder.glob("schemas/*.json"))):
        state = path.stat()
        found.append((state.st_size, state.st_mtime_ns))
    beside = folder.parent / "schemas" / "manifest.schema.json"
    if beside.exists():
        found.append((beside.stat().st_size, beside.stat().st_mtime_ns))
    return tuple(found)
