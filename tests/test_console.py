"""What people and programs read: whole texts, and the shapes of `--json`. Plans are in test_plan_text."""

from __future__ import annotations

import io
import json
import re
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, ledger_text, styles_text
from rdbuild.console import WIDTH, Console, Page, problem_json, problem_text
from rdbuild.errors import ManifestError, MoneyRefused, UsageError
from rdbuild.ledger import Entry, Totals
from rdbuild.model import Blocked, Failed, Made, Mark, Problem, Receipt, Reused, Skipped
from rdbuild.report import Report
from rdbuild.report_text import report_json, report_text
from rdbuild.screen import columns, visible
from rdbuild.statement import Movement


def quiet(level: int = 0, colour: bool = False) -> Console:
    return Console(io.StringIO(), io.StringIO(), Page(colour=colour), Page(colour=colour), level)


# -- problems

LINE = "  hero: {prompt: a knight, widht: 64}"


def test_a_problem_shows_its_place_its_line_a_caret_and_a_way_on() -> None:
    problem = Problem("unknown-key", "unknown key `widht`", Mark("cave.yaml", 12, 28, 5), "did you mean `width`?", LINE)
    assert problem_text(problem) == dedent("""\
        cave.yaml:12:28: error: unknown key `widht`
         12 |   hero: {prompt: a knight, widht: 64}
            |                            ^^^^^
          hint: did you mean `width`?""")


def test_a_problem_without_a_place_is_one_line() -> None:
    assert problem_text(Problem("x", "no quote", severity="warning")) == "warning: no quote"


def test_a_caret_stays_on_the_screen_however_long_the_line() -> None:
    source = "x" * 500 + "wrong" + "y" * 500
    text = problem_text(Problem("x", "bad", Mark("cave.yaml", 1, 501, 5), source=source)).splitlines()
    assert len(text[1]) < 110
    start, end = text[2].index("^"), text[2].rindex("^") + 1
    assert text[1][start:end] == "wrong"


@settings(deadline=None, max_examples=300)
@given(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), min_size=1, max_size=300), st.data()
)
def test_the_carets_always_stand_under_the_marked_text(source: str, data: st.DataObject) -> None:
    """In columns of a screen: of wide characters, and of those that are shown as escapes."""
    column = data.draw(st.integers(1, max(1, len(source))))
    length = data.draw(st.integers(1, 400))
    page = data.draw(st.sampled_from([Page(), Page(60, wraps=True), Page(20, wraps=True)]))
    problem = Problem("x", "m", Mark("f", 3, column, length), source=source)
    shown, carets = problem_text(problem, page).split("\n")[1:3]
    indent, wide = columns(carets) - carets.count("^"), carets.count("^")
    marked = "".join(visible(one.replace("\t", " ")) for one in source[column - 1 : column - 1 + length])
    marked = marked if marked.strip() else "·" * len(marked)  # a blank that is meant is seen
    here = (n for n in range(len(shown) + 1) if columns(shown[:n]) == indent and marked[:1] == shown[n : n + 1])
    before = next(here, -1)
    assert before >= 0 or not marked, "the caret is in the midst of a character, or under another"
    assert marked.startswith(shown[before:].removesuffix("…")[:wide]) or columns(shown[before:]) > wide
    assert set(carets[-wide:]) == {"^"}
    assert columns(shown) <= (max(page.width, 30) if page.wraps else 110)


def test_wide_and_unseen_characters_keep_the_caret_in_its_place() -> None:
    source = "  hero: {prompt: 赤い騎士 \U0001f9d9 \x1b[31mred\x1b[0m, widht: 64}"
    problem = Problem("x", "unknown key `widht`", Mark("f", 7, source.index("widht") + 1, 5), source=source)
    assert problem_text(problem) == dedent("""\
        f:7:39: error: unknown key `widht`
         7 |   hero: {prompt: 赤い騎士 \U0001f9d9 \\x1b[31mred\\x1b[0m, widht: 64}
           |                                                  ^^^^^""")


