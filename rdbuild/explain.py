"""Everything that is known of one asset, gathered as a value.

Owns: which facts those are: what would be sent, its state and why, what was bought of it, what was decided about it.
Must not know: how they are shown, the network; prices are by formula.
Rule: it only looks: nothing is written, asked or decided, and no picture's bytes are in what it gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdbuild import decisions, lock, shape
from rdbuild.model import BY_HAND, LOCAL, Asset, Change, Input, Json, Line, Output, Receipt, Request, Step, Unit
from rdbuild.plan import needs
from rdbuild.project import Project
from rdbuild.request import BODY_NAMES
from rdbuild.reroll import at, named
from rdbuild.selection import select
from rdbuild.shape import MANY_TAKES


@dataclass(frozen=True, slots=True)
class Take:
    """A take that was bought, or the one that is asked for. `state` is in words; `at` is ISO 8601, UTC."""

    number: int
    fingerprint: str
    state: str
    wanted: bool
    cost_micro: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """One request of the asset: of an edit each of its steps is one. `step` counts them from 1, 0 where there is one.

    `body` is what would be sent, with pictures by what they are; `formula_micro` the documented price.
    """

    name: str
    step: int
    endpoint: str
    body: Mapping[str, Json]
    fingerprint: str
    base: str
    formula_micro: int | None
    unit: Unit
    takes: tuple[Take, ...]
    takes_count: bool = True  # False: its seed is stated, so there is one picture and no other


@dataclass(frozen=True, slots=True)
class Said:
    """Something that decides about the asset, and where it is written."""

    what: str  # seed, take, take[n], pick, kept, accepted
    value: Json
    where: str  # FILE:LINE:COLUMN in a manifest, FILE:LINE in a lock file
    holds: bool = True  # False: something outranks it, or it is of other words
    stated: bool = False  # by the manifest


@dataclass(frozen=True, slots=True)
class File:
    """A file of the asset in the tree. `state`: there, changed by hand, missing, or not published yet."""

    output: Output
    state: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All of it. `step` is what a build would do; `line` is the picture that there is, `bought_at` when it came."""

    asset: Asset
    step: Step
    next: str
    where: str
    made_from: tuple[str, ...]
    makes: tuple[str, ...]
    purchases: tuple[Purchase, ...]
    said: tuple[Said, ...]
    changes: tuple[Change, ...]
    files: tuple[File, ...]
    line: Line | None
    bought_at: str


def explain(project: Project, name: str) -> Explained:
    """Gather what is known of the asset `name`, or of the one that a step `ID#n` belongs to. Raises UsageError."""
    asset, number = named(project, name, also_files=True)
    chosen = select(project.manifest.assets, (asset.id,), ())
    step = next(one for one in project.decide(chosen, rebuy=False, force=False) if one.asset.id == asset.id)
    line = line_of(project, asset)
    parts = project.links[asset.id]
    told = shape.differences(line, parts, project.requests, project.bases[asset.id]) if line is not None else []
    receipt = receipt_of(project, line) if line is not None else None
    return Explained(
        asset=asset,
        step=step,
        next=what_next(project, step),
        where=at(project, asset.mark),
        made_from=tuple(_source(project, one) for one in _inputs(project, asset)),
        makes=tuple(other.id for other in project.manifest.assets if other is not asset and _is_from(other, asset)),
        purchases=tuple(_purchase(project, part, parts) for part in parts[(number or 1) - 1 : number])
        if asset.file is None
        else (),
        said=tuple(_said(project, asset)),
        changes=tuple(one.change for one in told),
        files=tuple(files_of(project, step, line)),
        line=line,
        bought_at=receipt.created_at if receipt is not None else "",
    )


def line_of(project: Project, asset: Asset) -> Line | None:
    """The line of the picture that there is; a placeholder's only where no other is there."""
    paid, local = project.paid.get(asset.id), project.local.get(asset.id)
    found = [one for one in (paid, local) if one is not None and one.fingerprint]
    here = (one for one in found if all(project.file_hash(out.path) == out.sha256 for out in one.outputs))
    return next(here, found[0] if found else None)


def receipt_of(project: Project, line: Line) -> Receipt | None:
    """The delivery that a line's files are of, if this machine's cache knows it."""
    said = {out.image: out.sha256 for out in line.outputs}
    for one in project.cache.history(line.engine, line.fingerprint):
        here = dict(enumerate((picture.sha256 for picture in one.pictures), 1))
        if all(here.get(image, sha) in (sha, "") for image, sha in said.items()):
            return one
    return None


# -- what would be sent


