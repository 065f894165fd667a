"""A selection is what somebody named, and what that is made from; nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from game import Game
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
        (("itms/*",), (), "`--only itms/*` matches no asset", "did you mean `items/**`?"),
        (("item/*",), (), "`--only item/*` matches no asset", "did you mean `items/**`?"),
        (("items",), (), "`--only items` matches no asset", "`items/**` is all that is in that folder"),
        (("hero", "herro"), (), "`--only herro` matches no asset", "did you mean `hero`?"),
        (("zzz",), (), "`--only zzz` matches no asset",
         "ids here: `hero`, `hero_walk`, `hero_walk_hurt`, `items/potion`, `items/deep/potion`, …"),
        (("items/d*",), (), "`--only items/d*` matches no asset", "`*` stops at `/`: `items/d**` matches 1"),
        ((), ("zzz",), "no asset has the tag `zzz`", "tags here: `items`, `late` and `moving`"),
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


# -- whole builds


def test_a_sample_touches_prunes_and_forgets_none_of_the_others(game: Game, api: Any) -> None:
    orcs = "'orc_{n}'"
    game.write({"hero": "prompt: a knight", orcs: "matrix: {n: [1, 2, 3, 4, 5]}, prompt: 'orc {n}'"})
    done = game.build("--sample", "2")
    assert done["generated"] == ["hero", "orc_1", "orc_3"]
    assert done["remarks"] == ["`--sample 2` left out 3 of 6 assets, of `orc_{n}`; without it they are built too"]
    again = game.run("build", "--sample", "2")
    assert (again.code, again.err) == (0, f"game: nothing to do, 3 assets up to date\n{done['remarks'][0]}\n")
    assert game.build()["generated"] == ["orc_2", "orc_4", "orc_5"]
    before, lines = game.files(), game.lock
    game.write({orcs: "matrix: {n: [1, 2, 3, 4, 5]}, prompt: 'an orc, number {n}'"})
    plan = game.plan("--sample", "2")
    assert [(one["id"], one["status"]) for one in plan["assets"]] == [("orc_1", "changed"), ("orc_3", "changed")]
    assert plan["remarks"] == ["`--sample 2` left out 3 of 5 assets, of `orc_{n}`; without it they are built too"]
    game.build("--sample", "2")
    assert {name for name, data in game.files().items() if data != before[name]} == {"orc_1.png", "orc_3.png"}
    assert {name for name, line in game.lock.items() if line != lines[name]} == {"orc_1", "orc_3"}
    assert "hero" in game.lock
    assert len(api.paid()) == 8


def test_a_sample_of_a_table_takes_some_of_its_rows(game: Game) -> None:
    (game.folder / "items.csv").write_text("name\n" + "".join(f"thing {n}\n" for n in range(20)))
    game.write({"'{name|slug}'": "table: items.csv, prompt: 'a {name}'", "hero": "prompt: a knight"})
    plan = game.plan("--sample", "3", "--offline")
    assert [one["id"] for one in plan["assets"]] == ["thing_0", "thing_5", "thing_13", "hero"]
    assert plan["remarks"] == ["`--sample 3` left out 17 of 21 assets, of `{name|slug}`; without it they are built too"]


def test_a_sample_is_restored_and_checked_without_a_key(game: Game) -> None:
    game.write({"'orc_{n}'": "matrix: {n: [1, 2, 3, 4, 5]}, prompt: 'orc {n}'"}).build()
    for name in ("orc_2", "orc_3"):
        (game.tree / f"{name}.png").unlink()
    assert game.run("plan", "--check", "--sample", "2", key=None).code == 4
    assert game.build("--locked", "--sample", "2", key=None)["reused"] == ["orc_3"]
    assert game.run("plan", "--check", "--sample", "2", key=None).code == 0


def test_an_edit_brings_the_whole_chain_before_it_and_what_that_is_made_from(game: Game, api: Any) -> None:
    game.write(
        {
            "hero": "prompt: a knight",
            "party": "edit: {asset: hero}, prompt: [add a hat, add a coat]",
            "'feast_{n}'": "matrix: {n: [1, 2, 3]}, edit: {asset: party}, prompt: 'add {n} cakes'",
            "orc": "prompt: an orc",
        },
        budget="{build: 1, credits: 50}",
    )
    assert [one["id"] for one in game.plan("--only", "feast_*", "--sample", "1")["assets"]] == [
        "hero",
        "party",
        "feast_1",
    ]
    done = game.build("--only", "feast_*", "--sample", "1")
    assert (done["generated"], done["credits_spent"]) == (["hero", "party", "feast_1"], "15")
    assert game.build("--only", "party")["current"] == ["hero", "party"]
    assert len(api.paid()) == 4
