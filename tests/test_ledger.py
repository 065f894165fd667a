"""Every state of a purchase, every cap, every way a build can die: the ledger says what is true and admits no more."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rdbuild.errors import MoneyRefused, StorageError
from rdbuild.ledger import Admission, Cap, Claim, Entry, Ledger, Refusal, Totals
from rdbuild.model import LOCAL
from rdbuild.refusal import money_refused

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
NEXT_MONTH = NOW + timedelta(days=10)
PAID = "api.example:443"
FP = "f" * 64
PRICE = 340_000
TICKET = {"task": "t-1"}
DAY, MONTH, BUILD = (
    Cap("budget.day", "day", "balance", 1_000_000),
    Cap("budget.month", "month", "balance", 1_000_000),
    Cap("budget.build", "build", "balance", 1_000_000),
)
STATES = ("nothing", "claimed", "held", "sent", "settled", "unusable", "refused", "refunded", "unknown", "void")


def no_receipt(engine: str, fingerprint: str, attempt: int) -> tuple[int, bool] | None:
    return None


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def ledger(home: Path) -> Iterator[Ledger]:
    one = Ledger(home)
    yield one
    one.close()


def wish(fingerprint: str = FP, amount: int = PRICE, *, again: bool = False, unit: Any = "balance") -> Claim:
    return Claim(fingerprint, f"items/{fingerprint[:4]}", unit, amount, again)


def admit(ledger: Ledger, build: int, *wishes: Claim, caps: Any = (), now: datetime = NOW) -> Admission:
    return ledger.admit(build, wishes or (wish(),), caps, now, no_receipt)


def refused(ledger: Ledger, build: int, *wishes: Claim, caps: Any, now: datetime = NOW) -> Refusal:
    admission = admit(ledger, build, *wishes, caps=caps, now=now)
    assert admission.refusal is not None
    assert not admission.claimed
    return admission.refusal


def state(ledger: Ledger, fingerprint: str = FP, engine: str = PAID) -> Entry:
    return ledger.states(engine, [fingerprint])[fingerprint]


def bring(ledger: Ledger, build: int, to: str, engine: str = PAID, fingerprint: str = FP, amount: int = PRICE) -> None:
    """Drive one purchase through its life up to a state."""
    key = (build, engine, fingerprint)
    if to == "nothing":
        return
    assert admit(ledger, build, wish(fingerprint, amount)).claimed == {fingerprint}
    if to == "claimed":
        return
    if to == "void":  # what a dead build only claimed
        return ledger.end(build, NOW)
    if to == "refused":
        return ledger.refuse(*key, "400", NOW)
    assert ledger.hold(*key, (), NOW) is None
    if to == "unknown":
        return ledger.lose(*key, "cut off", NOW)
    if to in ("settled", "unusable"):
        assert ledger.settle(*key, amount, to == "settled", NOW) == 0
        return
    if to in ("sent", "refunded"):
        ledger.sent(*key, TICKET, NOW)
    if to == "refunded":
        ledger.refund(*key, "failed", NOW)


def history(ledger: Ledger, fingerprint: str = FP) -> list[str]:
    return [row["state"] for row in ledger.rows() if row["fingerprint"] == fingerprint]


# -- states

OPERATIONS: Mapping[str, Callable[[Ledger, int, Entry | None], object]] = {
    "hold": lambda books, build, _: books.hold(build, PAID, FP, (), NOW),
    "again": lambda books, build, _: books.again(build, PAID, FP, "429", NOW),
    "sent": lambda books, build, _: books.sent(build, PAID, FP, {"task": "t-2"}, NOW),
    "settle": lambda books, build, _: books.settle(build, PAID, FP, PRICE, True, NOW),
    "spoil": lambda books, build, _: books.settle(build, PAID, FP, PRICE, False, NOW),
    "refuse": lambda books, build, _: books.refuse(build, PAID, FP, "400", NOW),
    "refund": lambda books, build, _: books.refund(build, PAID, FP, "failed", NOW),
    "resubmit": lambda books, build, _: books.resubmit(build, PAID, FP, "failed", NOW),
    "lose": lambda books, build, _: books.lose(build, PAID, FP, "cut off", NOW),
    "charged": lambda books, _, entry: books.reconcile(entry, True, NOW) if entry else _nothing(),
    "not-charged": lambda books, _, entry: books.reconcile(entry, False, NOW) if entry else _nothing(),
    "found": lambda books, build, entry: (entry and books.find(build, entry, {"task": "t-3"}, NOW)) or _nothing(),
    "found-free": lambda books, build, entry: (entry and books.find(build, entry, None, NOW)) or _nothing(),
    "admit": lambda books, build, _: admit(books, build),
    "rebuy": lambda books, build, _: admit(books, build, wish(again=True)),
}
BY_ANYBODY = ("charged", "not-charged", "found", "found-free")  # of an unknown, which nobody owns
LEADS_TO = {
    ("claimed", "hold"): "held",
    ("claimed", "refuse"): "refused",
    ("held", "again"): "claimed",
    ("held", "sent"): "sent",
    ("held", "settle"): "settled",
    ("held", "spoil"): "unusable",
    ("held", "lose"): "unknown",
    ("sent", "sent"): "sent",  # a ticket with addresses after a ticket with a task
    ("sent", "settle"): "settled",
    ("sent", "spoil"): "unusable",
    ("sent", "refund"): "refunded",
    ("sent", "resubmit"): "claimed",
    ("sent", "lose"): "unknown",
    ("unknown", "charged"): "settled",
    ("unknown", "not-charged"): "refused",
    ("unknown", "found"): "sent",
    ("unknown", "found-free"): "refused",
    **{(free, how): "claimed" for free in ("nothing", "refused", "refunded", "void") for how in ("admit", "rebuy")},
    ("settled", "rebuy"): "claimed",
    ("unusable", "rebuy"): "claimed",
}
DUE = {"claimed": PRICE, "held": PRICE, "sent": PRICE, "settled": PRICE, "unusable": PRICE, "unknown": PRICE}


def _nothing() -> None:
    raise StorageError("nothing to reconcile")


def exposure(ledger: Ledger) -> int:
    return sum(row["delta"] for row in ledger.rows())


@pytest.mark.parametrize(("before", "operation"), list(product(STATES, OPERATIONS)))
def test_a_purchase_moves_along_the_grammar_and_nothing_else_is_ever_written(
    ledger: Ledger, before: str, operation: str
) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, before)
    if before == "void":
        build = ledger.begin("game", PAID, NOW)
    entry = ledger.states(PAID, [FP]).get(FP)
    rows, money = list(ledger.rows()), exposure(ledger)
    assert money == DUE.get(before, 0)
    after = LEADS_TO.get((before, operation))
    if after is None:
        if operation in ("admit", "rebuy"):
            admission = admit(ledger, build, wish(again=operation == "rebuy"))
            assert (admission.claimed, admission.collects) == (frozenset(), ()), "its own tasks are not collected"
        else:
            with pytest.raises((AssertionError, StorageError)):
                OPERATIONS[operation](ledger, build, entry)
        assert list(ledger.rows()) == rows
    else:
        OPERATIONS[operation](ledger, build, entry)
        assert state(ledger).state == after
        twice = PRICE if before in ("settled", "unusable") else 0  # a second purchase adds to the first
        assert exposure(ledger) == DUE.get(after, 0) + twice
    assert ledger.verify() == []


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in BY_ANYBODY])
@pytest.mark.parametrize("before", ["claimed", "held", "sent"])
def test_only_its_owner_moves_an_open_purchase(ledger: Ledger, before: str, operation: str) -> None:
    owner, other = ledger.begin("game", PAID, NOW), ledger.begin("game", PAID, NOW)
    bring(ledger, owner, before)
    rows = list(ledger.rows())
    if operation in ("admit", "rebuy"):
        assert admit(ledger, other, wish(again=operation == "rebuy")).waits == {FP}
    else:
        with pytest.raises(AssertionError, match=f"by build {owner}"):
            OPERATIONS[operation](ledger, other, None)
    assert list(ledger.rows()) == rows


# -- what the dead leave behind

RECEIPTS = {"no receipt": None, "receipt": (300_000, True), "unusable receipt": (PRICE, False)}


def left_at(state: str, engine: str, receipt: str) -> tuple[str, int]:
    """DESIGN's table for a dead build: the next state and what stays due."""
    if state == "claimed":
        return "void", 0
    if receipt == "receipt":
        return "settled", 300_000
    if receipt == "unusable receipt":
        return "unusable", PRICE
    if engine == LOCAL:
        return "refused", 0  # the embedded server died with its build
    return ("unknown", PRICE) if state == "held" else ("sent", PRICE)


