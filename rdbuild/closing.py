"""The end of a build: lock files, the index, what goes, and what a report still lacks.

Owns: which lines change in which lock, and which files of gone assets may be deleted.
Must not know: money, the network, how a picture came.
Rule: lock and index are written once, after everything else; nothing that anybody edited is deleted.
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from functools import partial

from rdbuild import decisions, known, lock
from rdbuild.model import CURRENT, LOCAL, Blocked, Line, Link, Made, Problem, Receipt, Reused, Skipped, Unit
from rdbuild.naming import INDEX
from rdbuild.outputs import INDEX_VERSION, NOT_A_FILE, index_text
from rdbuild.project import Project
from rdbuild.publishing import Publisher
from rdbuild.report import Report, missed


def close(
    project: Project, publisher: Publisher, report: Report, *, selected: Container[str] | None, locked: bool,
    prune: bool, force: bool,
) -> None:  # fmt: skip
    """Write lock files and index, prune, and gather what the report still lacks."""
    report.written, report.removed = publisher.written, publisher.removed
    paid, local = _changes(project, publisher, report)
    if prune and not locked:
        _prune(project, publisher, paid, local, report)
    home, name = project.place.home, project.manifest.project
    for path, changes, moved in (
        (project.lock_path, paid, project.moved),
        (project.local_path, local, project.moved_local),
    ):
        wanted = project.wanted(path)
        if changes and not locked:
            lock.update(path, partial(_as_decided, changes, moved), home, name, wanted)
        elif known.is_behind(home, path) or (report.requests and wanted is not None):
            project.note(path)
    now_paid, now_local = lock.read(project.lock_path).lines, lock.read(project.local_path).lines
    # A lock file that is gone says nothing of the files that are there, so the index stays as it is.
    # And a build that was refused leaves what a game reads as it was.
    refused = report.halt is not None and not publisher.made
    if (now_paid or now_local or project.stored or project.stored_local) and not refused:
        _write_index(project, project.index(now_paid, now_local, selected), report, locked, force)
    report.notes = (*report.notes, *project.notices)
    if project.guests:
        report.notes = (*report.notes, _shared(project))
    named = {out.sha256 for table in (now_paid, now_local) for line in table.values() for out in line.outputs}
    if not report.stale:
        project.journal.clear(named)
    if report.outcomes or report.stale:
        project.memory.save()
    outcomes = {**report.outcomes, **report.chained}
    left = {step.asset.owner for step in report.steps if step.left}  # nothing is made of the steps of these
    reused = {
        (one.engine, one.fingerprint): one
        for name, outcome in outcomes.items()
        if isinstance(outcome, Reused) and name.partition("#")[0] not in left
        for one in (outcome.receipt, *_before(project, name, outcome.receipt.engine))
    }
    units: tuple[Unit, ...] = ("balance", "credits")
    report.saved = {unit: sum(one.cost_micro for one in reused.values() if one.unit == unit) for unit in units}
    left = {step.request.fingerprint for step in report.steps if missed(outcomes.get(step.asset.id, Skipped(CURRENT)))}
    if left and report.requests:
        running = [one for one in project.ledger.states(project.engine, left).values() if one.state == "sent"]
        report.held = {unit: sum(one.amount for one in running if one.unit == unit) for unit in units}
    blocked = {
        step.request.fingerprint: step
        for step in report.steps
        if (isinstance(found := outcomes.get(step.asset.id), Blocked) and found.code == "unknown")
        or (step.code == "unknown" and step.asset.hidden)
    }
    if blocked:
        entries = project.ledger.states(project.engine, blocked)
        report.unknown = [
            replace(entries[step.request.fingerprint], asset=step.asset.owner)
            for step in blocked.values()
            if (entry := entries.get(step.request.fingerprint)) is not None and entry.state in ("unknown", "held")
        ]


def _before(project: Project, name: str, engine: str) -> list[Receipt]:
    """What was bought for the earlier steps of a chain that came back whole."""
    parts = project.links.get(name, ())[:-1]
    found = (project.cache.receipt(engine, project.requests[part.id].fingerprint) for part in parts)
    return [one for one in found if one is not None]


def _changes(
    project: Project, publisher: Publisher, report: Report
) -> tuple[dict[str, Line | None], dict[str, Line | None]]:
    """What this build changes in the lock and in the local lock."""
    paid: dict[str, Line | None] = {}
    local: dict[str, Line | None] = {}
    for asset, bare in publisher.made.items():
        line = replace(bare, steps=_links(project, report, asset))
        line = decisions.settled(line)
        if line.engine == LOCAL:
            local[asset] = line
        else:
            paid[asset] = replace(line, was=_still_there(project, line.was))
            if asset in project.stored_local:
                local[asset] = None
    if project.engine != LOCAL:  # a bought picture that came back by itself, from version control say
        back = (asset for asset, outcome in report.outcomes.items() if outcome == Skipped(CURRENT))
        local.update((asset, None) for asset in back if asset in project.stored_local)
    for moved, lines, changes in (
        (project.moved, project.paid, paid),
        (project.moved_local, project.local, local),
    ):
        lock.move(moved, lines, changes)
    return paid, local


def _as_decided(changes: lock.Changes, moved: Mapping[str, str], now: Mapping[str, Line]) -> lock.Changes:
    """The changes, with what people decided as the file has it now: a build decides nothing, and takes its time."""
    found: dict[str, Line | None] = {}
    for name, line in changes.items():
        mine = name not in moved and name not in moved.values()
        places = (now.get(place) for place in (moved.get(name, name), name))
        there = next((one for one in places if one and (mine or line is None or one.base == line.base)), None)
        found[name] = line if line is None or there is None else decisions.settled(replace(line, decided=there.decided))
    return found


def _links(project: Project, report: Report, asset: str) -> tuple[Link, ...]:
    """The steps of an edit chain, with what each cost as far as this machine knows."""
    parts = project.links[asset]
    if parts[0].edit is None:
        return ()
    if project.requests[asset].kept is not None:  # these steps were never bought
        line = project.paid.get(asset)
        same = line is not None and line.fingerprint == project.requests[asset].fingerprint
        return line.steps if line is not None and same else ()
    before = {
        link.fingerprint: link.cost_micro
        for table in (project.stored_local, project.stored)
        for line in table.values()
        for link in line.steps
    }
    found: list[Link] = []
    for part in parts:
        request = project.requests[part.id]
        outcome = report.outcomes.get(part.id) or report.chained.get(part.id)
        if isinstance(outcome, (Made, Reused)):
            receipt: Receipt | None = outcome.receipt
        else:  # an earlier build bought it
            receipt = project.cache.receipt(project.engine, request.fingerprint)
        cost = receipt.cost_micro if receipt is not None else before.get(request.fingerprint, 0)
        found.append(Link(request.fingerprint, str(request.fields["prompt"]), cost))
    return tuple(found)


def _still_there(project: Project, paths: Sequence[str]) -> tuple[str, ...]:
    """Of the paths that an asset had before, those with a file that is not another asset's by now."""
    return tuple(path for path in paths if path not in project.planned and project.tree.state(path) is not None)


