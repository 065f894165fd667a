"""Plans, problems and reports as text for people, and as JSON for programs.

Owns: every word, sign and colour of the output.
Must not know: how anything came to be.
Rule: rendering is pure; `Console` is the one writer, data to stdout, everything else to stderr.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from rdbuild.errors import ManifestError, RdbuildError
from rdbuild.model import CURRENT, LOCAL, Blocked, Failed, Json, Made, Problem, Reused, Skipped, Status, Step
from rdbuild.plan import NO_PICTURE, to_buy, whole
from rdbuild.pricing import amount_text, format_micro

if TYPE_CHECKING:
    from rdbuild.build import Planned
    from rdbuild.ledger import Cap
    from rdbuild.report import Report
    from rdbuild.reroll import Reroll
    from rdbuild.statement import Movement

SIGNS: Mapping[Status, str] = {
    "new": "+", "changed": "~", "cached": "<", "pending": "…", "current": "=", "blocked": "!"
}  # fmt: skip
_WORDS: Mapping[Status, str] = {
    "new": "to generate", "changed": "to generate again", "cached": "from the cache", "pending": "on their way",
    "current": "up to date", "blocked": "blocked",
}  # fmt: skip
_COLOURS = {"error": "31;1", "warning": "33;1", "hint": "36", "+": "32", "~": "33", "<": "36", "!": "31;1", "…": "36"}
FIRST = 3  # assets that are named, of many that something came out in
GROUP_FROM = 4  # this many alike are one line
WIDTH = 80  # columns of a screen, and of a log that somebody reads
_NAME = 32  # columns for an asset's name; a longer one pushes the rest aside
_BELOW = " " * 6
# Control characters, and those that turn the direction of what follows.
_OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# A line of somebody's file, and where its marked part begins (from 0) and how long it is, as they may be shown.
Veil = Callable[[str, int, int], tuple[str, int, int]]


@dataclass(slots=True)
class Console:
    """Writes to the two streams. `level`: -1 quiet, 0 normal, 1 verbose."""

    out: IO[str]
    err: IO[str]
    colour: bool = False
    level: int = 0
    veil: Veil | None = None
    told: list[Problem] = field(default_factory=list)  # every problem so far

    def data(self, text: str) -> None:
        self.out.write(text if text.endswith("\n") else text + "\n")
        self.out.flush()

    def json(self, value: Json) -> None:
        self.data(json.dumps(value, ensure_ascii=False, indent=2))

    def say(self, text: str) -> None:
        """A line for people, unless they asked for quiet."""
        if self.level >= 0:
            self._tell(text)

    def detail(self, text: str) -> None:
        if self.level > 0:
            self._tell(text)

    def problems(self, problems: Iterable[Problem]) -> None:
        for one in problems:
            if self.level >= 0 or one.severity == "error":
                self.told.append(replace(one, message=_shown(one.message), hint=one.hint and _shown(one.hint)))
                self._tell(problem_text(one, self.paint, self.veil))

    def error(self, error: RdbuildError) -> None:
        if isinstance(error, ManifestError):
            self.problems(error.problems)
            count = sum(one.severity == "error" for one in error.problems)
            self._tell(f"{self.paint('error', 'error')}: {_count(count, 'problem')} in the manifest; nothing was done")
            return
        self.problems([error.problem or Problem(error.kind_name, error.message, hint=error.hint)])

    def paint(self, kind: str, text: str) -> str:
        code = _COLOURS.get(kind)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text

    def _tell(self, text: str) -> None:
        self.err.write(text + "\n")
        self.err.flush()


def plain(kind: str, text: str) -> str:
    """A paint that doesn't."""
    return text


