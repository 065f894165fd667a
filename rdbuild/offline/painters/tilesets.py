"""Sheets of tiles for two terrains.

Owns: the 4 x 5 corner sheet, the fringe where the terrains meet, and which terrain goes with which.
Must not know: requests, file formats, how a terrain's surface is painted.
Rule: tiles that share corners meet exactly: along a tile's side only that side's corners count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, toned
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
_EDGES = """
soft void stars air
soft lava
soft water slime clouds
crisp ice
soft dirt field sand
crumbs gravel stones flagstones stone volcanic skulls
cut planks tiles checker marble plates scifi circuit carpet cloth wool
crumbs honeycomb scales wallpaper crystal ore roof shingles
blades grass meadow moss
soft snow
blades leaves thatch hay fur stripes bark
wall rock bricks masonry books
"""
_HEIGHTS = {
    name: (height, edge)
    for height, row in enumerate(_EDGES.strip().splitlines())
    for edge, *names in [row.split()]
    for name in names
}
_UNKNOWN = 6, "crumbs"

# What lies here and there on a terrain, by its name or its edge: k and d are its dark tones, l and w its light ones,
# the other letters are the accents.
_LITTER: dict[str, tuple[tuple[str, ...], str]] = {
    "soft": (("l./dk", "ll./ddk", "d.d"), ""),
    "crisp": (("..w/.w./w..", "w/.", ".w./www/.w."), ""),
    **dict.fromkeys(("crumbs", "cut", "wall"), (("d../.d./.dd", ".dd/d..", "k.d/.d."), "")),
    "blades": (("l.l/dld", ".l./lad", ".a./aba/.a./.d."), "white gold"),
    "meadow": ((".a./aca/.a./.d.", "b./bd", ".b./bcb/.b./.d.", "a/d"), "rose white gold"),
    "leaves": (("aa/.a", "ll/.l", "a.a/.a."), "red"),
    "water": (("ww", ".ll./l..l", "w"), ""),
    "slime": ((".l./l.l/dld", "l", ".ll/l.l/.dl"), ""),
    "lava": (("ww/ww", ".w./w.w", "w"), ""),
    "sand": (("a/d", "aba/.d.", "l.l./.l.l"), "cream peach"),
    "void": (("l", "l", "l"), ""),
}
# What a low terrain does along its edge; above one that drops the other shows its face.
_SHORES = {"water": "foam", "slime": "foam", "lava": "glow", "void": "drop", "stars": "drop", "air": "drop"}

# What lies beside a terrain whose prompt names nothing else.
_BESIDE = called("""
lush grass: dirt field gravel stones flagstones water stone bricks masonry rock roof planks ore
dirt: grass meadow hay slime
grass: leaves tiles thatch bark shingles marble
water: sand
dark rock: lava
lava: volcanic
ice: snow
snow: ice
dark void: plates scifi circuit crystal books skulls carpet checker
grey stone: moss void stars
wood planks: cloth wool fur stripes wallpaper
haze: clouds
""")
_RIMS = frozenset(["bank", "banks", "shore", "shores", "edge", "edges", "border", "borders"])  # what is around another
_POOLS = ("water", "lava", "slime", "ice", "void")  # a terrain of its own even after `with`, and then the inside


def terrains(prompt: str) -> tuple[str, str]:
    """Return the words for the inside and those for the outside, for which a fitting terrain is found if need be."""
    found = [part for part in parts(prompt) if part.material]
    first = found[0] if found else None
    for part in found[1:]:
        if first and part.material != first.material:
            if part.material in _POOLS and part.link in ("with", ""):
                return " ".join(part.said), " ".join(word for word in first.said if word not in part.said)
            if part.link not in ("with", "") or not _RIMS.isdisjoint(part.said):
                alike = part.colour == first.colour or not (part.colour and first.colour)
                return " ".join(first.said), " ".join(("dark", *part.said) if alike else part.said)
    return prompt, _BESIDE.get(first.material, "grass") if first else "lush grass"


def tileset(inside: Canvas, outside: Canvas, dice: Chance, kinds: Sequence[str] = ("", "")) -> Canvas:
    """Return the sheet of 4 x 5 tiles for two terrains of one tile's size; `kinds` are their materials, if known."""
    width, height = inside.width, inside.height
    sheet = Canvas(4 * width, 5 * height, outside.colours[0])
    sheet.colours = [outside.colours[0]]
    inner, outer = (_Terrain(sheet, canvas, kind) for canvas, kind in zip((inside, outside), kinds, strict=True))
    raised = inner.height >= outer.height  # the inside lies over the outside, else under it
    upper, lower = (inner, outer) if raised else (outer, inner)
    sway, grain = _sway(width, height, dice, upper.edge)
    for place, corners in enumerate(CORNERS):
        tile = [bytearray(row) for row in (inner if corners == "1111" else outer).rows]
        if len(set(corners)) == 1:
            _plain(tile, inner if corners == "1111" else outer, place // 4, dice)
        else:
            within = _within(corners, width, height, sway)
            over = within if raised else [[not one for one in line] for line in within]
            tile = [
                bytearray(high if here else low for high, low, here in zip(*lines, strict=True))
                for lines in zip(upper.rows, lower.rows, over, strict=True)
            ]
            _meet(tile, over, upper, lower, grain)
        left, top = place % 4 * width, place // 4 * height
        for y, row in enumerate(tile):
            sheet.rows[top + y][left : left + width] = row
    return sheet


Field = list[list[int]]


class _Terrain:
    # A terrain's rows in the sheet's colours, and for each of these a darker and a lighter one.
    def __init__(self, sheet: Canvas, canvas: Canvas, kind: str) -> None:
        self.height, self.edge = _HEIGHTS.get(kind, _UNKNOWN)
        self.shore = _SHORES.get(kind, "shadow")
        self.marks, accents = _LITTER.get(kind, _LITTER[self.edge])
        counts = Counter(number for row in canvas.rows for number in row)
        used = sorted(counts)
        table = bytearray(256)
        for number in used:
            table[number] = sheet.number(canvas.colours[number])
        self.rows = [bytes(row.translate(table)) for row in canvas.rows]
        main = canvas.colours[max(used, key=counts.__getitem__)]
        extra = [toned(main, step) for step in (-2, -1, 1)]
        choice = list(dict.fromkeys([*(canvas.colours[number] for number in used), *extra]))
        self.darker, self.lighter = bytearray(range(256)), bytearray(range(256))
        for colour in choice:
            for shades, step in ((self.darker, -1), (self.lighter, 1)):
                found = _nearest(choice, mix(colour, toned(colour, step), 200))
                if (sum(found) - sum(colour)) * step > 0:
                    shades[sheet.number(colour)] = sheet.number(found)
        self.dark, self.bright = (sheet.number(toned(main, step)) for step in (-2, 2))
        tones = dict(zip("kdlwabc", (*extra, toned(main, 2), *(WORDS[word] for word in accents.split())), strict=False))
        self.signs = {sign: sheet.number(tone) for sign, tone in tones.items() if any(sign in m for m in self.marks)}


def _nearest(choice: Sequence[Rgb], goal: Rgb) -> Rgb:
    return min(choice, key=lambda one: sum((a - b) ** 2 for a, b in zip(one, goal, strict=True)))


def _sway(width: int, height: int, dice: Chance, edge: str) -> tuple[Field, Field]:
    # How the line between the terrains is moved, the same at opposite sides of a tile; and the finer part of that.
    broad, fine = {"soft": (11, 2), "crisp": (7, 0), "cut": (1, 0), "wall": (6, 1)}.get(edge, (10, 6))
    fields = (noise(width - 1, height - 1, cell, dice) for cell in (max(3, width // 4), 2))
    large, small = ([[*row, row[0]] for row in (*field, field[0])] for field in fields)
    pairs = (zip(*rows, strict=True) for rows in zip(large, small, strict=True))
    return [[(a - 128) * broad + (b - 128) * fine for a, b in row] for row in pairs], small


@cache
def _eased(length: int) -> list[int]:
    # From 0 to 256, slow at both ends: what is between two corners is then a quarter of a circle.
    last = length - 1
    return [256 * x * x * (3 * last - 2 * x) // last**3 for x in range(length)]


def _within(corners: str, width: int, height: int, sway: Field) -> list[list[bool]]:
    # A pixel is inside where the corners' mean is, weighted by nearness. The outermost pixels lie on the very edge,
    # where only the two corners of that edge count, and the sway is that of the other side.
    nw, ne, sw, se = (4096 if corner == "1" else -4096 for corner in corners)
    saddle = 900 if nw == se and ne == sw else 0  # corners that face each other stay apart
    rows = []
    loose = []  # the places within that the sway can reach
    for y, (down, line) in enumerate(zip(_eased(height), sway, strict=True)):
        west, east = (top + (bottom - top) * down // 256 for top, bottom in ((nw, sw), (ne, se)))
        row = []
        for x, (across, by) in enumerate(zip(_eased(width), line, strict=True)):
            value = west + (east - west) * across // 256
            if -2600 < value < 2600:
                if 0 < x < width - 1 and 0 < y < height - 1:
                    loose.append((x, y))
                    value -= saddle
                value += by
            row.append(value > 0)
        rows.append(row)
    for x, y in loose:  # no crumbs and no threads
        alike = sum(sum(row[x - 1 : x + 2]) for row in rows[y - 1 : y + 2])
        if alike <= 3 if rows[y][x] else alike >= 6:
            rows[y][x] = not rows[y][x]
    return rows


def _meet(tile: list[bytearray], over: list[list[bool]], upper: _Terrain, lower: _Terrain, grain: Field) -> None:
    # Shade both terrains along the line between them: the upper one's rim and fringe, and what lies below it.
    height, width = len(over), len(over[0])
    padded = [[line[0], *line, line[-1]] for line in (over[0], *over, over[-1])]
    laid: list[tuple[int, int, int]] = []  # what hangs over the line, once all else is shaded
    for x, y, depth, here in _near(over):
        number, coarse = tile[y][x], grain[y][x]
        above, beside, below = padded[y : y + 3]
        up, down, after = above[x + 1], below[x + 1], beside[x + 2]
        room = 0 < x < width - 1 and 1 < y < height - 3
        if here and depth > 1:
            if upper.edge == "blades" and coarse > 52 + 34 * depth:
                tile[y][x] = upper.lighter[number]
        elif here and not (down and after):
            soft = lower.shore == "foam" or upper.edge == "soft"
            if soft or upper.edge != "blades" or coarse < 128:
                tile[y][x] = upper.darker[number if soft else upper.darker[number]]
            if upper.edge == "blades" and room and not down and coarse > 140:
                dark = upper.darker[upper.darker[number]]
                laid += [(x, y, upper.darker[number]), (x, y + 1, dark), (x, y + 2, lower.dark)]
        elif here:
            tile[y][x] = upper.lighter[number]
            if upper.edge == "blades" and room and not up and coarse > 120:
                laid += [(x, y - 1, upper.lighter[number])]
                laid += [(x, y - 2, upper.lighter[upper.lighter[number]])] * (coarse > 160 and height > 23)
        else:
            shaded = up or (beside[x] and above[x])
            far = depth == 2 and over[max(y - 2, 0)][x]
            tile[y][x] = _below(upper, lower, number, depth, shaded, far, coarse, height > 23)
    for x, y, number in laid:
        tile[y][x] = number
    if upper.edge == "wall" or lower.shore == "drop":
        _cliff(tile, over, upper, max(3, height // 5))


def _below(upper: _Terrain, lower: _Terrain, number: int, depth: int, shaded: bool, far: bool, coarse: int,
           large: bool) -> int:  # fmt: skip
    # The lower terrain near the line: in the shadow of the upper one, or a line of foam and a broken one before it.
    if lower.shore in ("shadow", "drop"):
        if shaded:
            return lower.darker[number] if upper.edge == "soft" else lower.dark
        return lower.darker[number] if depth == 1 or (far and large) else number
    if shaded and lower.shore == "foam":
        return lower.dark
    if depth == 1 or far:
        return lower.bright
    wave = 3 if lower.shore == "foam" and large else 2
    return lower.bright if depth == wave and coarse > 138 else number


def _cliff(tile: list[bytearray], over: list[list[bool]], upper: _Terrain, tall: int) -> None:
    # The upper terrain's face above its lower side: dark, with a lit edge above and a dark one at the foot.
    drop = [99] * len(tile[0])  # how far down the upper terrain goes
    for line, row in zip(reversed(over), reversed(tile), strict=True):
        for x, here in enumerate(line):
            drop[x] = drop[x] + 1 if here else 0
            if 0 < drop[x] <= tall:
                number = row[x]
                row[x] = upper.dark if drop[x] == 1 else (upper.darker if drop[x] < tall else upper.lighter)[number]


def _near(over: list[list[bool]]) -> Iterator[tuple[int, int, int, bool]]:
    # The places at most four pixels from the line between the terrains: how far, and whether it is the upper one.
    top = 1 << len(over[0]) - 1
    for here in (True, False):
        rows = [sum((one is here) << x for x, one in enumerate(line)) for line in over]
        for depth in range(1, 5):
            inner = [
                row & (row << 1 | row & 1) & (row >> 1 | row & top) & above & below
                for row, above, below in zip(rows, [rows[0], *rows], [*rows[1:], rows[-1]], strict=False)
            ]
            for y, (row, kept) in enumerate(zip(rows, inner, strict=True)):
                rim = row & ~kept
                while rim:
                    lowest = rim & -rim
                    yield lowest.bit_length() - 1, y, depth, here
                    rim ^= lowest
            rows = inner


def _plain(tile: list[bytearray], terrain: _Terrain, row: int, dice: Chance) -> None:
    # A tile of one terrain. The first is bare; another has something small, where no other row's tile has its own.
    if not row:
        return
    width, height = len(tile[0]), len(tile)
    x, y = width * row // 5 - 1, height // 2 + dice.between(-height // 5, height // 8)
    lines = terrain.marks[row % len(terrain.marks)].split("/")
    left, top = min(x, width - 1 - len(lines[0])), min(y, height - 1 - len(lines))
    for y, line in enumerate(lines, top):
        for x, sign in enumerate(line, left):
            if sign != ".":
                tile[y][x] = terrain.signs[sign]
