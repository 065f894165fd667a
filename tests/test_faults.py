"""Every fault of the API, through a whole build over real HTTP: the outcome, the books, and what the next build buys.

The embedded server runs in a thread of its own and keeps its own books; the ledger is held against those.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from rdbuild.build import Options, Outside, make_build
from rdbuild.errors import ApiUnreachable, CredentialError, MoneyRefused, RdbuildError
from rdbuild.ledger import Ledger
from rdbuild.model import Blocked, Failed, Made, Skipped
from rdbuild.offline import Fault, Server, Settings
from rdbuild.project import Place

PRICE = Decimal("0.017")  # of one rd_fast 64x64, and of everything here
KEY = "rdpk-fault-key"


class Served:
    """An embedded API in a thread, so that builds can run their own event loops beside it."""

    def __init__(self, **settings):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.server, self.url = self._run(self._start(Settings(**settings)))

    async def _start(self, settings):
        server = Server(settings)
        return server, await server.start()

    def _run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def stop(self):
        self._run(self.server.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def faults(self, *rows):
        """These faults from now on, and no others."""

        async def change():
            self.server._desk._rows.clear()
            self.server._desk.add(rows)

        self._run(change())

    def log(self):
        async def look():
            return self.server.log()

        return self._run(look())

    def charges(self):
        return self.log()["charges"]

    def prompts(self):
        """How often each prompt was charged, refunded ones left out."""
        return Counter(one["prompt"] for one in self.charges() if not one["refunded"])

    def net(self):
        return sum((one["amount"] for one in self.charges() if not one["refunded"]), Decimal(0))

    def polls(self):
        return sum("/tasks/" in one["path"] for one in self.log()["requests"])

    def paid_posts(self):
        return [one["summary"] for one in self.log()["requests"] if one["paid"]]


@pytest.fixture
def serve():
    running = []

    def start(**settings):
        running.append(Served(**settings))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@dataclass
class Bench:
    """A manifest in a folder, a home, and builds of it."""

    folder: Path
    api: str = ""
    events: list = field(default_factory=list)
    on_start: object = lambda: None
    on_event: object = lambda event: None

    def write(self, names=("potion", "sword", "shield"), *, budget="budget: 5", project="test", more=""):
        self.folder.mkdir(exist_ok=True, parents=True)
        lines = ["version: 1", f"project: {project}", budget, "defaults: {prompt_style: rd_fast__simple, width: 64,"]
        lines += ["  height: 64}", "assets:"]
        lines += [f"  {name}: {{prompt: a {name}}}" for name in names]
        (self.folder / "rdbuild.yaml").write_text("\n".join(lines) + "\n" + more, encoding="utf-8")
        return self

    @property
    def home(self):
        return self.folder.parent / "home"

    def options(self, **more):
        place = Place(self.folder / "rdbuild.yaml", self.api, self.home)
        return Options(place, **{"key": KEY, "answer_timeout_s": 0.3, **more})

    def build(self, **more):
        """The report, or the error that refused to begin."""
        self.events.clear()

        def emit(event):
            self.events.append(event)
            self.on_event(event)

        outside = Outside(
            now=lambda: datetime.now(UTC),
            jitter=lambda: 0.0,
            emit=emit,
            started=lambda *_: self.on_start(),
            leave=lambda unanswered: None,
        )
        try:
            return make_build(self.options(**more), outside)
        except RdbuildError as error:
            return error

    def totals(self):
        with contextlib.closing(Ledger(self.home)) as ledger:
            assert ledger.verify() == []
            return ledger.totals("balance")


def money(micro):
    return Decimal(micro) / 1_000_000


def assert_books_agree(bench, served):
    """spent <= what the server took, less refunds <= spent + held + unknown; equal when nothing is open."""
    totals = bench.totals()
    net = served.net()
    spent, open_ = money(totals.spent), money(totals.held + totals.unknown)
    assert spent <= net <= spent + open_, (totals, net)
    assert totals.claimed == 0
    if not open_:
        assert spent == net


@pytest.fixture
def bench(tmp_path):
    return Bench(tmp_path / "project").write()


# -- the table: a fault that meets `potion`, what it means, and what the next build buys

TASKS, SYNC = "on", "off"
BOTH = (TASKS, SYNC)
MADE, FAILED, UNUSABLE, UNKNOWN, STOPPED, PENDING = "made", "failed", "unusable", "unknown", "stopped", "pending"
EXIT = {MADE: 0, FAILED: 1, UNUSABLE: 1, UNKNOWN: 6, PENDING: 1}


@dataclass(frozen=True)
class Row:
    """`outcome` of the potion; `exit_code` where it isn't the usual one; `rebought`: the next build pays for it."""

    do: str
    outcome: str
    modes: tuple = BOTH
    on: str = "submit"
    times: int = 1
    retry_after: object = 0
    charged: object = None
    exit_code: int | None = None
    urls: bool = False
    rebought: bool = False
    name: str = ""

    def __str__(self):
        return self.name or f"{self.do}{'' if self.on == 'submit' else f' on {self.on}'}"


