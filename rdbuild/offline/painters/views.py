"""Scenes in one-point perspective: corridors, halls, streets and paths that lead to one thing.

Owns: which view words call for, and what its floor, its sides and its end are made of.
Must not know: requests, how light becomes colour.
Rule: a place is a depth, a side and a height; one projection takes all of them to the vanishing point.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rdbuild.offline.painters import subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, land_of, named
from rdbuild.offline.painters.sketches import LOW, table

# What a view's sides are made of, its floor, what stands at its end, the land whose colours it has (`-`: the one that
# words call for), and the words. Sides in capitals stand under the sky; `_` is nothing.
_VIEWS = """
hall    carpet  throne  dungeon throne king queen court crown
shelves planks  window  dungeon library study books bookshop archive wizard
bars    flags   gate    dungeon prison jail cell
panels  plates  planet  space   spaceship starship station spacestation lab laboratory bridge scifi
rough   gravel  crystal cave    cave cavern mine mines grotto
rough   gravel  portal  cave    tunnel underground dragon lair
hall    checker window  dungeon temple church cathedral palace ballroom hall shrine sanctuary
hall    checker portal  dungeon ruins portal magic
doors   carpet  window  dungeon mansion hotel hallway school
boards  planks  stove   dungeon tavern inn bar pub kitchen cabin cottage
boards  planks  bed     dungeon bedroom room house attic
boards  planks  counter dungeon shop store bakery smithy
stones  flags   gate    dungeon dungeon corridor castle sewer keep cellar
stones  flags   tomb    crypt   crypt catacomb catacombs tomb
FACADES road    skyline city    city street urban downtown alley tokyo cyberpunk skyline
FACADES cobbles castle  meadow  town village square
STALL   cobbles castle  -       market bazaar fair
WILD    path    mountain -      mountain mountains peak hills alps valley
WILD    path    portal  -       underwater reef atlantis mermaid
SHORE   sea     galleon -       sea ocean
SHORE   sea     _       -       beach island shore coast seaside tropical lagoon
WILD    path    planet  -       planet moon alien galaxy asteroid mars
WILD    path    cone    -       volcano volcanic lava
WILD    path    pyramid -       desert egypt pyramid dunes
WILD    path    gate    -       graveyard cemetery haunted
WILD    path    house   -       farm cottage
WILD    path    _       -       forest woods jungle swamp path road trail garden field meadow
"""
# On each bay of a side: role and light, then from where to where along it and up it, in percent.
_BAYS = table("""
hall: stone.176 0 26 0 100 | stone.96 22 26 0 100 | stone.214 0 26 0 7 | stone.214 0 26 91 100 | roof.128 44 82 30 86
    | roof.80 70 82 30 86 | gold.150 44 82 30 35
shelves: wood.150 3 97 0 94 | ink.40 8 92 6 26 | ink.40 8 92 32 52 | ink.40 8 92 58 78 | roof.140 10 24 6 23 |
    leaf.140 26 38 6 20 | gold.140 40 52 6 24 | blue.140 54 70 6 21 | red.140 74 90 6 24 | blue.140 10 22 32 50 |
    red.140 26 44 32 48 | wall.140 48 60 32 49 | leaf.140 62 78 32 50 | roof.140 80 90 32 47 | gold.140 10 28 58 74 |
    roof.140 30 46 58 76 | leaf.140 52 64 58 73 | blue.140 66 90 58 75
bars: stone.90 0 100 0 6 | stone.176 0 16 0 100 | ink.30 24 92 0 74 | metal.120 30 36 0 74 | metal.120 44 50 0 74 |
    metal.120 58 64 0 74 | metal.120 72 78 0 74 | metal.90 24 92 36 41
panels: metal.90 6 94 8 40 | metal.150 10 90 12 36 | gem.190 4 96 48 54 | metal.60 6 94 60 92 | metal.120 10 90 64 88
    | red.190 20 30 70 78 | glow.200 40 50 70 78 | gem.200 60 80 70 78 | metal.50 0 4 0 100
rough: stone.176 0 18 0 30 | stone.150 30 60 0 18 | stone.100 62 96 0 40 | stone.84 8 40 60 100 | stone.70 55 96 74
    100 | gem.170 44 52 18 40
