"""Places that somebody stands in, seen from above: rooms and clearings.

Owns: what a room is furnished with, and how a clearing is grown around.
Must not know: requests, how light becomes colour.
Rule: a place fills its picture to the last pixel, and leaves room for who is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters import items, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, named
from rdbuild.offline.painters.sketches import LOW, THINGS

# Of a room: its wall, its floor, what stands along the wall, what stands about, and the words that call for it.
_ROOMS = """
wall   planks  stove,counter,shelf,barrel  table,pot,crate      kitchen bakery
wall   planks  shelf,counter,shelf,pot     barrel,crate,table   shop store market
wood   planks  shelf,shelf,window,shelf    table,pot,shelf      library study bookshop
wood   planks  barrel,counter,shelf,barrel table,table,barrel   tavern inn bar pub
stone  flags   column,throne,column,torch  column,statue,column throne hall castle palace temple church
stone  flags   torch,chest,barrel,torch    crate,barrel,tomb    dungeon prison crypt cellar tomb
stone  flags   stove,barrel,crate,shelf    table,crate,barrel   smithy forge blacksmith workshop
metal  plates  machine,window,machine,crate crate,machine,pot   lab laboratory spaceship station factory
wall   planks  bed,shelf,window,pot        table,chest,pot      bedroom room home cabin cottage interior
"""
_PLACES = {  # what stands in a clearing by words, instead of one who is there
    "house": "village town farm hamlet settlement city street", "stall": "market bazaar fair",
    "castle": "kingdom fortress", "tomb": "graveyard cemetery", "cone": "volcano", "mountain": "mountain mountains",
    "pyramid": "pyramid",
    "tree": "forest woods jungle garden park", "well": "courtyard square",
}  # fmt: skip


_BUILT = {  # and what stands there where words name nothing but the land
    "beach": "house", "snow": "house", "city": "house", "desert": "tower", "cave": "crystal", "space": "machine",
}  # fmt: skip


def _room_of(said: Sequence[str]) -> list[str] | None:
    rows = [row.split() for row in _ROOMS.strip().splitlines()]
    return next((row[:4] for row in rows if any(word in row[4:] for word in said)), None)


def topdown(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room or a clearing from above, or whom the prompt is about on the ground there."""
    room = _room_of(words(prompt))
    usual = {"flags": "dungeon", "plates": "space"}.get(room[1], "meadow") if room else "meadow"
    place = Scenery(form, prompt, dice, given, usual)
    if room:
        _room(place, *room)
    else:
        _clearing(place)
    small = min(form.width, form.height)
    kind = next((kind for kind, called in _PLACES.items() if place.says(*called.split())), "")
    thing = next((word for word in reversed(place.said) if word in items.CALLED), "")
    if not (kind or thing):
        kind = next((word for word in reversed(place.said) if word in THINGS), _BUILT.get(place.land, ""))
    if named(place.said) or not (kind or room):
        side = small * (46 if room else 62) // 100
        x, foot = form.width // 2, form.height // 2 + side // 2 + small // 12
        place.shadow(x, foot - 1, side * 2 // 5)
        subjects.draw(Pen(form, x - side // 2, foot - side, side), prompt, dice, given)
    elif kind and not room:
        _built(place, kind)
    place.weather()


def _built(place: Scenery, kind: str) -> None:
    form, small = place.form, min(place.form.width, place.form.height)
    many = kind in ("house", "stall", "tomb", "tree")
    side = small * (34 if many else 60) // 100
    spots = [(-22, 2), (22, -2), (-4, 34)] if many else [(0, 24)]
    for across, down in sorted(spots, key=lambda spot: spot[1]):
        x = form.width // 2 + across * form.width // 100 + place.dice.between(-2, 2)
        foot = form.height // 2 + down * form.height // 100
        place.shadow(x, foot - 1, side // 2)
        place.thing(place.growth[0] if kind == "tree" else kind, x, foot, side)


def _room(place: Scenery, wall: str, floor: str, along: str, about: str) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    tall, rim = min(height * 30 // 100, small * 50 // 100), max(small // 20, 2)
    face, cap = place.slot(wall), place.slot("ink")
    _floored(place, floor, tall)
    for y in range(rim, tall):  # the wall that is seen, with a board at its foot
        form.run(y, 0, width, face, 150 if y > rim + 1 else 205)
    if wall in ("stone", "metal"):
        for row, y in enumerate(range(rim + 4, tall - 3, 5)):
            form.run(y, 0, width, face, 90)
            for x in range(row % 2 * 5 + 2, width, 10):
                for down in range(min(5, tall - 3 - y)):
                    form.dot(x, y + down, face, 90)
    elif wall == "wood":
        for x in range(3, width, 6):
            for y in range(rim + 2, tall - 2):
                form.dot(x, y, face, 90)
    else:
        for y in range(tall - max(tall // 3, 3), tall - 2):
            form.run(y, 0, width, place.slot("roof"), 128 if y % 4 else 90)
    for y in (tall - 2, tall - 1):
        form.run(y, 0, width, place.slot("wood"), 84)
    for down, by in enumerate((-60, -40, -20)):
        form.shade(tall + down, 0, width, by)
    place.fill(0, rim, cap)
    for y in range(height):
        form.run(y, 0, rim, cap, 128)
        form.run(y, width - rim, width, cap, 128)
        form.shade(y, rim, rim + 2, -30)
    place.fill(height - rim, height, cap)
    if small >= 40 and floor != "plates":
        middle = height * 64 // 100
        for y in range(middle - height // 7, middle + height // 7):
            at = y - (middle - height // 7)
            edge = at < 2 or y >= middle + height // 7 - 2
            form.run(y, width * 30 // 100, width * 70 // 100, place.slot("gold" if edge else "roof"), 136)
            form.run(y, width * 30 // 100, width * 30 // 100 + 2, place.slot("gold"), 136)
            form.run(y, width * 70 // 100 - 2, width * 70 // 100, place.slot("gold"), 120)
    size = max(small * 27 // 100, 6)
    kinds = along.split(",")
    shift = dice.next() % len(kinds)
    count = max((width - 2 * rim) // (size + size // 6), 1)
    for n in range(count):
        kind = kinds[(n + shift) % len(kinds)]
        x = rim + (2 * n + 1) * (width - 2 * rim) // (2 * count)
        hangs = kind in ("window", "torch")
        foot = tall - 4 if hangs else tall + size // 5
        if not hangs:
            place.shadow(x, foot - 1, size // 2)
        if kind == "torch":
            place.glow(x, foot - size // 2, size)
        place.thing(kind, x, foot, size * 2 // 3 if hangs else size)
    kinds = about.split(",")
    spots = [(15, 63), (85, 67), (17, 94), (82, 95), (49, 96)]
    if height > width * 2:
        spots += [(16 + 68 * (n % 2), down) for n, down in enumerate(range(24, 90, max(size * 140 // height, 1)))]
    for across, down in sorted(spots, key=lambda spot: spot[1]):
        x, foot = width * across // 100, height * down // 100 - rim // 2
        if dice.chance(80) and foot > tall + size:
            place.shadow(x, foot - 1, size // 2)
            place.thing(dice.pick(kinds), x, foot, size * 9 // 10)


def _floored(place: Scenery, kind: str, top: int) -> None:
    form = place.form
    role = "wood" if kind == "planks" else "ground"
    slot = place.slot(role)
    high, long = (6, 22) if kind == "planks" else (8, 8)
    for y in range(top, form.height):
        row, down = divmod(y - top, high)
        form.run(y, 0, form.width, slot, 84 if down == high - 1 else 150)
        if down < high - 1:
            for x in range(row * 13 % long, form.width, long):
                form.run(y, x, x + 1, slot, 84)
                if not down and kind != "planks":
                    form.run(y, x + 1, x + long, slot, 175)


def _clearing(place: Scenery) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    ground, path = place.slot("ground"), place.slot("path")
    place.fill(0, height, ground, 136)
    pen = place.pixels
    for _ in range(3 + width * height // 1500):  # lighter and darker ground in flat clusters
        x, y, reach = dice.between(0, width), dice.between(0, height), dice.between(small // 10, small // 5)
        pen.ball(ground, x, y, reach * 3 // 2, reach * 2 // 3, light=dice.pick((180, 180, 84)), edge=False)
    middle, wide, high = (width // 2, height // 2 + small // 8), small * 38 // 100, small * 26 // 100
    pen.ball(path, *middle, wide, high, light=84, edge=False)
    x, drift = width // 2 * 8, 0
    for y in range(height):
        if y % 6 == 0:
            drift = dice.between(-5, 5) + (width // 2 * 8 - x) // 60
        x += drift
        half = small // 9 + (y * 5 % 7 == 0)
        form.run(y, x // 8 - half, x // 8 + half, path, 136)
        form.run(y, x // 8 - half, x // 8 - half + 1, path, 84)
        form.run(y, x // 8 + half - 1, x // 8 + half, path, 84)
    pen.ball(path, *middle, wide - 1, high - 1, light=136, edge=False)
    if place.says("pond", "lake", "river", "water") or place.land in ("swamp", "volcano"):
        x, y, water = dice.pick((width // 5, width * 4 // 5)), height * 70 // 100, place.slot("water")
        pen.ball(path, x, y, small // 5 + 2, small // 8 + 2, light=84)
        pen.ball(water, x, y, small // 5, small // 8, light=136, edge=False)
        pen.ball(water, x - small // 20, y - small // 30, small // 9, small // 20, light=210, edge=False)
    leaf = place.slot("leaf")
    for _ in range(width * height // 110):
        x, y = dice.between(1, width - 3), dice.between(2, height - 2)
        if form.slots[y][x] == ground:
            if dice.chance(24) and place.land in ("meadow", "forest", "candy", "autumn"):
                pen.form.dot(x, y, place.slot(dice.pick(("red", "white", "gold"))), 170)
                form.dot(x, y + 1, leaf, 110)
            else:
                form.dot(x, y, leaf, 160)
                form.dot(x + 2, y, leaf, 160)
                form.dot(x + 1, y + 1, leaf, 100)
    size = max(small * 34 // 100, 7)
    spots = []
    for at in range(0, 100, max(size * 62 // small, 9)):
        spots += [(at, 14 + dice.between(-6, 6)), (dice.between(-2, 6), at + 20), (dice.between(94, 102), at + 20)]
    spots += [(at, 108) for at in (8, 92)]
    for across, down in sorted(spots, key=lambda spot: spot[1]):
        if abs(across - 50) < 14 or dice.chance(12):
            continue
        kind = dice.pick(place.growth)
        x, foot = width * across // 100, height * down // 100
        place.shadow(x, foot - 1, size // 3)
        place.thing(kind, x, foot, size * (55 if kind in LOW else 100) // 100)
