"""What was bought stays bought, on whatever machine: clones, renames and decisions, with chains of edits."""

import json
import os
import subprocess
import sys
import threading
import time
from decimal import Decimal

import pytest
from game import PRICE, Game, picture
from PIL import Image, ImageSequence

from rdbuild.offline import Fault

BUDGET = "{build: 10, credits: 200}"
HERO = {"hero": "prompt: a knight"}
CHAIN = {**HERO, "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses, add a cape]"}


@pytest.fixture
def clone(game, tmp_path):
    """A function: build assets here, and give a clone of it with an empty home and a key."""

    def make(assets):
        game.write(assets, BUDGET).build()
        other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
        other.key = "key"
        return other

    return make


def charged(api):
    return len(api.log()["charges"])


# -- the only copy


def test_going_back_to_a_take_that_only_the_tree_had_costs_nothing(clone, api):
    game = clone(CHAIN)
    before = game.files()
    game.reroll("hero")
    assert game.build()["generated"] == ["hero", "party"]
    sent = charged(api)
    assert game.reroll("hero", "--take", "1")["requests"] == 0
    assert game.build()["requests"] == 0
    assert charged(api) == sent
    assert game.files() == before


def test_words_that_are_changed_and_changed_back_on_a_clone_buy_once(clone, api):
    game = clone(HERO)
    before = game.files()
    game.write({"hero": "prompt: a page"}, BUDGET).build()
    sent = charged(api)
    assert game.write(HERO, BUDGET).build()["requests"] == 0
    assert (game.files(), charged(api)) == (before, sent)


def test_a_picture_that_a_pick_took_out_of_a_clones_tree_comes_back(clone, api):
    two = {"hero": "prompt: a knight, num_images: 2"}
    game = clone(two)
    before, sent = game.files(), charged(api)
    game.write({"hero": "prompt: a knight, num_images: 2, pick: 2"}, BUDGET).build()
    assert sorted(game.files()) == ["assets.json", "hero.png"]
    assert game.write(two, BUDGET).build()["requests"] == 0
    assert (game.files(), charged(api)) == (before, sent)


def test_a_picture_that_was_never_there_is_lost_and_not_bought_again(clone, api):
    """A clone has the picked one only; and after other words, too, it remembers that the others were bought."""
    game = clone({"hero": "prompt: a knight, num_images: 2, pick: 2"})
    game.write({"hero": "prompt: a page"}, BUDGET).build()
    sent = charged(api)
    game.write({"hero": "prompt: a knight, num_images: 2"}, BUDGET)
    report = game.build(code=1)
    assert [(one["id"], one["code"]) for one in report["blocked"]] == [("hero", "lost")]
    assert charged(api) == sent
    assert game.write({"hero": "prompt: a knight, num_images: 2, pick: 2"}, BUDGET).build()["requests"] == 0


def test_a_chain_that_grew_on_a_clone_and_shrinks_again_costs_nothing_more(clone, api):
    game = clone(CHAIN)
    before = game.files()
    grown = CHAIN["party"].replace("add a cape", "add a cape, add a dog")
    assert game.write({**HERO, "party": grown}, BUDGET).build()["credits_spent"] == "5"
    sent = charged(api)
    assert game.write(CHAIN, BUDGET).build()["requests"] == 0
    assert (game.files(), charged(api)) == (before, sent)


def test_a_step_that_was_bought_elsewhere_is_remembered_after_its_chain_changed(clone, api):
    game = clone(CHAIN)
    game.write({**HERO, "party": "edit: {asset: hero}, prompt: add a crown"}, BUDGET).build()
    sent = charged(api)
    game.write({**HERO, "party": "edit: {asset: hero}, prompt: [add a hat, add a moustache]"}, BUDGET)
    report = game.build(code=1)
    assert report["blocked"][0]["code"] == "lost"
    assert report["blocked"][0]["reason"].startswith("step 1 was bought before")
    assert charged(api) == sent


