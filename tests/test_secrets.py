"""The API key is nowhere to be read: not in what is said, not in what is kept, not on another server.

The other side is a raw server that says the key back wherever a server can: headers, bodies, pages, ids, URLs, models.
"""

import base64
import contextlib
import io
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import quote, unquote

import pytest
from game import Game
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from rich.console import Console as Terminal

from rdbuild import cli
from rdbuild.client import Client
from rdbuild.errors import ApiError
from rdbuild.model import Asset, ImageRef, Manifest, Mark, Problem
from rdbuild.secret import Guarded, Secret, leaks

KEY = "rdpk-0f3a9c1e7b2d4860a1c3e5f7092b4d6e"
ODD = "rd+k.[a-z]*(1)$|^\"q'\\n/%41 #&?=~"  # of everything that somebody gives a meaning to
HERO = {"hero": "prompt: a knight"}


def png(size=(64, 64), colour="red"):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


PNG = png()
PICTURE = base64.b64encode(PNG).decode()


# -- a server that says the key back


class Said:
    """An answer; without a status the connection is reset."""

    def __init__(self, status=None, body=b"", **headers):
        self.status, self.headers = status, headers
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


class Mirror:
    """A server that answers as it is told at each point, and as the API would at all others. Remembers the heads."""

    def __init__(self, **answers):
        self.answers = answers
        self.seen = []
        self.bought = []  # bodies of paid requests
        mirror = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                mirror.seen.append((f"{self.command} {self.path}", dict(self.headers)))
                point = mirror.point(self.path, body)
                if point == "submit":
                    mirror.bought.append(json.loads(body))
                said = mirror.answers.get(point) or mirror.usual(point)
                said = said(self.path, body) if callable(said) else said
                if said.status is None:
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.close_connection = True
                    return
                self.send_response(said.status)
                for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(said.body)

            do_GET = do_POST = answer

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        self.root = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.url = f"{self.root}/v1"

    @staticmethod
    def point(path, body):
        for name in ("credits", "tasks", "requests", "edit", "outputs"):
            if f"/{name}" in path:
                return "poll" if name == "tasks" and "?" not in path else name
        return "quote" if b'"check_cost": true' in body else "submit"

    @staticmethod
    def usual(point):
        return {
            "credits": Said(200, {"balance": 90, "credits": 9}),
            "quote": Said(200, {"balance_cost": 0.017, "base64_images": []}),
            "submit": Said(200, {"task_id": "t1"}),
            "poll": delivered(),
            "outputs": Said(200, PNG),
            "requests": Said(200, {"requests": []}),
            "tasks": Said(200, {"tasks": []}),
        }[point]

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


def delivered(**fields):
    return Said(200, {"status": "succeeded", "result": {"base64_images": [PICTURE], "balance_cost": 0.017, **fields}})


def page(status, key):
    return Said(status, f"<!DOCTYPE html><html><b>{key}</b></html>".encode(), **{"Content-Type": "text/html", "X": key})


@pytest.fixture
def mirrors():
    running = []

    def start(**answers):
        running.append(Mirror(**answers))
        return running[-1]

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def project(tmp_path):
    def make(api, key=KEY):
        return Game(tmp_path / "game", tmp_path / "home", api, key=key)

    return make


# -- where it could be


def spellings(key):
    """The key as whoever looks for it would find it, worked out by hand; and every part of eight characters."""
    key = key.strip()
    data, user = (text.encode("utf-8", "surrogatepass") for text in (key, f"user:{key}"))
    found = {key, key.lower(), json.dumps(key)[1:-1], json.dumps(key, ensure_ascii=False)[1:-1], repr(key)[1:-1]}
    found |= {quote(data), quote(data, safe=""), base64.b64encode(data).decode().rstrip("=")[:-1]}
    found |= {base64.b64encode(user).decode().rstrip("=")[8:-1]}
    parts = {key[n : n + 8] for n in range(len(key) - 7)}
    return found | {one for one in parts if not one.isalpha()}


def holding(data, key=KEY):
    data = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return sorted(one for one in spellings(key) if one.encode("utf-8", "surrogatepass") in data)


def leaked(game, *rans, but=("game.yaml",), key=None):
    """Every place of ours with the key in it: streams, the whole home, the whole project but for the user's files."""
    key = (key or game.key).strip()
    found = {f"{stream} of run {n}": holding(getattr(ran, stream), key)
             for n, ran in enumerate(rans) for stream in ("out", "err")}  # fmt: skip
    for folder in (game.home, game.folder):
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder.parent))
            found[f"the name {name}"] = holding(name, key)
            if path.is_file() and path.name not in but:
                found[name] = holding(path.read_bytes(), key)
    return {place: parts for place, parts in found.items() if parts}


def everything(game):
    """All that can be asked about a project after whatever happened to it."""
    return [
        game.run("build", "--log-json", str(game.folder / "log.jsonl")),
        game.run("build", "--json"),
        game.run("plan", "-v"),
        game.run("plan", "--json"),
        game.run_plain("credits"),
        game.run_plain("ledger"),
        game.run_plain("ledger", "--json"),
        game.run_plain("ledger", "export"),
        game.run_plain("cache", "verify", "--json"),
    ]


