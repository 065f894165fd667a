"""The table of what a failure means, held to the contract. That a build does what it says is in `test_fault_matrix`."""

from __future__ import annotations

from itertools import product

import pytest

from rdbuild.errors import FailureKind as Kind
from rdbuild.verdicts import EXCHANGES, VERDICTS, Booked, Exchange

PAID: tuple[Exchange, ...] = ("submit", "edit")


def test_every_kind_of_failure_has_a_row() -> None:
    assert set(VERDICTS) == set(Kind)


@pytest.mark.parametrize("exchange", PAID)
@pytest.mark.parametrize(
    ("kind", "retry", "booked", "stops"),
    [
        (Kind.NOT_SENT, True, "not-charged", 0),
        (Kind.BUSY, True, "not-charged", 0),
        (Kind.TRANSIENT, True, "not-charged", 0),
        (Kind.NO_FUNDS, False, "not-charged", 3),
        (Kind.NO_KEY, False, "not-charged", 5),
        (Kind.REFUSED, False, "not-charged", 0),
        (Kind.UNKNOWN, False, "unknown", 0),
        (Kind.UNUSABLE, False, "unusable", 0),
        (Kind.OVERCHARGED, False, "settled", 3),
    ],
)
def test_a_paid_request_fails_as_the_contract_says(
    exchange: Exchange, kind: Kind, retry: bool, booked: Booked, stops: int
) -> None:
    """Written down a second time."""
    found = VERDICTS[kind][exchange]
    assert (found.retry, found.booked, found.stops) == (retry, booked, stops)


@pytest.mark.parametrize("kind", Kind)
def test_what_may_have_been_charged_is_never_sent_again(kind: Kind) -> None:
    for exchange in PAID:
        found = VERDICTS[kind].get(exchange)
        assert found is None or not found.retry or found.booked == "not-charged"


@pytest.mark.parametrize(("kind", "exchange"), list(product(Kind, ("poll", "fetch"))))
def test_what_was_paid_for_is_left_and_never_given_up_for_a_fault_of_the_moment(kind: Kind, exchange: Exchange) -> None:
    found = VERDICTS[kind].get(exchange)
    if found is not None and kind in VERDICTS and "quote" in VERDICTS[kind]:
        assert found.booked == "pending"


def test_a_price_can_be_asked_for_again_but_never_against_a_refusal() -> None:
    again = {kind for kind, row in VERDICTS.items() if "quote" in row and row["quote"].retry}
    assert again == {Kind.NOT_SENT, Kind.BUSY, Kind.TRANSIENT, Kind.UNKNOWN}


def test_a_kind_is_tried_again_in_every_exchange_that_costs_nothing_or_in_none() -> None:
    """So it never matters where a failure is looked up for that."""
    for row in VERDICTS.values():
        assert len({row[exchange].retry for exchange in ("quote", "poll", "fetch") if exchange in row}) == 1


@pytest.mark.parametrize(("kind", "exchange"), list(product(Kind, EXCHANGES)))
def test_what_the_user_reads_names_what_happened(kind: Kind, exchange: Exchange) -> None:
    found = VERDICTS[kind].get(exchange)
    if found is not None:
        assert found.says.format(error="HTTP 418")
        assert ("{error}" in found.says) == (kind is not Kind.TASK_RUNNING)
