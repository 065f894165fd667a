"""Colours from words.

Owns: the table of colour words, and the ramps of five tones made from a colour.
Must not know: shapes.
Rule: integer arithmetic; the first colour word of a prompt is the main colour.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.tongues import PLAIN, SHADES, english

Rgb = tuple[int, int, int]
TONES = 5  # of a ramp, from dark to light
OUTLINE: Rgb = (26, 20, 36)

_TABLE = """
red c8323c    crimson b01e3a  scarlet d23028  ruby c81e50    blood 96141e    rose e0688c     pink ec88b0
orange e6822a amber f0a028    rust a8502c     copper c07848  bronze b08040   pumpkin e07820  fox d8742c
yellow f0d040 gold e8b830     golden e8b830   lemon f0e050   sand d8bc80     desert d8b878   honey e8a830
green 4ca848  lime 98d040     emerald 28a868  jade 40b088    olive 808838    moss 6c8c3c     grass 5ca83c
lush 4ca83c   forest 387840   leaf 58a040     leafy 58a040   slime 70c850    goblin 6ca04c   poison 80c040
teal 289890   cyan 40c0d8     turquoise 38c0b0 aqua 48b8c8   blue 3c64c8     navy 2c3c80     azure 4890e0
sapphire 2850c0 sky 78b8f0    water 3c80c8    ocean 2868a8   mana 4068e0     ice a0d8f0      frost a8d8f0
frozen a0d0f0 snow e8f0f8     purple 8844b8   violet 8c50d0  magenta c840a8  amethyst 9858c8 lavender b098e0
indigo 4840a0 arcane 7848d0   shadow 483c60   brown 8a5a34   wood 96683c     wooden 96683c   oak 8c6034
leather 885838 dirt 7c5838    mud 684830      earth 7c5838   chocolate 683c24 tan c8a070     corgi d8924c
white e4e4ec  silver b4bcc8   grey 888c94     gray 888c94    stone 8c8c90    stones 8c8c90   rock 807c7c
rocks 807c7c  gravel 948c84   granite 787880  cobblestone 84848c iron 9098a4 steel a0acbc    metal 98a0ac
marble d8d4d8 bone e0d8c0     skeleton e0d8c0 skull e0d8c0   ivory ece4d0    cream f0e4c8    black 3c3848
dark 484058   obsidian 3c3450 coal 403c44     raven 383c50   night 343c68    void 402c58     fire f07028
fiery f07028  flame f08030    flames f08030   lava d84820    magma d84820    volcanic 5c4848 ember e86028
brick a8503c  bricks a8503c   clay b0705c     lightning f0e060 holy f0e0a0   light f0e8b0    life d03848
diamond 70d8dc lapis 2c50b4    redstone c8281c autumn d07830   rusty a8583c
health d03848 cherry c82040   apple d03838    banana f0d850  carrot e8842c   mint 88d8b0     peach f0b088
brass c8a048  sandstone dcc08c pewter 84848c  platinum dcdce4 chrome b4c0cc   titanium 8c949c cobalt 2c50b8
mahogany 70382c ebony 443c44  birch e0cc98    bamboo a8b858  charcoal 44444c  onyx 343038   beige e0cca0
maroon 80242c burgundy 74203c milk f0ece0     plum 70306c    fuchsia d8409c   topaz f0a840   aquamarine 70d0c0
netherrack 782c30
"""
WORDS: dict[str, Rgb] = {
    word: (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))
    for word, code in zip(_TABLE.split()[::2], _TABLE.split()[1::2], strict=True)
}

_HOW = """
outline outlines outlined lineart lines shading shaded lit lighting backlit contrast background backdrop style styled
palette colours colors coloured colored perspective view angle pixel pixels pixelart art resolution bit detail details
detailed quality render rendered vibrant muted
"""
_MANNER = frozenset(_HOW.split())
# Chosen from where a prompt names no colour.
_USUAL: tuple[Rgb, ...] = tuple(
    WORDS[word] for word in ("red", "orange", "gold", "grass", "emerald", "teal", "blue", "purple", "rose", "rust")
)
_SECOND: tuple[Rgb, ...] = tuple(WORDS[word] for word in ("brown", "silver", "gold", "cream", "dark", "teal", "rose"))


@lru_cache(maxsize=256)
def _read(prompt: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W_]+|[,.;:()]", english(prompt)))


def tokens(prompt: str) -> list[str]:
    """Return the prompt's words in lower case and in English, and the marks between them."""
    return list(_read(prompt))


def words(prompt: str) -> list[str]:
    """Return the prompt's words in lower case and in English; a shade and its colour are one: `darkred`."""
    return [word for word in _read(prompt) if word.isalnum()]


