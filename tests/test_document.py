"""YAML in: plain values with their places out, or a problem with its place; never a crash, never a surprise."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rdbuild import document
from rdbuild.document import Document, parse


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each of PyYAML's two parsers: the C one may be missing on a machine."""
    monkeypatch.setattr(document, "_Loader", getattr(yaml, request.param))
    return str(request.param)


def read(text: str | bytes) -> Document:
    return parse(text.encode() if isinstance(text, str) else text, "game.yaml")


def told(found: Document) -> list[tuple[str, int, int, str, str | None]]:
    return [(p.code, p.mark.line, p.mark.column, p.message, p.hint) for p in found.problems if p.mark]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("", None),
        ("8", 8),
        ("-8", -8),
        ("0", 0),
        ("0.10", Decimal("0.10")),
        ("1e3", Decimal("1e3")),
        ("no", "no"),
        ("True", True),
        ("FALSE", False),
        ("tRue", "tRue"),
        ("~", "~"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("1_000", "1_000"),
        ("+1", "+1"),
        (".5", ".5"),
        ("1.", "1."),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("12:30:45", "12:30:45"),
        ("2026-11-22", "2026-11-22"),
        ("'8'", "8"),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_scalars_mean_what_json_says_and_everything_else_is_text(loader: str, text: str, value: object) -> None:
    found = read(f"a: {text}\n").value["a"]
    assert found == value
    assert type(found) is type(value)


def test_fractions_are_exact(loader: str) -> None:
    assert str(read("a: 0.1").value["a"]) == "0.1"


def test_keys_are_always_text(loader: str) -> None:
    assert read("1: a\ntrue: b\nnull: c\n010: d\n").value == {"1": "a", "true": "b", "null": "c", "010": "d"}


def test_every_value_and_key_has_its_place(loader: str) -> None:
    found = read("assets:\n  hero:\n    tags: [a, bcd]\n    prompt: |\n      two\n      lines\n")
    mark = found.mark(("assets", "hero", "tags", 1))
    assert (mark.file, mark.line, mark.column, mark.length) == ("game.yaml", 3, 15, 3)
    mark = found.key_mark(("assets", "hero", "tags"))
    assert (mark.line, mark.column, mark.length) == (3, 5, 4)
    assert found.mark(("assets", "hero", "prompt")).line == 4
    assert found.mark(("assets", "nobody", "x")).line == 2  # the nearest parent there is
    assert found.mark(("assets", "hero", "tags", 1), "cd").column == 16
    assert found.source(3) == "    tags: [a, bcd]"
    assert found.source(99) == ""


def test_columns_count_characters_not_bytes(loader: str) -> None:
    assert read("{é: 1, ü: 2}").mark(("ü",)).column == 11


def test_merge_keys_and_aliases_are_followed_and_own_keys_win(loader: str) -> None:
    found = read("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], x: 9}\nd: *a\n")
    assert found.value["c"] == {"x": 9, "y": 2, "z": 4}
    assert found.value["d"] == {"x": 1, "y": 2}
    assert found.mark(("c", "z")).line == 2
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: *b", ("unknown-alias", 1, 4, "no anchor `&b` for `*b`", "an anchor such as `&name` must come first")),
        ("a: &a [*a]", ("alias-cycle", 1, 8, "`*a` stands inside what it names", None)),
        (
            "a: &a {b: {<<: *a}}",
            ("alias-cycle", 1, 16, "`*a` stands inside what it names", None),
        ),
        ("a: &a 5\nb: {<<: *a}", ("bad-merge", 2, 5, "`<<` takes a mapping, such as `*name`", None)),
        (
            "a: 1\n---\nb: 2",
            (
                "several-documents",
                2,
                1,
                "a second YAML document begins here",
                "one file is one document: remove the `---`",
            ),
        ),
        (
            b"a: b\nc: \xff",
            ("not-utf-8", 2, 4, "byte 0xff is not UTF-8 (in Windows-1252 it is `ÿ`)", "save the file as UTF-8"),
        ),
        ("a: b".encode("utf-16"), ("not-utf-8", 1, 1, "this file is UTF-16", "save it as UTF-8")),
        (
            "a: b\1",
            (
                "control-character",
                1,
                5,
                "character U+0001 is not allowed in YAML",
                "remove it, or write it as an escape in double quotes",
            ),
        ),
        (
            "[a]: b",
            ("bad-key", 1, 1, "a key must be text", "put a key that begins with `{` or `[` in quotes"),
        ),
        ("a: b\0c", ("not-text", 1, 1, "this is not a text file", "name a file of YAML")),
        ("a: 'b", ("yaml-syntax", 1, 4, "this quote is never closed", "close it where the text ends")),
        ("a: @b", ("yaml-syntax", 1, 4, "text can't begin with `@`", 'write `a: "@b"`')),
        ("a: *.yaml", ("yaml-syntax", 1, 4, "text can't begin with `*`", 'write `a: "*.yaml"`')),
        ("a: [b, & c]", ("yaml-syntax", 1, 8, "text can't begin with `&`", 'write `"& c"`')),
        ("a:\n\tb: c", ("indentation", 2, 1, "a tab can't indent YAML", "use spaces")),
        (
            "a: [#112233]",
            (
                "bare-colour",
                1,
                5,
                "`#112233` is a comment here",
                '`#` begins a comment in YAML: put colours in quotes, `"#112233"`',
            ),
        ),
        (
            "a: 1e99999999",
            ("bad-number", 1, 4, "a number of at most 40 characters is understood here", None),
        ),
        (
            "a: !!binary b",
            ("tag", 1, 4, "YAML tags such as `!!binary` are not read here", "remove it; quotes make a value text"),
        ),
    ],
)
def test_what_is_not_read_says_so_with_its_place(loader: str, text: str | bytes, expected: tuple[object, ...]) -> None:
    assert told(read(text)) == [expected]


