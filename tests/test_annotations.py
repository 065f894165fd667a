"""`--format github`: what a workflow shows beside the lines of a pull request, within GitHub's limits."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from game import Game
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.annotations import LONGEST, MOST, text
from rdbuild.cli import main
from rdbuild.model import Mark, Problem

WRONG = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}
assets:
  hero: {promt: a knight}
  goblin: {prompt: "a goblin, pixel art", widht: 64}
"""
GOOD = "version: 1\nbudget: 0.01\nassets:\n  hero: {prompt: a knight, width: 64, height: 64}\n"
COMMAND = re.compile(r"::(error|warning) ([^:]*)::(.*)")
Run = Callable[..., tuple[int, str, str]]


def decoded(line: str) -> tuple[str, dict[str, str], str]:
    """A command as GitHub's runner reads it: kind, properties, message. Its ActionCommand.cs in a few lines."""
    found = COMMAND.fullmatch(line)
    assert found, line

    def unescaped(said: str, codes: dict[str, str]) -> str:
        for code, sign in codes.items():
            said = said.replace(code, sign)
        return said

    data = {"%0D": "\r", "%0A": "\n", "%25": "%"}
    properties = dict(one.split("=", 1) for one in found[2].split(","))
    held = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
    return found[1], {name: unescaped(said, held) for name, said in properties.items()}, unescaped(found[3], data)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("RDBUILD_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)

    def command(*argv: str, files: dict[str, str] | None = None, here: str = ".", **names: str) -> tuple[int, str, str]:
        for name, said in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(said)
        for name, said in names.items():
            monkeypatch.setenv(name, said.replace("HERE", str(tmp_path)))
        monkeypatch.chdir(tmp_path / here)
        with pytest.raises(SystemExit) as gone:
            main(argv)
        told = capsys.readouterr()
        return int(gone.value.code or 0), told.out, told.err

    return command


# -- the form


@given(st.text(max_size=200), st.text(max_size=50) | st.none(), st.text(min_size=1, max_size=30))
def test_what_is_in_a_command_comes_out_of_it_again(message: str, hint: str | None, file: str) -> None:
    problem = Problem("a-code", message, Mark("f", 3, 7, 5), hint)
    kind, properties, said = decoded(text([problem], lambda _: file).removesuffix("\n"))
    assert kind == "error"
    assert properties == {"file": file, "line": "3", "col": "7", "endColumn": "12", "title": "rdbuild: a-code"}
    assert said == message + (f"\nhint: {hint}" if hint else "")


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from(["error", "warning"])), max_size=60))
def test_no_step_prints_more_than_are_shown_and_none_is_just_missing(told: list[tuple[str, str]]) -> None:
    problems = [Problem("x", message, severity=kind) for message, kind in told]  # type: ignore[arg-type]
    read = [decoded(line) for line in text(problems, str).split("\n")[:-1]]
    for kind in ("error", "warning"):
        count, shown = sum(one == kind for _, one in told), [said for one, _, said in read if one == kind]
        assert len(shown) == min(count, MOST)
        if count > MOST:
            assert shown[-1] == f"{count - MOST + 1} more {kind}s are in the log of this step"


@pytest.mark.parametrize("sign", ["x", "ü", "🗡", "%", "\n"])
def test_a_message_is_never_longer_than_is_kept_and_keeps_its_hint(sign: str) -> None:
    long = Problem("x", sign * 10_000, hint="do something else")
    _, _, said = decoded(text([long], str).removesuffix("\n"))
    assert len(said.encode()) <= LONGEST
    assert said.endswith("…\nhint: do something else")
    _, _, said = decoded(text([Problem("x", "m", hint=sign * 10_000)], str).removesuffix("\n"))
    assert len(said.encode()) <= LONGEST


# -- the commands


@pytest.mark.parametrize("command", ["validate", "plan", "build"])
def test_problems_go_to_stdout_as_annotations_and_to_stderr_as_ever(run: Run, command: str) -> None:
    code, out, err = run(command, "--format", "github", files={"rdbuild.yaml": WRONG})
    assert code == 2
    assert out == (
        "::error file=rdbuild.yaml,line=4,col=10,endColumn=15,title=rdbuild%3A unknown-key::"
        "unknown key `promt`%0Ahint: did you mean `prompt`?\n"
        "::error file=rdbuild.yaml,line=5,col=43,endColumn=48,title=rdbuild%3A unknown-key::"
        "unknown key `widht`%0Ahint: did you mean `width`?\n"
    )
    plain = run(command)
    assert (plain[0], plain[1], plain[2]) == (2, "", err)


