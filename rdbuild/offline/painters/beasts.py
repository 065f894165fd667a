"""Animals and monsters, those that words name and those that nobody has seen before.

Owns: the words that call for beasts, and their bodies in four facings.
Must not know: requests, sheets, how light becomes colour.
Rule: every creature has eyes and stands on its ground.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Pen

CALLED: dict[str, str] = {word: word for word in ("slime", "dragon")}  # word of a prompt -> kind of beast


def beast(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "down", step: int = 0) -> None:
    """Draw a beast in the pen's box. `kind` is of `CALLED`, or `creature`: one that nobody has seen before."""
    skin, eye = pen.slot(colours[0], "glass"), pen.slot((30, 20, 40))
    pen.ball(skin, 32, 44, 26, 16)
    pen.ball(skin, 32, 36, 18, 20, edge=False)
    for x in (25, 39):
        pen.dot(eye, x, 38, size=5)
