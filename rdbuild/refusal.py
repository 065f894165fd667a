"""The words for money that does not cover a plan, or that was taken above its quote.

Owns: the message and its hint.
Must not know: who refuses, or when.
Rule: it names the cap, where its money is, what is needed and what is left.
"""

from __future__ import annotations

from rdbuild.errors import FailureKind, MoneyRefused
from rdbuild.ledger import Entry, Refusal
from rdbuild.pricing import amount_text, format_micro
from rdbuild.verdicts import verdict

LESS = "build what it covers with `--fit`, or less with `--only` or `--tag`"


def money_refused(refusal: Refusal) -> MoneyRefused:
    """Word a refusal: which cap, where its money is, what is needed and what is left."""
    parts = [f"spent {format_micro(refusal.spent)}"]
    for name, amount in (("held", refusal.held), ("unknown", refusal.unknown)):
        if amount:
            parts.append(f"{name} {format_micro(amount)}")
    if refusal.claimed:
        parts.append(f"claimed by another build {format_micro(refusal.claimed)}")
    if refusal.own:
        parts.append(f"claimed by this build {format_micro(refusal.own)}")
    return MoneyRefused(
        f"over budget: cap `{refusal.cap.name}` {format_micro(refusal.cap.limit)}, {', '.join(parts)},"
        f" left {format_micro(max(0, refusal.left))}, needed {format_micro(refusal.needed)}; nothing new was sent",
        f"raise the budget, or {LESS}; `rdbuild plan` shows what costs what",
    )


def overcharged(entry: Entry, cost: int, excess: int, odd: str | None) -> MoneyRefused:
    """Word a charge above its quote, or (`odd`) one that the API names as something that is no price."""
    said = f"{amount_text(cost, entry.unit)} for `{entry.asset}`, {amount_text(excess, entry.unit)} more than"
    if odd is not None:
        said = f"`{odd}` for `{entry.asset}`, which is no price; booked is {amount_text(cost, entry.unit)}, as"
    return MoneyRefused(
        verdict("submit", FailureKind.OVERCHARGED).says.format(error=f"{said} it quoted"),
        "nothing new was started, and what was in flight has landed; look at the price before you go on",
    )
