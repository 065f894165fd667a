"""A slip in YAML is told where it was made, once, and hides nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import catalogue, document, manifest
from rdbuild.document import parse
from rdbuild.errors import ManifestError

HEAD = "version: 1\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\nassets:\n"
TAIL = "  zombie: {prompt: a zombie, widht: 3}\n  ghost: {prompt: a ghost, input_image: {asset: hero}}\n"
# What a person writes below `assets:` -> where that is told (line and column), and which mistakes of the same entry
# are told beside it: those of the entries after it (TAIL) always are.
SLIPS = {
    "a colon": ("  hero:\n    prompt: a knight: brave\n    seeed: 1\n", [(5, 13), (6, 5)]),
    "two colons": ("  hero:\n    prompt: a: b\n    prompt_template: c: d\n    seeed: 1\n", [(5, 13), (6, 22), (7, 5)]),
    "a colon on one line": ("  hero: {prompt: a {red} knight, seeed: 1}\n", [(4, 20), (4, 34)]),
    "two braces on one line": ("  hero: {prompt: a {b} c, tags: d {e} f, seeed: 1}\n", [(4, 20), (4, 35), (4, 42)]),
    "an apostrophe": ("  hero:\n    prompt: 'a knight's sword'\n    seeed: 1\n", [(5, 22), (6, 5)]),
    "an open quote": ('  hero:\n    prompt: "a knight\n    seeed: 1\n', [(5, 13), (6, 5)]),
    "an open quote, and another": (
        '  hero:\n    prompt: "a knight\n    seeed: 1\n  orc: {prompt: "an orc", seeed: 2}\n',
        [(5, 13), (6, 5), (7, 27)],
    ),
    "an open bracket": ("  hero:\n    prompt: a\n    tags: [x, y\n    seeed: 1\n", [(6, 11), (7, 5)]),
    "an open brace": ("  hero: {prompt: a, seeed: 1\n", [(4, 9)]),
    "a star": ("  hero:\n    prompt: *shiny* knight\n    seeed: 1\n", [(5, 13), (6, 5)]),
    "a tab among spaces": ("  hero:\n    prompt: a\n\ttile_x: true\n\ttile_y: true\n", [(6, 1)]),
    "no colon": ("  hero:\n    prompt a knight\n    seeed: 1\n", [(5, 5), (6, 5)]),
    "no colon after the id": ("  hero\n    prompt: a knight\n    seeed: 1\n", [(4, 3)]),
    "no space": ("  hero:\n    prompt: a\n    tile_x:true\n    seeed: 1\n", [(6, 11), (7, 5)]),
    "too far in": ("  hero:\n    prompt: a\n      tile_x: true\n    seeed: 1\n", [(6, 7), (7, 5)]),
    "not far enough in": ("  hero:\n    prompt: a\n   tile_x: true\n    seeed: 1\n", [(6, 4)]),
    "an unknown alias": ("  hero:\n    <<: *base\n    seeed: 1\n", [(5, 9), (6, 5)]),
    "a tag on a list": ("  hero:\n    prompt: a\n    tags: !!set [x]\n    seeed: 1\n", [(6, 11), (7, 5)]),
    "a bare colour": ("  hero:\n    prompt: a\n    flatten: #fff\n    seeed: 1\n", [(6, 14), (7, 5)]),
    "a key that is none": ("  hero:\n    prompt: a\n    {x}: 1\n    seeed: 1\n", [(6, 5), (7, 5)]),
    "three entries": ("  a: {prompt: @b}\n  hero: {prompt: 'c'd'}\n  e: {prompt: [f}\n", [(4, 15), (5, 20), (6, 15)]),
}  # fmt: skip


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of PyYAML's two parsers: the C one may be missing on a machine."""
    monkeypatch.setattr(document, "_Loader", getattr(yaml, request.param))
    return str(request.param)


def places(text: str, folder: Path) -> list[tuple[int, int]]:
    (folder / "game.yaml").write_text(text)
    with pytest.raises(ManifestError) as caught:
        manifest.load(str(folder / "game.yaml"), lambda name: Path(name).read_bytes(), catalogue.load())
    assert all(one.mark is not None and one.source for one in caught.value.problems)
    return [(one.mark.line, one.mark.column) for one in caught.value.problems if one.mark is not None]


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_once_where_it_was_made_and_hides_nothing(name: str, loader: str, tmp_path: Path) -> None:
    slip, expected = SLIPS[name]
    after = (HEAD + slip).count("\n") + 1
    assert places(HEAD + slip + TAIL, tmp_path) == [*expected, (after, 30)]


def test_slips_in_every_section_are_told_and_what_is_lost_with_them_is_not_missed(loader: str, tmp_path: Path) -> None:
    text = (
        "version: 1\n"
        "budget: 1: 2\n"
        "defaults:\n  prompt_style: 'rd_fast__game_asset\n  width: 64\n  height: 64\n"
        "presets:\n  icon: {prompt_style: rd_plus__skill_icon, width: 32, height: 32, tags: [@]}\n"
        "palettes:\n  gameboy: [#0f380f, #306230]\n"
        "assets:\n"
        "  hero: {prompt: a knight}\n"
        "  sword: {preset: icon, prompt: a sword, input_palette: gameboy}\n"
        "  shield: {preset: icno, prompt: a shield, input_palette: gamebuoy}\n"
    )
    assert places(text, tmp_path) == [(2, 9), (4, 17), (8, 75), (10, 13), (14, 20), (14, 59)]


def test_a_slip_that_nobody_can_read_past_is_told_alone(loader: str) -> None:
    found = parse(b'{"version": 1 "assets": {}}', "game.yaml")
    assert (found.usable, len(found.problems)) == (False, 1)


def test_a_hundred_slips_end_in_seconds_and_the_first_are_told(loader: str) -> None:
    text = HEAD + "".join(f"  a_{n}: {{prompt: a {{b}} c}}\n" for n in range(100))
    found = parse(text.encode(), "game.yaml")
    assert len(found.problems) == document.SLIP_LIMIT


def test_lines_keep_their_numbers_and_columns_whatever_goes(loader: str) -> None:
    text = HEAD + "".join(slip for slip, _ in list(SLIPS.values())[:8]) + "  last: {prompt: a}\n"
    found = parse(text.encode(), "game.yaml")
    mark = found.key_mark(("assets", "last"))
    assert found.usable
    assert (mark.line, mark.column) == (text.count("\n"), 3)


@given(st.lists(st.sampled_from([slip for slip, _ in SLIPS.values()]), min_size=1, max_size=6))
def test_any_slips_after_each_other_are_told_in_order_without_a_crash(chosen: list[str]) -> None:
    found = parse((HEAD + "".join(chosen) + TAIL).encode(), "game.yaml")
    told = [(one.mark.line, one.mark.column) for one in found.problems if one.mark]
    assert told == sorted(told)
    assert found.problems
