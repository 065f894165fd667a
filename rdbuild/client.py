"""The Retro Diffusion API over HTTP: one exchange per call.

Owns: URLs, headers, bodies and how large they may be, and the one map from answers to `FailureKind`.
Must not know: retries, budgets, caches, assets.
Rule: it never repeats a request and never follows a redirect, and says UNKNOWN wherever it can't prove what happened.

Whoever answers may be anybody: whatever comes is a documented result or an ApiError, within bounds of memory and time.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlsplit

import aiohttp

from rdbuild import __version__, addresses
from rdbuild.answers import (
    LONGEST_MODEL,
    LONGEST_ODD,
    TooLarge,
    amount,
    cost,
    detail,
    is_name,
    parse,
    pictures,
    printable,
    say,
)
from rdbuild.errors import ApiError, CredentialError, FailureKind
from rdbuild.evidence import Listed, Listing
from rdbuild.model import Json
from rdbuild.secret import NAMED, Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.abc import AbstractResolver

# The largest reply that there is reason for: 16 pictures of 384x384, each also as it was before its palette and before
# its background went, of pure noise, in base64, are 36 MiB. `-j` of them may be read at a time.
MOST_REPLY_BYTES = 64 << 20
MOST_PICTURE_BYTES = 16 << 20  # 2048x2048 of noise; `MOST_PICTURES` of them are one delivery
MOST_WORDS_BYTES = 1 << 20  # of quotes, balances and refusals
CONNECT_TIMEOUT_S = 15.0
QUICK_TIMEOUT_S = 60.0  # quotes, polls, balance: they generate nothing
WORDS_TIMEOUT_S = 5.0  # of a refusal, whose status says it already
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
# What an answer to a paid request has at least one of.
_OF_A_PURCHASE = ("task_id", "base64_images", "output_urls", "outputImageBase64", "balance_cost", "credit_cost",
                  "remaining_balance", "remaining_credits")  # fmt: skip
LISTED = 100  # items of the request list that are looked at
_LAST_SECOND = 10**11  # a time beyond is none
_LONGEST_TEXT = 400  # of a server's words in an error


@dataclass(frozen=True, slots=True)
class Account:
    """What the account holds, micro-units; None where the API does not say."""

    balance_micro: int | None
    credits_micro: int | None
    one_wallet: bool = False  # one number for either unit


@dataclass(frozen=True, slots=True)
class Accepted:
    """The request was taken as a task; its pictures come later. `request` is what the request list calls it."""

    task: str
    request: str | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """The task is not finished."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply that was paid for. `cost_micro` is None if it doesn't say; `fault` says why it can't be used as it is.

    Pictures are in `images`, or to be fetched from `urls`. `raw` is the reply's body as it came where it is more than
    `images` say.
    """

    images: tuple[bytes, ...]
    urls: tuple[str, ...]
    cost_micro: int | None
    model: str | None
    raw: bytes
    fault: str | None = None
    odd_cost: str | None = None  # what it says it cost, where that is no price


class ImageApi(Protocol):
    """What the rest of rdbuild needs of an image API. Every method is one exchange and raises ApiError."""

    async def account(self) -> Account: ...
    async def quote(self, body: Mapping[str, Json]) -> int: ...
    async def submit(self, body: Mapping[str, Json]) -> Delivery | Accepted: ...
    async def edit(self, body: Mapping[str, Json]) -> Delivery | Accepted: ...
    async def task(self, task: str) -> Delivery | Running: ...
    async def fetch(self, url: str) -> bytes: ...
    async def requests(self) -> Listing: ...
    async def listed(self, request: str) -> Delivery: ...
    async def tasks(self) -> list[tuple[str, str]]: ...


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
    that `Retry-After` dates are measured against, `resolver` looks up names in place of the system's. Raises
    CredentialError for a key that no header can hold.
    """

    def __init__(
        self, url: str, key: str | None, *, answer_timeout_s: float, now: Callable[[], datetime],
        resolver: AbstractResolver | None = None,
    ) -> None:  # fmt: skip
        self._inferences = url
        self._base = url
        if url.endswith("/inferences/legacy"):
            self._base = url.removesuffix("/inferences/legacy")
        else:
            self._inferences = url.rstrip("/") + "/inferences"
        self._base = self._base.rstrip("/")
        self._key = (key or "").strip()  # keys come out of files, which end in a newline
        self._secret = Secret(self._key)
        if not (self._key.isascii() and (self._key.isprintable() or not self._key)):
            raise CredentialError("the API key holds characters that no key has", "check `RD_API_KEY`")
        self._answer_timeout_s = answer_timeout_s
        self._now = now
        self._resolver = resolver

    async def __aenter__(self) -> Client:
        # Proxies from the environment are honoured, but loopback is never proxied.
        environment = not addresses.is_loopback(urlsplit(self._base).hostname or "")
        self._proxies = environment
        self._kept = self._session(trust_env=environment)
        # A stale keep-alive socket is the commonest unknown outcome, so a paid POST never rides on one.
        self._fresh = self._session(trust_env=environment, force_close=True)
        # Pictures elsewhere: no key, no password out of `.netrc`, and directly only to public addresses. Through a
        # proxy it is the proxy's network that the name leads into; addresses are still judged before they are sent.
        self._public = self._session(socket_factory=addresses.public_socket)
        self._proxied = self._session()
        return self

    def _session(self, *, trust_env: bool = False, **connector: Any) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, resolver=self._resolver, **connector),
            # What comes compressed all the same is unpacked piece by piece, and counts as what it is then.
            headers={
                "User-Agent": f"rdbuild/{__version__}",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
            },
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=trust_env,
        )

    async def __aexit__(self, *_: object) -> None:
        for session in (self._kept, self._fresh, self._public, self._proxied):
            await session.close()

    async def account(self) -> Account:
        """GET /inferences/credits: `{"credits": 999}` alone is the wallet for either unit."""
        reply = await self._json("GET", f"{self._base}/inferences/credits", paid=False)
        balance, credit = amount(reply.get("balance")), amount(reply.get("credits"))
        if "balance" not in reply and "credits" not in reply:
            raise self._error(FailureKind.REFUSED, "the answer names neither balance nor credits: this is another API")
        if balance is None and "balance" not in reply:
            return Account(credit, credit, one_wallet=True)
        return Account(balance, credit)

    async def quote(self, body: Mapping[str, Json]) -> int:
        """POST with `check_cost`: the price in micro-units. Spends nothing."""
        reply = await self._json("POST", self._inferences, {**body, "check_cost": True}, paid=False)
        price, odd = cost(reply)
        if price is None:
            what = "no price" if odd is None else f"`{self._clean(odd)[:LONGEST_ODD]}`, which is no price"
            raise self._error(FailureKind.REFUSED, f"the reply to `check_cost` names {what}", status=200)
        return price

    async def submit(self, body: Mapping[str, Json]) -> Delivery | Accepted:
        """POST a paid request, asking for a task; a server that answers with pictures at once is as welcome."""
        reply, raw = await self._exchange("POST", self._inferences, {**body, "async": True}, paid=True)
        return self._answer(reply, raw)

    async def edit(self, body: Mapping[str, Json]) -> Delivery | Accepted:
        """POST /edit: a paid request of its own, with one picture and no price in the reply."""
        reply, raw = await self._exchange("POST", f"{self._base}/edit", body, paid=True)
        # `credit_cost` can only be the edit's own unit, and a balance is none of it.
        return self._answer({name: value for name, value in reply.items() if name != "balance_cost"}, raw)

    async def task(self, task: str) -> Delivery | Running:
        """GET a task. A failed one is raised as the failure that it reports."""
        try:
            reply, raw = await self._exchange(
                "GET", f"{self._base}/inferences/tasks/{quote(self._secret.filled(task), safe='')}", None, paid=False
            )
        except ApiError as error:
            if error.status == 404:
                raise self._error(
                    FailureKind.LOST_TASK, "the API does not know the task any more", status=404
                ) from None
            raise
        named = reply.get("task_id")
        if isinstance(named, str) and named != self._secret.filled(task):
            raise self._error(FailureKind.UNKNOWN, f"the answer is about another task, `{named}`", status=200)
        status = str(reply.get("status")).lower()
        if status == "succeeded":
            result = reply.get("result")
            return self._delivery(result if isinstance(result, Mapping) else {}, raw)
        if status == "failed":
            code, message = detail({"error": reply.get("error")})
            kind = FailureKind.TASK_FAILED if code is None or code in _TRANSIENT_CODES else FailureKind.TASK_REFUSED
            raise self._error(kind, f"the task failed: {message or code or 'no reason given'}", status=200)
        return Running()

    async def requests(self) -> Listing:
        """GET what was requested lately, newest first, with what was sent. An API without such a list has no items."""
        items, now_s = await self._listing()
        found = (_listed(item, self._secret.masked) for item in items)
        return Listing(tuple(one for one in found if one is not None), now_s, self._now())

    async def listed(self, request: str) -> Delivery:
        """The pictures of an item of that list. Raises ApiError (LOST_TASK) where it is not there any more."""
        items, _ = await self._listing()
        item = next((one for one in items if self._secret.masked(str(one.get("request_id"))) == request), None)
        if item is None:
            raise self._error(FailureKind.LOST_TASK, "the API lists the request no more", status=404)
        return self._delivery(item, json.dumps(item, default=str).encode())

    async def tasks(self) -> list[tuple[str, str]]:
        """GET the latest tasks, newest first: the id of each, and in words how it stands."""
        reply = await self._json("GET", f"{self._base}/inferences/tasks?limit=20", paid=False)
        items = reply.get("tasks")
        found: list[tuple[str, str]] = []
        for one in items if isinstance(items, list) else []:
            if isinstance(one, Mapping) and isinstance(task := one.get("task_id"), str):
                made_s = _seconds(one.get("created_at"))
                made = f", made {datetime.fromtimestamp(made_s, UTC).isoformat()}" if made_s is not None else ""
                found.append((self._secret.masked(task), self._clean(f"{say(one.get('status'))}{made}")))
        return found

    async def _listing(self) -> tuple[list[Mapping[str, Json]], float | None]:
        url = f"{self._base}/inferences/requests?limit={LISTED}"
        status, headers, raw = await self._send("GET", url, None, paid=False, key=True)
        if status == 404:
            return [], None
        if status != 200:
            raise self._failure(status, headers, raw)
        try:
            reply = parse(raw)
        except ValueError as error:
            raise self._error(FailureKind.UNKNOWN, f"the request list can't be read: {error}", status=status) from None
        items = reply.get("requests") if isinstance(reply, Mapping) else reply
        found = [one for one in items if isinstance(one, Mapping)] if isinstance(items, list) else []
        return found, _http_time(headers.get("Date"))

    async def fetch(self, url: str) -> bytes:
        """GET a picture from a result URL: the API's own origin, or https elsewhere, which never sees the key."""
        try:
            target, own = addresses.destination(url, self._base)
        except ValueError as error:
            raise self._error(FailureKind.REFUSED, f"the result URL `{url}` {error}") from None
        if own:
            target = self._secret.filled(target, in_url=True)
        elif NAMED in target:
            text = f"the result URL `{url}` leads elsewhere with the API key in it, which goes to nobody else"
            raise self._error(FailureKind.REFUSED, text)
        status, headers, raw = await self._send("GET", target, None, paid=False, key=own, most=MOST_PICTURE_BYTES)
        if status != 200:
            raise self._failure(status, headers, raw)
        return raw

    async def _json(self, method: str, url: str, body: Json = None, *, paid: bool) -> Mapping[str, Json]:
        return (await self._exchange(method, url, body, paid=paid, most=MOST_WORDS_BYTES))[0]

    async def _exchange(
        self, method: str, url: str, body: Json, *, paid: bool, most: int | None = None
    ) -> tuple[Mapping[str, Json], bytes]:
        status, headers, raw = await self._send(method, url, body, paid=paid, key=True, most=most)
        if not 200 <= status < 300:
            raise self._failure(status, headers, raw)
        try:
            reply = parse(raw)
        except TooLarge as error:
            raise self._too_large(error, paid=paid) from None
        except ValueError as error:
            raise self._error(
                FailureKind.UNKNOWN, f"HTTP {status} with a body that can't be read: {error}", status=status
            ) from None
        if not isinstance(reply, Mapping):
            raise self._error(FailureKind.UNKNOWN, f"HTTP {status} with JSON that is no object", status=status)
        return reply, raw

    async def _send(
        self, method: str, url: str, body: Json, *, paid: bool, key: bool, most: int | None = None
    ) -> tuple[int, Mapping[str, str], bytes]:
        """One exchange: status, headers and body, of at most `most` bytes. `key`: it goes to the API's own origin."""
        headers = {"X-RD-Token": self._key} if key and self._key else {}
        data = None
        if body is not None:
            data = json.dumps(body, default=_number, ensure_ascii=False, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        limit = self._answer_timeout_s if paid else QUICK_TIMEOUT_S
        timeout = aiohttp.ClientTimeout(total=limit + CONNECT_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, sock_read=limit)
        session, proxy = self._fresh if paid else self._kept, None
        if not key:
            proxy = addresses.proxy_for(url) if self._proxies else None
            session = self._proxied if proxy else self._public
        try:
            async with session.request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False, proxy=proxy
            ) as response:
                raw = await self._read(response, MOST_REPLY_BYTES if most is None else most)
                return response.status, response.headers, raw
        except TooLarge as error:
            raise self._too_large(error, paid=paid) from None
        except _NEVER_CONNECTED as error:
            if isinstance(getattr(error, "os_error", None), addresses.NotPublic):
                text = f"the result URL `{url}` leads to an address that is not a public one"
                raise self._error(FailureKind.REFUSED, text) from None
            raise self._error(FailureKind.NOT_SENT, f"can't connect to `{_origin(url)}`: {_plain(error)}") from error
        except TimeoutError as error:
            raise self._error(FailureKind.UNKNOWN, f"no answer within {limit:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise self._error(FailureKind.UNKNOWN, f"the connection broke after sending: {_plain(error)}") from error

    async def _read(self, response: aiohttp.ClientResponse, most: int) -> bytes:
        """The body, of a success whole or not at all. A refusal is judged by its status and what there was of it."""
        succeeded = 200 <= response.status < 300
        most = most if succeeded else MOST_WORDS_BYTES
        if succeeded and (response.content_length or 0) > most:
            raise TooLarge(_larger_than(most))
        body = bytearray()  # and no list of parts, which would be a second body in memory
        try:
            async with asyncio.timeout(None if succeeded else WORDS_TIMEOUT_S):
                while len(body) <= most and (part := await response.content.read(1 << 16)):
                    body += part
        except (aiohttp.ClientError, OSError, ValueError):
            if succeeded:
                raise
        if succeeded and len(body) > most:
            raise TooLarge(_larger_than(most))
        return bytes(body)

    def _too_large(self, error: TooLarge, *, paid: bool) -> ApiError:
        """What was paid for has run; anything else would only come again, and is not asked for again now."""
        kind = FailureKind.UNKNOWN if paid else FailureKind.REFUSED
        return self._error(kind, f"the body of the reply is not read: {error}")

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
        text = text[: _LONGEST_TEXT * (len(self._key) + 1)]  # a key across this end is not in what is left
        return printable(self._secret.hide(text))[:_LONGEST_TEXT]

    def _answer(self, reply: Mapping[str, Json], raw: bytes) -> Delivery | Accepted:
        """What a paid POST was answered with: a task, or pictures at once."""
        if all(reply.get(one) is None for one in _OF_A_PURCHASE):  # whoever says so is not this API
            raise self._error(FailureKind.UNKNOWN, "the answer says nothing of a task, a picture or a cost", status=200)
        task = reply.get("task_id")
        named = isinstance(task, (str, int)) and not isinstance(task, bool) and task != ""
        if not named or any(reply.get(one) for one in ("base64_images", "output_urls", "outputImageBase64")):
            return self._delivery(reply, raw)
        if is_name(str(task)):
            name = reply.get("request_id")
            request = self._secret.masked(name) if isinstance(name, str) and is_name(name) else None
            return Accepted(self._secret.masked(str(task)), request)
        kept = self._secret.hide_bytes(raw)
        return Delivery((), (), None, None, kept, "the id of its task is none that could be asked for")

    def _delivery(self, reply: Mapping[str, Json], raw: bytes) -> Delivery:
        images, urls, fault = pictures(reply)
        price, odd = cost(reply)
        model = reply.get("model")
        return Delivery(
            images,
            tuple(map(self._secret.masked, urls)),
            price,
            self._clean(model)[:LONGEST_MODEL] if isinstance(model, str) else None,
            b"" if images else self._secret.hide_bytes(raw),
            fault,
            None if odd is None else self._clean(odd)[:LONGEST_ODD],
        )

    def _failure(self, status: int, headers: Mapping[str, str], raw: bytes) -> ApiError:
        """The one map from an HTTP answer that is no success to what it means."""
        try:
            body = parse(raw)
        except ValueError:
            body = None
        structured = isinstance(body, Mapping)
        code, message = detail(body)
        where = f"HTTP {status}"
        body_is = "no body" if not raw else "JSON that says no more" if structured else "an HTML body"
        text = f"{where}: {message}" if message else f"{where} with {body_is}"
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
        elif status >= 500 or status == 408 or status < 200:  # of what is no HTTP status nothing follows
            kind = FailureKind.UNKNOWN
        return self._error(kind, text, status=status, retry_after_s=retry_after_s, hint=hint)


# Proof that nothing was sent: the connection, or the tunnel through a proxy, was never made.
_NEVER_CONNECTED = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)  # strengths and the like; money is never sent
    raise TypeError(type(value).__name__)


