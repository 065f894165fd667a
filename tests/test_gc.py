"""`cache gc` takes what nothing holds on to, says what it cost, and never a picture that somebody may still need."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from game import PRICE, Game, picture, snapshot
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.cache import Cache, Reply, Stock
from rdbuild.garbage import Holds, sort_out
from rdbuild.ledger import Ledger
from rdbuild.model import Picture, Receipt
from rdbuild.offline import Fault

BUDGET = "{build: 10, credits: 200}"
HERO = {"hero": "prompt: a knight"}
ROCK = {"rock": "prompt: a rock"}


def gc(game, *options, code=0):
    ran = game.run_plain("cache", "gc", *options, "--json")
    assert ran.code == code, ran
    return ran.json


def blobs(game):
    return {path.name for path in (game.home / "cache" / "blobs").rglob("*") if path.is_file()}


def receipts(game):
    return list(Cache(game.home / "cache").receipts())


def sound(game):
    ran = game.run_plain("cache", "verify", "--json")
    return ran.code == 0 and ran.json["problems"] == []


@pytest.fixture
def rerolled(game):
    """A game whose hero has a first take that nothing names any more."""
    game.write({**HERO, **ROCK}, BUDGET).build()
    game.reroll("hero")
    game.build()
    return game


# -- what goes


def test_without_yes_it_says_what_would_go_and_deletes_nothing(rerolled):
    before = snapshot(rerolled.home / "cache", rerolled.home / "known", rerolled.folder)
    found = gc(rerolled)
    assert (found["dry_run"], found["pictures"], found["cost"], found["credits"]) == (True, 1, str(PRICE), "0")
    assert [(one["id"], one["project"], one["cost"]) for one in found["assets"]] == [("hero", "game", str(PRICE))]
    assert found["kept"] == {"named": 2, "recent": 0, "unlocked": 0, "drawn": 0, "strays": 0}
    assert found["locks"] == [str(rerolled.folder / "game.lock.json")]
    assert 0 < found["bytes"] < 100_000
    assert snapshot(rerolled.home / "cache", rerolled.home / "known", rerolled.folder) == before


def test_with_yes_the_pictures_go_and_what_they_cost_stays_known(rerolled):
    named = {out["sha256"] for line in rerolled.lock.values() for out in line["outputs"]}
    books = rerolled.ledger("--json")
    found = gc(rerolled, "--yes")
    assert (found["dry_run"], found["pictures"]) == (False, 1)
    assert blobs(rerolled) == named
    assert sorted(one.dropped for one in receipts(rerolled)) == [False, False, True]
    assert rerolled.ledger("--json") == books
    assert rerolled.run_plain("cache", "stats", "--json").json["receipts"] == 3
    assert sound(rerolled)
    assert gc(rerolled)["pictures"] == 0


def test_in_words_it_tells_the_price_by_shop_and_that_it_is_paid_again(rerolled):
    rerolled.build(api="local")
    engine = rerolled.lock["hero"]["engine"]
    text = rerolled.run_plain("cache", "gc").out
    assert text.startswith("1 picture that nothing holds on to, 0.0 MiB: `hero`\n")
    assert f"  {engine}: 1 purchase of {PRICE}\n" in text
    assert "kept: 2 purchases that lock files or their manifests name\n" in text
    assert f"known lock files: `{rerolled.folder / 'game.lock.json'}`" in text
    assert "would have to be paid for again\nnothing was deleted; `rdbuild cache gc --yes` deletes it\n" in text
    assert rerolled.run_plain("cache", "gc", "--yes").out.endswith("deleted; the receipts stay, so what it cost stays"
                                                                   " known\n")  # fmt: skip


def test_credits_and_pretend_money_are_told_apart(game):
    game.write({**HERO, "party": "edit: {asset: hero}, prompt: [add a hat]"}, BUDGET).build()
    game.write({"imp": "prompt: an imp"}, BUDGET).build(api="local")
    (game.folder / "game.local.lock.json").unlink()
    game.write(ROCK, BUDGET).build("--prune")
    found = gc(game)
    engines = {**found["engines"]}
    assert engines.pop("local") == {"purchases": 1, "cost": str(PRICE), "credits": "0"}
    assert list(engines.values()) == [{"purchases": 2, "cost": str(PRICE), "credits": "5"}]
    assert (found["cost"], found["credits"]) == (str(PRICE), "5")
    text = game.run_plain("cache", "gc").out
    assert f"local: 1 purchase of {PRICE} of pretend money\n" in text
    assert f": 2 purchases of {PRICE} and 5 credits\n" in text


def test_a_picture_that_somebody_made_stays_though_another_was_asked_for_since(game):
    game.write({**HERO, **ROCK}, BUDGET).build()
    mine = picture(game.tree / "hero.png").read_bytes()
    picture(game.tree / "rock.png", "blue")
    assert game.run("accept", "hero", "rock").code == 0
    game.build()
    assert game.run("accept", "hero", "--undo").code == 0
    game.build()
    assert (game.tree / "hero.png").read_bytes() != mine
    found = gc(game, "--yes")
    assert (found["pictures"], found["kept"]["drawn"]) == (0, 1)
    assert sha256(mine).hexdigest() in blobs(game)
    assert ", 1 picture that somebody made by hand: no money brings them back\n" in (game.run_plain("cache", "gc").out)


# -- a picture that went


def test_what_went_is_lost_and_not_bought_again_until_somebody_says_so(rerolled, api):
    gc(rerolled, "--yes")
    sent = len(api.paid())
    rerolled.reroll("hero", "--take", "1")
    assert rerolled.states() == {"hero": "lost", "rock": "current"}
    report = rerolled.build(code=1)
    assert (report["blocked"][0]["code"], len(api.paid())) == ("lost", sent)
    assert rerolled.build("--rebuy")["generated"] == ["hero"]
    assert len(api.paid()) == sent + 1
    assert sound(rerolled)
    assert rerolled.build()["requests"] == 0
    assert gc(rerolled)["assets"][0]["id"] == "hero"  # take 2, by now


def test_what_went_stays_lost_without_a_ledger_too(rerolled, api):
    gc(rerolled, "--yes")
    rerolled.reroll("hero", "--take", "1")
    for path in rerolled.home.glob("ledger*"):
        path.unlink()
    sent = len(api.paid())
    assert rerolled.build(code=1)["blocked"][0]["code"] == "lost"
    assert len(api.paid()) == sent


def test_the_file_of_a_picture_that_went_is_still_ours(rerolled):
    first = rerolled.files()["hero.png"]
    rerolled.reroll("hero")
    rerolled.build()
    gc(rerolled, "--yes")
    (rerolled.tree / "hero.png").write_bytes(first)
    assert rerolled.states()["hero"] == "cached"  # neither edited nor foreign
    rerolled.build()
    assert rerolled.files()["hero.png"] != first


def test_a_picture_that_went_comes_back_from_a_tree_for_nothing(game, tmp_path, api):
    game.write(HERO, BUDGET).build()
    other = game.clone(tmp_path / "clone", game.home)
    game.write({"hero": "prompt: a page"}, BUDGET).build()
    (other.folder / "assets/hero.png").rename(tmp_path / "kept.png")
    gc(game, "--yes")
    shutil.move(tmp_path / "kept.png", other.folder / "assets/hero.png")
    sent = len(api.paid())
    other.key = "key"
    other.write({"sir": "prompt: a knight"}, BUDGET).build()
    assert len(api.paid()) == sent
    assert sound(other)


def test_of_equal_pictures_the_one_that_is_named_keeps_the_bytes(game):
    game.write(HERO, BUDGET).build()
    cache = Cache(game.home / "cache")
    (paid,) = receipts(game)
    cache.put_receipt(replace(paid, fingerprint="f" * 64, created_at="2026-01-01T00:00:00Z"))
    assert gc(game, "--yes")["assets"] == []
    assert not any(one.dropped for one in receipts(game))
    assert len(blobs(game)) == 1


def test_one_that_was_killed_half_way_is_finished_by_the_next(rerolled):
    (gone,) = gc(rerolled)["assets"]
    cache = Cache(rerolled.home / "cache")
    receipt = cache.receipt(gone["api"], gone["fingerprint"])
    cache.discard([receipt], (), (), ())  # the receipt was written, and no blob deleted yet
    assert gc(rerolled, "--yes")["pictures"] == 1
    assert sound(rerolled)


# -- what stays


def test_another_project_with_the_same_picture_keeps_it(rerolled, tmp_path):
    other = Game(tmp_path / "other", rerolled.home, rerolled.url).write(HERO, BUDGET)
    assert other.build()["reused"] == ["hero"]
    assert gc(rerolled, "--yes")["pictures"] == 0
    assert sound(rerolled)


def test_a_checkout_that_has_nothing_to_do_keeps_what_its_lock_file_names(game, tmp_path):
    game.write(HERO, BUDGET).build()
    other = game.clone(tmp_path / "clone", game.home)
    assert other.build()["current"] == ["hero"]
    game.reroll("hero")
    game.build()
    assert gc(game, "--yes")["pictures"] == 0
    game.reroll("hero")
    game.build()
    assert gc(game, "--yes")["pictures"] == 1  # the take between, which neither has


def killed(game, delivered):
    """A build that dies once so many purchases have been delivered on this machine."""
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "build", "-q", str(game.path)],
                               env={**os.environ, **game.environment()})  # fmt: skip
    for _ in range(2000):
        if len(receipts(game)) == delivered:
            break
        time.sleep(0.005)
    process.kill()
    process.wait()
    time.sleep(0.05)  # the clock of files is a coarse one


def test_what_a_build_bought_before_it_was_killed_is_published_later_for_nothing(serve, tmp_path):
    api = serve(faults=(Fault("submit", "task-never-ends", match="sword", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(HERO, BUDGET)
    game.build()
    game.write({**HERO, **ROCK, "sword": "prompt: a sword"}, BUDGET)
    killed(game, 2)
    assert list(game.lock) == ["hero"]
    (game.tree / "rock.png").unlink(missing_ok=True)
    found = gc(game, "--yes")
    assert (found["pictures"], found["kept"]["named"] + found["kept"]["recent"]) == (0, 2)
    assert game.build("--offline", "--only", "rock")["reused"] == ["rock"]
    assert len(api.paid()) == 3


@pytest.mark.heavy
def test_a_build_that_was_killed_says_what_it_wanted_though_another_checkout_was_built_since(serve, tmp_path):
    api = serve(faults=(Fault("submit", "hang-before", match="sword", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(HERO, BUDGET)
    game.build()
    other = game.clone(tmp_path / "clone", game.home)
    other.key = "key"
    game.write({**HERO, **ROCK, "sword": "prompt: a sword"}, BUDGET)
    killed(game, 2)
    other.write({**HERO, "elf": "prompt: an elf"}, BUDGET).build()
    assert gc(game, "--yes")["pictures"] == 0


def kept_and_free(game, api, name):
    """After `cache gc` a picture that is not in the tree either comes back for nothing."""
    assert gc(game, "--yes")["assets"] == []
    shutil.rmtree(game.tree, ignore_errors=True)
    sent = len(api.paid())
    report = game.build("--only", name)
    assert (report["reused"], report["spent"], len(api.paid())) == ([name], "0", sent)


@pytest.mark.heavy
def test_what_a_first_build_bought_before_it_died_stays_though_another_folder_has_its_projects_name(serve, tmp_path):
    api = serve(faults=(Fault("submit", "hang-before", match="sword", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({**HERO, "sword": "prompt: a sword"}, BUDGET)
    killed(game, 1)
    assert not (game.folder / "game.lock.json").exists()
    Game(tmp_path / "other", game.home, api).write(ROCK, BUDGET).build()
    kept_and_free(game, api, "hero")


def test_what_a_build_wanted_before_it_was_killed_stays_though_another_api_was_built_with_since(serve, tmp_path):
    api = serve(faults=(Fault("submit", "hang-before", match="sword", times=-1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write(ROCK, BUDGET)
    game.build()
    game.write({**HERO, **ROCK, "sword": "prompt: a sword"}, BUDGET)
    killed(game, 2)
    assert list(game.lock) == ["rock"]
    assert game.build("--only", "sword", api=serve().url)["generated"] == ["sword"]
    kept_and_free(game, api, "hero")


def test_what_a_lock_file_named_stays_though_it_was_renamed_together_with_its_manifest(game, tmp_path, api):
    banner = "prompt: a castle, num_images: 4, pick: "
    game.write({"banner": banner + "2", "party": "edit: {asset: banner}, prompt: [add a hat, add a cape]"}, BUDGET)
    game.build()
    Game(tmp_path / "other", game.home, api).write(ROCK, BUDGET).build()
    renamed, sent = game.folder / "dungeon.yaml", len(api.paid())
    game.path.rename(renamed)
    (game.folder / "game.lock.json").rename(game.folder / "dungeon.lock.json")
    ran = game.run_plain("cache", "gc", "--yes", "--json")
    assert (ran.json["assets"], ran.json["gone"]) == ([], [str(game.folder / "game.lock.json")])
    renamed.write_text(renamed.read_text().replace("pick: 2", "pick: 3"))
    ran = game.run_plain("build", str(renamed), "--only", "banner", "--json")
    assert (ran.code, ran.json["reused"], len(api.paid())) == (0, ["banner"], sent), ran


def test_what_a_first_build_bought_before_it_died_stays_too(game):
    game.write(HERO, BUDGET).build()
    shutil.rmtree(game.home / "known")
    other = Game(game.folder.parent / "other", game.home, game.url).write(ROCK, BUDGET)
    other.path.write_text(other.path.read_text().replace("project: game", "project: other"))
    other.build()
    assert gc(game, "--yes")["kept"] == {"named": 1, "recent": 0, "unlocked": 1, "drawn": 0, "strays": 0}


def test_a_step_of_a_chain_whose_next_step_failed_stays(serve, tmp_path):
    api = serve(faults=(Fault("edit", "400", match="sunglasses", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    picture(game.folder / "art.png")
    game.write({**HERO, "ghost": "edit: art.png, prompt: [add a hat, add sunglasses]"}, BUDGET).build(code=1)
    game.write({**HERO, **ROCK, "ghost": "edit: art.png, prompt: [add a hat, add sunglasses]"}, BUDGET)
    game.build("--only", "rock")  # the lock file is written again, without it
    assert gc(game, "--yes")["pictures"] == 0
    assert game.build()["credits_spent"] == "5"


def test_what_could_not_be_published_stays_as_long_as_it_is_wanted(serve, tmp_path):
    api = serve(faults=(Fault("submit", "not-image", match="knight", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    game.write({**HERO, **ROCK}, BUDGET).build(code=1)
    assert gc(game, "--yes")["assets"] == []
    game.write({"hero": "prompt: a page", **ROCK}, BUDGET).build()
    assert [one["id"] for one in gc(game, "--yes")["assets"]] == ["hero"]
    assert sound(game)
    game.write({**HERO, **ROCK}, BUDGET)
    assert game.states()["hero"] == "unusable"


def test_a_take_that_somebody_has_just_gone_back_to_stays(rerolled):
    rerolled.reroll("hero", "--take", "1")
    assert gc(rerolled, "--yes")["pictures"] == 0
    assert rerolled.build()["requests"] == 0


def test_before_any_lock_file_is_known_every_purchase_stays(rerolled):
    shutil.rmtree(rerolled.home / "known")
    found = gc(rerolled, "--yes")
    assert (found["pictures"], found["kept"]["unlocked"]) == (0, 3)
    assert "known lock files: none" in rerolled.run_plain("cache", "gc").out
    rerolled.build()
    assert gc(rerolled)["pictures"] == 1


def test_receipts_of_before_they_said_whose_they_are_go_by_the_lock_files_alone(rerolled):
    cache = Cache(rerolled.home / "cache")
    for receipt in receipts(rerolled):
        cache.put_receipt(replace(receipt, project=""))
    assert gc(rerolled, "--yes")["pictures"] == 1
    assert sound(rerolled)


# -- lock files that are not where they were


def test_a_lock_file_whose_folder_is_gone_keeps_what_it_named_until_somebody_lets_go(rerolled, tmp_path):
    rerolled.folder.rename(tmp_path / "unmounted")
    ran = rerolled.run_plain("cache", "gc", "--json")
    assert (ran.json["pictures"], ran.json["kept"]["named"]) == (1, 2)
    assert ran.json["gone"] == [str(rerolled.folder / "game.lock.json")]
    assert "is gone with its folder: what it named when it was last seen stays" in ran.err
    assert "hint: `--gone` lets that go as well" in ran.err
    assert gc(rerolled, "--gone")["pictures"] == 3
    assert len(blobs(rerolled)) == 3
    assert gc(rerolled, "--gone", "--yes")["pictures"] == 3
    assert (blobs(rerolled), gc(rerolled)["gone"]) == (set(), [])
    assert sound(rerolled)


def test_the_empty_place_of_a_drive_that_is_not_there_is_a_folder_that_is_gone(rerolled, tmp_path):
    rerolled.folder.rename(tmp_path / "unmounted")
    rerolled.folder.mkdir()
    assert gc(rerolled, "--yes")["kept"]["named"] == 2
    rerolled.folder.rmdir()
    (tmp_path / "unmounted").rename(rerolled.folder)
    assert rerolled.build()["current"] == ["hero", "rock"]


def test_a_lock_file_that_was_deleted_names_nothing_any_more(rerolled):
    (rerolled.folder / "game.lock.json").unlink()
    found = gc(rerolled, "--yes")
    assert (found["pictures"], found["locks"], found["gone"]) == (3, [], [])
    assert sound(rerolled)


@pytest.mark.parametrize("text", ["<<<<<<< ours\n", '{"version": 2, "assets": {}}', ""])
def test_a_lock_file_that_can_not_be_read_keeps_what_it_named_when_it_was_written(rerolled, text):
    (rerolled.folder / "game.lock.json").write_text(text)
    ran = rerolled.run_plain("cache", "gc", "--yes", "--json")
    assert (ran.json["pictures"], ran.json["kept"]["named"]) == (1, 2)
    assert "can't be read, so what it named when it was last written stays" in ran.err


def test_what_version_control_put_into_a_lock_file_counts_before_any_build(rerolled):
    """It is read as it is now, not as it was noted."""
    now = rerolled.lock["hero"]["fingerprint"]
    before = next(one for one in receipts(rerolled) if one.asset == "hero" and one.fingerprint != now)
    path = rerolled.folder / "game.lock.json"
    path.write_text(path.read_text().replace(now, before.fingerprint))
    assert gc(rerolled, "--yes")["pictures"] == 0


def test_a_damaged_note_stops_it_before_anything_goes(rerolled):
    (note,) = (rerolled.home / "known").iterdir()
    note.write_text("{")
    ran = rerolled.run_plain("cache", "gc", "--yes")
    assert (ran.code, "is damaged" in ran.err, "build each project once" in ran.err) == (1, True, True)
    assert len(blobs(rerolled)) == 3


# -- litter


def test_orphans_leftovers_and_what_went_bad_are_swept(rerolled):
    cache = Cache(rerolled.home / "cache")
    orphan = cache.put_blob(b"a picture whose receipt was never written")
    bad = cache.root / "blobs/ab" / ("ab" + "0" * 62)
    bad.parent.mkdir(exist_ok=True)
    bad.write_bytes(b"not what it is named after")
    assert cache.read_blob(bad.name) is None  # moved aside
    leftover = cache.root / "receipts" / ".rdbuild-0123456789abcdef.tmp"
    leftover.write_bytes(b"half a receipt")
    found = gc(rerolled, "--yes")
    assert (found["pictures"], found["litter"], len(found["assets"])) == (2, 2, 1)
    assert orphan not in blobs(rerolled)
    assert not leftover.exists()
    assert list((cache.root / "aside").iterdir()) == []
    assert sound(rerolled)


def test_while_a_receipt_is_damaged_what_may_be_its_pictures_stay(rerolled):
    receipt = next(path for path in (rerolled.home / "cache/receipts").rglob("*.json") if "rock" in path.read_text())
    receipt.write_text("{")
    found = gc(rerolled, "--yes")
    assert (found["pictures"], found["kept"]["strays"]) == (1, 0)  # the lock file names the file's hash
    (rerolled.folder / "game.lock.json").unlink()
    assert gc(rerolled, "--yes")["kept"]["strays"] == 1
    assert len(blobs(rerolled)) == 1


def test_an_empty_home_has_nothing_and_is_not_made(game):
    found = gc(game)
    assert (found["pictures"], found["cost"], found["assets"], found["locks"]) == (0, "0", [], [])
    assert "0 pictures" in game.run_plain("cache", "gc", "--yes").out
    assert not game.home.exists()


# -- builds


@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_while_a_build_runs_it_refuses(rerolled, options):
    ledger = Ledger(rerolled.home)
    build = ledger.begin("game", "shop", datetime.now(UTC))
    ran = rerolled.run_plain("cache", "gc", *options)
    assert ran.code == 1
    assert ran.err == "error: a build is running, and may be buying\n  hint: wait for its end, then try again\n"
    ledger.end(build, datetime.now(UTC))
    ledger.close()
    assert rerolled.run_plain("cache", "gc", *options).code == 0


def test_a_build_of_the_same_moment_waits_until_it_is_done(rerolled):
    began = []
    ledger, other = Ledger(rerolled.home), Ledger(rerolled.home)
    with ledger.alone():
        waiting = threading.Thread(target=lambda: began.append(other.begin("game", "shop", datetime.now(UTC))))
        waiting.start()
        waiting.join(0.3)
        assert began == []
    waiting.join(10)
    assert len(began) == 1
    other.close()
    ledger.close()


def test_a_damaged_ledger_stops_it(rerolled):
    (rerolled.home / "ledger.sqlite3").write_bytes(b"no database " * 400)
    ran = rerolled.run_plain("cache", "gc", "--yes")
    assert (ran.code, "rdbuild ledger rebuild" in ran.err, len(blobs(rerolled))) == (1, True, 3)


# -- the decision by itself

SHAS = [sha256(bytes([number])).hexdigest() for number in range(6)]
FINGERPRINTS = ["a", "b", "c"]


@st.composite
def stocks(draw):
    shas = st.sampled_from(SHAS)
    made = [
        Receipt(
            engine=draw(st.sampled_from(["shop", "local"])), fingerprint=draw(st.sampled_from(FINGERPRINTS)), base="",
            pictures=tuple(Picture(sha, "png", 1, 1) for sha in draw(st.lists(shas, max_size=3))), cost_micro=1,
            unit="balance", asset="x", prompt="", style=None, seed=None, model=None, attempt=number,
            created_at=draw(st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z"])),
            project=draw(st.sampled_from(["", "game", "other"])), dropped=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 5)))
    ]  # fmt: skip
    replies = [Reply(one.engine, one.fingerprint, one.attempt, draw(shas)) for one in made if draw(st.booleans())]
    return Stock(dict.fromkeys(draw(st.sets(shas)), 10), tuple(made), tuple(replies), {}, draw(st.integers(0, 1)))


HOLDS = st.builds(
    Holds,
    pictures=st.frozensets(st.tuples(st.sampled_from(["shop", "local"]), st.sampled_from(FINGERPRINTS))),
    files=st.frozensets(st.sampled_from(SHAS)),
    since=st.dictionaries(st.tuples(st.just("game"), st.booleans()), st.just(datetime(2026, 2, 1).timestamp())),
)


@given(stocks(), HOLDS)
def test_nothing_that_is_named_goes_and_a_second_look_finds_nothing_more(stock, holds):
    found = sort_out(stock, holds)
    assert not found.blobs.keys() & holds.files
    for one in stock.receipts:
        named = (one.engine, one.fingerprint) in holds.pictures or {p.sha256 for p in one.pictures} & holds.files
        recent = one.project == "game" and one.created_at > "2026-02"
        if named or recent or (one.project == "other"):
            assert not found.blobs.keys() & {picture.sha256 for picture in one.pictures}
            assert one not in found.receipts
    dropped = tuple(replace(one, dropped=True) if one in found.receipts else one for one in stock.receipts)
    left = replace(
        stock, blobs={sha: size for sha, size in stock.blobs.items() if sha not in found.blobs}, receipts=dropped,
        replies=tuple(one for one in stock.replies if one not in found.replies),
    )  # fmt: skip
    again = sort_out(left, holds)
    assert (again.blobs, again.receipts, again.replies) == ({}, (), ())


def test_a_receipt_that_is_dropped_says_so_on_disk_and_misses_nothing(tmp_path):
    cache = Cache(Path(tmp_path) / "cache")
    sha = cache.put_blob(b"picture")
    receipt = Receipt("shop", "f" * 64, "", (Picture(sha, "png", 1, 1),), 1, "balance", "hero", "", None, None, None,
                      "2026-01-01T00:00:00Z")  # fmt: skip
    cache.put_receipt(receipt)
    cache.discard([receipt], [], [sha], [])
    (path,) = (cache.root / "receipts").rglob("*.json")
    assert json.loads(path.read_text())["receipt"]["dropped"] is True
    assert cache.receipt("shop", "f" * 64) == replace(receipt, dropped=True)
    assert not cache.has_image(receipt, 1)
    assert cache.known_hash(sha)
    assert cache.verify() == []


def test_the_bought_picture_under_a_file_of_ones_own_stays_though_no_other_line_names_its_engine(game, api):
    game.write(HERO, BUDGET).build()
    game.write({"hero": "prompt: a black knight"}, BUDGET)
    picture(game.tree / "hero.png")
    assert game.run("accept", "hero").code == 0
    game.build()
    gc(game, "--yes")
    game.run("accept", "hero", "--undo")
    game.write(HERO, BUDGET)
    assert game.build()["reused"] == ["hero"]
    assert len(api.paid()) == 1


def test_the_steps_of_a_chain_whose_last_picture_was_drawn_over_stay(game, api):
    chain = {**HERO, "party": "edit: {asset: hero}, prompt: [add a hat, add a cape]"}
    game.write(chain, BUDGET).build()
    picture(game.tree / "party.png")
    assert game.run("accept", "party").code == 0
    game.build()
    game.write({**HERO, "party": "edit: {asset: hero}, prompt: [add a dog]"}, BUDGET)
    game.build()
    gc(game, "--yes")
    game.write({**HERO, "party": "edit: {asset: hero}, prompt: [add a hat, add a bow]"}, BUDGET)
    assert game.build()["generated"] == ["party"]
    assert len(api.paid()) == 5  # hero, hat, cape, dog, bow


def test_what_somebody_drew_and_took_back_is_never_taken_away(game):
    """Nobody can make it again for any money, and the tree has the bought picture in its place."""
    game.write({**HERO, **ROCK}, BUDGET).build()
    drawn = picture(game.tree / "hero.png").read_bytes()
    assert game.run("accept", "hero").code == 0
    assert game.run("accept", "hero", "--undo").code == 0
    assert game.build()["reused"] == ["hero"]
    assert game.files()["hero.png"] != drawn
    picture(game.tree / "rock.png", "blue")
    assert game.run("accept", "rock").code == 0
    assert "1 picture that somebody made by hand: no money brings them back" in game.run_plain("cache", "gc").out
    assert gc(game, "--yes")["kept"]["drawn"] == 1
    assert sha256(drawn).hexdigest() in blobs(game)
