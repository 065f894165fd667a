"""What nobody knows and what nobody can use: what such an outcome is, and what the three builds after it do.

All through the real command line and a paid API, whose books are held against the ledger after each build.
"""

import json
import os
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import laws as law
import pytest
from game import NO_SOCKETS, PRICE, Game, Ran, picture
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.evidence import CLOCK_S, LATEST_S, Found, Listed, Listing, search, underway
from rdbuild.ledger import Ledger
from rdbuild.offline import Fault
from rdbuild.purchase import Claim, Entry, Refusal
from rdbuild.request import canonical

TWO = {"hero": "prompt: a knight", "sword": "prompt: a sword"}
DAY = 6 * PRICE
BUDGET = f"{{build: 1, day: {DAY}, credits: 100}}"
CAPS = (("balance", "build", 1), ("balance", "day", DAY), ("credits", "build", 100))
MODES = {"tasks": {}, "no tasks": {"tasks": "off"}, "urls": {"urls": True}}


class Case:
    """A game, its API, and the faults that the next requests meet."""

    def __init__(self, folder, api, assets=TWO):
        self.api = api
        self.game = Game(folder / "game", folder / "home", api).write(assets, BUDGET)
        self.again = []

    def faults(self, *rows):
        """These faults from now on, and no others."""

        async def change():
            self.api.server._desk._rows.clear()
            self.api.server._desk.add(rows)

        self.api._do(change())

    def change(self, prompt, how):
        """Change what the server holds of every paid request with a prompt."""

        async def all_of_them():
            for job in self.api.server._studio.jobs.values():
                if job.checked.body["prompt"] == prompt:
                    how(job)

        self.api._do(all_of_them())

    def build(self, *options, code=0, **how):
        report = self.game.build(*options, code=code, **how)
        self.laws()
        return report

    def laws(self, **how):
        return law.laws(self.game.home, self.api.log(), trees=[self.game.tree], caps=CAPS, again=self.again, **how)

    def sent(self):
        return [one["summary"] for one in self.api.paid()]

    def leave_unknown(self, fault="reset-after", match="knight", *, on="submit", times=1):
        self.faults(Fault(on, fault, match=match, times=times))
        report = self.build(code=6)
        self.faults()
        return report

    def reconcile(self, asset, said):
        assert self.game.run_plain("ledger", "reconcile", asset, said).code == 0


@pytest.fixture
def case(tmp_path, serve):
    def make(assets=TWO, **settings):
        return Case(tmp_path, serve(**settings), assets)

    return make


def unknown(report):
    return [one["id"] for one in report["unknown"]]


# -- there is evidence


def cases(first, *axes):
    """Every combination; what `first` does not take is of the second tier."""
    return [
        pytest.param(*case, id=", ".join(map(str, case)), marks=[] if first(*case) else [pytest.mark.heavy])
        for case in product(*axes)
    ]


@pytest.mark.parametrize(
    ("fault", "mode", "option"),
    cases(
        lambda fault, mode, option: (fault == "reset-after") + (mode == "tasks") + (option is None) >= 2,
        ["reset-after", "truncated-json", "524-html", "hang-after"],
        MODES,
        [None, "--no-spend", "--rebuy"],
    ),
)
def test_what_the_api_lists_as_charged_is_recovered_by_the_next_build(case, fault, mode, option):
    it = case(**MODES[mode])
    if fault == "hang-after":
        it.faults(Fault("submit", fault, match="knight"))
        assert it.game.run("build", "--timeout", "1").code == 6
        it.faults()
    else:
        assert unknown(it.leave_unknown(fault)) == ["hero"]
    sent = it.sent()
    report = it.build(*([option] if option else []))
    assert (report["recovered"], report["spent"], report["requests"]) == (str(PRICE), "0", 0)
    assert report["unknown"] == []
    assert (it.game.tree / "hero.png").exists()
    it.laws(over=True)
    requests = it.api.requests()
    for _ in range(2):
        assert it.build()["current"] == ["hero", "sword"]
    assert it.sent() == sent
    assert it.api.requests() == requests


@pytest.mark.parametrize("mode", MODES)
def test_what_the_api_lists_as_failed_and_not_charged_comes_free_and_is_bought(case, mode):
    it = case(**MODES[mode])
    it.leave_unknown()
    it.change("a knight", it.api.server._studio.fail)
    report = it.build()
    assert (report["recovered"], report["spent"], report["generated"]) == ("0", str(PRICE), ["hero"])
    it.laws(over=True)
    for _ in range(2):
        assert it.build()["requests"] == 0


