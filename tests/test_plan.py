"""What was bought is never bought again by itself, and what somebody else made is never overwritten by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, plan, request
from rdbuild.errors import MoneyRefused
from rdbuild.model import Asset, ImageRef, Line, Mark, Output, Picture, Receipt, Request, Step
from rdbuild.plan import Price, World

PAID, OTHER, LOCAL = "api.example", "other.example", "local"
MARK = Mark("rdbuild.yaml", 1, 1)
HERO = Asset("hero", MARK, "hero", "a knight", "rd_fast__game_asset", 64, 64)
WALK = Asset("walk", MARK, "walk", "a walk", "rd_animation__any_animation", 64, 64,
             params={"return_spritesheet": True}, input_image=ImageRef(MARK, asset="hero"))  # fmt: skip
OURS, EDITED, FOREIGN = "0a" * 32, "ed" * 32, "f0" * 32


@dataclass(frozen=True)
class Bought:
    """As much of a ledger entry as a plan sees."""

    state: str
    live: bool = False
    paid_before: bool = False


@dataclass
class Known:
    """The outside, as values: what each store would answer."""

    engine: str = PAID
    paid: dict[str, Line] = field(default_factory=dict)
    local: dict[str, Line] = field(default_factory=dict)
    receipts: dict[tuple[str, str], Receipt] = field(default_factory=dict)
    ledger: dict[str, Bought] = field(default_factory=dict)
    tree: dict[str, str] = field(default_factory=dict)
    ours: set[str] = field(default_factory=set)

    def world(self, bases: Mapping[str, str]) -> World:
        return World(
            self.engine, self.paid, self.local, self.receipt, self.bought, bases,
            self.ledger.get, self.tree.get, self.ours.__contains__,
        )  # fmt: skip

    def bought(self, engine: str, fingerprint: str) -> bool:
        found = self.receipts.get((engine, fingerprint))
        return found is not None and found.unusable is None

    def receipt(self, engine: str, fingerprint: str, wanted: Sequence[int]) -> Receipt | None:
        found = self.receipts.get((engine, fingerprint))
        here = found is None or found.unusable is not None or max(wanted) <= len(found.pictures)
        return found if here else None


def requests_of(assets: Sequence[Asset]) -> dict[str, Request]:
    made: dict[str, Request] = {}
    for asset in plan.in_order(assets):
        upstream = {name: (one, made[name]) for name in plan.needs(asset) for one in assets if one.id == name}
        made[asset.id] = request.make(asset, catalogue.load(), upstream, lambda *_: "pixels")
    return made


def names_of(asset: Asset) -> tuple[str, ...]:
    if asset.num_images == 1 or asset.pick:
        return (f"{asset.id}.png",)
    return tuple(f"{asset.id}_{n}.png" for n in range(1, asset.num_images + 1))


def decide(known: Known, *assets: Asset, **options: bool) -> dict[str, Step]:
    order = plan.in_order(assets)
    outputs = {asset.id: names_of(asset) for asset in assets}
    requests = requests_of(assets)
    bases = {name: one.base for name, one in requests.items()}
    steps = plan.decide(order, requests, outputs, known.world(bases), **options)
    assert [step.asset for step in steps] == order
    return {step.asset.id: step for step in steps}


def line_of(asset: Asset, engine: str = PAID, **changes: Any) -> Line:
    """The lock line of an asset as it is worded, with the file `ID.png` of our bytes."""
    one = requests_of([asset])[asset.id]
    line = Line(asset.id, one.base, one.fingerprint, engine, (Output(f"{asset.id}.png", OURS, 64, 64),), 17_000,
                prompt=asset.prompt, style=asset.prompt_style, seed=one.seed)  # fmt: skip
    return replace(line, **changes)


def receipt_of(asset: Asset, engine: str = PAID, unusable: str | None = None) -> tuple[tuple[str, str], Receipt]:
    one = requests_of([asset])[asset.id]
    pictures = tuple(Picture(f"{n:02x}" * 32, "png", 64, 64) for n in range(10, 10 + asset.num_images))
    receipt = Receipt(engine, one.fingerprint, one.base, pictures, 17_000, "balance", asset.id, asset.prompt,
                      asset.prompt_style, one.seed, None, "2026-01-01T00:00:00Z", unusable)  # fmt: skip
    return (engine, one.fingerprint), receipt


# -- the table: (lock line, tree, cache, ledger) -> (status, code), of one asset on a paid engine

FP = requests_of([HERO])["hero"].fingerprint
OLD = replace(HERO, prompt="a page")
LINES = {
    "none": None,
    "same": line_of(HERO),
    "stale": replace(line_of(OLD), fingerprint="0ld"),
    "same of another engine": line_of(HERO, OTHER),
    "stale of another engine": replace(line_of(OLD, OTHER), fingerprint="0ld"),
}
TREES: Mapping[str, dict[str, str]] = {
    "missing": {},
    "there": {"hero.png": OURS},
    "edited": {"hero.png": EDITED},
    "folder": {"hero.png": "not-a-file"},
}
CACHES: Mapping[str, str | None] = {"no": None, "yes": "", "unusable": "not an image"}
LEDGERS: Mapping[str, Bought | None] = {
    "none": None,
    **{f"{state} live": Bought(state, True) for state in ("claimed", "held", "sent")},
    **{state: Bought(state) for state in ("held", "sent", "unknown", "unusable", "settled")},
    **{state: Bought(state) for state in ("refused", "refunded", "void")},
}  # fmt: skip


def known_of(line: str, tree: str, cache: str, ledger: str, engine: str = PAID) -> Known:
    known = Known(engine=engine, tree=dict(TREES[tree]))
    if (one := LINES[line]) is not None:
        known.paid["hero"] = one
    if CACHES[cache] is not None:
        known.receipts = dict([receipt_of(HERO, engine, CACHES[cache] or None)])
    if (bought := LEDGERS[ledger]) is not None:
        known.ledger[FP] = bought
    return known


def expected(line: str, tree: str, cache: str, ledger: str, rebuy: bool, force: bool) -> tuple[str, str | None]:
    """The contract's words (sections 4, 5 and 7), in the order in which they decide."""
    one = LINES[line]
    same = one is not None and one.fingerprint == FP
    if same and tree == "there":
        return "current", None  # needs no cache, key or network
    free = ledger in ("refused", "refunded", "void")
    if cache == "unusable" and not free:
        return "blocked", "unusable"  # never bought again by itself
    if cache == "yes":
        found: tuple[str, str | None] = ("cached", None)
    elif ledger.endswith(" live") or ledger == "sent":
        found = ("pending", None)
    elif ledger in ("unknown", "held"):
        return "blocked", "unknown"  # blocks only its assets, is never re-sent silently
    elif ledger == "unusable":
        return "blocked", "unusable"
    elif same or ledger == "settled":
        found = ("changed", None) if rebuy else ("blocked", "lost")
    else:
        found = ("new", None) if one is None else ("changed", None)
    if force or tree == "missing":
        return found
    if one is not None and one.engine == OTHER and not same:
        return "blocked", "foreign"  # another paid engine's files need `--force`
    if tree == "there":
        return found if one is not None or cache == "yes" else ("blocked", "foreign")
    return "blocked", "edited" if one is not None else "foreign"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("rebuy", [False, True])
