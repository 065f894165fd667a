"""How a style shows a form: its tones, edges, grain, dithering and ground.

Owns: the table of looks, and the step from material and light to colour numbers on a canvas.
Must not know: prompts, which thing is painted, file formats.
Rule: a look changes how a form is shown, never where anything is: what is ground stays ground, and nothing else is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rdbuild.offline.painters.canvas import MOST_COLOURS, Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import OUTLINE, Rgb, mix, toned
from rdbuild.offline.painters.form import MIDDLE, Form

_ROOM = 128  # how far grain and dithering may push the light beyond its ends
_CHECKER = ((4, 12), (12, 4))
_BAYER = ((0, 8, 2, 10), (12, 4, 14, 6), (3, 11, 1, 9), (15, 7, 13, 5))
_BLACK: Rgb = (0, 0, 0)
_WHITE: Rgb = (255, 255, 255)
# The ground's own tones: at which lights they change, and so many parts of 256 of a light (of a dark, below 0) in each.
_GROUND_CUTS = (98, 118, 138, 158)
_GROUND = (-66, -32, 0, 30, 60)
_GROUND_LIGHT: Rgb = (255, 252, 240)
_GROUND_DARK: Rgb = (32, 26, 64)


@dataclass(frozen=True)
class Look:
    """One look. Light, and what pushes it, are of 256.

    `cuts` and `tones`: light below the first cut shows the first tone, and so on; tones are steps from the material's
    colour (see `colours.toned`). `edge` and `rim` are the tones of edges between parts and around the whole; None
    draws none, `BLACK` the outline's colour; `lit_rim` is that of a rim on the upper left, which is lit: a selective
    outline; None: as `rim`. `thick` draws a black line around that, where there is room.
    `dither`: how far a pattern pushes the light, of 4 x 4 pixels, or of 2 x 2 with `checker`. `grain`: how far chance
    does, in strokes of `stroke` pixels. `finest`: cells to the longer side at most, `afar` of a place. `levels`: how
    many each channel has. `vivid`: how far colours lie from grey, of 256; `bright` is added; `tint` is mixed in,
    `tinted` parts of 256. `ground` is mixed into the ground's colour, `grounded` parts.
    """

    cuts: tuple[int, ...] = (54, 104, 164, 218)
    tones: tuple[int, ...] = (-2, -1, 0, 1, 2)
    edge: int | None = -2
    rim: int | None = -3
    lit_rim: int | None = None
    thick: bool = False
    dither: int = 0
    checker: bool = False
    grain: int = 0
    stroke: int = 1
    finest: int = 128
    afar: int = 128
    levels: int = 0
    vivid: int = 256
    bright: int = 0
    tint: Rgb = _BLACK
    tinted: int = 0
    ground: Rgb = _BLACK
    grounded: int = 0
    two: bool = False  # black and white, and nothing else


BLACK = -9

LOOKS: Mapping[str, Look] = {
    "clean": Look(lit_rim=-2),
    "bold": Look(rim=BLACK, edge=-3, vivid=300),
    "simple": Look(cuts=(100,), tones=(-1, 0), rim=BLACK, edge=BLACK, vivid=270),
    "cartoon": Look(cuts=(88, 204), tones=(-1, 0, 1), rim=BLACK, edge=BLACK, thick=True, vivid=330, bright=8),
    "anime": Look(cuts=(78, 120, 214), tones=(-2, -1, 0, 2), edge=-2, lit_rim=-1, bright=16, vivid=290),
    "detailed": Look(lit_rim=-2, dither=26, grain=10),
    "textured": Look(grain=46, vivid=216, rim=-2, edge=-2),
    "painterly": Look(edge=None, rim=None, grain=34, stroke=4, vivid=310, cuts=(48, 96, 150, 206)),
    "watercolor": Look(
        cuts=(36, 92, 176, 232), edge=-1, rim=-1, grain=40, stroke=6, bright=30, vivid=200,
        tint=(250, 244, 228), tinted=44, ground=(252, 247, 234), grounded=226,
    ),
    "fantasy": Look(rim=BLACK, dither=34, vivid=320, bright=10),
    "horror": Look(
        cuts=(104, 156, 204, 244), rim=BLACK, edge=BLACK, grain=50, vivid=130, tint=(34, 46, 38), tinted=60,
        ground=(28, 26, 30), grounded=220,
    ),
    "scifi": Look(
        cuts=(78, 126, 180, 208), rim=BLACK, edge=-3, vivid=300, tint=(20, 44, 110), tinted=40,
        ground=(14, 18, 44), grounded=226,
    ),
    "arcade": Look(
        cuts=(92, 184), tones=(-2, 0, 1), rim=BLACK, edge=BLACK, levels=5, vivid=300, finest=64, afar=64,
        ground=_BLACK, grounded=256,
    ),
    "pc98": Look(
        cuts=(72, 128, 206), tones=(-2, -1, 0, 2), rim=BLACK, edge=-3, dither=84, checker=True, levels=6, vivid=330,
        ground=(88, 60, 128), grounded=150,
    ),
    "low": Look(lit_rim=-2, cuts=(86, 190), tones=(-2, 0, 1), edge=None, finest=32, afar=64),
    "classic": Look(cuts=(92, 190), tones=(-1, 0, 1), rim=BLACK, edge=-2),
    "craft": Look(cuts=(72, 104, 158, 206), edge=None, finest=16, afar=16),
    "onebit": Look(rim=BLACK, edge=BLACK, dither=92, finest=96, afar=96, two=True),
}  # fmt: skip


def shown(form: Form, look: Look, dice: Chance) -> Canvas:
    """Return the form as the look shows it; the canvas has the form's size."""
    canvas = Canvas(form.width, form.height, _WHITE)
    canvas.colours.clear()
    ground = _numbered(canvas, {}, _ground(form.colours[0], look))
    canvas.grounds = sorted(set(ground))
    tables = [_levels(_GROUND_CUTS, "even").translate(ground.ljust(256))]
    known: dict[Rgb, int] = {}  # not the ground's: its numbers are its own
    edges, rims, lit_rims = [0], [0], [0]
    for colour, stuff in zip(form.colours[1:], form.stuffs[1:], strict=True):
        cuts, tones = _toned(colour, look)
        curve = "even" if look.two and stuff != "flat" else stuff
        tables.append(_levels(cuts, curve).translate(_numbered(canvas, known, tones).ljust(256)))
        lit = look.rim if look.lit_rim is None else look.lit_rim
        for numbers, step in ((edges, look.edge), (rims, look.rim), (lit_rims, lit)):
            numbers += _numbered(canvas, known, [_line(colour, step, look)])
    patterns, pushes = _pushes(form, look, dice)
    for y, (slots, light, lines) in enumerate(zip(form.slots, form.light, form.lines, strict=True)):
        pattern, push = patterns[y % len(patterns)], pushes[y % len(pushes)]
        row = bytearray(
            tables[slot][value + (more if slot else calm)]
            for slot, value, more, calm in zip(slots, light, push, pattern, strict=True)
        )
        if any(lines):
            below = form.slots[y + 1] if y + 1 < form.height else bytes(form.width)
            for x, line in enumerate(lines):
                if line and slots[x]:
                    row[x] = edges[line] if look.edge is not None else row[x]
                elif line and look.rim is not None:
                    lit = below[x] or (x + 1 < form.width and slots[x + 1])
                    row[x] = (lit_rims if lit else rims)[line]
        canvas.rows[y] = row
    if look.thick and min(form.width, form.height) >= 48:
        canvas.outline(OUTLINE)
    return canvas


