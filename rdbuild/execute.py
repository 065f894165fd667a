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
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from rdbuild import receiving
from rdbuild.client import Accepted, Delivery
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
from rdbuild.gate import Gate
from rdbuild.inspection import asked_by
from rdbuild.ledger import Admission, Cap, Claim, Entry, Ledger, Refusal
from rdbuild.model import (
    LOCAL,
    Blocked,
    Event,
    Failed,
    Json,
    Made,
    Outcome,
    Receipt,
    Request,
    Reused,
    Skipped,
    Step,
)
from rdbuild.pacing import ATTEMPTS, TASK_PATIENCE_S, UNANSWERED, AdaptiveLimit, RetryBudget, backoff_s
from rdbuild.refusal import money_refused, overcharged
from rdbuild.request import canonical, derived_seed
from rdbuild.sending import IS_CURRENT, Sending, Stopped, has_picture
from rdbuild.till import Till
from rdbuild.verdicts import Exchange, verdict

if TYPE_CHECKING:
    from rdbuild.cache import Cache
    from rdbuild.client import ImageApi

T = TypeVar("T")
WAIT_FOR_OTHERS_S = 0.1
PROBE_OTHERS_S = 1.0
GRACE_S = 10.0  # how long requests without an answer are awaited after the first interrupt
TASKS_ALONE = frozenset({FailureKind.TASK_FAILED, FailureKind.TASK_REFUSED, FailureKind.LOST_TASK})
STOPS: Mapping[int, type[RdbuildError]] = {one.exit_code: one for one in (MoneyRefused, CredentialError)}
GONE = "the picture is gone since the plan was made; build again"
TASKS_KEPT = timedelta(days=1)  # how long an API can be asked for a task
LEAST_ROOM = 16 << 20  # bytes free where pictures go, for what is in flight; with less nothing is bought


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
    same_key: Callable[[Entry], bool]
    """Whether a purchase was, or may have been, paid with the key that we ask with."""
    buys: bool = True
    """False: collect what was paid for, and claim nothing."""
    patience_s: float = TASK_PATIENCE_S
    """How long a task is waited for before it is left to the next build."""


