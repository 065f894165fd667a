"""What interfaces, signs and letters are made of.

Owns: the table of materials: their colours, how they take light, what is in their corners, on their middle and done to
letters of them.
Must not know: parts, letters, where anything goes.
Rule: a material's colours belong together; a colour that a prompt names beside it is that of its buttons and letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, named, scheme, toned, words

NIGHT: Rgb = (22, 20, 40)
PALE: Rgb = (255, 250, 236)

# Material: border, field, trim, face of buttons; how border and trim take light; pixels cut off a corner; what is in
# the corners; the ground that is on the field. Of letters: their upper half, their lower half, their sides; how they
# take light; what is done to them.
_MATERIALS = """
wood    8c5428 b87c44 d8d8e0 d89c54 matte metal 1 nail    planks   d49c5c a87038 54301c matte grain
stone   8c8c98 5c5c6c b8b8c0 7c8490 matte matte 2 chip    stone    b4b4b8 84848c 44444c matte cracks
metal   98a4b4 485464 e8ecf4 6c8cb4 metal metal 2 nail    _brushed f0f4f8 98a8bc 3c4860 metal sparkle
gold    e8b030 5c2450 e04860 8c3c78 metal glass 2 gem     _damask  fff0a0 f0b030 8c5018 matte sparkle
paper   a87440 ecd8a4 8c5428 c89858 matte matte 2 curl    air      f0dcb0 b88850 5c3820 matte none
scifi   38c8f0 142848 a8f4ff 1c6ca0 flat  flat  3 bracket _scan    ff70c8 ff40a8 5c1858 flat  neon
gothic  584c68 281c30 c02840 74203c metal glass 1 spike   _damask  f05050 b01c2c 480818 matte drips
candy   f47cac fff0f0 fcd860 fc9cc0 matte matte 4 dot     _dots    ffd8ec f478b8 a02c70 matte stripes
leather 7c4428 a8683c f0d8a0 c88850 matte flat  2 stitch  air      d8a060 a8683c 50281c matte none
forest  745030 3c6440 88cc50 5c9c48 matte matte 2 leaf    moss     c4e870 54a444 20502c matte leaves
ice     98d8f4 3868b0 ffffff 58a4e0 glass flat  3 gem     ice      f0fcff 64b8f0 2c4c9c matte caps
lava    584850 30202c fc9c30 d84820 matte flat  2 chip    rock     fce060 f0642c 8c1c30 matte flames
bone    e0d4b0 483c48 b8a888 a85c48 matte matte 2 dot     stone    f8f0d8 d0c098 584838 matte cracks
slime   4c8c3c 244430 d0f080 68b048 glass glass 4 dot     slime    b8f060 58b840 1c5c30 matte drips
water   2c6cb0 184070 b0f0fc 3088dc glass flat  3 dot     water    b0f0fc 3088dc 143c80 matte waves
magic   6c48b8 281850 f0c8ff 7c48d8 metal glass 2 gem     stars    e8b8ff 8c50e8 301868 matte sparkle
plain   ?      ?      ?      ?      matte metal 2 dot     none     ?      ?      ?      matte none
"""
CALLED = called("""
wood: wooden wood plank planks oak timber tavern farm pirate rustic western
stone: stone rock granite cobblestone marble dungeon castle brick ruins temple carved cave
metal: metal metallic steel iron silver chrome steampunk industrial riveted military robot knight
gold: gold golden royal ornate palace king noble luxury elegant treasure fantasy rpg quest medieval
paper: parchment paper scroll papyrus map letter book ancient
scifi: scifi sci futuristic cyber cyberpunk holographic hologram tech space neon synthwave glowing glow arcade electric
  digital
gothic: gothic dark horror vampire demon demonic evil haunted black blood bloody zombie dead death halloween
candy: candy cute kawaii sweet pastel bubblegum bubbly cake
leather: leather hide
forest: forest nature leafy leaf leaves jungle garden elven druid vine vines mossy moss
ice: ice icy frozen frost snow winter cold crystal glass
lava: lava fire fiery flame flames flaming burning inferno hot dragon magma volcanic hell infernal
bone: bone bones skull skeleton tribal
slime: slime slimy toxic poison goo acid
water: water ocean sea wave underwater aqua
magic: magic magical wizard arcane mystic galaxy
""")
_OVER = frozenset({"mossy", "moss", "vine", "vines", "leaf", "leaves", "snow", "snowy"})  # what grows or lies on others


@dataclass(frozen=True)
class Material:
    """What something is made of.

    Colours of border, field, trim and buttons; `ink`: of words on a button; `light`, `deep`, `side`: of large letters.
    """

    border: Rgb
    field: Rgb
    trim: Rgb
    face: Rgb
    stuff: str
    shine: str
    cut: int
    corner: str
    pattern: str
    light: Rgb
    deep: Rgb
    side: Rgb
    lettering: str
    feature: str

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


_ROWS = {row.split()[0]: row.split()[1:] for row in _MATERIALS.strip().splitlines()}


def material(prompt: str, dice: Chance, given: Sequence[Rgb]) -> Material:
    """Return what the prompt's words are made of, each time a shade of its own."""
    said = words(prompt)
    name = next((CALLED[word] for word in sorted(said, key=_OVER.__contains__) if word in CALLED), "plain")
    *codes, stuff, shine, cut, corner, pattern, light, deep, side, lettering, feature = _ROWS[name]
    own = [WORDS[word] for word in said if word in WORDS and CALLED.get(word) != name] or list(given[:1])
    shade = (dice.next() & 255, dice.next() & 255, dice.next() & 255)
    if name == "plain":
        main = mix(scheme(prompt, dice, given)[0], shade, dice.between(4, 20))
        second = next(iter(named(prompt)[1:]), None)
        colours = main, mix(main, NIGHT, 150), second or toned(main, 2), second or main
        corner, cut = dice.pick(("dot", "nail", "gem", "stitch")), str(dice.between(1, 4))
        pattern, own = dice.pick(("none", "_damask", "_dots")), own or [main]
    else:
        border, field, trim, face = (mix(rgb(code), shade, dice.between(4, 16)) for code in codes)
        colours = border, field, trim, own[0] if own else face
        if own and name == "scifi":
            colours = own[0], mix(own[0], NIGHT, 200), toned(own[0], 3), mix(own[0], NIGHT, 110)
        elif own and name == "gold":
            colours = border, mix(own[0], NIGHT, 110), trim, own[0]
    large = (toned(own[0], 1), own[0], toned(own[0], -2)) if own else (rgb(light), rgb(deep), rgb(side))
    return Material(*colours, stuff, shine, int(cut), corner, pattern, *large, lettering, feature)


def ground(made: Material) -> Rgb:
    """Return a calm colour that stands off from what is made of the material."""
    return mix(made.border, (52, 54, 70) if bright(made.border) > 110 else (190, 192, 204), 210)
