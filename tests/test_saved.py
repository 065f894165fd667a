"""A saved plan is carried out as it says or not at all, on whichever machine, and never for more than it says."""

from __future__ import annotations

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

from rdbuild import saved
from rdbuild.errors import UsageError
from rdbuild.offline import Fault

POTIONS = {"hero": "prompt: a knight", "'potion_{color}'": "matrix: {color: [red, blue]}, prompt: 'a {color} potion'"}
IDS = ["hero", "potion_red", "potion_blue"]
PARTY = {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses]"}


@pytest.fixture
def kept(game, monkeypatch):
    """A game whose plan is saved, and how to save and to build it: in its folder, as a job of CI does."""
    monkeypatch.chdir(game.folder)
    return Kept(game.write(POTIONS))


class Kept:
    def __init__(self, game):
        self.game, self.file = game, game.folder.parent / "plan.json"

    def save(self, *options, code=0, **how):
        ran = self.game.run("plan", "--save", str(self.file), *options, **how)
        assert ran.code == code, ran
        return json.loads(self.file.read_text()) if self.file.exists() else None

    def build(self, *options, code=0, game=None, **how):
        ran = (game or self.game).run_plain("build", "--plan", str(self.file), *options, "--json", **how)
        assert ran.code == code, ran
        return ran.json


def undisturbed(kept, code=4, **how):
    """Build the plan, which does not hold: nothing is sent that is paid for, and nothing is written."""
    game = kept.game
    before = snapshot(game.folder, game.home)
    done = kept.build(code=code, **how)
    assert snapshot(game.folder, game.home) == before
    assert (done["generated"], done["reused"], done["requests"], done["spent"]) == ([], [], 0, "0")
    return {one["id"]: one["because"] for one in done["stale"]}


# -- as it says


def test_a_saved_plan_is_carried_out_and_then_there_is_nothing_to_do(kept, api):
    plan = kept.save()
    assert [one["id"] for one in plan["assets"]] == IDS
    assert plan["totals"] == {"assets": 3, "requests": 3, "cost": str(3 * PRICE), "credits": "0"}
    done = kept.build()
    assert (done["generated"], done["spent"]) == (IDS, str(3 * PRICE))
    assert (len(api.paid()), api.spent()) == (3, 3 * PRICE)
    sent = api.requests()
    before = snapshot(kept.game.folder, kept.game.home)
    again = kept.game.run_plain("build", "--plan", str(kept.file))
    assert (again.code, again.err) == (0, "game: nothing to do, 3 assets up to date\n")
    assert (api.requests(), snapshot(kept.game.folder, kept.game.home)) == (sent, before)


def test_saving_a_plan_writes_that_file_and_no_other_and_says_what_to_do_with_it(kept):
    for _ in range(2):
        before = snapshot(kept.game.folder, kept.game.home)
        ran = kept.game.run("plan", "--save", str(kept.file))
        assert f"saved; `rdbuild build --plan {kept.file}` carries it out" in ran.err
        assert snapshot(kept.game.folder, kept.game.home) == before
        kept.build()
        shutil.rmtree(kept.game.tree)


def test_the_same_plan_is_the_same_bytes(kept):
    kept.save()
    first = kept.file.read_bytes()
    kept.save("--json")
    assert kept.file.read_bytes() == first


