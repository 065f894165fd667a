"""What a plan may spend: the caps and the account, held against what it costs.

Owns: which claims a plan makes, and why money does not cover them.
Must not know: the network, how anything is bought, how it is shown.
Rule: it refuses before anything is sent; the ledger decides again, in the transaction that admits the plan.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rdbuild import caps as caps_of
from rdbuild.errors import MoneyRefused
from rdbuild.ledger import Cap, Claim, Refusal
from rdbuild.model import LOCAL, Plan, Unit
from rdbuild.plan import to_buy, whole
from rdbuild.pricing import format_micro
from rdbuild.project import Project
from rdbuild.refusal import LESS, money_refused
from rdbuild.statement import Movement

if TYPE_CHECKING:
    from rdbuild.client import Account
    from rdbuild.fit import Bound

HEADROOM_MICRO = 10_000  # a call can be refused when the balance equals the cost exactly
WAIT = {"build": 0, "day": 1, "month": 2}  # how long until a cap is whole again


def tightest(project: Project, limits: Sequence[Cap], now: datetime, unit: Unit = "balance") -> tuple[Cap, int] | None:
    left = [(cap, cap.limit - _exposure(project, cap, now)) for cap in limits if cap.unit == unit]
    return min(left, key=lambda one: one[1], default=None)


def rooms(project: Project, limits: Sequence[Cap], account: Account | None, now: datetime) -> list[Bound]:
    """All that bounds what a build can spend, and how there comes to be more of it."""
    from rdbuild.fit import Bound  # not for a build with nothing to do

    found = [
        Bound(f"`{cap.name}`", (cap.unit,), cap.limit - _exposure(project, cap, now), f"raise `{cap.name}` by {{}}",
              wait=WAIT[cap.scope], fresh=cap.limit)
        for cap in limits
    ]  # fmt: skip
    if account is None:
        return found
    purse = "the account"
    more = "add {} to the account"
    if account.one_wallet and account.balance_micro is not None:
        return [*found, Bound(purse, ("balance", "credits"), account.balance_micro, more, headroom=HEADROOM_MICRO)]
    if account.balance_micro is not None:
        found.append(Bound(purse, ("balance",), account.balance_micro, more, headroom=HEADROOM_MICRO))
    if account.credits_micro is not None:
        found.append(Bound(purse, ("credits",), account.credits_micro, more))
    return found


def _exposure(project: Project, cap: Cap, now: datetime) -> int:
    if cap.scope == "build" or not project.has_ledger:
        return 0
    return project.ledger.exposure(cap, 0, project.engine, project.manifest.project, now)


def within(project: Project, plan: Plan, limits: Sequence[Cap], now: datetime) -> None:
    """Refuse what the ledger would refuse if a build began now. It decides again when it admits one."""
    refusal = None
    if project.has_ledger:
        refusal = project.ledger.rehearse(
            project.manifest.project, project.engine, claims(plan), limits, now, project.delivered
        )
    else:  # nothing was ever spent from here, and a plan makes no ledger
        for cap in limits:
            needed = plan.cost_micro if cap.unit == "balance" else plan.credits_micro
            if needed > cap.limit:
                refusal = refusal or Refusal(cap, 0, 0, 0, 0, needed)
    if refusal is not None:
        raise money_refused(refusal)


def capped(project: Project, plan: Plan, limits: Sequence[Cap]) -> None:
    """Refuse a purchase without a cap in its unit."""
    if project.engine == LOCAL:
        return
    owners = {step.asset.owner for step in to_buy(plan.steps)}
    bought = [step for step in whole(plan.steps) if step.asset.id in owners]
    for unit in dict.fromkeys(step.request.unit for step in bought):
        first, *others = (step for step in bought if step.request.unit == unit)
        cost = sum(step.cost_micro for step in (first, *others))
        caps_of.require(list(limits), unit, first.asset.id, cost, len(others))


def covered(account: Account | None, cost: int, credits_cost: int) -> None:
    """Refuse what the account does not cover: the balance with some headroom."""
    balance = account.balance_micro if account is not None else None
    if account is not None and account.one_wallet and balance is not None and cost and credits_cost:
        if balance < cost + credits_cost + HEADROOM_MICRO:
            raise MoneyRefused(
                f"the account's one number, {format_micro(balance)}, does not cover the plan in either unit: needed"
                f" {format_micro(cost)}, {format_micro(credits_cost)} credits and 0.01 of headroom; nothing was sent",
                f"add money to the account, or {LESS}",
            )
    elif balance is not None and cost and balance < cost + HEADROOM_MICRO:
        raise MoneyRefused(
            f"balance {format_micro(balance)} does not cover the plan: needed {format_micro(cost)} and 0.01 of"
            " headroom; nothing was sent",
            f"add money to the account, or {LESS}",
        )
    credit = account.credits_micro if account is not None else None
    if credit is not None and credit < credits_cost:
        raise MoneyRefused(
            f"{format_micro(credit)} credits do not cover the plan: needed {format_micro(credits_cost)} for its"
            " edits; nothing was sent",
            f"add credits to the account, or {LESS}",
        )


def claims(plan: Plan) -> list[Claim]:
    """What the build wants to be allowed to buy, equal fingerprints once."""
    again = {step.request.fingerprint for step in plan.steps if step.rebuys}
    claims: dict[str, Claim] = {}
    for step in plan.steps:
        if step.status in ("new", "changed", "pending") and step.price_micro is not None and not step.left:
            name = step.request.fingerprint
            claim = Claim(name, step.asset.id, step.request.unit, step.price_micro, name in again)
            claims.setdefault(name, claim)
    return list(claims.values())


def amounts(wishes: Sequence[Claim], claimed: Container[str]) -> tuple[int, int]:
    """What the claims that were granted cost: balance, credits."""
    granted = [wish for wish in wishes if wish.fingerprint in claimed]
    balance = sum(wish.amount for wish in granted if wish.unit == "balance")
    return balance, sum(wish.amount for wish in granted if wish.unit == "credits")


def movements(before: Account, after: Account, booked: Mapping[str, tuple[int, int]]) -> dict[str, Movement]:
    """What the account held before and after, in each unit that can be held against the books."""
    pairs = {
        "balance": (before.balance_micro, after.balance_micro),
        "credits": (before.credits_micro, after.credits_micro),
    }
    if before.one_wallet:  # one number for either unit, which are never added up
        used = [unit for unit in pairs if any(booked[unit])]
        pairs = {unit: pairs[unit] for unit in used or ["balance"]} if len(used) < 2 else {}
    return {
        unit: Movement(then, now, *booked[unit])
        for unit, (then, now) in pairs.items()
        if then is not None and now is not None
    }
