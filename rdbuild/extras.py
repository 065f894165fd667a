"""Extras: which of the pictures that came are those asked for, and what the others are.

Owns: the decision, by evidence, which picture is a main one, which its version before the palette or the removal.
Must not know: bytes, how pictures are looked at, files.
Rule: what came in which order proves nothing; where the pictures don't tell, nothing is called what it may not be.

The API appends what `return_pre_palette` and `return_non_bg_removed` ask for, in an order that is not documented, one
picture for all or one an image. What tells them apart: a main picture has only colours of the palette that was asked
for, and the background that was removed is transparent in it. A picture that the palette changed has other colours
before (`pre_palette`), one that lost its background has no transparency before (`with_bg`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

PRE_PALETTE, WITH_BG, UNNAMED = "pre_palette", "with_bg", "extra"


class Looks(NamedTuple):
    """What is to be seen in a picture. `outside`: has visible colours that the palette has not; None: no palette."""

    sha256: str
    see_through: bool
    outside: bool | None


class Place(NamedTuple):
    """What the picture that came at index `at` is; `role` and `of` as in `model.Picture`."""

    at: int
    role: str = ""
    of: int = 0


def in_order(
    looks: Sequence[Looks | None], expected: int, asked: Sequence[str], difference: Callable[[int, int], float]
) -> tuple[Place, ...]:
    """Put the pictures that came in order: `expected` main ones, as they came, then the extras.

    `looks` has None for what is no still picture. `asked` are the roles that were asked for. `difference(main, other)`
    says how far two pictures are apart where the main one is opaque: 0 is the same. Every picture is in the result
    once. Where there is no proof, the first are the main ones and the others `extra`.
    """
    known = [one for one in looks if one is not None]
    mains = _mains(known, expected, asked) if asked and len(known) == len(looks) > expected else None
    if mains is None:
        return tuple(Place(index, UNNAMED if index >= expected else "") for index in range(len(looks)))
    others = [index for index in range(len(known)) if index not in mains]
    roles = _roles(known, mains, others, asked, difference)
    extras: list[Place] = []
    for role in (*asked, UNNAMED):
        extras += _paired(role, [index for index in others if roles[index] == role], mains, difference)
    return (*map(Place, mains), *sorted(extras, key=lambda one: (one.role == UNNAMED, one.of)))


def _mains(looks: Sequence[Looks], expected: int, asked: Sequence[str]) -> list[int] | None:
    """The pictures asked for, if it is certain which they are."""

    def is_main(one: Looks) -> bool:
        return (WITH_BG not in asked or one.see_through) and (PRE_PALETTE not in asked or not one.outside)

    found = [index for index, one in enumerate(looks) if is_main(one)]
    if len(found) < expected:  # nothing to remove: the picture and the one before are the same
        rest = [index for index in range(len(looks)) if index not in found]
        found = sorted([*found, *_twice(looks, rest)])
    elif len(found) > expected:  # nothing to change: the same again
        found = [index for index in found if index == _first(looks, index)]
    # One picture twice would be one of them lost, and somebody's background taken for a picture of its own.
    distinct = {looks[index].sha256 for index in found}
    return found if len(found) == len(distinct) == expected else None


def _twice(looks: Sequence[Looks], indexes: Sequence[int]) -> list[int]:
    """The first of each picture that is there more than once."""
    count = Counter(looks[index].sha256 for index in indexes)
    return [index for index in indexes if count[looks[index].sha256] > 1 and index == _first(looks, index)]


def _first(looks: Sequence[Looks], index: int) -> int:
    return next(at for at, one in enumerate(looks) if one.sha256 == looks[index].sha256)


def _roles(
    looks: Sequence[Looks], mains: Sequence[int], others: Sequence[int], asked: Sequence[str],
    difference: Callable[[int, int], float],
) -> dict[int, str]:  # fmt: skip
    """What each of the others is, as far as its looks and what else came tell."""
    same = {looks[index].sha256 for index in mains}
    may_be = {index: _may_be(looks[index], looks[index].sha256 in same, asked) for index in others}
    roles = {index: min(words) if len(words) == 1 else UNNAMED for index, words in may_be.items()}
    either = [index for index in others if len(may_be[index]) > 1]
    if not either:
        return roles
    # Opaque and with other colours: the one with its background differs from its picture nowhere but there.
    exact = [index for index in either if any(difference(main, index) == 0 for main in mains)]
    if 0 < len(exact) < len(either):
        return roles | {index: WITH_BG if index in exact else PRE_PALETTE for index in either}
    count = Counter(roles.values())
    missing = [role for role in asked if not count[role]]
    if len(missing) == 1:
        return roles | dict.fromkeys(either, missing[0])
    fits = [role for role in asked if count[role] + len(either) in (1, len(mains))]
    if not missing and len(fits) == 1:
        return roles | dict.fromkeys(either, fits[0])
    if len(exact) == 2 and len(mains) == 1:  # nothing was changed at all: whichever, it is the same picture
        return roles | dict(zip(either, (PRE_PALETTE, WITH_BG), strict=True))
    return roles


def _may_be(one: Looks, same: bool, asked: Sequence[str]) -> set[str]:
    """The roles that a picture that is no main one may have; `same`: it is one of those over again."""
    possible = {
        PRE_PALETTE: one.outside or (same and (one.outside is False or len(asked) == 1)),
        WITH_BG: not one.see_through,
    }
    return {role for role in asked if possible.get(role)}


def _paired(
    role: str, indexes: Sequence[int], mains: Sequence[int], difference: Callable[[int, int], float]
) -> list[Place]:
    """Say which main picture each of one role belongs to; those that can't be told stay without a name."""
    if role == UNNAMED or not indexes:
        return [Place(index, UNNAMED) for index in indexes]
    if len(indexes) == 1:
        return [Place(indexes[0], role, 1 if len(mains) == 1 else 0)]
    if len(indexes) > len(mains):
        return [Place(index, UNNAMED) for index in indexes]
    apart = [[difference(main, index) for main in mains] for index in indexes]
    nearest = [[at for at, far in enumerate(row) if far == min(row)] for row in apart]
    of = _matched(nearest)
    if of is None and len(indexes) == len(mains):
        of = list(range(len(mains)))  # as many as there are pictures, so in their order
    if of is None:
        return [Place(index, UNNAMED) for index in indexes]
    return [Place(index, role, at + 1) for index, at in zip(indexes, of, strict=True)]


def _matched(nearest: Sequence[Sequence[int]]) -> list[int] | None:
    """Give each a main picture of its own among those that it is nearest to, if that can be."""
    holder: dict[int, int] = {}

    def settle(one: int, tried: set[int]) -> bool:
        for main in nearest[one]:
            if main not in tried:
                tried.add(main)
                if main not in holder or settle(holder[main], tried):
                    holder[main] = one
                    return True
        return False

    if not all(settle(one, set()) for one in range(len(nearest))):
        return None
    return [main for _, main in sorted((one, main) for main, one in holder.items())]
