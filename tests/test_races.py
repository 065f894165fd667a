"""Many builds at once: on one home they buy each picture once within one cap, and every one of them ends.

Each build is a process of its own, and all begin at the same moment, as far as two cores have such a thing.
"""

import os
import random
import time
from collections import Counter
from decimal import Decimal

import laws as law
import pytest
from game import PRICE, Game
from sweep import CHAINS, MODES, SMALL, STILLS, Sweep, Undisturbed, builders, serving, told

from rdbuild.offline import Fault
from rdbuild.project import Project

MANY = 8
WORKS = {"one of each": SMALL, "stills": STILLS, "chains": CHAINS}
CASES = [(mode, name) for mode in MODES for name in WORKS]
heavy = pytest.mark.heavy
kills = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")


def ended(every):
    """The exit codes and reports of all; nobody waits for ever."""
    results = [one.wait() for one in every]
    return [code for code, _, _ in results], [report for _, report, _ in results], [err for _, _, err in results]


def all_at_once(folder, mode, work, **settings):
    """Eight builds of one manifest on one home, where nothing goes wrong."""
    with serving(**MODES[mode] | settings) as api:
        sweep = Sweep(folder / "eight", api, work)
        with builders([sweep.game] * MANY) as every:
            codes, reports, said = ended(every)
        assert codes == [0] * MANY, said
        found = sweep.laws(over=True)
        requests = Counter(one["summary"] for one in api.paid())
        assert set(requests.values()) == {1}, requests
        assert sum(Decimal(one["spent"]) for one in reports) == work.cost
        assert sum(Decimal(one["credits_spent"]) for one in reports) == work.credits
        assert {one["recovered"] for one in reports} == {"0"}, "nobody died, so nobody collected for another"
        assert found.totals["balance"].spent == int(work.cost * law.MICRO)
        for report in reports:
            assert len(report["generated"]) + len(report["reused"]) + len(report["current"]) == len(work.assets)
        sweep.equals(Undisturbed(folder / "calm", mode, work), [])
        assert sweep.recover() == []


@heavy
def test_eight_builds_at_once_buy_each_picture_once_and_all_of_them_are_whole(tmp_path):
    all_at_once(tmp_path, "tasks", SMALL, latency_ms=5, task_ms=60)


@heavy
@pytest.mark.parametrize("pace", [{}, {"latency_ms": 5, "task_ms": 60}, {"latency_ms": 60, "task_ms": 600}],
                         ids=["at once", "quick", "slow"])  # fmt: skip
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_eight_builds_at_once_are_whole_at_any_pace(tmp_path, mode, name, pace):
    all_at_once(tmp_path, mode, WORKS[name], **pace)


@heavy
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_a_balance_that_covers_the_plan_once_is_enough_for_eight_builds_of_it(tmp_path, mode, name):
    work = WORKS[name]
    all_at_once(tmp_path, mode, work, latency_ms=5, balance=work.cost + Decimal("0.02"), credits=work.credits)


@heavy
@kills
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_builds_that_are_killed_among_others_leave_nothing_bought_twice(tmp_path, mode, name, seed):
    lot, work = random.Random(f"{mode} {name} {seed}"), WORKS[name]
    calm = Undisturbed(tmp_path / "calm", mode, work)
    for turn in range(4):
        pace = {"latency_ms": lot.choice([0, 10, 40]), "task_ms": lot.choice([5, 60, 300])}
        with serving(**MODES[mode] | pace) as api, told(f"{mode}, {name}, seed {seed}, turn {turn}, {pace}"):
            sweep = Sweep(tmp_path / str(turn), api, work)
            with builders([sweep.game] * MANY) as every:
                doomed = lot.sample(every, 4)
                for one in doomed:
                    time.sleep(lot.uniform(0, 0.4))
                    one.kill()
                codes, _, said = ended(every)
            killed = [code for one, code in zip(every, codes, strict=True) if one in doomed]
            others = [code for one, code in zip(every, codes, strict=True) if one not in doomed]
            assert set(killed) <= {-9, 0, 6}, said
            assert set(others) <= {0, 6}, said
            found = sweep.laws()
            assert found.open == [], "who was not killed has taken over what the others left"
            assert bool(found.unknown) <= (6 in others)
            sweep.equals(calm, sweep.recover())


def plans(folder, api, number, cap):
    """Manifests of one project with three pictures each, that are all different."""
    games = []
    for n in range(number):
        home = folder / "home"
        games.append(Game(folder / f"game{n}", home, api))
        games[-1].write({f"p{n}_{one}": f"prompt: plan {n} picture {one}" for one in range(3)},
                        f"{{build: 1, day: {cap}}}")  # fmt: skip
    return games


