"""A manifest of several files is one manifest: the same assets, the same checks, each complaint in its own file."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from game import picture
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from test_imports import heavy
from test_imports import run as run_apart

from rdbuild import catalogue, includes, manifest, schema
from rdbuild.errors import ManifestError
from rdbuild.folder import glob
from rdbuild.memory import Memory
from rdbuild.model import Manifest, Problem
from rdbuild.secret import leaks

CATALOGUE = catalogue.load()
HEAD = "version: 1\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\n"


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write files; gives the path of the main one, `game.yaml`."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "game.yaml"


def load(folder: Path, files: dict[str, str], read=read, **more: object) -> Manifest:
    return manifest.load(str(write(folder, files)), read, CATALOGUE, **more)  # type: ignore[arg-type]


def problems(folder: Path, files: dict[str, str], read=read) -> list[Problem]:
    with pytest.raises(ManifestError) as caught:
        load(folder, files, read)
    return list(caught.value.problems)


def told(folder: Path, found: list[Problem]) -> list[str]:
    """file:line:column code, each."""
    assert all(one.mark is not None for one in found)
    return [
        f"{os.path.relpath(one.mark.file, folder)}:{one.mark.line}:{one.mark.column} {one.code}"  # type: ignore[union-attr]
        for one in found
    ]


# -- which files


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "a.yaml", "b.yml", "c.yaml", ".hidden.yaml", "notes.txt", "x[1].yaml", "levels/one.yaml", "levels/two.yaml",
        "levels/deep/three.yaml", "levels/deep/.kept/four.yaml", ".git/config.yaml", "levels-b/five.yaml",
    ):  # fmt: skip
        write(tmp_path, {name: ""})
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path / "levels")
    (tmp_path / "dead.yaml").symlink_to(tmp_path / "nothing")
    (tmp_path / "levels" / "up").symlink_to(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("*.yaml", ["a.yaml", "c.yaml", "x[1].yaml"]),
        ("?.y*ml", ["a.yaml", "b.yml", "c.yaml"]),
        (".*.yaml", [".hidden.yaml"]),
        ("levels/*", ["levels/one.yaml", "levels/two.yaml"]),
        ("levels*/*.yaml", ["levels/one.yaml", "levels/two.yaml", "levels-b/five.yaml"]),
        ("linked/*.yaml", ["linked/one.yaml", "linked/two.yaml"]),
        ("levels/**/*.yaml", ["levels/deep/three.yaml", "levels/one.yaml", "levels/two.yaml"]),
        ("levels/**", ["levels/deep/three.yaml", "levels/one.yaml", "levels/two.yaml"]),
        ("lev**ee.yaml", ["levels/deep/three.yaml"]),
        ("levels/**/.kept/*.yaml", ["levels/deep/.kept/four.yaml"]),
        ("./levels/t*.yaml", ["./levels/two.yaml"]),
        ("levels/../c*.yaml", ["levels/../c.yaml"]),
        ("x[1]*", ["x[1].yaml"]),
        ("A*.yaml", []),
        ("nothing/*.yaml", []),
        ("a.yaml/*", []),
    ],
)
def test_a_pattern_means_the_same_files_in_the_same_order_everywhere(
    tree: Path, pattern: str, meant: list[str]
) -> None:
    assert list(glob(str(tree), pattern)) == meant


def test_an_absolute_pattern_is_one_too(tree: Path) -> None:
    assert list(glob("/elsewhere", f"{tree}/levels/*.yaml")) == [
        f"{tree}/levels/one.yaml",
        f"{tree}/levels/two.yaml",
    ]


def test_assets_come_main_file_first_then_in_the_order_they_are_included_in_depth_first(tmp_path: Path) -> None:
    made = load(
        tmp_path,
        {
            "game.yaml": HEAD + "include: [z.yaml, 'levels/*.yaml']\nassets:\n  main: {prompt: a}\n",
            "z.yaml": "include: deep/y.yaml\nassets:\n  z: {prompt: a}\n",
            "deep/y.yaml": "assets:\n  y: {prompt: a}\n",
            "levels/b.yaml": "assets:\n  b: {prompt: a}\n",
            "levels/a.yaml": "version: 1\nassets:\n  a: {prompt: a}\n",
        },
    )
    assert [asset.id for asset in made.assets] == ["main", "z", "y", "a", "b"]
    assert {(asset.width, asset.prompt_style) for asset in made.assets} == {(64, "rd_fast__game_asset")}
    assert [os.path.relpath(asset.mark.file, tmp_path) for asset in made.assets] == [
        "game.yaml", "z.yaml", "deep/y.yaml", "levels/a.yaml", "levels/b.yaml"
    ]  # fmt: skip
    assert set(made.files) == {
        str(tmp_path / name) for name in ("z.yaml", "deep/y.yaml", "levels/a.yaml", "levels/b.yaml")
    }
    assert made.warnings == ()


def test_a_file_that_is_reached_by_several_paths_is_read_once_and_every_path_is_remembered(tmp_path: Path) -> None:
    seen: list[str] = []

    def noted(path: str) -> bytes:
        seen.append(path)
        return read(path)

    write(tmp_path, {"levels/a.yaml": "assets:\n  a: {prompt: a}\n"})
    (tmp_path / "link.yaml").symlink_to(tmp_path / "levels" / "a.yaml")
    made = load(
        tmp_path,
        {
            "game.yaml": HEAD + "include: [levels/a.yaml, ./levels/a.yaml, 'levels/*.yaml', other.yaml, link.yaml]\n",
            "other.yaml": "include: levels/a.yaml\n",
        },
        noted,
    )
    assert [asset.id for asset in made.assets] == ["a"]
    assert seen == [str(tmp_path / name) for name in ("game.yaml", "levels/a.yaml", "other.yaml")]
    assert set(made.files) == {str(tmp_path / name) for name in ("levels/a.yaml", "other.yaml", "link.yaml")}


def test_a_pattern_in_the_main_file_means_the_others(tmp_path: Path) -> None:
    files = {"game.yaml": HEAD + "include: '*.yaml'\n", "a.yaml": "assets:\n  a: {prompt: a}\n"}
    assert [asset.id for asset in load(tmp_path, files).assets] == ["a"]
    (tmp_path / "a.yaml").unlink()
    (warning,) = load(tmp_path, {"game.yaml": files["game.yaml"]}).warnings
    assert warning.message == "`*.yaml` matches no other file"


def test_files_may_include_each_other_ever_deeper(tmp_path: Path) -> None:
    count = 1_100  # more than Python would go into by itself
    files = {f"{n}.yaml": f"include: {(n + 1) % count}.yaml\nassets:\n  a_{n}: {{prompt: a}}\n" for n in range(count)}
    (problem,) = problems(tmp_path, {"game.yaml": HEAD + "include: 0.yaml\n", **files})
    assert told(tmp_path, [problem]) == [f"{count - 1}.yaml:1:10 cycle"]
    assert problem.message.count("->") == 7, "the first and the last of them are named"
    assert "…" in problem.message


def test_a_ring_is_told_once_at_the_line_that_closes_it_by_the_names_people_know(tmp_path: Path) -> None:
    files = {
        "game.yaml": HEAD + "include: [a.yaml, b.yaml]\nassets: {}\n",
        "a.yaml": "include:\n- b.yaml\n",
        "b.yaml": "include: a.yaml\n",
    }
    with pytest.raises(ManifestError) as caught:
        load(tmp_path, files, shown=lambda file: Path(file).name)
    (problem,) = caught.value.problems
    assert told(tmp_path, [problem]) == ["b.yaml:1:10 cycle"]
    assert problem.message == "these include each other: `a.yaml` -> `b.yaml` -> `a.yaml`"


def test_what_can_not_be_read_is_told_where_it_is_included(tmp_path: Path) -> None:
    def forbidden(path: str) -> bytes:
        if path.endswith("secret.yaml"):
            raise PermissionError(13, "Permission denied")
        return read(path)

    files = {"game.yaml": HEAD + "include:\n- secret.yaml\nassets:\n  a: {preset: x}\n", "secret.yaml": ""}
    (problem,) = problems(tmp_path, files, forbidden)
    assert told(tmp_path, [problem]) == ["game.yaml:4:3 unreadable"]
    assert problem.message == "can't read `secret.yaml`: permission denied"


def test_a_link_that_leads_out_of_the_project_is_not_followed_unless_the_fence_is_lifted(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "project"
    write(outside, {"a.yaml": "assets:\n  a: {prompt: a}\n"})
    (inside / "levels").mkdir(parents=True)
    (inside / "levels" / "a.yaml").symlink_to(outside / "a.yaml")
    files = {"game.yaml": HEAD + "include: levels/*.yaml\n"}
    (problem,) = problems(inside, files)
    assert problem.message == "`levels/a.yaml` leads out of the project"
    assert [asset.id for asset in load(inside, files, allow_outside=True).assets] == ["a"]
    (inside / "levels" / "a.yaml").unlink()
    files |= {"levels/a.yaml": "include: ../../outside/a.yaml\n"}
    assert told(inside, problems(inside, files)) == ["levels/a.yaml:1:10 bad-path"]


# -- one manifest


PIECES: list[tuple[str, str, object]] = [
    ("presets", "icon", {"width": 32, "height": 32, "prompt_style": "rd_plus__skill_icon", "input_palette": "cave"}),
    ("presets", "big", {"width": 96, "height": 96}),
    ("palettes", "cave", ["#112233", "#445566"]),
    ("styles", "rd_new__thing", {"id": "rd_new__thing", "size": {"min": [8, 8], "max": [99, 99]}}),
    ("styles", "rd_new__other", "rd_new__other"),
    ("assets", "hero", {"prompt": "a knight", "preset": "big"}),
    ("assets", "skill_{n}", {"matrix": {"n": [1, 2, 3]}, "prompt": "skill {n}", "preset": "icon"}),
    ("assets", "thing", {"prompt": "a thing", "prompt_style": "rd_new__thing"}),
    ("assets", "other", {"prompt": "another", "prompt_style": "rd_new__other", "input_image": {"asset": "hero"}}),
    ("assets", "party", {"edit": {"asset": "hero"}, "prompt": ["a hat", "a cake"]}),
]


def written(pieces: list[tuple[str, str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for section, name, body in pieces:
        if section == "styles":
            found.setdefault(section, []).append(body)  # type: ignore[attr-defined]
        else:
            found.setdefault(section, {})[name] = body  # type: ignore[index]
    return found


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    head = {"version": 1, "defaults": {"width": 64, "height": 64}}
    return load(tmp_path_factory.mktemp("whole"), {"game.yaml": json.dumps({**head, **written(PIECES)})})


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3), min_size=len(PIECES), max_size=len(PIECES)), st.permutations(range(len(PIECES))))
def test_however_a_manifest_is_cut_into_files_it_is_the_same(
    whole: Manifest, tmp_path_factory: pytest.TempPathFactory, homes: list[int], order: list[int]
) -> None:
    shelves: list[list[tuple[str, str, object]]] = [[], [], [], []]
    for n in order:
        shelves[homes[n]].append(PIECES[n])
    main, one, two, three = map(written, shelves)
    head = {"version": 1, "defaults": {"width": 64, "height": 64}, "include": ["one.yaml", "**/t*.yaml"]}
    made = load(
        tmp_path_factory.mktemp("cut"),
        {
            "game.yaml": json.dumps({**head, **main}),
            "one.yaml": json.dumps(one),
            "levels/two.yaml": json.dumps({"version": 1, **two}),
            "levels/deep/three.yaml": json.dumps({"include": "../../one.yaml", **three}),
        },
    )
    assert said(made) == said(whole)


def said(made: Manifest) -> tuple[list[str], list[str]]:
    """Everything that is to be made, without where it is written."""
    assets = [re.sub(r"Mark\([^)]*\)", "", repr(asset)) for asset in made.assets]
    return sorted(assets), sorted(map(repr, made.styles))


def test_paths_are_relative_to_the_file_that_they_stand_in(tmp_path: Path) -> None:
    for name, colour in (("", "11"), ("one/", "22"), ("two/", "33")):
        write(tmp_path, {f"{name}art.png": "there", f"{name}own.hex": f"{colour}0000\n"})
    uses = "{prompt: a, input_image: art.png, input_palette: ./own.hex}"
    made = load(
        tmp_path,
        {
            "game.yaml": f"""\
