"""The shape of the command line: commands, options, and their help.

Owns: every name, default and help text that argv can hold.
Must not know: the environment, or what a command does.
Rule: no abbreviated options, and an option means the same wherever it is.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, NoReturn

from rdbuild import __version__
from rdbuild.errors import UsageError
from rdbuild.spelling import did_you_mean, listing

# What other tools call it, or what one would type first. Of these a nearest name would mislead: to `--prune`, say.
_ELSEWHERE = {
    **dict.fromkeys(("--dry-run", "-n", "--dryrun", "--what-if"), "`rdbuild plan` says what a build would do and cost"),
    **dict.fromkeys(("--clean", "--delete"), "`rdbuild build --prune` deletes unedited files of assets that are gone"),
    **dict.fromkeys(("--asset", "--filter"), "`--only GLOB` names assets, `--tag TAG` those with a tag"),
    "help": "`rdbuild --help` lists what there is",
}
_ASSETS = "ids, patterns as of --only, or steps as ID#2; a manifest may stand before them (default: rdbuild.yaml here)"
_OUTSIDE = "let the manifest name files outside its folder and git repository"
_NEAR = 0.7  # how like an option a word must be to be taken for it: what it does may not be harmless


class _Parser(argparse.ArgumentParser):
    """argparse, with errors of ours, and a nearest name for a mistyped command or option."""

    known: ClassVar[dict[str, set[str]]] = {}  # the options of each command, by how it is called

    def error(self, message: str) -> NoReturn:
        """Say what argparse complains about in words of ours."""
        otherwise = f"`{self.prog} --help` lists what there is"
        for pattern, say in _COMPLAINTS:
            found = pattern.fullmatch(message)
            if found:
                text, hint = say(self.prog, found)
                raise UsageError(text, hint or otherwise)
        raise UsageError(message, otherwise)

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse, and refuse what this (sub)command doesn't know while its own options are at hand."""
        if namespace is None:
            namespace = argparse.Namespace()
        namespace, unknown = super().parse_known_args(args, namespace)
        if unknown:
            raise UsageError(f"`{self.prog}` takes no `{unknown[0]}`", self._for_option(unknown[0]))
        return namespace, []

    def _print_message(self, message: str, file: Any = None) -> None:
        """As argparse does, but that what a stream does not take is an error."""
        if file is not None:
            file.write(message)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if isinstance(action, argparse._SubParsersAction) and value not in action.choices:
            raise UsageError(f"`{self.prog}` has no command `{value}`", self._instead(str(value), list(action.choices)))
        super()._check_value(action, value)

    def _for_option(self, wrong: str) -> str:
        """What to say instead of an argument that this command does not take."""
        if wrong.endswith((".yaml", ".yml")):
            return "one manifest at a time"
        if not wrong.startswith("-"):
            return f"`{self.prog} --help` lists what it takes"
        name = wrong.partition("=")[0]
        owners = [prog.removeprefix("rdbuild ") for prog, options in self.known.items() if name in options]
        if owners:
            return f"`{name}` is an option of {listing(owners)}"
        return self._instead(wrong, [name for action in self._actions for name in action.option_strings])

    def _instead(self, wrong: str, names: Sequence[str]) -> str:
        name = wrong.partition("=")[0]
        otherwise = _ELSEWHERE.get(name, f"`{self.prog} --help` lists what there is")
        if name in _ELSEWHERE:
            return otherwise
        return did_you_mean(name, names, otherwise, _NEAR) or otherwise


def _said(flags: str) -> str:
    """An option as a person would say it: by its long name."""
    return f"`{flags.rpartition('/')[2]}`"


