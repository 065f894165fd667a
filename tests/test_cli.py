"""The command line as a program: real processes, their streams and their exit codes."""

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request

import pytest

COMMANDS = ("init", "validate", "plan", "build", "explain", "reroll", "accept", "lock merge", "styles", "credits",
            "ledger", "ledger reconcile", "ledger verify", "ledger export", "ledger rebuild", "cache path",
            "cache stats", "cache verify", "cache gc", "serve", "schema")  # fmt: skip
EVERYWHERE = ("--api", "--json", "--quiet", "--verbose", "--no-color", "--help")
SELECTION = ("--output", "--only", "--tag", "--budget", "--credits", "--raise-budget", "--rebuy")
PLAIN = """\
version: 1
assets:
  hero: {prompt: a knight, prompt_style: rd_fast__game_asset, width: 64, height: 64}
"""
WRONG = PLAIN.replace("height", "seeed: 1, height")


class Ran:
    def __init__(self, process):
        self.code, self.out, self.err = process.returncode, process.stdout, process.stderr

    @property
    def json(self):
        return json.loads(self.out)  # exactly one document, or this fails

    def __repr__(self):
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Shell:
    """A folder to stand in and a home; runs `rdbuild`."""

    def __init__(self, folder, home):
        self.folder, self.home = folder, home
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("RD")}
        self.environment |= {"RDBUILD_HOME": str(home), "RDBUILD_API": "local"}

    def __call__(self, *argv, **environment):
        return Ran(subprocess.run([sys.executable, "-m", "rdbuild", *argv], cwd=self.folder, capture_output=True,
                                  env=self.environment | environment, text=True, timeout=60))  # fmt: skip

    def write(self, text=PLAIN, name="rdbuild.yaml"):
        (self.folder / name).write_text(text, encoding="utf-8")
        return self


@pytest.fixture
def rd(tmp_path):
    (tmp_path / "here").mkdir()
    return Shell(tmp_path / "here", tmp_path / "home")


# -- help, and what can't be parsed


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(rd, command):
    ran = rd(*command.split(), "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: rdbuild {command}")
    for option in EVERYWHERE:
        assert option in ran.out
    for line in ran.out.splitlines():
        if line.startswith("  -") and "  " not in line.strip():  # long names have their help on the next line
            assert ran.out.split(line + "\n", 1)[1].startswith("      "), f"`{line}` has no help"


def test_help_and_version(rd):
    ran = rd("--help")
    assert ran.code == 0
    for command in COMMANDS:
        assert f"    {command.split()[0]} " in ran.out
    for command in ("plan", "build"):
        text = rd(command, "--help").out
        assert all(option in text for option in SELECTION)
    for option in ("--jobs", "--fail-fast", "--locked", "--no-spend", "--force", "--prune"):
        assert option in text
    assert rd("--version").out.startswith("rdbuild 0.")


@pytest.mark.parametrize(
    ("argv", "message", "hint"),
    [
        (["buidl"], "`rdbuild` has no command `buidl`", "did you mean `build`?"),
        (["frobnicate"], "`rdbuild` has no command `frobnicate`", "`rdbuild --help` lists what there is"),
        (["ledger", "reconsile"], "`rdbuild ledger` has no command `reconsile`", "did you mean `reconcile`?"),
        (["build", "--buget", "1"], "`rdbuild build` takes no `--buget`", "did you mean `--budget`?"),
        (["build", "--buget=1"], "`rdbuild build` takes no `--buget=1`", "did you mean `--budget`?"),
        (["plan", "--off"], "`rdbuild plan` takes no `--off`", "did you mean `--offline`?"),
        (
            ["build", "--dry-run"],
            "`rdbuild build` takes no `--dry-run`",
            "`rdbuild plan` says what a build would do and cost",
        ),
        (["build", "-n"], "`rdbuild build` takes no `-n`", "`rdbuild plan` says what a build would do and cost"),
        (
            ["build", "--purge-all"],
            "`rdbuild build` takes no `--purge-all`",
            "`rdbuild build --help` lists what there is",
        ),
        (["build", "--no-spen"], "`rdbuild build` takes no `--no-spen`", "did you mean `--no-spend`?"),
        (["ledger", "reconcile", "hero"], "`rdbuild ledger reconcile` needs `--charged` or `--not-charged`", None),
        (["build", "--budget", "lots"], "`--budget`: `lots` is not an amount such as `2.50`", None),
        (["build", "--budget", "-1"], "`--budget`: `-1` is not an amount such as `2.50`", None),
        (["build", "-j", "0"], "`--jobs`: `0` is not a whole number of 1 or more", None),
        (["plan", "a.yaml", "b.yaml"], "`rdbuild plan` takes no `b.yaml`", None),
        ([], "`rdbuild` needs `COMMAND` after it", "`rdbuild --help` lists what there is"),
    ],
)
def test_a_wrong_command_line_is_exit_2_with_a_hint_and_nothing_is_abbreviated(rd, argv, message, hint):
    ran = rd(*argv)
    assert (ran.code, ran.out) == (2, "")
    first, second = ran.err.splitlines()
    assert first.startswith(f"error: {message}")
    assert second.startswith("  hint: ")
    assert hint is None or second == f"  hint: {hint}"


