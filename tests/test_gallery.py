"""The page and the sheet to look at what was made: what they know of each asset, and over what they are written."""

import base64
import hashlib
import io
import json
import os
import re
import shlex
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from game import Api, Game, picture, snapshot
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from rdbuild import arguments, contact, images
from rdbuild import gallery as pages
from rdbuild.exhibit import exhibits
from rdbuild.project import Place, Project

NASTY = (
    "<script>window.hit = 1</script>", "</script><script>window.hit = 2</script>", "<img src=x onerror=window.hit=3>",
    "\" onload='window.hit=4' `${window.hit=5}`", "fish & chips &lt;b&gt; &amp;", "line\u2028and\u2029paragraph",
    "\u202eright to left\u202c שלום עולם", "🐉🗡️ 👩‍🚀",
    "<!-- --> <![CDATA[ ]]> {{x}} @DATA@ @POLICY@", "\\u003cscript\\u003e",
)  # fmt: skip


def quoted(text: str) -> str:
    """A text as YAML has it in double quotes, braces doubled, since it may be a template."""
    text = text.replace("{", "{{").replace("}", "}}")
    return '"' + "".join(f"\\U{ord(sign):08x}" if ord(sign) > 126 or sign in '"\\' else sign for sign in text) + '"'


def data_of(page: bytes) -> dict:
    """What a page is told, as its own script reads it."""
    return json.loads(re.search(rb'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1])


def opened(game: Game, *options: str, **how) -> dict:
    """The page of a game, by asset."""
    ran = game.run("gallery", "-f", str(game.folder / "game.gallery.html"), *options, **how)
    assert ran.code == 0, ran
    found = data_of((game.folder / "game.gallery.html").read_bytes())
    return {**found, "by": {one["id"]: one for one in found["assets"]}}


def image_bytes(page: dict, number: int) -> bytes:
    return base64.b64decode(page["pictures"][number].partition(",")[2])


def image(page: dict, number: int) -> Image.Image:
    return Image.open(io.BytesIO(image_bytes(page, number)))


BEFORE = {
    "hero": "prompt: a knight, tags: [cast]",
    "twin": "prompt: a knight",
    "stale": "prompt: a rusty sword",
    "missing": "prompt: a shield",
    "lost": "prompt: a crown",
    "edited": "prompt: a key",
    "drawn": "prompt: a lamp",
    "spoilt": "prompt: a rope",
    "kept": "prompt: a coin",
    "logo": "file: logo.png",
    "walk": "prompt_style: rd_animation__four_angle_walking, prompt: a knight, width: 48, height: 48, "
    "return_spritesheet: true",
    "flame": "prompt_style: rd_animation__vfx, prompt: a flame, width: 24, height: 24",
    "ground": "prompt_style: rd_tile__tileset, prompt: grass, width: 32, height: 32",
    "party": "edit: {asset: hero}, prompt: [add a hat, add glasses]",
    "pair": 'prompt: a gem, num_images: 2, return_pre_palette: true, input_palette: ["#101010", "#e0e0e0"]',
}
AFTER = {**BEFORE, "stale": "prompt: a shiny sword", "kept": "prompt: a golden coin", "fresh": "prompt: a bell"}


@pytest.fixture(scope="module")
def zoo(tmp_path_factory):
    """A game with an asset of every kind and in every state, and its page."""
    folder, api = tmp_path_factory.mktemp("zoo"), Api()
    try:
        game = Game(folder / "game", folder / "home", api)
        picture(game.folder / "logo.png", "teal", (48, 16))
        game.write(BEFORE, budget="{build: 5, credits: 50}").build()
        game.write(AFTER, budget="{build: 5, credits: 50}")
        (game.tree / "missing.png").unlink()
        lost = hashlib.sha256((game.tree / "lost.png").read_bytes()).hexdigest()
        (game.tree / "lost.png").unlink()
        (game.home / "cache" / "blobs" / lost[:2] / lost).unlink()
        picture(game.tree / "edited.png", "red", (30, 20))
        picture(game.tree / "drawn.png", "blue")
        (game.tree / "spoilt.png").write_text("<svg onload=alert(1)>")
        for name in ("drawn", "kept"):
            assert game.run("accept", name).code == 0
        game.page = opened(game)
        yield game
    finally:
        api.stop()


# -- what it knows of each asset


@pytest.mark.parametrize(
    ("name", "status", "word"),
    [
        ("hero", "current", "up to date"),
        ("stale", "changed", "to generate again"),
        ("missing", "cached", "from the cache"),
        ("lost", "lost", "blocked: lost"),
        ("edited", "edited", "blocked: edited by hand"),
        ("fresh", "new", "to generate"),
        ("logo", "current", "up to date"),
        ("drawn", "current", "up to date"),
        ("kept", "current", "up to date"),
        ("party", "current", "up to date"),
    ],
)
def test_an_asset_says_how_it_stands_in_the_words_of_a_plan(zoo, name, status, word):
    assert (zoo.page["by"][name]["status"], zoo.page["by"][name]["word"]) == (status, word)
    assert zoo.states()[name] == status


def test_what_people_made_or_took_is_marked_as_that(zoo):
    marks = {name: one["marks"] for name, one in zoo.page["by"].items() if "marks" in one}
    assert marks == {"logo": ["by hand"], "drawn": ["by hand", "accepted"], "kept": ["accepted"]}


def test_it_says_what_is_another_and_what_to_do(zoo):
    stale = zoo.page["by"]["stale"]
    assert stale["changes"] == [["prompt", "a rusty sword", "a shiny sword"]]
    api = f"--api {zoo.url}"
    assert stale["next"] == (
        f"`rdbuild build game.yaml --only stale {api}` makes it anew; "
        f"`rdbuild accept game.yaml stale {api}` keeps the picture there is; a purchase costs $0.017"
    )
    assert f"`rdbuild build game.yaml --rebuy --only lost {api}`" in zoo.page["by"]["lost"]["next"]


def test_every_command_that_it_names_is_one_that_the_command_line_takes(zoo):
    parser = arguments.parser("https://api", "rdbuild.yaml")
    named = [one["next"] for one in zoo.page["by"].values()] + zoo.page["next"]
    commands = [text for said in named for text in said.split("`")[1::2] if text.startswith("rdbuild")]
    assert len(commands) > len(zoo.page["by"]) / 2
    for command in commands:
        parser.parse_args(shlex.split(command)[1:])
        assert " game.yaml " in command
        assert command.endswith(f" --api {zoo.url}")


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ({}, "`rdbuild build --only a` or `rdbuild reroll a` or `--x`"),
        ({"api": "local"}, "`rdbuild build --only a --api local` or `rdbuild reroll a --api local` or `--x`"),
        ({"manifest": "my art/a.yaml"},
         "`rdbuild build 'my art/a.yaml' --only a` or `rdbuild reroll 'my art/a.yaml' a` or `--x`"),
    ],
)  # fmt: skip
def test_a_command_names_the_manifest_and_the_api_where_they_have_to_be_named(about, said):
    assert pages.About("game", "local", **about).typed("`rdbuild build` or `rdbuild reroll a` or `--x`", "a") == said


