"""Small drawings: things of any size, and glyphs of a few pixels.

Owns: the tables of both, and how a row of them is drawn.
Must not know: prompts, places, which colour a role has there.
Rule: a drawing is text; who adds a row has added a thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from rdbuild.offline.painters.form import Form, Pen

Slot = Callable[[str], int]  # the material's number of a role


def table(text: str) -> dict[str, str]:
    """Read `name: drawing`, which may go on in lines that are indented."""
    whole = re.sub(r"\n\s+", " ", text.strip())
    return {name: row for name, _, row in (line.partition(": ") for line in whole.splitlines())}


# Things on a grid of 64, standing on its lower side: shape, role, numbers. `b` is a ball, `l` a limb, `p` a polygon,
# `r` a box, `d` a dot; after a dot in its name how light falls, `-` for no edge.
THINGS = table("""
tree: l trunk 32 61 6 32 40 5 | b leaf 17 33 15 13 | b leaf 47 33 15 13 | b leaf 32 20 20 18 | b- leaf 27 15 9 7
pine: r.round trunk 27 50 37 63 | p leaf 32 20 57 55 7 55 | p leaf 32 10 51 39 13 39 | p leaf 32 1 45 24 19 24
snowpine: r.round trunk 27 50 37 63 | p leaf 32 20 57 55 7 55 | p- white 32 20 50 45 40 41 32 47 24 41 14 45 | p leaf
    32 10 51 39 13 39 | p- white 32 12 46 32 38 28 32 34 25 28 18 32 | p leaf 32 1 45 24 19 24 | p- white 32 1 40 16
    35 14 31 19 26 14 23 16
palm: l trunk 26 62 4 28 42 3 36 20 3 | l leaf 36 18 5 20 12 4 6 24 2 | l leaf 36 18 5 50 11 4 61 24 2 | l leaf 36 18
    4 24 25 3 17 40 1 | l leaf 36 18 4 48 25 3 54 40 1 | b wood 36 22 3 3
cactus: l leaf 30 40 5 13 38 5 13 24 5 | l leaf 34 34 5 51 32 5 51 16 5 | l leaf 32 61 8 32 12 8
dead: l trunk 32 40 3 47 27 2 52 10 2 | l trunk 31 32 3 17 23 2 11 8 1 | l trunk 32 62 6 31 32 4 28 6 2
rock: p stone 4 62 8 44 22 28 42 30 56 44 61 62 | p.205- stone 10 44 23 30 41 32 31 46 | p.80- stone 42 34 56 46 58 61
    40 61
bush: b leaf 18 50 14 12 | b leaf 46 50 14 12 | b leaf 32 44 17 16 | d red 24 42 5 | d red 38 48 5 | d red 44 40 5
mushroom: l bone 32 60 8 32 36 6 | b roof 32 30 26 20 | p- bone 8 40 56 40 48 45 16 45 | d white 22 22 8 | d white 40
    18 8 | d white 44 32 6
crystal: p.90 gem 34 62 30 30 44 14 56 34 52 62 | p.200 gem 10 62 8 36 22 4 36 30 38 62 | p.120- gem 24 62 22 6 36 30
    38 62
coral: l leaf 32 61 6 32 40 5 22 24 4 20 8 3 | l leaf 32 46 5 46 34 4 48 16 3 | l leaf 24 30 3 12 24 3 8 14 3
tomb: b stone 32 26 19 18 | r stone 13 26 51 62 | r.70- stone 29 22 35 46 | r.70- stone 23 28 41 33 | r.70- stone 8 58
    56 62
lamp: r.round ink 29 20 35 62 | p ink 22 8 32 1 42 8 | r.200 glow 24 8 40 22 | r.90- ink 26 58 38 62
column: r.round stone 20 8 44 58 | r stone 14 54 50 62 | r stone 13 3 51 11
torch: p wood 27 34 37 34 34 62 30 62 | b glow 32 24 9 12 | b- white 32 27 4 6
barrel: r.round wood 12 12 52 60 | b.190 wood 32 12 20 7 | r.90- metal 12 24 52 29 | r.90- metal 12 46 52 51
crate: r.205 wood 8 8 56 26 | r.120 wood 8 26 56 61 | r.70- wood 14 32 50 35 | r.70- wood 14 52 50 55 | p.180- wood 14
    55 44 32 50 32 20 55
chest: r.round- wood 6 22 58 58 | r.190 wood 6 14 58 32 | r.110 wood 6 32 58 60 | r.200- gold 6 29 58 34 | r.220 gold
    27 28 37 42 | r.170- gold 6 14 12 60 | r.120- gold 52 14 58 60
