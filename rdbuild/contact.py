"""A contact sheet: where each picture of a tree goes on one sheet, and how much it is enlarged.

Owns: the arithmetic of rows and factors.
Must not know: pixels, files, what a picture shows.
Rule: pure. A picture is enlarged by a whole factor or not at all, never cut, never shrunk; the same pictures make the
same sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

WIDTH = 880  # of a sheet of few pictures, as wide as a README is shown
HEIGHT = 144  # what a picture is enlarged to, if it is no larger
GAP = 8
STEP = 48  # pixels by which heights may differ that count as one
FRAMES = 4  # of an animation that is no sheet, how many are shown beside each other


@dataclass(frozen=True, slots=True)
class Strip:
    """A picture, or some frames of an animation beside each other: the size of one, and how many there are."""

    width: int
    height: int
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where strip number `strip` goes: its left upper corner on the sheet, and by how much it is enlarged."""

    strip: int
    x: int
    y: int
    factor: int


@dataclass(frozen=True, slots=True)
class Sheet:
    width: int
    height: int
    places: tuple[Place, ...]


def arranged(strips: Sequence[Strip], most: int) -> Sheet | None:
    """Put strips into rows, higher ones first; None where no sheet of at most `most` pixels holds them."""
    for height in (HEIGHT, HEIGHT // 2, 1):
        sheet = _rows(strips, height)
        if sheet.width * sheet.height <= most:
            return sheet
    return None


def shown(frames: int) -> tuple[int, ...]:
    """Which of an animation's frames (from 0) stand for it: evenly spread, the first among them."""
    count = min(frames, FRAMES)
    return tuple(number * frames // count for number in range(count))


def _rows(strips: Sequence[Strip], height: int) -> Sheet:
    factors = [max(1, height // max(1, strip.height)) for strip in strips]
    sizes = [
        (strip.width * factor * strip.frames, strip.height * factor)
        for strip, factor in zip(strips, factors, strict=True)
    ]
    area = sum((wide + GAP) * (high + GAP) for wide, high in sizes)
    # Of many pictures a sheet half as wide again as it is high; whatever there is has room in it.
    width = max(WIDTH, isqrt(area * 3 // 2), *(wide + 2 * GAP for wide, _ in sizes), 0)
    rows: list[list[int]] = []
    left = 0  # room in the last row
    # Those of about one height beside each other, and in the order given.
    for number in sorted(range(len(sizes)), key=lambda number: (-((sizes[number][1] + STEP // 2) // STEP), number)):
        wide = sizes[number][0] + GAP
        if wide > left:
            rows.append([])
            left = width - GAP
        rows[-1].append(number)
        left -= wide
    places: list[Place] = []
    top = GAP
    for row in rows:
        x = (width - sum(sizes[number][0] + GAP for number in row) + GAP) // 2
        tall = max(sizes[number][1] for number in row)
        for number in row:
            wide, high = sizes[number]
            places.append(Place(number, x, top + (tall - high) // 2, factors[number]))
            x += wide + GAP
        top += tall + GAP
    return Sheet(width, top, tuple(places))
