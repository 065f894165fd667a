"""The embedded API over HTTP.

Owns: the endpoints of the documented API, the order of their checks, and what a fault does to an answer.
Must not know: anything of the client; it shares the style rows and nothing else.
Rule: the books are right whatever happens to an answer: charged before the work, refunded when the work fails.

Beside the API there is a surface of our own for tests and the curious, which the real API does not have:
`GET /_rdbuild/log` (every request, every charge, what is left) and `POST /_rdbuild/faults` (more faults).
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from rdbuild.offline import faults as faulty
from rdbuild.offline import replies, rules
from rdbuild.offline.account import Account, Unit
from rdbuild.offline.faults import Desk, Fault
from rdbuild.offline.prices import AS_MUCH_AS, PER_EDIT, price
from rdbuild.offline.replies import Reply
from rdbuild.offline.settings import Settings
from rdbuild.offline.studio import Job, Studio

if TYPE_CHECKING:
    from aiohttp import web

_MOST_BODY_BYTES = 64 * 1024 * 1024
_DEFAULT_AGENTS = ("python/", "python-urllib", "aiohttp")  # what the edge network refuses
_FAMILIES = ("rd_pro", "rd_fast", "rd_plus", "rd_animation", "rd_tile")


class _Vanish(Exception):
    """The connection is dropped without an answer; `reply` is what the client sees the first half of, if anything."""

    def __init__(self, reply: Reply | None = None) -> None:
        super().__init__("no answer")
        self.reply = reply


class Server:
    """The embedded API on the running event loop. `await start()`, and `await stop()` in the end."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        one_wallet = self.settings.money == "credits"
        self.account = Account(self.settings.balance, Decimal(self.settings.credits), one_wallet)
        self._styles = rules.Styles(self.settings.styles)
        drifted = self.settings.prices
        self._as_much_as = {
            str(row["id"]): AS_MUCH_AS[row["price"]]
            for row in self.settings.styles
            if isinstance(row, Mapping) and row.get("price") in AS_MUCH_AS and row["id"] not in drifted
        }
        self._desk = Desk(self.settings.faults)
        self._studio = Studio(self.settings, self.account)
        self._log: list[dict[str, Any]] = []
        self._posts: deque[float] = deque()
        self._unanswered = self._max_unanswered = 0
        self._stopping = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._started = time.monotonic()

    # -- life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, and return the base URL, which ends in `/v1`. OSError if the port is taken."""
        from aiohttp import web

        application = web.Application(client_max_size=_MOST_BODY_BYTES)
        application.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, handle_signals=False, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        address = self._runner.addresses[0]
        name = f"[{address[0]}]" if ":" in address[0] else address[0]
        return f"http://{name}:{address[1]}/v1"

    async def stop(self) -> None:
        """Close every connection and forget all tasks."""
        self._stopping.set()
        await self._studio.close()
        if self._runner:
            await self._runner.cleanup()

    # -- one exchange

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        from aiohttp import web

        at_ms = int((time.monotonic() - self._started) * 1000)
        entry: dict[str, Any] = {"method": request.method, "path": request.path, "check_cost": False, "paid": False}
        entry |= {"status": 0, "at_ms": at_ms, "charged": Decimal(0), "summary": ""}
        own = request.path.startswith("/_rdbuild/")
        if not own:
            self._log.append(entry)
        try:
            reply = await self._respond(request, entry) if not own else await self._inspect(request)
            entry["status"] = reply.status
            if self.settings.more_fields and not own:
                reply = replace(reply, body=replies.with_more_fields(reply.body))
        except _Vanish as gone:
            self._write(entry)
            return await self._drop(request, gone.reply)
        finally:
            if entry["paid"]:
                self._unanswered -= 1
        if not own:
            self._write(entry)
        return web.Response(status=reply.status, body=reply.bytes(), headers=reply.headers, content_type=reply.media)

    def _write(self, entry: Mapping[str, Any]) -> None:
        if self.settings.log_file:
            with open(self.settings.log_file, "a", encoding="utf-8") as file:
                file.write(replies.dumps(entry) + "\n")

    async def _drop(self, request: web.Request, reply: Reply | None) -> web.StreamResponse:
        from aiohttp import web

        response = web.StreamResponse()
        if reply is not None:
            whole = reply.bytes()
            response.content_length = len(whole)
            response.content_type = reply.media
            with contextlib.suppress(ConnectionError):
                await response.prepare(request)
                await response.write(whole[: len(whole) // 2])
                await asyncio.sleep(0.02)  # let the half that is sent arrive
        if request.transport:
            request.transport.abort()
        return response

    async def _respond(self, request: web.Request, entry: dict[str, Any]) -> Reply:
        agent = request.headers.get("User-Agent", "").lower()
        if self.settings.require_user_agent and (not agent or agent.startswith(_DEFAULT_AGENTS)):
            return replies.page(403)
        if (request.method, request.path) == ("GET", "/v1/status"):
            return Reply(200, {"status": dict.fromkeys(_FAMILIES, "ok"), "updated_at": self._time(time.time())})
        *_, last = request.path.split("/")
        if request.method == "GET" and request.path == f"/v1/outputs/{last}":
            return await self._faulted(request, "fetch", "", lambda _: self._output(last))
        route = self._route(request, last)
        if route is None:
            return replies.not_found()
        token = request.headers.get("X-RD-Token")
        if not token:
            return replies.no_token()
        if self.settings.key is not None and not secrets.compare_digest(token.encode(), self.settings.key.encode()):
            return replies.detail(401, "Invalid token.")
        point, prompt, carry_out = route
        if point in ("submit", "edit"):
            return await self._posted(request, point, entry)
        return await self._faulted(request, point, prompt, carry_out)

    def _route(self, request: web.Request, last: str) -> tuple[str, str, Callable[[Fault | None], Reply]] | None:
        """Return the point of a path, the prompt that it is about, and what carries it out."""
        if (request.method, request.path) == ("POST", "/v1/edit"):
            return "edit", "", lambda _: replies.not_found()
        path = request.path.removeprefix("/v1/inferences")
        if not request.path.startswith("/v1/inferences"):
            return None
        if request.method == "POST":
            return ("submit", "", lambda _: replies.not_found()) if path in ("", "/legacy") else None
        if request.method != "GET":
            return None
        if path == "/credits":
            return "credits", "", lambda _: Reply(200, self._wallet())
        if path == "/tasks":
            return "tasks", "", lambda _: self._list(request, "tasks")
        if path == "/requests":
            return "requests", "", lambda _: self._list(request, "requests")
        if path == f"/tasks/{last}":
            job = self._studio.tasks.get(last)
            prompt = str(job.checked.body["prompt"]) if job else ""
            return "poll", prompt, lambda fault: self._poll(request, job, fault)
        return None

    async def _faulted(
        self, request: web.Request, point: str, prompt: str, carry_out: Callable[[Fault | None], Reply]
    ) -> Reply:
        await asyncio.sleep(self.settings.latency_ms / 1000)

        async def run() -> Reply:
            return carry_out(fault)

        fault = self._desk.take(point, prompt)
        return await self._strike(request, fault, run)

    async def _strike(self, request: web.Request, fault: Fault | None, run: Callable[[], Awaitable[Reply]]) -> Reply:
        """Do to an answer what the fault says; `run` carries the request out, unless the fault comes first."""
        if fault is None or fault.do in faulty.FATES:
            return await run()
        reply = await run() if fault.runs_first else Reply(200, {})
        if fault.do in faulty.REFUSALS:
            status, what = faulty.REFUSALS[fault.do]
            return Reply(status, {"detail": what}, _retry_after(fault) if status == 429 else {})
        if fault.do in faulty.PAGES:
            return replies.page(faulty.PAGES[fault.do])
        if fault.do == "307":
            return Reply(307, {}, {"Location": request.path})
        if fault.do.startswith("hang"):
            await self._hang(request)
        if fault.do == "truncated-json":
            whole = reply.bytes()
            return replace(reply, body=whole[: len(whole) // 2])
        raise _Vanish(reply if fault.do == "cut-body" else None)

    async def _hang(self, request: web.Request) -> None:
        while not self._stopping.is_set() and request.transport and not request.transport.is_closing():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.05)

    # -- inferences and edits

    async def _posted(self, request: web.Request, point: str, entry: dict[str, Any]) -> Reply:
        if request.path.endswith("/legacy") and self.settings.legacy == "gone":
            new = f"{request.url.origin()}/v1/inferences"
            return replies.detail(410, "This endpoint is gone.", new_endpoint=new)
        raw = await request.read()
        try:
            body = replies.loads(raw) if request.content_type == "application/json" else None
        except ValueError:
            problem = {"type": "json_invalid", "loc": ["body"], "msg": "JSON decode error"}
            return replies.detail(422, [problem])
        shown = body if isinstance(body, dict) else {}
        quote = point == "submit" and shown.get("check_cost") is True
        prompt = str(shown.get("prompt", ""))
        entry |= {"check_cost": quote, "summary": f"edit {prompt:.80}" if point == "edit" else _summary(shown)}
        if not quote:
            entry["paid"] = True
            self._unanswered += 1
            self._max_unanswered = max(self._max_unanswered, self._unanswered)
        await asyncio.sleep(self.settings.latency_ms / 1000)
        if self._too_fast():
            return replace(replies.detail(429, "Too many requests."), headers={"Retry-After": "1"})
        fault = self._desk.take("quote" if quote else point, prompt)

        async def run() -> Reply:
            try:
                checked = await self._check(point, body, large=len(raw) > 20_000)
            except rules.Refused as refused:
                return replies.detail(422, refused.detail)
            return await self._carry_out(request, checked, fault, entry)

        return await self._strike(request, fault, run)

    async def _check(self, point: str, body: Any, *, large: bool) -> rules.Checked:
        ignore = self.settings.unknown_fields == "ignore"
        check = partial(rules.check_edit, body, ignore_unknown=ignore)
        if point == "submit":
            check = partial(rules.check, body, self._styles, ignore_unknown=ignore)
        if not large:
            return check()
        return await asyncio.get_running_loop().run_in_executor(self._studio.painters, check)

    def _too_fast(self) -> bool:
        now = time.monotonic()
        while self._posts and self._posts[0] <= now - 1:
            self._posts.popleft()
        if self.settings.rate_per_s is not None and len(self._posts) >= self.settings.rate_per_s:
            return True
        self._posts.append(now)
        return False

    async def _carry_out(
        self, request: web.Request, checked: rules.Checked, fault: Fault | None, entry: dict[str, Any]
    ) -> Reply:
        body = checked.body
        cost, unit = self._price(checked)
        if unit == "balance" and body.get("check_cost"):
            return Reply(200, self._quote(cost, body["num_images"]))
        limit = self.settings.max_in_flight
        if limit is not None and self._studio.in_flight >= limit:
            return replace(replies.detail(429, "Too many requests in flight."), headers={"Retry-After": "1"})
        if fault and fault.do == "overcharge":
            cost *= fault.factor
        if not self.account.covers(cost, unit):
            return replies.not_enough(unit)
        as_task = not checked.edits and body.get("async") is True and self.settings.tasks == "on"
        job = self._studio.open(checked, cost, unit, as_task=as_task, fate=fault.do if fault else None)
        entry |= {"charged": cost, "unit": unit}
        if fault and fault.do == "inference_failed":
            self._studio.fail(job)
            return replies.inference_failed()
        work = self._studio.begin(job)
        if as_task:
            accepted = {"status": "accepted", "task_id": job.task_id, "request_id": job.request_id}
            return Reply(200, {**accepted, "message": "Request accepted, poll the task for its result."})
        await asyncio.shield(work)
        if job.status == "failed":
            return replies.inference_failed()
        return Reply(200, self._edited(job) if checked.edits else self._result(request, job, job.fate))

    def _price(self, checked: rules.Checked) -> tuple[Decimal, Unit]:
        if checked.edits:
            return PER_EDIT, "credits"
        style = self._as_much_as.get(checked.style, checked.style)
        return price(style, *checked.size, checked.body["num_images"], self.settings.prices), "balance"

    # -- what replies say

    def _costs(self, cost: Decimal, num_images: int, balance: Decimal) -> dict[str, Any]:
        if self.settings.money == "credits":
            return {"credit_cost": cost, "remaining_credits": balance}
        costs: dict[str, Any] = {"balance_cost": cost, "remaining_balance": balance}
        if self.settings.money == "both":  # with both, only the balance is deducted
            costs |= {"credit_cost": num_images, "remaining_credits": self.account.left("credits")}
        return costs

    def _quote(self, cost: Decimal, num_images: int) -> dict[str, Any]:
        costs = self._costs(cost, num_images, Decimal(0))
        costs |= {name: 0 for name in costs if name.startswith("remaining")}
        nothing: dict[str, Any] = {"output_images": [], "base64_images": [], "output_urls": [], "model": "check_cost"}
        return {"created_at": self._time(time.time()), **costs, **nothing}

    def _wallet(self) -> dict[str, Any]:
        if self.settings.money == "credits":
            return {"credits": self.account.left("credits")}
        return {"credits": self.account.left("credits"), "balance": self.account.left("balance")}

    def _edited(self, job: Job) -> dict[str, Any]:
        texts = job.texts(job.fate)
        picture = {"outputImageBase64": texts[0]} if texts else {}
        return {**picture, "remaining_credits": job.left_after}

    def _result(self, request: web.Request, job: Job, fate: str | None) -> dict[str, Any]:
        files = job.delivered(fate)
        body = job.checked.body
        urls: list[str] = []
        texts = job.texts(fate)
        if self.settings.urls:
            origin = f"{request.url.origin()}/v1/outputs"
            urls = [f"{origin}/{job.output_name(number)}" for number in range(len(files))]
            job.outputs = {
                job.output_name(number): text.encode() if fate == "bad-base64" else file
                for number, (text, file) in enumerate(zip(texts, files, strict=True))
            }
            texts = []
        return {
            "created_at": self._time(job.created),
            **self._costs(job.charge.amount, body["num_images"], job.left_after),
            "base64_images": texts,
            "output_urls": urls,
            "type": "img2img" if "input_image" in body else "txt2img",
            "model": job.checked.style.partition("__")[0],
        }

    def _poll(self, request: web.Request, job: Job | None, fault: Fault | None) -> Reply:
        fate = fault.do if fault else job.fate if job else None
        if job is None or fate == "lost-task":
            return replies.not_found()
        if fate in faulty.FAILING and job.status == "succeeded":
            self._studio.fail(job)
        shown = self._task(job)
        if fate == "task-never-ends":
            shown["status"] = "running"
        if shown["status"] == "failed":
            shown["error"] = replies.failure() if fate != "refused-task" else replies.refusal()
        if shown["status"] == "succeeded":
            shown["result"] = self._result(request, job, fate)
        return Reply(200, shown)

    def _task(self, job: Job) -> dict[str, Any]:
        times = {"created_at": self._time(job.created), "updated_at": self._time(job.updated)}
        return {"status": job.status, "task_id": job.task_id, **times}

    def _list(self, request: web.Request, what: Literal["tasks", "requests"]) -> Reply:
        try:
            limit = int(request.query.get("limit", "20"))
        except ValueError:
            limit = 0
        if not 1 <= limit <= 100:
            problem = {"type": "int_parsing", "loc": ["query", "limit"], "msg": "Input should be between 1 and 100"}
            return replies.detail(422, [problem])
        if what == "tasks":
            tasks = list(self._studio.tasks.values())[: -limit - 1 : -1]
            return Reply(200, {"tasks": [self._task(job) for job in tasks]})
        jobs = list(self._studio.jobs.values())[: -limit - 1 : -1]
        return Reply(200, {"requests": [self._echo(request, job) for job in jobs]})

    def _echo(self, request: web.Request, job: Job) -> dict[str, Any]:
        body = {name: value for name, value in job.checked.body.items() if name not in job.checked.images}
        echo = {"request_id": job.request_id, **self._task(job), "charged": not job.charge.refunded, "request": body}
        if job.status == "succeeded" and job.fate not in ("lost-task", "task-never-ends"):
            echo |= self._result(request, job, job.fate)
        return echo

    def _output(self, name: str) -> Reply:
        job = self._studio.jobs.get(name.rpartition("-")[0])
        data = job.outputs.get(name) if job else None
        if data is None:
            return replies.not_found()
        return Reply(200, data, media="image/gif" if data.startswith(b"GIF8") else "image/png")

    def _time(self, seconds: float) -> int | str:
        if self.settings.times == "integer":
            return int(seconds)
        return datetime.fromtimestamp(int(seconds), UTC).isoformat()

    # -- our own surface

    async def _inspect(self, request: web.Request) -> Reply:
        if (request.method, request.path) == ("GET", "/_rdbuild/log"):
            return Reply(200, self.log())
        if (request.method, request.path) == ("POST", "/_rdbuild/faults"):
            try:
                self._desk.add(faulty.parse(replies.loads(await request.read())))
            except (ValueError, TypeError) as error:
                return replies.detail(422, str(error))
            return Reply(200, {"ok": True})
        return replies.not_found()

    def log(self) -> dict[str, Any]:
        """Return the books: every request and charge so far, and the highest numbers of paid ones at a time."""
        return {
            "requests": list(self._log),
            "charges": [charge.as_json() for charge in self.account.charges],
            "balance": self.account.left("balance"),
            "credits": self.account.left("credits"),
            "max_in_flight": self._studio.max_in_flight,
            "max_unanswered": self._max_unanswered,
        }


def _retry_after(fault: Fault) -> dict[str, str]:
    if fault.retry_after is None:
        return {}
    if fault.retry_after == "date":
        return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)}
    return {"Retry-After": str(fault.retry_after)}


def _summary(body: Mapping[str, Any]) -> str:
    """Return a request in one line, without its images."""
    size = f"{body.get('width')}x{body.get('height')}"
    return f"{body.get('prompt_style', '-')} {size} x{body.get('num_images')} {body.get('prompt')!s:.80}"


# -- a process of its own


def serve(
    settings: Settings,
    host: str = "127.0.0.1",
    port: int = 8787,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Run the embedded API until SIGINT or SIGTERM. `ready` gets the base URL once it listens."""
    asyncio.run(_serve(settings, host, port, ready))


async def _serve(settings: Settings, host: str, port: int, ready: Callable[[str], None] | None) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, over.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(over.set))
    server = Server(settings)
    url = await server.start(host, port)
    try:
        if ready:
            ready(url)
        await over.wait()
    finally:
        await server.stop()
