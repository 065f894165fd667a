"""What goes wrong around a whole build over real HTTP: connections, signals, crashes, other builds, failed upstreams.

The embedded server runs in a thread of its own and keeps its own books; the ledger is held against those.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from decimal import Decimal

import pytest
from bench import KEY, PRICE, Bench, Door, Served, assert_books_agree, money

from rdbuild.errors import ApiUnreachable, CredentialError, MoneyRefused
from rdbuild.ledger import Ledger
from rdbuild.model import Blocked, Failed, Made, Skipped
from rdbuild.offline import Fault
from rdbuild.offline.replies import Reply

TASKS, SYNC = "on", "off"
BOTH = (TASKS, SYNC)


@pytest.fixture
def serve():
    running = []

    def start(**settings):
        running.append(Served(**settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path / "project").write()


# -- nobody listening


def test_a_refused_connection_is_tried_again_and_paid_once(bench, serve):
    served = serve()
    door = Door(served)
    bench.api, bench.on_start = door.url, door.shut
    shut = [True]

    def open_again(event):
        if event.kind == "retry" and shut:
            shut.clear()
            door.open()

    bench.on_event = open_again
    report = bench.build()

    door.shut()

    assert report.exit_code == 0
    assert not shut
    assert served.prompts() == {"a potion": 1, "a sword": 1, "a shield": 1}
    assert_books_agree(bench, served)


@pytest.mark.heavy
def test_an_api_that_is_gone_fails_the_assets_and_costs_nothing(bench, serve):
    served = serve()
    door = Door(served)
    bench.api, bench.on_start = door.url, door.shut

    report = bench.build()
    assert report.exit_code == 1
    assert {type(one) for one in report.outcomes.values()} == {Failed}
    assert report.requests == 0
    assert served.charges() == []
    assert_books_agree(bench, served)
    assert isinstance(bench.build().halt, ApiUnreachable)

    door.open()
    bench.on_start = lambda: None
    assert bench.build().exit_code == 0
    door.shut()
    assert_books_agree(bench, served)


# -- what one asset's trouble does to the others


def test_what_is_made_from_a_failed_asset_is_skipped_by_name_and_costs_nothing(bench, serve):
    served = serve()
    bench.api = served.url
    party = "  party: {prompt: a party, input_image: {asset: potion}}\n"
    bench.write(more=party + "  late: {prompt: late, input_image: {asset: party}}\n")
    served.faults(Fault("submit", "400", match="potion"))

    report = bench.build()

    assert report.exit_code == 1
    assert report.outcomes["party"] == Skipped("made from `potion`, which has no picture")
    assert report.outcomes["late"] == Skipped("made from `party`, which has no picture")
    assert served.prompts() == {"a sword": 1, "a shield": 1}
    assert_books_agree(bench, served)

    assert bench.build().exit_code == 0
    assert set(served.prompts().values()) == {1}
    assert len(served.prompts()) == 5


def test_fail_fast_starts_nothing_new_after_an_unusable_picture(bench, serve):
    served = serve(tasks="off", latency_ms=20)
    bench.api = served.url
    bench.write([f"n{number}" for number in range(20)])
    served.faults(Fault("submit", "not-image", match="n0"))

    report = bench.build(jobs=1, fail_fast=True, answer_timeout_s=5)

    assert report.exit_code == 1
    assert len(served.charges()) < 5
    assert_books_agree(bench, served)


@pytest.mark.parametrize("mode", BOTH)
def test_an_overcharge_stops_new_starts_while_what_is_in_flight_lands(mode, bench, serve):
    served = serve(tasks=mode, latency_ms=20)
    bench.api = served.url
    names = [f"n{number:02}" for number in range(20)]
    bench.write(names)
    served.faults(Fault("submit", "overcharge", match="n00"))

    report = bench.build(jobs=2, answer_timeout_s=5)  # 16 are painted at once: on a loaded machine that takes a while

    assert report.exit_code == 3
    assert "charged 0.034 for `n00`" in report.halt.message
    assert len(served.charges()) < len(names)
    assert report.spent["balance"] == int(served.net() * 1_000_000)  # all that was sent has landed
    assert_books_agree(bench, served)

    assert bench.build(answer_timeout_s=5).exit_code == 0
    assert served.prompts() == dict.fromkeys((f"a {name}" for name in names), 1)


def test_a_balance_that_does_not_cover_the_plan_and_a_cent_sends_nothing(bench, serve):
    served = serve(balance=3 * PRICE + Decimal("0.0099"))
    bench.api = served.url

    report = bench.build()

    assert report.exit_code == 3
    assert isinstance(report.halt, MoneyRefused)
    assert "balance 0.0609" in report.halt.message
    assert served.paid_posts() == []

    rich = serve(balance=3 * PRICE + Decimal("0.01"))
    bench.api = rich.url
    assert bench.build().exit_code == 0


def test_a_refused_key_sends_nothing_paid(bench, serve):
    served = serve(key="another")
    bench.api = served.url

    report = bench.build()

    assert report.exit_code == 5
    assert isinstance(report.halt, CredentialError)
    assert KEY not in report.halt.message
    assert served.paid_posts() == []


def test_equal_fingerprints_are_bought_once_and_published_each(bench, serve):
    served = serve()
    bench.api = served.url
    bench.write(more="  copy: {prompt: a potion}\n  deep/copy: {prompt: ' a potion '}\n")

    report = bench.build()

    assert report.exit_code == 0
    assert served.prompts() == {"a potion": 1, "a sword": 1, "a shield": 1}
    pictures = [(bench.folder / "assets" / f"{name}.png").read_bytes() for name in ("potion", "copy", "deep/copy")]
    assert len(set(pictures)) == 1
    assert report.spent["balance"] == 3 * int(PRICE * 1_000_000)


# -- traps for the executor


def interrupt_on(*kinds):
    """A listener that sends SIGINT to ourselves at the first event of these kinds."""
    sent = []

    def listen(event):
        if event.kind in kinds and not sent:
            sent.append(event)
            os.kill(os.getpid(), signal.SIGINT)

    return listen


def test_a_listener_that_breaks_loses_no_purchase(bench, serve):
    """stderr can be a closed pipe; that must not end a build with paid requests in flight."""
    served = serve()
    bench.api = served.url

    def broken(event):
        raise BrokenPipeError("nobody reads")

    bench.on_event = broken
    report = bench.build()

    assert report.exit_code == 0
    assert len(list((bench.folder / "assets").glob("*.png"))) == 3
    assert_books_agree(bench, served)


def test_an_interrupt_does_not_wait_for_the_servers_retry_after(bench, serve):
    """The first 429 shuts the gate for a minute; those behind it hear of the interrupt at once."""
    served = serve()
    bench.api = served.url
    bench.write([f"n{number}" for number in range(30)])
    served.faults(Fault("submit", "429", times=-1, retry_after=60))
    bench.on_event = interrupt_on("retry")

    began = time.monotonic()
    report = bench.build()

    assert report.exit_code == 130
    assert time.monotonic() - began < 10
    assert served.charges() == []
    assert_books_agree(bench, served)


def test_an_empty_account_does_not_wait_for_the_servers_retry_after(bench, serve):
    served = serve()
    bench.api = served.url
    bench.write([f"n{number}" for number in range(30)])
    served.faults(Fault("submit", "402", match="n3", times=-1), Fault("submit", "429", times=-1, retry_after=60))

    began = time.monotonic()
    report = bench.build()

    assert report.exit_code == 3
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "fault",
    [
        Fault("poll", "hang-before", times=-1),
        Fault("fetch", "hang-before", times=-1),
        Fault("fetch", "429", times=-1, retry_after=60),
    ],
    ids=["hung poll", "hung fetch", "fetch told to wait"],
)
def test_an_interrupt_leaves_what_hangs_to_the_next_build(fault, bench, serve, monkeypatch):
    monkeypatch.setattr("rdbuild.execute.GRACE_S", 0.3)
    served = serve(urls=True)
    bench.api = served.url
    bench.write(["potion"])
    served.faults(fault)
    stop = threading.Timer(0.6, os.kill, (os.getpid(), signal.SIGINT))
    bench.on_start = stop.start

    began = time.monotonic()
    report = bench.build()
    bench.on_start = lambda: None

    assert report.exit_code == 130
    assert time.monotonic() - began < 8
    assert report.unknown == []
    served.faults()
    again = bench.build()
    assert again.exit_code == 0
    assert again.outcomes["potion"].recovered
    assert served.prompts() == {"a potion": 1}
    assert_books_agree(bench, served)


@pytest.mark.parametrize("mode", BOTH)
def test_a_paid_picture_that_is_gone_for_good_is_settled_and_blocked(mode, bench, serve):
    """The first build leaves it to the second, which has the task's word again; then nobody will ever have it."""
    served = serve(tasks=mode, urls=True)
    bench.api = served.url
    bench.write(["potion"])
    served.faults(Fault("fetch", "404", times=-1))

    assert isinstance(bench.build().outcomes["potion"], Skipped)
    looks = served.polls()
    second = bench.build()
    assert served.polls() - looks == (1 if mode == TASKS else 0)
    assert second.outcomes["potion"].code == "unusable"
    assert "HTTP 404" in second.outcomes["potion"].message
    served.faults()
    third = bench.build()

    assert third.outcomes["potion"].code == "unusable"
    assert third.exit_code == 1
    assert served.prompts() == {"a potion": 1}
    assert bench.totals().held == 0
    assert_books_agree(bench, served)