@pytest.mark.parametrize(
    ("before", "receipt", "engine"), list(product(("claimed", "held", "sent"), RECEIPTS, (PAID, LOCAL)))
)
def test_each_row_of_a_dead_build_is_brought_on_by_the_next_wanted_or_not(
    home: Path, ledger: Ledger, before: str, receipt: str, engine: str
) -> None:
    dying = Ledger(home)
    bring(dying, dying.begin("game", engine, NOW), before, engine)
    dying.close()
    asked = []

    def receipt_of(asked_engine: str, fingerprint: str, attempt: int) -> tuple[int, bool] | None:
        asked.append((asked_engine, fingerprint, attempt))
        return RECEIPTS[receipt]

    assert not state(ledger, engine=engine).live
    assert ledger.leftovers()
    build = ledger.begin("other game", engine, TOMORROW)
    admission = ledger.admit(build, [], (), TOMORROW, receipt_of)
    after, due = left_at(before, engine, receipt)
    entry = state(ledger, engine=engine)
    assert (entry.state, exposure(ledger)) == (after, due)
    assert (entry.build, entry.project, entry.day) == (1, "game", "2026-11-22"), "the money stays where it was held"
    assert set(asked) <= {(engine, FP, 1)}
    assert [one.ticket for one in admission.collects] == ([TICKET] if after == "sent" else [])
    assert entry.owner == (build if after == "sent" else 1)
    assert ledger.verify() == []

    wanted = ledger.admit(build, [wish()], (), TOMORROW, receipt_of)
    groups = {
        "claimed": FP in wanted.claimed,
        "collects": FP in {one.fingerprint for one in wanted.collects},
        "bought": FP in wanted.bought,
        "blocked": FP in wanted.blocked,
        "waits": FP in wanted.waits,
    }
    expected = {"void": "claimed", "refused": "claimed", "settled": "bought", "sent": "collects"}.get(after, "blocked")
    assert [name for name, there in groups.items() if there] == [expected]


@pytest.mark.parametrize(
    ("before", "receipt", "engine"), list(product(("claimed", "held", "sent"), RECEIPTS, (PAID, LOCAL)))
)
def test_a_row_of_a_living_build_is_let_alone_and_waited_for(
    home: Path, ledger: Ledger, before: str, receipt: str, engine: str
) -> None:
    living = Ledger(home)
    bring(living, living.begin("game", engine, NOW), before, engine)
    rows = list(ledger.rows())
    assert state(ledger, engine=engine).live
    assert not ledger.leftovers()
    assert ledger.unknown() == []
    ledger.recover(NOW, lambda *_: RECEIPTS[receipt])
    admission = ledger.admit(ledger.begin("game", engine, NOW), [wish()], (), NOW, lambda *_: RECEIPTS[receipt])
    assert admission == Admission(waits=frozenset({FP}))
    assert list(ledger.rows()) == rows
    living.close()


def test_recovery_without_network_settles_all_but_open_tasks_and_those_stay_collectable(
    home: Path, ledger: Ledger
) -> None:
    dying = Ledger(home)
    build = dying.begin("game", PAID, NOW)
    for name in ("claimed", "held", "sent"):
        bring(dying, build, name, fingerprint=name)
    dying.close()
    assert [one.asset for one in ledger.unknown()] == ["items/held"], "seen before anything is recovered"
    ledger.recover(NOW, no_receipt)
    assert {name: state(ledger, name).state for name in ("claimed", "held", "sent")} == {
        "claimed": "void",
        "held": "unknown",
        "sent": "sent",
    }
    rows = list(ledger.rows())
    ledger.recover(NOW, no_receipt)
    assert list(ledger.rows()) == rows, "once is enough"
    admission = admit(ledger, ledger.begin("game", PAID, NOW), wish("sent"))
    assert [one.fingerprint for one in admission.collects] == ["sent"]


def test_an_open_task_of_another_api_is_left_for_a_build_of_that_api(home: Path, ledger: Ledger) -> None:
    dying = Ledger(home)
    bring(dying, dying.begin("game", "elsewhere:443", NOW), "sent", "elsewhere:443")
    dying.close()
    build = ledger.begin("game", PAID, NOW)
    assert admit(ledger, build).collects == ()
    ledger.end(build, NOW)
    assert ledger.leftovers()
    assert len(admit(ledger, ledger.begin("game", "elsewhere:443", NOW)).collects) == 1


def test_a_task_goes_from_hand_to_hand_until_somebody_lives_to_collect_it(home: Path, ledger: Ledger) -> None:
    for _ in range(3):
        dying = Ledger(home)
        build = dying.begin("game", PAID, NOW)
        if dying.position() == 0:
            bring(dying, build, "sent")
        else:
            assert [one.build for one in admit(dying, build).collects] == [1]
        dying.close()
    build = ledger.begin("another game", PAID, TOMORROW)
    (entry,) = admit(ledger, build, now=TOMORROW).collects
    assert ledger.settle(build, PAID, FP, PRICE, True, TOMORROW) == 0
    assert ledger.totals("balance") == Totals(spent=PRICE, recovered=PRICE)
    assert ledger.totals("balance", project="game").spent == PRICE
    assert ledger.totals("balance", build=entry.build).spent == PRICE
    assert ledger.totals("balance", build=build) == Totals()
    assert [(name, one.spent) for name, one, _ in ledger.group("day")] == [("2026-11-22", PRICE)]


def test_what_a_collected_task_costs_counts_for_the_build_that_began_it_and_no_other(
    home: Path, ledger: Ledger
) -> None:
    dying = Ledger(home)
    bring(dying, dying.begin("game", PAID, NOW), "sent")
    dying.close()
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build, wish("mine", 1_000_000), caps=[BUILD])
    assert ledger.settle(build, PAID, FP, PRICE + 50_000, True, NOW) == 50_000
    assert ledger.exposure(BUILD, build, PAID, "game", NOW) == 1_000_000
    assert ledger.exposure(BUILD, 1, PAID, "game", NOW) == PRICE + 50_000