def failing(key, elsewhere):
    """What servers do, each saying the key back: points and answers, and what the first build exits with."""
    away = f"{elsewhere}/v1/inferences?token={key}"
    head = {"X-Echo": key, "Server": key}
    refused = {"detail": [{"loc": ["body", key], "msg": f"bad {key}", "input": key, "code": key}]}
    return {
        "401 before anything": ({"quote": Said(401, {"detail": f"Invalid token {key}."}, **head)}, 5),
        "401 for the balance": ({"credits": Said(401, {"detail": {"code": key, "message": key}}, **head)}, 5),
        "401 for the purchase": ({"submit": Said(401, {"detail": f"Invalid token {key}."}, **head)}, 5),
        "403 in words": ({"submit": Said(403, {"detail": f"the token {key} is no good"})}, 5),
        "403 with a page": ({"submit": page(403, key)}, 1),
        "422 for the header": (
            {"submit": Said(422, {"detail": [{"loc": ["header", "x-rd-token"], "msg": f"not {key}"}]})}, 5,
        ),
        "422": ({"submit": Said(422, refused)}, 1),
        "400": ({"submit": Said(400, {"detail": f"{key} can't {key} so {key}"}, **head)}, 1),
        "400 at great length": ({"submit": Said(400, {"detail": f"{key} " * 400})}, 1),
        "402": ({"submit": Said(402, {"detail": f"Not enough balance on {key}."})}, 3),
        "410": ({"quote": Said(410, {"detail": {"message": key, "new_endpoint": f"https://x.test/{key}"}})}, None),
        "a quote refused": ({"quote": Said(400, {"detail": f"no price for {key}"})}, None),
        "a quote that is no price": ({"quote": Said(200, {"balance_cost": f"{'1' * 50}{key}"})}, None),
        "a balance refused": ({"credits": Said(400, {"detail": f"no account for {key}"})}, 1),
        "302 for the balance": ({"credits": Said(302, Location=away)}, None),
        "307 for a quote": ({"quote": Said(307, Location=away)}, None),
        "302 for the purchase": ({"submit": Said(302, {"to": away}, Location=away)}, 1),
        "307 for the purchase": ({"submit": Said(307, {"to": away}, Location=away)}, 1),
        "303 for the purchase": ({"submit": Said(303, Location=away)}, 6),
        "502 with a page": ({"submit": page(502, key)}, 6),
        "a success that is no JSON": ({"submit": page(200, key)}, 6),
        "a reset": ({"submit": Said()}, 6),
        "a task refused": (
            {"poll": Said(200, {"status": "failed", "error": {"code": "content", "message": f"no {key}"}})}, 1,
        ),
        "a task that is its code": ({"poll": Said(200, {"status": "failed", "error": {"code": key}})}, 1),
        "a task unknown": ({"poll": Said(404, {"detail": f"no task for {key}"})}, 6),
        "a task id with it": ({"submit": Said(200, {"task_id": f"task-{key}-1", "request_id": key})}, 0),
        "a task id that is none": ({"submit": Said(200, {"task_id": f"{key}\n{key}"})}, None),
        "a model named so": ({"poll": delivered(model=f"model {key} {key[:20]}")}, 0),
        "a cost that is none": ({"poll": delivered(balance_cost=f"{'1' * 60}{key}")}, 3),
        "no picture": ({"poll": Said(200, {"status": "succeeded", "result": {"note": key, "url": quote(key)}})}, None),
        "no base64": ({"poll": delivered(base64_images=[f"!{key}!"])}, None),
        "more fields": ({"poll": delivered(echo={"headers": {"x-rd-token": key}})}, 0),
        "pictures at home": (
            {"poll": delivered(base64_images=[], output_urls=[f"/v1/outputs/1.png?token={quote(key, safe='')}"])}, 0,
        ),
        "pictures elsewhere": (
            {"poll": delivered(base64_images=[], output_urls=[f"https://cdn.test/{quote(key, safe='')}.png"])}, None,
        ),
        "pictures next door": (
            {"poll": delivered(base64_images=[], output_urls=[f"{elsewhere}/v1/outputs/{quote(key)}.png"])}, None,
        ),
        "pictures that moved": (
            {"poll": delivered(base64_images=[], output_urls=["/v1/outputs/moved.png"]),
             "outputs": lambda path, _: Said(200, PNG) if "moved" not in path else Said(
                 307, Location=f"{elsewhere}/{quote(key)}")}, None,
        ),
    }  # fmt: skip


SLOW = {
    "429": {"submit": Said(429, {"detail": f"slower, {KEY}"}, **{"Retry-After": KEY})},
    "400 that passes": {"submit": Said(400, {"detail": {"code": "inference_failed", "message": f"again, {KEY}"}})},
    "500": {"submit": Said(500, {"detail": f"at {KEY}"}, **{"X-Echo": KEY})},
    "a quote that is no JSON": {"quote": Said(200, f"{KEY} is no JSON".encode())},
    "500 for the balance": {"credits": Said(500, {"detail": f"at {KEY}"})},
    "503 for a quote": {"quote": Said(503, {"detail": {"code": "service_unavailable", "message": KEY}})},
    "a picture that is gone": {
        "poll": delivered(base64_images=[], output_urls=[f"/v1/outputs/{KEY}.png"]),
        "outputs": page(404, KEY),
    },
}


