"""The page in a real browser: what a person sees of it, and that nothing in it runs, leaves, blurs or stutters.

Where there is no Chromium these tests are skipped, unless `CHROMIUM=required` says that they have to run.
"""

import io
import json
import os
import re
import shlex
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from browser import Browser, program
from game import Game, picture
from PIL import Image, ImageChops
from test_gallery import NASTY, data_of, quoted

from rdbuild import arguments, exhibit
from rdbuild import gallery as pages
from rdbuild.project import Place, Project

pytestmark = pytest.mark.heavy

ASSETS = {
    "hero": "prompt: a young knight, tags: [cast]",
    "walk": "prompt_style: rd_animation__four_angle_walking, prompt: a knight, width: 48, height: 48, "
    "return_spritesheet: true, tags: [moves]",
    "flame": "prompt_style: rd_animation__vfx, prompt: a flame, width: 24, height: 24, tags: [moves]",
    "ground": "prompt_style: rd_tile__tileset, prompt: grass, width: 32, height: 32",
    "floor": "prompt_style: rd_tile__single_tile, prompt: planks, width: 32, height: 32",
    "party": "edit: {asset: hero}, prompt: [add a hat, add glasses]",
    "scene": "prompt: a wide hall, width: 256, height: 144",
    **{f"nasty{n}": f"prompt: {quoted(text)}, tags: [{quoted(text)}]" for n, text in enumerate(NASTY)},
}
AFTER = {**ASSETS, "fresh": "prompt: a bell"}
GROUNDS = {"dark": "#0f1011", "light": "#f1f1ee"}


@pytest.fixture(scope="module")
def browser():
    if program() is None:
        if os.environ.get("CHROMIUM") == "required":
            pytest.fail("no Chromium here")
        pytest.skip("no Chromium here")
    one = Browser()
    yield one
    one.close()


