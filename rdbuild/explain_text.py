"""What is known of an asset, as text for people and as JSON for programs.

Owns: the order and the words of `rdbuild explain`.
Must not know: how any of it came to be known.
Rule: rendering is pure; every line fits the width that it is given, but for names that can't be broken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

from rdbuild.explain import Explained, File, Purchase, Said, Take
from rdbuild.model import BY_HAND, LOCAL, Change, Json, Line
from rdbuild.pricing import amount_text, format_micro
from rdbuild.screen import columns, wrapped

_LABEL = 13  # columns for what a line is about
_DIGITS = 12  # of a fingerprint, where it tells one picture from others


def explain_text(found: Explained, width: int) -> str:
    """The asset in lines of at most `width` columns."""
    step = found.step
    code = f" ({step.code})" if step.code else ""
    entry = f", by the entry `{found.asset.entry}`" if found.asset.entry != found.asset.id else ""
    lines = wrapped(f"{step.asset.id}: {step.status}{code}, {step.reason}", width, "", "  ")
    lines += _row("next", found.next, width)
    lines += _row("written", f"{found.where}{entry}", width)
    lines += _row("made from", ", ".join(found.made_from), width)
    lines += _row("goes into", ", ".join(found.makes), width)
    for one in found.said:
        lines += _row(*_said(one), width)
    if found.changes:
        lines += ["", "another since the picture there is"]
        for change in found.changes:
            lines += _change(change, width)
    if found.line is not None:
        lines += ["", "the picture there is", *_picture(found.line, found.bought_at, width)]
    if found.files:
        lines += ["", "files", *_files(found.files, width)]
    for purchase in found.purchases:
        lines += ["", *_purchase(purchase, len(found.asset.prompts), width)]
    return "\n".join(lines)


def _said(one: Said) -> tuple[str, str]:
    """What decides, and where that is written; of a decision that does not hold, that it doesn't."""
    words = {
        "kept": f"picture {str(one.value)[:_DIGITS]} is kept",
        "accepted": f"delivery {str(one.value)[:_DIGITS]} is taken as it is",
    }
    idle = "" if one.holds else ", which does not count now"
    said = words.get(one.what, f"{one.what} {one.value}")
    return ("stated" if one.stated else "decided"), f"{said}, at {one.where}{idle}"


def _change(change: Change, width: int) -> list[str]:
    """`field: was -> now`, or the two below each other where they are long."""
    line = f"  {change.field}: {change.was} -> {change.now}"
    if columns(line) <= width and "\n" not in line:
        return [line]
    return [f"  {change.field}:", *wrapped(change.was, width, "    was ", " " * 8),
            *wrapped(change.now, width, "    is  ", " " * 8)]  # fmt: skip


def _picture(line: Line, bought_at: str, width: int) -> list[str]:
    if line.engine == BY_HAND:  # model and seed are those of the picture in whose place it is
        made = _row("made", "by hand", width, 2)
        return [*made, *_row("fingerprint", _cut(line.fingerprint, width - _LABEL - 2), width, 2)]
    cost = amount_text(line.cost_micro, line.unit)
    who = {LOCAL: ("made", f"by the embedded API, for {cost} of pretend money")}
    lines = _row(*who.get(line.engine, ("bought", f"for {cost} from {line.engine}")), width, 2)
    lines += _row("on", _time(bought_at), width, 2)
    lines += _row("model", line.model or "", width, 2)
    lines += _row("seed", "" if line.seed is None else str(line.seed), width, 2)
    return [*lines, *_row("fingerprint", _cut(line.fingerprint, width - _LABEL - 2), width, 2)]


