"""What a build would do about each asset, and why.

Owns: the decision table from (request, lock, tree, cache, ledger) to a status, and the totals.
Must not know: how any of those stores works; `World` answers questions and changes nothing.
Rule: what was bought is never bought again by itself; what somebody else made is never overwritten by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from rdbuild.decisions import kept
from rdbuild.errors import MoneyRefused
from rdbuild.model import BY_HAND, LOCAL, Asset, Line, Output, Plan, Problem, Receipt, Request, Status, Step
from rdbuild.pricing import amount_text

if TYPE_CHECKING:
    from rdbuild.shape import Difference

NO_PICTURE = "no picture yet"
THERE, KEPT = "the tree has it", "kept by `accept`"
FEW = 3  # of many assets, how many a warning names


class PurchaseState(Protocol):
    """As much of a ledger entry as a plan needs."""

    @property
    def state(self) -> str: ...
    @property
    def live(self) -> bool: ...
    @property
    def paid_before(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class World:
    """What is known of the outside. All callables only read."""

    engine: str
    paid: Mapping[str, Line]  # the lock file's lines
    local: Mapping[str, Line]  # the local lock file's lines
    receipt: Callable[[str, str, Sequence[int]], Receipt | None]  # (engine, fingerprint, images), with all of these
    bought: Callable[[str, str], bool]  # (engine, fingerprint): is there a receipt at all
    bases: Mapping[str, str]  # by asset id, as lock lines have them: without the takes that people decided on
    purchase: Callable[[str], PurchaseState | None]  # by fingerprint
    file_hash: Callable[[str], str | None]  # of a path in the output tree
    ours: Callable[[str], bool]  # did rdbuild on this machine make bytes of this hash
    accepted: frozenset[str] = frozenset()  # fingerprints of deliveries that people took as they are
    displaced: Sequence[Line] = ()  # lines whose place another asset's took: their files are ours all the same


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
    return tuple(dict.fromkeys(ref.asset for ref in asset.refs if ref.asset is not None))


def decide(
    assets: Sequence[Asset],
    requests: Mapping[str, Request],
    outputs: Mapping[str, tuple[str, ...]],
    world: World,
    *,
    rebuy: bool = False,
    force: bool = False,
) -> list[Step]:
    """One step per purchase, in the order given (upstream first), unpriced.

    A step of an edit chain before its last is left out where nothing new needs it: what becomes of it is no matter.
    """
    steps: dict[str, Step] = {}
    locked = _Locked(world, assets, requests)
    for asset in assets:
        step = Step(asset, requests[asset.id], "new", NO_PICTURE, outputs.get(asset.id, ()), needs=needs(asset))
        step = _step(step, world, locked, rebuy, force)
        if step.status in ("new", "changed"):
            step = _upstream(step, steps, world, rebuy)
        elif step.code == "lost" and asset.edit is not None and step.request.kept is None:
            step = replace(step, reason=_lost_chain(step, steps))
        steps[asset.id] = step
    return _needed(steps)


def elsewhere(steps: Iterable[Step], engine: str) -> list[Problem]:
    """A warning where pictures that need no purchase were bought from another API: practice, perhaps, on a server of
    one's own."""
    ours = (None, LOCAL, BY_HAND, engine)
    made = [step for step in steps if step.source_engine not in ours and engine != LOCAL]
    if not made:
        return []
    names = ", ".join(f"`{step.asset.id}`" for step in made[:FEW]) + (
        f" and {len(made) - FEW} more" * (len(made) > FEW)
    )
    return [
        Problem(
            "other-engine",
            f"{len(made)} of the pictures were made by `{made[0].source_engine}`, not by `{engine}`: {names}",
            hint="take their lines out of the lock file, and their files away, to have them made here",
            severity="warning",
        )
    ]