def test_every_combination_of_lock_tree_cache_and_ledger_is_decided_as_the_contract_says(
    rebuy: bool, force: bool
) -> None:
    wrong = []
    for line in LINES:
        for tree in TREES:
            for cache in CACHES:
                for ledger in LEDGERS:
                    step = decide(known_of(line, tree, cache, ledger), HERO, rebuy=rebuy, force=force)["hero"]
                    want = expected(line, tree, cache, ledger, rebuy, force)
                    if (step.status, step.code) != want:
                        wrong.append((line, tree, cache, ledger, want, step.status, step.code, step.reason))
    assert not wrong, "\n".join(map(str, wrong[:10]))


@pytest.mark.parametrize("force", [False, True])
def test_nothing_is_paid_for_twice_whatever_is_known(force: bool) -> None:
    """Without --rebuy: a lock line, a delivery, or an open, settled or unknown purchase of the picture forbids it."""
    for line in LINES:
        for tree in TREES:
            for cache in CACHES:
                for ledger in LEDGERS:
                    known = known_of(line, tree, cache, ledger)
                    step = decide(known, HERO, force=force)["hero"]
                    if step.status not in ("new", "changed"):
                        continue
                    assert line not in ("same", "same of another engine")
                    assert ledger in ("none", "refused", "refunded", "void")
                    assert cache == "no" or (cache == "unusable" and ledger != "none")


