"""A picture made by hand is in the tree as it is, and nothing is ever sent or paid for it."""

from __future__ import annotations

import json

import pytest
from PIL import Image

LOGO = {"ui/logo": "file: art/logo.png, tags: [ui]"}
HERO = {"hero": "prompt: a knight"}


def draw(game, colour, name="logo.png", size=(40, 20)):
    (game.folder / "art").mkdir(exist_ok=True)
    Image.new("RGBA", size, colour).save(game.folder / "art" / name)
    return (game.folder / "art" / name).read_bytes()


def copied(game, path="ui/logo.png"):
    return (game.tree / path).read_bytes()


def test_it_is_copied_without_key_or_budget_or_network(game):
    data = draw(game, "red")
    game.write(LOGO, budget=None)
    assert game.plan(key=None)["assets"][0]["status"] == "cached"
    done = game.build(key=None, api="http://127.0.0.1:9/v1")
    assert (done["reused"], done["spent"], done["requests"]) == (["ui/logo"], "0", 0)
    assert copied(game) == data
    assert json.loads((game.tree / "assets.json").read_text())["assets"]["ui/logo"]["tags"] == ["ui"]
    assert game.lock["ui/logo"]["engine"] == "hand"
    assert game.plan()["assets"][0]["status"] == "current"


def test_another_picture_takes_its_place_and_one_edited_in_the_tree_is_not_overwritten(game):
    draw(game, "red")
    game.write(LOGO).build()
    data = draw(game, "blue")
    game.build()
    assert copied(game) == data
    (game.tree / "ui/logo.png").write_bytes(b"somebody drew over it")
    draw(game, "green")
    assert game.build(code=1)["blocked"][0]["code"] == "edited"
    assert copied(game) == b"somebody drew over it"
    game.build("--force", "--only", "ui/logo")
    assert copied(game) == (game.folder / "art/logo.png").read_bytes()


def test_a_foreign_file_at_its_place_is_in_the_way(game):
    draw(game, "red")
    (game.tree / "ui").mkdir(parents=True)
    (game.tree / "ui/logo.png").write_bytes(b"mine")
    game.write(LOGO)
    assert game.build(code=1)["blocked"][0]["code"] == "foreign"


def test_a_clone_with_tree_and_lock_has_nothing_to_do_and_a_lost_copy_comes_back(game, tmp_path):
    draw(game, "red")
    game.write(LOGO).build()
    game.home = tmp_path / "another home"
    assert game.build("--locked", key=None)["current"] == ["ui/logo"]
    (game.tree / "ui/logo.png").unlink()
    assert game.build("--locked", key=None)["reused"] == ["ui/logo"]
    draw(game, "blue")
    assert [one["id"] for one in game.build("--locked", key=None, code=4)["stale"]] == ["ui/logo"]


def test_what_is_made_from_it_sees_its_pixels_and_not_its_name(game, api):
    draw(game, "red")
    game.write({**LOGO, "hero": "prompt: a knight, input_image: {asset: ui/logo}, prompt_style: rd_fast__default"})
    game.build()
    assert len(api.paid()) == 1
    game.write(
        {
            "ui/mark": "file: art/logo.png",
            "hero": "prompt: a knight, input_image: art/logo.png, prompt_style: rd_fast__default",
        }
    )
    game.build()
    assert len(api.paid()) == 1
    draw(game, "blue")
    assert game.build()["generated"] == ["hero"]


def test_it_goes_along_with_a_rename(game):
    data = draw(game, "red")
    game.write(LOGO).build()
    game.write({"ui/mark": "file: art/logo.png"}).build()
    assert list(game.lock) == ["ui/mark"]
    assert copied(game, "ui/mark.png") == data


def test_an_asset_may_become_one_made_by_hand_and_back_and_is_bought_once(game, api):
    game.write({"hero": "prompt: a knight"}).build()
    bought = copied(game, "hero.png")
    data = draw(game, "red")
    game.write({"hero": "file: art/logo.png"}).build()
    assert copied(game, "hero.png") == data
    game.write({"hero": "prompt: a knight"}).build()
    assert copied(game, "hero.png") == bought
    assert len(api.paid()) == 1


def test_placeholders_do_not_stand_beside_it(game):
    data = draw(game, "red")
    game.write({**LOGO, **HERO})
    game.build(api="local", key=None)
    assert copied(game) == data
    assert list(game.lock) == ["ui/logo"]
    assert list(game.local_lock) == ["hero"]
    draw(game, "blue")
    game.build(api="local", key=None)
    assert copied(game) == (game.folder / "art/logo.png").read_bytes()


def test_a_moving_one_is_a_gif_whose_durations_the_game_is_told(game):
    (game.folder / "art").mkdir()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    path = game.folder / "art" / "spin.gif"
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=[80, 120])
    game.write({"spin": "file: art/spin.gif"}).build()
    assert copied(game, "spin.gif") == path.read_bytes()
    frames = json.loads((game.tree / "assets.json").read_text())["assets"]["spin"]["frames"]
    assert [one["duration_ms"] for one in frames] == [80, 120]


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"no picture", "is not a PNG"), (b"GIF", "is not a PNG"), (b"", "is empty")],
)
def test_what_is_no_picture_is_told_by_validate_plan_and_build_alike(game, data, says):
    draw(game, "red")
    (game.folder / "art/logo.png").write_bytes(data)
    game.write({**LOGO, **HERO})
    for command in ("validate", "plan", "build"):
        ran = game.run(command)
        assert ran.code == 2, ran
        assert says in ran.err
        assert "game.yaml:7:" in ran.err


def test_a_gif_that_calls_itself_png_is_told(game):
    (game.folder / "art").mkdir()
    Image.new("RGB", (8, 8)).save(game.folder / "art/logo.png", "GIF")
    ran = game.write(LOGO).run("validate")
    assert ran.code == 2
    assert "the picture `" in ran.err
    assert "is a GIF" in ran.err
