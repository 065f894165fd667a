"""How the embedded API behaves.

Owns: the settings and their defaults.
Must not know: where they come from (flags, a test), or how they are carried out.
Rule: the defaults are a friendly account of 100 dollars on a server that is as strict as the real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from rdbuild.offline.faults import Fault


@dataclass(frozen=True)
class Settings:
    """What `Server` and `serve` take. Money is in dollars, credits are a unit of their own.

    With `money="credits"` the account has one wallet: `balance`, which replies call credits; edits take from it too.
    """

    balance: Decimal = Decimal(100)
    credits: int = 1000
    key: str | None = None  # None: any token will do
    latency_ms: int = 0  # before every answer of the API
    rate_per_s: int | None = None  # POSTs in any second; more are 429
    max_in_flight: int | None = None  # generations at a time; more are 429
    tasks: Literal["on", "off"] = "on"  # off: `async` is ignored and pictures come at once
    task_ms: int = 0  # how long a task takes at least
    urls: bool = False  # pictures at output_urls, base64_images empty
    money: Literal["both", "credits", "balance"] = "both"  # which fields replies name costs in
    extras: Literal["last", "beside", "first", "shuffled"] = "last"  # where extra pictures are: see `studio.arranged`
    extras_per: Literal["image", "request"] = "image"  # request: one of each kind for all, made from the first picture
    times: Literal["integer", "iso"] = "integer"  # the form of created_at
    legacy: Literal["on", "gone"] = "on"  # gone: /inferences/legacy answers 410
    unknown_fields: Literal["refuse", "ignore"] = "refuse"
    more_fields: bool = False  # replies have fields that nobody documented
    require_user_agent: bool = True  # refuse a default User-Agent as the edge network does
    seed: int = 0  # of requests without a seed
    prices: Mapping[str, Decimal] = field(default_factory=dict)  # per image by style id, where they have drifted
    styles: tuple[Mapping[str, Any] | str, ...] = ()  # further catalogue rows, or ids of which nothing is known
    faults: tuple[Fault, ...] = ()
    log_file: str | None = None  # a JSON line for each request as it is answered
