"""What a build promises, held against the embedded API as a paid one: a key, a budget, and a log of every request."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from game import PRICE, Game, picture, snapshot
from PIL import Image

from rdbuild.offline import Fault

POTIONS = {"hero": "prompt: a knight", "'potion_{color}'": "matrix: {color: [red, blue]}, prompt: 'a {color} potion'"}
IDS = ["hero", "potion_red", "potion_blue"]


# -- bought once


def test_200_assets_are_built_once_and_the_second_build_sends_and_writes_nothing(tmp_path, serve):
    api = serve(latency_ms=30)
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({"'icon_{kind}_{n:02}'": "matrix: {kind: [sword, bow, wand, ring], n: [" + ", ".join(map(str, range(50)))
                + "]}, prompt: '{kind} number {n}'"})  # fmt: skip
    done = game.build()
    assert (len(done["generated"]), done["requests"], Decimal(done["spent"])) == (200, 200, 200 * PRICE)
    assert (len(api.paid()), api.spent()) == (200, 200 * PRICE)
    assert len(game.files()) == 201  # and assets.json

    before, sent = snapshot(game.folder, game.home), api.requests()
    again = game.run("build")
    assert again.code == 0
    assert again.err == "game: nothing to do, 200 assets up to date\n"
    assert api.requests() == sent
    assert snapshot(game.folder, game.home) == before

    gone = game.tree / "icon_bow_07.png"
    data = gone.read_bytes()
    gone.unlink()
    restored = game.build()
    assert (restored["reused"], restored["spent"], api.requests()) == (["icon_bow_07"], "0", sent)
    assert gone.read_bytes() == data


def test_a_changed_prompt_buys_that_asset_again_and_no_other(game, api):
    game.write(POTIONS).build()
    before, lines = game.files(), game.lock
    game.write({**POTIONS, "hero": "prompt: an old knight"})
    step = game.plan()["assets"][0]
    assert (step["status"], step["cost"], step["cost_source"]) == ("changed", str(PRICE), "api")
    assert "`a knight`" in step["reason"]
    assert "`an old knight`" in step["reason"]
    done = game.build()
    assert (done["generated"], done["current"], done["spent"]) == (["hero"], IDS[1:], str(PRICE))
    changed = {name for name, data in game.files().items() if before[name] != data}
    assert changed == {"hero.png"}
    assert {name for name, line in game.lock.items() if line != lines[name]} == {"hero"}
    assert len(api.paid()) == 4


@pytest.mark.parametrize("fresh", [False, True], ids=["here", "in a fresh clone"])
def test_renaming_an_asset_buys_nothing(game, api, tmp_path, fresh):
    game.write(POTIONS).build()
    data, sent = (game.tree / "hero.png").read_bytes(), api.requests()
    if fresh:
        game = game.clone(tmp_path / "clone", tmp_path / "empty")
    game.write({"people/knight": POTIONS["hero"], **{k: v for k, v in POTIONS.items() if k != "hero"}})
    done = game.build("--prune", key=None)
    assert (done["reused"], done["spent"], api.requests()) == (["people/knight"], "0", sent)
    assert (game.tree / "people/knight.png").read_bytes() == data
    assert not (game.tree / "hero.png").exists()
    assert set(game.lock) == {"people/knight", "potion_red", "potion_blue"}
    assert "was" not in game.lock["people/knight"]
    assert game.build(key=None)["written"] == []


def test_a_renamed_asset_remembers_its_old_files_until_they_are_gone(game, tmp_path):
    game.write({"hero": "prompt: a knight"}).build()
    game.write({"knight": "prompt: a knight"}).build()
    assert sorted(game.files()) == ["assets.json", "hero.png", "knight.png"]
    assert game.lock["knight"]["was"] == ["hero.png"]
    clone = game.clone(tmp_path / "clone", tmp_path / "empty")
    picture(clone.tree / "hero.png", "green")  # edited: stays
    assert clone.build("--prune")["removed"] == []
    assert clone.lock["knight"]["was"] == ["hero.png"]
    for one in (game, game.clone(tmp_path / "another", tmp_path / "empty too")):
        assert one.build("--prune", key=None)["removed"] == ["hero.png"]
        assert "was" not in one.lock["knight"]


def test_equal_requests_are_bought_once(game, api):
    done = game.write({"a": "prompt: a knight, seed: 1", "b": "prompt: a knight, seed: 1"}).build()
    assert (sorted([*done["generated"], *done["reused"]]), done["spent"]) == (["a", "b"], str(PRICE))
    assert len(api.paid()) == 1
    assert game.files()["a.png"] == game.files()["b.png"]


def test_assets_that_are_one_picture_are_a_warning_once_a_group(game):
    rocks = {f"rock_{n}": "prompt: a rock" for n in range(5)}
    game.write({**rocks, "a": "prompt: a frog", "b": "prompt: a frog", "c": "prompt: a frog, take: 2"})
    for said in (
        game.plan("--offline")["notes"],
        game.build()["notes"],
        game.run("validate", "--json").json["problems"],
    ):
        told = [one for one in said if one["code"] == "one-picture"]
        assert [one["message"] for one in told] == [
            "5 assets are one picture, bought once for 0.017: `rock_0`, `rock_1`, `rock_2` and 2 more",
            "2 assets are one picture, bought once for 0.017: `a`, `b`",
        ]
        assert told[0]["hint"].startswith("a `take` of its own makes each another, for 0.068 more: ")
        assert [(one["severity"], one["line"]) for one in told] == [("warning", 8), ("warning", 13)]
        assert all('take: "{n}"' in one["hint"] for one in told)


# -- a fresh clone


def test_a_fresh_clone_has_nothing_to_do_without_a_key_a_cache_or_a_socket(game, tmp_path):
    game.write(POTIONS).build()
    clone = game.clone(tmp_path / "clone", tmp_path / "empty")
    before = snapshot(clone.folder)
    for command in (["build"], ["build", "--locked"], ["build", "--no-spend"], ["plan"], ["plan", "--check"]):
        ran = clone.without_network(*command, "game.yaml")
        assert ran.code == 0, (command, ran)
    assert "nothing to do" in clone.without_network("build", "game.yaml").err
    assert snapshot(clone.folder) == before


def test_a_build_with_nothing_to_do_loads_none_of_the_heavy_libraries(game):
    game.write(POTIONS).build()
    code = (
        "import atexit, sys; from rdbuild import cli\n"
        "heavy = {'aiohttp', 'PIL', 'rich', 'jsonschema', 'yaml', 'tenacity'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules))))\n"
        f"cli.main(['build', {str(game.path)!r}])"
    )
    ran = subprocess.run([sys.executable, "-c", code], env={**os.environ, **game.environment()}, capture_output=True,
                         text=True, timeout=30)  # fmt: skip
    assert (ran.returncode, ran.stdout) == (0, "[]\n"), ran


def test_the_patch_that_forbids_sockets_would_catch_one(game):
    ran = game.write(POTIONS).without_network("build", "game.yaml", "--api", "local")
    assert ran.code == 70
    assert "a socket was opened" in ran.err


def test_a_clone_that_lost_its_tree_buys_nothing_by_itself(game, api, tmp_path):
    game.write(POTIONS).build()
    clone, paid = game.clone(tmp_path / "clone", tmp_path / "empty"), len(api.paid())
    shutil.rmtree(clone.tree)
    plan = clone.plan(key=None)
    assert [(one["status"], one["code"], one["cost"]) for one in plan["assets"]] == [("blocked", "lost", "0")] * 3
    assert all("--rebuy" in one["reason"] for one in plan["assets"])
    for key in (None, "key"):
        done = clone.build(code=1, key=key)
        assert done["blocked"] == [{"id": name, "code": "lost", "reason": plan["assets"][0]["reason"]} for name in IDS]
    assert "--rebuy" in clone.run("build").err
    assert len(api.paid()) == paid

    assert clone.run("build", "--locked").code == 4
    assert clone.run("build", "--rebuy").code == 5  # no key
    assert clone.plan("--rebuy", "--offline")["totals"]["cost"] == str(3 * PRICE)
    assert clone.build("--rebuy", key="key")["generated"] == IDS
    assert len(api.paid()) == paid + 3


@pytest.mark.heavy
def test_two_rebuys_that_were_decided_together_buy_a_lost_picture_once(game, api, tmp_path):
    game.write(POTIONS).build()
    clone = game.clone(tmp_path / "clone", tmp_path / "empty")
    shutil.rmtree(clone.tree)
    twin = Game(tmp_path / "twin", clone.home, api)
    shutil.copytree(clone.folder, twin.folder, dirs_exist_ok=True)
    paid = len(api.paid())
    both = [
        subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "-q", "--rebuy", str(one.path)],
                         env={**os.environ, **one.environment(key="key")})
        for one in (clone, twin)
    ]  # fmt: skip
    assert [one.wait(30) for one in both] == [0, 0]
    assert len(api.paid()) == paid + 3
    assert clone.files() == twin.files()


# -- placeholders and bought pictures


def test_placeholders_never_replace_bought_pictures(game, api):
    game.write(POTIONS).build()
    before, lock, sent = game.files(), game.lock, api.requests()
    assert game.build(api="local")["current"] == IDS
    game.write({**POTIONS, "hero": "prompt: an old knight"})
    assert game.build(api="local")["current"] == IDS
    (game.tree / "potion_red.png").unlink()
    assert game.build(api="local")["reused"] == ["potion_red"]
    assert (game.files(), game.lock, game.local_lock, api.requests()) == (before, lock, {}, sent)


def test_bought_pictures_replace_placeholders_and_the_local_lock_lets_go(game, api):
    assert game.write(POTIONS).build(api="local", key=None)["generated"] == IDS
    assert set(game.local_lock) == set(IDS)
    assert not (game.folder / "game.lock.json").exists()
    assert api.requests() == 0
    assert game.build("--only", "potion_*")["generated"] == IDS[1:]
    assert (set(game.local_lock), set(game.lock)) == ({"hero"}, set(IDS[1:]))
    assert {line["engine"] for line in game.lock.values()} == {game.url.split("/")[2]}
    assert len(api.paid()) == 2


def test_a_placeholder_for_a_lost_changed_picture_goes_when_the_bought_one_is_back(game):
    game.write({"hero": "prompt: a knight"}).build()
    bought = (game.tree / "hero.png").read_bytes()
    (game.tree / "hero.png").unlink()
    game.write({"hero": "prompt: a knight, width: 96"}).build(api="local")
    assert set(game.local_lock) == {"hero"}
    assert json.loads(game.files()["assets.json"])["assets"]["hero"]["files"][0]["width"] == 96
    (game.tree / "hero.png").write_bytes(bought)  # from version control
    game.write({"hero": "prompt: a knight"})
    assert game.build()["current"] == ["hero"]
    assert game.local_lock == {}
    assert json.loads(game.files()["assets.json"])["assets"]["hero"]["files"][0]["width"] == 64


# -- money


def test_a_budget_a_thousandth_too_small_sends_no_paid_request(game, api):
    total = 3 * PRICE
    short = total - Decimal("0.001")
    ran = game.write(POTIONS, budget=None).run("build", "--budget", str(short))
    assert ran.code == 3
    assert api.paid() == []
    for words in ("`--budget` 0.05,", "left 0.05,", "needed 0.051;", "nothing new was sent"):
        assert words in ran.err
    assert game.plan("--budget", str(short), code=3)["refused"] is not None
    assert not game.tree.exists()
    assert Decimal(game.build("--budget", str(total))["spent"]) == total == api.spent()


def test_a_balance_without_a_cent_to_spare_is_refused(tmp_path, serve):
    total = 3 * PRICE
    for balance, code in ((total + Decimal("0.009"), 3), (total + Decimal("0.01"), 0)):
        api = serve(balance=balance)
        game = Game(tmp_path / f"game{code}", tmp_path / f"home{code}", api).write(POTIONS)
        assert game.run("plan").code == code
        ran = game.run("build")
        assert ran.code == code, ran
        assert len(api.paid()) == (0 if code else 3)
        if code:
            assert "balance 0.06 does not cover the plan: needed 0.051" in ran.err


def test_nothing_is_bought_without_a_budget(game, api):
    ran = game.write(POTIONS, budget=None).run("build")
    assert ran.code == 3
    assert "`hero`" in ran.err
    assert "--budget" in ran.err
    assert api.paid() == []
    plan = game.run("plan")
    assert plan.code == 0
    assert "no budget is set" in plan.err
    assert game.plan()["budget"] is None


def test_the_ceiling_of_the_environment_can_not_be_raised(game, api):
    game.write(POTIONS)
    ran = game.run("build", "--budget", "20", "--raise-budget", ceiling="0.05")
    assert ran.code == 3
    assert "RDBUILD_BUDGET" in ran.err
    assert api.paid() == []
    assert game.plan(ceiling="0.05", code=3)["budget"] == {"name": "RDBUILD_BUDGET", "cap": "0.05", "left": "0.05"}
    assert game.run("build", ceiling="a lot").code == 2
    assert game.run("build", ceiling="0.051").code == 0


def test_a_budget_above_the_manifests_needs_to_be_said_twice(game, api):
    game.write(POTIONS, budget="0.05")
    for command in ("plan", "build"):
        ran = game.run(command, "--budget", "0.06")
        assert (ran.code, "--raise-budget" in ran.err) == (3, True), ran
    assert game.run("build", "--credits", "5").code == 3  # still over the manifest's own
    assert api.paid() == []
    assert game.run("plan", "--budget", "0.06", "--raise-budget").code == 0
    assert game.run("build", "--budget", "0.06", "--raise-budget").code == 0


def test_the_day_cap_counts_what_earlier_builds_spent(game, api):
    game.write({"a": "prompt: a"}, budget="{build: 1, day: 0.04}").build()
    game.write({"a": "prompt: a", "b": "prompt: b"}, budget="{build: 1, day: 0.04}").build()
    game.write({"a": "prompt: a", "b": "prompt: b", "c": "prompt: c"}, budget="{build: 1, day: 0.04}")
    plan = game.plan(code=3)
    assert plan["budget"] == {"name": "budget.day", "cap": "0.04", "left": "0.006"}
    ran = game.run("build")
    assert ran.code == 3
    assert "`budget.day` 0.04, spent 0.034, left 0.006, needed 0.017" in ran.err
    assert len(api.paid()) == 2


def test_something_to_buy_and_no_key_names_both_ways_on(game, api):
    ran = game.write(POTIONS).run("build", key=None)
    assert ran.code == 5
    assert "RD_API_KEY" in ran.err
    assert "--api local" in ran.err
    assert api.requests() == 0
    assert not game.tree.exists()
    assert game.run("plan", key=None).code == 0


def test_a_refused_key_is_exit_5(tmp_path, serve):
    api = serve(key="the right one")
    game = Game(tmp_path / "game", tmp_path / "home", api, key="a wrong one").write(POTIONS)
    assert game.run("build").code == 5
    assert game.run("plan").code == 5
    assert api.paid() == []


NOWHERE = "http://127.0.0.1:9/v1"


@pytest.mark.heavy  # it waits between its attempts
def test_an_api_that_is_not_there_is_exit_1(game):
    ran = game.write(POTIONS).run("build", api=NOWHERE)
    assert (ran.code, "127.0.0.1:9" in ran.err) == (1, True), ran


@pytest.mark.heavy  # it waits between its attempts
def test_a_plan_without_its_api_falls_back_to_the_formulas(game):
    plan = game.write(POTIONS).plan(api=NOWHERE)
    assert {one["cost_source"] for one in plan["assets"]} == {"formula"}
    assert plan["totals"]["cost"] == str(3 * PRICE)


def test_an_unknown_outcome_is_exit_6_blocks_only_its_asset_and_is_never_sent_again(tmp_path, serve):
    api = serve(faults=(Fault("submit", "reset-before", match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(POTIONS)
    done = game.build(code=6)
    assert done["generated"] == IDS[1:]
    assert done["unknown"] == [{"id": "hero", "amount": str(PRICE), "unit": "balance"}]
    assert done["spent"] == str(2 * PRICE)
    paid = len(api.paid())
    for options in ((), ("--locked",), ("--no-spend",), ("--only", "hero")):
        again = game.build(*options, code=6)
        assert again["unknown"] == done["unknown"], options
        assert [(one["id"], one["code"]) for one in again["blocked"]] == [("hero", "unknown")]
    assert game.build("--only", "potion_*")["unknown"] == []
    assert len(api.paid()) == paid


# -- plan


def test_a_plan_writes_nothing_wherever_it_is_made(game):
    game.write(POTIONS)
    for _ in range(2):  # before anything was built, and after
        before = snapshot(game.folder, game.home)
        for options in ((), ("--offline",), ("--check",), ("--json",), ("--rebuy",), ("--only", "hero")):
            game.run("plan", *options)
        game.run("plan", api="local")
        game.run("validate")
        assert snapshot(game.folder, game.home) == before
        game.build()
        (game.tree / "hero.png").unlink()


def test_plan_check_says_by_its_exit_code_whether_a_build_would_write(game):
    ran = game.write(POTIONS).run("plan", "--check")
    assert ran.code == 4
    assert "`hero`" in ran.err
    game.build()
    assert game.run("plan", "--check", key=None).code == 0
    (game.tree / "hero.png").unlink()
    assert game.run("plan", "--check").code == 4
    game.build()
    (game.tree / "assets.json").unlink()  # a build would write this one too
    assert game.run("plan", "--check").code == 4
    game.build()
    assert game.run("plan", "--check", "--json").json["totals"]["current"] == 3


def test_a_price_that_nobody_was_asked_for_is_a_note_and_no_refusal(game):
    game.write({"hero": "prompt: a knight", "mine": "prompt: a flask, prompt_style: user__flasks_586"})
    plan = game.plan("--offline")
    assert [(one["cost"], one["cost_source"]) for one in plan["assets"]] == [(str(PRICE), "formula"), ("0", "none")]
    assert "no-price" in [note["code"] for note in plan["notes"]]
    assert game.run("plan", "--check", key=None).code == 4
    assert [one["cost_source"] for one in game.plan()["assets"]] == ["api", "api"]


def test_an_offline_plan_opens_no_socket(game):
    game.write(POTIONS)
    for options in (["--offline"], ["--check"], ["--offline", "--api", "local"]):
        ran = game.without_network("plan", "game.yaml", *options)
        assert ran.code == (4 if "--check" in options else 0), ran
        assert str(3 * PRICE) in ran.out


def test_the_json_of_a_plan(game):
    plan = game.write(POTIONS, budget="0.5").plan()
    assert plan["assets"][1] == {
        "id": "potion_red", "status": "new", "code": None, "reason": "no picture yet",
        "prompt_style": "rd_fast__game_asset", "width": 64, "height": 64, "num_images": 1,
        "fingerprint": plan["assets"][1]["fingerprint"], "cost": "0.017", "unit": "balance", "cost_source": "api",
        "formula": "0.017", "outputs": ["potion_red.png"], "changes": [],
    }  # fmt: skip
    assert {name: plan[name] for name in ("version", "project", "api")} == {
        "version": 1, "project": "game", "api": game.url,
    }  # fmt: skip
    totals = {"assets": 3, "to_generate": 3, "cached": 0, "current": 0, "requests": 3, "cost": "0.051", "credits": "0"}
    assert plan["totals"].items() >= totals.items()
    assert plan["budget"] == {"name": "budget.build", "cap": "0.5", "left": "0.5"}


def test_the_json_of_a_build(game):
    done = game.write({**POTIONS, "bad": "prompt: over there, input_image: gone.png"}).run("build", "--json")
    assert done.code == 2  # the manifest is checked first
    done = game.write(POTIONS).build()
    assert done.items() >= {
        "version": 1, "project": "game", "generated": IDS, "reused": [], "current": [], "skipped": [], "failed": [],
        "blocked": [], "spent": "0.051", "credits_spent": "0", "recovered": "0", "refunded": "0", "unknown": [],
        "requests": 3,
    }.items()  # fmt: skip
    assert isinstance(done["elapsed_s"], float)


def test_a_failed_asset_is_named_and_the_others_land(tmp_path, serve):
    api = serve(faults=(Fault("submit", "403-json", match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({**POTIONS, "hero_shop": "prompt: a shop, input_image: {asset: hero}"})
    done = game.build(code=1)
    assert [one["id"] for one in done["failed"]] == ["hero"]
    assert [one["id"] for one in done["skipped"]] == ["hero_shop"]
    assert "`hero`" in done["skipped"][0]["because"]
    assert done["generated"] == IDS[1:]
    assert api.spent() == 2 * PRICE


# -- other people's files


def test_an_edited_file_is_blocked_in_plan_and_build_and_the_others_are_built(game, api):
    game.write(POTIONS).build()
    edited = picture(game.tree / "hero.png", "green").read_bytes()
    game.write({"hero": "prompt: an old knight", "'potion_{color}'": "matrix: {color: [red, blue]}, prompt: '{color}'"})
    assert game.states() == {"hero": "edited", "potion_red": "changed", "potion_blue": "changed"}
    done = game.build(code=1)
    assert [(one["id"], one["code"]) for one in done["blocked"]] == [("hero", "edited")]
    assert done["generated"] == IDS[1:]
    assert game.files()["hero.png"] == edited
    assert len(api.paid()) == 5

    assert game.run("build", "--force").code == 2  # only with a selection
    assert game.files()["hero.png"] == edited
    assert game.build("--force", "--only", "hero")["generated"] == ["hero"]
    assert game.files()["hero.png"] != edited
    assert len(api.paid()) == 6


def test_an_edited_file_is_not_lost_even_where_nothing_is_to_be_bought(game):
    game.write({"hero": "prompt: a knight"}).build()
    edited = picture(game.tree / "hero.png", "green").read_bytes()
    assert [one["code"] for one in game.build(code=1)["blocked"]] == ["edited"]
    assert game.run("build", "--locked").code == 4
    assert game.files()["hero.png"] == edited
    assert game.build("--force", "--only", "hero")["reused"] == ["hero"]
    assert game.files()["hero.png"] != edited


def test_a_foreign_file_in_the_way_is_found_before_anything_is_bought_for_it(game, api):
    game.tree.mkdir(parents=True)
    foreign = picture(game.tree / "hero.png").read_bytes()
    game.write(POTIONS)
    assert game.states()["hero"] == "foreign"
    done = game.build(code=1)
    assert [(one["id"], one["code"]) for one in done["blocked"]] == [("hero", "foreign")]
    assert (game.files()["hero.png"], len(api.paid())) == (foreign, 2)
    assert game.build("--force", "--only", "hero")["generated"] == ["hero"]


def test_prune_removes_the_unedited_files_of_assets_that_are_gone_and_nothing_else(game):
    game.write(POTIONS).build()
    mine = game.tree / "notes.txt"
    mine.write_text("mine")
    picture(game.tree / "potion_red.png", "green")
    game.write({"hero": "prompt: a knight"})
    assert game.build()["removed"] == []
    assert len(game.files()) == 5
    assert game.run("build", "--prune", "--only", "hero").code == 2
    assert game.build("--prune")["removed"] == ["potion_blue.png"]
    assert sorted(game.files()) == ["assets.json", "hero.png", "notes.txt", "potion_red.png"]
    assert set(game.lock) == {"hero", "potion_red"}


@pytest.mark.parametrize("selection", [("--only", "potion_*"), ("--tag", "drinks")])
def test_a_selection_never_touches_the_others(game, selection):
    potions = "matrix: {color: [red, blue]}, tags: [drinks], prompt: 'a {color} "
    assets = {"hero": "prompt: a knight", "old": "prompt: old", "'potion_{color}'": f"{potions}potion'"}
    game.write(assets).build()
    before, lines = game.files(), game.lock
    game.write({"hero": "prompt: an old knight", "'potion_{color}'": f"{potions}drink'"})
    assert game.build(*selection)["generated"] == ["potion_red", "potion_blue"]
    after = game.files()
    assert {name for name in after if after[name] != before[name]} == {"potion_red.png", "potion_blue.png"}
    assert {name: game.lock[name] for name in ("hero", "old")} == {name: lines[name] for name in ("hero", "old")}


def test_a_selection_leaves_the_index_of_the_others_as_it_is(game):
    game.write(POTIONS).build()
    game.write({"knight": POTIONS["hero"], "'potion_{color}'": POTIONS["'potion_{color}'"] + ", tags: [drinks]"})
    done = game.build("--only", "potion_red")
    assert done["written"] == ["assets.json"]
    index = json.loads(game.files()["assets.json"])["assets"]
    assert {name: entry["tags"] for name, entry in index.items()} == {
        "hero": [], "potion_red": ["drinks"], "potion_blue": [],
    }  # fmt: skip
    assert game.plan("--only", "potion_red", "--check")["totals"]["current"] == 1
    assert game.build()["reused"] == ["knight"]
    assert set(json.loads(game.files()["assets.json"])["assets"]) == {"knight", "potion_red", "potion_blue"}


def test_another_output_folder_is_filled_from_the_cache(game, api, tmp_path):
    game.write(POTIONS).build()
    lock, whole, sent = game.lock, game.files(), api.requests()
    elsewhere = tmp_path / "elsewhere"
    assert game.build("-o", str(elsewhere))["reused"] == IDS
    assert {path.name: path.read_bytes() for path in elsewhere.iterdir()} == whole
    assert (game.lock, api.requests()) == (lock, sent)
    assert game.build()["current"] == IDS


def test_a_selection_that_matches_nothing_names_the_nearest(game):
    ran = game.write(POTIONS).run("build", "--only", "potoin_red")
    assert ran.code == 2
    assert "`potion_red`" in ran.err


def test_a_link_that_leads_out_of_the_output_folder_is_refused(game, api, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    game.tree.mkdir(parents=True)
    (game.tree / "items").symlink_to(outside)
    ran = game.write({"items/key": "prompt: a key"}).run("build")
    assert ran.code == 1
    assert "leads out" in ran.err
    assert (list(outside.iterdir()), api.paid()) == ([], [])


def test_the_index_says_what_a_game_needs_and_no_more(game):
    game.write({"hero": "prompt: a knight, tags: [people]", "banner": "prompt: a castle, num_images: 2"}).build()
    assert json.loads(game.files()["assets.json"]) == {
        "version": 1,
        "assets": {
            "banner": {
                "files": [{"path": f"banner_{n}.png", "width": 64, "height": 64} for n in (1, 2)],
                "tags": [],
            },
            "hero": {"files": [{"path": "hero.png", "width": 64, "height": 64}], "tags": ["people"]},
        },
    }
    game.write({"hero": "prompt: a knight, tags: [knights]", "banner": "prompt: a castle, num_images: 2"})
    assert game.run("build", "--locked").code == 4  # the index is out of date, and nothing else
    assert game.build(key=None)["written"] == ["assets.json"]
    assert json.loads(game.files()["assets.json"])["assets"]["hero"]["tags"] == ["knights"]


# -- several pictures, and pictures made from pictures


def test_pick_publishes_one_of_several_and_changing_it_buys_nothing(game, api):
    game.write({"banner": "prompt: a castle, num_images: 3"}).build()
    three = game.files()
    assert sorted(three) == ["assets.json", "banner_1.png", "banner_2.png", "banner_3.png"]
    game.write({"banner": "prompt: a castle, num_images: 3, pick: 2"})
    done = game.build(key=None)
    assert (done["reused"], sorted(done["removed"])) == (["banner"], ["banner_1.png", "banner_2.png", "banner_3.png"])
    assert game.files()["banner.png"] == three["banner_2.png"]
    game.write({"banner": "prompt: a castle, num_images: 3, pick: 3"})
    assert game.build(key=None)["written"] == ["banner.png"]
    assert game.files()["banner.png"] == three["banner_3.png"]
    assert len(api.paid()) == 1


def test_an_input_file_is_known_by_its_pixels(game, api):
    picture(game.folder / "sketch.png", "red")
    shop = {"shop": "prompt: a shop, input_image: sketch.png, strength: 0.5"}
    game.write(shop).build()
    Image.open(game.folder / "sketch.png").save(game.folder / "sketch.png", compress_level=0)
    assert game.build()["current"] == ["shop"]
    picture(game.folder / "sketch.png", "blue")
    assert game.build()["generated"] == ["shop"]
    assert len(api.paid()) == 2
    (game.folder / "sketch.png").write_bytes(b"no picture")
    ran = game.run("build")
    assert (ran.code, "sketch.png" in ran.err) == (2, True), ran


def test_what_is_made_from_an_asset_follows_it(game, api):
    def assets(prompt):
        return {
            "shop": "prompt: a shop, input_image: {asset: hero}, strength: 0.5",
            "sign": "prompt: a sign, prompt_style: rd_pro__default, width: 96, height: 96,"
            " reference_images: [{asset: shop}]",
            "hero": f"prompt: {prompt}",
            "tree": "prompt: a tree",
        }

    game.write(assets("a knight"))
    assert [one["id"] for one in game.plan()["assets"]] == ["hero", "shop", "sign", "tree"]
    assert sorted(game.build()["generated"]) == ["hero", "shop", "sign", "tree"]
    game.write(assets("an old knight"))
    plan = game.plan()
    assert {one["id"]: one["status"] for one in plan["assets"]} == {
        "hero": "changed", "shop": "changed", "sign": "changed", "tree": "current",
    }  # fmt: skip
    done = game.build("--only", "sign")  # brings what it is made from
    assert done["generated"] == ["hero", "shop", "sign"]
    assert done["spent"] == plan["totals"]["cost"]
    assert game.build()["generated"] == []


# -- without spending


def test_locked_restores_from_the_cache_and_names_what_is_missing(game, api):
    game.write(POTIONS).build()
    whole, sent, lock = game.files(), api.requests(), game.lock
    shutil.rmtree(game.tree)
    assert game.build("--locked", key=None)["reused"] == IDS
    assert game.files() == whole
    (game.tree / "potion_red.png").unlink()
    game.write({**POTIONS, "hero": "prompt: an old knight", "fresh": "prompt: new"})
    ran = game.run("build", "--locked", key=None)
    assert ran.code == 4
    assert "hero" in ran.err
    assert "fresh" in ran.err
    assert "nothing to do" not in ran.err
    assert game.files() == whole  # the restorable one is back, the stale one is left
    assert (game.lock, api.requests()) == (lock, sent)


def test_no_spend_publishes_what_it_can_and_buys_nothing_with_or_without_a_key(game, api):
    game.write(POTIONS).build()
    sent = api.requests()
    game.write({**POTIONS, "fresh": "prompt: new"})
    for key in (None, "key"):
        (game.tree / "hero.png").unlink()
        done = game.build("--no-spend", code=4, key=key)
        assert (done["reused"], done["current"]) == (["hero"], IDS[1:])
        assert [one["id"] for one in done["stale"]] == ["fresh"]
        assert (game.tree / "hero.png").exists()
    assert api.requests() == sent
    game.write(POTIONS)
    assert game.build("--no-spend", key=None)["current"] == IDS


def left_with_a_task(tmp_path, serve, **settings):
    """A game whose first build was told to stop while its task was running."""
    api = serve(task_ms=1500, **settings)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight"})
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if any(one["path"].startswith("/v1/inferences/tasks/") for one in api.log()["requests"]):
            break
        threading.Event().wait(0.02)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode == 130
    return game, api


def test_a_paid_task_is_collected_by_the_next_build_for_nothing(tmp_path, serve):
    game, api = left_with_a_task(tmp_path, serve)
    plan = game.plan(key=None)
    assert [(one["status"], one["cost"]) for one in plan["assets"]] == [("pending", "0")]
    ran = game.run("build", key=None)
    assert ran.code == 5
    assert "paid for" in ran.err
    assert "something to buy" not in ran.err
    assert game.run("build", "--locked", key=None).code == 4
    without = game.build("--no-spend", key=None, code=4)
    assert [one["id"] for one in without["stale"]] == ["hero"]
    assert "RD_API_KEY" in without["stale"][0]["because"]
    assert not (game.tree / "hero.png").exists()

    done = game.build("--no-spend")
    assert (done["recovered_assets"], done["recovered"], done["spent"]) == (["hero"], str(PRICE), "0")
    assert (game.tree / "hero.png").exists()
    assert (len(api.paid()), api.spent()) == (1, PRICE)
    assert game.run("plan", "--check").code == 0


@pytest.mark.heavy
def test_no_spend_does_not_buy_again_what_was_refunded(tmp_path, serve):
    game, api = left_with_a_task(tmp_path, serve, faults=(Fault(on="submit", do="inference_failed-task"),))
    done = game.build("--no-spend", code=4)
    assert (done["spent"], done["refunded"], done["generated"]) == ("0", str(PRICE), [])
    assert (len(api.paid()), api.spent()) == (1, 0)
    assert game.build()["generated"] == ["hero"]  # and is free to be bought by a build that may


# -- what a hostile reader ran into


@pytest.mark.parametrize("wanted", [True, False], ids=["of this manifest", "of another"])
def test_a_build_that_is_refused_for_its_money_collects_what_is_paid_for(tmp_path, serve, wanted):
    api = serve(faults=(Fault("poll", "401", match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(POTIONS, "{build: 0.06, day: 1}")
    game.build(code=1)
    assert game.states()["hero"] == "pending"
    dear = Game(tmp_path / "dear", game.home, api) if not wanted else game
    names = {f"n{n}": f"prompt: number {n}" for n in range(4)}
    done = dear.write({**POTIONS, **names} if wanted else names, "{build: 0.06, day: 1}").build(code=3)
    assert (done["recovered"], done["spent"], done["requests"]) == (str(PRICE), "0", 0)
    assert [(one["id"], one["because"]) for one in done["skipped"]] == [
        (name, "not bought: the build was refused") for name in names]  # fmt: skip
    assert "over budget" in done["error"]
    assert dear.build(code=3)["recovered"] == "0"
    assert game.write(POTIONS).build()["current" if wanted else "reused"][0] == "hero"
    assert (len(api.paid()), api.spent()) == (3, 3 * PRICE)


def test_a_conflict_that_comes_into_the_lock_file_while_a_build_runs_hides_no_money(game, api):
    game.write({"orc": "prompt: an orc"}).build()
    lock, real = game.folder / "game.lock.json", api.server._carry_out
    before = lock.read_text()

    async def merged(request, checked, *more):
        if not checked.body.get("check_cost"):
            lock.write_text("<<<<<<< HEAD\n" + before)
        return await real(request, checked, *more)

    api.server._carry_out = merged
    game.write({"orc": "prompt: an orc", "hero": "prompt: a knight"})
    done = game.build(code=1)
    assert (done["generated"], done["spent"]) == (["hero"], str(PRICE))
    assert "game.lock.json" in done["error"]
    assert "conflict" in done["error"]
    lock.write_text(before)
    assert game.build()["spent"] == "0"
    assert set(game.lock) == {"hero", "orc"}


def test_an_account_that_another_build_spends_from_meanwhile_is_no_false_alarm(game, api, tmp_path):
    """What it is charged between the look at the balance and the first purchase is in the ledger, and in the sum."""
    other = Game(tmp_path / "other", game.home, api).write({"orc": "prompt: an orc"})
    command = [sys.executable, "-m", "rdbuild", "build", "-q", str(other.path)]
    real, looked = api.server._faulted, []

    async def slow(request, point, *more):
        reply = await real(request, point, *more)
        if point == "credits" and not looked:
            looked.append(reply)
            await asyncio.to_thread(subprocess.run, command, env={**os.environ, **other.environment()}, check=True)
        return reply

    api.server._faulted = slow
    account = game.write({"hero": "prompt: a knight"}).build()["account"]
    assert (account["balance"]["before"], account["balance"]["after"]) == ("100", str(100 - 2 * PRICE))
    assert [one["agrees"] for one in account.values()] == [True, True]


def test_names_that_change_places_in_a_clone_keep_every_bought_picture(game, api, tmp_path):
    """Only the tree has the pictures here, and each one's new place is where another one lies."""
    levels = {f"level_{n}": f"prompt: {what}" for n, what in enumerate(("a cave", "a castle", "a crypt"), 1)}
    game.write(levels).build()
    before = [(game.tree / f"level_{n}.png").read_bytes() for n in (1, 2, 3)]
    clone, paid = game.clone(tmp_path / "clone", tmp_path / "empty"), len(api.paid())
    clone.write({f"level_{n + 1}": levels[f"level_{n}"] for n in (1, 2, 3)})
    clone.build(key=None)
    assert [(clone.tree / f"level_{n}.png").read_bytes() for n in (2, 3, 4)] == before
    assert clone.build(key=None)["current"] == ["level_2", "level_3", "level_4"]
    assert len(api.paid()) == paid