def test_a_plan_made_in_one_checkout_is_carried_out_in_another(game, api, tmp_path, monkeypatch):
    """Job 1 plans, somebody approves, job 2 builds: the manifest is looked for where it was, below the folder."""
    art = Game(game.folder / "art", game.home, api).write(POTIONS)
    game.clone(tmp_path / "job1", tmp_path / "home1")
    game.clone(tmp_path / "job2", tmp_path / "home2")
    file = tmp_path / "artifact" / "plan.json"
    monkeypatch.chdir(tmp_path / "job1")
    art.home = tmp_path / "home1"
    for named in ("art/game.yaml", str(tmp_path / "job1/art/game.yaml")):
        assert art.run_plain("plan", named, "--save", str(file)).code == 0
        assert json.loads(file.read_text())["manifest"] == "art/game.yaml"
    assert str(tmp_path) not in file.read_text()
    monkeypatch.chdir(tmp_path / "job2")
    art.home = tmp_path / "home2"
    ran = art.run_plain("build", "--plan", str(file), "--json")
    assert (ran.code, ran.json["generated"]) == (0, IDS)
    assert (tmp_path / "job2/art/assets/hero.png").exists()
    assert api.spent() == 3 * PRICE

    monkeypatch.chdir(tmp_path)
    ran = art.run_plain("build", "--plan", str(file))
    assert ran.code == 2
    assert ran.err == (
        f"error: the plan `{file}` is of the manifest `art/game.yaml`, which is not here\n"
        "  hint: go to the folder that the plan was made in, or name the manifest\n"
    )
    assert art.run_plain("build", "job2/art/game.yaml", "--plan", str(file)).code == 0


def test_what_shapes_a_plan_is_taken_from_it(kept, api):
    kept.game.write({**POTIONS, "'gem_{n}'": "matrix: {n: [1, 2, 3, 4, 5]}, tags: [gems], prompt: 'gem {n}'"})
    plan = kept.save("--tag", "gems", "--only", "gem_*", "--sample", "2", "-o", "elsewhere", "--budget", "0.05",
                     "--credits", "7")  # fmt: skip
    assert plan["options"] == {
        "only": ["gem_*"], "tags": ["gems"], "sample": 2, "fit": False, "rebuy": False, "force": False,
        "output": "elsewhere", "budget": "0.05", "credits": "7", "raise_budget": False,
    }  # fmt: skip
    done = kept.build()
    assert done["generated"] == ["gem_1", "gem_3"]
    assert done["remarks"] == ["`--sample 2` left out 3 of 5 assets, of `gem_{n}`; without it they are built too"]
    assert sorted(path.name for path in (kept.game.folder / "elsewhere").iterdir()) == [
        "assets.json", "gem_1.png", "gem_3.png"]  # fmt: skip
    assert len(api.paid()) == 2


def test_a_plan_that_buys_again_and_one_that_overwrites_say_so_themselves(kept, api):
    kept.game.build()
    shutil.rmtree(kept.game.home)
    (kept.game.tree / "hero.png").unlink()
    assert kept.save("--rebuy")["assets"][0]["status"] == "changed"
    assert kept.build()["generated"] == ["hero"]
    mine = picture(kept.game.tree / "hero.png").read_bytes()
    assert kept.save("--force", "--only", "hero")["assets"][0]["status"] == "cached"
    assert kept.build()["reused"] == ["hero"]
    assert (kept.game.tree / "hero.png").read_bytes() != mine
    assert len(api.paid()) == 4


def test_every_step_of_a_chain_is_in_the_plan_and_is_bought_for_what_it_says(kept, api):
    kept.game.write(PARTY, "{build: 1, credits: 20}")
    plan = kept.save()
    assert [(one["id"], one["cost"], one["unit"]) for one in plan["assets"]] == [
        ("hero", "0.017", "balance"), ("party#1", "5", "credits"), ("party", "5", "credits"),
    ]  # fmt: skip
    assert plan["totals"] == {"assets": 2, "requests": 3, "cost": "0.017", "credits": "10"}
    assert kept.build()["credits_spent"] == "10"
    assert kept.build()["current"] == ["hero", "party"]
    assert len(api.paid()) == 3


def test_a_plan_with_placeholders_is_carried_out_on_the_embedded_api_too(kept, api):
    kept.save(api="local", key=None)
    assert kept.build(api="local", key=None)["generated"] == IDS
    assert api.requests() == 0


