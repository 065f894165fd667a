"""YAML text to plain values, with a place in the text for each of them.

Owns: which YAML we read (YAML 1.2 scalars, merge keys, bounded aliases) and where each value stands.
Must not know: any word of the manifest.
Rule: a text either becomes values or becomes Problems; no input crashes, hangs or quietly means something else.

Read from parser events with a stack of our own: PyYAML's C composer recurses, and a file of
100,000 `[` kills the process. A text that can't be read to its end is read again without what is wrong, so that one
slip hides no other, and nothing that is wrong elsewhere; what it takes along is `lost`.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from rdbuild import mending, slips
from rdbuild.model import Json, Mark, Problem
from rdbuild.slips import Slip

DEPTH_LIMIT = 50
SLIP_LIMIT = 20  # slips after which a text is not read on
_FINAL = frozenset({"alias-bomb", "too-deep"})  # nobody writes those by mistake
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
_BARE_COLOUR = re.compile(r"\s*(#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}))\s*$")

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
    """A read YAML text. `usable` is False where it can't be read to its end; then `value` means nothing.

    `lost` are the paths of what could not be read: below them nothing is certain, and nothing is to be missed.
    """

    file: str
    value: Json
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    usable: bool
    _spot: _Spot = field(repr=False)
    lost: frozenset[Path] = frozenset()

    def mark(self, path: Path, part: str | None = None) -> Mark:
        """The place of the value at `path`, or of the text `part` in it; of its nearest parent where there is none."""
        return self._mark(self._walk(path), part)

    def key_mark(self, path: Path, part: str | None = None) -> Mark:
        """The place of the key that `path` ends in; of the value where it has no key (an item of a list)."""
        parent = self._walk(path[:-1])
        spot = parent.keys.get(str(path[-1])) if path else None
        return self._mark(spot or self._walk(path), part)

    def _mark(self, spot: _Spot, part: str | None) -> Mark:
        if part:
            start = self.source(spot.line + 1).find(part, spot.column, spot.column + max(spot.length, len(part)))
            if start >= 0:
                return Mark(self.file, spot.line + 1, start + 1, len(part))
        return Mark(self.file, spot.line + 1, spot.column + 1, spot.length)

    def source(self, line: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    def move(self, old: Path, new: Path) -> None:
        """Go on as if the value at `old` stood at `new`, where it was meant to be; its place in the text stays."""
        self.place_as(old, new)
        self.put(new, self._at(old[:-1]).pop(old[-1]))

    def put(self, path: Path, value: Json) -> None:
        """Go on as if this value stood at `path`."""
        self._at(path[:-1])[path[-1]] = value

    def place_as(self, old: Path, new: Path) -> None:
        """Let what stands at `old` be found at `new` too."""
        before, after = self._walk(old[:-1]), self._walk(new[:-1])
        after.inside[new[-1]] = before.inside[old[-1]]
        after.keys[str(new[-1])] = before.keys.get(str(old[-1]), before.inside[old[-1]])

    def _at(self, path: Path) -> Any:
        value: Any = self.value
        for step in path:
            value = value[step]
        return value

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

    def __init__(self, slip: Slip) -> None:
        super().__init__(slip.message)
        self.slip = slip


def parse(data: bytes, file: str) -> Document:
    """Read a YAML text. Never raises for what is in it: see `problems`, and `usable`."""
    if _is_binary(data):
        problem = Problem("not-text", "this is not a text file", Mark(file, 1, 1), "name a file of YAML")
        return Document(file, None, (problem,), ("",), False, _Spot(0, 0, 1))
    text, found = _decode(data)
    lines = tuple(_BREAK.split(text))
    lost: set[Path] = set()
    left, rest = lines, mending.conflict(lines) if mending.MARKER in text else None
    if rest is not None:
        found.append(rest[0])
        left, text = tuple(rest[1]), "\n".join(rest[1])
    tried: Counter[int] = Counter()  # how often something went wrong in a line
    told: dict[int, int] = {}  # the column of the last slip in a line
    for _ in range(SLIP_LIMIT):
        reader = _Reader(lines, left)
        try:
            value, top = reader.compose(text)
            usable = True
            break
        except _Unreadable as stop:
            value, top, usable = None, _Spot(0, 0, 1), False
            slip = stop.slip
            if slip.column > told.get(slip.line, -1):  # else it comes of what was done about the last one
                found.append(slip)
                told[slip.line], tried[slip.line] = slip.column, 0
            mended = None if slip.code in _FINAL else mending.without(reader.lines, slip, tried[slip.line])
            tried[slip.line] += 1
            if mended is None:
                break
            lost.update(mended.lost)
            left, text = tuple(mended.lines), "\n".join(mended.lines)
    slip_list = sorted([*found, *reader.found], key=lambda slip: (slip.line, slip.column))
    problems = tuple(_problem(file, lines, slip) for slip in slip_list)
    return Document(file, value, problems, lines, usable, top, frozenset(lost | reader.lost))


def _problem(file: str, lines: tuple[str, ...], slip: Slip) -> Problem:
    mark = Mark(file, slip.line + 1, slip.column + 1, slip.length)
    source = lines[slip.line] if slip.line < len(lines) else ""
    return Problem(slip.code, slip.message, mark, slip.hint, source)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text file as text and lines. `problem` says why it can't be read; then `text` is empty."""

    text: str
    lines: tuple[str, ...]
    starts: tuple[int, ...]  # where each line begins, from 0
    problem: Problem | None = None


