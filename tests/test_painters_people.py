"""People: one body for all facings and poses, dressed by words; and what moves."""

from itertools import pairwise

import pytest

from rdbuild.offline.painters import bends, motion, nouns, people, portraits, poses, solids, wardrobe
from rdbuild.offline.painters.body import Pose, draw
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.imagework import Indexed
from rdbuild.offline.painters.solids import RADIUS, TURNS, shapes

STAND = Pose()
COLOURS = [(60, 90, 200), (240, 200, 60), (200, 50, 50)]
RED = WORDS["red"]


def dressed(kind, prompt="", seed=5):
    return people.dressed(kind, COLOURS, Chance(seed), prompt)


def drawn(figure, side=48, facing="down", pose=STAND):
    form = Form(side, side)
    draw(Pen(form), figure, facing, pose)
    return form


def pixels(form):
    """Which colour is where, and how much light falls on it."""
    colours = [bytes(colour) for colour in form.colours]
    slots = b"".join(colours[slot] for row in form.slots for slot in row)
    return slots + b"".join(bytes(row) for plane in (form.lines, form.light) for row in plane)


def places(form, *materials):
    return [(x, y) for y, row in enumerate(form.slots) for x, slot in enumerate(row) if slot in materials]


def materials(figure, form, name):
    return [number for number, colour in enumerate(form.colours) if number and colour == figure.ink[name][0]]


def covered(form):
    return [(x, y) for y in range(form.height) for x in range(form.width) if form.slots[y][x] or form.lines[y][x]]


def test_every_kind_of_person_is_told_from_every_other():
    seen = {kind: pixels(drawn(dressed(kind), 24)) for kind in wardrobe.KINDS}
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize("side", [16, 64])
def test_somebody_fills_the_height_of_their_box_and_stays_inside(side):
    for kind in list(wardrobe.KINDS)[::3]:
        spots = covered(drawn(dressed(kind), side))
        rows = [y for _, y in spots]
        assert (max(rows) - min(rows) + 1) * 100 >= side * 78, kind
        assert len(spots) * 100 >= side * side * 17, kind
        if side == 64:
            assert 0 < min(rows) < max(rows) < side - 1, kind


@pytest.mark.parametrize("side", [16, 24, 32])
def test_a_small_person_has_two_eyes_side_by_side_and_two_legs_apart(side):
    for kind in ("man", "hero", "sailor", "boy", "dwarf", "elf", "samurai"):
        figure = dressed(kind)
        form = drawn(figure, side)
        eyes = places(form, *materials(figure, form, "eye"))
        wide = [x for x, _ in eyes]
        assert min(wide) + max(wide) == side - 1, kind
        assert max(wide) - min(wide) >= side // 8, kind
        assert max(y for _, y in eyes) < side * 5 // 8, kind
        feet = max(y for _, y in places(form, *range(1, 256)))
        assert "  " in "".join("#" if slot else " " for slot in form.slots[feet]).strip(), kind


def test_a_bird_stays_on_its_shoulder_while_its_bearer_turns():
    pirate = dressed("pirate", "a pirate with a green parrot on his shoulder")
    assert pirate.ink["bird"][0] == WORDS["green"]
    assert "bird" not in dressed("pirate", "a pirate with raven hair").torso
    for facing, right in (("down", True), ("up", False)):
        form = drawn(pirate, 64, facing)
        found = [x > 32 for x, _ in places(form, *materials(pirate, form, "bird"))]
        assert found.count(right) > 2 * found.count(not right)


def test_a_rider_and_the_mount_are_seen_from_all_sides():
    rider = dressed("knight", "a knight with a pink shield riding a black wolf")
    assert rider.mount[0] == "wolf"
    assert rider.mount[1][0] == WORDS["black"]
    assert dressed("knight", "a knight with a wolf").mount is None
    seen = set()
    for facing in TURNS:
        form = Form(64, 64)
        people.draw(Pen(form), rider, facing, STAND)
        fur = places(form, form.slot(WORDS["black"], "fur"))
        plate = places(form, *materials(rider, form, "plate"))
        assert len(fur) > 150, facing
        assert len(plate) > 60, facing
        assert sum(y for _, y in plate) * len(fur) < sum(y for _, y in fur) * len(plate), facing
        assert all(0 < x < 63 and 0 < y < 63 for x, y in covered(form)), facing
        seen.add(pixels(form))
    assert len(seen) == 8


def test_what_is_on_a_head_is_like_it_was_said():
    assert people.wardrobe.HEADS["horned"][2].strip() in dressed("viking", "a viking with a horned helmet").head
    assert people.wardrobe.HEADS["openhelm"][2].strip() in dressed("man", "a man in a helmet").head
    assert "fin hair" not in dressed("man", "a man with spiky hair in a hat").head


