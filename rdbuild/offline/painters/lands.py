"""Lands, their hours and their weather, and the words that call for them.

Owns: what each land is known by: colours, grounds, what grows, stands, dwells and is kept there.
Must not know: forms, where anything stands, how anything is drawn.
Rule: a row is a land for every painter of places; who adds one has it on maps, in levels and in rooms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rdbuild.offline.painters import beasts, items, people
from rdbuild.offline.painters.colours import Rgb, called


def table(text: str) -> dict[str, str]:
    """Read rows of `name: what it is`, which may go on in lines that are indented."""
    whole = re.sub(r"\n\s+", " ", text.strip())
    return {name: row for name, _, row in (line.partition(": ") for line in whole.splitlines())}


class Land(NamedTuple):
    """What a land is known by: colours by role, materials of ground and floors, and kinds of what is found there."""

    name: str
    colours: dict[str, Rgb]
    ground: str
    floor: str
    growth: list[str]
    sights: list[str]
    foes: list[str]
    goods: list[str]


ROLES = ["high", "low", "far", "ground", "under", "leaf", "stone", "water", "path"]
# Colours in the order of the roles; then the columns of `Land`.
_ROWS = table("""
meadow:   4c98e8 c8ecf4 88b4dc 68b848 8c5c3c 3c9048 8c8ca0 3c88d0 d8b878
    | grass | flagstones | tree bush tree | house | slime rat bat | barrel crate jar
forest:   68b0c8 d8f0c8 78a890 50984c 70503c 2c7444 848c88 3c88b0 c0a068
    | grass | flagstones | tree pine_tree bush | tree | goblin spider slime | bush mushroom stump
desert:   48a0e0 f8e0a8 d8a078 e8c47c c08850 6c9c4c c89468 38a8b8 f4dca0
    | sand | flagstones | cactus palm_tree rock | pyramid tent | skeleton spider rat | jar jar cactus
snow:     78ace8 e8f4fc a8c4e4 e8f0f8 7484a8 38706c 8c9cb8 78b8e0 c8d0dc
    | snow | ice | pine_tree pine_tree rock | house mountain | ghost slime wolf | crystal rock barrel
swamp:    687c68 b8bc80 788c70 647c40 4c4030 506c38 70786c 54704c 9c8858
    | dirt | flagstones | dead_tree bush mushroom | hut | rat slime bat | barrel mushroom crate
volcano:  381828 e05c28 603040 605058 402c38 504040 504450 f07828 8c7068
    | rock | flagstones | dead_tree rock rock | volcano | demon bat skeleton | rock jar skull
beach:    2c98e4 c8f4f4 60b0d8 f0d898 c8a060 48a84c b09880 28a8d0 f8ecc0
    | sand | planks | palm_tree palm_tree bush | hut | crab rat skeleton | barrel crate chest
cave:     14121c 34304c 2c2844 6c6480 4c4460 40a088 5c5878 38a0c0 8c84a0
    | rock | rock | crystal rock mushroom | crystal | bat spider slime | rock crystal mushroom
dungeon:  181420 483c44 302838 8c8074 50464c 588c50 8c8488 3c84b8 a89878
    | flagstones | flagstones | column rock crystal | castle | goblin slime bat skeleton | barrel crate jar bookshelf
grave:    24244c 705c84 403c64 506448 40383c 3c4450 7c7c90 406080 8c8478
    | dirt | flagstones | grave dead_tree grave | castle | skeleton ghost bat | grave skull bone
city:     5088d0 f0dcc8 88a0c8 84889c 54586c 4c9860 98a0b0 4080c0 acb0bc
    | tiles | tiles | tree bush lantern | skyscraper | rat robot | crate barrel sign
neon:     1c1048 d0408c 5c3c88 4c4468 343050 40b0a0 585c88 30c8e0 706890
    | plates | plates | tree bush lantern | skyscraper | robot rat | computer crate barrel
