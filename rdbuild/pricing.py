"""The documented price formulas, and money as text.

Owns: what a price rule means, rounding, the two ways between micro-units and decimal text.
Must not know: styles, caps, or who pays. It is an estimate: what `check_cost` says is what counts.
Rule: exact until the end. Only the total is rounded, half up to 0.001, never one image of several.

A price rule is a mapping, a row under `prices` in styles.json:

    {"unit": "balance", "per": "image", "floor": "0.015", "plus": 100000, "over": 6000000}
        max(floor, (width * height + plus) / over) * number of images
    {"unit": "balance", "per": "image", "flat": "0.22"}      0.22 * number of images
    {"unit": "balance", "per": "request", "flat": "0.07"}    0.07, however many images
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

MICRO = 1_000_000  # micro-units in one dollar or credit
_MILL = Decimal("0.001")  # "All costs are rounded to three decimal places"
_LEAST = Decimal("0.000001")  # one micro-unit
_MOST = Decimal(10**12)  # keeps sums well inside the 64 bits of a ledger's column
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")


def price(rule: Mapping[str, Any] | None, width: int, height: int, num_images: int) -> int | None:
    """Work out what a request costs.

    Gives micro-units of the rule's unit, a multiple of 1000; None without a rule, since no price is published.
    ValueError for a size or count below 1: such a request has no price, least of all zero.
    """
    if rule is None:
        return None
    if min(width, height, num_images) < 1:
        raise ValueError(f"no price for {num_images} image(s) of {width}x{height}")
    times = num_images if rule["per"] == "image" else 1
    if "flat" in rule:
        total = Decimal(rule["flat"]) * times
    else:
        # Multiplied before it is divided: thirds and sixths never get rounded on the way to a tie.
        by_area = Decimal((width * height + rule["plus"]) * times) / rule["over"]
        total = max(Decimal(rule["floor"]) * times, by_area)
    return int(total.quantize(_MILL, ROUND_HALF_UP) * MICRO)


def format_micro(micro: int) -> str:
    """Write micro-units as a plain decimal, no longer than it must be: "0.069", "1.5", "-2", "0"."""
    whole, rest = divmod(abs(micro), MICRO)
    sign = "-" if micro < 0 else ""
    return f"{sign}{whole}.{rest:06d}".rstrip("0").rstrip(".")


def amount_text(micro: int, unit: str) -> str:
    """Write an amount with its unit, where that is not the balance: "0.069", "5 credits"."""
    return f"{format_micro(micro)} credits" if unit == "credits" else format_micro(micro)


def amounts_text(amounts: Mapping[str, int]) -> str:
    """Write amounts by unit, which are never added up: "0.069 and 5 credits"; nothing where there is none."""
    return " and ".join(amount_text(amount, unit) for unit, amount in amounts.items() if amount)


def parse_micro(amount: str | int | Decimal) -> int:
    """Read an amount of dollars or credits as micro-units.

    ValueError for what is no plain amount: negative, NaN, infinite, above 10^12, finer than a micro-unit, text with
    a sign, exponent or currency in it; and for a bool or float, which never are money.
    """
    if isinstance(amount, str):
        if not _PLAIN.fullmatch(amount.strip()):
            raise ValueError(f"`{amount}` is not an amount such as `2.50`")
        amount = amount.strip()
    elif isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise ValueError(f"`{amount!r}` is not an amount such as `2.50`")
    value = Decimal(amount)
    if not value.is_finite() or value < 0:
        raise ValueError(f"`{amount}` is not an amount of money: it must be zero or more")
    if value > _MOST:
        raise ValueError(f"`{amount}` is more money than can be counted")
    exact = value.quantize(_LEAST)
    if exact != value:
        raise ValueError(f"`{amount}` is finer than money is counted: at most 6 decimals")
    return int(exact * MICRO)
