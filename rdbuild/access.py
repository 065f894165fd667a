"""The API as a command gets at it: the real one, or the embedded one that runs meanwhile.

Owns: which of the two it is, how long the embedded one lives, and what a balance that can't be read means.
Must not know: plans, requests, prices, the ledger.
Rule: nothing is asked of an API that nobody named; the embedded one is spoken to as the real one is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from rdbuild.errors import ApiError, ApiUnreachable, CredentialError, FailureKind
from rdbuild.model import LOCAL, Json
from rdbuild.project import Place

if TYPE_CHECKING:
    from rdbuild.client import Account, Client

LONGEST_WAIT_S = 30.0  # for a balance that the API does not want to tell yet


@asynccontextmanager
async def open_api(
    place: Place, key: str | None, answer_timeout_s: float, now: Callable[[], datetime],
    styles: tuple[Mapping[str, Json], ...] = (), seed: int = 0,
) -> AsyncIterator[Client]:  # fmt: skip
    """A client for the place's API; for `local` the embedded server runs meanwhile, on a free loopback port.

    `styles` are the catalogue rows that the embedded server knows besides its own, `seed` is what it draws with where
    a request has none.
    """
    from rdbuild.client import Client

    if place.api != LOCAL:
        async with Client(place.api, key, answer_timeout_s=answer_timeout_s, now=now) as client:
            yield client
        return
    from rdbuild.offline import Server, Settings

    # Pretend money without an end, and the styles that the manifest declares.
    server = Server(Settings(balance=Decimal(1_000_000), credits=1_000_000, styles=styles, seed=seed))
    url = await server.start()
    try:
        async with Client(url, "local", answer_timeout_s=answer_timeout_s, now=now) as client:
            yield client
    finally:
        await server.stop()


async def account_of(client: Client) -> Account:
    """The balance, as an error that ends a command where it can't be had."""
    import asyncio

    for last in (False, False, True):
        try:
            return await client.account()
        except ApiError as error:
            if error.kind is FailureKind.NO_KEY:
                raise CredentialError(f"the API refused the key: {error.message}", error.hint) from error
            if last or error.kind is FailureKind.REFUSED:
                raise ApiUnreachable(f"the balance can't be read: {error.message}", error.hint) from error
            await asyncio.sleep(min(error.retry_after_s or 0.3, LONGEST_WAIT_S))
    raise AssertionError("unreachable")
