"""Maps of lands, seen from above.

Owns: coasts and rivers, woods, mountains, fields, and roads from house to house.
Must not know: requests, how light becomes colour.
Rule: heights come first, as plain data; what stands there looks them up, and keeps off what stands already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.scenery import Scenery
from rdbuild.offline.painters.textures import noise

Cell = tuple[int, int]

# Percent of the land that is wooded, and how many mountains it has for each 1300 pixels.
_WOODED = {"forest": 72, "swamp": 60, "autumn": 55, "snow": 50, "desert": 14, "beach": 36, "city": 16, "neon": 16}
_HILLY = {"meadow": 1, "forest": 1, "snow": 1, "autumn": 1, "volcano": 1, "cave": 1, "grave": 1}
_HOMES = {"desert": ("hut", "tent"), "beach": ("hut", "house"), "swamp": ("hut", "house"), "snow": ("house", "tent"),
          "city": ("skyscraper", "skyscraper", "house"), "neon": ("skyscraper",),
          "space": ("tent", "rocket")}  # fmt: skip
_SIDES = {"castle": 18, "skyscraper": 16, "mountain": 16, "volcano": 16, "pyramid": 16, "house": 13, "hut": 12,
          "tent": 11, "tower": 14, "well": 10, "rocket": 14, "ship": 9}  # pixels; what grows has 10  # fmt: skip
_WATER, _SHALLOW, _FOAM, _SAND, _MEADOW, _GRASS, _HILL = 84, 104, 110, 119, 168, 190, 256  # heights below which each is


def overworld(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a land from above: coast or river, woods, mountains, fields, and roads from house to house."""
    place = Scenery(form, prompt, dice, given)
    land = _Map(place, _heights(place))
    land.ground()
    sites = land.sites()
    land.roads(sites)
    land.settle(sites)
    land.hills()
    land.woods()
    land.ships()
    land.show()
    place.weather()


