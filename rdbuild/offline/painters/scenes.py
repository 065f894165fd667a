"""Places that somebody stands in: rooms and clearings from above, levels from the side.

Owns: what a room is furnished with, how a clearing is grown around, and how a side-view level is built up.
Must not know: requests, how light becomes colour.
Rule: a place fills its picture to the last pixel, and leaves room for who is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters import items, people, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import LOW, Scenery, land_of, named

# -- from above

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
    "house": "village town farm hamlet settlement city street", "stall": "bazaar fair", "castle": "kingdom fortress",
    "tomb": "graveyard cemetery", "cone": "volcano", "mountain": "mountain mountains", "pyramid": "pyramid",
    "tree": "forest woods jungle garden park", "well": "courtyard square",
}  # fmt: skip


def _room_of(said: Sequence[str]) -> list[str] | None:
    rows = [row.split() for row in _ROOMS.strip().splitlines()]
    return next((row[:4] for row in rows if any(word in row[4:] for word in said)), None)


def topdown(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room or a clearing from above, or whom the prompt is about on the ground there."""
    room = _room_of(words(prompt))
    plain = land_of(words(prompt)) == "meadow"
    place = Scenery(form, prompt, dice, given, "dungeon" if room and plain and room[1] == "flags" else "space" if room and plain and room[1] == "plates" else "")
    if room:
        _room(place, *room)
    else:
        _clearing(place)
    small = min(form.width, form.height)
    kind = next((kind for kind, called in _PLACES.items() if place.says(*called.split())), "")
    who = named(place.said)
    if who or not (kind or room):
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
    tall, rim = height * 30 // 100, max(small // 20, 2)
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
    if small >= 40:
        middle = height * 64 // 100
        for y in range(middle - height // 7, middle + height // 7):
            at = y - (middle - height // 7)
            edge = at < 2 or y >= middle + height // 7 - 2
            form.run(y, width * 30 // 100, width * 70 // 100, place.slot("gold" if edge else "roof"), 136)
            form.run(y, width * 30 // 100, width * 30 // 100 + 2, place.slot("gold"), 136)
            form.run(y, width * 70 // 100 - 2, width * 70 // 100, place.slot("gold"), 120)
    size = max(small * 27 // 100, 6)
    row = along.split(",")
    shift = dice.next() % len(row)
    count = max((width - 2 * rim) // (size + size // 6), 1)
    for n in range(count):
        kind = row[(n + shift) % len(row)]
        x = rim + (2 * n + 1) * (width - 2 * rim) // (2 * count)
        hangs = kind in ("window", "torch")
        foot = tall - 4 if hangs else tall + size // 5
        if not hangs:
            place.shadow(x, foot - 1, size // 2)
        if kind == "torch":
            place.glow(x, foot - size // 2, size)
        place.thing(kind, x, foot, size * 2 // 3 if hangs else size)
    kinds = about.split(",")
    for across, down in ((20, 62), (82, 66), (16, 94), (80, 95), (48, 96)):
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
    x, drift = width // 2 * 8, 0
    for y in range(height):
        if y % 6 == 0:
            drift = dice.between(-5, 5) + (width // 2 * 8 - x) // 60
        x += drift
        half = small // 9 + (y * 5 % 7 == 0)
        form.run(y, x // 8 - half, x // 8 + half, path, 136)
        form.run(y, x // 8 - half, x // 8 - half + 1, path, 84)
        form.run(y, x // 8 + half - 1, x // 8 + half, path, 84)
    pen.ball(path, width // 2, height // 2 + small // 8, small * 38 // 100, small * 26 // 100, light=84, edge=False)
    pen.ball(path, width // 2, height // 2 + small // 8, small * 38 // 100 - 1, small * 26 // 100 - 1, light=136, edge=False)
    if place.says("pond", "lake", "river", "water") or place.land in ("swamp", "volcano"):
        x, y = dice.pick((width // 5, width * 4 // 5)), height * 70 // 100
        pen.ball(path, x, y, small // 5 + 2, small // 8 + 2, light=84)
        pen.ball(place.slot("water"), x, y, small // 5, small // 8, light=136, edge=False)
        pen.ball(place.slot("water"), x - small // 20, y - small // 30, small // 9, small // 20, light=210, edge=False)
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


# -- from the side

_FOES = {"snow": "wisp", "volcano": "imp", "cave": "bat", "crypt": "skeleton", "dungeon": "skeleton", "grave": "ghost", "space": "robot", "city": "rat", "forest": "goblin", "desert": "spider"}  # fmt: skip
_BACKS = {"volcano": "cone", "desert": "pyramid", "snow": "mountain"}


def platformer(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level from the side: sky, hills, ground and platforms, and whom the prompt is about on them."""
    said = words(prompt)
    inside = land_of(said) == "meadow" and any(word in said for word in ("castle", "dungeon", "temple", "tower", "palace"))
    place = Scenery(form, prompt, dice, given, "dungeon" if inside else "")
    width, height = form.width, form.height
    small = min(width, height)
    tile = max(min(small // 8, 8), 3)
    hero = max(small * 30 // 100, 8)
    base = height - max(height * 24 // 100, 4)
    _behind(place, base)
    tops = _terrain(place, base, tile)
    standing = _platforms(place, tops, tile, hero)
    _earth(place, tops, tile)
    if small >= 32:
        _details(place, tops, tile)
    x, foot = standing
    who = named(place.said)
    pen = Pen(form, x - hero // 2, foot - hero, hero)
    known = any(word in items.CALLED for word in place.said) and not (place.land != "meadow" or inside)
    subjects.draw(pen, prompt if who or known else next(iter(people.CALLED)), dice, given)
    place.weather()


def _behind(place: Scenery, base: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    if place.land == "dungeon":
        _masonry(place)
        return
    far, near = place.faded(110), place.faded(40)
    place.fill(base, height, near.slot("under"), 84)
    place.sky(base + 2, sun=(width * dice.pick((22, 78)) // 100, height * 18 // 100), clouds=max(2 * width // height, 2))
    if place.land == "city":
        _skyline(far, base, height * 60 // 100)
        _skyline(near, base, height * 36 // 100)
        return
    if place.land in ("cave", "crypt"):
        for slot, length in ((far.slot("under"), height // 3), (near.slot("under"), height // 5)):
            for x in range(0, width, small // 7):
                at, long = x + dice.between(-3, 3), dice.between(length // 3, length)
                wide = max(small // 9, 3)
                place.pixels.poly(slot, [(at - wide, 0), (at + wide, 0), (at, long)], "slope", edge=False)
    far.ridge(base + 2, height * 42 // 100, "far", 128, rough=max(small // 4, 4))
    back = _BACKS.get(place.land)
    if back:
        far.thing(back, width * dice.between(35, 65) // 100, base + 2, small * 56 // 100)
    near.ridge(base + 2, height * 20 // 100, "leaf", 150, rough=max(small // 3, 5))
    for x in range(dice.between(0, 6), width, max(small // 6, 4)):
        if dice.chance(70 if place.land == "forest" else 45):
            near.thing(dice.pick(place.growth), x, base + 2 - dice.between(0, small // 12), small * dice.between(20, 32) // 100)


def _skyline(place: Scenery, base: int, tall: int) -> None:
    form, dice = place.form, place.dice
    x = -dice.between(0, 6)
    stone = place.slot("stone")
    glow = place.slot("glow" if place.dark else "low")
    while x < form.width:
        wide, top = dice.between(9, 16), base - dice.between(tall // 2, tall)
        light = dice.pick((84, 100, 120))
        for y in range(top, base + 2):
            form.run(y, x, x + wide, stone, light)
            form.dot(x, y, stone, light + 50)
        for y in range(top + 3, base - 1, 4):
            for at in range(x + 2, x + wide - 2, 3):
                if dice.chance(60):
                    form.run(y, at, at + 2, glow, 128 if not place.dark else 160)
                    form.run(y + 1, at, at + 2, glow, 90)
        x += wide + dice.pick((0, 0, 2))


def _masonry(place: Scenery) -> None:
    form, dice = place.form, place.dice
    under = place.slot("under")
    base = form.height * 3 // 4
    for y in range(form.height):
        row, down = divmod(y, 6)
        form.run(y, 0, form.width, under, 30 if down == 5 else 84)
        for x in range(row % 2 * 6, form.width, 12):
            form.dot(x, y, under, 30)
        if down == 0:
            for x in range(row % 2 * 6, form.width, 12):
                if (x * 7 + row * 5) % 4 == 0:
                    form.run(y, x + 2, x + 9, under, 130)
    small = min(form.width, form.height)
    step = small * 44 // 100
    for n, x in enumerate(range(dice.between(step // 3, step), form.width, step)):
        if n % 2 == 0:
            place.thing("window", x, base * 56 // 100, small * 28 // 100)
        else:
            place.glow(x, base * 46 // 100, small // 4, 20)
            place.thing("torch", x, base * 56 // 100, small * 18 // 100)


def _terrain(place: Scenery, base: int, tile: int) -> list[int]:
    # The row of the ground's top for each column of pixels; below the picture where there is a gap.
    form, dice = place.form, place.dice
    tops: list[int] = []
    level, number = 0, 0
    while len(tops) < form.width:
        long = dice.between(3, 5) * tile
        if number and number % 2 == 0 and form.width - len(tops) > 3 * tile and form.height >= 32:
            tops += [form.height] * (2 * tile)
        tops += [base - level * tile] * long
        level = min(max(level + dice.pick((-1, 1)), 0 if number else 0), 2)
        number += 1
    return tops[: form.width]


def _earth(place: Scenery, tops: Sequence[int], tile: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    ground, under = place.slot("ground"), place.slot("under")
    grass = max(tile * 3 // 8, 2)
    fringe = [dice.between(0, max(tile // 3, 1)) if x % 2 == 0 else 0 for x in range(width + 1)]
    water = place.slot("water")
    for x, top in enumerate(tops):
        if top >= height:
            for y in range(height - tile, height):
                form.dot(x, y, water, 225 if y == height - tile and (x + y) % 5 < 3 else 136 if y < height - tile // 2 else 84)
            continue
        left_open = x and tops[x - 1] > top
        right_open = x + 1 < width and tops[x + 1] > top
        hang = grass + fringe[x // 2 * 2]
        for y in range(top, height):
            deep = y - top
            if deep < hang:
                light = 225 if deep == 0 else 136 if deep < hang - 1 else 84
                form.dot(x, y, ground, light)
            else:
                light = 84 if deep == hang else 136 if deep < 2 * tile + x * 7 % 3 else 84
                form.dot(x, y, under, 40 if left_open or right_open else light)
    for _ in range(width * height // 220):  # stones in the earth
        x = dice.between(1, width - 4)
        y = dice.between(min(tops[x], height - 1), height - 1)
        if y - tops[x] > grass + tile // 2 and tops[x + 2] == tops[x] and tops[x - 1] == tops[x]:
            form.run(y, x, x + 3, under, 190)
            form.run(y + 1, x, x + 3, under, 60)


def _platforms(place: Scenery, tops: Sequence[int], tile: int, hero: int) -> tuple[int, int]:
    # Draw what floats, and say where one may stand.
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    solid = [x for x in range(hero // 2 + 1, width - hero // 2) if tops[x] < height and tops[x - hero // 4] == tops[x] == tops[min(x + hero // 4, width - 1)]]
    near = [x for x in solid if x <= width * 2 // 5] or solid or [width // 2]
    x = near[len(near) // 2]
    stand = (x, min(tops[x], height) if tops[x] < height else height - tile)
    y, side, count = min(tops) - max(tile * 5 // 2, hero // 2 + 2), 1, 0
    while y > hero // 2 + 2 and height >= 32:
        long = dice.between(3, 4) * tile
        lanes = (0, width // 2) if width > 2 * height else (0,)
        for lane in lanes:
            half = max((width if lane or len(lanes) == 1 else width) // (2 * len(lanes)), long + 3)
            left = lane + (half if side > 0 else 0) + dice.between(1, max(half - long - 2, 1))
            _platform(place, left, y, long, tile)
            if count == 0 and tile >= 5:
                _ladder(place, left + long // 2, y, tops[min(max(left + long // 2, 0), width - 1)], tile)
        y -= hero * 2 // 3 + dice.between(2, tile)
        side, count = -side, count + 1
    return stand


def _platform(place: Scenery, left: int, top: int, long: int, tile: int) -> None:
    form, ground, under = place.form, place.slot("ground"), place.slot("under")
    thick = max(tile * 7 // 8, 3)
    for down in range(thick):
        cut = 0 if 0 < down < thick - 2 else 1 + max(down - thick + 2, 0)
        light = (225, 136, 84)[down] if down < 3 else 136 if down < thick - 1 else 60
        form.lay([(top + down, left + cut, left + long - cut)], ground if down < 3 else under, light, edge=down in (0, thick - 1))
    for n in range(long // tile):
        if tile >= 5 and place.dice.chance(75):
            place.glyph("coin", left + n * tile + tile // 2, top - 3)


def _ladder(place: Scenery, x: int, top: int, bottom: int, tile: int) -> None:
    form, wood = place.form, place.slot("wood")
    half = tile // 2
    if bottom >= form.height:
        return
    for y in range(top, bottom):
        form.lay([(y, x - half, x - half + 1), (y, x + half, x + half + 1)], wood, 190)
        if (y - top) % 3 == 1:
            form.run(y, x - half, x + half + 1, wood, 136)


def _details(place: Scenery, tops: Sequence[int], tile: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    flat = [x for x in range(tile, width - tile) if tops[x] < height and tops[x - tile // 2] == tops[x] == tops[x + tile // 2]]
    right = [x for x in flat if x > width * 45 // 100]
    left = [x for x in flat if x < width * 14 // 100]
    foe = _FOES.get(place.land, "slime")
    small = min(width, height)
    for x in left[:1]:
        place.thing(dice.pick(place.growth), x, tops[x], small * 26 // 100)
    if right:
        x = dice.pick(right[: len(right) // 2] or right)
        place.glyph(foe, x, tops[x] - (foe in ("bat", "ghost", "wisp")) * 6)
        x = right[-1]
        place.glyph("flag", x, tops[x])
        others = [at for at in right if abs(at - x) > tile * 2]
        if others:
            at = others[-1]
            place.glyph(dice.pick(("spikes", "crate", "chest", "bush")), at, tops[at])
