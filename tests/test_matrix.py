"""The laws of matrices and templates."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.matrix import Template, TemplateError, count, excludes, rows, slug, written

_names = st.sampled_from(["color", "size", "n", "kind"])
_values = st.lists(st.integers(0, 20) | st.sampled_from(["red", "blue", "Fire Ball"]), min_size=1, max_size=5,
                   unique_by=written)  # fmt: skip
_matrix = st.dictionaries(_names, _values, min_size=1, max_size=4)


@given(_matrix)
def test_without_exclusions_there_are_as_many_rows_as_the_product(matrix: dict[str, list[object]]) -> None:
    made = rows(matrix)
    assert len(made) == count(matrix)
    assert len({tuple(row.items()) for row in made}) == len(made)


@given(_matrix, st.data())
def test_an_exclusion_drops_what_it_names_and_nothing_else(
    matrix: dict[str, list[object]], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted(matrix)), min_size=1, unique=True))
    rule = {name: data.draw(st.sampled_from(matrix[name])) for name in chosen}
    dropped = count({name: values for name, values in matrix.items() if name not in rule})
    made = rows(matrix, [rule])
    assert len(made) == count(matrix) - dropped
    assert not any(all(row[name] == value for name, value in rule.items()) for row in made)


@given(_matrix, st.randoms())
def test_what_a_row_is_named_does_not_depend_on_the_order_of_anything(
    matrix: dict[str, list[object]], random: object
) -> None:
    template = Template.parse("_".join(f"{{{name}}}" for name in sorted(matrix)))
    shuffled = {}
    for name in sorted(matrix, reverse=True):
        values = list(matrix[name])
        random.shuffle(values)  # type: ignore[attr-defined]
        shuffled[name] = values
    assert {template.fill(row) for row in rows(matrix)} == {template.fill(row) for row in rows(shuffled)}


def test_the_first_variable_is_the_slowest() -> None:
    assert rows({"a": [1, 2], "b": [3, 4]}) == [
        {"a": 1, "b": 3},
        {"a": 1, "b": 4},
        {"a": 2, "b": 3},
        {"a": 2, "b": 4},
    ]


def test_exclusions_compare_as_written_and_a_list_means_any() -> None:
    matrix = {"n": [1, 2, 3], "c": ["x", "y"]}
    assert rows(matrix, [{"n": ["1", 2]}, {"c": "y"}]) == [{"n": 3, "c": "x"}]


@given(st.text())
def test_any_text_is_itself_when_its_braces_are_doubled(text: str) -> None:
    assert Template.parse(text.replace("{", "{{").replace("}", "}}")).fill({}) == text


@given(st.text(alphabet="{}n|:03 slug", max_size=20))
def test_every_text_is_a_template_or_says_which_part_is_not(text: str) -> None:
    part = ""
    try:
        Template.parse(text)
    except TemplateError as error:
        part = error.part
    assert part in text


@pytest.mark.parametrize(
    ("text", "row", "filled"),
    [
        ("a {color} flask", {"color": "red"}, "a red flask"),
        ("{{{n}}}", {"n": 1}, "{1}"),
        ("{name|slug}", {"name": "Fire Ball! (II)"}, "fire_ball_ii"),
        ("{ name | slug }", {"name": "Été"}, "ete"),
        ("{name|words}", {"name": "long_bow-of_fire"}, "long bow of fire"),
        ("{name|lower}", {"name": "Long BOW"}, "long bow"),
        ("{name|upper}", {"name": "Long bow"}, "LONG BOW"),
        ("{name|title}", {"name": "the knight's old bow"}, "The Knight's Old Bow"),
        ("a{x}b", {"x": None}, "ab"),
        ("{n:03}", {"n": 7}, "007"),
        ("{n:03}", {"n": 12345}, "12345"),
        ("{x} {x}", {"x": Decimal("0.50")}, "0.50 0.50"),
        ("{x}", {"x": True}, "true"),
        ("{x}", {"x": Decimal("1e3")}, "1000"),
        ("{x}", {"x": "{y}"}, "{y}"),
    ],
)
def test_templates_fill(text: str, row: dict[str, object], filled: str) -> None:
    assert Template.parse(text).fill(row) == filled


@pytest.mark.parametrize(
    ("text", "message", "part"),
    [
        ("a { b", "a lone `{`", "{"),
        ("a } b", "a lone `}`", "}"),
        ("{}", "`{}` is no variable", "{}"),
        ("{a b}", "`{a b}` is no variable", "{a b}"),
        ("{n|uper}", "unknown filter in `{n|uper}`", "{n|uper}"),
        ("{n:>3}", "unknown format in `{n:>3}`", "{n:>3}"),
        ("{n|slug:03}", "unknown format in `{n|slug:03}`", "{n|slug:03}"),
    ],
)
def test_what_is_no_template_says_why(text: str, message: str, part: str) -> None:
    with pytest.raises(TemplateError) as caught:
        Template.parse(text)
    assert (caught.value.message, caught.value.part) == (message, part)


@pytest.mark.parametrize("value", ["7", True, Decimal("7.0"), None])
def test_digits_are_for_whole_numbers_only(value: object) -> None:
    with pytest.raises(TemplateError, match="needs a whole number"):
        Template.parse("{n:03}").fill({"n": value})


@pytest.mark.parametrize(("value", "what"), [([1], "a list"), ({"a": 1}, "an object")])
def test_what_holds_several_values_is_no_text(value: object, what: str) -> None:
    with pytest.raises(TemplateError, match=f"is {what}, which is no text") as caught:
        Template.parse("a {n|slug}").fill({"n": value})
    assert (caught.value.part, caught.value.name) == ("{n|slug}", "n")


def test_an_exclusion_may_name_what_the_rows_are_multiplied_with() -> None:
    variables, records = {"c": ["x", "y"]}, [{"name": "axe", "n": None}, {"name": "bow", "n": [1]}]
    assert excludes({"name": ["axe", "hat"], "c": "y"}, variables, records)
    assert excludes({"n": ""}, variables, records)
    assert not excludes({"name": "hat", "c": "y"}, variables, records)
    assert not excludes({"name": "axe", "c": "z"}, variables, records)


def test_a_template_may_be_one_variable_and_nothing_else() -> None:
    texts = ["{a}", "{ a|slug }", "{a}{b}", "{a} ", "a", "", "{{a}}"]
    assert [Template.parse(text).alone for text in texts] == ["a", "a", None, None, None, None, None]


def test_names_are_listed_once_in_order() -> None:
    assert Template.parse("{b} {a|slug} {b:02} {{c}}").names == ("b", "a")


@given(st.text())
def test_a_slug_is_a_plain_word_and_its_own_slug(text: str) -> None:
    made = slug(text)
    assert all(part.isalnum() and part.isascii() for part in made.split("_") if part)
    assert slug(made) == made


def test_a_template_knows_what_it_could_become() -> None:
    pattern = Template.parse("items/{a}_{b}.x").pattern()
    assert pattern.fullmatch("items/red_1.x")
    assert not pattern.fullmatch("items/red.x")
    assert not pattern.fullmatch("items/red_1-x")