def _upstream(step: Step, steps: dict[str, Step], world: World, rebuy: bool) -> Step:
    """A step that is to be bought, held against what it is made from. What is only missing here is bought again too,
    if somebody said so."""
    for one in step.request.inputs:
        if one.asset is None:
            continue
        source = steps.get(one.asset)
        if source is None or source.status == "blocked":
            if source is not None and source.asset.hidden:  # nobody else knows such an asset: its trouble is ours
                where = "" if source.code == "lost" else f"{source.asset.step_name}: "
                return _blocked(step, source.code or "", f"{where}{source.reason}")
            return _blocked(step, "upstream", f"is made from `{one.asset}`, which is blocked")
        image = one.image or 1
        if source.status in ("current", "cached") and not _is_here(source, image, world):
            if source.request.kept is not None:
                return _blocked(step, "lost", f"is made from picture {image} of `{one.asset}`, of which only the kept"
                                " ones are on this machine")  # fmt: skip
            if not rebuy:
                return _blocked(step, "lost", f"is made from picture {image} of `{one.asset}`, which is only in another"
                                f" machine's cache; `--rebuy` buys `{one.asset}` again{_at(source)}")  # fmt: skip
            reason = f"picture {image} is lost; bought again by `--rebuy`"
            again = replace(source, status="changed", reason=reason, rebuys=True)
            steps[one.asset] = again = _upstream(again, steps, world, rebuy)
            if again.status == "blocked":
                return _blocked(step, "upstream", f"is made from `{one.asset}`, which is blocked")
    return step


def _lost_chain(last: Step, steps: Mapping[str, Step]) -> str:
    """The reason of a chain that can't go on from a lost step: which are lost, and what all of them cost."""
    lost = [last]
    while (source := steps.get("".join(lost[0].needs))) is not None and source.asset.hidden and source.code == "lost":
        lost.insert(0, source)
    price = amount_text(sum(step.request.formula_micro or 0 for step in lost), last.request.unit)
    which, them = "", "it"
    if last.asset.hidden:  # a chain's asset speaks for itself, its steps by number
        first, final = (step.asset.id.partition("#")[2] for step in (lost[0], last))
        which, them = (f"step {final} was ", "it") if first == final else (f"steps {first} to {final} were ", "them")
    return f"{which}bought before, but neither cache nor tree has {them}; `--rebuy` pays again ({price})"


def _is_here(source: Step, image: int, world: World) -> bool:
    """Whether a picture of an asset that needs no purchase can be read on this machine."""
    if image in images(source):
        return True
    engines = dict.fromkeys((source.source_engine or world.engine, world.engine))
    receipts = (world.receipt(engine, source.request.fingerprint, (image,)) for engine in engines)
    return any(found is not None and found.unusable is None for found in receipts)


def _at(step: Step) -> str:
    """What a step costs by formula, for a reason."""
    micro = step.request.formula_micro
    return "" if micro is None else f" ({amount_text(micro, step.request.unit)})"


# What a step needs of those before it, by its own status: statuses of theirs.
_USEFUL: Mapping[Status, Sequence[Status]] = {
    "new": get_args(Status),
    "changed": get_args(Status),
    "pending": ("cached", "pending"),  # should it come to nothing, it is bought afresh
    "blocked": ("blocked",),  # the one that holds it up
}


def _needed(steps: Mapping[str, Step]) -> list[Step]:
    """Without the steps of chains that nothing new is made from; nothing is bought for what can't be published."""
    wanted: set[str] = set()
    for step in reversed(list(steps.values())):
        if step.asset.hidden and step.asset.id not in wanted:
            continue
        useful = _USEFUL.get(step.status, ())
        wanted.update(name for name in step.needs if name in steps and steps[name].status in useful)
    return [step for step in steps.values() if not step.asset.hidden or step.asset.id in wanted]


