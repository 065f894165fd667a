"""A manifest is read whole: what it says, and everything that is wrong with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, manifest, schema, starter
from rdbuild.errors import ManifestError
from rdbuild.model import Asset, Manifest, Problem

CATALOGUE = catalogue.load()
CASES = Path(__file__).with_name("manifest_problems.txt")
FILES = {
    "bad.hex": b"112233\nred\n",
    "short.pal": b"JASC-PAL\n0100\n2\n1 2 3\n",
    "notes.txt": b"112233\n",
    "good.hex": b"AABBCC\n#ddeeff\n",
}
HEAD = "version: 1\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\nassets:\n"


def load(text: str | bytes, folder: Path, **more: bool) -> Manifest:
    """Load a text as `game.yaml` in `folder`, with the palettes of FILES and an `art.png` beside it."""
    path = folder / "game.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    (folder / "art.png").write_bytes(b"only its presence is looked at")
    return manifest.load(str(path), lambda name: Path(name).read_bytes(), CATALOGUE, **more)


def problems(text: str | bytes, folder: Path) -> list[Problem]:
    with pytest.raises(ManifestError) as caught:
        load(text, folder)
    return list(caught.value.problems)


def assets(text: str, folder: Path) -> dict[str, Asset]:
    return {asset.id: asset for asset in load(HEAD + text, folder).assets}


def told(problem: Problem) -> str:
    """A problem as the golden file has it: line:column+length code: message, then the hint."""
    assert problem.mark is not None
    where = f"{problem.mark.line}:{problem.mark.column}+{problem.mark.length}"
    hint = f"\n    hint: {problem.hint}" if problem.hint else ""
    return f"{where} {problem.code}: {problem.message}{hint}"


def cases() -> list[tuple[str, str, str]]:
    """(name, manifest, what is told) of each case of the golden file; `--- ` ends the manifest."""
    parts = re.split(r"^=== (.*)\n", CASES.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return [(name, *body.split("--- told\n")) for name, body in pairs]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_each_mistake_is_told_word_for_word_with_its_place_and_hint(text: str, expected: str, tmp_path: Path) -> None:
    found = problems(text, tmp_path)
    assert "\n".join(map(told, found)) + "\n" == expected
    for problem in found:
        assert problem.mark is not None
        assert problem.mark.file == str(tmp_path / "game.yaml")
        assert problem.source == (text.splitlines() or [""])[problem.mark.line - 1]
        assert not problem.message.endswith(".")
        assert "$" not in problem.message


def test_there_are_enough_cases() -> None:
    assert len(cases()) >= 50


def test_a_problem_underlines_what_it_names(tmp_path: Path) -> None:
    (problem,) = problems(HEAD + "  hero: {prompt: a, prompt_style: rd_fast__gme_asset}\n", tmp_path)
    assert problem.mark is not None
    assert problem.source is not None
    start = problem.mark.column - 1
    assert problem.source[start : start + problem.mark.length] == "rd_fast__gme_asset"


def test_an_unreadable_manifest_is_a_problem_without_a_place(tmp_path: Path) -> None:
    with pytest.raises(ManifestError) as caught:
        manifest.load(str(tmp_path / "none.yaml"), lambda name: Path(name).read_bytes(), CATALOGUE)
    (problem,) = caught.value.problems
    assert problem.code == "unreadable"
    assert problem.message == f"can't read `{tmp_path / 'none.yaml'}`: no such file or directory"
    assert problem.mark is None


# -- what it means


def test_the_head_has_its_defaults(tmp_path: Path) -> None:
    made = load("version: 1\nassets: {}\n", tmp_path)
    assert (made.path, made.project, made.output) == (
        str(tmp_path / "game.yaml"),
        "game",
        str(tmp_path / "assets"),
    )
    assert made.budget == {}
    assert made.assets == ()


@pytest.mark.parametrize(
    ("stated", "meant"),
    [
        ("2.50", {"build": Decimal("2.50")}),
        ("'2.5'", {"build": Decimal("2.5")}),
        ("0", {"build": Decimal(0)}),
        ("{day: 1, credits: 20}", {"day": Decimal(1), "credits": Decimal(20)}),
    ],
)
def test_a_budget_is_exact_whatever_form_it_has(stated: str, meant: dict[str, Decimal], tmp_path: Path) -> None:
    made = load(f"version: 1\nbudget: {stated}\nassets: {{}}\n", tmp_path)
    assert made.budget == meant
    assert all(type(amount) is Decimal for amount in made.budget.values())


def test_asset_beats_preset_beats_defaults_and_null_unsets(tmp_path: Path) -> None:
    made = load(
        """
