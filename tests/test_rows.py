"""Every system of the API works from a manifest to right files: the examples, built on a paid API, and looked at.

What was sent is read from the server's own jobs, what came out from the files in the tree.
"""

import json
import shutil
from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from statistics import mean

import pytest
from game import Api, Game, picture
from PIL import Image, ImageChops, ImageStat

from rdbuild import catalogue, manifest
from rdbuild.offline import Fault

EXAMPLES = Path(__file__).parent.parent / "example_manifests"
CATALOGUE = catalogue.load()
STYLES = tuple(CATALOGUE.styles.values())
CORNERS = [  # as the vendor's own samples have them
    *("0000", "0001", "0011", "0010"), *("0000", "0101", "1111", "1010"), *("0000", "0100", "1100", "1000"),
    *("1111", "1110", "1101", "0110"), *("1111", "1011", "0111", "1001"),
]  # fmt: skip


class Example:
    """An example that was built on a server of its own."""

    def __init__(self, name, scratch, **settings):
        shutil.copytree(EXAMPLES, scratch / "examples", ignore=shutil.ignore_patterns("assets", "*.lock.json"))
        self.path = scratch / "examples" / f"{name}.yaml"
        made = manifest.load(str(self.path), lambda path: Path(path).read_bytes(), CATALOGUE)
        self.tree = Path(made.output)
        self.api = Api(styles=made.styles, **settings)
        self.game = Game(scratch / "examples", scratch / "home", self.api)
        self.report = self.run("build").json

    def run(self, command, *options, code=0):
        ran = self.game.run_plain(command, str(self.path), *options, "--json")
        assert ran.code == code, ran
        return ran

    def rewrite(self, old, new):
        text = self.path.read_text()
        assert old in text
        self.path.write_text(text.replace(old, new))

    @property
    def files(self):
        return sorted(path.relative_to(self.tree).as_posix() for path in self.tree.rglob("*") if path.is_file())

    @property
    def index(self):
        return json.loads((self.tree / "assets.json").read_text())["assets"]

    @property
    def sent(self):
        """The inferences that were carried out."""
        return [job.checked for job in self.api.server._studio.jobs.values()]

    def one(self, prompt, **body):
        """The one inference with that prompt, and these fields."""
        found = [one for one in self.sent if {**one.body, "prompt": prompt, **body} == one.body]
        assert len(found) == 1, prompt
        return found[0]

    def open(self, name):
        return opened(self.tree / name)

    def frames(self, name):
        """Each frame as it is shown, and for how many ms."""
        shown = []
        with Image.open(self.tree / name) as moving:
            for number in range(moving.n_frames):
                moving.seek(number)
                shown.append((moving.convert("RGBA"), moving.info["duration"]))
        return shown


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Gives an example by name, built once."""
    made = []

    @cache
    def build(name):
        made.append(Example(name, tmp_path_factory.mktemp(name)))
        return made[-1]

    yield build
    for one in made:
        one.api.stop()


@pytest.fixture
def fresh(tmp_path):
    """Builds an example that may be changed."""
    made = []

    def build(name, **settings):
        made.append(Example(name, tmp_path, **settings))
        return made[-1]

    yield build
    for one in made:
        one.api.stop()


def opened(path):
    with Image.open(path) as image:
        image.load()
        return image


def rgba(image):
    data = image.convert("RGBA").tobytes()
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]


def visible(image):
    return {pixel[:3] for pixel in rgba(image) if pixel[3]}


def alphas(image):
    return {pixel[3] for pixel in rgba(image)}


def apart(one, other):
    """Mean difference of two pictures' channels, 0 to 255."""
    return mean(ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean)


def same(one, other):
    """The part of the pixels that are equal."""
    pairs = list(zip(rgba(one), rgba(other), strict=True))
    return sum(a == b for a, b in pairs) / len(pairs)


def cells(image, width, height):
    """The cells of a sheet in reading order."""
    places = product(range(0, image.height, height), range(0, image.width, width))
    return [image.crop((left, top, left + width, top + height)).convert("RGBA") for top, left in places]


def steps(image, axis):
    """Mean difference across the wrap-around, and the mean of those between neighbours inside."""
    rgb = image.convert("RGB")
    if axis == "y":
        rgb = rgb.transpose(Image.Transpose.ROTATE_90)
    lines = [rgb.crop((x, 0, x + 1, rgb.height)) for x in range(rgb.width)]
    between = [apart(a, b) for a, b in pairwise([*lines, lines[0]])]
    return between[-1], mean(between[:-1])


def refused(game, api, assets, *words, **how):
    """The problems of a manifest that is wrong: exit 2 with these words, and nothing was sent."""
    ran = game.write(assets, **how).run("build")
    assert ran.code == 2, ran
    assert api.requests() == 0
    for word in words:
        assert word in ran.err
    return ran.err


# -- text to image, num_images, pick; bypass_prompt_expansion, upscale_output_factor, seed


def test_a_request_for_n_images_becomes_n_files_and_a_pick_publishes_one(built):
    stills = built("stills")
    assert stills.files == [
        "assets.json", "corgi.png", "corgi_best.png", "corgi_doubled.png", "corgi_literal.png", "corgi_regular.png",
        "corgi_seeded.png", "corgi_trio_1.png", "corgi_trio_2.png", "corgi_trio_3.png"]  # fmt: skip
    pictures = {(stills.tree / name).read_bytes() for name in stills.files}
    assert len(pictures) == len(stills.files)
    assert [one["paid"] for one in stills.api.log()["requests"]].count(True) == 7


def test_the_images_that_are_not_picked_stay_in_the_cache(fresh):
    stills = fresh("stills")
    second, paid = (stills.tree / "corgi_best.png").read_bytes(), len(stills.api.paid())
    stills.rewrite("pick: 2", "pick: 3")
    report = stills.run("build").json
    assert (report["reused"], report["requests"], len(stills.api.paid())) == (["corgi_best"], 0, paid)
    third = (stills.tree / "corgi_best.png").read_bytes()
    assert third != second
    stills.rewrite("    pick: 3\n", "")
    stills.run("build")
    assert {stills.open(f"corgi_best_{n}.png").tobytes() for n in (2, 3)} < {
        stills.open(f"corgi_best_{n}.png").tobytes() for n in (1, 2, 3)}  # fmt: skip
    assert [(stills.tree / f"corgi_best_{n}.png").read_bytes() for n in (2, 3)] == [second, third]
    assert len(stills.api.paid()) == paid


def test_a_request_without_a_style_is_sent_without_one(built):
    corgi = built("stills").one("a really cool corgi")
    assert "prompt_style" not in corgi.body
    assert corgi.size == built("stills").open("corgi.png").size == (64, 64)


