"""A selection is what somebody named, and what that is made from; nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild.errors import UsageError
from rdbuild.model import Asset, ImageRef, Mark
from rdbuild.plan import needs
from rdbuild.selection import left_out, select

MARK = Mark("rdbuild.yaml", 1, 1)


def asset(name: str, *tags: str, source: str | None = None) -> Asset:
    ref = ImageRef(MARK, asset=source) if source else None
    return Asset(name, MARK, name, "a knight", None, 64, 64, tags=tags, input_image=ref)


GAME = [
    asset("hero"),
    asset("hero_walk", "moving", source="hero"),
    asset("hero_walk_hurt", "moving", "late", source="hero_walk"),
    asset("items/potion", "items"),
    asset("items/deep/potion", "items", "late"),
    asset("items.old"),
]


def chosen(*only: str, tags: tuple[str, ...] = ()) -> list[str]:
    return [one.id for one in select(GAME, only, tags)]


@pytest.mark.parametrize(
    ("globs", "ids"),
    [
        ((), [one.id for one in GAME]),
        (("hero",), ["hero"]),
        (("items/*",), ["items/potion"]),
        (("items/**",), ["items/potion", "items/deep/potion"]),
        (("**/potion",), ["items/potion", "items/deep/potion"]),
        (("*",), ["hero", "hero_walk", "hero_walk_hurt", "items.old"]),
        (("**",), [one.id for one in GAME]),
        (("items?old",), ["items.old"]),
        (("items?potion", "hero"), UsageError),
        (("items.old", "hero"), ["hero", "items.old"]),
        (("hero_walk_hurt",), ["hero", "hero_walk", "hero_walk_hurt"]),
    ],
)
def test_a_glob_names_assets_and_brings_what_they_are_made_from(globs: tuple[str, ...], ids: list[str] | type) -> None:
    """`*` and `?` stop at `/`, `**` doesn't; a dot is a dot; several are alternatives; the manifest's order stays."""
    if isinstance(ids, type):
        with pytest.raises(ids):
            chosen(*globs)
    else:
        assert chosen(*globs) == ids


@pytest.mark.parametrize(
    ("only", "tags", "ids"),
    [
        ((), ("late",), ["hero", "hero_walk", "hero_walk_hurt", "items/deep/potion"]),
        ((), ("items", "moving"), ["hero", "hero_walk", "hero_walk_hurt", "items/potion", "items/deep/potion"]),
        (("items/**",), ("late",), ["items/deep/potion"]),
        (("items/**", "hero*"), ("late", "moving"), ["hero", "hero_walk", "hero_walk_hurt", "items/deep/potion"]),
    ],
)
def test_tags_are_alternatives_and_a_tag_and_a_glob_must_both_hold(
    only: tuple[str, ...], tags: tuple[str, ...], ids: list[str]
) -> None:
    assert chosen(*only, tags=tags) == ids


@pytest.mark.parametrize(
    ("only", "tags", "message", "hint"),
    [
        (("itms/*",), (), "`--only itms/*` matches no asset", "did you mean `items/potion`?"),
        (("hero", "herro"), (), "`--only herro` matches no asset", "did you mean `hero`?"),
        (("zzz",), (), "`--only zzz` matches no asset", None),
        ((), ("item",), "no asset has the tag `item`", "did you mean `items`?"),
        (("HERO",), (), "`--only HERO` matches no asset", "did you mean `hero`?"),
        (("hero#1",), (), "`--only hero#1` matches no asset", "did you mean `hero`?"),
        (("hero",), ("items",), "no asset matches `--only` and `--tag` together",
         "each asset must match one of both kinds"),
    ],
)  # fmt: skip
def test_what_matches_nothing_is_an_error_with_the_nearest_name(
    only: tuple[str, ...], tags: tuple[str, ...], message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(*only, tags=tags)
    assert (caught.value.message, caught.value.hint, caught.value.exit_code) == (message, hint, 2)


@pytest.mark.parametrize("text", ["hero(", "[a-z]*", "hero+", "h|i", "", "hero\n", "^hero$", "\\w+"])
def test_no_sign_of_a_regular_expression_means_anything(text: str) -> None:
    with pytest.raises(UsageError):
        chosen(text)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.sets(st.integers(0, 9), min_size=1))
def test_a_selection_is_closed_and_in_order(edges: list[tuple[int, int]], wanted: set[int]) -> None:
    assets = [
        Asset(str(n), MARK, str(n), "a", None, 64, 64,
              reference_images=tuple(ImageRef(MARK, asset=str(low)) for low, high in edges if high == n and low < n))
        for n in range(10)
    ]  # fmt: skip
    found = select(assets, [str(n) for n in wanted], [])
    names = [one.id for one in found]
    assert {str(n) for n in wanted} <= set(names)
    assert all(set(needs(one)) <= set(names) for one in found)
    assert names == [one.id for one in assets if one.id in names]
    used = {name for one in found for name in needs(one)}
    assert set(names) <= {str(n) for n in wanted} | used, "nothing that nobody needs"


# -- a sample


def rows(entry: str, count: int, *tags: str, source: str | None = None) -> list[Asset]:
    """What an entry makes of its matrix or table."""
    ref = ImageRef(MARK, asset=source) if source else None
    return [
        Asset(f"{entry}_{n}", MARK, f"{entry}_{{n}}", "a", None, 64, 64, tags=tags, input_image=ref)
        for n in range(count)
    ]


def sampled(assets: list[Asset], most: int | None, *only: str, tags: tuple[str, ...] = ()) -> list[str]:
    return [one.id for one in select(assets, only, tags, most)]


def test_a_sample_takes_some_of_each_entry_that_makes_several_and_leaves_the_others_whole() -> None:
    assets = [*rows("item", 10), asset("hero"), *rows("orc", 2), asset("title")]
    assert sampled(assets, 3) == ["item_0", "item_2", "item_5", "hero", "orc_0", "orc_1", "title"]
    assert sampled(assets, 1) == ["item_0", "hero", "orc_0", "title"]
    assert sampled(assets, 99) == sampled(assets, None) == [one.id for one in assets]


def test_a_sample_is_taken_of_what_only_and_tag_selected_and_brings_what_it_is_made_from() -> None:
    assets = [*rows("base", 3), *rows("item", 10, "items", source="base_2"), *rows("orc", 10, source="base_1")]
    assert sampled(assets, 2, tags=("items",)) == ["base_2", "item_0", "item_5"]
    assert sampled(assets, 2, "orc_?") == ["base_1", "orc_0", "orc_5"]
    assert sampled(assets, 1) == ["base_0", "base_1", "base_2", "item_0", "orc_0"]


@given(st.integers(1, 300), st.integers(1, 40))
def test_a_sample_is_evenly_spread_and_the_same_each_time(count: int, most: int) -> None:
    assets = rows("item", count)
    found = sampled(assets, most)
    assert found == sampled(assets, most)
    assert len(found) == min(count, most)
    at = [-1, *(int(name.partition("_")[2]) for name in found), count]
    gaps = [after - before for before, after in pairwise(at)]
    assert max(gaps) * len(found) < 2 * count or len(found) == 1, "no gap is twice as wide as it would be on average"


@given(st.integers(1, 300), st.integers(1, 40))
def test_a_row_more_at_the_end_takes_the_place_of_one_at_most(count: int, most: int) -> None:
    before, after = (set(sampled(rows("item", rowed), most)) for rowed in (count, count + 1))
    assert len(before - after) <= 1
    assert after - before <= {f"item_{count}"}


def test_a_sample_of_a_matrix_sees_every_value_of_each_variable() -> None:
    """It is in step with none of them, as every fourth of 8 times 4 would be."""
    grid = [(kind, size) for kind in range(8) for size in range(4)]
    found = {int(name.partition("_")[2]) for name in sampled(rows("item", 32), 8)}
    assert {grid[n][1] for n in found} == {0, 1, 2, 3}
    assert len({grid[n][0] for n in found}) >= 7


def test_what_a_sample_left_out_is_said_and_how_to_get_it() -> None:
    assets = [*rows("item", 500, source="hero"), asset("hero")]
    assert left_out(assets, (), (), 12) == (
        "`--sample 12` left out 488 of 501 assets, of `item_{n}`; without it they are built too",
    )
    assert left_out(assets, (), (), 500) == left_out(assets, (), (), None) == left_out(assets, ("hero",), (), 1) == ()
    assert "999 of 1,000" in left_out(rows("a", 1000), (), (), 1)[0]
    many = [one for name in "abcde" for one in rows(name, 2)]
    assert "of `a_{n}`, `b_{n}`, `c_{n}`, …;" in left_out(many, (), (), 1)[0]


def test_two_entries_of_one_name_in_two_files_are_two() -> None:
    here, there = (
        rows("item", 4),
        [replace(one, id=f"b/{one.id}", mark=Mark("b.yaml", 1, 1)) for one in rows("item", 4)],
    )
    assert sampled([*here, *there], 1) == ["item_0", "b/item_0"]
