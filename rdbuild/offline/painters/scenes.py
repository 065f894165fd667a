"""Places that somebody stands in, seen from above: rooms and clearings.

Owns: how a room is furnished, and how a clearing is grown around.
Must not know: requests, how light becomes colour.
Rule: a place fills its picture to the last pixel, and leaves room for who is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, called, words
from rdbuild.offline.painters.dungeons import Level, Site
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.lands import NAMED, named, subject
from rdbuild.offline.painters.nouns import noun
from rdbuild.offline.painters.rooms import Room, room_of
from rdbuild.offline.painters.scenery import Scenery

# What stands in a clearing by words, instead of one thing.
_MANY = called("""
house: village town farm hamlet settlement kingdom houses
stall: market bazaar fair
well: courtyard square
""")
_SOLE = frozenset({"castle", "pyramid", "volcano", "mountain", "rocket", "ship", "cake"})  # of which there is one

_AFLOAT = frozenset({"ship", "fish", "shark", "whale", "octopus", "squid", "jellyfish"})  # what belongs on water
_HANGING = frozenset({"window", "torch", "flag", "mirror"})  # on the wall


def topdown(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint a room or a clearing from above, or whom the prompt is about on the ground there."""
    said = words(prompt)
    many = next((_MANY[word] for word in said if word in _MANY), "")
    room = room_of(said) if not many else None
    place = Scenery(form, prompt, dice, given, room.land if room else "meadow")
    small = min(form.width, form.height)
    if room:
        _room(place, room)
    elif (noun(prompt) or (0, ""))[1] in _AFLOAT:
        _water(place)
    else:
        _clearing(place)
    if many or (not room and not subject(said) and any(word in NAMED for word in said)):
        _built(place, many or place.land.sights[0])
    elif not room or named(said):
        side = max(small * (46 if room else 62) // 100, min(small - 2, 12))
        place.somebody(prompt, form.width // 2, form.height // 2 + side // 2 + small // 12, side)
    place.weather()


def _water(place: Scenery) -> None:
    # Open water with rocks about, and the foam around what floats.
    form, dice = place.form, place.dice
    width, height, small = form.width, form.height, min(form.width, form.height)
    place.fill("water water", 0, height)
    for across, down in ((10, 30), (92, 22), (6, 98), (94, 96)):
        x, y, size = width * across // 100, height * down // 100, small * dice.between(16, 30) // 100
        place.pixels.ball(place.slot("white"), x, y - size // 6, size * 5 // 8, size // 4, light=150, edge=False)
        place.thing("rock", x, y, max(size, 4))
    foam, middle = small * 34 // 100, (width // 2, height // 2 + small * 28 // 100)
    for slot, reach, light in (
        (place.slot("white"), foam, 150),
        (place.slot("water"), foam - max(small // 24, 1), 150),
    ):
        place.pixels.ball(slot, *middle, reach, reach // 3, light=light, edge=False)


def _built(place: Scenery, kind: str) -> None:
    form, small = place.form, min(place.form.width, place.form.height)
    if kind in _SOLE:
        place.thing(kind, form.width // 2, form.height // 2 + small * 26 // 100, small * 62 // 100, shadow=True)
        return
    for n in range(max(form.width, form.height) // small):
        x, y = (
            (small // 2, n * small + small // 2) if form.width < form.height else (n * small + small // 2, small // 2)
        )
        for across, down in [(22, -4), (-22, 0), (-4, 34)]:
            at = x + across * small // 100 + place.dice.between(-2, 2), y + down * small // 100
            place.thing(kind, *at, small * 36 // 100, shadow=True)


def _room(place: Scenery, room: Room) -> None:
    form, dice = place.form, place.dice
    width, small = form.width, min(form.width, form.height)
    tile = max(small // 6, min(8, small // 2))
    columns, tall = max((width - 2) // tile, 1), tile * 3 // 2 if small >= 24 else tile
    rim, foot = (width - columns * tile) // 2, tall + max(small // 24, 1)
    rows = max((form.height - foot - 1) // tile, 1)
    made = Level(columns + 2, rows + 3)
    made.dig((1, 2, columns + 1, rows + 2))
    site = Site(place, made, tile, rim - tile, foot - 2 * tile, tall)
    site.build(room.floor, room.wall, "ink")
    right, bottom = width - rim, foot + rows * tile
    size = tile * 7 // 4
    if small >= 40 and not room.bare:
        place.rug(width * 27 // 100, foot + tile * 3 // 2, width * 73 // 100, bottom - tile // 2)
    count = max((right - rim) // (size + 1) | 1, 1)
    for n in range(count):
        kind = room.end if 2 * n + 1 == count else room.along[n % len(room.along)]
        x = rim + (2 * n + 1) * (right - rim) // (2 * count)
        hangs = kind in _HANGING
        place.thing(kind, x, foot - tile // 4 if hangs else foot + tile // 4, size * 2 // 3 if hangs else size,
                    shadow=not hangs)  # fmt: skip
    for down in range(foot + tile * 7 // 4, bottom + tile // 2, tile * 3 // 2):
        for x in (rim + size // 2, right - size // 2):
            if dice.chance(80):
                place.thing(dice.pick(room.about), x, min(down, bottom - 1), size, shadow=True)


def _clearing(place: Scenery) -> None:
    form, dice = place.form, place.dice
    width, height = form.width, form.height
    small = min(width, height)
    pen = place.pixels
    place.fill(f"{place.land.ground} ground", 0, height)
    paved = place.urban
    path = place.slot("stone" if paved else "path")
    middle, wide, high = (width // 2, height // 2 + small // 8), small * 38 // 100, small * 26 // 100
    pen.ball(path, *middle, wide, high, light=84, edge=False)
    x, drift = width // 2 * 8, 0
    for y in range(height):
        if y % 6 == 0 and not paved:
            drift = dice.between(-5, 5) + (width // 2 * 8 - x) // 60
        x += drift
        half = small // 9 + (y * 5 % 7 == 0 and not paved)
        form.run(y, x // 8 - half, x // 8 + half, path, 84)
        form.run(y, x // 8 - half + 1, x // 8 + half - 1, path, 136)
    pen.ball(path, *middle, wide - 1, high - 1, light=136, edge=False)
    if place.says("pond", "lake", "river", "water") or place.name in ("swamp", "volcano", "beach"):
        x, y, water = dice.pick((width // 5, width * 4 // 5)), height * 70 // 100, place.slot("water")
        pen.ball(path, x, y, small // 5 + 2, small // 8 + 2, light=84)
        pen.ball(water, x, y, small // 5, small // 8, light=136, edge=False)
        pen.ball(water, x - small // 20, y - small // 30, small // 9, small // 20, light=210, edge=False)
    size = max(small * 34 // 100, 7)
    spots = [(at, 108) for at in ((8, 92) if width < 2 * height else range(4, 100, max(size * 124 // width, 8)))]
    spots += [(at, 14 + dice.between(-6, 6)) for at in range(0, 100, max(size * 62 // width, 4))]
    for at in range(20, 120, max(size * 62 // height, 4)):
        spots += [(dice.between(-2, 6), at), (dice.between(94, 102), at)]
    for across, down in sorted(spots, key=lambda spot: spot[1]):
        if abs(across - 50) * width >= 14 * small and dice.chance(88):
            place.thing(dice.pick(place.land.growth), width * across // 100, height * down // 100, size, shadow=True)