def test_equal_requests_are_bought_once_and_both_are_published(game, api):
    game.write(dict.fromkeys(("frog", "toad"), "prompt: a frog, num_images: 2"))
    assert game.plan()["totals"]["requests"] == 1
    report = game.build()
    assert (report["requests"], report["spent"], len(api.paid())) == (1, "0.035", 1)
    (warning,) = report["notes"]
    assert "take" in warning["hint"]
    files = game.files()
    assert files["frog_1.png"] == files["toad_1.png"] != files["frog_2.png"] == files["toad_2.png"]


def test_a_seed_is_sent_as_it_is_and_else_derived_from_the_words(built):
    stills = built("stills")
    assert stills.one("a corgi with a blue ball").body["seed"] == 1234
    seeds = [one.body["seed"] for one in stills.sent]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_prompt_expansion_and_the_factor_of_upscaling_are_sent_as_asked(built):
    stills = built("stills")
    literal = stills.one("a corgi, side view, sitting, white ground").body
    doubled = stills.one("a corgi in the rain").body
    regular = stills.one("a corgi in the snow").body
    assert literal["bypass_prompt_expansion"] is True
    assert [one["upscale_output_factor"] for one in (literal, doubled, regular)] == [1, 2, None]
    assert stills.open("corgi_doubled.png").size == (128, 128)
    assert stills.open("corgi_literal.png").size == (64, 64)
    doubled = stills.open("corgi_doubled.png")
    assert apart(doubled.resize((64, 64), Image.Resampling.NEAREST).resize((128, 128), Image.Resampling.NEAREST),
                 doubled) == 0  # fmt: skip


@pytest.mark.parametrize(
    ("said", "default"),
    [("seed: 8", None), ("bypass_prompt_expansion: true", "bypass_prompt_expansion: false"),
     ("upscale_output_factor: null", "upscale_output_factor: 1"), ("upscale_output_factor: 2", None),
     ("num_images: 2", "num_images: 1"), ("remove_bg: true", "remove_bg: false")],
)  # fmt: skip
def test_what_shapes_the_picture_is_in_the_fingerprint_and_a_stated_default_is_not(game, said, default):
    game.write({"plain": "prompt: a frog", "said": f"prompt: a frog, {said}", "default": f"prompt: a frog, {default}"
                if default else "prompt: a frog"})  # fmt: skip
    plain, other, stated = (one["fingerprint"] for one in game.plan("--offline")["assets"])
    assert plain != other
    assert plain == stated


# -- check_cost


def test_the_price_is_asked_once_a_class_with_stand_ins_before_anything_is_paid_and_never_for_edits(game, api):
    many = {f"icon_{n}": f"prompt: icon {n}, seed: {n}" for n in range(12)}
    tile = "prompt_style: rd_tile__tile_variation, width: 32, height: 32, input_image: {asset: rock}"
    several = {
        **many,
        "rock": "prompt: rock, prompt_style: rd_tile__single_tile, width: 32, height: 32",
        **{f"mossy_{n}": f"prompt: moss {n}, {tile}" for n in range(3)},
        "hat": "edit: {asset: icon_0}, prompt: [add a hat, add a feather]",
    }
    game.write(several, "{build: 5, credits: 10}").build()
    requests = api.log()["requests"]
    quotes = [one for one in requests if one["check_cost"]]
    assert sorted(one["summary"].split()[0] for one in quotes) == [
        "rd_fast__game_asset", "rd_tile__single_tile", "rd_tile__tile_variation"]  # fmt: skip
    assert {(one["path"], one["status"], one["paid"]) for one in quotes} == {("/v1/inferences", 200, False)}
    posts = [one for one in requests if one["method"] == "POST"]
    assert posts[:3] == quotes
    assert Counter(one["path"] for one in posts[3:]) == {"/v1/inferences": 16, "/v1/edit": 2}


def test_a_plan_asks_the_price_of_every_style_and_it_is_the_documented_one_wherever_there_is_one(game, picture_file):
    """At the smallest and the largest size that the style makes."""
    assets = {f"{style.id}/{end}": made(style, size).replace("a thing", f"{end} of a thing") for style in STYLES
              for end, size in (("least", style.min_size), ("most", style.max_size))}  # fmt: skip
    game.write(assets, "1000")
    online, offline = game.plan(), game.plan("--offline", key=None)
    known = {one["id"]: one for one in offline["assets"]}
    assert len(online["assets"]) == 2 * len(STYLES)
    for one in online["assets"]:
        style = CATALOGUE.styles[one["prompt_style"]]
        assert (one["cost_source"], Decimal(one["cost"]) > 0) == ("api", True), one["id"]
        if style.price is None:
            assert known[one["id"]]["cost_source"] == "none"
            assert one["formula"] is None
        else:
            assert one["cost"] == one["formula"] == known[one["id"]]["cost"], one["id"]
    unpublished = {"rd_pro__edit", "rd_animation__battle_sprites", "rd_tile__scene_object"}
    assert {style.id for style in STYLES if style.price is None} == unpublished


@pytest.fixture
def picture_file(game):
    return picture(game.folder / "in.png", "teal")


def made(style, size):
    """An asset of a style at a size, with what the style requires."""
    body = f"prompt: a thing, prompt_style: {style.id}, width: {size[0]}, height: {size[1]}"
    needs = {"input_image": "input_image: in.png", "extra_prompt": "extra_prompt: another"}
    required = {name for name, how in style.inputs.items() if how == "required"} | style.requires
    return ", ".join([body, *(needs[name] for name in sorted(required))])


# -- every style: its own sizes


def test_each_style_has_its_own_sizes_and_the_next_one_outside_is_refused_with_nothing_sent(game, api, picture_file):
    wrong = {}
    for style in STYLES:
        (least, low), (most, high) = style.min_size, style.max_size
        wrong[f"{style.id}/below"] = made(style, (least - 1, low - 1))
        wrong[f"{style.id}/above"] = made(style, (most + 1, high + 1))
        wrong[f"{style.id}/wide"] = made(style, (most + 1, high))
        wrong[f"{style.id}/high"] = made(style, (least, low - 1))
    ran = game.write(wrong, "1000").run("validate", "--json")
    assert ran.code == 2
    problems = ran.json["problems"]
    lines = game.path.read_text().splitlines()
    told = {lines[one["line"] - 1].split(":")[0].strip() for one in problems if one["code"] == "bad-size"}
    assert told == set(wrong)
    assert {one["code"] for one in problems} == {"bad-size"}
    assert game.run("build").code == 2
    assert api.requests() == 0


