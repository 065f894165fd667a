"""Scenes in one-point perspective: rooms, streets and paths that lead to one thing.

Owns: the projection, and what stands along the way and at its end.
Must not know: requests, how rooms are furnished (`rooms`), how light becomes colour.
Rule: floors and walls are drawn flat, each part in the size in which it is seen, and then laid in perspective.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, called, words
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.lands import NAMED, named
from rdbuild.offline.painters.nouns import is_place
from rdbuild.offline.painters.rooms import Room, room_of
from rdbuild.offline.painters.scenery import CLOTH, Scenery
from rdbuild.offline.painters.subjects import subject

# What stands along the way under the sky, where it isn't what grows there.
_ALONG = called("""
street: city street urban downtown alley tokyo cyberpunk futuristic skyline town village square metropolis
stall: market bazaar fair
shore: sea ocean beach island shore coast seaside tropical lagoon lake
""")
# What is at the end, and the words that call for it where it isn't a sight of the land.
_ENDS = called("""
castle: castle town village square market bazaar fair kingdom temple palace
pagoda: pagoda
mountain: mountain mountains peak hills alps valley
planet: planet moon alien galaxy asteroid mars
portal: portal underwater reef atlantis mermaid
ship: ship pirate boat
house: farm cottage house
tower: tower lighthouse
""")
_HIGH = {"mountain": 54, "volcano": 56, "pyramid": 40, "skyscraper": 52, "castle": 46, "planet": 30, "house": 30,
         "tower": 46}  # percent of the picture that an end rises; others 34  # fmt: skip
_FAR = frozenset({"mountain", "volcano", "castle", "skyscraper"})
_ASHORE = frozenset({"castle", "tower", "house", "pagoda"})  # what stands by the water as well
_RANGES = frozenset({"mountain", "skyscraper"})  # of which there are more in a wide picture
# What is part of a wall, and how high it is and its foot, in percent of the wall; all else stands before it.
_FLAT = {"torch": (34, 62), "flag": (34, 62), "mirror": (34, 66), "window": (44, 64), "bookshelf": (94, 97),
         "door": (72, 97), "gate": (80, 97), "column": (94, 97)}  # fmt: skip
_CORNERS = ((-100, 0), (-100, 100), (100, 100), (100, 0))  # of the end: across and up
_ABOVE = ("flag", "window")  # what hangs on the upper parts of a high wall


@dataclass
class _View:
    # The projection: scale 1024 is where the picture is, less is farther off.
    place: Scenery
    x: int  # the vanishing point
    y: int
    reach: int  # from it to the sides, to the floor and to the ceiling at scale 1024, in pixels
    floor: int
    ceiling: int
    end: int  # how many hundredths of a bay the end is away

    @property
    def last(self) -> int:
        """Return the scale there."""
        return _scale(self.end)

    def at(self, scale: int, side: int, height: int) -> tuple[int, int]:
        """Where a place is, in 1024ths of scale, -100 to 100 across and 0 to 100 up: in pixels."""
        down = self.floor - (self.floor + self.ceiling) * height // 100
        return self.x + self.reach * side * scale // 102400, self.y + down * scale // 1024

    @property
    def bays(self) -> range:
        """Return the numbers of those that a side wall has, the farthest first."""
        return range((self.end + 49) // 100, -1, -1)

    def bay(self, number: int, tall: int) -> Scenery:
        """Return a bay of a side wall, seen from in front: as high as its middle, and a quarter as wide at least."""
        scale = _scale(100 * number)
        high = max((self.floor + self.ceiling) * tall * scale // 102400, 2)
        return self.place.on(Form(min(high, max(self.reach * 2 * scale // 1024, high // 4)), high))

    def rows(self) -> Iterator[tuple[int, int]]:
        """Return the rows of the floor, the farthest first, and the scale there."""
        return ((y, (y - self.y) * 1024 // self.floor) for y in range(self.y, self.place.form.height))


def _scale(depth: int) -> int:
    # Of what is so many hundredths of a bay away.
    return 1024 * 160 // (160 + depth)


def _depth(scale: int) -> int:
    return 160 * 1024 // max(scale, 40) - 160


def environment(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a scene that leads to its vanishing point."""
    said = words(prompt)
    room = room_of(said)
    place = Scenery(form, prompt, dice, given, room.land if room else "meadow")
    width, height = form.width, form.height
    middle, horizon = width // 2 + dice.between(-width // 24, width // 24), height * (44 if room else 50) // 100
    end = max(350 * min(width, height) // max(width, height), 150)  # no farther off than it can be seen
    above = horizon + height // (8 if room else 3)
    view = _View(place, middle, horizon, width * 60 // 100, height * 112 // 100 - horizon, above, end)
    if room:
        _inside(view, room)
    else:
        _outside(view)
    kind = named(said)
    if kind and kind not in NAMED:
        x, foot = view.at(680, 0, 0)
        place.somebody(prompt, x, foot, min(height * 42 // 100, width // 2))
    place.weather()


# -- under a roof


def _inside(view: _View, room: Room) -> None:
    place, form = view.place, view.place.form
    beam = place.slot("wood" if "wood" in room.wall or "wall" in room.wall else room.wall.split()[1])
    for y in range(view.y):
        depth = _depth((view.y - y) * 1024 // view.ceiling)
        form.run(y, 0, form.width, beam, max((126 if (depth + 50) % 100 < 24 else 78) - depth // 8, 30))
    _floor(view, room.floor)
    if room.end == "throne":
        _strip(view, "roof", 26, "gold")
    corners = [view.at(view.last, side, up) for side, up in _CORNERS]
    (left, top), (right, bottom) = corners[1], corners[3]
    place.fill(room.wall, top, bottom, left, right, by=20)
    high = min(view.floor + view.ceiling, 3 * view.reach)
    for number in view.bays:
        kind = room.along[number % len(room.along)]
        bay = view.bay(number, 100)
        _furnish(bay, room.wall, kind)
        for side in (-1, 1):
            _wall(view, bay, side, number, 100)
            if kind not in _FLAT:
                x, foot = view.at(_scale(100 * number), side * 84, 0)
                place.thing(kind, x, foot, high * _scale(100 * number) * 44 // 102400, shadow=True)
    for corner, here, there in zip(_CORNERS, corners, [*corners[1:], corners[0]], strict=True):
        place.pixels.stroke(place.slot("ink"), *here, *view.at(1500, *corner))
        place.pixels.stroke(place.slot("ink"), *here, *there)
    x, foot = view.at(view.last, 0, 0)
    size = min(bottom - top, right - left)
    place.glow(x, foot - size // 2, size, 18)
    for n in range(1, (right - left) * 2 // (3 * size)):  # beside and above the end of a long or a high room
        away = (1 - n % 2 * 2) * ((n + 1) // 2) * size * 6 // 5
        _hang(place, room.along[n // 2 % len(room.along)], x + away, foot, size)
    for up in range(size, bottom - top - size // 2, size):
        _hang(place, _ABOVE[up // size % 2], x, foot - up, size)
    place.thing(room.end, x, foot + 1, size * 96 // 100)


def _hang(place: Scenery, kind: str, x: int, foot: int, side: int) -> None:
    # What belongs to a part of a wall that is so high and wide.
    high, lift = _FLAT.get(kind, (44, 100))
    place.thing(kind, x, foot - side * (100 - lift) // 100, side * high // 100)


def _furnish(bay: Scenery, wall: str, kind: str) -> None:
    # A part of a wall as it is seen from in front, with what is on it, and above that as often as there is room.
    side, height = bay.form.width, bay.form.height
    bay.fill(wall, 0, height)
    bay.fill("wood" if "wall" in wall else wall.split()[1], height - side * 6 // 100, height, by=-50)
    if kind in _FLAT:
        _hang(bay, kind, side // 2, height, side)
    for up in range(side, height - side // 2, side):
        _hang(bay, _ABOVE[up // side % 2], side // 2, height - up, side)


def _wall(view: _View, bay: Scenery, side: int, number: int, tall: int) -> None:
    # Lay a bay column by column in perspective.
    place, form, flat = view.place, view.place.form, bay.form
    near, far, (wide, size) = 100 * number - 50, min(100 * number + 50, view.end), (flat.width, flat.height)
    numbers = place.numbers(flat, place.shared)
    by = 26 - _scale(near) * 50 // 1024 + (14 if side > 0 else -10)
    lit = bytes(min(max(light + by, 0), 255) for light in range(256))
    planes = []
    for plane, table in ((flat.slots, numbers), (flat.lines, numbers), (flat.light, lit)):
        planes.append([bytes(column) for column in zip(*(row.translate(table) for row in plane), strict=True)])
    ends = sorted(view.at(_scale(depth), side * 100, 0)[0] for depth in (near, far))
    for x in range(max(ends[0], 0), min(ends[1], form.width)):
        scale = abs(x - view.x) * 1024 // view.reach
        top, bottom = (view.at(scale, 0, up)[1] for up in (tall, 0))
        part = (_depth(scale) - near) * wide // 100
        column = min(max(part if side < 0 else wide - 1 - part, 0), wide - 1)
        slots, lines, light = (plane[column] for plane in planes)
        high = max(bottom - top, 1)
        for y in range(max(top, 0), min(bottom, form.height)):
            at = (y - top) * size // high
            form.slots[y][x], form.lines[y][x], form.light[y][x] = slots[at], lines[at], light[at]


def _floor(view: _View, what: str) -> None:
    # A ground that runs to the horizon, two cloths wide between the sides.
    form, cloth = view.place.form, view.place.cloth(what)
    for y, scale in view.rows():
        slots, light = cloth[_depth(scale) * CLOTH // 100 % CLOTH]
        step = CLOTH * 1024 * 256 // (view.reach * max(scale, 1))
        places = [(x * step >> 8) % CLOTH for x in range(-view.x, form.width - view.x)]
        form.slots[y][:] = bytes(slots[at] for at in places)
        form.light[y][:] = bytes(light[at] for at in places)
        form.lines[y][:] = bytes(form.width)
        form.shade(y, 0, form.width, 24 - scale * 40 // 1024)


def _strip(view: _View, role: str, share: int, rim: str, *, winds: bool = False) -> None:
    # A way along the middle: so many percent of the width.
    place = view.place
    for y, scale in view.rows():
        half, x = view.reach * share * scale // 102400, view.x
        if winds:
            depth = _depth(scale)
            x += view.reach * ((depth % 400 - 200) * (1 if depth // 400 % 2 else -1) // 16) * scale // 102400
            half += y * 7 % 3 == 0
        border = max(half // 8, 1)
        place.fill(rim, y, y + 1, x - half, x + half + 1, by=-30 if rim == role else 0)
        place.fill(role, y, y + 1, x - half + border, x + half + 1 - border, by=18)


# -- under the sky


def _outside(view: _View) -> None:
    place, form, dice = view.place, view.place.form, view.place.dice
    along = next((_ALONG[word] for word in place.said if word in _ALONG), "")
    end = next((_ENDS[word] for word in place.said if word in _ENDS), place.land.sights[0])
    ashore = along == "shore" and end in _ASHORE and any(word in _ENDS for word in place.said)
    if (along == "shore" and end != "ship" and not ashore) or end in place.land.growth or end == "cake":
        end = ""
    side = dice.pick((-1, 1))
    sun = view.x + side * form.width // 4 * bool(end), view.y - form.height // (4 if end else 7)
    place.sky(view.y + 1, sun=sun if end != "planet" else None)
    if along != "shore":
        place.ridge(view.y + 1, form.height // 9, "far", 128, rough=max(form.width // 9, 3))
    _floor(view, "stones path" if along == "street" and not place.urban else f"{place.land.ground} ground")
    if along == "shore":
        _water(view)
    elif along == "street" and place.urban:
        _strip(view, "under", 66, "wall")
        for y, scale in view.rows():
            if _depth(scale) % 60 < 30:
                wide = view.reach * scale * 3 // 102400
                place.fill("wall", y, y + 1, view.x - wide, view.x + wide + 1)
    elif along != "street":
        _strip(view, "path", 28, "path", winds=True)
    if end:
        size = min(form.height, form.width * 2) * _HIGH.get(end, 34) // 100
        foot = view.y + 1 + form.height // 40 - (form.height // 9 if end == "planet" else 0)
        far = place.faded(84 if end in _FAR else 20)
        for n in range(-form.width // (3 * size), form.width // (3 * size) + 1) if end in _RANGES else ():
            far.thing(end, view.x + n * size * 6 // 5, foot, size * dice.between(44, 78) // 100)
        if ashore:  # on a rock in the water
            place.thing("rock", view.x, foot + size // 3, size * 6 // 5)
        far.thing(end, view.x, foot, size)
    if along == "street":
        for number in view.bays:
            for side in (-1, 1):
                role = dice.pick(("wall", "stone", "under", "path"))
                tall = dice.between(90, 190) if end == "skyscraper" else dice.between(64, 100)
                bay = view.bay(number, tall)
                _facade(bay, role)
                _wall(view, bay, side, number, tall)
    else:
        _growth(view, along)


def _facade(bay: Scenery, role: str) -> None:
    # A house's front: courses, rows of windows, a door, and a roof's edge.
    side, across, tall = bay.form.height, bay.form.width, bay.urban

    def part(what: str, left: int, top: int, right: int, bottom: int, by: int = 0) -> None:
        bay.fill(what, side * top // 100, side * bottom // 100, across * left // 100, across * right // 100, by)

    bay.fill(("plates " if bay.name == "neon" else "bricks ") + role, 0, side)
    part("roof", 0, 0, 100, 4 if tall else 14, -30)
    rows, wide = max(6 if tall else 3, 5 * side // across * tall), across * 18 // 100
    for top in (side * (10 if tall else 20) // 100 + row * side * 84 // (100 * rows) for row in range(rows - 1)):
        low = top + side * 84 // (100 * rows) * 6 // 10
        for left in (across * 12 // 100, across * 42 // 100, across * 72 // 100):
            pane = "ink" if bay.dice.chance(30) else "glow" if bay.dark else "gem"
            bay.fill("ink", top - 1, low + 1, left - 1, left + wide + 1)
            bay.fill(pane, top, low, left, left + wide, by=50)
    part("roof", 8, 78, 92, 82, 40)
    part("ink", 40, 82, 62, 100)
    if bay.name == "neon":
        part("gem", 94, 0, 100, 100, 90)
    bay.fill("ink", 0, side, 0, 1)


def _water(view: _View) -> None:
    # The sea on this side of the horizon, and a slanting shore.
    form, width, side = view.place.form, view.place.form.width, view.place.dice.pick((-1, 1))
    water, foam, wet = (view.place.slot(role) for role in ("water", "white", "path"))
    deep, curve = ((form.height - view.y) * parts // 100 for parts in (46, 20))
    for near in range(deep + curve):
        part = width * min(deep + curve - near, 2 * curve) // max(2 * curve, 1)
        light = max(190 - near * 110 // max(deep, 1), 90) + near * near // 9 % 2 * 24
        runs = (0, part, water, light), (part - 2, part + 3, foam, 200), (part + 3, part + 7, wet, 96)
        for left, right, slot, lit in runs if part < width else runs[:1]:
            ends = (left, right) if side > 0 else (width - right, width - left)
            form.run(view.y + near, *ends, slot, lit)


def _growth(view: _View, along: str) -> None:
    # What stands along the way, the farthest first and palest.
    place, form, dice = view.place, view.place.form, view.place.dice
    kinds = ["stall", "stall", "barrel"] if along == "stall" else place.land.growth
    dense = place.name in ("forest", "swamp", "autumn", "sea")
    small, wide = min(form.width * 3 // 2, form.height), form.width > 3 * form.height
    layers = {depth: place.faded(depth // 5) if depth else place for depth in (360, 180, 0)}
    for depth in (520, 400, 280, 190, 110, 50) if along != "shore" else (280, 130, 20):
        scale = _scale(depth)
        by = layers[360 if depth > 300 else 180 if depth > 100 else 0]
        size = small * (84 if dense else 66) * scale // 102400
        for side in (-1, 1):
            for away in (84, 140, 200, 270) if dense else range(46, 280, 46) if wide else (92, 180):
                if away * scale <= 160 * 1024 and (dense or dice.chance(70)):
                    x, foot = view.at(scale, side * (away + dice.between(-16, 16)), 0)
                    by.thing(dice.pick(kinds), x, foot + 1, size)


def picture(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint what a prompt is of: a place, if that is its noun, else its subject alone."""
    (environment if is_place(prompt) else subject)(form, prompt, dice, given)
