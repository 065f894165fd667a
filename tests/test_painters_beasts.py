"""Beasts and subjects: every word has a body of its own, seen from any side, and a prompt is about its noun."""

from itertools import pairwise

import pytest

from rdbuild.offline.painters import beasts, nouns, subjects
from rdbuild.offline.painters.bestiary import KINDS
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.look import LOOKS, shown

FACINGS = ("down", "down-right", "right", "up-right", "up", "up-left", "left", "down-left")
PLANS = ["corgi", "dragon", "slime", "ghost", "golem", "raven", "snake", "spider", "crab", "fish", "octopus", "plant"]


def drawn(kind, side=64, *, seed=1, facing="", step=0):
    form = Form(side, side)
    name = kind.split()[0]
    colours = [WORDS[word] for word in beasts.USUAL.get(name, "purple cream amber").split()]
    beasts.beast(Pen(form), kind, colours, Chance(name, seed), facing, step)
    return form


def planes(form):
    return b"".join(form.slots), b"".join(form.light), b"".join(form.lines)


def extent(form):
    """Columns and rows from the first to the last that anything stands in."""
    filled = [[bool(slot) for slot in row] for row in form.slots]
    across = [x for x in range(form.width) if any(row[x] for row in filled)]
    down = [y for y in range(form.height) if any(filled[y])]
    return across[-1] + 1 - across[0], down[-1] + 1 - down[0], across, down


@pytest.mark.parametrize(("side", "most"), [(16, 65), (64, 80)])
def test_every_kind_of_beast_has_a_picture_of_its_own_that_fills_its_box_and_stays_inside(side, most):
    seen = {}
    for kind in [*KINDS, "creature"]:
        form = drawn(kind, side)
        wide, high, across, down = extent(form)
        assert max(wide, high) * 100 >= side * most, kind
        assert min(wide, high) * 100 >= side * 40, kind
        assert min(across[0], down[0]) > 0, kind
        assert max(across[-1], down[-1]) < side - 1, kind
        assert seen.setdefault(planes(form), kind) == kind


@pytest.mark.parametrize(
    "kind", ["cat", "corgi", "wolf", "bear", "cow", "dragon", "bat", "golem", "owl", "spider", "bee"]
)
def test_the_smallest_beasts_are_the_same_on_both_sides(kind):
    form = drawn(kind, 16)
    filled = [[bool(slot) for slot in row] for row in form.slots]
    astray = sum(left != right for row in filled for left, right in zip(row, reversed(row), strict=True))
    assert astray <= 8


@pytest.mark.parametrize("side", [16, 24])
def test_no_speck_is_left_in_a_small_picture(side):
    for kind in PLANS:
        form = drawn(kind, side)
        rows = [bytes(side), *map(bytes, form.slots), bytes(side)]
        lone = [
            (x, y)
            for y in range(side)
            for x, slot in enumerate(form.slots[y])
            if slot and form.stuffs[slot] not in ("flat", "glow")
            if slot
            not in (rows[y][x], rows[y + 2][x], *form.slots[y][max(x - 1, 0) : x], *form.slots[y][x + 1 : x + 2])
        ]
        assert len(lone) <= 4, kind


def gaps(row):
    """How many times a row begins to be filled."""
    return sum(slot and not before for before, slot in pairwise([0, *row]))


@pytest.mark.parametrize("kind", ["horse", "pegasus", "unicorn"])
def test_a_small_horse_is_seen_from_the_side_with_legs_apart_and_an_eye_within_its_head(kind):
    for seed in range(6):
        form = drawn(kind, 16, seed=seed)
        _, _, _, down = extent(form)
        assert gaps(form.slots[down[-1] - 1]) >= 2, seed
        filled = [[bool(slot) for slot in row] for row in form.slots]
        assert sum(left != right for row in filled for left, right in zip(row, reversed(row), strict=True)) > 30, seed
    eye = {form.slot((30, 22, 40), "flat")}
    assert any(slot in eye and row[x - 1] and row[x + 1] for row in form.slots for x, slot in enumerate(row))


