"""Pictures: what bytes hold, and the PNG that is sent for them.

Owns: Pillow. Decoding, measuring, converting, fitting and encoding; bytes in, bytes out.
Must not know: paths, assets, the API.
Rule: every pixel is decoded before a picture counts as one, and an opaque RGB pixel is never changed on its way out.

Pillow is imported inside functions: `sniff` and `fitted` are for commands that have no pictures to decode.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from io import BytesIO
from struct import error as StructError
from struct import unpack_from
from typing import TYPE_CHECKING, Literal, NamedTuple

from rdbuild.errors import ImageInvalid

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

Media = Literal["png", "gif", "other"]
Mode = Literal["RGB", "RGBA"]
FitRule = Literal["pad", "shrink", "none"]
Size = tuple[int, int]

FORMATS = ("PNG", "GIF", "JPEG", "WEBP")
MAX_PALETTE_PIXELS = 1 << 20
MAX_COMPARED_PIXELS = 32_000_000  # of all pictures of a delivery; 16 and as many extras of both kinds have 7 million
BLOCKS, BYTES_A_BLOCK = 10_000, 64  # a file has a block for so many bytes, and some more: each costs Pillow time
MAX_SCANS = 100  # of a JPEG, each of which decodes every pixel once more; cameras and tools make 1 to 10
UNTIMED_MS = 100  # how long every browser shows a frame that does not say it

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
GIF_MAGIC = (b"GIF87a", b"GIF89a")
JPEG_MAGIC = b"\xff\xd8"
EXIF_ORIENTATION = 0x0112
LYING = frozenset((5, 6, 7, 8))  # EXIF orientations that swap width and height
CRITICAL = slice(
    0, 1
)  # a PNG chunk whose name starts with a capital letter must be understood, so its sum must be right


class Bounds(NamedTuple):
    """How much of a picture is decoded: pixels of a frame, pixels of all frames, frames. A small file can claim any."""

    frame: int
    whole: int
    frames: int


OWN = Bounds(64_000_000, 256_000_000, 10_000)  # of the user; a phone's photo has 12 to 50 million pixels
# What an API delivers has at most 384x384 pixels, a sheet of cells 700x700; scaled up by the server, 16 times that.
DELIVERED = Bounds(16_000_000, 64_000_000, 256)
TOGETHER = Bounds(80_000_000, 80_000_000, 1)  # what `together` makes: 320 MB; Pillow complains of 90 million pixels
_DIGEST = "Pixels"  # the text of a PNG under which `together` says what it drew


class Measured(NamedTuple):
    """What a picture is: width and height in pixels as it is shown (EXIF orientation applied); `frames` from 1.

    `durations` says in ms how long each frame of an animation shows; a still picture has none.
    """

    media: Media
    width: int
    height: int
    frames: int
    durations: tuple[int, ...] = ()


class Traits(NamedTuple):
    """Whether a picture has transparency, and visible colours that a palette has not (None: no palette)."""

    see_through: bool
    outside: bool | None


class Fit(NamedTuple):
    """Where a picture goes on a canvas: its size there, its corner, and whether no pixel is lost unevenly."""

    size: Size
    corner: Size
    exact: bool


# -- looking


def sniff(data: bytes) -> Media:
    """Tell PNG and GIF by their first bytes; says nothing about what follows."""
    if data.startswith(PNG_MAGIC):
        return "png"
    return "gif" if data.startswith(GIF_MAGIC) else "other"


def measure(data: bytes, bounds: Bounds = OWN) -> Measured:
    """Decode every pixel of every frame and say what the picture is.

    Raises ImageInvalid, with the reason: not PNG, GIF, JPEG or WebP, cut short, damaged, or too large to decode.
    """
    with _decoding():
        image, frames = _open(data, bounds)
        durations: list[int] = []
        for frame in range(frames):
            image.seek(frame)
            image.load()
            durations.append(round(image.info.get("duration", 0)) or UNTIMED_MS)
        width, height = image.size
        if image.getexif().get(EXIF_ORIENTATION) in LYING:
            width, height = height, width
        return Measured(sniff(data), width, height, frames, tuple(durations) if frames > 1 else ())


def pixel_digest(data: bytes) -> str:
    """Give the sha256 of mode, size and raw pixels: the same for every encoding of the same picture.

    What is neither RGB nor RGBA counts as the RGBA picture that it shows. Raises ImageInvalid.
    """
    with _decoding():
        image, _ = _open(data)
        if image.mode not in ("RGB", "RGBA") or "transparency" in image.info:
            image = _rgba(image, data)
        digest = sha256(f"{image.mode} {image.width}x{image.height}\n".encode())
        digest.update(image.tobytes())
        return digest.hexdigest()


def shown_digest(data: bytes) -> str:
    """Give the sha256 of what a PNG or GIF shows: size, RGBA pixels and time of every frame. Raises ImageInvalid.

    Colour type, palette, compression and metadata are no part of it.
    """
    with _decoding():
        image, frames = _open(data)
        digest = sha256(f"{image.width}x{image.height} {frames}\n".encode())
        for frame in range(frames):
            image.seek(frame)
            shown = _rgba(image, data)
            digest.update(f"{round(image.info.get('duration', 0)) if frames > 1 else 0}\n".encode())
            digest.update(shown.tobytes())
        return digest.hexdigest()


def palette_colours(data: bytes) -> tuple[str, ...]:
    """List the distinct colours of a picture as `#rrggbb`, in reading order; what is fully transparent is no colour."""
    with _decoding():
        image, _ = _open(data)
        if image.width * image.height > MAX_PALETTE_PIXELS:
            raise ImageInvalid(f"{image.width}x{image.height} pixels are too many for a palette")
        raw = _rgba(image, data).tobytes()
    pixels = dict.fromkeys(zip(raw[0::4], raw[1::4], raw[2::4], (alpha > 0 for alpha in raw[3::4]), strict=True))
    return tuple(f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, seen in pixels if seen)


# -- comparing


class Stills:
    """Pictures of one delivery, to be compared; each is decoded once, when it is needed.

    What can't be decoded, or moves, is no still picture: it has no traits. Nor has what is beyond MAX_COMPARED_PIXELS.
    """

    def __init__(self, pictures: Sequence[bytes], palette: Sequence[str] | None) -> None:
        """`palette` are colours ("#rrggbb"), None where there is none to compare with."""
        self._pictures = pictures
        self._colours = None if palette is None else {_rgb(colour) for colour in palette}
        self._decoded: dict[int, PillowImage | None] = {}
        self._room = MAX_COMPARED_PIXELS

    def traits(self, index: int) -> Traits | None:
        image = self._image(index)
        if image is None:
            return None
        lowest, _ = image.getchannel("A").getextrema()
        return Traits(lowest != 255, None if self._colours is None else self._outside(image, self._colours))

    def difference(self, one: int, other: int) -> float:
        """Mean difference of the colours where `one` is opaque, 0 to 255; other sizes are as far apart as can be."""
        from PIL import ImageChops, ImageStat

        first, second = self._image(one), self._image(other)
        if first is None or second is None or first.size != second.size:
            return 255.0
        opaque = first.getchannel("A").point([0] * 255 + [255])
        if opaque.getbbox() is None:
            return 255.0
        apart = ImageStat.Stat(ImageChops.difference(first.convert("RGB"), second.convert("RGB")), opaque)
        return float(sum(apart.mean) / 3)

    def _outside(self, image: PillowImage, colours: set[tuple[int, int, int]]) -> bool:
        from PIL import Image

        seen = image.getchannel("A").point([0] + [255] * 255)
        shown = Image.composite(image, Image.new("RGBA", image.size), seen)
        shown.putalpha(seen)
        found = shown.getcolors(len(colours) + 1)  # None: more than the palette has and nothing
        return found is None or any(
            isinstance(colour, tuple) and colour[3] and colour[:3] not in colours for _, colour in found
        )

    def _image(self, index: int) -> PillowImage | None:
        if index not in self._decoded:
            self._decoded[index] = None
            with suppress(ImageInvalid), _decoding():
                image, frames = _open(self._pictures[index], DELIVERED)
                if frames == 1 and image.width * image.height <= self._room:
                    self._room -= image.width * image.height
                    self._decoded[index] = _rgba(image, self._pictures[index])
        return self._decoded[index]


# -- making


def prepare(data: bytes, mode: Mode, flatten: str, size: Size | None, fit: FitRule | None = None) -> bytes:
    """Make the PNG that is sent for an input picture: upright, 8 bits a channel, without metadata.

    `RGB` lays it on the colour `flatten` ("#rrggbb"), `RGBA` keeps its alpha. With a `size` it is fitted by `fit` (see
    `fitted`); without one, no pixel moves. The same pixels give the same bytes within one Pillow build.
    Raises ImageInvalid: undecodable, animated, or not to be fitted.
    """
    from PIL import Image, ImageOps

    with _decoding():
        source, frames = _open(data)
        if frames > 1:
            raise ImageInvalid(
                f"has {frames} frames, and an input must be a still picture",
                "save the frame that is meant as a picture of its own",
            )
        image = ImageOps.exif_transpose(_rgba(source, data))
        if size is not None and image.size != size:
            place = fitted(image.size, size, fit)
            canvas = Image.new("RGBA", size, (0, 0, 0, 0))
            canvas.paste(image.resize(place.size, Image.Resampling.NEAREST), place.corner)
            image = canvas
        if mode == "RGB":
            ground = Image.new("RGB", image.size, _rgb(flatten))
            ground.paste(image, mask=image.getchannel("A"))  # exact where alpha is 0 or 255
            image = ground
    return _png(image)


def fitted(size: Size, target: Size, fit: FitRule | None = None) -> Fit:
    """Say how a picture of `size` goes on a canvas of `target` pixels, without ever scaling up or distorting it.

    None: a smaller one is padded, centred, and a larger one shrunk until it fits, then padded. `pad`: only the first.
    `shrink`: only the second. `none`: neither. `exact` is False where it shrinks by anything but a whole factor that
    divides both sides, and so loses some rows or columns of pixel art: worth a warning. Raises ImageInvalid.
    """
    (width, height), (across, down) = size, target
    over, under = (width, across) if width * down >= height * across else (height, down)
    if over <= under:
        over = under = 1
    scaled = (max(1, (width * under + over // 2) // over), max(1, (height * under + over // 2) // over))
    refused = {
        "none": size != target,
        "pad": over > under,
        "shrink": scaled != target,
    }
    if fit is not None and refused[fit]:
        raise ImageInvalid(
            f"is {width}x{height}, and {across}x{down} is needed",
            f"without `fit: {fit}` it is shrunk and padded as it needs",
        )
    factor = over // under
    return Fit(
        scaled,
        ((across - scaled[0]) // 2, (down - scaled[1]) // 2),
        over % under == 0 and width % factor == 0 and height % factor == 0,
    )


def palette_png(colours: Sequence[str]) -> bytes:
    """Make the picture that names a palette to the API: RGB, one row, one pixel a colour ("#rrggbb"), in order."""
    from PIL import Image

    return _png(Image.frombytes("RGB", (len(colours), 1), b"".join(bytes(_rgb(colour)) for colour in colours)))


class Piece(NamedTuple):
    """A picture's frame (from 0) on a larger one: its left upper corner there, and by how much it is enlarged."""

    data: bytes
    frame: int
    corner: Size
    factor: int