WHOLE = [name for name, (answers, _) in failing(KEY, "").items() if {"credits", "quote"} & answers.keys()]
STOPS = ["401 for the purchase", "403 in words", "422 for the header", "402", "a cost that is none"]
TROUBLES = [name for name in failing(KEY, "") if name not in (*WHOLE, *STOPS)]


@pytest.mark.parametrize("failure", [*WHOLE, *STOPS])
def test_after_whatever_ends_a_build_the_key_is_nowhere(project, mirrors, failure):
    other = mirrors()
    answers, code = failing(KEY, other.root)[failure]
    game = project(mirrors(**answers)).write(HERO)

    ran = game.run("build", "-v", "--log-json", str(game.folder / "log.jsonl"))

    assert code is None or ran.code == code, ran
    assert leaked(game, ran, game.run("plan", "--json"), game.run_plain("credits")) == {}
    assert other.seen == []  # a redirect carries nothing elsewhere


@pytest.mark.heavy
def test_after_whatever_befalls_its_assets_the_key_is_nowhere(project, mirrors):
    """One build in which each asset has a trouble of its own."""
    other = mirrors()
    troubles = [failing(KEY, other.root)[name][0] for name in TROUBLES]

    def submit(_, body):
        number = json.loads(body)["prompt"].split()[-1]
        return troubles[int(number)].get("submit", Said(200, {"task_id": f"task {number}"}))

    def poll(path, _):
        number = unquote(path).split()[-1]
        return troubles[int(number)].get("poll", delivered()) if number.isdigit() else delivered()

    moved = next(one["outputs"] for one in troubles if "outputs" in one)
    game = project(mirrors(submit=submit, poll=poll, outputs=moved))
    game.write({f"n{number}": f"prompt: number {number}" for number in range(len(troubles))})

    rans = everything(game)

    assert rans[0].code == 6, rans[0]
    assert "***" in rans[0].err
    assert "***" in (game.folder / "log.jsonl").read_text()
    assert leaked(game, *rans) == {}
    assert other.seen == []


