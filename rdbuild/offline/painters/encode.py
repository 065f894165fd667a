"""Pixels to files and back.

Owns: writing PNG and GIF, and reading the images that requests bring.
Must not know: what is painted, or why.
Rule: each file says that it is a placeholder; reading accepts what Pillow can decode in full, and nothing else.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from rdbuild.offline.painters.colours import Rgb

if TYPE_CHECKING:
    from PIL import Image

MARK = (b"rdbuild", b"placeholder")  # a tEXt chunk's keyword and text


@dataclass(frozen=True, slots=True)
class Pixels:
    """`data` holds RGBA, row by row from the top."""

    width: int
    height: int
    data: bytes

    @property
    def opaque(self) -> bool:
        return min(self.data[3::4]) == 255


def png(pixels: Pixels, *, alpha: bool = False) -> bytes:
    """Return a PNG file: RGB where nothing is transparent, else RGBA; RGBA all the same if `alpha`."""
    channels = 4
    data = pixels.data
    if pixels.opaque and not alpha:
        channels = 3
        packed = bytearray(pixels.width * pixels.height * 3)
        for channel in range(3):
            packed[channel::3] = data[channel::4]
        data = bytes(packed)
    stride = pixels.width * channels
    lines = b"".join(b"\0" + data[start : start + stride] for start in range(0, len(data), stride))
    header = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, 2 if channels == 3 else 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"tEXt", b"\0".join(MARK)), (b"IDAT", zlib.compress(lines, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def gif(frames: Sequence[Pixels], frame_ms: int) -> bytes:
    """Return a looping GIF. All frames share one palette whose colour 0 is transparent (at most 255 more)."""
    from PIL import Image

    numbers: dict[bytes, int] = {}
    sheets = []
    for frame in frames:
        data = frame.data
        cells = [data[at : at + 4] for at in range(0, len(data), 4)]
        for cell in dict.fromkeys(cells):
            if cell[3] and cell not in numbers:
                numbers[cell] = len(numbers) + 1 if len(numbers) < 255 else 1
        sheet = Image.frombytes("P", (frame.width, frame.height), bytes(numbers.get(cell, 0) for cell in cells))
        sheets.append(sheet)
    palette = [255, 0, 255] + [value for cell in numbers for value in cell[:3]]
    for sheet in sheets:
        sheet.putpalette(palette[:768])
    # Pillow packs each frame, but doesn't put them together: after a picture it breaks the file at an empty one, and it
    # leaves out one that is like the one before.
    packed = [_packed(sheet) for sheet in sheets]
    comment = b" ".join(MARK)
    parts = [packed[0][0], b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", b"\x21\xfe", bytes([len(comment)]), comment, b"\0"]
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", 2 << 2 | 1, frame_ms // 10, 0, 0)  # cleared after; 0 is nothing
    for _, image in packed:
        parts += [control, image]
    return b"".join((*parts, b";"))


def _packed(sheet: Image.Image) -> tuple[bytes, bytes]:
    # The head of a GIF of one frame with its palette, and the frame.
    out = BytesIO()
    sheet.save(out, "GIF", optimize=False)
    data = out.getvalue()
    head = at = 13 + (3 * (2 << (data[10] & 7)) if data[10] & 0x80 else 0)
    while data[at] == 0x21:  # what is said of it
        at += 2
        while data[at]:
            at += 1 + data[at]
        at += 1
    return b"GIF89a" + data[6:head], data[at:-1]


def read(data: bytes) -> Image.Image:
    """Return the decoded image; ValueError if it can't be decoded to its end or is larger than 4096 a side."""
    from PIL import Image

    try:
        image = Image.open(BytesIO(data))
        if max(image.size) > 4096:
            raise ValueError(f"image is {image.width}x{image.height}, larger than 4096")
        image.load()
    except ValueError:
        raise
    except Exception as error:  # Pillow's decoders raise what they like on broken files
        raise ValueError("not a readable image") from error
    return image


def pixels_of(image: Image.Image) -> Pixels:
    """Return the image's pixels: those of a deeper image by their upper eight bits, of a printed one as on screen."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode == "CMYK":
        image = image.convert("RGB")
    return Pixels(*image.size, image.convert("RGBA").tobytes())


def palette_of(image: Image.Image) -> list[Rgb]:
    """Return the image's distinct colours in reading order, at most 256."""
    data = image.convert("RGB").tobytes()
    cells = dict.fromkeys(data[at : at + 3] for at in range(0, len(data), 3))
    return [(cell[0], cell[1], cell[2]) for cell in list(cells)[:256]]
