"""What is written where, and problems as text and JSON.

Owns: the two streams, which of them has colours and how wide it is, the words and signs that several texts share.
Must not know: what commands do, how anything came to be.
Rule: rendering is pure; `Console` is the one writer, data to stdout, everything else to stderr. A stream that can't be
written to never ends a command: of stdout it is told at the end, of stderr nobody could be told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import IO

from rdbuild.errors import ManifestError, RdbuildError
from rdbuild.model import Json, Problem
from rdbuild.screen import CUT, columns, fitted, visible, visible_json

_COLOURS = {"error": "31;1", "warning": "33;1", "hint": "36", "+": "32", "~": "33", "<": "36", "!": "31;1", "…": "36"}
_OURS = re.compile("|".join(rf"\x1b\[{code}m" for code in {"0", *_COLOURS.values()}))
FIRST = 3  # assets that are named, of many that something came out in
GROUP_FROM = 4  # this many alike are one line
WIDTH = 80  # columns of what is no screen: a file, a pipe, a log that somebody reads
_EXCERPT = 100  # columns that are shown of a line of somebody's file, where there is no screen
# What to do about a blocked asset, by code.
WAYS_ON: Mapping[str, str] = {
    "unknown": "`rdbuild ledger` shows what is unknown, `rdbuild ledger reconcile` settles it by hand",
    "lost": "`--rebuy` buys lost pictures again; a machine whose cache has them needs no money",
    "unusable": "`rdbuild reroll ID` has the next build buy another picture, `rdbuild accept ID` takes it as it is",
    "edited": "`rdbuild accept ID` takes what you changed, `--force --only ID` overwrites it",
    "foreign": "`rdbuild accept ID` takes it, `--force --only ID` overwrites it; or move it away",
}
# A line of somebody's file, and where its marked part begins (from 0) and how long it is, as they may be shown.
Veil = Callable[[str, int, int], tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Page:
    """What a stream's text is laid out for. `wraps`: a line that is longer than `width` is broken at words.

    On a screen it is. A file or a pipe gets tables of `width` columns and sentences as they are, for `grep`.
    """

    width: int = WIDTH
    colour: bool = False
    wraps: bool = False

    def paint(self, kind: str, text: str) -> str:
        code = _COLOURS.get(kind)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text


PLAIN = Page()


@dataclass(slots=True)
class Console:
    """Writes to the two streams. `level`: -1 quiet, 0 normal, 1 verbose. `lost`: why data did not get out."""

    out: IO[str]
    err: IO[str]
    page: Page = PLAIN  # of stdout
    margin: Page = PLAIN  # of stderr
    level: int = 0
    veil: Veil | None = None
    lost: OSError | None = None
    told: list[Problem] = field(default_factory=list)  # every problem so far

    def data(self, text: str, *, painted: bool = False, exact: bool = False) -> None:
        """What was asked for. `painted`: colours in it are ours; `exact`: for programs, to the letter."""
        self._put(text if exact else _shown(text, self.page, painted))

    def json(self, value: Json) -> None:
        text = visible_json(json.dumps(value, ensure_ascii=False, indent=2))
        self._put(text if _takes(self.out, text) else json.dumps(value, indent=2))

    def say(self, text: str) -> None:
        """A line for people, unless they asked for quiet."""
        if self.level >= 0:
            self.tell(text)

    def detail(self, text: str) -> None:
        if self.level > 0:
            self.tell(text)

    def problems(self, problems: Iterable[Problem]) -> None:
        for one in problems:
            if self.level >= 0 or one.severity == "error":
                self.told.append(replace(one, message=visible(one.message), hint=one.hint and visible(one.hint)))
                self.tell(problem_text(one, self.margin, self.veil), painted=True)

    def error(self, error: RdbuildError) -> None:
        if isinstance(error, ManifestError):
            self.problems(error.problems)
            count = sum(one.severity == "error" for one in error.problems)
            summary = f"{counted(count, 'problem')} in the manifest; nothing was done"
            self.tell(f"{self.margin.paint('error', 'error')}: {summary}", painted=True)
        else:
            self.problems([error.problem or Problem(error.kind_name, error.message, hint=error.hint)])

    def tell(self, text: str, *, painted: bool = False) -> None:
        """A text on stderr, whatever the level."""
        try:
            self.err.write(_spelt(_shown(text, self.margin, painted), self.err) + "\n")
            self.err.flush()
        except (OSError, ValueError):  # ValueError: it is closed
            pass

    def _put(self, text: str) -> None:
        if self.lost is not None:
            return
        try:
            self.out.write(_spelt(text if text.endswith("\n") else text + "\n", self.out))
            self.out.flush()
        except OSError as error:
            self.lost = error
        except ValueError as error:
            self.lost = OSError(str(error))


def _shown(text: str, page: Page, painted: bool) -> str:
    """As it may be shown there: nothing that a terminal obeys but colours of ours, and no line too long for it."""
    if painted and page.colour:
        pieces = (visible(piece, "\n\t") for piece in _OURS.split(text))
        text = "".join(f"{piece}{mark}" for piece, mark in zip_longest(pieces, _OURS.findall(text), fillvalue=""))
    else:
        text = visible(text, "\n\t")
    return fitted(text, page.width) if page.wraps else text


def _takes(stream: IO[str], text: str) -> bool:
    """Whether the stream has a byte for every character."""
    try:
        text.encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _spelt(text: str, stream: IO[str]) -> str:
    """With three dots where the stream has no `…`; other characters that it hasn't are its own to replace."""
    return text if text.isascii() or _takes(stream, CUT) else text.replace(CUT, "...")


