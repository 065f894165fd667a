"""Edit chains over the real command line and a paid API: each step is bought once, in credits, and kept."""

import json
import os
import shutil
import subprocess
import sys
import threading
from decimal import Decimal
from io import BytesIO

import pytest
from game import Game, picture
from PIL import Image

from rdbuild.offline import Fault
from rdbuild.offline.replies import Reply

CHAIN = {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses, add a cape]"}
BUDGET = "{build: 10, credits: 100}"


def credits(api):
    return sum((one["amount"] for one in api.log()["charges"] if one["unit"] == "credits"), Decimal(0))


def edits(api):
    """The prompts of the edits that were charged and not refunded, in order."""
    return [one["prompt"] for one in api.log()["charges"] if one["unit"] == "credits" and not one["refunded"]]


def pixels(data):
    with Image.open(BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


@pytest.fixture
def party(game):
    return game.write(CHAIN, BUDGET)


# -- what is bought


def test_a_list_of_prompts_is_a_chain_of_edits_each_charged_once(party, api):
    plan = party.plan()
    assert plan["totals"] | {"requests": 4, "cost": "0.017", "credits": "15"} == plan["totals"]
    assert [(one["id"], one["cost"], one["unit"]) for one in plan["assets"]] == [
        ("hero", "0.017", "balance"), ("party", "15", "credits")]  # fmt: skip
    report = party.build()
    assert report["generated"] == ["hero", "party"]
    assert (report["spent"], report["credits_spent"], report["requests"]) == ("0.017", "15", 4)
    assert edits(api) == ["add a hat", "add sunglasses", "add a cape"]
    assert sorted(party.files()) == ["assets.json", "hero.png", "party.png"]
    assert [(one["prompt"], one["cost"]) for one in party.lock["party"]["steps"]] == [
        ("add a hat", "5"), ("add sunglasses", "5"), ("add a cape", "5")]  # fmt: skip
    sent = api.requests()
    again = party.build()
    assert (again["current"], again["requests"], again["written"]) == (["hero", "party"], 0, [])
    assert api.requests() == sent


def test_an_edit_is_never_asked_for_its_price(party, api):
    party.build()
    asked = [one for one in api.log()["requests"] if one["check_cost"]]
    assert [one["path"] for one in asked] == ["/v1/inferences"]
    assert sum(one["path"] == "/v1/edit" for one in api.log()["requests"]) == 3


def test_the_result_of_an_edit_is_the_picture_it_changed_but_for_the_change(party):
    party.build()
    before, after = (pixels(party.files()[name]) for name in ("hero.png", "party.png"))
    assert len(before) == len(after)
    same = sum(before[at : at + 4] == after[at : at + 4] for at in range(0, len(before), 4))
    assert 0 < same < len(before) // 4


def test_changing_the_last_prompt_buys_one_step(party, api):
    party.build()
    party.write({**CHAIN, "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses, add a crown]"}, BUDGET)
    plan = party.plan()
    assert (plan["totals"]["requests"], plan["totals"]["credits"]) == (1, "5")
    assert party.build()["credits_spent"] == "5"
    assert edits(api)[3:] == ["add a crown"]


def test_a_chain_that_grows_buys_what_is_added_and_one_that_shrinks_buys_nothing(party, api):
    party.build()
    party.write(
        {**CHAIN, "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses, add a cape, wink]"}, BUDGET
    )
    assert party.build()["credits_spent"] == "5"
    party.write({**CHAIN, "party": "edit: {asset: hero}, prompt: add a hat"}, BUDGET)
    report = party.build()
    assert (report["credits_spent"], report["reused"]) == ("0", ["party"])
    assert len(edits(api)) == 4


def test_what_is_made_from_an_edit_gets_its_last_step(game, api):
    game.write({**CHAIN, "flag": "prompt: a flag, input_image: {asset: party}, strength: 0"}, BUDGET).build()
    files = game.files()
    assert pixels(files["flag.png"]) != pixels(files["hero.png"])
    assert game.build()["requests"] == 0


def test_a_file_can_be_edited_with_its_transparency(game, api):
    game.folder.mkdir(exist_ok=True)
    Image.new("RGBA", (40, 24), (200, 30, 30, 0)).save(game.folder / "ghost.png")
    game.write({"ghost": "edit: ghost.png, prompt: add a candle"}, BUDGET).build()
    with Image.open(game.tree / "ghost.png") as made:
        assert made.size == (40, 24)
        assert made.convert("RGBA").getextrema()[3][0] == 0
    before = (game.folder / "ghost.png").read_bytes()
    with Image.open(BytesIO(before)) as same:
        same.save(game.folder / "ghost.png", compress_level=0)
    assert (game.folder / "ghost.png").read_bytes() != before
    assert game.build()["requests"] == 0  # the same pixels in other bytes


def test_a_picture_among_several_can_be_edited(game):
    game.write({"banner": "prompt: a castle, num_images: 3", "third": "edit: {asset: banner, image: 3}, prompt: snow"},
               BUDGET).build()  # fmt: skip
    third, of = (pixels(game.files()[name]) for name in ("third.png", "banner_3.png"))
    same = sum(third[at : at + 4] == of[at : at + 4] for at in range(0, len(of), 4))
    assert same > len(of) // 12


@pytest.mark.parametrize(("width", "height"), [(15, 64), (64, 257), (300, 300)])
def test_a_picture_outside_the_sizes_of_an_edit_is_refused_before_anything_is_sent(game, api, width, height):
    picture(game.folder / "odd.png", "red", (width, height))
    ran = game.write({"odd": "edit: odd.png, prompt: add a hat"}, BUDGET).run("build")
    assert ran.code == 2
    assert f"{width}x{height}" in ran.err
    assert "16x16" in ran.err
    assert "256x256" in ran.err
    assert api.requests() == 0


def test_an_upstream_too_large_for_an_edit_is_refused_at_its_reference(game, api):
    ran = game.write({"big": "prompt: a map, width: 384, height: 384", "cut": "edit: {asset: big}, prompt: snow"},
                     BUDGET).run("build")  # fmt: skip
    assert ran.code == 2
    assert "384x384" in ran.err
    assert api.requests() == 0


# -- credits


def test_credits_are_only_spent_under_a_cap_of_their_own(game, api):
    ran = game.write(CHAIN, "10").run("build")
    assert ran.code == 3
    assert "`party` would cost 15 credits and no budget in credits is set" in ran.err
    assert "`budget.credits`" in ran.err
    assert "`--credits`" in ran.err
    assert api.paid() == []
    assert game.build("--credits", "15")["credits_spent"] == "15"


def test_a_plan_that_is_a_credit_too_dear_is_refused_whole(game, api):
    game.write(CHAIN, "{build: 10, credits: 14}")
    ran = game.run("build")
    assert ran.code == 3
    assert "needed 15" in ran.err
    assert game.run("plan").code == 3
    assert api.paid() == []
    assert game.run("build", "--credits", "15").code == 3
    assert game.build("--credits", "15", "--raise-budget")["credits_spent"] == "15"


def test_an_account_without_enough_credits_is_seen_before_anything_is_bought(tmp_path, serve):
    api = serve(credits=14)
    ran = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET).run("build")
    assert ran.code == 3
    assert "14 credits do not cover the plan: needed 15" in ran.err
    assert api.paid() == []