def _numbered(canvas: Canvas, known: dict[Rgb, int], colours: list[Rgb]) -> bytes:
    # The number of each colour on the canvas; a full canvas has but those that it has.
    for colour in dict.fromkeys(colours):
        if colour not in known:
            known[colour] = len(canvas.colours) if len(canvas.colours) < MOST_COLOURS else canvas.number(colour)
            canvas.colours += [colour] if len(canvas.colours) < MOST_COLOURS else []
    return bytes(map(known.__getitem__, colours))


def _toned(colour: Rgb, look: Look) -> tuple[tuple[int, ...], list[Rgb]]:
    # At which lights a material's tone changes, and its tones.
    if look.two:
        # What is dark is mostly black; of what is pale a lit face is white, and one that lies in the shade half black.
        pale = (3 * colour[0] + 6 * colour[1] + colour[2]) // 10 - 100
        return (105 - min(pale * 3 // 2, pale // 5),), [_BLACK, _WHITE]
    return look.cuts, [_coloured(toned(colour, step), look) for step in look.tones]


def _ground(colour: Rgb, look: Look) -> list[Rgb]:
    # The ground's tones; a ground of the look's own is calmer.
    if look.two:
        return [_WHITE] * len(_GROUND)
    base = mix(colour, look.ground, look.grounded)
    shares = ((parts, abs(parts) * (280 - look.grounded) // 280) for parts in _GROUND)
    return [_coloured(mix(base, _GROUND_LIGHT if parts > 0 else _GROUND_DARK, share), look) for parts, share in shares]


@cache
def _levels(cuts: tuple[int, ...], curve: str) -> bytes:
    # How many cuts each light is above: pushed as far as can be, and bent by the material's curve.
    bent = (_CURVES[curve][min(max(value - _ROOM, 0), 255)] for value in range(256 + 2 * _ROOM))
    return bytes(sum(value >= cut for cut in cuts) for value in bent)


def _line(colour: Rgb, step: int | None, look: Look) -> Rgb:
    if look.two:
        return _BLACK
    return OUTLINE if step in (None, BLACK) else _coloured(toned(colour, step or 0), look)


def _coloured(colour: Rgb, look: Look) -> Rgb:
    grey = (colour[0] * 3 + colour[1] * 6 + colour[2]) // 10
    made = [min(max(grey + (part - grey) * look.vivid // 256 + look.bright, 0), 255) for part in colour]
    r, g, b = mix((made[0], made[1], made[2]), look.tint, look.tinted)
    if look.levels:
        most = look.levels - 1
        r, g, b = ((part * most + 127) // 255 * 255 // most for part in (r, g, b))
    return r, g, b


def _pushes(form: Form, look: Look, dice: Chance) -> tuple[list[list[int]], list[list[int]]]:
    # How far the light of each pixel is pushed, plus the room, half of it by the pattern alone (so the ground's is),
    # and with grain; as few rows as repeat.
    pattern = _CHECKER if look.checker else _BAYER
    size, width = len(pattern), form.width
    ordered = [[_ROOM + (value * 2 - 15) * look.dither // 32 for value in row] for row in pattern]
    rows = [[row[x % size] for x in range(width)] for row in ordered]
    calm = [[(value + _ROOM) // 2 for value in row] for row in rows]
    if not look.grain:
        return calm, rows
    # Strokes: each row is cut into runs of a stroke's length, and begins at another place.
    made = []
    noise: list[int] = []
    for y in range(form.height):
        if y % max(1, look.stroke // 2) == 0:
            noise = [dice.next() % (2 * look.grain + 1) - look.grain for _ in range(width // look.stroke + 2)]
        shift = y * 5 % look.stroke
        base = rows[y % size]
        made.append([base[x] + noise[(x + shift) // look.stroke] for x in range(width)])
    return calm, made


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
    "even": bytes(range(256)),
    "matte": _curve(0, 64, MIDDLE, 192, 236),
    "metal": _curve(0, 20, 60, 120, 110, 170, 235, 255, 255),
    "glass": _curve(104, 84, 108, 128, 150, 172, 204, 255, 255),
    "glow": _curve(110, 130, 170, 210, 255),
    "fur": _curve(10, 70, MIDDLE, 170, 210),
    "flat": _curve(0, MIDDLE, MIDDLE, MIDDLE, 255),
}
