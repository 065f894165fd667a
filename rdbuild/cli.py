"""The command line: argv in, exit code out.

Owns: the parser, and the only reading of the environment, the real clock, randomness and `sys.exit`.
Must not know: how any command does its work.
Rule: parse, hand values over, print the result; import a command's modules when it runs.
"""

from __future__ import annotations

import argparse
import atexit
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO, cast

from rdbuild.arguments import amount, parser
from rdbuild.errors import ManifestError, OutOfDate, RdbuildError, StorageError, UsageError
from rdbuild.model import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from rdbuild.build import Options
    from rdbuild.console import Console
    from rdbuild.model import Manifest
    from rdbuild.project import Place
    from rdbuild.report import Report
    from rdbuild.secret import Secret

DEFAULT_API = "https://api.retrodiffusion.ai/v1"
DEFAULT_MANIFEST = "rdbuild.yaml"
BUG, INTERRUPTED = 70, 130


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run a command and leave with its exit code."""
    given = sys.argv[1:] if argv is None else argv
    with _guarded(to_the_end=argv is None) as secret:
        sys.exit(_run(given, secret))


def _run(given: Sequence[str], secret: Secret | None) -> int:
    console = _console(given, secret)
    as_json = "--json" in given  # an error is a document as well, also that of a command line that can't be parsed
    try:
        arguments = parser(DEFAULT_API, DEFAULT_MANIFEST).parse_args(given)
        if as_json and _is_for_github(given):
            raise UsageError("`--json` and `--format github` both print to stdout", "leave one of them out")
        console.level = -1 if arguments.quiet else 1 if arguments.verbose else 0
        code = COMMANDS[arguments.command](arguments, console)
    except RdbuildError as error:
        console.error(error)
        code = error.exit_code
        _tell_json(as_json, console, error, code)
    except KeyboardInterrupt:
        console.say("interrupted")
        code = INTERRUPTED
        _tell_json(as_json, console, RdbuildError("interrupted"), code)
    except BrokenPipeError:
        # The reader went away (`| head`); nothing more can be said to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        _tell_bug(error)
        code = BUG
        console.told.append(Problem("bug", f"a bug of ours: {error!r}"))
        _tell_json(as_json, console, RdbuildError(f"a bug of ours: {error!r}"), code)
    if _is_for_github(given) and not as_json:
        _annotate(console)
    return code


def _is_for_github(given: Sequence[str]) -> bool:
    """Whether annotations are wanted, as far as that can be told of a command line that may be wrong."""
    return "--format=github" in given or ("--format", "github") in pairwise(given)


def _annotate(console: Console) -> None:
    """Print every problem that was told as an annotation, with its file as the repository has it."""
    from rdbuild.annotations import text
    from rdbuild.folder import Folder

    here = os.path.realpath(Path.cwd())
    root = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or Folder.of(f"{here}/any", False).fence or here)

    def shown(file: str) -> str:
        path = Path(os.path.realpath(Path(here, file).parent), Path(file).name)
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    annotations = text(console.told, shown)
    if annotations:
        console.data(annotations)


# -- what comes from outside


@contextmanager
def _guarded(*, to_the_end: bool) -> Iterator[Secret | None]:
    """The key, and streams on which it is never seen: not in errors, tracebacks, or a library's words.

    `to_the_end`: nor in what the interpreter says while it shuts down.
    """
    secret = _secret()
    if secret is None:
        yield None
        return
    from rdbuild.secret import Guarded

    before = sys.stdout, sys.stderr
    out, err = Guarded(sys.stdout, secret), Guarded(sys.stderr, secret)
    sys.stdout, sys.stderr = cast("TextIO", out), cast("TextIO", err)
    if to_the_end:
        atexit.register(err.finish)
        atexit.register(out.finish)
    try:
        yield secret
    finally:
        out.finish()
        err.finish()
        if not to_the_end:
            sys.stdout, sys.stderr = before


def _key() -> str | None:
    return os.environ.get("RD_API_KEY", "").strip() or None  # keys come out of files, which end in a newline


def _leaks(manifest: Manifest) -> list[Problem]:
    """Where a manifest has the key in it."""
    key = _key()
    if key is None:
        return []
    from rdbuild.secret import leaks

    return leaks(manifest, key, lambda name: Path(name).read_bytes())


def _secret() -> Secret | None:
    """The key as what must not be seen; None where there is none, or any word or number might be it."""
    key = _key()
    if key is None:
        return None
    from rdbuild.secret import Secret

    secret = Secret(key)
    return None if secret.is_word else secret


def _console(given: Sequence[str], secret: Secret | None) -> Console:
    from rdbuild.console import Console

    colour = "--no-color" not in given and not os.environ.get("NO_COLOR") and sys.stderr.isatty()
    return Console(sys.stdout, sys.stderr, colour, veil=secret.hide_marked if secret is not None else None)


def _tell_json(wanted: bool, console: Console, error: RdbuildError, code: int) -> None:
    """The one document of a command that came to nothing; a command prints its own only once it can't fail any more."""
    from rdbuild.console import problem_json

    if wanted:
        told = error.problems if isinstance(error, ManifestError) else [error.problem] if error.problem else []
        problems = [problem_json(one) for one in told]
        console.json({"version": 1, "ok": False, "error": error.message, "hint": error.hint, "exit_code": code,
                      "code": error.kind_name, "problems": problems})  # fmt: skip