@pytest.fixture(scope="module")
def game(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gallery")
    one = Game(folder / "game", folder / "home", "local", key=None).write(ASSETS)
    one.build()
    one.write(AFTER)
    assert one.run("gallery").code == 0
    return one


@pytest.fixture(scope="module")
def url(game):
    return (game.folder / "game.gallery.html").as_uri()


@pytest.fixture
def visit(browser, url):
    """Opens the page, on a screen of one's choice."""
    opened = []

    def look(where=None, **screen):
        opened.append(browser.page(**screen).go(where or url))
        return opened[-1]

    yield look
    for page in opened:
        page.close()


def names(page) -> list[str]:
    page.settle()
    return page.js("[...document.querySelectorAll('.card')].map(one => one.ariaLabel)")


def card(name: str) -> str:
    return f".card[aria-label={json.dumps(name)}]"


def drawn(picture: Image.Image, ground: str, factor: int) -> Image.Image:
    """A picture as it has to look: on a ground, each pixel a square."""
    on = Image.new("RGBA", picture.size, ground)
    on.alpha_composite(picture.convert("RGBA"))
    return on.convert("RGB").resize((on.width * factor, on.height * factor), Image.Resampling.NEAREST)


def shows(shot: Image.Image, wanted: Image.Image) -> bool:
    """Whether a picture is in a screenshot of its box, to the pixel."""
    across, down = shot.width - wanted.width, shot.height - wanted.height
    assert 0 <= across < 12
    assert 0 <= down < 12
    parts = (shot.crop((x, y, x + wanted.width, y + wanted.height)) for x in range(across + 1) for y in range(down + 1))
    return any(ImageChops.difference(part, wanted).getbbox() is None for part in parts)


# -- what it may do


def test_it_loads_from_a_file_without_a_complaint_and_without_asking_for_anything(visit, url):
    page = visit()
    page.click(card("hero"))
    assert page.complaints() == []
    assert [one for one in page.requests() if not one.startswith("data:")] == [url]


def test_what_is_in_a_prompt_does_not_run_and_is_to_be_read_as_it_is(visit):
    page = visit()
    for n, text in enumerate(NASTY):
        name = f"nasty{n}"
        page.js(f"document.querySelector('{card(name)}').scrollIntoView()")
        page.until(f"document.querySelector('{card(name)} .prompt')")
        assert page.js(f"document.querySelector('{card(name)} .prompt').textContent") == text.strip()
        page.click(card(name))
        assert text.strip() in page.js("[...document.querySelectorAll('dd')].map(one => one.textContent)")
        assert page.js("document.querySelector('dd .tag').textContent") == text
        page.click("dialog .tag")  # a tag of any text is chosen
        assert names(page) == [name]
        page.choose("#tag", "")
    assert page.js("typeof window.hit") == "undefined"
    assert page.js("document.scripts.length") == 2
    assert page.js("document.querySelectorAll('[onload], [onerror], img[src=x]').length") == 0
    assert page.complaints() == []


def test_even_a_script_that_got_in_could_neither_run_nor_send_anything(visit):
    page = visit()
    page.js("""document.body.insertAdjacentHTML("beforeend", `<img src=x onerror="window.hit = 1">`);
        const made = document.createElement("script"), link = document.createElement("img");
        made.textContent = "window.hit = 2";
        link.src = "http://127.0.0.1:9/x.png";
        document.body.append(made, link)""")
    assert page.js("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')") == "refused"
    page.settle()
    assert page.js("typeof window.hit") == "undefined"
    assert len([one for one in page.complaints() if "Content Security Policy" in one]) >= 3


# -- how pictures look


@pytest.mark.parametrize("scale", [1, 2, 3])
@pytest.mark.parametrize("ground", GROUNDS)
def test_pictures_are_crisp_to_the_pixel_at_every_zoom_and_ground(visit, game, ground, scale):
    check_crisp(visit(scale=scale), game, ground, scale)


@pytest.mark.usefixtures("browser")  # where there is none, neither is this one
@pytest.mark.parametrize("scale", [1.25, 1.5])
def test_where_a_pixel_of_the_page_is_no_whole_number_of_the_screens_pictures_are_crisp_all_the_same(url, game, scale):
    browser = Browser(scale)
    try:
        check_crisp(browser.page().go(url), game, "light", scale)
    finally:
        browser.close()


def check_crisp(page, game, ground, scale):
    page.click(f"input[value={ground}]")
    for zoom in (1, 2, 4):
        page.click(f"input[value='{zoom}']")
        page.until(f"document.querySelector('{card('hero')} img')?.complete")
        box = f"{card('hero')} .box"
        assert page.js(f"getComputedStyle(document.querySelector('{box} img')).imageRendering") == "pixelated"
        with Image.open(game.tree / "hero.png") as picture:
            wanted = drawn(picture, GROUNDS[ground], int(zoom * scale + 0.5))
        assert shows(page.shot(box), wanted), zoom


def test_the_checker_is_the_ground_at_first(visit):
    page = visit(prefers_color_scheme="dark")
    shot = page.shot(f"{card('hero')} .stage")
    seen = {shot.getpixel((x, y)) for x in range(4, 40) for y in range(4, 14)}
    assert {(0x47, 0x4A, 0x4E), (0x51, 0x54, 0x58)} <= seen


def test_a_cell_of_a_sheet_is_as_crisp_as_a_picture(visit, game):
    page = visit(prefers_reduced_motion="reduce")
    page.click("input[value=dark]")
    with Image.open(game.tree / "walk.png") as sheet:
        cells = [sheet.crop((0, 48 * row, 48, 48 * row + 48)) for row in range(4)]
        page.until(f"document.querySelectorAll('{card('walk')} canvas[data-frame]').length === 4")
        for row, cell in enumerate(cells, 1):
            assert shows(page.shot(f"{card('walk')} .box:nth-child({row})"), drawn(cell, GROUNDS["dark"], 2))


def test_a_tileset_is_shown_whole_and_what_is_missing_by_an_empty_frame(visit):
    page = visit()
    assert page.js(f"(one => [one.width, one.height])(document.querySelector('{card('ground')} img'))") == [256, 320]
    page.js(f"document.querySelector('{card('fresh')}').scrollIntoView()")
    page.until(f"document.querySelector('{card('fresh')} .none')")
    assert page.js(f"document.querySelector('{card('fresh')} .status').textContent") == "to generate"
    assert page.js(f"document.querySelector('{card('fresh')} .none').textContent") == "not built yet"


# -- motion


def test_the_cells_of_a_sheet_play_in_their_order(visit, game):
    page = visit()
    told = json.loads((game.tree / "assets.json").read_text())["assets"]["walk"]["animations"]["walk_right"]
    seen = page.js(f"""new Promise(done => {{
        const one = document.querySelectorAll('{card("walk")} canvas')[1], found = [], began = performance.now();
        const look = () => {{
            if (one.dataset.frame && found.at(-1) !== Number(one.dataset.frame)) found.push(Number(one.dataset.frame));
            if (performance.now() - began < 1500) requestAnimationFrame(look); else done(found);
        }};
        look();
    }})""")
    assert len(seen) >= 8
    first = told.index(seen[0])
    assert seen == [told[(first + n) % len(told)] for n in range(len(seen))]


def test_animations_move_until_they_are_paused(visit, game):
    page = visit()
    page.until(f"document.querySelector('{card('flame')} img')?.complete")

    def looks() -> set[bytes]:
        found = set()
        for _ in range(8):
            found.add(page.shot(f"{card('walk')} .stage").tobytes() + page.shot(f"{card('flame')} .stage").tobytes())
            time.sleep(0.1)
        return found

    assert len(looks()) > 2
    page.click("#motion")
    page.settle()
    assert len(looks()) == 1
    page.click("input[value=dark]")
    with Image.open(game.tree / "flame.gif") as moving:
        first = drawn(moving, GROUNDS["dark"], 2)
    assert shows(page.shot(f"{card('flame')} .box"), first), "a paused one shows its first frame"
    page.click("#motion")
    assert len(looks()) > 2


def test_nothing_moves_for_who_wants_no_motion_until_it_is_asked_for(visit):
    page = visit(prefers_reduced_motion="reduce")
    assert page.js("document.querySelector('#motion').textContent") == "play"
    assert page.js(f"document.querySelector('{card('flame')} img')") is None
    page.click("#motion")
    page.until(f"document.querySelector('{card('flame')} img')")


# -- finding something


def test_it_filters_by_text_tag_and_status_and_says_how_much_is_shown_and_what_it_cost(visit, game):
    page = visit()
    count = "document.querySelector('#count').textContent"
    whole = page.js(count)
    assert whole.startswith(f"{len(AFTER)} assets \u00b7 ")
    to_come = " of pretend money \u00b7 the next build pays $0.017 of pretend money"
    assert re.fullmatch(r".* \u00b7 \$\d\.\d+ and 10 credits", whole.removesuffix(to_come)), whole
    seed = json.loads((game.folder / "game.local.lock.json").read_text())["assets"]["hero"]["seed"]
    searches = {
        "KNIGHT": ["hero", "walk"], "knight four_angle": ["walk"], "glasses": ["party"],
        "rd_tile": ["ground", "floor"], "#moves": ["walk", "flame"], str(seed): ["hero"], "generate": ["fresh"],
        "<script>": ["nasty0", "nasty1"], "no such thing": [],
    }  # fmt: skip
    for typed, found in searches.items():
        page.choose("#text", typed)
        assert names(page) == found, typed
    assert page.js("document.querySelector('#nothing').checkVisibility()")
    page.click("#clear")
    assert names(page) == list(AFTER)
    page.choose("#tag", "#moves")
    assert names(page) == ["walk", "flame"]
    assert page.js(count) == f"2 of {len(AFTER)} assets \u00b7 $0.14 of pretend money"
    page.choose("#tag", "")
    page.choose("#status", "=new")
    assert names(page) == ["fresh"]
    page.choose("#status", "+placeholder")
    assert len(names(page)) == len(ASSETS)


def test_it_sorts_by_id_cost_and_time(visit):
    page = visit()
    page.choose("#sort", "id")
    assert names(page) == sorted(AFTER)
    page.choose("#sort", "cost")
    assert names(page)[0] == "party"
    assert set(names(page)[1:4]) == {"walk", "flame", "ground"}
    page.choose("#sort", "at")
    assert names(page)[-1] == "fresh", "nothing was made of it yet"
    assert sorted(names(page)) == sorted(AFTER)


def test_it_can_be_used_by_the_keyboard_alone(visit):
    page = visit()
    page.key("/")
    assert page.js("document.activeElement.id") == "text"
    page.js(f"document.querySelector('{card('hero')}').focus()")
    page.key("ArrowRight")
    assert page.js("document.activeElement.ariaLabel") == "walk"
    page.key("Enter")
    assert page.js("document.querySelector('dialog').open")
    assert page.js("document.querySelector('#title').textContent") == "walk"
    page.key("ArrowRight")
    assert page.js("document.querySelector('#title').textContent") == "flame"
    page.key("Escape")
    page.until("!document.querySelector('dialog').open")
    assert page.js("document.activeElement.ariaLabel") == "flame"


def test_the_whole_of_an_asset_has_its_steps_its_files_and_its_animations_by_name(visit):
    page = visit()
    page.click(card("party"))
    assert page.js("[...document.querySelectorAll('dd li')].map(one => one.textContent)") == [
        "add a hat  5 credits", "add glasses  5 credits",
    ]  # fmt: skip
    page.key("Escape")
    page.click(card("walk"))
    told = page.js("[...document.querySelectorAll('figcaption')].map(one => one.textContent)")
    assert told == ["walk_down", "walk_right", "walk_up", "walk_left", "walk.png \u00b7 192\u00d7192"]


def test_the_steps_of_a_chain_are_pictures_and_what_it_is_made_from_is_a_link_there_and_back(visit, game):
    page = visit(height=1400)
    page.click(card("party"))
    page.until("[...document.querySelectorAll('dialog img')].every(one => one.complete)")
    steps = page.js("[...document.querySelectorAll('dd li img')].map(one => [one.naturalWidth, one.width])")
    assert steps == [[64, 128], [64, 128]]
    with Image.open(game.tree / "hero.png") as begun, Image.open(game.tree / "party.png") as done:
        ground = page.js("getComputedStyle(document.querySelector('dialog')).backgroundColor")
        assert shows(page.shot("dialog .other .box"), drawn(begun, ground, 2))
        assert shows(page.shot("dialog li:last-child .box"), drawn(done, ground, 2))
    page.click("dialog .other")
    assert page.js("document.querySelector('#title').textContent") == "hero"
    assert page.js("[...document.querySelectorAll('dialog .other')].map(one => one.textContent)") == ["party"]
    page.click("dialog .other")
    assert page.js("document.querySelector('#title').textContent") == "party"


def test_a_compact_card_is_a_picture_with_its_id_and_tells_the_rest_when_it_is_pointed_at_or_focused(visit, url):
    page = visit()
    high = page.js("document.querySelector('#grid').offsetHeight")
    page.click("input[value=compact]")
    assert page.js("location.hash") == "#density=compact"
    assert page.js("document.querySelector('#grid').offsetHeight") < high / 2
    assert page.js(f"document.querySelector('{card('hero')}').textContent") == "hero"
    assert page.js(f"document.querySelectorAll('{card('walk')} .box').length") == 1
    told = "document.querySelector('#told').innerText"
    page.point(card("hero"), press=False)
    assert re.fullmatch(
        r"hero · a young knight · 64×64 · seed \d+ · \$0.017 pretended · up to date · placeholder", page.js(told)
    )
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)
    page.js(f"document.querySelector('{card('walk')}').focus()")
    assert page.js(told).startswith("walk · a knight · ")
    page.click("input[value=comfortable]")
    assert page.js(told) == ""
    assert page.js(f"Boolean(document.querySelector('{card('hero')} .prompt'))")
    assert visit(f"{url}#density=compact").js(f"document.querySelector('{card('hero')}').textContent") == "hero"