version: 1
defaults: {{prompt_style: rd_fast__game_asset, width: 64, height: 64, input_palette: ./own.hex}}
include: ["*/*.yaml"]
presets:
  main: {{input_image: art.png}}
assets:
  main: {uses}
  of_one: {{prompt: a, preset: one, input_palette: named}}
""",
            "one/one.yaml": f"""\
presets:
  one: {{input_image: art.png}}
palettes:
  named: own.hex
assets:
  one: {uses}
""",
            "two/two.yaml": f"""\
assets:
  two: {uses}
  of_main: {{prompt: a, preset: main}}
""",
        },
    )
    found = {asset.id: asset for asset in made.assets}
    image = {name: asset.input_image and os.path.relpath(str(asset.input_image.file), tmp_path)
             for name, asset in found.items()}  # fmt: skip
    assert image == {
        "main": "art.png", "of_one": "one/art.png", "one": "one/art.png", "two": "two/art.png", "of_main": "art.png"
    }  # fmt: skip
    assert {name: asset.palette for name, asset in found.items()} == {
        "main": ("#110000",), "of_one": ("#220000",), "one": ("#220000",), "two": ("#330000",), "of_main": ("#110000",)
    }  # fmt: skip
    assert {os.path.relpath(name, tmp_path) for name in made.files} == {
        "one/one.yaml", "two/two.yaml", "own.hex", "one/own.hex", "two/own.hex"
    }  # fmt: skip


def test_rows_of_styles_keep_their_places_in_every_file(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "game.yaml": "version: 1\ninclude: [a.yaml, b.yaml]\nstyles:\n- rd_new__a\n- {id: rd_new__b, price: odd}\n",
            "a.yaml": "styles:\n- rd_new__c\n- {id: rd_new__d, sie: 3}\n- {id: rd_new__e, price: strange}\n",
            "b.yaml": "styles:\n- {id: rd_new__f, price: weird}\n- rd_new__b\n- rd_new__f\n",
        },
    )
    assert told(tmp_path, found) == [
        "game.yaml:5:26 bad-style",
        "a.yaml:3:19 unknown-key",
        "a.yaml:4:26 bad-style",
        "b.yaml:2:26 bad-style",
        "b.yaml:3:3 clash",
        "b.yaml:4:3 duplicate-style",
    ]


def test_of_a_clash_the_first_stands_and_nothing_more_is_said_of_the_later_one(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        {
            "game.yaml": HEAD + "include: [a.yaml, b.yaml]\nassets:\n  hero: {prompt: a}\n  bat: {preset: icon}\n",
            "a.yaml": "presets:\n  icon: {prompt: a}\nassets:\n  hero: {promt: b, width: 1}\n",
            "b.yaml": "presets:\n  icon: {width: 3}\nassets:\n  hero: {}\n",
        },
    )
    assert told(tmp_path, found) == [
        "a.yaml:4:3 clash",
        "a.yaml:4:10 unknown-key",
        "b.yaml:2:3 clash",
        "b.yaml:4:3 clash",
    ]
    assert found[3].message == f"asset `hero` is already there, at {tmp_path / 'game.yaml'}:5:3"


def test_a_section_of_another_shape_takes_nothing_from_those_of_other_files(tmp_path: Path) -> None:
    sections = "presets: {p: {prompt: a}}\npalettes: {q: ['#112233']}\nassets:\n  hero: {preset: p, input_palette: q}\n"
    wrong = "presets: [p]\npalettes: []\nassets: []\nstyles: {}\n"
    for main, other in ((sections, wrong), (wrong, sections)):
        found = problems(tmp_path, {"game.yaml": f"{HEAD}include: other.yaml\n{main}", "other.yaml": other})
        assert [one.code for one in found] == ["wrong-type"] * 4


def test_every_section_of_the_schema_is_shared_or_the_main_files_alone() -> None:
    known = schema.schema()["properties"].keys()
    assert known <= includes.SECTIONS.keys() | includes.MAIN_ONLY.keys() | {"version", "include"}
    assert includes.MAIN_ONLY.keys() <= known


def test_an_editor_takes_an_included_file_for_a_manifest_and_wants_a_version_of_the_main_one() -> None:
    valid = Draft202012Validator(schema.schema()).is_valid
    assert valid({"assets": {"hero": {"prompt": "a"}}})
    assert valid({"presets": {"icon": {"width": 3}}})
    assert valid({"version": 1, "include": "levels/*.yaml"})
    assert valid({"version": 1, "include": ["levels/*.yaml", "a.yaml"], "budget": 1})
    assert not valid({"budget": 1, "assets": {}})
    assert not valid({"include": 3})
    assert not valid({"include": [""]})


# -- what is wrong


def test_what_a_broken_file_might_declare_is_not_called_unknown_and_all_else_is_told(tmp_path: Path) -> None:
    main = (
        HEAD
        + """\
