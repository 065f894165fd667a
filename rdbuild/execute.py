"""Buys and collects what an admitted plan needs: hold, POST, sent, stored, settled, published.

Owns: the order of effects for one purchase, concurrency, cancellation and the follow-up of other builds' purchases.
Must not know: the manifest's text, where prices come from, how anything is shown; it tells what happens as Events.
Rule: each step that can't be taken back is on disk before it is taken, and a paid request is only ever sent again
after an answer that proves it was not charged.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from rdbuild import images
from rdbuild.client import Accepted, Delivery, body_of
from rdbuild.collector import Collector, Left, set_within
from rdbuild.errors import (
    ApiError,
    CredentialError,
    FailureKind,
    FileInTheWay,
    MoneyRefused,
    RdbuildError,
    StorageError,
)
from rdbuild.gate import Books, Gate
from rdbuild.inspection import asked_by, inspect
from rdbuild.ledger import Admission, Cap, Claim, Entry, Ledger, Refusal
from rdbuild.model import (
    CURRENT,
    LOCAL,
    Blocked,
    Failed,
    Json,
    Made,
    Outcome,
    Receipt,
    Request,
    Reused,
    Skipped,
    Step,
    Unit,
)
from rdbuild.pacing import (
    ATTEMPTS,
    UNANSWERED,
    VERDICTS,
    AdaptiveLimit,
    RetryBudget,
    backoff_s,
)
from rdbuild.pricing import amount_text
from rdbuild.refusal import money_refused

if TYPE_CHECKING:
    from rdbuild.cache import Cache
    from rdbuild.client import ImageApi

T = TypeVar("T")
WAIT_FOR_OTHERS_S = 0.1
PROBE_OTHERS_S = 1.0
GRACE_S = 10.0  # how long requests without an answer are awaited after the first interrupt
BODY_NAMES = {"edit": "inputImageBase64"}  # where the API calls an input something else
IS_CURRENT = Skipped(CURRENT)
GONE = "the picture is gone since the plan was made; build again"


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened to an asset. `micro` is money where the kind has any; `text` is for people."""

    kind: Literal["held", "freed", "settled", "recovered", "retry", "finished", "stopping"]
    asset: str = ""
    micro: int = 0
    unit: Unit = "balance"
    text: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What one execution works with; the clock, randomness and the other stores come in as values."""

    build: int
    engine: str
    caps: Sequence[Cap]
    jobs: int
    fail_fast: bool
    now: Callable[[], datetime]
    jitter: Callable[[], float]
    emit: Callable[[Event], None]
    receipt_of: Callable[[str, str, int], tuple[int, bool] | None]
    input_bytes: Callable[[Request, int, bytes | None], bytes]
    """(request, index of the input, the upstream picture if it is one) -> the PNG to be sent."""
    picture_bytes: Callable[[Step, int], bytes | None]
    """One delivered picture (from 1) of a step that was there already, from cache or tree."""
    publish: Callable[[Step, Receipt | None], None]
    """Write a step's files into the tree. Raises RdbuildError."""
    receipt_for: Callable[[Step], Receipt | None]
    """The delivery that a cached step is published from; None where it is gone since the plan was made."""
    buys: bool = True
    """False: collect what was paid for, and claim nothing."""


class Stopped(Exception):
    """Nothing new may start; nothing was sent for this purchase."""


