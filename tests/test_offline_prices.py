"""The embedded API charges what the documentation says, by a table worked out by hand."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from rdbuild import catalogue, pricing
from rdbuild.offline.prices import AS_MUCH_AS, price
from rdbuild.offline.rules import Styles

STYLES = Styles()
ROWS = json.loads((Path(__file__).parent / "prices.json").read_text("utf-8"))
PUBLISHED = [row for row in ROWS if row["price"] is not None]


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda r: f"{r['style']}-{r['width']}x{r['height']}-{r['num_images']}")
def test_a_published_price_is_the_one_worked_out_by_hand(row):
    canonical, _ = STYLES.find(row["style"])
    assert price(canonical, row["width"], row["height"], row["num_images"]) == Decimal(row["price"]), row["why"]


def test_the_table_by_hand_is_large_enough_to_mean_something():
    assert len(PUBLISHED) >= 35


def test_styles_without_a_published_price_cost_something_all_the_same():
    assert price("rd_animation__battle_sprites", 64, 64, 1) == Decimal("0.07")
    assert price("rd_tile__scene_object", 64, 64, 4) == Decimal("0.069")
    assert price("rd_pro__edit", 64, 64, 2) == Decimal("0.44")
    assert price("user__flasks_586", 256, 256, 4) == Decimal("0.88")


def test_prices_that_have_drifted_are_charged_instead():
    assert price("rd_pro__default", 64, 64, 2, {"rd_pro__default": Decimal("0.18")}) == Decimal("0.36")


def test_a_declared_style_costs_what_the_rule_that_it_names_costs():
    """By our own amounts: the rules of the catalogue are worked out by the client, and held against them here."""
    rules = catalogue.load().prices
    assert set(AS_MUCH_AS) == {name for name, rule in rules.items() if rule["unit"] == "balance"}
    for name, style in AS_MUCH_AS.items():
        for width, height, count in ((16, 16, 1), (96, 64, 3), (256, 256, 4)):
            ours = price(style, width, height, count)
            assert ours == Decimal(pricing.price(rules[name], width, height, count)) / 1_000_000, name
