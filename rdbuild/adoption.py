"""A file of somebody's own, where a picture of ours should be, becomes the asset's picture.

Owns: which files those are, what they must be, and the receipt and lock line that are made of them.
Must not know: what else can be accepted, prices, the network, how it is shown.
Rule: nothing is taken that does not decode, and what is taken is in the cache before a lock line names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from rdbuild import decisions, images
from rdbuild.errors import ImageInvalid, UsageError
from rdbuild.model import BY_HAND, LOCAL, TAKEN, Asset, Kept, Line, Output, Picture, Problem, Receipt, Step
from rdbuild.outputs import NOT_A_FILE
from rdbuild.plan import images as published
from rdbuild.project import Project
from rdbuild.request import adopted
from rdbuild.salvage import BEFORE, GAP


class Adoption(NamedTuple):
    """What is to be written: the files' bytes by hash and a receipt into the cache, then the line into the lock."""

    blobs: Mapping[str, bytes]
    receipt: Receipt
    line: Line
    files: tuple[str, ...]  # those that are somebody's own
    notes: tuple[Problem, ...]


def adopt(project: Project, step: Step) -> Adoption | None:
    """Take the files that stand where the step's pictures go; None where all that is there is ours.

    Raises UsageError where one of them can't be its picture.
    """
    asset = step.asset
    line = project.paid.get(asset.id)
    line = line if line is not None and line.fingerprint and line.engine != LOCAL else None
    extras = [one for one in line.outputs if one.role] if line is not None else []
    places = [*zip(published(step), step.outputs, strict=True), *((one.image, one.path) for one in extras)]
    own = own_files(project, [path for _, path in places])
    if not own:
        return None
    roles = {one.path: one for one in extras}
    blobs: dict[str, bytes] = {}
    outputs: list[Output] = []
    for image, path in places:
        data = project.tree.read(path)
        if data is None and path not in roles:
            data = _of_cache(project, line, image)
        if data is None and path in roles and project.file_hash(path) is None:
            continue  # it only came beside, and somebody took it away
        if data is None:
            raise UsageError(f"`{path}` is not there, and `{asset.id}` wants it", "put the file there as well")
        said = roles.get(path, Output(path, "", 0, 0, image))
        outputs.append(_measured(asset, said, data))
        blobs[outputs[-1].sha256] = data
    mains = [one for one in outputs if not one.role]
    picture = adopted([(one.image, images.shown_digest(blobs[one.sha256])) for one in mains])
    made = _line(project, step, line, picture, tuple(outputs))
    return Adoption(blobs, _receipt(step, made), made, own, _odd_sizes(step, mains))


def own_files(project: Project, paths: Sequence[str]) -> tuple[str, ...]:
    """Those of the paths where a file is that rdbuild did not make. Raises UsageError for what is no file."""
    tables = (project.paid, project.local, project.displaced, project.displaced_local)
    known = {out.sha256 for table in tables for line in table.values() for out in line.outputs}
    found: list[str] = []
    for path in paths:
        there = project.file_hash(path)
        if there == NOT_A_FILE:
            raise UsageError(f"`{path}` is no file", "move it away: the picture needs its place")
        if there is not None and there not in known and not project.ours(there):
            found.append(path)
    return tuple(found)


def _of_cache(project: Project, line: Line | None, image: int) -> bytes | None:
    """The picture of a number as it was delivered, where the file of it is gone."""
    for receipt in project.cache.history(line.engine, line.fingerprint) if line is not None else ():
        if project.cache.has_image(receipt, image):
            return project.cache.read_blob(receipt.pictures[image - 1].sha256)
    return None


def _measured(asset: Asset, said: Output, data: bytes) -> Output:
    """The file as an output of the asset."""
    from hashlib import sha256

    try:
        seen = images.measure(data)
    except ImageInvalid as error:
        raise UsageError(
            f"`{said.path}` can't be taken for `{asset.id}`: it {error.message}",
            error.hint or "save it as a picture again, or move it away",
        ) from error
    _, _, suffix = said.path.rpartition(".")
    if seen.media != suffix:
        raise UsageError(f"`{said.path}` is no {suffix.upper()} inside", f"save it as a {suffix.upper()}")
    return replace(
        said, sha256=sha256(data).hexdigest(), width=seen.width, height=seen.height, durations=seen.durations
    )


def _line(project: Project, step: Step, before: Line | None, picture: str, outputs: tuple[Output, ...]) -> Line:
    """The line of the asset with its new picture, which is of the words of the one that it was made of."""
    asset, request = step.asset, step.request
    decided = project.paid.get(asset.id) or decisions.undecided(asset, project.bases[asset.id], BY_HAND)
    line = replace(
        before or decided, base=project.bases[asset.id], fingerprint=picture, engine=BY_HAND, outputs=outputs,
        cost_micro=0, decided=decided.decided,
    )  # fmt: skip
    if before is None:  # drawn for what the asset asks for
        line = replace(line, unit=request.unit, prompt=str(request.fields["prompt"]), model=None, seed=request.seed,
                       style=request.fields.get("prompt_style"), shape=project.shape(asset.id))  # fmt: skip
    elif before.engine != BY_HAND:
        line = replace(line, also=tuple(dict.fromkeys((*before.also, *before.bought))))
    return decisions.with_kept(line, Kept(request.worded, picture, BY_HAND))


def _receipt(step: Step, line: Line) -> Receipt:
    """What the cache says of it: nobody was paid for it."""
    found = {
        one.image: Picture(one.sha256, "gif" if one.path.endswith(".gif") else "png", one.width, one.height,
                           one.role, one.of, one.durations)
        for one in line.outputs
    }  # fmt: skip
    return Receipt(
        engine=BY_HAND, fingerprint=line.fingerprint, base=line.base,
        pictures=tuple(found.get(image, GAP) for image in range(1, max(found) + 1)), cost_micro=0, unit=line.unit,
        asset=line.id, prompt=line.prompt, style=line.style, seed=line.seed, model=line.model, created_at="",
        expected=step.request.expected, attempt=BEFORE, shape=line.shape, accepted=TAKEN,
    )  # fmt: skip


def _odd_sizes(step: Step, outputs: list[Output]) -> tuple[Problem, ...]:
    return tuple(
        note for one in outputs if (note := odd_size(step, f"`{one.path}`", one.width, one.height)) is not None
    )


def odd_size(step: Step, name: str, width: int, height: int) -> Problem | None:
    """A warning where a picture that is kept has not the size that is asked for."""
    sizes = step.request.sizes
    if not sizes or (width, height) in sizes:
        return None
    wanted = " or ".join(f"{across}x{down}" for across, down in sizes)
    return Problem(
        "other-size", f"{name} is {width}x{height}, and `{step.asset.id}` asks for {wanted}", severity="warning",
        hint="it is kept as it is; a game that counts on the size should know",
    )  # fmt: skip
