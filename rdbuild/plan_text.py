"""A plan as text for people, and as JSON for programs.

Owns: the order of a plan's parts, how assets that are alike are told as one, how a change reads.
Must not know: how a plan is made, streams.
Rule: pure; every line fits the page; however many assets there are, what an entry comes to is a few lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdbuild.console import GROUP_FROM, WAYS_ON, Page, counted, problem_json
from rdbuild.model import BY_HAND, LEFT, LOCAL, Change, Json, Request, Step
from rdbuild.plan import NO_PICTURE, to_buy, whole
from rdbuild.pricing import amount_text, amounts_text, format_micro
from rdbuild.screen import CUT, columns, cut, fitted, padded, visible, wrapped

if TYPE_CHECKING:
    from rdbuild.build import Planned
    from rdbuild.console import Console
    from rdbuild.ledger import Cap

# The parts of a plan in their order: a status each, but that pictures made by hand come from no cache, and that some of
# what is to be bought is left for next time.
_SIGNS = {
    "new": "+",
    "changed": "~",
    "left": "·",
    "cached": "<",
    "hand": "<",
    "pending": "…",
    "blocked": "!",
    "current": "=",
}
WORDS = {
    "new": "to generate", "changed": "to generate again", "left": LEFT, "cached": "from the cache",
    "hand": "from your files", "pending": "on their way", "blocked": "blocked", "current": "up to date",
}  # fmt: skip
_BELOW = " " * 6
_CLASSES = 12  # price classes that are told one by one, the dearest ones
_DETAILED = 20  # rows of a status whose changes are told with old and new values; of more, by name alone
_STICKY = "\u00a0"


@dataclass(slots=True)
class _Row:
    """A line of a plan. `text` stands beside the price or, where there is no room, below; what follows always below."""

    sign: str
    name: str
    price: str
    text: str
    reason: str = ""
    changes: Sequence[tuple[Change, str]] = ()


def plan_text(planned: Planned, console: Console, every: bool = False) -> str:
    """The plan by status, alike assets of an entry as one line unless `every`, then totals and the cap."""
    plan, page = planned.plan, console.page
    every = every or console.level > 0
    steps = whole(plan.steps)
    by_part = {part: [step for step in steps if part_of(step) == part] for part in _SIGNS}
    lines = [f"{visible(planned.project.manifest.project)} on {visible(planned.project.place.api)}", ""]
    lines += _sections(by_part, page, every)
    parts = [f"{len(members)} {WORDS[part]}" for part, members in by_part.items() if members]
    # A number is not parted from what it counts.
    totals = ", ".join(part.replace(" ", _STICKY) for part in parts) or "no assets"
    lines += [line.replace(_STICKY, " ") for line in wrapped(f"plan: {totals}", page.width, rest="  ")]
    free = " of pretend money" if planned.project.engine == LOCAL else ""
    if plan.requests:
        lines.append(_cost_line(planned, free))
        lines += _class_lines(plan.steps, every)
    requests, saved = saves(planned)
    if money := amounts_text(saved):
        lines.append(f"saved: {money}{free} for {counted(requests, 'request')} paid for before")
    lines += [_budget_line(planned.tightest, plan.cost_micro)] if planned.tightest is not None else []
    lines += [_budget_line(planned.credits, plan.credits_micro)] if planned.credits is not None else []
    for remark in planned.remarks:
        lines += wrapped(visible(remark), page.width, rest="  ")
    if planned.tightest is None and planned.credits is None and free and planned.project.manifest.budget:
        amounts = ", ".join(f"{name} {amount}" for name, amount in planned.project.manifest.budget.items())
        lines.append(f"budget: {amounts} (not enforced on the embedded API, which is free)")
    return fitted("\n".join(lines), page.width)


def saves(planned: Planned) -> tuple[int, dict[str, int]]:
    """What this build would have to pay more, were nothing here from before: requests, and micro-units by unit."""
    project = planned.project
    known = {step.request.price_class: step.price_micro for step in planned.plan.steps if step.price_micro is not None}
    here: dict[str, Request] = {}
    for step in planned.plan.steps:
        # Of an edit chain that is whole, all steps.
        if step.status in ("cached", "current") and step.source_engine != BY_HAND:
            parts = [project.requests[part.id] for part in project.links.get(step.asset.id, ()) if part.hidden]
            here.update((request.fingerprint, request) for request in (*parts, step.request))
    saved = {"balance": 0, "credits": 0}
    # Of what has no published price, what was paid for it.
    lines = (line for table in (project.local, project.paid) for line in table.values())
    paid = {line.fingerprint: line.cost_micro for line in lines}
    for request in here.values():
        formula = request.formula_micro if request.formula_micro is not None else paid.get(request.fingerprint, 0)
        saved[request.unit] += known.get(request.price_class, formula)
    return len(here), saved


# -- the assets


def part_of(step: Step) -> str:
    """The part of a plan that a step is told in: a key of WORDS."""
    if step.left:
        return "left"
    return "hand" if step.status == "cached" and step.source_engine == BY_HAND else step.status


def _sections(by_part: Mapping[str, Sequence[Step]], page: Page, every: bool) -> list[str]:
    """Each part with its heading and rows; what is up to date as one line, or none where there is nothing else."""
    rows = {
        part: _rows(members, every) for part, members in by_part.items() if members and (part != "current" or every)
    }
    common = {part: [] if every else _in_common(by_part[part], found) for part, found in rows.items()}
    hints = {
        part: [
            *([] if every else _briefly(found)),
            *(WAYS_ON[code] for code in sorted({step.code or "" for step in by_part[part]} & set(WAYS_ON))),
        ]
        for part, found in rows.items()
    }
    every_row = [row for found in rows.values() for row in found]
    prices = max((len(row.price) for row in every_row), default=0)
    texts = max((wide for row in every_row if row.price and (wide := columns(row.text)) <= page.width // 2), default=0)
    # Columns for names, such that most texts have room beside them; a longer name pushes the rest aside.
    most = min(page.width * 2 // 5, max(12, page.width - 8 - prices - texts))
    widths = max((wide for row in every_row if (wide := columns(row.name)) <= most), default=0)
    lines: list[str] = []
    for part, found in rows.items():
        lines.append(_heading(part, by_part[part]))
        lines += _change_lines([(change, ", in all of them") for change in common[part]], page)
        for row in found:
            lines += _row_lines(row, widths, prices, page)
        lines += [f"  {page.paint('hint', 'hint')}: {text}" for text in hints[part]]
        lines.append("")
    if rows and not every and (current := len(by_part["current"])):
        lines += [f"  {_SIGNS['current']} {counted(current, 'asset')} {WORDS['current']}", ""]
    return lines


def _in_common(steps: Sequence[Step], rows: Sequence[_Row]) -> list[Change]:
    """Changes that many rows would say again and again, such as of a default, taken out of them."""
    if len(rows) < GROUP_FROM:
        return []
    common = [change for change in steps[0].changes if all(change in step.changes for step in steps)]
    for row in rows:
        row.changes = [told for told in row.changes if told[0] not in common]
    return common


def _briefly(rows: Sequence[_Row]) -> list[str]:
    """Where too many rows have changes, only what is another stands in them. Gives what is said of that."""
    told = [row for row in rows if row.changes]
    if len(told) <= _DETAILED:
        return []
    for row in told:
        row.text, row.changes = ", ".join(visible(change.field) for change, _ in row.changes), ()
    return ["`--only GLOB` or `--all` shows the old and the new values"]


def _heading(part: str, members: Sequence[Step]) -> str:
    costs = {
        unit: sum(step.cost_micro for step in members if step.request.unit == unit) for unit in ("balance", "credits")
    }
    cost = amounts_text(costs)
    return f"{WORDS[part]}: {counted(len(members), 'asset')}{f', {cost}' if cost else ''}"


def _rows(steps: Iterable[Step], every: bool) -> list[_Row]:
    groups: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        groups.setdefault((step.asset.entry, step.code or ""), []).append(step)
    rows: list[_Row] = []
    for (entry, _), members in groups.items():
        if len(members) >= GROUP_FROM and not every:
            rows.append(_row(f"{entry} ({len(members)})", members))
        else:
            rows += [_row(step.asset.id, [step]) for step in members]
    return rows


def _row(name: str, steps: Sequence[Step]) -> _Row:
    """The row of steps of one status that are alike."""
    first = steps[0]
    cost = sum(step.cost_micro for step in steps)
    price = amount_text(cost, first.request.unit) if cost else ""
    reason = visible(_of_several([said for step in steps if not step.changes and (said := why(step))], len(steps)))
    row = _Row(_SIGNS[part_of(first)], visible(name), price, reason, changes=_changes(steps))
    if first.status in ("new", "changed") and (cost or not reason):
        kinds = dict.fromkeys(_what(step) for step in steps)
        row.text, row.reason = "several kinds" if len(kinds) > 1 else next(iter(kinds)), reason
    return row


def _changes(steps: Sequence[Step]) -> list[tuple[Change, str]]:
    """What is another: each field once, with the first one's values, and of how many others it is told so."""
    fields: dict[str, list[Change]] = {}
    for step in steps:
        for change in step.changes:
            fields.setdefault(change.field, []).append(change)
    return [(changes[0], _more(changes, len(steps))) for changes in fields.values()]


