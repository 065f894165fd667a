"""Placeholder pictures for every style.

Owns: which painter a style has, and what is done to every picture after it: background, palette, size, file.
Must not know: HTTP, money, whether the request was allowed (`rules` has seen to that).
Rule: the same request gives the same pixels on every machine; all arithmetic is on integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import TYPE_CHECKING, Any

from rdbuild.offline.painters import (
    blocks,
    changes,
    dungeons,
    encode,
    imagework,
    items,
    levels,
    logos,
    maps,
    motion,
    panels,
    portraits,
    scenes,
    sheets,
    subjects,
    surfaces,
    tilesets,
    views,
)
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, about
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.look import LOOKS, Look, shown
from rdbuild.offline.painters.nouns import is_place
from rdbuild.offline.painters.oklab import matcher

if TYPE_CHECKING:
    from PIL import Image

Painter = Callable[[Form, str, Chance, Sequence[Rgb]], None]

# By the column `painter` of a style's row; a row without one is painted as its kind is.
_PAINTERS: dict[str, Painter] = {
    "subject": subjects.subject,
    "picture": views.picture,
    "portrait": portraits.portrait,
    "icon": subjects.icon,
    "asset": subjects.asset,
    "above": subjects.above,
    "weapon": items.weapon,
    "sheet": sheets.sheet,
    "inventory": sheets.inventory,
    "carried": sheets.carried,
    "turnaround": portraits.turnaround,
    "hexagons": sheets.hexagons,
    "surface": surfaces.surface,
    "panel": panels.panel,
    "lettering": logos.lettering,
    "dungeon": dungeons.dungeon,
    "map": maps.overworld,
    "topdown": scenes.topdown,
    "platformer": levels.platformer,
    "environment": views.environment,
    "isometric": blocks.isometric,
    "block": blocks.block,
}
# All that a row can name; what is carried is an inventory's that is cut out, and no row's.
NAMES = frozenset((*_PAINTERS, *motion.PAINTERS, "tileset", "variation", "pixelate", "edit")) - {"carried"}
_BY_KIND = {"tile": "surface", "tileset": "tileset", "animation": "motion"}
_USUAL_LOOK = "clean"
# Of a place, or of slots, there would be nothing to cut out: what is painted instead where the background is to go.
_CUT_OUT = {
    "picture": "subject", "topdown": "asset", "platformer": "subject", "isometric": "block", "inventory": "carried",
}  # fmt: skip
_ALWAYS_CUT_OUT = frozenset({"rd_fast__mc_item"})  # "with automatic transparency"
_USUAL_STRENGTH = Decimal("0.8")
_MOST_COLOURS = 64  # of an input image that is painted over
_MOST_MOVING = 96  # of one that moves: a GIF has 255 for all frames
_USUAL_COLOURS = 24  # of a picture, the ground's tones among them
_COLOURS = {
    **dict.fromkeys(("dungeon", "map", "topdown", "platformer", "environment", "isometric", "block"), 28),
    **dict.fromkeys(("sheet", "inventory", "hexagons", "panel"), 32),
}
_BLOCK = 16  # cells to a side: the texture of a block, on which light is left to the game


@dataclass(frozen=True)
class Order:
    """What is to be painted: a checked request. `images` holds its decoded images by field name."""

    style: str
    row: Mapping[str, Any]  # of the style, as in styles.json
    body: dict[str, Any]
    images: dict[str, list[Image.Image]]
    seed: int

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    @property
    def painter(self) -> str:
        return str(self.row.get("painter", _BY_KIND.get(self.kind, "subject")))

    @property
    def look(self) -> Look:
        return LOOKS.get(str(self.row.get("look")), LOOKS[_USUAL_LOOK])  # a row may be declared for another release

    @property
    def prompt(self) -> str:
        return str(self.body["prompt"])

    @property
    def told(self) -> str:
        return about(self.prompt)


@dataclass(frozen=True)
class Delivery:
    """Files as delivered: one for each image asked for, and the extras that belong to each.

    Of the extras the picture before the palette comes first, the one with its background second.
    """

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
            picture, more = _animation(order, dice, given, palette)
        else:
            picture, more = _still(order, dice, given, palette)
        images.append(picture)
        extras.append(more)
    return Delivery(images, extras)


def edit(image: Image.Image, prompt: str, seed: int) -> bytes:
    """Change an image as the prompt says, and leave most of it exactly as it is.

    For any image of at least 16 x 16; another seed is another change. Returns a PNG of its size, RGBA if it has
    transparency.
    """
    alpha = "A" in image.getbands() or "transparency" in image.info
    return encode.png(changes.edited(encode.pixels_of(image), prompt, Chance("edit", prompt, seed)), alpha=alpha)


def _still(order: Order, dice: Chance, given: Sequence[Rgb], palette: Sequence[Rgb]) -> tuple[bytes, list[bytes]]:
    body = order.body
    picture, background = _picture(order, dice, given)
    cut = background() if body.get("remove_bg") or order.style in _ALWAYS_CUT_OUT else None
    two = order.look.two

    def finished(colours: Sequence[Rgb], runs: imagework.Runs | None) -> bytes:
        pixels = imagework.rendered(picture, _colouring(colours, two=two), runs)
        return encode.png(imagework.enlarged(pixels, body.get("upscale_output_factor")))

    extras = []
    if palette and body.get("return_pre_palette"):
        extras.append(finished((), cut))
    if cut and body.get("return_non_bg_removed"):
        extras.append(finished(palette, None))
    return finished(palette, cut), extras


def _colouring(palette: Sequence[Rgb], *, two: bool) -> Callable[[Rgb], Rgb] | None:
    nearest = matcher(palette) if palette else None
    if not two:
        return nearest

    def black_or_white(colour: Rgb) -> Rgb:
        either: Rgb = (255, 255, 255) if colour[0] * 3 + colour[1] * 6 + colour[2] > 1280 else (0, 0, 0)
        return nearest(either) if nearest else either

    return black_or_white


def _picture(
    order: Order, dice: Chance, given: Sequence[Rgb]
) -> tuple[imagework.Indexed, Callable[[], imagework.Runs]]:
    """Return an opaque picture, and what finds its background."""
    body, width, height = order.body, order.body["width"], order.body["height"]
    source = order.images.get("input_image")
    tiled = {"across": bool(body.get("tile_x")), "down": bool(body.get("tile_y"))}
    if order.kind == "tileset":
        sheet = _tileset(order, dice, given)
        return imagework.Indexed(sheet.rows, sheet.colours), lambda: _nothing(sheet.height)
    if source and order.painter in _FROM_INPUT:
        picture = imagework.joined(_FROM_INPUT[order.painter](source[0], order, dice, given), **tiled)
        return picture, lambda: imagework.surroundings(picture)
    front = _front(order, dice, given)
    whole = imagework.Indexed(front.rows, front.colours)
    if not source:
        return whole, lambda: imagework.runs(imagework.numbered(front.rows, front.grounds))
    under = imagework.reduced(imagework.indexed(_fitting(source[0], width, height)), _MOST_COLOURS)
    parts = int(Decimal(body.get("strength", _USUAL_STRENGTH)) * 256)
    meets = {side: on or order.kind == "tile" for side, on in tiled.items()}
    blend = imagework.blended(whole, imagework.joined(under, **meets), parts)
    return blend, lambda: imagework.surroundings(blend)


def _nothing(height: int) -> imagework.Runs:
    return [[] for _ in range(height)]


def _fitting(image: Image.Image, width: int, height: int) -> encode.Pixels:
    return imagework.resized(encode.pixels_of(image), width, height)


def _front(order: Order, dice: Chance, given: Sequence[Rgb]) -> Canvas:
    width, height = order.body["width"], order.body["height"]
    # A long picture may have more cells than a square one on its longer side: what is on it is as high as it is.
    finest = order.look.afar if order.painter == "picture" and is_place(order.told) else order.look.finest
    factor = -(-max(min(width, height), isqrt(width * height) * 4 // 5) // finest)
    across, down = bool(order.body.get("tile_x")), bool(order.body.get("tile_y"))
    painter = "surface" if across or down else order.painter
    if order.body.get("remove_bg"):
        painter = _CUT_OUT.get(painter, painter)
    form = Form(-(-width // factor), -(-height // factor))
    # Where no seamless sides are asked for, light falls from the upper left: a picture doesn't meet itself.
    seamless = order.kind == "tile"
    sides = {"across": not (across or seamless), "down": not (down or seamless)}
    if painter != "surface":
        form.slant(**sides)
    _PAINTERS.get(painter, subjects.subject)(form, order.told, dice, given)
    canvas = shown(form, order.look, dice)
    if painter == "surface":
        canvas.calmed(across=not sides["across"], down=not sides["down"])
        if order.look.finest > _BLOCK and not order.look.two:
            canvas.sunlit(**sides)
    canvas.settled(_COLOURS.get(painter, _USUAL_COLOURS))
    canvas = canvas.stretched(width, height)
    if factor > 1:  # A seamless side goes through the middle of a cell, not between two: its halves are equal.
        across_by, down_by = factor // 2 * across, factor // 2 * down
        rows = [row[across_by:] + row[:across_by] for row in canvas.rows]
        canvas.rows = rows[down_by:] + rows[:down_by]
    return canvas


def _pixelated(image: Image.Image, order: Order, dice: Chance, given: Sequence[Rgb]) -> imagework.Indexed:
    pixels = encode.pixels_of(image)
    return imagework.pixelated(pixels, order.body["width"], order.body["height"], dice.between(24, 32))


def _varied(image: Image.Image, order: Order, dice: Chance, given: Sequence[Rgb]) -> imagework.Indexed:
    tile = _fitting(image, order.body["width"], order.body["height"])
    return changes.varied(tile, order.prompt, dice)


def _edited(image: Image.Image, order: Order, dice: Chance, given: Sequence[Rgb]) -> imagework.Indexed:
    pixels = _fitting(image, order.body["width"], order.body["height"])
    return imagework.indexed(changes.edited(pixels, order.prompt, dice, given))


# Styles that work on their input image, whatever `strength` says.
_FROM_INPUT = {
    "pixelate": _pixelated,
    "variation": _varied,
    "edit": _edited,
}


def _tileset(order: Order, dice: Chance, given: Sequence[Rgb]) -> Canvas:
    width, height = order.body["width"], order.body["height"]
    advanced = "extra_prompt" in order.body
    both = (order.told, str(order.body["extra_prompt"])) if advanced else tilesets.terrains(order.told)
    terrains: list[Canvas] = []
    kinds: list[str] = []
    for text, field in zip(both, ("input_image", "extra_input_image"), strict=True):
        kinds.append(surfaces.named(text) or "")
        if advanced and order.images.get(field):
            pixels = _fitting(order.images[field][0], width, height)
            few = imagework.reduced(imagework.indexed(pixels), _MOST_COLOURS)
            whole = imagework.joined(few, across=True, down=True)
            surface = Canvas(width, height, whole.colours[0])
            surface.colours = list(whole.colours)
            surface.rows = [bytearray(row) for row in whole.rows]
            terrains.append(surface)
        else:
            inspiration = [] if terrains else given[:1]
            form = Form(width, height)
            surfaces.surface(form, text, Chance(dice.next(), text), inspiration)
            terrains.append(shown(form, order.look, dice).calmed(across=True, down=True))
    return tilesets.tileset(terrains[0], terrains[1], dice, kinds)


def _animation(order: Order, dice: Chance, given: Sequence[Rgb], palette: Sequence[Rgb]) -> tuple[bytes, list[bytes]]:
    body = order.body
    width, height = body["width"], body["height"]
    count = {"count": body["frames_duration"]} if "frames_duration" in body else {}
    source = None
    if order.images.get("input_image"):
        pixels = _fitting(order.images["input_image"][0], width, height)
        source = imagework.reduced(imagework.indexed(pixels), _MOST_MOVING)
        given = [*_colours_of(source), *given]
    made = motion.cells(order.painter, width, height, order.told, dice, given, source=source, **count)
    cells = [cell if isinstance(cell, Canvas) else shown(cell, order.look, dice) for cell in made]
    across = motion.columns(order.painter, **count)

    def finished(colours: Sequence[Rgb]) -> bytes:
        colouring = _colouring(colours, two=False)
        frames = [
            imagework.rendered(imagework.Indexed(cell.rows, cell.colours), colouring, _empty(cell)) for cell in cells
        ]
        factor = body.get("upscale_output_factor")
        if not body.get("return_spritesheet"):
            chosen = motion.played(order.painter, len(frames))
            return encode.gif(
                [imagework.enlarged(frames[place], factor) for place in chosen],
                motion.SLOWER.get(order.painter, motion.FRAME_MS),
            )
        return encode.png(imagework.enlarged(imagework.sheet(frames, across), factor), alpha=True)

    extras = [finished(())] if palette and body.get("return_pre_palette") else []
    return finished(palette), extras


def _empty(cell: Canvas) -> imagework.Runs:
    return imagework.runs(imagework.numbered(cell.rows, cell.grounds))


# -- what requests bring


def _palette(order: Order) -> list[Rgb]:
    found = order.images.get("input_palette")
    return encode.palette_of(found[0]) if found else []


def _colours_of_inputs(order: Order) -> list[Rgb]:
    """The commonest colour (beside the corner's) of each image that was sent, for what is painted from it."""
    fields: Iterable[str] = ("reference_images", "input_image")
    colours = []
    for field in fields:
        for image in order.images.get(field, []):
            small = imagework.indexed(imagework.stretched(encode.pixels_of(image), 16, 16))
            colours.extend(_colours_of(imagework.reduced(small, 4))[:1])
    return list(dict.fromkeys(colours))[:3]


def _colours_of(picture: imagework.Indexed) -> list[Rgb]:
    # The three commonest colours, that of the upper left corner last.
    count = imagework.counted(picture)
    corner = picture.rows[0][0]
    order = sorted(range(len(count)), key=lambda number: (number == corner, -count[number]))
    return [picture.colours[number] for number in order[:3]]
