"""What places are made of: their colours by words, light and weather, and the things that stand about.

Owns: the lands that words call for, their hours and weather, and how drawings are laid many times.
Must not know: requests, where anything stands, how light becomes colour.
Rule: a drawing is made once for a picture and then laid as runs of pixels.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import copy
from math import isqrt

from rdbuild.offline.painters import beasts, people, sketches
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.sketches import table

_ROLES = ["high", "low", "far", "ground", "under", "leaf", "stone", "water", "path"]
# Of each land its colours in the order of the roles, and what grows there.
_LANDS = table("""
meadow:   4c98e8 c8ecf4 88b4dc 68b848 8c5c3c 3c9048 8c8ca0 3c88d0 d8b878 tree,bush,tree
forest:   68b0c8 d8f0c8 78a890 50984c 70503c 2c7444 848c88 3c88b0 c0a068 tree,pine,bush
desert:   48a0e0 f8e0a8 d8a078 e8c47c c08850 6c9c4c c89468 38a8b8 f4dca0 cactus,palm,rock
snow:     78ace8 e8f4fc a8c4e4 e8f0f8 7484a8 38706c 8c9cb8 78b8e0 c8d0dc snowpine,snowpine,rock
swamp:    687c68 b8bc80 788c70 647c40 4c4030 506c38 70786c 54704c 9c8858 dead,bush,mushroom
volcano:  381828 e05c28 603040 605058 402c38 504040 504450 f07828 8c7068 dead,rock,rock
beach:    2c98e4 c8f4f4 60b0d8 f0d898 c8a060 48a84c b09880 28a8d0 f8ecc0 palm,palm,bush
cave:     14121c 34304c 2c2844 6c6480 4c4460 40a088 5c5878 38a0c0 8c84a0 crystal,rock,mushroom
dungeon:  181420 483c44 302838 8c8074 50464c 588c50 8c8488 3c84b8 a89878 column,rock,crystal
crypt:    141020 403858 302c48 70708c 48445c 484c58 747490 50a070 9090a8 tomb,dead,column
grave:    24244c 705c84 403c64 506448 40383c 3c4450 7c7c90 406080 8c8478 tomb,dead,tomb
city:     5088d0 f0dcc8 88a0c8 84889c 54586c 4c9860 98a0b0 4080c0 acb0bc lamp,tree,lamp
space:    0c0c28 38306c 403878 7c88a4 485070 38b8b8 6c7898 30d8b8 9ca8c0 crystal,rock,crystal
sea:      0c4078 48b8d0 2878a8 dcc890 a88c60 d8607c 6c8ca8 3090c8 e8dca8 coral,rock,coral
autumn:   6ca4d8 f8e0c0 b09898 a8a048 80543c d87830 8c8480 4080b0 d8b478 tree,tree,bush
candy:    f49cd0 fce4f0 d8a8e8 f890c0 b8705c 68d0b8 d0a0e0 70c8f0 fce8c0 mushroom,tree,bush
""")
# The first land that a word calls for is it; without any it is the first of all.
_NAMED = table("""
meadow:   meadow field plains grassland farm
forest:   forest woods woodland grove jungle glade elven fairy enchanted
desert:   desert dune dunes egypt pyramid canyon western oasis savanna sand
snow:     snow snowy ice icy winter frozen arctic tundra frost glacier
swamp:    swamp marsh bog bayou mire poison sewer sewers
volcano:  volcano volcanic lava magma hell inferno fire infernal
beach:    beach island tropical coast pirate shore seaside lagoon sea ocean
cave:     cave cavern mine mines underground grotto tunnel crystal
dungeon:  dungeon prison keep cellar
crypt:    crypt catacomb catacombs tomb underworld
grave:    graveyard cemetery haunted spooky halloween
city:     city town street urban downtown tokyo cyberpunk skyline alley rooftop
space:    space spaceship spacestation station scifi alien moon galaxy planet
sea:      underwater reef atlantis
autumn:   autumn fall harvest
candy:    candy cute pastel sweet
""")
_CALLED = {word: land for land, called in _NAMED.items() for word in called.split()}
_TIMES: dict[str, tuple[str, str, str, int]] = {  # high and low sky, what all is tinted with, and how much of 256
    "night": ("101840", "404c8c", "1c2460", 104),
    "sunset": ("504080", "f8a460", "e07848", 40),
    "dawn": ("7890d0", "f8d4c4", "f0b0b0", 30),
    "rain": ("506078", "98a8b4", "506078", 70),
    "fog": ("a4b4bc", "d4dcdc", "b8c4c8", 90),
}
_HOURS = {
    word: time
    for time, called in {
        "night": "night midnight moonlight moonlit moon nocturnal dark starry",
        "sunset": "sunset dusk evening twilight",
        "dawn": "dawn sunrise morning",
        "rain": "rain rainy storm stormy thunderstorm",
        "fog": "fog foggy mist misty",
    }.items()
    for word in called.split()
}
_FALLING = dict.fromkeys(("snow", "snowy", "snowing", "snowfall", "blizzard"), "snow") | dict.fromkeys(
    ("rain", "rainy", "storm", "stormy", "thunderstorm"), "rain"
)
_ROOFED = frozenset({"cave", "crypt", "dungeon", "sea"})  # no sky, stars or clouds there
_SUNLESS = frozenset({"cave", "crypt", "dungeon", "space", "sea", "volcano"})  # no hour changes their sky
_FIXED: dict[str, tuple[str, str]] = {  # what has its colour everywhere, and the stuff it is of
    "wood": ("96683c", "matte"), "trunk": ("7c5434", "matte"), "wall": ("e8d8b4", "matte"),
    "ink": ("2c2438", "flat"), "metal": ("a0acbc", "metal"), "gold": ("f0c038", "metal"), "glow": ("f8c850", "glow"),
    "bone": ("ece4d0", "matte"), "white": ("f4f8fc", "matte"), "gem": ("60d8e8", "glass"), "red": ("d04048", "matte"),
    "blue": ("4870d0", "matte"), "slime": ("70c850", "matte"), "shade": ("5c4878", "matte"),
    "skin": ("ecbc94", "matte"),
}  # fmt: skip
_UNTINTED = frozenset({"glow", "gem", "high", "low", "white"})  # by the hour

_FREE = b"\xff" + bytes(255)
_SOLID = re.compile(rb"[^\0]+")
_CLOUD = ((-11, 0, 6, 4), (0, -2, 9, 6), (11, 0, 7, 4))


def _rgb(code: str) -> Rgb:
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


def named(said: Sequence[str]) -> str:
    """Return the word for somebody: a person or a beast that words name, else nothing."""
    return next((word for word in reversed(said) if word in people.CALLED or word in beasts.CALLED), "")


def land_of(said: Sequence[str], usual: str = "meadow") -> str:
    """Return the land that words call for, the usual one if none does."""
    return next((_CALLED[word] for word in said if word in _CALLED), usual)


class Sprite:
    """A drawing as runs of pixels, to be laid many times on the form that it is made for."""

    def __init__(self, drawn: Form, left: int = 0, top: int = 0) -> None:
        self._solid, self._edge = [], []
        for y, (slots, light, lines) in enumerate(zip(drawn.slots, drawn.light, drawn.lines, strict=True)):
            for run in _SOLID.finditer(slots):
                a, b = run.span()
                self._solid.append((y - top, a - left, slots[a:b], light[a:b], lines[a:b]))
            if any(lines):
                free = int.from_bytes(slots.translate(_FREE)) & int.from_bytes(lines)
                rim = free.to_bytes(len(lines))
                self._edge += [(y - top, run.start() - left, run.group()) for run in _SOLID.finditer(rim)]

    def lay(self, form: Form, x: int, y: int) -> None:
        width = form.width
        for dy, dx, line in self._edge:
            if 0 <= y + dy < form.height:
                a, b = max(x + dx, 0), min(x + dx + len(line), width)
                if a < b:
                    form.lines[y + dy][a:b] = line[a - x - dx : b - x - dx]
        for dy, dx, slots, light, lines in self._solid:
            if 0 <= y + dy < form.height:
                a, b = max(x + dx, 0), min(x + dx + len(slots), width)
                if a < b:
                    cut = slice(a - x - dx, b - x - dx)
                    form.slots[y + dy][a:b] = slots[cut]
                    form.light[y + dy][a:b] = light[cut]
                    form.lines[y + dy][a:b] = lines[cut]


class Scenery:
    """The colours of the place that a prompt calls for, and what stands about there, drawn on a form."""

    def __init__(self, form: Form, prompt: str, dice: Chance, given: Sequence[Rgb] = (), usual: str = "meadow") -> None:
        self.form, self.dice = form, dice
        self.said = words(prompt)
        self.land = land_of(self.said, usual)
        self.hour = next((_HOURS[word] for word in self.said if word in _HOURS), "")
        self.falls = next((_FALLING[word] for word in self.said if word in _FALLING), "")
        *codes, growth = _LANDS[self.land].split()
        self.growth = growth.split(",")
        colours = dict(zip(_ROLES, map(_rgb, codes), strict=True))
        self.colours = dict(colours)
        free = [WORDS[word] for word in self.said if word in WORDS and word not in _CALLED and word not in _HOURS]
        paints = [WORDS[word] for word in ("red", "orange", "blue", "teal", "purple", "rust")]
        self.colours["roof"] = [*free, *given, dice.pick(paints)][0]
        self.colours |= {role: _rgb(code) for role, (code, _) in _FIXED.items()}
        tinge = (dice.next() & 255, dice.next() & 255, dice.next() & 255)
        self.colours |= {role: mix(self.colours[role], tinge, 12) for role in _ROLES}
        self.pixels = Pen(form, 0, 0, GRID)  # a unit is a pixel
        if self.hour and self.land not in _SUNLESS:
            high, low, tint, amount = _TIMES[self.hour]
            self.colours |= {"high": mix(_rgb(high), colours["high"], 40), "low": mix(_rgb(low), colours["low"], 40)}
            self.colours |= {
                role: mix(colour, _rgb(tint), amount) for role, colour in self.colours.items() if role not in _UNTINTED
            }
        self._sprites: dict[tuple[str, int], Sprite] = {}

    @property
    def dark(self) -> bool:
        return self.hour == "night" or self.land in ("cave", "crypt", "dungeon", "space", "grave")

    def says(self, *any_of: str) -> bool:
        return any(word in self.said for word in any_of)

    def slot(self, role: str, on: Form | None = None) -> int:
        """Return the material's number of a role of this place."""
        return (on or self.form).slot(self.colours[role], _FIXED.get(role, ("", "matte"))[1])

    def between(self, role: str, other: str, parts: int) -> int:
        """Return the material's number of a colour between two roles; `parts` of 256 of the second."""
        return self.form.slot(mix(self.colours[role], self.colours[other], parts), "flat")

    def faded(self, parts: int) -> Scenery:
        """Return the same place farther off: its colours with `parts` of 256 of the lower sky in them."""
        far = copy(self)
        far.colours = {role: mix(colour, self.colours["low"], parts) for role, colour in self.colours.items()}
        far._sprites = {}
        return far

    def on(self, form: Form) -> Scenery:
        """Return the same place on another form."""
        other = copy(self)
        other.form, other.pixels, other._sprites = form, Pen(form, 0, 0, GRID), {}
        return other

    def fill(self, top: int, bottom: int, slot: int, light: int = 128) -> None:
        for y in range(top, bottom):
            self.form.run(y, 0, self.form.width, slot, light)

    # -- drawings

    def thing(self, kind: str, x: int, foot: int, side: int) -> None:
        """Draw a thing of the table, the middle of its foot at a place in pixels, `side` pixels high."""
        side = max(side, 4)
        left, top = side // 2 + 2, side + 2
        self.lay((kind, side), x, foot, lambda: (sketches.thing(kind, side, self.slot), left, top))

    def glyph(self, kind: str, x: int, foot: int, *, edge: bool = True) -> None:
        """Draw a glyph of the table, the middle of its foot (the row below it) at a place in pixels."""

        def drawn() -> tuple[Form, int, int]:
            made = sketches.glyph(kind, self.slot, edge=edge)
            return made, made.width // 2, made.height - 1

        self.lay((kind, -1 - edge), x, foot, drawn)

    def lay(self, key: tuple[str, int], x: int, y: int, drawn: Callable[[], tuple[Form, int, int]]) -> None:
        """Lay what has the name `key` at a place; it is drawn once: a form, and where on it that place is."""
        if key not in self._sprites:
            made, left, top = drawn()
            pairs = zip(made.colours[1:], made.stuffs[1:], strict=True)
            numbers = bytes([0, *(self.form.slot(*pair) for pair in pairs)]).ljust(256, b"\0")
            made.slots = [row.translate(numbers) for row in made.slots]
            made.lines = [row.translate(numbers) for row in made.lines]
            self._sprites[key] = Sprite(made, left, top)
        self._sprites[key].lay(self.form, x, y)

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
        bands = 6 if bottom >= 40 else 4
        tops = [bottom * n // bands for n in range(bands)] + [bottom]
        for n in range(bands):
            slot = self.between("high", "low", n * 256 // (bands - 1))
            self.fill(tops[n], tops[n + 1], slot)
            if n:
                form.slots[tops[n] - 1][tops[n] % 2 :: 2] = bytes([slot]) * len(range(tops[n] % 2, form.width, 2))
        if self.dark and self.land not in _ROOFED:
            white = self.slot("white")
            for _ in range(form.width * bottom // 130):
                form.dot(
                    dice.between(0, form.width - 1),
                    dice.between(0, max(bottom * 3 // 4, 1)),
                    white,
                    dice.pick((90, 150, 240)),
                )
        if self.land in _ROOFED:
            return
        if sun and self.hour not in ("rain", "fog"):
            size = max(min(form.width, form.height) // 9, 3)
            disc = form.slot((250, 244, 220) if self.dark else (255, 226, 130), "flat")
            halo = self.between("low", "white", 110)
            self.pixels.ball(halo, *sun, size + 2 + size // 3, light=128, edge=False)
            self.pixels.ball(disc, *sun, size, light=128, edge=False)
            if self.dark:
                self.pixels.ball(disc, sun[0] + size // 3, sun[1] - size // 4, size // 4, light=60, edge=False)
        if self.land != "space":
            self._clouds(bottom, clouds)

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

    def _clouds(self, bottom: int, count: int) -> None:
        form, dice = self.form, self.dice
        small = min(form.width, form.height)
        front, back = self.between("low", "white", 200), self.between("low", "high", 90)
        for n in range(count):
            x = (2 * n + 1) * form.width // (2 * count) + dice.between(-form.width // 8, form.width // 8)
            y, by = dice.between(bottom // 8, max(bottom // 2, bottom // 8)), dice.between(small // 2, small * 7 // 8)
            for slot, down in ((back, 1), (front, 0)):
                for cx, cy, rx, ry in _CLOUD:
                    top = y + cy * by // 64 + down
                    self.pixels.ball(
                        slot,
                        x + cx * by // 64,
                        top,
                        max(rx * by // 64, 2),
                        max(ry * by // 64, 1),
                        light=128,
                        edge=False,
                    )

    def weather(self) -> None:
        """Let rain or snow fall over all that is painted, as the words say."""
        form, dice = self.form, self.dice
        white = self.slot("white")
        if not self.falls:
            return
        for _ in range(form.width * form.height // 70):
            x, y = dice.between(0, form.width + 3), dice.between(-3, form.height - 1)
            if self.falls == "snow":
                form.dot(x, y, white, 170)
            else:
                for step in range(4):
                    form.dot(x - step // 2, y + step, white, 84)