def _heights(place: Scenery) -> list[bytearray]:
    dice, width, height = place.dice, place.form.width, place.form.height
    small = min(width, height)
    broad, fine = noise(width, height, max(small // 3, 6), dice), noise(width, height, max(small // 9, 3), dice)
    island = place.says("island", "islands", "isle", "archipelago", "ship", "pirate") or place.name == "sea"
    side = dice.between(0, 3)
    columns, rows = [0] * width, [0] * height
    if island:
        columns, rows = ([34 - (2 * n - side) ** 2 * 96 // side**2 for n in range(side)] for side in (width, height))
    elif side < 2:
        columns = [70 - (x if side else width - x) * 90 // width for x in range(width)]
    else:
        rows = [70 - (y if side == 2 else height - y) * 90 // height for y in range(height)]
    lift = 106 if place.name != "swamp" else 92
    made = []
    for y in range(height):
        here = rows[y] + lift
        made.append(bytearray(
            min(max(here + more + (((b - 128) * 90 + (f - 128) * 44) >> 8), 0), 255)
            for b, f, more in zip(broad[y], fine[y], columns, strict=True)
        ))  # fmt: skip
    if (not island and place.name != "desert") or place.says("river"):
        _river(made, place)
    return made


def _river(heights: list[bytearray], place: Scenery) -> None:
    dice, width, height = place.dice, place.form.width, place.form.height
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


class _Map:
    # A land: its heights, what stands there by its foot, and which blocks of 2 x 2 pixels are taken.

    def __init__(self, place: Scenery, heights: list[bytearray]) -> None:
        self.place, self.form, self.dice, self.heights = place, place.form, place.dice, heights
        self.width, self.height = place.form.width, place.form.height
        self.area = self.width * self.height
        self.taken: set[Cell] = set()
        self.stood: list[tuple[int, int, str]] = []

    def at(self, x: int, y: int) -> int:
        """Return the height of a place; what is out of the picture is deep."""
        return self.heights[y][x] if 0 <= x < self.width and 0 <= y < self.height else 0

    def free(self, xs: Iterable[int], ys: Iterable[int]) -> bool:
        return not any((x >> 1, y >> 1) in self.taken for y in ys for x in xs)

    def stand(self, kind: str, x: int, y: int, reach: int) -> None:
        """Let something stand there, and nothing else so near."""
        self.stood.append((y, x, kind))
        self.take(range(x - reach, x + reach), range(y - 13, y + 4))

    def take(self, xs: Iterable[int], ys: Sequence[int]) -> None:
        self.taken |= {(x >> 1, y >> 1) for x in xs for y in ys}

    def ground(self) -> None:
        place, form = self.place, self.form
        water, grass, under = place.slot("water"), place.slot("ground"), place.slot("under")
        steps = ((_WATER, water, 96), (_SHALLOW, water, 136), (_FOAM, water, 225), (_SAND, place.slot("path"), 150),
                 (_MEADOW, grass, 136), (_GRASS, grass, 180), (_HILL, grass, 224))  # fmt: skip
        slots, light = (
            b"".join(bytes([row[n]]) * (row[0] - before[0]) for row, before in zip(steps, ((0,), *steps), strict=False))
            for n in (1, 2)
        )
        for y, row in enumerate(self.heights):
            form.slots[y][:], form.light[y][:] = row.translate(slots), row.translate(light)
        cliff = max(min(self.width, self.height) // 40, 1)
        for y in range(1, self.height):  # the land's southern edge, seen from in front
            for down in range(1, cliff + 1):
                for x, (was, here) in enumerate(zip(self.heights[max(y - down, 0)], self.heights[y], strict=True)):
                    if was >= _FOAM > here:
                        form.dot(x, y, under, 136 if down == 1 else 84)

    def sites(self) -> list[Cell]:
        """Return where houses are to stand."""
        self.town = self.place.says("village", "town", "city", "kingdom", "houses", "hamlet", "farm", "market")
        wanted = (3 if self.area > 6000 else 2) + (self.area // 1400 if self.town else 0)
        sites: list[Cell] = []
        for _ in range(90):
            x = self.dice.between(8, max(self.width - 9, 8))
            y = self.dice.between(min(15, self.height - 1), max(self.height - 4, 1))
            dry = all(self.at(x + dx, y + dy) >= _SAND for dx in (-5, 0, 5) for dy in (-5, 0))
            if len(sites) < wanted and dry and all(abs(x - u) + abs(y - v) * 3 // 2 > 19 for u, v in sites):
                sites.append((x, y))
        return sites

    def roads(self, sites: Sequence[Cell]) -> None:
        """Lead from each site to the nearest one before it, and from the first out of the picture; over bridges."""
        place, form, dice = self.place, self.form, self.dice
        ways = [min(sites[:n], key=lambda to: abs(to[0] - x) + abs(to[1] - y)) for n, (x, y) in enumerate(sites) if n]
        ends = [*zip(sites[1:], ways, strict=True), *((site, (site[0], self.height + 2)) for site in sites[:1])]
        cells: list[tuple[int, int, bool]] = []
        for (x, y), (u, v) in ends:
            y, v = y + 2, v + 2
            road: list[tuple[int, int, bool]] = []
            while (x, y) != (u, v):
                across = x != u and (y == v or (abs(u - x) > abs(v - y) if dice.chance(70) else True))
                x, y = (x + (1 if u > x else -1), y) if across else (x, y + (1 if v > y else -1))
                road.append((x, y, across))
            wet = [n for n, (a, b, _) in enumerate(road) if b < self.height and self.at(a, b) < _FOAM]
            cells += road if len(wet) < 17 else road[: wet[4]] if v > self.height else []  # else a pier, or none
        path, wood = place.slot("path"), place.slot("wood")
        for x, y, _ in cells:
            for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
                if self.at(x + dx, y + dy) >= _FOAM:
                    form.dot(x + dx, y + dy, path, 150 if dy == 0 else 128)
        for x, y, across in cells:
            if 0 <= x < self.width and 0 <= y < self.height and self.at(x, y) < _FOAM:
                for off in (-1, 0, 1, 2):
                    u, v = (x, y + off) if across else (x + off, y)
                    form.dot(u, v, wood, 84 if off in (-1, 2) else 195 if (x + y) % 3 else 136)
        self.taken |= {((x + dx) >> 1, (y + dy) >> 1) for x, y, _ in cells for dx in (-2, 0, 2) for dy in (-1, 0, 2)}

    def settle(self, sites: Sequence[Cell]) -> None:
        """Build on the sites, and till fields beside them."""
        place, dice = self.place, self.dice
        castle = place.says("castle", "kingdom", "fortress", "palace", "king") or (
            self.area > 6000 and not self.town and dice.chance(50)
        )
        for n, (x, y) in enumerate(sites):
            kind = dice.pick(_HOMES.get(place.name, ("house", "house", "house", "tower")))
            if n == 0:
                kind = "castle" if castle else dice.pick(("well", "tower")) if self.town else kind
            self.stand(kind, x, y, 10 if kind == "castle" else 7)
        if place.name in ("meadow", "autumn", "forest", "beach"):
            for x, y in sites[1:]:
                self._field(x + dice.pick((-15, 9)), y - dice.between(2, 8))

    def _field(self, left: int, top: int) -> None:
        place, form = self.place, self.form
        xs, ys = range(left, left + self.dice.between(8, 11)), range(top, top + self.dice.between(6, 8))
        if not self.free(xs, ys) or any(self.at(x, y) < _SAND for y in ys for x in xs):
            return
        soil, crop = place.slot("under"), place.slot(self.dice.pick(("gold", "leaf", "leaf")))
        for y in ys:
            form.run(y, xs[0], xs[-1] + 1, soil, 84 if y == ys[-1] else 136)
            for x in xs[1:-1] if (y - top) % 2 and y < ys[-1] else ():
                form.dot(x, y, crop, 195 if x % 2 else 120)
        self.take(xs, ys)

    def hills(self) -> None:
        """Raise mountains, or what else the land is known by, where it is highest."""
        place, dice = self.place, self.dice
        known = [sight for sight in place.land.sights if sight in ("volcano", "pyramid")]
        limit = (self.area // 1300 + 1) * _HILLY.get(place.name, 0) + 2 * place.says("mountain", "mountains")
        spots = [(-self.at(x, y), y, x) for y in range(13, self.height - 1, 5) for x in range(8, self.width - 6, 6)]
        count = 0
        for height, y, x in sorted(spots)[: (limit + len(known)) * 4]:
            u, v = x + dice.between(-2, 2), y + dice.between(-2, 2)
            free = self.free(range(u - 6, u + 7, 2), range(v - 9, v + 1, 2))
            if free and -height >= _SAND and count < limit + len(known):
                self.stood.append((v, u, known[0] if known and count == 0 else "mountain"))
                self.take(range(u - 5, u + 6), range(v - 5, v + 2))
                count += 1

    def woods(self) -> None:
        """Let grow what grows there, in clusters."""
        place, dice = self.place, self.dice
        dense = noise(self.width, self.height, max(min(self.width, self.height) // 5, 5), dice)
        land = [(x, y) for y in range(0, self.height, 4) for x in range(0, self.width, 4) if self.at(x, y) >= _SAND]
        ranked = sorted(dense[y][x] for x, y in land) or [0]
        limit = ranked[len(ranked) * (100 - _WOODED.get(place.name, 34)) // 100]
        for gy in range(6, self.height + 3, 5):
            for gx in range(0, self.width + 3, 6):
                x, y = gx + dice.between(-2, 2), gy + dice.between(-1, 1)
                u, v = min(max(x, 0), self.width - 1), min(max(y - 1, 0), self.height - 1)
                wooded = dense[v][u] > limit
                fertile = self.heights[v][u] >= _SAND + 2 and (wooded or dice.chance(5))
                if fertile and self.free((x - 3, x, x + 3), (y - 6, y - 3, y)):
                    growth = place.land.growth
                    self.stood.append((y, x, growth[0] if wooded and dice.chance(75) else dice.pick(growth)))

    def ships(self) -> None:
        for _ in range(self.area // 900 + 1):
            x = self.dice.between(6, max(self.width - 7, 6))
            y = self.dice.between(8, max(self.height - 3, 8))
            if self.dice.chance(30) and all(0 < self.at(x + a, y - b) < _SHALLOW for a in (-5, 0, 5) for b in (0, 6)):
                self.stood.append((y, x, "ship"))

    def show(self) -> None:
        """Draw all that stands, the farthest first."""
        for y, x, kind in sorted(self.stood):
            side = _SIDES.get(kind, 10)
            if kind != "ship":
                self.place.shadow(x + 1, y, side // 2 - (side == 10), -40)
            self.place.thing(kind, x, y + 1, side)