def test_a_task_that_failed_after_its_build_died_is_bought_afresh_and_refunded(bench, serve):
    served = serve(task_ms=400)
    bench.api = served.url
    bench.write(["potion"])
    served.faults(Fault("submit", "inference_failed-task"))
    bench.on_event = interrupt_on("held")
    assert bench.build().exit_code == 130
    bench.on_event = lambda event: None

    report = bench.build()

    assert report.exit_code == 0
    assert report.refunded["balance"] == int(PRICE * 1_000_000)
    assert [one["refunded"] for one in served.charges()] == [True, False]
    assert_books_agree(bench, served)


# -- processes: signals, crashes, several builds


def rdbuild(bench, *arguments, **more):
    env = {**os.environ, "RDBUILD_HOME": str(bench.home), "RD_API_KEY": KEY, "RDBUILD_API": bench.api}
    command = [sys.executable, "-m", "rdbuild", "build", "--json", *arguments]
    return subprocess.Popen(
        command, cwd=bench.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more
    )


def ended(process, timeout_s=60):
    """(exit code, report or None, stderr)"""
    try:
        out, err = process.communicate(timeout=timeout_s)
    finally:
        process.kill()
    return process.returncode, json.loads(out) if out else None, err


def until(condition, timeout_s=30):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


@pytest.mark.heavy
def test_an_interrupted_build_leaves_its_tasks_and_the_next_collects_them_for_nothing(bench, serve):
    served = serve(task_ms=1200)
    bench.api = served.url
    bench.write([f"n{number}" for number in range(6)])
    process = rdbuild(bench, "-j", "4")
    until(lambda: len(served.charges()) == 4)
    process.send_signal(signal.SIGINT)
    code, report, err = ended(process)

    assert code == 130, err
    assert report["unknown"] == []
    assert report["spent"] == "0"
    assert Decimal(report["held"]) == 4 * PRICE
    assert len(served.charges()) == 4

    code, report, err = ended(rdbuild(bench))
    assert code == 0, err
    assert set(served.prompts().values()) == {1}
    assert len(served.charges()) == 6
    assert Decimal(report["recovered"]) == 4 * PRICE
    assert Decimal(report["spent"]) == 2 * PRICE
    assert_books_agree(bench, served)


