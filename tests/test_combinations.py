"""Options that make no sense together are refused before anything is read; every other pair of them works."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from game import Game

from rdbuild.combinations import RULES

# Every option of its own that a command has, as it is given.
PLAN = {
    "--only": ["hero"], "--tag": ["people"], "--sample": ["2"], "--output": ["assets"], "--budget": ["1"],
    "--credits": ["5"], "--raise-budget": [], "--fit": [], "--offline": [], "--check": [], "--rebuy": [], "--force": [],
    "--save": ["plan.json"], "--allow-outside": [], "--all": [], "--format": ["github"],
}  # fmt: skip
BUILD = {
    **{name: value for name, value in PLAN.items() if name not in ("--check", "--save", "--all")},
    "--plan": ["saved.json"], "--jobs": ["4"], "--fail-fast": [], "--locked": [], "--no-spend": [], "--prune": [],
    "--timeout": ["9"], "--log-json": ["log.jsonl"],
}  # fmt: skip
CAPS = "--budget --credits --raise-budget"
REFUSED = {
    "plan": {"--check": "--save --offline --rebuy --force --fit"},
    "build": {
        "--plan": f"--only --tag --sample --output --force --rebuy --fit --prune --locked --no-spend --offline {CAPS}",
        "--locked": f"--rebuy --fit --prune --no-spend --offline {CAPS}",
        "--no-spend": f"--rebuy --fit --offline {CAPS}",
        "--offline": f"--rebuy --fit {CAPS}",
        "--prune": "--only --tag --sample",
    },
}
# What says nothing alone, and what it is given with here.
COMPANIONS = {"--force": ("--only", "--tag"), "--raise-budget": ("--budget", "--credits")}


def refused(command: str, one: str, other: str) -> bool:
    table = REFUSED[command]
    return other in table.get(one, "").split() or one in table.get(other, "").split()


def pairs() -> list[tuple[str, str, str]]:
    return [(name, one, other) for name, options in (("plan", PLAN), ("build", BUILD))
            for one, other in combinations(options, 2)]  # fmt: skip


def argv(command: str, *names: str) -> list[str]:
    options = {"plan": PLAN, "build": BUILD}[command]
    return [word for name in names for word in (name, *options[name])]


def together(command: str, *names: str) -> list[str] | None:
    """The options with what they need; None where they can't have that."""
    more: list[str] = []
    for name in names:
        some = COMPANIONS.get(name, ())
        if some and not set(some) & {*names, *more}:
            fitting = [one for one in some if not any(refused(command, one, other) for other in names)]
            if not fitting:
                return None
            more.append(fitting[0])
    return argv(command, *names, *more)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("built")
    game = Game(folder / "game", folder / "home", "local", key=None)
    game.write({"hero": "prompt: a knight, tags: [people]", "'orc_{n}'": "matrix: {n: [1, 2, 3]}, prompt: 'orc {n}'"})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(game.folder)
        assert game.run("build").code == 0
        assert game.run("plan", "--save", "saved.json").code == 0
        yield game


@pytest.mark.parametrize(("command", "one", "other"), pairs(), ids=" ".join)
def test_every_pair_of_options_is_refused_or_works(built: Any, command: str, one: str, other: str) -> None:
    if refused(command, one, other):
        ran = built.run_plain(command, "nowhere.yaml", *argv(command, one, other))
        assert (ran.code, ran.out) == (2, ""), ran
        assert "so it goes without" in ran.err, "told before the manifest is looked for"
        assert one in ran.err
        assert other in ran.err
        return
    words = together(command, one, other)
    if words is None:
        return
    ran = built.run(command, *words) if "--plan" not in words else built.run_plain(command, *words)
    assert ran.code == 0, ran


@pytest.mark.parametrize("command", ["plan", "build"])
def test_the_table_has_every_pair_that_is_refused_once(command: str) -> None:
    found = [frozenset({rule.option, other}) for rule in RULES[command] for other in rule.without]
    assert len(found) == len(set(found))
    assert set(found) == {frozenset({one, other}) for one, others in REFUSED[command].items()
                          for other in others.split()}  # fmt: skip


@pytest.mark.parametrize("command", ["plan", "build"])
def test_every_option_of_a_command_is_thought_of(command: str) -> None:
    """An option that is new has to be held against all others."""
    from rdbuild import arguments

    parser = arguments.parser("https://api", "rdbuild.yaml")
    made = parser._subparsers._group_actions[0].choices[command]  # type: ignore[union-attr]
    everywhere = {"--api", "--json", "--quiet", "--verbose", "--no-color", "--help"}
    long = {name for action in made._actions for name in action.option_strings if name.startswith("--")}
    assert long - everywhere == set({"plan": PLAN, "build": BUILD}[command])
