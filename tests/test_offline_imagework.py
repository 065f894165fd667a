"""The embedded API's image work is real: measured here on pixels, its colours worked out a second time in floats."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal
from itertools import pairwise, product
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import noted, picture_digest
from PIL import Image, ImageDraw

from rdbuild.offline import rules
from rdbuild.offline.painters import Order, edit, paint
from rdbuild.offline.painters.encode import Pixels
from rdbuild.offline.painters.imagework import averaged, outside
from rdbuild.offline.painters.motion import FACINGS
from rdbuild.offline.painters.oklab import fewer, matcher
from rdbuild.offline.painters.tilesets import CORNERS

GAMEBOY = [(15, 56, 15), (48, 98, 48), (139, 172, 15), (155, 188, 15)]
CLEAR = (0, 0, 0, 0)
STYLES = rules.Styles([{"id": "rd_new__jump", "kind": "animation"}])


def painted(style, prompt, width, height, *, images=None, seed=7, **body):
    name, row = STYLES.find(style)
    body = {"prompt": prompt, "width": width, "height": height, "num_images": 1, **body}
    return paint(Order(name, row, body, images or {}, seed))


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def picture(*arguments, **body):
    return opened(painted(*arguments, **body).images[0])


def rgba(image):
    data = image.convert("RGBA").tobytes()
    return [tuple(data[at : at + 4]) for at in range(0, len(data), 4)]


def visible(image):
    return {pixel[:3] for pixel in rgba(image) if pixel[3]}


def frames_of(image):
    frames = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        frames.append(image.convert("RGBA"))
    return frames


def strip(colours):
    image = Image.new("RGB", (len(colours), 1))
    image.putdata(colours)
    return image


def photo(width, height, turn=0):
    """Some ten thousand colours, none of them where another picture has it."""
    image = Image.new("RGB", (width, height))
    points = ((x * 255 // width, y * 255 // height) for y in range(height) for x in range(width))
    image.putdata([((x + turn) % 256, y, (x * y // 255 + 2 * turn) % 256) for x, y in points])
    return image


def subject(width=64, height=64, ground=(250, 250, 250)):
    """A red disc with a hole of the ground's colour in it."""
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.ellipse((width // 5, height // 5, width * 4 // 5, height * 4 // 5), (200, 30, 40))
    draw.ellipse((width * 2 // 5, height * 2 // 5, width * 3 // 5, height * 3 // 5), ground)
    return image


def distance(one, other):
    """Mean difference of a channel."""
    a, b = one.convert("RGB").tobytes(), other.convert("RGB").tobytes()
    return sum(abs(p - q) for p, q in zip(a, b, strict=True)) / len(a)


# -- colours


def float_oklab(colour):
    """Oklab as Björn Ottosson wrote it down, in floats."""
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def float_distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(float_oklab(one), float_oklab(other), strict=True)) ** 0.5


COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@settings(max_examples=300, deadline=None)
@given(colour=COLOURS, palette=st.lists(COLOURS, min_size=1, max_size=24, unique=True))
def test_the_nearest_colour_is_the_one_that_floating_point_oklab_finds(colour, palette):
    found = matcher(palette)(colour)
    ordered = sorted(palette, key=lambda other: float_distance(colour, other))
    if len(ordered) > 1 and float_distance(colour, ordered[1]) - float_distance(colour, ordered[0]) < 1e-5:
        assert found in palette
    else:
        assert found == ordered[0]


def test_of_equal_palette_colours_the_first_is_taken_and_a_palette_colour_is_its_own_nearest():
    for colour in GAMEBOY:
        assert matcher(GAMEBOY)(colour) == colour
    grey = (119, 119, 119)
    assert matcher([(9, 9, 9), grey, grey])((118, 118, 118)) is grey


@settings(max_examples=60, deadline=None)
@given(counts=st.dictionaries(COLOURS, st.integers(1, 50), min_size=1, max_size=120), most=st.integers(1, 40))
def test_fewer_colours_are_at_most_so_many_and_few_stay_as_they_are(counts, most):
    found = fewer(counts, most)
    assert set(found) == set(counts)
    assert len(set(found.values())) <= most
    if len(counts) <= most:
        assert found == {colour: colour for colour in counts}


@pytest.mark.parametrize(
    ("style", "size", "flags"),
    [
        ("rd_fast__default", 64, {}),
        ("rd_fast__default", 64, {"remove_bg": True}),
        ("rd_fast__default", 64, {"tile_x": True}),
        ("rd_tile__tileset", 16, {}),
        ("rd_animation__vfx", 24, {}),
        ("rd_animation__vfx", 24, {"return_spritesheet": True}),
        ("rd_animation__any_animation", 64, {"input_image": True}),
        ("rd_fast__1_bit", 64, {}),
        ("rd_pro__pixelate", 64, {"input_image": True}),
        ("rd_pro__edit", 64, {"input_image": True}),
        ("rd_tile__tile_variation", 32, {"input_image": True}),
    ],
)
def test_a_picture_with_a_palette_has_only_its_colours(style, size, flags):
    images = {"input_palette": [strip(GAMEBOY)]}
    if flags.pop("input_image", False):
        images["input_image"] = [photo(size, size)]
    image = picture(style, "a red knight", size, size, images=images, **flags)
    used = set().union(*map(visible, frames_of(image)))
    assert used <= set(GAMEBOY)
    assert len(used) > 1


def test_each_colour_of_the_picture_before_the_palette_became_its_nearest_one():
    images = {"input_palette": [strip(GAMEBOY)]}
    made = painted("rd_fast__default", "a red knight", 64, 64, images=images, return_pre_palette=True)
    before, after = opened(made.extras[0][0]), opened(made.images[0])
    assert visible(before) - set(GAMEBOY)
    for old, new in zip(rgba(before), rgba(after), strict=True):
        best = min(float_distance(old[:3], colour) for colour in GAMEBOY)
        assert float_distance(old[:3], new[:3]) - best < 1e-5


# -- background


def flooded(image, ground):
    """By the plainest means: which pixels a flood from the border reaches over the colours of `ground`."""
    width, height = image.size
    pixels = image.convert("RGB").load()
    edge = [(x, y) for x in range(width) for y in range(height) if x in (0, width - 1) or y in (0, height - 1)]
    waiting, seen = [place for place in edge if pixels[place] in ground], set()
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        for x, y in ((place[0] + dx, place[1] + dy) for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1))):
            if 0 <= x < width and 0 <= y < height and pixels[x, y] in ground:
                waiting.append((x, y))
    return seen


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 12).flatmap(lambda w: st.lists(st.binary(min_size=w, max_size=w), min_size=1, max_size=12)))
def test_the_flood_by_rows_reaches_what_a_flood_by_pixels_reaches(rows):
    mask = [bytes(value % 3 > 0 for value in row) for row in rows]
    image = Image.new("RGB", (len(mask[0]), len(mask)))
    image.putdata([(value, 0, 0) for row in mask for value in row])
    runs = outside(mask)
    assert {(x, y) for y, row in enumerate(runs) for start, end in row for x in range(start, end)} == flooded(
        image, {(1, 0, 0)}
    )