def test_a_build_that_ends_gives_its_claims_back_and_leaves_its_tasks(home: Path, ledger: Ledger) -> None:
    other = Ledger(home)
    build = other.begin("game", PAID, NOW)
    for name in ("claimed", "held", "sent", "settled"):
        bring(other, build, name, fingerprint=name)
    other.end(build, NOW)
    found = ledger.states(PAID, ["claimed", "held", "sent", "settled"])
    assert [one.state for one in found.values()] == ["void", "held", "sent", "settled"]
    assert not any(one.live for one in found.values())
    assert ledger.leftovers()
    other.close()


def test_no_lock_file_outlives_its_use(home: Path, ledger: Ledger) -> None:
    for name in ("nothing", "claimed", "settled"):
        build = ledger.begin("game", PAID, NOW)
        bring(ledger, build, name, fingerprint=name)
        ledger.end(build, NOW)
    dying = Ledger(home)
    bring(dying, dying.begin("game", PAID, NOW), "held")
    dying.close()
    assert len(list((home / "builds").iterdir())) == 1
    ledger.recover(NOW, no_receipt)
    assert list((home / "builds").iterdir()) == []
    assert not ledger.leftovers()


def test_looking_at_a_dead_build_never_makes_it_look_alive_to_another(home: Path, ledger: Ledger) -> None:
    """Two that probe one lock at once would see each other, and a dead build's claims would eat the cap."""
    watched: list[str] = []
    done = threading.Event()

    def look() -> None:
        with_own = Ledger(home)
        while not done.is_set():
            with_own.states(PAID, watched[-1:])
            with_own.leftovers()
            with_own.unknown()
        with_own.close()

    looking = threading.Thread(target=look)
    looking.start()
    try:
        for turn in range(40):
            dying = Ledger(home)
            bring(dying, dying.begin("game", PAID, NOW), "claimed", fingerprint=f"dead-{turn}", amount=DAY.limit)
            watched.append(f"dead-{turn}")
            dying.close()
            build = ledger.begin("game", PAID, NOW)
            admission = admit(ledger, build, wish(f"dead-{turn}", DAY.limit), caps=[DAY])
            assert admission.claimed == {f"dead-{turn}"}, "a dead build was taken for a live one"
            ledger.end(build, NOW)
    finally:
        done.set()
        looking.join()


# -- caps


@pytest.mark.parametrize("cap", [BUILD, DAY, MONTH], ids=lambda cap: cap.scope)
def test_a_plan_may_use_a_cap_to_its_last_micro_unit_and_not_one_more(ledger: Ledger, cap: Cap) -> None:
    build = ledger.begin("game", PAID, NOW)
    assert not refused(ledger, build, wish("a", 600_000), wish("b", 400_001), caps=[cap]).claimed
    assert admit(ledger, build, wish("a", 600_000), wish("b", 400_000), caps=[cap]).claimed == {"a", "b"}
    refusal = refused(ledger, build, wish("c", 1), caps=[cap])
    assert (refusal.own, refusal.left, refusal.needed) == (1_000_000, 0, 1)


