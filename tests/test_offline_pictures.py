"""Placeholder pictures: exact in size and layout, the same everywhere, told apart at a glance."""

import importlib.util
import io
import json
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from pictures import noted, picture_digest
from PIL import Image

from rdbuild.offline import rules
from rdbuild.offline.painters import Order, paint
from rdbuild.offline.painters.colours import ramp

STYLES = rules.Styles()
ROWS = json.loads((Path(rules.__file__).parent.parent / "styles.json").read_text("utf-8"))["styles"]
GAMEBOY = [(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)]


def painted(style, prompt, width, height, *, images=None, seed=7, **body):
    found = STYLES.find(style)
    assert found is not None
    body = {"prompt": prompt, "width": width, "height": height, "num_images": 1, **body}
    return paint(Order(found[0], found[1], body, images or {}, seed))


def picture(*arguments, **body):
    image = Image.open(io.BytesIO(painted(*arguments, **body).images[0]))
    image.load()
    return image


def pixels_of(image):
    """RGBA of every pixel."""
    data = image.convert("RGBA").tobytes()
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]


def palette_image(colours):
    image = Image.new("RGB", (len(colours), 1))
    image.putdata(colours)
    return image


def seam(image, axis):
    """Mean difference across the wrap-around, and the largest one between neighbours inside."""
    rgb = image.convert("RGB")
    if axis == "y":
        rgb = rgb.transpose(Image.Transpose.ROTATE_90)
    columns = [rgb.crop((x, 0, x + 1, rgb.height)).tobytes() for x in range(rgb.width)]

    def difference(a, b):
        return sum(abs(p - q) for p, q in zip(a, b, strict=True)) / len(a)

    inside = [difference(a, b) for a, b in pairwise(columns)]
    return difference(columns[-1], columns[0]), max(inside)


def extremes():
    for row in ROWS:
        sizes = row.get("sizes") or [row["size"]["min"], row["size"]["max"]]
        for width, height in {tuple(size) for size in sizes}:
            yield pytest.param(row, width, height, id=f"{row['id']}-{width}x{height}")


