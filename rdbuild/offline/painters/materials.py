"""What interfaces and signs are made of.

Owns: the table of materials: their colours, how they take light, what is in their corners and on their middle.
Must not know: parts, letters, where anything goes.
Rule: a material's colours belong together; a colour that a prompt names beside it is that of its buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, named, scheme, toned, words

NIGHT: Rgb = (22, 20, 40)
PALE: Rgb = (255, 250, 236)

# Material: border, field, trim, face of buttons; how border and trim take light; pixels cut off a corner; what is in
# the corners; what is on the field.
_MATERIALS = """
wood    8c5428 b87c44 d8d8e0 d89c54 matte metal 1 nail    planks
stone   8c8c98 5c5c6c b8b8c0 7c8490 matte matte 2 chip    cracks
metal   98a4b4 485464 e8ecf4 6c8cb4 metal metal 2 nail    brushed
gold    e8b030 5c2450 e04860 8c3c78 metal glass 2 gem     damask
paper   a87440 ecd8a4 8c5428 c89858 matte matte 2 curl    blots
scifi   38c8f0 142848 a8f4ff 1c6ca0 flat  flat  3 bracket scan
gothic  584c68 281c30 c02840 74203c metal glass 1 spike   cracks
candy   f47cac fff0f0 fcd860 fc9cc0 matte matte 4 dot     dots
leather 7c4428 a8683c f0d8a0 c88850 matte flat  2 stitch  blots
forest  745030 3c6440 88cc50 5c9c48 matte matte 2 leaf    blots
ice     98d8f4 3868b0 ffffff 58a4e0 glass flat  3 gem     cracks
lava    584850 30202c fc9c30 d84820 matte flat  2 chip    cracks
bone    e0d4b0 483c48 b8a888 a85c48 matte matte 2 dot     blots
plain   ?      ?      ?      ?      matte metal 2 dot     none
"""
MADE_OF = {
    "wood": "wooden wood plank planks oak tavern farm pirate rustic western",
    "stone": "stone rock granite cobblestone marble dungeon castle brick ruins temple",
    "metal": "metal metallic steel iron silver steampunk industrial riveted military",
    "gold": "gold golden royal ornate palace king noble luxury elegant fantasy rpg medieval",
    "paper": "parchment paper scroll papyrus map letter book ancient",
    "scifi": "scifi sci futuristic cyber cyberpunk holographic hologram tech space neon robot digital",
    "gothic": "gothic dark horror vampire demon demonic evil haunted black",
    "candy": "candy cute kawaii sweet pastel bubblegum bubbly",
    "leather": "leather hide",
    "forest": "forest nature leafy leaf leaves jungle elven druid vine vines mossy moss",
    "ice": "ice icy frozen frost snow crystal glass",
    "lava": "lava fire fiery magma volcanic hell infernal",
    "bone": "bone bones skull skeleton tribal",
}
_BY_WORD = {word: name for name, said in MADE_OF.items() for word in said.split()}


@dataclass(frozen=True)
class Material:
    """What an interface is made of. Colours of border, field, trim and buttons; `ink`: of words on a button."""

    border: Rgb
    field: Rgb
    trim: Rgb
    face: Rgb
    stuff: str
    shine: str
    cut: int
    corner: str
    pattern: str

    @property
    def ink(self) -> Rgb:
        return PALE if bright(self.face) < 170 else NIGHT

    @property
    def writing(self) -> Rgb:
        return PALE if bright(self.field) < 140 else mix(self.field, NIGHT, 190)


def bright(colour: Rgb) -> int:
    """Return how bright a colour looks, of 255."""
    return (colour[0] * 3 + colour[1] * 6 + colour[2]) // 10


def rgb(code: str) -> Rgb:
    """Return the colour of six hexadecimal digits."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def near(one: Rgb, other: Rgb) -> bool:
    """Say whether a colour is too much like another to be read on it."""
    return abs(bright(one) - bright(other)) < 60


_CORNERS, _PATTERNS = ("dot", "nail", "gem", "stitch"), ("none", "damask", "dots")
_ROWS = {row.split()[0]: row.split()[1:] for row in _MATERIALS.strip().splitlines()}


def material(prompt: str, dice: Chance, given: Sequence[Rgb]) -> Material:
    """Return what the prompt's interface is made of, each time a shade of its own."""
    said = words(prompt)
    name = next((_BY_WORD[word] for word in said if word in _BY_WORD), "plain")
    *codes, stuff, shine, cut, corner, pattern = _ROWS[name]
    own = [WORDS[word] for word in said if word in WORDS and _BY_WORD.get(word) != name] or list(given[:1])
    shade = (dice.next() & 255, dice.next() & 255, dice.next() & 255)
    if name == "plain":
        main = mix(scheme(prompt, dice, given)[0], shade, dice.between(4, 20))
        second = next(iter(named(prompt)[1:]), None)
        colours = main, mix(main, NIGHT, 150), second or toned(main, 2), second or main
        corner, cut, pattern = dice.pick(_CORNERS), str(dice.between(1, 4)), dice.pick(_PATTERNS)
    else:
        border, field, trim, face = (mix(rgb(code), shade, dice.between(4, 16)) for code in codes)
        colours = border, field, trim, own[0] if own else face
        if own and name == "scifi":
            colours = own[0], mix(own[0], NIGHT, 200), toned(own[0], 3), mix(own[0], NIGHT, 110)
        elif own and name == "gold":
            colours = border, mix(own[0], NIGHT, 110), trim, own[0]
    return Material(*colours, stuff=stuff, shine=shine, cut=int(cut), corner=corner, pattern=pattern)


def ground(made: Material) -> Rgb:
    """Return a calm colour that stands off from what is made of the material."""
    return mix(made.border, (52, 54, 70) if bright(made.border) > 110 else (190, 192, 204), 210)
