"""The books of the embedded account.

Owns: balance, credits, every charge and refund.
Must not know: requests, pictures, HTTP.
Rule: a charge comes before the work, a refund gives back exactly that charge once; amounts are Decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Unit = Literal["balance", "credits"]


@dataclass(slots=True)
class Charge:
    """One amount taken from the account, in `unit`."""

    request_id: str
    task_id: str | None
    amount: Decimal
    unit: Unit
    prompt: str
    style: str
    seed: int | None
    refunded: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Account:
    """`balance` in dollars; `credits` are a unit of their own and never added to it.

    With `one_wallet` there is but one number, `balance`, and charges of either unit are taken from it.
    """

    balance: Decimal
    credits: Decimal
    one_wallet: bool = False
    charges: list[Charge] = field(default_factory=list)

    def left(self, unit: Unit) -> Decimal:
        return self.credits if unit == "credits" and not self.one_wallet else self.balance

    def covers(self, amount: Decimal, unit: Unit) -> bool:
        """Whether a request may be charged: a balance has to exceed its cost, credits just have to reach it."""
        return self.left(unit) >= amount if unit == "credits" else self.left(unit) > amount

    def charge(self, charge: Charge) -> None:
        self._add(-charge.amount, charge.unit)
        self.charges.append(charge)

    def refund(self, charge: Charge) -> None:
        if not charge.refunded:
            charge.refunded = True
            self._add(charge.amount, charge.unit)

    def _add(self, amount: Decimal, unit: Unit) -> None:
        if unit == "credits" and not self.one_wallet:
            self.credits += amount
        else:
            self.balance += amount