def _of_several(texts: Sequence[str], whole: int) -> str:
    return texts[0] + _more(texts, whole) if texts else ""


def _more(told: Sequence[object], whole: int) -> str:
    """What is said after the first of what is told of some of a `whole` number of assets."""
    if len(set(told)) > 1:
        return f", and {counted(len(told) - 1, 'other')} like it"
    return f" ({len(told)} of {whole})" if len(told) < whole else ""


def _row_lines(row: _Row, name_width: int, price_width: int, page: Page) -> list[str]:
    """Name, price and text beside each other as far as there is room, the rest below."""
    room = page.width - 4
    *lines, line = wrapped(row.name, room)  # broken only where it is wider than the page
    line = padded(line, name_width)
    if row.price and columns(line) + 2 + len(row.price) > room:
        lines, line = [*lines, line], ""
    line += f"  {row.price:<{price_width}}" if price_width else ""
    beside = columns(line) + 2 + columns(row.text) <= room
    lines.append(f"{line}  {row.text}" if beside else line)
    shown = [
        f"  {' ' if number else page.paint(row.sign, row.sign)} {one}".rstrip() for number, one in enumerate(lines)
    ]
    for text in ("" if beside else row.text, row.reason):
        shown += wrapped(text, page.width, _BELOW) if text else []
    return [*shown, *_change_lines(row.changes, page)]


