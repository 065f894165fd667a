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

from rdbuild.offline.painters import beasts, people, wardrobe
from rdbuild.offline.painters.body import Figure, Person, Pose
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, called, mix, toned, words
from rdbuild.offline.painters.form import MIDDLE, SUB, Form, Pen
from rdbuild.offline.painters.solids import FINE, Frame, shapes, table
from rdbuild.offline.painters.subjects import backdrop, colours_of, draw, subject_of

_MOST = 368  # of 256: the scale of a head with nothing tall on it
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
_BLUSH = "spot blush 128 27:36:-20:8:5"
_BROW = "patch beard 84 8:42:13 21:40:18 36:32:13 21:40:14"
_NOSE = """
    patch skin 84 1:46:2 7:44:-16 0:47:-20 -4:46:-18;
    patch skin 206 -2:47:0 1:48:-2 0:48:-15 -4:47:-15;
    patch skin 50 -4:46:-19 4:46:-19 2:46:-21 -2:46:-21
"""
_MOUTH = """
    patch skin 92 -8:40:-38 8:40:-38 5:42:-42 -5:42:-42;
    patch lip 150 -10:40:-31 0:44:-29 10:40:-31 6:42:-36 -6:42:-36;
    patch eye 128 -13:38:{smile} 0:44:-31 13:38:{smile} 0:44:-33
"""
_GRIN = """
    patch eye 128 -15:38:-24 -12:39:-27 0:44:-28 12:39:-27 15:38:-24 9:42:-38 0:44:-41 -9:42:-38;
    patch white 190 -11:39:-28 0:44:-29 11:39:-28 8:42:-34 0:43:-35 -8:42:-34
"""
_RIM = """
    patch dark 80 3:41:8 7:41:13 35:41:13 39:41:8 39:41:-9 35:41:-14 7:41:-14 3:41:-9 3:41:8 6:41:7 6:41:-8 9:41:-11
    33:41:-11 36:41:-8 36:41:7 33:41:10 9:41:10 6:41:7 / 80 -4:46:4 4:46:4 4:46:1 -4:46:1
"""
_GLASS = "patch white 255 -32:41:4 -26:41:9 -23:41:9 -32:41:0 / 255 10:41:4 16:41:9 19:41:9 10:41:0"
# What a chin and a forehead that are near have in place of what a ball has.
_NEAR = table("""
fullbeard: panel beard -12:4:3 -10:8:-3 -7:11:-5 0:13:-5 7:11:-5 10:8:-3 12:4:3 12:3:-8 8:8:-14 0:11:-16 -8:8:-14
    -12:3:-8; panel lip -3:13:-8 3:13:-8 2:13:-9 -2:13:-9
longbeard: panel beard -12:4:3 -10:8:-3 -7:11:-5 0:13:-5 7:11:-5 10:8:-3 12:4:3 13:3:-9 10:8:-19 3:11:-30 0:11:-26
    -3:11:-33 -10:8:-19 -13:3:-9; panel lip -3:13:-8 3:13:-8 2:13:-9 -2:13:-9
glasses:
swept: shell hair 2 7:5:3:2:1:-2:-4:-6:-8:-9x4; limb hair -9:6:12:3 -2:11:10:3 5:11:7:2 9:8:3:1
spiky: shell hair 2 4:6:2:5:0:2:-4:-3:-9:-6:-10:-7:-10; limbs hair 4:5:9:5 9:4:18:1; limb hair -1:7:9:4 0:9:19:1; limbs
    hair 9:-1:7:5 17:-4:9:1; limb hair 0:-6:8:6 0:-12:15:1
""")
_JAW = ((12, 4), (10, 8), (6, 11), (1, 12), (-4, 11), (-8, 10), (-11, 7), (-13, 4))
_SKULL = "ball skin 0:0:0:12:12"
_FAR = {name: shapes.strip() for name, shapes in {**wardrobe.FACES, **wardrobe.HAIRS_WORN}.items()}
_MOST_SHUT = 4  # a mouth that is lifted more is open
_SMILES = called("""
7: smile smiles smiling happy cheerful joyful friendly grin grins grinning laughing
-5: sad angry grumpy frown frowns frowning scowling crying gloomy
""")  # how far a mouth is lifted
_BACKDROPS: tuple[Rgb, ...] = ((120, 140, 170), (150, 130, 160), (130, 160, 150), (170, 150, 130))