def test_a_picture_made_by_hand_is_in_the_plan_as_the_file_that_it_was(kept, api):
    picture(kept.game.folder / "logo.png")
    kept.game.write({"logo": "file: logo.png", "shop": "prompt: a shop, input_image: {asset: logo}"})
    plan = kept.save()
    assert [(one["id"], one["cost"]) for one in plan["assets"]] == [("logo", "0"), ("shop", "0.017")]
    picture(kept.game.folder / "logo.png", "blue")
    assert undisturbed(kept) == dict.fromkeys(["logo", "shop"], "asks for another picture than it did")
    picture(kept.game.folder / "logo.png")
    assert kept.build()["generated"] == ["shop"]
    assert kept.build()["current"] == ["logo", "shop"]
    assert len(api.paid()) == 1


# -- what is another by now


def test_whatever_is_another_by_now_is_named_with_what_it_was(kept, api):
    game = kept.game
    game.write({**POTIONS, "old": "prompt: old", "orc": "prompt: an orc", "sign": "prompt: a sign, num_images: 2",
                "elf": "prompt: an elf"}).build("--only", "elf")  # fmt: skip
    kept.save()
    game.build("--only", "orc")
    (game.tree / "elf.png").unlink()
    picture(game.tree / "potion_red.png")
    game.write({**POTIONS, "hero": "prompt: an old knight", "orc": "prompt: an orc", "elf": "prompt: an elf",
                "sign": "prompt: a sign, num_images: 2, pick: 1", "fresh": "prompt: new"})  # fmt: skip
    assert undisturbed(kept) == {
        "hero": "asks for another picture than it did",
        "potion_red": "was new, is blocked (foreign)",
        "old": "is gone",
        "orc": "was new, is current",
        "sign": "is written to other files than it was",
        "elf": "was current, is cached",
        "fresh": "was not in the plan",
    }
    ran = game.run_plain("build", "--plan", str(kept.file))
    assert ran.code == 4
    assert ran.err.splitlines()[-2:] == [
        f"error: the plan `{kept.file}` does not hold any more: `hero`, `potion_red`, `old` and 4 more are not as it"
        " says; nothing was sent",
        f"  hint: `rdbuild plan --save {kept.file}` plans anew",
    ]
    assert "out of date: orc: was new, is current\n" in ran.err


def test_a_plan_that_was_carried_out_in_part_does_not_hold_any_more(kept, api):
    kept.save()
    kept.game.build("--only", "hero")
    assert undisturbed(kept) == {"hero": "was new, is current"}
    assert len(api.paid()) == 1


def test_a_plan_that_was_carried_out_holds_though_another_build_did_it(kept, api):
    kept.save()
    kept.game.build()
    assert kept.build()["current"] == IDS
    (kept.game.tree / "hero.png").unlink()
    assert kept.build(code=4)["stale"] == [
        {"id": "hero", "because": "was new, is cached"},
        {"id": "potion_red", "because": "was new, is current"},
        {"id": "potion_blue", "because": "was new, is current"},
    ]


def test_a_chain_that_was_carried_out_holds_and_one_of_another_prompt_does_not(kept):
    kept.game.write(PARTY, "{build: 1, credits: 20}")
    kept.save()
    kept.game.write({**PARTY, "party": "edit: {asset: hero}, prompt: [add a hat]"}, "{build: 1, credits: 20}")
    assert undisturbed(kept) == {"party": "is not to be made any more"}
    kept.game.write(
        {**PARTY, "party": "edit: {asset: hero}, prompt: [add a hat, add a coat]"}, "{build: 1, credits: 20}"
    )
    assert undisturbed(kept) == {"party": "asks for another picture than it did"}


def test_a_selection_that_matches_nothing_any_more_is_a_world_that_moved(kept):
    kept.save("--only", "potion_*")
    kept.game.write({"hero": "prompt: a knight"})
    assert undisturbed(kept) == {"potion_red": "is gone", "potion_blue": "is gone"}


def test_an_asset_that_a_selection_comes_to_mean_is_not_in_the_plan(kept):
    kept.save("--only", "potion_*")
    kept.game.write({**POTIONS, "'potion_{color}'": POTIONS["'potion_{color}'"].replace("blue", "blue, green")})
    assert undisturbed(kept) == {"potion_green": "was not in the plan"}