def test_all_duplicate_keys_are_told_with_both_places_and_the_first_stands(loader: str) -> None:
    found = read("a: {x: 1, x: 2}\nb: 1\nb: 2\n")
    assert [(p[1], p[2], p[3]) for p in told(found)] == [
        (1, 11, "`x` is already there, at 1:5"),
        (3, 1, "`b` is already there, at 2:1"),
    ]
    assert found.value == {"a": {"x": 1}, "b": 1}


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(loader: str) -> None:
    found = read(b"\xef\xbb\xbfa: 1\r\nb: x\r\n")
    assert found.value == {"a": 1, "b": "x"}
    assert (found.mark(("b",)).line, found.mark(("b",)).column, found.source(2)) == (2, 4, "b: x")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_text_is_readable_and_means_nothing(loader: str, text: str) -> None:
    found = read(text)
    assert (found.usable, found.value, found.problems) == (True, None, ())


def test_an_alias_bomb_is_refused_within_a_second(loader: str) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
    )
    merges = "a0: &a0 {x: [" + "1, " * 30000 + "]}\n" + "".join(f"m{n}: {{<<: *a0}}\n" for n in range(40))
    for text in (bomb, merges):
        start = time.process_time()
        found = read(text)
        assert time.process_time() - start < 1 + 2 * (loader == "SafeLoader")
        assert not found.usable
        assert [(p.code, p.message) for p in found.problems] == [
            ("alias-bomb", "aliases add more than 250,000 values to this file")
        ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_bounded_so_that_no_depth_kills_the_process(loader: str, opening: str) -> None:
    found = read(opening * 20_000)
    assert [p.code for p in found.problems] == ["too-deep"]
    assert not found.usable


@pytest.mark.heavy
def test_ten_thousand_entries_are_read_in_about_a_second() -> None:
    text = "".join(f"item_{n}: {{prompt: a thing, width: 64, height: 64}}\n" for n in range(10_000))
    start = time.process_time()
    assert len(read(text).value) == 10_000
    assert time.process_time() - start < 3  # 0.3 s when nothing else runs


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_crash_it_and_what_is_unusable_has_a_problem(data: bytes) -> None:
    found = read(data)
    assert found.usable or found.problems
    for problem in found.problems:
        assert problem.mark is not None
        assert problem.mark.line >= 1
        assert problem.mark.column >= 1


@given(st.text(alphabet="a:{}[]-#&*!|>'\"%@`, \n\t<?0.1", max_size=60))
def test_no_arrangement_of_yaml_signs_crashes_it(text: str) -> None:
    found = read(text)
    assert found.usable or found.problems


_text = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=8)
_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_text, inner, max_size=4),
    max_leaves=20,
)


@given(_json)
def test_json_is_read_as_json(value: object) -> None:
    text = json.dumps(value)
    assert read(text).value == value