def test_what_comes_free_is_not_bought_by_a_build_that_may_not_spend(case):
    it = case()
    it.leave_unknown()
    it.change("a knight", it.api.server._studio.fail)
    report = it.build("--no-spend", code=4)
    assert (report["unknown"], report["requests"]) == ([], 0)
    assert it.game.states() == {"hero": "new", "sword": "current"}
    assert it.build()["generated"] == ["hero"]
    it.laws(over=True)


def test_what_is_found_running_is_collected_when_it_is_done(case):
    it = case(task_ms=700)
    assert unknown(it.leave_unknown()) == ["hero"]
    assert it.build()["recovered"] == str(PRICE)
    it.laws(over=True)


def test_what_comes_free_while_the_cap_is_used_up_is_not_bought(case):
    it = case()
    it.leave_unknown()
    it.change("a knight", it.api.server._studio.fail)
    for other in range(5):
        it.game.write({**TWO, f"other{other}": f"prompt: other {other}"}, BUDGET)
        if other < 4:
            it.build()
    ran = it.game.run("build")
    assert ran.code == 3, ran
    assert "budget.day" in ran.err
    it.laws(over=True)


def test_the_build_of_another_manifest_finds_the_evidence_too(case, tmp_path):
    it = case()
    it.leave_unknown()
    other = Game(tmp_path / "other", it.game.home, it.api).write({"axe": "prompt: an axe"}, BUDGET)
    report = other.build()
    assert (report["recovered"], report["generated"], report["unknown"]) == (str(PRICE), ["axe"], [])
    it.laws(over=True)
    sent = it.sent()
    report = it.build()
    assert (report["reused"], report["requests"], report["spent"]) == (["hero"], 0, "0")
    assert it.sent() == sent


def unready(it, until):
    """The request list shows what is done as running, without a task, until it has been asked for so often."""
    real, asked = it.api.server._list, []

    def shown(request, what):
        asked.append(what)
        reply = real(request, what)
        if asked.count("requests") < until:
            for one in reply.body["requests"] if what == "requests" else ():
                one |= {"status": "running", "task_id": None, "base64_images": [], "output_urls": []}
        return reply

    it.api.server._list = shown
    return asked


def test_what_the_api_is_at_work_on_and_has_no_task_for_is_waited_for(case):
    it = case(tasks="off")
    it.leave_unknown()
    asked = unready(it, until=3)
    report = it.build()
    assert (report["recovered"], report["spent"], report["requests"]) == (str(PRICE), "0", 0)
    assert asked.count("requests") >= 3
    it.laws(over=True)


def test_what_the_api_stays_at_work_on_is_told_as_that_and_collected_later(case, monkeypatch):
    monkeypatch.setattr("rdbuild.inquiry.WAITS_S", (0.01, 0.01))
    it = case(tasks="off")
    it.leave_unknown()
    unready(it, until=4)
    ran = it.game.run("build")
    assert ran.code == 6, ran
    assert "warning: the API is still at work on `hero`" in ran.err
    assert "hint: build again in a minute: what it makes is collected, and costs nothing more" in ran.err
    assert "reconcile ASSET" not in ran.err  # whoever settled it now would pay twice
    it.laws()
    assert it.build()["recovered"] == str(PRICE)
    it.laws(over=True)


def test_whoever_watches_is_told_that_a_build_waits_for_what_the_api_is_at_work_on(case, monkeypatch):
    monkeypatch.setattr("rdbuild.inquiry.WAITS_S", (0.01, 0.01, 2.98))
    it = case(tasks="off")
    it.leave_unknown()
    unready(it, until=3)
    log = it.game.folder / "log.jsonl"
    ran = it.game.run("build", "--log-json", str(log))
    assert ran.code == 0, ran
    assert ran.err.count("waiting: the API is still at work on `hero`; it is asked again for up to 3 s") == 1
    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert [one["message"] for one in told if one["kind"] == "waiting"] == [
        "the API is still at work on `hero`; it is asked again for up to 3 s"
    ]


