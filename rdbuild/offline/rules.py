"""What a request must be.

Owns: the fields of an inference and of an edit, their types and ranges, and the style rows (`styles.json` as data).
Must not know: prices, balances, HTTP.
Rule: nothing is coerced and nothing is ignored; all that is wrong is told at once, in FastAPI's form.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

Row = Mapping[str, Any]
Problem = dict[str, Any]

MOST_PALETTE_CHARACTERS = 200_000
MOST_SEED = 2**32 - 1
_ALWAYS = ("prompt", "width", "height", "num_images", "prompt_style", "seed", "check_cost", "async")
_REQUIRED = ("prompt", "width", "height", "num_images")
_FLAGS = (
    *("check_cost", "async", "return_pre_palette", "remove_bg", "return_non_bg_removed", "tile_x", "tile_y"),
    *("bypass_prompt_expansion", "return_spritesheet"),
)
_IMAGES = ("input_image", "extra_input_image", "reference_images")
_PARAMS = (
    *("strength", "input_palette", "return_pre_palette", "remove_bg", "return_non_bg_removed", "tile_x", "tile_y"),
    *("bypass_prompt_expansion", "upscale_output_factor", "extra_prompt", "return_spritesheet"),
)
_USER_STYLE = re.compile(r"user__[A-Za-z0-9_]+")
_FRAMES = (4, 6, 8, 10, 12, 16)
# What means nothing alone: parameter -> what it needs. Quotes are let off, since they may leave images out.
_PAIRS = {
    "strength": "input_image",
    "return_pre_palette": "input_palette",
    "return_non_bg_removed": "remove_bg",
}
_EDIT_FIELDS = ("prompt", "inputImageBase64")
_EDIT_SIDES = (16, 256)
_EDIT_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_EDIT_ROW: Row = {"id": "edit", "kind": "edit"}
_LEAST_SIDE = 12  # pixels
_KINDS = ("still", "tile", "tileset", "animation")


class Refused(Exception):
    """The request is wrong; `detail` is the list of what, each with `type`, `loc` and `msg`."""

    def __init__(self, detail: list[Problem]) -> None:
        super().__init__(detail[0]["msg"])
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that may be carried out. `style` is the canonical id; `images` the decoded images by field.

    An edit has the style and kind `edit`, and one image, RGB or RGBA.
    """

    style: str
    row: Row
    body: dict[str, Any]
    images: dict[str, list[Image.Image]]

    @property
    def edits(self) -> bool:
        return bool(self.row["kind"] == "edit")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height asked for, in pixels; those of the picture where it is to be edited."""
        if self.edits:
            return self.images["inputImageBase64"][0].size
        return self.body["width"], self.body["height"]


class Styles:
    """The styles there are: those of `styles.json`, and `more` rows, or ids of which nothing is known."""

    def __init__(self, more: Iterable[Row | str] = ()) -> None:
        document = _document()
        self._absent = str(document.get("absent", "rd_fast__default"))
        self._user: Row = document.get("user") or _anything("user__style")
        self._rows: dict[str, Row] = {}
        for row in (*document["styles"], *(_anything(one) if isinstance(one, str) else one for one in more)):
            for name in (row["id"], *row.get("aliases", ())):
                self._rows[name] = row

    def all(self) -> dict[str, Row]:
        """Return every row by its canonical id."""
        return {str(row["id"]): row for row in self._rows.values()}

    def find(self, name: str | None) -> tuple[str, Row] | None:
        """Return the canonical id and row of a style; of no style, those of the API's default; None if unknown."""
        row = self._rows.get(self._absent if name is None else name)
        if row is not None:
            return str(row["id"]), row
        if name is not None and _USER_STYLE.fullmatch(name):
            return name, self._user
        return None


@cache
def _document() -> Any:
    return json.loads((Path(__file__).parent.parent / "styles.json").read_text("utf-8"))