def test_the_order_of_the_manifest_and_what_shapes_no_picture_may_change(kept):
    kept.game.write({"a": "prompt: a knight", "b": "prompt: a knight", "c": "prompt: c"})
    kept.save()
    kept.game.write({"c": "prompt: c, tags: [late]", "b": "prompt: a knight", "a": "prompt: a knight"})
    assert Decimal(kept.build()["spent"]) == 2 * PRICE


def test_a_renamed_project_is_another_world(kept):
    kept.save()
    kept.game.path.write_text(kept.game.path.read_text().replace("project: game", "project: gone"))
    ran = kept.game.run_plain("build", "--plan", str(kept.file))
    assert (ran.code, "of the project `game`, and the manifest's is `gone`" in ran.err) == (4, True), ran


def test_a_plan_for_another_api_is_refused_and_never_says_where_the_key_goes(kept, serve):
    kept.save()
    assert kept.game.url not in kept.file.read_text()
    for other in (serve().url, "local"):
        ran = kept.game.run_plain("build", "--plan", str(kept.file), api=other)
        assert ran.code == 2
        assert "is for `127.0.0.1" in ran.err
    assert not kept.game.tree.exists()


# -- money


def drifting(tmp_path, serve, monkeypatch):
    """A plan of three pictures, and the prices of the API that it was priced by, to be changed."""
    prices = {}
    api = serve(prices=prices)
    game = Game(tmp_path / "game", tmp_path / "home", api).write(POTIONS)
    monkeypatch.chdir(game.folder)
    kept = Kept(game)
    kept.save()
    return kept, prices, api


def test_a_price_above_the_plans_is_a_world_that_moved(tmp_path, serve, monkeypatch):
    kept, prices, api = drifting(tmp_path, serve, monkeypatch)
    prices["rd_fast__game_asset"] = Decimal("0.018")
    assert undisturbed(kept) == dict.fromkeys(IDS, "cost 0.017, costs 0.018")
    assert api.paid() == []


def test_a_price_below_the_plans_is_welcome_and_said(tmp_path, serve, monkeypatch):
    kept, prices, api = drifting(tmp_path, serve, monkeypatch)
    prices["rd_fast__game_asset"] = Decimal("0.01")
    done = kept.build()
    assert (done["spent"], api.spent()) == ("0.03", Decimal("0.03"))
    assert "the plan said 0.051, and by now it costs 0.03" in done["remarks"]


def test_a_price_by_formula_is_named_as_such_where_the_api_asks_more(tmp_path, serve, monkeypatch):
    kept, prices, _ = drifting(tmp_path, serve, monkeypatch)
    kept.save("--offline")
    prices["rd_fast__game_asset"] = Decimal("0.018")
    assert undisturbed(kept)["hero"] == "cost 0.017, by the documented formula, costs 0.018"


def test_what_had_no_price_in_the_plan_is_not_bought(kept, api):
    kept.game.write({"hero": "prompt: a knight", "mine": "prompt: a flask, prompt_style: user__flasks_586"})
    kept.save("--offline")
    assert undisturbed(kept) == {"mine": "had no price, costs 0.22"}


def test_the_caps_of_the_plan_hold_and_lower_ones_of_today_too(kept, api):
    kept.save("--budget", "1")
    kept.game.write(POTIONS, budget="0.05")
    assert "above the manifest's" in kept.build(code=3)["error"]
    kept.save("--budget", "0.06", "--raise-budget")
    assert kept.build(code=3, ceiling="0.05")["error"].startswith("over budget: cap `RDBUILD_BUDGET` 0.05")
    assert api.paid() == []
    assert kept.build()["spent"] == "0.051"


def test_the_plans_own_total_is_a_cap_in_each_unit(kept):
    kept.game.write(PARTY, "{build: 1, credits: 20}")
    kept.save()
    caps = saved.caps(saved.read(str(kept.file)))
    assert [(cap.name, cap.scope, cap.unit, cap.limit) for cap in caps] == [
        ("--plan", "build", "balance", 17_000), ("--plan", "build", "credits", 10_000_000),
    ]  # fmt: skip