def test_an_api_that_falls_silent_while_it_is_waited_for_is_told_by_what_it_said_last(case, monkeypatch):
    monkeypatch.setattr("rdbuild.inquiry.WAITS_S", (0.01,))
    it = case(tasks="off")
    it.leave_unknown()
    asked = unready(it, until=9)
    it.faults(Fault("requests", "429", skip=1, times=3, retry_after=0))
    ran = it.game.run("build")
    assert ran.code == 6, ran
    assert "warning: the API is still at work on `hero`" in ran.err
    assert "can't be asked" not in ran.err
    assert asked.count("requests") == 1  # whoever says that it is too often is not asked again in the same build


def test_an_api_that_wants_to_be_left_alone_for_longer_than_a_build_waits_is_left_alone(case):
    it = case()
    it.leave_unknown()
    it.faults(Fault("requests", "429", times=9, retry_after=3600))
    before = it.api.requests()
    ran = it.game.run("build", "--no-spend")
    assert ran.code == 6, ran
    assert "the API's request list can't be asked what became of `hero`: HTTP 429" in ran.err
    assert it.api.requests() == before + 1


@pytest.mark.heavy
def test_a_task_that_the_api_forgot_is_recovered_once_its_list_shows_the_pictures(case):
    it = case()
    it.leave_unknown("lost-task")
    assert unknown(it.build(code=6)) == ["hero"]

    def remember(job):
        job.fate = None

    it.change("a knight", remember)
    report = it.build()
    assert (report["recovered"], report["requests"]) == (str(PRICE), 0)
    it.laws(over=True)


# -- there is none


@pytest.mark.parametrize("mode", MODES)
def test_what_never_reached_the_server_stays_unknown_and_is_never_sent_again(case, mode):
    it = case(**MODES[mode])
    report = it.leave_unknown("reset-before")
    assert report["unknown"] == [{"id": "hero", "amount": str(PRICE), "unit": "balance"}]
    sent = it.sent()
    for options in ((), (), (), ("--no-spend",), ("--locked",), ("--rebuy",), ("--offline",)):
        again = it.build(*options, code=6)
        assert again["unknown"] == report["unknown"]
        assert [(one["id"], one["code"]) for one in again["blocked"]] == [("hero", "unknown")]
        assert it.sent() == sent
    ran = it.game.run("reroll", "hero")
    assert ran.code != 0, ran
    assert it.sent() == sent
    assert unknown(it.build(code=6)) == ["hero"]
    assert it.sent() == sent


def test_the_warning_names_what_the_account_says_which_is_no_evidence(case):
    it = case()
    it.leave_unknown("reset-before")
    ran = it.game.run("build")
    assert ran.code == 6
    assert f"warning: nothing in the API's request list tells what became of {PRICE} for `hero` at " in ran.err
    assert "balance 99.983" in ran.err
    assert "no task that this ledger does not know" in ran.err
    assert "`rdbuild ledger reconcile ASSET --charged` or `--not-charged`" in ran.err


def test_a_person_who_says_that_it_was_not_charged_has_it_bought(case):
    it = case()
    it.leave_unknown("reset-before")
    it.reconcile("hero", "--not-charged")
    assert it.build()["generated"] == ["hero"]
    it.laws(over=True)
    for _ in range(2):
        assert it.build()["requests"] == 0


def test_a_person_who_says_that_it_was_charged_has_it_lost_until_they_pay_again(case):
    it = case()
    it.leave_unknown()
    it.reconcile("hero", "--charged")
    sent = it.sent()
    for _ in range(3):
        report = it.build(code=1)
        assert [(one["id"], one["code"]) for one in report["blocked"]] == [("hero", "lost")]
        assert it.sent() == sent
    it.laws(over=True)
    it.again = ["a knight"]
    assert it.build("--rebuy")["spent"] == str(PRICE)
    assert it.build()["requests"] == 0
    it.laws(over=True)


def elsewhere(it, tmp_path, **changes):
    """The same asset, bought on another machine with the same account."""
    body = {"prompt": "a knight", **changes}
    other = Game(tmp_path / "elsewhere", tmp_path / "another home", it.api)
    other.write({"hero": ", ".join(f"{name}: {value}" for name, value in body.items())}, BUDGET).build()


