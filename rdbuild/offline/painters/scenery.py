"""What places are made of: their colours, light and weather, and the things that stand about.

Owns: the colours of a place at its hour, the grounds that are laid there, and how a drawing is laid many times.
Must not know: requests, where anything stands, how light becomes colour.
Rule: a drawing or a ground is made once for a picture and then laid as runs of pixels, in the air of its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from functools import lru_cache, partial
from math import isqrt

from rdbuild.offline.painters import items, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, words
from rdbuild.offline.painters.form import GRID, MIDDLE, Form, Pen
from rdbuild.offline.painters.grounds import laid
from rdbuild.offline.painters.lands import FALLING, HOURS, LANDS, NAMED, TIMES, land_of, rgb
from rdbuild.offline.painters.textures import Sheet

Drawn = Callable[[], tuple[Form, int, int]]


_ROOFED = frozenset({"cave", "dungeon", "sea"})  # no sky, stars or clouds there
_SUNLESS = _ROOFED | {"space", "volcano"}  # no hour changes their sky
_FIXED: dict[str, tuple[str, str]] = {  # what has its colour everywhere, and the stuff it is of
    "wood": ("96683c", "matte"), "trunk": ("7c5434", "matte"), "wall": ("e8d8b4", "matte"),
    "ink": ("2c2438", "flat"), "metal": ("a0acbc", "metal"), "gold": ("f0c038", "metal"), "glow": ("f8c850", "glow"),
    "bone": ("ece4d0", "matte"), "white": ("f4f8fc", "matte"), "gem": ("60d8e8", "glass"), "red": ("d04048", "matte"),
    "blue": ("4870d0", "matte"), "dusk": ("463e68", "flat"),
}  # fmt: skip
_BRIGHT = frozenset({"glow", "glass"})  # stuffs that no hour darkens
# The roles whose colours things have in place of their usual ones.
_DYED = called("""
leaf: tree pine_tree palm_tree bush cactus candy
leaf+trunk: coral
trunk: dead_tree stump
stone: rock column grave mountain well gate window statue
stone+light: skyscraper
stone+roof: castle tower
under: volcano
path: pyramid
roof: house hut stall flag tent bed throne
""")
# Percent of the height of other things.
_LOW = {"bush": 60, "rock": 60, "mushroom": 60, "crystal": 80, "grave": 70, "stump": 60}
_ALIKE = 54  # of three channels: how far apart materials are that become one
_VARIANTS = 4  # of a ground, a thing or somebody: what is drawn once is kept for other pictures
CLOTH = 32  # pixels to a side of what is laid again and again
_CALM = bytes(MIDDLE + (light - MIDDLE) * 5 // 8 for light in range(256))  # what is walked on stays behind

_FREE = b"\xff" + bytes(255)
_SOLID = re.compile(rb"[^\0]+")
_CLOUD = ((-11, 0, 6, 4), (0, -2, 9, 6), (11, 0, 7, 4))


class Sprite:
    """A drawing as runs of pixels, to be laid many times on the form that it is made for."""

    def __init__(self, drawn: Form, left: int, top: int, numbers: bytes) -> None:
        solid, edge = [], []
        for y, (slots, light, lines) in enumerate(zip(drawn.slots, drawn.light, drawn.lines, strict=True)):
            over, edges = slots.translate(numbers), lines.translate(numbers)
            for run in _SOLID.finditer(over):
                a, b = run.span()
                solid.append((y - top, a - left, (edges[a:b], over[a:b], light[a:b])))
            if any(lines):
                free = int.from_bytes(slots.translate(_FREE)) & int.from_bytes(edges)
                rim = free.to_bytes(len(lines))
                edge += [(y - top, run.start() - left, (run.group(),)) for run in _SOLID.finditer(rim)]
        self._runs: list[tuple[int, int, tuple[bytes | bytearray, ...]]] = [*edge, *solid]

    def lay(self, form: Form, x: int, y: int) -> None:
        planes = form.lines, form.slots, form.light  # an edge has but the first
        for dy, dx, runs in self._runs:
            if 0 <= y + dy < form.height:
                a, b = max(x + dx, 0), min(x + dx + len(runs[0]), form.width)
                for plane, run in zip(planes, runs, strict=False) if a < b else ():
                    plane[y + dy][a:b] = run[a - x - dx : b - x - dx]


class Scenery:
    """The colours of the place that a prompt calls for, and what stands about there, drawn on a form."""

    def __init__(self, form: Form, prompt: str, dice: Chance, given: Sequence[Rgb] = (), usual: str = "meadow") -> None:
        self.form, self.prompt, self.dice, self.given = form, prompt, dice, given
        self.said = words(prompt)
        self.land = LANDS[land_of(self.said, usual)]
        self.name = self.land.name
        hour = next((HOURS[word] for word in self.said if word in HOURS), "")
        self.hour = hour if self.name not in _SUNLESS else ""
        self.falls = next((FALLING[word] for word in self.said if word in FALLING), "")
        self._air: list[tuple[Rgb, int]] = []  # what lies over every colour, and how many parts of 256
        self.seed = dice.next()
        self.colours = self.land.colours | {role: rgb(code) for role, (code, _) in _FIXED.items()}
        free = [WORDS[word] for word in self.said if word in WORDS and word not in NAMED and word not in HOURS]
        paints = [WORDS[word] for word in ("red", "orange", "blue", "teal", "purple", "rust")]
        self.colours["roof"] = [*free, *given, dice.pick(paints)][0]
        self.pixels = Pen(form, 0, 0, GRID)  # a unit is a pixel
        if self.hour:
            high, low, tint, amount = TIMES[self.hour]
            self.colours["high"] = mix(high, self.colours["high"], 40)
            self.colours["low"] = mix(low, self.colours["low"], 40)
            self._air.append((tint, amount))
        self.colours["light"] = self.colours["glow" if self.dark else "gem"]
        self._sprites: dict[tuple[str, int], Sprite] = {}
        self._cloths: dict[str, list[tuple[bytes, bytes]]] = {}

    @property
    def dark(self) -> bool:
        return self.hour == "night" or self.name in ("cave", "dungeon", "space", "grave", "neon")

    @property
    def urban(self) -> bool:
        return self.name in ("city", "neon")

    def says(self, *any_of: str) -> bool:
        return any(word in self.said for word in any_of)

    def seen(self, colour: Rgb, stuff: str = "matte") -> Rgb:
        """Return a colour as it is seen here, at this hour and from so far."""
        for tint, parts in self._air:
            colour = colour if stuff in _BRIGHT and tint != self.colours["low"] else mix(colour, tint, parts)
        return colour

    def slot(self, role: str) -> int:
        """Return the material's number of a role of this place."""
        stuff = _FIXED.get(role, ("", "matte"))[1]
        return self.form.slot(self.seen(self.colours[role], stuff), stuff)

    def between(self, role: str, other: str, parts: int) -> int:
        """Return the number of a flat material between two roles of the sky; `parts` of 256 of the second."""
        return self.form.slot(mix(self.colours[role], self.colours[other], parts), "flat")

    def faded(self, parts: int) -> Scenery:
        """Return the same place farther off: its colours with `parts` of 256 of the lower sky in them."""
        far = copy(self)
        far._air = [*self._air, (self.colours["low"], parts)]
        far._sprites, far._cloths = {}, {}
        return far

    def on(self, form: Form) -> Scenery:
        """Return the same place on another form."""
        other = copy(self)
        other.form, other.pixels, other._sprites, other._cloths = form, Pen(form, 0, 0, GRID), {}, {}
        return other

    # -- grounds

    def fill(self, what: str, top: int, bottom: int, left: int = 0, right: int = 1 << 12, by: int = 0) -> None:
        """Lay a ground: a role, or a material and the role that it has its colour of; lighter `by` so much."""
        form = self.form
        left, right = max(left, 0), min(right, form.width)
        if " " not in what:
            slot = self.slot(what)
            for y in range(top, bottom):
                form.run(y, left, right, slot, MIDDLE + by)
            return
        cloth = self.cloth(what)
        for y in range(max(top, 0), min(bottom, form.height) if left < right else 0):
            slots, light = cloth[y % CLOTH]
            form.slots[y][left:right], form.light[y][left:right] = slots[left:right], light[left:right]
            form.lines[y][left:right] = bytes(right - left)
            if by:
                form.shade(y, left, right, by)

    def cloth(self, what: str) -> list[tuple[bytes, bytes]]:
        """Return the rows of a ground of a material and a role, as numbers and light; it repeats after `CLOTH`."""
        if what not in self._cloths:
            material, role = what.split()
            drawn = _cloth(material, self.seen(self.colours[role]), self.seed % _VARIANTS)
            numbers = self.numbers(drawn, self.form.slot)
            times = -(-self.form.width // CLOTH)
            self._cloths[what] = [
                (bytes(slots.translate(numbers)) * times, bytes(light.translate(_CALM)) * times)
                for slots, light in zip(drawn.slots, drawn.light, strict=True)
            ]
        return self._cloths[what]

    def numbers(self, drawn: Form, slot: Callable[[Rgb, str], int]) -> bytes:
        """Return the numbers here of another form's materials, by the numbers that they have there."""
        pairs = zip(drawn.colours[1:], drawn.stuffs[1:], strict=True)
        return bytes([0, *(slot(*pair) for pair in pairs)]).ljust(256, b"\0")

    def shared(self, colour: Rgb, stuff: str) -> int:
        """Return a material's number, or that of one that is here already and hardly differs: a place has few."""
        for number, (other, same) in enumerate(zip(self.form.colours, self.form.stuffs, strict=True)):
            if number and same == stuff and sum(abs(a - b) for a, b in zip(colour, other, strict=True)) < _ALIKE:
                return number
        return self.form.slot(colour, stuff)

    def rug(self, left: int, top: int, right: int, bottom: int) -> None:
        """Lay a rug with a golden border."""
        wide = min(right - left, bottom - top) > 13
        for what, by, rim in (("gold", 0, 0), ("roof", 0, 1), ("carpet roof" if wide else "roof", -50 * (not wide), 3)):
            self.fill(what, top + rim, bottom - rim, left + rim, right - rim, by)

    def pool(self, left: int, top: int, right: int, bottom: int) -> None:
        """Let water into the floor, within a rim of stone."""
        self.fill("stone", top, bottom, left, right, 70)
        self.fill("water water", top + 1, bottom - 1, left + 1, right - 1)
        self.fill("water", top + 1, top + 2, left + 1, right - 1, -50)

    # -- drawings

    def lay(self, key: tuple[str, int], x: int, y: int, drawn: Drawn, *, seen: bool = True) -> None:
        """Lay what has the name `key` at a place; it is drawn once: a form, and where on it that place is.

        Its colours are `seen` as they are, or are yet to be.
        """
        if key not in self._sprites:
            made, left, top = drawn()
            numbers = self.numbers(made, self.shared if seen else lambda *pair: self.shared(self.seen(*pair), pair[1]))
            self._sprites[key] = Sprite(made, left, top, numbers)
        self._sprites[key].lay(self.form, x, y)

    def thing(self, kind: str, x: int, foot: int, side: int, *, shadow: bool = False) -> None:
        """Draw a thing, the middle of its foot at a place in pixels, `side` pixels high among others; torches shine."""
        side = max(side * _LOW.get(kind, 100) // 100, 5)
        if shadow:
            self.shadow(x, foot - 1, side * 2 // 5)
        if kind == "torch":
            self.glow(x, foot - side // 2, side * 5 // 4)
        known, roles = items.CALLED.get(kind, kind), _DYED[kind].split("+") if kind in _DYED else ()
        hues = *(self.colours[role] for role in roles), *items.hues(known, ())[len(roles) :]
        snow = self.colours["white"] if self.name == "snow" else None
        self.lay((kind, side), x, foot, partial(_thing, known, side, hues, self.seed % _VARIANTS, snow), seen=False)

    def somebody(self, prompt: str, x: int, foot: int, side: int, *, shadow: bool = True) -> None:
        """Draw whom or what a prompt is about, standing at a place in pixels."""
        if shadow:
            self.shadow(x, foot - 1, side // 3)
        seed = self.seed if prompt == self.prompt else self.seed % _VARIANTS
        self.lay((prompt, side), x, foot, partial(_somebody, prompt, side, seed, tuple(self.given)), seen=False)

    # -- light and air

    def shadow(self, x: int, foot: int, reach: int, by: int = -46) -> None:
        """Let a thing's shadow fall on the ground: a flat oval, a little to the right."""
        low = max(reach // 3, 1)
        for dy in range(-low, low + 1):
            half = isqrt(reach * reach * ((low + 1) ** 2 - dy * dy)) // (low + 1)
            self.form.shade(foot + dy, x - half + 1, x + half + 2, by)

    def glow(self, x: int, y: int, reach: int, by: int = 26) -> None:
        """Let light fall around a place, in two rings."""
        for radius in (reach, reach * 5 // 9):
            for dy in range(-radius, radius + 1):
                half = isqrt(radius * radius - dy * dy)
                self.form.shade(y + dy, x - half, x + half + 1, by)

    def sky(self, bottom: int, *, sun: tuple[int, int] | None = None, clouds: int = 3) -> None:
        """Paint the sky from the top down to a row: bands, stars or clouds, sun or moon."""
        form, dice = self.form, self.dice
        tops = [bottom * n // 4 for n in range(5)]
        for n in range(4):
            slot = self.between("high", "low", n * 85)
            for y in range(tops[n], tops[n + 1]):
                form.run(y, 0, form.width, slot)
            if n:
                form.slots[tops[n] - 1][tops[n] % 2 :: 2] = bytes([slot]) * len(range(tops[n] % 2, form.width, 2))
        if self.name in _ROOFED:
            return
        if self.dark:
            white = self.between("white", "low", 30)
            for _ in range(form.width * bottom // 130):
                form.dot(dice.between(0, form.width - 1), dice.between(0, max(bottom * 3 // 4, 1)), white)
        if sun and self.hour not in ("rain", "fog"):
            size = max(min(form.width, form.height) // 10, 2)
            disc = form.slot((250, 244, 220) if self.dark else (255, 226, 130), "flat")
            self.pixels.ball(self.between("low", "white", 140), *sun, size + 1 + size // 3, light=MIDDLE, edge=False)
            self.pixels.ball(disc, *sun, size, light=MIDDLE, edge=False)
        for n in range(clouds if self.name != "space" else 0):
            x = (2 * n + 1) * form.width // (2 * clouds) + dice.between(-form.width // 8, form.width // 8)
            self._cloud(x, dice.between(bottom // 8, max(bottom // 2, bottom // 8)))

    def _cloud(self, x: int, y: int) -> None:
        small = min(self.form.width, self.form.height)
        by = self.dice.between(small // 2, small * 7 // 8)
        for slot, down in ((self.between("low", "high", 85), 1), (self.between("low", "white", 140), 0)):
            for across, up, rx, ry in _CLOUD:
                at = x + across * by // 64, y + up * by // 64 + down
                self.pixels.ball(slot, *at, max(rx * by // 64, 2), max(ry * by // 64, 1), light=MIDDLE, edge=False)

    def ridge(self, foot: int, tall: int, role: str, light: int, *, rough: int) -> None:
        """Paint hills from one side to the other, their feet at a row; `rough` pixels from one top to the next."""
        form, dice = self.form, self.dice
        points = [dice.between(tall // 4, tall) for _ in range(form.width // rough + 2)]
        tops = [
            foot - (points[x // rough] * (rough - x % rough) + points[x // rough + 1] * (x % rough)) // rough
            for x in range(form.width)
        ]
        slot = self.slot(role)
        for y in range(max(foot - tall, 0), foot):
            for run in _SOLID.finditer(bytes(top <= y for top in tops)):
                form.run(y, *run.span(), slot, light)

    def weather(self) -> None:
        """Let rain or snow fall over all that is painted, as the words say."""
        form, dice = self.form, self.dice
        white = self.slot("white")
        for _ in range(form.width * form.height // 70 if self.falls else 0):
            x, y = dice.between(0, form.width + 3), dice.between(-3, form.height - 1)
            for step in range(1 if self.falls == "snow" else 4):
                form.dot(x - step // 2, y + step, white, 170 if self.falls == "snow" else 84)


@lru_cache(maxsize=64)
def _cloth(material: str, colour: Rgb, seed: int) -> Form:
    sheet, drawn = Sheet(CLOTH, CLOTH, []), Form(CLOTH, CLOTH)
    laid(sheet, Chance(seed, material), material, colour)
    sheet.show(drawn)
    return drawn


@lru_cache(maxsize=256)
def _thing(kind: str, side: int, hues: tuple[Rgb, ...], seed: int, snow: Rgb | None) -> tuple[Form, int, int]:
    form = Form(side + 4, side + 4)
    items.item(Pen(form, 2, 2, side), kind, hues, Chance(seed, kind), view=items.UPRIGHT)
    if snow:
        _capped(form, form.slot(snow))
    return _standing(form)


@lru_cache(maxsize=64)
def _somebody(prompt: str, side: int, seed: int, given: tuple[Rgb, ...]) -> tuple[Form, int, int]:
    form = Form(side + 4, side + 4)
    subjects.draw(Pen(form, 2, 2, side), prompt, Chance(seed, prompt), given)
    return _standing(form)


def _standing(form: Form) -> tuple[Form, int, int]:
    # Where the middle of its foot is; what is too small for lines has none.
    if form.height < 13:
        form.lines = [bytearray(form.width) for _ in range(form.height)]
    return form, form.width // 2, max((y + 1 for y, row in enumerate(form.slots) if any(row)), default=0)


def _capped(form: Form, snow: int) -> None:
    # Let snow lie on all that looks up.
    for x in range(form.width):
        top = next((y for y in range(form.height) if form.slots[y][x]), form.height)
        for y in range(top, min(top + max(form.height // 9, 1), form.height)):
            if form.slots[y][x] and not form.lines[y][x]:
                form.slots[y][x], form.light[y][x] = snow, MIDDLE + 60
