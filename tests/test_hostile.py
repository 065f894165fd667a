"""Whoever answers may be anybody: hostile bytes, JSON, addresses and pictures come to a documented end, within bounds.

The other side is a bare socket. Nothing but 127.0.0.1 is ever connected to: where a test needs to know that a public
address would be, the connection is noted and refused. What is measured runs in a process of its own.
"""

import asyncio
import gzip
import io
import json
import socket
import struct
import subprocess
import sys
import time
import zlib
from hashlib import sha256
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from test_client import BODY, KEY, NOW, PICTURE, PNG, Wire, answer, detail, listening, submitted, talk

from rdbuild import addresses, answers, images
from rdbuild.client import Accepted, Account, Client, Delivery, Running
from rdbuild.errors import ApiError, FailureKind, ImageInvalid
from rdbuild.evidence import Listing
from rdbuild.inspection import inspect

PUBLIC = "93.184.216.34"
OK = b'{"task_id": "t"}'
HEAD = b"HTTP/1.1 200 OK\r\n"
MIB = 1 << 20

# -- addresses


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
        ("::ffff:1.1.1.1", True),  # an IPv4 address in other clothes is judged as what it is
        ("64:ff9b::1.1.1.1", True),
        ("127.0.0.1", False),
        ("127.8.9.10", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # where clouds keep their credentials
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False),
        ("64:ff9b::127.0.0.1", False),
        ("64:ff9b:1::1", False),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("2001::1", False),
        ("2001:db8::1", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("fe80::1%lo", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("localhost", False),
        ("2130706433", False),
        ("127.1", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(address, public):
    assert addresses.is_public(address) is public


BASE = "https://api.example/v1"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("1.png", "https://api.example/v1/1.png"),
        ("/1.png?a=b#c", "https://api.example/1.png?a=b"),
        ("//API.example:443/1.png", "https://api.example/1.png"),
        ("HTTPS://api.EXAMPLE/", "https://api.example/"),
    ],
)
def test_the_api_s_own_origin_is_told_by_scheme_name_and_port(url, target):
    assert addresses.destination(url, BASE) == (target, True)


def test_the_name_and_password_of_the_api_s_address_are_for_its_own_origin():
    assert addresses.destination("/1.png", "http://me:pw@host:8000/v1") == ("http://me:pw@host:8000/1.png", True)
    assert addresses.destination("http://host:8000/1.png", "http://me:pw@host:8000/v1")[1]


@pytest.mark.parametrize(
    "url",
    [
        f"https://{PUBLIC}/1.png",
        "https://[2606:4700::1111]:8443/1.png",
        "https://cdn.example/1.png?X-Signature=a%2Fb",
        "https://api.example:8443/1.png",
        "https://xn--bcher-kva.example./1.png",
    ],
)
def test_https_elsewhere_is_allowed_and_is_not_the_api(url):
    assert addresses.destination(url, BASE) == (url, False)


NOT_HTTPS, NOT_PUBLIC, NO_URL = "neither the API's own nor https", "not a public one", "is no URL"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://api.example/1.png", NOT_HTTPS),
        ("http://cdn.example/1.png", NOT_HTTPS),
        ("file:///etc/passwd", NOT_HTTPS),
        ("ftp://cdn.example/1.png", NOT_HTTPS),
        ("data:image/png;base64,AA==", NOT_HTTPS),
        ("unix:///var/run/docker.sock", NOT_HTTPS),
        ("https://me@cdn.example/1.png", "names a user"),
        ("https://api.example@cdn.example/1.png", "names a user"),
        ("https://api.example:443@127.0.0.1/1.png", "names a user"),
        ("//me:pw@api.example/1.png", "names a user"),
        ("https://127.0.0.1/1.png", NOT_PUBLIC),
        ("https://[::1]/1.png", NOT_PUBLIC),
        ("https://[::ffff:10.0.0.1]/1.png", NOT_PUBLIC),
        ("https://[fe80::1%25eth0]/1.png", NOT_PUBLIC),
        ("https://169.254.169.254/latest/meta-data", NOT_PUBLIC),
        ("https://localhost/1.png", NOT_PUBLIC),
        ("https://a.localhost./1.png", NOT_PUBLIC),
        ("https://intranet/1.png", NOT_PUBLIC),
        ("https://2130706433/1.png", NOT_PUBLIC),
        ("https://0x7f.0.0.1/1.png", NOT_PUBLIC),
        ("https://a.0x7f000001/1.png", NOT_PUBLIC),
        ("https://0177.0.0.1/1.png", NOT_PUBLIC),
        ("https://127.1/1.png", NOT_PUBLIC),
        ("https://127.0.0.1./1.png", NOT_PUBLIC),
        ("https://%31%32%37.0.0.1/1.png", NOT_PUBLIC),
        ("https://１２７.0.0.1/1.png", NOT_PUBLIC),
        ("https://cdn。example/1.png", NOT_PUBLIC),
        ("https://cdn.example\\@127.0.0.1/1.png", NO_URL),
        ("https://cdn.example /1.png", NO_URL),
        ("https://cdn.example/\r\nX-Header: 1", NO_URL),
        ("\thttps://cdn.example/1.png", NO_URL),
        ("https://cdn.example:99999/1.png", NO_URL),
        ("https://cdn.example:443:80/1.png", NO_URL),
        ("https://[::1/1.png", NO_URL),
        ("https://a\u2100b.example/1.png", NO_URL),  # normalised, its name would hold a slash
        ("https://cdn.example/\ud800", NO_URL),
    ],
)
def test_no_other_result_url_is_followed(url, why):
    with pytest.raises(ValueError, match=why):
        addresses.destination(url, BASE)
    error, seen = talk(answer(200, PNG), lambda client: client.fetch(url))
    assert error.kind is FailureKind.REFUSED
    assert error.message.isprintable()
    assert seen == []


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), st.text("htps:/@[]%?#.\\10127localhostABCé \t", max_size=40)))
def test_whatever_a_result_url_is_it_leads_home_or_to_a_public_name_or_nowhere(url):
    try:
        target, own = addresses.destination(url, BASE)
    except ValueError:
        return
    assert target.startswith("https://api.example/" if own else "https://")