def test_files_that_prune_deletes_on_a_clone_are_kept_in_its_cache(clone, api):
    game = clone({**HERO, "rock": "prompt: a rock"})
    before, sent = game.files(), charged(api)
    game.write(HERO, BUDGET).build("--prune")
    assert "rock.png" not in game.files()
    assert game.write({**HERO, "rock": "prompt: a rock"}, BUDGET).build()["requests"] == 0
    assert (game.files(), charged(api)) == (before, sent)


def test_a_step_of_a_pruned_chain_that_another_wants_is_not_forgotten(clone, tmp_path):
    game = clone(CHAIN)
    game.write({**HERO, "cap": "edit: {asset: hero}, prompt: [add a hat, add a feather]"}, BUDGET)
    assert [one["code"] for one in game.build("--prune", code=1)["blocked"]] == ["lost"]
    assert sorted(game.files()) == ["assets.json", "hero.png"]
    third = game.clone(tmp_path / "third", tmp_path / "nowhere")
    assert third.states() == {"hero": "current", "cap": "lost"}
    game.build("--rebuy")
    game.build("--prune")
    assert sorted(game.lock) == ["cap", "hero"]


def test_a_step_of_a_chain_whose_name_another_asset_took_is_not_bought_again(clone, api, tmp_path):
    game = clone({**CHAIN, "rock": "prompt: a rock"})
    sent = charged(api)
    short = "edit: {asset: hero}, prompt: [add a hat, add sunglasses]"
    game.write({**HERO, "party": "prompt: a rock", "duo": short}, BUDGET)
    assert [one["code"] for one in game.build(code=1)["blocked"]] == ["lost"]
    assert game.clone(tmp_path / "third", tmp_path / "nowhere").states()["duo"] == "lost"
    assert charged(api) == sent


def test_a_lost_chain_is_named_with_the_price_that_rebuy_will_take(clone, api):
    game = clone(CHAIN)
    for path in game.tree.rglob("*.png"):
        path.unlink()
    reasons = {one["id"]: one["reason"] for one in game.plan("--offline")["assets"]}
    assert reasons["party"].endswith("`--rebuy` pays again (15 credits)")
    assert reasons["hero"].endswith("`--rebuy` pays again (0.017)")
    assert game.build("--rebuy")["credits_spent"] == "15"


def test_a_lost_edit_of_a_file_is_named_with_its_price(game, tmp_path):
    picture(game.folder / "art.png")
    game.write({"ghost": "edit: art.png, prompt: [add a candle, add a hat]"}, BUDGET).build()
    other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
    (other.tree / "ghost.png").unlink()
    assert other.plan("--offline")["assets"][0]["reason"].endswith("`--rebuy` pays again (10 credits)")


def test_a_picture_that_was_drawn_over_on_a_clone_never_counts_as_ours(clone):
    game = clone({**HERO, "rock": "prompt: a rock, num_images: 2"})
    picture(game.tree / "rock_2.png", "green")
    mine = (game.tree / "rock_2.png").read_bytes()
    game.write({**HERO, "rock": "prompt: a rock, num_images: 2, pick: 1"}, BUDGET)
    for _ in range(3):
        game.build()
        assert (game.tree / "rock_2.png").read_bytes() == mine
    game.write({**HERO, "rock": "prompt: a big rock, num_images: 2"}, BUDGET)
    for _ in range(3):
        assert game.build(code=1)["blocked"][0]["code"] in ("edited", "foreign")
        assert (game.tree / "rock_2.png").read_bytes() == mine


def test_a_picture_that_is_lost_twice_over_is_bought_again_all_the_way(clone):
    two = {
        "a": "prompt: a, num_images: 2, pick: 1",
        "b": "prompt: b, num_images: 2, pick: 1, input_image: {asset: a, image: 2}",
    }
    game = clone(two)
    game.write({**two, "c": "prompt: c, input_image: {asset: b, image: 2}"}, BUDGET)
    assert game.states()["c"] == "lost"
    assert game.build("--rebuy")["generated"] == ["a", "b", "c"]


