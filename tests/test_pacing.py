"""How fast and how often, as laws: never none, never above what was asked for, never impatient with a busy server."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.pacing import (
    ATTEMPTS,
    AdaptiveLimit,
    PollSchedule,
    RetryBudget,
    backoff_s,
)


def test_a_purchase_is_tried_four_times() -> None:
    assert ATTEMPTS == 4


# -- waiting


@given(st.integers(1, 60), st.floats(0, 300), st.floats(0, 1, exclude_max=True))
def test_the_servers_wish_is_obeyed_to_the_second(attempt: int, wish: float, jitter: float) -> None:
    assert wish <= backoff_s(attempt, wish, jitter) <= wish + 0.05


@pytest.mark.parametrize(("wish", "least"), [(86_400.0, 300.0), (-5.0, 0.0), (0.0, 0.0)])
def test_a_wish_beyond_reason_is_held_to_it(wish: float, least: float) -> None:
    assert least <= backoff_s(1, wish, 0.5) <= least + 0.05


@given(st.integers(1, 60), st.floats(0, 1, exclude_max=True))
def test_without_a_wish_the_wait_doubles_up_to_eight_seconds_spread_by_half(attempt: int, jitter: float) -> None:
    middle = min(0.25 * 2 ** (attempt - 1), 8.0)
    assert 0.5 * middle <= backoff_s(attempt, None, jitter) <= 1.5 * middle


def test_the_spread_is_real() -> None:
    assert backoff_s(2, None, 0.0) == 0.25
    assert backoff_s(2, None, 0.5) == 0.5
    assert backoff_s(9, None, 0.5) == 8.0


def test_a_task_is_looked_at_after_50_ms_and_then_one_and_a_half_times_later_up_to_2_s() -> None:
    schedule = PollSchedule()
    waits = [schedule.next_s() for _ in range(14)]
    assert waits[:4] == pytest.approx([0.05, 0.075, 0.1125, 0.16875])
    assert all(later == pytest.approx(min(1.5 * now, 2.0)) for now, later in pairwise(waits))
    assert waits[-3:] == [2.0, 2.0, 2.0]


def test_the_retries_of_a_build_run_out_and_each_success_gives_one_back_up_to_the_stock() -> None:
    budget = RetryBudget(3)
    budget.success()
    assert [budget.take() for _ in range(5)] == [True, True, True, False, False]
    budget.success()
    assert [budget.take(), budget.take()] == [True, False]


# -- the limit

MOVES = st.lists(
    st.tuples(
        st.sampled_from(["good", "busy"]),
        st.floats(0.001, 60),  # how long the request took
        st.floats(0, 5),  # seconds until the next answer
        st.integers(0, 64),  # in flight
    ),
    max_size=120,
)


@given(st.integers(-3, 64), MOVES)
def test_the_limit_stays_between_one_and_the_ceiling_and_moves_as_its_law_says(
    ceiling: int, moves: list[tuple[str, float, float, int]]
) -> None:
    limit = AdaptiveLimit(ceiling)
    assert limit.value == min(4, max(1, ceiling))
    now, cut_at = 0.0, None
    for what, took, later, in_flight in moves:
        now += later
        before = limit.value
        if what == "good":
            limit.succeeded(now - took, now, in_flight)
            assert limit.value in (before, before + 1)
            assert limit.value == before or in_flight >= before, "grown without being used"
        else:
            limit.refused(now - took, now)
            if cut_at is not None and now - took <= cut_at:
                assert limit.value == before, "cut twice in one round trip"
            else:
                assert limit.value == max(1, before // 2)
                cut_at = now
        assert 1 <= limit.value <= max(1, ceiling)


def test_a_limit_in_use_grows_to_its_ceiling_doubling_each_round_trip() -> None:
    limit = AdaptiveLimit(32)
    sizes = []
    for turn in range(4):
        for _ in range(limit.value):
            limit.succeeded(turn, turn + 1.0, limit.value)
        sizes.append(limit.value)
    assert sizes == [8, 16, 32, 32]


def test_after_a_cut_it_grows_by_one_each_round_trip() -> None:
    limit = AdaptiveLimit(64, start=32)
    limit.refused(0.0, 1.0)
    assert limit.value == 16
    for turn in range(3):
        before = limit.value
        for _ in range(before + 1):
            limit.succeeded(turn + 1.5, turn + 2.5, limit.value)
        assert limit.value == before + 1


def test_many_refusals_of_one_burst_are_one_cut() -> None:
    limit = AdaptiveLimit(64, start=32)
    for number in range(16):
        limit.refused(0.0, 1.0 + number / 100)
    assert limit.value == 16
    limit.refused(1.05, 2.0)  # sent after the cut: it says something new
    assert limit.value == 8


def test_it_does_not_grow_while_answers_queue_up() -> None:
    limit = AdaptiveLimit(64)
    limit.succeeded(0.0, 0.1, 4)
    before = limit.value
    for turn in range(20):
        limit.succeeded(turn, turn + 0.8, 64)  # eight times the fastest
    assert limit.value == before
    limit.succeeded(30.0, 30.1, 64)
    assert limit.value == before + 1


def test_a_limit_of_one_is_never_cut_to_none() -> None:
    limit = AdaptiveLimit(1)
    limit.refused(0.0, 1.0)
    assert limit.value == 1
