"""Which cap wins, and what may not be paid for without one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.caps import caps, require
from rdbuild.errors import MoneyRefused
from rdbuild.ledger import Cap, Refusal
from rdbuild.refusal import money_refused

NOTHING: dict[str, Any] = {
    "flag": None, "credits_flag": None, "ceiling": None, "raise_budget": False, "free": False,
}  # fmt: skip


def found(budget: dict[str, str] | None = None, **options: Any) -> list[tuple[str, str, str, int]]:
    given_options = {name: Decimal(one) if isinstance(one, str) else one for name, one in options.items()}
    made = caps({name: Decimal(one) for name, one in (budget or {}).items()}, **{**NOTHING, **given_options})
    return [(cap.name, cap.scope, cap.unit, cap.limit) for cap in made]


EVERY = {"build": "2.50", "day": "5", "month": "40", "credits": "20"}


def test_each_budget_of_the_manifest_is_a_cap_in_its_own_unit() -> None:
    assert found(EVERY) == [
        ("budget.build", "build", "balance", 2_500_000),
        ("budget.credits", "build", "credits", 20_000_000),
        ("budget.day", "day", "balance", 5_000_000),
        ("budget.month", "month", "balance", 40_000_000),
    ]


@pytest.mark.parametrize("budget", [{}, {"build": "2"}])
def test_the_command_line_sets_a_cap_or_lowers_it(budget: dict[str, str]) -> None:
    assert found(budget, flag="1.5") == [("--budget", "build", "balance", 1_500_000)]
    assert found(budget, credits_flag="3")[-1] == ("--credits", "build", "credits", 3_000_000)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"flag": "2.51"}, "`--budget 2.51` is above the manifest's `budget.build` of 2.50"),
        ({"credits_flag": "21"}, "`--credits 21` is above the manifest's `budget.credits` of 20"),
    ],
)
def test_raising_the_manifests_cap_takes_a_word_more(options: dict[str, str], message: str) -> None:
    with pytest.raises(MoneyRefused) as caught:
        found(EVERY, **options)
    assert (caught.value.message, caught.value.exit_code) == (message, 3)
    assert "--raise-budget" in (caught.value.hint or "")
    raised = found(EVERY, raise_budget=True, **options)
    assert max(limit for name, _, _, limit in raised if name.startswith("--")) in (2_510_000, 21_000_000)
    assert [name for name, *_ in raised][2:] == ["budget.day", "budget.month"], "those stand as they are"


def test_as_much_as_the_manifest_allows_is_no_raise() -> None:
    assert found(EVERY, flag="2.5")[0] == ("--budget", "build", "balance", 2_500_000)


def test_nothing_raises_the_environments_ceiling() -> None:
    made = found({"build": "100"}, flag="200", raise_budget=True, ceiling="1")
    assert made == [
        ("--budget", "build", "balance", 200_000_000),
        ("RDBUILD_BUDGET", "build", "balance", 1_000_000),
    ]


def test_on_the_embedded_api_only_the_command_line_counts() -> None:
    assert found(EVERY, free=True, ceiling="0.01") == []
    assert found(EVERY, free=True, flag="9", credits_flag="99") == [
        ("--budget", "build", "balance", 9_000_000),
        ("--credits", "build", "credits", 99_000_000),
    ]


def test_a_cap_of_zero_is_a_cap() -> None:
    assert found({"build": "0"}) == [("budget.build", "build", "balance", 0)]
    assert found(EVERY, flag="0")[0] == ("--budget", "build", "balance", 0)


amounts = st.none() | st.decimals(0, 1000, places=2)


@given(amounts, amounts, amounts, st.booleans())
def test_the_least_of_the_caps_never_passes_ceiling_or_unraised_manifest(
    manifest: Decimal | None, flag: Decimal | None, ceiling: Decimal | None, raise_budget: bool
) -> None:
    budget = {} if manifest is None else {"build": manifest}
    try:
        made = caps(budget, **{**NOTHING, "flag": flag, "ceiling": ceiling, "raise_budget": raise_budget})
    except MoneyRefused:
        assert flag is not None
        assert manifest is not None
        assert flag > manifest
        assert not raise_budget
        return
    stated = [one for one in (manifest if flag is None else flag, ceiling) if one is not None]
    if not stated:
        assert made == []
        return
    assert min(cap.limit for cap in made) == min(stated) * 1_000_000
    if manifest is not None and not raise_budget:
        assert min(cap.limit for cap in made) <= manifest * 1_000_000


@pytest.mark.parametrize(
    ("unit", "said", "hint"),
    [
        ("balance", "0.069 and no budget", "put `budget: 2.50` into the manifest or say `--budget 2.50`"),
        ("credits", "0.069 credits and no budget in credits", "set `budget.credits` or `--credits`"),
    ],
)
def test_nothing_is_paid_for_without_a_cap_in_its_own_unit(unit: Any, said: str, hint: str) -> None:
    other = Cap("x", "build", "credits" if unit == "balance" else "balance", 10**9)
    with pytest.raises(MoneyRefused) as caught:
        require([other], unit, "hero", 69_000)
    assert caught.value.message == f"`hero` would cost {said} is set; nothing was sent"
    assert caught.value.hint == hint
    require([other, Cap("y", "build", unit, 0)], unit, "hero", 69_000)


def test_without_a_cap_it_says_what_all_of_it_would_cost_and_a_budget_that_is_enough() -> None:
    with pytest.raises(MoneyRefused) as caught:
        require([], "balance", "hero", 7_140_000, 419)
    assert caught.value.message == "`hero` and 419 more would cost 7.14 and no budget is set; nothing was sent"
    assert caught.value.hint == "put `budget: 8` into the manifest or say `--budget 8`"


def test_a_refusal_names_the_cap_and_where_its_money_is() -> None:
    cap = Cap("budget.day", "day", "balance", 510_000)
    assert money_refused(Refusal(cap, 0, 0, 0, 0, 680_000)).message == (
        "over budget: cap `budget.day` 0.51, spent 0, left 0.51, needed 0.68; nothing new was sent"
    )
    said = money_refused(Refusal(cap, 10_000, 0, 0, 340_000, 340_000))
    assert "claimed by another build 0.34, left 0.16, needed 0.34" in said.message
    assert said.exit_code == 3
    assert said.hint
