"""Maps of lands, seen from above.

Owns: coasts and rivers, woods, mountains, fields, and roads from house to house.
Must not know: requests, how light becomes colour.
Rule: heights come first, as plain data; what stands there looks them up.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.scenery import Scenery

Cell = tuple[int, int]

_WOODED = {
    "forest": 72,
    "swamp": 60,
    "autumn": 55,
    "snow": 50,
    "desert": 14,
    "beach": 36,
    "city": 16,
    "volcano": 22,
}  # percent of the land

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
        lattice.append(
            [
                points[x // step] + ((points[x // step + 1] - points[x // step]) * ease[x % step] >> 8)
                for x in range(width)
            ]
        )
    rows = []
    for y in range(height):
        part = ease[y % step]
        rows.append(
            [a + ((b - a) * part >> 8) for a, b in zip(lattice[y // step], lattice[y // step + 1], strict=True)]
        )
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
    if (not island and place.land != "desert") or place.says("river"):
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
    water, _foam = place.slot("water"), place.slot("white")
    sand, grass, under = place.slot("path"), place.slot("ground"), place.slot("under")
    steps = (
        (_WATER, water, 96),
        (_SHALLOW, water, 136),
        (_FOAM, water, 225),
        (_SAND, sand, 150),
        (168, grass, 136),
        (_GRASS, grass, 180),
        (_HILL, grass, 224),
    )
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
        return all(0 <= u < width and 0 <= v < height and heights[v][u] >= _SAND for u, v in spots)

    sites: list[Cell] = []
    wanted = (3 if area > 6000 else 2) + (area // 1400 if town else 0)
    for _ in range(90):
        x, y = dice.between(8, max(width - 9, 8)), dice.between(min(15, height - 1), max(height - 4, 1))
        if len(sites) < wanted and free(x, y) and all(abs(x - u) + abs(y - v) * 3 // 2 > 19 for u, v in sites):
            sites.append((x, y))
    taken = _roads(place, heights, sites)
    stood: list[tuple[int, int, str]] = []
    kinds = {
        "desert": ("hut", "tent", "hut"),
        "beach": ("hut", "house"),
        "swamp": ("hut", "house"),
        "snow": ("house", "tent"),
    }
    castle = place.says("castle", "kingdom", "fortress", "palace", "king") or (
        area > 6000 and not town and dice.chance(50)
    )
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
    spots = [(-heights[y][x], y, x) for y in range(13, height - 1, 5) for x in range(8, width - 6, 6)]
    ranked = sorted(spot for spot in spots if -spot[0] >= _SAND)
    hills = 0
    limit = (
        (area // 1300 + 1) * (place.land in ("meadow", "forest", "snow", "autumn", "volcano", "cave"))
        + 2 * place.says("mountain", "mountains", "volcano", "pyramid")
        + (place.land in ("volcano", "desert"))
    )
    for _, y, x in ranked[: limit * 4]:
        u, v = x + dice.between(-2, 2), y + dice.between(-2, 2)
        if hills < limit and not any(
            (a >> 1, b >> 1) in taken for a in range(u - 6, u + 7, 2) for b in range(v - 9, v + 1, 2)
        ):
            stood.append((v, u, peak if hills % 3 == 0 or peak == "peak" else "rock" if peak == "pyramid" else "peak"))
            taken |= {(a >> 1, b >> 1) for a in range(u - 5, u + 6) for b in range(v - 5, v + 2)}
            hills += 1
    woods = _noise(width, height, max(min(width, height) // 5, 5), dice)
    ranked_woods = sorted(
        woods[y][x] for y in range(0, height, 4) for x in range(0, width, 4) if heights[y][x] >= _SAND
    ) or [0]
    share = _WOODED.get(place.land, 34)
    thick = ranked_woods[len(ranked_woods) * (100 - share) // 100]
    for gy in range(6, height + 3, 5):
        for gx in range(0, width + 3, 6):
            x, y = gx + dice.between(-2, 2), gy + dice.between(-1, 1)
            u, v = min(max(x, 0), width - 1), min(max(y - 1, 0), height - 1)
            dense = woods[v][u] > thick
            if (
                heights[v][u] >= _SAND + 2
                and (dense or dice.chance(5))
                and not any((a >> 1, b >> 1) in taken for a in (x - 3, x, x + 3) for b in (y - 6, y - 3, y))
            ):
                stood.append((y, x, place.growth[0] if dense and dice.chance(75) else dice.pick(place.growth)))
    for _ in range(area // 900 + 1):
        x, y = dice.between(6, max(width - 7, 6)), dice.between(8, max(height - 3, 8))
        if dice.chance(30) and all(
            0 <= y - b < height and heights[y - b][x + a] < _SHALLOW for a in (-5, 0, 5) for b in (0, 6)
        ):
            stood.append((y, x, "boat"))
    for y, x, kind in sorted(stood):
        if kind != "boat":
            place.shadow(
                x + 1,
                y,
                6 if kind in ("house", "peak", "hut", "volcano", "pyramid") else 9 if kind == "castle" else 3,
                -40,
            )
        place.glyph(kind, x, y + 1)


def _roads(place: Scenery, heights: list[bytearray], sites: Sequence[Cell]) -> set[Cell]:
    # From each site to the nearest one before it, and from the first out of the picture; a bridge where there is water.
    form, dice = place.form, place.dice
    path, wood = place.slot("path"), place.slot("wood")
    cells: list[tuple[int, int, bool]] = []
    goals = [min(sites[:n], key=lambda to: abs(to[0] - x) + abs(to[1] - y)) for n, (x, y) in enumerate(sites) if n]
    for (x, y), (u, v) in [
        *zip(sites[1:], goals, strict=True),
        *((site, (site[0], form.height + 2)) for site in sites[:1]),
    ]:
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
        wet_at = [
            n
            for n, (a, b, _) in enumerate(road)
            if 0 <= a < form.width and 0 <= b < form.height and heights[b][a] < _FOAM
        ]
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
        not (0 <= x < form.width and 0 <= y < form.height) or heights[y][x] < _SAND or (x >> 1, y >> 1) in taken
        for x, y in spots
    ):
        return
    soil, crop = place.slot("under"), place.slot(dice.pick(("gold", "leaf", "leaf")))
    for y in range(top, bottom):
        form.run(y, left, right, soil, 84 if y == bottom - 1 else 136)
        if (y - top) % 2 and y < bottom - 1:
            for x in range(left + 1, right - 1):
                form.dot(x, y, crop, 195 if x % 2 else 120)
    taken |= {(x >> 1, y >> 1) for x, y in spots}