shelf: r.170 wood 2 2 62 62 | r.40- ink 6 8 58 26 | r.40- ink 6 32 58 52 | r- roof 8 12 15 26 | r- leaf 16 10 22 26 |
    r- gold 23 14 29 26 | r- blue 34 11 40 26 | r- red 41 13 48 26 | r- leaf 50 10 56 26 | r- blue 8 36 14 52 | r-
    gold 15 38 24 52 | r- roof 30 35 37 52 | r- red 38 37 44 52 | r- wall 46 36 55 52
table: r.80 wood 8 36 15 62 | r.60 wood 49 36 56 62 | r.205 wood 2 16 62 38 | r.110- wood 2 38 62 44 | b wall 20 24 7
    4 | b.220 metal 44 26 5 5
bed: r.150 wood 8 2 56 60 | r.220 white 12 8 52 26 | r.205 roof 12 26 52 46 | r.130- roof 12 46 52 58 | r- roof 12 26
    52 31
pot: b roof 32 44 18 17 | r roof 22 22 42 30 | b leaf 22 14 11 10 | b leaf 42 14 11 10 | b leaf 32 8 11 9
stove: r.200 stone 4 10 60 30 | r.110 stone 4 30 60 62 | b.40 ink 20 20 9 6 | b.40 ink 44 20 9 6 | r.40 ink 16 38 48
    56 | p.150- glow 18 56 26 42 32 50 40 40 46 56
counter: r.205 wood 0 16 64 36 | r.110 wood 0 36 64 62 | r.70- wood 6 42 28 58 | r.70- wood 36 42 58 58 | b red 14 22
    6 6 | b gold 30 22 6 6 | b gem 46 22 6 6
throne: p gold 10 12 18 2 25 12 32 0 39 12 46 2 54 12 | r gold 10 12 54 62 | r.140- roof 17 17 47 44 | r.190- roof 15
    42 49 52 | r.110 gold 6 52 58 63 | r gold 5 34 14 56 | r.100 gold 50 34 59 56
stall: r.110 wood 8 44 56 62 | r.205 wood 6 38 58 46 | r wood 8 18 12 46 | r.80 wood 52 18 56 46 | p roof 2 24 10 4 54
    4 62 24 | p- white 16 4 22 4 20 24 12 24 | p- white 30 4 36 4 37 24 27 24 | p- white 44 4 50 4 54 24 44 24 | b red
    18 36 5 5 | b leaf 32 36 5 5 | b gold 46 36 5 5
house: r.130 wall 8 32 56 62 | r.90- wall 46 32 56 62 | p roof 32 2 63 36 1 36 | p.90- roof 44 15 63 36 46 36 | r.50
    wood 26 42 38 62 | d gold 36 53 3 | r.200 glow 13 42 22 51 | r.150 glow 43 42 52 51 | r.150 stone 44 4 51 18
tower: r.round stone 16 20 48 62 | r.170 stone 12 10 52 24 | r.170 stone 12 3 20 11 | r.150 stone 28 3 36 11 | r.110
    stone 44 3 52 11 | r.50 ink 28 46 36 62 | r.200 glow 29 30 35 39
castle: r.90 stone 22 20 42 62 | p roof 32 0 44 20 20 20 | r.round stone 2 22 18 62 | p roof 10 6 20 23 0 23 | r.round
    stone 46 22 62 62 | p roof 54 6 64 23 44 23 | r.150 stone 14 38 50 62 | r stone 14 34 20 40 | r stone 26 34 32 40
    | r stone 38 34 44 40 | b.40 ink 32 52 6 7 | r.40- ink 26 52 38 62 | r.220- glow 8 30 12 37 | r.220- glow 52 30 56
    37 | r.220- glow 30 24 34 31
gate: b.150 stone 32 30 30 28 | r.130 stone 2 30 62 63 | b.30 ink 32 34 21 22 | r.30- ink 11 34 53 63 | r.70- wood 17
    24 20 63 | r.70- wood 27 16 30 63 | r.70- wood 37 16 40 63 | r.70- wood 46 24 49 63 | r.90- metal 12 36 52 39 |
    r.90- metal 12 50 52 53
portal: b.150 stone 32 34 27 30 | b.80- shade 32 34 21 24 | b.150- gem 32 34 17 20 | b.200- gem 30 32 11 14 | b.250-
    white 29 30 5 7
