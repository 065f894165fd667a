"""What people get wrong in YAML: a parser's complaint in words of ours, and the text without the slip.

Owns: which slip a complaint comes from, its place and hint, and how a text is read on without it.
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
_LED = re.compile(rf" *[{BLANKS}]\s*")
_FENCE = "```"
_OURS, _THEIRS = re.compile(r"<{7}(\s|$)"), re.compile(r">{7}(\s|$)")
_BETWEEN = re.compile(r"(\|{7}|={7})(\s|$)")
_COLOUR = re.compile(r"(?:^|[\[,:\s-])(#[0-9A-Fa-f]{3,8})\b")
_KEY = re.compile(r"""\s*(?:-\s+)?(?:"([^"]*)"|'([^']*)'|([^\s#][^:]*?))\s*(?::(?:\s|$)|$)""")
_UNSPACED = re.compile(r"\s*([\w-]+):(\S.*)")  # `width:64`
_SHOWN = 60  # characters of a corrected line in a hint
QUOTE = "put it in quotes"
_BRACES = "text with `{`, `}`, `[`, `]` or `,` needs quotes here"


class Slip(NamedTuple):
    """What is wrong, and where: line and column from 0, and how much of the line it is."""

    message: str
    line: int
    column: int
    length: int = 1
    hint: str | None = None
    code: str = "yaml-syntax"


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


# -- slips that are seen before anything is read


def conflict(lines: Lines) -> tuple[Slip, list[str]] | None:
    """The first conflict marker of a merge, and our side of the text; None where there is none."""
    ours = [n for n, line in enumerate(lines) if _OURS.match(line)]
    if not ours or not any(_THEIRS.match(line) for line in lines):
        return None
    kept, side = [], True
    for line in lines:
        marker = _OURS.match(line) or _BETWEEN.match(line) or _THEIRS.match(line)
        if marker:
            side = not _BETWEEN.match(line)
        kept.append("" if marker or not side else line)
    slip = Slip(
        f"a conflict marker of a merge{_more(len(ours), 'conflict')}",
        ours[0],
        0,
        7,
        "keep what you want of the two sides, and remove the lines of `<`, `=` and `>`",
        "conflict-marker",
    )
    return slip, kept


# -- what a complaint means


def explained(complaint: Complaint, lines: Lines) -> Slip:
    """Say a parser's complaint in words of ours, at the place to change."""
    at, since = complaint.at, complaint.since
    line = _line(lines, at[0])
    led = _LED.match(line)
    if led is not None and led.end() >= at[1]:
        return blank(lines, at[0])
    for n in dict.fromkeys((at[0], at[0] - 1, at[0] - 2, since[0])):
        colour = _COLOUR.search(_line(lines, n))
        if colour and "#" not in line[: at[1]].replace(colour[1], ""):
            return bare_colour(colour[1], (n, colour.start(1)), 1)
    comment = next((n for n in range(since[0], at[0] + 1) if re.match(r"\s*(//|/\*)", _line(lines, n))), None)
    if comment is not None:
        return Slip("`//` begins no comment in YAML", comment, _indent(_line(lines, comment)), 2, "write `#`")
    for needle, say in _WORDS:
        if needle in complaint.words:
            return say(complaint, lines)
    return Slip(complaint.words, *at)


def blank(lines: Lines, first: int) -> Slip:
    """A line whose indentation is no spaces, standing for all of them."""
    led = _LED.match(_line(lines, first))
    sign = led[0].lstrip(" ")[:1] if led else "\t"
    what = "a tab" if sign == "\t" else f"a blank that is no space (U+{ord(sign):04X})"
    count = sum(_LED.match(line) is not None for line in lines)
    column = led[0].index(sign) if led else 0
    return Slip(f"{what} can't indent YAML{_more(count, 'line')}", first, column, 1, "use spaces", "indentation")


def bare_colour(colour: str, place: Place, count: int) -> Slip:
    """A colour without quotes, which is a comment."""
    hint = f'`#` begins a comment in YAML: put colours in quotes, `"{colour}"`'
    return Slip(f"`{colour}` is a comment here{_more(count, 'colour')}", *place, len(colour), hint, "bare-colour")