def test_a_blocked_step_has_a_code_and_no_other_has_one() -> None:
    for line in LINES:
        for tree in TREES:
            for ledger in LEDGERS:
                step = decide(known_of(line, tree, "no", ledger), HERO)["hero"]
                assert (step.status == "blocked") == (step.code is not None)
                assert step.reason
                assert not step.reason.endswith(".")


# -- the embedded API


@pytest.mark.parametrize("ledger", LEDGERS)
def test_nothing_on_the_embedded_api_is_ever_unknown_or_lost(ledger: str) -> None:
    """Placeholders are free: whatever is not being made right now is made anew."""
    known = Known(engine=LOCAL, ledger={FP: LEDGERS[ledger]} if LEDGERS[ledger] else {})  # type: ignore[dict-item]
    status = decide(known, HERO)["hero"].status
    assert status == ("pending" if ledger.endswith("live") else "new")


@pytest.mark.parametrize("prompt", ["a knight", "a page"])
def test_a_placeholder_never_replaces_a_bought_file(prompt: str) -> None:
    bought = Known(engine=LOCAL, paid={"hero": line_of(HERO)}, tree={"hero.png": OURS})
    step = decide(bought, replace(HERO, prompt=prompt))["hero"]
    assert step.status == "current"
    assert (prompt == "a page") == ("placeholder" in step.reason)


def test_a_placeholder_fills_the_gap_where_the_bought_file_is_gone() -> None:
    gone = Known(engine=LOCAL, paid={"hero": line_of(HERO)})
    assert decide(gone, replace(HERO, prompt="a page"))["hero"].status == "new"
    assert decide(gone, HERO)["hero"].status == "changed"


def test_a_placeholder_beside_a_bought_file_is_all_there_is_to_do() -> None:
    two = replace(HERO, num_images=2)
    files = tuple(Output(f"hero_{n}.png", f"{n:02x}" * 32, 64, 64, n) for n in (1, 2))
    placeholder = replace(files[1], sha256="99" * 32)
    known = Known(
        engine=LOCAL,
        paid={"hero": line_of(two, outputs=files)},
        local={"hero": line_of(two, LOCAL, outputs=(files[0], placeholder))},
        receipts=dict([receipt_of(two, LOCAL)]),
        tree={files[0].path: files[0].sha256, placeholder.path: placeholder.sha256},
    )
    assert decide(known, two)["hero"].status == "current"


def test_the_bought_picture_comes_back_before_a_placeholder_is_made() -> None:
    gone = Known(engine=LOCAL, paid={"hero": line_of(HERO)}, receipts=dict([receipt_of(HERO), receipt_of(HERO, LOCAL)]))
    step = decide(gone, HERO)["hero"]
    assert (step.status, step.source_engine) == ("cached", PAID)


def test_a_bought_file_that_was_edited_is_not_replaced_by_a_placeholder() -> None:
    edited = Known(engine=LOCAL, paid={"hero": line_of(HERO)}, tree={"hero.png": EDITED})
    assert decide(edited, replace(HERO, prompt="a page"))["hero"].code == "edited"


def test_a_paid_build_replaces_placeholders_freely_and_never_counts_one_as_bought() -> None:
    placeholder = Known(
        local={"hero": line_of(HERO, LOCAL)}, receipts=dict([receipt_of(HERO, LOCAL)]), tree={"hero.png": OURS}
    )
    assert decide(placeholder, HERO)["hero"].status == "new"


def test_a_placeholders_line_in_the_wrong_lock_file_stands_for_no_bought_picture() -> None:
    """Somebody copied `x.local.lock.json` over `x.lock.json`."""
    swapped = Known(
        paid={"hero": line_of(HERO, LOCAL)}, receipts=dict([receipt_of(HERO, LOCAL)]), tree={"hero.png": OURS}
    )
    assert decide(swapped, HERO)["hero"].status == "new"
    swapped.tree = {}
    assert decide(swapped, HERO)["hero"].status == "new"


def test_a_placeholders_cache_never_serves_a_paid_build_nor_the_reverse() -> None:
    assert decide(Known(receipts=dict([receipt_of(HERO, LOCAL)])), HERO)["hero"].status == "new"
    assert decide(Known(engine=LOCAL, receipts=dict([receipt_of(HERO)])), HERO)["hero"].status == "new"


# -- the picture is somewhere in the tree


def renamed(name: str) -> Asset:
    return replace(HERO, id=name, entry=name)


