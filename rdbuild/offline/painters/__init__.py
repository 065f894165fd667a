"""Placeholder pictures for every style.

Owns: which painter a style has, and what is done to every picture after it: background, palette, size, file.
Must not know: HTTP, money, whether the request was allowed (`rules` has seen to that).
Rule: the same request gives the same pixels on every machine; all arithmetic is on integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rdbuild.offline.painters import encode, motion, tiles
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, mix, named, nearest
from rdbuild.offline.painters.sprites import sprite

if TYPE_CHECKING:
    from PIL import Image

Painter = Callable[[int, int, str, Chance, Sequence[Rgb]], Canvas]

_PAINTERS: dict[str, Painter] = {
    **dict.fromkeys(
        ("rd_fast__texture", "rd_fast__mc_texture", "rd_plus__mc_texture", "rd_tile__single_tile"), tiles.texture
    ),
    **dict.fromkeys(
        (
            *("rd_fast__item_sheet", "rd_plus__item_sheet", "rd_pro__spritesheet", "rd_pro__inventory_items"),
            *("rd_fast__character_turnaround", "rd_plus__character_turnaround", "rd_pro__hexagonal_tiles"),
        ),
        tiles.collection,
    ),
    **dict.fromkeys(("rd_fast__ui", "rd_plus__ui_element", "rd_pro__ui_panel", "rd_pro__typography"), tiles.panel),
    **dict.fromkeys(
        (
            *("rd_plus__environment", "rd_plus__topdown_map", "rd_pro__dungeon_map"),
            *("rd_plus__isometric", "rd_pro__isometric", "rd_pro__topdown", "rd_pro__platformer"),
        ),
        tiles.scene,
    ),
}
_TWO_COLOURS = frozenset({"rd_fast__1_bit"})
_ALWAYS_CUT_OUT = frozenset({"rd_fast__mc_item"})  # "with automatic transparency"
_STAMPS: dict[str, Callable[[int, int, str, Chance], Canvas]] = {
    "rd_tile__tile_variation": tiles.specks,
    "rd_pro__edit": lambda width, height, prompt, dice: _badge(width, height, prompt, dice),
}
_AS_IT_IS = frozenset({"rd_pro__pixelate"})
_USUAL_STRENGTH = Decimal("0.8")
_FINEST = 64  # larger pictures are painted on a grid of at most this many cells a side


@dataclass(frozen=True)
class Order:
    """What is to be painted: a checked request. `images` holds its decoded images by field name."""

    style: str
    kind: str
    body: dict[str, Any]
    images: dict[str, list[Image.Image]]
    seed: int

    @property
    def prompt(self) -> str:
        return str(self.body["prompt"])


@dataclass(frozen=True)
class Delivery:
    """Files as delivered: one for each image asked for, and the extras that belong to each."""

    images: list[bytes]
    extras: list[list[bytes]]


def paint(order: Order) -> Delivery:
    """Paint all pictures of an order. PNG files, or a GIF for an animation that isn't asked for as a sheet."""
    width, height = order.body["width"], order.body["height"]
    palette = _palette(order)
    given = _colours_of_inputs(order)
    images: list[bytes] = []
    extras: list[list[bytes]] = []
    for number in range(order.body["num_images"]):
        dice = Chance(order.style, order.prompt, order.body.get("extra_prompt", ""), order.seed, number, width, height)
        if order.kind == "animation":
            images.append(_animation(order, dice, given, palette))
            extras.append([])
        else:
            picture, more = _still(order, dice, given, palette)
            images.append(picture)
            extras.append(more)
    return Delivery(images, extras)


def _still(order: Order, dice: Chance, given: Sequence[Rgb], palette: Sequence[Rgb]) -> tuple[bytes, list[bytes]]:
    body = order.body
    back = _underlay(order)
    front = _front(order, dice, given)
    parts = int(Decimal(body.get("strength", _USUAL_STRENGTH)) * 256)
    if order.style in _AS_IT_IS:
        parts = 0
    layers = _Layers(front, back, parts, stamp=order.style in _STAMPS)
    cut = bool(body.get("remove_bg")) or order.style in _ALWAYS_CUT_OUT
    two = order.style in _TWO_COLOURS

    def finished(colours: Sequence[Rgb], transparent: bool) -> bytes:
        pixels = layers.flat(colours, two=two, cut=transparent)
        return encode.png(_enlarged(pixels, body.get("upscale_output_factor")))

    extras = []
    if palette and body.get("return_pre_palette"):
        extras.append(finished((), cut))
    if cut and body.get("return_non_bg_removed"):
        extras.append(finished(palette, False))
    return finished(palette, cut), extras


