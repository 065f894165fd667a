"""Taking what there is as an asset's picture: a delivery that is not what was asked for, the picture from before the
words were changed, a file that somebody made or drew over, or one of several.

Owns: what can be accepted in which state, and what is written down when it is.
Must not know: prices, the network, how it is shown.
Rule: it buys nothing and takes nothing away; of several assets all are accepted or none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rdbuild import decisions, naming, shape
from rdbuild.adoption import Adoption, adopt, odd_size, own_files
from rdbuild.errors import UsageError
from rdbuild.model import BY_HAND, LOCAL, Asset, Kept, Line, Problem, Receipt, Step
from rdbuild.plan import images, in_tree, needs
from rdbuild.project import Project
from rdbuild.reroll import made_from, named, refuse_stated, refuse_unsettled, spelled_out, write
from rdbuild.selection import select
from rdbuild.spelling import listing

ALL = 0  # instead of the number of a picture: every one of them

How = Literal["delivered", "kept", "adopted", "picked", "undone", "follows"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """One decision: `name` as it was given (`ID` or `ID#n`), what was taken, why it needed somebody's word, and the
    files that it is about."""

    name: str
    asset: Asset
    how: How
    reason: str = ""
    files: tuple[str, ...] = ()
    pick: int | None = None


@dataclass(slots=True)
class Acceptance:
    """All that one command accepts, and what it will write. `others` are the ids of what is made from it."""

    made: list[Accepted] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    changes: dict[str, Line | None] = field(default_factory=dict)
    adopted: list[Adoption] = field(default_factory=list)
    kept: list[Receipt] = field(default_factory=list)  # with what shaped their pictures, which only lines know else
    usable: list[Receipt] = field(default_factory=list)  # deliveries that are taken as they are
    steps: dict[str, Step] = field(
        default_factory=dict
    )  # what a build would do, while nothing that matters to it moved


def accept(project: Project, names: Sequence[str], pick: int | None = None, *, undo: bool = False) -> Acceptance:
    """Accept what there is for each of `names`; with `pick` that picture alone, or ALL again; `undo` takes it back.

    Raises UsageError, and nothing is written, where one of them can't be; StorageError, LockFileError.
    """
    found = Acceptance()
    asked = _asked(project, names, pick, undo)
    rank = {asset.id: place for place, asset in enumerate(project.order)}
    made: dict[str, Accepted] = {}
    if len(asked) > 1 and pick is None and not undo:
        found.steps = _steps(project, {asset.id for asset, _ in asked.values()})
    sources = {name.partition("#")[0] for asset in project.order for name in needs(asset)} if found.steps else set()
    for name in sorted(asked, key=lambda name: rank[asked[name][0].id]):  # what others are made from comes first
        asset, number = asked[name]
        if undo:
            made[name] = _undone(project, found, name, asset)
        elif pick is not None:
            made[name] = _picked(project, found, name, asset, number, pick)
        else:
            made[name] = _accepted(project, found, name, asset, number)
            if asset.id in sources:  # what is made from it is looked at with that
                project.follow({**project.paid, **_lines(found)})
                found.steps.clear()
    project.follow({**project.paid, **_lines(found)})
    found.made = [made[name] for name in asked]
    ids = {one.asset.id for one in found.made}
    found.others = made_from(project, ids)
    _know_by_new_words(project, found)
    for receipt in (*(one.receipt for one in found.adopted), *found.kept):
        project.cache.put_receipt(receipt)
    for one in found.adopted:  # after its receipt: bytes that the cache has and nobody claims would count as ours
        for data in one.blobs.values():
            project.cache.put_blob(data)
    write(project, found.changes, ids)
    for receipt in found.usable:
        project.cache.put_receipt(receipt)
    return found


def _asked(project: Project, names: Sequence[str], pick: int | None, undo: bool) -> dict[str, tuple[Asset, int | None]]:
    """What the names mean. Of a pattern that is what there is something to decide about: the others are as they are."""
    patterns = spelled_out(project, names)
    meant = {name: named(project, name) for name in patterns}
    loose = {name for name, is_pattern in patterns.items() if is_pattern}
    if not loose or pick is not None:
        return meant
    if undo:
        idle = {name for name in loose if not {"kept", "pick"} & set(_line(project, meant[name][0]).decided)}
    else:
        steps = _steps(project, loose)
        idle = {name for name in loose if steps[name].status not in ("changed", "blocked")}
    if len(idle) == len(meant):
        what = "taken back" if undo else "accepted"
        raise UsageError(
            f"of {listing(names)} nothing is there to be {what}", "`rdbuild plan` says what a build would do"
        )
    return {name: one for name, one in meant.items() if name not in idle}


def _accepted(project: Project, found: Acceptance, name: str, asset: Asset, number: int | None) -> Accepted:
    """What can be taken of an asset as it is, the first that there is: its own files, its delivery, its old picture."""
    step = found.steps.get(asset.id) or _step(project, asset)
    if number is None and (adoption := adopt(project, step)) is not None:
        refuse_unsettled(project, name, asset)
        found.adopted.append(adoption)
        found.notes += adoption.notes
        _decide(project, found, adoption.line)
        return Accepted(name, asset, "adopted", files=adoption.files)
    delivered = _delivered(project, found, name, asset, number)
    if delivered is not None:
        return delivered
    if number is not None:
        raise UsageError(
            f"`{name}` has no delivery that was found unusable, so there is nothing to accept",
            f"`rdbuild accept {asset.id}` keeps the picture of the whole",
        )
    refuse_unsettled(project, name, asset)
    kept = _kept(project, found, name, step)
    if kept is not None:
        return kept
    if step.status == "current" and asset.id in made_from(project, set(found.changes)):
        return Accepted(name, asset, "follows")
    raise _nothing(project, step)


def _steps(project: Project, ids: Collection[str]) -> dict[str, Step]:
    """What a build would do about assets, as it was decided so far."""
    chosen = select(project.manifest.assets, tuple(ids), ())
    return {step.asset.id: step for step in project.decide(chosen, rebuy=False, force=False)}


def _step(project: Project, asset: Asset) -> Step:
    return _steps(project, (asset.id,))[asset.id]


def _decide(project: Project, found: Acceptance, line: Line) -> None:
    """Go on as if the line were written. Of many that nothing hangs on, all are followed at once, at the end."""
    found.changes[line.id] = line
    if not found.steps:
        project.follow({**project.paid, **_lines(found)})


def _lines(found: Acceptance) -> dict[str, Line]:
    return {name: line for name, line in found.changes.items() if line is not None}


def _line(project: Project, asset: Asset) -> Line:
    return project.paid.get(asset.id) or decisions.undecided(asset, project.bases[asset.id], project.engine)


# -- a delivery that is not what was asked for


def _delivered(project: Project, found: Acceptance, name: str, asset: Asset, number: int | None) -> Accepted | None:
    """Take an unusable delivery; of an edit without a step's number, the first that there is."""
    asset = project.assets[asset.id]
    parts = project.links[asset.id]
    for part in parts if number is None else parts[number - 1 : number]:
        receipt = project.cache.receipt(project.engine, project.requests[part.id].fingerprint)
        if receipt is None or receipt.unusable is None:
            continue
        alone = asset.pick is not None and part.id == asset.id
        wanted = (asset.pick or 1,) if alone else range(1, receipt.expected + 1)
        lacking = [image for image in wanted if image > len(receipt.pictures) or not receipt.pictures[image - 1].width]
        if lacking:
            raise UsageError(
                f"what was delivered for `{name}` has no picture {lacking[0]} to publish: {receipt.unusable}",
                f"`rdbuild reroll {name}` has the next build buy another",
            )
        found.usable.append(replace(receipt, unusable=None, accepted=receipt.unusable))
        _decide(project, found, decisions.with_accepted(_line(project, asset), receipt.fingerprint))
        return Accepted(name, asset, "delivered", receipt.unusable)
    return None


