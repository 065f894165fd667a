"""explain says of one asset all that is known, sends nothing, writes nothing, and shows no picture's bytes."""

import http.server
import json
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest
from game import PRICE, Game, picture, snapshot

from rdbuild.offline import Fault

BUDGET = "{build: 10, credits: 100}"
CAST = {
    "hero": "prompt: a knight",
    "flag": "prompt: a flag, input_image: {asset: hero}, strength: 0.5",
    "party": "edit: {asset: hero}, prompt: [add a hat, add sunglasses]",
    "rock": "prompt: a rock, seed: 7",
}


@pytest.fixture
def cast(game):
    return game.write(CAST, BUDGET)


def explain(game, name, **how):
    ran = game.run("explain", name, "--json", **how)
    assert ran.code == 0, ran
    (found,) = ran.json["assets"]
    return found


def text(game, name):
    ran = game.run("explain", name)
    assert ran.code == 0, ran
    assert ran.err == ""
    return ran.out


def words(game, name):
    """The text without its layout, which depends on how long the names of folders are."""
    return " ".join(text(game, name).split())


# -- the exact request


FORWARDED = ("X-RD-Token", "Content-Type", "User-Agent")


class Listener:
    """Stands between the client and the API, and keeps every paid body that goes by."""

    def __init__(self, url):
        self.bodies = []
        bodies = self.bodies

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.forward(None)

            def do_POST(self):
                data = self.rfile.read(int(self.headers["Content-Length"]))
                body = json.loads(data)
                if not body.get("check_cost"):
                    bodies.append((self.path, body))
                self.forward(data)

            def forward(self, data):
                headers = {name: self.headers[name] for name in FORWARDED if name in self.headers}
                asked = urllib.request.Request(url + self.path.removeprefix("/v1"), data, headers)
                with urllib.request.urlopen(asked) as answer:
                    said = answer.read()
                    self.send_response(answer.status)
                    self.send_header("Content-Type", answer.headers["Content-Type"])
                    self.send_header("Content-Length", str(len(said)))
                    self.end_headers()
                    self.wfile.write(said)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def test_what_it_shows_is_what_is_sent_but_for_the_bytes_of_pictures(cast, api):
    picture(cast.folder / "dot.png")
    how = "strength: 0.8, input_palette: ['#000000', '#ffffff'], remove_bg: true, num_images: 2, seed: 3"
    rich = {**CAST, "sign": f"prompt: a sign, input_image: dot.png, {how}"}
    del rich["rock"]
    cast.write(rich, BUDGET)
    listener = Listener(api.url)
    cast.url = listener.url
    told = [(one["endpoint"], one["body"]) for name in rich for one in explain(cast, name)["requests"]]
    cast.build()
    listener.server.shutdown()

    def without_bytes(body):
        return {key: "a picture" if key in PICTURES else value for key, value in body.items()}

    PICTURES = ("input_image", "inputImageBase64", "input_palette")
    sent = [(f"POST {path.removeprefix('/v1')}", without_bytes(body)) for path, body in listener.bodies]
    shown = [(endpoint, without_bytes(body)) for endpoint, body in told]
    assert sorted(map(str, shown)) == sorted(map(str, sent))
    assert len(sent) == 5


def test_a_picture_is_named_by_where_it_comes_from_and_never_shown(cast):
    picture(cast.folder / "dot.png")
    many = "prompt_style: rd_pro__default, prompt: x, reference_images: [{asset: hero}, dot.png]"
    cast.write({**CAST, "sign": "prompt: a sign, input_image: dot.png", "many": many}, BUDGET)
    body = explain(cast, "sign")["requests"][0]["body"]
    assert body["input_image"]["file"].endswith("dot.png")
    assert len(body["input_image"]["pixels"]) == 64
    hero = explain(cast, "hero")["requests"][0]["fingerprint"]
    assert explain(cast, "flag")["requests"][0]["body"]["input_image"] == {
        "asset": "hero", "image": 1, "fingerprint": hero
    }  # fmt: skip
    many = explain(cast, "many")["requests"][0]["body"]["reference_images"]
    assert [sorted(one) for one in many] == [["asset", "fingerprint", "image"], ["file", "pixels"]]
    for name in ("sign", "many"):
        assert "iVBOR" not in text(cast, name)


# -- state, and what comes next


def test_it_needs_neither_key_nor_network_and_writes_nothing(cast):
    cast.build()
    cast.reroll("hero")
    before = snapshot(cast.folder, cast.home)
    ran = cast.without_network("explain", str(cast.path), "hero")
    assert ran.code == 0, ran
    assert "price        0.017, by the documented formula" in ran.out
    assert snapshot(cast.folder, cast.home) == before


