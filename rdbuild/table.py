"""A table: a CSV or JSON file whose rows become variables.

Owns: what the text of such a file says, row by row, and where in it each value stands.
Must not know: manifests, what a row is for, the disk.
Rule: a cell is what is written in it; nothing is guessed beyond the rules below, and a row that is no good is told
while the others are read.

    .csv           the first row names the columns, and its separator is the file's: `,`, else `;`, else a tab
    .tsv           the same, by tabs
    .json          a list of objects
    .jsonl         one object a line

A cell of a CSV is text as it stands, without the blanks around it; a whole number such as 7 or -12 is a number, and
007, 1e5, 1.50 and true are text. Quotes only let a cell have separators, line ends and `""` in it. JSON has types.
An empty cell, an empty text and null are one: None. Rows with nothing in them are skipped.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from rdbuild.document import Plain, decode, scalar
from rdbuild.model import Json, Mark, Problem
from rdbuild.spelling import few

SUFFIXES = (".csv", ".tsv", ".json", ".jsonl")

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,17}")
_SEPARATORS = {",": "`,`", ";": "`;`", "\t": "a tab"}

Span = tuple[int, int]  # where something begins and ends in the text


@dataclass(frozen=True, slots=True)
class Record:
    """One row: a value for each column, None where there is nothing."""

    values: dict[str, Json]
    start: int
    table: Table = field(repr=False, compare=False)

    @property
    def line(self) -> int:
        return self.table.place(self.start)[0]

    def mark(self, column: str | None = None) -> Mark:
        """The place of a column's cell; of the row where it has no such cell, or none is named."""
        span = self.table.cells(self.start).get(column) if column is not None else None
        return self.table.mark(*(span or (self.start, None)))


@dataclass(slots=True)
class Table:
    """A table that was read. Its `columns` are empty where it could not be made out at all."""

    file: str
    plain: Plain
    columns: tuple[str, ...] = ()
    records: list[Record] = field(default_factory=list)
    faults: dict[tuple[str, str], tuple[Mark, str | None, list[int]]] = field(default_factory=dict)
    """What is wrong with the file: code and message -> the first place, a hint, and all lines."""
    cells: Callable[[int], dict[str, Span]] = field(default=lambda start: {}, repr=False)
    """Where each cell of the row is that begins at a place: looked up for a message, and not kept."""

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, from 1, of a place in the text."""
        line = bisect_right(self.plain.starts, at)
        return line, at - self.plain.starts[line - 1] + 1

    def mark(self, start: int, end: int | None = None) -> Mark:
        """The mark of what is between two places, as far as it is on the first one's line."""
        line, column = self.place(start)
        rest = len(self.plain.lines[line - 1].rstrip()) - column + 1
        return Mark(self.file, line, column, max(1, rest if end is None else min(rest, end - start)))

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the file, each fault once."""
        found = [self.plain.problem] if self.plain.problem is not None else []
        for (code, message), (mark, hint, lines) in self.faults.items():
            message += f" (lines {few([str(line) for line in lines])})" if len(lines) > 1 else ""
            found.append(Problem(code, message, mark, hint, self.plain.lines[mark.line - 1]))
        return found

    def report(self, code: str, message: str, mark: Mark, hint: str | None = None) -> None:
        self.faults.setdefault((code, message), (mark, hint, []))[2].append(mark.line)


class _Fault(Exception):
    """The text can't be read any further."""

    def __init__(self, message: str, at: int, hint: str | None = None, end: int | None = None) -> None:
        super().__init__(message)
        self.message, self.at, self.hint, self.end = message, at, hint, end


def read(data: bytes, file: str) -> Table:
    """Read a table; the end of `file` says what it is. Never raises for what is in it: see `problems`."""
    plain = decode(data, file)
    table = Table(file, plain)
    if plain.problem is not None:
        return table
    kind = suffix(file)
    try:
        if kind in (".csv", ".tsv"):
            _Csv(table, "\t" if kind == ".tsv" else None).fill()
        else:
            _Json(table).fill(lines=kind == ".jsonl")
    except _Fault as fault:
        table.report("table-syntax", fault.message, table.mark(fault.at, fault.end or fault.at + 1), fault.hint)
    if not table.records and not table.problems:
        what = "has no rows" if plain.text.strip() else "is empty"
        table.report("empty-table", f"the table {what}", Mark(file, 1, 1), "each row is an asset")
    return table


def suffix(file: str) -> str:
    """The end of a file's name that says what it is, in lower case."""
    return next((known for known in SUFFIXES if file.lower().endswith(known)), "")


# -- CSV


