"""Every fault in every exchange, through a whole build over real HTTP, held to the one table of `verdicts`.

A cell says which kind of failure a fault is in an exchange, written down here by itself; the table in the code says
what follows: tried again or not, how it is booked, what the user reads. Then the faults end, and the next build has to
come to the right end: nothing is paid for twice, nothing that was paid for is lost.
"""

import io
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest
from bench import KEY, Bench, Door, Served, assert_books_agree
from game import picture

from rdbuild.console import Console, problem_text
from rdbuild.errors import FailureKind as Kind
from rdbuild.errors import RdbuildError
from rdbuild.ledger import Ledger
from rdbuild.model import Blocked, Made
from rdbuild.offline import Fault
from rdbuild.pacing import ATTEMPTS
from rdbuild.report_text import report_text
from rdbuild.verdicts import EXCHANGES, VERDICTS, verdict

PAID = ("submit", "edit")
TASKS = ("submit", "poll")
REFUSED_CONNECTION = "connect refused"


def everywhere(kind, **other):
    return {**dict.fromkeys(EXCHANGES, kind), **other}


@dataclass(frozen=True)
class Row:
    """A fault: what the server does, and which kind of failure that is, by exchange. `charged`: on a paid POST."""

    name: str
    do: str
    kinds: dict
    charged: bool = False
    more: dict = field(default_factory=dict)
    at: dict = field(default_factory=dict)  # what the server does instead, by exchange


ROWS = [
    Row("429 with seconds", "429", everywhere(Kind.BUSY), more={"retry_after": 0}),
    Row("429 with a date", "429", everywhere(Kind.BUSY), more={"retry_after": "date"}),
    Row("429 without a header", "429", everywhere(Kind.BUSY), more={"retry_after": None}),
    Row("500", "500", everywhere(Kind.BUSY)),
    Row("503", "503", everywhere(Kind.BUSY)),
    Row("502 HTML", "502-html", everywhere(Kind.UNKNOWN)),
    Row("502 HTML, and it ran", "502-html", everywhere(Kind.UNKNOWN), charged=True, more={"charged": True}),
    Row("524 HTML", "524-html", everywhere(Kind.UNKNOWN), charged=True),
    Row("400 inference_failed", "400-inference", everywhere(Kind.TRANSIENT),
        at={"submit": "inference_failed", "edit": "inference_failed"}),
    Row("400 other", "400", everywhere(Kind.REFUSED)),
    Row("not enough balance", "no-balance", everywhere(Kind.NO_FUNDS), at={"edit": "no-credits"}),
    Row("402", "402", everywhere(Kind.NO_FUNDS)),
    Row("401", "401", everywhere(Kind.NO_KEY)),
    Row("403 JSON", "403-json", everywhere(Kind.REFUSED)),
    Row("403 HTML", "403-html", everywhere(Kind.REFUSED)),
    Row(REFUSED_CONNECTION, "", everywhere(Kind.NOT_SENT)),
    Row("reset before the charge", "reset-before", everywhere(Kind.UNKNOWN)),
    Row("reset after the charge", "reset-after", everywhere(Kind.UNKNOWN), charged=True),
    Row("hang before the charge", "hang-before", everywhere(Kind.UNKNOWN)),
    Row("hang after the charge", "hang-after", everywhere(Kind.UNKNOWN), charged=True),
    Row("307 to elsewhere", "307", everywhere(Kind.REFUSED)),
    Row("truncated JSON", "truncated-json", everywhere(Kind.UNKNOWN, fetch=Kind.UNUSABLE), charged=True),
    Row("body cut short", "cut-body", everywhere(Kind.UNKNOWN), charged=True),
    Row("200 with HTML", "html-200", everywhere(Kind.UNKNOWN, fetch=Kind.UNUSABLE), charged=True),
    Row("bad base64", "bad-base64", dict.fromkeys((*PAID, "poll"), Kind.UNUSABLE)),
    Row("not an image", "not-image", dict.fromkeys((*PAID, "poll"), Kind.UNUSABLE)),
    Row("wrong size", "wrong-size", dict.fromkeys(TASKS, Kind.UNUSABLE)),  # an edit may come back in any size
    Row("empty list", "empty-list", dict.fromkeys((*PAID, "poll"), Kind.UNUSABLE)),
    Row("price above the quote", "overcharge", {"submit": Kind.OVERCHARGED}),
    Row("task lost", "lost-task", {"poll": Kind.LOST_TASK}, charged=True),
    Row("task failed and refunded", "inference_failed-task", {"poll": Kind.TASK_FAILED}),
    Row("task refused and refunded", "refused-task", {"poll": Kind.TASK_REFUSED}),
    Row("task never ends", "task-never-ends", {"poll": Kind.TASK_RUNNING}),
    Row("result URL gone", "404", {"fetch": Kind.REFUSED}),
]  # fmt: skip
CELLS = [(row, exchange) for row in ROWS for exchange in EXCHANGES if exchange in row.kinds]
SLOW = ("429 with a date",)
# The first tier takes every fault of the POST that costs money, and one or two of each other exchange.
FIRST = {("poll", "502 HTML"), ("poll", "task lost"), ("fetch", "result URL gone"), ("quote", "401"),
         ("edit", "reset after the charge"), ("edit", "not an image"), ("fetch", "503"), ("quote", "503")}  # fmt: skip


