"""Pictures that show somebody alone: head and shoulders from near by, or the whole from all sides.

Owns: portraits and turnarounds, and what a large face has that a small one has no room for.
Must not know: requests, what is worn, how light becomes colour.
Rule: it is the same figure as on every other picture; near by, its head and its trunk have scales of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import isqrt

from rdbuild.offline.painters import beasts, body, people
from rdbuild.offline.painters.body import FINE, GROUND, NECK, RADIUS, Figure, Frame, Pose, Stage, shapes
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, mix, toned
from rdbuild.offline.painters.form import GRID, MIDDLE, Form, Pen
from rdbuild.offline.painters.subjects import backdrop, colours_of, draw, subject_of

_MOST = 23  # of 16: the scale of a head with nothing tall on it
_POSE = Pose(hands=((5, -2, -15), (5, -2, -15)))
# Flat shapes in quarters of a unit: the light, then points; or (`spot`) a middle and radii. Eyes lie around their own
# middle and are mirrored only in place: both have their glint at the upper left.
_EYES_APART = 21
_EYE = """
    patch skin 98 -13:38:4 -6:40:10 6:40:10 13:38:4 7:38:-9 -7:38:-9;
    patch white 170 -12:38:-1 -6:40:6 6:40:6 12:38:-1 6:39:-7 -6:39:-7;
    spot iris 128 0:40:0:6:7; spot eye 128 0:40:0:3:4; spot white 255 -3:40:3:2:2;
    patch eye 128 -14:38:-1 -7:40:7 7:40:7 14:38:-1 7:40:4 -7:40:4
"""
_BROW = "patch beard 84 8:42:13 21:40:18 36:32:13 21:40:14"
_NOSE = """
    patch skin 84 1:46:2 7:44:-16 0:47:-20 -4:46:-18;
    patch skin 206 -2:47:0 1:48:-2 0:48:-15 -4:47:-15;
    patch skin 50 -4:46:-19 4:46:-19 2:46:-21 -2:46:-21
"""
_MOUTH = """
    patch skin 92 -8:40:-38 8:40:-38 5:42:-42 -5:42:-42;
    patch lip 150 -10:40:-31 0:44:-29 10:40:-31 6:42:-36 -6:42:-36