def together(size: Size, pieces: Iterable[Piece], ground: str, panel: str, told: str) -> bytes:
    """Make a PNG of pictures on a `ground`, each on a `panel` of its own size; colours are "#rrggbb".

    `told` stands in it as the software that made it, with a digest of the pixels. Raises ImageInvalid.
    """
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    sheet = Image.new("RGB", size, _rgb(ground))
    with _decoding():
        for one in pieces:
            source, _ = _open(one.data)
            source.seek(one.frame)
            picture = _rgba(source, one.data)
            across, down = picture.width * one.factor, picture.height * one.factor
            picture = picture.resize((across, down), Image.Resampling.NEAREST)
            sheet.paste(_rgb(panel), (*one.corner, one.corner[0] + across, one.corner[1] + down))
            sheet.paste(picture, one.corner, picture)
    words = PngInfo()
    words.add_text("Software", told)
    words.add_text(_DIGEST, sha256(sheet.tobytes()).hexdigest())
    out = BytesIO()
    sheet.save(out, "PNG", optimize=True, pnginfo=words)
    return out.getvalue()


def is_together(data: bytes, told: str) -> bool:
    """Whether `together` made these bytes for that `told`, and nobody drew over them since: editors keep the texts."""
    try:
        with _decoding():
            image, _ = _open(data, TOGETHER)
            image.load()
            return image.info.get("Software") == told and image.info.get(_DIGEST) == sha256(image.tobytes()).hexdigest()
    except ImageInvalid:
        return False


