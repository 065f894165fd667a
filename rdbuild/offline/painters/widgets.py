"""Parts of user interfaces: plates with borders, buttons, bars, sliders, slots, ribbons.

Owns: the drawing of each part in a box of pixels, of any material.
Must not know: prompts, which parts a picture has.
Rule: a border is the same along a whole side, so that the middle of a panel may be stretched.

All of them are made of rectangles with corners cut off, and of rims around those that are raised or sunk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rdbuild.offline.painters import items, letters
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, toned
from rdbuild.offline.painters.form import MIDDLE, Form, Pen, Span
from rdbuild.offline.painters.grounds import laid
from rdbuild.offline.painters.materials import NIGHT, PALE, Material, bright
from rdbuild.offline.painters.textures import Sheet

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels

_RAISED, _SUNK = 1, -1
_CUTS = ((), (1,), (2, 1), (3, 1, 1), (4, 2, 1, 1), (5, 3, 2, 1, 1))  # pixels missing at the ends of the first rows
_TITLES = {
    "MENU": "choices", "ITEMS": "grid", "BAG": "grid", "SHOP": "grid", "OPTIONS": "settings", "SETTINGS": "settings",
    "QUEST": "lines", "NEWS": "lines", "PAUSE": "choices",
}  # fmt: skip
_CHOICES = ("PLAY", "LOAD", "SETUP", "QUIT")
_CAPTIONS = {"normal": "PLAY", "pressed": "LOAD", "disabled": "QUIT"}
_SPEECHES = ("Welcome back, brave hero! Shall we go?", "Well met, traveller!", "Well met!", "Hello!", "Hi!")
_GOODS = ("potion", "sword", "key", "gem", "apple", "coin", "ring", "shield", "scroll", "mushroom", "bow", "axe")
_GAY = tuple(WORDS[word] for word in ("red", "sapphire", "emerald", "purple", "orange", "teal"))

# Stamps for the upper left corner; the others are mirrored. `o` trim, `+` lit trim, `-` its shadow, `#` border, lit.
_STAMPS = {
    "nail": ("....", ".+o.", ".o-.", "...."),
    "chip": ("##..", "#...", "....", "...."),
    "gem": ("#####-", "#+++-.", "#+oo-.", "#+oo-.", "#---..", "-....."),
    "curl": ("###.", "#-#.", "##-.", "...."),
    "bracket": ("+++++++", "+......", "+......", "+......", "+......", "+......", "+......"),
    "spike": ("#.....", "##-...", ".#+o-.", ".-o-..", "..-...", "......"),
    "dot": ("....", ".++.", ".+o.", "...."),
    "stitch": ("...o..", "..o...", ".o....", "o.....", "......", "......"),
    "leaf": ("..oo-..", ".o+o-..", "o++o...", "oooo-..", "--.-...", "......."),
    "vine": (
        ".o+o.oo..o+..o..o.",
        "o+oo-oo-o+o-o+-.-.",
        "+oo--o--o---.o-...",
        "oo--+o-.....+o....",
        ".o-+oo-.....o-....",
        "oo-.o-.......-....",
        "oo--..............",
        ".o+o-.............",
        ".+oo-.............",
        "oo--..............",
        "o+-...............",
        ".oo-..............",
        "o+o-..............",
        "-o-...............",
        "..o-..............",
        ".o-...............",
    ),
}
_SIGNS: dict[str, tuple[str, ...]] = {
    "heart": (".##.##.", "#######", "#######", "#######", ".#####.", "..###..", "...#..."),
    "drop": ("...#...", "..###..", "..###..", ".#####.", ".#####.", ".#####.", "..###.."),
    "bolt": ("...###.", "..###..", ".####..", "..####.", "...##..", "..##...", "..#...."),
    "star": ("...#...", "...#...", "#######", ".#####.", "..###..", ".##.##.", ".#...#."),
    "cross": ("#...#", ".#.#.", "..#..", ".#.#.", "#...#"),
    "tick": ("......#", ".....##", "#...##.", "##.##..", ".###...", "..#...."),
    "right": ("##...", "####.", "#####", "####.", "##..."),
    "up": ("..#..", ".###.", ".###.", "#####", "#####"),
}
_SIGNS["left"] = tuple(row[::-1] for row in _SIGNS["right"])
_SIGNS["down"] = _SIGNS["up"][::-1]


class Kit:
    """Draws parts of one material on a form. Boxes are in pixels; a part keeps within its box, its edge too."""

    def __init__(self, form: Form, made: Material, dice: Chance, caption: str = "", title: str = "",
                 choices: Sequence[str] = (), count: int = 0) -> None:  # fmt: skip
        self.form, self.made, self.dice, self.caption, self.title = form, made, dice, caption, title
        self.options, self.count = choices, count  # the buttons and slots that a window has, if that was said
        self.border = form.slot(made.border, made.stuff)
        self.field = form.slot(made.field, "matte")
        self.trim = form.slot(made.trim, made.shine)
        self.face = form.slot(made.face, "matte")
        self.dark = form.slot(mix(mix(made.field, made.border, 100), NIGHT, 140), "matte")
        self.shadow = toned(made.face, -2 if made.ink == PALE else 1)  # of words on a button
        self.idle = form.slot(mix(made.face, (112, 112, 120), 190), "matte")

    # -- what parts are made of

    def rect(self, slot: int, box: Box, light: int = MIDDLE, *, cut: int = 0, edge: bool = False) -> None:
        self.form.lay(_spans(box, cut), slot, light, edge=edge)

    def rim(self, slot: int, box: Box, way: int = _RAISED, strong: int = 64, cut: int = 0) -> None:
        """Draw a line around a box: lit at the top and left where it is raised, at the bottom and right where sunk."""
        spans = _spans(box, cut)
        lit, dim = MIDDLE + way * strong, MIDDLE - way * strong
        for n, (y, left, right) in enumerate(spans):
            _, start, end = spans[min(max(n + (1 if 2 * n >= len(spans) else -1), 0), len(spans) - 1)]
            self.form.run(y, left, max(left + 1, start), slot, lit)
            self.form.run(y, min(right - 1, end), right, slot, dim)
        for (y, left, right), value in zip((spans[-1], spans[0]) if spans else (), (dim, lit), strict=False):
            self.form.run(y, left, right, slot, value)

    def raised(self, slot: int, box: Box, cut: int = 0, light: int = 136) -> None:
        """Draw a box with a rim and an edge."""
        self.rect(slot, box, light, cut=cut, edge=True)
        self.rim(slot, box, _RAISED, 80, cut)

    def well(self, box: Box, light: int = 100) -> None:
        """Draw a dark hollow."""
        self.rect(self.dark, box, light)
        self.rim(self.dark, box, _SUNK, 55)

    def disc(self, box: Box, *rings: tuple[int, int, int]) -> Pen:
        """Draw round plates in a square box: material, radius in units of the grid, light (0: that of a ball)."""
        pen = Pen(self.form, box[0], box[1], box[2] - box[0])
        for n, (slot, radius, light) in enumerate(rings):
            pen.ball(slot, 32, 32, radius, edge=not n, light=light or None)
        return pen

    def plate(self, box: Box, deep: int = 3, *, plain: bool = False) -> Box:
        """Draw a panel with its border and return what is inside of it."""
        made, (left, top, right, bottom) = self.made, _inset(box, 1)
        cut = min(made.cut, (right - left) // 6, (bottom - top) // 6)
        self.raised(self.border, (left, top, right, bottom), cut, 140)
        if deep > 1:
            self.rim(self.border, (left + deep - 1, top + deep - 1, right - deep + 1, bottom - deep + 1), _SUNK, 60)
        inner = _inset(box, deep + 1)
        self.rect(self.field, inner)
        if not plain and made.pattern != "none":
            sheet = Sheet(inner[2] - inner[0], inner[3] - inner[1], [])
            laid(sheet, self.dice, made.pattern, made.field)
            sheet.show(self.form, inner[0], inner[1], calm=True)
        self.form.run(inner[1], inner[0], inner[2], self.field, 66)
        for y in range(inner[1], inner[3]):
            self.form.dot(inner[0], y, self.field, 84)
        if min(right - left, bottom - top) >= 18:
            self.stamp((left, top, right, bottom))
        return inner

    def stamp(self, box: Box) -> None:
        left, top, right, bottom = box
        values = {"o": (self.trim, 128), "+": (self.trim, 235), "-": (self.trim, 50), "#": (self.border, 215)}
        for y, row in enumerate(_STAMPS[self.made.corner]):
            for x, sign in enumerate(row):
                if sign in values:
                    slot, light = values[sign]
                    for px in (left + x, right - 1 - x):
                        for py in (top + y, bottom - 1 - y):
                            if self.form.slots[py][px]:
                                self.form.dot(px, py, slot, light)

    def write(self, colour: Rgb, box: Box, text: str, *, most: int = 4, shadow: Rgb | None = None) -> bool:
        """Set text in the middle of a box as large as it fits; say whether there was room for it."""
        left, top, right, bottom = box
        scale, lines = letters.fitted(text, right - left, bottom - top, most, 3)
        y = top + (bottom - top - (letters.PITCH * (len(lines) - 1) + letters.HEIGHT) * scale) // 2
        for said in lines:
            x = left + (right - left - letters.width(said) * scale) // 2
            if shadow:
                self.glyphs(self.form.slot(shadow, "flat"), x, y + scale, letters.line(said), scale)
            self.glyphs(self.form.slot(colour, "flat"), x, y, letters.line(said), scale)
            y += letters.PITCH * scale
        return bool(lines)

    def glyphs(self, slot: int, x: int, y: int, rows: Sequence[str], scale: int = 1, light: int = MIDDLE) -> None:
        for dy, row in enumerate(rows):
            for dx, sign in enumerate(row):
                if sign == "#":
                    for n in range(scale):
                        self.form.run(y + dy * scale + n, x + dx * scale, x + dx * scale + scale, slot, light)

    def sign(self, colour: Rgb, box: Box, name: str) -> None:
        """Draw a small sign in the middle of a box, as large as it fits."""
        rows = _SIGNS[name]
        left, top, right, bottom = box
        scale = max(min((right - left) // len(rows[0]), (bottom - top) // len(rows)), 1)
        x, y = left + (right - left - len(rows[0]) * scale) // 2, top + (bottom - top - len(rows) * scale) // 2
        self.glyphs(self.form.slot(colour, "flat"), x, y, rows, scale)

    # -- parts

    def window(self, box: Box) -> None:
        left, top, right, bottom = box
        inner = self.plate(box, 3 + (min(right - left, bottom - top) >= 90))
        wide, content = inner[2] - inner[0], "grid"
        if inner[3] - inner[1] >= 20 and wide >= 12:
            bar = inner[0], inner[1], inner[2], inner[1] + 11
            self.rect(self.face, bar)
            self.form.run(bar[1], bar[0], bar[2], self.face, 196)
            self.form.run(bar[3] - 1, bar[0], bar[2], self.face, 50)
            close = bar[2] - 9, bar[1] + 1, bar[2] - 1, bar[3] - 1
            if wide >= 30:
                red = self.form.slot(WORDS["red"], "matte")
                self.rect(red, close)
                self.rim(red, close)
                self.sign(PALE, close, "cross")
            text = bar[0] + 3, bar[1] + 2, (close[0] if wide >= 30 else bar[2]) - 2, bar[3] - 2
            fitting = [title for title in _TITLES if letters.width(title) <= text[2] - text[0]]
            title = self.title or (self.dice.pick(fitting) if fitting else "")
            content = "choices" if self.options else "grid" if self.count else _TITLES.get(title.upper(), "grid")
            self.write(self.made.ink, text, title, most=1, shadow=self.shadow)
            inner = inner[0], bar[3], inner[2], inner[3]
        fill = {"grid": self.grid, "choices": self.choices, "settings": self._settings}.get(content)
        if not (fill and fill(_inset(inner, 3))):
            self._lines(_inset(inner, 3))

    def frame(self, box: Box) -> None:
        """Draw a border around nothing."""
        left, top, right, bottom = self.plate(box, 4 + min(box[2] - box[0], box[3] - box[1]) // 32, plain=True)
        self.form.erase([(y, left + 1, right - 1) for y in range(top + 1, bottom - 1)], self.border)

    # What a window holds says whether there was room for it.

    def grid(self, box: Box) -> bool:
        left, top, right, bottom = box
        wide, high = right - left + 1, bottom - top + 1
        side = 16 if wide < 91 else 19  # a slot and the gap beside it
        across, down = wide // side, high // side
        if self.count:  # as many as were asked for, as large as they can be, rather in full rows
            most = min(self.count, (wide // 10) * (high // 10))
            sides = {n: min(wide // n, high // -(-most // n)) for n in range(1, most + 1)}
            across = max(sides, key=lambda n: sides[n] * (3 + (most % n == 0)), default=0)
            side, down = sides.get(across, 0), -(-most // max(across, 1))
        x0, y0 = left + (right - left - across * side + 1) // 2, top + (bottom - top - down * side + 1) // 2
        for n in range(min(across * down, self.count or 999) if across > 1 else 0):
            x, y = x0 + n % across * side, y0 + n // across * side
            self.slot((x, y, x + side - 1, y + side - 1), filled=n < min(across * down * 2 // 3, 9))
        return across > 1 and down > 0

    def choices(self, box: Box) -> bool:
        left, top, right, bottom = box
        options = self.options or _CHOICES
        count = min((bottom - top + 2) // (13 if self.options else 15), len(options)) if right - left >= 34 else 0
        high = min((bottom - top + 2) // max(count, 1) - 2, 18)
        y = top + (bottom - top - count * (high + 2) + 2) // 2
        for n, text in enumerate(options[:count] if count > 1 else ()):
            self.button((left, y, right, y + high), "pressed" if n == 1 else "normal", text=text)
            y += high + 2
        return count > 1

    def _settings(self, box: Box) -> bool:
        left, top, right, bottom = box
        count, wide = min((bottom - top + 3) // 12, 5), right - left
        label = self.form.slot(self.made.writing, "flat")
        for n in range(count if wide >= 34 else 0):
            y, middle = top + n * ((bottom - top + 3) // count), left + wide * 2 // 5
            self.form.run(y + 3, left, middle - 4 - n * 5 % 7, label)
            self.form.run(y + 5, left, middle - 7 - n * 3 % 5, label)
            if n % 2:
                self.check((right - 9, y, right, y + 9), on=n == 1)
                self.radio((right - 20, y, right - 11, y + 9), on=n == 3)
            else:
                self.slider((middle, y, right, y + 9), 30 + n * 16)
        return count > 1 and wide >= 34

    def _lines(self, box: Box) -> None:
        left, top, right, bottom = box
        slot = self.form.slot(mix(self.made.field, self.made.writing, 130), "flat")
        for n, y in enumerate(range(top + 1, bottom - 1, 4)):
            self.form.run(y, left, left + (right - left) * (100, 88, 94, 60)[n % 4] // 100, slot)

    def key(self, box: Box, state: str = "normal") -> Box:
        """Draw a button without its caption and return the room for that."""
        left, top, right, bottom = box
        high = bottom - top
        pressed, strong = state == "pressed", 34 if state == "disabled" else 70
        way = _SUNK if pressed else _RAISED
        face = self.idle if state == "disabled" else self.face
        cut, lip = min(self.made.cut, high // 5), max(high // 8, 1) + (high >= 12)
        top += 1 + pressed * (lip - 1)
        self.rect(face, (left + 1, top, right - 1, bottom - 1), 44, cut=cut, edge=True)
        front = left + 1, top, right - 1, bottom - 1 - lip * (not pressed)
        self.rect(face, front, 100 if pressed else MIDDLE, cut=cut)
        self.rim(face, front, way, strong, cut)
        if high >= 16 and state != "disabled":  # a frame of the border's material
            self.rect(self.border, front, cut=cut)
            self.rim(self.border, front, _RAISED, 80, cut)
            inner, cut = _inset(front, 2), max(cut - 2, 0)
            self.rect(face, inner, 110 if pressed else 134, cut=cut)
            self.rim(face, inner, way, 60, cut)
        aside, above = 3 + 2 * (high >= 16), max(high // 8, 1)
        return front[0] + aside, front[1] + above, front[2] - aside, front[3] - above

    def button(self, box: Box, state: str = "normal", sign: str = "", text: str = "") -> None:
        room, made = self.key(box, state), self.made
        ink = mix(made.ink, (128, 128, 132), 170) if state == "disabled" else made.ink
        shade = None if state == "disabled" else self.shadow
        if sign or not self.write(ink, room, text or self.caption or _CAPTIONS[state], shadow=shade):
            self.sign(ink, room, sign or "right")

    def bar(self, box: Box, hue: str = "life", part: int = 75, sign: str = "heart") -> None:
        """Draw a bar that is filled in part, by a colour's word or, without one, as buttons are."""
        left, top, right, bottom = box
        colour = WORDS[hue] if hue else self.made.face if bright(self.made.face) > 90 else WORDS["lime"]
        high = bottom - top
        cut = min(2, high // 4)
        if high >= 8 and right - left >= 30:  # a medal with the sign
            medal = left, top, left + high + high // 4 * (high > 14), bottom
            self.raised(self.border, _inset(medal, 1), cut)
            self.rect(self.dark, _inset(medal, 2 + high // 14), 60)
            self.sign(colour if bright(colour) > 60 else PALE, _inset(medal, 2 + (high > 14)), sign)
            left = medal[2] - 1
        frame = left + 1, top + 1 + high // 10, right - 1, bottom - 1 - high // 10
        self.raised(self.border, frame, cut, 128)
        trough = _inset(frame, 1 + (high >= 14) + (high >= 28))
        self.rect(self.dark, trough, 70)
        self.form.run(trough[1], trough[0], trough[2], self.dark, 30)
        full, rows = self.form.slot(colour, "matte"), trough[3] - trough[1]
        end = trough[0] + (trough[2] - trough[0]) * part // 100
        for n, y in enumerate(range(trough[1], trough[3])):
            light = 170 if n == 0 else 228 if n == rows // 4 else 70 if n >= rows - max(rows // 4, 1) else 128
            self.form.run(y, trough[0], end, full, light)
            self.form.dot(end - 1, y, full, min(light + 60, 235))
            for quarter in range(1, 4 if rows >= 6 else 1):
                x = trough[0] + (trough[2] - trough[0]) * quarter // 4
                self.form.shade(y, x, x + 1, -44)

    def slider(self, box: Box, part: int = 62) -> None:
        left, top, right, bottom = box
        high, middle = bottom - top, (top + bottom) // 2
        thick, at = max(high // 6, 1), left + (right - left) * part // 100
        self.rect(self.border, (left + 1, middle - thick, right - 1, middle + thick), 110, cut=1, edge=True)
        for slot, end, light in ((self.dark, right - 2, 60), (self.face, at, 150)):
            self.rect(slot, (left + 2, middle - (thick + 1) // 2, end, middle + (thick + 1) // 2), light)
        knob = at - high * 3 // 8, top + 1, at + high * 3 // 8 + 1, bottom - 1
        self.raised(self.border, knob, min(self.made.cut, 2))
        for n in (-1, 1) if high >= 12 else (0,):
            for y in range(knob[1] + high // 4, knob[3] - high // 4):
                self.form.dot(at + n * high // 12, y, self.border, 50)

    def slot(self, box: Box, *, filled: bool = True) -> None:
        side = box[2] - box[0]
        frame, deep = _inset(box, 1), 1 + side // 24
        self.raised(self.border, frame, min(self.made.cut, 1 + side // 20), 128)
        if deep > 1:
            self.rim(self.border, _inset(frame, 1), _RAISED, 50)
        inner = _inset(frame, deep)
        self.well(inner, 110)
        if filled:
            pen = Pen(self.form, inner[0] + 1, inner[1] + 1, inner[2] - inner[0] - 2)
            kind = items.CALLED[self.dice.pick(_GOODS)]
            items.item(pen, kind, [self.dice.pick(_GAY), WORDS["gold"], WORDS["silver"]], self.dice)

    def slots(self, box: Box) -> None:
        left, top, right, bottom = box
        side = bottom - top
        count = max((right - left + 2) // (side + 2), 1)
        gap = min((right - left - count * side) // max(count - 1, 1), 6)
        for x in range(left, left + count * (side + gap), side + gap):
            self.slot((x, top, x + side, bottom), filled=count == 1 or x < left + (count - 1) * (side + gap))

    def check(self, box: Box, *, on: bool = True) -> None:
        self.raised(self.border, _inset(box, 1), 1, 128)
        inner = _inset(box, 2 + (box[2] - box[0]) // 18)
        self.well(inner)
        if on:
            self.sign(WORDS["lime"] if bright(self.made.face) < 90 else toned(self.made.face, 2), inner, "tick")

    def radio(self, box: Box, *, on: bool = True) -> None:
        self.disc(box, (self.border, 28, 0), (self.dark, 19, 90), *[(self.face, 13, 0)][: int(on)])

    def knob(self, box: Box) -> None:
        pen = self.disc(box, (self.border, 29, 0), (self.dark, 23, 70), (self.face, 20, 0))
        pen.limb(self.form.slot(self.made.ink, "flat"), (36, 27, 2), (43, 19, 2), edge=False)

    def toggle(self, box: Box) -> None:
        _, top, right, bottom = box
        high = bottom - top
        self.raised(self.border, _inset(box, 1), min(3, high // 3), 128)
        self.rect(self.form.slot(WORDS["lime"], "matte"), _inset(box, 2 + high // 12), 110, cut=min(2, high // 4))
        self.disc((right - high, top, right, bottom), (self.border, 26, 0))

    def row(self, box: Box) -> None:
        """Draw boxes to tick, round ones, and a knob beside each other."""
        left, top, right, bottom = box
        side = bottom - top
        draws: list[Callable[[Box], None]] = [
            self.check, lambda at: self.check(at, on=False), self.radio, lambda at: self.radio(at, on=False), self.knob,
        ]  # fmt: skip
        count = min((right - left + 2) // (side + 2), len(draws))
        for n in range(count):
            x = left + n * (right - left - side) // max(count - 1, 1)
            draws[n]((x, top, x + side, bottom))

    def arrows(self, box: Box) -> None:
        left, top, right, bottom = box
        side = min(bottom - top + 2, (right - left) // 2)
        self.button((right - side, top, right, bottom), sign="right")
        self.button((left, top, left + side, bottom), sign="left")
        if right - left - 2 * side >= 14:
            self.toggle((left + side + 2, top, right - side - 2, bottom))

    def ribbon(self, box: Box) -> Box:
        """Draw a banner with folded ends and return the room on its front."""
        left, top, right, bottom = box
        high, end = bottom - top, max((right - left) // 9, 5)
        drop = max(high // 6, 2)
        front = left + end, top + 1, right - end, bottom - drop
        rows = range(top + drop, bottom - 1)
        notches = [min(n, len(rows) - 1 - n) * end // high for n in range(len(rows))]
        ends = [(y, left + 1 + notch, left + 2 * end) for y, notch in zip(rows, notches, strict=True)]
        ends += [(y, right - 2 * end, right - 1 - notch) for y, notch in zip(rows, notches, strict=True)]
        self.form.lay(ends, self.face, 96, edge=True)
        for n in range(drop):  # the folds
            self.form.run(front[3] + n, front[0] + n, front[0] + end, self.face, 40)
            self.form.run(front[3] + n, front[2] - end, front[2] - n, self.face, 40)
        self.rect(self.face, front, 134, edge=True)
        for y, slot, light in (
            (front[1], self.face, 200), (front[1] + 2, self.trim, 190),
            (front[3] - 3, self.trim, 110), (front[3] - 1, self.face, 60),
        ):  # fmt: skip
            self.form.run(y, front[0], front[2], slot, light)
        return front[0], front[1] + 3, front[2], front[3] - 3

    def medal(self, box: Box) -> Box:
        """Draw a round badge and return the room on its middle."""
        left, top, right, bottom = box
        pen = self.disc(box, (self.border, 31, 0), (self.trim, 27, 150), (self.field, 25, 80), (self.field, 23, 124))
        side = right - left
        for n in range(-3, 4):  # studs
            x, y = 32 + n * 7, 5 + n * n * 6 // 9
            pen.dot(self.trim, x, y, 235, 3)
            pen.dot(self.trim, x, 64 - y, 90, 3)
        return left + side // 8, top + side // 4, right - side // 8, bottom - side // 4

    def tabs(self, box: Box) -> None:
        left, top, right, bottom = box
        count = max(min((right - left) // 16, 3), 1)
        wide = (right - left) // count
        for n, sign in enumerate(("star", "heart", "bolt")[:count]):
            tab = left + n * wide + 1, top + 1 + (n > 0) * 2, left + (n + 1) * wide - 1, bottom - 1
            self.raised(self.field if n else self.face, tab, 1, 100 if n else 140)
            self.sign(self.made.writing if n else self.made.ink, _inset(tab, 1), sign)

    def dialog(self, box: Box) -> None:
        inner = self.plate(box, 2 + (box[3] - box[1] >= 40), plain=True)
        room = inner[0] + 4, inner[1] + 3, inner[2] - 4, inner[3] - 3
        scale = 2 if room[2] - room[0] >= 100 and room[3] - room[1] >= 50 else 1
        most = max((room[3] - room[1] + 2) // (10 * scale), 1)
        across = (room[2] - room[0]) // scale
        texts = [self.caption] if self.caption else _SPEECHES
        lines = next((found for text in texts if (found := letters.wrapped(text, across, most))), [])
        if self.caption and not lines:
            lines = [letters.cut(self.caption, across)]
        slot = self.form.slot(self.made.writing, "flat")
        for n, said in enumerate(lines):
            self.glyphs(slot, room[0], room[1] + n * 10 * scale, letters.line(said), scale)
        if not lines:
            self._lines(room)
        more = inner[2] - 8, inner[3] - 7, inner[2] - 2, inner[3] - 1
        self.sign(self.made.trim if self.made.trim != self.made.field else PALE, more, "down")

    def scroll(self, box: Box) -> None:
        left, top, right, bottom = box
        wide = right - left
        self.rect(self.border, _inset(box, 1), 110, edge=True)
        self.rect(self.dark, (left + 2, top + wide, right - 2, bottom - wide), 70)
        at = top + wide + (bottom - top - 2 * wide) // 6
        self.button((left, top, right, top + wide), sign="up")
        self.button((left, bottom - wide, right, bottom), sign="down")
        self.raised(self.face, (left + 1, at, right - 1, at + max((bottom - top - 2 * wide) * 4 // 10, 4)), 1)


def _inset(box: Box, by: int) -> Box:
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by


def _spans(box: Box, cut: int) -> list[Span]:
    # The rows of a box whose corners are cut off.
    left, top, right, bottom = box
    cut = min(cut, max(right - left, 0) // 3, max(bottom - top, 0) // 3)
    insets = (*_CUTS[cut], *[0] * (bottom - top - 2 * cut), *reversed(_CUTS[cut]))
    return [(y, left + by, right - by) for y, by in enumerate(insets, top) if left + by < right - by]
