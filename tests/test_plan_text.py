"""What people and programs read of a plan: whole texts, at 80 columns and at fewer, and the shape of `--json`."""

from __future__ import annotations

import io
import json
import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rdbuild.build import Options, Outside, Planned, make_build, make_plan
from rdbuild.console import WIDTH, Console, Page
from rdbuild.model import Change
from rdbuild.plan import Price, priced
from rdbuild.plan_text import _change_lines, plan_json, plan_text
from rdbuild.project import Place
from rdbuild.screen import columns

HEAD = "version: 1\nproject: cave\nbudget: 2.50\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\n"
CAVE = (
    HEAD
    + """\
assets:
  items/potion_{color}:
    matrix: {color: [red, green, blue, black]}
    prompt: a {color} potion in a round flask
  hero: {prompt: a knight, seed: 7}
  walk: {prompt_style: rd_animation__any_animation, prompt: a walk, input_image: {asset: hero}}
  castle: {prompt: a castle, num_images: 4}
  castle_again: {prompt: a castle, num_images: 4}
  logo: {prompt_style: rd_animation__battle_sprites, width: 48, height: 48, prompt: a bat}
"""
)


def now() -> datetime:
    return datetime(2026, 1, 2, tzinfo=UTC)


def write(folder: Path, text: str) -> Options:
    manifest = folder / "cave.yaml"
    manifest.write_text(text, encoding="utf-8")
    return Options(Place(manifest, "https://api.example/v1", folder / "home"), offline=True)


def quiet(level: int = 0, **page: Any) -> Console:
    return Console(io.StringIO(), io.StringIO(), Page(**page), level=level)


def with_prices(planned: Planned, prices: dict[str, Price]) -> Planned:
    """The same plan as if the API had given these prices by style."""
    asked = {step.request.price_class: step for step in planned.plan.steps}
    each = {
        name: prices.get(step.asset.prompt_style or "", Price(None, step.request.formula_micro))
        for name, step in asked.items()
    }
    return replace(planned, plan=priced(planned.plan.steps, each))


BATTLE = {"rd_animation__battle_sprites": Price(250_000, None)}


@pytest.fixture
def fresh(tmp_path: Path) -> Planned:
    text = CAVE.replace("  logo:", "  battle:").replace("rd_animation__battle_sprites", "rd_animation__small_sprites")
    return make_plan(write(tmp_path, text.replace("width: 48, height: 48", "width: 32, height: 32")), now)


# -- plans


def test_the_text_of_a_plan_from_nothing(fresh: Planned) -> None:
    assert plan_text(fresh, quiet()) == dedent("""\
        cave on https://api.example/v1

        to generate: 9 assets, 0.474
          + items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64
          + hero                      0.017  rd_fast__game_asset 64x64
          + walk                      0.25   rd_animation__any_animation 64x64
          + castle                    0.069  rd_fast__game_asset 64x64 x4
          + castle_again                     the same picture as `castle`
          + battle                    0.07   rd_animation__small_sprites 32x32

        plan: 9 to generate
        cost: 0.474 for 8 requests, by the documented formulas
          5 x 0.017  rd_fast__game_asset 64x64
          1 x 0.25   rd_animation__any_animation 64x64
          1 x 0.069  rd_fast__game_asset 64x64 x4
          1 x 0.07   rd_animation__small_sprites 32x32
        budget: budget.build 2.5, left 2.5, after this build 2.026""")


def test_the_text_of_a_plan_shows_the_apis_price_beside_the_formulas(fresh: Planned) -> None:
    prices = {
        "rd_fast__game_asset": Price(17_000, 17_000),
        "rd_animation__any_animation": Price(300_000, 250_000),
        "rd_animation__small_sprites": Price(60_000, 70_000),
    }
    lines = plan_text(with_prices(fresh, prices), quiet()).splitlines()
    assert lines[lines.index("plan: 9 to generate") + 1 : -1] == [
        "cost: 0.462 for 8 requests, quoted by the API",
        "  5 x 0.017  rd_fast__game_asset 64x64 (as the formula)",
        "  1 x 0.3    rd_animation__any_animation 64x64 (formula 0.25, +0.05)",
        "  1 x 0.017  rd_fast__game_asset 64x64 x4 (formula 0.069, -0.052)",
        "  1 x 0.06   rd_animation__small_sprites 32x32 (formula 0.07, -0.01)",
    ]