def _prune(
    project: Project, publisher: Publisher, paid: dict[str, Line | None], local: dict[str, Line | None], report: Report
) -> None:
    """Delete the unedited files of assets that are gone, and their lines."""
    ids = {asset.id for asset in project.manifest.assets}
    planned = project.planned
    for stored, changes in ((project.stored, paid), (project.stored_local, local)):
        ours = {out.sha256 for line in stored.values() for out in line.outputs}
        gone = {name: line for name, line in stored.items() if name not in ids}
        # What an asset still wants, under whatever id, may be the only copy of something bought.
        there = [line for name, line in {**stored, **changes}.items() if line is not None and name in ids]
        has = {one for line in there for one in line.bought}
        wanted = {one.fingerprint for one in project.requests.values()} - has
        gone = {name: line for name, line in gone.items() if line.fingerprint not in wanted}
        left = [path for line in stored.values() if line.id in ids for path in line.was]
        for line in stored.values():
            if line.id in gone or line.was:
                publisher.keep(line)
        for path in [*left, *(out.path for line in gone.values() for out in line.outputs)]:
            if path in planned:
                continue
            found = project.tree.state(path)
            unedited = found is not None and (found in ours or project.ours(found))
            if unedited and project.tree.remove(path):
                report.removed.append(path)
        for name, line in gone.items():
            if wanted.intersection(line.bought):  # its files go; that somebody bought this stays known
                continue
            if all(project.tree.state(out.path) is None or out.path in planned for out in line.outputs):
                changes[name] = None
        for name, kept in {**stored, **changes}.items():
            if kept is not None and kept.was:
                changes[name] = replace(kept, was=_still_there(project, kept.was))


def index_is_stale(project: Project, selected: Container[str] | None) -> bool:
    """Whether a build with nothing else to do would write the index."""
    if not project.stored and not project.stored_local:
        return False
    there = project.tree.read(INDEX)
    return not _same_text(there, project.index(project.stored, project.stored_local, selected))


def _shared(project: Project) -> Problem:
    names = ", ".join(f"`{name}`" for name in project.guests[:3])
    return Problem(
        "shared-folder",
        f"`{INDEX}` lists {names}, which neither the manifest nor its lock file knows: they stay in it",
        hint="two manifests need two `output` folders; if it is no other's, delete its files or `assets.json`",
        severity="warning",
    )


def _write_index(project: Project, text: str, report: Report, locked: bool, force: bool) -> None:
    there = project.tree.read(INDEX)
    if _same_text(there, text):
        return
    if locked and project.tree.state(INDEX) is not None:
        report.stale.append((INDEX, "it does not say what the lock file says"))
        return
    ours = there is None or _is_index(there) or force
    if project.tree.state(INDEX) == NOT_A_FILE or not ours:
        report.outcomes[INDEX] = Blocked("foreign", f"`{INDEX}` is there and rdbuild did not make it")
        return
    if project.tree.publish(INDEX, text.encode()):
        report.written.append(INDEX)


def _is_index(data: bytes) -> bool:
    """Whether somebody else's file of that name is ruled out: it has the keys of an index, and no others."""
    try:
        found = json.loads(data)
    except ValueError:  # a merge left its marks in it, perhaps
        return data.startswith(index_text(()).encode().split(b"\n")[0]) and b"\n<<<<<<<" in data
    return isinstance(found, dict) and set(found) == {"version", "assets"} and found["version"] == INDEX_VERSION


def _same_text(there: bytes | None, text: str) -> bool:
    return there is not None and there.replace(b"\r\n", b"\n") == text.encode()