def test_hair_of_the_old_is_thin_or_gone_but_for_what_is_said_of_it():
    def hair(prompt):
        return {people._worn("man", Chance(seed), prompt)[0]["hair"] for seed in range(12)}

    assert hair("man") == {"short", "swept", "spiky"}
    assert hair("an old man") == {"short", "thin", "wreath"}
    assert hair("an old man with spiky hair") == {"spiky"}


def test_somebody_of_a_beasts_kind_has_its_ears_and_who_owns_one_does_not():
    assert dressed("man", "a cat person").head != dressed("man", "a person with a cat").head


def test_all_that_the_tables_name_can_be_drawn():
    texts = [row[2] for table in (wardrobe.BODIES, wardrobe.HEADS) for row in table.values()]
    texts += [*wardrobe.HAIRS_WORN.values(), *wardrobe.FACES.values(), *wardrobe.EXTRAS.values()]
    texts += [tool.shapes for tool in wardrobe.TOOLS.values()]
    ink = dressed("man").ink
    assert {shape.material for text in texts for shape in shapes(text)} <= ink.keys()
    assert {shape.verb for text in texts for shape in shapes(text)} <= solids._VERBS.keys()
    worn = {word.rstrip("?") for words in wardrobe.KINDS.values() for word in words.replace("|", " ").split()}
    tables = (wardrobe.BODIES, wardrobe.HEADS, wardrobe.HAIRS_WORN, wardrobe.TOOLS, wardrobe.FACES, wardrobe.EXTRAS)
    known = {*people.MARKS, *wardrobe.OTHER_SKINS, *(f"#{word}" for word in WORDS)}.union(*tables)
    assert worn <= known
    assert {word for said in wardrobe.SPECIES.values() for word in said.split()} <= known
    assert set(wardrobe.SAID.values()) <= known


@pytest.mark.parametrize(
    "words",
    [
        *("with a sword", "wearing a party hat", "with a beard", "with blonde hair", "with glasses", "with wings"),
        *("in a hood", "with a red cape", "with a crown", "old", "with a shield", "in armour", "fat", "with a bow"),
    ],
)
def test_what_a_prompt_says_of_somebody_is_seen(words):
    assert pixels(drawn(dressed("man"), 32)) != pixels(drawn(dressed("man", f"a man {words}"), 32))


def test_a_colour_belongs_to_what_follows_it():
    knight = dressed("knight", "a blue knight with a red cape")
    assert (knight.ink["cape"][0], knight.ink["plate"][0]) == (RED, COLOURS[0])
    assert dressed("girl", "a girl with red hair").ink["hair"][0] == RED
    wizard = dressed("wizard", "a wizard in a red hat")
    assert wizard.ink["head"][0] == RED != wizard.ink["body"][0]
    form = drawn(knight)
    assert places(form, *materials(knight, form, "cape"))


def test_a_second_kind_changes_the_first():
    elf, plain = dressed("wizard", "an elf wizard"), dressed("wizard", "a wizard")
    assert elf.torso == plain.torso
    assert elf.head != plain.head
    assert dressed("king", "a skeleton king").eyes == "sockets"


def test_a_shield_stays_on_its_arm_while_its_bearer_turns():
    knight = dressed("knight", "a knight with a pink shield")
    sides = {}
    for facing in ("down", "up"):
        form = drawn(knight, 64, facing)
        found = [x for x, _ in places(form, *materials(knight, form, "shield"))]
        sides[facing] = sum(found) // len(found) - 32
    assert sides["down"] > 6
    assert sides["up"] < -6


def test_eight_facings_are_eight_views_of_one_body():
    figure = dressed("archer")
    forms = [drawn(figure, 48, facing) for facing in TURNS]
    assert len({pixels(form) for form in forms}) == 8
    heights = [min(y for _, y in covered(form)) for form in forms]
    assert max(heights) - min(heights) <= 3  # the tip of a hood hangs down behind
    used = [{form.colours[slot] for row in form.slots for slot in row if slot} for form in forms]
    assert all(len(used[0] & other) >= 4 for other in used)


def test_left_is_right_turned_around_but_lit_from_the_same_side():
    figure = dressed("monk", "a monk with a hood and no staff")
    left, right = drawn(figure, 48, "left"), drawn(figure, 48, "right")
    bright = [
        sum(form.light[y][x] * (1 if x < 24 else -1) for x, y in covered(form) if form.slots[y][x])
        for form in (left, right)
    ]
    for plane in (right.slots, right.light, right.lines):
        for row in plane:
            row.reverse()
    assert pixels(left) != pixels(right)
    assert min(bright) > 0


