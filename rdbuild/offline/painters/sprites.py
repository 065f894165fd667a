"""Things and creatures, one to a picture.

Owns: the table of subjects as shapes, the words that call for them, and the walking figure.
Must not know: requests, file formats.
Rule: a subject is data on a grid of 64 x 64; the dice move its points and mix its colours, so every prompt has its own.

A shape is `ball SLOT cx cy rx ry` or `poly SLOT x,y x,y ...`; `~` before it draws the mirror image too. Slots 0, 1, 2
are the main, second and accent colour; the others are fixed (see `_FIXED`).
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, scheme, words

_FIXED: dict[str, Rgb] = {
    "k": (38, 28, 48),  # holes and pupils
    "w": (244, 244, 236),  # eyes and glints
    "s": (232, 180, 140),  # skin
    "b": WORDS["brown"],
    "c": WORDS["cream"],
    "i": WORDS["steel"],
    "y": WORDS["gold"],
    "g": WORDS["leaf"],
}

# Subject: the colours it has where the prompt names none, and its shapes from back to front.
_SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "potion": (
        "",
        (
            "poly c 26,12 38,12 38,28 26,28",
            "ball 0 32 41 18 17",
            "poly b 25,5 39,5 39,13 25,13",
            "ball w 24 35 3 4",
            "ball 2 38 45 3 3",
        ),
    ),
    "sword": (
        "silver gold",
        (
            "poly 0 27,9 32,2 37,9 37,42 27,42",
            "poly 1 16,40 48,40 48,46 16,46",
            "poly b 29,46 35,46 35,57 29,57",
            "ball 2 32 58 4 4",
        ),
    ),
    "axe": (
        "silver gold",
        (
            "poly b 29,6 35,6 35,60 29,60",
            "~poly 0 33,12 46,6 56,14 58,24 54,34 44,38 33,28",
            "poly 1 27,12 37,12 37,28 27,28",
        ),
    ),
    "staff": (
        "",
        ("poly b 29,22 35,22 36,61 28,61", "~poly 1 34,28 46,20 44,8 40,8 40,18 34,22", "ball 0 32 15 9 9"),
    ),
    "shield": (
        "",
        (
            "poly 1 10,8 54,8 54,32 46,48 32,60 18,48 10,32",
            "poly 0 16,14 48,14 48,31 41,44 32,52 23,44 16,31",
            "ball 2 32 30 8 8",
        ),
    ),
    "helmet": (
        "silver red",
        (
            "poly 1 30,3 34,3 38,20 26,20",
            "ball 0 32 32 21 21",
            "poly k 20,30 44,30 44,36 20,36",
            "poly 0 29,28 35,28 35,54 29,54",
        ),
    ),
    "gem": ("", ("poly 0 20,12 44,12 57,27 32,58 7,27", "poly 2 25,17 39,17 45,27 19,27", "ball w 24 21 2 2")),
    "ring": ("gold", ("ball 0 32 40 18 18", "ball k 32 40 10 10", "poly 2 32,4 43,14 32,26 21,14")),
    "coin": ("gold", ("ball 0 32 32 24 24", "ball 0 32 32 16 16", "poly 1 32,20 41,32 32,44 23,32")),
    "key": (
        "gold",
        (
            "poly 0 29,26 35,26 35,60 29,60",
            "poly 0 35,44 46,44 46,49 35,49",
            "poly 0 35,54 43,54 43,59 35,59",
            "ball 0 32 16 13 12",
            "ball k 32 16 5 5",
            "ball 2 32 28 4 3",
        ),
    ),
    "chest": (
        "wood gold",
        (
            "poly 0 8,20 16,11 48,11 56,20 56,32 8,32",
            "poly 0 8,32 56,32 56,56 8,56",
            "poly 1 8,29 56,29 56,34 8,34",
            "~poly 1 46,12 51,16 51,56 46,56",
            "poly 1 27,25 37,25 37,40 27,40",
            "ball k 32 33 2 3",
        ),
    ),
    "tree": (
        "leaf brown cherry",
        (
            "poly 1 27,38 37,38 40,61 24,61",
            "~ball 0 19 33 12 11",
            "ball 0 32 24 18 17",
            "ball 0 30 16 11 9",
            "~ball 2 22 30 2 2",
            "ball 2 34 20 2 2",
        ),
    ),
    "mushroom": (
        "red",
        ("poly c 24,32 40,32 43,59 21,59", "ball 0 32 25 25 17", "~ball c 18 24 4 4", "ball c 32 16 5 4"),
    ),
    "heart": ("red", ("~ball 0 21 24 13 12", "poly 0 9,28 55,28 32,58", "ball w 19 20 4 3")),
    "book": (
        "",
        (
            "poly c 17,10 54,10 54,57 17,57",
            "poly 0 12,7 50,7 50,53 12,53",
            "poly 1 12,7 19,7 19,53 12,53",
            "ball 2 35 29 8 8",
        ),
    ),
    "house": (
        "rust cream",
        (
            "poly 1 11,28 53,28 53,59 11,59",
            "poly 0 32,4 61,32 3,32",
            "poly b 26,41 38,41 38,59 26,59",
            "~poly y 16,38 22,38 22,46 16,46",
            "ball 2 32 22 4 4",
        ),
    ),
    "tower": (
        "grey stone red",
        (
            "poly 0 16,22 48,22 50,61 14,61",
            "poly 0 11,12 53,12 53,24 11,24",
            "~poly 0 11,5 20,5 20,13 11,13",
            "poly 0 27,5 37,5 37,13 27,13",
            "poly k 26,44 32,38 38,44 38,61 26,61",
            "~poly 2 19,28 24,28 24,37 19,37",
        ),
    ),
    "skull": (
        "bone",
        ("poly 0 21,36 43,36 41,56 23,56", "ball 0 32 26 22 20", "~ball k 23 28 6 7", "poly k 32,36 35,42 29,42"),
    ),
    "slime": (
        "slime",
        ("ball 0 32 43 26 17", "ball 0 32 31 16 17", "~ball w 25 34 5 6", "~ball k 26 35 2 3", "ball k 32 45 5 2"),
    ),
    "flame": (
        "fire yellow",
        ("poly 0 34,2 48,36 16,36", "poly 0 18,18 28,38 12,40", "ball 0 32 42 19 18", "ball 1 32 46 11 11"),
    ),
    "beast": (
        "",
        (
            "~ball 0 50 44 5 8",
            "ball 0 32 47 16 14",
            "~poly 0 17,18 15,2 29,10",
            "ball 0 32 24 17 15",
            "~ball 0 23 59 5 4",
            "ball 1 32 48 8 9",
            "ball c 32 30 8 6",
            "ball k 32 28 3 2",
            "~ball k 24 21 2 3",
        ),
    ),
    "bird": (
        "",
        (
            "~poly 1 26,54 30,54 30,62 24,62",
            "ball 0 32 40 16 18",
            "~ball 1 15 40 6 14",
            "ball 0 32 18 13 12",
            "~ball w 26 16 4 4",
            "~ball k 27 16 2 2",
            "poly y 27,21 37,21 32,29",
            "ball 2 32 42 8 9",
        ),
    ),
    "fish": (
        "",
        (
            "poly 1 46,32 62,16 58,32 62,48",
            "poly 1 26,14 40,6 42,20",
            "ball 0 28 32 23 16",
            "ball 2 30 40 9 4",
            "ball w 16 28 4 4",
            "ball k 15 28 2 2",
        ),
    ),
    "flower": (
        "",
        (
            "poly g 30,34 34,34 35,62 29,62",
            "ball g 42 52 8 4",
            "~ball 0 19 20 9 9",
            "ball 0 32 11 9 9",
            "~ball 0 24 34 9 9",
            "ball y 32 23 8 8",
        ),
    ),
    "fruit": (
        "cherry",
        ("poly b 31,8 35,8 34,22 30,22", "ball g 43 12 9 5", "~ball 0 25 38 16 20", "ball w 19 32 3 4"),
    ),
    "star": (
        "gold",
        ("poly 0 32,3 40,23 61,24 45,38 51,59 32,47 13,59 19,38 3,24 24,23", "ball 2 32 32 6 6"),
    ),
    "bomb": (
        "dark fire",
        ("poly b 38,18 48,6 51,9 42,21", "ball 1 50 8 6 6", "ball 0 30 38 22 21", "ball w 22 30 4 4"),
    ),
}

_CALLED: dict[str, str] = {
    word: subject
    for subject, called in {
        "potion": "potion potions flask flasks bottle vial elixir tonic brew mana jar",
        "sword": "sword blade dagger katana knife sabre weapon spear",
        "axe": "axe hammer pickaxe mace",
        "staff": "staff wand sceptre torch lantern broom",
        "shield": "shield buckler armor armour crest emblem",
        "helmet": "helmet helm visor crown hat",
        "gem": "gem crystal diamond ruby sapphire emerald amethyst jewel shard orb pearl ice",
        "ring": "ring amulet necklace pendant",
        "coin": "coin coins medal token money",
        "key": "key keys",
        "chest": "chest crate box barrel treasure",
        "tree": "tree oak pine bush forest willow",
        "mushroom": "mushroom fungus toadstool",
        "heart": "heart life health",
        "book": "book tome scroll spellbook grimoire letter map",
        "house": "house hut cottage tavern shop barn home",
        "tower": "castle tower fortress keep ruin ruins temple",
        "skull": "skull skeleton bone undead",
        "slime": "slime blob jelly ghost ooze",
        "flame": "flame flames fire fireball explosion campfire",
        "beast": "dog corgi cat fox wolf bear dragon lion tiger rabbit mouse rat pig puppy kitten beast monster",
        "bird": "bird raven owl crow eagle parrot penguin chicken duck phoenix bat",
        "fish": "fish shark whale salmon",
        "flower": "flower rose tulip daisy herb plant",
        "fruit": "apple cherry fruit berry orange pumpkin tomato peach food",
        "star": "star sun sparkle spark lightning",
        "bomb": "bomb grenade dynamite",
        "person": "knight wizard witch mage hero man woman boy girl warrior king queen prince princess goblin orc elf "
        "dwarf robot person character rogue thief archer pirate ninja villager merchant soldier guard human humanoid "
        "adventurer zombie vampire monk priest barbarian samurai portrait walking",
    }.items()
    for word in called.split()
}


_JOINTS = frozenset(["with", "in", "of", "on", "holding", "wearing", "from", "under", "near", "beside", "carrying"])


class Brush:
    """Draws shapes of the 64 grid on a canvas: scaled, centred, moved a little by the dice."""

    def __init__(self, canvas: Canvas, colours: Sequence[Rgb], dice: Chance | None, *, wobble: int = 2) -> None:
        self.canvas = canvas
        self.scale = min(canvas.width, canvas.height)
        self.left2 = canvas.width - self.scale  # in half pixels
        self.top2 = canvas.height - self.scale
        self.slots = {**_FIXED, **{str(slot): colour for slot, colour in enumerate(colours)}}
        self.dice = dice
        self.wobble = wobble

    def draw(self, shape: str, dx: int = 0, dy: int = 0) -> None:
        """Draw one shape of the table, moved by `dx`, `dy` grid units."""
        kind, slot, *rest = shape.lstrip("~").split()
        colour = self.slots[slot]
        tone = self.canvas.ramp(colour)
        edge = tone if self.scale >= 24 else None
        jump = self.wobble if self.dice and slot not in "kw" else 0
        jx, jy, grow = (self.dice.between(-jump, jump) if self.dice and jump else 0 for _ in range(3))
        for mirror in (False, True) if shape[0] == "~" else (False,):
            if kind == "ball":
                cx, cy, rx, ry = map(int, rest)
                cx, cy = self._place((64 - cx - jx if mirror else cx + jx) + dx, cy + jy + dy)
                rx2, ry2 = (max(1, (r + (grow if r > 5 else 0)) * self.scale // 32) for r in (rx, ry))
                solid = -self.canvas.number(colour) if slot in "kw" else tone
                self.canvas.ellipse(cx, cy, rx2, ry2, solid, edge=edge if slot not in "kw" else None)
            else:
                points = [(int(x), int(y)) for x, y in (point.split(",") for point in rest)]
                moved = [self._place((64 - x if mirror else x) + dx, y + (jy + dy)) for x, y in points]
                self.canvas.polygon(moved, tone, edge=edge)

    def _place(self, x: int, y: int) -> tuple[int, int]:
        return self.left2 + x * self.scale // 32, self.top2 + y * self.scale // 32


def subject_of(prompt: str, dice: Chance) -> str:
    """Return the subject that a word of the prompt calls for, else `creature`.

    The noun comes last, but before what it is with: `a wooden key chest with a skull` is a chest.
    """
    said = list(words(prompt))
    ends = next((place for place, word in enumerate(said) if word in _JOINTS and place), len(said))
    for part in (said[:ends], said):
        called = [_CALLED[word] for word in part if word in _CALLED]
        if called:
            return called[-1]
    return "creature"


def colours_for(prompt: str, subject: str, dice: Chance, given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return main, second and accent colour, each a shade of its own for this prompt."""
    usual = [WORDS[word] for word in _SUBJECTS[subject][0].split()] if subject in _SUBJECTS else []
    chosen = scheme(prompt, dice, [*given, *usual])
    return [mix(c, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(6, 18)) for c in chosen]


