"""Things: each word draws something of its own, whole, in its box, at every size."""

import re
from operator import or_

import pytest

from rdbuild.offline.painters import beasts, items, motion, people, sheets, things
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS
from rdbuild.offline.painters.form import Form, Pen

KINDS = [kind for kind in things.ROWS if kind in things.USUAL]
PLAIN = [kind for kind in KINDS if not kind.startswith("held_")]


def drawn(kind, size=64, seed=1, said=()):
    form = Form(size, size)
    items.item(Pen(form), kind, items.hues(kind, said), Chance(kind, seed), said)
    return form


def planes(form):
    return bytes(b"".join((*form.slots, *form.light, *form.lines))), tuple(form.colours), tuple(form.stuffs)


def covered(form):
    return [bytes(map(or_, *rows)) for rows in zip(form.slots, form.lines, strict=True)]


def test_every_row_can_be_read_and_names_colours_and_rows_that_there_are():
    for kind in things.ROWS:
        for design in things.designs(kind):
            for part in design:
                known = things.ROWS if part.verb == "U" else [*WORDS, *"msahv", ""]
                assert part.material in known, kind
    assert all(len(colours.split()) == 3 and set(colours.split()) <= set(WORDS) for colours in things.USUAL.values())
    assert set(things.CALLED.values()) <= set(things.USUAL)


def test_no_word_calls_for_two_things():
    heads = re.findall(r"(?m)^([a-z][\w ]*) = ", (things.TABLE).read_text("utf-8"))
    said = [word for head in heads for word in head.split()]
    assert len(said) == len(set(said))


def test_each_thing_is_a_picture_of_its_own_that_fills_its_box_and_stays_inside():
    seen = set()
    for kind in PLAIN:
        for size, least in ((64, 12), (16, 15)):
            form = drawn(kind, size)
            rows = covered(form)
            whole = sum(size - row.count(0) for row in rows)
            assert whole * 100 >= least * size * size, (kind, size)
            ups = [y for y, row in enumerate(rows) if any(row)]
            acrosses = [x for x in range(size) if any(row[x] for row in rows)]
            longest = max(ups[-1] - ups[0], acrosses[-1] - acrosses[0]) + 1
            assert longest >= size * 3 // 4, (kind, size)
            if size == 64:
                border = [*rows[0], *rows[-1], *(row[0] for row in rows), *(row[-1] for row in rows)]
                assert not any(border), kind
                seen.add(planes(form))
    assert len(seen) == len(PLAIN)


def test_the_same_dice_draw_the_same_thing_and_others_draw_another_design():
    for kind in ("sword", "potion", "thing", "shield", "staff", "tree"):
        designs = {planes(drawn(kind, seed=seed)) for seed in range(10)}
        assert planes(drawn(kind, seed=3)) in designs
        assert len(designs) >= 7, kind


def test_words_change_a_things_stuff_state_and_surroundings():
    plain = planes(drawn("sword"))
    for said in (["wooden"], ["crystal"], ["flaming"], ["frozen"], ["enchanted"], ["poisoned"]):
        assert planes(drawn("sword", said=said)) != plain
    assert planes(drawn("chest", said=["open"])) != planes(drawn("chest"))
    assert "glass" in drawn("sword", said=["crystal"]).stuffs
    assert "metal" in drawn("club", said=["iron"]).stuffs


def test_what_is_crossed_is_two_of_a_kind_and_a_shield_is_before_them():
    alone, both, behind = (
        drawn("sword", said=said.split()) for said in ("sword", "crossed swords", "crossed swords behind a shield")
    )
    left, right = (sum(map(sum, ([map(bool, row[a:b]) for row in both.slots]))) for a, b in ((0, 22), (42, 64)))
    assert abs(left - right) * 10 < left + right
    assert covered(both) != covered(alone)
    assert WORDS[things.USUAL["shield"].split()[0]] in behind.colours
    assert WORDS[things.USUAL["shield"].split()[0]] not in both.colours


def test_a_broken_thing_has_a_crack_within_its_outline():
    whole, broken = (drawn("shield", said=said.split()) for said in ("a shield", "a broken shield"))
    there, still = ([list(map(bool, row)) for row in covered(form)] for form in (whole, broken))
    assert there == still
    assert sum(a != b for rows in zip(whole.slots, broken.slots, strict=True) for a, b in zip(*rows, strict=True)) > 20
    assert covered(drawn("sword", said=["broken"])) != covered(drawn("sword"))