def test_both_units_agree_with_the_account(party):
    err = party.run("build").err
    assert "spent 0.017 and 15 credits" in err
    assert "the account agrees: 100 -> 99.983\n" in err
    assert "the account agrees: 1000 -> 985 credits\n" in err


def test_an_account_with_one_number_for_both_units_is_not_held_against_their_sum(tmp_path, serve):
    api = serve(money="credits", balance=Decimal(50))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    ran = game.run("build")
    assert ran.code == 0, ran
    assert "account" not in ran.err
    game.write({**CHAIN, "hat": "edit: {asset: hero}, prompt: add a feather"}, BUDGET)
    assert "the account agrees: 34.983 -> 29.983 credits" in game.run("build").err


def test_the_ledger_keeps_the_units_apart(party):
    party.build()
    told = json.loads(party.ledger("--json"))
    assert (told["spent"], told["credits_spent"]) == ("0.017", "15")


def test_at_most_four_edits_are_without_an_answer_however_many_jobs(tmp_path, serve):
    api = serve(latency_ms=60)
    assets = {f"hat_{n}": f"edit: hero.png, prompt: add hat {n}" for n in range(12)}
    game = Game(tmp_path / "game", tmp_path / "home", api)
    picture(game.folder / "hero.png")
    game.write(assets, BUDGET).build("-j", "16")
    assert len(edits(api)) == 12
    assert 2 <= api.log()["max_unanswered"] <= 4


