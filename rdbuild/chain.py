"""Edit chains: an asset whose prompts each change the result of the one before.

Owns: which purchases an asset is made of, their ids (`ID#1`, `ID#2`, …, the last is `ID`), and telling them as one.
Must not know: the lock, the cache, the network, how a step is decided or bought.
Rule: every step is a purchase of its own, with a fingerprint and a price; only the last one has files in the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rdbuild.model import CURRENT, Asset, Blocked, Failed, ImageRef, Outcome, Skipped, Step


def links(asset: Asset) -> tuple[Asset, ...]:
    """The purchases of an asset, upstream first: itself, or one for each prompt of its edit chain."""
    count = len(asset.prompts)
    if asset.edit is None or count == 0:
        return (asset,)
    made: list[Asset] = []
    for number, prompt in enumerate(asset.prompts, 1):
        before = ImageRef(asset.mark, asset=made[-1].id, image=1) if made else asset.edit
        made.append(replace(asset, id=link_id(asset, number), prompt=prompt, prompts=(), edit=before))
    return tuple(made)


def link_id(asset: Asset, number: int) -> str:
    """The id of a step, from 1; the last one's is the asset's own."""
    return asset.id if number == len(asset.prompts) else f"{asset.id}#{number}"


def told(outcomes: Mapping[str, Outcome], steps: Iterable[Step]) -> dict[str, Outcome]:
    """Outcomes asset by asset: where a chain broke at an earlier step, what happened there is what happened."""
    found = {name: one for name, one in outcomes.items() if "#" not in name}
    for step in steps:
        one, owner = outcomes.get(step.asset.id), step.asset.owner
        own = found.get(owner)
        if not step.asset.hidden or not isinstance(own, Skipped) or own.because == CURRENT:
            continue
        if isinstance(one, (Failed, Blocked)):
            found[owner] = replace(one, message=f"{step.asset.step_name}: {one.message}")
    return found
