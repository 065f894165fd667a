"""Edit chains: an asset whose prompts each change the result of the one before.

Owns: which purchases an asset is made of, their ids (`ID#1`, `ID#2`, …, the last is `ID`), and telling them as one.
Must not know: the lock, the cache, the network, how a step is decided or bought.
Rule: every step is a purchase of its own, with a fingerprint and a price; only the last one has files in the tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rdbuild.model import Asset, Blocked, Failed, ImageRef, Outcome, Skipped, Step

CURRENT = "current"  # why an asset was skipped that has its picture


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


def where(step: Asset) -> str:
    """A hidden step of a chain, as people know it."""
    return f"step {step.id.partition('#')[2]} (`{step.prompt}`)"


def whole(steps: Iterable[Step]) -> list[Step]:
    """Plan steps asset by asset: those of a chain as one, with what they cost together."""
    parts: dict[str, list[Step]] = {}
    for step in steps:
        parts.setdefault(step.asset.owner, []).append(step)
    return [_joined(members) for members in parts.values()]


def _joined(members: list[Step]) -> Step:
    last = members[-1]
    if len(members) == 1:
        return last
    cost = sum(step.cost_micro for step in members)
    prices = [step.price_micro for step in members if step.cost_micro]
    return replace(last, cost_micro=cost, price_micro=sum(filter(None, prices)) if prices else last.price_micro)


def told(outcomes: Mapping[str, Outcome], steps: Iterable[Step]) -> dict[str, Outcome]:
    """Outcomes asset by asset: where a chain broke at an earlier step, what happened there is what happened."""
    found = {name: one for name, one in outcomes.items() if "#" not in name}
    for step in steps:
        one, owner = outcomes.get(step.asset.id), step.asset.owner
        own = found.get(owner)
        if not step.asset.hidden or not isinstance(own, Skipped) or own.because == CURRENT:
            continue
        if isinstance(one, (Failed, Blocked)):
            found[owner] = replace(one, message=f"{where(step.asset)}: {one.message}")
    return found
