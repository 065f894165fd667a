"""What was decided about single assets, as text for people and as JSON for programs.

Owns: the words of `accept`.
Must not know: how anything was decided.
Rule: rendering is pure; what is paid is always said, nothing included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdbuild.accept import ALL, Acceptance, Accepted
from rdbuild.console import problem_json
from rdbuild.model import Json
from rdbuild.plan import whole
from rdbuild.reroll_text import next_build_json, next_build_lines
from rdbuild.spelling import listing

if TYPE_CHECKING:
    from rdbuild.build import Planned


def accept_text(found: Acceptance, planned: Planned) -> str:
    """What was taken, what is made anew for it, and what the next build would pay."""
    lines = [f"{one.name}: {_taken(one)}" for one in found.made]
    anew = _anew(found, planned)
    if anew:
        lines.append(f"made from {'it' if len(found.made) == 1 else 'them'}, and so made anew: {', '.join(anew)}")
    return "\n".join([*lines, *next_build_lines(planned, len(found.made))])


def _taken(one: Accepted) -> str:
    if one.how == "adopted":
        return f"{listing(one.files)} {'is' if len(one.files) == 1 else 'are'} taken as you made {_them(one.files)}"
    if one.how == "picked":
        though = f", kept though {one.reason}" if one.reason else ""
        if one.pick == ALL:
            return f"all {one.asset.num_images} pictures are published{though}"
        return f"picture {one.pick} of {one.asset.num_images} is published, as {listing(one.files)}{though}"
    if one.how == "undone" and one.files:
        return (
            f"taken back: {one.reason}; the next build puts that in the place of {listing(one.files)},"
            " which you made: copy it first if you may want it again"
        )
    return {
        "delivered": f"accepted as it is: {one.reason}",
        "kept": f"its picture is kept, though {one.reason}",
        "follows": "up to date with that",
        "undone": f"taken back: {one.reason}",
    }[one.how]


def _them(files: Sequence[str]) -> str:
    return "it" if len(files) == 1 else "them"


def _anew(found: Acceptance, planned: Planned) -> list[str]:
    """What is made from it and is made anew by the next build."""
    return [step.asset.id for step in whole(planned.plan.steps) if step.asset.id in found.others
            and step.status == "changed"]  # fmt: skip


def accept_json(found: Acceptance, planned: Planned) -> dict[str, Json]:
    return {
        "version": 1,
        "accepted": [
            {"id": one.name, "how": one.how, "reason": one.reason, "files": list(one.files),
             **({} if one.pick is None else {"pick": one.pick or None})}
            for one in found.made
        ],
        "dependants": _anew(found, planned),
        **next_build_json(planned),
        "notes": [problem_json(one) for one in found.notes],
    }  # fmt: skip