def test_prune_keeps_the_only_copy_of_a_picture_that_is_still_wanted(game, api, tmp_path):
    game.write({"hero": "prompt: a knight"}).build()
    clone, paid = game.clone(tmp_path / "clone", tmp_path / "empty"), len(api.paid())
    clone.write({"knight": "prompt: a knight"})
    picture(clone.tree / "knight.png")
    assert [one["code"] for one in clone.build("--prune", code=1)["blocked"]] == ["foreign"]
    (clone.tree / "knight.png").unlink()
    assert clone.build(key=None)["reused"] == ["knight"]
    assert len(api.paid()) == paid


@pytest.mark.heavy
def test_a_refunded_task_is_not_bought_afresh_without_a_budget(tmp_path, serve):
    game, api = left_with_a_task(tmp_path, serve, faults=(Fault(on="submit", do="inference_failed-task"),))
    game.write({"hero": "prompt: a knight"}, budget=None)
    assert game.run("build").code == 3
    assert (len(api.paid()), api.spent()) == (1, 0)


def test_a_rebuy_that_came_to_nothing_does_not_make_the_picture_free_to_buy(tmp_path, serve):
    api = serve(faults=(Fault("submit", "403-json", skip=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight"})
    game.build()
    shutil.rmtree(game.home / "cache")
    shutil.rmtree(game.tree)
    (game.folder / "game.lock.json").unlink()
    assert [one["code"] for one in game.build(code=1)["blocked"]] == ["lost"]
    assert game.build("--rebuy", code=1)["failed"]
    assert [one["code"] for one in game.build(code=1)["blocked"]] == ["lost"]
    assert api.spent() == PRICE
    assert game.build("--rebuy")["generated"] == ["hero"]


@pytest.mark.heavy
def test_a_file_that_came_while_the_build_ran_is_not_overwritten(tmp_path, serve):
    api = serve(task_ms=1200)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight"})
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "--json", str(game.path)],
                               env={**os.environ, **game.environment()}, stdout=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if api.paid():
            break
        threading.Event().wait(0.02)
    game.tree.mkdir(exist_ok=True)
    picture(game.tree / "hero.png")
    mine = (game.tree / "hero.png").read_bytes()
    out, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert [one["code"] for one in json.loads(out)["blocked"]] == ["foreign"]
    assert (game.tree / "hero.png").read_bytes() == mine
    (game.tree / "hero.png").unlink()
    assert game.build()["reused"] == ["hero"]  # paid for once, and kept


def test_somebody_elses_extra_picture_is_not_overwritten(game, api):
    game.write({"hero": "prompt: a knight, remove_bg: true, return_non_bg_removed: true"})
    game.tree.mkdir()
    picture(game.tree / "hero.with_bg.png")
    mine = (game.tree / "hero.with_bg.png").read_bytes()
    assert [one["code"] for one in game.build(code=1)["blocked"]] == ["foreign"]
    assert (game.tree / "hero.with_bg.png").read_bytes() == mine


def test_locked_publishes_no_other_picture_than_the_lock_names(game):
    game.write({"hero": "prompt: a knight, num_images: 2, pick: 1"}).build()
    before = (game.tree / "hero.png").read_bytes()
    game.write({"hero": "prompt: a knight, num_images: 2, pick: 2"})
    assert game.run("build", "--locked").code == 4
    assert (game.tree / "hero.png").read_bytes() == before


def test_somebody_elses_index_is_not_overwritten(game):
    game.write(POTIONS)
    game.tree.mkdir()
    (game.tree / "assets.json").write_text('{"version": 2, "bundles": ["my own"]}')
    assert game.run("build").code == 1
    assert json.loads((game.tree / "assets.json").read_text()) == {"version": 2, "bundles": ["my own"]}


def test_a_termination_while_prices_are_asked_is_an_interruption(tmp_path, serve):
    api = serve(latency_ms=1500)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight"})
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if api.requests():  # the price is told, and the balance is asked for
            break
        threading.Event().wait(0.02)
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert (process.returncode, api.paid()) == (130, [])
    assert b"Traceback" not in err


# -- what a newcomer ran into


def test_an_input_that_an_asset_is_written_to_is_refused(game, api):
    picture(game.folder / "grass.png")
    game.write({"grass": "prompt: moss, input_image: grass.png"}, head="output: .")
    ran = game.run("build")
    assert ran.code == 2
    assert "the input image is the file that `grass` is written to" in ran.err
    assert api.paid() == []


def test_a_lock_file_that_is_gone_does_not_empty_the_index(game, tmp_path):
    game.write(POTIONS).build()
    index = (game.tree / "assets.json").read_bytes()
    (game.folder / "game.lock.json").unlink()
    game.home = tmp_path / "another"
    assert {one["code"] for one in game.build(code=1)["blocked"]} == {"foreign"}
    assert (game.tree / "assets.json").read_bytes() == index


def test_nothing_is_bought_for_an_output_folder_that_takes_no_file(game, api):
    game.write(POTIONS)
    game.tree.write_text("a file where the folder should be")
    ran = game.run("build")
    assert (ran.code, api.paid()) == (2, [])
    assert "is a file" in ran.err


@pytest.mark.parametrize(
    "url", ["", "http://", "http://localhost:99999/v1", "http://127.0.0.1:abc/v1", "http://[::1/v1"]
)
def test_what_is_no_address_is_said_before_anything_else(game, api, url):
    ran = game.write(POTIONS).run("build", "--api", url)
    assert ran.code == 2
    assert "is no API address" in ran.err
    assert api.requests() == 0


def test_two_signals_at_once_are_one_wish_and_the_lock_is_written(tmp_path, serve):
    """`timeout` signals the child, and then its group."""
    api = serve(task_ms=1500)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight", "orc": "prompt: an orc"})
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if len(api.paid()) == 2:
            break
        threading.Event().wait(0.02)
    process.terminate()
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"left at once" not in err


# -- the ledger's own documents


def test_the_json_of_the_ledger(tmp_path, serve):
    api = serve(faults=(Fault("submit", "reset-after", match="knight"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(POTIONS)
    game.build(code=6)

    def ledger(*argv, code=0):
        ran = subprocess.run([sys.executable, "-m", "rdbuild", "ledger", *argv, "--json"], capture_output=True,
                             text=True, env={**os.environ, **game.environment()}, timeout=30)  # fmt: skip
        assert ran.returncode == code, ran
        return json.loads(ran.stdout)

    found = ledger()
    assert found.items() >= {
        "version": 1, "spent": "0.034", "credits_spent": "0", "held": "0", "refunded": "0",
    }.items()  # fmt: skip
    assert [(one["id"], one["amount"], one["unit"]) for one in found["unknown"]] == [("hero", "0.017", "balance")]
    assert [one["spent"] for one in found["by_day"]] == ["0.034"]
    assert [(one["project"], one["unknown"]) for one in found["by_project"]] == [("game", "0.017")]
    assert ledger("verify")["ok"] is True
    assert {row["state"] for row in ledger("export")} == {"claimed", "held", "sent", "settled", "unknown"}

    ledger("reconcile", "potion_red", "--charged", code=2)
    ledger("reconcile", "hero", "--charged")
    assert ledger()["spent"] == "0.051"
    assert game.states() == {"hero": "lost", "potion_red": "current", "potion_blue": "current"}
    assert game.build("--rebuy")["generated"] == ["hero"]
    assert ledger()["spent"] == "0.068" == str(api.spent())
    assert ledger("verify")["ok"] is True


# -- what a person is told


def test_problems_name_the_manifest_as_it_was_typed_or_relative_to_here(game, monkeypatch):
    game.write({"hero": "prompt: a knight, widht: 32"})
    monkeypatch.chdir(game.folder.parent)
    environment = {**os.environ, **game.environment()}

    def said(*argv, folder):
        ran = subprocess.run([sys.executable, "-m", "rdbuild", *argv], capture_output=True, text=True, cwd=folder,
                             env=environment, timeout=30)  # fmt: skip
        return ran.stderr.splitlines()[0] if ran.stderr else ran.stdout

    assert said("validate", "game/game.yaml", folder=game.folder.parent).startswith("game/game.yaml:7:")
    assert said("plan", str(game.path), folder=game.folder).startswith(f"{game.path}:7:")
    assert said("validate", "../game/game.yaml", folder=game.folder).startswith("../game/game.yaml:7:")
    # A warning that is remembered with the manifest is told in the words of the folder one is in.
    game.write({"a": "prompt: a knight, seed: 1", "b": "prompt: a knight, seed: 1"}).build()
    (game.folder / "sub").mkdir()
    notes = json.loads(subprocess.run(
        [sys.executable, "-m", "rdbuild", "plan", "game.yaml", "--offline", "--json"], capture_output=True, text=True,
        cwd=game.folder, env=environment, timeout=30).stdout)["notes"]  # fmt: skip
    assert {one["file"] for one in notes} <= {"game.yaml", None}


# -- without a network


def test_an_offline_build_restores_what_is_here_and_opens_no_socket(game, api):
    game.write(POTIONS).build()
    before = game.files()
    shutil.rmtree(game.tree)
    ran = game.without_network("build", "--offline", "--json", str(game.path))
    assert ran.code == 0, ran
    assert sorted(ran.json["reused"]) == sorted(IDS)
    assert game.files() == before


def test_an_offline_build_names_what_is_missing_with_exit_4_and_buys_nothing(game, api):
    game.write({"hero": "prompt: a knight"}).build()
    game.write({"hero": "prompt: a knight", "orc": "prompt: an orc"})
    sent = api.requests()
    (game.tree / "hero.png").unlink()
    for key in ("key", None):
        report = game.build("--offline", code=4, key=key)
        assert [one["id"] for one in report["stale"]] == ["orc"]
    assert (game.tree / "hero.png").exists()
    assert game.run("build", "--offline").code == 4
    assert game.run("build", "--offline", "--rebuy").code == 2
    assert api.requests() == sent


@pytest.mark.heavy
def test_builds_that_look_at_the_balance_while_it_goes_down_do_not_refuse_each_other(tmp_path, serve):
    """The account covers the plan once; what others buy of it is not counted against one's own again."""
    api = serve(balance=Decimal("0.1") + 6 * PRICE, latency_ms=30)
    game = Game(tmp_path / "game", tmp_path / "home", api).write({f"n{n}": f"prompt: thing {n}" for n in range(6)})
    command = [sys.executable, "-m", "rdbuild", "build", "-q", str(game.path)]
    builds = []
    for _ in range(3):
        builds.append(subprocess.Popen(command, env={**os.environ, **game.environment()}, stderr=subprocess.PIPE))
        threading.Event().wait(0.25)
    ended = [one.communicate(timeout=60)[1] for one in builds]
    assert [one.returncode for one in builds] == [0, 0, 0], ended
    assert api.spent() == 6 * PRICE


def test_what_has_no_published_price_is_saved_for_what_was_paid_for_it(game):
    game.write({"hero": "prompt: a knight, prompt_style: rd_animation__battle_sprites, return_spritesheet: true"})
    spent = game.build()["spent"]
    assert Decimal(spent) > 0
    assert game.plan()["totals"]["saved"] == spent


def test_a_build_that_the_budget_refuses_names_the_way_to_have_what_it_covers(game):
    ran = game.write({"a": "prompt: a", "b": "prompt: b"}, budget="0.02").run("build")
    assert ran.code == 3
    assert "  hint: raise the budget, or build what it covers with `--fit`, or less with `--only` or `--tag`" in ran.err


@pytest.mark.heavy
def test_a_build_that_reaches_nobody_says_what_to_look_at_and_not_how_to_plan(game):
    ran = game.write({"a": "prompt: a"}).run("build", api="http://127.0.0.1:9/v1")
    assert ran.code == 1
    assert "  hint: is the network there, and is `--api` or `RDBUILD_API` right?" in ran.err


def test_files_that_a_rename_leaves_are_told_until_somebody_takes_them_away(game):
    game.write({"hero": "prompt: a knight", "rock": "prompt: a rock"}).build()
    game.write({"knight": "prompt: a knight", "rock": "prompt: a rock"})
    said = [
        "1 file of an asset that is gone stays in the tree, such as `hero.png`; `rdbuild build --prune` deletes what"
        " nobody edited of that"
    ]
    assert game.plan()["remarks"] == said
    assert game.build()["remarks"] == said
    assert game.build()["remarks"] == said
    assert said[0] in game.run("plan").out.replace("\n  ", " ")
    assert game.run("build", "-q").err == ""
    done = game.build("--prune")
    assert (done["removed"], done["remarks"]) == (["hero.png"], [])
    assert (game.plan()["remarks"], game.build()["remarks"]) == ([], [])