def problem_text(problem: Problem, paint: object = plain, veil: Veil | None = None) -> str:
    """`file:line:col: error: …`, the source line, a caret under the place, the hint."""
    colour = paint if callable(paint) else plain
    where = ""
    if problem.mark is not None:
        where = f"{problem.mark.file}:{problem.mark.line}:{problem.mark.column}: "
    lines = [f"{where}{colour(problem.severity, problem.severity)}: {_shown(problem.message)}"]
    if problem.mark is not None and problem.source:
        number = str(problem.mark.line)
        source = _shown(problem.source.rstrip("\r\n").replace("\t", " "))
        before, marked = problem.mark.column - 1, problem.mark.length
        if veil is not None:  # before the line is cut, and so that the caret stays under its place
            source, before, marked = veil(source, before, marked)
        if not source[before : before + marked].strip():  # a blank that has to be seen
            source = source[:before] + "·" * len(source[before : before + marked]) + source[before + marked :]
        # A long line is cut around the place, so that the caret stays on the screen.
        start = max(0, before - 60)
        shown = ("…" if start else "") + source[start : start + 100] + ("…" if len(source) > start + 100 else "")
        indent = before - start + (1 if start else 0)
        length = max(1, min(marked, len(source) - before, 100 - (before - start)))
        lines.append(f" {number} | {shown}")
        lines.append(f" {' ' * len(number)} | {' ' * indent}{colour(problem.severity, '^' * length)}")
    if problem.hint:
        lines.append(f"  {colour('hint', 'hint')}: {_shown(problem.hint)}")
    return "\n".join(lines)


def _shown(text: str) -> str:
    """A text without characters that a terminal would obey instead of showing them."""
    return _OBEYED.sub("\ufffd", text)


def problem_json(problem: Problem) -> dict[str, Json]:
    """The facts of the text; `end_column` is the first one after the carets, `assets` the first few of `count`."""
    mark = problem.mark
    return {
        "file": mark.file if mark else None,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
        "end_column": mark.column + mark.length if mark else None,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "source": problem.source,
        "assets": list(problem.assets[:FIRST]),
        "count": len(problem.assets),
    }


# -- plan


def plan_text(planned: Planned, console: Console) -> str:
    """The plan asset by asset, alike ones of an entry as one line, then totals and the cap."""
    plan = planned.plan
    lines = [f"{planned.project.manifest.project} on {planned.project.place.api}", ""]
    steps = whole(plan.steps)
    shown = [step for step in steps if step.status != "current" or console.level > 0]
    lines += _step_lines(shown, console)
    if lines[-1]:
        lines.append("")
    counts = {status: sum(step.status == status for step in steps) for status in SIGNS}
    parts = [f"{count} {_WORDS[status]}" for status, count in counts.items() if count]
    lines.append(f"plan: {', '.join(parts) or 'no assets'}")
    if plan.requests:
        sources = {step.cost_source for step in to_buy(plan.steps)}
        source = "quoted by the API" if sources == {"api"} else "by the documented formulas"
        if sources == {"api", "formula"}:
            source = "partly quoted by the API, partly by formula"
        free = " of pretend money" if planned.project.engine == LOCAL else ""
        costs = [amount_text(plan.cost_micro, "balance")] if plan.cost_micro or not plan.credits_micro else []
        costs += [amount_text(plan.credits_micro, "credits")] if plan.credits_micro else []
        cost = " and ".join(costs)
        unpriced = any(step.price_micro is None for step in to_buy(plan.steps))
        more = " and what has no published price" if unpriced else ""
        lines.append(f"cost: {cost}{free}{more} for {_count(plan.requests, 'request')}, {source}")
        lines += _class_lines(plan.steps)
    lines += [_budget_line(planned.tightest, plan.cost_micro)] if planned.tightest is not None else []
    lines += [_budget_line(planned.credits, plan.credits_micro)] if planned.credits is not None else []
    if planned.tightest is not None or planned.credits is not None:
        return "\n".join(lines)
    if planned.project.manifest.budget and planned.project.engine == LOCAL:
        amounts = ", ".join(f"{name} {amount}" for name, amount in planned.project.manifest.budget.items())
        lines.append(f"budget: {amounts} (not enforced on the embedded API, which is free)")
    return "\n".join(lines)


