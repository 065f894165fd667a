"""What beasts are put together from.

Owns: tables of eyes, ears, horns, tails, wings, faces, and of bodies whose measures don't differ from kind to kind.
Must not know: which kinds there are (`bestiary`), how a row is read (`beasts`), how a body is turned (`solids`).
Rule: data only.

Bodies and parts of bodies are rows of one little language, read by `beasts`:

    [FLAG:|-FLAG:] [2] SHAPE MATERIAL POINTS [MOTION...]

FLAG is one of the kind's traits (`-`: that it has not), its stuff, or `fine` or `vast`: for pictures that have room.
`2` stands for left and right. SHAPE is `ball` (side up forth radius [height]), `limb` (points of side up forth
radius, between `=`), `sheet` (corners), or a mark on the solid of the row before: `in` (a patch: side up forth width
[height]), `dot` (width height in sixteenths = side up forth). `eyes SIZE = SIDE UP FORTH`, `look FORTH` (what follows
looks at whoever looks), `crown UP FORTH SIZE` (ears and horns of the kind), `head UP FORTH`, `worn UP FORTH SIZE` and
`wings UP FORTH SIZE` call for those. MOTION: `walkN` (a leg, N its phase), `waveN` (its end sways so far), `flap`,
`nearN` (drawn before what lies so much nearer), `castN` (its shadow).
"""

from __future__ import annotations

# Discs of an eye: material, width, height, and from its middle, in sixteenths.
EYES = {
    "dot": "ink 22 30,white 8 9 -7 -12",
    "beady": "iris 26 28,ink 14 18,white 7 7 -8 -10",
    "big": "white 44 48,iris 30 34 0 4,ink 18 24 0 4,white 9 9 -12 -12",
    "slit": "ink 34 30,iris 26 24,ink 8 20,white 6 6 -10 -10",
    "owl": "white 56 56,iris 44 44,ink 24 26,white 10 10 -12 -14",
    "glow": "ink 42 38,iris 34 30,glow 20 18",
    "spider": "ink 26 26,glow 18 18,white 6 6 -6 -6",
    "hollow": "ink 40 54,iris 12 12 0 4",
    "shades": "ink 62 46,white 16 8 -22 -18,white 8 6 -34 -8",
    "glasses": "gold 58 54,white 44 42,ink 20 28,white 8 8 -8 -12",
}

