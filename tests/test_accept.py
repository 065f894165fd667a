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
    reason = "picture 1 is 72x64, not 64x64"
    assert ran.json == {
        "version": 1, "accepted": [{"id": "hero", "how": "delivered", "reason": reason, "files": []}],
        "dependants": [], "blocked": [], "requests": 1, "cost": str(PRICE), "credits": "0", "notes": [],
    }  # fmt: skip


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


# -- a picture that is kept for other words

CAST = {
    "hero": "prompt: a knight",
    "flag": "prompt: a flag, input_image: {asset: hero}",
    "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses]",
    "rock": "prompt: a rock",
}
OLD = {**CAST, "hero": "prompt: an old knight"}


def accept(game, *names, code=0, **how):
    ran = game.run("accept", *names, "--json", **how)
    assert ran.code == code, ran
    return ran.json


@pytest.fixture
def cast(game):
    game.write(CAST, BUDGET).build()
    return game


def test_a_picture_that_is_kept_for_other_words_is_current_with_all_that_is_made_from_it(cast, api):
    before, sent = cast.files(), len(api.paid())
    cast.write(OLD, BUDGET)
    assert cast.states() == {"hero": "changed", "flag": "changed", "party": "changed", "rock": "current"}
    told = accept(cast, "hero")
    assert told["accepted"] == [
        {"id": "hero", "how": "kept", "reason": "`prompt` was `a knight`, is `an old knight`", "files": []}
    ]
    assert (told["requests"], told["cost"], told["dependants"]) == (0, "0", [])
    assert cast.states() == dict.fromkeys(CAST, "current")
    assert {one["id"]: one["reason"] for one in cast.plan()["assets"]}["hero"] == "kept by `accept`"
    assert cast.build()["requests"] == 0
    assert cast.run("plan", "--check").code == 0
    assert (cast.files(), len(api.paid())) == (before, sent)


def test_in_words_it_says_what_is_kept_and_that_nothing_is_paid(cast):
    cast.write(OLD, BUDGET)
    ran = cast.run("accept", "hero")
    assert ran.out == (
        "hero: its picture is kept, though `prompt` was `a knight`, is `an old knight`\n"
        "the next build pays nothing for it\n"
    )


def test_the_lock_line_stays_that_of_the_picture_and_is_known_by_the_new_words(cast):
    before = cast.lock["hero"]
    wanted = cast.write(OLD, BUDGET).plan()["assets"][0]["fingerprint"]
    accept(cast, "hero")
    after = cast.lock["hero"]
    assert {key for key in {**before, **after} if before.get(key) != after.get(key)} == {"base", "decided"}
    assert after["decided"] == {
        "kept": {"for": wanted, "picture": before["fingerprint"], "engine": before["engine"]}
    }  # fmt: skip


def test_it_holds_until_something_else_is_asked_for_and_again_when_that_is_taken_back(cast, api):
    first = cast.files()["hero.png"]
    cast.write(OLD, BUDGET)
    accept(cast, "hero")
    cast.write({**CAST, "hero": "prompt: a very old knight"}, BUDGET)
    assert cast.states()["hero"] == "changed"
    cast.write(OLD, BUDGET)
    assert cast.states()["hero"] == "current"
    cast.reroll("hero")
    assert sorted(cast.build()["generated"]) == ["flag", "hero", "party"]
    assert cast.files()["hero.png"] != first
    assert cast.lock["hero"]["prompt"] == "an old knight"
    sent = len(api.paid())
    cast.reroll("hero", "--take", "1")
    assert cast.build()["requests"] == 0
    assert (cast.files()["hero.png"], len(api.paid())) == (first, sent)
    line = cast.lock["hero"]
    assert (line["prompt"], line["shape"]["width"]) == ("a knight", 64)
    assert cast.states() == dict.fromkeys(CAST, "current")


@pytest.mark.parametrize("built", [False, True])
def test_the_decision_goes_along_with_a_rename_and_what_is_made_from_it_too(cast, api, built):
    cast.write(OLD, BUDGET)
    accept(cast, "hero")
    if built:
        cast.build()
    sent = len(api.paid())
    knight = {
        "knight": OLD["hero"],
        "banner": "prompt: a flag, input_image: {asset: knight}",
        "crew": "edit: {asset: knight}, prompt: [add a hat, add sunglasses]",
        "rock": CAST["rock"],
    }
    assert cast.write(knight, BUDGET).build("--prune")["requests"] == 0
    paladin = {"paladin" if name == "knight" else name: body.replace("knight}", "paladin}")
               for name, body in knight.items()}  # fmt: skip
    cast.write(paladin, BUDGET)
    assert cast.build("--prune")["requests"] == 0
    assert len(api.paid()) == sent
    assert cast.lock["paladin"]["decided"]["kept"]["picture"] == cast.lock["paladin"]["fingerprint"]
    assert sorted(cast.files()) == ["assets.json", "banner.png", "crew.png", "paladin.png", "rock.png"]


