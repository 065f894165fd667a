"""What the layers of an effect draw: bursts, embers, smoke, flames, bolts, rings, stars, and what rises and falls.

Owns: a moment's canvas of hot tones, and the drawing of each kind of layer.
Must not know: prompts, which layers make up an effect.
Rule: a layer takes the moment, its size now in units of the grid, and what its row of the table says; it stays within
the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from rdbuild.offline.painters import items
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import MIDDLE, Form, Pen
from rdbuild.offline.painters.textures import noise

_TURN = 64  # directions of a full turn, clockwise from the right
_QUARTER = (0, 25, 50, 74, 98, 121, 142, 162, 181, 198, 213, 226, 237, 245, 251, 255, 256)
_SINE = (*_QUARTER, *_QUARTER[-2::-1], *(-part for part in _QUARTER[1:]), *(-part for part in _QUARTER[-2:0:-1]))
Point = tuple[int, int]


class Moment:
    """What a layer draws with. `hot`: five materials from dark to white; `other`: five of the second colour."""

    def __init__(self, form: Form, seed: int, at: int, hot: Sequence[Rgb], other: Sequence[Rgb]) -> None:
        self.pen = Pen(form)
        self.form, self.seed, self.at = form, seed, at
        self.hot = [form.slot(colour, "flat") for colour in hot]
        self.other = [form.slot(colour, "flat") for colour in other]

    def dice(self, *about: object) -> Chance:
        return Chance(self.seed, *about)

    def ball(self, slot: int, x: int, y: int, rx: int, ry: int | None = None) -> None:
        if rx > 0:
            self.pen.ball(slot, x, y, rx, ry, edge=False, light=MIDDLE)

    def poly(self, slot: int, points: Sequence[Point]) -> None:
        self.pen.poly(slot, points, MIDDLE, edge=False)

    def dot(self, slot: int, x: int, y: int, size: int = 2) -> None:
        if 1 < x < 62 and 1 < y < 62:
            self.pen.dot(slot, x, y, MIDDLE, size)

    def line(self, slot: int, points: Sequence[Point], width: int = 0) -> None:
        """Draw a line through points, a pixel wide or `width` units to each side."""
        for (x0, y0), (x1, y1) in pairwise(points):
            if width:
                dx, dy = (width, 0) if abs(y1 - y0) >= abs(x1 - x0) else (0, width)
                self.poly(slot, [(x0 - dx, y0 - dy), (x0 + dx, y0 + dy), (x1 + dx, y1 + dy), (x1 - dx, y1 - dy)])
            else:
                self.pen.stroke(slot, x0, y0, x1, y1)

    def arc(self, slot: int, x: int, y: int, rx: int, ry: int, thick: int, start: int = 0, turn: int = _TURN,
            *, tail: int = 100) -> None:  # fmt: skip
        """Draw a part of a ring; it narrows from `thick` to `tail` percent of that at its beginning."""
        outer, inner = [], []
        for step in range(turn + 1):
            wide = max(thick * (tail * (turn - step) + 100 * step) // (100 * turn), 1)
            outer.append(_on(x, y, start + step, rx, ry))
            inner.append(_on(x, y, start + step, max(rx - wide, 0), max(ry - wide, 0)))
        self.poly(slot, [*outer, *reversed(inner)])


def _on(x: int, y: int, turn: int, rx: int, ry: int | None = None) -> Point:
    # The point of an ellipse in a direction.
    return (
        x + (_SINE[(turn + 16) % _TURN] * rx + 128) // 256,
        y + (_SINE[turn % _TURN] * (rx if ry is None else ry) + 128) // 256,
    )


# -- layers: each takes the moment, its size now, and what its row of the table says


def _burst(m: Moment, size: int, spikes: int = 9, coolest: int = 0, x: int = 32, y: int = 32, hottest: int = 4) -> None:
    # A star of jagged rays, hot in the middle; the rays keep their places and flicker.
    rays = m.dice("rays")
    lengths = [rays.between(74, 128) for _ in range(spikes)]
    turns = [n * _TURN // spikes + rays.between(-2, 2) for n in range(spikes)]
    for tone in range(coolest, hottest + 1):
        flicker = m.dice("flicker", m.at, tone)
        part = size * (100, 82, 62, 44, 27)[tone - coolest]
        points = []
        for n in range(spikes):
            reach = min(part * lengths[n] * flicker.between(84, 112) // 1000000, 29)
            between = turns[n] + _TURN // spikes // 2 + flicker.between(-1, 1)
            points += [_on(x, y, turns[n], reach), _on(x, y, between, part * flicker.between(48, 66) // 10000)]
        m.poly(m.hot[tone], points)
        for _ in range(size // 3 if tone < 4 and size > 8 else 0):  # streaks of a tone in the one around it
            turn, reach = flicker.between(0, _TURN - 1), part * flicker.between(55, 80) // 10000
            m.line(m.hot[tone + 1], [_on(x, y, turn, part // 200), _on(x, y, turn, reach)])


def _glow(m: Moment, size: int, x: int = 32, y: int = 32, coolest: int = 1, hottest: int = 4) -> None:
    for tone in range(coolest, hottest + 1):
        m.ball(m.hot[tone], x, y, size * (5 - tone) // (5 - coolest) + (m.at + tone) % 2)


def _arc(m: Moment, size: int, tone: int = 2, thick: int = 2, inset: int = 0, start: int = 0, turn: int = _TURN,
         spin: int = 0, tail: int = 100, flat: int = 100, y: int = 32) -> None:  # fmt: skip
    # A ring, or a part of one; a thick one is lighter within.
    for inner in range(1 + (thick > 2)):
        reach, slot = max(size - inset - inner, 1), m.hot[min(tone + inner, 4)]
        m.arc(slot, 32, y, reach, reach * flat // 100, thick >> inner, start + spin * m.at, turn, tail=tail)


def _smoke(m: Moment, size: int, count: int = 7, rise: int = 4, y: int = 32, second: int = 1, spread: int = 100,
           flat: int = 75) -> None:  # fmt: skip
    # A cloud of puffs around a middle, lit from the upper left: the lower ones less. They drift, rise and wear away.
    dice = m.dice("smoke", count)
    tones = m.other if second else m.hot
    places = []
    for n in range(count):
        turn, out = n * _TURN // (count - 1) + dice.between(0, 6), size * min(n, 1)
        across, down = dice.between(46, 80) * spread, dice.between(44, 66) * flat
        px, py = _on(32, y, turn, out * across // 10000, out * down // 7500)
        lasts = dice.between(13, 18)
        radius = max(size * dice.between(36, 52) // 100 * min(lasts - m.at, 6) // 6, 0)
        py -= rise * m.at // 4
        places.append((*(min(max(at, radius + 3), 60 - radius) for at in (px, py)), radius))
    places.sort(key=lambda place: -place[1])
    for tone, part, by in ((0, 100, 0), (1, 86, 1), (2, 62, 2), (3, 30, 3)):
        for n, (px, py, radius) in enumerate(places):
            shown = radius * (part if tone < 2 else part * (n + 2 - tone) // (count - 1)) // 100
            if radius > 1 or (radius and tone < 2):
                m.ball(tones[tone], px - by * radius // 12, py - by * radius // 9, shown)


def _flame(m: Moment, size: int, half: int = 22, base: int = 60, along: int = 0) -> None:
    # A field of heat, twice `size` high: hot at the foot, cool outwards and upwards, torn by noise that rises and comes
    # around. `along`: to the left instead of upwards.
    scale = m.pen.side
    small, large = _turbulence(m.seed, scale)
    for v in range(scale):
        down = (2 * v + 1) * 512 // scale  # of 1024 from the tip's end
        up = (base * 16 - down) * 256 // (size * 32)  # 0 at the foot, 256 at the tip
        if not -24 < up < 320:
            continue
        wide = half * min(size, 15) * _TEAR[(up + 24) // 32] // 15 + 1
        rises = m.at * scale // 16
        torn, cool = 30 + max(up, 0) // 2, 336 - abs(up - 20) * 7 // 8
        sway = 512 + _SINE[(up // 6 - m.at * 4) % _TURN] * max(up, 0) // 1024
        for u, (a, b) in enumerate(zip(small[(v + 2 * rises) % scale], large[(v + rises) % scale], strict=True)):
            off = abs((2 * u + 1) * 512 // scale - sway) * 1536 // wide
            heat = cool - off + (a + b - 256) * torn // 150
            if heat > 60:
                tone = (heat > 105) + (heat > 160) + (heat > 215) + (heat > 275)
                m.form.slots[u if along else v][v if along else u] = m.hot[tone]


@lru_cache(maxsize=4)
def _turbulence(seed: int, side: int) -> tuple[list[list[int]], list[list[int]]]:
    # Noise that is small and noise that is large, for all moments of an effect.
    dice = Chance(seed, "flame")
    return noise(side, side, max(side // 10, 2), dice), noise(side, side, max(side // 5, 2), dice)


_TEAR = (66, 88, 98, 94, 82, 68, 54, 40, 28, 20, 14)  # half widths from the foot to the tip, of 96


# -- many of a shape, each on its way and in its own time: where it is, and how old, of 16


def _out(m: Moment, dice: Chance, n: int, count: int, reach: int) -> tuple[int, int, int]:
    turn, speed, lasts = n * _TURN // count + dice.between(0, 4), dice.between(52, 104), dice.between(9, 19)
    return (*_on(32, 32, turn, reach * speed // 100), m.at * 16 // lasts)


def _up(m: Moment, dice: Chance, n: int, count: int, reach: int) -> tuple[int, int, int]:
    age = (m.at + n * 7 + dice.between(0, 7)) % 16
    x = 32 - reach + 2 * reach * n // max(count - 1, 1) + dice.between(-1, 1)
    return x + _SINE[(age * 5 + n * 20) % _TURN] * 3 // 256, 54 - age * 46 // 16, age


def _down(m: Moment, dice: Chance, n: int, count: int, reach: int) -> tuple[int, int, int]:
    age = (m.at + dice.between(0, 15)) % 16
    x = 32 - reach + 2 * reach * n // max(count - 1, 1) + _SINE[(age * 4 + n * 13) % _TURN] * 3 // 256
    return x, 5 + age * 52 // 15, age


def _stay(m: Moment, dice: Chance, n: int, count: int, reach: int) -> tuple[int, int, int]:
    far = reach * dice.between(35, 100) // 100 if n else reach // 5
    return (*_on(32, 32, n * _TURN * 2 // 5 + dice.between(0, 5), far), (m.at - n * 13 // count) % 16)


def _whirl(m: Moment, dice: Chance, n: int, count: int, reach: int) -> tuple[int, int, int]:
    reach = reach * dice.between(55, 100) // 100
    return (*_on(32, 32, n * _TURN // count + m.at * 4 + dice.between(-2, 2), reach, reach * 4 // 5), 6)


_WAYS = {"out": _out, "up": _up, "down": _down, "stay": _stay, "whirl": _whirl}


def _many(m: Moment, size: int, shape: str, way: str, count: int, other: int = 0, fall: int = 0, y: int = 32) -> None:
    # What flies out or whirls has its size now as its distance and `other` as its size; all else the other way round.
    far = way in ("out", "whirl")
    reach, big = (size, other) if far else (other, size)
    if m.pen.side < 32 and shape not in ("dot", "rain"):  # few large ones can be told from mush
        count, big = max(count * 2 // 3, 2), big * 3 // 2
    dice = m.dice(shape, way, count)
    for n in range(count):
        px, py, age = _WAYS[way](m, dice, n, count, reach)
        py += y - 32 + fall * m.at * m.at // 64
        _SHAPES.get(shape, _sign)(m, px, py, big, age, n, shape)


def _spark(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    if age < 15:
        m.dot(m.hot[max(4 - age * 5 // 16, 0)], x, y, big or 2 + (age < 9))


def _star(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    reach = big * (0, 4, 8, 10, 8, 5, 2, 0)[age] * (70 if n % 2 else 100) // 1000 if age < 8 else 0
    if reach < 1:
        return
    for tone, part, waist in ((1, 100, 36), (2, 88, 28), (4, 56, 22)):
        short = max(reach * waist // 100, 1)
        m.poly(m.hot[tone], [_on(x, y, n * 8, short if n % 2 else reach * part // 100) for n in range(8)])
    m.line(m.hot[3], [(x - reach, y), (x + reach, y)])
    m.line(m.hot[3], [(x, y - reach), (x, y + reach)])
    m.dot(m.hot[4], x, y, 3)


_SIGNS: dict[str, tuple[Point, ...]] = {  # in eighths of the sign's size
    "plus": ((-3, -8), (3, -8), (3, -3), (8, -3), (8, 3), (3, 3),
             (3, 8), (-3, 8), (-3, 3), (-8, 3), (-8, -3), (-3, -3)),
    "arrow": ((0, -9), (8, 0), (3, 0), (3, 8), (-3, 8), (-3, 0), (-8, 0)),
    "heart": ((0, 8), (-8, 0), (-8, -4), (-5, -7), (-2, -7), (0, -4), (2, -7), (5, -7), (8, -4), (8, 0)),
    "note": ((-1, -9), (2, -9), (8, -5), (8, 1), (2, -3), (2, 5), (-1, 9), (-6, 9), (-8, 6), (-6, 3), (-1, 3)),
    "flake": ((0, -8), (2, -2), (8, 0), (2, 2), (0, 8), (-2, 2), (-8, 0), (-2, -2)),
}  # fmt: skip


def _sign(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    # A cross, an arrow, a heart, a note: it grows, and cools before it goes.
    big, cool = big * min(age + 1, 5, (16 - age) * 2) // 5, age > 11
    for tone, grow, by in ((0, 130, 0), (2 - cool, 96, 0), (3 - cool, 62, -1)) if big > 1 else ():
        reach = max(big * grow // 100, 1)
        m.poly(m.hot[tone], [(x + by + px * reach // 8, y + by + py * reach // 8) for px, py in _SIGNS[shape]])


def _rain(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    foot = 57
    x = max(x - age // 3, 4)
    if age >= 14:
        m.arc(m.hot[2], x, foot, 5, 2, 1)
        for side, up in ((-3, 4), (4, 3)):
            m.dot(m.hot[3], x + side, foot - up, 2)
    else:
        m.line(m.hot[1 + n % 2], [(x + 2, y - big // 2), (x, min(y + big // 2, foot))], n % 3 == 0)
        m.line(m.hot[3], [(x, min(y + 2, foot)), (x, min(y + 4, foot))])


def _leaf(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    # It turns over as it goes.
    spin = n * 9 + 14 + m.at * (2 + n % 2) + m.at * 4
    flat = abs(_SINE[(m.at * 4 + n * 11) % _TURN]) * big // 640 + big // 3
    tones = m.other if n % 3 == 2 else m.hot
    tip, tail, left, right = (_on(x, y, spin + by, flat if by % 32 else big) for by in (0, 32, 16, 48))
    m.poly(tones[0], [_on(x, y, spin + by, flat + 1 if by % 32 else big + 1) for by in (0, 16, 32, 48)])
    m.poly(tones[2], [tip, left, tail])
    m.poly(tones[3], [tip, right, tail])
    m.line(tones[1], [tip, tail])


def _bubble(m: Moment, x: int, y: int, big: int, age: int, n: int, shape: str) -> None:
    # It swells, and pops at the end; a blob is one that flies out on a thread and shrinks.
    blob = shape == "blob"
    radius = big * (22 - min(age, 17)) // 20 - n % 3 if blob else max(big * min(age + 2, 8) // 8 - n % 3, 1)
    x, y = min(max(x, radius + 3), 60 - radius), min(max(y, radius + 4), 59 - radius)
    if age > 13 and not blob:
        for turn in range(4, _TURN, 16):
            m.dot(m.hot[3], *_on(x, y, turn, radius + 2), 1)
    elif radius > 0:
        if blob and age < 9:
            m.line(m.hot[1], [(32, 32), (x, y)], 1)
        for tone, less, by in ((0, -1, 0), (2 - blob, 0, 0), (1 + blob, 1 + blob, 1 - 2 * blob)):
            m.ball(m.hot[tone], x + by, y + by, radius - less)
        if not blob:
            m.dot(m.hot[4], x - radius // 2, y - radius // 2, 2)


_SHAPES: dict[str, Callable[..., None]] = {
    "dot": _spark, "star": _star, "rain": _rain, "leaf": _leaf, "bubble": _bubble, "blob": _bubble,
}  # fmt: skip


# -- what there is one of


def _bolt(m: Moment, size: int) -> None:
    # A bolt from the top to the ground; it keeps its way for four moments, then strikes anew. Up to a size of 8 it is
    # what is left of the last one: a dim line that breaks.
    left = size < 9
    strike = (m.at - left) // 4
    dice = m.dice("bolt", strike)
    main = _jagged(dice, (32 + dice.between(-6, 6), 3), (32 + dice.between(-9, 9), 58), 9)
    if left:
        for n, piece in enumerate(pairwise(main)):
            if (n * 3 + strike) % 8 < size:
                m.line(m.hot[0], piece, size // 4 + 1)
                m.line(m.hot[min(size // 2, 2)], piece)
        return
    main = main[: max(2, size * len(main) // 35) + 1]
    branches = []
    for n in range(3):
        at = min((n + 1) * 2 + dice.between(0, 1), 7)
        reach, drop = (1 if (n + strike) % 2 else -1) * dice.between(12, 20), dice.between(14, 22)
        if at < len(main) - 1:
            x, y = main[at]
            branches.append(_jagged(dice, (x, y), (min(max(x + reach, 5), 59), min(y + drop, 60)), 4))
    fresh = size >= 30 and m.at % 2 == 0
    for tone in range(1 - fresh, 4):
        for way, wide in ((main, 3 + fresh), *((branch, 2 + fresh) for branch in branches)):
            m.line(m.hot[tone], way, max(wide - tone, 0))
    m.line(m.hot[4], main, 1)
    m.line(m.hot[4], main)
    if size >= 30:
        _burst(m, 9 + 3 * fresh, 7, 1, main[-1][0], 55)


def _jagged(dice: Chance, start: Point, end: Point, steps: int) -> list[Point]:
    points = [start]
    for n in range(1, steps):
        x, y = start[0] + (end[0] - start[0]) * n // steps, start[1] + (end[1] - start[1]) * n // steps
        side = (1 if n % 2 else -1) * dice.between(1, 5)
        points.append((min(max(x + side, 4), 60), y + dice.between(-1, 1)))
    return [*points, end]


def _crystals(m: Moment, size: int) -> None:
    # Shards that grow out of the ground, the middle one last and highest; each has a lit and a dark face.
    dice = m.dice("ice")
    for rank, n in enumerate((0, 6, 1, 5, 2, 4, 3)):
        lean = (2 * n - 6) * 16 // 7
        tall = (28 + 20 * rank // 7 + dice.between(0, 8)) * min(size * 2 - rank * 2, 60) // 60
        if tall < 4:
            continue
        x, y, wide = 32 + lean * 5 // 4, 60, 3 + tall // 9
        tip, neck, low = (x + lean * tall // 48, y - tall), (x + lean * tall // 80, y - tall * 2 // 3), y - tall // 3
        left, right, foot = (neck[0] - wide, neck[1]), (neck[0] + wide, neck[1]), wide // 2 + 1
        outer = [(tip[0], tip[1] - 2), (left[0] - 1, left[1]), (x - foot - 1, y), (x + foot + 1, y)]
        m.poly(m.hot[0], [*outer, (right[0] + 1, right[1])])
        m.poly(m.hot[1], [tip, right, (x + foot, y), (x, y)])
        m.poly(m.hot[2], [tip, left, (x - foot, y), (x, y)])
        m.poly(m.hot[3], [tip, left, (neck[0] - wide // 3, low)])
        m.line(m.hot[4], [tip, (neck[0], low)])


def _splash(m: Moment, size: int) -> None:
    # A crown of water: sheets that rise, bend outwards and sink again, drops on their tips, ripples at the foot.
    dice = m.dice("crown")
    base = 52
    for n in range(3):
        reach = max(size - n * 6, 2)
        m.arc(m.hot[1 + n], 32, base + 3, reach, max(reach // 4, 2), 2)
    high = _SINE[min(max((m.at - 3) * 4, 4), 32)] * 40 // 256
    tips = []
    for n in range(7):
        tall = high * dice.between(70, 100) // 100 * (13 - abs(n - 3)) // 13
        tips.append((32 + (n - 3) * min(size, 25) // 3, max(base - tall, 6)))
    if high < 5:
        return
    for tone, less in ((0, -1), (1, 1), (2, 6)):
        wall = [(32 - size // 2, base + 4 - max(less, 0))]
        for (x, y), (u, v) in pairwise([*tips, tips[-1]]):
            wall += [(x - 1, y + less * 2), (x + 1, y + less * 2)]
            wall.append(((x + u) // 2, (base * 5 + (y + v) // 2 * 2) // 7 + less))
        m.poly(m.hot[tone], [*wall[:-1], (32 + size // 2, base + 4 - max(less, 0))])
    for n, (x, y) in enumerate(tips):
        m.line(m.hot[3], [(x - 1, y + 2), (32 + (x - 32) * 2 // 3, (y + base) // 2)])
        up = 3 + (m.at + n * 2) % 4 * 2  # drops that leave the tips
        m.ball(m.hot[1], x + (x - 32) // 8, max(y - up, 5), 3 - (n % 2))
        m.dot(m.hot[4], x + (x - 32) // 8 - 1, max(y - up, 5) - 1, 2)


def _circle(m: Moment, size: int) -> None:
    # A circle of magic: two rings, two figures that turn against each other, signs between the rings.
    thin = 1 + (size > 20)
    m.arc(m.hot[0], 32, 32, size + 1, size + 1, thin + 2)
    m.arc(m.hot[2], 32, 32, size, size, thin)
    if m.pen.side >= 32:
        m.arc(m.hot[1], 32, 32, size * 3 // 4, size * 3 // 4, thin)
    for way in (1, -1) if m.pen.side >= 32 else (1,):
        turn = 48 + way * m.at * _TURN // 16 // 3 + (_TURN // 6 if way < 0 else 0)
        points = [_on(32, 32, turn + n * _TURN // 3, size * 3 // 4) for n in range(3)]
        m.line(m.hot[2 if way > 0 else 1], [*points, points[0]])
    for n in range(8):
        x, y = _on(32, 32, n * 8 - m.at * 2, size * 7 // 8 - 1)
        m.dot(m.hot[4 if (n + m.at // 2) % 4 == 0 else 3], x, y, 3)
    _glow(m, size // 5, coolest=2)


def _vortex(m: Moment, size: int) -> None:
    # An upright gate: a bright rim, a dark deep, arms that wind inwards.
    def on(turn: int, reach: int) -> Point:
        return _on(32, 32, turn - m.at * 2, size * reach * 76 // 10000, size * reach // 100)

    for tone, part in ((1, 100), (3, 94), (2, 88), (0, 82)):
        m.ball(m.hot[tone], 32, 32, size * part * 76 // 10000, size * part // 100)
    arms = 4 if m.pen.side >= 32 else 2
    for tone, late in ((1, 11), (2, 7), (3, 3))[m.pen.side < 32 :]:
        for arm in range(arms):
            first = arm * _TURN // arms
            outer = [on(first - step * 5, 82 - step * 9) for step in range(9)]
            inner = [on(first - step * 5 + late * (9 - step) // 10, 82 - step * 9) for step in range(9)]
            m.poly(m.hot[tone], [*outer, *reversed(inner)])
    m.ball(m.hot[4], 32, 32, size * 76 // 900, size // 9)
    for n in range(10):
        m.dot(m.hot[3 + n % 2], *on(n * _TURN // 10 + m.at * 6, 106 + 6 * ((n + m.at) % 3 > 0)), 2)


def _slash(m: Moment, size: int) -> None:
    # A blade's sweep: `size` is how far it has come, of 20; then it thins from its beginning.
    gone = max(m.at - 5, 0)
    begin = 32 + gone * 3
    swept, wide = max(32 + 36 * size // 20 - begin, 3), max(15 - gone, 2)
    for tone, part, out in ((0, 100, 28), (1, 86, 28), (2, 64, 27), (4, 38, 27)):
        late, thick = 3 - min(tone, 3), max(wide * part // 100, 1)
        m.arc(m.hot[tone], 32, 38, out, out, thick, begin + 3 - late, max(swept - 3 + late, 2), tail=8)
    x, y = _on(32, 38, begin + swept, 26)
    _star(m, min(max(x, 10), 54), min(max(y, 10), 54), 8 - gone, 3, 0, "star")


def _rays(m: Moment, size: int, count: int, inner: int) -> None:
    # Straight lines that leave the middle.
    dice = m.dice("rays", count)
    for n in range(count):
        turn, reach = n * _TURN // count, min(size * dice.between(80, 110) // 100, 29)
        near, side = _on(32, 32, turn, reach * inner // 100), 1 + (size > 14)
        m.poly(m.hot[2], [_on(*near, turn - 16, side), _on(32, 32, turn, reach), _on(*near, turn + 16, side)])
        m.line(m.hot[3], [near, _on(32, 32, turn, reach * 9 // 10)])


def _funnel(m: Moment, size: int) -> None:
    # A whirlwind: bands from a narrow foot to a wide top, each turning and swaying by itself.
    bands = []
    for band in range(9, -1, -1):
        x = 32 + _SINE[(m.at * 8 + band * 7) % _TURN] * (2 + band // 3) // 256
        bands.append((x, 57 - band * 5, 3 + band * size // 11, 4 + band // 4, (m.at * 9 + band * 23) % 32))
    for tone, grow in ((0, 2), (1, 0)):
        for x, y, wide, flat, _ in bands:
            m.ball(m.hot[tone], x, y, wide + grow, flat + grow // 2)
    for n, (x, y, wide, flat, begin) in enumerate(bands):
        m.arc(m.hot[0], x, y + 1, wide - 1, flat, 2, begin + 10, 14, tail=30)
        m.arc(m.hot[2], x, y, wide, flat, 2, begin - 6, 20, tail=30)
        m.arc(m.hot[3 + n % 2], x, y, wide - 1, flat - 1, 2, begin + 4, 9, tail=30)
        if n % 3 == 0:
            m.dot(m.hot[4], *_on(x, y, begin + 34, min(wide + 6, 28), 5), 3)
    m.ball(m.hot[0], bands[0][0], bands[0][1] - 1, bands[0][2] * 2 // 3, 3)


def _beam(m: Moment, size: int, half: int = 7, upright: int = 0) -> None:
    # A ray to the right, or down to the ground; `size` is how far it has come, of 30.
    def on(along: int, off: int) -> Point:
        return (32 + off, along - 6 * upright) if upright else (along, 32 + off)

    end = 10 + size * 48 // 30
    dice = m.dice("beam", m.at)
    for tone, part in ((0, 100), (1, 80), (2, 56), (4, 26)):
        wide = max(half * part // 100 + (m.at + tone) % 2, 1)
        sides = [[on(x, way * (wide + dice.between(0, 1 + (tone < 2)))) for x in range(11, end, 6)] for way in (-1, 1)]
        tip = [on(end, -wide // 2), on(end + 1, wide // 2)]
        m.poly(m.hot[tone], [on(9, 0), *sides[0], *tip, *reversed(sides[1])])
    for n in range(6):
        m.dot(m.hot[3], *on(10 + (n * 17 + m.at * 9) % max(end - 12, 1), (half + 3 + n % 3 * 2) * (n % 2 * 2 - 1)))
    if not upright:
        _glow(m, half + 2, 11, 32, 1)
    if size > 24:
        _burst(m, half + 3, 8, 1, *on(min(end, 53), 0))


def _thing(m: Moment, size: int, kind: str, y: int = 32, fall: int = 0, tone: int = 2) -> None:
    # One of the things of the table, without edges; it falls so many quarters of a unit in a moment, or rises.
    scale, colours = m.pen.side, m.form.colours
    side = max(2 * size * scale // 64, 1)
    pen = Pen(m.form, (scale - side) // 2, min((y - size + fall * m.at // 4) * scale // 64, scale - side), side)
    items.item(pen, kind, [colours[slot] for slot in (m.hot[tone], m.other[1], m.other[2])], m.dice(kind))
    for row in m.form.lines:
        row[:] = bytes(scale)


LAYERS: dict[str, Callable[..., None]] = {
    layer.__name__.lstrip("_"): layer
    for layer in (
        _burst, _glow, _arc, _smoke, _flame, _many, _bolt, _crystals, _splash, _circle, _vortex, _slash, _rays,
        _funnel, _beam, _thing,
    )
}  # fmt: skip