def test_a_password_in_the_address_of_the_api_is_not_in_the_page(small):
    found = opened(small, api="http://me:secret@127.0.0.1:8/v1")
    assert "--api http://127.0.0.1:8/v1`" in found["assets"][0]["next"]
    assert "secret" not in json.dumps(found)


def test_the_commands_of_a_page_of_placeholders_make_placeholders(small):
    small.write({"items/key": "prompt: a golden key", "hero": "prompt: a knight", "new": "prompt: a bat"})
    by = opened(small)["by"]
    assert by["items/key"]["next"] == "`rdbuild build game.yaml --only items/key --api local` makes it anew"
    assert by["new"]["next"] == "`rdbuild build game.yaml --only new --api local` makes a placeholder for nothing"
    assert "`rdbuild reroll game.yaml hero --api local`" in by["hero"]["next"]


def test_a_picture_is_shown_as_the_file_is_whoever_changed_it(zoo):
    by = zoo.page["by"]
    (edited,), (hero,) = by["edited"]["files"], by["hero"]["files"]
    assert (edited["state"], edited["size"]) == ("changed by hand", [30, 20])
    assert image(zoo.page, edited["picture"]).convert("RGB").getpixel((0, 0)) == (255, 0, 0)
    raw = base64.b64decode(zoo.page["pictures"][hero["picture"]].removeprefix("data:image/png;base64,"))
    assert raw == (zoo.tree / "hero.png").read_bytes()


def test_what_is_no_picture_or_not_there_is_said_and_not_shown(zoo):
    files = {name: zoo.page["by"][name]["files"][0] for name in ("missing", "lost", "spoilt", "fresh")}
    assert {name: one["state"] for name, one in files.items()} == {
        "missing": "missing", "lost": "missing", "spoilt": "changed by hand", "fresh": "not published yet",
    }  # fmt: skip
    assert not [name for name, one in files.items() if "picture" in one]


def test_equal_pictures_are_in_it_once_and_their_purchase_is_counted_once(zoo):
    hero, twin = zoo.page["by"]["hero"], zoo.page["by"]["twin"]
    assert hero["files"][0]["picture"] == twin["files"][0]["picture"]
    assert hero["paid"] == twin["paid"]
    assert len(set(zoo.page["pictures"])) == len(zoo.page["pictures"])


def test_its_prices_are_what_was_paid_and_for_the_rest_the_formulas(zoo):
    paid = [one for one in zoo.page["purchases"] if one[1] == "balance"]
    told = json.loads(zoo.ledger("--json"))
    drawn_over = 17_000  # what `drawn` cost is no cost of what is shown
    assert sum(one[0] for one in paid) + drawn_over == int(Decimal(told["spent"]) * 1_000_000)
    assert [one[0] for one in zoo.page["purchases"] if one[1] == "credits"] == [5_000_000, 5_000_000]
    assert not any(pretended for _, _, pretended in zoo.page["purchases"])
    due = {name: one["due"] for name, one in zoo.page["by"].items() if "due" in one}
    assert due == {"stale": [17_000, "balance"], "fresh": [17_000, "balance"]}
    assert "paid" not in zoo.page["by"]["logo"]