def test_a_rename_with_other_words_at_once_is_a_new_asset(cast):
    cast.write(OLD, BUDGET)
    accept(cast, "hero")
    cast.write({"knight": "prompt: a very old knight"}, BUDGET)
    assert cast.states() == {"knight": "new"}


def test_tags_and_the_projects_place_are_nothing_to_it(cast, tmp_path):
    accept(cast.write(OLD, BUDGET), "hero")
    cast.write({**OLD, "hero": "prompt: an old knight, tags: [people]"}, BUDGET)
    assert cast.states()["hero"] == "current"
    shutil.move(cast.folder, tmp_path / "moved")
    moved = Game(tmp_path / "moved", cast.home, cast.url)
    assert moved.states() == dict.fromkeys(CAST, "current")


def test_a_clone_without_a_cache_has_nothing_to_do_and_loses_nothing(cast, api, tmp_path):
    accept(cast.write(OLD, BUDGET), "hero")
    sent = len(api.paid())
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert sorted(clone.build()["current"]) == sorted(CAST)
    (clone.tree / "hero.png").unlink()
    clone.key = "key"
    found = {one["id"]: one for one in clone.plan("--offline")["assets"]}["hero"]
    assert (found["status"], found["code"]) == ("blocked", "lost")
    assert found["reason"] == (
        "kept by `accept`, but neither cache nor tree has it; `--rebuy` makes it anew as it is worded (0.017)"
    )
    assert clone.build(code=1)["requests"] == 0
    assert len(api.paid()) == sent


def test_a_kept_picture_that_is_lost_is_never_bought_under_its_own_name_but_made_anew_as_worded(cast, api, tmp_path):
    accept(cast.write(OLD, BUDGET), "hero")
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.key = "key"
    (clone.tree / "hero.png").unlink()
    kept = clone.lock["hero"]
    told = {one["id"]: one["status"] for one in clone.plan("--rebuy")["assets"]}
    assert told == {"hero": "changed", "flag": "changed", "party": "changed", "rock": "current"}
    assert sorted(clone.build("--rebuy")["generated"]) == ["flag", "hero", "party"]
    line = clone.lock["hero"]
    assert line["fingerprint"] == kept["decided"]["kept"]["for"]
    assert (line["prompt"], "decided" in line) == ("an old knight", False)
    assert clone.build()["requests"] == 0
    assert clone.run("plan", "--check").code == 0
    receipts = [json.loads(path.read_text())["receipt"] for path in (clone.home / "cache/receipts").rglob("*.json")]
    assert all(one["prompt"] == "a knight" for one in receipts if one["fingerprint"] == kept["fingerprint"])


def test_what_another_asset_asks_for_and_only_a_decision_names_is_lost_and_not_bought_again(cast, api, tmp_path):
    accept(cast.write(OLD, BUDGET), "hero")
    cast.reroll("hero")
    cast.build()
    sent = len(api.paid())
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.key = "key"
    clone.write({**OLD, "page": "prompt: a knight"}, BUDGET)
    assert clone.states()["page"] == "lost"
    clone.reroll("hero", "--take", "1")
    assert clone.states()["hero"] == "lost"
    assert clone.build(code=1)["requests"] == 0
    assert len(api.paid()) == sent


def test_the_file_of_a_kept_picture_comes_back_from_the_cache(cast):
    before = cast.files()["hero.png"]
    accept(cast.write(OLD, BUDGET), "hero")
    (cast.tree / "hero.png").unlink()
    assert cast.states()["hero"] == "cached"
    assert cast.run("build", "--locked").code == 0
    assert cast.files()["hero.png"] == before


def test_a_picture_can_be_kept_that_only_the_cache_has(cast):
    before = cast.files()["hero.png"]
    (cast.tree / "hero.png").unlink()
    accept(cast.write(OLD, BUDGET), "hero")
    assert cast.build()["reused"] == ["hero"]
    assert cast.files()["hero.png"] == before


def test_an_edit_is_kept_as_a_whole_and_its_new_steps_are_nothing_that_was_bought(cast, api):
    sent = len(api.paid())
    party = "edit: {asset: hero}, prompt: [add a crown, add sunglasses]"
    cast.write({**CAST, "party": party}, BUDGET)
    ran = cast.run("accept", "party#1")
    assert ran.code == 2
    assert "`rdbuild accept party` keeps the picture of the whole" in ran.err
    assert accept(cast, "party")["accepted"][0]["reason"] == "`prompt[1]` was `… a hat`, is `… a crown`"
    assert cast.states()["party"] == "current"
    assert [one["prompt"] for one in cast.lock["party"]["steps"]] == ["add a hat", "add sunglasses"]
    (cast.tree / "party.png").unlink()
    assert cast.build()["reused"] == ["party"]
    assert [one["prompt"] for one in cast.lock["party"]["steps"]] == ["add a hat", "add sunglasses"]
    assert len(api.paid()) == sent
    told = cast.reroll("party")
    assert (told["requests"], told["credits"]) == (2, "10")
    assert cast.build()["generated"] == ["party"]
    assert [one["prompt"] for one in cast.lock["party"]["steps"]] == ["add a crown", "add sunglasses"]


