"""Levels seen from the side.

Owns: the layers behind, the ground with its gaps, and what floats and stands there.
Must not know: requests, how light becomes colour.
Rule: what is farther off is painted first, and paler.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdbuild.offline.painters import items
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.lands import named
from rdbuild.offline.painters.rooms import room_of
from rdbuild.offline.painters.scenery import Scenery

_BACKS = frozenset({"volcano", "pyramid", "mountain", "castle", "cake"})  # sights that are seen from afar
_HERO = "a knight"
_RUN = re.compile(rb"\x01+")


def platformer(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level from the side: sky, hills, ground and platforms, and whom the prompt is about on them."""
    said = words(prompt)
    room = room_of(said)
    inside = (room and room.land == "dungeon") or any(word in said for word in ("castle", "tower", "temple"))
    place = Scenery(form, prompt, dice, given, "dungeon" if inside else "meadow")
    height, small = form.height, min(form.width, form.height)
    tile, hero = max(min(small // 8, 8), 2), small * (30 if small >= 40 else 46 if small >= 24 else 62) // 100
    base = height - max(min(height * 24 // 100, small // 2), 3)
    if place.name == "dungeon":
        _masonry(place, base)
    else:
        _behind(place, base)
    tops = _terrain(place, base, tile)
    x, foot = _standing(tops, height, hero)
    if small >= 24:
        _platforms(place, tops, tile, hero)
    _earth(place, tops, tile)
    if small >= 40:
        _details(place, tops, tile)
    known = any(word in items.CALLED for word in said) and place.name == "meadow"
    place.somebody(prompt if named(said) or known else _HERO, x, foot, hero, shadow=False)
    place.weather()


def _behind(place: Scenery, base: int) -> None:
    form, dice, land = place.form, place.dice, place.land
    width, height = form.width, form.height
    small = min(width, height)
    far, near = place.faded(120), place.faded(50)
    near.fill("under", base, height, by=-44)
    sun = width * dice.pick((22, 78)) // 100, height * 18 // 100
    place.sky(base + 2, sun=sun, clouds=max(2 * width // height, 1 + (small >= 24)))
    if place.urban:
        for layer, tall in ((far, 62), (near, 42)):
            side = small * tall // 100
            for x in range(dice.between(-side // 3, 0), width + side // 2, side * 7 // 10):
                layer.thing("skyscraper", x, base + 2, side * dice.between(64, 100) // 100)
        return
    if place.name == "cave":
        for layer, length in ((far, height // 3), (near, height // 5)):
            for x in range(0, width, max(small // 7, 2)):
                at, long, wide = x + dice.between(-3, 3), dice.between(length // 3, length), max(small // 9, 2)
                points = [(at - wide, 0), (at + wide, 0), (at, long)]
                place.pixels.poly(layer.slot("under"), points, "slope", edge=False)
    far.ridge(base + 2, height * 42 // 100, "far", 128, rough=max(small // 4, 4))
    if land.sights[-1] in _BACKS:
        far.thing(land.sights[-1], width * dice.between(35, 65) // 100, base + 2, small * 56 // 100)
    hills = "ground" if place.name in ("desert", "beach", "sea") else "leaf"
    near.ridge(base + 2, height * 20 // 100, hills, 150, rough=max(small // 3, 5))
    for x in range(dice.between(0, 6), width if small >= 24 else 0, max(small // 6, 4)):
        if dice.chance(70 if place.name == "forest" else 45):
            side = small * dice.between(20, 32) // 100
            near.thing(dice.pick(land.growth), x, base + 2 - dice.between(0, small // 12), side)


def _masonry(place: Scenery, base: int) -> None:
    # A wall behind everything, with windows and torches on it.
    form, small = place.form, min(place.form.width, place.form.height)
    place.fill("masonry under", 0, form.height, by=-36)
    step = max(small * 44 // 100, 4)
    for n, x in enumerate(range(place.dice.between(step // 3, step), form.width, step)):
        place.thing(("window", "torch")[n % 2], x, base * 56 // 100, small * (28, 18)[n % 2] // 100)


def _terrain(place: Scenery, base: int, tile: int) -> list[int]:
    # The row of the ground's top for each column of pixels; below the picture where there is a gap.
    form, dice = place.form, place.dice
    tops: list[int] = []
    level, number = 0, 0
    while len(tops) < form.width:
        if number and number % 2 == 0 and form.width - len(tops) > 3 * tile and form.height >= 32:
            tops += [form.height] * (2 * tile)
        tops += [base - level * tile] * (dice.between(3, 5) * tile)
        level = min(max(level + dice.pick((-1, 1)), 0), 2)
        number += 1
    return tops[: form.width]


def _earth(place: Scenery, tops: Sequence[int], tile: int) -> None:
    # One piece of earth whatever its height, turf that hangs over it, and water in the gaps.
    form, dice, height = place.form, place.dice, place.form.height
    under, ground = place.slot("under"), place.slot("ground")
    place.fill("water water", height - tile, height)
    place.fill("water", height - tile, height - tile + 1, by=90)
    cloth = "masonry stone" if place.name == "dungeon" else "plates under" if place.name == "space" else "dirt under"
    for y in range(min(tops), height):
        for run in _RUN.finditer(bytes(top <= y for top in tops)):
            place.fill(cloth, y, y + 1, *run.span())
    turf = max(tile * 3 // 8, 1)
    hang = 0
    for x, top in enumerate(tops):
        for side in (x - 1, x + 1):
            if 0 <= side < form.width and tops[side] > top:  # the end of a step, and its shadow on the next one
                place.fill("under", top, min(tops[side], height), x, x + 1, by=-78)
        if top < height:
            hang = dice.between(0, max(tile // 3, 1)) if x % 2 == 0 else hang
            for down in range(turf + hang + 1):
                lit = 225 if not down else 136 if down < turf + hang - 1 else 84
                form.dot(x, top + down, ground if down < turf + hang else under, lit if down < turf + hang else 50)


def _level(tops: Sequence[int], height: int, reach: int) -> list[int]:
    # The columns on either side of which the ground is level so far.
    last = len(tops) - 1 - reach
    return [x for x in range(reach, last) if tops[x - reach] == tops[x] == tops[x + reach] < height]


def _standing(tops: Sequence[int], height: int, hero: int) -> tuple[int, int]:
    # Where on the left there is ground for the hero's feet.
    middle = len(tops) // 2
    solid = [x for x in _level(tops, height, hero // 4) if hero // 2 < x < len(tops) - hero // 2]
    near = [x for x in solid if x <= middle * 4 // 5] or solid or [middle]
    x = near[len(near) // 2]
    return x, min(tops[x], height - 1)


def _platforms(place: Scenery, tops: Sequence[int], tile: int, hero: int) -> None:
    form, dice = place.form, place.dice
    y, side, count = min(tops) - max(tile * 5 // 2, hero // 2 + 2), 1, 0
    while y > hero // 2 + 2:
        long = dice.between(3, 4) * tile
        lanes = (0, form.width // 2) if form.width > 2 * form.height else (0,)
        for lane in lanes:
            half = max(form.width // (2 * len(lanes)), long + 3)
            left = lane + (half if side > 0 else 0) + dice.between(1, max(half - long - 2, 1))
            middle = min(left + long // 2, form.width - 1)
            _platform(place, left, y, long, tile)
            if count == 0 and tile >= 5 and tops[middle] < form.height:
                _ladder(place, middle, y, tops[middle], tile // 2)
        y -= hero * 2 // 3 + dice.between(2, tile)
        side, count = -side, count + 1


def _platform(place: Scenery, left: int, top: int, long: int, tile: int) -> None:
    thick = max(tile * 7 // 8, 3)
    for down in range(thick):
        cut = 0 if 0 < down < thick - 2 else 1 + max(down - thick + 2, 0)
        role, light = ("ground", (225, 136, 84)[down]) if down < 3 else ("under", 136 if down < thick - 1 else 60)
        span = (top + down, left + cut, left + long - cut)
        place.form.lay([span], place.slot(role), light, edge=down in (0, thick - 1))
    for n in range(long // tile if tile >= 5 else 0):
        if place.dice.chance(75):
            place.pixels.ball(place.slot("gold"), left + n * tile + tile // 2, top - tile // 2 - 2, 2, 3)


def _ladder(place: Scenery, x: int, top: int, bottom: int, half: int) -> None:
    for y in range(top + 1, bottom, 3):
        place.fill("wood", y, y + 1, x - half, x + half + 1, by=62)
    for side in (x - half, x + half):
        place.fill("wood", top, bottom, side, side + 1, by=-44)


def _details(place: Scenery, tops: Sequence[int], tile: int) -> None:
    form, dice = place.form, place.dice
    width, small = form.width, min(form.width, form.height)
    flat = _level(tops, form.height, tile // 2)
    right = [x for x in flat if x > width * 45 // 100]
    for x in [x for x in flat if x < width * 14 // 100][:1]:
        place.thing(dice.pick(place.land.growth), x, tops[x], small * 26 // 100)
    if right:
        x = dice.pick(right[: len(right) // 2] or right)
        place.somebody(dice.pick(place.land.foes), x, tops[x], max(small * 20 // 100, 9), shadow=False)
        x = right[-1]
        place.thing("flag", x, tops[x], small * 22 // 100)
        others = [at for at in right if abs(at - x) > tile * 2]
        for at in others[-1:]:
            place.thing(dice.pick(("trap", "chest", *place.land.goods)), at, tops[at], small * 15 // 100)
