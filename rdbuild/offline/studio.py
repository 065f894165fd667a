"""Paid requests and the work on them.

Owns: the jobs of the last 24 hours, from charge to delivery or refund, and the threads that paint.
Must not know: HTTP, endpoints, what replies look like.
Rule: a job is charged when it is opened, and refunded when it fails; painting never holds up the event loop.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal

from rdbuild.offline.account import Account, Charge
from rdbuild.offline.rules import Checked
from rdbuild.offline.settings import Settings

KEPT_S = 24 * 3600  # how long requests and outputs can be asked for


@dataclass
class Job:
    """A paid request and what becomes of it. `fate` is the fault that it met; `files` are as painted."""

    request_id: str
    task_id: str | None
    checked: Checked
    charge: Charge
    fate: str | None
    created: float
    updated: float
    status: str = "pending"
    files: list[bytes] = field(default_factory=list)
    outputs: dict[str, bytes] = field(default_factory=dict)  # by name, as last told to a client
    balance_after: Decimal = Decimal(0)  # when it was done
    work: asyncio.Task[None] | None = None

    def output_name(self, number: int) -> str:
        return f"{self.request_id}-{number + 1}.{'gif' if self.files[0].startswith(b'GIF8') else 'png'}"

    def delivered(self, fate: str | None) -> list[bytes]:
        """Return the files as a fate has left them."""
        if fate == "empty-list":
            return []
        if fate == "not-image":
            return [b"this is not an image"] * len(self.files)
        if fate == "wrong-size":
            from rdbuild.offline.painters.encode import Pixels, png

            width, height = self.checked.body["width"] + 8, self.checked.body["height"]
            return [png(Pixels(width, height, b"\x80\x40\x80\xff" * width * height))] * len(self.files)
        return self.files


class Studio:
    """Carries out paid requests. `in_flight` counts those that are charged and not finished."""

    def __init__(self, settings: Settings, account: Account) -> None:
        self.jobs: dict[str, Job] = {}  # by request id, oldest first
        self.tasks: dict[str, Job] = {}  # those that were submitted as tasks, by task id
        self.in_flight = self.max_in_flight = 0
        self.painters = ThreadPoolExecutor(max_workers=2, thread_name_prefix="painter")
        self._settings = settings
        self._account = account

    def open(self, checked: Checked, cost: Decimal, *, as_task: bool, fate: str | None) -> Job:
        """Charge a request. The balance has been seen to cover it, with no `await` in between."""
        request_id = f"req_{secrets.token_hex(12)}"
        task_id = f"task_{secrets.token_hex(12)}" if as_task else None
        body = checked.body
        charge = Charge(request_id, task_id, cost, str(body["prompt"]), checked.style, body.get("seed"))
        self._account.charge(charge)
        now = time.time()
        self._forget(now)
        job = Job(request_id, task_id, checked, charge, fate, now, now)
        self.jobs[request_id] = job
        if task_id:
            self.tasks[task_id] = job
        return job

    def begin(self, job: Job) -> asyncio.Task[None]:
        """Start the work on a job."""
        self.in_flight += 1  # here and not in the work, which starts later: two requests must not share one place
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        job.work = asyncio.create_task(self._work(job))
        return job.work

    def fail(self, job: Job) -> None:
        """End a job without a delivery, and give its charge back."""
        job.status, job.updated = "failed", time.time()
        self._account.refund(job.charge)

    async def close(self) -> None:
        work = [job.work for job in self.jobs.values() if job.work and not job.work.done()]
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        self.painters.shutdown(wait=False, cancel_futures=True)

    async def _work(self, job: Job) -> None:
        job.status = "running"
        try:
            if job.task_id and self._settings.task_ms:
                await asyncio.sleep(self._settings.task_ms / 1000)
            if job.fate == "inference_failed-task":
                self.fail(job)
                return
            job.files = await asyncio.get_running_loop().run_in_executor(self.painters, self._paint, job)
            job.balance_after = self._account.balance
            job.status, job.updated = "succeeded", time.time()
        except Exception as error:  # a painter's bug is a failed generation to the client, and gives the money back
            self.fail(job)
            report = {"message": f"painting {job.checked.style} failed", "exception": error}
            asyncio.get_running_loop().call_exception_handler(report)
        finally:
            self.in_flight -= 1

    def _paint(self, job: Job) -> list[bytes]:
        from rdbuild.offline.painters import Order, paint

        checked = job.checked
        seed = checked.body.get("seed", self._settings.seed)
        delivery = paint(Order(checked.style, str(checked.row["kind"]), checked.body, checked.images, seed))
        if self._settings.extras == "beside":
            pairs = zip(delivery.images, delivery.extras, strict=True)
            return [file for image, extras in pairs for file in (image, *extras)]
        return [*delivery.images, *(file for extras in delivery.extras for file in extras)]

    def _forget(self, now: float) -> None:
        while self.jobs:
            oldest = next(iter(self.jobs.values()))
            if oldest.created > now - KEPT_S or oldest.status in ("pending", "running"):
                return
            del self.jobs[oldest.request_id]
            self.tasks.pop(oldest.task_id or "", None)
