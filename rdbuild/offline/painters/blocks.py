"""Things and places at 45 degrees: two units across for one down.

Owns: the models that are put together from boxes, roofs, drums and balls, and the ground of blocks they stand on.
Must not know: requests, how light becomes colour.
Rule: a model is a row of a table in units of 64 to a side of its ground, drawn in order from the back to the front.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import isqrt

from rdbuild.offline.painters import subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, Sprite, land_of, named

Point = tuple[int, int]

# x runs to the lower right, y to the lower left, z up. `box`, `gable` (its ridge along x), `pyramid`: role and two
# opposite corners; `drum`, `cone`: role, middle, foot, top, radius; `ball`: role, middle, radius; `left`, `right`: a patch on
# the face that looks there: role and light, which plane, two corners on it; `floor`: role and light, height, two corners;
# `crown`: battlements on a box's top; `put`: another model, where, and how many 64ths of its size; `thing`: a flat drawing.
_MODELS = {
    "house": "box wall 8 10 0 56 54 32|left wood.90 54 26 0 38 22|left gold.200 54 35 10 37 12|left glow.190 54 12 11 21 22|left glow.190 54 43 11 52 22"
    "|right glow.150 56 18 11 28 22|right glow.150 56 36 11 46 22|box stone 14 16 40 22 24 66|gable roof 3 4 30 61 60 62",
    "cottage": "put house 0 0 0 64|thing bush 58 64 0 20|thing bush 14 66 0 18",
    "barn": "box red 6 8 0 58 56 28|left white.200 56 22 0 42 24|left red.110 56 24 0 31 22|left red.110 56 33 0 40 22|right white.130 58 24 14 40 24|gable ink 2 4 27 62 60 56",
    "shop": "box wall 8 10 0 56 54 34|left ink.128 54 14 4 34 20|left gem.190 54 15 5 33 19|left wood.90 54 40 0 50 21|right glow.150 56 20 8 44 20"
    "|box roof 8 54 22 56 64 25|left white.215 64 14 19 20 25|left white.215 64 26 19 32 25|left white.215 64 38 19 44 25|left white.215 64 50 19 56 25|box stone 6 8 34 58 56 40|box roof 12 14 40 52 50 44",
    "tower": "drum stone 32 32 0 66 17|left ink.128 49 28 0 36 16|left glow.200 49 29 34 35 44|drum stone 32 32 62 72 21|cone roof 32 32 72 106 23",
    "lighthouse": "drum white 32 32 0 26 18|drum red 32 32 26 46 16|drum white 32 32 46 66 14|drum ink 32 32 66 70 18|drum glow 32 32 70 82 10|cone red 32 32 82 98 14|left ink.128 50 28 0 36 14",
    "castle": "box stone 0 0 0 16 16 46|pyramid roof -2 -2 46 18 18 72|box stone 6 6 0 58 58 28|crown stone 6 6 28 58 58|box stone 18 18 28 46 46 54|left glow.200 46 28 38 34 48|right glow.150 46 28 38 34 48"
    "|crown stone 18 18 54 46 46|pyramid roof 24 24 54 40 40 84|box stone 0 48 0 16 64 46|pyramid roof -2 46 46 18 66 72|box stone 48 0 0 64 16 46|pyramid roof 46 -2 46 66 18 72"
    "|left ink.128 58 24 0 40 18|left wood.110 58 27 0 37 15|box stone 48 48 0 64 64 46|left glow.200 64 53 26 59 36|right glow.150 64 53 26 59 36|pyramid roof 46 46 46 66 66 72|left glow.200 64 5 26 11 36|right glow.150 64 5 26 11 36",
    "church": "box wall 20 8 0 60 44 30|left gem.190 44 26 8 32 22|left gem.190 44 38 8 44 22|left gem.190 44 50 8 56 22|right gem.150 60 20 10 32 24|gable roof 16 4 28 63 48 54|box wall 4 14 0 24 38 52|left wood.90 38 9 0 19 16|left gem.190 38 10 30 18 42|pyramid roof 1 11 52 27 41 96",
    "temple": "box stone 0 0 0 64 64 6|box stone 4 4 6 60 60 10|drum wall 14 14 10 40 5|drum wall 14 32 10 40 5|drum wall 32 14 10 40 5|box shade 18 18 10 46 46 38|drum wall 14 50 10 40 5|drum wall 50 14 10 40 5|drum wall 32 50 10 40 5|drum wall 50 32 10 40 5|drum wall 50 50 10 40 5|box stone 4 4 40 60 60 45|gable roof 2 2 45 62 62 62",
    "pyramid": "pyramid path 0 0 0 64 64 52|left ink.128 62 28 0 36 9",
    "skyscraper": "box stone 8 8 0 56 56 80|left glow.200 56 12 8 20 74|left glow.200 56 26 8 34 74|left glow.200 56 40 8 48 74|right gem.110 56 12 8 20 74|right gem.110 56 26 8 34 74|right gem.110 56 40 8 48 74"
    "|left stone.120 56 8 18 56 21|left stone.120 56 8 34 56 37|left stone.120 56 8 50 56 53|left stone.120 56 8 65 56 68|right stone.70 56 8 18 56 21|right stone.70 56 8 34 56 37|right stone.70 56 8 50 56 53|right stone.70 56 8 65 56 68|box roof 18 18 80 46 46 92|box red 30 30 92 34 34 106",
    "factory": "box roof 4 8 0 60 56 26|left glow.200 56 10 10 22 20|left glow.200 56 28 10 40 20|left ink.128 56 46 0 56 18|right gem.150 60 16 10 48 20|gable stone 4 8 26 32 56 40|gable stone 32 8 26 60 56 40|drum stone 16 18 26 74 6|drum red 16 18 66 74 7",
    "tree": "drum trunk 32 32 0 26 7|ball leaf 18 40 40 19|ball leaf 44 22 42 19|ball leaf 42 42 40 19|ball leaf 30 30 58 20",
    "pine": "drum trunk 32 32 0 16 7|cone leaf 32 32 12 52 26|cone leaf 32 32 32 70 21|cone leaf 32 32 52 88 15",
    "palm": "thing palm 34 34 0 84", "cactus": "thing cactus 34 34 0 70", "dead": "thing dead 34 34 0 80", "bush": "ball leaf 20 36 10 15|ball leaf 42 26 10 15|ball leaf 36 38 16 16",
    "mushroom": "drum bone 32 32 0 34 10|drum roof 32 32 30 38 27|cone roof 32 32 38 62 27|ball white 30 44 46 4|ball white 44 34 42 4",
    "crystal": "pyramid gem 8 24 0 28 44 36|pyramid gem 30 8 0 52 30 52|pyramid gem 26 32 0 52 58 84",
    "rock": "pyramid stone 4 10 0 44 50 34|pyramid stone 24 22 0 60 58 46",
    "chest": "box wood 10 14 0 54 50 20|left gold.170 50 10 0 15 20|left gold.170 50 49 0 54 20|right gold.110 54 14 0 19 20|right gold.110 54 45 0 50 20|box gold 9 13 20 55 51 24|box wood 10 14 24 54 50 34|box wood 13 18 34 51 46 40"
    "|left gold.170 50 10 24 15 34|left gold.170 50 49 24 54 34|right gold.110 54 14 24 19 34|right gold.110 54 45 24 50 34|left gold.235 52 27 14 37 28|left ink.128 52 30 17 34 23",
    "crate": "box wood 8 8 0 56 56 46|left wood.90 56 14 6 50 40|right wood.50 56 14 6 50 40|left wood.150 56 14 20 50 26|right wood.90 56 14 20 50 26|floor wood.150 46 15 15 49 49|floor wood.205 46 28 15 36 49",
    "barrel": "drum wood 32 32 0 12 20|drum metal 32 32 12 18 22|drum wood 32 32 18 36 22|drum metal 32 32 36 42 22|drum wood 32 32 42 54 20|floor wood.150 54 24 24 40 40",
    "machine": "box metal 6 10 0 58 56 26|left ink.128 56 12 6 38 22|left gem.200 56 14 8 36 20|left red.150 56 44 14 50 20|left glow.200 56 44 6 50 11|right metal.40 58 16 6 50 10|right metal.40 58 16 14 50 18|box metal 10 14 26 36 50 44|drum gem 48 24 26 52 8|drum metal 48 24 52 57 10|left glow.200 50 16 32 30 38",
    "computer": "box wood 4 8 22 60 56 28|box wood 6 46 0 12 54 22|box wood 50 46 0 56 54 22|box wood 50 12 0 56 20 22|box ink 14 22 28 50 30 58|left gem.200 30 17 31 47 55|left white.220 30 20 47 34 51|box metal 18 38 28 46 50 30",
    "well": "drum stone 32 32 0 20 24|floor ink.128 20 20 20 44 44|box wood 10 30 16 14 34 50|box wood 50 30 16 54 34 50|gable roof 4 12 46 60 52 66",
    "fountain": "drum stone 32 32 0 12 32|drum water 32 32 11 12 27|drum stone 32 32 10 32 6|drum stone 32 32 32 38 16|drum water 32 32 37 38 12|ball gem 32 32 44 6",
    "windmill": "drum wall 32 32 0 50 19|left wood.90 51 28 0 36 16|cone roof 32 32 50 70 22|thing sails 38 50 22 66",
    "rocket": "box red 28 8 0 36 56 18|box red 8 28 0 56 36 18|drum white 32 32 8 62 15|ball gem 38 44 44 7|cone red 32 32 60 94 15",
    "car": "box ink 10 40 0 20 58 10|box ink 44 40 0 54 58 10|box roof 2 12 5 62 56 20|left glow.220 56 4 10 9 16|right glow.220 62 18 10 26 16|right glow.220 62 42 10 50 16|left roof.90 56 12 5 52 8|box gem 16 16 20 46 52 34|box roof 16 16 33 46 52 36|left ink.128 57 10 1 20 11|left ink.128 57 42 1 52 11",
    "tent": "gable roof 4 4 0 60 60 50|right ink.128 60 26 0 38 30",
    "table": "box wood 8 10 0 14 16 24|box wood 50 10 0 56 16 24|box wood 8 48 0 14 54 24|box wood 50 48 0 56 54 24|box wood 4 6 24 60 58 30|ball roof 26 30 35 7|drum wall 42 40 30 33 8",
    "bed": "box wood 2 8 0 8 56 34|box wood 8 8 0 62 56 12|box white 8 10 12 62 54 18|box roof 26 8 12 62 56 20|box white 10 16 18 22 48 24",
    "throne": "box gold 8 8 0 56 56 6|box gold 12 12 6 52 18 66|left roof.140 18 18 28 46 60|box gold 14 18 6 50 46 24|floor roof.190 24 18 20 46 46|box gold 10 16 24 16 48 36|box gold 48 16 24 54 48 36|ball gem 32 15 70 6",
    "shelf": "box wood 2 6 0 62 26 64|left ink.128 26 6 6 58 22|left ink.128 26 6 26 58 42|left ink.128 26 6 46 58 60|left roof.140 26 8 6 16 20|left leaf.140 26 17 6 24 18|left gold.140 26 26 6 34 21|left blue.140 26 38 6 48 19"
    "|left red.140 26 50 6 57 20|left blue.140 26 8 26 18 40|left wall.140 26 20 26 28 38|left roof.140 26 30 26 40 40|left leaf.140 26 44 26 56 39|left gold.140 26 8 46 22 58|left red.140 26 26 46 36 57|left blue.140 26 40 46 54 58",
    "plant": "drum roof 32 32 0 20 14|ball leaf 22 36 34 14|ball leaf 42 26 34 14|ball leaf 32 32 46 15", "lamp": "drum ink 32 32 0 5 12|drum ink 32 32 5 50 3|cone glow 32 32 46 66 16",
    "stove": "box stone 8 8 0 56 56 40|left ink.128 56 16 8 48 30|left glow.200 56 22 8 42 20|floor ink.128 40 14 14 28 28|floor ink.128 40 36 36 50 50",
    "counter": "box wood 2 18 0 62 46 26|box wall 0 16 26 64 48 30|ball red 14 30 35 5|ball gold 30 30 35 5|drum gem 48 30 30 42 5",
    "tomb": "box stone 12 20 0 52 44 8|box stone 18 26 8 46 36 50|left stone.70 36 29 18 35 44|left stone.70 36 24 32 40 38",
    "volcano": "box under -6 -6 0 70 70 12|box under 2 2 12 62 62 26|box under 9 9 26 55 55 42|box under 16 16 42 48 48 58|floor glow.200 58 20 20 44 44|floor water.200 58 25 25 39 39|left water.150 48 26 44 34 58|left water.190 55 24 28 34 42"
    "|left water.150 62 22 14 30 26|left glow.190 48 29 50 31 58|right water.110 48 22 50 28 58|floor water.190 42 24 48 34 55|floor water.190 26 22 55 30 62|floor water.190 12 20 62 32 70|left water.130 70 18 0 32 12",
    "mountain": "box stone -6 -6 0 70 70 14|box stone 2 6 14 62 66 30|box stone 10 10 30 56 56 48|box white 16 16 48 48 48 62|box white 24 22 62 42 40 76|left white.150 56 14 40 24 48|left white.150 56 32 36 40 48|right white.90 56 20 38 32 48",
    "snowman": "ball white 32 32 14 18|ball white 32 32 38 14|ball white 32 32 56 11|drum ink 32 32 64 66 13|drum ink 32 32 66 78 8|ball red 40 40 56 2",
}  # fmt: skip
_CALLED = {
    word: name
    for name, called in {
        "house": "house home hut building mansion", "cottage": "cottage cabin village", "barn": "barn farm", "shop": "shop store bakery cafe restaurant tavern inn market",
        "tower": "tower turret", "lighthouse": "lighthouse", "castle": "castle fortress palace kingdom keep", "church": "church chapel cathedral", "temple": "temple shrine ruins",
        "pyramid": "pyramid", "skyscraper": "skyscraper city office apartment downtown skyline", "factory": "factory plant mill", "tree": "tree forest oak woods", "pine": "pine fir spruce",
        "palm": "palm", "cactus": "cactus", "bush": "bush shrub", "mushroom": "mushroom mushrooms toadstool", "crystal": "crystal crystals gem", "rock": "rock boulder stone",
        "chest": "chest treasure", "crate": "crate box", "barrel": "barrel keg", "machine": "machine generator reactor engine vending", "computer": "computer desk pc", "well": "well",
        "fountain": "fountain", "windmill": "windmill", "rocket": "rocket spaceship ship", "car": "car taxi truck van", "tent": "tent camp", "table": "table", "bed": "bed",
        "throne": "throne chair seat", "shelf": "bookshelf shelf bookcase", "lamp": "lamp lantern lamppost", "stove": "stove oven furnace forge", "counter": "counter",
        "tomb": "tomb grave tombstone gravestone graveyard", "volcano": "volcano", "mountain": "mountain mountains peak", "snowman": "snowman",
    }.items()
    for word in called.split()
}  # fmt: skip
_GROWN = {"tree", "pine", "palm", "cactus", "bush", "mushroom", "crystal", "rock", "tomb", "dead", "snowman"}  # stand on a block of ground
_INTERIORS = {  # what a room is furnished with, from the back to the front
    "library study": "shelf shelf shelf table lamp plant", "kitchen": "stove counter shelf table barrel plant",
    "tavern inn bar pub": "shelf counter barrel table table barrel", "throne hall": "lamp throne lamp chest table chest", "office lab laboratory": "computer shelf machine computer plant crate",
    "dungeon prison cell cellar crypt": "barrel tomb chest crate barrel crystal", "classroom school": "shelf table table table table plant", "bathroom spa": "fountain plant shelf plant lamp crate",
    "shop store": "shelf counter shelf crate barrel plant", "bedroom room apartment interior dorm": "shelf bed lamp plant table chest",
}  # fmt: skip
_TOP, _LEFT, _RIGHT = 206, 138, 76  # light on the three faces


class _Stand:
    """A piece of ground of the form where models are built: its farthest corner in pixels, and pixels to its side."""

    def __init__(self, place: Scenery, x: int, y: int, size: int) -> None:
        self.place, self.x, self.y, self.size = place, x, y, size
        self.pen = place.pixels

    def at(self, x: int, y: int, z: int) -> Point:
        # Even numbers, so that every line along x or y is two pixels across for one down.
        u, v = (x * self.size + 64) // 128 * 2, (y * self.size + 64) // 128 * 2
        return self.x + u - v, self.y + (u + v) // 2 - z * self.size // 64

    def build(self, name: str) -> None:
        for row in _MODELS[name].split("|"):
            shape, what, *numbers = row.split()
            role, _, light = what.partition(".")
            getattr(self, "_" + shape)(role, *([int(light)] if light else []), *map(int, numbers))

    def _put(self, name: str, x: int, y: int, z: int, size: int) -> None:
        at = self.at(x, y, z)
        _Stand(self.place, *at, self.size * size // 64).build(name)

    def _thing(self, name: str, x: int, y: int, z: int, size: int) -> None:
        at = self.at(x, y, z)
        self.place.thing(name, *at, self.size * size // 64)

    def _quad(self, role: str, light: int, *corners: tuple[int, int, int], edge: bool = False) -> None:
        self.pen.poly(self.place.slot(role), [self.at(*corner) for corner in corners], light, edge=edge)

    def _box(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        self._quad(role, _RIGHT, (x0, y0, z1), (x1, y0, z1), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0), (x0, y1, z1), edge=True)
        self._quad(role, _LEFT, (x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1))
        self._quad(role, _TOP, (x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))
        if self.size >= 24:
            (a, b), (c, d) = self.at(x0, y1, z1), self.at(x1, y1, z1)
            self.pen.stroke(self.place.slot(role), a, b, c - 1, d - 1, 232)

    def _gable(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        middle = (y0 + y1) // 2
        wall = "wall" if role == "roof" else role
        self._quad(wall, _RIGHT, (x1, y0, z0), (x1, middle, z1), (x1, y1, z0), edge=True)
        self._quad(role, 160, (x0, y1, z0), (x1, y1, z0), (x1, middle, z1), (x0, middle, z1), edge=True)
        for n in range(1, 4):  # courses of tiles
            up = z0 + (z1 - z0) * n // 4
            y = y1 + (middle - y1) * n // 4
            a, b = self.at(x0, y, up), self.at(x1, y, up)
            if self.size >= 24:
                self.pen.stroke(self.place.slot(role), *a, *b, 96)
        for y in (y0, y1):  # the rim of the roof on the gable
            self.pen.poly(self.place.slot(role), [self.at(x1, middle, z1), self.at(x1, y, z0), self.at(x1, y, z0 - 4), self.at(x1, middle, z1 - 5)], 104 if y == y1 else 60, edge=False)  # fmt: skip

    def _pyramid(self, role: str, x0: int, y0: int, z0: int, x1: int, y1: int, z1: int) -> None:
        top = (x0 + x1) // 2, (y0 + y1) // 2, z1
        self._quad(role, _RIGHT, (x0, y1, z0), (x1, y1, z0), (x1, y0, z0), top, edge=True)
        self._quad(role, 176, (x0, y1, z0), (x1, y1, z0), top)

    def _drum(self, role: str, x: int, y: int, z0: int, z1: int, radius: int) -> None:
        slot, reach = self.place.slot(role), max(radius * self.size * 5 // 256, 1)
        (cx, low), (_, high) = self.at(x, y, z0), self.at(x, y, z1)
        self.pen.ball(slot, cx, low, reach, max(reach // 2, 1), light=_RIGHT)
        self.pen.box(slot, cx - reach, high, cx + reach, low, "round")
        for step in range(1, max(reach // 2, 1) + 1):  # the round foot, lit as the body is
            part = reach * reach - (2 * step - 1) ** 2
            half = isqrt(max(part, 0))
            self.pen.box(slot, cx - half, low + step - 1, cx + half, low + step, "round", edge=False)
        self.pen.ball(slot, cx, high, reach, max(reach // 2, 1), light=_TOP)

    def _cone(self, role: str, x: int, y: int, z0: int, z1: int, radius: int) -> None:
        slot, reach = self.place.slot(role), max(radius * self.size * 5 // 256, 1)
        (cx, low), (_, high) = self.at(x, y, z0), self.at(x, y, z1)
        down = max(reach // 2, 1)
        outline = [(cx, high), (cx + reach, low), (cx + reach * 3 // 4, low + down * 2 // 3), (cx, low + down), (cx - reach * 3 // 4, low + down * 2 // 3), (cx - reach, low)]  # fmt: skip
        self.pen.poly(slot, outline, "round")

    def _ball(self, role: str, x: int, y: int, z: int, radius: int) -> None:
        self.pen.ball(self.place.slot(role), *self.at(x, y, z), max(radius * self.size // 64, 1))

    def _left(self, role: str, light: int, y: int, x0: int, z0: int, x1: int, z1: int) -> None:
        self._quad(role, light, (x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1))

    def _right(self, role: str, light: int, x: int, y0: int, z0: int, y1: int, z1: int) -> None:
        self._quad(role, light, (x, y0, z0), (x, y1, z0), (x, y1, z1), (x, y0, z1))

    def _floor(self, role: str, light: int, z: int, x0: int, y0: int, x1: int, y1: int) -> None:
        self._quad(role, light, (x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z))

    def _crown(self, role: str, x0: int, y0: int, z: int, x1: int, y1: int) -> None:
        tooth, step = 5, 10
        for at in range(x0, x1 - tooth + 1, step):
            self._box(role, at, y0, z, at + tooth, y0 + tooth, z + 6)
        for at in range(y0 + step, y1 - tooth + 1, step):
            self._box(role, x0, at, z, x0 + tooth, at + tooth, z + 6)
        for at in range(y0 + step, y1 - tooth + 1, step):
            self._box(role, x1 - tooth, at, z, x1, at + tooth, z + 6)
        for at in range(x0, x1 - tooth + 1, step):
            self._box(role, at, y1 - tooth, z, at + tooth, y1, z + 6)

    def ground(self, top: str, under: str, z0: int) -> None:
        """Build a block of earth, its top covered."""
        self._box(under, 0, 0, z0, 64, 64, 0)
        self._left(top, _LEFT, 64, 0, -7, 64, 0)
        self._right(top, _RIGHT, 64, 0, -7, 64, 0)
        for at in range(3, 62, 9):
            self._left(top, _LEFT, 64, at, -11, at + 4, 0)
            self._right(top, _RIGHT, 64, at, -11, at + 4, 0)
        self._floor(top, 168, 0, 0, 0, 64, 64)


def block(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint one thing at 45 degrees on an empty ground."""
    place = Scenery(form, prompt, dice, given)
    form.colours[0] = subjects.backdrop(dice)
    name = _model_of(place.said)
    plinth = 14 if name in _GROWN or not name else 0
    left, top, right, bottom = _extent(name) if name else (-64, -26, 64, 64)
    if plinth:
        left, top, right, bottom = min(left, -64), min(top, 0), max(right, 64), 64 + plinth
    margin = max(min(form.width, form.height) // 10, 2)
    size = min((form.width - margin) * 64 // (right - left), (form.height - margin) * 64 // (bottom - top)) // 2 * 2
    size = max(size, 4)
    middle = form.width // 2 - (left + right) * size // 128, form.height // 2 - (top + bottom) * size // 128
    stand = _Stand(place, *middle, size)
    if plinth:
        stony = place.land in ("city", "space", "crypt", "dungeon") or not name
        stand.ground("stone" if stony else "ground", "stone" if stony else "under", -plinth)
    if name:
        stand.build(name)
        return
    x, y = stand.at(32, 32, 0)
    side = size * 90 // 64
    place.shadow(x, y + size // 8, side // 3)
    subjects.draw(Pen(form, x - side // 2, y + size * 14 // 64 - side, side), prompt, dice, given)


def _model_of(said: Sequence[str]) -> str:
    if named(said):
        return ""
    return next((_CALLED[word] for word in reversed(said) if word in _CALLED), "")


@cache
def _extent(name: str) -> tuple[int, int, int, int]:
    # How far a model reaches from the farthest corner of its ground: left, up, right and down, in units.
    spots = []
    for row in _MODELS[name].split("|"):
        shape, _, *numbers = row.split()
        a, b, c, *rest = map(int, numbers)
        if shape in ("box", "gable", "pyramid"):
            spots += [(x - y, (x + y) // 2 - z) for x in (a, rest[0]) for y in (b, rest[1]) for z in (c, rest[2])]
            if shape != "box":  # it is pointed: only its foot reaches to its corners
                spots = spots[:-8] + [(x - y, (x + y) // 2 - c) for x in (a, rest[0]) for y in (b, rest[1])]
                spots.append(((a + rest[0] - b - rest[1]) // 2, (a + rest[0] + b + rest[1]) // 4 - rest[2]))
        elif shape in ("drum", "cone"):
            wide = rest[1] * 5 // 4
            spots += [(a - b + side * wide, (a + b) // 2 - z + side * wide // 2) for side in (-1, 1) for z in (c, rest[0])]
        elif shape == "ball":
            spots += [(a - b + side * rest[0], (a + b) // 2 - c + side * rest[0]) for side in (-1, 1)]
        elif shape == "thing":
            spots += [(a - b - rest[0] // 2, (a + b) // 2 - c - rest[0]), (a - b + rest[0] // 2, (a + b) // 2 - c)]
        elif shape == "put":
            spots += [(x * rest[0] // 64 + a - b, y * rest[0] // 64 + (a + b) // 2 - c) for x, y in (_extent(_)[:2], _extent(_)[2:])]
    across, down = zip(*spots, strict=True)
    return min(across), min(down), max(across), max(down)


# -- whole scenes


def isometric(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room without its front walls, or what the prompt is about on a land of blocks."""
    said = prompt.lower().replace(",", " ").split()
    furnished = next((row for called, row in _INTERIORS.items() if any(word in called.split() for word in said)), "")
    if furnished:
        _room(Scenery(form, prompt, dice, given), furnished.split(), prompt)
    else:
        _land(Scenery(form, prompt, dice, given), prompt)


def _room(place: Scenery, furniture: Sequence[str], prompt: str) -> None:
    form, dice = place.form, place.dice
    backdrop = place.form.slot((70, 62, 104) if not place.dark else (36, 32, 60), "flat")
    place.fill(0, form.height, backdrop)
    tall = 50
    size = max(min(form.width - 4, (form.height - 4) * 128 // (64 + tall + 6)) // 4 * 2, 4)
    high = size * (64 + tall + 6) // 64
    stand = _Stand(place, form.width // 2, (form.height - high) // 2 + size * tall // 64, size)
    stone = place.land in ("dungeon", "crypt", "space", "cave")
    wall, floor = ("stone", "ground") if stone else ("wall", "wood")
    stand._box("ink", -4, -4, -6, 64, 64, 0)
    stand._quad(wall, 206, (-4, -4, tall), (64, -4, tall), (64, 0, tall), (0, 0, tall), (0, 64, tall), (-4, 64, tall), edge=True)
    stand._quad(wall, 120, (0, 0, 0), (0, 64, 0), (0, 64, tall), (0, 0, tall))
    stand._quad(wall, 166, (0, 0, 0), (64, 0, 0), (64, 0, tall), (0, 0, tall))
    for z0, z1, role in ((0, 5, "wood"), (5, 20, "roof" if not stone else wall)):
        stand._right(role, 96, 0, 0, z0, 64, z1)
        stand._left(role, 140, 0, 0, z0, 64, z1)
    stand._floor(floor, 160, 0, 0, 0, 64, 64)
    for at in range(8, 64, 8):
        stand.pen.stroke(place.slot(floor), *stand.at(0, at, 0), *stand.at(64, at, 0), 96)
        if stone:
            stand.pen.stroke(place.slot(floor), *stand.at(at, 0, 0), *stand.at(at, 64, 0), 96)
    for x0, x1 in ((36, 52),):
        stand._left("wood", 90, 0, x0 - 2, 22, x1 + 2, 44)
        stand._left("gem" if not place.dark else "ink", 190, 0, x0, 24, x1, 42)
        stand._left("wood", 120, 0, (x0 + x1) // 2 - 1, 24, (x0 + x1) // 2 + 1, 42)
    stand._right("gold", 120, 0, 26, 24, 44, 42)
    stand._right("roof", 100, 0, 28, 26, 42, 40)
    stand._floor("gold", 150, 0, 20, 20, 50, 50)
    stand._floor("roof", 150, 0, 22, 22, 48, 48)
    spots = [(3, 2, 22), (38, 3, 22), (3, 36, 22), (26, 26, 20), (46, 24, 15), (12, 50, 13), (46, 46, 15)]
    turn = dice.next() % 2
    for (x, y, scale), name in zip(spots, furniture, strict=False):
        if turn and x != y and name != "shelf":
            x, y = y, x
        stand._put(name, x, y, 0, scale + 2)
    who = named(place.said)
    if who:
        x, y = stand.at(50, 50, 0)
        side = size * 44 // 64
        place.shadow(x, y, side // 3)
        subjects.draw(Pen(form, x - side // 2, y - side + side // 8, side), prompt, dice)


def _land(place: Scenery, prompt: str) -> None:
    form, dice = place.form, place.dice
    small = min(form.width, form.height)
    tile = 8 if small >= 40 else 4  # pixels to a side of a block
    name = _model_of(place.said)
    who = not name and (named(place.said) or land_of(place.said) == "meadow")
    if not name and not who:
        name = {"city": "skyscraper", "desert": "pyramid", "volcano": "volcano", "space": "rocket", "grave": "tomb", "snow": "house", "beach": "house", "cave": "crystal", "crypt": "temple", "dungeon": "castle"}.get(place.land, "cottage")  # fmt: skip
    wide = max(small * 42 // 100 // tile, 2)  # blocks to a side of the main thing's ground
    origin = form.width // 2, form.height * 60 // 100 - wide * tile // 2
    span = (form.width + 2 * form.height) // (2 * tile) + 4
    water = place.says("island", "lake", "river", "beach", "harbor", "harbour", "water") or place.land in ("beach", "swamp", "volcano", "sea")
    bumps = [[dice.between(0, 99) for _ in range(7)] for _ in range(7)]
    shore = wide + dice.between(0, 1)
    blocks: list[tuple[int, int, int, str]] = []
    for total in range(-span, span):
        for i in range(-span, span):
            j = total - i
            x, y = origin[0] + (i - j) * tile, origin[1] + total * tile // 2
            if -tile <= x <= form.width + tile and -2 * tile <= y <= form.height + 3 * tile:
                out = max(-i, i - wide + 1, -j, j - wide + 1)
                bump = bumps[(i // 2) % 7][(j // 2) % 7]
                if out <= 0:
                    blocks.append((i, j, 0, "path" if i == wide // 2 or j == wide // 2 or place.land == "city" else "ground"))
                elif water and out + (bump > 70) > shore - 1:
                    blocks.append((i, j, -1, "water"))
                elif (i == wide // 2 and j > 0) and not water:
                    blocks.append((i, j, 0, "path"))
                else:
                    up = (2 if bump > 84 else 1 if bump > 64 else 0) if out > 1 and total < wide else 0
                    blocks.append((i, j, up, "ground"))
    step = tile * 3 // 4
    sprites: dict[tuple[str, int, int], Sprite] = {}
    for i, j, up, role in blocks:
        key = role, up, (i * 5 + j * 3) % 7 // 5
        if key not in sprites:
            sprites[key] = _tile(place, tile, step, *key)
        sprites[key].lay(form, origin[0] + (i - j) * tile, origin[1] + (i + j) * tile // 2 - up * step)
    _grow(place, blocks, origin, tile, step, wide, name, prompt)
    place.weather()


def _tile(place: Scenery, tile: int, step: int, role: str, up: int, odd: int) -> Sprite:
    # A block's top and its two sides, its farthest corner at the sprite's place.
    drawn = Form(2 * tile + 2, tile + step * (max(up, 0) + 1) + 2)
    pen, slot = Pen(drawn, 0, 0, 64), place.slot(role)
    side = place.slot("under" if role != "water" else "water")
    x, y = tile + 1, 0
    if role != "water":
        deep = step * (up + 1)
        pen.poly(side, [(x - tile, tile // 2), (x, tile), (x, tile + deep), (x - tile, tile // 2 + deep)], _LEFT, edge=False)
        pen.poly(side, [(x + tile, tile // 2), (x, tile), (x, tile + deep), (x + tile, tile // 2 + deep)], _RIGHT, edge=False)
        fringe = max(step // 3, 1)
        pen.poly(slot, [(x - tile, tile // 2), (x, tile), (x, tile + fringe), (x - tile, tile // 2 + fringe)], 110, edge=False)
        pen.poly(slot, [(x + tile, tile // 2), (x, tile), (x, tile + fringe), (x + tile, tile // 2 + fringe)], 60, edge=False)
    light = 136 if role != "ground" else 136 + up * 44
    pen.poly(slot, [(x, y), (x + tile, tile // 2), (x, tile), (x - tile, tile // 2)], light, edge=False)
    if odd:
        drawn.run(tile // 2 - 1, x - tile // 2, x - tile // 2 + (4 if role == "water" else 2), slot, 225 if role == "water" else min(light + 50, 255))
        drawn.run(tile // 2 + 1, x, x + (3 if role == "water" else 1), slot, 225 if role == "water" else 84)
    return Sprite(drawn, x, 0)


def _grow(place: Scenery, blocks: Sequence[tuple[int, int, int, str]], origin: Point, tile: int, step: int, wide: int, name: str, prompt: str) -> None:  # fmt: skip
    # What stands on the land, the farthest first; the main thing in its turn.
    form, dice = place.form, place.dice
    models = {"tree": "tree", "pine": "pine", "snowpine": "pine", "coral": "cactus", "column": "tower"}
    many = name in ("cottage", "tree", "skyscraper", "tomb") and wide > 2
    main = False
    around = {"cottage": "house", "skyscraper": "skyscraper", "tree": "tree", "tomb": "tomb"}.get(name, "")
    for i, j, up, role in blocks:
        total = i + j
        if not main and total >= 2 * (wide - 1):
            main = True
            stand = _Stand(place, *origin, wide * tile)
            if name:
                stand.build(name) if not (name in _GROWN and not many) else stand._put(name, 4, 4, 0, 56)
            else:
                x, y = stand.at(32, 32, 0)
                side = wide * tile * 84 // 64
                place.shadow(x, y + side // 8, side // 3)
                subjects.draw(Pen(form, x - side // 2, y + side // 6 - side, side), prompt, dice)
        out = max(-i, i - wide + 1, -j, j - wide + 1)
        if out < 1 or role != "ground" or total > 2 * wide + 4 and abs(i - j) < wide:
            continue
        x, y = origin[0] + (i - j) * tile, origin[1] + total * tile // 2 - up * step
        if around and out >= 2 and i % 3 == 1 and j % 3 == 1 and dice.chance(46):
            _Stand(place, x, y - tile // 2, tile * 2).build(around)
        elif dice.chance(26 if place.land in ("forest", "swamp") else 14):
            kind = dice.pick(place.growth)
            place.shadow(x, y + tile // 2, tile // 2)
            if models.get(kind, kind) in _MODELS and kind not in ("column",):
                _Stand(place, x - 0, y - tile // 4, tile * 3 // 2).build(models.get(kind, kind))
            else:
                place.thing(kind, x, y + tile // 2 + 1, tile * 2)

