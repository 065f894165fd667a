"""How long purchases take: the seconds that each was in line, waited for, fetched and paused.

Owns: which phase a purchase is in after an event.
Must not know: clocks, how anything is bought or shown.
Rule: an event says how long ago it happened, so a clock at the listener's is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rdbuild.model import Event

# The phase that begins with an event; after any other event of the asset none goes on. In `queue` it waits for a free
# place, in `wait` for the API, in `fetch` for its pictures to be on disk, in `pause` for another attempt.
_PHASES: Mapping[str, str] = {
    "queued": "queue", "quoting": "wait", "held": "wait", "accepted": "wait", "collecting": "wait",
    "delivered": "fetch", "freed": "pause", "retry": "pause",
}  # fmt: skip


@dataclass(slots=True)
class _Watch:
    phase: str | None = None
    since: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    attempt: int = 0


class Timing:
    """Tells events on to `listeners`, with the seconds and the attempt of their purchase. `clock` is a steady one."""

    def __init__(self, clock: Callable[[], float], listeners: Sequence[Callable[[Event], None]]) -> None:
        self._clock = clock
        self._listeners = listeners
        self._watches: dict[str, _Watch] = {}

    def on(self, event: Event) -> None:
        timed = self._timed(event, self._clock() - event.ago)
        for listener in self._listeners:
            listener(timed)

    def _timed(self, event: Event, now: float) -> Event:
        if event.kind == "stopping":  # it is about no asset
            return event
        watch = self._watches.setdefault(event.asset, _Watch())
        if watch.phase is not None:
            watch.seconds[watch.phase] = watch.seconds.get(watch.phase, 0.0) + max(0.0, now - watch.since)
        watch.phase, watch.since = _PHASES.get(event.kind), now
        watch.attempt = event.attempt or watch.attempt
        if event.kind == "finished":
            del self._watches[event.asset]
        return replace(event, seconds=dict(watch.seconds), attempt=watch.attempt)
