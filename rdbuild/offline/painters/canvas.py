"""A sheet of colour numbers to paint on.

Owns: the indexed canvas and its shapes, shaded by one light from the upper left.
Must not know: prompts, styles, file formats.
Rule: integers only; number 0 is the background; whole rows are filled at once, never pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby, pairwise
from math import isqrt
from operator import itemgetter, sub

from rdbuild.offline.painters.colours import OUTLINE, Rgb, mix, ramp

MOST_COLOURS = 256  # a pixel is one byte
# From the darkest rim to the most lit one: parts of 256 of light, or of dark below 0.
_SUN = (-66, -24, 0, 22, 58)
_SUNNY: Rgb = (255, 248, 224)
_SHADY: Rgb = (28, 24, 62)


class Canvas:
    """`width` x `height` pixels in `rows`, each a number of a colour in `colours`."""

    def __init__(self, width: int, height: int, background: Rgb, *, wraps: bool = False) -> None:
        self.width = width
        self.height = height
        self.wraps = wraps
        self.colours: list[Rgb] = [background, OUTLINE]
        self.rows = [bytearray(width) for _ in range(height)]
        self.grounds: list[int] = [0]  # numbers that only the background has
        self._ramps: dict[Rgb, int] = {}

    def ramp(self, colour: Rgb) -> int:
        """Return the number of the darkest tone of `colour`; the lighter ones follow it."""
        if colour not in self._ramps:
            self._ramps[colour] = len(self.colours)
            self.colours.extend(ramp(colour))
        return self._ramps[colour]

    def fill(self, y: int, left: int, right: int, number: int) -> None:
        """Fill row `y` from `left` to before `right`; around the edges where the canvas wraps, else cut there."""
        if self.wraps:
            row = self.rows[y % self.height]
            length = min(right - left, self.width)
            if length <= 0:
                return
            left %= self.width
            first = min(length, self.width - left)
            row[left : left + first] = bytes([number]) * first
            if length > first:
                row[: length - first] = bytes([number]) * (length - first)
        elif 0 <= y < self.height:
            left, right = max(left, 0), min(right, self.width)
            if left < right:
                self.rows[y][left:right] = bytes([number]) * (right - left)

    # -- shapes, in pixels

    def ellipse(self, cx2: int, cy2: int, rx2: int, ry2: int, tone: int, *, edge: int | None = None) -> None:
        """Paint a ball of the ramp at `tone`. Centre and radii in half pixels; `edge` numbers a rim one pixel wide."""
        if edge is not None:
            self.ellipse(cx2, cy2, rx2 + 2, ry2 + 2, -edge)
        rx2, ry2 = max(rx2, 1), max(ry2, 1)
        for y in range((cy2 - ry2) // 2, (cy2 + ry2) // 2 + 1):
            dy = 2 * y + 1 - cy2
            inside = ry2 * ry2 - dy * dy
            if inside <= 0:
                continue
            half = isqrt(inside * rx2 * rx2 // (ry2 * ry2))
            left, right = (cx2 - half + 1) // 2, (cx2 + half + 1) // 2
            if tone <= 0:
                self.fill(y, left, right, -tone)
                continue
            self._shade(y, left, right, cx2, rx2, dy * 256 // ry2, tone)

    def _shade(self, y: int, left: int, right: int, cx2: int, rx2: int, v: int, tone: int) -> None:
        # Light falls as u + v grows (both -256..256 across the shape), so a row is at most five runs.
        start = left
        for step, limit in zip((4, 3, 2, 1), (-330, -190, 70, 250), strict=True):
            u = limit - v * 5 // 4
            end = min(max((cx2 + u * rx2 // 256 + 1) // 2, start), right)
            self.fill(y, start, end, tone + step)
            start = end
        self.fill(y, start, right, tone)

    def polygon(self, points: Sequence[tuple[int, int]], tone: int, *, edge: int | None = None) -> None:
        """Paint a flat shape with lit left and shaded right side. Points in pixels x 2; `edge` numbers its rim."""
        if edge is not None:
            for dx, dy in ((-2, 0), (2, 0), (0, -2), (0, 2)):
                self.polygon([(x + dx, y + dy) for x, y in points], -edge)
        ys = [y for _, y in points]
        closed = [*points, points[0]]
        for y in range(min(ys) // 2, max(ys) // 2 + 1):
            line = 2 * y + 1
            crossings = sorted(
                x0 + (x1 - x0) * (line - y0) // (y1 - y0)
                for (x0, y0), (x1, y1) in pairwise(closed)
                if (y0 <= line) != (y1 <= line)
            )
            for left2, right2 in zip(crossings[::2], crossings[1::2], strict=False):
                left, right = (left2 + 1) // 2, (right2 + 1) // 2
                if tone <= 0:
                    self.fill(y, left, right, -tone)
                    continue
                width = right - left
                self.fill(y, left, right, tone + 2)
                self.fill(y, left, left + (width + 3) // 5, tone + 3)
                self.fill(y, right - (width + 2) // 4, right, tone + 1)

    def dot(self, x: int, y: int, number: int) -> None:
        self.fill(y, x, x + 1, number)

    # -- whole pictures

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

    def paste(self, other: Canvas, left: int, top: int) -> None:
        """Lay all that isn't background on `other` over this canvas."""
        numbers = bytearray(256)
        for number in sorted(set().union(*other.rows) - {0}):
            numbers[number] = self.number(other.colours[number])
        for y, row in enumerate(other.rows):
            if 0 <= top + y < self.height and any(row):
                target = self.rows[top + y]
                for x, value in enumerate(row.translate(bytes(numbers))):
                    if value and 0 <= left + x < self.width:
                        target[left + x] = value

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

    def stretched(self, width: int, height: int) -> Canvas:
        """Return this picture at another size, by whole pixels."""
        if (width, height) == (self.width, self.height):
            return self
        columns = [x * self.width // width for x in range(width)]
        take: Callable[[bytearray], Iterable[int]]
        take = itemgetter(*columns) if width > 1 else lambda row: (row[0],)
        rows = [bytearray(take(row)) for row in self.rows]
        copy = Canvas(width, height, self.colours[0], wraps=self.wraps)
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
