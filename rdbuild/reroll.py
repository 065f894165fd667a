"""Having assets made anew: the next take of each, or an earlier one.

Owns: which take that is, why it may not be, and what else is made from the asset.
Must not know: prices, the network, how it is shown.
Rule: it buys nothing: it writes down a decision, and the next build acts on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from rdbuild import decisions, lock
from rdbuild.chain import link_id
from rdbuild.errors import UsageError
from rdbuild.model import BY_HAND, Asset, Line, Mark
from rdbuild.plan import needs
from rdbuild.project import Project
from rdbuild.purchase import FREE
from rdbuild.request import FIRST_TAKE
from rdbuild.selection import instead, matching


@dataclass(frozen=True, slots=True)
class Reroll:
    """One decision: `name` as it was given (`ID` or `ID#n`), the take so far and the one from now on."""

    name: str
    asset: Asset
    was: int
    take: int
    own: bool = False  # the picture so far is one that somebody made


def reroll(project: Project, names: Sequence[str], take: int | None = None) -> tuple[list[Reroll], list[str]]:
    """Decide on another take for each of `names`: the next that nobody has bought, or `take`.

    Gives the decisions, and the ids of the assets that are made from them. Raises UsageError, and nothing is written,
    where one of them can't be; StorageError, LockFileError.
    """
    made: list[Reroll] = []
    changes: dict[str, Line | None] = {}
    for name in spelled_out(project, names):
        asset, step = named(project, name)
        refuse_stated(project, asset, "seed", "take")
        if asset.edit is not None:
            step = step or 1  # of an edit as a whole, its first
        part = link_id(asset, step) if step is not None else asset.id
        now = project.requests[part].take
        refuse_unsettled(project, name, asset)
        wanted = take if take is not None else _next(project, name, part, now)
        kept = project.requests[asset.id].kept
        made.append(Reroll(name, asset, now, wanted, kept is not None and kept.engine == BY_HAND))
        line = changes.get(asset.id) or project.paid.get(asset.id)
        line = line or decisions.undecided(asset, project.bases[asset.id], project.engine)
        changes[asset.id] = decisions.with_take(line, step, wanted)
    write(project, changes, {one.asset.id for one in made})
    return made, made_from(project, {one.asset.id for one in made})


def write(project: Project, changes: dict[str, Line | None], decided: set[str]) -> None:
    """Write down what was decided about the assets `decided`, whose lines are in `changes`."""
    lock.move(project.moved, project.paid, changes)
    lock.update(project.lock_path, partial(_onto, changes, project.stored, decided), project.place.home)


def _onto(changes: lock.Changes, read: Mapping[str, Line], chosen: set[str], now: Mapping[str, Line]) -> lock.Changes:
    """The changes, on lines that a build wrote since they were read: of those, only what is decided changes."""
    found: dict[str, Line | None] = {}
    for name, line in changes.items():
        there = now.get(name)
        if there == read.get(name) or there is None:
            found[name] = line
        elif name in chosen and line is not None:
            found[name] = replace(there, decided=line.decided)
    return found


def spelled_out(project: Project, names: Sequence[str], *, also_files: bool = False) -> dict[str, bool]:
    """The ids that are meant, and of each whether it came of a pattern or an entry's key; files of one's own are meant
    by name alone, but with `also_files`. A name that means nothing stays as it is."""
    found: dict[str, bool] = {}
    for name in names:
        if name.partition("#")[0] in project.assets:
            found[name] = False
            continue
        ids = matching(project.manifest.assets, name)
        for one in ids:
            if also_files or project.assets[one].file is None:
                found.setdefault(one, True)
        if not ids:
            found[name] = False
    return found


def _hint(project: Project, name: str) -> str | None:
    """What may have been meant by a name that is no asset's: a file of the tree, a folder, a name that is near."""
    of_file = [one for one, paths in project.outputs.items() if any(f"/{name}".endswith(f"/{path}") for path in paths)]
    return f"that file is of `{of_file[0]}`" if of_file else instead(project.manifest.assets, name)


def named(project: Project, name: str, *, also_files: bool = False) -> tuple[Asset, int | None]:
    """The asset that is meant, and the step of its chain if the name has one (`ID#n`). Raises UsageError, and for what
    is never bought but with `also_files`."""
    owner, mark, number = name.partition("#")
    asset = project.assets.get(owner)
    if asset is None:
        raise UsageError(f"no asset `{owner}`", _hint(project, owner))
    if mark and asset.edit is None:
        raise UsageError(f"`{owner}` is no edit, so it has no steps", f"write `{owner}`")
    if asset.file is not None and not also_files:
        file = project.place.shown(str(asset.file.file))
        raise UsageError(f"`{owner}` is the file `{file}`, which is published as it is", "change that file")
    count = len(asset.prompts)
    if mark and not (number.isdecimal() and 1 <= int(number) <= count):
        steps = "one step" if count == 1 else f"{count} steps"
        raise UsageError(f"`{owner}` has {steps}, and `{name}` names none of them", f"the first is `{owner}#1`")
    return asset, int(number) if mark else None


_STATED = {
    "seed": "decides alone which picture it is",
    "take": "wins over what is decided here",
    "pick": "wins over what is decided here",
}


def refuse_stated(project: Project, asset: Asset, *keys: str) -> None:
    """Refuse where the manifest itself decides."""
    for key in keys:
        if key in asset.stated:
            raise UsageError(
                f"`{key}` of `{asset.id}` is stated at {at(project, asset.stated[key])}, and {_STATED[key]}",
                "change it there, or remove it",
            )


def at(project: Project, mark: Mark) -> str:
    """A place in a manifest, as people know it."""
    return f"{project.place.shown(mark.file)}:{mark.line}:{mark.column}"


def refuse_unsettled(project: Project, name: str, asset: Asset) -> None:
    """Refuse where money may have been spent and nobody knows: another picture would hide that."""
    for part in project.links[asset.id]:
        entry = project.purchase(project.requests[part.id].fingerprint)
        if entry is not None and (entry.state == "unknown" or (entry.state == "held" and not entry.live)):
            raise UsageError(
                f"what became of a paid request for `{name}` is unknown",
                f"settle it first: `rdbuild ledger reconcile {entry.asset} --charged` or `--not-charged`",
            )


def _next(project: Project, name: str, part: str, now: int) -> int:
    kept = project.requests[part.partition("#")[0]].kept  # then there is a picture, though not of these words
    if kept is None and not _bought(project, project.requests[part].fingerprint):
        what = f"`{name}` has no picture yet" if now == FIRST_TAKE else f"take {now} of `{name}` is not made yet"
        raise UsageError(what, "the next build makes it")
    take = now + 1
    while _bought(project, project.at_take(part, take).fingerprint):
        take += 1
    return take


def _bought(project: Project, fingerprint: str) -> bool:
    """Whether anybody has bought this here, or the lock says that somebody did."""
    entry = project.purchase(fingerprint)
    if entry is not None and entry.state not in FREE:
        return True
    if project.cache.receipt(project.engine, fingerprint) is not None:
        return True
    lines = (line for table in (project.paid, project.local) for line in table.values())
    return any(fingerprint in line.bought for line in lines)


def made_from(project: Project, ids: set[str]) -> list[str]:
    """The other assets that are made from these, in the manifest's order, however far down."""
    found: set[str] = set()
    for asset in project.order:  # upstream first
        if any(name.partition("#")[0] in ids | found for name in needs(asset)) and asset.owner not in ids:
            found.add(asset.owner)
    return [asset.id for asset in project.manifest.assets if asset.id in found]