def test_a_plan_is_no_budget(kept, api):
    kept.game.write(POTIONS, budget=None)
    kept.save()
    assert "no budget is set" in kept.build(code=3)["error"]
    assert api.paid() == []


def test_without_a_key_a_plan_is_made_by_formula_and_not_carried_out(kept, api):
    kept.save(key=None)
    ran = kept.game.run_plain("build", "--plan", str(kept.file), key=None)
    assert (ran.code, api.requests()) == (5, 0), ran
    assert kept.build()["generated"] == IDS


def test_a_plan_that_would_be_refused_is_not_saved(kept):
    kept.save("--budget", "0.05", code=3)
    assert not kept.file.exists()
    ran = kept.game.run("plan", "--save", str(kept.file), "--budget", "0.05")
    assert f"nothing was written to `{kept.file}`: a build of this plan would be refused" in ran.err


def test_what_somebody_else_bought_between_the_look_and_the_purchase_is_not_bought_again(kept, api):
    """And nothing is bought for the money that was meant for it."""
    kept.save()
    other = [sys.executable, "-m", "rdbuild", "build", "-q", "--only", "hero", str(kept.game.path)]
    real, looks = api.server._faulted, []

    async def meanwhile(request, point, *more):
        reply = await real(request, point, *more)
        if point == "credits":
            looks.append(reply)
            if len(looks) == 2:  # prices and balance of the build itself were asked for: what follows is the claim
                await asyncio.to_thread(
                    subprocess.run, other, env={**os.environ, **kept.game.environment()}, check=True
                )
        return reply

    api.server._faulted = meanwhile
    done = kept.build()
    assert (done["generated"], done["reused"], done["spent"]) == (IDS[1:], ["hero"], str(2 * PRICE))
    assert (len(api.paid()), api.spent()) == (3, 3 * PRICE)


def test_what_changes_while_the_plan_is_looked_at_is_seen_before_anything_is_claimed(kept, api):
    kept.save()
    real, looks = api.server._faulted, []

    async def meanwhile(request, point, *more):
        reply = await real(request, point, *more)
        if point == "credits" and not looks:
            looks.append(reply)
            kept.game.write({**POTIONS, "hero": "prompt: an old knight"})
        return reply

    api.server._faulted = meanwhile
    done = kept.build(code=4)
    assert done["stale"] == [{"id": "hero", "because": "asks for another picture than it did"}]
    assert (len(looks), api.paid(), kept.game.tree.exists()) == (1, [], False)


