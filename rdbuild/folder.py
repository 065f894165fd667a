"""Where the paths of a manifest may lead.

Owns: how a path in a manifest becomes an absolute one, and the fence around it.
Must not know: what a path is for.
Rule: links resolved, a path ends under the manifest's folder or under its git root, unless the user lifted the fence.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from rdbuild.spelling import nearest

# What a path can't be, whatever there is on this disk.
_ELSEWHERE = (
    (re.compile("://"), "is an address", "download the file, and write its path"),
    (re.compile("^~"), "names a home folder", "write a path relative to the manifest"),
    (
        re.compile(r"^[A-Za-z]:" if os.name != "nt" else "(?!)"),
        "names a Windows drive",
        "write a path relative to the manifest",
    ),
    (re.compile(r"\\"), "has a backslash in it", "write `/` between folders, on every platform"),
)

_RELATIVE = "paths are relative to the manifest"


class PathFault(ValueError):
    """A path that may not be used, and the hint that goes with it."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of a manifest. `fence` is the real path that everything must stay under; None: no fence."""

    path: str
    fence: str | None

    @classmethod
    def of(cls, manifest: str, allow_outside: bool) -> Folder:
        """The folder of the manifest at the absolute path `manifest`."""
        path = str(Path(manifest).parent)
        return cls(path, None if allow_outside else _git_root(path) or os.path.realpath(path))

    def resolve(self, text: str) -> str:
        """The absolute path that `text` means; PathFault where it is no path, or leads out."""
        if "\0" in text or not text.strip():
            raise PathFault("the path is empty" if not text.strip() else "the path has a NUL in it")
        for sign, message, hint in _ELSEWHERE:
            if sign.search(text):
                raise PathFault(f"`{text}` {message}", hint)
        path = os.path.normpath(Path(self.path, text))
        if self.fence is not None:
            real = os.path.realpath(path)
            if real != self.fence and not real.startswith(self.fence.rstrip(os.sep) + os.sep):
                raise PathFault(
                    f"`{text}` leads out of the project",
                    "paths stay under the manifest's folder or its git root; `--allow-outside` lifts that",
                )
        return path

    def missing(self, text: str) -> PathFault:
        """Why there is no file at a path that leads nowhere else, and which one may be meant."""
        path, said = Path("/" if text.startswith("/") else self.path), text.strip("/").split("/")
        meant: list[str] = []
        for n, part in enumerate(said):
            try:
                there = sorted(one.name for one in path.iterdir())
            except OSError:
                return PathFault(f"no file `{text}`", _RELATIVE)
            near = part if part in there or part in ("", ".", "..") else nearest(part, there)
            if near is None:
                hint = f"there is no folder `{'/'.join(said[: n + 1])}`" if n < len(said) - 1 else _RELATIVE
                return PathFault(f"no file `{text}`", hint)
            meant.append(near)
            path = path / near
        if meant == said:
            return PathFault(f"`{text}` is a folder", "name a file in it")
        return PathFault(f"no file `{text}`", f"did you mean `{'/'.join(meant)}`?")


def _git_root(path: str) -> str | None:
    """The real path of the nearest folder upwards that has a `.git`."""
    real = Path(os.path.realpath(path))
    return next((str(folder) for folder in (real, *real.parents) if (folder / ".git").exists()), None)