@pytest.mark.parametrize("option", ["--bud", "--outp", "--jso", "--verb", "--rais"])
def test_no_option_may_be_abbreviated(rd, option):
    assert rd("plan", option).code == 2


def test_an_option_before_the_action_of_a_command_counts(rd):
    assert rd("ledger", "--json", "verify").json["ok"] is True
    assert rd("cache", "--json", "path").json["path"] == str(rd.home / "cache")
    assert rd("cache", "path", "--json").json["path"] == str(rd.home / "cache")


# -- --json


@pytest.mark.parametrize(
    ("argv", "code"),
    [
        (["buidl", "--json"], 2),
        (["build", "--buget", "1", "--json"], 2),
        (["plan", "nowhere.yaml", "--json"], 2),
        (["build", "nowhere.yaml", "--json"], 2),
        (["validate", "nowhere.yaml", "--json"], 2),
        (["build", "--json", "--force"], 2),
        (["plan", "--json", "--api", "ftp://x"], 2),
        (["styles", "nosuch", "--json"], 2),
        (["ledger", "reconcile", "hero", "--charged", "--json"], 2),
        (["credits", "--json", "--api", "https://example.invalid/v1"], 5),
        (["build", "--json", "--api", "https://example.invalid/v1"], 5),
        (["build", "--json", "--locked"], 4),
        (["plan", "--json", "--check"], 4),
        (["serve", "--json", "--faults", "nowhere.json"], 2),
        (["init", "--json"], 2),
    ],
)
def test_with_json_an_error_is_one_document_on_stdout_and_words_on_stderr(rd, argv, code):
    ran = rd.write()(*argv)
    assert ran.code == code, ran
    assert ran.json["version"] == 1
    if argv[:2] != ["build", "--json"] and "--check" not in argv:
        assert ran.json["ok"] is False
        assert ran.json["exit_code"] == code
        assert f"error: {ran.json['error']}\n" in ran.err
    assert ran.err or code == 4


@pytest.mark.parametrize("command", ["validate", "plan", "build"])
def test_with_json_a_wrong_manifest_is_a_list_of_its_problems(rd, command):
    rd.write(WRONG)
    ran = rd(command, "--json")
    assert ran.code == 2
    assert ran.json["ok"] is False
    assert ran.json["problems"][0] == {
        "file": "rdbuild.yaml", "line": 3, "column": 74, "end_column": 79, "severity": "error", "code": "unknown-key",
        "message": "unknown key `seeed`", "hint": "did you mean `seed`?", "source": WRONG.splitlines()[2], "assets": [],
        "count": 0,
    }  # fmt: skip
    assert command == "validate" or "unknown key" in ran.err


