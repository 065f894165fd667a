"""How each material is laid.

Owns: each material's usual colour and patterns, and the things that lie here and there on others.
Must not know: prompts, how a pattern is laid on a sheet, how light becomes colour.
Rule: a material is a row: the patterns of `textures` with its own numbers and marks; it covers all of the sheet.
"""

from __future__ import annotations

from collections.abc import Callable

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix
from rdbuild.offline.painters.textures import PATTERNS, Sheet, scatter

# Marks by name; one with `+` is used instead on sheets that have room for it. See `textures` for their signs.
_MARKS = """
blades    2/2,.2/2.|4/4,2/2|5/4,4/4,.5/4.|5.4/252,4./.5/22,.5/4.,5/2,.4/4.,6.5/.52,4/2
hairs     1/1,.1/1.|2/1,.3/2.|4/3,.5/4/3|5/4,6/5/4
leaves    .33/322/.2.,3./223/.22,33/22|.44/433/.3.,4./334/.33,44/33|.55/544/.4.,55./445/.44,55/44,.55/.54/44.
leaves+   ..33/.332/3322/22..,33../3322/.222/..2.|..44/.443/4433/33..,44../4433/.333/..3.,.44./4443/3333/.3..|..55/.554/5544/44..,55../5544/.444/..4.,.55./5554/4444/.4..
pebbles   54/31/0.,5/1,543/321/.00,4/0,54/11
gravel    55./433/.1.,44/33,.44/443/.11,33/22,554/433/.11,ff./edd/.b.,ee/dd,.ee/eed/.bb,ffe/edd/.bb
gravel+   .554./55443/44433/.111.,44.,.ffe./ffeed/eeddd/.bbb.,554/443/333/.1.,.ee./eedd/.ddb,ffe/eed/ddd/.b.,.33./3322/.11.
straws    ...33/333..,22222,22.../..222,3333,...34/233..|...55/555..,44444,44.../..444,5555,...56/455..,333../..33
long      222,2222,.44/44.,444,12,222/.22,4,21/.2
veins     +../.+./..+,-..-/.-./-..,+./.+,...+/.++./+...
skulls    .5554./555554/5115114/.5515./..454./..151.
skulls+   ..55554../.5555554./555555544/551155114/550155014/555515544/.4555444./..5454../..5151../..333..
chips     bbbb/ffff/bbbb/ffff,aaaaa/aaged/aaaaa,aaaa/aaga/aaaa,b/f/b/f,aa/ag/ag/aa
ores      b55./554b/b43b,.b55/b54/.3b,b5/5b/.b,b55b/544./b43b.
stars     g,f,e,..f../..g../fgggf/..g../..f..,.f./fgf/.f.,e
"""  # noqa: E501
# A material, its usual colour, other inks (so many parts of a colour in it, `!` glows) : its patterns. Numbers are
# those of `textures`; `3+1` has one more where there is room, `3u` is three times the sheet's unit. A row with `-` is
# for small sheets, which lie beside themselves so often that stones show as a grid; those with `_` no word calls for.
_TABLE = """
grass      grass         : blotch 8 2233333; drifts blades 3+1
meadow     grass         : blotch 8 2233333; drifts blades 3+1; strew flowers
leaves     forest        : fill 0; drifts leaves 3+1 7
moss       moss          : blotch 7 22334; drifts hairs 3
dirt       dirt          : blotch 7 2223334; scatter 2,1,4,22,.2/2. 5 4 60; scatter pebbles 9 8 60
field      dirt          : blotch 6 22334; bands 6 4.2110.5 6; scatter +,-,54/31,- 5 4
sand       sand          : blotch 10 2333344; bands 5 ...54.2. 50 9 120; scatter 2,5,2,4 7
gravel     gravel tan/80 : fill 1; scatter gravel 4+1 3+1 80 130; scatter gravel 5+1 4+1 80 130
snow       snow          : blotch 16 2233344; crests 70; scatter 6,2,5/2,6 7 6 60
ice        ice           : stones 11 55 22334 rim=0 curve=0; scatter ...6/..6./.6../6...,..5/.5./5.. 10 9 70
ice-       ice           : stones 7 56 22344 loose=90 rim=0 curve=0
water      water         : blotch 9 2333333; crests 90; scatter 6,66,5 3u 2u 50
slime      slime         : blotch 6 1223344; scatter .55./5..4/5..2/.42.,.5./5.2/.2.,5,56/42 7 6 70
lava       lava amber!/120 coal/210 : blotch 9 jjji1f33443344ddc; scatter ee,.fff/eef.,e,ddd/.ee 6 5 60
volcanic   volcanic fire!/256 : stones 9 eecc
rock       rock          : stones 10 11 loose=90 squash=60 curve=2; cracks 3 2u
rock-      rock          : stones 7 11 2334 loose=92 squash=70 curve=2
stones     stone coal/150 : stones 6 bbb loose=80 curve=6
stone      stone         : blotch 6 2233344; scatter long 5 3 80
flagstones stone coal/140 : blocks 9 7 b vary=50 worn=60; scatter -,-,--/.-,+ 6 6 60
tiles      cream coal/130 : blocks 8 8 c bond=0 worn=10
checker    marble dark/190 : blocks 8 8 bodies=3d bond=0; scatter veins 2u share=70
marble     marble        : blotch 12 2333344; bands 12 2........ 150 12 70; cracks 1 6u 1 9
bricks     brick granite/160 : blocks 8 4 b 2333344 worn=22
masonry    stone coal/140 : blocks 9 6 b vary=24 worn=40
planks     wood          : boards 5
bark       brown         : turn; blotch 5 2233344; bands 5 53.2110. 46 7 40; turn; scatter .11./1021/1001/.44.,00/11 3u share=60
thatch     honey         : scales 2 7 ragged 23344
hay        honey         : fill 2; drifts straws 3; scatter ...55/555..,44444,44.../..444,...56/455.. 5+1 4
fur        tan           : blotch 7 22334; turn; bands 3 .2.4 90 8 90; turn; drifts hairs 4
stripes    fox coal/236  : blotch 7 22334; drifts hairs 3; turn; bands 4 ......abb. 70 9 70; turn
fur-       tan           : blotch 7 22334; drifts hairs 3
roof       rust          : scales 5 5
shingles   granite       : scales 5 5 square 22334
scales     emerald       : scales 6 4 point
plates     steel         : blocks 14 14 0 3334 bond=0 nail=6/1; scatter +++,++++/...--,-- 2u share=40
scifi      steel cyan!/256 : blocks 16 8 0 23344 vary=40; scatter chips 2u 2u 50
circuit    emerald lime/150 : fill 2; cracks 28 2u d 2 2; scatter 00000/01110/01110/00000,00/00,g,e,g 2u share=80
cloth      cream         : fill 3; weave 4422/2442/2244/4224,444222/444222/222444/222444
wool       cream         : fill 3; weave 5334/2542/3223
carpet     crimson gold/256 : diamonds 10 dc 3322113443322
wallpaper  mint          : turn; bands 12 2333334444 0; turn; scatter .1../131./.1../121 9 9 loose=0
honeycomb  honey rust/110 : stones 8 bbb 23345 loose=0 curve=-8 hexed=1 squash=86
crystal    amethyst      : stones 6 6 12233445 92 0 squash=150; scatter .6./666/.6.,6,6 3u share=60
crystal-   amethyst      : stones 5 6 12345 loose=92 curve=0
clouds     sky white/200 : blotch 14 33344; puffs cdf
air        sky           : blotch 8 2223344
void       shadow night/170 : blotch 7 aabbccd
stars      night cream!/256 : blotch 14 1122334; scatter stars 9 8 80
skulls     bone          : fill 0; scatter 22/11,1/1,11,2/1 4+1; scatter skulls 9+3 loose=20
ore        gold stone/256 : blotch 6 ccdddee; scatter ccc,cc,.ee/ee.,eee,bc 5 3 80; scatter ores 6+1 6 85
_brushed   steel         : blotch 14 33344; bands 6 3...2...4..... 0 9 90
_damask    crimson       : fill 3; scatter .4./444/.4.,.4./444/.4. 6 5 loose=0
_dots      rose          : fill 3; scatter 2 5 4 loose=0
_scan      blue          : fill 3; bands 2 4.2 0
books      wood          : shelves 9 crimson,teal,gold,navy,moss,cream
"""  # noqa: E501
# What lies here and there: its colours, the side of a cell, and its marks.
_STREWN = """
flowers   white,yellow,rose,lavender,red 7 .e./ebe/.e./.1.,fe/ed/1.,.e./ebe/.e.,e/1,fe/.1
mushrooms red,tan 13        .dd./dfdc/.gg.,.d./dfc/.g.,.ddd./dfddc/..gg./..g.
skulls    bone 15           .eeec./eeeeec/e00e00c/.ee0e./..cec./..0e0.
bones     bone 11           dd....d/.deeeed/d.....c,d..d/.ee./.ee./c..d,.d/dd/.e/.e/dc/c.
gems      cyan,magenta,lime 12 ..f./.fed/eddb/.cb.,.ff./feec/dccb/.cb.,fd/cb
coins     gold 9            .e./eed/.c.,ed/dc
pebbles   stone 9           ed/ca,.ed./eddb/.ba.,d/a
shells    peach,cream 11    e.e/ded/.c.,fe/d.
leaves    orange,rust,gold 8 de./.dc,e./de,.d/dc
rivets    steel 8           f/b,fe/cb
runes     cyan 12           d.d/.d./d.d,ddd/d../dd.,.d./d.d/.d.
"""
_ROOM, _SMALL = 5, 5  # the units above which there is room for more, and below which a sheet is small


