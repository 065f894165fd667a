"""Manifests with everything that can be interrupted, and what is done after it was: shared by the sweeps."""

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import NamedTuple

import laws as law
from game import PRICE, Api, Game


class Work(NamedTuple):
    """A manifest's assets and what all of them cost; an asset made by edits is another picture when bought again."""

    assets: dict
    cost: Decimal
    credits: int
    edits: frozenset

    @property
    def budget(self):
        return f"{{build: {self.cost}, day: {self.cost}, credits: {self.credits}}}"

    @property
    def caps(self):
        balance = [("balance", scope, self.cost) for scope in ("build", "day")]
        return (*balance, ("credits", "build", self.credits))


SMALL = Work(
    {
        "hero": "prompt: a knight",
        "banner": "prompt: a castle, num_images: 2",
        "fire": "prompt: a fire, prompt_style: rd_animation__vfx, width: 48, height: 48, return_spritesheet: true",
        "party": "edit: {asset: hero}, prompt: [add a hat, add a cape]",
        "flag": "prompt: a flag, input_image: {asset: hero}, strength: 0.5",
    },
    Decimal("0.139"),
    10,
    frozenset({"party"}),
)
STILLS = Work({f"n{n:02}": f"prompt: number {n}" for n in range(12)}, 12 * PRICE, 0, frozenset())
CHAINS = Work(
    {
        "hero": "prompt: a knight",
        **{name: f"edit: {{asset: hero}}, prompt: [{name} one, {name} two, {name} three]" for name in "abc"},
    },
    PRICE,
    45,
    frozenset("abc"),
)
MODES = {"tasks": {"task_ms": 5}, "no tasks": {"tasks": "off"}, "urls": {"task_ms": 5, "urls": True}}


class Sweep:
    """A manifest in a folder, a home, and a paid API that lives as long as this does."""

    def __init__(self, folder, api, work=SMALL):
        folder.mkdir()
        self.api, self.work = api, work
        self.game = Game(folder / "game", folder / "home", api)
        self.game.write(work.assets, work.budget)
        self.again = []  # prompts that a person had bought once more

    def doomed(self, mortal, *options, **how):
        """A build in a process of its own, to which something happens."""
        return mortal.run(["build", str(self.game.path), "--json", *options], self.game.environment(), **how)

    def laws(self, **how):
        game = self.game
        found = law.laws(game.home, self.api.log(), trees=[game.tree], caps=self.work.caps, again=self.again, **how)
        return found[game.home]

    def tree(self):
        """The output folder, but for what a killed process leaves behind."""
        return {name: data for name, data in self.game.files().items() if not name.startswith(".rdbuild-")}

    def lock(self):
        """The lock file without the address of the API, which is another in each run."""
        lines = self.game.lock
        for line in lines.values():
            line["engine"] = line["engine"].partition(":")[0]
        return lines

    def build(self, *options, codes=(0,)):
        ran = self.game.run("build", *options, "--json")
        assert ran.code in codes, ran
        return ran.json

    def quiet(self):
        """Wait until the server has heard all that was sent to it."""
        for _ in range(500):
            log = self.api.log()
            time.sleep(0.005)
            if not self.api.server._unanswered and log == self.api.log():
                return
        raise AssertionError("the server does not come to rest")

    def settle(self):
        """Say of everything unknown what the server's books say of it. Gives the prompts that were charged."""
        self.quiet()
        said = []
        bought = law.charged(self.api.log())
        for entry in law.books(self.game.home).unknown:
            prompt = law.prompt_of(entry.ticket)
            charged = bought[prompt] > self.again.count(prompt)
            told = "--charged" if charged else "--not-charged"
            ran = self.game.run_plain("ledger", "reconcile", str(entry.seq), told)
            assert ran.code == 0, ran
            said += [prompt] if charged else []
        return said

    def recover(self):
        """Build until all is there, as a person would. Gives the prompts of what was paid for and is lost."""
        report = self.build(codes=(0, 6))
        found = self.laws()
        assert not found.open, "a build that ended left something open"
        assert bool(found.unknown) == bool(report["unknown"]), report
        lost = []
        for _ in range(4):  # one step of a chain may be unknown after the other
            if not report["unknown"]:
                break
            gone = self.settle()
            lost += gone
            self.again += gone
            report = self.build(*(["--rebuy"] if gone else []), codes=(0, 6))
        assert report["unknown"] == []
        self.laws(over=True)
        sent = self.api.requests()
        again = self.build()
        assert (again["requests"], again["written"], len(again["current"])) == (0, [], len(self.work.assets)), again
        assert self.api.requests() == sent
        return lost

    def equals(self, undisturbed, lost):
        """Tree and lock are those of a run that nothing happened to, but for what is lost and was bought anew."""
        tree, lock = self.tree(), self.lock()
        other = self.work.edits if lost else frozenset()
        assert tree.keys() == undisturbed.tree.keys()
        differ = {name for name in tree if tree[name] != undisturbed.tree[name]}
        assert not differ - {f"{name}.png" for name in other}
        assert [name for name in lock if name not in other and lock[name] != undisturbed.lock[name]] == []


class Builder:
    """A build in a process of its own, ready to go; its end is waited for in any case. Use as a context manager."""

    PROGRAM = """\
import sys
from rdbuild import build, cli, client, closing, console, eventlog, execute, inquiry, manifest, progress, quotes
from rdbuild import receiving, report_text, timing
print("ready", flush=True)
sys.stdin.readline()
cli.main(sys.argv[1:])
"""

    def __init__(self, game, *options):
        argv = [sys.executable, "-c", self.PROGRAM, "build", "--json", str(game.path), *options]
        self._process = subprocess.Popen(argv, env={**os.environ, **game.environment()}, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.communicate()

    def ready(self):
        line = self._process.stdout.readline()
        assert line == "ready\n", self.wait()

    def go(self):
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def kill(self):
        self._process.kill()

    def wait(self, seconds=40):
        """Its exit code, its report or error as JSON, and what it said."""
        out, err = self._process.communicate(timeout=seconds)
        return self._process.returncode, json.loads(out) if out else None, err


@contextmanager
def builders(games, *options):
    """Builds that are ready, and begin at the same moment: when this is entered they have."""
    with ExitStack() as stack:
        every = [stack.enter_context(Builder(game, *options)) for game in games]
        for one in every:
            one.ready()
        for one in every:
            one.go()
        yield every


class Undisturbed:
    """What a run that nothing happens to comes to."""

    def __init__(self, folder, mode, work=SMALL):
        with serving(**MODES[mode]) as api:
            sweep = Sweep(folder, api, work)
            report = sweep.build()
            sweep.laws(over=True)
            self.tree, self.lock = sweep.tree(), sweep.lock()
        assert (report["spent"], report["credits_spent"]) == (str(work.cost), str(work.credits))


@contextmanager
def serving(**settings):
    api = Api(**settings)
    try:
        yield api
    finally:
        api.stop()


@contextmanager
def told(text):
    """Which of many runs it was, should it go wrong."""
    try:
        yield
    except BaseException as error:
        error.add_note(text)
        raise
