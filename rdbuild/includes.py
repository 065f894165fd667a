"""One manifest out of several files: what `include` brings in.

Owns: which files belong to a manifest, in which order, and the one value that they are together.
Must not know: what a preset, a palette or an asset means, the catalogue, how problems are shown.
Rule: paths are those of one manifest, (section, name, …), and each leads back into the file that it was written in.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path as File

from rdbuild import schema
from rdbuild.document import Document, Path, parse
from rdbuild.findings import Findings
from rdbuild.folder import Folder, PathFault, glob, is_pattern, parted
from rdbuild.model import Json, Mark, Problem
from rdbuild.spelling import nearest

# The sections that every file may add to: what one thing in it is called, and the complaint about one that is missing.
SECTIONS: Mapping[str, tuple[str, str]] = {
    "assets": ("asset", "unknown-asset"),
    "presets": ("preset", "unknown-preset"),
    "palettes": ("palette", "unknown-palette"),
    "styles": ("style", "unknown-style"),
    "variables": ("variable", "unknown-variable"),
}
# What only the main file says, with the hint for a file that says it too.
_THERE = "move it there: it holds for every file"
MAIN_ONLY: Mapping[str, str] = {
    "project": _THERE,
    "output": _THERE,
    "budget": _THERE,
    "defaults": "the main manifest's `defaults` count in this file too; what some assets share can be a preset",
}
_LISTED = "styles"  # the one that is a list
_RELATIVE = {True: "paths are relative to the manifest", False: "paths are relative to the file that they stand in"}
_SUFFIXES = (".yaml", ".yml")
_RING = 8  # files of a cycle that are named


@dataclass(frozen=True, slots=True)
class Whole:
    """The files of a manifest as one: what Document is for a single file."""

    value: Json  # as if all of it stood in the main file
    broken: frozenset[Path]  # what of it can't be trusted
    lost: frozenset[Path]  # what of that could not be read, and may have more than is known
    problems: tuple[Problem, ...]  # of the texts as YAML
    files: tuple[str, ...]  # absolute paths of all but the main file, under every name that they were reached by
    globs: Mapping[tuple[str, str], tuple[str, ...]]  # (folder, pattern) -> what it meant
    _main: _Part
    _origins: Mapping[Path, tuple[_Part, Path]]  # what does not come from the main file

    def mark(self, path: Path, part: str | None = None) -> Mark:
        """As Document's."""
        origin, inner = self._origin(path)
        return origin.document.mark(inner, part)

    def key_mark(self, path: Path, part: str | None = None) -> Mark:
        """As Document's."""
        origin, inner = self._origin(path)
        return origin.document.key_mark(inner, part)

    def folder(self, path: Path) -> Folder:
        """What file names at `path` are relative to."""
        return self._origin(path)[0].folder

    def relative(self, path: Path) -> str:
        """The same for people."""
        return _RELATIVE[self._origin(path)[0] is self._main]

    def _origin(self, path: Path) -> tuple[_Part, Path]:
        origin, start = self._origins.get(path[:2], (self._main, path[:2]))
        return origin, (*start, *path[2:])


def gather(main: Document, path: str, folder: Folder, read: Callable[[str], bytes], findings: Findings) -> Whole:
    """Read whatever the main file, at the absolute `path`, includes, check each against the schema, and merge them.

    All that is wrong with any of them is in `findings` and in `problems`, and is no reason to stop.
    """
    gathering = _Gathering(read, findings)
    gathering.walk(_Part(main, _real(path), folder))
    return gathering.merged()


def clash(findings: Findings, section: str, name: str, first: Mark, second: Mark) -> None:
    """Report a name that two files have, at the later one."""
    message = f"{SECTIONS[section][0]} `{name}` is already there, at {findings.at(first, second)}"
    findings.add("clash", message, second, hint="rename one of them, or keep one")


@dataclass(slots=True)
class _Part:
    """One file that was read."""

    document: Document
    real: str  # where it really is
    folder: Folder
    broken: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True)
class _Target:
    """A file that is to be included."""

    text: str  # as it is written, or found
    path: str
    where: Path
    wild: bool  # found by a pattern


