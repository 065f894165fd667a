"""Names that are good everywhere, and files that never fall on each other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue
from rdbuild.model import Asset, Mark
from rdbuild.naming import clashes, extra_path, id_fault, output_paths, possible_paths

CATALOGUE = catalogue.load()
STILL = CATALOGUE.absent()
WALK = CATALOGUE.styles["rd_animation__four_angle_walking"]
HERO = Asset("chars/hero", Mark("m", 1, 1), "chars/hero", "a knight", None, 64, 64)


@pytest.mark.parametrize(
    "good", ["a", "items/potion_red", "-x", "_", "0", "a.b.c", "con_", "a/b/c", "console", "com10"]
)
def test_good_ids(good: str) -> None:
    assert id_fault(good) is None


@pytest.mark.parametrize(
    "bad",
    ["", "/", "a/", "/a", "a//b", ".", "..", "a/../b", ".git", "a b", "a\\b", "é", "a.", "a./b", "con", "NUL.txt",
     "x/LPT1", "a:b", "a\n", "x" * 201, "/".join(["abc"] * 200), "hero#2"],
)  # fmt: skip
def test_ids_that_some_platform_can_not_hold(bad: str) -> None:
    assert id_fault(bad)


def test_the_names_of_outputs() -> None:
    assert output_paths(HERO, STILL) == ("chars/hero.png",)
    several = replace(HERO, num_images=3)
    assert output_paths(several, STILL) == ("chars/hero_1.png", "chars/hero_2.png", "chars/hero_3.png")
    assert output_paths(replace(several, pick=2), STILL) == ("chars/hero.png",)
    assert output_paths(HERO, WALK) == ("chars/hero.gif",)
    assert output_paths(replace(HERO, params={"return_spritesheet": True}), WALK) == ("chars/hero.png",)
    assert output_paths(replace(HERO, params={"return_spritesheet": False}), WALK) == ("chars/hero.gif",)


def test_extras_have_their_names_reserved() -> None:
    asked = replace(HERO, id="a.b", num_images=2, params={"return_non_bg_removed": True, "return_pre_palette": False})
    assert possible_paths(asked, STILL) == ("a.b_1.png", "a.b_2.png", "a.b_1.with_bg.png", "a.b_2.with_bg.png")
    assert extra_path("a.b.gif", "extra_1") == "a.b.extra_1.png"


def test_clashes_name_both_owners() -> None:
    assert clashes([(0, "a.png"), (1, "A.png")]) == [(1, 0, "A.png")]
    assert clashes([(0, "a.png/b.png"), (1, "a.png")]) == [(0, 1, "a.png")]
    assert clashes([(0, "Assets.json/b.png")]) == [(0, None, "Assets.json")]
    assert clashes([(0, "a/b.png"), (1, "a.png"), (2, "a_b.png")]) == []


@given(st.lists(st.from_regex(r"[a-cA-C](/[a-c]){0,2}\.png", fullmatch=True), max_size=8))
def test_without_clashes_all_files_fit_into_one_case_blind_tree(paths: list[str]) -> None:
    if clashes(list(enumerate(paths))):
        return
    folded = [path.lower() for path in paths]
    assert len(set(folded)) == len(folded)
    assert not any(other.startswith(path + "/") for path in folded for other in folded)
