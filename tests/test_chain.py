"""An edit chain is as many purchases as it has prompts; each is bought once, and one asset comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rdbuild import catalogue, chain, decisions, plan, request
from rdbuild.model import (
    LOCAL,
    Asset,
    Blocked,
    Failed,
    ImageRef,
    Line,
    Link,
    Made,
    Mark,
    Output,
    Picture,
    Receipt,
    Request,
    Skipped,
    Step,
)
from rdbuild.plan import Price, World

PAID = "api.example"
MARK = Mark("rdbuild.yaml", 1, 1)
HERO = Asset("hero", MARK, "hero", "a knight", "rd_fast__game_asset", 64, 64)
PARTY = Asset(
    "party", MARK, "party", "take off the boots", None, 0, 0, edit=ImageRef(MARK, asset="hero"),
    prompts=("add a hat", "add sunglasses", "take off the boots"),
)  # fmt: skip
HAT = replace(PARTY, id="hat", prompt="add a hat", prompts=("add a hat",))
BYTES = "0a" * 32


def made_of(*assets: Asset) -> list[Asset]:
    return plan.in_order([part for asset in assets for part in chain.links(asset)])


def requests_of(*assets: Asset, takes: dict[str, int] | None = None) -> dict[str, Request]:
    found: dict[str, Request] = {}
    sources: dict[str, tuple[Asset, Request]] = {}
    for part in made_of(*assets):
        found[part.id] = request.make(part, catalogue.load(), sources, lambda *_: "pixels", (takes or {}).get(part.id))
        sources[part.id] = (part, found[part.id])
    return found


def receipt_of(one: Request) -> Receipt:
    return Receipt(PAID, one.fingerprint, one.base, (Picture(BYTES, "png", 64, 64),), 5_000_000, "credits", one.asset,
                   "", None, None, None, "2026-01-01T00:00:00Z")  # fmt: skip


def decide(
    *assets: Asset, cached: tuple[str, ...] = (), lines: dict[str, Line] | None = None, rebuy: bool = False,
    takes: dict[str, int] | None = None, engine: str = PAID, tree: dict[str, str] | None = None,
) -> list[Step]:  # fmt: skip
    requests = requests_of(*assets, takes=takes)
    receipts = {(PAID, requests[name].fingerprint): receipt_of(requests[name]) for name in cached}
    world = world_of(engine, lines or {}, receipts, tree or {}, {name: one.base for name, one in requests.items()})
    outputs = {asset.id: (f"{asset.id}.png",) for asset in assets}
    return plan.decide(made_of(*assets), requests, outputs, world, rebuy=rebuy)


def world_of(
    engine: str, lines: dict[str, Line], receipts: dict[tuple[str, str], Receipt], tree: dict[str, str],
    bases: dict[str, str],
) -> World:  # fmt: skip
    def receipt(engine: str, fingerprint: str, wanted: Sequence[int]) -> Receipt | None:
        found = receipts.get((engine, fingerprint))
        return found if found is not None and max(wanted) <= len(found.pictures) else None

    return World(
        engine=engine, paid=lines, local={}, receipt=receipt, bought=lambda *key: key in receipts, bases=bases,
        purchase=lambda _: None, file_hash=tree.get, ours=lambda _: False,
    )  # fmt: skip


def statuses(steps: list[Step]) -> dict[str, str]:
    return {step.asset.id: step.code or step.status for step in steps}


def line_of(asset: Asset, *others: Asset) -> Line:
    requests = requests_of(asset, *others)
    steps = tuple(Link(requests[part.id].fingerprint, part.prompt, 5_000_000) for part in chain.links(asset))
    one = requests[asset.id]
    return Line(asset.id, one.base, one.fingerprint, PAID, (Output(f"{asset.id}.png", BYTES, 64, 64),), steps=steps)


def test_each_prompt_is_a_purchase_made_from_the_one_before_and_the_last_has_the_name() -> None:
    parts = chain.links(PARTY)
    assert [part.id for part in parts] == ["party#1", "party#2", "party"]
    assert [part.prompt for part in parts] == list(PARTY.prompts)
    assert [part.edit.asset for part in parts if part.edit] == ["hero", "party#1", "party#2"]
    assert [part.hidden for part in parts] == [True, True, False]
    assert {part.owner for part in parts} == {"party"}
    assert chain.links(HERO) == (HERO,)


def test_an_edit_is_five_credits_has_no_seed_and_sends_nothing_but_its_prompt() -> None:
    one = requests_of(HERO, PARTY)["party#1"]
    assert (one.unit, one.formula_micro, one.seed, one.endpoint) == ("credits", 5_000_000, None, "edit")
    assert dict(one.fields) == {"prompt": "add a hat"}
    assert [(put.field, put.mode, put.asset, put.size) for put in one.inputs] == [("edit", "RGBA", "hero", None)]


def test_changing_the_last_prompt_leaves_the_steps_before_it_as_they_are() -> None:
    other = replace(PARTY, prompts=(*PARTY.prompts[:2], "add a cape"), prompt="add a cape")
    before, after = requests_of(HERO, PARTY), requests_of(HERO, other)
    same = [name for name in before if before[name].fingerprint == after[name].fingerprint]
    assert same == ["hero", "party#1", "party#2"]


def test_another_take_of_a_step_makes_it_and_those_after_it_anew() -> None:
    before, after = requests_of(HERO, PARTY), requests_of(HERO, PARTY, takes={"party#2": 2})
    same = [name for name in before if before[name].fingerprint == after[name].fingerprint]
    assert same == ["hero", "party#1"]
    assert before["party#2"].base == after["party#2"].base


def test_two_chains_that_begin_alike_share_their_first_steps() -> None:
    steps = decide(HERO, PARTY, HAT)
    assert len(steps) == 5
    assert len(plan.to_buy(steps)) == 4


def test_the_steps_of_a_chain_that_is_there_are_no_matter() -> None:
    """Neither its cache nor the API is asked for the steps of a picture that the tree has."""
    lines = {"party": line_of(PARTY, HERO), "hero": line_of(HERO)}
    tree = {"party.png": BYTES, "hero.png": BYTES}
    assert statuses(decide(HERO, PARTY, lines=lines, tree=tree)) == {"hero": "current", "party": "current"}


def test_a_changed_last_step_buys_one_step_where_the_cache_has_the_others() -> None:
    other = replace(PARTY, prompts=(*PARTY.prompts[:2], "add a cape"), prompt="add a cape")
    steps = decide(HERO, other, cached=("hero", "party#1", "party#2"), lines={"party": line_of(PARTY, HERO)})
    assert statuses(steps) == {"hero": "cached", "party#2": "cached", "party": "changed"}


def test_a_step_that_only_another_machine_has_is_lost_with_its_price_and_the_way_on() -> None:
    other = replace(PARTY, prompts=(*PARTY.prompts[:2], "add a cape"), prompt="add a cape")
    lines = {"hero": line_of(HERO), "party": line_of(PARTY, HERO)}
    tree = {"party.png": BYTES, "hero.png": BYTES}
    steps = decide(HERO, other, lines=lines, tree=tree)
    assert statuses(steps) == {"hero": "current", "party#1": "lost", "party#2": "lost", "party": "lost"}
    assert steps[-1].reason == (
        "steps 1 to 2 were bought before, but neither cache nor tree has them; `--rebuy` pays again (10 credits)"
    )
    assert plan.to_buy(steps) == []
    again = decide(HERO, other, lines=lines, tree=tree, rebuy=True)
    assert statuses(again) == {"hero": "current", "party#1": "changed", "party#2": "changed", "party": "changed"}
    assert [step.rebuys for step in again] == [False, True, True, False]


def test_nothing_is_bought_for_a_chain_whose_file_is_in_somebody_elses_way() -> None:
    steps = decide(HERO, PARTY, cached=("hero",), tree={"party.png": "f0" * 32})
    assert statuses(steps) == {"hero": "cached", "party": "foreign"}


def test_a_shortened_chain_is_published_from_the_cache_and_never_bought() -> None:
    short = replace(PARTY, prompts=PARTY.prompts[:1], prompt=PARTY.prompts[0])
    lines = {"party": line_of(PARTY, HERO)}
    requests = requests_of(HERO, short)
    assert requests["party"].fingerprint == requests_of(HERO, PARTY)["party#1"].fingerprint
    assert statuses(decide(HERO, short, cached=("hero", "party"), lines=lines))["party"] == "cached"
    assert statuses(decide(HERO, short, cached=("hero",), lines=lines))["party"] == "lost"


def test_a_chain_is_shown_as_one_asset_with_what_its_steps_cost_together() -> None:
    steps = decide(HERO, PARTY)
    prices = {step.request.price_class: Price(None, step.request.formula_micro) for step in steps}
    priced = plan.priced(steps, prices)
    assert (priced.cost_micro, priced.credits_micro, priced.requests) == (17_000, 15_000_000, 4)
    shown = plan.whole(priced.steps)
    assert [(step.asset.id, step.cost_micro, step.request.unit) for step in shown] == [
        ("hero", 17_000, "balance"), ("party", 15_000_000, "credits")]  # fmt: skip


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (Failed("refused", "no"), Failed("refused", "step 1 (`add a hat`): no")),
        (Blocked("unknown", "no answer"), Blocked("unknown", "step 1 (`add a hat`): no answer")),
        (Skipped("stopped"), Skipped("made from `party#1`, which has no picture")),
    ],
)
def test_where_a_chain_broke_is_said_of_its_asset(step: Failed | Blocked | Skipped, told: object) -> None:
    outcomes = {"party#1": step, "party#2": Skipped("made from `party#1`, which has no picture"),
                "party": Skipped("made from `party#1`, which has no picture")}  # fmt: skip
    assert chain.told(outcomes, decide(HERO, PARTY)) == {"party": told}


def test_a_chain_that_came_through_is_told_by_its_last_step() -> None:
    made = Made(receipt_of(requests_of(HERO, PARTY)["party"]))
    outcomes = {"party#1": made, "party#2": made, "party": made}
    assert chain.told(outcomes, decide(HERO, PARTY)) == {"party": made}


# -- pictures that only another machine has


FOUR = Asset("banner", MARK, "banner", "a castle", "rd_fast__game_asset", 64, 64, num_images=4, pick=2)
FROM_THIRD = Asset("flag", MARK, "flag", "a flag", "rd_fast__game_asset", 64, 64,
                   input_image=ImageRef(MARK, asset="banner", image=3))  # fmt: skip


def banner_line() -> Line:
    one = requests_of(FOUR)["banner"]
    return Line("banner", one.base, one.fingerprint, PAID, (Output("banner.png", BYTES, 64, 64, 2),))


def test_an_image_that_was_not_picked_is_lost_on_another_machine_until_rebuy() -> None:
    known = {"lines": {"banner": banner_line()}, "tree": {"banner.png": BYTES}}
    steps = decide(FOUR, FROM_THIRD, **known)
    assert statuses(steps) == {"banner": "current", "flag": "lost"}
    assert steps[-1].reason == (
        "is made from picture 3 of `banner`, which is only in another machine's cache;"
        " `--rebuy` buys `banner` again (0.069)"
    )
    again = decide(FOUR, FROM_THIRD, **known, rebuy=True)
    assert statuses(again) == {"banner": "changed", "flag": "new"}
    assert again[0].rebuys


def test_an_image_that_was_not_picked_is_no_loss_where_the_cache_has_it() -> None:
    requests = requests_of(FOUR)
    pictures = tuple(Picture(f"{n:02x}" * 32, "png", 64, 64) for n in range(1, 5))
    receipt = replace(receipt_of(requests["banner"]), pictures=pictures)
    receipts = {(PAID, requests["banner"].fingerprint): receipt}
    world = world_of(PAID, {"banner": banner_line()}, receipts, {"banner.png": BYTES}, {})
    assets = [FOUR, FROM_THIRD]
    steps = plan.decide(assets, {**requests_of(*assets)}, {"banner": ("banner.png",), "flag": ("flag.png",)}, world)
    assert statuses(steps)["banner"] == "current"
    assert statuses(steps)["flag"] != "lost"


# -- what people decided


def test_decided_takes_are_read_by_asset_and_by_step_and_nonsense_counts_for_nothing() -> None:
    lines = {
        "hero": replace(line_of(HERO), decided={"take": 3}),
        "party": replace(line_of(PARTY, HERO), decided={"steps": {"2": 4, "3": 5, "9": 2, "1": "two"}}),
        "gone": replace(line_of(HAT, HERO), id="gone", decided={"take": 2}),
        "bat": replace(line_of(HERO), id="bat", decided={"take": 0}),
    }
    assets = {"hero": HERO, "party": PARTY, "bat": replace(HERO, id="bat")}
    assert decisions.takes(lines, assets) == {"hero": 3, "party#2": 4, "party": 5}


def test_a_decision_keeps_the_others_of_its_line() -> None:
    line = replace(line_of(PARTY, HERO), decided={"pick": 2, "steps": {"2": 4}})
    assert decisions.with_take(line, 1, 2).decided == {"pick": 2, "steps": {"1": 2, "2": 4}}
    assert decisions.with_take(line, None, 7).decided == {"pick": 2, "steps": {"2": 4}, "take": 7}


def test_a_placeholder_chain_needs_no_money_and_is_never_lost() -> None:
    steps = decide(HERO, PARTY, lines={"hero": replace(line_of(HERO), engine=LOCAL)}, engine=LOCAL)
    assert statuses(steps) == dict.fromkeys(("hero", "party#1", "party#2", "party"), "new") | {"hero": "changed"}