def _change_lines(changes: Sequence[tuple[Change, str]], page: Page) -> list[str]:
    """`field: old -> new`, or both below each other where they do not fit beside each other."""
    width = max((columns(change.field) for change, _ in changes), default=0) + 2
    lines: list[str] = []
    for change, more in changes:
        label = _BELOW + padded(f"{visible(change.field)}: ", width)
        was, now = visible(change.was), visible(change.now)
        if columns(f"{label}{was} -> {now}{more}") <= page.width:
            lines.append(f"{label}{was} -> {now}{more}")
            continue
        room = page.width - columns(label)
        was, now = _apart(was, now, room, more)
        lines += wrapped(was, page.width, label)
        lines += wrapped(now + more, page.width, f"{'->':>{columns(label) - 1}} ", " " * columns(label))
    return lines


def _apart(was: str, now: str, room: int, more: str) -> tuple[str, str]:
    """Two texts from about where they begin to differ, each as long as two lines at most."""
    most = 2 * max(room, _BELOW.count(" "))
    if max(columns(was), columns(now) + columns(more)) > most:
        old, new = was.split(" "), now.split(" ")
        shortest = min(len(old), len(new))
        same = next((n for n in range(shortest) if old[n] != new[n]), shortest)
        if same > 1:
            was, now = " ".join((CUT, *old[same - 1 :])), " ".join((CUT, *new[same - 1 :]))
    return cut(was, most), cut(now, max(room, most - columns(more)))


def _what(step: Step) -> str:
    if step.asset.edit is not None:
        return "edit"
    count = f" x{step.asset.num_images}" if step.asset.num_images > 1 else ""
    return visible(f"{step.asset.prompt_style or 'no style'} {step.asset.width}x{step.asset.height}{count}")


def why(step: Step) -> str:
    """The reason, where the sign doesn't say it all."""
    if step.left:
        return step.reason.removeprefix(f"{LEFT}: ")
    reason = "" if step.reason == NO_PICTURE else step.reason
    return f"[{step.code}] {reason}" if step.code else reason


# -- the money


def _cost_line(planned: Planned, free: str) -> str:
    plan = planned.plan
    sources = {step.cost_source for step in to_buy(plan.steps)}
    source = "quoted by the API" if sources == {"api"} else "by the documented formulas"
    if sources == {"api", "formula"}:
        source = "partly quoted by the API, partly by formula"
    cost = amounts_text({"balance": plan.cost_micro, "credits": plan.credits_micro}) or "0"
    unpriced = any(step.price_micro is None for step in to_buy(plan.steps))
    more = " and what has no published price" if unpriced else ""
    return f"cost: {cost}{free}{more} for {counted(plan.requests, 'request')}, {source}"