def _budget_line(tightest: tuple[Cap, int], cost: int) -> str:
    cap, left = tightest
    line = f"budget: {cap.name} {format_micro(cap.limit)}, left {format_micro(max(0, left))}"
    return f"{line}, after this build {format_micro(left - cost)}" if cost and left >= cost else line


def _step_lines(steps: Sequence[Step], console: Console) -> list[str]:
    """Sign, asset, price, and what is asked for or why nothing is; a reason to buy again goes below."""
    from textwrap import wrap

    groups: dict[tuple[str, ...], list[Step]] = {}
    for step in steps:
        groups.setdefault((step.asset.entry, step.status, step.code or ""), []).append(step)
    rows: list[tuple[str, str, str, str, str]] = []
    for (entry, *_), members in groups.items():
        if len(members) >= GROUP_FROM and console.level <= 0:
            rows.append(_row(f"{entry} ({len(members)})", members))
        else:
            rows += [_row(step.asset.id, [step]) for step in members]
    name_width = max((len(name) for _, name, *_ in rows if len(name) <= _NAME), default=0)
    price_width = max((len(price) for _, _, price, *_ in rows), default=0)
    lines: list[str] = []
    for sign, name, price, text, below in rows:
        line = f"{name:<{name_width}}  {price:<{price_width}}{'  ' if price_width else ''}"
        fits = 4 + len(line) + len(text) <= WIDTH
        lines.append(f"  {console.paint(sign, sign)} {(line + text if fits else line).rstrip()}")
        for more in (text if not fits else "", below):
            lines += wrap(more, WIDTH, initial_indent=_BELOW, subsequent_indent=_BELOW, break_long_words=False,
                          break_on_hyphens=False)  # fmt: skip
    return lines


def _row(name: str, steps: Sequence[Step]) -> tuple[str, str, str, str, str]:
    """(sign, name, price, text, text below it) of steps that are alike."""
    first = steps[0]
    cost = sum(step.cost_micro for step in steps)
    price = amount_text(cost, first.request.unit) if cost else ""
    reasons = list(dict.fromkeys(why for step in steps if (why := _why(step))))
    reason = f"{reasons[0]}, and others like it" if len(reasons) > 1 else "".join(reasons)
    if first.status in ("new", "changed") and (cost or not reason):
        kinds = dict.fromkeys(_what(step) for step in steps)
        return SIGNS[first.status], name, price, "several kinds" if len(kinds) > 1 else next(iter(kinds)), reason
    return SIGNS[first.status], name, price, reason, ""


def _what(step: Step) -> str:
    if step.asset.edit is not None:
        return "edit"
    count = f" x{step.asset.num_images}" if step.asset.num_images > 1 else ""
    return f"{step.asset.prompt_style or 'no style'} {step.asset.width}x{step.asset.height}{count}"


def _why(step: Step) -> str:
    """The reason, where the sign doesn't say it all."""
    reason = "" if step.reason == NO_PICTURE else step.reason
    return f"[{step.code}] {reason}" if step.code else reason


def _class_lines(steps: Sequence[Step]) -> list[str]:
    """One line for all that cost the same for the same: how many, what one costs, and the formula's figure beside."""
    groups: dict[tuple[str, int, int | None], list[Step]] = {}
    for step in steps:
        if step.cost_micro:
            same = (_what(step), step.cost_micro, step.request.formula_micro)
            groups.setdefault(same, []).append(step)
    counts = {
        name: f"{len(members)} x {amount_text(members[0].cost_micro, members[0].request.unit)}"
        for name, members in groups.items()
    }
    width = max(map(len, counts.values()), default=0)
    lines = []
    for name, members in groups.items():
        first = members[0]
        formula = first.request.formula_micro
        beside = ""
        if formula is None:
            beside = " (formula: none published)"
        elif formula != first.cost_micro:
            beside = f" (formula {format_micro(formula)}, {_signed(first.cost_micro - formula)})"
        elif first.cost_source == "api":
            beside = " (as the formula)"
        lines.append(f"  {counts[name]:<{width}}  {_what(first)}{beside}")
    return lines