@pytest.mark.heavy
def test_an_old_receipt_never_settles_what_is_bought_again_after_the_ledger_was_lost(tmp_path, serve):
    api = serve(tasks="off", faults=(Fault("submit", "hang-before", skip=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(HERO)
    game.build()
    time.sleep(2.4)  # the API's request list tells seconds: the old purchase must not look like the new one
    for path in (*game.home.glob("ledger*"), *(game.home / "cache" / "blobs").rglob("*"), *game.tree.glob("*.png")):
        if path.is_file():
            path.unlink()
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "--rebuy", "-q", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(500):
        if len(api.paid()) == 2:
            break
        threading.Event().wait(0.01)
    process.kill()
    process.wait()
    report = game.build(code=6)
    assert report["unknown"] == [{"id": "hero", "amount": str(PRICE), "unit": "balance"}]


# -- names and decisions


def test_a_chain_with_a_rerolled_step_is_renamed_for_nothing(game, api):
    game.write(CHAIN, BUDGET).build()
    game.reroll("party#2")
    game.build()
    chosen, sent = game.files()["party.png"], charged(api)
    game.write({**HERO, "crew": CHAIN["party"]}, BUDGET)
    assert game.build()["requests"] == 0
    assert (game.files()["crew.png"], charged(api)) == (chosen, sent)
    assert game.lock["crew"]["decided"] == {"steps": {"2": 2}}
    assert "party" not in game.lock
    assert game.run("plan", "--check").code == 0


@pytest.mark.parametrize("others", [{}, {"rock": "prompt: a rock"}])
def test_a_reroll_that_is_not_built_yet_goes_along_with_a_rename(game, api, others):
    game.write({**CHAIN, **others}, BUDGET).build()
    game.reroll("party#1")
    game.write({**HERO, **others, "crew": CHAIN["party"]}, BUDGET)
    assert game.build()["credits_spent"] == "15"
    sent = charged(api)
    assert game.build()["requests"] == 0
    assert charged(api) == sent
    assert game.lock["crew"]["decided"] == {"steps": {"1": 2}}


def test_what_is_renamed_at_once_with_what_it_is_made_from_keeps_its_pictures(game, api):
    game.write(CHAIN, BUDGET).build()
    game.reroll("hero")
    game.build()
    sent = charged(api)
    crew = CHAIN["party"].replace("asset: hero", "asset: knight")
    assert game.write({"knight": HERO["hero"], "crew": crew}, BUDGET).build()["requests"] == 0
    assert charged(api) == sent


def test_rerolled_assets_that_change_names_keep_their_takes_and_pictures(game, api):
    a, b = "prompt: a cave", "prompt: a castle"
    game.write({"a": a, "b": b}).build()
    game.reroll("a")
    game.build()
    before, sent = game.files(), charged(api)
    assert game.write({"a": b, "b": a}).build()["requests"] == 0
    after = game.files()
    assert (after["a.png"], after["b.png"]) == (before["b.png"], before["a.png"])
    assert {name: line.get("decided") for name, line in game.lock.items()} == {"a": None, "b": {"take": 2}}
    assert charged(api) == sent
    assert game.build()["requests"] == 0
    assert game.run("plan", "--check").code == 0


def test_assets_that_all_move_up_by_one_keep_their_takes_and_pictures(game, api):
    levels = ["a cave", "a castle", "a tower"]
    game.write({f"level_{n}": f"prompt: {what}" for n, what in enumerate(levels)}).build()
    game.reroll("level_1")
    game.build()
    before, sent = game.files(), charged(api)
    game.write({f"level_{n}": f"prompt: {what}" for n, what in enumerate(["a moat", *levels])})
    assert game.build()["generated"] == ["level_0"]
    after = game.files()
    assert [after[f"level_{n + 1}.png"] for n in range(3)] == [before[f"level_{n}.png"] for n in range(3)]
    assert game.lock["level_2"]["decided"] == {"take": 2}
    assert charged(api) == sent + 1


def test_a_selection_among_assets_that_changed_names_loses_no_line(game, api):
    game.write({"a": "prompt: a cave", "b": "prompt: a castle"}).build()
    game.write({"a": "prompt: a castle", "b": "prompt: a cave"})
    game.build("--only", "a")
    sent = charged(api)
    assert game.build()["requests"] == 0
    assert charged(api) == sent


def test_a_reroll_right_after_names_changed_places_loses_no_line(clone, api):
    game = clone({"a": "prompt: a cave", "b": "prompt: a castle"})
    sent = charged(api)
    game.write({"a": "prompt: a castle", "b": "prompt: a cave"}, BUDGET)
    game.reroll("b")
    assert game.build()["generated"] == ["b"]
    assert charged(api) == sent + 1
    assert game.reroll("b", "--take", "1")["requests"] == 0
    assert game.build()["requests"] == 0


def test_a_row_of_names_that_closes_up_keeps_its_takes_and_pictures(clone, api):
    """The first of a numbered row is deleted, and all others move down by one."""
    levels = [f"prompt: level {name}" for name in "wxyz"]
    game = clone({f"level_{n}": body for n, body in enumerate(levels)})
    game.reroll("level_2")
    game.build()
    before, sent = game.files(), charged(api)
    game.write({f"level_{n}": body for n, body in enumerate(levels[1:])}, BUDGET)
    assert game.build()["requests"] == 0
    after = game.files()
    assert [after[f"level_{n}.png"] for n in range(3)] == [before[f"level_{n + 1}.png"] for n in range(3)]
    assert {name: line.get("decided") for name, line in game.lock.items() if line.get("decided")} == {
        "level_1": {"take": 2}
    }
    game.write({f"level_{n}": body for n, body in enumerate(levels)}, BUDGET)
    assert game.build()["requests"] == 0  # the first one, which nobody wanted for a while, comes back too
    assert charged(api) == sent


def test_a_selection_on_a_clone_keeps_the_only_copy_of_what_it_does_not_select(clone, api):
    three = {"a": "prompt: a cave", "b": "prompt: a castle", "c": "prompt: a tower"}
    game = clone(three)
    before, sent = game.files(), charged(api)
    game.write({"a": three["b"], "b": three["c"], "c": three["a"]}, BUDGET)
    game.build("--only", "a")
    assert game.build()["requests"] == 0
    after = game.files()
    assert [after[f"{name}.png"] for name in "abc"] == [before[f"{name}.png"] for name in "bca"]
    assert charged(api) == sent


def test_of_two_purchases_of_one_edit_the_locked_one_is_published(game, tmp_path):
    """An edit has no seed: two machines that bought it have different pictures, and the lock says which it is."""
    game.write(CHAIN, BUDGET).build()
    mine = game.files()["party.png"]
    game.write(HERO, BUDGET).build("--prune")
    other = Game(tmp_path / "other", tmp_path / "third", game.url)
    other.write(CHAIN, BUDGET).build()
    for name in ("game.lock.json", "assets/party.png", "assets/hero.png", "assets/assets.json"):
        (game.folder / name).write_bytes((other.folder / name).read_bytes())
    theirs = other.files()["party.png"]
    assert theirs != mine
    game.write(CHAIN, BUDGET)
    assert game.build()["requests"] == 0
    assert game.files()["party.png"] == theirs
    game.write({**HERO, "crew": CHAIN["party"]}, BUDGET).build("--prune")
    assert game.files()["crew.png"] == theirs
    (game.tree / "crew.png").unlink()
    assert game.run("build", "--locked").code == 0
    assert game.files()["crew.png"] == theirs


@pytest.mark.heavy
def test_a_reroll_while_a_build_runs_is_not_lost(tmp_path, serve):
    api = serve(task_ms=1200)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"rock": "prompt: a rock"})
    game.build()
    game.write({"rock": "prompt: a rock", "hero": "prompt: a knight"})
    game.reroll("rock")
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "--json", str(game.path)],
                               env={**os.environ, **game.environment()}, stdout=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if len(api.paid()) == 3:
            break
        threading.Event().wait(0.02)
    game.reroll("rock", "--take", "5")
    out, _ = process.communicate(timeout=20)
    assert json.loads(out)["generated"] == ["rock", "hero"]
    assert game.lock["rock"]["decided"] == {"take": 5}
    assert game.plan()["totals"]["requests"] == 1


