"""YAML text to plain values, with a place in the text for each of them.

Owns: which YAML we read (YAML 1.2 scalars, merge keys, bounded aliases) and where each value stands.
Must not know: any word of the manifest.
Rule: a text either becomes values or becomes Problems; no input crashes, hangs or quietly means something else.

Read from parser events with a stack of our own: PyYAML's C composer recurses, and a file of
100,000 `[` kills the process.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from rdbuild.model import Json, Mark, Problem

DEPTH_LIMIT = 50
ALIAS_LIMIT = 250_000  # values that aliases and merge keys may add to a document
NUMBER_LIMIT = 40  # characters of a number

Path = tuple[str | int, ...]

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what the parser counts as the end of a line
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)
# As in the core schema of YAML, and in the vendor's own examples; `yes` and `on` are text.
_WORDS: dict[str, Json] = {
    "": None,
    "null": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_BARE_COLOUR = re.compile(r"(?:^|[\[,:\s-])(#[0-9A-Fa-f]{3,8})\b")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Spot:
    """Where a value stands (from 0), where its keys stand, and what is inside it."""

    line: int
    column: int
    length: int
    keys: dict[str, _Spot] = field(default_factory=dict)
    inside: dict[str | int, _Spot] = field(default_factory=dict)
    size: int = 1  # values in it, itself included


@dataclass(frozen=True, slots=True)
class Document:
    """A read YAML text. `usable` is False where it can't be read to its end; then `value` means nothing."""

    file: str
    value: Json
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    usable: bool
    _spot: _Spot = field(repr=False)

    def mark(self, path: Path, part: str | None = None) -> Mark:
        """The place of the value at `path`, or of the text `part` in it; of its nearest parent where there is none."""
        spot = self._walk(path)
        if part:
            start = self.source(spot.line + 1).find(part, spot.column, spot.column + max(spot.length, len(part)))
            if start >= 0:
                return Mark(self.file, spot.line + 1, start + 1, len(part))
        return Mark(self.file, spot.line + 1, spot.column + 1, spot.length)

    def key_mark(self, path: Path) -> Mark:
        """The place of the key that `path` ends in; of the value where it has no key (an item of a list)."""
        parent = self._walk(path[:-1])
        spot = parent.keys.get(str(path[-1])) if path else None
        return Mark(self.file, spot.line + 1, spot.column + 1, spot.length) if spot else self.mark(path)

    def source(self, line: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def _walk(self, path: Path) -> _Spot:
        spot = self._spot
        for step in path:
            inner = spot.inside.get(step)
            if inner is None:
                break
            spot = inner
        return spot


class _Unreadable(Exception):
    """The text can't be read any further."""

    def __init__(self, code: str, message: str, line: int, column: int, hint: str | None = None) -> None:
        super().__init__(message)
        self.found = (code, message, line, column, hint)


def parse(data: bytes, file: str) -> Document:
    """Read a YAML text. Never raises for what is in it: see `problems`, and `usable`."""
    reader = _Reader(file)
    top = _Spot(0, 0, 1)
    try:
        text = _decode(data)
        reader.lines = tuple(_BREAK.split(text))
        _refuse_unprintable(text)
        value, top = reader.compose(text)
        usable = True
    except _Unreadable as stop:
        if not reader.lines:
            reader.lines = tuple(_BREAK.split(data.decode("utf-8", "replace")))
        reader.report(*stop.found)
        value, usable = None, False
    return Document(file, value, tuple(reader.problems), reader.lines, usable, top)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text file as text and lines. `problem` says why it can't be read; then `text` is empty."""

    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]  # where each line begins, from 0
    problem: Problem | None = None


def decode(data: bytes, file: str) -> Plain:
    """Read a text file that is no YAML: UTF-8, without control characters."""
    text = ""
    try:
        text = _decode(data)
        _refuse_unprintable(text, "here")
    except _Unreadable as stop:
        code, message, line, column, hint = stop.found
        shown = _UNPRINTABLE.sub("\ufffd", text or data.decode("utf-8", "replace"))
        lines = tuple(_BREAK.split(shown))
        source = lines[line] if line < len(lines) else ""
        return Plain("", lines, (0,), Problem(code, message, Mark(file, line + 1, column + 1), hint, source))
    return Plain(text, tuple(_BREAK.split(text)), (0, *(found.end() for found in _BREAK.finditer(text))))