def test_a_refused_plan_claims_nothing_at_all(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    refusal = refused(ledger, build, wish("cheap", 1), wish("dear", 1_000_000), caps=[DAY])
    assert refusal == Refusal(DAY, 0, 0, 0, 0, 1_000_001)
    assert list(ledger.rows()) == []


def test_equal_fingerprints_in_one_plan_are_claimed_and_counted_once(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    assert admit(ledger, build, wish(amount=1_000_000), wish(amount=1_000_000), caps=[BUILD]).claimed == {FP}
    assert history(ledger) == ["claimed"]


def test_a_refusal_says_where_the_money_of_its_cap_is(home: Path, ledger: Ledger) -> None:
    """Spent, held, unknown, claimed by others and by itself, each apart; what came free counts for nothing."""
    past = Ledger(home)
    build = past.begin("game", PAID, NOW)
    for name, amount in (("settled", 1), ("unusable", 20), ("held", 300), ("sent", 4_000), ("unknown", 50_000)):
        bring(past, build, name, fingerprint=name, amount=amount)
    for name in ("refused", "refunded"):
        bring(past, build, name, fingerprint=name, amount=777_777)
    bring(past, build, "claimed", fingerprint="theirs", amount=100_000)
    mine = ledger.begin("game", PAID, NOW)
    admit(ledger, mine, wish("mine", 200_000), caps=[DAY])
    refusal = refused(ledger, mine, wish("more", 700_000), caps=[DAY, MONTH])
    assert refusal == Refusal(DAY, 21, 4_300, 50_000, 100_000, 700_000, 200_000)
    assert refusal.left == 1_000_000 - 354_321
    said = money_refused(refusal)
    assert isinstance(said, MoneyRefused)
    assert said.message == (
        "over budget: cap `budget.day` 1, spent 0.000021, held 0.0043, unknown 0.05, claimed by another build 0.1,"
        " claimed by this build 0.2, left 0.645679, needed 0.7; nothing new was sent"
    )
    past.close()


def test_claims_of_dead_builds_cost_nothing_and_of_living_ones_their_price(home: Path, ledger: Ledger) -> None:
    other = Ledger(home)
    bring(other, other.begin("game", PAID, NOW), "claimed", fingerprint="theirs", amount=800_000)
    build = ledger.begin("game", PAID, NOW)
    assert refused(ledger, build, wish(amount=300_000), caps=[DAY]).claimed == 800_000
    other.close()
    assert admit(ledger, build, wish(amount=300_000), caps=[DAY]).claimed == {FP}
    assert history(ledger, "theirs") == ["claimed", "void"]


def test_a_refused_build_still_brings_on_what_the_dead_left(home: Path, ledger: Ledger) -> None:
    dying = Ledger(home)
    build = dying.begin("game", PAID, NOW)
    bring(dying, build, "held", fingerprint="held")
    bring(dying, build, "sent", fingerprint="sent")
    dying.close()
    admission = admit(ledger, ledger.begin("game", PAID, NOW), wish(amount=900_000), caps=[DAY])
    assert admission.refusal == Refusal(DAY, 0, PRICE, PRICE, 0, 900_000)
    assert [one.fingerprint for one in admission.collects] == ["sent"]


@pytest.mark.parametrize("what", ["waits", "bought", "blocked"])
def test_what_needs_no_purchase_is_never_refused(home: Path, ledger: Ledger, what: str) -> None:
    other = Ledger(home)
    bring(other, other.begin("game", PAID, NOW), {"waits": "held", "bought": "settled", "blocked": "unknown"}[what])
    spent_out = Cap("budget.day", "day", "balance", 0)
    admission = admit(ledger, ledger.begin("game", PAID, NOW), caps=[spent_out])
    assert admission.refusal is None
    assert FP in getattr(admission, what)
    other.close()


def test_day_and_month_see_all_builds_of_a_project_and_engine_and_a_build_only_itself(ledger: Ledger) -> None:
    for project, engine in (("game", PAID), ("other", PAID), ("game", "elsewhere:443")):
        bring(ledger, ledger.begin(project, engine, NOW), "settled", engine, amount=900_000, fingerprint=project)
    build = ledger.begin("game", PAID, NOW)
    assert refused(ledger, build, wish(amount=100_001), caps=[DAY]).spent == 900_000
    assert refused(ledger, build, wish(amount=100_001), caps=[MONTH], now=TOMORROW).spent == 900_000
    assert admit(ledger, build, wish("a", 100_001), caps=[BUILD]).claimed
    assert admit(ledger, build, wish("b", 899_999), caps=[DAY], now=TOMORROW).claimed
    assert admit(ledger, build, wish("c", 1_000_000), caps=[MONTH], now=NEXT_MONTH).claimed


def test_balance_and_credits_never_touch_each_others_caps(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    wallet = Cap("budget.credits", "build", "credits", 5_000_000)
    assert admit(
        ledger, build, wish("a", 1_000_000), wish("b", 5_000_000, unit="credits"), caps=[BUILD, wallet]
    ).claimed
    assert refused(ledger, build, wish("c", 1, unit="credits"), caps=[BUILD, wallet]).cap is wallet
    assert refused(ledger, build, wish("c", 1), caps=[wallet, BUILD]).cap is BUILD
    assert ledger.totals("balance").claimed == 1_000_000
    assert ledger.totals("credits").claimed == 5_000_000


def test_days_are_utc_wherever_the_clock_is(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    late = datetime(2026, 11, 22, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    admit(ledger, build, now=late)
    assert (state(ledger).day, state(ledger).at) == ("2026-11-23", "2026-11-23T04:30:00.000Z")


def test_a_rehearsal_refuses_what_admission_would_and_writes_nothing(home: Path, ledger: Ledger) -> None:
    dying = Ledger(home)
    build = dying.begin("game", PAID, NOW)
    bring(dying, build, "claimed", fingerprint="dead claim", amount=900_000)
    bring(dying, build, "held", fingerprint="lost", amount=100_000)
    bring(dying, build, "sent", fingerprint="open", amount=100_000)
    dying.close()
    rows, files = list(ledger.rows()), sorted((home / "builds").iterdir())
    for amount in (800_000, 800_001):
        rehearsed = ledger.rehearse("game", PAID, [wish(amount=amount), wish("open")], [DAY], NOW, no_receipt)
        assert rehearsed == (None if amount == 800_000 else Refusal(DAY, 0, 100_000, 100_000, 0, 800_001))
    assert list(ledger.rows()) == rows
    assert sorted((home / "builds").iterdir()) == files
    assert ledger.leftovers()
    build = ledger.begin("game", PAID, NOW)
    assert admit(ledger, build, wish(amount=800_001), caps=[DAY]).refusal == rehearsed
    assert admit(ledger, build, wish(amount=800_000), caps=[DAY]).claimed == {FP}


# -- days change


def test_the_money_moves_to_the_day_of_the_hold(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build, caps=[DAY])
    assert ledger.hold(build, PAID, FP, [DAY], TOMORROW) is None
    assert history(ledger) == ["claimed", "void", "claimed", "held"]
    assert ledger.exposure(DAY, build, PAID, "game", NOW) == 0
    assert ledger.exposure(DAY, build, PAID, "game", TOMORROW) == PRICE
    assert (state(ledger).day, state(ledger).attempt) == ("2026-11-23", 1)
    assert [name for name, one, _ in ledger.group("day") if one.held] == ["2026-11-23"]
    assert ledger.verify() == []


@pytest.mark.parametrize(
    ("cap", "holds_on", "passes"),
    [
        (DAY, TOMORROW, False),
        (MONTH, TOMORROW, True),  # counted in this month already
        (MONTH, NEXT_MONTH, False),
        (BUILD, NEXT_MONTH, True),
    ],
    ids=["day", "same month", "next month", "build"],
)
def test_a_claim_from_yesterday_must_fit_into_todays_caps(
    ledger: Ledger, cap: Cap, holds_on: datetime, passes: bool
) -> None:
    early, late = ledger.begin("game", PAID, NOW), ledger.begin("game", PAID, holds_on)
    admit(ledger, early, wish(amount=600_000), caps=[cap])
    if cap is DAY or holds_on is NEXT_MONTH:
        assert admit(ledger, late, wish("b", 400_001), caps=[cap], now=holds_on).claimed
    rows = list(ledger.rows())
    refusal = ledger.hold(early, PAID, FP, [cap], holds_on)
    assert (refusal is None) is passes
    if refusal is not None:
        assert refusal == Refusal(cap, 0, 0, 0, 400_001, 600_000)
        assert list(ledger.rows()) == rows, "still a claim, to be given up"
        ledger.refuse(early, PAID, FP, "the cap was gone", holds_on)
    assert ledger.verify() == []


def test_a_clock_set_back_is_only_another_day(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, TOMORROW)
    admit(ledger, build, caps=[DAY], now=TOMORROW)
    assert ledger.hold(build, PAID, FP, [DAY], NOW) is None
    assert ledger.exposure(DAY, build, PAID, "game", NOW) == PRICE
    assert ledger.exposure(DAY, build, PAID, "game", TOMORROW) == 0


# -- one purchase and its money


def test_what_came_back_uncharged_is_held_again_as_the_same_attempt(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "held")
    ledger.again(build, PAID, FP, "429", NOW)
    assert ledger.hold(build, PAID, FP, [Cap("b", "build", "balance", PRICE)], NOW) is None
    assert (history(ledger), state(ledger).attempt) == (["claimed", "held", "claimed", "held"], 1)
    assert exposure(ledger) == PRICE


def test_a_failed_task_is_refunded_and_its_price_claimed_anew_in_one_step(ledger: Ledger) -> None:
    """Nobody can take the money in between, and the refund stays in the history."""
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "sent")
    assert ledger.resubmit(build, PAID, FP, "inference failed", NOW)
    assert (history(ledger), state(ledger).attempt) == (["claimed", "held", "sent", "refunded", "claimed"], 2)
    ledger.hold(build, PAID, FP, (), NOW)
    ledger.settle(build, PAID, FP, PRICE, True, NOW)
    assert ledger.totals("balance") == Totals(spent=PRICE, refunded=PRICE)
    assert exposure(ledger) == PRICE
    assert ledger.verify() == []


def test_somebody_elses_failed_task_is_refunded_and_not_claimed_in_their_name(home: Path, ledger: Ledger) -> None:
    dying = Ledger(home)
    bring(dying, dying.begin("game", PAID, NOW), "sent")
    dying.close()
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build)
    assert not ledger.resubmit(build, PAID, FP, "inference failed", NOW)
    assert (state(ledger).state, exposure(ledger)) == ("refunded", 0)


@pytest.mark.parametrize(("cost", "excess"), [(PRICE - 1, 0), (PRICE, 0), (PRICE + 5, 5), (0, 0)])
def test_what_was_charged_is_what_counts_and_any_excess_is_told(ledger: Ledger, cost: int, excess: int) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "sent")
    assert ledger.settle(build, PAID, FP, cost, True, NOW) == excess
    assert ledger.totals("balance").spent == exposure(ledger) == cost
    assert ledger.verify() == []


def test_after_an_overcharge_the_cap_is_closed_and_what_was_held_still_lands(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build, wish("a", 500_000), wish("b", 500_000), caps=[BUILD])
    for name in "ab":
        ledger.hold(build, PAID, name, [BUILD], NOW)
    ledger.settle(build, PAID, "a", 900_000, True, NOW)
    refusal = refused(ledger, build, wish("c", 1), caps=[BUILD])
    assert (refusal.spent, refusal.held, refusal.left) == (900_000, 500_000, -400_000)
    assert "left 0," in money_refused(refusal).message
    assert ledger.settle(build, PAID, "b", 500_000, True, NOW) == 0


def test_a_lost_picture_is_bought_again_only_when_somebody_says_so(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "settled")
    assert admit(ledger, build).bought == {FP}
    assert refused(ledger, build, wish(amount=700_000, again=True), caps=[DAY]).spent == PRICE
    assert admit(ledger, build, wish(again=True), caps=[DAY]).claimed == {FP}
    assert state(ledger).attempt == 2
    ledger.hold(build, PAID, FP, (), NOW)
    ledger.settle(build, PAID, FP, PRICE, True, NOW)
    assert ledger.totals("balance").spent == exposure(ledger) == 2 * PRICE
    assert ledger.verify() == []


def test_what_could_not_be_used_was_still_paid_for_when_it_is_bought_again(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "unusable")
    admit(ledger, build, wish(again=True))
    assert ledger.totals("balance") == Totals(spent=PRICE, claimed=PRICE)


def test_two_builds_told_to_buy_a_lost_picture_again_buy_it_once(home: Path, ledger: Ledger) -> None:
    bring(ledger, ledger.begin("game", PAID, NOW), "settled")
    seen = ledger.position()  # both decide now
    for turn in range(2):
        build = ledger.begin("game", PAID, NOW)
        admission = ledger.admit(build, [wish(again=True)], (), NOW, no_receipt, seen=seen)
        if turn == 0:
            assert admission.claimed == {FP}
            ledger.hold(build, PAID, FP, (), NOW)
            ledger.settle(build, PAID, FP, PRICE, True, NOW)
        else:
            assert (admission.claimed, admission.bought) == (frozenset(), {FP})
        ledger.end(build, NOW)
    assert ledger.totals("balance").spent == 2 * PRICE


def test_not_even_rebuy_sends_again_what_may_have_been_charged(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "unknown")
    assert set(admit(ledger, build, wish(again=True)).blocked) == {FP}


def test_an_unknown_counts_against_every_cap_until_a_person_settles_it(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "unknown")
    for cap in (BUILD, DAY, MONTH):
        assert refused(ledger, build, wish("b", 660_001), caps=[cap]).unknown == PRICE
    (entry,) = ledger.unknown()
    ledger.reconcile(entry, False, TOMORROW)
    assert (state(ledger).state, ledger.unknown()) == ("refused", [])
    assert admit(ledger, build, wish("b", 1_000_000), caps=[BUILD, DAY, MONTH]).claimed == {"b"}


def test_charged_by_hand_is_spent_on_the_day_it_was_held(ledger: Ledger) -> None:
    bring(ledger, ledger.begin("game", PAID, NOW), "unknown")
    ledger.reconcile(ledger.unknown()[0], True, NEXT_MONTH)
    assert ledger.totals("balance") == Totals(spent=PRICE)
    assert [(day, one.spent) for day, one, _ in ledger.group("day")] == [("2026-11-22", PRICE)]
    assert set(admit(ledger, ledger.begin("game", PAID, NOW)).bought) == {FP}


def test_a_dead_hold_can_be_reconciled_before_any_build_has_seen_it(home: Path, ledger: Ledger) -> None:
    dying = Ledger(home)
    bring(dying, dying.begin("game", PAID, NOW), "held")
    with pytest.raises(StorageError, match="not in an unknown state"):
        ledger.reconcile(state(ledger), False, NOW)  # its build still waits for the answer
    dying.close()
    (entry,) = ledger.unknown()
    ledger.reconcile(entry, False, NOW)
    assert history(ledger) == ["claimed", "held", "unknown", "refused"]
    with pytest.raises(StorageError, match="`items/ffff` is not in an unknown state any more"):
        ledger.reconcile(entry, True, NOW)
    assert ledger.verify() == []


def test_what_was_said_of_one_attempt_is_never_booked_on_a_later_one(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    bring(ledger, build, "unknown")
    (first,) = ledger.unknown()
    ledger.reconcile(first, False, NOW)
    bring(ledger, build, "unknown")
    with pytest.raises(StorageError):
        ledger.reconcile(first, False, NOW)
    assert state(ledger).state == "unknown"


def test_nothing_on_the_embedded_api_is_ever_unknown_or_in_the_books(ledger: Ledger) -> None:
    build = ledger.begin("game", LOCAL, NOW)
    bring(ledger, build, "held", LOCAL)
    ledger.lose(build, LOCAL, FP, "cut off", NOW)
    bring(ledger, build, "settled", LOCAL, fingerprint="settled")
    assert state(ledger, engine=LOCAL).state == "refused"
    assert ledger.unknown() == ledger.group("day") == ledger.group("project") == []
    assert ledger.totals("balance") == Totals()
    assert ledger.totals("balance", build=build).spent == PRICE, "a build may still report its own"


def test_engines_are_different_shops(ledger: Ledger) -> None:
    bring(ledger, ledger.begin("game", LOCAL, NOW), "settled", LOCAL)
    assert admit(ledger, ledger.begin("game", PAID, NOW)).claimed == {FP}


def test_totals_and_groups_put_each_amount_in_one_place(ledger: Ledger) -> None:
    first = ledger.begin("game", PAID, NOW)
    for name, amount in (("settled", 1), ("unusable", 20), ("held", 300), ("sent", 4_000), ("unknown", 50_000)):
        bring(ledger, first, name, fingerprint=name, amount=amount)
    bring(ledger, first, "refunded", fingerprint="refunded", amount=600_000)
    bring(ledger, first, "refused", fingerprint="refused", amount=7_000_000)
    second = ledger.begin("other", PAID, TOMORROW)
    admit(ledger, second, wish("later", 5), wish("edit", 9, unit="credits"), now=TOMORROW)
    mine = Totals(spent=21, held=4_300, unknown=50_000, refunded=600_000)
    assert ledger.totals("balance") == Totals(spent=21, held=4_300, unknown=50_000, refunded=600_000, claimed=5)
    assert ledger.totals("credits") == Totals(claimed=9)
    assert ledger.totals("balance", build=first) == ledger.totals("balance", project="game") == mine
    assert ledger.group("day") == [
        ("2026-11-22", mine, Totals()),
        ("2026-11-23", Totals(claimed=5), Totals(claimed=9)),
    ]
    assert [row[0] for row in ledger.group("project")] == ["game", "other"]
    assert [one.fingerprint for one in ledger.unknown()] == ["unknown"]


def test_the_position_grows_with_every_transition_of_anybody(home: Path, ledger: Ledger) -> None:
    assert ledger.position() == 0
    other = Ledger(home)
    bring(other, other.begin("game", PAID, NOW), "sent")
    assert ledger.position() == other.position() == 3
    other.close()


# -- one commit for several


def test_in_a_shared_commit_each_transition_stands_or_falls_alone(home: Path, ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build, wish("a"), wish("b"))
    results = ledger.together(
        [
            lambda books: books.hold(build, PAID, "a", (), NOW),
            lambda books: books.again(build, PAID, "b", "", NOW),  # not held
            lambda books: books.resubmit(build, PAID, "a", "", NOW),  # not sent
            lambda books: _write_then_fail(books, build),
            lambda books: books.settle(build, PAID, "a", PRICE + 7, True, NOW),  # builds on the first
            lambda books: books._db.execute("INSERT INTO event(seq) VALUES (1)"),
        ]
    )
    assert [type(one).__name__ for one in results] == [
        "NoneType", "AssertionError", "AssertionError", "ZeroDivisionError", "int", "StorageError",
    ]  # fmt: skip
    assert results[4] == 7
    other = Ledger(home)  # on disk, for everybody
    assert (history(other, "a"), history(other, "b")) == (["claimed", "held", "settled"], ["claimed"])
    assert other.verify() == []
    other.close()


def _write_then_fail(books: Ledger, build: int) -> None:
    books.refuse(build, PAID, "b", "", NOW)
    raise ZeroDivisionError


def test_threads_share_one_ledger_without_mixing_their_transitions(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    names = [f"{number:02}" for number in range(24)]
    admit(ledger, build, *(wish(name) for name in names))
    wrong: list[BaseException] = []

    def work(mine: list[str]) -> None:
        try:
            for name in mine:
                ledger.hold(build, PAID, name, (), NOW)
                ledger.states(PAID, names)
                ledger.settle(build, PAID, name, PRICE, True, NOW)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=(names[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert ledger.totals("balance", build=build) == Totals(spent=24 * PRICE)
    assert ledger.verify() == []


# -- the file


def _full_disk(home: Path, action: Callable[[], object]) -> None:
    """Do something while no file may grow: what a full disk does to SQLite."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((home / "ledger.sqlite3-wal").stat().st_size, hard))
    try:
        action()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")
def test_a_full_disk_stops_the_transition_before_it_counts(home: Path, ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build)
    rows = list(ledger.rows())

    def act() -> None:
        with pytest.raises(StorageError, match=r"the ledger in `.*` can't be used"):
            ledger.hold(build, PAID, FP, (), NOW)
        with pytest.raises(StorageError):
            ledger.together([lambda books: books.hold(build, PAID, FP, (), NOW)])
        with pytest.raises(StorageError):
            admit(ledger, build, wish("b"))
        with pytest.raises(StorageError):
            ledger.begin("game", PAID, NOW)

    _full_disk(home, act)
    assert list(ledger.rows()) == rows
    assert len(list((home / "builds").iterdir())) == 1, "the build that never began left no lock"
    assert ledger.hold(build, PAID, FP, (), NOW) is None, "and goes on when there is room"
    assert ledger.verify() == []


def test_a_ledger_that_may_not_be_written_says_so(ledger: Ledger) -> None:
    build = ledger.begin("game", PAID, NOW)
    ledger._db.execute("PRAGMA query_only=ON")
    with pytest.raises(StorageError, match="readonly"):
        admit(ledger, build)
    assert ledger.position() == 0


@pytest.mark.parametrize("how", ["garbage", "folder", "home is a file"])
def test_what_is_no_ledger_is_an_error_with_a_way_out(home: Path, how: str) -> None:
    if how == "home is a file":
        home.write_text("")
    else:
        home.mkdir()
        if how == "folder":
            (home / "ledger.sqlite3").mkdir()
        else:
            (home / "ledger.sqlite3").write_bytes(b"not a database, and long enough to be looked at " * 40)
    with pytest.raises(StorageError) as caught:
        Ledger(home)
    assert "RDBUILD_HOME" in (caught.value.hint or "")


def test_a_closed_or_broken_ledger_fails_in_our_words_when_it_is_read(home: Path) -> None:
    ledger = Ledger(home)
    ledger.close()
    for read in (
        ledger.position,
        ledger.verify,
        ledger.unknown,
        ledger.leftovers,
        lambda: list(ledger.rows()),
        lambda: ledger.states(PAID, [FP]),
        lambda: ledger.totals("balance"),
        lambda: ledger.group("day"),
        lambda: ledger.exposure(DAY, 0, PAID, "game", NOW),
    ):
        with pytest.raises(StorageError):
            read()


def test_a_ledger_of_a_newer_format_is_refused_and_not_touched(home: Path) -> None:
    home.mkdir()
    raw = sqlite3.connect(home / "ledger.sqlite3")
    raw.execute("CREATE TABLE future(x)")
    raw.execute("PRAGMA user_version=2")
    raw.commit()
    raw.close()
    before = (home / "ledger.sqlite3").read_bytes()
    with pytest.raises(StorageError, match=r"written by a newer rdbuild \(format 2\)") as caught:
        Ledger(home)
    assert caught.value.hint == "update rdbuild"
    assert (home / "ledger.sqlite3").read_bytes() == before


def test_each_commit_is_on_disk_before_it_counts(ledger: Ledger) -> None:
    assert ledger._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert ledger._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "DELETE FROM event WHERE seq=1",
        "UPDATE event SET delta=0",
        "UPDATE event SET day='2020-01-01' WHERE seq=2",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq=1",
        "INSERT OR REPLACE INTO event SELECT 99,at,engine,fingerprint,n,state,attempt,owner,build,project,day,asset,"
        "unit,0,0,ticket,idempotency_key,detail FROM event WHERE seq=2",
    ],
)
def test_history_is_only_ever_added_to(home: Path, ledger: Ledger, statement: str) -> None:
    bring(ledger, ledger.begin("game", PAID, NOW), "settled")
    rows = list(ledger.rows())
    raw = sqlite3.connect(home / "ledger.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        raw.execute(statement)
    raw.close()
    assert list(ledger.rows()) == rows


@pytest.mark.parametrize(
    ("statement", "finds"),
    [
        ("UPDATE event SET delta=1 WHERE seq=1", "exposure 1 where 340000 is due"),
        ("UPDATE event SET amount=1, delta=delta+1-amount WHERE seq=3", "the amount was 340000 and is 1"),
        ("UPDATE event SET amount=-5, delta=-5-340000 WHERE seq=4", "an amount of -5"),
        ("UPDATE event SET day='2020-01-01' WHERE seq=3", "`day` was 2026-11-22 and is 2020-01-01"),
        ("UPDATE event SET project='other' WHERE seq=4", "`project` was game and is other"),
        ("UPDATE event SET unit='credits' WHERE seq=4", "`unit` was balance and is credits"),
        ("UPDATE event SET build=2 WHERE seq=2", "`build` was 1 and is 2"),
        ("UPDATE event SET owner=77 WHERE seq=4", "a build that nobody began"),
        ("UPDATE event SET attempt=9 WHERE seq=4", "`attempt` was 1 and is 9"),
        ("UPDATE event SET ticket=NULL WHERE seq=3", "no ticket"),
        ("UPDATE event SET state='sent' WHERE seq=2", "sent can't follow claimed"),
        ("UPDATE event SET state='nonsense' WHERE seq=2", "nonsense can't follow claimed"),
        ("UPDATE event SET state='refunded' WHERE seq=4", "exposure 340000 where 0 is due"),
        ("UPDATE event SET fingerprint='x' WHERE seq=4", "settled can't follow nothing"),
        ("DELETE FROM event WHERE seq=2", "sent can't follow claimed"),
        ("DELETE FROM event WHERE seq=5", "5 rows were written, 4 are there"),
        ("DELETE FROM event", "5 rows were written, 0 are there"),
        ("INSERT INTO ended VALUES (2)", "claimed by build 2, which ended"),
        ("", "the guard `event_fixed` is gone"),
    ],
)
def test_verify_finds_what_was_changed_by_hand(home: Path, ledger: Ledger, statement: str, finds: str) -> None:
    bring(ledger, ledger.begin("game", PAID, NOW), "sent")
    ledger.settle(1, PAID, FP, PRICE, True, NOW)
    bring(ledger, ledger.begin("game", PAID, NOW), "claimed", fingerprint="second")
    assert ledger.verify() == []
    raw = sqlite3.connect(home / "ledger.sqlite3")
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
    for name, _ in guards:
        raw.execute(f"DROP TRIGGER {name}")
    if statement:
        raw.execute(statement)
        for _, sql in guards:
            raw.execute(sql)
    raw.commit()
    raw.close()
    assert any(finds in one for one in ledger.verify()), ledger.verify()


def test_verify_finds_a_page_that_was_overwritten(home: Path) -> None:
    ledger = Ledger(home)
    build = ledger.begin("game", PAID, NOW)
    admit(ledger, build, *(wish(f"{number:064}") for number in range(200)))
    ledger.close()
    data = bytearray((home / "ledger.sqlite3").read_bytes())
    data[4096 * 6 : 4096 * 7] = os.urandom(4096)
    (home / "ledger.sqlite3").write_bytes(data)
    ledger = Ledger(home)
    try:
        broken = ledger.verify()
    except StorageError as error:
        broken = [error.message]
    ledger.close()
    assert broken
    assert "malformed" in broken[0] or "SQLite" in broken[0]


def test_the_export_is_every_row_as_it_stands(ledger: Ledger) -> None:
    bring(ledger, ledger.begin("game", PAID, NOW), "sent")
    rows = list(ledger.rows())
    assert [(row["seq"], row["state"], row["delta"]) for row in rows] == [
        (1, "claimed", PRICE), (2, "held", 0), (3, "sent", 0),
    ]  # fmt: skip
    assert rows[2]["ticket"] == '{"task": "t-1"}'
    assert rows[0]["idempotency_key"]


# -- laws

PRICES = {name: 100_000 * (number + 1) for number, name in enumerate("abcdef")}
LAW_DAY, LAW_MONTH = Cap("day", "day", "balance", 900_000), Cap("month", "month", "balance", 1_500_000)


class OneLedgerManyBuilds(RuleBasedStateMachine):
    """Builds begin, buy, die and end in any order, over days; an account kept by hand must agree after each step."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.now = datetime(2026, 11, 29, 20, tzinfo=UTC)
        self.watcher = Ledger(self.home)
        self.live: dict[int, tuple[Ledger, str, Cap]] = {}
        self.receipts: dict[tuple[str, str, int], tuple[int, bool]] = {}
        self.caps: dict[int, Cap] = {}
        # By hand: the open or last purchase of each fingerprint as [state, amount due, build, project, day, owner],
        # and what earlier purchases of it have cost.
        self.account: dict[str, list[Any]] = {}
        self.past: list[tuple[int, int, str, str]] = []  # due, build, project, day
        self.settled: set[str] = set()  # what was ever delivered well: not bought again because another try came free
        self.excess = 0

    def teardown(self) -> None:
        for ledger, _, _ in self.live.values():
            ledger.close()
        self.watcher.close()
        self.folder.cleanup()

    def day(self) -> str:
        return self.now.date().isoformat()

    def limits(self, build: int) -> list[Cap]:
        return [self.live[build][2], LAW_DAY, LAW_MONTH]

    def due(self, matches: Callable[[int, str, str], bool]) -> int:
        """What a scope is exposed to, by our own account."""
        now = [(one[1], one[2], one[3], one[4]) for one in self.account.values()]
        return sum(due for due, build, project, day in (*now, *self.past) if matches(build, project, day))

    def over(self, build: int, project: str, needed: int) -> bool:
        """Whether any cap is too small for `needed` more."""
        scopes: list[tuple[Cap, Callable[[int, str, str], bool]]] = [
            (self.caps[build], lambda other, _, __: other == build),
            (LAW_DAY, lambda _, its, day: its == project and day == self.day()),
            (LAW_MONTH, lambda _, its, day: its == project and day[:7] == self.day()[:7]),
        ]
        return needed > 0 and any(self.due(matches) + needed > cap.limit for cap, matches in scopes)

    def recovered(self, build: int | None) -> None:
        """The recovery table, by our own account."""
        for name, one in self.account.items():
            if one[0] not in ("claimed", "held", "sent") or one[5] in self.live:
                continue
            attempt = self.watcher.states(PAID, [name])[name].attempt
            receipt = self.receipts.get((PAID, name, attempt))
            if one[0] == "claimed":
                one[:2] = "void", 0
            elif receipt is not None:
                one[:2] = ("settled" if receipt[1] else "unusable"), receipt[0]
                self.settled |= {name} if receipt[1] else set()
            elif one[0] == "held":
                one[0] = "unknown"
            elif build is not None:
                one[5] = build

    @precondition(lambda self: len(self.live) < 4)
    @rule(project=st.sampled_from(["p", "q"]), limit=st.integers(1, 12))
    def begin(self, project: str, limit: int) -> None:
        ledger = Ledger(self.home)
        build = ledger.begin(project, PAID, self.now)
        self.caps[build] = Cap("build", "build", "balance", limit * 100_000)
        self.live[build] = (ledger, project, self.caps[build])

    @precondition(lambda self: self.live)
    @rule(data=st.data(), orderly=st.booleans())
    def leave(self, data: st.DataObject, orderly: bool) -> None:
        build = data.draw(st.sampled_from(sorted(self.live)))
        ledger, _, _ = self.live.pop(build)
        if orderly:
            ledger.end(build, self.now)
            for one in self.account.values():
                if one[5] == build and one[0] == "claimed":
                    one[:2] = "void", 0
        ledger.close()

    @rule(hours=st.integers(1, 15))
    def pass_time(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def look_around(self) -> None:
        self.watcher.recover(self.now, lambda *key: self.receipts.get(key))
        self.recovered(None)

    @precondition(lambda self: self.live)
    @rule(data=st.data(), names=st.sets(st.sampled_from(sorted(PRICES)), max_size=4), again=st.booleans())
    def admit(self, data: st.DataObject, names: set[str], again: bool) -> None:
        build = data.draw(st.sampled_from(sorted(self.live)))
        ledger, project, _ = self.live[build]
        wishes = [Claim(name, name, "balance", PRICES[name], again) for name in sorted(names)]
        self.recovered(build)
        rehearsed = self.watcher.rehearse(
            project, PAID, wishes, self.limits(build)[1:], self.now, lambda *key: self.receipts.get(key)
        )
        admission = ledger.admit(build, wishes, self.limits(build), self.now, lambda *key: self.receipts.get(key))
        free = {
            name
            for name in names
            if (found := self.account.get(name)) is None
            or (found[0] in ("void", "refused", "refunded") and (again or name not in self.settled))
            or (again and found[0] in ("settled", "unusable"))
        }
        assert {one.fingerprint for one in admission.collects} == {
            name for name, one in self.account.items() if one[0] == "sent" and one[5] == build and one[2] != build
        }
        if self.over(build, project, sum(PRICES[name] for name in free)):
            assert admission.refusal is not None
            assert admission.refusal.left < admission.refusal.needed
            return
        assert rehearsed is None
        assert admission.refusal is None
        assert admission.claimed == free
        groups = (admission.claimed, admission.waits, admission.bought, set(admission.blocked))
        for name in names - free:
            state, owner = self.account[name][0], self.account[name][5]
            mine = state in ("claimed", "held", "sent") and owner == build
            assert sum(name in group for group in groups) == (0 if mine else 1)
            assert (name in admission.waits) == (state in ("claimed", "held", "sent") and owner != build)
        for name in free:
            if name in self.account:
                old = self.account[name]
                self.past.append((old[1], old[2], old[3], old[4]))
            self.account[name] = ["claimed", PRICES[name], build, project, self.day(), build]

    def mine(self, *states: str) -> list[str]:
        return [name for name, one in sorted(self.account.items()) if one[0] in states and one[5] in self.live]

    @precondition(lambda self: self.mine("claimed"))
    @rule(data=st.data(), give_up=st.integers(0, 5))
    def hold(self, data: st.DataObject, give_up: int) -> None:
        name = data.draw(st.sampled_from(self.mine("claimed")))
        one = self.account[name]
        ledger, project, _ = self.live[one[5]]
        if give_up == 0:
            ledger.refuse(one[5], PAID, name, "400", self.now)
            one[:2] = "refused", 0
            return
        refusal = ledger.hold(one[5], PAID, name, self.limits(one[5]), self.now)
        if one[4] == self.day():
            assert refusal is None
        else:
            amount, one[1] = one[1], 0  # it leaves its day ...
            fits = not self.over(one[2], project, amount)
            one[1] = amount
            assert (refusal is None) is fits  # ... and must fit into the new one
        if refusal is None:
            one[0], one[4] = "held", self.day()

    @precondition(lambda self: self.mine("held", "sent"))
    @rule(data=st.data(), how=st.sampled_from(["again", "sent", "sent", "settle", "spoil", "refund", "resubmit",
                                               "lose", "receipt", "receipt", "overcharge"]))  # fmt: skip
    def answer(self, data: st.DataObject, how: str) -> None:
        name = data.draw(st.sampled_from(self.mine("held", "sent")))
        one = self.account[name]
        ledger = self.live[one[5]][0]
        key = (one[5], PAID, name)
        if how == "again" and one[0] == "held":
            ledger.again(*key, "429", self.now)
            one[0] = "claimed"
        elif how == "sent":
            ledger.sent(*key, TICKET, self.now)
            one[0] = "sent"
        elif how in ("settle", "spoil", "overcharge"):
            cost = one[1] + (50_000 if how == "overcharge" else 0)
            assert ledger.settle(*key, cost, how != "spoil", self.now) == cost - one[1]
            self.excess += cost - one[1]
            one[:2] = ("unusable" if how == "spoil" else "settled"), cost
            self.settled |= {name} if how != "spoil" else set()
        elif how == "refund" and one[0] == "sent":
            ledger.refund(*key, "failed", self.now)
            one[:2] = "refunded", 0
        elif how == "resubmit" and one[0] == "sent":
            again = ledger.resubmit(*key, "failed", self.now)
            assert again is (one[2] == one[5])
            one[:2] = ("claimed", one[1]) if again else ("refunded", 0)
        elif how == "lose":
            ledger.lose(*key, "cut off", self.now)
            one[0] = "unknown"
        elif how == "receipt":
            self.receipts[(PAID, name, self.watcher.states(PAID, [name])[name].attempt)] = (one[1], True)

    @precondition(lambda self: any(one[0] == "unknown" for one in self.account.values()))
    @rule(charged=st.booleans())
    def reconcile(self, charged: bool) -> None:
        entry = next(one for one in self.watcher.unknown() if one.state == "unknown")
        self.watcher.reconcile(entry, charged, self.now)
        self.account[entry.fingerprint][:2] = ("settled", entry.amount) if charged else ("refused", 0)
        self.settled |= {entry.fingerprint} if charged else set()

    @precondition(lambda self: self.live and any(one[0] == "unknown" for one in self.account.values()))
    @rule(data=st.data(), charged=st.booleans())
    def find_evidence(self, data: st.DataObject, charged: bool) -> None:
        build = data.draw(st.sampled_from(sorted(self.live)))
        entry = next(one for one in self.watcher.unknown() if one.state == "unknown")
        assert self.live[build][0].find(build, entry, TICKET if charged else None, self.now)
        assert not self.live[build][0].find(build, entry, TICKET, self.now), "once"
        if charged:
            self.account[entry.fingerprint][0], self.account[entry.fingerprint][5] = "sent", build
        else:
            self.account[entry.fingerprint][:2] = "refused", 0

    @invariant()
    def the_books_agree_with_the_account(self) -> None:
        found = self.watcher.states(PAID, PRICES)
        assert {name: (one.state, one.owner, one.day) for name, one in found.items()} == {
            name: (one[0], one[5] if one[0] in ("claimed", "held", "sent") else found[name].owner, one[4])
            for name, one in self.account.items()
        }
        assert all(one.live == (one.state in ("claimed", "held", "sent") and one.owner in self.live)
                   for one in found.values())  # fmt: skip
        by_name: dict[str, int] = {}
        before: dict[str, str] = {}
        for row in self.watcher.rows():
            name = row["fingerprint"]
            by_name[name] = by_name.get(name, 0) + row["delta"]
            if row["state"] == "claimed" and before.get(name) != "held":
                assert before.get(name) not in ("claimed", "sent", "unknown"), "two open attempts"
            before[name] = row["state"]
        assert sum(by_name.values()) == self.due(lambda *_: True)
        totals = self.watcher.totals("balance")
        assert totals.spent + totals.held + totals.unknown + totals.claimed == self.due(lambda *_: True)

    @invariant()
    def no_cap_is_ever_passed_at_quoted_prices(self) -> None:
        for build, cap in self.caps.items():
            exposed = self.watcher.exposure(cap, build, PAID, "", self.now)
            assert exposed == self.due(lambda other, _, __, build=build: other == build)
            assert exposed <= cap.limit + self.excess
        for project in "pq":
            assert self.watcher.exposure(LAW_DAY, 0, PAID, project, self.now) <= LAW_DAY.limit + self.excess
            assert self.watcher.exposure(LAW_MONTH, 0, PAID, project, self.now) <= LAW_MONTH.limit + self.excess

    @invariant()
    def the_ledger_keeps_its_own_rules(self) -> None:
        assert self.watcher.verify() == []


OneLedgerManyBuilds.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestOneLedgerManyBuilds = OneLedgerManyBuilds.TestCase
