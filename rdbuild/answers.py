"""What the API's JSON says: amounts, prices, pictures, names and words, as plain values.

Owns: how its replies are decoded, and the bounds of what a reply may hold.
Must not know: HTTP, the key, what any of it means for money.
Rule: nothing that a server can write raises anything but ValueError, or becomes a price that it did not name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeGuard

from rdbuild.model import Json

# A part costs up to 100 bytes of memory for 3 of a body. A reply has a few dozen, a list of 100 requests some thousand.
MOST_PARTS = 100_000
DEEPEST = 100  # what is nested deeper could not even be shown
MOST_PICTURES = 64  # 16 images, each also as it was before its palette and before its background went
LONGEST_NAME = 512  # of a task or a request
LONGEST_URL = 8192  # a CDN signs them at length
LONGEST_MODEL = 200
LONGEST_ODD = 80
_LONGEST_SAID = 4000
_LONGEST_NUMBER = 400  # characters, and powers of ten: a float has 308
_MOST_MICRO = 10**12  # a million dollars: whatever claims to cost more is not a price
_NOISE = Decimal("0.001")  # micro-units by which a float may miss what it stands for
_COSTS = ("balance_cost", "credit_cost")  # the first that is there: with both, only the balance is deducted


class TooLarge(ValueError):
    """There is more of it than of any reply; asked for again, it would be no less."""


def parse(raw: bytes) -> Json:
    """JSON with exact numbers. Raises ValueError for anything else, TooLarge for more parts than a reply has.

    Of a name given twice the last counts. NaN and Infinity are no JSON, but some servers write them: they are numbers
    here, and no amounts.
    """
    if sum(map(raw.count, (b"[", b"{", b","))) > MOST_PARTS:
        raise TooLarge(f"it has more than {MOST_PARTS} parts")
    try:
        found: Json = json.loads(raw.decode("utf-8"), parse_float=_exact, parse_int=_whole, parse_constant=Decimal)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for one in level if isinstance(one, (list, dict)) for inner in _inside(one)]
        if not level:
            return found
    raise ValueError("nested too deeply")


def _inside(value: Json) -> Sequence[Json]:
    return list(value.values()) if isinstance(value, dict) else value


def _exact(text: str) -> Decimal:
    """A number; one that no float could stand for is none, since in plain digits it might fill the memory."""
    try:
        found = Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal: no amount of ours, and no reason to lose a reply
        return Decimal("NaN")
    return found if len(text) <= _LONGEST_NUMBER and abs(found.adjusted()) <= _LONGEST_NUMBER else Decimal("NaN")


def _whole(text: str) -> int | Decimal:
    return int(text) if len(text) <= _LONGEST_NUMBER else Decimal("NaN")  # Python reads no int of thousands of digits


# -- money


def amount(value: Json) -> int | None:
    """An amount of the API in micro-units, half up; None for anything that is no sane amount."""
    exact = _micro(value)
    return None if exact is None else int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def cost(reply: Mapping[str, Json]) -> tuple[int | None, str | None]:
    """What a reply says it cost, in micro-units; or else, its words for something that is no price.

    A price has six decimals at most, give or take the noise of a float, and is only 0 where it says so.
    """
    said = next((reply[name] for name in _COSTS if reply.get(name) is not None), None)
    exact, whole = _micro(said), amount(said)
    if exact is not None and whole is not None and abs(exact - whole) < _NOISE and (whole > 0 or exact == 0):
        return whole, None
    return None, None if said is None else _odd(said)


def _micro(value: Json) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    try:
        exact = Decimal(value) * 1_000_000
        return exact if exact.is_finite() and 0 <= exact <= _MOST_MICRO else None
    except ArithmeticError:  # InvalidOperation, Overflow
        return None


def _odd(value: Json) -> str:
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return str(value) if number else json.dumps(value, default=str)


# -- pictures and names


def pictures(reply: Mapping[str, Json]) -> tuple[tuple[bytes, ...], tuple[str, ...], str | None]:
    """The pictures of a reply, or the URLs where they are, or why neither can be used."""
    edited = reply.get("outputImageBase64")
    texts = reply.get("base64_images") or ([edited] if edited else [])
    fault: str | None = None
    urls: tuple[str, ...] = ()
    try:
        urls = tuple(_url(number, one) for number, one in _listed(reply.get("output_urls") or []))
    except ValueError as error:
        fault = str(error)
    try:
        images = tuple(_picture(number, one) for number, one in _listed(texts)) if texts else ()
    except ValueError as error:
        images, fault = (), str(error)
    if images and len(images) >= len(urls):
        return images, (), None
    if urls:  # all of them there are better than some of them here
        return (), urls, None
    return (), (), fault or "it holds no picture"


def _listed(values: Json) -> list[tuple[int, Json]]:
    if not isinstance(values, list):
        raise ValueError("its pictures are not a list")
    if len(values) > MOST_PICTURES:
        raise ValueError(f"it has {len(values)} pictures, and no request asks for more than {MOST_PICTURES}")
    return list(enumerate(values, 1))


def _picture(number: int, text: Json) -> bytes:
    try:
        return base64.b64decode(text.removeprefix("data:image/png;base64,"), validate=True)
    except (ValueError, AttributeError, TypeError):
        raise ValueError(f"picture {number} is not base64") from None


def _url(number: int, url: Json) -> str:
    if not (isinstance(url, str) and url.isprintable() and 0 < len(url) <= LONGEST_URL):
        raise ValueError(f"where picture {number} is to be found is no URL of at most {LONGEST_URL} characters")
    return url


def is_name(value: Json) -> TypeGuard[str]:
    """Whether a server's name for a task or a request can be kept, shown, and put in an address."""
    return isinstance(value, str) and value.isprintable() and len(value) <= LONGEST_NAME and value.strip(". ") != ""


# -- words


def detail(body: Json) -> tuple[str | None, str | None]:
    """(code, message) of the three v1 error shapes and of v2's one."""
    if not isinstance(body, Mapping):
        return None, None
    found = body.get("detail", body.get("error", body.get("message")))
    if isinstance(found, list):
        parts = [one for one in found if isinstance(one, Mapping)]
        texts = []
        for one in parts:
            place = one.get("loc")
            where = [str(part) for part in place if part != "body"] if isinstance(place, list) else []
            texts.append(f"{'.'.join(where)}: {say(one.get('msg'))}" if where else say(one.get("msg")))
        code = next((one["code"] for one in parts if isinstance(one.get("code"), str)), None)
        return code, "; ".join(texts) or None
    if isinstance(found, Mapping):
        code = found.get("code")
        words = found.get("message") or found.get("msg") or code
        return (code if isinstance(code, str) else None), say(words) if words else None
    return None, say(found) if found is not None else None


def say(value: Json) -> str:
    """A server's text for people, in one line. A long one is cut between words: half of one may be half of the key."""
    text = str(value)
    words = text[:_LONGEST_SAID].split()
    return " ".join(words if len(text) <= _LONGEST_SAID else words[:-1])


def printable(text: str) -> str:
    """A server's text without what a terminal would obey."""
    return "".join(char if char.isprintable() else "?" for char in text)
