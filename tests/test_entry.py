"""An entry becomes its assets: rows of tables and matrices fill every template, and mistakes are told at the row."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, manifest
from rdbuild.errors import ManifestError
from rdbuild.model import Asset, Manifest, Problem

CATALOGUE = catalogue.load()
HEAD = "version: 1\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\nassets:\n"


def load(text: str, folder: Path, **files: str) -> Manifest:
    """Load a manifest; `items="…"` is the file `items.csv` beside it, `items_json="…"` the file `items.json`."""
    path = folder / "game.yaml"
    path.write_text(text)
    (folder / "art").mkdir(exist_ok=True)
    for name in ("axe", "bow"):
        (folder / "art" / f"{name}.png").write_bytes(b"only its presence is looked at")
    for name, said in files.items():
        stem, _, suffix = name.partition("_")
        (folder / f"{stem}.{suffix or 'csv'}").write_text(said)
    return manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE)


def assets(text: str, folder: Path, **files: str) -> dict[str, Asset]:
    return {asset.id: asset for asset in load(HEAD + text, folder, **files).assets}


def problems(text: str, folder: Path, **files: str) -> list[Problem]:
    with pytest.raises(ManifestError) as caught:
        load(HEAD + text, folder, **files)
    return list(caught.value.problems)


def told(text: str, folder: Path, **files: str) -> list[str]:
    found = []
    for one in problems(text, folder, **files):
        assert one.mark is not None
        assert one.source
        found.append(f"{Path(one.mark.file).name}:{one.mark.line}:{one.mark.column} {one.code}: {one.message}")
    return found


ITEMS = """\
name,description,kind,n,seed,palette,picture,style,Display Name
Axe,a rusty axe,weapon,1,7,,art/axe.png,,The Axe
Long Bow,"a bow, strung",weapon,2,,warm,,rd_pro__simple,The Bow
Iron Key,"a key {of} iron",key,3,,,,,The Key
"""


def test_a_row_is_an_asset_and_its_cells_fill_every_template(tmp_path: Path) -> None:
    text = """\
  items/{kind}/{n:03}_{name|slug}:
    table: items.csv
    prompt: "{description}, {name|upper}"
    tags: ["{kind}", all]
    take: "{n}"
    priority: "{n}"
    input_palette: "{palette}"
    prompt_style: "{style}"
    reference_images: ["{picture}"]
    seed: "{seed}"
