"""Effects, interfaces and words: every word of the tables draws something of its own, and words can be read."""

import io
from collections import Counter
from itertools import pairwise

import pytest
from PIL import Image

from rdbuild.offline import rules
from rdbuild.offline.painters import Order, effects, letters, logos, materials, paint, panels
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, toned
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.imagework import outside

KINDS = {kind: word for word, kind in effects.CALLED.items()} | {"burst": "zorp"}


def moment(prompt, at, size=24, seed=7, given=()):
    form = Form(size, size)
    effects.effect(form, prompt, seed, given, at, 16)
    return form


def drawn(form):
    return [[form.colours[slot] if slot else None for slot in row] for row in form.slots]


def filled(form):
    return sum(form.width - row.count(0) for row in form.slots) * 100 // (form.width * form.height)


@pytest.mark.parametrize("kind", KINDS)
def test_an_effect_evolves_within_its_cell_and_is_never_blank(kind):
    for size in (24, 48) if kind in ("fire", "lightning") else (24,):
        made = [moment(KINDS[kind], at, size) for at in range(16)]
        assert all(one.slots != other.slots for one, other in pairwise(made))
        for form in made:
            assert filled(form) > 0 or any(map(any, form.slots))
            edge = [*form.slots[0], *form.slots[-1], *(row[0] for row in form.slots), *(row[-1] for row in form.slots)]
            assert not any(edge)
            assert not any(map(any, form.lines))
        assert max(map(filled, made)) >= 4
        assert any(len(set().union(*form.slots) - {0}) >= 3 for form in made)  # hot tones, not one


def test_each_kind_of_effect_is_drawn_in_its_own_way():
    seen = [tuple(map(bytes, moment(word, 6).slots)) for word in KINDS.values()]
    assert len(set(seen)) == len(KINDS)
    assert set(KINDS) == set(effects.EFFECTS)


def test_what_happens_counts_before_what_it_is_made_of_and_named_colours_win():
    fire, blue = moment("fire", 8), moment("blue fire", 8)
    assert fire.colours[1:6] == effects.HEATS["fire"]
    assert fire.slots == blue.slots
    assert blue.colours[2][2] > blue.colours[2][0]
    ice, plain = moment("an explosion of ice", 5), moment("explosion", 5)
    assert ice.slots == plain.slots
    assert ice.colours[1:6] == effects.HEATS["ice"]
    assert moment("explosion", 5, given=[(60, 200, 90)]).colours[2] == (60, 200, 90)
    assert moment("explosion", 5, seed=8).slots != plain.slots


def largest(form):
    """How many percent of what is drawn hang together."""
    left = {(x, y) for y, row in enumerate(form.slots) for x, slot in enumerate(row) if slot}
    whole, most = len(left), 0
    while left:
        todo, size = [left.pop()], 0
        while todo:
            x, y = todo.pop()
            size += 1
            near = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
            left -= near
            todo += near
        most = max(most, size)
    return most * 100 // whole


@pytest.mark.parametrize("word", ["poison", "smoke", "a gas cloud"])
def test_a_cloud_hangs_together_until_it_wears_away(word):
    for seed in range(4):
        assert largest(moment(word, 7, 48, seed)) > 88


def test_dust_keeps_to_the_ground_and_a_holy_light_comes_from_above():
    dust = moment("dust", 7, 48)
    assert not any(map(any, dust.slots[:20]))
    tops = [next(y for y, row in enumerate(moment("holy", at, 48).slots) if any(row[20:28])) for at in (1, 8)]
    assert max(tops) < 8


def test_an_explosion_that_names_no_colour_is_of_fire_in_the_finished_sheet():
    style, row = rules.Styles().find("rd_animation__vfx")
    body = {"prompt": "explosion", "width": 24, "height": 24, "num_images": 1, "return_spritesheet": True}
    with Image.open(io.BytesIO(paint(Order(style, row, body, {}, 7)).images[0])) as sheet:
        r, g, b = (sum(channel) for channel in zip(*(p[:3] for p in colours_of(sheet)), strict=True))
    assert r > g > b


def colours_of(image):
    data = image.convert("RGBA").tobytes()
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4) if data[at + 3]]