@pytest.mark.heavy
def test_with_json_a_command_prints_one_document(rd):
    for argv in (["init", "--json"], ["validate", "--json"], ["plan", "--json"], ["build", "--json"],
                 ["build", "--json", "-v"], ["plan", "--json", "-q"], ["styles", "--json"],
                 ["styles", "rd_fast__game_asset", "--json"], ["credits", "--json"], ["ledger", "--json"],
                 ["ledger", "verify", "--json"], ["ledger", "export", "--json"], ["cache", "path", "--json"],
                 ["cache", "stats", "--json"], ["cache", "verify", "--json"], ["schema", "--json"]):  # fmt: skip
        ran = rd(*argv)
        assert ran.code == 0, (argv, ran)
        assert isinstance(ran.json, (dict, list))


# -- each command


def test_init_writes_a_manifest_that_builds_at_once(rd):
    ran = rd("init", "dungeon")
    assert (ran.code, ran.out) == (0, "")
    assert "cd dungeon && rdbuild build --api local" in ran.err
    folder = rd.folder / "dungeon"
    names = [".gitattributes", ".gitignore", ".rdbuild.schema.json", "rdbuild.yaml"]
    assert sorted(path.name for path in folder.iterdir()) == names
    assert "*.local.lock.json" in (folder / ".gitignore").read_text().splitlines()
    assert rd("validate", "dungeon").code == 0
    built = rd("build", "dungeon/rdbuild.yaml", "--api", "local", RDBUILD_API="https://example.invalid/v1")
    assert built.code == 0, built
    assert (folder / "assets/items/potion_red.png").exists()
    assert rd("plan", "dungeon", "--offline", RDBUILD_API="https://example.invalid/v1").code == 0  # within its budget


def test_init_never_overwrites_and_only_adds_lines(rd):
    (rd.folder / ".gitignore").write_bytes(b"# mine \xff\r\n*.tmp\r\n*.psd")
    assert rd("init").code == 0
    ignored = (rd.folder / ".gitignore").read_bytes()
    assert ignored.startswith(b"# mine \xff\r\n*.tmp\r\n*.psd\n")
    assert b"\n*.local.lock.json\n" in ignored
    manifest = (rd.folder / "rdbuild.yaml").read_bytes()
    again = rd("init")
    assert again.code == 2
    assert "is there already" in again.err
    (rd.folder / "rdbuild.yaml").unlink()
    assert rd("init").code == 0
    assert (rd.folder / ".gitignore").read_bytes() == ignored
    assert (rd.folder / "rdbuild.yaml").read_bytes() == manifest
    (rd.folder / "file").write_text("")
    ran = rd("init", "file")
    assert (ran.code, ran.err.startswith("error: ")) == (2, True), ran


def test_the_project_of_an_init_is_the_folders_name_whatever_it_is(rd):
    name = 'null: #quo"te{} Ümlaut'
    assert rd("init", name).code == 0
    assert rd("plan", name, "--offline", "--json").json["project"] == name


def test_validate_shows_every_problem_with_place_source_caret_and_hint(rd):
    rd.write(WRONG + "  b: {promt: x}\n")
    ran = rd("validate")
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert lines[0] == "rdbuild.yaml:3:74: error: unknown key `seeed`"
    assert lines[1].startswith(" 3 | ")
    assert lines[2].endswith("^^^^^")
    assert lines[3] == "  hint: did you mean `seed`?"
    assert any(line.startswith("rdbuild.yaml:4:7: error: unknown key `promt`") for line in lines)
    assert "nothing was done" in lines[-1]
    good = rd.write()("validate")
    assert (good.code, good.out, good.err) == (0, "", "rdbuild.yaml: 1 asset, no errors\n")
    assert rd("validate", "--json").json == {"ok": True, "problems": []}
    assert not rd.home.exists()


@pytest.mark.parametrize("command", ["validate", "plan", "build"])
@pytest.mark.heavy
def test_every_broken_input_image_is_told_at_once_and_once(rd, command):
    (rd.folder / "words.png").write_text("words")
    (rd.folder / "empty.png").write_bytes(b"")
    rd.write(
        PLAIN
        + '  "a_{n}": {matrix: {n: [1, 2, 3, 4, 5]}, prompt: "a {n}", width: 64, height: 64, input_image: words.png}\n'
        "  b: {prompt: b, width: 64, height: 64, input_image: empty.png}\n"
    )
    ran = rd(command)
    assert (ran.code, ran.out) == (2, "")
    lines = ran.err.splitlines()
    assert [line.split(": ")[0] for line in lines if ": error: " in line] == ["rdbuild.yaml:4:96", "rdbuild.yaml:5:54"]
    assert lines[-1] == "error: 2 problems in the manifest; nothing was done"
    told = rd(command, "--json").json
    assert [one["code"] for one in told["problems"]] == ["bad-input-image", "bad-input-image"]
    assert not rd.home.exists()