def test_a_problem_on_a_narrow_screen_is_broken_at_words_and_its_line_is_cut() -> None:
    console = Console(io.StringIO(), io.StringIO(), margin=Page(60, wraps=True))
    source = f"  hero: {{prompt: {'a knight in armour, ' * 5}widht: 64, height: 64}}"
    mark = Mark("cave.yaml", 12, source.index("widht") + 1, 5)
    hint = "did you mean `width`? `rdbuild schema` prints every key that an asset may have"
    console.problems(
        [Problem("unknown-key", "unknown key `widht` in an asset that has many others", mark, hint, source)]
    )
    assert console.err.getvalue() == dedent("""\
        cave.yaml:12:118: error: unknown key `widht` in an asset
          that has many others
         12 | …in armour, a knight in armour, widht: 64, height: 64…
            |                                 ^^^^^
          hint: did you mean `width`? `rdbuild schema` prints every
            key that an asset may have
        """)  # type: ignore[attr-defined]


def test_what_a_terminal_would_obey_is_never_sent_to_it() -> None:
    problem = Problem("x", "got \x1b[2J", Mark("f", 1, 3, 1), "write \u202e\x07", "a \x1b]0;title\x07 b \x9b1m c\r")
    assert "".join(problem_text(problem).split("\n")).isprintable()
    assert problem_text(problem).splitlines()[1] == " 1 | a \\x1b]0;title\\x07 b \\x9b1m c"


def test_tabs_keep_the_caret_in_its_column() -> None:
    text = problem_text(Problem("x", "bad", Mark("f", 1, 3, 1), source="\t\twrong")).splitlines()
    assert text[1].index("wrong") == text[2].index("^")


def test_the_json_of_a_problem_has_the_shape_of_the_contract() -> None:
    problem = Problem(
        "unknown-key", "unknown key `widht`", Mark("cave.yaml", 12, 28, 5), "did you mean `width`?", LINE,
        assets=("a", "b", "c", "d"),
    )  # fmt: skip
    assert problem_json(problem) == {
        "file": "cave.yaml", "line": 12, "column": 28, "end_column": 33, "severity": "error", "code": "unknown-key",
        "message": "unknown key `widht`", "hint": "did you mean `width`?", "source": LINE, "assets": ["a", "b", "c"],
        "count": 4,
    }  # fmt: skip
    bare = problem_json(Problem("x", "no place"))
    assert {name: value for name, value in bare.items() if value is not None} == {
        "severity": "error", "code": "x", "message": "no place", "assets": [], "count": 0,
    }  # fmt: skip


# -- the console


def test_data_goes_to_stdout_and_everything_else_to_stderr() -> None:
    console = quiet()
    console.data("the data")
    console.say("a word")
    console.problems([Problem("x", "odd", severity="warning")])
    console.error(MoneyRefused("over budget", "raise it"))
    assert console.out.getvalue() == "the data\n"  # type: ignore[attr-defined]
    assert console.err.getvalue() == "a word\nwarning: odd\nerror: over budget\n  hint: raise it\n"  # type: ignore[attr-defined]


def test_quiet_keeps_errors_and_data_only() -> None:
    console = quiet(level=-1)
    console.data("the data")
    console.say("a word")
    console.problems([Problem("x", "odd", severity="warning"), Problem("y", "wrong")])
    console.error(UsageError("no such thing"))
    assert console.out.getvalue() == "the data\n"  # type: ignore[attr-defined]
    assert console.err.getvalue() == "error: wrong\nerror: no such thing\n"  # type: ignore[attr-defined]


def test_a_broken_manifest_is_all_its_problems_and_their_number() -> None:
    console = quiet()
    console.error(ManifestError([Problem("x", "one"), Problem("y", "two"), Problem("z", "odd", severity="warning")]))
    assert console.err.getvalue() == (  # type: ignore[attr-defined]
        "error: one\nerror: two\nwarning: odd\nerror: 2 problems in the manifest; nothing was done\n"
    )


