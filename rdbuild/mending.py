"""A YAML text without its slips, so that it can be read on.

Owns: how much of a text a slip takes along.
Must not know: parsers, values, any word of the manifest.
Rule: as little as can be goes, lines keep their numbers and columns, and the paths of what went are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rdbuild.slips import FENCE, LED, UNSPACED, Lines, Slip, and_more, indent_of, line_at

MARKER = "<" * 7  # what a conflict begins with
_OURS, _THEIRS = re.compile(r"<{7}(\s|$)"), re.compile(r">{7}(\s|$)")
_BETWEEN = re.compile(r"(\|{7}|={7})(\s|$)")
_KEY = re.compile(r"""\s*(?:-\s+)?(?:"([^"]*)"|'([^']*)'|([^\s#].*?))\s*(?::(?:\s|$)|$)""")
_OPENING = re.compile(r":\s*([|>&!].*|[^#]*[\[{,]\s*|)(#.*)?$")  # of a line that others may belong to


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
        f"a conflict marker of a merge{and_more(len(ours), 'conflict')}",
        ours[0],
        0,
        7,
        "keep what you want of the two sides, and remove the lines of `<`, `=` and `>`",
        "conflict-marker",
    )
    return slip, kept


class Rest(NamedTuple):
    """A text without a slip: its lines, of which as many are there, and the paths of what was taken out."""

    lines: list[str]
    lost: tuple[tuple[str, ...], ...] = ()


def without(lines: Lines, slip: Slip, level: int) -> Rest | None:
    """The text to read on with; None where nobody can tell what the slip takes along.

    Blanks and fences are put right in place. Else the value goes that it is in; where that did not help (`level` counts
    how often it did not), the key with all that is below it, then the entry of its section, then the section. Lines
    keep their numbers and columns.
    """
    if slip.code == "code-fence":
        return Rest(["" if line.startswith(FENCE) else line for line in lines])
    if slip.code == "indentation":
        return _led(lines, level)
    row = slip.line
    while row > 0 and not line_at(lines, row).strip():  # what is missing at the end is missing from the last line
        row -= 1
    if level == 0 and slip.span is not None:
        return _masked(lines, row, slip.span)
    return _cut(lines, row, max(0, level - (slip.span is not None)))


def _led(lines: Lines, level: int) -> Rest | None:
    """Indentation in spaces; without those lines where others are in spaces: nobody knows how wide a tab is then."""
    if level == 0 and not any(line[:1] == " " and not LED.match(line) for line in lines):
        return Rest([line if (led := LED.match(line)) is None else _wide(line, led.end()) for line in lines])
    if level > 1:
        return None
    lost: list[tuple[str, ...]] = []
    above = 0
    for row, line in enumerate(lines):
        if not LED.match(line):
            above = row if _is_text(line) else above
        elif path := _path(lines, _owners(lines, above))[:2]:  # what it is part of may have more
            lost.append(path)
    return Rest(["" if LED.match(line) else line for line in lines], tuple(lost))


def _wide(line: str, end: int) -> str:
    return " " * end + line[end:]


def _masked(lines: Lines, row: int, span: tuple[int, int]) -> Rest | None:
    """The lines with a harmless text for a value; whoever reads it knows where that is."""
    line, (start, end) = lines[row], span
    if not _path(lines, _owners(lines, row)):
        return None
    return Rest([*lines[:row], line[:start] + "x" * (end - start) + line[end:], *lines[row + 1 :]])


def _cut(lines: Lines, row: int, level: int) -> Rest | None:
    """The lines without one and what is below it; from level 1 on without its entry, then without its section."""
    owners = _owners(lines, row)
    steps = [n for n in (len(owners), 2, 1) if n <= len(owners)]
    depth = steps[min(level, len(steps) - 1)]
    lost = _path(lines, owners[: min(depth, 3)])
    if not lost:
        return None
    first = owners[depth - 1]
    last = first + 1
    while last < len(lines) and (not _is_text(lines[last]) or indent_of(lines[last]) > indent_of(lines[first])):
        last += 1
    return Rest([*lines[:first], *[""] * (last - first), *lines[last:]], (lost,))


def _path(lines: Lines, owners: Sequence[int]) -> tuple[str, ...]:
    """The keys of lines that belong to each other, at most three; a line that lacks its colon is none."""
    names = [name for name in (_name(lines, row) for row in owners[:3]) if name is not None]
    return tuple(names[:2] if len(names) > 2 and " " in names[2] else names)


def _owners(lines: Lines, row: int) -> list[int]:
    """The line, and those above that it belongs to, from the section's on."""
    found = [row]
    depth = indent_of(line_at(lines, row))
    for n in range(row - 1, -1, -1):
        line = line_at(lines, n)
        if _is_text(line) and indent_of(line) < depth:
            depth = indent_of(line)
            if _OPENING.search(line):  # else it has a value, and nothing can be below it
                found.insert(0, n)
    return found


def _name(lines: Lines, row: int) -> str | None:
    """The key that a line begins with; None where it begins with none."""
    line = line_at(lines, row)
    found = UNSPACED.match(line) or _KEY.match(line)
    if found is None or line.lstrip().startswith(("- ", "{", "[")):
        return None
    return found[1] if found.re is UNSPACED else next(name for name in found.groups() if name is not None)


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
