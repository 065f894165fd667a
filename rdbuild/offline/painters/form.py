"""What stands in a picture before it has a style: which material is where, how much light falls on it, and its edges.

Owns: the planes of a form, and the solids that are laid on them, lit from the upper left.
Must not know: prompts, styles, how light becomes colour (`look`).
Rule: integers only; a solid is a list of spans, and whole spans are filled at once.

Painters draw with a `Pen` on a grid of 64 units to the shorter side of its box, whatever the box has in pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cache
from itertools import pairwise
from math import isqrt

from rdbuild.offline.painters.colours import Rgb

GRID = 64  # units to a side of a pen's box
SUB = 16  # parts of a pixel in which edges are placed
MIDDLE = 128  # the light that shows a colour as it is
_MOST = 256  # numbers of a plane
_SLANT = (44, 30, 14, 0, -14, -30, -44)
STUFFS = ("matte", "metal", "glass", "glow", "fur", "flat")

Span = tuple[int, int, int]  # row, left, before right: in pixels
Light = Callable[[int, int, int], bytes]  # of a span: one value for each of its pixels


class Form:
    """`width` x `height` pixels. `slots`: the material's number, 0 where nothing is; `light`: 0 to 255.

    `lines`: the number of the material whose edge runs over the pixel, else 0; what is under it stays in the other
    planes. `colours` and `stuffs` describe the materials by number; those of 0 are the ground's, which has light too.
    """

    def __init__(self, width: int, height: int, backdrop: Rgb = (0, 0, 0)) -> None:
        self.width = width
        self.height = height
        self.colours: list[Rgb] = [backdrop]
        self.stuffs: list[str] = ["flat"]
        self.slots = [bytearray(width) for _ in range(height)]
        self.light = [bytearray([MIDDLE]) * width for _ in range(height)]
        self._ground = self.light  # as it was before anything stood on it
        self.lines = [bytearray(width) for _ in range(height)]
        self.last: list[Span] = []  # of the solid that was laid last with an edge
        self.only = 0  # while it is a material's number, solids are laid only where that material is
        self._numbers: dict[tuple[Rgb, str], int] = {}

    def slot(self, colour: Rgb, stuff: str = "matte") -> int:
        """Return the number of a material: a colour, and how it takes light (see `STUFFS`).

        A plane has room for 255 of them; after those, that of the nearest colour.
        """
        key = colour, stuff
        if key not in self._numbers and len(self.colours) == _MOST:
            self._numbers[key] = min(
                range(1, _MOST),
                key=lambda number: sum(abs(a - b) for a, b in zip(self.colours[number], colour, strict=True)),
            )
        if key not in self._numbers:
            self._numbers[key] = len(self.colours)
            self.colours.append(colour)
            self.stuffs.append(stuff)
        return self._numbers[key]

    def lay(self, spans: Iterable[Span], slot: int, light: int | Light, *, edge: bool = True, cast: int = 0) -> None:
        """Lay a solid over what is there: its edge one pixel wide around it, `cast` a shadow to its lower right."""
        there = re.escape(bytes([self.only])) + b"+"
        spans = [part for span in spans for part in self._where(*span, there)] if self.only else list(spans)
        width, height = self.width, self.height
        if edge:
            self.last = spans
            line, drawn = self.lines, bytes((slot,)) * width
            for y, left, right in spans:
                for row, start, end in ((y, left - 1, right + 1), (y - 1, left, right), (y + 1, left, right)):
                    if start < 0:
                        start = 0
                    if end > width:
                        end = width
                    if start < end and 0 <= row < height:
                        line[row][start:end] = drawn[start:end]
        if cast:
            for y, left, right in spans:
                for below, start, end in self._where(y + 2, left + 1, right + 1, b"[^\0]+"):
                    self.shade(below, start, end, -cast)
        slots, lights, lines, mark = self.slots, self.light, self.lines, bytes((slot,))
        for y, left, right in spans:
            start, end = max(left, 0), min(right, width)
            if start < end and 0 <= y < height:
                count = end - start
                slots[y][start:end] = mark * count
                lines[y][start:end] = bytes(count)
                lit = bytes((light,)) * count if isinstance(light, int) else light(y, left, right)
                lights[y][start:end] = lit if len(lit) == count else lit[start - left : end - left]

    def dye(self, spans: Iterable[Span], slot: int, light: int | None = None) -> None:
        """Give part of the solid that was laid last another material, in the light that falls there or in `light`."""
        rows = {y: (left, right) for y, left, right in self.last}
        for y, left, right in spans:
            if y in rows:
                left, right = max(left, rows[y][0]), min(right, rows[y][1])
                if left < right:
                    self._put(self.slots, y, left, right, slot)
                    if light is not None:
                        self._put(self.light, y, left, right, light)

    def erase(self, spans: Iterable[Span], slot: int) -> None:
        """Cut a hole; its inner edge is that of the material `slot`."""
        spans = list(spans)
        for y, left, right in spans:
            self._put(self.slots, y, left, right, 0)
            self._put(self.lines, y, left, right, slot)
            start, end = max(left, 0), min(right, self.width)
            if start < end and 0 <= y < self.height:
                self.light[y][start:end] = self._ground[y][start:end]
        rows = {y: (left, right) for y, left, right in spans}
        for y, (left, right) in rows.items():
            if y - 1 in rows and y + 1 in rows:
                inner_left = max(left + 1, rows[y - 1][0], rows[y + 1][0])
                inner_right = min(right - 1, rows[y - 1][1], rows[y + 1][1])
                self._put(self.lines, y, inner_left, inner_right, 0)

    def shade(self, y: int, left: int, right: int, by: int) -> None:
        """Change the light on a span by so much, where anything is."""
        left, right = max(left, 0), min(right, self.width)
        if left < right and 0 <= y < self.height:
            row = self.light[y]
            row[left:right] = row[left:right].translate(_shift(by))

    def slant(self, *, across: bool, down: bool) -> None:
        """Let more light fall on the upper left than on the lower right, along the axes that are named.

        What is drawn afterwards has light of its own: so it is the ground that is lit, if this comes first.
        """
        reach, count = self.width * across + self.height * down, len(_SLANT)
        for y in range(self.height if reach else 0):
            for step, by in enumerate(_SLANT):
                if across:
                    self.shade(y, step * reach // count - y * down, (step + 1) * reach // count - y * down, by)
                elif step == y * count // self.height:
                    self.shade(y, 0, self.width, by)
        self._ground = [bytearray(row) for row in self.light]

    def dot(self, x: int, y: int, slot: int, light: int = MIDDLE) -> None:
        """Set one pixel, without an edge."""
        self.run(y, x, x + 1, slot, light)

    def run(self, y: int, left: int, right: int, slot: int, light: int = MIDDLE) -> None:
        """Set a row's pixels from `left` to before `right`, without an edge."""
        for plane, value in ((self.slots, slot), (self.lines, 0), (self.light, light)):
            self._put(plane, y, left, right, value)

    def paste(self, other: Form, left: int, top: int) -> None:
        """Lay all that is on `other` over this form, edges too."""
        numbers = bytes([0, *map(self.slot, other.colours[1:], other.stuffs[1:])]).ljust(256, b"\0")
        for y in range(max(-top, 0), min(other.height, self.height - top)):
            slots, lines, light = self.slots[top + y], self.lines[top + y], self.light[top + y]
            theirs = zip(
                other.slots[y].translate(numbers), other.lines[y].translate(numbers), other.light[y], strict=True
            )
            for x, (slot, line, lit) in enumerate(theirs, left):
                if (slot or line) and 0 <= x < self.width:
                    lines[x] = line
                    if slot:
                        slots[x], light[x] = slot, lit

    def _where(self, y: int, left: int, right: int, pattern: bytes) -> Iterator[Span]:
        # The runs of a span whose materials are as the pattern says.
        if 0 <= y < self.height:
            left = max(left, 0)
            for found in re.finditer(pattern, self.slots[y][left : max(left, right)]):
                yield y, left + found.start(), left + found.end()

    def _put(self, plane: list[bytearray], y: int, left: int, right: int, value: int) -> None:
        left, right = max(left, 0), min(right, self.width)
        if left < right and 0 <= y < self.height:
            plane[y][left:right] = bytes((value,)) * (right - left)