def test_nothing_from_outside_reaches_a_terminal_raw() -> None:
    """Not in messages, hints, paths or source lines, and not where colours of ours are."""
    evil = "\x1b[31;1mred\x1b[0m \x9b2J\r\u202eback"
    for page in (Page(), Page(colour=True), Page(60, colour=True, wraps=True)):
        console = Console(io.StringIO(), io.StringIO(), page, page, 1)
        console.data(evil)
        console.say(evil)
        console.error(UsageError(evil, evil))
        console.problems([Problem("x", evil, Mark(evil, 1, 1), evil, evil)])
        console.tell(report_text(report(outcomes={"hero": Failed("refused", evil)}), console), painted=True)
        said = console.out.getvalue() + console.err.getvalue()  # type: ignore[attr-defined]
        ours = re.sub(r"\x1b\[(31;1|36|0)m(?=error|hint|failed|\^|:|$)", "", said, flags=re.MULTILINE)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", ours)
        assert said.count("\\x1b[31;1mred\\x1b[0m") == 9


def test_json_says_what_it_said_without_a_character_that_a_terminal_obeys() -> None:
    said = {"prompt": "\x1b[31m \x9b2J \u202e \ud800 \U000e0041 赤い \U0001f9d9", "lines": ["a\nb"]}
    console = quiet()
    console.json(said)
    text = console.out.getvalue()  # type: ignore[attr-defined]
    assert json.loads(text) == said
    assert "赤い \U0001f9d9" in text
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", text)


# -- reports


def receipt(asset: str, cost: int = 17_000) -> Receipt:
    return Receipt("api.example", f"fp-{asset}", "base", (), cost, "balance", asset, "a knight", None, 7, None, "2026")


def entry(asset: str) -> Entry:
    return Entry(9, "2026-01-02T00:00:00Z", "api.example", "fp", 1, "unknown", 1, 1, 1, "cave", "2026-01-02", asset,
                 "balance", 17_000, None, None)  # fmt: skip


def report(**changes: Any) -> Report:
    return Report("cave", changes.pop("engine", "api.example"), **changes)


def test_the_report_of_a_good_build_says_what_was_done_and_what_it_cost() -> None:
    done = report(
        outcomes={"hero": Made(receipt("hero")), "walk": Reused(receipt("walk")), "bat": Skipped("current"),
                  "old": Made(receipt("old"), recovered=True), "moved": Reused(receipt("moved"))},
        spent={"balance": 17_000, "credits": 0}, recovered={"balance": 17_000, "credits": 0},
        saved={"balance": 17_000, "credits": 0}, requests=1,
        written=["hero.png", "walk.png"], removed=["gone.png"], elapsed_s=1.26,
        account={"balance": Movement(1_000_000, 983_000, 17_000, 17_000)},
    )  # fmt: skip
    assert report_text(done, quiet()) == dedent("""\
        cave: 1 generated, 1 recovered, 2 reused, 1 current; 2 files written, 1 removed in 1.3 s
        money: spent 0.017, saved by the cache 0.017, recovered 0.017; 1 generation request
        the account agrees: 1 -> 0.983""")


def test_the_report_of_a_bad_build_says_what_went_wrong_and_what_to_do() -> None:
    bad = report(
        outcomes={
            "hero": Made(receipt("hero")),
            "walk": Failed("refused", "the API refused the request: 400: Bad request."),
            "lost": Blocked("lost", "bought before, but neither cache nor tree has it; `--rebuy` pays again"),
            "odd": Blocked("unknown", "the connection broke after sending; nobody knows whether it was charged"),
            "party": Skipped("made from `walk`, which has no picture"),
        },
        spent={"balance": 17_000, "credits": 0}, refunded={"balance": 17_000, "credits": 0},
        unknown=[entry("odd")], requests=3,
        written=["hero.png"], account={"balance": Movement(1_000_000, 966_000, 17_000, 17_000)}, elapsed_s=2,
    )  # fmt: skip
    assert report_text(bad, quiet()) == dedent("""\
        failed: walk: the API refused the request: 400: Bad request.
        blocked: lost: [lost] bought before, but neither cache nor tree has it; `--rebuy` pays again
        blocked: odd: [unknown] the connection broke after sending; nobody knows whether it was charged
        skipped: party: made from `walk`, which has no picture
          hint: `--rebuy` buys lost pictures again; a machine whose cache has them needs no money
          hint: `rdbuild ledger` shows what is unknown, `rdbuild ledger reconcile` settles it by hand
        cave: 1 generated, 1 failed, 2 blocked, 1 skipped; 1 file written in 2.0 s
        money: spent 0.017, refunded 0.017, unknown 0.017; 3 generation requests
        the account does not agree: 1 -> 0.966, 0.017 more than booked; somebody else may be spending from it""")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (Movement(1_000_000, 983_000, 17_000, 17_000), "agrees: 1 -> 0.983"),
        (Movement(1_000_000, 983_000, 0, 17_000),
         "agrees as far as it can be told: 1 -> 0.983, where the books say between 0 and 0.017"),
        (Movement(1_000_000, 960_000, 0, 17_000),
         "does not agree: 1 -> 0.96, 0.023 more than booked; somebody else may be spending from it"),
        (Movement(1_000_000, 990_000, 17_000, 17_000),
         "does not agree: 1 -> 0.99, 0.007 less than booked; somebody may have paid in"),
    ],
)  # fmt: skip
def test_the_account_is_held_against_the_books(found: Movement, says: str) -> None:
    done = report(outcomes={"hero": Made(receipt("hero"))}, requests=1, account={"balance": found})
    assert report_text(done, quiet()).splitlines()[-1] == f"the account {says}"