ROWS = [
    Row("429", MADE, name="429 with seconds"),
    Row("429", MADE, retry_after="date", modes=(TASKS,), name="429 with a date"),
    Row("429", MADE, retry_after=None, name="429 without a time"),
    Row("429", FAILED, times=-1, rebought=True, name="429 for good"),
    Row("500", MADE),
    Row("500", FAILED, times=-1, rebought=True, modes=(TASKS,), name="500 for good"),
    Row("503", MADE),
    Row("502-html", UNKNOWN, name="502 html, not charged"),
    Row("502-html", UNKNOWN, charged=True, name="502 html, charged"),
    Row("524-html", UNKNOWN),
    Row("524-html", UNKNOWN, charged=False, name="524 html, not charged"),
    Row("inference_failed", MADE),
    Row("inference_failed", FAILED, times=-1, rebought=True, name="inference_failed for good"),
    Row("inference_failed-task", MADE),
    Row("inference_failed-task", FAILED, times=-1, rebought=True, name="a failed task for good"),
    Row("400", FAILED, rebought=True),
    Row("403-json", FAILED, rebought=True),
    Row("403-html", FAILED, rebought=True),
    Row("404", FAILED, rebought=True),
    Row("307", FAILED, rebought=True),
    Row("no-balance", STOPPED, exit_code=3),
    Row("402", STOPPED, exit_code=3),
    Row("401", STOPPED, exit_code=5),
    Row("reset-before", UNKNOWN),
    Row("reset-after", UNKNOWN),
    Row("hang-before", UNKNOWN),
    Row("hang-after", UNKNOWN),
    Row("truncated-json", UNKNOWN),
    Row("cut-body", UNKNOWN),
    Row("html-200", UNKNOWN),
    Row("bad-base64", UNUSABLE),
    Row("not-image", UNUSABLE),
    Row("wrong-size", UNUSABLE),
    Row("empty-list", UNUSABLE),
    Row("not-image", UNUSABLE, urls=True, name="not-image at a url"),
    Row("overcharge", MADE, exit_code=3),
    Row("lost-task", UNKNOWN, modes=(TASKS,)),
    # What costs nothing may be asked again, whatever the answer was.
    *(
        Row(do, MADE, on="poll", times=2, modes=(TASKS,))
        for do in ("429", "500", "503", "502-html", "reset-after", "truncated-json", "cut-body", "html-200")
    ),
    Row("401", PENDING, on="poll", modes=(TASKS,)),
    Row("403-html", PENDING, on="poll", modes=(TASKS,)),
    *(Row(do, MADE, on="fetch", times=2, urls=True) for do in ("429", "503", "502-html", "reset-before", "cut-body")),
    Row("404", PENDING, on="fetch", urls=True),
    Row("500", PENDING, on="fetch", times=-1, urls=True, modes=(TASKS,)),
    Row("307", PENDING, on="fetch", urls=True),
]
HEAVY = ("for good", "429 with a date", "on poll", "on fetch")  # retries take their time: the second tier, but for some
FIRST = ("429 for good", "404 on fetch", "503 on fetch", "429 on poll", "401 on poll")


def cases():
    for row in ROWS:
        heavy = any(word in str(row) for word in HEAVY) and str(row) not in FIRST
        for mode in row.modes:
            # What refuses the POST itself is the same with tasks and without.
            same = mode == SYNC and row.on == "submit" and row.outcome in (FAILED, STOPPED)
            marks = [pytest.mark.heavy] if heavy or same else []
            yield pytest.param(row, mode, id=f"{row}, tasks {mode}", marks=marks)


