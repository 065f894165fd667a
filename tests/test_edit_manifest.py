"""`edit`, `fit` and `layout` in a manifest: what they mean, where they belong, and every mistake in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_manifest import CATALOGUE, assets, load, problems

from rdbuild.model import Asset, Problem
from rdbuild.naming import id_fault, output_paths, possible_paths
from rdbuild.references import references

HEAD = "version: 1\nassets:\n  hero: {prompt: a knight, width: 64, height: 64, num_images: 2, pick: 2}\n"


def edits(text: str, folder: Path, head: str = HEAD) -> dict[str, Asset]:
    return {asset.id: asset for asset in load(head + text, folder).assets}


def told(text: str, folder: Path, head: str = HEAD) -> list[str]:
    """`column code: message | hint` of each problem of a line after the head."""
    return [line(problem) for problem in problems(head + text, folder)]


def line(problem: Problem) -> str:
    assert problem.mark is not None
    return f"{problem.mark.column} {problem.code}: {problem.message}" + (f" | {problem.hint}" if problem.hint else "")


# -- edit


def test_an_edit_is_a_picture_and_its_prompts_and_nothing_else(tmp_path: Path) -> None:
    made = edits("  party: {edit: {asset: hero}, prompt: [ a hat , sunglasses], take: 3, tags: [x]}\n", tmp_path)
    party = made["party"]
    assert party.edit is not None
    assert (party.edit.asset, party.edit.image, party.edit.file) == ("hero", None, None)
    assert (party.prompts, party.prompt) == (("a hat", "sunglasses"), "sunglasses")
    assert (party.prompt_style, party.width, party.height, party.num_images) == (None, 0, 0, 1)
    assert (party.take, party.seed, party.params, party.tags) == (3, None, {}, ("x",))
    assert references(party) == [party.edit]
    assert output_paths(party, CATALOGUE.edit) == possible_paths(party, CATALOGUE.edit) == ("party.png",)


def test_one_prompt_is_a_chain_of_one_and_what_is_no_edit_has_no_chain(tmp_path: Path) -> None:
    made = edits("  party: {edit: art.png, prompt: a hat}\n  more: {edit: {asset: hero, image: 1}, prompt: [b]}\n",
                 tmp_path)  # fmt: skip
    assert (made["party"].prompts, made["more"].prompts, made["hero"].prompts) == (("a hat",), ("b",), ())
    party, more = made["party"].edit, made["more"].edit
    assert party is not None
    assert more is not None
    assert (party.file, more.image) == (str(tmp_path / "art.png"), 1)


def test_what_defaults_say_of_pictures_is_left_out_of_an_edit(tmp_path: Path) -> None:
    made = load(
        "version: 1\n"
        "defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64, remove_bg: true, seed: 7,\n"
        '  num_images: 3, prompt_template: "{prompt}, outline", input_palette: ["#000000"], take: 2,\n'
        "  fit: pad, flatten: '#000000', api: {x: 1}, input_image: art.png, layout: {columns: 2, rows: 2}, tags: [t]}\n"
        "assets:\n  hero: {prompt: a knight}\n  party: {edit: {asset: hero}, prompt: a hat}\n",
        tmp_path,
    )
    hero, party = made.assets
    assert (hero.prompt, hero.seed) == ("a knight, outline", 7)
    assert (party.prompts, party.prompt_style, party.seed, party.take) == (("a hat",), None, None, 2)
    assert (party.params, party.palette, party.api, party.layout, party.fit) == ({}, None, {}, {}, None)
    assert (party.width, party.num_images, party.input_image, party.tags) == (0, 1, None, ("t",))


def test_a_template_of_the_asset_or_its_preset_wraps_each_prompt_of_a_chain(tmp_path: Path) -> None:
    head = 'version: 1\npresets: {add: {edit: art.png, prompt_template: "add {prompt}"}}\nassets:\n'
    made = edits(
        "  a: {preset: add, prompt: [a hat, shoes]}\n"
        '  b_{c}: {matrix: {c: [red]}, preset: add, prompt: ["{c} hat", b], prompt_template: "<{prompt}> {c}"}\n',
        tmp_path,
        head,
    )
    assert made["a"].prompts == ("add a hat", "add shoes")
    assert made["b_red"].prompts == ("<red hat> red", "<b> red")


def test_null_takes_a_presets_edit_away(tmp_path: Path) -> None:
    head = "version: 1\npresets: {p: {edit: art.png, prompt: a}}\nassets:\n"
    made = edits("  a: {preset: p, edit: null, width: 64, height: 64}\n", tmp_path, head)
    assert (made["a"].edit, made["a"].prompts, made["a"].width) == (None, (), 64)


TAKEN = {
    "prompt_style: rd_fast__simple": "an edit has no style: the prompt says what to change",
    "width: 64": "the picture keeps its size",
    "height: 64": "the picture keeps its size",
    "num_images: 2": "an edit makes one picture",
    "pick: 1": "an edit makes one picture",
    "seed: 1": "an edit has no seed: `take` makes another one",
    "input_image: art.png": "`edit` is the one picture that it works on",
    "reference_images: [art.png]": "`edit` is the one picture that it works on",
    "flatten: '#000000'": "the picture is sent with its alpha",
    "fit: pad": "the picture is sent in its own size",
    "input_palette: ['#000000']": "it takes a picture and a prompt, and nothing else",
    "remove_bg: true": "it takes a picture and a prompt, and nothing else",
    "tile_x: false": "it takes a picture and a prompt, and nothing else",
    "upscale_output_factor: null": "it takes a picture and a prompt, and nothing else",
    "api: {x: 1}": "it takes a picture and a prompt, and nothing else",
}


@pytest.mark.parametrize("setting", TAKEN)
@pytest.mark.parametrize("place", ["asset", "preset"])
def test_what_the_edit_endpoint_does_not_take_is_an_error_on_the_asset_and_its_preset(
    setting: str, place: str, tmp_path: Path
) -> None:
    key = setting.partition(":")[0]
    wrong = f"not-taken: an edit takes no `{key}`"
    if place == "asset":
        assert told(f"  a: {{{setting}, edit: {{asset: hero}}, prompt: b}}\n", tmp_path) == [
            f"7 {wrong} | {TAKEN[setting]}"
        ]
    else:
        head = f"version: 1\npresets: {{p: {{{setting}}}}}\nassets:\n"
        assert told("  a: {preset: p, edit: art.png, prompt: b}\n", tmp_path, head) == [
            f"15 {wrong} (in `a`) | {TAKEN[setting]}"
        ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "  a: {prompt: [b, c], width: 64, height: 64}\n",
            "15 prompt-list: a list of prompts is for an edit, where each changes the result of the one before"
            " | write one text, or `edit: {asset: ID}` beside it",
        ),
        ("  a: {edit: art.png}\n", "3 missing-key: `a` has no `prompt` | `prompt` says what to change"),
        ("  a: {edit: art.png, prompt: [a, ' ']}\n", "34 empty-prompt: prompt 2 is empty | say what to change"),
        ("  a: {edit: art.png, prompt: ''}\n", "30 empty-prompt: the prompt is empty | say what to change"),
        (
            "  a: {edit: art.png, prompt: []}\n",
            "30 bad-value: `prompt` must be text or a list of texts, got an empty list",
        ),
        (
            "  a: {edit: art.png, prompt: [a, 5]}\n",
            "34 wrong-type: item 2 of `prompt` must be text, got `5` | put it in quotes",
        ),
        (
            f"  a: {{edit: art.png, prompt: [{', '.join(['x'] * 51)}]}}\n",
            "30 bad-value: `prompt` has 51 items, and may have 50",
        ),
        (
            "  a: {edit: art.png, prompt: [a, 'b {x}']}\n",
            "37 unknown-variable: unknown variable `x` | variables come from `matrix`, `table` or `variables`; "
            "`{{` is a brace",
        ),
        (
            "  'a_{n}': {matrix: {n: [1, x]}, edit: art.png, prompt: [a, '{n:03}']}\n",
            "62 bad-template: `{n:03}` needs a whole number, got `x` (in `a_x`)",
        ),
        ("  a: {edit: {asset: heroo}, prompt: a}\n", "21 unknown-asset: unknown asset `heroo` | did you mean `hero`?"),
        (
            "  a: {edit: {asset: hero, image: 3}, prompt: a}\n",
            "34 bad-image-number: image 3 of `hero`, which makes 2 pictures"
            " | `num_images` of `hero` says how many it makes",
        ),
        (
            "  a: {edit: {asset: a}, prompt: a}\n",
            "21 self-reference: `a` is made from itself | name another asset, or a file",
        ),
        (
            "  a: {edit: {asset: 'hero#1'}, prompt: a}\n",
            "21 unknown-asset: unknown asset `hero#1` | did you mean `hero`?",
        ),
        (
            "  a: {edit: hero, prompt: a}\n",
            "13 bad-path: no file `hero` | for the picture of that asset write `{asset: hero}`",
        ),
        (
            "  a: {edit: [art.png], prompt: a}\n",
            "13 wrong-type: `edit` must be a path or `{asset: ID}`, got a list | write it without `[ ]`",
        ),
    ],
)  # fmt: skip
def test_each_mistake_in_an_edit_is_told_once_where_it_is(text: str, expected: str, tmp_path: Path) -> None:
    assert told(text, tmp_path) == [expected]


def test_edit_belongs_in_an_asset_or_a_preset_and_makes_no_edit_of_everything(tmp_path: Path) -> None:
    head = "version: 1\ndefaults: {edit: art.png, width: 64, height: 64}\nassets:\n"
    assert told("  a: {prompt: a}\n  b: {prompt: b, seed: 1}\n", tmp_path, head) == [
        "12 unknown-key: unknown key `edit` | `edit` belongs in an asset or in a preset"
    ]


def test_a_cycle_through_edits_is_found(tmp_path: Path) -> None:
    text = "  a: {edit: {asset: b}, prompt: x}\n  b: {edit: {asset: a}, prompt: y}\n"
    assert told(text, tmp_path) == [
        "21 cycle: made from each other: `a` -> `b` -> `a` | make one of them from something else"
    ]


def test_an_edit_that_would_overwrite_its_own_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.png").write_bytes(b"x")
    (one,) = told("  a: {edit: assets/a.png, prompt: x}\n", tmp_path)
    assert one.startswith("13 input-is-output:")


SIZES = [
    ("prompt_style: rd_fast__simple, width: 256, height: 256", None),
    ("prompt_style: rd_fast__simple, width: 64, height: 257", "64x257"),
    ("prompt_style: rd_pro__default, width: 15, height: 64", "15x64"),
    ("prompt_style: rd_pro__default, width: 16, height: 16", None),
    ("prompt_style: rd_fast__simple, width: 300, height: 300, upscale_output_factor: null", None),
    ("prompt_style: rd_tile__tileset, width: 32, height: 32", None),  # 128x160
    ("prompt_style: rd_animation__four_angle_walking, return_spritesheet: true", None),  # 192x192
    ("prompt_style: rd_animation__battle_sprites, width: 48, height: 48, return_spritesheet: true", "672x192"),
    ("prompt_style: rd_animation__vfx, width: 96, height: 96, return_spritesheet: true", "384x384"),
    ("prompt_style: rd_animation__any_animation, return_spritesheet: true", None),  # no grid is documented
    ("prompt_style: user__mine, width: 384, height: 64", "384x64"),
]


@pytest.mark.parametrize(("source", "size"), SIZES)
def test_a_picture_too_small_or_too_large_for_an_edit_is_found_before_anything_is_sent(
    source: str, size: str | None, tmp_path: Path
) -> None:
    text = f"version: 1\nassets:\n  x: {{prompt: a, {source}}}\n  e: {{edit: {{asset: x}}, prompt: b}}\n"
    if size is None:
        assert load(text, tmp_path).assets[1].edit is not None
    else:
        assert [line(one) for one in problems(text, tmp_path)] == [
            f"21 bad-size: the picture of `x` is {size}, and an edit takes 16x16 to 256x256 | make `x` of such a size"
        ]


def test_a_gif_can_not_be_edited(tmp_path: Path) -> None:
    text = (
        "  w: {prompt: a, prompt_style: rd_animation__vfx, width: 24, height: 24}\n  e: {edit: {asset: w}, prompt: b}\n"
    )
    assert [one.partition(":")[0] for one in told(text, tmp_path)] == ["21 animated-input"]


def test_an_edit_of_an_edit_is_taken_whatever_its_size(tmp_path: Path) -> None:
    made = edits("  a: {edit: {asset: hero}, prompt: x}\n  b: {edit: {asset: a}, prompt: y}\n", tmp_path)
    assert made["b"].edit is not None
    assert made["b"].edit.asset == "a"


@given(st.text(max_size=5), st.text(max_size=5))
def test_no_id_has_a_hash_which_names_the_steps_of_a_chain(before: str, after: str) -> None:
    assert id_fault(f"{before}#{after}") is not None


# -- what is written where


def test_seed_take_and_pick_are_known_by_the_place_of_the_value_that_won(tmp_path: Path) -> None:
    made = load(
        "version: 1\ndefaults: {seed: 5, take: 2, width: 64, height: 64}\npresets: {p: {take: 3}}\nassets:\n"
        "  a: {prompt: a}\n  b: {preset: p, prompt: b, seed: null}\n  c: {prompt: c, seed: 6, num_images: 2, pick: 2}\n"
        "  d: {edit: {asset: a}, prompt: d}\n",
        tmp_path,
    )
    found = {asset.id: {key: (m.line, m.column) for key, m in asset.stated.items()} for asset in made.assets}
    assert found == {
        "a": {"seed": (2, 18), "take": (2, 27)},
        "b": {"take": (3, 21)},
        "c": {"seed": (7, 24), "take": (2, 27), "pick": (7, 48)},
        "d": {"take": (2, 27)},
    }


# -- fit

WALK = "prompt: a, prompt_style: rd_animation__four_angle_walking"


def test_fit_is_taken_where_the_style_needs_the_requests_size(tmp_path: Path) -> None:
    made = assets(
        f"  a: {{{WALK}, input_image: art.png, fit: pad}}\n  'b_{{f}}': {{{WALK}, input_image: art.png, "
        "matrix: {f: [shrink, none]}, fit: '{f}'}\n"
        f"  c: {{{WALK}, input_image: art.png}}\n",
        tmp_path,
    )
    assert [asset.fit for asset in made.values()] == ["pad", "shrink", "none", None]


def test_fit_from_defaults_is_left_out_where_it_says_nothing(tmp_path: Path) -> None:
    head = "version: 1\ndefaults: {fit: shrink, width: 64, height: 64}\nassets:\n"
    made = edits(f"  a: {{{WALK}}}\n  b: {{prompt: a, input_image: art.png}}\n"
                 f"  c: {{{WALK}, input_image: art.png}}\n", tmp_path, head)  # fmt: skip
    assert [asset.fit for asset in made.values()] == [None, None, "shrink"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"  a: {{fit: scale, {WALK}, input_image: art.png}}\n",
            "12 bad-value: `fit` must be `pad`, `shrink` or `none`, got the text `scale`",
        ),
        (f"  a: {{fit: pad, {WALK}}}\n", "7 needs-other-key: `fit` does nothing without an input image"),
        (
            "  a: {fit: pad, prompt: a, width: 64, height: 64, input_image: art.png}\n",
            "7 not-taken: a request without `prompt_style` takes no `fit` | there an input image may have any size",
        ),
        (
            f"  'a_{{f}}': {{fit: '{{f}}', matrix: {{f: [x]}}, {WALK}, input_image: art.png}}\n",
            "18 bad-value: `fit` must be `pad`, `shrink` or `none`, got `x` (in `a_x`)",
        ),
    ],
)
def test_each_mistake_in_a_fit_is_told(text: str, expected: str, tmp_path: Path) -> None:
    assert told(text, tmp_path) == [expected]


# -- layout

SHEET = f"{WALK}, return_spritesheet: true"
STILL = "prompt: a, prompt_style: rd_fast__item_sheet, width: 128, height: 64"
TILES = "prompt: a, prompt_style: rd_tile__tileset, width: 16, height: 16"


@pytest.mark.parametrize(
    ("style", "layout"),
    [
        (SHEET, {"row_names": ["down", "left", "up", "right"]}),
        (SHEET, {"durations": 100}),
        (SHEET, {"durations": [100, 200, 100, 200]}),
        (SHEET, {"durations": [100] * 16}),
        (SHEET, {"play": {"walk": [3, 2, 1, 0], "all": []}}),
        (SHEET, {"columns": 2, "rows": 8, "row_names": list("abcdefgh"), "column_names": ["l", "r"]}),
        (SHEET, {"cell": [96, 48]}),
        (SHEET, {"raw": True}),
        (TILES, {"raw": True}),
        (TILES, {"cell": [16, 16]}),
        (STILL, {"columns": 8, "rows": 4}),
        (STILL, {"cell": [32, 32], "row_names": ["top", "bottom"], "play": {"spin": [0, 1, 2, 3]}}),
        (
            "prompt: a, prompt_style: rd_animation__8_dir_rotation, return_spritesheet: true",
            {"play": {"turn": [0, 1, 8]}, "durations": [9] * 8},
        ),
        ("prompt: a, prompt_style: user__mine, width: 64, height: 64", {"columns": 4, "rows": 4}),
    ],
)
def test_a_layout_is_kept_as_it_is_stated(style: str, layout: dict[str, object], tmp_path: Path) -> None:
    import json

    made = edits(f"  a: {{{style}, layout: {json.dumps(layout)}}}\n", tmp_path)
    assert made["a"].layout == layout


def test_names_in_a_layout_are_templates(tmp_path: Path) -> None:
    layout = "layout: {cell: [64, 64], column_names: ['{n}1', b]}"
    made = edits(f"  'a_{{n}}': {{matrix: {{n: [x]}}, {STILL}, {layout}}}\n", tmp_path)
    assert made["a_x"].layout == {"cell": [64, 64], "column_names": ["x1", "b"]}


def test_a_layout_of_defaults_is_for_the_assets_that_are_sheets(tmp_path: Path) -> None:
    head = "version: 1\ndefaults: {layout: {columns: 4, rows: 4}}\nassets:\n"
    made = edits(
        f"  a: {{{SHEET}}}\n  b: {{{WALK}}}\n  c: {{{STILL}}}\n  d: {{{TILES}, layout: null}}\n", tmp_path, head
    )
    assert [bool(asset.layout) for asset in made.values()] == [True, False, False, False]


@pytest.mark.parametrize(
    ("style", "layout", "expected"),
    [
        (
            WALK,
            "{durations: 100}",
            "7 not-taken: `layout` is for sheets, and a GIF carries its own frames"
            " | `return_spritesheet: true` makes a sheet",
        ),
        (
            STILL,
            "{columns: 4}",
            "7 needs-other-key: `rd_fast__item_sheet` makes one picture:"
            " `layout` needs `columns` and `rows`, or `cell`"
            " | say how many cells there are, as in `{columns: 4, rows: 4}`",
        ),
        (STILL, "{columns: 5, rows: 2}", "25 bad-layout: 128 pixels of width do not divide into 5 columns"),
        (STILL, "{cell: [32, 30]}", "22 bad-layout: 64 pixels of height do not divide into cells of 30"),
        (
            STILL,
            "{cell: [32, 32], rows: 4}",
            "38 bad-layout: 64 pixels are 2 rows of cells of 32, not 4",
        ),
        (
            SHEET,
            "{row_names: [a, b, c]}",
            "27 bad-layout: `row_names` names 3, and the sheet has 4 rows | `rows: 3` says that this sheet has so many",
        ),
        (
            SHEET,
            "{columns: 2, column_names: [a]}",
            "42 bad-layout: `column_names` names 1, and the sheet has 2 columns",
        ),
        (
            SHEET,
            "{durations: [1, 2]}",
            "27 bad-layout: `durations` lists 2, and the sheet has 4 columns and 16 frames"
            " | give one number, one a column or one a frame",
        ),
        (
            SHEET,
            "{play: {walk: [4]}}",
            "29 bad-layout: `walk` plays 4, and the sheet has 4 columns, counted from 0",
        ),
        (SHEET, "{raw: true, columns: 4}", "21 bad-layout: `raw: true` cuts nothing, so there is nothing else to say"),
        (SHEET, "{}", "15 bad-value: `layout` must be a mapping such as `{columns: 4, rows: 4}`, got an empty mapping"),
        (SHEET, "{colums: 4}", "16 unknown-key: unknown key `colums` | did you mean `columns`?"),
        (SHEET, "{columns: 65}", "25 out-of-range: `columns` must be a whole number from 1 to 64, got `65`"),
        (
            SHEET,
            "{cell: [16]}",
            "22 bad-value: `cell` has 1 item, and needs 2",
        ),
        (SHEET, "{row_names: [a, a, b, c]}", "31 bad-value: the text `a` is twice in `row_names`"),
        (
            SHEET,
            "{row_names: [a, 'b c', d, e]}",
            "31 bad-value: item 2 of `row_names` must be a name of letters, digits, `_`, `.` and `-`,"
            " got the text `b c`",
        ),
        (
            SHEET,
            "{durations: 0}",
            "27 out-of-range: `durations` must be a whole number of milliseconds from 1 to 60000, or a list of them,"
            " got `0`",
        ),
        (
            SHEET,
            "{play: {'a b': [1]}}",
            "23 bad-name: `a b` is no name here | a name is letters, digits, `_`, `.` and `-`",
        ),
    ],
)
def test_each_mistake_in_a_layout_is_told_once_where_it_is(
    style: str, layout: str, expected: str, tmp_path: Path
) -> None:
    assert told(f"  a: {{layout: {layout}, {style}}}\n", tmp_path) == [expected]


def test_a_mistake_in_the_layout_of_a_matrix_is_one_problem(tmp_path: Path) -> None:
    entry = f"  'a_{{n}}': {{layout: {{row_names: ['{{n}}', x, 'y']}}, matrix: {{n: [1, 2, 3]}}, {SHEET}}}\n"
    (one,) = told(entry, tmp_path)
    assert one.startswith(
        "33 bad-layout: `row_names` names 3, and the sheet has 4 rows (in 3 assets: `a_1`, `a_2`, `a_3`)"
    )


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("b", "two of `row_names` are the same (in `a_b`)"),
        ("x y", "`x y` in `row_names` is no name of letters, digits, `_`, `.` and `-` (in `a_x_y`)"),
    ],
)
def test_names_that_templates_make_are_checked_too(value: str, fault: str, tmp_path: Path) -> None:
    layout = "layout: {row_names: ['{n}', b, c, d]}"
    assert told(f"  'a_{{n|slug}}': {{{layout}, matrix: {{n: [{value}]}}, {SHEET}}}\n", tmp_path) == [
        f"38 bad-layout: {fault}"
    ]
