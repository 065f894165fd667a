"""Money history and cache statistics as text and JSON.

Owns: the words and shapes of `ledger` and `cache stats`.
Must not know: SQLite, files.
Rule: pure; balance and credits are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdbuild.ledger import Entry, Totals
from rdbuild.model import Json
from rdbuild.pricing import format_micro

Group = Sequence[tuple[str, Totals, Totals]]


def ledger_json(
    totals: Mapping[str, Totals], unknown: Sequence[Entry], days: Group, projects: Group
) -> dict[str, Json]:
    """The `ledger --json` document; `totals` is by unit, each group row is (name, in balance, in credits)."""
    balance, credit = totals.get("balance", Totals()), totals.get("credits", Totals())
    return {
        "version": 1,
        "spent": format_micro(balance.spent),
        "credits_spent": format_micro(credit.spent),
        "held": format_micro(balance.held),
        "credits_held": format_micro(credit.held),
        "unknown": [
            {
                "id": entry.asset,
                "amount": format_micro(entry.amount),
                "unit": entry.unit,
                "project": entry.project,
                "api": entry.engine,
                "attempt": entry.seq,
                "at": entry.at,
            }
            for entry in unknown
        ],
        "refunded": format_micro(balance.refunded),
        "by_day": [{"day": name, **_group(dollars, credits)} for name, dollars, credits in days],
        "by_project": [{"project": name, **_group(dollars, credits)} for name, dollars, credits in projects],
    }


def _group(dollars: Totals, credits: Totals) -> dict[str, Json]:
    return {
        "spent": format_micro(dollars.spent),
        "credits_spent": format_micro(credits.spent),
        "held": format_micro(dollars.held),
        "unknown": format_micro(dollars.unknown),
        "refunded": format_micro(dollars.refunded),
    }


def ledger_text(totals: Mapping[str, Totals], unknown: Sequence[Entry], days: Group, projects: Group) -> str:
    if not days:
        return "nothing was ever spent from this machine"
    balance, credit = totals.get("balance", Totals()), totals.get("credits", Totals())
    lines = [_line("total", balance, credit), "", "by day"]
    lines += [f"  {_line(name, dollars, credits)}" for name, dollars, credits in days]
    lines += ["", "by project", *(f"  {_line(name, dollars, credits)}" for name, dollars, credits in projects)]
    if unknown:
        lines += ["", "unknown: sent, and nobody knows what became of it"]
        lines += [
            f"  {entry.seq}  {entry.asset}  {format_micro(entry.amount)}  {entry.project} on {entry.engine},"
            f" {entry.at}: {entry.detail or 'the build died before an answer'}"
            for entry in unknown
        ]
        lines.append("  `rdbuild ledger reconcile ASSET --charged|--not-charged` settles one by hand")
    return "\n".join(lines)


def _line(name: str, dollars: Totals, credits: Totals) -> str:
    parts = [f"spent {format_micro(dollars.spent)}"]
    if credits.spent:
        parts.append(f"{format_micro(credits.spent)} credits")
    for word, amount in (("held", dollars.held), ("unknown", dollars.unknown), ("refunded", dollars.refunded)):
        if amount:
            parts.append(f"{word} {format_micro(amount)}")
    return f"{name}: {', '.join(parts)}"


def cache_json(stats: Mapping[str, Json]) -> dict[str, Json]:
    engines = {
        name: {
            "receipts": row["receipts"],
            "cost": format_micro(row["balance_micro"]),
            "credits": format_micro(row["credits_micro"]),
        }
        for name, row in stats["engines"].items()
    }
    return {"version": 1, **{name: stats[name] for name in ("blobs", "bytes", "receipts")}, "engines": engines}


def cache_text(stats: Mapping[str, Json]) -> str:
    lines = [f"{stats['blobs']} pictures, {stats['bytes'] / 1_048_576:.1f} MiB, {stats['receipts']} receipts"]
    for name, row in stats["engines"].items():
        money = f"cost {format_micro(row['balance_micro'])}" + (" of pretend money" if name == "local" else "")
        lines.append(f"  {name}: {row['receipts']} purchases, {money}")
    return "\n".join(lines)
