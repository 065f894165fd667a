"""The lock file says the same on every machine, keeps what it does not know, and trusts nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import lock
from rdbuild.errors import LockFileError, StorageError
from rdbuild.model import Line, Output

SHA, OTHER = "a1" * 32, "b2" * 32
HERO = Line(
    id="hero",
    base="ba5e",
    fingerprint="f1",
    engine="api.retrodiffusion.ai",
    outputs=(Output("hero.png", SHA, 64, 48),),
    cost_micro=15_000,
    prompt='a "knight"\n🗡 ünder',
    style="rd_fast__game_asset",
    seed=7,
    model="rd_fast",
)
PARTY = Line(
    id="hero/party",
    base="ba5e2",
    fingerprint="f2",
    engine="local",
    outputs=(Output("hero/party_1.png", SHA, 8, 8), Output("hero/party_2.png", OTHER, 8, 8, 2)),
    cost_micro=20_000_000,
    unit="credits",
    was=("old/party.png",),
    decided={"take": 2, "pick": 1},
)
GOLDEN = (
    '{"version": 1, "assets": {\n'
    '"hero": {"fingerprint": "f1", "base": "ba5e", "engine": "api.retrodiffusion.ai", '
    '"cost": "0.015", "unit": "balance", '
    '"prompt": "a \\"knight\\"\\n🗡 ünder", "style": "rd_fast__game_asset", "seed": 7, "model": "rd_fast", '
    f'"outputs": [{{"path": "hero.png", "sha256": "{SHA}", "width": 64, "height": 48, "image": 1}}]}},\n'
    '"hero/party": {"fingerprint": "f2", "base": "ba5e2", "engine": "local", "cost": "20", "unit": "credits", '
    '"prompt": "", "style": null, "seed": null, "model": null, '
    f'"outputs": [{{"path": "hero/party_1.png", "sha256": "{SHA}", "width": 8, "height": 8, "image": 1}}, '
    f'{{"path": "hero/party_2.png", "sha256": "{OTHER}", "width": 8, "height": 8, "image": 2}}], '
    '"was": ["old/party.png"], "decided": {"pick": 1, "take": 2}}\n'
    "}}\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "project" / "dungeon.lock.json"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def put(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


# -- the file


def test_the_text_is_pinned(path: Path, home: Path) -> None:
    assert lock.update(path, {PARTY.id: PARTY, HERO.id: HERO}, home)
    assert path.read_bytes().decode() == GOLDEN
    assert lock.read(path).lines == {"hero": HERO, "hero/party": PARTY}
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("manifest", "local", "name"),
    [
        ("dungeon.yaml", False, "dungeon.lock.json"),
        ("a.b.yml", True, "a.b.local.lock.json"),
        ("x", False, "x.lock.json"),
    ],
)
def test_the_lock_file_is_beside_the_manifest(manifest: str, local: bool, name: str) -> None:
    assert lock.path_beside(Path("game") / manifest, local=local) == Path("game") / name


def test_a_missing_file_is_empty_and_none_is_made_for_nothing(path: Path, home: Path) -> None:
    assert lock.read(path) == lock.Lock()
    assert not lock.update(path, {"hero": None}, home)
    assert not lock.update(path, {}, home)
    assert not path.parent.exists()


def test_taking_the_last_line_out_leaves_an_empty_lock(path: Path, home: Path) -> None:
    lock.update(path, {"hero": HERO}, home)
    assert lock.update(path, {"hero": None}, home)
    assert path.read_text() == '{"version": 1, "assets": {\n}}\n'
    assert lock.read(path) == lock.Lock()


TEXT = st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
IDS = st.from_regex(r"[b-z][a-z0-9_]{3,6}(/[b-z][a-z0-9_]{3,6}){0,2}", fullmatch=True).filter(
    lambda name: "com" not in name
)
OUTPUTS = st.builds(
    Output, IDS, st.sampled_from([SHA, OTHER]), st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 16)
)
LINES = st.builds(
    Line,
    id=st.just(""),
    base=TEXT,
    fingerprint=TEXT,
    engine=TEXT,
    outputs=st.lists(OUTPUTS, max_size=3).map(tuple),
    cost_micro=st.integers(0, 10**15),
    unit=st.sampled_from(["balance", "credits"]),
    prompt=st.text() | st.text(alphabet='\ud800\u2028\x00"\\'),
    style=st.none() | TEXT,
    seed=st.none() | st.integers(0, 2**32),
    model=st.none() | TEXT,
    was=st.lists(IDS, max_size=2).map(tuple),
    decided=st.dictionaries(TEXT, JSON, max_size=2),
    extra=st.dictionaries(TEXT.map("x_{}".format), JSON, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(IDS, LINES, max_size=4), st.dictionaries(IDS, LINES, max_size=2))
def test_what_was_written_is_read_and_writing_it_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: dict[str, Line], later: dict[str, Line]
) -> None:
    folder = tmp_path_factory.mktemp("lock")
    path = folder / "a.lock.json"
    lines = {name: replace(line, id=name) for name, line in drawn.items()}
    assert lock.update(path, lines, folder) == bool(lines)
    assert lock.read(path).lines == lines
    assert not lock.update(path, lines, folder)
    once = path.read_bytes() if lines else b""
    new = {name: replace(line, id=name) for name, line in later.items() if name not in lines}
    lock.update(path, new, folder)
    assert lock.read(path).lines == {**lines, **new}
    assert lock.update(path, dict.fromkeys(new), folder) == bool(new)
    assert (path.read_bytes() if lines else b"") == once
    if path.exists():
        text = path.read_bytes().decode()
        assert text.endswith("}}\n")
        assert "\r" not in text
        assert text.count("\n") == len(lines) + 2


# -- what others did to it


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: json.dumps(json.loads(text), indent=4),
    ],
    ids=["CRLF", "BOM", "pretty"],
)
def test_line_ends_and_layout_are_no_difference(path: Path, home: Path, change: Callable[[str], str]) -> None:
    put(path, change(GOLDEN))
    before = path.read_bytes()
    assert lock.read(path).lines == {"hero": HERO, "hero/party": PARTY}
    assert not lock.update(path, {"hero": HERO}, home)
    assert path.read_bytes() == before
    assert lock.update(path, {"hero": replace(HERO, seed=8)}, home)
    assert path.read_bytes().decode() == GOLDEN.replace('"seed": 7', '"seed": 8')


def test_keys_that_this_version_does_not_know_stay(path: Path, home: Path) -> None:
    text = GOLDEN.replace('"assets"', '"z": [1.10, {"y": 2.50}], "assets"', 1)
    text = text.replace('"image": 1}]}', '"image": 1}], "later": [{"cost": 0.10}]}', 1)
    text = text.replace('"image": 2}]', '"image": 2, "frames": 8}]', 1)
    put(path, text)
    read = lock.read(path)
    assert read.extra == {"z": [Decimal("1.10"), {"y": Decimal("2.50")}]}
    assert read.lines["hero"].extra == {"later": [{"cost": Decimal("0.10")}]}
    assert lock.update(path, {"hero": replace(HERO, seed=8)}, home)
    assert path.read_bytes().decode() == text.replace('"seed": 7', '"seed": 8')


def test_a_line_with_less_is_read_and_left_as_it_is(path: Path, home: Path) -> None:
    put(path, '{"version":1,"assets":{"hero":{"fingerprint":"f","base":"b","engine":"local","outputs":[]}}}')
    before = path.read_bytes()
    line = Line("hero", "b", "f", "local", ())
    assert lock.read(path).lines == {"hero": line}
    assert not lock.update(path, {"hero": line}, home)
    assert path.read_bytes() == before


def wrong(path: Path, text: str | bytes) -> tuple[str, str | None]:
    put(path, text)
    with pytest.raises(LockFileError) as caught:
        lock.read(path)
    before = path.read_bytes()
    with pytest.raises(LockFileError):
        lock.update(path, {"new": replace(HERO, id="new")}, path.parent.parent / "home")
    assert path.read_bytes() == before
    return caught.value.message.replace(str(path), "LOCK"), caught.value.hint


def test_a_merge_that_was_left_half_done_is_named_with_its_line(path: Path) -> None:
    head, first, second, *_ = GOLDEN.split("\n")
    text = "\n".join((head, first, "<<<<<<< HEAD", second, "=======", second, ">>>>>>> theirs", "}}", ""))
    for one in (text, text.replace("\n", "\r\n")):
        assert wrong(path, one) == (
            "`LOCK` line 3: a conflict marker of a merge",
            "`git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'`, once in each clone, and then `git"
            f" checkout --merge -- {path.name}` merge it asset by asset; by hand: keep the asset lines of both sides,"
            " and of one asset either",
        )


def test_a_prompt_may_look_like_a_conflict_marker(path: Path, home: Path) -> None:
    lock.update(path, {"hero": replace(HERO, prompt="<<<<<<< HEAD\n=======")}, home)
    assert lock.read(path).lines["hero"].prompt == "<<<<<<< HEAD\n======="


def test_a_newer_version_is_left_to_newer_programs(path: Path) -> None:
    assert wrong(path, '{"version": 2}') == ("`LOCK` was written by a newer rdbuild (version 2)", "use that one")


FILES = {
    "": "`LOCK` line 1: not readable as JSON: a value is missing",
    GOLDEN[:200]: "`LOCK` line 2: not readable as JSON: this text is never closed",
    GOLDEN.replace('"}]}},\n', '"}]}}\n').replace("},\n", "}\n"): "`LOCK` line 3: not readable as JSON: "
    "a `,` is missing",
    GOLDEN.replace('"hero/party"', '"hero"'): "`LOCK`: not readable as JSON: `hero` is there twice",
    GOLDEN.replace("7", "NaN", 1): "`LOCK`: not readable as JSON: NaN is no number",
    "[]": "`LOCK` is not a lock file: it has no `version`",
    '{"version": true, "assets": {}}': "`LOCK` is not a lock file: it has no `version`",
    '{"version": "1", "assets": {}}': "`LOCK` is not a lock file: it has no `version`",
    '{"version": 1}': "`LOCK` is not a lock file: it has no `assets`",
    '{"version": 1, "assets": []}': "`LOCK` is not a lock file: it has no `assets`",
}


@pytest.mark.parametrize("text", FILES)
def test_what_is_no_lock_file_says_where_and_why(path: Path, text: str) -> None:
    message, hint = wrong(path, text)
    assert message == FILES[text]
    assert hint == "restore it from version control; without it rdbuild no longer knows what was bought for this tree"


def test_what_is_no_text_or_too_deep_is_refused(path: Path) -> None:
    assert wrong(path, b'{"version\xff')[0] == "`LOCK` is not UTF-8 text (byte 9)"
    assert wrong(path, "[" * 200_000)[0].startswith("`LOCK`: not readable as JSON: ")


VALUES = {
    ('"cost": "0.015"', '"cost": 0.015'): '`cost` is `0.015`, not an amount such as "0.125"',
    ('"cost": "0.015"', '"cost": "-1"'): '`cost` is `"-1"`, not an amount such as "0.125"',
    ('"cost": "0.015"', '"cost": "0.0000001"'): '`cost` is `"0.0000001"`, not an amount such as "0.125"',
    ('"cost": "0.015"', '"cost": "1e9"'): '`cost` is `"1e9"`, not an amount such as "0.125"',
    ('"unit": "balance"', '"unit": "euro"'): '`unit` is `"euro"`, not `balance` or `credits`',
    ('"unit": "balance"', '"unit": ["x"]'): '`unit` is `["x"]`, not `balance` or `credits`',
    ('"seed": 7', '"seed": true'): "`seed` is `true`, not a whole number",
    ('"seed": 7', '"seed": 7.0'): "`seed` is `7.0`, not a whole number",
    ('"fingerprint": "f1", ', ""): "`fingerprint` is missing",
    ('"fingerprint": "f1"', '"fingerprint": null'): "`fingerprint` is `null`, not text",
    ('"image": 1', '"image": 0'): "`image` of output 1 is `0`, not a number from 1",
    ('"width": 64', '"width": "64"'): '`width` of output 1 is `"64"`, not a number of pixels',
    ('"width": 64, ', ""): "`width` of output 1 is missing",
    ('"hero.png"', '"../hero.png"'): '`path` of output 1 is `"../hero.png"`, not a path inside the output folder',
    ('"hero.png"', '"/etc/passwd"'): '`path` of output 1 is `"/etc/passwd"`, not a path inside the output folder',
    ('"hero.png"', '"C:\\\\x"'): '`path` of output 1 is `"C:\\\\x"`, not a path inside the output folder',
    (f'"{SHA}"', '"ABC"'): '`sha256` of output 1 is `"ABC"`, not a sha256',
    ('"outputs": [', '"outputs": [3, '): "output 1 is not an object",
    ('"model": "rd_fast"', '"was": ["../x"]'): '`was` is `["../x"]`, not a path inside the output folder',
    ('"model": "rd_fast"', '"decided": []'): "`decided` is `[]`, not an object",
}


@pytest.mark.parametrize("change", VALUES)
def test_a_value_that_makes_no_sense_is_named_with_its_line(path: Path, change: tuple[str, str]) -> None:
    text = GOLDEN.replace(*change, 1)
    assert text != GOLDEN
    assert wrong(path, text)[0] == f"`LOCK` line 2: asset `hero`: {VALUES[change]}"


def test_a_line_or_an_id_that_is_none_is_named(path: Path) -> None:
    assert (
        wrong(path, '{"version": 1, "assets": {\n"a": 3}}')[0] == "`LOCK` line 2: asset `a`: its line is not an object"
    )
    text = GOLDEN.replace('"hero/party"', '"../party"')
    assert wrong(path, text)[0] == "`LOCK` line 3: asset `../party`: this is no id"


def test_a_lock_that_can_not_be_read_or_written_is_named(path: Path, home: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StorageError, match=r"can't read `.*dungeon\.lock\.json`"):
        lock.read(path)
    home.write_bytes(b"")
    with pytest.raises(StorageError, match=r"can't lock `.*home"):
        lock.update(path, {}, home)


# -- merging


def test_builds_of_different_selections_keep_each_others_lines(path: Path, home: Path) -> None:
    lock.update(path, {"hero": HERO, "hero/party": PARTY}, home)
    lock.update(path, {"hero/party": None, "axe": replace(HERO, id="axe")}, home)
    assert lock.read(path).lines == {"axe": replace(HERO, id="axe"), "hero": HERO}


TOGETHER = """
import sys
from pathlib import Path
from rdbuild import lock
from rdbuild.model import Line
for n in range(25):
    name = f"asset_{sys.argv[3]}_{n}"
    assert lock.update(Path(sys.argv[1]), {name: Line(name, "b", "f", "local", ())}, Path(sys.argv[2]))