@pytest.mark.heavy
def test_the_second_interrupt_leaves_at_once_and_says_what_becomes_unknown(bench, serve):
    served = serve(tasks="off")
    bench.api = served.url
    served.faults(Fault("submit", "hang-after", times=-1))
    process = rdbuild(bench)
    until(lambda: len(served.charges()) == 3)
    process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    code, _, err = ended(process)

    assert code == 130
    assert time.monotonic() - began < 1
    assert "the outcome of 3 paid request(s) is unknown" in err

    code, report, err = ended(rdbuild(bench))
    assert code == 0, err
    assert (report["unknown"], Decimal(report["recovered"])) == ([], 3 * PRICE)  # the API's request list has them
    assert len(served.paid_posts()) == 3
    assert_books_agree(bench, served)


@pytest.mark.heavy
@pytest.mark.parametrize("mode", BOTH)
@pytest.mark.parametrize("killed_at", [1, 20, 45])
def test_a_killed_build_pays_for_nothing_twice_and_reports_what_nobody_knows(mode, killed_at, bench, serve):
    served = serve(tasks=mode, latency_ms=40, task_ms=100)
    bench.api = served.url
    names = [f"n{number:02}" for number in range(60)]
    bench.write(names)
    process = rdbuild(bench)
    until(lambda: len(served.charges()) >= killed_at)
    process.kill()
    ended(process)
    time.sleep(0.2)  # what was on its way to the server arrives

    code, report, err = ended(rdbuild(bench))
    again = ended(rdbuild(bench))

    assert set(served.prompts().values()) == {1}
    unknown = {one["id"] for one in report["unknown"]}
    assert code == (6 if unknown else 0), err
    assert again[0] == code
    assert len(unknown) <= 16
    if mode == SYNC:
        assert unknown or Decimal(report["recovered"])  # some were without an answer, and the API's list has those
    there = {path.stem for path in (bench.folder / "assets").glob("*.png")}
    assert there == set(names) - unknown
    assert_books_agree(bench, served)


