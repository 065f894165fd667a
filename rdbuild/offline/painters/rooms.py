"""Rooms: what they are made of and furnished with, wherever they are seen from.

Owns: the table of rooms, and the words that call for each.
Must not know: forms, views, how anything is drawn.
Rule: a row furnishes a room for every painter that shows one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Wall and floor, each a material and the role of its colour; what is at the end; what stands along the walls; what
# stands about; the land whose colours it has, `-` for the one that words call for; and the words.
_ROOMS = """
masonry stone | flagstones ground | throne | column torch column flag | statue column | dungeon
    | throne king queen court crown hall
planks wood | planks wood | window | bookshelf bookshelf | table bookshelf jar | -
    | library study books bookshop archive
masonry stone | flagstones ground | gate | gate torch | skull barrel bone | dungeon
    | prison jail cell
bricks wall | tiles stone | train | clock column sign column | suitcase crate suitcase | city
    | trainstation railwaystation subwaystation metrostation
plates metal | plates ground | planet | computer lever computer battery | computer crate | space
    | spaceship starship spacestation station lab laboratory bridge scifi factory
marble wall | checker wall | window | column window | statue column jar | -
    | temple church cathedral ballroom shrine sanctuary palace museum
wallpaper wall | planks wood | door | door window | table bookshelf table | -
    | school classroom office mansion hotel hallway
planks wood | planks wood | stove | barrel window barrel | table barrel table | -
    | tavern inn bar pub
wallpaper wall | tiles wall | stove | stove window bookshelf jar | table jar barrel | -
    | kitchen restaurant cafe
wallpaper roof | planks wood | bed | window bookshelf mirror | chest table jar | -
    | bedroom room home interior dorm apartment
planks wall | planks wood | bookshelf | bookshelf jar barrel | table crate barrel | -
    | shop store bakery
masonry stone | flagstones ground | stove | anvil barrel torch | anvil crate table | dungeon
    | smithy forge blacksmith workshop
masonry stone | flagstones stone | grave | torch skull | grave bone jar | grave
    | crypt catacomb catacombs tomb
rock under | rock ground | crystal | crystal torch | rock mushroom crystal | cave
    | cave cavern mine mines grotto tunnel lair underground
masonry stone | flagstones ground | gate | torch torch barrel | crate barrel chest | dungeon
    | dungeon corridor sewer keep cellar
"""


class Room(NamedTuple):
    """A room; kinds of things are those of `items`."""

    wall: str
    floor: str
    end: str
    along: list[str]
    about: list[str]
    land: str

    @property
    def bare(self) -> bool:
        """Return whether no rug lies on its floor."""
        return self.end in ("gate", "grave", "crystal")


ROOMS: list[Room] = []
_CALLED: dict[str, Room] = {}
for _row in _ROOMS.replace("\n    |", " |").strip().splitlines():
    _wall, _floor, _end, _along, _about, _land, _said = _row.split(" | ")
    ROOMS.append(Room(_wall, _floor, _end, _along.split(), _about.split(), "meadow" if _land == "-" else _land))
    _CALLED.update((word, ROOMS[-1]) for word in _said.split())


def room_of(said: Sequence[str]) -> Room | None:
    """Return the room that words call for, if any."""
    pairs = [one + other for one, other in pairwise(said)]  # a train station
    return next((_CALLED[word] for word in (*pairs, *said) if word in _CALLED), None)