def decode(data: bytes, file: str) -> Plain:
    """Read a text file that is no YAML: UTF-8, without control characters."""
    text, found = _decode(data, "here", "remove it")
    lines = tuple(_BREAK.split(text))
    if found:
        return Plain("", lines, (0,), _problem(file, lines, found[0]))
    return Plain(text, lines, (0, *(one.end() for one in _BREAK.finditer(text))))


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


def _is_binary(data: bytes) -> bool:
    """Whether this is no text at all: it has a NUL in it, and is not UTF-16."""
    return b"\0" in data[:1024] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _decode(
    data: bytes, where: str = "in YAML", cure: str = "remove it, or write it as an escape in double quotes"
) -> tuple[str, list[Slip]]:
    """The text, as well as it can be read, and what is wrong with its characters."""
    found: list[Slip] = []
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found.append(Slip("this file is UTF-16", 0, 0, 1, "save it as UTF-8", "not-utf-8"))
        return _printable(data.decode("utf-16", "replace"), found, where, cure)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = _BREAK.split(data[: error.start].decode("utf-8", "replace"))
        byte = data[error.start : error.start + 1]
        meant = byte.decode("cp1252", "replace")
        words = f" (in Windows-1252 it is `{meant}`)" if meant.isprintable() and meant != "\ufffd" else ""
        hint = "save the file as UTF-8"
        found.append(
            Slip(f"byte 0x{byte.hex()} is not UTF-8{words}", len(before) - 1, len(before[-1]), 1, hint, "not-utf-8")
        )
        text = data.decode("cp1252" if data[: error.start].isascii() and words else "utf-8", "replace")
    return _printable(text, found, where, cure)