def test_legs_and_arms_of_a_walk_alternate():
    for phase in range(0, 24, 2):
        one, other = poses.gait(phase), poses.gait(phase + 12)
        for mine, theirs in zip(one.feet, reversed(other.feet), strict=True):
            assert all(abs(a - b) <= 1 for a, b in zip(mine, theirs, strict=True))
    step = poses.gait(0)
    (left, _), (right, _) = step.feet
    assert left > 0 > right
    assert step.hands[0][1] < step.hands[1][1]


@pytest.mark.parametrize("verb", list(poses.VERBS))
def test_no_two_moments_that_follow_each_other_are_the_same(verb):
    made = [poses.VERBS[verb](t) for t in range(16)]
    assert all(one != other for one, other in pairwise(made)) or verb == "spin"
    prompt = {"idle": "a monk"}.get(verb, f"a monk {verb}s")
    cells = motion.cells("motion", 64, 64, prompt, Chance(1), [])
    assert all(pixels(one) != pixels(other) for one, other in pairwise(cells))


def test_whatever_moves_by_itself_begins_as_it_is():
    source = Indexed([[x * 7 % 5 * (8 < x < 24 and 8 < y < 30) for x in range(32)] for y in range(32)], [(9, 9, 9)] * 5)
    for verb in {**poses.VERBS, **bends.VERBS}:
        cells = motion.cells("motion", 32, 32, f"it {verb}s", Chance(1), [], source=source)
        first = cells[0]
        assert isinstance(first, Canvas)
        assert len(cells) == 16
        assert all(
            new == 0 or new == old + 2
            for made, given in zip(first.rows, source.rows, strict=True)
            for new, old in zip(made, given, strict=True)
        )
        assert any(cell.rows != first.rows for cell in cells)


@pytest.mark.parametrize("painter", list(poses.COLUMNS))
def test_things_and_beasts_hold_themselves_as_people_do_in_every_column_of_a_sheet(painter):
    size = len(poses.COLUMNS[painter])
    for prompt in ("a chest", "a slime"):
        cells = motion.cells(painter, 48, 48, prompt, Chance(1), [])
        assert len(cells) == 4 * size
        assert all(pixels(one) != pixels(other) for one, other in pairwise(cells))


def test_the_back_of_a_thing_is_plain_and_its_side_is_narrow():
    cells = dict(zip(motion._VIEWS, motion.cells("rotation", 80, 80, "a house", Chance(4), []), strict=True))
    used = {view: {slot for row in form.slots for slot in row if slot} for view, form in cells.items() if view}
    wide = {view: len({x for x, _ in covered(form)}) for view, form in cells.items() if view}
    assert used["up"] < used["down"]
    assert wide["left"] < wide["down"] * 3 // 4
    assert len({pixels(form) for form in cells.values()}) == 9


@pytest.mark.parametrize("use", ["slash", "thrust", "cast", "shoot", ""])
def test_a_strike_is_drawn_back_struck_and_followed_through(use):
    figure = dressed("man", {"slash": "a sword", "thrust": "a spear", "cast": "a staff", "shoot": "a bow", "": ""}[use])
    for facing in motion.FACINGS:
        made = [pixels(drawn(figure, 40, facing, poses.strike(stage, use, facing))) for stage in range(3)]
        assert len(set(made)) == 3


def test_somebody_who_lies_is_wider_than_high():
    spots = covered(drawn(dressed("man"), 48, "down", poses.LYING))
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    assert max(xs) - min(xs) > (max(ys) - min(ys)) * 3 // 2
    assert max(ys) >= 40


@pytest.mark.parametrize("prompt", ["a knight", "a wizard", "a skeleton", "a robot", "a dragon", "a potion"])
def test_a_portrait_is_near(prompt):
    form = Form(64, 64)
    portraits.portrait(form, prompt, Chance(3), [])
    spots = covered(form)
    assert len(spots) * 100 > 64 * 64 * 30
    assert form.colours[0] not in form.colours[1:]


def test_a_large_face_has_two_eyes_with_an_iris_each():
    figure = dressed("man", "a man")
    form = Form(128, 128)
    portraits.bust(Pen(form), figure, 1, 2)
    irises = [x for x, _ in places(form, *materials(figure, form, "iris"))]
    assert min(irises) < 64 < max(irises)
    assert max(irises) - min(irises) > RADIUS


def test_a_beard_covers_the_chin_of_a_portrait_and_glasses_leave_its_eyes():
    for worn, over in (("a long beard", "beard"), ("glasses", "dark")):
        figure = dressed("man", f"a man with {worn}")
        form, plain = Form(128, 128), Form(128, 128)
        portraits.bust(Pen(form), figure, 1, 2)
        portraits.bust(Pen(plain), dressed("man"), 1, 2)
        irises = places(form, *materials(figure, form, "iris"))
        assert len(irises) * 4 > len(places(plain, *materials(figure, plain, "iris"))) * 3
        below = [y for _, y in places(form, *materials(figure, form, over))]
        assert len(below) > 100
        assert (max(below) > max(y for _, y in irises) + 20) == (over == "beard")


