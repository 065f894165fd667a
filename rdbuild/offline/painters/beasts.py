"""Animals and monsters, those that words name and those that nobody has seen before.

Owns: what becomes of a kind's measures: bodies that walk on four legs, on two, or fly, and heads with what is on them.
Must not know: requests, sheets, how a body is turned (`solids`), how light becomes colour.
Rule: kinds come from `bestiary`, parts from `anatomy`; every creature has eyes and stands on its ground.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rdbuild.offline.painters.anatomy import (
    BEARD,
    CLOTHES,
    COAT,
    EARS,
    EYES,
    FACE,
    HORNS,
    PLANS,
    SPOTS,
    TAILS,
    TUFTS,
    WINGS,
)
from rdbuild.offline.painters.bestiary import CALLED, KINDS, USUAL, Kind
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix
from rdbuild.offline.painters.form import Pen
from rdbuild.offline.painters.solids import FACINGS, HIGH, SMALL, Body, Layer, Part

__all__ = ["CALLED", "USUAL", "WORN", "beast"]

# Words of a prompt that dress a head, or its eyes.
WORN = frozenset(
    [
        "party",
        "wizard",
        "witch",
        "top",
        "hat",
        "cap",
        "sunglasses",
        "shades",
        "glasses",
        "crown",
        "tiara",
        "collar",
        "scarf",
        "bandana",
        "glowing",
    ]
)
_INK: Rgb = (30, 22, 40)
_WHITE: Rgb = (246, 246, 240)
_DIM = 240  # of three channels: on a darker head an eye of ink isn't seen
_ROOM = {"fine": 40, "vast": 96}  # pixels of a box that has room for rows that say so
_HIDES = frozenset(["skin", "second", "accent", "deep", "pale", "mark"])  # marks of these keep the light
_SWING = (1, 0, -1, 0)
_MADE_UP = {  # what a creature that nobody has seen before is chosen from
    "plan": ("quad", "quad", "quad", "biped", "biped", "biped", "blob", "eyeball", "bird"),
    "stuff": ("fur", "matte", "fur"),
    "view": (0, 14, 15, 15),
    "head": (12, 13, 14, 15),
    "snout": (0, 0, 2, 4, 7),
    "muzzle": (4, 5, 6),
    "body": (9, 10, 11, 12),
    "long": (6, 8, 10),
    "legs": (4, 6, 8, 10),
    "leg": (3, 4, 5),
    "ears": ("", "cone", "round", "long", "flop", "tall", "big", "fin", "fin"),
    "tail": ("stub", "long", "bush", "tuft", "dragon", "puff", "arrow", "curl"),
    "horns": ("", "", "short", "antenna", "bull", "goat", "unicorn", "antler"),
    "wings": ("", "", "", "bat", "fan"),
    "eyes": ("big", "big", "dot", "slit", "owl"),
    "eye": (18, 20, 22, 24),
    "traits": (
        *("chest+belly", "belly+spots+chest", "chest+stripes+belly+muzzle", "muzzle+belly+chest+fangs", "dapple+belly"),
        *("belly+chest+spikes", "face+belly+chest", "muzzle+crest+chest", "belly+chest+leaves", "socks+belly+tusks"),
    ),
}


def beast(
    pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "", step: int = 0, worn: Sequence[str] = ()
) -> None:
    """Draw a beast in the pen's box.

    `kind` is of `CALLED`, or `creature`: one that nobody has seen before. `worn`: words of `WORN`, which may also stand
    after the kind. `facing` is one of eight (`down`, `down-left` ...), all of one size, at `step` 0 to 3 of its gait;
    without one it stands as it is known best, as large as it can, and `above` it is seen from high above.
    """
    kind, *more = kind.split()
    worn = [*more, *worn]
    row = _varied(KINDS[kind], dice) if kind in KINDS else _made_up(dice)
    if facing and facing != "above":  # Seen from in front, a long body is as tall as it can be seen from the side.
        row = replace(row, long=row.long * 3 // 4)
    if pen.side < SMALL:  # A head is what it is known by.
        row = replace(row, head=row.head * 4 // 3, long=row.long // 2, legs=row.legs * 3 // 4, eye=row.eye + 8)
    sizes = dice.between(14, 18), dice.between(15, 17), 16

    def body(step: int) -> Body:
        made = _Beast(row, pen, colours, worn, step, sizes)
        _DRAWN.get(row.plan, _from_table)(made)
        return made.body

    if facing in ("", "above"):
        turn = row.view
        if dice.chance(35):  # It looks the other way.
            row, turn = replace(row, aside=-row.aside), -turn
        whole = body(-1)
        if facing:
            whole.pitch, turn = HIGH, turn and 15
        whole.draw(pen, turn, whole.extent((turn,)))
        return
    left, top, right, bottom = body(0).extent((0, 2, 4))
    right = max(-left, right)
    body(step % 4).draw(pen, FACINGS[facing], (-right, top, right, bottom))


def _varied(kind: Kind, dice: Chance) -> Kind:
    # Ten of one kind are ten designs of one thing.
    numbers = {name: getattr(kind, name) + dice.between(-1, 1) for name in ("head", "body", "long")}
    words = {name: dice.pick(getattr(kind, name).split("|")) for name in ("ears", "tail", "horns", "eyes", "traits")}
    return replace(kind, legs=kind.legs + dice.between(0, 1), eye=kind.eye + dice.between(-1, 4), **numbers, **words)


def _made_up(dice: Chance) -> Kind:
    return Kind(**{name: dice.pick(choices) for name, choices in _MADE_UP.items()})  # type: ignore[arg-type]


# -- reading rows


@dataclass(frozen=True)
class _Row:
    """A row of the language at the head of `anatomy`."""

    flags: tuple[str, ...]
    paired: bool
    shape: str
    words: tuple[str, ...]
    points: tuple[tuple[int, ...], ...]
    near: int = 0
    cast: int = 0
    walk: int = 0
    wave: int = 0
    flap: int = 0


@cache
def _row(text: str) -> _Row:
    flags = tuple(re.findall(r"(-?[a-z]+):", text))
    words, _, first = re.sub(r"-?[a-z]+:", "", text).strip().partition(" ")
    paired = words == "2"
    shape, rest = (first.split(" ", 1) if paired else (words, first))  # fmt: skip
    motion = {name: int(by or 1) for name, by in re.findall(r"\b(near|cast|walk|wave|flap)(-?\d*)", rest)}
    rest = re.sub(r"\b(near|cast|walk|wave|flap)-?\d*", "", rest)
    named = tuple(re.findall(r"[a-z]+", rest))
    numbers = [tuple(int(n) for n in re.findall(r"-?\d+", point)) for point in rest.split("=")]
    return _Row(flags, paired, shape, named, tuple(numbers), **motion)


@cache
def _rows(plan: str) -> tuple[_Row, ...]:
    return tuple(_row(" ".join(line.split())) for line in PLANS[plan].strip().splitlines())


class _Materials(dict[str, int]):
    """Numbers of a beast's materials, each taken from the form when it is first asked for."""

    def __init__(self, pen: Pen, stuff: str, main: Rgb, second: Rgb, accent: Rgb) -> None:
        super().__init__()
        self._pen = pen
        beak = (92, 88, 104) if sum(main) < _DIM else WORDS["amber"]
        self._made: dict[str, tuple[Rgb, str]] = {
            "skin": (main, stuff), "second": (second, stuff), "accent": (accent, stuff),
            "deep": (mix(main, _INK, 110), stuff), "mark": (mix(main, _INK, 190), stuff),
            "pale": (mix(main, _WHITE, 100), stuff), "iris": (accent, "flat"), "glow": (accent, "glow"),
            "ink": (_INK, "flat"), "white": (_WHITE, "flat"), "bone": (WORDS["bone"], "matte"),
            "pink": ((226, 128, 140), "matte"), "gold": (WORDS["gold"], "metal"), "sky": (WORDS["frost"], "glass"),
            "cloth": (accent, "matte"), "party": (WORDS["blue"], "matte"), "velvet": (WORDS["purple"], "matte"),
            "beak": (beak, "matte"),
        }  # fmt: skip

    def __missing__(self, name: str) -> int:
        self[name] = self._pen.slot(*self._made[name])
        return self[name]


