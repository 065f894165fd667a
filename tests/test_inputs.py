"""Every input image is sent as the picture it shows, or refused with a reason and a way to mend it."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from test_images import animation, chunk, encode, raw_png

from rdbuild import images, inputs
from rdbuild.errors import InputFileError
from rdbuild.inputs import BROKEN, Inputs
from rdbuild.model import ImageRef, Mark, Problem

WHITE = "#ffffff"
MANIFEST = "version: 1\nassets:\n  a: {input_image: one.png}\n  b: {input_image: two.png}\n"


def ref(file: Path, line: int = 3, column: int = 20) -> ImageRef:
    return ImageRef(Mark(str(file.parent / "game.yaml"), line, column, 7), file=str(file))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "game.yaml").write_text(MANIFEST)
    return tmp_path


def read(path: str) -> bytes:
    return Path(path).read_bytes()


def opened(folder: Path, **more: object) -> Inputs:
    return Inputs(read, lambda path: str(Path(path).relative_to(folder)), **more)  # type: ignore[arg-type]


def written(folder: Path, data: bytes, name: str = "one.png") -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def told(found: Inputs) -> list[tuple[str, str]]:
    return [(problem.message, problem.hint or "") for problem in found.problems]


RED_BLUE = encode(Image.frombytes("RGB", (2, 1), b"\xff\x00\x00\x00\x00\xff"), "PNG")


def side_lying() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(Image.open(io.BytesIO(RED_BLUE)), "PNG", exif=exif)


# name -> (bytes, its pixels as RGB on white)
GOOD = {
    "16 bit grey": (raw_png((2, 1), 16, 0, [b"\x12\x34\xff\x00"]), b"\x12\x12\x12\xff\xff\xff"),
    "16 bit RGB": (raw_png((1, 1), 16, 2, [b"\x12\x34\x56\x78\x9a\xbc"]), b"\x12\x56\x9a"),
    "a palette with transparency": (
        raw_png((3, 1), 8, 3, [b"\x00\x01\x02"], chunk(b"PLTE", bytes(range(1, 10))) + chunk(b"tRNS", b"\xff\x00\xff")),
        b"\x01\x02\x03\xff\xff\xff\x07\x08\x09",
    ),
    "grey with alpha": (raw_png((2, 1), 8, 4, [b"\x12\xff\x12\x00"]), b"\x12\x12\x12\xff\xff\xff"),
    "1 bit": (raw_png((8, 1), 1, 0, [b"\xaa"]), b"\xff\xff\xff\x00\x00\x00" * 4),
    "a GIF of one frame": (
        encode(Image.open(io.BytesIO(RED_BLUE)).convert("P", palette=Image.Palette.ADAPTIVE), "GIF"),
        b"\xff\x00\x00\x00\x00\xff",
    ),
    "a lossless WebP": (encode(Image.open(io.BytesIO(RED_BLUE)), "WEBP", lossless=True), b"\xff\x00\x00\x00\x00\xff"),
    "lying on its side": (side_lying(), b"\xff\x00\x00\x00\x00\xff"),
}


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_of_picture_is_sent_as_the_pixels_that_it_shows(name: str, folder: Path) -> None:
    data, pixels = GOOD[name]
    file, found = written(folder, data), opened(folder)
    digest = found.digest(ref(file), "RGB", WHITE, None, None)
    png = found.png(ref(file), "RGB", WHITE, None, None, digest)
    sent = Image.open(io.BytesIO(png))
    assert (sent.mode, sent.format, sent.tobytes()) == ("RGB", "PNG", pixels)
    assert images.pixel_digest(png) == digest
    assert found.problems == ()
    if name == "lying on its side":
        assert sent.size == (1, 2)


def test_a_cmyk_photo_is_sent_in_colours_near_to_its_own(folder: Path) -> None:
    data = encode(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=100)
    found = opened(folder)
    sent = Image.open(io.BytesIO(found.png(ref(written(folder, data)), "RGB", WHITE, None, None)))
    assert all(abs(near - meant) < 16 for near, meant in zip(sent.getpixel((8, 8)), (255, 0, 0), strict=True))  # type: ignore[arg-type]
    assert found.problems == ()


RESAVE = inputs._RESAVE
BAD: dict[str, tuple[bytes, str, str]] = {
    "nothing in it": (b"", "is empty", RESAVE),
    "cut short": (RED_BLUE[:-20], "is cut short", RESAVE),
    "a text": (b"a knight in armour\n", "is not a PNG, GIF, JPEG or WebP picture", RESAVE),
    "a bomb": (
        raw_png((60000, 60000), 8, 2, [b""]),
        "can't be used: 60000x60000 pixels are too many to decode",
        RESAVE,
    ),
    **{
        f"an animated {kind}": (
            animation(kind, 3),
            "has 3 frames, and an input must be a still picture",
            "save the frame that is meant as a picture of its own",
        )
        for kind in ("GIF", "PNG", "WEBP")
    },
}


@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_sent_is_told_with_its_place_its_reason_and_a_way_to_mend_it(name: str, folder: Path) -> None:
    data, fault, hint = BAD[name]
    file, found = written(folder, data), opened(folder)
    assert found.digest(ref(file), "RGB", WHITE, None, None) == BROKEN
    (problem,) = found.problems
    assert problem == Problem(
        "bad-input-image",
        f"the input image `one.png` {fault}",
        ref(file).mark,
        hint,
        "  a: {input_image: one.png}",
    )
    assert found.broken
    with pytest.raises(InputFileError) as caught:
        found.png(ref(file), "RGB", WHITE, None, None)
    assert caught.value.message == f"game.yaml:3:20: the input image `one.png` {fault}"
    assert caught.value.hint == hint


def missing(folder: Path) -> Path:
    return folder / "none.png"


def a_folder(folder: Path) -> Path:
    (folder / "art").mkdir()
    return folder / "art"


def closed(folder: Path) -> Path:
    file = written(folder, RED_BLUE)
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    return file


@pytest.mark.parametrize(
    ("make", "fault", "hint"),
    [
        (missing, "none.png` can't be read: no such file", "put the file there, or correct its path in the manifest"),
        (a_folder, "art` can't be read: is a directory", "name a picture in that folder"),
        (closed, "one.png` can't be read: permission denied", "allow yourself to read it, or name another file"),
    ],
)
def test_what_can_not_be_read_says_why(make: Callable[[Path], Path], fault: str, hint: str, folder: Path) -> None:
    found = opened(folder)
    assert found.digest(ref(make(folder)), "RGB", WHITE, None, None) == BROKEN
    ((message, told_hint),) = told(found)
    assert fault in message
    assert told_hint == hint


def test_all_broken_images_are_told_at_once_and_each_once_in_the_manifests_order(folder: Path) -> None:
    """Three hundred assets of a matrix that share one broken file are one problem."""
    found = opened(folder)
    files = [written(folder, data, f"{n}.png") for n, (data, _, _) in enumerate(list(BAD.values())[:5])]
    for n, file in reversed(list(enumerate(files))):
        for _ in range(300):
            found.digest(ref(file, 3 + n % 2, 20 + n), "RGB", WHITE, None, None)
            found.digest(ref(file, 3 + n % 2, 20 + n), "RGBA", WHITE, (48, 48), None)
    places = [(one.mark.line, one.mark.column) for one in found.problems if one.mark]
    assert places == [(3, 20), (3, 22), (3, 24), (4, 21), (4, 23)]
    assert found.problems[-1].source == "  b: {input_image: two.png}"


def test_two_files_at_one_place_of_a_matrix_are_two_problems(folder: Path) -> None:
    found = opened(folder)
    for name in ("x.png", "y.png"):
        found.digest(ref(folder / name), "RGB", WHITE, None, None)
    assert len(found.problems) == 2


@pytest.mark.parametrize(
    ("own", "fit", "fault"),
    [
        ((40, 48), "none", "is 40x48, and 48x48 is needed"),
        ((96, 96), "pad", "is 96x96, and 48x48 is needed"),
        ((24, 24), "shrink", "is 24x24, and 48x48 is needed"),
    ],
)
def test_a_size_that_the_fit_rules_out_is_told(own: tuple[int, int], fit: str, fault: str, folder: Path) -> None:
    found = opened(folder)
    file = written(folder, encode(Image.new("RGB", own), "PNG"))
    assert found.digest(ref(file), "RGB", WHITE, (48, 48), fit) == BROKEN  # type: ignore[arg-type]
    assert told(found) == [
        (
            f"the input image `one.png` {fault}",
            f"without `fit: {fit}` it is shrunk and padded as it needs",
        )
    ]


@pytest.mark.parametrize(
    ("own", "warned"), [((48, 48), 0), ((96, 96), 0), ((20, 30), 0), ((48, 96), 0), ((100, 100), 1), ((97, 192), 1)]
)
def test_only_a_shrink_that_loses_pixels_is_warned_of(own: tuple[int, int], warned: int, folder: Path) -> None:
    found = opened(folder)
    digest = found.digest(ref(written(folder, encode(Image.new("RGB", own), "PNG"))), "RGB", WHITE, (48, 48), None)
    assert digest != BROKEN
    assert not found.broken
    assert [(one.code, one.severity) for one in found.problems] == [("uneven-shrink", "warning")] * warned


def test_the_warning_of_an_uneven_shrink_says_what_to_draw(folder: Path) -> None:
    found = opened(folder)
    found.digest(ref(written(folder, encode(Image.new("RGB", (100, 60)), "PNG"))), "RGB", WHITE, (48, 48), None)
    assert told(found) == [
        (
            "the input image `one.png` is 100x60 and is shrunk to fit 48x48, which is no whole factor: some rows and "
            "columns of its pixels are lost",
            "give it 48x48, or a whole multiple of that",
        )
    ]


@pytest.mark.parametrize(
    ("own", "hint"),
    [
        ((16, 16), None),
        ((256, 256), None),
        ((15, 16), "give it a margin, or scale it up"),
        ((16, 257), "scale it down, or cut out the part that is meant"),
    ],
)
def test_a_file_to_be_edited_has_the_size_that_the_endpoint_takes(
    own: tuple[int, int], hint: str | None, folder: Path
) -> None:
    file = written(folder, encode(Image.new("RGBA", own), "PNG"))
    found = opened(folder, limits={ref(file): ((16, 16), (256, 256))})
    found.digest(ref(file), "RGBA", WHITE, None, None)
    message = f"the input image `one.png` is {own[0]}x{own[1]}, and an edit takes 16x16 to 256x256"
    assert told(found) == ([] if hint is None else [(message, hint)])


def test_a_lying_photo_is_measured_upright(folder: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = written(folder, encode(Image.new("RGB", (300, 100)), "JPEG", exif=exif))
    found = opened(folder, limits={ref(file): ((16, 16), (256, 256))})
    found.digest(ref(file), "RGBA", WHITE, None, None)
    assert "is 100x300, and an edit takes" in found.problems[0].message


def test_a_file_that_changed_since_it_was_priced_is_not_sent(folder: Path) -> None:
    file, found = written(folder, RED_BLUE), opened(folder)
    digest = found.digest(ref(file), "RGB", WHITE, None, None)
    written(folder, encode(Image.new("RGB", (2, 1)), "PNG"))
    with pytest.raises(InputFileError, match=r"`one.png` was changed while the build ran"):
        found.png(ref(file), "RGB", WHITE, None, None, digest)


def test_the_same_picture_in_another_file_or_form_is_the_same_input(folder: Path) -> None:
    found = opened(folder)
    one = found.digest(ref(written(folder, RED_BLUE)), "RGB", WHITE, None, None)
    webp = encode(Image.open(io.BytesIO(RED_BLUE)), "WEBP", lossless=True)
    two = found.digest(ref(written(folder, webp, "two.webp")), "RGB", WHITE, None, None)
    assert one == two


def test_how_it_is_sent_is_part_of_what_is_remembered(folder: Path) -> None:
    known: dict[tuple[str, ...], str] = {}

    def remember(key: tuple[str, ...], work_out: Callable[[], str]) -> str:
        if key not in known:
            known[key] = work_out()
        return known[key]

    clear = encode(Image.new("RGBA", (100, 100), (9, 9, 9, 0)), "PNG")
    file = written(folder, clear)
    ways = [
        ("RGB", "#ffffff", None, None),
        ("RGB", "#000000", None, None),
        ("RGBA", "#000000", None, None),
        ("RGB", "#ffffff", (48, 48), None),
        ("RGB", "#ffffff", (128, 128), "pad"),
    ]
    first = [opened(folder, remember=remember).digest(ref(file), *way) for way in ways]  # type: ignore[arg-type]
    assert len(set(first)) == len(ways) == len(known)
    again = opened(folder, remember=lambda key, work_out: known[key])
    assert [again.digest(ref(file), *way) for way in ways] == first  # type: ignore[arg-type]
    assert [one.code for one in again.problems] == ["uneven-shrink"]  # warned of again, though nothing was decoded


def test_where_the_digest_is_remembered_no_picture_is_decoded(folder: Path) -> None:
    file = written(folder, struct.pack(">I", 7))
    code = (
        "import sys; from rdbuild.inputs import Inputs; from rdbuild.model import ImageRef, Mark;"
        f"ref = ImageRef(Mark('m', 1, 1), file={str(file)!r});"
        "found = Inputs(lambda name: open(name, 'rb').read(), str, lambda key, work: 'abc 96x96');"
        "print(found.digest(ref, 'RGB', '#ffffff', (48, 48), None), found.problems, 'PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "abc () False\n"
