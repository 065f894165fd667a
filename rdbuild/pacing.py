"""How fast, how often, how long: the adaptive limit, the retries and the poll schedule, as arithmetic.

Owns: every number that paces requests.
Must not know: what a failure means, sockets, tasks, clocks; time and randomness come in as values.
Rule: the limit grows only while it is used and helps, and is cut at most once a round trip
(Netflix concurrency-limits; botocore.retries for the shared budget).
"""

from __future__ import annotations

ATTEMPTS = 4  # of one purchase, the first included
UNANSWERED = 4  # paid POSTs without an answer while the server answers with task ids
FIRST_POLL_S = 0.05
POLL_GROWTH = 1.5
LONGEST_POLL_S = 2.0
TASK_PATIENCE_S = 1800.0  # animations take 60-290 s and queue; after this the next build collects the task
UNREACHABLE_S = 120.0  # how long a task is asked for while no answer can be read


def backoff_s(attempt: int, retry_after_s: float | None, jitter: float) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 1); `jitter` is uniform in [0, 1).

    The server's wish is obeyed, within five minutes; else 0.25 s doubled per attempt, spread over +-50 %.
    """
    if retry_after_s is not None:
        return min(max(retry_after_s, 0.0), 300.0) + 0.05 * jitter
    return min(0.25 * 2.0 ** (attempt - 1), 8.0) * (0.5 + jitter)


class PollSchedule:
    """When to look at a task again: 50 ms, then 1.5 times later each, up to 2 s."""

    def __init__(self) -> None:
        self._next_s = FIRST_POLL_S

    def next_s(self) -> float:
        now, self._next_s = self._next_s, min(self._next_s * POLL_GROWTH, LONGEST_POLL_S)
        return now


class RetryBudget:
    """Retries shared by a whole build: a fixed stock, refilled by each success, so a dead API is not hammered."""

    def __init__(self, stock: int = 200) -> None:
        self._stock = float(stock)
        self._most = float(stock)

    def take(self) -> bool:
        if self._stock < 1:
            return False
        self._stock -= 1
        return True

    def success(self) -> None:
        self._stock = min(self._most, self._stock + 1)


class AdaptiveLimit:
    """How many requests may be in flight: starts at 4, grows while it helps, is cut on refusals.

    Times are seconds of any steady clock. `value` never leaves 1..ceiling.
    """

    def __init__(self, ceiling: int, start: int = 4) -> None:
        self.ceiling = max(1, ceiling)
        self.value = min(start, self.ceiling)
        self._credit = 0.0
        self._slow_start = True
        self._fastest_s: float | None = None
        self._cut_at = float("-inf")

    def succeeded(self, started_at: float, now: float, in_flight: int) -> None:
        """A request came back well. Grow only if the limit was in use and answers are not queueing up."""
        took = max(now - started_at, 1e-6)
        self._fastest_s = took if self._fastest_s is None else min(self._fastest_s * 1.001, took)
        if in_flight < self.value:
            return
        if took > 4 * self._fastest_s + 0.05:  # the server queues: more in flight would only wait longer
            return
        self._credit += 1.0 if self._slow_start else 1.0 / self.value
        if self._credit >= 1.0:
            self._credit = 0.0
            self.value = min(self.ceiling, self.value + 1)

    def refused(self, started_at: float, now: float) -> None:
        """429 or 503: halve, once a round trip; what was started before the last cut says nothing new."""
        if started_at <= self._cut_at:
            return
        self._cut_at = now
        self._slow_start = False
        self._credit = 0.0
        self.value = max(1, self.value // 2)
