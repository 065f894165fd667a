"""What a reroll decided, and what the next build pays for a decision, as text and as JSON.

Owns: the words for takes, and for what a decision costs.
Must not know: how anything was decided or priced.
Rule: pure; what is paid is always said, nothing included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdbuild.console import counted
from rdbuild.model import LOCAL, Json
from rdbuild.plan import to_buy, whole
from rdbuild.plan_text import why
from rdbuild.pricing import amounts_text, format_micro

if TYPE_CHECKING:
    from rdbuild.build import Planned
    from rdbuild.reroll import Reroll


def reroll_text(made: Sequence[Reroll], others: Sequence[str], planned: Planned) -> str:
    """What was decided, what it takes along, and what the next build would pay for it."""
    lines = [_moved(one) for one in made]
    if others and any(one.was != one.take for one in made):
        lines.append(f"made from {'it' if len(made) == 1 else 'them'}, and so made anew: {', '.join(others)}")
    return "\n".join([*lines, *next_build_lines(planned, len(made))])


def _moved(one: Reroll) -> str:
    if one.was == one.take:
        return f"{one.name}: is at take {one.take} already"
    # What somebody made is in no API's history: say how it comes back.
    back = f", away from your own picture; `rdbuild reroll {one.name} --take {one.was}` goes back to it"
    return f"{one.name}: take {one.was} -> {one.take}{back if one.own else ''}"


def next_build_lines(planned: Planned, many: int = 1) -> list[str]:
    """What the next build pays for what a decision is about, and what of it is blocked."""
    plan = planned.plan
    lines = [f"the next build pays nothing for {'it' if many < 2 else 'them'}"]
    if plan.requests:
        cost = amounts_text({"balance": plan.cost_micro, "credits": plan.credits_micro})
        free = " of pretend money" if planned.project.engine == LOCAL else ""
        unpriced = any(step.price_micro is None for step in to_buy(plan.steps))
        more = " and what has no published price" if unpriced else ""
        lines = [f"the next build pays {cost or '0'}{free}{more} for {counted(plan.requests, 'request')}"]
    return lines + [f"blocked: {step.asset.id}: {why(step)}" for step in whole(plan.steps) if step.status == "blocked"]


def reroll_json(made: Sequence[Reroll], others: Sequence[str], planned: Planned) -> dict[str, Json]:
    return {
        "version": 1,
        "rerolled": [{"id": one.name, "was": one.was, "take": one.take} for one in made],
        "dependants": list(others),
        **next_build_json(planned),
    }


def next_build_json(planned: Planned) -> dict[str, Json]:
    plan = planned.plan
    return {
        "blocked": [
            {"id": step.asset.id, "code": step.code, "reason": step.reason}
            for step in whole(plan.steps)
            if step.status == "blocked"
        ],
        "requests": plan.requests,
        "cost": format_micro(plan.cost_micro),
        "credits": format_micro(plan.credits_micro),
    }
