"""Somebody: knights, wizards, villagers, in any of eight facings and any pose.

Owns: the words that call for people, what each wears and carries, and the body that stands, walks and strikes.
Must not know: requests, sheets, how light becomes colour.
Rule: one body for all facings and poses; what people wear is rows of a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb
from rdbuild.offline.painters.form import Form, Pen

CALLED: dict[str, str] = {word: word for word in ("knight", "wizard", "person")}  # word of a prompt -> kind of person


@dataclass(frozen=True)
class Pose:
    """A moment of a body. Units of the grid; `stride` and `arm` are of -4 to 4, `lift` upwards."""

    stride: int = 0
    arm: int = 0
    lift: int = 0
    lying: bool = False


def person(
    pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "down", pose: Pose = Pose()
) -> None:
    """Draw somebody standing in the pen's box. `colours`: main, second, accent."""
    red, brown, skin = pen.slot(colours[0]), pen.slot(WORDS["brown"]), pen.slot((232, 180, 140))
    up = -pose.lift
    pen.limb(brown, (28 + pose.stride, 46 + up, 4), (27 + 2 * pose.stride, 58 + up, 4))
    pen.limb(brown, (36 - pose.stride, 46 + up, 4), (37 - 2 * pose.stride, 58 + up, 4))
    pen.poly(red, [(22, 30 + up), (42, 30 + up), (44, 50 + up), (20, 50 + up)], "round", cast=40)
    pen.ball(skin, 32, 19 + up, 11, 12, cast=50)
    if "up" not in facing:
        for x in (28, 36):
            pen.dot(pen.slot((30, 20, 40)), x + (2 if "right" in facing else -2 if "left" in facing else 0), 21 + up)


def portrait(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint somebody's head and shoulders, large."""
    person(Pen(form), "person", [*given, WORDS["red"]], dice)
