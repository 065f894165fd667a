"""What the account should have moved by: bounds from the ledger's rows, and whole builds held against them."""

from decimal import Decimal

import pytest
from bench import PRICE, Bench, Served

from rdbuild.offline import Fault
from rdbuild.statement import Movement, bounds

MINE, OTHER = 7, 3
SINCE = 10


def rows(*events, build=MINE, unit="balance", amount=17, name="a"):
    """Rows of one attempt: (seq, state), each with the same amount."""
    return [
        {"seq": seq, "state": state, "build": build, "unit": unit, "amount": amount, "fingerprint": name, "attempt": 1}
        for seq, state in events
    ]


@pytest.mark.parametrize(
    ("events", "build", "expected"),
    [
        ([(11, "claimed"), (12, "held"), (13, "settled")], MINE, (17, 17)),
        ([(11, "claimed"), (12, "held"), (13, "sent"), (14, "unusable")], MINE, (17, 17)),
        ([(11, "claimed"), (12, "held"), (13, "sent")], MINE, (17, 17)),
        ([(11, "claimed"), (12, "held"), (13, "unknown")], MINE, (0, 17)),
        ([(11, "claimed"), (12, "held")], MINE, (0, 17)),
        ([(11, "claimed"), (12, "held"), (13, "claimed"), (14, "refused")], MINE, (0, 0)),
        ([(11, "claimed"), (12, "held"), (13, "sent"), (14, "refunded")], MINE, (0, 0)),
        # Collected: it was charged before.
        ([(2, "held"), (3, "sent"), (11, "sent"), (12, "settled")], OTHER, (0, 0)),
        # Refunded meanwhile, or by then.
        ([(2, "held"), (3, "sent"), (11, "sent"), (12, "refunded")], OTHER, (-17, 0)),
        # Another build was about to send it, and did it before or after.
        ([(2, "claimed"), (3, "held"), (11, "settled")], OTHER, (0, 17)),
        ([(11, "claimed"), (12, "held"), (13, "settled")], OTHER, (0, 17)),
        # An unknown of before that was found, or settled by hand.
        ([(2, "held"), (3, "unknown"), (11, "sent"), (12, "settled")], OTHER, (0, 0)),
        ([(2, "held"), (3, "unknown"), (11, "refused")], OTHER, (0, 0)),
    ],
)
def test_an_attempt_moves_the_account_as_far_as_its_rows_tell(events, build, expected):
    found = bounds(rows(*events, build=build), MINE, SINCE)
    assert found == {"balance": expected, "credits": (0, 0)}
    in_credits = bounds(rows(*events, build=build, unit="credits"), MINE, SINCE)
    assert in_credits == {"balance": (0, 0), "credits": expected}


def test_what_is_within_the_bounds_is_explained_and_what_is_outside_is_by_how_much():
    assert [Movement(100, 100 - moved, 10, 20).unexplained for moved in (5, 10, 15, 20, 22)] == [-5, 0, 0, 0, 2]


@pytest.fixture
def served():
    one = Served()
    yield one
    one.stop()


@pytest.fixture
def bench(tmp_path, served):
    return Bench(tmp_path / "project", served.url).write()


def take(served, amount):
    async def spend():
        served.server.account.balance -= amount

    served._run(spend())


def test_a_build_alone_on_its_account_agrees_to_the_thousandth(bench):
    found = bench.build().account
    assert found["balance"] == Movement(100_000_000, 99_949_000, 51_000, 51_000)


def test_somebody_else_who_spends_meanwhile_is_told_by_the_amount(bench, served):
    bench.on_start = lambda: take(served, Decimal("1.25"))
    assert bench.build().account["balance"].unexplained == 1_250_000


def test_an_unknown_leaves_a_range_and_no_more_than_it_is_blamed_on_it(bench, served):
    served.faults(Fault("submit", "reset-before", match="potion"), Fault("submit", "reset-after", match="sword"))
    found = bench.build().account["balance"]
    assert (found.least, found.most, found.moved, found.unexplained) == (17_000, 51_000, 34_000, 0)
    again = bench.build().account["balance"]  # one was found in the request list and collected, the other stays
    assert (again.least, again.most, again.moved) == (0, 0, 0)


def test_a_failed_task_that_is_paid_again_agrees(bench, served):
    served.faults(Fault("submit", "inference_failed-task", match="potion"))
    found = bench.build().account["balance"]
    assert (found.least, found.most, found.unexplained) == (51_000, 51_000, 0)
    assert served.net() == 3 * PRICE


def test_the_last_line_says_it(bench, served):
    import io

    from rdbuild.console import Console
    from rdbuild.report_text import report_text

    bench.on_start = lambda: take(served, Decimal("1.25"))
    text = report_text(bench.build(), Console(io.StringIO(), io.StringIO()))
    assert text.splitlines()[-1] == (
        "the account does not agree: 100 -> 98.699, 1.25 more than booked; somebody else may be spending from it"
    )