def cases():
    for row, exchange in CELLS:
        first = (exchange == "submit" and row.name not in SLOW) or (exchange, row.name) in FIRST
        yield pytest.param(row, exchange, id=f"{exchange}-{row.name}", marks=[] if first else [pytest.mark.heavy])


def test_every_cell_of_the_table_is_walked():
    walked = {(kind, exchange) for row in ROWS for exchange, kind in row.kinds.items()}
    # What only a second look at a delivery can come to, and what a task or a URL shows later than the reply would.
    elsewhere = {
        (Kind.GONE, "fetch"),
        (Kind.OVERCHARGED, "edit"),
        (Kind.OVERCHARGED, "poll"),
        (Kind.OVERCHARGED, "fetch"),
    }
    assert walked | elsewhere == {(kind, exchange) for kind, row in VERDICTS.items() for exchange in row}


class World:
    """One build that meets one fault: the server, the project, and what the user read."""

    def __init__(self, folder, row, exchange, monkeypatch):
        self.row, self.exchange, self.kind = row, exchange, row.kinds[exchange]
        self.verdict = verdict(exchange, self.kind)
        at_once = exchange in PAID and self.kind in (Kind.UNUSABLE, Kind.OVERCHARGED)
        shuts = row.name == REFUSED_CONNECTION and exchange in ("poll", "fetch")
        self.served = Served(
            tasks="off" if at_once or (shuts and exchange == "fetch") else "on", urls=exchange == "fetch",
            task_ms=400 if shuts else 0, latency_ms=200 if shuts else 0,
        )  # fmt: skip
        self.door = Door(self.served)
        self.bench = Bench(folder, self.door.url)
        body = "edit: hero.png" if exchange == "edit" else "width: 64"
        self.bench.write((), budget="budget: {build: 5, credits: 50}", more=f"  potion: {{prompt: a potion, {body}}}\n")
        picture(folder / "hero.png")
        for name, seconds in (("client.QUICK_TIMEOUT_S", 0.4), ("collector.UNREACHABLE_S", 0.6)):
            monkeypatch.setattr(f"rdbuild.{name}", seconds)

    def strike(self, times):
        if self.row.name == REFUSED_CONNECTION:
            self._shut()
            return
        do = self.row.at.get(self.exchange, self.row.do)
        self.served.faults(Fault(self.exchange, do, times=times, **self.row.more))

    def _shut(self):
        """Close the door just when this exchange is about to happen."""
        if self.exchange == "quote":
            self.door.shut()
        elif self.exchange in PAID:
            self.bench.on_start = self.door.shut
        else:  # the task is there, and what comes next finds nobody
            self.watch = threading.Thread(target=self._shut_once_it_was_sent)
            self.bench.on_start = self.watch.start

    def _shut_once_it_was_sent(self):
        for _ in range(1000):
            if any(one["paid"] and one["status"] == 200 for one in self.served.log()["requests"]):
                break
            time.sleep(0.005)
        time.sleep(0.05)
        self.door.shut(cut=True)

    def build(self):
        """(exit code, all that the user reads)"""
        found = self.bench.build(patience_s=0.9)
        if isinstance(found, RdbuildError):
            return found.exit_code, f"{found.message}\n{found.hint}"
        text = [report_text(found, Console(io.StringIO(), io.StringIO())), *map(problem_text, found.notes)]
        text += [found.halt.message] if found.halt is not None else []
        self.outcome = found.outcomes["potion"]
        assert found.bug is None, found.bug
        return found.exit_code, "\n".join(text)

    def end_faults(self):
        self.served.faults()
        self.bench.on_start = lambda: None
        if self.row.name == REFUSED_CONNECTION:
            self.door.shut()
            self.door.open()

    def states(self):
        ledger = Ledger(self.bench.home)
        try:
            return [row["state"] for row in ledger.rows()]
        finally:
            ledger.close()

    def tries(self):
        """How often this exchange was made."""
        paths = [(one["method"], one["path"], one["check_cost"]) for one in self.served.log()["requests"]]
        matches = {
            "quote": lambda method, path, check: check,
            "submit": lambda method, path, check: method == "POST" and path.endswith("/inferences") and not check,
            "edit": lambda method, path, check: path.endswith("/edit"),
            "poll": lambda method, path, check: "/tasks/" in path,
            "fetch": lambda method, path, check: "/outputs/" in path,
        }[self.exchange]
        return sum(matches(*one) for one in paths)

    def close(self):
        self.door.shut(cut=True)
        self.served.stop()