def test_a_sheet_plays_by_the_names_that_a_game_plays_it_by(zoo):
    told = json.loads((zoo.tree / "assets.json").read_text())["assets"]["walk"]
    sheet = zoo.page["sheets"][zoo.page["by"]["walk"]["files"][0]["sheet"]]
    assert sheet["play"] == told["animations"]
    assert [frame[:4] for frame in sheet["frames"]] == [[one[key] for key in "xywh"] for one in told["frames"]]
    assert {frame[4] for frame in sheet["frames"]} == {150}


def test_an_animation_moves_by_itself_and_a_tileset_is_shown_whole(zoo):
    (flame,), (ground,) = zoo.page["by"]["flame"]["files"], zoo.page["by"]["ground"]["files"]
    assert flame["moves"]
    assert flame["frames"] > 1
    assert zoo.page["pictures"][flame["picture"]].startswith("data:image/gif;base64,R0lGOD")
    assert "sheet" not in flame.keys() | ground.keys()
    assert ground["size"] == [128, 160]


def test_every_file_is_there_those_that_came_beside_by_what_they_are(zoo):
    files = zoo.page["by"]["pair"]["files"]
    assert [(one["path"], one["image"], one.get("role")) for one in files] == [
        ("pair_1.png", 1, None), ("pair_2.png", 2, None), ("pair_1.pre_palette.png", 3, "pre_palette"),
        ("pair_2.pre_palette.png", 4, "pre_palette"),
    ]  # fmt: skip
    assert all("picture" in one for one in files)


def test_an_edit_chain_shows_the_prompt_the_price_and_the_picture_of_each_step_and_what_it_began_with(zoo):
    hero, party = zoo.page["by"]["hero"], zoo.page["by"]["party"]
    assert party["prompts"] == ["add a hat", "add glasses"]
    assert [step["cost"] for step in party["steps"]] == [5_000_000, 5_000_000]
    (begun,) = party["from"]
    assert (party["style"], begun["asset"], party["take"]) == ("edit", "hero", 1)
    assert "prompt" not in party or party["prompt"] == "add glasses"
    assert begun["picture"] == hero["files"][0]["picture"], "it is in the page once"
    hat, glasses = party["steps"]
    assert glasses["picture"] == party["files"][0]["picture"]
    assert len({begun["picture"], hat["picture"], glasses["picture"]}) == 3
    assert image(zoo.page, hat["picture"]).size == tuple(hat["size"]) == (64, 64)


