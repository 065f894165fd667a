"""What was found wrong in the texts of a manifest, gathered until it can be told at once.

Owns: the grouping, order and wording of many findings as Problems.
Must not know: what can be wrong.
Rule: one mistake is one Problem, however many assets it comes out in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rdbuild.document import Document, Path
from rdbuild.model import Mark, Problem, Severity

Hint = str | None | Callable[[], str | None]

_NAMED = 3  # assets named in a message
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


class Findings:
    """A collector of problems of one document, and of what belongs to it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._texts: dict[str, Sequence[str]] = {document.file: document.lines}
        self._found: dict[tuple[str, Mark, str], _Finding] = {}

    def quote(self, file: str, lines: Sequence[str]) -> None:
        """Make the lines of a further file known, for problems with a mark in it."""
        self._texts[file] = lines

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
            mark = self.document.key_mark(path, part) if key else self.document.mark(path, part)
        slot = (code, mark, "" if alike else message)
        finding = self._found.get(slot)
        if finding is None:
            finding = self._found[slot] = _Finding(code, message, mark, hint, severity)
        finding.others |= finding.message != message
        if asset is not None:
            finding.assets[asset] = None
        finding.own &= not shared

    def has(self, code: str, path: Path) -> bool:
        """Say whether a problem of this code was found at this value."""
        mark = self.document.mark(path)
        return any(known == code and at == mark for known, at, _ in self._found)

    def problems(self, severity: Severity) -> list[Problem]:
        """All problems of a severity, in the order of their places."""
        chosen = [finding for finding in self._found.values() if finding.severity == severity]
        problems = [self._problem(finding, n < _HINTED) for n, finding in enumerate(chosen)]
        return sorted(problems, key=place)

    def _problem(self, finding: _Finding, searching: bool) -> Problem:
        hint = finding.hint
        if callable(hint):
            hint = hint() if searching else None
        message = finding.message + (" and others like it" if finding.others else "")
        names = list(finding.assets)
        if len(names) > 1 or (names and not finding.own):
            few = ", ".join(f"`{name}`" for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
            message += f" (in {len(names):,} assets: {few})" if len(names) > 1 else f" (in {few})"
        source = self._source(finding.mark)
        return Problem(finding.code, message, finding.mark, hint, source, finding.severity, tuple(names))

    def _source(self, mark: Mark) -> str:
        lines = self._texts.get(mark.file, ())
        return lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""


def place(problem: Problem) -> tuple[str, int, int]:
    """Where a problem sorts."""
    return (problem.mark.file, problem.mark.line, problem.mark.column) if problem.mark else ("", 0, 0)
