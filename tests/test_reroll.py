"""A reroll decides and buys nothing; the next build makes what it named anew, and what is made from it."""

import pytest
from game import Game, picture

from rdbuild.offline import Fault

ASSETS = {
    "hero": "prompt: a knight",
    "flag": "prompt: a flag, input_image: {asset: hero}",
    "rock": "prompt: a rock",
}
CHAIN = {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses, add a cape]"}
BUDGET = "{build: 10, credits: 100}"


@pytest.fixture
def built(game):
    game.write(ASSETS).build()
    return game


def test_a_rerolled_asset_and_what_is_made_from_it_are_made_anew_by_the_next_build(built, api):
    before, sent = built.files(), len(api.paid())
    told = built.reroll("hero")
    assert told["rerolled"] == [{"id": "hero", "was": 1, "take": 2}]
    assert (told["dependants"], told["requests"], told["cost"]) == (["flag"], 2, "0.034")
    assert len(api.paid()) == sent
    assert built.files() == before
    assert built.lock["hero"]["decided"] == {"take": 2}
    assert built.build()["generated"] == ["hero", "flag"]
    after = built.files()
    assert {name for name in before if before[name] != after[name]} == {"hero.png", "flag.png"}
    assert built.build()["requests"] == 0


def test_going_back_to_an_earlier_take_costs_nothing(built, api):
    first = built.files()["hero.png"]
    built.reroll("hero")
    built.build()
    told = built.reroll("hero", "--take", "1")
    assert (told["rerolled"], told["requests"]) == ([{"id": "hero", "was": 2, "take": 1}], 0)
    assert built.build()["requests"] == 0
    assert built.files()["hero.png"] == first


def test_the_next_take_is_one_that_nobody_has_bought(built):
    for _ in range(2):
        built.reroll("hero")
        built.build()
    built.reroll("hero", "--take", "1")
    assert built.reroll("hero")["rerolled"] == [{"id": "hero", "was": 1, "take": 4}]


def test_a_decision_survives_a_rename_and_a_fresh_clone(built, api, tmp_path):
    built.reroll("rock")
    built.build()
    sent = len(api.paid())
    renamed = {("stone" if name == "rock" else name): body for name, body in ASSETS.items()}
    built.write(renamed)
    assert built.build()["requests"] == 0
    assert built.lock["stone"]["decided"] == {"take": 2}
    clone = built.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert sorted(clone.build()["current"]) == ["flag", "hero", "stone"]
    assert len(api.paid()) == sent


def test_a_renamed_asset_that_others_are_made_from_keeps_its_take_and_they_their_pictures(built, api):
    built.reroll("hero")
    built.build()
    built.write({"knight": "prompt: a knight", "flag": "prompt: a flag, input_image: {asset: knight}"})
    assert built.build("--prune")["requests"] == 0


def test_a_reroll_under_a_new_name_moves_the_line(built):
    built.write({**{name: body for name, body in ASSETS.items() if name != "rock"}, "stone": "prompt: a rock"})
    assert built.reroll("stone")["rerolled"] == [{"id": "stone", "was": 1, "take": 2}]
    assert "rock" not in built.lock
    assert built.build()["generated"] == ["stone"]


@pytest.mark.parametrize(
    ("step", "again"),
    [("party#1", ["add a hat", "add sunglasses", "add a cape"]), ("party#2", ["add sunglasses", "add a cape"]),
     ("party#3", ["add a cape"]), ("party", ["add a hat", "add sunglasses", "add a cape"])],
)  # fmt: skip
def test_a_rerolled_step_renews_itself_and_those_after_it(game, api, step, again):
    game.write(CHAIN, BUDGET).build()
    sent = len(api.paid())
    before = game.files()["party.png"]
    told = game.reroll(step)
    assert (told["requests"], told["credits"]) == (len(again), str(5 * len(again)))
    assert game.build()["generated"] == ["party"]
    assert len(api.paid()) == sent + len(again)
    assert [one["prompt"] for one in api.log()["charges"]][-len(again) :] == again
    assert game.files()["party.png"] != before
    back = game.reroll(step, "--take", "1")
    assert back["requests"] == 0
    assert game.build()["requests"] == 0
    assert game.files()["party.png"] == before


