"""A file appears whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

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
