"""Words as pictures: logos, titles, buttons and banners with text as the central focus.

Owns: big letters with bevels and depth, what they are made of, and what stands behind, above and below them.
Must not know: requests, how light becomes colour, the shapes of letters.
Rule: the words are always legible: nothing is laid over a letter that hides it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rdbuild.offline.painters import beasts, items, letters
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, mix, scheme, toned, words
from rdbuild.offline.painters.form import MIDDLE, Form, Pen
from rdbuild.offline.painters.imagework import outside
from rdbuild.offline.painters.materials import CALLED, NIGHT, Material, bright, ground, material, rgb
from rdbuild.offline.painters.widgets import Box, Kit

_WHITE: Rgb = (255, 255, 255)

# What the words stand on, and what lies under them.
_STANDS = called("""
button: button
ribbon: banner ribbon
badge: badge emblem medal shield coin
plate: sign signpost panel frame plaque box scroll plate board neon
""")
_UNDER = called("""
sword: sword blade knight quest hero war legend
stars: star stars underline
""")
_READ = 60  # of 255: how much brighter or darker letters are than what they are read on
_MOST = 9  # pixels of a letter's pixel

Mask = list[int]  # a row is a number, its bit x set where a pixel is


@dataclass(frozen=True)
class Word:
    """A line of letters that has its place: `mask` with its corner at `x`, `y`, each of its pixels `scale` pixels."""

    form: Form
    mask: Mask
    x: int
    y: int
    scale: int
    made: Material
    dice: Chance

    @property
    def foot(self) -> int:
        return letters.HEIGHT * self.scale

    def slot(self, colour: Rgb, stuff: str = "flat") -> int:
        return self.form.slot(colour, stuff)

    def dot(self, x: int, y: int, slot: int, light: int = MIDDLE) -> None:
        """Set a pixel by its place in the mask, within the picture's margin."""
        px, py = self.x + x, self.y + y
        if 0 < px < self.form.width - 1 and 0 < py < self.form.height - 1:
            self.form.dot(px, py, slot, light)

    def inner(self) -> Mask:
        padded = [0, *self.mask, 0]
        return [row & row << 1 & row >> 1 & padded[n] & padded[n + 2] for n, row in enumerate(self.mask)]


