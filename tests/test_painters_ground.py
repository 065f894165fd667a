"""Surfaces and tilesets: every material is one of its own, repeats without a seam, and goes with others."""

from collections import Counter
from itertools import pairwise, product

import pytest

from rdbuild.offline.painters import surfaces, tilesets
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.grounds import MATERIALS
from rdbuild.offline.painters.look import LOOKS, shown

WORD = {name: word for word, name in reversed(surfaces._CALLED.items())}


def painted(prompt, width=32, height=32, seed=7, look="clean"):
    dice = Chance(prompt, seed)
    form = Form(width, height)
    surfaces.surface(form, prompt, dice)
    return shown(form, LOOKS[look], dice).calmed(across=True, down=True)


def colours(canvas):
    """How many pixels have which colour."""
    return Counter(canvas.colours[number] for row in canvas.rows for number in row)


def steps(canvas):
    """How far each row lies from the one above it, the first from the last."""
    rows = [[canvas.colours[number] for number in row] for row in canvas.rows]
    return [
        sum(abs(a - b) for one, other in zip(*pair, strict=True) for a, b in zip(one, other, strict=True))
        for pair in pairwise([rows[-1], *rows])
    ]


def test_each_material_is_called_by_words_of_its_own():
    assert set(surfaces._CALLED.values()) == set(MATERIALS)
    rows = (row.split(": ")[1] for row in surfaces._WORDS.strip().splitlines())
    called = Counter(word.lstrip("=~+") for words in rows for word in words.split())
    assert called.most_common(1)[0][1] == 1, called.most_common(3)
    assert all(surfaces.named(word) == name for name, word in WORD.items())
    assert surfaces.named("a knight") is None


@pytest.mark.parametrize("size", [(16, 16), (32, 32), (17, 41)], ids=str)
def test_every_material_is_another_picture_opaque_and_of_few_colours(size):
    made = {name: painted(word, *size) for name, word in WORD.items()}
    assert len({tuple(bytes(row) for row in canvas.rows) for canvas in made.values()}) == len(MATERIALS)
    for name, canvas in made.items():
        found = colours(canvas)
        assert 2 < len(found) < 25, name
        assert not {number for row in canvas.rows for number in row} & set(canvas.grounds), name
        assert found.most_common(1)[0][1] < size[0] * size[1] * 97 // 100, name


@pytest.mark.parametrize("size", [(16, 16), (17, 41), (48, 32)], ids=str)
def test_no_material_has_a_seam(size):
    for word in WORD.values():
        canvas = painted(word, *size)
        across = painted(word, *size)
        across.rows = [bytearray(column) for column in zip(*across.rows, strict=True)]
        for one in (canvas, across):
            around, *inside = steps(one)
            assert around <= max(inside), word


def test_a_texture_has_clusters_and_not_noise():
    """On any material at most one pixel in eight has none of its colour around it."""
    for word in WORD.values():
        rows = [2 * bytes(row) for row in 2 * painted(word).rows]
        alone = sum(
            rows[y].count(rows[y][x], x - 1, x + 2) == 1
            and not any(rows[near].count(rows[y][x], x - 1, x + 2) for near in (y - 1, y + 1))
            for y, x in product(range(1, 33), repeat=2)
        )
        assert alone <= 32 * 32 // 8, (word, alone)


@pytest.mark.parametrize(
    ("prompt", "materials"),
    [
        ("grey stones with gravel and dirt", ["stones", "gravel", "dirt"]),
        ("volcanic rock with cracks", ["volcanic", ""]),
        ("mossy stone bricks", ["bricks", "moss"]),
        ("wooden floor", ["planks"]),
        ("dungeon floor", ["flagstones"]),
        ("dark oak planks", ["planks"]),
        ("gold ore", ["ore"]),
        ("a lava cave", ["rock", "lava"]),
    ],
)
def test_the_last_best_word_of_a_part_is_its_material_and_what_lies_on_it_follows(prompt, materials):
    assert [part.material for part in surfaces.parts(prompt)] == materials