_Said = tuple[str, str | None]  # message and hint; None: how to get help
# what argparse says -> what we say of it
_COMPLAINTS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], _Said]], ...] = (
    (
        re.compile(r"the following arguments are required: (.*)"),
        lambda prog, found: (
            f"`{prog}` needs {' and '.join(f'`{one}`' for one in found[1].split(', '))} after it",
            None,
        ),
    ),
    (
        re.compile(r"one of the arguments (.*) is required"),
        lambda prog, found: (f"`{prog}` needs {' or '.join(f'`{one}`' for one in found[1].split())}", None),
    ),
    (
        re.compile(r"argument (\S+): not allowed with argument (\S+)"),
        lambda prog, found: (f"{_said(found[1])} and {_said(found[2])} exclude each other", "leave one of them out"),
    ),
    (
        re.compile(r"argument (\S+): expected one argument"),
        lambda prog, found: (f"{_said(found[1])} needs a value after it", None),
    ),
    (
        re.compile(r"argument (\S+): ignored explicit argument .*"),
        lambda prog, found: (f"{_said(found[1])} takes no value", None),
    ),
    (
        re.compile(r"argument (\S+): invalid int value: '(.*)'"),
        lambda prog, found: (f"{_said(found[1])}: `{found[2]}` is not a whole number", None),
    ),
    (
        re.compile(r"argument (\S+): invalid choice: '(.*)' \(choose from (.*)\)"),
        lambda prog, found: _no_choice(_said(found[1]), found[2], found[3].replace("'", "").split(", ")),
    ),
    (re.compile(r"argument (\S+): (.*)"), lambda prog, found: (f"{_said(found[1])}: {found[2]}", None)),
)


def _no_choice(option: str, given: str, choices: Sequence[str]) -> _Said:
    hint = "`--json` does that" if given == "json" else f"it is one of {listing(choices)}"
    return f"{option}: unknown word `{given}`", did_you_mean(given, choices, hint)


