"""Which options of `plan` and `build` make no sense together, and which make none alone.

Owns: the table, and the words for it.
Must not know: what any option does beyond its words; files, the environment.
Rule: whatever would be ignored, or contradict another, is refused before anything is read. What only says the same
twice to no harm, as `-j 4` does where nothing is sent, is nobody's business.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rdbuild.errors import UsageError
from rdbuild.spelling import listing


@dataclass(frozen=True, slots=True)
class Rule:
    """An option, what it says or does, and so which others it goes `without`, or that it `wants` one of."""

    option: str
    does: str
    without: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    hint: str = "leave one of them out"


CAPS = ("--budget", "--credits", "--raise-budget")
BUYS = ("--rebuy", "--fit", *CAPS)  # what is only said of purchases
CHOICE = ("--only", "--tag", "--sample")  # a selection

_BOTH = (
    Rule("--force", "overwrites files changed by hand", wants=("--only", "--tag"),
         hint="name what may be overwritten, as in `--force --only hero`"),
    Rule("--raise-budget", "lets a cap of the command line be above the manifest's", wants=("--budget", "--credits"),
         hint="say how much it may be"),
)  # fmt: skip
RULES: Mapping[str, Sequence[Rule]] = {
    "plan": (
        Rule("--check", "looks and saves nothing", ("--save",), hint="plan once more, with `--save` alone"),
        Rule("--check", "needs no network as it is", ("--offline",)),
        Rule("--check", "asks whether the tree is what the manifest says", ("--rebuy", "--force", "--fit")),
        *_BOTH,
    ),
    "build": (
        Rule("--plan", "says itself what is built, and for how much", (*CHOICE, "--output", "--force", *BUYS),
             hint="give them to `rdbuild plan --save`"),
        Rule("--plan", "does what the plan says and no more", ("--prune",), hint="prune by a build of its own"),
        Rule("--plan", "is carried out, purchases and all", ("--locked", "--no-spend", "--offline")),
        Rule("--locked", "buys nothing", BUYS),
        Rule("--locked", "takes nothing away", ("--prune",)),
        Rule("--locked", "neither buys nor has a network as it is", ("--no-spend", "--offline")),
        Rule("--no-spend", "buys nothing", BUYS),
        Rule("--offline", "has no network to buy anything by", BUYS),
        Rule("--offline", "buys nothing as it is", ("--no-spend",)),
        Rule("--prune", "looks at the whole manifest", CHOICE,
             hint="build what you selected, then prune by a build of its own"),
        *_BOTH,
    ),
}  # fmt: skip


def check(arguments: argparse.Namespace) -> None:
    """Raise UsageError where the options of a command line make no sense together."""
    given = {option for option in vars(arguments) if _is_given(getattr(arguments, option))}
    wrong = [(rule, others) for rule in RULES[arguments.command] if (others := _wrong(rule, given)) is not None]
    blamed = {other for _, others in wrong for other in others}
    wrong = [(rule, others) for rule, others in wrong if others or rule.option not in blamed]
    if wrong:
        raise UsageError("; ".join(_words(rule, others) for rule, others in wrong), wrong[0][0].hint)


def _is_given(value: object) -> bool:
    return value is not None and value is not False and value != []  # a cap of 0 is a cap


def _wrong(rule: Rule, given: set[str]) -> list[str] | None:
    """The options that a rule finds fault with, None where all is well; none of them, where one is missing."""
    if _dest(rule.option) not in given:
        return None
    clash = [other for other in rule.without if _dest(other) in given]
    missing = bool(rule.wants) and not any(_dest(other) in given for other in rule.wants)
    return clash if clash or missing else None


def _words(rule: Rule, others: Sequence[str]) -> str:
    so = f"it goes without {listing(others)}" if others else f"it wants {' or '.join(f'`{one}`' for one in rule.wants)}"
    return f"`{rule.option}` {rule.does}, so {so}"


def _dest(option: str) -> str:
    return option.removeprefix("--").replace("-", "_")