"""
_JAW = ((12, 4), (10, 8), (6, 11), (1, 12), (-4, 11), (-8, 10), (-11, 7), (-13, 4))
_NEAREST = 88  # of 64: how much larger a beast is in its portrait
_BACKDROPS: tuple[Rgb, ...] = ((120, 140, 170), (150, 130, 160), (130, 160, 150), (170, 150, 130))


def portrait(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint somebody's head and shoulders, large; of a beast, what its picture shows from near by."""
    paint, kind = subject_of(prompt, dice)
    side = min(form.width, form.height)
    colours = colours_of(prompt, dice, given)
    form.colours[0] = mix(toned(colours[1], -1), dice.pick(_BACKDROPS), 190)
    if paint is beasts.beast:
        seed = dice.next()
        scratch = Form(GRID, GRID)
        paint(Pen(scratch), kind, colours, Chance(seed), "down")
        left, top, right = _extent(scratch)
        near = side * min(_NEAREST, GRID * (GRID - 4) // max(right - left, 1)) // GRID
        middle = (form.width - near * (left + right) // GRID) // 2
        pen = Pen(form, middle, form.height - side + side // 16 - near * top // GRID, near)
        paint(pen, kind, colours, Chance(seed), "down")
        return
    if paint is not people.person:
        draw(Pen(form), prompt, dice, given)
        return
    figure = people.dressed(kind, colours, dice, prompt, loud=bool(given))
    pen = Pen(form, (form.width - side) // 2, form.height - side, side)
    bust(pen, figure, dice.pick((-2, -1, 1, 2)), dice.between(-1, 4))


def turnaround(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the same character from the front, three quarters, the side and behind, as large as they fit."""
    form.colours[0] = backdrop(dice)
    paint, kind = subject_of(prompt, dice)
    colours = colours_of(prompt, dice, given)
    figure = people.dressed(kind, colours, dice, prompt, loud=bool(given)) if paint is people.person else None
    seed = dice.next()
    across = max((4, 2, 1), key=lambda count: min(form.width * 5 // (4 * count), form.height * count // 4))
    wide, high = form.width // across, form.height // (4 // across)
    side = min(wide * 5 // 4, high) - 1
    for place, facing in enumerate(("down", "down-right", "right", "up")):
        cell = Form(wide - 2, high - 2)
        pen = Pen(cell, (wide - 2 - side) // 2, (high - 2 - side) // 2, side)
        if figure:
            body.draw(pen, figure, facing, Pose(aim=(-3, 2, 16)))
        elif paint is beasts.beast:
            paint(pen, kind, colours, Chance(seed), facing, 0)
        else:
            pen.mirror = place % 2 == 1
            draw(pen, prompt, Chance(seed), given)
        form.paste(cell, place % across * wide + 1, place // across * high + 1)


def bust(pen: Pen, figure: Figure, turn: int, smile: int) -> None:
    """Draw a figure's head and shoulders in the pen's box, turned by so many 24ths; `smile` lifts its mouth."""
    high = figure.tall - NECK + figure.short
    scale = min(60 * FINE // (high + 24), _MOST)
    trunk = scale * 5 // 4
    middle = (GROUND + 3) * FINE - 25 * scale if scale < _MOST else 27 * FINE
    stage = Stage(pen, replace(figure, tools=(None, None)), turn // 2, _POSE, trunk, scale, 0)
    stage.body.y = middle + (RADIUS - 2) * scale + 30 * trunk
    stage.head = Frame(stage, turn, scale, 32 * FINE, middle)
    stage.reach(-9)
    stage.cloak()
    stage.wear(stage.body, f"lathe {figure.neck} 0:0:0 26:5:4 36:5:4", -1)
    stage.wear(stage.body, figure.torso, 0, figure.stout + 2)
    before, skull, after = figure.head.partition("ball skin 0:0:0:12:12")
    if skull:
        stage.wear(stage.head, before, 3)
        stage.put(4, lambda: _jaw(stage))
        stage.wear(stage.head, after, 5)
        veiled = "shell skin" in after
        if figure.eyes == "plain":
            stage.put(6 if veiled else 4, lambda: _features(stage, smile, veiled))
        elif figure.eyes == "sockets":
            stage.put(6, lambda: _hollows(stage))
        else:
            stage.face()
        if not veiled and "shell hair" in after:
            stage.put(5, lambda: _locks(stage))
    else:
        stage.wear(stage.head, before, 4)
        stage.face()
    stage.done()


def _jaw(stage: Stage) -> None:
    # A head with a chin: the ball of small pictures is a child's.
    head, left, right = stage.head, [], []
    for up, wide in _JAW:
        x, y, _ = head.raw(0, 2 if up < -6 else 0, up)
        left.append((x - wide * head.scale, y))
        right.append((x + wide * head.scale, y))
    stage.pen.poly(stage.slot("skin"), [*left, *reversed(right)], "ball", cast=60)


def _locks(stage: Stage) -> None:
    # Strands from the crown to the hairline, dark beside light.
    head, pen, slot = stage.head, stage.pen, stage.slot("hair")
    pen.form.only = slot
    for j in (-5, -3, -1, 0, 2, 3, 5):
        spots = [head.round(j, isqrt(170 - u * u), u) for u in range(12, -9, -2)]
        for (x0, y0), (x1, y1) in pairwise(spots):
            pen.stroke(slot, x0, y0, x1, y1, 76)
            if j < 2:
                pen.stroke(slot, x0 + FINE, y0, x1 + FINE, y1, 190)
    pen.form.only = 0


def _hollows(stage: Stage) -> None:
    # The eyes of a skull, and the spark in them.
    scale = stage.head.scale
    for side in (-1, 1):
        x, y, _ = stage.head.at(side * 5, 9, -1)
        stage.pen.ball(stage.slot("eye"), x, y, 3 * scale, 3 * scale, light=MIDDLE)
        stage.pen.ball(stage.slot("ember"), x, y, scale * 3 // 4, light=200, edge=False)


def _features(stage: Stage, smile: int, veiled: bool) -> None:
    face = Frame(stage, stage.head.angle, stage.head.scale, stage.head.x, stage.head.y, parts=4)
    if not veiled:
        for side in (-1, 1):
            if abs(face.sin) < 100 or side * face.sin < 0:  # the far cheek is out of sight
                _flat(face, "spot blush 128 27:36:-20:8:5", side)
    for side in (-1, 1):
        _flat(face, _EYE, 1, side * _EYES_APART)
        _flat(face, _BROW, side)
    if not veiled:
        _flat(face, _NOSE)
    if stage.figure.mouth:
        _flat(face, f"{_MOUTH}; patch eye 128 -13:38:{smile - 31} 0:44:-31 13:38:{smile - 31} 0:44:-33")


def _flat(face: Frame, text: str, side: int = 1, apart: int = 0) -> None:
    pen, scale = face.stage.pen, face.scale
    for verb, material, ((light,), *points) in shapes(text):
        slot = face.stage.slot(material)
        spots = [face.at(side * point[0] + apart, point[1], point[2])[:2] for point in points]
        if verb == "spot":
            rx, ry = points[0][3:]
            pen.ball(slot, *spots[0], rx * scale // 4, ry * scale // 4, light=light, edge=False)
        else:
            pen.poly(slot, spots, light, edge=False)


def _extent(form: Form) -> tuple[int, int, int]:
    # The left, the upper and the right end of what is on a form.
    rows = [(y, bytes(row)) for y, row in enumerate(form.slots) if any(row)]
    lefts = [len(row) - len(row.lstrip(b"\0")) for _, row in rows]
    return min(lefts), rows[0][0], max(len(row.rstrip(b"\0")) for _, row in rows)
