"""How a surface is laid: stones, courses, boards, waves, tufts.

Owns: a sheet of tones that wraps around both ways, and the patterns that are laid on it.
Must not know: prompts, which material has which pattern, how light becomes colour.
Rule: clusters, not noise: a pattern is laid in whole marks, and each of them goes on around the sheet's sides.

Tones are numbered 0 to 6, from dark to light; 3 is the material's own colour, 2 and 4 lie half a step from it. Eight
numbers belong to each ink. A pattern names pixels by signs: 0 to 6 are the tones of the first ink in use, a to g those
of the second, h to n those of the third. A mark is rows of signs between slashes: `.` leaves what is there, `+` and `-`
make it lighter and darker; marks stand apart by commas. Lengths are in quarters of the sheet's unit, if not in pixels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import isqrt

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, mix, toned
from rdbuild.offline.painters.form import Form

_LIGHTS = (30, 91, 130, 130, 130, 190, 242)  # far from where looks change their tones
_HALF = {2: -1, 4: 1}  # tones of their own: half a step
_SIGNS = ("0123456", "abcdefg", "hijklmn")
_LIGHTER = bytes(min(n & 7, 5) + 1 + (n & 248) for n in range(256))
_DARKER = bytes(max((n & 7) - 1, 0) + (n & 248) for n in range(256))
_SHADES = {"+": _LIGHTER, "-": _DARKER}
# What lies over something else has but every other tone, and is lit above and dark below.
_CALM, _LIT, _DIM = (
    bytes((1, 1, 3, 3, 3, 5, 5)[min(max((n & 7) + by, 0), 6)] + (n & 248) for n in range(256)) for by in (0, 2, -2)
)
_SOFT = bytes((1, 1, 2, 3, 4, 4, 4, 7)[n & 7] + (n & 248) for n in range(256))


class Sheet:
    """`rows` of pixels, each an ink and a tone; `inks` are materials, numbered by eights."""

    def __init__(self, width: int, height: int, inks: list[tuple[Rgb, str]]) -> None:
        self.width, self.height, self.inks = width, height, inks
        self.unit = 3 + min(width, height, 144) // 16
        self.rows = [bytearray(width) for _ in range(height)]
        self.tones: dict[str, int] = {}

    def ink(self, colour: Rgb, stuff: str = "matte") -> int:
        """Return the number of a material's darkest tone."""
        if (colour, stuff) not in self.inks:
            self.inks.append((colour, stuff))
        return 8 * self.inks.index((colour, stuff))

    def use(self, *inks: int) -> None:
        """Say which inks the signs of patterns stand for."""
        self.tones = {
            sign: ink + tone for ink, signs in zip(inks, _SIGNS, strict=False) for tone, sign in enumerate(signs)
        }

    def length(self, quarters: int) -> int:
        return max(1, (quarters * self.unit + 2) // 4)

    def count(self, side: int, quarters: int, *, even: bool = False) -> int:
        """Return how many parts of that length a side has: one at least, or an even number."""
        step = max(2, quarters * self.unit) * (1 + even)
        return max(1, (side * 8 + step) // (2 * step)) * (1 + even)

    def run(self, y: int, left: int, right: int, number: int) -> None:
        """Set a row's pixels from `left` to before `right`."""
        row, width = self.rows[y % self.height], self.width
        length = min(right - left, width)
        if length > 0:
            left %= width
            first = min(length, width - left)
            row[left : left + first] = bytes([number]) * first
            row[: length - first] = bytes([number]) * (length - first)

    def box(self, left: int, top: int, right: int, bottom: int, number: int) -> None:
        for y in range(top, bottom):
            self.run(y, left, right, number)

    def dot(self, x: int, y: int, number: int) -> None:
        self.rows[y % self.height][x % self.width] = number

    def stamp(self, x: int, y: int, mark: str) -> None:
        for across, down, sign in _pixels(mark):
            row, at = self.rows[(y + down) % self.height], (x + across) % self.width
            row[at] = _SHADES[sign][row[at]] if sign in _SHADES else self.tones[sign]

    def show(self, form: Form, left: int = 0, top: int = 0, *, calm: bool = False) -> None:
        """Lay the sheet on a form; `calm`: in soft tones, to be written on."""
        if calm:
            self.rows = [row.translate(_SOFT) for row in self.rows]
        slots, light = bytearray(256), bytearray(256)
        used = set().union(*self.rows)
        for number, (colour, stuff) in enumerate(self.inks):
            for tone in range(7):
                if number * 8 + tone in used:
                    half = mix(colour, toned(colour, _HALF[tone]), 104) if tone in _HALF else colour
                    slots[number * 8 + tone] = form.slot(half, stuff)
                    light[number * 8 + tone] = _LIGHTS[tone]
        right = left + self.width
        for y, row in enumerate(self.rows, top):
            form.slots[y][left:right] = row.translate(bytes(slots))
            form.light[y][left:right] = row.translate(bytes(light))
            form.lines[y][left:right] = bytes(self.width)


@cache
def _pixels(mark: str) -> list[tuple[int, int, str]]:
    return [(x, y, sign) for y, line in enumerate(mark.split("/")) for x, sign in enumerate(line) if sign != "."]


# -- fields


def noise(width: int, height: int, cell: int, dice: Chance) -> list[list[int]]:
    """Return smooth values of 0 to 255 with features of about `cell` pixels, that wrap around."""
    across, down = max(2, (width + cell // 2) // cell), max(2, (height + cell // 2) // cell)
    lattice = [[dice.next() & 255 for _ in range(across)] for _ in range(down)]
    places = []
    for x in range(width):
        at, part = divmod(x * across * 64 // width, 64)
        places.append((at, (at + 1) % across, part * part * (192 - 2 * part) >> 12))
    rows = []
    for y in range(height):
        at, part = divmod(y * down * 64 // height, 64)
        part = part * part * (192 - 2 * part) >> 12
        line = [a + ((b - a) * part >> 6) for a, b in zip(lattice[at], lattice[(at + 1) % down], strict=True)]
        rows.append([line[a] + ((line[b] - line[a]) * t >> 6) for a, b, t in places])
    return rows


def spread(sheet: Sheet, dice: Chance, across: int, down: int, loose: int = 60) -> list[tuple[int, int]]:
    """Return about one place for each cell of so many pixels, every other row half a cell on, moved by chance."""
    columns, rows = max(1, sheet.width // across), max(1, sheet.height // down)
    places = []
    for row in range(rows):
        for column in range(columns):
            x = (2 * column + (row & 1)) * sheet.width // (2 * columns)
            sway, fall = (max(1, side * loose // 200) for side in (across, down))
            places.append((x + dice.between(-sway, sway), row * sheet.height // rows + dice.between(-fall, fall)))
    return places


# -- patterns: each lies on all of the sheet


def fill(sheet: Sheet, dice: Chance, tone: str) -> None:
    sheet.rows = [bytearray([sheet.tones[tone]]) * sheet.width for _ in sheet.rows]


def turn(sheet: Sheet, dice: Chance) -> None:
    """Exchange the sheet's axes."""
    sheet.rows = [bytearray(column) for column in zip(*sheet.rows, strict=True)]
    sheet.width, sheet.height = sheet.height, sheet.width


def blotch(sheet: Sheet, dice: Chance, quarters: int, tones: str) -> None:
    """Soft areas of the tones, of which the first and the last are rare."""
    table = bytes(sheet.tones[tones[v * len(tones) // 256]] for v in range(256))
    size = sheet.length(quarters if sheet.unit > 5 else quarters * 2 // 3)  # a small tile lies beside itself often
    coarse, fine = (noise(sheet.width, sheet.height, cell, dice) for cell in (size, max(2, size * 2 // 5)))
    for y, (row, small) in enumerate(zip(coarse, fine, strict=True)):
        sheet.rows[y][:] = bytes((2 * a + b) // 3 for a, b in zip(row, small, strict=True)).translate(table)


def scatter(sheet: Sheet, dice: Chance, marks: str, across: int, down: int = 0, share: int = 100,
            loose: int = 60) -> None:  # fmt: skip
    """Marks, one of them for each cell of so many pixels, or for a share of them."""
    each = marks.split(",")
    for x, y in spread(sheet, dice, across, down or across, loose):
        if dice.chance(share):
            sheet.stamp(x, y, dice.pick(each))


def weave(sheet: Sheet, dice: Chance, marks: str) -> None:
    """One of the marks side by side."""
    mark = dice.pick(marks.split(","))
    lines = mark.split("/")
    across, down = max(1, sheet.width // len(lines[0])), max(1, sheet.height // len(lines))
    for row in range(down):
        for column in range(across):
            sheet.stamp(column * sheet.width // across, row * sheet.height // down, mark)


def drifts(sheet: Sheet, dice: Chance, marks: str, across: int, quarters: int = 8) -> None:
    """Marks everywhere, where those of a kind gather: dark, middle, light; kinds stand apart by `|`."""
    field = noise(sheet.width, sheet.height, sheet.length(quarters), dice)
    kinds = [kind.split(",") for kind in marks.split("|")]
    for x, y in sorted(spread(sheet, dice, across, across), key=lambda place: place[1]):
        value = field[y % sheet.height][x % sheet.width] + dice.between(-30, 30)
        sheet.stamp(x, y, dice.pick(kinds[min(max((value - 40) * len(kinds) // 176, 0), len(kinds) - 1)]))


def puffs(sheet: Sheet, dice: Chance, tones: str) -> None:
    """Clouds of balls: their shadow, their side, their light."""
    unit = sheet.unit
    for x, y in spread(sheet, dice, 5 * unit, 7 * unit // 2, 130):
        reach = dice.between(unit, unit * 3 // 2)
        balls = [(x - reach, y, unit // 2), (x + reach, y, unit * 2 // 3), (x, y - unit // 3, unit),
                 (x + dice.between(-reach, reach), y, unit * 2 // 3)]  # fmt: skip
        for lift, less, tone in zip((0, -1, -1 - unit // 4), (0, 0, unit // 4), tones, strict=True):
            for cx, cy, radius in balls:
                radius = max(1, radius - less)
                for dy in range(-radius, radius + 1):
                    wide = isqrt(radius * radius + radius - dy * dy)
                    sheet.run(cy + lift + dy, cx - less // 2 - wide, cx - less // 2 + wide + 1, sheet.tones[tone])


def blocks(sheet: Sheet, dice: Chance, wide: int, high: int, joint: str = "", bodies: str = "2334", bond: int = 1,
           vary: int = 0, worn: int = 0, nail: str = "") -> None:  # fmt: skip
    """Courses of blocks, lit at the top and left. `bond` moves every other course; `worn`: so many have a chip.

    Without a joint the bodies take turns, and there are even numbers of blocks. `nail` is a mark in each corner.
    """
    width, height = sheet.width, sheet.height
    courses, number = sheet.count(height, high, even=bool(bond) or not joint), sheet.count(width, wide, even=not joint)
    for course in range(courses):
        top, low = course * height // courses, (course + 1) * height // courses - 1
        start = (course & 1) * width // (2 * number) * bond
        sway = width * vary // (number * 200)
        cuts = [start + at * width // number + dice.between(-sway, sway) for at in range(number)]
        for at, (left, right) in enumerate(zip(cuts, [*cuts[1:], cuts[0] + width], strict=True)):
            body = sheet.tones[dice.pick(bodies) if joint else bodies[(at + course) % len(bodies)]]
            gap = sheet.tones[joint] if joint else body - 1
            right -= 1
            sheet.box(left, top, right, low, body)
            sheet.run(top, left, right, body + 1)
            if low - top > 3:
                sheet.box(left, top + 1, left + 1, low, body + 1)
                sheet.box(right - 1, top + 1, right, low, body - 1)
                sheet.run(low - 1, left + 1, right, body - 1)
            sheet.box(right, top, right + 1, low, gap)
            sheet.run(low, left, right + 1, gap)
            inset = 1 + sheet.unit // 6
            for x in (left + inset, right - inset - 1) if nail else ():
                for y in (top + inset, low - inset - 1):
                    sheet.stamp(x, y, nail)
            if dice.chance(worn):
                _chip(sheet, dice, left, right, top, low, gap)


def _chip(sheet: Sheet, dice: Chance, left: int, right: int, top: int, low: int, joint: int) -> None:
    # A corner is broken off, or there is a dent.
    size = max(1, (low - top) // 4)
    if dice.chance(60):
        at_left, at_top = dice.chance(50), dice.chance(50)
        for step in range(size):
            x = left if at_left else right - size + step
            sheet.run(top + step if at_top else low - 1 - step, x, x + size - step, joint)
    else:
        x, y = dice.between(left + 1, max(left + 1, right - 3)), dice.between(top + 1, max(top + 1, low - 2))
        sheet.stamp(x, y, dice.pick(("--/.+", "-/-+", "--", "---/.++")))


def boards(sheet: Sheet, dice: Chance, wide: int) -> None:
    """Boards that lie across, with grain, knots, staggered joints and nails."""
    width, height, ink = sheet.width, sheet.height, sheet.tones["0"]
    number = sheet.count(height, wide)
    sides = [at * height // number for at in range(number + 1)]
    last = -1
    for top, bottom in pairwise(sides):
        low, tall = bottom - 1, bottom - top
        body = dice.pick([tone for tone in (2, 3, 3, 4, 4) if tone != last])
        last = body
        sheet.box(0, top, width, low, ink + body)
        for y in range(top + 1, low):  # the grain
            x = dice.between(0, width)
            for _ in range(max(1, width // 16)):
                long = dice.between(width // 8 + 1, width // 3 + 2)
                if dice.chance(70):
                    sheet.run(y, x, x + long, ink + body - 1)
                x += long + dice.between(3, 4 + width // 5)
        sheet.run(top, 0, width, ink + 4)
        if dice.chance(40) and tall > 3:
            x, y = dice.between(0, width - 1), top + (tall - 3) // 2
            sheet.stamp(x, y, dice.pick((".11./1021/.44.", ".1./102/.4.")) if tall > 4 else "11/02")
        joints = max(1, width // (6 * sheet.unit))
        start = dice.between(0, width - 1)
        for at in range(joints):
            x = start + at * width // joints + dice.between(0, 2)
            sheet.box(x, top, x + 1, low, ink)
            sheet.box(x + 1, top, x + 2, low, ink + min(body + 1, 5))
            for y in () if tall < 5 else (top + 1, low - 2) if tall > 6 else (top + tall // 2 - 1,):
                for beside in (x - 2, x + 3):
                    sheet.stamp(beside, y, "0/5" if tall > 6 else "0")
        sheet.run(low, 0, width, ink + 1)


Seed = tuple[int, int, int]  # x and y in quarters of a pixel, and the number of its stone's pixels


def stones(sheet: Sheet, dice: Chance, quarters: int, seam: str, bodies: str = "2334", loose: int = 84, curve: int = 9,
           rim: int = 1, hexed: int = 0, squash: int = 100) -> None:  # fmt: skip
    """Packed stones of different sizes, lit at the upper left, with seams between them.

    `seam`: what lies in each quarter of a pixel from its middle; `rim`: how many pixels of their edge are lit or dark;
    `curve`: how far corners are rounded; `squash`: their height in percent of their width; `hexed`: every other row
    lies half a stone on.
    """
    width, height = sheet.width, sheet.height
    across = max(2, sheet.count(width, quarters))
    down = max(2, sheet.count(height, max(1, quarters * squash // 100), even=bool(hexed)))
    seeds = []
    for row in range(down):
        for column in range(across):
            x = (column * 8 + 4) * width // (2 * across) + (row & 1) * width * 2 // across * hexed
            y = (row * 8 + 4) * height // (2 * down)
            sway, fall = width * loose * 2 // (across * 100), height * loose * 2 // (down * 100)
            seeds.append((x + dice.between(-sway, sway), y + dice.between(-fall, fall), sheet.tones[dice.pick(bodies)]))
    limits = [sheet.tones[sign] for sign in seam]
    reach, edge, cut = len(limits), len(limits) + 4 * rim, 2 * len(limits) + curve * (sheet.unit - 3) // 4
    for row in range(down):
        top, bottom = row * height // down, (row + 1) * height // down
        for column in range(across):
            start, end = column * width // across, (column + 1) * width // across
            near = []
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    turn_y, r = divmod(row + dy, down)
                    turn_x, c = divmod(column + dx, across)
                    x, y, body = seeds[r * across + c]
                    near.append((x + turn_x * 4 * width, y + turn_y * 4 * height, body))
            near = _nearest(near, 4 * start + 2, 4 * top + 2, 4 * end - 2, 4 * bottom - 2)
            sides = [[_side(one, other) for other in near] for one in near]
            lines = [[((4 * x + 2 - cx) ** 2 << 4) + k for x in range(start, end)] for k, (cx, _, _) in enumerate(near)]
            for y in range(top, bottom):
                falls = [(4 * y + 2 - cy) ** 2 << 4 for _, cy, _ in near]
                there = zip(*([v + fall for v in line] for line, fall in zip(lines, falls, strict=True)), strict=True)
                made = bytearray()
                for far in there:
                    first, second, third = sorted(far)[:3]
                    k = first & 15
                    apart, turn = sides[k][second & 15]
                    gap = ((second >> 4) - (first >> 4)) // apart
                    if gap < reach:
                        made.append(limits[gap])
                        continue
                    corner = ((third >> 4) - (first >> 4)) // sides[k][third & 15][0]
                    if gap + corner < cut:
                        made.append(limits[-1])
                    elif gap < edge and turn and (turn > 0 or gap < edge + 2):
                        made.append(near[k][2] + turn)
                    else:
                        made.append(near[k][2])
                sheet.rows[y][start:end] = made


def _nearest(seeds: Sequence[Seed], left: int, top: int, right: int, bottom: int) -> list[Seed]:
    # Those of the seeds that can be one of the three nearest to any place in the area.
    least, most = [], []
    for x, y, _ in seeds:
        least.append(max(left - x, 0, x - right) ** 2 + max(top - y, 0, y - bottom) ** 2)
        most.append(max(x - left, right - x) ** 2 + max(y - top, bottom - y) ** 2)
    limit = sorted(most)[2]
    return [seed for seed, far in zip(seeds, least, strict=True) if far <= limit]


def _side(one: Seed, other: Seed) -> tuple[int, int]:
    # Twice the distance of two stones, and whether the side of `one` that faces `other` is lit, dark or neither.
    dx, dy = other[0] - one[0], other[1] - one[1]
    apart = max(1, 2 * isqrt(dx * dx + dy * dy))
    facing = -(5 * dx + 7 * dy) * 16 // (apart or 1)
    return apart, (facing > 22) - (facing < -30)


def scales(sheet: Sheet, dice: Chance, wide: int, high: int, shape: str = "round", bodies: str = "2334") -> None:
    """Rows of scales or shingles, each over the row below it."""
    width, height, ink = sheet.width, sheet.height, sheet.tones["0"]
    rows, number = sheet.count(height, high, even=True), sheet.count(width, wide)
    tops = [row * height // rows for row in range(rows + 1)]
    cuts = [at * width // (2 * number) for at in range(2 * number + 3)]
    tips: list[tuple[int, int, int, int]] = []
    for row, (top, low) in enumerate(pairwise(tops)):
        tall = low - top
        drop = {"round": (2 * tall + 1) // 3, "point": tall - 1}.get(shape, 0)
        for at in range(row & 1, 2 * number, 2):
            left, right = cuts[at], cuts[at + 2]
            body, half = ink + int(dice.pick(bodies)), right - left
            uneven = 0 if drop else dice.between(0, tall // (2 if shape == "ragged" else 4))
            for y in range(top, low):
                sheet.run(y, left, right, body)
                sheet.dot(left, y, min(body + 1, ink + 6))
                if shape == "square":
                    sheet.dot(right - 1, y, ink)
            for x in range(left, right):
                off = abs(2 * (x - left) + 1 - half)  # from 0 in the middle to the width at the sides
                part = isqrt(max(half * half - off * off, 0)) if shape == "round" else half - off
                tips.append((x, low, low + (part * drop + half // 2) // half + uneven, body))
    for x, low, end, body in tips:
        for y in range(low, end):
            sheet.dot(x, y, body)
    for x, _, end, body in tips:
        sheet.dot(x, end - 1, body - 1)
        sheet.dot(x, end, ink + (shape == "ragged"))
        if sheet.unit > 6:
            sheet.stamp(x, end + 1, "-")


def bands(sheet: Sheet, dice: Chance, quarters: int, tones: str, sway: int = 60, cell: int = 8,
          broken: int = 0) -> None:  # fmt: skip
    """Wavy bands across in the order of the tones, `.` leaves what is there; `broken`: so much of them is missing."""
    width, height = sheet.width, sheet.height
    number, size = sheet.count(height, quarters), len(tones)
    push = noise(width, height, sheet.length(cell), dice)
    gaps = noise(width, height, max(2, sheet.unit * 3 // 4), dice) if broken else None
    table = [sheet.tones.get(tone) for tone in tones]
    for y, row in enumerate(sheet.rows):
        at = y * number * size * 256 // height
        for x, by in enumerate(push[y]):
            found = table[(at + by * sway * size // 50) // 256 % size]
            if found is not None and not (gaps and gaps[y][x] < broken):
                row[x] = found


_STEPS = ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))


def cracks(sheet: Sheet, dice: Chance, number: int, length: int, tone: str = "", bend: int = 3, angle: int = 1) -> None:
    """Lines that wander and fork: of that tone, or dark and lit below.

    So many on 2,048 pixels, one at least. `bend`: how often they turn, of 12, and by which eighths: `angle`.
    """
    for _ in range(max(1, number * sheet.width * sheet.height // 2048)):
        at = dice.between(0, sheet.width - 1), dice.between(0, sheet.height - 1)
        ways = [(*at, dice.between(0, 7) // angle * angle, length)]
        for x, y, way, left in ways:
            aim = way
            while left > 0:
                if tone:
                    sheet.dot(x, y, sheet.tones[tone])
                else:
                    sheet.rows[y % sheet.height][x % sheet.width] &= 248
                    if sheet.rows[(y + 1) % sheet.height][x % sheet.width] & 7 in (2, 3, 4):
                        sheet.stamp(x, y + 1, "+")
                turned = dice.next() % 12
                if turned < bend:
                    aim = (way + (turned % 3 - 1) * angle) % 8
                dx, dy = _STEPS[aim]
                x, y, left = x + dx, y + dy, left - 1
                if turned == 11 and len(ways) < 3:
                    ways.append((x, y, (way + dice.pick((2, 6))) % 8, left * 2 // 3))


def crests(sheet: Sheet, dice: Chance, share: int = 100) -> None:
    """Arcs across, lit above and dark below: waves, drifts of snow."""
    unit, ink = sheet.unit, sheet.tones["0"]
    for x, y in spread(sheet, dice, unit * 2, unit * 3 // 2, 80):
        if not dice.chance(share):
            continue
        long = dice.between(unit, unit * 2)
        middle = max(1, long * dice.between(4, 7) // 10)
        lead = dice.between(0, long - middle)
        sheet.run(y, x, x + long, ink + 4)
        sheet.run(y, x + lead, x + lead + middle, ink + 3)
        sheet.run(y - 1, x + lead, x + lead + middle, ink + 4)
        if long > 4:
            sheet.run(y - 1, x + lead + 1, x + lead + max(2, middle // 2), ink + 5)
        sheet.run(y + 1, x + 1, x + long - 1, ink + 2)


PATTERNS: dict[str, Callable[..., None]] = {
    lay.__name__: lay
    for lay in (
        fill, turn, blotch, scatter, weave, drifts, puffs, blocks, boards, stones, scales, bands, cracks, crests,
    )
}  # fmt: skip


def patches(sheet: Sheet, cover: Sheet, dice: Chance, share: int, quarters: int, seams: int = 0) -> None:
    """Lay patches of another sheet over so much of this one in percent; `seams`: how much rather over dark joints."""
    field = noise(sheet.width, sheet.height, sheet.length(quarters), dice)
    if seams:
        for line, row in zip(field, sheet.rows, strict=True):
            line[:] = [v + seams * ((pixel & 7) < 2) for v, pixel in zip(line, row, strict=True)]
    limit = sorted(v for line in field for v in line)[-1 - sheet.width * sheet.height * share // 100]
    over = [[v > limit for v in line] for line in field]
    for y, here in enumerate(over):
        row, theirs = sheet.rows[y], cover.rows[y]
        above, below = over[y - 1], over[(y + 1) % sheet.height]
        for x, covered in enumerate(here):
            if covered:
                row[x] = (_LIT if not above[x] else _CALM if below[x] else _DIM)[theirs[x]]
            elif above[x]:
                row[x] = _DARKER[_DARKER[row[x]]]
