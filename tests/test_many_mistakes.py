"""However many mistakes are in a manifest, each is told once at its line, none hides another, and nothing crashes."""

from __future__ import annotations

import contextlib
import io
import json
import random
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rdbuild.cli import main

EXAMPLES = Path(__file__).parent.parent / "example_manifests"
TURNS = 25  # manifests with mistakes that are made of each example
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
HEAD = "version: 1\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\nassets:\n"


def rd(*argv: str) -> tuple[int, str, str]:
    """The command line in this process: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as gone:
        main(argv)
    return int(gone.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the example manifests and all that they name."""
    folder = tmp_path_factory.mktemp("workshop") / "examples"
    shutil.copytree(EXAMPLES, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


# -- mistakes on purpose


class Mistake(NamedTuple):
    """Where a line can be got wrong, what becomes of it, and the codes of which one is told of it."""

    pattern: str
    wrong: str
    codes: tuple[str, ...]


# A setting of an entry, in a line of its own or among others in `{ }`.
_KEY = r"(?<=[ {])(prompt|width|height|seed|tags|num_images|strength|input_image|remove_bg|tile_x): "
_VARIABLE = ("unknown-variable",)
MISTAKES: dict[str, Mistake] = {
    "a misspelt key": Mistake(_KEY, r"\1q: ", ("unknown-key",)),
    "a key in capitals": Mistake(r"(?<=[ {])prompt: ", "Prompt: ", ("unknown-key",)),
    "a misspelt style": Mistake(r"(prompt_style: rd_[a-z_0-9]+[a-z])\b", r"\1q", ("unknown-style",)),
    "a misspelt preset": Mistake(r"(?<=preset: )(\w+)", r"\1q", ("unknown-preset",)),
    "a misspelt asset": Mistake(r"(?<=asset: )([a-z_/]+)(?=[,}])", r"\1q", ("unknown-asset",)),
    "a unit": Mistake(r"(?<=(?:idth|ight): )(\d+)", r"\1px", ("wrong-type",)),
    "quotes round a number": Mistake(r"(?<=(?:idth|ight): )(\d+)", r"'\1'", ("wrong-type",)),
    "yes for true": Mistake(r"(?<=: )true\b", "yes", ("wrong-type", "bad-value")),
    "a number for a prompt": Mistake(r"(?<=[ {]prompt: )[a-z][a-z ]+(?=$|, \w+:|\})", "5", ("wrong-type",)),
    "an empty prompt": Mistake(r"(?<=[ {]prompt: )[a-z][a-z ]+(?=$|, \w+:|\})", "''", ("empty-prompt",)),
    "no prompt": Mistake(r"(?<=[ {])prompt: [a-z][a-z ]+, (?=\w+:)", "", ("missing-key",)),
    "a lone brace": Mistake(r"(?<=[ {])prompt: ([a-z][a-z ]+)$", r'prompt: "\1 {"', ("bad-template",)),
    "an unknown variable": Mistake(r"(?<=[ {])prompt: ([a-z][a-z ]+)$", r'prompt: "\1 {nil}"', _VARIABLE),
    "a colon in a prompt": Mistake(r"(^ +prompt: [a-z][a-z ]+)$", r"\1: tall", ("yaml-syntax",)),
    "a quote that stays open": Mistake(r"^( +prompt: )([a-z][a-z ]+)$", r"\1'\2", ("yaml-syntax",)),
    "braces without quotes": Mistake(r"(prompt: [a-z]+)(?= [a-z ]+[,}])", r"\1 {x}", ("yaml-syntax", *_VARIABLE)),
    "text that begins with a star": Mistake(r"(?<= prompt: )([a-z][a-z ]+)$", r"*\1", ("yaml-syntax", "unknown-alias")),
    "no space after a colon": Mistake(r"^( +\w+):(?= \d+$)", r"\1:~", ("yaml-syntax",)),
    "a short colour": Mistake(r'"#([0-9a-f]{3})[0-9a-f]{3}"', r'"#\1"', ("bad-value",)),
    "a colour without quotes": Mistake(r'(?<=flatten: )"(#[0-9a-f]{6})"', r"\1", ("bare-colour",)),
    "an image that is not there": Mistake(r"(?<=: )art/(\w+)\.png", r"art/\1q.png", ("bad-path",)),
    "a share in percent": Mistake(r"(?<=strength: )0\.(\d)$", r"\g<1>0%", ("wrong-type",)),
    "a negative seed": Mistake(r"(?<=seed: )(\d+)", r"-\1", ("out-of-range",)),
    "a word for a count": Mistake(r"(?<=num_images: )\d+", "many", ("wrong-type",)),
}  # fmt: skip


def _bare(line: str) -> str:
    """A line without its comment, which is in the way of its end."""
    return line.partition("   #")[0].rstrip()


def wrong(
    text: str, name: str, count: int, chance: random.Random
) -> tuple[str, dict[int, tuple[str, tuple[str, ...]]]]:
    """The text with up to `count` mistakes in lines of different entries: line -> what was done, and its codes."""
    lines = text.split("\n")
    start = lines.index("assets:")
    places: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        for what, mistake in MISTAKES.items():
            if what == "no prompt" and "prompt: " in text[: text.index("assets:")]:
                continue
            if n > start and not line.lstrip().startswith("#") and re.search(mistake.pattern, _bare(line)):
                places.setdefault(what, []).append(n)
    done: dict[int, tuple[str, tuple[str, ...]]] = {}
    entries: set[int] = set()
    for _ in range(count):
        what = chance.choice(sorted(places))
        n = chance.choice(places[what])
        entry = next(row for row in range(n, 0, -1) if re.match(r"  \S", lines[row]))
        if entry not in entries:
            lines[n] = re.sub(MISTAKES[what].pattern, MISTAKES[what].wrong, _bare(lines[n]), count=1)
            done[n + 1] = what, MISTAKES[what].codes
            entries.add(entry)
    return "\n".join(lines), done


@pytest.mark.parametrize("name", NAMES)
def test_each_of_several_mistakes_is_told_once_at_its_line_and_nothing_else_is(name: str, workshop: Path) -> None:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    for turn in range(TURNS):
        bad, done = wrong(text, name, 1 + turn % 5, random.Random(f"{name} {turn}"))
        assert done, "an example in which nothing can be got wrong"
        (workshop / "wrong.yaml").write_text(bad, encoding="utf-8")
        code, out, err = rd("validate", "wrong.yaml", "--json")
        told = json.loads(out)["problems"]
        why = f"{done}\n{json.dumps(told, indent=1)}\n{err}"
        assert code == 2, why
        assert [one["line"] for one in told] == sorted(done), why
        assert all(one["code"] in done[one["line"]][1] for one in told), why
        assert "Traceback" not in err


def test_every_mistake_of_the_table_is_made_somewhere() -> None:
    made = {
        what
        for name in NAMES
        for turn in range(TURNS)
        for what, _ in wrong(
            (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8"), name, 1 + turn % 5, random.Random(f"{name} {turn}")
        )[1].values()
    }
    assert set(MISTAKES) - made == set()


# -- what is wrong with an entry as a whole hides nothing in it

_REST = 'prompt: "a {itm}", prompt_style: rd_fast__simpel, input_image: {asset: heroo}, input_palette: gamboy, seeed: 1'
_TOLD = {"unknown-variable", "unknown-style", "unknown-asset", "unknown-palette", "unknown-key"}
WHOLE: dict[str, tuple[str, set[str]]] = {
    "an id that is none": (f"red potion: {{{_REST}}}", {"bad-id"}),
    "an id that is no template": (f"'potion_{{': {{{_REST}}}", {"bad-template"}),
    "an id with an unknown variable": (f"'potion_{{colr}}': {{{_REST}}}", {"unknown-variable"}),
    "a matrix that is none": (f"'a_{{item}}': {{matrix: [red, blue], {_REST}}}", {"wrong-type"}),
    "a value twice": (f"'a_{{item}}': {{matrix: {{item: [a, b, a]}}, {_REST}}}", {"duplicate-value"}),
    "an id without a variable": (f"a: {{matrix: {{item: [a, b]}}, {_REST}}}", {"id-without-variable"}),
    "an exclusion of nothing": (
        f"'a_{{item}}': {{matrix: {{item: [a, b]}}, exclude: [{{item: c}}], {_REST}}}", {"unknown-value"}
    ),
    "an exclusion that is none": (
        f"'a_{{item}}': {{matrix: {{item: [a, b]}}, exclude: {{item: a}}, {_REST}}}", {"wrong-type"}
    ),
    "an exclusion of everything": (
        f"'a_{{item}}': {{matrix: {{item: [a]}}, exclude: [{{item: a}}], {_REST}}}", {"exclude-all"}
    ),
    "a preset that there is not": (f"a: {{preset: icno, {_REST}}}", {"unknown-preset"}),
    "a value that is no id": (f"'a_{{item}}': {{matrix: {{item: [a b, c]}}, {_REST}}}", {"bad-id"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_wrong_with_a_whole_entry_hides_nothing_in_it(name: str, workshop: Path) -> None:
    entry, expected = WHOLE[name]
    told = _TOLD - ({"unknown-variable"} if name == "a matrix that is none" else set())
    (workshop / "wrong.yaml").write_text(f"{HEAD}  hero: {{prompt: a}}\n  {entry}\n  last: {{prompt: a, seeed: 1}}\n")
    code, out, err = rd("validate", "wrong.yaml", "--json")
    problems = json.loads(out)["problems"]
    assert code == 2
    assert {one["code"] for one in problems if one["line"] == 5} == told | expected, err
    assert [one["line"] for one in problems] == [5] * (len(problems) - 1) + [6]
    assert len({(one["column"], one["message"]) for one in problems}) == len(problems)


# -- many assets, one mistake


_FEW = "`a_0`, `a_1`, `a_2`, …)"
# What is wrong with the entry of a matrix -> what is told of it; N is how many assets there are.
MATRIX: dict[str, tuple[str, str]] = {
    "a style": ("prompt: a, prompt_style: rd_fast__simpel", f"unknown style `rd_fast__simpel` (in N assets: {_FEW}"),
    "a style each": (
        'prompt: a, prompt_style: "rd_fast__{n}"', f"unknown style `rd_fast__0` and others like it (in N assets: {_FEW}"
    ),
    "an empty prompt": ("prompt: ' '", f"the prompt is empty (in N assets: {_FEW}"),
    "a size": ("prompt: a, width: 8", f"`rd_fast__game_asset` makes 64x64 to 384x384, not 8x64 (in N assets: {_FEW}"),
    "too many pictures": (
        "prompt: a, num_images: 17",
        f"`rd_fast__game_asset` makes at most 16 pictures a request, not 17 (in N assets: {_FEW}",
    ),
    "a setting": ("prompt: a, extra_prompt: b", f"`rd_fast__game_asset` takes no `extra_prompt` (in N assets: {_FEW}"),
    "an asset": ("prompt: a, input_image: {asset: heroo}", f"unknown asset `heroo` (in N assets: {_FEW}"),
    "an asset each": (
        'prompt: a, input_image: {asset: "b_{n}"}', f"unknown asset `b_0` and others like it (in N assets: {_FEW}"
    ),
    "a file each": (
        'prompt: a, input_image: "art/{n}.png"', f"no file `art/0.png` and others like it (in N assets: {_FEW}"
    ),
    "a palette": ("prompt: a, input_palette: gamboy", f"unknown palette `gamboy` (in N assets: {_FEW}"),
    "a preset": ("prompt: a, preset: icno", f"unknown preset `icno` (in N assets: {_FEW}"),
    "a preset each": (
        'prompt: a, preset: "icon_{n}"', f"unknown preset `icon_0` and others like it (in N assets: {_FEW}"
    ),
    "no prompt": ("seed: 1", f"`a_{{n}}` has no `prompt` (in N assets: {_FEW}"),
    "itself": (
        'prompt: a, input_image: {asset: "a_{n}"}', f"`a_0` is made from itself and others like it (in N assets: {_FEW}"
    ),
    "an id each": ("prompt: a", "`a 0` has a blank in it and others like it (in N assets: `a 0`, `a 1`, `a 2`, …)"),
    "a variable": ("prompt: 'a {m}'", "unknown variable `m`"),
    "a key": ("prompt: a, widht: 3", "unknown key `widht`"),
    "a template": ("prompt: 'a {n:3}'", "unknown format in `{n:3}`"),
}  # fmt: skip


@pytest.mark.parametrize("count", [500, 5_000])
@pytest.mark.parametrize("name", MATRIX)
@pytest.mark.heavy
def test_one_mistake_in_a_large_matrix_is_told_once_with_a_count_and_the_first_three_and_fast(
    name: str, count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, expected = MATRIX[name]
    numbers = ", ".join(map(str, range(count)))
    key = "a {n}" if name == "an id each" else "a_{n}"
    text = f"{HEAD}  '{key}': {{{body}, matrix: {{n: [{numbers}]}}}}\n  hero: {{prompt: a}}\n"
    (tmp_path / "game.yaml").write_text(text + "  last: {prompt: a, seeed: 1}\n")
    monkeypatch.chdir(tmp_path)
    began = time.process_time()
    code, out, err = rd("validate", "game.yaml", "--json")
    assert time.process_time() - began < 2
    told = json.loads(out)["problems"]
    assert code == 2, err
    assert [one["message"] for one in told] == [expected.replace("in N", f"in {count:,}"), "unknown key `seeed`"]
    if "(in N" in expected:
        assert (told[0]["count"], told[0]["assets"]) == (count, [key.replace("{n}", str(n)) for n in range(3)])


# -- two forms, the same facts


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.heavy
def test_text_and_json_say_the_same_problem_by_problem(name: str, workshop: Path) -> None:
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    for turn in range(3):
        bad, _ = wrong(text, name, 5, random.Random(f"{name} {turn}"))
        (workshop / "wrong.yaml").write_text(bad, encoding="utf-8")
        _, _, err = rd("validate", "wrong.yaml")
        _, out, _ = rd("validate", "wrong.yaml", "--json")
        problems = json.loads(out)["problems"]
        told = re.split(r"^(?=wrong\.yaml:)", err.rpartition("error: ")[0], flags=re.MULTILINE)[1:]
        assert len(told) == len(problems)
        for one, problem in zip(told, problems, strict=True):
            head, source, carets, *hint = one.splitlines()
            where = f"{problem['file']}:{problem['line']}:{problem['column']}"
            assert head == f"{where}: {problem['severity']}: {problem['message']}"
            assert hint == ([f"  hint: {problem['hint']}"] if problem["hint"] else [])
            start, length = carets.index("^"), carets.count("^")
            under = problem["source"][problem["column"] - 1 : problem["end_column"] - 1]
            assert (
                source[start : start + length].rstrip("…") == under[: len(source[start : start + length].rstrip("…"))]
            )
            assert problem["code"]


# -- bytes


SPECIALS = ["{", "}", "[", "]", ":", ": ", "#", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`", "- ", "? ", "<<: *a",
            "\t", "\n", "\r\n", "\0", "\x1b", "\ufeff", "\u2028", "---\n", "...\n", "<<<<<<< a\n", "=======\n",
            ">>>>>>> b\n", "```\n", "{color}", "{{", "null", "~", "yes", "-1", "1e999", "📦",
            "\\", "&a [*a]"]  # fmt: skip
BASES = [(EXAMPLES / f"{name}.yaml").read_bytes() for name in NAMES]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """An example manifest with a few of its bytes gone wrong."""
    data = bytearray(draw(st.sampled_from(BASES)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        what = draw(st.sampled_from(["cut", "flip", "insert", "drop", "double", "swap"]))
        if what == "cut":
            del data[at:]
        elif what == "flip" and data:
            data[at] = draw(st.integers(0, 255))
        elif what == "insert":
            data[at:at] = draw(st.sampled_from(SPECIALS)).encode()
        else:
            lines = bytes(data).split(b"\n")
            n = draw(st.integers(0, len(lines) - 1))
            if what == "drop":
                del lines[n]
            elif what == "double":
                lines.insert(n, lines[n])
            else:
                m = draw(st.integers(0, len(lines) - 1))
                lines[n], lines[m] = lines[m], lines[n]
            data = bytearray(b"\n".join(lines))
    return bytes(data)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damaged())
@pytest.mark.heavy
def test_no_damage_to_a_manifest_is_ever_a_bug_of_ours(workshop: Path, data: bytes) -> None:
    (workshop / "damaged.yaml").write_bytes(data)
    code, out, err = rd("validate", "damaged.yaml")
    assert code in (0, 2), err
    assert out == ""
    assert "Traceback" not in err
    heads = [line for line in err.splitlines() if re.match(r"damaged\.yaml:\d+:\d+: ", line)]
    assert len(heads) == len(set(heads)), err
    assert code == 0 or err.endswith("in the manifest; nothing was done\n")