def sprite(width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> Canvas:
    """Return the prompt's subject in the middle of an empty canvas."""
    subject = subject_of(prompt, dice)
    colours = colours_for(prompt, subject, dice, given)
    canvas = Canvas(width, height, backdrop(colours[0], dice))
    brush = Brush(canvas, colours, dice)
    if subject == "person":
        figure(brush)
    elif subject == "creature":
        _creature(brush, dice)
    else:
        for shape in _SUBJECTS[subject][1]:
            brush.draw(shape)
    _glints(canvas, dice)
    canvas.outline()
    return canvas


def backdrop(main: Rgb, dice: Chance) -> Rgb:
    """Return a calm colour to stand behind a main one."""
    calm = dice.pick([WORDS[word] for word in ("sky", "cream", "lavender", "mint", "tan", "silver")])
    far = sum(abs(a - b) for a, b in zip(calm, main, strict=True)) > 150
    return mix(calm if far else WORDS["navy"], (200, 200, 210), 60)


def _creature(brush: Brush, dice: Chance) -> None:
    wide, tall = dice.between(13, 21), dice.between(12, 18)
    if dice.chance(50):
        brush.draw(f"~ball 1 {30 - wide} {dice.between(34, 46)} {dice.between(4, 8)} {dice.between(6, 12)}")
    brush.draw(f"~ball 1 {32 - wide // 2} 58 {dice.between(4, 7)} 4")
    top = 44 - tall - dice.between(4, 8)
    ear = dice.between(0, 2)
    if ear == 1:
        brush.draw(f"~poly 1 {32 - wide + 6},{top} {32 - wide - 2},{top - 14} 30,{top - 6}")
    elif ear == 2:
        brush.draw(f"~ball 0 {32 - wide + 5} {top - 6} {dice.between(4, 7)} {dice.between(6, 10)}")
    brush.draw(f"ball 0 32 44 {wide} {tall}")
    brush.draw(f"ball 0 32 {top + 4} {dice.between(11, 17)} {dice.between(10, 14)}")
    brush.draw(f"ball 2 32 48 {wide // 2} {tall // 2}")
    eye = dice.between(3, 5)
    if dice.chance(25):
        brush.draw(f"ball w 32 {top + 3} {eye + 2} {eye + 2}")
        brush.draw(f"ball k 32 {top + 4} {eye - 1} {eye - 1}")
    else:
        apart = dice.between(6, 8)
        brush.draw(f"~ball w {32 - apart} {top + 3} {eye} {eye}")
        brush.draw(f"~ball k {33 - apart} {top + 4} 2 {eye - 1}")
    brush.draw(f"ball k 32 {top + 12} {dice.between(2, 6)} 1")


def _glints(canvas: Canvas, dice: Chance) -> None:
    # A few single pixels of a neighbouring tone: texture, and what tells two prompts apart at 16 x 16.
    tones = {tone + step for tone in canvas._ramps.values() for step in (1, 2, 3)}
    for _ in range(4 + canvas.width * canvas.height // 200):
        x, y = dice.between(0, canvas.width - 1), dice.between(0, canvas.height - 1)
        number = canvas.rows[y][x]
        if number in tones:
            canvas.rows[y][x] = number + (1 if dice.next() & 1 else -1)


def figure(
    brush: Brush, facing: str = "down", *, stride: int = 0, arm: int = 0, lift: int = 0, wide_eyes: bool = False
) -> None:
    """Draw somebody standing. `stride` -1..1 is which leg is in front, `arm` -2..3 how high, `lift` units upwards.

    `facing` is down, up, left, right, or two of them joined (`down-left`).
    """
    side = -1 if "left" in facing else 1 if "right" in facing else 0
    back = "up" in facing
    profile = side and "-" not in facing
    up = -lift
    reach = 5 if profile else 0
    brush.draw(f"poly 1 24,44 31,44 31,{60 - max(stride, 0) * 4} 23,{60 - max(stride, 0) * 4}", stride * reach, up)
    brush.draw(f"poly 1 33,44 40,44 41,{60 + min(stride, 0) * 4} 33,{60 + min(stride, 0) * 4}", -stride * reach, up)
    hand = 39 - arm * 4
    brush.draw(f"ball 0 {17 if not profile else 30 - stride * 5} {hand - stride * 2} 4 8", 0, up)
    brush.draw("poly 0 22,29 42,29 44,49 20,49" if not profile else "poly 0 25,29 39,29 41,49 23,49", 0, up)
    brush.draw("poly 2 21,43 43,43 43,46 21,46" if not profile else "poly 2 24,43 40,43 40,46 24,46", 0, up)
    brush.draw(f"ball 0 {47 if not profile else 33 + stride * 5} {hand + stride * 2} 4 8", 0, up)
    brush.draw("ball s 32 20 12 12", 0, up)
    if back:
        brush.draw("ball 1 32 18 13 13", side * 2, up)
        return
    brush.draw("ball 1 32 12 13 8", -side * 2, up)
    if profile:
        brush.draw("ball 1 32 18 6 10", -side * 8, up)
    eye = 4 if wide_eyes else 3
    for x in (27, 37):
        if not profile or (x - 32) * side > 0:
            brush.draw(f"ball k {x} 22 2 {eye}", side * 2, up)
    if wide_eyes:
        brush.draw("ball k 32 28 2 2", side * 4, up)