def _files(files: Sequence[File], width: int) -> list[str]:
    lines: list[str] = []
    names = min(max(len(one.output.path) for one in files), width // 2)
    for one in files:
        size = f"{one.output.width}x{one.output.height}, " if one.output.sha256 else ""
        role = f", {one.output.role}" if one.output.role else ""
        lines += wrapped(f"{one.output.path:<{names}}  {size}{one.state}{role}", width, "  ", "    ")
    return lines


def _purchase(one: Purchase, count: int, width: int) -> list[str]:
    """A request: what is sent, what it is known by, what it costs, and its takes."""
    price = "none is published" if one.formula_micro is None else amount_text(one.formula_micro, one.unit)
    step = f"step {one.step} of {count}: " if one.step and count > 1 else ""
    lines = [f"{step}{one.endpoint}"]
    for number, (key, value) in enumerate(one.body.items(), 1):
        comma = "," if number < len(one.body) else ""
        lines += wrapped(f"{json.dumps(key)}: {_value(value)}{comma}", width, "  ", "    ")
    room = width - _LABEL - 2
    lines += _row("price", f"{price}, by the documented formula", width, 2)
    lines += _row("fingerprint", _cut(one.fingerprint, room), width, 2)
    lines += _row("base", _cut(one.base, room), width, 2)
    for take in one.takes:
        lines += _row(f"take {take.number}" if one.takes_count else "picture", _take(take, one), width, 2)
    return lines


def _take(one: Take, purchase: Purchase) -> str:
    cost = "" if one.cost_micro is None else amount_text(one.cost_micro, purchase.unit)
    asked = "asked for" if one.wanted and purchase.takes_count else ""
    return ", ".join(filter(None, (one.state, cost, _time(one.at), asked)))


def _value(value: Json) -> str:
    """A value of a request as JSON; of a picture what it is, in angles, since its bytes are not shown."""
    if isinstance(value, Mapping) and "pixels" in value:
        return f"<{value['file']}, pixels {str(value['pixels'])[:_DIGITS]}>"
    if isinstance(value, Mapping) and "fingerprint" in value:
        image = f"picture {value['image']} of " if value["image"] != 1 else ""
        return f"<{image}{value['asset']}, {str(value['fingerprint'])[:_DIGITS]}>"
    if isinstance(value, Mapping) and "colours" in value:
        return f"<{' '.join(value['colours'])}>"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False, default=str) if not isinstance(value, Decimal) else f"{value:f}"


def _time(text: str) -> str:
    """A time of the books, as far as anybody reads it."""
    return f"{text[:10]} {text[11:16]} UTC" if text else ""


def _row(label: str, text: str, width: int, indent: int = 0) -> list[str]:
    """A labelled line, or none where there is nothing to say."""
    first = f"{' ' * indent}{label:<{_LABEL}}"
    return wrapped(text, width, first, " " * len(first)) if text else []


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1]}…"


# -- JSON


def explain_json(every: Iterable[Explained]) -> dict[str, Json]:
    return {"version": 1, "assets": [_json(one) for one in every]}


def _json(found: Explained) -> dict[str, Json]:
    step, line = found.step, found.line
    file, row, column = found.where.rsplit(":", 2)
    return {
        "id": found.asset.id,
        "status": step.status,
        "code": step.code,
        "reason": step.reason,
        "next": found.next,
        "where": {"file": file, "line": int(row), "column": int(column)},
        "entry": found.asset.entry,
        "made_from": list(found.made_from),
        "goes_into": list(found.makes),
        "decided": [asdict(one) for one in found.said],
        "changes": [asdict(one) for one in found.changes],
        "picture": None
        if line is None
        else {
            "fingerprint": line.fingerprint,
            "engine": line.engine,
            "cost": format_micro(line.cost_micro),
            "unit": line.unit,
            "bought_at": found.bought_at or None,
            "prompt": line.prompt,
            "prompt_style": line.style,
            "seed": line.seed,
            "model": line.model,
            "shape": dict(line.shape),
        },
        "files": [
            {
                "path": one.output.path,
                "state": one.state,
                "width": one.output.width or None,
                "height": one.output.height or None,
                "image": one.output.image,
                "role": one.output.role,
            }
            for one in found.files
        ],
        "requests": [_request_json(one) for one in found.purchases],
    }


def _request_json(one: Purchase) -> dict[str, Json]:
    return {
        "name": one.name,
        "step": one.step or None,
        "endpoint": one.endpoint,
        "body": _plain(one.body),
        "fingerprint": one.fingerprint,
        "base": one.base,
        "price": None if one.formula_micro is None else format_micro(one.formula_micro),
        "unit": one.unit,
        "takes": [
            {
                "take": take.number,
                "fingerprint": take.fingerprint,
                "state": take.state,
                "wanted": take.wanted,
                "cost": None if take.cost_micro is None else format_micro(take.cost_micro),
                "at": take.at or None,
            }
            for take in one.takes
        ],
    }


def _plain(value: Json) -> Json:
    """A request's value as JSON numbers: they are decimals as they are read."""
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return float(value) if isinstance(value, Decimal) else value