"""
    head = HEAD.replace("rd_fast__game_asset", "rd_pro__default") + text
    made = load('palettes: {warm: ["#ff0000", "#ffff00"]}\n' + head, tmp_path, items=ITEMS).assets
    assert [asset.id for asset in made] == [
        "items/weapon/001_axe",
        "items/weapon/002_long_bow",
        "items/key/003_iron_key",
    ]
    axe, bow, key = made
    assert [one.prompt for one in made] == ["a rusty axe, AXE", "a bow, strung, LONG BOW", "a key {of} iron, IRON KEY"]
    assert [one.tags for one in made] == [("weapon", "all"), ("weapon", "all"), ("key", "all")]
    assert [one.take for one in made] == [1, 2, 3]
    assert [one.priority for one in made] == [1, 2, 3]
    assert [one.seed for one in made] == [7, None, None]
    assert [one.palette for one in made] == [None, ("#ff0000", "#ffff00"), None]
    assert [one.prompt_style for one in made] == ["rd_pro__default", "rd_pro__simple", "rd_pro__default"]
    assert [one.entry for one in made] == ["items/{kind}/{n:03}_{name|slug}"] * 3
    assert [ref.file for ref in axe.reference_images] == [str(tmp_path / "art" / "axe.png")]
    assert bow.reference_images == key.reference_images == ()
    assert axe.row is not None
    assert (Path(axe.row.file).name, axe.row.line) == ("items.csv", 2)


def test_an_asset_of_a_row_is_made_from_the_asset_of_another(tmp_path: Path) -> None:
    text = '  "{name|slug}": {table: items.csv, prompt: "{name}", input_image: {asset: "{base}"}}\n'
    made = assets(text, tmp_path, items="name,base\nAxe,\nBig Axe,axe\n")
    assert made["axe"].input_image is None
    ref = made["big_axe"].input_image
    assert ref is not None
    assert (ref.asset, Path(ref.mark.file).name, ref.mark.line, ref.mark.column) == ("axe", "items.csv", 3, 9)


def test_the_same_rows_come_from_csv_json_and_json_lines(tmp_path: Path) -> None:
    text = '  "{name|slug}": {{table: {}, prompt: "{{name}} {{n:02}} {{sharp}}", seed: "{{n}}"}}\n'
    files = {
        "items.csv": "name,n,sharp\nAxe,1,true\nBow,2,false\n",
        "items.tsv": "name\tn\tsharp\nAxe\t1\ttrue\nBow\t2\tfalse\n",
        "items.json": '[{"name": "Axe", "n": 1, "sharp": true}, {"name": "Bow", "n": 2, "sharp": false}]',
        "items.jsonl": '{"name": "Axe", "n": 1, "sharp": true}\n{"name": "Bow", "n": 2, "sharp": false}\n',
    }
    for name, said in files.items():
        (tmp_path / name).write_text(said)
        made = assets(text.replace("{}", name).replace("{{", "{").replace("}}", "}"), tmp_path)
        assert [(one.id, one.prompt, one.seed) for one in made.values()] == [
            ("axe", "Axe 01 true", 1),
            ("bow", "Bow 02 false", 2),
        ]


def test_an_empty_cell_leaves_the_setting_to_the_next_layer(tmp_path: Path) -> None:
    text = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64, seed: 5, prompt: a thing, tags: [plain]}
presets:
  odd: {seed: 6, prompt_style: rd_pro__default}
palettes: {warm: ["#ff0000"]}
assets:
  "{name}":
    table: items.csv
    preset: "{preset}"
    seed: "{seed}"
    prompt: "{words}"
    prompt_style: "{style}"
    tags: ["{tag}"]
    input_palette: "{palette}"
    prompt_template: "{prompt}{more}"
"""
    rows = """\
name,preset,seed,words,style,tag,palette,more
a,,,,,,,
b,odd,,,,,,
c,odd,1,a cat,rd_pro__simple,cats,warm,!
"""
    a, b, c = load(text, tmp_path, items=rows).assets
    assert (a.seed, a.prompt, a.prompt_style, a.tags, a.palette) == (
        5, "a thing", "rd_fast__game_asset", ("plain",), None
    )  # fmt: skip
    assert (b.seed, b.prompt, b.prompt_style) == (6, "a thing", "rd_pro__default")
    assert (c.seed, c.prompt, c.prompt_style, c.tags, c.palette) == (
        1, "a cat!", "rd_pro__simple", ("cats",), ("#ff0000",)
    )  # fmt: skip


def test_an_empty_item_of_a_list_is_left_out_and_marks_stay_with_their_cells(tmp_path: Path) -> None:
    text = """\
  "{name}":
    table: items.csv
    prompt_style: rd_pro__default
    prompt: a thing
    reference_images: ["{first}", art/bow.png, {asset: "{second}"}]
"""
    made = assets(text, tmp_path, items="name,first,second\na,,\nb,art/axe.png,a\nc,,a\n")
    assert [[ref.asset or Path(ref.file or "").name for ref in one.reference_images] for one in made.values()] == [
        ["bow.png"],
        ["axe.png", "bow.png", "a"],
        ["bow.png", "a"],
    ]
    marks = [(Path(ref.mark.file).name, ref.mark.line) for ref in made["c"].reference_images]
    assert marks == [("game.yaml", 8), ("items.csv", 4)]
    assert told(text, tmp_path, items="name,first,second\na,,\nb,,c\n") == [
        "items.csv:3:4 unknown-asset: unknown asset `c`"
    ]


def test_an_empty_cell_in_a_text_is_nothing(tmp_path: Path) -> None:
    made = assets(
        '  "{name}": {table: items.csv, prompt: "an axe{more}"}\n', tmp_path, items='name,more\na,\nb," of iron"\n'
    )
    assert [one.prompt for one in made.values()] == ["an axe", "an axeof iron"]


def test_the_settings_of_an_edit_may_come_from_a_row(tmp_path: Path) -> None:
    text = """\
  hero: {prompt: a knight}
  hero_{name}:
    table: items.csv
    edit: {asset: "{of}"}
    prompt: ["add {what}", "{more}"]
    priority: 4
"""
    made = assets(text, tmp_path, items="name,of,what,more\nhat,hero,a hat,\nboth,hero,a hat,add a cape\n")
    assert [one.prompts for one in made.values()] == [(), ("add a hat",), ("add a hat", "add a cape")]
    assert made["hero_hat"].priority == 4


