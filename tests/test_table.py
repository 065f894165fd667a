"""A table says what is written in it, and where: the laws of CSV and JSON, and what of a file is refused."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rdbuild import table
from rdbuild.table import Table


def read(text: str | bytes, file: str = "items.csv") -> Table:
    return table.read(text if isinstance(text, bytes) else text.encode(), file)


def values(text: str | bytes, file: str = "items.csv") -> list[dict[str, object]]:
    found = read(text, file)
    assert found.problems == []
    return [record.values for record in found.records]


def told(text: str | bytes, file: str = "items.csv") -> list[str]:
    return [
        f"{one.mark.line}:{one.mark.column} {one.code}: {one.message}" for one in read(text, file).problems if one.mark
    ]


# -- CSV

_text = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=8)
_cells = st.sampled_from(
    ["", "a", "7", "007", "-12", "1.50", "true", '"', '""', ",", ";", "\t", "a b", "x\ny", "x\r\ny"]
)
_rows = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_cells | _text, min_size=width, max_size=width), min_size=1, max_size=6)
)


def _meant(cell: str) -> object:
    """What a cell means, by a rule of its own: a whole number that is written as Python writes it is a number."""
    cell = cell.strip()
    try:
        return int(cell) if str(int(cell)) == cell and len(cell) < 19 else cell
    except ValueError:
        return cell or None


@settings(max_examples=300)
@given(_rows, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]], quoting: int, separator: str, mark: bool) -> None:
    columns = [f"c{n}" for n in range(len(rows[0]))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting)
    writer.writerows([columns, *rows])
    assume(len(columns) > 1 or separator == ",")  # a head of one column does not say what the separator is
    text = ("\ufeff" if mark else "") + out.getvalue()
    expected = [dict(zip(columns, map(_meant, row), strict=True)) for row in rows]
    expected = [row for row in expected if any(value is not None for value in row.values())]
    assume(expected)
    assert values(text) == expected
    if separator == "\t":
        assert values(text, "items.tsv") == expected


@given(_rows)
def test_a_cell_stands_where_it_says(rows: list[list[str]]) -> None:
    columns = [f"c{n}" for n in range(len(rows[0]))]
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    found = read(out.getvalue())
    for record in found.records:
        for name, value in record.values.items():
            mark = record.mark(name)
            line = found.plain.lines[mark.line - 1]
            shown = line[mark.column - 1 : mark.column - 1 + mark.length].replace('""', '"')
            first = "" if value is None else str(value).splitlines()[0]  # of one that goes on in the next line
            assert first.strip() in shown


@given(st.text(alphabet='a,;\t"\n\r 7', max_size=30), st.sampled_from(["x.csv", "x.tsv", "x.json", "x.jsonl"]))
def test_whatever_a_file_says_it_is_read_or_told_with_a_place(text: str, file: str) -> None:
    found = read(text, file)
    assert found.records or found.problems
    for one in found.problems:
        assert one.mark is not None
        assert 1 <= one.mark.line <= len(found.plain.lines)
        assert one.source == found.plain.lines[one.mark.line - 1]


@given(st.binary(max_size=40), st.sampled_from(["x.csv", "x.json", "x.jsonl"]))
def test_bytes_that_are_no_text_are_told(data: bytes, file: str) -> None:
    found = read(data, file)
    assert found.records or found.problems


def test_numbers_are_whole_and_plain_and_all_else_is_text_as_it_stands() -> None:
    cells = "7,-12,0,007,1e5,1.50,true,-0,+3,9999999999999999999,½"
    row = values("a,b,c,d,e,f,g,h,i,j,k\n" + cells)[0]
    assert list(row.values()) == [7, -12, 0, "007", "1e5", "1.50", "true", "-0", "+3", "9999999999999999999", "½"]


def test_blanks_around_a_cell_do_not_count_and_quotes_only_hold_it_together() -> None:
    assert values('name , n\n  "Axe, rusty"  , "7"\n Bow\t,\n') == [
        {"name": "Axe, rusty", "n": 7},
        {"name": "Bow", "n": None},
    ]


def test_rows_with_nothing_in_them_are_skipped_and_lines_still_count() -> None:
    found = read("name,n\n\n,\n  ,  \nAxe,1\n\n")
    assert [record.line for record in found.records] == [5]


def test_the_head_says_the_separator() -> None:
    assert values("name;price\nAxe;0,50\n") == [{"name": "Axe", "price": "0,50"}]
    assert values("name\tn\nAxe, rusty\t1\n") == [{"name": "Axe, rusty", "n": 1}]
    assert values('"a;b",c\n1,2\n') == [{"a;b": 1, "c": 2}]
    assert values("name\nAxe\n") == [{"name": "Axe"}]


def test_a_name_in_the_head_may_run_over_a_line() -> None:
    assert values('"Display\nName",n\nAxe,1\n') == [{"Display Name": "Axe", "n": 1}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1:1 empty-table: the table is empty"]),
        (" \n\n", ["1:1 empty-table: the table is empty"]),
        ("a,b\n", ["1:1 empty-table: the table has no rows"]),
        ("a,b\n1,2,3\n4,5,6\n7\n", [
            "2:1 ragged-row: this row has 3 cells, and the table 2 columns (lines 2, 3)",
            "4:1 ragged-row: this row has 1 cell, and the table 2 columns",
        ]),
        ("a,,b\n1,2,3\n", ["1:3 table-syntax: column 2 has no name"]),
        ("a,b,a\n1,2,3\n", ["1:5 table-syntax: column 1 is called `a` too"]),
        ('a\n"x\n', ["2:1 table-syntax: this quote is never closed"]),
        ('a\n"x" y\n', ["2:5 table-syntax: text after a closing quote"]),
        (b"a\n\xe9\n", ["2:1 not-utf-8: byte 0xe9 is not UTF-8 (in Windows-1252 it is `é`)"]),
        (b"\xff\xfea\x00", ["1:1 not-utf-8: this file is UTF-16"]),
        ("a\nx\x1b[31m\n", ["2:2 control-character: character U+001B is not allowed here"]),
    ],
)  # fmt: skip
def test_what_is_no_csv_says_where_and_why(text: str | bytes, expected: list[str]) -> None:
    assert told(text) == expected


def test_the_good_rows_beside_a_ragged_one_are_read() -> None:
    found = read("a,b\n1,2\n3\n4,5\n")
    assert [record.values["a"] for record in found.records] == [1, 4]
    assert len(found.problems) == 1


# -- JSON

_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | _text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_text, inner, max_size=2),
    max_leaves=4,
)
_objects = st.lists(st.dictionaries(_text, _json, max_size=4), min_size=1, max_size=5)


@given(_objects, st.booleans(), st.booleans())
def test_what_json_writes_is_read_back_with_its_types(
    objects: list[dict[str, object]], lines: bool, plain: bool
) -> None:
    columns = {name: None for one in objects for name in one}
    expected = [{**columns, **{name: None if value == "" else value for name, value in one.items()}} for one in objects]
    expected = [row for row in expected if any(value is not None for value in row.values())]
    assume(expected)
    if lines:
        text = "\n".join(json.dumps(one, ensure_ascii=not plain) for one in objects)
        assert values(text, "x.jsonl") == expected
    else:
        assert values(json.dumps(objects, ensure_ascii=not plain, indent=1), "x.json") == expected


def test_fractions_are_exact() -> None:
    (row,) = values('[{"a": 1.50, "b": 0.1, "c": 12}]', "x.json")
    assert row == {"a": Decimal("1.50"), "b": Decimal("0.1"), "c": 12}
    assert str(row["a"]) == "1.50"


def test_a_value_of_json_stands_where_it_says() -> None:
    found = read('[\n {"a": {"b": 1},\n  "b": "x\\u00e9"}\n]', "x.json")
    mark = found.records[0].mark("b")
    assert (mark.line, mark.column, mark.length) == (3, 8, 9)
    assert found.records[0].line == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", "1:1 empty-table: the table has no rows"),
        ("{}", "1:1 table-syntax: a table is a list of objects: it begins with `[`"),
        ("[1]", "1:2 bad-row: a row is an object, and this is `1`"),
        ("[[1]]", "1:2 bad-row: a row is an object, and this is a list"),
        ('[{"a": 1}', "1:1 table-syntax: this `[` has no `]`"),
        ('[{"a": 1', "1:2 table-syntax: this `{` has no `}`"),
        ('[{"a": 1},]', "1:11 table-syntax: a row is missing here"),
        ('[{"a": 1,}]', "1:10 table-syntax: a name in double quotes is missing here"),
        ('[{"a" 1}]', "1:7 table-syntax: a `:` is missing here"),
        ('[{"a": 1} {"a": 2}]', "1:11 table-syntax: a `,` or `]` is missing here"),
        ('[{"a": 1 "b": 2}]', "1:10 table-syntax: a `,` or `}` is missing here"),
        ('[{"a": 1}] []', "1:12 table-syntax: the list ended before this"),
        ('[{"a": 1, "a": 2}]', "1:11 table-syntax: `a` is there twice"),
        ('[{"a": {"b": 1, "b": 2}}]', "1:8 table-syntax: `b` is there twice"),
        ('[{"a": NaN}]', "1:8 table-syntax: `NaN` is no JSON"),
        ('[{"a": 1e99999}]', "1:8 table-syntax: a number of at most 40 characters is understood here"),
        ('[{"a": ' + "9" * 5000 + "}]", "1:8 table-syntax: a number of at most 40 characters is understood here"),
        ('[{"a": "\\ud800"}]', "1:8 table-syntax: half a character: `\\u` escapes of this kind come in pairs"),
        ('[{"\\udc00": 1}]', "1:3 table-syntax: half a character: `\\u` escapes of this kind come in pairs"),
        ("[{'a': 1}]", "1:3 table-syntax: a name in double quotes is missing here"),
        ('[{"a": yes}]', "1:8 table-syntax: a value is missing here"),
        ('[{"a": "b}]', "1:8 table-syntax: this quote is never closed"),
        ('[{"a": "x\ny"}]', "1:10 table-syntax: a text has to end on its line"),
        ('[{"a": "\\x"}]', "1:9 table-syntax: unknown escape"),
        ('[{"a": ' + "[" * 100_000, "1:8 table-syntax: nested too deep"),
    ],
)
def test_what_is_no_json_says_where_and_why(text: str, expected: str) -> None:
    assert told(text, "x.json") == [expected]


def test_a_bad_line_of_json_lines_spoils_no_other() -> None:
    text = '{"a": 1}\nnonsense\n\n{"a": 2} {"a": 3}\n{"a": [1,\n{"a": 4}\n'
    assert [record.values["a"] for record in read(text, "x.jsonl").records] == [1, 2, 4]
    assert told(text, "x.jsonl") == [
        "2:1 table-syntax: a value is missing here",
        "4:10 table-syntax: the row ended before this",
        "5:9 table-syntax: a `,` is missing here",
    ]


def test_pairs_of_escapes_are_one_character() -> None:
    assert values('[{"a": "\\ud83d\\ude00"}]', "x.json") == [{"a": "😀"}]