def test_a_renamed_asset_is_taken_from_the_file_of_its_old_name() -> None:
    moved = replace(line_of(HERO), id="knight", was=("hero.png",))
    step = decide(Known(paid={"knight": moved}, tree={"hero.png": OURS}), renamed("knight"))["knight"]
    assert (step.status, step.reason) == ("cached", "the tree has it as `hero.png`")


def test_a_file_that_was_moved_along_with_its_id_is_found_where_it_is_now() -> None:
    """`git mv assets/hero.png assets/knight.png`, in a clone without a cache."""
    moved = replace(line_of(HERO), id="knight", was=("hero.png",))
    step = decide(Known(paid={"knight": moved}, tree={"knight.png": OURS}), renamed("knight"))["knight"]
    assert (step.status, step.reason) == ("cached", "the tree has it as `knight.png`")


def test_any_twin_whose_file_is_there_will_do() -> None:
    lines = {"hero": line_of(HERO), "twin": line_of(renamed("twin"))}
    for gone, there in (("hero", "twin"), ("twin", "hero")):
        steps = decide(Known(paid=dict(lines), tree={f"{there}.png": OURS}), HERO, renamed("twin"))
        assert (steps[gone].status, steps[there].status) == ("cached", "current")


def test_what_the_lock_says_was_bought_is_lost_under_any_name() -> None:
    """A second asset with the same request doesn't buy what the first one lost."""
    steps = decide(Known(paid={"hero": line_of(HERO)}), HERO, renamed("twin"))
    assert [(step.status, step.code) for step in steps.values()] == [("blocked", "lost")] * 2
    again = decide(Known(paid={"hero": line_of(HERO)}), HERO, renamed("twin"), rebuy=True)
    assert [step.asset.id for step in plan.to_buy(again.values())] == ["hero"]


def test_one_of_several_files_that_is_missing_is_enough_to_be_out_of_date() -> None:
    four = replace(HERO, num_images=3)
    files = tuple(Output(f"hero_{n}.png", f"{n:02x}" * 32, 64, 64, n) for n in (1, 2, 3))
    tree = {out.path: out.sha256 for out in files}
    known = Known(paid={"hero": line_of(four, outputs=files)}, tree=tree)
    assert decide(known, four)["hero"].status == "current"
    del known.tree["hero_2.png"]
    assert decide(known, four)["hero"].code == "lost"
    known.receipts = dict([receipt_of(four)])
    assert decide(known, four)["hero"].status == "cached"


def test_another_pick_publishes_another_picture_of_the_same_purchase() -> None:
    picked = replace(HERO, num_images=4, pick=2)
    line = line_of(picked, outputs=(Output("hero.png", OURS, 64, 64, 2),))
    known = Known(paid={"hero": line}, tree={"hero.png": OURS})
    assert decide(known, picked)["hero"].status == "current"
    assert decide(known, replace(picked, pick=3))["hero"].code == "lost", "only another machine's cache has it"
    known.receipts = dict([receipt_of(picked)])
    assert decide(known, replace(picked, pick=3))["hero"].status == "cached"


def test_an_extra_that_was_deleted_makes_its_asset_out_of_date() -> None:
    files = (Output("hero.png", OURS, 64, 64), Output("hero.with_bg.png", "0b" * 32, 64, 64, 2))
    known = Known(paid={"hero": line_of(HERO, outputs=files)}, tree={"hero.png": OURS})
    assert decide(known, HERO)["hero"].status == "cached"
    known.tree["hero.with_bg.png"] = "0b" * 32
    assert decide(known, HERO)["hero"].status == "current"


# -- files in the way


@pytest.mark.parametrize("why", ["delivered", "known to this machine", "in the lock", "another asset's in the lock"])
def test_a_file_that_is_ours_is_never_in_the_way(why: str) -> None:
    key, receipt = receipt_of(HERO)
    mine = receipt.pictures[0].sha256
    known = Known(tree={"hero.png": mine})
    if why == "delivered":
        known.receipts = {key: receipt}
    elif why == "known to this machine":
        known.ours = {mine}
    else:
        name = "hero" if why == "in the lock" else "knight"
        known.paid[name] = line_of(renamed(name), fingerprint="0ld", outputs=(Output("x.png", mine, 64, 64),))
    assert decide(known, HERO)["hero"].status != "blocked"


def test_a_file_edited_in_a_clone_without_a_cache_is_edited_and_not_lost() -> None:
    """What its owner has to hear about is the file, not an invitation to pay again."""
    clone = Known(paid={"hero": line_of(HERO)}, tree={"hero.png": EDITED})
    assert decide(clone, HERO)["hero"].code == "edited"
    assert decide(clone, HERO, rebuy=True)["hero"].code == "edited", "nothing is bought for it"