def test_several_that_hang_together_are_accepted_at_once(cast):
    cast.write(OLD, BUDGET)
    told = accept(cast, "party", "hero", "flag")
    assert [(one["id"], one["how"]) for one in told["accepted"]] == [
        ("party", "follows"), ("hero", "kept"), ("flag", "follows")
    ]  # fmt: skip
    assert cast.states() == dict.fromkeys(CAST, "current")


def test_what_is_made_from_it_can_be_kept_alone(cast):
    cast.write(OLD, BUDGET)
    accept(cast, "flag")
    assert cast.states() == {"hero": "changed", "flag": "current", "party": "changed", "rock": "current"}
    assert sorted(cast.build()["generated"]) == ["hero", "party"]
    assert cast.states() == dict.fromkeys(CAST, "current")


def test_a_picture_of_another_size_is_kept_with_a_warning(cast):
    cast.write({**CAST, "rock": "prompt: a rock, width: 96, height: 96"}, BUDGET)
    told = accept(cast, "rock")
    assert told["accepted"][0]["reason"] == "`width` was 64, is 96, and 1 more"
    assert [(one["code"], one["message"]) for one in told["notes"]] == [
        ("other-size", "the picture of `rock` is 64x64, and `rock` asks for 96x96")
    ]
    assert cast.states()["rock"] == "current"


def test_a_picture_of_four_is_kept_for_two_and_not_the_reverse(game, api):
    game.write({"rock": "prompt: a rock, num_images: 4"}).build()
    game.write({"rock": "prompt: a stone, num_images: 2"})
    accept(game, "rock")
    assert game.build()["requests"] == 0
    assert sorted(game.files()) == ["assets.json", "rock_1.png", "rock_2.png"]
    assert game.run("plan", "--check").code == 0
    game.write({"rock": "prompt: a boulder, num_images: 8"})
    ran = game.run("accept", "rock")
    assert ran.code == 2
    assert "not every picture that `rock` makes is here of its picture from before" in ran.err
    assert len(api.paid()) == 1


def test_a_sheet_is_not_kept_for_a_moving_picture(game):
    walk = "prompt: a knight, prompt_style: rd_animation__four_angle_walking, width: 48, height: 48"
    game.write({"walk": f"{walk}, return_spritesheet: true"}).build()
    game.write({"walk": walk})
    ran = game.run("accept", "walk")
    assert ran.code == 2
    assert "`walk` makes a GIF now" in ran.err