def _signed(micro: int) -> str:
    return f"{'+' if micro > 0 else ''}{format_micro(micro)}"


def plan_json(planned: Planned) -> dict[str, Json]:
    plan = planned.plan
    steps = whole(plan.steps)
    statuses = [step.status for step in steps]
    budget = None
    if planned.tightest is not None:
        cap, left = planned.tightest
        budget = {"name": cap.name, "cap": format_micro(cap.limit), "left": format_micro(max(0, left))}
    return {
        "version": 1,
        "project": planned.project.manifest.project,
        "api": planned.project.place.api,
        "assets": [
            {
                "id": step.asset.id,
                "status": step.status,
                "code": step.code,
                "reason": step.reason,
                "prompt_style": step.asset.prompt_style,
                "width": step.asset.width or None,  # an edit has the size of what it changes
                "height": step.asset.height or None,
                "num_images": step.asset.num_images,
                "fingerprint": step.request.fingerprint,
                "cost": format_micro(step.cost_micro),
                "unit": step.request.unit,
                "cost_source": step.cost_source,
                "formula": None if step.request.formula_micro is None else format_micro(step.request.formula_micro),
                "outputs": list(step.outputs),
            }
            for step in steps
        ],
        "totals": {
            "assets": len(steps),
            "to_generate": statuses.count("new") + statuses.count("changed"),
            "cached": statuses.count("cached"),
            "current": statuses.count("current"),
            "pending": statuses.count("pending"),
            "blocked": statuses.count("blocked"),
            "requests": plan.requests,
            "cost": format_micro(plan.cost_micro),
            "credits": format_micro(plan.credits_micro),
        },
        "budget": budget,
        "refused": planned.refusal.message if planned.refusal is not None else None,
        "notes": [problem_json(one) for one in plan.notes],
    }


# -- reroll


def reroll_text(made: Sequence[Reroll], others: Sequence[str], planned: Planned) -> str:
    """What was decided, what it takes along, and what the next build would pay for it."""
    lines = [
        f"{one.name}: take {one.was} -> {one.take}"
        if one.was != one.take
        else f"{one.name}: is at take {one.take} already"
        for one in made
    ]
    if others and any(one.was != one.take for one in made):
        lines.append(f"made from {'it' if len(made) == 1 else 'them'}, and so made anew: {', '.join(others)}")
    plan = planned.plan
    cost = _both({"balance": plan.cost_micro, "credits": plan.credits_micro})
    free = " of pretend money" if planned.project.engine == LOCAL else ""
    if plan.requests:
        unpriced = any(step.price_micro is None for step in to_buy(plan.steps))
        more = " and what has no published price" if unpriced else ""
        lines.append(f"the next build pays {cost or '0'}{free}{more} for {_count(plan.requests, 'request')}")
    else:
        lines.append("the next build pays nothing for it")
    lines += [f"blocked: {step.asset.id}: {_why(step)}" for step in whole(plan.steps) if step.status == "blocked"]
    return "\n".join(lines)


def reroll_json(made: Sequence[Reroll], others: Sequence[str], planned: Planned) -> dict[str, Json]:
    plan = planned.plan
    return {
        "version": 1,
        "rerolled": [{"id": one.name, "was": one.was, "take": one.take} for one in made],
        "dependants": list(others),
        "blocked": [
            {"id": step.asset.id, "code": step.code, "reason": step.reason}
            for step in whole(plan.steps)
            if step.status == "blocked"
        ],
        "requests": plan.requests,
        "cost": format_micro(plan.cost_micro),
        "credits": format_micro(plan.credits_micro),
    }