class _Beast:
    """One beast at one moment: its kind, its materials, and the body that it becomes. `step` is -1 where it stands."""

    def __init__(
        self, kind: Kind, pen: Pen, colours: Sequence[Rgb], worn: Sequence[str], step: int, sizes: tuple[int, int, int]
    ) -> None:
        main, second, accent = colours[:3]
        self.kind, self.pen, self.step, self.sizes = kind, pen, step, sizes
        self.body, self.worn = Body(), frozenset(worn)
        self.dim = sum(main) < _DIM
        self.slots = _Materials(pen, kind.stuff, main, second, accent)
        self.solid: list[Part] = []  # that was put there last: one, or left and right

    def swing(self, phase: int = 0) -> int:
        """-1 to 1, as a limb goes to and fro."""
        return _SWING[(self.step + phase) % 4] if self.step >= 0 else (0, 1, -1)[phase % 3]

    @property
    def bob(self) -> int:
        return self.step in (1, 3)

    def foot(self, phase: int) -> tuple[int, int]:
        """Return how far a foot is forth, in quarters of a stride, and how far up."""
        if self.step < 0:
            return 0, 0
        swing = _SWING[self.step] * phase
        return swing, 3 * (not swing and (1 if self.step == 1 else -1) == phase)

    def layers(self, text: str, size: int = 16) -> list[Layer]:
        """Return discs from `material width height x y`, of so many sixteenths of what is written."""
        made = []
        for disc in text.split(","):
            name, *numbers = disc.split()
            rx, ry, x, y = (*(int(n) * size // 16 for n in numbers), 0, 0)[:4]
            made.append(Layer(self.slots[name], rx, ry, x, y))
        return made

    def put(self, texts: Iterable[str], u: int = 0, f: int = 0, unit: int = 16, near: int = 0) -> None:
        """Add rows around a point, of `unit` sixteenths of their size."""
        self.add(map(_row, texts), u, f, (unit, unit, unit), near)

    def add(self, rows: Iterable[_Row], u: int, f: int, sizes: tuple[int, int, int], near: int = 0) -> None:
        for number, row in enumerate(rows):
            if all(self._is(flag) for flag in row.flags):
                if row.shape in _CALLS:
                    up, *more = row.points[0]
                    _CALLS[row.shape](self, up * sizes[1] // 16 if more else up, *more)
                    continue
                for side in (-1, 1) if row.paired else (1,):
                    self._one(row, number, side, u, f, sizes, near)

    def _is(self, flag: str) -> bool:
        name = flag.removeprefix("-")
        there = self.pen.side >= _ROOM[name] if name in _ROOM else name == self.kind.stuff or self.kind.has(name)
        return there != flag.startswith("-")

    def _one(self, row: _Row, number: int, side: int, u: int, f: int, sizes: tuple[int, int, int], near: int) -> None:
        body, last = self.body, len(row.points) - 1
        go, lift = self.foot(row.walk * side) if row.walk else (0, 0)
        wave = row.wave * self.swing(number) if row.wave else 0
        flap = row.flap * self.swing() if self.step >= 0 else 0
        points = []
        for at, (s, up, forth, *more) in enumerate(point for point in row.points if len(point) > 2):
            moved = (
                side * s * sizes[0] // 16 + (wave * at // max(last, 1) if last else wave),
                u + up * sizes[1] // 16 + lift * (at == last) + flap * abs(s) // 5,
                f + forth * sizes[2] // 16 + go * 4 * (at + 1) // (last + 1) * (at > 0 or not last),
            )
            points.append((*moved, *(max(n * sizes[1] // 16, n > 0) for n in more)))
        slot = self.slots[row.words[0]] if row.words else 0
        near += row.near
        if row.shape in _MARKS:
            owner = self.solid[(side > 0) - len(self.solid) if row.paired and len(self.solid) > 1 else -1]
            if row.shape == "in":
                body.patch(slot, *points[0], on=owner)
            elif row.shape == "dot":
                rx, ry = (n * sizes[1] // 16 for n in row.points[0])
                body.eye([Layer(slot, rx, ry, light=None if row.words[0] in _HIDES else 128)], *points[0][:3], on=owner)
            elif row.shape == "eyes":
                s, up, forth = points[0][:3]
                _eyes(self, row.points[0][0] * self.kind.eye // 20, s, up, forth)
            return
        if row.shape == "ball":
            part = body.ball(slot, *points[0], cast=row.cast, near=near)
        elif row.shape == "limb":
            part = body.limb(slot, *points, cast=row.cast, near=near)
        else:
            part = body.sheet(slot, points, "down" if row.flap else "slope", near=near)
        self.solid = [*self.solid, part] if row.paired and side > 0 else [part]


def _look(b: _Beast, f: int) -> None:
    b.body.aside = (b.kind.aside, f) if b.step < 0 else (0, 0)


def _crown(b: _Beast, u: int, f: int, size: int) -> None:
    b.put(EARS.get(b.kind.ears, ()), u, f, size)
    b.put(HORNS.get(b.kind.horns, ()), u, f, size)


def _wings(b: _Beast, u: int, f: int, size: int) -> None:
    b.put(WINGS.get(b.kind.wings, ()), u, f, size)


def _tail(b: _Beast, u: int, f: int) -> None:
    b.put(TAILS.get(b.kind.tail, ()), u, f)


def _from_table(b: _Beast) -> None:
    b.add(_rows(b.kind.plan), 2 * b.bob, 0, b.sizes)


# -- heads


def _head(b: _Beast, u: int, f: int) -> None:
    # By its middle. Its radius is the measure of all that is on it.
    kind, body, slots, h = b.kind, b.body, b.slots, b.kind.head
    _look(b, f - h // 2)
    _crown(b, u, f, h)
    if kind.has("mane"):
        body.ball(slots["deep"], 0, u - 2, f - 4, h * 3 // 2, near=-4)
    b.solid = [body.ball(slots["second" if kind.has("wool") else "skin"], 0, u, f, h, h * 15 // 16, cast=40)]
    b.put(FACE, u, f, h)
    b.put(TUFTS, u, f, h)
    high = 8 if kind.snout > 8 else 5
    _eyes(b, kind.eye * h // 12, h * high // 16 + (high < 8), u + h * high // 16, f + h * (18 - high) // 16)
    _snout(b, u, f, h)
    b.put(BEARD, u, f, h)
    _worn(b, u, f, h)
    body.aside = (0, 0)


def _eyes(b: _Beast, size: int, s: int, u: int, f: int) -> None:
    # On the solid that was put there last, at `s` to the left and right.
    style = "beady" if b.kind.eyes == "dot" and b.dim else b.kind.eyes
    style = "glow" if "glowing" in b.worn else style
    for words, glasses in (({"sunglasses", "shades"}, "shades"), ({"glasses"}, "glasses")):
        if b.worn & words:
            style, u = glasses, u + 1
            b.body.eye(b.layers("ink 40 12" if glasses == "shades" else "gold 40 8", size), 0, u, f + 2, on=b.solid[0])
    for side in (-1, 1):
        b.body.eye(b.layers(EYES[style], size), side * s, u, f, on=b.solid[-(side > 0)])


def _snout(b: _Beast, u: int, f: int, h: int) -> None:
    kind, body = b.kind, b.body
    r, low = kind.muzzle, u - h * 5 // 16
    tip, drop = f + h * 10 // 16 + kind.snout, kind.snout // 3
    low -= drop // 2
    if kind.snout > 1:
        light = "second" if kind.has("muzzle", "face", "wool") else "pink" if kind.has("pinknose") else "skin"
        muzzle = body.limb(
            b.slots[light], (0, low, f + h // 2, r), (0, low - 1 - drop, tip - r // 2, r * 7 // 8), near=4
        )
        if kind.has("plate"):
            plate = body.ball(b.slots["second"], 0, low, tip + 1, r - 1, near=5)
            for side in (-1, 1):
                body.eye(b.layers("mark 14 22"), side * r * 6 // 16, low, tip + r, on=plate)
        elif kind.has("reptile"):
            for side in (-1, 1):
                body.eye(b.layers("ink 10 9"), side * r * 6 // 16, low - drop + r * 6 // 16, tip + r // 4, on=muzzle)
            body.eye(b.layers("ink 60 7", r * 3), 0, low - drop - r * 5 // 16, tip + r // 4, on=muzzle)
        else:
            size = r * 4
            body.eye(b.layers("ink 30 22,white 8 6 -8 -8", size), 0, low - drop + r * 6 // 16, tip + r // 4, on=muzzle)
            body.eye(b.layers("ink 5 22", size), 0, low - drop - r * 5 // 16, tip + r // 4, on=muzzle)
    elif kind.plan != "bird" and not kind.has("trunk"):
        smile = b.layers("ink 60 9,ink 12 9 -50 -9,ink 12 9 50 -9", h * 10 // 8)
        body.eye(smile, 0, u - h * 6 // 16, f + h, on=b.solid[0])
    if kind.has("nosering"):
        body.ball(b.slots["gold"], 0, low - 5, tip, 2, near=9)


def _worn(b: _Beast, u: int, f: int, size: int) -> None:
    hatted = False
    for special, called, rows in CLOTHES:
        hat = "hat" in called
        if b.worn & called and (not special or b.worn & special) and not (hat and hatted):
            hatted = hatted or hat
            b.put(rows, u, f, size)


_MARKS = frozenset(["in", "dot", "eyes"])
_CALLS: dict[str, Callable[..., None]] = {
    "look": _look, "crown": _crown, "worn": _worn, "wings": _wings, "head": _head,
}  # fmt: skip


# -- bodies whose measures differ from kind to kind


def _legs(b: _Beast, places: Iterable[tuple[int, int, int]], hip: int) -> None:
    # At side, forth, phase.
    leg, kind = b.kind.leg, b.kind
    paw = "second" if kind.has("socks") else "mark" if kind.has("boots") else "skin"
    for s, f, phase in places:
        go, lift = b.foot(phase)
        x, z = s + (s > 0) - (s < 0), f + go * 5
        b.body.limb(b.slots["skin"], (s, hip + 3, f, leg + 1), (x, leg + lift, z, leg))
        b.body.ball(b.slots[paw], x, leg - 1 + lift, z + 2, leg, leg - 1, near=1)


def _quad(b: _Beast) -> None:
    k, body, slots = b.kind, b.body, b.slots
    hip, frog = k.legs + b.bob, k.has("frog")
    middle = hip + k.body * 3 // 4
    s = k.body - k.leg + 1
    places = [
        (side * (s + 3 * frog * (end < 0)), end * (k.long - 1), side * end) for side in (-1, 1) for end in (-1, 1)
    ]
    _legs(b, places, hip)
    back = middle + k.body - 1
    if k.has("wool"):
        b.put(
            ("2 ball skin 8 0 -7 8", "2 ball skin 8 0 6 8", "ball skin 0 6 -9 8", "2 ball skin 6 7 0 8"),
            middle,
            near=-3,
        )
    b.solid = [
        body.limb(slots["skin"], (0, middle, -k.long, k.body), (0, middle, k.long, k.body - (k.body > 11)), cast=30)
    ]
    b.put(COAT, middle, 0, k.body)
    if k.has("chest"):
        body.patch(slots["second"], 0, middle - 3, k.long + k.body, k.body * 11 // 16, k.body)
        body.patch(slots["second"], 0, middle - k.body, 0, k.long + 6, k.body // 3)
    for trait, spots in SPOTS.items():
        if k.has(trait):
            slot = slots["mark" if trait == "stripes" else "second"]
            for f, up, rx, ry in spots:
                for side in (-1, 1):
                    flank = side * k.body * 12 // 16, middle + up * k.body // 16, f * k.long // 16
                    body.patch(slot, *flank, rx, ry, on=b.solid[0])
    if k.has("shell"):
        body.ball(slots["second"], 0, middle + 1, -2, k.body + 7, k.body + 3, near=6, cast=40)
        for s, up, f in ((0, 15, -2), (-11, 8, 8), (11, 8, 8), (-12, 8, -8), (12, 8, -8), (0, 10, -15), (0, 8, 15)):
            body.patch(slots["mark"], s, middle + up, f - 2, 4, 3)
    if k.has("spikes", "mohawk"):
        for f in range(-k.long, k.long, 6):
            body.limb(slots["accent" if k.has("spikes") else "second"], (0, back, f, 3), (0, back + 6, f - 3, 1))
    f = k.long + k.head // 3 + k.neck // 2 - 2 * frog
    u = hip + k.body + k.head // 2 + k.neck
    if k.has("wool"):
        u, f = u - 2, f + 4
        body.ball(slots["skin"], 0, u + 8, f - 3, 9, 6, near=8)
    if k.neck:
        throat = (0, middle + 1, k.long - 2, k.body * 3 // 4), (0, u - 2, f - 3, k.head * 10 // 16)
        body.limb(slots["skin"], *throat, cast=20)
        if k.has("crest"):
            mane = (0, back, k.long - 8, 4), (0, u + 2, f - 8, 5), (0, u + k.head, f, 4)
            body.limb(slots["second"], *mane)
    if k.has("ruff"):
        body.ball(slots["second"], 0, u - 5, f - 5, k.head + 2, k.head, near=-2)
    _tail(b, middle + k.body // 3, -k.long - k.body * 12 // 16)
    _wings(b, back - 2, 0, 15)
    if frog:
        _look(b, f)
        body.ball(slots["skin"], 0, u, f, k.head + 2, k.head * 12 // 16, cast=30)
        body.patch(slots["second"], 0, u - k.head * 12 // 16, f + k.head, k.head, 5)
        body.eye(b.layers("ink 120 9,ink 14 9 -110 -9,ink 14 9 110 -9"), 0, u - 3, f + k.head)
        b.put(("2 ball skin 9 11 4 7 near3", "eyes 26 = 9 13 10"), u, f, k.head)
        _worn(b, u, f, k.head)
        return
    _head(b, u, f)


def _biped(b: _Beast) -> None:
    k, body, slots = b.kind, b.body, b.slots
    hip, w = k.legs + b.bob, k.body
    middle = hip + w * 10 // 16
    _legs(b, [(side * w * 9 // 16, 0, side) for side in (-1, 1)], hip)
    for side in (-1, 1):
        back = 4 * b.foot(side)[0]
        hand = side * (w + 4), middle - w // 2, 4 - back
        shoulder = side * (w - 1), middle + w * 11 // 16, 0, k.leg + 1
        body.limb(slots["skin"], shoulder, (side * (w + 5), middle + 1, -1 - back // 2, k.leg), (*hand, k.leg), near=1)
        body.ball(slots["skin"], *hand, k.leg + 1, near=2)
        if k.has("claws"):
            for toe in (-2, 1, 4):
                at = hand[0] + toe - 1
                body.limb(slots["bone"], (at, hand[1] - 3, hand[2] + 3, 1), (at, hand[1] - 7, hand[2] + 4, 0), near=3)
        if k.has("rocks"):
            body.ball(slots["deep"], side * (w + 2), middle + w * 14 // 16, 0, k.leg + 4, k.leg + 3, near=4)
            body.patch(slots["second"], side * (w + 1), middle + w + 6, 2, k.leg + 2, 4)
    torso = (0, middle - 2, 0, w * 13 // 16), (0, middle + w * 9 // 16, 0, w)
    b.solid = [body.limb(slots["skin"], *torso, cast=30)]
    b.put(COAT, middle, 0, w)
    if k.has("belly"):
        body.patch(slots["second"], 0, middle, w, w * 10 // 16, w * 13 // 16)
    if k.has("rocks"):
        body.patch(slots["second"], -w // 2, middle + w, w // 2, 6, 4)
        body.eye(b.layers("glow 34 34,white 14 14 -6 -6"), 0, middle + w // 2, w)
    _tail(b, hip + 3, -w * 10 // 16)
    _wings(b, middle + w // 2, -5, 16)
    _head(b, middle + w * 17 // 16 + k.head * 11 // 16, 3)


def _bird(b: _Beast) -> None:
    k, body, slots = b.kind, b.body, b.slots
    upright = k.has("upright", "disc")
    hip = (3 if upright else 7) + b.bob
    w, middle, beak = k.body, hip + k.body, slots["beak"]
    for side in (-1, 1):
        go, lift = b.foot(side)
        s = side * 4
        body.limb(beak, (s, hip + 3, 0, 1), (s, 2 + lift, go * 3, 1))
        for toe in (-3, 0, 3):
            body.limb(beak, (s, 1 + lift, go * 3, 1), (s + toe, 1 + lift, go * 3 + 5, 1))
    back, tail = -w // 2, 18 if k.has("longtail") else 10
    if k.has("plume"):
        for s in (-4, 0, 4):
            body.limb(slots["second"], (0, middle, -w, 3), (s, middle + 11, -w - 6, 4))
    elif upright:
        body.limb(slots["deep"], (0, hip + 3, back, 4), (0, 3, back - 4, 3))
    else:
        quill = slots["second" if k.has("longtail") else "deep"]
        body.limb(quill, (0, middle - 1, back - 3, 5), (0, middle - tail // 2, back - tail, 3), near=-1)
    if upright:
        body.ball(slots["skin"], 0, middle, 0, w, w + 2, cast=20)
    else:
        body.limb(slots["skin"], (0, middle - 2, -4, w - 3), (0, middle + 1, 3, w - 1), cast=20)
    if k.has("belly", "chest"):
        body.patch(slots["second"], 0, middle - 2, w, w * 12 // 16, w)
    if k.wings:
        _wings(b, middle + 5, -2, 18)
    else:
        flap = 2 * b.swing() if b.step >= 0 else 0
        for side in (-1, 1):
            s = side * (w - 1)
            tips = (s + side * (1 + abs(flap)), middle - 3 + flap, -7, 4), (s, middle - 7 + flap, -13 + upright * 8, 2)
            body.limb(slots["second" if k.has("longtail") else "deep"], (s, middle + 3, 1, 5), *tips, near=2)
            body.patch(slots["second" if k.has("sheen") else "skin"], s + side * 6, middle + 4, 1, 5, 3)
    h = k.head - 1
    u, f = middle + w * 11 // 16 + h * 9 // 16 + k.neck, w * 5 // 16 + 1
    if k.neck:
        body.limb(slots["skin"], (0, middle, 4, w * 10 // 16), (0, u, f, h * 13 // 16))
    if k.has("comb"):
        for forth in (-3, 1, 5):
            body.ball(slots["accent"], 0, u + h, f + forth, 3)
        body.ball(slots["accent"], 0, u - h, f + h * 12 // 16, 3, near=4)
    if k.has("crest"):
        for forth in (-2, 2):
            body.limb(slots["accent"], (0, u + h // 2, f + forth, 4), (0, u + h + 7, f + forth - 8, 1), near=-h)
    _crown(b, u, f, h)
    b.solid = [body.ball(slots["second" if k.has("whitehead") else "skin"], 0, u, f, h, cast=30)]
    b.put(FACE, u, f, h)
    _eyes(
        b,
        k.eye * h // 12,
        h * (8 if upright else 11) // 16,
        u + h * (3 if upright else 5) // 16,
        f + h * (13 if upright else 10) // 16,
    )
    tip = f + h * 14 // 16 + k.snout
    if k.has("bill"):
        for s in (-2, 2):
            body.limb(beak, (s, u - 3, f + h - 1, 3), (s, u - 4, tip, 3), near=4)
    else:
        body.limb(beak, (0, u - 1, f + h - 2, 4), (0, u - 2, tip, 2 if k.has("hook") else 1), near=4)
        if k.has("hook"):
            body.limb(beak, (0, u - 2, tip, 2), (0, u - 6, tip, 1), near=4)
    _worn(b, u, f, h)


_DRAWN: dict[str, Callable[[_Beast], None]] = {"quad": _quad, "biped": _biped, "bird": _bird}
