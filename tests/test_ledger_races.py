"""Real processes on one ledger: however many and however they end, a cap holds and nothing is bought twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rdbuild.ledger import Cap, Claim, Ledger

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAID = "api.example:443"
PRICE = 100_000
START = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
from rdbuild.ledger import Cap, Claim, Ledger

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAID = "api.example:443"
PRICE = 100_000
day = Cap("budget.day", "day", "balance", 1_000_000)
home, arguments = Path(sys.argv[1]), json.loads(sys.argv[2])

def say(what):
    print(json.dumps(what), flush=True)

def wait():
    sys.stdin.readline()

def wishes(names):
    return [Claim(name, name, "balance", PRICE) for name in names]

def no_receipt(*key):
    return None

"""


@contextmanager
def process(home: Path, body: str, arguments: Any = None) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that runs `body`; killed at the end if it still runs."""
    child = subprocess.Popen(
        [sys.executable, "-c", START + body, str(home), json.dumps(arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            assert pipe is not None
            pipe.close()


def hear(child: subprocess.Popen[str]) -> Any:
    assert child.stdout is not None
    line = child.stdout.readline()
    assert line, f"the process ended with {child.wait()}"
    return json.loads(line)


def go(child: subprocess.Popen[str]) -> None:
    assert child.stdin is not None
    child.stdin.write("\n")
    child.stdin.flush()


def kill(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait()


def no_receipt(engine: str, fingerprint: str, attempt: int) -> tuple[int, bool] | None:
    return None


DAY = Cap("budget.day", "day", "balance", 1_000_000)

ADMITTING = """
ledger = Ledger(home)
build = ledger.begin("game", PAID, NOW)
say("ready")
wait()
for names in arguments:
    found = ledger.admit(build, wishes(names), [day], NOW, no_receipt)
    say([sorted(found.claimed), sorted(found.waits), found.refusal is not None])
wait()
"""


def test_processes_that_admit_at_once_never_pass_the_cap_nor_claim_a_picture_twice(tmp_path: Path) -> None:
    """Six builds with plans that overlap, a cap that covers ten of sixty prices."""
    pictures = [f"p{number:02}" for number in range(40)]
    plans = [[random.Random(seed * 10 + turn).sample(pictures, 2) for turn in range(10)] for seed in range(6)]
    with ExitStack() as stack:
        children = [stack.enter_context(process(tmp_path, ADMITTING, plan)) for plan in plans]
        for child in children:
            assert hear(child) == "ready"
        for child in children:
            go(child)
        answers = [[hear(child) for _ in plan] for child, plan in zip(children, plans, strict=True)]
        claimed = Counter(name for answer in answers for names, _, _ in answer for name in names)
        assert max(claimed.values()) == 1
        assert len(claimed) == 10, "the cap was used to its end, and no further"
        refused = 0
        for answer, plan in zip(answers, plans, strict=True):
            mine: set[str] = set()
            for (names, waits, refusal), wanted in zip(answer, plan, strict=True):
                refused += refusal
                assert not (refusal and (names or waits)), "whole or not at all"
                assert refusal or set(names) | set(waits) | (set(wanted) & mine) == set(wanted)
                mine |= set(names)
        assert refused
        ledger = Ledger(tmp_path)
        assert ledger.totals("balance").claimed == 1_000_000
        assert ledger.exposure(DAY, 0, PAID, "game", NOW) == 1_000_000
        assert ledger.verify() == []
    # All of them were killed: what they claimed is free again.
    build = ledger.begin("game", PAID, NOW)
    fresh = ledger.admit(build, [Claim(f"n{n}", "n", "balance", PRICE) for n in range(10)], [DAY], NOW, no_receipt)
    assert len(fresh.claimed) == 10
    assert ledger.verify() == []
    ledger.close()


def test_two_plans_on_a_cap_for_one_leave_one_whole_and_one_untouched(tmp_path: Path) -> None:
    for turn in range(3):
        home = tmp_path / str(turn)
        plans = [[[f"{who}{number}" for number in range(6)]] for who in "ab"]
        with process(home, ADMITTING, plans[0]) as one, process(home, ADMITTING, plans[1]) as two:
            for child in (one, two):
                hear(child)
            for child in (one, two):
                go(child)
            (first,), (second,) = [hear(one)], [hear(two)]
            assert sorted([len(first[0]), len(second[0])]) == [0, 6]
            assert [first[2], second[2]].count(True) == 1


STEPS = """
ledger = Ledger(home)
build = ledger.begin("game", PAID, NOW)
key = (build, PAID, "x")
steps = [
    lambda: ledger.admit(build, wishes(["x", "claimed only"]), [day], NOW, no_receipt),
    lambda: ledger.hold(*key, [day], NOW),
    lambda: ledger.again(*key, "429", NOW),
    lambda: ledger.hold(*key, [day], NOW),
    lambda: ledger.sent(*key, {"task": "t-1"}, NOW),
    lambda: ledger.resubmit(*key, "inference failed", NOW),
    lambda: ledger.hold(*key, [day], NOW),
    lambda: ledger.settle(*key, PRICE, True, NOW),
]
for step in steps[:arguments]:
    step()
