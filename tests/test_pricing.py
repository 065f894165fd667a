"""What a request costs by the documentation, to the mill; and money as text, to the micro-unit."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue, pricing

STYLES = catalogue.load()
BY_HAND = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"), parse_float=Decimal)
RULES = sorted(STYLES.prices)
PER_IMAGE = [name for name in RULES if STYLES.prices[name]["per"] == "image"]
PER_REQUEST = [name for name in RULES if STYLES.prices[name]["per"] == "request"]
SIDE, COUNT = st.integers(1, 512), st.integers(1, 64)


def style_of(style_id: str | None) -> catalogue.Style:
    style = STYLES.absent() if style_id is None else STYLES.get(style_id)
    assert style is not None, style_id
    return style


def exact(rule: str, width: int, height: int, num_images: int) -> Fraction:
    """The formula as the documentation prints it, without any rounding."""
    row = STYLES.prices[rule]
    if "flat" in row:
        each = Fraction(row["flat"])
    else:
        each = max(Fraction(row["floor"]), Fraction(width * height + row["plus"], row["over"]))
    return each * (num_images if row["per"] == "image" else 1)


@pytest.mark.parametrize(
    "row", BY_HAND, ids=lambda r: f"{r['style'] or 'no style'} {r['width']}x{r['height']} n={r['num_images']}"
)
def test_a_price_is_the_one_worked_out_by_hand(row):
    rule = STYLES.price_rule(style_of(row["style"]))
    micro = pricing.price(rule, row["width"], row["height"], row["num_images"])
    assert micro == (None if row["price"] is None else int(Decimal(row["price"]) * 1_000_000)), row["why"]


def test_an_edit_costs_five_credits_whatever_its_size():
    rule = STYLES.price_rule(STYLES.edit)
    assert rule["unit"] == "credits"
    assert pricing.price(rule, 16, 16, 1) == pricing.price(rule, 256, 256, 1) == 5_000_000


def test_the_table_by_hand_has_every_rule_and_asks_only_for_what_a_style_allows():
    used = set()
    for row in BY_HAND:
        style = style_of(row["style"])
        size = (row["width"], row["height"])
        assert style.min_size[0] <= size[0] <= style.max_size[0], row
        assert style.min_size[1] <= size[1] <= style.max_size[1], row
        assert not style.sizes or size in style.sizes, row
        assert row["num_images"] <= style.max_images, row
        used.add(style.price)
    assert used == {*RULES, None} - {STYLES.edit.price}
    assert len(BY_HAND) >= 40


def test_every_style_that_the_documentation_prices_by_name_has_that_rule():
    low = """rd_plus__mc_texture rd_plus__mc_item rd_plus__low_res rd_plus__classic rd_plus__topdown_item
        rd_plus__skill_icon rd_tile__tile_variation rd_tile__single_tile rd_tile__tile_object"""
    named = {
        "low_res": low,
        "pixelate": "rd_pro__pixelate",
        "animation": """animation__four_angle_walking animation__walking_and_idle animation__small_sprites
            animation__vfx""",
        "animation_long": "animation__any_animation animation__8_dir_rotation",
        "tileset": "rd_tile__tileset rd_tile__tileset_advanced",
        None: "rd_animation__battle_sprites rd_tile__scene_object rd_pro__edit",
    }
    rules = {STYLES.canonical(name): rule for rule, names in named.items() for name in names.split()}
    for style in STYLES.styles.values():
        assert style.price == rules.get(style.id, style.family), style.id


def test_a_floor_is_paid_for_each_image_where_the_area_comes_to_less():
    rule = {"unit": "balance", "per": "image", "floor": "0.015", "plus": 0, "over": 6_000_000}
    assert pricing.price(rule, 300, 300, 1) == 15_000  # 90000 / 6000000: the floor itself
    assert pricing.price(rule, 100, 100, 3) == 45_000
    assert pricing.price(rule, 400, 300, 1) == 20_000


def test_a_price_for_a_request_does_not_count_images():
    assert pricing.price(STYLES.prices["tileset"], 32, 32, 5) == 100_000


@pytest.mark.parametrize(("width", "height", "num_images"), [(0, 64, 1), (64, -64, 1), (64, 64, 0)])
def test_what_is_no_request_is_never_free(width, height, num_images):
    with pytest.raises(ValueError, match="no price for"):
        pricing.price(STYLES.prices["rd_fast"], width, height, num_images)


@given(rule=st.sampled_from(RULES), width=SIDE, height=SIDE, n=COUNT)
def test_a_price_is_whole_mills_within_half_a_mill_of_the_formula_and_a_tie_goes_up(rule, width, height, n):
    micro = pricing.price(STYLES.prices[rule], width, height, n)
    assert micro % 1000 == 0
    off = Fraction(micro, 1_000_000) - exact(rule, width, height, n)
    assert -Fraction(1, 2000) < off <= Fraction(1, 2000)


@given(rule=st.sampled_from(RULES), width=SIDE, height=SIDE, n=COUNT, wider=st.integers(0, 64), more=st.integers(0, 8))
def test_a_larger_picture_or_one_more_never_costs_less(rule, width, height, n, wider, more):
    small = pricing.price(STYLES.prices[rule], width, height, n)
    assert small <= pricing.price(STYLES.prices[rule], width + wider, height, n)
    assert small <= pricing.price(STYLES.prices[rule], width, height, n + more)
    assert small == pricing.price(STYLES.prices[rule], height, width, n)


@given(rule=st.sampled_from(PER_IMAGE), width=SIDE, height=SIDE, a=COUNT, b=COUNT)
def test_one_request_for_all_costs_what_two_do_within_the_rounding(rule, width, height, a, b):
    row = STYLES.prices[rule]
    apart = pricing.price(row, width, height, a) + pricing.price(row, width, height, b)
    assert abs(pricing.price(row, width, height, a + b) - apart) <= 1000


@given(rule=st.sampled_from(PER_REQUEST), width=SIDE, height=SIDE, n=COUNT)
def test_a_rule_for_a_request_knows_one_price(rule, width, height, n):
    assert Fraction(pricing.price(STYLES.prices[rule], width, height, n), 1_000_000) == Fraction(
        STYLES.prices[rule]["flat"]
    )


@pytest.mark.parametrize(
    ("micro", "text"),
    [
        (0, "0"),
        (69_000, "0.069"),
        (1_500_000, "1.5"),
        (100_000_000, "100"),
        (1, "0.000001"),
        (-17_000, "-0.017"),
        (-2_000_000, "-2"),
        (10**18, "1000000000000"),
    ],
)
def test_micro_units_are_written_as_plain_decimals_no_longer_than_needed(micro, text):
    assert pricing.format_micro(micro) == text


@pytest.mark.parametrize(
    ("amount", "micro"),
    [
        ("2.50", 2_500_000),
        (" 3 ", 3_000_000),
        ("0.100000000", 100_000),
        (2, 2_000_000),
        (0, 0),
        (Decimal("0.069"), 69_000),
        (Decimal("1E+2"), 100_000_000),
        (Decimal("-0"), 0),
        (10**12, 10**18),
    ],
)
def test_an_amount_is_read_exactly(amount, micro):
    assert pricing.parse_micro(amount) == micro


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("-1", "is not an amount"),
        ("+1", "is not an amount"),
        ("", "is not an amount"),
        ("$2", "is not an amount"),
        ("1,50", "is not an amount"),
        ("1e3", "is not an amount"),
        ("1_000", "is not an amount"),
        ("nan", "is not an amount"),
        ("١", "is not an amount"),
        (True, "is not an amount"),
        (1.5, "is not an amount"),
        (None, "is not an amount"),
        (-1, "zero or more"),
        (Decimal("-0.01"), "zero or more"),
        (Decimal("NaN"), "zero or more"),
        (Decimal("sNaN"), "zero or more"),
        (Decimal("Infinity"), "zero or more"),
        ("0.0000001", "at most 6 decimals"),
        ("0.1000000000000000000000000000000000000001", "at most 6 decimals"),
        (Decimal("1E-999999"), "at most 6 decimals"),
        (10**12 + 1, "more money"),
        (Decimal("1E+999999"), "more money"),
    ],
)
def test_what_is_no_plain_amount_of_money_is_refused_with_the_reason(amount, why):
    with pytest.raises(ValueError, match=why):
        pricing.parse_micro(amount)


@given(st.integers(0, 10**18))
def test_money_written_and_read_again_is_the_same_money(micro):
    assert pricing.parse_micro(pricing.format_micro(micro)) == micro