def placeholder(width: int, height: int, mode: Mode) -> bytes:
    """Make a plain grey opaque PNG to stand in for an input while a price is asked."""
    from PIL import Image

    return _png(Image.new(mode, (width, height), (128, 128, 128) if mode == "RGB" else (128, 128, 128, 255)))


# -- decoding


@contextmanager
def _decoding() -> Iterator[None]:
    """Turn whatever Pillow raises about bad data, which may be anything, into ImageInvalid."""
    from PIL import Image, UnidentifiedImageError

    try:
        yield
    except ImageInvalid:
        raise
    except UnidentifiedImageError as error:
        raise ImageInvalid("is not a PNG, GIF, JPEG or WebP picture") from error
    except (Image.DecompressionBombError, MemoryError) as error:
        raise ImageInvalid("is too large to decode") from error
    except Exception as error:
        raise ImageInvalid(f"is damaged: {error}") from error


def _open(data: bytes, bounds: Bounds = OWN) -> tuple[PillowImage, int]:
    """Give a picture with its pixels still to be loaded, and its number of frames; bounds and completeness checked."""
    from PIL import Image

    if not data:
        raise ImageInvalid("is empty")
    if (walk := _WALKS.get("jpeg" if data.startswith(JPEG_MAGIC) else sniff(data))) is not None:
        try:
            _check(walk(data), bounds)  # before Pillow, which takes what a file claims for a while
        except (IndexError, StructError) as error:
            raise ImageInvalid("is cut short") from error
    image = Image.open(BytesIO(data), formats=FORMATS)
    # A phone's JPEG may carry a preview as a second picture; that is no animation.
    frames = 1 if image.format in ("JPEG", "MPO") else int(getattr(image, "n_frames", 1))
    _check((image.width, image.height, frames), bounds)
    return image, frames