def _class_lines(steps: Sequence[Step], every: bool) -> list[str]:
    """One line for all that cost the same for the same: how many, what one costs, and the formula's figure beside.

    Of many only the dearest, and what the others come to.
    """
    groups: dict[tuple[str, int, int | None], list[Step]] = {}
    for step in steps:
        if step.cost_micro:
            same = (_what(step), step.cost_micro, step.request.formula_micro)
            groups.setdefault(same, []).append(step)
    told = list(groups.values())
    others: list[list[Step]] = []
    if len(told) > _CLASSES and not every:
        dearest = sorted(told, key=lambda members: -sum(step.cost_micro for step in members))[: _CLASSES - 1]
        others = [members for members in told if members not in dearest]
        told = [members for members in told if members in dearest]
    counts = [f"{len(members)} x {amount_text(members[0].cost_micro, members[0].request.unit)}" for members in told]
    width = max(map(len, counts), default=0)
    lines = []
    for count, members in zip(counts, told, strict=True):
        first = members[0]
        formula = first.request.formula_micro
        beside = ""
        if formula is None:
            beside = " (formula: none published)"
        elif formula != first.cost_micro:
            beside = f" (formula {format_micro(formula)}, {_signed(first.cost_micro - formula)})"
        elif first.cost_source == "api":
            beside = " (as the formula)"
        lines.append(f"  {count:<{width}}  {_what(first)}{beside}")
    if others:
        rest = [step for members in others for step in members]
        costs = {
            unit: sum(step.cost_micro for step in rest if step.request.unit == unit) for unit in ("balance", "credits")
        }
        which = f"{counted(len(rest), 'request')} of {len(others)} other kinds"
        lines.append(f"  {amounts_text(costs)} for {which} (`--all` lists them)")
    return lines


def _signed(micro: int) -> str:
    return f"{'+' if micro > 0 else ''}{format_micro(micro)}"


def _budget_line(tightest: tuple[Cap, int], cost: int) -> str:
    cap, left = tightest
    line = f"budget: {cap.name} {format_micro(cap.limit)}, left {format_micro(max(0, left))}"
    return f"{line}, after this build {format_micro(left - cost)}" if cost and left >= cost else line


def check_hint(planned: Planned) -> str:
    """How what is out of date comes up to date: by a build, or only by somebody who looks into what is blocked."""
    steps = whole(planned.plan.steps)
    blocked = [step for step in steps if step.status == "blocked"]
    if not blocked:
        return "`rdbuild build` brings the tree up to date"
    more = f" (and {len(blocked) - 1} more)" if len(blocked) > 1 else ""
    code = blocked[0].code or ""
    way = WAYS_ON[code].replace("ID", blocked[0].asset.id) if code in ("edited", "foreign") else ""
    why = f"`{blocked[0].asset.id}`{more}: {blocked[0].reason}" + (f"; {way}" if way else "")
    if all(step.status in ("blocked", "current") for step in steps):
        return f"no build can by itself: {why}"
    return f"`rdbuild build` brings what is not blocked up to date; blocked is {why}"


def plan_json(planned: Planned) -> dict[str, Json]:
    plan = planned.plan
    steps = whole(plan.steps)
    statuses = [step.status for step in steps]
    budget = None
    if planned.tightest is not None:
        cap, left = planned.tightest
        budget = {"name": cap.name, "cap": format_micro(cap.limit), "left": format_micro(max(0, left))}
    saved, left = saves(planned)[1], sum(step.left for step in steps)
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
                "changes": [{"field": one.field, "was": one.was, "now": one.now} for one in step.changes],
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
                **({"left": True, "price": format_micro(step.price_micro or 0)} if step.left else {}),
            }
            for step in steps
        ],
        "totals": {
            "assets": len(steps),
            "to_generate": statuses.count("new") + statuses.count("changed") - left,
            "left": left,
            "cached": statuses.count("cached"),
            "current": statuses.count("current"),
            "pending": statuses.count("pending"),
            "blocked": statuses.count("blocked"),
            "requests": plan.requests,
            "cost": format_micro(plan.cost_micro),
            "credits": format_micro(plan.credits_micro),
            "saved": format_micro(saved["balance"]),
            "credits_saved": format_micro(saved["credits"]),
        },
        "budget": budget,
        "refused": planned.refusal.message if planned.refusal is not None else None,
        "remarks": list(planned.remarks),
        "notes": [problem_json(one) for one in plan.notes],
    }
