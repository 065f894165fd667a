"""What a build that may not buy leaves undone, and why: `--locked`, `--no-spend` and `--offline`.

Owns: what can be restored as the lock file has it, and the reason for each asset that is missing or stale.
Must not know: how anything is bought, published or shown.
Rule: what the lock file says is restored as it says or not at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rdbuild.model import Blocked, Failed, Line, Step
from rdbuild.plan import images
from rdbuild.report import Report, missed

if TYPE_CHECKING:
    from rdbuild.project import Project


def held_to_the_lock(project: Project, steps: Sequence[Step]) -> tuple[list[Step], list[tuple[str, str]]]:
    """With --locked: what can be restored as the lock has it or is blocked, and what is missing or stale."""
    kept: list[Step] = []
    stale: list[tuple[str, str]] = []
    for step in steps:
        if step.asset.hidden:  # its asset is to be bought, and says so
            continue
        lines = [line for table in (project.paid, project.local) if (line := table.get(step.asset.id)) is not None]
        files = list(zip(step.outputs, images(step), strict=True))
        same = any(
            line.fingerprint == step.request.fingerprint
            and [(out.path, out.image) for out in line.outputs][: len(files)] == files
            and _to_be_had(project, step, line)
            for line in lines
        )
        if step.status in ("current", "blocked") or (step.status == "cached" and same):
            kept.append(step)
            if step.status == "blocked":
                stale.append((step.asset.id, step.reason))
        elif step.status == "cached":
            why = "the lock file has another picture for it" if lines else "it is not in the lock file"
            stale.append((step.asset.id, why))
        else:
            stale.append((step.asset.id, step.reason))
    return kept, stale


def _to_be_had(project: Project, step: Step, line: Line) -> bool:
    """Whether the pictures that the lock has are here, and not others of the same fingerprint."""
    if step.status != "cached":
        return True
    wanted = {out.sha256 for out in line.outputs if out.image in images(step)}
    there = {project.file_hash(out.path) for out in line.outputs}
    return all(sha in there or project.cache.has_blob(sha) for sha in wanted)


def not_here(steps: Sequence[Step], report: Report, asked: bool) -> list[tuple[str, str]]:
    """With --no-spend: what is missing after everything that is free was done."""
    missing: list[tuple[str, str]] = []
    for step in steps:
        if step.asset.hidden:
            continue
        outcome = report.outcomes[step.asset.id]
        if step.status == "pending" and not asked:
            missing.append((step.asset.id, f"{step.reason}, which needs `RD_API_KEY`"))
        elif isinstance(outcome, Failed):
            missing.append((step.asset.id, outcome.message))
        elif isinstance(outcome, Blocked) or missed(outcome):
            missing.append((step.asset.id, step.reason))
    return missing
