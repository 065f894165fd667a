"""A saved plan: `plan --save` writes it, `build --plan` carries it out, perhaps on another machine after an approval.

Owns: its grammar, reading and writing it, and in what the world is not as a plan says any more.
Must not know: the network, the ledger, how anything is bought or shown.
Rule: it says what is done and for how much, and never the API's address, which gets the key. It names no place of the
machine that it was made on, unless somebody named an output folder elsewhere. The same plan is the same bytes: there
are no times in it.

Format, JSON in UTF-8, an asset a line:

    plan    = {"rdbuild_plan": 1, "project": TEXT, "engine": TEXT, "manifest": PATH, "options": options,
               "totals": {"assets": N, "requests": N, "cost": AMOUNT, "credits": AMOUNT}, "assets": [part, …],
               "sha256": HEX}
    options = {"only": [TEXT, …], "tags": [TEXT, …], "sample": N|null, "fit": BOOL, "rebuy": BOOL, "force": BOOL,
               "output": PATH|null, "budget": AMOUNT|null, "credits": AMOUNT|null, "raise_budget": BOOL}
    part    = {"id": ID or ID#n, "status": STATUS, "code": TEXT|null, "fingerprint": HEX, "cost": AMOUNT,
               "unit": "balance"|"credits", "priced": "api"|"formula"|"none", "left": BOOL, "outputs": [PATH, …]}

One part for each purchase, so that the steps of an edit chain (`ID#n`) have their own. Paths are relative, with `/`:
`manifest` and `output` to the folder that a command is given in, outputs to the output folder. AMOUNT is a decimal as
text. `engine` is the API's host, or `local`; `sha256` is the hash of all else, as canonical JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from rdbuild import atomic
from rdbuild.errors import Moved, UsageError
from rdbuild.model import LEFT, Json, Plan, Status, Step, Unit
from rdbuild.plan import whole
from rdbuild.pricing import amount_text, format_micro, parse_micro
from rdbuild.purchase import Cap

if TYPE_CHECKING:
    from rdbuild.build import Options, Planned
    from rdbuild.project import Place

VERSION = 1
NAMED = 3  # of many assets, how many a message names
_MARK = "rdbuild_plan"
_AHEAD = ("new", "changed", "cached", "pending")  # what a build makes current


@dataclass(frozen=True, slots=True)
class Part:
    """One purchase, as the plan has it. Amounts are micro-units."""

    id: str
    status: Status
    code: str | None
    fingerprint: str
    cost_micro: int
    unit: Unit
    priced: str
    left: bool
    outputs: tuple[str, ...]

    @property
    def owner(self) -> str:
        return self.id.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Saved:
    """A plan as it was saved. `shape` are the options that it was made with, by their names in build's Options."""

    file: str  # as it was named
    project: str
    engine: str
    manifest: str
    output: str | None
    shape: Mapping[str, Any]
    parts: tuple[Part, ...]

    def cost(self, unit: Unit) -> int:
        return sum(part.cost_micro for part in self.parts if part.unit == unit)

    @property
    def left(self) -> frozenset[str]:
        """The fingerprints that `--fit` left for next time."""
        return frozenset(part.fingerprint for part in self.parts if part.left)


# -- writing


def text(planned: Planned, options: Options) -> str:
    """The text of a plan that was made with these options. Pure."""
    plan, place = planned.plan, options.place
    output = None if place.output is None else _from_here(place, place.output) or str(place.output)
    parts = [
        {
            "id": step.asset.id, "status": step.status, "code": step.code, "fingerprint": step.request.fingerprint,
            "cost": format_micro(step.cost_micro), "unit": step.request.unit, "priced": step.cost_source,
            "left": step.left, "outputs": list(step.outputs),
        }
        for step in plan.steps
    ]  # fmt: skip
    head: dict[str, Json] = {
        _MARK: VERSION,
        "project": planned.project.manifest.project,
        "engine": place.engine,
        "manifest": _from_here(place, place.manifest) or place.manifest.name,
        "options": {name: output if name == "output" else getattr(options, name) for name in _OPTIONS},
        "totals": {
            "assets": len(whole(plan.steps)),
            "requests": plan.requests,
            "cost": format_micro(plan.cost_micro),
            "credits": format_micro(plan.credits_micro),
        },
    }
    lines = [f"{_line(name)}: {_line(value)}," for name, value in head.items()]
    body = ",\n".join(_line(part) for part in parts)
    return "\n".join(
        ["{", *lines, f'"assets": [\n{body}\n],', f'"sha256": {_line(_digest({**head, "assets": parts}))}', "}\n"]
    )