# -- the picture from before


def _kept(project: Project, found: Acceptance, name: str, step: Step) -> Accepted | None:
    """Keep the picture of the asset's line for what it is asked for now; None where it has no other picture."""
    asset, request = step.asset, step.request
    line = project.paid.get(asset.id)
    if line is None or not line.fingerprint or line.engine == LOCAL or line.fingerprint == request.fingerprint:
        return None
    if project.engine == LOCAL:
        raise UsageError(
            f"the picture of `{asset.id}` is a bought one, and a placeholder never replaces it",
            "leave out `--api local` to keep it for the words that the asset has now",
        )
    receipt = _receipt(project, line, step)
    if receipt is None and in_tree(line, step, project.file_hash) is None:
        raise UsageError(
            f"not every picture that `{asset.id}` makes is here of its picture from before",
            f"`rdbuild explain {asset.id}` says what there is",
        )
    mains = {one.image: one for one in line.outputs if not one.role}
    for image, path in zip(images(step), step.outputs, strict=True):
        one = mains.get(image)
        media = receipt.pictures[image - 1].media if receipt is not None else one.path if one is not None else path
        if _suffix(media) != _suffix(path):
            raise UsageError(
                f"`{asset.id}` makes a {_suffix(path).upper()} now, and its picture from before is none",
                "the next build makes it anew",
            )
        if one is not None and (note := odd_size(step, f"the picture of `{name}`", one.width, one.height)):
            found.notes.append(note)
    told = shape.differences(line, project.links[asset.id], project.requests, project.bases[asset.id])
    more = f", and {len(told) - 1} more" if len(told) > 1 else ""
    reason = f"{told[0].sentence}{more}" if told else "a parameter or an input is another"
    if receipt is not None and line.shape and receipt.shape != line.shape:
        found.kept.append(replace(receipt, shape=line.shape))
    kept = decisions.with_kept(line, Kept(request.worded, line.fingerprint, line.engine))
    _decide(project, found, replace(kept, base=project.bases[asset.id]))
    return Accepted(name, asset, "kept", reason)


