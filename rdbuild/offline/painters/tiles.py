"""Surfaces: textures that repeat, tilesets, and the flat pictures made of them.

Owns: seamless textures by material, the 4 x 5 corner sheet, panels, scenes and sheets of things.
Must not know: requests, file formats.
Rule: a texture is painted on a canvas that wraps, so it has no seam to hide.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import sub
from typing import TypeVar

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, scheme, words
from rdbuild.offline.painters.sprites import sprite

T = TypeVar("T", bound=Sequence[int])

# The sheet's corners, row by row: 1 is inside (the prompt), 0 outside; bits NW NE SW SE.
CORNERS = (
    *("0000", "0001", "0011", "0010"),
    *("0000", "0101", "1111", "1010"),
    *("0000", "0100", "1100", "1000"),
    *("1111", "1110", "1101", "0110"),
    *("1111", "1011", "0111", "1001"),
)

_MATERIALS = {
    word: material
    for material, called in {
        "bricks": "brick bricks wall castle tiles paved pavement floor cobblestone dungeon",
        "planks": "wood wooden plank planks oak floorboards deck crate",
        "tufts": "grass lush moss leaf leafy forest meadow field jungle bush hay fur",
        "waves": "water ocean sea river lake lava magma mana slime poison",
        "grains": "sand desert dirt mud earth snow gravel soil ash dust path ice",
        "stones": "stone stones rock rocks granite marble volcanic cave obsidian metal iron",
    }.items()
    for word in called.split()
}


def texture(width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Canvas:
    """Return an opaque surface of the prompt's material that repeats without a seam both ways."""
    called = [_MATERIALS[word] for word in words(prompt) if word in _MATERIALS]
    material = called[0] if called else dice.pick(("stones", "grains", "bricks"))
    main, second, _ = scheme(prompt, dice, given)
    main = mix(main, given[0], 96) if given else main  # words name the colour, and a picture leaves its mark on it
    main = mix(main, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14))
    canvas = Canvas(width, height, main, wraps=True)
    tone = canvas.ramp(main)
    for y in range(height):
        canvas.fill(y, 0, width, tone + 2)
    _PAINT[material](canvas, tone, dice)
    if len(set(words(prompt)) & set(WORDS)) > 1:  # a second colour in the words: a few spots of it
        spot = canvas.ramp(mix(second, main, 64))
        for _ in range(max(2, width * height // 160)):
            x, y = dice.between(0, width - 1), dice.between(0, height - 1)
            canvas.fill(y, x, x + 2, spot + 2)
            canvas.fill(y + 1, x, x + 1, spot + 1)
    # It can be cut anywhere: not through a joint, but where the two sides differ least.
    canvas.rows = _cut_where_calm(canvas.rows)
    columns = _cut_where_calm(list(zip(*canvas.rows, strict=True)))
    canvas.rows = [bytearray(row) for row in zip(*columns, strict=True)]
    return canvas


def _cut_where_calm(lines: list[T]) -> list[T]:
    steps = [sum(map(abs, map(sub, line, lines[place - 1]))) for place, line in enumerate(lines)]
    best = steps.index(min(steps))
    return lines[best:] + lines[:best]


def _bricks(canvas: Canvas, tone: int, dice: Chance) -> None:
    courses = max(2, canvas.height // 16 * 2)
    across = max(1, canvas.width // 16)
    for course in range(courses):
        top, bottom = course * canvas.height // courses, (course + 1) * canvas.height // courses
        shift = (course & 1) * (canvas.width // across // 2)
        for brick in range(across):
            left = brick * canvas.width // across + shift
            right = (brick + 1) * canvas.width // across + shift
            body = tone + dice.pick((1, 2, 2, 2, 3))
            for y in range(top, bottom):
                canvas.fill(y, left, right, body)
            canvas.fill(top, left, right, min(body + 1, tone + 4))
            for y in range(top, bottom):
                canvas.fill(y, right - 1, right, tone)
        canvas.fill(bottom - 1, 0, canvas.width, tone)
    _specks(canvas, tone, dice, 40)


def _planks(canvas: Canvas, tone: int, dice: Chance) -> None:
    count = max(2, canvas.height // 8)
    for plank in range(count):
        top, bottom = plank * canvas.height // count, (plank + 1) * canvas.height // count
        body = tone + dice.pick((2, 2, 3))
        for y in range(top, bottom):
            canvas.fill(y, 0, canvas.width, body)
        canvas.fill(top, 0, canvas.width, body + 1)
        for _ in range(3):
            x, y = dice.between(0, canvas.width - 1), dice.between(top, bottom - 1)
            canvas.fill(y, x, x + dice.between(3, max(4, canvas.width // 3)), body - 1)
        joint = dice.between(0, canvas.width - 1)
        for y in range(top, bottom):
            canvas.fill(y, joint, joint + 1, tone)
        canvas.fill(bottom - 1, 0, canvas.width, tone)


def _tufts(canvas: Canvas, tone: int, dice: Chance) -> None:
    for _ in range(canvas.width * canvas.height // 12):
        x, y, step = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1), dice.pick((1, 1, 3, 4))
        for up in range(dice.between(2, 3)):
            canvas.fill(y - up, x, x + 1, tone + step)
        canvas.fill(y + 1, x, x + 1, tone + 1)


def _waves(canvas: Canvas, tone: int, dice: Chance) -> None:
    for _ in range(canvas.width * canvas.height // 40):
        x, y, long = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1), dice.between(3, 7)
        canvas.fill(y, x, x + long, tone + dice.pick((3, 3, 4)))
        canvas.fill(y - 1, x - 1, x + 1, tone + 3)
        canvas.fill(y + 1, x + 1, x + long + 2, tone + 1)


def _grains(canvas: Canvas, tone: int, dice: Chance) -> None:
    _specks(canvas, tone, dice, 9)
    for _ in range(canvas.width * canvas.height // 120):
        x, y = dice.between(0, 2 * canvas.width), dice.between(0, 2 * canvas.height)
        canvas.ellipse(x, y, dice.between(3, 5), dice.between(2, 4), -tone - dice.pick((1, 3)))


def _stones(canvas: Canvas, tone: int, dice: Chance) -> None:
    for y in range(canvas.height):
        canvas.fill(y, 0, canvas.width, tone + 1)
    for _ in range(max(6, canvas.width * canvas.height // 30)):
        x, y = dice.between(0, 2 * canvas.width - 1), dice.between(0, 2 * canvas.height - 1)
        canvas.ellipse(x, y, dice.between(5, 11), dice.between(4, 9), tone, edge=tone)
    _specks(canvas, tone, dice, 30)


def _specks(canvas: Canvas, tone: int, dice: Chance, every: int) -> None:
    for _ in range(canvas.width * canvas.height // every):
        x, y = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1)
        canvas.dot(x, y, tone + dice.pick((1, 1, 3)))


_PAINT = {
    "bricks": _bricks,
    "planks": _planks,
    "tufts": _tufts,
    "waves": _waves,
    "grains": _grains,
    "stones": _stones,
}


def tileset(inside: Canvas, outside: Canvas, dice: Chance) -> Canvas:
    """Return the sheet of 4 x 5 tiles for two terrains of one tile's size; tiles that share corners meet exactly."""
    width, height = inside.width, inside.height
    sheet = Canvas(4 * width, 5 * height, outside.colours[0])
    sheet.colours = [outside.colours[0], *dict.fromkeys([*outside.colours, *inside.colours])]
    rim, shade = sheet.number(mix(inside.colours[0], (24, 18, 40), 150)), sheet.number((40, 32, 52))
    surfaces = []
    for surface in (outside, inside):
        numbers = bytes(sheet.number(colour) for colour in surface.colours).ljust(256, b"\0")
        surfaces.append([row.translate(numbers) for row in surface.rows])
    sway = [0, *(dice.between(-30, 30) for _ in range(6)), 0]
    for place, corners in enumerate(CORNERS):
        left, top = place % 4 * width, place // 4 * height
        within = _within(corners, width, height, sway)
        for y in range(height):
            row = sheet.rows[top + y]
            above, here, below = within[max(y - 1, 0)], within[y], within[min(y + 1, height - 1)]
            for x in range(width):
                inner = here[x]
                near = above[x], below[x], here[max(x - 1, 0)], here[min(x + 1, width - 1)]
                on_shore = (not inner) in near
                row[left + x] = (shade, rim)[inner] if on_shore else surfaces[inner][y][x]
        if len(set(corners)) == 1 and place // 4:  # a plain variant: something small in the middle
            _litter(sheet, left, top, width, height, rim if corners[0] == "1" else shade, place // 4, dice)
    return sheet


def _within(corners: str, width: int, height: int, sway: Sequence[int]) -> list[list[bool]]:
    # A pixel is inside where the corners' mean is, weighted by nearness. The outermost pixels lie on the very edge,
    # where only the two corners of that edge count and the sway across it is nothing: tiles that share these corners
    # have the same line of terrain along their common edge.
    nw, ne, sw, se = (4096 if corner == "1" else -4096 for corner in corners)
    if len(set(corners)) == 1:
        return [[nw > 0] * width] * height
    across, down = _swaying(width, sway), _swaying(height, sway)
    rows = []
    for y in range(height):
        west, east = ((top * (height - 1 - y) + bottom * y) // (height - 1) for top, bottom in ((nw, sw), (ne, se)))
        values = ((west * (width - 1 - x) + east * x) // (width - 1) + across[x] + down[y] for x in range(width))
        rows.append([value > 0 for value in values])
    return rows


def _swaying(length: int, sway: Sequence[int]) -> list[int]:
    # The sway along a side, on a line from point to point; nothing at both ends.
    steps, last = len(sway) - 1, length - 1
    found = []
    for place in range(length):
        point, part = divmod(place * steps, last)
        found.append((sway[point] * (last - part) + sway[min(point + 1, steps)] * part) * 16 // last)
    return found


def _litter(sheet: Canvas, left: int, top: int, width: int, height: int, number: int, row: int, dice: Chance) -> None:
    # The first spot lies where no other row of the sheet has its own: plain variants never look the same.
    sheet.fill(top + height // 2, left + width * row // 5, left + width * row // 5 + 2, number)
    for _ in range(dice.between(1, 3)):
        x, y = left + dice.between(width // 4, width * 3 // 4), top + dice.between(height // 4, height * 3 // 8)
        sheet.fill(y, x, x + 2, number)


# -- flat pictures


def collection(width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Canvas:
    """Return several takes on the prompt's subject in a grid on an empty background."""
    cell = max(8, min(width, height) // 4)
    sheet = Canvas(width, height, mix(WORDS["silver"], (dice.next() & 255, 200, 220), 60))
    columns, rows = width // cell, height // cell
    for place in range(columns * rows):
        thing = sprite(cell - 2, cell - 2, prompt, Chance(dice.next()), given if place % 3 == 0 else ())
        left = (width - columns * cell) // 2 + place % columns * cell + 1
        sheet.paste(thing, left, (height - rows * cell) // 2 + place // columns * cell + 1)
    return sheet


def panel(width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Canvas:
    """Return interface parts: a framed panel with a title, bars and buttons."""
    main, second, accent = scheme(prompt, dice, given)
    canvas = Canvas(width, height, mix(WORDS["navy"], main, 40))
    unit = max(1, min(width, height) // 32)
    box, bar, button = canvas.ramp(main), canvas.ramp(second), canvas.ramp(accent)

    def slab(left: int, top: int, right: int, bottom: int, tone: int) -> None:
        for y in range(top, bottom):
            canvas.fill(y, left, right, tone + 2)
            canvas.fill(y, left, left + unit, tone + 3)
            canvas.fill(y, right - unit, right, tone + 1)
        for y in range(unit):
            canvas.fill(top + y, left, right - unit, tone + 4)
            canvas.fill(bottom - 1 - y, left, right, tone)

    slab(2 * unit, 2 * unit, width - 2 * unit, height - 2 * unit, box)
    slab(width // 5, 4 * unit, width - width // 5, 8 * unit, button)
    top = 10 * unit
    while top + 4 * unit < height - 8 * unit:
        slab(4 * unit, top, width - 4 * unit, top + 3 * unit, box)
        slab(4 * unit, top, width // 3 + dice.between(0, width // 2), top + 3 * unit, bar)
        top += 4 * unit
    for place in range(2):
        left = 4 * unit + place * (width // 2 - 2 * unit)
        slab(left, height - 8 * unit, left + width // 2 - 6 * unit, height - 4 * unit, button)
    canvas.outline()
    return canvas


def scene(width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Canvas:
    """Return a place: ground from above in the prompt's material, with its subject standing on it a few times."""
    canvas = texture(width, height, prompt, dice, given)
    canvas.wraps = False
    for _ in range(5):
        side = max(8, min(width, height) // dice.between(3, 5))
        canvas.paste(
            sprite(side, side, prompt, Chance(dice.next())),
            dice.between(0, width - side),
            dice.between(0, height - side),
        )
    return canvas