version: 1
defaults: {width: 64, height: 64, remove_bg: true, prompt_template: "{prompt}, outline", tags: [all]}
presets:
  big: {width: 128, prompt_template: "{prompt}, big", seed: 5}
assets:
  plain: {prompt: a}
  big: {preset: big, prompt: b}
  own: {preset: big, prompt: c, width: 96, prompt_template: null, remove_bg: null, seed: null, tags: [x, x, y]}
  upscaled: {prompt: d, upscale_output_factor: null}
""",
        tmp_path,
    )
    plain, big, own, upscaled = made.assets
    assert (plain.width, plain.prompt, plain.params, plain.tags) == (64, "a, outline", {"remove_bg": True}, ("all",))
    assert (big.width, big.height, big.prompt, big.seed) == (128, 64, "b, big", 5)
    assert (own.width, own.prompt, own.params, own.seed, own.tags) == (96, "c", {}, None, ("x", "y"))
    assert upscaled.params == {"remove_bg": True, "upscale_output_factor": None}


def test_what_defaults_say_too_much_for_a_style_is_left_out(tmp_path: Path) -> None:
    made = load(
        "version: 1\n"
        "defaults: {width: 64, height: 64, remove_bg: true, tile_x: true, num_images: 2, strength: 0.5}\n"
        "assets:\n"
        "  walk: {prompt: a, prompt_style: animation__four_angle_walking}\n"
        "  still: {prompt: a}\n",
        tmp_path,
    )
    walk, still = made.assets
    assert walk.prompt_style == "rd_animation__four_angle_walking"  # canonical
    assert (walk.width, walk.height, walk.num_images, walk.params) == (48, 48, 1, {})
    assert (still.prompt_style, still.num_images) == (None, 2)
    assert still.params == {"remove_bg": True, "tile_x": True}  # strength needs an input image


def test_a_style_of_one_size_needs_no_size(tmp_path: Path) -> None:
    made = load("version: 1\nassets:\n  a: {prompt: a, prompt_style: rd_animation__8_dir_rotation}\n", tmp_path)
    assert (made.assets[0].width, made.assets[0].height) == (80, 80)


def test_every_text_is_a_template(tmp_path: Path) -> None:
    made = assets(
        """
  "{kind}/{name|slug}_{n:03}":
    matrix: {kind: [rd_pro__default], name: [Big Axe], n: [7], file: [art.png], half: [0.50]}
    prompt: a {name} {{no. {n}}} {half}
    prompt_style: "{kind}"
    input_palette: ["#11223{n}"]
    seed: "{n}"
    take: "{n}"
    tags: ["{name|slug}"]
    flatten: "#00000{n}"
    input_image: "{file}"
    reference_images: ["{file}", {asset: "base_{n}"}]
    api: {note: "{name}", deep: [{x: "{n}"}], n: 1.5}
  base_7: {prompt: b}
