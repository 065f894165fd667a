"""Things: what is carried, used, opened, planted and lived in.

Owns: the words that call for things, and their shapes as a table.
Must not know: requests, sheets, how light becomes colour.
Rule: a thing is rows on a grid of 64 x 64, with a silhouette that is known at 16 pixels.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb
from rdbuild.offline.painters.form import Form, Pen

CALLED: dict[str, str] = {word: word for word in ("potion", "sword")}  # word of a prompt -> thing
USUAL: dict[str, str] = {}  # kind -> words for main, second and accent colour


def item(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance) -> None:
    """Draw a thing in the pen's box. `kind` is of `CALLED`, or `thing`: one that nobody has a word for."""
    glass, cork = pen.slot(colours[0], "glass"), pen.slot(WORDS["brown"])
    pen.box(pen.slot(WORDS["cream"], "glass"), 26, 10, 38, 28, "round")
    pen.ball(glass, 32, 41, 18, 17)
    pen.box(cork, 24, 5, 40, 12, "round")


def weapon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint what somebody holds as they see it themselves, from the lower right."""
    item(Pen(form), "sword", [*given, WORDS["silver"]], dice)
