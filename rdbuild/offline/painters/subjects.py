"""A prompt's subject, and what stands around it when it is alone.

Owns: the choice between people, beasts and things, the colours that one has, and pictures of a single subject.
Must not know: how words are read (`nouns`), styles, sheets, how any subject is drawn.
Rule: what no word calls for is a creature or a thing that the prompt and the seed make up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isqrt

from rdbuild.offline.painters import beasts, items, nouns, people
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import OUTLINE, WORDS, Rgb, apart, called, mix, scheme, words
from rdbuild.offline.painters.form import Form, Pen

Draw = Callable[..., None]

_DRAWN: dict[int, Draw] = {nouns.PEOPLE: people.person, nouns.BEASTS: beasts.beast, nouns.THINGS: items.item}
_USUAL = {nouns.PEOPLE: {}, nouns.BEASTS: beasts.USUAL, nouns.THINGS: items.USUAL}
_NIGHT, _DAY = (30, 26, 44), (250, 244, 230)
_NEAR = 90  # of three channels: two colours that can't be told apart on one body

# How many a word says there are, in a picture that has room: of many, three are shown.
_COUNTS = called("""
2: two 2 pair couple duo both twin
3: three trio few several some many four five six seven eight nine ten dozen 3 4 5 6 7 8 9 10
3 of: group bunch set pile pack herd flock swarm school band gang horde army squad team party crowd family colony
""")
_SAME = frozenset(["fish", "sheep", "deer", "moose", "salmon", "trout", "tuna"])  # of which two are called as one is
_ROOM = 32  # pixels of a picture in which there may be several

_FRAMES = ("gold", "silver", "bronze", "copper", "iron")


def subject_of(prompt: str, dice: Chance) -> tuple[Draw, str]:
    """Return what draws the prompt's subject, and of which kind it is; of a beast, with what it wears after it."""
    found = nouns.noun(prompt) or ((nouns.BEASTS, "creature") if dice.chance(60) else (nouns.THINGS, "thing"))
    paint, kind = _DRAWN[found[0]], found[1]
    worn = [word for word in words(prompt) if word in beasts.WORN] if paint is beasts.beast else []
    return paint, " ".join([kind, *worn])


def draw(pen: Pen, prompt: str, dice: Chance, given: Sequence[Rgb] = (), *, facing: str = "") -> None:
    """Draw the prompt's subject in the pen's box; a beast may face where it is told to, a thing `above`."""
    paint, kind = subject_of(prompt, dice)
    colours = colours_of(prompt, dice, given)
    if paint is beasts.beast:
        paint(pen, kind, colours, dice, facing)
    elif paint is items.item:
        paint(pen, kind, colours, dice, [*facing.split(), *words(prompt)])
    else:
        paint(pen, kind, colours, dice, prompt=prompt)


