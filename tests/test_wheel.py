"""What is installed is whole: the wheel has its data, its dependencies are the ones it imports, and it works alone."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).parent.parent
# The names under which packages are imported, where they differ.
IMPORTED_AS = {"pyyaml": "yaml", "pillow": "PIL"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel, built from the source archive, and that archive. Needs no network."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(built.glob("*.whl")))


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=cwd, env={**inherited, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def program(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`rdbuild` in a fresh environment with nothing but the wheel and, by path, this environment's dependencies."""
    home = tmp_path_factory.mktemp("fresh")
    venv.create(home, with_pip=True, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    # A line in a .pth file adds the folder and follows no .pth file in it: an editable rdbuild there stays unseen.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = ("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--ignore-installed")
    run(python, *pip, str(next(built.glob("*.whl"))), cwd=home)
    where = run(python, "-c", "import rdbuild; print(rdbuild.__file__)", cwd=home).strip()
    assert Path(where).is_relative_to(site)
    return scripts / "rdbuild"


def test_the_wheel_has_the_code_its_data_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    assert {"rdbuild/schemas/manifest.schema.json", "rdbuild/styles.json", "rdbuild/py.typed"} <= names
    assert "rdbuild/gallery.html" in names
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "rdbuild").rglob("*.py")}
    assert modules <= names
    assert {name.split("/")[0] for name in names} == {"rdbuild", f"rdbuild-{version()}.dist-info"}
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
    schema = (ROOT / "schemas" / "manifest.schema.json").read_bytes()
    assert wheel.read("rdbuild/schemas/manifest.schema.json") == schema


def version() -> str:
    return re.search(r'"(.+)"', (ROOT / "rdbuild" / "__init__.py").read_text(encoding="utf-8").partition("=")[2])[1]  # type: ignore[index]


def test_the_source_archive_has_what_its_readme_and_its_tests_need(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"README.md", "CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", ".ci/run"}
    wanted |= {"schemas/manifest.schema.json", "example_manifests/dungeon.yaml", "example_manifests/showcase.png"}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("*.py")}
    assert wanted <= names
    assert not [name for name in names if "lock.json" in name or name.startswith("example_manifests/assets")]


def test_the_wheel_asks_for_every_package_that_it_imports_and_for_no_other(wheel: zipfile.ZipFile) -> None:
    metadata = message_from_bytes(wheel.read(f"rdbuild-{version()}.dist-info/METADATA"))
    required = metadata.get_all("Requires-Dist") or []
    packages = {re.match(r"[\w.-]+", one)[0].lower() for one in required if "extra ==" not in one}  # type: ignore[index]
    imported: set[str] = set()
    for path in (ROOT / "rdbuild").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    foreign = imported - set(sys.stdlib_module_names) - {"rdbuild"}
    assert {IMPORTED_AS.get(name, name) for name in packages} == foreign


def test_the_installed_program_knows_its_version_and_its_schema(program: Path, tmp_path: Path) -> None:
    assert run(program, "--version", cwd=tmp_path).strip() == f"rdbuild {version()}"
    printed = run(program, "schema", cwd=tmp_path)
    assert json.loads(printed) == json.loads((ROOT / "schemas" / "manifest.schema.json").read_text(encoding="utf-8"))


def test_the_installed_program_starts_a_project_and_builds_it(program: Path, tmp_path: Path) -> None:
    home = {"RDBUILD_HOME": str(tmp_path / "home")}
    run(program, "init", "game", cwd=tmp_path, **home)
    report = json.loads(run(program, "build", "game", "--api", "local", "--json", cwd=tmp_path, **home))
    assert len(report["generated"]) == 5
    assert (tmp_path / "game" / "assets" / "hero.png").read_bytes().startswith(b"\x89PNG")
    assert "rd_fast__game_asset" in run(program, "styles", cwd=tmp_path, **home)
