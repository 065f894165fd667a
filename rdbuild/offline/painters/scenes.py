"""Places.

Owns: dungeon maps, maps from above, platformer levels, rooms in perspective, isometric blocks.
Must not know: requests, how light becomes colour.
Rule: a place fills its picture to the last pixel.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.subjects import draw
from rdbuild.offline.painters.surfaces import surface


def scene(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint ground from above with the prompt's subject on it."""
    surface(form, prompt, dice, given)
    draw(Pen(form), prompt, dice, given)


dungeon = overworld = topdown = platformer = environment = isometric = block = scene