class _Locked:
    """What the lock files say, whichever asset they say it of. A paid build takes nothing from the placeholders."""

    def __init__(self, world: World, assets: Sequence[Asset], requests: Mapping[str, Request]) -> None:
        self._world, self._assets, self._requests = world, assets, requests
        self._tables = (world.paid, world.local)
        self._displaced = world.displaced
        self._found: dict[str, list[Line]] = {}
        self._links: set[str] = set()
        for line in (*world.paid.values(), *(world.local.values() if world.engine == LOCAL else ())):
            if line.engine != LOCAL or world.engine == LOCAL:
                self._found.setdefault(line.fingerprint, []).append(line)
                self._links.update(link.fingerprint for link in line.steps)
                self._links.update(line.also)
        self._links |= world.accepted  # what somebody accepted, somebody has bought

    def lines(self, fingerprint: str) -> Sequence[Line]:
        """The lines that have this picture, bought ones first."""
        return self._found.get(fingerprint, ())

    def bought(self, fingerprint: str) -> bool:
        """Whether somebody has bought this, as an asset's picture or as a step of its chain."""
        return fingerprint in self._found or fingerprint in self._links

    def changed(self, step: Step, line: Line) -> Step:
        """The step of an asset whose line has another picture, with what is another now."""
        from rdbuild.shape import differences  # only for a reason: `--version` loads this module

        owner = step.asset.owner
        told = differences(line, self._parts[owner], self._requests, self._world.bases.get(owner))
        changes = tuple(one.change for one in told)
        return replace(step, status="changed", reason=_reason(told, line, step, self._world), changes=changes)

    @cached_property
    def _parts(self) -> Mapping[str, Sequence[Asset]]:
        """The purchases of each asset, upstream first."""
        found: dict[str, list[Asset]] = {}
        for asset in self._assets:
            found.setdefault(asset.owner, []).append(asset)
        return found

    @cached_property
    def hashes(self) -> frozenset[str]:
        """Every file that a lock names: whatever has such a hash is ours, wherever it lies."""
        every = (*self._displaced, *(line for table in self._tables for line in table.values()))
        return frozenset(out.sha256 for line in every for out in line.outputs)


def _step(step: Step, world: World, locked: _Locked, rebuy: bool, force: bool) -> Step:
    """Decide one asset by itself, as if everything that it is made from were there."""
    asset, fingerprint = step.asset, step.request.fingerprint
    line = world.paid.get(asset.id)
    if asset.file is not None:
        return _by_hand(step, line, world, locked, force)
    if line is not None and line.engine == LOCAL and world.engine != LOCAL:
        line = None  # a placeholder's line that somebody put there: it stands for no bought picture
    if world.engine == LOCAL:
        stays = _bought_stays(step, line, world)
        if stays is not None:
            return stays
        local = world.local.get(asset.id)
        if line is None or line.fingerprint != fingerprint or (local is not None and _current(local, step, world)):
            line = local
    same = line is not None and line.fingerprint == fingerprint
    if line is not None and _current(line, step, world):
        return replace(step, status="current", reason=_there(step), source_engine=line.engine)

    taken = step.request.kept
    engines = dict.fromkeys([line.engine, world.engine] if line is not None and same else [world.engine])
    if taken is not None:
        engines[taken.engine] = None
    wanted = images(step)
    receipt = next((found for engine in engines if (found := world.receipt(engine, fingerprint, wanted))), None)
    if receipt is not None and receipt.unusable is not None:
        if not _purchase_free(world, fingerprint):
            return _blocked(step, "unusable", f"what was delivered can't be published: {receipt.unusable}")
        receipt = None
    if receipt is not None:
        reason = "in the cache, paid for already" if taken is None else f"{KEPT}, and in the cache"
        step = replace(step, status="cached", reason=reason, source_engine=receipt.engine)
    else:
        step = _published(step, world, locked) or _not_here(step, line, world, locked, rebuy)
    if force or step.code in ("unknown", "unusable"):
        return step
    return _in_the_way(step, line, receipt, world, locked)


def _by_hand(step: Step, line: Line | None, world: World, locked: _Locked, force: bool) -> Step:
    """Decide an asset whose picture a person made: the tree has it as it is by now, or gets it."""
    if line is not None and _current(line, step, world):
        return replace(step, status="current", reason="the tree has it", source_engine=BY_HAND)
    step = replace(step, status="cached", reason="made by hand", source_engine=BY_HAND)
    receipt = world.receipt(BY_HAND, step.request.fingerprint, images(step))
    return step if force else _in_the_way(step, line, receipt, world, locked)


def _bought_stays(step: Step, line: Line | None, world: World) -> Step | None:
    """With the embedded API, a bought file that is there stays, whatever the manifest says by now."""
    if line is None or line.engine == LOCAL or (line.engine == BY_HAND and kept(line) is None):
        return None
    if any(world.file_hash(output.path) == output.sha256 for output in line.outputs):
        same = line.fingerprint == step.request.fingerprint
        if same and not _in_place(line, step, world):
            return None  # some of it is missing: look for the bought ones in the cache
        whose = "bought picture" if line.engine != BY_HAND else "picture of your own"
        reason = _there(step) if same else f"a placeholder never replaces the {whose} that is there"
        return replace(step, status="current", reason=reason, source_engine=line.engine)
    return None


