"""A ledger that is lost or damaged is made anew from receipts: what was spent still counts, and buys nothing again."""

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from game import PRICE, Game, picture, snapshot

from rdbuild import rebuild as rebuilding
from rdbuild.cache import Cache
from rdbuild.ledger import Ledger
from rdbuild.model import LOCAL, Receipt
from rdbuild.offline import Fault
from rdbuild.rebuild import provable

BUDGET = "{build: 10, credits: 200}"
HERO = {"hero": "prompt: a knight"}
ROCK = {"rock": "prompt: a rock"}
PARTY = {"party": "edit: {asset: hero}, prompt: [add a hat, add a cape]"}
COMMANDS = (["ledger"], ["ledger", "verify"], ["ledger", "export"], ["ledger", "reconcile", "hero", "--charged"])
RECEIPT = Receipt("shop", "f" * 64, "", (), 17_000, "balance", "hero", "", None, None, None,
                  "2026-03-01T23:59:00+00:00", project="game")  # fmt: skip


def lose(game):
    for path in game.home.glob("ledger*"):
        path.unlink()


def money(game):
    """What was settled, as the ledger tells it."""
    told = json.loads(game.ledger("--json"))
    rows = [(one["day"], one["spent"], one["credits_spent"]) for one in told["by_day"]]
    names = [(one["project"], one["spent"], one["credits_spent"]) for one in told["by_project"]]
    return told["spent"], told["credits_spent"], rows, names


def rebuild(game, code=0):
    ran = game.run_plain("ledger", "rebuild", "--json")
    assert ran.code == code, ran
    return ran.json


def rows(game):
    return json.loads(game.run_plain("ledger", "export", "--json").out)


def verified(game):
    return game.run_plain("ledger", "verify").out == "the ledger keeps its own rules\n"


