"""Things and places at 45 degrees: two units across for one down.

Owns: the solids that models are put together from, and the ground of blocks and the rooms they stand in.
Must not know: requests, how light becomes colour.
Rule: corners lie on even pixels, so every line along the ground is two pixels across for one down.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from math import isqrt

from rdbuild.offline.painters import items, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import GRID, Form
from rdbuild.offline.painters.lands import named, subject
from rdbuild.offline.painters.models import CALLED, GROWN, MODELS
from rdbuild.offline.painters.rooms import ROOMS, Room, room_of
from rdbuild.offline.painters.scenery import Scenery

Point = tuple[int, int]

_TOP, _LEFT, _RIGHT = 206, 138, 76  # light on the three faces


class Stand:
    """A piece of ground of the form where models are built: its farthest corner in pixels, and pixels to its side.

    What is `turned` looks to the lower right.
    """

    def __init__(self, place: Scenery, x: int, y: int, size: int, *, turned: bool = False) -> None:
        self.place, self.x, self.y, self.size, self.turned = place, x, y, size, turned
        self.pen = place.pixels
        self.faces = (_RIGHT, _LEFT) if turned else (_LEFT, _RIGHT)

    def at(self, x: int, y: int, z: int) -> Point:
        # Even numbers, so that every line along x or y is two pixels across for one down.
        x, y = (y, x) if self.turned else (x, y)
        u, v = (x * self.size + 64) // 128 * 2, (y * self.size + 64) // 128 * 2
        return self.x + u - v, self.y + (u + v) // 2 - z * self.size // 64

    def build(self, parts: str) -> None:
        """Build a model from its row."""
        for part in parts.split(" | "):
            shape, what, *numbers = part.split()
            role, *more = what.split(".")
            _PARTS[shape](self, role, *(int(light) if light.isdigit() else light for light in more), *map(int, numbers))

    def quad(self, role: str, light: int, *corners: tuple[int, int, int], edge: bool = False) -> None:
        self.pen.poly(self.place.slot(role), [self.at(*corner) for corner in corners], light, edge=edge)

    def box(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        rim = (x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0), (x0, y1, z1)
        self.quad(role, self.faces[1], *rim, edge=True)
        self.quad(role, self.faces[0], (x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1))
        self.quad(role, _TOP, (x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))
        if self.size >= 24:
            (a, b), (c, d) = self.at(x0, y1, z1), self.at(x1, y1, z1)
            self.pen.stroke(self.place.slot(role), a, b, c - 1, d - 1, 232)

    def gable(self, role: str, wall: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        middle = (y0 + y1) // 2
        self.quad(wall, self.faces[1], (x1, y0, z0), (x1, middle, z1), (x1, y1, z0), edge=True)
        self.quad(role, 160, (x0, y1, z0), (x1, y1, z0), (x1, middle, z1), (x0, middle, z1), edge=True)
        for n in range(1, 4) if self.size >= 24 else ():  # courses of tiles
            y, up = y1 + (middle - y1) * n // 4, z0 + (z1 - z0) * n // 4
            self.pen.stroke(self.place.slot(role), *self.at(x0, y, up), *self.at(x1, y, up), 96)
        for y, light in ((y0, 60), (y1, 104)):  # the rim of the roof on the gable
            self.quad(role, light, (x1, middle, z1), (x1, y, z0), (x1, y, z0 - 4), (x1, middle, z1 - 5))

    def pyramid(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        top = (x0 + x1) // 2, (y0 + y1) // 2, z1
        self.quad(role, self.faces[1], (x0, y1, z0), (x1, y1, z0), (x1, y0, z0), top, edge=True)
        self.quad(role, 176, (x0, y1, z0), (x1, y1, z0), top)

    def drum(self, role: str, x: int, y: int, z0: int, z1: int, radius: int) -> None:
        slot, reach = self.place.slot(role), max(radius * self.size * 5 // 256, 1)
        (cx, low), (_, high) = self.at(x, y, z0), self.at(x, y, z1)
        self.pen.ball(slot, cx, low, reach, max(reach // 2, 1), light=_RIGHT)
        self.pen.box(slot, cx - reach, high, cx + reach, low, "round")
        for step in range(1, max(reach // 2, 1) + 1):  # the round foot, lit as the body is
            half = isqrt(max(reach * reach - (2 * step - 1) ** 2, 0))
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
        xs, ys = range(x0, x1 - 4, 10), range(y0, y1 - 4, 10)
        for y in ys:
            for x in xs if y in (ys[0], ys[-1]) else (xs[0], xs[-1]):
                self.box(role, x, y, z, x + 5, y + 5, z + 6)

    def ground(self, top: str, under: str, z0: int) -> None:
        """Build a block of earth, its top covered."""
        self.box(under, 0, 0, z0, 64, 64, 0)
        for side, light in ((self.left, _LEFT), (self.right, _RIGHT)):
            side(top, light, 64, 0, -7, 64, 0)
            for at in range(3, 62, 9):
                side(top, light, 64, at, -11, at + 4, 0)
        self.floor(top, 168, 0, 0, 0, 64, 64)


_PARTS: dict[str, Callable[..., None]] = {
    part.__name__: part
    for part in (
        *(Stand.box, Stand.gable, Stand.pyramid, Stand.drum, Stand.cone, Stand.ball),
        *(Stand.left, Stand.right, Stand.floor, Stand.crown),
    )
}  # fmt: skip


@cache
def extent(name: str) -> tuple[int, int, int, int]:
    """Return how far a model reaches from the farthest corner of its ground: left, up, right and down, in units."""
    form = Form(4 * GRID, 4 * GRID)
    Stand(Scenery(form, "", Chance()), 2 * GRID, 2 * GRID, GRID).build(MODELS[name])
    rows = [y for y, row in enumerate(form.slots) if any(row)]
    lefts = [len(row) - len(row.lstrip(b"\0")) for row in form.slots]
    rights = [len(row.rstrip(b"\0")) for row in form.slots]
    return min(lefts) - 2 * GRID, rows[0] - 2 * GRID, max(rights) - 2 * GRID, rows[-1] + 1 - 2 * GRID


def block(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint one thing at 45 degrees on an empty ground."""
    place = Scenery(form, prompt, dice, given)
    form.colours[0] = subjects.backdrop(dice)
    name = _model_of(place.said)
    stand = stood(place, name)
    if not name:
        x, y = stand.at(32, 32, 0)
        place.somebody(prompt, x, y + stand.size * 12 // 64, stand.size * 92 // 64)


def stood(place: Scenery, name: str, *, plinth: bool = True) -> Stand:
    """Build a model in the middle of the form, as large as fits; without a name what others may stand on."""
    form = place.form
    left, top, right, bottom = extent(name) if name else (-64, -26, 64, 64)
    high = 14 if plinth and (name in GROWN or not name) else 0
    if high:
        left, top, right, bottom = min(left, -64), min(top, 0), max(right, 64), 64 + high
    margin = max(min(form.width, form.height) // 10, 2 + 2 * plinth)
    size = min((form.width - margin) * 64 // (right - left), (form.height - margin) * 64 // (bottom - top))
    size = max(size // 2 * 2, 4)
    x, y = form.width // 2 - (left + right) * size // 128, form.height // 2 - (top + bottom) * size // 128
    stand = Stand(place, x, y, size)
    if high:
        stony = place.urban or place.name in ("space", "dungeon") or not name
        stand.ground("stone" if stony else "ground", "stone" if stony else "under", -high)
    if name:
        stand.build(MODELS[name])
    return stand


_AROUND_IT = frozenset({"mountain", "rock", "tree", "bush"})  # what other things stand on or beside


def _model_of(said: Sequence[str]) -> str:
    # The last word that calls for a model, unless somebody is named; of a tower on a hill the tower.
    kinds = [CALLED.get(word) or items.CALLED.get(word, "") for word in said] if not named(said) else []
    found = [kind for kind in reversed(kinds) if kind in MODELS]
    return next((kind for kind in found if kind not in _AROUND_IT), next(iter(found), ""))


# -- whole scenes

Block = tuple[int, int, int, str]  # how far to the lower right, to the lower left, up, and of what it is
_WET = frozenset({"beach", "swamp", "volcano", "sea"})
_AROUND = {"house": "house", "shop": "house", "skyscraper": "skyscraper", "tree": "tree", "grave": "grave"}
# Of a room: where furniture stands, from the back to the front, how large it is, and whether against the left wall.
_SPOTS = ((6, 0, 20, 0), (32, 2, 30, 0), (2, 4, 26, 1), (2, 34, 26, 1), (26, 28, 24, 0), (50, 32, 17, 0),
          (10, 50, 14, 0), (48, 50, 15, 0))  # fmt: skip
_CENTRES = frozenset({"table", "anvil", "chest", "grave", "computer", "crystal"})  # what may stand in a room's middle
_TALL = 50  # a room's walls
_SHELL = (
    "right {wall}.120 0 0 0 64 50 | left {wall}.166 0 0 0 64 50 | right {low}.84 0 0 5 64 20 | "
    "left {low}.136 0 0 5 64 20 | right {skirt}.84 0 0 0 64 5 | left {skirt}.136 0 0 0 64 5 | "
    "floor {floor}.160 0 0 0 64 64"
)
_STEP = 48  # from a block to a higher one


def isometric(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room without its front walls, or what the prompt is about on a land of blocks."""
    room = room_of(words(prompt))
    place = Scenery(form, prompt, dice, given, room.land if room else "meadow")
    small = min(form.width, form.height)
    if room:
        place.fill("dusk", 0, form.height)
        # In a long picture others of the same house lie beside it.
        house = [room, *(other for other in ROOMS if other.land == room.land and other is not room)]
        many = max(form.width, form.height) // small
        for n in range(many):
            left, top = (n * small, 0) if form.width > form.height else (0, n * small)
            _room(place, house[(n - many // 2) % len(house)], left, top, small, guest=n == many // 2)
    elif small < 24:
        place.fill("ground", 0, form.height)
        name = _model_of(place.said)
        if name:
            stood(place, name, plinth=False)
        else:
            place.somebody(prompt, form.width // 2, form.height - 1, small - 2)
    else:
        _land(place)


def _room(place: Scenery, room: Room, left: int, top: int, side: int, *, guest: bool) -> None:
    dice = place.dice
    size = max(min(side - 4, (side - 4) * 128 // (64 + _TALL + 6)) // 4 * 2, 4)
    high = size * (64 + _TALL + 6) // 64
    stand = Stand(place, left + side // 2, top + (side - high) // 2 + size * _TALL // 64, size)
    (_, wall), (material, floor) = room.wall.split(), room.floor.split()
    stand.box("ink", -4, -4, -6, 64, 64, 0)
    rim = ((-4, -4), (64, -4), (64, 0), (0, 0), (0, 64), (-4, 64))
    stand.quad(wall, 206, *((x, y, _TALL) for x, y in rim), edge=True)
    low, skirt = ("roof", "wood") if room.wall.startswith("wallpaper") else (wall, wall)
    stand.build(_SHELL.format(wall=wall, low=low, skirt=skirt, floor=floor))
    for at in range(8, 64, 8):
        stand.pen.stroke(place.slot(floor), *stand.at(0, at, 0), *stand.at(64, at, 0), 96)
        if material != "planks":
            stand.pen.stroke(place.slot(floor), *stand.at(at, 0, 0), *stand.at(at, 64, 0), 96)
    if not room.bare:
        stand.build("floor gold.150 0 18 18 54 54 | floor roof.150 0 20 20 52 52")
    along = [kind for kind in room.along if kind != room.end] or room.along
    turn = dice.next() % len(room.about)
    about = [*room.about[turn:], *room.about[:turn]]
    centre = next((kind for kind in about if kind in _CENTRES), "")
    centre = "seats" if centre == "table" and size >= 48 else centre
    kinds = [
        "rock" if material == "rock" else "window",
        room.end,
        along[0],
        along[-1],
        centre,
        about[0],
        "lamp",
        *about[1:],
    ]
    for (x, y, scale, turned), kind in zip(_SPOTS, kinds, strict=False):
        if kind == "seats":  # with chairs it is larger
            x, y, scale = x - 9, y - 9, 42
        if kind in MODELS:
            Stand(place, *stand.at(x, y, 0), max(size * scale // 64, 4), turned=bool(turned)).build(MODELS[kind])
        elif kind:
            across, down = stand.at(x + scale // 2, y + scale // 2, 0)
            place.thing(kind, across, down + size // 16, size * scale // 64, shadow=True)
    if guest and named(place.said):
        x, y = stand.at(46, 46, 0)
        place.somebody(place.prompt, x, y + size // 20, size * 44 // 64)


def _land(place: Scenery) -> None:
    form = place.form
    small = min(form.width, form.height)
    tile = 8 if small >= 40 else 4  # pixels to a side of a block
    name = _model_of(place.said)
    if not name and not subject(place.said) and place.name != "meadow":
        name = next((sight for sight in place.land.sights if sight in MODELS), "house")
    wide = max(small * 42 // 100 // tile, 2)
    land = Stand(place, form.width // 2, form.height * 60 // 100 - wide * tile // 2, tile)  # of the farthest block
    blocks = _blocks(land, wide)
    for i, j, up, role in blocks:
        odd = (i * 5 + j * 3) % 7 > 4
        at = land.at(64 * i, 64 * j, _STEP * up)
        place.lay((role, 2 * up + odd), *at, partial(_tile, place, tile, role, up, odd))
    _grow(land, blocks, wide, name)
    place.weather()


def _out(i: int, j: int, wide: int) -> int:
    # How many blocks from the middle; 0 and less are of it.
    return max(-i, i - wide + 1, -j, j - wide + 1)


def _blocks(land: Stand, wide: int) -> list[Block]:
    # All that are in the picture, the farthest first: flat ground in the middle, and what is around it.
    place, form, dice, tile = land.place, land.place.form, land.place.dice, land.size
    water = place.says("island", "lake", "river", "beach", "harbor", "harbour", "water") or place.name in _WET
    bumps = [[dice.between(0, 99) for _ in range(7)] for _ in range(7)]
    shore = wide - 1 + dice.between(0, 1)
    span = (form.width + 2 * form.height) // (2 * tile) + 12
    made = []
    for total in range(-span, span):
        for i in range(-span, span):
            j = total - i
            x, y = land.at(64 * i, 64 * j, 0)
            if not (-tile <= x <= form.width + tile and -3 * tile <= y <= form.height + 3 * tile):
                continue
            out, bump = _out(i, j, wide), bumps[i // 2 % 7][j // 2 % 7]
            up, role = 0, "ground"
            if out <= 0:
                role = "path" if wide // 2 in (i, j) or place.urban else "ground"
            elif water:
                up, role = (-1, "water") if out + (bump > 70) > shore else (0, "ground")
            elif i == wide // 2 and j > 0:
                role = "path"
            elif out > 1 and total < wide:  # hills, where they hide nothing
                up = (bump > 64) + (bump > 84)
            made.append((i, j, up, role))
    return made


def _tile(place: Scenery, tile: int, role: str, up: int, odd: bool) -> tuple[Form, int, int]:
    # A block, its farthest corner at the place that is named; an odd one has a ripple, or a tuft.
    deep = tile * _STEP * (up + 1) // 64
    drawn = Form(2 * tile + 2, tile + deep + 2)
    stand, x = Stand(place.on(drawn), tile + 1, 0, tile), tile + 1
    light = 136 + up * 44 if role == "ground" else 136
    sides = (("under", -64 * deep // tile, _LEFT, _RIGHT), (role, -16, 110, 60)) if role != "water" else ()
    for what, down, left, right in sides:
        stand.left(what, left, 64, 0, down, 64, 0)
        stand.right(what, right, 64, 0, down, 64, 0)
    stand.floor(role, light, 0, 0, 0, 64, 64)
    if odd:
        long, shine, low = (4, 225, 225) if role == "water" else (2, light + 30, 84)
        slot = stand.place.slot(role)
        drawn.run(tile // 2 - 1, x - tile // 2, x - tile // 2 + long, slot, shine)
        drawn.run(tile // 2 + 1, x, x + long - 1, slot, low)
    return drawn, x, 0


def _small(place: Scenery, name: str, size: int) -> tuple[Form, int, int]:
    # A model, its ground's farthest corner at the place that is named.
    left, top, right, bottom = (side * size // 64 for side in extent(name))
    form = Form(right - left + 10, bottom - top + 10)
    Stand(place.on(form), 5 - left, 5 - top, size).build(MODELS[name])
    return form, 5 - left, 5 - top


def _grow(land: Stand, blocks: Sequence[Block], wide: int, name: str) -> None:
    # What stands on the land, the farthest first; the main thing in its turn.
    place, dice, tile = land.place, land.place.dice, land.size
    around = _AROUND.get(name, "")
    main = True
    for i, j, up, role in blocks:
        if main and i + j >= 2 * (wide - 1):
            main = False
            stand = Stand(place, land.x, land.y, wide * tile)
            if name:
                stand.build(MODELS[name])
            else:
                x, y = stand.at(32, 32, 0)
                place.somebody(place.prompt, x, y + wide * tile // 6, wide * tile * 84 // 64)
        out = _out(i, j, wide)
        if (
            out < 1 or role != "ground" or (2 * wide + 4 < i + j < 6 * wide and abs(i - j) < wide)
        ):  # nothing before the main thing
            continue
        x, y = land.at(64 * i, 64 * j, _STEP * up)
        if around and out >= 2 and i % 3 == 1 and j % 3 == 1 and dice.chance(46):
            place.lay((around, 0), x, y - tile // 2, partial(_small, place, around, tile * 2))
        elif dice.chance(26 if place.name in ("forest", "swamp") else 14):
            kind = dice.pick(place.land.growth)
            place.shadow(x, y + tile // 2, tile // 2)
            if kind in MODELS and place.name != "snow":
                place.lay((kind, -1), x, y - tile // 4, partial(_small, place, kind, tile * 3 // 2))
            else:
                place.thing(kind, x, y + tile // 2 + 1, tile * 2)
