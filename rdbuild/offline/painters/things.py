"""The shapes of things, as a table.

Owns: the words that call for things, their usual colours and their parts.
Must not know: forms, views, requests, dice.
Rule: a row says everything about a thing; rows are parsed when first asked for, and once.

A row is `words = usual colours : designs`, on as many lines as it needs (the further ones are indented). Its first word
is the kind; `adjective_noun` is a kind that the adjective makes of the noun, and `_name` a part for others. Designs
stand apart by ` | `, and the seed picks one; parts by `;`. The grid is of 64 x 64, 4 to 60 for what has an edge. A
design that begins with `/` is drawn upright here, from its end at the bottom to its tip at the top, and shown aslant.

A part is `[?percent] [.|:|,]VERB[=] MATERIAL numbers...`; `.` is for 28 pixels to a side and more, `:` for 80 and more,
`,` for less than 28; `=` adds its mirror image. Verbs: P polygon x,y...; Y the right half of a symmetric one, from the
top; R box left,top,right,bottom; B balls x,y,rx[,ry]; L limb x,y,r...; O holes x,y,rx[,ry]; D dots x,y[,size]; S line
x,y...; U another row [x,y,percent].
A material is a slot (`m`ain, `s`econd, `a`ccent) or a colour's word, then in this order: `<` or `>` darker or lighter;
`*` metal `~` glass `!` glow `^` fur `_` flat; `@` light (a number, slope, round, up, down); `+` a cast shadow's depth;
`-` no edge; `&` only on the last material laid without `&`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple


FINE = 16  # parts of a unit


class Part(NamedTuple):
    """One solid of a thing, or (`U`) another row."""

    verb: str
    least: int  # pixels to a side
    most: int
    percent: int
    twin: bool
    material: str
    tone: int
    stuff: str
    light: int | str
    cast: int
    edge: bool
    on: bool
    points: tuple[tuple[int, ...], ...]

    def moved(self, x: int, y: int, percent: int) -> Part:
        """Return the part at another place, and of another size, around the grid's middle."""
        half = FINE * 32
        made = []
        for point in self.points:
            pairs = 2 if self.verb in "RS" else 1
            shifts = (x, y) * pairs + (0, 0)
            middles = (half, half) * pairs + (0, 0)
            made.append(
                tuple(
                    middle + (value - middle) * percent // 100 + shift
                    for value, middle, shift in zip(point, middles, shifts, strict=False)
                )
            )
        return self._replace(points=tuple(made))

    def mirrored(self) -> Part:
        """Return the part turned left to right."""
        whole = FINE * 64
        if self.verb == "R":
            return self._replace(points=tuple((whole - r, top, whole - l, low) for l, top, r, low in self.points))
        return self._replace(points=tuple((whole - point[0], *point[1:]) for point in self.points))

    def corners(self) -> Sequence[tuple[int, ...]]:
        """Return the points that the part reaches to, some with a radius."""
        points = self.points
        if self.verb == "R":
            return [corner for l, top, r, low in points for corner in ((l, top), (r, top), (r, low), (l, low))]
        if self.verb == "Y":
            return [*points, *((FINE * 64 - x, y) for x, y, *_ in reversed(points))]
        return [*points, *self.mirrored().points] if self.twin else points


_PART = re.compile(
    r"(?:\?(\d+) +)?([.:,]?)([A-Z])(=?) +(\w*[a-z])([<>]*)([*~!^_]?)(?:@(\w+))?(?:\+(\d+))?(-?)(&?)((?: +-?\d[-\d,]*)*)"
)
_STUFFS = {"": "matte", "*": "metal", "~": "glass", "!": "glow", "^": "fur", "_": "flat"}
_SIZES = {"": (0, 0), ".": (28, 0), ":": (80, 0), ",": (0, 27)}
_ASLANT = Part("/", 0, 0, 100, False, "", 0, "", 0, 0, False, False, ())


def _part(text: str) -> Part:
    if text == "/":
        return _ASLANT
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError(f"not a part: `{text}`")
    percent, size, verb, twin, material, tone, stuff, light, cast, bare, on, points = found.groups()
    return Part(
        verb,
        *_SIZES[size],
        int(percent or 100),
        bool(twin),
        material,
        tone.count(">") - tone.count("<"),
        _STUFFS[stuff],
        int(light) if light and light.isdigit() else light or 0,
        int(cast or 0),
        not bare,
        bool(on),
        tuple(tuple(FINE * int(value) for value in point.split(",")) for point in points.split()),
    )


