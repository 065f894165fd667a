"""How each material is laid.

Owns: each material's usual colour and marks, and the things that lie here and there on others.
Must not know: prompts, how a pattern is laid on a sheet, how light becomes colour.
Rule: a material is the patterns of `textures` with its own numbers and marks; it covers all of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix
from rdbuild.offline.painters.textures import (
    Sheet,
    ball,
    bands,
    blocks,
    blotch,
    boards,
    cracks,
    crests,
    drifts,
    scales,
    scatter,
    spread,
    stones,
    weave,
)

Laid = Callable[[Sheet, Chance, int, Rgb], None]  # by the ink of the colour, and the colour

_BLADES = ("5.4/252", "4./.5/22", ".5/4.", "5/2", ".4/4.", "6.5/.52", "4/2")
_FLOWERS = (".e./ebe/.e./.1.", "fe/ed/1.", ".e./ebe/.e.", "e/1", "fe/.1")
_PEBBLES = ("54/31/0.", "5/1", "543/321/.00", "4/0", "54/11")
_GRAVEL = ("55./433/.1.", "44/33", ".44/443/.11", "33/22", "554/433/.11")
_LARGE_GRAVEL = (".554./55443/44433/.111.", ".44./4433/.331", "554/443/333/.1.", ".33./3322/.11.")
_SPECKS = ("2", "1", "4", "22", ".2/2.")
_STRAWS = ("...55/555..", "44444", "44.../..444", "5555", "...56/455..", "333../..33")
_UNDER = str.maketrans("23456", "01234")  # what lies under others of its kind is darker
_LEAVES = (
    (".55/544/.4.", "55./445/.44", "55/44", ".55/.54/44."),
    ("..55/.554/5544/44..", "55../5544/.444/..4.", ".55./5554/4444/.4..", "55../554./4554/.444"),
)
_STARS = ("g", "f", "e", "..f../..g../fgggf/..g../..f..", ".f./fgf/.f.", "e")
_SKULLS = (".5554./555554/5115114/.5515./..454./..151.",)
_LARGE_SKULLS = ("..55554../.5555554./555555544/551155114/550155014/555515544/.4555444./..5454../..5151../..333..",)
_BONES = ("dd....d/.deeeed/d.....c", "d..d/.ee./.ee./c..d", ".d/dd/.e/.e/dc/c.")
_GEMS = ("..f./.fed/eddb/.cb./", ".ff./feec/dccb/.cb.", "fd/cb")
_MUSHROOMS = (".dd./dfdc/.gg.", ".d./dfc/.g.", ".ddd./dfddc/..gg./..g.")


def _grass(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 8, "2233333")
    size = 3 + (sheet.unit > 5)
    drifts(sheet, dice, ink, (("2/2", ".2/2."), ("4/4", "2/2"), ("5/4", "4/4", ".5/4."), _BLADES), size)


def _meadow(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    _grass(sheet, dice, ink, colour)
    strewn(sheet, dice, "flowers")


def _leaves(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink)
    large = sheet.unit > 5
    shapes = [mark.translate(_UNDER) for mark in _LEAVES[large]]
    kinds = ([mark.translate(_UNDER) for mark in shapes], shapes, shapes, _LEAVES[large])
    drifts(sheet, dice, ink, kinds, 3 + large, 3, quarters=7)


def _dirt(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 7, "2223334")
    scatter(sheet, dice, ink, _SPECKS, 5, 4, 60)
    scatter(sheet, dice, ink, _PEBBLES, 9, 8, 60)


def _field(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 6, "22334")
    bands(sheet, dice, ink, 6, "4x2110x5", sway=6)
    scatter(sheet, dice, ink, ("+", "-", "54/31", "-"), 5, 4)


def _sand(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 10, "2333344")
    bands(sheet, dice, ink, 5, "xxx54x2x", sway=50, cell=9, broken=120)
    scatter(sheet, dice, ink, ("2", "5", "2", "4"), 7)


def _gravel(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink + 1)
    warm, cell = sheet.ink(mix(colour, WORDS["tan"], 80)), 4 + (sheet.unit > 5)
    marks = _LARGE_GRAVEL if cell > 4 else _GRAVEL
    under = [mark.replace("3", "2").replace("4", "2").replace("5", "3") for mark in marks]
    for one, these in ((warm, under), (ink, marks), (warm, marks)):
        scatter(sheet, dice, one, these, cell + 1, cell, 80, loose=130)


def _snow(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 10, "2233333")
    crests(sheet, dice, ink, 4, 2, 45)
    scatter(sheet, dice, ink, ("6", "2", "5/2", "6"), 7, 6, 60)
    twigs = sheet.ink(mix(colour, WORDS["brown"], 190))
    scatter(sheet, dice, twigs, ("1./02", ".1/0.", "1.1/.0.", "0"), 4 * sheet.unit, 3 * sheet.unit, 60)


def _ice(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    stones(sheet, dice, ink, 11, seam=((2, ink + 5),), bodies="22334", rim=0, round_=0, loose=84)
    scatter(sheet, dice, ink, ("...6/..6./.6../6...", "..5/.5./5..", "..65/.65./65.."), 10, 9, 70)


def _water(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 9, "2333333")
    crests(sheet, dice, ink, 4, 2, 90)
    scatter(sheet, dice, ink, ("6", "66", "5"), 3 * sheet.unit, 2 * sheet.unit, 50)


def _slime(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 6, "1223344")
    scatter(sheet, dice, ink, (".55./5..4/5..2/.42.", ".5./5.2/.2.", "5", "56/42"), 7, 6, 70)


def _lava(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    crust, glow = sheet.ink(mix(colour, (52, 34, 40), 190)), sheet.ink(mix(colour, WORDS["amber"], 120), "glow")
    seam = [(2, glow + 6), (4, glow + 5), (6, glow + 3), (9, ink + 3), (11, ink + 1)]
    if sheet.unit < 5:
        seam = [(3, glow + 5), (5, ink + 4), (7, ink + 2)]
    stones(sheet, dice, crust, 9, seam=seam, bodies="12233", loose=84)


def _volcanic(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    glow = sheet.ink(WORDS["fire"], "glow")
    stones(sheet, dice, ink, 9, seam=((2, glow + 4), (4, glow + 2)), bodies="2334", loose=84)


def _rock(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    stones(sheet, dice, ink, 10, seam=((2, ink + 1),), bodies="2334", loose=90, squash=60, round_=2)
    cracks(sheet, dice, max(1, sheet.width * sheet.height // 700), 2 * sheet.unit)


def _stones(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    joint = sheet.ink(mix(colour, (52, 46, 60), 150))
    stones(sheet, dice, ink, 6, seam=((3, joint + 1),), bodies="2334", loose=80, round_=6)


def _stone(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 6, "2233344")
    long = ("222", "2222", ".44/44.", "444", "12", "222/.22", "4", "21/.2")
    scatter(sheet, dice, ink, long, 5, 3, 80)


def _flagstones(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    joint = sheet.ink(mix(colour, (52, 46, 60), 140)) + 1
    blocks(sheet, dice, ink, 9, 7, joint=joint, vary=50, worn=60)
    scatter(sheet, dice, ink, ("-", "-", "--/.-", "+"), 6, 6, 60)


def _tiles(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blocks(sheet, dice, ink, 8, 8, joint=sheet.ink(mix(colour, (60, 56, 70), 130)) + 2, bond=False, worn=10)


def _checker(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    width, height = sheet.width, sheet.height
    across, down = sheet.count(width, 8, even=True), sheet.count(height, 8, even=True)
    dark = sheet.ink(mix(colour, (44, 40, 56), 190))
    for y in range(height):
        row = y * down // height
        for at in range(across):
            left, right = at * width // across, (at + 1) * width // across
            number = (ink, dark)[(at + row) & 1] + 3
            sheet.run(y, left, right, number)
            if y * down // height != (y - 1) * down // height:
                sheet.run(y, left, right, number + 1)
            sheet.dot(right - 1, y, number - 1)
            if (y + 1) * down // height != row:
                sheet.run(y, left, right, number - 1)
    _veins(sheet, dice)


def _veins(sheet: Sheet, dice: Chance) -> None:
    scatter(sheet, dice, 0, ("+../.+./..+", "..-/.-./-..", "+./.+", "...+/.++./+..."), 2 * sheet.unit, share=70)


def _marble(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 12, "2333344")
    for tone, number in ((2, 4), (4, 2), (1, 1)):
        cracks(sheet, dice, number, 5 * sheet.unit, ink + tone, bend=9)


def _bricks(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    joint = sheet.ink(mix(mix(colour, (96, 90, 100), 150), (40, 34, 48), 70))
    blocks(sheet, dice, ink, 8, 4, joint=joint + 2, bodies="2333344", worn=22)


def _masonry(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    joint = sheet.ink(mix(colour, (52, 46, 60), 140)) + 1
    blocks(sheet, dice, ink, 9, 6, joint=joint, bodies="2334", vary=24, worn=40)


def _planks(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    boards(sheet, dice, ink, 5)


def _bark(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    side = sheet.turned()
    blotch(side, dice, ink, 5, "2233344")
    bands(side, dice, ink, 5, "53x2110x", sway=46, cell=7, broken=40)
    sheet.rows = side.turned().rows
    scatter(sheet, dice, ink, (".11./1021/1001/.44.", "00/11"), 3 * sheet.unit, share=60)


def _thatch(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    scales(sheet, dice, ink, 2, 7, shape="ragged", bodies="23344")


def _hay(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink + 2)
    size = 5 + (sheet.unit > 5)
    scatter(sheet, dice, ink, [straw.translate(_UNDER) for straw in _STRAWS], size - 1, 3)
    scatter(sheet, dice, ink, _STRAWS, size, 4)


def _fur(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 7, "22334")
    drifts(sheet, dice, ink, (("1/1", ".1/1."), ("2/1", ".3/2."), ("4/3", ".5/4/3"), ("5/4", "6/5/4")), 3)


def _roof(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    scales(sheet, dice, ink, 5, 5)


def _shingles(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    scales(sheet, dice, ink, 5, 5, shape="square", bodies="22334")


def _scales(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    scales(sheet, dice, ink, 6, 4, shape="point", bodies="2334")


def _plates(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blocks(sheet, dice, ink, 14, 14, joint=ink, bodies="3334", bond=False)
    _at_corners(sheet, ink, 14, "6/1" if sheet.unit < 6 else "64/41")
    scatter(sheet, dice, ink, ("+++", "++++/...--", "--"), 2 * sheet.unit, share=40)


def _at_corners(sheet: Sheet, ink: int, quarters: int, mark: str) -> None:
    width, height = sheet.width, sheet.height
    across, down = sheet.count(width, quarters), sheet.count(height, quarters)
    in_by = 2 if sheet.unit < 6 else 3
    for row in range(down):
        for column in range(across):
            for x in (column * width // across + in_by, (column + 1) * width // across - in_by - 2):
                for y in (row * height // down + in_by, (row + 1) * height // down - in_by - 2):
                    sheet.stamp(x, y, mark, ink)


def _scifi(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    glow = sheet.ink(WORDS["cyan"], "glow")
    blocks(sheet, dice, ink, 10, 8, joint=ink, bodies="2334", vary=40)
    marks = ("1111/5555/1111/5555", "00000/0fed0/00000", "0000/0f00/0000", "1/5/1/5", "00/0f/0f/00")
    scatter(sheet, dice, ink, marks, 5 * sheet.unit // 2, 2 * sheet.unit, 60, glow)


def _circuit(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink + 2)
    trace = sheet.ink(mix(colour, WORDS["lime"], 150))
    for _ in range(max(4, sheet.width * sheet.height // 70)):
        x, y = 2 * dice.between(0, sheet.width // 2), 2 * dice.between(0, sheet.height // 2)
        sheet.stamp(x, y, "g", ink, trace)
        for _ in range(dice.between(1, 3)):
            dx, dy = dice.pick(((1, 0), (0, 1), (-1, 0), (0, -1)))
            for _ in range(2 * dice.between(1, sheet.unit)):
                sheet.dot(x, y, trace + 3)
                x, y = x + dx, y + dy
        sheet.stamp(x, y, "e", ink, trace)
    scatter(sheet, dice, ink, ("00000/01110/01110/00000",), 4 * sheet.unit, other=trace)


def _cloth(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink + 3)
    weave(sheet, ink, dice.pick(("4422/2442/2244/4224", "444222/444222/222444/222444")))


def _wool(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink + 3)
    weave(sheet, ink, "5..4/2542/.22.")


def _carpet(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    width, height = sheet.width, sheet.height
    across, down = sheet.count(width, 10), sheet.count(height, 10)
    trim = sheet.ink(WORDS["gold"])
    for y in range(height):
        v = abs((2 * y + 1) * down % (2 * height) - height) * 32 // height
        for x in range(width):
            u = abs((2 * x + 1) * across % (2 * width) - width) * 32 // width
            far = u + v  # 0 in the middle of a diamond, 64 at the corners
            near = 64 - far if far > 32 else far
            tone = ink + (1, 2, 3, 3)[min(near // 6, 3)] if far > 32 else ink + (4, 3, 2, 3)[min(near // 9, 3)]
            sheet.dot(x, y, trim + 3 if 29 <= far < 34 else trim + 2 if near < 4 else tone)


def _wallpaper(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    width = sheet.width
    number = sheet.count(width, 6, even=True)
    for at in range(number):
        for y in range(sheet.height):
            sheet.run(y, at * width // number, (at + 1) * width // number, ink + (3, 4)[at & 1])
            sheet.dot(at * width // number, y, ink + 2)
    down = max(1, sheet.count(sheet.height, 9))
    for row in range(down):
        for at in range(number):
            x = (2 * at + 1) * width // (2 * number) - 1
            y = (2 * row + (at & 1)) * sheet.height // (2 * down)
            sheet.stamp(x - 1, y, ".1../131./.1../121", ink)


def _honeycomb(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    wall = sheet.ink(mix(colour, WORDS["rust"], 110))
    stones(sheet, dice, ink, 8, seam=((3, wall + 1),), bodies="23345", loose=0, round_=-8, hexed=True, squash=86)


def _crystal(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    stones(sheet, dice, ink, 6, seam=((1, ink + 6),), bodies="12233445", loose=92, rim=1, round_=0, squash=150)
    scatter(sheet, dice, ink, (".6./666/.6.", "6", "6"), 3 * sheet.unit, share=60)


def _clouds(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 14, "33344")
    white, unit = sheet.ink((226, 234, 250)), sheet.unit
    for x, y in spread(sheet, dice, 6 * unit, 4 * unit, 70):
        reach = dice.between(unit, 2 * unit)
        balls = [(x - reach, y, unit // 2), (x + reach, y, unit // 2), (x, y - unit // 3, unit),
                 (x + dice.between(-reach, reach), y, unit * 2 // 3)]  # fmt: skip
        for lift, less, number in ((0, 0, white + 2), (-1, 0, white + 3), (-1 - unit // 4, unit // 4, white + 5)):
            for cx, cy, radius in balls:
                ball(sheet, cx - less // 2, cy + lift, max(1, radius - less), number)


def _stars(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 14, "1122334")
    scatter(sheet, dice, ink, _STARS, 9, 8, 80, sheet.ink((236, 232, 214), "glow"))


def _void(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    dark = sheet.ink(mix(colour, (20, 16, 32), 170))
    blotch(sheet, dice, dark, 7, "1122233")


def _air(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    blotch(sheet, dice, ink, 8, "2223344")


def _skulls(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    sheet.fill(ink)
    large = sheet.unit > 6
    scatter(sheet, dice, ink, ("22/11", "1/1", "11", "2/1"), 4 + large, 4 + large)
    size = 12 if large else 9
    scatter(sheet, dice, ink, _LARGE_SKULLS if large else _SKULLS, size, size, loose=20)


def _ore(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    stone = sheet.ink(WORDS["stone"])
    _stone(sheet, dice, stone, WORDS["stone"])
    marks = ("1ee./eed1/1dc1", ".1ee/1edc/.1c1", "1e/ec/.1", "1ee1/edd./1c1.")
    scatter(sheet, dice, stone, marks, 6 + (sheet.unit > 5), 6, 85, ink)


def _books(sheet: Sheet, dice: Chance, ink: int, colour: Rgb) -> None:
    shelves = sheet.count(sheet.height, 9)
    covers = [sheet.ink(WORDS[word]) for word in ("crimson", "teal", "gold", "navy", "moss", "cream")]
    for shelf in range(shelves):
        top, low = shelf * sheet.height // shelves, (shelf + 1) * sheet.height // shelves - 1
        x = 0
        while x < sheet.width:
            wide, short = dice.between(2, 3 + sheet.unit // 6), dice.between(0, max(1, (low - top) // 4))
            cover = dice.pick(covers)
            for y in range(top + 1, low):
                sheet.run(y, x, min(x + wide, sheet.width), ink if y <= top + short else cover + 3)
                sheet.dot(min(x + wide, sheet.width) - 1, y, ink if y <= top + short else cover + 1)
            sheet.run(top + short + 2, x, min(x + wide, sheet.width) - 1, cover + 5)
            x += wide
        sheet.run(top, 0, sheet.width, ink + 1)
        sheet.run(low, 0, sheet.width, ink + 4)


# Each with its usual colour.
MATERIALS: dict[str, tuple[str, Laid]] = {
    "grass": ("grass", _grass),
    "meadow": ("grass", _meadow),
    "leaves": ("forest", _leaves),
    "moss": ("moss", _fur),
    "dirt": ("dirt", _dirt),
    "field": ("dirt", _field),
    "sand": ("sand", _sand),
    "gravel": ("gravel", _gravel),
    "snow": ("snow", _snow),
    "ice": ("ice", _ice),
    "water": ("water", _water),
    "slime": ("slime", _slime),
    "lava": ("lava", _lava),
    "volcanic": ("volcanic", _volcanic),
    "rock": ("rock", _rock),
    "stone": ("stone", _stone),
    "stones": ("stone", _stones),
    "flagstones": ("stone", _flagstones),
    "tiles": ("cream", _tiles),
    "checker": ("marble", _checker),
    "marble": ("marble", _marble),
    "bricks": ("brick", _bricks),
    "masonry": ("stone", _masonry),
    "planks": ("wood", _planks),
    "bark": ("brown", _bark),
    "thatch": ("honey", _thatch),
    "hay": ("honey", _hay),
    "fur": ("tan", _fur),
    "roof": ("rust", _roof),
    "shingles": ("granite", _shingles),
    "scales": ("emerald", _scales),
    "plates": ("steel", _plates),
    "scifi": ("steel", _scifi),
    "circuit": ("emerald", _circuit),
    "cloth": ("cream", _cloth),
    "wool": ("cream", _wool),
    "carpet": ("crimson", _carpet),
    "wallpaper": ("mint", _wallpaper),
    "honeycomb": ("honey", _honeycomb),
    "crystal": ("amethyst", _crystal),
    "clouds": ("sky", _clouds),
    "air": ("sky", _air),
    "void": ("shadow", _void),
    "stars": ("night", _stars),
    "skulls": ("bone", _skulls),
    "ore": ("gold", _ore),
    "books": ("wood", _books),
}

# What lies here and there: marks, their colours, and cells' sides.
STREWN: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "flowers": (_FLOWERS, ("white", "yellow", "rose", "lavender", "red"), 7),
    "mushrooms": (_MUSHROOMS, ("red", "tan"), 13),
    "skulls": ((_SKULLS[0].replace("5", "e").replace("4", "c").replace("1", "0"),), ("bone",), 15),
    "bones": (_BONES, ("bone",), 11),
    "gems": (_GEMS, ("cyan", "magenta", "lime"), 12),
    "coins": ((".e./eed/.c.", "ed/dc"), ("gold",), 9),
    "pebbles": (("ed/ca", ".ed./eddb/.ba.", "d/a"), ("stone",), 9),
    "shells": (("e.e/ded/.c.", "fe/d."), ("peach", "cream"), 11),
    "leaves": (("de./.dc", "e./de", ".d/dc"), ("orange", "rust", "gold"), 8),
    "rivets": (("f/b", "fe/cb"), ("steel",), 8),
    "runes": (("d.d/.d./d.d", "ddd/d../dd.", ".d./d.d/.d."), ("cyan",), 12),
}


def strewn(sheet: Sheet, dice: Chance, name: str, colour: Rgb | None = None) -> None:
    """Lay things of that name here and there, in that colour or two of their own."""
    marks, colours, side = STREWN[name]
    side += sheet.unit // 2
    chosen = [colour] if colour else [WORDS[word] for word in colours]
    while len(chosen) > 2:
        chosen.remove(dice.pick(chosen))
    for one in chosen:
        step = side * len(chosen) * 3 // 4
        scatter(sheet, dice, 0, marks, step, step, 85, sheet.ink(one))
