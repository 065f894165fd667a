"""A project on the embedded API as a paid one, worked on by the real command line: what tests of whole builds share."""

import asyncio
import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from PIL import Image

from rdbuild import cli
from rdbuild.offline import Server, Settings

PRICE = Decimal("0.017")  # of one 64x64 picture by rd_fast
NO_SOCKETS = """\
import socket
class Closed(socket.socket):
    def __init__(self, *given, **named):
        raise RuntimeError("a socket was opened")
socket.socket = Closed
socket.create_connection = socket.getaddrinfo = Closed
"""


class Api:
    """A paid API: the embedded server on a loop of its own, in a thread."""

    def __init__(self, **settings):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server = self._make(Settings(**settings))
        self.url = self._do(self.server.start())

    def _make(self, settings):
        async def make():
            return Server(settings)

        return self._do(make())

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def log(self):
        async def read():
            return self.server.log()

        return self._do(read())

    def requests(self):
        return len(self.log()["requests"])

    def paid(self):
        return [one for one in self.log()["requests"] if one["paid"]]

    def spent(self):
        return sum((one["amount"] for one in self.log()["charges"] if not one["refunded"]), Decimal(0))

    def stop(self):
        self._do(self.server.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()


class Ran:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    @property
    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Game:
    """A project in a folder of its own, with a home of its own, worked on by the real command line."""

    def __init__(self, folder, home, api, key="key"):
        self.folder, self.home, self.key = folder, home, key
        self.url = api if isinstance(api, str) else api.url
        folder.mkdir(exist_ok=True)

    @property
    def path(self):
        return self.folder / "game.yaml"

    @property
    def tree(self):
        return self.folder / "assets"

    @property
    def lock(self):
        return json.loads((self.folder / "game.lock.json").read_text())["assets"]

    @property
    def local_lock(self):
        path = self.folder / "game.local.lock.json"
        return json.loads(path.read_text())["assets"] if path.exists() else {}

    def write(self, assets, budget="10", head=""):
        text = f"version: 1\nproject: game\n{f'budget: {budget}' if budget else ''}\n{head}\n"
        text += "defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\nassets:\n"
        self.path.write_text(text + "".join(f"  {name}: {{{body}}}\n" for name, body in assets.items()))
        return self

    def environment(self, api=None, key=..., **more):
        key = self.key if key is ... else key
        return {"RDBUILD_HOME": str(self.home), "RDBUILD_API": api or self.url, **({"RD_API_KEY": key} if key else {}),
                **more}  # fmt: skip

    def run(self, command, *options, **how):
        """A command on this manifest."""
        return self.run_plain(command, str(self.path), *options, **how)

    def run_plain(self, *argv, api=None, key=..., ceiling=None):
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in ("RD_API_KEY", "RDBUILD_BUDGET"):
                patch.delenv(name, raising=False)
            for name, value in self.environment(api, key, **({"RDBUILD_BUDGET": ceiling} if ceiling else {})).items():
                patch.setenv(name, value)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as gone:
                cli.main(argv)
        return Ran(gone.value.code, out.getvalue(), err.getvalue())

    def build(self, *options, code=0, **how):
        ran = self.run("build", *options, "--json", **how)
        assert ran.code == code, ran
        return ran.json

    def plan(self, *options, code=0, **how):
        ran = self.run("plan", *options, "--json", **how)
        assert ran.code == code, ran
        return ran.json

    def reroll(self, *names, **how):
        ran = self.run("reroll", *names, "--json", **how)
        assert ran.code == 0, ran
        return ran.json

    def ledger(self, *options):
        return self.run_plain("ledger", *options).out

    def states(self, *options, **how):
        return {one["id"]: one["code"] or one["status"] for one in self.plan("--offline", *options, **how)["assets"]}

    def files(self):
        return {str(path.relative_to(self.tree)): path.read_bytes() for path in sorted(self.tree.rglob("*.*"))}

    def clone(self, folder, home):
        """A fresh clone: what is committed, and an empty home."""
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main", "-C"]
        if not (self.folder / ".git").exists():
            subprocess.run([*git, self.folder, "init", "-q"], check=True)
        subprocess.run([*git, self.folder, "add", "-A"], check=True)
        subprocess.run([*git, self.folder, "commit", "-q", "--allow-empty", "-m", "art"], check=True)
        subprocess.run(["git", "clone", "-q", self.folder, folder], check=True)
        return Game(folder, home, self.url, key=None)

    def without_network(self, *argv):
        """A process of its own in which opening a socket is an error, without a key."""
        closed = self.home.parent / "closed"
        closed.mkdir(exist_ok=True)
        (closed / "sitecustomize.py").write_text(NO_SOCKETS)
        found = os.pathsep.join(filter(None, (str(closed), os.environ.get("PYTHONPATH"))))
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": found, **self.environment(key=None)}
        ran = subprocess.run([sys.executable, "-m", "rdbuild", *argv], cwd=self.folder, env=environment,
                             capture_output=True, text=True, timeout=60)  # fmt: skip
        return Ran(ran.returncode, ran.stdout, ran.stderr)


def snapshot(*folders):
    """Every file and folder with its time and content: what writing anything would change."""
    found = {}
    for folder in folders:
        if not folder.exists():
            found[folder] = None
            continue
        for path in (folder, *sorted(folder.rglob("*"))):
            state = path.lstat()
            data = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
            found[path] = (data, state.st_mtime_ns if path.is_file() else None)
    return found


def picture(path, colour="red", size=(64, 64)):
    Image.new("RGB", size, colour).save(path)
    return path
