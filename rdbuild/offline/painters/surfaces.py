"""Surfaces that repeat.

Owns: seamless textures by material.
Must not know: requests, file formats, how light becomes colour.
Rule: a texture is painted on a form that wraps, so it has no seam to hide.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, scheme, words
from rdbuild.offline.painters.form import Form

_LIGHT_OF = (30, 84, 136, 196, 240)


class _Sheet:
    # Tones as light: five numbers for each material.
    def __init__(self, form: Form) -> None:
        self.form, self.width, self.height = form, form.width, form.height

    def ramp(self, colour: Rgb) -> int:
        return self.form.slot(colour) * 5

    def fill(self, y: int, left: int, right: int, number: int) -> None:
        self.form.run(y, left, right, number // 5, _LIGHT_OF[number % 5])

    def dot(self, x: int, y: int, number: int) -> None:
        self.fill(y, x, x + 1, number)

    def ellipse(self, cx2: int, cy2: int, rx2: int, ry2: int, tone: int, *, edge: int | None = None) -> None:
        for y in range((cy2 - ry2) // 2, (cy2 + ry2) // 2 + 1):
            self.fill(y, (cx2 - rx2) // 2, (cx2 + rx2) // 2, abs(tone) + 2 * (tone > 0))


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


def surface(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> None:
    """Paint an opaque surface of the prompt's material that repeats without a seam both ways."""
    canvas = _Sheet(form)
    width, height = form.width, form.height
    wraps, form.wraps = form.wraps, True
    called = [_MATERIALS[word] for word in words(prompt) if word in _MATERIALS]
    material = called[0] if called else dice.pick(("stones", "grains", "bricks"))
    main, second, _ = scheme(prompt, dice, given)
    main = mix(main, given[0], 96) if given else main  # words name the colour, and a picture leaves its mark on it
    main = mix(main, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14))
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
    form.wraps = wraps


def _bricks(canvas: _Sheet, tone: int, dice: Chance) -> None:
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


def _planks(canvas: _Sheet, tone: int, dice: Chance) -> None:
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


def _tufts(canvas: _Sheet, tone: int, dice: Chance) -> None:
    for _ in range(canvas.width * canvas.height // 12):
        x, y, step = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1), dice.pick((1, 1, 3, 4))
        for up in range(dice.between(2, 3)):
            canvas.fill(y - up, x, x + 1, tone + step)
        canvas.fill(y + 1, x, x + 1, tone + 1)


def _waves(canvas: _Sheet, tone: int, dice: Chance) -> None:
    for _ in range(canvas.width * canvas.height // 40):
        x, y, long = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1), dice.between(3, 7)
        canvas.fill(y, x, x + long, tone + dice.pick((3, 3, 4)))
        canvas.fill(y - 1, x - 1, x + 1, tone + 3)
        canvas.fill(y + 1, x + 1, x + long + 2, tone + 1)


def _grains(canvas: _Sheet, tone: int, dice: Chance) -> None:
    _specks(canvas, tone, dice, 9)
    for _ in range(canvas.width * canvas.height // 120):
        x, y = dice.between(0, 2 * canvas.width), dice.between(0, 2 * canvas.height)
        canvas.ellipse(x, y, dice.between(3, 5), dice.between(2, 4), -tone - dice.pick((1, 3)))


def _stones(canvas: _Sheet, tone: int, dice: Chance) -> None:
    for y in range(canvas.height):
        canvas.fill(y, 0, canvas.width, tone + 1)
    for _ in range(max(6, canvas.width * canvas.height // 30)):
        x, y = dice.between(0, 2 * canvas.width - 1), dice.between(0, 2 * canvas.height - 1)
        canvas.ellipse(x, y, dice.between(5, 11), dice.between(4, 9), tone, edge=tone)
    _specks(canvas, tone, dice, 30)


def _specks(canvas: _Sheet, tone: int, dice: Chance, every: int) -> None:
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
