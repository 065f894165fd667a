"""Places: they fill their picture, can be walked, and every word of their tables draws something of its own."""

import pytest

from rdbuild.offline.painters import (
    beasts,
    blocks,
    dungeons,
    items,
    lands,
    levels,
    maps,
    models,
    nouns,
    people,
    rooms,
    scenery,
    scenes,
    views,
)
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.grounds import MATERIALS
from rdbuild.offline.painters.look import LOOKS, shown

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


@pytest.mark.parametrize("name", FILLING)
def test_a_place_in_few_colours_still_looks_like_itself(name):
    canvas = shown(painted(FILLING[name], "a village by the sea"), LOOKS["bold"], Chance(1))
    before, rows = list(canvas.colours), [bytes(row) for row in canvas.rows]
    canvas.settled(28)
    assert len(set().union(*canvas.rows)) <= 28
    assert set().union(*canvas.rows) <= set().union(*rows)  # none is new
    pairs = [
        (before[a], before[b])
        for was, row in zip(rows, canvas.rows, strict=True)
        for a, b in zip(was, row, strict=True)
    ]
    far = sum(max(abs(p - q) for p, q in zip(a, b, strict=True)) > 60 for a, b in pairs)
    assert far * 100 <= len(pairs) * 2


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
    for name in lands.LANDS:
        word = next(word for word, land in lands.NAMED.items() if land == name)
        place = scenery.Scenery(Form(8, 8), word, Chance(word))
        assert place.name == name
        grounds.add(place.colours["ground"])
        night = scenery.Scenery(Form(8, 8), word + " at night", Chance(word))
        if night.hour:
            assert sum(night.seen(night.colours["ground"])) < sum(place.seen(place.colours["ground"]))
    assert len(grounds) == len(lands.LANDS)
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
    things, bodies = {*items.USUAL, *items.CALLED}, {*people.CALLED, *beasts.CALLED}
    for land in lands.LANDS.values():
        assert {*land.growth, *land.sights, *land.goods} <= things
        assert set(land.foes) <= bodies
        assert {land.ground, land.floor} <= set(MATERIALS)
    roles = set(scenery.Scenery(Form(8, 8), "", Chance(1)).colours)
    for room in rooms.ROOMS:
        assert {room.end, *room.along, *room.about} <= things
        for ground in (room.wall, room.floor):
            material, role = ground.split()
            assert material in MATERIALS
            assert role in roles
        assert room.land in lands.LANDS
    assert set(scenery._DYED) <= things
    assert {role for dyed in scenery._DYED.values() for role in dyed.split("+")} <= roles
    assert {*maps._SIDES, *(kind for kinds in maps._HOMES.values() for kind in kinds)} <= things
    assert {*views._ENDS.values(), *views._HIGH} <= things
    assert set(scenes._MANY.values()) <= things


def test_a_thing_or_somebody_of_a_place_stands_on_its_foot_whatever_its_size():
    for side in (8, 12, 30):
        for kind in ("tree", "chest", "bookshelf", "castle", "skyscraper", "a knight", "a wolf"):
            place = scenery.Scenery(Form(48, 48), "", Chance(1))
            if kind in items.CALLED:
                place.thing(kind, 24, 40, side)
            else:
                place.somebody(kind, 24, 40, side, shadow=False)
            assert any(place.form.slots[39]), (kind, side)
            assert not any(map(any, place.form.slots[40:])), (kind, side)


def test_a_ground_goes_on_without_a_seam_wherever_it_is_laid():
    place = scenery.Scenery(Form(80, 80), "a meadow", Chance(1))
    place.fill("grass ground", 0, 80)
    side = scenery.CLOTH
    assert all(row[: 80 - side] == row[side:] for row in place.form.slots)
    assert place.form.slots[: 80 - side] == place.form.slots[side:]


@pytest.mark.parametrize("prompt", ["throne room", "library", "crystal cave", "spaceship"])
def test_a_room_is_one_wherever_it_is_seen_from(prompt):
    room = rooms.room_of(prompt.split())
    seen = [painted(painter, prompt) for painter in (scenes.topdown, views.environment, blocks.isometric)]
    assert room is not None
    assert len({tuple(looks(form)[0]) for form in seen}) == len(seen)


def test_every_view_is_told_from_the_others():
    names = [next(word for word, one in rooms._CALLED.items() if one is room) for room in rooms.ROOMS]
    views_seen = {tuple(looks(painted(views.environment, word, 48, 48))[0]) for word in {*names, *lands.LANDS}}
    assert len(views_seen) == len({*names, *lands.LANDS})


def test_rain_and_snow_fall_over_what_is_there():
    dry, wet = (painted(levels.platformer, prompt) for prompt in ("a meadow", "a meadow in rain"))
    assert looks(dry) != looks(wet)
    snow = painted(views.environment, "a forest with snow")
    assert (244, 248, 252) in snow.colours


def test_a_small_dungeon_keeps_its_rooms_calm():
    for seed in range(20):
        place = scenery.Scenery(Form(64, 64), "a dungeon", Chance(seed), usual="dungeon")
        site = dungeons.Site(place, dungeons.level(9, 9, place.dice), 8, -4, -4, 8)
        dungeons._furnish(site)
        others = [kind for *_, kind, _ in site.standing if kind != "column"]
        assert len(others) <= len(site.made.rooms) + 1, others


def test_a_long_house_has_another_room_beside_each():
    form = painted(blocks.isometric, "kitchen", 320, 64)
    cells = [[bytes(row[x : x + 64]) for row in form.light] for x in range(0, 320, 64)]
    assert all(one != other for n, one in enumerate(cells) for other in cells[:n])


def test_a_high_hall_is_hung_up_to_its_ceiling():
    form = painted(views.environment, "throne room", 64, 384)
    plain = form.slot(scenery.Scenery(form, "throne room", Chance(1), usual="dungeon").colours["stone"])
    for top in (90, 160, 230):  # three parts of the wall behind the throne
        assert len({slot for row in form.slots[top : top + 50] for slot in row[24:40]} - {plain}) > 3, top


def test_candy_grows_in_candy_land_and_a_cake_stands_there():
    land = lands.LANDS["candy"]
    assert {"candy", "icecream"} == set(land.growth)
    assert land.sights == ["cake"]
    assert "cake" in models.MODELS


def test_what_floats_lies_on_water_and_a_station_has_a_train():
    water = painted(scenes.topdown, "a boat")
    assert water.slots != painted(scenes.topdown, "a barrel").slots
    blue = [red + 30 < blue for red, _, blue in water.colours]
    assert sum(blue[slot] for row in water.slots for slot in row) > 64 * 64 // 2
    assert rooms.room_of(["train", "station"]).end == "train"
    assert rooms.room_of(["space", "station"]).end == "planet"


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("lighthouse on a cliff above a stormy sea", True),
        ("pagoda by a lake", True),
        ("house with a garden", False),
        ("a wizard in a tower by a lake", False),
        ("a castle", False),
    ],
)
def test_where_a_building_stands_is_a_place(prompt, place):
    assert nouns.is_place(prompt) == place
