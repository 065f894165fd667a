"""Pictures made from a given one.

Owns: what an edit does for which words, and how a tile varies.
Must not know: requests, file formats.
Rule: a third of an edited picture stays at least, and some of it changes; a tile's outermost ring never does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import TONES, Rgb, mix, named, ramp, words
from rdbuild.offline.painters.encode import Pixels
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.imagework import Indexed, indexed, reduced, surroundings
from rdbuild.offline.painters.look import LOOKS, shown
from rdbuild.offline.painters.subjects import draw

Cells = list[bytes]  # RGBA of each pixel, row by row
Effect = Callable[[Cells, Pixels, str, Chance], None]

# Where the words put what is added: eighths of the way to the right and to the bottom.
_PLACES = {
    "left": (1, 4),
    "right": (7, 4),
    "top": (4, 1),
    "hat": (4, 1),
    "head": (4, 1),
    "bottom": (4, 7),
    "feet": (4, 7),
    "middle": (4, 4),
    "center": (4, 4),
    "centre": (4, 4),
    "corner": (7, 1),
}
_USUAL_PLACE = (4, 2)
_MOST_CHANGED = 50  # percent of the pixels, by an effect on all of the picture


def edited(pixels: Pixels, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Pixels:
    """Change a picture as the words say and add a small sign of it; at least a third of the pixels stays."""
    # The picture itself is one of the dice's words: the same edit of its own result must change that again.
    dice = Chance(dice.next(), sha256(pixels.data).hexdigest())
    data = pixels.data
    cells = [data[at : at + 4] for at in range(0, len(data), 4)]
    said = frozenset(words(prompt))
    effect = next((done for word, done in _EFFECTS.items() if word in said), None)
    if effect:
        effect(cells, pixels, prompt, dice)
    across, down = next((_PLACES[word] for word in words(prompt) if word in _PLACES), _USUAL_PLACE)
    side = max(6, min(pixels.width, pixels.height) * 2 // 5)
    subject = prompt
    if effect is _erase:  # a sparkle where something was
        across, down, side, subject = 4, 4, max(6, side // 2), "sparkle"
    sign = _sign(side, subject, Chance(dice.next()), given)
    sway = max(1, side // 4)
    left = (pixels.width - side) * across // 8 + dice.between(-sway, sway)
    top = (pixels.height - side) * down // 8 + dice.between(-sway, sway)
    _stamp(cells, pixels, sign, min(max(left, 0), pixels.width - side), min(max(top, 0), pixels.height - side))
    return Pixels(pixels.width, pixels.height, b"".join(cells))


def _sign(side: int, prompt: str, dice: Chance, given: Sequence[Rgb]) -> Canvas:
    form = Form(side, side)
    draw(Pen(form), prompt, dice, given)
    return shown(form, LOOKS["clean"], dice)


def _stamp(cells: Cells, pixels: Pixels, sign: Canvas, left: int, top: int) -> None:
    colours = [bytes((*colour, 255)) for colour in sign.colours]
    for y, row in enumerate(sign.rows):
        start = (top + y) * pixels.width + left
        for x, number in enumerate(row):
            if number not in sign.grounds:
                cells[start + x] = colours[number]


def _surface(cells: Cells, pixels: Pixels) -> bytes:
    # The commonest value along the border.
    width = pixels.width
    border = [*cells[:width], *cells[-width:], *cells[::width], *cells[width - 1 :: width]]
    counts: dict[bytes, int] = {}
    for cell in border:
        counts[cell] = counts.get(cell, 0) + 1
    return max(counts, key=counts.__getitem__)


def _ground(pixels: Pixels) -> list[int]:
    # The places of the background's pixels.
    runs = surroundings(reduced(indexed(pixels), 64))
    return [y * pixels.width + x for y, row in enumerate(runs) for start, end in row for x in range(start, end)]


def _sparse(places: Sequence[int], pixels: Pixels) -> Sequence[int]:
    # All of the places, or a pattern of two in five where they are too many to leave enough of the picture.
    if len(places) * 100 <= _MOST_CHANGED * pixels.width * pixels.height:
        return places
    return [at for at in places if (at % pixels.width + 2 * (at // pixels.width)) % 5 < 2]


def _recolour(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # What is not background takes the tones of the first colour named, by its lightness.
    colours = named(prompt)
    if colours:
        tones = ramp(colours[0])
        ground = set(_ground(pixels))
        for at in _sparse([at for at, cell in enumerate(cells) if cell[3] and at not in ground], pixels):
            r, g, b, alpha = cells[at]
            cells[at] = bytes((*tones[(3 * r + 6 * g + b) * TONES // 2551], alpha))


def _backdrop(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # The background leans to the colour named; a transparent one stays so.
    tint = (*named(prompt), (dice.next() & 255, dice.next() & 255, dice.next() & 255))[0]
    for at in _sparse([at for at in _ground(pixels) if cells[at][3]], pixels):
        r, g, b, alpha = cells[at]
        cells[at] = bytes((*mix((r, g, b), tint, 160), alpha))


def _erase(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # A round area about the middle becomes background.
    surface = _surface(cells, pixels)
    width, height = pixels.width, pixels.height
    radius = min(width, height) // 4
    x0 = width // 2 + dice.between(-(width // 8), width // 8)
    y0 = height // 2 + dice.between(-(height // 8), height // 8)
    for y in range(max(y0 - radius, 0), min(y0 + radius, height)):
        for x in range(max(x0 - radius, 0), min(x0 + radius, width)):
            if (x - x0) ** 2 + (y - y0) ** 2 < radius * radius:
                cells[y * width + x] = surface


_EFFECTS: dict[str, Effect] = {  # the first that is said counts
    **dict.fromkeys(("background", "backdrop", "sky", "behind"), _backdrop),
    **dict.fromkeys(("remove", "erase", "delete", "without"), _erase),
    **dict.fromkeys(("recolour", "recolor", "colour", "color", "paint", "dye", "make", "turn", "change"), _recolour),
}


# -- tiles


def varied(tile: Pixels, prompt: str, dice: Chance) -> Indexed:
    """Vary a tile inside: patches of itself at other places, and spots in its own colours or those that are named.

    Its outermost ring stays, so that it can lie beside the original and beside itself.
    """
    whole = indexed(tile)
    width, height = tile.width, tile.height
    rows = [list(row) for row in whole.rows]
    colours = list(whole.colours)
    wanted = named(prompt)
    if wanted or len(colours) == 1:
        shade = (dice.next() & 255, dice.next() & 255, dice.next() & 255)
        tones = [mix(tone, shade, dice.between(4, 12)) for tone in ramp((*wanted, colours[0])[0])[:-1]]
        own = list(range(len(colours), len(colours) + len(tones)))
        colours.extend(tones)
    else:
        first = dice.between(0, len(colours) - 1)
        own = [(first + step) % len(colours) for step in range(min(3, len(colours)))]
    ring = max(1, min(width, height) // 12)
    inner = (width - 2 * ring) * (height - 2 * ring)
    changed: set[tuple[int, int]] = set()
    for attempt in range(96):
        if len(changed) * 100 >= inner * 30 and attempt > 3:
            break
        x0, y0 = dice.between(ring, width - ring - 1), dice.between(ring, height - ring - 1)
        rx, ry = dice.between(2, max(3, width // 7)), dice.between(2, max(3, height // 7))
        dx, dy, spot = dice.between(1, width - 1), dice.between(1, height - 1), attempt % 2 == 0
        grain = dice.between(1, 4)
        for y in range(max(y0 - ry, ring), min(y0 + ry + 1, height - ring)):
            for x in range(max(x0 - rx, ring), min(x0 + rx + 1, width - ring)):
                if (x - x0) ** 2 * ry * ry + (y - y0) ** 2 * rx * rx >= rx * rx * ry * ry:
                    continue
                if spot:
                    number = own[(x * grain + y * 3 + (x * y) // 2) % len(own)]
                else:
                    number = whole.rows[(y + dy) % height][(x + dx) % width]
                rows[y][x] = number
                if number != whole.rows[y][x]:
                    changed.add((x, y))
                else:
                    changed.discard((x, y))
    return Indexed(rows, colours)