def test_an_unknown_purchase_is_not_hidden_by_keeping_the_old_picture(tmp_path, serve):
    api = serve(faults=(Fault("submit", "reset-after", match="old", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CAST, BUDGET)
    game.build()
    game.write(OLD, BUDGET).build(code=6)
    ran = game.run("accept", "hero")
    assert ran.code == 2
    assert "rdbuild ledger reconcile hero" in ran.err
    assert game.states()["hero"] == "unknown"


def test_what_was_bought_for_the_words_and_is_lost_is_no_reason_not_to_keep_what_there_is(cast, api):
    first = cast.files()["hero.png"]
    cast.write(OLD, BUDGET).build()
    cast.write(CAST, BUDGET).build()
    shutil.rmtree(cast.home / "cache" / "blobs")
    cast.write(OLD, BUDGET)
    sent = len(api.paid())
    assert cast.states()["hero"] == "lost"
    accept(cast, "hero")
    assert cast.build()["requests"] == 0
    assert (cast.files()["hero.png"], len(api.paid())) == (first, sent)


def test_it_is_taken_back_for_the_price_of_what_is_asked_for(cast, api):
    cast.write(OLD, BUDGET)
    accept(cast, "hero")
    ran = cast.run("accept", "hero", "--undo")
    assert ran.out == (
        "hero: taken back: `prompt` was `a knight`, is `an old knight`\n"
        "made from it, and so made anew: flag, party\n"
        "the next build pays 0.034 and 10 credits for 4 requests\n"
    )
    assert "decided" not in cast.lock["hero"]
    assert cast.states() == {"hero": "changed", "flag": "changed", "party": "changed", "rock": "current"}
    assert cast.run("accept", "hero", "--undo").code == 2


def test_gc_holds_on_to_a_picture_that_only_a_decision_names(cast):
    accept(cast.write(OLD, BUDGET), "hero")
    cast.reroll("hero")
    cast.build()
    cast.run_plain("cache", "gc", "--yes")
    cast.reroll("hero", "--take", "1")
    assert cast.states()["hero"] == "cached"


MONSTERS = {"monsters/{kind}": "matrix: {kind: [bat, rat]}, prompt: '%s {kind}'", "rock": "prompt: a rock"}


@pytest.mark.parametrize("pattern", ["monsters/*", "monsters/{kind}", "**"])
def test_a_pattern_or_an_entrys_key_accepts_what_of_it_there_is_to_accept(game, api, pattern):
    def write(words):
        return game.write({f'"{name}"': body.replace("%s", words) for name, body in MONSTERS.items()}, BUDGET)

    write("a").build()
    sent = len(api.paid())
    write("an old")
    ran = game.run("accept", pattern)
    assert ran.out.splitlines() == [
        "monsters/bat: its picture is kept, though `prompt` was `a bat`, is `an old bat`",
        "monsters/rat: its picture is kept, though `prompt` was `a rat`, is `an old rat`",
        "the next build pays nothing for them",
    ]
    assert set(game.states().values()) == {"current"}
    ran = game.run("accept", pattern)
    assert (ran.code, ran.err) == (
        2,
        f"error: of `{pattern}` nothing is there to be accepted\n  hint: `rdbuild plan` says what a build would do\n",
    )
    ran = game.run("accept", pattern, "--undo")
    assert ran.out.splitlines()[-1] == "the next build pays 0.034 for 2 requests"
    assert game.run("accept", pattern, "--undo").code == 2
    assert len(api.paid()) == sent


# -- a file of one's own


def drawn(colour, size=(64, 64), mode="RGBA", **how):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG", **how)
    return out.getvalue()


def test_a_file_that_was_drawn_over_is_the_assets_picture_from_now_on(cast, api):
    sent = len(api.paid())
    mine = drawn("red")
    (cast.tree / "hero.png").write_bytes(mine)
    assert cast.states() == {"hero": "edited", "flag": "current", "party": "current", "rock": "current"}
    ran = cast.run("accept", "hero")
    assert ran.out == (
        "hero: `hero.png` is taken as you made it\n"
        "made from it, and so made anew: flag, party\n"
        "the next build pays 0.017 and 10 credits for 3 requests\n"
    )
    assert len(api.paid()) == sent
    assert cast.states() == {"hero": "current", "flag": "changed", "party": "changed", "rock": "current"}
    reasons = {one["id"]: one["reason"] for one in cast.plan()["assets"]}
    assert (reasons["hero"], reasons["flag"]) == ("kept by `accept`", "made from `hero`, which is another picture now")
    assert cast.build()["generated"] == ["flag", "party"]
    assert cast.files()["hero.png"] == mine
    assert cast.states() == dict.fromkeys(CAST, "current")
    line = cast.lock["hero"]
    assert (line["engine"], line["cost"], line["prompt"]) == ("hand", "0", "a knight")
    assert cast.run("plan", "--check").code == 0


def test_where_another_picture_is_to_replace_one_that_somebody_made_it_is_said_and_how_it_comes_back(cast):
    mine = drawn("red")
    (cast.tree / "rock.png").write_bytes(mine)
    accept(cast, "rock")
    ran = cast.run("reroll", "rock")
    assert ran.out.splitlines()[0] == (
        "rock: take 1 -> 2, away from your own picture; `rdbuild reroll rock --take 1` goes back to it"
    )
    cast.build()
    assert cast.files()["rock.png"] != mine
    assert cast.run("reroll", "rock", "--take", "1").out.startswith("rock: take 2 -> 1\n")
    cast.build()
    assert cast.files()["rock.png"] == mine
    ran = cast.run("accept", "rock", "--undo")
    assert ran.out.splitlines()[0] == (
        "rock: taken back: in the cache, paid for already; the next build puts that in the place of `rock.png`,"
        " which you made: copy it first if you may want it again"
    )


def test_the_picture_that_was_drawn_over_stays_known_as_bought(cast, api, tmp_path):
    bought = cast.lock["hero"]["fingerprint"]
    (cast.tree / "hero.png").write_bytes(drawn("red"))
    accept(cast, "hero")
    assert cast.lock["hero"]["also"] == [bought]
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.key = "key"
    assert clone.run("accept", "hero", "--undo").code == 0
    assert clone.states()["hero"] == "lost"
    sent = len(api.paid())
    assert accept(cast, "hero", "--undo")["requests"] == 0
    assert cast.build()["reused"] == ["hero"]
    assert "also" not in cast.lock["hero"]
    assert len(api.paid()) == sent


def test_a_file_that_was_taken_and_deleted_comes_back_and_is_lost_where_nobody_has_it(cast, api, tmp_path):
    mine = drawn("red")
    (cast.tree / "rock.png").write_bytes(mine)
    accept(cast, "rock")
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert sorted(clone.build()["current"]) == sorted(CAST)
    (cast.tree / "rock.png").unlink()
    assert cast.build()["reused"] == ["rock"]
    assert cast.files()["rock.png"] == mine
    (clone.tree / "rock.png").unlink()
    assert clone.states()["rock"] == "lost"
    clone.key = "key"
    sent = len(api.paid())
    assert clone.build(code=1)["requests"] == 0
    assert len(api.paid()) == sent
    assert clone.build("--rebuy")["generated"] == ["rock"]
    assert clone.states()["rock"] == "current"


def test_saving_it_anew_changes_nothing_of_what_is_made_from_it(cast):
    (cast.tree / "hero.png").write_bytes(drawn("red"))
    accept(cast, "hero")
    cast.build()
    (cast.tree / "hero.png").write_bytes(drawn("red", mode="RGB", compress_level=0))
    assert cast.states()["hero"] == "edited"
    assert accept(cast, "hero")["requests"] == 0
    assert cast.states() == dict.fromkeys(CAST, "current")


def test_a_file_that_was_drawn_over_again_is_found_and_can_be_taken_again(cast):
    for colour in ("red", "blue"):
        (cast.tree / "rock.png").write_bytes(drawn(colour))
        assert cast.states()["rock"] == "edited"
        accept(cast, "rock")
        assert cast.states()["rock"] == "current"
    assert len(cast.lock["rock"]["also"]) == 1


def test_other_words_and_a_drawn_over_file_are_one_decision(cast, api):
    cast.write(OLD, BUDGET)
    mine = drawn("red")
    (cast.tree / "hero.png").write_bytes(mine)
    sent = len(api.paid())
    accept(cast, "hero")
    assert cast.states()["hero"] == "current"
    cast.write({**CAST, "hero": "prompt: a very old knight"}, BUDGET)
    assert cast.states()["hero"] == "changed"
    assert cast.write(OLD, BUDGET).states()["hero"] == "current"
    assert len(api.paid()) == sent
    cast.write({**CAST, "hero": "prompt: a very old knight"}, BUDGET).build()
    assert cast.files()["hero.png"] != mine
    assert cast.write(OLD, BUDGET).build()["reused"] == ["hero"]
    assert cast.files()["hero.png"] == mine


def test_a_file_of_ones_own_at_a_new_assets_place_is_its_picture(game, api):
    game.write({"logo": "prompt: a logo", "flag": "prompt: a flag, input_image: {asset: logo}"})
    game.tree.mkdir()
    mine = drawn("red")
    (game.tree / "logo.png").write_bytes(mine)
    assert game.states() == {"logo": "foreign", "flag": "upstream"}
    told = accept(game, "logo")
    assert (told["accepted"][0]["files"], told["requests"]) == (["logo.png"], 1)
    assert game.states() == {"logo": "current", "flag": "new"}
    assert game.build()["generated"] == ["flag"]
    assert (game.files()["logo.png"], len(api.paid())) == (mine, 1)
    assert game.write({"sign": "prompt: a logo", "flag": "prompt: a flag, input_image: {asset: sign}"}).build(
        "--prune")["requests"] == 0  # fmt: skip
    assert game.files()["sign.png"] == mine
    game.reroll("sign")
    assert game.build()["generated"] == ["sign", "flag"]


def test_of_several_files_those_that_are_ones_own_are_taken_and_the_others_stay(game):
    game.write({"rock": "prompt: a rock, num_images: 3"}).build()
    before = game.files()
    (game.tree / "rock_2.png").write_bytes(drawn("red"))
    (game.tree / "rock_3.png").unlink()
    assert accept(game, "rock")["accepted"][0]["files"] == ["rock_2.png"]
    assert game.build()["requests"] == 0
    after = game.files()
    assert [after[name] == before[name] for name in ("rock_1.png", "rock_2.png", "rock_3.png")] == [True, False, True]
    assert game.run("plan", "--check").code == 0


def test_a_picture_that_came_beside_is_taken_along(game):
    game.write({"rock": "prompt: a rock, remove_bg: true, return_non_bg_removed: true"}).build()
    (game.tree / "rock.with_bg.png").write_bytes(drawn("red"))
    accept(game, "rock")
    assert game.run("plan", "--check").code == 0
    (game.tree / "rock.with_bg.png").unlink()
    game.build()
    assert game.files()["rock.with_bg.png"] == drawn("red")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"no picture", "it is not a PNG, GIF, JPEG or WebP picture"),
        (drawn("red")[:60], "`rock.png` can't be taken for `rock`: it is cut short"),
        (b"", "it is empty"),
    ],
)
def test_what_is_no_picture_of_the_kind_is_not_taken(cast, data, says):
    (cast.tree / "rock.png").write_bytes(data)
    before = cast.lock
    ran = cast.run("accept", "rock")
    assert ran.code == 2
    assert says in ran.err
    assert cast.lock == before