def test_the_text_of_a_plan_over_a_tree_that_people_worked_on(tmp_path: Path) -> None:
    """Changed, cached, edited, blocked through its source, and current: a build of placeholders, then a person."""
    text = CAVE[: CAVE.index("  logo:")]
    options = replace(write(tmp_path, text), offline=False)
    options = replace(options, place=replace(options.place, api="local"))
    outside = Outside(now, lambda: 0.5, lambda _: None, lambda *_: None, lambda _: None)
    assert make_build(options, outside).exit_code == 0
    tree = tmp_path / "assets"
    (tree / "hero.png").write_bytes(b"drawn over by hand")
    (tree / "castle_2.png").unlink()
    (tree / "cave").mkdir()
    (tree / "new.png").write_bytes(b"somebody else's")
    text = text.replace("round flask", "square flask").replace("prompt: a walk", "prompt: a slow walk")
    write(tmp_path, text + "  new: {prompt: a bat}\n")
    planned = make_plan(replace(options, offline=True), now)
    assert plan_text(planned, quiet()) == dedent("""\
        cave on local

        to generate again: 4 assets, 0.068
          ~ items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64
              prompt: a red potion in a round flask
                   -> a red potion in a square flask, and 3 others like it

        from the cache: 1 asset
          < castle                           in the cache, paid for already

        blocked: 3 assets
          ! hero                             [edited] `hero.png` was changed by hand
          ! walk
              [upstream] is made from `hero`, which is blocked
          ! new
              [foreign] `new.png` is there and rdbuild did not make it
          hint: `rdbuild accept ID` takes what you changed, `--force --only ID`
            overwrites it
          hint: `rdbuild accept ID` takes it, `--force --only ID` overwrites it; or move
            it away

          = 1 asset up to date

        plan: 4 to generate again, 1 from the cache, 3 blocked, 1 up to date
        cost: 0.068 of pretend money for 4 requests, by the documented formulas
          4 x 0.017  rd_fast__game_asset 64x64
        saved: 0.069 of pretend money for 1 request paid for before
        budget: build 2.50 (not enforced on the embedded API, which is free)""")
    for listed in (plan_text(planned, quiet(), every=True), plan_text(planned, quiet(level=1))):
        assert f"  = {'castle_again':<18}  {'':<5}  the tree has it\n" in listed
        assert "  ~ items/potion_black  0.017  rd_fast__game_asset 64x64\n" in listed
        assert "potion_{color}" not in listed


@pytest.fixture
def every(tmp_path: Path) -> Planned:
    """A plan with every status, as it is after some work."""
    text = (
        CAVE[: CAVE.index("  logo:")].replace("budget: 2.50", "budget: {build: 2.50, credits: 40}")
        + "  feast: {edit: {asset: hero}, prompt: [a party hat, more cake]}\n"
        + "  'rocks/{n}': {matrix: {n: [1, 2, 3, 4]}, take: '{n}', prompt: a rock}\n"
        + "  bat: {prompt: a bat}\n"
    )
    planned = make_plan(write(tmp_path, text), now)
    rocks = "the tree has it"
    told: dict[str, dict[str, Any]] = {
        "items/potion_red": {
            "status": "changed", "changes": (Change("prompt", "a red vial", "a red potion in a round flask"),),
        },
        "items/potion_green": {
            "status": "changed", "changes": (Change("prompt", "a green vial", "a green potion in a round flask"),),
        },
        "items/potion_blue": {"status": "blocked", "code": "unknown", "reason": "a paid request was sent and nobody"
                              " knows what became of it"},
        "items/potion_black": {"status": "pending", "reason": "paid for; the next build collects it"},
        "walk": {"status": "changed", "reason": "lost; bought again by `--rebuy`"},
        "castle": {"status": "cached", "reason": "in the cache, paid for already"},
        "castle_again": {"status": "cached", "reason": "in the cache, paid for already"},
        **{f"rocks/{n}": {"status": "current", "reason": rocks} for n in range(1, 5)},
        "bat": {"status": "blocked", "code": "lost", "reason": "bought before, but neither cache nor tree has it;"
                " `--rebuy` pays again (0.017)"},
    }  # fmt: skip
    return with_steps(planned, told)


def with_steps(planned: Planned, told: dict[str, dict[str, Any]]) -> Planned:
    """The same plan with other facts for some assets, priced by the formulas."""
    steps = [replace(step, **told.get(step.asset.id, {}), cost_micro=0) for step in planned.plan.steps]
    prices = {step.request.price_class: Price(None, step.request.formula_micro) for step in steps}
    return replace(planned, plan=priced(steps, prices))