def test_edits_do_not_make_a_server_of_tasks_one_that_answers_at_once(tmp_path, serve):
    """Or a crash could lose sight of more than four requests."""
    api = serve(latency_ms=40)
    game = Game(tmp_path / "game", tmp_path / "home", api)
    picture(game.folder / "hero.png")
    stills = {f"icon_{n}": f"prompt: icon {n}" for n in range(12)}
    game.write({"hat": "edit: hero.png, prompt: add a hat", **stills}, BUDGET).build("-j", "16")
    assert api.log()["max_unanswered"] <= 5  # four with tasks to come, and the edit


@pytest.mark.parametrize("balance_cost", ["0", "0.017"])
def test_an_edit_that_is_answered_as_a_task_is_booked_in_credits_alone(party, api, balance_cost):
    """A task's result names what it took of the balance first, and an edit takes none of it."""
    studio, poll = api.server._studio, api.server._poll

    def accepted(job):
        job.task_id = f"task_of_{job.request_id}"
        studio.tasks[job.task_id] = job
        return {"status": "accepted", "task_id": job.task_id, "request_id": job.request_id}

    def polled(request, job, fault):
        if not job.checked.edits:
            return poll(request, job, fault)
        costs = {"balance_cost": Decimal(balance_cost), "credit_cost": 5, "remaining_balance": 99}
        return Reply(200, {**api.server._task(job), "result": {"base64_images": job.texts(None), **costs}})

    api.server._edited, api.server._poll = accepted, polled
    report = party.build()
    assert report["generated"] == ["hero", "party"]
    assert (report["spent"], report["credits_spent"]) == ("0.017", "15")
    told = json.loads(party.ledger("--json"))
    assert (told["spent"], told["credits_spent"]) == ("0.017", "15")
    assert [one["cost"] for one in party.lock["party"]["steps"]] == ["5", "5", "5"]
    assert [one["agrees"] for one in report["account"].values()] == [True, True]


# -- what goes wrong


