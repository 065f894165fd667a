"""Whatever a person gets wrong is told in whole sentences: where, what, why, and how to mend it.

The cases are in `mistakes/*.txt`, whole texts as they come to the screen:

    === what the person did                 begins a case
    --- file: PATH                          a file that is there, its text up to the next line of dashes
    --- run: validate game.yaml             a command, without `rdbuild`
    --- told (exit 2)                       what is on stderr then, and the exit code

`MISTAKES=write python -m pytest tests/test_mistakes.py` writes what is told into them: read the difference.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rdbuild.cli import main

FOLDER = Path(__file__).with_name("mistakes")
TOLD = re.compile(r"told \(exit (\d+)\)")


@dataclass
class Case:
    source: Path
    title: str
    files: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    told: str = ""
    code: int = 0


def read(path: Path) -> list[Case]:
    cases: list[Case] = []
    for text in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, _, body = text.partition("\n")
        case = Case(path, title.strip())
        for part in re.split(r"^--- ", body, flags=re.MULTILINE)[1:]:
            head, _, rest = part.partition("\n")
            kind, _, value = head.partition(": ")
            if kind == "file":
                case.files[value.strip()] = rest
            elif kind == "run":
                case.command = shlex.split(value)
            else:
                found = TOLD.fullmatch(head.strip())
                assert found, f"{path.name}: {title}: `--- {head}` is no part of a case"
                case.code, case.told = int(found[1]), rest
        assert case.command, f"{path.name}: {title}: no `--- run:`"
        cases.append(case)
    return cases


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read(path)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.source.stem}: {case.title}" for case in CASES])
def test_a_mistake_is_told_with_its_place_what_is_wrong_and_how_to_mend_it(case, tmp_path, monkeypatch, capsys):
    for name, text in case.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RDBUILD_HOME", str(tmp_path / "home"))
    with pytest.raises(SystemExit) as left:
        main(case.command)
    told = capsys.readouterr().err
    assert "Traceback" not in told
    assert "$." not in told
    if os.environ.get("MISTAKES") == "write":
        _write(case, told, left.value.code)
        return
    assert (told, left.value.code) == (case.told, case.code)


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
