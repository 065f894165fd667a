"""A picture in colour numbers.

Owns: the indexed canvas, and what is done to all of it at once: an outline, another size, another cut, light.
Must not know: prompts, styles, file formats, how a form became colours.
Rule: integers only; the numbers in `grounds` are the background's, and nothing else has them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from math import isqrt
from operator import itemgetter, sub

from rdbuild.offline.painters.colours import OUTLINE, Rgb, mix
from rdbuild.offline.painters.oklab import lab

MOST_COLOURS = 256  # a pixel is one byte
_FINE = 14  # bits of a place in Oklab that are left out
# From the darkest rim to the most lit one: parts of 256 of light, or of dark below 0.
_SUN = (-66, -24, 0, 22, 58)
_SUNNY: Rgb = (255, 248, 224)
_SHADY: Rgb = (28, 24, 62)


class Canvas:
    """`width` x `height` pixels in `rows`, each a number of a colour in `colours`."""

    def __init__(self, width: int, height: int, background: Rgb) -> None:
        self.width = width
        self.height = height
        self.colours: list[Rgb] = [background, OUTLINE]
        self.rows = [bytearray(width) for _ in range(height)]
        self.grounds: list[int] = [0]  # numbers that only the background has

    def outline(self, colour: Rgb) -> None:
        """Draw a line of one pixel around all that isn't background, inside the canvas."""
        number = self.number(colour)
        solid_of = bytes(value not in self.grounds for value in range(256))
        guard = self.width + 1  # an empty column keeps the ends of rows from touching
        flat = b"\0" * guard + b"".join(bytes(row).translate(solid_of) + b"\0" for row in self.rows) + b"\0" * guard
        solid = int.from_bytes(flat, "big")
        near = solid << 8 | solid >> 8 | solid << 8 * guard | solid >> 8 * guard
        line = (near & ~solid).to_bytes(len(flat) + guard, "big")[guard:]
        for y, row in enumerate(self.rows):
            start = guard * (y + 1)
            mark = line[start : start + self.width]
            if any(mark):
                self.rows[y] = bytearray(number if marked else value for marked, value in zip(mark, row, strict=True))

    def number(self, colour: Rgb) -> int:
        """Return the number of a single colour, added if need be; on a full canvas that of one like it."""
        try:
            return self.colours.index(colour, 1)
        except ValueError:
            if len(self.colours) < MOST_COLOURS:
                self.colours.append(colour)
                return len(self.colours) - 1
        apart = [sum((one - other) ** 2 for one, other in zip(colour, known, strict=True)) for known in self.colours]
        return min(range(1, MOST_COLOURS), key=apart.__getitem__)

    def settled(self, most: int) -> Canvas:
        """Keep at most so many colours: one by one the one that would be missed most. The others go with the nearest.

        Of colours that go together all are shown as the commonest of them. Those of the ground stay, and count.
        """
        count = [0] * len(self.colours)
        for row in self.rows:
            for number in set(row):
                count[number] += row.count(number)
        used = [number for number, often in enumerate(count) if often]
        left = sorted((number for number in used if number not in self.grounds), key=count.__getitem__)
        most -= len(used) - len(left)
        if len(left) <= most:
            return self
        places = {number: [part >> _FINE for part in lab(self.colours[number])] for number in left}
        weights = {number: isqrt(isqrt(count[number] ** 3)) for number in left}
        away, stands = dict.fromkeys(left, 1 << 30), dict.fromkeys(left, 0)
        for _ in range(most):
            kept = max(left, key=lambda number: away[number] * weights[number])
            left.remove(kept)
            stands[kept], (x, y, z) = kept, places[kept]
            for number in left:
                a, b, c = places[number]
                distance = (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2
                if distance < away[number]:
                    away[number], stands[number] = distance, kept
        shown = {stands[number]: number for number in sorted(stands, key=count.__getitem__)}
        table = bytearray(range(256))
        for number, kept in stands.items():
            table[number] = shown[kept]
        self.rows = [row.translate(table) for row in self.rows]
        return self

    def stretched(self, width: int, height: int) -> Canvas:
        """Return this picture at another size, by whole pixels."""
        if (width, height) == (self.width, self.height):
            return self
        columns = [x * self.width // width for x in range(width)]
        take: Callable[[bytearray], Iterable[int]]
        take = itemgetter(*columns) if width > 1 else lambda row: (row[0],)
        rows = [bytearray(take(row)) for row in self.rows]
        copy = Canvas(width, height, self.colours[0])
        copy.colours = list(self.colours)
        copy.grounds = list(self.grounds)
        copy.rows = [bytearray(rows[y * self.height // height]) for y in range(height)]
        return copy

    def calmed(self, *, across: bool, down: bool) -> Canvas:
        """Move a picture that repeats so that its sides lie where it changes least: no joint runs along the cut."""
        light = bytes((3 * r + 6 * g + b) // 10 for r, g, b in self.colours).ljust(256, b"\0")
        lines = [row.translate(light) for row in self.rows]
        if down:
            top = _calmest(lines)
            self.rows = self.rows[top:] + self.rows[:top]
        if across:
            left = _calmest(list(zip(*lines, strict=True)))
            self.rows = [row[left:] + row[:left] for row in self.rows]
        return self

    def sunlit(self, *, across: bool, down: bool) -> None:
        """Let light fall along the upper and the left side and shadow lie along the others, on the axes named."""
        if not (across or down):
            return
        tables = [bytearray(range(256)) for _ in _SUN]
        for number in sorted(set().union(*self.rows)):
            for table, parts in zip(tables, _SUN, strict=True):
                if parts:
                    table[number] = self.number(mix(self.colours[number], _SUNNY if parts > 0 else _SHADY, abs(parts)))
        columns = [(level, len(list(run))) for level, run in groupby(_rims(self.width, on=across))]
        for row, lit in zip(self.rows, _rims(self.height, on=down), strict=True):
            x = 0
            for level, count in columns:
                row[x : x + count] = row[x : x + count].translate(tables[min(max(level + lit, -2), 2) + 2])
                x += count


def _rims(length: int, *, on: bool) -> list[int]:
    # How lit each place of a side is: 2 at its beginning, -2 at its end, 0 on most of it.
    wide = max(length // 40, 1) if on else length
    return [max(2 - x // wide, 0) - max(2 - (length - 1 - x) // wide, 0) if on else 0 for x in range(length)]


def _calmest(lines: Sequence[Sequence[int]]) -> int:
    steps = [sum(map(abs, map(sub, line, lines[place - 1]))) for place, line in enumerate(lines)]
    return steps.index(min(steps))
