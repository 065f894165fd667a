"""The embedded API as tests speak to it: a running server, and a plain HTTP client that knows nothing of ours."""

import asyncio
import base64
import io
import json
from decimal import Decimal

import aiohttp
from PIL import Image

from rdbuild.offline import Server, Settings

PLAIN = {"prompt": "a red potion", "width": 64, "height": 64, "num_images": 1}
HEADERS = {"X-RD-Token": "any", "User-Agent": "test/1"}
NOT_FOUND = {"detail": "Not Found"}


def charged(log):
    """What the books say was taken, charge by charge: amount, and whether it was given back."""
    return [(charge["amount"], charge["refunded"]) for charge in log["charges"]]


class Api:
    """A running server and a plain HTTP client for it."""

    def __init__(self, server, url, session):
        self.server, self.url, self.session = server, url, session

    async def call(self, method, path, body=None, headers=HEADERS):
        url = path if path.startswith("http") else self.url + path
        async with self.session.request(method, url, json=body, headers=headers, allow_redirects=False) as reply:
            return reply.status, decoded(await reply.read()), reply.headers

    async def post(self, body=None, **changes):
        return await self.call("POST", "/inferences", {**(body or PLAIN), **changes})

    async def submit(self, **changes):
        status, reply, _ = await self.post(**changes, **{"async": True})
        assert status == 200, reply
        return reply["task_id"]

    async def poll(self, task):
        return (await self.call("GET", f"/inferences/tasks/{task}"))[:2]

    async def finished(self, task):
        for _ in range(400):
            status, reply = await self.poll(task)
            if status != 200 or reply["status"] in ("succeeded", "failed"):
                return status, reply
            await asyncio.sleep(0.005)
        raise AssertionError(f"{task} did not finish")

    async def log(self):
        return (await self.call("GET", self.url.removesuffix("/v1") + "/_rdbuild/log"))[1]


def decoded(raw):
    try:
        return json.loads(raw, parse_float=Decimal)
    except ValueError:
        return raw


def run(scenario, settings=None, **changes):
    async def inner():
        server = Server(settings or Settings(**changes))
        url = await server.start()
        timeout = aiohttp.ClientTimeout(total=10)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                return await scenario(Api(server, url, session))
        finally:
            await server.stop()

    return asyncio.run(inner())


def png(mode="RGB", size=(64, 64), colour=None, kind="PNG"):
    out = io.BytesIO()
    Image.new(mode, size, colour or 0).save(out, kind)
    return base64.b64encode(out.getvalue()).decode()


def size_of(text):
    return Image.open(io.BytesIO(base64.b64decode(text))).size
