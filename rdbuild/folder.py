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

_DRIVE = re.compile(r"[A-Za-z]:")


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
        if "\\" in text:
            raise PathFault(f"`{text}` has a backslash in it", "write `/` between folders, on every platform")
        if _DRIVE.match(text) and os.name != "nt":
            raise PathFault(f"`{text}` names a Windows drive", "write a path relative to the manifest")
        path = os.path.normpath(Path(self.path, text))
        if self.fence is not None:
            real = os.path.realpath(path)
            if real != self.fence and not real.startswith(self.fence.rstrip(os.sep) + os.sep):
                raise PathFault(
                    f"`{text}` leads out of the project",
                    "paths stay under the manifest's folder or its git root; `--allow-outside` lifts that",
                )
        return path

    def beside(self, text: str) -> list[str]:
        """The names of what is in the folder that `text` leads into."""
        try:
            return sorted(os.listdir(Path(self.resolve(text)).parent))  # noqa: PTH208
        except (OSError, PathFault):
            return []


def _git_root(path: str) -> str | None:
    """The real path of the nearest folder upwards that has a `.git`."""
    real = Path(os.path.realpath(path))
    return next((str(folder) for folder in (real, *real.parents) if (folder / ".git").exists()), None)