class Told(AbstractResolver):
    """A DNS server in the hands of whoever wrote the test."""

    def __init__(self, *told):
        self.told = told

    async def resolve(self, host, port=0, family=socket.AF_INET):
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address in self.told
        ]

    async def close(self):
        pass


def dialled(monkeypatch, *told, url="https://cdn.example/1.png"):
    """Fetch a result URL whose name is resolved so: (the error, the addresses that were connected to)."""
    connected = []

    async def connect(loop, sock, address):
        connected.append(address[0])
        raise ConnectionRefusedError(111, "nothing leaves a test")

    async def scenario():
        monkeypatch.setattr(type(asyncio.get_running_loop()), "sock_connect", connect)
        client = Client("http://127.0.0.1:1/v1", KEY, answer_timeout_s=5, now=lambda: NOW, resolver=Told(*told))
        async with client:
            with pytest.raises(ApiError) as caught:
                await client.fetch(url)
        return caught.value

    return asyncio.run(scenario()), connected


@pytest.mark.parametrize(
    "told", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1", "::ffff:10.0.0.1", "fd00::1"]
)
@pytest.mark.parametrize("name", ["cdn.example", "localtest.me"])
def test_a_name_that_leads_into_our_own_network_is_refused_without_a_connection(monkeypatch, told, name):
    error, connected = dialled(monkeypatch, told, url=f"https://{name}/1.png")

    assert error.kind is FailureKind.REFUSED
    assert error.message == f"the result URL `https://{name}/1.png` leads to an address that is not a public one"
    assert connected == []


def test_a_public_name_is_connected_to():
    with pytest.MonkeyPatch.context() as patch:
        error, connected = dialled(patch, PUBLIC)

    assert error.kind is FailureKind.NOT_SENT
    assert connected == [PUBLIC]


def test_of_a_name_with_several_addresses_only_public_ones_are_connected_to(monkeypatch):
    """As when the answer of the DNS changes between the look and the connection: there is no look before it."""
    _, connected = dialled(monkeypatch, "127.0.0.1", PUBLIC, "10.0.0.1", "::1")
    assert set(connected) == {PUBLIC}

    error, connected = dialled(monkeypatch, "127.0.0.1", "10.0.0.1", "::1", "fd00::1")
    assert (error.kind, connected) == (FailureKind.REFUSED, [])


def test_the_api_itself_may_be_in_our_own_network():
    async def scenario():
        wire = Wire(answer(200, PNG))
        async with listening(wire) as url:
            url = url.replace("127.0.0.1", "api.home")
            client = Client(url, KEY, answer_timeout_s=5, now=lambda: NOW, resolver=Told("127.0.0.1"))
            async with client:
                assert await client.fetch(f"{url}/1.png") == PNG
        return wire.seen

    assert [headers["x-rd-token"] for _, _, headers, _ in asyncio.run(scenario())] == [KEY]