class Executor:
    """One execution of an admitted plan. `run` gives an outcome for each step."""

    def __init__(self, api: ImageApi, ledger: Ledger, cache: Cache, setting: Setting) -> None:
        self._api = api
        self._ledger = ledger
        self.till = Till(ledger, setting.build, setting.engine, setting.caps, setting.now)
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
        lately = (setting.now() - TASKS_KEPT).isoformat()
        self._owners = {  # by task, whose it is: (fingerprint, attempt); also of earlier builds
            str(ticket["task"]): (fingerprint, attempt)
            for fingerprint, attempt, _, ticket in ledger.tickets(setting.engine, lately)
            if ticket.get("task") is not None
        }
        self._stopping = asyncio.Event()  # nothing new starts
        self._leaving = asyncio.Event()  # and tasks are left to the next build
        self._collector = Collector(api, self._exchange, self._leaving, setting.jitter, setting.patience_s)
        self.halt: RdbuildError | None = None  # why nothing new starts, if it was not a signal
        self.bug: Exception | None = None
        self.requests = 0  # paid POSTs that were sent

    # -- the whole

    async def run(self, steps: Sequence[Step], admission: Admission) -> dict[str, Outcome]:
        """Carry out an admission. Returns each step's outcome by asset id; one asset's trouble is never raised."""
        loop = asyncio.get_running_loop()
        self._steps = {step.asset.id: step for step in steps}
        self._done = {step.asset.id: loop.create_future() for step in steps}
        self._sending = Sending(self._set, self._cache, self._steps, self._done, self._stopping)
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
            await self.till.drained()
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
                if (task := (entry.ticket or {}).get("task")) is not None:
                    self._owners.setdefault(str(task), (entry.fingerprint, entry.attempt))
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
            if not has_picture(await self._done[need]):
                # The purchase waits for the same upstream, and gives up its own claim.
                return Skipped(f"made from `{need}`, which has no picture")
        purchase = self._purchases.get(step.request.fingerprint)
        return await purchase if purchase is not None else Skipped("not admitted")

    # -- one purchase

    async def _buy(self, step: Step) -> Outcome:
        """Buy what is claimed. Whatever happens, the ledger knows it before this returns."""
        try:
            body = await self._sending.body(step)
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(ATTEMPTS),
                wait=partial(self._wait, step),
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
                await self.till.refuse(step.request.fingerprint, str(error))
            raise
        raise AssertionError("tenacity ended without a result")

    async def _attempt(self, step: Step, body: Mapping[str, Json], number: int) -> Outcome:
        """One hold, one POST. An ApiError leaves the purchase a claim again if it proves that nothing was charged."""
        edits = step.request.endpoint == "edit"
        self._tell(Event("queued", step.asset.id, attempt=number))
        async with self._gate.slot(first=number > 1):
            try:
                async with (self._edits if edits else self._unanswered).slot(first=number > 1):
                    entry = await self._hold(step)
                    if self._stopping.is_set():  # while it was written down
                        await self.till.again(entry, "stopped before it was sent")
                        raise Stopped("stopped before it was sent")
                    started = asyncio.get_running_loop().time()
                    self._tell(Event("held", entry.asset, entry.amount, entry.unit))
                    answer = await self._submit(entry, self._api.edit(body) if edits else self._api.submit(body), edits)
                if isinstance(answer, Accepted):
                    await self._of_nobody_else(entry, answer.task)
                    entry = await self._noted(entry, {"task": answer.task, "request_id": answer.request})
                    self._tell(Event("accepted", entry.asset, facts={"task": answer.task}))
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

    async def _of_nobody_else(self, entry: Entry, task: str) -> None:
        """A task that stands for another purchase already has another picture: nobody knows where ours is."""
        mine = (entry.fingerprint, entry.attempt)
        if self._owners.setdefault(task, mine) != mine:
            error = ApiError(FailureKind.UNKNOWN, f"the API named the task of another purchase, `{task}`")
            await self._lost(entry, error.message)
            raise error

    async def _hold(self, step: Step) -> Entry:
        """Write down that a paid request is about to be sent, and say what it is."""
        if self._stopping.is_set():
            raise Stopped("stopped before it was sent")
        if self._set.engine != LOCAL and (room := self._cache.room()) < LEAST_ROOM:
            raise StorageError(
                f"only {room >> 20} MiB are free in `{self._cache.root}`, too few for pictures that are paid for",
                "make room there, or name another place in `RDBUILD_HOME`; nothing new was sent",
            )
        request = step.request
        self._at_risk.add(request.fingerprint)
        ticket = {"request": asked_by(request), "sent": canonical(request.fields), "blind": _is_blind(request)}
        found = await self.till.hold(request.fingerprint, ticket)
        if isinstance(found, Refusal):
            self._stop(money_refused(found))
            raise Stopped("the cap was gone")
        return found

    async def _submit(
        self, entry: Entry, post: Coroutine[Any, Any, Delivery | Accepted], edits: bool
    ) -> Delivery | Accepted:
        """POST, and book at once what a failure means."""
        started = asyncio.get_running_loop().time()
        try:
            answer = await self._exchange(post)
        except Left:
            error = ApiError(FailureKind.UNKNOWN, "interrupted before an answer came")
            self.requests += 1
            await self._failed_submit(entry, error, started, edits)
            raise error from None
        except ApiError as error:
            self.requests += error.kind is not FailureKind.NOT_SENT
            await self._failed_submit(entry, error, started, edits)
            raise
        except Exception as error:  # a bug of ours, with a request out there
            await self._failed_submit(entry, ApiError(FailureKind.UNKNOWN, repr(error)), started, edits)
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

    async def _failed_submit(self, entry: Entry, error: ApiError, started: float, edits: bool) -> None:
        found = verdict("edit" if edits else "submit", error.kind)
        if error.kind is FailureKind.BUSY:
            self._limit.refused(started, asyncio.get_running_loop().time())
            if error.retry_after_s is not None:
                self._pause(min(error.retry_after_s, 300.0))
        if found.booked == "unknown":
            await self._lost(entry, error.message)
            return
        await self.till.again(entry, error.message)
        self._tell(Event("freed", entry.asset, entry.amount, entry.unit, error.message))
        if found.stops:
            self._stop(STOPS[found.stops](found.says.format(error=error.message), error.hint))

    def _again(self, error: BaseException) -> bool:
        """Whether another attempt is worth it, whatever exchange it failed in: a kind is retried in each or in none."""
        retried = isinstance(error, ApiError) and verdict(_exchange_of(error), error.kind).retry
        return retried and not self._stopping.is_set()

    def _wait(self, step: Step, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        after = error.retry_after_s if isinstance(error, ApiError) else None
        wait_s = backoff_s(state.attempt_number, after, self._set.jitter())
        text = f"attempt {state.attempt_number + 1} in {wait_s:.1f} s: {error}"
        self._tell(Event("retry", step.asset.id, text=text, attempt=state.attempt_number))
        return wait_s

    async def _sleep(self, seconds: float) -> None:
        if not self._retries.take():
            raise ApiError(FailureKind.REFUSED, "too many retries in this build; the API is not well")
        if await set_within(self._stopping, seconds):
            raise Stopped("stopped before it was sent again")

    async def _give_up(self, step: Step, error: ApiError) -> Outcome:
        """The last attempt failed: give the claim back, unless nobody knows what it cost."""
        found = verdict(_exchange_of(error), error.kind)
        text = found.says.format(error=error.message.removesuffix("."))
        if found.booked == "unknown":
            return Failed("unknown", error.message) if self._set.engine == LOCAL else Blocked("unknown", text)
        await self.till.refuse(step.request.fingerprint, error.message)
        return Failed(error.kind.value, f"{text}; {error.hint}" if error.hint else text)

    # -- tasks and deliveries

    async def _await_task(self, entry: Entry, task: str) -> Delivery:
        """Poll our own task until it ends. A failed one was refunded, and is claimed again for another attempt."""
        try:
            return await self._collector.poll(task)
        except ApiError as error:
            if verdict("poll", error.kind).booked == "unknown":
                await self._lost(entry, error.message)
            elif entry.state == "held":  # the ledger did not take its task
                await self.till.again(entry, error.message)
            else:
                await self.till.resubmit(entry, error.message)
                self._tell(Event("freed", entry.asset, entry.amount, entry.unit, error.message))
            raise

    async def _lost(self, entry: Entry, why: str) -> None:
        """Nobody knows what became of it. If the ledger can't take that, what it has says as much to the next build."""
        try:
            await self.till.lose(entry, why)
        except StorageError as error:
            self._stop(error)
        self._tell(Event("unknown", entry.asset, entry.amount, entry.unit, why))

    async def _noted(self, entry: Entry, ticket: Mapping[str, Json]) -> Entry:
        """Note how what was paid for is fetched. A ledger that refuses is all the more reason to fetch it now."""
        try:
            entry = await self.till.sent(entry, ticket)
        except StorageError as error:
            self._stop(error)
            return entry
        self._at_risk.discard(entry.fingerprint)
        return entry

    async def _keep(self, entry: Entry, step: Step | None, delivery: Delivery) -> Outcome:
        """Bring a paid delivery to disk, then settle it."""
        loop = asyncio.get_running_loop()
        came = loop.time()
        if delivery.urls:
            ticket: dict[str, Json] = {
                "urls": list(delivery.urls),
                "cost": delivery.cost_micro,
                "model": delivery.model,
                "odd_cost": delivery.odd_cost,
            }
            entry = await self._noted(entry, ticket)
            delivery = await self._collector.fetched(delivery, mine=self.till.is_mine(entry))
        said = delivery.cost_micro
        if entry.unit == "credits" and "task" in (entry.ticket or {}):
            said = None  # a task's result names what it took of a balance first, and an edit takes none
        cost = entry.amount if said is None else said
        asked = asked_by(step.request) if step is not None else (entry.ticket or {}).get("request", {})
        try:
            receipt = await asyncio.to_thread(
                receiving.keep, self._cache, entry, asked, delivery, cost, self._set.now()
            )
        except StorageError as error:
            there = receiving.kept(self._cache, entry)
            if there is None:
                return await self._not_stored(entry, error)
            self._stop(error)
            receipt = there
        self._at_risk.discard(entry.fingerprint)
        self._tell(Event("delivered", entry.asset, ago=loop.time() - came))  # only now: a listener may take its time
        excess = 0
        try:
            excess = await self.till.settle(entry, cost, receipt.unusable is None)
        except StorageError as error:  # the next build settles it from the receipt
            self._stop(error)
        self._tell(Event("settled" if self.till.is_mine(entry) else "recovered", entry.asset, cost, entry.unit))
        if excess or delivery.odd_cost is not None:  # start nothing new
            self._stop(overcharged(entry, cost, excess, delivery.odd_cost))
        if receipt.unusable is not None:
            found = verdict("edit", FailureKind.UNUSABLE)
            return Blocked("unusable", found.says.format(error=receipt.unusable))
        return Made(receipt, recovered=not self.till.is_mine(entry))

    async def _not_stored(self, entry: Entry, error: StorageError) -> Outcome:
        """It was paid for, and the disk takes it not: what can be fetched again is left, the rest is unknown."""
        self._stop(error)
        if entry.state == "sent":
            raise Left(f"paid for, and left to the next build: {error.message}") from error
        if self._set.engine == LOCAL:
            return Failed("storage", error.message)
        await self._lost(entry, f"delivered, and not stored: {error.message}")
        return Blocked("unknown", f"paid for, and the disk did not take it: {error.message}")

    async def _collect(self, entry: Entry) -> Outcome:
        """Fetch what a dead build paid for. A refunded one that this manifest wants is bought afresh."""
        self._tell(Event("collecting", entry.asset))
        step = self._payers.get(entry.fingerprint)
        ticket = entry.ticket or {}
        known: Delivery | None = None
        if "urls" in ticket:
            known = Delivery((), tuple(ticket["urls"]), ticket.get("cost"), ticket.get("model"), b"",
                             odd_cost=ticket.get("odd_cost"))  # fmt: skip
            if "task" not in ticket and "listed" not in ticket:
                return await self._keep(entry, step, known)
        try:  # its URLs may have been made anew
            if "listed" in ticket:
                delivery = await self._collector.listed(str(ticket["listed"]))
            else:
                delivery = await self._collector.poll(str(ticket["task"]))
        except ApiError as error:
            if known is not None:
                return await self._keep(entry, step, known)
            found = verdict("poll", error.kind)
            text = found.says.format(error=error.message)
            if found.booked == "unknown":
                if not self._set.same_key(entry):
                    raise Left("paid for with another key, which alone can collect it") from error
                await self._lost(entry, error.message)
                return Blocked("unknown", text)
            await self.till.refund(entry, error.message)
            self._tell(Event("refunded", entry.asset, entry.amount, entry.unit, error.message))
            wanted = step is not None and step.price_micro is not None and self._set.buys
            return await self._afresh(step) if step is not None and wanted else Failed("refunded", text)
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
        if receipt.unusable is not None:
            return Blocked("unusable", verdict("fetch", FailureKind.UNUSABLE).says.format(error=receipt.unusable))
        return Reused(receipt)

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


def _is_blind(request: Request) -> bool:
    """Whether an echo of it, which leaves pictures out, may as well be of another: its seed does not tell of them."""
    pictures = bool(request.inputs) or request.palette is not None
    return pictures and request.seed != derived_seed(request.base, request.take)


def _exchange_of(error: ApiError) -> Exchange:
    """Where a purchase failed: what only a task can come to came of asking for it."""
    return "poll" if error.kind in TASKS_ALONE else "submit"


def _claim(step: Step) -> Claim:
    assert step.price_micro is not None, f"`{step.asset.id}` has no price"
    return Claim(step.request.fingerprint, step.asset.id, step.request.unit, step.price_micro)
