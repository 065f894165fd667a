"""What it costs that nothing paid for can be lost: the durable path of a purchase, and its share of a build.

    python benchmarks/durable.py [--assets N] [--runs N] [--latency MS ...]

The durable path is five steps on disk: hold, sent, blob, receipt, settled. Two figures of it:
- `own`: seconds spent in those steps (commits shared by several transitions count once), by a clock around them, per
  asset. Threads overlap with waiting, so a build takes less longer than that.
- `slower`: how much longer a build takes than one in which nothing is synced (no fsync, SQLite with synchronous=OFF),
  medians of runs that take turns. With a server that takes its time it is what a user waits for being safe.
The embedded API runs as a process of its own and answers every request after the latency.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from thousand import RDBUILD, manifest, server, small, timed

STEPS = (("till", "Books", "do"), ("cache", "Cache", "put_blob"), ("cache", "Cache", "put_receipt"))


def main() -> None:
    arguments = argparse.ArgumentParser(description="What the durable path costs.")
    arguments.add_argument("--assets", type=int, default=200)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--latency", type=int, nargs="+", default=[0, 50, 500])
    chosen = arguments.parse_args()
    print("latency ms  build s  without syncing s  slower ms/asset  share %  own ms/asset: ledger  blobs  receipts")
    for latency in chosen.latency:
        with tempfile.TemporaryDirectory() as scratch, server("--latency", str(latency)) as (url, _):
            environment = {
                **os.environ,
                "RD_API_KEY": "benchmark",
                "RDBUILD_API": url,
                "RDBUILD_HOME": f"{scratch}/warm",
            }
            environment.pop("PYTHONDONTWRITEBYTECODE", None)
            environment["PYTHONPYCACHEPREFIX"] = f"{scratch}/compiled"
            timed([*RDBUILD, "build", str(small(scratch))], environment)
            path = Path(scratch, "many", "rdbuild.yaml")
            path.parent.mkdir()
            path.write_text(manifest(chosen.assets), encoding="utf-8")
            found: dict[str, list[dict[str, float]]] = {"safe": [], "unsafe": []}
            for number in range(chosen.runs):
                for how, runs in found.items():  # in turns: the machine's speed drifts
                    own = {**environment, "RDBUILD_HOME": f"{scratch}/{how}-{number}", "RDBUILD_API": url}
                    command = [sys.executable, __file__, "--inside", how, str(path), f"{scratch}/out-{how}-{number}"]
                    ran = subprocess.run(command, env=own, capture_output=True, text=True, check=True)
                    runs.append(json.loads(ran.stdout.splitlines()[-1]))
                    for lock in path.parent.glob("*.lock.json"):
                        lock.unlink()
            report(latency, chosen.assets, found)


def report(latency: int, count: int, found: dict[str, list[dict[str, float]]]) -> None:
    safe, unsafe = (statistics.median(one["wall"] for one in found[how]) for how in ("safe", "unsafe"))
    own = [statistics.median(one[name] for one in found["safe"]) * 1000 / count for _, _, name in STEPS]
    slower = safe - unsafe
    print(
        f"{latency:10}  {safe:7.2f}  {unsafe:17.2f}  {slower * 1000 / count:15.2f}  {slower * 100 / safe:7.1f}"
        f"  {own[0]:20.2f}  {own[1]:5.2f}  {own[2]:8.2f}"
    )


def inside(how: str, path: str, output: str) -> None:
    """One build in this process, with clocks around the steps; `unsafe`: nothing is synced."""
    import importlib

    from rdbuild import cli
    from rdbuild.ledger import Ledger

    guard = threading.Lock()
    spent: dict[str, float] = dict.fromkeys((name for _, _, name in STEPS), 0.0)

    def clocked(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def wrapper(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                with guard:
                    spent[name] += time.perf_counter() - began

        return wrapper

    for module, owner, name in STEPS[1:]:
        kind = getattr(importlib.import_module(f"rdbuild.{module}"), owner)
        setattr(kind, name, clocked(name, getattr(kind, name)))
    setattr(Ledger, "together", clocked("do", Ledger.together))  # noqa: B010 - commits, each shared by a few
    if how == "unsafe":
        os.fsync = lambda _: None
        opened = Ledger._open

        def open_unsynced(self: Ledger) -> None:
            opened(self)
            self._db.execute("PRAGMA synchronous=OFF")

        setattr(Ledger, "_open", open_unsynced)  # noqa: B010
    began = time.perf_counter()
    try:
        cli.main(["build", path, "--quiet", "-o", output])
    except SystemExit as left:
        if left.code:
            raise
    print(json.dumps({"wall": time.perf_counter() - began, **spent}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3], sys.argv[4])
    else:
        main()