""",
        tmp_path,
    )
    axe = made["rd_pro__default/big_axe_007"]
    assert axe.prompt == "a Big Axe {no. 7} 0.50"
    assert (axe.prompt_style, axe.seed, axe.take, axe.tags) == ("rd_pro__default", 7, 7, ("big_axe",))
    assert (axe.palette, axe.flatten) == (("#112237",), "#000007")
    assert axe.input_image is not None
    assert axe.input_image.file == str(tmp_path / "art.png")
    assert [(ref.file, ref.asset) for ref in axe.reference_images] == [
        (str(tmp_path / "art.png"), None),
        (None, "base_7"),
    ]
    assert axe.api == {"note": "Big Axe", "deep": [{"x": "7"}], "n": Decimal("1.5")}
    assert (axe.entry, axe.mark.line) == ("{kind}/{name|slug}_{n:03}", 5)


def test_braces_of_a_prompt_are_not_read_again_by_its_template(tmp_path: Path) -> None:
    made = assets('  a: {prompt: "{{x}}", prompt_template: "<{prompt}>"}\n', tmp_path)
    assert made["a"].prompt == "<{x}>"


def test_a_reference_to_a_broken_entry_is_not_called_unknown(tmp_path: Path) -> None:
    found = problems(HEAD + "  'a_{n}': 5\n  'x y': {prompt: a}\n  b: {prompt: b, input_image: {asset: a_1}}\n"
                     "  c: {prompt: b, input_image: {asset: x y}}\n", tmp_path)  # fmt: skip
    assert [problem.code for problem in found] == ["wrong-type", "bad-id"]


def test_several_pictures_and_pick_give_the_names_that_clash_or_not(tmp_path: Path) -> None:
    made = assets("  hero: {prompt: a, num_images: 2, pick: 2}\n  hero_1: {prompt: b}\n", tmp_path)
    assert list(made) == ["hero", "hero_1"]


def test_palettes_are_ordered_distinct_and_lower_case_and_their_files_are_named(tmp_path: Path) -> None:
    made = load(
        'version: 1\npalettes: {p: ["#AABBCC", "#aabbcc", "#000000"], q: good.hex}\n'
        "defaults: {width: 64, height: 64}\nassets:\n"
        "  a: {prompt: a, input_palette: p}\n  b: {prompt: b, input_palette: q}\n"
        "  c: {prompt: c, input_palette: good.hex}\n",
        tmp_path,
    )
    assert [asset.palette for asset in made.assets] == [
        ("#aabbcc", "#000000"),
        ("#aabbcc", "#ddeeff"),
        ("#aabbcc", "#ddeeff"),
    ]
    assert made.files == (str(tmp_path / "good.hex"),)


def test_a_size_that_only_some_documents_allow_is_a_warning(tmp_path: Path) -> None:
    made = load("version: 1\nassets:\n  a: {prompt: a, prompt_style: rd_plus__topdown_item, width: 112, height: 16}\n",
                tmp_path)  # fmt: skip
    (warning,) = made.warnings
    assert (warning.code, warning.severity) == ("unusual-size", "warning")
    assert warning.message == "`rd_plus__topdown_item` may refuse 112x16: not all documents of the API allow it"
    assert warning.hint == "16x16 to 96x96 is allowed by all"


def test_merge_keys_and_aliases_work_and_a_mistake_in_them_is_told_once(tmp_path: Path) -> None:
    base = "  a: &base {prompt: a, width: 96}\n  b: {<<: *base, prompt: b}\n"
    assert [asset.width for asset in load(HEAD + base, tmp_path).assets] == [96, 96]
    found = problems(HEAD + base.replace("96", "8"), tmp_path)
    assert [problem.code for problem in found] == ["bad-size"]


# -- paths


def test_links_that_lead_out_are_refused_unless_allowed(tmp_path: Path) -> None:
    project, outside = tmp_path / "project", tmp_path / "outside"
    project.mkdir()
    outside.mkdir()
    (outside / "secret.png").write_bytes(b"x")
    (project / "link").symlink_to(outside)
    text = HEAD + "  a: {prompt: a, input_image: link/secret.png}\n"
    (problem,) = problems(text, project)
    assert problem.message == "`link/secret.png` leads out of the project"
    made = load(text, project, allow_outside=True)
    assert made.assets[0].input_image is not None
    assert made.assets[0].input_image.file == str(project / "link" / "secret.png")


def test_paths_may_go_up_to_the_git_root_and_no_further(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    folder = tmp_path / "repo" / "art" / "src"
    folder.mkdir(parents=True)
    made = load("version: 1\noutput: ../../assets\nassets: {}\n", folder)
    assert made.output == str(tmp_path / "repo" / "assets")
    (problem,) = problems("version: 1\noutput: ../../../assets\nassets: {}\n", folder)
    assert (problem.code, problem.hint) == (
        "bad-path",
        "paths stay under the manifest's folder or its git root; `--allow-outside` lifts that",
    )


def test_a_manifest_reached_through_a_link_is_fenced_by_its_real_folder(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "alias").symlink_to(real)
    made = load(HEAD + "  a: {prompt: a, input_image: art.png}\n", tmp_path / "alias")
    assert made.assets[0].input_image is not None


# -- the schema


def test_the_schema_is_valid_and_its_lists_of_settings_agree() -> None:
    from jsonschema import Draft202012Validator

    read = json.loads(manifest.schema_text())
    Draft202012Validator.check_schema(read)
    settings = set(read["$defs"]["settings"]["properties"])
    assert set(read["$defs"]["layer"]["properties"]) == settings - {"edit"} == schema.default_names()
    assert set(read["$defs"]["preset"]["properties"]) == settings | {"preset"}
    assert set(read["$defs"]["asset"]["properties"]) == settings | {"preset", "file", "table", "matrix", "exclude"}


def test_every_setting_of_the_schema_is_described_and_has_a_title_that_ends_a_sentence() -> None:
    for name, rule in schema.schema()["$defs"]["settings"]["properties"].items():
        assert rule["title"], name
        assert rule["description"].endswith((".", "brace.")), name


def test_the_schema_never_complains_about_a_style_id(tmp_path: Path) -> None:
    found = problems(HEAD + "  a: {prompt: a, prompt_style: rd_new__thing}\n", tmp_path)
    assert [problem.code for problem in found] == ["unknown-style"]


# -- init, bounds


def test_what_init_writes_is_a_good_manifest(tmp_path: Path) -> None:
    written = starter.files('a "quoted" name', schema.schema_text())
    assert set(written) == {"rdbuild.yaml", ".gitignore", ".gitattributes", starter.SCHEMA}
    assert "*.local.lock.json\n" in written[".gitignore"]
    assert "*.lock.json text eol=lf merge=rdbuild\n" in written[".gitattributes"]
    made = load(written["rdbuild.yaml"], tmp_path)
    assert made.project == 'a "quoted" name'
    assert made.warnings == ()
    assert [asset.id for asset in made.assets] == [
        "hero",
        "items/potion_red",
        "items/potion_green",
        "items/potion_blue",
        "ground",
    ]


@pytest.mark.heavy
def test_large_manifests_are_read_in_seconds(tmp_path: Path) -> None:
    numbers = ", ".join(map(str, range(100)))
    matrix = HEAD + f"  'a_{{x}}_{{y}}':\n    matrix: {{x: [{numbers}], y: [{numbers}]}}\n    prompt: a {{x}}\n"
    entries = HEAD + "".join(f"  a_{n}: {{prompt: a thing, width: 96, tags: [a]}}\n" for n in range(2000))
    for text, count in ((matrix, 10_000), (entries, 2_000)):
        start = time.process_time()
        assert len(load(text, tmp_path).assets) == count
        assert time.process_time() - start < 4  # some 0.2 s each when nothing else runs


@pytest.mark.heavy
def test_a_long_chain_of_references_is_no_cycle_and_no_crash(tmp_path: Path) -> None:
    chain = "".join(f"  a_{n}: {{prompt: a, input_image: {{asset: a_{n + 1}}}}}\n" for n in range(3000))
    assert len(load(HEAD + chain + "  a_3000: {prompt: a}\n", tmp_path).assets) == 3001
    (problem,) = problems(HEAD + chain + "  a_3000: {prompt: a, input_image: {asset: a_0}}\n", tmp_path)
    assert problem.code == "cycle"
    assert problem.message == (
        "made from each other: `a_0` -> `a_1` -> `a_2` -> `a_3` -> `a_4` -> … -> `a_3000` -> `a_0`"
    )


_scalars = st.sampled_from(
    [None, True, False, 0, 1, 2, 64, -1, 10**12, "", " ", "x", "{", "{n}", "{n:03}", "{n|slug}", "{q}", "a/b", "no",
     "rd_fast__default", "rd_animation__vfx", "user__mine", "icon", "p", "hero", "art.png", "#112233", "../../x", "1e5",
     "items.csv", "items.json", "{v}", "{n|lower}"]
)  # fmt: skip
_keys = st.sampled_from(
    [*schema.setting_names(), "preset", "matrix", "exclude", "table", "file", "asset", "image", "n", "q", "v", "build"]
)
TABLES = {"items.csv": b"n,q,Long Name\n1,icon,\n2,,hero\n3\n", "items.json": b'[{"n": [1]}, {"n": "p", "q": 1.5}, 2]'}
_anything = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=6,
)
_entry = st.dictionaries(_keys, _anything, max_size=5) | _anything
_ROW_KEYS = schema.schema()["properties"]["styles"]["items"]["properties"].keys() - {"id"}
_row = _anything | st.fixed_dictionaries(
    {"id": st.sampled_from(["rd_new__x", "rd_fast__simple", "animation__vfx", "user__mine"])},
    optional={**dict.fromkeys(_ROW_KEYS, _anything), "kind": st.sampled_from(["still", "animation", "tileset", 5])},
)


@pytest.mark.heavy
@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries(
        {"version": st.just(1), "assets": st.dictionaries(st.sampled_from(["hero", "a_{n}", "{n}/{q}", "A"]), _entry)},
        optional={
            "defaults": _entry,
            "presets": st.dictionaries(st.sampled_from(["icon", "p"]), _entry) | _anything,
            "variables": st.dictionaries(st.sampled_from(["v", "n", "prompt"]), _scalars) | _anything,
            "palettes": st.dictionaries(st.just("p"), _anything) | _anything,
            "styles": st.lists(_row, max_size=2) | _anything,
            "budget": _anything,
            "output": _anything,
            "project": _anything,
        },
    )
)
def test_nothing_that_yaml_can_say_crashes_it_and_every_problem_has_a_place(value: object) -> None:
    text = json.dumps(value)  # what is JSON is YAML
    try:
        files = {"game.yaml": text.encode(), **TABLES}
        manifest.load("game.yaml", lambda name: files.get(Path(name).name, b""), CATALOGUE)
        found: list[Problem] = []
    except ManifestError as error:
        found = list(error.problems)
        assert found
    assert all(problem.mark and problem.message and problem.severity == "error" for problem in found)


@settings(max_examples=150, deadline=None)
@given(
    st.fixed_dictionaries(
        {"prompt": st.sampled_from(["a", ["a", "b"], ["a {n}", "{n}"]])},
        optional={
            "edit": st.sampled_from([{"asset": "base"}, {"asset": "base", "image": 2}, "art.png"]),
            "layout": st.fixed_dictionaries(
                {},
                optional={
                    "columns": st.integers(1, 9),
                    "rows": st.integers(1, 9),
                    "cell": st.lists(st.integers(1, 64), min_size=2, max_size=2),
                    "row_names": st.lists(st.sampled_from(["up", "down", "{n}", "a b"]), min_size=1, unique=True),
                    "durations": st.integers(1, 9) | st.lists(st.integers(1, 9), min_size=1, max_size=5),
                    "play": st.dictionaries(st.sampled_from(["walk", "idle"]), st.lists(st.integers(0, 9)), min_size=1),
                    "raw": st.booleans(),
                },
            ),
            "fit": st.sampled_from(["pad", "{n}", "scale"]),
            "input_image": st.just({"asset": "base"}),
            "return_spritesheet": st.booleans(),
            "prompt_style": st.sampled_from(["rd_animation__vfx", "rd_tile__tileset", "rd_animation__8_dir_rotation"]),
            "width": st.sampled_from([16, 32, 64]),
            "height": st.sampled_from([16, 32, 64]),
        },
    )
)
def test_well_formed_entries_are_read_or_told_whatever_they_combine(entry: object) -> None:
    base = {"prompt": "a", "width": 64, "height": 64, "num_images": 2}
    value = {"version": 1, "assets": {"base": base, "a_{n}": {"matrix": {"n": ["pad", "x"]}, **dict(entry)}}}  # type: ignore[call-overload]
    text = json.dumps(value)
    read = lambda name: text.encode() if name == "game.yaml" else b""  # noqa: E731
    found: list[Problem] = []
    made = None
    try:
        made = manifest.load("game.yaml", read, CATALOGUE, exists=lambda path: True)
    except ManifestError as error:
        found = list(error.problems)
    assert found if made is None else len(made.assets) == 3
    assert all(problem.mark and problem.message for problem in found)


def test_the_modules_of_a_manifest_import_no_slow_package() -> None:
    slow = ("jsonschema", "PIL", "aiohttp", "rich", "difflib")
    code = f"import sys, rdbuild.manifest; print(*(name for name in {slow} if name in sys.modules))"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == ""
