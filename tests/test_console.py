"""What people and programs read: whole texts, at 80 columns, and the shapes of `--json`."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdbuild import catalogue, ledger_text, styles_text
from rdbuild.build import Options, Outside, Planned, make_build, make_plan
from rdbuild.console import WIDTH, Console, plan_json, plan_text, problem_json, problem_text, report_json, report_text
from rdbuild.errors import ManifestError, MoneyRefused, UsageError
from rdbuild.ledger import Entry, Totals
from rdbuild.model import Blocked, Failed, Made, Mark, Problem, Receipt, Reused, Skipped
from rdbuild.plan import Price, priced
from rdbuild.progress import Progress
from rdbuild.project import Place
from rdbuild.report import Report
from rdbuild.statement import Movement

# What a terminal obeys instead of showing it.
OBEYED = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
HEAD = "version: 1\nproject: cave\nbudget: 2.50\ndefaults: {prompt_style: rd_fast__game_asset, width: 64, height: 64}\n"
CAVE = (
    HEAD
    + """\
assets:
  items/potion_{color}:
    matrix: {color: [red, green, blue, black]}
    prompt: a {color} potion in a round flask
  hero: {prompt: a knight, seed: 7}
  walk: {prompt_style: rd_animation__any_animation, prompt: a walk, input_image: {asset: hero}}
  castle: {prompt: a castle, num_images: 4}
  castle_again: {prompt: a castle, num_images: 4}
  logo: {prompt_style: rd_animation__battle_sprites, width: 48, height: 48, prompt: a bat}