@pytest.mark.heavy
def test_two_builds_at_once_charge_each_asset_once_and_both_are_whole(bench, serve):
    served = serve(task_ms=300)
    bench.api = served.url
    bench.write([f"n{number}" for number in range(8)])

    builds = [rdbuild(bench), rdbuild(bench)]
    results = [ended(process) for process in builds]

    assert [code for code, *_ in results] == [0, 0], results
    assert served.prompts() == {f"a n{number}": 1 for number in range(8)}
    assert sum(Decimal(report["spent"]) for _, report, _ in results) == 8 * PRICE
    assert_books_agree(bench, served)


def test_two_manifests_on_a_days_cap_for_one_are_one_whole_and_one_refused_unsent(tmp_path, serve):
    served = serve(task_ms=400)
    one, other = (
        Bench(tmp_path / name, served.url).write(
            [f"{name}{number}" for number in range(3)], budget="budget: {build: 5, day: 0.06}"
        )
        for name in ("one", "other")
    )

    results = [ended(process) for process in [rdbuild(one), rdbuild(other)]]

    assert sorted(code for code, *_ in results) == [0, 3], results
    refused = next(err for code, _, err in results if code == 3)
    assert "budget.day" in refused
    assert len(served.paid_posts()) == 3
    assert len({prompt[2] for prompt in served.prompts()}) == 1
    assert_books_agree(one, served)


@pytest.mark.heavy
def test_a_task_to_collect_and_a_purchase_to_wait_for_go_together(tmp_path, serve):
    """The watch over another build must not collect again what is being collected."""
    served = serve(task_ms=1500)
    other = Bench(tmp_path / "other", served.url).write(["sword"])
    left = Bench(tmp_path / "left", served.url).write(["potion"])
    both = Bench(tmp_path / "both", served.url).write(["sword", "potion"])
    process = rdbuild(other)
    until(lambda: served.prompts()["a sword"] == 1)
    left.on_event = interrupt_on("held")
    assert left.build().exit_code == 130

    report = both.build()

    assert report.exit_code == 0, report.bug
    assert served.prompts() == {"a sword": 1, "a potion": 1}
    assert report.recovered["balance"] == int(PRICE * 1_000_000)
    assert ended(process)[0] == 0
    assert_books_agree(both, served)


@pytest.mark.parametrize("urls", [False, True], ids=["in the reply", "at urls"])
@pytest.mark.heavy
def test_a_picture_collected_by_another_manifest_is_held_to_its_own_request(urls, tmp_path, serve):
    """Whoever collects it knows what was asked for: a wrong size must not be published later as if it were right."""
    served = serve(task_ms=300, urls=urls)
    mine = Bench(tmp_path / "mine", served.url).write(["potion", "sword"])
    other = Bench(tmp_path / "other", served.url).write(["shield"])
    served.faults(Fault("submit", "wrong-size", match="potion"))
    mine.on_event = interrupt_on("held")
    assert mine.build(jobs=2).exit_code == 130
    mine.on_event = lambda event: None
    assert other.build().exit_code == 0

    report = mine.build()

    assert report.outcomes["potion"].code == "unusable"
    assert "72x64" in report.outcomes["potion"].message
    assert not (mine.folder / "assets" / "potion.png").exists()
    assert served.prompts()["a potion"] == 1
    line = json.loads((mine.folder / "rdbuild.lock.json").read_text())["assets"]["sword"]
    assert "a sword" in json.dumps(line)
    assert_books_agree(mine, served)


# -- what a hostile reader ran into