def parser(default_api: str, default_manifest: str) -> argparse.ArgumentParser:
    """The parser of the whole command line; a parsed one names its command in `command`. It raises UsageError."""
    common = _common(default_api)
    # An action of a command must not reset to a default what was said before its name.
    nested = _common(default_api)
    for option in nested._actions:
        option.default = argparse.SUPPRESS

    root = _Parser(
        prog="rdbuild", allow_abbrev=False, description="Batch asset-build pipeline for pixel art: a YAML manifest "
        "becomes an asset tree, priced up front, held to a budget, cached.",
        epilog="Start with `rdbuild init`, then `rdbuild build --api local`.",
    )  # fmt: skip
    root.add_argument("--version", action="version", version=f"rdbuild {__version__}")
    commands = root.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, summary: str, more: str = "") -> _Parser:
        made = commands.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}. {more}".strip(), parents=[common],
            allow_abbrev=False,
        )  # fmt: skip
        made.set_defaults(command=name)
        return made

    init = command("init", "write a small commented manifest that builds at once", "Never overwrites a file.")
    init.add_argument("dir", nargs="?", default=".", metavar="DIR", help="where (default: here)")

    validate = command("validate", "check a manifest: every problem at once, with its place",
                       "Sends nothing, writes nothing. Exit code 2 if anything is wrong.")  # fmt: skip
    _manifest(validate, default_manifest)
    _format(validate)

    plan = command("plan", "what a build would do and cost, and why, asset by asset",
                   "Spends nothing, writes nothing. Without a key the prices are the documented formulas.")  # fmt: skip
    _manifest(plan, default_manifest)
    _selection(plan)
    _money(plan)
    plan.add_argument("--offline", action="store_true", help="no network: prices by the documented formulas")
    plan.add_argument("--check", action="store_true", help="exit 4 if a build would write anything (no network)")
    plan.add_argument("--rebuy", action="store_true", help="as if lost pictures were to be bought again")
    plan.add_argument("--force", action="store_true", help="as if files changed by hand were to be overwritten; only "
                      "with --only or --tag")  # fmt: skip
    plan.add_argument("--save", metavar="PLAN", help="write the plan to a file, which `build --plan` carries out; "
                      "nothing else is written")  # fmt: skip
    plan.add_argument("--all", action="store_true", help="each asset by itself, also what is up to date")
    _format(plan)

    build = command("build", "make the tree what the manifest says",
                    "Buys what is missing within the budget, restores the rest from the cache, writes the lock file. "
                    "The first Ctrl-C stops in order, the second at once.")  # fmt: skip
    _manifest(build, default_manifest)
    _selection(build)
    _money(build)
    build.add_argument("--plan", metavar="PLAN", help="carry out what `plan --save` wrote, and nothing else; exit 4 "
                       "naming the assets if anything is another by now")  # fmt: skip
    build.add_argument("-j", "--jobs", type=_positive, default=16, metavar="N", help="most requests in flight "
                       "(default: 16)")  # fmt: skip
    build.add_argument("--fail-fast", action="store_true", help="start nothing new after the first failure")
    build.add_argument("--locked", action="store_true", help="no network: restore from cache and tree, exit 4 naming "
                       "what is missing or stale")  # fmt: skip
    build.add_argument("--no-spend", action="store_true", help="buy nothing, but collect what was paid for; exit 4 if "
                       "something is missing")  # fmt: skip
    build.add_argument("--offline", action="store_true", help="no network: restore what is here; exit 4 if something "
                       "is missing")  # fmt: skip
    build.add_argument("--rebuy", action="store_true", help="buy lost pictures again")
    build.add_argument(
        "--force", action="store_true", help="overwrite files changed by hand; only with --only or --tag"
    )
    build.add_argument("--prune", action="store_true", help="delete unedited files of assets that are gone; not with "
                       "--only or --tag")  # fmt: skip
    build.add_argument("--log-json", metavar="FILE", help="write each event of the build to FILE as a line of JSON")
    build.add_argument("--timeout", type=_positive, default=300, metavar="SECONDS", help="give up waiting for the "
                       "answer to a paid request after this long (default: 300)")  # fmt: skip
    _format(build)

    explain = command("explain", "all that is known of an asset: what would be sent, its state, takes, what changed",
                      "Writes nothing, and needs neither key nor network: the price is by the documented formula. "
                      "ID#2 is the second step of an edit.")  # fmt: skip
    explain.add_argument("names", nargs="+", metavar="ASSET", help=_ASSETS)
    explain.add_argument("--allow-outside", action="store_true", help=_OUTSIDE)

    reroll = command("reroll", "have assets made anew by the next build, and what is made from them",
                     "Buys nothing by itself and says what the next build would cost. ID#2 is the second step of an "
                     "edit: it and those after it are made anew.")  # fmt: skip
    reroll.add_argument("names", nargs="+", metavar="ASSET", help=_ASSETS)
    reroll.add_argument("--take", type=_positive, metavar="N", help="go to take N, such as an earlier one, which costs "
                        "nothing if this machine has it")  # fmt: skip
    reroll.add_argument("--allow-outside", action="store_true", help=_OUTSIDE)

    accept = command("accept", "keep the picture there is, a file of your own, or one picture of several",
                     "Buys nothing. Keeps the picture from before for the words that an asset has now; takes a file "
                     "that you made or drew over; takes a delivery that was not what was asked for, if it is a "
                     "picture. It holds until something else is asked for.")  # fmt: skip
    accept.add_argument("names", nargs="+", metavar="ASSET", help=_ASSETS)
    accept.add_argument("--pick", type=_pick, metavar="N|all", help="of several pictures publish number N alone, or "
                        "`all` of them again")  # fmt: skip
    accept.add_argument("--undo", action="store_true", help="take back what was kept or picked")
    accept.add_argument("--allow-outside", action="store_true", help=_OUTSIDE)

    gallery = command("gallery", "one page to look at everything that was made",
                      "Writes one HTML file with all pictures of the tree in it, to be opened in a browser, or draws "
                      "them on one sheet. Buys nothing, and needs neither key nor network.")  # fmt: skip
    _manifest(gallery, default_manifest)
    _selection(gallery)
    place = gallery.add_mutually_exclusive_group()
    place.add_argument("-f", "--file", metavar="FILE", help="where the page goes; `-`: to stdout (default: beside the "
                      "manifest, as STEM.gallery.html, or of a part STEM.PART.gallery.html)")  # fmt: skip
    place.add_argument("--sheet", metavar="FILE", help="instead of the page, a PNG with all pictures on it")

    lock = command("lock", "lock files in version control")
    actions = lock.add_subparsers(title="actions", metavar="ACTION", required=True, parser_class=_Parser)
    merge = actions.add_parser("merge", parents=[nested], allow_abbrev=False, help="make one of two versions of a lock "
                               "file, as a merge driver of git", description="Make one of two versions of a lock file, "
                               "asset by asset, and write it to OURS: the lines of both sides, and of one that both "
                               "changed ours; what the other side bought stays known. As git's merge driver, once in "
                               "each clone: git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'. Exit 1 "
                               "where one of them can't be read; OURS is as it was then.")  # fmt: skip
    merge.add_argument("base", metavar="BASE", help="the version that both came from (%%O)")
    merge.add_argument("ours", metavar="OURS", help="the version that is changed (%%A)")
    merge.add_argument("theirs", metavar="THEIRS", help="the other version (%%B)")
    merge.set_defaults(command="lock merge")

    styles = command("styles", "the style catalogue: sizes, inputs, price rule")
    styles.add_argument("style", nargs="?", metavar="STYLE", help="one style in detail, or a part of ids to list")

    command("credits", "the account's balance")

    ledger = command("ledger", "money history: spent, held, unknown, by day and project")
    actions = ledger.add_subparsers(title="actions", metavar="ACTION", parser_class=_Parser)
    reconcile = actions.add_parser("reconcile", parents=[nested], allow_abbrev=False, help="say what became of an "
                                   "unknown request", description="Settle a purchase whose outcome is unknown, after "
                                   "a look at the account's history on the web.")  # fmt: skip
    reconcile.add_argument("asset", metavar="ASSET|ATTEMPT", help="the asset's id, or the number that `rdbuild ledger` "
                           "shows")  # fmt: skip
    outcome = reconcile.add_mutually_exclusive_group(required=True)
    outcome.add_argument("--charged", action="store_true", help="it was charged: count it as spent")
    outcome.add_argument("--not-charged", action="store_true", help="it was not charged: free to be bought")
    reconcile.set_defaults(command="ledger reconcile")
    verify = actions.add_parser("verify", parents=[nested], allow_abbrev=False, help="check the ledger against its "
                                "own rules", description="Check the ledger against its own rules.")  # fmt: skip
    verify.set_defaults(command="ledger verify")
    export = actions.add_parser("export", parents=[nested], allow_abbrev=False, help="every event as a line of JSON",
                                description="Every event as a line of JSON, oldest first.")  # fmt: skip
    export.set_defaults(command="ledger export")
    rebuild = actions.add_parser("rebuild", parents=[nested], allow_abbrev=False, help="make a lost or damaged ledger "
                                 "anew from the receipts", description="Make a lost or damaged ledger anew from the "
                                 "receipts in the cache. A damaged one is kept beside it; a sound one stays as it "
                                 "is.")  # fmt: skip
    rebuild.set_defaults(command="ledger rebuild")

    cache = command("cache", "look after the cache")
    actions = cache.add_subparsers(title="actions", metavar="ACTION", required=True, parser_class=_Parser)
    for name, summary in (
        ("path", "where the cache is"),
        ("stats", "how much is in it, and what it cost"),
        ("verify", "read and hash every picture; exit 1 if one is damaged"),
    ):
        action = actions.add_parser(name, parents=[nested], allow_abbrev=False, help=summary,
                                    description=f"{summary[0].upper()}{summary[1:]}.")  # fmt: skip
        action.set_defaults(command=f"cache {name}")
    gc = actions.add_parser("gc", parents=[nested], allow_abbrev=False, help="take away pictures that no known lock "
                            "file names", description="Say which pictures no lock file known on this machine names, "
                            "nor its manifest, and what they cost. Those that were bought since their project's lock "
                            "file was written stay.")  # fmt: skip
    gc.add_argument("--yes", action="store_true", help="delete them; what they cost stays known")
    gc.add_argument("--gone", action="store_true", help="also what only lock files name whose folders are gone, as "
                    "with a drive that is not there now")  # fmt: skip
    gc.set_defaults(command="cache gc")

    serve = command("serve", "run the embedded API as a server of its own",
                    "Deterministic placeholder pictures under the real API's rules; for tests and for working offline. "
                    "GET /_rdbuild/log shows its requests and charges.")  # fmt: skip
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8787, help="port; 0 picks a free one (default: 8787)")
    serve.add_argument("--balance", type=amount, default=Decimal(100), help="dollars in the account (default: 100)")
    serve.add_argument("--credits", type=int, default=1000, help="credits in the account (default: 1000)")
    serve.add_argument("--key", help="the one key that is good (default: any)")
    serve.add_argument("--latency", type=int, default=0, metavar="MS", help="milliseconds before each answer")
    serve.add_argument("--task-time", type=int, default=0, metavar="MS", help="milliseconds that a task takes")
    serve.add_argument("--rate", type=_positive, metavar="N", help="POSTs per second; more are 429")
    serve.add_argument("--max-in-flight", type=_positive, metavar="N", help="generations at a time; more are 429")
    serve.add_argument("--no-tasks", action="store_true", help="ignore `async`: answer with the pictures at once")
    serve.add_argument("--urls", action="store_true", help="answer with output_urls instead of base64")
    serve.add_argument("--money", choices=("both", "credits", "balance"), default="both",
                       help="which money fields replies have (default: both)")  # fmt: skip
    serve.add_argument("--times", choices=("integer", "iso"), default="integer",
                       help="the form of created_at (default: integer)")  # fmt: skip
    serve.add_argument("--more-fields", action="store_true", help="replies have fields that nobody documented")
    serve.add_argument("--extras", choices=("last", "beside", "first", "shuffled"), default="last",
                       help="where extra pictures are among the others (default: last)")  # fmt: skip
    serve.add_argument("--extras-per", choices=("image", "request"), default="image",
                       help="extra pictures for each image, or one of each kind for all (default: image)")  # fmt: skip
    serve.add_argument("--styles", action="append", default=[], metavar="FILE|ID", help="one more style: an id, or a "
                       "JSON file of rows as in styles.json, with `api`: further parameters; repeatable")  # fmt: skip
    serve.add_argument("--legacy-gone", action="store_true", help="/inferences/legacy answers 410")
    serve.add_argument("--faults", metavar="FILE", help="a JSON list of faults to show")
    serve.add_argument("--log", metavar="FILE", help="append a JSON line for each request")

    command(
        "schema",
        "print the manifest's JSON Schema",
        "Editors take it from a manifest's first line: `# yaml-language-server: $schema=FILE`, as `rdbuild init` "
        "writes it. After an upgrade `rdbuild schema > .rdbuild.schema.json` makes that file anew.",
    )
    for name, made in commands.choices.items():
        own = {option for action in made._actions for option in action.option_strings}
        _Parser.known[f"rdbuild {name}"] = own - {
            option for action in common._actions for option in action.option_strings
        }
    return root


