"""The story of `plan` and `build`: load, decide, price, admit, execute, publish, write the lock, report.

Owns: the order of the chapters, and which result is which exit code.
Must not know: argv, the environment, how results are shown.
Rule: nothing is written before everything was decided, and the lock and index are written once, last.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from rdbuild import caps as caps_of
from rdbuild import lock
from rdbuild.errors import ApiError, ApiUnreachable, CredentialError, FailureKind, MoneyRefused, RdbuildError
from rdbuild.ledger import Cap, Claim, Entry, Ledger
from rdbuild.model import LOCAL, Blocked, Failed, Line, Outcome, Plan, Problem, Request, Reused, Skipped, Step
from rdbuild.naming import INDEX
from rdbuild.outputs import NOT_A_FILE
from rdbuild.plan import Price, priced, to_buy
from rdbuild.pricing import format_micro
from rdbuild.project import Place, Project
from rdbuild.publishing import Publisher
from rdbuild.selection import select

if TYPE_CHECKING:
    from rdbuild.client import Account, Client
    from rdbuild.execute import Event, Executor

HEADROOM_MICRO = 10_000  # a call can be refused when the balance equals the cost exactly


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says, for `plan` and `build` alike."""

    place: Place
    key: str | None = None
    budget: Decimal | None = None
    credits: Decimal | None = None
    ceiling: Decimal | None = None
    raise_budget: bool = False
    only: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    offline: bool = False
    jobs: int = 16
    fail_fast: bool = False
    locked: bool = False
    no_spend: bool = False
    rebuy: bool = False
    force: bool = False
    prune: bool = False
    answer_timeout_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Outside:
    """The clock, randomness and the listener, as values."""

    now: Callable[[], datetime]
    jitter: Callable[[], float]
    emit: Callable[[Event], None]
    started: Callable[[Plan, Executor, int | None], None]
    """Called once execution begins: the plan, the executor, and what is left of the tightest cap (micro-units)."""
    leave: Callable[[int], None]
    """Called on the second signal with how many paid outcomes become unknown; it ends the process."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A priced plan and what stands in its way. `tightest` is the cap with least left, and what is left."""

    project: Project
    plan: Plan
    tightest: tuple[Cap, int] | None
    refusal: RdbuildError | None = None


@dataclass(slots=True)
class Report:
    """What a build did. Amounts are micro-units by unit; `exit_code` is the most urgent of all that happened."""

    project: str
    engine: str
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    spent: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    recovered: Mapping[str, int] = field(default_factory=lambda: {"balance": 0, "credits": 0})
    refunded: int = 0
    saved: int = 0  # what the reused pictures cost when they were bought
    unknown: list[Entry] = field(default_factory=list)
    requests: int = 0
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    stale: list[tuple[str, str]] = field(default_factory=list)  # with --locked or --no-spend: id and why
    halt: RdbuildError | None = None
    interrupted: bool = False
    account: tuple[int, int] | None = None  # the balance before and after
    elapsed_s: float = 0.0
    notes: tuple[Problem, ...] = ()

    @property
    def exit_code(self) -> int:
        outcomes = self.outcomes.values()
        if self.interrupted:
            return 130
        if self.unknown or any(isinstance(one, Blocked) and one.code == "unknown" for one in outcomes):
            return 6
        if self.halt is not None:
            return self.halt.exit_code
        if self.stale:
            return 4
        return 1 if any(isinstance(one, (Failed, Blocked)) or _missed(one) for one in outcomes) else 0


def _missed(outcome: Outcome) -> bool:
    return isinstance(outcome, Skipped) and outcome.because not in ("current", "in the tree")


# -- plan


def make_plan(options: Options, now: Callable[[], datetime]) -> Planned:
    """Decide and price, spending and writing nothing. A refusal that a build would meet is in `refusal`."""
    project = Project(options.place)
    try:
        return _planned(project, options, now)
    finally:
        project.close()