def _printable(text: str, found: list[Slip], where: str, cure: str) -> tuple[str, list[Slip]]:
    """The text without characters that no text has; the first of them is a slip."""
    wrong = _UNPRINTABLE.search(text)
    if wrong:
        before = _BREAK.split(text[: wrong.start()])
        count = len(_UNPRINTABLE.findall(text))
        more = f", as {count - 1:,} more" if count > 1 else ""
        found.append(
            Slip(
                f"character U+{ord(wrong[0]):04X} is not allowed {where}{more}",
                len(before) - 1,
                len(before[-1]),
                1,
                cure,
                "control-character",
            )
        )
        text = _UNPRINTABLE.sub("\ufffd", text)
    return text, found


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
    """One reading of a text, whose `lines` are as long and as many as those of the file."""

    def __init__(self, file_lines: tuple[str, ...], lines: tuple[str, ...]) -> None:
        self.lines = lines
        self.found: list[Slip] = []  # what is wrong and did not stop the reading
        self.lost: set[Path] = set()
        self.aliased = 0
        self.anchors: dict[str, tuple[Json, _Spot]] = {}
        self.open: list[_Frame] = []
        self.result: tuple[Json, _Spot] = (None, _Spot(0, 0, 1))
        self._bare: list[tuple[str, slips.Place]] = []  # colours that are comments
        changed = range(0) if lines is file_lines else range(len(lines))
        self._mended = {n: file_lines[n] for n in changed if file_lines[n] != lines[n]}
        self._gone = "\n".join(line for n, line in self._mended.items() if not lines[n])
        self._seen: Any = None  # the last event
        self._closed = _Spot(0, 0, 1)  # the last mapping or list that ended

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
                    self._second_document(event.start_mark)
                    break
            self._seen = event
        if self._bare:
            self.found.append(slips.bare_colour(*self._bare[0], len(self._bare)))
        return self.result

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            raise self._syntax(error) from None
        except yaml.YAMLError as error:
            raise _Unreadable(Slip(str(error).splitlines()[0], 0, 0)) from None

    def _second_document(self, mark: Any) -> None:
        hint = "one file is one document: remove the `---`"
        slip = Slip("a second YAML document begins here", mark.line, mark.column, 3, hint, "several-documents")
        self.found.append(slip)

    # -- one method an event

    def _scalar(self, event: Any) -> None:
        mark, end = event.start_mark, event.end_mark
        line = self.lines[mark.line] if mark.line < len(self.lines) else ""
        length = end.column - mark.column if end.line == mark.line else len(line.rstrip()) - mark.column
        spot = _Spot(mark.line, mark.column, 1 if line[mark.column : mark.column + 1] in "|>" else max(1, length))
        if event.tag:
            self._refuse_tag(event, spot)
        plain = event.implicit[0]
        if self._wants_key():
            if plain and event.value[:1] in slips.BLANKS and event.value:
                raise _Unreadable(slips.blank(self.lines, mark.line))
            self._key(event.value, plain and event.value == "<<", spot)
            if event.anchor:
                self.anchors[event.anchor] = (event.value, spot)
            return
        value: Json = event.value
        kept = self._mended.get(mark.line, line)
        if kept is not line and line[mark.column :][:length] != kept[mark.column :][:length]:
            self.lost.add(self._here())  # it stands for what was taken out
        if plain:
            if not value and (colour := _BARE_COLOUR.match(line, mark.column)):
                self._bare.append((colour[1], (mark.line, colour.start(1))))
                self._lose(spot)
                return
            try:
                value = scalar(event.value)
            except ValueError as error:
                self.found.append(Slip(str(error), spot.line, spot.column, spot.length, code="bad-number"))
                self._lose(spot)
                return
        self._place(value, spot, event.anchor)

    def _begin(self, event: Any) -> None:
        mark = event.start_mark
        spot = _Spot(mark.line, mark.column, 1)
        if self._wants_key():
            raise _bad_key(mark, "put a key that begins with `{` or `[` in quotes")
        if len(self.open) >= DEPTH_LIMIT:
            raise _too_deep(mark)
        if event.tag and self._refuse_tag(event, spot):
            self.lost.add(self._here())
        self.open.append(_Frame({} if isinstance(event, yaml.MappingStartEvent) else [], spot, event.anchor))

    def _end(self) -> None:
        frame = self.open.pop()
        self._closed = frame.spot
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
            slip = Slip(f"`*{name}` stands inside what it names", at.line, at.column, spot.length, code="alias-cycle")
            self.found.append(slip)
        elif name not in self.anchors and f"&{name}" not in self._gone:
            known = ", ".join(f"`&{anchor}`" for anchor in list(self.anchors)[:5])
            hint = f"anchors so far: {known}" if known else "an anchor such as `&name` must come first"
            slip = Slip(f"no anchor `&{name}` for `*{name}`", at.line, at.column, spot.length, hint, "unknown-alias")
            self.found.append(slip)
        elif name in self.anchors:
            value, target = self.anchors[name]
            if not self._wants_key():
                self._count(target.size, spot)
                self._place(value, target, None)
                return
            if isinstance(value, str):
                self._key(value, False, spot)
                return
        if self._wants_key():
            raise _bad_key(at)
        self._lose(spot)

    # -- what they share

    def _wants_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def _here(self) -> Path:
        """The path of the value that comes next; of a mapping, where it is to be merged into that."""
        steps: list[str | int] = []
        for frame in self.open:
            if isinstance(frame.value, list):
                steps.append(len(frame.value))
            elif frame.key is not None and not frame.key[1]:
                steps.append(frame.key[0])
        return tuple(steps)

    def _key(self, text: str, merge: bool, spot: _Spot) -> None:
        frame = self.open[-1]
        if not merge and text in frame.value:
            first = frame.spot.keys[text]
            message = f"`{text}` is already there, at {first.line + 1}:{first.column + 1}"
            slip = Slip(message, spot.line, spot.column, spot.length, "keep one of the two", "duplicate-key")
            self.found.append(slip)
        frame.key, frame.key_spot = (text, merge), spot

    def _lose(self, spot: _Spot) -> None:
        """Go on without a value that was complained about."""
        self.lost.add(self._here())
        if self.open and self.open[-1].key is not None and self.open[-1].key[1]:
            self.open[-1].key = None  # what was to be merged
        else:
            self._place(None, spot, None)

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
                message = "`<<` takes a mapping, such as `*name`"
                self.found.append(Slip(message, at.line, at.column, at.length, code="bad-merge"))
                self.lost.add(self._here())

    def _count(self, size: int, spot: _Spot) -> None:
        self.aliased += size
        if self.aliased > ALIAS_LIMIT:
            message = f"aliases add more than {ALIAS_LIMIT:,} values to this file"
            raise _Unreadable(Slip(message, spot.line, spot.column, code="alias-bomb"))

    def _refuse_tag(self, event: Any, spot: _Spot) -> bool:
        if event.tag == "!" and isinstance(event, yaml.ScalarEvent):
            return False
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        message, hint = f"YAML tags such as `{tag}` are not read here", "remove it; quotes make a value text"
        self.found.append(Slip(message, spot.line, spot.column, len(tag), hint, "tag"))
        return True

    def _syntax(self, error: yaml.MarkedYAMLError) -> _Unreadable:
        """Say a parser's complaint in words of ours."""
        at: Any = error.problem_mark or error.context_mark
        since: Any = error.context_mark or at
        words = f"{error.context or ''}: {error.problem or ''}".lower()
        if "nesting depth" in words:  # newer parsers have a limit of their own, and read ahead of our count
            return _too_deep(at)
        complaint = slips.Complaint(words, (at.line, at.column), (since.line, since.column), self._last())
        return _Unreadable(slips.explained(complaint, self.lines))

    def _last(self) -> slips.Last:
        """The last thing that could be read."""
        event = self._seen
        if event is None:
            return slips.NOTHING
        kind = {yaml.MappingEndEvent: "mapping", yaml.SequenceEndEvent: "list", yaml.AliasEvent: "alias"}.get(
            type(event), ""
        )
        if isinstance(event, yaml.ScalarEvent):
            kind = event.style if event.style in ("'", '"') else "text"
        start, end = event.start_mark, event.end_mark
        if kind in ("mapping", "list"):
            return slips.Last(kind, (self._closed.line, self._closed.column), (end.line, end.column))
        return slips.Last(kind, (start.line, start.column), (end.line, end.column))


def _bad_key(at: Any, hint: str | None = None) -> _Unreadable:
    return _Unreadable(Slip("a key must be text", at.line, at.column, 1, hint, "bad-key"))


def _too_deep(at: Any) -> _Unreadable:
    return _Unreadable(Slip(f"nested more than {DEPTH_LIMIT} levels deep", at.line, at.column, code="too-deep"))
