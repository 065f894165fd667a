"""Fire, explosions, lightning and other things that are there for a moment.

Owns: effects as a run of moments from beginning to end.
Must not know: requests, sheets, how light becomes colour.
Rule: an effect evolves: no moment is like the one before, and it stays within its cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen


def effect(form: Form, prompt: str, seed: int, colours: Sequence[Rgb], moment: int, of: int) -> None:
    """Paint moment `moment` of `of` of the effect that the prompt names."""
    pen = Pen(form)
    pen.ball(pen.slot(colours[0], "glow"), 32, 32, 3 + moment, 3 + moment, edge=False)
