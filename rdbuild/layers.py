"""The layers that settings come from: an asset, its preset, that one's own preset, defaults.

Owns: precedence, null as "unset", and which presets take from which.
Must not know: templates, rows, or what a setting is for.
Rule: the innermost layer that states a setting wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdbuild.document import Path
from rdbuild.draft import BROKEN
from rdbuild.findings import Findings
from rdbuild.model import Json
from rdbuild.rings import drawn, rings
from rdbuild.spelling import did_you_mean, listing

NULLS = frozenset({"upscale_output_factor"})  # where null is a value, and does not unset


@dataclass(frozen=True, slots=True)
class Layers:
    """The settings of a manifest by layer, and what of them can't be trusted."""

    defaults: Mapping[str, Json]
    presets: Mapping[str, Mapping[str, Json]]
    broken: frozenset[Path]
    lost: frozenset[Path]  # of that, what could be read in part
    keys: Sequence[str]
    findings: Findings
    variables: Mapping[str, Json] = field(default_factory=dict)  # of the whole manifest; BROKEN ones among them
    _chains: dict[str, tuple[str, ...]] = field(default_factory=dict)  # empty: it can't be trusted

    def __post_init__(self) -> None:
        parents = {name: body.get("preset") for name, body in self.presets.items()}
        taken = {name: [parent] for name, parent in parents.items() if isinstance(parent, str)}
        for name, (parent,) in taken.items():
            place = ("presets", name, "preset")
            if parent not in self.presets and place not in self.broken and not self.is_lost(parent):
                hint = "a preset names another without variables" if "{" in parent else self.hint(parent)
                self.findings.add("unknown-preset", f"unknown preset `{parent}`", place, hint=hint)
        for ring in rings(taken):
            message = f"presets that take from each other: {drawn(ring)}"
            message = message if len(ring) > 1 else f"`{ring[0]}` takes its settings from itself"
            hint = "take `preset` out of one of them" if len(ring) > 1 else None
            self.findings.add("cycle", message, ("presets", ring[0], "preset"), hint=hint)
        for name in self.presets:
            chain: dict[str, None] = {}
            at: Json = name
            while at is not None and at not in chain and self._is_sound(at):
                chain[at] = None
                at = parents[at]
            self._chains[name] = tuple(chain) if at is None else ()

    def _is_sound(self, preset: Json) -> bool:
        path = ("presets", preset)
        read = path not in self.broken or path in self.lost
        return preset in self.presets and read and (*path, "preset") not in self.broken

    def is_good(self, preset: str) -> bool:
        """Whether it is known which layers a preset stands for."""
        return bool(self._chains.get(preset))

    def is_lost(self, preset: str) -> bool:
        """Whether there may be such a preset, where it can't be read."""
        return not self.broken.isdisjoint((("presets",), ("presets", preset)))

    def is_whole(self, path: Path, preset: Any) -> bool:
        """Whether all settings could be read that the entry at `path` has, so that those which are not there lack."""
        if preset is BROKEN:
            return False
        if not self.broken:
            return True
        chain = () if preset is None else self._chains[preset]
        return self.broken.isdisjoint((path, ("defaults",), *(("presets", name) for name in chain)))

    def hint(self, preset: str) -> str | None:
        """What somebody may have meant by the name of a preset that there is not."""
        there = f"presets here: {listing(self.presets)}"
        return did_you_mean(preset, self.presets, there if self.presets else "presets are declared under `presets`")

    def laid(self, path: Path, entry: Mapping[str, Json], preset: Any) -> dict[str, list[tuple[Json, Path]]]:
        """Each setting with the values that the layers have for it and their places, the one that wins first; what is
        unset is left out, and so is whatever lies below. Below a preset that is BROKEN nothing counts: it may say
        otherwise."""
        layers: list[tuple[Path, Mapping[str, Json]]] = [(path, entry)]
        if preset is not BROKEN:
            chain = () if preset is None else self._chains[preset]
            layers += ((("presets", name), self.presets[name]) for name in chain)
            layers.append((("defaults",), self.defaults))
        found: dict[str, list[tuple[Json, Path]]] = {}
        for key in self.keys:
            values: list[tuple[Json, Path]] = []
            for base, layer in layers:
                if key in layer or (self.broken and (*base, key) in self.broken):
                    where = (*base, key)
                    value = BROKEN if where in self.broken else layer[key]
                    if value is None and key not in NULLS:
                        break
                    values.append((value, where))
            if values:
                found[key] = values
        return found