@dataclass(slots=True)
class _Gathering:
    read: Callable[[str], bytes]
    findings: Findings
    parts: list[_Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    globs: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)  # really

    # -- which files

    def walk(self, main: _Part) -> None:
        """Depth first, each file once; without recursion, since nobody bounds how deep files include each other."""
        self.problems += main.document.problems
        self._keep(main)
        _required(main.document.value, main.broken, self.findings)
        trail = [(main, self._targets(main))]
        while trail:
            includer, targets = trail[-1]
            target = next(targets, None)
            if target is None:
                trail.pop()
                continue
            part = self._part(target, includer, [one for one, _ in trail])
            if part is not None:
                self._keep(part)
                trail.append((part, self._targets(part)))

    def _keep(self, part: _Part) -> None:
        part.broken = schema.check(part.document, self.findings.of(part.document))
        self.findings.ignore(code for section, (_, code) in SECTIONS.items() if (section,) in part.broken)
        self.parts.append(part)

    def _targets(self, part: _Part) -> Iterator[_Target]:
        stated = part.document.value.get("include") if isinstance(part.document.value, dict) else None
        for n, text in enumerate(stated if isinstance(stated, list) else [stated]):
            where: Path = ("include", n) if isinstance(stated, list) else ("include",)
            if where in part.broken:
                self._incomplete()
            elif text is not None and self._resolved(part, text, where):
                wild = is_pattern(text)
                for name in self._matches(part, text, where) if wild else (text,):
                    path = self._resolved(part, name, where)
                    if path is not None:
                        yield _Target(name, path, where, wild)

    def _resolved(self, part: _Part, text: str, where: Path) -> str | None:
        try:
            return part.folder.resolve(text)
        except PathFault as fault:
            self._fail("bad-path", fault.message, part, where, fault.hint)
            return None

    def _matches(self, part: _Part, pattern: str, where: Path) -> Sequence[str]:
        folder = part.folder.path
        try:
            names = self.globs[folder, pattern] = glob(folder, pattern)
        except OSError as error:
            self._fail("unreadable", f"can't look for `{pattern}`: {_why(error)}", part, where)
            return ()
        others = self._others(part, names)
        if not others:
            self.findings.of(part.document).add(
                "no-match",
                f"`{pattern}` matches no {'other ' if names else ''}file",
                where,
                hint=self._near_pattern(part, pattern),
                severity="warning",
            )
        return others

    def _others(self, part: _Part, names: Iterable[str]) -> list[str]:
        """Without the main file itself: there, `*.yaml` means the others."""
        main = self.parts[0]
        return [name for name in names if part is not main or _real(File(part.folder.path, name)) != main.real]

    def _near_pattern(self, part: _Part, pattern: str) -> str | None:
        """A hint for a pattern that matches nothing: one of another folder, suffix or depth that does."""
        folder = part.folder.path
        base, rest = parted(pattern)
        meant = (near(folder, base[:-1], ()) if base else None) or base[:-1]
        suffix = File(rest).suffix
        swapped = [rest.removesuffix(suffix) + other for other in _SUFFIXES if suffix in _SUFFIXES and other != suffix]
        tries = [(rest, rest), *((one, one) for one in swapped), (f"*/{rest}", f"**/{rest}")]
        start = base and f"{meant}/"
        with suppress(OSError):
            for tried, told in tries:
                if self._others(part, glob(folder, start + tried)):
                    return f"did you mean `{start}{told}`?"
        return None if _is_folder(File(folder, base)) else f"there is no folder `{base}`"

    def _part(self, target: _Target, includer: _Part, trail: Sequence[_Part]) -> _Part | None:
        """The file that is meant; None where there is nothing to read, or nothing new."""
        real = _real(target.path)
        ring = next((trail[n:] for n, part in enumerate(trail) if part.real == real), None)
        if ring is not None:
            self._ring(ring, includer, target)
            return None
        self.files.append(target.path)
        if real in self.reached:
            return None
        self.reached.add(real)
        document = self._document(target, includer)
        return None if document is None else _Part(document, real, includer.folder.beside(target.path))

    def _document(self, target: _Target, includer: _Part) -> Document | None:
        """An included file, without what only the main one says; None where nothing can be taken from it."""
        try:
            document = parse(self.read(target.path), target.path)
        except OSError as error:
            self._unreadable(error, includer, target)
            return None
        self.problems += document.problems
        self.findings.quote(document.file, document.lines)
        findings = self.findings.of(document)
        if isinstance(document.value, dict):
            stray = {key: hint for key, hint in MAIN_ONLY.items() if key in document.value}
            for key, hint in stray.items():
                findings.add("misplaced-key", f"`{key}` belongs in the main manifest", (key,), key=True, hint=hint)
            return replace(document, value={key: value for key, value in document.value.items() if key not in stray})
        if document.usable and document.value is None and document.lost:
            return replace(document, value={})
        if document.usable and document.value is None:
            findings.add("empty", "there is nothing in this file", severity="warning")
            return None
        if document.usable:
            got = schema.described(document.value)
            findings.add("wrong-type", f"an included file must be a mapping with `assets` or the like, got {got}")
        self._incomplete()
        return None

    # -- what is wrong

    def _ring(self, ring: Sequence[_Part], includer: _Part, target: _Target) -> None:
        names = [f"`{self.findings.shown(part.document.file)}`" for part in (*ring, ring[0])]
        shown = names if len(names) <= _RING else [*names[: _RING - 3], "…", *names[-2:]]
        message = f"{names[0]} includes itself" if len(ring) == 1 else f"these include each other: {' -> '.join(shown)}"
        hint = "name the others, or move this file elsewhere" if target.wild and len(ring) == 1 else "remove it"
        self.findings.of(includer.document).add("cycle", message, target.where, hint=hint)

    def _unreadable(self, error: OSError, includer: _Part, target: _Target) -> None:
        text, hint = target.text, None
        if _is_folder(target.path):
            code, message, hint = "bad-path", f"`{text}` is a folder", f"write `{text.rstrip('/')}/*.yaml`"
        elif isinstance(error, (FileNotFoundError, NotADirectoryError)):
            code, message = "bad-path", f"no file `{text}`"
            meant = near(includer.folder.path, text, _SUFFIXES)
            hint = f"did you mean `{meant}`?" if meant else _RELATIVE[includer is self.parts[0]]
        else:
            code, message = "unreadable", f"can't read `{text}`: {_why(error)}"
        self._fail(code, message, includer, target.where, hint)

    def _fail(self, code: str, message: str, part: _Part, where: Path, hint: str | None = None) -> None:
        self.findings.of(part.document).add(code, message, where, hint=hint)
        self._incomplete()

    def _incomplete(self) -> None:
        """Nothing is called unknown any more: it may be declared where nobody could read it."""
        self.findings.ignore(code for _, code in SECTIONS.values())

    # -- one value

    def merged(self) -> Whole:
        main, *others = self.parts
        value, broken, lost = main.document.value, set(main.broken), set(main.document.lost)
        origins: dict[Path, tuple[_Part, Path]] = {}
        if others:
            value = {key: copy(part) if key in SECTIONS else part for key, part in value.items()}
        for part in others:
            for section in SECTIONS:
                moved = dict(self._added(section, value, part, origins))
                origins |= {there: (part, here) for here, there in moved.items()}
                broken.update(_moved(part.broken, section, moved, value.get(section)))
                lost.update(_moved(part.document.lost, section, moved, value.get(section)))
        problems, files = tuple(self.problems), tuple(self.files)
        return Whole(value, frozenset(broken), frozenset(lost), problems, files, self.globs, main, origins)

    def _added(
        self, section: str, value: dict[str, Json], part: _Part, origins: Mapping[Path, tuple[_Part, Path]]
    ) -> Iterable[tuple[Path, Path]]:
        """Add what a file has in a section; gives the path of each thing in the file, and in the whole."""
        own, there = part.document.value.get(section), value.get(section)
        if not isinstance(own, list if section == _LISTED else dict):
            return ()
        if section == _LISTED:
            start = len(there) if isinstance(there, list) else 0
            value[section] = [*(there if isinstance(there, list) else ()), *own]
            return [((section, n), (section, start + n)) for n in range(len(own))]
        if not isinstance(there, dict):
            there = value[section] = {}
        new = [name for name in own if name not in there]
        for name in (name for name in own if name in there):
            origin, path = origins.get((section, name), (self.parts[0], (section, name)))
            second = part.document.key_mark((section, name))
            clash(self.findings, section, name, origin.document.key_mark(path), second)
        there.update((name, own[name]) for name in new)
        return [((section, name), (section, name)) for name in new]