class _Csv:
    def __init__(self, table: Table, separator: str | None) -> None:
        self.table, self.text = table, table.plain.text
        self.separator = separator or ","
        if separator is None:
            self.separator = self._separator()
        mark = re.escape(self.separator)
        blank = rf"[^\S\r\n{mark}]*+"
        self.cell = re.compile(rf'{blank}(?:"([^"]*+(?:""[^"]*+)*+)"{blank}|([^{mark}\r\n]*+))')

    def fill(self) -> None:
        table = self.table
        for start, cells, spans in self._rows():
            if not any(cells):
                continue
            if cells[0].startswith("<<<<<<< "):
                hint = "keep what you want of the two sides, and remove the lines of `<`, `=` and `>`"
                raise _Fault("a conflict marker of a merge", start, hint)
            if not table.columns:
                self._head(cells, spans)
                table.cells = self._spans
            elif len(cells) != len(table.columns):
                self._ragged(start, len(cells))
            else:
                values = {name: _cell(cell) for name, cell in zip(table.columns, cells, strict=True)}
                table.records.append(Record(values, start, table))

    def _separator(self) -> str:
        """What stands between the names of the columns: they have neither of these in them, unless quoted."""
        head = next((line for line in self.table.plain.lines if line.strip()), "")
        head = re.sub(r'"[^"]*"', "", head)
        return next((mark for mark in _SEPARATORS if mark in head), ",")

    def _rows(self) -> Iterator[tuple[int, list[str], list[Span]]]:
        at = 0
        while at < len(self.text):
            cells, spans, end = self._row(at)
            yield at, cells, spans
            at = end

    def _row(self, at: int) -> tuple[list[str], list[Span], int]:
        """The cells of the row that begins at a place, where they stand, and where the next row begins."""
        text, cells, spans = self.text, [], []
        while True:
            found = self.cell.match(text, at)
            assert found is not None  # it matches nothing, too
            quoted, bare = found.groups()
            begin, end = found.span()
            if quoted is None:
                cell = bare.rstrip()
                begin = found.start(2)
                if cell[:1] == '"':
                    raise _Fault("this quote is never closed", begin, 'a quote in a quoted cell is written `""`')
                spans.append((begin, begin + len(cell)))
            else:
                cell = quoted.replace('""', '"').strip()
                begin = found.start(1) - 1
                spans.append((begin, found.end(1) + 1))
            cells.append(cell)
            after = text[end : end + 1]
            if after == self.separator:
                at = end + 1
            elif after in ("", "\n", "\r"):
                return cells, spans, end + (2 if text.startswith("\r\n", end) else 1)
            else:
                raise _Fault("text after a closing quote", end, 'a quote in a quoted cell is written `""`')

    def _spans(self, start: int) -> dict[str, Span]:
        return dict(zip(self.table.columns, self._row(start)[1], strict=True))

    def _head(self, names: list[str], spans: list[Span]) -> None:
        names = [" ".join(name.split()) for name in names]
        for n, name in enumerate(names):
            if not name:
                hint = "give it a name, or remove the column"
                raise _Fault(f"column {n + 1} has no name", spans[n][0], hint)
            if name in names[:n]:
                first = names.index(name) + 1
                raise _Fault(f"column {first} is called `{name}` too", spans[n][0], "rename one of them", spans[n][1])
        self.table.columns = tuple(names)

    def _ragged(self, start: int, count: int) -> None:
        wanted = len(self.table.columns)
        hint = "a cell that is empty needs its separator too"
        if count > wanted:
            hint = f"put a cell with {_SEPARATORS[self.separator]} in it in quotes"
        cells, columns = ("" if count == 1 else "s"), ("" if wanted == 1 else "s")
        message = f"this row has {count} cell{cells}, and the table {wanted} column{columns}"
        self.table.report("ragged-row", message, self.table.mark(start), hint)


def _cell(text: str) -> Json:
    return int(text) if _WHOLE.fullmatch(text) else text or None


# -- JSON

_BLANK = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
# part of the decoder's words -> ours, and a hint
_WORDS: tuple[tuple[str, str, str | None], ...] = (
    ("Expecting value", "a value is missing here", "text needs double quotes"),
    ("Unterminated string", "this quote is never closed", None),
    ("control character", "a text has to end on its line", "a line end in a text is written `\\n`"),
    ("escape", "unknown escape", "a backslash is written `\\\\`"),
    ("property name", "a name in double quotes is missing here", "there is no `,` before a `}`"),
    ("trailing comma", "a `,` before the end", "remove it"),
    ("':' delimiter", "a `:` is missing here", None),
    ("',' delimiter", "a `,` is missing here", None),
)


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for n, (name, _) in enumerate(pairs) if name in dict(pairs[:n]))
        raise ValueError(f"`{twice}` is there twice")
    return found


def _constant(text: str) -> Json:
    raise ValueError(f"`{text}` is no JSON")


_DECODER: Any = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_float=scalar, parse_int=scalar, parse_constant=_constant
)


