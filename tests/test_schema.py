"""The schema and the catalogue say the same, and whatever an editor shows of a manifest is said in words.

`SCHEMA=write python -m pytest -n 0 tests/test_schema.py` writes the part that comes from the catalogue anew: the styles
with what is said of each, and the price rules.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from rdbuild import catalogue, rules, schema, styles_text
from rdbuild.catalogue import USER, Style
from rdbuild.offline import painters
from rdbuild.offline.painters.look import LOOKS

FILE = Path(__file__).parent.parent / "schemas" / "manifest.schema.json"
CATALOGUE = catalogue.load()
SCHEMA = schema.schema()
SETTINGS = SCHEMA["$defs"]["settings"]["properties"]
ROW = SCHEMA["properties"]["styles"]["items"]["properties"]
ROWS = CATALOGUE.data["styles"]
# What the catalogue says of a style whatever it is, and so a setting that no row lists.
EACH_STYLE_HAS = {"prompt", "prompt_style", "width", "height", "num_images", "seed"}
OURS = {"pick", "priority", "take", "prompt_template", "flatten", "fit", "layout", "tags"}  # never sent so


# -- what is written from the catalogue


def shown(style: Style) -> str:
    """What an editor shows over the id of a style."""
    told = ("size", "best within", "images", "inputs", "needs", "output", "price")
    facts = dict(styles_text.facts(CATALOGUE, style))
    said = [f"{name.capitalize()}: {facts[name]}." for name in told if facts.get(name)]
    return " ".join([f"{style.description.rstrip('.')}.", *said])


def offered() -> list[dict[str, str]]:
    """The ids as completions. Not as alternatives: the server would try them all on each asset of the file."""
    return [{"label": one.id, "body": one.id, "description": shown(one)} for one in CATALOGUE.styles.values()]


def explained() -> dict[str, list[dict[str, str]]]:
    """What is shown over an id, old ones too, by how the id begins: the server tries all alternatives of one group."""
    words = {one.id: shown(one) for one in CATALOGUE.styles.values()}
    words |= {old: f"An old id of {new}, the same style. {words[new]}" for old, new in CATALOGUE.aliases.items()}
    found: dict[str, list[dict[str, str]]] = {}
    for name, text in words.items():
        found.setdefault(name[: name.find("__") + 2] or name, []).append({"const": name, "description": text})
    return found


def from_the_catalogue() -> str:
    """The head of `$defs`, one style a line as in styles.json."""
    names = [re.escape(name) for name in (*CATALOGUE.styles, *CATALOGUE.aliases)]
    named = {
        "title": "a mapping of settings",
        "description": "With a style that is in the catalogue.",
        "properties": {
            "prompt_style": {
                "title": "the id of a style",
                "description": "A style that is in the catalogue.",
                "doNotSuggest": True,
                "pattern": f"^({'|'.join(names)})$|^{USER}.|\\{{",
                "errorMessage": "unknown style: `rdbuild styles` lists them, `styles:` declares another",
            }
        },
    }
    prices = {"title": "the name of a price rule", "enum": price_rules()}
    groups = [
        f'        {{"if": {{"pattern": "^{start}"}}, "then": {{"anyOf": [\n{lines(rows, 10)}\n        ]}}}}'
        for start, rows in explained().items()
    ]
    return (
        '    "known_style": {\n      "title": "the id of a style",\n'
        f'      "defaultSnippets": [\n{lines(offered(), 8)}\n      ],\n'
        '      "allOf": [\n' + ",\n".join(groups) + "\n      ]\n    },\n"
        f'    "named_style": {json.dumps(named)},\n'
        f'    "known_price": {json.dumps(prices)},\n'
    )


def lines(rows: list[dict[str, str]], indent: int) -> str:
    return ",\n".join(" " * indent + json.dumps(row, ensure_ascii=False) for row in rows)


def price_rules() -> list[str]:
    return [name for name, rule in CATALOGUE.prices.items() if rule["unit"] == "balance"]


def test_what_the_schema_says_of_styles_and_prices_is_what_the_catalogue_says():
    text = FILE.read_text(encoding="utf-8")
    start = text.index('  "$defs": {\n') + len('  "$defs": {\n')
    end = text.index('    "settings": {\n', start)
    if os.environ.get("SCHEMA") == "write":
        FILE.write_text(text[:start] + from_the_catalogue() + text[end:], encoding="utf-8")
        return
    assert text[start:end] == from_the_catalogue(), "`SCHEMA=write` writes it anew, see above"


def test_every_id_of_the_catalogue_is_offered_and_explained_old_ones_are_explained_and_there_is_no_other():
    known = SCHEMA["$defs"]["known_style"]
    assert [one["label"] for one in known["defaultSnippets"]] == list(CATALOGUE.styles)
    assert [one["body"] for one in known["defaultSnippets"]] == list(CATALOGUE.styles)
    groups = {one["if"]["pattern"]: [row["const"] for row in one["then"]["anyOf"]] for one in known["allOf"]}
    names = [name for group in groups.values() for name in group]
    assert sorted(names) == sorted([*CATALOGUE.styles, *CATALOGUE.aliases])
    for pattern, group in groups.items():
        assert [name for name in names if re.search(pattern, name)] == group, "tried on these and no others"


# -- settings and rows


def taken() -> set[str]:
    """Every setting that some row of the catalogue takes: a parameter, or an image."""
    styles = [*CATALOGUE.styles.values(), CATALOGUE.custom, CATALOGUE.edit, CATALOGUE.absent()]
    return {name for style in styles for name in (*style.params, *style.inputs)}


def test_a_setting_is_in_the_schema_exactly_if_a_style_takes_it_or_rdbuild_gives_it_a_meaning():
    assert taken() | EACH_STYLE_HAS | OURS | {"api"} == set(SETTINGS)
    assert not taken() & (EACH_STYLE_HAS | OURS)


def test_the_rules_know_every_parameter_and_image_of_the_catalogue_and_no_other():
    assert {*rules.PARAMS, *rules.INPUTS, "input_palette", "edit"} == taken()
    assert tuple(SETTINGS["fit"]["anyOf"][0]["enum"]) == rules.FITS


def test_a_row_that_a_manifest_declares_can_say_what_the_catalogues_rows_say_and_no_more():
    said = {key for row in [*ROWS, CATALOGUE.data["user"]] for key in row}
    assert said | {"api"} == set(ROW)  # what `api` passes is known of a declared style alone
    assert {key for row in ROWS for key in row.get("sheet", ())} | {"cell"} == set(ROW["sheet"]["properties"])
    assert {field.name for field in fields(catalogue.Sheet)} | {"cell"} == set(ROW["sheet"]["properties"])
    assert {key for row in ROWS for key in row["inputs"]} == set(ROW["inputs"]["properties"])


def test_a_row_that_a_manifest_declares_can_name_each_parameter_and_word_of_the_catalogue():
    params = {name for row in ROWS for name in row["params"]}
    for key in ("params", "requires"):
        assert set(ROW[key]["items"]["enum"]) == params
        assert len(ROW[key]["items"]["enum"]) == len(params)
    for key in ("kind", "output", "painter", "look"):
        assert {row[key] for row in ROWS} == set(ROW[key]["enum"])
    assert set(ROW["painter"]["enum"]) == painters.NAMES
    assert set(ROW["look"]["enum"]) == LOOKS.keys()
    assert {row.get("input_size") for row in ROWS} == set(ROW["input_size"]["enum"])
    assert SCHEMA["$defs"]["known_price"]["enum"] == price_rules()
    assert {row["price"] for row in ROWS} - {None} <= set(price_rules())


# -- what an editor shows


def parts(value: Any, path: str = "#", role: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every schema in the schema: where it is, the keyword that it is a value of, and itself."""
    if not isinstance(value, dict):
        return
    yield path, role, value
    for key in ("properties", "$defs"):
        for name, one in value.get(key, {}).items():
            yield from parts(one, f"{path}/{key}/{name}", key)
    for key in ("items", "additionalProperties", "propertyNames"):
        yield from parts(value.get(key), f"{path}/{key}", key)
    for key in ("anyOf", "allOf"):
        for n, one in enumerate(value.get(key, ())):
            yield from parts(one, f"{path}/{key}/{n}", key)