def portrait(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint somebody's head and shoulders, large; of a beast, its head."""
    paint, kind = subject_of(prompt, dice)
    side = min(form.width, form.height)
    colours = colours_of(prompt, dice, given)
    form.colours[0] = mix(toned(colours[1], -1), dice.pick(_BACKDROPS), 190)
    if paint is beasts.beast:
        paint(Pen(form), kind, colours, dice, "near")
        return
    if paint is not people.person:
        draw(Pen(form), prompt, dice, given)
        return
    figure = people.dressed(kind, colours, dice, prompt, loud=bool(given))
    pen = Pen(form, (form.width - side) // 2, form.height - side, side)
    turn, usual = dice.pick((-2, -1, 1, 2)), dice.between(-1, _MOST_SHUT)
    bust(pen, figure, turn, next((int(_SMILES[word]) for word in words(prompt) if word in _SMILES), usual))


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
            people.draw(pen, figure, facing, Pose(aim=(-3, 2, 16)))
        elif paint is beasts.beast:
            paint(pen, kind, colours, Chance(seed), facing, 0)
        else:
            pen.mirror = place % 2 == 1
            draw(pen, prompt, Chance(seed), given)
        form.paste(cell, place % across * wide + 1, place // across * high + 1)


def bust(pen: Pen, figure: Figure, turn: int, smile: int) -> None:
    """Draw a figure's head and shoulders in the pen's box, turned by so many 24ths; `smile` lifts its mouth."""
    scale = min(60 * 256 // (figure.tall() + 26), _MOST)
    trunk = scale * 5 // 4
    stage = Person(pen, replace(figure, tools=(None, None)), turn // 2, _POSE)
    stage.body = stage.frame(None, (0, 0, -(10 * scale + 30 * trunk) // 16), trunk)
    stage.head = stage.frame(None, (0, 0, 0), scale, turn - turn // 2)
    stage.head.soft = True
    stage.x, stage.y = 32 * FINE, 62 * FINE - 25 * scale // 16 if scale < _MOST else 27 * FINE
    stage.reach_out(-9)
    stage.cloak()
    stage.wear(stage.body, f"lathe {figure.neck} 0:0:0 26:5:4 36:5:4", -1)
    stage.wear(stage.body, figure.torso, 0, figure.stout + 2)
    worn = figure.head
    for name, near in _NEAR.items():
        worn = worn.replace(_FAR[name], near)
    before, skull, after = worn.partition(_SKULL)
    veiled = "shell skin" in after
    stage.wear(stage.head, before, 3 if skull else 4)
    if skull:
        stage.put(4, lambda: _jaw(stage))
    if not veiled and "shell hair" in after:
        first, shell, hat = after.partition("shell hair")
        hair, _, after = hat.partition(";")
        stage.wear(stage.head, first + shell + hair, 5)
        stage.put(5, lambda: _locks(stage))
    stage.wear(stage.head, after, 5)
    if skull and figure.eyes in ("plain", "glow"):
        stage.put(6 if veiled else 4, lambda: _features(stage, smile, veiled))
    elif skull and figure.eyes == "sockets":
        stage.put(6, lambda: _hollows(stage))
    else:
        stage.look()
    stage.draw()


def _jaw(stage: Person) -> None:
    # A head with a chin: the ball of small pictures is a child's.
    head = stage.head
    left, right = stage.flanks([(head.at(0, 2 if up < -6 else 0, up), head.length(wide)) for up, wide in _JAW])
    stage.pen.poly(stage.slot("skin"), [*left, *reversed(right)], "ball", cast=60)


def _locks(stage: Person) -> None:
    # Strands from the crown to the hairline, dark beside light, on nothing but the hair that was laid last.
    head, form, slot = stage.head, stage.pen.form, stage.slot("hair")
    rows = {y: (left, right) for y, left, right in form.last}
    for j in (-5, -3, -1, 0, 2, 3, 5):
        spots = [stage.place(head.round(j, isqrt(170 - u * u), u)) for u in range(12, -9, -2)]
        for one, other in pairwise(spots):
            (x0, y0), (x1, y1) = (stage.pen.place(*spot) for spot in (one, other))
            for y in range(min(y0, y1) // SUB, max(y0, y1) // SUB + 1):
                x = (x0 + (x1 - x0) * (y * SUB - y0) // (y1 - y0 or 1)) // SUB
                left, right = rows.get(y, (0, 0))
                if left <= x < right - 1 and form.slots[y][x] == slot:
                    form.shade(y, x, x + 1, -60)
                    form.shade(y, x + 1, x + 2, 44 * (j < 2))


def _hollows(stage: Person) -> None:
    # The eyes of a skull, and the spark in them.
    size = stage.reach(stage.head, 1)
    for side in (-1, 1):
        x, y = stage.on(stage.head, (side * 5, 9, -1))
        stage.pen.ball(stage.slot("eye"), x, y, 3 * size, 3 * size, light=MIDDLE)
        stage.pen.ball(stage.slot("ember"), x, y, size * 3 // 4, light=200, edge=False)


def _features(stage: Person, smile: int, veiled: bool) -> None:
    face = stage.frame(stage.head, scale=stage.head.scale // 4)  # in quarters of a unit
    for side in (-1, 1):
        if not veiled and (abs(face.sin) < 100 or side * face.sin < 0):  # the far cheek is out of sight
            _flat(face, _BLUSH, side)
        _flat(face, _EYE, 1, side * _EYES_APART)
        _flat(face, _BROW, side)
    if not veiled:
        _flat(face, _NOSE)
    if stage.figure.mouth or stage.figure.eyes == "glow":
        _flat(face, _GRIN if smile > _MOST_SHUT else _MOUTH.format(smile=smile - 31))
    if _FAR["glasses"] in stage.figure.head:
        for shapes_, side in ((_RIM, -1), (_RIM, 1), (_GLASS, 1)):
            _flat(face, shapes_, side)


def _flat(face: Frame, text: str, side: int = 1, apart: int = 0) -> None:
    stage = face.stage
    for shape in shapes(text):
        slot, ((light,), *points) = stage.slot(shape.material), shape.points
        spots = [stage.place(face.at(side * s + apart, f, u)) for s, f, u, *_ in points]
        if shape.verb == "spot":
            rx, ry = (stage.reach(face, n) for n in points[0][3:])
            stage.pen.ball(slot, *spots[0], rx, ry, light=light, edge=False)
        else:
            stage.pen.poly(slot, spots, light, edge=False)