# Of a head of radius 16, from its middle.
EARS: dict[str, tuple[str, ...]] = {
    "cone": ("2 limb skin 8 7 0 7 = 12 20 0 1 near-12", "2 in pink 11 13 4 3 5"),
    "tall": ("2 limb skin 8 6 0 8 = 14 26 0 1 near-12", "2 in pink 11 14 4 4 7"),
    "round": ("2 ball skin 11 12 0 7 near-12", "2 in second 11 12 4 4 4"),
    "tuft": ("2 limb skin 8 8 2 5 = 14 20 2 1 near-12",),
    "big": ("2 ball skin 15 12 -2 10 near-12", "2 in pink 15 12 4 6 7"),
    "huge": ("2 ball skin 21 2 -4 14 near-12", "2 in second 21 1 6 8 10"),
    "long": ("2 limb skin 6 10 0 5 = 8 24 -2 5 = 9 33 -4 2 near-12", "2 in pink 8 25 3 2 9"),
    "flop": ("2 limb deep 11 10 0 5 = 18 -2 3 5", "2 in deep 16 2 4 4"),
    "flap": ("2 limb second 8 12 2 5 = 15 15 6 2",),
    "side": ("2 limb skin 12 6 0 3 = 23 5 0 3 near-12", "2 in pink 20 4 3 4 2"),
    "fin": ("2 sheet accent 12 8 0 = 27 16 -4 = 24 2 -4 = 27 -6 -4 = 13 -6 0 near-12",),
}
HORNS: dict[str, tuple[str, ...]] = {
    "short": ("2 limb bone 7 13 2 3 = 9 20 2 1",),
    "bull": ("2 limb bone 9 11 0 4 = 19 14 1 3 = 22 24 3 1",),
    "goat": ("2 limb deep 5 13 0 4 = 8 24 -6 3 = 12 20 -16 1",),
    "dragon": ("2 limb bone 6 11 -2 4 = 10 20 -8 3 = 13 28 -14 1",),
    "unicorn": ("limb gold 0 14 8 3 = 0 32 15 1",),
    "antenna": ("2 limb deep 4 13 2 1 = 9 26 4 1", "2 ball accent 9 28 4 4"),
    "antler": ("2 limb bone 5 13 0 2 = 11 25 -2 2 = 10 36 -2 1", "2 limb bone 11 25 -2 2 = 19 32 -2 1",
               "2 limb bone 8 19 0 2 = 15 22 4 1"),
}  # fmt: skip
# From a tail's root.
TAILS: dict[str, tuple[str, ...]] = {
    "stub": ("ball skin 0 3 -2 4",),
    "puff": ("ball second 0 2 -2 5",),
    "up": ("limb skin 0 0 0 3 = 0 6 -6 3 = 2 13 -7 2 wave2",),
    "long": ("limb skin 0 0 0 2 = 0 2 -7 2 = 0 10 -11 2 = 3 17 -9 2 wave3",),
    "thin": ("limb pink 0 0 0 2 = 0 -3 -8 1 = 0 0 -15 1 wave3",),
    "bush": ("limb skin 0 0 0 3 = 0 0 -8 6 = 0 -3 -17 2 wave3",),
    "bushtip": ("limb skin 0 0 0 3 = 0 3 -8 6 = 0 5 -13 5 wave2", "limb second 0 5 -14 5 = 0 6 -20 2 wave2"),
    "tuft": ("limb skin 0 0 0 2 = 0 2 -6 2 = 0 -4 -10 2 wave2", "ball deep 0 -6 -11 4"),
    "mane": ("limb second 0 1 0 3 = 0 -2 -7 4 = 0 -15 -8 2 wave2",),
    "curl": ("limb skin 0 2 0 2 = 2 6 -3 2 = 0 4 -6 1",),
    "dragon": ("limb skin 0 0 0 6 = 0 -4 -8 5 = 2 -6 -17 3 = 5 -2 -25 1 wave4",),
    "arrow": ("limb skin 0 0 0 2 = 3 -4 -7 2 = 9 2 -12 1", "limb accent 9 1 -12 4 = 12 9 -13 1"),
}
# From between the shoulders.
WINGS: dict[str, tuple[str, ...]] = {
    "bat": (
        "2 sheet accent 2 0 0 = 10 17 -8 = 24 23 -17 = 20 13 -15 = 27 7 -19 = 18 4 -14 = 20 -4 -16 = 11 -1 -10"
        " = 3 -6 -5 flap near-3",
        "fine: 2 limb skin 10 17 -8 1 = 24 23 -17 0 flap near-2",
        "fine: 2 limb skin 10 17 -8 1 = 27 7 -19 0 flap near-2",
        "fine: 2 limb skin 10 17 -8 1 = 20 -4 -16 0 flap near-2",
        "2 limb skin 2 0 0 2 = 10 17 -8 2 flap near-2",
        "fine: 2 limb bone 10 18 -8 1 = 8 22 -6 0 flap near-1",
    ),
    "fan": (
        "2 sheet accent 3 0 0 = 7 14 -5 = 25 27 -16 = 22 19 -15 = 26 15 -16 = 22 11 -14 = 25 6 -15 = 19 5 -13"
        " = 20 -1 -13 = 14 1 -10 = 13 -5 -9 = 3 -6 -4 flap near-12",
        "2 sheet second 3 1 0 = 7 14 -4 = 21 23 -13 = 18 16 -12 = 20 12 -12 = 16 10 -11 = 17 5 -11 = 12 5 -8"
        " = 11 0 -7 = 3 -3 -3 flap near-11",
        "2 sheet skin 3 2 0 = 7 14 -3 = 15 18 -10 = 12 12 -8 = 13 9 -9 = 9 8 -6 = 9 3 -6 = 3 0 -2 flap near-10",
        "2 limb skin 3 1 0 2 = 7 14 -5 2 flap near-9",
    ),
}  # fmt: skip
# Marks of a head of radius 16, and what is before its snout.
FACE = (
    "face: 2 in second 6 2 12 8 9",
    "face: in second 0 -5 14 10 8",
    "disc: 2 in second 7 2 13 9 10",
    "blaze: in second 0 8 13 3 10",
    "muzzle: 2 in second 7 -9 11 8 7",
    "stripes: 2 in mark 6 12 8 2 5",
    "stripes: in mark 0 12 8 2 5",
    "stripes: 2 in mark 15 -2 5 4 2",
    "patches: 2 in second 7 4 13 6 7",
    "blush: 2 in pink 11 -4 11 4 2",
)
BEARD = (
    "whiskers: 2 dot white 24 4 = 12 -5 10",
    "fangs: 2 dot white 12 26 = 4 -9 15",
    "trunk: limb skin 0 -5 14 6 = 0 -16 19 5 = 0 -22 24 4 near9",
    "tusks: 2 limb bone 6 -6 15 2 = 10 2 20 1 near9",
    "beard: limb second 0 -11 13 4 = 0 -22 13 1 near3",
    "cap: ball second 0 19 -1 27 12 near9 cast50",
    "cap: 2 in white 14 23 12 5 3",
    "cap: in white 2 27 14 6 3",
    "cap: in white -4 16 26 5 3",
    "cap: 2 in white 18 19 -14 6 3",
    "leaves: 2 ball accent 13 14 -4 11 10",
    "leaves: ball accent 0 20 -5 14 13",
    "leaves: 2 ball accent 7 17 5 9 8",
)
# Tufts and scales of a head and of a trunk of radius 16, where a picture has room for them.
TUFTS = (
    "vast: fur: -wool: 2 dot deep 10 26 = 10 9 9",
    "vast: fur: -wool: 2 dot deep 10 24 = 13 5 8",
    "vast: fur: -wool: 2 dot deep 9 24 = 14 -4 6",
    "vast: fur: -wool: 2 dot deep 9 22 = 3 14 7",
    "vast: fur: -wool: 2 dot deep 9 24 = 14 4 -6",
    "vast: fur: -wool: 2 dot deep 9 24 = 13 8 -5",
    "vast: reptile: 2 in deep 4 13 9 2 1",
    "vast: reptile: 2 in deep 10 10 7 2 1",
    "vast: reptile: 2 in deep 13 5 -6 2 1",
)
COAT = (
    "vast: fur: -wool: 2 dot deep 10 28 = 13 8 -9",
    "vast: fur: -wool: 2 dot deep 10 26 = 14 4 -5",
    "vast: fur: -wool: 2 dot deep 10 26 = 13 8 0",
    "vast: fur: -wool: 2 dot deep 10 28 = 15 -4 -11",
    "vast: fur: -wool: 2 dot deep 10 26 = 15 -6 -3",
    "vast: fur: -wool: 2 dot deep 10 26 = 15 -2 9",
    "vast: fur: 2 dot pale 10 26 = 9 13 -7",
    "vast: fur: 2 dot pale 10 26 = 8 13 3",
    "vast: reptile: 2 in deep 13 8 -9 2 1",
    "vast: reptile: 2 in deep 14 4 -3 2 1",
    "vast: reptile: 2 in deep 13 8 4 2 1",
)
# Where marks are on a flank: forth and up in sixteenths of its length and height, and their radii.
SPOTS = {
    "stripes": ((-14, 8, 2, 6), (-5, 9, 2, 7), (5, 9, 2, 7), (-10, -2, 2, 3)),
    "spots": ((-9, 5, 6, 5), (8, 8, 4, 4), (2, -6, 4, 3)),
    "dapple": ((-12, 9, 1, 1), (-3, 11, 1, 1), (6, 8, 1, 1), (-8, 3, 1, 1), (1, 4, 1, 1)),
}