doors: wall.110 0 100 0 8 | wood.70 26 82 0 70 | wood.140 32 76 0 66 | wood.90 38 70 8 30 | wood.90 38 70 36 60 |
    gold.200 68 73 30 36 | glow.220 4 12 54 70
boards: wood.90 0 6 0 100 | wood.70 0 100 0 7 | wood.60 26 80 34 80 | gem.190 32 74 40 74 | wood.60 51 55 40 74 |
    wood.160 0 100 92 100
stones: stone.176 0 12 0 100 | stone.84 12 15 0 100 | stone.90 15 100 32 34 | stone.90 15 100 64 66 | torch.0 56 56 38
    66
FACADES: stone.70 0 3 0 100 | glow.190 14 34 18 32 | ink.60 44 66 0 28 | glow.170 76 92 18 32 | gem.150 14 34 42 56 |
    glow.190 46 64 42 56 | gem.150 76 92 42 56 | glow.190 14 34 66 80 | gem.150 46 64 66 80 | glow.170 76 92 66 80 |
    roof.150 8 96 33 38
""")
_BARE = {  # of what the sides are
    "hall": "stone", "shelves": "wood", "bars": "stone", "panels": "stone", "rough": "under", "doors": "wall",
    "boards": "wood", "stones": "stone",
}  # fmt: skip
_FLOORS = {  # role, its other role, tiles across (0: none), rows to a bay, how much darker a tile's joints are
    "carpet": ("stone", "stone", 8, 2, 46), "planks": ("wood", "wood", 12, 0, 44),
    "flags": ("ground", "ground", 6, 2, 44), "plates": ("ground", "ground", 4, 1, 70),
    "gravel": ("ground", "ground", 0, 1, 16), "checker": ("wall", "stone", 8, 2, 0),
    "road": ("ground", "ground", 0, 1, 0), "cobbles": ("path", "path", 14, 3, 30),
    "path": ("ground", "ground", 0, 1, 22), "sea": ("path", "path", 0, 1, 18),
}  # fmt: skip
_STRIPS = {
    "carpet": ("roof", 26),
    "road": ("stone", 0),
    "path": ("path", 30),
}  # along the middle: role, percent of the width
_END = 350  # where the end is: so many hundredths of a bay away


@cache
def _views() -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    for line in _VIEWS.strip().splitlines():
        *what, called = line.split(None, 4)
        made.update((word, tuple(what)) for word in called.split())
    return made


def _view_of(said: Sequence[str], land: str) -> tuple[str, ...]:
    # What is under a roof goes before what is under the sky: a city's library is a library.
    found = [_views()[word] for word in said if word in _views()]
    indoors = [view for view in found if view[0].islower()]
    usual = land if land in ("cave", "crypt", "dungeon", "city") else "spaceship" if land == "space" else "path"
    return (indoors or found or [_views()[usual]])[0]


@dataclass
class _View:
    # The projection: scale 1 is where the picture is, less is farther off.
    place: Scenery
    x: int  # the vanishing point
    y: int
    reach: int  # from it to the sides, to the floor and to the ceiling at scale 1, in pixels
    floor: int
    ceiling: int

    def at(self, scale: int, side: int, height: int) -> tuple[int, int]:
        """Where a place is, in 1024ths of scale, -100 to 100 across and 0 to 100 up: in pixels."""
        down = self.floor - (self.floor + self.ceiling) * height // 100
        return self.x + self.reach * side * scale // 102400, self.y + down * scale // 1024

    def wall(self, slot: int, side: int, near: int, far: int, low: int, high: int, light: int) -> None:
        points = [
            self.at(*corner) for corner in ((near, side, low), (near, side, high), (far, side, high), (far, side, low))
        ]
        self.place.pixels.poly(slot, points, min(max(light, 0), 255), edge=False)


def _scale(bays: int) -> int:
    # Of what is so many hundredths of a bay away.
    return 1024 * 160 // (160 + bays)


def environment(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a scene that leads to its vanishing point."""
    said = words(prompt)
    sides, floor, end, land = _view_of(said, land_of(said))
    place = Scenery(form, prompt, dice, given, land if land != "-" else "meadow")
    outside = sides.isupper()
    middle, horizon = form.width // 2, form.height * (50 if outside else 44) // 100
    middle += dice.between(-form.width // 24, form.width // 24)
    floor_px, ceiling_px = form.height * 112 // 100 - horizon, horizon + form.height // (3 if outside else 8)
    view = _View(place, middle, horizon, form.width * 60 // 100, floor_px, ceiling_px)
    if outside:
        _open(view, end)
    else:
        _ceiling(view, _BARE[sides])
    _floor(view, floor, outside)
    if not outside:
        _back(view, _BARE[sides])
    if end != "_":
        _end(view, end, outside)
    if outside and sides != "FACADES":
        _growth(view, sides)
    else:
        _sides(view, sides)
    _somebody(view, prompt)
    place.weather()


def _ceiling(view: _View, role: str) -> None:
    form, slot = view.place.form, view.place.slot(role)
    for y in range(view.y):
        depth = _depth((view.y - y) * 1024 // view.ceiling)
        beam = (depth + 50) % 100 < 24
        form.run(y, 0, form.width, slot, max(78 - depth // 8, 30) if not beam else max(126 - depth // 8, 60))


def _depth(scale: int) -> int:
    # The hundredths of a bay that a scale is away.
    return 160 * 1024 // max(scale, 40) - 160


def _floor(view: _View, kind: str, outside: bool) -> None:
    place, form = view.place, view.place.form
    role, other, across, rows, joint = _FLOORS[kind]
    slots = place.slot(role), place.slot(other)
    was = None
    for y in range(view.y, form.height):
        scale = (y - view.y) * 1024 // view.floor
        depth = _depth(scale)
        row = (depth + 100) * rows // 100
        light = (178 - scale * 70 // 1024) if not outside else 150 - scale * 30 // 1024
        first = was is not None and row != was and scale > 180
        was = row
        shade = row % 2 * (joint if not across else 0)
        form.run(y, 0, form.width, slots[0], light - shade)
        edges = (
            [view.x + view.reach * (200 * n - 100 * across) * scale // (102400 * across) for n in range(across + 1)]
            if across
            else []
        )
        for n, (left, right) in enumerate(itertools.pairwise(edges)):
            odd = (n + row) % 2
            form.run(y, left, right, slots[odd], light - (n * 5 + row * 3) % 4 * 5)
            if joint and right - left > 3:
                form.run(y, left, left + 1, slots[odd], light - joint)
        if first and joint and across:
            form.run(y, 0, form.width, slots[0], light - joint)
        if kind in _STRIPS:
            _strip(view, y, scale, light, *_STRIPS[kind], kind)
    if kind == "sea":
        _water(view)


def _strip(view: _View, y: int, scale: int, light: int, role: str, share: int, kind: str) -> None:
    place, form = view.place, view.place.form
    half = view.reach * share * scale // 102400
    x = view.x
    if kind == "road":
        wide = view.reach * 70 * scale // 102400
        form.run(y, x - wide, x + wide + 1, place.slot("under"), light - 20)
        if (_depth(scale) + 100) % 60 < 30:
            form.run(y, x - wide // 22, x + wide // 22 + 1, place.slot("wall"), light + 20)
        return
    if kind == "path":  # it winds a little
        depth = _depth(scale)
        x += view.reach * ((depth % 400 - 200) * (1 if depth // 400 % 2 else -1) // 16) * scale // 102400
        half += y * 7 % 3 == 0
    form.run(y, x - half, x + half + 1, place.slot(role), light + 14)
    rim = max(half // 7, 1)
    form.run(
        y, x - half, x - half + rim, place.slot("gold" if kind == "carpet" else role), light - 36 * (kind == "path")
    )
    form.run(y, x + half + 1 - rim, x + half + 1, place.slot("gold" if kind == "carpet" else role), light - 36)


def _water(view: _View) -> None:
    place, form, dice = view.place, view.place.form, view.place.dice
    water, white = place.slot("water"), place.slot("white")
    bottom = view.y + (form.height - view.y) * 46 // 100
    curve = dice.pick((-1, 1)) * (form.height - view.y) * 20 // 100
    for y in range(view.y, form.height):
        # The shore slants: the row of the picture where it is differs from side to side.
        near = y - view.y
        light = 190 - near * 110 // max(bottom - view.y, 1) + (near * near // 9 % 2) * 24
        low, high = bottom - abs(curve), bottom + abs(curve)
        if y < low:
            form.run(y, 0, form.width, water, max(light, 90))
        elif y < high:
            part = form.width * (high - y) // max(high - low, 1)
            left, right = (0, part) if curve > 0 else (form.width - part, form.width)
            form.run(y, left, right, water, 200)
            end = right if curve > 0 else left
            form.run(y, end - 2, end + 3, white, 200)
            form.run(y, *((end + 3, end + 7) if curve > 0 else (end - 6, end - 2)), place.slot("path"), 96)
    for _ in range(form.width // 5):
        y = dice.between(view.y + 1, max(bottom - abs(curve) - 1, view.y + 1))
        x, long = dice.between(0, form.width), 2 + (y - view.y) // 3
        form.run(y, x - long, x + long, water, 235)


def _back(view: _View, role: str) -> None:
    place = view.place
    (left, top), (right, bottom) = view.at(_scale(_END), -100, 100), view.at(_scale(_END), 100, 0)
    place.pixels.box(place.slot(role), left, top, right, bottom, 176, edge=False)


_LANDMARKS = {  # how high they rise, in percent of the picture
    "mountain": 52, "cone": 50, "pyramid": 36, "skyline": 56, "castle": 40, "house": 30, "gate": 34, "galleon": 24,
    "portal": 34, "planet": 34,
}  # fmt: skip


def _end(view: _View, kind: str, outside: bool) -> None:
    place, height = view.place, view.place.form.height
    if outside:
        size = min(height, place.form.width * 2) * _LANDMARKS[kind] // 100
        foot = view.y + 1 + height // 40 - (height // 9 if kind == "planet" else 0)
        far = kind in ("mountain", "cone", "castle", "skyline")
        place.faded(84 if far else 20).thing(kind, view.x, foot, size)
        if kind == "cone":
            place.glow(view.x, view.y - size * 8 // 10, size // 3)
        return
    x, foot = view.at(_scale(_END), 0, 0)
    left, right = (view.at(_scale(_END), side, 0)[0] for side in (-100, 100))
    size = min(foot - view.at(_scale(_END), 0, 100)[1], right - left)
    place.glow(x, foot - size // 2, size, 18)
    place.thing(kind, x, foot, size * 92 // 100)


def _open(view: _View, end: str) -> None:
    place, form, dice = view.place, view.place.form, view.place.dice
    side = dice.pick((-1, 1))
    away = form.width // 4 if end != "_" else 0
    sun = view.x + side * away, view.y - form.height // (4 if end != "_" else 7)
    place.sky(view.y + 1, sun=sun if end != "planet" else None)
    if place.land not in ("beach", "sea"):
        place.ridge(view.y + 1, form.height // 9, "far", 128, rough=max(form.width // 9, 3))


def _sides(view: _View, kind: str) -> None:
    place, dice = view.place, view.place.dice
    bays = _boxes(_BAYS[kind])
    houses = kind == "FACADES"
    city = place.land in ("city", "space")
    lit = place.dark
    for number in range(4, -1, -1):
        near, far = 100 * number - 50, min(100 * number + 50, _END + 60 * houses)
        for side in (-100, 100):
            tall = (dice.between(76, 176) if city else dice.between(66, 104)) if houses else 100
            role = dice.pick(("wall", "stone", "under", "path")) if houses else _BARE.get(kind, "")
            delta = 34 - _scale(near) * 60 // 1024 + (16 if side > 0 else -10)
            if role:
                view.wall(place.slot(role), side, _scale(near), _scale(far), 0, tall, 128 + delta)
            if houses:
                view.wall(
                    place.slot("roof"), side, _scale(near), _scale(far), tall, tall + (3 if city else 16), 100 + delta
                )
            for what, light, a, b, low, high in bays:
                if what == "glow" and houses and not lit:
                    what, light = "gem", 90
                if what == "glow" and houses and dice.chance(30):
                    what, light = "ink", 128
                if what == "torch":
                    x, foot = view.at(_scale(near + 50), side * 97 // 100, low)
                    size = foot - view.at(_scale(near + 50), side, high)[1]
                    place.glow(x, foot - size * 3 // 4, size, 20)
                    place.thing("torch", x, foot, size)
                    continue
                scales = [_scale(near + (100 * number + 50 - near) * part // 100) for part in (a, b)]
                if scales[0] > _scale(far):
                    shift = 0 if what in ("glow", "ink") else delta
                    low, high, ends = low * tall // 100, high * tall // 100, (scales[0], max(scales[1], _scale(far)))
                    view.wall(place.slot(what), side, *ends, low, high, light + shift)
    if kind == "rough":
        _spikes(view)
    elif not houses:
        for side in (-100, 100):
            for up in (0, 100):
                start, end = view.at(_scale(_END), side, up), view.at(1400, side, up)
                place.pixels.stroke(place.slot("ink"), *start, *end)
        corners = [view.at(_scale(_END), side, up) for side, up in ((-100, 0), (-100, 100), (100, 100), (100, 0))]
        for start, end in pairwise([*corners, corners[0]]):
            place.pixels.stroke(place.slot("ink"), *start, *end)


def _spikes(view: _View) -> None:
    # What hangs from a cave's ceiling and grows from its floor, the nearest last.
    place, dice = view.place, view.place.dice
    slot = place.slot("under")
    for depth in (300, 240, 180, 120, 70, 30, 0):
        scale = _scale(depth)
        light = 150 - scale * 90 // 1024
        for side in (-1, 1):
            for low, high in ((100, dice.between(52, 80)), (0, dice.between(18, 44))):
                at, wide = side * dice.between(66, 104), dice.between(12, 22)
                points = [view.at(scale, at - wide, low), view.at(scale, at + wide, low), view.at(scale, at, high)]
                place.pixels.poly(slot, points, light)
                place.pixels.poly(
                    slot, [points[0], view.at(scale, at - wide // 4, low), points[2]], light + 50, edge=False
                )


@cache
def _boxes(rows: str) -> tuple[tuple[str, int, int, int, int, int], ...]:
    made = []
    for row in rows.split(" | "):
        what, *numbers = row.split()
        role, _, light = what.partition(".")
        a, b, low, high = map(int, numbers)
        made.append((role, int(light), a, b, low, high))
    return tuple(made)


_ALONG = {"STALL": ("stall", "stall", "barrel", "stall")}  # what stands along the way, where it isn't what grows


def _growth(view: _View, sides: str) -> None:
    # What stands along the way, the farthest first and palest.
    place, form, dice = view.place, view.place.form, view.place.dice
    dense = place.land in ("forest", "swamp", "autumn", "sea")
    small = min(form.width * 3 // 2, form.height)
    layers = {depth: place.faded(depth // 3) if depth else place for depth in (360, 180, 0)}
    for depth in (520, 400, 280, 190, 110, 50, 0) if sides != "SHORE" else (280, 130, 0):
        scale = _scale(depth)
        by = layers[360 if depth > 300 else 180 if depth > 100 else 0]
        size = small * (92 if dense else 66) * scale // 102400
        for side in (-1, 1):
            for away in (84, 140, 200, 270) if dense else (92, 180):
                if away * scale > 160 * 1024 or (not dense and dice.chance(30)):
                    continue
                x, foot = view.at(scale, side * (away + dice.between(-16, 16)), 0)
                kind = dice.pick(_ALONG.get(sides, place.growth))
                low = kind in LOW
                by.thing(kind, x, foot + 1, size // (2 if low else 1))


def _somebody(view: _View, prompt: str) -> None:
    place, form = view.place, view.place.form
    kind = named(place.said)
    if kind:
        x, foot = view.at(680, 0, 0)
        side = min(form.height * 42 // 100, form.width // 2)
        place.shadow(x, foot - 1, side // 3)
        subjects.draw(Pen(form, x - side // 2, foot - side, side), prompt, place.dice)
