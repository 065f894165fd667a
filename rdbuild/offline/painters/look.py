"""How a style shows a form: its tones, edges, grain, dithering and ground.

Owns: the table of looks, and the step from material and light to colour numbers on a canvas.
Must not know: prompts, which thing is painted, file formats.
Rule: a look changes how a form is shown, never where anything is: colour number 0 is the ground, and only it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import OUTLINE, Rgb, mix, ramp, toned
from rdbuild.offline.painters.form import Form

_BAYER = (
    *((0, 8, 2, 10), (12, 4, 14, 6)),
    *((3, 11, 1, 9), (15, 7, 13, 5)),
)
_CHECKER = ((4, 12), (12, 4))
_ROOM = 128  # how far grain and dithering may push the light beyond its ends


@dataclass(frozen=True)
class Look:
    """One look. Light and its changes are of 256.

    `cuts`: light below the first is the darkest of `steps`, and so on; steps number the ramp's tones, -1 is a pitch
    dark and `TONES` a glint. `edge`: `black`, `own` (the material's darkest tone), `soft` (a tone less), `thick` (black,
    and two pixels where there is room) or `none`. `inner`: edges between parts show too. `dither`: how far a pattern of
    4 x 4 (or 2 x 2 with `checker`) pushes the light; `grain`: how far chance does, in patches of `patch` pixels.
    `finest`: cells to the longer side at most. `fewer`: each channel has only so many levels. `tint`, `tinted`: a
    colour that is mixed into all others, and how much of it.
    """

    cuts: tuple[int, ...] = (58, 108, 166, 222)
    steps: tuple[int, ...] = (0, 1, 2, 3, 4)
    edge: str = "own"
    inner: bool = True
    dither: int = 0
    checker: bool = False
    grain: int = 0
    patch: int = 1
    finest: int = 128
    fewer: int = 0
    tint: Rgb = (0, 0, 0)
    tinted: int = 0
    vivid: int = 256  # how far colours lie from grey
    bright: int = 0
    ground: str = "plain"
    two: bool = False  # black and white, nothing else


_MEDIUM = Look()
LOOKS: Mapping[str, Look] = {
    "clean": _MEDIUM,
    "bold": Look(edge="black", vivid=290),
    "simple": Look(cuts=(112,), steps=(1, 2), edge="black"),
    "cartoon": Look(cuts=(92, 206), steps=(1, 2, 3), edge="thick", vivid=310),
    "anime": Look(cuts=(70, 122, 214), steps=(0, 1, 2, 4), edge="own", bright=14, vivid=290),
    "detailed": Look(dither=18, grain=14, edge="own"),
    "textured": Look(dither=0, grain=44, edge="soft", vivid=210),
    "painterly": Look(edge="none", inner=False, grain=34, patch=3, vivid=300),
    "watercolor": Look(edge="soft", grain=46, patch=5, bright=40, vivid=220, cuts=(40, 90, 180, 236), ground="paper"),
    "fantasy": Look(edge="black", dither=30, vivid=320, bright=10),
    "horror": Look(edge="black", grain=54, vivid=120, cuts=(104, 158, 206, 244), tint=(30, 44, 36), tinted=70, ground="dark"),
    "scifi": Look(edge="black", cuts=(84, 128, 176, 206), vivid=290, tint=(24, 48, 110), tinted=44, ground="night"),
    "arcade": Look(cuts=(96, 176), steps=(1, 2, 3), edge="black", dither=54, checker=True, fewer=4, finest=64, ground="black"),
    "pc98": Look(cuts=(74, 150, 214), steps=(0, 1, 2, 4), edge="black", dither=62, checker=True, fewer=6, vivid=340, ground="dusk"),
    "low": Look(cuts=(84, 196), steps=(0, 2, 3), finest=32, inner=False),
    "classic": Look(cuts=(92, 190), steps=(1, 2, 3), edge="black"),
    "craft": Look(cuts=(84, 136, 196), steps=(0, 1, 2, 3), finest=16, inner=False, grain=20),
    "onebit": Look(finest=96, edge="black", two=True),
}  # fmt: skip


def shown(form: Form, look: Look, dice: Chance) -> Canvas:
    """Return the form as the look shows it; the canvas has the form's size and wraps as it does."""
    canvas = Canvas(form.width, form.height, _coloured(form.colours[0], look), wraps=form.wraps)
    canvas.colours[1] = OUTLINE
    numbers: dict[Rgb, int] = {}

    def number(colour: Rgb) -> int:
        if colour not in numbers:
            numbers[colour] = canvas.number(colour)
        return numbers[colour]

    tables = [b""]
    edges = [0]
    for colour, stuff in zip(form.colours[1:], form.stuffs[1:], strict=True):
        tones = [number(_coloured(tone, look)) for tone in _tones(colour, stuff, look)]
        by_light = bytes(
            tones[_step(_CURVES[stuff][min(max(value - _ROOM, 0), 255)], look)] for value in range(256 + 2 * _ROOM)
        )
        tables.append(by_light)
        edges.append(
            {"black": 1, "thick": 1, "none": 0}.get(look.edge, 0)
            or number(_coloured(toned(colour, -2 if look.edge == "own" else -1), look))
        )
    pushes = _pushes(form, look, dice)
    inner = look.inner
    for y in range(form.height):
        slots, light, lines = form.slots[y], form.light[y], form.lines[y]
        push = pushes[y % len(pushes)]
        row = bytearray(
            tables[slot][value + more] if slot else 0 for slot, value, more in zip(slots, light, push, strict=True)
        )
        if look.edge != "none" and any(lines):
            for x, line in enumerate(lines):
                if line and (inner or not slots[x]):
                    row[x] = edges[line]
        canvas.rows[y] = row
    if look.edge == "thick" and min(form.width, form.height) >= 48:
        canvas.outline()
    return canvas