def _anything(name: str) -> Row:
    return {
        "id": name,
        "kind": "still",
        "size": {"min": [_LEAST_SIDE] * 2, "max": [512, 512]},
        "max_images": 16,
        "inputs": {"input_image": "optional", "extra_input_image": "optional", "reference_images": 9},
        "params": list(_PARAMS),
        "api": True,
    }


def parse_styles(document: Any) -> tuple[Row, ...]:
    """Return the style rows of a decoded JSON `document`, one or a list; ValueError says which is wrong and why.

    A row is as in `styles.json`, with `api` beside: further parameters that the style takes, or true for any.
    """
    rows = document if isinstance(document, list) else [document]
    return tuple(_declared(number, row) for number, row in enumerate(rows, 1))


def _declared(number: int, row: Any) -> Row:
    if not isinstance(row, dict):
        raise ValueError(f"style {number}: a row is an object")
    size, api = row.get("size"), row.get("api", [])
    corners = [size.get("min"), size.get("max")] if isinstance(size, dict) else [None]
    texts = ("params", "requires", "aliases")
    known = {
        "id": (isinstance(row.get("id"), str) and row["id"] != "", "a text"),
        "kind": (row.get("kind") in _KINDS, f"one of {', '.join(_KINDS)}"),
        "size": (all(map(_is_size, corners)), '`{"min": [w, h], "max": [w, h]}`'),
        "size.min": (
            all(side >= _LEAST_SIDE for pair in (*corners, *_sizes(row)) if _is_size(pair) for side in pair),
            f"at least {_LEAST_SIDE} pixels a side, and so are `sizes`",
        ),
        "sizes": (
            isinstance(row.get("sizes", []), list) and all(map(_is_size, row.get("sizes", []))),
            "a list of [w, h]",
        ),
        "max_images": (type(row.get("max_images", 1)) is int, "a whole number"),
        "inputs": (isinstance(row.get("inputs", {}), dict), "an object"),
        **{name: (_is_texts(row.get(name, [])), "a list of names") for name in texts},
        "api": (api is True or _is_texts(api), "a list of names, or true"),
    }
    for name, (good, form) in known.items():
        if not good:
            raise ValueError(f"style {number}: `{name}` is {form}")
    return row


