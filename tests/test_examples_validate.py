"""What we show people is right: every example manifest passes, costs little, and writes to a folder of its own."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from rdbuild import catalogue, manifest
from rdbuild.document import parse
from rdbuild.model import Manifest
from rdbuild.pricing import price

FOLDER = Path(__file__).parent.parent / "example_manifests"
EXAMPLES = sorted([*FOLDER.glob("*.yaml"), *FOLDER.glob("*/rdbuild.yaml")])
CATALOGUE = catalogue.load()


def load(path: Path) -> Manifest:
    return manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE)


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.relative_to(FOLDER).with_suffix("").as_posix())
def example(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


def files(example: Path) -> list[Path]:
    """An example's manifest, and the files that it includes."""
    return [example, *sorted(example.parent.glob("levels/*.yaml"))]


def test_there_are_examples() -> None:
    rows = {"stills", "pro", "fast", "plus", "user_style", "animations", "animation_input", "tilesets", "tiles"}
    rows |= {"img2img", "palettes", "background", "seamless", "edits", "new_style", "layouts"}
    assert {"dungeon", "matrix", "takes", *rows} <= {path.stem for path in EXAMPLES}


def test_an_example_has_no_problems_and_no_warnings(example: Path) -> None:
    assert load(example).warnings == ()


def test_an_example_fits_its_own_budget_by_the_documented_prices(example: Path) -> None:
    made = load(example)
    known = CATALOGUE.extended(made.styles)
    totals = {"build": 0, "credits": 0}
    for asset in made.assets:
        if asset.file is not None:
            continue
        style = known.get(asset.prompt_style) if asset.prompt_style else known.absent()
        style = known.edit if asset.edit is not None else style
        assert style is not None
        rule = known.price_rule(style)
        size = (asset.width, asset.height) if asset.edit is None else style.min_size  # an edit costs the same at any
        cost = price(rule, *size, asset.num_images)
        if rule is not None:
            assert cost is not None
            totals["credits" if rule["unit"] == "credits" else "build"] += cost * max(1, len(asset.prompts))
    for name, total in totals.items():
        assert Decimal(total) / 1_000_000 <= made.budget.get(name, 0)


def test_an_example_names_its_schema_first_and_the_schema_agrees(example: Path) -> None:
    schema = json.loads(manifest.schema_text())
    for path in files(example):
        text = path.read_text(encoding="utf-8")
        up = "../" * len(path.relative_to(FOLDER).parts)
        assert text.startswith(f"# yaml-language-server: $schema={up}schemas/manifest.schema.json\n")
        assert list(Draft202012Validator(schema).iter_errors(parse(text.encode(), "x").value)) == []


def test_every_example_has_an_output_folder_and_a_project_of_its_own() -> None:
    made = [load(path) for path in EXAMPLES]
    assert len({each.output for each in made}) == len(made)
    assert len({each.project for each in made}) == len(made)
    for path, each in zip(EXAMPLES, made, strict=True):
        inside = path.parent if path.parent != FOLDER else FOLDER / "assets"
        assert Path(each.output).parent == inside


@pytest.mark.parametrize(
    ("name", "family", "count"),
    [("pro", "rd_pro", 18), ("fast", "rd_fast", 16), ("plus", "rd_plus", 19), ("animations", "rd_animation", 7)],
)
def test_an_example_of_a_family_has_all_of_its_styles(name: str, family: str, count: int) -> None:
    wanted = {style.id for style in CATALOGUE.styles.values() if style.family == family}
    assert len(wanted) == count
    assert {asset.prompt_style for asset in load(FOLDER / f"{name}.yaml").assets} == wanted


def test_the_tile_examples_have_all_styles_of_their_family() -> None:
    wanted = {style.id for style in CATALOGUE.styles.values() if style.family == "rd_tile"}
    made = {asset.prompt_style for name in ("tiles", "tilesets") for asset in load(FOLDER / f"{name}.yaml").assets}
    assert made == wanted


def test_the_matrix_example_is_two_hundred_icons() -> None:
    assert len(load(FOLDER / "matrix.yaml").assets) == 200


def test_a_whole_small_game_is_ninety_lines_and_a_table() -> None:
    path = FOLDER / "roguelike" / "rdbuild.yaml"
    assert len(load(path).assets) == 75
    assert sum(len(each.read_text(encoding="utf-8").splitlines()) for each in files(path)) < 100


def test_the_dungeon_shows_each_kind_of_input() -> None:
    made = {asset.id: asset for asset in load(FOLDER / "dungeon.yaml").assets}
    assert len(made) == 16
    assert made["hero_wounded"].input_image is not None
    assert made["hero_wounded"].input_image.asset == "hero"
    assert made["props/campfire"].input_image is not None
    assert made["props/campfire"].input_image.file == str(FOLDER / "art" / "campfire.png")
    assert [ref.asset for ref in made["portraits/hero"].reference_images] == ["hero"]


def test_every_palette_format_is_read_from_a_real_file() -> None:
    made = {asset.id: asset.palette for asset in load(FOLDER / "palettes.yaml").assets}
    assert made["gem_embers"] == ("#1a1423", "#4a1a2c", "#8c2f1b", "#d1551a", "#f29e3d", "#ffe08a")
    assert made["gem_frost"] == ("#101830", "#2c5282", "#689ec8", "#aad6e8", "#f0faff")
    assert made["gem_dusk"] == ("#221835", "#54305c", "#a04868", "#e88468", "#ffd8a0")
    assert made["gem_meadow"] == ("#182820", "#285830", "#589038", "#a8c850", "#f0f0b0")