def test_on_an_empty_machine_it_makes_no_home(game):
    game.write(CAST, BUDGET)
    before = snapshot(game.folder, game.home)
    assert explain(game, "hero")["status"] == "new"
    assert snapshot(game.folder, game.home) == before


@pytest.mark.parametrize(
    ("status", "begins", "ready"),
    [
        ("new", "`rdbuild build` buys it", lambda game: None),
        ("current", "nothing to do; `rdbuild reroll hero`", lambda game: game.build()),
        ("cached", "the next build publishes it, for nothing", lambda game: (game.build(), away(game))),
        ("changed", "`rdbuild build` makes it anew; `rdbuild accept", lambda game: (game.build(), old(game))),
        ("edited", "`rdbuild accept hero` takes it as you made it", lambda game: (game.build(), drawn(game))),
        ("foreign", "`rdbuild accept hero` takes the file that is there", lambda game: drawn(game)),
        ("lost", "`rdbuild build --rebuy` pays for it again", lambda game: (game.build(), away(game), emptied(game))),
    ],
)  # fmt: skip
def test_it_says_the_state_and_what_to_do_next(game, status, begins, ready):
    game.write({"hero": CAST["hero"]}, BUDGET)
    ready(game)
    found = explain(game, "hero")
    assert (found["code"] or found["status"]) == status
    assert found["next"].startswith(begins)
    assert found["reason"] == next(one["reason"] for one in game.plan("--offline")["assets"] if one["id"] == "hero")


def away(game):
    (game.tree / "hero.png").unlink()


def old(game):
    game.write({"hero": "prompt: an old knight"}, BUDGET)


def drawn(game):
    game.tree.mkdir(exist_ok=True)
    picture(game.tree / "hero.png")


