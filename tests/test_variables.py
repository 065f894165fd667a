"""Variables of the whole manifest: known in every template, made of each other in any order, and never in a ring."""

from __future__ import annotations

from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue, manifest
from rdbuild.document import parse
from rdbuild.draft import BROKEN
from rdbuild.errors import ManifestError
from rdbuild.findings import Findings
from rdbuild.model import Asset
from rdbuild.variables import resolve

CATALOGUE = catalogue.load()
HEAD = """\
version: 1
variables: {world: a damp cave, outline: "{weight} dark outline", weight: thick, n: 7, half: 0.50, on: true,
            folder: cave, kind: icon, palette: warm, style: rd_fast__game_asset, hero: "{folder}/hero", s: 12}
palettes: {warm: ["#ff0000"]}
presets:
  icon: {tags: ["{kind}"]}
defaults: {prompt_style: "{style}", width: 64, height: 64, prompt_template: "{prompt}, {outline}"}
assets:
"""


def load(text: str, folder: Path) -> dict[str, Asset]:
    path = folder / "game.yaml"
    path.write_text(text)
    (folder / "cave").mkdir(exist_ok=True)
    (folder / "cave" / "in.png").write_bytes(b"only its presence is looked at")
    made = manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE)
    return {asset.id: asset for asset in made.assets}


def told(text: str, folder: Path) -> list[str]:
    with pytest.raises(ManifestError) as caught:
        load(text, folder)
    return [
        f"{one.mark.line}:{one.mark.column} {one.message} | {one.hint}" for one in caught.value.problems if one.mark
    ]


def test_they_are_known_in_every_template(tmp_path: Path) -> None:
    made = load(
        HEAD
        + """\
  "{folder}/hero": {prompt: "a knight in {world}, {n:03} {half} {on}", preset: "{kind}", input_palette: "{palette}"}
  boss: {prompt: a boss, seed: "{s}", priority: "{n}", input_image: {asset: "{hero}"}}
  pet: {prompt: a dog, input_image: "{folder}/in.png", tags: ["{world|slug}"]}
""",
        tmp_path,
    )
    hero = made["cave/hero"]
    assert hero.prompt == "a knight in a damp cave, 007 0.50 true, thick dark outline"
    assert hero.prompt_style == "rd_fast__game_asset"
    assert (hero.tags, hero.palette) == (("icon",), ("#ff0000",))
    boss, pet = made["boss"], made["pet"]
    assert (boss.seed, boss.priority) == (12, 7)
    assert boss.input_image is not None
    assert boss.input_image.asset == "cave/hero"
    assert pet.input_image is not None
    assert pet.input_image.file == str(tmp_path / "cave" / "in.png")
    assert pet.tags == ("a_damp_cave",)


def test_a_matrix_and_a_table_come_before_them(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("name,weight\naxe,heavy\n")
    made = load(
        HEAD
        + """\
  "m_{weight}": {matrix: {weight: [light]}, prompt: "a {weight}"}
  "t_{name}": {table: items.csv, prompt: "a {weight}", prompt_template: "{prompt}"}
""",
        tmp_path,
    )
    assert made["m_light"].prompt == "a light, thick dark outline"  # what the outline is made of stays as it is
    assert made["t_axe"].prompt == "a heavy"


def test_what_nothing_uses_is_fine(tmp_path: Path) -> None:
    assert load("version: 1\nvariables: {a: b, c: 1}\nassets: {}\n", tmp_path) == {}


def test_their_order_says_nothing() -> None:
    said = {"a": "{b} and {c}", "b": "{c|upper} {d}", "c": "x{{", "d": 4}
    for order in permutations(said):
        findings = Findings(parse(b"", "game.yaml"))
        values = resolve({name: said[name] for name in order}, frozenset(), findings)
        assert values == {"a": "X{ 4 and x{", "b": "X{ 4", "c": "x{", "d": 4}
        assert list(values) == list(order)
        assert findings.problems("error") == []


_names = st.sampled_from(["a", "b", "c", "d"])
_texts = st.lists(
    st.sampled_from(["{a}", "{b}", "{c}", "{d}", "{e}", "x", "{{", "{", "{n:03}", "{a|slug}"]), max_size=3
)


@given(st.dictionaries(_names, _texts.map("".join) | st.integers() | st.booleans()))
def test_each_has_a_value_or_is_told_or_uses_one_that_is(stated: dict[str, object]) -> None:
    findings = Findings(parse(b"", "game.yaml"))
    values = resolve(stated, frozenset(), findings)
    assert values.keys() == stated.keys()
    broken = any(value is BROKEN for value in values.values())
    assert broken == bool(findings.problems("error"))


def test_texts_that_double_with_each_are_refused_before_they_are_long(tmp_path: Path) -> None:
    names = [f"v{n}" for n in range(60)]
    said = ", ".join(f'{name}: "{{{after}}}{{{after}}}"' for name, after in pairwise(names))
    (problem,) = told(f"version: 1\nvariables: {{{said}, v59: ab}}\nassets: {{}}\n", tmp_path)
    assert "is longer than 10,000 characters" in problem


def test_a_ring_is_told_once_and_what_uses_it_is_not_called_unknown(tmp_path: Path) -> None:
    text = """\
version: 1
variables: {a: "{b}", b: "x {c}", c: "{a}", d: "{c}", e: "{e}"}
assets:
  hero: {prompt: "{d} {e}", width: 64, height: 64}
"""
    assert told(text, tmp_path) == [
        "2:17 variables made of each other: `a` -> `b` -> `c` -> `a` | None",
        "2:59 `e` is made of itself | None",
    ]


def test_an_unknown_one_has_the_nearest_of_all_that_are_known_there(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text("name,rarity\naxe,rare\n")
    text = """\
version: 1
variables: {world: a cave}
defaults: {width: 64, height: 64}
assets:
  hero: {prompt: "{wordl}"}
  "{name}_{size}": {table: items.csv, matrix: {size: [big]}, prompt: "{rariti} {sice}{wrld} {zzz}"}
"""
    assert [one.partition(" unknown variable ")[2] for one in told(text, tmp_path)] == [
        "`wordl` | did you mean `world`?",
        "`rariti` | did you mean `rarity`?",
        "`sice` | did you mean `size`?",
        "`wrld` | did you mean `world`?",
        "`zzz` | variables here: `size`, `name`, `rarity` and `world`; `{{` is a brace",
    ]