"""


def test_builds_at_the_same_time_lose_no_line(path: Path, home: Path) -> None:
    arguments = [sys.executable, "-c", TOGETHER, path, home]
    running = [subprocess.Popen([*arguments, str(me)]) for me in range(4)]
    assert [process.wait(60) for process in running] == [0, 0, 0, 0]
    assert len(lock.read(path).lines) == 100
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_lock_file_that_is_a_link_stays_one(path: Path, home: Path) -> None:
    put(path.with_name("real.json"), GOLDEN)
    path.symlink_to("real.json")
    assert lock.update(path, {"hero": None}, home)
    assert path.is_symlink()
    assert list(lock.read(path.with_name("real.json")).lines) == ["hero/party"]


# -- renamed assets


def line(name: str, base: str) -> Line:
    return Line(name, base, f"f-{name}", "local", (Output(f"{name}.png", SHA, 8, 8),))


def lines(**bases: str) -> dict[str, Line]:
    return {name: line(name, base) for name, base in bases.items()}


def test_the_line_of_a_renamed_asset_moves_and_remembers_its_files() -> None:
    old = replace(line("hero", "b1"), was=("ancient.png", "hero.png"), decided={"take": 2}, extra={"x": 1})
    carried = lock.carry_over({"hero": old, **lines(axe="b2")}, [("knight", "b1"), ("axe", "b2")])
    assert carried.moved == {"knight": "hero"}
    assert carried.lines == {
        "axe": line("axe", "b2"),
        "knight": replace(old, id="knight", was=("ancient.png", "hero.png")),
    }


@pytest.mark.parametrize(
    ("old", "assets", "moved"),
    [
        ({"a": "b1", "b": "b2"}, [("a", "b2"), ("b", "b1")], {"a": "b", "b": "a"}),  # they change places
        ({"1": "b1", "2": "b2"}, [("1", "b0"), ("2", "b1"), ("3", "b2")], {"2": "1", "3": "2"}),  # all move up
        ({"a": "b1"}, [("a", "b2"), ("b", "b1")], {"b": "a"}),  # the words went elsewhere, others came
        ({"a": "b1", "b": "b2"}, [("a", "b2")], {"a": "b"}),  # the first is deleted, all move down
    ],
)
def test_lines_go_where_the_words_went_also_where_names_are_used_again(
    old: dict[str, str], assets: list[tuple[str, str]], moved: dict[str, str]
) -> None:
    before = lines(**old)
    carried = lock.carry_over(before, assets)
    assert carried.moved == moved
    assert {name: one.fingerprint for name, one in carried.lines.items()} == {
        new: before[was].fingerprint for new, was in moved.items()
    }


@pytest.mark.parametrize(
    ("old", "assets"),
    [
        ({"a": "b1"}, [("a", "b1"), ("new", "b1")]),  # not gone
        ({"a": "b1"}, [("new", "b2")]),  # another picture
        ({"a": "b1"}, [("new", "b1"), ("newer", "b1")]),  # which of the two?
        ({"a": "b1", "b": "b1"}, [("new", "b1")]),
        ({"a": "b1", "b": "b1"}, [("new", "b1"), ("newer", "b1")]),
        ({"a": "b1"}, []),
    ],
)
def test_where_it_is_not_certain_no_line_moves(old: dict[str, str], assets: list[tuple[str, str]]) -> None:
    before = lines(**old)
    assert lock.carry_over(before, assets) == (before, {}, {})


BASES = st.sampled_from(["b1", "b2", "b3", "b4"])
NAMES = st.sampled_from("abcdefgh")


@given(st.dictionaries(NAMES, BASES), st.dictionaries(NAMES, BASES))
def test_carrying_over_loses_no_line_and_is_done_once(old: dict[str, str], new: dict[str, str]) -> None:
    before = lines(**old)
    after, moved, displaced = lock.carry_over(before, new.items())
    every = [*after.values(), *displaced.values()]
    assert sorted(one.fingerprint for one in every) == sorted(one.fingerprint for one in before.values())
    assert all(name in moved and name not in moved.values() for name in displaced)
    assert all(name == one.id for name, one in after.items())
    assert all(new[name] == old[was] and new.get(was) != old[was] for name, was in moved.items())
    assert lock.carry_over(after, new.items()) == (after, {}, {})
