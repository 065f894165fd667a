"""A picture made by hand is an asset like any other, for which nothing is sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from rdbuild import catalogue, manifest, naming, request
from rdbuild.errors import ManifestError
from rdbuild.model import Asset, Manifest

CATALOGUE = catalogue.load()
HEAD = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64, priority: 2, seed: 5, tags: [all],
           prompt_template: "{prompt}, dark", layout: {columns: 2, rows: 2}}
presets:
  ui: {tags: [ui], priority: 3}
assets:
"""


def load(text: str, folder: Path) -> Manifest:
    art = folder / "art"
    art.mkdir(exist_ok=True)
    Image.new("RGBA", (64, 64), "red").save(art / "logo.png")
    Image.new("RGBA", (64, 64), "red").save(art / "LOUD.PNG")
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    frames[0].save(art / "still.gif")
    frames[0].save(art / "moving.gif", save_all=True, append_images=frames[1:])
    (art / "photo.jpg").write_bytes(b"only its name is looked at")
    path = folder / "game.yaml"
    path.write_text(HEAD + text)
    return manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE)


def assets(text: str, folder: Path) -> dict[str, Asset]:
    return {asset.id: asset for asset in load(text, folder).assets}


def told(text: str, folder: Path) -> list[str]:
    with pytest.raises(ManifestError) as caught:
        load(text, folder)
    return [f"{one.mark.line} {one.code}: {one.message}" for one in caught.value.problems if one.mark]


def test_it_takes_tags_layout_and_priority_and_leaves_out_what_defaults_say_beyond(tmp_path: Path) -> None:
    made = assets(
        """\
  logo: {file: art/logo.png}
  icon: {file: art/logo.png, preset: ui, layout: {columns: 4, rows: 4}}
""",
        tmp_path,
    )
    logo, icon = made["logo"], made["icon"]
    assert logo.file is not None
    assert logo.file.file == str(tmp_path / "art" / "logo.png")
    assert (logo.prompt, logo.prompt_style, logo.seed, logo.layout, logo.params) == ("", None, None, {}, {})
    assert (logo.tags, logo.priority) == (("all",), 2)
    assert (icon.tags, icon.priority, icon.layout) == (("ui",), 3, {"columns": 4, "rows": 4})


def test_its_file_in_the_tree_has_its_id_and_the_end_of_its_name(tmp_path: Path) -> None:
    made = assets(
        "  a: {file: art/logo.png}\n  b: {file: art/moving.gif}\n  ui/c: {file: art/LOUD.PNG}\n",
        tmp_path,
    )
    paths = [naming.possible_paths(asset, CATALOGUE.absent()) for asset in made.values()]
    assert paths == [("a.png",), ("b.gif",), ("ui/c.png",)]
    assert told("  a: {file: art/logo.png}\n  A: {prompt: a}\n", tmp_path) == [
        "8 path-clash: `A` and `a` both need `A.png` in the output folder"
    ]


def test_it_may_come_from_a_matrix_and_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "art.csv").write_text("name,file\nlogo,art/logo.png\nwalk,art/moving.gif\n")
    made = assets(
        """\
  "{n}_{f}": {matrix: {n: [1, 2], f: [logo]}, file: "art/{f}.png"}
  "t/{name}": {table: art.csv, file: "{file}"}
""",
        tmp_path,
    )
    assert [Path(one.file.file or "").name for one in made.values() if one.file] == [
        "logo.png", "logo.png", "logo.png", "moving.gif"
    ]  # fmt: skip


def test_a_row_without_a_file_is_made_as_the_entry_says(tmp_path: Path) -> None:
    (tmp_path / "art.csv").write_text("name,file\nlogo,art/logo.png\n")
    text = '  "{name}": {table: art.csv, file: "{file}", tags: [a]}\n'
    assert assets(text, tmp_path)["logo"].file is not None
    (tmp_path / "art.csv").write_text("name,file\nlogo,art/logo.png\nhero,\n")
    assert told(text, tmp_path) == ["7 missing-key: `{name}` has no `prompt` (in `hero`)"]


