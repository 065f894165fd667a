"""What people decided about assets: which take is wanted, which of several pictures, what is taken as it is.

Owns: the meaning of `decided` in a lock line, and how a decision is changed.
Must not know: files, the network, prices, how a decision is shown.
Rule: a decision belongs to the asset and not to a machine: it is kept in the lock file that is committed, also for
placeholders, and what the manifest states outranks it.

    decided     = {"take": N}                     of an asset
                  {"steps": {"1": N, "2": M}}     of an edit chain, whose steps each have a take of their own
                  {"pick": N}                     of several pictures, the one that is published
                  {"accepted": [FINGERPRINT, …]}  deliveries that are not what was asked for, and wanted
                  {"kept": {"for": FINGERPRINT, "picture": FINGERPRINT, "engine": ENGINE}}
                                                  for what is asked for, the picture that there was; it holds until
                                                  something else is asked for, and again when that is taken back
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rdbuild.chain import link_id
from rdbuild.model import LOCAL, Asset, Json, Kept, Line


def takes(lines: Mapping[str, Line], assets: Mapping[str, Asset]) -> dict[str, int]:
    """The takes that people decided on, by id of the asset or of the step of a chain. What is no number counts not."""
    found: dict[str, int] = {}
    for name, line in lines.items():
        asset = assets.get(name)
        if not line.decided or asset is None:
            continue
        if asset.edit is None:
            stated: Mapping[str, Json] = {name: line.decided.get("take")}
        else:
            steps = line.decided.get("steps")
            numbers = {str(n): link_id(asset, n) for n in range(1, len(asset.prompts) + 1)}
            stated = {
                numbers[n]: take for n, take in (steps if isinstance(steps, dict) else {}).items() if n in numbers
            }
        found.update({part: take for part, take in stated.items() if type(take) is int and take >= 1})
    return found


def with_take(line: Line, step: int | None, take: int) -> Line:
    """The line with a take decided, for the asset or for one step of its chain (from 1)."""
    if step is None:
        return _with(line, "take", take)
    before = line.decided.get("steps")
    steps = {**(before if isinstance(before, dict) else {}), str(step): take}
    return _with(line, "steps", dict(sorted(steps.items())))


def picks(lines: Mapping[str, Line], assets: Mapping[str, Asset]) -> dict[str, int]:
    """Which picture of each asset people picked, where there are so many and the manifest does not say it."""
    found: dict[str, int] = {}
    for name, line in lines.items():
        pick, asset = line.decided.get("pick"), assets.get(name)
        if type(pick) is int and asset is not None and "pick" not in asset.stated and 1 <= pick <= asset.num_images > 1:
            found[name] = pick
    return found


def with_pick(line: Line, pick: int | None) -> Line:
    """The line with one of its pictures picked, or (None) all of them published."""
    return _with(line, "pick", pick)


def with_accepted(line: Line, fingerprint: str) -> Line:
    """The line with a delivery accepted as it is."""
    return _with(line, "accepted", sorted({*_accepted(line), fingerprint}))


def without_accepted(line: Line, fingerprint: str) -> Line:
    """The line with that taken back."""
    return _with(line, "accepted", sorted({*_accepted(line)} - {fingerprint}) or None)


def accepted(lines: Mapping[str, Line], engine: str) -> frozenset[str]:
    """The fingerprints of all deliveries that people accepted; of placeholders only for the embedded API."""
    counted = (line for line in lines.values() if line.engine != LOCAL or engine == LOCAL)
    return frozenset(one for line in counted for one in _accepted(line))


def _accepted(line: Line) -> list[str]:
    names = line.decided.get("accepted")
    return [str(one) for one in names] if isinstance(names, list) else []


def kept(line: Line) -> Kept | None:
    """The picture that is kept for what the asset was asked for when somebody accepted it."""
    said = line.decided.get("kept")
    if not isinstance(said, dict):
        return None
    wanted, picture, engine = (said.get(key) for key in ("for", "picture", "engine"))
    return Kept(str(wanted), str(picture), str(engine)) if wanted and picture and engine else None


def with_kept(line: Line, one: Kept | None) -> Line:
    """The line with a picture kept, or (None) with that taken back."""
    said = None if one is None else {"for": one.wanted, "picture": one.picture, "engine": one.engine}
    return _with(line, "kept", said)


def settled(line: Line) -> Line:
    """The line without a picture kept for the very request that it has the picture of: somebody had it made anew."""
    one = kept(line)
    return with_kept(line, None) if one is not None and one.wanted == line.fingerprint else line


def pictures(lines: Iterable[Line]) -> set[tuple[str, str]]:
    """(engine, fingerprint) of every picture that is kept: somebody had it once, whatever the lines have by now."""
    return {(one.engine, one.picture) for line in lines if (one := kept(line)) is not None}


def _with(line: Line, key: str, value: Json) -> Line:
    decided = {name: said for name, said in line.decided.items() if name != key}
    return replace(line, decided=decided if value is None else {**decided, key: value})


def undecided(asset: Asset, base: str, engine: str) -> Line:
    """A line for an asset that has none yet: it holds decisions and names no picture."""
    return Line(id=asset.id, base=base, fingerprint="", engine=engine, outputs=())
