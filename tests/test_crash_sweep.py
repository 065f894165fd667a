"""A build that dies before and after every durable effect that it has, one run for each, loses and doubles nothing.

Each run is the real command line in a process of its own, against a paid API; then it is built again, what stays
unknown is settled by the server's books, and money, pictures and tree are held to the laws.
"""

import os
import random

import laws as law
import pytest
from dying import DIED
from game import picture
from sweep import MODES, SMALL, Sweep, serving, told

from rdbuild.offline import Fault

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
CHUNKS = 8
MOST = 600  # more effects than any of these builds has


def die_and_recover(mortal, calm, mode, folder, at, when, also=None):
    """One death, perhaps another in the build after it, and all that follows. Says whether it died at all."""
    with serving(**MODES[mode]) as api, told(f"died {when} effect {at}, {mode}"):
        sweep = Sweep(folder, api)
        ran = sweep.doomed(mortal, at=at, when=when)
        with told(f"that was `{ran.effects[-1]}`" if ran.effects else "it had none"):
            assert ran.code in (DIED, 0), ran
            sweep.laws()
            if also is not None:
                again = sweep.doomed(mortal, at=also, when=when)
                assert again.code in (DIED, 0, 6), again
                sweep.laws()
            sweep.equals(calm, sweep.recover())
            return ran.code == DIED


def sweep_through(mortal, calm, mode, folder, numbers):
    """Die at each of the numbers until a run gets through. Says how often."""
    for died, (at, when) in enumerate(numbers):
        if not die_and_recover(mortal, calm, mode, folder / f"{at}-{when}", at, when):
            return died
    raise AssertionError("no run got through")


SECOND = [pytest.param(mode, 28, marks=pytest.mark.heavy) for mode in ("no tasks", "urls")]