@cache
def designs(kind: str) -> tuple[tuple[Part, ...], ...]:
    """Return the designs of a row, each the parts in the order they are drawn."""
    return tuple(
        tuple(_part(part.strip()) for part in re.sub(r"^\s*/\s*", "/;", design).split(";") if part.strip())
        for design in ROWS[kind].split(" | ")
    )


_TABLE = """
sword longsword broadsword blade claymore = steel brown gold : / U _blade; U _hilt
_blade : Y m* 32,2 37,9 37,43; P m*@208- 32,3 27,9 27,43 32,43; P m*@92- 32,3 37,9 37,43 32,43; .S m*@60 32,14 32,38
 | Y m* 32,2 36,10 38,43; P m*@208- 32,3 28,10 26,43 32,43; P m*@92- 32,3 36,10 38,43 32,43
 | Y m* 32,2 39,14 35,28 38,43; P m*@208- 32,3 25,14 29,28 26,43 32,43; P m*@92- 32,3 39,14 35,28 38,43 32,43
 | Y m* 32,2 38,8 38,43; P m*@200- 32,3 26,8 26,43 32,43; P m*@100- 32,3 38,8 38,43 32,43; .P m*@50- 31,16 33,16 33,42 31,42
_hilt : R a* 21,42,43,47; R s 29,47,35,57; .S s<- 29,50 35,52; .S s<- 29,54 35,56; B a* 32,60,4
 | Y a* 32,42 37,43 45,38 45,43 37,48; R s 29,47,35,57; .S s<- 29,50 35,52; B a* 32,60,4
 | Y a* 32,42 42,42 46,47 41,48; R s 29,47,35,56; .S s<- 29,50 35,52; Y a* 32,55 36,59 32,63
 | R a* 22,42,42,46; B= a* 22,44,3; R s 29,46,35,57; B a* 32,60,4; .B ruby~- 32,44,3
katana = silver navy gold : / P m* 36,2 39,7 38,24 36,45 29,45 31,24 34,8; P m*@215- 36,2 37,7 36,24 34,45 32,45 34,24;
 Y dark* 32,44 40,44 40,48; R s 29,48,35,62; .D cream 32,51 32,55 32,59
dagger knife knives shank kunai stiletto = silver brown gold : / Y m* 32,4 39,14 39,36; P m*@208- 32,5 25,14 25,36 32,36;
 P m*@92- 32,5 39,14 39,36 32,36; R a* 20,35,44,40; R s 28,40,36,54; .S s<- 28,44 36,46; .S s<- 28,49 36,51; B a* 32,57,5
scimitar sabre saber cutlass falchion = steel red gold : / P m* 42,2 44,14 41,30 37,44 28,44 29,30 32,18 38,9;
 P m*@214- 41,5 38,15 35,30 33,44 28,44 29,30 32,18 38,9; P a* 24,43 42,43 44,48 40,58 37,58 39,49 24,48; R s 29,48,35,58; B a* 32,60,4
greatsword zweihander = steel leather bronze : / Y m* 32,1 41,9 39,42; P m*@205- 32,2 23,9 25,42 32,42; P m*@95- 32,2 41,9 39,42 32,42;
 P m*@60- 31,8 33,8 33,40 31,40; Y a* 32,40 46,36 48,41 36,47; R s 29,47,35,59; .S s<- 29,50 35,52; .S s<- 29,54 35,56; B a* 32,61,4
rapier foil = silver brown gold : / Y m* 32,1 34,6 34,46; P m*@210- 32,2 30,6 30,46 32,46; Y a* 32,40 42,44 40,50; .P a*@70- 26,47 38,47 37,50 27,50;
 R s 29,49,35,58; B a* 32,60,4
spear lance javelin pike = steel wood red : / R s 30,20,34,63; Y m* 32,0 39,12 35,20; P m*@208- 32,1 25,12 29,20 32,20; R a 28,20,36,24; .P a 36,22 41,30 36,28
 | / R s 30,20,34,63; Y m* 32,0 37,14 42,12 37,22; P m*@208- 32,1 27,14 22,12 27,22 32,22; R a 29,21,35,25
trident = gold teal cyan : / R s 30,20,34,63; P m* 21,5 24,3 25,16 39,16 40,3 43,5 40,22 24,22; Y m* 32,0 36,8 34,20; P m*@208- 32,1 28,8 30,18 32,18; R a* 28,21,36,25
halberd polearm glaive = steel wood red : / R s 30,14,34,63; Y m* 32,0 36,10 34,18; P m* 30,13 18,8 16,18 20,27 30,23; P m*@210- 21,12 18,8 16,18 20,27 22,22;
 P m* 34,15 42,18 34,22; R a 29,23,35,27
axe hatchet tomahawk battleaxe = steel wood leather : / R s 29,6,35,62; .S s<- 33,26 33,60; P m* 33,6 18,3 12,12 13,24 19,31 33,22; P m*@216- 18,3 12,12 13,24 19,31 20,24 17,13; R a 28,21,36,25
 | / R s 29,4,35,62; P m* 40,8 34,7 20,2 13,12 17,27 34,20 40,20; P m*@216- 20,2 13,12 17,27 22,23 18,13; R a 28,22,36,26
double_axe greataxe = steel wood gold : / R s 29,3,35,62; P= m* 32,10 46,3 52,14 47,28 32,21; P= m*@210- 46,3 52,14 47,28 44,22 47,14; R a* 28,9,36,22; B a* 32,60,4
hammer mallet maul = iron wood gold : / R s 29,20,35,63; R m* 15,5,49,23; P m*@200- 15,5 21,5 21,23 15,23; P m*@86- 43,5 49,5 49,23 43,23; .R a*- 29,5,35,23
warhammer = steel wood gold : / R s 29,14,35,63; Y m* 32,6 44,6 44,20; P m* 42,4 49,4 49,22 42,22; P m* 22,8 10,18 22,20; .R a* 28,5,36,21; R a* 28,54,36,58
mace morningstar = iron wood gold : / R s 29,20,35,62; P= m* 38,6 50,4 44,14; P= m* 40,18 50,24 38,26; Y m* 32,-3 36,6; B m* 32,15,11; .D m*@250 28,11,3; R a* 28,27,36,31; B a* 32,60,4
flail = iron wood brown : / R s 29,36,35,63; L dark* 32,36,1 36,28,1 40,20,1; P= m* 32,0 36,10; B m* 36,12,10; .P= m* 20,10 28,8 28,15; B a* 32,36,4
club cudgel bat = wood leather iron : / Y m 32,3 40,6 41,18 36,44 35,60; .S m<- 34,16 33,40; ?60 .D a*@210 28,10,3 36,16,3 29,22,3; R s 28,48,36,60
scythe sickle = steel wood dark : / R s 29,8,35,63; P m* 35,4 24,2 12,8 5,22 16,16 28,14 35,14; P m*@215- 24,2 12,8 5,22 14,13 24,8; R a 28,13,36,17
whip = brown leather gold : / R m 29,46,35,63; L m 32,46,2 36,36,2 26,26,2 34,14,1 28,4,1; B a* 32,46,4; B a* 32,61,4
bow longbow shortbow = wood cream gold : / S s_@230 44,4 44,60; L m 44,3,2 32,10,3 24,22,3; L m 44,61,2 32,54,3 24,42,3; L m 24,21,3 22,32,3 24,43,3; R a 19,26,27,38
 | / S s_@230 46,4 46,60; L m 46,3,2 38,6,3 30,18,3; L m 46,61,2 38,58,3 30,46,3; L m 30,17,3 20,32,4 30,47,3; L a* 21,29,4 21,35,4; U _nocked
_nocked : R wood 8,30,48,34; P silver* 0,32 9,26 9,38; P red 42,28 50,26 46,32 50,38 42,36
arrow bolts quiver = silver wood red : / R s 30,12,34,58; Y m* 32,0 39,12 32,10; P m*@210- 32,0 25,12 32,10; P= a 34,48 41,53 41,63 34,58
crossbow arbalest = wood iron gold : / R m 27,8,37,62; .P m@180- 28,9 31,9 31,60 28,60; S cream_ 6,22 32,36 58,22; L s* 32,10,4 18,12,3 6,22,2; L s* 32,10,4 46,12,3 58,22,2;
 R iron* 30,4,34,36; Y silver* 32,-4 37,6; R a* 26,38,38,42
gun pistol handgun revolver = iron wood gold : P s 33,28 54,24 61,54 46,58; .P s@90- 52,26 54,24 61,54 57,55; R m* 4,14,56,30; P m*@200- 4,14 56,14 56,19 4,19; L m* 26,31,2 26,42,2 38,42,2;
 R m* 44,9,52,14; R m* 5,10,10,14; .R dark@40- 4,20,9,26; R a* 40,20,50,30
blaster raygun laser = silver red cyan : P s 36,30 50,28 56,56 42,58; L m* 46,22,11 30,22,9; R m* 12,17,32,27; .R s* 20,14,24,30; R s* 28,12,32,32; B a! 8,22,5; B a! 46,21,5; P m* 42,12 54,4 56,16
rifle shotgun musket sniper = iron wood gold : / P s 29,36 35,36 38,46 38,62 27,62; R m* 29,14,35,42; R m* 30,2,34,16; L s 32,22,3 32,32,4; R a* 24,24,29,36; L m* 35,42,1 40,46,1 38,50,1
staff rod sceptre scepter stave = wood gold purple : / L s< 32,24,3 32,62,3; U _head | / L m 32,26,3 31,44,3 33,62,3; U _head
_head : P= m 32,30 44,20 44,6 40,4 39,16 32,22; B a! 32,12,8; .D a!@255 29,9,3 | L m 32,28,3 22,22,3 20,10,3 30,2,3 40,8,3; B a! 32,14,7
 | R s* 27,22,37,28; Y a~ 32,1 41,12 32,24; P a~@215- 32,2 23,12 32,12 | Y s* 32,26 40,24 46,12 42,2 40,12 37,17; B a! 32,12,7 | B s* 32,13,13; O s* 32,13,8; B a! 32,13,5; R s* 28,25,36,29
wand = brown gold cyan : / Y m 32,18 35,24 36,62; R s* 28,40,36,44; U star 32,11,42 | / Y m 32,16 35,24 37,62; .S m<- 33,24 33,40; R s* 28,48,36,52; B a! 32,10,9; .B white!- 29,7,3
shield buckler = blue silver gold : Y a* 32,4 56,8 56,34 46,50 32,60; Y m- 32,9 51,13 51,33 43,46 32,54; P m@90-& 32,9 51,13 51,33 43,46 32,54; U _arms | B a* 32,32,27; B m- 32,32,22; .P= s*@170-& 30,8 34,8 34,56 30,56;
 B s* 32,32,8; .D a*@220 14,22,3 50,22,3 14,42,3 50,42,3 24,13,3 40,13,3 24,51,3 40,51,3
 | Y s* 32,4 52,6 54,40 32,60; Y m- 32,9 47,11 49,38 32,53; P m@88-& 32,9 47,11 49,38 32,53; U _arms
_arms : P s@200- 29,14 35,14 35,26 46,26 46,32 35,32 35,48 29,48 29,32 18,32 18,26 29,26 | B s* 32,28,8 | P s@190- 16,24 48,24 48,33 16,33 | U star 32,30,50 | P s@185- 16,36 32,20 48,36 48,44 32,28 16,44
helmet helm = steel gold red : ?60 L a 32,4,4 46,8,5 54,20,4; Y m* 32,6 48,12 54,28 54,58 40,58 38,40; Y m*@150- 32,8 44,12 46,26; P dark@40- 18,30 46,30 46,36 34,36 34,54 30,54 30,36 18,36; Y s* 32,5 35,6 35,30
 | P= bone 46,22 58,20 60,4 62,18 56,30 48,34; Y m* 32,8 48,14 53,30 53,40; R s* 10,36,54,44; R s* 28,8,36,52; .D s*@230 16,40,3 48,40,3
 | Y m* 32,6 50,14 56,30 54,60 38,60 36,44; P dark@40- 20,32 44,32 44,37 20,37; .D dark@40 40,46,3 44,50,3 40,54,3; R s* 29,4,35,32
armour armor chestplate cuirass breastplate mail tunic plate = steel gold red : Y m* 40,12 46,6 60,12 60,30 50,32 50,46 48,60; B= m* 12,16,9,9; Y m*@120- 32,20 48,20 46,38 32,42; P m*@205-& 17,20 30,22 30,38 19,36;
 P m*@100-& 34,22 47,20 45,36 34,38; R a* 14,46,50,51; ?60 B s* 32,30,5; Y s* 40,10 42,8 34,20
boots boot shoes shoe greaves sandals = leather brown gold : P m< 28,8 44,8 44,36 60,42 60,54 26,54; R s 26,52,60,57; P m 8,6 28,6 28,38 42,44 44,54 8,54; P m@170-& 8,6 14,6 14,54 8,54; R m> 6,5,30,13; R s 7,54,46,60; ?70 R a* 9,30,27,35
gloves glove gauntlet gauntlets = leather brown gold : L m 18,38,5 12,26,5; L m 26,30,4 25,10,4; L m 34,28,4 34,6,4; L m 43,28,4 43,10,4; B m 34,36,15,13; L m 48,34,4 52,18,4; P s 20,44 48,44 52,60 16,60; .R a* 18,45,50,49
 | L m* 16,40,6 8,30,5; R m* 20,8,28,34; R m* 29,5,37,34; R m* 38,8,46,34; .R m*@80- 20,18,46,20; R m* 18,26,48,46; Y s* 46,44 54,60; .D a*@240 26,36,4 34,36,4 42,36,4
ring band = gold silver ruby : B m* 32,40,20; O m* 32,40,12; .P m*@230-& 16,34 22,28 24,30 18,38; P m* 22,22 42,22 38,28 26,28; Y a~ 24,6 40,6 46,13 32,26; P a~@215- 25,7 32,7 32,14 19,13; P a~@90- 32,14 45,13 32,25
amulet necklace pendant talisman locket = gold silver ruby : L m* 32,42,2 14,26,2 8,6,2; L m* 32,42,2 50,26,2 56,6,2; B m* 32,44,15; B a~ 32,44,9; .B white~- 28,40,2
 | L m* 32,34,1 18,20,1 16,4,1; L m* 32,34,1 46,20,1 48,4,1; R m* 28,30,36,36; Y a~ 32,34 48,44 32,61; P a~@215- 32,35 17,44 32,44; P a~@90- 32,44 47,44 32,60
crown tiara diadem = gold red ruby : P m* 5,18 18,34 32,8 46,34 59,18 54,54 10,54; P m*@220-& 5,18 14,28 16,54 10,54; R s 10,46,54,55; B a~ 32,38,5; B= m* 5,15,4; B m* 32,8,4; .B= sapphire~ 18,50,3; .B emerald~ 32,50,3
cape cloak = red gold crimson : P m 20,8 44,8 60,58 46,54 32,60 18,54 4,58; P m@90-& 34,12 44,8 60,58 50,55; .S m<- 26,16 20,52; .S m<- 38,16 44,52; P m@190-& 20,8 26,10 14,54 6,57; L s* 18,9,4 32,13,4 46,9,4; B a~ 32,13,4
robe dress gown = purple gold lavender : P= m 42,10 60,40 52,46 42,28; Y m 40,6 46,22 43,34 54,60; P m@84-& 36,10 46,22 43,34 54,60 40,60; P s 24,4 40,4 34,20 34,60 30,60 30,20; R a* 19,32,45,37; .R s- 10,56,54,60
belt = leather gold ruby : P m 4,24 60,24 60,42 4,42; P m@180-& 4,24 60,24 60,29 4,29; R a* 22,18,42,48; R m@60- 27,24,37,42; R a* 28,31,44,35; .D m<- 50,33,3 56,33,3 14,33,3
hat = purple gold teal : P m 40,4 50,10 42,14 48,46 16,46; P m@96-& 40,4 50,10 42,14 48,46 38,46 36,20; B m 32,50,28,8; P m 18,42 46,42 48,49 16,49; R s* 16,41,48,48; B a* 32,45,4
star = yellow gold white : P m* 32,3 40,23 60,24 45,37 51,58 32,46 13,58 19,37 4,24 24,23; P m*@220- 32,4 24,23 32,32 40,23; P m*@200- 24,24 5,25 19,37 32,32; P m*@90- 45,37 51,57 32,45 32,32; P m*@60- 40,23 59,24 45,37 32,32
"""
ELEMENTS = frozenset("fire lightning snowflake drop torch candle campfire".split())

ROWS: dict[str, str] = {}  # kind -> designs
CALLED: dict[str, str] = {}  # word of a prompt -> kind
USUAL: dict[str, str] = {}  # kind -> colour words for main, second, accent
for _row in re.split(r"\n(?=\w)", _TABLE.strip()):
    _head, _, _designs = _row.replace("\n", " ").partition(" : ")
    _words, _, _usual = _head.partition(" = ")
    _kind, *_more = _words.split()
    ROWS[_kind] = _designs
    if _usual:
        USUAL[_kind] = _usual
        CALLED.update((word, _kind) for word in (_kind, *_more) if "_" not in word)