@pytest.mark.parametrize(("row", "width", "height"), list(extremes()))
def test_every_style_delivers_its_size_and_format(row, width, height):
    extra = {"extra_prompt": "grass"} if "extra_prompt" in row["params"] else {}
    source = Image.new("RGB", (width, height), (200, 60, 40))
    images = {"input_image": [source]} if row["inputs"].get("input_image") == "required" else {}
    if images:
        source.paste((30, 90, 200), (0, 0, width // 2, height // 2))
    image = picture(row["id"], "a blue knight", width, height, images=images, **extra)
    sheet = row.get("sheet") if "columns" in (row.get("sheet") or {}) else None
    if row["kind"] == "animation":
        assert image.format == "GIF"
        assert image.size == (width, height)
        assert image.n_frames == (8 if "8_dir" in row["id"] else 16 if not sheet else sheet["columns"] * sheet["rows"])
        whole = picture(row["id"], "a blue knight", width, height, return_spritesheet=True)
        columns, rows = (sheet["columns"], sheet["rows"]) if sheet else (4, 4)
        assert (whole.format, whole.mode, whole.size) == ("PNG", "RGBA", (columns * width, rows * height))
    else:
        columns, rows = (sheet["columns"], sheet["rows"]) if sheet else (1, 1)
        assert (image.format, image.size) == ("PNG", (columns * width, rows * height))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_no_picture_is_a_blank(row):
    width, height = row["size"]["min"]
    image = picture(row["id"], "green slime", width, height, return_spritesheet=True)
    assert len(image.convert("RGBA").getcolors(1 << 20)) >= 2


def golden(row):
    """A picture of a style: its prompt is one that shows what the style is for."""
    width, height = (row.get("sizes") or [[max(row["size"]["min"][0], 32)] * 2])[0]
    extra = {"extra_prompt": "grass"} if "extra_prompt" in row["params"] else {}
    images = {}
    if row["inputs"].get("input_image") == "required":
        images["input_image"] = [Image.linear_gradient("L").resize((width, height), Image.Resampling.NEAREST)]
    prompt = SHOWING.get(row["painter"], "a knight with a red cape")
    return picture(row["id"], prompt, width, height, images=images, return_spritesheet=True, **extra)


SHOWING = {
    **dict.fromkeys(("surface", "tileset", "variation"), "grey stone bricks with moss"),
    **dict.fromkeys(("dungeon", "map", "topdown", "platformer", "environment", "isometric"), "a forest with a river"),
    **dict.fromkeys(("sheet", "inventory", "above", "icon", "asset", "block", "weapon"), "a magic sword"),
    **dict.fromkeys(("panel", "lettering"), "a wooden button saying PLAY"),
    "effect": "an explosion",
    "motion": "a corgi wearing a party hat",
    "hexagons": "islands",
}


LARGER = (
    ("rd_fast__default", "a corgi", 256, 192),
    ("rd_fast__1_bit", "a skull", 64, 64),
    ("rd_fast__mc_item", "a gold key", 16, 16),
    ("rd_plus__environment", "forest", 128, 96),
    ("rd_pro__spritesheet", "mushrooms", 128, 128),
    ("rd_animation__four_angle_walking", "a wizard", 48, 48),
)


def test_pixels_are_the_same_on_every_machine():
    noted("styles", {row["id"]: picture_digest(golden(row)) for row in ROWS})
    noted("other sizes", {" ".join(map(str, one)): picture_digest(picture(*one)) for one in LARGER})


def test_seed_prompt_style_and_image_number_each_make_another_picture():
    one = painted("rd_fast__default", "a potion", 64, 64, num_images=4).images
    assert len(set(one)) == 4
    assert painted("rd_fast__default", "a potion", 64, 64, num_images=4).images == one
    for other in (
        painted("rd_fast__default", "a potion", 64, 64, seed=8),
        painted("rd_fast__default", "the potion", 64, 64),
        painted("rd_fast__simple", "a potion", 64, 64),
    ):
        assert other.images[0] not in one


@pytest.mark.heavy
def test_a_thousand_small_icons_are_a_thousand_pictures_in_seconds():
    began = time.process_time()
    found = {painted("rd_plus__skill_icon", f"item {n}", 64, 64, remove_bg=True).images[0] for n in range(1000)}
    assert len(found) == 1000
    assert time.process_time() - began < 15


@pytest.mark.parametrize(
    ("word", "nearest"),
    [("red", (200, 50, 60)), ("blue", (60, 100, 200)), ("green", (76, 168, 72)), ("golden", (232, 184, 48))],
)
@pytest.mark.parametrize("thing", ["potion", "slime", "zorp", "gem"])
def test_the_colour_that_a_prompt_names_is_the_main_one(word, nearest, thing):
    image = picture("rd_plus__low_res", f"a {word} {thing}", 64, 64, remove_bg=True).convert("RGBA")
    count = Counter(pixel[:3] for pixel in pixels_of(image) if pixel[3])
    commonest = count.most_common(1)[0][0]
    tones = ramp(nearest)
    assert min(sum(abs(a - b) for a, b in zip(commonest, tone, strict=True)) for tone in tones) < 70


def test_without_its_background_a_sprite_is_transparent_around_an_opaque_middle():
    image = picture("rd_fast__default", "a shield", 64, 64, remove_bg=True)
    assert image.mode == "RGBA"
    assert image.getpixel((0, 0)) == (0, 0, 0, 0)
    assert image.getpixel((32, 32))[3] == 255
    assert set(image.getchannel("A").tobytes()) == {0, 255}
    assert picture("rd_fast__default", "a shield", 64, 64).mode == "RGB"


@pytest.mark.parametrize("prompt", ["red bricks", "planks", "grass", "water", "sand", "grey stones", "anything"])
@pytest.mark.parametrize(
    ("style", "width", "height", "flags"),
    [
        ("rd_tile__single_tile", 32, 32, {}),
        ("rd_tile__single_tile", 17, 41, {}),
        ("rd_fast__default", 128, 96, {"tile_x": True, "tile_y": True}),
    ],
)
def test_a_tile_has_no_seam(style, width, height, flags, prompt):
    image = picture(style, prompt, width, height, **flags)
    for axis in "xy":
        across, most = seam(image, axis)
        assert across <= most


def test_an_animation_moves_and_is_transparent():
    image = picture("rd_animation__walking_and_idle", "a knight", 48, 48)
    frames = []
    for number in range(image.n_frames):
        image.seek(number)
        frames.append(image.convert("RGBA").tobytes())
    assert len(frames) == 16
    assert all(a != b for a, b in pairwise(frames))
    assert all(min(frame[3::4]) == 0 and max(frame[3::4]) == 255 for frame in frames)


def test_extras_are_told_apart_by_evidence():
    images = {"input_palette": [palette_image(GAMEBOY)]}
    flags = {"remove_bg": True, "return_pre_palette": True, "return_non_bg_removed": True}
    delivery = painted("rd_fast__default", "a red gem", 64, 64, images=images, num_images=2, **flags)
    assert [len(extras) for extras in delivery.extras] == [2, 2]
    before, with_bg = (Image.open(io.BytesIO(data)) for data in delivery.extras[0])
    assert not {pixel[:3] for pixel in pixels_of(before) if pixel[3]} <= set(GAMEBOY)
    assert with_bg.mode == "RGB"
    assert {pixel[:3] for pixel in pixels_of(with_bg)} <= set(GAMEBOY)


def test_every_file_says_that_it_is_a_placeholder():
    assert picture("rd_fast__default", "a gem", 64, 64).info["rdbuild"] == "placeholder"
    assert picture("rd_animation__vfx", "a gem", 48, 48).info["comment"] == b"rdbuild placeholder"


@pytest.mark.parametrize("style", ["rd_plus__item_sheet", "rd_fast__item_sheet", "rd_plus__environment", "rd_fast__ui"])
@pytest.mark.parametrize(("width", "height"), [(96, 64), (384, 64), (64, 384)])
def test_a_sheet_of_more_colours_than_a_byte_can_number_is_painted_all_the_same(style, width, height):
    for seed in range(6):
        prompt = f"the tools of {seed} smiths"
        with Image.open(io.BytesIO(painted(style, prompt, width, height, num_images=1, seed=seed).images[0])) as made:
            assert made.size == (width, height)


PLACES = {"dungeon", "map", "topdown", "platformer", "environment", "isometric", "block"}
MANY = {"sheet", "inventory", "hexagons", "panel"}  # things on one picture


def test_a_picture_has_the_few_colours_of_pixel_art():
    for row in ROWS:
        if row["kind"] in ("still", "tile") and "required" not in row["inputs"].values():
            most = 28 if row["painter"] in PLACES else 32 if row["painter"] in MANY else 24
            side = max(row["size"]["min"][0], 32)
            for prompt in ("a knight with a red cape", "a forest with a river"):
                image = picture(row["id"], prompt, side, side)
                assert len(image.convert("RGBA").getcolors(256 * 256)) <= most, (row["id"], prompt)


@pytest.mark.heavy
def test_no_style_takes_more_than_30_ms_for_64_by_64_pixels():
    """`make benchmark` prints them all."""
    place = Path(__file__).parent.parent / "benchmarks" / "painters.py"
    spec = importlib.util.spec_from_file_location("painters_benchmark", place)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    for style, _, times, cells in benchmark.measured(64, runs=3):
        assert max(times) * 1000 / cells < benchmark.LIMIT_MS, style
