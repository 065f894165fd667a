"""Things: what is carried, used, opened, planted and lived in.

Owns: the pen that draws rows of `things`, upright, aslant or as who holds it sees it, and how seeds vary them.
Must not know: requests, sheets, how light becomes colour.
Rule: a thing is a row of the table; one loop draws them all, and a seed bends a shape, never breaks it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isqrt

from rdbuild.offline.painters import things
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, toned, words
from rdbuild.offline.painters.form import GRID, MIDDLE, SUB, Form, Pen
from rdbuild.offline.painters.things import FINE, Part

CALLED = things.CALLED
USUAL = things.USUAL

# What a word says of the main part's stuff, and what it adds around the thing.
_STUFFS = called("""
metal: metal metallic iron steel silver gold golden bronze copper brass chrome
glass: glass crystal ice frozen diamond ruby emerald sapphire amethyst jade obsidian ghost ghostly
matte: wood wooden oak stone bone leather clay rusty paper chocolate
glow: glowing laser plasma neon energy lava molten ghostfire
""")
_AURAS = called("""
flames: flaming burning fiery fire flame blazing
shards: frozen frost icy ice frosty
sparkles: magic magical enchanted arcane holy legendary mystic shiny
drips: poison poisoned poisonous toxic venomous slimy cursed
""")
# What a word lays on all that faces the sky.
COATS = called("""
snow: snow snowy snowcovered snowcapped
moss: moss mossy overgrown
""")
_BROKEN = frozenset({"broken", "cracked", "shattered", "damaged"})
_BEFORE = frozenset({"shield", "skull", "helmet", "crown", "heart", "star", "rose"})  # what two crossed ones are behind
_CHANGED = {"metal", "glass", "matte"}  # stuffs of a main part that a word may change


_HALF = GRID * FINE // 2


@dataclass(frozen=True)
class View:
    """How the table's grid lies in a pen's box. Factors are of 256.

    `right` and `down`: where a unit to the right or downwards leads, as (x, y); `x`, `y`: where the middle is.
    `taper`: how much narrower it grows downwards; `near`: how much larger everything does, for each unit.
    `wide`, `high`: units that the thing is to fill, around `middle`; 0 leaves it where the view has it.
    """

    right: tuple[int, int] = (256, 0)
    down: tuple[int, int] = (0, 256)
    x: int = _HALF
    y: int = _HALF
    taper: int = 0
    near: int = 0
    wide: int = 60
    high: int = 60
    middle: tuple[int, int] = (_HALF, _HALF)

    def at(self, x: int, y: int) -> tuple[int, int, int]:
        """Return where a point lies, and how large a unit is there (of 256). In parts of a unit."""
        dx, dy = x - _HALF, y - _HALF
        depth = 256 * FINE - self.near * dy
        across = dx * (256 - self.taper * dy // FINE) // 256
        u = self.x + (across * self.right[0] + dy * self.down[0]) * FINE // depth
        v = self.y + (across * self.right[1] + dy * self.down[1]) * FINE // depth
        unit = isqrt((self.down[0] ** 2 + self.down[1] ** 2 + self.right[0] ** 2 + self.right[1] ** 2) // 2)
        return u, v, unit * 256 * FINE // depth

    def fitted(self, parts: Sequence[Part], side: int) -> View:
        """Return the view that has these parts, and an edge of a pixel, fill `wide` or `high` in so many pixels."""
        if not self.wide:
            return self
        us, vs = [], []
        for part in parts:
            for x, y, *radius in () if part.on or part.verb in "D/" else part.points:
                u, v, unit = self.at(x, y)
                rx, ry = (radius[0], radius[-1]) if radius else (0, 0)
                us += [u - rx * unit // 256, u + rx * unit // 256]
                vs += [v - ry * unit // 256, v + ry * unit // 256]
        left, right, top, bottom = min(us), max(us), min(vs), max(vs)
        wide, high = (length * FINE - 2 * GRID * FINE // side for length in (self.wide, self.high))
        ratio = min(wide * 256 // max(right - left, 1), high * 256 // max(bottom - top, 1))
        ratio = min(ratio, _MOST_LARGER)
        return replace(
            self,
            right=(self.right[0] * ratio // 256, self.right[1] * ratio // 256),
            down=(self.down[0] * ratio // 256, self.down[1] * ratio // 256),
            x=self.middle[0] + (self.x - (left + right) // 2) * ratio // 256,
            y=self.middle[1] + (self.y - (top + bottom) // 2) * ratio // 256,
        )


UPRIGHT = View()
ASLANT = View(right=(181, 181), down=(-181, 181))
# As somebody sees what they hold themselves: a tool, its far end small and near the middle; what has no handle; and
# what is drawn that way in the table.
_HELD = View(right=(250, -100), down=(128, 256), x=33 * FINE, y=28 * FINE, near=3, wide=0)
_RAISED = View(x=30 * FINE, y=27 * FINE, wide=46, high=46, middle=(34 * FINE, 27 * FINE))
_OWN = View(wide=0)
_MOST_LARGER = 400
_TINY = 20  # pixels of a box with no room for lines between parts of one material


class _Turned(Pen):
    # A pen that draws as a view has it. Takes parts of units (`FINE`).
    def __init__(self, pen: Pen, view: View) -> None:
        super().__init__(pen.form, pen.left, pen.top, pen.side)
        self._left, self._top, self.mirror = pen._left, pen._top, pen.mirror
        self.view, self.unit = view, 256

    def place(self, x: int, y: int) -> tuple[int, int]:
        u, v, self.unit = self.view.at(x, y)
        u = 2 * _HALF - u if self.mirror else u
        return self._left + u * self.side // GRID, self._top + v * self.side // GRID

    def length(self, units: int) -> int:
        # What is thinner than a pixel would be there in places only.
        return max(units * self.side * self.unit // (GRID * 256), SUB * 9 // 16)


def item(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, said: Sequence[str] = (), view: View | None = None,
         *, plain: bool = False) -> None:  # fmt: skip
    """Draw a thing in the pen's box.

    `kind` is of `CALLED`, or `thing`: one that nobody has a word for. `colours`: main, second, accent; `said`: words
    of the prompt, for what they say of stuff and state; `view`: else aslant what tools are, and the rest upright.
    `plain`: as it looks from behind, without what is small on its front.
    """
    crossed = kinds_of(said[said.index("crossed") :][:3])[:1] if "crossed" in said else []
    if crossed and not view and (kind == crossed[0] or kind in _BEFORE):
        _emblem(pen, crossed[0], kind, colours, dice, said)
        return
    parts = _chosen(_said(kind, said), pen.side, dice)
    aslant = parts[0].verb == "/"
    aura = next((_AURAS[word] for word in said if word in _AURAS and kind not in things.ELEMENTS), "")
    if aura:
        parts = [*_chosen(f"_{aura}_aslant" if aslant else f"_{aura}", pen.side, dice), *parts]
    view = _bent(view or (ASLANT if aslant else UPRIGHT), dice).fitted(parts, pen.side)
    coat = next((COATS[word] for word in said if word in COATS and kind not in things.ELEMENTS), "")
    cracked = not _BROKEN.isdisjoint(said) and _said(kind, said) == kind and kind not in things.ELEMENTS
    whole = Pen(Form(pen.side, pen.side)) if coat or cracked else pen
    whole.mirror = pen.mirror
    _draw(_Turned(whole, view), [part for part in parts if not (plain and _small(part))], colours, said)
    if coat:
        _coated(whole.form, whole.slot(WORDS[coat]))
    if cracked:
        _cracked(whole.form)
    if whole is not pen:
        pen.form.paste(whole.form, pen.left, pen.top)


def _emblem(pen: Pen, crossed: str, kind: str, colours: Sequence[Rgb], dice: Chance, said: Sequence[str]) -> None:
    # Two of a kind across each other, and before them what else is named: a shield, a skull.
    seed, side = dice.next(), pen.side * 5 // 8
    own = colours if crossed == kind else hues(crossed, ())
    for mirror in (True, False):
        half = Pen(pen.form, pen.left, pen.top, pen.side)
        half.mirror = mirror
        item(half, crossed, own, Chance(seed), said, ASLANT)
    front = next((one for one in (kind, *kinds_of(said)) if one != crossed and one in _BEFORE), "")
    if front:
        before = Pen(pen.form, pen.left + (pen.side - side) // 2, pen.top + (pen.side - side) // 2, side)
        item(before, front, colours if front == kind else hues(front, ()), dice, (), UPRIGHT)


def _coated(form: Form, slot: int) -> None:
    # Thick on the outline's upper side, in drops of uneven length, thin where an edge crosses what lies under the sky.
    for x in range(form.width):
        column = [row[x] for row in form.slots]
        lines = [row[x] for row in form.lines]
        deep = max(form.height * (3 + (x * 5 * 64 // form.width // 8) % 4) // 64, 1)
        tops = [y for y in range(1, form.height) if column[y] and (lines[y - 1] or not column[y - 1]) and not lines[y]]
        for n, y in enumerate(tops if form.height >= 28 else tops[:1]):
            for down in range(deep if not n else max(deep // 2, 1)):
                if y + down < form.height and column[y + down] and not lines[y + down]:
                    form.dot(x, y + down, slot, 190 - 70 * down // deep)


def _cracked(form: Form) -> None:
    # A crack that zigzags down through what is there, lit on its right, and forks.
    dark, step = form.slot(WORDS["coal"], "flat"), max(form.height // 9, 2)
    x = form.width * 9 // 16
    for y in range(form.height * 7 // 8):
        x += 1 if y // step % 2 else -1
        fork = x + y % step if y // step == 4 else x
        for at in {x: 0, fork: 0}:
            if form.slots[y][at] and not form.lines[y][at]:
                form.dot(at, y, dark, 60)
                form.shade(y, at + 1, at + 2, 50)


def _small(part: Part) -> bool:
    # A lock, a window, a door: not what makes a thing's outline.
    xs, ys = ([point[axis] // FINE for point in part.points] for axis in (0, 1))
    if not xs or part.verb in "O/S":
        return False
    more = part.points[0][2] // FINE if part.verb == "B" else 1
    wide, high = max(xs) - min(xs) + 2 * more, max(ys) - min(ys) + 2 * more
    return wide * high < 420 and min(xs) > 8 and max(xs) < GRID - 8 and (min(ys) + max(ys)) // 2 > GRID // 5


def _said(kind: str, said: Sequence[str]) -> str:
    # The kind that a word makes of it: an open chest, a dead tree.
    return next((f"{word}_{kind}" for word in said if f"{word}_{kind}" in things.ROWS), kind)


def _chosen(kind: str, side: int, dice: Chance) -> list[Part]:
    # The parts of one of a kind's designs, as far as there is room for them.
    parts, there = [], True
    for part in dice.pick(things.designs(kind)):
        there = dice.chance(part.percent) if 0 < part.percent < 100 else there or part.percent == 100
        if not there or side < part.least or (part.most and side > part.most):
            continue
        if part.verb != "U":
            parts.append(part)
            continue
        for x, y, percent in part.points or ((_HALF, _HALF, 100 * FINE),):
            inner = _chosen(part.material, side, dice)
            parts += [one.moved(x - _HALF, y - _HALF, percent // FINE) for one in inner if one.verb != "/"]
    return parts


def _bent(view: View, dice: Chance) -> View:
    # A little narrower or lower, and wider at one end.
    taper, across, along = dice.pick((-1, 0, 0, 1)), dice.between(220, 256), 256
    if dice.chance(50):
        across, along = 256, dice.between(232, 256)
    (rx, ry), (dx, dy) = view.right, view.down
    right, down = (rx * across // 256, ry * across // 256), (dx * along // 256, dy * along // 256)
    return replace(view, right=right, down=down, taper=taper)


def _draw(pen: _Turned, parts: Sequence[Part], colours: Sequence[Rgb], said: Sequence[str]) -> None:
    form, under = pen.form, 0
    stuff = next((_STUFFS[word] for word in said if word in _STUFFS), "")
    for part in parts:
        if part.verb == "/":
            continue
        place = "msahv".find(part.material) if len(part.material) == 1 else -1
        colour = WORDS[part.material] if place < 0 else colours[min(place, len(colours) - 1)]
        changed = stuff and place == 0 and part.stuff in _CHANGED
        slot = pen.slot(toned(colour, part.tone), stuff if changed else part.stuff)
        form.only = under if part.on else 0
        _SOLIDS[part.verb](pen, slot, part)
        form.only = 0
        if not part.on:
            under = slot
    if pen.side < _TINY:
        for y in range(max(pen.top, 0), min(pen.top + pen.side, form.height)):
            slots, lines = form.slots[y], form.lines[y]
            for x in range(max(pen.left, 0), min(pen.left + pen.side, form.width)):
                if lines[x] == slots[x]:
                    lines[x] = 0


def _poly(pen: Pen, slot: int, part: Part) -> None:
    pen.poly(slot, [(x, y) for x, y in part.points], part.light or "slope", edge=part.edge)


def _balls(pen: Pen, slot: int, part: Part) -> None:
    light = part.light if isinstance(part.light, int) and part.light else None
    for point in part.points:
        pen.ball(slot, *point, edge=part.edge, light=light)


def _limb(pen: Pen, slot: int, part: Part) -> None:
    joints = [(x, y, radius) for x, y, radius in part.points]
    pen.limb(slot, *joints, edge=part.edge)
    if part.edge and len(joints) > 2:  # over the edges between
        pen.limb(slot, *joints, edge=False)


def _holes(pen: Pen, slot: int, part: Part) -> None:
    for point in part.points:
        pen.hole(slot, *point)


def _dots(pen: Pen, slot: int, part: Part) -> None:
    for x, y, *size in part.points:
        pen.dot(slot, x, y, int(part.light or MIDDLE), size[0] if size else 2 * FINE)


def _line(pen: Pen, slot: int, part: Part) -> None:
    for (x0, y0), (x1, y1) in pairwise(part.points):
        pen.stroke(slot, x0, y0, x1, y1, int(part.light or MIDDLE))


_SOLIDS = {"P": _poly, "B": _balls, "L": _limb, "O": _holes, "D": _dots, "S": _line}


def kinds_of(said: Sequence[str]) -> list[str]:
    """Return the kinds of things that words call for, in their order."""
    found = [CALLED.get(word) or CALLED.get(word.removesuffix("s")) for word in said]
    return [kind for kind in found if kind]


def hues(kind: str, said: Sequence[str], given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return main, second and accent colour of a kind of thing: those that are named, `given`, then the usual ones."""
    named = [WORDS[word] for word in said if word in WORDS and CALLED.get(word) != kind]
    chosen = list(dict.fromkeys([*named, *given]))[:3]
    return chosen + [WORDS[word] for word in USUAL[kind].split()][len(chosen) :]