@pytest.mark.parametrize(("kind", "legs"), [("spider", 8), ("ant", 6), ("beetle", 6), ("ladybug", 6)])
def test_the_legs_of_a_small_bug_are_counted(kind, legs):
    columns = list(zip(*drawn(kind, 24).slots, strict=True))
    for half in (columns[:10], columns[14:]):
        assert max(map(gaps, half)) >= legs // 2


def test_a_rat_is_longer_than_a_mouse_and_both_have_a_pink_nose_before_their_face():
    def shape(kind):
        form = drawn(kind, 64, facing="right")
        return form, extent(form)

    (mouse, (mouse_wide, mouse_high, _, _)), (rat, (rat_wide, rat_high, _, _)) = shape("mouse"), shape("rat")
    assert rat_wide * mouse_high > mouse_wide * rat_high
    for form in (mouse, rat):
        pink = form.slot((226, 128, 140), "matte")
        whisker = form.slot((246, 246, 240), "fur")
        ahead = max(x for row in form.slots for x, slot in enumerate(row) if slot not in (0, whisker))
        assert max(x for row in form.slots for x, slot in enumerate(row) if slot == pink) >= ahead - 2


@pytest.mark.parametrize("kind", PLANS)
def test_a_beast_turns_and_walks(kind):
    facings = {facing: planes(drawn(kind, 48, facing=facing)) for facing in FACINGS}
    assert len(set(facings.values())) == len(FACINGS)
    steps = [planes(drawn(kind, 48, facing="right", step=step)) for step in range(4)]
    assert all(one != other for one, other in pairwise([*steps, steps[0]]))


@pytest.mark.parametrize("kind", ["corgi", "golem", "raven", "dragon"])
def test_the_eyes_of_a_beast_are_seen_from_in_front_and_not_from_behind(kind):
    def eyes(facing):
        form = drawn(kind, 64, facing=facing)
        named = {form.slot((30, 22, 40), "flat")}
        return sum(slot in named for row in form.slots for slot in row)

    assert eyes("down") > 3
    assert not eyes("up")


@pytest.mark.parametrize("kind", ["dragon", "cat", "slime", "creature"])
def test_ten_seeds_of_a_beast_are_ten_designs(kind):
    assert len({planes(drawn(kind, seed=seed)) for seed in range(10)}) == 10


def test_what_words_put_on_a_beast_is_seen_in_each_of_its_facings():
    for facing in ("", "down", "right", "up"):
        plain, hatted = drawn("corgi", facing=facing), drawn("corgi party hat", facing=facing)
        assert WORDS["blue"] not in plain.colours
        assert WORDS["blue"] in hatted.colours
    assert planes(drawn("corgi sunglasses")) != planes(drawn("corgi"))


def test_every_usual_colour_is_a_word_for_one_and_every_kind_has_three():
    for kind, usual in beasts.USUAL.items():
        assert len([WORDS[word] for word in usual.split()]) == 3, kind


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("A really cool corgi wearing sunglasses and a party hat", "corgi sunglasses party hat"),
        ("a raven with a glowing green eye", "raven glowing"),
        ("a pack of wolves", "wolf"),
        ("three mice", "mouse"),
        ("butterflies", "butterfly"),
        ("octopuses", "octopus"),
        ("dragon sword", "sword"),
        ("the dragon's sword", "sword"),
        ("a wooden key chest with a skull", "chest"),
        ("battleaxe", "axe"),
        ("swordfish", "fish"),
        ("red-eyed bat", "bat"),
        ("a wolf howling at the moon", "wolf"),
        ("a howling wolf", "wolf"),
        ("pixel art of a ghost, castle", "ghost"),
        ("a cat and a dog", "cat"),
        ("forest", "tree"),
    ],
)
def test_a_prompt_is_about_its_noun(prompt, kind):
    assert subjects.subject_of(prompt, Chance(1))[1] == kind