def test_an_item_that_is_older_than_the_hold_is_no_evidence(case, tmp_path):
    it = case()
    elsewhere(it, tmp_path)

    def age(job):
        job.created -= 10

    it.change("a knight", age)
    it.game.build(code=0)  # the same request, and what the server says of it is another purchase
    it.game.write({**TWO, "hero": "prompt: a knight, seed: 7"}, BUDGET)
    elsewhere_seven = Game(tmp_path / "seven", tmp_path / "third home", it.api)
    elsewhere_seven.write({"hero": "prompt: a knight, seed: 7"}, BUDGET).build()
    it.change("a knight", age)
    it.faults(Fault("submit", "reset-before", match="knight"))
    assert unknown(it.game.build(code=6)) == ["hero"]
    it.faults()
    sent = it.sent()
    for _ in range(3):
        assert unknown(it.game.build(code=6)) == ["hero"]
    assert it.sent() == sent


@pytest.mark.parametrize(
    "changes",
    [{"seed": 8}, {"width": 128, "seed": 7}, {"num_images": 2, "seed": 7}, {"remove_bg": "true", "seed": 7},
     {"prompt": "a knight!", "seed": 7}, {"prompt_style": "rd_fast__retro", "seed": 7}],
    ids=lambda changes: " ".join(changes),
)  # fmt: skip
@pytest.mark.heavy
def test_an_item_whose_echo_differs_is_no_evidence(case, tmp_path, changes):
    it = case({"hero": "prompt: a knight, seed: 7"})
    it.faults(Fault("submit", "reset-before", match="knight"))
    assert unknown(it.game.build(code=6)) == ["hero"]
    it.faults()
    elsewhere(it, tmp_path, **changes)
    sent = it.sent()
    for _ in range(3):
        assert unknown(it.game.build(code=6)) == ["hero"]
    assert it.sent() == sent