def test_every_letter_has_a_shape_of_its_own():
    shapes = Counter(letters.shape(letter) for letter in letters.FONT)
    assert shapes.most_common(1)[0][1] == 1
    for letter, rows in letters.FONT.items():
        assert len(rows) == letters.HEIGHT + letters.BELOW
        assert len({len(row) for row in rows}) == 1, letter
    strange = ["д", "р", "а", "к", "о", "н", "魔", "法"]
    assert len({letters.shape(sign) for sign in strange} - set(shapes)) >= 6
    assert letters.shape("魔") == letters.shape("魔")


def read(rows):
    """What a line of rows says, by the shapes of the font."""
    said, x = "", 0
    while x < len(rows[0]):
        blank = x
        while blank < len(rows[0]) and all(row[blank] == "." for row in rows):
            blank += 1
        if blank == len(rows[0]):
            return said
        said, x = said + " " * (said != "" and blank - x >= 4), blank
        shapes = [
            (len(drawn[0]), letter)
            for letter, drawn in letters.FONT.items()
            if letter != " " and all(row[x : x + len(drawn[0])] == part for row, part in zip(rows, drawn, strict=True))
        ]
        width, letter = max(shapes, default=(1, "\N{REPLACEMENT CHARACTER}"))
        said, x = said + letter, x + width
    return said


PANGRAMS = [
    "The quick brown fox",
    "jumps over the lazy dog",
    "SPHINX OF QUARTZ",
    "JUDGE MY VOW",
    "0123456789 ?!",
    "AT TALL To",
]


@pytest.mark.parametrize("text", PANGRAMS)
def test_a_line_reads_back_as_what_was_set(text):
    assert read(letters.line(text)) == text


def sampled(form, colours, left, top, scale, text):
    """The middle of each pixel of a letter, as rows of the font."""
    return [
        "".join(
            "#"
            if form.colours[form.slots[top + y * scale + scale // 2][left + x * scale + scale // 2]] in colours
            else "."
            for x in range(letters.width(text))
        )
        for y in range(letters.HEIGHT + letters.below(text))
    ] + ["." * letters.width(text)] * (letters.BELOW - letters.below(text))


@pytest.mark.parametrize(("text", "width", "height"), [("HELLO", 128, 64), ("Magnus", 128, 96), ("No. 7", 96, 64)])
def test_large_letters_read_back_from_the_pixels_of_a_picture(text, width, height):
    form = Form(width, height)
    logos.lettering(form, f'a red logo "{text}"', Chance(text), ())
    face = WORDS["red"], toned(WORDS["red"], 1)
    found = set()
    for scale in range(3, 6):
        left = (width - letters.width(text) * scale) // 2
        for top in range(height - (letters.HEIGHT + letters.BELOW) * scale if left >= 0 else 0):
            found.add(read(sampled(form, face, left, top, scale, text)))
    assert text in found


def test_no_ground_is_left_within_letters_when_it_is_cut_away():
    form = Form(96, 64)
    logos.lettering(form, 'logo "BOO"', Chance("BOO"), ())
    empty = [
        bytes(not (slot or line) for slot, line in zip(*rows, strict=True))
        for rows in zip(form.slots, form.lines, strict=True)
    ]
    assert sum(map(sum, empty)) == sum(end - start for row in outside(empty) for start, end in row)


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("a wooden button saying PLAY", "PLAY"),
        ('logo for "Dragon Quest" with a sword', "Dragon Quest"),
        ("logo for Dragon Quest with a sword", "Dragon Quest"),
        ("a sign that reads 'Keep Out', rusty", "Keep Out"),
        ("a window titled Options", "Options"),
        ("game logo Pixel Hero", "Pixel Hero"),
        ("retro game over title", "game over"),
        ("Café Zürich", "Cafe Zurich"),
        ("a golden logo", "a golden logo"),
        ("don't panic", "don't panic"),
    ],
)
def test_the_words_of_a_prompt_that_are_to_be_read(prompt, text):
    assert letters.spelled(prompt) == text


