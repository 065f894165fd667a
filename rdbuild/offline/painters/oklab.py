"""Colours as they look.

Owns: the way from sRGB to Oklab, distances there, the nearest colour of a palette, and few colours for many.
Must not know: pictures, prompts.
Rule: fixed point and whole roots, never a float, so that the nearest colour is the same one on every machine.

Oklab is Björn Ottosson's (https://bottosson.github.io/posts/oklab/); lightness here runs from 0 to `ONE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from operator import itemgetter

from rdbuild.offline.painters.colours import Rgb

Lab = tuple[int, int, int]
Place = tuple[Lab, int, list[Rgb]]

_BITS = 24
ONE = 1 << _BITS  # the lightness of white
_LINEAR_BITS = 36  # of the linear light in `_linear`
_TEN = 10**10  # the published matrices have ten decimals
_TO_LMS = (
    (4122214708, 5363325363, 514459929),
    (2119034982, 6806995451, 1073969566),
    (883024619, 2817188376, 6299787005),
)
_TO_LAB = (
    (2104542553, 7936177850, -40720468),
    (19779984951, -24285922050, 4505937099),
    (259040371, 7827717662, -8086757660),
)
_GATHERED = 512  # more distinct colours than this are first gathered by their upper bits
_COARSE = (0, 3, 4, 5)  # how many lower bits are left out until they are few enough


def _root(number: int, degree: int) -> int:
    """Return the whole part of the root, by Newton's method from above."""
    if not number:
        return 0
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


@cache
def _linear() -> tuple[int, ...]:
    # sRGB's curve: a straight piece, then ((c + 0.055) / 1.055) ** 2.4, which is a fifth root of a twelfth power.
    straight = [(value * 100 << _LINEAR_BITS) // (255 * 1292) for value in range(11)]
    curved = [_root(((value * 1000 + 14025) ** 12 << 5 * _LINEAR_BITS) // 269025**12, 5) for value in range(11, 256)]
    return (*straight, *curved)


@lru_cache(maxsize=1 << 14)
def lab(colour: Rgb) -> Lab:
    """Return lightness, green-red and blue-yellow of an sRGB colour, in parts of `ONE`."""
    linear = _linear()
    r, g, b = linear[colour[0]], linear[colour[1]], linear[colour[2]]
    raise_by = 3 * _BITS - _LINEAR_BITS
    x, y, z = (_root((r * row[0] + g * row[1] + b * row[2] << raise_by) // _TEN, 3) for row in _TO_LMS)
    first, second, third = ((x * row[0] + y * row[1] + z * row[2]) // _TEN for row in _TO_LAB)
    return first, second, third


def apart(one: Lab, other: Lab) -> int:
    """Return the square of the distance, in parts of `ONE` squared."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def near(one: Rgb, other: Rgb, percent: int) -> bool:
    """Say whether two colours are at most so many hundredths of the way from black to white apart."""
    return apart(lab(one), lab(other)) * 10_000 <= (percent * ONE) ** 2


def matcher(palette: Sequence[Rgb]) -> Callable[[Rgb], Rgb]:
    """Return what gives each colour the nearest one of the palette, the first of equals."""
    places = [lab(colour) for colour in palette]

    def nearest(colour: Rgb) -> Rgb:
        here = lab(colour)
        distances = [apart(here, place) for place in places]
        return palette[distances.index(min(distances))]

    return nearest


def fewer(counts: Mapping[Rgb, int], most: int) -> dict[Rgb, Rgb]:
    """Return for each colour the one that stands for it among `most`: a median cut in Oklab.

    `counts` says how often a colour occurs. Few enough colours stay as they are.
    """
    if len(counts) <= most:
        return {colour: colour for colour in counts}
    gathered: dict[tuple[int, int, int], list[Rgb]] = {}
    for coarse in _COARSE:
        gathered = {}
        for colour in counts:
            r, g, b = colour
            gathered.setdefault((r >> coarse, g >> coarse, b >> coarse), []).append(colour)
        if len(gathered) <= _GATHERED:
            break
    places = {_mean(group, counts): group for group in gathered.values()}
    boxes = [_box([(lab(mean), sum(map(counts.__getitem__, group)), group) for mean, group in places.items()])]
    while len(boxes) < most:
        widest = max(boxes, key=itemgetter(0))
        if not widest[0]:
            break
        boxes.remove(widest)
        boxes += map(_box, _halves(*widest[1:]))
    nearest = matcher(list(dict.fromkeys(_standing(box, counts) for _, _, box in boxes)))
    return {colour: stands for mean, group in places.items() for stands in (nearest(mean),) for colour in group}


def _mean(colours: Sequence[Rgb], counts: Mapping[Rgb, int]) -> Rgb:
    if len(colours) == 1:
        return colours[0]
    total = sum(counts[colour] for colour in colours)
    r, g, b = ((sum(c[channel] * counts[c] for c in colours) + total // 2) // total for channel in range(3))
    return r, g, b


# A box holds some of the colours: where each lies, how often it occurs, and what it was gathered from.


def _box(places: list[Place]) -> tuple[int, int, list[Place]]:
    # How wide it is, along which axis, and what it holds.
    spans = [max(values) - min(values) for values in zip(*(place[0] for place in places), strict=True)]
    return max(spans), spans.index(max(spans)), places


def _halves(axis: int, places: list[Place]) -> tuple[list[Place], list[Place]]:
    # Split where half of the pixels lie, at least one place on each side.
    ordered = sorted(places, key=lambda place: (place[0][axis], place[0], place[2]))
    half, passed = sum(place[1] for place in ordered) // 2, accumulate(place[1] for place in ordered[:-1])
    cut = next((number for number, often in enumerate(passed, 1) if often >= half), len(ordered) - 1)
    return ordered[:cut], ordered[cut:]


def _standing(places: list[Place], counts: Mapping[Rgb, int]) -> Rgb:
    # The colour of most of its pixels if there is one, else the mean.
    members = [colour for _, _, group in places for colour in group]
    commonest = max(members, key=counts.__getitem__)
    flat = counts[commonest] * 2 >= sum(place[1] for place in places)
    return commonest if flat else _mean(members, counts)
