"""What goes wrong on purpose.

Owns: the fault rows, their JSON form and their counters.
Must not know: how a request is answered, or what it costs.
Rule: a fault says by its row alone whether the request it meets is charged; the server only carries it out.

A file of faults is a JSON list of rows (or `{"faults": [...]}`):

    {"on": "submit", "do": "429", "times": 2, "retry_after": 1}
    {"on": "submit", "do": "reset-after", "match": "potion", "skip": 1}
    {"on": "edit", "do": "inference_failed"}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

POINTS = ("submit", "edit", "quote", "poll", "fetch", "credits", "tasks", "requests")

# Refused before the books are touched: status and JSON detail.
REFUSALS: Mapping[str, tuple[int, Any]] = {
    "429": (429, "Too many requests."),
    "500": (500, "Internal Server Error"),
    "503": (503, {"code": "service_unavailable", "message": "Service unavailable."}),
    "400": (400, [{"msg": "Bad request."}]),
    "400-inference": (400, {"code": "inference_failed", "message": "Inference failed, please try again."}),
    "no-balance": (400, [{"msg": "Not enough balance."}]),
    "no-credits": (400, [{"msg": "Not enough credits."}]),
    "402": (402, [{"msg": "Not enough balance."}]),
    "401": (401, "Invalid token."),
    "403-key": (403, "Invalid token."),
    "403-json": (403, {"code": "content_refused", "message": "The prompt was refused."}),
    "404": (404, "Not Found"),
}

# Pages of the edge network, which has no JSON: the request may have run. Status of each.
PAGES: Mapping[str, int] = {"403-html": 403, "502-html": 502, "524-html": 524, "html-200": 200}

# The connection itself.
BREAKS = ("reset-before", "reset-after", "hang-before", "hang-after", "truncated-json", "cut-body", "307")

# What becomes of the work, and where it can: on `submit` and `edit` it is the request's fate, on `poll` that answer's.
FATES: Mapping[str, tuple[str, ...]] = {
    "inference_failed": ("submit", "edit"),
    "inference_failed-task": ("submit", "poll"),
    "refused-task": ("submit", "poll"),
    "lost-task": ("submit", "poll"),
    "task-never-ends": ("submit", "poll"),
    "overcharge": ("submit",),
    "bad-base64": ("submit", "edit", "poll"),
    "not-image": ("submit", "edit", "poll"),
    "wrong-size": ("submit", "edit", "poll"),
    "empty-list": ("submit", "edit", "poll"),  # of an edit, which has no list: no picture at all
}
FAILING = frozenset({"inference_failed-task", "refused-task"})  # tasks that end so, and are refunded

KINDS = (*REFUSALS, *PAGES, *BREAKS, *FATES)
_AFTER_THE_CHARGE = frozenset({"reset-after", "hang-after", "truncated-json", "cut-body", "524-html", "html-200"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: at `on`, let `skip` requests through, then `do` it to the next `times` (-1: for good).

    `match` narrows it to requests whose prompt holds that text. `retry_after` goes with `429`: seconds, `"date"`
    for an HTTP date one second ahead, or None for no header. `charged` decides for `502-html`, `524-html` and
    `html-200` whether the request ran; None means the usual (524 and 200 ran, 502 did not). `factor` is how many
    times its quote an `overcharge` takes.
    """

    on: str
    do: str
    times: int = 1
    skip: int = 0
    match: str = ""
    retry_after: int | str | None = 1
    charged: bool | None = None
    factor: int = 2

    @property
    def runs_first(self) -> bool:
        """Whether the request is carried out (and charged) before the fault strikes."""
        if self.do in PAGES and self.charged is not None:
            return self.charged
        return self.do in _AFTER_THE_CHARGE


def parse(document: Any) -> tuple[Fault, ...]:
    """Return the faults of a decoded JSON `document`; ValueError says which row is wrong and why."""
    rows = document.get("faults") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise ValueError("a file of faults is a JSON list of rows")
    return tuple(_fault(number, row) for number, row in enumerate(rows, 1))


def _fault(number: int, row: Any) -> Fault:
    if not isinstance(row, dict):
        raise ValueError(f"fault {number}: a row is an object")
    unknown = sorted(set(row) - {field.name for field in fields(Fault)})
    if unknown:
        raise ValueError(f"fault {number}: unknown key `{unknown[0]}`")
    if row.get("on") not in POINTS:
        raise ValueError(f"fault {number}: `on` is one of {', '.join(POINTS)}")
    if str(row.get("do")) not in KINDS:
        raise ValueError(f"fault {number}: `do` is one of {', '.join(KINDS)}")
    for name in ("times", "skip", "factor"):
        if type(row.get(name, 0)) is not int or row.get(name, 0) < (-1 if name == "times" else 0):
            raise ValueError(f"fault {number}: `{name}` is a whole number")
    if not isinstance(row.get("match", ""), str):
        raise ValueError(f"fault {number}: `match` is a text")
    fault = Fault(**{**row, "do": str(row["do"])})
    if fault.on not in FATES.get(fault.do, POINTS):
        raise ValueError(f"fault {number}: `{fault.do}` can't happen on `{fault.on}`")
    return fault


class Desk:
    """The faults that are still to happen."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._rows: list[list[Any]] = []  # [fault, still to skip, times left]
        self.add(faults)

    def add(self, faults: Iterable[Fault]) -> None:
        self._rows.extend([fault, fault.skip, fault.times] for fault in faults)

    def take(self, point: str, prompt: str = "") -> Fault | None:
        """Return the fault that this request meets, if any, and count it. The first row that applies wins."""
        for row in self._rows:
            fault: Fault = row[0]
            if fault.on != point or not row[2] or (fault.match and fault.match not in prompt):
                continue
            if row[1]:
                row[1] -= 1
                continue
            row[2] -= row[2] > 0
            return fault
        return None