@pytest.fixture
def spent(serve, tmp_path):
    """A game that has spent in both units, on several takes, and on a picture that can't be used."""
    api = serve(faults=(Fault("submit", "not-image", match="rock", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({**HERO, **PARTY, **ROCK}, BUDGET).build(code=1)
    game.reroll("hero")
    game.build(code=1)
    return game


# -- the command


def test_what_was_settled_is_the_same_before_and_after(spent):
    before = money(spent)
    assert before[:2] == ("0.051", "20")
    lose(spent)
    made = rebuild(spent)
    assert (made["purchases"], made["spent"], made["credits_spent"], made["aside"]) == (7, "0.051", "20", None)
    assert made["by_project"] == [{"project": "game", "purchases": 7, "spent": "0.051", "credits_spent": "20"}]
    assert money(spent) == before
    assert verified(spent)
    last = [row for row in rows(spent) if row["state"] in ("settled", "unusable")]
    assert {row["detail"] for row in last} == {"rebuilt from the receipt"}
    assert [row["asset"] for row in last if row["state"] == "unusable"] == ["rock"]


def test_after_it_a_build_does_what_it_would_have_done(spent):
    before = spent.states()
    lose(spent)
    rebuild(spent)
    assert spent.states() == before == {"hero": "current", "party": "current", "rock": "unusable"}
    assert spent.build(code=1)["requests"] == 0


def test_in_words_it_tells_what_receipts_can_not_tell(spent):
    lose(spent)
    text = spent.run_plain("ledger", "rebuild").out
    assert text.startswith("the ledger is made anew from receipts: 7 purchases of 0.051 and 20 credits\n")
    assert "open tasks, unknown outcomes and refunds are in no receipt" in text


def test_a_ledger_that_can_be_read_is_left_alone(spent):
    before = snapshot(spent.home / "cache"), rows(spent)
    ran = spent.run_plain("ledger", "rebuild")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: the ledger in `{spent.home}` has a history and keeps its own rules")
    assert (snapshot(spent.home / "cache"), rows(spent)) == before


def test_where_nothing_was_bought_there_is_nothing_to_rebuild(game):
    assert rebuild(game, code=2)["error"] == "no receipt tells of a purchase, so there is no ledger to make"
    assert not game.home.exists()


def test_what_is_pretend_money_or_was_bought_elsewhere_is_left_out(game, tmp_path):
    game.write({**HERO, **ROCK}, BUDGET).build()
    other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
    other.key = "key"
    other.write({"hero": "prompt: a page", **ROCK, "imp": "prompt: an imp"}, BUDGET).build(api="local")
    other.build("--only", "hero")  # salvages the knight that the clone came with
    assert sorted(one.attempt for one in Cache(other.home / "cache").receipts() if one.engine != LOCAL) == [0, 1]
    lose(other)
    assert rebuild(other)["purchases"] == 1
    assert money(other)[0] == str(PRICE)


def test_on_the_embedded_api_alone_a_ledger_is_never_missed(game):
    game.write(HERO).build(api="local")
    lose(game)
    assert game.ledger() == "nothing was ever spent from this machine\n"
    game.write({"hero": "prompt: a page"})
    ran = game.run("build", api="local")
    assert (ran.code, "ledger" in ran.err) == (0, False)


# -- attempts


def test_what_is_bought_again_is_never_settled_by_a_receipt_of_before(game, api):
    game.write(HERO, BUDGET).build()
    (game.tree / "hero.png").unlink()
    for path in (game.home / "cache/blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    game.build("--rebuy")
    lose(game)
    rebuild(game)
    assert [row["attempt"] for row in rows(game)] == [1, 1, 1, 2, 2, 2]
    (game.tree / "hero.png").unlink()
    for path in (game.home / "cache/blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    assert game.states() == {"hero": "lost"}
    assert game.build("--rebuy")["spent"] == str(PRICE)
    assert [row["attempt"] for row in rows(game)[6:]] == [3] * 4
    assert money(game)[0] == str(3 * PRICE) == str(api.spent())
    assert verified(game)


def test_a_purchase_keeps_its_number_though_those_before_it_came_to_nothing(serve, tmp_path):
    api = serve(faults=(Fault("submit", "inference_failed-task", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(HERO, BUDGET)
    game.build()
    numbers = [one.attempt for one in Cache(game.home / "cache").receipts()]
    lose(game)
    rebuild(game)
    assert numbers == [2]
    assert {row["attempt"] for row in rows(game)} == {2}
    assert verified(game)


def test_receipts_are_told_in_the_order_of_their_attempts_whatever_the_clock_said():
    second = replace(RECEIPT, attempt=2, created_at="2026-02-01T00:00:00+00:00")
    assert provable([second, RECEIPT]) == [RECEIPT, second]
    left_out = [replace(RECEIPT, attempt=0), replace(RECEIPT, created_at=""), replace(RECEIPT, engine=LOCAL)]
    assert provable(left_out) == []
    assert provable([replace(RECEIPT, project="")])[0].project == "recovered"


def test_money_is_booked_on_its_day_by_utc(tmp_path):
    ledger = Ledger(tmp_path)
    assert ledger.restore([RECEIPT, replace(RECEIPT, fingerprint="e", created_at="2026-03-02T00:30:00+02:00")])
    assert [name for name, _, _ in ledger.group("day")] == ["2026-03-01"]
    assert ledger.verify() == []
    assert not ledger.leftovers()
    ledger.close()


# -- by itself


def test_a_build_that_would_buy_makes_it_anew_first_and_the_days_cap_holds(game, api):
    game.write(HERO, "{build: 1, day: 0.03}").build()
    lose(game)
    game.write({**HERO, **ROCK}, "{build: 1, day: 0.03}")
    sent = len(api.paid())
    ran = game.run("build")
    assert (ran.code, len(api.paid())) == (3, sent), ran
    assert "spent 0.017" in ran.err
    assert f"1 purchase of {PRICE} count for the caps again" in ran.err
    assert "open tasks, unknown outcomes and refunds are in no receipt" in ran.err
    assert "made anew" not in game.run("build").err


def test_what_is_lost_is_bought_again_by_the_very_build_that_makes_the_ledger_anew(game, api):
    game.write(HERO, BUDGET).build()
    lose(game)
    (game.tree / "hero.png").unlink()
    for path in (game.home / "cache/blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    assert game.build(code=1)["blocked"][0]["code"] == "lost"
    lose(game)
    assert game.build("--rebuy")["generated"] == ["hero"]
    assert (money(game)[0], api.spent()) == (str(2 * PRICE), 2 * PRICE)


@pytest.mark.parametrize("how", ["no bytes", "no rows"])
def test_an_empty_ledger_is_a_lost_one(game, how):
    game.write(HERO, BUDGET).build()
    before = money(game)
    lose(game)
    if how == "no rows":
        Ledger(game.home).close()
    else:
        (game.home / "ledger.sqlite3").write_bytes(b"")
    assert game.run_plain("ledger").code == 1
    game.write({**HERO, **ROCK}, BUDGET)
    assert "made anew" in game.run("build").err
    assert money(game)[0] == str(2 * PRICE)
    lose(game)
    (game.home / "ledger.sqlite3").write_bytes(b"")
    assert rebuild(game)["purchases"] == 2
    assert before[0] == str(PRICE)


def test_a_build_with_nothing_to_do_and_a_plan_make_none(game):
    game.write(HERO, BUDGET).build()
    lose(game)
    game.build()
    game.write({**HERO, **ROCK}, BUDGET)
    before = snapshot(game.home)
    assert game.states() == {"hero": "current", "rock": "new"}
    assert snapshot(game.home) == before
    assert not Ledger.exists(game.home)


def test_a_plan_counts_what_a_lost_ledger_knew_and_makes_none(game):
    game.write(HERO, "{build: 1, day: 0.03}").build()
    lose(game)
    ran = game.write({**HERO, **ROCK}, "{build: 1, day: 0.03}").run("plan", "--offline")
    assert (ran.code, f"1 purchase of {PRICE} count for the caps again" in ran.err) == (3, True), ran
    assert not Ledger.exists(game.home)


def test_two_that_find_it_lost_write_its_history_once(tmp_path):
    purchases = [replace(RECEIPT, fingerprint=f"{number:064}") for number in range(50)]
    ledgers = [Ledger(tmp_path) for _ in range(4)]
    done = []
    threads = [threading.Thread(target=lambda one=one: done.append(one.restore(purchases))) for one in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, False, True]
    assert ledgers[0].totals("balance").spent == 50 * 17_000
    for one in ledgers:
        one.close()


# -- damage


def damaged(path, how):
    data = path.read_bytes()
    if how == "no database":
        path.write_bytes(b"not a database, and long enough to be looked at " * 100)
    elif how == "cut off":
        path.write_bytes(data[: len(data) // 2])
    elif how == "a page overwritten":
        path.write_bytes(data[:4096] + b"\xa5" * 4096 * 8 + data[4096 * 9 :])
    elif how == "no tables":
        db = sqlite3.connect(path)
        db.executescript("PRAGMA user_version=1; PRAGMA foreign_keys=OFF; DROP TABLE event;")
        db.close()


@pytest.mark.parametrize("how", ["no database", "cut off", "a page overwritten", "no tables"])
@pytest.mark.heavy
def test_a_damaged_ledger_is_put_aside_and_made_anew(spent, how):
    before = money(spent)
    path = spent.home / "ledger.sqlite3"
    damaged(path, how)
    for argv in COMMANDS:
        ran = spent.run_plain(*argv)
        assert ran.code in (1, 2), ran
        assert "Traceback" not in ran.err
        assert ran.err.startswith("error: ") or ran.out
    assert "`rdbuild ledger rebuild` puts it aside and makes it anew" in spent.run_plain("ledger").err
    bad = path.read_bytes()
    made = rebuild(spent)
    assert made["aside"] == str(path) + ".damaged-1"
    assert path.with_name(path.name + ".damaged-1").read_bytes() == bad
    assert (money(spent), verified(spent)) == (before, True)
    assert spent.build(code=1)["requests"] == 0


def test_each_damaged_ledger_gets_a_name_of_its_own_with_what_lies_beside_it(spent):
    path = spent.home / "ledger.sqlite3"
    for number in (1, 2):
        path.write_bytes(b"no database " * 400)
        path.with_name(path.name + "-wal").write_bytes(b"%d" % number)
        rebuild(spent)
        aside = path.with_name(f"{path.name}.damaged-{number}")
        assert aside.read_bytes() == b"no database " * 400
        assert aside.with_name(aside.name + "-wal").read_bytes() == b"%d" % number
    assert verified(spent)


def test_a_build_on_a_damaged_ledger_says_what_to_do_and_buys_nothing(game, api):
    game.write(HERO, BUDGET).build()
    (game.home / "ledger.sqlite3").write_bytes(b"no database " * 400)
    sent = len(api.paid())
    ran = game.write({**HERO, **ROCK}, BUDGET).run("build")
    assert (ran.code, "rdbuild ledger rebuild" in ran.err, len(api.paid())) == (1, True, sent)


def test_a_ledger_of_a_newer_rdbuild_is_no_damage(spent):
    path = spent.home / "ledger.sqlite3"
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version=99")
    db.close()
    ran = spent.run_plain("ledger", "rebuild")
    assert (ran.code, "newer rdbuild" in ran.err) == (1, True)
    assert list(spent.home.glob("*.damaged*")) == []


def test_while_a_build_runs_its_ledger_is_not_taken_from_it(spent):
    ledger = Ledger(spent.home)
    build = ledger.begin("game", "shop", datetime.now(UTC))
    lose(spent)
    ran = spent.run_plain("ledger", "rebuild")
    assert (ran.code, "a build is running" in ran.err) == (1, True)
    ledger.end(build, datetime.now(UTC))
    ledger.close()
    assert rebuild(spent)["purchases"] == 7


# -- damage that can still be read


def break_rules(home):
    """Damage that leaves every row to be read: a ledger whose rows could be changed."""
    db = sqlite3.connect(home / "ledger.sqlite3")
    db.execute("DROP TRIGGER event_fixed")
    db.close()


@pytest.fixture
def torn(serve, tmp_path):
    """A game with a readable damaged ledger: a task to collect, two unknown outcomes, and one that was settled."""
    api = serve(faults=(Fault("poll", "401", match="knight"), Fault("submit", "reset-after", match="rock"),
                        Fault("edit", "reset-after", match="hat")))  # fmt: skip
    game = Game(tmp_path / "game", tmp_path / "home", api)
    picture(game.folder / "art.png")
    game.write({**HERO, **ROCK, "axe": "prompt: an axe", "ghost": "edit: art.png, prompt: add a hat"}, BUDGET)
    assert len(game.build(code=6)["unknown"]) == 2
    break_rules(game.home)
    assert not verified(game)
    return game, api


def test_open_tasks_and_unknown_outcomes_of_a_damaged_ledger_that_can_be_read_are_taken_over(torn):
    game, api = torn
    sent = len(api.paid())
    made = rebuild(game)
    assert (made["purchases"], made["spent"]) == (1, str(PRICE))
    assert verified(game)
    told = json.loads(game.ledger("--json"))
    assert {one["id"]: one["amount"] for one in told["unknown"]} == {"rock": str(PRICE), "ghost": "5"}
    report = game.build(code=6)
    assert (report["recovered"], report["spent"], report["credits_spent"]) == (str(2 * PRICE), "0", "0")
    assert [one["id"] for one in report["unknown"]] == ["ghost"]
    assert sorted(game.files()) == ["assets.json", "axe.png", "hero.png", "rock.png"]
    assert (len(api.paid()), money(game)[0]) == (sent, str(3 * PRICE))
    assert verified(game)
    assert game.run_plain("ledger", "reconcile", "ghost", "--not-charged").code == 0
    assert game.build()["credits_spent"] == "5"


def test_what_is_taken_over_counts_for_the_caps_of_the_day_it_was_held(torn):
    game, api = torn
    rebuild(game)
    game.write({"axe": "prompt: an axe", "elf": "prompt: an elf"}, f"{{build: 1, day: {3 * PRICE}}}")
    sent = len(api.paid())
    ran = game.run("build")
    assert (ran.code, "`budget.day` 0.051, spent 0.017, held 0.034, left 0," in ran.err) == (3, True), ran
    assert len(api.paid()) == sent


def test_what_is_taken_over_is_still_only_told_to_the_key_that_paid(torn):
    game, api = torn
    rebuild(game)
    before, sent = json.loads(game.ledger("--json"))["unknown"], len(api.paid())
    ran = game.run("build", key="another")
    assert "only the key that paid for it can be told" in ran.err
    assert (json.loads(game.ledger("--json"))["unknown"], len(api.paid())) == (before, sent)


# -- a build that begins meanwhile


def test_a_build_whose_ledger_was_made_anew_while_it_began_buys_nothing(game, api):
    """It had opened the damaged one: what it wrote down there nobody would read again."""
    game.write(HERO, BUDGET).build()
    break_rules(game.home)
    game.write({**HERO, **ROCK}, BUDGET)
    rebuilt = []
    real = api.server._faulted

    async def meanwhile(request, point, *more):
        if point == "credits" and not rebuilt:
            command = [sys.executable, "-m", "rdbuild", "ledger", "rebuild"]
            ran = asyncio.to_thread(subprocess.run, command, env={**os.environ, **game.environment()}, check=True)
            rebuilt.append(await ran)
        return await real(request, point, *more)

    api.server._faulted = meanwhile
    ran = game.run("build")
    assert rebuilt
    assert (ran.code, len(api.paid())) == (1, 1), ran
    assert "was made anew while this build began" in ran.err
    assert "hint: build again" in ran.err
    assert game.build()["generated"] == ["rock"]
    assert money(game)[0] == str(2 * PRICE) == str(api.spent())
    assert verified(game)


def test_a_build_that_begins_as_a_ledger_is_put_aside_keeps_it(spent, monkeypatch):
    break_rules(spent.home)
    before = rows(spent)
    ledger, began, put_aside = Ledger(spent.home), [], rebuilding._put_aside

    def too_late(path):
        began.append(ledger.begin("game", "shop", datetime.now(UTC)))
        return put_aside(path)

    monkeypatch.setattr(rebuilding, "_put_aside", too_late)
    ran = spent.run_plain("ledger", "rebuild")
    assert (ran.code, "a build is running" in ran.err) == (1, True), ran
    assert list(spent.home.glob("*.damaged*")) == []
    ledger.end(began[0], datetime.now(UTC))
    ledger.close()
    assert rows(spent) == before
    monkeypatch.undo()
    assert rebuild(spent)["purchases"] == 7


# -- looking into one that is not there


@pytest.mark.parametrize("argv", COMMANDS)
@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.heavy
def test_a_lost_ledger_is_an_error_and_not_a_row_of_zeros(spent, argv, options):
    lose(spent)
    before = snapshot(spent.home)
    ran = spent.run_plain(*argv, *options)
    assert ran.code == 1
    assert ran.err == (
        "error: the ledger is gone, and receipts tell of 7 purchases of 0.051 and 20 credits\n"
        "  hint: `rdbuild ledger rebuild` makes it anew from them, as the next build that buys does by itself\n"
    )
    assert snapshot(spent.home) == before
    assert not options or ran.json["ok"] is False


def test_an_empty_ledger_of_a_machine_that_never_spent_is_as_good_as_none(game):
    game.home.mkdir()
    (game.home / "ledger.sqlite3").write_bytes(b"")
    assert game.ledger() == "nothing was ever spent from this machine\n"
    assert json.loads(game.ledger("--json"))["spent"] == "0"
    assert game.run_plain("ledger", "export").out == ""
    assert verified(game)