def scalar(text: str) -> Json:
    """What a plain scalar means: JSON's numbers (Decimal for fractions), true, false, null; everything else is text."""
    if text in _WORDS:
        return _WORDS[text]
    number = _NUMBER.fullmatch(text)
    if number is None:
        return text
    if len(text) > NUMBER_LIMIT or len(number[3] or "") > 4:
        raise ValueError(f"a number of at most {NUMBER_LIMIT} characters is understood here")
    return Decimal(text) if number[2] or number[3] else int(text)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _Unreadable("not-utf-8", "this file is UTF-16", 0, 0, "save it as UTF-8")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _BREAK.split(data[: error.start].decode("utf-8", "replace"))
        byte = data[error.start]
        raise _Unreadable(
            "not-utf-8", f"byte 0x{byte:02x} is not UTF-8", len(before) - 1, len(before[-1]), "save the file as UTF-8"
        ) from None


def _refuse_unprintable(text: str, where: str = "in YAML") -> None:
    found = _UNPRINTABLE.search(text)
    if found:
        before = _BREAK.split(text[: found.start()])
        raise _Unreadable(
            "control-character",
            f"character U+{ord(found[0]):04X} is not allowed {where}",
            len(before) - 1,
            len(before[-1]),
            "remove it, or write it as an escape in double quotes" if where == "in YAML" else "remove it",
        )


