"""A build with nothing to do starts at once: what it does not need is not even imported."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rdbuild.offline import Server, Settings

HEAVY = {"aiohttp", "PIL", "rich", "jsonschema", "tenacity", "asyncio", "ssl", "platformdirs"}
TEXT = """\
version: 1
project: game
budget: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}
assets:
  hero: {prompt: a knight}
  twin: {prompt: a page, input_image: art.png}
"""


def run(folder: Path, *argv: str, home: str = "home", key: str | None = None) -> tuple[int, set[str], str]:
    """Run the command line in a process of its own. Gives exit code, all modules that it loaded, and stderr."""
    environment = {
        name: value for name, value in os.environ.items() if name != "RD_API_KEY" and not name.startswith("RDBUILD_")
    }
    environment |= {"RDBUILD_HOME": str(folder / home), **({"RD_API_KEY": key} if key else {})}
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rdbuild", *argv], cwd=folder, env=environment, text=True,
        encoding="utf-8", capture_output=True, timeout=60,
    )  # fmt: skip
    lines = ran.stderr.splitlines()
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    return ran.returncode, loaded, "\n".join(line for line in lines if not line.startswith("import time:"))


def heavy(loaded: set[str]) -> set[str]:
    return {name.split(".")[0] for name in loaded} & HEAVY


@pytest.fixture(scope="module")
def game(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from PIL import Image

    folder = tmp_path_factory.mktemp("game")
    Image.new("RGB", (64, 64), (10, 20, 30)).save(folder / "art.png")
    (folder / "rdbuild.yaml").write_text(TEXT)
    return folder


@pytest.fixture(scope="module")
def local(game: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with the embedded API."""
    folder = tmp_path_factory.mktemp("local") / "game"
    shutil.copytree(game, folder)
    code, loaded, told = run(folder, "build", "--api", "local")
    assert code == 0, told
    assert {"aiohttp", "PIL", "tenacity"} <= heavy(loaded), "the first build does need them"
    return folder


@pytest.fixture(scope="module")
def paid(game: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Built by an API at a URL that nobody answers at any more."""
    folder = tmp_path_factory.mktemp("paid") / "game"  # a worker may come back to this module: a new one each time
    shutil.copytree(game, folder)

    async def build() -> str:
        server = Server(Settings())
        url = await server.start()
        try:
            code, _, told = await asyncio.to_thread(run, folder, "build", "--api", url, key="key")
            assert code == 0, told
        finally:
            await server.stop()
        return url

    return folder, asyncio.run(build())


def test_asking_for_the_version_loads_next_to_nothing(tmp_path: Path) -> None:
    code, loaded, _ = run(tmp_path, "--version")
    assert code == 0
    assert heavy(loaded) == set()
    assert {name for name in loaded if name.startswith("rdbuild.")} <= {
        "rdbuild.cli", "rdbuild.arguments", "rdbuild.errors", "rdbuild.console", "rdbuild.model", "rdbuild.screen",
        "rdbuild.spelling", "rdbuild.terminal",
    }  # fmt: skip
    assert not {"yaml", "sqlite3"} & loaded


@pytest.mark.parametrize("command", ["build", "plan"])
def test_nothing_to_do_on_the_embedded_api_loads_nothing_heavy(local: Path, command: str) -> None:
    code, loaded, told = run(local, command, "--api", "local")
    assert code == 0, told
    assert command == "plan" or "nothing to do" in told
    assert heavy(loaded) == set()
    assert not {"yaml", "rdbuild.manifest", "rdbuild.offline", "rdbuild.client", "rdbuild.execute"} & loaded


@pytest.mark.parametrize("command", ["build", "plan"])
def test_nothing_to_do_on_a_paid_api_needs_no_key_no_network_and_nothing_heavy(
    paid: tuple[Path, str], command: str
) -> None:
    folder, url = paid
    code, loaded, told = run(folder, command, "--api", url)
    assert code == 0, told
    assert command == "plan" or "nothing to do" in told
    assert heavy(loaded) == set()
    assert not {"yaml", "rdbuild.manifest", "rdbuild.client", "rdbuild.execute"} & loaded


def test_explaining_an_asset_loads_nothing_heavy(paid: tuple[Path, str]) -> None:
    folder, url = paid
    code, loaded, told = run(folder, "explain", "hero", "twin", "--api", url)
    assert code == 0, told
    assert heavy(loaded) == set()


def test_merging_lock_files_loads_no_project(tmp_path: Path) -> None:
    for name in ("base", "ours", "theirs"):
        (tmp_path / name).write_text('{"version": 1, "assets": {}}')
    code, loaded, told = run(tmp_path, "lock", "merge", "base", "ours", "theirs")
    assert code == 0, told
    assert not {"yaml", "sqlite3", "rdbuild.project", "rdbuild.cache"} & loaded
    assert heavy(loaded) == set()


def test_a_fresh_clone_reads_and_checks_the_manifest_once_and_looks_at_input_pixels(paid: tuple[Path, str]) -> None:
    """Tree and lock file, an empty home: jsonschema and Pillow are needed this once, and never the network's things."""
    folder, url = paid
    first, loaded, told = run(folder, "build", "--api", url, home="clone")
    assert (first, "nothing to do" in told) == (0, True), told
    assert heavy(loaded) <= {"jsonschema", "PIL"}
    assert {"jsonschema", "PIL", "yaml"} <= {name.split(".")[0] for name in loaded}
    assert not (folder / "clone" / "ledger.sqlite3").exists(), "no ledger is made for nothing"
    second, again, told = run(folder, "build", "--api", url, home="clone")
    assert (second, "nothing to do" in told) == (0, True), told
    assert heavy(again) == set()


def test_a_clone_without_input_images_never_loads_pillow(paid: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = paid
    clone = tmp_path / "clone"
    shutil.copytree(folder, clone, ignore=shutil.ignore_patterns("home", "clone"))
    text = TEXT[: TEXT.index("  twin")]
    (clone / "rdbuild.yaml").write_text(text)
    code, loaded, told = run(clone, "build", "--api", url)
    assert code == 0, told
    assert heavy(loaded) == {"jsonschema"}