class Pen:
    """Draws solids in a box of a form: `left`, `top` and `side` in pixels, everything else in units of the grid."""

    def __init__(self, form: Form, left: int = 0, top: int = 0, side: int | None = None) -> None:
        self.form = form
        self.side = side or min(form.width, form.height)
        if side is None:
            left, top = (form.width - self.side) // 2, (form.height - self.side) // 2
        self.left, self.top = left, top
        self._left, self._top = left * SUB, top * SUB
        self._grid = GRID
        self.mirror = False  # draws everything turned left to right, the light stays

    def finer(self, by: int) -> Pen:
        """Return a pen for the same box whose units are `by` times smaller."""
        pen = copy(self)
        pen._grid = self._grid * by
        return pen

    def slot(self, colour: Rgb, stuff: str = "matte") -> int:
        return self.form.slot(colour, stuff)

    def place(self, x: int, y: int) -> tuple[int, int]:
        """Return where a point of the grid lies, in parts of a pixel (`SUB`)."""
        x = self._grid - x if self.mirror else x
        return self._left + x * self.side * SUB // self._grid, self._top + y * self.side * SUB // self._grid

    def length(self, units: int) -> int:
        return units * self.side * SUB // self._grid

    def ball(self, slot: int, cx: int, cy: int, rx: int, ry: int | None = None, *, edge: bool = True, cast: int = 0,
             light: int | None = None, soft: bool = False) -> None:  # fmt: skip
        """A ball or an egg by its centre and radii; `light` makes it a flat disc, `soft` has no deep shadow."""
        spans, lit = self._round(cx, cy, rx, ry)
        if soft:
            hard = lit

            def lit(y: int, left: int, right: int) -> bytes:
                return hard(y, left, right).translate(_SOFT)

        self.form.lay(spans, slot, lit if light is None else light, edge=edge, cast=cast)

    def patch(self, slot: int, cx: int, cy: int, rx: int, ry: int | None = None, light: int | None = None) -> None:
        """A round patch of another material on the solid that was laid last, which keeps its light without `light`."""
        self.form.dye(self._round(cx, cy, rx, ry)[0], slot, light)

    def hole(self, slot: int, cx: int, cy: int, rx: int, ry: int | None = None) -> None:
        """Cut a round hole into a thing of the material `slot`."""
        self.form.erase(self._round(cx, cy, rx, ry)[0], slot)

    def _round(self, cx: int, cy: int, rx: int, ry: int | None) -> tuple[list[Span], Light]:
        return _ball(*self.place(cx, cy), self.length(rx), self.length(rx if ry is None else ry))

    def limb(self, slot: int, *points: tuple[int, int, int], edge: bool = True, cast: int = 0) -> None:
        """A round limb through points of (x, y, radius): an arm, a leg, a tail, a bottle's neck, a trunk."""
        tubes: list[tuple[list[Span], Light]] = []
        for (x0, y0, r0), (x1, y1, r1) in pairwise(points):
            # Balls so near to each other that they are one solid; only the edge of the whole is drawn.
            steps = max(1, max(abs(x1 - x0), abs(y1 - y0)) * 2 // max(1, min(r0, r1)))
            (ax, ay), (bx, by), ar, br = self.place(x0, y0), self.place(x1, y1), self.length(r0), self.length(r1)
            rows: dict[int, list[int]] = {}
            for on in range(steps + 1):
                of = steps - on
                _widen(rows, (ax * of + bx * on) // steps, (ay * of + by * on) // steps, (ar * of + br * on) // steps)
            whole = [(row, left, right) for row, (left, right) in sorted(rows.items())]
            upright = abs(y1 - y0) >= abs(x1 - x0)
            tubes.append((whole, _rounded if upright else _tube(whole)))
            self.form.lay(whole, slot, tubes[-1][1], edge=edge, cast=cast)
        for whole, light in tubes[:-1]:  # Where two meet is no edge.
            self.form.lay(whole, slot, light, edge=False)

    def poly(self, slot: int, points: Sequence[tuple[int, int]], light: int | str = "slope", *, edge: bool = True,
             cast: int = 0) -> None:  # fmt: skip
        """A flat shape. `light` is a value, `slope` (lit from the upper left), `round`, `down`, `up` or `ball`."""
        spans = _polygon([self.place(x, y) for x, y in points])
        if spans:
            self.form.lay(spans, slot, light if isinstance(light, int) else _LIGHTS[light](spans), edge=edge, cast=cast)

    def box(self, slot: int, left: int, top: int, right: int, bottom: int, light: int | str = "slope", *,
            edge: bool = True, cast: int = 0) -> None:  # fmt: skip
        """An upright rectangle."""
        points = ((left, top), (right, top), (right, bottom), (left, bottom))
        self.poly(slot, points, light, edge=edge, cast=cast)

    def dot(self, slot: int, x: int, y: int, light: int = MIDDLE, size: int = 2) -> None:
        """A square of `size` units, at least one pixel, without an edge: an eye, a rivet, a glint."""
        px, py = self.place(x, y)
        side = max(1, self.length(size) // SUB)
        left, top = (px - side * SUB // 2 + SUB // 2) // SUB, (py - side * SUB // 2 + SUB // 2) // SUB
        self.form.lay([(top + row, left, left + side) for row in range(side)], slot, light, edge=False)

    def stroke(self, slot: int, x0: int, y0: int, x1: int, y1: int, light: int = MIDDLE) -> None:
        """A line one pixel wide, without an edge: a seam, a string, a scratch."""
        (ax, ay), (bx, by) = self.place(x0, y0), self.place(x1, y1)
        steps = max(1, abs(bx - ax) // SUB, abs(by - ay) // SUB)
        for step in range(steps + 1):
            x, y = (ax * (steps - step) + bx * step) // steps, (ay * (steps - step) + by * step) // steps
            self.form.dot(x // SUB, y // SUB, slot, light)


# -- solids


def _ball(cx: int, cy: int, rx: int, ry: int) -> tuple[list[Span], Light]:
    # Centre and radii in parts of a pixel. A pixel belongs to a solid when its middle does.
    rx, ry = max(rx, SUB // 2), max(ry, SUB // 2)
    half = SUB // 2
    spans = []
    for y in range((cy - ry + half - 1) // SUB, (cy + ry - half) // SUB + 1):
        dy = y * SUB + half - cy
        inside = ry * ry - dy * dy
        if inside * 16 > ry * ry:  # A pole or side narrower than a quarter of the ball would be a wart on it.
            reach = min(isqrt(inside * rx * rx // (ry * ry)), rx * 31 // 32)
            left, right = -((half - (cx - reach)) // SUB), (cx + reach - half) // SUB + 1
            if left < right:
                spans.append((y, left, right))

    def light(y: int, left: int, right: int) -> bytes:
        row = _BALL[min(max(((y * SUB + half - cy) * 32 // ry) + 32, 0), 63)]
        start = (left * SUB + half - cx) * 2048 // rx + 2048  # 64ths of a cell of the table
        step = SUB * 2048 // rx
        return bytes(row[min(max(start + step * x, 0), 4095) >> 6] for x in range(right - left))

    return spans, light


def _widen(rows: dict[int, list[int]], cx: int, cy: int, radius: int) -> None:
    # Let rows reach from their left to before their right as far as the spans of a round `_ball` do: of the balls that
    # make a limb there are so many that nothing else is done for them.
    half = SUB // 2
    radius = max(radius, half)
    square, most = radius * radius, radius * 31 // 32
    for y in range((cy - radius + half - 1) // SUB, (cy + radius - half) // SUB + 1):
        inside = square - (y * SUB + half - cy) ** 2
        if inside * 16 > square:
            reach = isqrt(inside)
            if reach > most:
                reach = most
            left, right = -((half - cx + reach) // SUB), (cx + reach - half) // SUB + 1
            if left < right:
                row = rows.get(y)
                if not row:
                    rows[y] = [left, right]
                    continue
                if left < row[0]:
                    row[0] = left
                if right > row[1]:
                    row[1] = right


def _ball_table() -> list[bytes]:
    # The light on a ball, for each of 64 x 64 places across it.
    rows = []
    for v in range(64):
        row = bytearray()
        for u in range(64):
            x, y = 2 * u - 63, 2 * v - 63
            z = isqrt(max(64 * 64 - x * x - y * y, 0))
            facing = (-34 * x - 42 * y + 34 * z) // 64  # about -64 to 64
            glint = max(facing - 56, 0) * 10
            row.append(min(max(96 + facing * 7 // 4 + glint, 0), 255))
        rows.append(bytes(row))
    return rows


_BALL = _ball_table()
_SOFT = bytes(max(value, 84 + value // 5) for value in range(256))
_PILLAR = bytes(min(max(176 + 40 * (u < 20) - abs(u - 18) * 11 // 4, 20), 235) for u in range(64))


def _rounded(y: int, left: int, right: int) -> bytes:
    width = right - left
    return bytes(_PILLAR[(2 * x + 1) * 32 // width] for x in range(width))


def _tube(spans: Sequence[Span]) -> Light:
    # A lying limb: light falls off from its upper to its lower side.
    tops: dict[int, int] = {}
    ends: dict[int, int] = {}
    for y, left, right in spans:
        for x in range(left, right):
            tops.setdefault(x, y)
            ends[x] = y

    def light(y: int, left: int, right: int) -> bytes:
        return bytes(_PILLAR[(2 * (y - tops[x]) + 1) * 32 // (ends[x] - tops[x] + 1)] for x in range(left, right))

    return light


def _extent(spans: Sequence[Span]) -> tuple[int, int, int, int]:
    lefts, rights = min(left for _, left, _ in spans), max(right for _, _, right in spans)
    return lefts, spans[0][0], max(rights - lefts, 1), max(spans[-1][0] + 1 - spans[0][0], 1)


def _slope(spans: Sequence[Span]) -> Light:
    x0, y0, width, height = _extent(spans)

    def light(y: int, left: int, right: int) -> bytes:
        down = (y - y0) * 50 // height
        return bytes(172 - down - (x - x0) * 50 // width for x in range(left, right))

    return light


def _falling(spans: Sequence[Span], top: int, way: int) -> Light:
    _, y0, _, height = _extent(spans)
    return lambda y, left, right: bytes([top + way * ((y - y0) * 130 // height)]) * (right - left)


def _domed(spans: Sequence[Span]) -> Light:
    x0, y0, width, height = _extent(spans)
    return _ball((2 * x0 + width) * SUB // 2, (2 * y0 + height) * SUB // 2, width * SUB // 2, height * SUB // 2)[1]


_LIGHTS: dict[str, Callable[[Sequence[Span]], Light]] = {
    "slope": _slope,
    "round": lambda spans: _rounded,
    "down": lambda spans: _falling(spans, 200, -1),
    "up": lambda spans: _falling(spans, 70, 1),
    "ball": _domed,
}


def _polygon(points: Sequence[tuple[int, int]]) -> list[Span]:
    ys = [y for _, y in points]
    closed = [*points, points[0]]
    half = SUB // 2
    spans = []
    for y in range(min(ys) // SUB, max(ys) // SUB + 1):
        line = y * SUB + half
        crossings = sorted(
            x0 + (x1 - x0) * (line - y0) // (y1 - y0)
            for (x0, y0), (x1, y1) in pairwise(closed)
            if (y0 <= line) != (y1 <= line)
        )
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            left, right = (start + half - 1) // SUB, (end + half - 1) // SUB
            if left < right:
                spans.append((y, left, right))
    return spans


@cache
def _shift(by: int) -> bytes:
    return bytes(min(max(value + by, 0), 255) for value in range(256))