@pytest.mark.heavy
@pytest.mark.parametrize("key", [KEY, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize("failure", [*failing(KEY, ""), *SLOW])
def test_after_each_failure_alone_whatever_is_asked_next_the_key_is_nowhere(project, mirrors, failure, key):
    """Also a key of odd characters, which JSON, URLs and Python's own words escape each in its way."""
    other = mirrors()
    answers, code = (failing(key, other.root) | {name: (one, None) for name, one in SLOW.items()})[failure]
    game = project(mirrors(**answers), key=key).write(HERO)

    rans = everything(game)

    assert code is None or rans[0].code == code, rans[0]
    assert leaked(game, *rans) == {}
    assert other.seen == []


def test_a_purchase_is_found_in_the_request_list_by_names_with_the_key_in_them(project, mirrors):
    """Lost on the wire, then found: the ledger never has the name, and the API is asked for it by the right one."""
    asked = []

    def listing(*_):
        item = {"request_id": f"r-{KEY}", "task_id": f"t {KEY}/1", "status": "running", "created_at": int(time.time())}
        return Said(200, {"requests": [{**item, "request": api.bought[0]}]})

    def task(path, _):
        asked.append(unquote(path))
        return delivered()

    api = mirrors(submit=Said(), requests=listing, poll=task)
    game = project(api).write(HERO)
    lost = game.run("build")
    assert lost.code == 6, lost
    found = game.run("build", "--no-spend", "--json")

    assert found.json["recovered_assets"] == ["hero"], found
    assert asked == [f"/v1/inferences/tasks/t {KEY}/1"]
    assert leaked(game, lost, found, *everything(game)) == {}


@pytest.mark.heavy
def test_pictures_at_home_are_fetched_with_the_key_that_their_url_had(project, mirrors):
    """A later build fetches them by what the ledger noted, which has no key in it."""
    url = f"/v1/outputs/1.png?token={KEY}&for={KEY}"
    api = mirrors(poll=delivered(base64_images=[], output_urls=[url]), outputs=Said(404, {"detail": KEY}))
    game = project(api).write(HERO)
    first = game.run("build")
    api.answers = {"poll": Said(404, {"detail": "gone"}), "outputs": Said(200, PNG)}
    api.seen.clear()
    second = game.run("build", "--json")

    assert second.json["recovered_assets"] == ["hero"], (first, second)
    assert f"GET {url}" in [head for head, _ in api.seen]
    assert leaked(game, first, second) == {}


def test_a_result_url_elsewhere_with_the_key_in_it_is_asked_of_nobody(mirrors):
    api = mirrors()

    async def scenario(url):
        from datetime import UTC, datetime

        async with Client(api.url, KEY, answer_timeout_s=5, now=lambda: datetime.now(UTC)) as client:
            await client.fetch(Secret(KEY).masked(url))

    import asyncio

    for url in (
        f"https://cdn.test/{KEY}",
        f"https://1.1.1.1/?k={KEY}",
        f"https://{KEY}.test/",
        f"https://a:{KEY}@b.test/",
    ):
        with pytest.raises(ApiError) as caught:
            asyncio.run(scenario(url))
        assert "can't connect" not in caught.value.message
        assert holding(f"{caught.value!r}") == []


def test_loopback_is_asked_directly_whatever_proxies_there_are(project, mirrors, monkeypatch):
    api, proxy = mirrors(), mirrors()
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.root)
    game = project(api).write(HERO)
    assert game.build()["generated"] == ["hero"]
    assert proxy.seen == []


# -- where the user has put it


@pytest.mark.parametrize(
    "command",
    ["credits", pytest.param("plan", marks=pytest.mark.heavy), pytest.param("build", marks=pytest.mark.heavy)],
)
def test_an_unreachable_address_with_the_key_in_it_is_told_without_it(project, command):
    game = project("http://127.0.0.1:1/v1").write(HERO)
    where = [] if command == "credits" else [str(game.path)]
    for name in ("user:{}@127.0.0.1:1/v1", "127.0.0.1:1/{}/v1"):
        ran = game.run_plain(command, *where, "--api", "http://" + name.format(KEY))
        assert "127.0.0.1:1" in ran.out + ran.err
        assert leaked(game, ran) == {}


def test_an_address_with_the_key_in_it_is_shown_without_it(project):
    game = project(f"http://user:{KEY}@127.0.0.1:1/v1").write(HERO)
    plans = [game.run("plan", "--offline"), game.run("plan", "--offline", "--json")]
    assert plans[0].out.startswith("game on http://user:***@127.0.0.1:1/v1")
    assert plans[1].json["api"] == "http://user:***@127.0.0.1:1/v1"
    none = game.run("plan", "--api", KEY, "--json")
    assert (none.code, none.json["error"]) == (2, "`***` is no API address")
    assert leaked(game, *plans, none) == {}


def test_a_host_with_the_key_in_its_name_is_refused_for_it_would_be_in_the_lock_file(project):
    ran = project(f"https://{KEY.upper()}.test/v1").write(HERO).run("plan", "--offline")
    assert ran.code == 2
    assert "RD_API_KEY" in ran.err


PLANTED = {
    "a palette that is an .env": "palettes: {x: .env}",
    "a palette with it": "palettes: {x: palettes/x.hex}",
    "a GIMP palette with it": "palettes: {x: palettes/x.gpl}",
    "a JASC palette with it": "palettes: {x: palettes/x.pal}",
    "a palette named so": f"palettes: {{x: {KEY}.hex}}",
    "a word of it": f"defaults: {KEY}",
    "a key of it": f"{KEY}: 1",
    "a budget of it": f"budget: {KEY}",
    "a style of it": f"styles: [{KEY}]",
    "a second one": f"project: a\nproject: {KEY}",
    "a quote that never ends": f"project: '{KEY}",
    "an alias of it": f"project: *{KEY}",
    "a tag of it": f"project: !{KEY} x",
    "a number too long": f"project: {'1' * 50}\n# {KEY}",
    "a line with it": f"version: 2 # {KEY}",
}
ENTRIES = {
    "an input image that is an .env": "input_image: .env, strength: 0.5",
    "an input image named so": f"input_image: {KEY}.png, strength: 0.5",
    "a style named so": f"prompt_style: {KEY}",
    "a preset named so": f"preset: {KEY}",
    "an unknown setting": f"{KEY}: 1",
    "a wrong value": f"width: {KEY}",
    "a colour": f'flatten: "{KEY}"',
    "an unknown variable": f'prompt: "a {{{KEY}}}"',
    "another asset": f"input_image: {{asset: {KEY}}}, strength: 0.5",
}


@pytest.mark.parametrize("mistake", [*PLANTED, *ENTRIES])
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_mistake_in_a_line_with_the_key_is_told_without_it(project, mistake, options):
    game = project("http://127.0.0.1:1/v1")
    (game.folder / "palettes").mkdir()
    for name, head in (("x.hex", ""), ("x.gpl", "GIMP Palette\n"), ("x.pal", "JASC-PAL\n0100\n1\n")):
        (game.folder / "palettes" / name).write_text(f"{head}RD_API_KEY={KEY}\n")
    (game.folder / ".env").write_text(f"export RD_API_KEY={KEY}\n")
    body = ENTRIES.get(mistake, "")
    game.write({"hero": ", ".join(filter(None, ("" if "prompt:" in body else "prompt: a knight", body)))},
               head=PLANTED.get(mistake, ""))  # fmt: skip

    ran = game.run("validate", *options)

    assert ran.code == 2, ran
    assert "game.yaml" in ran.out + ran.err  # the place
    assert leaked(game, ran, but=("game.yaml", ".env", "x.hex", "x.gpl", "x.pal")) == {}


def test_a_manifest_that_is_an_env_file_is_refused_with_place_reason_and_caret(project):
    game = project("http://127.0.0.1:1/v1")
    env = game.folder / ".env"
    for text, line, caret in (
        (f"RD_API_KEY={KEY}", "RD_API_KEY=***", "^" * len("RD_API_KEY=***")),
        (f"A: {KEY}: B", "A: ***: B", "   ^^^^^^"),
        (f"A: [{KEY}, !x b]", "A: [***, !x b]", "         ^^"),
        (f"{KEY}: 1", "***: 1", "^^^"),
    ):
        env.write_text(text + "\n")
        ran = game.run_plain("validate", str(env))
        shown = ran.err.splitlines()
        found = [shown[at + 1] for at, one in enumerate(shown) if one == f" 1 | {line}"]
        assert f"   | {caret}" in found, ran
        assert shown[0].startswith(f"{env}:1:"), ran
        assert leaked(game, ran, but=(".env",)) == {}


def test_what_is_typed_with_the_key_in_it_is_told_without_it(project):
    game = project("http://127.0.0.1:1/v1").write(HERO)
    for argv in (
        [KEY], ["build", KEY], ["build", f"--{KEY}"], ["plan", "--budget", KEY], ["build", "-j", KEY],
        ["reroll", str(game.path), KEY], ["plan", str(game.path), "--only", KEY], ["styles", KEY],
        ["ledger", "reconcile", KEY, "--charged"], ["serve", "--faults", KEY], ["serve", "--port", KEY],
    ):  # fmt: skip
        for options in ([], ["--json"]):
            ran = game.run_plain(*argv, *options)
            assert ran.code == 2, ran
            assert "***" in ran.err or "reconcile" in argv, ran
            assert leaked(game, ran) == {}


def test_a_key_that_no_header_can_hold_is_refused_without_showing_it(project):
    for key in ("schlüssel-0123456789", "two lines\nof a key 1234", "\udcff-not-utf-8-0123456789"):
        game = project("http://127.0.0.1:1/v1", key=key).write(HERO)
        ran = game.run("build")
        assert ran.code == 5, ran
        assert leaked(game, ran, key=key) == {}


def test_a_newline_after_the_key_changes_nothing_of_this(project, mirrors):
    game = project(mirrors(submit=Said(400, {"detail": f"no {KEY}"})), key=f"{KEY}\r\n").write(HERO)
    rans = everything(game)
    assert "no ***" in rans[0].err
    assert leaked(game, *rans) == {}


# -- what an asset says


def says(**fields):
    asset = Asset(**{"id": "hero", "mark": Mark("/p/game.yaml", 3, 3), "entry": "hero", "prompt": "a knight",
                     "prompt_style": None, "width": 64, "height": 64, **fields})  # fmt: skip
    return Manifest("/p/game.yaml", "game", "/p/assets", {}, (asset,))


TEXT = f"version: 1\nassets:\n  hero:\n    prompt: a {KEY} knight\n".encode()


@pytest.mark.parametrize(
    "fields",
    [
        {"prompt": f"a {KEY} knight"},
        {"id": KEY},
        {"entry": f"{KEY}_{{n}}"},
        {"tags": ("a", KEY)},
        {"prompts": ("one", f"two {KEY}")},
        {"prompt_style": f"user__{KEY}"},
        {"params": {"extra_prompt": f"{KEY}!"}},
        {"api": {"extra": [{"deep": KEY}]}},
        {"api": {KEY: 1}},
        {"layout": {"names": [KEY]}},
        {"input_image": ImageRef(Mark("/p/game.yaml", 4, 5), file=f"/p/{KEY}.png")},
    ],
    ids=str,
)
def test_an_asset_that_says_the_key_is_refused_at_its_place(fields):
    [problem] = leaks(says(**fields), f"{KEY}\n", lambda _: TEXT)
    assert (problem.mark.file, problem.mark.line, problem.mark.column) == ("/p/game.yaml", 4, 15)
    assert problem.mark.length == len(KEY)
    assert problem.source == f"    prompt: a {KEY} knight"
    assert problem.severity == "error"
    assert "make a new key" in problem.hint


def test_a_key_that_stands_in_no_line_is_told_at_its_entry():
    """It came together from a template, or the file is gone by now."""

    def gone(_):
        raise FileNotFoundError

    for read in (lambda _: b"version: 1\nassets:\n  hero: {}\n", gone):
        [problem] = leaks(says(prompt=KEY), KEY, read)
        assert (problem.mark.line, problem.mark.column) == (3, 3)


def test_what_would_be_kept_beside_the_assets_is_looked_at_too():
    warning = Problem("w", "odd", Mark("/p/game.yaml", 4, 1), source=f"    x: 1 # {KEY}", severity="warning")
    for change in ({"project": KEY}, {"styles": ({"id": KEY},)}, {"warnings": (warning,)}, {"output": f"/p/{KEY}"}):
        manifest = says()
        changed = Manifest(**{**{name: getattr(manifest, name) for name in Manifest.__slots__}, **change})
        assert len(leaks(changed, KEY, lambda _: TEXT)) == 1, change


def test_a_manifest_without_the_key_is_left_alone_and_no_file_is_read():
    def never(_):
        raise AssertionError

    assert leaks(says(), KEY, never) == []
    assert leaks(says(prompt="a key"), "key", never) == []  # a short one may be a word
    assert leaks(says(prompt="a key"), None, never) == []
    folder = f"/home/{KEY}"  # somebody's folder is not what the manifest says
    asset = says(input_image=ImageRef(Mark("x", 1, 1), file=f"{folder}/hero.png")).assets[0]
    assert leaks(Manifest(f"{folder}/game.yaml", "game", f"{folder}/assets", {}, (asset,)), KEY, never) == []


def test_validate_refuses_a_manifest_that_says_the_key(project):
    game = project("http://127.0.0.1:1/v1").write(
        {"hero": f"prompt: a {KEY} knight", "other": f"tags: [{KEY}], prompt: b"}
    )
    ran = game.run("validate")
    assert ran.code == 2
    assert f"{game.path}:7:" in ran.err
    assert "hero: {prompt: a *** knight}" in ran.err
    assert "take it out, and make a new key: it stands in a file" in ran.err
    assert [one["line"] for one in game.run("validate", "--json").json["problems"]] == [7, 8]
    assert leaked(game, ran) == {}


@pytest.mark.parametrize("options", [(), ("--api", "local")], ids=["paid", "local"])
def test_nothing_is_made_of_a_manifest_that_says_the_key(project, mirrors, options):
    paid = mirrors()
    game = project(paid).write({"hero": f"prompt: a {KEY} knight"})
    for argv in (["plan"], ["build"], ["reroll", "hero"], ["accept", "hero"]):
        command, *rest = argv
        ran = game.run(command, *rest, *options)
        assert ran.code == 2, ran
        assert "the prompt of `hero` holds the API key" in ran.err
        assert leaked(game, ran) == {}
    assert paid.seen == []
    assert not (game.folder / "assets").exists()


# -- bugs, signals, children


def a_bug(message):
    def command(arguments, console):
        try:
            raise KeyError(message)
        except KeyError as error:
            raise RuntimeError(f"{message!r} and {json.dumps({'key': message})}", message) from error

    return {"schema": command}


@pytest.mark.parametrize("key", [KEY, ODD])
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_bug_of_ours_is_told_without_the_key(project, monkeypatch, key, options):
    monkeypatch.setattr(cli, "COMMANDS", a_bug(key))
    game = project("local", key=key)
    ran = game.run_plain("schema", *options)
    assert ran.code == 70
    assert "RuntimeError" in ran.err
    assert "KeyError" in ran.err
    assert leaked(game, ran) == {}
    assert not options or "RuntimeError" in ran.json["error"]


def test_a_bug_in_the_midst_of_a_purchase_is_told_without_the_key(project, mirrors, monkeypatch):
    from rdbuild import receiving

    def broken(*_):
        raise ValueError(f"with {KEY} in hand")

    monkeypatch.setattr(receiving, "keep", broken)
    game = project(mirrors()).write(HERO)
    rans = [game.run("build", "--json"), game.run("build")]
    assert rans[0].code == 70
    assert "ValueError('with *** in hand')" in rans[0].json["failed"][0]["error"]
    assert leaked(game, *rans) == {}


SPEAKING = """\
import atexit, os, sys, threading, warnings
KEY = os.environ["RD_API_KEY"].strip()
import rdbuild.cli as c

class Last:
    def __del__(self):
        raise ValueError(KEY)

def speak(arguments, console):
    warnings.warn("from a library, " + KEY)
    thread = threading.Thread(target=lambda: int(KEY))
    thread.start()
    thread.join()
    Last()
    for n in range(0, len(KEY), 5):
        sys.stdout.write(KEY[n:n + 5])
        sys.stdout.flush()
    sys.excepthook(ValueError, ValueError(KEY), None)
    console.data("the end, and " + KEY)
    atexit.register(lambda: print("after the end, " + KEY[:-1] + KEY[-1:], end=""))
    return 0

c.COMMANDS = {"schema": speak}
"""


def process(game, *argv, speaking="", key=KEY, **more):
    folder = game.home.parent / "speaking"
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(speaking)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), **game.environment(key=key)}
    return subprocess.Popen([sys.executable, "-m", "rdbuild", *argv], cwd=game.folder, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)  # fmt: skip


