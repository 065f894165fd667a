"""What is remembered of a manifest is only a shortcut: with it or without it, a build is the same."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from rdbuild import catalogue, manifest
from rdbuild.memory import Memory
from rdbuild.model import Manifest

TEXT = """\
version: 1
defaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}
assets:
  hero: {prompt: a knight, input_palette: cave.hex}
"""


def read(path: str) -> bytes:
    return Path(path).read_bytes()


@pytest.fixture
def game(tmp_path: Path) -> Path:
    (tmp_path / "cave.hex").write_text("112233\n445566\n")
    path = tmp_path / "game.yaml"
    path.write_text(TEXT)
    return path


def load(game: Path) -> Manifest:
    return manifest.load(str(game), read, catalogue.load())


def memory(game: Path, outside: bool = False) -> Memory:
    return Memory(game.parent / "home", game, outside, read)


def remembered(game: Path) -> Manifest:
    """Learn and save, as a build does; gives what the next one finds."""
    first = memory(game)
    first.learn(load(game))
    first.save()
    again = memory(game).manifest
    assert again is not None
    return again


def test_an_unchanged_manifest_is_remembered_whole(game: Path) -> None:
    assert remembered(game) == load(game)


def test_nothing_is_written_before_a_build_says_so(game: Path) -> None:
    memory(game).learn(load(game))
    memory(game).pixels(("a",), lambda: "digest")
    assert not (game.parent / "home").exists()


@pytest.mark.parametrize("name", ["game.yaml", "cave.hex"])
@pytest.mark.parametrize("how", ["changed", "gone", "changed, with size and time as before"])
def test_any_other_byte_in_a_file_it_was_made_from_and_it_counts_for_nothing(game: Path, name: str, how: str) -> None:
    remembered(game)
    path = game.parent / name
    before = path.stat()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"1", b"2"))
        if how != "changed":
            os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert memory(game).manifest is None


def test_a_touched_file_is_still_the_same_file(game: Path) -> None:
    remembered(game)
    os.utime(game, (1, 1))
    assert memory(game).manifest is not None


def test_a_manifest_that_was_saved_while_it_was_read_is_not_written_down(game: Path) -> None:
    """The text before must never be remembered under the digest of the text after: it would stay for good."""
    racing = memory(game)
    before = load(game)
    game.write_text(TEXT.replace("a knight", "a page"))
    racing.learn(before)
    racing.pixels(("a",), lambda: "digest")
    racing.save()
    assert memory(game).manifest is None


def test_the_fence_belongs_to_what_was_checked(game: Path) -> None:
    remembered(game)
    assert memory(game, outside=True).manifest is None


def test_two_manifests_in_one_folder_are_remembered_apart(game: Path) -> None:
    other = game.with_name("other.yaml")
    other.write_text(TEXT.replace("a knight", "a page"))
    assert remembered(other).assets[0].prompt == "a page"
    assert remembered(game).assets[0].prompt == "a knight"
    found = memory(other).manifest
    assert found is not None
    assert found.assets[0].prompt == "a page"


@pytest.mark.parametrize("damage", ["empty", "torn", "noise", "another shape"])
def test_a_damaged_memory_is_left_out_and_written_anew(game: Path, damage: str) -> None:
    remembered(game)
    (path,) = (game.parent / "home" / "memory").iterdir()
    good = path.read_bytes()
    path.write_bytes(
        {"empty": b"", "torn": good[: len(good) // 2], "noise": os.urandom(200), "another shape": pickle.dumps([1])}[
            damage
        ]
    )
    assert memory(game).manifest is None
    assert remembered(game) == load(game)


def test_every_torn_memory_is_left_out(game: Path) -> None:
    remembered(game)
    (path,) = (game.parent / "home" / "memory").iterdir()
    good = path.read_bytes()
    for length in range(0, len(good), 7):
        path.write_bytes(good[:length])
        assert memory(game).manifest is None


def test_pixels_are_worked_out_once_for_a_key(game: Path) -> None:
    first = memory(game)
    first.learn(load(game))
    assert first.pixels(("sha", "RGB"), lambda: "one") == "one"
    assert first.pixels(("sha", "RGBA"), lambda: "two") == "two"
    first.save()
    again = memory(game)
    assert again.pixels(("sha", "RGB"), lambda: pytest.fail("worked out again")) == "one"


def test_pixels_are_kept_when_only_the_text_changes(game: Path) -> None:
    first = memory(game)
    first.learn(load(game))
    first.pixels(("sha",), lambda: "one")
    first.save()
    game.write_text(TEXT.replace("a knight", "a page"))
    again = memory(game)
    assert again.manifest is None
    assert again.pixels(("sha",), lambda: pytest.fail("worked out again")) == "one"


def test_what_is_known_already_is_not_written_again(game: Path) -> None:
    remembered(game)
    (path,) = (game.parent / "home" / "memory").iterdir()
    path.chmod(0o600)
    os.utime(path, (1, 1))
    again = memory(game)
    again.save()
    assert path.stat().st_mtime == 1


def test_a_disk_that_refuses_hurts_no_build(game: Path) -> None:
    (game.parent / "home").write_text("a file where the folder should be")
    first = memory(game)
    first.learn(load(game))
    first.save()
    assert memory(game).manifest is None


def test_another_rdbuild_reads_the_manifest_anew(game: Path, tmp_path: Path) -> None:
    """A release may understand a manifest in another way: any change of code or data makes the memory void."""
    remembered(game)
    check = (
        "import sys; from pathlib import Path; import rdbuild; from rdbuild.memory import Memory;"
        "rdbuild.__version__ == sys.argv[2] or setattr(sys.modules['rdbuild.memory'], '__version__', sys.argv[2]);"
        "game = Path(sys.argv[1]); print(Memory(game.parent / 'home', game, False, lambda p: open(p, 'rb').read())"
        ".manifest is None)"
    )

    def void(version: str) -> bool:
        ran = subprocess.run(
            [sys.executable, "-c", check, str(game), version], capture_output=True, check=True, text=True
        )
        return ran.stdout == "True\n"

    from rdbuild import __version__

    assert not void(__version__), "another process finds it"
    assert void("0.0.0")