def test_through_a_proxy_names_are_the_proxy_s_to_resolve_and_addresses_are_judged_before(monkeypatch):
    async def scenario():
        proxy = Wire(answer(403, b"no"))
        async with listening(proxy) as address:
            monkeypatch.setenv("https_proxy", address)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with Client("http://api.invalid/v1", KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                for host in ("10.0.0.1", "[::1]", "localhost", "router", "0x7f.1"):
                    with pytest.raises(ApiError, match=NOT_PUBLIC):
                        await client.fetch(f"https://{host}/1.png")
                with pytest.raises(ApiError) as caught:
                    await client.fetch("https://cdn.example/1.png")
        return caught.value, proxy.seen

    error, seen = asyncio.run(scenario())
    assert error.kind is FailureKind.NOT_SENT
    assert [(method, path) for method, path, _, _ in seen] == [("CONNECT", "cdn.example:443")]
    assert KEY not in str(seen)


# -- bodies

CALLS = {
    "submit": lambda client: client.submit(BODY),
    "edit": lambda client: client.edit(BODY),
    "quote": lambda client: client.quote(BODY),
    "account": lambda client: client.account(),
    "task": lambda client: client.task("t"),
    "fetch": lambda client: client.fetch("/1.png"),
    "requests": lambda client: client.requests(),
    "listed": lambda client: client.listed("r"),
    "tasks": lambda client: client.tasks(),
}
# What can't be read is unknown where it was paid for; else asking again would only bring it again.
TOO_LARGE = {name: FailureKind.UNKNOWN if name in ("submit", "edit") else FailureKind.REFUSED for name in CALLS}


class Flood:
    """A loopback server that writes pieces for as long as somebody reads them."""

    def __init__(self, head, piece, pause_s=0.0):
        self.head, self.piece, self.pause_s = head, piece, pause_s

    async def serve(self, reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self.head)
            await asyncio.sleep(self.pause_s)
            while True:
                writer.write(self.piece)
                await writer.drain()
                await asyncio.sleep(self.pause_s)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


def flooded(flood, call, timeout_s=5.0):
    """(what came of a call, seconds)"""
    came = []  # and not returned: `asyncio.run` makes a text of what its coroutine returns

    async def scenario():
        async with listening(flood) as url, Client(url, KEY, answer_timeout_s=timeout_s, now=lambda: NOW) as client:
            try:
                came.append(await CALLS[call](client))
            except ApiError as error:
                came.append(error)

    began = time.monotonic()
    asyncio.run(scenario())
    return came[0], time.monotonic() - began


@pytest.mark.parametrize("call", CALLS)
def test_a_body_without_an_end_is_not_read_to_its_end(call, monkeypatch):
    monkeypatch.setattr("rdbuild.client.MOST_REPLY_BYTES", 2 * MIB)
    monkeypatch.setattr("rdbuild.client.MOST_PICTURE_BYTES", 2 * MIB)
    for head in (b"\r\n", b"Content-Length: 999999999999\r\n\r\n"):
        error, took_s = flooded(Flood(HEAD + head, b"x" * 65536), call)

        assert error.kind is TOO_LARGE[call], error
        assert error.message.startswith("the body of the reply is not read: it is larger than ")
        assert took_s < 3


@pytest.mark.parametrize("call", ["quote", "fetch", "task", "submit"])
def test_what_says_that_it_is_too_large_is_not_even_begun(call):
    error, took_s = flooded(Flood(HEAD + b"Content-Length: 10737418240\r\n\r\n", b"", 0.05), call)

    assert error.kind is TOO_LARGE[call]
    assert took_s < 1


def test_a_body_that_trickles_is_given_up_in_time(monkeypatch):
    monkeypatch.setattr("rdbuild.client.CONNECT_TIMEOUT_S", 0.1)
    monkeypatch.setattr("rdbuild.client.QUICK_TIMEOUT_S", 0.1)
    for call in ("submit", "quote", "fetch"):
        error, took_s = flooded(Flood(HEAD + b"\r\n", b" ", 0.02), call, timeout_s=0.1)
        assert error.kind is FailureKind.UNKNOWN
        assert took_s < 2


def test_announcements_without_an_answer_are_given_up_in_time(monkeypatch):
    monkeypatch.setattr("rdbuild.client.CONNECT_TIMEOUT_S", 0.1)
    error, took_s = flooded(Flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "submit", timeout_s=0.1)

    assert error.kind is FailureKind.UNKNOWN
    assert took_s < 3


@pytest.mark.parametrize("call", ["submit", "quote", "fetch"])
def test_a_refusal_is_judged_by_its_status_whatever_its_body_does(call, monkeypatch):
    monkeypatch.setattr("rdbuild.client.WORDS_TIMEOUT_S", 0.1)
    for flood in (
        Flood(b"HTTP/1.1 429 x\r\nRetry-After: 7\r\n\r\n", b"x" * 65536),
        Flood(b"HTTP/1.1 429 x\r\nRetry-After: 7\r\nContent-Length: 99999999999\r\n\r\n", b" ", 0.02),
        Flood(b"HTTP/1.1 429 x\r\nRetry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\n", 0.02),
        Flood(b"HTTP/1.1 429 x\r\nRetry-After: 7\r\nContent-Encoding: gzip\r\n\r\n", b"zz\r\n", 0.02),
    ):
        error, took_s = flooded(flood, call)
        assert (error.kind, error.status, error.retry_after_s) == (FailureKind.BUSY, 429, 7)
        assert took_s < 2


def test_the_words_of_a_refusal_are_read_as_far_as_anybody_would():
    words = detail("Slow down. " * 200_000)
    error = submitted(answer(400, words))

    assert error.kind is FailureKind.REFUSED
    assert len(error.message) <= 400


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_what_comes_compressed_all_the_same_is_unpacked(encoding):
    packed = gzip.compress(OK) if encoding == "gzip" else zlib.compress(OK)
    got, seen = talk(answer(200, packed, Content_Encoding=encoding), CALLS["submit"])

    assert got == Accepted("t")
    assert seen[0][2]["accept-encoding"] == "identity"


@pytest.mark.parametrize("call", CALLS)
def test_what_was_never_asked_to_be_compressed_does_not_inflate_past_the_bound(call, monkeypatch):
    monkeypatch.setattr("rdbuild.client.MOST_REPLY_BYTES", 2 * MIB)
    monkeypatch.setattr("rdbuild.client.MOST_PICTURE_BYTES", 2 * MIB)
    error, _ = talk(answer(200, gzip.compress(b" " * (32 * MIB), 1), Content_Encoding="gzip"), CALLS[call])

    assert error.kind is TOO_LARGE[call]


# -- HTTP

GARBAGE = {
    "a line without an end": HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n" + OK,
    "a reason without an end": b"HTTP/1.1 200 " + b"a" * 100_000 + b"\r\n\r\n" + OK,
    "headers without an end": HEAD + b"X: y\r\n" * 100_000 + b"\r\n" + OK,
    "a header that is none": HEAD + b"garbage\r\nContent-Length: 16\r\n\r\n" + OK,
    "a NUL": HEAD + b"X: a\0b\r\nContent-Length: 16\r\n\r\n" + OK,
    "two lengths": HEAD + b"Content-Length: 16\r\nContent-Length: 3\r\n\r\n" + OK,
    "a length and chunks": HEAD + b"Content-Length: 16\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a length below nothing": HEAD + b"Content-Length: -5\r\n\r\n" + OK,
    "a length that is no number": HEAD + b"Content-Length: " + b"9" * 400 + b"\r\n\r\n" + OK,
    "a chunk of all there is": HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n" + OK,
    "a chunk that is none": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + OK,
    "a chunk below nothing": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n" + OK,
    "a trailer without an end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + b"a" * 100_000,
    "trailers without an end": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 100_000,
    "gzip that is none": answer(200, OK, Content_Encoding="gzip"),
    "deflate cut short": answer(200, zlib.compress(OK)[:9], Content_Encoding="deflate"),
    "brotli": answer(200, OK, Content_Encoding="br"),
    "zstd": answer(200, OK, Content_Encoding="zstd"),
    "packed twice": answer(200, gzip.compress(gzip.compress(OK)), Content_Encoding="gzip, gzip"),
    "no status": b"HTTP/1.1 ok\r\n\r\n" + OK,
    "a status beyond": b"HTTP/1.1 99999 OK\r\n\r\n" + OK,
    "another protocol": b"HTTP/9.9 200 OK\r\n\r\n" + OK,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "more than was said": HEAD + b"Content-Length: 2\r\n\r\n{}" + b"x" * 100_000,
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_http_is_unknown_where_it_was_paid_for_and_never_more_than_an_error(name, caplog):
    for call in ("submit", "quote", "fetch"):
        error, _ = talk(GARBAGE[name], CALLS[call])
        if call != "submit" and not isinstance(error, ApiError):
            continue  # a picture may be any bytes
        assert error.kind is FailureKind.UNKNOWN, error
        assert len(error.message) <= 400
        assert error.message.isprintable()
    assert [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"] == []


@pytest.mark.parametrize(
    "headers",
    [
        b'Content-Type: image/png; charset="\r\n',
        b"Content-Type: \xff\r\n",
        b"Set-Cookie: \x01=\xff; domain=\r\nSet-Cookie: =\r\n",
        b"Link: <http://[::1>; rel=x\r\n",
        b"Location: http://[::1\r\n",
        b"Retry-After: \xb2\r\n",
        b"Content-Encoding: none-such\r\n",
        b"Connection: upgrade\r\n",
        b"Date: yesterday\r\n",
    ],
)
def test_headers_that_lie_change_nothing(headers, caplog):
    raw = HEAD + headers + b"Content-Length: 16\r\n\r\n" + OK

    assert submitted(raw) == Accepted("t")
    assert [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"] == []


def test_cookies_are_not_kept():
    async def scenario():
        wire = Wire(answer(200, {"balance": 1, "task_id": "t1"}, Set_Cookie="track=me; Path=/"))
        async with listening(wire) as url, Client(url, KEY, answer_timeout_s=5, now=lambda: NOW) as client:
            for _ in range(2):
                await client.account()
                await client.submit(BODY)
                await client.fetch("/1.png")
        return wire.seen

    assert [headers.get("cookie") for _, _, headers, _ in asyncio.run(scenario())] == [None] * 6


@pytest.mark.parametrize(
    "wait", ["9" * 7000, "1e9", "-1", "Infinity", "NaN", "\u00b2", "Mon, 01 Jan 99999 00:00:00 GMT"]
)
def test_an_absurd_wait_is_no_number_that_breaks_anything(wait):
    error = submitted(answer(429, {}, Retry_After=wait))

    assert error.kind is FailureKind.BUSY
    assert error.retry_after_s is None or 0 <= error.retry_after_s < float("inf")


# -- JSON

WORDS = """
    task_id status result error code message detail msg loc base64_images output_urls outputImageBase64 balance_cost
    credit_cost balance credits model requests tasks request_id request created_at charged new_endpoint
"""
NAMES = st.sampled_from(WORDS.split())
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), NAMES,
    st.sampled_from(["succeeded", "failed", "t", "r", PICTURE, "/1.png", KEY, "\x1b[2J", "\ud800"]),
    st.sampled_from([10**1000, -(10**50)]),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6),
    max_leaves=12,
)
REPLIES = st.one_of(VALUES, st.dictionaries(NAMES, VALUES, max_size=8))
STATUSES = st.sampled_from([200, 200, 200, 202, 400, 401, 403, 404, 410, 422, 429, 500, 503])


def is_documented(found):
    if isinstance(found, ApiError):
        assert found.message.isprintable()
        assert len(found.message) <= 400
        assert KEY not in f"{found.message} {found.hint}"
    elif isinstance(found, Accepted):
        assert found.task.isprintable()
        assert 0 < len(found.task) <= 512
    elif isinstance(found, Delivery):
        assert (found.fault is None) == bool(found.images or found.urls)
        assert found.cost_micro is None or 0 <= found.cost_micro <= 10**12
        assert found.cost_micro is None or found.odd_cost is None
        words = f"{found.odd_cost} {found.model} {found.fault}"
        assert words.isprintable()
        assert KEY not in words
        assert len(found.model or "") <= 200
        assert all(len(url) <= 8192 and url.isprintable() for url in found.urls)
    elif isinstance(found, Account):
        assert all(micro is None or 0 <= micro <= 10**12 for micro in (found.balance_micro, found.credits_micro))
    elif isinstance(found, list):
        assert all(one.isprintable() and len(one) <= 400 for one in found)
    elif isinstance(found, int):
        assert 0 <= found <= 10**12
    else:
        assert isinstance(found, (Running, Listing))


async def everything(raw):
    async with listening(Wire(raw)) as url, Client(url, KEY, answer_timeout_s=5, now=lambda: NOW) as client:
        for name, call in CALLS.items():
            if name == "fetch":
                continue  # a picture may be any bytes
            try:
                is_documented(await call(client))
            except ApiError as error:
                is_documented(error)


@settings(max_examples=60)
@given(REPLIES, STATUSES)
def test_whatever_json_says_comes_to_a_documented_end(value, status):
    asyncio.run(everything(answer(status, json.dumps(value).encode())))


@pytest.mark.heavy
@settings(max_examples=3000)
@given(REPLIES, STATUSES)
def test_whatever_json_says_comes_to_a_documented_end_at_length(value, status):
    asyncio.run(everything(answer(status, json.dumps(value).encode())))


@settings(max_examples=60)
@given(
    st.sampled_from([answer(200, OK), answer(200, gzip.compress(OK), Content_Encoding="gzip"), GARBAGE["two lengths"]]),
    st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=3)), max_size=4),
)
def test_whatever_bytes_come_it_is_a_documented_end(raw, changes):
    for at, data in changes:
        raw = raw[:at] + data + raw[at + len(data) :]
    asyncio.run(everything(raw))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"[" * 100_001, "more than 100000 parts"),
        (b'{"a": [' + b"[]," * 100_000 + b"[]]}", "more than 100000 parts"),
        (b'{"a":' * 5000, "nested too deeply"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "nested too deeply"),
        (b"[" * 50_000 + b"]" * 50_000, "nested too deeply"),
        (b'{"a": 1}{"a": 2}', "can't be read"),
        (b"\xff\xfe{\x00}\x00", "can't be read"),
        (b"\xef\xbb\xbf{}", "can't be read"),
        (b'{"a": 01}', "can't be read"),
    ],
)
def test_json_that_is_more_or_deeper_than_any_reply_is_unknown_where_it_was_paid_for(raw, why):
    error = submitted(answer(200, raw))

    assert error.kind is FailureKind.UNKNOWN
    assert why in error.message