def test_columns_that_nothing_uses_and_those_without_a_variables_name_are_fine(tmp_path: Path) -> None:
    load(HEAD + '  "{name|slug}": {table: items.csv, prompt: a}\n', tmp_path, items=ITEMS)


def test_a_column_may_be_called_prompt(tmp_path: Path) -> None:
    text = '  "{name}": {table: items.csv, prompt: "{prompt}", prompt_template: "{prompt}, thick outline"}\n'
    assert assets(text, tmp_path, items="name,prompt\na,an axe\n")["a"].prompt == "an axe, thick outline"


def test_rows_multiply_with_a_matrix_and_an_exclusion_may_name_both(tmp_path: Path) -> None:
    text = """\
  "{metal}_{name|slug}":
    table: items.csv
    matrix: {metal: [iron, gold]}
    exclude: [{kind: key, metal: iron}, {name: [Axe, Hat]}]
    prompt: "{name} of {metal}"
"""
    made = assets(text, tmp_path, items="name,kind\nAxe,weapon\nBow,weapon\nKey,key\n")
    assert list(made) == ["iron_bow", "gold_bow", "gold_key"]
    assert told(text, tmp_path, items="name,kind\nAxe,weapon\nHat,\n") == [
        "game.yaml:7:5 exclude-all: every combination is excluded",
        "game.yaml:7:22 unknown-value: `kind` is never `key`, so this excludes nothing",
    ]


def test_a_table_and_a_matrix_may_not_share_a_name(tmp_path: Path) -> None:
    text = '  "{name}_{n}": {table: items.csv, matrix: {n: [1]}, prompt: a}\n'
    assert told(text, tmp_path, items="name,n\na,1\n") == [
        "game.yaml:4:45 duplicate-variable: `n` is a column of the table too"
    ]


def test_two_entries_may_read_one_table_and_its_faults_are_told_once(tmp_path: Path) -> None:
    text = '  "a/{name}": {table: items.csv, prompt: a}\n  "b/{name}": {table: items.csv, prompt: a}\n'
    assert len(assets(text, tmp_path, items="name,n\na,1\n")) == 2
    assert told(text, tmp_path, items="name,n\na,1\nb\n") == [
        "items.csv:3:1 ragged-row: this row has 1 cell, and the table 2 columns"
    ]


def test_a_key_that_only_some_rows_have_is_empty_in_the_others(tmp_path: Path) -> None:
    text = '  "{name}": {table: items.json, prompt: "a{more}"}\n'
    made = assets(text, tmp_path, items_json='[{"name": "a"}, {"name": "b", "more": " big one"}]')
    assert [one.prompt for one in made.values()] == ["a", "a big one"]
    assert told(text.replace("{more}", "{mor}"), tmp_path) == [
        "game.yaml:4:43 unknown-variable: unknown variable `mor`"
    ]


def test_a_fault_of_the_manifest_is_told_in_the_manifest_once(tmp_path: Path) -> None:
    rows = "name\n" + "".join(f"item{n}\n" for n in range(500))
    assert told(
        '  "{name}": {table: items.csv, prompt: a, width: 32, prompt_style: rd_fst}\n', tmp_path, items=rows
    ) == [
        "game.yaml:4:68 unknown-style: unknown style `rd_fst` (in 500 assets: `item0`, `item1`, `item2`, …)",
    ]


def test_a_fault_in_many_rows_is_told_once_at_the_first_of_them(tmp_path: Path) -> None:
    rows = "name,style\n" + "".join(f"item{n},{'rd_fst' if n % 3 else ''}\n" for n in range(500))
    text = '  "{name}": {table: items.csv, prompt: a, prompt_style: "{style}"}\n'
    assert told(text, tmp_path, items=rows) == [
        "items.csv:3:7 unknown-style: unknown style `rd_fst` "
        "(in 333 assets: `item1`, `item2`, `item4`, …; lines 3, 4, 6, …)",
    ]


def test_slips_are_told_each_and_a_mistake_of_every_row_once(tmp_path: Path) -> None:
    text = '  "{name}": {table: items.csv, prompt: a, seed: "{seed}"}\n'
    few = told(text, tmp_path, items="name,seed\na,x\nb,1\nc,y\nd,x\n")
    assert [one.partition(", got ")[2] for one in few] == ["`x` (in 2 assets: `a`, `d`; lines 2, 5)", "`y`"]
    many = told(text, tmp_path, items="name,seed\n" + "".join(f"i{n},s{n}\n" for n in range(50)))
    assert [one.partition(", got ")[2] for one in many] == [
        "`s0` and others like it (in 50 assets: `i0`, `i1`, `i2`, …; lines 2, 3, 4, …)"
    ]


