"""What the vendor advises against is warned of, with its reason, once an entry; and never refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_manifest import load

from rdbuild import catalogue
from rdbuild.model import Problem

SIZED = "width: 64, height: 64"


def warned(text: str, folder: Path, head: str = "version: 1\nassets:\n") -> list[Problem]:
    return list(load(head + text, folder).warnings)


def underlined(problem: Problem) -> str:
    assert problem.mark is not None
    assert problem.source is not None
    return problem.source[problem.mark.column - 1 :][: problem.mark.length]


@pytest.mark.parametrize(
    ("style", "prompt", "message", "hint"),
    [
        (
            "rd_fast__simple",
            "a Pixel  Art knight",
            "`pixel art` in a prompt: the vendor advises against it, every style is pixel art already",
            "leave it out",
        ),
        (
            "rd_fast__simple",
            "a knight, TRANSPARENT background",
            "`transparent background` in a prompt: the vendor advises against it, it is no subject",
            "`remove_bg: true` makes the background transparent",
        ),
        (
            "rd_tile__tileset",
            "grass, transparent background",
            "`transparent background` in a prompt: the vendor advises against it, it is no subject",
            "leave it out",
        ),
        (
            "rd_animation__vfx",
            "fire on a transparent background",
            "`transparent background` in a prompt: the vendor advises against it, it is no subject",
            "animations are transparent as they are",
        ),
        (
            "user__mine",
            "pixel\tart",
            "`pixel art` in a prompt: the vendor advises against it, every style is pixel art already",
            "leave it out",
        ),
    ],
)
def test_words_that_the_vendor_advises_against_are_warned_of_with_the_reason(
    style: str, prompt: str, message: str, hint: str, tmp_path: Path
) -> None:
    size = "32" if style.startswith("rd_tile") else "64"
    (found,) = warned(f'  a: {{prompt: "{prompt}", prompt_style: {style}, width: {size}, height: {size}}}\n', tmp_path)
    assert (found.code, found.severity, found.message, found.hint) == ("prompt-advice", "warning", message, hint)
    assert "".join(underlined(found).lower().split()) in ("pixelart", "transparentbackground")


@pytest.mark.parametrize("prompt", ["a pixel artist", "pixels and art", "a transparent ghost", "art of pixel", "a b"])
def test_other_words_are_nobodys_business(prompt: str, tmp_path: Path) -> None:
    assert warned(f"  a: {{prompt: {prompt}, {SIZED}}}\n", tmp_path) == []


def test_both_phrases_are_two_warnings_and_one_phrase_twice_is_one(tmp_path: Path) -> None:
    text = f"  a: {{prompt: pixel art on a transparent background as pixel art, {SIZED}}}\n"
    assert [one.message.split("`")[1] for one in warned(text, tmp_path)] == ["pixel art", "transparent background"]


def test_the_second_prompt_is_looked_at_as_well(tmp_path: Path) -> None:
    style = "prompt_style: rd_tile__tileset_advanced, width: 32, height: 32"
    text = f"  a: {{prompt: a, extra_prompt: pixel art grass, {style}}}\n"
    (found,) = warned(text, tmp_path)
    assert found.mark is not None
    assert (found.mark.column, underlined(found)) == (32, "pixel art")


def test_each_prompt_of_a_chain_is_looked_at_and_the_first_that_errs_is_told(tmp_path: Path) -> None:
    (found,) = warned("  a: {edit: art.png, prompt: [a hat, pixel art shoes, pixel art eyes]}\n", tmp_path)
    assert found.mark is not None
    assert (found.mark.column, underlined(found)) == (38, "pixel art")


def test_words_of_a_template_are_told_once_where_they_are_written(tmp_path: Path) -> None:
    head = f'version: 1\ndefaults: {{prompt_template: "pixel art, {{prompt}}", {SIZED}}}\nassets:\n'
    (found,) = warned("  a: {prompt: a}\n  b: {prompt: b}\n", tmp_path, head)
    assert found.mark is not None
    assert (found.mark.line, found.mark.column) == (2, 30)
    assert found.message.endswith("(in 2 assets: `a`, `b`)")


def test_a_matrix_is_warned_of_once(tmp_path: Path) -> None:
    text = f"  'a_{{n}}': {{matrix: {{n: [1, 2, 3]}}, prompt: 'pixel art {{n}}', {SIZED}}}\n"
    (found,) = warned(text, tmp_path)
    assert found.message.endswith("(in 3 assets: `a_1`, `a_2`, `a_3`)")


LONG = "walks " * 117  # 701 characters when trimmed


@pytest.mark.parametrize(("prompt", "count"), [(LONG[:700].ljust(700, "x"), 0), (LONG[:700].ljust(701, "x"), 1)])
def test_a_motion_prompt_over_seven_hundred_characters_is_known_to_hang(
    prompt: str, count: int, tmp_path: Path
) -> None:
    found = warned(f"  a: {{prompt: {prompt}, prompt_style: rd_animation__any_animation}}\n", tmp_path)
    assert [(one.code, one.message) for one in found] == [
        ("long-motion-prompt", "701 characters: motion prompts over 700 characters are known to hang")
    ] * count


def test_the_template_counts_in_the_length_and_pictures_that_stand_still_may_have_any(tmp_path: Path) -> None:
    template = f"prompt_template: '{{prompt}} {'x' * 690}'"
    walk = f"prompt: a knight walks, {template}"
    assert [one.code for one in warned(f"  a: {{{walk}, prompt_style: rd_animation__any_animation}}\n", tmp_path)] == [
        "long-motion-prompt"
    ]
    assert warned(f"  a: {{{walk}, {SIZED}}}\n", tmp_path) == []


# -- `remove_bg: true`, and a prompt that asks for what it takes away

ASKS = {
    "a knight on a white background": "on a white background",
    "a knight, forest background": "forest background",
    "a wizard against a starry night backdrop": "against a starry night backdrop",
    "a tower with mountains in the background": "in the background",
    "a knight with a detailed background": "with a detailed background",
    "Background: a red curtain": "Background",
    "a mountain landscape at dawn": "landscape",
    "a ruined CITYSCAPE": "CITYSCAPE",
    "a dragon over the skyline of a town": "skyline",
    "autumn scenery": "scenery",
    "a busy market scene": "market scene",
    "a knight standing in a dark forest": "standing in a dark forest",
    "an orc in front of a castle": "in front of a castle",
    "a fisher sitting by the lake": "sitting by the lake",
    "a horse running through a meadow": "running through a meadow",
    "no text, simple background": "simple background",
}
ASKS_NOT = (
    "a knight",
    "a knight, no background",
    "a knight without a background",
    "a knight without any detailed background",
    "a knight, background removed",
    "remove the background",
    "a potion, free of background",
    "a background character of a tavern",
    "a landscape painting in a golden frame",
    "a landscape photo",
    "a forest elf",
    "a castle",
    "a cave bear with an ocean-blue pelt",
    "a key found in the dungeon",
    "a sword of the desert kings",
    "a mountain goat",
    "an obscene gesture",
    "a street lamp",
    "a wizard with his hands in front of his chest",
    "a soldier standing at attention",
    "a lamp standing on a small table",
    "a lake trout",
    "a sailor walking a dog",
    "a scenic postcard",
)


@pytest.mark.parametrize(("prompt", "words"), ASKS.items())
def test_a_background_that_is_asked_for_and_removed_is_warned_of(prompt: str, words: str, tmp_path: Path) -> None:
    (found,) = warned(f'  a: {{prompt: "{prompt}", remove_bg: true, {SIZED}}}\n', tmp_path)
    assert (found.code, found.severity) == ("fights-remove-bg", "warning")
    assert found.message == f"`{words}` in a prompt, and `remove_bg: true` takes it away again"
    assert underlined(found) == words
    assert warned(f'  a: {{prompt: "{prompt}", {SIZED}}}\n', tmp_path) == []
    assert warned(f'  a: {{prompt: "{prompt}", remove_bg: false, {SIZED}}}\n', tmp_path) == []


@pytest.mark.parametrize("prompt", ASKS_NOT)
def test_what_asks_for_no_background_is_no_reason_to_warn(prompt: str, tmp_path: Path) -> None:
    assert warned(f'  a: {{prompt: "{prompt}", remove_bg: true, {SIZED}}}\n', tmp_path) == []


def test_a_transparent_background_is_advised_against_once_and_fights_nothing(tmp_path: Path) -> None:
    (found,) = warned(f"  a: {{prompt: a knight on a transparent background, remove_bg: true, {SIZED}}}\n", tmp_path)
    assert found.code == "prompt-advice"


def test_a_background_asked_for_by_a_template_is_told_once_for_all(tmp_path: Path) -> None:
    head = f'version: 1\ndefaults: {{prompt_template: "{{prompt}} on a white background", remove_bg: true, {SIZED}}}\n'
    (found,) = warned("  a: {prompt: a}\n  b: {prompt: b}\n", tmp_path, f"{head}assets:\n")
    assert found.mark is not None
    assert (found.mark.line, underlined(found)) == (2, "on a white background")
    assert found.message.endswith("(in 2 assets: `a`, `b`)")


def test_a_matrix_of_backgrounds_is_one_warning(tmp_path: Path) -> None:
    text = f"  'a_{{n}}': {{matrix: {{n: [dark, red]}}, prompt: 'orc, {{n}} background', remove_bg: true, {SIZED}}}\n"
    (found,) = warned(text, tmp_path)
    assert found.message.startswith("`dark background` in a prompt")
    assert "(in 2 assets: `a_dark`, `a_red`)" in found.message


# -- styles whose pictures have no background

FILLING = [style.id for style in catalogue.load().styles.values() if style.fills]


@pytest.mark.parametrize("style", FILLING)
def test_a_texture_or_a_map_without_its_background_is_warned_of(style: str, tmp_path: Path) -> None:
    made = catalogue.load().styles[style]
    (width, height), extra = made.max_size, ", input_image: art.png" if made.inputs["input_image"] == "required" else ""
    body = f"prompt_style: {style}, prompt: a landscape of stones, width: {width}, height: {height}{extra}"
    (found,) = warned(f"  a: {{{body}, remove_bg: true}}\n", tmp_path)
    assert (found.code, found.severity) == ("no-background", "warning")
    assert found.message == f"`remove_bg: true` with `{style}`, whose pictures fill their frame: it can only make holes"
    assert warned(f"  a: {{{body}}}\n", tmp_path) == []


def test_only_styles_that_can_remove_a_background_are_said_to_have_none() -> None:
    assert len(FILLING) == 8
    assert all("remove_bg" in catalogue.load().styles[name].params for name in FILLING)


def test_defaults_that_make_holes_are_told_once_and_null_unsets_them(tmp_path: Path) -> None:
    head = "version: 1\ndefaults: {remove_bg: true, prompt_style: rd_fast__texture, width: 64, height: 64}\nassets:\n"
    (found,) = warned("  a: {prompt: a}\n  b: {prompt: b}\n  c: {prompt: c, remove_bg: null}\n", tmp_path, head)
    assert found.mark is not None
    assert (found.mark.line, found.message.endswith("(in 2 assets: `a`, `b`)")) == (2, True)
