"""The command that serves the embedded API.

Owns: `serve`, from its parsed arguments to its exit code, and the files of faults and styles that it names.
Must not know: the environment, manifests, what the API answers.
Rule: whatever is wrong with what was asked for is told before anything listens.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.errors import UsageError

if TYPE_CHECKING:
    from argparse import Namespace

    from rdbuild.console import Console


def serve(arguments: Namespace, console: Console) -> int:
    """Serve until told to stop, and say where. Raises UsageError."""
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
            console.data(json.dumps({"version": 1, "url": url}), exact=True)
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
