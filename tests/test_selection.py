"""A selection is what somebody named, and what that is made from; nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild.errors import UsageError
from rdbuild.model import Asset, ImageRef, Mark
from rdbuild.plan import needs
from rdbuild.selection import select

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
        (("zzz",), (), "`--only zzz` matches no asset",
         "ids here: `hero`, `hero_walk`, `hero_walk_hurt`, `items/potion`, `items/deep/potion`, …"),
        (("items/d*",), (), "`--only items/d*` matches no asset", "`*` stops at `/`: `items/d**` matches 1"),
        ((), ("zzz",), "no asset has the tag `zzz`", "tags here: `items`, `late` and `moving`"),
        ((), ("item",), "no asset has the tag `item`", "did you mean `items`?"),
        (("HERO",), (), "`--only HERO` matches no asset", "did you mean `hero`?"),
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