def test_broken_images_are_told_beside_the_other_mistakes(rd):
    (rd.folder / "words.png").write_text("words")
    rd.write(WRONG + "  b: {prompt: b, width: 64, height: 64, input_image: words.png}\n")
    problems = rd("validate", "--json").json["problems"]
    assert [(one["line"], one["code"]) for one in problems] == [(3, "unknown-key"), (4, "bad-input-image")]


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("check_cost: true", "hint: `rdbuild plan` asks the API for the price"),
        ("style: rd_fast__retro", "hint: it is called `prompt_style`"),
        ("inputImageBase64: x.png", "hint: write `edit: FILE` or `edit: {asset: ID}`"),
        ("prompt_style: user_mine_12", "hint: a style of your own is named `user__…`"),
        (f"input_image: {'iVBORw0KGgo' * 30}", "hint: save the picture as a file, and write its path"),
        (f"input_palette: {'iVBORw0KGgo' * 30}", "hint: save the palette as a file, and write its path"),
        ("seed: 4, take: 2", "warning: `take` does nothing where a `seed` is stated"),
    ],
)
@pytest.mark.heavy
def test_what_the_vendors_examples_say_otherwise_is_said_as_it_is_here(rd, setting, line):
    ran = rd.write(f"version: 1\nassets:\n  hero: {{prompt: a, width: 64, height: 64, {setting}}}\n")("validate")
    assert line in ran.err
    assert max(map(len, ran.err.splitlines())) < 200


def test_the_edit_endpoint_is_found_among_the_styles(rd):
    ran = rd("styles", "edit")
    assert "16x16 to 256x256" in ran.out
    assert "5 credits a request" in ran.out


def test_a_manifest_that_is_not_there_is_exit_2_and_says_how_to_get_one(rd):
    for command in ("validate", "plan", "build"):
        ran = rd(command)
        assert (ran.code, ran.out) == (2, "")
        assert (
            ran.err == "error: there is no manifest `rdbuild.yaml`\n  hint: `rdbuild init` writes one to start from\n"
        )


def test_plans_go_to_stdout_and_what_a_build_says_to_stderr(rd):
    plan = rd.write()("plan")
    assert (plan.code, plan.err) == (0, "")
    assert "plan: 1 to generate" in plan.out
    build = rd("build")
    assert (build.code, build.out) == (0, "")
    assert "1 generated" in build.err
    assert rd("build").err == "rdbuild: nothing to do, 1 asset up to date\n"


def test_quiet_says_nothing_unless_something_is_wrong(rd):
    build = rd.write()("build", "-q")
    assert (build.code, build.out, build.err) == (0, "", "")
    (rd.folder / "assets/hero.png").write_bytes(b"mine")
    wrong = rd("build", "-q")
    assert (wrong.code, wrong.out) == (1, "")
    assert "hero" in wrong.err
    assert "changed by hand" in wrong.err


