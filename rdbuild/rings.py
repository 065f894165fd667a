"""Rings of things that need each other: assets made from assets, presets and variables that use others.

Owns: finding them, and how a ring is drawn in a message.
Must not know: what the names are names of.
Rule: a walk without recursion, since a chain may be as long as a manifest; each ring once, from its earliest name on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_DRAWN = 8  # names of a ring that are shown


def rings(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Rings in a graph of names; names that are no keys of `edges` lead nowhere."""
    order = {name: n for n, name in enumerate(edges)}
    found: list[list[str]] = []
    done: set[str] = set()
    for root in order:
        if root in done or not edges[root]:
            continue
        trail, steps, on_trail = [root], [iter(dict.fromkeys(edges[root]))], {root: 0}
        while trail:
            for name in steps[-1]:
                if name in on_trail:
                    ring = trail[on_trail[name] :]
                    head = min(range(len(ring)), key=lambda n: order[ring[n]])
                    found.append(ring[head:] + ring[:head])
                elif name in order and name not in done:
                    on_trail[name] = len(trail)
                    trail.append(name)
                    steps.append(iter(dict.fromkeys(edges[name])))
                    break
            else:
                done.add(trail[-1])
                del on_trail[trail.pop()]
                steps.pop()
    return found


def drawn(ring: Sequence[str]) -> str:
    """`a` -> `b` -> `a`; a long one without its middle."""
    shown = [f"`{name}`" for name in (*ring, ring[0])]
    return " -> ".join(shown if len(shown) <= _DRAWN else [*shown[: _DRAWN - 3], "…", *shown[-2:]])
