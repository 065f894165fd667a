"""Sheets of tiles for two terrains.

Owns: the 4 x 5 corner sheet, the fringe where the terrains meet, and which terrain goes with which.
Must not know: requests, file formats, how a terrain's surface is painted.
Rule: tiles that share corners meet exactly: along a tile's side only that side's corners count.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, mix, toned
from rdbuild.offline.painters.surfaces import parts
from rdbuild.offline.painters.textures import noise

# The sheet's corners, row by row: 1 is inside (the prompt), 0 outside; bits NW NE SW SE.
CORNERS = (
    *("0000", "0001", "0011", "0010"),
    *("0000", "0101", "1111", "1010"),
    *("0000", "0100", "1100", "1000"),
    *("1111", "1110", "1101", "0110"),
    *("1111", "1011", "0111", "1001"),
)

# Lower terrains first: the higher one lies over the other's edge. Each with how its own edge is when it lies above.
_HEIGHTS = {
    name: (height, edge)
    for height, (edge, names) in enumerate(
        (
            ("soft", "void stars"),
            ("soft", "lava"),
            ("soft", "water slime clouds"),
            ("crisp", "ice"),
            ("soft", "dirt field sand"),
            ("crumbs", "gravel stones flagstones tiles checker marble planks carpet cloth wool stone volcanic"),
            ("crumbs", "plates scifi circuit skulls honeycomb scales wallpaper crystal ore roof shingles"),
            ("blades", "grass meadow moss"),
            ("soft", "snow"),
            ("blades", "leaves thatch hay fur bark"),
            ("wall", "rock bricks masonry books"),
        )
    )
    for name in names.split()
}
_UNKNOWN = 6, "crumbs"
_SHORES = {"water": "foam", "slime": "foam", "lava": "glow"}  # what a low terrain does along its edge

# What lies beside a terrain whose prompt names nothing else.
_BESIDE = {
    word: other
    for other, called in {
        "lush grass": "dirt field gravel stones flagstones water stone bricks masonry rock roof planks ore",
        "dirt": "grass meadow hay",
        "grass": "leaves tiles thatch bark shingles slime marble",
        "water": "sand",
        "dark rock": "lava",
        "lava": "volcanic",
        "ice": "snow",
        "snow": "ice",
        "dark void": "plates scifi circuit crystal books skulls carpet checker",
        "grey stone": "moss",
        "wood planks": "cloth wool fur wallpaper",
        "blue sky": "clouds",
    }.items()
    for word in called.split()
}
_ALWAYS = frozenset("water lava slime ice void".split())  # a terrain of its own even after `with`
_LAID = frozenset("moss gravel".split())  # lies on the first terrain, after `with`


def terrains(prompt: str) -> tuple[str, str]:
    """Return the words for the inside and those for the outside, for which a fitting terrain is found if need be."""
    found = [part for part in parts(prompt) if part.material]
    first = found[0] if found else None
    for part in found[1:]:
        if first and part.material != first.material:
            if part.material in _ALWAYS and part.link in ("with", ""):
                return " ".join(part.said), " ".join(word for word in first.said if word not in part.said)
            if part.link not in ("with", ""):
                return " ".join(first.said), " ".join(part.said)
    return prompt, _BESIDE.get(first.material, "grass") if first else "lush grass"


def tileset(inside: Canvas, outside: Canvas, dice: Chance, kinds: Sequence[str] = ("", "")) -> Canvas:
    """Return the sheet of 4 x 5 tiles for two terrains of one tile's size; `kinds` are their materials, if known."""
    width, height = inside.width, inside.height
    sheet = Canvas(4 * width, 5 * height, outside.colours[0])
    sheet.colours = [outside.colours[0]]
    layers = [_Terrain(sheet, canvas) for canvas in (outside, inside)]
    (high, edge), (low, other_edge) = (_HEIGHTS.get(kind, _UNKNOWN) for kind in kinds)
    upper = int(high >= low)  # the inside lies over the outside, or under it
    edge = edge if upper else other_edge
    shore = _SHORES.get(kinds[upper], "shadow")
    sway = _Sway(width, height, dice, edge)
    for place, corners in enumerate(CORNERS):
        left, top = place % 4 * width, place // 4 * height
        if len(set(corners)) == 1:
            _plain(sheet, layers[int(corners[0])], left, top, place // 4, dice, kinds[1 - int(corners[0])])
            continue
        within = _within(corners, width, height, sway, dice)
        over = within if upper else [[not one for one in row] for row in within]
        _meet(sheet, left, top, over, layers[upper], layers[1 - upper], edge, shore, sway)
    return sheet


class _Terrain:
    # A terrain's rows in the sheet's colours, and for each of these a darker and a lighter one.
    def __init__(self, sheet: Canvas, canvas: Canvas) -> None:
        counts = [0] * len(canvas.colours)
        for row in canvas.rows:
            for number in row:
                counts[number] += 1
        own = [colour for colour, count in zip(canvas.colours, counts, strict=True) if count]
        main = canvas.colours[max(range(len(counts)), key=counts.__getitem__)]
        numbers = bytes(
            sheet.number(colour) if count else 0 for colour, count in zip(canvas.colours, counts, strict=True)
        )
        self.rows = [bytes(row.translate(numbers.ljust(256, b"\0"))) for row in canvas.rows]
        self.main = main
        choice = list(dict.fromkeys([*own, *(toned(main, step) for step in (-2, -1, 1))]))
        self.darker, self.lighter = bytearray(range(256)), bytearray(range(256))
        for colour in choice:
            for table, step in ((self.darker, -1), (self.lighter, 1)):
                goal = mix(colour, toned(colour, step), 200)
                found = min(choice, key=lambda one: sum((a - b) ** 2 for a, b in zip(one, goal, strict=True)))
                if (sum(found) - sum(colour)) * step > 0:
                    table[sheet.number(colour)] = sheet.number(found)
        self.dark, self.bright = (sheet.number(toned(main, step)) for step in (-2, 2))


class _Sway:
    # How the line between the terrains is moved; the same at opposite sides of a tile.
    def __init__(self, width: int, height: int, dice: Chance, edge: str) -> None:
        broad, fine = {"soft": (9, 2), "crisp": (5, 0), "wall": (3, 1)}.get(edge, (7, 7))
        large = noise(width - 1, height - 1, max(3, width // 4), dice)
        small = noise(width - 1, height - 1, 2, dice)
        self.rows = [
            [
                (large[y % (height - 1)][x % (width - 1)] - 128) * broad
                + (small[y % (height - 1)][x % (width - 1)] - 128) * fine
                for x in range(width)
            ]
            for y in range(height)
        ]
        self.grain = small
        self.across, self.down = _eased(width), _eased(height)


def _eased(length: int) -> list[int]:
    # From 0 to 256, slow at both ends: what is between two corners is then a quarter of a circle.
    last = length - 1
    return [256 * x * x * (3 * last - 2 * x) // last**3 for x in range(length)]


def _within(corners: str, width: int, height: int, sway: _Sway, dice: Chance) -> list[list[bool]]:
    # A pixel is inside where the corners' mean is, weighted by nearness. The outermost pixels lie on the very edge,
    # where only the two corners of that edge count, and the sway is that of the other side.
    nw, ne, sw, se = (4096 if corner == "1" else -4096 for corner in corners)
    saddle = 900 if nw == se and ne == sw else 0  # corners that face each other stay apart
    own = noise(width, height, max(3, width // 4), dice)
    rows = []
    for y, down in enumerate(sway.down):
        west, east = (top + (bottom - top) * down // 256 for top, bottom in ((nw, sw), (ne, se)))
        free = min(y, height - 1 - y)
        row = []
        for x, across in enumerate(sway.across):
            room = min(free, x, width - 1 - x, 4)
            value = west + (east - west) * across // 256 + sway.rows[y][x] + (own[y][x] - 128) * room * 3 // 2
            row.append(value - saddle * min(room, 2) > 0)
        rows.append(row)
    return rows


def _meet(sheet: Canvas, left: int, top: int, over: list[list[bool]], upper: _Terrain, lower: _Terrain, edge: str,
          shore: str, sway: _Sway) -> None:  # fmt: skip
    height, width = len(over), len(over[0])
    large = height >= 24
    for y, line in enumerate(over):
        row = sheet.rows[top + y]
        above, below = over[max(y - 1, 0)], over[min(y + 1, height - 1)]
        above2, below2 = over[max(y - 2, 0)], over[min(y + 2, height - 1)]
        for x, here in enumerate(line):
            before, after = line[max(x - 1, 0)], line[min(x + 1, width - 1)]
            grain = sway.grain[y % (height - 1)][x % (width - 1)]
            if here:
                number = upper.rows[y][x]
                if not (below[x] and after):
                    number = upper.darker[upper.darker[number]] if edge != "blades" or grain < 128 else number
                elif not (above[x] and before):
                    number = upper.lighter[number]
                elif edge == "blades":
                    near = not (below2[x] and above2[x] and line[max(x - 2, 0)] and line[min(x + 2, width - 1)])
                    if near and grain > 110:
                        number = upper.lighter[number]
                elif edge == "wall" and not below2[x]:
                    number = upper.darker[number]
            else:
                number = lower.rows[y][x]
                shaded = above[x] or (before and above[max(x - 1, 0)])
                if shore == "shadow":
                    if shaded:
                        number = lower.dark
                    elif (large and above2[x]) or before or after or below[x]:
                        number = lower.darker[number]
                elif shaded:
                    number = lower.dark if shore == "foam" else lower.bright
                elif before or after or below[x]:
                    number = lower.bright
                elif grain > 120 and (above2[x] or below2[x] or line[max(x - 2, 0)] or line[min(x + 2, width - 1)]):
                    number = lower.lighter[number]
            row[left + x] = number


def _plain(sheet: Canvas, terrain: _Terrain, left: int, top: int, row: int, dice: Chance, kind: str) -> None:
    # A tile of one terrain, with something small in the middle.
    width, height = len(terrain.rows[0]), len(terrain.rows)
    for y, line in enumerate(terrain.rows):
        sheet.rows[top + y][left : left + width] = line
    if row:
        x, y = left + width * row // 5, top + height // 2
        sheet.fill(y, x, x + 2, terrain.dark)
        sheet.fill(y - 1, x, x + 1, terrain.lighter[sheet.rows[y - 1][x]])