def _colon(complaint: Complaint, lines: Lines) -> Slip:
    """A `: ` where no key may be: in a text, after a line that lacks its own, or in a line that is indented too far."""
    (row, column), last = complaint.at, complaint.last
    line, first = _line(lines, row), _line(lines, last.start[0])
    if last.start[0] == row:
        text = line[last.start[1] :].rstrip()
        key = line[_indent(line) : last.start[1]]
        return Slip("text with `: ` in it needs quotes", row, last.start[1], len(text), _written(key, text))
    before = first[: last.start[1]].rstrip()
    if not before.endswith(":"):
        return _keyless(lines, last.start[0])
    here = line[_indent(line) : column]
    above = before.strip().removeprefix("- ").rstrip(":")
    return Slip(
        f"`{here}` is indented deeper than `{above}`, and so goes on with its text",
        row,
        _indent(line),
        len(here),
        f"begin it in the column of `{above}`",
    )


def _keyless(lines: Lines, row: int) -> Slip:
    """A line that is no `key: value`."""
    line = _line(lines, row)
    start, text = _indent(line), line.strip()
    unspaced = _UNSPACED.fullmatch(line)
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
    line = _line(lines, row)
    if line.startswith(_FENCE):
        count = sum(one.startswith(_FENCE) for one in lines)
        return Slip(
            f"a line of backticks is no YAML{_more(count, 'line')}", row, 0, len(line.rstrip()), "remove it",
            "code-fence",
        )  # fmt: skip
    return _quoteless(lines, (row, column))


def _quoteless(lines: Lines, place: Place) -> Slip:
    """Text that begins with a sign which means something else."""
    line = _line(lines, place[0])
    text = line[place[1] :].rstrip()
    sign = "a backtick" if text.startswith("`") else f"`{text[:1]}`"
    key = line[_indent(line) : place[1]]
    return Slip(f"text can't begin with {sign}", *place, 1, _written(key, text))


def _no_node(complaint: Complaint, lines: Lines) -> Slip:
    line = _line(lines, complaint.at[0])
    if line[complaint.at[1] :].startswith(",") and line[: complaint.at[1]].rstrip().endswith(":"):
        return _quoteless(lines, complaint.at)
    return Slip("a value is missing here", *complaint.at)


def _flow(complaint: Complaint, lines: Lines) -> Slip:
    """Something in `{ }` or `[ ]` that is neither a `,` nor their end."""
    (row, column), last, since = complaint.at, complaint.last, complaint.since
    line = _line(lines, row)
    quoted = _torn(complaint, lines)
    if quoted is not None:
        return quoted
    if line[column : column + 1] in ("{", "[") and last.kind == "text" and last.start[0] == row:
        end = line.find("}" if line[column] == "{" else "]", column)
        piece = line[column : end + 1] if end > 0 else line[column]
        whole = re.match(r".*?(?=,\s*[\w-]+\s*:|\s*\}*\s*$)", line[last.start[1] :])
        head = line[: last.start[1]]
        key = head[max(head.rfind(","), head.rfind("{")) + 1 :].lstrip()
        return Slip(
            f"text with `{piece}` in it needs quotes", row, column, len(piece),
            _written(key, whole[0]) if whole else QUOTE,
        )  # fmt: skip
    opened = _line(lines, since[0])[since[1] : since[1] + 1]
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
    if _line(lines, row)[last.end[1] : column].strip() or _line(lines, row)[column : column + 1] in (":", "}", "]"):
        return None
    hint = (
        "in single quotes an apostrophe is written `''`; or put the text in double quotes"
        if last.kind == "'"
        else 'in double quotes a quote is written `\\"`; or put the text in single quotes'
    )
    return Slip("the text ends at this quote, and something follows", row, last.end[1] - 1, 1, hint)


