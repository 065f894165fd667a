"""A real browser, spoken to by the DevTools protocol: pages as a person sees them, headless, and nothing from npm."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import aiohttp
from PIL import Image

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run",
         "--hide-scrollbars", "--disable-dev-shm-usage", "--disable-background-networking",
         "--disable-component-update", "--force-color-profile=srgb")  # fmt: skip
CODES = {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowRight": 39, "Tab": 9}
PATIENCE_S = 30


def program() -> str | None:
    """The browser that is installed here, if any is."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Browser:
    """One Chromium with an empty profile, and the loop on which it is spoken to.

    Its screen has `scale` pixels to each of the page's; of no whole number nothing but a real screen does: what is
    emulated is laid out in whole pixels of the page first.
    """

    def __init__(self, scale: float = 1) -> None:
        self._profile = tempfile.mkdtemp(prefix="browser-")
        own = [f"--user-data-dir={self._profile}", f"--force-device-scale-factor={scale}"]
        command = [str(program()), *FLAGS, *own, "about:blank"]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self.loop = asyncio.new_event_loop()
        self._url = self._said()
        self._session = self.do(self._connect())

    def _said(self) -> str:
        """Where it listens: it writes that into its profile."""
        said = Path(self._profile, "DevToolsActivePort")
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if said.exists() and len(lines := said.read_text().splitlines()) == 2:
                return f"http://127.0.0.1:{lines[0]}"
            assert self._process.poll() is None, "the browser died"
            time.sleep(0.05)
        raise AssertionError("the browser does not say where it listens")

    async def _connect(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    def do(self, work):
        return self.loop.run_until_complete(asyncio.wait_for(work, PATIENCE_S))

    def page(self, width=1280, height=800, scale=0, **media) -> Page:
        """An empty page of that size in CSS pixels, on an emulated screen if `scale` says so.

        `media`: features such as `prefers_color_scheme`.
        """
        return Page(self, self.do(self._opened()), width, height, scale, media)

    async def _opened(self) -> aiohttp.ClientWebSocketResponse:
        async with self._session.put(f"{self._url}/json/new?about:blank") as reply:
            target = await reply.json()
        return await self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)

    def close(self) -> None:
        self.do(self._session.close())
        self.loop.close()
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(10)
        shutil.rmtree(self._profile, ignore_errors=True)


class Page:
    """A tab. What it says by itself is in `events`: requests, messages, errors."""

    def __init__(self, browser, socket, width, height, scale, media) -> None:
        self._browser, self._socket, self._number = browser, socket, 0
        self.events: list[dict] = []
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.send(f"{domain}.enable")
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                  mobile=False)  # fmt: skip
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.send("Emulation.setEmulatedMedia", features=features)

    def send(self, method: str, **params) -> dict:
        return self._browser.do(self._send(method, params))

    async def _send(self, method, params):
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            said = json.loads((await self._socket.receive()).data)
            if said.get("id") == self._number:
                assert "error" not in said, f"{method}: {said['error']}"
                return said["result"]
            self.events.append(said)

    def go(self, url: str) -> Page:
        """Load a page, and wait until all of it is there and painted."""
        self.events.clear()
        self.send("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")
        self.settle()
        return self

    def js(self, expression: str):
        """The value of an expression, which may be a promise."""
        found = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, expression: str) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.js(f"Boolean({expression})"):
            assert time.monotonic() < end, f"it never came to be: {expression}"
            time.sleep(0.02)

    def settle(self) -> None:
        """Let it paint twice."""
        self.js("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def key(self, key: str) -> None:
        """Press a key, as its name has it, or a single sign."""
        code = CODES.get(key, ord(key[0].upper()))
        for kind in ("keyDown", "keyUp"):
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            more = {"text": text} if text and kind == "keyDown" else {}
            self.send("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)
        self.settle()

    def choose(self, selector: str, value: str) -> None:
        """Choose in a `<select>`, or type into a field, as its own events tell it."""
        self.js(f"""(() => {{ const one = document.querySelector({json.dumps(selector)});
            one.value = {json.dumps(value)};
            for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, {{bubbles: true}})); }})()""")
        self.settle()

    def point(self, selector: str, modifiers: int = 0, press: bool = True) -> None:
        """Move the mouse to an element and press it, unless told otherwise; `modifiers`: 2 is Ctrl, 8 is Shift."""
        x, y = self.js(f"""(() => {{ const one = document.querySelector({json.dumps(selector)});
            one.scrollIntoView({{block: "center"}});
            const at = one.getBoundingClientRect();
            return [at.x + Math.min(20, at.width / 2), at.y + Math.min(20, at.height / 2)]; }})()""")
        for kind in ("mouseMoved", *(("mousePressed", "mouseReleased") if press else ())):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1, modifiers=modifiers)
        self.settle()

    def click(self, selector: str) -> None:
        self.js(f"document.querySelector({json.dumps(selector)}).click()")
        self.settle()

    def shot(self, selector: str | None = None) -> Image.Image:
        """What is to be seen, of all or of one element, which may begin a few pixels into it."""
        clip = {}
        if selector is not None:
            x, y, width, height = self.js(f"""(() => {{ const one = document.querySelector({json.dumps(selector)});
                one.scrollIntoView({{block: "center"}});
                const at = one.getBoundingClientRect();
                const x = Math.floor((at.x + scrollX) / 2) * 2, y = Math.floor((at.y + scrollY) / 2) * 2;
                return [x, y, Math.ceil(at.right + scrollX + 1) - x, Math.ceil(at.bottom + scrollY + 1) - y]; }})()""")
            clip = {"clip": {"x": x, "y": y, "width": width, "height": height, "scale": 1}}
        data = self.send("Page.captureScreenshot", format="png", **clip)["data"]
        return Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")

    def requests(self) -> list[str]:
        """The addresses of all that was asked for."""
        self.settle()
        return [one["params"]["request"]["url"] for one in self.events if one["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What the console and the browser itself complain of."""
        self.settle()
        told = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
        return [json.dumps(one["params"]) for one in self.events if one["method"] in told]

    def close(self) -> None:
        self.send("Page.close")