def _diamonds(sheet: Sheet, dice: Chance, quarters: int, trim: str, tones: str) -> None:
    # A pattern of diamonds, each ringed from its middle outwards, with a trim between them.
    across, down = sheet.count(sheet.width, quarters), sheet.count(sheet.height, quarters)
    for y in range(sheet.height):
        v = abs((2 * y + 1) * down % (2 * sheet.height) - sheet.height) * 32 // sheet.height
        for x in range(sheet.width):
            far = v + abs((2 * x + 1) * across % (2 * sheet.width) - sheet.width) * 32 // sheet.width  # up to 64
            edge = 29 <= far < 34
            knot = far < 4 or far > 60
            sheet.dot(x, y, sheet.tones[trim[0] if edge else trim[1] if knot else tones[far * len(tones) // 65]])


def _shelves(sheet: Sheet, dice: Chance, quarters: int, names: str) -> None:
    shelves, wood = sheet.count(sheet.height, quarters), sheet.tones["0"]
    covers = [sheet.ink(WORDS[word]) for word in names.split(",")]
    for shelf in range(shelves):
        top, low = shelf * sheet.height // shelves, (shelf + 1) * sheet.height // shelves - 1
        x = 0
        while x < sheet.width:
            end = min(x + dice.between(2, 3 + sheet.unit // 6), sheet.width)
            short, cover = dice.between(0, max(1, (low - top) // 4)), dice.pick(covers)
            sheet.box(x, top + 1, end, low, wood)
            sheet.box(x, top + short + 1, end, low, cover + 3)
            sheet.box(end - 1, top + short + 1, end, low, cover + 1)
            sheet.run(top + short + 2, x, end - 1, cover + 5)
            x = end
        sheet.run(top, 0, sheet.width, wood + 1)
        sheet.run(low, 0, sheet.width, wood + 4)


_NAMED = {row.split()[0]: row.split()[1] for row in _MARKS.strip().splitlines()}
STREWN = {row.split()[0]: row.split()[1:] for row in _STREWN.strip().splitlines()}
_ROWS = {row.split()[0]: row for row in _TABLE.strip().splitlines()}
MATERIALS = {
    name: row.split()[1] for name, row in _ROWS.items() if name[-1] != "-" and name[0] != "_"
}  # with its usual colour


def laid(sheet: Sheet, dice: Chance, material: str, colour: Rgb) -> None:
    """Cover a sheet with a material of a colour."""
    small = sheet.unit < _SMALL and f"{material}-" in _ROWS
    head, steps = _ROWS[f"{material}-" if small else material].split(" : ")
    inks = [sheet.ink(colour)]
    for other in head.split()[2:]:
        word, parts = other.split("/")
        inks.append(sheet.ink(mix(colour, WORDS[word.rstrip("!")], int(parts)), "glow" if "!" in word else "matte"))
    for step in steps.split(";"):
        sheet.use(*inks)
        pattern, *said = step.split()
        takes = dict(list(_PATTERNS[pattern].__annotations__.items())[2:-1])
        values = dict(zip(takes, (word for word in said if "=" not in word), strict=False))
        values.update((name, value) for name, by, value in (word.partition("=") for word in said) if by)
        given = {name: _value(word, takes[name], sheet.unit) for name, word in values.items()}
        _PATTERNS[pattern](sheet, dice, **given)


def _value(word: str, kind: str, unit: int) -> int | str:
    if kind == "str":
        return _NAMED[f"{word}+"] if unit > _ROOM and f"{word}+" in _NAMED else _NAMED.get(word, word)
    number, _, more = word.partition("+")
    return int(number.rstrip("u")) * (unit if number[-1] == "u" else 1) + int(more or 0) * (unit > _ROOM)


def strewn(sheet: Sheet, dice: Chance, name: str, colour: Rgb | None = None) -> None:
    """Lay things of that name here and there, in that colour or two of their own."""
    words, side, marks = STREWN[name]
    chosen = [colour] if colour else [WORDS[word] for word in words.split(",")]
    while len(chosen) > 2:
        chosen.remove(dice.pick(chosen))
    step = (int(side) + sheet.unit // 2) * len(chosen) * 3 // 4
    for one in chosen:
        sheet.use(0, sheet.ink(one))
        scatter(sheet, dice, marks, step, step, 85)


_PATTERNS: dict[str, Callable[..., None]] = {
    **PATTERNS, "diamonds": _diamonds, "shelves": _shelves, "strew": strewn,
}  # fmt: skip