def test_an_item_that_the_ledger_knows_as_another_purchase_is_no_evidence(case):
    """The same request, paid for twice by a person's word: what came of the first says nothing of the second."""
    it = case()
    it.build()
    for path in sorted((it.game.home / "cache").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (it.game.tree / "hero.png").unlink()
    assert it.game.states()["hero"] == "lost"
    it.faults(Fault("submit", "reset-before", match="knight"))
    assert unknown(it.game.build("--rebuy", code=6)) == ["hero"]
    it.faults()
    sent = it.sent()
    for _ in range(3):
        assert unknown(it.game.build(code=6)) == ["hero"]
    assert it.sent() == sent


@pytest.mark.parametrize("times", [1, 2], ids=["one unknown", "both unknown"])
def test_of_two_purchases_that_an_echo_cannot_tell_apart_there_is_no_evidence(case, times):
    it = case({})
    picture(it.game.folder / "red.png", "red")
    picture(it.game.folder / "blue.png", "blue")
    same = "prompt: a flag, seed: 7, strength: 0.5"
    it.game.write({"one": f"{same}, input_image: red.png", "two": f"{same}, input_image: blue.png"}, BUDGET)
    it.faults(Fault("submit", "reset-after", times=times))
    left = unknown(it.game.build(code=6))
    it.faults()
    assert len(left) == times
    sent = it.sent()
    for _ in range(3):
        ran = it.game.run("build", "--json")
        assert unknown(ran.json) == left
        assert ran.err.count("task `task_") == times, "those are shown that the ledger does not know"
    assert it.sent() == sent
    for asset in left:
        it.reconcile(asset, "--charged")
    found = law.books(it.game.home)
    assert found.totals["balance"].spent == law.net(it.api.log(), "balance")


@pytest.mark.parametrize(
    ("fault", "mode"),
    cases(
        lambda fault, mode: mode == "tasks" and fault in ("404", "503", "truncated-json", "hang-before"),
        ["404", "500", "503", "401", "403-html", "502-html", "truncated-json", "html-200", "reset-before", "cut-body",
         "hang-before", "307"],
        MODES,
    ),
)  # fmt: skip
@pytest.mark.heavy
def test_a_request_list_that_does_not_answer_is_only_a_warning(case, monkeypatch, fault, mode):
    monkeypatch.setattr("rdbuild.client.QUICK_TIMEOUT_S", 0.2)
    monkeypatch.setattr("rdbuild.inquiry.BETWEEN_S", 0.01)
    it = case(**MODES[mode])
    it.leave_unknown()
    it.game.write({**TWO, "axe": "prompt: an axe"}, BUDGET)
    it.faults(Fault("requests", fault, times=-1))
    ran = it.game.run("build", "--json")
    assert ran.code == 6, ran
    assert ran.json["generated"] == ["axe"]
    assert unknown(ran.json) == ["hero"]
    assert "warning: " in ran.err
    assert "`hero`" in ran.err
    it.laws()
    it.faults()
    assert it.build()["recovered"] == str(PRICE)
    it.laws(over=True)


def test_a_request_list_that_fails_at_first_is_asked_again(case):
    it = case()
    it.leave_unknown()
    it.faults(Fault("requests", "503", times=2))
    assert it.build()["recovered"] == str(PRICE)


@pytest.mark.heavy
def test_how_long_the_list_takes_to_answer_makes_no_item_older(case):
    """Ages are told by the server's clock as it answers, so ours is looked at then and not when it was asked."""
    it = case()
    it.leave_unknown()
    it.faults(Fault("requests", "429", retry_after=3))
    assert it.build()["recovered"] == str(PRICE)


def test_an_unknown_edit_has_no_list_and_stays_unknown_until_somebody_says_what_it_was(case):
    it = case({"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add a cape]"})
    assert unknown(it.leave_unknown(match="hat", on="edit")) == ["party"]
    sent = it.sent()
    for options in ((), (), (), ("--no-spend",), ("--locked",), ("--rebuy",)):
        report = it.build(*options, code=6)
        assert report["unknown"] == [{"id": "party", "amount": "5", "unit": "credits"}]
        assert it.sent() == sent
    it.reconcile("party", "--charged")
    it.again = ["add a hat"]
    assert [one["code"] for one in it.build(code=1)["blocked"]] == ["lost"]
    assert it.build("--rebuy")["credits_spent"] == "10"
    it.laws(over=True)
    assert it.build()["requests"] == 0


def test_several_unknown_ones_are_each_held_against_the_list(case):
    it = case({f"n{n}": f"prompt: number {n}" for n in range(6)})
    it.faults(Fault("submit", "reset-after", times=3), Fault("submit", "reset-before", times=2))
    assert len(unknown(it.build(code=6))) == 5
    it.faults()
    report = it.build(code=6)
    assert report["recovered"] == str(3 * PRICE)
    assert len(unknown(report)) == 2
    for asset in unknown(report):
        it.reconcile(asset, "--not-charged")
    assert it.build()["spent"] == str(2 * PRICE)
    it.laws(over=True)


def with_closed_doors(game, *options, key):
    """A build in a process in which opening a socket is an error."""
    closed = game.home.parent / "closed"
    closed.mkdir(exist_ok=True)
    (closed / "sitecustomize.py").write_text(NO_SOCKETS)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(closed), **game.environment(key=key)}
    ran = subprocess.run([sys.executable, "-m", "rdbuild", "build", str(game.path), "--json", *options],
                         env=environment, capture_output=True, text=True, timeout=60)  # fmt: skip
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def test_a_build_without_a_key_or_with_nothing_to_do_opens_no_socket_for_what_is_unknown(case, tmp_path):
    it = case()
    it.leave_unknown("reset-before")
    for options, key in (((), None), (("--locked",), "key"), (("--offline",), "key"), (("--no-spend",), None)):
        ran = with_closed_doors(it.game, *options, key=key)
        assert ran.code == 6, ran
        assert unknown(ran.json) == ["hero"]
    other = Game(tmp_path / "other", it.game.home, it.api).write({"axe": "prompt: an axe"}, BUDGET)
    other.build()
    ran = with_closed_doors(other, key="key")
    assert ran.code == 0, ran
    assert ran.json["current"] == ["axe"]


# -- paid for, and of no use


