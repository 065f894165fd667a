"""No path leaves the output folder, and a file changes only when its bytes do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdbuild.errors import StorageError
from rdbuild.model import Output
from rdbuild.outputs import NOT_A_FILE, IndexEntry, Journal, Tree, index_text, is_inside
from rdbuild.project import index_entries

DATA = b"picture"
SHA = sha256(DATA).hexdigest()


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path / "assets")


def everything(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# -- paths


GOOD = ["a.png", "items/potion_red.png", "a/b/c.with_bg.png", "assets.json", "_x", "-x", "con_1.png", "a b", "é" * 100]
BAD = [
    *["", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/..", "./a", "a/./b", "...", "a/.", " a", "a ", "a."],
    *["C:", "C:/a", "c:a", "a:b", "\\a", "a\\b", "..\\a", "\\\\host\\a", "//host/a", "a\0", "a\nb", "a\x7f", "\ud800"],
    *["con", "CON.png", "a/nul", "Aux.tar.gz", "com1.png", "LPT9", "com¹", "a/prn /b", "nul .txt", "conin$"],
    *[".git/config", "a/.hidden", "a*", "a?", 'a"', "a<b", "a|b", "a" * 241, "é" * 121, "a/" * 500 + "a"],
]


@pytest.mark.parametrize("path", GOOD)
def test_a_plain_relative_path_is_inside(path: str) -> None:
    assert is_inside(path)


@pytest.mark.parametrize("path", BAD)
def test_a_path_that_some_platform_reads_otherwise_is_refused_by_everything(tmp_path: Path, path: str) -> None:
    tree = Tree(tmp_path / "a" / "assets")
    for act in (tree.state, tree.read, tree.remove, lambda one: tree.publish(one, DATA)):
        with pytest.raises(StorageError, match="is not a path inside the output folder"):
            act(path)
    assert everything(tmp_path) == []


PARTS = st.sampled_from(
    [".", "..", "/", "\\", ":", "C", "a", "con", "nul", " ", "~", "\0", "\n", "é", "ı", "．", "%2e"]
)


@given(st.lists(PARTS, max_size=8).map("".join) | st.text(max_size=30))
def test_what_is_inside_stays_inside_on_every_platform(path: str) -> None:
    if not is_inside(path):
        return
    posix, windows = PurePosixPath(path), PureWindowsPath(path)
    assert not posix.is_absolute()
    assert not windows.is_absolute()
    assert not windows.drive
    assert not windows.root
    assert posix.parts == windows.parts == tuple(path.split("/"))
    assert not {".", "..", ""} & set(posix.parts)
    assert all(part.rstrip(". ") == part for part in posix.parts)
    assert not any(part.split(".")[0].upper() in ("CON", "NUL") for part in posix.parts)


@given(st.lists(st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9_-]{3,8}", fullmatch=True), min_size=1, max_size=5))
def test_every_plain_id_is_inside(parts: list[str]) -> None:
    names = {part.upper() for part in parts}
    devices = {f"{kind}{number}" for kind in ("COM", "LPT") for number in range(10)}
    assert is_inside("/".join(parts) + ".png") == (not names & devices)


# -- links


@pytest.mark.parametrize("link", ["folder", "file", "dangling", "absolute", "nested"])
def test_a_link_that_leads_out_is_refused_and_what_it_leads_to_untouched(tmp_path: Path, link: str) -> None:
    outside, root = tmp_path / "outside", tmp_path / "assets"
    outside.mkdir()
    (outside / "a.png").write_bytes(b"theirs")
    (root / "in").mkdir(parents=True)
    path = {"folder": "out/a.png", "nested": "in/out/a.png"}.get(link, "a.png")
    make = {
        "folder": lambda: (root / "out").symlink_to("../outside"),
        "file": lambda: (root / "a.png").symlink_to("../outside/a.png"),
        "dangling": lambda: (root / "a.png").symlink_to("../outside/new.png"),
        "absolute": lambda: (root / "a.png").symlink_to(outside / "a.png"),
        "nested": lambda: (root / "in" / "out").symlink_to("../../outside"),
    }
    make[link]()
    tree, before = Tree(root), everything(tmp_path)
    for act in (tree.state, tree.read, tree.remove, lambda one: tree.publish(one, DATA)):
        with pytest.raises(StorageError, match="leads out of the output folder, to"):
            act(path)
    assert (outside / "a.png").read_bytes() == b"theirs"
    assert everything(tmp_path) == before


def test_a_folder_whose_name_begins_like_the_output_folder_is_outside(tmp_path: Path) -> None:
    (tmp_path / "assets-private").mkdir()
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "x").symlink_to("../assets-private")
    with pytest.raises(StorageError, match="leads out"):
        Tree(tmp_path / "assets").publish("x/a.png", DATA)


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "assets").symlink_to("real")
    tree = Tree(tmp_path / "assets")
    assert tree.publish("a/b.png", DATA)
    assert (tmp_path / "real" / "a" / "b.png").read_bytes() == DATA
    assert tree.state("a/b.png") == SHA


def test_a_link_to_another_file_of_the_tree_is_replaced_and_not_written_through(tmp_path: Path, tree: Tree) -> None:
    tree.publish("first.png", DATA)
    (tree.root / "second.png").symlink_to("first.png")
    assert tree.state("second.png") == SHA
    assert tree.publish("second.png", b"other")
    assert not (tree.root / "second.png").is_symlink()
    assert tree.read("first.png") == DATA


def test_a_ring_of_links_is_named(tree: Tree) -> None:
    tree.root.mkdir()
    (tree.root / "a.png").symlink_to("b.png")
    (tree.root / "b.png").symlink_to("a.png")
    with pytest.raises(StorageError, match=r"can't read `.*a\.png`"):
        tree.state("a.png")


# -- files


def test_a_file_is_published_read_and_removed(tree: Tree) -> None:
    assert (tree.state("a/b.png"), tree.read("a/b.png"), tree.remove("a/b.png")) == (None, None, False)
    assert tree.publish("a/b.png", DATA)
    assert (tree.state("a/b.png"), tree.read("a/b.png")) == (SHA, DATA)
    assert everything(tree.root) == ["a", "a/b.png"]
    assert tree.remove("a/b.png")
    assert everything(tree.root) == []
    assert tree.root.is_dir()


def test_equal_bytes_are_not_written_again(tree: Tree) -> None:
    tree.publish("a.png", DATA)
    os.utime(tree.root / "a.png", ns=(1, 1))
    assert not tree.publish("a.png", DATA)
    assert (tree.root / "a.png").stat().st_mtime_ns == 1
    assert tree.publish("a.png", DATA + b"!")


def test_removing_takes_only_the_folders_that_it_leaves_empty(tree: Tree) -> None:
    tree.publish("a/b/c/d.png", DATA)
    tree.publish("a/e.png", DATA)
    tree.remove("a/b/c/d.png")
    assert everything(tree.root) == ["a", "a/e.png"]


def test_something_else_in_the_way_is_nobodys_file_and_stays(tree: Tree) -> None:
    (tree.root / "a.png").mkdir(parents=True)
    (tree.root / "b").write_bytes(b"")
    (tree.root / "gone.png").symlink_to("nowhere.png")
    os.mkfifo(tree.root / "pipe.png")
    for path in ("a.png", "b/c.png", "gone.png", "pipe.png"):
        assert tree.state(path) == NOT_A_FILE
        assert tree.read(path) is None
    for path in ("a.png", "b/c.png"):
        with pytest.raises(StorageError, match=f"can't write `{tree.root / path}`"):
            tree.publish(path, DATA)
    with pytest.raises(StorageError, match=r"can't delete `.*a\.png`"):
        tree.remove("a.png")
    assert everything(tree.root) == ["a.png", "b", "gone.png", "pipe.png"]


def test_two_spellings_of_one_path_are_not_both_published(tree: Tree) -> None:
    tree.publish("Hero.png", DATA)
    with pytest.raises(StorageError) as caught:
        tree.publish("hero.png", b"other")
    assert caught.value.message == "`hero.png` and `Hero.png` are one file on some systems"
    assert everything(tree.root) == ["Hero.png"]


FULL_DISK = """
import resource, sys
from pathlib import Path
from rdbuild.errors import StorageError
from rdbuild.outputs import Tree
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    Tree(Path(sys.argv[1])).publish("a.png", b"x" * 10_000)
except StorageError as error:
    print(error.message)
