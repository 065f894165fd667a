"""Every example manifest builds on the embedded API as a user would build it, and the README's picture is of that."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from game import Api, Game
from PIL import Image

EXAMPLES = Path(__file__).parent.parent / "example_manifests"
FOLDERS = sorted(path.parent.name for path in EXAMPLES.glob("*/rdbuild.yaml"))
NAMES = [*sorted(path.stem for path in EXAMPLES.glob("*.yaml")), *FOLDERS]


class Built:
    """An example planned, built and built again on the embedded API, in a folder and with a home of its own."""

    def __init__(self, name: str, scratch: Path) -> None:
        shutil.copytree(EXAMPLES, scratch / "examples", ignore=shutil.ignore_patterns("assets", "*.lock.json"))
        self.game = game = Game(scratch / "examples", scratch / "home", "local", key=None)
        own = name in FOLDERS  # a folder of its own
        self.manifest = manifest = scratch / "examples" / (name if own else f"{name}.yaml")
        self.folder = manifest / "assets" if own else scratch / "examples" / "assets" / name
        self.ran = {}
        for told, command in (("plan", "plan"), ("build", "build"), ("again", "build")):
            self.ran[told] = game.run_plain(command, str(manifest), "--json")
            assert self.ran[told].code == 0, self.ran[told]
        self.plan, self.report, self.again = (self.ran[told].json for told in ("plan", "build", "again"))

    @property
    def index(self) -> dict[str, dict[str, list[dict[str, object]]]]:
        return json.loads((self.folder / "assets.json").read_text(encoding="utf-8"))["assets"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """Gives an example by name, built once."""
    return cache(lambda name: Built(name, tmp_path_factory.mktemp(name)))


# A matrix of hundreds takes seconds.
PARAMS = [pytest.param(name, marks=pytest.mark.heavy) if name == "matrix" else name for name in NAMES]


@pytest.fixture(scope="module", params=PARAMS)
def example(request: pytest.FixtureRequest, built) -> Built:
    return built(request.param)


def test_an_example_builds_whole_at_the_price_that_was_planned(example: Built) -> None:
    plan, report = example.plan, example.report
    assert sorted([*report["generated"], *report["reused"]]) == sorted(asset["id"] for asset in plan["assets"])
    assert report["reused"] == [asset["id"] for asset in plan["assets"] if asset["status"] == "cached"]  # made by hand
    assert report["failed"] == report["blocked"] == report["skipped"] == report["unknown"] == []
    assert (report["spent"], report["credits_spent"]) == (plan["totals"]["cost"], plan["totals"]["credits"])
    assert report["requests"] == plan["totals"]["requests"]


def test_nothing_about_an_example_is_worth_a_warning(example: Built) -> None:
    assert example.plan["notes"] == []
    assert example.report["notes"] == []
    assert not [ran.err for ran in example.ran.values() if "warning" in ran.err]


def test_every_file_of_an_example_is_a_picture_of_the_size_that_its_index_says(example: Built) -> None:
    files = {one["path"]: (one["width"], one["height"]) for asset in example.index.values() for one in asset["files"]}
    there = {path.relative_to(example.folder).as_posix() for path in example.folder.rglob("*") if path.is_file()}
    assert there == {*files, "assets.json"}
    for path, size in files.items():
        with Image.open(example.folder / path) as picture:
            assert picture.size == size, path


def test_a_gif_moves_and_is_transparent_and_its_index_says_for_how_long_each_frame_shows(example: Built) -> None:
    for asset in example.index.values():
        for one in asset["files"]:
            if not one["path"].endswith(".gif"):
                continue
            with Image.open(example.folder / one["path"]) as moving:
                shown, clear = [], []
                for number in range(moving.n_frames):
                    moving.seek(number)
                    shown.append({"duration_ms": moving.info["duration"]})
                    clear.append(moving.convert("RGBA").getextrema()[3][0] == 0)
            assert len(shown) > 1, one["path"]
            assert all(clear), one["path"]
            assert asset["frames"] == shown, one["path"]


def test_a_second_build_of_an_example_has_nothing_to_do(example: Built) -> None:
    assert sorted(example.again["current"]) == sorted([*example.report["generated"], *example.report["reused"]])
    assert example.again["requests"] == 0
    assert example.again["written"] == []


@pytest.mark.heavy
def test_the_whole_small_game_is_bought_within_its_own_budget_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("assets", "*.lock.json"))
    api = Api()
    try:
        game = Game(tmp_path / "examples", tmp_path / "home", api)
        first, second = (
            game.run_plain("build", str(tmp_path / "examples" / "roguelike"), "--json").json for _ in range(2)
        )
        assert (len(first["generated"]), first["reused"]) == (74, ["ui/logo"])
        assert (Decimal(first["spent"]), first["credits_spent"]) == (api.spent() - 10, "10")
        assert all(one["agrees"] for one in first["account"].values())
        assert (second["requests"], second["written"], len(second["current"])) == (0, [], 75)
    finally:
        api.stop()


def test_different_words_make_different_pictures(built) -> None:
    folder = built("dungeon").folder
    pictures = [path.read_bytes() for path in folder.rglob("*.png")]
    assert len(pictures) == 16
    assert len(set(pictures)) == 16


def test_pictures_in_a_palette_have_its_colours_and_no_other(built) -> None:
    folder = built("palettes").folder
    embers = {(0x1A, 0x14, 0x23), (0x4A, 0x1A, 0x2C), (0x8C, 0x2F, 0x1B), (0xD1, 0x55, 0x1A), (0xF2, 0x9E, 0x3D),
              (0xFF, 0xE0, 0x8A)}  # fmt: skip
    with Image.open(folder / "gem_embers.png") as picture:
        found = {colour[:3] for _, colour in picture.convert("RGBA").getcolors(65536) or [] if colour[3]}
    assert found
    assert found <= embers


def test_the_picture_in_the_readme_is_what_the_showcase_builds(built, tmp_path: Path) -> None:
    """`make picture` draws it anew where the painters or the example have changed."""
    showcase = built("showcase")
    ran = showcase.game.run_plain("gallery", str(showcase.manifest), "--sheet", str(tmp_path / "sheet.png"))
    assert ran.code == 0, ran
    with Image.open(tmp_path / "sheet.png") as real, Image.open(EXAMPLES / "showcase.png") as shown:
        assert shown.size == real.size
        assert shown.convert("RGB").tobytes() == real.convert("RGB").tobytes()