say("there")
wait()
"""
AFTER = ["nothing", "void", "unknown", "void", "unknown", "sent", "void", "unknown", "settled"]
EXPOSED = {"nothing": 0, "void": 0, "unknown": PRICE, "sent": PRICE, "settled": PRICE}


@pytest.mark.parametrize("step", range(len(AFTER)))
@pytest.mark.heavy
def test_a_build_killed_after_any_step_is_alive_until_then_and_recovered_after(tmp_path: Path, step: int) -> None:
    ledger = Ledger(tmp_path)
    with process(tmp_path, STEPS, step) as child:
        assert hear(child) == "there"
        before = ledger.states(PAID, ["x", "claimed only"])
        assert [one.live for one in before.values()] == [one.state in ("claimed", "held", "sent")
                                                         for one in before.values()]  # fmt: skip
        assert not ledger.leftovers()
        rows = list(ledger.rows())
        ledger.recover(NOW, no_receipt)
        assert list(ledger.rows()) == rows, "the living are let alone"
        kill(child)
    assert ledger.leftovers()
    assert not any(one.live for one in ledger.states(PAID, ["x", "claimed only"]).values())
    build = ledger.begin("game", PAID, NOW)
    admission = ledger.admit(build, [], [DAY], NOW, no_receipt)
    found = ledger.states(PAID, ["x", "claimed only"])
    assert found["x"].state == AFTER[step] if step else "x" not in found
    assert not step or found["claimed only"].state == "void"
    assert ledger.exposure(DAY, build, PAID, "game", NOW) == EXPOSED[AFTER[step]]
    assert [one.ticket for one in admission.collects] == ([{"task": "t-1"}] if AFTER[step] == "sent" else [])
    assert ledger.verify() == []
    ledger.close()


def test_a_build_that_was_stopped_and_not_killed_is_alive(tmp_path: Path) -> None:
    """No timer takes a purchase away: a laptop that slept in the middle wakes up as its owner."""
    ledger = Ledger(tmp_path)
    with process(tmp_path, STEPS, 2) as child:
        hear(child)
        child.send_signal(signal.SIGSTOP)
        assert ledger.states(PAID, ["x"])["x"].live
        assert not ledger.leftovers()
        child.send_signal(signal.SIGCONT)
    ledger.close()


def test_a_child_process_of_a_build_does_not_keep_it_alive(tmp_path: Path) -> None:
    """The lock must not be inherited, or an editor or daemon that a build started would hold its claims for ever."""
    body = """
import subprocess
ledger = Ledger(home)
build = ledger.begin("game", PAID, NOW)
ledger.admit(build, wishes(["x"]), [day], NOW, no_receipt)
sleeper = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE,
                           stdout=subprocess.DEVNULL, close_fds=False)
say(sleeper.pid)
wait()
"""
    ledger = Ledger(tmp_path)
    with process(tmp_path, body) as child:
        pid = hear(child)
        kill(child)
        # The kernel closes what an exec leaves behind a moment after the parent goes on, so look more than once.
        assert any(not ledger.states(PAID, ["x"])["x"].live or time.sleep(0.02) for _ in range(100))
    os.kill(pid, signal.SIGKILL)
    ledger.close()


BUSY = """
ledger = Ledger(home)
build = ledger.begin("game", PAID, NOW)
for number in range(200):
    key = (build, PAID, f"{arguments}-{number}")
    if ledger.admit(build, wishes([key[2]]), [], NOW, no_receipt).claimed:
        say([key[2], "claimed"])
        ledger.hold(*key, [], NOW)
        say([key[2], "held"])
        ledger.sent(*key, {"task": "t"}, NOW)
        say([key[2], "sent"])
        ledger.settle(*key, PRICE, True, NOW)
        say([key[2], "settled"])