def _there(step: Step) -> str:
    return THERE if step.request.kept is None else KEPT


def _current(line: Line, step: Step, world: World) -> bool:
    return line.fingerprint == step.request.fingerprint and _in_place(line, step, world)


def _in_place(line: Line, step: Step, world: World) -> bool:
    """Every file that the asset publishes now is there, is the right picture, and is as the lock says."""
    images = {output.path: output.image for output in line.outputs}
    pick = step.asset.pick
    if not set(step.outputs) <= set(images) or (pick is not None and images[step.outputs[0]] != pick):
        return False
    if step.request.kept is not None and len(step.outputs) < sum(not output.role for output in line.outputs):
        return False  # fewer are wanted than there were when it was kept
    return all(world.file_hash(output.path) == output.sha256 for output in line.outputs)


def images(step: Step) -> tuple[int, ...]:
    """Which of the delivered pictures (from 1) the asset publishes: image n becomes the n-th of `step.outputs`.

    A hidden step of a chain publishes none, and its one picture is what the next step is made from.
    """
    return (step.asset.pick,) if step.asset.pick is not None else tuple(range(1, step.request.expected + 1))


def in_tree(line: Line, step: Step, file_hash: Callable[[str], str | None]) -> Mapping[int, Output] | None:
    """The files of a line that hold every picture the asset publishes, by image; None if one is missing.

    A picture counts where the lock has it and where it belongs, since people move files along with ids.
    """
    belongs = dict(zip(images(step), step.outputs or ("",), strict=True))
    found: dict[int, Output] = {}
    for output in line.outputs:
        for path in dict.fromkeys((output.path, belongs.get(output.image) or output.path)):
            if output.image in belongs and file_hash(path) == output.sha256:
                found[output.image] = replace(output, path=path)
    return found if len(found) == len(belongs) else None


def _published(step: Step, world: World, locked: _Locked) -> Step | None:
    for line in locked.lines(step.request.fingerprint):
        found = in_tree(line, step, world.file_hash)
        if found is not None:
            path = found[images(step)[0]].path
            return replace(step, status="cached", reason=f"the tree has it as `{path}`", source_engine=line.engine)
    return None


def _purchase_free(world: World, fingerprint: str) -> bool:
    entry = world.purchase(fingerprint)
    return entry is not None and entry.state in ("refused", "refunded", "void")


def _not_here(step: Step, line: Line | None, world: World, locked: _Locked, rebuy: bool) -> Step:
    """No picture on this machine: it is on its way, or gone, or to be bought."""
    if step.request.kept is not None:  # what is asked for would be another picture: it is never bought for this one
        reason = f"{KEPT}, but neither cache nor tree has it; `--rebuy` makes it anew as it is worded{_at(step)}"
        return _blocked(step, "lost", reason)
    entry = world.purchase(step.request.fingerprint)
    state = entry.state if entry is not None else None
    if entry is not None and entry.live and state in ("claimed", "held", "sent"):
        return replace(step, status="pending", reason="another build is buying it")
    if world.engine != LOCAL:
        if state == "sent":
            return replace(step, status="pending", reason="paid for; the next build collects it")
        if state in ("unknown", "held"):
            return _blocked(step, "unknown", "a paid request was sent and nobody knows what became of it")
        fingerprint = step.request.fingerprint
        if state == "unusable" and not (fingerprint in world.accepted or world.bought(world.engine, fingerprint)):
            return _blocked(step, "unusable", "what was delivered can't be published")
        # Under any id: what the lock says was bought is not bought again because an asset has a new name.
        paid = state in ("settled", "unusable") or (entry is not None and entry.paid_before)
        if paid or locked.bought(fingerprint) or world.bought(world.engine, fingerprint):
            if rebuy:
                return replace(step, status="changed", reason="lost; bought again by `--rebuy`", rebuys=True)
            reason = f"bought before, but neither cache nor tree has it; `--rebuy` pays again{_at(step)}"
            return _blocked(step, "lost", reason)
    return step if line is None else locked.changed(step, line)