def test_many_assets_with_one_trouble_are_one_line_unless_asked() -> None:
    refused = report(outcomes={f"icon_{n}": Skipped("not bought: the build was refused") for n in range(5000)})
    first = "skipped: icon_0, icon_1, icon_2 and 4997 more: not bought: the build was refused"
    assert report_text(refused, quiet()).splitlines()[0] == first
    assert "icon_4999: not bought" in report_text(refused, quiet(level=1))


def test_what_is_out_of_date_is_said_once() -> None:
    stale = report(
        outcomes={"hero": Skipped("not bought: `--no-spend`"), "walk": Skipped("current")},
        stale=[("hero", "no picture yet")],
    )
    assert report_text(stale, quiet()).splitlines()[0] == "out of date: hero: no picture yet"
    assert "skipped:" not in report_text(stale, quiet())


def test_nothing_to_do_is_one_line() -> None:
    current = report(outcomes={"hero": Skipped("current"), "walk": Skipped("current")})
    assert report_text(current, quiet()) == "cave: nothing to do, 2 assets up to date"


def test_money_that_only_came_back_is_not_nothing() -> None:
    """A task of an earlier build was collected, for an asset that this manifest does not have any more."""
    collected = report(outcomes={"hero": Skipped("current")}, recovered={"balance": 17_000, "credits": 0})
    assert report_text(collected, quiet()).splitlines()[1] == "money: spent 0, recovered 0.017; 0 generation requests"


def test_placeholders_cost_pretend_money() -> None:
    local = report(engine="local", outcomes={"hero": Made(receipt("hero"))}, requests=1,
                   spent={"balance": 17_000, "credits": 0})  # fmt: skip
    assert report_text(local, quiet()).splitlines()[-1] == "money: spent 0.017 of pretend money; 1 generation request"


def test_the_json_of_a_report_has_the_shape_of_the_contract() -> None:
    done = report(
        outcomes={
            "hero": Made(receipt("hero")), "old": Made(receipt("old"), recovered=True), "walk": Reused(receipt("walk")),
            "moved": Reused(receipt("moved")), "bat": Skipped("current"), "party": Skipped("made from `cat`"),
            "cat": Failed("refused", "no"), "odd": Blocked("unknown", "nobody knows"),
        },
        spent={"balance": 17_000, "credits": 2_000_000}, recovered={"balance": 34_000, "credits": 0},
        refunded={"balance": 1_000, "credits": 0}, saved={"balance": 17_000, "credits": 0},
        held={"balance": 17_000, "credits": 0},
        unknown=[entry("odd")], requests=3, written=["hero.png"], removed=["x.png"], stale=[("party", "new")],
        halt=MoneyRefused("over budget"), account={"balance": Movement(1_000_000, 966_000, 0, 17_000)},
        elapsed_s=1.23456, notes=(Problem("x", "odd", severity="warning"),),
    )  # fmt: skip
    assert json.loads(json.dumps(report_json(done))) == {
        "version": 1,
        "project": "cave",
        "generated": ["hero"],
        "recovered_assets": ["old"],
        "reused": ["walk", "moved"],
        "current": ["bat"],
        "skipped": [{"id": "party", "because": "made from `cat`"}],
        "failed": [{"id": "cat", "error": "no", "code": "refused"}],
        "blocked": [{"id": "odd", "code": "unknown", "reason": "nobody knows"}],
        "stale": [{"id": "party", "because": "new"}],
        "spent": "0.017",
        "credits_spent": "2",
        "saved": "0.017",
        "credits_saved": "0",
        "recovered": "0.034",
        "credits_recovered": "0",
        "refunded": "0.001",
        "credits_refunded": "0",
        "held": "0.017",
        "credits_held": "0",
        "unknown": [{"id": "odd", "amount": "0.017", "unit": "balance"}],
        "account": {"balance": {"before": "1", "after": "0.966", "agrees": False, "unexplained": "0.017"}},
        "requests": 3,
        "written": ["hero.png"],
        "removed": ["x.png"],
        "elapsed_s": 1.235,
        "error": "over budget",
        "remarks": [],
        "notes": [problem_json(done.notes[0])],
    }


