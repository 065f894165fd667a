"""A file appears whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from game import Game

from rdbuild import atomic
from rdbuild.errors import StorageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("durable", [True, False])
def test_a_file_is_written_with_its_folders_and_nothing_beside_it(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "a" / "b" / "c.bin"
    atomic.write(path, b"one", durable=durable)
    atomic.write(path, b"two", durable=durable)
    assert path.read_bytes() == b"two"
    assert names(path.parent) == ["c.bin"]


@pytest.mark.skipif(os.name == "nt", reason="no umask there")
def test_others_may_read_what_the_umask_lets_them(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        atomic.write(tmp_path / "picture.png", b"data", durable=False)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "picture.png").stat().st_mode) == 0o644


def test_a_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(StorageError) as caught:
        atomic.write(tmp_path / "a" / "b", b"data", durable=True)
    assert caught.value.message.startswith(f"can't write `{tmp_path / 'a' / 'b'}`: ")


FULL_DISK = """
import resource, sys
from pathlib import Path
from rdbuild import atomic
from rdbuild.errors import StorageError
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    atomic.write(Path(sys.argv[1]), b"x" * 10_000, durable=True)
except StorageError as error:
    print(error.message)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_when_the_disk_takes_only_a_part_the_old_file_stays_and_no_torn_one(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, path], capture_output=True, text=True)
    assert ran.stdout == f"can't write `{path}`: file too large\n"
    assert (path.read_bytes(), names(tmp_path)) == (b"old", ["kept"])


# -- what killed processes left

LEFT = ".rdbuild-0123456789abcdef.tmp"


def aged(path: Path, hours: float) -> Path:
    path.touch()
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - hours * 3600))
    return path


def test_what_a_killed_process_left_an_hour_ago_goes_and_nothing_that_could_be_anybodys(tmp_path: Path) -> None:
    aged(tmp_path / LEFT, 1.1)
    aged(tmp_path / LEFT.replace("0", "f"), 24)
    young = aged(tmp_path / LEFT.replace("0", "1"), 0.9)
    others = [".rdbuild-0123456789ABCDEF.tmp", ".rdbuild-0123.tmp", f"{LEFT}~", f"a{LEFT}", ".rdbuild-probe", "a.tmp"]
    for name in others:
        aged(tmp_path / name, 24)
    (tmp_path / LEFT.replace("0", "2")).mkdir()
    os.utime(tmp_path / LEFT.replace("0", "2"), (0, 0))
    written = tmp_path / "hero.png"
    atomic.write(written, b"data", durable=False)
    atomic.sweep(written)
    assert names(tmp_path) == sorted([*others, young.name, LEFT.replace("0", "2"), "hero.png"])


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_of_that_name_is_left_and_so_is_what_it_leads_to(tmp_path: Path) -> None:
    outside = aged(tmp_path / "outside", 24)
    (tmp_path / "in").mkdir()
    link = tmp_path / "in" / LEFT
    link.symlink_to(outside)
    os.utime(link, (0, 0), follow_symlinks=False)
    atomic.write(tmp_path / "in" / "file", b"", durable=False)
    atomic.sweep(tmp_path / "in" / "file")
    assert names(tmp_path / "in") == sorted([LEFT, "file"])
    assert outside.exists()


def test_a_folder_that_is_gone_is_no_trouble(tmp_path: Path) -> None:
    atomic.sweep(tmp_path / "gone" / "file")


def test_a_build_takes_away_what_a_killed_one_left_in_its_tree_and_beside_its_lock(game: Game) -> None:
    game.write({"a": "prompt: a", "icons/b": "prompt: b", "still/c": "prompt: c"})
    game.build()
    folders = [game.folder, game.tree, game.tree / "icons", game.tree / "still"]
    for folder in folders:
        aged(folder / LEFT, 2)
        aged(folder / LEFT.replace("0", "1"), 0.5)
    game.write({"a": "prompt: another", "icons/b": "prompt: another b", "still/c": "prompt: c"})
    game.build()
    left = [folder for folder in folders if (folder / LEFT).exists()]
    assert left == [game.tree / "still"], "nothing was written there"
    assert all((folder / LEFT.replace("0", "1")).exists() for folder in folders)
