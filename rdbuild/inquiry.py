"""Asking the API what became of paid requests that nobody heard of again.

Owns: when the request list is asked for, what the ledger is told of it, and what a person is shown of the rest.
Must not know: when an item counts as evidence, manifests, pictures.
Rule: what was paid for is noted as a task to collect, what was not charged comes free, and all else stays unknown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from rdbuild import evidence
from rdbuild.errors import ApiError, FailureKind
from rdbuild.model import Problem, Unit
from rdbuild.pricing import amount_text, format_micro

if TYPE_CHECKING:
    from rdbuild.client import ImageApi
    from rdbuild.ledger import Entry, Ledger

ASKED = 3  # times that the list is asked for
BETWEEN_S = 0.3
MOST_BETWEEN_S = 10.0
# How long it is asked again while it shows one of ours as not done yet: a picture takes some seconds, and whoever is
# told "unknown" would pay for it twice.
WAITS_S = (0.3, 0.6, 1.2, 2.4, 4.8, 9.6)
BEFORE = timedelta(hours=1)  # how long before the oldest hold what the ledger knows is looked at
NAMED = 3


async def inquire(
    api: ImageApi, ledger: Ledger, build: int, engine: str, now: datetime, key: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Problem]:  # fmt: skip
    """Look for evidence of everything unknown on this engine. Gives warnings about what stays so.

    `build` is who collects what is found; `tell` hears, once, that something is waited for. Raises StorageError.
    """
    every = ledger.unknown(engine)
    # What another key's account lists, and what it lacks, says nothing of what was paid with this one.
    unknown = [entry for entry in every if ledger.same_key(entry.build, key)]
    if not unknown:
        return [_of_another_key(every)] if every else []
    back = [entry for entry in unknown if await _is_known_again(api, entry)]
    for entry in back:
        ledger.find(build, entry, {"task": (entry.ticket or {})["task"]}, now)
    unknown = [entry for entry in unknown if entry not in back]
    if not unknown:
        return []
    since = (min(datetime.fromisoformat(entry.held_at) for entry in unknown) - BEFORE).isoformat()
    waiting: list[Entry] = []
    for wait_s in (*WAITS_S, None):
        try:
            listing = await (api.requests() if waiting else _listing(api))
        except ApiError as error:
            if waiting:  # what it said last holds
                break
            text = f"the API's request list can't be asked what became of {_named(unknown)}: {error.message}"
            return [Problem("no-evidence", text, hint=error.hint, severity="warning")]
        found = evidence.search(unknown, ledger.tickets(engine, since), listing, now)
        for one in found:
            ledger.find(build, one.entry, one.ticket, now)
        settled = {one.entry.seq for one in found}
        unknown = [entry for entry in unknown if entry.seq not in settled]
        first = not waiting
        waiting = evidence.underway(unknown, ledger.tickets(engine, since), listing, now)
        if not waiting or wait_s is None:
            break
        if first:
            tell(f"{_at_work(waiting)}; it is asked again for up to {sum(WAITS_S):.0f} s")
        await asyncio.sleep(wait_s)
    known = {str(ticket.get("task")) for *_, ticket in ledger.tickets(engine, since)}
    left = [entry for entry in unknown if entry not in waiting]
    told = [_underway(waiting)] if waiting else []
    return [*told, await _unsettled(api, left, known)] if left else told


async def _is_known_again(api: ImageApi, entry: Entry) -> bool:
    """Whether the API answers for a task that it said it did not know: one 404 may be a hiccup of theirs."""
    task = (entry.ticket or {}).get("task")
    if task is None:
        return False
    try:
        await api.task(str(task))
    except ApiError as error:
        return error.kind in (FailureKind.TASK_FAILED, FailureKind.TASK_REFUSED)
    return True


async def _listing(api: ImageApi) -> evidence.Listing:
    for _ in range(1, ASKED):
        try:
            return await api.requests()
        except ApiError as error:
            if (error.retry_after_s or 0) > MOST_BETWEEN_S:  # it says when it will answer, and no build waits
                raise
            await asyncio.sleep(error.retry_after_s or BETWEEN_S)
    return await api.requests()


async def _unsettled(api: ImageApi, left: Sequence[Entry], known: set[str]) -> Problem:
    """What a person may go by: the balance, and the latest tasks that are none of ours. They are no evidence."""
    shown: list[str] = []
    try:
        account = await api.account()
        units: tuple[tuple[Unit, int | None], ...] = (
            ("balance", account.balance_micro), ("credits", account.credits_micro),
        )  # fmt: skip
        shown += [f"{unit} {format_micro(micro)}" for unit, micro in units if micro is not None]
        strange = [f"task `{task}` {stands}" for task, stands in await api.tasks() if task not in known]
        shown += strange[:NAMED] or ["no task that this ledger does not know"]
    except ApiError:
        pass  # it is only shown
    amounts = ", ".join(
        f"{amount_text(one.amount, one.unit)} for `{one.asset}` at {one.held_at}" for one in left[:NAMED]
    )
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    told = f"; for what it is worth, the API says: {', '.join(shown)}" if shown else ""
    return Problem(
        "no-evidence",
        f"nothing in the API's request list tells what became of {amounts}{more}{told}",
        hint="look at the account's history, then `rdbuild ledger reconcile ASSET --charged` or `--not-charged`",
        severity="warning",
    )


def _underway(waiting: Sequence[Entry]) -> Problem:
    return Problem(
        "no-evidence",
        _at_work(waiting),
        hint="build again in a minute: what it makes is collected, and costs nothing more",
        severity="warning",
    )


def _at_work(waiting: Sequence[Entry]) -> str:
    return f"the API is still at work on {_named(waiting)}"


def _of_another_key(left: Sequence[Entry]) -> Problem:
    return Problem(
        "no-evidence",
        f"what became of {_named(left)} is unknown, and only the key that paid for it can be told",
        hint="build with that key, or settle it: `rdbuild ledger reconcile ASSET --charged` or `--not-charged`",
        severity="warning",
    )


def _named(entries: Sequence[Entry]) -> str:
    names = ", ".join(f"`{entry.asset}`" for entry in entries[:NAMED])
    return names + (f" and {len(entries) - NAMED} more" if len(entries) > NAMED else "")
