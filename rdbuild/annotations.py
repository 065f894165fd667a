"""Problems as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.

Owns: the form of the commands, their escapes, and GitHub's limits.
Must not know: where they are written, or how a problem is told to people.
Rule: pure; what is too much for GitHub is counted in an annotation, and never just missing.

    ::error file=PATH,line=N,col=N,endColumn=N,title=TEXT::MESSAGE

The runner keeps the first 10 annotations of each kind that a step prints and the first 4,096 characters of each, and
drops the rest without a word (`_maxCountPerIssueType` and `_maxIssueMessageLength` in its ExecutionContext.cs). It
decodes %25, %0D and %0A in a message, in a property %3A and %2C too; paths are relative to the repository.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rdbuild.model import Blocked, Failed, Mark, Problem

if TYPE_CHECKING:
    from rdbuild.report import Report

MOST = 10  # of each kind
LONGEST = 4096  # bytes of a message, which are at least as many as its characters
FIRST = 3  # assets that are named, of many with one fate
_DATA = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))
_PROPERTY = (*_DATA, (":", "%3A"), (",", "%2C"))


def text(problems: Iterable[Problem], shown: Callable[[str], str]) -> str:
    """One command a line, errors first; `shown` gives a file as a path from the repository's root."""
    problems = list(problems)
    lines: list[str] = []
    for kind in ("error", "warning"):
        chosen = [one for one in problems if one.severity == kind]
        few = chosen if len(chosen) <= MOST else chosen[: MOST - 1]
        lines += [_command(one, shown) for one in few]
        if len(few) < len(chosen):
            more = f"{len(chosen) - len(few)} more {kind}s are in the log of this step"
            lines.append(f"::{kind} title=rdbuild::{_escaped(more, _DATA)}")
    return "".join(f"{line}\n" for line in lines)


def _command(problem: Problem, shown: Callable[[str], str]) -> str:
    properties: dict[str, str | int] = {}
    mark = problem.mark
    if mark is not None:
        properties |= {"file": shown(mark.file), "line": mark.line, "col": mark.column}
        properties["endColumn"] = mark.column + mark.length
    properties["title"] = f"rdbuild: {problem.code}"
    listed = ",".join(f"{name}={_escaped(str(value), _PROPERTY)}" for name, value in properties.items())
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    message = _cut(problem.message, LONGEST - len(hint.encode())) + hint
    return f"::{problem.severity} {listed}::{_escaped(_cut(message, LONGEST), _DATA)}"


def _escaped(text: str, table: Sequence[tuple[str, str]]) -> str:
    for sign, code in table:  # the percent sign comes first
        text = text.replace(sign, code)
    return text


def _cut(text: str, most: int) -> str:
    """A text of at most so many bytes."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= most else data[: max(0, most - 3)].decode("utf-8", "ignore") + "…"


def of_report(report: Report) -> list[Problem]:
    """What became of assets that have no picture: those of one fate are one problem, at the entry of the first."""
    marks = {step.asset.owner: step.asset.mark for step in reversed(report.steps)}
    fates: dict[tuple[str, str], list[str]] = {}
    for asset, outcome in report.outcomes.items():
        if isinstance(outcome, (Failed, Blocked)):
            fates.setdefault((str(outcome.code or "failed"), outcome.message), []).append(asset)
    told = {asset for names in fates.values() for asset in names}
    for asset, why in report.stale:
        if asset not in told:
            fates.setdefault(("out-of-date", why), []).append(asset)
    return [_fate(code, message, names, marks.get(names[0])) for (code, message), names in fates.items()]


def _fate(code: str, message: str, names: Sequence[str], mark: Mark | None) -> Problem:
    few = ", ".join(f"`{name}`" for name in names[:FIRST])
    more = f" and {len(names) - FIRST} more" if len(names) > FIRST else ""
    return Problem(code, f"{few}{more}: {message}", mark, assets=tuple(names))