@pytest.fixture
def world(tmp_path, monkeypatch):
    made = []

    def make(row, exchange):
        made.append(World(tmp_path / "project", row, exchange, monkeypatch))
        return made[-1]

    yield make
    for one in made:
        one.close()


LAST = {"nothing": "settled", "not-charged": "refused", "refunded": "refused", "pending": "sent", "unknown": "unknown",
        "unusable": "unusable", "settled": "settled"}  # fmt: skip
EXIT = {"nothing": 0, "not-charged": 1, "refunded": 1, "pending": 1, "unknown": 6, "unusable": 1, "settled": 0}


@pytest.mark.parametrize(("row", "exchange"), list(cases()))
@pytest.mark.heavy
def test_a_fault_for_good_is_tried_booked_and_told_as_the_table_says_and_the_next_build_mends_it(row, exchange, world):
    one = world(row, exchange)
    says = one.verdict
    one.strike(-1)

    code, text = one.build()

    assert code == (says.stops or EXIT[says.booked]), text
    assert re.search(re.escape(says.says).replace(r"\{error\}", ".+"), text), text
    assert KEY not in text
    if row.name != REFUSED_CONNECTION:
        if exchange == "poll" and says.booked == "pending":  # for as long as it has patience
            assert (one.tries() > 1) == (says.retry or one.kind is Kind.TASK_RUNNING)
        else:  # a GET on a connection that was kept is sent anew by the library where that turns out to be dead
            tries = ATTEMPTS if says.retry else 2 if one.kind is Kind.LOST_TASK else 1  # one 404 may be a hiccup
            anew = exchange in ("poll", "fetch") and one.kind is Kind.UNKNOWN
            assert tries <= one.tries() <= (2 * tries if anew else tries)
    if says.booked == "nothing" and says.stops:
        assert one.served.paid_posts() == []
    else:
        assert one.states()[-1] == LAST[says.booked]
        assert ("refunded" in one.states()) == (says.booked == "refunded")
    assert_books_agree(one.bench, one.served)

    one.end_faults()
    paid, before = len(one.served.paid_posts()), one.served.prompts()
    code, text = one.build()

    bought = one.served.prompts() - before
    proven = says.booked in ("not-charged", "refunded") or (says.booked == "nothing" and says.stops)
    assert bought == (Counter({"a potion": 1}) if proven else Counter()), text
    assert len(one.served.paid_posts()) - paid == bool(proven)
    found = says.booked == "unknown" and row.charged and exchange != "edit"  # the API's request list has it
    if says.booked == "unusable" or (says.booked == "unknown" and not found):
        assert (code, one.outcome) == (EXIT[says.booked], Blocked(says.booked, one.outcome.message)), text
        assert one.build()[0] == code
        assert len(one.served.paid_posts()) == paid
    else:
        assert code == 0, text
        assert (one.bench.folder / "assets" / "potion.png").exists()
        if says.booked == "pending" or found:
            assert isinstance(one.outcome, Made)
            assert one.outcome.recovered
    assert one.served.prompts()["a potion"] == (0 if says.booked == "unknown" and not row.charged else 1)
    assert_books_agree(one.bench, one.served)


def worth_another_try():
    for case in cases():
        row, exchange = case.values
        if verdict(exchange, row.kinds[exchange]).retry and row.name != REFUSED_CONNECTION:
            yield case


@pytest.mark.parametrize(("row", "exchange"), list(worth_another_try()))
def test_a_fault_of_the_moment_is_got_over_and_paid_once(row, exchange, world):
    one = world(row, exchange)
    one.strike(1)
    code, text = one.build()
    assert code == 0, text
    assert one.served.prompts() == {"a potion": 1}
    assert one.tries() >= 2
    assert_books_agree(one.bench, one.served)
    assert one.build()[0] == 0
    assert one.served.prompts() == {"a potion": 1}
