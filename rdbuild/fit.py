"""How far the money goes: with `--fit`, what of a plan is bought now and what is left for next time.

Owns: the order in which assets get money, what does not fit, whether one more would, and the words for it.
Must not know: where a bound comes from, ledger and account, how anything is shown.
Rule: an asset is bought together with what it is made from or not at all; in order of `priority`, then of the manifest;
one that does not fit is passed over and keeps out none of those after it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdbuild.model import LEFT, Plan, Problem, Step, Unit
from rdbuild.plan import to_buy
from rdbuild.pricing import amount_text

# How long until there is more by itself: each is longer than the one before.
WAITS = ("build again", "build again tomorrow (UTC)", "build again next month (UTC)")


@dataclass(frozen=True, slots=True)
class Bound:
    """Money that there is no more of: `room` micro-units of its units together.

    `more` says how there comes to be more of it, with the amount for `{}`; `wait` (of WAITS) when by itself, and
    `fresh` is what there is then.
    """

    name: str
    units: tuple[Unit, ...]
    room: int
    more: str
    headroom: int = 0  # what has to be left over where balance is spent
    wait: int | None = None
    fresh: int = 0

    def short(self, cost: Mapping[Unit, int], room: int | None = None) -> int:
        """How much is missing for this cost; 0 or less: it is covered."""
        headroom = self.headroom if cost["balance"] else 0
        needed = sum(cost[unit] for unit in self.units)
        return needed + headroom - (self.room if room is None else room) if needed else 0


def fit(plan: Plan, order: Mapping[str, int], bounds: Sequence[Bound]) -> tuple[Plan, tuple[str, ...]]:
    """A priced plan cut to what is covered, and a line about what is left of it. `order` ranks ids by the manifest."""
    steps = {step.asset.id: step for step in plan.steps}
    payers = {step.request.fingerprint: step for step in to_buy(plan.steps)}
    owners = {step.asset.owner: step.asset.priority for step in plan.steps if step.status in ("new", "changed")}
    spent = _cost(())
    chosen: set[str] = set()
    tight: dict[str, Bound] = {}  # what each asset that is left has no room in
    for owner in sorted(owners, key=lambda name: (-owners[name], order[name])):
        wanted = _needed(owner, steps) - chosen
        total = _sum(spent, _cost(payers[name] for name in wanted))
        short = next((bound for bound in bounds if bound.short(total) > 0), None)
        if short is None:
            chosen |= wanted
            spent = total
        else:
            tight[owner] = short
    if not tight:
        return plan, ()
    # Of what it takes others may have bought a part after it was passed over, which gave it no more room.
    takes = {owner: _cost(payers[name] for name in _needed(owner, steps) - chosen) for owner in tight}
    reasons = {
        owner: f"{LEFT}: it takes {_text(takes[owner])}, more than is left of {bound.name}"
        for owner, bound in tight.items()
    }
    cut, left = leave(plan, payers.keys() - chosen, reasons), _cost(payers[name] for name in payers.keys() - chosen)
    return cut, (_remark(len(reasons), left, spent, [*takes.values()], bounds),)


def crowded(plan: Plan, bounds: Sequence[Bound]) -> list[Problem]:
    """A warning where what a plan leaves over does not pay for another take of the dearest of its pictures."""
    bought = to_buy(plan.steps)
    cost = _cost(bought)
    found: list[tuple[int, Bound, Step]] = []
    for bound in bounds:
        step = max((one for one in bought if one.request.unit in bound.units), key=_price, default=None)
        if step is not None and (missing := bound.short(_sum(cost, _cost([step])))) > 0:
            found.append((missing, bound, step))
    if not found:
        return []
    missing, bound, step = max(found, key=lambda one: one[0])
    unit = step.request.unit
    left, price = amount_text(_price(step) - missing, unit), amount_text(_price(step), unit)
    way = bound.more.format(amount_text(missing, unit))
    if bound.wait is not None:  # the next build has all of a cap for one build
        way = (
            f"{way}, or {WAITS[bound.wait]}"
            if bound.wait
            else f"a build of its own for a reroll has all of it again; or {way}"
        )
    return [
        Problem(
            "little-left",
            f"this build leaves {left} of {bound.name}, and another take of `{step.asset.owner}` costs {price}",
            hint=way,
            severity="warning",
        )
    ]


def leave(plan: Plan, names: Collection[str], reasons: Mapping[str, str]) -> Plan:
    """A priced plan without these purchases, by fingerprint; `reasons` are by asset."""
    steps = tuple(
        replace(step, left=True, cost_micro=0, reason=reasons.get(step.asset.owner, LEFT))
        if step.request.fingerprint in names and step.status in ("new", "changed")
        else step
        for step in plan.steps
    )
    bought = to_buy(steps)
    cost = _cost(bought)
    return replace(plan, steps=steps, requests=len(bought), cost_micro=cost["balance"], credits_micro=cost["credits"])


def _needed(owner: str, steps: Mapping[str, Step]) -> set[str]:
    """The fingerprints that an asset needs bought: its own, and of whatever it is made from."""
    found: set[str] = set()
    todo, seen = [owner], {owner}
    while todo:
        step = steps.get(todo.pop())
        if step is None or step.status not in ("new", "changed"):
            continue
        found.add(step.request.fingerprint)
        more = [name for name in step.needs if name not in seen]
        seen.update(more)
        todo += more
    return found


def _cost(steps: Iterable[Step]) -> dict[Unit, int]:
    total: dict[Unit, int] = {"balance": 0, "credits": 0}
    for step in steps:
        total[step.request.unit] += _price(step)
    return total


def _price(step: Step) -> int:
    return step.price_micro or 0  # without a price it can only be planned


def _sum(one: Mapping[Unit, int], other: Mapping[Unit, int]) -> dict[Unit, int]:
    return {unit: amount + other[unit] for unit, amount in one.items()}


def _text(cost: Mapping[Unit, int]) -> str:
    return " and ".join(amount_text(amount, unit) for unit, amount in cost.items() if amount) or "0"


def _remark(
    count: int, left: Mapping[Unit, int], spent: Mapping[Unit, int], own: Sequence[Mapping[Unit, int]],
    bounds: Sequence[Bound],
) -> str:  # fmt: skip
    """What is left, for how much, and how to have it."""
    everything = _sum(spent, left)
    short = [(bound, missing) for bound in bounds if (missing := bound.short(everything)) > 0]
    ways = [bound.more.format(amount_text(missing, bound.units[0])) for bound, missing in short]
    text = f"{LEFT}: {count:,} {'asset' if count == 1 else 'assets'} for {_text(left)}; {' and '.join(ways)}"
    waits = [bound.wait for bound, _ in short if bound.wait is not None]
    # What is more than all of a cap does not come of waiting.
    fits = any(all(bound.short(takes, bound.fresh) <= 0 for bound, _ in short) for takes in own)
    return text + (f", or {WAITS[max(waits)]}" if len(waits) == len(short) and fits else "")
