"""Pictures made from a given one.

Owns: what an edit does for which words, and how a tile varies.
Must not know: requests, file formats.
Rule: some of an edited picture changes, and at least a third of it stays where the words don't ask for all of it: to
turn, to light, to make grey. A tile's outermost ring never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import chain

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import (
    OUTLINE,
    TONES,
    Rgb,
    about,
    hue_of,
    measured,
    mix,
    named,
    ramp,
    toned,
    words,
)
from rdbuild.offline.painters.encode import Pixels
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.imagework import Indexed, counted, indexed, reduced, surroundings
from rdbuild.offline.painters.look import LOOKS, shown
from rdbuild.offline.painters.nouns import THINGS, noun
from rdbuild.offline.painters.subjects import draw
from rdbuild.offline.painters.surfaces import CRACKED, lying, parts, surface
from rdbuild.offline.painters.textures import noise

Cells = list[bytes]  # RGBA of each pixel, row by row
Effect = Callable[[Cells, Pixels, str, Chance], None]

# Where on the subject the words put what is added, how wide that is, in eighths of the subject: its middle, and size.
# Without any of them it stands beside, at its foot.
_PLACES = measured("""
4 1 4: hat cap crown helmet helm hood tiara halo horns antlers hair top
4 3 4: glasses sunglasses goggles mask eyepatch visor beard moustache mustache face eyes
4 4 3: middle center centre shirt chest necklace badge scarf
4 7 4: bottom feet boots shoes
6 2 3: shoulder shoulders
1 4 3: left
7 4 3: right
""")
_MIDDLE = 4
_FACE, _SHOULDER = (4, 3), (6, 2)
_BESIDE = ((0, 6, 4), (8, 6, 4))
_LEAST = 4  # pixels, of a change that can be seen
_MOST_CHANGED = 50  # percent of the pixels, by an effect on all of the picture
_FAMILIES = 12  # of hues, beside the greys
# Where on somebody that is which words give another colour: from which to which sixteenth of the height.
_WORN = measured("""
0-4: hair
0-6: hat helmet hood head
6-12: shirt tunic jacket coat vest chestplate
10-14: pants trousers skirt legs
13-16: boots shoes feet
""")


def edited(pixels: Pixels, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Pixels:
    """Change a picture as the words say.

    What the words add is drawn on it, where it belongs or beside; of what nobody can draw there is a sparkle.
    """
    # The picture itself is one of the dice's words: the same edit of its own result must change that again.
    dice = Chance(dice.next(), sha256(pixels.data).hexdigest())
    data = pixels.data
    cells = [data[at : at + 4] for at in range(0, len(data), 4)]
    before = list(cells)
    said = words(about(prompt))
    effect = next((done for word, done in _EFFECTS.items() if word in said), None)
    if effect:
        effect(cells, pixels, prompt, dice)
    for words_left in ("" if effect else prompt, ""):  # at last a sparkle, which can be seen on anything
        pairs = zip(before, cells, strict=True)
        if sum(one != other and one[3] + other[3] > 0 for one, other in pairs) < _LEAST:
            _add(cells, pixels, words_left, dice, given)
    return Pixels(pixels.width, pixels.height, b"".join(cells))


def _add(cells: Cells, pixels: Pixels, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    ground = {*_ground(pixels), *(at for at, cell in enumerate(cells) if not cell[3])}
    left, top, right, bottom, head = _extent(pixels, ground)
    x, y, share = next((_PLACES[word] for word in words(prompt) if word in _PLACES), dice.pick(_BESIDE))
    last = range((pixels.height - 1) * pixels.width, pixels.height * pixels.width)
    bust = sum(at not in ground for at in last) * 2 > right - left  # cut off below: its face and shoulders are lower
    side = max(6, min(right - left, bottom - top, min(pixels.width, pixels.height)) * share // 8)
    sway = max(1, side // 8)
    across = head if x == _MIDDLE and y < _MIDDLE else left + (right - left) * x // 8
    across += dice.between(-sway, sway)
    down = top + (bottom - top) * (y + (bust and (x, y) == _FACE)) // 8 + dice.between(-sway, sway)
    if (x, y) == _SHOULDER:  # on the body's nearer side there
        level = (top + (bottom - top) * (11 if bust else 8) // 16) * pixels.width
        body = [at for at in range(left, right) if level + at not in ground] or [head]
        edge = min(body[0], body[-1], key=lambda at: abs(at - head))
        across, down = edge + (side // 8 if edge > head else -side // 8), level // pixels.width - side // 2
    if noun(prompt):
        inner = Chance(dice.next())
        sign = _painted(side, side, inner, lambda form: draw(Pen(form), prompt, inner, given))
        left = min(max(across - side // 2, 0), pixels.width - side)
        top = min(max(down - side // 2, 0), pixels.height - side)
        for y, row in enumerate(sign.rows, top):
            for x, number in enumerate(row, left):
                if number not in sign.grounds:
                    cells[y * pixels.width + x] = bytes((*sign.colours[number], 255))
    else:
        _sparkle(cells, pixels, across, down, max(2, side // 6), dice)


def _sparkle(cells: Cells, pixels: Pixels, x: int, y: int, arm: int, dice: Chance) -> None:
    x, y = min(max(x, arm), pixels.width - 1 - arm), min(max(y, arm), pixels.height - 1 - arm)
    colour = dice.next() & 127, dice.next() & 127, dice.next() & 127
    for far in range(arm + 1):
        lit = bytes((*mix(colour, (255, 250, 220), 255 - far * 128 // arm), 255))
        for at in (y * pixels.width + x - far, y * pixels.width + x + far):
            cells[at] = lit
        for row in (y - far, y + far):
            cells[row * pixels.width + x] = lit


def _extent(pixels: Pixels, ground: set[int]) -> tuple[int, int, int, int, int]:
    # Left, top, right and bottom of what is not background, and the middle of its head, the uppermost third; of all,
    # where that is nothing.
    width = pixels.width
    places = [at for at in range(width * pixels.height) if pixels.data[4 * at + 3] and at not in ground]
    if not places:
        return 0, 0, width, pixels.height, width // 2
    across = [at % width for at in places]
    top, bottom = places[0] // width, places[-1] // width + 1
    upper = [at % width for at in places if at // width <= top + (bottom - top) // 3]
    return min(across), top, max(across) + 1, bottom, sum(upper) // len(upper)


def _painted(width: int, height: int, dice: Chance, paint: Callable[[Form], None]) -> Canvas:
    form = Form(width, height)
    paint(form)
    return shown(form, LOOKS["clean"], dice)


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
    # Of what is not background all of one family of hues takes another colour, by its lightness: of the first colour
    # named to the second, or of the commonest to the only one.
    colours = named(prompt)
    if not colours:
        return
    ground = set(_ground(pixels))
    _, top, _, bottom, _ = _extent(pixels, ground)
    worn = next((_WORN[word] for word in words(prompt) if word in _WORN), (0, 16))
    rows = [(top + (bottom - top) * part // 16) * pixels.width for part in worn]
    families: dict[int, list[int]] = {}
    for at, (r, g, b, alpha) in enumerate(cells):
        if alpha and at not in ground and rows[0] <= at < rows[1]:
            families.setdefault(_family((r, g, b)), []).append(at)
    if not families:
        return
    first = _family(colours[0]) if len(colours) > 1 else max(families, key=lambda one: len(families[one]))
    like = (first - 1) % _FAMILIES, (first + 1) % _FAMILIES  # its shadows and lights
    chosen = sorted(at for one in ((first,) if first == _FAMILIES else (first, *like)) for at in families.get(one, ()))
    if not worn[0] and worn[1] < 16:  # hair hangs down to the chest, and a hat has a brim
        hues, chest = {cells[at] for at in chosen}, (top + (bottom - top) * 10 // 16) * pixels.width
        chosen = [at for at, cell in enumerate(cells[:chest]) if cell in hues and at not in ground]
    chance = dice.next() & 255, dice.next() & 255, dice.next() & 255
    share = dice.between(12, 30)
    tones = [mix(tone, chance, share) for tone in ramp(colours[-1])]
    for at in _sparse(chosen, pixels):
        r, g, b, alpha = cells[at]
        cells[at] = bytes((*tones[(3 * r + 6 * g + b) * TONES // 2551], alpha))


def _family(colour: Rgb) -> int:
    hue, chroma, value = hue_of(colour)
    return (hue + 15) % 360 * _FAMILIES // 360 if chroma * 4 > value else _FAMILIES


def _backdrop(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # The background leans to the colour named; a transparent one stays so.
    chance = dice.next() & 255, dice.next() & 255, dice.next() & 255
    tint = mix((*named(prompt), chance)[0], chance, dice.between(6, 22))
    for at in _sparse([at for at in _ground(pixels) if cells[at][3]], pixels):
        r, g, b, alpha = cells[at]
        cells[at] = bytes((*mix((r, g, b), tint, 160), alpha))


def _erase(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # What is held is at a side: the outer third there becomes background, as it is beside; of a thing that has a name
    # only as much as is thinner than a body.
    ground = set(_ground(pixels))
    left, top, right, bottom, _ = _extent(pixels, ground)
    if right - left == pixels.width:  # there is no subject
        return
    cuts = [max((right - left) // 3, 1)] * 2
    found = noun(prompt)
    if found and found[0] == THINGS:
        full = [
            sum(y * pixels.width + x not in ground and cells[y * pixels.width + x][3] > 0 for y in range(top, bottom))
            for x in range(left, right)
        ]
        thin = [next(n for n, high in enumerate(row) if high * 2 > max(full)) for row in (full, full[::-1])]
        cuts = [min(one, cuts[0]) * (one == max(thin)) for one in thin] if max(thin) > 1 else cuts
    sides = (left, left + cuts[0], max(left - 1, 0)), (right - cuts[1], right, min(right, pixels.width - 1))
    start, end, beside = dice.pick([side for side in sides if side[0] < side[1]])
    for y in range(top, bottom):
        row = y * pixels.width
        cells[row + start : row + end] = [cells[row + beside]] * (end - start)
    _sparkle(cells, pixels, (start + end) // 2, (top + bottom) // 2, 2, dice)  # where it was


def _turned(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # All of it: mirrored, upside down, by half a turn, or by a quarter where it is square.
    said, width = set(words(prompt)), pixels.width
    rows = [cells[at : at + width] for at in range(0, len(cells), width)]
    if said & _MIRRORS:
        rows = rows[::-1] if said & {"vertically", "vertical", "upside"} else [row[::-1] for row in rows]
    elif width != pixels.height or said & {"180", "upside", "around"}:
        rows = [row[::-1] for row in reversed(rows)]
    elif said & {"left", "counterclockwise", "anticlockwise", "counter"}:
        rows = [list(row) for row in zip(*rows, strict=True)][::-1]
    else:
        rows = [list(row) for row in zip(*reversed(rows), strict=True)]
    cells[:] = chain.from_iterable(rows)


def _lit(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # All of it brighter, darker, grey or brown.
    said, parts = set(words(prompt)), dice.between(60, 92)
    plain = 256 if said & _GREYS else 256 + parts if said & _BRIGHTENS else 256 - parts
    gains = (256, 205, 154) if "sepia" in said else (plain, plain, plain)
    for at, (r, g, b, alpha) in enumerate(cells):
        colour = [(3 * r + 6 * g + b) // 10] * 3 if said & _GREYS else (r, g, b)
        cells[at] = bytes((*(min(one * gain // 256, 255) for one, gain in zip(colour, gains, strict=True)), alpha))


def _lined(cells: Cells, pixels: Pixels, prompt: str, dice: Chance) -> None:
    # A line around what isn't ground, or its shadow to the lower right.
    width, height = pixels.width, pixels.height
    ground = {*_ground(pixels), *(at for at, cell in enumerate(cells) if not cell[3])}
    cast = "outline" not in words(prompt)
    far = max(min(width, height) // 24, 1)
    steps = [(far, far)] if cast else [(1, 0), (-1, 0), (0, 1), (0, -1)]
    line = mix((*named(prompt), OUTLINE)[0], (dice.next() & 255, 0, dice.next() & 255), 10)
    for at in ground:
        y, x = divmod(at, width)
        near = [(x - dx, y - dy) for dx, dy in steps]
        if any(0 <= u < width and 0 <= v < height and v * width + u not in ground for u, v in near):
            r, g, b, alpha = cells[at]
            cells[at] = bytes((*mix((r, g, b), line, 110 if cast and alpha else 256), alpha or (120 if cast else 255)))


_MIRRORS = frozenset(["flip", "flipped", "mirror", "mirrored"])
_BRIGHTENS = frozenset(["brighter", "lighter", "brighten", "lighten"])
_GREYS = frozenset(["greyscale", "grayscale", "desaturate", "desaturated", "monochrome", "sepia"])
_EFFECTS: dict[str, Effect] = {  # the first of these that is said counts
    **dict.fromkeys((*sorted(_MIRRORS), "rotate", "rotated"), _turned),
    **dict.fromkeys(("background", "backdrop", "sky", "behind"), _backdrop),
    **dict.fromkeys(("remove", "erase", "delete", "without"), _erase),
    **dict.fromkeys((*sorted(_BRIGHTENS | _GREYS), "darker", "darken"), _lit),
    **dict.fromkeys(("outline", "shadow"), _lined),
    **dict.fromkeys(("recolour", "recolor", "colour", "color", "paint", "dye", "make", "turn", "change"), _recolour),
}


# -- tiles


def varied(tile: Pixels, prompt: str, dice: Chance) -> Indexed:
    """Vary a tile inside: what the words name lies on it or grows over it, else it is worn and cracked.

    Its outermost ring stays, so that it can lie beside the original and beside itself.
    """
    whole = indexed(tile)
    width, height = tile.width, tile.height
    rows = [list(row) for row in whole.rows]
    colours = {colour: number for number, colour in enumerate(whole.colours)}
    darker, lighter = _shades(whole, colours)
    form = Form(width, height)
    if lying(form, prompt, Chance(dice.next()), whole.colours[rows[height // 2][width // 2]]):
        _scatter(rows, colours, shown(form, LOOKS["clean"], dice))
        if any(row != list(was) for row, was in zip(rows, whole.rows, strict=True)):
            return Indexed(rows, list(colours))
    field = noise(width, height, max(3, min(width, height) // 5), dice)
    bright = [3 * r + 6 * g + b for r, g, b in whole.colours]
    middle = sum(bright[row[width // 2]] for row in rows) // height
    for y in range(height):
        for x in range(width):  # rather in joints than on stones, and nowhere on the rim
            room = min(x, width - 1 - x, y, height - 1 - y)
            field[y][x] = field[y][x] + 50 * (bright[rows[y][x]] < middle) - 40 * (room == 1) if room else -999
    ranked = sorted(value for line in field for value in line if value > -999)
    part = next((part for part in parts(prompt) if part.material), None)
    wanted, inner = named(prompt), len(ranked)
    if CRACKED & set(words(prompt)) or not (part or wanted):
        _crack(rows, darker, lighter, dice)
    if part:
        limit = ranked[inner * 68 // 100]
        over = [[value > limit for value in line] for line in field]
        grows = " ".join(part.said)
        grown = _painted(width, height, dice, lambda form: surface(form, grows, Chance(dice.next())))
        _cover(rows, colours, over, darker, grown)
    elif wanted:
        limit, tones = ranked[inner * 55 // 100], ramp(wanted[0])
        table = {number: _added(colours, tones[value * TONES // 2551]) for number, value in enumerate(bright)}
        rows = [
            [table.get(number, number) if value > limit else number for number, value in zip(row, line, strict=True)]
            for row, line in zip(rows, field, strict=True)
        ]
    else:
        limit, low = ranked[inner * 74 // 100], ranked[inner * 8 // 100]
        rows = [
            [darker[n] if value > limit else lighter[n] if -999 < value < low else n
             for n, value in zip(row, line, strict=True)]
            for row, line in zip(rows, field, strict=True)
        ]  # fmt: skip
    return Indexed(rows, list(colours))


def _added(colours: dict[Rgb, int], colour: Rgb) -> int:
    return colours.setdefault(colour, len(colours))


def _shades(picture: Indexed, numbers: dict[Rgb, int]) -> tuple[dict[int, int], dict[int, int]]:
    # For each colour the nearest darker and lighter one of the commonest; a picture of one colour gets two more.
    counts = counted(picture)
    common = sorted(range(len(numbers)), key=lambda number: -counts[number])[:16]
    if len(common) == 1:
        common += [_added(numbers, mix(picture.colours[0], goal, 80)) for goal in ((16, 14, 30), (255, 250, 230))]
    colours = list(numbers)
    tables: tuple[dict[int, int], dict[int, int]] = {}, {}
    for step, table in zip((-1, 1), tables, strict=True):
        for number, colour in enumerate(colours):
            goal = mix(colour, toned(colour, step), 220)
            others = [n for n in common if n != number]
            fitting = [n for n in others if (sum(colours[n]) - sum(colour)) * step > 0] or others
            apart = [sum((a - b) ** 2 for a, b in zip(colours[n], goal, strict=True)) for n in fitting]
            table[number] = fitting[apart.index(min(apart))]
    return tables


def _cover(rows: list[list[int]], colours: dict[Rgb, int], over: list[list[bool]], darker: dict[int, int],
           canvas: Canvas) -> None:  # fmt: skip
    # What grows over a tile is lit along its upper side, and throws a shadow below it.
    for y in range(1, len(rows) - 1):
        for x, covered in enumerate(over[y]):
            if covered:
                colour = canvas.colours[canvas.rows[y][x]]
                step = 1 if not over[y - 1][x] else -1 if not over[y + 1][x] else 0
                rows[y][x] = _added(colours, mix(colour, toned(colour, step), 150) if step else colour)
            elif over[y - 1][x] and 0 < x < len(over[y]) - 1:
                rows[y][x] = darker[rows[y][x]]


def _scatter(rows: list[list[int]], colours: dict[Rgb, int], canvas: Canvas) -> None:
    # What lies on a tile, within its rim.
    for row, line in zip(rows[1:-1], canvas.rows[1:-1], strict=True):
        for x, number in enumerate(line[1:-1], 1):
            if number not in canvas.grounds:
                row[x] = _added(colours, canvas.colours[number])


def _crack(rows: list[list[int]], darker: dict[int, int], lighter: dict[int, int], dice: Chance) -> None:
    # Dark lines that wander over the inside, lit below.
    height, width = len(rows), len(rows[0])
    for _ in range(2 + width * height // 900):
        x, y = dice.between(2, width - 3), dice.between(2, height - 3)
        dx, dy = dice.pick(((1, 1), (-1, 1), (1, 0), (0, 1)))
        for _ in range(dice.between(4, 4 + min(width, height) // 3)):
            if not (0 < x < width - 1 and 0 < y < height - 2):
                break
            rows[y][x] = darker[darker[rows[y][x]]]
            rows[y + 1][x] = lighter[rows[y + 1][x]]
            x += dx if dice.chance(75) else dice.between(-1, 1)
            y += dy if dice.chance(75) else dice.between(0, 1)