"""
)


def now() -> datetime:
    return datetime(2026, 1, 2, tzinfo=UTC)


def write(folder: Path, text: str) -> Options:
    manifest = folder / "cave.yaml"
    manifest.write_text(text, encoding="utf-8")
    return Options(Place(manifest, "https://api.example/v1", folder / "home"), offline=True)


def quiet(level: int = 0, colour: bool = False) -> Console:
    return Console(io.StringIO(), io.StringIO(), colour, level)


def with_prices(planned: Planned, prices: dict[str, Price]) -> Planned:
    """The same plan as if the API had given these prices by style."""
    asked = {step.request.price_class: step for step in planned.plan.steps}
    each = {
        name: prices.get(step.asset.prompt_style or "", Price(None, step.request.formula_micro))
        for name, step in asked.items()
    }
    return replace(planned, plan=priced(planned.plan.steps, each))


BATTLE = {"rd_animation__battle_sprites": Price(250_000, None)}


@pytest.fixture
def fresh(tmp_path: Path) -> Planned:
    text = CAVE.replace("  logo:", "  battle:").replace("rd_animation__battle_sprites", "rd_animation__small_sprites")
    return make_plan(write(tmp_path, text.replace("width: 48, height: 48", "width: 32, height: 32")), now)


# -- plans


def test_the_text_of_a_plan_from_nothing(fresh: Planned) -> None:
    assert plan_text(fresh, quiet()) == dedent("""\
        cave on https://api.example/v1

          + items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64
          + hero                      0.017  rd_fast__game_asset 64x64
          + walk                      0.25   rd_animation__any_animation 64x64
          + castle                    0.069  rd_fast__game_asset 64x64 x4
          + castle_again                     the same picture as `castle`
          + battle                    0.07   rd_animation__small_sprites 32x32

        plan: 9 to generate
        cost: 0.474 for 8 requests, by the documented formulas
          5 x 0.017  rd_fast__game_asset 64x64
          1 x 0.25   rd_animation__any_animation 64x64
          1 x 0.069  rd_fast__game_asset 64x64 x4
          1 x 0.07   rd_animation__small_sprites 32x32
        budget: budget.build 2.5, left 2.5, after this build 2.026""")


def test_the_text_of_a_plan_shows_the_apis_price_beside_the_formulas(fresh: Planned) -> None:
    prices = {
        "rd_fast__game_asset": Price(17_000, 17_000),
        "rd_animation__any_animation": Price(300_000, 250_000),
        "rd_animation__small_sprites": Price(60_000, 70_000),
    }
    lines = plan_text(with_prices(fresh, prices), quiet()).splitlines()
    assert lines[lines.index("plan: 9 to generate") + 1 : -1] == [
        "cost: 0.462 for 8 requests, quoted by the API",
        "  5 x 0.017  rd_fast__game_asset 64x64 (as the formula)",
        "  1 x 0.3    rd_animation__any_animation 64x64 (formula 0.25, +0.05)",
        "  1 x 0.017  rd_fast__game_asset 64x64 x4 (formula 0.069, -0.052)",
        "  1 x 0.06   rd_animation__small_sprites 32x32 (formula 0.07, -0.01)",
    ]


def test_the_text_of_a_plan_over_a_tree_that_people_worked_on(tmp_path: Path) -> None:
    """Changed, cached, edited, blocked through its source, and current: a build of placeholders, then a person."""
    text = CAVE[: CAVE.index("  logo:")]
    options = replace(write(tmp_path, text), offline=False)
    options = replace(options, place=replace(options.place, api="local"))
    outside = Outside(now, lambda: 0.5, lambda _: None, lambda *_: None, lambda _: None)
    assert make_build(options, outside).exit_code == 0
    tree = tmp_path / "assets"
    (tree / "hero.png").write_bytes(b"drawn over by hand")
    (tree / "castle_2.png").unlink()
    (tree / "cave").mkdir()
    (tree / "new.png").write_bytes(b"somebody else's")
    text = text.replace("round flask", "square flask").replace("prompt: a walk", "prompt: a slow walk")
    write(tmp_path, text + "  new: {prompt: a bat}\n")
    planned = make_plan(replace(options, offline=True), now)
    assert plan_text(planned, quiet()) == dedent("""\
        cave on local

          ~ items/potion_{color} (4)  0.068  rd_fast__game_asset 64x64
              `prompt` was `… a round flask`, is `… a square flask`
          ! hero
              [edited] `hero.png` was changed by hand; `--force` overwrites it
          ! walk
              [upstream] is made from `hero`, which is blocked
          < castle                           in the cache, paid for already
          ! new
              [foreign] `new.png` is there and rdbuild did not make it; `--force`
              overwrites it

        plan: 4 to generate again, 1 from the cache, 1 up to date, 3 blocked
        cost: 0.068 of pretend money for 4 requests, by the documented formulas
          4 x 0.017  rd_fast__game_asset 64x64
        budget: build 2.50 (not enforced on the embedded API, which is free)""")
    verbose = plan_text(planned, quiet(level=1))
    assert f"  = {'castle_again':<18}  {'':<5}  the tree has it\n" in verbose
    assert "  ~ items/potion_black  0.017  rd_fast__game_asset 64x64\n" in verbose


def test_no_line_of_a_plan_is_wider_than_a_screen_unless_a_name_is(tmp_path: Path) -> None:
    long = "a/very/long/folder/name/for/an/asset/that_does_not_fit_beside_anything_else_in_80_columns_at_all"
    planned = make_plan(write(tmp_path, CAVE[: CAVE.index("  logo:")] + f"  {long}: {{prompt: a tree}}\n"), now)
    wide = [line for line in plan_text(planned, quiet()).splitlines() if len(line) > WIDTH]
    assert wide == [f"  + {long}  0.017"]


def test_a_plan_with_nothing_to_do_is_short(tmp_path: Path) -> None:
    planned = make_plan(write(tmp_path, CAVE[: CAVE.index("  logo:")]), now)
    done = tuple(replace(step, status="current", cost_micro=0) for step in planned.plan.steps)
    plan = replace(planned.plan, steps=done, requests=0, cost_micro=0)
    assert plan_text(replace(planned, plan=plan), quiet()) == dedent("""\
        cave on https://api.example/v1

        plan: 8 up to date
        budget: budget.build 2.5, left 2.5""")


def test_colour_is_only_there_when_asked_for(fresh: Planned) -> None:
    coloured = plan_text(fresh, quiet(colour=True))
    assert "\x1b[32m+\x1b[0m hero" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == plan_text(fresh, quiet())


def test_the_json_of_a_plan_has_the_shape_of_the_contract(tmp_path: Path) -> None:
    assets = "  castle: {prompt: a castle, num_images: 2}\n  twin: {prompt: a castle, num_images: 2}\n"
    planned = make_plan(write(tmp_path, f"{HEAD}assets:\n{assets}"), now)
    told = json.loads(json.dumps(plan_json(planned)))
    first, twin = told.pop("assets")
    fingerprint = first.pop("fingerprint")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint)
    assert first == {
        "id": "castle", "status": "new", "code": None, "reason": "no picture yet",
        "prompt_style": "rd_fast__game_asset", "width": 64, "height": 64, "num_images": 2, "cost": "0.035",
        "unit": "balance", "cost_source": "formula", "formula": "0.035", "outputs": ["castle_1.png", "castle_2.png"],
    }  # fmt: skip
    assert (twin["cost"], twin["fingerprint"], twin["status"]) == ("0", fingerprint, "new")
    assert [note["code"] for note in told.pop("notes")] == ["one-picture"]
    assert told == {
        "version": 1,
        "project": "cave",
        "api": "https://api.example/v1",
        "totals": {"assets": 2, "to_generate": 2, "cached": 0, "current": 0, "pending": 0, "blocked": 0,
                   "requests": 1, "cost": "0.035", "credits": "0"},
        "budget": {"name": "budget.build", "cap": "2.5", "left": "2.5"},
        "refused": None,
    }  # fmt: skip


def test_the_json_of_a_plan_that_money_does_not_cover_says_so(tmp_path: Path) -> None:
    planned = make_plan(replace(write(tmp_path, CAVE[: CAVE.index("  logo:")]), budget=Decimal("0.01")), now)
    told = plan_json(planned)
    assert told["budget"] == {"name": "--budget", "cap": "0.01", "left": "0.01"}
    assert "needed 0.404" in told["refused"]
    assert "after this build" not in plan_text(planned, quiet())


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


@settings(deadline=None, max_examples=200)
@given(
    st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), min_size=1, max_size=300), st.data()
)
def test_the_carets_always_stand_under_the_marked_text(source: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, max(1, len(source))))
    length = data.draw(st.integers(1, 400))
    shown, carets = problem_text(Problem("x", "m", Mark("f", 3, column, length), source=source)).split("\n")[1:3]
    start, end = carets.find("^"), carets.rfind("^") + 1
    under = shown[start:end]
    marked = source.rstrip("\r\n").replace("\t", " ")[column - 1 : column - 1 + length]
    marked = OBEYED.sub("\ufffd", marked)
    marked = marked if marked.strip() else "·" * len(marked)
    assert marked.startswith(under.rstrip("…")) or under == marked[: len(under)]
    assert set(carets[start:end]) <= {"^"}
    assert start == end or end - start <= max(1, length)


def test_what_a_terminal_would_obey_is_never_sent_to_it() -> None:
    problem = Problem("x", "got \x1b[2J", Mark("f", 1, 3, 1), "write \u202e\x07", "a \x1b]0;title\x07 b \x9b1m c\r")
    assert not OBEYED.search(problem_text(problem).replace("\n", ""))
    assert problem_text(problem).splitlines()[1] == " 1 | a \ufffd]0;title\ufffd b \ufffd1m c"


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
        refunded={"balance": 1_000, "credits": 0},
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
        "recovered": "0.034",
        "credits_recovered": "0",
        "refunded": "0.001",
        "credits_refunded": "0",
        "unknown": [{"id": "odd", "amount": "0.017", "unit": "balance"}],
        "account": {"balance": {"before": "1", "after": "0.966", "agrees": False, "unexplained": "0.017"}},
        "requests": 3,
        "written": ["hero.png"],
        "removed": ["x.png"],
        "elapsed_s": 1.235,
        "error": "over budget",
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


# -- progress


def test_progress_in_a_log_is_a_line_an_asset_and_no_price_twice(tmp_path: Path) -> None:
    text = CAVE[CAVE.index("  castle:") : CAVE.index("  logo:")]
    options = write(tmp_path, f"{HEAD}assets:\n{text}  hero: {{prompt: a knight}}\n")
    options = replace(options, place=replace(options.place, api="local"), offline=False)
    console = quiet()
    progress = Progress(console, lambda: 0.0, live=False)
    make_build(options, Outside(now, lambda: 0.5, progress.on, progress.started, lambda _: None))
    lines = console.err.getvalue().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "building 3 of 3 assets"
    told = {line.partition("] ")[2] for line in lines[1:]}
    once, again = "generated 0.069", "generated (one picture for several assets)"
    assert told in (
        {"hero: generated 0.017", f"castle: {once}", f"castle_again: {again}"},
        {"hero: generated 0.017", f"castle: {again}", f"castle_again: {once}"},
    )
    assert re.fullmatch(r"3/3  0 in flight  spent 0.086.*", progress.line())