def _from_here(place: Place, path: Path) -> str | None:
    """A path relative to the current folder; None where it is not in there."""
    inside = place.here is not None and path.is_relative_to(place.here)
    return path.relative_to(place.here).as_posix() if inside and place.here is not None else None


def check_free(path: Path) -> None:
    """Refuse to write a plan over anything but an older plan. Raises UsageError."""
    if not path.exists():
        return
    try:
        ours = path.is_file() and _MARK in json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError, RecursionError):
        ours = False
    if not ours:
        raise UsageError(f"`{path}` is there and is no saved plan", "give `--save` another name")


def write(path: Path, content: str) -> None:
    """Put a plan in place, whole or not at all. Raises StorageError."""
    atomic.write(path, content.encode(), durable=False)


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _digest(document: Json) -> str:
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(amount: Decimal) -> str:
    return format(amount, "f")


# -- reading


def read(file: str) -> Saved:
    """Read a plan. Raises UsageError for what is none, is damaged or of a newer rdbuild."""
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        made = "`rdbuild plan --save` makes one" if isinstance(error, FileNotFoundError) else None
        raise UsageError(f"the plan `{file}` can't be read: {(error.strerror or str(error)).lower()}", made) from error
    try:
        document = json.loads(data)
        version = document.pop(_MARK)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        again = "`rdbuild plan --save` makes one"
        raise UsageError(f"`{file}` is no saved plan, or was cut short", again) from error
    if type(version) is int and version > VERSION:
        raise UsageError(f"`{file}` was saved by a newer rdbuild (plan version {version})", "use that one")
    try:
        if document.pop("sha256") != _digest({_MARK: version, **document}):
            raise ValueError("another hash")
        return _saved(file, document)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UsageError(f"`{file}` was changed since it was saved", "`rdbuild plan --save` makes it anew") from error


def _saved(file: str, document: Mapping[str, Json]) -> Saved:
    shape = {name: reader(document["options"][name]) for name, reader in _OPTIONS.items()}
    output = shape.pop("output")
    shape.pop("fit")  # what it left is said part by part
    project, engine, manifest = (_text(document[name]) for name in ("project", "engine", "manifest"))
    return Saved(file, project, engine, manifest, output, shape, tuple(map(_part, _list(document["assets"]))))


def _part(entry: Mapping[str, Json]) -> Part:
    status, unit = entry["status"], entry["unit"]
    if status not in get_args(Status) or unit not in get_args(Unit):
        raise ValueError("no status, or no unit")
    outputs = _texts(entry["outputs"])
    code = None if entry["code"] is None else _text(entry["code"])
    cost = parse_micro(_text(entry["cost"]))
    priced, left = _text(entry["priced"]), _flag(entry["left"])
    return Part(_text(entry["id"]), status, code, _text(entry["fingerprint"]), cost, unit, priced, left, outputs)


def _typed(kind: type) -> Callable[[Json], Any]:
    def read_it(value: Json) -> Any:
        if type(value) is not kind:
            raise TypeError(f"no {kind.__name__}")
        return value

    return read_it


_text, _flag, _number, _list = _typed(str), _typed(bool), _typed(int), _typed(list)


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _amount(value: Json) -> Decimal:
    parse_micro(_text(value))
    return Decimal(value)


def _maybe(reader: Callable[[Json], Any]) -> Callable[[Json], Any]:
    return lambda value: None if value is None else reader(value)


# The options of a plan, in the order that they are written in -> how each is read.
_OPTIONS: Mapping[str, Callable[[Json], Any]] = {
    "only": _texts,
    "tags": _texts,
    "sample": _maybe(_number),
    "fit": _flag,
    "rebuy": _flag,
    "force": _flag,
    "output": _maybe(_text),
    "budget": _maybe(_amount),
    "credits": _maybe(_amount),
    "raise_budget": _flag,
}


# -- the world by now


