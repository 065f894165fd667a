"""Maps of levels and lands, seen from above.

Owns: dungeons of rooms and corridors, and lands with coasts, rivers, woods, roads and houses.
Must not know: requests, how light becomes colour.
Rule: where something is gets decided on a grid first, as plain data that can be walked; drawing changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rdbuild.offline.painters import subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, land_of, named

Room = tuple[int, int, int, int]  # left, top, before right, before bottom: in tiles
Cell = tuple[int, int]

TILE = 8  # pixels
ROCK, FLOOR, CORRIDOR, DOOR = range(4)
_SMALLEST = 3  # tiles to a side of a room, where the map has room for it


# -- dungeons


@dataclass
class Level:
    """A dungeon: `cells[row][column]` is rock, a room's floor, a corridor or a door; rock all around."""

    columns: int
    rows: int
    rooms: list[Room] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cells = [bytearray(self.columns) for _ in range(self.rows)]

    def open(self, x: int, y: int) -> bool:
        return 0 <= x < self.columns and 0 <= y < self.rows and self.cells[y][x] != ROCK


def level(columns: int, rows: int, dice: Chance) -> Level:
    """Lay out rooms that are all connected: halves of the map, halved again, and each pair joined by a corridor."""
    made = Level(columns, rows)
    _divided(made, (1, 1, columns - 1, max(rows - 1, 2)), dice)
    if len(made.rooms) > 4:  # a loop, so that it isn't a tree
        _join(made, made.rooms[:1], made.rooms[-1:], dice)
    _doors(made, dice)
    return made


def _divided(made: Level, area: Room, dice: Chance) -> list[Room]:
    left, top, right, bottom = area
    width, height = right - left, bottom - top
    least = 2 * _SMALLEST + 1
    if max(width, height) < least or (width * height <= 40 and min(width, height) > 3 and dice.chance(40)):
        trim = [dice.next() % 2 * (side > 4) for side in (width, height, width, height)]
        room = left + trim[0], top + trim[1], right - trim[2], bottom - trim[3]
        for y in range(room[1], room[3]):
            made.cells[y][room[0] : room[2]] = bytes([FLOOR]) * (room[2] - room[0])
        made.rooms.append(room)
        return [room]
    if width >= least and (width > height or height < least or width == height and dice.chance(50)):
        at = dice.between(left + _SMALLEST, right - _SMALLEST - 1)
        halves = (left, top, at, bottom), (at + 1, top, right, bottom)
    else:
        at = dice.between(top + _SMALLEST, bottom - _SMALLEST - 1)
        halves = (left, top, right, at), (left, at + 1, right, bottom)
    one, other = (_divided(made, half, dice) for half in halves)
    _join(made, one, other, dice)
    return one + other


