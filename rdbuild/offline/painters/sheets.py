"""Several things on one picture.

Owns: the grids of item sheets, inventories, turnarounds and hexagonal tiles.
Must not know: requests, how a thing is drawn, how light becomes colour.
Rule: every cell holds its thing whole, with an empty pixel around it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.subjects import backdrop, draw


def sheet(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint several takes on the prompt's subject in a grid."""
    form.colours[0] = backdrop(dice)
    cell = max(8, min(form.width, form.height) // 4)
    for top in range(0, form.height - cell + 1, cell):
        for left in range(0, form.width - cell + 1, cell):
            draw(Pen(form, left + 1, top + 1, cell - 2), prompt, Chance(dice.next()), given)


inventory = turnaround = hexagons = sheet