# -- styles and the ledger


def test_no_line_about_styles_is_wider_than_a_screen() -> None:
    known = catalogue.load()
    texts = [styles_text.listing(known.styles.values())]
    texts += [styles_text.one_style(known, style) for style in known.styles.values()]
    assert [line for text in texts for line in text.splitlines() if len(line) > WIDTH] == []


def test_everything_about_a_style_is_told() -> None:
    known = catalogue.load()
    assert styles_text.one_style(known, known.styles["rd_animation__vfx"]) == dedent("""\
        rd_animation__vfx
          Eye-catching animations for fire, explosions, lightning, or other simple
          effects
          size         24x24 to 96x96, square
          images       at most 1
          price        0.07 a request
          inputs       input_image (optional)
          parameters   bypass_prompt_expansion, input_palette, return_spritesheet,
                       upscale_output_factor
          output       gif, or a sheet of 4 x 4 cells with return_spritesheet
          also called  animation__vfx""")


def test_the_listing_has_every_style_under_its_family() -> None:
    known = catalogue.load()
    lines = styles_text.listing(known.styles.values()).splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  r")] == list(known.styles)
    assert [line for line in lines if line and not line.startswith(" ")] == list(
        dict.fromkeys(style.family for style in known.styles.values())
    )


SPENT = {
    "balance": Totals(spent=17_000, held=5_000, unknown=25_000, refunded=1_000),
    "credits": Totals(spent=3_000_000, unknown=5_000_000),
}
DAYS = [("2026-01-02", SPENT["balance"], SPENT["credits"])]
PROJECTS = [("cave", SPENT["balance"], SPENT["credits"])]


def test_the_text_of_the_ledger() -> None:
    money = "spent 0.017, 3 credits, held 0.005, unknown 0.025 and 5 credits, refunded 0.001"
    assert ledger_text.ledger_text(SPENT, [entry("odd")], DAYS, PROJECTS) == dedent(f"""\
        total: {money}

        by day
          2026-01-02: {money}

        by project
          cave: {money}

        unknown: sent, and nobody knows what became of it
          9  odd  0.017  cave on api.example, 2026-01-02T00:00:00Z: the build died before an answer
          `rdbuild ledger reconcile ASSET --charged|--not-charged` settles one by hand""")
    assert ledger_text.ledger_text({}, [], [], []) == "nothing was ever spent from this machine"


def test_the_json_of_the_ledger_has_the_shape_of_the_contract() -> None:
    group = {"spent": "0.017", "credits_spent": "3", "held": "0.005", "credits_held": "0", "unknown": "0.025",
             "credits_unknown": "5", "refunded": "0.001", "credits_refunded": "0"}  # fmt: skip
    assert ledger_text.ledger_json(SPENT, [entry("odd")], DAYS, PROJECTS) == {
        "version": 1,
        "spent": "0.017",
        "credits_spent": "3",
        "held": "0.005",
        "credits_held": "0",
        "unknown": [
            {"id": "odd", "amount": "0.017", "unit": "balance", "project": "cave", "api": "api.example", "attempt": 9,
             "at": "2026-01-02T00:00:00Z"}
        ],
        "refunded": "0.001",
        "credits_refunded": "0",
        "by_day": [{"day": "2026-01-02", **group}],
        "by_project": [{"project": "cave", **group}],
    }  # fmt: skip
