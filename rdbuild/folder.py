"""Where the paths of a manifest may lead.

Owns: how a path in a manifest becomes an absolute one, the fence around it, and what a pattern of paths means.
Must not know: what a path is for.
Rule: links resolved, a path ends under the manifest's folder or under its git root, unless the user lifted the fence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rdbuild.spelling import nearest

_WILD = re.compile(r"(\*\*/?|\*|\?)")
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

    def beside(self, file: str) -> Folder:
        """The folder of another file of the manifest at the absolute path `file`: it has the same fence."""
        return Folder(str(Path(file).parent), self.fence)

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

    def missing(self, text: str, relative: str) -> PathFault:
        """Why there is no file at a path that leads nowhere else, and which one may be meant; `relative` says what
        paths are relative to."""
        path, said = Path("/" if text.startswith("/") else self.path), text.strip("/").split("/")
        meant: list[str] = []
        for n, part in enumerate(said):
            try:
                there = sorted(one.name for one in path.iterdir())
            except OSError:
                return PathFault(f"no file `{text}`", relative)
            near = part if part in there or part in ("", ".", "..") else nearest(part, there)
            if near is None:
                folder = f"there is no folder `{'/'.join(said[: n + 1])}`: " if n < len(said) - 1 else ""
                return PathFault(f"no file `{text}`", folder + relative)
            meant.append(near)
            path = path / near
        if meant == said:
            return PathFault(f"`{text}` is a folder", "name a file in it")
        return PathFault(f"no file `{text}`", f"did you mean `{'/'.join(meant)}`?")


def _git_root(path: str) -> str | None:
    """The real path of the nearest folder upwards that has a `.git`."""
    real = Path(os.path.realpath(path))
    return next((str(folder) for folder in (real, *real.parents) if (folder / ".git").exists()), None)


def is_pattern(text: str) -> bool:
    """Whether a path means whatever files are like it."""
    return _WILD.search(text) is not None


def parted(pattern: str) -> tuple[str, str]:
    """A pattern as the folder that it names outright, with its `/` (empty: none), and the rest."""
    segments = pattern.split("/")
    fixed = next(n for n, segment in enumerate(segments) if is_pattern(segment))
    return "".join(f"{segment}/" for segment in segments[:fixed]), "/".join(segments[fixed:])


def glob(folder: str, pattern: str) -> tuple[str, ...]:
    """The files that a pattern means, as paths from `folder` on with `/`, in one order on every platform.

    `*` and `?` stop at `/`, `**` doesn't, and follows no link to a folder. A name that begins with a dot is meant only
    where the pattern writes its dot. OSError where a folder can't be looked into.
    """
    base, rest = parted(pattern)
    wild = [segment for segment in rest.split("/") if segment not in ("", ".")]
    matches = _matcher("/".join(wild)).fullmatch
    depth = None if any("**" in segment for segment in wild) else len(wild)
    hidden = any(segment.startswith(".") for segment in wild)
    found = [name for name in _walk(Path(folder, base), depth, hidden) if matches(name)]
    return tuple(base + name for name in sorted(found, key=lambda name: name.split("/")))


def _walk(root: Path, depth: int | None, hidden: bool) -> Iterator[str]:
    """The files of a folder and of those in it, down to `depth` (None: all, but no links to folders)."""
    todo = [""]
    while todo:
        inner = todo.pop()
        try:
            with os.scandir(root / inner) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=depth is not None):
                        deeper = depth is None or inner.count("/") + 1 < depth
                        if deeper and (hidden or not entry.name.startswith(".")):
                            todo.append(f"{inner}{entry.name}/")
                    elif entry.is_file():
                        yield inner + entry.name
        except (FileNotFoundError, NotADirectoryError):
            continue  # there is nothing in what is not there


def _matcher(pattern: str) -> re.Pattern[str]:
    rest = r"[^/]*(?:/(?!\.)[^/]+)*"  # of a name, and whatever is below
    parts: list[str] = []
    opens = True  # a name begins here
    for piece in _WILD.split(pattern):
        undotted = r"(?!\.)" if opens else ""
        if piece == "**/":
            parts.append(r"(?:(?!\.)[^/]+/)*" if opens else f"{rest}/")
        elif piece == "**":
            parts.append(undotted + rest)
        elif piece in ("*", "?"):
            parts.append(undotted + ("[^/]*" if piece == "*" else "[^/]"))
        else:
            parts.append(re.escape(piece))
        opens = piece.endswith("/") if piece else opens
    return re.compile("".join(parts), re.DOTALL)
