"""How long a build of many assets takes when the API answers at once, and where the time goes.

    python benchmarks/thousand.py [--assets N ...] [--jobs N]

The embedded API runs as a process of its own (`rdbuild serve`, no latency), so what is measured is ours: the client,
the ledger's commits, the cache's syncs, and the painting and HTTP of the stand-in for a server. The first table is of
undisturbed runs. The second is of one more build with a clock around some functions: CPU and wall time by part,
threads overlap, so the wall times add up to more than the build took.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RDBUILD = (sys.executable, "-m", "rdbuild")


def manifest(count: int) -> str:
    """`count` small icons, each with words of its own."""
    things = ["sword", "potion", "helmet", "ring", "scroll", "boots", "crown", "gem", "key", "bow"]
    return (
        "version: 1\nproject: thousand\nbudget: 1000\nassets:\n  '{thing}/{n:04}':\n"
        f"    matrix: {{thing: {json.dumps(things)}, n: {list(range(1, count // len(things) + 1))}}}\n"
        "    prompt: a {thing} of the {n}th rank\n"
        "    prompt_style: rd_plus__low_res\n    width: 32\n    height: 32\n    remove_bg: true\n"
    )


def small(scratch: str) -> Path:
    """A manifest to warm up with."""
    path = Path(scratch, "small", "rdbuild.yaml")
    path.parent.mkdir()
    path.write_text(manifest(10), encoding="utf-8")
    return path


@contextmanager
def server(*options: str) -> Iterator[tuple[str, Callable[[], float]]]:
    """The embedded API: its URL, and its CPU seconds so far (where the system says)."""
    process = subprocess.Popen(
        [*RDBUILD, "serve", "--port", "0", "--json", "--balance", "100000", *options], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"], lambda: cpu_of(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def cpu_of(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return float("nan")
    after_name = stat.read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a command that has to succeed: wall and CPU seconds."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(said.decode())
    return took, usage.ru_utime + usage.ru_stime


def best(command: list[str], environment: dict[str, str], times: int = 5) -> float:
    return min(timed(command, environment)[0] for _ in range(times))


def main() -> None:
    arguments = argparse.ArgumentParser(description="How long many assets take, and where the time goes.")
    arguments.add_argument("--assets", type=int, nargs="+", default=[200, 1000])
    arguments.add_argument("--jobs", type=int, default=16)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch, server() as (url, server_cpu):
        environment = {**os.environ, "RD_API_KEY": "benchmark", "RDBUILD_API": url, "RDBUILD_HOME": f"{scratch}/home"}
        # As installed: code that was compiled once, also where the environment keeps Python from saving it.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = f"{scratch}/compiled"
        timed([*RDBUILD, "build", "--api", "local", str(small(scratch))], environment)
        print(f"rdbuild --version: {best([*RDBUILD, '--version'], environment) * 1000:.0f} ms, best of 5\n")
        print("assets  build s  ms/asset  client CPU s  server CPU s  again, nothing to do ms  plan --check ms")
        for count in chosen.assets:
            path = Path(scratch, str(count), "rdbuild.yaml")
            path.parent.mkdir()
            path.write_text(manifest(count), encoding="utf-8")
            # Its own home each time, so that no run profits from another's cache.
            own = {**environment, "RDBUILD_HOME": f"{scratch}/home-{count}"}
            before = server_cpu()
            build = [*RDBUILD, "build", str(path), "--jobs", str(chosen.jobs)]
            wall, cpu = timed(build, own)
            served = server_cpu() - before
            again = best(build, own) * 1000
            check = best([*RDBUILD, "plan", str(path), "--check"], own) * 1000
            print(
                f"{count:6}  {wall:7.2f}  {wall * 1000 / count:8.2f}  {cpu:12.2f}  {served:12.2f}"
                f"  {again:23.0f}  {check:15.0f}",
                flush=True,
            )
        count = max(chosen.assets)
        inside = [
            sys.executable,
            __file__,
            "--inside",
            str(Path(scratch, str(count), "rdbuild.yaml")),
            str(chosen.jobs),
        ]
        print(f"\nthe build of {count} again from nothing, with clocks:", flush=True)
        subprocess.run([*inside, str(count)], env={**environment, "RDBUILD_HOME": f"{scratch}/home-clocks"}, check=True)


# -- the build with clocks, in a process of its own


def inside(path: str, jobs: str, count: int) -> None:
    """Build `path` into a fresh folder in this process, with a clock around what may be slow, and say what it took."""
    from rdbuild import cache, cli, images, ledger, project, publishing, sending

    spent: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])  # calls, CPU, wall
    guard = threading.Lock()

    def clock(owner: Any, name: str, part: str) -> None:
        real = getattr(owner, name)

        @functools.wraps(real)
        def measured(*args: Any, **kwargs: Any) -> Any:
            cpu, wall = time.thread_time(), time.perf_counter()
            try:
                return real(*args, **kwargs)
            finally:
                with guard:
                    row = spent[part]
                    row[0] += 1
                    row[1] += time.thread_time() - cpu
                    row[2] += time.perf_counter() - wall

        setattr(owner, name, measured)

    clock(project.Project, "__init__", "read manifest, lock and make requests")
    clock(project.Project, "decide", "decide")
    clock(ledger.Ledger, "admit", "ledger: admit the plan")
    clock(ledger.Ledger, "together", "ledger: transitions, a commit for each group")
    clock(ledger.Ledger, "states", "ledger: look an entry up")
    clock(cache.Cache, "put_blob", "cache: blobs")
    clock(cache.Cache, "put_receipt", "cache: receipts")
    clock(images, "measure", "decode")
    clock(publishing.Publisher, "publish", "publish into the tree")
    clock(os, "fsync", "(of these: fsync)")
    clock(sending.Sending, "_encode", "make the body")
    Path(path).with_suffix(".lock.json").unlink(missing_ok=True)
    began, cpu = time.perf_counter(), time.process_time()
    try:
        cli.main(["build", path, "--quiet", "--jobs", jobs, "-o", str(Path(path).parent / "clocks")])
    except SystemExit as left:
        if left.code:
            raise
    wall, cpu, main_cpu = time.perf_counter() - began, time.process_time() - cpu, time.thread_time()
    print(f"{'part':46}  calls  CPU ms/asset  wall ms/asset")
    for part, (calls, used, took) in sorted(spent.items(), key=lambda row: -row[1][1]):
        print(f"{part:46}  {calls:5}  {used * 1000 / count:12.3f}  {took * 1000 / count:13.3f}")
    print(f"{'the event loop thread: HTTP, JSON, scheduling':46}  {'':5}  {main_cpu * 1000 / count:12.3f}")
    print(f"{'all of it':46}  {'':5}  {cpu * 1000 / count:12.3f}  {wall * 1000 / count:13.3f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
