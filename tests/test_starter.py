"""`rdbuild init` asks nothing, takes nothing away, and what it writes builds at once; its comments are right too."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from game import Game

from rdbuild import catalogue, manifest, schema, starter

WRITTEN = [".gitattributes", ".gitignore", ".rdbuild.schema.json", "rdbuild.yaml"]


@pytest.fixture
def run(tmp_path, monkeypatch):
    """`rdbuild` in an empty folder, without a key and with no API that could be reached."""
    one = Game(tmp_path / "here", tmp_path / "home", "https://example.invalid/v1", key=None)
    monkeypatch.chdir(one.folder)
    return one.run_plain


def names(folder: Path = Path()) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# -- in an empty folder


def test_in_an_empty_folder_it_writes_what_a_project_needs_and_says_what_is_next(run):
    ran = run("init")
    assert (ran.code, ran.out) == (0, "")
    assert names() == WRITTEN
    assert ran.err.splitlines()[-2:] == ["wrote rdbuild.yaml", "next: rdbuild build --api local"]
    checked = run("validate")
    assert (checked.code, checked.out, checked.err) == (0, "", "rdbuild.yaml: 5 assets, no errors\n")


def test_a_plan_without_a_key_or_a_network_is_priced_and_within_the_budget(run):
    run("init")
    ran = run("plan", "--json")
    assert ran.code == 0
    assert ran.json["totals"]["cost"] == "0.085"
    assert ran.json["budget"] == {"name": "budget.build", "cap": "1", "left": "1"}


def test_what_is_said_to_be_next_is_what_works(run):
    for folder in ("my game", "jeu d'été", "a/b/c"):
        said = run("init", folder).err.splitlines()[-1]
        go, _, build = said.removeprefix("next: ").partition(" && ")
        assert shlex.split(go) == ["cd", folder]
        assert build == "rdbuild build --api local"
        assert run("build", folder, "--api", "local").code == 0
        assert (Path(folder) / "assets" / "hero.png").exists()


def test_what_its_comments_show_works_too(run):
    run("init")
    path = Path("rdbuild.yaml")
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"^  #(?=\S|  )", "  ", text, flags=re.MULTILINE), encoding="utf-8")
    assert run("validate").err == "rdbuild.yaml: 7 assets, no errors\n"
    assert run("plan", "--offline", "--json").json["totals"]["cost"] == "0.172"
    built = run("build", "--api", "local", "--json")
    assert set(built.json["generated"]) >= {"hero_wounded", "hero_walk"}


def test_it_shows_what_people_need_next():
    text = starter.files("game", "")["rdbuild.yaml"]
    for key in ("defaults", "presets", "preset", "palettes", "matrix", "input_image", "strength", "budget"):
        assert re.search(rf"\b{key}: ?", text), key


def test_the_first_line_names_the_schema_that_lies_beside_and_is_what_rdbuild_prints(run):
    run("init", "game")
    first = Path("game/rdbuild.yaml").read_text(encoding="utf-8").splitlines()[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert (Path("game") / name).read_text(encoding="utf-8") == run("schema").out == schema.schema_text()


# -- whatever the folder is called


@pytest.mark.parametrize("name", ["ünï cödé", "null: #{x}", "a" * 200, "a\nb", " ", "...", "\x85next", "🗡", "''\"\\"])
def test_whatever_the_folder_is_called_its_name_is_a_good_project(tmp_path, name):
    text = starter.files(name, "")["rdbuild.yaml"].encode()
    made = manifest.load(str(tmp_path / "rdbuild.yaml"), lambda path: text, catalogue.load())
    assert made.warnings == ()
    assert made.project == ("game" if name == " " else name.replace("\n", " ").replace("\x85", "").strip()[:100])


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_a_name_that_is_no_text_is_no_trouble(tmp_path):
    text = starter.files(os.fsdecode(b"caf\xe9"), "")["rdbuild.yaml"].encode()
    assert manifest.load(str(tmp_path / "rdbuild.yaml"), lambda path: text, catalogue.load()).project == "caf"


# -- where something is already


def test_in_a_git_repository_it_leaves_what_is_there_and_git_sees_what_to_commit(run):
    subprocess.run(["git", "init", "-q"], check=True)
    Path(".gitignore").write_text("*.psd\r\n*.local.lock.json\r\n", newline="")
    Path(".gitattributes").write_text("*.png binary")
    ran = run("init")
    assert ran.err.splitlines()[:2] == ["added lines to .gitignore", "added lines to .gitattributes"]
    assert Path(".gitignore").read_bytes().startswith(b"*.psd\r\n*.local.lock.json\r\n")
    assert Path(".gitignore").read_text().count("*.local.lock.json") == 1
    assert Path(".gitattributes").read_text().startswith("*.png binary\n")
    assert Path(".gitattributes").read_text().count("*.png binary") == 1
    assert run("build", "--api", "local").code == 0
    Path(".rdbuild-0123456789abcdef.tmp").touch()
    Path("assets/.rdbuild-0123456789abcdef.tmp").touch()
    status = subprocess.run(["git", "status", "--short", "-uall"], check=True, capture_output=True, text=True).stdout
    seen = {line[3:] for line in status.splitlines()}
    assert {*WRITTEN, "assets/hero.png", "assets/assets.json"} <= seen
    assert not [name for name in seen if ".tmp" in name or "local" in name]


def test_where_everything_is_there_but_the_manifest_only_that_is_written(run):
    run("init")
    before = {name: Path(name).read_bytes() for name in WRITTEN}
    Path("rdbuild.yaml").unlink()
    assert run("init").err == "wrote rdbuild.yaml\nnext: rdbuild build --api local\n"
    assert {name: Path(name).read_bytes() for name in WRITTEN} == before


def test_a_schema_that_is_there_is_not_overwritten(run):
    Path(".rdbuild.schema.json").write_text("{}")
    assert run("init").code == 0
    assert Path(".rdbuild.schema.json").read_text() == "{}"


@pytest.mark.parametrize("there", ["rdbuild.yaml", "a link to nowhere", "a folder"])
def test_where_a_manifest_is_there_nothing_is_touched(run, there):
    if there == "rdbuild.yaml":
        Path("rdbuild.yaml").write_text("mine")
    elif there == "a folder":
        Path("rdbuild.yaml").mkdir()
    else:
        Path("rdbuild.yaml").symlink_to("nowhere")
    ran = run("init")
    assert ran.code == 2
    assert ran.err.splitlines()[0] == "error: `rdbuild.yaml` is there already"
    assert names() == ["rdbuild.yaml"]


def test_what_can_not_be_written_is_named_and_it_can_be_tried_again(run):
    Path(".gitignore").mkdir()
    ran = run("init")
    assert (ran.code, ran.err.splitlines()[0]) == (1, "error: can't write `.gitignore`: is a directory")
    assert names() == [".gitignore"]
    Path(".gitignore").rmdir()
    assert run("init").code == 0


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder here that root can't write into")
def test_a_folder_that_can_not_be_written_is_told_without_a_traceback(run):
    ran = run("init", "/proc/self")
    assert ran.code == 1
    assert ran.err.startswith("error: can't write `/proc/self/.gitignore`: ")
