"""Drawn things that move as a whole: pressed, stretched, leaning, turned.

Owns: how beasts and things move that have no limbs to be posed, and what is done to pixels for it.
Must not know: prompts, what is drawn.
Rule: whole pixels; a thing stays on its ground unless it is lifted, and moves as people do: by their poses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rdbuild.offline.painters.body import Pose
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
_LIFTED = 8  # of 64: how high what fills its picture is lifted nevertheless


def posed(pose: Pose, rest: Pose, moment: int) -> Bend:
    """Return how a thing holds itself where somebody is in a pose; in `rest` it is as it is drawn."""
    turn = pose.roll % 12
    fallen, lean = min(turn, 12 - turn), pose.lean - rest.lean
    tall = 256 - 9 * (pose.sink - rest.sink) + (_arms(pose) - _arms(rest)) // 2 - 26 * fallen - 6 * (moment % 2)
    return Bend(
        on=lean * 3 // 2,
        up=max(pose.lift - rest.lift, 0),
        wide=256 - (tall - 256) // 2,
        tall=tall,
        lean=lean + (pose.side - rest.side + pose.sway - rest.sway) // 2 + pose.look,
        step=moment // 2,
        spark=0 if pose.spark is None else 1 + moment % 2,
    )


def _arms(pose: Pose) -> int:
    return sum(up for _, _, up in pose.hands)


def _row(**fields: Sequence[int]) -> list[Bend]:
    # Sixteen moments; shorter rows repeat.
    return [Bend(**{name: values[t % len(values)] for name, values in fields.items()}) for t in range(16)]


VERBS: Mapping[str, Sequence[Bend]] = {  # what people don't do, or not so
    "idle": _row(
        tall=(256, 256, 253, 248, 241, 237, 230, 228, 226, 228, 230, 237, 241, 248, 253, 256),
        wide=(256, 256, 258, 260, 265, 267, 272, 273, 274, 273, 272, 267, 265, 260, 258, 257),
        lean=(0, 2, 3, 4, 4, 4, 3, 2, 0, -2, -3, -4, -4, -4, -3, -2),
        step=(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
    ),
    "spin": _row(wide=(256, 237, 181, 98, -80, -98, -181, -237, -256, -237, -181, -98, 80, 98, 181, 237), up=(0, 1)),
    "open": _row(
        tall=(256, 244, 226, 210, 200, 236, 290, 310, 296, 276, 264, 258, 256, 260, 256, 252),
        lean=(0, 2, -2, 2, -2, 1, *[0] * 10),
        spark=(*[0] * 6, *[3] * 10),
    ),
    "grow": _row(
        tall=(256, 40, 64, 88, 120, 140, 168, 190, 208, 228, 244, 258, 276, 288, 272, 262),
        wide=(256, 60, 84, 96, 120, 150, 168, 180, 200, 214, 236, 262, 270, 252, 246, 252),
    ),
    "burn": _row(lean=(0, 1, -1), tall=(256, 250), spark=(0, *[4] * 15)),
}

# -- bending


def rows(plane: Sequence[bytearray], bend: Bend, across: int, down: int) -> list[bytearray]:
    """Return a plane of a picture, bent; (`across`, `down`) is where it faces."""
    height, width = len(plane), len(plane[0])
    side = min(width, height)
    ground = height - 1 - height // 24
    shift, rise = bend.on * across * side // 64, (bend.up - bend.on * down // 2) * side // 64
    wide, middle = bend.wide, width - 1
    places = [
        (middle * abs(wide) + (2 * x - middle) * 256 * (1 if wide > 0 else -1) + abs(wide)) // (2 * abs(wide))
        for x in range(width)
    ]
    made = []
    for y in range(height):
        at = ground - ((ground - y - rise) * 256 + 128) // bend.tall if bend.tall != 256 else y + rise
        if not 0 <= at < height:
            made.append(bytearray(width))
            continue
        # Leaning moves the top most.
        by = shift + (bend.lean * (ground - at) * (across or 1) * side // (height * 32) + 1) // 2
        row = plane[at] if wide == 256 else bytes(plane[at][x] if 0 <= x < width else 0 for x in places)
        moved = bytes(max(by, 0)) + bytes(row[max(-by, 0) :]) + bytes(max(-by, 0))
        made.append(bytearray(moved[:width]))
    return made


def within(bend: Bend, plane: Sequence[bytearray], top: int) -> Bend:
    """Return a bend that keeps a picture whose uppermost row is `top` on it: lower, and pressed for the rest."""
    height, side = len(plane), min(len(plane), len(plane[0]))
    ground = height - 1 - height // 24
    up = min(bend.up, top * 64 // side + _LIFTED)
    tall = max((ground - up * side // 64) * 256 // max(ground - top, 1), 1)
    return replace(bend, up=up, tall=min(bend.tall, tall)) if up > 0 else bend


def bent(form: Form, bend: Bend, across: int = 0, down: int = 0) -> None:
    """Bend what is drawn."""
    if (bend.on, bend.up, bend.wide, bend.tall, bend.lean) != (0, 0, 256, 256, 0):
        planes = form.slots, form.light, form.lines
        form.slots, form.light, form.lines = (rows(plane, bend, across, down) for plane in planes)


# -- turning what stands


def turned(form: Form, plain: Form, turn: int, deep: int) -> None:
    """Turn a thing by 24ths: what is on its front goes to one side, and a side is seen that is as `plain` as its back.

    `deep`: of 256 parts of its width.
    """
    xs = [x for row in form.slots for x, slot in enumerate(row) if slot]
    if not turn or not xs:
        return
    numbers = bytes([0, *map(form.slot, plain.colours[1:], plain.stuffs[1:])]).ljust(256, b"\0")
    plain.slots, plain.lines = ([row.translate(numbers) for row in plane] for plane in (plain.slots, plain.lines))
    for y, (slots, lines) in enumerate(
        zip(plain.slots, plain.lines, strict=True)
    ):  # what stands out does so all around
        for x, slot in enumerate(form.slots[y]):
            if slot and not slots[x]:
                slots[x], lines[x], plain.light[y][x] = slot, form.lines[y][x], form.light[y][x]
    sin, cos = SINES[turn], SINES[(turn + 6) % AROUND]
    side, face = abs(sin) * deep // 256, abs(cos)
    left, span = min(xs), max(xs) + 1 - min(xs)
    narrow = max(span * max(min(side + face, 256), deep) // 256, 2)
    strip = narrow * side // max(side + face, 1)  # of the side: to the left, where its front is turned to the right
    start = left + (span - narrow) // 2
    back, edge = -18 * (cos < 0), (14 if sin > 0 else -34) * (deep < 256)  # light is from the left
    made = [[bytearray(form.width) for _ in range(form.height)] for _ in range(3)]
    for y in range(form.height):
        for at in range(narrow):
            x, seen, by = left + at * span // narrow, plain, back
            if not plain.slots[y][x]:
                continue
            if at < strip if sin > 0 else at >= narrow - strip:
                by += edge
            elif cos > 0:
                inner = left + (at - strip * (sin > 0)) * span // max(narrow - strip, 1)
                if form.slots[y][inner] != plain.slots[y][inner] and form.slots[y][inner]:
                    x, seen = inner, form
            made[0][y][start + at] = seen.slots[y][x]
            made[1][y][start + at] = min(max(seen.light[y][x] + by, 0), 255)
            made[2][y][start + at] = seen.lines[y][x]
    form.slots, form.light, form.lines = made
    _rimmed(form)


def _rimmed(form: Form) -> None:
    # Lay the edge around the whole anew.
    for y, row in enumerate(form.slots):
        above = form.slots[y - 1] if y else bytes(form.width)
        below = form.slots[y + 1] if y + 1 < form.height else bytes(form.width)
        for x, slot in enumerate(row):
            if not slot:
                beside = row[x - 1] if x else 0, row[x + 1] if x + 1 < form.width else 0
                form.lines[y][x] = max(above[x], below[x], *beside)


# -- what flies around


def sparkle(form: Form, bend: Bend, across: int, down: int, accent: Rgb) -> None:
    """Draw what a strike (1, 2), an opening (3) or a fire (4) sends out."""
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
    for n in range(7):
        flight = turn * (n + 3) + n * n * 5
        if bend.spark == 3:
            colour = accent if n % 2 else (255, 244, 190)
            pen.dot(pen.slot(colour, "glow"), 10 + n * 7, 44 - flight % 36, 230, 2 + n % 2)
            continue
        x, y, size = 14 + n * 6, 57 - flight % 16, 3 + (n * 3 + turn) % 3
        for colour, wide, light in (((240, 96, 40), size, 128), ((255, 208, 80), size // 2, 160)):
            tongue = [(x - wide, y), (x, y - 3 * size if wide == size else y - size), (x + wide, y), (x, y + 3)]
            pen.poly(pen.slot(colour, "glow"), tongue, light, edge=False)
