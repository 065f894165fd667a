"""Two branches that built, rerolled and decided are merged by git without a conflict, and nothing is bought twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from game import Game, picture
from hypothesis import given
from hypothesis import strategies as st

import rdbuild
from rdbuild import lock, starter
from rdbuild.merging import PICTURE, merge

BUDGET = "{build: 10, credits: 100}"
DRIVER = f"{sys.executable} -m rdbuild lock merge %O %A %B"
HERE = {"hero": "prompt: a knight", "rock": "prompt: a rock"}


class Repo:
    """A project in git, with branches that are worked on by machines of their own."""

    def __init__(self, game, tmp_path, driver=DRIVER):
        self.game, self.tmp_path = game, tmp_path
        self.environment = {**os.environ, "PYTHONPATH": str(Path(rdbuild.__file__).parent.parent)}
        (game.folder / ".gitattributes").write_text(starter.files("x", "{}")[".gitattributes"])
        (game.folder / ".gitignore").write_text(starter.files("x", "{}")[".gitignore"])
        self.git("init", "-q", "-b", "main")
        if driver:
            self.git("config", "merge.rdbuild.driver", driver)

    def git(self, *argv, code=0):
        ran = subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@t", *argv], cwd=self.game.folder,
                             env=self.environment, capture_output=True, text=True)  # fmt: skip
        assert code is None or ran.returncode == code, ran
        return ran

    def commit(self, text="art"):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", text)
        return self

    def on(self, branch, home, *, new=True):
        """Go to a branch, on a machine with a home of its own."""
        self.git("checkout", "-q", *(["-b"] if new else []), branch)
        return Game(self.game.folder, self.tmp_path / home, self.game.url)

    def merge(self, branch, code=0):
        return self.git("merge", "-q", "--no-edit", branch, code=code)


@pytest.fixture
def repo(game, tmp_path):
    game.write(HERE, BUDGET).build()
    return Repo(game, tmp_path).commit()


# -- with git


def test_two_branches_that_add_and_reroll_are_merged_and_nothing_is_bought_again(repo, game, api):
    theirs = repo.on("theirs", "second")
    theirs.write({**HERE, "axe": "prompt: an axe"}, BUDGET).build()
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("rock")
    ours.build()
    ours.write({"bow": "prompt: a bow", **HERE}, BUDGET).build()
    repo.commit()
    sent = len(api.paid())
    repo.merge("theirs")
    assert sorted(ours.lock) == ["axe", "bow", "hero", "rock"]
    assert ours.lock["rock"]["decided"] == {"take": 2}
    whole = {"bow": "prompt: a bow", **HERE, "axe": "prompt: an axe"}
    ours.write(whole, BUDGET)
    assert ours.build()["requests"] == 0
    assert ours.run("plan", "--check").code == 0
    assert len(api.paid()) == sent


def test_the_next_take_after_a_merge_is_none_that_the_other_side_bought(repo, api):
    theirs = repo.on("theirs", "second")
    theirs.reroll("hero", "--take", "3")
    theirs.build()
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("hero")
    ours.build()
    repo.commit()
    repo.merge("theirs", code=1)
    repo.git("checkout", "--ours", "--", "assets")
    repo.commit("merge")
    assert ours.reroll("hero")["rerolled"] == [{"id": "hero", "was": 2, "take": 4}]
    assert ours.build()["generated"] == ["hero"]


def test_one_asset_that_both_rerolled_stays_ours_and_theirs_is_never_bought_again_by_itself(repo, api):
    theirs = repo.on("theirs", "second")
    theirs.reroll("hero")
    theirs.build()
    picture_of_theirs = theirs.lock["hero"]["fingerprint"]
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("hero", "--take", "3")
    ours.build()
    mine = ours.lock["hero"]["fingerprint"]
    repo.commit()
    said = repo.merge("theirs", code=1)  # the picture itself is a conflict, and a person's
    assert "hero: both sides have another picture: ours stays, theirs counts as bought" in said.stderr + said.stdout
    assert "hero: both sides decided on `take`: ours stays" in said.stderr + said.stdout
    repo.git("checkout", "--ours", "--", "assets")
    repo.commit("merge")
    assert (ours.lock["hero"]["fingerprint"], ours.lock["hero"]["also"]) == (mine, [picture_of_theirs])
    assert ours.states() == {"hero": "current", "rock": "current"}
    sent = len(api.paid())
    ours.reroll("hero", "--take", "2")
    found = {one["id"]: one for one in ours.plan("--offline")["assets"]}["hero"]
    assert (found["status"], found["code"]) == ("blocked", "lost")
    assert ours.build(code=1)["requests"] == 0
    assert len(api.paid()) == sent
    there = Game(ours.folder, theirs.home, ours.url)
    assert there.build()["requests"] == 0  # their machine has it
    assert "also" not in ours.lock["hero"] or ours.lock["hero"]["also"] != [picture_of_theirs]


def test_what_one_side_decided_and_the_other_built_are_both_there(repo, api):
    theirs = repo.on("theirs", "second")
    theirs.reroll("hero")
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.write({**HERE, "hero": "prompt: an old knight"}, BUDGET).build()
    repo.commit()
    repo.merge("theirs")
    assert (ours.lock["hero"]["prompt"], ours.lock["hero"]["decided"]) == ("an old knight", {"take": 2})


def test_what_one_side_pruned_and_the_other_left_alone_is_gone(repo):
    theirs = repo.on("theirs", "second")
    theirs.write({"hero": HERE["hero"]}, BUDGET).build("--prune")
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("hero")
    ours.build()
    repo.commit()
    repo.merge("theirs")
    assert list(ours.lock) == ["hero"]


def test_a_lock_file_that_both_sides_made_anew_is_merged_too(game, tmp_path, api):
    game.write(HERE, BUDGET)
    repo = Repo(game, tmp_path).commit()
    theirs = repo.on("theirs", "second")
    theirs.build("--only", "hero")
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.build("--only", "rock")
    repo.commit()
    repo.merge("theirs")
    assert sorted(ours.lock) == ["hero", "rock"]
    assert ours.build()["written"] == []


def test_a_clone_without_the_driver_has_gits_own_merge(game, tmp_path):
    game.write(HERE, BUDGET).build()
    repo = Repo(game, tmp_path, driver=None).commit()
    theirs = repo.on("theirs", "second")
    theirs.write({"axe": "prompt: an axe", **HERE}, BUDGET).build()
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.write({**HERE, "zebra": "prompt: a zebra"}, BUDGET).build()
    repo.commit()
    repo.merge("theirs", code=None)
    assert "<<<<<<<" not in (game.folder / "game.lock.json").read_text()
    assert sorted(ours.lock) == ["axe", "hero", "rock", "zebra"]


def test_an_index_that_git_left_in_conflict_is_written_anew_by_the_next_build(game, tmp_path):
    game.write(HERE, BUDGET).build()
    repo = Repo(game, tmp_path, driver=None).commit()
    theirs = repo.on("theirs", "second")
    theirs.write({**HERE, "axe": "prompt: an axe"}, BUDGET).build()
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.write({**HERE, "bow": "prompt: a bow"}, BUDGET).build()
    repo.commit()
    repo.merge("theirs", code=1)
    assert "<<<<<<<" in (game.tree / "assets.json").read_text()
    repo.git("checkout", "--ours", "--", "game.lock.json", "game.yaml")
    assert ours.build()["written"] == ["assets.json"]
    assert ours.run("plan", "--check").code == 0


def test_where_git_left_a_conflict_the_driver_is_named(game, tmp_path):
    game.write(HERE, BUDGET).build()
    repo = Repo(game, tmp_path, driver=None).commit()
    theirs = repo.on("theirs", "second")
    theirs.reroll("hero")
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("hero", "--take", "3")
    repo.commit()
    repo.merge("theirs", code=1)
    ran = ours.run("plan")
    assert ran.code == 2
    assert "a conflict marker of a merge" in ran.err
    assert "`git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'`, once in each clone, and then" in ran.err
    assert "`git checkout --merge -- game.lock.json` merge it" in ran.err
    repo.git("config", "merge.rdbuild.driver", DRIVER)
    repo.git("checkout", "--merge", "--", "game.lock.json")
    assert ours.lock["hero"]["decided"] == {"take": 3}
    assert ours.run("plan").code == 0


def test_a_file_that_can_not_be_merged_is_a_conflict_for_git_and_ours_is_as_it_was(repo):
    theirs = repo.on("theirs", "second")
    path = theirs.folder / "game.lock.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 9'))
    repo.commit()
    ours = repo.on("main", "home", new=False)
    ours.reroll("hero")
    repo.commit()
    before = path.read_bytes()
    said = repo.merge("theirs", code=1)
    assert "was written by a newer rdbuild (version 9)" in said.stderr + said.stdout
    assert path.read_bytes() == before
    assert repo.git("diff", "--name-only", "--diff-filter=U").stdout == "game.lock.json\n"


def test_what_init_writes_is_what_git_needs(tmp_path, game):
    repo = Repo(game, tmp_path)
    assert repo.git("check-attr", "merge", "game.lock.json").stdout == "game.lock.json: merge: rdbuild\n"
    assert "git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'" in starter.files("x", "{}")[".gitattributes"]


# -- the command


def files(tmp_path, *tables):
    paths = [tmp_path / name for name in ("base.json", "ours.json", "theirs.json")]
    for path, table in zip(paths, tables, strict=True):
        text = table if isinstance(table, str) else json.dumps({"version": 1, "assets": table})
        path.write_text(text)
    return [str(path) for path in paths]


def line(fingerprint, **more):
    return {"fingerprint": fingerprint, "base": "b", "engine": "api", "outputs": [], **more}


def test_it_writes_one_line_an_asset_sorted_as_always(game, tmp_path):
    paths = files(tmp_path, {}, {"b": line("1")}, {"a": line("2"), "c": line("3")})
    assert game.run_plain("lock", "merge", *paths).code == 0
    text = Path(paths[1]).read_text().splitlines()
    assert [one.split(":")[0] for one in text[1:-1]] == ['"a"', '"b"', '"c"']
    assert [path.name for path in tmp_path.glob("ours*")] == ["ours.json"]


def test_keys_that_this_version_does_not_know_stay_wherever_they_are(game, tmp_path):
    output = {"path": "a.png", "sha256": "0a" * 32, "width": 8, "height": 8, "frames": 8}
    base = {"a": line("1"), "z": line("9")}
    ours = {"a": line("1", later=1.10, outputs=[output]), "z": line("9")}
    theirs = {"a": line("1", decided={"take": 2, "wish": [1]}), "z": line("9", other={"x": 1})}
    paths = files(tmp_path, base, ours, theirs)
    Path(paths[2]).write_text(json.dumps({"version": 1, "own": [2.50], "assets": theirs}))
    assert game.run_plain("lock", "merge", *paths).code == 0
    found = json.loads(Path(paths[1]).read_text(), parse_float=str)
    assert found["own"] == ["2.5"]
    assert found["assets"]["a"] == line("1", outputs=[output], decided={"take": 2, "wish": [1]}, later="1.1")
    assert found["assets"]["z"]["other"] == {"x": 1}


@pytest.mark.parametrize("bad", ["", "{", '{"version": 2, "assets": {}}', '{"version": 1}', "<<<<<<< x\n"])
@pytest.mark.parametrize("side", [1, 2])
def test_what_is_no_lock_file_is_exit_1_and_nothing_is_written(game, tmp_path, bad, side):
    tables = [{}, {"a": line("1")}, {"b": line("2")}]
    tables[side] = bad
    paths = files(tmp_path, *tables)
    before = Path(paths[1]).read_bytes()
    ran = game.run_plain("lock", "merge", *paths)
    assert ran.code == (0 if bad == "" else 1), ran
    if bad:
        assert Path(paths[1]).read_bytes() == before


def test_a_version_that_is_not_there_is_a_wrong_command_line(game, tmp_path):
    paths = files(tmp_path, {}, {}, {})
    ran = game.run_plain("lock", "merge", *paths[:2], "nowhere.json")
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: there is no lock file `nowhere.json`")


def test_what_it_says_is_one_document_with_json(game, tmp_path):
    paths = files(tmp_path, {"a": line("1")}, {"a": line("2")}, {"a": line("3")})
    assert game.run_plain("lock", "merge", "--json", *paths).json == {
        "version": 1, "assets": 1,
        "notes": [{"id": "a", "message": "both sides have another picture: ours stays, theirs counts as bought"}],
    }  # fmt: skip


# -- the laws

NAMES = st.sampled_from("abc")
PRINTS = st.sampled_from(["", "f1", "f2", "f3", "f4"])
DECIDED = st.fixed_dictionaries(
    {},
    optional={
        "take": st.integers(1, 3),
        "pick": st.integers(1, 3),
        "accepted": st.lists(PRINTS, max_size=2, unique=True).map(sorted),
        "steps": st.dictionaries(st.sampled_from("12"), st.integers(1, 3), max_size=2),
        "kept": st.sampled_from([{"for": "x", "picture": "f1", "engine": "api"}]),
    },
)
LINE = st.builds(
    lambda fingerprint, engine, steps, also, decided, more: {
        "fingerprint": fingerprint, "base": f"b{fingerprint}", "engine": engine, "outputs": [],
        **({"steps": [{"fingerprint": one} for one in steps]} if steps else {}),
        **({"also": sorted(set(also) - {fingerprint, *steps})} if set(also) - {fingerprint, *steps} else {}),
        **({"decided": decided} if decided else {}), **more,
    },
    PRINTS, st.sampled_from(["api", "other"]), st.lists(st.sampled_from(["s1", "s2"]), max_size=2, unique=True),
    st.lists(st.sampled_from(["f1", "f2", "g1"]), max_size=2, unique=True), DECIDED,
    st.dictionaries(st.sampled_from(["later", "more"]), st.integers(0, 1), max_size=1),
)  # fmt: skip
DOCUMENT = st.builds(
    lambda assets, extra: {"version": 1, "assets": assets, **extra},
    st.dictionaries(NAMES, LINE, max_size=3), st.dictionaries(st.just("own"), st.integers(0, 2), max_size=1),
)  # fmt: skip


def merged(*documents):
    found = merge(*documents)
    return {"version": 1, "assets": found.assets, **found.extra}


def bought(lines):
    """Every purchase that lines know of."""
    return {
        name
        for one in lines
        for name in (one["fingerprint"], *one.get("also", ()), *(step["fingerprint"] for step in one.get("steps", ())))
        if name
    }


@given(DOCUMENT, DOCUMENT)
def test_one_side_alone_is_what_comes_out(base, one):
    assert merged(base, one, base) == merged(base, base, one) == merged(base, one, one) == one


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_merging_again_changes_nothing(base, ours, theirs):
    once = merged(base, ours, theirs)
    assert merged(once, once, once) == once
    assert merged(base, once, once) == once
    assert merged(theirs, once, theirs) == once


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_the_other_way_round_only_what_is_called_ours_is_another(base, ours, theirs):
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)
    assert one["assets"].keys() == other["assets"].keys()
    for name, there in one["assets"].items():
        here = other["assets"][name]
        assert bought([there]) == bought([here])
        assert there.get("decided", {}).keys() == here.get("decided", {}).keys()
        sides = [table["assets"].get(name, {}) for table in (ours, theirs)]
        for key in PICTURE:
            assert there.get(key) in [side.get(key) for side in sides]
        if not there["fingerprint"] and not here["fingerprint"]:
            for key in (*PICTURE, "also"):  # without a picture little is said, and either side may say it
                here.pop(key, None)
            here.update({key: there[key] for key in (*PICTURE, "also") if key in there})
    if not merge(base, ours, theirs).notes:
        assert one == other


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_nothing_that_either_side_bought_is_forgotten(base, ours, theirs):
    """But for what one side took out or replaced, with the other having nothing to do with it."""
    found = merged(base, ours, theirs)["assets"]
    for name in {*ours["assets"], *theirs["assets"]}:
        before = base["assets"].get(name)
        mine, other = ours["assets"].get(name), theirs["assets"].get(name)
        changed = [one for one in (mine, other) if one is not None and one != before]
        if (mine is None and before is not None and other == before) or (other is None and mine == before):
            continue
        assert bought(changed) <= bought([found[name]])


@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_every_line_that_one_side_added_is_there(base, ours, theirs):
    found = merged(base, ours, theirs)["assets"]
    added = {*ours["assets"], *theirs["assets"]} - {*base["assets"]}
    assert added <= found.keys()


def test_a_merged_file_is_a_lock_file(tmp_path):
    mine = line("1", steps=[{"fingerprint": "s1", "prompt": "a hat", "cost": "5"}], decided={"take": 2})
    paths = files(tmp_path, {}, {"a": mine}, {"a": line("2", decided={"pick": 3})})
    found = merge(*(lock.document(Path(path)) for path in paths))
    lock.put(Path(paths[1]), found.assets, found.extra)
    read = lock.read(Path(paths[1])).lines["a"]
    assert (read.fingerprint, read.also, read.decided) == ("1", ("2",), {"pick": 3, "take": 2})


def test_a_picture_that_somebody_made_is_no_purchase_to_remember(game, tmp_path):
    picture(tmp_path / "x.png")
    found = merge({}, {"assets": {"a": line("1")}}, {"assets": {"a": {**line("2"), "engine": "hand"}}})
    assert "also" not in found.assets["a"]
