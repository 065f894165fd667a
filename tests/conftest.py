"""What holds for every test: nothing of the person at the keyboard is used, and nothing of theirs is touched."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from game import Api, Game
from hypothesis import settings

# How long an example takes says more about the machine than about us.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _nobody_in_particular(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No key, address, budget or proxy from outside; and a home that is not theirs, also for forgetful tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name == "RD_API_KEY" or name.startswith("RDBUILD_") or name.lower().endswith("_proxy"):
                patch.delenv(name)
        for name in ("NO_COLOR", "COLUMNS"):  # xdist sets the width
            patch.delenv(name, raising=False)
        patch.setenv("RDBUILD_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture
def serve():
    running = []

    def start(**settings):
        running.append(Api(**settings))
        return running[-1]

    yield start
    for api in running:
        api.stop()


@pytest.fixture
def api(serve):
    return serve()


@pytest.fixture
def game(tmp_path, api):
    return Game(tmp_path / "game", tmp_path / "home", api)


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    """Children that die, or whose disk refuses, at an effect of one's choice."""
    from dying import Mortal

    with Mortal(tmp_path_factory.mktemp("mortal")) as one:
        yield one


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What each mode comes to if nothing happens."""
    from sweep import Undisturbed

    known = {}

    def look(mode):
        if mode not in known:
            known[mode] = Undisturbed(tmp_path_factory.mktemp("calm") / "it", mode)
        return known[mode]

    return look