@pytest.mark.parametrize(
    ("fault", "mode"),
    cases(
        lambda fault, mode: mode == "tasks" or fault == "not-image",
        ["wrong-size", "not-image", "bad-base64", "empty-list"],
        MODES,
    ),
)
@pytest.mark.heavy
def test_what_is_of_no_use_is_blocked_and_never_bought_again_by_itself(case, fault, mode):
    it = case(**MODES[mode])
    it.faults(Fault("submit", fault, match="knight"))
    report = it.build(code=1)
    assert [(one["id"], one["code"]) for one in report["blocked"]] == [("hero", "unusable")]
    assert (report["spent"], report["unknown"]) == (str(2 * PRICE), [])
    it.faults()
    requests = it.api.requests()
    for options, code in (((), 1), ((), 1), ((), 1), (("--no-spend",), 4), (("--locked",), 4), (("--rebuy",), 1)):
        again = it.build(*options, code=code)
        assert [(one["id"], one["code"]) for one in again["blocked"]] == [("hero", "unusable")]
        assert (again["spent"], again["requests"]) == ("0", 0)
        assert not (it.game.tree / "hero.png").exists()
    assert it.api.requests() == requests
    it.laws(over=True)
    it.game.reroll("hero")
    it.again = ["a knight"]
    assert it.build()["spent"] == str(PRICE)
    assert it.build()["current"] == ["hero", "sword"]
    it.laws(over=True)


# -- what counts as evidence

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = {"prompt": "a knight", "width": 64, "height": 64, "num_images": 1, "seed": 7, "strength": Decimal("0.80"),
          "prompt_style": "rd_fast__simple", "upscale_output_factor": 1}  # fmt: skip
HELD_S = 60.0