def _planned(project: Project, options: Options, now: Callable[[], datetime]) -> Planned:
    steps = _decided(project, options)
    limits = _caps(project, options)
    asked = [step.request for step in steps if step.status in ("new", "changed", "pending")]
    notes: list[Problem] = []
    account: Account | None = None
    prices = _formulas(asked)
    source_notes: list[Problem] = []
    if asked and not options.offline and (options.key or project.engine == LOCAL):
        try:
            prices, account, source_notes = asyncio.run(_ask(project, options, asked, now))
        except ApiUnreachable as error:
            notes.append(
                Problem("unreachable", f"{error.message}; these are the documented prices", severity="warning")
            )
    elif asked and not options.offline:
        notes.append(Problem("no-key", "no key, so these are the documented prices", severity="warning",
                             hint="set `RD_API_KEY` for the API's own, or try `--api local`"))  # fmt: skip
    plan = priced(steps, prices, (*project.manifest.warnings, *notes, *source_notes))
    tightest = _tightest(project, limits, now())
    refusal: RdbuildError | None = None
    try:
        _affordable(project, plan, limits, account)
        if tightest is not None:
            _within(project, plan, limits, now())
    except MoneyRefused as error:
        refusal = error
        if not limits:  # no budget set is a note for a plan
            refusal = None
            notes = [Problem("no-budget", error.message, hint=error.hint, severity="warning")]
            plan = replace(plan, notes=(*plan.notes, *notes))
    return Planned(project, plan, tightest, refusal)


def _decided(project: Project, options: Options) -> list[Step]:
    chosen = select(project.manifest.assets, options.only, options.tags)
    return project.decide(chosen, rebuy=options.rebuy, force=options.force)


def _caps(project: Project, options: Options) -> list[Cap]:
    return caps_of.caps(
        project.manifest.budget,
        flag=options.budget,
        credits_flag=options.credits,
        ceiling=options.ceiling,
        raise_budget=options.raise_budget,
        free=project.engine == LOCAL,
    )


def _formulas(requests: Sequence[Request]) -> dict[str, Price]:
    return {request.price_class: Price(None, request.formula_micro) for request in requests}


def _tightest(project: Project, limits: Sequence[Cap], now: datetime) -> tuple[Cap, int] | None:
    left = [(cap, cap.limit - _exposure(project, cap, now)) for cap in limits if cap.unit == "balance"]
    return min(left, key=lambda one: one[1], default=None)


def _exposure(project: Project, cap: Cap, now: datetime) -> int:
    if cap.scope == "build" or not Ledger.exists(project.place.home):
        return 0
    return project.ledger.exposure(cap, 0, project.engine, project.manifest.project, now)


def _within(project: Project, plan: Plan, limits: Sequence[Cap], now: datetime) -> None:
    """Refuse what the caps don't cover, as far as reading tells. The ledger decides it again when it admits."""
    from rdbuild.ledger import Refusal
    from rdbuild.refusal import money_refused

    for cap in limits:
        needed = plan.cost_micro if cap.unit == "balance" else plan.credits_micro
        exposed = _exposure(project, cap, now)
        if needed and exposed + needed > cap.limit:
            raise money_refused(Refusal(cap, exposed, 0, 0, 0, needed))


def _affordable(project: Project, plan: Plan, limits: Sequence[Cap], account: Account | None) -> None:
    """Refuse a purchase without a cap in its unit, and one that the balance does not cover with some headroom."""
    if project.engine != LOCAL:
        for step in to_buy(plan.steps):
            caps_of.require(list(limits), step.request.unit, step.asset.id, step.cost_micro)
    balance = account.balance_micro if account is not None else None
    if balance is not None and plan.cost_micro and balance < plan.cost_micro + HEADROOM_MICRO:
        raise MoneyRefused(
            f"balance {format_micro(balance)} does not cover the plan:"
            f" needed {format_micro(plan.cost_micro)} and 0.01 of headroom; nothing was sent",
            "add money to the account, or build less with `--only` or `--tag`",
        )


# -- the network