def _join(made: Level, some: Sequence[Room], others: Sequence[Room], dice: Chance) -> None:
    # Between the two rooms that are nearest to each other: straight where they face each other, else with a bend.
    def apart(pair: tuple[Room, Room]) -> int:
        (a, b, c, d), (e, f, g, h) = pair
        return max(e - c, a - g, 0) + max(f - d, b - h, 0)

    one, other = min(((a, b) for a in some for b in others), key=apart)
    ends = []
    for axis in (0, 1):
        low, high = max(one[axis], other[axis]), min(one[axis + 2], other[axis + 2])
        same = dice.between(low, high - 1) if low < high else None
        ends.append([same if same is not None else (room[axis] + room[axis + 2]) // 2 for room in (one, other)])
    (x0, x1), (y0, y1) = ends
    for x in range(min(x0, x1), max(x0, x1) + 1):
        made.cells[y0][x] = made.cells[y0][x] or CORRIDOR
    for y in range(min(y0, y1), max(y0, y1) + 1):
        made.cells[y][x1] = made.cells[y][x1] or CORRIDOR


def _doors(made: Level, dice: Chance) -> None:
    for y in range(1, made.rows - 1):
        for x in range(1, made.columns - 1):
            if made.cells[y][x] == CORRIDOR and dice.chance(80):
                up_down = made.open(x, y - 1) and made.open(x, y + 1) and not (made.open(x - 1, y) or made.open(x + 1, y))
                across = made.open(x - 1, y) and made.open(x + 1, y) and not (made.open(x, y - 1) or made.open(x, y + 1))
                beside = made.cells[y - 1][x], made.cells[y + 1][x], made.cells[y][x - 1], made.cells[y][x + 1]
                if FLOOR in beside and DOOR not in beside and (up_down or across):
                    made.cells[y][x] = DOOR


# Of a land: what dwells there, what stands along the walls, and how its pools are called for.
_DWELLERS: dict[str, tuple[str, str]] = {
    "dungeon": ("goblin slime rat bat skeleton", "barrel crate pot barrel shelf"),
    "crypt": ("skeleton ghost bat spider", "tomb skull bones tomb pot"),
    "grave": ("skeleton ghost bat spider", "tomb skull bones tomb pot"),
    "snow": ("wisp slime bat ghost", "crystal rock crystal barrel"),
    "volcano": ("imp bat imp skeleton", "rock pot skull crystal"),
    "forest": ("treeling spider goblin slime", "bush mushroom plant bush"),
    "swamp": ("rat slime rat bat", "barrel mushroom crate barrel"),
    "cave": ("bat spider slime goblin", "rock crystal mushroom crate"),
    "desert": ("skeleton spider rat imp", "pot pot cactus shelf"),
    "space": ("robot slime robot", "console tank crate console"),
    "beach": ("rat skeleton slime", "barrel crate barrel chest"),
}
_POOLS = {"pool", "water", "lava", "river", "sewer", "flooded", "acid", "slime"}


def dungeon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level of rooms and corridors, with what is kept there and who dwells there."""
    plain = land_of(words(prompt)) == "meadow"
    place = Scenery(form, prompt, dice, given, "dungeon" if plain else "")
    columns, rows = form.width // TILE + 1, form.height // TILE + 1
    left, top = (form.width - columns * TILE) // 2, (form.height - rows * TILE) // 2
    made = level(max(columns, 4), max(rows, 3), dice)
    _tiles(place, made, left, top)
    _furnish(place, made, prompt, left, top)


def _tiles(place: Scenery, made: Level, left: int, top: int) -> None:
    form, dice = place.form, place.dice
    rock, stone = place.slot("under"), place.slot("stone")
    metal = place.land == "space"
    floors = ("flags", "flags", "grate", "flags2") if metal else ("flags", "flags", "flags2", "flags", "flags2", "flags3")
    mossy = place.land in ("forest", "swamp", "cave")
    for y in range(made.rows):
        for x in range(made.columns):
            px, py = left + x * TILE, top + y * TILE
            if made.open(x, y):
                place.glyph(dice.pick(floors), px + TILE // 2, py + TILE, edge=False)
                if not made.open(x, y - 1):
                    for row, by in ((0, -70), (1, -40), (2, -24)):
                        form.shade(py + row, px, px + TILE, by)
                if not made.open(x - 1, y):
                    for row in range(TILE):
                        form.shade(py + row, px, px + 2, -30)
                continue
            if made.open(x, y + 1):
                place.glyph("face2" if mossy and dice.chance(40) else "face", px + TILE // 2, py + TILE, edge=False)
                continue
            near = any(made.open(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1, 2))
            for row in range(TILE):
                form.run(py + row, px, px + TILE, rock, 84 if near else 30)
            if near and dice.chance(35):
                at, down = px + dice.between(1, 4), py + dice.between(2, 5)
                form.run(down, at, at + 3, rock, 30)
            if made.open(x, y - 1):
                form.run(py, px, px + TILE, stone, 195)
                form.run(py + 1, px, px + TILE, stone, 84)
    for y in range(made.rows):  # the sides of walls, over what is beside them
        for x in range(made.columns):
            if not made.open(x, y):
                for dx, at in ((-1, 0), (1, TILE - 1)):
                    if made.open(x + dx, y):
                        for row in range(TILE):
                            form.dot(left + x * TILE + at, top + y * TILE + row, stone, 195 if dx < 0 else 136)


def _furnish(place: Scenery, made: Level, prompt: str, left: int, top: int) -> None:
    form, dice = place.form, place.dice
    foes, props = (kinds.split() for kinds in _DWELLERS.get(place.land, _DWELLERS["dungeon"]))
    order = sorted(made.rooms, key=lambda room: ((room[2] - room[0]) * (room[3] - room[1]), room))
    hoard, lair = order[0], order[-1]
    start = next((room for room in made.rooms if room not in (hoard, lair)), lair)
    wet = any(place.says(word) for word in _POOLS) or place.land in ("volcano", "swamp")
    standing: list[tuple[int, int, str]] = []
    taken = _doorways(made)

    def stand(cell: Cell, kind: str) -> None:
        taken.add(cell)
        standing.append((top + (cell[1] + 1) * TILE - 1, left + cell[0] * TILE + TILE // 2, kind))

    for room in made.rooms:
        l, t, r, b = room
        middle = (l + r - 1) // 2, (t + b - 1) // 2
        big = r - l >= 3 and b - t >= 3
        cells = [(x, y) for y in range(t, b) for x in range(l, r)]
        if room == lair and big:
            _rug(place, left + l * TILE, top + t * TILE, left + r * TILE, top + b * TILE)
            _boss(place, prompt, left + (l + r) * TILE // 2, top + (t + b) * TILE // 2, min(r - l, b - t) * TILE)
            taken |= {(middle[0] + dx, middle[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
            for corner in ((l, t), (r - 1, t), (l, b - 1), (r - 1, b - 1)):
                if corner not in taken:
                    stand(corner, "pillar")
        elif room == start:
            at = next((cell for cell in cells if cell not in taken), middle)
            place.glyph("stairs", left + at[0] * TILE + TILE // 2, top + (at[1] + 1) * TILE, edge=False)
            taken.add(at)
            stand(next((cell for cell in reversed(cells) if cell not in taken), middle), "hero")
        elif big and (wet and dice.chance(75) or dice.chance(18)):
            _pool(place, left + l * TILE, top + t * TILE, left + r * TILE, top + b * TILE)
            taken |= {(x, y) for x, y in cells if l < x < r - 1 and t < y < b - 1}
        elif big and dice.chance(30):
            _rug(place, left + l * TILE, top + t * TILE, left + r * TILE, top + b * TILE)
        if room == hoard:
            for kind in ("chest", "coins", "coins"):
                free = [cell for cell in cells if cell not in taken]
                if free:
                    stand(dice.pick(free), kind)
            continue
        along = [(x, y) for x, y in cells if (x, y) not in taken and (y == t or x in (l, r - 1))]
        for _ in range(min(len(along) // 2, dice.between(1, 4))):
            cell = dice.pick(along)
            if cell not in taken:
                stand(cell, dice.pick([*props, "chest"] if dice.chance(25) else props))
        free = [cell for cell in cells if cell not in taken]
        for _ in range(min(1 + len(cells) // 14, 3) if room != start else 0):
            if free:
                cell = free.pop(dice.next() % len(free))
                stand(cell, dice.pick(foes))
    _lights(place, made, left, top)
    for y in range(made.rows):
        for x in range(made.columns):
            if made.cells[y][x] == DOOR:
                upright = made.open(x, y + 1)
                place.glyph("door" if upright else "sidedoor", left + x * TILE + TILE // 2, top + (y + 1) * TILE, edge=not upright)
    for foot, x, kind in sorted(standing):
        place.shadow(x, foot - 1, 3)
        place.glyph(kind, x, foot)


def _doorways(made: Level) -> set[Cell]:
    # The floor before doors and corridors stays free.
    return {
        (x + dx, y + dy)
        for y in range(made.rows)
        for x in range(made.columns)
        if made.cells[y][x] in (DOOR, CORRIDOR)
        for dx, dy in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    }


def _rug(place: Scenery, left: int, top: int, right: int, bottom: int) -> None:
    roof, gold = place.slot("roof"), place.slot("gold")
    inset = TILE // 2 + 1
    for y in range(top + inset + 1, bottom - inset + 1):
        edge = y in (top + inset + 1, bottom - inset)
        place.form.run(y, left + inset, right - inset, gold if edge else roof, 136)
        if not edge:
            for x in (left + inset, right - inset - 1):
                place.form.dot(x, y, gold, 136)
            place.form.run(y, left + inset + 3, right - inset - 3, roof, 84)


def _pool(place: Scenery, left: int, top: int, right: int, bottom: int) -> None:
    form, dice = place.form, place.dice
    water, stone = place.slot("water"), place.slot("stone")
    inset = TILE - 2
    a, b, c, d = left + inset, top + inset, right - inset, bottom - inset
    for y in range(b, d):
        cut = 1 if y in (b, d - 1) else 0
        form.run(y, a + cut, c - cut, stone, 195 if y < d - 1 else 84)
        if b < y < d - 1:
            form.run(y, a + 1, c - 1, water, 84 if y == b + 1 else 136)
    for _ in range((c - a) * (d - b) // 24):
        x, y = dice.between(a + 2, max(c - 5, a + 2)), dice.between(b + 2, max(d - 3, b + 2))
        form.run(y, x, min(x + 3, c - 1), water, 225)
    if place.land == "volcano":
        place.glow((a + c) // 2, (b + d) // 2, (c - a) // 2 + 5, 24)


def _boss(place: Scenery, prompt: str, x: int, y: int, room: int) -> None:
    side = min(room - 4, 22)
    kind = named(place.said)
    place.shadow(x, y + side // 2 - 1, side // 2)
    if kind:
        subjects.draw(Pen(place.form, x - side // 2, y - side // 2, side), kind, place.dice, [place.colours["roof"]])
    else:
        place.thing("throne" if place.land != "space" else "machine", x, y + side // 2 - 1, min(side, 15))


def _lights(place: Scenery, made: Level, left: int, top: int) -> None:
    reach = 13
    for y in range(made.rows):
        for x in range(made.columns):
            if not made.open(x, y) and made.cells[y + 1 : y + 2] and made.cells[y + 1][x] == FLOOR and (x + 2 * y) % 4 == 1:
                px, py = left + x * TILE + TILE // 2, top + y * TILE + TILE
                place.glow(px, py, reach)
                place.glyph("torch", px, py, edge=False)


# -- lands

_WOODED = {"forest": 72, "swamp": 60, "autumn": 55, "snow": 50, "desert": 14, "beach": 36, "city": 16, "volcano": 22}  # percent of the land

_WATER, _SHALLOW, _FOAM, _SAND, _GRASS, _HILL = 84, 104, 110, 119, 190, 256  # heights below which each is


def overworld(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a land from above: coast or river, woods, mountains, fields, and roads from house to house."""
    place = Scenery(form, prompt, dice, given)
    heights = _heights(place)
    _ground(place, heights)
    _settle(place, heights)
    place.weather()


def _noise(width: int, height: int, step: int, dice: Chance) -> list[list[int]]:
    # Heights of 0 to 255, by a lattice of chance with `step` pixels between its points.
    ease = [t * t * (3 * step - 2 * t) * 256 // (step * step * step) for t in range(step)]
    across = width // step + 2
    lattice = []
    for _ in range(height // step + 2):
        points = [dice.next() & 255 for _ in range(across)]
        lattice.append([points[x // step] + ((points[x // step + 1] - points[x // step]) * ease[x % step] >> 8) for x in range(width)])
    rows = []
    for y in range(height):
        part = ease[y % step]
        rows.append([a + ((b - a) * part >> 8) for a, b in zip(lattice[y // step], lattice[y // step + 1], strict=True)])
    return rows


def _heights(place: Scenery) -> list[bytearray]:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    broad, fine = _noise(width, height, max(small // 3, 6), dice), _noise(width, height, max(small // 9, 3), dice)
    island = place.says("island", "islands", "isle", "archipelago", "ship", "pirate") or place.land == "sea"
    side = dice.between(0, 3)
    columns, rows = [0] * width, [0] * height
    if island:
        columns = [34 - (2 * x - width) ** 2 * 96 // (width * width) for x in range(width)]
        rows = [34 - (2 * y - height) ** 2 * 96 // (height * height) for y in range(height)]
    elif side < 2:
        columns = [30 - (x if side else width - x) * 90 // width + 40 for x in range(width)]
    else:
        rows = [30 - (y if side == 2 else height - y) * 90 // height + 40 for y in range(height)]
    lift = 12 if place.land != "swamp" else -2
    made = []
    for y in range(height):
        base = rows[y] + 94 + lift
        made.append(bytearray(
            min(max(base + more + (((b - 128) * 90 + (f - 128) * 44) >> 8), 0), 255)
            for b, f, more in zip(broad[y], fine[y], columns, strict=True)
        ))  # fmt: skip
    if not island and place.land != "desert" or place.says("river"):
        _river(made, place)
    return made


def _river(heights: list[bytearray], place: Scenery) -> None:
    dice = place.dice
    width, height = place.form.width, place.form.height
    wide = max(min(width, height) // 20, 2)
    along = width > height
    length, breadth = (width, height) if along else (height, width)
    at = dice.between(breadth // 4, breadth * 3 // 4) * 16
    drift = 0
    for step in range(length):
        if step % 5 == 0:
            drift = min(max(drift + dice.between(-8, 8), -13), 13)
        at = min(max(at + drift, wide * 24), (breadth - wide) * 16)
        for off in range(-wide - 3, wide + 4):
            x, y = (step, at // 16 + off) if along else (at // 16 + off, step)
            if 0 <= x < width and 0 <= y < height:
                low = _SHALLOW - 12 if abs(off) <= wide - 1 else _FOAM - 1 if abs(off) <= wide else _SAND + 4
                if abs(off) <= wide:
                    heights[y][x] = min(heights[y][x], low)
                elif heights[y][x] >= _FOAM:  # its banks
                    heights[y][x] = max(min(heights[y][x], 150), low)


def _ground(place: Scenery, heights: list[bytearray]) -> None:
    form = place.form
    water, foam = place.slot("water"), place.slot("white")
    sand, grass, under = place.slot("path"), place.slot("ground"), place.slot("under")
    steps = ((_WATER, water, 96), (_SHALLOW, water, 136), (_FOAM, water, 225), (_SAND, sand, 150), (168, grass, 136), (_GRASS, grass, 180), (_HILL, grass, 224))
    slots, light = bytearray(), bytearray()
    for limit, slot, lit in steps:
        slots += bytes([slot]) * (limit - len(slots))
        light += bytes([lit]) * (limit - len(light))
    slot_of, light_of = bytes(slots), bytes(light)
    for y, row in enumerate(heights):
        form.slots[y][:] = row.translate(slot_of)
        form.light[y][:] = row.translate(light_of)
    cliff = max(min(form.width, form.height) // 40, 1)
    land = [bytes(value >= _FOAM for value in row) for row in heights]
    for y in range(1, form.height):  # the land's southern edge, seen from the front
        for down in range(1, cliff + 1):
            above = land[max(y - down, 0)]
            for x, (was, here) in enumerate(zip(above, land[y], strict=True)):
                if was and not here:
                    form.dot(x, y, under, 136 if down == 1 else 84)


def _settle(place: Scenery, heights: list[bytearray]) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    town = place.says("village", "town", "city", "kingdom", "houses", "hamlet", "farm", "market")
    area = width * height

    def free(x: int, y: int, reach: int = 5) -> bool:
        spots = ((x, y), (x - reach, y), (x + reach, y), (x, y - reach), (x - reach, y - reach), (x + reach, y - reach))
        return all(0 <= u < width and 0 <= v < height and _SAND <= heights[v][u] for u, v in spots)

    sites: list[Cell] = []
    wanted = (3 if area > 6000 else 2) + (area // 1400 if town else 0)
    for _ in range(90):
        x, y = dice.between(8, max(width - 9, 8)), dice.between(min(15, height - 1), max(height - 4, 1))
        if len(sites) < wanted and free(x, y) and all(abs(x - u) + abs(y - v) * 3 // 2 > 19 for u, v in sites):
            sites.append((x, y))
    taken = _roads(place, heights, sites)
    stood: list[tuple[int, int, str]] = []
    kinds = {"desert": ("hut", "tent", "hut"), "beach": ("hut", "house"), "swamp": ("hut", "house"), "snow": ("house", "tent")}
    castle = place.says("castle", "kingdom", "fortress", "palace", "king") or (area > 6000 and not town and dice.chance(50))
    for n, (x, y) in enumerate(sites):
        kind = dice.pick(kinds.get(place.land, ("house", "house", "house", "tower")))
        if n == 0 and castle:
            kind = "castle"
        elif n == 0 and town:
            kind = "well" if dice.chance(50) else "tower"
        stood.append((y, x, kind))
        reach = 10 if kind == "castle" else 7
        taken |= {(u >> 1, v >> 1) for u in range(x - reach, x + reach) for v in range(y - 13, y + 4)}
    if place.land in ("meadow", "autumn", "forest", "beach") or place.says("farm", "field", "fields"):
        for x, y in sites[1:]:
            _field(place, heights, x + dice.pick((-15, 9)), y - dice.between(2, 8), taken)
    peak = {"volcano": "volcano", "desert": "pyramid"}.get(place.land, "peak")
    high = max(small := min(width, height), 1) and [(heights[y][x], y, x) for y in range(13, height - 1, 5) for x in range(8, width - 6, 6)]
    ranked = sorted((-h, y, x) for h, y, x in high if h >= _SAND)
    hills = 0
    limit = (area // 1300 + 1) * (place.land in ("meadow", "forest", "snow", "autumn", "volcano", "cave")) + 2 * place.says("mountain", "mountains", "volcano", "pyramid") + (place.land in ("volcano", "desert"))
    for _, y, x in ranked[: limit * 4]:
        u, v = x + dice.between(-2, 2), y + dice.between(-2, 2)
        if hills < limit and not any((a >> 1, b >> 1) in taken for a in range(u - 6, u + 7, 2) for b in range(v - 9, v + 1, 2)):
            stood.append((v, u, peak if hills % 3 == 0 or peak == "peak" else "rock" if peak == "pyramid" else "peak"))
            taken |= {(a >> 1, b >> 1) for a in range(u - 5, u + 6) for b in range(v - 5, v + 2)}
            hills += 1
    woods = _noise(width, height, max(small // 5, 5), dice)
    ranked_woods = sorted(woods[y][x] for y in range(0, height, 4) for x in range(0, width, 4) if heights[y][x] >= _SAND) or [0]
    share = _WOODED.get(place.land, 34)
    thick = ranked_woods[len(ranked_woods) * (100 - share) // 100]
    for gy in range(6, height + 3, 5):
        for gx in range(0, width + 3, 6):
            x, y = gx + dice.between(-2, 2), gy + dice.between(-1, 1)
            u, v = min(max(x, 0), width - 1), min(max(y - 1, 0), height - 1)
            dense = woods[v][u] > thick
            if heights[v][u] >= _SAND + 2 and (dense or dice.chance(5)) and not any(
                (a >> 1, b >> 1) in taken for a in (x - 3, x, x + 3) for b in (y - 6, y - 3, y)
            ):
                stood.append((y, x, place.growth[0] if dense and dice.chance(75) else dice.pick(place.growth)))
    for _ in range(area // 900 + 1):
        x, y = dice.between(6, max(width - 7, 6)), dice.between(8, max(height - 3, 8))
        if dice.chance(30) and all(0 <= y - b < height and heights[y - b][x + a] < _SHALLOW for a in (-5, 0, 5) for b in (0, 6)):
            stood.append((y, x, "boat"))
    for y, x, kind in sorted(stood):
        if kind != "boat":
            place.shadow(x + 1, y, 6 if kind in ("house", "peak", "hut", "volcano", "pyramid") else 9 if kind == "castle" else 3, -40)
        place.glyph(kind, x, y + 1)


def _roads(place: Scenery, heights: list[bytearray], sites: Sequence[Cell]) -> set[Cell]:
    # From each site to the nearest one before it, and from the first out of the picture; a bridge where there is water.
    form, dice = place.form, place.dice
    path, wood = place.slot("path"), place.slot("wood")
    cells: list[tuple[int, int, bool]] = []
    goals = [min(sites[:n], key=lambda to: abs(to[0] - x) + abs(to[1] - y)) for n, (x, y) in enumerate(sites) if n]
    for (x, y), (u, v) in [*zip(sites[1:], goals, strict=True), *((site, (site[0], form.height + 2)) for site in sites[:1])]:
        y, v = y + 2, v + 2
        road: list[tuple[int, int, bool]] = []
        while (x, y) != (u, v):
            across = abs(u - x) > abs(v - y) if dice.chance(70) else x != u
            if across and x != u:
                x += 1 if u > x else -1
            elif y != v:
                y += 1 if v > y else -1
            else:
                x += 1 if u > x else -1
            road.append((x, y, across))
        wet_at = [n for n, (a, b, _) in enumerate(road) if 0 <= a < form.width and 0 <= b < form.height and heights[b][a] < _FOAM]
        cells += road if len(wet_at) < 17 else road[: wet_at[4]] if v > form.height else []  # else a pier, or none
    wet = []
    for x, y, across in cells:
        for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
            if 0 <= x + dx < form.width and 0 <= y + dy < form.height:
                if heights[y + dy][x + dx] >= _FOAM:
                    form.dot(x + dx, y + dy, path, 150 if dy == 0 else 128)
                else:
                    wet.append((x, y, across))
    for x, y, across in wet:
        for off in (-1, 0, 1, 2):
            u, v = (x, y + off) if across else (x + off, y)
            form.dot(u, v, wood, 84 if off in (-1, 2) else 195 if (x + y) % 3 else 136)
    return {((x + dx) >> 1, (y + dy) >> 1) for x, y, _ in cells for dx in (-2, 0, 2) for dy in (-1, 0, 2)}


def _field(place: Scenery, heights: list[bytearray], left: int, top: int, taken: set[Cell]) -> None:
    form, dice = place.form, place.dice
    right, bottom = left + dice.between(8, 11), top + dice.between(6, 8)
    spots = [(x, y) for x in range(left, right) for y in range(top, bottom)]
    if any(
        not (0 <= x < form.width and 0 <= y < form.height) or heights[y][x] < _SAND or (x >> 1, y >> 1) in taken for x, y in spots
    ):
        return
    soil, crop = place.slot("under"), place.slot(dice.pick(("gold", "leaf", "leaf")))
    for y in range(top, bottom):
        form.run(y, left, right, soil, 84 if y == bottom - 1 else 136)
        if (y - top) % 2 and y < bottom - 1:
            for x in range(left + 1, right - 1):
                form.dot(x, y, crop, 195 if x % 2 else 120)
    taken |= {(x >> 1, y >> 1) for x, y in spots}