def test_files_are_named_from_the_root_of_the_repository(run: Run, tmp_path: Path) -> None:
    files = {"game/art/rdbuild.yaml": WRONG}
    assert " file=rdbuild.yaml," in run("validate", "--format=github", files=files, here="game/art")[1]
    assert " file=art/rdbuild.yaml," in run("validate", "art", "--format=github", here="game")[1]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    assert " file=game/art/rdbuild.yaml," in run("validate", "--format=github", here="game/art")[1]
    told = run("validate", "--format=github", here="game/art", GITHUB_WORKSPACE="HERE/game")[1]
    assert " file=art/rdbuild.yaml," in told
    (tmp_path / "link").symlink_to(tmp_path / "game")
    assert " file=art/rdbuild.yaml," in run("validate", "--format=github", here="link/art")[1]


def test_warnings_are_annotations_too_and_no_failure(run: Run) -> None:
    code, out, _ = run(
        "validate", "--format", "github", files={"rdbuild.yaml": GOOD.replace("a knight", "pixel art of a knight")}
    )
    assert code == 0
    assert out.startswith("::warning file=rdbuild.yaml,line=4,col=18,endColumn=27,title=rdbuild%3A prompt-advice::")
    assert run("validate", "--format", "github", files={"rdbuild.yaml": GOOD})[1] == ""


def test_what_has_no_place_is_an_annotation_without_one(run: Run) -> None:
    code, out, _ = run("plan", "--offline", "--format", "github", files={"rdbuild.yaml": GOOD})
    assert code == 3
    assert out.splitlines()[-1].startswith(
        "::error title=rdbuild%3A money-refused::over budget: cap `budget.build` 0.01,"
    )
    code, out, _ = run("plan", "--check", "--format", "github")
    assert code == 3, "the most urgent one"
    code, out, _ = run("plan", "--check", "--format", "github", "--api", "local")
    assert (code, out.splitlines()[-1]) == (
        4,
        "::error title=rdbuild%3A out-of-date::out of date: `hero`%0Ahint: `rdbuild build` brings the tree up to date",
    )
    code, out, _ = run("build", "--budget", "lots", "--format", "github")
    assert code == 2
    assert out.startswith("::error title=rdbuild%3A usage::`--budget`: `lots` is not an amount")


def test_a_broken_lock_file_is_annotated_at_its_line(run: Run) -> None:
    lock = '{"version": 1, "assets": {\n<<<<<<< HEAD\n}}\n'
    files = {"rdbuild.yaml": GOOD, "rdbuild.lock.json": lock}
    code, out, _ = run("plan", "--offline", "--format", "github", files=files)
    assert code == 2
    assert out.startswith(
        "::error file=rdbuild.lock.json,line=2,col=1,endColumn=8,title=rdbuild%3A lock-file::a conflict"
    )


def test_assets_that_failed_are_annotated_at_their_entries_those_of_one_fate_once(game: Game) -> None:
    game.write({"a": "prompt: a", "b": "prompt: b", "c": "prompt: c", "d": "prompt: d", "e": "prompt: e"})
    game.tree.mkdir()
    (game.tree / "e.png").write_bytes(b"mine")
    ran = game.run("build", "--format", "github", "--locked")
    assert ran.code == 4
    read = [decoded(line) for line in ran.out.splitlines()]
    assert [(kind, one["line"], one["title"], said) for kind, one, said in read] == [
        (
            "error",
            "11",
            "rdbuild: foreign",
            "`e`: `e.png` is there and rdbuild did not make it",
        ),
        ("error", "7", "rdbuild: out-of-date", "`a`, `b`, `c` and 1 more: no picture yet"),
    ]


def test_a_hundred_mistakes_are_ten_annotations_and_all_of_them_are_in_the_log(run: Run) -> None:
    wrong = GOOD + "".join(f"  a_{n}: {{prompt: a, width: 6, height: 64, seed: {n}}}\n" for n in range(100))
    code, out, err = run("validate", "--format", "github", files={"rdbuild.yaml": wrong})
    lines = out.splitlines()
    assert (code, len(lines)) == (2, MOST)
    assert lines[-1] == "::error title=rdbuild::91 more errors are in the log of this step"
    assert err.count(": error: ") == 100


def test_the_two_forms_that_print_to_stdout_exclude_each_other_and_other_words_are_refused(run: Run) -> None:
    code, out, err = run("validate", "--json", "--format", "github")
    assert (code, out.startswith("{")) == (2, True), "an error of `--json` is a document"
    assert "error: `--json` and `--format github` both print to stdout\n  hint: leave one of them out\n" in err
    assert "hint: did you mean `github`?" in run("validate", "--format", "githb")[2]
    assert "hint: `--json` does that" in run("validate", "--format", "json")[2]
    assert run("validate", "--format", "text", files={"rdbuild.yaml": WRONG})[1] == ""


def test_the_key_is_in_no_annotation(run: Run) -> None:
    key = "rdpk-0123456789abcdef"
    text = GOOD.replace("a knight", f"a knight {key}").replace("width", "widht")
    _, out, err = run("build", "--format", "github", files={"rdbuild.yaml": text}, RD_API_KEY=key)
    assert "widht" in out
    assert key not in out + err