def test_a_jpeg_by_the_name_of_a_png_is_not_taken_nor_is_a_folder(cast):
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "JPEG")
    (cast.tree / "rock.png").write_bytes(out.getvalue())
    assert "`rock.png` is no PNG inside" in cast.run("accept", "rock").err
    (cast.tree / "rock.png").unlink()
    (cast.tree / "rock.png").mkdir()
    assert "`rock.png` is no file" in cast.run("accept", "rock").err


def test_a_file_of_another_size_is_taken_with_a_warning(cast):
    (cast.tree / "rock.png").write_bytes(drawn("red", (128, 64)))
    (note,) = accept(cast, "rock")["notes"]
    assert (note["code"], note["message"]) == ("other-size", "`rock.png` is 128x64, and `rock` asks for 64x64")
    assert cast.states()["rock"] == "current"


def test_an_edit_that_was_drawn_over_is_taken_as_a_whole(cast, api):
    sent = len(api.paid())
    (cast.tree / "party.png").write_bytes(drawn("red"))
    accept(cast, "party")
    assert cast.states()["party"] == "current"
    assert len(cast.lock["party"]["steps"]) == 2
    assert cast.build()["requests"] == 0
    (cast.tree / "party.png").unlink()
    assert cast.build()["reused"] == ["party"]
    assert len(api.paid()) == sent


