"""`build --log-json`: each event a line of JSON as it happens, the first and the last with what a job asks for."""

import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from game import Game

from rdbuild import __version__
from rdbuild.eventlog import EventLog, last_line, line
from rdbuild.model import Blocked, Event, Failed, Made, Receipt, Skipped
from rdbuild.offline import Fault

KEY = "rdpk-0a1b2c3d4e5f6789"
NOW = datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)
HERO = {"hero": "prompt: a knight"}
FULL = Path("/dev/full")


def read(path):
    text = path.read_text(encoding="utf-8")
    assert text.isascii()
    assert text.endswith("\n")
    return [json.loads(one) for one in text.splitlines()]


def masked(rows):
    """Without times, and without the tasks' names; seconds only by which of them there are."""
    found = []
    for row in rows:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row.pop("time"))
        times = sorted(name for name in row if name == "seconds" or name.endswith("_s"))
        assert all(isinstance(row[name], float) and 0 <= row[name] < 60 for name in times)
        rest = {name: value for name, value in row.items() if name not in (*times, "task")}
        found.append({**rest, **({"times": " ".join(times)} if times else {})})
    return found


@pytest.fixture
def log(game):
    return game.folder / "log.jsonl"


def test_the_log_of_a_build_with_a_retry_and_a_failure(game, serve, log):
    api = serve(faults=(Fault("submit", "429", retry_after=0), Fault("submit", "400", match="walk")))
    game = Game(game.folder, game.home, api)
    game.write({"hero": "prompt: a knight", "walk": "prompt: a walk, input_image: {asset: hero}",
                "ride": "prompt: a ride, input_image: {asset: walk}"})  # fmt: skip
    ran = game.run("build", "--log-json", str(log))
    assert ran.code == 1, ran
    held = {"amount": "0.017", "unit": "balance"}
    hero, again, walk = (
        {"asset": name, "attempt": attempt} for name, attempt in (("hero", 1), ("hero", 2), ("walk", 1))
    )
    busy, bad = "HTTP 429: Too many requests.", "HTTP 400: Bad request."
    first, waited = "queue_s seconds", "queue_s seconds wait_s"
    paused, fetched = "pause_s queue_s seconds wait_s", "fetch_s pause_s queue_s seconds wait_s"
    *found, last = masked(read(log))
    assert found == [
        {"kind": "begun", "version": 1, "rdbuild": __version__, "project": "game", "engine": api.url[7:-3]},
        {"kind": "quoting"},
        {"kind": "quoted", "message": "asked for 1 price and the balance", "prices": 1, "times": "seconds wait_s"},
        {"kind": "queued", **hero},
        {"kind": "held", **hero, **held, "times": first},
        {"kind": "freed", **hero, **held, "message": busy, "times": waited},
        {"kind": "retry", **hero, "message": f"attempt 2 in 0.0 s: {busy}", "times": paused},
        {"kind": "queued", **again, "times": paused},
        {"kind": "held", **again, **held, "times": paused},
        {"kind": "accepted", **again, "times": paused},
        {"kind": "delivered", **again, "times": paused},
        {"kind": "settled", **again, **held, "times": fetched},
        {"kind": "finished", **again, "outcome": "generated", "times": fetched},
        {"kind": "queued", **walk},
        {"kind": "held", **walk, **held, "times": first},
        {"kind": "freed", **walk, **held, "message": bad, "times": waited},
        {"kind": "finished", **walk, "outcome": "failed", "code": "refused", "message": bad[:-1], "times": paused},
        {"kind": "finished", "asset": "ride", "outcome": "skipped",
         "message": "made from `walk`, which has no picture"},
    ]  # fmt: skip
    assert (last["kind"], last["exit_code"], last["spent"], last["requests"]) == ("ended", 1, "0.017", 3)
    assert {name: count for name, count in last["assets"].items() if count} == {
        "generated": 1, "failed": 1, "skipped": 1,
    }  # fmt: skip