@asynccontextmanager
async def open_api(
    place: Place, key: str | None, answer_timeout_s: float, now: Callable[[], datetime]
) -> AsyncIterator[Client]:
    """A client for the place's API; for `local` the embedded server runs meanwhile, on a free loopback port."""
    from rdbuild.client import Client

    if place.api != LOCAL:
        async with Client(place.api, key, answer_timeout_s=answer_timeout_s, now=now) as client:
            yield client
        return
    from rdbuild.offline import Server, Settings

    server = Server(Settings(balance=Decimal(1_000_000), credits=1_000_000))  # pretend money without an end
    url = await server.start()
    try:
        async with Client(url, "local", answer_timeout_s=answer_timeout_s, now=now) as client:
            yield client
    finally:
        await server.stop()


async def _ask(
    project: Project, options: Options, requests: Sequence[Request], now: Callable[[], datetime]
) -> tuple[dict[str, Price], Account, list[Problem]]:
    async with open_api(project.place, options.key, options.answer_timeout_s, now) as client:
        return await _ask_client(client, requests)


async def _ask_client(client: Client, requests: Sequence[Request]) -> tuple[dict[str, Price], Account, list[Problem]]:
    from rdbuild.quotes import quotes

    prices, notes = await quotes(client, requests)
    return prices, await account_of(client), notes


async def account_of(client: Client) -> Account:
    """The balance, as an error that ends a command where it can't be had."""
    for last in (False, False, True):
        try:
            return await client.account()
        except ApiError as error:
            if error.kind is FailureKind.NO_KEY:
                raise CredentialError(f"the API refused the key: {error.message}", error.hint) from error
            if last or error.kind is FailureKind.REFUSED:
                raise ApiUnreachable(f"the balance can't be read: {error.message}", error.hint) from error
            await asyncio.sleep(error.retry_after_s or 0.3)
    raise AssertionError("unreachable")


# -- build


def make_build(options: Options, outside: Outside) -> Report:
    """Do what a plan says. Raises RdbuildError where nothing was begun; the rest is in the report."""
    project = Project(options.place)
    try:
        return _build(project, options, outside)
    finally:
        project.close()


def _build(project: Project, options: Options, outside: Outside) -> Report:
    if Ledger.exists(project.place.home) and not options.locked and project.ledger.leftovers():
        project.ledger.recover(outside.now(), project.delivered)
    steps = _decided(project, options)
    report = Report(project.manifest.project, project.engine, steps=tuple(steps), notes=project.manifest.warnings)
    limits = _caps(project, options)
    if options.locked:
        steps, report.stale = _held_to_the_lock(project, steps)
    elif options.no_spend:
        report.stale = [(step.asset.id, step.reason) for step in steps if step.status in ("new", "changed")]
    publisher = _publisher(project)
    if any(step.status in ("new", "changed", "pending") for step in steps) and not options.locked:
        asyncio.run(_execute(project, options, outside, steps, limits, publisher, report))
    else:
        _restore(steps, publisher, report)
    _finish(project, options, publisher, report)
    return report


def _held_to_the_lock(project: Project, steps: Sequence[Step]) -> tuple[list[Step], list[tuple[str, str]]]:
    """With --locked: what can be restored as the lock has it, and what is missing or stale."""
    kept: list[Step] = []
    stale: list[tuple[str, str]] = []
    for step in steps:
        line = project.paid.get(step.asset.id) or project.local.get(step.asset.id)
        same = line is not None and line.fingerprint == step.request.fingerprint
        if step.status == "current" or (step.status == "cached" and same):
            kept.append(step)
        elif step.status == "cached":
            stale.append((step.asset.id, "the lock file has another picture for it"))
        else:
            stale.append((step.asset.id, step.reason))
    return kept, stale


def _publisher(project: Project) -> Publisher:
    planned = frozenset(path for paths in project.outputs.values() for path in paths)
    return Publisher(project.tree, project.cache, project.engine, project.paid, project.local, planned)


def _restore(steps: Sequence[Step], publisher: Publisher, report: Report) -> None:
    """Nothing to buy and nothing to wait for: publish from cache and tree, without an event loop or a socket."""
    for step in steps:
        if step.status == "current":
            report.outcomes[step.asset.id] = Skipped("current")
            continue
        if step.status == "blocked":
            report.outcomes[step.asset.id] = Blocked(step.code or "", step.reason)
            continue
        receipt = publisher.receipt(step)
        try:
            publisher.publish(step, receipt)
        except RdbuildError as error:
            report.outcomes[step.asset.id] = Failed("output", error.message)
            continue
        report.outcomes[step.asset.id] = Reused(receipt) if receipt is not None else Skipped("in the tree")


