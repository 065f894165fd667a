"""Where output goes, as real processes: terminals of any width, pipes, streams that are full, closed or plain ASCII."""

import contextlib
import fcntl
import json
import os
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from game import Game

from rdbuild.screen import columns

pytestmark = pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
LONG = "items/of/the/old/king/who_lived_under_the_mountain/golden_ring_with_a_ruby"
ASSETS = {
    '"potion_{color}"': 'matrix: {color: [red, green, blue, black]}, prompt: "a {color} potion …"',
    "hero": "prompt: a knight of the 赤い騎士 order",
    LONG: "prompt: a ring",
    "sheet": "prompt_style: rd_animation__any_animation, prompt: a walk",
}
KEY = {"RD_API_KEY": "a-key-of-22-characters"}  # with one, both streams are guarded
WRONG = {"hero": "prompt: a knight in shining armour on a white horse before a castle, widht: 64, hieght: 64"}


@pytest.fixture
def game(tmp_path):
    return Game(tmp_path / "game", tmp_path / "home", "local", key=None).write(ASSETS)


def run(game, *argv, out=subprocess.PIPE, err=subprocess.PIPE, shell="", **more):
    """A process of its own. `shell` is what stands after the command line for a shell, such as `>&-`."""
    command = [sys.executable, "-m", "rdbuild", *argv]
    environment = {**os.environ, **game.environment(), "PYTHONPATH": str(Path(__file__).parent.parent), **more}
    if shell:
        command = ["sh", "-c", f'"$@" {shell}', "sh", *command]
    return subprocess.run(command, cwd=game.folder, env=environment, stdout=out, stderr=err, timeout=60, check=False)