def test_no_colour_unless_it_is_a_terminal(rd):
    for argv in (["validate"], ["plan"], ["build"]):
        ran = rd.write(WRONG)(*argv)
        assert "\x1b" not in ran.out + ran.err


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
@pytest.mark.parametrize(
    ("argv", "environment", "coloured"),
    [([], {}, True), (["--no-color"], {}, False), ([], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": ""}, True)],
    ids=["plain", "option", "NO_COLOR", "empty NO_COLOR"],
)
def test_colours_on_a_terminal_can_be_turned_off(rd, argv, environment, coloured):
    rd.write(WRONG)
    ours, theirs = os.openpty()
    subprocess.run([sys.executable, "-m", "rdbuild", "validate", *argv], cwd=rd.folder, stderr=theirs, timeout=30,
                   env={**rd.environment, "TERM": "xterm", **environment})  # fmt: skip
    os.close(theirs)
    assert (b"\x1b[" in os.read(ours, 65536)) == coloured
    os.close(ours)


def test_styles_lists_and_describes(rd):
    ran = rd("styles")
    assert ran.code == 0
    assert "rd_fast__game_asset" in ran.out
    assert len(ran.out.splitlines()) > 50
    one = rd("styles", "rd_fast__game_asset")
    assert "64" in one.out
    assert "384" in one.out
    assert rd("styles", "--json").json[0].keys() >= {"id"}
    wrong = rd("styles", "rd_fast__game_aset")
    assert wrong.code == 2
    assert "did you mean `rd_fast__game_asset`?" in wrong.err


def test_credits_asks_for_the_balance(rd):
    ran = rd("credits")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("balance ")
    found = rd("credits", "--json").json
    assert found.keys() == {"version", "api", "balance", "credits"}
    no_key = rd("credits", "--api", "https://example.invalid/v1")
    assert (no_key.code, "RD_API_KEY" in no_key.err) == (5, True)
    assert not rd.home.exists()


def test_the_ledger_of_a_machine_that_never_spent(rd):
    ran = rd("ledger")
    assert (ran.code, ran.out) == (0, "nothing was ever spent from this machine\n")
    assert rd("ledger", "--json").json == {
        "version": 1, "spent": "0", "credits_spent": "0", "held": "0", "credits_held": "0", "unknown": [],
        "refunded": "0", "credits_refunded": "0", "by_day": [], "by_project": [],
    }  # fmt: skip
    assert rd("ledger", "verify").code == 0
    assert rd("ledger", "export").out == ""
    assert rd("ledger", "export", "--json").json == []
    assert rd("ledger", "reconcile", "hero", "--charged").code == 2
    assert not rd.home.exists()  # nobody makes a ledger by asking


@pytest.mark.heavy
def test_the_cache_can_be_found_counted_and_checked(rd):
    assert rd("cache", "path").out == f"{rd.home / 'cache'}\n"
    assert rd("cache", "verify").code == 0
    assert not rd.home.exists()
    rd.write()("build")
    found = rd("cache", "stats", "--json").json
    assert (found["blobs"], found["receipts"]) == (1, 1)
    assert found["engines"]["local"] == {"receipts": 1, "cost": "0.017", "credits": "0"}
    assert "1 pictures" in rd("cache", "stats").out
    assert rd("cache", "verify", "--json").json["ok"] is True
    (blob,) = [path for path in (rd.home / "cache/blobs").rglob("*") if path.is_file()]
    blob.chmod(0o644)
    blob.write_bytes(b"damaged")
    ran = rd("cache", "verify")
    assert (ran.code, blob.name[:8] in ran.err) == (1, True), ran
    assert rd("cache", "verify", "--json").json["ok"] is False
    assert rd("cache").code == 2


def test_the_schema_is_json_and_takes_the_manifest_of_an_init(rd):
    import jsonschema
    import yaml

    schema = rd("schema")
    assert schema.code == 0
    rd("init")
    jsonschema.validate(yaml.safe_load((rd.folder / "rdbuild.yaml").read_text()), schema.json)


class Serving:
    """`rdbuild serve` as a process of its own."""

    def __init__(self, rd, *argv, as_json=False):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rdbuild", "serve", "--port", "0", *argv, *(["--json"] if as_json else [])],
            env=rd.environment, cwd=rd.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        line = self.process.stdout.readline()
        self.url = json.loads(line)["url"] if as_json else line.removeprefix("serving ").strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=20)

    def get(self, path, key="key"):
        request = urllib.request.Request(path if "://" in path else self.url + path, headers={
            "X-RD-Token": key, "User-Agent": "test/1"})  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=10) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


