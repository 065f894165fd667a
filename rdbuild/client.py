"""The Retro Diffusion API over HTTP: one exchange per call.

Owns: URLs, headers, encoding of bodies, decoding of replies, and the one map from answers to `FailureKind`.
Must not know: retries, budgets, caches, assets.
Rule: it never repeats a request and never follows a redirect, and says UNKNOWN wherever it can't prove what happened.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urljoin, urlsplit

import aiohttp

from rdbuild import __version__
from rdbuild.errors import ApiError, CredentialError, FailureKind
from rdbuild.model import Json

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MOST_REPLY_BYTES = 256 * 1024 * 1024
CONNECT_TIMEOUT_S = 15.0
QUICK_TIMEOUT_S = 60.0  # quotes, polls, balance: they generate nothing
_MOST_MICRO = 10**12  # a million dollars: whatever claims to cost more is not a price
# The vendor's own list of failures worth another try (api-today: v2); a failed task is refunded whatever its code.
_TRANSIENT_CODES = frozenset(
    (
        "background_removal_failed",
        "durable_dispatch_unavailable",
        "inference_failed",
        "internal_error",
        "rate_limited",
        "request_timeout",
        "service_unavailable",
        "upstream_failure",
    )
)
_LONGEST_TEXT = 400  # of a server's words in an error


@dataclass(frozen=True, slots=True)
class Account:
    """What the account holds, micro-units; None where the API does not say."""

    balance_micro: int | None
    credits_micro: int | None
    one_wallet: bool = False  # one number for either unit


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request was taken as a task; its pictures come later."""

    task: str


@dataclass(frozen=True, slots=True)
class Running:
    """The task is not finished."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply that was paid for. `cost_micro` is None if it doesn't say; `fault` says why it can't be used as it is.

    Pictures are in `images`, or to be fetched from `urls`. `raw` is the reply's body as it came.
    """

    images: tuple[bytes, ...]
    urls: tuple[str, ...]
    cost_micro: int | None
    model: str | None
    raw: bytes
    fault: str | None = None


class ImageApi(Protocol):
    """What the rest of rdbuild needs of an image API. Every method is one exchange and raises ApiError."""

    async def account(self) -> Account: ...
    async def quote(self, body: Mapping[str, Json]) -> int: ...
    async def submit(self, body: Mapping[str, Json]) -> Delivery | Accepted: ...
    async def edit(self, body: Mapping[str, Json]) -> Delivery | Accepted: ...
    async def task(self, task: str) -> Delivery | Running: ...
    async def fetch(self, url: str) -> bytes: ...


def body_of(fields: Mapping[str, Json], images: Mapping[str, bytes | Sequence[bytes]]) -> dict[str, Json]:
    """A request's JSON body: its fields, and its images in base64 without a `data:` prefix."""
    body = dict(fields)
    for name, value in images.items():
        if isinstance(value, bytes):
            body[name] = base64.b64encode(value).decode("ascii")
        else:
            body[name] = [base64.b64encode(one).decode("ascii") for one in value]
    return body