def colours_of(prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return main, second and accent colour, each a shade of its own for this prompt.

    Words come first, then `given` (an input's colours), then what is usual for the kind, then dice.
    """
    usual = [WORDS[word] for word in _usual(prompt).split()]
    if not usual:
        return items.shades(scheme(prompt, dice, given), dice)
    own, seconds, accents = nouns.colours_in(prompt)
    chosen = [*own, *given][:3]
    main, second, accent = scheme("", dice, [*chosen, *usual[len(chosen) :]])
    if chosen and apart(main, second) < _NEAR:
        other = mix(second, _NIGHT if sum(main) > 420 else _DAY, 120)
        second = other if apart(main, usual[0]) < _NEAR else usual[0]
    return items.shades((main, [*seconds, second][0], [*accents, accent][0]), dice)


def _usual(prompt: str) -> str:
    # The usual colours of its noun, or of what a word makes of that: a dead tree.
    family, kind, _ = nouns.noun(prompt) or (nouns.PEOPLE, "", "")
    made = (f"{word}_{kind}" for word in words(prompt))
    return _USUAL[family].get(next((one for one in made if one in _USUAL[family]), kind), "")


# -- painters


def subject(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb], *, facing: str = "") -> None:
    """Paint the prompt's subject in the middle of an empty ground."""
    form.colours[0] = backdrop(dice)
    count = _count(prompt) if min(form.width, form.height) >= _ROOM else 1
    if count == 1:
        draw(Pen(form), prompt, dice, given, facing=facing)
        return
    wide, high = form.width, form.height
    side = min(wide * 5 // (5 + count), high * 3 // 4)  # all are of one size: at another one they might be others
    lift, step = min(high - side, side * 3 // 8), min((wide - side) // (count - 1), side // 2)
    left, top = (wide - side - step * (count - 1)) // 2, (high - side - lift) // 2
    turned = dice.chance(50)
    for place in (0, 1) if count == 2 else (0, 2, 1):  # Who stands farther away is higher up.
        one = Form(side, side)
        pen = Pen(one)
        pen.mirror = place % 2 == 1 and subject_of(prompt, dice)[0] is items.item  # swords are crossed
        draw(pen, prompt, Chance(dice.next()), given, facing=facing)
        x = left + step * (count - 1 - place if turned else place)
        form.paste(one, x, top + lift * (place == 1))


def _count(prompt: str) -> int:
    # How many the prompt is about: a number counts only before what is no one thing in the plural, as boots are.
    _, kind, head = nouns.noun(prompt) or (0, "", "")
    several = head in nouns.PLURALS or head in _SAME or (head.endswith("s") and head != kind)
    if not several or (kind.endswith("s") and not head.startswith(kind)):
        return 1
    said = words(prompt)
    for word, then in pairwise(said[: said.index(head) + 1] if head in said else ()):
        count, _, of = _COUNTS.get(word, "").partition(" ")
        if count and (then == of or not of) and not then.endswith("ed"):
            return int(count)
    return 1


def asset(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as it stands on a map, in its own shadow; that lies on the ground and is cut away with it."""
    subject(form, prompt, dice, given)
    filled = [y for y, row in enumerate(form.slots) if any(row)]
    if not filled:
        return
    foot = filled[-(-len(filled) * 7 // 8) :] or filled[-1:]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in (form.slots[y] for y in foot))
    right = max(len(row.rstrip(b"\0")) for row in (form.slots[y] for y in foot))
    wide = (right - left) // 2 + max(form.width // 24, 1)
    middle, high = (left + right) // 2 + max(form.width // 32, 1), max(wide // 4, 1)
    for y in range(max(foot[-1] + 1 - 2 * high, 0), min(foot[-1] + high, form.height)):
        across = isqrt(max(high * high * 9 - (2 * (y - foot[-1]) + high) ** 2, 0)) * wide // (3 * high)
        light, slots = form.light[y], form.slots[y]
        for x in range(max(middle - across, 0), min(middle + across, form.width)):
            if not slots[x]:
                light[x] = max(light[x] - 44, 0)


def above(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as it lies on the floor, seen from straight above."""
    subject(form, prompt, dice, given, facing="above")


def icon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as the sign of a skill: it glows on a dark ground, in a frame that is the picture's border."""
    width, height = form.width, form.height
    rim = max(1, min(width, height) // 16)
    colours = colours_of(prompt, Chance(dice.next()), given)
    aura = dice.pick((colours[2], colours[0], colours[1], WORDS["night"], WORDS["indigo"], WORDS["teal"]))
    night, glow = form.slot(mix(aura, (18, 14, 34), 190)), form.slot(mix(aura, (28, 20, 60), 120))
    for y in range(height):
        form.run(y, 0, width, night, 190 - 150 * y // height)
    pen = Pen(form)
    for reach, light in ((34, 40), (27, 80), (20, 140), (12, 190)):
        pen.ball(glow, 32, 32, reach, edge=False, light=light)
    inset = rim + max(1, min(width, height) // 24)
    side = min(width, height) - 2 * inset
    draw(Pen(form, (width - side) // 2, (height - side) // 2, side), prompt, dice, given)
    _frame(form, rim, form.slot(WORDS[dice.pick(_FRAMES)], "metal"), form.slot(OUTLINE, "flat"))


def _frame(form: Form, rim: int, metal: int, dark: int) -> None:
    # Lit on the upper and left sides; a dark line within, corners that are cut off, and studs where there is room.
    width, height = form.width, form.height
    for ring in range(rim + 1):
        last_x, last_y = width - ring, height - ring
        slot = dark if ring == rim or (rim > 1 and not ring) else metal
        middle = 2 * ring >= rim + (rim > 3)
        for y in (ring, last_y - 1):
            form.run(y, ring, last_x, slot, (236, 143)[middle] if y == ring else (40, 76)[middle])
        for y in range(ring + 1, last_y - 1):
            form.run(y, ring, ring + 1, slot, (206, 143)[middle])
            form.run(y, last_x - 1, last_x, slot, (40, 76)[middle])
    for x in (0, width - 1):
        for y in (0, height - 1):
            form.erase([(y, x, x + 1)], 0)
    if rim > 1:
        stud = rim + rim // 2
        for x in (1, width - 1 - stud):
            for y in (1, height - 1 - stud):
                form.lay([(y + row, x, x + stud) for row in range(stud)], metal, 143, edge=True)
                form.run(y, x, x + stud, metal, 236)


def backdrop(dice: Chance) -> Rgb:
    """Return a calm colour to stand behind a subject."""
    return mix(WORDS[dice.pick(("sky", "cream", "lavender", "mint", "tan", "silver"))], (200, 200, 210), 60)
