"""The two tables of the house: who may import whom, and the one home of each outside name."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rdbuild

ROOT = Path(rdbuild.__file__).parent
# From the top down: a module imports from the lines below its own, never from its own or above. What is imported for
# types alone does not count. `offline` is a program of its own, started by access and cli.
LAYERS = """
    __main__
    cli
    upkeep steering viewing serving
    build steering_text explain_text exhibit
    accept explain
    closing reroll adoption stale signals
    funds
    access
    project execute publishing quotes inquiry
    sending
    salvage
    eventlog reroll_text
    progress plan_text gallery report_text styles_text ledger_text arguments starter terminal combinations
    annotations console report offline garbage
    saved
    caps refusal selection fit gate lock memory collector rebuild till receiving
    client cache ledger outputs inspection known
    addresses answers secret
    history
    database
    plan audit liveness statement evidence
    shape decisions merging
    request pacing purchase verdicts
    manifest inputs
    includes
    rules references schema
    hints
    entry
    layers variables
    draft advice
    findings palette
    naming matrix pricing chain table timing
    document images layout extras contact
    folder mending
    slips
    catalogue spelling rings atomic screen
    model
    errors
    __init__
"""
DEPTH = {name: depth for depth, line in enumerate(LAYERS.strip().splitlines()) for name in line.split()}
CORE = {name for name, depth in DEPTH.items() if depth >= DEPTH["plan"]} - {"images", "atomic"}  # the pure half
HOMES = {
    "yaml": {"document"},
    "jsonschema": {"schema", "offline"},
    "aiohttp": {"client", "offline"},
    "tenacity": {"execute"},
    "sqlite3": {"database"},
    "PIL": {"images", "offline"},
    "rich": {"progress"},
    "filelock": {"liveness", "lock"},
    "platformdirs": {"cli"},
}
# What reaches outside by itself; it comes in as a value everywhere but at the command line.
WORLD = {
    "os.environ", "os.getenv", "sys.exit", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "time.time",
    "time.monotonic", "datetime.now", "datetime.utcnow", "date.today", "random.random",
}  # fmt: skip
UNREST = {"asyncio", "random", "secrets", "socket", "sqlite3", "subprocess", "tempfile", "threading", "time", "urllib"}


def room(path: Path) -> str:
    """The module's name in the tables: everything under `offline` is one."""
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


FILES = sorted(ROOT.rglob("*.py"))
MODULES = sorted({room(path) for path in FILES})


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Full names of all that a file imports at run time, in functions too, but for types alone."""
    yield from _imports(parsed(path), path)


def _imports(node: ast.AST, path: Path) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            for other in child.orelse:
                yield from _imports(other, path)
        elif isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            package = (
                ".".join(path.relative_to(ROOT.parent).with_suffix("").parts[: -child.level]) if child.level else ""
            )
            base = ".".join(part for part in (package, child.module) if part)
            yield from (f"{base}.{alias.name}" for alias in child.names)
        else:
            yield from _imports(child, path)


def neighbours(path: Path) -> set[str]:
    """The modules of ours that a file imports."""
    found = set()
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "rdbuild":
            found.add(parts[1] if len(parts) > 1 and parts[1] in MODULES else "__init__")
    return found


def test_every_module_has_one_place_in_the_table() -> None:
    names = LAYERS.split()
    assert sorted(names) == sorted(set(names))
    assert set(names) == set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_run_downward_only(module: str) -> None:
    upward = {
        f"{path.relative_to(ROOT)} imports {other}"
        for path in FILES
        if room(path) == module
        for other in neighbours(path) - ({module} if module == "offline" else set())
        if DEPTH.get(other, 0) <= DEPTH.get(module, 0)
    }
    assert upward == set()


def test_the_embedded_api_imports_nothing_of_ours() -> None:
    """Or its mistakes and the client's would cancel out."""
    found = {f"{path.name}: {other}" for path in FILES if room(path) == "offline" for other in neighbours(path)}
    assert {name for name in found if not name.endswith(": offline")} == set()
    assert {room(path) for path in FILES if "offline" in neighbours(path)} <= {"offline", "access", "serving"}


def test_each_outside_name_has_one_home() -> None:
    homes: dict[str, set[str]] = {}
    for path in FILES:
        for name in imports(path):
            top = name.split(".")[0]
            if top != "rdbuild" and (top not in sys.stdlib_module_names or top == "sqlite3"):
                homes.setdefault(top, set()).add(room(path))
    assert homes.keys() == HOMES.keys()
    assert {name: found - HOMES[name] for name, found in homes.items() if not found <= HOMES[name]} == {}


def test_each_outside_name_is_declared_as_a_dependency_and_no_other_is() -> None:
    import tomllib

    project = ROOT.parent / "pyproject.toml"
    if not project.exists():
        pytest.skip("an installed package")
    declared = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=!~ ;\[]", one)[0].lower() for one in declared}
    spelt = {"yaml": "pyyaml", "pil": "pillow"}
    assert names == {spelt.get(name.lower(), name.lower()) for name in HOMES} - {"sqlite3"}


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"cli", "offline"}))
def test_only_the_command_line_touches_environment_clock_streams_and_exit(module: str) -> None:
    found = {
        f"{path.name}:{node.lineno}: {ast.unparse(node)}"
        for path in FILES
        if room(path) == module
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in WORLD
    }
    assert found == set()


@pytest.mark.parametrize("module", sorted(CORE))
def test_the_deciding_half_has_no_clock_socket_thread_or_await(module: str) -> None:
    for path in FILES:
        if room(path) != module:
            continue
        assert {name.split(".")[0] for name in imports(path)} & UNREST == set()
        waits = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.AsyncFunctionDef)
        assert not any(isinstance(node, waits) for node in ast.walk(parsed(path)))
        calls = [ast.unparse(node.func) for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
        reads = [name for name in calls if name == "open" or name.endswith((".write_bytes", ".write_text"))]
        assert reads == []


@pytest.mark.parametrize(
    "module", [path.stem for path in FILES if room(path) not in ("offline", "__init__", "__main__")]
)
def test_every_module_says_what_it_owns_what_it_must_not_know_and_its_rule(module: str) -> None:
    text = ast.get_docstring(parsed(ROOT / f"{module}.py")) or ""
    assert [word for word in ("Owns:", "Must not know:", "Rule:") if word not in text] == []


def test_no_module_is_longer_than_the_house_allows() -> None:
    long = {path.name: count for path in FILES if (count := len(path.read_text(encoding="utf-8").splitlines())) > 750}
    assert long == {}, "past 600 lines, look for the second noun in it"
