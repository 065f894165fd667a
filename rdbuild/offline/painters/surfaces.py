"""Surfaces that repeat.

Owns: which words call for which material, in which colour, and what lies on it.
Must not know: requests, file formats, how a material is laid, how light becomes colour.
Rule: a texture is painted on a sheet that wraps, so it has no seam to hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, scheme, toned, words
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.grounds import MATERIALS, laid, strewn
from rdbuild.offline.painters.textures import Sheet, cracks, patches


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The words that call for a material. `=`: only where no better one does; `~`: where not even such a one does;
# `+`: so too, and it lies on what the others call for.
_WORDS = """
grass: grass +grassy lawn turf pasture lush hill hills plains ~field ~farm ~village ~park
meadow: meadow garden spring
leaves: leaves leaf +leafy hedge bush bushes jungle foliage ivy vines woods ~forest ~trees
moss: moss +mossy lichen +overgrown
dirt: dirt mud +muddy earth soil clay ~path ~road ~trail ~ground
field: farmland furrows ploughed plowed tilled crops
sand: sand +sandy desert beach dunes dune shore island
gravel: gravel pebbles rubble ash scree
snow: snow +snowy winter tundra
ice: ice +icy +frozen glacier frost
water: water sea ocean river lake pond stream waves puddles puddle pool
slime: slime +slimy poison acid toxic goo swamp bog marsh ooze
lava: lava magma molten
volcanic: volcanic volcano basalt hell infernal
rock: ~rock ~rocks ~rocky cave cavern cliff mountain mountains ledge netherrack ~obsidian
stone: ~stone ~granite ~concrete ~cement
stones: ~stones cobblestone cobblestones cobble cobbles cobbled ~boulders
flagstones: flagstones flagstone paved pavement paving ~dungeon ~floor ~crypt ~ruins ~street
tiles: tiles tile tiled ceramic bathroom
checker: checker checkered chequered checkerboard chess
marble: marble
bricks: brick bricks
masonry: ~wall ~walls ~castle masonry temple fortress ~tower ~city
planks: =wood =wooden plank planks =oak floorboards deck crate boards timber =door =house =table =workbench =chest
bark: bark log logs trunk tree
thatch: thatch thatched
hay: hay straw wheat haystack
fur: =fur =furry hair =pelt
stripes: tiger
roof: roof roofs rooftop
shingles: shingles shingle slate
scales: scales scale scaly dragon snake fish feathers
plates: =metal plates plate =iron =steel panel rivets riveted =copper =bronze =rusty
scifi: scifi sci spaceship spacecraft futuristic tech lab station cyberpunk panels
circuit: circuit circuits circuitry motherboard chip
cloth: cloth fabric linen canvas leather felt burlap
wool: wool woolen knit knitted sweater
carpet: carpet rug tapestry persian
wallpaper: wallpaper
honeycomb: honeycomb beehive hive hexagons hexagonal
crystal: crystal crystals crystalline gemstone gems glass
clouds: clouds cloud cloudy sky heaven
air: air haze mist fog
void: void abyss darkness chasm pit
stars: stars starry space night galaxy cosmos nebula
skulls: skulls skull bones bone catacomb catacombs ossuary
ore: ore ores vein
books: bookshelf books bookcase library
"""
_SIGNED = called(_WORDS)
_CALLED = {word.lstrip("=~+"): name for word, name in _SIGNED.items()}
_RANKS = {word.lstrip("=~+"): {"=": 1, "~": 0, "+": 0}.get(word[0], 2) for word in _SIGNED}
_LIKE = frozenset(word[1:] for word in _SIGNED if word[0] == "+")
_LOOSE = _set("grass leaves moss dirt sand gravel snow ice water slime lava")  # lies on something else
_PLACES = _set("rock flagstones masonry")
_PLAUSIBLE = ("stones", "flagstones", "tiles", "masonry", "dirt", "rock", "cloth", "planks")

_STREWS = called("""
flowers: flowers flower daisies poppies roses tulips blossoms
mushrooms: mushrooms mushroom fungi
skulls: skulls skull
bones: bones
gems: gems gem diamonds crystals jewels emeralds rubies
coins: coins coin treasure
pebbles: pebbles rocks stones boulders
shells: shells shell seashells
leaves: leaves
rivets: rivets nails bolts studs
runes: runes rune glyphs
""")
_LINKS = _set("with and on in over under beside by to of between near surrounded covered through at next")
CRACKED = _set("crack cracks cracked broken crumbling ruined shattered fissures")
_SHADES = {"dark": -1, "deep": -1, "light": 1, "pale": 1, "bright": 1}
_HARD = _set("stone stones flagstones tiles bricks masonry planks rock plates roof shingles")


class Part(NamedTuple):
    """A part of a prompt: the link before it, its words, the material that they call for, the colour that they name."""

    link: str
    said: tuple[str, ...]
    material: str
    colour: Rgb | None


def parts(prompt: str) -> list[Part]:
    """Return the prompt's parts that name a material or something else, in its order."""
    found = []
    said: list[str] = []
    link = ""
    for word in [*words(prompt), "and"]:
        if word not in _LINKS:
            said.append(word)
            continue
        heads = [one for one in said if one in _CALLED]
        head = max(reversed(heads), key=_RANKS.__getitem__, default="")
        material = _CALLED.get(head, "")
        place = material in _PLACES
        covers = [one for one in heads if one in _LIKE or (place and _RANKS[one] and _CALLED[one] in _LOOSE)]
        covers = [one for one in covers if _CALLED[one] != material]
        before = [one for one in said[: said.index(head)] if one not in covers] if head else said
        if said:
            found.append(Part(link, tuple(said), material, _colour([*before, head])))
            found.extend(Part("", (one,), _CALLED[one], None) for one in covers)
        link, said = word if found else "", []
    return found


