"""With `--fit` a build spends up to its budget in order of `priority`, and says what is left for next time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from os import environ
from textwrap import dedent
from typing import Any

import pytest
from game import PRICE, Game, snapshot
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.fit import Bound, fit
from rdbuild.model import Asset, ImageRef, Mark, Plan, Request, Step, Unit
from rdbuild.plan import Price, priced, to_buy

MARK = Mark("rdbuild.yaml", 1, 1)
UNITS: tuple[Unit, ...] = ("balance", "credits")
Case = tuple[list[Step], list[Bound]]


def step(
    name: str, price: int, *needs: str, unit: Unit = "balance", priority: int = 0, picture: str = "",
    status: Any = "new",
) -> Step:  # fmt: skip
    asset = Asset(name, MARK, name, "a", None, 64, 64, priority=priority,
                  reference_images=tuple(ImageRef(MARK, asset=need) for need in needs))  # fmt: skip
    picture = picture or name
    request = Request(name, picture, picture, 1, None, {}, (), None, f"{unit}{price}", price, unit, 1, ())
    return Step(asset, request, status, "", (f"{name}.png",), needs=needs)


def room(amount: int, name: str = "`budget.build`", *units: Unit, **more: Any) -> Bound:
    return Bound(name, units or ("balance",), amount, f"raise {name} by {{}}", **{"wait": 0, "fresh": amount, **more})


def whole(steps: list[Step]) -> Plan:
    prices = {one.request.price_class: Price(None, one.request.formula_micro) for one in steps}
    return priced(steps, prices)


def fitted(steps: list[Step], *bounds: Bound) -> tuple[list[str], tuple[str, ...]]:
    order = {one.asset.owner: number for number, one in enumerate(steps)}
    cut, said = fit(whole(steps), order, bounds)
    return [one.asset.id for one in cut.steps if not one.left and one.status in ("new", "changed")], said


def test_a_dear_one_is_passed_over_and_cheaper_ones_after_it_still_fit() -> None:
    steps = [step("a", 30), step("b", 80), step("c", 30), step("d", 50), step("e", 10)]
    assert fitted(steps, room(100))[0] == ["a", "c", "e"]


def test_priority_comes_before_the_order_of_the_manifest() -> None:
    steps = [step("a", 50), step("b", 50, priority=-1), step("c", 50, priority=5), step("d", 50, priority=5)]
    assert fitted(steps, room(100))[0] == ["c", "d"]
    assert fitted(steps, room(150))[0] == ["a", "c", "d"]


def test_an_asset_gets_money_together_with_what_it_is_made_from_or_none() -> None:
    steps = [step("base", 60), step("hero", 50, "base", priority=9), step("gem", 30)]
    assert fitted(steps, room(110))[0] == ["base", "hero"]
    assert fitted(steps, room(100))[0] == ["base", "gem"]
    deep = [step("a", 10), step("b", 10, "a"), step("c", 10, "b", priority=1), step("d", 10)]
    assert fitted(deep, room(29))[0] == ["a", "b"]
    assert fitted(deep, room(30))[0] == ["a", "b", "c"]


def test_what_is_there_already_costs_nothing_of_what_is_made_from_it() -> None:
    steps = [step("base", 60, status="cached"), step("on_its_way", 60, status="pending"),
             step("hero", 50, "base", "on_its_way")]  # fmt: skip
    assert fitted(steps, room(50))[0] == ["hero"]


def test_one_picture_for_several_assets_is_counted_once() -> None:
    steps = [step("a", 60, picture="x"), step("b", 60, picture="x"), step("c", 40)]
    assert fitted(steps, room(100))[0] == ["a", "b", "c"]
    assert fitted([replace(steps[0], asset=replace(steps[0].asset, priority=-9)), *steps[1:]], room(60))[0] == [
        "a",
        "b",
    ]


def test_units_are_bounded_apart_and_one_wallet_together() -> None:
    steps = [step("a", 50), step("edit", 50, unit="credits"), step("b", 50)]
    assert fitted(steps, room(100), room(50, "`budget.credits`", "credits"))[0] == ["a", "edit", "b"]
    assert fitted(steps, room(100), room(49, "`budget.credits`", "credits"))[0] == ["a", "b"]
    assert fitted(steps, room(100), room(120, "the account", "balance", "credits"))[0] == ["a", "edit"]


def test_the_headroom_of_the_balance_is_not_spent_and_credits_have_none() -> None:
    account = room(100, "the account", "balance", "credits", headroom=10)
    assert fitted([step("a", 90), step("b", 1)], account)[0] == ["a"]
    assert fitted([step("a", 100, unit="credits")], account)[0] == ["a"]
    assert fitted([step("a", 91), step("b", 90)], account)[0] == ["b"]


def test_a_plan_that_fits_is_as_it_was() -> None:
    plan = whole([step("a", 50), step("b", 50, "a")])
    assert fit(plan, {"a": 0, "b": 1}, [room(100)]) == (plan, ())
    assert fit(plan, {"a": 0, "b": 1}, []) == (plan, ())


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ([room(50_000)], "raise `budget.build` by 0.07, or build again"),
        ([room(50_000, "`budget.day`", wait=1)], "raise `budget.day` by 0.07, or build again tomorrow (UTC)"),
        ([room(50_000, "`budget.month`", wait=2), room(60_000)],
         "raise `budget.month` by 0.07 and raise `budget.build` by 0.06, or build again next month (UTC)"),
        ([Bound("the account", ("balance",), 50_000, "add {} to the account", headroom=10_000)],
         "add 0.08 to the account"),
        ([room(30_000)], "raise `budget.build` by 0.09"),  # which is less than any of them takes
        ([room(30_000, "`budget.day`", wait=1, fresh=40_000)],
         "raise `budget.day` by 0.09, or build again tomorrow (UTC)"),
    ],
)  # fmt: skip
def test_what_is_left_is_told_with_its_price_and_how_to_have_it(bounds: list[Bound], said: str) -> None:
    steps = [step("a", 40_000), step("b", 40_000), step("c", 40_000)]
    count, cost = (2, "0.08") if bounds[0].room >= 40_000 else (3, "0.12")
    assert fitted(steps, *bounds)[1] == (f"left for next time: {count} assets for {cost}; {said}",)


def test_each_asset_that_is_left_says_what_it_takes_with_what_it_is_made_from() -> None:
    steps = [step("a", 50_000), step("b", 20_000, "a"), step("c", 5_000_000, "b", unit="credits")]
    cut, said = fit(whole(steps), {"a": 0, "b": 1, "c": 2}, [room(10_000), room(10**9, "`--credits`", "credits")])
    assert [one.reason for one in cut.steps] == [
        "left for next time: it takes 0.05, more than is left of `budget.build`",
        "left for next time: it takes 0.07, more than is left of `budget.build`",
        "left for next time: it takes 0.07 and 5 credits, more than is left of `budget.build`",
    ]
    assert (cut.requests, cut.cost_micro, cut.credits_micro) == (0, 0, 0)
    assert [(one.cost_micro, one.price_micro) for one in cut.steps] == [(0, 50_000), (0, 20_000), (0, 5_000_000)]
    assert said[0].startswith("left for next time: 3 assets for 0.07 and 5 credits; raise `budget.build` by 0.06")


@st.composite
def cases(draw: st.DrawFn) -> Case:
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 12))):
        name = f"n{number}"
        if steps and draw(st.booleans()) and draw(st.booleans()):  # the same picture again, so made from the same
            twin = draw(st.sampled_from(steps))
            asset = replace(twin.asset, id=name, priority=draw(st.integers(-2, 2)))
            steps.append(replace(twin, asset=asset))
            continue
        needs = (
            draw(st.lists(st.sampled_from([one.asset.id for one in steps]), unique=True, max_size=3)) if steps else []
        )
        steps.append(
            step(name, draw(st.integers(0, 9)), *needs, unit=draw(st.sampled_from(UNITS)),
                 priority=draw(st.integers(-2, 2)), status=draw(st.sampled_from(["new", "new", "changed", "cached"])))
        )  # fmt: skip
    bounds = draw(
        st.lists(
            st.builds(
                lambda units, amount, headroom: room(amount, "x", *units, headroom=headroom),
                st.sampled_from([("balance",), ("credits",), ("balance", "credits")]), st.integers(0, 40),
                st.sampled_from([0, 3]),
            ),
            max_size=3,
        )
    )  # fmt: skip
    return steps, bounds


def needed(name: str, steps: dict[str, Step]) -> set[str]:
    """Every picture that has to be bought for an asset, looked up in another way than `fit` does."""
    one = steps[name]
    if one.status not in ("new", "changed"):
        return set()
    return {one.request.fingerprint}.union(*(needed(need, steps) for need in one.needs))


def cost(pictures: set[str], steps: list[Step]) -> dict[Unit, int]:
    prices = {one.request.fingerprint: one.request for one in steps}
    return {unit: sum(prices[one].formula_micro or 0 for one in pictures if prices[one].unit == unit) for unit in UNITS}


def fits(pictures: set[str], steps: list[Step], bounds: list[Bound]) -> bool:
    total = cost(pictures, steps)
    for bound in bounds:
        headroom = bound.headroom if total["balance"] else 0
        spent = sum(total[unit] for unit in bound.units)
        if spent and spent + headroom > bound.room:
            return False
    return True


@pytest.mark.heavy
@given(cases())
def test_the_laws_of_fitting(case: Case) -> None:
    steps, bounds = case
    order = {one.asset.id: number for number, one in enumerate(steps)}
    plan = whole(steps)
    cut, said = fit(plan, order, bounds)
    assert (cut, said) == fit(plan, order, bounds), "the same each time"
    by_id = {one.asset.id: one for one in steps}
    bought = {one.request.fingerprint for one in to_buy(cut.steps)}
    total = cost(bought, steps)
    assert (cut.cost_micro, cut.credits_micro, cut.requests) == (total["balance"], total["credits"], len(bought))
    assert sum(one.cost_micro for one in cut.steps) == sum(total.values()), "and each is told once"
    assert fits(bought, steps, bounds), "no bound is passed"
    wanted = [one for one in steps if one.status in ("new", "changed")]
    left = [one for one, then in zip(steps, cut.steps, strict=True) if then.left]
    assert bool(left) == bool(said)
    ahead: set[str] = set()
    for one in sorted(wanted, key=lambda one: (-one.asset.priority, order[one.asset.id])):
        wants = needed(one.asset.id, by_id)
        if one in left:
            assert not fits(ahead | wants, steps, bounds), "those before it left no room for it"
            assert not fits(bought | wants, steps, bounds), "nor is there room in the end"
        else:
            assert wants <= bought, "with all that it is made from"
        if wants <= bought:
            ahead |= wants


# -- whole builds

ICONS = {"'icon_{n}'": "matrix: {n: [1, 2, 3, 4, 5]}, prompt: 'icon {n}'"}
FACE = {"face": "prompt: a face, prompt_style: rd_pro__default"}
NAMES = [f"icon_{n}" for n in range(1, 6)]


def because(done: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["because"] for one in done["skipped"]}


def test_a_build_spends_up_to_its_budget_and_the_next_one_goes_on(game: Game, api: Any) -> None:
    game.write({**FACE, **ICONS}, budget="0.04")
    plan = game.plan("--fit")
    assert [(one["id"], one["cost"], one.get("left"), one.get("price")) for one in plan["assets"]] == [
        ("face", "0", True, "0.22"), ("icon_1", "0.017", None, None), ("icon_2", "0.017", None, None),
        *((name, "0", True, "0.017") for name in NAMES[2:]),
    ]  # fmt: skip
    assert plan["totals"].items() >= {"to_generate": 2, "left": 4, "requests": 2, "cost": "0.034"}.items()
    assert plan["remarks"] == ["left for next time: 4 assets for 0.271; raise `budget.build` by 0.265, or build again"]
    done = game.build("--fit")
    assert (done["generated"], done["spent"], len(api.paid())) == (NAMES[:2], "0.034", 2)
    assert because(done) == {
        "face": "left for next time: it takes 0.22, more than is left of `budget.build`",
        **dict.fromkeys(NAMES[2:], "left for next time: it takes 0.017, more than is left of `budget.build`"),
    }
    assert done["remarks"] == plan["remarks"]
    assert game.build("--fit")["generated"] == NAMES[2:4]
    last = game.run("build", "--fit")
    assert last.code == 0
    assert last.err.splitlines()[-1] == "left for next time: 1 asset for 0.22; raise `budget.build` by 0.197"
    nothing = game.run("build", "--fit")
    assert (nothing.code, len(api.paid())) == (0, 5)
    assert "skipped: face: left for next time: it takes 0.22" in nothing.err
    assert game.run("build").code == 3


def test_a_plan_that_fits_reads_as_what_a_build_would_do(game: Game) -> None:
    game.write({**FACE, **ICONS}, budget="0.04")
    assert game.run("plan", "--fit").out.partition("\n\n")[2] == dedent("""\
        to generate: 2 assets, 0.034
          + icon_1  0.017  rd_fast__game_asset 64x64
          + icon_2  0.017  rd_fast__game_asset 64x64

        left for next time: 4 assets
          · face           it takes 0.22, more than is left of `budget.build`
          · icon_3         it takes 0.017, more than is left of `budget.build`
          · icon_4         it takes 0.017, more than is left of `budget.build`
          · icon_5         it takes 0.017, more than is left of `budget.build`

        plan: 2 to generate, 4 left for next time
        cost: 0.034 for 2 requests, quoted by the API
          2 x 0.017  rd_fast__game_asset 64x64 (as the formula)
        budget: budget.build 0.04, left 0.04, after this build 0.006
        left for next time: 4 assets for 0.271; raise `budget.build` by 0.265, or build
          again
        """)


def test_priorities_of_the_manifest_decide(game: Game, api: Any) -> None:
    (game.folder / "gems.csv").write_text("name,rank\nruby,1\nopal,3\njade,2\n")
    game.write({**ICONS, "hero": "prompt: a knight, priority: 2",
                "'gem_{name}'": "table: gems.csv, prompt: 'a {name}', priority: '{rank}'"}, budget="0.055")  # fmt: skip
    assert sorted(game.build("--fit")["generated"]) == ["gem_jade", "gem_opal", "hero"]
    assert sorted(game.build("--fit")["generated"]) == ["gem_ruby", "icon_1", "icon_2"]


def test_edits_have_money_of_their_own_unit(game: Game, api: Any) -> None:
    party = {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add a coat]"}
    game.write({**ICONS, **party}, budget="{build: 0.06, credits: 9}")
    done = game.build("--fit")
    assert done["generated"] == NAMES[:3]
    assert (
        because(done)["party"]
        == "left for next time: it takes 0.017 and 10 credits, more than is left of `budget.build`"
    )
    assert done["credits_spent"] == "0"
    game.write({**ICONS, **party}, budget="{build: 0.06, credits: 10}")
    done = game.build("--fit")
    assert (done["generated"], done["credits_spent"]) == (["icon_4", "icon_5", "hero", "party"], "10")
    assert done["skipped"] == []


def test_a_chain_that_is_left_takes_no_more_than_the_steps_that_nobody_else_buys(game: Game, api: Any) -> None:
    assets = {"hero": "prompt: a knight", "long": "edit: {asset: hero}, prompt: [a hat, a cape, a dog]",
              "short": "edit: {asset: hero}, prompt: [a hat, a bow]"}  # fmt: skip
    game.write(assets, "{build: 1, credits: 12}")
    ran = game.run("build", "--fit")
    assert "long: left for next time: it takes 10 credits, more than is left of `budget.credits`" in ran.err
    assert "1 asset for 10 credits; raise `budget.credits` by 8 credits, or build again" in ran.err
    report = game.build("--fit", "--credits", "5")
    assert (report["credits_spent"], report["credits_saved"]) == ("0", "0")  # its first step is there, and not used
    report = game.build("--fit")
    assert (report["generated"], report["credits_spent"], report["credits_saved"]) == (["long"], "10", "5")


def test_the_day_cap_is_counted_from_what_the_day_has_seen_and_tomorrow_is_told(game: Game, api: Any) -> None:
    game.write(ICONS, budget="{build: 1, day: 0.06}")
    game.build("--only", "icon_5")
    done = game.build("--fit")
    assert done["generated"] == NAMES[:2]
    assert done["remarks"] == [
        "left for next time: 2 assets for 0.034; raise `budget.day` by 0.025, or build again tomorrow (UTC)"
    ]
    assert api.spent() == 3 * PRICE


def test_the_accounts_balance_is_a_bound_with_its_headroom(tmp_path: Any, serve: Any) -> None:
    api = serve(balance=3 * PRICE + Decimal("0.009"))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(ICONS)
    assert game.plan("--fit")["totals"]["to_generate"] == 2
    done = game.build("--fit")
    assert done["generated"] == NAMES[:2]
    assert done["remarks"] == ["left for next time: 3 assets for 0.051; add 0.035 to the account"]


def test_the_ceiling_of_the_environment_is_a_bound(game: Game, api: Any) -> None:
    done = game.write(ICONS).build("--fit", ceiling="0.02")
    assert (done["generated"], done["spent"]) == (NAMES[:1], "0.017")
    assert done["remarks"][0].endswith("; raise `RDBUILD_BUDGET` by 0.065, or build again")


def test_one_number_for_both_units_is_spent_once(tmp_path: Any, serve: Any) -> None:
    api = serve(money="credits", balance=Decimal("5.04"))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat]", **ICONS},
               budget="{build: 1, credits: 50}")  # fmt: skip
    done = game.build("--fit")
    assert (done["generated"], done["spent"], done["credits_spent"]) == (["hero", "party"], "0.017", "5")
    assert done["remarks"] == ["left for next time: 5 assets for 0.085; add 0.072 to the account"]


def test_without_a_budget_there_is_nothing_to_fit_to(game: Game, api: Any) -> None:
    game.write(ICONS, budget="")
    ran = game.run("build", "--fit")
    assert (ran.code, "no budget is set" in ran.err) == (3, True), ran
    game.write({"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat]"}, budget="1")
    ran = game.run("build", "--fit")
    assert (ran.code, "`party` would cost 5 credits and no budget in credits is set" in ran.err) == (3, True), ran
    assert api.paid() == []
    assert game.build("--fit", api="local", key=None)["generated"] == ["hero", "party"]


def test_what_is_left_stays_as_it_is_in_tree_lock_and_index(game: Game) -> None:
    game.write(ICONS, budget="0.085").build()
    lock, index = game.lock, (game.tree / "assets.json").read_bytes()
    game.write({"'icon_{n}'": "matrix: {n: [1, 2, 3, 4, 5]}, prompt: 'an icon {n}'"}, budget="0.02")
    done = game.build("--fit")
    assert done["generated"] == ["icon_1"]
    assert {name for name, line in game.lock.items() if line != lock[name]} == {"icon_1"}
    assert (game.tree / "assets.json").read_bytes() == index


@pytest.mark.heavy
def test_builds_that_fit_at_once_never_pass_the_cap_together(game: Game, api: Any) -> None:
    """One of them may be refused, since the other claimed first what both had found free; none spends above the cap."""
    game.write(ICONS, budget="{build: 1, day: 0.06}")
    command = [sys.executable, "-m", "rdbuild", "build", "--fit", "-q", str(game.path)]
    environment = {**environ, **game.environment()}
    running = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in range(3)]
    codes = [(one.communicate(timeout=60), one.returncode)[1] for one in running]
    assert set(codes) <= {0, 3}, codes
    assert 0 in codes
    assert 0 < api.spent() <= Decimal("0.06")
    assert game.build("--fit")["spent"] == "0"


def test_a_saved_plan_keeps_what_it_left_and_carries_out_the_rest(game: Game, api: Any, tmp_path: Any) -> None:
    game.write({**FACE, **ICONS}, budget="0.04")
    file = str(tmp_path / "plan.json")
    assert game.run("plan", "--fit", "--save", file).code == 0
    game.write({**FACE, **ICONS}, budget="9")  # there is room for more by now, and the plan says what is bought
    done = game.build("--plan", file)
    assert done["generated"] == NAMES[:2]
    assert because(done) == dict.fromkeys(["face", *NAMES[2:]], "left for next time")
    assert done["remarks"] == ["left for next time: 4 assets, as the plan says; plan again to have them"]
    sent, before = api.requests(), snapshot(game.folder, game.home)
    again = game.build("--plan", file)
    assert (again["current"], again["remarks"]) == (NAMES[:2], done["remarks"])
    assert (api.requests(), snapshot(game.folder, game.home)) == (sent, before)


def test_with_fit_a_lost_picture_is_bought_again_only_where_somebody_says_so(game: Game, api: Any) -> None:
    game.write(ICONS, budget="0.085").build()
    shutil.rmtree(game.tree)
    shutil.rmtree(game.home / "cache")
    game.write(ICONS, budget="0.04")
    assert {one["code"] for one in game.build("--fit", code=1)["blocked"]} == {"lost"}
    assert game.build("--fit", "--rebuy")["generated"] == NAMES[:2]
    assert api.spent() == 7 * PRICE


# -- what a plan leaves over


@pytest.mark.parametrize(
    ("budget", "said", "hint"),
    [
        ("0.26", "0.006 of `budget.build`, and another take of `face` costs 0.22",
         "a build of its own for a reroll has all of it again; or raise `budget.build` by 0.214"),
        ("{build: 1, day: 0.3}", "0.046 of `budget.day`, and another take of `face` costs 0.22",
         "raise `budget.day` by 0.174, or build again tomorrow (UTC)"),
        ("{build: 1, month: 0.254}", "0 of `budget.month`, and another take of `face` costs 0.22",
         "raise `budget.month` by 0.22, or build again next month (UTC)"),
        ("0.474", None, None),
    ],
)  # fmt: skip
def test_a_budget_that_has_no_room_for_one_more_take_is_told_by_the_plan(
    budget: str, said: str | None, hint: str | None, game: Game
) -> None:
    game.write({"a": "prompt: a", "b": "prompt: b", **FACE}, budget=budget)
    notes = [one for one in game.plan()["notes"] if one["code"] == "little-left"]
    if said is None:
        assert notes == []
        return
    assert [(one["severity"], one["message"], one["hint"]) for one in notes] == [
        ("warning", f"this build leaves {said}", hint)
    ]
    assert not [one for one in game.plan("--fit")["notes"] if one["code"] == "little-left"]
    assert not [one for one in game.build()["notes"] if one["code"] == "little-left"]
    assert not [one for one in game.plan()["notes"] if one["code"] == "little-left"], "nothing is bought"


def test_an_account_that_has_no_room_for_one_more_take_is_told_with_its_headroom(tmp_path: Any, serve: Any) -> None:
    game = Game(tmp_path / "game", tmp_path / "home", serve(balance=Decimal("0.27"))).write(FACE)
    (note,) = [one for one in game.plan()["notes"] if one["code"] == "little-left"]
    assert note["message"] == "this build leaves 0.04 of the account, and another take of `face` costs 0.22"
    assert note["hint"] == "add 0.18 to the account"


def test_a_plan_that_is_refused_has_other_troubles(game: Game) -> None:
    game.write(FACE, budget="0.1")
    assert not [one for one in game.plan(code=3)["notes"] if one["code"] == "little-left"]


def test_the_credits_of_one_step_of_a_chain_are_told_by_the_name_of_its_asset(game: Game) -> None:
    game.write({"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [a hat, a coat]"},
               budget="{build: 1, credits: 12}")  # fmt: skip
    (note,) = [one for one in game.plan()["notes"] if one["code"] == "little-left"]
    assert note["message"] == (
        "this build leaves 2 credits of `budget.credits`, and another take of `party` costs 5 credits"
    )


def test_what_is_left_for_next_time_counts_among_the_assets_and_not_among_those_that_are_built(game: Game) -> None:
    ran = game.write(ICONS, budget="0.04").run("build", "--fit")
    assert ran.err.startswith("building 2 of 5 assets\n[1/2] ")