def test_two_rows_of_one_id_are_told_at_the_later_one(tmp_path: Path) -> None:
    text = '  "{name|slug}": {table: items.csv, prompt: "{d}"}\n'
    assert told(text, tmp_path, items="name,d\nAxe,a\nBow,b\naxe,c\n") == [
        "items.csv:4:1 duplicate-id: `axe` is already there: line 2 makes it"
    ]


def test_what_names_a_broken_row_is_not_called_unknown(tmp_path: Path) -> None:
    text = '  "{name|slug}": {table: items.csv, prompt: "{d}"}\n  hat: {prompt: a, input_image: {asset: bow}}\n'
    assert told(text, tmp_path, items="name,d\nAxe,a\nBow\n") == [
        "items.csv:3:1 ragged-row: this row has 1 cell, and the table 2 columns"
    ]


def test_a_table_that_cannot_be_read_hides_no_other_mistake(tmp_path: Path) -> None:
    text = '  "{name|slug}": {table: lost.csv, prompt: "{d}", widht: 3}\n  hat: {prompt: a, width: 8}\n'
    assert [one.split()[1] for one in told(text, tmp_path)] == ["bad-path:", "unknown-key:", "bad-size:"]


def test_the_row_limit_counts_rows_of_tables(tmp_path: Path) -> None:
    rows = "name\n" + "".join(f"i{n}\n" for n in range(60_000))
    text = '  "{name}_{n}": {table: items.csv, matrix: {n: [1, 2]}, prompt: "{n}"}\n'
    assert told(text, tmp_path, items=rows) == ["game.yaml:4:36 matrix-too-large: the matrix makes 120,000 assets"]


@pytest.mark.heavy
def test_five_thousand_rows_take_no_longer_than_a_matrix_of_five_thousand(tmp_path: Path) -> None:
    numbers = ",".join(map(str, range(5000)))
    matrix = f'  "i_{{n}}": {{matrix: {{n: [{numbers}]}}, prompt: "a {{n}} thing"}}\n'
    table = '  "i_{n}": {table: items.csv, prompt: "a {description} thing", tags: ["{kind}"], seed: "{seed}"}\n'
    rows = "n,description,kind,seed\n" + "".join(f'{n},"a thing, {n}",weapon,\n' for n in range(5000))

    def seconds(text: str) -> float:
        start = time.process_time()
        assert len(assets(text, tmp_path, items=rows)) == 5000
        return time.process_time() - start

    seconds(matrix)
    assert min(seconds(table), seconds(table)) < 2 * max(seconds(matrix), seconds(matrix))


# -- files


def test_a_table_is_a_file_that_the_manifest_is_made_from(tmp_path: Path) -> None:
    made = load(HEAD + '  "{name}": {table: items.csv, prompt: a}\n', tmp_path, items="name\na\n")
    assert made.files == (str(tmp_path / "items.csv"),)


def test_a_table_outside_is_refused_unless_allowed(tmp_path: Path) -> None:
    (tmp_path / "game").mkdir()
    (tmp_path / "items.csv").write_text("name\na\n")
    (tmp_path / "game" / "link.csv").symlink_to(tmp_path / "items.csv")
    for name in ("../items.csv", "link.csv"):
        text = f'  "{{name}}": {{table: {name}, prompt: a}}\n'
        assert "leads out of the project" in told(text, tmp_path / "game")[0]
        path = str(tmp_path / "game" / "game.yaml")
        made = manifest.load(path, lambda name: Path(name).read_bytes(), CATALOGUE, allow_outside=True)
        assert len(made.assets) == 1


# -- the law of it


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet="abc XYZ,\"'{}é7", max_size=8), min_size=1, max_size=8, unique_by=str.strip))
def test_every_cell_comes_to_its_prompt_as_it_is(cells: list[str]) -> None:
    cells = [cell for cell in cells if cell.strip()]
    out = io.StringIO()
    csv.writer(out).writerows([["n", "words"], *([str(n), cell] for n, cell in enumerate(cells))])
    text = HEAD + '  "i{n}": {table: items.csv, prompt: "{words}"}\n'
    files = {"game.yaml": text.encode(), "items.csv": out.getvalue().encode()}
    if not cells:
        return
    made = manifest.load("game.yaml", lambda name: files[Path(name).name], CATALOGUE).assets
    assert [one.prompt for one in made] == [cell.strip() for cell in cells]
