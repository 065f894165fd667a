"""The story of `plan` and `build`: load, decide, price, admit, execute, publish, write the lock, report.

Owns: the order of the chapters.
Must not know: argv, the environment, how results are shown.
Rule: nothing is written before everything was decided, and the lock and index are written once, last.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from rdbuild import caps as caps_of
from rdbuild import chain, funds, signals
from rdbuild.access import account_of, open_api
from rdbuild.closing import close, index_is_stale
from rdbuild.errors import (
    ApiUnreachable,
    CredentialError,
    FileInTheWay,
    LockFileError,
    MoneyRefused,
    Moved,
    RdbuildError,
    StorageError,
    UsageError,
)
from rdbuild.ledger import Cap, Ledger
from rdbuild.model import (
    CURRENT,
    LEFT,
    LOCAL,
    Blocked,
    Event,
    Failed,
    Plan,
    Problem,
    Request,
    Reused,
    Skipped,
    Step,
)
from rdbuild.naming import INDEX
from rdbuild.pacing import TASK_PATIENCE_S
from rdbuild.plan import Price, elsewhere, priced, to_buy, whole
from rdbuild.project import Place, Project
from rdbuild.publishing import Publisher
from rdbuild.report import Report
from rdbuild.request import FIRST_TAKE
from rdbuild.selection import left_out, select
from rdbuild.stale import held_to_the_lock, not_here
from rdbuild.statement import bounds

if TYPE_CHECKING:
    from rdbuild.client import Account, Client
    from rdbuild.execute import Executor
    from rdbuild.saved import Saved

NOT_ADMITTED, REFUSED = "not admitted", "not bought: the build was refused"
LAST_LOOK_S = 10.0  # for the balance at the end, which is only told


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
    sample: int | None = None
    fit: bool = False
    saved: Saved | None = None  # the plan that is carried out; what shapes a plan is as it says then
    offline: bool = False
    jobs: int = 16
    fail_fast: bool = False
    locked: bool = False
    no_spend: bool = False
    rebuy: bool = False
    force: bool = False
    prune: bool = False
    answer_timeout_s: float = 300.0
    patience_s: float = TASK_PATIENCE_S


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
    credits: tuple[Cap, int] | None = None  # the same for the edit endpoint's unit
    refusal: RdbuildError | None = None
    dirty: tuple[str, ...] = ()  # what a build would write: assets that are not current, else the index
    remarks: tuple[str, ...] = ()  # lines about what is left out or left for later, and how to get it
    asked: bool = False  # the API, for its prices


# -- plan


def make_plan(options: Options, now: Callable[[], datetime]) -> Planned:
    """Decide and price, spending and writing nothing. A refusal that a build would meet is in `refusal`."""
    project = Project(options.place, writes=False, key=options.key)
    try:
        return _planned(project, options, now)
    finally:
        project.close()


def _planned(project: Project, options: Options, now: Callable[[], datetime]) -> Planned:
    steps = _decided(project, options)
    limits = _caps(project, options)
    asked = _asked(steps)
    notes: list[Problem] = []
    account: Account | None = None
    prices = _formulas(asked)
    source_notes: list[Problem] = []
    if asked and not options.offline and (options.key or project.engine == LOCAL):
        import asyncio

        try:
            prices, account, source_notes = asyncio.run(_ask(project, options, asked, now))
        except ApiUnreachable as error:
            notes.append(
                Problem("unreachable", f"{error.message}; these are the documented prices", severity="warning")
            )
    elif asked and not options.offline:
        notes.append(Problem("no-key", "no key, so these are the documented prices", severity="warning",
                             hint="set `RD_API_KEY` for the API's own, or try `--api local`"))  # fmt: skip
    known = (*project.manifest.warnings, *project.notices, *elsewhere(steps, project.engine), *notes, *source_notes)
    plan = priced(steps, prices, known, asked=account is not None)
    plan, left = _cut(project, options, plan, limits, account, now())
    tightest = funds.tightest(project, limits, now())
    refusal: RdbuildError | None = None
    try:
        funds.capped(project, plan, limits)
        funds.covered(account, plan.cost_micro, plan.credits_micro)
        if limits:
            funds.within(project, plan, limits, now())
    except MoneyRefused as error:
        refusal = error
        if not limits:  # no budget set is a note for a plan
            refusal = None
            notes = [Problem("no-budget", error.message, hint=error.hint, severity="warning")]
            plan = replace(plan, notes=(*plan.notes, *notes))
    if refusal is None and not options.fit:
        from rdbuild.fit import crowded

        plan = replace(plan, notes=(*plan.notes, *crowded(plan, funds.rooms(project, limits, account, now()))))
    dirty = [step.asset.id for step in whole(plan.steps) if step.status != "current"]
    if not dirty and index_is_stale(project, _selected(options, plan.steps)):
        dirty = [INDEX]
    credit = funds.tightest(project, limits, now(), "credits")
    remarks = (*_remarks(project, options, plan.steps), *left)
    return Planned(project, plan, tightest, credit, refusal, tuple(dirty), remarks, account is not None)


def _decided(project: Project, options: Options) -> list[Step]:
    try:
        chosen = select(project.manifest.assets, options.only, options.tags, options.sample)
    except UsageError:
        if options.saved is None:
            raise
        chosen = []  # what its options named is gone
    steps = project.decide(chosen, rebuy=options.rebuy, force=options.force)
    return steps if options.saved is None else _without(steps, options.saved.left)


def _without(steps: Sequence[Step], left: Container[str]) -> list[Step]:
    """The steps, those of the fingerprints `left` and what is made from them marked as left for next time."""
    gone: set[str] = set()
    for step in steps:  # upstream first
        wanted = step.request.fingerprint in left or not gone.isdisjoint(step.needs)
        if wanted and step.status in ("new", "changed"):
            gone.add(step.asset.id)
    return [replace(step, left=True, reason=LEFT) if step.asset.id in gone else step for step in steps]


def _selected(options: Options, steps: Sequence[Step]) -> set[str] | None:
    """The ids that a selection is about; None where there is none."""
    chosen = options.only or options.tags or options.sample is not None
    return {step.asset.owner for step in steps} if chosen else None


def _cut(
    project: Project, options: Options, plan: Plan, limits: Sequence[Cap], account: Account | None, now: datetime
) -> tuple[Plan, tuple[str, ...]]:
    """With `--fit`: the plan as far as the money goes, and a line about what is left of it."""
    if not options.fit or options.no_spend:
        return plan, ()
    from rdbuild.fit import fit

    order = {asset.id: number for number, asset in enumerate(project.manifest.assets)}
    return fit(plan, order, funds.rooms(project, limits, account, now))


def _remarks(project: Project, options: Options, steps: Sequence[Step]) -> tuple[str, ...]:
    """Lines about what is not built, for all that it is wanted."""
    assets, sample = project.manifest.assets, options.sample
    sampled = left_out(assets, options.only, options.tags, sample) if sample is not None and steps else ()
    return (*sampled, *_left_by_plan(options, steps), *_gone(project, options))


def _left_by_plan(options: Options, steps: Sequence[Step]) -> tuple[str, ...]:
    if options.saved is None:
        return ()
    from rdbuild.saved import left_by

    return left_by(options.saved, steps)


def _gone(project: Project, options: Options) -> tuple[str, ...]:
    """A line about files of assets that are gone, which a build leaves where they are."""
    if options.prune or options.saved is not None or options.only or options.tags or options.sample is not None:
        return ()
    files = project.orphans()
    if not files:
        return ()
    what = (
        "1 file of an asset that is gone stays"
        if len(files) == 1
        else f"{len(files):,} files of assets that are gone stay"
    )
    return (f"{what} in the tree, such as `{files[0]}`; `rdbuild build --prune` deletes what nobody edited of that",)


def _caps(project: Project, options: Options) -> list[Cap]:
    return caps_of.caps(
        project.manifest.budget,
        flag=options.budget,
        credits_flag=options.credits,
        ceiling=options.ceiling,
        raise_budget=options.raise_budget,
        free=project.engine == LOCAL,
    )


def _asked(steps: Sequence[Step]) -> list[Request]:
    """The requests whose prices a build wants to know."""
    return [step.request for step in steps if step.status in ("new", "changed", "pending") and not step.left]


def _formulas(requests: Sequence[Request]) -> dict[str, Price]:
    return {request.price_class: Price(None, request.formula_micro) for request in requests}


# -- the network


def _api_of(project: Project, options: Options, now: Callable[[], datetime]) -> AbstractAsyncContextManager[Client]:
    # An edit has no seed, so a placeholder's other takes are told apart by how many there were.
    rerolled = sum(one.take - FIRST_TAKE for one in project.requests.values() if one.endpoint == "edit")
    styles = project.manifest.styles
    return open_api(project.place, options.key, options.answer_timeout_s, now, styles, rerolled)


async def _ask(
    project: Project, options: Options, requests: Sequence[Request], now: Callable[[], datetime]
) -> tuple[dict[str, Price], Account, list[Problem]]:
    async with _api_of(project, options, now) as client:
        return await _ask_client(client, requests)


async def _ask_client(client: Client, requests: Sequence[Request]) -> tuple[dict[str, Price], Account, list[Problem]]:
    from rdbuild.quotes import quotes

    prices, notes = await quotes(client, requests)
    return prices, await account_of(client), notes


# -- build


def make_build(options: Options, outside: Outside) -> Report:
    """Do what a plan says. Raises RdbuildError where nothing was begun; the rest is in the report."""
    saved = options.saved
    if saved is None:
        return _begun(options, outside)
    try:
        _compare(saved, options, outside)
        return _begun(options, outside)
    except Moved as error:
        return Report(saved.project, saved.engine, stale=[*error.found], halt=error)


def _compare(saved: Saved, options: Options, outside: Outside) -> None:
    """Hold a saved plan against the world before anything is opened to be written. Raises Moved, UsageError."""
    if saved.engine != options.place.engine:
        raise UsageError(
            f"the plan `{saved.file}` is for `{saved.engine}`, and this build would go to `{options.place.engine}`",
            "`--api` or `RDBUILD_API` says where to; a plan does not, since the key goes there",
        )
    from rdbuild.saved import hold

    planned = make_plan(options, outside.now)
    hold(saved, planned.project.manifest.project, planned.plan.steps, priced=planned.asked)


def _begun(options: Options, outside: Outside) -> Report:
    project = Project(options.place, writes=not options.locked, key=options.key)
    with signals.restored():
        try:
            return _build(project, options, outside)
        finally:
            project.close()


def _build(project: Project, options: Options, outside: Outside) -> Report:
    _tell(outside, Event("begun", facts={"project": project.manifest.project, "engine": project.engine}))
    if Ledger.exists(project.place.home) and not options.locked and project.ledger.leftovers():
        project.ledger.recover(outside.now(), project.delivered)
    steps = _decided(project, options)
    online = _online(project, options)
    clues = _inquired(project, options, outside, steps, online)
    if clues is not None:
        project.forget()
        steps = _decided(project, options)
    report = Report(project.manifest.project, project.engine, steps=tuple(steps))
    report.notes = (*project.manifest.warnings, *elsewhere(steps, project.engine), *(clues or ()))
    report.remarks = _remarks(project, options, steps)
    if options.saved is not None:
        from rdbuild.saved import hold

        hold(options.saved, project.manifest.project, steps, priced=False)
    limits = _caps(project, options)
    project.take_in(steps)
    if options.locked:
        steps, report.stale = held_to_the_lock(project, steps)
    publisher = _publisher(project, options.force)
    publisher.secure(steps)
    if any(step.status in online and not step.left for step in steps):
        try:
            import asyncio

            asyncio.run(_execute(project, options, outside, steps, limits, publisher, report))
        except (MoneyRefused, CredentialError, ApiUnreachable) as refused:
            # Nothing was bought, but what needs no purchase is never refused: above all what is paid for already.
            if isinstance(refused, MoneyRefused) and not options.no_spend and _open_tasks(project, steps):
                with suppress(MoneyRefused, CredentialError, ApiUnreachable):
                    collecting = replace(options, no_spend=True)
                    asyncio.run(_execute(project, collecting, outside, steps, limits, publisher, report))
            if report.outcomes:
                bare = Skipped(NOT_ADMITTED)
                said = Skipped(REFUSED)
                report.outcomes = {name: said if one == bare else one for name, one in report.outcomes.items()}
            else:
                _restore(steps, publisher, report, REFUSED)
            report.halt = refused
    else:
        _restore(steps, publisher, report, f"not bought: `{'--offline' if options.offline else '--no-spend'}`")
    raw, report.outcomes = report.outcomes, chain.told(report.outcomes, steps)
    report.chained = {name: one for name, one in raw.items() if name not in report.outcomes}
    if options.no_spend or options.offline:
        report.stale = not_here(steps, report, "pending" in online)
    report.notes = (*report.notes, *publisher.notes)
    try:
        close(
            project, publisher, report, selected=_selected(options, report.steps), locked=options.locked,
            prune=options.prune, force=options.force,
        )  # fmt: skip
    except (StorageError, LockFileError) as error:  # what was spent must be told all the same
        report.halt = report.halt or StorageError(error.message, error.hint)
    return report


def _open_tasks(project: Project, steps: Sequence[Step]) -> bool:
    """Whether something is paid for and to be collected, wanted by this manifest or not."""
    return any(step.status == "pending" for step in steps) or project.ledger.leftovers()


def _online(project: Project, options: Options) -> set[str]:
    """The statuses of steps that this build needs the network for."""
    if options.locked or options.offline:
        return set()
    if options.no_spend:
        return {"pending"} if options.key or project.engine == LOCAL else set()
    return {"new", "changed", "pending"}


def _inquired(
    project: Project, options: Options, outside: Outside, steps: Sequence[Step], online: set[str]
) -> list[Problem] | None:
    """Ask the API what became of what is unknown, where this build goes there or waits for it. None: nothing was asked.

    What stays unknown blocks its own assets alone, so an API that does not answer is only a warning here.
    """
    if not options.key or project.engine == LOCAL or options.locked or options.offline:
        return None
    concerned = any(step.status in online or step.code == "unknown" for step in steps)
    if not concerned or not Ledger.exists(project.place.home) or not project.ledger.unknown(project.engine):
        return None
    import asyncio

    from rdbuild.inquiry import inquire

    async def ask(build: int) -> list[Problem]:
        async with _api_of(project, options, outside.now) as client:
            return await inquire(
                client, project.ledger, build, project.engine, outside.now(), options.key,
                lambda text: _tell(outside, Event("waiting", text=text)),
            )  # fmt: skip

    build = project.ledger.begin(project.manifest.project, project.engine, outside.now(), options.key)
    try:
        return asyncio.run(ask(build))
    finally:
        project.ledger.end(build, outside.now())


def _publisher(project: Project, force: bool) -> Publisher:
    ours = (lambda _: True) if force else project.ours
    return Publisher(
        project.tree, project.cache, project.engine, project.paid, project.local, project.planned, ours,
        project.described, project.bases, (project.displaced, project.displaced_local), project.shape,
    )  # fmt: skip


def _restore(steps: Sequence[Step], publisher: Publisher, report: Report, otherwise: str) -> None:
    """Publish from cache and tree, without an event loop or a socket; what would have to be bought is skipped."""
    for step in steps:
        if step.status in ("new", "changed", "pending"):
            report.outcomes[step.asset.id] = Skipped(step.reason, left=True) if step.left else Skipped(otherwise)
            continue
        if step.status == "current":
            report.outcomes[step.asset.id] = Skipped(CURRENT)
            continue
        if step.status == "blocked":
            report.outcomes[step.asset.id] = Blocked(step.code or "", step.reason)
            continue
        if step.asset.hidden:
            continue
        try:
            receipt = publisher.receipt(step)
            if receipt is None:
                raise StorageError(f"the picture of `{step.asset.id}` is gone since the plan was made", "build again")
            publisher.publish(step, receipt)
        except FileInTheWay as error:
            report.outcomes[step.asset.id] = Blocked(error.code, error.message)
            continue
        except RdbuildError as error:
            report.outcomes[step.asset.id] = Failed("output", error.message)
            continue
        report.outcomes[step.asset.id] = Reused(receipt)


async def _execute(
    project: Project, options: Options, outside: Outside, steps: Sequence[Step], limits: list[Cap],
    publisher: Publisher, report: Report,
) -> None:  # fmt: skip
    """Price, check, admit and carry out, then fill the report."""
    import asyncio

    from rdbuild.execute import Executor, Setting
    from rdbuild.refusal import money_refused

    if not options.key and project.engine != LOCAL:
        raise _no_key(steps)
    async with _api_of(project, options, outside.now) as client:
        asked = _asked(steps)
        ledger = project.ledger
        began = ledger.position()  # before the account is looked at: what others are charged from here on may be in it
        _tell(outside, Event("quoting"))
        prices, before, notes = await _ask_client(client, asked)
        _tell(outside, _quoted(asked))
        plan = priced(steps, prices, (*report.notes, *notes), asked=not options.no_spend)
        report.notes = plan.notes
        if options.saved is not None and not options.no_spend:
            from rdbuild.saved import carried_out

            plan = carried_out(options.saved, project.manifest.project, plan)
        plan, remarks = _cut(project, options, plan, limits, before, outside.now())
        if not options.no_spend:
            funds.capped(project, plan, limits)
        if options.saved is not None:
            from rdbuild import saved as plans

            limits = [*limits, *plans.caps(options.saved)]
            remarks = plans.cheaper(options.saved, plan)
        if project.engine != LOCAL:  # what is on its way may come free and have to be bought: not without a cap either
            limits = caps_of.closed(limits)
        tightest = funds.tightest(project, limits, outside.now())  # before this build's own claims count
        project.note()  # what is wanted from here on, for `cache gc` should this build die
        build = ledger.begin(project.manifest.project, project.engine, outside.now(), options.key)
        try:
            wishes = [] if options.no_spend else funds.claims(plan)
            admission = ledger.admit(build, wishes, limits, outside.now(), project.delivered, seen=project.seen)
            if admission.refusal is not None:
                raise money_refused(admission.refusal)
            # Of what others are buying or have bought meanwhile nothing is paid for here.
            funds.covered(before, *funds.amounts(wishes, admission.claimed))
            project.tree.prepare()  # nothing is bought for a folder that takes no files
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
                    receipt_for=publisher.receipt,
                    same_key=lambda entry: ledger.same_key(entry.build, options.key),
                    buys=not options.no_spend,
                    patience_s=options.patience_s,
                ),
            )
            report.remarks += remarks
            now = [step for step in plan.steps if not step.left]
            outside.started(plan, executor, tightest[1] if tightest is not None else None)
            with signals.taken(executor, outside.leave, report):
                outcomes = await executor.run(now, admission)
            report.steps, report.bug = plan.steps, executor.bug
            report.outcomes = {
                step.asset.id: Skipped(step.reason, left=True) if step.left else outcomes[step.asset.id]
                for step in plan.steps
            }
            report.spent, report.recovered = executor.till.spent, executor.till.recovered
            report.refunded, report.requests, report.halt = executor.till.refunded, executor.requests, executor.halt
        finally:
            try:
                ledger.end(build, outside.now())
            except StorageError as error:  # what was spent must be told all the same
                report.halt = report.halt or error
        if project.engine != LOCAL and not report.interrupted:
            with suppress(RdbuildError, TimeoutError):
                after = await asyncio.wait_for(account_of(client), LAST_LOOK_S)
                booked = bounds(ledger.since(project.engine, began), build, began)
                report.account = funds.movements(before, after, booked)


def _tell(outside: Outside, event: Event) -> None:
    with suppress(OSError):  # nobody may be there to hear it
        outside.emit(event)


def _quoted(asked: Sequence[Request]) -> Event:
    classes = len({request.price_class for request in asked if request.endpoint != "edit"})
    prices = f"{classes} {'price' if classes == 1 else 'prices'} and " if classes else ""
    return Event("quoted", text=f"asked for {prices}the balance", facts={"prices": classes})


def _no_key(steps: Sequence[Step]) -> CredentialError:
    buy = next((step.asset.id for step in to_buy(steps)), None)
    if buy is not None:
        return CredentialError(
            f"there is something to buy and no API key; `{buy}` needs one",
            "set `RD_API_KEY` to your key, or build placeholders with `--api local`",
        )
    collect = next(step.asset.id for step in steps if step.status == "pending")
    return CredentialError(
        f"`{collect}` was paid for, and collecting it needs an API key", "set `RD_API_KEY` to the key that paid for it"
    )
