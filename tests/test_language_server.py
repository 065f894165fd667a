"""The schema in a real editor: what `yaml-language-server` offers, shows and marks in a manifest.

It is taken from npm. Where there is no Node, or no way to the registry, these tests are skipped, unless
`LANGUAGE_SERVER=required` says that they have to run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from language_server import CURSOR, Completion, Editor

from rdbuild import catalogue, manifest, schema, starter

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "example_manifests").rglob("*.yaml"))
CATALOGUE = catalogue.load()
# A version, and the Node that it runs on: Debian 12 and Ubuntu 24.04 have 18. Version 2 asks for 22, and runs on 20.
VERSIONS = {"1.25.0": (18, 0), "2.0.0": (20, 10)}
HEAD = "# yaml-language-server: $schema=../schemas/manifest.schema.json\nversion: 1\nbudget: 1\n"
ASSET = HEAD + "assets:\n  hero:\n    prompt: a knight\n    "


def missing(reason: str) -> None:
    if os.environ.get("LANGUAGE_SERVER") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module", params=VERSIONS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's script, fresh from the registry."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("no `node` and `npm` here")
    said = subprocess.run([str(node), "--version"], capture_output=True, text=True, check=True).stdout
    here = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2])
    if here < VERSIONS[request.param]:
        pytest.skip(f"yaml-language-server {request.param} needs a newer Node than {said.strip()}")
    folder = tmp_path_factory.mktemp("node")
    command = [str(npm), "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund",
               "--fetch-retries=1", f"yaml-language-server@{request.param}"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    except subprocess.TimeoutExpired:
        missing("the npm registry does not answer")
    if done.returncode:
        why = next((line for line in done.stderr.splitlines() if "error" in line), "it does not say why")
        missing(f"npm can't install yaml-language-server: {why}")
    return folder / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"


@pytest.fixture(scope="module")
def editor(server: Path) -> Iterator[Editor]:
    one = Editor(server, ROOT / "example_manifests")
    yield one
    one.close()


# -- what is marked


def test_nothing_is_marked_in_an_example_or_in_the_readmes_manifest(editor):
    assert len(EXAMPLES) >= 19
    for example in EXAMPLES:
        text = re.sub(r"(\$schema=)(\.\./)+", r"\1../", example.read_text(encoding="utf-8"))
        assert editor.diagnostics(text) == [], example.name
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    whole = next(text for text in re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL) if "palettes:" in text)
    assert editor.diagnostics(HEAD.splitlines()[0] + "\n" + whole) == []


MISTAKES = [
    (ASSET + "promt: a knight", 7, "promt", "promt is not allowed"),
    (ASSET + "width: 48px", 7, "48px", "Expected one of integer, null"),
    (ASSET + "strength: 1.5", 7, "1.5", "maximum"),
    (ASSET + "prompt_style: rd_plus__skill_icn", 7, "rd_plus__skill_icn", "unknown style: `rdbuild styles` lists"),
    (ASSET + "fit: stretch", 7, "stretch", '"pad", "shrink", "none"'),
    (ASSET + "input_image: {assett: hero}", 7, "assett", "assett is not allowed"),
    (HEAD + "defaults:\n  prompt_style: rd_flux__retro\nassets: {}", 5, "rd_flux__retro", "unknown style"),
    (HEAD + "presets:\n  icon: {matrix: {n: [1]}}\nassets: {}", 5, "matrix", "matrix is not allowed"),
    (HEAD + "palettes:\n  cave: [red]\nassets: {}", 5, "red", "pattern"),
    (HEAD + "bugdet: 2\nassets: {}", 4, "bugdet", "bugdet is not allowed"),
    (HEAD + "styles: [{id: rd_new__x, price: rd_plsu}]\nassets: {}", 4, "rd_plsu", '"rd_plus"'),
]


@pytest.mark.parametrize(("text", "line", "marked", "words"), MISTAKES, ids=[one[2] for one in MISTAKES])
def test_a_mistake_is_marked_where_it_is(editor, text, line, marked, words):
    found = editor.diagnostics(text + "\n")
    assert {one.line for one in found} == {line}, found
    assert [one for one in found if one.text.startswith(marked) and words in one.message], found


def test_a_declared_style_an_old_id_and_a_template_are_not_marked(editor):
    for style in ("animation__vfx", "user__flasks_586", '"{style}"', "null"):
        assert editor.diagnostics(ASSET + f"prompt_style: {style}\n") == [], style
    declared = ASSET + "prompt_style: rd_pro__new\nstyles: [rd_pro__new]\n"
    assert editor.diagnostics(declared) == []


# -- what is offered


def test_at_the_top_the_sections_are_offered_with_what_they_are_for(editor):
    offered = editor.complete(f"{HEAD}{CURSOR}\n")
    assert {"project", "output", "defaults", "presets", "palettes", "styles", "assets"} <= offered.keys()
    assert not {"version", "budget"} & offered.keys(), "they are there"
    assert offered["presets"].inserts.startswith("presets:\n  ${1:icon}:\n    prompt_style: ${2:rd_plus__skill_icon}\n")
    assert offered["defaults"].inserts.startswith("defaults:\n  prompt_style: ${1:rd_fast__game_asset}\n")
    assert offered["palettes"].documentation == "Named palettes, for `input_palette`: lists of colours, or files."
    assert offered["output"].inserts == "output: ${1:assets}"


def test_in_an_asset_every_setting_is_offered_with_its_sentence(editor):
    offered = editor.complete(f"{ASSET}{CURSOR}\n")
    assert offered.keys() == {*schema.setting_names(), *schema.schema()["$defs"]["asset"]["properties"]} - {"prompt"}
    assert all(one.documentation for one in offered.values())
    assert offered["num_images"].documentation.endswith("each is paid for. Default: 1.")
    assert offered["strength"].inserts == "strength: ${1:0.8}"
    assert offered["prompt_style"].inserts == "prompt_style: ", "and the list of styles comes up"
    assert offered["matrix"].inserts == "matrix:\n  ${1:color}:\n    - ${2:red}\n    - ${3:blue}"


def test_a_prompt_begins_as_a_text_and_not_as_a_list(editor):
    assert editor.complete(f"{HEAD}assets:\n  hero:\n    {CURSOR}\n")["prompt"].inserts == "prompt: "


@pytest.mark.parametrize("text", [f"{ASSET}prompt_style: {CURSOR}\n", f"{ASSET}prompt_style: rd_plus__{CURSOR}\n",
                                  f"{HEAD}assets:\n  hero: {{prompt_style: {CURSOR}}}\n",
                                  f"{HEAD}presets:\n  icon:\n    prompt_style: {CURSOR}\n"])  # fmt: skip
def test_every_style_is_offered_with_what_it_is_and_no_old_id(editor, text):
    offered = editor.complete(text)
    assert offered.keys() - {"null"} == set(CATALOGUE.styles)
    for name, style in CATALOGUE.styles.items():
        assert offered[name].inserts == name
        assert offered[name].documentation.startswith(style.description.rstrip("."))
        assert "Size: " in offered[name].documentation
        assert "Price: " in offered[name].documentation


def test_in_a_preset_the_settings_are_offered_that_a_preset_may_have(editor):
    offered = editor.complete(f"{HEAD}presets:\n  icon:\n    {CURSOR}\nassets: {{}}\n")
    assert offered.keys() == set(schema.schema()["$defs"]["preset"]["properties"])
    assert not {"matrix", "exclude"} & offered.keys()


def test_words_are_offered_with_what_they_mean(editor):
    offered = editor.complete(f"{ASSET}fit: {CURSOR}\n")
    assert {"pad", "shrink", "none"} <= offered.keys()
    assert offered["pad"].documentation == "Put a smaller picture into the middle; a larger one is an error"
    assert {"true", "false"} <= editor.complete(f"{ASSET}remove_bg: {CURSOR}\n").keys()
    kinds = editor.complete(f"{HEAD}styles:\n  - id: rd_new__x\n    kind: {CURSOR}\n")
    assert kinds["tileset"].documentation == "A sheet of tiles that go together"
    assert "rd_plus" in editor.complete(f"{HEAD}styles:\n  - id: rd_new__x\n    price: {CURSOR}\n")


# -- what is inserted

HERO = "  hero: {prompt: a knight, width: 64, height: 64}\n"
PLAIN = "    prompt: a knight\n    width: 64\n    height: 64\n"
SHEET = "    prompt: a knight\n    prompt_style: rd_animation__four_angle_walking\n    return_spritesheet: true\n"
# A place, and what follows there.
PLACES = {
    "assets": f"defaults: {{width: 64, height: 64}}\nassets:\n{HERO}  {CURSOR}\n",
    "presets": f"presets:\n  {CURSOR}\nassets:\n{HERO}",
    "palettes": f"palettes:\n  {CURSOR}\nassets:\n{HERO}",
    "defaults": f"{CURSOR}\nassets:\n{HERO}",
    "defaults, begun": f"defaults:\n  {CURSOR}\nassets:\n{HERO}",
    "budget": f"assets:\n{HERO}budget:\n  {CURSOR}\n",
    "styles": f"assets:\n{HERO}styles:\n  - {CURSOR}\n",
    "matrix": f"assets:\n  'hero_{{color}}':\n{PLAIN}    matrix:\n      {CURSOR}\n",
    "layout": f"assets:\n  hero:\n{SHEET}    layout:\n      {CURSOR}\n",
    "play": f"assets:\n  hero:\n{SHEET}    layout:\n      play:\n        {CURSOR}\n",
    "api": f"assets:\n  hero:\n{PLAIN}    api:\n      {CURSOR}\n",
    "input_image": f"assets:\n{HERO}  other:\n{PLAIN}    input_image: {CURSOR}\n",
    "edit": f"assets:\n{HERO}  other:\n    prompt: add a hat\n    edit: {CURSOR}\n",
}
SNIPPETS = {
    "assets": [one["label"] for one in schema.schema()["properties"]["assets"]["defaultSnippets"]],
    "presets": ["a preset"],
    "palettes": ["a list of colours", "a palette from a file"],
    "defaults": ["defaults", "presets"],
    "defaults, begun": ["style and size"],
    "budget": ["dollars a build and a day", "dollars and credits (edits)"],
    "styles": ["a style and what is known of it"],
    "matrix": ["a variable"],
    "layout": ["a grid of cells", "other names for the rows"],
    "play": ["an animation by name"],
    "api": ["a parameter"],
    "input_image": ["the picture of another asset"],
    "edit": ["the picture of another asset"],
}


def inserted(text: str, completion: Completion) -> str:
    """The manifest after a snippet was chosen and its stops were left as they are."""
    before, _, after = text.partition(CURSOR)
    line = before[before.rfind("\n") + 1 :]
    indent = line[: len(line) - len(line.lstrip(" -"))].replace("-", " ")
    filled = re.sub(r"\$\{\d+:((?:\\.|[^}\\])*)\}", r"\1", completion.inserts)
    filled = re.sub(r"\\([$}\\])", r"\1", re.sub(r"\$\d+", "", filled))
    return before + filled.replace("\n", "\n" + indent) + after


@pytest.mark.parametrize(("place", "label"), [(place, label) for place in PLACES for label in SNIPPETS[place]])
def test_what_a_snippet_inserts_is_a_good_manifest(editor, tmp_path, place, label):
    head = HEAD.replace("budget: 1\n", "") if place == "budget" else HEAD
    offered = editor.complete(head + PLACES[place])
    assert label in offered, list(offered)
    text = inserted(head + PLACES[place], offered[label])

    def read(path: str) -> bytes:
        return text.encode() if path.endswith(".yaml") else b"#0f380f\n#9bbc0f\n"

    made = manifest.load(str(tmp_path / "game.yaml"), read, CATALOGUE, exists=lambda path: True)
    assert made.warnings == (), text
    assert made.assets
    assert editor.diagnostics(text) == [], text


def test_every_snippet_of_the_schema_is_tried_above():
    def labels(value: object) -> set[str]:
        if isinstance(value, list):
            return {label for one in value for label in labels(one)}
        if not isinstance(value, dict):
            return set()
        own = {one["label"] for one in value.get("defaultSnippets", ())}
        return own.union(*(labels(one) for key, one in value.items() if key != "known_style"))

    tried = {label for place in SNIPPETS.values() for label in place}
    assert labels(schema.schema()) == tried - {"defaults", "presets"}, "of those two the key inserts the snippet"


# -- what is shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"remove{CURSOR}_bg: true", ["Remove the background: a transparent picture. Default: false."]),
        (f"mat{CURSOR}rix: {{n: [1]}}", ["the entry becomes one asset for each combination"]),
        (f"stren{CURSOR}gth: 0.5", ["a number from 0 to 1", "from 0 (not at all) to 1", "Example:", "0.8"]),
        (f"fi{CURSOR}t: pad", ["gets the size of the request", "`pad`: Put a smaller picture into the middle"]),
        (f"prompt_style: rd_plus__{CURSOR}classic", ["Strongly outlined medium-resolution pixel art"]),
        (f"prompt_style: rd_plus__{CURSOR}classic", ["32x32 to 192x192", "(width * height + 13700) / 600000"]),
        (f"prompt_style: animation__{CURSOR}vfx", ["An old id of rd_animation__vfx, the same style."]),
        (f"prompt_style: user__{CURSOR}flasks_586", ["A style of your own"]),
    ],
)
def test_over_a_word_there_is_what_it_means(editor, text, words):
    shown = re.sub(r"\\(.)", r"\1", editor.hover(f"{ASSET}{text}\n"))
    for part in words:
        assert part in shown


def test_over_an_id_and_a_section_there_is_what_they_are(editor):
    shown = editor.hover(f"{HEAD}assets:\n  he{CURSOR}ro:\n    prompt: a knight\n")
    assert "Its id is the path in the output folder" in shown
    assert "by id" in editor.hover(f"{HEAD}ass{CURSOR}ets:\n  hero:\n    prompt: a knight\n")


# -- in a project of one's own


@pytest.mark.parametrize("name", ["game", "my game", "jeu d'été"])
def test_what_init_writes_has_the_editors_help_at_once_wherever_it_is(server, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    for path, text in starter.files(name, schema.schema_text()).items():
        (folder / path).write_text(text, encoding="utf-8")
    text = (folder / "rdbuild.yaml").read_text(encoding="utf-8")
    editor = Editor(server, folder)
    try:
        assert editor.diagnostics(text) == []
        assert editor.diagnostics(text + "  extra: {promt: x}\n")[0].text == "promt"
        assert "seed" in editor.complete(f"{text}  another:\n    prompt: a dog\n    {CURSOR}\n")
        assert "Remove the background" in editor.hover(text.replace("remove_bg", f"remove{CURSOR}_bg", 1))
    finally:
        editor.close()