def _purchase(project: Project, part: Asset, parts: Sequence[Asset]) -> Purchase:
    request = project.requests[part.id]
    edit = request.endpoint == "edit"
    return Purchase(
        name=part.id,
        step=parts.index(part) + 1 if edit else 0,
        endpoint="POST /edit" if edit else "POST /inferences",
        body={**_body(project, request), **({} if edit else {"async": True})},
        fingerprint=request.worded,
        base=request.base,
        formula_micro=request.formula_micro,
        unit=request.unit,
        takes=tuple(_takes(project, part)),
        takes_count=part.seed is None,
    )


def _body(project: Project, request: Request) -> dict[str, Json]:
    body = dict(request.fields)
    for one in request.inputs:
        sent = _sent(project, one)
        name = BODY_NAMES.get(one.field, one.field)
        if one.field == "reference_images":
            body.setdefault(name, []).append(sent)
        else:
            body[name] = sent
    if request.palette is not None:
        body["input_palette"] = {"colours": list(request.palette)}
    return body


def _sent(project: Project, one: Input) -> dict[str, Json]:
    """What stands for a picture: where it comes from, and what it is known by."""
    if one.asset is not None:
        return {"asset": one.asset, "image": one.image or 1, "fingerprint": one.fingerprint}
    return {"file": project.place.shown(str(one.file)), "pixels": one.pixels}


def _inputs(project: Project, asset: Asset) -> tuple[Input, ...]:
    return project.requests[project.links[asset.id][0].id].inputs


def _is_from(other: Asset, asset: Asset) -> bool:
    """Whether one is made from the other: by its name or, of a picture made by hand, by its file."""
    file = asset.file.file if asset.file is not None else None
    return asset.id in needs(other) or (file is not None and any(ref.file == file for ref in other.refs))


def _source(project: Project, one: Input) -> str:
    if one.asset is None:
        name = project.place.shown(str(one.file))
        by_hand = (other for other in project.manifest.assets if other.file is not None and other.file.file == one.file)
        return next((f"{other.id} ({name})" for other in by_hand), name)
    return one.asset if (one.image or 1) == 1 else f"{one.asset} (picture {one.image})"


# -- what was bought


def _takes(project: Project, part: Asset) -> Iterator[Take]:
    """The takes that anybody bought, as far as this machine knows, and the one that is asked for."""
    wanted = project.requests[part.id].take
    if part.seed is not None:  # then there is one picture, whatever the take
        yield _take(project, project.requests[part.id], wanted=True)
        return
    for number in (*range(1, MANY_TAKES + 1), *([wanted] if wanted > MANY_TAKES else [])):
        request = project.at_take(part.id, number)
        if number == wanted or _known(project, request.fingerprint):
            yield _take(project, request, wanted=number == wanted)


def _known(project: Project, fingerprint: str) -> bool:
    entry = project.purchase(fingerprint)
    return (
        (entry is not None and entry.state not in ("void", "refused", "refunded"))
        or any(True for _ in project.cache.history(project.engine, fingerprint))
        or bool(_lines_of(project, fingerprint))
    )


def _lines_of(project: Project, fingerprint: str) -> list[Line]:
    tables = (project.paid, project.local) if project.engine == LOCAL else (project.paid,)
    return [
        line
        for table in tables
        for line in table.values()
        if fingerprint in (line.fingerprint, *line.also, *(link.fingerprint for link in line.steps))
    ]


def _take(project: Project, request: Request, *, wanted: bool) -> Take:
    name = request.worded
    receipt = project.cache.receipt(project.engine, name)
    entry = project.purchase(name)
    cost = receipt.cost_micro if receipt is not None else entry.amount if entry is not None else None
    at_time = receipt.created_at if receipt is not None else entry.at if entry is not None else ""
    return Take(request.take, name, _state(project, name, request.expected), wanted, cost, at_time)


def _state(project: Project, fingerprint: str, expected: int) -> str:
    """Where the pictures of a purchase are, or what became of it."""
    for line in _lines_of(project, fingerprint):
        if line.fingerprint == fingerprint and all(project.file_hash(o.path) == o.sha256 for o in line.outputs):
            return "in the tree"
    entry = project.purchase(fingerprint)
    receipt = project.cache.receipt(project.engine, fingerprint)
    if receipt is not None and receipt.unusable is not None:
        return f"unusable: {receipt.unusable}"
    if receipt is not None and all(project.cache.has_image(receipt, image) for image in range(1, expected + 1)):
        return "in the cache"
    state = entry.state if entry is not None else ""
    if state == "unknown" or (entry is not None and state == "held" and not entry.live):
        return "unknown: sent, and nobody knows what became of it"
    if state in ("claimed", "held", "sent"):
        return "on its way"
    return "bought, and not on this machine" if _known(project, fingerprint) else "not bought yet"