# What words put on a head of radius 16, and for which words.
CLOTHES: tuple[tuple[frozenset[str], frozenset[str], tuple[str, ...]], ...] = (
    (
        frozenset(["wizard", "witch"]),
        frozenset(["hat"]),
        (
            "ball velvet 0 12 0 18 5 near16 cast40",
            "limb velvet 0 13 0 9 = 0 20 0 6 = 2 32 -2 1 near17",
            "in gold 0 16 8 10 2",
        ),
    ),
    (
        frozenset(["top"]),
        frozenset(["hat"]),
        (
            "ball ink 0 12 0 14 3 near16 cast40",
            "limb mark 0 17 0 8 = 0 26 0 8 near17",
            "in cloth 0 16 8 9 2",
        ),
    ),
    (
        frozenset(),
        frozenset(["hat", "cap", "party"]),
        (
            "limb party 0 15 0 8 = 0 33 -1 1 near16 cast40",
            "in gold -1 15 6 9 1",
            "in gold 0 20 6 9 1",
            "in gold 1 26 6 9 1",
            "ball cloth 0 34 -1 3 near18",
        ),
    ),
    (
        frozenset(),
        frozenset(["crown", "tiara"]),
        (
            "2 limb gold 7 14 -4 2 = 8 22 -5 1 near16",
            "ball gold 0 14 0 10 4 near16 cast40",
            "2 limb gold 8 15 3 2 = 9 23 3 1 near17",
            "limb gold 0 14 9 2 = 0 24 10 1 near17",
            "in cloth 0 14 12 2 2",
        ),
    ),
    (
        frozenset(),
        frozenset(["scarf", "bandana"]),
        ("ball cloth 0 -13 -3 13 5 near1", "limb cloth 6 -15 8 3 = 10 -30 8 4 near3", "in gold 10 -28 12 5 1"),
    ),
    (frozenset(), frozenset(["collar"]), ("ball cloth 0 -13 -3 12 4 near1", "ball gold 0 -18 9 3 near3")),
)