class Ended:
    def __init__(self, running):
        self.out, self.err = running.communicate(timeout=30)
        self.code = running.returncode


def test_libraries_threads_and_the_interpreter_itself_are_heard_without_the_key(project):
    game = project("local")
    ran = Ended(process(game, "schema", speaking=SPEAKING))
    assert ran.code == 0
    assert ran.out == "***the end, and ***\nafter the end, ***"
    for said in ("UserWarning: from a library, ***", "invalid literal", "ValueError: ***", "Last.__del__"):
        assert said in ran.err, ran.err
    assert leaked(game, ran) == {}


NO_CHILDREN = """\
import sys
def forbid(event, arguments):
    if event in ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"):
        raise RuntimeError("a child was started: " + event)
sys.addaudithook(forbid)
"""


def test_an_interrupted_build_leaves_no_key_and_none_of_our_processes_starts_another(project, mirrors):
    polled = threading.Event()

    def running(*_):
        polled.set()
        return Said(200, {"status": "running", "echo": KEY}, **{"X-Echo": KEY})

    game = project(mirrors(poll=running)).write(HERO)
    build = process(game, "build", str(game.path), speaking=NO_CHILDREN)
    assert polled.wait(20)
    assert holding(" ".join(build.args)) == []
    build.send_signal(signal.SIGINT)
    ran = Ended(build)
    assert ran.code == 130, ran.err
    assert leaked(game, ran, game.run("plan"), game.run_plain("ledger", "export")) == {}


