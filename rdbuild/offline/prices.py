"""What the embedded API charges.

Owns: the documented price of every style, by its own table of style ids, and of an edit.
Must not know: the catalogue's price rules or anything of the client; its mistakes must not cancel out with theirs.
Rule: exact fractions, and one rounding: half up, of the total, to a tenth of a cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

LOW_RESOLUTION = frozenset(
    {
        "rd_plus__mc_texture",
        "rd_plus__mc_item",
        "rd_plus__low_res",
        "rd_plus__classic",
        "rd_plus__topdown_item",
        "rd_plus__skill_icon",
        "rd_tile__tile_variation",
        "rd_tile__single_tile",
        "rd_tile__tile_object",
    }
)

PER_REQUEST = {
    "rd_animation__four_angle_walking": "0.07",
    "rd_animation__walking_and_idle": "0.07",
    "rd_animation__small_sprites": "0.07",
    "rd_animation__vfx": "0.07",
    "rd_animation__battle_sprites": "0.07",  # not published: taken as its siblings
    "rd_animation__any_animation": "0.25",
    "rd_animation__8_dir_rotation": "0.25",
    "rd_tile__tileset": "0.10",
    "rd_tile__tileset_advanced": "0.10",
}

PER_IMAGE = {"rd_pro__pixelate": "0.25"}

# Families, asked after the tables above: (floor, added to the area, divided by), for each image.
BY_AREA = {
    "rd_fast__": ("0.015", 100_000, 6_000_000),
    "rd_plus__": ("0.025", 50_000, 2_000_000),
    "rd_tile__scene_object": ("0.015", 100_000, 6_000_000),  # not published: taken as rd_fast
}
LOW_RESOLUTION_AREA = ("0.02", 13_700, 600_000)
ELSE_PER_IMAGE = "0.22"  # rd_pro; rd_pro__edit and user__ styles too, which have no published price

# What a declared row's `price` names -> a style that costs as much. Only the name is the row's, the amounts are ours.
AS_MUCH_AS = {
    "rd_fast": "rd_fast__default",
    "rd_plus": "rd_plus__default",
    "low_res": "rd_plus__low_res",
    "rd_pro": "rd_pro__default",
    "pixelate": "rd_pro__pixelate",
    "animation": "rd_animation__vfx",
    "animation_long": "rd_animation__any_animation",
    "tileset": "rd_tile__tileset",
}

PER_EDIT = Decimal(5)  # credits, whatever the size


def price(
    style: str,
    width: int,
    height: int,
    num_images: int,
    drift: Mapping[str, Decimal] | None = None,
) -> Decimal:
    """Return the dollars for a request of canonical `style`; `drift` gives other prices per image, by style id."""
    if drift and style in drift:
        return _rounded(Fraction(drift[style]) * num_images)
    if style in PER_REQUEST:
        return _rounded(Fraction(PER_REQUEST[style]))
    if style in PER_IMAGE:
        return _rounded(Fraction(PER_IMAGE[style]) * num_images)
    area_rule = LOW_RESOLUTION_AREA if style in LOW_RESOLUTION else None
    for prefix, rule in BY_AREA.items():
        if area_rule is None and style.startswith(prefix):
            area_rule = rule
    if area_rule is None:
        return _rounded(Fraction(ELSE_PER_IMAGE) * num_images)
    floor, plus, over = area_rule
    return _rounded(max(Fraction(floor), Fraction(width * height + plus, over)) * num_images)


def _rounded(exact: Fraction) -> Decimal:
    mills = (exact.numerator * 2000 + exact.denominator) // (exact.denominator * 2)
    return Decimal(mills) / 1000