PARTS = list(parts(SCHEMA))


@pytest.mark.parametrize(("path", "one"), [(path, one) for path, role, one in PARTS if role == "properties"])
def test_every_key_is_described_in_a_sentence_and_has_a_title_that_ends_another(path, one):
    assert one.get("title") or "$ref" in one["allOf"][0], path
    assert re.fullmatch(r"[A-Z1`].*[.]", one["description"]), (path, one["description"])


def test_whatever_can_be_wrong_has_a_title_for_the_message():
    for path, role, one in PARTS:
        if role not in ("anyOf", "allOf") and "$ref" not in one.get("allOf", [one])[0]:
            assert one.get("title"), path


def test_the_examples_and_defaults_of_a_key_are_values_that_it_takes():
    for path, _, one in PARTS:
        whole = {**one, "$defs": SCHEMA["$defs"]}
        for value in (*one.get("examples", ()), *([one["default"]] if "default" in one else ())):
            assert Draft202012Validator(whole).is_valid(value), (path, value)


def test_an_example_is_no_mapping_because_editors_list_it_as_object_object():
    for path, _, one in PARTS:
        assert not [value for value in one.get("examples", ()) if isinstance(value, dict)], path


def test_the_defaults_that_the_schema_states_are_those_of_the_program(tmp_path):
    from rdbuild import manifest

    text = b"version: 1\nassets: {a: {prompt: a, width: 64, height: 64}}\n"
    made = manifest.load(str(tmp_path / "game.yaml"), lambda name: text, CATALOGUE)
    (asset,) = made.assets
    stated = {name: one["default"] for name, one in SETTINGS.items() if "default" in one}
    assert stated.pop("upscale_output_factor") == 1  # tests of the request hold that it is sent
    assert stated == {name: getattr(asset, name) for name in stated}
    assert made.output == str(tmp_path / SCHEMA["properties"]["output"]["default"])


