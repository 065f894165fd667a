"""Two versions of a lock file made one, asset by asset, with the version that both came from.

Owns: which side's picture an asset has after that, and which decisions.
Must not know: files, git, what is asked for by now, what a decision means.
Rule: the union of both sides; where both changed one thing ours stays, but nothing that either side bought is
forgotten: it is in `also`, and so it is never bought again by itself.

The index of a tree is merged the same way, but for what both changed: the next build writes it anew.
merge(base, x, base) = merge(base, base, x) = merge(base, x, x) = x, and the other way round nothing but what is called
ours changes. Lines are taken as they are written, so that what this version does not know stays as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rdbuild.model import BY_HAND, LOCAL, Json

# What a line says of its picture: it comes from one side, whole.
PICTURE = ("fingerprint", "base", "engine", "cost", "unit", "prompt", "style", "seed", "model", "shape", "outputs",
           "was", "steps")  # fmt: skip
_MISSING: Json = object()
Table = Mapping[str, Json]
Versions = tuple[Json, Json, Json]  # of one thing: the common one, ours, theirs


@dataclass(slots=True)
class Merged:
    """A lock file's lines and own keys, as JSON; `notes`: by asset, where both sides said something."""

    assets: dict[str, Json] = field(default_factory=dict)
    extra: dict[str, Json] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)


def merge(base: Table, ours: Table, theirs: Table) -> Merged:
    """Merge documents as they are read: {"version", "assets": {ID: line}, and what else is there}."""
    merged = Merged()
    lines = base.get("assets", {}), ours.get("assets", {}), theirs.get("assets", {})
    for name in sorted({name for table in lines for name in table}):
        line = _line(name, _each(lines, name), merged)
        if line is not _MISSING:
            merged.assets[name] = line

    def both(key: str) -> None:
        merged.notes.append(("", f"both sides changed `{key}`: ours stays"))

    merged.extra = _keys(_without((base, ours, theirs), "version", "assets"), both)
    return merged


def _each(versions: Versions, key: str) -> Versions:
    base, ours, theirs = (one.get(key, _MISSING) for one in versions)
    return base, ours, theirs


def _without(versions: Versions, *keys: str) -> Versions:
    base, ours, theirs = ({key: value for key, value in one.items() if key not in keys} for one in versions)
    return base, ours, theirs


def _line(name: str, versions: Versions, merged: Merged) -> Json:
    """The line of one asset; _MISSING where it has none."""
    told = _simply(versions)
    if told is not None:
        return told[0]

    def note(text: str) -> None:
        merged.notes.append((name, text))

    base, ours, theirs = versions
    if "files" in (theirs if ours is _MISSING else ours):  # of an index, which the next build writes anew
        return theirs if ours is _MISSING else ours
    if ours is _MISSING or theirs is _MISSING:
        note("one side took it out and the other changed it: it stays")
        return theirs if ours is _MISSING else ours
    versions = ({} if base is _MISSING else base, ours, theirs)
    winner, loser = _pictured(versions, note)
    line = {key: winner[key] for key in PICTURE if key in winner}
    if also := _also(ours, theirs, winner, loser):
        line["also"] = also
    if decided := _decided(versions, note):
        line["decided"] = decided
    rest = _without(versions, *PICTURE, "also", "decided")
    more = _keys(rest, lambda key: note(f"both sides changed `{key}`: ours stays"))
    return line | {key: more[key] for key in sorted(more)}


def _simply(versions: Versions) -> tuple[Json] | None:
    """What three versions of one thing come to where at most one side changed it, or both alike."""
    base, ours, theirs = versions
    if ours == theirs or theirs == base:
        return (ours,)
    return (theirs,) if ours == base else None


def _pictured(versions: Versions, note: Callable[[str], None]) -> tuple[Table, Table]:
    """The side whose picture the asset has, and the other."""
    _, ours, theirs = versions
    before, mine, other = ({key: one.get(key) for key in PICTURE} for one in versions)
    told = _simply((before, mine, other))
    if told is not None:
        return (ours, theirs) if told[0] == mine else (theirs, ours)
    if not ours.get("fingerprint"):
        return theirs, ours  # of ours there are only decisions
    if theirs.get("fingerprint"):
        same = ours["fingerprint"] == theirs["fingerprint"]
        note("both sides have the same picture, each its own: ours stays" if same
             else "both sides have another picture: ours stays, theirs counts as bought")  # fmt: skip
    return ours, theirs


def _also(ours: Table, theirs: Table, winner: Table, loser: Table) -> list[str]:
    """What was bought beside the picture that the line has, of either side."""
    found = {*ours.get("also", ()), *theirs.get("also", ())}
    if loser.get("engine") not in (LOCAL, BY_HAND):
        found |= _bought(loser)
    return sorted(found - _bought(winner))


def _bought(line: Table) -> set[str]:
    steps = (step["fingerprint"] for step in line.get("steps", ()) if line["engine"] != BY_HAND)  # there, in `also`
    return {name for name in (line.get("fingerprint", ""), *steps) if name}


def _decided(versions: Versions, note: Callable[[str], None]) -> dict[str, Json]:
    """What people decided, key by key; lists are united, the steps of a chain looked at one by one."""
    base, ours, theirs = (one.get("decided", {}) for one in versions)
    said = _keys((base, ours, theirs), lambda key: note(f"both sides decided on `{key}`: ours stays"), ("steps",))
    return dict(sorted(said.items()))


def _keys(versions: Versions, both: Callable[[str], None], deep: tuple[str, ...] = ()) -> dict[str, Json]:
    """Three versions of a table, key by key; `both` hears of what both changed, `deep` are tables in it."""
    found: dict[str, Json] = {}
    for key in dict.fromkeys((*versions[1], *versions[2])):
        before, mine, other = _each(versions, key)
        told = _simply((before, mine, other))
        if told is not None:
            value = told[0]
        elif mine is _MISSING or other is _MISSING:
            value = other if mine is _MISSING else mine
        elif isinstance(mine, list) and isinstance(other, list):
            value = _united(mine, other)
        elif key in deep and isinstance(mine, Mapping) and isinstance(other, Mapping):
            value = _keys((before if isinstance(before, Mapping) else {}, mine, other), both)
        else:
            both(key)
            value = mine
        if value is not _MISSING:
            found[key] = value
    return found


def _united(ours: list[Json], theirs: list[Json]) -> list[Json]:
    """Everything that is in either list, in an order that does not depend on whose it was."""
    more = [one for one in theirs if one not in ours]
    return sorted([*ours, *more], key=repr)