def _common(default_api: str) -> _Parser:
    common = _Parser(add_help=False, allow_abbrev=False)
    shared = common.add_argument_group("options that mean the same everywhere")
    shared.add_argument("--api", metavar="URL|local", help="the API to use; `local` is the embedded one, free, no key "
                        f"(default: $RDBUILD_API, else {default_api})")  # fmt: skip
    shared.add_argument("--json", action="store_true", help="one JSON document on stdout, and nothing else there")
    shared.add_argument("-q", "--quiet", action="store_true", help="only errors and what was asked for")
    shared.add_argument("-v", "--verbose", action="store_true", help="more detail: a build says a line for each "
                        "request with its times, a plan lists each asset")  # fmt: skip
    shared.add_argument("--no-color", action="store_true", help="no colours (also: NO_COLOR)")
    return common


def _manifest(parser: argparse.ArgumentParser, default: str) -> None:
    parser.add_argument("manifest", nargs="?", default=default, metavar="MANIFEST",
                        help=f"default: {default} here")  # fmt: skip
    parser.add_argument("--allow-outside", action="store_true", help="let the manifest name files outside its folder "
                        "and git repository")  # fmt: skip


def _format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=("text", "github"), default="text", help="github: also print problems to "
                        "stdout as annotations of a GitHub Actions workflow (default: text)")  # fmt: skip