def entry(fields=FIELDS, *, name="f1", attempt=1, held_s=HELD_S, **ticket):
    held_at = (NOW - timedelta(seconds=held_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Entry(
        seq=1, at=held_at, engine="api.example", fingerprint=name, n=3, state="unknown", attempt=attempt, owner=1,
        build=1, project="p", day="2026-11-22", asset="hero", unit="balance", amount=17_000,
        ticket={"sent": canonical(fields), **ticket}, detail=None, held_at=held_at,
    )  # fmt: skip


def ticket_of(one):
    return one.fingerprint, one.attempt, "held", one.ticket


def item(**changes):
    made = {"request": "r1", "task": "t1", "status": "succeeded", "charged": True, "delivered": True, "sent": FIELDS,
            "created_s": NOW.timestamp() - HELD_S + 1}  # fmt: skip
    return Listed(**{**made, **changes})


def found(items, one=None, *, more=(), ahead_s=0.0, unknown=None):
    """`ahead_s`: how far the server's clock is."""
    one = one or entry()
    tickets = [ticket_of(one), *more]
    return search(unknown or [one], tickets, Listing(tuple(items), NOW.timestamp() + ahead_s), NOW)


NOT_CHARGED, NOTHING = "not charged", "nothing"
TABLE = {
    "charged, with its pictures": ([item()], {"listed": "r1"}),
    "charged, with its pictures and no task": ([item(task=None)], {"listed": "r1"}),
    "charged and running as a task": ([item(status="running", delivered=False)], {"task": "t1"}),
    "charged and waiting as a task": ([item(status="pending", delivered=False)], {"task": "t1"}),
    "charged and running, with no task to ask for": ([item(status="running", delivered=False, task=None)], NOTHING),
    "done, its pictures not in the list, but a task": ([item(delivered=False)], {"task": "t1"}),
    "done, and nothing to fetch it by": ([item(delivered=False, task=None)], NOTHING),
    "nothing said of a charge": ([item(charged=None)], {"listed": "r1"}),
    "done and not charged": ([item(charged=False)], NOTHING),
    "failed and not charged": ([item(status="failed", charged=False, delivered=False)], NOT_CHARGED),
    "failed and charged": ([item(status="failed", charged=True, delivered=False)], NOTHING),
    "failed, and nothing said of a charge": ([item(status="failed", charged=None, delivered=False)], NOTHING),
    "of an unknown status, not charged": ([item(status="archived", charged=False)], NOTHING),
    "without a time": ([item(created_s=None)], NOTHING),
    "a minute older than the hold": ([item(created_s=NOW.timestamp() - HELD_S - 60)], NOTHING),
    "older by more than clocks differ": ([item(created_s=NOW.timestamp() - HELD_S - CLOCK_S - 0.1)], NOTHING),
    "older by less than clocks differ": ([item(created_s=NOW.timestamp() - HELD_S - CLOCK_S + 0.1)], {"listed": "r1"}),
    "just made": ([item(created_s=NOW.timestamp())], {"listed": "r1"}),
    "empty list": ([], NOTHING),
    "another prompt": ([item(sent=FIELDS | {"prompt": "a knight!"})], NOTHING),
    "another seed": ([item(sent=FIELDS | {"seed": 8})], NOTHING),
    "the same number in other digits": ([item(sent=FIELDS | {"strength": Decimal("0.8")})], {"listed": "r1"}),
    "how it was sent": ([item(sent=FIELDS | {"async": True, "check_cost": False})], {"listed": "r1"}),
    "pictures in the echo": ([item(sent=FIELDS | {"input_image": "AAAA"})], {"listed": "r1"}),
    "a default filled in": ([item(sent=FIELDS | {"remove_bg": False, "tile_x": None})], {"listed": "r1"}),
    "something else filled in": ([item(sent=FIELDS | {"remove_bg": True})], NOTHING),
    "a field left out": ([item(sent={key: value for key, value in FIELDS.items() if key != "seed"})], NOTHING),
    "an echo of nothing": ([item(sent={})], NOTHING),
    "of two, the one that was charged": (
        [item(request="r2", status="failed", charged=False, delivered=False), item()], {"listed": "r1"}),
    "of two that were charged, the first": (
        [item(request="r2", created_s=NOW.timestamp() - 1), item()], {"listed": "r1"}),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_an_item_is_evidence_of_this_or_of_nothing(name):
    items, expected = TABLE[name]
    one = entry()
    ticket = None if expected == NOT_CHARGED else expected
    assert found(items, one) == ([] if expected == NOTHING else [Found(one, ticket)])


def test_what_is_not_done_and_has_no_task_is_under_way_and_nothing_else_is():
    one = entry()
    names = {
        name for name, (items, _) in TABLE.items()
        if underway([one], [ticket_of(one)], Listing(tuple(items), NOW.timestamp()), NOW)
    }  # fmt: skip
    assert names == {"charged and running, with no task to ask for"}
    others = [item(status="running", delivered=False, task=None, **change) for change in (
        {"charged": False}, {"sent": FIELDS | {"seed": 8}}, {"created_s": NOW.timestamp() - HELD_S - 60})]  # fmt: skip
    assert underway([one], [ticket_of(one)], Listing(tuple(others), NOW.timestamp()), NOW) == []


def test_what_is_said_to_be_underway_for_longer_than_anything_takes_is_not_waited_for():
    one = entry()
    running = Listing((item(status="running", delivered=False, task=None),), NOW.timestamp())
    for seconds, waited in ((LATEST_S - 60, [one]), (LATEST_S + 60, [])):
        later = NOW + timedelta(seconds=seconds)
        listing = replace(running, now_s=later.timestamp())
        assert underway([one], [ticket_of(one)], listing, later) == waited


@pytest.mark.parametrize("known", [{"task": "t1"}, {"listed": "r1"}, {"task": "t1", "sent": "x"}])
def test_an_item_that_another_purchase_has_is_not_this_ones(known):
    assert found([item()], more=[("f2", 1, "sent", known)]) == []
    assert found([item()], more=[("f1", 2, "sent", known)]) == []


def test_the_task_that_the_api_lost_is_not_asked_for_again():
    one = entry(task="t1")
    assert found([item(status="running", delivered=False)], one) == []
    assert found([item()], one) == [Found(one, {"listed": "r1"})]


def test_requests_that_are_alike_are_no_evidence_for_either():
    one, two = entry(), entry(name="f2")
    assert found([item(), item(request="r2", task="t2")], one, more=[ticket_of(two)], unknown=[one, two]) == []


def test_attempts_of_one_purchase_are_not_its_rivals():
    one = entry(attempt=2)
    assert found([item()], one, more=[("f1", 1, "held", {"sent": canonical(FIELDS)})]) == [Found(one, {"listed": "r1"})]


def test_one_item_is_never_evidence_of_two_purchases():
    one, two = entry(), entry(FIELDS | {"seed": 8}, name="f2")
    both = [item(), item(request="r2", task="t2", sent=FIELDS | {"seed": 8})]
    given_ = found(both, one, more=[ticket_of(two)], unknown=[one, two])
    assert [(each.entry.fingerprint, each.ticket) for each in given_] == [("f1", {"listed": "r1"}),
                                                                         ("f2", {"listed": "r2"})]  # fmt: skip


@pytest.mark.parametrize("ahead_s", [-3600, -5, 5, 3600])
def test_a_server_whose_clock_is_off_is_told_by_ages(ahead_s):
    """Times are the server's own, so an item's age is right where its clock is not."""
    made = NOW.timestamp() - HELD_S + ahead_s
    assert found([item(created_s=made + 1)], ahead_s=ahead_s) != []
    assert found([item(created_s=made - 5)], ahead_s=ahead_s) == []


def in_the_ledger(home, failures):
    """A purchase that failed as often, was sent again each time, half a second later, and then nobody heard of it."""
    price = Claim("f1", "hero", "balance", 17_000)
    ticket = {"sent": canonical(FIELDS)}
    with closing(Ledger(home)) as ledger:
        times = [NOW - timedelta(seconds=0.8 + 0.5 * back) for back in reversed(range(failures + 1))]
        build = ledger.begin("p", "api.example", times[0])
        assert ledger.admit(build, [price], [], times[0], lambda *_: None).claimed
        for at in times[:-1]:
            assert not isinstance(ledger.hold(build, "api.example", "f1", [], at, ticket), Refusal)
            ledger.again(build, "api.example", "f1", "HTTP 400: inference failed", at + timedelta(seconds=0.1))
        ledger.hold(build, "api.example", "f1", [], times[-1], ticket)
        ledger.lose(build, "api.example", "f1", "no answer", NOW)
        return ledger.unknown(), ledger.tickets("api.example", (NOW - timedelta(hours=1)).isoformat()), times


def test_a_failure_that_was_heard_of_says_nothing_of_the_request_that_was_sent_after_it(tmp_path):
    """The failed item that is listed may be the first one's, while the second is still on its way to be charged."""
    unknown, tickets, times = in_the_ledger(tmp_path, 1)
    no = {"status": "failed", "charged": False, "delivered": False}
    failed = [item(request=f"r{n}", created_s=float(int(at.timestamp())), **no) for n, at in enumerate(times)]
    assert search(unknown, tickets, Listing(tuple(failed[:1]), NOW.timestamp()), NOW) == []
    assert [one.ticket for one in search(unknown, tickets, Listing(tuple(failed), NOW.timestamp()), NOW)] == [None]
    charged_too = Listing((failed[0], item(created_s=NOW.timestamp())), NOW.timestamp())
    assert [one.ticket for one in search(unknown, tickets, charged_too, NOW)] == [{"listed": "r1"}]


def test_a_failure_that_was_not_heard_of_is_evidence(tmp_path):
    unknown, tickets, times = in_the_ledger(tmp_path, 0)
    failed = item(status="failed", charged=False, delivered=False, created_s=float(int(times[0].timestamp())))
    assert [one.ticket for one in search(unknown, tickets, Listing((failed,), NOW.timestamp()), NOW)] == [None]


VALUES = st.one_of(st.booleans(), st.integers(-(10**6), 10**6), st.text(max_size=6),
                   st.decimals(-100, 100, places=3), st.lists(st.integers(0, 9), max_size=3))  # fmt: skip


@given(st.data())
def test_an_item_that_differs_in_any_field_that_was_sent_is_never_evidence(data):
    names = st.sampled_from(["prompt", "width", "seed", "strength", "remove_bg", "tile_x", "frames_duration", "bypass"])
    sent = data.draw(st.dictionaries(names, VALUES, min_size=1))
    name = data.draw(st.sampled_from(sorted(sent)))
    other = data.draw(VALUES.filter(lambda value: canonical(value) != canonical(sent[name])))
    one = entry(sent)
    assert found([item(sent=sent)], one) == [Found(one, {"listed": "r1"})]
    assert found([item(sent=sent | {name: other})], one) == []
    assert found([item(sent={key: value for key, value in sent.items() if key != name})], one) == []


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4), st.floats(-1e6, 1e6))
def test_an_item_counts_exactly_if_it_is_no_older_than_the_hold_and_not_much_younger(made_s, held_s, ahead_s):
    """Ages in seconds; a second and a quarter is forgiven, since times are whole ones."""
    held_s = round(held_s, 3)
    one = entry(held_s=held_s)
    seen = found([item(created_s=NOW.timestamp() + ahead_s - made_s)], one, ahead_s=ahead_s)
    oldest, youngest = held_s + CLOCK_S, held_s - LATEST_S
    if min(abs(made_s - oldest), abs(made_s - youngest)) > 0.01:
        assert bool(seen) == (youngest < made_s < oldest)