def test_leaving_at_once_is_told_as_well(project, mirrors):
    """The second signal ends the process where it is: what was kept back for a line's end is not lost."""
    asked, answer = threading.Event(), threading.Event()

    def hanging(*_):
        asked.set()
        answer.wait(10)
        return Said()

    game = project(mirrors(submit=hanging)).write(HERO)
    build = process(game, "build", str(game.path), "--log-json", "log.jsonl")
    assert asked.wait(20)
    build.send_signal(signal.SIGINT)
    threading.Event().wait(0.3)
    build.send_signal(signal.SIGINT)
    ran = Ended(build)
    answer.set()
    assert ran.code == 130
    assert "left at once: the outcome of 1 paid request(s) is unknown" in ran.err
    last = json.loads((game.folder / "log.jsonl").read_text().splitlines()[-1])
    assert (last["kind"], last["exit_code"]) == ("ended", 130)
    assert last["error"] == "left at once: the outcome of 1 paid request(s) is unknown"
    assert leaked(game, ran) == {}


def test_the_embedded_server_never_writes_down_what_token_it_was_sent(project, tmp_path):
    log = tmp_path / "log.jsonl"
    server = project("local")
    serving = process(server, "serve", "--port", "0", "--log", str(log))
    try:
        game = Game(tmp_path / "game", tmp_path / "home", serving.stdout.readline().split()[-1], key=KEY).write(HERO)
        assert game.build()["generated"] == ["hero"]
        from urllib.request import urlopen

        shown = urlopen(game.url.removesuffix("/v1") + "/_rdbuild/log").read()
    finally:
        serving.send_signal(signal.SIGINT)
    ran = Ended(serving)
    assert log.read_bytes().count(b"\n") > 3
    assert holding(log.read_bytes()) == holding(shown) == []
    assert leaked(game, ran) == {}


