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
from rdbuild.terminal import let_go, ready

if TYPE_CHECKING:
    from datetime import datetime

    from rdbuild.build import Options, Planned
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
    sys.stdin, sys.stdout, sys.stderr = ready(sys.stdin, sys.stdout, sys.stderr)
    try:
        with _guarded(to_the_end=argv is None) as secret:
            console = _console(given, secret)
            code = _delivered(console, _run(given, console))
    finally:
        let_go(sys.stdout)
        let_go(sys.stderr)
    sys.exit(code)


def _run(given: Sequence[str], console: Console) -> int:
    as_json = "--json" in given  # an error is a document as well, also that of a command line that can't be parsed
    try:
        try:
            arguments = parser(DEFAULT_API, DEFAULT_MANIFEST).parse_args(given)
        except SystemExit:  # `--help` and `--version` have said what they had to
            return 0
        except OSError as error:
            console.lost = error
            return 0
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
    except Exception as error:
        _tell_bug(console, error)
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
    from rdbuild.screen import visible

    here = os.path.realpath(Path.cwd())
    root = os.path.realpath(os.environ.get("GITHUB_WORKSPACE") or Folder.of(f"{here}/any", False).fence or here)

    def shown(file: str) -> str:
        path = Path(os.path.realpath(Path(here, file).parent), Path(file).name)
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()

    annotations = text(console.told, shown)
    if annotations:
        console.data(visible(annotations, "\n"), exact=True)


# -- what comes from outside, and what goes there


def _delivered(console: Console, code: int) -> int:
    """The exit code, once all is out. A reader that went away (`| head`) had enough; a full disk lost something."""
    lost = let_go(sys.stdout)
    lost = console.lost or lost
    if lost is None or isinstance(lost, BrokenPipeError):
        return code
    console.error(StorageError(f"stdout can't be written: {lost.strerror or lost}"))
    return code or StorageError.exit_code


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
    from rdbuild.terminal import page_of

    page, margin = (page_of(stream, os.environ, "--no-color" in given) for stream in (sys.stdout, sys.stderr))
    veil = secret.hide_marked if secret is not None else None
    return Console(sys.stdout, sys.stderr, page, margin, veil=veil)


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

    if not typed.suffix and Path(DEFAULT_MANIFEST).exists():
        return f"for an asset of `{DEFAULT_MANIFEST}` say `--only {typed}`"
    if not typed.parent.is_dir():
        return f"there is no folder `{typed.parent}`"
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
        sample=arguments.sample,
        fit=arguments.fit,
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


def _refuse_lock(place: Place, option: str, name: str | None) -> None:
    """Refuse to put another file where a build of this manifest is going to write a lock file."""
    from rdbuild import lock

    if not name:
        return
    own = [os.path.realpath(lock.path_beside(place.manifest, local=local)) for local in (False, True)]
    if os.path.realpath(name) in own:
        raise UsageError(f"`{name}` is a lock file of the manifest", f"give `{option}` another name")


def _now() -> datetime:
    from datetime import UTC, datetime

    return datetime.now(UTC)


# -- commands


