"""Evidence of what became of a paid request that nobody heard of again: an item of the API's own request list.

Owns: when an item counts as evidence, and of what.
Must not know: HTTP, the ledger's tables, the clock; times come in as values.
Rule: an item counts only if it can be nothing else. It echoes the request whole; no other purchase of this ledger sent
the same; the ledger does not know the item; and it is not older than the hold, by the server's own clock.

Balances and task lists are never evidence: others spend from the account too, and a task does not say what it is of.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rdbuild.model import Json
from rdbuild.purchase import Entry
from rdbuild.request import DEFAULTS, canonical

CLOCK_S = 1.25  # how much older than it is an item can look: its time and the server's are whole seconds
# What an echo may hold beside the parameters that were sent: how they were sent, and pictures, which it leaves out.
_NOT_COMPARED = frozenset(
    ("async", "check_cost", "input_image", "extra_input_image", "reference_images", "input_palette")
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An item of the API's request list. `created_s` is seconds since 1970 by the server; None: it does not say.

    `charged` is None where it does not say; `delivered`: it has pictures, or says where they are.
    """

    request: str  # its id
    task: str | None
    status: str  # pending, running, succeeded, failed
    charged: bool | None
    created_s: float | None
    sent: Mapping[str, Json]
    delivered: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it is now; `now_s` is the server's time, None where it does not say."""

    items: tuple[Listed, ...]
    now_s: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an unknown purchase: `ticket` fetches what was paid for; None: it was not charged."""

    entry: Entry
    ticket: Mapping[str, Json] | None


Ticket = tuple[str, int, Mapping[str, Json]]  # fingerprint, attempt, and what the ledger noted


def search(unknown: Sequence[Entry], tickets: Iterable[Ticket], listing: Listing, now: datetime) -> list[Found]:
    """Hold every unknown purchase against the list. `tickets` are all that the ledger noted since the oldest hold."""
    noted = list(tickets)
    senders = Counter({(fingerprint, str(ticket["sent"])) for fingerprint, _, ticket in noted if "sent" in ticket})
    rivals = Counter(sent for _, sent in senders)
    found: list[Found] = []
    for entry in unknown:
        sent = str((entry.ticket or {}).get("sent", ""))
        if not sent or rivals[sent] > 1:
            continue  # two purchases of ours that an echo can't tell apart
        mine = (entry.fingerprint, entry.attempt)
        known = {
            str(ticket[name])
            for fingerprint, attempt, ticket in noted
            if (fingerprint, attempt) != mine
            for name in ("task", "listed")
            if name in ticket
        }
        items = [
            item
            for item in listing.items
            if not {item.request, item.task} & known
            and _echoes(sent, item.sent)
            and _is_since(entry, item, listing, now)
        ]
        kinds = [(item, kind) for item in items if (kind := _kind(item, entry)) is not None]
        # Of several, the first that was charged: somebody may have bought the same again on another machine.
        best = min(kinds, key=lambda one: (one[1] == "not charged", one[0].created_s), default=None)
        if best is not None:
            found.append(Found(entry, None if best[1] == "not charged" else {best[1]: _name(*best)}))
    return found


def _kind(item: Listed, entry: Entry) -> Literal["task", "listed", "not charged"] | None:
    """How an item's pictures are had: by its task, or from the list itself; None where it tells nothing."""
    if item.status == "failed":
        return "not charged" if item.charged is False else None
    if item.charged is False:
        return None
    if item.status == "succeeded" and item.delivered:
        return "listed"
    lost = (entry.ticket or {}).get("task")  # the API has said that it knows this one no more
    return "task" if item.task is not None and item.task != lost else None


def _name(item: Listed, kind: str) -> str:
    return str(item.task) if kind == "task" else item.request


def _echoes(sent: str, echo: Mapping[str, Json]) -> bool:
    """Whether an echo is this request: all that was sent, and nothing beside it that would make it another."""
    fields: dict[str, Json] = json.loads(sent, parse_float=Decimal)
    names = (fields.keys() | echo.keys()) - _NOT_COMPARED
    return all(_same(name, fields, echo) for name in names)


def _same(name: str, fields: Mapping[str, Json], echo: Mapping[str, Json]) -> bool:
    if name not in echo:
        return fields[name] is None
    if name not in fields:  # a server may fill in what was left to it
        return echo[name] is None or echo[name] == DEFAULTS.get(name)
    return canonical(fields[name]) == canonical(echo[name])


def _is_since(entry: Entry, item: Listed, listing: Listing, now: datetime) -> bool:
    """Whether an item was made after the hold. Ages are compared, so that two clocks may differ."""
    if item.created_s is None:
        return False
    held_s = (now - datetime.fromisoformat(entry.held_at)).total_seconds()
    made_s = (now.timestamp() if listing.now_s is None else listing.now_s) - item.created_s
    return made_s <= held_s + CLOCK_S