# -- what is made from what


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("tree", TREES)
@pytest.mark.parametrize("ledger", LEDGERS)
def test_nothing_is_bought_for_an_asset_whose_source_has_no_picture(line: str, tree: str, ledger: str) -> None:
    steps = decide(known_of(line, tree, "no", ledger), WALK, HERO)
    source, made = steps["hero"], steps["walk"]
    if source.status == "blocked":
        assert (made.status, made.code) == ("blocked", "upstream")
        assert made.reason == "is made from `hero`, which is blocked"
    else:
        assert made.status == "new"


def test_what_is_there_stays_there_though_its_source_is_blocked() -> None:
    both = requests_of([HERO, WALK])
    line = replace(line_of(HERO), id="walk", fingerprint=both["walk"].fingerprint,
                   outputs=(Output("walk.png", OURS, 64, 64),))  # fmt: skip
    known = Known(paid={"walk": line}, tree={"walk.png": OURS}, ledger={FP: Bought("unknown")})
    steps = decide(known, HERO, WALK)
    assert (steps["hero"].code, steps["walk"].status) == ("unknown", "current")


def test_blocking_runs_down_a_whole_chain() -> None:
    party = replace(HERO, id="party", input_image=ImageRef(MARK, asset="walk"))
    steps = decide(Known(ledger={FP: Bought("unknown")}), party, WALK, HERO)
    assert [(step.asset.id, step.code) for step in steps.values()] == [
        ("hero", "unknown"), ("walk", "upstream"), ("party", "upstream")
    ]  # fmt: skip


EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30)


@settings(deadline=None, max_examples=60)
@given(EDGES, st.randoms())
def test_sources_come_first_and_each_asset_once(edges: list[tuple[int, int]], random: Any) -> None:
    sources = {n: sorted({low for low, high in edges if high == n and low < n}) for n in range(12)}
    assets = [
        replace(HERO, id=str(n), reference_images=tuple(ImageRef(MARK, asset=str(one)) for one in sources[n]))
        for n in range(12)
    ]
    random.shuffle(assets)
    order = [asset.id for asset in plan.in_order(assets)]
    assert sorted(order) == sorted(asset.id for asset in assets)
    for n in range(12):
        assert all(order.index(str(one)) < order.index(str(n)) for one in sources[n])
    if not any(sources.values()):
        assert order == [asset.id for asset in assets], "else as in the manifest"


def test_a_chain_of_ten_thousand_assets_is_put_in_order() -> None:
    assets = [HERO] + [
        replace(HERO, id=str(n), input_image=ImageRef(MARK, asset=str(n - 1) if n else "hero")) for n in range(10_000)
    ]
    assert [asset.id for asset in plan.in_order(assets[::-1])] == [asset.id for asset in assets]


# -- reasons


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (replace(HERO, prompt_style="rd_plus__default"),
         "`prompt_style` was `rd_plus__default`, is `rd_fast__game_asset`"),
        (replace(HERO, prompt_style=None), "`prompt_style` was not set, is `rd_fast__game_asset`"),
        (replace(HERO, prompt="a page"), "`prompt` was `a page`, is `a knight`"),
        (replace(HERO, prompt="a knight with a shield"), "`prompt` was `… knight with a shield`, is `… knight`"),
        (replace(HERO, seed=7), "`seed` was 7, is {seed}"),
        (replace(HERO, take=3), "take 3 -> 1"),
        (replace(HERO, width=32, height=48), "the size was 32x48, is 64x64"),
        (replace(HERO, params={"remove_bg": True}), "a parameter or an input is another"),
    ],
)  # fmt: skip
def test_the_reason_says_what_is_another(before: Asset, reason: str) -> None:
    line = line_of(before, outputs=(Output("hero.png", OURS, before.width, before.height),))
    step = decide(Known(paid={"hero": line}, tree={"hero.png": OURS}), HERO)["hero"]
    assert (step.status, step.reason) == ("changed", reason.format(seed=step.request.seed))


def test_long_prompts_are_shown_where_they_differ() -> None:
    tail = ", pixel art with a thick dark outline on a plain background"
    line = line_of(replace(HERO, prompt=f"a red potion in a round flask{tail}"))
    step = decide(Known(paid={"hero": line}), replace(HERO, prompt=f"a red potion in a square flask{tail}"))["hero"]
    assert step.reason == "`prompt` was `… a round flask, …`, is `… a square flask, …`"
    new = decide(Known(paid={"hero": line}), replace(HERO, prompt="word " * 300))["hero"]
    assert len(new.reason) < 160


