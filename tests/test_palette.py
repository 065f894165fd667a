"""Palette files: each format as it is found in the wild, and each way to be broken."""

from __future__ import annotations

import io

import pytest

from rdbuild.palette import PaletteError, distinct, read


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("p.hex", b"FF0000\n00ff00\n"),
        ("p.hex", b"\xef\xbb\xbf; a comment\r\n#ff0000\r\n\r\n00FF00FF\r\nff0000\r\n"),
        ("P.HEX", b"ff0000\n00ff00"),
        ("p.gpl", b"GIMP Palette\nName: x\nColumns: 2\n#\n255   0   0\tred\n  0 255 0\n"),
        ("p.gpl", b"GIMP Palette\nChannels: RGBA\n255 0 0 255 Untitled\n0 255 0 255\n"),
        ("p.pal", b"JASC-PAL\r\n0100\r\n2\r\n255 0 0\r\n0 255 0\r\n"),
        ("p.pal", b"JASC-PAL\n0100\n2\n255 0 0 255\n0 255 0 255\n"),
    ],
)
def test_each_format_is_read(name: str, data: bytes) -> None:
    assert read(name, data) == ("#ff0000", "#00ff00")


def test_a_picture_gives_its_colours_in_order() -> None:
    from PIL import Image

    image = Image.new("RGB", (3, 1))
    image.putpixel((0, 0), (255, 0, 0))
    image.putpixel((1, 0), (0, 255, 0))
    image.putpixel((2, 0), (255, 0, 0))
    file = io.BytesIO()
    image.save(file, "PNG")
    assert read("p.png", file.getvalue()) == ("#ff0000", "#00ff00")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("p.hex", b"", "no colours in it"),
        ("p.hex", b"ff0000\nred\n", "line 2 is no colour: `red`"),
        ("p.hex", b"\xff\xfe", "it is not text"),
        ("p.gpl", b"255 0 0\n", "line 1 is not `GIMP Palette`"),
        ("p.gpl", b"GIMP Palette\n255 0 256\n", "line 2 is no colour: `255 0 256`"),
        ("p.gpl", b"GIMP Palette\n255 0\n", "line 2 is no colour: `255 0`"),
        ("p.pal", b"RIFF....", "not a JASC palette: it begins with `JASC-PAL`, `0100` and a count"),
        ("p.pal", b"JASC-PAL\n0100\n3\n1 2 3\n", "line 3 announces 3 colours, and it has 1"),
        ("p.txt", b"ff0000", "a palette is a .hex, .gpl, .pal or .png file"),
        ("hex", b"ff0000", "a palette is a .hex, .gpl, .pal or .png file"),
        ("p.hex", "\n".join(f"{n:06x}" for n in range(5000)).encode(), "5,000 colours: that is no palette"),
    ],
)
def test_what_is_no_palette_says_why(name: str, data: bytes, message: str) -> None:
    with pytest.raises(PaletteError) as caught:
        read(name, data)
    assert str(caught.value) == message


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n"])
def test_a_broken_picture_is_no_palette(data: bytes) -> None:
    with pytest.raises(PaletteError, match="not a readable picture"):
        read("p.png", data)


def test_colours_are_distinct_in_order() -> None:
    assert distinct(["#AA0000", "#000000", "#aa0000"]) == ("#aa0000", "#000000")