def _selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="DIR", help="the output folder, instead of the manifest's")
    parser.add_argument("--only", action="append", default=[], metavar="GLOB", help="only these assets and what they "
                        "are made from; repeated: or; `*` stops at `/`, `**` doesn't")  # fmt: skip
    parser.add_argument("--tag", action="append", default=[], metavar="TAG", help="only assets with this tag; "
                        "repeated: or; with --only: and")  # fmt: skip
    parser.add_argument("--sample", type=_positive, metavar="N", help="of each matrix or table entry at most N, evenly "
                        "spread, the same each time")  # fmt: skip


def _money(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--budget", type=amount, metavar="AMOUNT", help="dollars that this build may spend")
    parser.add_argument("--credits", type=amount, metavar="N", help="credits that this build may spend on edits")
    parser.add_argument(
        "--raise-budget", action="store_true", help="let --budget and --credits be above the manifest's"
    )
    parser.add_argument("--fit", action="store_true", help="spend up to the budget in order of `priority`, and say "
                        "what is left for next time")  # fmt: skip


def amount(text: str) -> Decimal:
    from rdbuild.pricing import parse_micro

    try:
        parse_micro(text)
        return Decimal(text.strip())
    except (ValueError, InvalidOperation) as error:
        raise argparse.ArgumentTypeError(f"{error}") from None


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"`{text}` is not a port: 0 to 65535")
    return int(text)


def _pick(text: str) -> int:
    """The number of a picture; 0 is all of them."""
    if text != "all" and not text.isdigit():
        raise argparse.ArgumentTypeError(f"`{text}` is no number of a picture, nor `all`")
    return 0 if text == "all" else int(text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"`{text}` is not a whole number of 1 or more")
    return int(text)
