"""What people get wrong in YAML: a parser's complaint in words of ours.

Owns: which slip a complaint comes from, its place and its hint.
Must not know: parsers, their events, any word of the manifest.
Rule: the place is where a person has to change something, which is seldom where the parser gave up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

Place = tuple[int, int]  # line and column, from 0
Lines = Sequence[str]

# What looks like a space, and is none.
BLANKS = "\t\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200C))) + "\u202f\u205f\u3000\ufeff"
LED = re.compile(rf" *[{BLANKS}]\s*")  # indentation that is not only spaces
FENCE = "```"
_COLOUR = re.compile(r"(?:^|[\[,:\s-])(#[0-9A-Fa-f]{3,8})\b")
UNSPACED = re.compile(r"\s*([\w-]+):(\S.*)")  # `width:64`
_SHOWN = 60  # characters of a corrected line in a hint
QUOTE = "put it in quotes"
_BRACES = "text with `{`, `}`, `[`, `]` or `,` needs quotes here"


class Slip(NamedTuple):
    """What is wrong, and where: line and column from 0, and how much of the line it is.

    `span` is where in the line the value begins and ends that it is in, where that can be told.
    """

    message: str
    line: int
    column: int
    length: int = 1
    hint: str | None = None
    code: str = "yaml-syntax"
    span: tuple[int, int] | None = None


class Last(NamedTuple):
    """The last thing that could be read before a complaint."""

    kind: str  # ' or " of a quoted text, `text`, `mapping`, `list`, `alias`; empty: nothing yet
    start: Place
    end: Place


NOTHING = Last("", (0, 0), (0, 0))


class Complaint(NamedTuple):
    """What a parser says, where it gave up, and where what it was reading began."""

    words: str
    at: Place
    since: Place
    last: Last


# -- what a complaint means


def explained(complaint: Complaint, lines: Lines) -> Slip:
    """Say a parser's complaint in words of ours, at the place to change."""
    at, since = complaint.at, complaint.since
    line = line_at(lines, at[0])
    led = LED.match(line)
    if led is not None and led.end() >= at[1]:
        return blank(lines, at[0])
    above = next((n for n in range(at[0] - 1, -1, -1) if line_at(lines, n).strip()), 0)
    within = range(min(since[0], above), at[0] + 1) if "flow" in complaint.words else range(0)
    for n in within:
        colour = _COLOUR.search(line_at(lines, n))
        if colour:
            return bare_colour(colour[1], (n, colour.start(1)), 1)
    comment = next((n for n in within if re.match(r"\s*(//|/\*)", line_at(lines, n))), None)
    if comment is not None:
        return Slip("`//` begins no comment in YAML", comment, indent_of(line_at(lines, comment)), 2, "write `#`")
    for needle, say in _WORDS:
        if needle in complaint.words:
            return say(complaint, lines)
    return Slip(complaint.words, *at)


def blank(lines: Lines, first: int) -> Slip:
    """A line whose indentation is no spaces, standing for all of them."""
    led = LED.match(line_at(lines, first))
    sign = led[0].lstrip(" ")[:1] if led else "\t"
    what = "a tab" if sign == "\t" else f"a blank that is no space (U+{ord(sign):04X})"
    count = sum(LED.match(line) is not None for line in lines)
    column = led[0].index(sign) if led else 0
    return Slip(f"{what} can't indent YAML{and_more(count, 'line')}", first, column, 1, "use spaces", "indentation")


def bare_colour(colour: str, place: Place, count: int) -> Slip:
    """A colour without quotes, which is a comment."""
    hint = f'`#` begins a comment in YAML: put colours in quotes, `"{colour}"`'
    return Slip(f"`{colour}` is a comment here{and_more(count, 'colour')}", *place, len(colour), hint, "bare-colour")


def _colon(complaint: Complaint, lines: Lines) -> Slip:
    """A `: ` where no key may be: in a text, after a line that lacks its own, or in a line that is indented too far."""
    (row, column), last = complaint.at, complaint.last
    line, first = line_at(lines, row), line_at(lines, last.start[0])
    if last.start[0] == row:
        text = line[last.start[1] :].rstrip()
        key = line[indent_of(line) : last.start[1]]
        span = (last.start[1], last.start[1] + len(text))
        return Slip("text with `: ` in it needs quotes", row, last.start[1], len(text), _written(key, text), span=span)
    before = first[: last.start[1]].rstrip()
    if not before.endswith(":"):
        return _keyless(lines, last.start[0])
    here = line[indent_of(line) : column]
    above = before.strip().removeprefix("- ").rstrip(":")
    return Slip(
        f"`{here}` is indented deeper than `{above}`, and so goes on with its text",
        row,
        indent_of(line),
        len(here),
        f"begin it in the column of `{above}`",
    )