# -- streams


class Stream(io.StringIO):
    def isatty(self):
        return True


def guarded(key=KEY):
    stream = Stream()
    return stream, Guarded(stream, Secret(key))


@pytest.mark.parametrize("size", [1, 2, 7, 36])
@pytest.mark.parametrize("flushing", [True, False])
def test_a_key_written_piece_by_piece_is_hidden(size, flushing):
    stream, out = guarded()
    text = f"before {KEY}{KEY} between {KEY}\nafter {KEY}"
    for n in range(0, len(text), size):
        out.write(text[n : n + size])
        if flushing:
            out.flush()
            assert holding(stream.getvalue()) == []
    out.finish()
    assert re.fullmatch(r"before (\*\*\*)+ between (\*\*\*)+\nafter (\*\*\*)+", stream.getvalue())


def test_a_stream_is_in_all_else_what_it_was(tmp_path):
    with open(tmp_path / "x", "w", encoding="latin-1") as file:
        out = Guarded(file, Secret(KEY))
        assert (out.fileno(), out.encoding, out.isatty(), out.closed) == (file.fileno(), "latin-1", False, False)
        assert out.write("é\n") == 2
        out.writelines(["a", "b"])
        print("c", file=out)
        out.flush()
        assert (tmp_path / "x").read_bytes() == "é\nabc\n".encode("latin-1")


def test_a_prompt_without_a_line_end_is_seen_once_it_is_flushed():
    stream, out = guarded()
    out.write("really? ")
    out.flush()
    assert stream.getvalue() == "really? "
    out.write("order")  # may go on as `rdpk-`
    out.flush()
    assert stream.getvalue() == "really? orde"
    out.finish()
    assert stream.getvalue() == "really? order"


def test_a_terminal_that_breaks_lines_does_not_show_the_key_in_pieces():
    stream, out = guarded()
    terminal = Terminal(file=out, width=24, highlight=False)
    assert terminal.is_terminal
    terminal.print(f"failed: the key {KEY} is no good", markup=False)
    assert holding(stream.getvalue()) == []


def test_a_reader_that_went_away_is_no_news(project):
    game = project("local")
    for argv in (("styles", "--json"), ("styles", "--help")):
        running = process(game, *argv)
        running.stdout.read(1)
        running.stdout.close()
        assert running.stderr.read() == ""
        running.stderr.close()
        running.wait(20)


def test_without_a_key_streams_are_what_they_were(monkeypatch):
    seen = []
    monkeypatch.setattr(cli, "COMMANDS", {"schema": lambda *_: seen.append(sys.stdout) or 0})
    for key, same in ((None, True), ("key", True), (" \n", True), (KEY, False)):
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(io.StringIO()) as out:
            patch.setenv("RD_API_KEY", key) if key else patch.delenv("RD_API_KEY", raising=False)
            with pytest.raises(SystemExit):
                cli.main(["schema"])
            assert (seen.pop() is out) == same
            assert sys.stdout is out


# -- texts


@pytest.mark.parametrize("key", [KEY, ODD, "schlüssel-0123456789", "a\\\\b\"c''d/e%f", "UPPER-lower-0123"])
def test_every_spelling_is_hidden(key):
    secret = Secret(key)
    spelt = {key, key.lower(), json.dumps(key), json.dumps(key, ensure_ascii=False), repr(key), ascii(key),
             json.dumps(repr(key)), repr(json.dumps(key)), quote(key), quote(key, safe=""), str({key: key}),
             json.dumps(key).replace("/", "\\/"), repr([f"it's \"{key}\""])}  # fmt: skip
    for text in spelt:
        for around in (text, f"x{text}x", f"({text})", f"{text}{text}", f"\n{text}\n"):
            assert [one for one in spellings(key) if one in secret.hide(around)] == [], around
            assert key not in secret.hide_bytes(around.encode()).decode()


@pytest.mark.parametrize("before", ["", "u", "us", "user:", "user::"])
@pytest.mark.parametrize("after", ["", "x", "xy", ":more"])
def test_base64_is_hidden_whatever_stands_around_the_key(before, after):
    for code in (base64.b64encode, base64.urlsafe_b64encode):
        for key in (KEY, "~~~???>>>~~~???"):
            told = Secret(key).hide(f"Basic {code((before + key + after).encode()).decode()};")
            head, hidden, tail = told.partition("***")
            assert hidden, told
            assert len(head + tail) <= len("Basic ;") + 2 * (len(before + after) + 3)


