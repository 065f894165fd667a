"""Every example manifest builds on the embedded API as a user would build it, and the README's picture is of that."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from contact_sheet import EXAMPLES, sheet
from PIL import Image

NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, dict[str, object]]]:
    """Each example built once, by name: the folder of manifests, and what the build said."""
    made: dict[str, tuple[Path, dict[str, object]]] = {}
    for name in NAMES:
        work = tmp_path_factory.mktemp(name) / "examples"
        shutil.copytree(EXAMPLES, work, ignore=shutil.ignore_patterns("assets", "*.lock.json"))
        made[name] = (work, json.loads(run(work, "build", f"{name}.yaml", "--json")))
    return made


def run(work: Path, *arguments: str) -> str:
    environment = {**os.environ, "RDBUILD_HOME": str(work.parent / "home"), "RDBUILD_API": "local"}
    command = [sys.executable, "-m", "rdbuild", *arguments]
    done = subprocess.run(command, cwd=work, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(params=NAMES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_an_example_builds_whole_at_the_price_that_was_planned(
    example: str, built: dict[str, tuple[Path, dict[str, object]]], tmp_path: Path
) -> None:
    _, report = built[example]
    fresh = tmp_path / "examples"
    shutil.copytree(EXAMPLES, fresh, ignore=shutil.ignore_patterns("assets", "*.lock.json"))
    plan = json.loads(run(fresh, "plan", f"{example}.yaml", "--json"))
    assert plan["notes"] == []
    assert sorted(report["generated"]) == sorted(asset["id"] for asset in plan["assets"])  # type: ignore[call-overload]
    assert report["failed"] == report["blocked"] == report["skipped"] == report["unknown"] == []
    assert report["spent"] == plan["totals"]["cost"]
    assert report["requests"] == plan["totals"]["requests"]


def test_every_file_of_an_example_is_a_picture_of_the_size_that_its_index_says(
    example: str, built: dict[str, tuple[Path, dict[str, object]]]
) -> None:
    work, _ = built[example]
    folder = work / "assets" / example
    index = json.loads((folder / "assets.json").read_text(encoding="utf-8"))["assets"]
    files = {one["path"]: (one["width"], one["height"]) for asset in index.values() for one in asset["files"]}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {*files, "assets.json"}
    for path, size in files.items():
        with Image.open(folder / path) as picture:
            assert picture.size == size, path


def test_a_second_build_of_an_example_has_nothing_to_do(
    example: str, built: dict[str, tuple[Path, dict[str, object]]]
) -> None:
    work, first = built[example]
    again = json.loads(run(work, "build", f"{example}.yaml", "--json"))
    assert sorted(again["current"]) == sorted(first["generated"])  # type: ignore[call-overload]
    assert again["requests"] == 0
    assert again["written"] == []


def test_different_words_make_different_pictures(built: dict[str, tuple[Path, dict[str, object]]]) -> None:
    folder = built["dungeon"][0] / "assets" / "dungeon"
    pictures = [path.read_bytes() for path in folder.rglob("*.png")]
    assert len(pictures) == 16
    assert len(set(pictures)) == 16


def test_pictures_in_a_palette_have_its_colours_and_no_other(
    built: dict[str, tuple[Path, dict[str, object]]],
) -> None:
    folder = built["palettes"][0] / "assets" / "palettes"
    embers = {(0x1A, 0x14, 0x23), (0x4A, 0x1A, 0x2C), (0x8C, 0x2F, 0x1B), (0xD1, 0x55, 0x1A), (0xF2, 0x9E, 0x3D),
              (0xFF, 0xE0, 0x8A)}  # fmt: skip
    with Image.open(folder / "gem_embers.png") as picture:
        found = {colour[:3] for _, colour in picture.convert("RGBA").getcolors(65536) or [] if colour[3]}
    assert found
    assert found <= embers


def test_the_picture_in_the_readme_is_what_the_dungeon_builds(
    built: dict[str, tuple[Path, dict[str, object]]],
) -> None:
    """`make picture` draws it anew where the painters or the example have changed."""
    real = sheet(built["dungeon"][0] / "assets" / "dungeon")
    with Image.open(EXAMPLES / "dungeon.png") as shown:
        assert shown.size == real.size
        assert shown.convert("RGBA").tobytes() == real.tobytes()