def test_a_poll_with_more_parts_than_any_reply_is_not_asked_for_again():
    error, _ = talk(answer(200, b'{"a": [' + b"0," * 100_001 + b"0]}"), CALLS["task"])

    assert error.kind is FailureKind.REFUSED


def test_of_a_name_given_twice_the_last_counts():
    raw = b'{"balance_cost": 0.5, "base64_images": ["%s"], "balance_cost": 0.25}' % PICTURE.encode()

    assert submitted(answer(200, raw)).cost_micro == 250_000


def test_numbers_of_any_length_are_read_and_stay_short():
    for text in ("9" * 100_000, "-1e999999999", "0." + "3" * 100_000, "1e-99999999999999999999", "NaN"):
        found = answers.parse(f'{{"seed": {text}}}'.encode())
        assert str(found["seed"]) == "NaN"


def test_a_text_for_people_is_short_however_long_it_came():
    body = b'{"status": "failed", "error": {"message": "' + b"a " * (2 * MIB) + KEY.encode() * 1000 + b'"}}'
    error, _ = talk(answer(200, body), CALLS["task"])

    assert len(error.message) <= 400
    assert KEY[:6] not in error.message


def test_a_key_across_the_end_of_a_text_is_not_half_shown():
    for length in range(len(KEY) + 1):
        for text in (KEY * 500, "a" * (400 * (len(KEY) + 1) - length) + KEY, " " * (4000 - length) + KEY):
            error = submitted(answer(400, detail(text)))
            assert KEY[:8] not in error.message


