"""Parts of user interfaces, and words.

Owns: panels with borders that can be cut in nine, buttons, bars, slots; letters and the lettering of a prompt's words.
Must not know: requests, how light becomes colour.
Rule: a border is the same along a whole side, so that the middle of a panel may be stretched.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, scheme
from rdbuild.offline.painters.form import Form, Pen


def panel(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint parts of an interface in the prompt's colours."""
    pen = Pen(form)
    pen.box(pen.slot(scheme(prompt, dice, given)[0]), 4, 4, 60, 60)


lettering = panel