def _front(order: Order, dice: Chance, given: Sequence[Rgb]) -> Canvas:
    width, height = order.body["width"], order.body["height"]
    factor = -(-max(width, height) // _FINEST)
    small = (-(-width // factor), -(-height // factor))
    if order.kind == "tileset":
        return _tileset(order, dice, given)
    if order.style in _STAMPS:
        return _STAMPS[order.style](*small, order.prompt, dice).stretched(width, height)
    painter = _PAINTERS.get(order.style, sprite)
    if order.body.get("tile_x") or order.body.get("tile_y"):
        painter = tiles.texture
    return painter(*small, order.prompt, dice, given).stretched(width, height)


def _badge(width: int, height: int, prompt: str, dice: Chance) -> Canvas:
    # What an edit adds: its subject, small, near the top.
    canvas = Canvas(width, height, (0, 0, 0))
    side = max(6, min(width, height) * 2 // 5)
    canvas.paste(sprite(side, side, prompt, dice), (width - side) // 2, 1)
    return canvas


def _tileset(order: Order, dice: Chance, given: Sequence[Rgb]) -> Canvas:
    width, height = order.body["width"], order.body["height"]
    prompt, other = order.prompt, str(order.body.get("extra_prompt", ""))
    surfaces = []
    advanced = "extra_prompt" in order.body
    for text, field in ((prompt, "input_image"), (other, "extra_input_image")):
        if advanced and order.images.get(field):
            surfaces.append(encode.traced(order.images[field][0], width, height, 24))
        else:
            own = named(text) or ([] if surfaces else list(given))
            surfaces.append(tiles.texture(width, height, text, Chance(dice.next(), text), own[:1]))
    return tiles.tileset(surfaces[0], surfaces[1], dice)


def _animation(order: Order, dice: Chance, given: Sequence[Rgb], palette: Sequence[Rgb]) -> bytes:
    body = order.body
    cells = motion.cells(order.style, body["width"], body["height"], order.prompt, dice, given)
    frames = [_Layers(cell, None, 256).flat(palette, two=False, cut=True) for cell in cells]
    factor = body.get("upscale_output_factor")
    if not body.get("return_spritesheet"):
        chosen = motion.played(order.style, len(frames))
        return encode.gif([_enlarged(frames[place], factor) for place in chosen])
    across = motion.columns(order.style)
    stride = body["width"] * 4
    lines: list[bytes] = []
    for top in range(0, len(frames), across):
        row = frames[top : top + across]
        lines.extend(frame.data[y * stride : (y + 1) * stride] for y in range(body["height"]) for frame in row)
    sheet = encode.Pixels(body["width"] * across, body["height"] * (len(frames) // across), b"".join(lines))
    return encode.png(_enlarged(sheet, factor))


# -- after painting


class _Layers:
    """A painting over an optional underlay, ready to be coloured."""

    def __init__(self, front: Canvas, back: Canvas | None, parts: int, *, stamp: bool = False) -> None:
        self.width, self.height = front.width, front.height
        self._front, self._back, self._parts, self._stamp = front, back, parts, stamp

    def flat(self, palette: Sequence[Rgb], *, two: bool, cut: bool) -> encode.Pixels:
        """Return the picture in its own colours or the palette's; `cut`: the background is transparent."""

        def final(colour: Rgb, opaque: bool) -> bytes:
            if not opaque:
                return bytes(4)
            if two:
                colour = (255, 255, 255) if colour[0] * 3 + colour[1] * 6 + colour[2] > 1280 else (0, 0, 0)
            return bytes((*(nearest(colour, palette) if palette else colour), 255))

        front = self._front
        if self._back is None:
            # The backdrop is three calm bands, the lightest at the top.
            table = [final(colour, True) for colour in front.colours]
            lines: list[bytes] = []
            for y, row in enumerate(front.rows):
                white: Rgb = (255, 255, 255)
                band = white if two else mix(front.colours[0], white, 64 - y * 3 // self.height * 32)
                table[0] = final(band, not cut)
                lines.append(b"".join(map(table.__getitem__, row)))
            return encode.Pixels(self.width, self.height, b"".join(lines))
        pairs: dict[tuple[int, int], bytes] = {}
        out: list[bytes] = []
        for over, under in zip(front.rows, self._back.rows, strict=True):
            for pair in zip(over, under, strict=True):
                if pair not in pairs:
                    pairs[pair] = final(*self._joined(*pair, cut=cut))
                out.append(pairs[pair])
        return encode.Pixels(self.width, self.height, b"".join(out))

    def _joined(self, over: int, under: int, *, cut: bool) -> tuple[Rgb, bool]:
        assert self._back is not None
        below = self._back.colours[under]
        parts = (256 if over else 0) if self._stamp else self._parts
        visible = bool(under) or (bool(over) and parts > 0)
        return mix(below, self._front.colours[over], parts), visible or not cut


def _underlay(order: Order) -> Canvas | None:
    found = order.images.get("input_image")
    if not found or order.kind == "tileset":
        return None
    return encode.traced(found[0], order.body["width"], order.body["height"])


def _palette(order: Order) -> list[Rgb]:
    found = order.images.get("input_palette")
    return encode.palette_of(found[0]) if found else []


def _colours_of_inputs(order: Order) -> list[Rgb]:
    """The commonest colour (beside the corner's) of each image that was sent, for what is painted from it."""
    fields: Iterable[str] = ("reference_images", "input_image")
    colours = []
    for field in fields:
        for image in order.images.get(field, []):
            traced = encode.traced(image, 16, 16, 4)
            colours.append(traced.colours[min(1, len(traced.colours) - 1)])
    return list(dict.fromkeys(colours))[:3]


def _enlarged(pixels: encode.Pixels, factor: int | None) -> encode.Pixels:
    if not factor or factor == 1:
        return pixels
    stride = pixels.width * 4
    lines = []
    for y in range(pixels.height):
        row = pixels.data[y * stride : (y + 1) * stride]
        lines.append(b"".join(row[x : x + 4] * factor for x in range(0, stride, 4)) * factor)
    return encode.Pixels(pixels.width * factor, pixels.height * factor, b"".join(lines))
