"""Pictures in, pictures out: nothing damaged passes, and no opaque pixel changes."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rdbuild import images
from rdbuild.errors import ImageInvalid, InputFileError


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def raw_png(size: tuple[int, int], depth: int, colour: int, rows: list[bytes], extra: bytes = b"") -> bytes:
    """Encode by hand, so that Pillow does not test Pillow."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows)))
    return images.PNG_MAGIC + header + extra + body + chunk(b"IEND", b"")


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pixels(data: bytes) -> list[tuple[int, ...]]:
    image = Image.open(io.BytesIO(data))
    return list(image.get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata())


def frames(count: int, size: tuple[int, int] = (6, 5)) -> list[Image.Image]:
    out = []
    for index in range(count):
        image = Image.new("RGB", size, (20 * index, 10, 200))
        image.putpixel((index % size[0], 0), (255, 255, 255))
        out.append(image)
    return out


def animation(kind: str, count: int) -> bytes:
    first, *rest = frames(count)
    return encode(first, kind, save_all=True, append_images=rest, duration=100)


NOISE = Image.frombytes("RGB", (9, 7), bytes(index * 37 % 256 for index in range(9 * 7 * 3)))
STILLS = {
    "png": encode(NOISE, "PNG"),
    "gif": encode(NOISE, "GIF"),
    "jpeg": encode(NOISE, "JPEG"),
    "webp": encode(NOISE, "WEBP", lossless=True),
}


# -- looking


def test_sniffing_needs_no_pillow() -> None:
    code = "import sys; from rdbuild import images; images.sniff(b''); print('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize(
    ("data", "media"),
    [(STILLS["png"], "png"), (STILLS["gif"], "gif"), (b"GIF87a", "gif"), (STILLS["jpeg"], "other"), (b"", "other")],
)
def test_media_is_told_by_the_first_bytes(data: bytes, media: str) -> None:
    assert images.sniff(data) == media


@pytest.mark.parametrize(("kind", "media"), [("png", "png"), ("gif", "gif"), ("jpeg", "other"), ("webp", "other")])
def test_a_still_picture_is_measured(kind: str, media: str) -> None:
    assert images.measure(STILLS[kind]) == (media, 9, 7, 1, ())


@pytest.mark.parametrize(("kind", "media"), [("GIF", "gif"), ("PNG", "png"), ("WEBP", "other")])
def test_every_frame_of_an_animation_is_counted_and_timed(kind: str, media: str) -> None:
    assert images.measure(animation(kind, 4)) == (media, 6, 5, 4, (100, 100, 100, 100))


def test_each_frame_has_a_time_of_its_own_and_one_that_says_none_shows_as_browsers_show_it() -> None:
    first, *rest = frames(3)
    data = encode(first, "GIF", save_all=True, append_images=rest, duration=[150, 0, 2000])
    assert images.measure(data).durations == (150, images.UNTIMED_MS, 2000)


@pytest.mark.parametrize("data", [STILLS["png"], STILLS["gif"], animation("GIF", 3), animation("PNG", 3)])
def test_no_beginning_of_a_picture_passes_for_the_picture(data: bytes) -> None:
    for length in range(len(data)):
        with pytest.raises(ImageInvalid):
            images.measure(data[:length])


def test_a_jpeg_without_its_last_pixels_is_damaged() -> None:
    with pytest.raises(ImageInvalid, match="damaged"):
        images.measure(STILLS["jpeg"][:-20])


def test_a_flipped_bit_in_png_data_is_found() -> None:
    data = bytearray(STILLS["png"])
    data[data.index(b"IDAT") + 12] ^= 4
    with pytest.raises(ImageInvalid, match="checksum of its IDAT chunk is wrong"):
        images.measure(bytes(data))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"<html>502</html>", "is not a PNG, GIF, JPEG or WebP picture"),
        (encode(NOISE, "BMP"), "is not a PNG, GIF, JPEG or WebP picture"),
        (raw_png((9000, 9000), 8, 2, [b""]), "9000x9000 pixels are too many to decode"),
        (raw_png((60000, 60000), 8, 2, [b""]), "60000x60000 pixels are too many to decode"),
    ],
)
def test_what_is_no_usable_picture_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(ImageInvalid) as caught:
        images.measure(data)
    assert caught.value.message == reason
    assert isinstance(caught.value, InputFileError)