@dataclass(slots=True)
class _Frame:
    """A mapping or list that is still open."""

    value: dict[str, Json] | list[Json]
    spot: _Spot
    anchor: str | None
    key: tuple[str, bool] | None = None  # the key that waits for its value, and whether it is a merge key
    key_spot: _Spot | None = None
    merges: list[tuple[dict[str, Json], _Spot]] = field(default_factory=list)


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: tuple[str, ...] = ()
        self.problems: list[Problem] = []
        self.aliased = 0
        self.anchors: dict[str, tuple[Json, _Spot]] = {}
        self.open: list[_Frame] = []
        self.result: tuple[Json, _Spot] = (None, _Spot(0, 0, 1))

    def report(self, code: str, message: str, line: int, column: int, hint: str | None = None, length: int = 1) -> None:
        source = self.lines[line] if line < len(self.lines) else ""
        self.problems.append(Problem(code, message, Mark(self.file, line + 1, column + 1, length), hint, source))

    def compose(self, text: str) -> tuple[Json, _Spot]:
        documents = 0
        for event in self._events(text):
            if isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._begin(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._end()
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    at: Any = event.start_mark
                    raise _Unreadable(
                        "several-documents",
                        "a second YAML document begins here",
                        at.line,
                        at.column,
                        "one file is one document: remove the `---`",
                    )
        return self.result

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except yaml.YAMLError as error:
            raise _Unreadable("yaml-syntax", str(error).splitlines()[0], 0, 0) from None

    # -- one method an event

    def _scalar(self, event: Any) -> None:
        mark, end = event.start_mark, event.end_mark
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        length = end.column - mark.column if end.line == mark.line else len(line.rstrip()) - mark.column
        spot = _Spot(mark.line, mark.column, 1 if line[mark.column : mark.column + 1] in "|>" else max(1, length))
        self._refuse_tag(event, spot)
        plain = event.implicit[0]
        if self._wants_key():
            self._key(event.value, plain and event.value == "<<", spot)
            if event.anchor:
                self.anchors[event.anchor] = (event.value, spot)
            return
        value: Json = event.value
        if plain:
            try:
                value = scalar(event.value)
            except ValueError as error:
                self.report("bad-number", str(error), spot.line, spot.column, length=spot.length)
        self._place(value, spot, event.anchor)

    def _begin(self, event: Any) -> None:
        mark = event.start_mark
        spot = _Spot(mark.line, mark.column, 1)
        if self._wants_key():
            raise _Unreadable(
                "bad-key",
                "a key must be text",
                mark.line,
                mark.column,
                "put a key that begins with `{` or `[` in quotes",
            )
        if len(self.open) >= DEPTH_LIMIT:
            raise _too_deep(mark)
        self._refuse_tag(event, spot)
        self.open.append(_Frame({} if isinstance(event, yaml.MappingStartEvent) else [], spot, event.anchor))

    def _end(self) -> None:
        frame = self.open.pop()
        if frame.merges and isinstance(frame.value, dict):
            for source, spots in frame.merges:
                self._count(spots.size, frame.spot)
                for key, value in source.items():
                    if key not in frame.value:
                        frame.value[key] = value
                        frame.spot.keys[key] = spots.keys[key]
                        frame.spot.inside[key] = spots.inside[key]
                        frame.spot.size += spots.inside[key].size
        self._place(frame.value, frame.spot, frame.anchor)

    def _alias(self, event: Any) -> None:
        at, name = event.start_mark, event.anchor
        spot = _Spot(at.line, at.column, len(name) + 1)
        if any(frame.anchor == name for frame in self.open):
            raise _Unreadable("alias-cycle", f"`*{name}` stands inside what it names", at.line, at.column)
        if name not in self.anchors:
            known = ", ".join(f"`&{anchor}`" for anchor in list(self.anchors)[:5])
            hint = f"anchors so far: {known}" if known else "an anchor such as `&name` must come first"
            raise _Unreadable("unknown-alias", f"no anchor `&{name}` for `*{name}`", at.line, at.column, hint)
        value, target = self.anchors[name]
        if self._wants_key():
            if not isinstance(value, str):
                raise _Unreadable("bad-key", "a key must be text", at.line, at.column)
            self._key(value, False, spot)
            return
        self._count(target.size, spot)
        self._place(value, target, None)

    # -- what they share

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _key(self, text: str, merge: bool, spot: _Spot) -> None:
        frame = self.open[-1]
        if not merge and text in frame.value:
            first = frame.spot.keys[text]
            self.report(
                "duplicate-key",
                f"`{text}` is already there, at {first.line + 1}:{first.column + 1}",
                spot.line,
                spot.column,
                "keep one of the two",
                spot.length,
            )
        frame.key, frame.key_spot = (text, merge), spot

    def _place(self, value: Json, spot: _Spot, anchor: str | None) -> None:
        """Put a finished value where it belongs: into the open mapping or list, or on top."""
        if anchor:
            self.anchors[anchor] = (value, spot)
        if not self.open:
            self.result = (value, spot)
            return
        frame = self.open[-1]
        if isinstance(frame.value, list):
            frame.spot.inside[len(frame.value)] = spot
            frame.value.append(value)
            frame.spot.size += spot.size
            return
        assert frame.key is not None
        assert frame.key_spot is not None
        key, merge = frame.key
        frame.key = None
        if merge:
            self._merge(frame, value, spot)
        elif key not in frame.value:  # of a duplicate the first stands
            frame.value[key] = value
            frame.spot.keys[key] = frame.key_spot
            frame.spot.inside[key] = spot
            frame.spot.size += spot.size

    def _merge(self, frame: _Frame, value: Json, spot: _Spot) -> None:
        assert frame.key_spot is not None
        at = frame.key_spot
        sources = value if isinstance(value, list) else [value]
        spots = [spot.inside[n] for n in range(len(value))] if isinstance(value, list) else [spot]
        for source, place in zip(sources, spots, strict=True):
            if isinstance(source, dict):
                frame.merges.append((source, place))
            else:
                self.report("bad-merge", "`<<` takes a mapping, such as `*name`", at.line, at.column, length=at.length)

    def _count(self, size: int, spot: _Spot) -> None:
        self.aliased += size
        if self.aliased > ALIAS_LIMIT:
            raise _Unreadable(
                "alias-bomb", f"aliases add more than {ALIAS_LIMIT:,} values to this file", spot.line, spot.column
            )

    def _refuse_tag(self, event: Any, spot: _Spot) -> None:
        if event.tag and not (event.tag == "!" and isinstance(event, yaml.ScalarEvent)):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.report(
                "tag",
                f"YAML tags such as `{tag}` are not read here",
                spot.line,
                spot.column,
                "remove it; quotes make a value text",
                length=len(tag),
            )

    def _syntax(self, error: yaml.MarkedYAMLError) -> _Unreadable:
        """Say a parser's complaint in words of ours."""
        at: Any = error.problem_mark or error.context_mark
        context: Any = error.context_mark or at
        problem = (error.problem or error.context or "not YAML").lower()
        if "nesting depth" in problem:  # newer parsers have a limit of their own, and read ahead of our count
            return _too_deep(at)
        line = self.lines[at.line] if at.line < len(self.lines) else ""
        for needle, say in _SYNTAX:
            if needle in problem:
                message, hint, where = say(line[at.column :], line)
                place = context if where == "context" else at
                break
        else:
            message, hint, place = problem, None, at
        for n in (at.line, at.line - 1, at.line - 2, context.line):
            colour = _BARE_COLOUR.search(self.lines[n]) if 0 <= n < len(self.lines) else None
            if colour:
                hint = "`#` begins a comment in YAML: put colours in quotes"
                return _Unreadable("yaml-syntax", "a value is missing here", n, colour.start(1), hint)
        return _Unreadable("yaml-syntax", message, place.line, place.column, hint)


def _too_deep(at: Any) -> _Unreadable:
    return _Unreadable("too-deep", f"nested more than {DEPTH_LIMIT} levels deep", at.line, at.column)


_QUOTE_BRACES = "text with `{`, `}`, `[`, `]` or `,` needs quotes here"
_Words = tuple[str, str | None, str]
_TAB: _Words = ("a tab can't indent YAML", "use spaces", "problem")


def _no_token(rest: str, _: str) -> _Words:
    if rest.startswith("\t"):
        return _TAB
    return f"text can't begin with `{rest[:1]}`", "put it in quotes", "problem"


def _no_name(rest: str, line: str) -> _Words:
    before = line[: len(line) - len(rest)].rstrip()
    return f"text can't begin with `{before[-1:]}`", "put it in quotes", "context"


def _no_key(rest: str, line: str) -> _Words:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return _TAB
    return "this line does not fit its neighbours", f"check its indentation; {_QUOTE_BRACES}", "problem"


# part of the parser's words (of both parsers) -> message, hint, which mark
_SYNTAX: tuple[tuple[str, Callable[[str, str], _Words]], ...] = (
    (
        "mapping values are not allowed",
        lambda rest, line: (
            "`:` is not allowed here",
            "put text with `: ` in it in quotes, or check the indentation",
            "problem",
        ),
    ),
    ("cannot start any token", _no_token),
    ("alphabetic or numeric", _no_name),  # of an alias or an anchor
    ("tab character", lambda rest, line: _TAB),
    ("node content", lambda rest, line: ("a value is missing here", None, "problem")),
    (
        "',' or '}'",
        lambda rest, line: ("this `{` has no `}`, or a `,` is missing", _QUOTE_BRACES, "context"),
    ),
    (
        "',' or ']'",
        lambda rest, line: ("this `[` has no `]`, or a `,` is missing", _QUOTE_BRACES, "context"),
    ),
    ("end of stream", lambda rest, line: ("this quote is never closed", None, "context")),
    ("while scanning a quoted scalar", lambda rest, line: ("this quote is never closed", None, "context")),
    ("expected key", _no_key),
    ("block end", _no_key),
    ("'-' indicator", _no_key),
    ("expected ':'", lambda rest, line: ("a `:` is missing after this key", None, "context")),
    ("unknown escape", lambda rest, line: ("unknown escape", "in single quotes a backslash is itself", "problem")),
)