def test_no_other_apis_are_asked_for_what_one_made_oneself(cast, serve):
    (cast.tree / "rock.png").write_bytes(drawn("red"))
    accept(cast, "rock")
    real = serve()
    only = cast.plan("--only", "rock", api=real.url)
    assert ([one["status"] for one in only["assets"]], only["notes"]) == (["current"], [])
    cast.write({**CAST, "rock": "prompt: a boulder"}, BUDGET)
    assert cast.plan("--only", "rock", api=real.url)["assets"][0]["status"] == "changed"


def test_the_ledger_and_its_making_know_nothing_of_it(cast):
    before = cast.ledger("--json")
    (cast.tree / "rock.png").write_bytes(drawn("red"))
    accept(cast, "rock")
    cast.build()
    assert cast.ledger("--json") == before
    for path in cast.home.glob("ledger*"):
        path.unlink()
    assert cast.run_plain("ledger", "rebuild").code == 0
    assert cast.ledger("--json") == before or json.loads(cast.ledger("--json"))["spent"] == json.loads(before)["spent"]
    assert cast.run_plain("cache", "verify").code == 0
    assert cast.run_plain("cache", "gc", "--yes").code == 0
    (cast.tree / "rock.png").unlink()
    assert cast.build()["reused"] == ["rock"]


def test_a_placeholder_never_takes_the_place_of_a_file_of_ones_own(cast, api):
    mine = drawn("red")
    (cast.tree / "rock.png").write_bytes(mine)
    accept(cast, "rock")
    cast.write({**CAST, "rock": "prompt: a boulder"}, BUDGET)
    cast.build(api="local")
    assert cast.files()["rock.png"] == mine
    assert cast.local_lock == {}


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_file_of_ones_own_that_comes_back_is_never_written_over(cast, tmp_path, elsewhere):
    """From version control, after other words had a picture of their own: nobody says any more that it is taken."""
    mine = drawn("red")
    (cast.tree / "rock.png").write_bytes(mine)
    accept(cast, "rock")
    game = cast
    if elsewhere:
        game = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
        game.key = "key"
    game.write({**CAST, "rock": "prompt: a boulder"}, BUDGET).build()
    assert game.files()["rock.png"] != mine
    (game.tree / "rock.png").write_bytes(mine)
    assert game.states()["rock"] == "edited"
    game.build(code=1)
    assert game.files()["rock.png"] == mine
    accept(game, "rock")
    assert game.states()["rock"] == "current"


def test_a_file_of_ones_own_under_a_new_name_is_taken_there(cast):
    names = {("stone" if name == "rock" else name): body for name, body in CAST.items()}
    (cast.tree / "rock.png").rename(cast.tree / "stone.png")
    (cast.tree / "stone.png").write_bytes(drawn("red"))
    cast.write(names, BUDGET)
    accept(cast, "stone")
    assert cast.states() == dict.fromkeys(names, "current")
    assert cast.build("--prune")["requests"] == 0
    assert "rock" not in cast.lock
    assert sorted(cast.files()) == ["assets.json", "flag.png", "hero.png", "party.png", "stone.png"]


def test_a_picture_made_by_hand_can_be_kept_for_an_asset_that_is_worded_from_now_on(game, api):
    (game.folder / "art.png").write_bytes(drawn("red"))
    game.write({"logo": "file: art.png"}).build()
    game.write({"logo": "prompt: a logo"})
    assert game.states() == {"logo": "changed"}
    accept(game, "logo")
    assert game.states() == {"logo": "current"}
    (game.tree / "logo.png").unlink()
    assert game.build()["reused"] == ["logo"]
    assert game.files()["logo.png"] == drawn("red")
    assert api.paid() == []


