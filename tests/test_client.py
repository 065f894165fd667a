"""One exchange with the API: what each answer on the wire means, and what never leaves for elsewhere.

The other side is a bare socket that answers with the very bytes of a test, so nothing between us and it is pretended.
"""

import asyncio
import base64
import json
import time
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from rdbuild.client import Accepted, Client, Delivery, Running, body_of
from rdbuild.errors import ApiError, CredentialError, FailureKind

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
KEY = "rdpk-secret-0123456789"
BODY = {"prompt": "a red potion", "width": 64, "height": 64, "num_images": 1}
PNG = b"\x89PNG\r\n\x1a\nthe picture"
PICTURE = base64.b64encode(PNG).decode()
HTML = b"<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>"
IN_A_MINUTE = format_datetime(NOW + timedelta(seconds=60), usegmt=True)
AN_HOUR_AGO = format_datetime(NOW - timedelta(hours=1), usegmt=True)


def answer(status, body=b"", **headers):
    """An HTTP answer as bytes; a body that is no bytes is sent as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if "Content_Length" not in headers:
        lines.append(f"Content-Length: {len(raw)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + raw


def detail(what):
    return {"detail": what}


class Wire:
    """A loopback server that gives the same answer to everybody and remembers what it was sent."""

    def __init__(self, reply):
        self.reply = reply  # bytes; or a function of the path
        self.seen = []  # (method, path, headers by lower-case name, body)

    async def serve(self, reader, writer):
        try:
            first = await reader.readexactly(1)
            if first == b"\x16":  # a TLS handshake
                return
            head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            method, path, _ = head[0].split(" ")
            self.seen.append((method, path, headers, body))
            reply = self.reply(path) if callable(self.reply) else self.reply
            if reply is None:
                await reader.read()  # an answer that never comes
            writer.write(reply or b"")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(wire):
    server = await asyncio.start_server(wire.serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}/v1"
    finally:
        server.close()


def talk(reply, call, *, key=KEY, timeout_s=5.0, path=""):
    """Run `call(client)` against a server that answers `reply`: (result or ApiError, what the server saw)."""

    async def scenario():
        wire = Wire(reply)
        async with (
            listening(wire) as url,
            Client(url + path, key, answer_timeout_s=timeout_s, now=lambda: NOW) as client,
        ):
            try:
                return await call(client), wire.seen
            except ApiError as error:
                return error, wire.seen

    return asyncio.run(scenario())


def submitted(reply, **more):
    return talk(reply, lambda client: client.submit(BODY), **more)[0]


# -- what an answer to a paid request means for money

KINDS = [
    ("429 with seconds", answer(429, detail("Too many requests."), Retry_After="7"), FailureKind.BUSY, 7),
    ("429 with a date", answer(429, detail("Slow."), Retry_After=IN_A_MINUTE), FailureKind.BUSY, 60),
    ("429 with a date gone by", answer(429, detail("Slow."), Retry_After=AN_HOUR_AGO), FailureKind.BUSY, 0),
    ("429 without a time", answer(429, detail("Slow.")), FailureKind.BUSY, None),
    ("429 with nonsense", answer(429, detail("Slow."), Retry_After="soon"), FailureKind.BUSY, None),
    ("429 with a negative time", answer(429, detail("Slow."), Retry_After="-5"), FailureKind.BUSY, None),
    ("429 with digits that are none", answer(429, detail("Slow."), Retry_After="\u00b2"), FailureKind.BUSY, None),
    ("429 with HTML", answer(429, HTML), FailureKind.BUSY, None),
    ("500 with JSON", answer(500, detail("Internal Server Error")), FailureKind.BUSY, None),
    ("503 with JSON", answer(503, detail({"code": "service_unavailable"}), Retry_After="2"), FailureKind.BUSY, 2),
    ("500 with HTML", answer(500, HTML), FailureKind.UNKNOWN, None),
    ("500 with text", answer(500, b"Internal Server Error"), FailureKind.UNKNOWN, None),
    ("503 with HTML", answer(503, HTML), FailureKind.UNKNOWN, None),
    ("502 with HTML", answer(502, HTML), FailureKind.UNKNOWN, None),
    ("502 with JSON", answer(502, detail("Bad gateway")), FailureKind.UNKNOWN, None),
    ("504 with JSON", answer(504, detail("Gateway timeout")), FailureKind.UNKNOWN, None),
    ("524 with HTML", answer(524, HTML), FailureKind.UNKNOWN, None),
    ("408", answer(408, detail("Request timeout")), FailureKind.UNKNOWN, None),
    ("400 inference_failed", answer(400, detail({"code": "inference_failed"})), FailureKind.TRANSIENT, None),
    ("400 of v2's shape", answer(400, {"error": {"code": "inference_failed"}}), FailureKind.TRANSIENT, None),
    ("400 not enough balance", answer(400, detail([{"msg": "Not enough balance."}])), FailureKind.NO_FUNDS, None),
    ("400 not enough credits", answer(400, detail("Not enough credits")), FailureKind.NO_FUNDS, None),
    ("400 insufficient_balance", answer(400, detail({"code": "insufficient_balance"})), FailureKind.NO_FUNDS, None),
    ("402 with JSON", answer(402, detail("Pay.")), FailureKind.NO_FUNDS, None),
    ("402 with HTML", answer(402, HTML), FailureKind.NO_FUNDS, None),
    ("400 for a prompt about a balance", answer(400, detail("Colour balance is off")), FailureKind.REFUSED, None),
    ("400 with another code", answer(400, detail({"code": "bad_prompt", "message": "No."})), FailureKind.REFUSED, None),
    ("400 with HTML", answer(400, HTML), FailureKind.REFUSED, None),
    ("401", answer(401, detail("Invalid token.")), FailureKind.NO_KEY, None),
    ("403 about the key", answer(403, detail("Invalid API key")), FailureKind.NO_KEY, None),
    ("403 with a code", answer(403, detail({"code": "refused", "message": "token"})), FailureKind.REFUSED, None),
    ("403 with HTML", answer(403, HTML), FailureKind.REFUSED, None),
    ("404", answer(404, detail("Not Found")), FailureKind.REFUSED, None),
    ("409", answer(409, detail("Conflict")), FailureKind.REFUSED, None),
    ("410", answer(410, detail({"new_endpoint": "https://x.test/v2"})), FailureKind.REFUSED, None),
    ("413 with HTML", answer(413, HTML), FailureKind.REFUSED, None),
    (
        "422 for a missing token",
        answer(422, detail([{"loc": ["header", "X-RD-Token"], "msg": "Field required"}])),
        FailureKind.NO_KEY,
        None,
    ),
    ("422 for a field", answer(422, detail([{"loc": ["body", "width"], "msg": "Big."}])), FailureKind.REFUSED, None),
    ("301", answer(301, Location="/v2"), FailureKind.REFUSED, None),
    ("302", answer(302, Location="/v2"), FailureKind.REFUSED, None),
    ("307", answer(307, Location="/v2"), FailureKind.REFUSED, None),
    ("308", answer(308, Location="/v2"), FailureKind.REFUSED, None),
    ("a status that is none", answer(999, detail("Odd.")), FailureKind.UNKNOWN, None),
    ("303, which says that it was done", answer(303, Location="/result"), FailureKind.UNKNOWN, None),
    # A success that can't be read to its end was charged, for all we know.
    ("an empty 200", answer(200), FailureKind.UNKNOWN, None),
    ("a 204", answer(204), FailureKind.UNKNOWN, None),
    ("a page with 200", answer(200, HTML), FailureKind.UNKNOWN, None),
    ("half of the JSON", answer(200, b'{"base64_images": ["iVBOR'), FailureKind.UNKNOWN, None),
    ("a list", answer(200, [1, 2]), FailureKind.UNKNOWN, None),
    ("null", answer(200, b"null"), FailureKind.UNKNOWN, None),
    ("JSON without a bottom", answer(200, b'{"a":' * 100_000), FailureKind.UNKNOWN, None),
    ("no UTF-8", answer(200, b'{"model": "\xff\xfe"}'), FailureKind.UNKNOWN, None),
    ("a body cut short", answer(200, b'{"task_id"', Content_Length=500), FailureKind.UNKNOWN, None),
    (
        "chunks cut short",
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{"task_id": "t',
        FailureKind.UNKNOWN,
        None,
    ),
    ("no answer at all", b"", FailureKind.UNKNOWN, None),
    ("half of a status line", b"HTTP/1.1 2", FailureKind.UNKNOWN, None),
    ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", FailureKind.UNKNOWN, None),
    # Bodies that try to break the reader: the status decides, and nothing but an ApiError comes out.
    ("a huge wait", answer(429, detail("Slow."), Retry_After="9" * 400), FailureKind.BUSY, "any"),
    ("a wait in the year 9999", answer(429, Retry_After="Mon, 01 Jan 99999 00:00:00 GMT"), FailureKind.BUSY, "any"),
    ("a loc that is no list", answer(422, detail([{"loc": 5, "msg": "x"}])), FailureKind.REFUSED, None),
    ("a detail of numbers", answer(400, detail([1, 2])), FailureKind.REFUSED, None),
    ("a code that is a list", answer(400, detail({"code": ["inference_failed"]})), FailureKind.REFUSED, None),
    ("a deep message", answer(400, b'{"detail": ' + b"[" * 900 + b"]" * 900 + b"}"), FailureKind.REFUSED, None),
    ("a deep code", answer(400, b'{"detail": {"msg":' + b"[" * 900 + b"]" * 900 + b"}}"), FailureKind.REFUSED, None),
    ("a body that is a string", answer(400, b'"no"'), FailureKind.REFUSED, None),
]


@pytest.mark.parametrize(("reply", "kind", "after_s"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
def test_each_answer_to_a_paid_request_says_what_it_means_for_money(reply, kind, after_s):
    error = submitted(reply)

    assert isinstance(error, ApiError), error
    assert error.kind is kind, error.message
    if after_s != "any":
        assert error.retry_after_s == after_s
    assert error.message
    assert len(error.message) < 500
    assert error.message.isprintable()


def test_nobody_listening_proves_that_nothing_was_sent():
    async def scenario():
        async with listening(Wire(b"")) as url:
            pass
        async with Client(url, KEY, answer_timeout_s=5, now=lambda: NOW) as client:
            await client.submit(BODY)

    with pytest.raises(ApiError, match="can't connect to") as caught:
        asyncio.run(scenario())
    assert caught.value.kind is FailureKind.NOT_SENT
    assert caught.value.status == 0


def test_a_name_that_does_not_resolve_proves_that_nothing_was_sent():
    async def scenario():
        async with Client("http://nowhere.invalid/v1", KEY, answer_timeout_s=5, now=lambda: NOW) as client:
            await client.submit(BODY)

    with pytest.raises(ApiError) as caught:
        asyncio.run(scenario())
    assert caught.value.kind is FailureKind.NOT_SENT


def test_a_handshake_that_fails_proves_that_nothing_was_sent():
    async def scenario():
        wire = Wire(b"this is no TLS")
        async with listening(wire) as url:
            url = url.replace("http://", "https://")
            async with Client(url, KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                await client.submit(BODY)

    with pytest.raises(ApiError) as caught:
        asyncio.run(scenario())
    assert caught.value.kind is FailureKind.NOT_SENT


def test_an_answer_that_never_comes_is_unknown_after_the_time_allowed():
    began = time.monotonic()
    error = submitted(None, timeout_s=0.2)

    assert error.kind is FailureKind.UNKNOWN
    assert "no answer within 0.2 s" in error.message
    assert time.monotonic() - began < 3


# -- what was paid for


def reply(**fields):
    whole = {"base64_images": [PICTURE], "output_urls": [], "balance_cost": 0.017, "model": "rd_fast", **fields}
    return answer(200, whole)


def test_a_task_id_is_a_task_and_pictures_at_once_are_a_delivery():
    assert submitted(answer(200, {"status": "accepted", "task_id": "task_1"})) == Accepted("task_1")
    assert submitted(answer(202, {"task_id": 17})) == Accepted("17")

    delivery = submitted(reply())
    assert (delivery.images, delivery.urls, delivery.cost_micro, delivery.model, delivery.fault) == (
        (PNG,),
        (),
        17_000,
        "rd_fast",
        None,
    )
    assert submitted(reply(task_id="task_1")).images == (PNG,)


@pytest.mark.parametrize("task", ["", None, True, [], {}])
def test_a_task_id_that_names_no_task_is_not_waited_for(task):
    """Empty, it would ask for the list of tasks for half an hour."""
    delivery = submitted(answer(200, {"status": "accepted", "task_id": task, "balance_cost": 0.017}))

    assert isinstance(delivery, Delivery)
    assert delivery.fault == "it holds no picture"


@pytest.mark.parametrize("task", [".", "..", " ", "a" * 513, "a\x1b[2J", "a\nb", "\ud800", 10**600])
def test_a_task_id_that_can_not_be_kept_or_asked_for_is_a_fault(task):
    """It would stand in the ledger and on the terminal; and `..` is another address."""
    delivery = submitted(answer(200, {"task_id": task}))

    assert isinstance(delivery, Delivery)
    assert delivery.fault in ("the id of its task is none that could be asked for", "it holds no picture")
    assert submitted(answer(200, {"task_id": "a" * 512})) == Accepted("a" * 512)


def test_a_model_is_a_short_word_that_no_terminal_obeys():
    assert submitted(reply(model=f"\x1b[2J\u202e{KEY}\ud800")).model == "?[2J?***?"
    assert submitted(reply(model="m" * 1000)).model == "m" * 200
    assert submitted(reply(model=["rd_fast"])).model is None


@pytest.mark.parametrize(
    ("fields", "cost_micro"),
    [
        ({"balance_cost": 0.017, "credit_cost": 3}, 17_000),
        ({"balance_cost": None, "credit_cost": 0.25}, 250_000),
        ({"balance_cost": "0.0375"}, 37_500),
        ({"balance_cost": 0}, 0),
        ({"balance_cost": 0.1 + 0.2}, 300_000),  # 0.30000000000000004
        ({"balance_cost": 0.000001}, 1),
        ({"balance_cost": 1_000_000}, 10**12),
        ({"balance_cost": None}, None),
        ({"balance_cost": None, "credit_cost": None}, None),
    ],
)
def test_the_cost_of_a_delivery_is_exact_or_absent(fields, cost_micro):
    delivery = submitted(reply(**fields))

    assert (delivery.cost_micro, delivery.odd_cost) == (cost_micro, None)
    assert delivery.images == (PNG,)


ODD_COSTS = [
    (b"-1", "-1"),
    (b"-0.000001", "-0.000001"),
    (b"1000000.01", "1000000.01"),
    (b"1" + b"0" * 40, "1" + "0" * 40),
    (b"0.0000005", "5E-7"),
    (b"0.0171234", "0.0171234"),
    (b"1e-300", "1E-300"),
    (b"true", "true"),
    (b"false", "false"),
    (b"NaN", "NaN"),
    (b"-Infinity", "-Infinity"),
    (b'"free"', '"free"'),
    (b'""', '""'),
    (b'"NaN"', '"NaN"'),
    (b'"sNaN"', '"sNaN"'),
    (b'"Infinity"', '"Infinity"'),
    (b"[1.5]", '["1.5"]'),
    (b'{"amount": 1}', '{"amount": 1}'),
    (b'"\\u001b[2J\\u202e"', '"\\u001b[2J\\u202e"'),  # as it was written, and never as a terminal would obey it
    (b'"' + KEY.encode() + b'"', '"***"'),
    (b'"' + b"a" * 1000 + b'"', '"' + "a" * 79),
    # No float can stand for these, and in plain digits they would fill the memory.
    (b"1e999999999", "NaN"),
    (b"-1e999999", "NaN"),
    (b"1e-999999", "NaN"),
    (b"1e99999999999999999999", "NaN"),
    (b"9" * 4000, "NaN"),
    (b"9" * 100_000, "NaN"),
]


@pytest.mark.parametrize(("number", "words"), ODD_COSTS, ids=[number[:20].decode() for number, _ in ODD_COSTS])
def test_a_cost_that_is_no_price_is_told_in_its_own_words_and_does_not_lose_the_picture(number, words):
    body = b'{"base64_images": ["' + PICTURE.encode() + b'"], "credit_cost": 1, "balance_cost": ' + number + b"}"

    delivery = submitted(answer(200, body))
    assert isinstance(delivery, Delivery), delivery
    assert (delivery.images, delivery.cost_micro, delivery.odd_cost) == ((PNG,), None, words)

    error, _ = talk(answer(200, body), lambda client: client.quote(BODY))
    assert error.kind is FailureKind.REFUSED
    assert error.message == f"the reply to `check_cost` names `{words}`, which is no price"


def test_a_balance_is_no_cost_of_an_edit_and_its_credits_are():
    def edited(**fields):
        whole = {"outputImageBase64": PICTURE, **fields}
        return talk(answer(200, whole), lambda client: client.edit(BODY))[0]

    assert (edited(balance_cost=-1).cost_micro, edited(balance_cost=-1).odd_cost) == (None, None)
    assert (edited(credit_cost=3).cost_micro, edited(credit_cost=3).odd_cost) == (3_000_000, None)
    assert (edited(credit_cost=-3).cost_micro, edited(credit_cost=-3).odd_cost) == (None, "-3")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"base64_images": ["%%%"]}, "picture 1 is not base64"),
        ({"base64_images": [PICTURE, "ab=c"]}, "picture 2 is not base64"),
        ({"base64_images": [PICTURE, 5]}, "picture 2 is not base64"),
        ({"base64_images": ["pïcture"]}, "picture 1 is not base64"),
        ({"base64_images": []}, "it holds no picture"),
        ({"base64_images": None}, "it holds no picture"),
        ({"base64_images": "iVBOR"}, "its pictures are not a list"),
        ({"output_urls": {"a": 1}, "base64_images": []}, "its pictures are not a list"),
        ({"base64_images": [PICTURE] * 65}, "it has 65 pictures, and no request asks for more than 64"),
        (
            {"output_urls": ["/1.png"] * 65, "base64_images": []},
            "it has 65 pictures, and no request asks for more than 64",
        ),
        *(
            (
                {"output_urls": ["/1.png", url], "base64_images": []},
                "where picture 2 is to be found is no URL of at most 8192 characters",
            )
            for url in (5, None, ["/2.png"], "", "/2.png\x1b[2J", "/" + "a" * 8192)
        ),
    ],
)
def test_a_paid_reply_that_can_not_be_used_is_kept_with_the_reason(fields, fault):
    delivery = submitted(reply(**fields))

    assert isinstance(delivery, Delivery)
    assert (delivery.fault, delivery.images, delivery.urls, delivery.cost_micro) == (fault, (), (), 17_000)
    assert delivery.raw.startswith(b"{")


def test_pictures_may_come_with_a_data_prefix_or_at_urls():
    assert submitted(reply(base64_images=[f"data:image/png;base64,{PICTURE}"])).images == (PNG,)

    delivery = submitted(reply(base64_images=[], output_urls=["https://x.test/a", "https://x.test/b"]))
    assert (delivery.images, delivery.urls, delivery.fault) == ((), ("https://x.test/a", "https://x.test/b"), None)


def test_a_task_is_looked_at_until_it_says_how_it_ended():
    def looked(fields, status=200):
        return talk(answer(status, fields), lambda client: client.task("task_1"))

    result = {"base64_images": [PICTURE], "balance_cost": 0.017}
    for status in ("pending", "running", "queued", None):
        assert looked({"status": status, "task_id": "task_1"})[0] == Running()
    delivery, seen = looked({"status": "succeeded", "result": result})
    assert (delivery.images, delivery.cost_micro) == ((PNG,), 17_000)
    assert seen[0][:2] == ("GET", "/v1/inferences/tasks/task_1")
    assert looked({"status": "succeeded"})[0].fault == "it holds no picture"

    failed, _ = looked({"status": "failed", "error": {"code": "inference_failed", "message": "Try again."}})
    assert (failed.kind, failed.message) == (FailureKind.TASK_FAILED, "the task failed: Try again.")
    assert looked({"status": "failed"})[0].kind is FailureKind.TASK_FAILED
    assert looked({"status": "failed", "error": {"code": "content_refused"}})[0].kind is FailureKind.TASK_REFUSED
    assert looked(detail("Not Found"), 404)[0].kind is FailureKind.LOST_TASK


def test_a_task_id_can_not_lead_to_another_address():
    seen = talk(answer(200, {"status": "running"}), lambda client: client.task("../credits?x=#y"))[1]

    assert seen[0][1] == "/v1/inferences/tasks/..%2Fcredits%3Fx=%23y"


def test_a_quote_asks_for_the_price_only_and_must_name_one():
    price, seen = talk(answer(200, {"balance_cost": 0.5}), lambda client: client.quote(BODY))
    assert price == 500_000
    assert json.loads(seen[0][3]) == {**BODY, "check_cost": True}

    error, _ = talk(answer(200, {"balance_cost": None}), lambda client: client.quote(BODY))
    assert error.kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    ("fields", "balance", "credit"),
    [
        ({"credits": 999, "balance": 100.75}, 100_750_000, 999_000_000),
        ({"credits": 0, "balance": 0}, 0, 0),
        ({"credits": 12.5}, 12_500_000, 12_500_000),
        ({"balance": 3}, 3_000_000, None),
        ({"balance": None, "credits": 5}, None, 5_000_000),
    ],
)
def test_the_wallet_alone_stands_for_either_unit(fields, balance, credit):
    account, seen = talk(answer(200, fields), lambda client: client.account())

    assert (account.balance_micro, account.credits_micro) == (balance, credit)
    assert seen[0][:2] == ("GET", "/v1/inferences/credits")


def test_an_answer_that_says_nothing_of_what_was_asked_is_another_apis() -> None:
    """A server that answers 200 to everything must not have a day's cap booked as spent."""
    error, _ = talk(answer(200, {"ok": True}), lambda client: client.account())
    assert error.kind is FailureKind.REFUSED
    assert submitted(answer(200, {"ok": True})).kind is FailureKind.UNKNOWN


