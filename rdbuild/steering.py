"""The commands with which people steer single assets.

Owns: `reroll`, `accept`, `explain` and `lock merge`, from their parsed arguments to their exit codes.
Must not know: the environment, the real clock, how anything is decided or worded.
Rule: whatever they decide, they buy nothing; a command's modules are imported when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.errors import LockFileError, RdbuildError, UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from datetime import datetime

    from rdbuild.build import Planned
    from rdbuild.console import Console
    from rdbuild.project import Place


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a command works: the place that its arguments name, the key, the time."""

    place: Callable[[Namespace], Place]
    manifest: str  # the file's name where none is given
    key: str | None
    now: Callable[[], datetime]


def _named(arguments: Namespace, desk: Desk) -> tuple[Place, list[str]]:
    """The place and the assets of a command that takes a manifest, which may be left out, and ids."""
    # The manifest may stand anywhere among them: an id never ends so.
    first, *rest = sorted(arguments.names, key=lambda name: not name.endswith((".yaml", ".yml")))
    is_file = Path(first).is_file() and not first.endswith((".png", ".gif"))  # a picture is what an asset became
    is_manifest = first.endswith((".yaml", ".yml")) or is_file or (Path(first) / desk.manifest).exists()
    arguments.manifest = first if is_manifest else desk.manifest
    names = rest if is_manifest else [first, *rest]
    if not names:
        raise UsageError("no asset is named", f"write `rdbuild {arguments.command} {first} ASSET`")
    return desk.place(arguments), names


def _next_build(place: Place, desk: Desk, ids: Iterable[str]) -> Planned:
    """What the next build would do about these assets, by the API's prices where it can be asked."""
    from rdbuild.build import Options, make_plan

    options = Options(place=place, key=desk.key, only=tuple(dict.fromkeys(ids)))
    try:
        planned = make_plan(options, desk.now)
    except RdbuildError:  # the decision stands; only the price is by formula
        planned = make_plan(replace(options, offline=True), desk.now)
    planned.project.note()  # an earlier picture that is wanted again stays in the cache
    return planned


def _reroll(arguments: Namespace, console: Console, desk: Desk) -> int:
    from rdbuild.project import Project
    from rdbuild.reroll import reroll
    from rdbuild.reroll_text import reroll_json, reroll_text

    place, names = _named(arguments, desk)
    project = Project(place, writes=False, key=desk.key)
    try:
        made, others = reroll(project, names, arguments.take)
    finally:
        project.close()
    planned = _next_build(place, desk, [*(one.asset.id for one in made), *others])
    if arguments.json:
        console.json(reroll_json(made, others, planned))
    else:
        console.data(reroll_text(made, others, planned))
    return 0


def _accept(arguments: Namespace, console: Console, desk: Desk) -> int:
    from rdbuild.accept import accept
    from rdbuild.project import Project
    from rdbuild.steering_text import accept_json, accept_text

    if arguments.undo and arguments.pick is not None:
        raise UsageError("`--undo` takes back a pick as well, so it goes without `--pick`", "leave one of them out")
    place, names = _named(arguments, desk)
    project = Project(place, writes=False, key=desk.key)
    try:
        found = accept(project, names, arguments.pick, undo=arguments.undo)
    finally:
        project.close()
    planned = _next_build(place, desk, [*(one.asset.id for one in found.made), *found.others])
    console.problems(found.notes)
    if arguments.json:
        console.json(accept_json(found, planned))
    else:
        console.data(accept_text(found, planned))
    return 0


def _explain(arguments: Namespace, console: Console, desk: Desk) -> int:
    from rdbuild.explain import explain
    from rdbuild.explain_text import explain_json, explain_text
    from rdbuild.project import Project
    from rdbuild.reroll import spelled_out

    place, names = _named(arguments, desk)
    project = Project(place, writes=False, key=desk.key)
    try:
        found = [explain(project, name) for name in spelled_out(project, names, also_files=True)]
    finally:
        project.close()
    if arguments.json:
        console.json(explain_json(found))
    else:
        console.data("\n\n".join(explain_text(one, console.page.width) for one in found))
    return 0


def _lock_merge(arguments: Namespace, console: Console, desk: Desk) -> int:
    from rdbuild import lock
    from rdbuild.merging import merge

    base, ours, theirs = (Path(name) for name in (arguments.base, arguments.ours, arguments.theirs))
    for path in (ours, theirs):
        if not path.is_file():
            raise UsageError(f"there is no lock file `{path}`", "git names all three: `rdbuild lock merge %O %A %B`")
    try:
        merged = merge(*(lock.document(path) for path in (base, ours, theirs)))
    except LockFileError as error:  # for git, too, the exit code of what can't be merged
        raise RdbuildError(error.message, error.hint) from error
    lock.put(ours, merged.assets, merged.extra)
    if arguments.json:
        notes = [{"id": name or None, "message": text} for name, text in merged.notes]
        console.json({"version": 1, "assets": len(merged.assets), "notes": notes})
    for name, text in merged.notes:
        console.say(f"{name}: {text}" if name else text)
    return 0


COMMANDS: Mapping[str, Callable[[Namespace, Console, Desk], int]] = {
    "reroll": _reroll,
    "accept": _accept,
    "explain": _explain,
    "lock merge": _lock_merge,
}
