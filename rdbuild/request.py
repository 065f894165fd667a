"""An asset becomes the one request that would be sent for it, with its fingerprint.

Owns: the canonical form of a request, what is in it by default, and the fingerprint made of it.
Must not know: files, the network, prices of replies; pixels come in as digests.
Rule: what does not shape the picture is not in the fingerprint, and a release never changes one:
a new form ships with the old (the golden file in tests pins them).

Form 1:
    base        = sha256 of the canonical JSON of {"form", "style", "prompt", "width", "height", "num_images",
                  "params" (only those that differ from the documented default), "inputs", "palette", "api"};
                  of an edit: of {"form", "endpoint": "edit", "prompt", "inputs"}
    seed        = the stated one, else the low 31 bits of sha256(base ":take:" take)
    fingerprint = sha256(base ":seed:" seed); of an edit, which has no seed: sha256(base ":take:" take)
    adopted     = sha256 of the canonical JSON of {"form", "adopted": [[image, digest of what it shows]]}: of files that
                  somebody made, and that stand for an asset's pictures
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from rdbuild.model import BY_HAND, Asset, FitRule, ImageRef, Input, Json, Request, Unit
from rdbuild.naming import EXTRAS
from rdbuild.pricing import price

if TYPE_CHECKING:
    from rdbuild.catalogue import Catalogue, Style

Size = tuple[int, int] | None
Pixels = Callable[[ImageRef, str, str, Size, FitRule | None], str]
FINGERPRINT_VERSION = 1
FIRST_TAKE = 1
NATIVE = 1  # upscale_output_factor when the manifest says nothing: native pixels

# The documented default of each parameter: stating it and leaving it out are one request.
DEFAULTS: Mapping[str, Json] = {
    "remove_bg": False,
    "return_non_bg_removed": False,
    "return_pre_palette": False,
    "return_spritesheet": False,
    "tile_x": False,
    "tile_y": False,
    "bypass_prompt_expansion": False,
    "upscale_output_factor": NATIVE,
}
# Where the API calls an input something else.
BODY_NAMES: Mapping[str, str] = {"edit": "inputImageBase64"}
# What a price may depend on besides style, size and count: flags. Text, seeds and strengths never do.
_PRICELESS = frozenset({"prompt", "extra_prompt", "seed", "strength"})
_quoted = json.JSONEncoder(ensure_ascii=False).encode  # one encoder: a plan of thousands quotes a lot of text


def make(
    asset: Asset,
    catalogue: Catalogue,
    upstream: Mapping[str, tuple[Asset, Request]],
    pixels: Pixels,
    take: int | None = None,
) -> Request:
    """Build the request of `asset`.

    `upstream` has the asset and request of everything it is made from; `pixels(ref, mode, flatten, size, fit)` is the
    digest of a file's pixels as they would be sent (it raises InputFileError); `take` is a person's decision, which
    the manifest's own `take` outranks.
    """
    chosen = asset.take if asset.take is not None else take if take is not None else FIRST_TAKE
    if asset.edit is not None:
        return _edit(asset, catalogue, upstream, pixels, chosen)
    style = catalogue.get(asset.prompt_style) if asset.prompt_style else catalogue.absent()
    assert style is not None, asset.prompt_style  # the manifest checked it
    prompt = _text(asset.prompt)
    params = {name: _text(value) if isinstance(value, str) else value for name, value in asset.params.items()}
    size = (asset.width, asset.height) if style.input_size == "request" else None
    inputs = tuple(
        _input(field, mode, ref, asset, size, upstream, pixels)
        for field, mode, refs in (
            ("input_image", "RGB", (asset.input_image,)),
            ("extra_input_image", "RGB", (asset.extra_input_image,)),
            ("reference_images", "RGBA", asset.reference_images),
        )
        for ref in refs
        if ref is not None
    )
    shaping = {name: value for name, value in params.items() if name not in DEFAULTS or value != DEFAULTS[name]}
    base = _digest(
        canonical(
            {
                "form": FINGERPRINT_VERSION,
                "style": asset.prompt_style,
                "prompt": prompt,
                "width": asset.width,
                "height": asset.height,
                "num_images": asset.num_images,
                "params": shaping,
                "inputs": [_identity(one) for one in inputs],
                "palette": list(asset.palette) if asset.palette else None,
                "api": asset.api,
            }
        )
    )
    seed = asset.seed if asset.seed is not None else derived_seed(base, chosen)
    fields: dict[str, Json] = {
        "prompt": prompt,
        "width": asset.width,
        "height": asset.height,
        "num_images": asset.num_images,
    }
    if asset.prompt_style is not None:
        fields["prompt_style"] = asset.prompt_style
    # api-today: send the factor always, since the server's own default upscales.
    fields |= {
        **shaping,
        "upscale_output_factor": params.get("upscale_output_factor", NATIVE),
        **asset.api,
        "seed": seed,
    }
    if "upscale_output_factor" not in style.params:
        del fields["upscale_output_factor"]
    rule = catalogue.price_rule(style)
    return Request(
        asset=asset.id,
        base=base,
        fingerprint=_digest(f"{base}:seed:{seed}"),
        take=chosen,
        seed=seed,
        fields=fields,
        inputs=inputs,
        palette=asset.palette,
        price_class=_price_class(fields),
        formula_micro=price(rule, asset.width, asset.height, asset.num_images),
        unit=_unit(rule),
        expected=asset.num_images,
        sizes=_sizes(asset, style, fields),
        requires=frozenset(name for name, rule in style.inputs.items() if rule == "required"),
        extras=tuple(role for flag, role in EXTRAS.items() if params.get(flag)),
    )


def _edit(
    asset: Asset, catalogue: Catalogue, upstream: Mapping[str, tuple[Asset, Request]], pixels: Pixels, take: int
) -> Request:
    """One step of an edit chain: a prompt and a picture, and nothing else."""
    assert asset.edit is not None
    prompt, style = _text(asset.prompt), catalogue.edit
    changed = _input("edit", "RGBA", asset.edit, asset, None, upstream, pixels)
    shape = {"form": FINGERPRINT_VERSION, "endpoint": "edit", "prompt": prompt, "inputs": [_identity(changed)]}
    base = _digest(canonical(shape))
    rule = catalogue.price_rule(style)
    return Request(
        asset=asset.id,
        base=base,
        fingerprint=_digest(f"{base}:take:{take}"),
        take=take,
        seed=None,
        fields={"prompt": prompt},
        inputs=(changed,),
        palette=None,
        price_class="edit",
        formula_micro=price(rule, *style.min_size, 1),
        unit=_unit(rule),
        expected=1,
        sizes=(),
        endpoint="edit",
    )


def by_hand(asset: Asset, sha256: str) -> Request:
    """What stands for a request where a person made the picture: known by its bytes, and never sent."""
    name = _digest(canonical({"form": FINGERPRINT_VERSION, "file": sha256}))
    return Request(
        asset=asset.id,
        base=name,
        fingerprint=name,
        take=FIRST_TAKE,
        seed=None,
        fields={"prompt": ""},
        inputs=(),
        palette=None,
        price_class=BY_HAND,
        formula_micro=0,
        unit="balance",
        expected=1,
        sizes=(),
    )


def derived_seed(base: str, take: int) -> int:
    """The seed that is sent when the manifest states none: 31 bits, stable for ever."""
    return int(_digest(f"{base}:take:{take}"), 16) & 0x7FFF_FFFF


def adopted(pictures: Sequence[tuple[int, str]]) -> str:
    """The fingerprint of files that somebody made: (number, digest of what it shows) of each. Saving one anew with
    the same pixels changes nothing."""
    shape = {"form": FINGERPRINT_VERSION, "adopted": [list(one) for one in sorted(pictures)]}
    return _digest(canonical(shape))


def canonical(value: Json) -> str:
    """Canonical JSON: sorted keys, no spaces, text in NFC, every number in plain digits without idle zeros."""
    if isinstance(value, Decimal):  # not rounded and not made a float: 0.8 and 0.80 are one, and 1.0 is 1
        digits = format(value, "f")
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
        return "0" if digits == "-0" else digits
    if isinstance(value, Mapping):
        named = {unicodedata.normalize("NFC", key): canonical(item) for key, item in value.items()}
        return "{" + ",".join(f"{_quoted(key)}:{named[key]}" for key in sorted(named)) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, str):
        return _quoted(unicodedata.normalize("NFC", value))
    return str(value) if type(value) is int else json.dumps(value)  # true, false, null


def _text(value: str) -> str:
    return unicodedata.normalize("NFC", value).strip()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _input(
    field: str, mode: str, ref: ImageRef, asset: Asset, size: Size, upstream: Mapping[str, tuple[Asset, Request]],
    pixels: Pixels,
) -> Input:  # fmt: skip
    sent: Json = "RGB" if mode == "RGB" else "RGBA"
    given = (field, sent, asset.flatten, size, asset.fit)
    if ref.asset is not None:
        source, request = upstream[ref.asset]
        image = ref.image or source.pick or 1
        return Input(*given, asset=ref.asset, fingerprint=request.fingerprint, image=image)
    return Input(*given, file=ref.file, pixels=pixels(ref, mode, asset.flatten, size, asset.fit))


def _identity(one: Input) -> list[Json]:
    if one.pixels is not None:  # flattening is in the pixels already
        return [one.field, "pixels", one.pixels]
    flatten = one.flatten if one.mode == "RGB" else None
    known = [one.field, "asset", one.fingerprint, one.image, flatten]
    return [*known, one.fit] if one.fit is not None else known


def _unit(rule: Mapping[str, Json] | None) -> Unit:
    return "credits" if rule is not None and rule["unit"] == "credits" else "balance"


def _price_class(fields: Mapping[str, Json]) -> str:
    return canonical({name: value for name, value in fields.items() if name not in _PRICELESS})


def _sizes(asset: Asset, style: Style, fields: Mapping[str, Json]) -> tuple[tuple[int, int], ...]:
    # A sheet that does not divide is kept raw with a warning, and "regular size" is the server's choice.
    if style.kind in ("animation", "tileset") or fields.get("upscale_output_factor", NATIVE) != NATIVE:
        return ()
    return ((asset.width, asset.height),)