include: [broken.yaml, fine.yaml]
assets:
  hero: {prompt: a, preset: icon}
  page: {prompt: a, input_palette: cave, seed: -1}
  thief: {prompt: a, prompt_style: rd_new__thing}
  bard: {prompt: a, input_image: {asset: lute}}
"""
    )
    fine = "assets:\n  bat: {promt: a}\n"
    everything = {"unknown-preset", "unknown-palette", "unknown-style", "unknown-asset"}
    for broken, lost in (
        ("- a list\n", everything),
        ("include: nothing.yaml\n", everything),
        ("include: 3\n", everything),
        ("include: [*.yml, fine.yaml]\n", everything),
        ("assets: {a: [}\n", {"unknown-asset"}),
        ("assets:\n  lute: {prompt: [}\n  fife: {prompt: a}\n", {"unknown-asset"}),
        ("assets:\n  lute: {prompt: a lute: golden}\n", {"unknown-asset"}),
        ("presets:\n  icon: {seed: 3\n", {"unknown-preset"}),
        ("presets:\n  icon: &a {seed: 3}\n  <<: *b\n", {"unknown-preset"}),
        ("palettes:\n  cave: [#112233]\n", {"unknown-palette"}),
        ("styles:\n  - {id: rd_new__thing: x}\n", {"unknown-style"}),
        ("prestes: {icon: {seed: 3}}\n", {"unknown-preset"}),
        ("assets:\n  - lute: {prompt: a}\n", {"unknown-asset"}),
        ("\tassets: {}\n", set()),
    ):
        found = problems(tmp_path, {"game.yaml": main, "broken.yaml": broken, "fine.yaml": fine})
        assert {one.code for one in found} & everything == everything - lost, broken
        assert {str(tmp_path / name) for name in ("game.yaml", "broken.yaml", "fine.yaml")} == {
            one.mark.file for one in found if one.mark
        }
    for section, code in (("presets", "preset"), ("palettes", "palette"), ("styles", "style"), ("assets", "asset")):
        found = problems(tmp_path, {"game.yaml": main, "broken.yaml": f"{section}: 3\n", "fine.yaml": fine})
        assert f"unknown-{code}" not in {one.code for one in found}
        assert len({one.code for one in found if one.code.startswith("unknown-")}) == 4
    found = problems(tmp_path, {"game.yaml": main, "broken.yaml": "assets: {a: {prompt: a}}\n", "fine.yaml": fine})
    assert {one.code for one in found} >= {"unknown-preset", "unknown-palette", "unknown-style", "unknown-asset"}


def test_problems_are_told_with_the_line_of_their_own_file_main_file_first(tmp_path: Path) -> None:
    files = {
        "game.yaml": HEAD + "include: [a.yaml, b.yaml]\nassets:\n  z: {prompt: a, seed: -1}\n",
        "a.yaml": "assets:\n\n  a: {prompt: a, seed: -1}\n  a: {prompt: b}\n",
        "b.yaml": "assets:\n  b: {prompt: a, preset: icn}\npresets:\n  icon: {}\n",
    }
    found = problems(tmp_path, files)
    assert told(tmp_path, found) == [
        "game.yaml:5:24 out-of-range",
        "a.yaml:3:24 out-of-range",
        "a.yaml:4:3 duplicate-key",
        "b.yaml:2:26 unknown-preset",
    ]
    for one in found:
        assert one.mark is not None
        assert one.source == files[os.path.relpath(one.mark.file, tmp_path)].splitlines()[one.mark.line - 1]


_text = st.sampled_from(
    ["a.yaml", "b.yaml", "game.yaml", "*.yaml", "**", "?", "../*", "/", ".", "", " ", "a.yaml/", "x*/../*", "\\", "C:a",
     "a" * 300, "~", "**/..", "[a]"]
)  # fmt: skip
_include = st.one_of(_text, st.lists(_text | st.integers() | st.none(), max_size=3), st.none(), st.integers())
_sections = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from([1, 2]),
        "include": _include,
        "presets": st.sampled_from([{}, {"icon": {"width": 64}}, [], None, {"icon": 3}]),
        "palettes": st.sampled_from([{"p": ["#112233"]}, {"p": "x.hex"}, {"bad name": []}, 3]),
        "styles": st.sampled_from([["rd_new__a"], [{"id": "rd_new__a"}], [3], {}, "x"]),
        "assets": st.sampled_from([{}, {"hero": {"prompt": "a", "preset": "icon"}}, {"a_{n}": {}}, [], None]),
        "budget": st.just(1),
        "defaults": st.just({"width": 64, "height": 64}),
        "asets": st.just({}),
    },
)


@settings(max_examples=150)
@given(_sections, _sections | st.lists(st.integers(), max_size=1), _sections | st.none())
def test_nothing_that_files_can_say_of_each_other_crashes_it(
    tmp_path_factory: pytest.TempPathFactory, main: object, one: object, two: object
) -> None:
    folder = tmp_path_factory.mktemp("any")
    files = {"game.yaml": main, "a.yaml": one, "b.yaml": two}
    found: list[Problem] = []
    try:
        load(folder, {name: json.dumps(value) for name, value in files.items()})
    except ManifestError as error:
        found = list(error.problems)
    assert all(one.mark and one.severity == "error" and one.source is not None for one in found)


# -- remembered


TEXTS = {
    "game.yaml": HEAD + "include: ['levels/*.yaml', boss.yaml]\nassets:\n  hero: {prompt: a knight}\n",
    "levels/cave.yaml": "assets:\n  bat: {prompt: a bat}\n",
    "boss.yaml": "assets:\n  boss: {prompt: a boss}\n",
}


def memory(folder: Path) -> Memory:
    return Memory(folder / "home", folder / "game.yaml", False, read)


def learnt(folder: Path) -> Memory:
    first = memory(folder)
    first.learn(manifest.load(str(folder / "game.yaml"), first.read, CATALOGUE))
    first.save()
    return first


def _retargeted(folder: Path) -> None:
    (folder / "boss.yaml").unlink()
    write(folder, {"other/boss.yaml": "assets:\n  dragon: {prompt: a dragon}\n"})
    (folder / "boss.yaml").symlink_to(folder / "other" / "boss.yaml")


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder, {"levels/new.yaml": ""}),
        lambda folder: (folder / "levels/cave.yaml").unlink(),
        lambda folder: (folder / "levels/cave.yaml").rename(folder / "levels/den.yaml"),
        lambda folder: write(folder, {"levels/cave.yaml": "assets:\n  bat: {prompt: a rat}\n"}),
        lambda folder: write(folder, {"boss.yaml": ""}),
        lambda folder: (folder / "levels").rename(folder / "stages"),
        _retargeted,
    ],
    ids=["a file more", "a file less", "renamed", "edited", "emptied", "folder gone", "another link"],
)
def test_what_is_remembered_counts_for_nothing_once_other_files_are_meant(tmp_path: Path, change) -> None:
    write(tmp_path, TEXTS)
    learnt(tmp_path)
    write(tmp_path, {"levels/notes.txt": "not meant", "levels/.draft.yaml": "not meant", "new.yaml": "not meant"})
    found = memory(tmp_path).manifest
    assert found is not None
    assert [asset.id for asset in found.assets] == ["hero", "bat", "boss"]
    change(tmp_path)
    assert memory(tmp_path).manifest is None


def test_an_included_file_that_was_saved_while_it_was_read_is_read_again(tmp_path: Path) -> None:
    """What is remembered belongs to the bytes that were understood, not to those that are there afterwards."""
    write(tmp_path, TEXTS)
    racing = memory(tmp_path)
    made = manifest.load(str(tmp_path / "game.yaml"), racing.read, CATALOGUE)
    before = TEXTS["boss.yaml"]
    write(tmp_path, {"boss.yaml": before.replace("a boss", "a dragon")})
    racing.learn(made)
    racing.save()
    assert memory(tmp_path).manifest is None
    write(tmp_path, {"boss.yaml": before})
    assert memory(tmp_path).manifest == made


def test_a_build_of_several_files_with_nothing_to_do_loads_no_yaml(tmp_path: Path) -> None:
    write(tmp_path, TEXTS)
    code, loaded, said = run_apart(tmp_path, "build", "game.yaml", "--api", "local")
    assert code == 0, said
    assert "yaml" in loaded
    for command in ("build", "plan"):
        code, loaded, said = run_apart(tmp_path, command, "game.yaml", "--api", "local")
        assert code == 0, said
        assert not {"yaml", "rdbuild.manifest", "rdbuild.includes"} & loaded
        assert heavy(loaded) == set()
    write(tmp_path, {"levels/new.yaml": "assets:\n  rat: {prompt: a rat}\n"})
    code, _, said = run_apart(tmp_path, "build", "game.yaml", "--api", "local")
    assert (code, "1 generated" in said) == (0, True), said


# -- whole builds


def test_a_game_in_three_files_with_pictures_and_palettes_beside_them_is_built_and_then_is_done(game, api) -> None:
    picture(_made(game.folder / "levels" / "cave") / "wall.png", "gray")
    picture(_made(game.folder / "monsters") / "bat.png", "black")
    write(
        game.folder,
        {
            "levels/cave/wall.hex": "#808080\n#404040\n",
            "levels/cave/cave.yaml": """\