async def _execute(
    project: Project, options: Options, outside: Outside, steps: Sequence[Step], limits: list[Cap],
    publisher: Publisher, report: Report,
) -> None:  # fmt: skip
    """Price, check, admit and carry out, then fill the report."""
    from rdbuild.execute import Executor, Setting
    from rdbuild.refusal import money_refused

    if not options.key and project.engine != LOCAL:
        raise CredentialError(
            f"there is something to buy and no API key; `{steps_to_pay(steps)}` needs one",
            "set `RD_API_KEY` to your key, or build placeholders with `--api local`",
        )
    async with open_api(project.place, options.key, options.answer_timeout_s, outside.now) as client:
        asked = [step.request for step in steps if step.status in ("new", "changed", "pending")]
        prices, before, notes = await _ask_client(client, asked)
        plan = priced(steps, prices, (*report.notes, *notes))
        report.notes = plan.notes
        if not options.no_spend:
            _affordable(project, plan, limits, before)
            _within(project, plan, limits, outside.now())
        ledger = project.ledger
        build = ledger.begin(project.manifest.project, project.engine, outside.now())
        try:
            admission = ledger.admit(build, _claims(plan, options.no_spend), limits, outside.now(), project.delivered)
            if admission.refusal is not None:
                raise money_refused(admission.refusal)
            executor = Executor(
                client,
                ledger,
                project.cache,
                Setting(
                    build=build,
                    engine=project.engine,
                    caps=limits,
                    jobs=options.jobs,
                    fail_fast=options.fail_fast,
                    now=outside.now,
                    jitter=outside.jitter,
                    emit=outside.emit,
                    receipt_of=project.delivered,
                    input_bytes=project.input_png,
                    picture_bytes=publisher.picture,
                    publish=publisher.publish,
                ),
            )
            tightest = _tightest(project, limits, outside.now())
            outside.started(plan, executor, tightest[1] + plan.cost_micro if tightest is not None else None)
            with _signals(executor, outside.leave, report):
                outcomes = await executor.run(plan.steps, admission)
            report.steps = plan.steps
            report.outcomes = outcomes
            report.spent, report.recovered = executor.spent, executor.recovered
            report.refunded, report.requests, report.halt = executor.refunded, executor.requests, executor.halt
        finally:
            ledger.end(build, outside.now())
        if project.engine != LOCAL and before.balance_micro is not None and not report.interrupted:
            with suppress(RdbuildError):
                after = await account_of(client)
                if after.balance_micro is not None:
                    report.account = (before.balance_micro, after.balance_micro)


def steps_to_pay(steps: Sequence[Step]) -> str:
    """The first asset that needs the network, for an error message."""
    return next(step.asset.id for step in steps if step.status in ("new", "changed", "pending"))


def _claims(plan: Plan, no_spend: bool) -> list[Claim]:
    claims: dict[str, Claim] = {}
    for step in plan.steps:
        wanted = step.status == "pending" or (step.status in ("new", "changed") and not no_spend)
        if wanted and step.price_micro is not None:
            request = step.request
            again = step.status == "changed" and step.reason.startswith("lost")
            claims.setdefault(
                request.fingerprint, Claim(request.fingerprint, step.asset.id, request.unit, step.price_micro, again)
            )
    return list(claims.values())


@contextmanager
def _signals(executor: Executor, leave: Callable[[int], None], report: Report) -> Iterator[None]:
    """SIGINT and SIGTERM: the first stops in order, the second leaves at once."""
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        if report.interrupted:
            leave(executor.unanswered())
        report.interrupted = True
        executor.interrupt()

    names = (signal.SIGINT, signal.SIGTERM)
    for name in names:
        with suppress(NotImplementedError):  # Windows: KeyboardInterrupt then ends the loop
            loop.add_signal_handler(name, on_signal)
    try:
        yield
    finally:
        for name in names:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(name)