def names_one_task(served):
    """The API answers every purchase with the task of the first."""
    real, first = served.server._carry_out, []

    async def carry_out(*given):
        reply = await real(*given)
        if reply.body.get("status") == "accepted":
            first.append(reply.body["task_id"])
            reply.body["task_id"] = first[0]
        return reply

    served.server._carry_out = carry_out


def published(bench):
    return {path.stem: path.read_bytes() for path in (bench.folder / "assets").glob("*.png")}


def test_one_task_that_stands_for_two_purchases_is_never_one_picture_for_both(bench, serve):
    served = serve()
    bench.api = served.url
    bench.write(["potion", "sword"])
    names_one_task(served)

    report = bench.build(jobs=1)

    assert report.exit_code == 6
    assert [type(one) for one in report.outcomes.values()] == [Made, Blocked]
    assert list(published(bench)) == ["potion"]
    assert_books_agree(bench, served)

    assert bench.build().exit_code == 0  # the request list tells which is whose
    assert len(set(published(bench).values())) == 2
    assert served.prompts() == {"a potion": 1, "a sword": 1}
    assert_books_agree(bench, served)


def test_the_task_of_an_earlier_build_is_not_one_of_this_build_too(bench, serve):
    served = serve()
    bench.api = served.url
    bench.write(["potion"])
    names_one_task(served)
    served.faults(Fault("poll", "401"))  # whoever asks next has the right key
    assert isinstance(bench.build().outcomes["potion"], Skipped)

    bench.write(["potion", "sword"])
    report = bench.build()

    assert report.exit_code == 6
    assert report.outcomes["potion"].recovered
    assert list(published(bench)) == ["potion"]
    assert bench.build().exit_code == 0
    assert len(set(published(bench).values())) == 2
    assert_books_agree(bench, served)


def test_the_task_of_a_purchase_that_was_settled_before_is_not_anothers(bench, serve):
    served = serve()
    bench.api = served.url
    bench.write(["potion"])
    names_one_task(served)
    assert bench.build().exit_code == 0
    bench.write(["potion", "sword"])
    assert bench.build().exit_code == 6
    assert list(published(bench)) == ["potion"]
    assert bench.build().exit_code == 0
    assert len(set(published(bench).values())) == 2
    assert served.prompts() == {"a potion": 1, "a sword": 1}
    assert_books_agree(bench, served)


def test_a_stop_that_comes_while_a_hold_is_written_down_sends_nothing(bench, serve, monkeypatch):
    served = serve()
    bench.api = served.url
    hold = Ledger.hold

    def slow(*given):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)  # the disk takes its time, and the signal arrives
        return hold(*given)

    monkeypatch.setattr(Ledger, "hold", slow)
    report = bench.build()

    assert report.exit_code == 130
    assert (report.unknown, report.requests, served.paid_posts(), served.charges()) == ([], 0, [], [])
    assert bench.totals().held == 0
    monkeypatch.undo()
    assert bench.build().exit_code == 0
    assert set(served.prompts().values()) == {1}
    assert_books_agree(bench, served)


@pytest.mark.parametrize("says", [{"ok": True}, {"status": "ok", "data": []}, {"error": "unknown method"}], ids=str)
def test_a_server_that_answers_200_to_everything_is_another_api_and_is_sent_nothing_paid(says, bench, serve):
    """Once a day's cap was booked as spent on it."""
    served = serve()
    bench.api = served.url
    posted = []

    async def nod(request, entry):
        body = await request.json() if request.method == "POST" else {"check_cost": True}
        posted.extend([] if body.get("check_cost") else [body["prompt"]])
        return Reply(200, says)

    served.server._respond = nod
    report = bench.build()

    assert (posted, report.requests, bench.totals().spent, bench.totals().unknown) == ([], 0, 0, 0)
    assert report.exit_code == 1
    assert "this is another API" in report.halt.message


def test_an_answer_to_a_purchase_that_says_nothing_of_one_is_unknown_and_not_spent(bench, serve):
    served = serve()
    bench.api = served.url
    real = served.server._carry_out

    async def nod(request, checked, *more):
        return await real(request, checked, *more) if checked.body.get("check_cost") else Reply(200, {"ok": True})

    served.server._carry_out = nod
    report = bench.build()

    assert report.exit_code == 6
    assert {one.code for one in report.outcomes.values()} == {"unknown"}
    assert money(bench.totals().unknown) == 3 * PRICE
    assert_books_agree(bench, served)