def _moved(paths: Iterable[Path], section: str, moved: Mapping[Path, Path], names: Json) -> Iterator[Path]:
    """Paths of a file's section as they are in the whole; of what is nowhere, since nobody could read it, as in the
    file."""
    there = names if isinstance(names, dict) else {}
    for path in paths:
        if path[:2] in moved:
            yield (*moved[path[:2]], *path[2:])
        elif len(path) > 1 and path[0] == section != _LISTED and path[1] not in there:
            yield path


def _required(value: Json, broken: frozenset[Path], findings: Findings) -> None:
    """Report what the main file lacks; the schema is for included files too, which need nothing in particular."""
    if not isinstance(value, dict) or () in broken:
        return
    if ("version",) in broken:
        pass
    elif "version" not in value and value.keys() & SECTIONS.keys() and not value.keys() & MAIN_ONLY.keys():
        hint = "write `version: 1`; if another manifest includes this file, name that one"
        findings.add("missing-key", "missing key `version`", hint=hint)
    else:
        schema.require("version", value, schema.schema(), (), findings)
    if "include" not in value and broken.isdisjoint((("include",), ("assets",))):
        schema.require("assets", value, schema.schema(), (), findings)


def near(folder: str, path: str, suffixes: tuple[str, ...]) -> str | None:
    """The path that is there and most like one that is not, whichever of its names are misspelt.

    A file has one of the `suffixes`; none are given for a folder.
    """
    here, names = File(folder, "/" if path.startswith("/") else ""), path.split("/")
    for n, name in enumerate(names):
        if name not in ("", ".", "..") and not os.path.exists(here / name):  # noqa: PTH110 - never raises
            try:
                there = sorted(here.iterdir(), key=lambda one: one.suffix == File(name).suffix)
            except OSError:
                return None
            last = n == len(names) - 1
            stems = {one.stem: one.name for one in there if one.suffix in suffixes or not (last and suffixes)}
            found = nearest(File(name).stem, stems)
            if found is None:
                return None
            names[n] = stems[found]
        here /= names[n]
    return "/".join(names)


def _is_folder(path: str | File) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - never raises


def _real(path: str | File) -> str:
    """What tells whether two paths are one file."""
    return os.path.normcase(os.path.realpath(path))


def _why(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