# -- what nobody knows


def test_what_is_unknown_is_not_rerolled_away(tmp_path, serve):
    api = serve(faults=(Fault("edit", "reset-after", match="sunglasses", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    game.build(code=6)
    for name in ("party", "party#2", "party#3"):
        ran = game.run("reroll", name)
        assert ran.code == 2
        assert "rdbuild ledger reconcile party#2" in ran.err
    assert game.build("--locked", code=6)["unknown"] == [{"id": "party", "amount": "5", "unit": "credits"}]


def test_an_unusable_step_is_named_by_every_build(tmp_path, serve):
    api = serve(faults=(Fault("edit", "not-image", match="sunglasses", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    first, again = game.build(code=1), game.build(code=1)
    for report in (first, again):
        assert report["blocked"][0]["reason"].startswith("step 2 (`add sunglasses`): ")


def test_one_number_for_both_units_has_to_cover_both(tmp_path, serve):
    api = serve(money="credits", balance=Decimal("15.01"))
    ran = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET).run("build")
    assert ran.code == 3
    assert "15.01" in ran.err
    assert api.paid() == []


# -- placeholders


def test_placeholders_are_made_from_a_bought_picture_whatever_its_words_are_by_now(game, api):
    game.write(CHAIN, BUDGET).build()
    sent = api.requests()
    assets = {"hero": "prompt: an old knight", "party": CHAIN["party"], "flag": "prompt: b, input_image: {asset: hero}"}
    game.write(assets, BUDGET)
    assert game.build(api="local")["generated"] == ["flag"]
    assert api.requests() == sent


# -- sizes that are known


@pytest.mark.parametrize(
    ("assets", "said"),
    [
        ({"a": "prompt: a, width: 256, height: 256, upscale_output_factor: 2", "e": "edit: {asset: a}, prompt: hat"},
         "the picture of `a` is 512x512, and an edit takes 16x16 to 256x256"),
        ({"a": "prompt: a, width: 96, height: 64",
          "e": "prompt: b, prompt_style: rd_animation__four_angle_walking, input_image: {asset: a}, fit: none"},
         "the picture of `a` is 96x64, and 48x48 is needed"),
    ],
)  # fmt: skip
def test_a_picture_that_is_known_not_to_fit_is_refused_before_it_is_bought(game, api, assets, said):
    ran = game.write(assets, BUDGET).run("build")
    assert ran.code == 2
    assert said in ran.err
    assert api.requests() == 0


def test_a_picture_that_is_shrunk_unevenly_is_a_warning(game):
    game.write({"a": "prompt: a, width: 100, height: 64",
                "e": "prompt: b, prompt_style: rd_animation__any_animation, input_image: {asset: a}"})  # fmt: skip
    assert [one["code"] for one in game.plan("--offline")["notes"]][:1] == ["uneven-shrink"]


def test_a_style_that_the_api_does_not_know_is_refused_with_its_own_words(game):
    game.write({"a": "prompt_style: rd_mini__x, prompt: a"}, "10", head="styles: [rd_mini__x]")
    ran = game.run("build")
    assert ran.code == 3
    assert "no price is known for `rd_mini__x`" in ran.err
    assert "Unknown style: rd_mini__x" in ran.err


# -- the folder, and what a game reads


def test_what_another_manifest_wrote_into_the_index_stays_in_it_with_a_warning(game, api):
    game.write({"a": "prompt: a cave"}).build()
    other = game.folder / "other.yaml"
    other.write_text(game.path.read_text().replace("a:", "b:"))
    ran = game.run_plain("build", str(other), "--json")
    assert ran.code == 0
    assert [note["code"] for note in ran.json["notes"]] == ["shared-folder"]
    assert sorted(json.loads(game.files()["assets.json"])["assets"]) == ["a", "b"]
    assert game.build()["written"] == []
    for path in (game.path, other):
        assert game.run_plain("plan", str(path), "--check").code == 0


def test_a_refused_build_leaves_what_a_game_reads_as_it_was(game, api):
    game.write({"a": "prompt: a cave"}).build()
    before = game.files()
    ran = game.write({"b": "prompt: a castle", "c": "prompt: a tower"}, "0.001").run("build")
    assert ran.code == 3
    assert game.files() == before


def test_an_edited_sheet_is_cut_as_the_sheet_that_it_was(game):
    sheet = "prompt: a knight, prompt_style: rd_animation__four_angle_walking, return_spritesheet: true"
    chain = "edit: {asset: walk}, prompt: [add a hat, add a cape]"
    slow = f"{chain}, layout: {{durations: 300}}"
    game.write({"walk": sheet, "party": chain, "slow": slow}, BUDGET).build()
    index = json.loads(game.files()["assets.json"])["assets"]
    assert len(index["walk"]["frames"]) == 16
    assert index["party"]["frames"] == index["walk"]["frames"]
    assert index["party"]["animations"] == index["walk"]["animations"]
    assert {one["duration_ms"] for one in index["slow"]["frames"]} == {300}


def test_the_index_says_which_pictures_only_came_beside(game):
    beside = "remove_bg: true, return_non_bg_removed: true, num_images: 2"
    game.write({"raven": f"prompt: a raven, {beside}"}).build()
    files = json.loads(game.files()["assets.json"])["assets"]["raven"]["files"]
    assert [(one["path"], one.get("role"), one.get("of")) for one in files] == [
        ("raven_1.png", None, None), ("raven_2.png", None, None),
        ("raven_1.with_bg.png", "with_bg", 1), ("raven_2.with_bg.png", "with_bg", 2)]  # fmt: skip


def test_what_a_chain_out_of_the_cache_saves_is_all_of_its_steps(game):
    game.write(CHAIN, BUDGET).build()
    (game.tree / "party.png").unlink()
    assert "saved by the cache 15 credits" in game.run("build").err


def test_pictures_from_another_api_are_a_warning_in_plan_and_build(game, serve):
    game.write(HERO).build()
    real = serve()
    for said in (game.plan(api=real.url)["notes"], game.build(api=real.url)["notes"]):
        assert [one["code"] for one in said] == ["other-engine"]
    assert real.paid() == []
    assert [one["code"] for one in game.plan()["notes"]] == []


def test_a_rotation_turns_the_same_way_as_a_gif_and_as_a_sheet(game):
    turn = "prompt: a robot, prompt_style: rd_animation__8_dir_rotation, seed: 5"
    game.write({"gif": turn, "sheet": f"{turn}, return_spritesheet: true"}).build()
    entry = json.loads(game.files()["assets.json"])["assets"]["sheet"]
    cells = [entry["frames"][number] for number in entry["animations"]["turn"]]
    with Image.open(game.tree / "gif.gif") as moving, Image.open(game.tree / "sheet.png") as whole:
        shown = [frame.convert("RGBA") for frame in ImageSequence.Iterator(moving)]
        cut = [whole.convert("RGBA").crop((c["x"], c["y"], c["x"] + c["w"], c["y"] + c["h"])) for c in cells]
    solid = [
        [image.getchannel("A").point(lambda alpha: 255 * (alpha > 0)).tobytes() for image in one]
        for one in (shown, cut)
    ]
    assert solid[0] == solid[1]