def test_two_materials_in_a_prompt_are_both_to_be_seen():
    plain, mossy = (colours(painted(f"stone bricks{more}", 64, 64)) for more in ("", " with moss"))

    def green(found):
        return sum(count for (r, g, b), count in found.items() if g > r + 10 and g > b + 10)

    assert green(plain) == 0
    assert 64 * 64 // 8 < green(mossy) < 64 * 64 // 2


@pytest.mark.parametrize(
    ("prompt", "inside", "outside"),
    [
        ("sand", "sand", "water"),
        ("dirt", "dirt", "grass"),
        ("a forest with a lake", "water", "leaves"),
        ("dungeon floor and walls", "flagstones", "masonry"),
        ("lava cave", "lava", "rock"),
        ("stone bricks with moss", "bricks", "grass"),
        ("dry earth with pebbles", "dirt", "grass"),
        ("quiet", None, "grass"),
    ],
)
def test_a_plain_tileset_finds_its_second_terrain_in_the_words_or_one_that_fits(prompt, inside, outside):
    found = tilesets.terrains(prompt)
    assert [surfaces.named(text) for text in found] == [inside, outside]


def test_every_material_has_a_height_and_lies_beside_another_one():
    assert set(tilesets._HEIGHTS) == set(MATERIALS)
    for name, word in WORD.items():
        assert surfaces.named(tilesets.terrains(word)[1]) not in (None, name)


@pytest.mark.parametrize("size", [16, 32])
def test_a_tileset_of_two_terrains_keeps_to_few_colours(size):
    for prompt in ("sand", "dirt", "lava", "snow"):
        texts = tilesets.terrains(prompt)
        kinds = [surfaces.named(text) for text in texts]
        sheet = tilesets.tileset(*(painted(text, size, size) for text in texts), Chance(prompt), kinds)
        assert 8 <= len(colours(sheet)) <= 24, prompt


def test_the_higher_terrain_throws_its_shadow_on_the_lower_one_and_not_the_other_way_round():
    """A hole in the grass is darkest along its upper side, an island of grass along its lower one."""
    for prompt, row, side in (("dirt", 0, "1111"), ("grass", 2, "1111")):
        texts = tilesets.terrains(prompt)
        kinds = [surfaces.named(text) for text in texts]
        sheet = tilesets.tileset(*(painted(text, 32, 32) for text in texts), Chance(prompt), kinds)
        place = tilesets.CORNERS.index("0011" if row == 0 else "1100")
        left, top = place % 4 * 32, place // 4 * 32
        light = [sum(sum(sheet.colours[n]) for n in sheet.rows[top + y][left : left + 32]) for y in range(32)]
        dark = light.index(min(light))
        assert 10 <= dark <= 22, (prompt, side, dark)
        plain = sum(light[:4]) / 4, sum(light[-4:]) / 4
        assert light[dark] < min(plain) * 9 / 10


def rises(inside, outside):
    """How far the line between two terrains goes up and down along the upper side of an island."""
    words = inside, outside
    sheet = tilesets.tileset(*(painted(word) for word in words), Chance(inside), [surfaces.named(w) for w in words])
    place = tilesets.CORNERS.index("0011")
    tile = [row[place % 4 * 32 : place % 4 * 32 + 32] for row in sheet.rows[place // 4 * 32 : place // 4 * 32 + 32]]
    own = {sheet.colours.index(colour) for colour in painted(outside).colours if colour in sheet.colours}
    tops = [next((y for y in range(2, 32) if tile[y][x] not in own), 32) for x in range(2, 30)]
    return sum(abs(a - b) for a, b in pairwise(tops))


def test_grass_has_blades_along_its_edge_and_what_is_laid_has_none():
    blades, cut = (sum(rises(word, other) for other in ("dirt", "sand")) for word in ("grass", "planks"))
    assert blades > 2 * cut


def test_what_lies_on_a_ground_is_laid_on_nothing_and_leaves_room():
    form = Form(32, 32)
    assert surfaces.lying(form, "with white flowers", Chance(3), (80, 160, 60))
    assert 8 < sum(map(bool, b"".join(form.slots))) < 32 * 32 // 4
    assert not surfaces.lying(Form(32, 32), "mossy", Chance(3), (80, 160, 60))
