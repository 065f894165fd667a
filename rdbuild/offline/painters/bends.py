"""Drawn things that move as a whole: pressed, stretched, leaning, turned.

Owns: how beasts and things move that have no limbs to be posed, moment by moment, and what is done to pixels for it.
Must not know: prompts, what is drawn, people.
Rule: whole pixels; a thing stays on its ground unless it is lifted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.solids import AROUND, SINES


@dataclass(frozen=True)
class Bend:
    """What is done to a drawn picture: parts of 64 of its side, except `wide` and `tall` (of 256; below 0 mirrors).

    `on` is towards where it faces. Widths and heights are kept by the ground and the middle.
    """

    on: int = 0
    up: int = 0
    wide: int = 256
    tall: int = 256
    lean: int = 0
    step: int = 0  # of a beast's gait
    spark: int = 0


STILL = Bend()
_HOPS = (
    Bend(tall=250, lean=2),
    Bend(up=3, step=1, wide=250),
    Bend(tall=250, lean=-2, step=2),
    Bend(up=2, step=3, tall=262),
)
COLUMNS: Mapping[str, Sequence[Bend]] = {  # of beasts and things, by the columns of a sheet
    "walk": _HOPS,
    "walk_idle": (Bend(tall=244, wide=262), _HOPS[0], Bend(up=1, step=1), _HOPS[2]),
    "small": (
        _HOPS[0],
        Bend(tall=280, wide=244),
        Bend(lean=7),
        Bend(up=7, tall=270, wide=240, spark=1),
        Bend(tall=120, wide=290),
    ),
    "battle": (
        *(STILL, Bend(tall=250, wide=260), Bend(tall=244, wide=266)),
        *(*_HOPS, Bend(lean=3, up=1), Bend(up=4, step=3, lean=-4)),
        *(Bend(tall=190, wide=292), Bend(up=10, tall=280, wide=240, step=1)),
        Bend(on=-5, lean=-4, tall=236),
        Bend(on=9, up=2, lean=6, wide=270, step=1, spark=2),
        Bend(on=6, lean=3, tall=230, step=2, spark=1),
    ),
}


def _wave(size: int, times: int = 1) -> list[int]:
    turns = [SINES[t * 3 * times // 2 % AROUND] for t in range(16)]
    return [(abs(turn) * size + 128) // 256 * (1 if turn > 0 else -1) for turn in turns]


def _swell(size: int) -> list[int]:
    return [((256 - SINES[(t * 3 // 2 + 6) % AROUND]) * size + 256) // 512 for t in range(16)]


def _bends(**fields: Sequence[int]) -> list[Bend]:
    # Sixteen moments; shorter rows repeat.
    return [Bend(**{name: values[t % len(values)] for name, values in fields.items()}) for t in range(16)]


def _from(rest: int, by: Sequence[int]) -> list[int]:
    return [rest + by[t % len(by)] for t in range(16)]


_SLOPE = 90  # how much light falls off from a thing's upper left to its lower right
_PACE = (0, 0, 1, 1, 2, 2, 3, 3)
_PRESSED = (0, -30, -66, -80, 34, 24, 14, 6, 2, 8, 16, 28, -86, -56, 16, -8)
_TURNED = (256, 237, 181, 98, -80, -98, -181, -237, -256, -237, -181, -98, 80, 98, 181, 237)
VERBS: Mapping[str, Sequence[Bend]] = {  # of beasts and things: each begins as the thing is at rest
    "idle": _bends(
        lean=_wave(4),
        tall=[256 - swell + t % 2 for t, swell in enumerate(_swell(30))],
        wide=_from(256, _swell(18)),
        step=(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
    ),
    "walk": _bends(up=(0, 1, 3, 1), lean=_wave(4), step=_PACE, tall=(256, 248)),
    "run": _bends(
        up=(0, 3, 5, 2), lean=[min(t, 4) + lean for t, lean in enumerate(_wave(4))], step=(0, 1, 2, 3), tall=(256, 246)
    ),
    "jump": _bends(
        up=(0, 0, 0, 0, 4, 10, 15, 17, 17, 15, 10, 4, 0, 0, 0, 0),
        tall=_from(256, _PRESSED),
        wide=[256 - by // 2 for by in _PRESSED],
        lean=_wave(2),
        step=_PACE,
    ),
    "spin": _bends(wide=_TURNED, up=(0, 1)),
    "attack": _bends(
        on=(0, -1, -3, -5, -6, 4, 12, 10, 5, 2, 0, -2, -5, 8, 11, 4),
        lean=(0, -1, -3, -4, -5, 3, 8, 6, 3, 1, 0, -2, -5, 5, 8, 3),
        step=_PACE,
        spark=(0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 1, 2, 1),
    ),
    "wave": _bends(lean=_wave(7, 2), tall=(256, 262), step=_PACE),
    "dance": _bends(lean=_wave(7, 2), up=(0, 3, 5, 3), wide=(256, 244), step=_PACE),
    "fly": _bends(up=[up + t % 2 for t, up in enumerate(_swell(9))], lean=_wave(3), step=(0, 1, 2, 3)),
    "shake": _bends(on=(0, 3, -2, 2, -3, 1, -1, 3, 2, -3, 3, -2, 2, -3, 1, -1), lean=(0, 2, -2, 1, -1), step=_PACE),
    "open": _bends(
        tall=_from(256, (0, -12, -30, -46, -56, -20, 34, 54, 40, 20, 8, 2, 0, 4, 0, -4)),
        lean=(0, 2, -2, 2, -2, 1, *[0] * 10),
        spark=(*[0] * 6, *[3] * 10),
    ),
    "grow": _bends(
        tall=(256, 40, 64, 88, 120, 140, 168, 190, 208, 228, 244, 258, 276, 288, 272, 262),
        wide=(256, 60, 84, 96, 120, 150, 168, 180, 200, 214, 236, 262, 270, 252, 246, 252),
    ),
    "fall": _bends(
        up=(0, 2, 4, 2, 0, 0, 0, 0, 2, *[0] * 7),
        tall=(256, 264, 270, 250, 200, 150, 110, 84, 110, 90, 80, 84, 80, 84, 80, 84),
        wide=_from(256, (0, 6, 12, 18, 24, 30, 36, 42, 48, 54, *[60] * 6)),
        lean=(0, 1, 2, 3, 4, 5, 6, 7, *[8] * 8),
    ),
    "burn": _bends(lean=(0, 1, -1), tall=(256, 250), spark=(0, *[4] * 15)),
}

# -- bending


def rows(plane: Sequence[bytearray], bend: Bend, across: int, down: int) -> list[bytearray]:
    height, width = len(plane), len(plane[0])
    side = min(width, height)
    ground = height - 1 - height // 24
    shift, rise = bend.on * across * side // 64, (bend.up - bend.on * down // 2) * side // 64
    if bend.wide == 256:
        stretched = [bytes(row) for row in plane]
    else:
        wide = bend.wide
        middle = width - 1
        places = [
            (middle * abs(wide) + (2 * x - middle) * 256 * (1 if wide > 0 else -1) + abs(wide)) // (2 * abs(wide))
            for x in range(width)
        ]
        stretched = [bytes(row[at] if 0 <= at < width else 0 for at in places) for row in plane]
    made = []
    for y in range(height):
        at = ground - ((ground - y - rise) * 256 + 128) // bend.tall if bend.tall != 256 else y + rise
        if not 0 <= at < height:
            made.append(bytearray(width))
            continue
        # Leaning moves the top most.
        by = shift + (bend.lean * (ground - at) * (across or 1) * side // (height * 32) + 1) // 2
        row = stretched[at]
        if by > 0:
            row = bytes(min(by, width)) + bytes(row[: max(width - by, 0)])
        elif by < 0:
            row = bytes(row[min(-by, width) :]) + bytes(min(-by, width))
        made.append(bytearray(row))
    return made


def bent(form: Form, bend: Bend, across: int, down: int) -> None:
    if bend != STILL:
        form.slots, form.light, form.lines = (
            rows(plane, bend, across, down) for plane in (form.slots, form.light, form.lines)
        )


def relit(form: Form, more: int = 0) -> None:
    # After it was mirrored: what the light left dark turns to it.
    width = form.width
    for y in range(form.height):
        for part in range(8):
            form.shade(y, part * width // 8, (part + 1) * width // 8, 42 - part * 12 + more)


def sided(form: Form, turn: int) -> None:
    # The side that turns away takes less light; seen from behind, all takes less.
    width = form.width
    away = SINES[turn] // 6
    behind = -24 if 6 < turn < 18 else 0
    for y in range(form.height):
        form.shade(y, 0, width // 2, behind - max(-away, 0) // 2)
        form.shade(y, width // 2, width, behind - max(away, 0))


def wheeled(form: Form, turn: int) -> None:
    # Turned around the middle; its light is laid anew.
    if not turn:
        return
    width, height = form.width, form.height
    sin, cos = SINES[turn], SINES[(turn + 6) % AROUND]
    slots, light, lines = ([bytearray(width) for _ in range(height)] for _ in range(3))
    for y in range(height):
        dy = 2 * y + 1 - height
        for x in range(width):
            dx = 2 * x + 1 - width
            sx, sy = (dx * cos + dy * sin) // 256, (dy * cos - dx * sin) // 256
            at, row = (sx + width) >> 1, (sy + height) >> 1
            if 0 <= at < width and 0 <= row < height and (form.slots[row][at] or form.lines[row][at]):
                slots[y][x], lines[y][x] = form.slots[row][at], form.lines[row][at]
                lit = form.light[row][at] + (sx + sy - dx - dy) * _SLOPE // (width + height)
                light[y][x] = min(max(lit, 20), 236)
    form.slots, form.light, form.lines = slots, light, lines


# -- what flies around


def sparkle(form: Form, bend: Bend, across: int, down: int, accent: Rgb, facing: str) -> None:
    if not bend.spark:
        return
    pen = Pen(form)
    if bend.spark in (1, 2):
        x, y, size = 32 + 24 * across, 34 + 18 * down, 3 * bend.spark + 2
        star = pen.slot((255, 250, 220), "glow")
        for wide, high in ((size, 2), (2, size)):
            pen.poly(star, [(x - wide, y), (x, y - high), (x + wide, y), (x, y + high)], 235, edge=False)
        return
    turn = bend.tall + bend.lean * 7
    if bend.spark == 3:
        for n in range(7):
            spot = 10 + n * 7, 44 - (turn * (n + 3) + n * n * 5) % 36
            pen.dot(pen.slot(accent if n % 2 else (255, 244, 190), "glow"), *spot, 230, 2 + n % 2)
        return
    for n in range(7):
        x, y, size = 14 + n * 6, 57 - (turn * (n + 3) + n * n * 5) % 16, 3 + (n * 3 + turn) % 3
        for colour, wide, high in (((240, 96, 40), size, 3 * size), ((255, 208, 80), size // 2, size)):
            tongue = [(x - wide, y), (x, y - high), (x + wide, y), (x, y + 3)]
            pen.poly(pen.slot(colour, "glow"), tongue, 128 if wide == size else 160, edge=False)