space:    0c0c28 38306c 403878 7c88a4 485070 38b8b8 6c7898 30d8b8 9ca8c0
    | rock | plates | crystal rock crystal | rocket | robot slime alien | computer crate lever
sea:      0c4078 48b8d0 2878a8 dcc890 a88c60 d8607c 6c8ca8 3090c8 e8dca8
    | sand | flagstones | coral rock coral | ship | crab octopus fish | chest anchor jar
autumn:   6ca4d8 f8e0c0 b09898 a8a048 80543c d87830 8c8480 4080b0 d8b478
    | leaves | flagstones | tree tree bush | house | slime rat bat | barrel crate pumpkin
candy:    f49cd0 fce4f0 d8a8e8 f890c0 b8705c 68d0b8 d0a0e0 70c8f0 fce8c0
    | snow | tiles | candy candy icecream | cake | slime ghost | gift cookie candy
""")
# The first land that a word calls for is it; without any it is the first of all.
NAMED = called("""
meadow:   meadow field plains grassland farm
forest:   forest woods woodland grove jungle glade elven fairy enchanted
desert:   desert dune dunes egypt pyramid canyon western oasis savanna sand
snow:     snow snowy ice icy winter frozen arctic tundra frost glacier
swamp:    swamp marsh bog bayou mire poison sewer sewers
volcano:  volcano volcanic lava magma hell inferno fire infernal
beach:    beach island tropical coast pirate shore seaside lagoon sea ocean
cave:     cave cavern mine mines underground grotto tunnel crystal
dungeon:  dungeon prison keep cellar
grave:    graveyard cemetery haunted spooky halloween crypt catacomb catacombs tomb underworld
city:     city street urban downtown skyline alley rooftop metropolis
neon:     cyberpunk futuristic neon tokyo synthwave
space:    space spaceship spacestation station scifi alien moon galaxy planet
sea:      underwater reef atlantis
autumn:   autumn fall harvest
candy:    candy cute pastel sweet
""")
HOURS = called("""
night: night midnight moonlight moonlit moon nocturnal dark starry
sunset: sunset dusk evening twilight
dawn: dawn sunrise morning
rain: rain rainy storm stormy thunderstorm
fog: fog foggy mist misty
""")
FALLING = called("""
snow: snow snowy snowing snowfall blizzard
rain: rain rainy storm stormy thunderstorm
""")


def rgb(code: str) -> Rgb:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def _land(name: str, row: str) -> Land:
    codes, ground, floor, *lists = row.split(" | ")
    colours = dict(zip(ROLES, map(rgb, codes.split()), strict=True))
    return Land(name, colours, ground, floor, *(kinds.split() for kinds in lists))


LANDS = {name: _land(name, row) for name, row in _ROWS.items()}
# High and low sky of an hour, what all is tinted with, and how much of 256.
TIMES = {
    "night": (rgb("101840"), rgb("404c8c"), rgb("1c2460"), 104),
    "sunset": (rgb("504080"), rgb("f8a460"), rgb("e07848"), 40),
    "dawn": (rgb("7890d0"), rgb("f8d4c4"), rgb("f0b0b0"), 30),
    "rain": (rgb("506078"), rgb("98a8b4"), rgb("506078"), 70),
    "fog": (rgb("a4b4bc"), rgb("d4dcdc"), rgb("b8c4c8"), 90),
}


def named(said: Sequence[str]) -> str:
    """Return the word for somebody: a person or a beast that words name, else nothing."""
    return next((word for word in reversed(said) if word in people.CALLED or word in beasts.CALLED), "")


def subject(said: Sequence[str]) -> str:
    """Return the word for somebody or, if there is none, for a thing that is no land's name; else nothing."""
    return named(said) or next((word for word in said if word in items.CALLED and word not in NAMED), "")


def land_of(said: Sequence[str], usual: str = "meadow") -> str:
    """Return the land that words call for, the usual one if none does."""
    return next((NAMED[word] for word in said if word in NAMED), usual)
