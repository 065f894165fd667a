"""A body in space: solids that are turned to a facing and drawn from far to near.

Owns: the parts of a body and their marks, which of them a facing shows, and how large a body is drawn.
Must not know: which animal it is, prompts, how light becomes colour.
Rule: a body fills its box; a mark is only on the solid that it was put on, and only where that is turned to the viewer.

A point is (side, up, forth): side is to the viewer's right while the body faces down. A fourth number is a radius.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rdbuild.offline.painters.form import GRID, SUB, Pen

FINE = 1024  # units to a side of the box that is filled
PARTS = 16  # of a body's unit: radii of marks are given in them
SMALL = 24  # pixels of a box that has no room for edges between parts
FACINGS = {"down": 0, "down-right": 2, "right": 4, "up-right": 6, "up": 8, "up-left": 10, "left": 12, "down-left": 14}
_SINES = (0, 24, 45, 59, 64, 59, 45, 24)  # of 64, at every sixteenth of a turn
# How far up and towards the viewer go on the picture, of 64: seen from a little above, and from high above.
LOW, HIGH = (61, 18), (26, 58)

Point = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """One of the discs of an eye: radii and offset on the picture in `PARTS`."""

    slot: int
    rx: int
    ry: int
    x: int = 0
    y: int = 0
    light: int | None = 128  # None: that which falls there


@dataclass
class Part:
    """A solid, or a mark on one."""

    shape: str
    slot: int
    points: tuple[Point, ...]
    ry: int = 0
    light: int | str = "slope"
    cast: int = 0
    near: int = 0
    aside: tuple[int, int] = (0, 0)  # turned by so many sixteenths more, around what is so far forth
    layers: Sequence[Layer] = ()
    marks: list[Part] = field(default_factory=list)


class Body:
    """Parts are added in any order; `draw` sorts them."""

    def __init__(self) -> None:
        self._parts: list[Part] = []
        self.aside = (0, 0)
        self.pitch = LOW

    def _add(self, part: Part) -> Part:
        part.aside = self.aside
        self._parts.append(part)
        return part

    def ball(self, slot: int, s: int, u: int, f: int, r: int, ry: int = 0, *, cast: int = 0, near: int = 0) -> Part:
        """A ball, or an egg with `ry`. `near` brings it before what lies as far away."""
        return self._add(Part("ball", slot, ((s, u, f, r),), ry or r, cast=cast, near=near))

    def limb(self, slot: int, *points: Point, cast: int = 0, near: int = 0) -> Part:
        """A round limb through points with radii."""
        return self._add(Part("limb", slot, points, cast=cast, near=near))

    def sheet(self, slot: int, points: Iterable[Point], light: int | str = "slope", *, near: int = 0) -> Part:
        """A flat thing between points: a wing, a fin, an ear."""
        return self._add(Part("sheet", slot, tuple((*point[:3], 0) for point in points), light=light, near=near))

    def patch(self, slot: int, s: int, u: int, f: int, rx: int, ry: int = 0, *, on: Part | None = None) -> None:
        """A patch of another colour on a solid, that which was added last without `on`; its radii in units."""
        owner = on or self._parts[-1]
        owner.marks.append(Part("patch", slot, ((s, u, f, rx),), ry or rx, aside=owner.aside))

    def eye(self, layers: Sequence[Layer], s: int, u: int, f: int, *, on: Part | None = None) -> None:
        """An eye, a nose or a mouth on a solid, that which was added last without `on`."""
        owner = on or self._parts[-1]
        owner.marks.append(Part("eye", 0, ((s, u, f, 0),), layers=layers, aside=owner.aside))

    def extent(self, turns: Sequence[int]) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of what the turns show, in `PARTS` of a unit from between its feet."""
        xs: list[int] = []
        ys: list[int] = []
        for turn in turns:
            for part in self._parts:
                for point in part.points:
                    x, y, _ = self._seen(point, turn, part.aside)
                    r, ry = point[3] * PARTS, (part.ry or point[3]) * PARTS
                    xs += (x - r, x + r)
                    ys += (y - ry, y + ry)
        return min(xs), min(ys), max(xs), max(ys)

    def draw(self, pen: Pen, turn: int, extent: tuple[int, int, int, int]) -> None:
        """Draw the body so that `extent` fills the pen's box; `turn` is in sixteenths."""
        left, top, right, bottom = extent
        fine = pen.finer(FINE // GRID)
        room = FINE - 2 * (FINE // pen.side + FINE // 40)
        wide, high = self._spare(pen)
        scale = min((room + wide) * 256 // max(right - left, 1), (room + high) * 256 // max(bottom - top, 1))
        x0 = FINE // 2 - (left + right) * scale // 512
        y0 = FINE // 2 - (top + bottom) * scale // 512
        pixel = FINE // pen.side

        def spot(point: Point, part: Part) -> tuple[int, int, int]:
            x, y, toward = self._seen(point, turn, part.aside)
            return x0 + x * scale // 256, y0 + y * scale // 256, toward

        def reach(length: int) -> int:  # of a length in units
            return length * PARTS * scale // 256

        def mark(part: Part, owner: Part) -> None:
            x, y, toward = spot(part.points[0], part)
            middle = sum(self._seen(point, turn, owner.aside)[2] for point in owner.points) // len(owner.points)
            if toward <= middle + PARTS // 2:
                return
            if part.shape == "patch":
                fine.patch(part.slot, x, y, reach(part.points[0][3]), reach(part.ry))
            for layer in part.layers:
                rx, ry = layer.rx * scale // 256, layer.ry * scale // 256
                cx, cy = x + layer.x * scale // 256, y + layer.y * scale // 256
                if max(rx, ry) * 2 >= pixel * 3 // 2:
                    fine.patch(layer.slot, cx, cy, max(rx, pixel // 2), max(ry, pixel // 2), layer.light)
                elif layer is part.layers[0] or max(rx, ry) * 2 > pixel * 2 // 3:
                    x_, y_ = fine.place(cx - (cx > FINE // 2), cy)
                    pen.form.dye([(y_ // SUB, x_ // SUB, x_ // SUB + 1)], layer.slot, layer.light)

        for part in sorted(self._parts, key=lambda part: self._depth(part, turn)):
            spots = [spot(point, part) for point in part.points]
            if part.shape == "ball":
                fine.ball(
                    part.slot,
                    *spots[0][:2],
                    reach(part.points[0][3]),
                    reach(part.ry),
                    cast=part.cast * (pen.side >= SMALL),
                )
            elif part.shape == "limb":
                points = [(x, y, max(reach(p[3]), pixel // 2)) for (x, y, _), p in zip(spots, part.points, strict=True)]
                fine.limb(part.slot, *points, cast=part.cast * (pen.side >= SMALL))
            else:
                fine.poly(part.slot, [(x, y) for x, y, _ in spots], part.light, cast=part.cast * (pen.side >= SMALL))
            for one in part.marks:
                mark(one, part)
        if pen.side < SMALL:
            for y in range(max(pen.top, 0), min(pen.top + pen.side, pen.form.height)):
                slots, lines = pen.form.slots[y], pen.form.lines[y]
                for x in range(max(pen.left, 0), min(pen.left + pen.side, pen.form.width)):
                    if slots[x]:
                        lines[x] = 0

    @staticmethod
    def _spare(pen: Pen) -> tuple[int, int]:
        # What a picture has beside a box that is its middle: a whale in a wide one is as long as that.
        wide, high = pen.form.width - pen.side, pen.form.height - pen.side
        if min(wide, high) or (pen.left, pen.top) != (wide // 2, high // 2):
            return 0, 0
        return wide * FINE // pen.side, high * FINE // pen.side

    def _seen(self, point: Point, turn: int, aside: tuple[int, int] = (0, 0)) -> tuple[int, int, int]:
        # Right, down and toward the viewer, in `PARTS`.
        s, u, f = point[:3]
        sine, cosine = _sine(turn), _sine(turn + 4)
        if aside[0]:
            more, pivot = aside
            one, other = _sine(turn + more), _sine(turn + more + 4)
            right = s * other + (f - pivot) * one + pivot * sine
            toward = (f - pivot) * other - s * one + pivot * cosine
        else:
            right, toward = s * cosine + f * sine, f * cosine - s * sine
        return (
            right * PARTS // 64,
            (toward * self.pitch[1] // 64 - u * self.pitch[0]) * PARTS // 64,
            toward * PARTS // 64,
        )

    def _depth(self, part: Part, turn: int) -> int:
        toward = sum(self._seen(point, turn, part.aside)[2] for point in part.points) // len(part.points)
        up = sum(point[1] for point in part.points) * PARTS // len(part.points)
        return toward * self.pitch[0] + up * self.pitch[1] + part.near * 64 * PARTS


def _sine(turn: int) -> int:
    turn %= 16
    return _SINES[turn] if turn < 8 else -_SINES[turn - 8]
