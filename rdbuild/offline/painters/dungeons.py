"""Dungeons: rooms and corridors, what is kept there and who dwells there.

Owns: how a level is laid out, and how its tiles are drawn and furnished.
Must not know: requests, how light becomes colour.
Rule: a level is laid out first, as plain data that can be walked: every room can be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rdbuild.offline.painters import subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, named

Room = tuple[int, int, int, int]  # left, top, before right, before bottom: in tiles
Cell = tuple[int, int]

TILE = 8  # pixels
ROCK, FLOOR, CORRIDOR, DOOR = range(4)
_SMALLEST = 3  # tiles to a side of a room, where the map has room for it


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
    if max(width, height) < least or (width * height <= 40 and dice.chance(40 if min(width, height) > 3 else 20)):
        trim = [dice.next() % 2 * (side > 4) for side in (width, height, width, height)]
        room = left + trim[0], top + trim[1], right - trim[2], bottom - trim[3]
        for y in range(room[1], room[3]):
            made.cells[y][room[0] : room[2]] = bytes([FLOOR]) * (room[2] - room[0])
        made.rooms.append(room)
        return [room]
    if width >= least and (width > height or height < least or (width == height and dice.chance(50))):
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
                up_down = (
                    made.open(x, y - 1) and made.open(x, y + 1) and not (made.open(x - 1, y) or made.open(x + 1, y))
                )
                across = (
                    made.open(x - 1, y) and made.open(x + 1, y) and not (made.open(x, y - 1) or made.open(x, y + 1))
                )
                beside = made.cells[y - 1][x], made.cells[y + 1][x], made.cells[y][x - 1], made.cells[y][x + 1]
                if FLOOR in beside and DOOR not in beside and (up_down or across):
                    made.cells[y][x] = DOOR


# Of a land: what dwells there, and what stands along the walls.
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
_POOLS = ("pool", "water", "lava", "river", "sewer", "flooded", "acid", "slime")


@dataclass
class _Site:
    # A level on a form: its first tile's corner in pixels, the cells that stay free, and what stands, by its foot.
    place: Scenery
    made: Level
    left: int
    top: int
    taken: set[Cell] = field(default_factory=set)
    standing: list[tuple[int, int, str]] = field(default_factory=list)

    def at(self, cell: Cell) -> tuple[int, int]:
        """Return the middle of a cell's lower side."""
        return self.left + cell[0] * TILE + TILE // 2, self.top + cell[1] * TILE + TILE

    def box(self, room: Room) -> Room:
        left, top, right, bottom = (side * TILE for side in room)
        return self.left + left, self.top + top, self.left + right, self.top + bottom

    def stand(self, cells: Sequence[Cell], kind: str) -> None:
        """Let something stand on one of the cells, if any is free."""
        free = [cell for cell in cells if cell not in self.taken]
        if free:
            cell = self.place.dice.pick(free)
            self.taken.add(cell)
            x, foot = self.at(cell)
            self.standing.append((foot - 1, x, kind))


def dungeon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level of rooms and corridors, with what is kept there and who dwells there."""
    place = Scenery(form, prompt, dice, given, "dungeon")
    columns, rows = max(form.width // TILE + 1, 4), max(form.height // TILE + 1, 3)
    left, top = (form.width - columns * TILE) // 2, (form.height - rows * TILE) // 2
    site = _Site(place, level(columns, rows, dice), left, top)
    _tiles(site)
    _furnish(site, prompt)
    _lights(site)
    for y in range(rows):
        for x in range(columns):
            if site.made.cells[y][x] == DOOR:
                upright = site.made.open(x, y + 1)
                place.glyph("door" if upright else "sidedoor", *site.at((x, y)), edge=not upright)
    for foot, x, kind in sorted(site.standing):
        place.shadow(x, foot - 1, 3)
        place.glyph(kind, x, foot)


def _tiles(site: _Site) -> None:
    place, made, left, top = site.place, site.made, site.left, site.top
    form, dice = place.form, place.dice
    rock, stone = place.slot("under"), place.slot("stone")
    metal = place.land == "space"
    floors = (
        ("flags", "flags", "grate", "flags2") if metal else ("flags", "flags", "flags2", "flags", "flags2", "flags3")
    )
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


def _furnish(site: _Site, prompt: str) -> None:
    place, dice, made = site.place, site.place.dice, site.made
    foes, props = (kinds.split() for kinds in _DWELLERS.get(place.land, _DWELLERS["dungeon"]))
    order = sorted(made.rooms, key=lambda room: ((room[2] - room[0]) * (room[3] - room[1]), room))
    hoard, lair = order[0], order[-1]
    start = next((room for room in made.rooms if room not in (hoard, lair)), lair)
    wet = 75 if place.says(*_POOLS) or place.land in ("volcano", "swamp") else 18
    site.taken |= _doorways(made)
    for room in made.rooms:
        left, top, right, bottom = room
        wide = min(right - left, bottom - top)
        cells = [(x, y) for y in range(top, bottom) for x in range(left, right)]
        if room == lair and wide >= 3:
            _rug(place, *site.box(room))
            _boss(site, prompt, room)
            for corner in ((left, top), (right - 1, top), (left, bottom - 1), (right - 1, bottom - 1)):
                site.stand([corner], "pillar")
        elif room == start:
            at = next((cell for cell in cells if cell not in site.taken), cells[0])
            site.taken.add(at)
            place.glyph("stairs", *site.at(at), edge=False)
            site.stand(cells, "hero")
        elif wide >= 3 and dice.chance(wet):
            _pool(place, *site.box(room))
            site.taken |= {(x, y) for x, y in cells if left < x < right - 1 and top < y < bottom - 1}
        elif wide >= 3 and dice.chance(30):
            _rug(place, *site.box(room))
        if room == hoard:
            for kind in ("chest", "coins", "coins"):
                site.stand(cells, kind)
            continue
        along = [(x, y) for x, y in cells if y == top or x in (left, right - 1)]
        for _ in range(min(len(along) // 3, dice.between(1, 4))):
            site.stand(along, dice.pick([*props, "chest"] if dice.chance(25) else props))
        for _ in range(min(1 + len(cells) // 14, 3) if room != start else 0):
            site.stand(cells, dice.pick(foes))


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


def _boss(site: _Site, prompt: str, room: Room) -> None:
    place = site.place
    left, top, right, bottom = site.box(room)
    side = min(right - left - 4, bottom - top - 4, 22)
    x, y = (left + right) // 2, (top + bottom) // 2
    place.shadow(x, y + side // 2 - 1, side // 2)
    middle = (room[0] + room[2] - 1) // 2, (room[1] + room[3] - 1) // 2
    site.taken |= {(middle[0] + dx, middle[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    kind = named(place.said)
    if kind:
        subjects.draw(Pen(place.form, x - side // 2, y - side // 2, side), kind, place.dice, [place.colours["roof"]])
    else:
        place.thing("throne" if place.land != "space" else "machine", x, y + side // 2 - 1, min(side, 15))


def _lights(site: _Site) -> None:
    made = site.made
    for y in range(made.rows - 1):
        for x in range(made.columns):
            if not made.open(x, y) and made.cells[y + 1][x] == FLOOR and (x + 2 * y) % 4 == 1:
                px, foot = site.at((x, y))
                site.place.glow(px, foot, 13)
                site.place.glyph("torch", px, foot, edge=False)
