"""Placeholder pictures: exact in size and layout, the same everywhere, told apart at a glance."""

import hashlib
import io
import json
import time
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from rdbuild.offline import rules
from rdbuild.offline.painters import Order, paint
from rdbuild.offline.painters.colours import ramp
from rdbuild.offline.painters.tiles import CORNERS

STYLES = rules.Styles()
ROWS = json.loads((Path(rules.__file__).parent.parent / "styles.json").read_text("utf-8"))["styles"]
GAMEBOY = [(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)]


def painted(style, prompt, width, height, *, images=None, seed=7, **body):
    found = STYLES.find(style)
    assert found is not None
    body = {"prompt": prompt, "width": width, "height": height, "num_images": 1, **body}
    return paint(Order(found[0], found[1]["kind"], body, images or {}, seed))


def picture(*arguments, **body):
    image = Image.open(io.BytesIO(painted(*arguments, **body).images[0]))
    image.load()
    return image


def rgba(image):
    return hashlib.sha256(repr(image.size).encode() + image.convert("RGBA").tobytes()).hexdigest()[:16]


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
    sheet = row.get("sheet")
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


GOLDEN = {
    ("rd_fast__default", "a red potion", 64, 64): "1749277f0bc94e96",
    ("rd_fast__default", "a corgi", 256, 192): "9ff87e5348df801f",
    ("rd_fast__1_bit", "a skull", 64, 64): "c4543d66a44903a3",
    ("rd_fast__mc_item", "a gold key", 16, 16): "8db74128228b9b83",
    ("rd_plus__skill_icon", "fireball", 32, 32): "bc177655964e3fab",
    ("rd_plus__environment", "forest", 128, 96): "a4f6582a57487fab",
    ("rd_pro__spritesheet", "mushrooms", 128, 128): "e3270bd6ede1b7f5",
    ("rd_pro__ui_panel", "menu", 256, 256): "ce6654d821c53b29",
    ("rd_tile__single_tile", "red bricks", 32, 32): "f50ed22bde425b87",
    ("rd_tile__tileset", "sand", 16, 16): "a4e6846f4e32696e",
    ("rd_animation__four_angle_walking", "a wizard", 48, 48): "e228f69f391eeed8",
    ("rd_animation__vfx", "explosion", 24, 24): "c9c0e4c0c2a733e6",
    ("rd_animation__8_dir_rotation", "a robot", 80, 80): "37d000a699d133b2",
}


@pytest.mark.parametrize("key", GOLDEN, ids=lambda key: key[0])
def test_pixels_are_the_same_on_every_machine(key):
    assert rgba(picture(*key, return_spritesheet=True)) == GOLDEN[key]


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


def test_only_the_colours_of_the_palette_are_used():
    images = {"input_palette": [palette_image(GAMEBOY)]}
    for style, size in (("rd_fast__default", 64), ("rd_tile__tileset", 32), ("rd_animation__vfx", 48)):
        image = picture(style, "a red knight", size, size, images=images, return_spritesheet=True)
        used = {pixel[:3] for pixel in pixels_of(image) if pixel[3]}
        assert used <= set(GAMEBOY)
        assert len(used) > 1


def test_one_bit_pictures_have_two_colours():
    image = picture("rd_fast__1_bit", "a red dragon", 64, 64)
    assert {colour for _, colour in image.getcolors()} == {(0, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize("prompt", ["red bricks", "planks", "grass", "water", "sand", "grey stones", "anything"])
@pytest.mark.parametrize(
    ("style", "width", "height", "flags"),
    [
        ("rd_tile__single_tile", 32, 32, {}),
        ("rd_tile__single_tile", 17, 41, {}),
        ("rd_fast__default", 128, 96, {"tile_x": True, "tile_y": True}),
        ("rd_fast__default", 65, 130, {"tile_x": True}),
    ],
)
def test_a_tile_has_no_seam(style, width, height, flags, prompt):
    image = picture(style, prompt, width, height, **flags)
    for axis in "xy":
        across, most = seam(image, axis)
        assert across <= most * 1.2


def test_tiles_of_a_tileset_that_share_corners_meet_without_a_jump():
    image = picture("rd_tile__tileset_advanced", "grey stones", 32, 32, extra_prompt="lush green grass").convert("RGB")
    tiles = {}
    for place, corners in enumerate(CORNERS):
        left, top = place % 4 * 32, place // 4 * 32
        tiles.setdefault(corners, image.crop((left, top, left + 32, top + 32)))
    assert len(tiles) == 16

    def green(pixel):
        return pixel[1] > pixel[0] + 20 and pixel[1] > pixel[2] + 20

    for corners, tile in tiles.items():
        for corner, place in zip(corners, ((1, 1), (30, 1), (1, 30), (30, 30)), strict=True):
            around = [tile.getpixel((place[0] + dx, place[1] + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
            assert (sum(map(green, around)) >= 5) == (corner == "0"), (corners, place)
    for left, one in tiles.items():
        for right, other in tiles.items():
            if left[1] == right[0] and left[3] == right[2]:
                pairs = [(one.getpixel((31, y)), other.getpixel((0, y))) for y in range(32)]
                assert sum(green(a) != green(b) for a, b in pairs) <= 10, (left, right)


def test_an_animation_moves_and_is_transparent():
    image = picture("rd_animation__walking_and_idle", "a knight", 48, 48)
    frames = []
    for number in range(image.n_frames):
        image.seek(number)
        frames.append(image.convert("RGBA").tobytes())
    assert len(frames) == 16
    assert all(a != b for a, b in pairwise(frames))
    assert all(min(frame[3::4]) == 0 and max(frame[3::4]) == 255 for frame in frames)


def test_the_middle_of_a_rotation_sheet_is_empty():
    sheet = picture("rd_animation__8_dir_rotation", "a robot", 80, 80, return_spritesheet=True)
    assert sheet.crop((80, 80, 160, 160)).getbbox() is None
    cells = {sheet.crop((x, y, x + 80, y + 80)).tobytes() for x in (0, 80, 160) for y in (0, 80, 160)}
    assert len(cells) == 9


def test_an_input_image_and_strength_shape_the_result():
    red, blue = Image.new("RGB", (64, 64), (220, 20, 20)), Image.new("RGB", (64, 64), (20, 20, 220))
    weak, strong = Decimal("0.1"), Decimal("0.9")
    results = {
        rgba(picture("rd_fast__default", "a slime", 64, 64, images={"input_image": [image]}, strength=strength))
        for image in (red, blue)
        for strength in (weak, strong)
    }
    assert len(results) == 4
    kept = picture("rd_fast__default", "a slime", 64, 64, images={"input_image": [red]}, strength=Decimal(0))
    assert rgba(kept) == rgba(red)


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


def test_upscaling_repeats_whole_pixels():
    small = picture("rd_fast__low_res", "a gem", 16, 16, upscale_output_factor=1)
    large = picture("rd_fast__low_res", "a gem", 16, 16, upscale_output_factor=4)
    assert large.size == (64, 64)
    assert rgba(large.resize((16, 16), Image.Resampling.NEAREST)) == rgba(small)
