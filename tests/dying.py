"""The real command line in a process that dies, or whose disk refuses, at its N-th durable effect.

`Mortal` is the tests' side: a server process that has imported everything and forks one child per run, so that a run
costs what it does and not what its imports cost. This file is also that server's program, which the child runs in:
nothing of rdbuild is replaced, the calls that change something outside are only counted on their way.

An effect is whatever the disk or the server keeps: a file made, written, synced, renamed or deleted, a folder made or
removed, a transaction committed, a paid request sent (or its answer read, and nothing done with it yet).
"""

import contextlib
import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

DIED = -9
ERRORS = {
    "ENOSPC": (errno.ENOSPC, "database or disk is full"),
    "EIO": (errno.EIO, "disk I/O error"),
}


class Run:
    """What became of one run. `code` is the exit code, or DIED; `effects` are the names of all that it came to."""

    def __init__(self, code, folder):
        self.code = code
        self.out, self.err = ((folder / name).read_text(errors="replace") for name in ("out", "err"))
        self.effects = (folder / "effects").read_text().splitlines()

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code} after {self.effects[-3:]}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Mortal:
    """Runs command lines that die. Use as a context manager."""

    def __init__(self, folder):
        self._folder = folder

    def __enter__(self):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("RD_", "RDBUILD_"))}
        self._server = subprocess.Popen([sys.executable, __file__], env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)  # fmt: skip
        return self

    def __exit__(self, *_):
        self._server.stdin.close()
        try:
            self._server.wait(20)
        finally:
            self._server.kill()
            self._server.wait()
            self._server.stdout.close()

    def run(self, argv, environment, *, at=None, when="before", how="die", error="ENOSPC", room=True, seconds=50):
        """Run a command line. `at`: the effect that it dies `before` or `after`, a write in its middle: its number,
        from 0, or a pattern that the first such one has in its name.

        `how`: `die`, or `once` or `ever`: that effect, or that and all that follow, fails as on a disk that has no room
        (`error`). `room`: without it, builds buy also where the disk has next to nothing left.
        """
        order = {"argv": list(argv), "environment": environment, "folder": str(self._folder), "at": at, "when": when,
                 "how": how, "error": error, "room": room, "seconds": seconds}  # fmt: skip
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        assert answer, "the process that forks is gone"
        return Run(json.loads(answer), self._folder)


# -- the other side


class Effects:
    """Counts effects, and ends or fails the one that it was told."""

    def __init__(self, order, handle):
        import threading

        at = order["at"]
        self._at, self._pattern = (None, at) if isinstance(at, str) else (at, None)
        self._before = order["when"] == "before"
        self._how, self._error = order["how"], ERRORS[order["error"]]
        self._handle, self._seen, self._lock = handle, 0, threading.Lock()

    def _next(self, name):
        with self._lock:
            number, self._seen = self._seen, self._seen + 1
            if self._pattern is not None and re.search(self._pattern, name):
                self._at, self._pattern = number, None
            write(self._handle, f"{name}\n".encode())
        return number

    def _fails(self, number):
        if self._at is None or self._how == "die":
            return False
        return number == self._at if self._how == "once" else number >= self._at

    @contextlib.contextmanager
    def one(self, name, half=lambda: None, raises=None):
        """An effect on disk. `half` of it is done before it comes to its end in the middle."""
        number = self._next(name)
        if self._fails(number):
            half()
            raise raises(self._error[1]) if raises else OSError(self._error[0], os.strerror(self._error[0]))
        dies = self._how == "die" and number == self._at
        if dies and self._before:
            half()
            die()
        try:
            yield
        finally:
            if dies:
                die()

    @contextlib.contextmanager
    def sent(self, name):
        """A paid request. No disk can fail it."""
        if self._how != "die":
            yield
            return
        with self.one(name):
            yield


write, readlink = os.write, os.readlink


def named(handle):
    """The path of an open file, where the system tells."""
    try:
        return readlink(f"/proc/self/fd/{handle}")
    except OSError:
        return handle


def die():
    import signal

    os.kill(os.getpid(), signal.SIGKILL)


