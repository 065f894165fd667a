"""What the vendor advises against is warned of, with its reason, once an entry; and never refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_manifest import load

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
