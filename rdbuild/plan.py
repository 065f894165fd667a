"""What a build would do about each asset, and why.

Owns: the decision table from (request, lock, tree, cache, ledger) to a status, and the totals.
Must not know: how any of those stores works; `World` answers questions and changes nothing.
Rule: what was bought is never bought again by itself; what somebody else made is never overwritten by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from rdbuild.errors import MoneyRefused
from rdbuild.model import LOCAL, Asset, Line, Plan, Problem, Receipt, Request, Step


class PurchaseState(Protocol):
    """As much of a ledger entry as a plan needs."""

    @property
    def state(self) -> str: ...
    @property
    def live(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class World:
    """What is known of the outside. All callables only read."""

    engine: str
    paid: Mapping[str, Line]  # the lock file's lines
    local: Mapping[str, Line]  # the local lock file's lines
    receipt: Callable[[str, str], Receipt | None]  # (engine, fingerprint), only with every blob there
    purchase: Callable[[str], PurchaseState | None]  # by fingerprint
    file_hash: Callable[[str], str | None]  # of a path in the output tree
    ours: Callable[[str], bool]  # did rdbuild on this machine make bytes of this hash


@dataclass(frozen=True, slots=True)
class Price:
    """The price of a class: the API's word, the formula's, or neither (micro-units)."""

    quote_micro: int | None
    formula_micro: int | None

    @property
    def micro(self) -> int | None:
        return self.quote_micro if self.quote_micro is not None else self.formula_micro

    @property
    def source(self) -> Literal["api", "formula", "none"]:
        if self.quote_micro is not None:
            return "api"
        return "formula" if self.formula_micro is not None else "none"


def in_order(assets: Sequence[Asset]) -> list[Asset]:
    """Upstream before downstream, else as in the manifest. The manifest has refused cycles."""
    by_id = {asset.id: asset for asset in assets}
    done: dict[str, Asset] = {}
    for asset in assets:
        stack = [asset]
        while stack:
            top = stack[-1]
            missing = [by_id[name] for name in needs(top) if name in by_id and name not in done]
            if missing:
                stack.extend(reversed(missing))
            else:
                done.setdefault(stack.pop().id, top)
    return list(done.values())


def needs(asset: Asset) -> tuple[str, ...]:
    """The ids of the assets that this one is made from."""
    refs = (asset.input_image, asset.extra_input_image, *asset.reference_images)
    return tuple(dict.fromkeys(ref.asset for ref in refs if ref is not None and ref.asset is not None))


def decide(
    assets: Sequence[Asset],
    requests: Mapping[str, Request],
    outputs: Mapping[str, tuple[str, ...]],
    world: World,
    *,
    rebuy: bool = False,
    force: bool = False,
) -> list[Step]:
    """One step per asset, in the order given (upstream first), unpriced."""
    steps: list[Step] = []
    available: dict[str, bool] = {}
    published = _published_by_fingerprint(world)
    for asset in assets:
        step, there = _step(asset, requests[asset.id], outputs[asset.id], world, published, rebuy, force)
        missing = [name for name in step.needs if not available.get(name, False)]
        if step.status in ("new", "changed") and missing:
            step = replace(
                step, status="blocked", code="upstream", reason=f"is made from `{missing[0]}`, which has no picture"
            )
            there = False
        steps.append(step)
        available[asset.id] = there
    return steps


def _published_by_fingerprint(world: World) -> Mapping[str, Line]:
    found: dict[str, Line] = {}
    lines = (world.paid,) if world.engine != LOCAL else (world.local, world.paid)
    for table in lines:
        for line in table.values():
            found[line.fingerprint] = line
    return found


def _step(
    asset: Asset, request: Request, paths: tuple[str, ...], world: World, published: Mapping[str, Line],
    rebuy: bool, force: bool,
) -> tuple[Step, bool]:  # fmt: skip
    """The step of one asset, and whether its picture will be there for what is made from it."""
    step = Step(asset, request, "new", "no picture yet", paths, needs=needs(asset))
    line = world.paid.get(asset.id)
    if world.engine == LOCAL:
        kept = _bought_stays(step, line, world)
        if kept is not None:
            return kept, True
        if line is None or line.fingerprint != request.fingerprint:
            line = world.local.get(asset.id)
    if line is not None and line.fingerprint == request.fingerprint and _in_place(line, step, world):
        return replace(step, status="current", reason="the tree has it", source_engine=line.engine), True

    engines = [world.engine]
    if line is not None and line.fingerprint == request.fingerprint and line.engine not in engines:
        engines.insert(0, line.engine)
    receipt = next((found for engine in engines if (found := world.receipt(engine, request.fingerprint))), None)
    if receipt is not None and receipt.unusable is not None:
        if _purchase_free(world, request):
            receipt = None
        else:
            return _blocked(step, "unusable", f"what was delivered can't be published: {receipt.unusable}"), False
    if receipt is not None:
        step = replace(step, status="cached", reason="paid for already, in the cache", source_engine=receipt.engine)
        there = True
    elif (source := _in_tree(published.get(request.fingerprint), step, world)) is not None:
        step = replace(step, status="cached", reason=f"the tree has it as `{source}`")
        step = replace(step, source_engine=published[request.fingerprint].engine)
        there = True
    else:
        step, there = _not_here(step, line, world, rebuy)
    if step.status == "blocked" or force:
        return step, there
    return _in_the_way(step, line, receipt, world), there


def _bought_stays(step: Step, line: Line | None, world: World) -> Step | None:
    """With the embedded API, a bought file that is there stays, whatever the manifest says by now."""
    if line is None or line.engine == LOCAL:
        return None
    if any(world.file_hash(output.path) == output.sha256 for output in line.outputs):
        if line.fingerprint == step.request.fingerprint and not _in_place(line, step, world):
            return None  # some of it is missing: look for the bought ones in the cache
        same = line.fingerprint == step.request.fingerprint
        reason = "the tree has it" if same else "a placeholder never replaces the bought picture that is there"
        return replace(step, status="current", reason=reason, source_engine=line.engine)
    return None


def _in_place(line: Line, step: Step, world: World) -> bool:
    """Every file that the asset publishes now is there, is the right picture, and is as the lock says."""
    images = {output.path: output.image for output in line.outputs}
    pick = step.asset.pick
    if not set(step.outputs) <= set(images) or (pick is not None and images[step.outputs[0]] != pick):
        return False
    return all(world.file_hash(output.path) == output.sha256 for output in line.outputs)


def _in_tree(line: Line | None, step: Step, world: World) -> str | None:
    """The path under which the tree holds every picture that the asset publishes, hash by hash; None if it does not."""
    if line is None:
        return None
    wanted = {step.asset.pick} if step.asset.pick is not None else set(range(1, step.request.expected + 1))
    there = {out.image: out.path for out in line.outputs if world.file_hash(out.path) == out.sha256}
    return there[min(wanted)] if wanted <= set(there) else None


def _purchase_free(world: World, request: Request) -> bool:
    entry = world.purchase(request.fingerprint)
    return entry is not None and entry.state in ("refused", "refunded", "void")


def _not_here(step: Step, line: Line | None, world: World, rebuy: bool) -> tuple[Step, bool]:
    """No picture on this machine: it is on its way, or gone, or to be bought."""
    entry = world.purchase(step.request.fingerprint)
    state = entry.state if entry is not None else None
    live = entry is not None and entry.live
    if (live and state in ("claimed", "held", "sent")) or (state == "sent" and world.engine != LOCAL):
        reason = "another build is buying it" if live else "paid for; the next build collects it"
        return replace(step, status="pending", reason=reason), True
    if world.engine != LOCAL:
        if state in ("unknown", "held"):
            return _blocked(step, "unknown", "a paid request was sent and nobody knows what became of it"), False
        if state == "unusable":
            return _blocked(step, "unusable", "what was delivered can't be published"), False
        bought = line is not None and line.fingerprint == step.request.fingerprint and line.engine != LOCAL
        if (bought or state == "settled") and not rebuy:
            return _blocked(
                step, "lost", "bought before, but neither cache nor tree has it; `--rebuy` pays again"
            ), False
        if bought or state == "settled":
            return replace(step, status="changed", reason="lost; bought again by `--rebuy`"), True
    if line is None:
        return step, True
    return replace(step, status="changed", reason=_difference(line, step.request)), True


def _difference(line: Line, request: Request) -> str:
    if line.fingerprint == request.fingerprint:
        return "the placeholder is gone"
    for name, old, new in (
        ("prompt_style", line.style, request.fields.get("prompt_style")),
        ("prompt", line.prompt, request.fields["prompt"]),
    ):
        if old != new:
            return f"`{name}` was `{old}`, is `{new}`"
    if line.base == request.base:
        return f"the seed was {line.seed}, is {request.seed}"
    return "a parameter or an input changed"


def _in_the_way(step: Step, line: Line | None, receipt: Receipt | None, world: World) -> Step:
    """Find edited and foreign files before anything is bought for their places."""
    if (
        line is not None
        and line.engine not in (world.engine, LOCAL)
        and world.engine != LOCAL
        and line.fingerprint != step.request.fingerprint
        and any(world.file_hash(path) is not None for path in step.outputs)
    ):
        return _blocked(step, "foreign", f"the picture there was bought from `{line.engine}`; `--force` replaces it")
    known = {
        output.path: output.sha256
        for table in (world.local, world.paid)
        for one in (table.get(step.asset.id),)
        if one is not None
        for output in one.outputs
    }
    ours = {one.sha256 for one in receipt.pictures} if receipt is not None else set()
    for path in step.outputs:
        there = world.file_hash(path)
        if there is None or there in ours or there in _lock_hashes(world, step.asset.id) or world.ours(there):
            continue
        if path in known:
            return _blocked(step, "edited", f"`{path}` was changed by hand; `--force` overwrites it")
        return _blocked(step, "foreign", f"`{path}` is there and rdbuild did not make it; `--force` overwrites it")
    return step


def _lock_hashes(world: World, asset: str) -> set[str]:
    lines = (table.get(asset) for table in (world.paid, world.local))
    return {output.sha256 for line in lines if line is not None for output in line.outputs}


def _blocked(step: Step, code: str, reason: str) -> Step:
    return replace(step, status="blocked", code=code, reason=reason)


def to_buy(steps: Iterable[Step]) -> list[Step]:
    """The steps that need a purchase, equal fingerprints once (the first asset pays)."""
    seen: dict[str, Step] = {}
    for step in steps:
        if step.status in ("new", "changed"):
            seen.setdefault(step.request.fingerprint, step)
    return list(seen.values())


def priced(steps: Sequence[Step], prices: Mapping[str, Price], notes: Sequence[Problem] = ()) -> Plan:
    """Put prices on the steps. Raises MoneyRefused where a class has neither quote nor formula."""
    first = {step.request.fingerprint: step.asset.id for step in to_buy(steps)}
    done: list[Step] = []
    cost = {"balance": 0, "credits": 0}
    for step in steps:
        if step.status not in ("new", "changed", "pending"):
            done.append(step)
            continue
        price = prices[step.request.price_class]
        step = replace(step, cost_source=price.source, price_micro=price.micro)
        if step.status == "pending":
            done.append(step)
            continue
        if first[step.request.fingerprint] != step.asset.id:
            done.append(replace(step, reason=f"the same picture as `{first[step.request.fingerprint]}`"))
            continue
        if price.micro is None:
            raise MoneyRefused(
                f"no price is known for `{step.request.fields.get('prompt_style')}` "
                f"({step.asset.width}x{step.asset.height}, {step.asset.num_images} image(s)), for `{step.asset.id}`",
                "the API gave no quote and publishes no formula; check that the style id exists and the API answers",
            )
        cost[step.request.unit] += price.micro
        done.append(replace(step, cost_micro=price.micro))
    return Plan(tuple(done), len(first), cost["balance"], cost["credits"], tuple(notes))