def count(effects):
    """Put the counting in front of everything that lasts."""
    import builtins
    import io
    import sqlite3

    from rdbuild.client import Client

    def on_path(name):
        real = getattr(os, name)

        def counted(path, *more, **named):
            with effects.one(f"{name} {path}"):
                return real(path, *more, **named)

        setattr(os, name, counted)

    for name in ("replace", "rename", "mkdir", "unlink", "remove", "rmdir", "utime"):
        on_path(name)
    sync = os.fsync

    def synced(handle):
        with effects.one(f"fsync {named(handle)}"):
            sync(handle)

    os.fsync = synced
    really_open = os.open

    def opened(path, flags, *more, **named):
        if not flags & os.O_CREAT:
            return really_open(path, flags, *more, **named)
        with effects.one(f"create {path}"):
            return really_open(path, flags, *more, **named)

    os.open = opened

    class Written(io.FileIO):
        def write(self, data):
            where = named(self.name) if isinstance(self.name, int) else self.name
            with effects.one(f"write {where}", half=lambda: super(Written, self).write(data[: len(data) // 2])):
                return super().write(data)

    plain = io.open

    def file(name, mode="r", buffering=-1, *more, **named):
        if mode not in ("wb", "ab"):
            assert not set(mode) & set("wax+"), f"{name} is written as {mode}, which nobody counts"
            return plain(name, mode, buffering, *more, **named)
        if isinstance(name, int):
            raw = Written(name, mode)
        else:
            with effects.one(f"create {name}"):
                raw = Written(name, mode)
        return raw if buffering == 0 else io.BufferedWriter(raw)

    builtins.open = io.open = file

    class Connection(sqlite3.Connection):
        def execute(self, sql, *more):
            if not sql.startswith(("COMMIT", "PRAGMA journal_mode")):
                return super().execute(sql, *more)
            with effects.one(sql, raises=sqlite3.OperationalError):
                return super().execute(sql, *more)

        def close(self):
            with effects.sent("close"):  # SQLite tidies up by itself there, and never fails for it
                super().close()

    connect = sqlite3.connect

    def connected(path, *more, **named):
        if path == ":memory:" or named.get("uri"):
            return connect(path, *more, **named)
        with effects.one(f"connect {path}", raises=sqlite3.OperationalError):
            return connect(path, *more, factory=Connection, **named)

    sqlite3.connect = connected

    def posted(name):
        real = getattr(Client, name)

        async def counted(self, body):
            with effects.sent(f"{name} {body['prompt']}"):
                return await real(self, body)

        setattr(Client, name, counted)

    posted("submit")
    posted("edit")


def child(order):
    """One run, in a process of its own."""
    import signal

    from rdbuild import cli, execute

    signal.alarm(order["seconds"])
    os.environ.update(order["environment"])
    folder = Path(order["folder"])
    for name, handle in (("out", 1), ("err", 2)):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), handle)
    sys.stdout, sys.stderr = (os.fdopen(handle, "w", encoding="utf-8") for handle in (1, 2))
    effects = os.open(folder / "effects", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if not order["room"]:
        execute.LEAST_ROOM = 0
    code = 70
    try:
        count(Effects(order, effects))
        cli.main(order["argv"])
    except SystemExit as gone:
        code = gone.code
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve():
    """Fork one child per line of orders. Neither a thread nor an event loop may be here."""
    import sqlite3  # noqa: F401
    import tempfile  # noqa: F401

    import aiohttp  # noqa: F401
    import filelock  # noqa: F401
    from PIL import GifImagePlugin, PngImagePlugin  # noqa: F401

    from rdbuild import (  # noqa: F401
        build,
        chain,
        cli,
        client,
        closing,
        collector,
        console,
        eventlog,
        execute,
        inquiry,
        ledger_text,
        manifest,
        plan_text,
        progress,
        publishing,
        quotes,
        receiving,
        refusal,
        report_text,
        reroll,
        reroll_text,
        schema,
        styles_text,
    )  # fmt: skip

    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            child(json.loads(line))
        _, status = os.waitpid(pid, 0)
        print(json.dumps(os.waitstatus_to_exitcode(status)), flush=True)


if __name__ == "__main__":
    serve()
