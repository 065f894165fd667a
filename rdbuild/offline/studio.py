"""Paid requests and the work on them.

Owns: the jobs of the last 24 hours, from charge to delivery or refund, and the threads that paint.
Must not know: HTTP, endpoints, what replies look like.
Rule: a job is charged when it is opened, and refunded when it fails; painting never holds up the event loop.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from rdbuild.offline.account import Account, Charge, Unit
from rdbuild.offline.faults import FAILING
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
    left_after: Decimal = Decimal(0)  # of the unit that it was charged in, when it was done
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

            width, height = self.checked.size
            return [png(Pixels(width + 8, height, b"\x80\x40\x80\xff" * (width + 8) * height))] * len(self.files)
        return self.files

    def texts(self, fate: str | None) -> list[str]:
        """Return the same in base64."""
        texts = [base64.b64encode(file).decode() for file in self.delivered(fate)]
        return ["%%% " + text[4:] for text in texts] if fate == "bad-base64" else texts


def arranged(
    images: Sequence[bytes], extras: Sequence[Sequence[bytes]], seed: int, order: str, per: str
) -> list[bytes]:
    """Return a delivery's files in the order in which a reply has them.

    `extras` holds those of each image, in the images' order. `order`: `last` and `first` put them after or before all
    images, `beside` each after its own; `shuffled` mixes all, as the seed decides. `per`: with `request` there are only
    those of the first image, for all.
    """
    if per == "request":
        extras = [extras[0], *([] for _ in images[1:])]
    after = [file for of in extras for file in of]
    if order == "beside":
        return [file for image, of in zip(images, extras, strict=True) for file in (image, *of)]
    if order == "first":
        return [*after, *images]
    if order == "shuffled" and after:
        return [file for _, file in sorted((_lot(seed, at), file) for at, file in enumerate((*images, *after)))]
    return [*images, *after]


def _lot(seed: int, number: int) -> str:
    return hashlib.sha256(f"{seed} {number}".encode()).hexdigest()


class Studio:
    """Carries out paid requests. `in_flight` counts those that are charged and not finished."""

    def __init__(self, settings: Settings, account: Account) -> None:
        self.jobs: dict[str, Job] = {}  # by request id, oldest first
        self.tasks: dict[str, Job] = {}  # those that were submitted as tasks, by task id
        self.in_flight = self.max_in_flight = 0
        self.painters = ThreadPoolExecutor(max_workers=2, thread_name_prefix="painter")
        self._settings = settings
        self._account = account
        self._works: set[asyncio.Task[None]] = set()
        self._edited: Counter[str] = Counter()  # how often each picture has been edited with the same prompt

    def open(self, checked: Checked, cost: Decimal, unit: Unit, *, as_task: bool, fate: str | None) -> Job:
        """Charge a request. The account has been seen to cover it, with no `await` in between."""
        request_id = f"req_{secrets.token_hex(12)}"
        task_id = f"task_{secrets.token_hex(12)}" if as_task else None
        body = checked.body
        charge = Charge(request_id, task_id, cost, unit, str(body["prompt"]), checked.style, body.get("seed"))
        self._account.charge(charge)
        now = time.time()
        self._forget(now)
        job = Job(request_id, task_id, checked, charge, fate, now, now)
        if not checked.edits:  # the request list is documented for inferences
            self.jobs[request_id] = job
        if task_id:
            self.tasks[task_id] = job
        return job

    def begin(self, job: Job) -> asyncio.Task[None]:
        """Start the work on a job."""
        self.in_flight += 1  # here and not in the work, which starts later: two requests must not share one place
        self.max_in_flight = max(self.max_in_flight, self.in_flight)
        job.work = asyncio.create_task(self._work(job))
        self._works.add(job.work)
        job.work.add_done_callback(self._works.discard)
        return job.work

    def fail(self, job: Job) -> None:
        """End a job without a delivery, and give its charge back."""
        job.status, job.updated = "failed", time.time()
        self._account.refund(job.charge)

    async def close(self) -> None:
        work = list(self._works)
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        self.painters.shutdown(wait=False, cancel_futures=True)

    async def _work(self, job: Job) -> None:
        job.status = "running"
        try:
            if job.task_id and self._settings.task_ms:
                await asyncio.sleep(self._settings.task_ms / 1000)
            if job.fate in FAILING:
                self.fail(job)
                return
            edits = job.checked.edits
            paint = partial(self._edit, job.checked, self._before(job.checked)) if edits else partial(self._paint, job)
            job.files = await asyncio.get_running_loop().run_in_executor(self.painters, paint)
            job.left_after = self._account.left(job.charge.unit)
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
        delivery = paint(Order(checked.style, checked.row, checked.body, checked.images, seed))
        settings = self._settings
        return arranged(delivery.images, delivery.extras, seed, settings.extras, settings.extras_per)

    def _edit(self, checked: Checked, before: int) -> list[bytes]:
        from rdbuild.offline.painters import edit

        (image,) = checked.images["inputImageBase64"]
        return [edit(image, str(checked.body["prompt"]), self._settings.seed + before)]

    def _before(self, checked: Checked) -> int:
        """Return how often this very edit was carried out before, and count it: edits have no seed of their own."""
        (image,) = checked.images["inputImageBase64"]
        told = repr((checked.body["prompt"], image.mode, image.size)).encode()
        digest = hashlib.sha256(told + image.tobytes()).hexdigest()
        self._edited[digest] += 1
        return self._edited[digest] - 1

    def _forget(self, now: float) -> None:
        while self.jobs:
            oldest = next(iter(self.jobs.values()))
            if oldest.created > now - KEPT_S or oldest.status in ("pending", "running"):
                return
            del self.jobs[oldest.request_id]
            self.tasks.pop(oldest.task_id or "", None)
