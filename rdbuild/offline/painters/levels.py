"""Levels seen from the side.

Owns: the layers behind, the ground with its gaps, and what floats and stands there.
Must not know: requests, how light becomes colour.
Rule: what is farther off is painted first, and paler.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters import items, people, subjects
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, words
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.scenery import Scenery, named

_FOES = {
    "snow": "wisp", "volcano": "imp", "cave": "bat", "crypt": "skeleton", "dungeon": "skeleton", "grave": "ghost",
    "space": "robot", "city": "rat", "forest": "goblin", "desert": "spider",
}  # fmt: skip
_BACKS = {"volcano": "cone", "desert": "pyramid", "snow": "mountain"}


def platformer(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a level from the side: sky, hills, ground and platforms, and whom the prompt is about on them."""
    said = words(prompt)
    inside = any(word in said for word in ("castle", "dungeon", "temple", "tower", "palace"))
    place = Scenery(form, prompt, dice, given, "dungeon" if inside else "meadow")
    width, height = form.width, form.height
    small = min(width, height)
    tile = max(min(small // 8, 8), 3)
    hero = max(small * 30 // 100, 8)
    base = height - max(height * 24 // 100, 4)
    _behind(place, base)
    tops = _terrain(place, base, tile)
    standing = _platforms(place, tops, tile, hero)
    _earth(place, tops, tile)
    if small >= 32:
        _details(place, tops, tile)
    x, foot = standing
    who = named(place.said)
    pen = Pen(form, x - hero // 2, foot - hero, hero)
    known = any(word in items.CALLED for word in place.said) and place.land == "meadow"
    subjects.draw(pen, prompt if who or known else next(iter(people.CALLED)), dice, given)
    place.weather()


def _behind(place: Scenery, base: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    if place.land == "dungeon":
        _masonry(place)
        return
    far, near = place.faded(110), place.faded(40)
    place.fill(base, height, near.slot("under"), 84)
    place.sky(
        base + 2, sun=(width * dice.pick((22, 78)) // 100, height * 18 // 100), clouds=max(2 * width // height, 2)
    )
    if place.land == "city":
        _skyline(far, base, height * 60 // 100)
        _skyline(near, base, height * 36 // 100)
        return
    if place.land in ("cave", "crypt"):
        for slot, length in ((far.slot("under"), height // 3), (near.slot("under"), height // 5)):
            for x in range(0, width, small // 7):
                at, long = x + dice.between(-3, 3), dice.between(length // 3, length)
                wide = max(small // 9, 3)
                place.pixels.poly(slot, [(at - wide, 0), (at + wide, 0), (at, long)], "slope", edge=False)
    far.ridge(base + 2, height * 42 // 100, "far", 128, rough=max(small // 4, 4))
    back = _BACKS.get(place.land)
    if back:
        far.thing(back, width * dice.between(35, 65) // 100, base + 2, small * 56 // 100)
    hills = "ground" if place.land in ("desert", "beach") else "leaf"
    near.ridge(base + 2, height * 20 // 100, hills, 150, rough=max(small // 3, 5))
    for x in range(dice.between(0, 6), width, max(small // 6, 4)):
        if dice.chance(70 if place.land == "forest" else 45):
            near.thing(
                dice.pick(place.growth), x, base + 2 - dice.between(0, small // 12), small * dice.between(20, 32) // 100
            )


def _skyline(place: Scenery, base: int, tall: int) -> None:
    form, dice = place.form, place.dice
    x = -dice.between(0, 6)
    stone = place.slot("stone")
    glow = place.slot("glow" if place.dark else "low")
    while x < form.width:
        wide, top = dice.between(9, 16), base - dice.between(tall // 2, tall)
        light = dice.pick((84, 100, 120))
        for y in range(top, base + 2):
            form.run(y, x, x + wide, stone, light)
            form.dot(x, y, stone, light + 50)
        for y in range(top + 3, base - 1, 4):
            for at in range(x + 2, x + wide - 2, 3):
                if dice.chance(60):
                    form.run(y, at, at + 2, glow, 128 if not place.dark else 160)
                    form.run(y + 1, at, at + 2, glow, 90)
        x += wide + dice.pick((0, 0, 2))


def _masonry(place: Scenery) -> None:
    form, dice = place.form, place.dice
    under = place.slot("under")
    base = form.height * 3 // 4
    for y in range(form.height):
        row, down = divmod(y, 6)
        form.run(y, 0, form.width, under, 30 if down == 5 else 84)
        for x in range(row % 2 * 6, form.width, 12):
            form.dot(x, y, under, 30)
        if down == 0:
            for x in range(row % 2 * 6, form.width, 12):
                if (x * 7 + row * 5) % 4 == 0:
                    form.run(y, x + 2, x + 9, under, 130)
    small = min(form.width, form.height)
    step = small * 44 // 100
    for n, x in enumerate(range(dice.between(step // 3, step), form.width, step)):
        if n % 2 == 0:
            place.thing("window", x, base * 56 // 100, small * 28 // 100)
        else:
            place.glow(x, base * 46 // 100, small // 4, 20)
            place.thing("torch", x, base * 56 // 100, small * 18 // 100)


def _terrain(place: Scenery, base: int, tile: int) -> list[int]:
    # The row of the ground's top for each column of pixels; below the picture where there is a gap.
    form, dice = place.form, place.dice
    tops: list[int] = []
    level, number = 0, 0
    while len(tops) < form.width:
        long = dice.between(3, 5) * tile
        if number and number % 2 == 0 and form.width - len(tops) > 3 * tile and form.height >= 32:
            tops += [form.height] * (2 * tile)
        tops += [base - level * tile] * long
        level = min(max(level + dice.pick((-1, 1)), 0), 2)
        number += 1
    return tops[: form.width]


def _earth(place: Scenery, tops: Sequence[int], tile: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    ground, under, water = place.slot("ground"), place.slot("under"), place.slot("water")
    grass = max(tile * 3 // 8, 2)
    fringe = [dice.between(0, max(tile // 3, 1)) if x % 2 == 0 else 0 for x in range(width + 1)]
    for y in range(min(tops), height):
        slots, light, lines = form.slots[y], form.light[y], form.lines[y]
        for x, top in enumerate(tops):
            deep = y - top
            if deep < 0:
                if top < height or y < height - tile:
                    continue
                slots[x], lines[x] = water, 0
                light[x] = 225 if y == height - tile and (x + y) % 5 < 3 else 136 if y < height - tile // 2 else 84
                continue
            hang, lines[x] = grass + fringe[x // 2 * 2], 0
            if deep < hang:
                slots[x], light[x] = ground, 225 if deep == 0 else 136 if deep < hang - 1 else 84
            else:
                slots[x], light[x] = under, 136 if hang < deep < 2 * tile + x * 7 % 3 else 84
                if (x and tops[x - 1] > top) or (x + 1 < width and tops[x + 1] > top):
                    light[x] = 40  # the side of a step
    for _ in range(width * height // 220):  # stones in the earth
        x = dice.between(1, width - 4)
        y = dice.between(min(tops[x], height - 1), height - 1)
        if y - tops[x] > grass + tile // 2 and tops[x + 2] == tops[x] and tops[x - 1] == tops[x]:
            form.run(y, x, x + 3, under, 190)
            form.run(y + 1, x, x + 3, under, 60)


def _platforms(place: Scenery, tops: Sequence[int], tile: int, hero: int) -> tuple[int, int]:
    # Draw what floats, and say where one may stand.
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    solid = [
        x
        for x in range(hero // 2 + 1, width - hero // 2)
        if tops[x] < height and tops[x - hero // 4] == tops[x] == tops[min(x + hero // 4, width - 1)]
    ]
    near = [x for x in solid if x <= width * 2 // 5] or solid or [width // 2]
    x = near[len(near) // 2]
    stand = (x, min(tops[x], height) if tops[x] < height else height - tile)
    y, side, count = min(tops) - max(tile * 5 // 2, hero // 2 + 2), 1, 0
    while y > hero // 2 + 2 and height >= 32:
        long = dice.between(3, 4) * tile
        lanes = (0, width // 2) if width > 2 * height else (0,)
        for lane in lanes:
            half = max(width // (2 * len(lanes)), long + 3)
            left = lane + (half if side > 0 else 0) + dice.between(1, max(half - long - 2, 1))
            _platform(place, left, y, long, tile)
            if count == 0 and tile >= 5:
                _ladder(place, left + long // 2, y, tops[min(max(left + long // 2, 0), width - 1)], tile)
        y -= hero * 2 // 3 + dice.between(2, tile)
        side, count = -side, count + 1
    return stand


def _platform(place: Scenery, left: int, top: int, long: int, tile: int) -> None:
    form, ground, under = place.form, place.slot("ground"), place.slot("under")
    thick = max(tile * 7 // 8, 3)
    for down in range(thick):
        cut = 0 if 0 < down < thick - 2 else 1 + max(down - thick + 2, 0)
        light = (225, 136, 84)[down] if down < 3 else 136 if down < thick - 1 else 60
        form.lay(
            [(top + down, left + cut, left + long - cut)],
            ground if down < 3 else under,
            light,
            edge=down in (0, thick - 1),
        )
    for n in range(long // tile):
        if tile >= 5 and place.dice.chance(75):
            place.glyph("coin", left + n * tile + tile // 2, top - 3)


def _ladder(place: Scenery, x: int, top: int, bottom: int, tile: int) -> None:
    form, wood = place.form, place.slot("wood")
    half = tile // 2
    if bottom >= form.height:
        return
    for y in range(top, bottom):
        form.lay([(y, x - half, x - half + 1), (y, x + half, x + half + 1)], wood, 190)
        if (y - top) % 3 == 1:
            form.run(y, x - half, x + half + 1, wood, 136)


def _details(place: Scenery, tops: Sequence[int], tile: int) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    flat = [
        x
        for x in range(tile, width - tile)
        if tops[x] < height and tops[x - tile // 2] == tops[x] == tops[x + tile // 2]
    ]
    right = [x for x in flat if x > width * 45 // 100]
    left = [x for x in flat if x < width * 14 // 100]
    foe = _FOES.get(place.land, "slime")
    small = min(width, height)
    for x in left[:1]:
        place.thing(dice.pick(place.growth), x, tops[x], small * 26 // 100)
    if right:
        x = dice.pick(right[: len(right) // 2] or right)
        place.glyph(foe, x, tops[x] - (foe in ("bat", "ghost", "wisp")) * 6)
        x = right[-1]
        place.glyph("flag", x, tops[x])
        others = [at for at in right if abs(at - x) > tile * 2]
        if others:
            at = others[-1]
            place.glyph(dice.pick(("spikes", "crate", "chest", "bush")), at, tops[at])