@pytest.mark.heavy
def test_what_was_to_be_collected_is_not_bought_when_it_comes_to_nothing(tmp_path, serve, monkeypatch):
    """The plan says that it costs nothing. A price that fell leaves money over, and still it is not bought."""
    prices = {}
    api = serve(task_ms=1500, prices=prices, faults=(Fault(on="submit", do="inference_failed-task"),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": "prompt: a knight"})
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.PIPE)  # fmt: skip
    for _ in range(500):
        if any(one["path"].startswith("/v1/inferences/tasks/") for one in api.log()["requests"]):
            break
        threading.Event().wait(0.02)
    process.terminate()
    process.communicate(timeout=20)
    monkeypatch.chdir(game.folder)
    kept = Kept(game.write(POTIONS))
    hero = kept.save()["assets"][0]
    assert (hero["status"], hero["cost"]) == ("pending", "0")
    prices["rd_fast__game_asset"] = Decimal("0.001")
    done = kept.build(code=1)
    assert (done["generated"], done["spent"], done["refunded"]) == (IDS[1:], "0.002", str(PRICE))
    assert [one["id"] for one in done["failed"]] == ["hero"]
    assert len(api.paid()) == 3


# -- files that are no plans


def test_a_plan_that_was_cut_short_anywhere_is_no_plan(kept):
    kept.save()
    whole = kept.file.read_bytes()
    for end in range(len(whole.rstrip())):
        kept.file.write_bytes(whole[:end])
        with pytest.raises(UsageError):
            saved.read(str(kept.file))
    kept.file.write_bytes(whole)
    assert [part.id for part in saved.read(str(kept.file)).parts] == IDS


def test_a_plan_that_was_changed_anywhere_is_no_plan(kept):
    kept.save()
    whole = kept.file.read_bytes()
    for at in range(len(whole.rstrip())):
        kept.file.write_bytes(whole[:at] + (b"7" if whole[at : at + 1] != b"7" else b"8") + whole[at + 1 :])
        with pytest.raises(UsageError):
            saved.read(str(kept.file))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "can't be read: no such file or directory"),
        ("", "can't be read: is a directory"),
        (b"", "is no saved plan, or was cut short"),
        (b"\xff\xfe\x00", "is no saved plan, or was cut short"),
        (b"[" * 100_000, "is no saved plan, or was cut short"),
        (b"version: 1\nassets: {}\n", "is no saved plan, or was cut short"),
        (b'{"version": 1, "assets": {}}', "is no saved plan, or was cut short"),
        (b'["rdbuild_plan"]', "is no saved plan, or was cut short"),
        (b'{"rdbuild_plan": 2}', "was saved by a newer rdbuild (plan version 2)"),
        (b'{"rdbuild_plan": 1}', "was changed since it was saved"),
        (b'{"rdbuild_plan": "x", "sha256": 3, "assets": 7}', "was changed since it was saved"),
    ],
)
def test_a_file_that_is_no_plan_is_exit_2_with_a_word_why(kept, content, said):
    if isinstance(content, bytes):
        kept.file.write_bytes(content)
    ran = kept.game.run_plain("build", "--plan", "" if content == "" else str(kept.file))
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: plan["assets"][0].update(cost="-1"),
        lambda plan: plan["assets"][0].update(cost=0.5),
        lambda plan: plan["assets"][0].update(status="lucky"),
        lambda plan: plan["assets"][0].update(outputs=None),
        lambda plan: plan["assets"][0].pop("left"),
        lambda plan: plan["options"].update(sample="many"),
        lambda plan: plan["options"].update(budget=2.5),
        lambda plan: plan["options"].update(only="*"),
        lambda plan: plan.update(assets={}),
        lambda plan: plan.update(options=None),
    ],
)
def test_a_forged_plan_is_no_plan_however_well_it_is_hashed(kept, change):
    plan = kept.save()
    del plan["sha256"]
    change(plan)
    kept.file.write_text(json.dumps({**plan, "sha256": saved._digest(plan)}))
    with pytest.raises(UsageError):
        saved.read(str(kept.file))


def test_a_forged_plan_that_leaves_what_others_are_made_from_leaves_those_too(kept, api):
    kept.game.write(PARTY, budget="{build: 1, credits: 10}")
    plan = kept.save()
    del plan["sha256"]
    next(one for one in plan["assets"] if one["id"] == "hero").update(left=True)
    kept.file.write_text(json.dumps({**plan, "sha256": saved._digest(plan)}))
    assert kept.game.run_plain("build", "--plan", str(kept.file)).code == 0
    assert api.paid() == []


def test_a_plan_is_written_over_an_older_one_and_over_nothing_else(kept, game):
    kept.save()
    kept.save("--only", "hero")
    for path in (game.path, game.folder, ""):
        ran = game.run("plan", "--save", str(path))
        assert (ran.code, "is there and is no saved plan" in ran.err) == (2, True), ran
    assert game.path.read_text().startswith("version: 1")
    assert not game.tree.exists()


def test_a_plan_never_has_the_key_in_it(kept):
    key = "rdpk-0123456789abcdef"
    kept.save(key=key)
    assert key not in kept.file.read_text()
    kept.file.unlink()
    kept.game.path.write_text(kept.game.path.read_text().replace("project: game", f"project: {key}"))
    ran = kept.game.run("plan", "--save", str(kept.file), key=key)
    assert (ran.code, kept.file.exists()) == (2, False), ran
    assert key not in ran.err + ran.out