def test_serve_is_an_api_of_its_own_until_it_is_told_to_stop(rd):
    (rd.folder / "faults.json").write_text('[{"on": "submit", "do": "403-json"}]')
    with Serving(rd, "--balance", "1.5", "--key", "sesame", "--faults", "faults.json", "--log", "log.jsonl") as api:
        assert api.get("/inferences/credits", "sesame") == (200, {"credits": 1000, "balance": 1.5})
        assert api.get("/inferences/credits", "guess")[0] == 401
        rd.write("budget: 1\n" + PLAIN)
        assert rd("build", "--api", api.url, RD_API_KEY="guess").code == 5
        assert rd("build", "--api", api.url, RD_API_KEY="sesame").code == 1  # the fault
        assert rd("build", RDBUILD_API=api.url, RD_API_KEY="sesame").code == 0
        assert rd("credits", RDBUILD_API=api.url, RD_API_KEY="sesame").out.startswith("balance 1.483")
        charges = api.get(api.url.removesuffix("/v1") + "/_rdbuild/log")[1]["charges"]
        assert [charge["amount"] for charge in charges] == [0.017]
    assert api.process.returncode == 0
    log = [json.loads(line) for line in (rd.folder / "log.jsonl").read_text().splitlines()]
    assert sum(one["paid"] for one in log) == 2


def test_serve_says_what_is_wrong_with_its_options(rd):
    (rd.folder / "faults.json").write_text('[{"on": "lunch", "do": "403-json"}]')
    assert rd("serve", "--faults", "faults.json").code == 2
    with Serving(rd, as_json=True) as api:
        port = api.url.split(":")[2].split("/")[0]
        ran = rd("serve", "--port", port)
        assert (ran.code, port in ran.err, "--port 0" in ran.err) == (2, True, True)


# -- leaving


def test_output_that_nobody_reads_to_its_end_is_no_error(rd):
    process = subprocess.Popen([sys.executable, "-m", "rdbuild", "styles", "--json"], env=rd.environment,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 0


def test_an_interrupt_saves_what_was_paid_and_leaves_with_130(rd):
    rd.write("budget: 1\n" + PLAIN)
    with Serving(rd, "--task-time", "30000") as api:
        build = subprocess.Popen(
            [sys.executable, "-m", "rdbuild", "build", "--json", "--log-json", "log.jsonl"], cwd=rd.folder,
            stdout=subprocess.PIPE, text=True,
            env={**rd.environment, "RDBUILD_API": api.url, "RD_API_KEY": "key"}, stderr=subprocess.PIPE,
        )  # fmt: skip
        log = api.url.removesuffix("/v1") + "/_rdbuild/log"
        for _ in range(500):
            if any("/tasks/" in one["path"] for one in api.get(log)[1]["requests"]):
                break
            threading.Event().wait(0.02)
        build.send_signal(signal.SIGINT)
        out, err = build.communicate(timeout=20)
        assert build.returncode == 130, err
        assert [one["id"] for one in json.loads(out)["skipped"]] == ["hero"]
        events = [json.loads(line) for line in (rd.folder / "log.jsonl").read_text().splitlines()]
        assert [one["kind"] for one in events[-3:]] == ["stopping", "finished", "ended"]
        assert events[-1]["exit_code"] == 130
        plan = rd("plan", "--offline", "--json", RDBUILD_API=api.url).json
        assert [(one["status"], one["cost"]) for one in plan["assets"]] == [("pending", "0")]


def test_a_bug_of_ours_is_exit_70_and_says_so(rd):
    (rd.folder / "sitecustomize.py").write_text("import rdbuild.cli as c\nc.COMMANDS = {'schema': lambda a, o: 1 / 0}")
    ran = rd("schema", PYTHONPATH=str(rd.folder))
    assert (ran.code, ran.out) == (70, "")
    assert "ZeroDivisionError" in ran.err
    assert "this is a bug of ours" in ran.err
    ran = rd("schema", "--json", PYTHONPATH=str(rd.folder))
    assert (ran.code, ran.json["exit_code"]) == (70, 70)


def test_a_part_of_a_styles_name_that_only_one_has_tells_all_about_it(rd):
    assert rd("styles", "vfx").out == rd("styles", "rd_animation__vfx").out