def emptied(game):
    for path in (game.home / "cache" / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()


@pytest.mark.parametrize(
    ("fault", "code", "begins", "take"),
    [
        (
            "reset-after",
            "unknown",
            "`rdbuild ledger reconcile hero",
            "unknown: sent, and nobody knows what became of it",
        ),
        ("not-image", "unusable", "`rdbuild reroll hero` has another bought", "unusable: "),
    ],
)
def test_it_says_what_became_of_a_purchase_that_went_wrong(tmp_path, serve, fault, code, begins, take):
    api = serve(faults=(Fault("submit", fault, match="knight", times=1),))
    game = Game(tmp_path / "game", tmp_path / "home", api).write({"hero": CAST["hero"]}, BUDGET)
    game.run("build")
    found = explain(game, "hero")
    assert found["code"] == code
    assert found["next"].startswith(begins)
    (one,) = found["requests"][0]["takes"]
    assert one["state"].startswith(take)


def test_what_it_is_made_from_and_goes_into_and_where_it_is_written(cast):
    head = "# a line above\n"
    cast.path.write_text(head + cast.path.read_text())
    found = explain(cast, "hero")
    assert (found["made_from"], found["goes_into"]) == ([], ["flag", "party"])
    assert found["where"] == {"file": str(cast.path), "line": 8, "column": 3}
    assert explain(cast, "party")["made_from"] == ["hero"]


def test_the_entry_of_a_matrix_is_named(game):
    game.write({"potion_{colour}": 'matrix: {colour: [red, blue]}, prompt: "a {colour} potion"'})
    found = explain(game, "potion_blue")
    assert (found["id"], found["entry"]) == ("potion_blue", "potion_{colour}")
    assert "by the entry `potion_{colour}`" in words(game, "potion_blue")


# -- what was bought, and what changed


def test_what_was_bought_is_told_with_its_price_and_date(cast):
    cast.build()
    found = explain(cast, "hero")["picture"]
    assert (found["cost"], found["unit"], found["model"], found["prompt"]) == (
        str(PRICE),
        "balance",
        "rd_fast",
        "a knight",
    )
    assert found["bought_at"].endswith("+00:00")
    assert found["seed"] == cast.lock["hero"]["seed"]
    assert explain(cast, "hero")["files"] == [
        {"path": "hero.png", "state": "there", "width": 64, "height": 64, "image": 1, "role": ""}
    ]


def test_every_difference_is_told_in_full(cast):
    cast.build()
    long = "a knight " + "with a shield " * 20
    cast.write({**CAST, "hero": f"prompt: {long}, remove_bg: true, width: 96, height: 96"}, BUDGET)
    assert explain(cast, "hero")["changes"] == [
        {"field": "prompt", "was": "a knight", "now": long.strip()},
        {"field": "width", "was": "64", "now": "96"},
        {"field": "height", "was": "64", "now": "96"},
        {"field": "remove_bg", "was": "false", "now": "true"},
    ]
    assert explain(cast, "flag")["changes"] == [
        {"field": "input_image", "was": "`hero`", "now": "`hero`, which is another picture now"}
    ]
    assert explain(cast, "rock")["changes"] == []


def test_a_line_of_before_shapes_is_told_of_as_far_as_it_goes(cast):
    cast.build()
    path = cast.folder / "game.lock.json"
    document = json.loads(path.read_text())
    for line in document["assets"].values():
        line.pop("shape", None)
    path.write_text(json.dumps(document))
    cast.write({**CAST, "hero": "prompt: an old knight, remove_bg: true"}, BUDGET)
    assert [one["field"] for one in explain(cast, "hero")["changes"]] == ["prompt"]
    assert explain(cast, "flag")["changes"] == []
    assert explain(cast, "flag")["reason"] == "a parameter or an input is another"


def test_the_takes_that_there_are_and_which_is_asked_for(cast):
    cast.build()
    for _ in range(2):
        cast.reroll("hero")
        cast.build("--only", "hero")
    cast.reroll("hero", "--take", "2")
    takes = explain(cast, "hero")["requests"][0]["takes"]
    assert [(one["take"], one["state"], one["wanted"], one["cost"]) for one in takes] == [
        (1, "in the cache", False, "0.017"), (2, "in the cache", True, "0.017"), (3, "in the tree", False, "0.017")
    ]  # fmt: skip
    assert all(one["at"] for one in takes)
    (decided,) = explain(cast, "hero")["decided"]
    assert (decided["what"], decided["value"]) == ("take", 2)
    name, _, number = decided["where"].rpartition(":")
    assert Path(name).read_text().splitlines()[int(number) - 1].startswith('"hero": ')
    cast.build()
    cast.reroll("party#2")
    takes = explain(cast, "party#2")["requests"][0]["takes"]
    assert [(one["take"], one["state"], one["wanted"]) for one in takes] == [
        (1, "in the tree", False), (2, "not bought yet", True)
    ]  # fmt: skip
    assert explain(cast, "party")["decided"][0]["what"] == "take[2]"


def test_a_seed_or_take_that_the_manifest_states_is_named_with_its_place(cast):
    cast.write({**CAST, "hero": "prompt: a knight, take: 3"}, BUDGET)
    (stated,) = explain(cast, "hero")["decided"]
    assert (stated["what"], stated["value"], stated["stated"]) == ("take", 3, True)
    line, column = map(int, stated["where"].rsplit(":", 2)[1:])
    assert cast.path.read_text().splitlines()[line - 1][column - 1 :].startswith("3}")
    assert "stated seed 7, at " in words(cast, "rock")


def test_a_decision_that_is_outranked_is_said_not_to_count(cast):
    cast.build()
    cast.reroll("hero")
    cast.write({**CAST, "hero": "prompt: a knight, take: 1"}, BUDGET)
    assert [(one["what"], one["value"], one["holds"]) for one in explain(cast, "hero")["decided"]] == [
        ("take", 1, True), ("take", 2, False)
    ]  # fmt: skip
    assert "decided take 2, at" in words(cast, "hero")
    assert "which does not count now" in words(cast, "hero")


def test_a_picture_that_is_kept_is_told_with_what_it_is_not(cast):
    cast.build()
    cast.write({**CAST, "hero": "prompt: an old knight"}, BUDGET)
    cast.run("accept", "hero")
    found = explain(cast, "hero")
    assert (found["status"], found["reason"]) == ("current", "kept by `accept`")
    assert found["picture"]["prompt"] == "a knight"
    assert found["requests"][0]["fingerprint"] != found["picture"]["fingerprint"]
    assert found["requests"][0]["takes"][0]["state"] == "not bought yet"
    assert [(one["what"], one["holds"]) for one in found["decided"]] == [("kept", True)]
    assert [one["field"] for one in found["changes"]] == ["prompt"]


def test_a_file_of_ones_own_is_told_as_one(cast):
    cast.build()
    drawn(cast)
    assert explain(cast, "hero")["files"][0]["state"] == "changed by hand"
    cast.run("accept", "hero")
    assert "  made         by hand\n  fingerprint" in text(cast, "hero")
    assert "--undo" in explain(cast, "hero")["next"]


def test_a_picture_made_by_hand_is_told_with_its_file(game):
    picture(game.folder / "art.png")
    game.write({"logo": "file: art.png", "flag": "prompt: a flag, input_image: {asset: logo}"}).build()
    found = explain(game, "logo")
    assert (found["goes_into"], found["requests"], found["changes"]) == (["flag"], [], [])
    assert found["next"].startswith("nothing to do; what you change in ")
    (source,) = explain(game, "flag")["made_from"]
    assert source.startswith("logo (")
    picture(game.folder / "art.png", "blue")
    (change,) = explain(game, "logo")["changes"]
    assert change["field"] == "file"
    picture(game.tree / "logo.png", "green")
    assert explain(game, "logo")["next"].startswith("`rdbuild build --force --only logo` publishes ")


# -- the text


@pytest.mark.parametrize("width", [80, 60])
def test_no_line_is_wider_than_it_may_be(cast, width):
    from rdbuild.explain import explain as gather
    from rdbuild.explain_text import explain_text
    from rdbuild.project import Place, Project

    cast.build()
    long = "a knight " + "with a shield " * 20
    cast.write({**CAST, "hero": f"prompt: {long}, remove_bg: true"}, BUDGET)
    place = Place(cast.path, cast.url, cast.home, typed="game.yaml", here=cast.folder)
    project = Project(place, writes=False)
    for name in CAST:
        wide = [line for line in explain_text(gather(project, name), width).splitlines() if len(line) > width]
        assert wide == []
    project.close()


def test_the_whole_text_of_a_plain_asset(cast):
    cast.build()
    found = explain(cast, "rock")
    at = found["picture"]["bought_at"]
    (name,) = found["requests"]
    ran = cast.without_network("explain", "game.yaml", "rock")
    told = ran.out.replace(f"{at[:10]} {at[11:16]} UTC", "TIME").replace(found["picture"]["engine"], "SHOP")
    assert told == (
        "rock: current, the tree has it\n"
        "next         nothing to do; another `seed` or `take` in the manifest makes\n"
        "             another\n"
        "written      game.yaml:10:3\n"
        "stated       seed 7, at game.yaml:10:32\n"
        "\n"
        "the picture there is\n"
        "  bought       for 0.017 from SHOP\n"
        "  on           TIME\n"
        "  model        rd_fast\n"
        "  seed         7\n"
        f"  fingerprint  {name['fingerprint']}\n"
        "\n"
        "files\n"
        "  rock.png  64x64, there\n"
        "\n"
        "POST /inferences\n"
        '  "prompt": "a rock",\n'
        '  "width": 64,\n'
        '  "height": 64,\n'
        '  "num_images": 1,\n'
        '  "prompt_style": "rd_fast__game_asset",\n'
        '  "upscale_output_factor": 1,\n'
        '  "seed": 7,\n'
        '  "async": true\n'
        "  price        0.017, by the documented formula\n"
        f"  fingerprint  {name['fingerprint']}\n"
        f"  base         {name['base']}\n"
        "  picture      in the tree, 0.017, TIME\n"
    )


def test_several_may_be_asked_for_and_one_step_of_an_edit(cast):
    ran = cast.run("explain", "hero", "party#2", "--json")
    assert [one["id"] for one in ran.json["assets"]] == ["hero", "party"]
    assert [one["step"] for one in ran.json["assets"][1]["requests"]] == [2]


@pytest.mark.parametrize(
    ("names", "says"),
    [(["her"], "did you mean `hero`?"), (["hero#1"], "`hero` is no edit, so it has no steps"),
     (["party#3"], "`party` has 2 steps"), ([], "no asset is named")],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_with_the_nearest(cast, names, says):
    ran = cast.run("explain", *names)
    assert ran.code == 2
    assert says in ran.err


def test_the_manifest_may_be_left_out(cast, tmp_path):
    (cast.folder / "rdbuild.yaml").write_text(cast.path.read_text())
    ran = cast.without_network("explain", "hero")
    assert ran.code == 0
    assert "written      rdbuild.yaml:7:3\n" in ran.out


def test_placeholders_are_told_as_such(cast):
    cast.build(api="local")
    found = explain(cast, "hero", api="local")
    assert (found["status"], found["picture"]["engine"]) == ("current", "local")
    assert explain(cast, "hero")["status"] == "new"
    assert "made by the embedded API, for 0.017 of pretend money" in words(cast, "hero")


def test_a_clone_says_what_only_another_machine_has(cast, tmp_path):
    cast.build()
    subprocess.run(["git", "init", "-q", cast.folder], check=True)
    clone = cast.clone(tmp_path / "clone", tmp_path / "elsewhere")
    (clone.tree / "hero.png").unlink()
    found = explain(clone, "hero")
    assert found["code"] == "lost"
    assert found["requests"][0]["takes"][0]["state"] == "bought, and not on this machine"
    assert found["files"][0]["state"] == "missing"
    assert found["picture"]["bought_at"] is None