"""


@pytest.mark.skipif(os.name == "nt", reason="no such limit there")
def test_a_full_disk_leaves_the_old_file(tree: Tree) -> None:
    tree.publish("a.png", DATA)
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, tree.root], capture_output=True, text=True)
    assert ran.stdout == f"can't write `{tree.root / 'a.png'}`: file too large\n"
    assert (everything(tree.root), tree.read("a.png")) == (["a.png"], DATA)


BUSY = """
import sys
from pathlib import Path
from rdbuild.outputs import Tree
tree, me = Tree(Path(sys.argv[1])), sys.argv[2]
for n in range(150):
    assert tree.publish(f"a/b/{me}.png", b"%d" % n)
    tree.publish("a/shared.png", me.encode() * 5000)
    assert tree.remove(f"a/b/{me}.png")
"""


def test_builds_that_share_a_folder_do_not_trip_over_each_other(tree: Tree) -> None:
    running = [subprocess.Popen([sys.executable, "-c", BUSY, tree.root, str(me)]) for me in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert tree.read("a/shared.png") in [str(me).encode() * 5000 for me in range(3)]
    assert everything(tree.root) == ["a", "a/shared.png"]


# -- the journal


def test_a_hash_is_in_the_journal_before_its_file_is_in_the_tree(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home", tmp_path / "assets")
    (tmp_path / "assets" / "a.png").mkdir(parents=True)  # so that the replace must fail
    with pytest.raises(StorageError):
        Tree(tmp_path / "assets", journal).publish("a.png", DATA)
    assert Journal(tmp_path / "home", tmp_path / "assets").has(SHA)


def test_the_next_run_knows_what_a_dead_one_published_until_the_lock_was_written(tmp_path: Path) -> None:
    home, root = tmp_path / "home", tmp_path / "assets"
    dead = Journal(home, root)
    Tree(root, dead).publish("a.png", DATA)
    journal = Journal(home, root)
    assert journal.has(SHA)
    assert not Journal(home, tmp_path / "other").has(SHA)
    journal.note("ab" * 32)
    assert journal.has("ab" * 32)
    journal.clear()
    assert not journal.has("ab" * 32)
    assert journal.has(SHA)  # the lock that was written may be without the dead run's files
    journal.clear({SHA})
    assert not journal.has(SHA)
    assert everything(home / "journals") == []


def test_what_is_not_written_is_not_noted(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home", tmp_path / "assets")
    Tree(tmp_path / "assets").publish("a.png", DATA)
    Tree(tmp_path / "assets", journal).publish("a.png", DATA)
    assert not (tmp_path / "home").exists()


def test_a_torn_last_line_counts_for_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "home", tmp_path / "assets")
    journal.note(SHA)
    journal.note("ab" * 32)
    (file,) = (tmp_path / "home").rglob("*.txt")
    for length in range(131):
        file.write_bytes((SHA + "\n" + "ab" * 32 + "\n").encode()[:length])
        again = Journal(tmp_path / "home", tmp_path / "assets")
        assert (again.has(SHA), again.has("ab" * 32)) == (length >= 65, length >= 130)


# -- assets.json


def test_the_index_is_one_sorted_line_an_asset() -> None:
    hero = IndexEntry("hero", (Output("hero.png", SHA, 64, 48),), ("b", "ä"), {"frames": 4, "corners": [1]})
    ax = IndexEntry("axe", (Output("axe_1.png", SHA, 16, 16), Output("axe_2.png", SHA, 16, 16)))
    text = index_text(entry for entry in (hero, ax))
    assert text == (
        '{"version": 1, "assets": {\n'
        '"axe": {"files": [{"path": "axe_1.png", "width": 16, "height": 16}, '
        '{"path": "axe_2.png", "width": 16, "height": 16}], "tags": []},\n'
        '"hero": {"files": [{"path": "hero.png", "width": 64, "height": 48}], "tags": ["b", "ä"], '
        '"corners": [1], "frames": 4}\n'
        "}}\n"
    )
    assert json.loads(text)["assets"]["hero"]["frames"] == 4
    assert index_text([ax, hero]) == text


def test_what_is_known_of_one_file_stands_at_the_file_and_of_all_at_the_asset() -> None:
    files = (Output("hero_1.png", "0" * 64, 8, 8, 1), Output("hero_2.png", "1" * 64, 4, 4, 2))
    frames = [{"x": 0, "y": 0, "w": 4, "h": 4}]
    entry = IndexEntry("hero", files, (), {"tiles": []}, {"hero_1.png": {"frames": frames, "animations": {"go": [0]}}})
    assert json.loads(index_text([entry]))["assets"]["hero"] == {
        "files": [
            {"path": "hero_1.png", "width": 8, "height": 8, "animations": {"go": [0]}, "frames": frames},
            {"path": "hero_2.png", "width": 4, "height": 4},
        ],
        "tags": [],
        "tiles": [],
    }


def test_an_index_is_read_back_with_every_key_known_or_not() -> None:
    text = (
        '{"version": 1, "assets": {\n"hero": {"files": [{"path": "hero.png", "width": 8, "height": 8, "later": 1}],'
        ' "tags": ["a"], "frames": [{"duration_ms": 100}], "later": {"x": []}}\n}}\n'
    )
    assert json.loads(index_text(index_entries(text.encode()))) == json.loads(text)


def test_an_empty_index_is_json() -> None:
    assert json.loads(index_text([])) == {"version": 1, "assets": {}}