def _init(arguments: argparse.Namespace, console: Console) -> int:
    import shlex

    from rdbuild import starter
    from rdbuild.schema import schema_text

    folder = path = Path(arguments.dir)
    typed = "" if arguments.dir == "." else shlex.quote(arguments.dir)
    if os.path.lexists(folder / DEFAULT_MANIFEST):
        hint = f"`{f'rdbuild plan {typed}'.strip()}` shows what it would make"
        raise UsageError(f"`{folder / DEFAULT_MANIFEST}` is there already", hint)
    if not folder.is_dir():
        if os.path.lexists(folder):
            raise UsageError(f"`{folder}` is no folder", "name a folder: one that is there, or one to make")
        if folder.suffix in (".yaml", ".yml", ".json"):
            hint = f"it writes `{DEFAULT_MANIFEST}` into that folder; without a name, into this one"
            raise UsageError(f"`{folder}` is the name of a file, and `init` takes a folder", hint)
    changed: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in starter.files(_absolute(folder).name, schema_text()).items():
            path = folder / name
            before = path.read_bytes() if os.path.lexists(path) else None
            added = starter.addition(name, text, before)
            if added:
                with open(path, "ab") as file:
                    file.write(added)
                console.say(f"added lines to {path}" if before else f"wrote {path}")
                changed.append(str(path))
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        hint = "mend the rights, make room, or name another folder"
        raise StorageError(f"can't write `{path}`: {why}", hint) from error
    if arguments.json:
        console.json({"version": 1, "written": changed})
    console.say(f"next: {f'cd {typed} && ' if typed else ''}rdbuild build --api local")
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
    from rdbuild import combinations
    from rdbuild.build import make_plan
    from rdbuild.plan_text import check_hint, plan_json, plan_text

    combinations.check(arguments)
    if arguments.save is not None:
        from rdbuild import saved

        saved.check_free(Path(arguments.save))
    options = _options(arguments)
    _refuse_lock(options.place, "--save", arguments.save)
    planned = make_plan(options, _now)
    if arguments.json:
        console.json(plan_json(planned))
    else:
        console.problems(planned.plan.notes)
        console.data(plan_text(planned, console, arguments.all), painted=True)
    if planned.refusal is not None:
        console.error(planned.refusal)
        if arguments.save is not None:
            console.say(f"nothing was written to `{arguments.save}`: a build of this plan would be refused")
        return planned.refusal.exit_code
    if arguments.save is not None:
        _save(arguments, console, options, planned)
    dirty = planned.dirty if arguments.check else ()
    if dirty:
        shown = ", ".join(f"`{name}`" for name in dirty[:3]) + (f" and {len(dirty) - 3} more" if len(dirty) > 3 else "")
        console.error(OutOfDate(f"out of date: {shown}", check_hint(planned)))
    return OutOfDate.exit_code if dirty else 0


def _save(arguments: argparse.Namespace, console: Console, options: Options, planned: Planned) -> None:
    """Write a plan down for `build --plan`."""
    from rdbuild import saved

    text = saved.text(planned, options)
    secret = _secret()
    if secret is not None and secret.hide(text) != text:
        raise UsageError("the plan would have the API key in it", "the key belongs into `RD_API_KEY` alone")
    saved.write(Path(arguments.save), text)
    console.say(f"saved; `rdbuild build --plan {arguments.save}` carries it out")


def _as_saved(arguments: argparse.Namespace) -> Options:
    """The options of a build of a saved plan: what shapes it is as the plan says, where it works as the user says."""
    from rdbuild import saved

    plan = saved.read(arguments.plan)
    if arguments.manifest == DEFAULT_MANIFEST:
        arguments.manifest = plan.manifest
    if not Path(arguments.manifest).exists():
        raise UsageError(
            f"the plan `{arguments.plan}` is of the manifest `{arguments.manifest}`, which is not here",
            "go to the folder that the plan was made in, or name the manifest",
        )
    arguments.output = plan.output
    return replace(_options(arguments), saved=plan, **plan.shape)


def _build(arguments: argparse.Namespace, console: Console) -> int:
    import random

    from rdbuild import combinations
    from rdbuild.build import Outside, make_build
    from rdbuild.eventlog import opened
    from rdbuild.progress import Progress
    from rdbuild.timing import Timing

    combinations.check(arguments)
    # An empty --plan is a variable that somebody forgot to set: it must not mean a build of whatever there is.
    options = _options(arguments) if arguments.plan is None else _as_saved(arguments)
    live = sys.stderr.isatty() and console.level >= 0 and os.environ.get("TERM") != "dumb" and not arguments.json
    progress = Progress(console, time.monotonic, live=live)
    _refuse_lock(options.place, "--log-json", arguments.log_json)
    with opened(arguments.log_json, _secret(), _now, console) as log:

        def leave(unanswered: int) -> None:
            progress.stop()
            text = f"the outcome of {unanswered} paid request(s) is unknown" if unanswered else ""
            said = f"left at once: {text}" if text else "left at once"
            console.tell(f"{said}; `rdbuild ledger` shows it")
            if log is not None:
                log.ended(INTERRUPTED, error=said)
            let_go(sys.stderr)
            os._exit(INTERRUPTED)

        timing = Timing(time.monotonic, [progress.on, *([log.on] if log is not None else [])])
        began = time.monotonic()
        usual = signal.signal(
            signal.SIGTERM, _as_interrupt
        )  # until execution begins, which takes both signals in order
        try:
            report = make_build(options, Outside(_now, random.random, timing.on, progress.started, leave))
        finally:
            signal.signal(signal.SIGTERM, usual)
            progress.stop()
        report.elapsed_s = time.monotonic() - began
        if log is not None:
            log.ended(report.exit_code, report)
    return _reported(arguments, console, report)


