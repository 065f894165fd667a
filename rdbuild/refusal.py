"""The words for a plan that money does not cover.

Owns: the message and its hint.
Must not know: who refuses, or when.
Rule: it names the cap, where its money is, what is needed and what is left.
"""

from __future__ import annotations

from rdbuild.errors import MoneyRefused
from rdbuild.ledger import Refusal
from rdbuild.pricing import format_micro


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
        "raise the budget, or build less with `--only` or `--tag`; `rdbuild plan` shows what costs what",
    )