def test_a_picture_that_can_not_be_used_is_bought_anew_after_a_reroll(tmp_path, serve):
    api = serve(faults=(Fault("submit", "not-image", match="rock", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"rock": "prompt: a rock"})
    game.build(code=1)
    assert game.states() == {"rock": "unusable"}
    game.reroll("rock")
    assert game.states() == {"rock": "new"}
    assert game.build()["generated"] == ["rock"]
    assert game.build()["current"] == ["rock"]


def test_a_placeholder_of_a_rerolled_edit_is_another_picture(game):
    game.write(CHAIN, None).build(api="local")
    before = game.files()["party.png"]
    game.reroll("party#3", api="local")
    assert game.build(api="local")["generated"] == ["party"]
    assert game.files()["party.png"] != before


def test_placeholders_are_rerolled_too_and_the_decision_is_the_projects(game, api):
    game.write(ASSETS).build(api="local")
    before = game.files()
    game.reroll("rock", api="local")
    assert game.build(api="local")["generated"] == ["rock"]
    assert game.files()["rock.png"] != before["rock.png"]
    assert game.files()["hero.png"] == before["hero.png"]
    assert game.lock["rock"]["decided"] == {"take": 2}
    assert api.requests() == 0
    assert sorted(game.build()["generated"]) == ["flag", "hero", "rock"]
    assert game.lock["rock"]["decided"] == {"take": 2}


@pytest.mark.parametrize(
    ("assets", "name", "said"),
    [
        ({"rock": "prompt: a rock, seed: 7"}, "rock", ("`seed` of `rock` is stated at", "game.yaml:7:32")),
        ({"rock": "prompt: a rock, take: 3"}, "rock", ("`take` of `rock` is stated at", "game.yaml:7:32")),
        ({"rock": "prompt: a rock"}, "rock", ("`rock` has no picture yet", "the next build makes it")),
        ({"rock": "prompt: a rock"}, "rook", ("no asset `rook`", "did you mean `rock`?")),
        ({"rock": "prompt: a rock"}, "rock#1", ("`rock` is no edit, so it has no steps",)),
        (CHAIN, "party#4", ("`party` has 3 steps, and `party#4` names none of them",)),
        (CHAIN, "party#0", ("`party` has 3 steps",)),
        ({**CHAIN, "party": CHAIN["party"] + ", take: 2"}, "party#1", ("`take` of `party` is stated at",)),
    ],
)
def test_what_can_not_be_rerolled_is_refused_and_nothing_is_written(game, assets, name, said):
    game.write(assets, BUDGET)
    ran = game.run_plain("reroll", str(game.path), name)
    assert ran.code == 2
    for words in said:
        assert words in ran.err
    assert not (game.folder / "game.lock.json").exists()


def test_a_reroll_says_in_words_what_it_takes_along_and_what_it_will_cost(built):
    ran = built.run_plain("reroll", str(built.path), "hero")
    assert ran.out == (
        "hero: take 1 -> 2\nmade from it, and so made anew: flag\nthe next build pays 0.034 for 2 requests\n"
    )


def test_a_reroll_of_several_is_one_decision_and_one_that_can_not_be_undoes_none(built):
    ran = built.run_plain("reroll", str(built.path), "rock", "nobody")
    assert ran.code == 2
    assert "decided" not in built.lock["rock"]
    assert [one["take"] for one in built.reroll("rock", "hero")["rerolled"]] == [2, 2]


# -- decisions and names

RENAMES = ("stone", "boulder", "cliff")


def renamed(name):
    return {(name if one == "rock" else one): body for one, body in ASSETS.items()}


def test_a_take_goes_along_with_names_that_change_again_and_again(built, api):
    built.reroll("rock")
    built.build()
    chosen, sent = built.files()["rock.png"], len(api.paid())
    for name in RENAMES:
        assert built.write(renamed(name)).build("--prune")["requests"] == 0
    assert built.lock["cliff"]["decided"] == {"take": 2}
    assert (built.files()["cliff.png"], len(api.paid())) == (chosen, sent)


def test_a_take_goes_along_with_names_that_change_again_before_anything_is_built(built, api):
    built.reroll("rock")
    for name in RENAMES:
        assert built.write(renamed(name)).states()[name] == "changed"
    assert built.build()["generated"] == ["cliff"]
    assert built.lock["cliff"]["decided"] == {"take": 2}
    assert built.write(renamed("rock")).build()["requests"] == 0
    assert built.lock["rock"]["decided"] == {"take": 2}


def test_a_take_goes_along_with_a_rename_in_a_clone_without_a_cache(built, api, tmp_path):
    built.reroll("rock")
    built.build()
    sent = len(api.paid())
    clone = built.clone(tmp_path / "clone", tmp_path / "elsewhere")
    assert clone.write(renamed("stone")).build("--prune")["requests"] == 0
    assert clone.write(renamed("cliff")).build("--prune")["requests"] == 0
    assert clone.lock["cliff"]["decided"] == {"take": 2}
    assert sorted(clone.files()) == ["assets.json", "cliff.png", "flag.png", "hero.png"]
    assert len(api.paid()) == sent


def test_an_asset_with_a_new_name_and_other_words_is_a_new_one_at_its_first_take(built):
    built.reroll("rock")
    built.build()
    built.write({**{name: body for name, body in ASSETS.items() if name != "rock"}, "stone": "prompt: a big stone"})
    assert built.states()["stone"] == "new"
    built.build()
    assert "decided" not in built.lock["stone"]
    assert built.lock["rock"]["decided"] == {"take": 2}  # and if it comes back, so does what was decided


def test_other_words_keep_the_take_that_was_decided(built):
    built.reroll("rock")
    built.write({**ASSETS, "rock": "prompt: a big rock"}).build()
    assert (built.lock["rock"]["decided"], built.lock["rock"]["shape"]["take"]) == ({"take": 2}, 2)


# -- what is never bought


@pytest.mark.parametrize("argv", [["reroll"], ["accept"], ["accept", "--undo"]])
def test_a_picture_made_by_hand_is_neither_rerolled_nor_accepted(game, argv):
    picture(game.folder / "art.png")
    game.write({"logo": "file: art.png"}).build()
    picture(game.tree / "logo.png", "green")
    ran = game.run(argv[0], "logo", *argv[1:])
    assert ran.code == 2
    assert f"`logo` is the file `{game.folder / 'art.png'}`, which is published as it is" in ran.err


# -- what it says


def test_the_price_is_the_apis_and_that_of_all_that_is_made_anew(built):
    told = built.reroll("hero")
    assert (told["cost"], told["credits"], told["requests"], told["dependants"]) == ("0.034", "0", 2, ["flag"])


def test_without_a_key_the_price_is_the_formulas(built):
    built.key = None
    told = built.reroll("hero")
    assert (told["cost"], told["requests"]) == ("0.034", 2)


def test_a_take_that_is_asked_for_by_number_need_not_be_the_next(built):
    assert built.reroll("rock", "--take", "7")["rerolled"] == [{"id": "rock", "was": 1, "take": 7}]
    assert built.build()["generated"] == ["rock"]
    assert built.reroll("rock")["rerolled"] == [{"id": "rock", "was": 7, "take": 8}]


def test_going_to_the_take_that_is_there_changes_nothing(built):
    ran = built.run("reroll", "rock", "--take", "1")
    assert ran.out == "rock: is at take 1 already\nthe next build pays nothing for it\n"
    assert built.build()["requests"] == 0


def test_what_is_made_from_it_by_way_of_others_is_named_too(game):
    game.write({**CHAIN, "card": "prompt: a card, input_image: {asset: party}"}, BUDGET).build()
    told = game.reroll("hero")
    assert (told["dependants"], told["requests"], told["credits"]) == (["party", "card"], 5, "15")


def test_a_plan_says_that_it_is_another_take(built):
    built.reroll("hero")
    found = {one["id"]: one["reason"] for one in built.plan()["assets"]}
    assert found["hero"] == "take 1 -> 2"
    assert found["flag"] == "made from `hero`, which is another picture now"


def test_what_is_kept_by_accept_can_be_rerolled_too(built, api):
    built.write({**ASSETS, "rock": "prompt: a big rock"})
    built.run("accept", "rock")
    assert built.reroll("rock")["rerolled"] == [{"id": "rock", "was": 1, "take": 2}]
    assert built.build()["generated"] == ["rock"]
    assert built.lock["rock"]["prompt"] == "a big rock"
    assert built.reroll("rock", "--take", "1")["requests"] == 0
    assert built.build()["requests"] == 0
    assert built.lock["rock"]["prompt"] == "a rock"


def test_a_pattern_and_an_entrys_key_as_the_plan_writes_it_mean_all_of_it(game):
    game.write(
        {'"monsters/{kind}"': "matrix: {kind: [bat, rat]}, prompt: 'a {kind}'", "rock": "prompt: a rock"}
    ).build()
    for pattern in ("monsters/*", "monsters/{kind}"):
        assert [one["id"] for one in game.reroll(pattern)["rerolled"]] == ["monsters/bat", "monsters/rat"]
        assert sorted(game.build()["generated"]) == ["monsters/bat", "monsters/rat"]
    assert game.plan("--only", "monsters/{kind}")["totals"]["requests"] == 0
    told = game.run("explain", "monsters/*").out
    assert (told.startswith("monsters/bat: current"), "\n\nmonsters/rat: current" in told) == (True, True)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("assets/monsters/bat.png", "that file is of `monsters/bat`"),
        ("monsters/bat.png", "that file is of `monsters/bat`"),
        ("monsters", "`monsters/**` is all that is in that folder"),
        ("monster/*", "did you mean `monsters/**`?"),
        ("monsters/but", "did you mean `monsters/bat`?"),
    ],
)
def test_a_name_that_is_no_asset_is_answered_with_what_may_have_been_meant(game, name, hint, monkeypatch):
    game.write({"monsters/bat": "prompt: a bat"}).build()
    monkeypatch.chdir(game.folder)
    ran = game.run("explain", name)
    assert (ran.code, ran.err) == (2, f"error: no asset `{name}`\n  hint: {hint}\n")