def _keyless(lines: Lines, row: int) -> Slip:
    """A line that is no `key: value`."""
    line = line_at(lines, row)
    start, text = indent_of(line), line.strip()
    unspaced = UNSPACED.fullmatch(line)
    if unspaced:
        hint = f"write `{unspaced[1]}: {unspaced[2].rstrip()}`" if len(text) < _SHOWN else None
        return Slip("a space is missing after this `:`", row, line.index(":"), 1, hint)
    name, _, rest = text.partition(" ")
    if not rest:
        return Slip(f"a `:` is missing after `{text}`", row, start, len(text), f"write `{text}:`")
    rest = rest.strip().removeprefix("=").strip()
    hint = f"write `{name}: {rest}`; text that goes on from the line above is indented deeper"
    return Slip("a `:` is missing in this line", row, start, len(text), hint if len(text) < _SHOWN else None)


def _no_token(complaint: Complaint, lines: Lines) -> Slip:
    row, column = complaint.at
    line = line_at(lines, row)
    if line.startswith(FENCE):
        count = sum(one.startswith(FENCE) for one in lines)
        return Slip(
            f"a line of backticks is no YAML{and_more(count, 'line')}", row, 0, len(line.rstrip()), "remove it",
            "code-fence",
        )  # fmt: skip
    return _quoteless(lines, (row, column))


def _quoteless(lines: Lines, place: Place) -> Slip:
    """Text that begins with a sign which means something else."""
    line = line_at(lines, place[0])
    span = _extent(line, place[1])
    text = line[span[0] : span[1]]
    sign = "a backtick" if text.startswith("`") else f"`{text[:1]}`"
    return Slip(f"text can't begin with {sign}", *place, 1, _written(_key_before(line, place[1]), text), span=span)


def _no_node(complaint: Complaint, lines: Lines) -> Slip:
    line = line_at(lines, complaint.at[0])
    if line[complaint.at[1] :].startswith(",") and line[: complaint.at[1]].rstrip().endswith(":"):
        return _quoteless(lines, complaint.at)
    return Slip("a value is missing here", *complaint.at)


def _flow(complaint: Complaint, lines: Lines) -> Slip:
    """Something in `{ }` or `[ ]` that is neither a `,` nor their end."""
    (row, column), last, since = complaint.at, complaint.last, complaint.since
    line = line_at(lines, row)
    quoted = _torn(complaint, lines)
    if quoted is not None:
        return quoted
    if line[column : column + 1] in ("{", "[") and last.kind == "text" and last.start[0] == row:
        end = line.find("}" if line[column] == "{" else "]", column)
        piece = line[column : end + 1] if end > 0 else line[column]
        span = _extent(line, last.start[1])
        key = _key_before(line, span[0])
        hint = _written(key, line[span[0] : span[1]])
        return Slip(f"text with `{piece}` in it needs quotes", row, column, len(piece), hint, span=span)
    opened = line_at(lines, since[0])[since[1] : since[1] + 1]
    closing = {"{": "}", "[": "]"}.get(opened, "")
    hint = f"write `{closing}` where it ends; {_BRACES}"
    return Slip(f"this `{opened}` has no `{closing}`, or a `,` is missing", *since, 1, hint)


def _torn(complaint: Complaint, lines: Lines) -> Slip | None:
    """A quoted text that ends too early, or much too late; None where that is not the matter."""
    last, (row, column) = complaint.last, complaint.at
    if last.kind not in ("'", '"') or last.end[0] != row:
        return None
    if last.start[0] < row:
        hint = "close it where the text ends"
        return Slip(f"this quote is closed only in line {row + 1}", *last.start, 1, hint)
    if line_at(lines, row)[last.end[1] : column].strip() or line_at(lines, row)[column : column + 1] in (":", "}", "]"):
        return None
    hint = (
        "in single quotes an apostrophe is written `''`; or put the text in double quotes"
        if last.kind == "'"
        else 'in double quotes a quote is written `\\"`; or put the text in single quotes'
    )
    span = _extent(line_at(lines, row), last.start[1])
    return Slip("the text ends at this quote, and something follows", row, last.end[1] - 1, 1, hint, span=span)


def _extent(line: str, start: int) -> tuple[int, int]:
    """From where to where the value at `start` goes: to the next key of its mapping, or the end of the line."""
    text = line[start:].rstrip()
    opened = _opened(line, start)
    if opened == "[":
        text = re.split(r"[,\]]", text, maxsplit=1)[0].rstrip()
    elif opened == "{":
        found = re.match(r".*?(?=,\s*[\w-]+\s*:|\s*\}*\s*$)", text)
        text = found[0] if found else text
    return start, start + len(text)