def about(prompt: str) -> str:
    """Return a prompt without what it says, after its first comma, of how it is to be drawn: `a rat, dark outline`."""
    if '"' in prompt:  # words to be written, commas and all
        return prompt
    first, *more = re.split(r"(?<=[,;.])", prompt)
    return first + "".join(clause for clause in more if not _MANNER & set(words(clause)))


def called(table: str) -> dict[str, str]:
    """Return what each word of a table calls for. A row of it is `what: word word`; its further lines are indented."""
    rows = (row.split(":") for row in re.split(r"\n(?=\S)", table.strip()))
    return {word: what for what, said in rows for word in said.split()}


def measured(table: str) -> dict[str, tuple[int, ...]]:
    """Return the numbers that each word of a table calls for: `called`, whose rows are `3 4: word word`."""
    return {word: tuple(map(int, re.findall(r"\d+", what))) for word, what in called(table).items()}


def named(prompt: str) -> list[Rgb]:
    """Return the distinct colours that the prompt's words name, in its order."""
    return list(dict.fromkeys(WORDS[word] for word in words(prompt) if word in WORDS))


def scheme(prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return three colours: main, second, accent. Words come first, then `given` (an input's colours), then dice."""
    chosen = [*named(prompt), *given][:3]
    for usual in (_USUAL, _SECOND, _USUAL):
        fresh = [colour for colour in usual if colour not in chosen]
        if len(chosen) < 3:
            chosen.append(dice.pick(fresh))
    return chosen


def mix(a: Rgb, b: Rgb, parts: int) -> Rgb:
    """Return `a` with `parts` of 256 of `b` in it."""
    return (
        a[0] + (b[0] - a[0]) * parts // 256,
        a[1] + (b[1] - a[1]) * parts // 256,
        a[2] + (b[2] - a[2]) * parts // 256,
    )


def apart(a: Rgb, b: Rgb) -> int:
    """Return how far two colours are from each other, over all channels."""
    return sum(abs(one - other) for one, other in zip(a, b, strict=True))


_DUSK, _DAWN = (24, 14, 36), (255, 250, 240)
for _shade, _goal, _much in zip(SHADES, (_DUSK, _DUSK, _DAWN, _DAWN, _DAWN), (104, 80, 110, 130, 40), strict=True):
    WORDS.update({f"{_shade}{word}": mix(WORDS[word], _goal, _much) for word in PLAIN.split()})


@cache
def ramp(colour: Rgb) -> tuple[Rgb, ...]:
    """Return five tones of a colour, dark to light; the middle one is the colour itself.

    Shadows turn to blue and violet and grow richer, lights turn to yellow and grow paler: as sun and sky colour things.
    """
    return tuple(toned(colour, step) for step in (-2, -1, 0, 1, 2))


# Degrees of hue that a step turns at most, and what is left of the value (or what is added of the rest) in percent.
_TURN = 18
_VALUES = {-3: 22, -2: 40, -1: 68, 1: 42, 2: 74, 3: 92}
_COLD, _WARM = 250, 56


def toned(colour: Rgb, step: int) -> Rgb:
    """Return the tone of a colour `step` steps lighter (or darker, below 0): -3 to 3."""
    if not step:
        return colour
    hue, chroma, value = hue_of(colour)
    grey = 100 - chroma * 100 // max(value, 1)  # percent
    goal = _COLD if step < 0 else _WARM
    away = (goal - hue + 180) % 360 - 180
    turn = min(abs(away), _TURN * abs(step)) * (1 if away > 0 else -1)
    part = _VALUES[step]
    if step < 0:
        value, chroma = value * part // 100, chroma * part // 100
        tinted = value * (14 if grey > 60 else 6) * -step // 100  # a grey shadow is blue, any other richer
        chroma = min(chroma + tinted, value)
        hue = _COLD if grey > 85 else (hue + turn) % 360
    else:
        rest = 255 - value
        chroma = chroma * (100 - part // 2) // 100
        value += rest * part // 100
        hue = _WARM if grey > 85 else (hue + turn) % 360
        chroma = min(chroma + 10 * step * (grey > 85), value)
    return _colour(hue, chroma, value)


def hue_of(colour: Rgb) -> tuple[int, int, int]:
    """Return hue in degrees, chroma and value of 255."""
    r, g, b = colour
    value, chroma = max(colour), max(colour) - min(colour)
    if not chroma:
        return 0, 0, value
    if value == r:
        return 60 * (g - b) // chroma % 360, chroma, value
    if value == g:
        return 120 + 60 * (b - r) // chroma, chroma, value
    return 240 + 60 * (r - g) // chroma, chroma, value


def _colour(hue: int, chroma: int, value: int) -> Rgb:
    away = ((hue + turn) % 360 for turn in (300, 180, 60))  # each channel is full for a third of the circle
    r, g, b = (value - chroma + chroma * (60 - max(0, min(one, 240 - one, 60))) // 60 for one in away)
    return r, g, b