def test_a_picture_from_another_api_is_kept_for_other_words(cast, serve):
    cast.write({**CAST, "rock": "prompt: a boulder"}, BUDGET)
    real = serve()
    (found,) = cast.plan("--offline", "--only", "rock", api=real.url)["assets"]
    assert (found["code"], "was bought from" in found["reason"]) == ("foreign", True)
    accept(cast, "rock", api=real.url)
    assert cast.states("--only", "rock", api=real.url) == {"rock": "current"}
    assert cast.states()["rock"] == "current"
    assert real.paid() == []


# -- placeholders


def test_a_placeholder_is_never_kept_as_a_bought_picture(game, api):
    game.write(CAST, BUDGET).build(api="local")
    for api_of in (None, "local"):
        game.write(OLD, BUDGET)
        ran = game.run("accept", "hero", api=api_of)
        assert ran.code == 2
        assert "is a placeholder, which is never kept" in ran.err
    assert not (game.folder / "game.lock.json").exists()
    assert api.requests() == 0


def test_a_bought_picture_is_kept_where_the_api_is_that_sold_it_and_not_with_placeholders(cast):
    cast.write(OLD, BUDGET)
    ran = cast.run("accept", "hero", api="local")
    assert ran.code == 2
    assert "leave out `--api local`" in ran.err
    accept(cast, "hero")
    assert cast.states(api="local") == dict.fromkeys(CAST, "current")


def test_a_placeholder_fills_the_gap_of_a_kept_picture_that_is_lost_as_it_is_worded(cast, tmp_path):
    accept(cast.write(OLD, BUDGET), "hero")
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    (clone.tree / "hero.png").unlink()
    before = (clone.folder / "game.lock.json").read_bytes()
    assert clone.build(api="local")["generated"] == ["hero"]
    assert clone.local_lock["hero"]["fingerprint"] == clone.lock["hero"]["decided"]["kept"]["for"]
    assert (clone.folder / "game.lock.json").read_bytes() == before
    assert clone.states(api="local")["hero"] == "current"
    assert clone.states()["hero"] == "lost"


@pytest.mark.parametrize("api_of", [None, "local"])
def test_a_placeholder_that_somebody_drew_over_is_a_file_of_their_own(game, api_of):
    game.write({"rock": "prompt: a rock"}).build(api="local")
    mine = drawn("red")
    (game.tree / "rock.png").write_bytes(mine)
    accept(game, "rock", api=api_of)
    for one in ("local", None):
        assert game.states(api=one) == {"rock": "current"}
        assert game.build(api=one)["requests"] == 0
    assert game.lock["rock"]["engine"] == "hand"
    assert game.local_lock == {}
    assert game.files()["rock.png"] == mine


# -- one of several

FOUR = {"rock": "prompt: a rock, num_images: 4", "flag": "prompt: a flag, input_image: {asset: rock}"}


@pytest.fixture
def four(game):
    game.write(FOUR).build()
    return game


def test_one_of_several_is_published_alone_and_what_is_made_from_it_follows(four, api):
    before, sent = four.files(), len(api.paid())
    ran = four.run("accept", "rock", "--pick", "2")
    assert ran.out == (
        "rock: picture 2 of 4 is published, as `rock.png`\n"
        "made from it, and so made anew: flag\n"
        "the next build pays 0.017 for 1 request\n"
    )
    assert four.lock["rock"]["decided"] == {"pick": 2}
    assert len(api.paid()) == sent
    assert four.build()["generated"] == ["flag"]
    after = four.files()
    assert sorted(after) == ["assets.json", "flag.png", "rock.png"]
    assert after["rock.png"] == before["rock_2.png"]
    assert four.run("plan", "--check").code == 0


def test_all_are_published_again_for_nothing(four, api):
    before = four.files()
    accept(four, "rock", "--pick", "2")
    four.build()
    sent = len(api.paid())
    told = accept(four, "rock", "--pick", "all")
    assert told["accepted"] == [{"id": "rock", "how": "picked", "reason": "", "pick": None,
                                 "files": [f"rock_{n}.png" for n in range(1, 5)]}]  # fmt: skip
    assert four.build()["requests"] == 0
    assert ("decided" in four.lock["rock"], four.files(), len(api.paid())) == (False, before, sent)


def test_a_pick_goes_along_with_a_rename_and_is_there_in_a_clone(four, api, tmp_path):
    accept(four, "rock", "--pick", "3")
    four.build()
    sent = len(api.paid())
    clone = four.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert sorted(clone.build()["current"]) == ["flag", "rock"]
    four.write({"stone": FOUR["rock"], "flag": "prompt: a flag, input_image: {asset: stone}"})
    assert four.build("--prune")["requests"] == 0
    assert (four.lock["stone"]["decided"], sorted(four.files())) == (
        {"pick": 3}, ["assets.json", "flag.png", "stone.png"])  # fmt: skip
    assert len(api.paid()) == sent


