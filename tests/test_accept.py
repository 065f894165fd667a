"""A delivery that is not what was asked for is blocked until a person takes it as it is; that buys nothing."""

import hashlib
import io
import json
import shutil

import pytest
from game import PRICE, Game
from PIL import Image

from rdbuild.offline import Fault

ASSETS = {"hero": "prompt: a knight", "flag": "prompt: a flag, input_image: {asset: hero}"}
CHAIN = {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses]"}
BUDGET = "{build: 10, credits: 100}"


@pytest.fixture
def odd(tmp_path, serve):
    """A hero of the wrong size."""
    api = serve(faults=(Fault("submit", "wrong-size", match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(ASSETS)
    assert {one["id"]: one["code"] for one in game.build(code=1)["blocked"]} == {"hero": "unusable"}
    return game


def test_what_was_accepted_is_published_by_the_next_build_which_pays_only_for_what_is_made_from_it(odd):
    before = odd.ledger()
    ran = odd.run("accept", "hero")
    assert ran.code == 0
    assert "hero: accepted as it is: picture 1 is 72x64, not 64x64" in ran.out
    assert odd.ledger() == before
    assert not (odd.tree / "hero.png").exists()
    assert odd.states() == {"hero": "cached", "flag": "new"}
    report = odd.build()
    assert (report["reused"], report["generated"], report["spent"]) == (["hero"], ["flag"], str(PRICE))
    assert Image.open(io.BytesIO(odd.files()["hero.png"])).size == (72, 64)
    assert odd.build()["requests"] == 0
    assert odd.plan("--check")["totals"]["current"] == 2


def test_the_decision_is_in_the_lock_and_goes_along_with_a_rename(odd):
    odd.run("accept", "hero")
    (fingerprint,) = odd.lock["hero"]["decided"]["accepted"]
    odd.build()
    assert odd.lock["hero"]["fingerprint"] == fingerprint
    odd.write({"knight": ASSETS["hero"], "flag": "prompt: a flag, input_image: {asset: knight}"})
    assert odd.build()["requests"] == 0
    assert odd.lock["knight"]["decided"] == {"accepted": [fingerprint]}


def test_a_clone_has_nothing_to_do(odd, tmp_path):
    odd.run("accept", "hero")
    odd.build()
    assert odd.clone(tmp_path / "clone", tmp_path / "elsewhere").build()["current"] == ["hero", "flag"]


def test_what_was_accepted_and_committed_before_it_was_built_is_not_bought_again_by_a_clone(odd, tmp_path):
    odd.run("accept", "hero")
    clone = odd.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.key = "key"
    assert clone.states()["hero"] == "lost"
    report = clone.build(code=1)
    assert {one["id"]: one["code"] for one in report["blocked"]} == {"hero": "lost", "flag": "upstream"}
    assert (report["spent"], report["requests"]) == ("0", 0)
    assert clone.build("--rebuy")["generated"] == ["hero", "flag"]
    assert odd.build()["reused"] == ["hero"]  # and here it is as it was


def test_what_was_accepted_and_then_lost_can_be_bought_again(odd):
    odd.run("accept", "hero")
    assert odd.build()["reused"] == ["hero"]
    shutil.rmtree(odd.home / "cache" / "blobs")
    shutil.rmtree(odd.tree)
    assert odd.states()["hero"] == "lost"
    assert all("--rebuy" in one["reason"] for one in odd.build(code=1)["blocked"])
    assert odd.build("--rebuy")["generated"] == ["hero", "flag"]
    assert Image.open(io.BytesIO(odd.files()["hero.png"])).size == (64, 64)
    assert odd.build()["requests"] == 0


def test_it_is_one_document_with_json(odd):
    ran = odd.run("accept", "hero", "--json")
    assert ran.json == {"version": 1, "accepted": [{"id": "hero", "reason": "picture 1 is 72x64, not 64x64"}]}


@pytest.mark.parametrize("fault", ["not-image", "empty-list", "bad-base64"])
def test_what_is_no_picture_can_not_be_accepted_and_nothing_is_written(tmp_path, serve, fault):
    api = serve(faults=(Fault("submit", fault, match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": ASSETS["hero"]})
    game.build(code=1)
    ran = game.run("accept", "hero")
    assert ran.code == 2
    assert "has no picture 1 to publish" in ran.err
    assert "rdbuild reroll hero" in ran.err
    assert game.states() == {"hero": "unusable"}


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["hero"], "nothing to accept"),
        (["her"], "did you mean `hero`?"),
        (["hero#1"], "is no edit, so it has no steps"),
        ([], "no asset is named"),
    ],
)
def test_what_makes_no_sense_is_refused(game, argv, says):
    game.write({"hero": ASSETS["hero"]}).build()
    ran = game.run("accept", *argv)
    assert ran.code == 2
    assert says in ran.err


def test_of_several_all_or_none_are_accepted(odd):
    assert odd.run("accept", "hero", "flag").code == 2
    assert odd.states()["hero"] == "unusable"


def test_an_asset_whose_seed_is_stated_can_be_accepted_where_it_can_not_be_rerolled(tmp_path, serve):
    api = serve(faults=(Fault("submit", "wrong-size"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight, seed: 7"})
    game.build(code=1)
    assert game.run("reroll", "hero").code == 2
    assert game.run("accept", "hero").code == 0
    assert game.build()["reused"] == ["hero"]


@pytest.mark.parametrize("name", ["party", "party#1"])
def test_a_step_of_a_chain_that_is_no_picture_can_not_be_accepted(tmp_path, serve, name):
    api = serve(faults=(Fault("edit", "not-image", match="hat"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    game.build(code=1)
    ran = game.run("accept", name)
    assert ran.code == 2
    assert "has no picture 1 to publish" in ran.err
    assert game.states() == {"hero": "current", "party": "unusable"}


def test_two_of_four_that_came_are_not_published_as_four_but_one_of_them_can_be_picked(tmp_path, serve):
    api = serve()
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight, num_images: 4, pick: 2"})
    game.build()
    receipt = next((game.home / "cache" / "receipts").rglob("*.json"))
    document = json.loads(receipt.read_text())
    record = {
        **document["receipt"],
        "pictures": document["receipt"]["pictures"][:2],
        "unusable": "2 of 4 pictures came",
    }
    text = json.dumps(record, sort_keys=True, separators=(",", ":"))
    receipt.write_text(
        json.dumps({"version": 1, "receipt": record, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    )
    (game.tree / "hero.png").unlink()
    (game.folder / "game.lock.json").unlink()
    assert game.states() == {"hero": "unusable"}
    game.write({"hero": "prompt: a knight, num_images: 4"})
    assert game.run("accept", "hero").code == 2
    game.write({"hero": "prompt: a knight, num_images: 4, pick: 2"})
    assert game.run("accept", "hero").code == 0
    assert game.build()["reused"] == ["hero"]
