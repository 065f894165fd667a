"""`plan --check` says by its exit code whether the tree is what the manifest says, and how it comes to be."""

from __future__ import annotations

import shutil

import pytest
from game import Game, picture

POTIONS = {"hero": "prompt: a knight", "'potion_{color}'": "matrix: {color: [red, blue]}, prompt: 'a {color} potion'"}


@pytest.fixture
def built(game: Game) -> Game:
    game.write(POTIONS).build()
    return game


def checked(game: Game, *options: str, code: int = 4) -> list[str]:
    ran = game.run("plan", "--check", *options, key=None)
    assert ran.code == code, ran
    return ran.err.splitlines()


def test_a_build_is_named_only_where_it_helps(built: Game) -> None:
    (built.tree / "potion_red.png").unlink()
    assert checked(built) == [
        "error: out of date: `potion_red`",
        "  hint: `rdbuild build` brings the tree up to date",
    ]
    picture(built.tree / "hero.png")
    assert checked(built) == [
        "error: out of date: `hero`, `potion_red`",
        "  hint: `rdbuild build` brings what is not blocked up to date; blocked is `hero`: `hero.png` was changed by"
        " hand; `rdbuild accept hero` takes what you changed, `--force --only hero` overwrites it",
    ]
    assert built.run("build").code == 1
    assert checked(built) == [
        "error: out of date: `hero`",
        "  hint: no build can by itself: `hero`: `hero.png` was changed by hand; `rdbuild accept hero` takes what you"
        " changed, `--force --only hero` overwrites it",
    ]
    assert checked(built, "--only", "potion_*", code=0) == []


def test_what_is_lost_says_what_it_costs_to_have_it_again(built: Game) -> None:
    shutil.rmtree(built.tree)
    shutil.rmtree(built.home)
    said = checked(built)
    assert said[0] == "error: out of date: `hero`, `potion_red`, `potion_blue`"
    assert said[1] == (
        "  hint: no build can by itself: `hero` (and 2 more): bought before, but neither cache nor tree has it;"
        " `--rebuy` pays again (0.017)"
    )


def test_a_check_of_some_looks_at_those_alone(built: Game) -> None:
    built.write({**POTIONS, "hero": "prompt: an old knight"})
    assert checked(built)[0] == "error: out of date: `hero`"
    assert checked(built, "--only", "potion_*", code=0) == []
    assert checked(built, "--sample", "1")[0] == "error: out of date: `hero`"
    assert checked(built, "--tag", "nobody", code=2)[0] == "error: no asset has the tag `nobody`"


def test_a_refusal_for_money_is_more_urgent_than_what_is_out_of_date(game: Game) -> None:
    game.write(POTIONS, budget="0.05")
    assert checked(game, code=3)[0].startswith("error: over budget")