def test_what_the_cache_has_not_of_a_chain_is_left_out_and_of_an_edited_file_what_was_sent_is_shown(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    picture(game.folder / "old #1 50%.png", "teal", (48, 40))
    game.write({"new": 'edit: "old #1 50%.png", prompt: [snow, ice]'}).build()
    found = opened(game)
    (begun,) = found["by"]["new"]["from"]
    assert (begun["file"], begun["size"]) == ("old #1 50%.png", [48, 40])
    assert image(found, begun["picture"]).convert("RGB").getpixel((9, 9)) == (0, 128, 128)
    first, last = (
        hashlib.sha256(image_bytes(found, one["picture"])).hexdigest() for one in found["by"]["new"]["steps"]
    )
    (game.home / "cache" / "blobs" / first[:2] / first).unlink()
    assert [one.get("picture") is None for one in opened(game)["by"]["new"]["steps"]] == [True, False]
    game.write({"new": 'edit: "old #1 50%.png", prompt: [snow, fire]'})
    assert ["picture" in one for one in opened(game)["by"]["new"]["steps"]] == [False, False], "as it is asked for now"
    assert last != first


@pytest.mark.parametrize("source", ["{asset: base}", "{asset: hero}", "base.png"])
def test_what_many_assets_are_made_from_is_read_once(tmp_path, source):
    game = Game(tmp_path / "game", tmp_path / "home", "local")
    picture(game.folder / "base.png")
    game.write(
        {"base": "file: base.png", "hero": "prompt: a knight"}
        | {f"kid{n}": f"edit: {source}, prompt: add hat {n}" for n in range(3)}
    )
    game.build("--only", "hero")
    project = Project(Place(game.path, "local", game.home), writes=False)
    try:
        found = exhibits(project, project.manifest.assets, pages.About("game", "local"))
    finally:
        project.close()
    (shown,) = {id(one.sources[0].shown): one.sources[0].shown for one in found[2:]}.values()
    assert (shown.width, shown.height) == (64, 64)


def test_a_picture_of_the_cache_that_has_gone_bad_is_left_out_and_left_where_it_is(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local").write(
        {"hero": "prompt: a knight", "party": "edit: {asset: hero}, prompt: [add a hat, add glasses]"}
    )
    game.build()
    for blob in (game.home / "cache" / "blobs").rglob("*"):
        if blob.is_file():
            blob.write_bytes(b"rotten" + blob.read_bytes())
    before = snapshot(game.home)
    party = opened(game)["by"]["party"]
    assert snapshot(game.home) == before
    assert not any("picture" in one for one in (*party["steps"], *party["from"]))
    assert "picture" in party["files"][0]


def test_the_rest_is_as_the_lock_and_the_manifest_have_it(zoo):
    hero = zoo.page["by"]["hero"]
    assert (hero["prompt"], hero["style"], hero["size"]) == ("a knight", "rd_fast__game_asset", [64, 64])
    assert (hero["seed"], hero["take"], hero["tags"]) == (zoo.lock["hero"]["seed"], 1, ["cast"])
    assert (hero["engine"], hero["model"]) == (zoo.lock["hero"]["engine"], zoo.lock["hero"]["model"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*", hero["at"])


def test_it_buys_and_writes_nothing_else_and_needs_neither_key_nor_network(zoo):
    page = zoo.folder / "game.gallery.html"
    before = page.read_bytes()
    page.unlink()
    there = snapshot(zoo.folder, zoo.home)
    ran = zoo.without_network("gallery", "game.yaml")
    assert ran.code == 0, ran
    assert page.read_bytes() == before, "the same of the same"
    assert str(zoo.folder.parent).encode() not in before, "it may travel"
    page.unlink()
    now = snapshot(zoo.folder, zoo.home)
    assert {path: state for path, state in now.items() if state[0]} == {
        path: state for path, state in there.items() if state[0]
    }
    page.write_bytes(before)


# -- texts of others


def shape(page: bytes) -> list[tuple[str, dict]]:
    """The elements of a page with their attributes, but for its title's text and its data."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Reader().feed(page.decode("ascii"))
    return found


def test_whatever_is_in_a_manifest_is_text_in_the_page_and_no_markup(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    assets = {f"a{n}": f"prompt: {quoted(text)}, tags: [{quoted(text)}]" for n, text in enumerate(NASTY)}
    game.write(assets)
    game.path.write_text(game.path.read_text().replace("project: game", 'project: "<script>hit</script>&"'))
    found = opened(game)
    assert [one["prompt"] for one in found["assets"]] == [text.strip() for text in NASTY]
    assert [one["tags"] for one in found["assets"]] == [[text] for text in NASTY]
    assert found["project"] == "<script>hit</script>&"
    page = (game.folder / "game.gallery.html").read_bytes()
    assert page.isascii()
    assert b"<title>&lt;script&gt;hit&lt;/script&gt;&amp;</title>" in page
    harmless = pages.page(pages.About("game", "local"), [])
    assert shape(page) == shape(harmless)


@given(st.text(st.characters(), max_size=60))
def test_any_text_comes_back_out_of_the_block_as_it_went_in(text):
    block = pages._safe({"text": text})
    assert block.isascii()
    assert not set("<>&") & set(block)
    assert json.loads(block)["text"] == text


def test_the_page_allows_itself_its_own_script_and_style_and_nothing_else():
    page = pages.page(pages.About("game", "local"), []).decode("ascii")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    said = dict(part.split(" ", 1) for part in policy.split("; "))
    for tag in ("style", "script"):
        inside = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert len(inside) == 1
        digest = base64.b64encode(hashlib.sha256(inside[0].encode()).digest()).decode()
        assert said.pop(f"{tag}-src") == f"'sha256-{digest}'"
    assert said == {"default-src": "'none'", "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}
    assert page.index("Content-Security-Policy") < page.index("<style>"), "it holds for what follows it"


def test_nothing_in_the_page_is_fetched_or_written_as_markup():
    text = (Path(pages.__file__).with_name("gallery.html")).read_text(encoding="ascii")
    assert not re.findall(r"https?:|//\w+\.\w|@import|url\(", text)
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", text)
    assert not re.findall(r"<[a-z]+[^>]*\s(?:on\w+|style)=", text.partition("<script>")[0])
    assert all(text.count(mark) == 1 for mark in ("@POLICY@", "@TITLE@", "@DATA@"))


def test_a_page_that_would_have_the_key_in_it_is_not_written(game):
    game.write({"hero": "prompt: the word is rdpk-1234567890abcdef"}).build()
    game.write({"hero": "prompt: a knight"})
    ran = game.run("gallery", key="rdpk-1234567890abcdef")
    assert ran.code == 2
    assert ran.err.startswith("error: the page would have the API key in it\n")
    assert not (game.folder / "game.gallery.html").exists()


# -- what it says, and where it goes


@pytest.fixture
def small(tmp_path):
    """Three placeholders."""
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    game.write({"items/key": "prompt: a key, tags: [small]", "hero": "prompt: a knight", "foe": "prompt: a rat"})
    game.build()
    return game


def test_it_says_what_it_wrote_as_text_or_as_json_and_to_stdout_if_asked(small):
    ran = small.run("gallery")
    page = small.folder / "game.gallery.html"
    size = f"{round(page.stat().st_size / 1000)} kB"
    assert (ran.out, ran.err) == ("", f"wrote {page}: 3 assets, {size}\n")
    told = small.run("gallery", "--json")
    assert told.json == {"version": 1, "file": str(page), "assets": 3, "pictures": 3, "bytes": page.stat().st_size}
    out = small.run("gallery", "--file", "-")
    assert out.out.encode() == page.read_bytes()
    assert out.err == ""


def test_placeholders_are_marked_and_cost_pretend_money(small):
    found = opened(small)
    assert {tuple(one["marks"]) for one in found["assets"]} == {("placeholder",)}
    assert {one["status"] for one in found["assets"]} == {"current"}
    assert found["purchases"] == [[17_000, "balance", True]] * 3
    real = opened(small, api="https://api.retrodiffusion.ai/v1")
    assert {(one["status"], one["word"]) for one in real["assets"]} == {("unbought", "placeholder, not bought yet")}
    assert {one["next"] for one in real["assets"]} == {
        f"`rdbuild build game.yaml --only {name}` buys it; a purchase costs $0.017" for name in real["by"]
    }
    assert real["next"][0] == "Every picture here is a placeholder, made for nothing by the embedded API."
    assert found["next"] == []
    assert all("picture" in one["files"][0] for one in real["assets"]), "they are there to be looked at"


def test_where_placeholders_are_looked_at_as_what_is_to_be_bought_the_command_says_so(small):
    ran = small.run("gallery", api="https://api.retrodiffusion.ai/v1")
    assert ran.err.splitlines()[1:] == [
        "note: every picture is a placeholder, shown as what is still to be bought; `--api local` shows it as made"
    ]


@pytest.mark.parametrize(
    ("options", "name", "part"),
    [
        (("--tag", "small"), "game.small", "--tag small: 1 of 3 assets"),
        (("--only", "items/*", "--only", "foe"), "game.items-foe", "--only 'items/*' --only foe: 2 of 3 assets"),
        (("--only", "**"), "game.part", "--only '**': 3 of 3 assets"),
        (("--sample", "2"), "game.sample-2", "--sample 2: 3 of 3 assets"),
    ],
)
def test_a_page_of_a_part_says_so_and_never_takes_the_place_of_the_whole(small, options, name, part):
    assert opened(small)["part"] == ""
    whole = (small.folder / "game.gallery.html").read_bytes()
    ran = small.run("gallery", *options)
    assert ran.err.startswith(f"wrote {small.folder}/{name}.gallery.html: ")
    assert data_of((small.folder / f"{name}.gallery.html").read_bytes())["part"] == part
    assert (small.folder / "game.gallery.html").read_bytes() == whole


def test_it_selects_as_other_commands_do(small):
    assert list(opened(small, "--tag", "small")["by"]) == ["items/key"]
    assert list(opened(small, "--only", "items/*", "--only", "foe")["by"]) == ["items/key", "foe"]
    assert small.run("gallery", "--only", "heroo").code == 2


def test_before_anything_is_made_it_says_what_to_do_next(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None).write({"hero": "prompt: a knight"})
    found = opened(game)
    assert found["next"][1:] == [
        "`rdbuild build game.yaml --api local` makes placeholders for nothing.",
        "`rdbuild plan game.yaml` says what the real pictures cost, `rdbuild build game.yaml` buys them once.",
    ]
    assert found["by"]["hero"]["status"] == "new"
    game.path.write_text("version: 1\nassets: {}\n")
    found = opened(game)
    assert (found["assets"], found["next"][0]) == ([], "The manifest has no assets yet.")
    ran = game.run("gallery", "--sheet", str(tmp_path / "sheet.png"))
    assert (ran.code, ran.err.splitlines()[0]) == (2, "error: there is no picture to put on a sheet")


def test_of_a_manifest_with_mistakes_nothing_is_written(small):
    small.path.write_text("version: 1\nassets: {hero: {promt: x}}\n")
    assert small.run("gallery").code == 2
    assert not (small.folder / "game.gallery.html").exists()


@pytest.mark.parametrize("option", ["--file", "--sheet"])
@pytest.mark.parametrize("there", ["a text", "a folder", "a link to nowhere", "the other kind"])
def test_it_overwrites_no_file_that_is_not_its_own(small, option, there):
    path = small.folder / ("mine.html" if option == "--file" else "mine.png")
    if there == "a text":
        path.write_text("notes about rdbuild gallery")
    elif there == "a folder":
        path.mkdir()
    elif there == "a link to nowhere":
        path.symlink_to(small.folder / "nowhere")
    else:
        other = small.folder / ("page.html" if option == "--sheet" else "page.png")
        assert small.run("gallery", "--sheet" if option == "--file" else "--file", str(other)).code == 0
        other.rename(path)
    before = snapshot(small.folder)
    ran = small.run("gallery", option, str(path))
    assert ran.code == 2
    assert ran.err.startswith(f"error: `{path}` is there and rdbuild did not make it\n  hint: name another file")
    assert snapshot(small.folder) == before


@pytest.mark.parametrize("option", ["--file", "--sheet"])
def test_its_own_file_it_writes_anew_and_an_empty_one_too(small, option):
    path = small.folder / "deep" / ("page.html" if option == "--file" else "page.PNG")
    for _ in range(2):
        assert small.run("gallery", option, str(path)).code == 0
    whole = path.read_bytes()
    path.write_bytes(b"")
    assert small.run("gallery", option, str(path)).code == 0
    assert path.read_bytes() == whole


def test_nothing_of_it_comes_into_the_output_folder_or_in_the_place_of_a_lock_file(small):
    before = snapshot(small.tree)
    for path in (small.tree / "page.html", small.tree / "items" / "sheet.png"):
        ran = small.run("gallery", "--sheet" if path.suffix == ".png" else "--file", str(path))
        assert ran.code == 2
        assert ran.err.startswith(f"error: `{path}` is in the output folder")
    ran = small.run("gallery", "-f", str(small.folder / "game.lock.json"))
    assert (ran.code, ran.err.splitlines()[0].endswith("is a lock file of the manifest")) == (2, True)
    assert snapshot(small.tree) == before


def test_where_the_manifest_lies_among_its_pictures_the_page_may_lie_there_too(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    game.write({"hero": "prompt: a knight"}, head="output: .").build()
    assert list(opened(game)["by"]) == ["hero"]
    assert game.run("gallery", "--sheet", str(game.folder / "hero.png")).code == 2
    assert game.plan("--check")["totals"]["current"] == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--file", "-", "--json"), "`--json` and `--file -` both write to stdout"),
        (("--sheet", "-"), "a sheet is a PNG, which goes into a file"),
        (
            ("--file", "page.png"),
            "error: `--file page.png`: what is written is an HTML page\n  hint: name one that ends in "
            "`.html`; `--sheet` draws a PNG",
        ),
        (("--file", "page"), "`--file page`: what is written is an HTML page"),
        (("--file", ""), "`--file` names no file\n  hint: name one that ends in `.html`"),
        (
            ("--sheet", "x.html"),
            "error: `--sheet x.html`: what is written is a PNG\n  hint: name one that ends in `.png`; "
            "`--file` writes the page",
        ),
        (("--sheet", ""), "`--sheet` names no file\n  hint: name one that ends in `.png`"),
        (("--sheet", "a.png", "--file", "b.html"), "`--file` and `--sheet` exclude each other"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(small, options, message):
    ran = small.run("gallery", *options)
    assert ran.code == 2
    assert message in ran.err + ran.out


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no folder here that root can't write into")
def test_a_place_that_can_not_be_written_is_told_without_a_traceback(small):
    ran = small.run("gallery", "--file", "/proc/self/page.html")
    assert ran.code == 1
    assert ran.err.startswith("error: can't write `/proc/self/page.html`: ")
    assert ran.err.endswith("\n  hint: `--file` names another place; nothing else was to be written\n")


# -- the sheet


def test_the_sheet_has_every_picture_enlarged_by_a_whole_factor(small):
    path = small.folder / "sheet.png"
    ran = small.run("gallery", "--sheet", str(path), "--json")
    assert (ran.json["assets"], ran.json["pictures"]) == (3, 3)
    with Image.open(path) as sheet:
        assert sheet.size == (contact.WIDTH, 2 * 64 + 2 * contact.GAP)
        assert sheet.text == {"Software": "rdbuild gallery", "Pixels": hashlib.sha256(sheet.tobytes()).hexdigest()}
        whole = sheet.convert("RGB")
    left = (contact.WIDTH - 3 * 128 - 2 * contact.GAP) // 2
    for number, name in enumerate(("items/key", "hero", "foe")):
        with Image.open(small.tree / f"{name}.png") as one:
            drawn = Image.new("RGBA", one.size, "#282b2f")
            drawn.alpha_composite(one.convert("RGBA"))
        at = left + number * (128 + contact.GAP)
        part = whole.crop((at, contact.GAP, at + 128, contact.GAP + 128))
        assert part.tobytes() == drawn.convert("RGB").resize((128, 128), Image.Resampling.NEAREST).tobytes(), name


def test_a_sheet_that_somebody_drew_over_is_not_written_anew(small):
    path = small.folder / "sheet.png"
    assert small.run("gallery", "--sheet", str(path)).code == 0
    with Image.open(path) as sheet:
        kept = PngInfo()
        for key, text in sheet.text.items():  # as an editor does that keeps them
            kept.add_text(key, text)
        drawn = sheet.convert("RGB")
    drawn.save(path, pnginfo=kept)
    assert small.run("gallery", "--sheet", str(path)).code == 0, "the same picture"
    drawn.putpixel((9, 9), (1, 2, 3))
    drawn.save(path, pnginfo=kept)
    before = path.read_bytes()
    ran = small.run("gallery", "--sheet", str(path))
    assert (ran.code, path.read_bytes()) == (2, before)
    assert ran.err.startswith(f"error: `{path}` is there and rdbuild did not make it\n")


def test_of_an_animation_the_sheet_shows_a_few_frames(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    game.write({"flame": "prompt_style: rd_animation__vfx, prompt: a flame, width: 24, height: 24"}).build()
    assert game.run("gallery", "--sheet", str(tmp_path / "sheet.png")).code == 0
    with Image.open(tmp_path / "sheet.png") as sheet, Image.open(game.tree / "flame.gif") as moving:
        for number, frame in enumerate(contact.shown(moving.n_frames)):
            moving.seek(frame)
            drawn = Image.new("RGBA", moving.size, "#282b2f")
            drawn.alpha_composite(moving.convert("RGBA"))
            at = (contact.WIDTH - 4 * 144) // 2 + number * 144
            part = sheet.crop((at, contact.GAP, at + 144, contact.GAP + 144))
            assert part.tobytes() == drawn.convert("RGB").resize((144, 144), Image.Resampling.NEAREST).tobytes()


MOST = images.TOGETHER.frame
STRIPS = st.builds(contact.Strip, st.integers(1, 400), st.integers(1, 400), st.integers(1, 4))


@given(st.lists(STRIPS, min_size=1, max_size=60))
def test_on_a_sheet_nothing_overlaps_and_nothing_is_cut(strips):
    sheet = contact.arranged(strips, MOST)
    assert sheet is not None
    assert sorted(at.strip for at in sheet.places) == list(range(len(strips)))
    boxes = []
    for at in sheet.places:
        one = strips[at.strip]
        boxes.append((at.x, at.y, at.x + one.width * one.frames * at.factor, at.y + one.height * at.factor))
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= sheet.width
        assert 0 <= top < bottom <= sheet.height
    boxes.sort(key=lambda one: one[1])
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1]


def test_no_sheet_is_so_large_that_reading_it_again_brings_a_complaint():
    assert MOST <= Image.MAX_IMAGE_PIXELS


def test_of_very_many_pictures_each_is_drawn_smaller_until_a_sheet_holds_them_and_at_last_it_is_refused():
    few, many = [contact.Strip(32, 32)] * 10, [contact.Strip(32, 32)] * 10_000
    assert {at.factor for at in contact.arranged(few, MOST).places} == {4}
    assert {at.factor for at in contact.arranged(many, MOST).places} == {2}
    assert contact.arranged([contact.Strip(384, 384)] * 10_000, MOST) is None


def test_nothing_of_the_page_but_its_commands_depends_on_the_folder_that_it_is_asked_for_in(small, monkeypatch):
    monkeypatch.chdir(small.folder)
    ran = small.run_plain("gallery", "game.yaml")
    assert ran.err.startswith("wrote game.gallery.html: 3 assets, ")
    first = (small.folder / "game.gallery.html").read_bytes()
    monkeypatch.chdir(small.folder.parent)
    small.run_plain("gallery", os.path.join("game", "game.yaml"))  # noqa: PTH118 - as it is typed
    page = (small.folder / "game.gallery.html").read_bytes()
    assert page != first
    assert page.replace(b" game/game.yaml ", b" game.yaml ") == first


# -- what people do to trees, lock files and links


def test_a_project_named_like_the_key_gets_no_page(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key="rdpk-1234567890abcdef")
    game.write({"hero": "prompt: a knight"})
    game.path.write_text(game.path.read_text().replace("project: game", "project: rdpk-1234567890abcdef"))
    ran = game.run("gallery")
    assert (ran.code, list(game.folder.glob("*.html"))) == (2, [])
    assert ran.err.startswith("error: the page would have the API key in it\n")


def test_a_picture_from_another_folder_is_named_without_its_folder(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    (tmp_path / "art").mkdir()
    picture(tmp_path / "art" / "logo.png", "teal", (48, 16))
    game.write({"logo": "file: ../art/logo.png"}).build("--allow-outside")
    for spoilt in (False, True):
        if spoilt:
            (game.tree / "logo.png").write_bytes(b"x")
        found = opened(game, "--allow-outside")
        assert "`logo.png`" in found["by"]["logo"]["next"]
        assert str(tmp_path) not in json.dumps(found)


def test_a_link_stays_a_link_wherever_it_is_and_leads_to_the_new_page(small):
    page = small.folder / "game.gallery.html"
    assert small.run("gallery").code == 0
    whole = page.read_bytes()
    for link in (small.folder / "link.html", small.tree / "link.html"):
        link.symlink_to(page)
        page.write_bytes(whole + b"\n")
        assert small.run("gallery", "--file", str(link)).code == 0
        assert link.is_symlink()
        assert page.read_bytes() == whole


def test_a_sheet_takes_no_place_of_a_picture_that_is_still_to_be_made(tmp_path):
    game = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    game.write({"hero": "prompt: a knight"}, head="output: .").build()
    game.write({"hero": "prompt: a knight", "foe": "prompt: a rat"}, head="output: .")
    ran = game.run("gallery", "--sheet", str(game.folder / "foe.png"))
    assert (ran.code, (game.folder / "foe.png").exists()) == (2, False)
    assert ran.err.endswith("foe.png` is where a picture of the manifest goes\n  hint: name another file\n")


def test_whatever_lies_where_a_picture_was_is_told_for_what_it_is(small):
    for name in ("hero", "foe"):
        (small.tree / f"{name}.png").unlink()
    (small.tree / "hero.png").mkdir()
    os.mkfifo(small.tree / "foe.png")
    key = small.tree / "items" / "key.png"
    with key.open("r+b") as file:
        file.truncate(40_000_000)
    before = snapshot(small.folder, small.home)
    by = opened(small)["by"]
    assert [by[name]["files"][0]["why"] for name in ("hero", "foe", "items/key")] == [
        "what is there is not a file", "what is there is not a file", "the file has 40 MB, more than a page can hold",
    ]  # fmt: skip
    now = snapshot(small.folder, small.home)
    assert {path for path in now if now[path][0] and now[path] != before.get(path)} == {
        path for path in now if str(path).endswith("game.gallery.html")
    }
    key.write_bytes(b"\x89PNG\r\n\x1a\n" + key.read_bytes()[8:60])
    assert opened(small)["by"]["items/key"]["files"][0]["why"].startswith("what is there can't be shown: ")


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_link_that_leads_out_of_the_tree_is_told_on_its_card_and_never_followed(small, tmp_path):
    secret = picture(tmp_path / "secret.png", "red")
    (small.tree / "hero.png").unlink()
    (small.tree / "hero.png").symlink_to(secret)
    (small.tree / "items" / "key.png").unlink()
    (small.tree / "items").rmdir()
    (small.tree / "items").symlink_to(tmp_path)
    picture(tmp_path / "key.png", "red")
    found = opened(small)
    by = {name: one["files"][0] for name, one in found["by"].items()}
    assert by["hero"]["why"] == "`hero.png` leads out of the output folder"
    assert by["items/key"]["why"] == "`items/key.png` leads out of the output folder"
    assert (len(found["pictures"]), "picture" in by["foe"]) == (1, True)
    assert str(tmp_path) not in json.dumps(found)
    ran = small.run("gallery", "--sheet", str(tmp_path / "sheet.png"), "--json")
    assert (ran.code, ran.json["pictures"]) == (0, 1)
    (small.tree / "hero.png").unlink()
    (small.tree / "hero.png").symlink_to("hero.png")
    assert opened(small)["by"]["hero"]["files"][0]["why"].startswith("can't read `hero.png`: ")


@pytest.mark.parametrize("said", [{"width": 10**9, "height": 10**9}, {"width": 0, "height": 0}, {"width": 9}])
def test_the_page_goes_by_the_headers_of_its_pictures_and_not_by_what_a_lock_file_says_of_them(small, said):
    small.write(
        {"hero": "prompt: a knight", "fx": "prompt_style: rd_animation__vfx, prompt: fire, width: 24, height: 24"}
    )
    small.build()
    before = opened(small)
    lock = small.folder / "game.local.lock.json"
    lines = json.loads(lock.read_text())
    for name in ("hero", "fx"):
        lines["assets"][name]["outputs"][0].update(said)
    lock.write_text(json.dumps(lines))
    assert opened(small) == before
    assert [before["by"][name]["files"][0]["size"] for name in ("hero", "fx")] == [[64, 64], [24, 24]]


def test_a_command_for_several_assets_has_its_place_for_their_ids(small):
    before, after = opened(small)["reroll"]
    assert f"{before}hero foe{after}" == "rdbuild reroll game.yaml hero foe --api local"
    assert opened(small, api="https://api.retrodiffusion.ai/v1")["reroll"] == ["rdbuild reroll game.yaml ", ""]


def test_a_manifest_may_be_called_whatever_a_file_system_takes(small):
    name = "my art \u2013 #1 100% 'new'.yaml"
    small.path.rename(small.folder / name)
    (small.folder / "game.local.lock.json").rename(small.folder / name.replace(".yaml", ".local.lock.json"))
    ran = small.run_plain("gallery", str(small.folder / name))
    page = small.folder / name.replace(".yaml", ".gallery.html")
    assert ran.err.startswith(f"wrote {page}: 3 assets, ")
    found = data_of(page.read_bytes())
    command = found["assets"][0]["next"].split("`")[1]
    assert shlex.split(command)[:3] == ["rdbuild", "reroll", name]


@pytest.mark.parametrize(
    "said", [{"width": 10**9, "height": 10**9}, {"width": 0, "height": 0}, {"durations": [9] * 99}]
)
def test_a_sheet_goes_by_the_pictures_and_not_by_what_a_lock_file_says_of_them(small, said):
    assert small.run("gallery", "--sheet", str(small.folder / "a.png")).code == 0
    lock = small.folder / "game.local.lock.json"
    lines = json.loads(lock.read_text())
    lines["assets"]["hero"]["outputs"][0].update(said)
    lock.write_text(json.dumps(lines))
    assert small.run("gallery", "--sheet", str(small.folder / "b.png")).code == 0
    assert (small.folder / "a.png").read_bytes() == (small.folder / "b.png").read_bytes()