def test_a_clone_that_has_all_in_its_tree_picks_without_a_cache_and_can_go_back(four, api, tmp_path):
    clone = four.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.write({"rock": FOUR["rock"]})
    sent, before = len(api.paid()), {name: data for name, data in clone.files().items() if "rock" in name}
    accept(clone, "rock", "--pick", "4")
    clone.build("--prune")
    assert clone.files()["rock.png"] == before["rock_4.png"]
    accept(clone, "rock", "--pick", "0")
    clone.build()
    assert {name: data for name, data in clone.files().items() if "rock" in name} == before
    assert len(api.paid()) == sent


def test_what_is_picked_is_kept_too_where_the_words_are_others(four, api):
    before, sent = four.files(), len(api.paid())
    four.write({"rock": "prompt: a stone, num_images: 4"})
    told = accept(four, "rock", "--pick", "2")
    assert told["accepted"][0]["reason"] == "`prompt` was `a rock`, is `a stone`"
    assert four.build()["requests"] == 0
    assert (four.files()["rock.png"], len(api.paid())) == (before["rock_2.png"], sent)


def test_an_unusable_delivery_is_taken_with_the_pick_of_a_picture_that_is_one(tmp_path, serve):
    api = serve(faults=(Fault("submit", "wrong-size", match="rock"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"rock": FOUR["rock"]})
    game.build(code=1)
    accept(game, "rock", "--pick", "2")
    assert set(game.lock["rock"]["decided"]) == {"accepted", "pick"}
    assert game.build()["reused"] == ["rock"]
    assert sorted(game.files()) == ["assets.json", "rock.png"]


def test_a_pick_that_the_manifest_states_outranks_one_that_was_decided(four):
    accept(four, "rock", "--pick", "2")
    stated = {**FOUR, "rock": FOUR["rock"] + ", pick: 3"}
    four.write(stated)
    ran = four.run("accept", "rock", "--pick", "1")
    assert ran.code == 2
    assert f"`pick` of `rock` is stated at {four.path}:7:47, and wins over what is decided here" in ran.err
    four.build()
    assert four.lock["rock"]["outputs"][0]["image"] == 3
    assert four.write(FOUR).build()["generated"] == ["flag"]  # made from the second, at last
    assert four.lock["rock"]["outputs"][0]["image"] == 2


def test_a_pick_of_more_than_there_are_by_now_counts_for_nothing(four):
    accept(four, "rock", "--pick", "4")
    four.write({"rock": "prompt: a rock, num_images: 2"}).build("--prune")
    assert sorted(four.files()) == ["assets.json", "rock_1.png", "rock_2.png"]


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["rock", "--pick", "5"], "`rock` makes 4 pictures, and 5 is none of them"),
        (["rock", "--pick", "all"], "every picture of `rock` is published already"),
        (["flag", "--pick", "1"], "`flag` makes one picture, so there is none to pick"),
        (["rock", "--pick", "second"], "`second` is no number of a picture, nor `all`"),
        (["rock", "--pick", "1", "--undo"], "`--undo` takes back a pick as well"),
        (["rock", "--undo"], "no picture of `rock` is kept or picked"),
        (["rokc", "--undo"], "did you mean `rock`?"),
    ],
)
def test_a_pick_that_makes_no_sense_is_refused(four, argv, says):
    before = four.lock
    ran = four.run("accept", *argv)
    assert ran.code == 2
    assert says in ran.err
    assert four.lock == before


def test_nothing_is_picked_of_what_is_not_there(game):
    game.write(FOUR)
    ran = game.run("accept", "rock", "--pick", "1")
    assert ran.code == 2
    assert "`rock` has no picture yet" in ran.err
    assert not (game.folder / "game.lock.json").exists()


def test_nothing_is_picked_that_only_another_machine_has(four, tmp_path):
    accept(four, "rock", "--pick", "1")
    four.build()
    clone = four.clone(tmp_path / "clone", tmp_path / "elsewhere")
    ran = clone.run("accept", "rock", "--pick", "2")
    assert ran.code == 2
    assert "neither cache nor tree has it" in ran.err


def test_a_pick_does_not_take_a_file_that_somebody_made(four):
    (four.tree / "rock_2.png").write_bytes(drawn("red"))
    assert "`rdbuild accept rock` takes it; pick after that" in four.run("accept", "rock", "--pick", "2").err
    accept(four, "rock")
    accept(four, "rock", "--pick", "2")
    four.build()
    assert four.files()["rock.png"] == drawn("red")


def test_a_picked_name_never_stands_in_another_assets_place(game):
    game.write({"rock": "prompt: a rock, num_images: 2", "rock.png/moss": "prompt: moss"}).build()
    ran = game.run("accept", "rock", "--pick", "1")
    assert ran.code == 2
    assert "`rock.png` would be of `rock` and of `rock.png/moss`" in ran.err
