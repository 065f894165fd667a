"""Somebody from near by: head and shoulders, with a face of all its parts.

Owns: what a large face has that a small one has no room for.
Must not know: prompts, what is worn.
Rule: it is the same figure as on every other picture, its head and its trunk at scales of their own.
"""

from __future__ import annotations

from dataclasses import replace

from rdbuild.offline.painters.body import FINE, GROUND, NECK, RADIUS, Figure, Frame, Pose, Spot, Stage
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import MIDDLE, Pen


def bust(pen: Pen, figure: Figure, turn: int, iris: Rgb, smile: int) -> None:
    """Draw a figure's head and shoulders in the pen's box, turned by so many 24ths, with a face of all its parts."""
    high = figure.tall - NECK + figure.short
    scale = min(60 * FINE // (high + 24), 23)
    trunk = scale * 5 // 4
    middle = (GROUND + 3) * FINE - 25 * scale if scale < 23 else 27 * FINE
    chin = middle + (RADIUS - 2) * scale
    stage = Stage(pen, figure, turn // 2, Pose(hands=((5, -2, -15), (5, -2, -15))), trunk, scale, 0)
    stage.body.y = chin + 30 * trunk
    stage.head = Frame(stage, turn, scale, 32 * FINE, middle)
    arms = figure.tools
    if arms != (None, None):
        stage.figure = replace(figure, tools=(None, None))
    stage.reach(-9)
    stage.cloak()
    stage.wear(stage.body, f"lathe {figure.neck} 0:0:0 26:5:4 36:5:4", -1)
    stage.wear(stage.body, figure.torso, 0, figure.stout + 2)
    first, _, rest = figure.head.partition("; ")
    if first.startswith("balls"):  # ears
        stage.wear(stage.head, first, 3)
        first, _, rest = rest.partition("; ")
    if first.startswith("ball skin"):
        stage.put(4, lambda: _jaw(stage))
        stage.wear(stage.head, rest, 5)
        if figure.eyes == "plain":
            stage.put(4, lambda: _features(stage, pen.slot(iris, "flat"), smile))
        elif figure.eyes == "sockets":
            stage.put(6, lambda: _hollows(stage))
        elif figure.eyes in ("glow", "slit"):
            stage.face()
    else:
        stage.wear(stage.head, figure.head, 4)
        stage.face()
    stage.done()


def _jaw(stage: Stage) -> None:
    """Draw a head with a chin: the ball of other pictures is a child's."""
    head, left, right = stage.head, [], []
    for up, wide in ((12, 4), (10, 8), (6, 11), (1, 12), (-4, 11), (-8, 10), (-11, 7), (-13, 4)):
        # The chin is forward, the skull is behind.
        x, y, _ = head.raw(0, 2 if up < -6 else 0, up)
        left.append((x - wide * head.scale, y))
        right.append((x + wide * head.scale, y))
    stage.pen.poly(stage.slot("skin"), [*left, *reversed(right)], "ball", cast=60)


def _hollows(stage: Stage) -> None:
    """Draw the eyes of a skull, and the spark in them."""
    dark, spark, scale = stage.slot("eye"), stage.slot("ember"), stage.head.scale
    for side in (-1, 1):
        x, y, _ = stage.head.at(side * 5, 9, -1)
        stage.pen.ball(dark, x, y, 3 * scale, 3 * scale, light=MIDDLE)
        stage.pen.ball(spark, x, y, scale * 3 // 4, light=200, edge=False)


def _features(stage: Stage, iris: int, smile: int) -> None:
    """Draw the eyes, brows, nose and mouth of a large face: flat shapes in quarters of a unit."""
    head = stage.head
    face = Frame(stage, head.angle, head.scale, head.x, head.y, parts=4)
    skin, brow, dark, white = (stage.slot(name) for name in ("skin", "beard", "eye", "white"))

    def patch(slot: int, light: int, *points: Spot) -> None:
        stage.pen.poly(slot, [face.at(*point)[:2] for point in points], light, edge=False)

    def lit(s: int, f: int, u: int, rx: int, ry: int, slot: int, light: int) -> None:
        x, y, _ = face.at(s, f, u)
        stage.pen.ball(slot, x, y, rx * head.scale // 4, ry * head.scale // 4, light=light, edge=False)

    patch(skin, 92, (-8, 40, -38), (8, 40, -38), (5, 42, -42), (-5, 42, -42))  # under the lip
    for side in (-1, 1):
        if abs(head.sin) < 100 or side * head.sin < 0:
            lit(side * 27, 36, -20, 8, 5, stage.slot("blush"), 128)
        s = side * 21
        patch(
            skin,
            98,
            (s - 13, 38, 4),
            (s - 6, 40, 10),
            (s + 6, 40, 10),
            (s + 13, 38, 4),
            (s + 7, 38, -9),
            (s - 7, 38, -9),
        )
        patch(
            white,
            170,
            (s - 12, 38, -1),
            (s - 6, 40, 6),
            (s + 6, 40, 6),
            (s + 12, 38, -1),
            (s + 6, 39, -7),
            (s - 6, 39, -7),
        )
        lit(s, 40, 0, 6, 7, iris, 128)
        lit(s, 40, 0, 3, 4, dark, 128)
        lit(s - 3, 40, 3, 2, 2, white, 255)
        patch(
            dark,
            128,
            (s - 14, 38, -1),
            (s - 7, 40, 7),
            (s + 7, 40, 7),
            (s + 14, 38, -1),
            (s + 7, 40, 4),
            (s - 7, 40, 4),
        )
        inner, outer = side * 8, side * 36
        patch(brow, 84, (inner, 42, 13), (s, 40, 18), (outer, 32, 13), (s, 40, 14))
    patch(skin, 84, (1, 46, 2), (7, 44, -16), (0, 47, -20), (-4, 46, -18))  # the nose: its shadow, and its light
    patch(skin, 206, (-2, 47, 0), (1, 48, -2), (0, 48, -15), (-4, 47, -15))
    patch(skin, 50, (-4, 46, -19), (4, 46, -19), (2, 46, -21), (-2, 46, -21))
    if stage.figure.mouth:
        lip = stage.slot("lip")
        patch(lip, 150, (-10, 40, -31), (0, 44, -29), (10, 40, -31), (6, 42, -36), (-6, 42, -36))
        patch(dark, 128, (-13, 38, -31 + smile), (0, 44, -31), (13, 38, -31 + smile), (0, 44, -33))
