"""What a build did, as text for people and as JSON for programs.

Owns: the words for outcomes, troubles and money, and what is told first.
Must not know: how anything came about, streams.
Rule: pure; what went wrong and what to do about it comes before what was done and what it cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdbuild.console import WAYS_ON, counted, problem_json, several
from rdbuild.model import CURRENT, LOCAL, Blocked, Failed, Json, Made, Reused, Skipped
from rdbuild.pricing import amount_text, amounts_text, format_micro
from rdbuild.report import word_of
from rdbuild.screen import visible

if TYPE_CHECKING:
    from rdbuild.console import Console
    from rdbuild.report import Report
    from rdbuild.statement import Movement


def report_text(report: Report, console: Console) -> str:
    """What failed and why, then what was done and what it cost."""
    troubles: dict[tuple[str, str], list[str]] = {}
    stale = {asset for asset, _ in report.stale}
    for asset, outcome in report.outcomes.items():
        if isinstance(outcome, Failed):
            troubles.setdefault(("failed", outcome.message), []).append(asset)
        elif isinstance(outcome, Blocked):
            troubles.setdefault(("blocked", f"[{outcome.code}] {outcome.message}"), []).append(asset)
        elif isinstance(outcome, Skipped) and outcome.because != CURRENT and asset not in stale:
            troubles.setdefault(("skipped", outcome.because), []).append(asset)
    for asset, why in report.stale:
        troubles.setdefault(("out of date", why), []).append(asset)
    lines = []
    for (word, message), names in troubles.items():
        painted = word if word == "skipped" else console.margin.paint("error", word)
        lines.append(f"{painted}: {several(names, console)}: {visible(message)}")
    lines += _hints(report, console)
    found, project = counts(report), visible(report.project)
    done = any(found[name] for name in ("generated", "recovered", "reused"))
    money = report.requests or any(report.recovered.values()) or any(report.refunded.values())
    if not lines and not done and not money and not report.written and not report.removed:
        idle = f"{project}: nothing to do, {counted(found['current'], 'asset')} up to date"
        return "\n".join([idle, *map(visible, report.remarks)])
    parts = [f"{found[name]} {name}" for name in ("generated", "recovered", "reused", "current") if found[name]]
    parts += [f"{found[name]} {name}" for name in ("failed", "blocked", "skipped") if found[name]]
    files = f"{counted(len(report.written), 'file')} written"
    if report.removed:
        files += f", {len(report.removed)} removed"
    lines.append(f"{project}: {', '.join(parts) or 'nothing done'}; {files} in {report.elapsed_s:.1f} s")
    lines.append(_money_line(report))
    moved = [unit for unit, one in report.account.items() if one.moved or one.most]
    lines += [_account_line(unit, report.account[unit]) for unit in moved or list(report.account)[:1]]
    lines += map(visible, report.remarks)
    return "\n".join(lines)


def counts(report: Report) -> dict[str, int]:
    """How many assets came to what."""
    found = dict.fromkeys(("generated", "recovered", "reused", "current", "skipped", "failed", "blocked"), 0)
    for outcome in report.outcomes.values():
        found[word_of(outcome)] += 1
    return found


def _money_line(report: Report) -> str:
    pretend = " of pretend money" if report.engine == LOCAL else ""
    parts = [f"spent {amounts_text(report.spent) or '0'}{pretend}"]
    unknown = {"balance": 0, "credits": 0}
    for entry in report.unknown:
        unknown[entry.unit] += entry.amount
    for word, amounts in (
        ("saved by the cache", report.saved),
        ("recovered", report.recovered),
        ("refunded", report.refunded),
        ("held by what is left running", report.held),
        ("unknown", unknown),
    ):
        if any(amounts.values()):
            parts.append(f"{word} {amounts_text(amounts)}")
    return f"money: {', '.join(parts)}; {counted(report.requests, 'generation request')}"


def _account_line(unit: str, found: Movement) -> str:
    """Whether the account moved as the books did; if not, by how much not."""
    moved = f"{format_micro(found.before)} -> {amount_text(found.after, unit)}"
    if not found.unexplained:
        if found.least == found.most:
            return f"the account agrees: {moved}"
        between = f"{format_micro(found.least)} and {amount_text(found.most, unit)}"
        return f"the account agrees as far as it can be told: {moved}, where the books say between {between}"
    by = amount_text(abs(found.unexplained), unit)
    if found.unexplained > 0:
        return f"the account does not agree: {moved}, {by} more than booked; somebody else may be spending from it"
    return f"the account does not agree: {moved}, {by} less than booked; somebody may have paid in"


def _hints(report: Report, console: Console) -> list[str]:
    codes = {outcome.code for outcome in report.outcomes.values() if isinstance(outcome, Blocked)}
    hint = console.margin.paint("hint", "hint")
    return [f"  {hint}: {WAYS_ON[code]}" for code in sorted(codes & set(WAYS_ON))]


def report_json(report: Report) -> dict[str, Json]:
    outcomes = report.outcomes.items()
    return {
        "version": 1,
        "project": report.project,
        "generated": [asset for asset, one in outcomes if isinstance(one, Made) and not one.recovered],
        "recovered_assets": [asset for asset, one in outcomes if isinstance(one, Made) and one.recovered],
        "reused": [asset for asset, one in outcomes if isinstance(one, Reused)],
        "current": [asset for asset, one in outcomes if isinstance(one, Skipped) and one.because == CURRENT],
        "skipped": [
            {"id": asset, "because": one.because}
            for asset, one in outcomes
            if isinstance(one, Skipped) and one.because != CURRENT
        ],
        "failed": [
            {"id": asset, "error": one.message, "code": one.code} for asset, one in outcomes if isinstance(one, Failed)
        ],
        "blocked": [
            {"id": asset, "code": one.code, "reason": one.message}
            for asset, one in outcomes
            if isinstance(one, Blocked)
        ],
        "stale": [{"id": asset, "because": why} for asset, why in report.stale],
        "spent": format_micro(report.spent["balance"]),
        "credits_spent": format_micro(report.spent["credits"]),
        "saved": format_micro(report.saved["balance"]),
        "credits_saved": format_micro(report.saved["credits"]),
        "recovered": format_micro(report.recovered["balance"]),
        "credits_recovered": format_micro(report.recovered["credits"]),
        "refunded": format_micro(report.refunded["balance"]),
        "credits_refunded": format_micro(report.refunded["credits"]),
        "held": format_micro(report.held["balance"]),
        "credits_held": format_micro(report.held["credits"]),
        "unknown": [
            {"id": entry.asset, "amount": format_micro(entry.amount), "unit": entry.unit} for entry in report.unknown
        ],
        "account": {
            unit: {
                "before": format_micro(found.before),
                "after": format_micro(found.after),
                "agrees": not found.unexplained,
                "unexplained": format_micro(found.unexplained),
            }
            for unit, found in report.account.items()
        },
        "requests": report.requests,
        "written": report.written,
        "removed": report.removed,
        "elapsed_s": round(report.elapsed_s, 3),
        "error": report.halt.message if report.halt is not None else None,
        "remarks": list(report.remarks),
        "notes": [problem_json(one) for one in report.notes],
    }
