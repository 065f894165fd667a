"""What was found wrong in the texts of a manifest, gathered until it can be told at once.

Owns: the grouping, order and wording of many findings as Problems.
Must not know: what can be wrong.
Rule: one mistake is one Problem, however many assets it comes out in.

What comes out of a table is told at its row. Rows with one fault are one Problem, which lists their lines. A few
different faults of one kind are slips, and told each; more of them are one mistake that each row shows in its own way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rdbuild.document import Document, Path
from rdbuild.model import Mark, Problem, Severity
from rdbuild.spelling import few

Hint = str | None | Callable[[], str | None]

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
    """A collector of problems of one document, and of what belongs to it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._texts: dict[str, Sequence[str]] = {document.file: document.lines}
        self._found: dict[tuple[str, Mark, str], _Finding] = {}
        self._filled: dict[Mark, Mark] = {}

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
        if isinstance(path, Mark):
            mark = path
        else:
            mark = self.document.key_mark(path) if key else self.document.mark(path, part)
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
        return sorted(problems, key=place)

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
        return Problem(finding.code, message, finding.mark, hint, self._source(finding.mark), finding.severity)

    def _source(self, mark: Mark) -> str:
        lines = self._texts.get(mark.file, ())
        return lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""


def _joined(findings: list[_Finding]) -> list[_Finding]:
    """The findings, with many of one kind that come out of one place in the manifest made one."""
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


def place(problem: Problem) -> tuple[str, int, int]:
    """Where a problem sorts."""
    return (problem.mark.file, problem.mark.line, problem.mark.column) if problem.mark else ("", 0, 0)