# -- the end


def _finish(project: Project, options: Options, publisher: Publisher, report: Report) -> None:
    """Write lock files and index, prune, and gather what the report still lacks."""
    report.written, report.removed = publisher.written, publisher.removed
    paid, local = _changes(project, publisher)
    if options.prune and not options.locked:
        _prune(project, paid, local, report)
    if not options.locked:
        if paid:
            lock.update(project.lock_path, paid, project.place.home)
        if local:
            lock.update(project.local_path, local, project.place.home)
    now_paid, now_local = lock.read(project.lock_path).lines, lock.read(project.local_path).lines
    if now_paid or now_local or project.file_hash(INDEX) is not None:
        _write_index(project, options, dict(now_paid), dict(now_local), report)
    locked = {out.sha256 for table in (now_paid, now_local) for line in table.values() for out in line.outputs}
    if not report.stale:
        project.journal.clear(locked)
    if report.outcomes or report.stale:
        project.memory.save()
    for step in report.steps:
        outcome = report.outcomes.get(step.asset.id)
        if isinstance(outcome, Reused):
            report.saved += outcome.receipt.cost_micro
    blocked = {
        step.request.fingerprint: step
        for step in report.steps
        if isinstance(found := report.outcomes.get(step.asset.id), Blocked) and found.code == "unknown"
    }
    if blocked:
        entries = project.ledger.states(project.engine, blocked)
        report.unknown = [
            replace(entries[step.request.fingerprint], asset=step.asset.id)
            for step in report.steps
            if step.request.fingerprint in blocked and step.request.fingerprint in entries
        ]


def _changes(project: Project, publisher: Publisher) -> tuple[dict[str, Line | None], dict[str, Line | None]]:
    """What this build changes in the lock and in the local lock."""
    paid: dict[str, Line | None] = {}
    local: dict[str, Line | None] = {}
    for asset, line in publisher.made.items():
        if line.engine == LOCAL:
            local[asset] = line
        else:
            paid[asset] = replace(line, was=tuple(path for path in line.was if project.tree.state(path) is not None))
            if asset in project.stored_local:
                local[asset] = None
    for moved, changes in ((project.moved, paid), (project.moved_local, local)):
        for new, old in moved.items():
            if changes.get(new) is not None:
                changes[old] = None
    return paid, local


def _prune(project: Project, paid: dict[str, Line | None], local: dict[str, Line | None], report: Report) -> None:
    """Delete the unedited files of assets that are gone, and their lines."""
    ids = {asset.id for asset in project.manifest.assets}
    planned = {path for paths in project.outputs.values() for path in paths}
    for stored, changes in ((project.stored, paid), (project.stored_local, local)):
        hashes = {out.path: out.sha256 for line in stored.values() for out in line.outputs}
        gone = {name: line for name, line in stored.items() if name not in ids}
        left = [path for line in stored.values() if line.id in ids for path in line.was]
        for path in [*left, *(out.path for line in gone.values() for out in line.outputs)]:
            if path in planned:
                continue
            there = project.tree.state(path)
            unedited = there is not None and (there == hashes.get(path) or project.cache.known_hash(there))
            if unedited and project.tree.remove(path):
                report.removed.append(path)
        for name, line in gone.items():
            if all(project.tree.state(out.path) is None or out.path in planned for out in line.outputs):
                changes[name] = None


def _write_index(
    project: Project, options: Options, paid: dict[str, Line], local: dict[str, Line], report: Report
) -> None:
    text = project.index(paid, local).encode()
    there = project.tree.read(INDEX)
    if there is not None and there.replace(b"\r\n", b"\n") == text:
        return
    if options.locked:
        report.stale.append((INDEX, "it does not say what the lock file says"))
        return
    ours = there is None or b'"version"' in there[:20] or options.force
    if project.tree.state(INDEX) == NOT_A_FILE or not ours:
        report.outcomes[INDEX] = Blocked("foreign", f"`{INDEX}` is there and rdbuild did not make it")
        return
    if project.tree.publish(INDEX, text):
        report.written.append(INDEX)
