"""Every lock file that was built on this machine is known here, at no cost to a build with nothing to do."""

import json
import os
import shutil

import pytest
from game import Game, snapshot

from rdbuild import known, lock
from rdbuild.errors import StorageError
from rdbuild.model import Line, Link, Output

HERO = {"hero": "prompt: a knight"}
SHA = "5" * 64


def notes(home):
    return {one.lock.name: one for one in known.notes(home)}


def line(name, fingerprint, **more):
    return Line(name, "base", fingerprint, "shop", (Output(f"{name}.png", SHA, 64, 64),), **more)


# -- what is noted


def test_a_build_notes_what_its_lock_file_names_and_what_its_manifest_wants(game):
    game.write(HERO).build()
    (note,) = known.notes(game.home)
    ours = {(game.lock["hero"]["engine"], game.lock["hero"]["fingerprint"])}
    assert (note.lock, note.projects) == (game.folder / "game.lock.json", {"game"})
    assert (note.named, note.wanted) == (ours, ours)
    assert note.files == {game.lock["hero"]["outputs"][0]["sha256"]}


def test_the_steps_of_a_chain_are_named_and_an_asset_without_a_picture_names_nothing():
    lines = {"a": line("a", "f1", steps=(Link("f0", "add a hat"),)), "b": line("b", "")}
    assert lock.named(lines) == ({("shop", "f0"), ("shop", "f1")}, {SHA})


def test_placeholders_have_a_note_of_their_own(game):
    game.write(HERO).build()
    game.write({**HERO, "rock": "prompt: a rock"}).build(api="local")
    paid, local = notes(game.home)["game.lock.json"], notes(game.home)["game.local.lock.json"]
    assert {engine for engine, _ in paid.named | paid.wanted} == {game.lock["hero"]["engine"]}
    assert {engine for engine, _ in local.named | local.wanted} == {"local"}


def test_who_does_not_know_what_is_wanted_leaves_what_a_build_said_of_it(game):
    game.write(HERO).build()
    before = notes(game.home)["game.lock.json"]
    lock.update(before.lock, {"rock": line("rock", "f9")}, game.home)
    lock.update(before.lock, {}, game.home)
    after = notes(game.home)["game.lock.json"]
    assert after.named == before.named | {("shop", "f9")}
    assert (after.wanted, after.since, after.projects) == (before.wanted, before.since, {"game"})


def test_before_a_build_says_so_nothing_is_known_of_what_is_wanted(tmp_path):
    lock.update(tmp_path / "game.lock.json", {"rock": line("rock", "f9")}, tmp_path / "home")
    (note,) = known.notes(tmp_path / "home")
    assert (note.named, note.wanted, note.since, note.projects) == ({("shop", "f9")}, set(), known.NEVER, set())


def test_an_empty_lock_file_that_is_not_there_is_not_noted(tmp_path):
    lock.update(tmp_path / "game.lock.json", {}, tmp_path / "home")
    assert list(known.notes(tmp_path / "home")) == []


def test_a_take_that_somebody_goes_back_to_is_wanted_before_it_is_built(game):
    game.write(HERO).build()
    first = game.lock["hero"]["fingerprint"]
    game.reroll("hero")
    game.build()
    game.reroll("hero", "--take", "1")
    (note,) = known.notes(game.home)
    assert {name for _, name in note.wanted} == {first} != {name for _, name in note.named}


def test_a_project_that_gets_another_name_is_known_by_both(game):
    game.write(HERO).build()
    game.path.write_text(game.path.read_text().replace("project: game", "project: quest").replace("knight", "page"))
    game.build()
    assert notes(game.home)["game.lock.json"].projects == {"game", "quest"}


# -- when


def test_a_fresh_clone_with_nothing_to_do_becomes_known_and_then_nothing_is_written(game, tmp_path):
    game.write(HERO).build()
    other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert other.build()["current"] == ["hero"]
    assert len(notes(other.home)) == 1
    before = snapshot(other.home, other.folder)
    other.build()
    assert snapshot(other.home, other.folder) == before


@pytest.mark.parametrize("option", ["--locked", "--no-spend"])
def test_a_build_that_may_not_write_its_lock_file_makes_it_known(game, tmp_path, option):
    game.write(HERO).build()
    other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
    other.build(option)
    assert len(notes(other.home)) == 1


def test_a_lock_file_of_before_there_were_notes_becomes_known_by_the_next_build(game):
    game.write(HERO).build()
    shutil.rmtree(game.home / "known")
    game.build()
    assert len(notes(game.home)) == 1


def test_a_lock_file_that_version_control_changed_is_noted_anew_once(game):
    game.write({**HERO, "rock": "prompt: a rock"}).build()
    path = game.folder / "game.lock.json"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(one for one in lines if "rock" not in one).replace("},\n}}", "}\n}}"))
    later = path.stat().st_mtime + 1
    os.utime(path, (later, later))
    (game.folder / "assets/rock.png").unlink()
    game.write(HERO).build()
    assert len(notes(game.home)["game.lock.json"].named) == 1


def test_plan_notes_nothing(game, tmp_path):
    game.write(HERO).build()
    other = game.clone(tmp_path / "clone", tmp_path / "elsewhere")
    other.plan("--offline")
    assert not other.home.exists()


# -- when the disk says no


def test_a_disk_that_refuses_the_note_is_no_reason_to_fail(game):
    game.home.mkdir()
    (game.home / "known").write_text("a file where a folder should be")
    assert game.write(HERO).build()["generated"] == ["hero"]
    assert game.build()["current"] == ["hero"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": 1}', '{"version": "?"}'])
def test_a_damaged_note_is_an_error_that_names_it_and_the_next_change_mends_it(game, text):
    game.write(HERO).build()
    (path,) = (game.home / "known").iterdir()
    path.write_text(text)
    with pytest.raises(StorageError, match=path.name) as caught:
        list(known.notes(game.home))
    assert "build each project once" in caught.value.hint
    game.write({**HERO, "rock": "prompt: a rock"}).build()
    assert len(notes(game.home)["game.lock.json"].named) == 2


def test_a_note_of_a_newer_rdbuild_is_not_read_as_ours(game):
    game.write(HERO).build()
    (path,) = (game.home / "known").iterdir()
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 2}))
    with pytest.raises(StorageError, match="newer rdbuild"):
        list(known.notes(game.home))


def test_one_lock_file_by_two_paths_has_one_note(game, tmp_path):
    game.write(HERO).build()
    (tmp_path / "link").symlink_to(game.folder)
    linked = Game(tmp_path / "link", game.home, game.url)
    linked.build()
    assert len(notes(game.home)) == 1