def test_snow_lies_on_what_faces_the_sky_and_nowhere_else():
    plain, snowy = drawn("pine_tree"), drawn("pine_tree", said=["snowy"])
    assert [list(map(bool, row)) for row in covered(snowy)] == [list(map(bool, row)) for row in covered(plain)]
    snow = snowy.colours.index(WORDS["snow"])
    for x in range(64):
        column = [row[x] for row in snowy.slots]
        stood = [slot for slot in column if slot]
        assert not stood or stood[0] == snow
    assert sum(row.count(snow) for row in snowy.slots) * 2 < sum(map(bool, b"".join(snowy.slots)))


@pytest.mark.parametrize("kind", ["chest", "book", "door"])
def test_what_is_asked_to_open_is_open_in_the_end(kind):
    first, *_, last = motion.cells("motion", 48, 48, f"a {kind} opening", Chance(1), [])
    sparkles = 2
    assert first.colours == motion.cells("motion", 48, 48, f"a {kind}", Chance(1), [])[0].colours
    assert len(set(last.colours) ^ set(first.colours)) > sparkles


@pytest.mark.parametrize("kind", ["table", "potion", "mailbox", "cart"])
def test_a_thing_that_turns_keeps_all_that_stands_out(kind):
    views = motion.cells("rotation", 64, 64, kind, Chance(1), [])
    front, back = views[1], views[7]
    for one, other in zip(front.slots, back.slots, strict=True):
        assert abs(sum(map(bool, one)) - sum(map(bool, other))) <= 4


def test_an_odd_box_holds_a_thing_whole():
    for width, height in ((17, 41), (384, 64), (12, 12)):
        form = Form(width, height)
        items.item(Pen(form), "potion", items.hues("potion", ()), Chance(1))
        assert any(map(any, form.slots))


@pytest.mark.parametrize("prompt", ["a pistol", "a flaming sword", "a lantern", "a zorp", "crossbow", "a spell book"])
def test_what_is_held_reaches_in_from_the_lower_right_corner(prompt):
    form = Form(64, 64)
    items.weapon(form, prompt, Chance(prompt), [])
    assert any(form.slots[63][48:])
    assert not any(form.slots[y][x] for y in range(64) for x in range(2))


def kinds_on(prompt, count):
    wanted = sheets.wanted(prompt, Chance(prompt))
    return [next(wanted)[0] for _ in range(count)]


def test_a_sheet_holds_different_things_of_the_prompts_kind():
    assert kinds_on("sword, shield and red potion", 4) == ["sword", "shield", "potion", "sword"]
    assert len(set(kinds_on("fantasy weapons", 9))) == 9
    assert "chest" in kinds_on("dungeon props", 9)
    assert set(kinds_on("health potions", 9)) == {"potion"}
    assert {"apple", "bread", "cheese"} & set(kinds_on("food items", 6))
    assert kinds_on("slimes", 2) == ["", ""]
    for prompt, some in (("sea creatures", "shark"), ("farm animals", "cow"), ("birds", "owl"), ("insects", "bee")):
        assert some in kinds_on(prompt, 4)
        assert len(set(kinds_on(prompt, 6))) == 6


def test_families_of_a_sheet_are_of_things_that_there_are():
    for kinds in sheets.TOGETHER.values():
        assert set(kinds) <= {*things.USUAL, *beasts.CALLED, *people.CALLED}


def test_things_on_a_sheet_have_empty_pixels_around_them():
    form = Form(128, 128)
    sheets.sheet(form, "dungeon props", Chance(4), [])
    rows = covered(form)
    for line in (0, 42, 84):
        assert not any(rows[line]) or not any(rows[line - 1])
        assert not any(row[line] and row[line - 1] for row in rows)


def test_an_inventory_is_slots_to_the_border():
    form = Form(128, 128)
    sheets.inventory(form, "rpg", Chance(4), [])
    assert all(all(row) for row in form.slots)
    frame = form.slots[0][0]
    assert form.slots[0] == bytes([frame]) * 128
    assert all(row[0] == frame == row[127] for row in form.slots)


def test_without_its_slots_an_inventory_is_things_on_an_empty_ground():
    form = Form(128, 128)
    sheets.carried(form, "rpg", Chance(4), [])
    rows = covered(form)
    assert not any(rows[0] + rows[-1])
    assert not any(row[0] or row[127] for row in rows)
    assert 20 < sum(bool(slot) for row in rows for slot in row) * 100 // 128**2 < 80


def test_hexagonal_tiles_are_of_the_lands_that_are_named_and_stand_apart():
    form = Form(128, 128)
    sheets.hexagons(form, "lava and snow", Chance(4), [])
    rows = covered(form)
    assert not any(rows[0]) or not any(rows[-1])
    assert not any(row[0] for row in rows)
    assert any(rows[20][20:30])
