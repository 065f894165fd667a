"""Builders that are killed at moments that nobody chose, with SIGKILL: what is built afterwards is whole and paid once.

The processes are real ones and the moments are random, but for the seed: by the clock, or some time after the server
has charged something. Where exactly it hit is the kernel's choice, and another in each run.
"""

import os
import random
import time

import pytest
from sweep import CHAINS, MODES, SMALL, STILLS, Sweep, Undisturbed, builders, serving, told

pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
WORKS = {"one of each": SMALL, "stills": STILLS, "chains": CHAINS}
LONGEST_S = 1.2  # a build that nobody kills takes less, most of the time
SLOW = {"latency_ms": 8, "task_ms": 60}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What each mode and manifest comes to if nothing happens."""
    known = {}

    def look(mode, name):
        if (mode, name) not in known:
            known[mode, name] = Undisturbed(tmp_path_factory.mktemp("calm") / "it", mode, WORKS[name])
        return known[mode, name]

    return look


def moment(lot, sweep):
    """Wait for a moment that the lot falls on, and say which it was."""
    began = time.monotonic()
    if lot.random() < 0.4:
        charges = lot.randrange(len(sweep.work.assets) + 1)
        while len(sweep.api.log()["charges"]) < charges and time.monotonic() - began < LONGEST_S:
            time.sleep(0.002)
        wait_s = lot.uniform(0, 0.08)
    else:
        wait_s = lot.uniform(0, LONGEST_S * 0.7)
    time.sleep(wait_s)
    return f"{time.monotonic() - began:.3f} s after it began, {len(sweep.api.log()['charges'])} charged"


def kill_and_recover(lot, calm, mode, name, folder):
    """One builder or two are killed, and perhaps the one after them; then all that follows."""
    with serving(**MODES[mode] | SLOW) as api:
        sweep = Sweep(folder, api, WORKS[name])
        story = []
        for _ in range(lot.choice([1, 1, 1, 2])):
            with builders([sweep.game] * lot.choice([1, 1, 1, 2])) as every:
                story.append(f"of {len(every)} builders, {moment(lot, sweep)}")
                for one in every[lot.random() < 0.3 and len(every) > 1 :]:
                    one.kill()
                ended = [one.wait() for one in every]
            with told("; then ".join(story)):
                for code, _, err in ended:
                    assert code in (-9, 0, 6), err
                sweep.laws()
        with told("; then ".join(story)):
            sweep.equals(calm, sweep.recover())


CASES = [(mode, name) for mode in MODES for name in WORKS]


@pytest.mark.heavy
@pytest.mark.parametrize("mode", MODES)
def test_a_build_that_is_killed_loses_and_doubles_nothing(undisturbed, tmp_path, mode):
    lot = random.Random(mode)
    for turn in range(2):
        with told(f"{mode}, turn {turn}"):
            kill_and_recover(lot, undisturbed(mode, "one of each"), mode, "one of each", tmp_path / str(turn))


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("mode", "name"), CASES)
def test_builds_that_are_killed_again_and_again_lose_and_double_nothing(undisturbed, tmp_path, mode, name, seed):
    lot = random.Random(f"{mode} {name} {seed}")
    for turn in range(10):
        with told(f"{mode}, {name}, seed {seed}, turn {turn}"):
            kill_and_recover(lot, undisturbed(mode, name), mode, name, tmp_path / str(turn))
