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
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, scheme, toned, words
from rdbuild.offline.painters.form import MIDDLE, Form, Pen
from rdbuild.offline.painters.imagework import outside
from rdbuild.offline.painters.materials import NIGHT, ground, material, near, rgb
from rdbuild.offline.painters.widgets import Box, Kit

_WHITE: Rgb = (255, 255, 255)

# What letters are made of: light and deep colour of the face, their sides, how they take light, what is done to them.
_THEMES = """
fire   fce060 f0642c 8c1c30 matte flames
ice    f0fcff 64b8f0 2c4c9c matte caps
stone  b4b4b8 84848c 44444c matte cracks
wood   d49c5c a87038 54301c matte grain
gold   fff0a0 f0b030 8c5018 matte sparkle
metal  f0f4f8 98a8bc 3c4860 metal sparkle
neon   ff70c8 ff40a8 5c1858 flat  neon
blood  f05050 b01c2c 480818 matte drips
slime  b8f060 58b840 1c5c30 matte drips
forest c4e870 54a444 20502c matte leaves
water  b0f0fc 3088dc 143c80 matte waves
candy  ffd8ec f478b8 a02c70 matte stripes
magic  e8b8ff 8c50e8 301868 matte sparkle
plain  ?      ?      ?      matte none
"""
_MADE_OF = {
    "fire": "fire fiery flame flames flaming burning lava inferno hot dragon",
    "ice": "ice icy frozen frost snow winter cold crystal",
    "stone": "stone rock carved granite dungeon cave ancient",
    "wood": "wood wooden plank timber tavern western pirate farm",
    "gold": "gold golden royal king luxury treasure rpg quest",
    "metal": "metal metallic steel iron silver chrome robot knight",
    "neon": "neon cyberpunk synthwave glowing glow arcade electric",
    "blood": "blood bloody horror vampire evil zombie dead death halloween",
    "slime": "slime slimy toxic poison goo acid",
    "forest": "forest nature leaf leaves leafy jungle garden",
    "water": "water ocean sea wave underwater aqua",
    "candy": "candy sweet cute kawaii bubblegum cake",
    "magic": "magic magical wizard arcane mystic space galaxy",
}
_BY_WORD = {word: name for name, said in _MADE_OF.items() for word in said.split()}
_ROWS = {row.split()[0]: row.split()[1:] for row in _THEMES.strip().splitlines()}

# What the words stand on.
_STANDS = {
    "button": "button", "banner": "ribbon", "ribbon": "ribbon", "badge": "badge", "emblem": "badge", "medal": "badge",
    "shield": "badge", "coin": "badge", "sign": "plate", "signpost": "plate", "panel": "plate", "frame": "plate",
    "plaque": "plate", "box": "plate", "scroll": "plate", "plate": "plate", "board": "plate", "neon": "plate",
}  # fmt: skip
_UNDER = {
    "sword": "sword", "blade": "sword", "knight": "sword", "quest": "sword", "hero": "sword", "war": "sword",
    "legend": "sword", "star": "stars", "stars": "stars",
    "underline": "swash", "swash": "swash",
}  # fmt: skip
_MOST = 9  # pixels of a letter's pixel

Mask = list[int]  # a row is a number, its bit x set where a pixel is


@dataclass(frozen=True)
class Face:
    """What letters are made of: colours of their upper and lower half and of their sides, and what is done to them."""

    light: Rgb
    deep: Rgb
    side: Rgb
    stuff: str
    feature: str