def _suffix(path: str) -> str:
    return path.rpartition(".")[2]


def _receipt(project: Project, line: Line, step: Step) -> Receipt | None:
    """The delivery of the line, where the cache has every picture of it that the asset publishes now."""
    said = {out.image: out.sha256 for out in line.outputs}
    for one in project.cache.history(line.engine, line.fingerprint):
        here = all(project.cache.has_image(one, image) for image in images(step))
        if (
            here
            and one.unusable is None
            and all(said.get(image, sha) == sha for image, sha in _hashes(one, images(step)).items())
        ):
            return one
    return None


def _hashes(receipt: Receipt, wanted: Sequence[int]) -> dict[int, str]:
    return {image: receipt.pictures[image - 1].sha256 for image in wanted}


def _know_by_new_words(project: Project, found: Acceptance) -> None:
    """What is made from a kept picture is as it was, but known by other words: a rename must find its line too."""
    for name in found.others:
        line = project.paid.get(name)
        if line is None or line.base == project.bases[name] or name in found.changes:
            continue
        if line.fingerprint == project.requests[name].fingerprint:
            found.changes[name] = replace(line, base=project.bases[name])


# -- one of several


def _picked(project: Project, found: Acceptance, name: str, asset: Asset, number: int | None, pick: int) -> Accepted:
    """Publish one of the asset's pictures alone, or all of them again; a delivery that is unusable is taken with it."""
    refuse_stated(project, asset, "pick")
    line = _line(project, asset)
    before = decisions.picks({asset.id: line}, {asset.id: asset}).get(asset.id)
    if number is not None or asset.edit is not None:
        raise UsageError(f"`{asset.id}` is an edit, which makes one picture, so there is none to pick")
    if asset.num_images == 1:
        raise UsageError(f"`{asset.id}` makes one picture, so there is none to pick", "`num_images` makes several")
    if pick > asset.num_images:
        raise UsageError(
            f"`{asset.id}` makes {asset.num_images} pictures, and {pick} is none of them",
            f"they are numbered from 1 to {asset.num_images}",
        )
    if pick == (before or ALL):
        what = "every picture" if pick == ALL else f"picture {pick}"
        raise UsageError(f"{what} of `{asset.id}` is published already", "`rdbuild plan` says what there is to do")
    mine = own_files(project, project.outputs[asset.id])
    if mine:
        raise UsageError(
            f"`{mine[0]}` is not as rdbuild made it", f"`rdbuild accept {asset.id}` takes it; pick after that"
        )
    _decide(project, found, decisions.with_pick(line, pick or None))
    picked = project.assets[asset.id]
    _refuse_clash(project, picked)
    delivered = _delivered(project, found, name, picked, number)
    step = _step(project, picked)
    if delivered is not None:
        return replace(delivered, how="picked", files=step.outputs, pick=pick)
    refuse_unsettled(project, name, picked)
    kept = _kept(project, found, name, step)
    step = _step(project, picked)
    if step.status not in ("current", "cached"):
        raise _nothing(project, step)
    return Accepted(name, picked, "picked", kept.reason if kept is not None else "", step.outputs, pick)