def _as_interrupt(number: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _reported(arguments: argparse.Namespace, console: Console, report: Report) -> int:
    from rdbuild.report_text import report_json, report_text

    console.problems(report.notes)
    if arguments.json:
        console.json(report_json(report))
    elif console.level >= 0 or report.exit_code:
        console.tell(report_text(report, console), painted=True)
    if report.halt is not None:
        console.error(report.halt)
    if getattr(arguments, "format", "text") == "github":
        from rdbuild.annotations import of_report

        console.told += of_report(report)
    if report.bug is not None:
        console.told.append(Problem("bug", f"a bug of ours: {report.bug!r}"))
        _tell_bug(console, report.bug)
    return report.exit_code


def _tell_bug(console: Console, error: Exception) -> None:
    import traceback

    console.tell("".join(traceback.format_exception(error)).rstrip("\n"))
    console.tell("rdbuild: this is a bug of ours; what was paid for is in the cache and the ledger")


def _styles(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import catalogue
    from rdbuild.spelling import listing as named
    from rdbuild.spelling import nearest
    from rdbuild.styles_text import listing, one_style, style_json

    styles = catalogue.load()
    if arguments.style == "edit":  # no style, but looked for among them
        edit = one_style(styles, replace(styles.edit, id="edit"), console.page.width)
        console.data(f"the edit endpoint, `edit:` in a manifest\n{edit}")
        return 0
    if arguments.style:
        style = styles.get(arguments.style)
        if style is not None:
            if arguments.json:
                console.json(style_json(styles, style))
            else:
                console.data(one_style(styles, style, console.page.width))
            return 0
    found = [style for style in styles.styles.values() if not arguments.style or arguments.style in style.id]
    if not found:
        models = sorted({style.family for style in styles.styles.values()})
        near = nearest(arguments.style, models, 0.8) or styles.nearest(arguments.style)
        hint = f"did you mean `{near}`?" if near else f"`rdbuild styles` lists them; their models are {named(models)}"
        raise UsageError(f"no style `{arguments.style}`", hint)
    if len(found) == 1 and not arguments.json:
        console.data(one_style(styles, found[0], console.page.width))
        return 0
    if arguments.json:
        console.json([style_json(styles, style) for style in found])
    else:
        console.data(listing(found, console.page.width))
    return 0


def _credits(arguments: argparse.Namespace, console: Console) -> int:
    import asyncio

    from rdbuild.access import account_of, open_api
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


def _steering(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import steering

    desk = steering.Desk(_place, DEFAULT_MANIFEST, _key(), _now)
    return steering.COMMANDS[arguments.command](arguments, console, desk)


def _gallery(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import viewing

    place = _place(arguments)
    _refuse_lock(place, "--sheet" if arguments.sheet else "--file", arguments.sheet or arguments.file)
    return viewing.gallery(arguments, console, place, _secret(), (DEFAULT_MANIFEST, DEFAULT_API))


def _serve(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild import serving

    return serving.serve(arguments, console)


def _schema(arguments: argparse.Namespace, console: Console) -> int:
    from rdbuild.schema import schema_text

    console.data(schema_text(), exact=True)
    return 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, Console], int]] = {
    "init": _init,
    "validate": _validate,
    "plan": _plan,
    "build": _build,
    "reroll": _steering,
    "accept": _steering,
    "explain": _steering,
    "lock merge": _steering,
    "gallery": _gallery,
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