def test_a_small_file_of_many_large_frames_is_refused_before_they_are_decoded() -> None:
    small = animation("GIF", 10)
    data = small[:6] + struct.pack("<HH", 6000, 6000) + small[10:]  # each frame a corner of a large canvas
    with pytest.raises(ImageInvalid, match="10 frames of 6000x6000 pixels are too many"):
        images.measure(data)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_is_never_anything_but_image_invalid(data: st.DataObject) -> None:
    """Whatever Pillow thinks of it: a picture, or ImageInvalid."""
    broken = bytearray(data.draw(st.sampled_from([*STILLS.values(), animation("GIF", 3)])))
    for _ in range(data.draw(st.integers(1, 6))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    for look in (images.measure, images.pixel_digest, lambda one: images.prepare(one, "RGB", "#000000", None)):
        with suppress(ImageInvalid):
            look(bytes(broken))
    images.Stills([bytes(broken)], ["#000000"]).traits(0)


# -- comparing


def still(
    pixel: tuple[int, int, int, int], *others: tuple[int, int, int, int], size: tuple[int, int] = (3, 2)
) -> bytes:
    """A PNG of one colour but for its first pixels."""
    image = Image.new("RGBA", size, pixel)
    for x, other in enumerate(others):
        image.putpixel((x, 0), other)
    return encode(image, "PNG")


RED, BLUE, CLEAR = (255, 0, 0, 255), (0, 0, 255, 255), (7, 7, 7, 0)


@pytest.mark.parametrize(
    ("data", "see_through", "outside"),
    [
        (still(RED), False, False),
        (still(RED, CLEAR), True, False),  # what nobody sees has no colour
        (still(RED, BLUE), False, True),
        (still(RED, (0, 0, 255, 1)), True, True),
        (encode(Image.new("RGB", (2, 2), RED[:3]), "PNG"), False, False),
        (encode(Image.new("L", (2, 2), 9), "JPEG"), False, True),
    ],
)
def test_what_is_transparent_and_what_no_palette_has_is_seen(data: bytes, see_through: bool, outside: bool) -> None:
    assert images.Stills([data], ["#ff0000"]).traits(0) == (see_through, outside)
    assert images.Stills([data], None).traits(0) == (see_through, None)


COLOURS = st.tuples(*[st.sampled_from([0, 7, 255])] * 3, st.sampled_from([0, 1, 128, 254, 255]))


@given(st.lists(COLOURS, min_size=1, max_size=12), st.sets(st.tuples(*[st.sampled_from([0, 7, 255])] * 3), min_size=1))
def test_traits_are_what_a_look_at_every_pixel_says(
    drawn: list[tuple[int, int, int, int]], palette: set[tuple[int, int, int]]
) -> None:
    """Also with more colours than the palette has, and where those outside it are all invisible."""
    image = Image.new("RGBA", (len(drawn), 1))
    for x, pixel in enumerate(drawn):
        image.putpixel((x, 0), pixel)
    named = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in palette]
    assert images.Stills([encode(image, "PNG")], named).traits(0) == (
        any(pixel[3] < 255 for pixel in drawn),
        any(pixel[3] > 0 and pixel[:3] not in palette for pixel in drawn),
    )


def test_pictures_differ_by_what_is_opaque_in_the_first() -> None:
    stills = images.Stills([still(RED, CLEAR), still(RED, BLUE), still(BLUE), still(RED, size=(9, 9))], None)
    assert stills.difference(0, 1) == 0
    assert stills.difference(1, 0) > 0
    assert stills.difference(0, 2) == pytest.approx(170)
    assert stills.difference(0, 3) == 255.0


@pytest.mark.parametrize("data", [animation("GIF", 3), b"no picture", b"", STILLS["png"][:40]])
def test_what_moves_or_is_damaged_is_no_still_picture(data: bytes) -> None:
    stills = images.Stills([still(RED), data], ["#ff0000"])
    assert stills.traits(1) is None
    assert stills.difference(0, 1) == stills.difference(1, 0) == 255.0


def test_a_picture_with_nothing_opaque_is_near_to_none() -> None:
    assert images.Stills([still(CLEAR), still(CLEAR)], None).difference(0, 1) == 255.0


# -- preparing


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda width: st.tuples(st.just(width), st.lists(st.binary(min_size=3 * width, max_size=3 * width), min_size=1))
    ),
    st.sampled_from(["RGB", "RGBA"]),
    st.sampled_from(["#ffffff", "#12fe07"]),
)
def test_opaque_pixels_are_never_changed(drawn: tuple[int, list[bytes]], mode: images.Mode, flatten: str) -> None:
    width, rows = drawn
    made = Image.open(io.BytesIO(images.prepare(raw_png((width, len(rows)), 8, 2, rows), mode, flatten, None)))
    assert (made.mode, made.size) == (mode, (width, len(rows)))
    assert made.convert("RGB").tobytes() == b"".join(rows)
    assert mode == "RGB" or made.getchannel("A").getextrema() == (255, 255)