SPRITES = ("rd_fast__default", "rd_plus__topdown_asset", "rd_fast__mc_item", "rd_tile__tile_object", "rd_pro__default")


@pytest.mark.parametrize("prompt", ["a red potion", "a ring", "a key", "a zorp", "a knight", "a castle"])
@pytest.mark.parametrize(("width", "height"), [(16, 16), (12, 30), (64, 48), (150, 96)])
@pytest.mark.heavy
def test_the_background_is_taken_in_holes_too_and_the_subject_is_left(prompt, width, height):
    holes = 0
    for style in SPRITES:
        made = painted(style, prompt, width, height, remove_bg=True, return_non_bg_removed=True)
        cut, whole = opened(made.images[0]), opened(made.extras[0][-1])
        assert whole.mode == "RGB"
        gone = {(x, y) for x in range(width) for y in range(height) if cut.getpixel((x, y)) == CLEAR}
        assert 0 < len(gone) < width * height
        assert all(a == b for a, b in zip(rgba(cut), rgba(whole), strict=True) if a[3])
        ground = {whole.getpixel(place) for place in gone}
        assert len(ground) <= 5, "the steps of its light"
        border = {(x, y) for x in range(width) for y in range(height) if x in (0, width - 1) or y in (0, height - 1)}
        assert {place for place in border if whole.getpixel(place) in ground} <= gone
        reached = flooded(whole, ground)
        assert reached <= gone
        assert len(gone - reached) * 10 < width * height, "a hole, and not the subject"
        holes += len(gone - reached)
    if prompt == "a ring" and height > 16:
        assert holes


def test_an_inventory_without_its_background_is_things_without_their_slots():
    image = picture("rd_pro__inventory_items", "potions and swords", 256, 256, remove_bg=True)
    gone = sum(pixel == CLEAR for pixel in rgba(image)) * 100 // 256**2
    assert 30 < gone < 80
    assert all(image.getpixel((x, y)) == CLEAR for x in range(256) for y in (0, 255))