@heavy
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("covered", [1, 3, 7])
def test_of_eight_plans_exactly_as_many_are_built_as_the_days_cap_covers(tmp_path, mode, covered):
    cap = covered * 3 * PRICE + Decimal("0.05")
    with serving(**MODES[mode] | {"latency_ms": 10, "task_ms": 100}) as api:
        games = plans(tmp_path, api, MANY, cap)
        with builders(games) as every:
            codes, reports, said = ended(every)
        assert Counter(codes) == {0: covered, 3: MANY - covered}, said
        assert len(api.paid()) == 3 * covered
        assert all(("budget.day" in err) == (code == 3) for code, err in zip(codes, said, strict=True))
        assert {one["requests"] for code, one in zip(codes, reports, strict=True) if code == 3} <= {0}
        built = [game for code, game in zip(codes, games, strict=True) if code == 0]
        assert all(len(game.files()) == 4 for game in built)
        assert not any(game.tree.exists() and game.files() for game in games if game not in built)
        law.laws(games[0].home, api.log(), trees=[game.tree for game in games], over=True,
                 caps=[("balance", "day", cap), ("balance", "build", 1)])  # fmt: skip


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[heavy] if seed else []) for seed in range(8)])
@pytest.mark.heavy
def test_builds_that_begin_at_once_find_out_together_what_became_of_what_is_unknown(tmp_path, seed):
    """Each of them asks the request list; whoever is late finds it settled, which is no trouble."""
    names = {f"n{n}": f"prompt: number {n}" for n in range(6)}
    with serving(task_ms=20, latency_ms=seed * 5) as api:
        game = Game(tmp_path / "game", tmp_path / "home", api).write(names, f"{{build: 1, day: {6 * PRICE}}}")

        async def strike(*faults):
            api.server._desk.add(faults)

        api._do(strike(Fault("submit", "reset-after", times=3), Fault("submit", "reset-before", times=1, skip=1)))
        assert len(game.build(code=6)["unknown"]) == 4
        with builders([game] * MANY) as every:
            codes, reports, said = ended(every)
        assert codes == [6] * MANY, said
        assert {len(one["unknown"]) for one in reports} == {1}
        found = law.laws(game.home, api.log(), trees=[game.tree], caps=[("balance", "day", 6 * PRICE)])[game.home]
        assert found.open == []
        assert len(api.paid()) == 6
        assert sum(Decimal(one["recovered"]) for one in reports) == 3 * PRICE


@pytest.mark.parametrize("options", [(), ("--rebuy",), ("--no-spend",)], ids=["build", "rebuy", "no-spend"])
@pytest.mark.heavy
def test_what_another_build_buys_while_this_one_decides_is_neither_lost_nor_bought_again(
    tmp_path, monkeypatch, options
):
    """It looks into the cache and into the ledger, and cannot look into both at once."""
    with serving() as api:
        game = Game(tmp_path / "game", tmp_path / "home", api)
        game.write({"axe": "prompt: an axe"}, "1").build()  # there is a ledger
        game.write({"hero": "prompt: a knight", "sword": "prompt: a sword"}, "1")
        really, others = Project.purchase, []

        def late(self, fingerprint):
            if not others:
                others.append(None)
                with builders([game]) as every:
                    others[:] = ended(every)[0]
            return really(self, fingerprint)

        monkeypatch.setattr(Project, "purchase", late)
        report = game.run("build", "--json", *options)
        assert others == [0]
        assert law.charged(api.log()) == {"an axe": 1, "a knight": 1, "a sword": 1}
        assert report.code == 0, report
        assert report.json["requests"] == 0
        law.laws(game.home, api.log(), trees=[game.tree], over=True)


# -- several machines, one account


def machines(folder, api, number, work):
    return [Game(folder / f"machine{n}", folder / f"home{n}", api).write(work.assets, work.budget)
            for n in range(number)]  # fmt: skip


@heavy
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_machines_with_one_account_each_keep_to_their_own_books(tmp_path, mode, name):
    """Each has a ledger and caps of its own: what the other bought is not its business."""
    work = WORKS[name]
    with serving(**MODES[mode] | {"latency_ms": 5, "task_ms": 40}) as api:
        games = machines(tmp_path, api, 2, work)
        with builders(games * 3) as every:
            codes, _, said = ended(every)
        assert codes == [0] * 6, said
        law.laws([one.home for one in games], api.log(), trees=[one.tree for one in games], caps=work.caps, over=True)
        assert law.net(api.log(), "balance") == 2 * int(work.cost * law.MICRO)


@heavy
@pytest.mark.parametrize("mode", MODES)
def test_machines_with_an_account_for_one_of_them_end_refused_and_know_what_they_spent(tmp_path, mode):
    work = STILLS
    with serving(**MODES[mode] | {"latency_ms": 5, "task_ms": 40}, balance=work.cost + 3 * PRICE) as api:
        games = machines(tmp_path, api, 2, work)
        with builders(games) as every:
            codes, _, said = ended(every)
        assert set(codes) <= {0, 3}, said
        assert 3 in codes, said
        law.laws([one.home for one in games], api.log(), trees=[one.tree for one in games], caps=work.caps, over=True)


@heavy
@kills
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_machines_that_are_killed_break_no_law_of_their_own(tmp_path, mode, name, seed):
    """What one machine finds in the request list may be the other's: then it counts it too, and buys nothing."""
    lot, work = random.Random(f"{mode} {name} {seed}"), WORKS[name]
    with serving(**MODES[mode] | {"latency_ms": 10, "task_ms": 60}) as api:
        games = machines(tmp_path, api, 2, work)
        homes, trees = [one.home for one in games], [one.tree for one in games]
        with builders(games) as every:
            for one in every:
                time.sleep(lot.uniform(0, 0.5))
                one.kill()
            ended(every)
        law.laws(homes, api.log(), trees=trees, caps=work.caps, shared=True)
        with builders(games) as every:
            codes, _, said = ended(every)
        assert set(codes) <= {0, 6}, said
        law.laws(homes, api.log(), trees=trees, caps=work.caps, shared=True)
        for game, code in zip(games, codes, strict=True):
            names = {path.stem for path in game.tree.glob("*.png")}
            unknown = {one["id"] for one in game.build(code=code)["unknown"]}
            assert (code == 6) == bool(unknown)
            assert unknown.isdisjoint(names)