@given(
    st.text(alphabet="abn\\/ 0-", min_size=8, max_size=24).map(str.strip).filter(lambda key: len(key) >= 8),
    st.text(max_size=12), st.text(alphabet='abn\\"/ 0\n\t', max_size=12), st.integers(0, 24), st.integers(0, 24),
)  # fmt: skip
@example("xyn\\0123456789", "", "", 3, 14)
@example("00000000", "\x00", "", 0, 0)
@example("n0123456789", "\n", "\n", 0, 0)
def test_json_without_the_key_is_json_still(key, before, after, first, last):
    """Of a whole key or a part of it no escape is left half."""
    said = {"a": f"{before}{key}{after}", "b": [f"{after}{key[first:last]}{before}"], "c": key}
    text = json.dumps(said, ensure_ascii=False, indent=2)
    told = Secret(key).hide(text)
    assert set(json.loads(told)) <= {"a", "b", "c"}
    assert key not in json.loads(told)["c"]


@given(st.text(max_size=200), st.lists(st.integers(0, 200), max_size=6), st.booleans())
def test_a_text_without_the_key_comes_out_as_it_went_in(text, cuts, flushing):
    stream, out = guarded()
    places = sorted({0, len(text), *(cut for cut in cuts if cut <= len(text))})
    for first, last in pairwise(places):
        out.write(text[first:last])
        if flushing:
            out.flush()
    out.finish()
    assert stream.getvalue() == Secret(KEY).hide(text) == text


@given(st.text(alphabet="rdpk-0f3a x\n", max_size=40), st.text(max_size=40), st.lists(st.integers(0, 200), max_size=8))
def test_however_a_text_is_cut_the_key_is_not_in_it(before, after, cuts):
    stream, out = guarded()
    text = before + KEY + after
    places = sorted({0, len(text), *(cut for cut in cuts if cut <= len(text))})
    for first, last in pairwise(places):
        out.write(text[first:last])
        out.flush()
    out.finish()
    assert holding(stream.getvalue()) == []


def test_a_part_that_is_cut_off_is_hidden_where_it_tells_something():
    secret = Secret(KEY)
    assert secret.hide(f"`RD_API_KEY={KEY[:20]}`") == "`RD_API_KEY=***`"
    assert secret.hide(f"…{KEY[-12:]} {KEY[5:15]}") == "…*** ***"
    assert secret.hide(f"{KEY[:7]} rdpk-...") == f"{KEY[:7]} rdpk-..."
    assert Secret("my-generated-key-1").hide('{"generated": []}') == '{"generated": []}'  # a word of it is none


@pytest.mark.parametrize(
    ("key", "text", "told"),
    [
        ("s3cret", "s3cret (s3cret) 's3cret' s3crets xs3cret", "*** (***) '***' s3crets xs3cret"),
        ("a+b$", "a+b$ (a+b$) a%2Bb%24 xa+b$ a+b$x", "*** (***) *** xa+b$ a+b$x"),
        ("key", "the key, keys", "the ***, keys"),
        ("", "nothing", "nothing"),
        (" \n", "nothing", "nothing"),
    ],
)
def test_a_short_key_is_hidden_where_it_stands_alone(key, text, told):
    secret = Secret(key)
    assert secret.hide(text) == told
    assert secret.hide_bytes(text.encode()) == told.encode()
    assert secret.masked(text) == text


def test_a_short_key_that_may_be_a_word_or_a_number_is_hidden_only_in_what_others_say(project, mirrors):
    assert [Secret(key).is_word for key in ("key", "true", "1", "12.50", "s3cret", "a+b$", KEY)] == [True] * 4 + [
        False
    ] * 3
    game = project(mirrors(submit=Said(400, {"detail": "failed is what it is"})), key="failed").write(HERO)
    ran = game.run("build", "--json")
    assert ran.json["failed"][0]["error"].endswith("*** is what it is")


@given(st.text(alphabet="ab ", max_size=6), st.text(alphabet="cd ", max_size=6), st.integers(0, 60), st.integers(1, 60))
def test_a_mark_stays_on_what_it_marked(before, after, start, length):
    line = f"{before}{KEY}{after}"
    start = min(start, len(line))
    told, at, wide = Secret(KEY).hide_marked(line, start, length)
    assert told == f"{before}***{after}"
    marked = line[start : start + length]
    assert wide >= 1
    if start <= len(before) and start + length <= len(before) and marked:
        assert told[at : at + wide] == marked
    if start >= len(before) + len(KEY) and marked:
        assert told[at : at + wide].startswith(marked)
    if KEY in marked:
        assert told[at : at + wide] == marked.replace(KEY, "***")


def test_names_come_back_as_they_were_given(mirrors):
    for key in (KEY, ODD):
        secret = Secret(key)
        assert secret.filled(secret.masked(f"task {key} of {key}")) == f"task {key} of {key}"
        url = f"/v1/outputs/1.png?a={quote(key, safe='')}"
        assert secret.filled(secret.masked(url), in_url=True) == url
        assert holding(secret.masked(f"task {key} of {key}"), key) == []