def test_the_text_of_a_plan_with_every_status(every: Planned) -> None:
    assert plan_text(every, quiet()) == dedent("""\
        cave on https://api.example/v1

        to generate: 2 assets, 0.017 and 10 credits
          + hero                0.017       rd_fast__game_asset 64x64
          + feast               10 credits  edit

        to generate again: 3 assets, 0.284
          ~ items/potion_red    0.017       rd_fast__game_asset 64x64
              prompt: a red vial -> a red potion in a round flask
          ~ items/potion_green  0.017       rd_fast__game_asset 64x64
              prompt: a green vial -> a green potion in a round flask
          ~ walk                0.25        rd_animation__any_animation 64x64
              lost; bought again by `--rebuy`

        from the cache: 2 assets
          < castle                          in the cache, paid for already
          < castle_again                    in the cache, paid for already

        on their way: 1 asset
          … items/potion_black              paid for; the next build collects it

        blocked: 2 assets
          ! items/potion_blue
              [unknown] a paid request was sent and nobody knows what became of it
          ! bat
              [lost] bought before, but neither cache nor tree has it; `--rebuy` pays
              again (0.017)
          hint: `--rebuy` buys lost pictures again; a machine whose cache has them needs
            no money
          hint: `rdbuild ledger` shows what is unknown, `rdbuild ledger reconcile`
            settles it by hand

          = 4 assets up to date

        plan: 2 to generate, 3 to generate again, 2 from the cache, 1 on their way,
          2 blocked, 4 up to date
        cost: 0.301 and 10 credits for 6 requests, by the documented formulas
          3 x 0.017      rd_fast__game_asset 64x64
          1 x 0.25       rd_animation__any_animation 64x64
          2 x 5 credits  edit
        saved: 0.137 for 5 requests paid for before
        budget: budget.build 2.5, left 2.5, after this build 2.199
        budget: budget.credits 40, left 40, after this build 30""")


def test_the_same_plan_on_sixty_columns(every: Planned) -> None:
    text = plan_text(every, quiet(width=60))
    assert max(map(columns, text.splitlines())) <= 60
    assert text == dedent("""\
        cave on https://api.example/v1

        to generate: 2 assets, 0.017 and 10 credits
          + hero               0.017       rd_fast__game_asset 64x64
          + feast              10 credits  edit

        to generate again: 3 assets, 0.284
          ~ items/potion_red   0.017       rd_fast__game_asset 64x64
              prompt: a red vial -> a red potion in a round flask
          ~ items/potion_green  0.017
              rd_fast__game_asset 64x64
              prompt: a green vial
                   -> a green potion in a round flask
          ~ walk               0.25
              rd_animation__any_animation 64x64
              lost; bought again by `--rebuy`

        from the cache: 2 assets
          < castle
              in the cache, paid for already
          < castle_again
              in the cache, paid for already

        on their way: 1 asset
          … items/potion_black
              paid for; the next build collects it

        blocked: 2 assets
          ! items/potion_blue
              [unknown] a paid request was sent and nobody knows
              what became of it
          ! bat
              [lost] bought before, but neither cache nor tree has
              it; `--rebuy` pays again (0.017)
          hint: `--rebuy` buys lost pictures again; a machine whose
            cache has them needs no money
          hint: `rdbuild ledger` shows what is unknown,
            `rdbuild ledger reconcile` settles it by hand

          = 4 assets up to date

        plan: 2 to generate, 3 to generate again, 2 from the cache,
          1 on their way, 2 blocked, 4 up to date
        cost: 0.301 and 10 credits for 6 requests, by the documented
          formulas
          3 x 0.017      rd_fast__game_asset 64x64
          1 x 0.25       rd_animation__any_animation 64x64
          2 x 5 credits  edit
        saved: 0.137 for 5 requests paid for before
        budget: budget.build 2.5, left 2.5, after this build 2.199
        budget: budget.credits 40, left 40, after this build 30""")


@pytest.mark.parametrize("width", [1, 8, 20, 33, 60, 80, 200])
def test_a_plan_fits_every_screen_that_has_room_for_a_word(every: Planned, width: int) -> None:
    lines = plan_text(every, quiet(width=width, colour=True), every=True).splitlines()
    assert max(map(columns, lines)) <= max(width, 34)
    assert "budget.build" in " ".join(lines)