@pytest.mark.parametrize(
    ("style", "size", "words"),
    [("rd_fast__retro", (63, 64), "64x64 to 384x384"), ("rd_fast__mc_item", (130, 16), "16x16 to 128x128"),
     ("rd_plus__classic", (32, 193), "32x32 to 192x192"), ("rd_pro__ui_panel", (128, 128), "256x256 only"),
     ("rd_animation__any_animation", (48, 48), "64x64 only"), ("rd_animation__8_dir_rotation", (64, 64), "80x80 only"),
     ("rd_animation__walking_and_idle", (64, 64), "48x48 only"),
     ("rd_animation__small_sprites", (48, 48), "32x32 only"),
     ("rd_animation__battle_sprites", (56, 56), "48x48 or 64x64 only"),
     ("rd_animation__vfx", (32, 48), "squares only, not 32x48"), ("rd_tile__tileset", (33, 32), "16x16 to 32x32"),
     ("rd_tile__single_tile", (65, 64), "16x16 to 64x64"), ("rd_tile__tile_object", (97, 96), "16x16 to 96x96"),
     ("rd_tile__scene_object", (64, 63), "64x64 to 384x384")],
)  # fmt: skip
def test_a_size_that_a_style_does_not_make_is_refused_in_words_that_name_those_it_makes(game, api, style, size, words):
    body = f"prompt: a thing, prompt_style: {style}, width: {size[0]}, height: {size[1]}"
    refused(game, api, {"thing": body}, f"`{style}`", words)


@pytest.mark.parametrize("name", ["pro", "fast", "plus"])
@pytest.mark.heavy
def test_every_style_of_a_family_delivers_its_size_and_looks_like_no_other(built, name):
    example = built(name)
    shown = [example.open(one["path"]) for asset in example.index.values() for one in asset["files"]]
    assert len({image.convert("RGBA").tobytes() for image in shown}) == len(shown)
    assert all(len(visible(image)) > 1 for image in shown)
    assert {one.style for one in example.sent} == {style.id for style in STYLES if style.family == f"rd_{name}"}
    assert example.report["spent"] == str(example.api.spent().normalize())


def test_one_bit_pictures_are_black_and_white(built):
    assert visible(built("fast").open("1_bit.png")) == {(0, 0, 0), (255, 255, 255)}


def test_a_minecraft_item_is_transparent_without_being_asked(built):
    assert alphas(built("fast").open("small/mc_item.png")) == {0, 255}


# -- RD_PRO: reference images, pixelate, edit


def test_nine_references_are_sent_in_their_order_as_they_are(built):
    pro = built("pro")
    sent = pro.one("the keeper of the lighthouse with his dog").images["reference_images"]
    files = [EXAMPLES / "art" / f"{name}.png" for name in ("knight", "campfire", "lake")]
    files += [pro.tree / "sprites" / f"{name}.png" for name in ("default", "painterly", "fantasy", "simple")]
    files += [pro.tree / f"keeper_sketches_{n}.png" for n in (2, 1)]
    assert len(sent) == 9
    for image, path in zip(sent, files, strict=True):
        assert rgba(image) == rgba(opened(path)), path
    assert alphas(sent[0]) == {0, 255}


@pytest.mark.parametrize(
    ("style", "most"),
    [("rd_pro__default", 9), ("rd_pro__edit", 9), ("rd_animation__any_animation", 9),
     ("rd_animation__8_dir_rotation", 5)],
)  # fmt: skip
def test_one_reference_more_than_a_style_takes_is_refused_before_anything_is_sent(game, api, picture_file, style, most):
    row = CATALOGUE.styles[style]
    files = f"reference_images: [{', '.join(['in.png'] * (most + 1))}]"
    refused(game, api, {"thing": f"{made(row, row.max_size)}, {files}"}, f"at most {most} reference images")
    assert (
        game.write({"thing": f"{made(row, row.max_size)}, {files.replace('in.png, ', '', 1)}"}).run("build").code == 0
    )


def test_a_reference_where_the_style_takes_none_is_refused(game, api, picture_file):
    refused(game, api, {"thing": "prompt: a, reference_images: [in.png]"}, "takes no `reference_images`")


@pytest.mark.parametrize("style", ["rd_pro__pixelate", "rd_pro__edit", "rd_tile__tile_variation"])
def test_a_style_that_works_on_a_picture_is_refused_without_one(game, api, style):
    refused(game, api, {"thing": f"prompt: a, prompt_style: {style}, width: 64, height: 64"},
            f"`{style}` needs `input_image`")  # fmt: skip


def test_pixelate_makes_pixel_art_of_its_input(built):
    pro = built("pro")
    lake = opened(EXAMPLES / "art" / "lake.png")
    small = lake.resize((64, 64), Image.Resampling.BOX)
    made = pro.open("pixelated.png")
    assert apart(made, small) < 16
    assert apart(made, small) < apart(made, pro.open("keeper.png")) / 3
    assert len(visible(made)) <= 32 < len(visible(small)) / 10


def test_the_edit_style_keeps_most_of_its_input_and_changes_some(built):
    small = opened(EXAMPLES / "art" / "lake.png").resize((64, 64), Image.Resampling.BOX)
    made = built("pro").open("evening.png")
    far = [
        max(abs(a - b) for a, b in zip(one, other, strict=True))
        for one, other in zip(rgba(made), rgba(small), strict=True)
    ]
    assert 0.02 < mean(step > 8 for step in far) < 0.67


# -- user styles


def test_a_style_of_ones_own_is_sent_as_it_is(built):
    flasks = built("user_style")
    body = flasks.one("life and mana flasks").body
    assert (body["prompt_style"], body["num_images"], body["seed"]) == ("user__flasks_586", 4, 1105683575)
    assert flasks.files == ["assets.json", *(f"flasks_{n}.png" for n in (1, 2, 3, 4))]


def test_the_plan_says_that_only_the_api_knows_the_price_of_a_style_of_ones_own(game):
    game.write({"flask": "prompt: a flask, prompt_style: user__flasks_586"})
    assert "0.22  user__flasks_586 64x64 (formula: none published)" in game.run("plan").out
    (known,) = game.plan()["assets"]
    assert (known["cost"], known["cost_source"], known["formula"]) == ("0.22", "api", None)
    offline = game.run("plan", "--offline")
    assert "no price is published" in offline.err
    assert "with a key the API says it" in offline.err
    assert game.plan("--offline")["assets"][0]["cost_source"] == "none"