def on_terminal(game, *argv, width=80, streams=("out", "err"), **more):
    """The same with these streams on a terminal: exit code, and what is on the screen."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    given = {name: theirs if name in streams else subprocess.DEVNULL for name in ("out", "err")}
    ran = run(game, *argv, **given, **{"TERM": "xterm", **more})
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while piece := os.read(ours, 65536):
            said += piece
    os.close(ours)
    return ran.returncode, said.decode().replace("\r\n", "\n")


def bare(text):
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


# -- widths


@pytest.mark.parametrize("width", [60, *(pytest.param(width, marks=pytest.mark.heavy) for width in (40, 100))])
@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["plan", "game.yaml"], 0),
        (["plan", "game.yaml", "--budget", "0.01", "--api", "http://127.0.0.1:9/v1", "--offline"], 3),
        (["validate", "wrong.yaml"], 2),
        (["validate", "game.yaml"], 0),
        (["init", "there"], 0),
        (["styles", "rd_fast__game_asset"], 0),
        (["styles", "rd_plus"], 0),
        (["cache", "stats"], 0),
        (["build", "nowhere.yaml", "--buget", "1"], 2),
        (["reroll", "game.yaml", "hero"], 0),
        (["--help"], 0),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_every_line_fits_the_terminal(game, width, argv, code):
    """But for a word, such as a path or an id, that is longer than a line: on a plan that is broken too."""
    Path(game.folder, "wrong.yaml").write_text(game.path.read_text().partition("assets:")[0] + "assets:\n" + "".join(
        f"  {name}: {{{body}}}\n" for name, body in WRONG.items()))  # fmt: skip
    if argv[0] == "reroll":
        game.build()
    got, said = on_terminal(game, *argv, width=width)
    assert got == code, said
    lines = bare(said).splitlines()
    assert lines
    over = [line for line in lines if columns(line) > width]
    assert [line for line in over if max(map(columns, line.split())) + 4 <= width and "usage:" not in line] == []


@pytest.mark.heavy
def test_a_build_on_a_narrow_terminal(game):
    code, said = on_terminal(game, "build", "game.yaml", width=60)
    assert code == 0, said
    shown = bare(said).replace("\r", "\n").splitlines()
    assert [line for line in shown if columns(line) > 60] == []
    assert any(line.startswith("game: 7 generated; ") for line in shown)


@pytest.mark.parametrize("width", [0, 1, 20])
@pytest.mark.heavy
def test_no_terminal_is_too_narrow_to_run_on(game, width):
    for argv in (["plan", "game.yaml", "--all"], ["build", "game.yaml"]):
        code, said = on_terminal(game, *argv, width=width)
        assert code == 0, said
        assert "Traceback" not in said


@pytest.mark.heavy
def test_a_pipe_has_tables_of_eighty_columns_and_messages_in_one_line(game):
    plan = run(game, "plan", "game.yaml").stdout.decode()
    assert max(map(columns, plan.splitlines())) <= 80
    refused = run(game, "plan", "game.yaml", "--budget", "0.01", "--api", "http://127.0.0.1:9/v1", "--offline")
    assert len([line for line in refused.stderr.decode().splitlines() if line.startswith("error: over budget")]) == 1
    assert max(map(len, refused.stderr.decode().splitlines())) > 80
    narrow = run(game, "plan", "game.yaml", COLUMNS="60").stdout.decode()
    assert max(map(columns, narrow.splitlines())) <= 60
    assert run(game, "plan", "game.yaml", COLUMNS="wide").stdout.decode() == plan


# -- colours


@pytest.mark.parametrize("streams", [("out",), ("err",), ("out", "err"), ()], ids="+".join)
@pytest.mark.heavy
def test_each_stream_has_colours_where_it_is_a_terminal_itself(game, streams, tmp_path):
    """`plan | less` still has colours in its errors, `plan 2> log` in its table, and no file has any."""
    out, err = tmp_path / "out", tmp_path / "err"
    found = {}
    for name, other in (("out", err), ("err", out)):
        with other.open("wb") as file:
            if name in streams:
                argv = ["--budget", "0.01", "--api", "http://127.0.0.1:9/v1", "--offline"]
                ours, theirs = os.openpty()
                given = {"out": theirs, "err": file} if name == "out" else {"out": file, "err": theirs}
                run(game, "plan", "game.yaml", *argv, **given, TERM="xterm")
                os.close(theirs)
                found[name] = os.read(ours, 65536)
                os.close(ours)
        assert b"\x1b" not in other.read_bytes()
    assert [name for name in ("out", "err") if b"\x1b[" in found.get(name, b"")] == [*streams]


@pytest.mark.parametrize(
    ("argv", "environment", "coloured"),
    [
        ([], {}, True),
        (["--no-color"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"TERM": "dumb"}, False),
        ([], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--no-color"], {"CLICOLOR_FORCE": "1"}, False),
    ],
)
@pytest.mark.heavy
def test_colours_of_a_plan_can_be_turned_off(game, argv, environment, coloured):
    code, said = on_terminal(game, "plan", "game.yaml", *argv, **environment)
    assert (code, "\x1b[" in said) == (0, coloured)


@pytest.mark.parametrize(("name", "value", "coloured"), [("FORCE_COLOR", "1", True), ("FORCE_COLOR", "0", False),
                         ("CLICOLOR_FORCE", "1", True), ("CLICOLOR_FORCE", "0", False)])  # fmt: skip
@pytest.mark.heavy
def test_colours_can_be_asked_for_where_there_is_no_terminal(game, name, value, coloured):
    assert (b"\x1b[32m+" in run(game, "plan", "game.yaml", **{name: value}).stdout) == coloured


@pytest.mark.heavy
def test_a_plan_without_colours_is_the_same_text(game):
    plain = on_terminal(game, "plan", "game.yaml", NO_COLOR="1")[1]
    assert plain == bare(on_terminal(game, "plan", "game.yaml")[1]) == run(game, "plan", "game.yaml").stdout.decode()
    assert "\n  + potion_{color} (4)  0.068  rd_fast__game_asset 64x64\n" in plain


# -- encodings


@pytest.mark.parametrize(
    "how",
    [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", **KEY}],
    ids=["ascii", "C, guarded"],
)
@pytest.mark.heavy
def test_what_a_stream_has_no_byte_for_is_replaced(game, how):
    game.write({**ASSETS, **WRONG, "o": "prompt: 赤い"})
    wrong = run(game, "validate", "game.yaml", **how)
    assert wrong.returncode == 2
    assert wrong.stderr.isascii()
    assert b"..." in wrong.stderr
    game.write({**ASSETS, "hero": "prompt: 赤い騎士"})
    for argv in (
        ["plan", "game.yaml"],
        ["plan", "game.yaml", "--all"],
        ["build", "game.yaml"],
        ["build", "game.yaml", "-v"],
    ):
        ran = run(game, *argv, **how)
        assert ran.returncode == 0, ran
        assert b"Traceback" not in ran.stderr


def test_json_for_a_stream_of_ascii_has_escapes_and_else_the_characters(game):
    game.write({"hero": "prompt: 赤い騎士, widht: 5, ширина: 7"})
    plain = run(game, "validate", "game.yaml", "--json").stdout.decode()
    ascii_ = run(game, "validate", "game.yaml", "--json", PYTHONIOENCODING="ascii").stdout
    assert ascii_.isascii()
    assert b"\\u0448" in ascii_
    assert "`ширина`" in plain
    assert json.loads(ascii_) == json.loads(plain)


# -- nobody there


@needs_full
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(
    "argv", [["plan", "game.yaml"], ["plan", "game.yaml", "--json"], ["styles"], ["--help"]], ids=" ".join
)
def test_a_full_disk_under_stdout_is_told_and_is_exit_1(game, argv, unbuffered):
    with FULL.open("wb") as full:
        ran = run(game, *argv, out=full, PYTHONUNBUFFERED=unbuffered)
    assert ran.stderr.decode() == "error: stdout can't be written: No space left on device\n"
    assert ran.returncode == 1


@needs_full
@pytest.mark.parametrize("key", [{}, KEY], ids=["no key", "guarded"])
@pytest.mark.heavy
def test_a_command_that_fails_on_a_full_disk_keeps_its_exit_code(game, key):
    with FULL.open("wb") as full:
        assert run(game, "plan", "nowhere.yaml", "--json", out=full, **key).returncode == 2
        assert run(game, "plan", "game.yaml", "--check", out=full, **key).returncode == 4
        assert run(game, "plan", "nowhere.yaml", out=full, err=full, **key).returncode == 2
        assert run(game, "plan", "game.yaml", err=full, **key).returncode == 0


@pytest.mark.parametrize("shell", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("argv", [["plan", "game.yaml", "--json"], ["--help"]], ids=" ".join)
@pytest.mark.heavy
def test_streams_that_are_closed_are_no_error(game, argv, shell):
    ran = run(game, *argv, shell=shell)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert (ran.stdout == b"") == (">&-" in shell.split())


@needs_full
@pytest.mark.parametrize(("shell", "key"), [("<&- >&- 2>&-", {}), ("2>/dev/full >/dev/full", KEY)])
@pytest.mark.heavy
def test_a_build_that_nobody_hears_keeps_its_books(game, shell, key):
    assert run(game, "build", "game.yaml", shell=shell, **key).returncode == 0
    assert len(game.local_lock) == 7
    assert all((game.tree / f"{name}.png").exists() for name in ("hero", "potion_red"))
    assert run(game, "plan", "game.yaml", "--check").returncode == 0
    assert run(game, "build", "game.yaml", "--json", shell=shell, **key).returncode == (1 if "full" in shell else 0)


@pytest.mark.parametrize(("argv", "code", "key"), [
    (["plan", "game.yaml", "--check"], 4, {}), (["--help"], 0, KEY), (["build", "game.yaml", "--json"], 0, KEY),
    (["build", "wrong.yaml", "--json"], 2, {}),
], ids=lambda one: " ".join(one) if isinstance(one, list) else "")  # fmt: skip
def test_a_reader_that_went_away_changes_no_exit_code_and_is_not_told(game, argv, code, key):
    (game.folder / "wrong.yaml").write_text("version: 1\nassets: 7\n")
    gone, ours = os.pipe()
    os.close(gone)
    try:
        ran = run(game, *argv, out=ours, **key)
    finally:
        os.close(ours)
    assert ran.returncode == code, ran
    assert b"Traceback" not in ran.stderr
    assert b"stdout" not in ran.stderr
    assert code or "--json" not in argv or len(game.local_lock) == 7


def test_a_build_whose_listener_went_away_is_built(game):
    gone, ours = os.pipe()
    os.close(gone)
    try:
        ran = run(game, "build", "game.yaml", "-v", err=ours)
    finally:
        os.close(ours)
    assert ran.returncode == 0
    assert len(game.local_lock) == 7


# -- how much is said


@pytest.mark.heavy
def test_quiet_is_silent_when_all_is_well_and_a_plan_still_prints(game):
    plan = run(game, "plan", "game.yaml", "-q")
    assert (plan.returncode, plan.stderr) == (0, b"")
    assert plan.stdout == run(game, "plan", "game.yaml").stdout
    for _ in range(2):
        ran = run(game, "build", "game.yaml", "-q")
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


@pytest.mark.heavy
def test_a_build_in_a_pipe_says_each_of_a_few_assets(game):
    lines = run(game, "build", "game.yaml").stderr.decode().splitlines()
    assert lines[0] == "building 7 of 7 assets"
    assert sorted(re.sub(r"^\[\d/7\] ", "", line) for line in lines[1:8]) == sorted(
        [f"potion_{color}: generated 0.017" for color in ("red", "green", "blue", "black")]
        + ["hero: generated 0.017", f"{LONG}: generated 0.017", "sheet: generated 0.25"]
    )
    assert re.fullmatch(r"game: 7 generated; 8 files written in \d+\.\d s", lines[8])
    assert lines[9:] == ["money: spent 0.352 of pretend money; 7 generation requests"]


def test_a_build_in_a_pipe_with_a_line_for_each_request_if_it_is_wanted(game):
    lines = run(game, "build", "game.yaml", "-v").stderr.decode().splitlines()
    assert re.fullmatch(r"asked for 2 prices and the balance in \d+\.\d s", lines[0])
    times = r"\d+\.\d s \(queue \d+\.\d, wait \d+\.\d, fetch \d+\.\d; attempt 1\)"
    assert lines[1] == "building 7 of 7 assets"
    for number, line in enumerate(lines[2:9], 1):
        assert re.fullmatch(rf"\[{number}/7\] [\w/]+: generated 0\.\d+ in {times}", line), line


@pytest.mark.heavy
def test_a_build_of_a_thousand_in_a_pipe_has_fewer_than_sixty_lines(game):
    numbers = list(range(1000))
    game.write({'"icon_{n}"': f'matrix: {{n: {numbers}}}, seed: "{{n}}", prompt: an icon, width: 64, height: 64'},
               budget="100")  # fmt: skip
    ran = run(game, "build", "game.yaml")
    assert ran.returncode == 0, ran
    lines = ran.stderr.decode().splitlines()
    assert 20 < len(lines) < 60
    assert lines[0] == "building 1000 of 1000 assets"
    assert re.match(r"\[50/1000\] \d+ in flight, spent 0\.\d+", lines[1])
    assert lines[-1] == "money: spent 17 of pretend money; 1000 generation requests"
    assert len(run(game, "plan", "game.yaml").stdout.splitlines()) < 10
