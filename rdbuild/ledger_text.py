"""What the ledger and the cache hold, and what was done to look after them, as text and JSON.

Owns: the words and shapes of `ledger`, `ledger rebuild`, `cache stats` and `cache gc`.
Must not know: SQLite, files.
Rule: pure; balance and credits are never added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rdbuild.garbage import Garbage, Holds, Reason, paid_for
from rdbuild.ledger import Entry, Totals
from rdbuild.model import LOCAL, Json, Receipt
from rdbuild.pricing import amount_text, format_micro
from rdbuild.rebuild import NOT_TOLD, Rebuilt, summary, totals

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
        "credits_refunded": format_micro(credit.refunded),
        "by_day": [{"day": name, **_group(dollars, credits)} for name, dollars, credits in days],
        "by_project": [{"project": name, **_group(dollars, credits)} for name, dollars, credits in projects],
    }


def _group(dollars: Totals, credits: Totals) -> dict[str, Json]:
    return {
        "spent": format_micro(dollars.spent),
        "credits_spent": format_micro(credits.spent),
        "held": format_micro(dollars.held),
        "credits_held": format_micro(credits.held),
        "unknown": format_micro(dollars.unknown),
        "credits_unknown": format_micro(credits.unknown),
        "refunded": format_micro(dollars.refunded),
        "credits_refunded": format_micro(credits.refunded),
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
            f"  {entry.seq}  {entry.asset}  {amount_text(entry.amount, entry.unit)}  {entry.project} on {entry.engine},"
            f" {entry.at}: {entry.detail or 'the build died before an answer'}"
            for entry in unknown
        ]
        lines.append("  `rdbuild ledger reconcile ASSET --charged|--not-charged` settles one by hand")
    return "\n".join(lines)


def _line(name: str, dollars: Totals, credits: Totals) -> str:
    parts = [f"spent {format_micro(dollars.spent)}"]
    if credits.spent:
        parts.append(f"{format_micro(credits.spent)} credits")
    for word in ("held", "unknown", "refunded"):
        amounts = ((getattr(dollars, word), "balance"), (getattr(credits, word), "credits"))
        both = " and ".join(amount_text(amount, unit) for amount, unit in amounts if amount)
        parts += [f"{word} {both}"] if both else []
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


# -- ledger rebuild


def rebuilt_json(made: Rebuilt) -> dict[str, Json]:
    projects: dict[str, list[Receipt]] = {}
    for one in made.purchases:
        projects.setdefault(one.project, []).append(one)
    return {
        "version": 1,
        "purchases": len(made.purchases),
        **_spent(made.purchases),
        "by_project": [
            {"project": name, "purchases": len(rows), **_spent(rows)} for name, rows in sorted(projects.items())
        ],
        "aside": str(made.aside) if made.aside is not None else None,
    }


def _spent(purchases: Sequence[Receipt]) -> dict[str, Json]:
    sums = totals(purchases)
    return {"spent": format_micro(sums["balance"]), "credits_spent": format_micro(sums["credits"])}


def rebuilt_text(made: Rebuilt) -> str:
    lines = [f"the ledger is made anew from receipts: {summary(made.purchases)}"]
    if made.aside is not None:
        lines.append(f"the damaged one is now `{made.aside}`")
    lines.append(f"{NOT_TOLD}: hold `rdbuild ledger` against the account's own history")
    return "\n".join(lines)


# -- cache gc

NAMED = 3  # of many assets or files, how many a text names
_WHY: Mapping[Reason, str] = {
    "named": "that lock files or their manifests name",
    "recent": "made since the lock file of their project was written",
    "unlocked": "of projects without a known lock file",
    "drawn": "that somebody made by hand: no money brings them back",
}


def garbage_json(holds: Holds, found: Garbage, *, dry_run: bool) -> dict[str, Json]:
    """The `cache gc --json` document; `cost` and `credits` are without the embedded API's pretend money."""
    engines = _by_engine(found)
    return {
        "version": 1,
        "dry_run": dry_run,
        "pictures": len(found.blobs),
        "bytes": found.size,
        **_cost([one for name, rows in engines.items() if name != LOCAL for one in rows]),
        "engines": {name: {"purchases": len(rows), **_cost(rows)} for name, rows in engines.items()},
        "litter": len(found.litter),
        "kept": {**{reason: found.kept.get(reason, 0) for reason in _WHY}, "strays": found.strays},
        "assets": [
            {
                "id": one.asset,
                "project": one.project,
                "api": one.engine,
                "fingerprint": one.fingerprint,
                "cost": format_micro(one.cost_micro),
                "unit": one.unit,
                "created_at": one.created_at,
            }
            for one in found.receipts
        ],
        "locks": [str(path) for path in holds.locks],
        "gone": [str(path) for path in holds.gone],
    }


def _cost(purchases: Sequence[Receipt]) -> dict[str, Json]:
    sums = totals(purchases)
    return {"cost": format_micro(sums["balance"]), "credits": format_micro(sums["credits"])}


def _by_engine(found: Garbage) -> dict[str, list[Receipt]]:
    engines: dict[str, list[Receipt]] = {}
    for one in paid_for(found.receipts):
        engines.setdefault(one.engine, []).append(one)
    return dict(sorted(engines.items()))


def garbage_text(holds: Holds, found: Garbage, *, dry_run: bool) -> str:
    engines = _by_engine(found)
    names = [f"`{name}`" for name in dict.fromkeys(one.asset for one in found.receipts)]
    what = f"{_count(len(found.blobs), 'picture')} that nothing holds on to, {found.size / 1_048_576:.1f} MiB"
    lines = [f"{what}: {_few(names)}" if names else what]
    lines += [
        f"  {name}: {summary(rows)}{' of pretend money' if name == LOCAL else ''}" for name, rows in engines.items()
    ]
    if found.litter:
        lines.append(f"  {_count(len(found.litter), 'file')} of writes that were cut off, or gone bad")
    kept = [
        f"{_count(found.kept[reason], 'picture' if reason == 'drawn' else 'purchase')} {why}"
        for reason, why in _WHY.items()
        if found.kept.get(reason)
    ]
    if found.strays:
        kept.append(f"{_count(found.strays, 'picture')} that may belong to a receipt that is damaged")
    lines.append(f"kept: {', '.join(kept) or 'nothing'}")
    known = _few([f"`{path}`" for path in holds.locks]) or "none"
    lines.append(f"known lock files: {known}; a build, also with nothing to do, makes its own known")
    if engines.keys() - {LOCAL}:
        lines.append("what goes was paid for, and would have to be paid for again")
    if found.blobs or found.litter:
        lines.append(
            "nothing was deleted; `rdbuild cache gc --yes` deletes it"
            if dry_run
            else "deleted; the receipts stay, so what it cost stays known"
        )
    return "\n".join(lines)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
