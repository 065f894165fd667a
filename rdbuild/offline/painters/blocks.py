"""Things and places at 45 degrees: two units across for one down.

Owns: the solids that models are put together from, and the ground of blocks and the rooms they stand in.
Must not know: requests, how light becomes colour.
Rule: corners lie on even pixels, so every line along the ground is two pixels across for one down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isqrt

from rdbuild.offline.painters import subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.models import CALLED, GROWN, INTERIORS, MODELS, extent
from rdbuild.offline.painters.scenery import Scenery, Sprite, land_of, named

Point = tuple[int, int]

_TOP, _LEFT, _RIGHT = 206, 138, 76  # light on the three faces


class Stand:
    """A piece of ground of the form where models are built: its farthest corner in pixels, and pixels to its side."""

    def __init__(self, place: Scenery, x: int, y: int, size: int) -> None:
        self.place, self.x, self.y, self.size = place, x, y, size
        self.pen = place.pixels

    def at(self, x: int, y: int, z: int) -> Point:
        # Even numbers, so that every line along x or y is two pixels across for one down.
        u, v = (x * self.size + 64) // 128 * 2, (y * self.size + 64) // 128 * 2
        return self.x + u - v, self.y + (u + v) // 2 - z * self.size // 64

    def build(self, name: str) -> None:
        for row in MODELS[name].split(" | "):
            shape, what, *numbers = row.split()
            role, *more = what.split(".")
            _PARTS[shape](self, role, *(int(light) if light.isdigit() else light for light in more), *map(int, numbers))

    def put(self, name: str, x: int, y: int, z: int, size: int) -> None:
        at = self.at(x, y, z)
        Stand(self.place, *at, self.size * size // 64).build(name)

    def thing(self, name: str, x: int, y: int, z: int, size: int) -> None:
        at = self.at(x, y, z)
        self.place.thing(name, *at, self.size * size // 64)

    def quad(self, role: str, light: int, *corners: tuple[int, int, int], edge: bool = False) -> None:
        self.pen.poly(self.place.slot(role), [self.at(*corner) for corner in corners], light, edge=edge)

    def box(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        self.quad(
            role, _RIGHT, (x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0), (x0, y1, z1), edge=True
        )
        self.quad(role, _LEFT, (x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1))
        self.quad(role, _TOP, (x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))
        if self.size >= 24:
            (a, b), (c, d) = self.at(x0, y1, z1), self.at(x1, y1, z1)
            self.pen.stroke(self.place.slot(role), a, b, c - 1, d - 1, 232)

    def gable(self, role: str, wall: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        middle = (y0 + y1) // 2
        self.quad(wall, _RIGHT, (x1, y0, z0), (x1, middle, z1), (x1, y1, z0), edge=True)
        self.quad(role, 160, (x0, y1, z0), (x1, y1, z0), (x1, middle, z1), (x0, middle, z1), edge=True)
        for n in range(1, 4):  # courses of tiles
            up = z0 + (z1 - z0) * n // 4
            y = y1 + (middle - y1) * n // 4
            a, b = self.at(x0, y, up), self.at(x1, y, up)
            if self.size >= 24:
                self.pen.stroke(self.place.slot(role), *a, *b, 96)
        for y in (y0, y1):  # the rim of the roof on the gable
            light = 104 if y == y1 else 60
            self.quad(role, light, (x1, middle, z1), (x1, y, z0), (x1, y, z0 - 4), (x1, middle, z1 - 5))

    def pyramid(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        top = (x0 + x1) // 2, (y0 + y1) // 2, z1
        self.quad(role, _RIGHT, (x0, y1, z0), (x1, y1, z0), (x1, y0, z0), top, edge=True)
        self.quad(role, 176, (x0, y1, z0), (x1, y1, z0), top)

    def drum(self, role: str, x: int, y: int, z0: int, z1: int, radius: int) -> None:
        slot, reach = self.place.slot(role), max(radius * self.size * 5 // 256, 1)
        (cx, low), (_, high) = self.at(x, y, z0), self.at(x, y, z1)
        self.pen.ball(slot, cx, low, reach, max(reach // 2, 1), light=_RIGHT)
        self.pen.box(slot, cx - reach, high, cx + reach, low, "round")
        for step in range(1, max(reach // 2, 1) + 1):  # the round foot, lit as the body is
            part = reach * reach - (2 * step - 1) ** 2
            half = isqrt(max(part, 0))
            self.pen.box(slot, cx - half, low + step - 1, cx + half, low + step, "round", edge=False)
        self.pen.ball(slot, cx, high, reach, max(reach // 2, 1), light=_TOP)

    def cone(self, role: str, x: int, y: int, z0: int, z1: int, radius: int) -> None:
        slot, reach = self.place.slot(role), max(radius * self.size * 5 // 256, 1)
        (cx, low), (_, high) = self.at(x, y, z0), self.at(x, y, z1)
        down = max(reach // 2, 1)
        rim = [(reach, 0), (reach * 3 // 4, down * 2 // 3), (0, down), (-reach * 3 // 4, down * 2 // 3), (-reach, 0)]
        self.pen.poly(slot, [(cx, high), *((cx + x, low + y) for x, y in rim)], "round")

    def ball(self, role: str, x: int, y: int, z: int, radius: int) -> None:
        self.pen.ball(self.place.slot(role), *self.at(x, y, z), max(radius * self.size // 64, 1))

    def left(self, role: str, light: int, y: int, x0: int, z0: int, x1: int, z1: int) -> None:
        self.quad(role, light, (x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1))

    def right(self, role: str, light: int, x: int, y0: int, z0: int, y1: int, z1: int) -> None:
        self.quad(role, light, (x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1))

    def floor(self, role: str, light: int, z: int, x0: int, y0: int, x1: int, y1: int) -> None:
        self.quad(role, light, (x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z))

    def crown(self, role: str, x0: int, y0: int, z: int, x1: int, y1: int) -> None:
        tooth, step = 5, 10
        for at in range(x0, x1 - tooth + 1, step):
            self.box(role, at, y0, z, at + tooth, y0 + tooth, z + 6)
        for at in range(y0 + step, y1 - tooth + 1, step):
            self.box(role, x0, at, z, x0 + tooth, at + tooth, z + 6)
        for at in range(y0 + step, y1 - tooth + 1, step):
            self.box(role, x1 - tooth, at, z, x1, at + tooth, z + 6)
        for at in range(x0, x1 - tooth + 1, step):
            self.box(role, at, y1 - tooth, z, at + tooth, y1, z + 6)

    def ground(self, top: str, under: str, z0: int) -> None:
        """Build a block of earth, its top covered."""
        self.box(under, 0, 0, z0, 64, 64, 0)
        self.left(top, _LEFT, 64, 0, -7, 64, 0)
        self.right(top, _RIGHT, 64, 0, -7, 64, 0)
        for at in range(3, 62, 9):
            self.left(top, _LEFT, 64, at, -11, at + 4, 0)
            self.right(top, _RIGHT, 64, at, -11, at + 4, 0)
        self.floor(top, 168, 0, 0, 0, 64, 64)


_PARTS: dict[str, Callable[..., None]] = {
    part.__name__: part
    for part in (
        *(Stand.box, Stand.gable, Stand.pyramid, Stand.drum, Stand.cone, Stand.ball),
        *(Stand.left, Stand.right, Stand.floor, Stand.crown, Stand.put, Stand.thing),
    )
}  # fmt: skip


def block(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint one thing at 45 degrees on an empty ground."""
    place = Scenery(form, prompt, dice, given)
    form.colours[0] = subjects.backdrop(dice)
    name = _model_of(place.said)
    stand = stood(place, name)
    if not name:
        x, y = stand.at(32, 32, 0)
        side = stand.size * 90 // 64
        place.shadow(x, y + stand.size // 8, side // 3)
        subjects.draw(Pen(form, x - side // 2, y + stand.size * 14 // 64 - side, side), prompt, dice, given)


def stood(place: Scenery, name: str) -> Stand:
    """Build a model in the middle of the form, as large as fits; without a name what others may stand on."""
    form = place.form
    left, top, right, bottom = extent(name) if name else (-64, -26, 64, 64)
    plinth = 14 if name in GROWN or not name else 0
    if plinth:
        left, top, right, bottom = min(left, -64), min(top, 0), max(right, 64), 64 + plinth
    margin = max(min(form.width, form.height) // 10, 4)
    size = min((form.width - margin) * 64 // (right - left), (form.height - margin) * 64 // (bottom - top)) // 2 * 2
    size = max(size, 4)
    x, y = form.width // 2 - (left + right) * size // 128, form.height // 2 - (top + bottom) * size // 128
    stand = Stand(place, x, y, size)
    if plinth:
        stony = place.land in ("city", "space", "crypt", "dungeon") or not name
        stand.ground("stone" if stony else "ground", "stone" if stony else "under", -plinth)
    if name:
        stand.build(name)
    return stand


def _model_of(said: Sequence[str]) -> str:
    if named(said):
        return ""
    return next((CALLED[word] for word in reversed(said) if word in CALLED), "")


# -- whole scenes

Block = tuple[int, int, int, str]  # how far to the lower right, to the lower left, up, and of what it is
_WET = frozenset({"beach", "swamp", "volcano"})


@dataclass
class _Lay:
    """A land of blocks: where the farthest corner of its middle is, a block's side and height, and how wide that is."""

    x: int
    y: int
    tile: int
    step: int
    wide: int

    def at(self, i: int, j: int, up: int) -> Point:
        return self.x + (i - j) * self.tile, self.y + (i + j) * self.tile // 2 - up * self.step

    def out(self, i: int, j: int) -> int:
        """How many blocks from the middle; 0 and less are of it."""
        return max(-i, i - self.wide + 1, -j, j - self.wide + 1)


_WALLED = {
    "throne": "dungeon",
    "hall": "dungeon",
    "prison": "dungeon",
    "cell": "dungeon",
    "lab": "space",
    "laboratory": "space",
}
_USUAL = {  # what stands in a land where words name nothing
    "city": "skyscraper", "desert": "pyramid", "volcano": "volcano", "space": "rocket", "grave": "tomb",
    "cave": "crystal", "crypt": "temple", "dungeon": "castle", "forest": "tree", "candy": "mushroom",
}  # fmt: skip


def isometric(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room without its front walls, or what the prompt is about on a land of blocks."""
    said = words(prompt)
    furnished = next((row for row, called in INTERIORS.items() if any(word in called.split() for word in said)), "")
    if furnished:
        usual = next((_WALLED[word] for word in said if word in _WALLED), "meadow")
        _room(Scenery(form, prompt, dice, given, usual), furnished.split(), prompt)
    else:
        _land(Scenery(form, prompt, dice, given), prompt)


def _room(place: Scenery, furniture: Sequence[str], prompt: str) -> None:
    form, dice = place.form, place.dice
    backdrop = place.form.slot((70, 62, 104) if not place.dark else (36, 32, 60), "flat")
    place.fill(0, form.height, backdrop)
    tall = 50
    size = max(min(form.width - 4, (form.height - 4) * 128 // (64 + tall + 6)) // 4 * 2, 4)
    high = size * (64 + tall + 6) // 64
    stand = Stand(place, form.width // 2, (form.height - high) // 2 + size * tall // 64, size)
    stone = place.land in ("dungeon", "crypt", "space", "cave")
    wall, floor = ("stone", "ground") if stone else ("wall", "wood")
    stand.box("ink", -4, -4, -6, 64, 64, 0)
    stand.quad(
        wall, 206, (-4, -4, tall), (64, -4, tall), (64, 0, tall), (0, 0, tall), (0, 64, tall), (-4, 64, tall), edge=True
    )
    stand.quad(wall, 120, (0, 0, 0), (0, 64, 0), (0, 64, tall), (0, 0, tall))
    stand.quad(wall, 166, (0, 0, 0), (64, 0, 0), (64, 0, tall), (0, 0, tall))
    for z0, z1, role in ((0, 5, "wood"), (5, 20, "roof" if not stone else wall)):
        stand.right(role, 96, 0, 0, z0, 64, z1)
        stand.left(role, 140, 0, 0, z0, 64, z1)
    stand.floor(floor, 160, 0, 0, 0, 64, 64)
    for at in range(8, 64, 8):
        stand.pen.stroke(place.slot(floor), *stand.at(0, at, 0), *stand.at(64, at, 0), 96)
        if stone:
            stand.pen.stroke(place.slot(floor), *stand.at(at, 0, 0), *stand.at(at, 64, 0), 96)
    for x0, x1 in ((36, 52),):
        stand.left("wood", 90, 0, x0 - 2, 22, x1 + 2, 44)
        stand.left("gem" if not place.dark else "ink", 190, 0, x0, 24, x1, 42)
        stand.left("wood", 120, 0, (x0 + x1) // 2 - 1, 24, (x0 + x1) // 2 + 1, 42)
    stand.right("gold", 120, 0, 26, 24, 44, 42)
    stand.right("roof", 100, 0, 28, 26, 42, 40)
    stand.floor("gold", 150, 0, 20, 20, 50, 50)
    stand.floor("roof", 150, 0, 22, 22, 48, 48)
    spots = [(3, 2, 22), (38, 3, 22), (3, 36, 22), (26, 26, 20), (46, 24, 15), (12, 50, 13), (46, 46, 15)]
    about = [*furniture[3:]]
    turn = dice.next() % max(len(about), 1)
    for (x, y, scale), name in zip(spots, [*furniture[:3], *about[turn:], *about[:turn]], strict=False):
        stand.put(name, x, y, 0, scale + dice.between(1, 3))
    who = named(place.said)
    if who:
        x, y = stand.at(50, 50, 0)
        side = size * 44 // 64
        place.shadow(x, y, side // 3)
        subjects.draw(Pen(form, x - side // 2, y - side + side // 8, side), prompt, dice)


def _land(place: Scenery, prompt: str) -> None:
    form = place.form
    small = min(form.width, form.height)
    tile = 8 if small >= 40 else 4  # pixels to a side of a block
    name = _model_of(place.said)
    who = not name and (named(place.said) or land_of(place.said) == "meadow")
    if not name and not who:
        name = _USUAL.get(place.land, "house")
    wide = max(small * 42 // 100 // tile, 2)
    lay = _Lay(form.width // 2, form.height * 60 // 100 - wide * tile // 2, tile, tile * 3 // 4, wide)
    blocks = _blocks(place, lay)
    sprites: dict[tuple[str, int, bool], Sprite] = {}
    for i, j, up, role in blocks:
        key = role, up, (i * 5 + j * 3) % 7 > 4
        if key not in sprites:
            sprites[key] = _tile(place, lay, *key)
        sprites[key].lay(form, *lay.at(i, j, up))
    _grow(place, blocks, lay, name, prompt)
    place.weather()


def _blocks(place: Scenery, lay: _Lay) -> list[Block]:
    # All that are in the picture, the farthest first: flat ground in the middle, and what is around it.
    form, dice, tile, wide = place.form, place.dice, lay.tile, lay.wide
    water = place.says("island", "lake", "river", "beach", "harbor", "harbour", "water") or place.land in _WET
    bumps = [[dice.between(0, 99) for _ in range(7)] for _ in range(7)]
    shore = wide - 1 + dice.between(0, 1)
    span = (form.width + 2 * form.height) // (2 * tile) + 12
    made = []
    for total in range(-span, span):
        for i in range(-span, span):
            j = total - i
            x, y = lay.at(i, j, 0)
            if not (-tile <= x <= form.width + tile and -3 * tile <= y <= form.height + 3 * tile):
                continue
            out, bump = lay.out(i, j), bumps[i // 2 % 7][j // 2 % 7]
            up, role = 0, "ground"
            if out <= 0:
                role = "path" if wide // 2 in (i, j) or place.land == "city" else "ground"
            elif water:
                up, role = (-1, "water") if out + (bump > 70) > shore else (0, "ground")
            elif i == wide // 2 and j > 0:
                role = "path"
            elif out > 1 and total < wide:  # hills, where they hide nothing
                up = (bump > 64) + (bump > 84)
            made.append((i, j, up, role))
    return made


def _tile(place: Scenery, lay: _Lay, role: str, up: int, odd: bool) -> Sprite:
    # A block's top and its two sides, its farthest corner at the sprite's place.
    tile, deep = lay.tile, lay.step * (up + 1)
    drawn = Form(2 * tile + 2, tile + deep + 2)
    pen, slot, under, x = Pen(drawn, 0, 0, GRID), place.slot(role), place.slot("under"), tile + 1
    for what, down, left, right in ((under, deep, _LEFT, _RIGHT), (slot, max(lay.step // 3, 1), 110, 60)):
        for side, light in ((-tile, left), (tile, right)):
            if role != "water":
                points = [(x + side, tile // 2), (x, tile), (x, tile + down), (x + side, tile // 2 + down)]
                pen.poly(what, points, light, edge=False)
    light = 136 + up * 44 if role == "ground" else 136
    pen.poly(slot, [(x, 0), (x + tile, tile // 2), (x, tile), (x - tile, tile // 2)], light, edge=False)
    if odd:  # a ripple, or a tuft
        long, shine, low = (4, 225, 225) if role == "water" else (2, light + 30, 84)
        drawn.run(tile // 2 - 1, x - tile // 2, x - tile // 2 + long, slot, shine)
        drawn.run(tile // 2 + 1, x, x + long - 1, slot, low)
    return Sprite(drawn, x, 0)


def _small(place: Scenery, name: str, x: int, y: int, size: int) -> None:
    # A model that stands in many places, its ground's farthest corner there.
    def drawn() -> tuple[Form, int, int]:
        left, top, right, bottom = (side * size // 64 for side in extent(name))
        form = Form(right - left + 10, bottom - top + 10)
        Stand(place.on(form), 5 - left, 5 - top, size).build(name)
        return form, 5 - left, 5 - top

    place.lay((name, -2 - size), x, y, drawn)


def _grow(place: Scenery, blocks: Sequence[Block], lay: _Lay, name: str, prompt: str) -> None:
    # What stands on the land, the farthest first; the main thing in its turn.
    form, dice, tile, wide = place.form, place.dice, lay.tile, lay.wide
    around = {"cottage": "house", "skyscraper": "skyscraper", "tree": "tree", "tomb": "tomb"}.get(name, "")
    main = True
    for i, j, up, role in blocks:
        if main and i + j >= 2 * (wide - 1):
            main = False
            stand = Stand(place, lay.x, lay.y, wide * tile)
            if name:
                stand.build(name)
            else:
                x, y = stand.at(32, 32, 0)
                side = wide * tile * 84 // 64
                place.shadow(x, y + side // 8, side // 3)
                subjects.draw(Pen(form, x - side // 2, y + side // 6 - side, side), prompt, dice)
        out = lay.out(i, j)
        if out < 1 or role != "ground" or (i + j > 2 * wide + 4 and abs(i - j) < wide):  # nothing before the main thing
            continue
        x, y = lay.at(i, j, up)
        if around and out >= 2 and i % 3 == 1 and j % 3 == 1 and dice.chance(46):
            _small(place, around, x, y - tile // 2, tile * 2)
        elif dice.chance(26 if place.land in ("forest", "swamp") else 14):
            kind = dice.pick(place.growth)
            place.shadow(x, y + tile // 2, tile // 2)
            if kind in MODELS:
                _small(place, kind, x, y - tile // 4, tile * 3 // 2)
            else:
                place.thing(kind, x, y + tile // 2 + 1, tile * 2)
