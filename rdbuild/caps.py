"""The caps that hold for one build, from the manifest, the command line and the environment.

Owns: which of them wins, and which must be there.
Must not know: what has been spent.
Rule: nothing is paid for without a cap in its own unit, and nothing raises the environment's ceiling.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from rdbuild.errors import MoneyRefused
from rdbuild.ledger import Cap
from rdbuild.model import Unit
from rdbuild.pricing import amount_text, parse_micro


def caps(
    budget: Mapping[str, Decimal], *, flag: Decimal | None, credits_flag: Decimal | None, ceiling: Decimal | None,
    raise_budget: bool, free: bool,
) -> list[Cap]:  # fmt: skip
    """List the caps. `free` (the embedded API): only what the command line says is enforced.

    Raises MoneyRefused where an option would raise the manifest's cap and nobody said `--raise-budget`.
    """
    found: list[Cap] = []
    for name, option, stated, unit in (
        ("build", "--budget", flag, "balance"),
        ("credits", "--credits", credits_flag, "credits"),
    ):
        manifest = None if free else budget.get(name)
        if stated is not None and manifest is not None and stated > manifest and not raise_budget:
            raise MoneyRefused(
                f"`{option} {stated}` is above the manifest's `budget.{name}` of {manifest}",
                "say `--raise-budget` too, or change the manifest",
            )
        amount = stated if stated is not None else manifest
        if amount is not None:
            label = option if stated is not None else f"budget.{name}"
            found.append(_cap(label, "build", "credits" if unit == "credits" else "balance", amount))
    if not free:
        scopes: tuple[Literal["day", "month"], ...] = ("day", "month")
        found += [_cap(f"budget.{scope}", scope, "balance", budget[scope]) for scope in scopes if scope in budget]
        if ceiling is not None:
            found.append(_cap("RDBUILD_BUDGET", "build", "balance", ceiling))
    return found


def closed(found: list[Cap]) -> list[Cap]:
    """The caps, and a cap of nothing in each unit that has none: what comes free meanwhile needs a budget as well."""
    units: tuple[Unit, ...] = ("balance", "credits")
    bare = [unit for unit in units if all(one.unit != unit for one in found)]
    return [*found, *(Cap(f"no budget in {unit}", "build", unit, 0) for unit in bare)]


def require(found: list[Cap], unit: Unit, asset: str, amount: int, others: int = 0) -> None:
    """Refuse to pay without a cap in that unit. Raises MoneyRefused naming the first asset that needs one, and what it
    and so many others would cost."""
    if any(cap.unit == unit for cap in found):
        return
    name, option = ("budget.credits", "--credits") if unit == "credits" else ("budget", "--budget")
    who = f"`{asset}` and {others} more" if others else f"`{asset}`"
    lacks = "no budget in credits" if unit == "credits" else "no budget"
    enough = "2.50" if amount <= 2_500_000 else str(-(-amount // 1_000_000))  # one to go on with
    raise MoneyRefused(
        f"{who} would cost {amount_text(amount, unit)} and {lacks} is set; nothing was sent",
        f"put `budget: {enough}` into the manifest or say `{option} {enough}`"
        if unit == "balance"
        else f"set `{name}` or `{option}`",
    )


def _cap(name: str, scope: Literal["build", "day", "month"], unit: Unit, amount: Decimal) -> Cap:
    return Cap(name, scope, unit, parse_micro(amount))
