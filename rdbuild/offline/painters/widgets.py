"""Parts of user interfaces: plates with borders, buttons, bars, sliders, slots, ribbons.

Owns: the drawing of each part in a box of pixels, of any material.
Must not know: prompts, which parts a picture has.
Rule: a border is the same along a whole side, so that the middle of a panel may be stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rdbuild.offline.painters import items, letters
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, toned
from rdbuild.offline.painters.form import MIDDLE, Form, Pen, Span
from rdbuild.offline.painters.materials import NIGHT, PALE, Material, bright

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels

_RAISED, _SUNK = 1, -1
_CUTS = ((), (1,), (2, 1), (3, 1, 1), (4, 2, 1, 1), (5, 3, 2, 1, 1))  # pixels missing at the ends of the first rows
_TITLES = {
    "MENU": "choices", "ITEMS": "grid", "BAG": "grid", "SHOP": "grid", "OPTIONS": "settings", "SETTINGS": "settings",
    "SETUP": "settings", "QUEST": "quest", "NEWS": "quest", "PAUSE": "choices",
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
}
_SIGNS = {
    "heart": (".##.##.", "#######", "#######", "#######", ".#####.", "..###..", "...#..."),
    "drop": ("...#...", "..###..", "..###..", ".#####.", ".#####.", ".#####.", "..###.."),
    "bolt": ("...###.", "..###..", ".####..", "..####.", "...##..", "..##...", "..#...."),
    "star": ("...#...", "...#...", "#######", ".#####.", "..###..", ".##.##.", ".#...#."),
    "cross": ("#...#", ".#.#.", "..#..", ".#.#.", "#...#"),
    "tick": ("......#", ".....##", "#...##.", "##.##..", ".###...", "..#...."),
    "right": ("##...", "####.", "#####", "####.", "##..."),
    "up": ("..#..", ".###.", ".###.", "#####", "#####"),
    "down": ("#####", "#####", ".###.", ".###.", "..#.."),
}


class Kit:
    """Draws parts of one material on a form. Boxes are in pixels; a part keeps within its box, its edge too."""

    def __init__(self, form: Form, made: Material, dice: Chance, caption: str = "", title: str = "") -> None:
        self.form, self.made, self.dice, self.caption, self.title = form, made, dice, caption, title
        self.border = form.slot(made.border, made.stuff)
        self.field = form.slot(made.field, "matte")
        self.trim = form.slot(made.trim, made.shine)
        self.face = form.slot(made.face, "matte")
        self.dark = form.slot(mix(mix(made.field, made.border, 100), NIGHT, 140), "matte")
        self.shadow = toned(made.face, -2 if made.ink == PALE else 1)  # of words on a button
        self.idle = form.slot(mix(made.face, (112, 112, 120), 190), "matte")

    # -- what parts are made of

    def rect(self, slot: int, box: Box, light: int = MIDDLE, *, cut: int = 0, edge: bool = False) -> None:
        left, top, right, bottom = box
        cut = min(cut, (right - left) // 3, (bottom - top) // 3)
        spans: list[Span] = []
        for y in range(top, bottom):
            far = min(y - top, bottom - 1 - y)
            by = _CUTS[cut][far] if far < cut else 0
            if left + by < right - by:
                spans.append((y, left + by, right - by))
        self.form.lay(spans, slot, light, edge=edge)

    def rim(self, slot: int, box: Box, way: int = _RAISED, strong: int = 64, cut: int = 0) -> None:
        """Draw a line around a box: lit at the top and left where it is raised, at the bottom and right where sunk."""
        left, top, right, bottom = box
        light = MIDDLE + way * strong
        dark = MIDDLE - way * strong
        for y, value in ((bottom - 1, dark), (top, light)):
            self.form.run(y, left + cut, right - cut, slot, value)
        for x, value in ((right - 1, dark), (left, light)):
            for y in range(top + cut, bottom - cut):
                self.form.dot(x, y, slot, value)
        for n in range(1, cut):
            by = _CUTS[cut][n]
            for x, y, value in (
                (left + by, top + n, light),
                (right - 1 - by, top + n, light),
                (left + by, bottom - 1 - n, dark),
                (right - 1 - by, bottom - 1 - n, dark),
            ):
                self.form.dot(x, y, slot, value)

    def plate(self, box: Box, deep: int = 3, *, plain: bool = False) -> Box:
        """Draw a panel with its border and return what is inside of it."""
        made, (left, top, right, bottom) = self.made, box
        box = left + 1, top + 1, right - 1, bottom - 1
        cut = min(made.cut, (right - left) // 6, (bottom - top) // 6)
        self.rect(self.border, box, 140, cut=cut, edge=True)
        for n in range(deep):
            inset = max(cut - n, 0)
            if n == 0 or n == deep - 1 > 0:
                self.rim(self.border, _inset(box, n), _RAISED if n == 0 else _SUNK, 84 if n == 0 else 60, inset)
        inner = _inset(box, deep)
        if made.pattern == "scan":
            self.rect(self.dark, _inset(box, 1), 60)
            self.rim(self.border, _inset(box, deep), _RAISED, 0)
            inner = _inset(box, deep + 1)
        self.rect(self.field, inner)
        if not plain or made.pattern in ("planks", "scan", "brushed"):
            self._pattern(inner)
        self.form.run(inner[1], inner[0], inner[2], self.field, 66)
        for y in range(inner[1], inner[3]):
            self.form.dot(inner[0], y, self.field, 84)
        if min(right - left, bottom - top) >= 20:
            self.stamp(box)
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

    def _pattern(self, box: Box) -> None:
        left, top, right, bottom = box
        high, wide = bottom - top, right - left
        form, field, kind = self.form, self.field, self.made.pattern
        if kind == "planks":
            for n, y in enumerate(range(top, bottom)):
                form.run(y, left, right, field, (58, 168, 140, 128, 128, 128, 116)[n % 7])
            for n in range(high // 7 + 1):  # joints, and a grain
                x, y = left + self.dice.between(2, max(wide - 3, 2)), top + n * 7
                for row in range(y, min(y + 7, bottom)):
                    form.dot(x, row, field, 70)
                if y + 4 < bottom and wide > 12:
                    at = left + self.dice.between(1, wide - 10)
                    form.run(y + 4, at, at + self.dice.between(4, 8), field, 96)
        elif kind == "scan":
            for y in range(top, bottom, 3):
                form.run(y, left, right, field, 168)
        elif kind == "brushed":
            for y in range(top, bottom):
                form.run(y, left, right, field, 150 - (y - top) * 60 // max(high, 1))
        elif kind in ("damask", "dots"):
            for n, y in enumerate(range(top + 4, bottom - 3, 5)):
                for x in range(left + 4 + n % 2 * 3, right - 4, 6):
                    form.dot(x, y, field, 180 if kind == "damask" else 96)
                    if kind == "damask":
                        form.dot(x, y - 1, field, 156)
                        form.dot(x, y + 1, field, 156)
        else:
            for _ in range(high * wide // 220 if kind in ("cracks", "blots") else 0):
                x, y = left + self.dice.between(2, max(wide - 6, 2)), top + self.dice.between(2, max(high - 5, 2))
                steps = (
                    ((0, 0), (1, 0), (2, 1), (2, 2), (3, 2)) if kind == "cracks" else ((0, 0), (1, 0), (2, 0), (1, 1))
                )
                for dx, dy in steps:
                    if x + dx < right and y + dy < bottom:
                        form.dot(x + dx, y + dy, field, 76 if kind == "cracks" else 104)

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
        deep = 3 + (min(right - left, bottom - top) >= 90)
        inner = self.plate(box, deep)
        wide, high = inner[2] - inner[0], inner[3] - inner[1]
        body, content = inner, "grid"
        if high >= 20 and wide >= 12:
            bar = inner[0], inner[1], inner[2], inner[1] + 11
            self.rect(self.face, bar, 128)
            self.form.run(bar[1], bar[0], bar[2], self.face, 196)
            self.form.run(bar[3] - 1, bar[0], bar[2], self.face, 50)
            close = (bar[2] - 9, bar[1] + 1, bar[2] - 1, bar[3] - 1)
            if wide >= 30:
                self.rect(self.form.slot(WORDS["red"], "matte"), close, 128)
                self.rim(self.form.slot(WORDS["red"], "matte"), close)
                self.sign(PALE, close, "cross")
            text = (bar[0] + 3, bar[1] + 2, (close[0] if wide >= 30 else bar[2]) - 2, bar[3] - 2)
            fitting = [title for title in _TITLES if letters.width(title) <= text[2] - text[0]]
            title = self.title or (self.dice.pick(fitting) if fitting else "")
            content = _TITLES.get(title.upper(), "grid")
            self.write(self.made.ink, text, title, most=1, shadow=self.shadow)
            body = inner[0], bar[3], inner[2], inner[3]
        contents = {"grid": self._grid, "choices": self._choices, "settings": self._settings, "quest": self._quest}
        contents[content](_inset(body, 3))

    def _grid(self, box: Box) -> None:
        left, top, right, bottom = box
        side = 16 if right - left < 90 else 19  # a slot and the gap beside it
        across, down = (right - left + 1) // side, (bottom - top + 1) // side
        if across < 2 or down < 1:
            self._lines(box)
            return
        x0, y0 = left + (right - left - across * side + 1) // 2, top + (bottom - top - down * side + 1) // 2
        for n in range(across * down):
            x, y = x0 + n % across * side, y0 + n // across * side
            self.slot((x, y, x + side - 1, y + side - 1), filled=n * 3 < across * down * 2)

    def _choices(self, box: Box) -> None:
        left, top, right, bottom = box
        count = min((bottom - top + 2) // 15, len(_CHOICES))
        if count < 2 or right - left < 34:
            self._lines(box)
            return
        high = min((bottom - top + 2) // count - 2, 18)
        y = top + (bottom - top - count * (high + 2) + 2) // 2
        for n, text in enumerate(_CHOICES[:count]):
            self.button((left, y, right, y + high), "pressed" if n == 1 else "normal", text=text)
            y += high + 2

    def _settings(self, box: Box) -> None:
        left, top, right, bottom = box
        count, wide = min((bottom - top + 3) // 12, 5), right - left
        if count < 2 or wide < 34:
            self._lines(box)
            return
        label = self.form.slot(self.made.writing, "flat")
        pitch = (bottom - top + 3) // count
        for n in range(count):
            y = top + n * pitch + (pitch - 12) // 2
            middle = left + wide * 2 // 5
            self.form.run(y + 3, left, middle - 4 - n * 5 % 7, label)
            self.form.run(y + 5, left, middle - 7 - n * 3 % 5, label)
            if n % 2:
                self.check((right - 9, y, right, y + 9), on=n == 1)
                self.radio((right - 20, y, right - 11, y + 9), on=n == 3)
            else:
                self.slider((middle, y, right, y + 9), 30 + n * 16)

    def _quest(self, box: Box) -> None:
        left, top, right, bottom = box
        if bottom - top < 34:
            self._lines(box)
            return
        self._lines((left, top, right, bottom - 18))
        self.button((left + (right - left) // 5, bottom - 16, right - (right - left) // 5, bottom), text="OK")

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
            self.rect(self.border, front, MIDDLE, cut=cut)
            self.rim(self.border, front, _RAISED, 80, cut)
            inner, cut = _inset(front, 2), max(cut - 2, 0)
            self.rect(face, inner, 110 if pressed else 134, cut=cut)
            self.rim(face, inner, way, 60, cut)
            if high >= 30:
                self.form.run(inner[1] + 2, inner[0] + 3, inner[2] - 3, face, 190)
        aside, above = 3 + 2 * (high >= 16), max(high // 8, 1)
        return front[0] + aside, front[1] + above, front[2] - aside, front[3] - above

    def button(self, box: Box, state: str = "normal", sign: str = "", text: str = "") -> None:
        room, made = self.key(box, state), self.made
        ink = mix(made.ink, (128, 128, 132), 170) if state == "disabled" else made.ink
        shade = None if state == "disabled" else self.shadow
        if sign or not self.write(ink, room, text or self.caption or _CAPTIONS[state], shadow=shade):
            self.sign(ink, room, sign or "right")

    def pressed(self, box: Box) -> None:
        self.button(box, "pressed")

    def disabled(self, box: Box) -> None:
        self.button(box, "disabled")

    def bar(self, box: Box, colour: Rgb = WORDS["life"], part: int = 75, sign: str = "heart") -> None:
        left, top, right, bottom = box
        high = bottom - top
        if high >= 8 and right - left >= 30:  # a medal with the sign
            size = high + high // 4 * (high > 14)
            medal = left, top, left + size, bottom
            self.rect(self.border, _inset(medal, 1), 140, cut=min(2, high // 4), edge=True)
            self.rim(self.border, _inset(medal, 1), _RAISED, 80, min(2, high // 4))
            self.rect(self.dark, _inset(medal, 2 + high // 14), 60)
            self.sign(colour if bright(colour) > 60 else PALE, _inset(medal, 2 + (high > 14)), sign)
            left = medal[2] - 1
        frame = left + 1, top + 1 + high // 10, right - 1, bottom - 1 - high // 10
        deep = 1 + (high >= 14) + (high >= 28)
        self.rect(self.border, frame, 128, cut=min(1 + (high > 12), high // 4), edge=True)
        self.rim(self.border, frame, _RAISED, 80, min(1 + (high > 12), high // 4))
        trough = _inset(frame, deep)
        self.rect(self.dark, trough, 70)
        self.form.run(trough[1], trough[0], trough[2], self.dark, 30)
        full = self.form.slot(colour, "matte")
        end = trough[0] + (trough[2] - trough[0]) * part // 100
        rows = trough[3] - trough[1]
        for n, y in enumerate(range(trough[1], trough[3])):
            light = 170 if n == 0 else 228 if n == rows // 4 else 70 if n >= rows - max(rows // 4, 1) else 128
            self.form.run(y, trough[0], end, full, light)
            self.form.dot(end - 1, y, full, min(light + 60, 235))
        if rows >= 6:
            for n in range(1, 4):
                x = trough[0] + (trough[2] - trough[0]) * n // 4
                for y in range(trough[1], trough[3]):
                    self.form.shade(y, x, x + 1, -44)

    def mana(self, box: Box) -> None:
        self.bar(box, WORDS["mana"], 55, "drop")

    def energy(self, box: Box) -> None:
        self.bar(box, WORDS["gold"], 38, "bolt")

    def progress(self, box: Box) -> None:
        self.bar(box, self.made.face if bright(self.made.face) > 90 else WORDS["lime"], 64, "star")

    def slider(self, box: Box, part: int = 62) -> None:
        left, top, right, bottom = box
        high, middle = bottom - top, (top + bottom) // 2
        thick = max(high // 6, 1)
        track = left + 1, middle - thick, right - 1, middle + thick
        self.rect(self.border, track, 110, cut=1, edge=True)
        self.rect(self.dark, (track[0] + 1, track[1] + thick // 2, track[2] - 1, track[3] - thick // 2), 60)
        at = left + (right - left) * part // 100
        self.rect(self.face, (track[0] + 1, track[1] + thick // 2, at, track[3] - thick // 2), 150)
        knob = at - high * 3 // 8, top + 1, at + high * 3 // 8 + 1, bottom - 1
        self.rect(self.border, knob, 136, cut=min(self.made.cut, 2), edge=True)
        self.rim(self.border, knob, _RAISED, 84, min(self.made.cut, 2))
        for n in (-1, 1) if high >= 12 else (0,):
            for y in range(knob[1] + high // 4, knob[3] - high // 4):
                self.form.dot(at + n * high // 12, y, self.border, 50)

    def slot(self, box: Box, *, filled: bool = True) -> None:
        left, _, right, _ = box
        side = right - left
        deep = 1 + side // 24
        frame = _inset(box, 1)
        self.rect(self.border, frame, 128, cut=min(self.made.cut, 1 + side // 20), edge=True)
        for n in range(deep):
            self.rim(
                self.border, _inset(frame, n), _RAISED, 80 - 30 * n, min(self.made.cut, 1 + side // 20) if n == 0 else 0
            )
        inner = _inset(frame, deep)
        self.rect(self.dark, inner, 110)
        self.rim(self.dark, inner, _SUNK, 60)
        known = [kind for kind in _GOODS if kind in items.CALLED]
        if filled and known:
            kind = items.CALLED[self.dice.pick(known)]
            pen = Pen(self.form, inner[0] + 1, inner[1] + 1, inner[2] - inner[0] - 2)
            items.item(pen, kind, [self.dice.pick(_GAY), WORDS["gold"], WORDS["silver"]], self.dice)

    def slots(self, box: Box) -> None:
        left, top, right, bottom = box
        side = bottom - top
        count = max((right - left + 2) // (side + 2), 1)
        gap = (right - left - count * side) // max(count - 1, 1) if count > 1 else 0
        for n in range(count):
            x = left + n * (side + min(gap, 6))
            self.slot((x, top, x + side, bottom), filled=n < count - 1 or count == 1)

    def check(self, box: Box, *, on: bool = True) -> None:
        frame = _inset(box, 1)
        side = frame[2] - frame[0]
        self.rect(self.border, frame, 128, cut=1, edge=True)
        self.rim(self.border, frame, _RAISED, 80, 1)
        inner = _inset(frame, 1 + side // 16)
        self.rect(self.dark, inner, 100)
        self.rim(self.dark, inner, _SUNK, 50)
        if on:
            self.sign(WORDS["lime"] if bright(self.made.face) < 90 else toned(self.made.face, 2), inner, "tick")

    def radio(self, box: Box, *, on: bool = True) -> None:
        left, top, right, _ = box
        pen = Pen(self.form, left, top, right - left)
        pen.ball(self.border, 32, 32, 28)
        pen.ball(self.dark, 32, 32, 19, edge=False, light=90)
        if on:
            pen.ball(self.face, 32, 32, 13, edge=False)

    def knob(self, box: Box) -> None:
        left, top, right, _ = box
        pen = Pen(self.form, left, top, right - left)
        pen.ball(self.border, 32, 32, 29)
        pen.ball(self.dark, 32, 32, 23, edge=False, light=70)
        pen.ball(self.face, 32, 32, 20, edge=False)
        pen.limb(self.form.slot(self.made.ink, "flat"), (36, 27, 2), (43, 19, 2), edge=False)

    def toggle(self, box: Box) -> None:
        _, top, right, bottom = box
        high = bottom - top
        self.rect(self.border, _inset(box, 1), 128, cut=min(3, high // 3), edge=True)
        self.rim(self.border, _inset(box, 1), _RAISED, 80, min(3, high // 3))
        self.rect(self.form.slot(WORDS["lime"], "matte"), _inset(box, 2 + high // 12), 110, cut=min(2, high // 4))
        pen = Pen(self.form, right - high, top, high)
        pen.ball(self.border, 32, 32, 26)

    def row(self, box: Box) -> None:
        """Draw boxes to tick, round ones, a knob and a switch beside each other."""
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
        self.button((left, top, left + side, bottom), sign="right")
        for y in range(top, bottom):  # turn the left one around, but not its light
            cut = slice(left + 4, left + side - 4)
            self.form.slots[y][cut] = self.form.slots[y][cut][::-1]
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
        for y, light in ((front[1], 200), (front[1] + 2, 190), (front[3] - 3, 70), (front[3] - 1, 60)):
            self.form.run(y, front[0], front[2], self.face, light)
        self.form.run(front[1] + 2, front[0], front[2], self.trim, 190)
        self.form.run(front[3] - 3, front[0], front[2], self.trim, 110)
        return front[0], front[1] + 3, front[2], front[3] - 3

    def medal(self, box: Box) -> Box:
        """Draw a round badge and return the room on its middle."""
        left, top, right, bottom = box
        pen = Pen(self.form, left, top, right - left)
        pen.ball(self.border, 32, 32, 31)
        pen.ball(self.trim, 32, 32, 27, edge=False, light=150)
        pen.ball(self.field, 32, 32, 25, edge=False, light=70)
        pen.ball(self.field, 32, 33, 24, edge=False, light=120)
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
        for n in range(count):
            tab = left + n * wide + 1, top + 1 + (n > 0) * 2, left + (n + 1) * wide - 1, bottom - 1
            slot = self.face if n == 0 else self.field
            self.rect(slot, tab, 140 if n == 0 else 100, cut=1, edge=True)
            self.rim(slot, tab, _RAISED, 60, 1)
            room = tab[0] + 1, tab[1] + 1, tab[2] - 1, tab[3] - 1
            self.sign(self.made.ink if n == 0 else self.made.writing, room, ("star", "heart", "bolt")[n])

    def dialog(self, box: Box) -> None:
        _, top, _, bottom = box
        inner = self.plate(box, 2 + (bottom - top >= 40), plain=True)
        room = inner[0] + 4, inner[1] + 3, inner[2] - 4, inner[3] - 3
        scale = 2 if room[2] - room[0] >= 100 and room[3] - room[1] >= 50 else 1
        most = max((room[3] - room[1] + 2) // (10 * scale), 1)
        across = (room[2] - room[0]) // scale
        texts = [self.caption] if self.caption else _SPEECHES
        lines = next((found for text in texts if (found := letters.wrapped(text, across, most))), [])
        if self.caption and not lines:
            lines = [letters.cut(self.caption, across)]
        if lines:
            slot = self.form.slot(self.made.writing, "flat")
            for n, said in enumerate(lines):
                self.glyphs(slot, room[0], room[1] + n * 10 * scale, letters.line(said), scale)
        else:
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
        grip = left + 1, at, right - 1, at + max((bottom - top - 2 * wide) * 4 // 10, 4)
        self.rect(self.face, grip, 134, cut=1, edge=True)
        self.rim(self.face, grip, _RAISED, 70, 1)


def _inset(box: Box, by: int) -> Box:
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by