# -- what was decided


def _said(project: Project, asset: Asset) -> Iterator[Said]:
    for key, value in (("seed", asset.seed), ("take", asset.take), ("pick", asset.pick)):
        if key in asset.stated:
            yield Said(key, value, at(project, asset.stated[key]), stated=True)
    line = project.paid.get(asset.id)
    if line is None or not line.decided:
        return
    stored = project.moved.get(asset.id, asset.id)
    number = lock.line_of(project.lock_path, stored)
    where = f"{project.place.shown(str(project.lock_path))}{f':{number}' if number else ''}"
    takes = decisions.takes({asset.id: line}, {asset.id: asset})
    for step, part in enumerate(project.links[asset.id], 1):
        if part.id in takes:
            what = "take" if asset.edit is None or len(asset.prompts) == 1 else f"take[{step}]"
            yield Said(what, takes[part.id], where, "take" not in asset.stated and "seed" not in asset.stated)
    if "pick" in line.decided:
        yield Said("pick", line.decided["pick"], where, project.picked.get(asset.id) == line.decided["pick"])
    kept = decisions.kept(line)
    if kept is not None:
        yield Said("kept", kept.picture, where, project.requests[asset.id].kept is not None)
    wanted = {project.requests[part.id].fingerprint for part in project.links[asset.id]}
    for one in sorted(decisions.accepted({asset.id: line}, project.engine)):
        yield Said("accepted", one, where, one in wanted)


# -- its files


def files_of(project: Project, step: Step, line: Line | None) -> Iterator[File]:
    """Those that it has by its line, and those that the next build will write."""
    known = {out.path: out for out in line.outputs} if line is not None else {}
    for out in known.values():
        yield File(out, _file_state(project, out.path, out.sha256))
    for image, path in enumerate(step.outputs, 1):
        if path not in known:
            there = project.file_hash(path)
            state = "not published yet" if there is None else _file_state(project, path, "")
            yield File(Output(path, "", 0, 0, step.asset.pick or image), state)


def _file_state(project: Project, path: str, sha256: str) -> str:
    there = project.file_hash(path)
    if there is None:
        return "missing"
    if there == sha256:
        return "there"
    return "another picture of ours is there" if project.ours(there) else "changed by hand"


# -- what next

_NEXT = {
    "new": "`rdbuild build` buys it",
    "changed": "`rdbuild build` makes it anew",
    "cached": "the next build publishes it, for nothing",
    "pending": "the next build collects it",
    "unknown": "`rdbuild ledger reconcile {id} --charged` or `--not-charged`, after a look at the account",
    "unusable": "`rdbuild reroll {id}` has another bought, `rdbuild accept {id}` takes it if it is a picture",
    "lost": "`rdbuild build --rebuy` pays for it again; another machine's cache may have it",
    "edited": "`rdbuild accept {id}` takes it as you made it, `rdbuild build --force --only {id}` overwrites it",
    "foreign": "`rdbuild accept {id}` takes the file that is there; or move it away",
    "upstream": "`rdbuild explain` says more of what it is made from",
    "current": "nothing to do; `rdbuild reroll {id}` has the next build make another",
}


def what_next(project: Project, step: Step) -> str:
    """What becomes of the asset, or what a person can do about it."""
    name = step.asset.id
    text = _NEXT[step.code or step.status].format(id=name)
    if step.asset.file is not None:
        file = project.place.shown(str(step.asset.file.file))
        if step.status == "blocked":
            return f"`rdbuild build --force --only {name}` publishes `{file}` in its place"
        return text if step.status == "cached" else f"nothing to do; what you change in `{file}` is published"
    if step.status == "current" and step.asset.stated.keys() & {"seed", "take"}:
        return "nothing to do; another `seed` or `take` in the manifest makes another"
    line = project.paid.get(name)
    if step.status == "changed" and line is not None and line.fingerprint and line.engine != LOCAL:
        return f"{text}; `rdbuild accept {name}` keeps the picture there is"
    if step.status == "current" and line is not None and line.engine == BY_HAND:
        return f"nothing to do; `rdbuild accept {name} --undo` asks for a bought one again"
    if step.status == "current" and step.request.kept is not None:
        return f"nothing to do; `rdbuild accept {name} --undo` has the next build make one of the words it has now"
    return text
