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
    out = BytesIO()
    sheets[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=sheets[1:],
        duration=frame_ms,
        loop=0,
        disposal=2,
        transparency=0,
        optimize=False,
        comment=b" ".join(MARK),
    )
    return out.getvalue()


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
