"""The books of the embedded account.

Owns: balance, credits, every charge and refund.
Must not know: requests, pictures, HTTP.
Rule: a charge comes before the work, a refund gives back exactly that charge once; amounts are Decimal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Charge:
    """One amount taken from the balance."""

    request_id: str
    task_id: str | None
    amount: Decimal
    prompt: str
    style: str
    seed: int | None
    refunded: bool = False

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Account:
    """`balance` in dollars; `credits` are a unit of their own and never added to it."""

    balance: Decimal
    credits: int
    charges: list[Charge] = field(default_factory=list)

    def covers(self, amount: Decimal) -> bool:
        """Whether a request may be charged: the balance has to exceed its cost, not just reach it."""
        return self.balance > amount

    def charge(self, charge: Charge) -> None:
        self.balance -= charge.amount
        self.charges.append(charge)

    def refund(self, charge: Charge) -> None:
        if not charge.refunded:
            charge.refunded = True
            self.balance += charge.amount