def test_pictures_beside_a_task_are_taken_and_half_of_them_is_less_than_all_at_urls() -> None:
    both = {"task_id": "t1", "outputImageBase64": "UE5H"}
    assert submitted(answer(200, both)).images == (b"PNG",)
    some = {"base64_images": ["UE5H"], "output_urls": ["https://a.test/1.png", "https://a.test/2.png"]}
    assert submitted(answer(200, some)).urls == ("https://a.test/1.png", "https://a.test/2.png")
    broken = {"base64_images": ["%%%"], "output_urls": ["https://a.test/1.png"]}
    assert submitted(answer(200, broken)).urls == ("https://a.test/1.png",)


def test_a_task_that_answers_for_another_is_not_believed() -> None:
    other = {"status": "succeeded", "task_id": "t2", "result": {"base64_images": ["UE5H"]}}
    error, _ = talk(answer(200, other), lambda client: client.task("t1"))
    assert error.kind is FailureKind.UNKNOWN
    mine = {**other, "task_id": "t1", "status": "SUCCEEDED"}
    found, _ = talk(answer(200, mine), lambda client: client.task("t1"))
    assert found.images == (b"PNG",)


# -- what is sent, and where to


def test_a_paid_request_carries_key_agent_and_async_and_its_own_connection():
    _, seen = talk(reply(), lambda client: client.submit(body_of(BODY, {"input_image": b"abc"})))

    method, path, headers, raw = seen[0]
    assert (method, path) == ("POST", "/v1/inferences")
    assert headers["x-rd-token"] == KEY
    assert headers["user-agent"].startswith("rdbuild/")
    assert headers["connection"] == "close"
    assert json.loads(raw) == {**BODY, "input_image": "YWJj", "async": True}