def test_a_purchase_whose_outcome_nobody_knows_is_in_the_log(game, serve, log):
    game = Game(game.folder, game.home, serve(faults=(Fault("submit", "reset-after"),))).write(HERO)
    assert game.run("build", "--log-json", str(log)).code == 6
    (lost,) = [one for one in read(log) if one["kind"] == "unknown"]
    assert (lost["asset"], lost["amount"], lost["unit"]) == ("hero", "0.017", "balance")
    assert [one["amount"] for one in read(log)[-1]["unknown"]] == ["0.017"]


def test_the_last_line_has_the_totals_and_the_exit_code(game, log):
    game.write({"hero": "prompt: a knight", "old": "prompt: old"})
    assert game.run("build", "--only", "old").code == 0
    assert game.run("build", "--log-json", str(log)).code == 0
    last = read(log)[-1]
    assert last.pop("elapsed_s") > 0
    assert re.match(r"\d{4}-", last.pop("time"))
    assert last == {
        "kind": "ended", "exit_code": 0, "spent": "0.017", "credits_spent": "0", "saved": "0", "credits_saved": "0",
        "recovered": "0", "credits_recovered": "0", "refunded": "0", "credits_refunded": "0", "unknown": [],
        "requests": 1, "error": None,
        "assets": {"generated": 1, "recovered": 0, "reused": 0, "current": 1, "skipped": 0, "failed": 0, "blocked": 0},
    }  # fmt: skip


def test_a_build_with_nothing_to_do_has_a_beginning_and_an_end_in_place_of_an_earlier_log(game, log):
    game.write(HERO)
    assert game.run("build", "--log-json", str(log)).code == 0
    assert len(read(log)) > 4
    assert game.run("build", "--log-json", str(log)).code == 0
    first, last = read(log)
    assert (first["kind"], first["version"], first["project"]) == ("begun", 1, "game")
    assert (last["kind"], last["exit_code"], last["assets"]["current"]) == ("ended", 0, 1)


def test_a_build_that_is_refused_says_why_at_the_end(game, log):
    game.write(HERO, budget="0.01")
    assert game.run("build", "--log-json", str(log)).code == 3
    assert [one["kind"] for one in read(log)] == ["begun", "quoting", "quoted", "ended"]
    last = read(log)[-1]
    assert (last["exit_code"], last["assets"]["skipped"]) == (3, 1)
    assert last["error"].startswith("over budget: ")


def test_what_was_wrong_before_anything_began_is_the_one_line(game, log):
    game.write({"hero": "prompt: a knight, widht: 64"})
    assert game.run("build", "--log-json", str(log)).code == 2
    (only,) = read(log)
    assert (only["kind"], only["exit_code"], only["error"]) == ("ended", 2, "1 problem(s) in the manifest")


@pytest.mark.parametrize("name", ["game.lock.json", "game.local.lock.json"])
@pytest.mark.parametrize("command", [("build", "--log-json"), ("plan", "--save")])
def test_what_is_to_be_a_lock_file_is_no_name_for_another_file(game, api, command, name):
    game.write(HERO)
    ran = game.run(*command, str(game.folder / name))
    assert (ran.code, "is a lock file of the manifest" in ran.err) == (2, True), ran
    assert not (game.folder / name).exists()
    assert api.requests() == 0


@pytest.mark.parametrize("name", ["nowhere/log.jsonl", ".", "game.yaml", "assets.txt"])
def test_a_log_that_can_not_be_written_is_told_before_anything_is_sent(game, api, name):
    """Least of all over a file with something else in it."""
    game.write(HERO)
    (game.folder / "assets.txt").write_text("\n")
    before = game.path.read_bytes()
    ran = game.run("build", "--log-json", str(game.folder / name))
    assert ran.code == 2, ran
    assert ran.err.startswith("error: ")
    assert "--log-json" in ran.err
    assert "Traceback" not in ran.err
    assert api.requests() == 0
    assert not game.tree.exists()
    assert (game.path.read_bytes(), (game.folder / "assets.txt").read_text()) == (before, "\n")


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
def test_a_log_whose_disk_is_full_is_warned_of_once_and_the_build_goes_on(game):
    game.write({f"icon{n}": f"prompt: icon {n}" for n in range(5)})
    ran = game.run("build", "--log-json", str(FULL))
    assert ran.code == 0, ran
    told = "warning: the log can't be written any more: No space left on device; the build goes on"
    assert ran.err.count(told) == ran.err.count("warning") == 1
    assert len(game.lock) == 5


