"""What was found wrong in the texts of a manifest, gathered until it can be told at once.

Owns: the grouping, order and wording of many findings as Problems.
Must not know: what can be wrong.
Rule: one mistake is one Problem, however many assets it comes out in.

What comes out of a table is told at its row. Rows with one fault are one Problem, which lists their lines. A few
different faults of one kind are slips, and told each; more of them are one mistake that each row shows in its own way.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rdbuild.document import Document, Path
from rdbuild.model import Json, Mark, Problem, Severity
from rdbuild.spelling import few

Hint = str | None | Callable[[], str | None]


class Text(Protocol):
    """What knows where each of its values stands: a document, or several that are one manifest."""

    @property
    def value(self) -> Json: ...

    def mark(self, path: Path, part: str | None = None) -> Mark: ...

    def key_mark(self, path: Path, part: str | None = None) -> Mark: ...


_SLIPS = 3  # different faults of one kind in a table that are told each
_HINTED = 100  # problems that a hint is searched for: a hint is a walk over all names


@dataclass(slots=True)
class _Finding:
    code: str
    message: str
    mark: Mark
    hint: Hint
    severity: Severity
    assets: dict[str, None] = field(default_factory=dict)
    others: bool = False  # other messages were found alike
    own: bool = True  # the place belongs to the one asset it was found in
    place: Mark | None = None  # of what comes out of a table: where it is filled in
    lines: dict[int, None] = field(default_factory=dict)  # of that table


class Findings:
    """A collector of problems of one manifest, whose main file is `document`; `shown` is a file as people know it."""

    def __init__(self, document: Document, shown: Callable[[str], str] = str) -> None:
        self.document: Text = document
        self.main = document.file
        self.shown = shown
        self._texts: dict[str, Sequence[str]] = {document.file: document.lines}
        self._found: dict[tuple[str, Mark, str], _Finding] = {}
        self._ignored: set[str] = set()
        self._filled: dict[Mark, Mark] = {}

    def of(self, document: Text) -> Findings:
        """The same collection, for paths of another document."""
        other = copy.copy(self)
        other.document = document
        return other

    def ignore(self, codes: Iterable[str]) -> None:
        """Take no more problems of these codes: they would only follow from others."""
        self._ignored.update(codes)

    def at(self, mark: Mark, beside: Mark) -> str:
        """A place in a message about another one: with its file where that is not the same."""
        where = f"{mark.line}:{mark.column}"
        return where if mark.file == beside.file else f"{self.shown(mark.file)}:{where}"

    def quote(self, file: str, lines: Sequence[str]) -> None:
        """Make the lines of a further file known, for problems with a mark in it."""
        self._texts[file] = lines

    def filled(self, cell: Mark, path: Path | Mark) -> None:
        """Note that what is at `path` comes out of a row of a table, at `cell`: what is said of it is told there."""
        if cell not in self._filled:
            self._filled[cell] = path if isinstance(path, Mark) else self.document.mark(path)

    def add(
        self,
        code: str,
        message: str,
        path: Path | Mark = (),
        *,
        hint: Hint = None,
        key: bool = False,
        part: str | None = None,
        asset: str | None = None,
        shared: bool = False,
        alike: bool = False,
        severity: Severity = "error",
    ) -> None:
        """Note a problem at `path` (or a mark): at its key, or at the text `part` in its value.

        `asset` is the id it came out in; `shared` says that the place serves other assets too; `alike`, that all
        findings of this code at this place are one, though their messages name different things. A hint that costs
        something to find is a function.
        """
        if code in self._ignored:
            return
        if isinstance(path, Mark):
            mark = path
        else:
            mark = self.document.key_mark(path, part) if key else self.document.mark(path, part)
        place = self._filled.get(mark)
        slot = (code, place or mark, "" if alike and place is None else message)
        finding = self._found.get(slot)
        if finding is None:
            finding = self._found[slot] = _Finding(code, message, mark, hint, severity, place=place)
        finding.others |= finding.message != message
        if asset is not None:
            finding.assets[asset] = None
        finding.own &= not shared or place is not None
        if place is not None:
            finding.lines[mark.line] = None

    def has(self, code: str, path: Path) -> bool:
        """Say whether a problem of this code was found at this value."""
        mark = self.document.mark(path)
        return any(known == code and at == mark for known, at, _ in self._found)

    def problems(self, severity: Severity) -> list[Problem]:
        """All problems of a severity, in the order of their places."""
        chosen = _joined([finding for finding in self._found.values() if finding.severity == severity])
        problems = [self._problem(finding, n < _HINTED) for n, finding in enumerate(chosen)]
        return sorted(problems, key=lambda one: place(one, self.main))

    def _problem(self, finding: _Finding, searching: bool) -> Problem:
        hint = finding.hint
        if callable(hint):
            hint = hint() if searching else None
        message = finding.message + (" and others like it" if finding.others else "")
        names, where = list(finding.assets), []
        if len(names) > 1 or (names and not finding.own):
            shown = few([f"`{name}`" for name in names])
            where.append(f"in {len(names):,} assets: {shown}" if len(names) > 1 else f"in {shown}")
        if len(finding.lines) > 1:
            where.append(f"lines {few(list(map(str, sorted(finding.lines))))}")
        message += f" ({'; '.join(where)})" if where else ""
        source = self.source(finding.mark)
        return Problem(finding.code, message, finding.mark, hint, source, finding.severity, tuple(names))

    def source(self, mark: Mark) -> str:
        """The text of a marked line; empty where it is not known."""
        lines = self._texts.get(mark.file, ())
        return lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""


def place(problem: Problem, main: str = "") -> tuple[bool, str, int, int]:
    """Where a problem sorts: those of the main file first."""
    mark = problem.mark
    return (mark.file != main, mark.file, mark.line, mark.column) if mark else (False, "", 0, 0)


def _joined(findings: list[_Finding]) -> list[_Finding]:
    """The findings, each message of a place once, and many of one kind that come out of one place made one."""
    same: dict[tuple[str, Mark, str], _Finding] = {}
    for finding in findings:
        first = same.setdefault((finding.code, finding.mark, finding.message), finding)
        if first is not finding:  # of a matrix and of single assets
            first.assets |= finding.assets
            first.own &= finding.own
            first.others |= finding.others
    findings = list(same.values())
    kinds: dict[tuple[str, Mark], list[_Finding]] = {}
    for finding in findings:
        if finding.place is not None:
            kinds.setdefault((finding.code, finding.place), []).append(finding)
    gone: set[int] = set()
    for first, *others in kinds.values():
        if len(others) < _SLIPS:
            continue
        for other in others:
            first.assets |= other.assets
            first.lines |= other.lines
            gone.add(id(other))
        first.others = True
    return [finding for finding in findings if id(finding) not in gone]
