"""Answers and how they are written.

Owns: the API's reply and error shapes, JSON with exact decimals, the edge network's HTML pages.
Must not know: when which of them is given.
Rule: the shapes are the documented ones to the letter.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Reply:
    """An answer before it is sent. A `body` of bytes or text is sent as it is, anything else as JSON."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    media: str = "application/json"

    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return self.body.encode() if self.media == "text/html" else dumps(self.body).encode()


def dumps(value: Any) -> str:
    """Return JSON; Decimals are written digit by digit, without an exponent."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(dumps, value)) + "]"
    return json.dumps(value)


def loads(text: bytes) -> Any:
    """Return decoded JSON with fractions as Decimal; ValueError for anything else, NaN included."""

    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def detail(status: int, what: Any, **more: Any) -> Reply:
    return Reply(status, {"detail": what, **more})


def not_found() -> Reply:
    return detail(404, "Not Found")


def not_enough(unit: str) -> Reply:
    """Return the refusal of a request that the account's `unit` does not cover."""
    return detail(400, [{"msg": f"Not enough {unit}."}])


def inference_failed() -> Reply:
    return detail(400, failure())


def failure() -> dict[str, str]:
    """What failed generations say, in the 400 and as the error of a task."""
    return {"code": "inference_failed", "message": "Inference failed, please try again."}


def refusal() -> dict[str, str]:
    """What a task says that no other try would help."""
    return {"code": "content_refused", "message": "The prompt was refused."}


def no_token() -> Reply:
    return detail(422, [{"type": "missing", "loc": ["header", "X-RD-Token"], "msg": "Field required"}])


def with_more_fields(body: Any) -> Any:
    """Return a JSON body with fields that nobody documented, in it and in the results and items that it holds.

    What a request list echoes stays as it was sent.
    """
    if isinstance(body, list):
        return [with_more_fields(item) for item in body]
    if not isinstance(body, Mapping):
        return body
    inside = ("result", "error", "tasks", "requests")
    told = {name: with_more_fields(value) if name in inside else value for name, value in body.items()}
    return {**told, **_MORE_FIELDS}


# Names that a careless reader could take for something else: a cost, a state, pictures.
_MORE_FIELDS: Mapping[str, Any] = {
    "cost": "0.00",
    "state": "archived",
    "images": [{"id": 1, "nsfw": False}],
    "meta": {"balance_cost": 999, "task_id": None, "region": "eu"},
    "warnings": None,
}


def page(status: int) -> Reply:
    """Return a page of the edge network: HTML, no JSON."""
    titles = {403: "Access denied", 502: "Bad gateway", 524: "A timeout occurred"}
    title = f"{status}: {titles.get(status, 'Welcome')}"
    html = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
    return Reply(status, html, media="text/html")