class _Json:
    def __init__(self, table: Table) -> None:
        self.table, self.text = table, table.plain.text
        self.end = len(self.text)  # of what is looked at
        self.columns: dict[str, None] = {}
        self.rows: list[tuple[int, dict[str, Json]]] = []

    def fill(self, lines: bool) -> None:
        table = self.table
        try:
            self._lines() if lines else self._list()
        finally:  # what was read before a fault is good
            table.columns = tuple(self.columns)
            table.cells = lambda start: self._object(start)[1]
            empty = dict.fromkeys(table.columns)
            for start, values in self.rows:
                if any(value is not None for value in values.values()):
                    table.records.append(Record({**empty, **values}, start, table))

    def _lines(self) -> None:
        for found in re.finditer(r"[^\n]+", self.text):
            self.end = found.end()
            start = self._skip(found.start())
            try:
                if start < self.end and (after := self._skip(self._row(start))) < self.end:
                    raise _Fault("the row ended before this", after, "a line has one object")
            except _Fault as fault:  # the other lines are none the worse
                hint = fault.hint
                if fault.at >= self.end or "has no" in fault.message:
                    hint = "in a .jsonl an object is one line; for a list of objects call the file .json"
                mark = self.table.mark(min(fault.at, self.end - 1), fault.end)
                self.table.report("table-syntax", fault.message, mark, hint)
        self.end = len(self.text)

    def _list(self) -> None:
        at = self._skip(0)
        if at == self.end:
            return
        if self.text[at] != "[":
            hint = 'such as `[{"name": "axe"}]`; one object a line is a .jsonl'
            raise _Fault("a table is a list of objects: it begins with `[`", at, hint)
        start, at = at, self._skip(at + 1)
        while self._at(at) != "]":
            if at == self.end:
                raise _Fault("this `[` has no `]`", start)
            at = self._skip(self._row(at))
            if self._at(at) == ",":
                at = self._skip(at + 1)
                if self._at(at) == "]":
                    raise _Fault("a row is missing here", at, "there is no `,` before a `]`")
            elif self._at(at) not in ("]", ""):
                raise _Fault("a `,` or `]` is missing here", at)
        after = self._skip(at + 1)
        if after < self.end:
            raise _Fault("the list ended before this", after)

    def _row(self, at: int) -> int:
        """Read the row at a place, and give the place after it."""
        if self._at(at) != "{":
            value, end = self._value(at)
            what = "a list" if isinstance(value, list) else "`" + self.text[at:end] + "`"
            mark = self.table.mark(at, end)
            self.table.report("bad-row", f"a row is an object, and this is {what}", mark, 'such as `{"name": "axe"}`')
            return end
        try:
            found, end = _DECODER.raw_decode(self.text, at)
            if end > self.end or "\\u" in self.text[at:end]:
                raise ValueError
            values = {name: None if value == "" else value for name, value in found.items()}
        except (ValueError, RecursionError):  # slowly, to the very place
            values, _, end = self._object(at)
        self.columns.update(dict.fromkeys(values))
        self.rows.append((at, values))
        return end

    def _object(self, at: int) -> tuple[dict[str, Json], dict[str, Span], int]:
        values: dict[str, Json] = {}
        spans: dict[str, Span] = {}
        start, at = at, self._skip(at + 1)
        while self._at(at) != "}":
            if at == self.end:
                raise _Fault("this `{` has no `}`", start)
            if self._at(at) != '"':
                raise _Fault("a name in double quotes is missing here", at, "there is no `,` before a `}`")
            name, end = self._value(at)
            if name in spans:
                raise _Fault(f"`{name}` is there twice", at, "keep one of the two", end)
            at = self._skip(end)
            if self._at(at) != ":":
                raise _Fault("a `:` is missing here", at)
            begin = self._skip(at + 1)
            value, end = self._value(begin)
            values[name], spans[name] = None if value == "" else value, (begin, end)
            at = self._skip(end)
            if self._at(at) == ",":
                at = self._skip(at + 1)
                if self._at(at) == "}":
                    raise _Fault("a name in double quotes is missing here", at, "there is no `,` before a `}`")
            elif self._at(at) not in ("}", ""):
                raise _Fault("a `,` or `}` is missing here", at)
        return values, spans, at + 1

    def _value(self, at: int) -> tuple[Json, int]:
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            words = ((say, hint) for part, say, hint in _WORDS if part in error.msg)
            say, hint = next(words, ("this is no JSON", None))
            raise _Fault(say, min(error.pos, self.end), hint) from None
        except RecursionError:
            raise _Fault("nested too deep", at) from None
        except ValueError as error:
            raise _Fault(str(error), at) from None
        if end > self.end:
            raise _Fault("this does not end on its line", self.end)
        if "\\u" in self.text[at:end] and _SURROGATE.search(json.dumps(value, ensure_ascii=False, default=str)):
            raise _Fault("half a character: `\\u` escapes of this kind come in pairs", at, end=end)
        return value, end

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self.text, at, self.end)
        return found.end() if found else at

    def _at(self, at: int) -> str:
        return self.text[at : at + 1] if at < self.end else ""