def test_a_style_of_ones_own_without_a_quote_is_not_bought(tmp_path, serve):
    """No quote and no formula: nothing that could be counted against a budget."""
    api = serve(faults=(Fault(on="quote", do="400", times=99),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    ran = game.write({"thing": "prompt: a, prompt_style: user__mine_1"}).run("build")
    assert ran.code == 3, ran
    assert "user__mine_1" in ran.err
    assert api.paid() == []


# -- animations

GRIDS = {  # cell, columns, rows, frames, ms: the documented layouts
    "8_dir_rotation": (80, 3, 3, 8, 150),
    "four_angle_walking": (48, 4, 4, 16, 150),
    "walking_and_idle": (48, 4, 4, 16, 150),
    "small_sprites": (32, 5, 4, 20, 150),
    "battle_sprites": (64, 14, 4, 56, 150),
    "vfx": (24, 4, 4, 16, 200),
}


@pytest.mark.parametrize("name", GRIDS)
def test_a_sheet_has_the_documented_grid_and_the_index_says_where_its_frames_are(built, name):
    cell, columns, rows, count, ms = GRIDS[name]
    example = built("animations")
    sheet, told = example.open(f"sheet/{name}.png"), example.index[f"sheet/{name}"]
    assert sheet.format == "PNG"
    assert sheet.size == (cell * columns, cell * rows)
    assert 0 in alphas(sheet)
    full = [at for at, image in enumerate(cells(sheet, cell, cell)) if image.getbbox()]
    assert [(one["x"], one["y"]) for one in told["frames"]] == [
        (at % columns * cell, at // columns * cell) for at in full]  # fmt: skip
    assert len(full) == count
    assert {(one["w"], one["h"], one["duration_ms"]) for one in told["frames"]} == {(cell, cell, ms)}
    assert told["animations"]
    assert {at for order in told["animations"].values() for at in order} <= set(range(count))


def test_any_animation_is_cut_by_what_came(built):
    example = built("animations")
    sheet = example.open("sheet/any_animation.png")
    told = example.index["sheet/any_animation"]
    assert len(told["frames"]) == (sheet.width // 64) * (sheet.height // 64) > 1
    assert told["animations"] == {"all": list(range(len(told["frames"])))}


@pytest.mark.parametrize("name", [*GRIDS, "any_animation"])
def test_without_a_sheet_an_animation_is_a_transparent_gif_of_the_size_asked_for(built, name):
    moving = built("animations").open(f"gif/{name}.gif")
    shown = built("animations").frames(f"gif/{name}.gif")
    assert moving.format == "GIF"
    assert len({image.tobytes() for image, _ in shown}) > 1
    assert {image.size for image, _ in shown} == {CATALOGUE.styles[f"rd_animation__{name}"].min_size}
    assert all(0 in alphas(image) for image, _ in shown)
    sheet = built("animations").index[f"sheet/{name}"]
    assert {ms for _, ms in shown} == {one["duration_ms"] for one in sheet["frames"]}


@pytest.mark.parametrize("name", ["four_angle_walking", "walking_and_idle"])
def test_a_walk_faces_four_ways_and_moves_in_each(built, name):
    shown = [image.tobytes() for image in cells(built("animations").open(f"sheet/{name}.png"), 48, 48)]
    assert len(set(shown[::4])) == 4
    assert all(len(set(shown[row : row + 4])) > 1 for row in range(0, 16, 4))
    told = built("animations").index[f"sheet/{name}"]["animations"]
    assert {f"walk_{facing}" for facing in ("down", "right", "up", "left")} <= told.keys()


def test_a_sheet_that_does_not_divide_is_kept_as_it_is_with_a_warning(tmp_path, serve):
    api = serve(faults=(Fault(on="submit", do="wrong-size"),))
    game = Game(tmp_path / "game", tmp_path / "home", api)
    walk = "prompt: a knight, prompt_style: rd_animation__four_angle_walking, return_spritesheet: true"
    report = game.write({"walk": walk}).build()
    assert [one["code"] for one in report["notes"]] == ["sheet-does-not-divide"]
    assert opened(game.tree / "walk.png").size == (56, 48)
    assert "frames" not in json.loads(game.files()["assets.json"])["assets"]["walk"]


def test_the_gif_of_a_rotation_has_eight_views(built):
    shown = [image.tobytes() for image, _ in built("animations").frames("gif/8_dir_rotation.gif")]
    assert len(shown) == len(set(shown)) == 8


@pytest.mark.parametrize("style", [style.id for style in STYLES if style.kind in ("animation", "tileset")])
def test_animations_and_tilesets_are_made_one_at_a_time(game, api, style):
    body = made(CATALOGUE.styles[style], CATALOGUE.styles[style].min_size)
    refused(game, api, {"thing": f"{body}, num_images: 2"}, "makes one picture a request, not 2")


@pytest.mark.parametrize("style", [style for style in STYLES if style.aliases], ids=lambda style: style.id)
def test_old_and_new_ids_of_an_animation_are_one_purchase(game, style):
    names = (style.id, *style.aliases)
    new = made(style, style.min_size)
    game.write({str(n): new.replace(style.id, name) for n, name in enumerate(names)})
    plan = game.plan("--offline")
    assert len({one["fingerprint"] for one in plan["assets"]}) == 1
    assert plan["totals"]["requests"] == 1


def test_an_old_id_is_sent_as_the_new_one(built):
    sent = Counter(one.body["prompt_style"] for one in built("animations").sent)
    assert sent["rd_animation__four_angle_walking"] == 2
    assert all(style.startswith("rd_animation__") for style in sent)


# -- animations with an input image


def test_an_animation_gets_its_picture_as_rgb_of_the_requests_size(built):
    walks = built("animation_input")
    with_input = [one for one in walks.sent if "input_image" in one.images]
    assert len(with_input) == 4
    for one in with_input:
        (image,) = one.images["input_image"]
        assert (image.mode, image.size, "transparency" in image.info) == ("RGB", one.size, False)


def test_a_picture_twice_as_large_is_shrunk_by_taking_every_second_pixel(built):
    walks = built("animation_input")
    (sent,) = walks.one("a young knight walking").images["input_image"]
    hero = walks.open("hero.png").convert("RGBA")
    white = Image.alpha_composite(Image.new("RGBA", hero.size, "white"), hero).convert("RGB")
    assert hero.size == (96, 96)
    assert sent.tobytes() == white.resize((48, 48), Image.Resampling.NEAREST).tobytes()


def test_a_smaller_picture_is_padded_on_the_colour_that_the_manifest_says(built):
    (sent,) = built("animation_input").one("a knight walking").images["input_image"]
    knight = opened(EXAMPLES / "art" / "knight.png")
    ground = Image.new("RGBA", (48, 48), "#9bbc0f")
    ground.alpha_composite(knight, (4, 2))
    assert sent.tobytes() == ground.convert("RGB").tobytes()


def test_a_picture_of_another_size_is_refused_where_it_may_not_be_fitted(game, api):
    picture(game.folder / "odd.png", "red", (47, 48))
    body = "prompt: a, prompt_style: rd_animation__four_angle_walking, input_image: odd.png, fit: none"
    refused(game, api, {"walk": body}, "47x48", "48x48")


def test_the_input_shapes_the_animation(built):
    bows = built("animation_input")
    (sent,) = bows.one("a knight bows and stands up again").images["input_image"]
    first = cells(bows.open("knight_bow.png"), 64, 64)[0]
    shown = Image.alpha_composite(Image.new("RGBA", (64, 64), "white"), first)
    assert same(shown, sent) > 0.8
    colours = visible(opened(EXAMPLES / "art" / "knight.png"))
    assert len(visible(first) & colours) > len(colours) / 2


# -- tilesets


@pytest.mark.parametrize(("name", "side"), [("meadow", 16), ("shore", 32), ("road", 24), ("walls", 16)])
def test_a_tileset_is_a_sheet_of_four_by_five_with_its_corners_in_the_index(built, name, side):
    sheets = built("tilesets")
    assert sheets.open(f"{name}.png").size == (4 * side, 5 * side)
    assert sheets.index[name]["tiles"] == [
        {"x": at % 4 * side, "y": at // 4 * side, "w": side, "h": side, "corners": corners}
        for at, corners in enumerate(CORNERS)
    ]
    assert len(CORNERS) == 20
    assert len({image.tobytes() for image in cells(sheets.open(f"{name}.png"), side, side)}) == 20


def test_an_advanced_tileset_gets_both_prompts_and_both_textures(built):
    sheets = built("tilesets")
    road, walls = sheets.one("grey stones with gravel and dirt"), sheets.one("brick wall")
    assert road.body["extra_prompt"] == "lush green grass"
    assert (road.images, sorted(walls.images)) == ({}, ["extra_input_image", "input_image"])
    assert walls.images["input_image"][0].tobytes() == opened(EXAMPLES / "art" / "bricks.png").convert("RGB").tobytes()
    assert walls.images["extra_input_image"][0].tobytes() == sheets.open("moss.png").convert("RGB").tobytes()


def test_a_tileset_with_a_picture_for_inspiration_is_another_one(built, tmp_path):
    sheets = built("tilesets")
    (sent,) = sheets.one("wet sand").images["input_image"]
    assert sent.tobytes() == opened(EXAMPLES / "art" / "lake.png").tobytes()
    plain = "prompt: wet sand, prompt_style: rd_tile__tileset, width: 32, height: 32"
    game = Game(tmp_path / "game", tmp_path / "home", sheets.api)
    game.write({"plain": f"{plain}, seed: {sheets.one('wet sand').body['seed']}"}).build()
    assert same(opened(game.tree / "plain.png"), sheets.open("shore.png")) < 0.95


def test_a_tileset_is_made_of_its_textures_inside_and_outside(built):
    sheets = built("tilesets")
    bricks, moss = opened(EXAMPLES / "art" / "bricks.png"), sheets.open("moss.png")
    for corners, image in zip(CORNERS, cells(sheets.open("walls.png"), 16, 16), strict=True):
        if corners in ("0000", "1111"):
            near, other = (bricks, moss) if corners == "1111" else (moss, bricks)
            assert apart(image, near) < apart(image, other) / 3


@pytest.mark.parametrize(("name", "side"), [("meadow", 16), ("shore", 32), ("road", 24), ("walls", 16)])
def test_tiles_with_the_same_corners_on_a_side_join_there(built, name, side):
    """Over all neighbours that there can be: no edge between two tiles shows more than the lines inside them."""
    tiles = list(zip(CORNERS, cells(built("tilesets").open(f"{name}.png"), side, side), strict=True))
    for left, right, turn in (((1, 3), (0, 2), 0), ((2, 3), (0, 1), Image.Transpose.ROTATE_90)):
        turned = [(corners, image.transpose(turn) if turn else image) for corners, image in tiles]
        columns = {at: [image.crop((x, 0, x + 1, side)) for x in range(side)] for at, (_, image) in enumerate(turned)}
        edges, lines = [], []
        for (at, (one, _)), (to, (other, _)) in product(enumerate(turned), repeat=2):
            if [one[place] for place in left] == [other[place] for place in right]:
                edges.append(apart(columns[at][-1], columns[to][0]))
        for strip in columns.values():
            lines += [apart(a, b) for a, b in pairwise(strip)]
        assert len(edges) > 80
        assert mean(edges) <= mean(lines)
        assert max(edges) <= max(lines)


def test_an_extra_prompt_is_required_where_it_is_taken_and_refused_where_not(game, api):
    row = "prompt: a, width: 16, height: 16, prompt_style: rd_tile__tileset"
    refused(game, api, {"thing": f"{row}_advanced"}, "needs `extra_prompt`")
    refused(game, api, {"thing": f"{row}, extra_prompt: b"}, "takes no `extra_prompt`")


# -- single tiles, variations, objects


def test_tiles_and_what_stands_on_them_have_the_sizes_that_were_asked_for(built):
    tiles = built("tiles")
    sizes = {name: tiles.open(name).size for name in tiles.files if name.endswith(".png")}
    assert sizes == {
        "rock.png": (32, 32), "rock_mossy_1.png": (32, 32), "rock_mossy_2.png": (32, 32), "rock_mossy_3.png": (32, 32),
        "bricks_wet.png": (32, 32), "barrel.png": (16, 16), "tower.png": (64, 96)}  # fmt: skip
    assert alphas(tiles.open("tower.png")) == {0, 255}


@pytest.mark.parametrize("axis", ["x", "y"])
def test_a_single_tile_joins_itself(built, axis):
    around, inside = steps(built("tiles").open("rock.png"), axis)
    assert around <= inside


def test_variations_are_of_the_tile_that_was_given_and_join_with_it(built):
    tiles = built("tiles")
    rock = tiles.open("rock.png").convert("RGB")
    assert tiles.one("add moss and cracks").images["input_image"][0].tobytes() == rock.tobytes()
    varied = [tiles.open(f"rock_mossy_{n}.png").convert("RGB") for n in (1, 2, 3)]
    assert len({image.tobytes() for image in (rock, *varied)}) == 4
    for one, other in product((rock, *varied), repeat=2):
        for axis in "xy":
            pair = _joined(one, other, axis)
            lines = [apart(a, b) for a, b in pairwise(pair)]
            assert lines[31] <= mean(lines[:31] + lines[32:])
    for image in varied:
        assert 0.1 < same(rock, image) < 0.95


def _joined(one, other, axis):
    """The columns (or rows) of two tiles side by side."""
    turned = [image if axis == "x" else image.transpose(Image.Transpose.ROTATE_90) for image in (one, other)]
    pair = turned if axis == "x" else turned[::-1]
    return [image.crop((x, 0, x + 1, image.height)) for image in pair for x in range(image.width)]


def test_a_variation_of_another_tile_is_another_picture(built):
    tiles = built("tiles")
    bricks = Image.new("RGB", (32, 32), "white")
    bricks.paste(opened(EXAMPLES / "art" / "bricks.png"), (8, 8))
    wet = tiles.open("bricks_wet.png")
    assert tiles.one("wet, with puddles").images["input_image"][0].tobytes() == bricks.tobytes()
    assert apart(wet, bricks) < apart(wet, tiles.open("rock.png")) / 2


# -- img2img


def test_more_strength_is_further_from_the_input(built):
    lakes = built("img2img")
    amounts = ("s0", "s25", "s50", "s75", "s100")
    lake = opened(EXAMPLES / "art" / "lake.png")
    sent = [one for one in lakes.sent if one.images and one.images["input_image"][0].size == (96, 96)]
    assert sorted(one.body["strength"] for one in sent) == [Decimal(n) for n in ("0", "0.25", "0.5", "0.75", "1")]
    assert all(one.images["input_image"][0].tobytes() == lake.tobytes() for one in sent)
    shown = [lakes.open(f"lake_{amount}.png") for amount in amounts]
    from_lake = [apart(image, lake.resize((64, 64), Image.Resampling.BOX)) for image in shown]
    from_castle = [apart(image, shown[-1]) for image in shown]
    assert from_lake == sorted(from_lake)
    assert from_castle == sorted(from_castle, reverse=True)
    assert from_lake[0] < 6
    assert all(b - a > 4 for a, b in pairwise(from_lake))


def test_a_picture_can_be_made_from_another_asset_and_depends_on_it(built):
    lakes = built("img2img")
    castle = lakes.open("castle.png")
    dusk = lakes.one("a red castle at dusk")
    assert dusk.images["input_image"][0].tobytes() == castle.convert("RGB").tobytes()
    assert "strength" not in dusk.body


@pytest.mark.parametrize("strength", ["-0.1", "1.01", "2", "a lot"])
def test_a_strength_outside_0_to_1_is_refused(game, api, picture_file, strength):
    refused(
        game, api, {"thing": f"prompt: a, input_image: in.png, strength: {strength}"}, "`strength` must be a number"
    )


# -- palettes


def test_a_palette_of_any_kind_is_sent_small_and_opaque_and_the_picture_has_its_colours_and_no_other(built):
    gems = built("palettes")
    assert len(gems.sent) == 8
    wanted = {}
    for one in manifest.load(str(gems.path), lambda path: Path(path).read_bytes(), CATALOGUE).assets:
        wanted[one.id] = {tuple(bytes.fromhex(colour[1:])) for colour in one.palette}
    by_colours = [frozenset(visible(one.images["input_palette"][0])) for one in gems.sent]
    assert Counter(by_colours) == Counter(map(frozenset, wanted.values()))
    for one in gems.sent:
        (palette,) = one.images["input_palette"]
        assert palette.mode == "RGB"
        assert palette.width * palette.height <= 256
        assert len(one.body["input_palette"]) < 2000
    for name, colours in wanted.items():
        found = visible(gems.open(f"{name}.png"))
        assert len(found) > 1
        assert found <= colours, name


def test_the_picture_from_before_the_palette_has_its_own_colours(built):
    gems = built("palettes")
    before, after = gems.open("gem_both.pre_palette.png"), gems.open("gem_both.png")
    assert before.size == after.size
    assert visible(before).isdisjoint(visible(after)) or len(visible(before)) > len(visible(after))
    assert not visible(before) <= visible(after)


# -- backgrounds and extras


def test_a_background_that_is_removed_is_transparent_and_lands_beside_where_it_is_asked_for(built):
    birds = built("background")
    assert birds.files == [
        "assets.json", "crow.png", "crow.pre_palette.png", "crow.with_bg.png",
        *(f"finches_{n}{word}.png" for n in (1, 2, 3) for word in ("", ".pre_palette", ".with_bg")),
        "jay.png", "jay.with_bg.png", "owl.png", "owl.with_bg.png", "parrot.png", "raven.png"]  # fmt: skip
    for name in birds.files[1:]:
        whole = ".with_bg" in name or name == "parrot.png"
        assert alphas(birds.open(name)) == ({255} if whole else {0, 255}), name


@pytest.mark.parametrize("name", ["owl", "jay", "crow", "finches_1", "finches_2", "finches_3"])
def test_the_picture_with_its_background_differs_nowhere_but_there(built, name):
    birds = built("background")
    for cut, before in zip(rgba(birds.open(f"{name}.png")), rgba(birds.open(f"{name}.with_bg.png")), strict=True):
        assert cut == before or cut[3] == 0


@pytest.mark.parametrize("name", ["crow", "finches_1", "finches_2", "finches_3"])
def test_the_picture_before_the_palette_is_cut_out_as_the_one_after_it(built, name):
    birds = built("background")
    frost = {(0x10, 0x18, 0x30), (0x2C, 0x52, 0x82), (0x68, 0x9E, 0xC8), (0xAA, 0xD6, 0xE8), (0xF0, 0xFA, 0xFF)}
    after, before = (birds.open(f"{name}{word}.png") for word in ("", ".pre_palette"))
    assert visible(after) <= frost
    assert not visible(before) <= frost
    assert [one[3] for one in rgba(after)] == [one[3] for one in rgba(before)]


CUT, TONED = "remove_bg: true, return_non_bg_removed: true", "input_palette: frost, return_pre_palette: true"
EXTRAS = {
    "one": f"prompt: a crow, {CUT}, {TONED}",
    "three": f"prompt: a finch, num_images: 3, {CUT}, {TONED}",
    "cut": f"prompt: an owl, num_images: 3, {CUT}",
    "toned": f"prompt: a jay, num_images: 3, {TONED}",
    "picked": f"prompt: a hen, num_images: 3, pick: 2, {CUT}",
}
PRE, BG = ".pre_palette", ".with_bg"
FROST = 'palettes: {frost: ["#101830", "#2c5282", "#689ec8", "#aad6e8", "#f0faff"]}'


@pytest.mark.parametrize("per", ["image", "request"])
@pytest.mark.heavy
def test_extras_have_the_same_names_in_whatever_order_they_come(tmp_path, serve, per):
    trees = {}
    for order in ("last", "beside", "first", "shuffled"):
        game = Game(tmp_path / order, tmp_path / f"home-{order}", serve(extras=order, extras_per=per))
        report = game.write(EXTRAS, head=FROST).build()
        assert report["notes"] == []
        trees[order] = game.files()
    words = {"one": (PRE, BG), "three": (PRE, BG), "cut": (BG,), "toned": (PRE,), "picked": (BG,)}
    wanted = {"one", "picked", *(f"{name}_{n}" for name in ("three", "cut", "toned") for n in (1, 2, 3))}
    for name, extras in words.items():
        each = name in ("three", "cut", "toned") and per == "image"
        wanted |= {f"{name}{f'_{n}' if each else ''}{word}" for word in extras for n in (1, 2, 3)}
    assert sorted(trees["last"]) == sorted(["assets.json", *(f"{name}.png" for name in wanted)])
    assert trees["beside"] == trees["first"] == trees["last"]
    # Where the pictures themselves are shuffled their numbers are too: each still has its own beside it.
    assert trees["shuffled"].keys() == trees["last"].keys()
    for name in ("one", "three", "cut", "toned"):
        assert together(trees["shuffled"], name) == together(trees["last"], name)


def together(tree, name):
    """What lies together under each number, without the numbers."""
    beside = [tree.get(f"{name}{word}.png") for word in ("", PRE, BG)]
    return {tuple(beside)} | {tuple(tree.get(f"{name}_{n}{word}.png") for word in ("", PRE, BG)) for n in (1, 2, 3)}


# -- seamless tiling


@pytest.mark.parametrize(
    ("name", "axes"), [("across", "x"), ("down", "y"), ("both", "xy"), ("neither", ""), ("sky", "x")]
)
def test_a_picture_is_seamless_on_the_axes_that_are_named_and_on_no_other(built, name, axes):
    shown = built("seamless").open(f"{name}.png")
    for axis in "xy":
        around, inside = steps(shown, axis)
        if axis in axes:
            assert around <= inside, axis
        else:
            assert around > 1.5 * inside, axis


# -- the edit endpoint


def test_a_chain_of_edits_is_bought_step_by_step_in_credits(built):
    edits = built("edits")
    assert (edits.report["credits_spent"], edits.report["spent"]) == ("30", "0.069")
    charges = [one for one in edits.api.log()["charges"] if one["unit"] == "credits"]
    told = [one["prompt"] for one in charges]
    assert [one for one in told if one.startswith("add")] == [
        "add a party hat", "add sunglasses", "add confetti", "add a cake"]  # fmt: skip
    assert sorted(told)[-2:] == ["only embers are left", "snow on the roofs"]
    assert all(one["amount"] == 5 for one in charges)


@pytest.mark.parametrize(
    ("of", "name"),
    [("corgi.png", "corgi_party.png"), ("corgi_party.png", "corgi_feast.png"), ("castles_2.png", "castle_winter.png")],
)
def test_an_edit_changes_some_of_its_picture_and_leaves_the_rest(built, of, name):
    edits = built("edits")
    assert 0.3 < same(edits.open(of), edits.open(name)) < 1
    if name == "castle_winter.png":
        assert same(edits.open("castles_1.png"), edits.open(name)) < same(edits.open(of), edits.open(name))


def test_a_file_that_is_edited_keeps_its_size_and_its_transparency(built):
    before, after = opened(EXAMPLES / "art" / "campfire.png"), built("edits").open("campfire_out.png")
    assert before.size == after.size
    assert alphas(after) == {0, 255}
    assert 0.3 < same(before, after) < 1


def test_another_last_prompt_buys_the_last_step_and_a_reroll_of_the_first_all_of_them(fresh):
    edits = fresh("edits")
    edits.rewrite("add confetti", "add a kite")
    assert edits.run("plan").json["totals"]["credits"] == "10"  # that step, and the edit of its result
    report = edits.run("build").json
    assert (report["credits_spent"], report["generated"]) == ("10", ["corgi_party", "corgi_feast", "hero_card"])
    ran = edits.game.run_plain("reroll", str(edits.path), "corgi_party#1", "--json")
    assert ran.code == 0, ran
    before = edits.open("corgi_party.png")
    assert edits.run("build").json["credits_spent"] == "20"
    assert rgba(edits.open("corgi_party.png")) != rgba(before)


def test_what_is_made_from_an_edit_gets_its_result(built):
    edits = built("edits")
    card = edits.one("a card with a corgi on it").images["input_image"][0]
    feast = edits.open("corgi_feast.png").convert("RGBA")
    white = Image.alpha_composite(Image.new("RGBA", feast.size, "white"), feast)
    assert card.tobytes() == white.convert("RGB").tobytes()


# -- new styles and parameters


def test_a_style_and_a_parameter_that_came_later_are_sent_and_delivered(built):
    new = built("new_style")
    assert {one.style for one in new.sent} == {"rd_mini__icon", "rd_advanced_animation__walking"}
    walks = [one for one in new.sent if one.style == "rd_advanced_animation__walking"]
    assert [one.body["frames_duration"] for one in walks] == [8, 8]
    assert {one.images["input_image"][0].size for one in walks} == {(48, 48)}
    shown = new.frames("walk.gif")
    assert len(shown) == 8
    assert {image.size for image, _ in shown} == {(48, 48)}
    assert len({image.tobytes() for image, _ in shown}) > 1
    sheet = new.open("walk_sheet.png")
    assert sheet.width * sheet.height == 8 * 48 * 48
    told = new.index["walk_sheet"]
    assert [one["duration_ms"] for one in told["frames"]] == [120] * 8
    assert told["animations"] == {"walk": list(range(8))}


def test_a_new_parameter_is_in_the_fingerprint(fresh):
    new = fresh("new_style")
    new.rewrite("frames_duration: 8}            #", "frames_duration: 4}            #")
    plan = {one["id"]: one["status"] for one in new.run("plan").json["assets"]}
    assert plan == {"icon": "current", "walk": "changed", "walk_sheet": "current"}
    new.run("build")
    assert len(new.frames("walk.gif")) == 4


def test_a_parameter_that_the_declared_style_does_not_name_is_refused(fresh):
    new = fresh("new_style")
    new.rewrite("api: {frames_duration: 8}            #", "api: {frame_duration: 8} #")
    sent = new.api.requests()
    ran = new.run("build", code=2)
    assert "did you mean `frames_duration`?" in ran.err
    assert new.api.requests() == sent


# -- layouts


def test_an_asset_says_other_names_durations_and_playback_than_its_style(built):
    guard = built("layouts").index["guard"]
    assert [one["name"] for one in guard["frames"][::4]] == [
        "walk_1_south", "walk_1_east", "walk_1_north", "walk_1_west"]  # fmt: skip
    assert {one["duration_ms"] for one in guard["frames"]} == {100}
    assert guard["animations"]["march_east"] == [4, 5, 6, 7]
    assert guard["animations"]["wait_west"] == [12]
    assert len(guard["animations"]) == 8


def test_each_frame_may_have_a_duration_of_its_own(built):
    spark = built("layouts").index["spark"]
    assert [one["duration_ms"] for one in spark["frames"]] == [60] * 4 + [80] * 4 + [120] * 4 + [200] * 3 + [400]
    assert spark["animations"] == {"spark": list(range(16)), "flash": [0, 1, 2, 1, 0]}


def test_a_still_picture_is_cut_as_its_manifest_says(built):
    layouts = built("layouts").index
    potions = layouts["potions"]["frames"]
    assert [(one["x"], one["y"], one["w"], one["h"]) for one in potions] == [
        (x, y, 16, 16) for y in range(0, 64, 16) for x in range(0, 64, 16)]  # fmt: skip
    assert [one["name"] for one in potions[3:5]] == ["4_red", "1_green"]
    tools = layouts["tools"]["frames"]
    assert [(one["x"], one["y"], one["w"], one["h"]) for one in tools] == [
        (x, y, 32, 32) for y in (0, 32) for x in (0, 32, 64)]  # fmt: skip
    assert tools[0]["name"] == "hammer_1"


def test_a_sheet_that_is_to_be_kept_raw_has_no_frames(built):
    assert set(built("layouts").index["poses"]) == {"files", "tags"} & set(built("layouts").index["poses"])


def test_another_layout_buys_nothing(fresh):
    layouts = fresh("layouts")
    sent = layouts.api.requests()
    layouts.rewrite("[south, east, north, west]", "[s, e, n, w]")
    report = layouts.run("build").json
    assert (report["requests"], report["written"]) == (0, ["assets.json"])
    assert layouts.api.requests() == sent
    assert layouts.index["guard"]["frames"][0]["name"] == "walk_1_s"


# -- credits, the legacy endpoint, and the forms of replies


def test_the_balance_is_told_in_either_form_of_the_wallet(tmp_path, serve):
    both, one = serve(balance=Decimal("7.25"), credits=40), serve(balance=Decimal(31), money="credits")
    told = []
    for api in (both, one):
        game = Game(tmp_path / "game", tmp_path / "home", api)
        ran = game.run_plain("credits", "--json")
        assert ran.code == 0, ran
        told.append((ran.json["balance"], ran.json["credits"]))
        assert game.run_plain("credits").code == 0
    assert told == [("7.25", "40"), ("31", "31")]


@pytest.mark.parametrize("settings", [{"balance": Decimal("0.026")}, {"balance": Decimal("0.026"), "money": "credits"}])
def test_a_balance_that_does_not_cover_the_plan_and_a_cent_is_refused_before_anything_is_bought(
    tmp_path, serve, settings
):
    api = serve(**settings)
    ran = Game(tmp_path / "game", tmp_path / "home", api).write({"a": "prompt: a frog"}).run("build")
    assert ran.code == 3
    assert "balance 0.026 does not cover the plan: needed 0.017 and 0.01 of headroom" in ran.err
    assert api.paid() == []


def test_the_legacy_endpoint_is_an_address_like_another(tmp_path, api):
    game = Game(tmp_path / "game", tmp_path / "home", f"{api.url}/inferences/legacy")
    assets = {"frog": "prompt: a frog", "hat": "edit: {asset: frog}, prompt: add a hat"}
    assert game.write(assets, "{build: 1, credits: 10}").build()["generated"] == ["frog", "hat"]
    assert {one["path"] for one in api.log()["requests"] if one["method"] == "POST"} == {
        "/v1/inferences/legacy", "/v1/edit"}  # fmt: skip
    assert game.run_plain("credits").code == 0
    assert game.build(api=api.url)["current"] == ["frog", "hat"]  # the same engine


def test_a_legacy_endpoint_that_is_gone_says_what_to_change(tmp_path, serve):
    api = serve(legacy="gone")
    game = Game(tmp_path / "game", tmp_path / "home", f"{api.url}/inferences/legacy")
    ran = game.write({"frog": "prompt: a frog"}).run("build")
    assert ran.code == 1, ran
    assert "410" in ran.err
    assert f"use `--api {api.url}`" in ran.err
    assert api.spent() == 0
    assert game.build(api=api.url)["generated"] == ["frog"]


FORMS = {  # every pair of forms is somewhere among these
    "usual": {},
    "sparse": {"tasks": "off", "urls": True, "money": "credits", "times": "iso", "more_fields": True},
    "urls": {"urls": True, "money": "balance", "times": "iso"},
    "at once": {"tasks": "off", "money": "balance", "more_fields": True},
    "iso": {"tasks": "off", "times": "iso", "money": "both"},
    "chatty": {"urls": True, "more_fields": True, "money": "both"},
    "old": {"money": "credits", "more_fields": True, "times": "iso"},
    "plain": {"tasks": "off", "urls": True, "money": "credits"},
    "new": {"tasks": "off", "urls": True, "money": "balance", "times": "iso", "unknown_fields": "ignore"},
    "wallet": {"money": "credits"},
}
OF_EACH_KIND = {
    "frogs": "prompt: a frog, num_images: 2",
    "owl": "prompt: an owl, remove_bg: true, return_non_bg_removed: true, seed: 5",
    "walk": "prompt: an owl, prompt_style: rd_animation__four_angle_walking",
    "sheet": "prompt: an owl, prompt_style: rd_animation__vfx, width: 24, height: 24, return_spritesheet: true",
    "ground": "prompt: sand, prompt_style: rd_tile__tileset, width: 16, height: 16",
    "mine": "prompt: a flask, prompt_style: user__flasks_586",
    "hats": "edit: {asset: owl}, prompt: [add a hat, add a feather]",
}


def test_every_pair_of_forms_is_among_those_that_are_tried():
    values = {"tasks": ("on", "off"), "urls": (False, True), "money": ("both", "credits", "balance"),
              "times": ("integer", "iso"), "more_fields": (False, True)}  # fmt: skip
    tried = [{name: form.get(name, known[0]) for name, known in values.items()} for form in FORMS.values()]
    for one, other in product(values, repeat=2):
        if one < other:
            wanted = set(product(values[one], values[other]))
            assert wanted <= {(form[one], form[other]) for form in tried}, (one, other)


@pytest.fixture(scope="module")
def usual_tree(tmp_path_factory):
    scratch = tmp_path_factory.mktemp("usual")
    api = Api()
    try:
        game = Game(scratch / "game", scratch / "home", api)
        game.write(OF_EACH_KIND, "{build: 2, credits: 10}").build()
        return game.files()
    finally:
        api.stop()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.heavy
def test_the_tree_is_the_same_whatever_form_replies_have(tmp_path, serve, usual_tree, form):
    api = serve(**FORMS[form])
    game = Game(tmp_path / "game", tmp_path / "home", api).write(OF_EACH_KIND, "{build: 2, credits: 10}")
    ran = game.run("build", "--json")
    assert ran.code == 0, ran
    assert (ran.json["spent"], ran.json["credits_spent"], ran.json["unknown"]) == ("0.512", "10", [])
    assert game.files() == usual_tree
    assert game.build()["requests"] == 0