def lettering(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the prompt's words, large, made of what it says, on what it says."""
    said = words(prompt)
    text = letters.quoted(prompt)
    rest = words(re.sub(re.escape(text), "", letters.folded(prompt), flags=re.IGNORECASE)) if text else said
    text = text or letters.spelled(prompt).upper()
    made = material(" ".join(rest if any(word in CALLED for word in rest) else (*rest, *said)), dice, given)
    stand = next((_STANDS[word] for word in rest if word in _STANDS), "plate" if made.feature == "neon" else "")
    left, top, right, bottom = room = 3, 3, form.width - 3, form.height - 3
    if stand:
        form.colours[0] = ground(made)
        _on_stand(Kit(form, made, dice), stand, room, text)
        return
    form.colours[0] = mix(toned(made.side, -1), (74, 76, 92), 150)
    emblem = next((word for word in rest if word != "stone" and word in (*items.CALLED, *beasts.CALLED)), "")
    under = next((_UNDER[word] for word in said if word in _UNDER), "") or dice.pick(("stars", "none"))
    tall = form.height * 3 >= form.width * 2 and form.height >= 48
    under = under if min(form.width, form.height) >= 40 else "none"
    if emblem and tall:
        top += form.height * 2 // 5
    elif under != "none":
        bottom -= form.height // 7
    box = _set(text, (left, top, right, bottom))[2]
    if emblem and tall:
        side = min(box[1] + form.height // 14 - 3, form.width - 6)
        table, draw = (items.CALLED, items.item) if emblem in items.CALLED else (beasts.CALLED, beasts.beast)
        pen = Pen(form, (form.width - side) // 2, 3, side)
        draw(pen, table[emblem], scheme(" ".join(rest), dice, given), dice)
    elif under != "none":
        _below(form, box, under, made, dice)
    coat = next((items.COATS[word] for word in rest if word in items.COATS), "")
    _letters(form, text, (left, top, right, bottom), made, dice, coat)


# -- letters


def _mask(rows: Sequence[str], scale: int) -> Mask:
    # Each sign as a block of `scale` pixels, with steps cut off and filled where a line is slanted, and a bit bolder.
    across, down, half = len(rows[0]), len(rows), scale // 2
    grid = [[sign == "#" for sign in f".{row}."] for row in (f"{'':.<{across}}", *rows, f"{'':.<{across}}")]
    mask = [0] * (down * scale)
    for y in range(down):
        for x in range(across):
            here = grid[y + 1][x + 1]
            block = [((1 << scale) - 1) * here] * scale
            for dy in (-1, 1) if half else ():
                for dx in (-1, 1):
                    one, two = grid[y + 1 + dy][x + 1], grid[y + 1][x + 1 + dx]
                    far, away = grid[y + 1 - dy][x + 1], grid[y + 1][x + 1 - dx]
                    if one == two != here and far == away == here:
                        for n in range(half):
                            bits = (1 << (half - n)) - 1
                            block[n if dy < 0 else scale - 1 - n] ^= bits if dx < 0 else bits << (scale - half + n)
            for n, bits in enumerate(block):
                mask[y * scale + n] |= bits << (x * scale)
    return [row | row << 1 if scale < 5 else row | row << 1 | row << 2 for row in mask] if scale > 1 else mask


def _runs(row: int) -> Iterator[tuple[int, int]]:
    for found in re.finditer("1+", f"{row:b}"[::-1]):
        yield found.span()


def _lay(form: Form, mask: Mask, left: int, top: int, slot: int, light: int = MIDDLE, *, edge: bool = False) -> None:
    spans = [(top + y, left + start, left + end) for y, row in enumerate(mask) for start, end in _runs(row)]
    form.lay(spans, slot, light, edge=edge)


def _grown(mask: Mask, by: int) -> Mask:
    # Larger by so many pixels on every side; its first row and bit are `by` pixels further up and left.
    wide = [0] * by + [row << by for row in mask] + [0] * by
    for _ in range(by):
        padded = [0, *wide, 0]
        wide = [row | row << 1 | row >> 1 | padded[y] | padded[y + 2] for y, row in enumerate(wide)]
    return wide


def _depth(scale: int) -> int:
    return max(scale * 2 // 3, 1)


def _set(text: str, box: Box) -> tuple[int, list[str], Box]:
    # Scale, lines, and the box that they fill; there is room for their sides and the line around them.
    left, top, right, bottom = box
    down = bottom - top - 4
    scale, lines = letters.fitted(text, right - left - 4, down, _MOST)
    scale, lines = letters.fitted(text, right - left - 4, down - _depth(scale), scale)
    if not lines:
        return 1, [], box
    wide = max(letters.width(one) for one in lines) * scale
    high = (letters.PITCH * (len(lines) - 1) + letters.HEIGHT + letters.below(lines[-1])) * scale
    x, y = left + (right - left - wide) // 2, top + 2 + max((down - high - _depth(scale)) // 2, 0)
    return scale, lines, (x, y, x + wide, y + high)


def _letters(form: Form, text: str, box: Box, made: Material, dice: Chance, coat: str = "") -> None:
    scale, lines, (left, top, right, _) = _set(text, box)
    depth, grow = _depth(scale), 1 + (scale >= 6)
    said = []
    for n, one in enumerate(lines):
        x = left + (right - left - letters.width(one) * scale) // 2
        said.append(Word(form, _mask(letters.line(one), scale), x, top + n * letters.PITCH * scale, scale, made, dice))
    neon = made.feature == "neon"
    rim, sides = form.slot(made.side if neon else NIGHT, "flat"), form.slot(made.side, "matte")
    for word in said:
        whole = _grown(_down(word.mask, depth), grow)
        _lay(form, whole, word.x - grow, word.y - grow, rim, edge=scale > 1)
    _filled(form, rim)
    for word in said if made.feature == "flames" else ():
        _flames(word)
    for word in said:
        if not neon:
            _lay(form, _down(word.mask, depth), word.x, word.y, sides, 104)
            _bevelled(word)
        if made.feature in _INSIDE and scale > 1:
            _inside(word)
        elif neon or (scale > 1 and made.feature in _FEATURES):
            _FEATURES[made.feature](word)
        if coat and scale > 1 and made.feature not in ("caps", "leaves"):
            _coated(word, word.slot(WORDS[coat], "matte"), max(scale - 2, 1))


def _filled(form: Form, slot: int) -> None:
    # The ground within letters is cut off from what is around them, so that none is left when that is cut away.
    empty = [
        bytes(not (slot or line) for slot, line in zip(*rows, strict=True))
        for rows in zip(form.slots, form.lines, strict=True)
    ]
    for y, (row, runs) in enumerate(zip(empty, outside(empty), strict=True)):
        inside = bytearray(row)
        for start, end in runs:
            inside[start:end] = bytes(end - start)
        form.lay([(y, *found.span()) for found in re.finditer(b"\x01+", inside)], slot, MIDDLE, edge=False)


def _down(mask: Mask, by: int) -> Mask:
    rows = [*mask, *[0] * by]
    for _ in range(by):
        rows = [row | (rows[y - 1] if y else 0) for y, row in enumerate(rows)]
    return rows


def _bevelled(word: Word) -> None:
    # Light above and deep below; lit where nothing is above or to the left, dark where nothing is below or right.
    mask, scale = word.mask, word.scale
    padded = [0, *mask, 0]
    lit = [row & ~(padded[n] & row << 1) if scale > 1 else 0 for n, row in enumerate(mask)]
    dim = [row & ~(padded[n + 2] & row >> 1) if scale > 2 else 0 for n, row in enumerate(mask)]
    for part, light in ((mask, MIDDLE), (dim, 72), (lit, 206)):
        for lower, colour in enumerate((word.made.light, word.made.deep)):
            half = [row if (n > word.foot // 2) == lower else 0 for n, row in enumerate(part)]
            _lay(word.form, half, word.x, word.y, word.slot(colour, word.made.lettering), light)


# -- what is done to letters


def _neon(word: Word) -> None:
    _lay(word.form, word.mask, word.x, word.y, word.slot(word.made.deep))
    inner = word.inner()
    if word.scale > 1 and any(inner):
        _lay(word.form, inner, word.x, word.y, word.slot(mix(word.made.light, _WHITE, 190)))


def _flames(word: Word) -> None:
    # Tongues that rise from the tops of the letters.
    tops: dict[int, int] = {}
    for n, row in enumerate(word.mask[: word.foot // 2]):
        for start, end in _runs(row):
            for x in range(start, end):
                tops.setdefault(x, n)
    scale, dice = word.scale, word.dice
    places = [(at, tops[at], dice.between(scale, scale * 3)) for at in sorted(tops) if dice.chance(44 // scale + 8)]
    for code, part in (("a82030", 100), ("e85028", 72), ("f8a830", 40)):
        slot = word.slot(rgb(code))
        for at, up, most in places:
            tall = most * part // 100
            for n in range(tall):
                half = (tall - n) * scale * part // (100 * tall * 2) + (n < tall - 1)
                for x in range(at - half + n // 3, at + half + n // 3):
                    word.dot(x, up - n, slot)


def _caps(word: Word) -> None:
    # Snow on what faces up, icicles on what faces down.
    _coated(word, word.slot(_WHITE))
    _hanging(word, word.made.light, 3, 1, word.scale)


def _coated(word: Word, slot: int, thick: int = 0) -> None:
    # On what faces up, in drops of uneven length.
    above = 0
    for n, row in enumerate(word.mask[: word.foot]):
        for start, end in _runs(row & ~above):
            for at in range(start, end):
                drop = thick * (at // 2 * 7 % 5) // 4
                for deep in range(1 + drop + (word.scale > 2 and word.dice.chance(60))):
                    word.dot(at, n + deep, slot)
        above = row


def _hanging(word: Word, colour: Rgb, count: int, wide: int, most: int) -> None:
    slot, dice, y = word.slot(colour, "matte"), word.dice, word.y + word.foot
    for start, end in _runs(word.mask[word.foot - 1]):
        for _ in range(count):
            at, tall = start + dice.between(0, max(end - start - wide, 0)), dice.between(1, most)
            low = min(tall, word.form.height - 3 - y)
            word.form.lay([(y + n, word.x + at, word.x + at + wide) for n in range(low)], slot, MIDDLE, edge=wide > 1)
            word.dot(at, word.foot + low - 1, slot, 220)


def _cracks(word: Word) -> None:
    slot, scale, dice = word.slot(word.made.deep, "matte"), word.scale, word.dice
    wide = max(row.bit_length() for row in word.mask)
    for _ in range(len(word.mask) * wide // (scale * scale * 9) if scale > 2 else 0):
        x, y = dice.between(0, wide), dice.between(0, len(word.mask) - 3)
        for dx, dy in ((0, 0), (1, 0), (1, 1), (2, 2)):
            if word.mask[y + dy] >> (x + dx) & 1:
                word.dot(x + dx, y + dy, slot, 60)


# Which pixels within a letter are of its lower half's colour, in which light, by their place and the letters' scale.
_INSIDE: dict[str, tuple[int, Callable[[int, int, int], bool]]] = {
    "grain": (84, lambda x, y, scale: y % max(scale, 3) == 0 and (x * 5 + y) % (scale * 7) > 2),
    "stripes": (MIDDLE, lambda x, y, scale: (x + y) % max(scale * 2, 4) < max(scale * 2, 4) // 3),
    "waves": (76, lambda x, y, scale: y == scale * 9 // 2 + (0, 1, 1, 0, -1, -1)[x * 2 // scale % 6] * scale // 3),
}


def _inside(word: Word) -> None:
    light, there = _INSIDE[word.made.feature]
    slot = word.slot(word.made.light if light == MIDDLE else word.made.deep, "matte")
    for y, row in enumerate(word.inner()):
        for start, end in _runs(row):
            for x in range(start, end):
                if there(x, y, word.scale):
                    word.dot(x, y, slot, light)


def _leaves(word: Word) -> None:
    leaf, dark = word.slot(toned(word.made.deep, 1), "matte"), word.slot(word.made.side, "matte")
    for y in (0, word.foot - word.scale):
        for start, end in _runs(word.mask[y]):
            x = end if y else start
            for dx, dy in ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, -1)) if word.dice.chance(55) else ():
                word.dot(x + dx, y + dy, dark if dy > 0 else leaf, 150)


def _sparkle(word: Word) -> None:
    # A glint on a corner here and there.
    white, reach = word.slot(_WHITE), word.scale // 2 + 1
    places = [end - 1 for _, end in _runs(word.mask[0])]
    for at in [place for place in places if word.dice.chance(200 // len(places) + 8)]:
        for n in range(-reach, reach + 1):
            word.dot(at + n, 0, white)
            word.dot(at, n, white)


_FEATURES: dict[str, Callable[[Word], None]] = {
    "caps": _caps, "cracks": _cracks, "leaves": _leaves, "sparkle": _sparkle, "neon": _neon,
    "drips": lambda word: _hanging(word, word.made.deep, 1, max(word.scale // 2, 1), word.scale * 2),
}  # fmt: skip


# -- what stands below and behind


def _below(form: Form, box: Box, under: str, made: Material, dice: Chance) -> None:
    # A sword that lies under the words, or a star between two lines.
    left, _, right, bottom = box
    high = form.height // 20 + 1
    wide = max(min(right - left + 4 * high, form.width - 8), 20)
    x, y = (form.width - wide) // 2, min(bottom + high + 3, form.height - 4 - high)
    if under == "sword":
        lying = items.View(right=(0, 14 * high), down=(-256, 0), high=64 * 4 * high // wide)
        colours = [WORDS[word] for word in ("silver", "brown", "gold")]
        items.item(Pen(form, x, y - wide // 2, wide), "sword", colours, dice, view=lying)
        return
    slot, middle = form.slot(made.deep, "matte"), x + wide // 2
    for start, end in ((x, middle - 2 * high), (middle + 2 * high, x + wide)):
        form.lay([(y + n, start, end) for n in range(max(high // 2, 1))], slot, 150, edge=True)
    pen = Pen(form, middle - high - 2, y - high - 1, 2 * high + 5)
    items.item(pen, "star", [WORDS["gold"]], dice)


def _on_stand(kit: Kit, stand: str, box: Box, text: str) -> None:
    # Letters on a button, a ribbon, a badge or a plate that is as high as they need.
    left, top, right, bottom = box
    form, made = kit.form, kit.made
    side = min(right - left, bottom - top)
    aside, above = {"ribbon": ((right - left) // 9 + 1, 7), "badge": (side // 8, side // 4)}.get(stand, (5, 7))
    if stand == "badge":
        left, top = left + (right - left - side) // 2, top + (bottom - top - side) // 2
        right, bottom = left + side, top + side
        kit.medal((left, top, right, bottom))
    else:
        _, _, (_, first, _, last) = _set(text, (left + aside, top + above, right - aside, bottom - above - 3))
        pad = above + form.height // 20
        top, bottom = max(first - pad, top), min(last + pad + 3, bottom)
        {"button": kit.key, "ribbon": kit.ribbon, "plate": kit.plate}[stand]((left, top, right, bottom))
    room = left + aside, top + above - 2, right - aside, bottom - above - (stand in ("button", "ribbon")) * 3 + 2
    if made.feature == "neon":
        kit.rect(form.slot((34, 22, 52), "flat"), room)
    elif abs(bright(made.deep) - bright(made.field if stand in ("badge", "plate") else made.face)) < _READ:
        made = replace(made, light=_WHITE, deep=mix(made.field, _WHITE, 220))
    _letters(form, text, room, made, kit.dice)