# -- what it lets through


def valid(text_of_assets: dict[str, Any], **head: Any) -> bool:
    return bool(Draft202012Validator(SCHEMA).is_valid({"version": 1, "assets": text_of_assets, **head}))


@pytest.mark.parametrize("style", [*CATALOGUE.styles, *CATALOGUE.aliases, "user__x_586", "{style}", "rd_{x}", None])
def test_an_editor_takes_every_id_that_rdbuild_takes(style):
    assert valid({"hero": {"prompt_style": style, "prompt": "a knight"}})
    assert valid({}, presets={"icon": {"prompt_style": style}}, defaults={"prompt_style": style})


def test_an_editor_marks_an_unknown_id_unless_the_manifest_declares_styles_or_is_a_part_of_another():
    wrong = {"prompt_style": "rd_plus__skill_icn", "prompt": "a knight"}
    assert not valid({"hero": wrong})
    assert not valid({}, presets={"icon": wrong})
    assert not valid({}, defaults={"prompt_style": "user__"})
    assert valid({"hero": wrong}, styles=["rd_plus__skill_icn"])


def test_rdbuild_says_itself_what_is_wrong_with_an_id():
    """With the nearest name, and once: the schema's own word on it is for editors."""
    validator = schema._validator()
    wrong = {"prompt_style": "rd_plus__skill_icn", "prompt": "a knight", "fit": "pd"}
    found = list(validator.iter_errors({"version": 1, "assets": {"hero": wrong}}))
    assert [error.validator for error in found] == ["pattern"]
    assert found[0].absolute_path[-1] == "fit"
