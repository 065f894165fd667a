"""What each price class costs: the API's word beside the formula's.

Owns: asking `check_cost` once a class, with plain pictures standing in for required inputs.
Must not know: budgets, assets beyond their requests.
Rule: a quote spends nothing and is asked for once; where the API gives none the formula stands. The edit endpoint
takes no `check_cost`: its documented price is the price.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rdbuild.client import body_of
from rdbuild.errors import ApiError, ApiUnreachable, CredentialError, FailureKind
from rdbuild.model import Problem, Request
from rdbuild.pacing import ATTEMPTS, backoff_s
from rdbuild.plan import Price
from rdbuild.verdicts import verdict

if TYPE_CHECKING:
    from rdbuild.client import ImageApi

AT_A_TIME = 8
STOPS = {
    FailureKind.NO_KEY: (CredentialError, None),
    FailureKind.NOT_SENT: (
        ApiUnreachable,
        "is the network there, and is `--api` or `RDBUILD_API` right? `rdbuild plan --offline` needs neither",
    ),
}


async def quotes(api: ImageApi, requests: Iterable[Request]) -> tuple[dict[str, Price], list[Problem]]:
    """The price of every class among `requests`, and notes about those that the API would not price.

    Raises CredentialError for a refused key, ApiUnreachable where nobody answers.
    """
    classes: dict[str, Request] = {}
    fixed: list[Request] = []  # what nobody can be asked about
    for request in requests:
        if request.endpoint == "edit":
            fixed.append(request)
        else:
            classes.setdefault(request.price_class, request)
    notes: list[Problem] = []
    room = asyncio.Semaphore(AT_A_TIME)

    async def one(request: Request) -> Price:
        async with room:
            try:
                quote: int | None = await _quote(api, request)
            except ApiError as error:
                said = verdict("quote", error.kind)
                text = said.says.format(error=error.message)
                if said.stops:
                    kind, hint = STOPS[error.kind]
                    raise kind(text, error.hint or hint) from error
                quote = None
                notes.append(Problem("no-quote", f"`{request.asset}`: {text}", hint=error.hint, severity="warning"))
        if quote is not None and request.formula_micro is not None and quote != request.formula_micro:
            notes.append(_difference(request, quote, request.formula_micro))
        return Price(quote, request.formula_micro)

    tasks = [asyncio.create_task(one(request)) for request in classes.values()]
    try:
        prices = await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    return {**dict(zip(classes, prices, strict=True)), **formulas(fixed)}, notes


def formulas(requests: Iterable[Request]) -> dict[str, Price]:
    """The documented price of every class, without asking anybody."""
    return {request.price_class: Price(None, request.formula_micro) for request in requests}


async def _quote(api: ImageApi, request: Request) -> int:
    body = body_of(request.fields, _stand_ins(request))
    for attempt in range(1, ATTEMPTS):
        try:
            return await api.quote(body)
        except ApiError as error:
            if not verdict("quote", error.kind).retry:
                raise
            await asyncio.sleep(backoff_s(attempt, error.retry_after_s, 0.5))
    return await api.quote(body)


def _stand_ins(request: Request) -> dict[str, bytes | list[bytes]]:
    if not request.requires:
        return {}
    from rdbuild import images

    width, height = request.fields["width"], request.fields["height"]
    return {
        name: [images.placeholder(width, height, "RGBA")]
        if name == "reference_images"
        else images.placeholder(width, height, "RGB")
        for name in sorted(request.requires)
    }


def _difference(request: Request, quote: int, formula: int) -> Problem:
    from rdbuild.pricing import format_micro

    style = request.fields.get("prompt_style", "no style")
    return Problem(
        "price-differs",
        f"the API asks {format_micro(quote)} for `{style}`"
        f" {request.fields['width']}x{request.fields['height']} x{request.fields['num_images']},"
        f" the documented formula says {format_micro(formula)}; the API's figure counts",
        severity="warning",
    )