def _check(claimed: tuple[int, int, int], bounds: Bounds) -> None:
    width, height, frames = claimed
    if width * height > bounds.frame:
        raise ImageInvalid(f"{width}x{height} pixels are too many to decode")
    if frames > bounds.frames or width * height * frames > bounds.whole:
        raise ImageInvalid(f"{frames} frames of {width}x{height} pixels are too many to decode")


def _walk_png(data: bytes) -> tuple[int, int, int]:
    """Walk the chunks to IEND: Pillow shows a picture whose end is missing as if it were whole."""
    at = len(PNG_MAGIC)
    width = height = frames = 0
    for _ in range(_most_blocks(data)):
        length, name = unpack_from(">I4s", data, at)
        (checksum,) = unpack_from(">I", data, at + 8 + length)
        if name[CRITICAL].isupper() and zlib.crc32(data[at + 4 : at + 8 + length]) != checksum:
            raise ImageInvalid(f"is damaged: the checksum of its {name.decode('ascii', 'replace')} chunk is wrong")
        if name == b"IHDR":
            width, height = unpack_from(">II", data, at + 8)
        elif name == b"acTL":
            (frames,) = unpack_from(">I", data, at + 8)
        elif name == b"IEND":
            return width, height, frames
        at += 12 + length
    raise ImageInvalid(_IN_PIECES)