def _colour(said: Sequence[str]) -> Rgb | None:
    colours = [WORDS[word] for word in said if word in WORDS and word not in _SHADES]
    return colours[0] if colours else None


def named(prompt: str) -> str | None:
    """Return the material that the words call for, if any."""
    return next((part.material for part in parts(prompt) if part.material), None)


def surface(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> None:
    """Paint an opaque surface of the prompt's material that repeats without a seam both ways."""
    sheet = Sheet(form.width, form.height, [])
    said = parts(prompt)
    known = [part for part in said if part.material]
    if len(known) > 1 and known[0].material in _LOOSE and known[1].link in ("on", "over"):
        known.reverse()  # moss on stone is a stone's surface
    first = known[0] if known else Part("", (), dice.pick(_PLAUSIBLE), scheme(prompt, dice, given)[0])
    _lay(sheet, first, dice, given)
    for part in said:
        if part is not first:
            _add(sheet, part, first, dice)
    if first.material not in ("volcanic", "lava") and CRACKED & set(words(prompt)):
        sheet.use(0, sheet.ink(WORDS["fire"], "glow"))
        cracks(sheet, dice, 5, 3 * sheet.unit, "e" if "glowing" in words(prompt) else "")
    sheet.show(form)


def lying(form: Form, prompt: str, dice: Chance, ground: Rgb) -> bool:
    """Lay on an empty form what the words let lie here and there on a ground; return whether they name any such."""
    sheet = Sheet(form.width, form.height, [(ground, "matte")])
    sheet.rows = [bytearray([7]) * form.width for _ in sheet.rows]  # no tone
    named = [(_STREWS[word], part.colour) for part in parts(prompt) for word in part.said if word in _STREWS]
    for name, colour in named:
        strewn(sheet, dice, name, colour)
    by = max(min(form.width, form.height) // 6, 6)  # to the inside: the first ones are at the sides
    sheet.rows = [row[-by:] + row[:-by] for row in sheet.rows[-by:] + sheet.rows[:-by]]
    sheet.show(form)
    return bool(named)


def _lay(sheet: Sheet, part: Part, dice: Chance, given: Sequence[Rgb] = ()) -> None:
    own = WORDS[MATERIALS[part.material]]
    colour = mix(part.colour, own, 24) if part.colour else own
    for word in part.said:
        colour = toned(colour, _SHADES.get(word, 0))
    if given:
        colour = mix(colour, given[0], 96)  # words name the colour, and a picture leaves its mark on it
    colour = mix(colour, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14))
    laid(sheet, dice, part.material, colour)


def _add(sheet: Sheet, part: Part, first: Part, dice: Chance) -> None:
    # What a prompt names beside the first: strewn over it, or in patches.
    lying = next((_STREWS[word] for word in part.said if word in _STREWS), None)
    if lying and not (part.material in ("gravel", "stones") and first.material in _HARD):
        strewn(sheet, dice, lying, part.colour)
    elif part.material and part.material != first.material:
        cover = Sheet(sheet.width, sheet.height, sheet.inks)
        _lay(cover, part, dice)
        patches(sheet, cover, dice, 28, 7, seams=70 if first.material in _HARD else 0)
