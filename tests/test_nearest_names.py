"""Whatever has a name and is misspelt, the nearest one there is told; where nothing is near, what there is."""

from __future__ import annotations

import contextlib
import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.cli import main
from rdbuild.spelling import nearest

HEAD = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}
presets: {icon: {prompt_style: rd_plus__skill_icon, width: 32, height: 32}, portrait: {prompt_style: rd_pro__default}}
palettes: {gameboy: ["#0f380f", "#306230"], pico8: ["#000000", "#1d2b53"]}
assets:
  hero: {prompt: a knight, tags: [people]}
  items/sword: {prompt: a sword, tags: [items, weapons]}
  potion_{color}: {matrix: {color: [red, blue]}, prompt: "a {color} potion"}
"""
# What is written as one more entry -> the hints that are given.
WRITTEN: dict[str, str] = {
    # keys
    "a: {promt: a}": "did you mean `prompt`?",
    "a: {prompt: a, Width: 64}": "did you mean `width`?",
    "a: {prompt: a, input-image: x.png}": "did you mean `input_image`?",
    "a: {prompt: a, removebg: true}": "did you mean `remove_bg`?",
    "a: {prompt: a, upscale_output: 2}": "did you mean `upscale_output_factor`?",
    "a_{n}: {prompt: a, matrx: {n: [1]}}": "did you mean `matrix`?",
    "a: {prompt: a, input_image: {aset: hero}}": "did you mean `asset`?",
    "a: {prompt: a, layout: {colums: 4, rows: 4}}": "did you mean `columns`?",
    # styles
    "a: {prompt: a, prompt_style: rd_fast__game_aset}": "did you mean `rd_fast__game_asset`?",
    "a: {prompt: a, prompt_style: rd-fast--game-asset}": "did you mean `rd_fast__game_asset`?",
    "a: {prompt: a, prompt_style: gameasset}": "did you mean `rd_fast__game_asset`?",
    "a: {prompt: a, prompt_style: animation__four_angle_walkin}": "did you mean `rd_animation__four_angle_walking`?",
    "a: {prompt: a, prompt_style: rd_plus}": "that is a family of styles: `rdbuild styles rd_plus__` lists them",
    # presets, palettes
    "a: {prompt: a, preset: icn}": "did you mean `icon`?",
    "a: {prompt: a, preset: Portrait}": "did you mean `portrait`?",
    "a: {prompt: a, preset: tile}": "presets here: `icon` and `portrait`",
    "a: {prompt: a, input_palette: gameboi}": "did you mean `gameboy`?",
    "a: {prompt: a, input_palette: pico-8}": "did you mean `pico8`?",
    "a: {prompt: a, input_palette: nes}": "palettes here: `gameboy` and `pico8`",
    # variables, filters, values
    "a_{colr}: {matrix: {color: [red]}, prompt: a}": "did you mean `color`?",
    "a_{color}: {matrix: {color: [red]}, prompt: 'a {Color}'}": "did you mean `color`?",
    "a_{color}: {matrix: {color: [red]}, prompt: 'a {size}'}": "variables here: `color`; `{{` is a brace",
    "a_{color|slugg}: {matrix: {color: [red]}, prompt: a}": "did you mean `slug`?",
    "a: {prompt: a, prompt_template: '{promt}, dark'}": "did you mean `prompt`?",
    "a_{color}: {matrix: {color: [red, blue]}, exclude: [{colour: red}], prompt: a}": "did you mean `color`?",
    "a_{color}: {matrix: {color: [red, blue]}, exclude: [{color: bleu}], prompt: a}": "did you mean `blue`?",
    # assets
    "a: {prompt: a, input_image: {asset: herro}}": "did you mean `hero`?",
    "a: {prompt: a, input_image: {asset: HERO}}": "did you mean `hero`?",
    "a: {prompt: a, input_image: {asset: sword}}": "did you mean `items/sword`?",
    "a: {prompt: a, input_image: {asset: hero.png}}": "did you mean `hero`?",
    "a: {prompt: a, input_image: {asset: potion_rde}}": "did you mean `potion_red`?",
    "a: {edit: {asset: items/swrod}, prompt: a}": "did you mean `items/sword`?",
    "a: {prompt: a, input_image: hero.png}": "for the picture of that asset write `{asset: hero}`",
    # files
    "a: {prompt: a, input_image: art/hreo.png}": "did you mean `art/hero.png`?",
    "a: {prompt: a, input_image: Art/Hero.PNG}": "did you mean `art/hero.png`?",
    "a: {prompt: a, input_palette: palettes/embres.hex}": "did you mean `palettes/embers.hex`?",
}
COMMANDS: dict[str, str] = {
    "biuld": "did you mean `build`?",
    "valdiate": "did you mean `validate`?",
    "cache verfy": "did you mean `verify`?",
    "ledger exprot": "did you mean `export`?",
    "build --bugdet 1": "did you mean `--budget`?",
    "plan --ofline": "did you mean `--offline`?",
    "validate --jobs 3": "`--jobs` is an option of `build`",
    "validate --format gihub": "did you mean `github`?",
    "plan gmae.yaml": "did you mean `game.yaml`?",
    "plan game.yaml --offline --only herro": "did you mean `hero`?",
    "plan game.yaml --offline --only 'item/*'": "did you mean `items/**`?",
    "plan game.yaml --offline --only 'monsters/*'": "ids here: `hero`, `items/sword`, `potion_red` and `potion_blue`",
    "plan game.yaml --offline --tag wepons": "did you mean `weapons`?",
    "plan game.yaml --offline --tag sounds": "tags here: `items`, `people` and `weapons`",
    "reroll game.yaml potion_rad": "did you mean `potion_red`?",
    "accept game.yaml herro": "did you mean `hero`?",
    "styles rd_fast__gameasset": "did you mean `rd_fast__game_asset`?",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from game import picture

    folder = tmp_path_factory.mktemp("names")
    (folder / "art").mkdir()
    picture(folder / "art/hero.png")
    (folder / "palettes").mkdir()
    (folder / "palettes/embers.hex").write_text("ff0000\n")
    (folder / "game.yaml").write_text(HEAD)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("RDBUILD_HOME", str(folder / "home"))
        yield folder


def told(*argv: str) -> list[str]:
    """The hints on stderr."""
    err = io.StringIO()
    with contextlib.redirect_stderr(err), contextlib.redirect_stdout(io.StringIO()), pytest.raises(SystemExit) as gone:
        main(argv)
    assert gone.value.code == 2, err.getvalue()
    return re.findall(r"^  hint: (.*)$", err.getvalue(), flags=re.MULTILINE)


def test_the_manifest_of_these_tests_is_good(folder: Path) -> None:
    with pytest.raises(SystemExit) as gone:
        main(["validate", "game.yaml"])
    assert gone.value.code == 0


@pytest.mark.parametrize("entry", WRITTEN)
def test_a_misspelt_name_in_a_manifest_gets_the_nearest_one(entry: str, folder: Path) -> None:
    (folder / "wrong.yaml").write_text(f"{HEAD}  {entry}\n")
    hints = told("validate", "wrong.yaml")
    (folder / "wrong.yaml").unlink()
    assert hints == [WRITTEN[entry]]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_misspelt_name_on_the_command_line_gets_the_nearest_one(line: str, folder: Path) -> None:
    import shlex

    assert told(*shlex.split(line)) == [COMMANDS[line]]


_WORD = st.text("abcdefgh_/", min_size=6, max_size=20)


@given(st.lists(_WORD, min_size=1, max_size=30, unique=True), st.data())
def test_one_slip_of_the_keyboard_leads_back(pool: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(pool))
    at = data.draw(st.integers(0, len(word) - 2))
    kind = data.draw(st.sampled_from(["drop", "double", "swap", "case", "other"]))
    slip = {
        "drop": word[:at] + word[at + 1 :],
        "double": word[: at + 1] + word[at:],
        "swap": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        "case": word[:at].upper() + word[at:],
        "other": word[:at] + "z" + word[at + 1 :],
    }[kind]
    found = nearest(slip, pool)
    assert found is not None

    def off(name: str) -> int:
        """How many letters differ from front and back: at most so many as the slip changed."""
        same = [next((n for n, (a, b) in enumerate(zip(x, y, strict=False)) if a != b), min(len(x), len(y)))
                for x, y in ((slip.lower(), name), (slip.lower()[::-1], name[::-1]))]  # fmt: skip
        return max(len(slip), len(name)) - min(max(len(slip), len(name)), sum(same))

    assert found == word or off(found) <= max(3, off(word) + 2)


@pytest.mark.heavy
def test_a_slip_in_a_pool_of_a_hundred_thousand_names_is_found_at_once_wherever_it_is() -> None:
    pool = [f"icons/{kind}/{n:05}" for kind in ("sword", "shield", "potion", "rune") for n in range(25_000)]
    for word, meant in (
        ("icons/swrod/00017", "icons/sword/00017"),
        ("cons/rune/24999", "icons/rune/24999"),
        ("icons/potoin/12345", "icons/potion/12345"),
        ("ICONS/SHIELD/00001", "icons/shield/00001"),
        ("icons/sheild/00001", "icons/shield/00001"),
    ):
        began = time.process_time()
        assert nearest(word, pool) == meant
        assert time.process_time() - began < 1
    assert nearest("nothing like it", pool) is None
