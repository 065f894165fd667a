"""What the README shows is what happens: its manifests build, its commands run, its outputs are the real ones."""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import transcript

from rdbuild import arguments, catalogue, manifest, schema
from rdbuild.errors import ManifestError

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = transcript.blocks(TEXT)
MANIFESTS = [block for block in BLOCKS if block["kind"] == "yaml" and not block["source"]]
needs_bash = pytest.mark.skipif(shutil.which("bash") is None or os.name == "nt", reason="the commands are for a shell")


def blocks(kind: str) -> list[str]:
    return [block["text"] for block in BLOCKS if block["kind"] == kind]


@pytest.fixture
def workshop(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    return transcript.workshop(TEXT, tmp_path)


@needs_bash
def test_every_command_that_is_shown_with_its_output_gives_that_output(
    workshop: tuple[Path, dict[str, str]],
) -> None:
    """`make readme` writes the real outputs in."""
    replayed = list(transcript.replay(TEXT, *workshop))
    wrong = [
        "\n".join([f"$ {line}", *difflib.unified_diff(shown, real, "the README", "in truth", lineterm="")])
        for line, shown, real in replayed
        if not transcript.agrees(shown, real)
    ]
    assert len(replayed) >= 15
    assert not wrong, "\n\n".join(wrong)


@needs_bash
def test_the_comparison_of_outputs_sees_a_difference() -> None:
    assert transcript.agrees(["a", "…", "done in 0.4 s"], ["a", "b", "c", "done in 1.3 s"])
    assert transcript.agrees(["a", "…", "z"], ["a", "z"])
    assert not transcript.agrees(["a", "…", "done: 5"], ["a", "b", "done: 6"])
    assert not transcript.agrees([], ["a"])
    assert not transcript.agrees(["a", "b"], ["b"])


def test_lines_that_are_shown_of_a_file_are_in_it_and_in_that_order() -> None:
    shown = [block for block in BLOCKS if block["source"]]
    assert shown
    for block in shown:
        rest = (ROOT / block["source"]).read_text(encoding="utf-8")
        for part in block["text"].split(f"{transcript.ELIDED}\n"):
            before, found, rest = rest.partition(part)
            assert found, f"{block['source']} has not, after what is shown before it:\n{part}"
            assert before.endswith("\n") or not before


@pytest.mark.parametrize("block", MANIFESTS, ids=lambda one: one["file"] or "")
def test_a_manifest_that_is_shown_is_right_unless_it_says_so(block: dict[str, str | None], tmp_path: Path) -> None:
    path = tmp_path / "rdbuild.yaml"
    path.write_text(str(block["text"]), encoding="utf-8")

    def load() -> object:
        return manifest.load(str(path), lambda name: Path(name).read_bytes(), catalogue.load()).warnings

    if block["file"]:
        with pytest.raises(ManifestError):
            load()
        return
    assert load() == ()


@needs_bash
def test_a_manifest_that_is_shown_builds_within_its_own_budget(workshop: tuple[Path, dict[str, str]]) -> None:
    folder, environment = workshop
    whole = [str(block["text"]) for block in MANIFESTS if not block["file"]]
    assert whole
    shell = transcript.Shell(folder, environment)
    port = transcript.free_port()
    try:
        shell.run(f"rdbuild serve --port {port} &", 1)
        shell.run(f"export RD_API_KEY=any RDBUILD_API=http://127.0.0.1:{port}/v1")
        for number, text in enumerate(whole):
            project = folder / f"project{number}"
            project.mkdir()
            (project / "rdbuild.yaml").write_text(text, encoding="utf-8")
            said = shell.run(f"rdbuild build {project}; echo exit $?")
            assert said[-1] == "exit 0", said
            assert (project / "assets" / "assets.json").exists()
    finally:
        shell.close()


def rdbuild_lines() -> list[str]:
    """Every `rdbuild …` of shell and make blocks, and of the running text where it has options or more than a word."""
    found: list[str] = []
    for text in (*blocks("sh"), *blocks("make"), *blocks("console"), *blocks("yml")):
        for line in text.splitlines():
            match = re.match(r"(?:\$ |\t| +- run: )?(rdbuild [^#;|&]*)", line)
            if match:
                found.append(match[1].strip())
    return found


def test_every_command_that_is_shown_is_one_that_the_parser_takes() -> None:
    lines = rdbuild_lines()
    assert len(lines) >= 15
    parser = arguments.parser("https://api", "rdbuild.yaml")
    for line in lines:
        words = [word.strip("'\"") for word in line.split()[1:]]
        parser.parse_args(words)  # leaves with code 2 if not


def test_every_option_that_is_named_exists() -> None:
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", TEXT))
    source = (ROOT / "rdbuild" / "arguments.py").read_text(encoding="utf-8")
    assert options
    assert {option for option in options if f'"{option}"' not in source} == set()


def test_what_is_said_to_be_missing_is_an_error_and_not_ignored(tmp_path: Path) -> None:
    path = tmp_path / "rdbuild.yaml"
    missing = TEXT.partition("## Not in this version")[2].partition("\n## ")[0]
    keys = re.findall(r"`([a-z]+):`", missing)
    assert set(keys) == schema.LATER
    for key in keys:
        path.write_text(
            f"version: 1\nbudget: 1\nassets:\n  hero: {{prompt: a knight, width: 64, height: 64, {key}: x}}\n",
            encoding="utf-8",
        )
        with pytest.raises(ManifestError) as raised:
            manifest.load(str(path), lambda name: Path(name).read_bytes(), catalogue.load())
        assert any(f"`{key}`" in problem.message for problem in raised.value.problems), key


@needs_bash
@pytest.mark.skipif(shutil.which("make") is None, reason="the rule is for make")
def test_the_make_rule_restores_the_tree_and_fails_when_it_is_out_of_date(
    workshop: tuple[Path, dict[str, str]],
) -> None:
    folder, environment = workshop
    environment["RDBUILD_API"] = "local"
    (folder / "Makefile").write_text("\n".join(blocks("make")), encoding="utf-8")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=folder, env=environment, text=True, capture_output=True, check=False)

    assert run("rdbuild", "init").returncode == 0
    assert run("make", "game").returncode != 0
    assert run("rdbuild", "build").returncode == 0
    (folder / "assets" / "hero.png").unlink()
    assert run("make", "game").returncode == 0
    assert (folder / "assets" / "hero.png").exists()