def problem_text(problem: Problem, page: Page = PLAIN, veil: Veil | None = None) -> str:
    """`file:line:col: error: …`, the source line, a caret under the place, the hint."""
    where = ""
    if problem.mark is not None:
        where = f"{visible(problem.mark.file)}:{problem.mark.line}:{problem.mark.column}: "
    lines = [f"{where}{page.paint(problem.severity, problem.severity)}: {visible(problem.message)}"]
    if problem.mark is not None and problem.source:
        number = str(problem.mark.line)
        place = problem.source.rstrip("\r\n"), problem.mark.column - 1, problem.mark.length
        if veil is not None:  # before the line is cut, and so that the caret stays under its place
            place = veil(*place)
        room = max(20, page.width - len(number) - 6) if page.wraps else _EXCERPT
        shown, indent, length = _excerpt(*_seen(*place), room)
        lines.append(f" {number} | {shown}")
        lines.append(f" {' ' * len(number)} | {' ' * indent}{page.paint(problem.severity, '^' * length)}")
    if problem.hint:
        lines.append(f"  {page.paint('hint', 'hint')}: {visible(problem.hint)}")
    return "\n".join(lines)


def _seen(source: str, before: int, marked: int) -> tuple[str, int, int]:
    """A marked blank as dots, or nobody would see what is meant."""
    blank = source[before : before + marked]
    seen = visible(blank, "\t").strip()
    return source if seen else source[:before] + "·" * len(blank) + source[before + marked :], before, marked


def _excerpt(source: str, before: int, marked: int, room: int) -> tuple[str, int, int]:
    """A line cut around its marked part, so that the caret stays on the screen: it, the caret's indent and length."""
    first = max(0, before - room * 6 // 10)
    cells = [visible(one.replace("\t", " ")) for one in source[first : first + room]]

    def wide(start: int, end: int) -> int:
        return columns("".join(cells[start:end]))

    at = min(before - first, len(cells))
    start, end = 0, len(cells)
    while start < at and wide(start, at) > room * 6 // 10:
        start += 1
    while end > start + 1 and wide(start, end) > room:
        end -= 1
    left, right = CUT if first + start else "", CUT if first + end < len(source) else ""
    shown = f"{left}{''.join(cells[start:end])}{right}"
    beyond = before - first - at  # a place after the line's end
    return shown, len(left) + wide(start, at) + beyond, max(1, wide(at, min(end, at + marked)))


def problem_json(problem: Problem) -> dict[str, Json]:
    """The facts of the text; `end_column` is the first one after the carets, `assets` the first few of `count`."""
    mark = problem.mark
    return {
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "end_column": mark.column + mark.length if mark else None,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "source": problem.source,
        "assets": list(problem.assets[:FIRST]),
        "count": len(problem.assets),
    }


def several(names: Sequence[str], console: Console) -> str:
    """All names, or the first few and how many more there are."""
    few = names if len(names) < GROUP_FROM or console.level > 0 else names[: GROUP_FROM - 1]
    more = f" and {len(names) - len(few)} more" if len(few) < len(names) else ""
    return ", ".join(few) + more


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
