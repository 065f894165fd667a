"""Whatever a person gets wrong is told in whole sentences: where, what, why, and how to mend it.

The cases are in `mistakes/*.txt`, whole texts as they come to the screen. What is in a case happens in its order:

    === what the person did                 begins a case
    --- file: PATH                          a file that is there, its text up to the next line of dashes
    --- hex: PATH                           the same of a file that is no text, in hexadecimal
    --- picture: PATH 64x64                 a PNG of that size
    --- folder: PATH                        a folder; `.git` makes where the person stands a repository's root
    --- env: NAME=VALUE                     a variable of the environment
    --- api: balance=5 credits=0            an API that takes money, at $API, and a key for it: what `serve` can be told
    --- first: build --api local            a command before, which goes well
    --- run: validate game.yaml             the command that it is about, without `rdbuild`
    --- told (exit 2)                       what is on stderr then, and the exit code

In a file `«0..499»` stands for the numbers from 0 to 499, with commas between. In what is told, $HERE stands for the
folder that all this happens in.

`MISTAKES=write python -m pytest tests/test_mistakes.py` writes what is told into them: read the difference.
"""

from __future__ import annotations

import os
import re
import shlex
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from game import picture

from rdbuild.cli import main

FOLDER = Path(__file__).with_name("mistakes")
TOLD = re.compile(r"told \(exit (\d+)\)")
RANGE = re.compile(r"«(\d+)\.\.(\d+)»")
TOOK = re.compile(r"\bin \d+\.\d s$", re.MULTILINE)


@dataclass
class Case:
    source: Path
    title: str
    steps: list[tuple[str, str, str]] = field(default_factory=list)  # kind, what stands after it, the lines below it
    told: str = ""
    code: int = 0


def read(path: Path) -> list[Case]:
    cases: list[Case] = []
    for text in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = text.partition("\n")
        case = Case(path, title.strip())
        for part in re.split(r"^--- ", body, flags=re.MULTILINE)[1:]:
            head, _, rest = part.partition("\n")
            kind, _, value = head.strip().partition(":")
            if kind in PREPARE or kind == "run":
                case.steps.append((kind, value.strip(), rest))
            else:
                found = TOLD.fullmatch(head.strip())
                assert found, f"{path.name}: {title}: `--- {head}` is no part of a case"
                case.code, case.told = int(found[1]), rest
        kinds = Counter(kind for kind, _, _ in case.steps)
        assert kinds["run"] == 1, f"{path.name}: {title}: there is one `--- run:` in a case"
        cases.append(case)
    return cases


class Scene:
    """The folder in which a case happens, and the world around it."""

    def __init__(self, folder, serve, patch, capsys):
        self.folder, self.serve, self.patch, self.capsys = folder, serve, patch, capsys
        self.hidden = {str(folder): "$HERE"}
        patch.chdir(folder)
        patch.setenv("RDBUILD_HOME", str(folder / "home"))

    def path(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def file(self, name, text):
        numbers = RANGE.sub(lambda found: ", ".join(map(str, range(int(found[1]), int(found[2]) + 1))), text)
        self.path(name).write_text(numbers, encoding="utf-8")

    def hex(self, name, text):
        self.path(name).write_bytes(bytes.fromhex(text))

    def picture(self, value, _):
        name, _, size = value.rpartition(" ")
        width, height = map(int, size.split("x"))
        picture(self.path(name), size=(width, height))

    def make_folder(self, name, _):
        (self.folder / name).mkdir(parents=True)

    def env(self, value, _):
        name, _, text = value.partition("=")
        self.patch.setenv(name, text)

    def api(self, value, _):
        settings = dict(one.split("=") for one in value.split())
        api = self.serve(**{name: int(said) if said.isdigit() else said for name, said in settings.items()})
        self.hidden[api.url] = "$API"
        self.patch.setenv("RDBUILD_API", api.url)
        self.patch.setenv("RD_API_KEY", "rdpk-0123456789abcdef")

    def first(self, value, _):
        told, code = self.run(value)
        assert code == 0, told

    def run(self, value):
        with pytest.raises(SystemExit) as left:
            main(shlex.split(value))
        told = TOOK.sub("in 0.0 s", self.capsys.readouterr().err)
        for text, name in self.hidden.items():
            told = told.replace(text, name)
        return told, left.value.code


PREPARE = {
    "file": Scene.file, "hex": Scene.hex, "picture": Scene.picture, "folder": Scene.make_folder, "env": Scene.env,
    "api": Scene.api, "first": Scene.first,
}  # fmt: skip
CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.source.stem}: {case.title}" for case in CASES])
def test_a_mistake_is_told_with_its_place_what_is_wrong_and_how_to_mend_it(case, tmp_path, monkeypatch, capsys, serve):
    scene = Scene(tmp_path, serve, monkeypatch, capsys)
    for kind, value, text in case.steps:
        if kind == "run":
            told, code = scene.run(value)
        else:
            PREPARE[kind](scene, value, text)
    assert "Traceback" not in told
    assert "$." not in told
    if os.environ.get("MISTAKES") == "write":
        _write(case, told, code)
        return
    assert (told, code) == (case.told, case.code)


@pytest.mark.parametrize("case", CASES, ids=[f"{case.source.stem}: {case.title}" for case in CASES])
def test_a_text_is_in_the_style_of_the_house_and_says_each_thing_once(case):
    """Backticks, no final period, the caret under something, no two problems alike at one place."""
    lines = case.told.splitlines()
    words = "error|warning|blocked|failed|out of date"
    heads = [line for line in lines if re.search(rf"(^|: )({words}): ", line) and not line.startswith(" ")]
    assert heads, "nothing was told"
    assert len(set(heads)) == len(heads), "something is said twice"
    for line in heads + [line for line in lines if line.startswith("  hint: ")]:
        assert not line.endswith(".") or "HTTP 4" in line, line  # what the API says is its own
        assert line.count("`") % 2 == 0, line
    for above, line in pairwise(lines):
        carets = re.fullmatch(r" +\| ( *)(\^+)", line)
        if carets:
            source = above.partition(" | ")[2]
            marked = source[len(carets[1]) : len(carets[1]) + len(carets[2])]
            assert len(source) <= len(carets[1]) or marked.strip(), f"the caret stands under nothing: {above!r}"


def test_at_least_sixty_different_mistakes_are_told():
    assert len({case.title for case in CASES}) == len(CASES)
    assert len(CASES) >= 60


def _write(case: Case, told: str, code: object) -> None:
    text = case.source.read_text(encoding="utf-8")
    start = text.index(f"=== {case.title}\n")
    end = text.find("\n=== ", start)
    whole = text[start : end + 1] if end >= 0 else text[start:]
    before = whole[: whole.index("--- told")] if "--- told" in whole else whole
    case.source.write_text(text.replace(whole, f"{before}--- told (exit {code})\n{told}"), encoding="utf-8")
