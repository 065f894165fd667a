"""Texts as they stand on a screen: how many columns they take, where they break, what may be in them.

Owns: the width of characters, the breaking of lines, and what is shown for a character that has no look of its own.
Must not know: what is said, streams, which colours there are.
Rule: nothing that came from outside can move a cursor, change a colour or turn a line round: it is shown as an escape.

Colours (SGR sequences) that we put into a text ourselves take no columns; `visible` comes before they are put in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

CUT = "…"  # for what is left out
# Control characters, and such as are not seen but change how others are: directions, joins, marks, halves of pairs.
# The joiner of emoji (U+200D) is none of them.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_EMOJI = "\ufe0f"  # asks for the coloured form of the character before it, which takes two columns
_LEAST = 8  # columns that a text is broken to, however narrow the screen


def visible(text: str, keep: str = "") -> str:
    r"""The text with an escape such as `\x1b` for each character that is not seen; those in `keep` stay."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] in keep else _escape(found[0]), text)


def visible_json(text: str) -> str:
    """The same for a JSON text that is laid out in lines: it says what it said."""
    return _UNSEEN.sub(lambda found: found[0] if found[0] == "\n" else _json_escape(found[0]), text)


def _escape(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")


def _json_escape(one: str) -> str:
    units = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def columns(text: str) -> int:
    """How many columns a text of one line takes on a screen, without the colours in it."""
    if "\x1b" in text:
        text = _COLOUR.sub("", text)
    if text.isascii():
        return len(text)
    wide = sum(map(_columns, text))
    if _EMOJI in text:
        wide += sum(after == _EMOJI and _columns(one) == 1 for one, after in pairwise(text))
    return wide


@lru_cache(4096)
def _columns(one: str) -> int:
    from unicodedata import category, east_asian_width

    if east_asian_width(one) in "WF":
        return 2
    return 0 if category(one) in ("Mn", "Me", "Cf") or "\u1160" <= one <= "\u11ff" else 1


def padded(text: str, width: int) -> str:
    return text + " " * (width - columns(text))


def cut(text: str, width: int) -> str:
    """As much of a text as there is room for, and `…` if that is not all."""
    return text if columns(text) <= width else _head(text, width - 1) + CUT


def _head(text: str, width: int) -> str:
    """As many of the first characters as fit, at least one."""
    end = min(len(text), max(1, width))
    while end > 1 and columns(text[:end]) > width:
        end -= 1
    return text[:end]


def wrapped(text: str, width: int, first: str = "", rest: str | None = None, *, whole: bool = False) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces; a longer word is broken too, unless `whole`.

    `first` stands before the first line, `rest` (else as much space) before the others.
    """
    rest = " " * columns(first) if rest is None else rest
    later = max(_LEAST, width - columns(rest))
    lines: list[str] = []
    line, used, room = "", 0, max(_LEAST, width - columns(first))
    for word in _units(text, later):
        wide = columns(word)
        if line and used + 1 + wide <= room:
            line, used = f"{line} {word}", used + 1 + wide
            continue
        if line:
            lines.append(line)
            room = later
        line, used = word, wide
        if wide > room and not whole:
            *pieces, line = _broken(word, room, later)
            lines += pieces
            used, room = columns(line), later
    lines.append(line)
    return [f"{rest if number else first}{one}".rstrip(" ") for number, one in enumerate(lines)]


def _units(text: str, room: int) -> list[str]:
    """What a text is broken between: its words, but what stands in backticks, such as a command, is one if it fits."""
    words = text.split(" ")
    units: list[str] = []
    within = False
    for word in words:
        if within and columns(f"{units[-1]} {word}") <= room:
            units[-1] += f" {word}"
        else:
            units.append(word)
        within = within != (word.count("`") % 2 == 1)
    return units


def _broken(word: str, room: int, later: int) -> Iterable[str]:
    """A word in pieces, the first of at most `room` columns; where a part of a path or name ends, if it can be."""
    pieces: list[str] = []
    while columns(word) > room:
        head = _head(word, room)
        at = max(head.rfind(one) for one in "/_-.") + 1
        head = head[:at] if at > room // 2 else head
        pieces.append(head)
        word, room = word[len(head) :], later
    return [*pieces, word]


def fitted(text: str, width: int) -> str:
    """Each line of a text that is wider than the screen broken at spaces, its rest a little further in."""
    lines: list[str] = []
    for line in text.split("\n"):
        if columns(line) <= width:
            lines.append(line)
            continue
        body = line.lstrip(" ")
        indent = line[: len(line) - len(body)]
        lines += wrapped(body, width, indent, indent + "  ", whole=True)
    return "\n".join(lines)
