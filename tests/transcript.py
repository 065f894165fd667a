"""The README as a play: its blocks, the commands in them, and what those commands really say.

`make readme` (this file, run) writes the real outputs into the README where they have changed.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"^(?:<!-- (?:file: (?P<file>\S+), wrong|from: (?P<source>\S+)) -->\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
MASKS = ((re.compile(r"in \d+\.\d s\b"), "in 0.0 s"), (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "2026-01-01"),
         (re.compile(r"\b\d+(\.\d)? (kB|MB)\b"), "1 kB"))  # fmt: skip
PORTS = ("8787", "8788")  # as shown; others are taken when it is played
ELIDED = "…"


def blocks(text: str) -> list[dict[str, str]]:
    """The fenced blocks: `kind`, `text`, `file` for one that is a file of that name with mistakes in it, and `source`
    for one that shows lines of that file, with a line `…` for those between."""
    return [{name: value or "" for name, value in match.groupdict().items()} for match in BLOCK.finditer(text)]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Command:
    line: str
    shown: list[str]


def commands(block: str) -> Iterator[Command]:
    """The commands of a console block, each with the output that is shown for it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield Command(line, shown.splitlines())


def masked(line: str) -> str:
    for pattern, instead in MASKS:
        line = pattern.sub(instead, line)
    return line.rstrip()


def agrees(shown: list[str], real: list[str]) -> bool:
    """Whether the lines are the same up to times and dates; a line `…` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*" if line == ELIDED else re.escape(masked(line)) + "\n" for line in shown)
    return re.fullmatch(pattern, "".join(masked(line) + "\n" for line in real)) is not None


class Shell:
    """One bash for all blocks, as a reader would have, with its two streams together as on a screen."""

    END = "-- the end of a command --"

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = str(folder)
        self._process = subprocess.Popen(
            ["bash", "--norc"], cwd=folder, env=environment, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, line: str, background_lines: int = 0) -> list[str]:
        """The output of a command; of one in the background, its first lines."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\necho '{self.END}'\n")
        self._process.stdin.flush()
        found: list[str] = []
        ended = False
        while not ended or len(found) < background_lines:
            read = self._process.stdout.readline()
            assert read, f"the shell died of `{line}`: {found}"
            if read.rstrip("\n") == self.END:
                ended = True
            else:
                found.append(read.rstrip("\n").replace(f"{self._folder}/", ""))
        return found

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("kill $(jobs -p)\nwait\nexit\n")
        self._process.stdin.close()
        assert self._process.stdout is not None
        self._process.stdout.read()
        self._process.wait(10)


def workshop(text: str, scratch: Path) -> tuple[Path, dict[str, str]]:
    """A folder as the README supposes it, and the environment of somebody who has just installed rdbuild."""
    folder = scratch / "work"
    ignored = shutil.ignore_patterns("assets", "*.lock.json")
    shutil.copytree(ROOT / "example_manifests", folder / "example_manifests", ignore=ignored)
    for block in blocks(text):
        if block["file"]:
            (folder / block["file"]).write_text(block["text"], encoding="utf-8")
    programs = scratch / "bin"
    programs.mkdir()
    program = programs / "rdbuild"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rdbuild "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder, {
        **{
            name: value
            for name, value in os.environ.items()
            if name != "RD_API_KEY" and not name.startswith("RDBUILD_")
        },
        "RDBUILD_HOME": str(scratch / "home"),
        "PATH": f"{programs}:{os.environ['PATH']}",
    }


def replay(text: str, folder: Path, environment: dict[str, str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Run the commands of all console blocks in their order: (command, output shown, output in truth) of each."""
    ports = {shown: str(free_port()) for shown in PORTS}
    shell = Shell(folder, environment)
    try:
        for block in blocks(text):
            for command in commands(block["text"]) if block["kind"] == "console" else ():
                line = command.line
                for shown, taken in ports.items():
                    line = line.replace(shown, taken)
                real = shell.run(line, len(command.shown) if line.endswith("&") else 0)
                for shown, taken in ports.items():
                    real = [one.replace(taken, shown) for one in real]
                yield command.line, command.shown, real
    finally:
        shell.close()


def rewritten(text: str, replayed: list[tuple[str, list[str], list[str]]]) -> str:
    """The text with real outputs where they are others, cut as the shown ones were."""
    for line, shown, real in replayed:
        if agrees(shown, real):
            continue
        if ELIDED in shown:
            before, after = shown.index(ELIDED), len(shown) - shown.index(ELIDED) - 1
            real = [*real[:before], ELIDED, *real[len(real) - after :]]
        old, new = ("\n".join([f"$ {line}", *output]) + "\n" for output in (shown, real))
        text = text.replace(old, new, 1)
    return text


def main() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        readme.write_text(rewritten(text, list(replay(text, *workshop(text, Path(scratch))))), encoding="utf-8")


if __name__ == "__main__":
    main()