def hold(saved: Saved, project: str, steps: Iterable[Step], *, priced: bool) -> None:
    """Raise Moved where the world is not as the plan says. `priced`: the steps have the prices that will be paid."""
    if project != saved.project:
        raise Moved(
            f"the plan `{saved.file}` is of the project `{saved.project}`, and the manifest's is `{project}`",
            "name the manifest that it was made of, or plan anew",
        )
    found = moved(saved, steps if priced else [replace(step, cost_micro=0) for step in steps])
    if not found:
        return
    names = [f"`{asset}`" for asset, _ in found]
    some = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    is_one = "is not as it says" if len(names) == 1 else "are not as it says"
    raise Moved(
        f"the plan `{saved.file}` does not hold any more: {some} {is_one}; nothing was sent",
        f"`rdbuild plan --save {saved.file}` plans anew",
        found,
    )


def carried_out(saved: Saved, project: str, plan: Plan) -> Plan:
    """The priced plan as a build of a saved one carries it out. Raises Moved.

    What was to be collected is collected and not bought, whatever becomes of it: no claim is made for it.
    """
    hold(saved, project, plan.steps, priced=True)
    steps = (replace(step, price_micro=None) if step.status == "pending" else step for step in plan.steps)
    return replace(plan, steps=tuple(steps))


def cheaper(saved: Saved, plan: Plan) -> tuple[str, ...]:
    """A line about what fell in price since: it is bought for less."""
    costs: dict[Unit, int] = {"balance": plan.cost_micro, "credits": plan.credits_micro}
    return tuple(
        f"the plan said {amount_text(then, unit)}, and by now it costs {amount_text(now, unit)}"
        for unit, now in costs.items()
        if now < (then := saved.cost(unit))
    )


def caps(saved: Saved) -> list[Cap]:
    """What a build of the plan may spend: as much as the plan says, in each unit."""
    return [Cap("--plan", "build", unit, saved.cost(unit)) for unit in get_args(Unit)]


def left_by(saved: Saved, steps: Iterable[Step]) -> tuple[str, ...]:
    """A line about what the plan leaves for next time."""
    count = len({step.asset.owner for step in steps if step.left})
    if not count:
        return ()
    return (f"{LEFT}: {count:,} {'asset' if count == 1 else 'assets'}, as the plan says; plan again to have them",)


def moved(saved: Saved, steps: Iterable[Step]) -> list[tuple[str, str]]:
    """(asset, what is another) for all that is not as the plan says. Prices count once the steps have them.

    A plan that was carried out has not moved: then all that it wanted is there, and the rest as it was.
    """
    now = {step.asset.id: step for step in steps}
    prices = {part.fingerprint: part for part in saved.parts if part.cost_micro}
    found: dict[str, str] = {}
    done = undone = False
    for part in saved.parts:
        step = now.get(part.id)
        wanted = part.status in _AHEAD and not part.left
        why = _difference(part, step, prices)
        if wanted and _is_done(part, step, now.get(part.owner)):
            done = True
        elif wanted or why is not None:
            undone = True
        if why is not None:
            found.setdefault(part.owner, why)
    known = {part.id for part in saved.parts}
    for step in (step for name, step in now.items() if name not in known):
        undone = True
        found.setdefault(step.asset.owner, "was not in the plan")
    return [] if done and not undone else list(found.items())


def _is_done(part: Part, step: Step | None, owner: Step | None) -> bool:
    if step is None:  # nobody looks again at a step of a chain that is done
        return "#" in part.id and owner is not None and owner.status == "current"
    return step.status == "current" and step.request.fingerprint == part.fingerprint and step.outputs == part.outputs


def _difference(part: Part, step: Step | None, prices: Mapping[str, Part]) -> str | None:
    if step is None:
        return "is not to be made any more" if "#" in part.id else "is gone"
    if step.request.fingerprint != part.fingerprint:
        return "asks for another picture than it did"
    if (step.status, step.code) != (part.status, part.code):
        return f"was {_state(part.status, part.code)}, is {_state(step.status, step.code)}"
    if step.outputs != part.outputs:
        return "is written to other files than it was"
    then = prices.get(part.fingerprint)
    if step.cost_micro > (then.cost_micro if then is not None else 0):
        was = "had no price" if then is None else f"cost {format_micro(then.cost_micro)}"
        more = ", by the documented formula" if then is not None and then.priced == "formula" else ""
        return f"{was}{more}, costs {format_micro(step.cost_micro)}"
    return None


def _state(status: str, code: str | None) -> str:
    return f"{status} ({code})" if code else status