def _walk_gif(data: bytes) -> tuple[int, int, int]:
    """Walk the blocks to the trailer: Pillow shows the frames that it finds and does not miss the rest."""
    width, height = unpack_from("<HH", data, 6)
    at, frames, blocks = 13 + _colour_table(data[10]), 0, 0
    while (block := data[at]) != 0x3B:
        blocks += 1
        if block == 0x21:  # an extension: its label, then data
            at += 2
        elif block == 0x2C:  # a frame: its place, perhaps colours, the code size, then data
            left, top, across, down = unpack_from("<4H", data, at + 1)
            width, height, frames = max(width, left + across), max(height, top + down), frames + 1
            at += 11 + _colour_table(data[at + 9])
        else:  # padding, as Pillow takes it
            at += 1
            continue
        while data[at]:
            at += 1 + data[at]
            blocks += 1
        at += 1
    if blocks > _most_blocks(data):
        raise ImageInvalid(_IN_PIECES)
    return width, height, frames


def _colour_table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _walk_jpeg(data: bytes) -> tuple[int, int, int]:
    """Count the markers, which are no pixels, and the scans; where they end is Pillow's to find."""
    markers = data.count(b"\xff") - sum(data.count(bytes((0xFF, after))) for after in (0, *range(0xD0, 0xD8)))
    if markers > _most_blocks(data) or data.count(b"\xff\xda") > MAX_SCANS:
        raise ImageInvalid(_IN_PIECES)
    return 0, 0, 1


def _most_blocks(data: bytes) -> int:
    return BLOCKS + len(data) // BYTES_A_BLOCK


_IN_PIECES = "is in more pieces than any picture"
_WALKS = {"png": _walk_png, "gif": _walk_gif, "jpeg": _walk_jpeg}


# -- colour


def _rgba(image: PillowImage, data: bytes) -> PillowImage:
    """Convert any mode that Pillow opens to RGBA; `data` is the file, for the bit depth that Pillow forgets."""
    from PIL import Image

    depth = data[24] if sniff(data) == "png" else 8
    key = image.info.get("transparency")
    image.load()
    if image.mode == "I;16":  # Pillow's own conversion clips to white instead of scaling
        raw = image.tobytes()
        low, high = (Image.frombytes("L", image.size, raw[byte::2]) for byte in (0, 1))
        solid = Image.merge("RGB", (high, high, high))
        return _with_key(solid, (low, high), (key & 255, key >> 8)) if isinstance(key, int) else solid.convert("RGBA")
    if image.mode == "L" and isinstance(key, int):  # Pillow scales the pixels of 2 and 4 bits, but not the key
        return _with_key(image.convert("RGB"), (image,), (key * 255 // ((1 << depth) - 1),))
    if image.mode == "RGB" and isinstance(key, tuple):  # 16 bits: again the pixels only
        return _with_key(image, image.split(), tuple(value >> 8 if depth == 16 else value for value in key))
    return image.convert("RGBA")


def _with_key(solid: PillowImage, bands: Sequence[PillowImage], key: Sequence[int]) -> PillowImage:
    """Make the pixels transparent whose bands all equal the key."""
    from PIL import ImageChops

    alpha = bands[0].point([255 * (value != key[0]) for value in range(256)])
    for band, wanted in zip(bands[1:], key[1:], strict=True):
        alpha = ImageChops.lighter(alpha, band.point([255 * (value != wanted) for value in range(256)]))
    image = solid.convert("RGBA")
    image.info = dict(solid.info)
    image.info.pop("transparency", None)
    image.putalpha(alpha)
    return image


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _png(image: PillowImage) -> bytes:
    image.info = {}  # Pillow would write some of it: profiles, texts, resolution
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