def test_what_is_marked_can_be_looked_at_alone_linked_and_made_anew_by_one_command(visit, url):
    page = visit()
    page.point(card("hero"), modifiers=2)
    assert not page.js("document.querySelector('dialog').open")
    page.js(f"document.querySelector('{card('walk')}').focus()")
    page.key("m")
    page.click(card("floor"))
    page.click("#mark")
    page.key("Escape")
    command = "rdbuild reroll game.yaml hero walk floor --api local"
    assert page.js("document.querySelector('#marked code').textContent") == command
    arguments.parser("https://api", "rdbuild.yaml").parse_args(shlex.split(command)[1:])
    page.click("#only")
    assert names(page) == ["hero", "walk", "floor"]
    there = page.js("location.href")
    assert there == f"{url}#marked=hero+walk+floor&only=marked"
    page.js(f"document.querySelector('{card('walk')}').focus()")
    page.key("m")
    assert names(page) == ["hero", "floor"]
    page.click("#unmark")
    assert names(page) == list(AFTER)
    assert page.js("location.hash + document.querySelector('#marked').checkVisibility()") == "false"
    assert page.complaints() == []
    assert names(visit(there)) == ["hero", "walk", "floor"]
    assert names(visit(f"{url}#marked=nobody&only=marked")) == list(AFTER)