KNIGHT = "a young knight with a red plume on his helmet, a long sword in his right hand and a round shield in the left"


@pytest.fixture
def changed(tmp_path: Path) -> Planned:
    """Groups whose members differ from what there is in the same things, in others, or in some."""
    text = (
        HEAD
        + """assets:
  items/potion_{color}: {matrix: {color: [red, green, blue, black]}, prompt: "a {color} potion"}
  rocks/{n}: {matrix: {n: [1, 2, 3, 4, 5]}, take: "{n}", prompt: a rock}
  hero: {prompt: a knight}
  old: {prompt: an old knight}
"""
    )
    size = Change("width", "48", "64")
    told: dict[str, dict[str, Any]] = {
        f"items/potion_{color}": {"changes": (Change("prompt", f"a {color} flask", f"a {color} potion"), size)}
        for color in ("red", "green", "blue", "black")
    }
    told |= {f"rocks/{n}": {"changes": (Change("prompt_style", "rd_fast__retro", "rd_fast__game_asset"),)}
             for n in (1, 2, 3, 4)}  # fmt: skip
    told |= {"rocks/5": {"reason": "the picture is gone"}}
    told |= {"hero": {"changes": (Change("prompt", KNIGHT, KNIGHT.replace("round", "square")), size,
                                  Change("input_palette", "not set", "4 colours, #0f380f to #9bbc0f"))}}  # fmt: skip
    told |= {"old": {"reason": "a parameter or an input is another"}}
    planned = make_plan(write(tmp_path, text), now)
    return with_steps(planned, {name: {"status": "changed", **facts} for name, facts in told.items()})


def test_what_changed_is_told_field_by_field_and_of_a_group_once(changed: Planned) -> None:
    assert plan_text(changed, quiet()) == dedent("""\
        cave on https://api.example/v1

        to generate again: 11 assets, 0.187
          ~ items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64
              prompt: a red flask -> a red potion, and 3 others like it
              width:  48 -> 64
          ~ rocks/{n} (5)             0.085  rd_fast__game_asset 64x64
              the picture is gone (1 of 5)
              prompt_style: rd_fast__retro -> rd_fast__game_asset (4 of 5)
          ~ hero                      0.017  rd_fast__game_asset 64x64
              prompt:        a young knight with a red plume on his helmet, a long sword
                             in his right hand and a round shield in the left
                          -> a young knight with a red plume on his helmet, a long sword
                             in his right hand and a square shield in the left
              width:         48 -> 64
              input_palette: not set -> 4 colours, #0f380f to #9bbc0f
          ~ old                       0.017  rd_fast__game_asset 64x64
              a parameter or an input is another

        plan: 11 to generate again
        cost: 0.187 for 11 requests, by the documented formulas
          11 x 0.017  rd_fast__game_asset 64x64
        budget: budget.build 2.5, left 2.5, after this build 2.313""")


def test_what_changed_on_sixty_columns(changed: Planned) -> None:
    text = plan_text(changed, quiet(width=60))
    assert max(map(columns, text.splitlines())) <= 60
    assert text.partition("\n\nplan:")[0] == dedent("""\
        cave on https://api.example/v1

        to generate again: 11 assets, 0.187
          ~ items/potion_{color} (4)  0.068
              rd_fast__game_asset 64x64
              prompt: a red flask
                   -> a red potion, and 3 others like it
              width:  48 -> 64
          ~ rocks/{n} (5)  0.085  rd_fast__game_asset 64x64
              the picture is gone (1 of 5)
              prompt_style: rd_fast__retro
                         -> rd_fast__game_asset (4 of 5)
          ~ hero           0.017  rd_fast__game_asset 64x64
              prompt:        … a round shield in the left
                          -> … a square shield in the left
              width:         48 -> 64
              input_palette: not set
                          -> 4 colours, #0f380f to #9bbc0f
          ~ old            0.017  rd_fast__game_asset 64x64
              a parameter or an input is another""")


def test_what_is_another_in_all_of_many_is_told_once(changed: Planned) -> None:
    """Such as a default, of which everything is made anew."""
    shared = Change("remove_bg", "true", "false")
    told = {step.asset.id: {"changes": (shared, *step.changes)} for step in changed.plan.steps}
    lines = plan_text(with_steps(changed, told), quiet()).splitlines()
    assert lines[2:6] == [
        "to generate again: 11 assets, 0.187",
        "      remove_bg: true -> false, in all of them",
        "  ~ items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64",
        "      prompt: a red flask -> a red potion, and 3 others like it",
    ]
    assert sum("remove_bg" in line for line in lines) == 1
    listed = plan_text(with_steps(changed, told), quiet(), every=True).splitlines()
    assert sum("remove_bg" in line for line in listed) == 11