# -- build


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
    lines = [
        f"{word if word == 'skipped' else console.paint('error', word)}: {_several(names, console)}: {message}"
        for (word, message), names in troubles.items()
    ]
    lines += _hints(report, console)
    counts = _counts(report)
    done = any(counts[name] for name in ("generated", "recovered", "reused"))
    money = report.requests or any(report.recovered.values()) or any(report.refunded.values())
    if not lines and not done and not money and not report.written and not report.removed:
        return f"{report.project}: nothing to do, {_count(counts['current'], 'asset')} up to date"
    parts = [f"{counts[name]} {name}" for name in ("generated", "recovered", "reused", "current") if counts[name]]
    parts += [f"{counts[name]} {name}" for name in ("failed", "blocked", "skipped") if counts[name]]
    files = f"{_count(len(report.written), 'file')} written"
    if report.removed:
        files += f", {len(report.removed)} removed"
    lines.append(f"{report.project}: {', '.join(parts) or 'nothing done'}; {files} in {report.elapsed_s:.1f} s")
    lines.append(_money_line(report))
    moved = [unit for unit, found in report.account.items() if found.moved or found.most]
    lines += [_account_line(unit, report.account[unit]) for unit in moved or list(report.account)[:1]]
    return "\n".join(lines)


def _several(names: Sequence[str], console: Console) -> str:
    """All names, or the first few and how many more there are."""
    few = names if len(names) < GROUP_FROM or console.level > 0 else names[: GROUP_FROM - 1]
    more = f" and {len(names) - len(few)} more" if len(few) < len(names) else ""
    return ", ".join(few) + more


def _counts(report: Report) -> dict[str, int]:
    found = dict.fromkeys(("generated", "recovered", "reused", "current", "skipped", "failed", "blocked"), 0)
    for outcome in report.outcomes.values():
        if isinstance(outcome, Made):
            found["recovered" if outcome.recovered else "generated"] += 1
        elif isinstance(outcome, Reused):
            found["reused"] += 1
        elif isinstance(outcome, Skipped):
            found["current" if outcome.because == CURRENT else "skipped"] += 1
        else:
            found["failed" if isinstance(outcome, Failed) else "blocked"] += 1
    return found


def _money_line(report: Report) -> str:
    pretend = " of pretend money" if report.engine == LOCAL else ""
    parts = [f"spent {_both(report.spent) or '0'}{pretend}"]
    unknown = {"balance": 0, "credits": 0}
    for entry in report.unknown:
        unknown[entry.unit] += entry.amount
    for word, amounts in (
        ("saved by the cache", report.saved),
        ("recovered", report.recovered),
        ("refunded", report.refunded),
        ("unknown", unknown),
    ):
        if any(amounts.values()):
            parts.append(f"{word} {_both(amounts)}")
    return f"money: {', '.join(parts)}; {_count(report.requests, 'generation request')}"


def _both(amounts: Mapping[str, int]) -> str:
    """Amounts in either unit, which are never added up."""
    return " and ".join(amount_text(amount, unit) for unit, amount in amounts.items() if amount)


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
    hint = console.paint("hint", "hint")
    words = {
        "unknown": "`rdbuild ledger` shows what is unknown, `rdbuild ledger reconcile` settles it by hand",
        "lost": "`--rebuy` buys lost pictures again; a machine whose cache has them needs no money",
        "unusable": "`rdbuild reroll ID` has the next build buy another picture, `rdbuild accept ID` takes it as it is",
        "edited": "`--force` with `--only` or `--tag` overwrites files changed by hand",
        "foreign": "move the file away, or `--force` with `--only` or `--tag` overwrites it",
    }
    return [f"  {hint}: {words[code]}" for code in sorted(codes & set(words))]


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
        "recovered": format_micro(report.recovered["balance"]),
        "credits_recovered": format_micro(report.recovered["credits"]),
        "refunded": format_micro(report.refunded["balance"]),
        "credits_refunded": format_micro(report.refunded["credits"]),
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
        "notes": [problem_json(one) for one in report.notes],
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


__all__ = ["Console", "plan_json", "plan_text", "problem_json", "problem_text", "report_json", "report_text"]
