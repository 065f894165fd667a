"""Taking a delivery as it is, that was found not to be what was asked for.

Owns: what can be accepted, and what is written down when it is.
Must not know: prices, the network, how it is shown.
Rule: it buys nothing; what it accepts is published by the next build, and only a picture that decodes can be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdbuild import decisions
from rdbuild.errors import UsageError
from rdbuild.model import Asset, Line, Receipt
from rdbuild.project import Project
from rdbuild.reroll import named, write


@dataclass(frozen=True, slots=True)
class Accepted:
    """One decision: `name` as it was given (`ID` or `ID#n`), and why the delivery was not published by itself."""

    name: str
    asset: Asset
    reason: str


def accept(project: Project, names: Sequence[str]) -> list[Accepted]:
    """Accept what was delivered for each of `names`.

    Raises UsageError, and nothing is written, where one of them can't be; StorageError, LockFileError.
    """
    made: list[Accepted] = []
    changes: dict[str, Line | None] = {}
    receipts: list[Receipt] = []
    for name in dict.fromkeys(names):
        asset, number = named(project, name)
        part, receipt = _delivered(project, name, asset, number)
        wanted = (asset.pick,) if asset.pick is not None and part == asset.id else range(1, receipt.expected + 1)
        lacking = [image for image in wanted if image > len(receipt.pictures) or not receipt.pictures[image - 1].width]
        if lacking:
            raise UsageError(
                f"what was delivered for `{name}` has no picture {lacking[0]} to publish: {receipt.unusable}",
                f"`rdbuild reroll {name}` has the next build buy another",
            )
        made.append(Accepted(name, asset, receipt.unusable or ""))
        receipts.append(replace(receipt, unusable=None, accepted=receipt.unusable))
        line = changes.get(asset.id) or project.paid.get(asset.id)
        line = line or decisions.undecided(asset, project.bases[asset.id], project.engine)
        changes[asset.id] = decisions.with_accepted(line, receipt.fingerprint)
    write(project, changes, {one.asset.id for one in made})
    for receipt in receipts:
        project.cache.put_receipt(receipt)
    return made


def _delivered(project: Project, name: str, asset: Asset, number: int | None) -> tuple[str, Receipt]:
    """The purchase that is meant, and its receipt: of an edit without a step's number, the first that is blocked."""
    parts = project.links[asset.id]
    for part in parts if number is None else parts[number - 1 : number]:
        receipt = project.cache.receipt(project.engine, project.requests[part.id].fingerprint)
        if receipt is not None and receipt.unusable is not None:
            return part.id, receipt
    raise UsageError(
        f"`{name}` has no delivery that was found unusable, so there is nothing to accept",
        "`rdbuild plan` says what is blocked, and why",
    )