def test_each_member_of_a_changed_group_can_be_listed(changed: Planned) -> None:
    lines = plan_text(changed, quiet(), every=True).splitlines()
    at = lines.index("  ~ items/potion_blue   0.017  rd_fast__game_asset 64x64")
    assert lines[at + 1 : at + 3] == ["      prompt: a blue flask -> a blue potion", "      width:  48 -> 64"]


@given(
    st.text(st.characters(codec="utf-16", exclude_categories=("Cs",)), max_size=300),
    st.text(max_size=300),
    st.integers(20, 120),
    st.booleans(),
)
def test_whatever_a_prompt_holds_no_line_is_too_long_and_nothing_is_obeyed(
    was: str, now: str, width: int, colour: bool
) -> None:
    """Wide characters, colours, directions and line ends in what people write."""
    for change in (Change("prompt", was, now), Change("prompt", now, f"{now} {was}")):
        lines = _change_lines([(change, ", and 3 others like it")], Page(width, colour))
        assert max(map(columns, lines)) <= max(width, 24)
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\ud800-\udfff]", "".join(lines))


@pytest.mark.heavy
def test_five_thousand_assets_in_sixty_entries_are_a_hundred_lines_at_most(tmp_path: Path) -> None:
    entries = "".join(
        f"  group{n}/thing_{{k:03}}: {{matrix: {{k: {list(range(84))}}}, seed: '{{k}}', prompt: a thing of kind {n},"
        f" width: {64 + 4 * (n % 20)}}}\n"
        for n in range(60)
    )
    planned = make_plan(write(tmp_path, f"{HEAD.replace('2.50', '500')}assets:\n{entries}"), now)
    assert len(planned.plan.steps) == 5040
    began = time.perf_counter()
    text = plan_text(planned, quiet())
    took = time.perf_counter() - began
    lines = text.splitlines()
    assert len(lines) <= 100
    assert max(map(len, lines)) <= 80
    assert sum(line.startswith("  + ") for line in lines) == 60
    assert lines[-2].endswith(" requests of 9 other kinds (`--all` lists them)")
    assert took < 1
    assert len(plan_text(planned, quiet(), every=True).splitlines()) > 5040

    told = {
        step.asset.id: {
            "status": "changed",
            "changes": (Change("prompt", f"a {n}", f"an {n}"), Change("width", f"{n}", "9")),
        }
        for n, step in enumerate(planned.plan.steps)
    }
    lines = plan_text(with_steps(planned, told), quiet()).splitlines()
    assert len(lines) <= 100
    assert lines[3] == "  ~ group0/thing_{k:03} (84)   1.428  prompt, width"
    assert "  hint: `--only GLOB` or `--all` shows the old and the new values" in lines


def test_no_line_of_a_plan_is_wider_than_a_screen_however_long_a_name_is(tmp_path: Path) -> None:
    long = "a/very/long/folder/name/for/an/asset/that_does_not_fit_beside_anything_else_in_80_columns_at_all"
    planned = make_plan(write(tmp_path, CAVE[: CAVE.index("  logo:")] + f"  {long}: {{prompt: a tree}}\n"), now)
    lines = plan_text(planned, quiet()).splitlines()
    assert max(map(len, lines)) <= WIDTH
    first = next(n for n, line in enumerate(lines) if long[:30] in line)
    assert lines[first : first + 2] == [
        "  + a/very/long/folder/name/for/an/asset/that_does_not_fit_beside_anything_else_",
        "    in_80_columns_at_all      0.017  rd_fast__game_asset 64x64",
    ]


def test_a_plan_with_nothing_to_do_is_short(tmp_path: Path) -> None:
    planned = make_plan(write(tmp_path, CAVE[: CAVE.index("  logo:")]), now)
    done = tuple(replace(step, status="current", cost_micro=0) for step in planned.plan.steps)
    plan = replace(planned.plan, steps=done, requests=0, cost_micro=0)
    assert plan_text(replace(planned, plan=plan), quiet()) == dedent("""\
        cave on https://api.example/v1

        plan: 8 up to date
        saved: 0.404 for 7 requests paid for before
        budget: budget.build 2.5, left 2.5""")