# -- pictures


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, extra=b"", body=None, depth=8):
    """A PNG of zeros, by hand: small however large it is."""
    if body is None:
        packer, row = zlib.compressobj(9), b"\0" * (1 + width * 4 * depth // 8)
        body = b"".join([packer.compress(row) for _ in range(height)]) + packer.flush()
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 6, 0, 0, 0))
    return images.PNG_MAGIC + header + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif(screen, frame, count, between=b""):
    """A GIF of `count` frames that hold a single pixel each, whatever size they claim."""
    head = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = b"\x2c" + struct.pack("<4HB", 0, 0, *frame, 0) + b"\x02\x02\x44\x01\x00"
    return head + (one + between) * count + b"\x3b"


def jpeg(scans=1, markers=0, size=(64, 64)):
    out = io.BytesIO()
    Image.new("RGB", size).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:2] + b"\xff\xe1\x00\x02" * markers + data[2:-2] + last * (scans - 1) + data[-2:]


def webp(count, canvas=None):
    first, *rest = [Image.new("RGB", (2, 2), (index % 256, index // 256, 0)) for index in range(count)]
    out = io.BytesIO()
    first.save(out, "WEBP", save_all=True, append_images=rest, minimize_size=False, method=0, lossless=True)
    data = bytearray(out.getvalue())
    if canvas is not None:
        at = data.index(b"VP8X") + 12
        data[at : at + 6] = struct.pack("<I", canvas - 1)[:3] * 2
    return bytes(data)


def packed(size):
    packer, zeros = zlib.compressobj(1), b"\0" * MIB
    return b"".join([packer.compress(zeros) for _ in range(size // MIB)]) + packer.flush()


PIECES = "is in more pieces than any picture"
BOMBS = {
    "large": (lambda: png(4001, 4001), "4001x4001 pixels are too many to decode"),
    "huge": (lambda: png(60000, 60000, body=b""), "60000x60000 pixels are too many to decode"),
    "frames without an end": (
        lambda: png(4, 4, chunk(b"acTL", struct.pack(">II", 1 << 31, 0))),
        "2147483648 frames of 4x4 pixels are too many to decode",
    ),
    "a text": (lambda: png(4, 4, chunk(b"zTXt", b"a\0\0" + packed(64 * MIB))), "is damaged: "),
    "texts": (lambda: png(4, 4, chunk(b"zTXt", b"a\0\0" + packed(MIB)) * 70), "is damaged: "),
    "a profile": (lambda: png(4, 4, chunk(b"iCCP", b"a\0\0" + packed(64 * MIB))), "is damaged: "),
    "chunks without an end": (lambda: png(4, 4, chunk(b"teSt", b"") * 200_000), PIECES),
    "a hundred thousand frames": (lambda: gif((1, 1), (1, 1), 100_000), PIECES),
    "a thousand frames": (lambda: gif((1, 1), (1, 1), 1000), "1000 frames of 1x1 pixels are too many to decode"),
    "frames that are large together": (
        lambda: gif((2000, 2000), (1, 1), 17),
        "17 frames of 2000x2000 pixels are too many to decode",
    ),
    "a frame that is larger than its screen": (
        lambda: gif((1, 1), (12000, 12000), 2),
        "12000x12000 pixels are too many to decode",
    ),
    "blocks without an end": (lambda: gif((1, 1), (1, 1), 1, b"\x21\xfe\x00" * 300_000), PIECES),
    "padding without an end": (lambda: gif((1, 1), (1, 1), 1, b"\0" * 300_000), PIECES),
    "bytes one by one": (lambda: gif((1, 1), (1, 1), 1, b"\x21\xfe" + b"\x01a" * 300_000 + b"\0"), PIECES),
    "scans without an end": (lambda: jpeg(scans=1000), PIECES),
    "markers without an end": (lambda: jpeg(markers=100_000), PIECES),
    "animation": (lambda: webp(300), "300 frames of 2x2 pixels are too many to decode"),
    "a canvas": (lambda: webp(2, canvas=16383), "is too large to decode"),
    "an impossible canvas": (lambda: webp(2, canvas=1 << 24), ""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_delivered_picture_that_would_take_too_much_is_unusable_and_says_why(name):
    make, reason = BOMBS[name]
    data = make()
    began = time.monotonic()
    found = inspect({"expected": 1, "sizes": [[64, 64]], "extras": ["with_bg"]}, [("a", data), ("b", data)])

    assert found.fault is not None
    assert found.fault.startswith(f"picture 1: {reason}")
    assert sorted(one.sha256 for one in found.pictures) == ["a", "b"]
    assert time.monotonic() - began < 3
    with pytest.raises(ImageInvalid):
        images.measure(data, images.DELIVERED)


def test_what_a_user_brings_may_be_larger_than_what_is_delivered():
    assert images.measure(png(4001, 4001))[:3] == ("png", 4001, 4001)


@pytest.mark.parametrize(
    "data",
    [png(4000, 4000), gif((2000, 2000), (1, 1), 16), gif((8, 8), (1, 1), 256), jpeg(scans=90), webp(256)],
    ids=["pixels", "pixels in all", "frames", "scans", "an animation"],
)
def test_what_is_just_within_the_bounds_is_decoded(data):
    assert images.measure(data, images.DELIVERED).frames in (1, 16, 256)


def test_what_lies_behind_the_last_pixel_is_not_unpacked():
    assert images.measure(png(4, 4, body=packed(256 * MIB)), images.DELIVERED)[:3] == ("png", 4, 4)


def test_many_pictures_that_may_each_be_decoded_may_not_all_be(monkeypatch):
    monkeypatch.setattr("rdbuild.inspection.MOST_PIXELS", 1_000_000)
    data = png(500, 500)
    found = inspect({"expected": 6, "sizes": []}, [(str(number), data) for number in range(6)])

    assert found.fault == "picture 5: 1 frames of 500x500 pixels are too many to decode"
    assert [one.width for one in found.pictures] == [500, 500, 500, 500, 0, 0]


def test_pictures_beyond_what_is_compared_are_extras_without_a_name(monkeypatch):
    monkeypatch.setattr("rdbuild.images.MAX_COMPARED_PIXELS", 20_000)
    small, large = png(100, 100), png(100, 200)
    stills = images.Stills([small, large, small], ["#000000"])

    assert stills.traits(0) == stills.traits(2) == images.Traits(True, False)
    assert stills.traits(1) is None
    assert stills.difference(0, 1) == 255.0


# -- measured in a process of its own

HAS_PEAK = Path("/proc/self/status").exists()


def peak_mib():
    """The most memory that this process ever had."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition("VmHWM:")[2].split()[0]) >> 10


class Slowly:
    """A loopback server that writes an answer as it is made, so that it takes no memory here."""

    def __init__(self, headers, pieces):
        self.headers, self.pieces = headers, pieces

    async def serve(self, reader, writer):
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(HEAD + self.headers + b"\r\n")
            for piece in self.pieces():
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()


def squeezed(wbits, size):
    """Zeros, packed, in one piece: what unpacks it has all of it at once."""
    packer, zeros = zlib.compressobj(9, wbits=wbits), b"\0" * MIB
    yield b"".join([packer.compress(zeros) for _ in range(size // MIB)]) + packer.flush()


def around(start, piece, size, end):
    """Bytes of JSON, `size` of them in the middle."""
    yield start
    for _ in range(size // 60_000):
        yield piece * (60_000 // len(piece))
    yield end


SIXTY = 60 * MIB
MEASURED = {  # what is sent, and the MiB that reading it may take beside what the process has already
    "gzip quote 64": (b"Content-Encoding: gzip\r\n", lambda: squeezed(31, 64 * MIB), 40),
    "items submit": (b"", lambda: around(b'{"a": [0', b",[]", SIXTY, b"]}"), 140),
}
MEASURED_AT_LENGTH = {
    **{
        f"{name} {call}": (
            b"Content-Encoding: %s\r\n" % name.encode(),
            lambda wbits=wbits: squeezed(wbits, 1 << 30),
            most,
        )
        for name, wbits in (("gzip", 31), ("deflate", 15))
        for call, most in (("submit", 140), ("task", 140), ("fetch", 80), ("quote", 40), ("account", 40))
    },
    "picture submit": (b"", lambda: around(b'{"base64_images": ["', b"AAAA", SIXTY, b'"]}'), 300),
    "wide submit": (b"", lambda: around('{"base64_images": ["\U0001f600'.encode(), b"A", SIXTY, b'"]}'), 620),
    "words task": (b"", lambda: around(b'{"status": "failed", "error": "', b"a ", SIXTY, b'"}'), 220),
    "digits submit": (b"", lambda: around(b'{"balance_cost": 1', b"9", SIXTY, b"}"), 260),
    "fraction submit": (b"", lambda: around(b'{"balance_cost": 0.', b"9", SIXTY, b"}"), 300),
    "numbers submit": (b"", lambda: around(b'{"a": [0', b",0", SIXTY, b"]}"), 140),
    "depth submit": (b"", lambda: around(b"[", b"[", SIXTY, b""), 140),
}


def measured(name):
    """Run in a process of its own: what came of it, and the memory that it took."""
    headers, pieces, _ = {**MEASURED, **MEASURED_AT_LENGTH}[name]
    before = peak_mib()
    found, took_s = flooded(Slowly(headers, pieces), name.split()[1], timeout_s=60)
    kind = found.kind.name if isinstance(found, ApiError) else type(found).__name__
    return {"kind": kind, "took_s": took_s, "mib": peak_mib() - before}


def inspected():
    """The largest delivery that is still decoded, compared with its extras."""
    from PIL import GifImagePlugin, PngImagePlugin, WebPImagePlugin  # noqa: F401  their own size is not ours

    data = [png(4000, 4000, depth=16), *(png(4000, 4000 - number) for number in range(1, 64))]
    before, began = peak_mib(), time.monotonic()
    came = [(sha256(one).hexdigest(), one) for one in data]
    found = inspect({"expected": 16, "sizes": [], "extras": ["with_bg", "pre_palette"], "palette": ["#ff0000"]}, came)
    return {"kind": found.fault, "took_s": time.monotonic() - began, "mib": peak_mib() - before}


def in_a_process(*what):
    ran = subprocess.run(
        [sys.executable, __file__, *what], capture_output=True, text=True, timeout=100, cwd=Path(__file__).parent
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.skipif(not HAS_PEAK, reason="peak memory is read from /proc")
@pytest.mark.parametrize("name", MEASURED)
@pytest.mark.heavy
def test_no_reply_takes_much_more_memory_than_it_may_be_long(name):
    found = in_a_process("measured", name)

    assert found["mib"] < MEASURED[name][2], found


@pytest.mark.heavy
@pytest.mark.skipif(not HAS_PEAK, reason="peak memory is read from /proc")
@pytest.mark.parametrize("name", MEASURED_AT_LENGTH)
def test_no_bomb_takes_much_more_memory_than_a_reply_may(name):
    found = in_a_process("measured", name)

    assert found["mib"] < MEASURED_AT_LENGTH[name][2], found
    assert found["took_s"] < 30


@pytest.mark.heavy
@pytest.mark.skipif(not HAS_PEAK, reason="peak memory is read from /proc")
def test_the_largest_delivery_takes_seconds_and_bounded_memory_to_look_at():
    found = in_a_process("inspected")

    assert "too many to decode" in found["kind"]
    assert found["mib"] < 400, found
    assert found["took_s"] < 30


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[2]) if sys.argv[1] == "measured" else inspected()))