def shades(colours: Sequence[Rgb], dice: Chance) -> list[Rgb]:
    """Return each colour a little changed."""
    return [mix(c, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14)) for c in colours]


_SLEEVES = ("leather navy", "iron steel", "peach forest", "tan crimson", "brown grey", "dark blood", "peach purple")


def weapon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint what somebody holds as they see it themselves, from the lower right."""
    form.colours[0] = mix(WORDS[dice.pick(("sky", "silver", "tan", "lavender"))], (200, 200, 210), 90)
    side = min(form.width, form.height)
    pen = Pen(form, form.width - side, form.height - side, side)
    said = words(prompt)
    kind = (kinds_of(said) or ["thing"])[-1]
    colours = shades(hues(kind, said, given), dice) + [WORDS[word] for word in dice.pick(_SLEEVES).split()]
    if f"held_{kind}" in things.ROWS:
        _draw(_Turned(pen, _OWN), _chosen(f"held_{kind}", side, dice), colours, said)
        return
    parts = _chosen(_said(kind, said), side, dice)
    aslant = parts[0].verb == "/"
    _draw(_Turned(pen, _bent(_HELD if aslant else _RAISED, dice).fitted(parts, side)), parts, colours, said)
    at = (45, 51, 72) if aslant else (40, 52, 72)
    hand = [part.moved(at[0] * FINE - _HALF, at[1] * FINE - _HALF, at[2]) for part in _chosen("_fist", side, dice)]
    _draw(_Turned(pen, _OWN), hand, colours, ())
