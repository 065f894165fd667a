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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rdbuild.model import Json
from rdbuild.purchase import Entry
from rdbuild.request import DEFAULTS, canonical

LATEST_S = 900.0  # how long after its hold the server can have made an item of it: a POST is given up long before
LONGEST_S = 900.0  # that an API is at work on anything: animations queue for ten minutes
LEAST_PAGE = 20  # a list that is shorter is all there is: a server may give fewer than it is asked for
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
    """The list as it is now; `now_s` is the server's time, None where it does not say, `at` was ours then."""

    items: tuple[Listed, ...]
    now_s: float | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What became of an unknown purchase: `ticket` fetches what was paid for; None: it was not charged."""

    entry: Entry
    ticket: Mapping[str, Json] | None


Ticket = tuple[str, int, str, Mapping[str, Json]]  # fingerprint, attempt, state, and what the ledger noted with it


def search(unknown: Sequence[Entry], tickets: Iterable[Ticket], listing: Listing, now: datetime) -> list[Found]:
    """Hold every unknown purchase against the list. `tickets` are all that the ledger noted since the oldest hold."""
    noted = list(tickets)
    tries = Counter(fingerprint for fingerprint, _, state, _ in noted if state == "held")
    found: list[Found] = []
    for entry, items in _alike(unknown, noted, listing, now):
        kinds = [(item, kind) for item in items if (kind := _kind(item, entry)) is not None]
        failed = [item for item, kind in kinds if kind == "not charged"]
        if not (
            any(_is_own(entry, item) for item in failed)
            # Each earlier try may have failed and been heard of, and ours may have gone off the list's end, charged.
            or (len(failed) >= tries[entry.fingerprint] and _reaches_back(entry, listing, listing.at or now))
        ):
            kinds = [one for one in kinds if one[1] != "not charged"]
        # Of several, the first that was charged: somebody may have bought the same again on another machine.
        best = min(kinds, key=lambda one: (one[1] == "not charged", one[0].created_s), default=None)
        if best is not None:
            found.append(Found(entry, None if best[1] == "not charged" else {best[1]: _name(*best)}))
    return found


def underway(unknown: Sequence[Entry], tickets: Iterable[Ticket], listing: Listing, now: datetime) -> list[Entry]:
    """Those that the list shows as not done yet and that no task is to be asked for: it will tell of them later."""
    pending = tuple(item for item in listing.items if _is_underway(item, _age_s(item, listing, listing.at or now)))
    if not pending:
        return []
    return [entry for entry, items in _alike(unknown, list(tickets), replace(listing, items=pending), now) if items]


def _alike(
    unknown: Sequence[Entry], noted: Sequence[Ticket], listing: Listing, now: datetime
) -> Iterator[tuple[Entry, list[Listed]]]:
    """Each unknown purchase that an echo can tell from all others, with the items that can be nothing else."""
    senders = {(fingerprint, str(ticket["sent"])) for fingerprint, _, _, ticket in noted if "sent" in ticket}
    rivals = Counter(sent for _, sent in senders)
    owners: dict[str, set[tuple[str, int]]] = {}  # whose a task or an item is, as far as the ledger knows
    for fingerprint, attempt, _, ticket in noted:
        for name in ("task", "request_id", "listed"):
            if ticket.get(name):
                owners.setdefault(str(ticket[name]), set()).add((fingerprint, attempt))
    for entry in unknown:
        sent = str((entry.ticket or {}).get("sent", ""))
        if not sent or rivals[sent] > 1 or (entry.ticket or {}).get("blind"):
            continue  # purchases, of ours or of somebody else, that an echo can't tell apart
        fields: dict[str, Json] = json.loads(sent, parse_float=Decimal)
        mine = {(entry.fingerprint, entry.attempt)}
        items = [
            item
            for item in listing.items
            if all(owners.get(name or "", mine) <= mine for name in (item.request, item.task))
            and _may_be(entry, item)
            and _echoes(fields, item.sent)
            and _is_since(entry, item, listing, listing.at or now)
        ]
        yield entry, items


def _is_underway(item: Listed, age_s: float | None) -> bool:
    open_ = item.task is None and item.status in ("pending", "running") and item.charged is not False
    return open_ and age_s is not None and age_s <= LONGEST_S


def _may_be(entry: Entry, item: Listed) -> bool:
    """Where the API named ours, an item of another name is somebody else's."""
    ticket = entry.ticket or {}
    names = ((ticket.get("task"), item.task), (ticket.get("request_id"), item.request))
    return all(mine is None or its is None or mine == its for mine, its in names)


def _is_own(entry: Entry, item: Listed) -> bool:
    ticket = entry.ticket or {}
    return item.request == ticket.get("request_id") or (item.task is not None and item.task == ticket.get("task"))


def _reaches_back(entry: Entry, listing: Listing, now: datetime) -> bool:
    """Whether the list goes back to before the hold, so that what it lacks was not made since."""
    ages = [_age_s(item, listing, now) for item in listing.items]
    held_s = (now - datetime.fromisoformat(entry.held_at)).total_seconds()
    return len(ages) < LEAST_PAGE or any(age is not None and age > held_s + CLOCK_S for age in ages)


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


def _echoes(fields: Mapping[str, Json], echo: Mapping[str, Json]) -> bool:
    """Whether an echo is this request: all that was sent, and nothing beside it that would make it another."""
    if echo.get("check_cost"):
        return False  # somebody asked for a price
    names = (fields.keys() | echo.keys()) - _NOT_COMPARED
    return all(_same(name, fields, echo) for name in names)


def _same(name: str, fields: Mapping[str, Json], echo: Mapping[str, Json]) -> bool:
    if name not in echo:
        return fields[name] is None
    if name not in fields:  # a server may fill in what was left to it
        return echo[name] is None or echo[name] == DEFAULTS.get(name)
    return canonical(fields[name]) == canonical(echo[name])


def _is_since(entry: Entry, item: Listed, listing: Listing, now: datetime) -> bool:
    """Whether an item was made soon after the hold. Ages are compared, so that two clocks may differ."""
    held_s = (now - datetime.fromisoformat(entry.held_at)).total_seconds()
    age_s = _age_s(item, listing, now)
    return age_s is not None and held_s - LATEST_S <= age_s <= held_s + CLOCK_S


def _age_s(item: Listed, listing: Listing, now: datetime) -> float | None:
    if item.created_s is None:
        return None
    return (now.timestamp() if listing.now_s is None else listing.now_s) - item.created_s