def test_one_click_copies_an_id_a_path_and_a_command(visit):
    page = visit()
    page.send("Emulation.setFocusEmulationEnabled", enabled=True)
    page.send("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    page.click(card("party"))
    command = "rdbuild reroll game.yaml party --api local"
    for selector, text in (("#title", "party"), ("figcaption code", "party.png"), ("dd code", command)):
        page.point(f"dialog {selector}")
        page.until(f"document.querySelector('dialog {selector}.copied')")
        assert page.js("navigator.clipboard.readText()") == text
    assert page.complaints() == []


def test_looked_at_closely_a_picture_is_as_large_as_a_whole_factor_lets_it_be(visit, game):
    page = visit(height=900)
    page.click("input[value=light]")
    for name, file, factor in (("hero", "hero.png", 8), ("floor", "floor.png", 8), ("scene", "scene.png", 3)):
        page.click(card(name))
        page.until("document.querySelector('dialog img')?.complete")
        with Image.open(game.tree / file) as picture:
            assert shows(page.shot("dialog .box"), drawn(picture, GROUNDS["light"], factor)), name
        page.key("Escape")


def test_a_tile_can_be_looked_at_laid_beside_itself(visit, game):
    page = visit(height=900)
    page.click("input[value=light]")
    page.click(card("hero"))
    assert page.js("document.querySelector('dialog .repeat')") is None
    page.key("Escape")
    page.click(card("floor"))
    page.click("dialog .repeat")
    with Image.open(game.tree / "floor.png") as tile:
        nine = Image.new("RGBA", (96, 96))
        for place in range(9):
            nine.paste(tile.convert("RGBA"), (place % 3 * 32, place // 3 * 32))
    assert shows(page.shot("dialog .tiles"), drawn(nine, GROUNDS["light"], 4))
    page.click("dialog .repeat")
    assert page.js("document.querySelectorAll('dialog .tiles, dialog .box').length") == 1
    assert page.complaints() == []


def test_what_is_shown_is_in_the_address_and_a_link_shows_it_again(visit, url):
    page = visit()
    page.choose("#text", "knight & \u0449")
    page.choose("#text", "knight")
    page.choose("#sort", "id")
    page.click("input[value='4']")
    page.click("input[value=dark]")
    page.click(card("walk"))
    there = page.js("location.href")
    assert there == f"{url}#text=knight&sort=id&zoom=4&ground=dark&open=walk"
    other = visit(there)
    assert names(other) == ["hero", "walk"]
    assert other.js("document.querySelector('dialog').open && document.querySelector('#title').textContent") == "walk"
    assert other.js("document.querySelector('input[name=zoom]:checked').value + document.body.className") == "4dark"
    other.key("Escape")
    other.until("!location.hash.includes('open')")
    other.js("location.hash = '#tag=%23moves&zoom=9&status=gone&open=nobody'")
    other.until("document.querySelectorAll('.card').length === 2")
    assert names(other) == ["walk", "flame"]
    assert other.js("document.querySelector('input[name=zoom]:checked').value + document.body.className") == "2checker"
    assert other.complaints() == []


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_larger_than_the_screen_is_shown_whole_and_what_can_not_be_decoded_is_told(visit, tmp_path, width):
    odd = Game(tmp_path / "game", tmp_path / "home", "local", key=None)
    for name, size in (("huge", (4096, 4096)), ("tall", (16, 4096)), ("flat", (4096, 16))):
        picture(odd.folder / f"{name} #1 50%.png", "teal", size)
    odd.write({name: f'file: "{name} #1 50%.png"' for name in ("huge", "tall", "flat")} | {"torn": "prompt: a rat"})
    odd.build()
    lock = odd.folder / "game.local.lock.json"
    torn = (odd.tree / "torn.png").read_bytes()
    (odd.tree / "torn.png").write_bytes(torn[:60])
    lock.write_text(lock.read_text().replace(sha256(torn).hexdigest(), sha256(torn[:60]).hexdigest()))
    assert odd.run("gallery").code == 0
    page = visit((odd.folder / "game.gallery.html").as_uri(), width=width, height=740)
    page.until("document.querySelector('.none')")
    assert page.js(f"document.querySelector('{card('torn')} .none').textContent") == "what is there can't be shown"
    assert page.js("[...document.querySelectorAll('.stage')].every(one => one.scrollWidth <= one.clientWidth)")
    assert page.js("Math.max(...[...document.querySelectorAll('.stage')].map(one => one.offsetHeight))") < 1400
    assert page.js("document.documentElement.scrollWidth") <= width
    page.click(card("huge"))
    assert page.js("document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")


@pytest.fixture(scope="module")
def troubled(browser, tmp_path_factory):
    """A page of what is another by now, deleted or spoilt."""
    folder = tmp_path_factory.mktemp("troubled")
    one = Game(folder / "game", folder / "home", "local", key=None)
    one.write({"knight": "prompt: a green knight", "coin": "prompt: a coin", "pear": "prompt: a pear",
               "four": "prompt: a banner, num_images: 4"}).build()  # fmt: skip
    one.write({"knight": "prompt: a purple knight", "coin": "prompt: a coin, take: 2", "pear": "prompt: a pear",
               "four": "prompt: a banner, num_images: 4"})  # fmt: skip
    (one.tree / "pear.png").unlink()
    (one.tree / "four_2.png").write_text("garbage")
    assert one.run("gallery", "--only", "**").code == 0
    return (one.folder / "game.part.gallery.html").as_uri()


def test_a_card_says_what_its_picture_is_of_where_something_else_is_asked_for_by_now(visit, troubled):
    page = visit(troubled)

    def lines(name):
        return page.js(f"[...document.querySelectorAll('{card(name)} .prompt')].map(one => one.textContent)")

    assert lines("knight") == ["shown: a green knight", "asked for: a purple knight"]
    assert lines("coin") == ["a coin", "shown: take 1, asked for: 2"]
    assert lines("pear") == ["a pear"]
    page.click(card("knight"))
    told = page.js("document.querySelector('dialog').innerText")
    assert "What is shown was made before: something else is asked for by now." in told
    assert re.search("prompt shown\\s+a green knight\\s+prompt asked for\\s+a purple knight", told)


def test_in_the_place_of_a_picture_that_can_not_be_shown_it_says_why(visit, troubled):
    page = visit(troubled)
    boxes = f"[...document.querySelectorAll('{card('four')} .box > *')].map(one => one.textContent || one.tagName)"
    assert page.js(boxes) == ["IMG", "what is there is not a picture", "IMG", "IMG"]
    deleted = "deleted; the next build puts it there for nothing"
    assert page.js(f"document.querySelector('{card('pear')} .none').textContent") == deleted
    page.click(card("pear"))
    assert deleted in page.js("document.querySelector('dialog figure').textContent")


def test_a_part_says_in_its_head_that_it_is_one(visit, troubled):
    assert visit(troubled).js("document.querySelector('#part').innerText") == "a part of it, --only '**': 4 of 4 assets"
    assert not visit().js("document.querySelector('#part').checkVisibility()")


def test_of_a_few_hundred_every_card_has_something_in_it_wherever_the_screen_is(visit):
    page = visit(height=300)
    assert page.js("[...document.querySelectorAll('.card')].every(one => one.querySelector('.text'))")
    assert page.js("getComputedStyle(document.querySelector('.card')).contentVisibility") == "visible"


# -- other screens


@pytest.mark.parametrize("zoom", [1, 2, 4])
def test_on_a_phone_nothing_is_wider_than_the_screen(visit, zoom):
    page = visit(width=360, height=740, scale=3)
    page.click(f"input[value='{zoom}']")
    assert page.js("document.documentElement.scrollWidth") <= 360
    page.click(card("scene"))
    assert page.js("document.querySelector('dialog').scrollWidth <= document.querySelector('dialog').clientWidth")


def test_on_a_phone_a_card_says_all_of_what_it_costs_and_how_it_stands(visit, troubled):
    cut = """[...document.querySelectorAll('.text > *:not(.prompt)')].filter(one => one.scrollWidth > one.clientWidth
        || one.scrollHeight > one.clientHeight + 1).map(one => one.textContent)"""
    for where in (None, troubled):
        assert visit(where, width=360, height=740, scale=3).js(cut) == []


def test_it_is_dark_and_light_for_who_wants_it_light(visit):
    back = "getComputedStyle(document.body).backgroundColor"
    assert visit(prefers_color_scheme="dark").js(back) == "rgb(23, 24, 26)"
    assert visit(prefers_color_scheme="light").js(back) == "rgb(243, 243, 241)"


def test_on_paper_every_card_is_there_and_no_controls_are(visit):
    page = visit()
    data = page.send("Page.printToPDF", printBackground=True)["data"]
    assert len(data) > 10_000
    assert page.js("[...document.querySelectorAll('.card')].every(one => one.querySelector('.text'))")


def test_on_paper_nothing_is_cut_and_of_hundreds_of_cards_none_is_blank(visit, many):
    page = visit(many.as_uri())
    page.choose("#text", "/n0")
    page.js("""addEventListener("beforeprint", () => { window.found = [
        document.querySelectorAll(".card").length, document.querySelectorAll(".card > .text").length,
        [...document.querySelectorAll(".card img")].filter(one => !one.complete || !one.naturalWidth).length,
        [...document.querySelectorAll(".card canvas")].filter(one => !one.dataset.frame).length,
        Math.max(...[...document.querySelectorAll(".card")].map(one => one.across))]; })""")
    assert len(page.send("Page.printToPDF", printBackground=True)["data"]) > 1_000_000
    cards, filled, missing, blank, across = page.js("window.found")
    assert (cards, filled, missing, blank) == (1000, 1000, 0, 0)
    assert across < 700
    page.until("document.querySelectorAll('.card > .text').length < 500")


def test_without_scripts_it_says_that_it_needs_them_and_shows_no_controls_that_do_nothing(visit, url):
    page = visit("data:text/html,")
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.send("Page.navigate", url=url)
    page.until("document.body?.innerText.includes('it fetches nothing')")
    assert page.js("document.body.innerText").strip() == (
        "This page needs JavaScript to show what is in it; it fetches nothing."
    )


def test_of_an_empty_tree_it_says_what_to_do_next(visit, tmp_path):
    empty = Game(tmp_path / "game", tmp_path / "home", "local", key=None).write({"hero": "prompt: a knight"})
    assert empty.run("gallery").code == 0
    page = visit((empty.folder / "game.gallery.html").as_uri())
    assert "rdbuild build game.yaml --api local makes placeholders for nothing." in page.js("document.body.innerText")
    assert page.js(f"document.querySelectorAll('{card('hero')} .none').length") == 1


# -- thousands

MANY = 2000
MANY_OF = pages.About("many", "local")


@pytest.fixture(scope="module")
def many(game, tmp_path_factory) -> Path:
    """The page of two thousand assets: those of the game many times, each time with a picture a little another."""
    project = Project(Place(game.path, "local", game.home), writes=False)
    try:
        found = [one for one in exhibit.exhibits(project, project.manifest.assets, MANY_OF) if one.files[0].data]
    finally:
        project.close()

    def copy(number: int) -> exhibit.Exhibit:
        one = found[number % len(found)]
        files = []
        for shown in one.files:
            data = shown.data
            if shown.media == "image/png":
                with Image.open(io.BytesIO(data)) as opened:
                    changed = opened.convert("RGBA")
                changed.putpixel((0, 0), (number % 256, number // 256, 0, 255))
                out = io.BytesIO()
                changed.save(out, "PNG")
                data = out.getvalue()
            files.append(replace(shown, data=data))
        return replace(one, asset=replace(one.asset, id=f"{one.asset.id}/n{number:04}"), files=tuple(files))

    page = pages.page(MANY_OF, [copy(number) for number in range(MANY)])
    assert len(data_of(page)["assets"]) == MANY
    path = tmp_path_factory.mktemp("many") / "many.gallery.html"
    path.write_bytes(page)
    return path


def test_two_thousand_assets_stay_smooth(visit, many, capsys):
    page = visit(many.as_uri())
    page.until(f"document.querySelectorAll('.card').length === {MANY}")
    paint = page.js("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    filters = page.js("""(async () => {
        const found = [], field = document.querySelector("#text");
        for (const typed of ["k", "kn", "knight", "", "flame", "n0123", ""]) {
            await new Promise(done => setTimeout(done, 100));
            const began = performance.now();
            field.value = typed;
            field.dispatchEvent(new Event("input", {bubbles: true}));
            document.body.offsetHeight;
            found.push(performance.now() - began);
        }
        return found;
    })()""")
    page.until(f"document.querySelectorAll('.card').length === {MANY}")
    frames = page.js("""(async () => {
        const found = [];
        let last = performance.now();
        for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
            scrollTo(0, y);
            await new Promise(requestAnimationFrame);
            found.push(performance.now() - last);
            last = performance.now();
        }
        return found.sort((one, other) => one - other);
    })()""")
    median, slow = frames[len(frames) // 2], frames[len(frames) * 95 // 100]
    with capsys.disabled():
        print(
            f"\n{MANY} assets, {many.stat().st_size / 1e6:.1f} MB: first paint {paint:.0f} ms, filter at most"
            f" {max(filters):.0f} ms, scrolling {median:.0f} ms a frame, 95 % under {slow:.0f} ms"
        )
    assert page.js("document.querySelectorAll('.card > *').length") < MANY, "only what is near has something in it"
    assert paint < 2000
    assert sorted(filters)[len(filters) // 2] < 50
    assert max(filters) < 150
    assert median < 60
    assert slow < 200
    assert page.complaints() == []


def test_a_filter_finds_all_of_thousands(visit, many):
    page = visit(many.as_uri())
    page.choose("#text", "flame")
    told = re.match(r"(\d+) of 2000 assets", page.js("document.querySelector('#count').textContent"))
    page.until(f"document.querySelectorAll('.card').length === {int(told[1])}")
    assert all(name.startswith("flame/") for name in names(page))