def test_colour_is_only_there_when_asked_for(fresh: Planned) -> None:
    coloured = plan_text(fresh, quiet(colour=True))
    assert "\x1b[32m+\x1b[0m hero" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plan_text(fresh, quiet())


def test_the_json_of_a_plan_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    assets = "  castle: {prompt: a castle, num_images: 2}\n  twin: {prompt: a castle, num_images: 2}\n"
    planned = make_plan(write(tmp_path, f"{HEAD}assets:\n{assets}"), now)
    told = json.loads(json.dumps(plan_json(planned)))
    first, twin = told.pop("assets")
    fingerprint = first.pop("fingerprint")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint)
    assert first == {
        "id": "castle", "status": "new", "code": None, "reason": "no picture yet", "changes": [],
        "prompt_style": "rd_fast__game_asset", "width": 64, "height": 64, "num_images": 2, "cost": "0.035",
        "unit": "balance", "cost_source": "formula", "formula": "0.035", "outputs": ["castle_1.png", "castle_2.png"],
    }  # fmt: skip
    assert (twin["cost"], twin["fingerprint"], twin["status"]) == ("0", fingerprint, "new")
    assert [note["code"] for note in told.pop("notes")] == ["one-picture"]
    assert told == {
        "version": 1,
        "project": "cave",
        "api": "https://api.example/v1",
        "totals": {"assets": 2, "to_generate": 2, "left": 0, "cached": 0, "current": 0, "pending": 0, "blocked": 0,
                   "requests": 1, "cost": "0.035", "credits": "0", "saved": "0", "credits_saved": "0"},
        "budget": {"name": "budget.build", "cap": "2.5", "left": "2.5"},
        "refused": None,
        "remarks": [],
    }  # fmt: skip


def test_the_json_of_a_plan_says_what_changed_and_what_is_saved(every: Planned, changed: Planned) -> None:
    told = {one["id"]: one for one in plan_json(changed)["assets"]}
    assert told["items/potion_red"]["changes"] == [
        {"field": "prompt", "was": "a red flask", "now": "a red potion"}, {"field": "width", "was": "48", "now": "64"},
    ]  # fmt: skip
    assert told["old"]["changes"] == []
    totals = plan_json(every)["totals"]
    assert (totals["saved"], totals["credits_saved"]) == ("0.137", "0")  # of the castle, once, and four rocks


def test_an_edit_chain_that_is_whole_saves_all_its_steps(every: Planned) -> None:
    done = with_steps(every, {"feast": {"status": "current"}, "feast#1": {"status": "current"}})
    whole = replace(done, plan=replace(done.plan, steps=tuple(one for one in done.plan.steps if not one.asset.hidden)))
    assert plan_json(whole)["totals"]["credits_saved"] == "10"


def test_pictures_made_by_hand_come_from_no_cache_and_save_nothing(tmp_path: Path) -> None:
    for name in ("logo", "frame"):
        Image.new("RGBA", (16, 16), "red").save(tmp_path / f"{name}.png")
    assets = "  logo: {file: logo.png}\n  frame: {file: frame.png}\n  hero: {prompt: a knight}\n"
    planned = make_plan(write(tmp_path, f"{HEAD}assets:\n{assets}"), now)
    assert plan_text(with_steps(planned, {"frame": {"status": "current"}}), quiet()) == dedent("""\
        cave on https://api.example/v1

        to generate: 1 asset, 0.017
          + hero  0.017  rd_fast__game_asset 64x64

        from your files: 1 asset
          < logo         made by hand

          = 1 asset up to date

        plan: 1 to generate, 1 from your files, 1 up to date
        cost: 0.017 for 1 request, by the documented formulas
          1 x 0.017  rd_fast__game_asset 64x64
        budget: budget.build 2.5, left 2.5, after this build 2.483""")


def test_the_json_of_a_plan_that_money_does_not_cover_says_so(tmp_path: Path) -> None:
    planned = make_plan(replace(write(tmp_path, CAVE[: CAVE.index("  logo:")]), budget=Decimal("0.01")), now)
    told = plan_json(planned)
    assert told["budget"] == {"name": "--budget", "cap": "0.01", "left": "0.01"}
    assert "needed 0.404" in told["refused"]
    assert "after this build" not in plan_text(planned, quiet())
