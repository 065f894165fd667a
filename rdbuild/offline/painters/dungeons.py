"""Dungeons: rooms and corridors, what is kept there and who dwells there.

Owns: how a level is laid out, how its floors and walls are built, and how it is furnished.
Must not know: requests, how light becomes colour.
Rule: a level is laid out first, as plain data that can be walked: every room can be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.lands import named
from rdbuild.offline.painters.scenery import Scenery

Room = tuple[int, int, int, int]  # left, top, before right, before bottom: in tiles
Cell = tuple[int, int]

TILE = 8  # pixels
ROCK, FLOOR, CORRIDOR, DOOR = range(4)
_SMALLEST = 3  # tiles to a side of a room, where the map has room for it
_WET = ("pool", "water", "lava", "river", "sewer", "flooded", "acid", "slime")
_NEXT = ((1, 0), (-1, 0), (0, 1), (0, -1))


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

    def dig(self, room: Room) -> None:
        """Add a room."""
        left, top, right, bottom = room
        for row in self.cells[top:bottom]:
            row[left:right] = bytes([FLOOR]) * (right - left)
        self.rooms.append(room)


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
        made.dig((left + trim[0], top + trim[1], right - trim[2], bottom - trim[3]))
        return made.rooms[-1:]
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
    # Where a corridor is narrow and meets a room.
    for y in range(1, made.rows - 1):
        for x in range(1, made.columns - 1):
            if made.cells[y][x] == CORRIDOR and dice.chance(80):
                right, left, down, up = beside = [made.cells[y + dy][x + dx] for dx, dy in _NEXT]
                narrow = (right and left and not (down or up)) or (down and up and not (right or left))
                if narrow and FLOOR in beside and DOOR not in beside:
                    made.cells[y][x] = DOOR


@dataclass
class Site:
    """A level on a form: a tile's side, its first tile's corner and the height of its walls, all in pixels.

    `taken` are cells on which nothing more is to stand, `standing` what does, by its foot.
    """

    place: Scenery
    made: Level
    tile: int
    left: int
    top: int
    tall: int
    dim: int = 0  # by how much the floor is darker than it would be
    taken: set[Cell] = field(default_factory=set)
    standing: list[tuple[int, int, str, int]] = field(default_factory=list)

    def at(self, cell: Cell) -> tuple[int, int]:
        """Return the middle of a cell's lower side."""
        return self.left + cell[0] * self.tile + self.tile // 2, self.top + cell[1] * self.tile + self.tile

    def box(self, room: Room, inset: int = 0) -> Room:
        left, top, right, bottom = (side * self.tile for side in room)
        return self.left + left + inset, self.top + top + inset, self.left + right - inset, self.top + bottom - inset

    def stand(self, cells: Sequence[Cell], kind: str, side: int) -> None:
        """Let something stand on one of the cells, if any is free."""
        free = [cell for cell in cells if cell not in self.taken]
        if free:
            cell = self.place.dice.pick(free)
            self.taken.add(cell)
            x, foot = self.at(cell)
            self.standing.append((foot - 1, x, kind, side))

    def people(self) -> None:
        """Draw all that stands, the farthest first."""
        for foot, x, kind, side in sorted(self.standing):
            if named([kind]):
                self.place.somebody(kind, x, foot, side)
            else:
                self.place.thing(kind, x, foot, side, shadow=True)

    def build(self, floor: str, wall: str, rock: str) -> None:
        """Lay the floors, and build walls around them: seen from in front above a floor, else from above."""
        place, made, tile = self.place, self.made, self.tile
        place.fill(rock, 0, place.form.height, by=-98)
        cap, thin = max(self.tall // 6, 2), max(tile // 8, 1)
        for y in range(made.rows):
            for x in range(made.columns):
                left, top, right, bottom = self.box((x, y, x + 1, y + 1))
                if not made.open(x, y):
                    if any(made.open(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1, 2)):
                        place.fill(rock, top, bottom, left, right, -44)
                    for dx, a in ((-1, left), (1, right - thin)):
                        if made.open(x + dx, y):
                            place.fill("stone", top, bottom, a, a + thin, 70 if dx < 0 else 0)
                    if made.open(x, y - 1):
                        place.fill("stone", top, top + thin, left, right, 70)
                        place.fill("stone", top + thin, top + 2 * thin, left, right, -50)
                    continue
                place.fill(floor, top, bottom, left, right, self.dim)
                if not made.open(x, y - 1):
                    place.fill(wall, top - self.tall, top, left, right)
                    place.fill("stone", top - self.tall, top - self.tall + cap, left, right, 70)
                    place.fill("stone", top - self.tall + cap, top - self.tall + cap + 1, left, right, -80)
                    place.fill("under", top - thin, top, left, right, -60)
                    for down, by in enumerate((-60, -40, -22)):
                        place.form.shade(top + down, left, right, by)
                if not made.open(x - 1, y):
                    for row in range(top, bottom):
                        place.form.shade(row, left, left + 2 * thin, -30)


def dungeon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level of rooms and corridors, with what is kept there and who dwells there."""
    place = Scenery(form, prompt, dice, given, "dungeon")
    columns, rows = max(form.width // TILE + 1, 4), max(form.height // TILE + 1, 3)
    left, top = (form.width - columns * TILE) // 2, (form.height - rows * TILE) // 2
    site = Site(place, level(columns, rows, dice), TILE, left, top, TILE, -34)
    site.build(f"{place.land.floor} ground", "masonry stone", "under")
    _furnish(site)
    for y in range(rows):
        for x in range(columns):
            foot = site.at((x, y))
            if site.made.cells[y][x] == DOOR and site.made.open(x, y + 1):
                place.thing("door", foot[0], foot[1], TILE + 2)
            elif site.made.cells[y][x] == DOOR:
                place.pixels.box(place.slot("wood"), foot[0] - 1, foot[1] - TILE - 1, foot[0] + 2, foot[1])
            elif not site.made.open(x, y) and site.made.open(x, y + 1) and (x + 2 * y) % 4 == 1:
                place.thing("torch", foot[0], foot[1] + 1, 9)
    site.people()


def _furnish(site: Site) -> None:
    place, dice, made = site.place, site.place.dice, site.made
    sparse = made.columns * made.rows < 130  # each room of a small level has one thing to look at
    much = 1 if sparse else 3
    order = sorted(made.rooms, key=lambda room: ((room[2] - room[0]) * (room[3] - room[1]), room))
    hoard, lair = order[0], order[-1]
    start = next((room for room in made.rooms if room not in (hoard, lair)), lair)
    wet = 75 if place.says(*_WET) or place.name in ("volcano", "swamp") else 18
    for y in range(made.rows):  # the floor before doors and corridors stays free
        for x in range(made.columns):
            if made.cells[y][x] in (DOOR, CORRIDOR):
                site.taken |= {(x, y), *((x + dx, y + dy) for dx, dy in _NEXT)}
    for room in made.rooms:
        left, top, right, bottom = room
        wide = min(right - left, bottom - top)
        cells = [(x, y) for y in range(top, bottom) for x in range(left, right)]
        if room == lair and wide >= 3:
            _lair(site, room)
        elif room == start:
            at = next((cell for cell in cells if cell not in site.taken), cells[0])
            site.taken.add(at)
            place.thing("stairs", *site.at(at), TILE)
            site.stand(cells, "knight", TILE + 5)
        elif wide >= 3 and dice.chance(wet):
            place.pool(*site.box(room, TILE - 2))
            site.taken |= {(x, y) for x, y in cells if left < x < right - 1 and top < y < bottom - 1}
        elif wide >= 3 and dice.chance(30):
            place.rug(*site.box(room, TILE // 2 + 1))
        if room == hoard:
            for kind in ("chest", "coin", "gem")[:much]:
                site.stand(cells, kind, TILE + 4 * (kind == "chest"))
        elif not (sparse and room == start):
            along = [(x, y) for x, y in cells if y == top or x in (left, right - 1)]
            goods = min(len(along) // 4, dice.between(1, much)) * (not sparse or (room != lair and dice.chance(50)))
            for _ in range(goods):
                site.stand(along, "chest" if dice.chance(8) else dice.pick(place.land.goods), TILE + 4)
            for _ in range(0 if room == start or (sparse and goods) else min(1 + len(cells) // 20, 2)):
                site.stand(cells, dice.pick(place.land.foes), TILE + 5)


def _lair(site: Site, room: Room) -> None:
    # The largest room: a rug, pillars, and whom the prompt is about, or a throne.
    place = site.place
    left, top, right, bottom = site.box(room)
    place.rug(*site.box(room, TILE // 2 + 1))
    side = min(right - left - 4, bottom - top - 4, 24)
    middle = (room[0] + room[2] - 1) // 2, (room[1] + room[3] - 1) // 2
    site.taken |= {(middle[0] + dx, middle[1] + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    x, foot = (left + right) // 2, (top + bottom + side) // 2
    if named(place.said):
        place.somebody(place.prompt, x, foot, side)
    else:
        place.thing("computer" if place.name == "space" else "throne", x, foot - 2, min(side, 16), shadow=True)
    for x in (room[0], room[2] - 1) if room[2] - room[0] > 4 else ():
        for y in (room[1], room[3] - 1):
            site.stand([(x, y)], "column", TILE + 4)