@pytest.mark.parametrize(("width", "height", "across"), [(64, 64, 2), (256, 64, 4), (64, 384, 1)])
def test_a_turnaround_has_four_views_apart_from_each_other(width, height, across):
    form = Form(width, height)
    portraits.turnaround(form, "a wizard", Chance(2), [])
    wide, high = width // across, height // (4 // across)
    views = []
    for top in range(0, height, high):
        for left in range(0, width, wide):
            rows = [bytes(row[left : left + wide]) for row in form.slots[top : top + high]]
            assert not any(rows[0])
            assert not any(row[0] for row in rows)
            views.append(b"".join(rows))
            assert sum(map(bool, views[-1])) > wide * high // 12
    assert len(set(views)) == 4


def test_a_flat_thing_turns_to_where_it_is_told_and_is_lit_anew():
    cells = motion.cells("rotation", 80, 80, "a rocket", Chance(4), [])
    views = dict(zip(motion._VIEWS, cells, strict=True))
    boxes = {view: covered(form) for view, form in views.items() if view}
    wide = {view: len({x for x, _ in spots}) for view, spots in boxes.items()}
    high = {view: len({y for _, y in spots}) for view, spots in boxes.items()}
    assert wide["left"] > high["left"]
    assert wide["up"] < high["up"]


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("an archer shooting an arrow", "archer"),
        ("a knight jumps", "knight"),
        ("a wizard casting a fireball", "wizard"),
        ("dancing skeleton", "skeleton"),
    ],
)
def test_nobody_is_taken_for_what_they_do(prompt, kind):
    still = people.dressed(kind, COLOURS, Chance(1))
    assert pixels(motion.cells("motion", 64, 64, prompt, Chance(1), [])[0]) != pixels(Form(64, 64))
    assert (
        motion._actor(motion._without_verbs(prompt), 1, [], False).figure.torso.split(";")[0]
        == still.torso.split(";")[0]
    )


@pytest.mark.parametrize(
    ("prompt", "head"),
    [
        ("a space marine", "visor"),
        ("a plague doctor", "plague"),
        ("a mushroom knight", "fungus"),
        ("a fox girl", "catears"),
    ],
)
def test_two_words_may_say_who_somebody_is(prompt, head):
    assert people._worn(nouns.noun(prompt)[1], Chance(5), prompt)[0]["head"] == head


def test_twin_tails_have_the_colour_that_is_said_of_them():
    prompt = "a school girl with blue twin tails"
    assert people._worn("girl", Chance(5), prompt)[0]["hair"] == "braids"
    assert dressed("girl", prompt).ink["hair"][0] == WORDS["blue"]


def test_a_broom_does_not_cover_the_face_of_who_holds_it():
    figure = dressed("witch", "a witch with a broom")
    for pose in people._STANCES:
        form = drawn(figure, 64, "down", pose)
        straw = [y for _, y in places(form, *materials(figure, form, "straw"))]
        assert min(straw) > max(y for _, y in places(form, *materials(figure, form, "eye")))


@pytest.mark.parametrize("prompt", ["walking", "attack", "jump", "walk cycle", "orange hair"])
def test_who_walks_from_a_picture_is_somebody_in_its_colours_where_words_name_no_others(prompt):
    actor = motion._actor(prompt, 7, [(20, 10, 30), RED, (40, 60, 200)], True)
    assert actor.figure
    assert actor.figure.ink["body"][0][0] > 150 > actor.figure.ink["body"][0][1]
    if prompt == "orange hair":
        assert actor.figure.ink["hair"][0] == WORDS["orange"]


def test_what_fills_its_cell_jumps_and_stays_in_it():
    rows = [bytearray([1]) * 64 for _ in range(64)]
    rows[:3] = [bytearray([2]) * 64 for _ in range(3)]
    for row in rows:
        row[:8] = row[56:] = bytes(8)
    cells = motion.cells(
        "motion", 64, 64, "jumping", Chance(1), [], source=Indexed(rows, [(255, 255, 255), RED, COLOURS[0]])
    )
    tops = [next(y for y, row in enumerate(cell.rows) if any(row)) for cell in cells]
    feet = [max(y for y, row in enumerate(cell.rows) if any(row)) for cell in cells]
    assert all(4 in cell.rows[top] for cell, top in zip(cells, tops, strict=True))
    assert max(feet) - min(feet) >= 6


def test_wings_of_what_flies_are_seen():
    for cell in motion.cells("motion", 64, 64, "a butterfly flying", Chance(1), []):
        columns = [x for x, _ in covered(cell)]
        assert max(columns) - min(columns) > 24