@pytest.mark.parametrize("word", ["wombat", "beagle", "zorp"])
def test_a_word_that_ends_like_another_is_not_that(word):
    assert subjects.subject_of(word, Chance(1))[1] in ("creature", "thing")


def test_every_place_and_deed_has_a_thing_that_stands_for_it():
    for word, stands in nouns.STANDS.items():
        assert nouns._called(stands), word


def near(colour, word):
    return sum(abs(a - b) for a, b in zip(colour, WORDS[word], strict=True)) < 60


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("a raven with a glowing green eye", ("raven", "navy", "green")),
        ("a fox", ("fox", "white", "amber")),
        ("a blue fox", ("blue", "white", "amber")),
        ("a red and gold dragon with white eyes", ("red", "gold", "white")),
        ("a kitten asleep on a red pillow", ("grey", "white", "lime")),
    ],
)
def test_colours_before_a_noun_are_its_own_and_those_after_it_its_accents(prompt, words):
    for seed in range(4):
        colours = subjects.colours_of(prompt, Chance(seed))
        assert all(near(colour, word) for colour, word in zip(colours, words, strict=True))


def test_two_colours_of_one_body_are_told_apart():
    for word in ("white", "orange", "grey", "black", "green"):
        for kind in KINDS:
            main, second, _ = subjects.colours_of(f"a {word} {kind}", Chance(kind))
            assert sum(abs(a - b) for a, b in zip(main, second, strict=True)) > 40, (word, kind)


@pytest.mark.parametrize("size", [(16, 16), (24, 24), (33, 33), (96, 64), (17, 41), (128, 128)])
def test_the_frame_of_an_icon_is_the_border_of_the_picture(size):
    form = Form(*size)
    subjects.icon(form, "a blue wolf", Chance(size), [])
    empty = [(x, y) for y, row in enumerate(form.slots) for x, slot in enumerate(row) if not slot]
    assert set(empty) <= {(x, y) for x in (0, size[0] - 1) for y in (0, size[1] - 1)}


def test_the_shadow_of_an_asset_is_ground():
    plain, shaded = Form(64, 64), Form(64, 64)
    subjects.subject(plain, "a bear", Chance(3), [])
    subjects.asset(shaded, "a bear", Chance(3), [])
    assert plain.slots == shaded.slots
    assert plain.light != shaded.light
    grounds = set(shown(shaded, LOOKS["clean"], Chance(1)).grounds)
    cut = shown(plain, LOOKS["clean"], Chance(1))
    whole = shown(shaded, LOOKS["clean"], Chance(1))
    for one, other in zip(cut.rows, whole.rows, strict=True):
        assert [number in grounds for number in one] == [number in grounds for number in other]


def test_a_form_of_very_many_materials_is_drawn_with_those_that_are_like_them():
    form = Form(8, 8)
    numbers = [form.slot((n % 256, n // 256, 0)) for n in range(600)]
    assert max(numbers) == 255
    assert form.colours[numbers[599]][1] == 0


def test_marks_and_shells_are_as_they_are_said():
    dice = Chance(3)
    main, second, _ = subjects.colours_of("a snail with a blue shell", dice)
    assert second[2] > second[0] + 60
    assert main[0] > main[2]
    for side in (32, 64):
        plain, striped = (drawn(kind, side, seed=4) for kind in ("spider", "spider stripes"))
        assert planes(plain) != planes(striped)
        assert WORDS["red"] not in {striped.colours[slot] for row in striped.slots[side // 2 + 8 :] for slot in row}
    for seed in range(4):
        form = drawn("slime dripping", 64, seed=seed)
        assert WORDS["bone"] not in {form.colours[slot] for row in form.slots for slot in row}
