"""How wide texts are, where they break, and what of them is shown as an escape."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.screen import columns, cut, fitted, padded, visible, visible_json, wrapped

ANY = st.text(st.characters(codec="utf-16", exclude_characters="\n"), max_size=200)


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("", 0),
        ("a knight", 8),
        ("naïve", 5),
        ("nai\u0308ve", 5),  # a combining mark
        ("赤い騎士", 8),
        ("ﾅｲﾄ", 3),  # half width
        ("ＡＢ", 4),  # full width
        ("한글", 4),
        ("\u1112\u1161\u11ab", 2),  # the same syllable in its parts
        ("\U0001f9d9", 2),
        ("\u2764", 1),
        ("\u2764\ufe0f", 2),  # as an emoji
        ("\U0001f469\u200d\U0001f4bb", 4),  # joined where the terminal can, and then narrower
        ("\x1b[31;1mred\x1b[0m", 3),
    ],
)
def test_how_many_columns_a_text_takes(text: str, wide: int) -> None:
    assert columns(text) == wide


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a knight, naïve, 赤い \U0001f9d9\u200d\u2642\ufe0f", "a knight, naïve, 赤い \U0001f9d9\u200d\u2642\ufe0f"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("\x9b31m \x7f \x00", "\\x9b31m \\x7f \\x00"),
        ("abc\u202edef\u2066", "abc\\u202edef\\u2066"),
        ("zero\u200bwidth\ufeff\xad", "zero\\u200bwidth\\ufeff\\xad"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("C:\\new", "C:\\new"),
    ],
)
def test_what_is_not_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert visible(shown) == shown


@given(ANY)
def test_what_is_kept_stays_and_nothing_else_is_obeyed(text: str) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]", visible(text))
    assert visible(f"{text}\n\t", "\n\t").endswith("\n\t")


@given(st.recursive(st.text(max_size=40), lambda inner: st.lists(inner, max_size=4)))
def test_json_without_characters_that_are_obeyed_says_the_same(value: object) -> None:
    text = visible_json(json.dumps(value, ensure_ascii=False, indent=2))
    assert json.loads(text) == value
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)


@given(ANY, st.integers(8, 100), st.integers(0, 12), st.booleans())
def test_wrapped_lines_fit_and_say_everything_in_order(text: str, room: int, indent: int, whole: bool) -> None:
    text = visible(text)
    lines = wrapped(text, room + indent, " " * indent, whole=whole)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\u3000", "\u3000")
    for line in lines:
        assert whole or columns(line) <= room + indent or len(line.strip()) == 1
        assert not line.strip(" ") or line.startswith(" " * indent)


def test_long_words_break_where_a_part_of_a_name_ends_if_they_can() -> None:
    assert wrapped("items/of/the/old_king/golden_ring", 20) == ["items/of/the/old_", "king/golden_ring"]
    assert wrapped("abcdefghijklmnopqrstuvwxyz", 10) == ["abcdefghij", "klmnopqrst", "uvwxyz"]
    assert wrapped("see https://api.example/v1/inferences now", 20, whole=True) == [
        "see", "https://api.example/v1/inferences", "now",
    ]  # fmt: skip
    assert wrapped("one two three four", 16, "  key: ") == ["  key: one two", "       three", "       four"]
    assert wrapped("赤い騎士 赤い", 10) == ["赤い騎士", "赤い"]


def test_a_command_in_backticks_is_not_parted_if_it_fits() -> None:
    text = "`rdbuild ledger` shows it, `rdbuild ledger reconcile` settles it by hand"
    assert wrapped(text, 32) == ["`rdbuild ledger` shows it,", "`rdbuild ledger reconcile`", "settles it by hand"]
    assert wrapped(text, 12)[3:] == ["`rdbuild", "ledger", "reconcile`", "settles it", "by hand"]
    assert wrapped("a lone ` in the midst of a text", 12) == ["a lone", "` in the", "midst of a", "text"]


def test_a_text_is_padded_and_cut_by_columns() -> None:
    assert padded("赤い", 6) == "赤い  "
    assert cut("赤い騎士", 8) == "赤い騎士"
    assert cut("赤い騎士", 7) == "赤い騎…"
    assert cut("赤い騎士", 6) == "赤い…"
    assert cut("knight", 4) == "kni…"


def test_only_lines_that_are_too_long_are_broken_and_hang_a_little_further_in() -> None:
    assert fitted("short\n  a line that is too long for it\n\nend", 20) == (
        "short\n  a line that is too\n    long for it\n\nend"
    )
    painted = "\x1b[31;1merror\x1b[0m: as wide as it is"
    assert fitted(painted, 23) == painted