def test_a_low_resolution_shows_places_at_cells_of_half_the_side():
    def cells(prompt):
        image = picture("rd_fast__low_res", prompt, 128, 128)
        return [
            k for k in (8, 4, 2) if image.resize((128 // k,) * 2, 0).resize((128, 128), 0).tobytes() == image.tobytes()
        ]

    assert cells("a forest clearing")[:1] == [2]
    assert cells("a sword")[:1] == [4]


def test_a_background_coloured_pixel_inside_the_subject_stays():
    image = picture(
        "rd_fast__default", "x", 64, 64, images={"input_image": [subject()]}, strength=Decimal(0), remove_bg=True
    )
    assert image.getpixel((32, 32)) == (250, 250, 250, 255)
    assert image.getpixel((0, 0)) == CLEAR
    assert image.getpixel((18, 32))[3] == 255
    assert flooded(subject(), {(250, 250, 250)}) == {
        (x, y) for x in range(64) for y in range(64) if not image.getpixel((x, y))[3]
    }


def test_a_background_in_bands_is_taken_whole_and_one_of_very_near_colours_too():
    bands = subject()
    noisy = subject()
    for y in range(64):
        for x in range(64):
            if bands.getpixel((x, y)) == (250, 250, 250):
                step = (x + y) * 4 // 127
                bands.putpixel((x, y), (120 + 16 * step, 170 + 12 * step, 220))
                noisy.putpixel((x, y), (246 + (x * y) % 4, 250, 247 + x % 3))
    for image in (bands, noisy):
        body = {"images": {"input_image": [image]}, "strength": Decimal(0), "remove_bg": True}
        cut = picture("rd_fast__default", "x", 64, 64, **body)
        for place in ((0, 0), (63, 63), (0, 63), (63, 0), (31, 3)):
            assert cut.getpixel(place) == CLEAR
        assert cut.getpixel((18, 32))[3] == 255


def test_a_picture_that_is_all_background_is_left_as_it_is():
    flat = Image.new("RGB", (64, 64), (9, 99, 199))
    image = picture(
        "rd_fast__default", "x", 64, 64, images={"input_image": [flat]}, strength=Decimal(0), remove_bg=True
    )
    assert set(rgba(image)) == {(9, 99, 199, 255)}


def test_extras_share_the_place_of_every_pixel():
    images = {"input_palette": [strip(GAMEBOY)]}
    flags = {"remove_bg": True, "return_pre_palette": True, "return_non_bg_removed": True}
    made = painted("rd_fast__default", "a red gem", 64, 64, images=images, num_images=3, **flags)
    for data, extras in zip(made.images, made.extras, strict=True):
        cut, (before, whole) = opened(data), map(opened, extras)
        assert cut.getchannel("A").tobytes() == before.getchannel("A").tobytes()
        assert all(a == b for a, b in zip(rgba(cut), rgba(whole), strict=True) if a[3])
        assert whole.mode == "RGB"


# -- sizes and pixels


@settings(max_examples=60, deadline=None)
@given(st.data(), *[st.integers(1, 9)] * 4)
def test_the_mean_of_an_area_is_exact(data, old_width, old_height, width, height):
    values = data.draw(st.binary(min_size=old_width * old_height * 4, max_size=old_width * old_height * 4))
    made = averaged(Pixels(old_width, old_height, values), width, height).data
    for y, x, channel in product(range(height), range(width), range(4)):
        total = 0
        for row, column in product(range(old_height), range(old_width)):
            across = min((x + 1) * old_width, (column + 1) * width) - max(x * old_width, column * width)
            down = min((y + 1) * old_height, (row + 1) * height) - max(y * old_height, row * height)
            if across > 0 and down > 0:
                total += values[(row * old_width + column) * 4 + channel] * across * down
        area = old_width * old_height
        assert made[(y * width + x) * 4 + channel] == (total + area // 2) // area


@pytest.mark.parametrize("size", [(256, 256), (200, 130), (64, 64), (40, 40)])
def test_pixelate_averages_its_input_into_cells_of_few_colours(size):
    source = photo(*size)
    image = picture("rd_pro__pixelate", "anything", 64, 64, images={"input_image": [source]})
    assert image.size == (64, 64)
    assert 8 < len(visible(image)) <= 32
    assert distance(image, source.resize((64, 64), Image.Resampling.BOX)) < 16
    if size[0] < 128:
        cell = 2 if size[0] == 64 else 4
        blocks = [image.crop((x, y, x + cell, y + cell)) for y in range(0, 64, cell) for x in range(0, 64, cell)]
        assert all(len(block.getcolors()) == 1 for block in blocks)


def test_pixelate_averages_and_does_not_pick():
    board = Image.new("L", (128, 128))
    board.putdata([255 * ((x + y) % 2) for y in range(128) for x in range(128)])
    image = picture("rd_pro__pixelate", "x", 64, 64, images={"input_image": [board.convert("RGB")]})
    assert visible(image) == {(128, 128, 128)}


def test_pixelate_shows_a_change_of_its_input_where_it_is_and_hardly_any_of_the_prompt():
    source = photo(128, 128)
    plain = picture("rd_pro__pixelate", "a", 64, 64, images={"input_image": [source]})
    for left, top in product((0, 48, 96), repeat=2):
        other = source.copy()
        other.paste((255, 255, 255), (left, top, left + 32, top + 32))
        box = (left // 2 + 2, top // 2 + 2, left // 2 + 14, top // 2 + 14)
        changed = picture("rd_pro__pixelate", "a", 64, 64, images={"input_image": [other]}).crop(box)
        assert min(min(pixel[:3]) for pixel in rgba(changed)) > 200
    assert distance(plain, picture("rd_pro__pixelate", "b", 64, 64, images={"input_image": [source]})) < 8


@pytest.mark.parametrize("factor", [2, 3])
def test_upscaling_repeats_whole_pixels_everywhere(factor):
    for style, size, flags in (
        ("rd_fast__low_res", 16, {"remove_bg": True}),
        ("rd_tile__tileset", 16, {}),
        ("rd_animation__vfx", 24, {"return_spritesheet": True}),
        ("rd_animation__vfx", 24, {}),
    ):
        small = frames_of(picture(style, "a gem", size, size, **flags))
        large = frames_of(picture(style, "a gem", size, size, upscale_output_factor=factor, **flags))
        assert len(small) == len(large)
        for one, other in zip(small, large, strict=True):
            grown = one.resize((one.width * factor, one.height * factor), Image.Resampling.NEAREST)
            assert rgba(grown) == rgba(other)
    assert picture("rd_fast__low_res", "a gem", 16, 16, upscale_output_factor=None).size == (16, 16)


# -- pictures from pictures


@pytest.mark.parametrize("style", ["rd_fast__default", "rd_pro__topdown", "rd_plus__environment"])
def test_the_more_strength_the_further_from_the_input(style):
    source = subject()
    steps = [Decimal(0), Decimal("0.25"), Decimal("0.5"), Decimal("0.75"), Decimal(1)]
    made = [picture(style, "a green slime", 64, 64, images={"input_image": [source]}, strength=one) for one in steps]
    distances = [distance(image, source) for image in made]
    assert distances[0] == 0
    assert all(after > before for before, after in pairwise(distances))
    fresh = [
        picture(style, "a green slime", 64, 64, images={"input_image": [image]}, strength=Decimal(1))
        for image in (source, photo(64, 64))
    ]
    assert distance(*fresh) < distance(source, photo(64, 64)) / 3


def test_without_strength_a_photo_comes_back_nearly_as_it_was():
    for size in ((64, 64), (200, 100)):
        source = photo(*size)
        image = picture("rd_fast__default", "x", 64, 64, images={"input_image": [source]}, strength=Decimal(0))
        assert distance(image, source.resize((64, 64), Image.Resampling.BOX)) < 12


def tile():
    return picture("rd_tile__single_tile", "grey stones", 32, 32).convert("RGB")


@pytest.mark.parametrize("prompt", ["add moss and cracks", "worn", "more cracks"])
def test_a_variation_keeps_the_rim_of_its_tile_and_varies_the_inside(prompt):
    for given_tile, size in ((tile(), 32), (photo(16, 16), 16), (Image.new("RGB", (64, 64), (90, 90, 99)), 64)):
        images = {"input_image": [given_tile]}
        image = picture("rd_tile__tile_variation", prompt, size, size, images=images)
        last = size - 1
        inside, changed = (1, 1, last, last), 0
        for x, y in product(range(size), repeat=2):
            same = image.getpixel((x, y)) == given_tile.getpixel((x, y))
            if x in (0, last) or y in (0, last):
                assert same, (x, y)
            else:
                changed += not same
        area = (inside[2] - 1) ** 2
        assert area * 15 // 100 < changed < area * 70 // 100
        if prompt == "worn" and size < 64:
            assert visible(image) <= visible(given_tile), "its own colours"


def test_variations_differ_by_prompt_seed_and_number():
    images = {"input_image": [tile()]}
    made = [
        data
        for prompt, seed in product(("moss", "cracks"), range(3))
        for data in painted("rd_tile__tile_variation", prompt, 32, 32, images=images, seed=seed, num_images=3).images
    ]
    assert len(set(made)) == 18


def test_a_variation_of_a_tile_of_another_size_has_the_rim_of_that_tile_at_its_own():
    source = tile().resize((64, 64), Image.Resampling.NEAREST)
    image = picture("rd_tile__tile_variation", "worn", 32, 32, images={"input_image": [source]})
    assert [image.getpixel((x, 0)) for x in range(32)] == [tile().getpixel((x, 0)) for x in range(32)]


# -- edits


def half_clear(width, height):
    image = subject(width, height).convert("RGBA")
    image.paste(CLEAR, (0, 0, width // 2, height))
    return image


EDITABLE = {
    "smallest": lambda: photo(16, 16),
    "largest": lambda: photo(256, 256),
    "narrow": lambda: subject(16, 256),
    "wide": lambda: photo(201, 17),
    "odd": lambda: subject(17, 19),
    "one colour": lambda: Image.new("RGB", (40, 40), (80, 10, 200)),
    "nothing": lambda: Image.new("RGBA", (48, 32), CLEAR),
    "half transparent": lambda: half_clear(64, 64),
    "translucent": lambda: Image.new("RGBA", (33, 33), (10, 20, 30, 77)),
    "painted": lambda: picture("rd_fast__default", "a red knight", 64, 64),
    "cut out": lambda: picture("rd_fast__default", "a red knight", 64, 64, remove_bg=True),
    "palette": lambda: subject().convert("P"),
    "grey": lambda: photo(64, 64).convert("L"),
    "grey with alpha": lambda: half_clear(64, 64).convert("LA"),
    "one bit": lambda: subject().convert("1"),
    "CMYK": lambda: subject().convert("CMYK"),
    "16 bit": lambda: Image.new("I;16", (32, 32), 40000),
}
PROMPTS = ("add a hat", "make it blue", "change the background to green", "remove the knight", "Ünïcödé 帽子", "!")


@pytest.mark.parametrize("kind", EDITABLE)
@pytest.mark.heavy
def test_an_edit_changes_some_of_the_picture_and_leaves_a_third_of_it_pixel_for_pixel(kind):
    image = EDITABLE[kind]()
    if image.mode == "I;16":
        before = [(156, 156, 156, 255)] * 1024
    else:
        before = rgba(image.convert("RGB") if image.mode == "CMYK" else image)
    made = {}
    for prompt, seed in product(PROMPTS, range(3)):
        if image.width > 200 and seed:
            continue
        data = edit(image, prompt, seed)
        result = opened(data)
        assert (result.format, result.size) == ("PNG", image.size)
        assert result.mode == ("RGBA" if image.mode in ("RGBA", "LA") else "RGB")
        same = sum(a == b for a, b in zip(before, rgba(result), strict=True))
        assert same * 3 >= len(before), (prompt, seed)
        assert len(before) - same >= 4, (prompt, seed)
        made[prompt, seed] = data
        if seed == 0:
            assert edit(image, prompt, 0) == data, "deterministic"
    assert len(set(made.values())) == len(made)


def test_the_same_edit_of_its_own_result_changes_it_again():
    image, seen = subject(), set()
    for _ in range(4):
        data = edit(image, "add a hat", 0)
        assert data not in seen
        seen.add(data)
        image = opened(data)


def test_an_edit_does_what_its_words_say():
    image = subject()
    blue = opened(edit(image, "make the disc blue", 0))
    r, _, b, _ = blue.convert("RGBA").getpixel((16, 40))
    assert b > r + 40
    assert blue.getpixel((2, 60)) == (250, 250, 250)
    erased = opened(edit(image, "remove the disc", 0))
    assert Counter(rgba(erased))[200, 30, 40, 255] < Counter(rgba(image))[200, 30, 40, 255] * 3 // 4
    assert image.crop((0, 0, 64, 12)).tobytes() == erased.crop((0, 0, 64, 12)).tobytes()
    green = opened(edit(image, "a green background", 0))
    changed = [(a, b) for a, b in zip(rgba(image), rgba(green), strict=True) if a != b]
    assert sum(b[1] > b[0] and b[1] > b[2] for _, b in changed) > len(changed) // 2


def test_who_sits_on_a_shoulder_touches_it():
    image = subject()
    before, after = rgba(image), rgba(opened(edit(image, "a cat on the shoulder", 0)))
    changed = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    ground = [before[at] == before[0] for at in changed]
    assert any(ground)
    assert not all(ground)
    assert max(changed) // 64 < 40


def test_an_edit_of_the_whole_picture_is_carried_out_exactly():
    image = half_clear(40, 64).convert("RGBA")
    image.paste((20, 90, 160, 255), (3, 4, 17, 11))

    def pixels(prompt):
        return opened(edit(image, prompt, 0)).convert("RGBA").tobytes()

    flips = Image.Transpose
    for prompt, method in {
        "flip it horizontally": flips.FLIP_LEFT_RIGHT, "mirror": flips.FLIP_LEFT_RIGHT,
        "flip vertically": flips.FLIP_TOP_BOTTOM, "rotate it by 180 degrees": flips.ROTATE_180,
    }.items():  # fmt: skip
        assert pixels(prompt) == image.transpose(method).tobytes(), prompt
    square = subject()
    square.paste((20, 90, 160), (3, 4, 17, 11))
    for prompt, method in {"rotate it": flips.ROTATE_270, "rotate it to the left": flips.ROTATE_90}.items():
        assert opened(edit(square, prompt, 0)).tobytes() == square.transpose(method).tobytes()
    grey = visible(opened(edit(square, "make it greyscale", 0)))
    assert all(r == g == b for r, g, b in grey)
    light, dark = (sum(map(sum, rgba(opened(edit(square, f"make it {word}", 0))))) for word in ("brighter", "darker"))
    assert dark < sum(map(sum, rgba(square))) < light


def test_an_outline_and_a_shadow_lie_on_the_ground_around_the_subject():
    image = subject()
    for prompt in ("add a black outline", "add a drop shadow"):
        made = opened(edit(image, prompt, 0))
        changed = [(a, b) for a, b in zip(rgba(image), rgba(made), strict=True) if a != b]
        assert len(changed) > 20
        assert all(sum(a) > sum(b) for a, b in changed)
        assert {a[:3] for a, _ in changed} == {(250, 250, 250)}


def test_the_edit_style_keeps_its_input_as_the_edit_endpoint_does():
    source = subject(128, 128)
    made = [
        opened(data)
        for prompt, seed in product(("add a hat", "add a sword"), range(2))
        for data in painted(
            "rd_pro__edit", prompt, 128, 128, images={"input_image": [source]}, seed=seed, num_images=2
        ).images
    ]
    assert len({image.tobytes() for image in made}) == 8
    for image in made:
        same = sum(a == b for a, b in zip(rgba(source), rgba(image), strict=True))
        assert 128 * 128 / 3 <= same < 128 * 128 - 50


# -- tiles


def steps_between(image, axis):
    """Mean difference across the wrap-around, and those between neighbours inside."""
    rgb = image.convert("RGB")
    if axis == "y":
        rgb = rgb.transpose(Image.Transpose.ROTATE_90)
    lines = [rgb.crop((x, 0, x + 1, rgb.height)).tobytes() for x in range(rgb.width)]
    steps = [sum(abs(p - q) for p, q in zip(a, b, strict=True)) / len(a) for a, b in pairwise([*lines, lines[0]])]
    return steps[-1], steps[:-1]


@pytest.mark.parametrize("axes", ["", "x", "y", "xy"])
@pytest.mark.parametrize(("width", "height"), [(64, 64), (65, 130), (128, 96)])
@pytest.mark.parametrize("style", ["rd_fast__default", "rd_fast__texture", "rd_fast__game_asset"])
def test_a_picture_is_seamless_on_the_axes_that_are_named_and_on_no_other(style, width, height, axes):
    for prompt in ("red bricks", "grass", "grey stones", "wooden planks", "a knight"):
        image = picture(style, prompt, width, height, tile_x="x" in axes, tile_y="y" in axes)
        for axis in "xy":
            around, inside = steps_between(image, axis)
            if axis in axes:
                assert around <= mean(inside), (prompt, axis)
                assert around <= median(inside) or median(inside) == 0, (prompt, axis)
            else:
                assert around > 1.5 * mean(inside), (prompt, axis)


@pytest.mark.parametrize("axes", ["x", "y", "xy"])
def test_a_seamless_picture_from_an_input_that_is_not_is_seamless_all_the_same(axes):
    flags = {"tile_x": "x" in axes, "tile_y": "y" in axes, "strength": Decimal("0.3")}
    body = {}
    for source in (Image.new("RGB", (64, 64), (99, 150, 90)), photo(64, 64)):
        body = {"images": {"input_image": [source]}, **flags}
        image = picture("rd_fast__default", "grass", 64, 64, **body)
        for axis in "xy":
            around, inside = steps_between(image, axis)
            assert (around <= mean(inside)) == (axis in axes)
    kept = picture("rd_fast__default", "grass", 64, 64, **{**body, "strength": Decimal(0)})
    assert [steps_between(kept, axis)[0] for axis in axes] == [0.0] * len(axes), "the outermost pixels are equal"


def test_a_single_tile_is_seamless_without_being_asked_and_from_an_input_too():
    for images in ({}, {"input_image": [photo(48, 48)]}):
        image = picture("rd_tile__single_tile", "moss", 48, 48, images=images, strength=Decimal("0.3"))
        for axis in "xy":
            around, inside = steps_between(image, axis)
            assert around <= mean(inside)


RED, GREEN = (210, 60, 50), (60, 180, 70)


def cut_tiles(sheet, size):
    tiles = []
    for place, corners in enumerate(CORNERS):
        left, top = place % 4 * size, place // 4 * size
        tiles.append((corners, sheet.crop((left, top, left + size, top + size)).convert("RGB")))
    return tiles


def inside(pixel):
    """Which terrain a pixel of the red and green tileset belongs to: its dark rim too."""
    r, g, b = pixel[:3]
    return r > g and r > b + 5


@pytest.mark.parametrize("size", [16, 23, 32])
def test_tiles_that_may_be_neighbours_agree_on_the_terrain_along_their_edge(size):
    flat = {"input_image": [Image.new("RGB", (size, size), RED)]}
    flat["extra_input_image"] = [Image.new("RGB", (size, size), GREEN)]
    seen = 0
    for seed in range(4):
        sheet = picture("rd_tile__tileset_advanced", "a", size, size, images=flat, extra_prompt="b", seed=seed)
        tiles = cut_tiles(sheet, size)
        for corners, one in tiles:
            for corner, place in zip(corners, product((0, size - 1), repeat=2), strict=True):
                assert inside(one.getpixel(place[::-1])) == (corner == "1")
        for (corners, one), (others, other) in product(tiles, repeat=2):
            if (corners[1], corners[3]) == (others[0], others[2]):
                edge = [(one.getpixel((size - 1, y)), other.getpixel((0, y))) for y in range(size)]
                assert [inside(a) for a, _ in edge] == [inside(b) for _, b in edge], (corners, others)
                seen += 1
            if (corners[2], corners[3]) == (others[0], others[1]):
                edge = [(one.getpixel((x, size - 1)), other.getpixel((x, 0))) for x in range(size)]
                assert [inside(a) for a, _ in edge] == [inside(b) for _, b in edge], (corners, others)
                seen += 1
    assert seen > 4 * 160


@pytest.mark.parametrize(
    ("prompt", "extra", "given_images"),
    [("grey stones", "lush grass", False), ("sand", "water", False), ("a", "b", True)],
)
def test_a_map_of_any_corners_has_no_seams(prompt, extra, given_images):
    size, across = 16, 12
    images = {"input_image": [photo(40, 40)], "extra_input_image": [photo(40, 40, 90)]} if given_images else {}
    sheet = picture("rd_tile__tileset_advanced", prompt, size, size, images=images, extra_prompt=extra)
    by_corners: dict[str, list[Image.Image]] = {}
    for corners, one in cut_tiles(sheet, size):
        by_corners.setdefault(corners, []).append(one)
    assert len(by_corners) == 16
    state = 12345
    corners_at = {}
    for place in product(range(across + 1), repeat=2):
        state = (state * 1103515245 + 12345) % 2**31
        corners_at[place] = str(state >> 16 & 1)
    whole = Image.new("RGB", (across * size, across * size))
    for x, y in product(range(across), repeat=2):
        corners = "".join(corners_at[place] for place in ((x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)))
        variants = by_corners[corners]
        whole.paste(variants[(x * 7 + y) % len(variants)], (x * size, y * size))
    for axis in "xy":
        _, steps = steps_between(whole, axis)
        seams = [step for place, step in enumerate(steps, 1) if place % size == 0]
        others = [step for place, step in enumerate(steps, 1) if place % size]
        assert len(seams) == across - 1
        assert mean(seams) <= mean(others)
        assert max(seams) <= max(others)


def test_all_twenty_cells_of_a_tileset_are_filled_and_no_plain_variant_is_another():
    for seed, size in (*product(range(2), (23, 32)), *product(range(12), (16,))):
        sheet = picture("rd_tile__tileset", "sand", size, size, seed=seed)
        cells = [one.tobytes() for _, one in cut_tiles(sheet, size)]
        assert len(set(cells)) == 20
        assert sheet.mode == "RGB"


# -- animations


def cells_of(sheet, size):
    return [
        [sheet.crop((x, y, x + size, y + size)) for x in range(0, sheet.width, size)]
        for y in range(0, sheet.height, size)
    ]


@pytest.mark.parametrize(
    ("style", "size", "walk"),
    [
        ("four_angle_walking", 48, range(4)),
        ("walking_and_idle", 48, range(4)),
        ("small_sprites", 32, range(5)),
        ("battle_sprites", 48, range(3, 9)),
        ("battle_sprites", 64, range(3, 9)),
    ],
)
def test_frames_of_a_walk_differ_and_face_four_ways(style, size, walk):
    sheet = picture(f"rd_animation__{style}", "a wizard", size, size, return_spritesheet=True)
    rows = cells_of(sheet, size)
    assert len(rows) == len(FACINGS)
    for row in rows:
        assert len({row[column].tobytes() for column in walk}) == len(walk)
        assert all(cell.getbbox() for cell in row)
    for column in range(len(rows[0])):
        views = [row[column] for row in rows]
        assert all(
            sum(a != b for a, b in zip(rgba(one), rgba(other), strict=True)) * 25 >= size * size
            for place, one in enumerate(views)
            for other in views[place + 1 :]
        ), column


def test_a_figure_that_faces_left_looks_the_other_way_than_one_that_faces_right():
    sheet = picture("rd_animation__four_angle_walking", "a wizard", 48, 48, return_spritesheet=True)
    rows = dict(zip(FACINGS, cells_of(sheet, 48), strict=True))
    eye = (38, 28, 48)

    def where(cell):
        places = [place % 48 for place, pixel in enumerate(rgba(cell)) if pixel[:3] == eye and pixel[3]]
        return mean(places) if places else None

    for step in range(4):
        assert where(rows["left"][step]) < 23 < where(rows["right"][step])
        assert where(rows["up"][step]) is None


def test_the_gif_of_walking_and_idle_plays_walk_frames_of_every_facing():
    sheet = picture("rd_animation__walking_and_idle", "a knight", 48, 48, return_spritesheet=True)
    frames = frames_of(picture("rd_animation__walking_and_idle", "a knight", 48, 48))
    rows = cells_of(sheet, 48)
    wanted = [rgba(row[column]) for row in rows for column in (2, 1, 2, 3)]
    assert [[pixel if pixel[3] else CLEAR for pixel in rgba(frame)] for frame in frames] == wanted


def test_a_rotation_has_eight_views_and_its_gif_goes_once_around():
    sheet = picture("rd_animation__8_dir_rotation", "a robot", 80, 80, return_spritesheet=True)
    cells = [cell for row in cells_of(sheet, 80) for cell in row]
    assert cells[4].getbbox() is None
    assert len({cell.tobytes() for place, cell in enumerate(cells) if place != 4}) == 8
    frames = frames_of(picture("rd_animation__8_dir_rotation", "a robot", 80, 80))
    assert len(frames) == 8
    assert [pixel[:3] for pixel in rgba(frames[0]) if pixel[3]] == [pixel[:3] for pixel in rgba(cells[1]) if pixel[3]]


@pytest.mark.parametrize("size", [24, 48, 96])
def test_an_effect_evolves_through_sixteen_frames(size):
    for prompt in ("fire", "ice explosion", "lightning", "a burst"):
        sheet = picture("rd_animation__vfx", prompt, size, size, return_spritesheet=True)
        cells = [cell for row in cells_of(sheet, size) for cell in row]
        assert len({cell.tobytes() for cell in cells}) == 16
        shown = [sum(pixel[3] > 0 for pixel in rgba(cell)) for cell in cells]
        assert min(shown) > 0
        if "explosion" in prompt:  # a fire burns on, and lightning strikes again
            assert shown[0] < shown[4] < shown[7] > shown[11] > shown[15]
            assert max(shown) > 2 * shown[15]


@pytest.mark.parametrize("count", [None, 4, 6, 8, 10, 12, 16])
def test_an_animation_without_a_layout_of_its_own_starts_from_its_input_and_has_the_frames_asked_for(count):
    source = subject()
    body = {"images": {"input_image": [source]}, **({"frames_duration": count} if count else {})}
    count = count or 16
    sheet = picture("rd_new__jump", "a disc", 64, 64, return_spritesheet=True, **body)
    columns = 4 if count % 4 == 0 else count
    assert sheet.size == (columns * 64, count // columns * 64)
    cells = [cell for row in cells_of(sheet, 64) for cell in row]
    assert len({cell.tobytes() for cell in cells}) == count
    assert all(new[3] == 0 or new[:3] == old[:3] for new, old in zip(rgba(cells[0]), rgba(source), strict=True))
    assert cells[0].getpixel((0, 0)) == CLEAR
    assert cells[0].getpixel((32, 32)) == (250, 250, 250, 255)
    gif = picture("rd_new__jump", "a disc", 64, 64, **body)
    assert gif.n_frames == count


@pytest.mark.parametrize(
    ("style", "size"),
    [
        ("rd_animation__any_animation", 64),
        ("rd_animation__four_angle_walking", 48),
        ("rd_animation__small_sprites", 32),
        ("rd_animation__8_dir_rotation", 80),
        ("rd_animation__vfx", 48),
    ],
)
def test_the_input_image_shapes_the_colours_of_an_animation(style, size):
    shares = []
    for colour in ((220, 40, 40), (40, 60, 220)):
        source = Image.new("RGB", (size, size), (255, 255, 255))
        source.paste(colour, (size // 4, size // 4, size * 3 // 4, size * 3 // 4))
        image = picture(style, "a green figure", size, size, images={"input_image": [source]}, return_spritesheet=True)
        shown = [pixel for pixel in rgba(image) if pixel[3]]
        shares.append(
            (sum(r > b + 60 for r, _, b, _ in shown) / len(shown), sum(b > r + 60 for r, _, b, _ in shown) / len(shown))
        )
    (red_of_red, blue_of_red), (red_of_blue, blue_of_blue) = shares
    assert red_of_red > red_of_blue + 0.15
    assert blue_of_blue > blue_of_red + 0.15


@pytest.mark.parametrize("flags", [{}, {"tile_x": True}, {"remove_bg": True}, {"input": True}])
def test_one_bit_is_black_and_white_and_nothing_else(flags):
    images = {"input_image": [subject()]} if flags.pop("input", False) else {}
    for prompt in ("a red dragon", "snow", "dark stones", "a skull"):
        image = picture("rd_fast__1_bit", prompt, 64, 64, images=images, **flags)
        assert visible(image) == {(0, 0, 0), (255, 255, 255)}, prompt


def golden_inputs():
    source = photo(96, 80)
    palette = [strip(GAMEBOY)]
    cut = {"remove_bg": True, "strength": Decimal("0.4")}
    advanced = {"input_image": [source], "extra_input_image": [tile()]}
    yield "palette", picture("rd_fast__default", "a red gem", 64, 64, images={"input_palette": palette})
    yield "img2img", picture("rd_fast__default", "a red gem", 64, 64, images={"input_image": [source]}, **cut)
    yield "pixelate", picture("rd_pro__pixelate", "a", 64, 64, images={"input_image": [source]})
    yield "variation", picture("rd_tile__tile_variation", "moss", 32, 32, images={"input_image": [source]})
    yield "tile_x", picture("rd_fast__default", "moss", 64, 64, images={"input_image": [source]}, tile_x=True)
    yield "tileset", picture("rd_tile__tileset_advanced", "a", 16, 16, images=advanced, extra_prompt="b")
    yield "motion", picture("rd_new__jump", "a", 64, 64, images={"input_image": [source]})
    yield "edit", opened(edit(source, "make it blue", 1))


def test_image_work_gives_the_same_pixels_on_every_machine():
    noted("image work", {name: picture_digest(image) for name, image in golden_inputs()})


@pytest.mark.parametrize("prompt", ["wet sand", "a red knight", "quiet"])
def test_the_image_that_inspires_a_tileset_leaves_its_mark_whatever_the_words(prompt):
    plain = opened(painted("rd_tile__tileset", prompt, 16, 16).images[0])
    blue = Image.new("RGB", (64, 64), (30, 60, 220))
    inspired = opened(painted("rd_tile__tileset", prompt, 16, 16, images={"input_image": [blue]}).images[0])
    assert inspired.size == plain.size
    middle = [mean(one.convert("RGB").crop((32, 16, 48, 32)).tobytes()[2::3]) for one in (plain, inspired)]
    assert middle[1] > middle[0]  # the inside, a tile of 1111, has become bluer