class Client:
    """One HTTP client for one API. Use as an async context manager.

    `url` is the base (…/v1), or ends in `/inferences/legacy`, which then takes the inferences. `now` is the wall clock
    that `Retry-After` dates are measured against. Raises CredentialError for a key that no header can hold.
    """

    def __init__(self, url: str, key: str | None, *, answer_timeout_s: float, now: Callable[[], datetime]) -> None:
        self._inferences = url
        self._base = url
        if url.endswith("/inferences/legacy"):
            self._base = url.removesuffix("/inferences/legacy")
        else:
            self._inferences = url.rstrip("/") + "/inferences"
        self._base = self._base.rstrip("/")
        self._key = (key or "").strip()  # keys come out of files, which end in a newline
        # A short key may be a common word: hide it only where it stands alone.
        pattern = re.escape(self._key) if len(self._key) >= 8 else rf"\b{re.escape(self._key)}\b"
        self._hidden = re.compile(pattern) if self._key else None
        if not (self._key.isascii() and (self._key.isprintable() or not self._key)):
            raise CredentialError("the API key holds characters that no key has", "check `RD_API_KEY`")
        self._answer_timeout_s = answer_timeout_s
        self._now = now

    async def __aenter__(self) -> Client:
        headers = {"User-Agent": f"rdbuild/{__version__}", "Accept": "application/json"}
        # Proxies from the environment are honoured, but loopback is never proxied.
        environment = not _is_loopback(urlsplit(self._base).hostname or "")
        self._kept = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), headers=headers, trust_env=environment, auto_decompress=True
        )
        # A stale keep-alive socket is the commonest unknown outcome, so a paid POST never rides on one.
        self._fresh = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True), headers=headers, trust_env=environment
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._kept.close()
        await self._fresh.close()

    async def account(self) -> Account:
        """GET /inferences/credits: `{"credits": 999}` alone is the wallet for either unit."""
        reply = await self._json("GET", f"{self._base}/inferences/credits", paid=False)
        balance, credit = _micro(reply.get("balance")), _micro(reply.get("credits"))
        if balance is None and "balance" not in reply:
            return Account(credit, credit, one_wallet=True)
        return Account(balance, credit)

    async def quote(self, body: Mapping[str, Json]) -> int:
        """POST with `check_cost`: the price in micro-units. Spends nothing."""
        reply = await self._json("POST", self._inferences, {**body, "check_cost": True}, paid=False)
        cost = _cost(reply)
        if cost is None:
            raise self._error(FailureKind.REFUSED, "the reply to `check_cost` names no price", status=200)
        return cost

    async def submit(self, body: Mapping[str, Json]) -> Delivery | Accepted:
        """POST a paid request, asking for a task; a server that answers with pictures at once is as welcome."""
        reply, raw = await self._exchange("POST", self._inferences, {**body, "async": True}, paid=True)
        return _answer(reply, raw)

    async def edit(self, body: Mapping[str, Json]) -> Delivery | Accepted:
        """POST /edit: a paid request of its own, with one picture and no price in the reply."""
        reply, raw = await self._exchange("POST", f"{self._base}/edit", body, paid=True)
        answer = _answer(reply, raw)
        if isinstance(answer, Delivery):  # `credit_cost` can only be the edit's own unit, and a balance is none of it
            return replace(answer, cost_micro=_micro(reply.get("credit_cost")))
        return answer

    async def task(self, task: str) -> Delivery | Running:
        """GET a task. A failed one is raised as the failure that it reports."""
        try:
            reply, raw = await self._exchange(
                "GET", f"{self._base}/inferences/tasks/{quote(task, safe='')}", None, paid=False
            )
        except ApiError as error:
            if error.status == 404:
                raise self._error(
                    FailureKind.LOST_TASK, "the API does not know the task any more", status=404
                ) from None
            raise
        status = reply.get("status")
        if status == "succeeded":
            result = reply.get("result")
            return _delivery(result if isinstance(result, Mapping) else {}, raw)
        if status == "failed":
            code, message = _detail({"error": reply.get("error")})
            kind = FailureKind.TRANSIENT if code is None or code in _TRANSIENT_CODES else FailureKind.REFUSED
            raise self._error(kind, f"the task failed: {message or code or 'no reason given'}", status=200)
        return Running()

    async def fetch(self, url: str) -> bytes:
        """GET a picture from a result URL: the API's own origin, or https elsewhere, which never sees the key."""
        target = urljoin(self._base + "/", url)
        own = urlsplit(self._base)
        parts = urlsplit(target)
        same = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        if not same and parts.scheme != "https":
            raise self._error(FailureKind.REFUSED, f"the result URL `{target}` is neither the API's own nor https")
        status, headers, raw = await self._send("GET", target, None, paid=False, key=same)
        if status != 200:
            raise self._failure(status, headers, raw)
        return raw

    async def _json(self, method: str, url: str, body: Json = None, *, paid: bool) -> Mapping[str, Json]:
        return (await self._exchange(method, url, body, paid=paid))[0]

    async def _exchange(self, method: str, url: str, body: Json, *, paid: bool) -> tuple[Mapping[str, Json], bytes]:
        status, headers, raw = await self._send(method, url, body, paid=paid, key=True)
        if not 200 <= status < 300:
            raise self._failure(status, headers, raw)
        try:
            reply = _parse(raw)
        except ValueError as error:
            raise self._error(
                FailureKind.UNKNOWN, f"HTTP {status} with a body that can't be read: {error}", status=status
            ) from None
        if not isinstance(reply, Mapping):
            raise self._error(FailureKind.UNKNOWN, f"HTTP {status} with JSON that is no object", status=status)
        return reply, raw

    async def _send(
        self, method: str, url: str, body: Json, *, paid: bool, key: bool
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {"X-RD-Token": self._key} if key and self._key else {}
        data = None
        if body is not None:
            data = json.dumps(body, default=_number, ensure_ascii=False, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        limit = self._answer_timeout_s if paid else QUICK_TIMEOUT_S
        timeout = aiohttp.ClientTimeout(total=limit + CONNECT_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, sock_read=limit)
        session = self._fresh if paid else self._kept
        try:
            async with session.request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                raw = await self._read(response)
                return response.status, response.headers, raw
        except _NEVER_CONNECTED as error:
            raise self._error(FailureKind.NOT_SENT, f"can't connect to `{_origin(url)}`: {_plain(error)}") from error
        except TimeoutError as error:
            raise self._error(FailureKind.UNKNOWN, f"no answer within {limit:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._error(FailureKind.UNKNOWN, f"the connection broke after sending: {_plain(error)}") from error

    async def _read(self, response: aiohttp.ClientResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        async for part in response.content.iter_chunked(1 << 16):
            size += len(part)
            if size > MOST_REPLY_BYTES:
                raise ValueError(f"the body is larger than {MOST_REPLY_BYTES >> 20} MiB")
            parts.append(part)
        return b"".join(parts)

    def _error(
        self, kind: FailureKind, text: str, *, status: int = 0, retry_after_s: float | None = None,
        hint: str | None = None,
    ) -> ApiError:  # fmt: skip
        """Every error is made here: servers echo what they were sent, and no error may hold the key."""
        return ApiError(
            kind,
            self._clean(text),
            status=status,
            retry_after_s=retry_after_s,
            hint=self._clean(hint) if hint else hint,
        )

    def _clean(self, text: str) -> str:
        return _printable(self._hidden.sub("***", text) if self._hidden else text)[:_LONGEST_TEXT]

    def _failure(self, status: int, headers: Mapping[str, str], raw: bytes) -> ApiError:
        """The one map from an HTTP answer that is no success to what it means."""
        try:
            body = _parse(raw)
        except ValueError:
            body = None
        structured = isinstance(body, Mapping)
        code, message = _detail(body)
        where = f"HTTP {status}"
        text = f"{where}: {message}" if message else f"{where} with {'no' if not raw else 'an HTML'} body"
        retry_after_s = _retry_after(headers.get("Retry-After"), self._now())
        kind, hint = FailureKind.REFUSED, None
        if status == 429:
            kind = FailureKind.BUSY
        elif status == 402 or (status == 400 and _is_funds(code, message)):
            kind, hint = FailureKind.NO_FUNDS, "add money to the account at retrodiffusion.ai, then build again"
        elif status == 400 and code == "inference_failed":
            kind = FailureKind.TRANSIENT
        elif status == 401 or (status == 422 and "x-rd-token" in text.lower()) or _is_key(status, code, message):
            kind, hint = FailureKind.NO_KEY, "check the key in `RD_API_KEY`"
        elif status == 403 and not structured:
            hint = "the edge network refused the request itself; this says nothing about the key"
        elif status == 410:
            new = body.get("new_endpoint") if structured and isinstance(body, Mapping) else None
            if new is None and isinstance(body, Mapping) and isinstance(body.get("detail"), Mapping):
                new = body["detail"].get("new_endpoint")
            hint = f"it has moved: use `--api {str(new).removesuffix('/inferences')}`" if new else None
        elif status == 413:
            hint = "the input images are too large to be sent: scale them down"
        elif status == 404 and not self._base.endswith(("/v1", "/v2")):
            hint = f"addresses of the API end in `/v1`: `--api {self._base}/v1`"
        elif status == 303:  # "see there for what came of it": then something did
            kind, text = FailureKind.UNKNOWN, f"{where}: the result is said to be elsewhere"
        elif 300 <= status < 400:
            text = f"{where}: it redirects to `{headers.get('Location', '?')}`, which is never followed"
            hint = "set `--api` to the address that the API has moved to"
        elif status in (500, 503) and structured:
            kind = FailureKind.BUSY
        elif status >= 500 or status == 408:
            kind = FailureKind.UNKNOWN
        return self._error(kind, text, status=status, retry_after_s=retry_after_s, hint=hint)


# Proof that nothing was sent: the connection, or the tunnel through a proxy, was never made.
_NEVER_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


def _parse(raw: bytes) -> Json:
    """JSON with exact decimals. Raises ValueError for anything else, NaN and bottomless nesting included."""
    try:
        return json.loads(raw.decode("utf-8"), parse_float=_exact, parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal: no amount of ours, and no reason to lose a reply
        return Decimal("NaN")


def _no_constant(name: str) -> Json:
    raise ValueError(f"`{name}` is not JSON")


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)  # strengths and the like; money is never sent
    raise TypeError(type(value).__name__)


def _micro(value: Json) -> int | None:
    """An amount of the API in micro-units, half up; None for anything that is no sane amount."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    try:
        amount = Decimal(value) * 1_000_000
        if not amount.is_finite() or not 0 <= amount <= _MOST_MICRO:
            return None
        return int(amount.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    except ArithmeticError:  # InvalidOperation, Overflow
        return None


def _cost(reply: Mapping[str, Json]) -> int | None:
    """`balance_cost`, else `credit_cost`: with both, only the balance is deducted."""
    balance = _micro(reply.get("balance_cost"))
    return balance if balance is not None else _micro(reply.get("credit_cost"))


def _answer(reply: Mapping[str, Json], raw: bytes) -> Delivery | Accepted:
    """What a paid POST was answered with: a task, or pictures at once."""
    task = reply.get("task_id")
    named = isinstance(task, (str, int)) and not isinstance(task, bool) and task != ""
    if named and not reply.get("base64_images") and not reply.get("output_urls"):
        return Accepted(str(task))
    return _delivery(reply, raw)


def _delivery(reply: Mapping[str, Json], raw: bytes) -> Delivery:
    edited = reply.get("outputImageBase64")
    texts = reply.get("base64_images") or ([edited] if edited else [])
    urls = reply.get("output_urls") or []
    model = reply.get("model")
    images: list[bytes] = []
    fault = None
    if not isinstance(texts, list) or not isinstance(urls, list):
        texts, urls, fault = [], [], "its pictures are not a list"
    for text in texts:
        try:
            images.append(base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True))
        except (binascii.Error, ValueError, AttributeError, TypeError):
            fault = f"picture {len(images) + 1} is not base64"
            break
    if not texts and not urls and fault is None:
        fault = "it holds no picture"
    return Delivery(
        () if fault else tuple(images),
        tuple(str(url) for url in urls) if not images and not fault else (),
        _cost(reply),
        model if isinstance(model, str) else None,
        raw,
        fault,
    )


def _detail(body: Json) -> tuple[str | None, str | None]:
    """(code, message) of the three v1 error shapes and of v2's one."""
    if not isinstance(body, Mapping):
        return None, None
    detail = body.get("detail", body.get("error", body.get("message")))
    if isinstance(detail, list):
        parts = [one for one in detail if isinstance(one, Mapping)]
        texts = []
        for one in parts:
            place = one.get("loc")
            where = [str(part) for part in place if part != "body"] if isinstance(place, list) else []
            texts.append(f"{'.'.join(where)}: {_say(one.get('msg'))}" if where else _say(one.get("msg")))
        code = next((one["code"] for one in parts if isinstance(one.get("code"), str)), None)
        return code, "; ".join(texts) or None
    if isinstance(detail, Mapping):
        code = detail.get("code")
        return (code if isinstance(code, str) else None), _say(detail.get("message") or detail.get("msg") or code)
    return None, _say(detail) if detail is not None else None


def _is_funds(code: str | None, message: str | None) -> bool:
    # v1 has no code for it: {"detail": [{"msg": "Not enough balance."}]}.
    if code is not None:
        return code in ("insufficient_balance", "insufficient_credits", "not_enough_balance")
    return message is not None and message.lower().startswith(("not enough balance", "not enough credits"))


def _is_key(status: int, code: str | None, message: str | None) -> bool:
    # A 403 with a code concerns one asset; a plain one about the key concerns them all.
    words = (message or "").lower()
    return status == 403 and code is None and any(word in words for word in ("token", "api key", "credential"))


def _say(value: Json) -> str:
    """A server's text for people, in one line."""
    try:
        return " ".join(str(value).split())
    except RecursionError:
        return "a text nested too deeply"


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def _retry_after(value: str | None, now: datetime) -> float | None:
    if value is None:
        return None
    try:  # seconds, or a date
        seconds = int(value) if value.strip().isdigit() else (parsedate_to_datetime(value) - now).total_seconds()
        return max(0.0, float(seconds))
    except (ValueError, TypeError, OverflowError):
        return None


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _plain(error: BaseException) -> str:
    reason = getattr(error, "os_error", None) or error
    text = getattr(reason, "strerror", None) or str(reason) or type(error).__name__
    return _say(text)