def _listed(item: Mapping[str, Json], masked: Callable[[str], str]) -> Listed | None:
    """An item of the request list, its names `masked`; None for what can't be told apart or compared."""
    name, task, sent, charged = (item.get(key) for key in ("request_id", "task_id", "request", "charged"))
    if not (is_name(name) and isinstance(sent, Mapping)):
        return None
    return Listed(
        request=masked(name),
        task=masked(task) if is_name(task) else None,
        status=str(item.get("status")).lower(),
        charged=charged if isinstance(charged, bool) else None,
        created_s=_seconds(item.get("created_at")),
        sent=sent,
        delivered=bool(item.get("base64_images") or item.get("output_urls")),
    )


def _seconds(value: Json) -> float | None:
    """A time of the API, an integer or ISO text, as seconds since 1970."""
    if isinstance(value, str):
        try:
            told = datetime.fromisoformat(value)
        except ValueError:
            return None
        return (told if told.tzinfo is not None else told.replace(tzinfo=UTC)).timestamp()
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)) or not Decimal(value).is_finite():
        return None
    return float(value) if 0 <= value < _LAST_SECOND else None


def _http_time(value: str | None) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp() if value else None
    except (ValueError, TypeError, OverflowError):
        return None


def _is_funds(code: str | None, message: str | None) -> bool:
    # v1 has no code for it: {"detail": [{"msg": "Not enough balance."}]}.
    if code is not None:
        return code in ("insufficient_balance", "insufficient_credits", "not_enough_balance")
    return message is not None and message.lower().startswith(("not enough balance", "not enough credits"))


def _is_key(status: int, code: str | None, message: str | None) -> bool:
    # A 403 with a code concerns one asset; a plain one about the key concerns them all.
    words = (message or "").lower()
    return status == 403 and code is None and any(word in words for word in ("token", "api key", "credential"))


def _retry_after(value: str | None, now: datetime) -> float | None:
    if value is None:
        return None
    try:  # seconds, or a date
        seconds = int(value) if value.strip().isdigit() else (parsedate_to_datetime(value) - now).total_seconds()
        return max(0.0, float(seconds))
    except (ValueError, TypeError, OverflowError):
        return None


def _larger_than(most: int) -> str:
    return f"it is larger than {most >> 20} MiB"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _plain(error: BaseException) -> str:
    reason = getattr(error, "os_error", None) or error
    text = getattr(reason, "strerror", None) or getattr(reason, "message", None) or str(reason) or type(error).__name__
    return say(text)