"""
RANK = ["claimed", "held", "sent", "settled"]


def _killed_at_random(home: Path, turns: int) -> None:
    ledger = Ledger(home)
    said: dict[str, str] = {}
    for turn in range(turns):
        with process(home, BUSY, f"a{turn}") as one, process(home, BUSY, f"b{turn}") as two:
            heard = [[hear(child)] for child in (one, two)]
            time.sleep(random.Random(turn).uniform(0.0, 0.08))
            for child, lines in zip((one, two), heard, strict=True):
                kill(child)
                assert child.stdout is not None
                lines += [json.loads(line) for line in child.stdout if line.endswith("\n")]
                said.update(dict(lines))
        found = ledger.states(PAID, said)
        for name, word in said.items():
            state = found[name].state
            if state in RANK:
                assert RANK.index(state) >= RANK.index(word), "what a process was told to be on disk is on disk"
        assert ledger.verify() == []
        ledger.recover(NOW, no_receipt)
        found = ledger.states(PAID, said)
        assert {one.state for one in found.values()} <= {"void", "unknown", "sent", "settled"}
        assert all(found[name].state == "settled" for name, word in said.items() if word == "settled")
    totals = ledger.totals("balance")
    assert totals.claimed == 0
    assert totals.spent == PRICE * sum(one.state == "settled" for one in ledger.states(PAID, said).values())
    assert ledger.verify() == []
    ledger.close()


@pytest.mark.heavy
def test_killed_in_the_middle_of_writing_the_ledger_has_lost_nothing_that_was_promised(tmp_path: Path) -> None:
    _killed_at_random(tmp_path, 3)


@pytest.mark.heavy
def test_killed_in_the_middle_of_writing_again_and_again(tmp_path: Path) -> None:
    _killed_at_random(tmp_path, 25)


BUYING = """
import random
mine = random.Random(arguments)
for turn in range(12):
    ledger = Ledger(home)
    build = ledger.begin("game", PAID, NOW)
    names = mine.sample([f"p{n}" for n in range(20)], 3)
    found = ledger.admit(build, wishes(names), [day], NOW, no_receipt)
    for name in found.claimed:
        say(["buys", name])
        ledger.hold(build, PAID, name, [day], NOW)
        ledger.settle(build, PAID, name, PRICE, True, NOW)
    ledger.end(build, NOW)
    ledger.close()
say(["done", ""])
"""


def test_builds_that_come_and_go_at_once_buy_each_picture_once_within_the_cap(tmp_path: Path) -> None:
    """Opening, probing, ending and sweeping of lock files race here, and all of it is real."""
    bought: Counter[str] = Counter()
    with ExitStack() as stack:
        children = [stack.enter_context(process(tmp_path, BUYING, seed)) for seed in range(4)]
        for child in children:
            while (line := hear(child))[0] != "done":
                bought[line[1]] += 1
    ledger = Ledger(tmp_path)
    assert set(bought.values()) == {1}
    assert len(bought) in range(8, 11), "a plan of three may be refused where one of them would fit"
    assert ledger.totals("balance").spent == PRICE * len(bought) <= DAY.limit
    assert list((tmp_path / "builds").iterdir()) == []
    assert ledger.verify() == []
    ledger.close()


OPENING = """
import sys, time
from pathlib import Path
from rdbuild.ledger import Ledger
time.sleep(max(0.0, float(sys.argv[2]) - time.time()))
Ledger(Path(sys.argv[1])).close()
"""


@pytest.mark.heavy
def test_builds_that_open_a_new_home_at_the_same_moment_do_not_trip_over_each_other(tmp_path: Path) -> None:
    for turn in range(5):
        start = time.time() + 0.4
        children = [
            subprocess.Popen([sys.executable, "-c", OPENING, str(tmp_path / str(turn)), str(start)]) for _ in range(6)
        ]
        assert [child.wait(60) for child in children] == [0] * 6
