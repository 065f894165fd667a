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
A material is a slot (`m`ain, `s`econd, `a`ccent, `h`and, slee`v`e) or a colour's word, then in this order: `<` or `>` darker or lighter;
`*` metal `~` glass `!` glow `^` fur `_` flat; `@` light (a number, slope, round, up, down); `+` a cast shadow's depth;
`-` no edge; `&` only on the last material laid without `&`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


FINE = 16  # parts of a unit


class Part(NamedTuple):
    """One solid of a thing, or (verb `U`) another row, whose name is the material's. Points are in parts of a unit."""

    verb: str
    least: int  # pixels to a side
    most: int
    percent: int
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
        middles, shifts = (half, half, 0, 0), (x, y, 0, 0)
        points = tuple(
            tuple(
                middle + (value - middle) * percent // 100 + shift
                for value, middle, shift in zip(point, middles, shifts, strict=False)
            )
            for point in self.points
        )
        return self._replace(points=points)


_PART = re.compile(
    r"(?:\?(\d+) +)?([.:,]?)([A-Z])(=?) +(\w*[a-z])([<>]*)([*~!^_]?)(?:@(\w+))?(?:\+(\d+))?(-?)(&?)((?: +-?\d[-\d,]*)*)"
)
_STUFFS = {"": "matte", "*": "metal", "~": "glass", "!": "glow", "^": "fur", "_": "flat"}
_SIZES = {"": (0, 0), ".": (28, 0), ":": (80, 0), ",": (0, 27)}
_ASLANT = Part("/", 0, 0, 100, "", 0, "", 0, 0, False, False, ())


def _parts(text: str) -> Iterator[Part]:
    if text == "/":
        yield _ASLANT
        return
    found = _PART.fullmatch(text)
    if not found:
        raise ValueError(f"not a part: `{text}`")
    percent, size, verb, twin, material, tone, stuff, light, cast, bare, on, points = found.groups()
    part = Part(
        verb,
        *_SIZES[size],
        int(percent or 100),
        material,
        tone.count(">") - tone.count("<"),
        _STUFFS[stuff],
        int(light) if light and light.isdigit() else light or 0,
        int(cast or 0),
        not bare,
        bool(on),
        tuple(tuple(FINE * int(value) for value in point.split(",")) for point in points.split()),
    )
    for whole in _PLAIN.get(verb, _same)(part):
        yield whole
        if twin:
            yield whole._replace(points=_mirrored(whole.points))


def _same(part: Part) -> list[Part]:
    return [part]


def _boxes(part: Part) -> list[Part]:
    return [
        part._replace(verb="P", points=((left, top), (right, top), (right, low), (left, low)))
        for left, top, right, low in part.points
    ]


def _symmetric(part: Part) -> list[Part]:
    return [part._replace(verb="P", points=(*part.points, *reversed(_mirrored(part.points))))]


def _mirrored(points: tuple[tuple[int, ...], ...]) -> tuple[tuple[int, ...], ...]:
    return tuple((FINE * 64 - point[0], *point[1:]) for point in points)


_PLAIN = {"R": _boxes, "Y": _symmetric}  # what is only a short way to write a polygon