def test_transparency_lies_on_the_colour_asked_for() -> None:
    data = raw_png((3, 1), 8, 6, [bytes((10, 20, 30, 255, 1, 2, 3, 0, 200, 0, 0, 128))])
    assert pixels(images.prepare(data, "RGB", "#0000ff", None)) == [(10, 20, 30), (0, 0, 255), (100, 0, 127)]
    assert pixels(images.prepare(data, "RGBA", "#0000ff", None)) == [(10, 20, 30, 255), (1, 2, 3, 0), (200, 0, 0, 128)]


def trns(*values: int) -> bytes:
    return chunk(b"tRNS", struct.pack(f">{len(values)}H", *values))


PALETTE = chunk(b"PLTE", bytes((1, 2, 3, 40, 50, 60, 70, 80, 90)))
CLEAR = 0
ODD = {
    "1 bit grey with a key": (raw_png((2, 1), 1, 0, [b"\x80"], trns(1)), [(255, 255, 255, CLEAR), (0, 0, 0, 255)]),
    "2 bit grey with a key": (
        raw_png((4, 1), 2, 0, [b"\x1b"], trns(2)),
        [(0, 0, 0, 255), (85, 85, 85, 255), (170, 170, 170, CLEAR), (255, 255, 255, 255)],
    ),
    "4 bit grey with a key": (raw_png((2, 1), 4, 0, [b"\x3f"], trns(3)), [(51, 51, 51, CLEAR), (255, 255, 255, 255)]),
    "8 bit grey with a key": (raw_png((2, 1), 8, 0, [b"\x03\x04"], trns(3)), [(3, 3, 3, CLEAR), (4, 4, 4, 255)]),
    "16 bit grey": (raw_png((2, 1), 16, 0, [b"\x12\x34\xff\x00"]), [(18, 18, 18, 255), (255, 255, 255, 255)]),
    "16 bit grey with a key": (
        raw_png((2, 1), 16, 0, [b"\x12\x34\x12\x35"], trns(0x1234)),
        [(18, 18, 18, CLEAR), (18, 18, 18, 255)],
    ),
    "16 bit RGB": (raw_png((1, 1), 16, 2, [b"\x12\x34\x56\x78\x9a\xbc"]), [(0x12, 0x56, 0x9A, 255)]),
    "16 bit RGB with a key": (
        raw_png((2, 1), 16, 2, [b"\x12\x34" * 3 + b"\xff\x34" * 3], trns(0x1234, 0x1234, 0x1234)),
        [(18, 18, 18, CLEAR), (255, 255, 255, 255)],
    ),
    "8 bit RGB with a key": (
        raw_png((2, 1), 8, 2, [b"\x01\x02\x03\x01\x02\x04"], trns(1, 2, 3)),
        [(1, 2, 3, CLEAR), (1, 2, 4, 255)],
    ),
    "16 bit RGBA": (raw_png((1, 1), 16, 6, [b"\x12\x34\x56\x78\x9a\xbc\xde\xf0"]), [(0x12, 0x56, 0x9A, 0xDE)]),
    "grey and alpha": (raw_png((1, 1), 8, 4, [b"\x12\x80"]), [(18, 18, 18, 128)]),
    "palette": (raw_png((2, 1), 8, 3, [b"\x00\x02"], PALETTE), [(1, 2, 3, 255), (70, 80, 90, 255)]),
    "palette with alphas": (
        raw_png((3, 1), 8, 3, [b"\x00\x01\x02"], PALETTE + chunk(b"tRNS", b"\x00\x80")),
        [(1, 2, 3, CLEAR), (40, 50, 60, 128), (70, 80, 90, 255)],
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_every_kind_of_png_becomes_the_picture_that_it_shows(name: str) -> None:
    data, shown = ODD[name]
    assert pixels(images.prepare(data, "RGBA", "#ffffff", None)) == shown


def test_cmyk_becomes_rgb() -> None:
    data = encode(Image.new("CMYK", (8, 8), (0, 255, 255, 0)), "JPEG", quality=100)
    assert all(
        red > 240 and green < 15 and blue < 15
        for red, green, blue in pixels(images.prepare(data, "RGB", "#000000", None))
    )


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_a_picture_lying_on_its_side_is_put_upright(kind: str) -> None:
    exif = Image.Exif()
    exif[images.EXIF_ORIENTATION] = 6  # turn clockwise to see it
    left_red = Image.new("RGB", (16, 8), (0, 0, 255))
    left_red.paste((255, 0, 0), (0, 0, 8, 8))
    data = encode(left_red, kind, exif=exif)
    assert images.measure(data)[1:3] == (8, 16)
    made = Image.open(io.BytesIO(images.prepare(data, "RGB", "#000000", None)))
    top, bottom = made.getpixel((4, 2)), made.getpixel((4, 13))
    assert made.size == (8, 16)
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 50 > top[2]
    assert bottom[2] > 200 > 50 > bottom[0]


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animation_is_no_input(kind: str) -> None:
    with pytest.raises(ImageInvalid, match="has 3 frames, and an input must be a still picture"):
        images.prepare(animation(kind, 3), "RGB", "#ffffff", None)


def test_a_photo_with_a_preview_is_a_still_picture() -> None:
    data = encode(NOISE, "MPO", save_all=True, append_images=[NOISE])
    assert images.measure(data) == ("other", 9, 7, 1, ())
    assert Image.open(io.BytesIO(images.prepare(data, "RGB", "#ffffff", None))).size == (9, 7)


def test_the_same_pixels_are_sent_as_the_same_bytes_without_metadata() -> None:
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("Comment", "secret")
    told = encode(NOISE, "PNG", pnginfo=note, dpi=(300, 300), icc_profile=b"x" * 200, compress_level=1)
    assert images.prepare(told, "RGB", "#ffffff", None) == images.prepare(STILLS["png"], "RGB", "#ffffff", None)
    sent = images.prepare(told, "RGBA", "#ffffff", None)
    assert {name for name in (b"tEXt", b"iCCP", b"pHYs", b"eXIf") if name in sent} == set()


# -- fitting


@pytest.mark.parametrize(
    ("size", "target", "fit", "place"),
    [
        ((48, 48), (48, 48), "none", ((48, 48), (0, 0), True)),
        ((32, 48), (48, 48), None, ((32, 48), (8, 0), True)),
        ((31, 31), (48, 48), "pad", ((31, 31), (8, 8), True)),
        ((96, 96), (48, 48), "shrink", ((48, 48), (0, 0), True)),
        ((96, 48), (48, 48), None, ((48, 24), (0, 12), True)),
        ((100, 100), (48, 48), None, ((48, 48), (0, 0), False)),
        ((97, 192), (48, 48), None, ((24, 48), (12, 0), False)),
        ((1000, 1), (48, 48), None, ((48, 1), (0, 23), False)),
    ],
)
def test_fitting_pads_the_small_and_shrinks_the_large(
    size: images.Size, target: images.Size, fit: images.FitRule | None, place: images.Fit
) -> None:
    assert images.fitted(size, target, fit) == place


@pytest.mark.parametrize(
    ("size", "fit"),
    [((47, 48), "none"), ((49, 48), "none"), ((96, 96), "pad"), ((24, 24), "shrink"), ((96, 48), "shrink")],
)
def test_what_the_fit_rules_out_is_refused(size: images.Size, fit: images.FitRule) -> None:
    with pytest.raises(ImageInvalid) as caught:
        images.fitted(size, (48, 48), fit)
    assert caught.value.message == f"is {size[0]}x{size[1]}, and 48x48 is needed"
    assert caught.value.hint == f"without `fit: {fit}` it is shrunk and padded as it needs"


@given(*[st.integers(1, 300)] * 4)
def test_fitting_stays_on_the_canvas_and_never_scales_up(width: int, height: int, across: int, down: int) -> None:
    size, corner, exact = images.fitted((width, height), (across, down))
    assert 1 <= size[0] <= min(width, across)
    assert 1 <= size[1] <= min(height, down)
    assert 0 <= corner[0] <= across - size[0]
    assert 0 <= corner[1] <= down - size[1]
    if exact:
        assert width % size[0] == height % size[1] == 0
        assert width // size[0] == height // size[1]


def test_pixel_art_scaled_up_by_a_whole_factor_comes_back_exactly() -> None:
    large = encode(NOISE.resize((27, 21), Image.Resampling.NEAREST), "PNG")
    assert pixels(images.prepare(large, "RGB", "#ffffff", (9, 7), "shrink")) == pixels(STILLS["png"])


def test_padding_is_clear_or_the_flatten_colour() -> None:
    dot = raw_png((1, 1), 8, 2, [b"\x01\x02\x03"])
    ring, clear = (9, 8, 7), (0, 0, 0, 0)
    assert pixels(images.prepare(dot, "RGB", "#090807", (3, 1))) == [ring, (1, 2, 3), ring]
    assert pixels(images.prepare(dot, "RGBA", "#090807", (3, 1))) == [clear, (1, 2, 3, 255), clear]


# -- identity, palettes, stand-ins


def test_a_picture_is_its_pixels_and_not_its_encoding() -> None:
    assert images.pixel_digest(encode(NOISE, "PNG", compress_level=0)) == images.pixel_digest(STILLS["png"])
    assert images.pixel_digest(STILLS["webp"]) == images.pixel_digest(STILLS["png"])


def test_mode_size_and_every_pixel_count_in_a_digest() -> None:
    changed = NOISE.copy()
    changed.putpixel((8, 6), (0, 0, 1))
    rows = Image.frombytes("RGB", (7, 9), NOISE.tobytes())
    digests = {images.pixel_digest(encode(one, "PNG")) for one in (NOISE, changed, rows, NOISE.convert("RGBA"))}
    assert len(digests) == 4


def test_the_digest_of_a_known_picture_never_changes() -> None:
    """Fingerprints are made of it: another value here would buy everything again."""
    data = raw_png((2, 1), 8, 2, [b"\x01\x02\x03\xff\xfe\xfd"])
    assert images.pixel_digest(data) == "6b418a6132001582d255364c2f457b518dd58c49f7b343d84dc9cf5228e74efc"


def test_a_palette_comes_back_in_its_order() -> None:
    colours = ("#ff0000", "#00ff00", "#0a0b0c", "#000000")
    data = images.palette_png(colours)
    assert images.measure(data) == ("png", 4, 1, 1, ())
    assert Image.open(io.BytesIO(data)).mode == "RGB"
    assert images.palette_colours(data) == colours


def test_palette_colours_are_distinct_and_visible() -> None:
    data = raw_png((4, 1), 8, 6, [b"\x01\x02\x03\xff\x09\x09\x09\x00\x01\x02\x03\x80\x00\x00\x00\xff"])
    assert images.palette_colours(data) == ("#010203", "#000000")


def test_a_photo_is_no_palette() -> None:
    with pytest.raises(ImageInvalid, match="2000x1000 pixels are too many for a palette"):
        images.palette_colours(encode(Image.new("RGB", (2000, 1000)), "PNG"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_stand_in_is_plain_and_opaque(mode: images.Mode) -> None:
    data = images.placeholder(48, 32, mode)
    assert images.measure(data) == ("png", 48, 32, 1, ())
    assert set(pixels(data)) == {(128, 128, 128, 255)[: len(mode)]}


def test_what_a_picture_shows_is_the_same_however_it_was_saved() -> None:
    """Colour type, palette, compression, metadata: editors save the same pixels in many ways."""
    opaque = Image.new("RGB", (8, 8), (200, 30, 30))
    opaque.putpixel((1, 2), (0, 0, 255))

    def saved(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
        out = io.BytesIO()
        image.save(out, kind, **how)
        return out.getvalue()

    ways = [saved(opaque), saved(opaque.convert("RGBA")), saved(opaque, compress_level=0, dpi=(72, 72)),
            saved(opaque.convert("P", palette=Image.Palette.ADAPTIVE)),
            saved(opaque.quantize(4), "GIF")]  # fmt: skip
    assert len({images.shown_digest(one) for one in ways}) == 1
    other = opaque.copy()
    other.putpixel((1, 2), (0, 0, 254))
    assert images.shown_digest(saved(other)) != images.shown_digest(ways[0])
    assert images.shown_digest(saved(opaque.crop((0, 0, 8, 7)))) != images.shown_digest(ways[0])


def test_what_an_animation_shows_is_every_frame_and_how_long() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]

    def moving(second: Image.Image, duration: int) -> bytes:
        out = io.BytesIO()
        frames[0].save(out, "GIF", save_all=True, append_images=[second], duration=duration)
        return out.getvalue()

    one = images.shown_digest(moving(frames[1], 100))
    assert one == images.shown_digest(moving(frames[1], 100))
    assert one != images.shown_digest(moving(frames[1], 200))
    assert one != images.shown_digest(moving(Image.new("RGB", (8, 8), "green"), 100))
