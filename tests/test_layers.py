"""Settings lie in layers: an asset, its preset, the preset of that, and so on, then the defaults."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, manifest
from rdbuild.errors import ManifestError
from rdbuild.model import Asset

CATALOGUE = catalogue.load()
HEAD = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64, seed: 1, prompt_template: "{prompt}, by default"}
presets:
  base: {seed: 2, take: 3, tags: [base], remove_bg: true, prompt_template: "{prompt}, base"}
  icon: {preset: base, tags: [icon], width: 96, prompt: an icon}
  skill: {preset: icon, seed: null, height: 128, remove_bg: null}
  loud: {preset: skill, prompt_template: "{prompt}!"}
assets:
"""


def load(text: str, folder: Path) -> dict[str, Asset]:
    path = folder / "game.yaml"
    path.write_text(text)
    made = manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE)
    return {asset.id: asset for asset in made.assets}


def test_the_nearest_layer_that_states_a_setting_wins(tmp_path: Path) -> None:
    made = load(
        HEAD
        + """\
  icon: {preset: icon}
  skill: {preset: skill, width: 64}
  loud: {preset: loud, prompt: a shout, tags: null}
  plain: {preset: null, prompt: a stone}
""",
        tmp_path,
    )
    icon, skill, loud, plain = made.values()
    assert (icon.prompt, icon.seed, icon.tags, icon.width, icon.height) == ("an icon, base", 2, ("icon",), 96, 64)
    assert icon.params == {"remove_bg": True}
    # `null` unsets: also what lies further below
    assert (skill.prompt, skill.seed, skill.width, skill.height) == ("an icon, base", None, 64, 128)
    assert (skill.params, skill.take) == ({}, 3)
    assert (loud.prompt, loud.tags) == ("a shout!", ())
    assert (plain.prompt, plain.seed) == ("a stone, by default", 1)


_names = st.sampled_from(["a", "b", "c", "d"])
_presets = st.dictionaries(
    _names,
    st.fixed_dictionaries({}, optional={"preset": _names | st.none(), "seed": st.integers(0, 9) | st.none()}),
    min_size=1,
)


@settings(deadline=None)
@given(_presets, _names)
def test_what_a_chain_of_presets_says_is_what_one_preset_with_all_of_it_says(
    presets: dict[str, dict[str, object]], chosen: str
) -> None:
    value = {
        "version": 1,
        "presets": presets,
        "assets": {"hero": {"preset": chosen, "prompt": "a", "width": 64, "height": 64}},
    }
    text = json.dumps(value).encode()
    chain: list[str] = []
    at: object = chosen
    while isinstance(at, str) and at in presets and at not in chain:
        chain.append(at)
        at = presets[at].get("preset")
    every = [body["preset"] for body in presets.values() if body.get("preset") is not None]
    try:
        (hero,) = manifest.load("game.yaml", lambda name: text, CATALOGUE).assets
    except ManifestError as error:
        codes = {problem.code for problem in error.problems}
        assert codes <= {"unknown-preset", "cycle"}
        assert at is not None or any(name not in presets for name in every) or "cycle" in codes
        return
    assert at is None
    stated = [presets[name]["seed"] for name in chain if "seed" in presets[name]]
    assert hero.seed == (stated[0] if stated else None)


@pytest.mark.heavy
def test_a_long_chain_is_no_crash(tmp_path: Path) -> None:
    chain = "".join(f"  p{n}: {{preset: p{n + 1}}}\n" for n in range(2000))
    head = "version: 1\npresets:\n" + chain
    text = "assets:\n  hero: {preset: p0, prompt: a, width: 64, height: 64}\n"
    assert load(head + "  p2000: {seed: 5}\n" + text, tmp_path)["hero"].seed == 5
    with pytest.raises(ManifestError) as caught:
        load(head + "  p2000: {preset: p0}\n" + text, tmp_path)
    assert [one.code for one in caught.value.problems] == ["cycle"]


def test_a_fault_in_a_preset_that_others_take_from_is_told_there(tmp_path: Path) -> None:
    text = HEAD.replace("width: 96", "width: 8") + "  a: {preset: icon}\n  b: {preset: skill}\n"
    with pytest.raises(ManifestError) as caught:
        load(text, tmp_path)
    assert [(one.mark.line, one.message) for one in caught.value.problems if one.mark] == [
        (5, "`rd_fast__game_asset` makes 64x64 to 384x384, not 8x64 (in `a`)"),
        (5, "`rd_fast__game_asset` makes 64x64 to 384x384, not 8x128 (in `b`)"),
    ]


@pytest.mark.parametrize("word", ["base", "extends", "inherit", "inherits", "parent"])
@pytest.mark.parametrize("where", ["presets", "assets"])
def test_other_words_for_it_lead_to_it(word: str, where: str, tmp_path: Path) -> None:
    body = {"presets": {"icon": {}}, "assets": {}}
    body[where]["x"] = {word: "icon", **({"prompt": "a", "width": 64, "height": 64} if where == "assets" else {})}
    with pytest.raises(ManifestError) as caught:
        load(json.dumps({"version": 1, **body}), tmp_path)
    (problem,) = caught.value.problems
    assert problem.message == f"unknown key `{word}`"
    assert problem.hint == "write `preset: NAME`: it takes the settings of a preset"
