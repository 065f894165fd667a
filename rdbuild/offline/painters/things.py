"""The shapes of things, as a table.

Owns: the words that call for things, their usual colours and their parts.
Must not know: forms, views, requests, dice.
Rule: a row says everything about a thing; rows are parsed when first asked for, and once.

The rows are in `things.txt`, whose head is their grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "things.txt"
FINE = 16  # parts of a unit
Points = tuple[tuple[int, ...], ...]


class Part(NamedTuple):
    """One solid of a thing, or (verb `U`) another row, whose name is the material's. Points are in parts of a unit."""

    verb: str
    least: int  # pixels to a side
    most: int
    percent: int  # 0: as the part before
    material: str
    tone: int
    stuff: str
    light: int | str
    edge: bool
    on: bool
    points: Points

    def moved(self, x: int, y: int, percent: int) -> Part:
        """Return the part at another place, and of another size, around the grid's middle."""
        half = FINE * 32
        middles, shifts = (half, half, 0, 0), (x, y, 0, 0)
        points = tuple(
            tuple(
                middle + (value - middle) * percent // 100 + shift
                for value, middle, shift in zip(point, middles, shifts, strict=False)
            )
            for point in self.points
        )
        return self._replace(points=points)


_PART = re.compile(
    r"(?:\?(\d+) +)?([.,]?)([A-Z])(=?) +(\w*[a-z])([<>]*)([*~!^_]?)(?:@(\w+))?(-?)(&?)((?: +-?\d[-\d,]*)*)"
)
_STUFFS = {"": "matte", "*": "metal", "~": "glass", "!": "glow", "^": "fur", "_": "flat"}
_SIZES = {"": (0, 0), ".": (28, 0), ",": (0, 27)}
_ASLANT = Part("/", 0, 0, 100, "", 0, "", 0, False, False, ())


def _parts(text: str) -> Iterator[Part]:
    if text == "/":
        yield _ASLANT
        return
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError(f"not a part: `{text}`")
    percent, size, verb, twin, material, tone, stuff, light, bare, on, points = found.groups()
    part = Part(
        "P" if verb in "RY" else verb,
        *_SIZES[size],
        int(percent or 100),
        material,
        tone.count(">") - tone.count("<"),
        _STUFFS[stuff],
        int(light) if light and light.isdigit() else light or 0,
        not bare,
        bool(on),
        (),
    )
    for shape in _shapes(
        verb, tuple(tuple(FINE * int(value) for value in point.split(",")) for point in points.split())
    ):
        for one in (shape, _mirrored(shape)) if twin else (shape,):
            yield part._replace(points=one)
            part = part._replace(percent=0)


def _shapes(verb: str, points: Points) -> Iterator[Points]:
    # Boxes and symmetric shapes are short ways to write polygons.
    if verb == "R":
        for left, top, right, low in points:
            yield (left, top), (right, top), (right, low), (left, low)
    else:
        yield (*points, *reversed(_mirrored(points))) if verb == "Y" else points


def _mirrored(points: Points) -> Points:
    return tuple((FINE * 64 - point[0], *point[1:]) for point in points)


@cache
def designs(kind: str) -> tuple[tuple[Part, ...], ...]:
    """Return the designs of a row, each the parts in the order they are drawn."""
    return tuple(
        tuple(
            part
            for text in re.sub(r"^\s*/\s*", "/;", design).split(";")
            if text.strip()
            for part in _parts(text.strip())
        )
        for design in ROWS[kind].split(" | ")
    )


ELEMENTS = frozenset(["fire", "lightning", "snowflake", "drop", "torch", "candle", "campfire"])

ROWS: dict[str, str] = {}  # kind -> designs
CALLED: dict[str, str] = {}  # word of a prompt -> kind
USUAL: dict[str, str] = {}  # kind -> colour words for main, second, accent
for _row in re.split(r"\n+(?=\w)", re.sub(r"(?m)^#.*", "", TABLE.read_text("utf-8")).strip()):
    _head, _, _designs = re.sub(r"\s+", " ", _row).partition(" : ")
    _words, _, _usual = _head.partition(" = ")
    _kind, *_more = _words.split()
    ROWS[_kind] = _designs
    if _usual:
        USUAL[_kind] = _usual
        CALLED.update((word, _kind) for word in (_kind, *_more) if "_" not in word)