def test_text_of_any_length_fits_and_only_its_very_end_is_cut():
    for text in ("Hi", "word " * 40, "x" * 200, "Supercalifragilistic tales of the long road"):
        for across, down in ((58, 58), (122, 26), (250, 250), (26, 122)):
            scale, lines = letters.fitted(text, across, down, 9)
            assert 1 <= len(lines) <= 4
            assert all(letters.width(line) * scale <= across for line in lines)
            assert (letters.PITCH * (len(lines) - 1) + letters.HEIGHT) * scale <= down
            assert all(letters.ELLIPSIS not in line for line in lines[:-1])
            whole = "".join(line.removesuffix("-") for line in lines).replace(" ", "").removesuffix(letters.ELLIPSIS)
            assert text.replace(" ", "").startswith(whole)
    assert letters.fitted("Hi", 3, 3, 9) == (1, [])


def panelled(prompt, width, height, seed=7):
    form = Form(width, height)
    panels.panel(form, prompt, Chance(prompt, seed), ())
    return form


MADE_OF = {name: word for word, name in reversed(materials.CALLED.items())}


@pytest.mark.parametrize("word", MADE_OF.values())
def test_a_border_is_the_same_along_a_whole_side(word):
    form = panelled(f"{word} window", 64, 64)
    around, middle = 4, range(14, 50)
    for depth in range(2, 2 + around):
        for side in (
            [(x, depth) for x in middle],
            [(x, 63 - depth) for x in middle],
            [(depth, y) for y in middle],
            [(63 - depth, y) for y in middle],
        ):
            assert len({(form.slots[y][x], form.light[y][x], form.lines[y][x]) for x, y in side}) == 1


def test_each_material_and_each_part_is_drawn_in_its_own_way():
    by_material = [str(drawn(panelled(f"{word} ui", 64, 64))) for word in MADE_OF.values()]
    assert len(set(by_material)) == len(MADE_OF)
    by_part = {str(parts): str(drawn(panelled(word, 64, 64, 3))) for word, parts in panels._CALLED.items()}
    assert len(set(by_part.values())) == len(by_part)


@pytest.mark.parametrize(("width", "height"), [(64, 64), (128, 128), (128, 22), (22, 128), (96, 64)])
def test_parts_of_a_kit_stand_apart_from_each_other_and_from_the_border(width, height):
    form = panelled("wooden ui", width, height)
    solid = [
        [bool(slot or line) for slot, line in zip(*rows, strict=True)]
        for rows in zip(form.slots, form.lines, strict=True)
    ]
    assert not any([*solid[0], *solid[-1], *(row[0] or row[-1] for row in solid)])
    assert 40 < sum(map(sum, solid)) * 100 // (width * height) < 97
    seen, parts = set(), 0
    for y in range(height):
        for x in range(width):
            if solid[y][x] and (x, y) not in seen:
                parts += 1
                near = [(x, y)]
                while near:
                    px, py = near.pop()
                    if (px, py) in seen or not (0 <= px < width and 0 <= py < height) or not solid[py][px]:
                        continue
                    seen.add((px, py))
                    near += [(px + 1, py), (px - 1, py), (px, py + 1), (px, py - 1)]
    assert parts >= 3


def test_one_part_that_is_asked_for_stands_alone_and_large():
    for word in ("button", "health bar", "slider", "dialog box", "checkbox"):
        form = panelled(f"a stone {word}", 64, 64)
        used = [x for row in form.slots for x, slot in enumerate(row) if slot]
        assert max(used) - min(used) >= 44
    assert drawn(panelled("button saying PLAY", 64, 64)) != drawn(panelled("button saying STOP", 64, 64))


def test_a_menu_has_the_buttons_that_its_prompt_names():
    assert letters.options("pause menu with start, options and quit buttons") == ["START", "OPTIONS", "QUIT"]
    assert letters.options('buttons: "Fight", "Magic" and "Run"') == ["FIGHT", "MAGIC", "RUN"]
    for prompt in ("a menu with gems and vines", "inventory window with 12 slots and a close button", "button: PLAY"):
        assert letters.options(prompt) == []


def test_as_many_slots_as_are_asked_for_and_a_frame_around_nothing():
    slots = {str(drawn(panelled(f"inventory with {count} slots", 96, 96))) for count in (4, 6, 12)}
    assert len(slots) == 3
    frame = panelled("golden frame with gems", 64, 64)
    assert frame.slots[4][32]
    assert not any(any(row[16:48]) for row in frame.slots[16:48])
    assert drawn(frame) != drawn(panelled("golden frame with vines", 64, 64))
