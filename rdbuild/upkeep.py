"""The commands that look after the ledger and the cache of one machine.

Owns: `ledger` and `cache`, from their parsed arguments to their exit codes.
Must not know: the environment, the real clock, manifests, the network.
Rule: nothing is made by asking; a command's modules are imported when it runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from rdbuild.console import Console
    from rdbuild.ledger import Entry, Ledger, Totals


@dataclass(frozen=True, slots=True)
class Machine:
    """Where ledger and cache are, and the time."""

    home: Path
    now: Callable[[], datetime]


@contextmanager
def _books(machine: Machine, *, writes: bool = False) -> Iterator[Ledger | None]:
    """The ledger; None where nothing was ever bought from here. Raises StorageError where it is lost.

    Looking needs neither room nor the right to write: it is read into memory unless the command `writes`.
    """
    from rdbuild.cache import Cache
    from rdbuild.ledger import Ledger
    from rdbuild.rebuild import look_for_loss

    ledger = Ledger(machine.home, copy=not writes) if Ledger.exists(machine.home) else None
    try:
        if ledger is None or not ledger.position():
            look_for_loss(Cache(machine.home / "cache"))
        yield ledger
    finally:
        if ledger is not None:
            ledger.close()


def _ledger(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.ledger_text import ledger_json, ledger_text

    totals: dict[str, Totals] = {}
    unknown: list[Entry] = []
    days: list[tuple[str, Totals, Totals]] = []
    projects: list[tuple[str, Totals, Totals]] = []
    with _books(machine) as ledger:
        if ledger is not None:
            totals = {"balance": ledger.totals("balance"), "credits": ledger.totals("credits")}
            unknown, days, projects = ledger.unknown(), ledger.group("day"), ledger.group("project")
    if arguments.json:
        console.json(ledger_json(totals, unknown, days, projects))
    else:
        console.data(ledger_text(totals, unknown, days, projects))
    return 0


def _reconcile(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.pricing import amount_text, format_micro

    with _books(machine, writes=True) as ledger:
        if ledger is None:
            raise UsageError("nothing was ever spent from this machine", "`RDBUILD_HOME` says where the ledger is")
        names = ((entry, (entry.asset, entry.asset.partition("#")[0], str(entry.seq))) for entry in ledger.unknown())
        found = [entry for entry, known_as in names if arguments.asset in known_as]
        if not found:
            raise UsageError(f"`{arguments.asset}` has nothing unknown", "`rdbuild ledger` lists what is")
        if len(found) > 1:
            numbers = ", ".join(str(entry.seq) for entry in found)
            raise UsageError(f"`{arguments.asset}` has {len(found)} unknown requests", f"name one of them: {numbers}")
        ledger.reconcile(found[0], arguments.charged, machine.now())
    word = "charged" if arguments.charged else "not charged"
    if arguments.json:
        console.json({"version": 1, "asset": found[0].asset, "amount": format_micro(found[0].amount), "outcome": word})
    else:
        console.say(f"{found[0].asset}: {amount_text(found[0].amount, found[0].unit)} {word}")
    return 0


def _ledger_verify(arguments: Namespace, console: Console, machine: Machine) -> int:
    with _books(machine) as ledger:
        broken = ledger.verify() if ledger is not None else []
    if arguments.json:
        console.json({"version": 1, "ok": not broken, "problems": broken})
    else:
        console.data("\n".join(broken) or "the ledger keeps its own rules")
    return 1 if broken else 0


def _ledger_export(arguments: Namespace, console: Console, machine: Machine) -> int:
    import json

    with _books(machine) as ledger:
        rows = list(ledger.rows()) if ledger is not None else []
    if arguments.json:
        console.json(rows)
    elif rows:
        console.data("\n".join(json.dumps(row) for row in rows), exact=True)
    return 0


def _ledger_rebuild(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.cache import Cache
    from rdbuild.ledger_text import rebuilt_json, rebuilt_text
    from rdbuild.rebuild import rebuild

    made = rebuild(machine.home, Cache(machine.home / "cache"))
    if arguments.json:
        console.json(rebuilt_json(made))
    else:
        console.data(rebuilt_text(made))
    return 0


def _cache_path(arguments: Namespace, console: Console, machine: Machine) -> int:
    path = machine.home / "cache"
    if arguments.json:
        console.json({"version": 1, "path": str(path)})
    else:
        console.data(str(path), exact=True)
    return 0


def _cache_stats(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.cache import Cache
    from rdbuild.ledger_text import cache_json, cache_text

    stats = Cache(machine.home / "cache").stats()
    if arguments.json:
        console.json(cache_json(stats))
    else:
        console.data(cache_text(stats))
    return 0


def _cache_verify(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.cache import Cache
    from rdbuild.console import problem_json

    problems = Cache(machine.home / "cache").verify()
    wrong = any(one.severity == "error" for one in problems)
    if arguments.json:
        console.json({"version": 1, "ok": not wrong, "problems": [problem_json(one) for one in problems]})
    else:
        console.problems(problems)
        console.say("damage was found" if wrong else "every picture and receipt is as it was written")
    return 1 if wrong else 0


def _cache_gc(arguments: Namespace, console: Console, machine: Machine) -> int:
    from rdbuild.cache import Cache
    from rdbuild.garbage import collect
    from rdbuild.ledger_text import garbage_json, garbage_text

    home = machine.home
    holds, found = collect(home, Cache(home / "cache"), gone=arguments.gone, yes=arguments.yes)
    console.problems(holds.notes)
    if arguments.json:
        console.json(garbage_json(holds, found, dry_run=not arguments.yes))
    else:
        console.data(garbage_text(holds, found, dry_run=not arguments.yes))
    return 0


COMMANDS: Mapping[str, Callable[[Namespace, Console, Machine], int]] = {
    "ledger": _ledger,
    "ledger reconcile": _reconcile,
    "ledger verify": _ledger_verify,
    "ledger export": _ledger_export,
    "ledger rebuild": _ledger_rebuild,
    "cache path": _cache_path,
    "cache stats": _cache_stats,
    "cache verify": _cache_verify,
    "cache gc": _cache_gc,
}
