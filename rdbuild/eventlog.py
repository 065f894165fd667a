"""The log of a build for programs: one line of JSON for each event, as it happens.

Owns: the shape of a line, the file that they are in, and what is no log of ours.
Must not know: how anything is bought, what people see.
Rule: a line is whole and on its way to disk before the next event; a log that can't be written any more never hurts a
build.

    {"time", "kind": "begun", "version": 1, "rdbuild", "project", "engine"}         the first line
    {"time", "kind", "asset", "attempt", "amount", "unit", "seconds", "queue_s", "wait_s", "fetch_s", "pause_s",
     "outcome", "code", "message", …}                                               as much of it as there is to say
    {"time", "kind": "ended", "exit_code", "assets": {"generated": 12, …}, "spent", …}       the last one

`time` is UTC. Amounts are decimal texts. `seconds` is what a purchase took so far, all its attempts together, and the
four after it are what of that it waited in line, for the API, for its pictures to be on disk, and between attempts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from rdbuild import __version__
from rdbuild.errors import RdbuildError, UsageError
from rdbuild.model import Blocked, Event, Failed, Json, Problem, Skipped
from rdbuild.pricing import format_micro
from rdbuild.report import word_of
from rdbuild.report_text import counts, report_json

if TYPE_CHECKING:
    from rdbuild.console import Console
    from rdbuild.report import Report
    from rdbuild.secret import Secret

VERSION = 1
_MONEY = ("held", "freed", "settled", "recovered", "refunded", "unknown")
_TOTALS = (
    "spent", "credits_spent", "saved", "credits_saved", "recovered", "credits_recovered", "refunded",
    "credits_refunded", "unknown", "requests", "elapsed_s", "error",
)  # fmt: skip


def line(event: Event, now: datetime) -> str:
    """The line of an event that is told now."""
    said: dict[str, Json] = {"time": _time(now - timedelta(seconds=event.ago)), "kind": event.kind}
    if event.kind == "begun":
        said |= {"version": VERSION, "rdbuild": __version__}
    if event.asset:
        said["asset"] = event.asset
    if event.attempt:
        said["attempt"] = event.attempt
    if event.kind in _MONEY:
        said |= {"amount": format_micro(event.micro), "unit": event.unit}
    if event.seconds:
        said["seconds"] = round(sum(event.seconds.values()), 3)
        said |= {f"{phase}_s": round(took, 3) for phase, took in event.seconds.items()}
    if event.outcome is not None:
        said["outcome"] = word_of(event.outcome)
    if isinstance(event.outcome, (Failed, Blocked)):
        said |= {"code": event.outcome.code, "message": event.outcome.message}
    if isinstance(event.outcome, Skipped):
        said["message"] = event.outcome.because
    if event.text:
        said["message"] = event.text
    return json.dumps({**said, **event.facts})


def last_line(code: int, now: datetime, report: Report | None = None, error: str | None = None) -> str:
    """The line of the end. Without a report, nothing was begun."""
    said: dict[str, Json] = {"time": _time(now), "kind": "ended", "exit_code": code}
    if report is None:
        return json.dumps({**said, "error": error})
    told = report_json(report)
    return json.dumps({**said, "assets": counts(report), **{name: told[name] for name in _TOTALS}})


def _time(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class EventLog:
    """Writes lines to a file until it takes none any more; `warn` is then told why, once."""

    def __init__(self, file: TextIO, now: Callable[[], datetime], warn: Callable[[str], None]) -> None:
        self._file: TextIO | None = file
        self._now = now
        self._warn = warn

    def on(self, event: Event) -> None:
        self._write(line(event, self._now()))

    def ended(self, code: int, report: Report | None = None, error: str | None = None) -> None:
        self._write(last_line(code, self._now(), report, error))
        self._file = None

    def _write(self, text: str) -> None:
        if self._file is None:
            return
        try:
            self._file.write(text + "\n")
            self._file.flush()
        except (OSError, ValueError) as error:
            self._file = None
            why = error.strerror if isinstance(error, OSError) else None
            self._warn(f"the log can't be written any more: {why or error}; the build goes on")


@contextmanager
def opened(
    name: str | None, secret: Secret | None, now: Callable[[], datetime], console: Console
) -> Iterator[EventLog | None]:
    """A log of one build, in place of an earlier one's, without the key in it; none where none is asked for.

    An error that ends the build is its last line. Raises UsageError where it can't be written, or is somebody else's.
    """
    if name is None:
        yield None
        return
    path = Path(name)
    _refuse_others(path)
    try:
        file = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(
            f"the log `{path}` can't be written: {error.strerror or error}",
            "`--log-json` takes the name of a file in a folder that is there; nothing was sent",
        ) from error
    guarded: TextIO = file
    if secret is not None:
        from rdbuild.secret import Guarded

        guarded = cast("TextIO", Guarded(file, secret))
    log = EventLog(guarded, now, lambda why: _warn(console, why))
    try:
        yield log
    except RdbuildError as error:
        log.ended(error.exit_code, error=error.message)
        raise
    except BaseException as error:
        log.ended(130 if isinstance(error, KeyboardInterrupt) else 70, error=repr(error))
        raise
    finally:
        with suppress(OSError):  # it was told
            file.close()


def _warn(console: Console, text: str) -> None:
    console.problems([Problem("log-lost", text, severity="warning")])


def _refuse_others(path: Path) -> None:
    """A file with anything in it but a log is not to be lost."""
    if not path.is_file():
        return
    try:
        with path.open("rb") as file:
            first = file.readline(4096)
    except OSError:
        return  # it will be told why it can't be written
    if first and not _is_ours(first):
        raise UsageError(
            f"`{path}` is there, and is no log of a build", "name another file for `--log-json`, or move it away"
        )


def _is_ours(first: bytes) -> bool:
    try:
        found = json.loads(first)
    except ValueError:
        return False
    return isinstance(found, Mapping) and {"time", "kind"} <= found.keys()
