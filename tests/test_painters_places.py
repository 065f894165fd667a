"""Places: they fill their picture, can be walked, and every word of their tables draws something of its own."""

import pytest

from rdbuild.offline.painters import blocks, dungeons, levels, maps, models, scenery, scenes, sketches, views
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.form import Form

FILLING = {
    "dungeon": dungeons.dungeon,
    "map": maps.overworld,
    "topdown": scenes.topdown,
    "platformer": levels.platformer,
    "environment": views.environment,
    "isometric": blocks.isometric,
}
SIZES = [(64, 64), (128, 22), (22, 128), (12, 12), (41, 64)]


def painted(painter, prompt, width=64, height=64, seed=7):
    form = Form(width, height)
    painter(form, prompt, Chance(prompt, seed), [])
    return form


def looks(form):
    return [bytes(row) for plane in (form.slots, form.light, form.lines) for row in plane], form.colours


def brightness(form):
    colours = [sum(colour) for colour in form.colours]
    return sum(colours[slot] for row in form.slots for slot in row)


@pytest.mark.parametrize("name", FILLING)
@pytest.mark.parametrize("prompt", ["a quiet place", "snowy village at night", "lava cave with a dragon"])
def test_a_place_fills_its_picture_to_the_last_pixel_at_any_size(name, prompt):
    for width, height in SIZES:
        form = painted(FILLING[name], prompt, width, height)
        assert all(all(row) for row in form.slots), (width, height)
        assert len(form.colours) <= 36  # of at most five tones each: a picture has room for 255


@pytest.mark.parametrize("size", [(9, 9), (17, 17), (17, 4), (4, 17), (13, 10), (4, 3)])
def test_every_room_of_a_dungeon_can_be_reached(size):
    for seed in range(25):
        made = dungeons.level(*size, Chance("level", seed))
        at = next((x, y) for y in range(made.rows) for x in range(made.columns) if made.open(x, y))
        seen, todo = {at}, [at]
        while todo:
            x, y = todo.pop()
            for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if made.open(*near) and near not in seen:
                    seen.add(near)
                    todo.append(near)
        assert len(seen) == sum(cell != dungeons.ROCK for row in made.cells for cell in row)
        assert made.rooms
        assert all(made.open(x, y) for l, t, r, b in made.rooms for x in range(l, r) for y in range(t, b))  # noqa: E741
        assert not any(made.open(x, y) for x in range(made.columns) for y in (0, made.rows - 1) if made.rows > 3)
        assert not any(made.open(x, y) for y in range(made.rows) for x in (0, made.columns - 1))


@pytest.mark.parametrize("name", FILLING)
def test_another_seed_is_another_place_and_the_same_one_the_same(name):
    seeds = [looks(painted(FILLING[name], "a castle in a forest", seed=seed)) for seed in (1, 2, 3)]
    assert seeds[0] != seeds[1] != seeds[2] != seeds[0]
    assert seeds[0] == looks(painted(FILLING[name], "a castle in a forest", seed=1))


def test_every_land_has_colours_of_its_own_and_is_darker_at_night():
    grounds = set()
    for land in scenery._LANDS:
        word = scenery._NAMED[land].split()[0]
        place = scenery.Scenery(Form(8, 8), word, Chance(word))
        assert place.land == land
        grounds.add(place.colours["ground"])
        if land not in scenery._SUNLESS:
            night = scenery.Scenery(Form(8, 8), word + " at night", Chance(word))
            assert sum(night.colours["ground"]) < sum(place.colours["ground"])
    assert len(grounds) == len(scenery._LANDS)
    assert brightness(painted(levels.platformer, "a city at night")) < brightness(painted(levels.platformer, "a city"))


def test_the_colour_that_a_prompt_names_is_that_of_the_roofs():
    red, blue = (scenery.Scenery(Form(8, 8), f"a {word} house", Chance(1)).colours["roof"] for word in ("red", "blue"))
    assert red[0] > red[2]
    assert blue[2] > blue[0]


@pytest.mark.parametrize("name", models.MODELS)
@pytest.mark.parametrize("side", [24, 64])
def test_every_model_stands_inside_its_picture_and_fills_it(name, side):
    form = Form(side, side)
    blocks.stood(scenery.Scenery(form, name, Chance(name)), name)
    assert not any(form.slots[0] + form.slots[-1])
    assert not any(row[0] or row[-1] for row in form.slots)
    least = 8 if side < 64 or name == "lamp" else 14  # percent
    assert sum(slot > 0 for row in form.slots for slot in row) > side * side * least // 100


def test_every_word_for_a_model_names_one_and_no_two_models_look_alike():
    assert set(models.CALLED.values()) <= set(models.MODELS)
    shown = [looks(painted(blocks.block, name)) for name in sorted(set(models.CALLED.values()))]
    assert all(one != other for n, one in enumerate(shown) for other in shown[:n])


def test_everything_that_a_table_lets_stand_somewhere_is_drawn():
    things, glyphs = set(sketches.THINGS), set(sketches.GLYPHS)
    for row in scenery._LANDS.values():
        grown = set(row.split()[-1].split(","))
        assert grown <= things
        assert grown <= glyphs
    assert {
        kind for row in scenes._ROOMS.strip().splitlines() for kinds in row.split()[2:4] for kind in kinds.split(",")
    } <= things
    assert set(scenes._PLACES) <= things
    assert {kind for kinds in dungeons._DWELLERS.values() for kind in " ".join(kinds).split()} <= glyphs
    assert set(levels._FOES.values()) <= glyphs
    assert set(levels._BACKS.values()) <= things
    assert {row.split()[2] for row in views._VIEWS.strip().splitlines()} - {"_"} <= things
    assert {row.split()[1] for row in views._VIEWS.strip().splitlines()} <= set(views._FLOORS)
    assert {kind for furniture in models.INTERIORS for kind in furniture.split()} <= set(models.MODELS)
    assert set(blocks._USUAL.values()) <= set(models.MODELS)


def test_every_drawing_of_a_table_stays_inside_its_box_and_isnt_empty():
    for kind in sketches.THINGS:
        place = scenery.Scenery(Form(8, 8), kind, Chance(kind))
        for side in (16, 48):
            drawn = sketches.thing(kind, side, place.slot)
            assert sum(slot > 0 for row in drawn.slots for slot in row) > side * side // 10, kind
            assert not any(drawn.slots[0]), kind
    for kind in sketches.GLYPHS:
        drawn = sketches.glyph(kind, scenery.Scenery(Form(8, 8), kind, Chance(kind)).slot, edge=True)
        assert sum(slot > 0 for row in drawn.slots for slot in row) >= 6, kind


@pytest.mark.parametrize("sides", sorted({row.split()[0] for row in views._VIEWS.strip().splitlines()}))
def test_every_view_is_told_from_the_others(sides):
    row = next(row for row in views._VIEWS.strip().splitlines() if row.split()[0] == sides)
    word = row.split()[4]
    others = [other.split()[4] for other in views._VIEWS.strip().splitlines() if other.split()[0] != sides]
    mine = looks(painted(views.environment, word))
    assert all(mine != looks(painted(views.environment, other)) for other in others[:2])


def test_rain_and_snow_fall_over_what_is_there():
    dry, wet = (painted(levels.platformer, prompt) for prompt in ("a meadow", "a meadow in rain"))
    assert looks(dry) != looks(wet)
    snow = painted(views.environment, "a forest with snow")
    assert (244, 248, 252) in snow.colours