@pytest.mark.parametrize(("mode", "step"), [("tasks", 14), *SECOND])
@pytest.mark.heavy
def test_a_build_that_dies_at_some_effect_loses_and_doubles_nothing(mortal, undisturbed, tmp_path, mode, step):
    numbers = ((at, ("before", "after")[at // step % 2]) for at in range(step // 2, MOST, step))
    assert sweep_through(mortal, undisturbed(mode), mode, tmp_path, numbers) > 100 // step


@pytest.mark.heavy
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("mode", MODES)
def test_a_build_that_dies_at_any_effect_loses_and_doubles_nothing(mortal, undisturbed, tmp_path, mode, chunk, when):
    numbers = ((at, when) for at in range(chunk, MOST, CHUNKS))
    assert sweep_through(mortal, undisturbed(mode), mode, tmp_path, numbers) > 100 // CHUNKS


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(CHUNKS))
@pytest.mark.parametrize("mode", MODES)
def test_a_build_that_dies_and_whose_rebuild_dies_too_loses_and_doubles_nothing(
    mortal, undisturbed, tmp_path, mode, seed
):
    lot = random.Random(seed)
    for turn in range(20):
        at, when, also = lot.randrange(190), lot.choice(["before", "after"]), lot.randrange(120)
        with told(f"seed {seed}, turn {turn}: then at effect {also}"):
            die_and_recover(mortal, undisturbed(mode), mode, tmp_path / str(turn), at, when, also)


# -- the other commands that change something


class Command:
    """A command that dies at each of its effects, and is given again. `ready` brings about what it is for."""

    argv: tuple = ()
    again = (0,)  # exit codes of the second time

    def ready(self, sweep):
        sweep.build()

    def between(self, sweep):
        """What somebody does before it is given again."""

    def holds(self, sweep):
        """What is true once it has been given again."""


class Reroll(Command):
    argv = ("reroll", "MANIFEST", "hero")
    again = (0, 2)  # it is decided, or was, and is not made yet

    def holds(self, sweep):
        sweep.game.write(SMALL.assets, "{build: 1, day: 1, credits: 10}")
        sweep.again = ["a knight", "add a hat", "add a cape", "a flag"]
        assert sweep.build()["generated"] == ["hero", "party", "flag"]
        assert sweep.build()["requests"] == 0


class Keep(Command):
    argv = ("accept", "MANIFEST", "hero")
    again = (0, 2)  # it is kept, or was already

    def ready(self, sweep):
        sweep.build()
        sweep.game.write({**SMALL.assets, "hero": "prompt: an old knight"}, SMALL.budget)

    def holds(self, sweep):
        assert sweep.game.run("plan", "--check").code == 0
        (sweep.game.tree / "hero.png").unlink()
        assert sweep.build()["requests"] == 0


class Adopt(Keep):
    """The file is somebody's own until the lock says that it is taken: no build writes over it before that."""

    argv = ("accept", "MANIFEST", "flag")

    def ready(self, sweep):
        sweep.build()
        picture(sweep.game.tree / "flag.png", "red")
        self.mine = (sweep.game.tree / "flag.png").read_bytes()

    def between(self, sweep):
        sweep.game.run("build", "--only", "flag")
        assert (sweep.game.tree / "flag.png").read_bytes() == self.mine

    def holds(self, sweep):
        assert sweep.game.states()["flag"] == "current"
        (sweep.game.tree / "flag.png").unlink()
        assert sweep.build("--only", "flag")["requests"] == 0
        assert (sweep.game.tree / "flag.png").read_bytes() == self.mine


class Pick(Keep):
    argv = ("accept", "MANIFEST", "banner", "--pick", "2")

    def ready(self, sweep):
        sweep.build()

    def holds(self, sweep):
        assert sweep.build()["requests"] == 0
        assert sorted(name for name in sweep.tree() if "banner" in name) == ["banner.png"]


class Reconcile(Command):
    argv = ("ledger", "reconcile", "hero", "--not-charged")
    again = (0, 2)  # it was settled, or there is nothing unknown any more

    def ready(self, sweep):
        sweep.api.server._desk.add([Fault("submit", "reset-before", match="knight")])
        sweep.build("--only", "hero", codes=(6,))

    def holds(self, sweep):
        assert not sweep.laws(over=True).unknown
        assert sweep.build()["spent"] == str(SMALL.cost)


class Prune(Command):
    argv = ("build", "MANIFEST", "--prune")

    def ready(self, sweep):
        sweep.build()
        sweep.game.write({name: SMALL.assets[name] for name in ("hero", "banner")}, SMALL.budget)

    def holds(self, sweep):
        assert sorted(sweep.tree()) == ["assets.json", "banner_1.png", "banner_2.png", "hero.png"]
        assert sorted(sweep.game.lock) == ["banner", "hero"]
        sweep.game.write(SMALL.assets, SMALL.budget)
        assert sweep.build()["requests"] == 0


class Collect(Prune):
    argv = ("cache", "gc", "--yes")

    def ready(self, sweep):
        super().ready(sweep)
        sweep.build("--prune")

    def holds(self, sweep):
        assert sweep.game.run_plain("cache", "verify").code == 0
        for path in sweep.game.tree.glob("*.png"):
            path.unlink()
        report = sweep.build()
        assert (report["requests"], report["reused"]) == (0, ["hero", "banner"])
        assert law.books(sweep.game.home).totals["balance"].spent == law.net(sweep.api.log(), "balance")


class Rebuild(Command):
    argv = ("ledger", "rebuild")
    again = (0, 2)  # made anew, or it has a history and stays as it is

    def ready(self, sweep):
        sweep.build()
        (sweep.game.home / "ledger.sqlite3").write_bytes(b"this is no ledger, and was one" * 200)

    def holds(self, sweep):
        found = law.books(sweep.game.home)
        for unit in law.UNITS:
            assert found.totals[unit].spent == law.net(sweep.api.log(), unit)
        assert sweep.build()["requests"] == 0


@pytest.mark.heavy
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("command", [Reroll, Keep, Adopt, Pick, Reconcile, Rebuild, Prune, Collect])
def test_a_command_that_dies_at_any_effect_can_be_given_again(mortal, tmp_path, command, when):
    command = command()
    for at in range(MOST):
        with serving() as api, told(f"died {when} effect {at}"):
            sweep = Sweep(tmp_path / str(at), api)
            command.ready(sweep)
            sent = len(api.paid())
            argv = [str(sweep.game.path) if one == "MANIFEST" else one for one in command.argv]
            ran = mortal.run(argv, sweep.game.environment(), at=at, when=when)
            with told(f"that was `{ran.effects[-1]}`" if ran.effects else "it had none"):
                assert ran.code in (DIED, 0), ran
                command.between(sweep)
                second = sweep.game.run_plain(*argv)
                assert second.code in command.again, second
                assert len(api.paid()) == sent
                command.holds(sweep)
        if ran.code == 0:
            assert at > 3
            return
    raise AssertionError("no run got through")