@cache
def designs(kind: str) -> tuple[tuple[Part, ...], ...]:
    """Return the designs of a row, each the parts in the order they are drawn."""
    return tuple(
        tuple(
            part
            for text in re.sub(r"^\s*/\s*", "/;", design).split(";")
            if text.strip()
            for part in _parts(text.strip())
        )
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
whip = brown leather gold : L m 16,48,2 8,36,2 12,18,2 28,10,2 46,16,2 50,32,2 38,42,2 26,38,2 22,28,2 30,20,1 40,26,1; P m 12,46 20,44 34,58 28,63; P s 15,47 19,46 31,57 27,61; B a* 15,46,4; B a* 31,59,4
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
staff sceptre scepter stave = wood gold purple : / L s< 32,24,3 32,62,3; U _head | / L m 32,26,3 31,44,3 33,62,3; U _head
_head : P= m 32,30 44,20 44,6 40,4 39,16 32,22; B a! 32,12,8; .D a!@255 29,9,3 | L m 32,28,3 22,22,3 20,10,3 30,2,3 40,8,3; B a! 32,14,7
 | R s* 27,22,37,28; Y a~ 32,1 41,12 32,24; P a~@215- 32,2 23,12 32,12 | Y s* 32,26 40,24 46,12 42,2 40,12 37,17; B a! 32,12,7 | B s* 32,13,13; O s* 32,13,8; B a! 32,13,5; R s* 28,25,36,29
wand = brown gold cyan : / Y m 32,18 35,24 36,62; R s* 28,40,36,44; U star 32,11,42 | / Y m 32,16 35,24 37,62; .S m<- 33,24 33,40; R s* 28,48,36,52; B a! 32,10,9; .B white!- 29,7,3
shield buckler = blue silver gold : Y a* 32,4 56,8 56,34 46,50 32,60; Y m- 32,9 51,13 51,33 43,46 32,54; P m@90-& 32,9 51,13 51,33 43,46 32,54; U _arms | B a* 32,32,27; B m- 32,32,22; .P= s*@170-& 30,8 34,8 34,56 30,56;
 B s* 32,32,8; .D a*@220 14,22,3 50,22,3 14,42,3 50,42,3 24,13,3 40,13,3 24,51,3 40,51,3
 | Y s* 32,4 52,6 54,40 32,60; Y m- 32,9 47,11 49,38 32,53; P m@88-& 32,9 47,11 49,38 32,53; U _arms
_arms : P s@200- 29,14 35,14 35,26 46,26 46,32 35,32 35,48 29,48 29,32 18,32 18,26 29,26 | B s* 32,28,8 | P s@190- 16,24 48,24 48,33 16,33 | U star 32,30,50 | P s@185- 16,36 32,20 48,36 48,44 32,28 16,44
helmet helm = steel gold red : ?60 L a 32,4,4 46,8,5 54,20,4; Y m*@round 32,6 48,12 54,28 54,58 40,58 38,40; P dark@40- 18,30 46,30 46,36 34,36 34,54 30,54 30,36 18,36; Y s* 32,5 35,6 35,30
 | P= bone 46,22 58,20 60,4 62,18 56,30 48,34; Y m*@round 32,8 48,14 53,30 53,40; R s* 10,36,54,44; R s* 28,8,36,52; .D s*@230 16,40,3 48,40,3
 | Y m*@round 32,6 50,14 56,30 54,60 38,60 36,44; P dark@40- 20,32 44,32 44,37 20,37; .D dark@40 40,46,3 44,50,3 40,54,3; R s* 29,4,35,32
armour armor chestplate cuirass breastplate mail tunic plate = steel gold red : Y m*@round 32,16 40,12 48,12 54,22 50,44 48,60; .S m<<*- 32,20 32,44; P m<*-& 20,36 32,40 44,36 44,40 32,44 20,40; .P m>*-& 18,20 26,18 26,28 20,30; Y s* 32,20 38,18 42,10 38,8 35,14; B= m* 11,18,9,10; .B= a* 11,18,3; R a 13,45,51,51; R s* 27,44,37,52
 | P= m* 44,8 56,4 62,14 60,28 50,30; Y m@round 32,14 40,8 52,10 52,46 46,61; P s-& 26,10 38,10 36,60 28,60; R a 11,42,53,48; R gold* 28,41,36,49; .D gold*@240 20,20,3 44,20,3 20,32,3 44,32,3
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
star = yellow gold white : P m* 32,3 40,23 60,24 45,37 51,58 32,46 13,58 19,37 4,24 24,23; P m*@225- 32,4 24,23 32,32; P m*@150- 32,4 32,32 40,23; P m*@225- 24,24 5,25 32,32; P m*@170- 5,25 19,37 32,32;
 P m*@150- 19,37 14,57 32,32; P m*@110- 14,57 32,45 32,32; P m*@90- 32,45 50,57 32,32; P m*@85- 50,57 45,37 32,32; P m*@120- 45,37 59,25 32,32; P m*@80- 59,25 40,23 32,32

potion flask elixir tonic vial draught phial = red cream brown : U _bottle
_bottle : R white~ 26,14,38,30; B m~ 32,41,19; R white~@150-& 10,20,54,33; B m>_-& 32,34,17,3; .B white_@255- 22,38,3,5; .B m>_- 38,46,3; .B m>_- 30,52,2; .B m>_- 43,40,2; U _stopper
 | R white~ 27,14,37,26; Y m~ 32,20 37,20 38,28 54,56 48,61; P white~@150-& 10,20 54,20 54,36 10,36; B m>_-& 32,36,14,3; .P white_@255- 22,44 25,40 22,56 17,56; .B m>_- 38,48,3; .B m>_- 32,54,2; U _stopper
 | R white~ 26,14,38,24; Y m~ 32,18 36,18 48,24 48,61; R white~@150-& 10,16,54,32; R m>_-& 10,31,54,34; .R white_@255- 19,28,22,52; R s+20-& 10,40,54,53; U _sigil 32,47,36; U _stopper
 | R white~ 27,14,37,28; Y m~ 32,22 38,24 56,38 52,46 32,61; P white~@150-& 4,18 60,18 60,34 4,34; P m>_-& 4,34 60,34 60,37 4,37; P m<~-& 34,44 56,38 50,48 32,61; .P white_@255- 16,38 22,36 20,42 16,42; U _stopper
 | R white~ 27,14,37,22; B m~ 32,44,14,17; B m~- 32,30,9,10; R white~@150-& 10,18,54,30; R m>_-& 10,30,54,33; .B white_@255- 25,42,2,7; .B m>_- 37,44,2; .B m>_- 34,52,3; U _stopper
 | R white~ 26,14,38,26; P m~ 20,24 44,24 56,34 56,54 48,61 16,61 8,54 8,34; R white~@150-& 4,20,60,34; R m>_-& 4,34,60,37; .R white_@255- 13,36,17,52; ?60 R s+20-& 22,40,44,56; U _sigil 33,48,36; U _stopper
_stopper : R white~ 23,13,41,18; R brown 26,4,38,13 | R white~ 23,13,41,18; B a* 32,8,6 | L s 26,18,2 38,18,2; R wood 25,6,39,15; .L s 40,18,1 46,26,1 | R a* 23,13,41,18; Y white~ 32,2 38,8 36,14
_sigil : B a!@150- 32,32,20 | U star | U heart | P a!- 32,6 56,32 32,58 8,32 | B dark_- 32,26,20,18; R dark_- 20,40,44,56; .B= white_@200- 24,28,5
bottle wine rum beer = emerald cream brown : Y m~ 32,14 37,14 37,24 46,34 46,61; .R white_@255- 21,36,24,54; R s+20-& 16,40,48,54; .S a-& 20,44 44,44; .S a-& 20,49 40,49; R brown 28,4,36,14; R m>~ 25,13,39,18
jar pot vase urn amphora = clay cream teal : Y m 32,8 44,8 44,12 40,18 54,32 54,44 42,60; .B m<-& 32,10,10,2; P s-& 4,30 60,30 60,38 4,38; P m@70-& 46,14 60,30 60,60 40,60; .P a-& 10,38 16,31 22,38; .P a-& 24,38 30,31 36,38; .P a-& 38,38 44,31 50,38; Y m> 32,6 46,6 46,11
 | Y m 32,12 42,12 38,20 52,30 52,40 40,60; L= m 42,16,2 54,18,3 50,32,2; P s-& 4,32 60,32 60,42 4,42; P m@70-& 42,18 60,30 60,60 38,60; Y a 32,9 44,9 44,14
bag pouch sack purse backpack = leather gold brown : Y m^ 32,14 40,14 36,22 54,38 56,52 46,60; .L m<- 40,30,1 46,42,1 44,52,1; P m^ 22,4 30,8 36,4 44,5 39,17 25,17; L s 23,19,3 41,19,3; ?60 U coin 31,42,34
 | B m^ 32,42,25,18; P m^ 18,8 32,12 46,8 40,26 24,26; L s 22,24,3 42,24,3; .L s 40,25,2 46,34,2; .S m<- 26,32 20,46
chest trunk coffer treasure = wood gold steel : R m 5,32,59,58; P m< 5,32 8,14 16,8 48,8 56,14 59,32; P m@190- 8,16 16,9 48,9 54,15; .S m<-& 5,22 59,22; .S m<<- 6,41 58,41; .S m<<- 6,50 58,50; R s* 3,29,61,35;
 P= s* 6,30 9,13 15,9 15,30; R= s* 5,35,15,58; R s* 26,25,38,43; R dark_ 30,32,34,39
 | R m 6,30,58,58; .S m<<- 7,40 57,40; .S m<<- 7,49 57,49; Y m> 32,10 50,10 59,20 59,30; P m@110- 32,26 58,26 58,30 6,30 6,26; R= s* 12,10,20,58; B s* 32,34,7; .R dark_ 31,33,33,38; R= s* 4,52,12,60
open_chest open_treasure = wood gold steel : P m< 6,4 58,4 60,28 4,28; R dark_ 8,10,56,30; B gold* 20,30,9,7; B gold* 44,31,9,6; B gold* 32,28,11,9; .D gold*@255 28,24,3 40,28,3 18,27,2; P ruby~ 44,18 50,24 44,29 38,24; R m 5,34,59,60; .S m<<- 6,43 58,43; .S m<<- 6,52 58,52;
 R s* 3,31,61,37; R= s* 5,37,14,60; R= s* 4,2,12,28; R s* 27,34,37,46; R dark_ 31,39,33,43
crate box boxes cargo = wood wood iron : R m 5,5,59,59; R m<@90- 14,14,50,50; .S m<<- 14,23 50,23; .S m<<- 14,32 50,32; .S m<<- 14,41 50,41; P s 14,42 42,14 50,14 50,22 22,50 14,50; R s 5,5,59,14; R s 5,50,59,59; R s@160 5,14,14,50; R s@100 50,14,59,50; .D a*@240 9,9,3 55,9,3 9,55,3 55,55,3
barrel keg cask drum_barrel = wood iron gold : Y m@round 32,5 48,5 56,22 56,42 48,60; .S m<<-& 22,5 19,32 22,60; .S m<<-& 32,5 32,60; .S m<<-& 42,5 45,32 42,60; P s@round+20& 4,12 60,12 60,18 4,18; P s@round+20& 4,45 60,45 60,51 4,51; ?30 B a* 32,32,5; B m< 32,6,16,4
key keys = gold silver ruby : / B m* 32,50,12; O m* 32,50,6; R m* 29,8,35,39; R m* 35,9,44,14; R m* 35,18,41,23; R m* 27,34,37,40 | / P m* 32,38 46,44 46,56 32,63 18,56 18,44; O m* 32,51,6; R m* 29,6,35,40; P m* 35,7 45,7 45,20 41,20 41,14 38,14 38,20 35,20; B a~ 32,38,4
 | / B= m* 23,52,8; B m* 32,42,8; O= m* 23,52,3; O m* 32,42,3; R m* 29,4,35,36; R m* 35,5,46,10; R m* 35,15,43,20
lock padlock = gold steel dark : L s* 18,32,4 18,16,4 26,8,4; L s* 46,32,4 46,16,4 38,8,4; L s* 25,8,4 39,8,4; P m* 9,28 55,28 55,56 50,60 14,60 9,56; P m*@215-& 9,28 55,28 55,33 9,33; B dark_ 32,41,5; P dark_ 30,43 34,43 36,53 28,53
coin coins money doubloon gil penny = gold bronze gold : B m* 32,32,28; B m<*@120- 32,32,22; B m*@180- 33,33,20; U _sigil_gold 32,32,56; .P white_@240- 14,22 22,14 24,16 16,24
 | U _pile
_sigil_gold : U star | R m>*@230- 24,14,40,50; R m<*@80- 36,16,40,50 | U crown | P m>* 32,6 52,32 32,58 12,32
_pile : B m* 44,50,15,7; B m* 44,43,15,7; B m* 44,36,15,7; B m* 20,52,15,7; B m* 19,46,15,7; B m* 33,52,15,7; B m* 34,45,15,7; B m* 33,38,15,7; B m* 34,31,15,7; B m* 33,24,15,7; .B m<*- 33,24,9,4
gold_pile gold_coins = gold gold gold : U _pile
gem jewel diamond ruby emerald sapphire amethyst topaz gemstone gems jewels = ruby cyan gold : Y m~ 32,7 48,7 60,24 32,60; P m>~@240- 17,8 32,8 24,23 6,23; P m>~@170- 32,8 40,23 24,23; P m~@200- 32,8 47,8 40,23; P m~@128- 47,8 58,23 40,23; P m~@190- 6,24 24,24 32,58; P m<- 40,24 58,24 32,58; .D white_@255 18,14,4
 | P m~ 20,4 44,4 58,18 58,46 44,60 20,60 6,46 6,18; P m>~@210- 21,5 43,5 38,18 26,18; P m>~@240- 20,5 26,18 18,24 7,18; P m~@200- 7,18 18,24 18,40 7,46; P m<- 57,18 46,24 46,40 57,46; P m<- 20,59 44,59 38,46 26,46; P m<<- 57,46 46,40 38,46 44,59; P m>~@160- 26,18 38,18 46,24 18,40 18,24; .D white_@255 22,26,4
 | Y m~ 32,3 46,20 52,38 44,54 32,61; P m>~@230- 31,6 19,21 24,34; P m>~@180- 32,5 24,34 40,34; P m<- 44,20 51,38 40,34; P m<<- 51,38 44,53 32,60 40,34; P m~@190- 19,21 13,38 21,54 24,34; .D white_@255 22,30,4
 | B m~ 32,32,27,27; P m>~@230- 20,12 34,10 24,24 14,28; P m<- 58,34 44,36 38,46 36,58 52,50; P m>~@170- 24,24 34,16 44,24 44,36 34,44 22,38; .D white_@255 22,22,5
crystal crystals shard shards geode = cyan azure violet : P m<~ 44,30 52,20 58,28 54,58 42,60; P m~@190- 45,31 52,21 51,58 43,58; P m~ 12,36 6,28 14,20 24,34 26,60 14,58; P m<~- 17,28 24,34 25,59 18,58; P m~ 22,16 34,2 45,17 44,60 22,60; P m>~@230- 23,17 34,3 32,59 24,59; P m<- 39,14 44,17 43,59 39,59; .D white_@255 28,18,3
ore vein nugget = gold stone grey : P stone 8,26 22,8 44,6 58,22 60,44 46,60 18,60 5,46; P stone@200- 10,27 22,10 40,9 28,22; P stone@80-& 50,30 60,30 60,60 18,60 30,52; B m~ 24,26,8,6; B m~ 42,22,6,5; B m~ 44,42,8,7; B m~ 22,46,7,5; .D white_@255 21,23,3 41,39,3
ingot ingots bar = gold gold gold : P m* 6,40 20,28 60,28 48,58 6,58; P m*@230 8,40 20,28 52,28 44,40; P m*@100 8,40 44,40 44,57 4,57; P m<* 52,28 60,44 44,57 44,40; .S m>*@240- 12,44 38,44
 | P m* 16,18 26,8 52,8 46,20 46,30 14,30; P m*@230 17,18 26,9 51,9 43,18; P m* 2,46 12,34 34,34 32,60 0,60; P m*@230 3,46 12,35 34,35 26,46; P m* 32,46 40,34 62,34 64,60 30,60; P m*@230 33,46 41,35 61,35 54,46
scroll scrolls parchment = cream brown red : R m 12,12,52,54; .S s- 18,22 46,22; .S s- 18,28 42,28; .S s- 18,34 46,34; .S s- 18,40 38,40; L m 8,10,6 56,10,6; L m< 8,54,6 56,54,6; B= a 6,10,4; B= a 6,54,4; ?70 B ruby 44,46,5
 | / L m 32,6,11 32,58,11; B m< 32,60,11,8; B m- 32,60,5,4; R a+30-& 16,28,48,38; B gold* 32,33,6
book tome grimoire spellbook journal bible manual codex = purple gold cyan : P cream@170 10,50 54,50 56,58 12,58; R m 8,4,56,51; R m@100- 8,4,16,51; .S m<- 17,5 17,50; L m 10,55,3 12,60,3; R m 8,52,12,60; R m 10,57,56,61; R= s* 48,4,56,12; R= s* 48,43,56,51; U _emblem 36,27,52
 | P m< 10,10 46,4 56,8 56,52 20,60 10,56; P cream@200 14,54 50,47 55,50 20,58; P m 8,8 46,3 50,46 14,53; P m@200- 8,8 46,3 46,6 10,12; P s* 38,4 46,3 47,11 40,12; P s* 10,45 18,44 19,52 13,53; U _emblem 30,28,48
_emblem : B a! 32,32,18 | U star | P a! 32,8 54,32 32,56 10,32 | B cream 32,28,20,17; R cream 22,40,42,54; B= dark_ 24,28,5 | B s* 32,32,22; O s* 32,32,14; B a!- 32,32,8
open_book open_tome open_spellbook = brown cream purple : P m 3,16 30,20 34,20 61,16 61,56 34,60 30,60 3,56; P cream@210 6,12 26,12 32,18 32,56 26,51 6,51; P cream@150 58,12 38,12 32,18 32,56 38,51 58,51; .S s<- 11,20 26,21; .S s<- 11,27 26,28; .S s<- 11,34 26,35; .S s<- 11,41 22,42; .S s<- 38,21 52,20; .S s<- 38,28 52,27; .P s- 38,36 52,34 52,46 38,48
map chart = cream brown red : P m 4,14 22,8 42,14 60,8 60,50 42,57 22,50 4,57; P m@100-& 22,8 42,14 42,57 22,50; .P grass-& 6,34 16,28 20,40 14,50 6,50; .P water-& 44,14 60,8 60,28 52,26; .D a 14,22,3 22,26,3 28,33,3 35,36,3; L a- 42,38,2 52,48,2; L a- 52,38,2 42,48,2
letter envelope mail_letter message note = cream red brown : R m 4,14,60,54; P m@90- 4,54 32,30 60,54; P m@180 4,14 60,14 32,38; B a 32,36,7; .B a>-& 30,34,3
feather quill = white cyan gold : / P m^ 30,2 40,8 44,22 40,30 42,36 36,50 30,50 26,40 28,34 24,20; P m^@90-& 33,4 46,8 46,50 33,50; S s<- 33,6 33,50; R a 31,48,35,63
candle = cream gold fire : L s* 46,54,2 56,46,2 50,42,2; B s* 32,55,20,5; R m@round 22,26,42,54; B m> 32,26,10,3; L m- 25,28,3 25,38,3; .L m>- 38,28,2 38,34,2; R dark_- 31,20,33,26; U _flame 32,11,42
_flame : Y fire! 32,0 40,16 50,30 50,46 42,60 32,62; Y amber!@180- 32,18 42,36 42,50 36,58; Y lemon!@255- 32,36 38,46 36,56
torch brand = wood iron fire : / R m 28,28,36,63; R s* 26,26,38,34; U _flame 32,14,56 | / P m 28,30 36,30 35,63 29,63; P s* 22,18 42,18 38,31 26,31; U _flame 32,10,54
lantern = iron gold amber : L m* 22,12,2 32,3,2 42,12,2; Y m* 32,6 38,8 50,20; Y a! 32,20 48,20 48,50; U _flame 32,36,38; R= m* 46,20,51,50; R m* 10,48,54,58; R m* 12,17,52,23; .R m* 30,20,34,50
campfire bonfire fireplace fire_pit = wood stone fire : U _flame 32,24,82; L m 8,56,5 54,46,5; L m 10,46,5 56,56,5; .B cream- 8,56,3; .B= cream-  56,56,3; B= s 4,58,6,5; B= s 18,60,7,5; B s 32,60,7,5
bomb grenade dynamite explosive = dark iron fire : B m* 29,38,23; R s* 34,10,48,20; .B white_@230- 19,28,4,5; L cream 42,10,2 46,3,2 54,5,2; U star 58,4,26
rope cord lasso = tan brown red : B m 32,34,26,24; O m 32,34,12,10; .L m<- 12,26,1 20,36,1; .L m<- 16,48,1 26,48,1; .L m<- 48,50,1 46,42,1; .L m<- 54,30,1 46,28,1; .L m<- 22,16,1 30,22,1; L m 44,50,4 58,56,4; R s 20,40,28,58
bone bones = bone bone bone : / L m 32,14,5 32,50,5; B= m 25,9,7; B= m 25,55,7; L m- 32,10,5 32,54,5; B= m- 26,10,4; B= m- 26,54,4
skull cranium = bone dark red : R m 18,38,46,60; B m 32,26,26,23; R m@130- 19,40,45,48; B= dark_ 42,30,8; P dark_ 32,38 36,45 28,45; .S m<<- 26,50 26,59; .S m<<- 32,50 32,59; .S m<<- 38,50 38,59; ?40 .B= a!- 42,31,3
heart hearts = red rose white : B= m~ 45,22,15,15; P m~ 6,28 58,28 32,59; B m~@140- 32,30,18,14; B= m~- 44,22,13; P m~@110-  8,29 56,29 32,56; P m<-& 56,24 60,24 60,40 32,60 32,54; .B white_@255- 18,18,5,4
moon crescent = lemon silver navy : P m* 40,4 28,4 16,9 8,19 4,32 8,45 16,55 28,60 40,60 52,53 42,50 34,43 31,32 34,21 42,14 52,11; P m*@205-& 40,4 28,4 16,9 8,19 4,32 14,34 18,22 28,12 42,8; P m*@90-& 28,60 52,53 42,50 34,43 28,50 16,50; .B m<- 14,40,3; .B m<- 22,52,2; .B m<- 23,18,2
sun = gold orange white : P m* 32,0 38,14 26,14; P m* 32,64 38,50 26,50; P= m* 64,32 50,26 50,38; P= s* 55,9 51,24 40,13; P= s* 55,55 40,51 51,40; B m! 32,32,19; .B white!- 26,26,6
orb sphere pearl marble bubble planet = violet gold cyan : P s* 16,50 48,50 56,61 8,61; B m~ 32,30,25; .P m>!@230- 32,16 36,28 46,30 36,34 32,46 28,34 20,30 28,28; B white_@255- 21,19,5,4
 | B m~ 32,32,28; .B m>~@200- 30,44,18,8; B white_@255- 21,20,6,5; .D white_@255 44,46,3
egg eggs = cream teal gold : B m 32,36,22,25; B m- 32,32,19,24; ?60 B s-& 24,28,5,6; ?60 B s-& 42,40,6,7; ?60 B s-& 26,52,6,5; ?60 .B s-& 40,18,4,4 | B m 32,34,23,27; P s-& 4,30 14,22 24,30 34,22 44,30 52,22 62,30 62,40 52,32 44,40 34,32 24,40 14,32 4,40; .D a-& 20,48,4 32,52,4 44,48,4
meat drumstick ham chicken_leg turkey chicken_meat = rust bone red : / B m 32,22,19,21; P m<-& 38,10 56,20 48,42 36,44; .S m<- 24,14 22,28; L bone 32,42,4 32,56,4; B= bone 27,60,4; L bone- 32,42,4 32,57,4
steak bacon beef pork = crimson cream rose : P m< 8,26 20,10 42,8 58,22 58,42 44,56 26,52 10,44; P s 6,22 20,7 42,5 58,18 56,38 42,50 26,46 8,38; P m- 10,23 21,11 41,9 54,20 52,36 41,46 27,42 12,35; B s 22,24,6; B m<- 22,24,3; .L a>- 32,16,1 40,26,1 46,38,1
bread loaf baguette bun bakery = tan cream brown : P m 4,36 10,20 22,11 44,11 55,20 60,36 58,48 48,53 14,53 6,48; P m@205-& 6,34 12,20 22,12 40,12 22,24 12,38; P m<@150-& 4,44 14,49 48,49 60,42 60,56 4,56; P s- 16,18 21,16 30,32 26,36; P s- 28,14 33,14 42,30 38,34; P s- 40,13 45,14 53,27 50,31
cheese = gold gold yellow : P m@150 4,38 60,30 60,52 4,58; P m> 4,38 40,10 60,30; P m@84- 44,33 60,31 60,52 44,54; B m< 18,47,5; B m< 38,44,6,5; B m< 30,29,5,3; .B m< 52,40,4; .B m<- 27,54,2
apple fruit = red brown leaf : B= m 23,38,17,20; B m- 32,38,20,20; B m- 28,36,20,19; P m<-& 44,24 56,30 50,52 36,60 42,46; B m<- 32,21,7,3; L s 32,22,2 36,8,2; P a 36,14 44,5 56,6 50,15; .S a<- 38,13 52,7; .B white_@250- 19,30,3,5
cherry cherries = cherry leaf leaf : L s 18,42,1 30,18,2 42,6,2; L s 46,44,1 42,24,2 42,6,2; P a 42,8 26,2 12,8 24,14; B m 18,47,13; B m 46,49,12; .B white_@250- 13,42,3; .B white_@250- 42,45,3
berry berries blueberry raspberry blackberry grape grapes = indigo leaf leaf : L s 32,16,2 34,4,2; P s 34,12 46,4 58,10 46,16; B m 16,24,9; B m 32,22,9; B m 48,24,9; B m 24,36,9; B m 40,36,9; B m 32,50,9; .D white_@255 12,20,3 28,18,3 44,20,3 20,32,3 36,32,3 28,46,3
strawberry = red leaf cream : Y m 32,20 48,14 58,24 54,40 32,61; P m@190-& 8,16 28,18 22,46 12,38; P m@84-& 46,16 60,20 56,42 32,62 44,40; .D s> 20,30,3 32,34,3 44,30,3 26,44,3 38,45,3 32,52,2 14,26,2; P leaf 32,18 46,6 40,18 54,20 38,24 32,30 26,24 10,20 24,18 18,6; L leaf 32,18,2 34,6,2
banana bananas = banana brown leaf : P m 50,6 56,10 56,30 44,48 24,56 6,50 6,44 22,44 36,34 44,20; P m@210-& 48,8 44,20 36,34 22,44 8,44 24,48 42,36; P m<-& 56,28 44,48 24,57 8,52 26,52 44,42; P s 47,3 55,3 56,12 49,12; P s 3,43 9,43 8,52 3,50
carrot radish = orange leaf leaf : / L s 32,16,3 20,4,3; L s 32,16,3 44,4,3; L s 32,16,3 32,0,4; Y m 32,13 42,15 43,24 32,63; P m@90-& 36,14 46,16 32,62; .S m<- 24,26 32,27; .S m<- 33,36 38,35; .S m<- 28,44 33,45
pumpkin jack = pumpkin leaf brown : B= m 14,40,11,17; B= m 23,38,12,20; B m 32,38,10,21; L s 32,20,4 34,10,3 42,6,3; | B= m 14,40,11,17; B= m 23,38,12,20; B m 32,38,10,21; L s 32,20,4 34,10,3 42,6,3; P= amber! 44,27 50,37 38,37; P amber! 12,44 22,46 26,43 32,47 38,43 42,46 52,44 42,54 22,54
mushroom mushrooms toadstool fungus shroom = red cream white : P s 24,34 40,34 44,58 38,61 26,61 20,58; P s@90-& 36,34 46,34 46,60 38,61; B s< 32,36,20,5; P m 4,36 8,22 20,9 32,6 44,9 56,22 60,36 46,40 18,40; P m@200-& 4,30 8,22 20,9 32,6 22,18 14,34; P m<-& 60,36 56,22 48,14 48,30 36,40 46,42; B a& 30,17,7,5; B a& 15,30,5,5; B a& 45,28,6,5; .B a& 33,35,4,3
 | P s 26,30 38,30 42,58 36,61 28,61 22,58; B s< 32,32,14,4; Y m 32,3 40,8 52,26 54,36 42,38; P m<-& 40,6 56,30 54,40 38,38; .B a& 28,18,5; .B a& 40,28,4; .B a& 20,30,4
fish_dish sushi fish_food = silver cream leaf : B cream 32,44,28,14; B cream> 32,42,23,10; P m* 8,38 20,28 38,28 48,36 60,26 58,48 48,42 36,48 18,46; .S m<*- 24,30 24,45; .S m<*- 32,30 32,45; .D dark_ 15,37,4; P leaf 30,46 40,44 46,50 36,52
cake birthday dessert = rose cream red : P s@round 6,30 58,30 58,50 46,58 18,58 6,50; P m@round-& 4,38 60,38 60,44 4,44; B m 32,29,26,10; P m 6,30 58,30 58,40 52,46 48,38 42,44 36,38 30,46 24,38 18,45 12,38 6,42; B m- 32,29,25,9; B a 32,20,6; .B cream 16,28,4,3; .B cream 48,28,4,3; .B white_@250- 30,18,2
pie tart pizza = tan red cream : P s< 4,34 60,34 50,56 14,56; B m 32,32,28,14; B a< 32,32,21,9; P m 12,26 16,23 52,38 48,41; P m 48,23 52,26 16,41 12,38; .S s<<- 18,44 20,54; .S s<<- 32,44 32,55; .S s<<- 46,44 44,54
cookie biscuit cracker donut doughnut = tan chocolate rose : B m 32,32,27; B s 22,24,5; B s 40,20,4; B s 44,38,5; B s 28,44,5; B s 32,32,3; .B s 14,38,3 | B m 32,32,27; B s- 32,31,24,23; O s 32,32,9; .R a- 18,18,22,20; .R cream- 38,14,40,18; .R a- 46,26,48,30; .R cream- 14,32,18,34; .R a- 24,50,28,52; .R cyan- 42,44,46,46
burger sandwich hamburger = tan leaf red : P m< 6,46 58,46 54,58 10,58; R chocolate 4,38,60,47; P gold 8,36 56,36 48,44 42,38 24,38 18,44; P s 3,32 61,32 56,40 46,35 36,40 26,35 14,40; R a 7,27,57,33; P m@round 4,28 10,14 24,7 40,7 54,14 60,28; .D cream 22,14,3 32,11,3 42,15,3 28,20,2 38,21,2
icecream cone popsicle sundae = rose tan cherry : Y s 32,34 48,34 32,62; .S s<- 24,36 38,50; .S s<- 40,36 26,50; B= m> 21,28,12; B m 32,18,14; L m 20,34,4 44,34,4; B a 32,4,4
candy sweet lollipop = rose cyan white : / R cream 30,34,34,63; B m 32,18,17; .L s- 32,18,3 38,12,2 32,6,2 22,12,2 22,24,2 34,29,2 | P= s 46,32 62,18 62,46; B m 32,32,17; P a-& 20,14 30,14 26,50 16,50; P a-& 38,14 46,14 44,50 34,50
_cup : P silver* 12,6 52,6 46,30 36,38 36,50 48,58 16,58 28,50 28,38 18,30; B dark_- 32,8,16,4
cup mug tankard goblet chalice coffee tea ale = gold silver ruby : P m* 12,6 52,6 46,30 36,38 36,50 48,58 16,58 28,50 28,38 18,30; P m*@220-& 12,6 22,6 26,30 18,30; P m*@80-& 44,6 52,6 46,30 36,38; B m< 32,7,20,4; ?70 B a~ 32,22,5 | L m 44,22,3 57,24,3 57,44,3 44,48,3; R m@round 8,14,46,58; R s*@round 7,22,47,27; R s*@round 7,48,47,53; B cream 14,13,8,7; B cream 38,13,9,7; B cream 26,11,10,8; R cream- 12,14,40,18
tomato orange lemon peach pear melon potato onion vegetable = red leaf leaf : B m 32,36,26,23; B m- 26,34,18,18; P m<-& 50,18 62,30 54,56 30,60 48,46; P s 32,16 44,10 42,18 54,20 38,24 32,28 26,24 10,20 22,18 20,10; L s 32,18,2 34,6,2; .B white_@250- 18,28,4
corn wheat grain = gold leaf leaf : / Y m 32,2 40,12 40,44; .S m<- 32,4 32,42; .S m<- 26,14 38,14; .S m<- 25,22 39,22; .S m<- 25,30 39,30; P= s 34,62 46,46 48,26 38,38; L s 32,50,4 32,62,4
soup stew bowl ramen noodles porridge = brown rust leaf : B m< 32,54,14,6; P m 4,28 60,28 52,50 40,57 24,57 12,50; P m@84-& 44,28 60,28 52,50 36,58; B m> 32,28,28,10; B s- 32,28,23,7; .B a- 24,27,5,2; .B orange- 40,29,5,3; .B cream- 32,25,4,2; ?50 .L white- 24,18,1 28,10,1 24,2,1; ?50 .L white- 40,18,1 36,10,1 40,2,1
honey honeycomb = honey wood amber : U jar
flower daisy flowers blossom lily = rose gold leaf : L a 32,34,2 33,62,2; P a 33,58 46,44 58,46 48,58; P a 32,60 18,48 8,52 18,61; B m 32,10,8,9; B= m 48,18,9,8; B= m 44,34,9,8; B m 32,36,7,8; B s 32,23,8
 | L a 32,30,2 31,62,2; P a 31,58 44,46 56,50 44,60; B m 20,20,11; B m 44,20,11; B m 32,10,10,9; B m 24,34,11; B m 41,34,11; B s 32,23,7; .D s>@250 30,21,3
rose = red leaf leaf : L s 32,36,2 31,62,2; P s 31,54 42,42 54,42 46,54; P s 31,60 20,48 10,52 18,60; .D s< 34,46,3; P m 10,16 22,4 42,4 54,16 52,32 40,42 24,42 12,32; P m> 16,14 26,5 40,6 48,14 44,26 32,30 20,24; P m< 22,14 32,9 42,14 38,22 28,22; P m 10,18 22,24 34,30 44,40 24,42 12,32; P m@160 53,18 42,26 36,38 42,40 52,32; .S m<<- 26,15 36,13 37,18
tulip = violet leaf leaf : L s 32,36,2 32,62,2; P s 33,60 40,44 56,30 52,50; P s 31,61 20,50 8,42 16,58; Y m 32,10 40,4 50,12 50,28 42,40; P m@200 14,8 22,10 30,38 20,36 14,26; P m< 50,8 42,10 34,38 44,36 50,26; P m 32,4 42,16 38,38 26,38 22,16
sunflower = gold brown leaf : L a 32,34,2 32,62,2; P a 33,56 44,46 58,48 46,58; P a 31,58 20,48 6,50 18,60; P m 32,0 38,8 48,4 48,14 58,16 52,25 58,34 48,36 46,46 38,41 32,48 26,41 18,46 16,36 6,34 12,25 6,16 16,14 16,4 26,8; B s 32,24,12; .D s<@40 28,20,2 34,19,2 31,25,2 37,26,2 27,29,2
herb herbs grass fern weed sprout plant seedling sapling = leaf forest lime : L s 32,30,2 32,62,2; Y m 32,2 40,14 32,34; P m 32,46 16,40 4,22 20,24 31,36; P m< 32,46 48,40 60,22 44,24 33,36; .S m<- 32,6 32,30; .S m<- 10,26 30,42; .S m<<- 54,26 34,42 | P m< 26,62 4,30 20,40 32,62; P m< 34,62 44,40 60,30 40,62; P m 24,62 12,10 28,34 34,62; P m 30,62 50,10 42,38 40,62; P m> 28,62 26,30 33,2 38,32 36,62; ?50 B a 14,9,4; ?50 B a 32,4,4; ?50 B a 56,12,4
leaf leaves = leaf forest leaf : / Y m 32,2 44,16 48,32 42,46 32,54; P m@190-& 31,4 20,16 16,32 22,46 32,52; P m@96-& 32,4 48,16 50,40 32,54; L s 32,52,2 32,62,2; S s- 32,10 32,54; .S s- 32,24 22,18; .S s- 32,24 42,18; .S s- 32,36 20,29; .S s- 32,36 44,29; .S s- 32,46 24,41; .S s- 32,46 40,41
seed seeds nut acorn bean = tan brown brown : Y m@round 32,62 44,50 50,34 48,26; P m@200-& 14,28 24,28 26,52 16,46; L s 32,14,3 36,4,3; B s 32,22,24,12; .S s<<- 14,18 22,29; .S s<<- 24,14 34,31; .S s<<- 36,12 46,28; .S s<<- 22,31 38,12; .S s<<- 12,26 26,12
log lumber firewood timber stick branch = wood tan brown : L m 38,26,4 48,8,3; P m 16,22 58,14 60,44 16,56; P m@200-& 10,22 60,12 60,20 10,30; P m@80-& 10,48 60,36 60,46 10,58; .S m<<- 26,34 42,31; .S m<<- 34,42 56,38; .S m<<- 40,22 52,20; B s 16,39,11,17; .B s<- 16,39,8,12; .B s- 16,39,5,8; .B s<- 16,39,2,3
stump = wood tan leaf : P m@round 14,22 50,22 50,44 60,58 48,57 42,61 34,57 26,61 18,57 4,58 14,44; .S m<<- 22,34 20,48; .S m<<- 32,34 33,50; .S m<<- 42,34 45,48; B s 32,22,19,9; .B s<- 32,22,14,6; .B s- 32,22,10,4; .B s<- 32,22,5,2; ?60 U mushroom 52,50,34
tree oak elm maple = leaf wood grass : P s@round 25,40 39,40 40,54 47,61 17,61 24,54; .S s<<- 33,46 33,56; B m< 50,34,11,10; B m 14,33,12,11; B m 46,22,14,13; B m 20,20,14,13; B m 32,14,13,11; B m- 32,27,21,15; P m<-& 58,30 60,44 36,46 44,38; .B m>- 24,14,6,4; .B m>- 15,25,5,3; .B m>- 38,19,4,3; .B m<- 44,32,5,3; .B m<- 30,36,5,3; ?40 .D a*@200 20,30,4 40,26,4 32,18,4 46,36,4
 | P s@round 27,36 37,36 38,54 44,61 20,61 26,54; B m 32,23,25,20; B m<-& 50,34,14,14; B m- 28,20,20,15; .B m>- 24,13,8,5; .B m>- 16,22,4,3; .B m<- 40,30,6,3; .B m<- 22,32,5,3
pine_tree fir pine spruce christmas evergreen = forest wood forest : R s 27,50,37,61; Y m 32,28 56,54 44,51; P m@80-& 32,28 58,54 36,56; Y m 32,16 50,40 40,37; P m@80-& 33,16 54,42 37,42; Y m 32,3 43,26 38,24; P m@80-& 33,3 48,28 36,28; .P m>- 26,12 30,8 28,18; .P m>- 20,32 26,28 22,36; .P m>- 16,46 22,42 18,50
palm_tree palm coconut = leaf wood tan : P s@round 30,20 36,22 37,42 42,61 28,61 32,42; .S s<<- 32,32 36,31; .S s<<- 33,42 37,41; .S s<<- 31,52 39,51; P m< 34,18 54,22 62,38 50,30; P m< 30,18 12,24 6,42 18,30; P m 34,16 52,6 62,12 50,16; P m 30,16 14,4 2,12 14,16; P m> 32,14 30,4 44,1 38,10; B brown 29,21,4; B brown 36,22,4
dead_tree dead_oak bare_tree withered_tree = brown dark grey : L m 32,58,7 31,40,5 32,24,4 28,6,1; L m 32,40,3 46,28,2 56,10,1; L m 31,30,3 18,22,2 8,8,1; L m- 31,40,5 32,24,4; L m 46,28,2 58,28,1; L m 19,23,2 8,26,1; P m 22,61 28,50 36,50 42,61
bush shrub hedge thicket = leaf cherry grass : B m 14,42,12,15; B m 50,42,12,15; B m 32,34,19,19; B m- 32,46,26,13; B m<-& 46,52,16,8; .B m>- 26,24,7,4; .B m>- 12,36,5,3; .B m>- 44,32,4,3; .B m<- 34,42,6,3; ?70 B cherry- 22,38,3; ?70 B cherry- 38,34,3; ?70 B cherry- 46,46,3; ?70 B cherry- 28,50,3
cactus succulent = moss rose clay : L m 46,34,4 55,32,4 55,18,4; L m 18,40,4 9,38,4 9,26,4; L m 32,14,9 32,52,9; .S m>- 28,14 28,54; .S m<<- 36,12 36,54; .D cream 24,24,2 32,34,2 25,44,2 39,28,2 9,30,2 55,22,2; ?60 U flower 32,6,30; ?60 P s 16,50 48,50 44,62 20,62
rock boulder stone rocks stones pebble meteorite = stone grey moss : P m 4,46 8,26 22,10 42,8 56,24 60,46 50,58 14,58; P m@215- 9,27 22,11 41,9 34,24 16,30; P m@150- 9,28 16,30 18,50 14,57 5,46; P m@80- 42,9 55,24 59,46 49,57 40,46 34,24; P m@110- 16,30 34,24 40,46 18,50; .S m<<- 22,36 28,44; .S m<<- 46,28 50,36; ?40 P moss-& 4,46 14,50 20,58 4,60
 | P m 22,40 30,14 46,8 58,28 60,56 26,58; P m@210- 31,15 46,9 44,22 32,28; P m@84- 46,10 57,28 59,55 48,54 44,22; P m 4,56 6,40 18,34 32,42 36,58; P m@210- 7,41 18,35 24,40 12,46; P m@84- 24,40 31,43 35,57 26,57
house hut cottage home cabin farm shop store building = red wood cream : R s> 11,30,53,60; P s>@80- 44,30 53,30 53,60 44,60; P brown 44,6 52,6 52,22 44,22; Y m 32,4 60,32; P m@90-& 33,4 62,34 40,34; .S m<<-& 18,20 46,20; .S m<<-& 8,27 56,27; R brown 18,42,29,60; .D gold*@255 27,51,2; R lemon! 36,40,47,51; .S brown- 41,40 41,50; .S brown- 36,45 46,45
 | R s> 10,28,54,60; R= brown 50,28,54,60; P m 10,10 54,10 62,30 2,30; P m@90-& 44,8 54,10 62,30 48,32; .S m<<-& 8,17 56,17; .S m<<-& 4,24 60,24; R brown 26,40,38,60; .D gold*@255 35,50,2; R lemon! 13,38,22,47; R lemon! 42,38,51,47; P brown 42,3 49,3 49,14 42,14
tavern inn pub = wood cream rust : R s 9,28,55,60; R= m 52,26,56,60; R m 8,42,56,45; Y a 32,4 62,30 56,32; P a@90-& 33,4 64,34 40,34; .S a<<-& 18,19 46,19; .S a<<-& 8,27 58,27; R m< 26,46,38,60; R lemon! 13,33,22,40; R lemon! 42,33,51,40; R gold* 40,48,52,56; .D dark_ 46,52,3
castle fortress keep citadel palace stronghold = stone red dark : R m 14,26,50,60; R m@90-& 38,26,50,60; R m 20,20,27,28; R m 37,20,44,28; R m 29,20,35,28; R= m@round 48,22,60,60; R= m 46,16,62,24; P s 33,2 44,6 33,11; R wood 31,2,33,21; P= s 53,2 63,17 43,17; .P= s<- 53,3 63,17 54,17; P wood 25,60 25,46 32,40 39,46 39,60; .S dark_- 32,42 32,59; .R= dark_ 52,32,56,39; .S m<<- 18,34 24,34; .S m<<- 40,36 45,36; .S m<<- 18,52 23,52
tower lighthouse turret = stone red gold : P m@round 20,24 44,24 48,60 16,60; R m@round 15,16,49,26; Y s 32,1 52,16; P s@90-& 33,1 54,18 36,18; P wood 27,60 27,50 32,46 37,50 37,60; R lemon! 28,31,36,40; .S m<<- 20,34 25,34; .S m<<- 39,44 44,44; .S m<<- 21,48 25,48; .S m<<- 40,54 46,54
tent camp teepee yurt = tan red wood : Y m 32,6 60,58; P m@90-& 33,6 62,60 44,60; P s- 24,17 32,7 40,17 42,22 22,22; P dark_ 32,24 42,58 22,58; P m> 32,24 22,58 16,58; L wood 30,8,1 36,1,1; L wood 34,8,1 28,1,1
door = wood iron gold : R stone 8,4,56,61; P m 15,61 15,14 22,10 42,10 49,14 49,61; .S m<<-& 24,10 24,61; .S m<<-& 32,10 32,61; .S m<<-& 40,10 40,61; P s-& 12,20 40,20 40,25 12,25; P s-& 12,46 40,46 40,51 12,51; B a* 43,37,3
 | P stone 8,61 8,24 20,8 44,8 56,24 56,61; P m 14,61 14,26 23,14 41,14 50,26 50,61; .S m<<-& 32,12 32,61; .S m<<-& 23,14 23,61; .S m<<-& 41,14 41,61; R s-& 12,28,52,32; R s-& 12,50,52,54; O a* 40,42,4; B a* 40,42,4; O dark 40,42,2
gate portcullis archway arch = stone iron wood : P m 4,61 4,24 16,8 48,8 60,24 60,61; P m@90-& 48,6 62,24 62,62 52,62; P dark_ 14,61 14,28 22,18 42,18 50,28 50,61; S s_- 20,20 20,58; L s* 22,20,1 22,59,1; L s* 32,18,1 32,59,1; L s* 42,20,1 42,59,1; L s* 15,34,1 49,34,1; L s* 15,47,1 49,47,1; .S m<<- 6,36 12,36; .S m<<- 52,36 58,36; .S m<<- 6,50 12,50; .S m<<- 52,48 58,48
sign signpost board notice = wood wood iron : R s 28,30,36,62; P m 6,8 58,8 58,38 6,38; P m@200-& 6,8 58,8 58,13 6,13; .S m<<- 14,18 48,18; .S m<<- 14,24 50,24; .S m<<- 14,30 40,30; .D a*@240 9,11,2 55,11,2 9,35,2 55,35,2 | R s 28,4,36,62; P m 8,10 46,8 58,17 46,26 8,26; P m< 56,30 18,32 6,39 18,46 56,46; .S m<<- 16,17 42,17; .S m<<- 24,39 50,38
well = stone red wood : R= wood 46,20,50,44; L wood 14,26,2 50,26,2; L cream 32,26,1 32,34,1; Y s 32,4 58,22; P s@90-& 33,4 60,24 40,24; B m 32,54,24,8; R m@round 8,42,56,54; B m> 32,42,24,7; B water!@110 32,42,18,4; .S m<<- 10,50 54,50; .S m<<- 20,43 20,50; .S m<<- 36,50 36,60; .S m<<- 46,46 46,50
fountain = stone water silver : B m 32,54,28,8; B m> 32,50,28,8; B s!@130 32,50,23,5; R m@round 27,24,37,48; B m 32,26,18,6; B s!@150 32,25,14,3; L s> 32,22,2 32,8,2; L= s> 33,8,2 42,8,2 48,18,1; L= s> 48,28,1 49,44,1
statue idol monument bust gargoyle = stone stone moss : R m 10,50,54,61; R m 16,44,48,51; P m@round 20,44 18,26 26,20 38,20 46,26 44,44; L m 20,26,4 16,36,4 26,40,4; L m 44,26,4 48,36,4 38,40,4; B m 32,12,9,10; .D m<< 29,11,2 35,11,2; .S m<<- 29,16 35,16; L silver* 32,32,2 32,50,2
table desk workbench counter altar = wood brown gold : R= m< 48,26,54,60; R m< 15,30,19,50; R m< 45,30,49,50; P m 12,14 52,14 61,28 3,28; P m@200-& 12,13 52,13 54,16 10,16; R m@110 3,27,61,33; .S m<- 10,21 54,21; ?60 R cream 20,8,25,19; U _flame 22,3,18; ?50 U _cup 42,14,30
chair stool throne bench seat = wood red gold : R= m 40,6,46,61; R m 18,6,46,14; R m< 20,18,44,24; R m< 20,28,44,33; P m 14,36 50,36 54,44 10,44; B s 32,38,17,4; R= m 48,44,53,62 | R= m* 46,10,54,62; B= m* 50,8,5; P m* 16,10 24,4 32,2 40,4 48,10 48,40 16,40; P s- 21,14 32,7 43,14 43,38 21,38; P s 10,38 54,38 58,47 6,47; R m* 6,47,58,53; B a~ 32,7,4
bed cot mattress = red cream wood : R wood 6,6,58,22; R cream 9,14,55,60; B white 32,20,18,7; P m 8,28 56,28 57,56 7,56; P m@200-& 8,28 56,28 56,33 8,33; P s- 8,27 56,27 56,32 8,32; .S m<- 20,34 20,55; .S m<- 44,34 44,55; R wood 5,52,59,61
bookshelf bookcase shelf cabinet wardrobe cupboard = wood red blue : R m 6,4,58,61; R m<<@80- 11,9,53,21; R m<<@80- 11,26,53,38; R m<<@80- 11,43,53,56; R red 12,10,17,21; R blue 18,12,22,21; R gold 23,10,27,21; R leaf 35,11,40,21; R purple 41,10,45,21; R cream 46,12,51,21; R teal 13,28,18,38; R red 19,27,23,38; P brown 25,38 30,27 34,29 29,38; B white~ 46,34,5,5; R purple 12,45,17,56; R gold 18,44,23,56; R blue 30,45,34,56; R red 35,46,40,56; R leaf 41,44,46,56
cauldron kettle = dark leaf iron : P= m* 50,50 56,61 46,56; B s! 22,10,4; B s! 40,7,3; B m* 32,40,25,20; B m>* 32,22,24,8; B s! 32,22,19,5; .B s>!- 24,22,4,2; .B s>!- 40,21,3,2; L a* 6,28,2 5,36,2 9,40,2; L a* 58,28,2 59,36,2 55,40,2; .B white_@200- 15,34,2,5
anvil forge = iron dark steel : P m* 4,16 20,10 58,10 58,24 44,28 40,40 52,52 52,60 12,60 12,52 24,40 22,30 10,24; P m*@225- 5,16 20,11 57,11 57,16 18,16; P m<*-& 22,31 44,28 44,32 36,42 28,42; P m<*-& 40,40 52,52 52,60 44,60 38,44; P m*@225- 13,52 51,52 51,55 13,55; ?50 P s!- 24,11 44,11 42,16 26,16
pickaxe pick mattock = iron wood steel : / R s 29,10,35,63; P m* 2,22 14,8 32,3 50,8 62,22 60,24 46,16 32,13 18,16 4,24; P m*@215- 4,21 15,9 32,4 32,8 17,13; P m*@90-& 40,10 62,20 62,26 44,17; R m* 27,4,37,16
shovel spade trowel = iron wood steel : / R s 29,22,35,56; Y m* 32,0 42,6 43,22 36,26; P m*@210- 31,2 23,7 22,21 31,24; P m*@90- 40,6 42,7 42,21 36,24; R s 23,56,41,61
hoe rake = iron wood steel : / R s 29,6,35,63; P m* 35,3 35,12 20,14 14,22 10,18 18,5; P m*@215- 33,4 19,6 11,18 14,20 18,12
fishing_rod rod = wood red silver : / L s_ 32,4,1 32,30,1; L m 32,30,2 32,63,4; L m 31,6,1 32,32,2; B iron* 37,48,5; S cream_ 32,4 56,10; S cream_ 56,10 58,30; B red 58,32,3; R leather 28,54,36,63
hourglass timer = gold cyan sand : R= m 48,8,52,56; P white~ 16,10 48,10 46,22 34,32 46,42 48,54 16,54 18,42 30,32 18,22; P sand- 19,22 45,22 33,32 31,32; P sand- 20,54 24,46 32,40 40,46 44,54; S sand- 32,32 32,42; R m* 9,4,55,11; R m* 9,53,55,60; .S white_@255- 21,14 21,20
gear cog cogwheel sprocket mechanism settings = steel bronze gold : P m* 27,3 37,3 39,61 25,61; P m* 3,27 3,37 61,39 61,25; P m* 8,16 16,8 56,48 48,56; P m* 48,8 56,16 16,56 8,48; B m* 32,32,22; B m<- 32,32,14; B m*@150- 33,33,13; O m* 32,32,7
clock watch compass stopwatch = gold cream red : ?60 B m* 32,4,4; B m* 32,34,27; B s_ 32,34,21; .R dark_- 31,15,33,19; .R dark_- 31,49,33,53; .R dark_- 13,33,17,35; .R dark_- 47,33,51,35; L dark 32,34,1 32,21,1; L a 32,34,1 42,40,1; B m* 32,34,3 | B m* 32,32,28; B s_ 32,32,22; P red 32,14 36,32 28,32; P navy 32,50 36,32 28,32; B gold* 32,32,3; .D dark_ 14,32,2 50,32,2 32,13,2 32,51,2
mask = white red gold : P m 12,8 32,4 52,8 54,30 44,52 32,61 20,52 10,30; P m@84-& 40,4 56,8 58,34 34,62 42,40; P= dark_ 38,26 50,22 48,32 40,33; L s- 25,48,1 32,50,2 39,48,1; P= s- 44,38 49,36 46,44; P= s- 32,10 35,8 36,22 32,24; ?50 L= a* 50,10,3 58,1,1
lamp chandelier desk_lamp = gold amber brown : B m* 32,57,18,5; L m* 32,30,2 32,54,3; Y a! 32,5 42,5 56,34; P a>!-& 20,4 30,4 26,34 8,34; P a<!-& 42,5 58,36 44,36; .S a<!@128- 26,6 20,33 | L m* 6,34,3 14,36,3 20,42,4; B m* 34,42,18,11; B m* 34,57,12,4; R m* 30,24,38,34; L m* 50,44,3 60,38,2 58,28,2 50,32,2; U _flame 7,22,30
mirror = gold ice ruby : L m* 32,44,4 32,60,4; B m* 32,26,22,25; B s~@150- 32,26,16,19; P white_@255- 22,30 36,12 40,14 24,36; .P white_@255- 30,38 43,20 44,24 34,38; ?70 B a~ 32,3,4
lute guitar ukulele violin harp mandolin fiddle = wood brown gold : / R s 29,4,35,38; B m 32,50,13,13; B m 32,38,9,8; B m- 32,44,9,10; B dark_ 32,45,4; R s 27,1,37,9; R= gold* 37,3,40,6; .S cream_@230 31,8 31,54; .S cream_@230 34,8 34,54; R s 26,55,38,58
drum = red gold cream : B m 32,52,25,8; R m@round 7,24,57,52; .P s-& 8,26 20,50 32,26 44,50 56,26 54,26 44,44 32,24 20,44 10,26; B s* 32,53,25,7; R m@round- 8,30,56,48; L s- 8,28,1 20,48,1 32,28,1 44,48,1 56,28,1; B s* 32,24,26,10; B a 32,23,22,8; L wood 40,18,2 60,4,2; L wood 24,18,2 6,2,2; B wood 40,18,3; B wood 24,18,3
horn trumpet bugle flute ocarina = gold red silver : L m* 6,20,2 10,36,3 24,46,5 40,42,8; L m* 40,42,8 52,24,10; B m* 54,18,9,11; B m<< 55,17,6,8; L s- 24,42,2 24,52,2; R m* 3,14,9,20 | R m* 4,27,46,33; R m* 14,36,42,40; R m* 12,30,16,39; R m* 40,30,44,39; P m* 44,26 58,14 61,14 61,46 58,46 44,34; R= s* 28,22,31,28; R s* 20,22,24,28; R m* 2,25,6,35
dice die cube = white red dark : P m@200 32,4 58,16 32,30 6,16; P m@140 6,16 32,30 32,61 6,46; P m@84 32,30 58,16 58,46 32,61; B s- 32,16,4,3; B dark_- 14,28,2,3; B dark_- 24,44,2,3; B dark_- 19,36,2,3; B dark_- 40,34,2,3; B dark_- 50,44,2,3; B dark_- 50,29,2,3; B dark_- 40,49,2,3
cards card deck tarot = white red blue : P blue 6,14 34,5 46,46 18,56; .P white- 11,18 32,11 41,43 21,50; P m 22,10 54,16 46,60 14,53; B s- 30,31,6; B s- 40,33,6; P s- 24,33 46,36 32,48; .P s- 24,15 30,16 27,23; .B s- 44,54,2
flag banner pennant standard = red gold wood : R wood 8,4,13,62; B s* 10,4,4; P m 13,8 28,12 42,8 60,13 54,24 60,36 42,32 28,36 13,32; P m@190-& 13,8 22,10 20,34 13,32; P m@90-& 36,10 44,8 44,32 36,34; B s-& 32,22,7 | R wood 8,5,56,10; Y m 32,10 52,10 52,46 42,60 32,50; P m@90-& 44,8 54,8 54,48 44,58; Y s- 32,14 34,14 34,14; B s 32,28,10; B m- 32,28,5; B= a* 56,7,4
anchor = iron tan steel : R m* 28,16,36,54; R m* 18,20,46,26; B m* 32,10,8; O m* 32,10,4; L m* 32,56,4 18,52,4 8,38,3; L m* 32,56,4 46,52,4 56,38,3; P= m* 62,30 62,46 48,40
ship boat sailboat galleon vessel raft canoe = wood cream red : R brown 30,4,34,46; P s 34,8 50,14 56,28 52,40 34,40; P s@90-& 40,24 58,28 54,42 34,42; P s 29,12 16,38 29,38; P m 3,42 14,46 48,46 62,38 54,60 14,60; P m@84-& 3,52 62,50 56,62 12,62; .S m<<- 8,51 56,51; R= gold*- 4,44,10,46; P a 34,3 46,6 34,10
spaceship starship starfighter ufo shuttle = silver red cyan : P= s 36,30 60,50 60,58 38,54; P= m 34,16 42,36 40,58 34,58; Y m* 32,2 40,18 42,44 38,56; P m*@84-& 36,4 44,20 44,56 36,58; P a~ 32,14 37,24 35,32 29,32 27,24; R= iron* 40,46,46,58; Y fire! 32,56 36,56 32,63; P= fire! 41,58 45,58 43,64 | U _saucer
_saucer : B a~ 32,24,15,15; .B white_@255- 26,17,4,3; B m* 32,36,29,11; B m>* 32,32,22,6; B lemon!- 14,38,3; B lemon!- 32,42,3; B lemon!- 50,38,3; B lemon!- 23,41,2; B lemon!- 41,41,2
rocket missile torpedo = white red cyan : P= s 40,34 54,50 52,60 40,52; Y fire! 32,52 38,52 40,58 32,66; Y m@round 32,1 42,14 44,34 39,54; P s 32,1 41,13 23,13; B iron* 32,26,7; B a~- 32,26,5; R s 24,48,40,54; R s 30,40,34,58
car truck van automobile vehicle tank = red cyan silver : P m 4,34 14,32 22,16 46,16 54,32 61,36 61,50 4,50; P s~ 18,32 25,20 33,20 33,32; P s~ 36,32 36,20 44,20 50,32; P m@84-& 2,42 62,42 62,52 2,52; B dark 17,50,9; B dark 47,50,9; B a* 17,50,4; B a* 47,50,4; R lemon! 56,36,61,41; R red! 4,36,8,41
cannon = iron wood gold : L m* 26,36,13 44,24,10; L m* 44,24,10 54,16,9; B m* 55,14,8,8; B dark_ 57,13,5,6; L m* 14,42,3 8,46,3; P s 8,42 40,42 52,58 4,58; B s< 28,50,12; B s 28,50,9; L s<- 28,41,1 28,59,1; L s<- 19,50,1 37,50,1; B a* 28,50,3
totem tiki = wood red teal : P= s 44,8 60,2 62,16 44,22; P m@round 18,4 46,4 46,61 18,61; P m- 18,4 46,4 46,22 18,22; P= white 35,9 43,9 41,15 35,15; P a- 28,16 36,16 32,21; R m<<- 18,23,46,25; P= lemon 35,29 43,29 43,35 37,35; R red- 24,38,40,41; R m<<- 18,43,46,45; P= white 34,48 42,48 40,53 34,53; .R white- 24,55,40,58; P= a 46,30 56,34 46,40
portal gateway warp wormhole vortex = violet stone cyan : P s 4,61 6,26 20,6 44,6 58,26 60,61 48,61 47,30 38,18 26,18 17,30 16,61; P s@90-& 46,6 60,26 62,62 52,62 50,28; B m! 32,40,15,21; B m<!- 32,40,11,16; B m!- 32,42,9,12; B a!- 32,43,5,7; .S s<<- 7,40 15,40; .S s<<- 49,42 58,42; .S s<<- 26,8 28,17
 | B m<! 32,32,28; P m!- 32,4 52,14 44,20 32,14 16,24 12,40 6,40 8,20; P m!- 32,60 12,50 20,44 32,50 48,40 52,24 58,24 56,44; B a!- 32,32,10; B white!- 32,32,5
fire flame flames inferno blaze = fire amber lemon : P m! 32,1 42,14 46,10 56,30 58,46 48,59 32,62 16,59 6,46 10,28 18,34 22,16; P s!- 32,22 42,32 47,44 44,55 32,60 20,55 16,44 22,34 27,40; P a!- 32,40 39,48 38,57 32,60 26,57 25,48
fireball meteor comet = fire amber lemon : P m! 62,2 56,22 60,26 50,40 42,56 20,61 6,50 4,34 14,20 30,14 36,18 44,4 46,12; P s!- 54,12 48,26 46,42 34,54 18,54 10,44 14,30 28,22 40,22; B a!- 24,42,12; .B white!- 21,39,6
lightning bolt thunder thunderbolt electricity shock = lightning amber white : P m! 38,2 14,36 28,36 18,62 50,26 35,26 52,2; P m!@255- 38,3 16,35 24,35 44,3; P s!@90- 35,27 48,27 20,58 32,34
snowflake frost ice_shard freeze blizzard snow = ice sky white : P m~ 29,2 35,2 35,62 29,62; P m~ 3,19 6,14 61,45 58,50; P m~ 58,14 61,19 6,50 3,45; P= m~ 32,14 42,5 45,9 32,22; P= m~ 32,50 42,59 45,55 32,42; P= m~ 46,24 48,12 53,13 52,22 62,25 60,30; P= m~ 46,40 48,52 53,51 52,42 62,39 60,34; P m~- 32,20 43,26 43,38 32,44 21,38 21,26; .P white~@240- 32,25 38,29 38,35 32,39 26,35 26,29
drop droplet water tear rain teardrop = water sky white : Y m~ 32,2 40,18 50,32 53,42 50,52 42,59 32,61; P m<~-& 48,26 58,40 54,56 30,62 44,52; .P white_@255- 19,38 24,34 22,46 28,54 20,50
cloud = white sky silver : B m 16,40,12,11; B m 50,40,11,11; B m 38,28,14,15; B m 24,28,12,12; R m@130 10,40,54,51; B m- 32,38,20,12; B m- 16,38,10,9; B m- 48,39,10,9
wind gust tornado whirlwind air swirl breeze = ice white silver : L m 4,26,2 34,26,3 48,22,3 48,12,3 40,8,2 36,14,1; L m 10,38,2 46,38,3 58,32,2 58,24,1; L m 6,50,2 30,48,3 40,52,3 38,60,2 30,59,1 | B m 32,10,27,8; B m<- 32,9,20,4; B m 34,23,20,7; B m<- 34,22,14,3; B m 30,35,15,6; B m<- 30,34,9,3; B m 34,46,10,5; B m 32,57,6,4
poison toxin venom acid = poison dark lime : B m! 18,10,6; B m! 44,8,4; B m! 46,22,5; P m! 6,36 14,28 24,32 32,26 42,32 54,28 59,40 52,56 32,61 12,56; U skull 32,43,44
rune glyph symbol sigil magic spell enchantment curse = cyan violet stone : P s< 10,8 48,4 58,24 52,58 16,60 5,34; P s<@200-& 10,8 48,4 52,10 14,18; P m!- 30,14 36,14 36,50 30,50; P m!- 36,14 48,26 36,36 36,30 41,26 36,22; P m!- 30,26 18,34 20,38 30,34; P m!- 36,36 46,48 42,51 34,42 | B m! 32,32,29; B s<<_ 32,32,24; U _pentacle
_pentacle : P m! 32,2 62,52 2,52; P s<<_ 32,16 50,46 14,46; P m! 32,62 2,16 62,16; P s<<_ 32,48 14,22 50,22; B m! 32,34,8 | P m! 32,4 60,32 32,60 4,32; P s<<_ 32,14 50,32 32,50 14,32; B a! 32,32,10
explosion blast burst boom impact = fire amber lemon : P m! 32,1 38,14 50,6 48,20 62,22 52,32 63,44 48,44 50,58 38,50 32,63 26,50 14,58 16,44 1,44 12,32 2,22 16,20 14,6 26,14; P s!- 32,14 38,22 46,18 44,28 50,34 42,38 44,48 32,44 20,48 22,38 14,34 20,28 18,18 26,22; B a!- 32,32,9
mountain mountains peak hill hills cliff = stone snow grass : P m< 26,60 46,18 63,60; P m 2,60 28,4 54,60; P m@205-& 2,60 28,4 30,26 20,60; P m<-& 30,26 28,4 54,60 38,60 34,42; P s- 28,4 38,26 33,22 30,29 25,22 20,26 19,23; P s@90- 28,4 38,26 33,22 30,29
volcano = rock lava dark : P m 2,60 20,12 44,12 62,60; P m@205-& 2,60 20,12 26,12 16,60; P m<-& 36,12 46,12 62,60 42,60; B s! 32,12,12,4; P s!- 22,12 30,12 31,28 27,40 25,28; P s!- 36,12 42,12 44,36 40,24; L grey^ 30,6,3 36,0,4 30,-6,3
windmill mill = cream red wood : Y s@round 32,24 42,24 48,61; Y red< 32,10 46,25; R brown 27,48,37,61; P m 30,24 34,24 58,6 62,14; P m 30,20 34,24 54,46 46,52; P m 34,22 30,26 4,42 2,34; P m 34,22 30,22 10,0 18,-4; B wood 32,23,4
bridge = wood stone wood : P m 2,40 14,28 32,23 50,28 62,40 62,50 50,40 32,35 14,40 2,50; .S m<<- 12,31 12,40; .S m<<- 22,27 22,36; .S m<<- 32,25 32,34; .S m<<- 42,27 42,36; .S m<<- 52,31 52,40; L m< 4,28,2 18,16,2 32,12,2 46,16,2 60,28,2; R= m 46,14,50,28; R= m 58,24,62,44; R m 30,10,34,24
fence railing palisade = wood brown iron : R m 2,24,62,31; R m 2,42,62,49; P m 5,61 5,16 10,9 15,16 15,61; P m 21,61 21,16 26,9 31,16 31,61; P m 36,61 36,16 41,9 46,16 46,61; P m 51,61 51,16 56,9 61,16 61,61; .D s<< 10,27 26,27 41,27 56,27 10,45 26,45 41,45 56,45
grave tombstone gravestone tomb headstone coffin = stone moss grey : Y m 32,4 42,6 50,16 50,54; P m@205-& 12,18 24,4 34,4 20,16 18,56 12,56; P m@84-& 44,6 54,14 54,56 46,56; P m<< 29,16 35,16 35,24 43,24 43,30 35,30 35,44 29,44 29,30 21,30 21,24 29,24; P s 6,61 12,53 22,56 32,52 42,56 52,52 58,61
cart wagon carriage wheelbarrow = wood iron brown : L m 56,30,2 63,24,2; P m 4,18 52,22 60,40 10,44; .S m<<- 8,26 54,29; .S m<<- 10,35 57,35; B gold^ 20,18,12,8; B gold^ 38,20,12,8; P m 4,20 56,24 58,31 6,28; B s* 24,46,15; B m< 24,46,11; .L s<- 24,36,1 24,56,1; .L s<- 14,46,1 34,46,1; B s* 24,46,4
wheel tire = wood iron gold : B s* 32,32,28; B m< 32,32,23; B m<<@60- 32,32,19; L m 32,12,2 32,52,2; L m 12,32,2 52,32,2; L m 18,18,2 46,46,2; L m 46,18,2 18,46,2; B a* 32,32,6
bucket pail = wood iron water : L s* 10,22,1 14,6,1 32,2,1 50,6,1 54,22,1; Y m@round 32,20 57,20 48,60; .S m<<-& 20,20 24,60; .S m<<-& 32,20 32,60; .S m<<-& 44,20 40,60; P s*@round-& 4,30 60,30 60,35 4,35; P s*@round-& 4,48 60,48 60,53 4,53; B m> 32,20,25,7; B a~@140 32,20,20,4
broom broomstick mop brush = wood gold red : / R m 29,2,35,42; Y s^ 32,38 38,40 46,62; .S s<<- 26,46 22,60; .S s<<- 32,46 32,60; .S s<<- 38,46 42,60; R a 25,38,39,43
scissors shears = steel red iron : P m* 20,2 36,36 30,42 18,8; P m* 44,2 46,8 34,42 28,36; P m*@215- 43,4 30,34 32,36; B s* 20,50,10; O s* 20,50,5; B s* 44,50,10; O s* 44,50,5; B a* 32,36,3
saw = steel wood iron : / P m* 26,2 36,2 42,40 24,40; P m*@210- 26,3 30,3 30,40 24,40; P m* 36,2 40,6 38,8 42,12 39,14 43,18 40,20 44,24 41,26 45,30 42,32 46,38 36,38; P s 22,38 46,38 44,60 24,60; O s* 34,50,5
bell = gold bronze wood : L s* 32,6,3 32,2,3; B s* 32,54,6; Y m*@round 32,8 40,10 46,22 48,38 56,50; P m*@round-& 4,44 60,44 60,48 4,48; .P m<*- 22,24 42,24 43,27 21,27
trophy award prize = gold wood red : L= m* 44,14,2 58,14,2 56,26,2 42,32,2; P m*@round 14,4 50,4 48,24 38,36 36,46 28,46 26,36 16,24; R s 18,50,46,61; R m* 24,45,40,51; U star 32,19,34; .R m*- 24,53,40,57
medal badge ribbon = gold red blue : P s 14,4 26,4 36,32 28,36; P a 50,4 38,4 28,32 36,36; B m* 32,44,17; B m<* 32,44,12; U star 32,44,34
balloon balloons = red white cream : L s_ 32,46,1 28,54,1 34,62,1; B m 32,25,20,23; Y m 32,46 37,53; .B white_@250- 22,15,4,6 | L s_ 18,34,1 32,61,1; L s_ 46,34,1 32,61,1; L s_ 32,30,1 32,61,1; B a 18,24,13,15; B sky 46,24,13,15; B m 32,18,14,16; .B white_@250- 26,10,3,4
gift present presents = red gold gold : R m 9,28,55,61; R m@90-& 40,28,55,61; R s 27,28,37,61; R m 5,18,59,30; R s 27,18,37,30; P= s 32,18 44,4 56,8 50,18; P s< 32,18 28,12 36,12
umbrella parasol = red cream wood : L s 32,10,2 32,52,2 36,60,2 42,58,2 42,52,2; P m 4,36 8,22 20,10 32,6 44,10 56,22 60,36 52,31 44,36 32,31 20,36 12,31; P m>-& 4,36 12,18 32,6 20,36 12,31; P m<-& 44,36 44,12 34,6 60,20 62,38; L s 32,6,2 32,2,2
telescope spyglass binoculars = gold brown cyan : / R m* 24,4,40,24; R s 26,22,38,44; R m* 28,42,36,60; R m>* 22,2,42,8; R m>* 25,22,39,26; R m>* 27,42,37,46; P a~ 24,3 40,3 38,-2 26,-2
magnet = red silver silver : L m 13,40,8 13,24,8 22,12,8 32,9,8 42,12,8 51,24,8 51,40,8; R= s* 43,42,59,56
computer laptop monitor terminal pc television tv console = silver cyan red : R m 22,44,42,52; R m 4,6,60,46; R dark 9,11,55,41; R s<!@120- 11,13,53,39; .S s!@255- 14,18 34,18; .S s!@255- 14,23 44,23; .S s!@255- 14,28 28,28; .S s!@255- 18,33 40,33; P m 8,52 56,52 62,61 2,61; .S m<<- 12,55 52,55; .S m<<- 10,58 54,58
phone smartphone radio walkie_talkie device = dark cyan red : P m* 14,8 18,3 46,3 50,8 50,56 46,61 18,61 14,56; R s!@130 18,10,46,48; P s>!- 18,10 36,10 18,34; .R a- 22,38,28,44; .R gold- 30,38,36,44; .R lime- 38,38,43,44; B silver* 32,55,3
camera = dark silver cyan : R s* 20,10,44,20; R a! 46,10,54,16; R m 4,18,60,54; R s* 4,18,60,26; B s* 32,38,16; B dark* 32,38,12; B a~ 32,38,8; .B white_- 28,34,2; D red 10,22,4
battery cell powercell = lime dark gold : R a* 25,4,39,10; R m*@round 16,9,48,60; R s*@round- 17,10,47,22; R s*@round- 17,50,47,59; P lemon!- 36,24 24,38 31,38 28,48 40,34 33,34
eye eyeball = white cyan dark : B m 32,32,28,27; .L cherry- 8,24,1 18,27,1; .L cherry- 50,50,1 44,44,1; B s~ 30,31,15; B dark_- 30,31,8; B white_- 25,26,4; .D white_ 35,37,3
basket hamper = tan brown red : L s 12,32,3 16,12,3 32,4,3 48,12,3 52,32,3; B cherry 20,28,9; B cherry 44,28,9; B leaf 32,25,10; Y m 32,32 58,32 50,61; .S m<<-& 10,40 54,40; .S m<<-& 12,47 52,47; .S m<<-& 12,54 52,54; .S m<<-& 22,34 26,61; .S m<<-& 32,34 32,61; .S m<<-& 42,34 38,61; R m> 4,29,60,36
nest = brown cream tan : B m< 32,44,29,14; B m 32,38,28,11; B m<< 32,36,22,7; B s 22,33,7,9; B s 42,33,7,9; B s 32,36,7,9; P m 4,40 60,40 54,54 32,59 10,54; .S m>- 8,46 24,43; .S m<<- 18,54 36,48; .S m>- 34,54 54,46; .S m<<- 40,44 56,43
syringe needle injection = cyan silver red : / R silver 31,0,33,14; P s* 28,12 36,12 38,18 26,18; R s~ 25,17,39,48; R m!- 26,28,38,47; R silver* 22,46,42,50; R silver* 30,50,34,58; R silver* 24,57,40,61; .S dark- 34,22 38,22; .S dark- 34,28 38,28; .S dark- 34,34 38,34
medkit firstaid bandage kit = white red silver : L s* 22,16,3 24,8,3 40,8,3 42,16,3; R m 4,16,60,56; R m@90-& 46,16,60,56; P red- 27,22 37,22 37,31 46,31 46,41 37,41 37,50 27,50 27,41 18,41 18,31 27,31
glasses goggles spectacles = dark cyan gold : B= m* 17,32,13,12; B= s~ 17,32,9,8; R m* 27,28,37,33; L= m* 56,28,2 62,24,2; .P= white_- 42,27 45,26 41,36 40,34
ball football basketball = orange dark cream : B m 32,32,28; L s-& 32,3,1 30,32,1 32,61,1; L s-& 4,32,1 60,30,1; L s-& 14,10,1 22,32,1 14,54,1; L s-& 50,10,1 42,32,1 50,54,1
target bullseye dartboard = red white gold : B m 32,32,28; B s@150- 32,32,23; B m@140- 32,32,18; B s@150- 32,32,13; B m@140- 32,32,8; B a!- 32,32,4; L wood 36,28,2 54,10,2; P cyan 50,12 52,4 58,2 56,8 62,6 60,12 52,14
pipe smoking_pipe = brown dark gold : L m 4,18,2 20,22,3 38,42,4; P m 34,30 58,30 54,52 48,58 40,56; B s 46,30,12,4; R a* 18,20,24,27; L white^ 46,22,2 42,14,3 48,6,4
lever switch button = stone wood red : P m 6,44 58,44 60,60 4,60; P m@200- 7,45 57,45 57,48 7,48; L s 32,46,4 48,14,4; B a 50,12,6
trap spikes spike_trap = iron stone red : P s 4,50 60,50 62,60 2,60; Y m* 32,6 39,50; P m*@215- 32,8 26,50 32,50; P= m* 50,16 57,52 43,52; P= m*@215- 50,18 44,52 49,52; ?40 B a- 32,14,3,6
slash strike cut attack = white cyan ice : P m! 58,4 62,20 56,40 42,54 22,61 4,58 24,54 40,44 50,28; P s!- 57,14 53,36 40,50 24,57 42,48 53,30
sparkle twinkle glow heal healing light aura blessing = lemon white gold : P m! 32,2 37,27 62,32 37,37 32,62 27,37 2,32 27,27; P white!@255- 32,14 35,29 50,32 35,35 32,50 29,35 14,32 29,29; P= s! 52,4 54,10 60,12 54,14 52,20 50,14 44,12 50,10; P= s! 52,44 54,50 60,52 54,54 52,60 50,54 44,52 50,50
plus health cross medicine = life white red : P m 22,4 42,4 42,22 60,22 60,42 42,42 42,60 22,60 22,42 4,42 4,22 22,22; P m@215- 22,4 27,4 27,27 4,27 4,22 22,22; P m@84- 37,60 42,60 42,42 60,42 60,37 37,37; .R white_- 26,8,29,18
thing trinket relic artifact artefact curio gadget gizmo doodad = violet bronze cyan : U _foot; U _body; U _lid; ?60 U _ears; ?80 U _mark 32,35,100 | U _frame; U _mark; U _lid 32,30,100
 | U _case; U _mark; U _aerial; ?70 U _knobs | / U _grip; U _tip | / U _grip; U _tip; U _trim
_foot : Y s* 32,48 38,48 48,61 | P= s* 36,46 52,61 42,61; R s* 22,48,42,53 | B s* 32,55,20,6 | R s* 20,50,44,60 | R s* 29,48,35,58; B s* 32,58,16,4 | B= s* 44,56,6; R s* 18,50,46,55
_body : Y m@round 32,18 44,18 54,32 44,52 | B m 32,35,21,18 | Y m 32,18 50,18 38,36 46,52; P m@84-& 40,16 54,16 44,36 50,54 36,54 | Y m@round 32,16 40,16 40,24 52,40 42,53 | R m@round 16,18,48,52 | Y m~ 32,14 54,34 32,54; P m<~-& 36,14 56,34 34,54 | B m* 32,36,22,16; B m* 32,24,14,10
_lid : R s* 22,13,42,19; B a* 32,9,5 | Y s* 32,2 46,18 | L s* 32,17,4 32,9,3 40,4,2 | B a~ 32,11,8 | Y s* 32,4 36,12 46,6 42,20 | P= s* 34,19 44,4 48,8 42,19 | B s* 32,12,8; O s* 32,12,4 | U _flame 32,8,36
_ears : L= s* 47,24,2 60,28,2 52,44,2 | P= s* 46,28 62,16 58,36 46,40 | B= s* 55,34,6 | L= s* 48,30,3 58,20,3 56,10,2 | P= a 46,26 60,30 54,36 62,44 46,44
_mark : B a! 32,34,7 | U star 32,34,34 | P a~ 32,25 40,34 32,44 24,34 | P= a- 35,26 41,30 41,42 35,38 | B s* 32,34,9; B a~ 32,34,5 | B white 32,34,10,7; B dark_- 32,34,3,5 | B s* 32,34,10; R a*- 30,26,34,42; R a*- 24,32,40,36 | P a! 28,24 36,24 34,32 40,32 28,46 30,36 24,36
_frame : P m* 20,12 44,12 56,32 44,54 20,54 8,32; P m<<@100 24,19 40,19 47,32 40,47 24,47 17,32 | B m* 32,34,23; B m<<@90 32,34,15 | P= m* 32,34 52,14 48,22 60,34 48,46 52,54; B m* 32,34,18; B m<<@90 32,34,12 | Y m* 32,12 56,16 48,48 32,58; Y m<<@100 32,20 46,22 41,44 32,50
_case : R m 10,20,54,58; R m@205- 11,21,53,25; R m@84-& 46,20,54,58 | P m 16,18 48,18 58,30 54,58 10,58 6,30; P m@84-& 44,18 60,30 60,60 46,60 | B m 32,38,25,20 | R m@round 14,16,50,48; R s* 10,46,54,58
_aerial : L s* 32,18,2 32,8,2; B a! 32,6,5 | L= s* 42,20,2 50,6,2; B= a 50,6,3 | R s* 20,14,44,21; R= a! 40,8,46,15 | Y s* 32,6 46,8 36,20
_knobs : B= a* 16,52,3; B a* 32,52,3 | R= a! 40,50,46,54; R s* 26,50,38,54 | B= s* 56,38,6
_grip : R s 29,26,35,60; B a* 32,61,4 | L s 32,26,3 33,44,4 32,62,3 | R s 30,24,34,60; R a* 27,40,37,44; Y s 32,58 37,61 32,64 | R s 28,30,36,62; .S s<<- 28,36 36,39; .S s<<- 28,44 36,47; .S s<<- 28,52 36,55
_tip : B m* 32,14,15; B a~ 32,14,8 | B m* 32,14,15; O m* 32,14,8; P m* 30,0 34,0 34,28 30,28 | P= m* 32,30 46,24 48,2 40,14 34,20 | Y m~ 32,-2 44,10 40,24 36,30; P m<~-& 34,-2 48,10 40,28 34,30 | Y m* 32,0 50,8 44,20 52,26 36,32; B a! 32,16,6
 | P m* 32,30 18,24 10,8 22,14 24,2 32,12 46,4 50,20 38,30 | R m* 20,2,44,14; R m* 26,12,38,30; B a! 32,8,4 | L m* 32,30,4 20,20,4 22,6,4 36,2,4 44,12,4 36,18,3
_trim : P= a 34,30 50,34 44,38 52,46 36,38 | B= a* 40,32,4
_flames : P fire! 32,-4 40,8 50,0 52,14 64,14 58,28 68,34 60,46 64,58 46,66 18,66 0,58 4,46 -4,34 6,28 0,14 12,14 14,0 24,8; P amber!- 32,4 40,15 47,9 49,20 58,22 53,32 60,38 54,48 56,56 44,62 20,62 8,56 10,48 4,38 11,32 6,22 15,20 17,9 24,15
_flames_aslant : P fire! 32,-8 38,2 48,-4 46,8 56,10 48,20 54,30 42,40 22,40 10,30 16,20 8,10 18,8 16,-4 26,2; P amber!- 32,-2 38,8 44,3 43,12 50,14 44,22 47,30 40,36 24,36 17,30 20,22 14,14 21,12 20,3 26,8
_shards : P ice~ 2,62 8,40 18,62; P= ice~ 50,62 62,34 66,62; P ice~ -2,20 10,12 8,26; P ice~ 56,2 66,-2 62,14
_shards_aslant : P= ice~ 42,6 54,0 46,16; P= ice~ 44,22 58,20 46,32; P= sky~ 40,34 50,38 40,42
_sparkles : P lemon! 4,-4 7,3 14,6 7,9 4,16 1,9 -6,6 1,3; P white! 60,8 62,13 67,15 62,17 60,22 58,17 53,15 58,13; P lemon! 58,46 61,53 68,56 61,59 58,66 55,59 48,56 55,53
_sparkles_aslant : P lemon! 10,12 13,19 20,22 13,25 10,32 7,25 0,22 7,19; P white! 54,6 56,11 61,13 56,15 54,20 52,15 47,13 52,11; P lemon! 52,32 55,39 62,42 55,45 52,52 49,45 42,42 49,39
_drips : Y poison! 32,58 60,60 52,68; B poison! 2,8,4; B poison! 64,20,3; B poison! 60,2,2
_drips_aslant : B poison! 46,10,4; B poison! 50,22,3; B poison! 16,16,3; B= poison! 44,34,2
held_gun = iron wood gold : P s 40,44 54,42 62,66 48,68; P m*@120 39,30 25,15 25,24 39,46; P m*@225 39,30 54,29 36,14 25,15; P m*@150 39,30 54,29 55,45 39,46; .R dark_- 43,31,45,36; .R dark_- 49,31,51,36; .R a- 46,32,48,35; P m* 29,11 33,11 33,15 29,15; P m<*- 42,39 52,38 52,43 42,44; .S m<<- 28,21 28,25; .S m<<- 31,25 31,30; .S m<<- 34,28 34,34; U _fist 52,58,86
held_blaster = silver red cyan : L m* 28,18,4 46,36,10; L s* 33,22,5 35,24,6; L s* 39,28,7 41,30,8; B a! 27,17,4; P s 42,44 56,42 62,66 50,68; B m* 47,37,12; B a! 47,37,6; P m* 48,20 58,28 50,30; U _fist 52,60,84
held_rifle = iron wood gold : L m* 24,12,2 42,34,4; L s 30,24,4 40,36,6; L m* 38,30,6 50,46,9; P m*@200- 36,24 42,24 58,44 50,40; L s 48,46,8 66,74,14; R a* 22,7,25,12; B a* 46,38,3; U _fist 58,58,92; P h 26,40 40,36 44,46 34,52; B h 36,42,8,7; .L h>- 31,40,2 35,48,2; .L h>- 36,38,2 40,46,2; L v 30,52,6 18,78,9
held_crossbow = wood iron gold : L m 30,18,4 60,62,10; S cream_ 4,30 40,34 58,12; L s* 30,16,4 16,18,3 4,30,2; L s* 30,16,4 44,10,3 58,12,2; L silver* 28,12,1 44,38,2; P silver* 26,6 32,10 26,14; B a* 46,42,4; U _fist 54,58,100
held_bow = wood cream gold : S s_@230 52,-2 60,34; S s_@230 60,34 54,66; L m 52,-2,2 42,10,3 38,24,4 38,40,4 44,56,3 54,66,2; R a* 34,22,42,27; L wood 60,34,2 26,26,1; P silver* 18,24 28,21 27,31; P red 54,28 64,30 64,38 56,37; U _fist 42,36,60
_fist : L v 38,38,13 66,80,20; P v<- 26,34 34,44 46,36 38,26; P a 20,38 34,50 50,36 38,22; B h 28,30,13,12; L h 18,32,4 24,40,4; L h 17,26,4 26,36,4; L h 20,20,4 30,31,4; L h 25,15,4 35,26,4; L h 38,34,4 28,36,4 18,40,4
"""
ELEMENTS = frozenset("fire lightning snowflake drop torch candle campfire".split())

ROWS: dict[str, str] = {}  # kind -> designs
CALLED: dict[str, str] = {}  # word of a prompt -> kind
USUAL: dict[str, str] = {}  # kind -> colour words for main, second, accent
for _row in re.split(r"\n+(?=\w)", _TABLE.strip()):
    _head, _, _designs = _row.replace("\n", " ").partition(" : ")
    _words, _, _usual = _head.partition(" = ")
    _kind, *_more = _words.split()
    ROWS[_kind] = _designs
    if _usual:
        USUAL[_kind] = _usual
        CALLED.update((word, _kind) for word in (_kind, *_more) if "_" not in word)
