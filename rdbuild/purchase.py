"""The life of one purchase: its states, what each may become, and the values that the ledger gives and takes.

Owns: the table of transitions, caps, claims, refusals and entries as values.
Must not know: SQLite, or anything that happens outside.
Rule: amounts are integer micro-units of one unit; balance and credits are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rdbuild.model import Json, Unit

State = Literal["claimed", "held", "sent", "settled", "unusable", "refused", "refunded", "unknown", "void"]
OPEN = ("claimed", "held", "sent")
FREE = ("void", "refused", "refunded")
TICKETED = ("held", "sent", "unknown")  # where it matters how a purchase can be told or fetched
# What each state may become. Whatever is not here is a bug of ours, refused before it is written.
NEXT: Mapping[str | None, tuple[State, ...]] = {
    None: ("claimed",),
    "claimed": ("held", "void", "refused"),
    "held": ("claimed", "sent", "settled", "unusable", "refused", "unknown"),
    "sent": ("sent", "settled", "unusable", "refunded", "unknown", "refused"),
    "unknown": ("sent", "settled", "refused"),
    "settled": ("claimed",),
    "unusable": ("claimed",),
    "refused": ("claimed",),
    "refunded": ("claimed",),
    "void": ("claimed",),
}
# The triggers that keep the history append-only.
GUARDS = ("event_kept", "event_fixed", "event_added")


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit in micro-units on what a scope may be exposed to: spent + held + unknown + claimed."""

    name: str  # as the user knows it: budget.build, --budget, budget.day, ...
    scope: Literal["build", "day", "month"]
    unit: Unit
    limit: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A purchase that a build wants to be allowed: amount is the quoted price in micro-units."""

    fingerprint: str
    asset: str
    unit: Unit
    amount: int
    again: bool = False  # buy although it was bought before (--rebuy)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The cap that said no, and where its money is (micro-units).

    `claimed` is what other live builds have claimed, `own` what the refused build has claimed already.
    """

    cap: Cap
    spent: int
    held: int
    unknown: int
    claimed: int
    needed: int
    own: int = 0

    @property
    def left(self) -> int:
        return self.cap.limit - self.spent - self.held - self.unknown - self.claimed - self.own


@dataclass(frozen=True, slots=True)
class Entry:
    """The last event of a purchase: its state now."""

    seq: int
    at: str
    engine: str
    fingerprint: str
    n: int
    state: State
    attempt: int
    owner: int
    build: int
    project: str
    day: str
    asset: str
    unit: Unit
    amount: int
    ticket: Mapping[str, Json] | None
    detail: str | None
    live: bool = False  # an open row whose owner is running
    paid_before: bool = False  # an earlier attempt was settled
    held_at: str = ""  # of an unknown one: when it was sent at the earliest


@dataclass(frozen=True, slots=True)
class Admission:
    """What became of a plan: either a refusal, with nothing claimed, or each wish in exactly one of the groups.

    A wish that this build has claimed or sent already is in none of them, unless it is an open task of another build.
    """

    refusal: Refusal | None = None
    claimed: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()  # another running build is buying these
    collects: tuple[Entry, ...] = ()  # every open task of dead builds that is ours by now, wanted or not
    bought: frozenset[str] = frozenset()  # settled already
    blocked: Mapping[str, Entry] = field(default_factory=dict)  # unknown or unusable


@dataclass(frozen=True, slots=True)
class Totals:
    """Money by state in one unit, micro-units. `spent` is settled (recovered included); refunded never counts in it."""

    spent: int = 0
    recovered: int = 0
    held: int = 0
    claimed: int = 0
    unknown: int = 0
    refunded: int = 0
