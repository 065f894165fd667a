"""What a prompt is about.

Owns: which words of a prompt count, and the choice between people, beasts and things.
Must not know: styles, sheets, how any of them is drawn.
Rule: the noun comes last, but before what it is with: `a wooden key chest with a skull` is a chest. What no word calls
for is a creature or a thing that the prompt and the seed make up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rdbuild.offline.painters import beasts, items, people
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, scheme, words
from rdbuild.offline.painters.form import Form, Pen

Draw = Callable[..., None]

_JOINTS = frozenset(
    [
        "with",
        "in",
        "of",
        "on",
        "holding",
        "wearing",
        "from",
        "under",
        "near",
        "beside",
        "carrying",
        "inside",
        "at",
        "by",
        "over",
        "for",
    ]
)
_FAMILIES: tuple[tuple[dict[str, str], Draw], ...] = (
    (people.CALLED, people.person),
    (beasts.CALLED, beasts.beast),
    (items.CALLED, items.item),
)


def subject_of(prompt: str, dice: Chance) -> tuple[Draw, str]:
    """Return what draws the prompt's subject, and of which kind it is."""
    said = words(prompt)
    ends = next((place for place, word in enumerate(said) if word in _JOINTS and place), len(said))
    for part in (said[:ends], said):
        for word in reversed(part):
            for called, draw in _FAMILIES:
                kind = called.get(word) or called.get(word.removesuffix("s"))
                if kind:
                    return draw, kind
    return (beasts.beast, "creature") if dice.chance(60) else (items.item, "thing")


def draw(pen: Pen, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> None:
    """Draw the prompt's subject in the pen's box."""
    paint, kind = subject_of(prompt, dice)
    said = {"prompt": prompt} if paint is people.person else {}
    paint(pen, kind, colours_of(prompt, dice, given), dice, **said)


def colours_of(prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return main, second and accent colour, each a shade of its own for this prompt."""
    chosen = scheme(prompt, dice, given)
    return [mix(c, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14)) for c in chosen]


def subject(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the prompt's subject in the middle of an empty ground."""
    form.colours[0] = backdrop(dice)
    draw(Pen(form), prompt, dice, given)


def backdrop(dice: Chance) -> Rgb:
    """Return a calm colour to stand behind a subject."""
    return mix(
        dice.pick([WORDS[word] for word in ("sky", "cream", "lavender", "mint", "tan", "silver")]), (200, 200, 210), 60
    )