@dataclass(frozen=True)
class Word:
    """A line of letters that has its place: `mask` with its corner at `x`, `y`, each of its pixels `scale` pixels."""

    form: Form
    mask: Mask
    x: int
    y: int
    scale: int
    face: Face
    dice: Chance

    @property
    def foot(self) -> int:
        return letters.HEIGHT * self.scale

    @property
    def wide(self) -> int:
        return max(row.bit_length() for row in self.mask)

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
    theme, face = _made(said, rest, dice, given)
    stand = next((_STANDS[word] for word in rest if word in _STANDS), "plate" if theme == "neon" else "")
    left, top, right, bottom = room = 3, 3, form.width - 3, form.height - 3
    if stand:
        made = material(" ".join(rest), dice, given)
        form.colours[0] = ground(made)
        _on_stand(Kit(form, made, dice), stand, room, text, face)
        return
    form.colours[0] = mix(toned(face.side, -1), (74, 76, 92), 150)
    emblem = next((word for word in rest if word in items.CALLED or word in beasts.CALLED), "")
    under = next((_UNDER[word] for word in said if word in _UNDER), "") or dice.pick(("swash", "stars", "none"))
    tall = form.height * 3 >= form.width * 2 and form.height >= 48
    under = under if min(form.width, form.height) >= 40 else "none"
    if emblem and tall:
        top += form.height * 2 // 5
    elif under != "none":
        bottom -= form.height // 7
    box = _set(text, (left, top, right, bottom))[2]
    if emblem and tall:
        side = min(box[1] + form.height // 14 - 3, form.width - 6)
        _emblem(Pen(form, (form.width - side) // 2, 3, side), emblem, scheme(" ".join(rest), dice, given), dice)
    elif under != "none":
        _BELOW[under](form, box, face, form.height // 20 + 1)
    _letters(form, text, (left, top, right, bottom), face, dice)


def _made(said: Sequence[str], rest: Sequence[str], dice: Chance, given: Sequence[Rgb]) -> tuple[str, Face]:
    theme = next((_BY_WORD[word] for word in (*rest, *said) if word in _BY_WORD), "plain")
    light, deep, side, stuff, feature = _ROWS[theme]
    own = [WORDS[word] for word in rest if word in WORDS and _BY_WORD.get(word) != theme] or list(given[:1])
    if own or theme == "plain":
        main = own[0] if own else scheme("", dice)[0]
        return theme, Face(toned(main, 1), main, toned(main, -2), stuff, feature)
    return theme, Face(rgb(light), rgb(deep), rgb(side), stuff, feature)


def _emblem(pen: Pen, word: str, colours: Sequence[Rgb], dice: Chance) -> None:
    if word in items.CALLED:
        items.item(pen, items.CALLED[word], colours, dice)
    else:
        beasts.beast(pen, beasts.CALLED[word], colours, dice)


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


def _letters(form: Form, text: str, box: Box, face: Face, dice: Chance) -> None:
    scale, lines, (left, top, right, _) = _set(text, box)
    depth, grow = _depth(scale), 1 + (scale >= 6)
    said = []
    for n, one in enumerate(lines):
        x = left + (right - left - letters.width(one) * scale) // 2
        said.append(Word(form, _mask(letters.line(one), scale), x, top + n * letters.PITCH * scale, scale, face, dice))
    neon = face.feature == "neon"
    rim, sides = form.slot(face.side if neon else NIGHT, "flat"), form.slot(face.side, "matte")
    for word in said:
        whole = _grown(_down(word.mask, depth), grow)
        _lay(form, whole, word.x - grow, word.y - grow, rim, edge=scale > 1)
    _filled(form, rim)
    for word in said if face.feature == "flames" else ():
        _flames(word)
    for word in said:
        if not neon:
            _lay(form, _down(word.mask, depth), word.x, word.y, sides, 104)
            _bevelled(word)
        if neon or (scale > 1 and face.feature in _FEATURES):
            _FEATURES[face.feature](word)


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
        for lower, colour in enumerate((word.face.light, word.face.deep)):
            half = [row if (n > word.foot // 2) == lower else 0 for n, row in enumerate(part)]
            _lay(word.form, half, word.x, word.y, word.slot(colour, word.face.stuff), light)


# -- what is done to letters


def _neon(word: Word) -> None:
    _lay(word.form, word.mask, word.x, word.y, word.slot(word.face.deep))
    inner = word.inner()
    if word.scale > 1 and any(inner):
        _lay(word.form, inner, word.x, word.y, word.slot(mix(word.face.light, _WHITE, 190)))


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
    snow, ice = word.slot(_WHITE), word.slot(word.face.light)
    above = 0
    for n, row in enumerate(word.mask[: word.foot]):
        for start, end in _runs(row & ~above):
            for at in range(start, end):
                for deep in range(1 + (word.scale > 2 and word.dice.chance(60))):
                    word.dot(at, n + deep, snow)
        above = row
    for start, end in _runs(word.mask[word.foot - 1]):
        for at in range(start, end):
            for n in range(word.dice.between(1, word.scale + 1) if word.dice.chance(36) else 0):
                word.dot(at, word.foot - 1 + n, ice)


def _cracks(word: Word) -> None:
    slot, scale, dice = word.slot(word.face.deep, "matte"), word.scale, word.dice
    for _ in range(len(word.mask) * word.wide // (scale * scale * 9) if scale > 2 else 0):
        x, y = dice.between(0, word.wide), dice.between(0, len(word.mask) - 3)
        for dx, dy in ((0, 0), (1, 0), (1, 1), (2, 2)):
            if word.mask[y + dy] >> (x + dx) & 1:
                word.dot(x + dx, y + dy, slot, 60)


def _grain(word: Word) -> None:
    slot = word.slot(word.face.deep, "matte")
    for n in range(word.scale, len(word.mask) - 1, max(word.scale, 3)):
        for start, end in _runs(word.inner()[n]):
            for x in range(start + word.dice.between(0, 1), end - word.dice.between(0, 2)):
                word.dot(x, n, slot, 84)


def _stripes(word: Word) -> None:
    slot, step = word.slot(word.face.light), max(word.scale * 2, 4)
    for n, row in enumerate(word.inner()):
        for start, end in _runs(row):
            for x in range(start, end):
                if (x + n) % step < step // 3:
                    word.dot(x, n, slot)


def _waves(word: Word) -> None:
    deep, foam, scale = word.slot(word.face.deep, "matte"), word.slot(_WHITE), word.scale
    for x in range(word.wide):
        at = word.foot // 2 + (0, 1, 1, 0, -1, -1)[x // max(scale // 2, 1) % 6] * max(scale // 3, 1)
        for y, slot, light in ((at, foam, MIDDLE), (at + scale, deep, 70)):
            if word.mask[y] >> x & 1:
                word.dot(x, y, slot, light)


def _drips(word: Word) -> None:
    deep, scale, dice = word.slot(word.face.deep, "matte"), word.scale, word.dice
    for start, end in _runs(word.mask[word.foot - 1]):
        at, tall = start + dice.between(0, max(end - start - scale, 0)), dice.between(1, scale * 2)
        low = min(tall, word.form.height - 3 - word.y - word.foot)
        x, y = word.x + at, word.y + word.foot
        word.form.lay([(y + n, x, x + max(scale // 2, 1)) for n in range(low)], deep, MIDDLE, edge=True)
        word.dot(at, word.foot + low - 1, deep, 220)


def _leaves(word: Word) -> None:
    leaf, dark = word.slot(toned(word.face.deep, 1), "matte"), word.slot(word.face.side, "matte")
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
    "caps": _caps, "cracks": _cracks, "grain": _grain, "stripes": _stripes, "waves": _waves, "drips": _drips,
    "leaves": _leaves, "sparkle": _sparkle, "neon": _neon,
}  # fmt: skip


# -- what stands below and behind


def _swash(form: Form, box: Box, face: Face, high: int) -> None:
    left, _, right, bottom = box
    middle, wide = (left + right) // 2, max(min((right - left) // 2 + high * 2, form.width // 2 - 4), 8)
    y = min(bottom + high // 2 + 1, form.height - 5 - 2 * high)
    slot = form.slot(face.deep, "matte")
    spans = []
    for x in range(middle - wide, middle + wide):
        u = (x - middle + wide) * 256 // (2 * wide)  # 0 to 256
        bend = high - u * (256 - u) * 4 * high // 65536
        thick = max(u * (high + 2) // 256, 1)
        spans += [(y + bend + n, x, x + 1) for n in range(thick)]
    form.lay(spans, slot, 150, edge=True)


def _stars(form: Form, box: Box, face: Face, high: int) -> None:
    left, _, right, bottom = box
    middle, y = (left + right) // 2, min(bottom + high + high // 2 + 2, form.height - 3 - high)
    wide = min((right - left) // 2 + high, form.width // 2 - 4)
    slot, gold = form.slot(face.deep, "matte"), form.slot(WORDS["gold"], "matte")
    for side in (-1, 1):
        for n in range(max(high // 2, 1)):
            one, other = middle + side * (high + 3), middle + side * wide
            form.lay([(y + n, min(one, other), max(one, other))], slot, 150, edge=True)
        at = middle + side * wide
        form.lay([(y + n, at - (2 - abs(n)), at + 3 - abs(n)) for n in range(-2, 3)], gold, 150, edge=True)
    pen = Pen(form, middle - high - 1, y - high - 1, 2 * high + 3)
    pen.poly(gold, [(32, 2), (40, 24), (62, 26), (45, 40), (51, 62), (32, 49), (13, 62), (19, 40), (2, 26), (24, 24)])


def _sword(form: Form, box: Box, face: Face, high: int) -> None:
    # A blade under the words, its hilt at the left.
    left, _, right, bottom = box
    wide = max(min(right - left + 4 * high, form.width - 8), 20)
    x, y = (form.width - wide) // 2, min(bottom + high + 2, form.height - 5 - high)
    steel, gold, grip = (
        form.slot(WORDS["silver"], "matte"),
        form.slot(WORDS["gold"], "matte"),
        form.slot(WORDS["brown"]),
    )
    half = max(high // 2, 1)
    hilt = x + max(wide // 8, 5)
    tip = x + wide
    blade = [(y + n, hilt, tip - abs(n) * 3) for n in range(-half, half + 1)]
    form.lay(blade, steel, 150, edge=True)
    form.run(y - half, hilt, tip - half * 3, steel, 220)
    form.run(y + half, hilt, tip - half * 3, steel, 70)
    form.lay([(y + n, x + 2, hilt) for n in range(-(half // 2), half // 2 + 1)], grip, 128, edge=True)
    form.lay(
        [(y + n, hilt - 1, hilt + 1 + half // 2) for n in range(-half * 2 - 1, half * 2 + 2)], gold, 150, edge=True
    )
    form.lay([(y + n, x, x + 2 + half // 2) for n in range(-half, half + 1)], gold, 150, edge=True)


_BELOW: dict[str, Callable[..., None]] = {"swash": _swash, "stars": _stars, "sword": _sword}


def _on_stand(kit: Kit, stand: str, box: Box, text: str, face: Face) -> None:
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
    if face.feature == "neon":
        kit.rect(form.slot((34, 22, 52), "flat"), (room[0], room[1], room[2], room[3]))
    elif near(face.deep, made.field if stand in ("badge", "plate") else made.face):
        face = replace(face, light=_WHITE, deep=mix(made.field, _WHITE, 220))
    _letters(form, text, room, face, kit.dice)