class Executor:
    """One execution of an admitted plan. `run` gives an outcome for each step."""

    def __init__(self, api: ImageApi, ledger: Ledger, cache: Cache, setting: Setting) -> None:
        self._api = api
        self._ledger = ledger
        self._books = Books(ledger)
        self._cache = cache
        self._set = setting
        self._limit = AdaptiveLimit(setting.jobs)
        self._quiet_until = 0.0  # the server said when to come back
        self._gate = Gate(self._room)
        self._answers_with_pictures = False
        self._unanswered = Gate(self._room_without_answer)
        self._edits = Gate(lambda: sys.maxsize if self._stopping.is_set() else UNANSWERED)  # they have no tasks
        self._retries = RetryBudget()
        self._exchanges: set[asyncio.Task[Any]] = set()  # on the wire now
        self._at_risk: set[str] = set()  # fingerprints held, with neither an answer nor a receipt on disk
        self._abandoned = False
        self._purchases: dict[str, asyncio.Future[Outcome]] = {}  # by fingerprint
        self._payers: dict[str, Step] = {}  # the step that stands for a fingerprint
        self._steps: dict[str, Step] = {}
        self._done: dict[str, asyncio.Future[Outcome]] = {}  # by asset
        self._tasks: set[asyncio.Task[None]] = set()
        self._collecting: set[tuple[str, int]] = set()  # (fingerprint, attempt)
        self._stopping = asyncio.Event()  # nothing new starts
        self._leaving = asyncio.Event()  # and tasks are left to the next build
        self._collector = Collector(api, self._exchange, self._leaving, setting.jitter)
        self.halt: RdbuildError | None = None  # why nothing new starts, if it was not a signal
        self.bug: Exception | None = None
        self.spent = {"balance": 0, "credits": 0}
        self.recovered = {"balance": 0, "credits": 0}
        self.refunded = {"balance": 0, "credits": 0}
        self.requests = 0  # paid POSTs that were sent

    # -- the whole

    async def run(self, steps: Sequence[Step], admission: Admission) -> dict[str, Outcome]:
        """Carry out an admission. Returns each step's outcome by asset id; one asset's trouble is never raised."""
        loop = asyncio.get_running_loop()
        self._steps = {step.asset.id: step for step in steps}
        self._done = {step.asset.id: loop.create_future() for step in steps}
        # Of several assets with one fingerprint, one that is to be bought has the price.
        for step in sorted(steps, key=lambda step: step.price_micro is None):
            self._payers.setdefault(step.request.fingerprint, step)
        self._purchases = {fingerprint: loop.create_future() for fingerprint in admission.waits}
        self._follow(admission)
        watcher = asyncio.create_task(self._watch(set(admission.waits)))
        assets = [asyncio.create_task(self._asset(step)) for step in steps]
        try:
            await asyncio.gather(*assets, watcher)
            while self._tasks:
                await asyncio.wait(self._tasks)
        finally:
            watcher.cancel()
            await self._books.drained()
        return {asset: done.result() for asset, done in self._done.items()}

    def interrupt(self) -> None:
        """The first signal: nothing new starts, unanswered requests get a grace period, tasks are left."""
        self._leaving.set()
        self._stop()
        asyncio.get_running_loop().call_later(GRACE_S, self._abandon)

    def unanswered(self) -> int:
        """How many paid requests have no answer on disk now: what leaving at once would make unknown."""
        return 0 if self._set.engine == LOCAL else len(self._at_risk)

    def in_flight(self) -> int:
        return self._gate.inside

    def _stop(self, why: RdbuildError | None = None, text: str = "interrupted") -> None:
        if self.halt is None:
            self.halt = why
        if not self._stopping.is_set():
            self._stopping.set()
            self._gate.wake()
            self._unanswered.wake()
            self._edits.wake()
            self._tell(Event("stopping", text=why.message if why else text))

    def _broke(self, bug: Exception) -> None:
        """A bug of ours in one place must not lose what is paid for in the others."""
        self.bug = bug
        self._stop()

    def _abandon(self) -> None:
        self._abandoned = True
        for exchange in self._exchanges:
            exchange.cancel()

    def _tell(self, event: Event) -> None:
        """Say what happened. A listener that breaks, or that nobody reads any more, never hurts a purchase."""
        try:
            with suppress(OSError):
                self._set.emit(event)
        except Exception as error:
            self.bug = error

    def _room(self) -> int:
        """How many may be in flight now. Once nothing new starts all may in, to see that and go."""
        if self._stopping.is_set():
            return sys.maxsize
        return 0 if asyncio.get_running_loop().time() < self._quiet_until else self._limit.value

    def _room_without_answer(self) -> int:
        if self._stopping.is_set():
            return sys.maxsize
        return self._set.jobs if self._answers_with_pictures else UNANSWERED

    def _pause(self, seconds: float) -> None:
        """Send nothing for a while."""
        loop = asyncio.get_running_loop()
        self._quiet_until = max(self._quiet_until, loop.time() + seconds)
        loop.call_later(seconds + 0.002, self._gate.wake)

    def _follow(self, admission: Admission) -> None:
        """Start what was claimed or is to be collected, and give an outcome to what can't be bought."""
        self._gather_in(admission)
        for fingerprint, step in self._payers.items():  # in the plan's order
            if fingerprint in admission.claimed:
                self._start(fingerprint, self._buy(step))
        for fingerprint in admission.bought:
            self._start(fingerprint, self._bought(fingerprint))
        for fingerprint, entry in admission.blocked.items():
            self._start(fingerprint, self._barred(entry))

    def _gather_in(self, admission: Admission) -> None:
        """Start to collect the tasks that are ours now; every admission lists all of them, begun or not."""
        for entry in admission.collects:
            if (entry.fingerprint, entry.attempt) not in self._collecting:
                self._collecting.add((entry.fingerprint, entry.attempt))
                self._start(entry.fingerprint, self._collect(entry))

    def _start(self, fingerprint: str, purchase: Awaitable[Outcome]) -> None:
        """Run a purchase; its outcome is promised to every asset of that fingerprint."""
        promise = self._purchases.setdefault(fingerprint, asyncio.get_running_loop().create_future())

        async def carry_out() -> None:
            try:
                outcome = await purchase
            except (Stopped, Left) as stop:
                outcome = Skipped(str(stop))
            except StorageError as error:
                self._stop(error)  # a disk that refuses one write is not asked to take more paid pictures
                outcome = Failed("storage", error.message)
            except RdbuildError as error:
                outcome = Failed("input", error.message)
            except Exception as error:
                self._broke(error)
                outcome = Failed("bug", repr(error))
            if not promise.done():
                promise.set_result(outcome)

        task = asyncio.create_task(carry_out())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- one asset

    async def _asset(self, step: Step) -> None:
        outcome: Outcome
        try:
            outcome = await self._outcome(step)
            receipt = outcome.receipt if isinstance(outcome, (Made, Reused)) else None
            if receipt is not None and not step.asset.hidden:
                await asyncio.to_thread(self._set.publish, step, receipt)
        except FileInTheWay as error:
            outcome = Blocked(error.code, error.message)
        except RdbuildError as error:
            outcome = Failed("output", error.message)
        except Exception as error:
            self._broke(error)
            outcome = Failed("bug", repr(error))
        self._done[step.asset.id].set_result(outcome)
        self._tell(Event("finished", step.asset.id, outcome=outcome))
        if self._set.fail_fast and step.status != "blocked" and isinstance(outcome, (Failed, Blocked)):
            self._stop(text="`--fail-fast`, and one failed")

    async def _outcome(self, step: Step) -> Outcome:
        if step.status == "current":
            return IS_CURRENT
        if step.status == "blocked":
            return Blocked(step.code or "", step.reason)
        if step.status == "cached":
            receipt = await asyncio.to_thread(self._set.receipt_for, step)
            return Reused(receipt) if receipt is not None else Failed("output", GONE)
        for need in step.needs:
            if not _has_picture(await self._done[need]):
                # The purchase waits for the same upstream, and gives up its own claim.
                return Skipped(f"made from `{need}`, which has no picture")
        purchase = self._purchases.get(step.request.fingerprint)
        return await purchase if purchase is not None else Skipped("not admitted")

    # -- one purchase

    async def _buy(self, step: Step) -> Outcome:
        """Buy what is claimed. Whatever happens, the ledger knows it before this returns."""
        try:
            body = await self._body(step)
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(ATTEMPTS),
                wait=self._wait,
                retry=retry_if_exception(self._again),
                sleep=self._sleep,
                reraise=True,
            ):
                with attempt:
                    return await self._attempt(step, body, attempt.retry_state.attempt_number)
        except ApiError as error:
            return await self._give_up(step, error)
        except (Stopped, RdbuildError) as error:
            if not isinstance(error, StorageError):
                await self._refuse(step, str(error))
            raise
        raise AssertionError("tenacity ended without a result")

    async def _attempt(self, step: Step, body: Mapping[str, Json], number: int) -> Outcome:
        """One hold, one POST. An ApiError leaves the purchase a claim again if it proves that nothing was charged."""
        key = self._key(step.request.fingerprint)
        edits = step.request.endpoint == "edit"
        async with self._gate.slot(first=number > 1):
            try:
                async with (self._edits if edits else self._unanswered).slot(first=number > 1):
                    entry = await self._hold(key)
                    started = asyncio.get_running_loop().time()
                    self._tell(Event("held", entry.asset, entry.amount, entry.unit))
                    answer = await self._submit(entry, self._api.edit(body) if edits else self._api.submit(body))
                if isinstance(answer, Accepted):
                    ticket = {"task": answer.task, "request": asked_by(step.request)}
                    await self._books.do(lambda books: books.sent(*key, ticket, self._set.now()))
                    entry = replace(entry, state="sent", ticket=ticket)
                    self._at_risk.discard(entry.fingerprint)
                    delivery = await self._await_task(entry, answer.task)
                else:
                    if not edits:  # they are always answered so, which says nothing of the others
                        self._answers_with_pictures = True
                        self._unanswered.wake()
                    delivery = answer
                outcome = await self._keep(entry, step, delivery)
            finally:
                self._at_risk.discard(step.request.fingerprint)
            self._retries.success()
            self._limit.succeeded(started, asyncio.get_running_loop().time(), self._gate.inside)
            return outcome

    async def _hold(self, key: tuple[int, str, str]) -> Entry:
        """Write down that a paid request is about to be sent, and say what it is."""
        if self._stopping.is_set():
            raise Stopped("stopped before it was sent")

        def hold(books: Ledger) -> Refusal | Entry:
            refusal = books.hold(*key, self._set.caps, self._set.now())
            return refusal if refusal is not None else books.states(key[1], [key[2]])[key[2]]

        self._at_risk.add(key[2])
        found = await self._books.do(hold)
        if isinstance(found, Refusal):
            self._stop(money_refused(found))
            raise Stopped("the cap was gone")
        return found

    async def _submit(self, entry: Entry, post: Coroutine[Any, Any, Delivery | Accepted]) -> Delivery | Accepted:
        """POST, and book at once what a failure means."""
        started = asyncio.get_running_loop().time()
        try:
            answer = await self._exchange(post)
        except Left:
            error = ApiError(FailureKind.UNKNOWN, "interrupted before an answer came")
            self.requests += 1
            await self._failed_submit(entry, error, started)
            raise error from None
        except ApiError as error:
            self.requests += error.kind is not FailureKind.NOT_SENT
            await self._failed_submit(entry, error, started)
            raise
        except Exception as error:  # a bug of ours, with a request out there
            await self._failed_submit(entry, ApiError(FailureKind.UNKNOWN, repr(error)), started)
            raise
        self.requests += 1
        return answer

    async def _exchange(self, exchange: Coroutine[Any, Any, T]) -> T:
        """One exchange with the API. Raises Left when the grace after an interrupt is over."""
        task = asyncio.create_task(exchange)
        self._exchanges.add(task)
        task.add_done_callback(self._exchanges.discard)
        if self._abandoned:
            task.cancel()
        await asyncio.wait({task})
        if task.cancelled():
            raise Left("left; the next build collects it")
        return task.result()

    async def _failed_submit(self, entry: Entry, error: ApiError, started: float) -> None:
        verdict = VERDICTS[error.kind]
        key = self._key(entry.fingerprint)
        if error.kind is FailureKind.BUSY:
            self._limit.refused(started, asyncio.get_running_loop().time())
            if error.retry_after_s is not None:
                self._pause(min(error.retry_after_s, 300.0))
        if verdict.booked == "unknown":
            await self._books.do(lambda books: books.lose(*key, error.message, self._set.now()))
            return
        await self._books.do(lambda books: books.again(*key, error.message, self._set.now()))
        self._tell(Event("freed", entry.asset, entry.amount, entry.unit))
        if verdict.stops:
            kind = CredentialError if error.kind is FailureKind.NO_KEY else MoneyRefused
            self._stop(kind(f"the API refused the request: {error.message}", error.hint))

    def _again(self, error: BaseException) -> bool:
        return isinstance(error, ApiError) and VERDICTS[error.kind].retry and not self._stopping.is_set()

    def _wait(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.retry_after_s if isinstance(error, ApiError) else None
        wait_s = backoff_s(state.attempt_number, after, self._set.jitter())
        self._tell(Event("retry", text=f"attempt {state.attempt_number + 1} in {wait_s:.1f} s: {error}"))
        return wait_s

    async def _sleep(self, seconds: float) -> None:
        if not self._retries.take():
            raise ApiError(FailureKind.REFUSED, "too many retries in this build; the API is not well")
        if await set_within(self._stopping, seconds):
            raise Stopped("stopped before it was sent again")

    async def _give_up(self, step: Step, error: ApiError) -> Outcome:
        """The last attempt failed: give the claim back, unless nobody knows what it cost."""
        if VERDICTS[error.kind].booked == "unknown":
            if self._set.engine == LOCAL:
                return Failed("unknown", error.message)
            return Blocked("unknown", f"{error.message}; nobody knows whether it was charged")
        await self._refuse(step, error.message)
        said = error.message.removesuffix(".")
        return Failed(error.kind.value, f"{said}; {error.hint}" if error.hint else error.message)

    async def _refuse(self, step: Step, detail: str) -> None:
        key = self._key(step.request.fingerprint)
        await self._books.do(lambda books: books.refuse(*key, detail, self._set.now()))

    def _key(self, fingerprint: str) -> tuple[int, str, str]:
        return self._set.build, self._set.engine, fingerprint

    # -- tasks and deliveries

    async def _await_task(self, entry: Entry, task: str) -> Delivery:
        """Poll our own task until it ends. A failed one was refunded, and is claimed again for another attempt."""
        try:
            return await self._collector.poll(task)
        except ApiError as error:
            key, detail = self._key(entry.fingerprint), error.message
            if VERDICTS[error.kind].booked == "unknown":
                await self._books.do(lambda books: books.lose(*key, detail, self._set.now()))
            else:
                await self._books.do(lambda books: books.resubmit(*key, detail, self._set.now()))
                self.refunded[entry.unit] += entry.amount
                self._tell(Event("freed", entry.asset, entry.amount, entry.unit))
            raise

    async def _keep(self, entry: Entry, step: Step | None, delivery: Delivery) -> Outcome:
        """Bring a paid delivery to disk, then settle it."""
        key = self._key(entry.fingerprint)
        if delivery.urls:
            ticket = {**(entry.ticket or {}), "urls": list(delivery.urls), "cost": delivery.cost_micro}
            ticket["model"] = delivery.model
            if step is not None:
                ticket["request"] = asked_by(step.request)
            await self._books.do(lambda books: books.sent(*key, ticket, self._set.now()))
            self._at_risk.discard(entry.fingerprint)
            delivery = await self._collector.fetched(delivery, mine=entry.build == self._set.build)
        cost = entry.amount if delivery.cost_micro is None else delivery.cost_micro
        receipt = await asyncio.to_thread(self._store, entry, step, delivery, cost)
        usable = receipt.unusable is None
        self._at_risk.discard(entry.fingerprint)
        excess = await self._books.do(lambda books: books.settle(*key, cost, usable, self._set.now()))
        mine = entry.build == self._set.build
        (self.spent if mine else self.recovered)[entry.unit] += cost
        self._tell(Event("settled" if mine else "recovered", entry.asset, cost, entry.unit))
        if excess:
            self._stop(
                MoneyRefused(
                    f"the API charged {amount_text(cost, entry.unit)} for `{entry.asset}`,"
                    f" {amount_text(excess, entry.unit)} more than it quoted",
                    "nothing new was started, and what was in flight has landed; look at the price before you go on",
                )
            )
        if receipt.unusable is not None:
            return Blocked("unusable", f"what was delivered can't be published: {receipt.unusable}")
        return Made(receipt, recovered=not mine)

    def _store(self, entry: Entry, step: Step | None, delivery: Delivery, cost: int) -> Receipt:
        """Blobs first, then a look at them, then the receipt. Runs in a thread."""
        blobs = [self._cache.put_blob(data) for data in delivery.images]
        if delivery.fault is not None:
            self._cache.put_reply(entry.engine, entry.fingerprint, entry.attempt, delivery.raw)
        asked = asked_by(step.request) if step is not None else (entry.ticket or {}).get("request", {})
        seen = inspect(asked, list(zip(blobs, delivery.images, strict=True)))
        receipt = Receipt(
            engine=entry.engine,
            fingerprint=entry.fingerprint,
            base=asked.get("base", ""),
            pictures=seen.pictures,
            cost_micro=cost,
            unit=entry.unit,
            asset=entry.asset,
            prompt=asked.get("prompt", ""),
            style=asked.get("style"),
            seed=asked.get("seed"),
            model=delivery.model,
            created_at=self._set.now().isoformat(timespec="milliseconds"),
            unusable=delivery.fault or seen.fault,
            expected=seen.expected,
            attempt=entry.attempt,
            project=entry.project,
        )
        self._cache.put_receipt(receipt)
        return receipt

    async def _collect(self, entry: Entry) -> Outcome:
        """Fetch what a dead build paid for. A refunded one that this manifest wants is bought afresh."""
        key = self._key(entry.fingerprint)
        step = self._payers.get(entry.fingerprint)
        ticket = entry.ticket or {}
        known: Delivery | None = None
        if "urls" in ticket:
            known = Delivery((), tuple(ticket["urls"]), ticket.get("cost"), ticket.get("model"), b"")
            if "task" not in ticket:
                return await self._keep(entry, step, known)
        try:
            delivery = await self._collector.poll(str(ticket["task"]))  # its URLs may have been made anew
        except ApiError as error:
            if known is not None:
                return await self._keep(entry, step, known)
            detail = error.message
            if VERDICTS[error.kind].booked == "unknown":
                await self._books.do(lambda books: books.lose(*key, detail, self._set.now()))
                return Blocked("unknown", "paid for as a task that the API does not know any more")
            await self._books.do(lambda books: books.refund(*key, detail, self._set.now()))
            self.refunded[entry.unit] += entry.amount
            wanted = step is not None and step.price_micro is not None and self._set.buys
            return await self._afresh(step) if step is not None and wanted else Failed("refunded", detail)
        return await self._keep(entry, step, delivery)

    async def _afresh(self, step: Step) -> Outcome:
        """Claim one purchase that came free, within the caps, and buy it."""
        admission = await asyncio.to_thread(self._admit, [_claim(step)])
        self._gather_in(admission)
        if admission.refusal is not None:
            self._stop(money_refused(admission.refusal))
            raise Stopped("the cap was gone")
        return await self._buy(step) if admission.claimed else Skipped("another build is buying it")

    def _admit(self, claims: Sequence[Claim]) -> Admission:
        return self._ledger.admit(self._set.build, claims, self._set.caps, self._set.now(), self._set.receipt_of)

    async def _bought(self, fingerprint: str) -> Outcome:
        receipt = await asyncio.to_thread(self._cache.receipt, self._set.engine, fingerprint)
        if receipt is None:
            return Blocked("lost", "bought before, but the cache does not have it; `--rebuy` pays again")
        return Blocked("unusable", receipt.unusable) if receipt.unusable else Reused(receipt)

    async def _barred(self, entry: Entry) -> Outcome:
        if entry.state == "unknown":
            return Blocked("unknown", "a paid request was sent and nobody knows what became of it")
        return Blocked("unusable", "what was delivered can't be published")

    # -- what other builds are buying

    async def _watch(self, waits: set[str]) -> None:
        """Follow the purchases of other running builds; whatever happens, each gets an outcome."""
        try:
            await self._watch_others(waits)
        except RdbuildError as error:
            self._stop(error)
        except Exception as error:
            self._broke(error)
        finally:
            for fingerprint in waits:
                promise = self._purchases[fingerprint]
                if not promise.done():
                    promise.set_result(Skipped("another build was buying it"))

    async def _watch_others(self, waits: set[str]) -> None:
        """Take over what they leave undone. What is still waited for stays in `waits`."""
        loop = asyncio.get_running_loop()
        seen, probed = -1, loop.time()
        while waits and not await set_within(self._stopping, WAIT_FOR_OTHERS_S):
            position = await asyncio.to_thread(self._ledger.position)
            if position == seen and loop.time() - probed < PROBE_OTHERS_S:
                continue
            probed = loop.time()
            admission = await asyncio.to_thread(self._admit, [_claim(self._payers[one]) for one in waits])
            seen = await asyncio.to_thread(self._ledger.position)
            if admission.refusal is not None:
                self._gather_in(admission)
                waits.difference_update(entry.fingerprint for entry in admission.collects)
                self._stop(money_refused(admission.refusal))
                return
            self._follow(admission)
            waits.intersection_update(admission.waits)

    # -- what is sent

    async def _body(self, step: Step) -> dict[str, Json]:
        """The JSON body, with input images as they were fingerprinted. Waits for the assets it is made from."""
        upstream: list[bytes | None] = []
        for one in step.request.inputs:
            if one.asset is None:
                upstream.append(None)
                continue
            if one.asset not in self._done:  # nobody thought that this would have to be bought
                raise Stopped(f"made from `{one.asset}`, which is not here")
            outcome = await self._done[one.asset]
            upstream.append(await asyncio.to_thread(self._upstream, one.asset, one.image or 1, outcome))
        if self._stopping.is_set():
            raise Stopped("stopped before it was sent")
        return await asyncio.to_thread(self._encode, step, upstream)

    def _upstream(self, asset: str, image: int, outcome: Outcome) -> bytes:
        data = None
        if isinstance(outcome, (Made, Reused)) and image <= len(outcome.receipt.pictures):
            data = self._cache.read_blob(outcome.receipt.pictures[image - 1].sha256)
        elif _has_picture(outcome):
            data = self._set.picture_bytes(self._steps[asset], image)
        if data is None:
            raise Stopped(f"made from `{asset}`, whose picture {image} is not here")
        return data

    def _encode(self, step: Step, upstream: Sequence[bytes | None]) -> dict[str, Json]:
        sent: dict[str, bytes | list[bytes]] = {}
        for index, one in enumerate(step.request.inputs):
            data = self._set.input_bytes(step.request, index, upstream[index])
            if one.field == "reference_images":
                several = sent.setdefault(one.field, [])
                assert isinstance(several, list)
                several.append(data)
            else:
                sent[BODY_NAMES.get(one.field, one.field)] = data
        if step.request.palette is not None:
            sent["input_palette"] = images.palette_png(step.request.palette)
        return body_of(step.request.fields, sent)


def _claim(step: Step) -> Claim:
    assert step.price_micro is not None, f"`{step.asset.id}` has no price"
    return Claim(step.request.fingerprint, step.asset.id, step.request.unit, step.price_micro)


def _has_picture(outcome: Outcome) -> bool:
    return isinstance(outcome, (Made, Reused)) or outcome == IS_CURRENT