# Body plans whose measures don't differ from kind to kind.
PLANS: dict[str, str] = {
    "dragon": """
        wings 27 -2 26
        2 limb skin 10 14 -9 8 = 12 4 -8 4 walk-1
        2 ball skin 12 3 -4 5 3 walk-1 near1
        2 limb skin 11 17 6 6 = 12 4 9 4 walk1
        2 ball skin 12 3 12 5 3 walk1 near1
        fine: 2 dot bone 12 14 = 9 2 17
        fine: 2 dot bone 12 14 = 12 2 17
        fine: 2 dot bone 12 14 = 15 2 17
        limb skin 0 12 -16 8 = 9 6 -24 6 = 20 5 -24 4 = 28 10 -16 2 wave2
        limb second 28 10 -16 3 = 32 19 -12 1 wave2
        limb skin 0 16 -10 10 = 0 20 6 11 cast30
        vast: 2 in deep 9 24 -6 2 1
        vast: 2 in deep 10 19 -2 2 1
        vast: 2 in deep 10 25 3 2 1
        vast: 2 in deep 9 19 -12 2 1
        in second 0 20 17 9 14
        fine: in accent 0 8 17 9 1
        fine: in accent 0 13 17 9 1
        fine: in accent 0 18 17 9 1
        fine: in accent 0 23 17 9 1
        limb skin 0 25 7 8 = 0 34 12 7 = 0 42 11 6 cast20
        vast: 2 in deep 7 37 8 2 1
        vast: 2 in deep 7 41 8 2 1
        in second 0 38 20 5 12
        fine: limb second 0 28 -13 3 = 0 35 -18 1
        fine: limb second 0 31 -6 3 = 0 38 -11 1
        fine: limb second 0 37 2 3 = 0 43 -4 1
        maned: ball second 0 55 5 7 near-4
        maned: limb second 0 47 5 6 = 0 36 -1 4 near4
        fine: limb second 0 45 4 3 = 0 51 -2 1
        look 8
        crown 50 13 12
        horned: 2 limb second 9 50 9 3 = 18 53 3 1
        horned: 2 limb second 9 46 10 3 = 16 44 5 1
        limb skin 0 39 18 6 = 0 36 26 4 near1
        2 dot white 12 20 = 2 38 30
        ball skin 0 50 14 13 11 cast40
        vast: 2 in deep 5 59 16 2 1
        vast: 2 in deep 9 56 14 2 1
        vast: in deep 0 60 14 2 1
        eyes 26 = 7 55 22
        2 dot ink 44 10 = 7 59 22
        limb skin 0 45 19 7 = 0 42 29 5 near4 cast30
        2 dot ink 16 14 = 3 45 34
        2 dot white 10 22 = 4 38 33
        worn 51 13 12
    """,
    "blob": """
        2 ball skin 14 4 3 8 4 near-9
        drop: limb skin 0 27 0 9 = 3 39 0 2 near-9
        bubbles: ball skin 12 33 2 4
        bubbles: ball skin 16 41 2 2
        bubbles: ball skin -17 30 0 2
        crown 20 0 14
        wings 16 -4 14
        ball skin 0 16 0 20 16
        in deep 0 4 12 15 3
        in pale 9 9 16 2
        in pale -11 6 14 1
        in pale 12 17 14 1
        dot white 36 16 = -8 26 12
        dot white 14 12 = -12 21 12
        eyes 24 = 6 16 18
        dot ink 46 20 = 0 9 18
        dot pink 28 9 = 0 8 18
        2 dot pink 22 12 = 11 12 15
        worn 21 0 13
    """,
    "ghost": """
        tails: 2 limb skin 9 12 -2 6 = 13 -2 -4 2 wave2 near-4
        -tails: limb skin -1 14 -2 13 = 4 2 -4 8 = 13 -3 -5 2 wave2 near-4
        tails: limb skin 0 12 -1 6 = 1 -3 -2 2 wave2 near-3
        2 limb skin 12 24 3 6 = 21 26 8 4 flap near2
        limb skin 0 20 0 15 = 0 35 0 14
        eyes 18 = 5 37 12
        dot ink 26 36 = 0 27 14
        blush: 2 dot pink 24 14 = 9 30 11
        crown 35 0 13
        worn 36 0 13
    """,
    "eyeball": """
        veins: limb second -9 20 4 4 = -10 10 4 3 = -8 2 4 1 wave3
        veins: limb second 9 20 4 4 = 10 9 4 3 = 8 1 4 1 wave3
        veins: limb second 0 20 -8 4 = 0 10 -8 3 = 2 3 -8 1 wave3
        veins: limb second -3 19 6 4 = -3 8 6 3 = -1 0 6 1 wave3
        veins: limb second 5 19 -3 4 = 5 8 -3 3 = 3 -1 -3 1 wave3
        stalks: 2 limb skin 9 44 4 3 = 19 55 4 3 wave2 near-6
        stalks: 2 ball white 19 57 5 5 wave2 near-5
        stalks: 2 dot iris 36 36 = 19 57 10
        stalks: 2 dot ink 18 24 = 19 57 10
        stalks: 2 limb skin 5 46 -3 3 = 8 62 -3 3 wave2 near-6
        stalks: 2 ball white 8 64 -2 5 wave2 near-5
        stalks: 2 dot iris 36 36 = 8 64 3
        stalks: 2 dot ink 18 24 = 8 64 3
        -veins: -stalks: 2 limb skin 7 17 2 4 = 8 6 3 3 = 8 1 5 3 walk1
        wings 32 -4 15
        crown 32 0 17
        lashes: 2 limb ink 5 47 4 1 = 7 54 5 1
        lashes: 2 limb ink 11 44 4 1 = 16 50 5 1
        ball skin 0 32 0 18 cast30
        veins: dot second 40 6 = -14 36 9
        veins: dot second 40 6 = 13 41 9
        veins: dot second 6 36 = -9 20 9
        veins: dot second 40 6 = 12 23 9
        -veins: dot white 150 130 = 0 36 17
        dot iris 112 112 = 0 35 17
        dot glow 78 78 = 0 34 17
        dot ink 50 60 = 0 35 17
        dot white 30 30 = -3 38 17
        -veins: dot ink 160 40 = 0 22 16
        -veins: 2 dot white 18 26 = 3 23 16
        -veins: 2 dot white 18 26 = 7 24 15
        worn 34 0 17
    """,
    "mimic": """
        sheet deep -20 0 -13 = -20 0 13 = -20 17 13 = -20 17 -13
        sheet deep 20 0 -13 = 20 0 13 = 20 17 13 = 20 17 -13
        sheet skin -20 0 -13 = 20 0 -13 = 20 17 -13 = -20 17 -13
        sheet skin -20 0 13 = 20 0 13 = 20 17 13 = -20 17 13
        2 in second 14 8 30 3 20
        in deep 0 6 30 22 1
        in deep 0 12 30 22 1
        sheet ink -20 17 -13 = 20 17 -13 = 20 32 11 = -20 32 11
        sheet ink -20 17 -13 = 20 17 -13 = 20 17 13 = -20 17 13
        limb skin -14 38 3 9 = 14 38 3 9 near9
        2 in second 12 38 13 3 12
        in deep 0 37 13 26 1
        ball gold -7 12 14 3 near3
        limb pink 12 18 2 5 = 13 16 17 5 = 15 5 20 4 near12 wave2
        2 ball white 7 25 3 6 near9
        2 dot iris 54 54 = 7 25 9
        2 dot ink 26 34 = 7 25 9
        2 dot white 12 12 = 6 27 9
        2 limb bone 17 17 12 2 = 17 23 12 0 near10
        2 limb bone 11 17 12 2 = 11 21 12 0 near10
        2 limb bone 17 30 10 2 = 17 24 10 0 near10
        2 limb bone 12 31 10 2 = 12 27 10 0 near10
        2 limb bone 6 31 10 2 = 6 28 10 0 near10
        limb bone 0 31 10 2 = 0 27 10 0 near10
        worn 39 3 11
    """,
    "bat": """
        wings 26 -2 20
        2 limb skin 4 15 2 2 = 4 9 4 1
        ball skin 0 20 -1 10
        in second 0 18 9 6 7
        head 33 3
    """,
    "serpent": """
        limb skin 14 4 -6 4 = 22 4 -8 3 = 27 8 -5 1 wave1
        ball skin 0 6 -2 20 7
        in second 0 5 18 3 3
        2 in second 8 6 16 3 3
        2 in second 15 7 11 3 3
        diamonds: 2 in mark 4 9 18 3 2
        diamonds: 2 in mark 12 9 14 3 2
        ball skin 0 13 -3 15 6 cast40
        2 in second 4 13 12 2 2
        2 in second 11 14 8 2 2
        limb skin 0 18 -4 8 = 5 28 -6 6 = 1 38 0 7 wave2 cast30
        vast: 2 in deep 7 24 -1 2 1
        vast: 2 in deep 7 30 -2 2 1
        vast: 2 in deep 6 34 -3 2 1
        in pale 4 28 8 3 1
        in pale 3 31 8 3 1
        in pale 3 34 8 3 1
        diamonds: in mark 0 9 18 4 2
        hood: ball skin 1 37 -3 15 11 near-2
        hood: 2 in second 8 38 10 3 6
        look 2
        limb accent 0 38 16 1 = 1 33 22 0 near8
        limb skin 0 41 10 7 = 0 40 15 6 near2
        2 dot ink 8 8 = 2 43 21
        dot ink 70 7 = 0 38 20
        ball skin 0 43 4 11 9 cast30
        eyes 22 = 7 47 11
        worn 44 4 11
    """,
    "worm": """
        ball second 0 8 -22 7 wave2
        ball skin 0 10 -15 8 wave2
        ball second 0 11 -8 9 wave2
        ball skin 0 10 -1 9 wave2
        ball second 0 10 6 10 wave2
        2 limb deep 3 25 15 1 = 7 36 17 1
        2 ball accent 7 37 17 3
        ball skin 0 16 15 13 cast30
        eyes 22 = 6 19 26
        dot ink 40 10 = 0 11 28
        2 dot pink 22 12 = 9 12 24
        worn 17 15 12
    """,
    "snail": """
        limb skin 0 3 -22 2 = 0 5 -8 5 = 0 5 12 6 = 0 13 18 7
        2 limb skin 3 17 19 2 = 7 29 23 2 wave1
        2 ball white 7 30 23 5
        2 dot ink 28 36 = 7 30 28
        2 dot white 9 9 = 6 32 28
        dot ink 30 8 = 0 11 25
        ball second 0 22 -6 18 cast40 near8
        2 in deep 12 22 7 12
        2 in second 12 21 7 9
        2 in deep 12 21 7 6
        2 in second 12 20 7 3
        worn 16 19 7
    """,
    "bug": """
        eight: 2 limb deep 5 12 9 2 = 16 22 17 2 = 23 1 24 1 walk1 near-1
        eight: 2 limb deep 5 12 4 2 = 18 23 6 2 = 26 1 9 1 walk-1 near-1
        eight: 2 limb deep 5 12 -3 2 = 18 23 -6 2 = 26 1 -9 1 walk1 near-1
        eight: 2 limb deep 5 12 -8 2 = 16 22 -16 2 = 22 1 -24 1 walk-1 near-1
        six: 2 limb ink 5 10 8 2 = 14 13 14 2 = 18 1 18 1 walk1 near-1
        six: 2 limb ink 5 10 1 2 = 16 13 2 2 = 21 1 3 1 walk-1 near-1
        six: 2 limb ink 5 10 -6 2 = 15 13 -12 2 = 20 1 -17 1 walk1 near-1
        claws: 2 limb skin 6 10 8 3 = 18 10 16 3 = 15 12 24 5
        claws: 2 limb skin 16 12 26 4 = 10 12 34 1
        claws: 2 limb skin 13 12 25 3 = 5 12 29 1
        stinger: limb skin 0 11 -14 6 = 0 20 -24 5 = 0 34 -24 4 = 0 42 -14 4 wave1
        stinger: limb accent 0 42 -13 4 = 0 38 -4 1
        stinger: limb skin 0 11 -14 8 = 0 11 6 9
        shell: ball skin 0 14 -5 17 14
        dots: 2 in second 8 24 2 4
        dots: 2 in second 14 16 3 4
        dots: 2 in second 8 24 -12 4
        dots: 2 in second 15 15 -9 4
        shell: in second 0 18 11 1 20
        shell: in second 0 24 -16 1 20
        waist: ball skin 0 14 -19 11 10
        waist: limb skin 0 12 -8 3 = 0 12 4 6
        hourglass: ball skin 0 18 -12 16 15
        banded: in accent 0 12 0 18 2
        banded: in accent 0 17 0 18 2
        hourglass: in accent 0 28 -2 4 3
        hourglass: in accent 0 22 2 3 3
        round: ball skin 0 17 -11 14 13
        stripes: 2 in second 11 18 -18 4 14
        stripes: 2 in second 12 18 -7 4 14
        stripes: in second 0 28 -18 9 2
        stripes: in second 0 30 -8 9 2
        sting: limb ink 0 14 -24 3 = 0 12 -32 1
        wings: 2 limb sky 4 28 -8 2 = 17 39 -13 7 flap near3
        wings: 2 limb sky 4 26 -10 2 = 14 31 -21 5 flap near2
        pincers: 2 limb accent 4 10 18 3 = 9 12 27 3 = 2 12 34 1
        horn: limb accent 0 18 16 3 = 0 24 24 2 = 0 34 24 1
        six: 2 limb ink 3 20 13 1 = 7 31 17 1
        six: 2 ball ink 7 32 17 2
        -dots: ball skin 0 13 11 10 9 cast30
        dots: ball second 0 13 11 10 9 cast30
        hourglass: 2 dot ink 38 38 = 4 15 20
        hourglass: 2 dot glow 28 28 = 4 15 20
        hourglass: 2 dot white 9 9 = 3 16 20
        hourglass: 2 dot ink 22 22 = 8 17 16
        hourglass: 2 dot glow 16 16 = 8 17 16
        hourglass: 2 dot glow 12 12 = 3 20 17
        hourglass: 2 limb bone 3 8 19 2 = 2 2 21 1 near3
        six: eyes 20 = 5 16 19
        six: dot ink 30 8 = 0 9 21
        stinger: eyes 20 = 4 16 19
        worn 13 11 10
    """,
    "crab": """
        2 limb deep 14 10 6 3 = 23 10 7 2 = 27 1 8 1 walk1
        2 limb deep 14 10 0 3 = 23 10 0 2 = 26 1 0 1 walk-1
        2 limb deep 14 10 -6 3 = 22 10 -7 2 = 25 1 -8 1 walk1
        2 limb skin 15 15 6 3 = 23 22 8 3 = 22 27 9 5 flap
        2 limb skin 22 28 9 6 = 17 38 10 2 flap near1
        2 limb skin 23 28 9 5 = 27 38 10 2 flap near1
        2 limb skin 5 18 6 2 = 6 28 7 2
        2 ball white 6 29 7 5
        2 dot ink 32 38 = 6 29 12
        2 dot white 10 10 = 5 31 12
        ball skin 0 12 0 19 12 cast30
        in second 0 3 14 14 4
        dot ink 56 12 = 0 11 17
        dot skin 56 12 = 0 12 17
        2 dot pink 24 14 = 11 11 14
        worn 14 0 12
    """,
    "butterfly": """
        2 sheet second 2 34 -2 = 12 53 -2 = 24 56 -3 = 29 45 -3 = 23 34 -2 = 4 30 -2 flap near-4
        2 dot accent 62 72 = 19 46 3 flap
        2 dot white 26 30 = 22 52 3 flap
        2 dot white 18 22 = 26 43 3 flap
        2 sheet accent 3 31 -2 = 19 32 -2 = 25 22 -3 = 17 10 -3 = 9 12 -2 = 3 23 -2 flap near-4
        2 dot second 62 64 = 15 22 3 flap
        2 dot white 22 24 = 18 16 3 flap
        limb skin 0 22 0 3 = 0 38 1 4 near4
        2 limb skin 2 49 2 1 = 8 61 3 1 near4
        ball skin 0 46 2 7 near5
        eyes 20 = 4 48 8
        worn 46 2 7
    """,
    "fish": """
        sheet second 0 29 -9 = 0 37 -23 = 0 29 -17 = 0 21 -24 = 0 23 -9 wave3 near-9
        scaled: sheet second 0 35 8 = 0 43 -1 = 0 39 -8 = 0 31 -9
        scaled: sheet second 0 17 3 = 0 9 -4 = 0 20 -8
        shark: sheet skin 0 36 6 = 0 50 -5 = 0 35 -8
        whale: limb sky 0 38 6 1 = 0 46 6 2
        whale: ball sky 0 47 2 4
        whale: ball sky 0 47 11 4
        -whale: limb skin 0 27 -14 4 = 0 26 -3 11 = 0 26 5 11 = 0 25 15 6 cast20
        whale: limb skin 0 29 -14 4 = 0 26 -3 13 = 0 26 7 14 = 0 25 11 12 cast20
        big: 2 in second 9 15 -4 9 5
        big: 2 in second 9 14 4 11 6
        big: 2 in second 7 15 14 9 5
        scaled: 2 in accent 9 27 -6 2 14
        scaled: 2 in accent 10 27 4 2 14
        eyes 22 = 6 30 14
        shark: 2 dot ink 6 44 = 9 26 6
        shark: 2 dot ink 6 44 = 9 26 3
        shark: 2 dot ink 64 16 = 5 21 16
        shark: 2 dot white 12 14 = 5 22 18
        shark: 2 dot white 12 14 = 5 22 15
        -shark: 2 dot ink 40 8 = 5 22 19
        2 sheet second 8 23 3 = 14 17 -8 = 10 21 -6 near9
        worn 27 8 11
    """,
    "octopus": """
        arms: 2 limb skin 5 14 -10 5 = 9 4 -15 4 = 12 4 -15 3 = 13 11 -15 2 wave2
        arms: 2 limb skin 12 14 -5 5 = 21 4 -8 4 = 27 5 -8 3 = 28 12 -8 2 wave2
        arms: 2 limb skin 12 14 4 5 = 20 4 6 4 = 26 4 7 3 = 28 9 7 2 wave2
        arms: 2 limb skin 7 14 9 5 = 11 4 15 4 = 15 3 17 3 = 18 6 17 2 wave2
        threads: 2 limb skin 9 20 4 3 = 10 10 4 2 = 12 1 4 1 wave3
        threads: 2 limb accent 5 20 8 3 = 6 9 8 2 = 5 0 8 1 wave3
        threads: 2 limb skin 10 20 -4 3 = 12 11 -4 2 = 15 4 -4 1 wave3
        squid: 2 sheet second 6 54 -2 = 18 46 -2 = 8 38 -2
        squid: limb skin 0 25 0 11 = 0 38 0 11 = 0 56 0 2 cast30
        jelly: ball skin 0 30 0 19 15 cast20
        jelly: in second 0 20 10 18 4
        jelly: 2 in pale 8 38 8 3 2
        arms: ball skin 0 33 -1 17 18 cast30
        ringed: 2 in accent 9 41 10 5 5
        ringed: 2 in skin 9 41 10 3 3
        arms: in second -9 46 6 3
        arms: in second 4 48 4 3
        arms: in second -3 42 12 2
        arms: in second 11 41 5 3
        squid: ball skin 0 22 1 12 10 near9
        -squid: eyes 20 = 7 28 13
        squid: eyes 18 = 5 24 9
        dot ink 30 12 = 0 18 15
        worn 32 0 15
    """,
    "plant": """
        2 limb skin 2 3 1 2 = 13 12 3 5 = 23 9 4 1 wave1
        2 limb skin 2 2 5 2 = 10 4 10 4 = 17 2 12 1
        limb skin 0 2 0 3 = 5 14 -4 3 = 0 26 0 3
        ball accent 0 55 -1 7 near-12
        2 ball accent 12 51 -1 7 near-12
        2 ball accent 16 42 -1 7 near-12
        2 ball accent 11 31 -1 7 near-12
        ball second 0 39 3 15 14 cast40
        2 in pale 9 48 11 2
        in pale 0 51 11 2
        eyes 22 = 6 45 14
        dot ink 170 90 = 0 35 17
        dot pink 90 40 = 0 32 17
        2 dot white 22 30 = 3 39 17
        2 dot white 22 30 = 7 39 16
        2 dot white 20 26 = 5 31 17
        worn 42 3 13
    """,
}