def test_a_log_that_ends_in_the_midst_is_told_once_and_never_written_to_again():
    class Small(StringIO):
        def write(self, text):
            if self.tell() + len(text) > 300:
                raise OSError(28, "No space left on device")
            return super().write(text)

    file, told = Small(), []
    log = EventLog(file, lambda: NOW, told.append)
    for n in range(10):
        log.on(Event("held", f"icon{n}", 17_000))
    log.ended(0, error="x")
    assert told == ["the log can't be written any more: No space left on device; the build goes on"]
    assert all(json.loads(one)["kind"] == "held" for one in file.getvalue().splitlines())


def test_an_interrupt_before_anything_began_is_an_end_too(game, log, monkeypatch):
    from rdbuild import build

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "make_build", interrupted)
    game.write(HERO)
    assert game.run("build", "--log-json", str(log)).code == 130
    assert [(one["kind"], one["exit_code"]) for one in read(log)] == [("ended", 130)]


RECEIPT = Receipt("api", "fp", "base", (), 17_000, "balance", "hero", "a", None, 7, None, "2026")
STAMP = '{"time": "2026-01-02T03:04:05.678Z", "kind": '


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Event("held", "hero", 17_000, attempt=1, seconds={"queue": 0.12345}),
         '"held", "asset": "hero", "attempt": 1, "amount": "0.017", "unit": "balance", "seconds": 0.123, '
         '"queue_s": 0.123}'),
        (Event("settled", "party#1", 5_000_000, "credits"),
         '"settled", "asset": "party#1", "amount": "5", "unit": "credits"}'),
        (Event("retry", "hero", text="attempt 2 in 0.4 s: HTTP 503: \x1b[31m 赤", attempt=1),
         '"retry", "asset": "hero", "attempt": 1, "message": "attempt 2 in 0.4 s: HTTP 503: \\u001b[31m \\u8d64"}'),
        (Event("finished", "hero", outcome=Made(RECEIPT, recovered=True)),
         '"finished", "asset": "hero", "outcome": "recovered"}'),
        (Event("finished", "hero", outcome=Blocked("lost", "gone")),
         '"finished", "asset": "hero", "outcome": "blocked", "code": "lost", "message": "gone"}'),
        (Event("finished", "hero", outcome=Failed("refused", "no")),
         '"finished", "asset": "hero", "outcome": "failed", "code": "refused", "message": "no"}'),
        (Event("finished", "hero", outcome=Skipped("current")),
         '"finished", "asset": "hero", "outcome": "current", "message": "current"}'),
        (Event("accepted", "hero", facts={"task": "t-1"}), '"accepted", "asset": "hero", "task": "t-1"}'),
        (Event("stopping", text="interrupted"), '"stopping", "message": "interrupted"}'),
    ],
    ids=lambda one: "" if isinstance(one, str) else one.kind,
)  # fmt: skip
def test_each_event_has_its_line(event, text):
    assert line(event, NOW) == STAMP + text


def test_an_event_that_is_told_late_has_the_time_when_it_happened():
    assert json.loads(line(Event("delivered", "hero", ago=1.5), NOW))["time"] == "2026-01-02T03:04:04.178Z"


def test_an_end_without_a_report():
    assert json.loads(last_line(2, NOW, error="no")) == {
        "time": "2026-01-02T03:04:05.678Z", "kind": "ended", "exit_code": 2, "error": "no",
    }  # fmt: skip