WORDS = st.lists(st.sampled_from(["a", "red", "potion", "flask"]), min_size=1, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=200)
@given(WORDS, WORDS)
def test_two_prompts_that_differ_are_never_shown_as_the_same(old: str, new: str) -> None:
    step = decide(Known(paid={"hero": line_of(replace(HERO, prompt=old))}), replace(HERO, prompt=new))["hero"]
    if old != new:
        was, now = step.reason.removeprefix("`prompt` was `").removesuffix("`").split("`, is `")
        assert was != now


# -- prices


def priced(steps: Mapping[str, Step], quote: int | None = None, formula: int | None = 17_000) -> plan.Plan:
    return plan.priced(
        list(steps.values()), {step.request.price_class: Price(quote, formula) for step in steps.values()}
    )


def test_a_plan_costs_what_is_bought_and_equal_pictures_once() -> None:
    other = replace(HERO, id="other", prompt="a page")
    steps = decide(Known(receipts=dict([receipt_of(other)])), HERO, renamed("twin"), other)
    found = priced(steps)
    assert (found.requests, found.cost_micro, found.credits_micro) == (1, 17_000, 0)
    costs = {step.asset.id: (step.cost_micro, step.reason) for step in found.steps}
    assert costs == {
        "hero": (17_000, "no picture yet"),
        "twin": (0, "the same picture as `hero`"),
        "other": (0, "in the cache, paid for already"),
    }


@pytest.mark.parametrize(
    ("quote", "formula", "micro", "source"), [(20_000, 17_000, 20_000, "api"), (None, 17_000, 17_000, "formula"),
                                              (20_000, None, 20_000, "api"), (0, 17_000, 0, "api")]
)  # fmt: skip
def test_the_apis_word_counts_before_the_formula(
    quote: int | None, formula: int | None, micro: int, source: str
) -> None:
    step = priced(decide(Known(), HERO), quote, formula).steps[0]
    assert (step.cost_micro, step.price_micro, step.cost_source) == (micro, micro, source)


def test_no_quote_and_no_formula_is_refused_by_name_before_anything_is_bought() -> None:
    with pytest.raises(MoneyRefused) as caught:
        priced(decide(Known(), HERO), None, None)
    assert caught.value.message == (
        "no price is known for `rd_fast__game_asset` (64x64, 1 image(s)), for `hero`"
    )  # fmt: skip


@pytest.mark.parametrize("ledger", ["sent", "claimed live"])
def test_what_is_pending_costs_this_build_nothing_but_has_a_price(ledger: str) -> None:
    """Should its task have failed and been refunded, it is claimed again at that price."""
    found = priced(decide(known_of("none", "missing", "no", ledger), HERO))
    assert (found.requests, found.cost_micro, found.steps[0].cost_micro, found.steps[0].price_micro) == (
        0,
        0,
        0,
        17_000,
    )


def test_a_pending_picture_without_a_price_is_no_reason_to_refuse() -> None:
    assert priced(decide(known_of("none", "missing", "no", "sent"), HERO), None, None).steps[0].price_micro is None


@pytest.mark.parametrize(
    ("line", "tree", "cache", "ledger"),
    [("same", "there", "no", "none"), ("none", "missing", "yes", "none"), ("none", "missing", "no", "unknown"),
     ("same", "missing", "no", "none"), ("none", "edited", "no", "none")],
)  # fmt: skip
def test_what_is_not_bought_needs_no_price(line: str, tree: str, cache: str, ledger: str) -> None:
    found = plan.priced(list(decide(known_of(line, tree, cache, ledger), HERO).values()), {})
    assert (found.requests, found.cost_micro, found.steps[0].cost_micro) == (0, 0, 0)


def test_a_plan_made_without_asking_shows_what_it_can_and_says_what_has_no_price() -> None:
    steps = list(decide(Known(), HERO, replace(HERO, id="page", prompt="a page")).values())
    found = plan.priced(steps, {step.request.price_class: Price(None, None) for step in steps}, asked=False)
    assert [(step.cost_micro, step.price_micro, step.cost_source) for step in found.steps] == [(0, None, "none")] * 2
    assert [note.code for note in found.notes] == ["no-price"]