def _opened(line: str, place: int) -> str:
    """The last bracket of a line that is open at a place; empty: none is."""
    opened: list[str] = []
    for sign in line[:place]:
        if sign in "[{":
            opened.append(sign)
        elif sign in "]}" and opened:
            opened.pop()
    return opened[-1] if opened else ""


def _key_before(line: str, start: int) -> str:
    """The key of the value at `start`, as it is written; empty for an item of a list in brackets."""
    if _opened(line, start) == "[":
        return ""
    head = line[:start]
    return head[max(head.rfind(","), head.rfind("{")) + 1 :].lstrip()


def _misfit(complaint: Complaint, lines: Lines) -> Slip:
    """Something that is no key where a key has to be."""
    (row, column), last = complaint.at, complaint.last
    line = line_at(lines, row)
    rest = line[column:]
    torn = _torn(complaint, lines)
    if torn is not None:
        return torn
    if rest[:1] in ("}", "]"):
        return Slip(f"this `{rest[0]}` closes nothing", row, column, 1, "remove it")
    if last.kind in ("mapping", "list", "alias") and last.end[0] == row and last.start[0] == row and column > 0:
        return _quoteless(lines, last.start)
    if rest.startswith(("- ", "-\n")) or rest == "-":
        hint = "a list stands below a key of its own; text that begins with `-` needs quotes"
        return Slip("this `-` stands among keys", row, column, 1, hint)
    above = next((line_at(lines, n) for n in range(row - 1, -1, -1) if line_at(lines, n).strip()), "")
    if "'-' indicator" in complaint.words or above.lstrip().startswith("- "):
        hint = "begin it with `- ` as the others, or indent it as what it belongs to"
        return Slip("this line is no item of the list above", row, indent_of(line), len(line.strip()) or 1, hint)
    if indent_of(line) == indent_of(above) or not above:
        return Slip("this line does not fit its neighbours", row, column, 1, f"check its indentation; {_BRACES}")
    return Slip(
        f"this line is indented by {indent_of(line)}, and the one above by {indent_of(above)}",
        row,
        indent_of(line),
        len(line.strip()) or 1,
        "what belongs together begins in the same column",
    )


def _escape(complaint: Complaint, lines: Lines) -> Slip:
    row, column = complaint.at
    line = line_at(lines, row)
    column -= line[column : column + 1] != "\\"
    return Slip(
        f"`{line[column : column + 2]}` is no escape", row, column, 2,
        "write `/` between folders; elsewhere, in single quotes a backslash is itself",
    )  # fmt: skip


def _unclosed(complaint: Complaint, lines: Lines) -> Slip:
    return Slip("this quote is never closed", *complaint.since, 1, "close it where the text ends")


def _dash(complaint: Complaint, lines: Lines) -> Slip:
    hint = "a list begins on the next line; text that begins with `-` needs quotes"
    return Slip("this `-` stands where a value belongs", *complaint.at, 1, hint)


def _block(complaint: Complaint, lines: Lines) -> Slip:
    slip = _quoteless(lines, complaint.since)
    return slip._replace(hint=f"{slip.hint}; a text of several lines begins on the next one")


# part of the parser's words (of both parsers) -> what is said of it
_WORDS: tuple[tuple[str, Callable[[Complaint, Lines], Slip]], ...] = (
    ("mapping values are not allowed", _colon),
    ("sequence entries are not allowed", _dash),
    ("cannot start any token", _no_token),
    ("node content", _no_node),
    ("',' or ", _flow),
    ("end of stream", _unclosed),
    ("while scanning a quoted scalar", _unclosed),
    ("expected key", _misfit),
    ("block end", _misfit),
    ("'-' indicator", _misfit),
    ("expected ':'", lambda complaint, lines: _keyless(lines, complaint.since[0])),
    ("unknown escape", _escape),
    ("alphabetic or numeric", lambda complaint, lines: _quoteless(lines, complaint.since)),
    ("comment or line break", _block),
    ("comment or a line break", _block),
    ("indentation indicators", _block),
    ("directive", lambda complaint, lines: _quoteless(lines, (complaint.at[0], 0))),
    ("document start", lambda complaint, lines: _quoteless(lines, (max(0, complaint.at[0] - 1), 0))),
)


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(f" {BLANKS}"))


def line_at(lines: Lines, row: int) -> str:
    return lines[row] if 0 <= row < len(lines) else ""


def and_more(count: int, noun: str) -> str:
    return f", as in {count - 1:,} more {noun}{'s' * (count > 2)}" if count > 1 else ""


def _written(key: str, text: str) -> str:
    """How a text is written in quotes after its key."""
    mark = "'" if '"' in text or "\\" in text else '"'
    if mark in text or len(key) + len(text) > _SHOWN or "`" in text:
        return QUOTE
    return f"write `{key}{mark}{text}{mark}`"