@pytest.mark.parametrize(("row", "mode"), list(cases()))
def test_a_fault_costs_what_it_must_and_no_more(row, mode, bench, serve):
    served = serve(tasks=mode, urls=row.urls)
    bench.api = served.url
    match = "" if row.on == "fetch" else "potion"
    names = ("potion",) if row.on == "fetch" else ("potion", "sword", "shield")
    bench.write(names)
    fault = Fault(row.on, row.do, times=row.times, match=match, retry_after=row.retry_after, charged=row.charged)
    served.faults(fault)

    report = bench.build()

    outcome = report.outcomes["potion"]
    expected = {
        MADE: lambda: isinstance(outcome, Made),
        FAILED: lambda: isinstance(outcome, Failed),
        UNUSABLE: lambda: outcome.code == "unusable" and isinstance(outcome, Blocked),
        UNKNOWN: lambda: outcome.code == "unknown" and isinstance(outcome, Blocked),
        STOPPED: lambda: isinstance(outcome, Failed),
        PENDING: lambda: isinstance(outcome, Skipped),
    }[row.outcome]
    assert expected(), outcome
    assert report.exit_code == (EXIT[row.outcome] if row.exit_code is None else row.exit_code)
    assert KEY not in repr(outcome)
    if row.outcome != STOPPED and row.do != "overcharge":
        for other in set(names) - {"potion"}:
            assert isinstance(report.outcomes[other], Made), report.outcomes[other]
    assert [entry.asset for entry in report.unknown] == (["potion"] if row.outcome == UNKNOWN else [])
    assert_books_agree(bench, served)

    # The faults are over. What was proven not charged is bought, and nothing else is.
    served.faults()
    before = served.prompts()
    sent_before = len(served.paid_posts())
    free = {name for name, one in report.outcomes.items() if isinstance(one, (Failed, Skipped))}
    free -= {"potion"} if row.outcome == PENDING else set()
    again = bench.build()

    bought = served.prompts() - before
    assert bought == Counter(f"a {name}" for name in free)
    assert len(served.paid_posts()) - sent_before == len(free)
    assert_books_agree(bench, served)
    assert (row.outcome == FAILED) == row.rebought
    for name in names:
        if name == "potion" and row.outcome in (UNUSABLE, UNKNOWN):
            assert again.outcomes[name] == Blocked(row.outcome, again.outcomes[name].message)
        else:
            assert (bench.folder / "assets" / f"{name}.png").exists(), again.outcomes[name]
    assert again.exit_code == (EXIT[row.outcome] if row.outcome in (UNUSABLE, UNKNOWN) else 0)
    if row.outcome == PENDING:
        assert again.outcomes["potion"].recovered
        assert again.recovered["balance"] == int(PRICE * 1_000_000)
        assert again.spent["balance"] == 0


# -- nobody listening


class Door:
    """A relay in front of a server whose door can be shut: what is connected stays, nobody new gets in."""

    def __init__(self, served):
        self._served = served
        self._port = int(served.url.rpartition(":")[2].partition("/")[0])
        self._pipes = set()
        self.port = 0
        served._run(self._listen())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    async def _listen(self):
        self._door = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._door.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        for source, target in ((reader, back), (there, writer)):
            pipe = asyncio.ensure_future(self._pipe(source, target))
            self._pipes.add(pipe)
            pipe.add_done_callback(self._pipes.discard)

    async def _pipe(self, source, target):
        with contextlib.suppress(ConnectionError):
            while data := await source.read(1 << 16):
                target.write(data)
                await target.drain()
        target.close()

    def shut(self):
        async def close():
            self._door.close()

        self._served._run(close())

    def open(self):
        self._served._run(self._listen())


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

    report = bench.build(jobs=1, fail_fast=True)

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

    report = bench.build(jobs=2)

    assert report.exit_code == 3
    assert "charged 0.034 for `n00`" in report.halt.message
    assert len(served.charges()) < len(names)
    assert report.spent["balance"] == int(served.net() * 1_000_000)  # all that was sent has landed
    assert_books_agree(bench, served)

    assert bench.build().exit_code == 0
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
    assert len(served.charges()) == 4

    code, report, err = ended(rdbuild(bench))
    assert code == 0, err
    assert set(served.prompts().values()) == {1}
    assert len(served.charges()) == 6
    assert Decimal(report["recovered"]) == 4 * PRICE
    assert Decimal(report["spent"]) == 2 * PRICE
    assert_books_agree(bench, served)


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
    assert code == 6, err
    assert sorted(one["id"] for one in report["unknown"]) == ["potion", "shield", "sword"]
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
        assert unknown  # some were without an answer for certain
    there = {path.stem for path in (bench.folder / "assets").glob("*.png")}
    assert there == set(names) - unknown
    assert_books_agree(bench, served)


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