palettes: {cave: wall.hex}
assets:
  cave/wall: {prompt: a wall, input_image: wall.png, strength: 0.5, input_palette: cave}
  cave/lair: {prompt: a lair, input_image: {asset: bat}, strength: 0.5}
""",
            "monsters/all.yaml": """\
include: ../levels/**/*.yaml
presets: {monster: {prompt_template: "{prompt}, angry"}}
assets:
  bat: {prompt: a bat, input_image: bat.png, strength: 0.5, preset: monster}
""",
        },
    )
    game.write({"hero": "prompt: a knight, preset: monster, input_palette: cave"}, head="include: monsters/all.yaml")
    made = game.build()
    assert sorted(made["generated"]) == ["bat", "cave/lair", "cave/wall", "hero"]
    assert sorted(game.files()) == ["assets.json", "bat.png", "cave/lair.png", "cave/wall.png", "hero.png"]
    assert {name: line["prompt"] for name, line in game.lock.items()} == {
        "bat": "a bat, angry", "hero": "a knight, angry", "cave/wall": "a wall", "cave/lair": "a lair"
    }  # fmt: skip
    assert len(api.paid()) == 4
    again = game.without_network("build", "game.yaml")
    assert again.code == 0, again
    assert "nothing to do" in again.err


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_moving_an_asset_to_another_file_buys_nothing(game, api) -> None:
    bat, wall = "  bat: {prompt: a bat}\n", "  wall: {prompt: a wall, seed: 7}\n"
    write(game.folder, {"one.yaml": f"assets:\n{bat}{wall}"})
    game.write({"hero": "prompt: a knight"}, head="include: ['*.yaml']")
    assert len(game.build()["generated"]) == 3
    lock, tree = (game.folder / "game.lock.json").read_bytes(), game.files()
    asked = api.requests()
    write(game.folder, {"one.yaml": f"assets:\n{wall}", "two.yaml": "assets:\n  hero: {prompt: a knight}\n"})
    game.write({"bat": "prompt: a bat"}, head="include: ['*.yaml']")
    made = game.build(key=None)
    assert (made["generated"], sorted(made["current"])) == ([], ["bat", "hero", "wall"])
    assert (game.folder / "game.lock.json").read_bytes() == lock
    assert game.files() == tree
    assert api.requests() == asked


def test_a_picture_that_is_broken_is_told_at_the_file_that_names_it(game) -> None:
    write(game.folder, {"levels/cave.yaml": "assets:\n  bat: {prompt: a bat, input_image: bat.png}\n"})
    write(game.folder, {"levels/bat.png": "no picture"})
    game.write({"hero": "prompt: a knight"}, head="include: levels/cave.yaml")
    ran = game.run("validate", "--json")
    assert ran.code == 2
    (problem,) = ran.json["problems"]
    assert (problem["file"], problem["line"]) == (str(game.folder / "levels/cave.yaml"), 2)
    write(game.folder, {"levels/cave.yaml": "assets:\n  bat: {prompt: a bat, input_image: bat.png, seed: -1}\n"})
    codes = [one["code"] for one in game.run("validate", "--json").json["problems"]]
    assert codes == ["bad-input-image", "out-of-range"]


def test_where_the_manifest_decides_the_file_that_does_is_named(game) -> None:
    write(game.folder, {"cave.yaml": "assets:\n  bat:\n    prompt: a bat\n    seed: 7\n"})
    game.write({"hero": "prompt: a knight"}, head="include: cave.yaml")
    ran = game.run("reroll", "bat")
    assert ran.code == 2
    assert f"`seed` of `bat` is stated at {game.folder / 'cave.yaml'}:4:11" in ran.err


def test_two_files_that_ask_for_one_picture_are_told_at_the_later_one(game) -> None:
    write(game.folder, {"cave.yaml": "assets:\n  rat: {prompt: a bat}\n"})
    game.write({"bat": "prompt: a bat"}, head="include: cave.yaml")
    (problem,) = game.run("validate", "--json").json["problems"]
    assert (problem["code"], problem["file"], problem["line"]) == ("one-picture", str(game.folder / "cave.yaml"), 2)


KEY = "rdpk-0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"assets:\n  bat: {{prompt: a bat}}\n  rat:\n    prompt: a rat {KEY}\n", 4),
        (f"presets:\n  icon:\n    prompt_template: '{{prompt}} {KEY}'\n", 3),
        (f"# a style of ours\nstyles:\n- {{id: rd_new__x, description: {KEY}}}\n", 3),
    ],
    ids=["an asset", "a preset that the main file uses", "a style"],
)
def test_a_key_in_an_included_file_is_told_with_that_files_line(game, text: str, line: int) -> None:
    write(game.folder, {"cave.yaml": text, "own.hex": "112233\n"})
    preset = "preset: icon, " if "icon" in text else ""
    game.write({"hero": f"{preset}prompt: a knight, input_palette: own.hex"}, head="include: cave.yaml")
    game.key = KEY
    for command in ("validate", "build"):
        ran = game.run(command)
        assert ran.code == 2, ran
        assert f"{game.folder / 'cave.yaml'}:{line}:" in ran.err
        assert "holds the API key" in ran.err
        assert KEY not in ran.err
    made = manifest.load(str(game.path), read, CATALOGUE)
    (problem,) = leaks(made, KEY, read)
    assert problem.source == text.splitlines()[line - 1]
    assert not any(KEY.encode() in path.read_bytes() for path in game.home.rglob("*") if path.is_file())