window: b.90 stone 32 26 24 25 | r.90 stone 8 26 56 63 | b.170- gem 32 27 19 20 | r.170- gem 13 27 51 59 | r.90- stone
    30 6 34 60 | r.90- stone 12 34 52 38 | p.230- gem 14 33 22 14 22 33 | p.120- roof 35 39 50 39 50 58 35 58 | p.150-
    glow 14 39 29 39 29 58 14 58
mountain: p.150 far 32 6 63 63 1 63 | p.95- far 32 6 63 63 38 63 34 40 38 28 | p.235- white 32 6 44 28 36 24 32 32 27
    24 21 27
cone: p.130 under 24 12 40 12 64 63 0 63 | p.70- under 40 12 64 63 40 63 36 34 | b.200 glow 32 13 9 4 | p.190- water
    27 12 33 12 31 34 35 50 28 44 24 30 | b.140- far 28 8 8 5 | b.120- far 37 6 9 4
pyramid: p.190 path 32 6 36 63 0 63 | p.90 path 32 6 64 63 36 63 | r.40- ink 12 52 20 63
sails: p wall 30 30 34 30 44 2 34 0 | p wall 34 30 34 34 62 44 64 34 | p wall 34 34 30 34 20 62 30 64 | p wall 30 34
    30 30 2 20 0 30 | b wood 32 32 5
planet: b.200 gem 32 32 30 30 | b.120- gem 36 36 22 22 | b.240- white 20 20 6 5
galleon: r.70 wood 31 4 34 44 | p.200 white 30 8 30 38 8 36 14 22 | p.150 white 35 6 58 34 35 38 | p roof 31 4 20 1 20
    8 31 9 | p wood 2 42 62 40 54 60 12 60 | p.170- wood 2 42 62 40 60 45 4 47 | r.220- gold 12 50 50 52
well: r.60 wood 10 14 15 42 | r.60 wood 49 14 54 42 | p roof 4 18 32 2 60 18 | b.120 stone 32 50 26 12 | b.190 stone
    32 42 26 10 | b.40- water 32 42 19 6
machine: r.150 metal 6 18 58 62 | r.60 ink 12 24 40 44 | p.180- gem 14 40 22 30 28 38 38 28 38 42 14 42 | d red 46 26
    7 | d glow 46 36 7 | r.round metal 12 2 22 20
skyline: r.110 stone 2 34 18 63 | r.130 stone 46 28 62 63 | r.150 stone 14 22 32 63 | r.90- stone 26 22 32 63 | r.170
    stone 30 8 48 63 | r.100- stone 42 8 48 63 | r stone 38 0 40 8 | r- glow 18 28 20 56 | r- glow 22 28 24 56 | r-
    glow 33 14 35 58 | r- glow 37 14 39 58 | r- glow 51 34 53 58 | r- glow 56 34 58 58 | r- glow 6 40 8 58
statue: r.170 stone 10 48 54 62 | r.round stone 22 26 42 50 | b stone 32 16 11 11 | l stone 44 30 4 52 16 3 | r.90-
    stone 10 55 54 62