def _reason(told: Sequence[Difference], line: Line, step: Step, world: World) -> str:
    """Say what is another now: the first of it, and how much more."""
    if line.fingerprint == step.request.fingerprint:
        return "the picture is gone"
    if told:
        return told[0].sentence + (f", and {len(told) - 1} more" if len(told) > 1 else "")
    if line.base == world.bases.get(step.asset.owner) and step.needs:
        return "another take, of it or of what it is made from"
    return "a parameter or an input is another"


def _in_the_way(step: Step, line: Line | None, receipt: Receipt | None, world: World, locked: _Locked) -> Step:
    """Find edited and foreign files before anything is bought for their places."""
    if (
        line is not None
        and line.engine not in (world.engine, LOCAL, BY_HAND)
        and world.engine != LOCAL
        and line.fingerprint != step.request.fingerprint
        and any(world.file_hash(path) is not None for path in step.outputs)
    ):
        return _blocked(step, "foreign", f"the picture there was bought from `{line.engine}`; `--force` replaces it")
    lines = [table[step.asset.id] for table in (world.local, world.paid) if step.asset.id in table]
    known = {output.path for one in lines for output in one.outputs}
    delivered = {one.sha256 for one in receipt.pictures} if receipt is not None else set()
    for path in step.outputs:
        there = world.file_hash(path)
        if there is None or there in delivered or there in locked.hashes or world.ours(there):
            continue
        if path in known:
            return _blocked(step, "edited", f"`{path}` was changed by hand")
        return _blocked(step, "foreign", f"`{path}` is there and rdbuild did not make it")
    return step


def _blocked(step: Step, code: str, reason: str) -> Step:
    return replace(step, status="blocked", code=code, reason=reason, changes=())


def whole(steps: Iterable[Step]) -> list[Step]:
    """The steps asset by asset: those of an edit chain as one, with what they cost together."""
    parts: dict[str, list[Step]] = {}
    for step in steps:
        parts.setdefault(step.asset.owner, []).append(step)
    return [members[0] if len(members) == 1 else _joined(members) for members in parts.values()]


def _joined(members: Sequence[Step]) -> Step:
    last = members[-1]  # the one that has the asset's name and files
    prices = [step.price_micro or 0 for step in members if step.cost_micro or step.left]
    price = sum(prices) if prices else last.price_micro
    return replace(last, cost_micro=sum(step.cost_micro for step in members), price_micro=price)


def to_buy(steps: Iterable[Step]) -> list[Step]:
    """The steps that this build has to buy, equal fingerprints once (the first asset pays)."""
    seen: dict[str, Step] = {}
    for step in steps:
        if step.status in ("new", "changed") and not step.left:
            seen.setdefault(step.request.fingerprint, step)
    return list(seen.values())


def priced(
    steps: Sequence[Step], prices: Mapping[str, Price], notes: Sequence[Problem] = (), *, asked: bool = True
) -> Plan:
    """Put prices on the steps. Raises MoneyRefused where a class has neither quote nor formula.

    Where the API was not `asked`, such a step stays without a price: `cost_source` is `none`, and a note says so.
    """
    first = {step.request.fingerprint: step.asset.id for step in to_buy(steps)}
    done: list[Step] = []
    cost = {"balance": 0, "credits": 0}
    for step in steps:
        if step.status not in ("new", "changed", "pending") or step.left:
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
        if price.micro is None and not asked:
            done.append(step)
            continue
        if price.micro is None:
            name = f"`{step.asset.id}`"
            raise MoneyRefused(
                f"no price is known for `{step.request.fields.get('prompt_style')}` "
                f"({step.asset.width}x{step.asset.height}, {step.asset.num_images} image(s)), for `{step.asset.id}`"
                + next((f": {one.message}" for one in notes if one.code == "no-quote" and name in one.message), ""),
                "the API gave no quote and publishes no formula; check that the style id exists and the API answers",
            )
        cost[step.request.unit] += price.micro
        done.append(replace(step, cost_micro=price.micro))
    unpriced = (step for step in done if step.status in ("new", "changed") and step.price_micro is None)
    blank = [step.asset.id for step in unpriced if not step.left]
    if blank:
        message = f"no price is published for {len(blank)} of the assets (`{blank[0]}` is one), so the total is without"
        notes = (*notes, Problem("no-price", message, hint="with a key the API says it", severity="warning"))
    return Plan(tuple(done), len(first), cost["balance"], cost["credits"], tuple(notes))