def test_every_make_target_that_is_named_exists() -> None:
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"^make (\w+)", "\n".join(blocks("sh")), re.MULTILINE)) | set(
        re.findall(r"`make (\w+)`", TEXT)
    )
    assert {"demo", "test", "help", "check"} <= named
    assert {name for name in named if f"\n{name}:" not in rules} == set()


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\]\(([\w./-]+)\)", TEXT)) | set(re.findall(r"`(rdbuild/[\w./]+)`", TEXT))
    assert len(named) >= 10
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_picture_of_the_modules_has_every_module_and_no_other() -> None:
    picture = next(block for block in blocks("text") if block.startswith("rdbuild/"))
    modules = {path.stem for path in (ROOT / "rdbuild").glob("*.py") if not path.stem.startswith("__")}
    rooms = set(re.findall(r"^  ([a-z_]+)/? ", picture, re.MULTILINE))
    beside = {part.split()[0].rstrip(":") for group in re.findall(r"\(([^)]+)\)", picture)
              for part in re.split("[,;]", group)}  # fmt: skip
    assert rooms - modules == {"offline"}
    assert modules - rooms - beside == set()
    assert beside - modules == {"styles.json", "gallery.html"}


def test_every_exit_code_of_the_table_and_no_other_is_in_the_code() -> None:
    from rdbuild import cli, errors

    shown = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.MULTILINE)}
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, errors.RdbuildError)]
    assert shown == {0, 6, cli.BUG, cli.INTERRUPTED} | {kind.exit_code for kind in kinds}