def _refuse_clash(project: Project, asset: Asset) -> None:
    """Other files of the asset may stand in another's place, which the manifest as it is written does not tell."""
    owners = [one.id for one in project.manifest.assets]
    paths = [
        (place, path)
        for place, one in enumerate(project.manifest.assets)
        for path in naming.possible_paths(one, project.style(one))
    ]
    for later, earlier, path in naming.clashes(paths):
        ids = [owners[one] for one in (later, earlier) if one is not None]
        if asset.id in ids:
            others = " and ".join(f"`{one}`" for one in ids if one != asset.id) or "the index"
            raise UsageError(f"`{path}` would be of `{asset.id}` and of {others}", "rename one of them")


# -- taking it back


def _undone(project: Project, found: Acceptance, name: str, asset: Asset) -> Accepted:
    """Keep nothing, and pick nothing, for the asset any more."""
    line = _line(project, asset)
    free = decisions.with_pick(decisions.with_kept(line, None), None)
    if free.decided == line.decided:
        raise UsageError(
            f"no picture of `{asset.id}` is kept or picked, so there is nothing to take back",
            f"`rdbuild explain {asset.id}` says what was decided",
        )
    was = decisions.kept(line)
    mine = was is not None and was.engine == BY_HAND
    before = {out.path: out.sha256 for out in line.outputs}
    _decide(project, found, free)
    step = _step(project, asset)
    # The next build puts another picture in the place of what somebody made, and only version control has that then.
    going = tuple(path for path in step.outputs if mine and project.file_hash(path) in {before.get(path)} - {None})
    return Accepted(name, project.assets[asset.id], "undone", step.reason, going if step.status != "current" else ())


# -- why not

_WHY_NOT = {
    "current": ("`{id}` is up to date, so there is nothing to accept", "`rdbuild explain {id}` says what it is"),
    "cached": (
        "there is nothing to accept: the picture that `{id}` asks for is paid for",
        "`rdbuild build` publishes it, for nothing",
    ),
    "pending": ("the picture of `{id}` is paid for and on its way", "`rdbuild build` collects it"),
    "new": ("`{id}` has no picture yet, so there is nothing to accept", "`rdbuild build` makes it"),
    "changed": ("`{id}` has no bought picture to keep", "`rdbuild build` makes it anew"),
    "blocked": ("there is nothing to accept for `{id}`: {reason}", "`rdbuild explain {id}` says more"),
}


def _nothing(project: Project, step: Step) -> UsageError:
    name = step.asset.id
    if step.status in ("new", "changed") and name in project.local:
        return UsageError(
            f"what there is of `{name}` is a placeholder, which is never kept", "placeholders cost nothing to make anew"
        )
    message, hint = (text.format(id=name, reason=step.reason) for text in _WHY_NOT[step.status])
    return UsageError(message, hint)