""")
# Things that are half as high as the others.
LOW = frozenset({"bush", "rock", "mushroom", "crystal", "tomb", "coral"})

# Glyphs: the roles of their materials, then rows from the top. 0 to 4 are tones of the first, A to E of the second, a
# to e of the third, F to J of the fourth, # is ink.
GLYPHS = table("""
chest: wood gold = .22222. 2333332 2333332 BBBDBBB 112D211 1122211 1111111
barrel: wood metal = .2332. 234432 BBCCBB 123321 BBCCBB .1221.
crate: wood = 333332 323232 322332 332232 311121 111111
pillar: stone = .3443. 344432 .3321. .3321. .3321. 233221 122211
torch: wood glow = ..B.. .BCB. .CEC. .111. ..1..
stairs: stone = 44444444 ######## 33333333 #1111111 22222222 #0000000 1111111# ########
skull: bone = .333. 33443 3#3#3 .323. .2#2.
bones: bone = 3...3 .333. 3...3
pot: roof = .232. .121. 23332 22332 12221 .111.
gem: gem = ..3.. .343. 23432 .121. ..1..
coins: gold = ..33.. .2342. 334233 122121
shelf: wood roof blue leaf = 33333333 1CD1cc1H 1CC1bcGH 11111111 1Gc1DCcb 1Hc1CCcb 11111111
table: wood wall = 3333333 3CDC333 3333333 2222222 1.....1
plant: leaf wood = .3.3. 23432 .232. ..2.. .ABA. .AAA.
console: metal gem = 2333332 2CDCD32 2DCDC32 1222221 1#1#1#1 1111111
tank: metal slime = .333. 2CDC2 2DDC2 2CDC2 2CCB2 11111
slime: slime = ..333.. .34332. 2333322 2#33#32 1233321 .11111.
skeleton: bone = .333. 3#3#3 .333. ..2.. 33233 3.2.3 .2.2. .2.2.
bat: shade = 2.....2 32.2.23 3322233 .2#2#2. ..232..
goblin: slime wood = 2.333.2 .23332. ..#3#.. ..232.. .BCCB.. .ABBA.. ..A.A..
ghost: white = .333. 34433 3#3#3 33333 33333 3.3.3
spider: ink red = 3.111.3 .31113. 1111111 .1C1C1. 1.111.1 1.....1
imp: red = 2...2 .232. 3#3#3 .232. 23332 .2.2. .2.2.
robot: metal gem = ..3.. 33333 3D3D3 33333 .222. 32223 .1.1.
rat: shade = ..22... .2332.. 2#33322 .2222.1
wisp: gem = ..4.. .343. 3#4#3 .343. ..3..
hero: blue skin metal = .ccc. cbbbc .CDC. .#C#. 12321 C232C .2.2. .1.1.
treeling: leaf trunk = .232. 23432 2#3#2 12321 .BCB. .B.B.
coin: gold = .343. 34332 34132 33132 .221.
flag: wood roof = 4...... 3DDD... 2CDDDD. 2CCCCCC 2BBBB.. 2BB.... 2...... 2...... 2...... 2...... 1......
spikes: metal = ..4...4.. ..3...3.. .342.342. .332.332. 333233321
flags: ground = 22222221 23222221 22222221 22222221 22222221 22222221 22222221 11111111
flags2: ground = 22212221 22212221 22212221 11111111 22222221 22322221 22222221 11111111
flags3: ground = 22222221 22222221 22221221 22212221 22211221 22222211 22222221 11111111
grate: metal = 22222220 2#1#1#10 2#1#1#10 2#1#1#10 2#1#1#10 2#1#1#10 21111110 00000000
face: stone = 44444444 33333333 00000000 22212222 11101111 12222122 11111011 00000000
face2: stone leaf = 44444444 3C3333D3 0CB00DC0 2C212CD2 11101DB1 12222C22 11111011 00000000
door: wood gold stone = cccccccc c000000b c343432b c232321b c2323D1b c232321b c232321b c121210b
sidedoor: wood gold = ...... ..34.. ..32.. ..32.. ..D2.. ..32.. ..21.. ..21..
tree: leaf trunk = ..333.. .34433. 2344332 2333332 2233321 1222211 .11211. ..#BA.. ...BA..
pine: leaf trunk = ...3... ...43.. ..3432. ..2332. .234321 .123321 2334321 1122110 ...BA..
snowpine: leaf trunk white = ...e... ..ded.. ..3d32. .dd3cd. .123321 dd33dcd 1122110 ...BA..
palm: leaf trunk = .33.33. 3443433 3.2C2.3 2..C..2 ...BC.. ...BC.. ..BC... ..BB...
cactus: leaf = ..33.. ..43.3 3.43.3 3.4333 33431. .132.. ..31.. ..31..
dead: trunk = 2..2..2 .2.2.2. ..22.2. ...22.. ...2... ..12... ..122..
bush: leaf = ..33.. .3443. 234332 122221
rock: stone = ..33.. .3442. 344321 222110
mushroom: roof bone = .333. 34343 23332 ..D.. ..C..
crystal: gem = ...3.. ..34.3 .334.3 .23433 223421 122211
tomb: stone = .333. 34332 32132 31112 32132 32221
lamp: ink glow = .1. CDC CEC .1. .1. .1. 111
column: stone = 34433 .332. .332. .332. .332. 23321
coral: leaf = 3...3. 33.33. .3.3.3 .3333. ..33.. ..23..
house: roof wall wood glow = ....33..... ...3433.... ..334332... .33343322.. 3333433222. 22222221111 .CCCCCBBB..
    .CIJCaBIB.. .CIICaBHB.. .CCCCaBBB..
hut: path wood = ...33... ..3443.. .334432. 33344322 23343321 .BCCCBB. .BC##BB. .BC##BB.
tower: stone roof glow = ...CD.... ..CCDC... .CCCDCB.. CCCCDCBB. .333321.. .34d321.. .34c321.. .333321.. .332221..
    .332#21.. .332#21..