def test_the_legacy_address_takes_inferences_and_its_base_the_rest():
    _, seen = talk(reply(), lambda client: client.submit(BODY), path="/inferences/legacy")
    assert seen[0][1] == "/v1/inferences/legacy"

    _, seen = talk(answer(200, {}), lambda client: client.account(), path="/inferences/legacy")
    assert seen[0][1] == "/v1/inferences/credits"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed_and_the_key_goes_nowhere_else(status):
    async def scenario():
        elsewhere = Wire(reply())
        async with listening(elsewhere) as other:
            here = Wire(answer(status, Location=other.replace("127.0.0.1", "localhost")))
            async with listening(here) as url, Client(url, KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                for call in (client.submit(BODY), client.quote(BODY), client.account(), client.task("t")):
                    with pytest.raises(ApiError):
                        await call
                with pytest.raises(ApiError):
                    await client.fetch(url + "/outputs/1.png")
        return here.seen, elsewhere.seen

    here, elsewhere = asyncio.run(scenario())
    assert len(here) == 5
    assert elsewhere == []


def test_result_urls_get_the_key_at_home_only_and_are_https_elsewhere():
    async def scenario():
        here, elsewhere = Wire(answer(200, PNG)), Wire(answer(200, PNG))
        async with listening(elsewhere) as other, listening(here) as url:
            client = Client(url, KEY, answer_timeout_s=5, now=lambda: NOW)
            async with client:
                assert await client.fetch(url + "/outputs/1.png") == PNG
                assert await client.fetch("outputs/2.png") == PNG
                for target in (other + "/1.png", "file:///etc/passwd", "ftp://127.0.0.1/x", "//127.0.0.1:1/x"):
                    with pytest.raises(ApiError, match="neither the API's own nor https"):
                        await client.fetch(target)
                with pytest.raises(ApiError, match="not a public one"):  # nor https, in our own network
                    await client.fetch(other.replace("http://", "https://"))
        return here.seen, elsewhere.seen

    here, elsewhere = asyncio.run(scenario())
    assert [(path, headers.get("x-rd-token")) for _, path, headers, _ in here] == [
        ("/v1/outputs/1.png", KEY),
        ("/v1/outputs/2.png", KEY),
    ]
    assert elsewhere == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.10", "localhost", "LOCALHOST", "[::1]"])
def test_loopback_is_never_proxied(host, monkeypatch):
    """The proxy of the environment would see the key and could not reach our loopback anyway."""

    async def scenario():
        proxy, home = Wire(answer(502, HTML)), Wire(reply())
        async with listening(proxy) as address, listening(home) as url:
            monkeypatch.setenv("HTTP_PROXY", address)
            monkeypatch.setenv("http_proxy", address)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with Client(url.replace("127.0.0.1", host), KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                with suppress(ApiError):  # nobody listens at ::1 and 127.8.9.10
                    await client.submit(BODY)
        return proxy.seen

    assert asyncio.run(scenario()) == []


def test_a_proxy_of_the_environment_is_used_for_everything_else(monkeypatch):
    async def scenario():
        proxy = Wire(reply())
        async with listening(proxy) as address:
            monkeypatch.setenv("http_proxy", address)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with Client("http://api.invalid/v1", KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                await client.submit(BODY)
        return proxy.seen

    assert [path for _, path, _, _ in asyncio.run(scenario())] == ["http://api.invalid/v1/inferences"]


def test_a_proxy_that_refuses_the_tunnel_proves_that_nothing_was_sent(monkeypatch):
    async def scenario():
        proxy = Wire(answer(407, b"who are you"))
        async with listening(proxy) as address:
            monkeypatch.setenv("https_proxy", address)
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with Client("https://api.invalid/v1", KEY, answer_timeout_s=5, now=lambda: NOW) as client:
                with pytest.raises(ApiError) as caught:
                    await client.submit(BODY)
        return caught.value, proxy.seen

    error, seen = asyncio.run(scenario())
    assert error.kind is FailureKind.NOT_SENT
    assert [method for method, *_ in seen] == ["CONNECT"]
    assert KEY not in str(seen)


# -- the key


def everything_said(error):
    return f"{error.message} {error.hint} {error!r} {error.__cause__!r} {error.__context__!r}"


@pytest.mark.parametrize(
    "reply_bytes",
    [
        answer(401, detail(f"Invalid token {KEY}.")),
        answer(400, detail([{"loc": [KEY], "msg": f"bad {KEY}"}])),
        answer(400, detail({"code": KEY, "message": KEY})),
        answer(307, Location=f"https://evil.test/?token={KEY}"),
        answer(410, detail({"new_endpoint": f"https://evil.test/{KEY}"})),
        answer(500, f"<html>{KEY}</html>".encode()),
        answer(200, f"{KEY} is no JSON".encode()),
        f"{KEY} is no HTTP\r\n\r\n".encode(),
        b"",
    ],
)
def test_no_error_text_holds_the_key_whatever_the_server_says(reply_bytes):
    error = submitted(reply_bytes)
    assert isinstance(error, ApiError)
    assert KEY not in f"{error.message} {error.hint}"

    failed, _ = talk(reply_bytes, lambda client: client.task("t"))
    assert KEY not in f"{failed.message} {failed.hint}"


def test_the_reason_of_a_failed_task_does_not_hold_the_key():
    fields = {"status": "failed", "error": {"code": "inference_failed", "message": f"for {KEY}"}}
    error, _ = talk(answer(200, fields), lambda client: client.task("t"))

    assert KEY not in everything_said(error)
    assert "the task failed: for" in error.message


def test_an_address_with_a_password_is_shown_without_it():
    async def scenario():
        async with Client("http://me:hunter2@nowhere.invalid/v1", KEY, answer_timeout_s=5, now=lambda: NOW) as client:
            await client.submit(BODY)

    with pytest.raises(ApiError) as caught:
        asyncio.run(scenario())
    assert "hunter2" not in caught.value.message
    assert "nowhere.invalid" in caught.value.message


def test_a_server_can_not_write_control_characters_to_the_terminal():
    for reply_bytes in (
        answer(400, detail("\x1b[2J\x07gone\u202e")),
        b"HTTP/1.1 307 x\r\nLocation: /\xc2\x9b2J\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    ):
        error = submitted(reply_bytes)
        assert error.message.isprintable(), error.message


def test_a_newline_after_the_key_is_not_part_of_it():
    """`RD_API_KEY` comes out of files, which end in one."""
    _, seen = talk(reply(), lambda client: client.submit(BODY), key=f"{KEY}\r\n")

    assert seen[0][2]["x-rd-token"] == KEY


@pytest.mark.parametrize("key", ["two\nlines", "nul\x00", "ke\u00ff"])
def test_a_key_that_no_header_can_hold_is_refused_before_anything_is_sent(key):
    with pytest.raises(CredentialError) as caught:
        talk(reply(), lambda client: client.submit(BODY), key=key)
    assert key not in f"{caught.value.message} {caught.value.hint}"


def test_without_a_key_no_header_is_sent():
    _, seen = talk(reply(), lambda client: client.submit(BODY), key=None)

    assert "x-rd-token" not in seen[0][2]
