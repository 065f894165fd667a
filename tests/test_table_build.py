"""Builds from a table: what a row buys, and what no change of the table buys."""

from __future__ import annotations

import json

import pytest
from game import PRICE, Api, Game

KEY = "rdpk-0123456789abcdef"
ENTRY = {'"items/{name|slug}"': 'table: items.csv, prompt: "{description}", tags: ["{kind}"], seed: "{seed}"'}
ROWS = ["Axe,a rusty axe,weapon,", 'Long Bow,"a bow, strung",weapon,', "Key,an iron key,key,7"]


@pytest.fixture
def api():
    server = Api(balance=100)
    yield server
    server.stop()


@pytest.fixture
def game(tmp_path, api):
    made = Game(tmp_path / "game", tmp_path / "home", api, key=KEY)
    write(made, ROWS)
    return made.write(ENTRY)


def write(game, rows, head="name,description,kind,seed"):
    (game.folder / "items.csv").write_text("\n".join([head, *rows]) + "\n")


def test_each_row_is_bought_once_and_an_unchanged_table_buys_nothing(game, api):
    assert game.build()["generated"] == ["items/axe", "items/long_bow", "items/key"]
    assert api.spent() == 3 * PRICE
    assert sorted(game.files()) == ["assets.json", "items/axe.png", "items/key.png", "items/long_bow.png"]
    index = json.loads(game.files()["assets.json"])["assets"]
    assert index["items/key"]["tags"] == ["key"]
    assert game.build()["current"] == ["items/axe", "items/long_bow", "items/key"]
    assert api.spent() == 3 * PRICE


def test_another_row_buys_one_and_no_order_of_rows_or_columns_buys_any(game, api):
    game.build()
    write(game, [*ROWS, "Hat,a red hat,,"])
    assert game.build()["generated"] == ["items/hat"]
    assert api.spent() == 4 * PRICE
    write(game, ["Hat,a red hat,,", *reversed(ROWS)])
    assert game.build()["generated"] == []
    write(game, ["a red hat,2,Hat", "a rusty axe,1,Axe", '"a bow, strung",9,Long Bow'], "description,rank,name")
    game.write({'"items/{name|slug}"': 'table: items.csv, prompt: "{description}"'})
    assert game.build()["generated"] == []
    assert api.spent() == 4 * PRICE


def test_the_same_rows_as_json_buy_nothing(game, api):
    game.build()
    rows = [{"name": "Axe", "description": "a rusty axe"}, {"name": "Long Bow", "description": "a bow, strung"},
            {"name": "Key", "description": "an iron key", "seed": 7}]  # fmt: skip
    (game.folder / "items.json").write_text(json.dumps(rows))
    game.write({'"items/{name|slug}"': 'table: items.json, prompt: "{description}", seed: "{seed}"'})
    assert game.build()["generated"] == []
    assert api.spent() == 3 * PRICE


def test_another_word_in_a_cell_is_seen_by_the_next_build(game, api):
    game.build()
    write(game, [ROWS[0].replace("rusty", "golden"), *ROWS[1:]])
    assert game.states() == {"items/axe": "changed", "items/long_bow": "current", "items/key": "current"}
    assert game.build()["generated"] == ["items/axe"]
    assert api.spent() == 4 * PRICE


def test_a_wrong_row_is_told_before_anything_is_sent(game, api):
    write(game, [*ROWS, "Hat,,,", "Cap,a cap,,first"])
    ran = game.run("build")
    assert ran.code == 2
    assert (
        f"{game.folder / 'items.csv'}:5:5: error: `items/{{name|slug}}` has no `prompt`\n 5 | Hat,,,\n   |     ^\n"
        in ran.err
    )
    assert f"{game.folder / 'items.csv'}:6:12: error: `seed` must be a whole number" in ran.err
    assert api.requests() == 0


def test_what_a_table_decides_is_changed_in_the_table(game):
    game.build()
    ran = game.run("reroll", "items/key")
    assert ran.code == 2
    assert f"`seed` of `items/key` is stated at {game.folder / 'items.csv'}:4:21" in ran.err
    assert game.reroll("items/axe")


def test_a_key_in_a_cell_is_refused_where_it_stands(game, api):
    write(game, [*ROWS, f"Hat,a hat of {KEY},,"])
    for command in ("validate", "plan", "build"):
        ran = game.run(command)
        assert ran.code == 2
        assert f"{game.folder / 'items.csv'}:5:14: error: the prompt of `items/hat` holds the API key" in ran.err
        assert " 5 | Hat,a hat of ***,,\n" in ran.err
        assert KEY not in ran.out + ran.err
    assert api.requests() == 0
    write(game, [*ROWS, f"Hat,a hat,,,{KEY}"])
    assert KEY not in game.run("validate").err