def _home() -> Path:
    named = os.environ.get("RDBUILD_HOME")
    if named:
        return Path(named).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("rdbuild", appauthor=False))


def _is_url(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _is_host_of(key: str, api: str) -> bool:
    from urllib.parse import urlsplit

    from rdbuild.secret import LEAST

    return len(key) >= LEAST and key.lower() in (urlsplit(api).hostname or "")


def _api(arguments: argparse.Namespace) -> str:
    # An empty --api is a variable that somebody forgot to set: it must not mean the paid API.
    api = os.environ.get("RDBUILD_API") or DEFAULT_API if arguments.api is None else arguments.api
    if api != "local" and not _is_url(api):
        raise UsageError(
            f"`{api}` is no API address", "give a URL such as `https://api.retrodiffusion.ai/v1`, or `local`"
        )
    key = _key()
    # It would be the name of an engine, in the ledger and in a lock file that is committed.
    if key is not None and _is_host_of(key, api):
        raise UsageError("the API's host has the API key in its name", "the key belongs into `RD_API_KEY` alone")
    return str(api).rstrip("/")


def _place(arguments: argparse.Namespace) -> Place:
    from rdbuild.project import Place

    typed = Path(arguments.manifest)
    if typed.is_dir():
        typed = typed / DEFAULT_MANIFEST
    if not typed.exists():
        raise UsageError(f"there is no manifest `{typed}`", _other_manifest(typed))
    output = getattr(arguments, "output", None)
    return Place(
        manifest=_absolute(typed),
        api=_api(arguments),
        home=_home(),
        output=_absolute(output) if output else None,
        allow_outside=arguments.allow_outside,
        typed=str(typed),
        here=Path.cwd(),
    )


def _other_manifest(typed: Path) -> str:
    """What somebody may have meant by a manifest that is not there."""
    from rdbuild.spelling import did_you_mean, listing

    if not typed.parent.is_dir():
        return f"there is no folder `{typed.parent}`"
    if not typed.suffix and (typed.parent / DEFAULT_MANIFEST).exists():
        return f"for an asset of `{typed.parent / DEFAULT_MANIFEST}` say `--only {typed.name}`"
    there: list[str] = []
    with suppress(OSError):  # a folder that may not be read is only no help
        there = sorted(str(path) for path in typed.parent.iterdir() if path.suffix in (".yaml", ".yml"))
    otherwise = f"there is {listing(there, 5)}" if there else "`rdbuild init` writes one to start from"
    return did_you_mean(str(typed), there, otherwise) or otherwise


def _absolute(path: str | Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are written


def _options(arguments: argparse.Namespace) -> Options:
    from rdbuild.build import Options

    ceiling = os.environ.get("RDBUILD_BUDGET")
    try:
        limit = amount(ceiling) if ceiling else None
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"`RDBUILD_BUDGET`: {error}", "give it dollars such as `2.50`, or unset it") from None
    return Options(
        place=_place(arguments),
        key=_key(),
        budget=arguments.budget,
        credits=arguments.credits,
        ceiling=limit,
        raise_budget=arguments.raise_budget,
        only=tuple(arguments.only),
        tags=tuple(arguments.tag),
        offline=getattr(arguments, "offline", False) or getattr(arguments, "check", False),
        jobs=getattr(arguments, "jobs", 16),
        fail_fast=getattr(arguments, "fail_fast", False),
        locked=getattr(arguments, "locked", False),
        no_spend=getattr(arguments, "no_spend", False),
        rebuy=arguments.rebuy,
        force=getattr(arguments, "force", False),
        prune=getattr(arguments, "prune", False),
        answer_timeout_s=float(getattr(arguments, "timeout", 300)),
    )


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


# -- commands


def _init(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import starter

    folder = Path(arguments.dir)
    if (folder / DEFAULT_MANIFEST).exists():
        raise UsageError(f"`{folder / DEFAULT_MANIFEST}` is there already", "`rdbuild plan` shows what it would make")
    changed: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in starter.files(_absolute(folder).name).items():
            path = folder / name
            before = path.read_bytes() if path.exists() else b""
            added = starter.addition(text, before)
            if added:
                with open(path, "ab") as file:
                    file.write(added)
                console.say(f"added lines to {path}" if before else f"wrote {path}")
                changed.append(str(path))
    except OSError as error:
        raise StorageError(f"`{folder}` can't be written: {error.strerror}") from error
    if arguments.json:
        console.json({"version": 1, "written": changed})
    where = "" if arguments.dir == "." else f"cd {arguments.dir} && "
    console.say(f"next: {where}rdbuild build --api local")
    return 0


def _validate(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.console import problem_json
    from rdbuild.project import check

    place = _place(arguments)
    try:
        found, problems = check(place)
        problems = (*place.told(_leaks(found)), *problems)
    except ManifestError as error:
        if not arguments.json:
            raise
        problems = error.problems
    wrong = any(one.severity == "error" for one in problems)
    if arguments.json:
        console.json({"ok": not wrong, "problems": [problem_json(one) for one in problems]})
        return 2 if wrong else 0
    if wrong:
        raise ManifestError(problems)
    console.problems(problems)
    count = len(found.assets)
    console.say(f"{arguments.manifest}: {count} {'asset' if count == 1 else 'assets'}, no errors")
    return 0


def _plan(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.build import make_plan
    from rdbuild.console import plan_json, plan_text

    planned = make_plan(_options(arguments), _now)
    if arguments.json:
        console.json(plan_json(planned))
    else:
        console.problems(planned.plan.notes)
        console.data(plan_text(planned, console))
    if planned.refusal is not None:
        console.error(planned.refusal)
        return planned.refusal.exit_code
    dirty = planned.dirty if arguments.check else ()
    if dirty:
        shown = ", ".join(f"`{name}`" for name in dirty[:3]) + (f" and {len(dirty) - 3} more" if len(dirty) > 3 else "")
        console.error(OutOfDate(f"out of date: {shown}", "`rdbuild build` brings the tree up to date"))
    return OutOfDate.exit_code if dirty else 0


def _build(arguments: argparse.Namespace, console: Console) -> int:
    import random

    from rdbuild.build import Outside, make_build
    from rdbuild.console import report_json, report_text
    from rdbuild.progress import Progress

    options = _options(arguments)
    chosen = bool(options.only or options.tags)
    if options.force and not chosen:
        hint = "name what may be overwritten, as in `--force --only hero`"
        raise UsageError("`--force` overwrites files changed by hand, so it wants `--only` or `--tag`", hint)
    if options.prune and chosen:
        hint = "build what you selected, then prune in a build of its own"
        raise UsageError("`--prune` looks at the whole manifest, so it goes without `--only` and `--tag`", hint)
    if options.locked and (options.rebuy or options.prune or options.no_spend):
        hint = "leave `--locked` out, or the others"
        raise UsageError("`--locked` changes nothing, so it goes without `--rebuy`, `--prune` and `--no-spend`", hint)
    if options.offline and options.rebuy:
        raise UsageError("`--rebuy` buys, and `--offline` has no network for it", "leave one of them out")
    live = sys.stderr.isatty() and console.level >= 0 and os.environ.get("TERM") != "dumb" and not arguments.json
    progress = Progress(console, time.monotonic, live=live)

    def leave(unanswered: int) -> None:
        progress.stop()
        text = f"left at once: the outcome of {unanswered} paid request(s) is unknown" if unanswered else "left at once"
        sys.stderr.write(f"{text}; `rdbuild ledger` shows it\n")
        sys.stderr.flush()
        os._exit(INTERRUPTED)

    began = time.monotonic()
    usual = signal.signal(signal.SIGTERM, _as_interrupt)  # until execution begins, which takes both signals in order
    try:
        report = make_build(options, Outside(_now, random.random, progress.on, progress.started, leave))
    finally:
        signal.signal(signal.SIGTERM, usual)
        progress.stop()
    report.elapsed_s = time.monotonic() - began
    return _reported(arguments, console, report, report_text(report, console), report_json)


def _as_interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _reported(
    arguments: argparse.Namespace, console: Console, report: Report, text: str, as_json: Callable[[Report], object]
) -> int:
    console.problems(report.notes)
    if arguments.json:
        console.json(as_json(report))
    elif console.level >= 0 or report.exit_code:
        console.err.write(f"{text}\n")
    if report.halt is not None:
        console.error(report.halt)
    if getattr(arguments, "format", "text") == "github":
        from rdbuild.annotations import of_report

        console.told += of_report(report)
    if report.bug is not None:
        console.told.append(Problem("bug", f"a bug of ours: {report.bug!r}"))
        _tell_bug(report.bug)
    return report.exit_code


def _tell_bug(error: Exception) -> None:
    import traceback

    traceback.print_exception(error)
    sys.stderr.write("rdbuild: this is a bug of ours; what was paid for is in the cache and the ledger\n")


def _named(arguments: argparse.Namespace) -> tuple[Place, list[str]]:
    """The place and the assets of a command that takes a manifest, which may be left out, and ids."""
    # The manifest may stand anywhere among them: an id never ends so.
    first, *rest = sorted(arguments.names, key=lambda name: not name.endswith((".yaml", ".yml")))
    is_manifest = (
        first.endswith((".yaml", ".yml")) or Path(first).is_file() or (Path(first) / DEFAULT_MANIFEST).exists()
    )
    arguments.manifest = first if is_manifest else DEFAULT_MANIFEST
    names = rest if is_manifest else [first, *rest]
    if not names:
        raise UsageError("no asset is named", f"write `rdbuild {arguments.command} {first} ASSET`")
    return _place(arguments), names


def _accept(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.accept import accept
    from rdbuild.project import Project

    place, names = _named(arguments)
    project = Project(place, writes=False, key=_key())
    try:
        made = accept(project, names)
    finally:
        project.close()
    if arguments.json:
        console.json({"version": 1, "accepted": [{"id": one.name, "reason": one.reason} for one in made]})
    else:
        console.data("\n".join(f"{one.name}: accepted as it is: {one.reason}" for one in made))
        console.say("the next build publishes what was accepted, and pays nothing for it")
    return 0


def _reroll(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.build import Options, make_plan
    from rdbuild.console import reroll_json, reroll_text
    from rdbuild.project import Project
    from rdbuild.reroll import reroll

    place, names = _named(arguments)
    project = Project(place, writes=False, key=_key())
    try:
        made, others = reroll(project, names, arguments.take)
    finally:
        project.close()
    only = tuple(dict.fromkeys([*(one.asset.id for one in made), *others]))
    options = Options(place=place, key=_key(), only=only)
    try:
        planned = make_plan(options, _now)
    except RdbuildError:  # the decision stands; only the price is by formula
        planned = make_plan(replace(options, offline=True), _now)
    planned.project.note()  # an earlier take that is wanted again stays in the cache
    if arguments.json:
        console.json(reroll_json(made, others, planned))
    else:
        console.data(reroll_text(made, others, planned))
    return 0


def _styles(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import catalogue
    from rdbuild.styles_text import listing, one_style, style_json

    styles = catalogue.load()
    if arguments.style == "edit":  # no style, but looked for among them
        console.data(f"the edit endpoint, `edit:` in a manifest\n{one_style(styles, replace(styles.edit, id='edit'))}")
        return 0
    if arguments.style:
        style = styles.get(arguments.style)
        if style is not None:
            if arguments.json:
                console.json(style_json(styles, style))
            else:
                console.data(one_style(styles, style))
            return 0
    found = [style for style in styles.styles.values() if not arguments.style or arguments.style in style.id]
    if not found:
        near = styles.nearest(arguments.style)
        hint = f"did you mean `{near}`?" if near else "`rdbuild styles` lists them all"
        raise UsageError(f"no style `{arguments.style}`", hint)
    if arguments.json:
        console.json([style_json(styles, style) for style in found])
    else:
        console.data(listing(found))
    return 0


def _credits(arguments: argparse.Namespace, console: Console) -> int:
    import asyncio

    from rdbuild.build import account_of, open_api
    from rdbuild.errors import CredentialError
    from rdbuild.pricing import format_micro
    from rdbuild.project import Place

    api, key = _api(arguments), _key()
    if api != "local" and not key:
        raise CredentialError("no API key", "set `RD_API_KEY` to your key, or look at `--api local`")

    async def ask() -> tuple[int | None, int | None]:
        async with open_api(Place(Path(), api, _home()), key, 60, _now) as client:
            account = await account_of(client)
            return account.balance_micro, account.credits_micro

    balance, credit = asyncio.run(ask())
    amounts = {
        name: format_micro(value) if value is not None else None
        for name, value in (("balance", balance), ("credits", credit))
    }
    if arguments.json:
        console.json({"version": 1, "api": api, **amounts})
    else:
        console.data("\n".join(f"{name} {value}" for name, value in amounts.items() if value is not None))
    return 0


def _upkeep(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import upkeep

    return upkeep.COMMANDS[arguments.command](arguments, console, upkeep.Machine(_home(), _now))


def _serve(arguments: argparse.Namespace, console: Console) -> int:
    import json

    from rdbuild import offline

    faults: tuple[offline.Fault, ...] = ()
    if arguments.faults:
        try:
            faults = offline.parse_faults(json.loads(Path(arguments.faults).read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise UsageError(f"`--faults {arguments.faults}`: {_why(error)}", "`--faults` is a JSON list") from error
    styles: list[Mapping[str, object] | str] = []
    for given in arguments.styles:
        if given.replace("_", "").isalnum():  # an id; the name of a file has at least a dot
            styles.append(given)
            continue
        try:
            styles.extend(offline.parse_styles(json.loads(Path(given).read_text(encoding="utf-8"))))
        except (OSError, ValueError) as error:
            raise UsageError(f"`--styles {given}`: {_why(error)}", "`--styles` is an id or a JSON list") from error
    settings = offline.Settings(
        balance=arguments.balance,
        credits=arguments.credits,
        key=arguments.key,
        latency_ms=arguments.latency,
        task_ms=arguments.task_time,
        rate_per_s=arguments.rate,
        max_in_flight=arguments.max_in_flight,
        tasks="off" if arguments.no_tasks else "on",
        urls=arguments.urls,
        money=arguments.money,
        times=arguments.times,
        more_fields=arguments.more_fields,
        extras=arguments.extras,
        extras_per=arguments.extras_per,
        styles=tuple(styles),
        legacy="gone" if arguments.legacy_gone else "on",
        faults=faults,
        log_file=arguments.log,
    )

    def ready(url: str) -> None:
        if arguments.json:
            console.data(json.dumps({"version": 1, "url": url}))
        else:
            console.data(f"serving {url}")

    try:
        offline.serve(settings, arguments.host, arguments.port, ready)
    except OSError as error:
        raise UsageError(
            f"can't listen on {arguments.host}:{arguments.port}: {error.strerror or error}",
            "`--port 0` picks a free one",
        ) from error
    return 0


def _why(error: Exception) -> str:
    return error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)


def _schema(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.schema import schema_text

    console.data(schema_text())
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Console], int]] = {
    "init": _init,
    "validate": _validate,
    "plan": _plan,
    "build": _build,
    "reroll": _reroll,
    "accept": _accept,
    "styles": _styles,
    "credits": _credits,
    "ledger": _upkeep,
    "ledger reconcile": _upkeep,
    "ledger verify": _upkeep,
    "ledger export": _upkeep,
    "ledger rebuild": _upkeep,
    "cache path": _upkeep,
    "cache stats": _upkeep,
    "cache verify": _upkeep,
    "cache gc": _upkeep,
    "serve": _serve,
    "schema": _schema,
}