def test_a_chain_that_breaks_keeps_what_was_paid_for_and_goes_on_from_there(tmp_path, serve):
    api = serve(faults=(Fault("edit", "400", match="sunglasses", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    report = game.build(code=1)
    assert report["generated"] == ["hero"]
    assert [one["id"] for one in report["failed"]] == ["party"]
    assert report["failed"][0]["error"].startswith("step 2 (`add sunglasses`): ")
    assert report["credits_spent"] == "5"
    assert game.states() == {"hero": "current", "party": "new"}
    assert game.plan()["totals"]["credits"] == "10"
    assert game.build()["credits_spent"] == "10"
    assert edits(api) == ["add a hat", "add sunglasses", "add a cape"]


@pytest.mark.parametrize("options", [(), ("--offline",), ("--no-spend",)], ids=["build", "offline", "no-spend"])
def test_the_lock_tells_what_each_step_cost_though_an_earlier_build_bought_it(party, options):
    """As after a build that died with all of it bought and no lock file written."""
    party.build()
    before = party.lock
    (party.folder / "game.lock.json").unlink()
    shutil.rmtree(party.tree)
    assert party.build(*options)["reused"] == ["hero", "party"]
    assert [one["cost"] for one in party.lock["party"]["steps"]] == ["5", "5", "5"]
    assert party.lock == before


@pytest.mark.parametrize("fault", ["reset-after", "truncated-json", "502"])
def test_a_step_whose_outcome_is_unknown_holds_up_its_chain_and_nothing_else(tmp_path, serve, fault):
    api = serve(faults=(Fault("edit", fault, match="sunglasses", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    report = game.build(code=6)
    assert report["generated"] == ["hero"]
    assert [(one["id"], one["code"]) for one in report["blocked"]] == [("party", "unknown")]
    assert report["unknown"] == [{"id": "party", "amount": "5", "unit": "credits"}]
    sent = len(edits(api))
    again = game.build(code=6)
    assert again["unknown"] == report["unknown"]
    assert len(edits(api)) == sent
    assert game.run_plain("ledger", "reconcile", "party", "--not-charged").code == 0
    assert game.build()["credits_spent"] == "10"


def test_a_charged_step_that_never_came_is_lost_until_somebody_pays_again(tmp_path, serve):
    api = serve(faults=(Fault("edit", "reset-after", match="hat", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    game.build(code=6)
    assert game.run_plain("ledger", "reconcile", "party#1", "--charged").code == 0
    assert game.states() == {"hero": "current", "party": "lost"}
    assert game.build("--rebuy")["credits_spent"] == "15"
    assert credits(api) == 20


@pytest.mark.parametrize("fault", ["bad-base64", "not-image", "empty-list"])
def test_an_edit_that_was_paid_and_is_no_picture_blocks_until_reroll(tmp_path, serve, fault):
    api = serve(faults=(Fault("edit", fault, match="hat", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    report = game.build(code=1)
    assert [(one["id"], one["code"]) for one in report["blocked"]] == [("party", "unusable")]
    assert report["credits_spent"] == "5"
    assert game.build(code=1)["requests"] == 0
    assert game.reroll("party#1")["credits"] == "15"
    assert game.build()["credits_spent"] == "15"


@pytest.mark.heavy
def test_an_edit_is_sent_again_where_the_answer_proves_that_it_was_not_charged(tmp_path, serve):
    faults = [Fault("edit", do, match="hat", times=1) for do in ("429", "500", "503")]
    api = serve(faults=tuple(faults))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(CHAIN, BUDGET)
    assert game.build()["credits_spent"] == "15"
    assert credits(api) == 15


# -- another machine


def test_a_clone_has_nothing_to_do_and_pays_for_lost_steps_only_when_told(party, api, tmp_path):
    party.build()
    clone = party.clone(tmp_path / "clone", tmp_path / "elsewhere")
    clone.key = "key"
    assert clone.build()["current"] == ["hero", "party"]
    (clone.folder / "game.yaml").write_text(clone.path.read_text().replace("add a cape", "add a crown"))
    sent = len(edits(api))
    report = clone.build(code=1)
    assert [(one["id"], one["code"]) for one in report["blocked"]] == [("party", "lost")]
    assert "--rebuy` pays again (10 credits)" in report["blocked"][0]["reason"]
    assert len(edits(api)) == sent
    assert clone.build("--rebuy")["credits_spent"] == "15"


# -- placeholders


def test_a_chain_of_placeholders_needs_no_key_no_credits_and_no_cap(game, api):
    game.key = None
    report = game.write(CHAIN, None).build(api="local")
    assert report["generated"] == ["hero", "party"]
    assert api.requests() == 0
    assert sorted(game.local_lock) == ["hero", "party"]
    assert game.build(api="local")["current"] == ["hero", "party"]


def test_a_paid_chain_replaces_its_placeholders(game):
    game.write(CHAIN, BUDGET).build(api="local")
    report = game.build()
    assert report["generated"] == ["hero", "party"]
    assert game.local_lock == {}


@pytest.mark.heavy
@pytest.mark.parametrize("killed_at", [1, 2, 3, 5, 7])
def test_a_build_killed_in_the_middle_of_its_chains_pays_for_no_step_twice(tmp_path, serve, killed_at):
    api = serve(latency_ms=60)
    game = Game(tmp_path / "game", tmp_path / "home", api)
    picture(game.folder / "hero.png")
    prompts = {f"{name}_{n}" for name in "abc" for n in range(3)}
    chains = {name: f"edit: hero.png, prompt: [{name}_0, {name}_1, {name}_2]" for name in "abc"}
    game.write(chains, BUDGET)
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "-q", str(game.path)],
                               env={**os.environ, **game.environment()}, stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(1000):
        if len(edits(api)) >= killed_at:
            break
        threading.Event().wait(0.005)
    process.kill()
    process.wait()
    threading.Event().wait(0.3)  # what was on its way to the server arrives
    game.run("build")
    told = json.loads(game.ledger("--json"))["unknown"]
    assert len(told) <= 4
    charged = {one["id"] for one in told if _prompt(one["id"]) in edits(api)}
    for one in told:
        said = "--charged" if one["id"] in charged else "--not-charged"
        assert game.run_plain("ledger", "reconcile", one["id"], said).code == 0
    game.build("--rebuy")
    assert sorted(game.files()) == ["a.png", "assets.json", "b.png", "c.png"]
    twice = {_prompt(name) for name in charged}
    assert {prompt: edits(api).count(prompt) for prompt in prompts} == {
        prompt: 2 if prompt in twice else 1 for prompt in prompts
    }
    assert game.build()["requests"] == 0


def _prompt(part):
    """The prompt of a step as the ledger names it: `a#1`, `a#2`, and `a` for the third."""
    name, _, number = part.partition("#")
    return f"{name}_{int(number or 3) - 1}"
