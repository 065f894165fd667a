"""The streams of a process: what is written to them, how wide they are, whether they have colours.

Owns: what a terminal, a pipe, a closed and a broken stream are to us, and which variables of an environment say so.
Must not know: what is written, which streams there are.
Rule: no stream ends a process with a traceback, or with another exit code than it has earned.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from io import TextIOWrapper
from typing import TextIO

from rdbuild.console import WIDTH, Page


def ready(stdin: TextIO | None, stdout: TextIO | None, stderr: TextIO | None) -> tuple[TextIO, TextIO, TextIO]:
    """Three streams that can be written to, whoever started us, and that have something for each character.

    One that was closed leads nowhere: else the next file that is opened, the ledger say, would take its place.
    """
    stdin = stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115
    stdout = stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    stderr = stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (stdout, stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    return stdin, stdout, stderr


def let_go(stream: TextIO) -> OSError | None:
    """Write what is left. What nobody takes goes nowhere, or the interpreter would try it again and say so."""
    try:
        stream.flush()
    except OSError as error:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    except ValueError:  # it is closed
        pass
    return None


def page_of(stream: TextIO, environment: Mapping[str, str], plain: bool) -> Page:
    """What is written there is laid out for this. `plain`: somebody wants no colours.

    The width is the terminal's, else 80 columns; `COLUMNS` overrides it. Sentences are broken for a terminal alone, and
    where somebody asks for less than the usual width: many who start programs set `COLUMNS`, and mean nothing by it.
    A terminal has colours unless `TERM` is `dumb`; `FORCE_COLOR` or `CLICOLOR_FORCE` asks for them elsewhere, as in a
    CI job whose log shows them; `NO_COLOR` wins.
    """
    screen = stream.isatty()
    width = 0
    if screen:
        with suppress(OSError, ValueError):
            width = os.get_terminal_size(stream.fileno()).columns
    wish = environment.get("COLUMNS", "")
    wished = int(wish) if wish.isdecimal() else 0
    refused = plain or bool(environment.get("NO_COLOR"))
    forced = any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    colour = not refused and (forced or (screen and environment.get("TERM") != "dumb"))
    return Page(wished or width or WIDTH, colour, wraps=screen or 0 < wished < WIDTH)
