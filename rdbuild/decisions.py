"""What people decided about assets: which take is wanted, which delivery is taken as it is.

Owns: the meaning of `decided` in a lock line, and how a decision is changed.
Must not know: files, the network, prices, how a decision is shown.
Rule: a decision belongs to the asset and not to a machine: it is kept in the lock file that is committed, also for
placeholders, and what the manifest states outranks it.

    decided     = {"take": N}                     of an asset
                  {"steps": {"1": N, "2": M}}     of an edit chain, whose steps each have a take of their own
                  {"accepted": [FINGERPRINT, …]}  deliveries that are not what was asked for, and wanted
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rdbuild.chain import link_id
from rdbuild.model import LOCAL, Asset, Json, Line


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
        return replace(line, decided={**line.decided, "take": take})
    before = line.decided.get("steps")
    steps = {**(before if isinstance(before, dict) else {}), str(step): take}
    return replace(line, decided={**line.decided, "steps": dict(sorted(steps.items()))})


def with_accepted(line: Line, fingerprint: str) -> Line:
    """The line with a delivery accepted as it is."""
    before = line.decided.get("accepted")
    known = {str(one) for one in before} if isinstance(before, list) else set()
    return replace(line, decided={**line.decided, "accepted": sorted({*known, fingerprint})})


def accepted(lines: Mapping[str, Line], engine: str) -> frozenset[str]:
    """The fingerprints of all deliveries that people accepted; of placeholders only for the embedded API."""
    stated = (line.decided.get("accepted") for line in lines.values() if line.engine != LOCAL or engine == LOCAL)
    return frozenset(str(one) for names in stated if isinstance(names, list) for one in names)


def undecided(asset: Asset, base: str, engine: str) -> Line:
    """A line for an asset that has none yet: it holds decisions and names no picture."""
    return Line(id=asset.id, base=base, fingerprint="", engine=engine, outputs=())