def test_what_is_made_from_it_is_made_from_its_file(tmp_path: Path) -> None:
    made = assets(
        """\
  logo: {file: art/logo.png}
  still: {file: art/still.gif}
  start: {prompt: a, input_image: {asset: logo}}
  guided: {prompt: a, prompt_style: rd_pro__default, reference_images: [{asset: logo}, {asset: start}, {asset: still}]}
  edited: {prompt: a, edit: {asset: logo, image: 1}}
  plain: {prompt: a, input_image: art/logo.png}
""",
        tmp_path,
    )
    start, guided, edited = (made[name] for name in ("start", "guided", "edited"))
    logo = str(tmp_path / "art" / "logo.png")
    assert start.input_image is not None
    assert (start.input_image.file, start.input_image.asset, start.input_image.mark.line) == (logo, None, 9)
    assert [ref.asset or Path(ref.file or "").name for ref in guided.reference_images] == [
        "logo.png", "start", "still.gif"
    ]  # fmt: skip
    assert edited.edit is not None
    assert (edited.edit.file, edited.edit.image) == (logo, None)
    prints = [
        request.make(made[name], CATALOGUE, {}, lambda *ref: str(ref[0].file)).fingerprint
        for name in ("start", "plain")
    ]
    assert prints[0] == prints[1]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("x: {file: art/logo.png, prompt: a}", "7 not-taken: a picture made by hand takes no `prompt`"),
        ("x: {file: art/logo.png, take: 2}", "7 not-taken: a picture made by hand takes no `take`"),
        (
            'x: {file: art/logo.png, prompt_template: "{prompt}!"}',
            "7 not-taken: a picture made by hand takes no `prompt_template`",
        ),
        ("x: {file: art/logo.png, edit: art/logo.png}", "7 not-taken: a picture made by hand takes no `edit`"),
        ("x: {file: art/logo.png, api: {a: 1}}", "7 not-taken: a picture made by hand takes no `api`"),
        (
            "x: {file: art/logo.png, upscale_output_factor: null}",
            "7 not-taken: a picture made by hand takes no `upscale_output_factor`",
        ),
        ("x: {file: art/photo.jpg}", "7 bad-file: `art/photo.jpg` is no PNG and no GIF by its name"),
        ("x: {file: art/lost.png}", "7 bad-path: no file `art/lost.png`"),
        ("x: {file: ../../../logo.png}", "7 bad-path: `../../../logo.png` leads out of the project"),
        ("x: {file: {asset: logo}}", "7 wrong-type: `file` must be a path, got a mapping"),
        (
            "x: {prompt: a, input_image: {asset: moving}}",
            "7 animated-input: `moving` is an animated GIF, which can't be an input",
        ),
        (
            "x: {prompt: a, input_image: {asset: logo, image: 2}}",
            "7 bad-image-number: image 2 of `logo`, which makes one picture",
        ),
        (
            "x: {file: art/logo.png, layout: {columns: 2, row_names: [a, a]}}",
            "7 bad-value: the text `a` is twice in `row_names`",
        ),
        (
            "x: {file: art/logo.png, layout: {columns: 2, rows: 1, row_names: [a, b]}}",
            "7 bad-layout: `row_names` names 2, and the sheet has 1 rows",
        ),
    ],
)
def test_what_it_can_not_be_is_told(entry: str, expected: str, tmp_path: Path) -> None:
    assert told(f"  {entry}\n  logo: {{file: art/logo.png}}\n  moving: {{file: art/moving.gif}}\n", tmp_path) == [
        expected
    ]


def test_a_picture_may_not_be_written_over_itself(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    Image.new("RGBA", (64, 64), "red").save(tmp_path / "assets" / "logo.png")
    assert told("  logo: {file: assets/logo.png}\n", tmp_path) == [
        "7 input-is-output: this is the file that `logo` is written to"
    ]
    assert told("  logo: {prompt: a}\n  copy: {file: assets/logo.png}\n", tmp_path) == [
        "8 input-is-output: this is the file that `logo` is written to"
    ]