@cache
def _tones(colour: Rgb, stuff: str, look: Look) -> tuple[Rgb, ...]:
    return tuple(ramp(colour)[step] for step in look.steps)


def _step(value: int, look: Look) -> int:
    return sum(value >= cut for cut in look.cuts)


def _coloured(colour: Rgb, look: Look) -> Rgb:
    grey = (colour[0] * 3 + colour[1] * 6 + colour[2]) // 10
    made = [min(max(grey + (part - grey) * look.vivid // 256 + look.bright, 0), 255) for part in colour]
    r, g, b = mix((made[0], made[1], made[2]), look.tint, look.tinted)
    if look.fewer:
        most = look.fewer - 1
        r, g, b = ((part * most + 127) // 255 * 255 // most for part in (r, g, b))
    return r, g, b


def _pushes(form: Form, look: Look, dice: Chance) -> list[list[int]]:
    # How far the light of each pixel is pushed, plus the room; as few rows as repeat.
    pattern = _CHECKER if look.checker else _BAYER
    size, middle = len(pattern), 7
    width, height = form.width, form.height
    rows = []
    if not look.grain:
        return [[_ROOM + (row[x % size] - middle) * look.dither // 16 for x in range(width)] for row in pattern]
    patch = look.patch
    across, down = -(-width // patch) + 1, -(-height // patch) + 1
    noise = [[dice.next() % (2 * look.grain + 1) - look.grain for _ in range(across)] for _ in range(down)]
    for y in range(height):
        cells, row = noise[(y + y // patch % 2) // patch % down], pattern[y % size]
        shift = y * 7 % patch
        rows.append(
            [_ROOM + (row[x % size] - middle) * look.dither // 16 + cells[(x + shift) // patch] for x in range(width)]
        )
    return rows


def _curve(*points: int) -> bytes:
    # Through points at even distances.
    last = len(points) - 1
    made = bytearray()
    for value in range(256):
        at, part = divmod(value * last, 255)
        here, there = points[at], points[min(at + 1, last)]
        made.append(here + (there - here) * part // 255)
    return bytes(made)


_CURVES: Mapping[str, bytes] = {
    "matte": _curve(0, 64, 128, 192, 236),
    "metal": _curve(0, 20, 60, 120, 110, 170, 235, 255, 255),
    "glass": _curve(104, 84, 108, 128, 150, 172, 204, 255, 255),
    "glow": _curve(110, 130, 170, 210, 255),
    "fur": _curve(10, 70, 128, 170, 210),
    "flat": _curve(0, 128, 128, 128, 255),
}