def _misfit(complaint: Complaint, lines: Lines) -> Slip:
    """Something that is no key where a key has to be."""
    (row, column), last = complaint.at, complaint.last
    line = _line(lines, row)
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
    above = next((_line(lines, n) for n in range(row - 1, -1, -1) if _line(lines, n).strip()), "")
    if "'-' indicator" in complaint.words or above.lstrip().startswith("- "):
        hint = "begin it with `- ` as the others, or indent it as what it belongs to"
        return Slip("this line is no item of the list above", row, _indent(line), len(line.strip()) or 1, hint)
    if _indent(line) == _indent(above) or not above:
        return Slip("this line does not fit its neighbours", row, column, 1, f"check its indentation; {_BRACES}")
    return Slip(
        f"this line is indented by {_indent(line)}, and the one above by {_indent(above)}",
        row,
        _indent(line),
        len(line.strip()) or 1,
        "what belongs together begins in the same column",
    )


def _escape(complaint: Complaint, lines: Lines) -> Slip:
    row, column = complaint.at
    line = _line(lines, row)
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


# -- reading on


class Rest(NamedTuple):
    """A text without a slip: its lines, of which as many are there, and the keys to what was taken out."""

    lines: list[str]
    lost: tuple[str, ...] | None = None  # None: nothing was taken out


def without(lines: Lines, slip: Slip) -> Rest | None:
    """The text to read on with; None where nobody can tell what the slip takes along.

    Blanks and fences are put right in place. Else the smallest part that has a key goes: an entry of a section, or a
    section. Lines keep their numbers and columns.
    """
    if slip.code == "code-fence":
        return Rest(["" if line.startswith(_FENCE) else line for line in lines])
    if slip.code == "indentation" and not any(line[:1] == " " and not _LED.match(line) for line in lines):
        return Rest([_spaced(line) for line in lines])
    row = slip.line
    while row > 0 and not _line(lines, row).strip():  # what is missing at the end is missing from the last line
        row -= 1
    top = _owner(lines, row, 0)
    section = _name(lines, top) if top is not None else None
    if top is None or section is None:
        return None
    first = top
    lost: tuple[str, ...] = (section,)
    inner = _inner(lines, top)
    if row > top and inner is not None and 0 < _indent(_line(lines, inner)) <= _indent(_line(lines, row)):
        entry = _owner(lines, row, _indent(_line(lines, inner)))
        if entry is not None and entry > top:
            name = _name(lines, entry)
            first, lost = entry, (section,) if name is None else (section, name)
    depth = _indent(_line(lines, first))
    last = first + 1
    while last < len(lines) and (not _is_text(lines[last]) or _indent(lines[last]) > depth):
        last += 1
    return Rest([*lines[:first], *[""] * (last - first), *lines[last:]], lost)


def _spaced(line: str) -> str:
    led = _LED.match(line)
    return line if led is None else " " * led.end() + line[led.end() :]


def _owner(lines: Lines, row: int, depth: int) -> int | None:
    """The line at or above `row` that is indented by `depth`; None where one that is indented less comes first."""
    for n in range(row, -1, -1):
        if _is_text(_line(lines, n)) and _indent(_line(lines, n)) <= depth:
            return n if _indent(_line(lines, n)) == depth else None
    return None


def _inner(lines: Lines, top: int) -> int | None:
    """The first line with something in it below a section's."""
    return next((n for n in range(top + 1, len(lines)) if _is_text(lines[n])), None)


def _name(lines: Lines, row: int) -> str | None:
    """The key that a line begins with; None where it begins with none."""
    found = _KEY.match(_line(lines, row))
    if found is None or _line(lines, row).lstrip().startswith(("- ", "{", "[")):
        return None
    return next(name for name in found.groups() if name is not None)


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(f" {BLANKS}"))


def _line(lines: Lines, row: int) -> str:
    return lines[row] if 0 <= row < len(lines) else ""


def _more(count: int, noun: str) -> str:
    return f", as in {count - 1:,} more {noun}{'s' * (count > 2)}" if count > 1 else ""


def _written(key: str, text: str) -> str:
    """How a text is written in quotes after its key."""
    mark = "'" if '"' in text or "\\" in text else '"'
    if mark in text or len(key) + len(text) > _SHOWN or "`" in text:
        return QUOTE
    return f"write `{key}{mark}{text}{mark}`"