castle: stone roof glow = .......CD....... ......CDDC...... .....CCDCCB..... .CD..343321.CD.. CCDB.34d321CCDB.
    CCDBB34c321CDBBB 3433.343221.3432 34d3434343433d32 34c3433333332c32 343333333332#332 3433332##2333322
    343332####222322 233322####222221 222222####111111
peak: stone white = .......E........ ......EED....... .....EEEDC...... .....EEDDCD..... ....3EE3DC1....
    ....33E3211.... ...33332111.... ...333322111... ..33332221111.. ..33332211111.. .3333322211111. 333333222111111
volcano: under water = .....CDC....... ....CDEDC...... ...33CDC11..... ...332CD11..... ..3332C2111.... ..33322C1111...
    .333222C21111.. 3333222211111.. 33332222211111.
pyramid: path = ......4....... .....441...... .....4411..... ....444111.... ...4444111.... ...44441111...
    ..444441111... .44444411111.. 4444444111111. 33333331111111
tent: roof wall = ...3... ..343.. ..3D3.. .33D32. .3CDC2. 33C#C22 3CC#CB2
boat: wood white = ...D... ..DD... .EDD... .EDD1.. ...1... 3333333 .22221.
well: stone roof wood = ..CD... .CDDCB. .a...a. .a333a. .34443. .31113. .22221.
""")
_TONES = (30, 84, 136, 196, 240)
_SHAPE = re.compile(r"([bdlpr])(?:\.(\w+))?(-?) (\w+) ([\d ]+)")


def thing(kind: str, side: int, slot: Callable[[str, Form], int]) -> Form:
    """Draw a thing `side` pixels high on a form of its own, with two pixels around it."""
    drawn = Form(side + 4, side + 4)
    shapes(Pen(drawn, 2, 2, side), THINGS[kind], lambda role: slot(role, drawn))
    if side < 9:  # too small for lines
        drawn.lines = [bytearray(side + 4) for _ in range(side + 4)]
    return drawn


def glyph(kind: str, slot: Callable[[str, Form], int], *, edge: bool) -> Form:
    """Draw a glyph on a form of its own, with one pixel around it."""
    roles, _, art = GLYPHS[kind].partition(" = ")
    rows = art.split()
    drawn = Form(max(map(len, rows)) + 2, len(rows) + 2)
    tones = {"#": ("ink", 128)}
    for letters, role in zip(("01234", "ABCDE", "abcde", "FGHIJ"), roles.split(), strict=False):
        tones |= {letter: (role, light) for letter, light in zip(letters, _TONES, strict=True)}
    if edge:
        spans = [(y, a + 1, b + 1) for y, row in enumerate(rows, 1) for a, b in _marks(row)]
        drawn.lay(spans, slot(roles.split()[0], drawn), 0)
    for y, row in enumerate(rows, 1):
        for a, b in _marks(row):
            called = [tones[letter] for letter in row[a:b]]
            drawn.slots[y][a + 1 : b + 1] = bytes(slot(role, drawn) for role, _ in called)
            drawn.light[y][a + 1 : b + 1] = bytes(light for _, light in called)
    return drawn


def shapes(pen: Pen, rows: str, slot: Slot) -> None:
    """Draw a row of the table of things; `slot` gives the material's number of a role."""
    for shape, light, edge, role, numbers in _parsed(rows):
        material = slot(role)
        lit = int(light) if light.isdigit() else light or "slope"
        if shape == "b":
            pen.ball(material, *numbers, edge=edge, light=lit if isinstance(lit, int) else None)
        elif shape == "l":
            points = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
            pen.limb(material, *points, edge=edge)
        elif shape == "p":
            pen.poly(material, list(zip(numbers[::2], numbers[1::2], strict=True)), lit, edge=edge)
        elif shape == "r":
            left, top, right, bottom = numbers
            pen.box(material, left, top, right, bottom, lit, edge=edge)
        else:
            pen.dot(material, numbers[0], numbers[1], size=numbers[2])


@cache
def _parsed(rows: str) -> tuple[tuple[str, str, bool, str, tuple[int, ...]], ...]:
    made = []
    for row in rows.split(" | "):
        shape, light, bare, role, numbers = _SHAPE.fullmatch(row).groups()  # type: ignore[union-attr]
        made.append((shape, light or "", not bare, role, tuple(map(int, numbers.split()))))
    return tuple(made)


def _marks(row: str) -> Iterator[tuple[int, int]]:
    return (run.span() for run in re.finditer(r"[^.]+", row))