def _is_size(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(type(side) is int and side > 0 for side in pair)


def _sizes(row: Row) -> list[Any]:
    return row["sizes"] if isinstance(row.get("sizes"), list) else []


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _begun(body: Any) -> tuple[list[Problem], Callable[[str, str, str], None]]:
    """Return an empty list of problems, and what puts one into it. Raises Refused where the body is no object."""
    if not isinstance(body, dict):
        text = "Input should be a valid dictionary"
        raise Refused([{"type": "model_attributes_type", "loc": ["body"], "msg": text}])
    problems: list[Problem] = []

    def wrong(kind: str, field: str, message: str) -> None:
        problems.append({"type": kind, "loc": ["body", field], "msg": message})

    return problems, wrong


def check(body: Any, styles: Styles, *, ignore_unknown: bool = False) -> Checked:
    """Check a decoded JSON body (fractions as Decimal). Raises Refused with everything that is wrong."""
    problems, wrong = _begun(body)
    for field in _REQUIRED:
        if field not in body:
            wrong("missing", field, "Field required")
    for field in _FLAGS:
        if not isinstance(body.get(field, False), bool):
            wrong("bool_type", field, "Input should be a valid boolean")
    for field in ("prompt", "extra_prompt", "prompt_style", "input_palette", "input_image", "extra_input_image"):
        if field in body and not isinstance(body[field], str):
            wrong("string_type", field, "Input should be a valid string")
        elif field in body and not body[field].strip():
            wrong("string_too_short", field, "String should have at least 1 character")
    for field in ("width", "height", "num_images", "seed"):
        if field in body and type(body[field]) is not int:
            wrong("int_type", field, "Input should be a valid integer")
    if type(body.get("seed", 0)) is int and not 0 <= body.get("seed", 0) <= MOST_SEED:
        wrong("out_of_range", "seed", f"Input should be between 0 and {MOST_SEED}")
    strength = body.get("strength", 0)
    if type(strength) not in (int, Decimal) or not 0 <= strength <= 1:
        wrong("out_of_range", "strength", "Input should be a number between 0 and 1")
    factor = body.get("upscale_output_factor")
    if factor is not None and (type(factor) is not int or not 1 <= factor <= 16):
        wrong("int_type", "upscale_output_factor", "Input should be null or a whole number from 1")
    found = styles.find(body.get("prompt_style")) if isinstance(body.get("prompt_style", ""), str) else None
    if found is None and isinstance(body.get("prompt_style", ""), str):
        wrong("value_error", "prompt_style", f"Unknown style: {body.get('prompt_style')}")
    images: dict[str, list[Image.Image]] = {}
    if found is not None:
        _against_row(body, found[1], wrong, ignore_unknown=ignore_unknown)
        for field, needs in _PAIRS.items():
            alone = not (body.get(field) is False or body.get(needs) or body.get("check_cost") is True)
            if field in body and alone:
                wrong("value_error", field, f"This parameter needs {needs}")
        if not problems:
            images = _decoded(body, found[1], wrong)
    if problems:
        raise Refused(problems)
    assert found is not None
    return Checked(found[0], found[1], body, images)


def _against_row(body: Mapping[str, Any], row: Row, wrong: Any, *, ignore_unknown: bool) -> None:
    width, height, count = body.get("width"), body.get("height"), body.get("num_images")
    if row.get("sizes") and type(width) is int and type(height) is int:
        if [width, height] not in row["sizes"]:
            names = ", ".join(f"{w}x{h}" for w, h in row["sizes"])
            wrong("value_error", "width", f"This style only supports {names}")
    else:
        for field, value, axis in (("width", width, 0), ("height", height, 1)):
            least, most = row["size"]["min"][axis], row["size"]["max"][axis]
            if type(value) is int and not least <= value <= most:
                wrong("out_of_range", field, f"Input should be between {least} and {most} for this style")
    if row.get("square") and type(width) is int and type(height) is int and width != height:
        wrong("value_error", "height", "This style only supports square sizes")
    most_images = row.get("max_images", 1)
    if type(count) is int and not 1 <= count <= most_images:
        only = "This style only supports generating one image at a time"
        some = f"Input should be between 1 and {most_images} for this style"
        wrong("out_of_range", "num_images", only if most_images == 1 else some)
    inputs, params, api = row.get("inputs", {}), row.get("params", ()), row.get("api", ())
    for field in body:
        if field in _ALWAYS or field in params or field in inputs:
            continue
        if field in _IMAGES or field in _PARAMS:
            wrong("extra_forbidden", field, "This style does not take this parameter")
        elif not (ignore_unknown or api is True or field in api):
            wrong("extra_forbidden", field, "Extra inputs are not permitted")
    duration = body.get("frames_duration", _FRAMES[0])
    permitted = api is True or "frames_duration" in (*api, *params)
    if permitted and (type(duration) is not int or duration not in _FRAMES):
        wrong("value_error", "frames_duration", "Input should be 4, 6, 8, 10, 12 or 16")
    needed = [field for field, how in inputs.items() if how == "required"]
    for field in (*needed, *row.get("requires", ())):
        if field not in body:
            wrong("missing", field, "Field required for this style")
    references = body.get("reference_images", [])
    if "reference_images" in inputs:
        most = inputs["reference_images"] if type(inputs["reference_images"]) is int else 9
        if not isinstance(references, list) or not all(isinstance(one, str) for one in references):
            wrong("list_type", "reference_images", "Input should be a list of base64 strings")
        elif len(references) > most:
            wrong("too_long", "reference_images", f"List should have at most {most} items")
        elif "reference_images" in body and "reference_images" in needed and not references:
            wrong("too_short", "reference_images", "List should have at least 1 item for this style")


def _decoded(body: Mapping[str, Any], row: Row, wrong: Any) -> dict[str, list[Image.Image]]:
    images: dict[str, list[Image.Image]] = {}
    for field in ("input_image", "extra_input_image", "input_palette", "reference_images"):
        texts = body.get(field, [])
        for text in [texts] if isinstance(texts, str) else texts:
            if field == "input_palette" and len(text) > MOST_PALETTE_CHARACTERS:
                wrong("string_too_long", field, f"String should have at most {MOST_PALETTE_CHARACTERS} characters")
                continue
            try:
                image = _image(text)
            except ValueError as error:
                wrong("value_error", field, str(error))
                continue
            if field != "reference_images" and _may_be_transparent(image):
                wrong("value_error", field, "The image should be RGB with no transparency")
            elif field.endswith("input_image") and image.mode != "RGB":
                wrong("value_error", field, f"The image should be RGB, not {image.mode}")
            asked = (body["width"], body["height"])
            if field == "input_image" and row.get("input_size") == "request" and image.size != asked:
                wrong("value_error", field, f"The image should be {asked[0]}x{asked[1]} as the request")
            images.setdefault(field, []).append(image)
    return images


def check_edit(body: Any, *, ignore_unknown: bool = False) -> Checked:
    """Check the decoded JSON body of an edit. Raises Refused with everything that is wrong."""
    problems, wrong = _begun(body)
    for field in _EDIT_FIELDS:
        if field not in body:
            wrong("missing", field, "Field required")
        elif not isinstance(body[field], str):
            wrong("string_type", field, "Input should be a valid string")
        elif not body[field].strip():
            wrong("string_too_short", field, "String should have at least 1 character")
    for field in body:
        if field not in _EDIT_FIELDS and not ignore_unknown:
            wrong("extra_forbidden", field, "Extra inputs are not permitted")
    images: dict[str, list[Image.Image]] = {}
    if not problems:
        try:
            images["inputImageBase64"] = [_editable(body["inputImageBase64"])]
        except ValueError as error:
            wrong("value_error", "inputImageBase64", str(error))
    if problems:
        raise Refused(problems)
    return Checked("edit", _EDIT_ROW, body, images)


def _editable(text: str) -> Image.Image:
    """Return the picture as RGB or RGBA. Any common format goes, in any mode."""
    from PIL import Image

    data = _unpacked(text)
    least, most = _EDIT_SIDES
    limits = f"We support sizes between {least}x{least} and {most}x{most}"
    try:
        image: Image.Image = Image.open(BytesIO(data), formats=_EDIT_FORMATS)
        # The header's word is enough to refuse a picture: nothing huge is ever decoded.
        size, frames = image.size, 0 if max(image.size) > most else getattr(image, "n_frames", 1)
        if frames == 1:
            image.load()
    except Image.DecompressionBombError:
        raise ValueError(limits) from None
    except Exception as error:  # Pillow's decoders raise what they like on broken files
        raise ValueError("The image can't be read") from error
    if not (least <= min(size) and max(size) <= most):
        raise ValueError(limits)
    if frames != 1:
        raise ValueError("The image should have one frame")
    if image.mode.startswith("I"):  # 16 bits a pixel, which a conversion would cut off instead of scaling
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return image.convert("RGBA" if _may_be_transparent(image) else "RGB")


def _image(text: str) -> Image.Image:
    from rdbuild.offline.painters.encode import read

    data = _unpacked(text)
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        raise ValueError("The image should be a PNG")
    return read(data)


def _unpacked(text: str) -> bytes:
    if text.startswith("data:"):
        raise ValueError("Don't include the data: prefix in the base64 image")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("The image should be valid base64") from None


def _may_be_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info
