"""A new style of the vendor needs a line in a manifest, and no release."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import CATALOGUE, load, problems

from rdbuild import catalogue
from rdbuild.catalogue import declared, row_faults
from rdbuild.model import Manifest

DATA = json.loads(Path(catalogue.__file__).with_name("styles.json").read_text(encoding="utf-8"))
WALKING = "{id: rd_advanced_animation__walking, kind: animation, size: {min: [32, 32], max: [256, 256]}, square: true, \
inputs: {input_image: required}, input_size: request, params: [return_spritesheet, upscale_output_factor], \
api: [frames_duration], aliases: [advanced_walking]}"


def with_styles(styles: str, assets: str, folder: Path) -> Manifest:
    return load(f"version: 1\nstyles: [{styles}]\nassets:\n{assets}", folder)


def told(styles: str, folder: Path, assets: str = "") -> list[str]:
    text = f"version: 1\nstyles: [{styles}]\nassets:\n{assets or '  x: {prompt: a, width: 64, height: 64}'}\n"
    return [
        f"{one.mark.line}:{one.mark.column} {one.code}: {one.message}" + (f" | {one.hint}" if one.hint else "")
        for one in problems(text, folder)
        if one.mark
    ]


# -- what a row means


def test_an_id_alone_is_a_style_that_takes_whatever_some_style_takes(tmp_path: Path) -> None:
    made = with_styles(
        "rd_new__thing",
        "  a: {prompt: a, prompt_style: rd_new__thing, width: 12, height: 512, num_images: 16, remove_bg: true,\n"
        "    input_image: art.png, strength: 0.5, extra_prompt: b, reference_images: [art.png], api: {anything: 1}}\n",
        tmp_path,
    )
    assert made.assets[0].prompt_style == "rd_new__thing"
    assert made.warnings == ()
    (row,) = made.styles
    assert (row["id"], row["kind"], row["price"], row["max_images"], row["api"]) == (
        "rd_new__thing",
        "still",
        None,
        16,
        True,
    )
    assert row["size"] == {"min": [12, 12], "max": [512, 512]}
    assert row["inputs"] == {"input_image": "optional", "extra_input_image": "optional", "reference_images": 9}


def test_rows_are_plain_values_that_the_shipped_catalogue_can_take(tmp_path: Path) -> None:
    made = with_styles(f"rd_new__thing, {WALKING}", "  a: {prompt: a, width: 64, height: 64}\n", tmp_path)
    assert pickle.loads(pickle.dumps(made)) == made
    assert json.loads(json.dumps(made.styles)) == list(made.styles)
    grown = catalogue.load().extended(made.styles)
    style = grown.get("advanced_walking")
    assert style is not None
    assert style.id == "rd_advanced_animation__walking"
    assert (style.output, style.max_images, style.square, style.input_size) == ("gif", 1, True, "request")
    assert style.api == {"frames_duration"}
    assert style.inputs == {"input_image": "required"}
    assert grown.price_rule(style) is None
    assert list(grown.styles)[: len(CATALOGUE.styles)] == list(CATALOGUE.styles)
    must = {"id", "description", "family", "kind", "size", "max_images", "price", "inputs", "params", "output", "api"}
    assert all(must <= row.keys() for row in made.styles)


def test_an_asset_of_a_declared_style_is_checked_by_its_row(tmp_path: Path) -> None:
    text = "  a: {prompt: a, prompt_style: advanced_walking, width: 64, height: 64, input_image: art.png, %s}\n"
    made = with_styles(WALKING, text % "api: {frames_duration: 8}", tmp_path)
    assert (made.assets[0].prompt_style, made.assets[0].api) == (
        "rd_advanced_animation__walking",
        {"frames_duration": 8},
    )
    name = "`rd_advanced_animation__walking`"
    assert told(WALKING, tmp_path, text % "api: {frame_duration: 8}") == [
        f"4:101 not-taken: {name} takes no `frame_duration` | did you mean `frames_duration`?"
    ]
    assert told(WALKING, tmp_path, text % "remove_bg: true") == [
        f"4:95 not-taken: {name} takes no `remove_bg`"
        " | it takes `input_image`, `return_spritesheet` and `upscale_output_factor`"
    ]
    assert told(WALKING, tmp_path, text.replace(" input_image: art.png,", "") % "seed: 1") == [
        f"4:3 missing-key: {name} needs `input_image` | write the path of a picture, or `{{asset: ID}}`"
    ]
    assert told(WALKING, tmp_path, text.replace("height: 64", "height: 65") % "seed: 1") == [
        f"4:69 bad-size: {name} makes squares only, not 64x65 | write 64x64 or 65x65"
    ]


def test_a_row_for_a_known_style_takes_its_place_and_keeps_what_it_does_not_say(tmp_path: Path) -> None:
    made = with_styles(
        "{id: animation__vfx, price: rd_pro, size: {min: [24, 24], max: [128, 128]}}",
        "  a: {prompt: a, prompt_style: rd_animation__vfx, width: 128, height: 128}\n",
        tmp_path,
    )
    assert made.warnings == ()
    grown, known = CATALOGUE.extended(made.styles), CATALOGUE.styles["rd_animation__vfx"]
    style = grown.styles["rd_animation__vfx"]
    assert (style.price, style.max_size) == ("rd_pro", (128, 128))
    assert (style.sheet, style.square, style.aliases, style.params) == (
        known.sheet,
        True,
        known.aliases,
        known.params,
    )
    assert list(grown.styles) == list(CATALOGUE.styles)


def test_sizes_of_a_row_replace_the_range_of_the_known_one_and_the_reverse() -> None:
    fixed = CATALOGUE.row("rd_animation__small_sprites")
    assert fixed is not None
    assert "sizes" not in declared({"id": "x", "size": {"min": [16, 16], "max": [64, 64]}}, fixed)
    assert declared({"id": "x", "sizes": [[48, 32], [16, 64]]}, fixed)["size"] == {"min": [16, 32], "max": [48, 64]}


def test_a_request_without_a_style_follows_the_style_that_it_is_sized_by() -> None:
    row = declared({"id": "rd_fast__default", "max_images": 4}, CATALOGUE.row("rd_fast__default"))
    assert CATALOGUE.extended([row]).absent().max_images == 4
    assert CATALOGUE.absent().max_images == 16


def test_every_shipped_row_can_be_pasted_and_is_then_the_style_that_it_was(tmp_path: Path) -> None:
    text = json.dumps(
        {"version": 1, "styles": DATA["styles"], "assets": {"a": {"prompt": "a", "width": 64, "height": 64}}}
    )
    made = load(text, tmp_path)
    assert made.warnings == ()
    assert CATALOGUE.extended(made.styles).styles == CATALOGUE.styles


def test_nothing_declared_is_the_catalogue_itself() -> None:
    assert CATALOGUE.extended(()) is CATALOGUE


@given(st.lists(st.sampled_from([row["id"] for row in DATA["styles"]]), unique=True))
def test_saying_again_what_is_known_changes_nothing(names: list[str]) -> None:
    rows = [declared({"id": name}, CATALOGUE.row(name)) for name in names]
    assert CATALOGUE.extended(rows).styles == CATALOGUE.styles
    assert [fault for row in rows for fault in row_faults(row, DATA["prices"])] == []


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("rd_fast__simple", "`rd_fast__simple` is in the catalogue by now"),
        ("animation__vfx", "`animation__vfx` is in the catalogue by now"),
        ("user__mine", "`user__mine` passes as it is: it is a user's style"),
    ],
)
def test_an_id_that_needs_no_declaring_is_only_a_warning(style: str, message: str, tmp_path: Path) -> None:
    made = with_styles(style, "  a: {prompt: a, width: 64, height: 64}\n", tmp_path)
    (warning,) = made.warnings
    assert (warning.code, warning.message, warning.hint) == ("known-style", message, "remove it")
    assert made.styles == ()


def test_a_users_style_may_have_a_row(tmp_path: Path) -> None:
    made = with_styles("{id: user__mine, price: rd_pro, max_images: 4}", "  a: {prompt: a, width: 64, height: 64}\n",
                       tmp_path)  # fmt: skip
    style = CATALOGUE.extended(made.styles).get("user__mine")
    assert style is not None
    assert (style.price, style.max_images) == ("rd_pro", 4)


# -- what is wrong with one


@pytest.mark.parametrize(
    ("styles", "expected"),
    [
        (
            "5",
            "2:10 wrong-type: item 1 of `styles` must be the id of a style, or a mapping with `id`, got `5`"
            " | put it in quotes",
        ),
        (
            "'a b'",
            "2:10 bad-value: item 1 of `styles` must be the id of a style, or a mapping with `id`, got the text `a b`",
        ),
        ("{kind: still}", "2:10 missing-key: missing key `id` | `id` is the id of a style"),
        ("{id: a__b, knid: still}", "2:21 unknown-key: unknown key `knid` | did you mean `kind`?"),
        (
            "{id: a__b, kind: stil}",
            "2:27 bad-value: `kind` must be `still`, `tile`, `tileset` or `animation`, got the text `stil`"
            " | did you mean `still`?",
        ),
        ("{id: a__b, max_images: 0}", "2:33 out-of-range: `max_images` must be a whole number from 1 to 64, got `0`"),
        ("{id: a__b, price: rd_prp}", "2:28 bad-style: unknown price rule `rd_prp` | did you mean `rd_pro`?"),
        (
            "{id: a__b, price: edit}",
            "2:28 bad-style: unknown price rule `edit` | price rules: `rd_fast`, `rd_plus`, `low_res`, `rd_pro`,"
            " `pixelate`, `animation`, `animation_long` and `tileset`; `null` asks the API",
        ),
        (
            "{id: a__b, params: [remove_gb]}",
            "2:30 bad-value: item 1 of `params` must be a parameter that rdbuild knows, got the text `remove_gb`"
            " | did you mean `remove_bg`?",
        ),
        (
            "{id: a__b, inputs: {input_image: needed}}",
            "2:43 bad-value: `input_image` must be `optional` or `required`, got the text `needed`",
        ),
        (
            "{id: a__b, size: {min: [16, 16]}}",
            "2:27 missing-key: missing key `max` | `max` is a list of two whole numbers, width and height",
        ),
        ("{id: a__b, size: {max: [8, 64], min: [16, 16]}}", "2:27 bad-style: `min` of `size` is above its `max`"),
        (
            "{id: a__b, params: [], requires: [strength]}",
            "2:43 bad-style: `strength` is required, and not among `params`",
        ),
        (
            "{id: a__b, output: gif}",
            "2:29 bad-style: only an animation is delivered as a GIF | write `kind: animation`",
        ),
        (
            "{id: a__b, api: [width]}",
            "2:27 api-known: `api` is for what this version doesn't know, and `width` is known"
            " | `params` says whether it is taken",
        ),
        ("{id: a__b}, a__b", "2:22 duplicate-style: `a__b` is declared twice | keep one of the two"),
        (
            "{id: a__b, aliases: [rd_fast__simple]}",
            "2:31 duplicate-style: `rd_fast__simple` is a style of its own",
        ),
        (
            "{id: a__b, aliases: [old]}, {id: c__d, aliases: [x, old]}",
            "2:62 duplicate-style: `old` stands for `a__b` already",
        ),
        ("{id: a__b, aliases: [a__b]}", "2:31 duplicate-style: `a__b` is the style's own id"),
        (
            "{id: a__b, aliases: [animation__vfx]}, {id: rd_animation__vfx, price: null}",
            "2:31 duplicate-style: `animation__vfx` stands for `rd_animation__vfx` already",
        ),
        ("{id: a__b, sheet: {columns: 4}}", "2:28 bad-style: `columns` and `rows` go together"),
        (
            "{id: a__b, sheet: {columns: 2, rows: 2, row_names: [x]}}",
            "2:61 bad-style: `row_names` lists 1, and the sheet has 2 rows",
        ),
        (
            "{id: a__b, sheet: {columns: 2, rows: 2, play: {go: [0, 4]}}}",
            "2:61 bad-style: `go` plays more than the sheet's cells with something in them, counted from 0",
        ),
    ],
)  # fmt: skip
def test_each_mistake_in_a_row_is_told_once_where_it_is(styles: str, expected: str, tmp_path: Path) -> None:
    assert told(styles, tmp_path) == [expected]


def test_a_broken_row_does_not_make_each_of_its_assets_a_complaint(tmp_path: Path) -> None:
    uses = "\n".join(f"  {name}: {{prompt: a, prompt_style: a__{name}, width: 64, height: 64}}" for name in "bc")
    found = told("{id: a__b, max_images: lots}", tmp_path, uses)
    assert [one.split(":")[1].split(" ")[1] for one in found] == ["wrong-type", "unknown-style"]


def test_a_declared_style_is_a_hint_for_a_misspelt_one(tmp_path: Path) -> None:
    (one,) = told("rd_new__dragon", tmp_path, "  x: {prompt: a, prompt_style: rd_new__dargon, width: 64, height: 64}")
    assert one.endswith("| did you mean `rd_new__dragon`?")
