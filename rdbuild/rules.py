"""What a style allows: an asset's settings held against the catalogue.

Owns: the checks of one asset by itself: sizes, counts, inputs, parameters, and settings that need each other.
Must not know: other assets, files, or any style by name.
Rule: whatever the API would refuse is found here, before anything is sent; what `defaults` say is left out where a
style does not take it, what the asset or its preset say is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rdbuild.document import Path
from rdbuild.draft import BROKEN, Draft
from rdbuild.findings import Findings
from rdbuild.model import Json
from rdbuild.spelling import listing

if TYPE_CHECKING:
    from rdbuild.catalogue import Catalogue, Size, Style

INPUTS = ("input_image", "extra_input_image", "reference_images")
# API parameters that are sent as the manifest states them
PARAMS = (
    "strength",
    "remove_bg",
    "return_non_bg_removed",
    "return_pre_palette",
    "tile_x",
    "tile_y",
    "bypass_prompt_expansion",
    "return_spritesheet",
    "upscale_output_factor",
    "extra_prompt",
)
# parameters that the builder of the request owns: they can't be passed through `api`
OWN = frozenset({"async", "check_cost", "inputImageBase64"})


def _on(draft: Draft, key: str) -> bool:
    return bool(draft.values.get(key))  # BROKEN counts as there


# a setting that says nothing without another -> what there has to be, in words, and whether it is
_NEEDS: Mapping[str, tuple[str, Callable[[Draft], bool]]] = {
    "strength": ("`input_image`", lambda draft: _on(draft, "input_image")),
    "return_non_bg_removed": ("`remove_bg: true`", lambda draft: _on(draft, "remove_bg")),
    "return_pre_palette": ("`input_palette`", lambda draft: _on(draft, "input_palette")),
    "flatten": (
        "`input_image` or `extra_input_image`",
        lambda draft: _on(draft, "input_image") or _on(draft, "extra_input_image"),
    ),
}


def style_of(draft: Draft, catalogue: Catalogue) -> Style | None:
    """The asset's style; None (and a complaint, unless there was one) where it can't be told."""
    wanted = draft.values.get("prompt_style")
    if wanted is None:
        return catalogue.absent()
    if wanted is BROKEN:
        return None
    style = catalogue.get(str(wanted))
    if style is None:
        draft.complain(
            "unknown-style",
            f"unknown style `{wanted}`",
            "prompt_style",
            hint=lambda: _style_hint(catalogue.nearest(str(wanted))),
        )
    return style


def check(draft: Draft, style: Style, api_names: frozenset[str]) -> None:
    """Complain about everything in which the asset and its style do not fit; drop what `defaults` say too much."""
    _taken(draft, style)
    _needed(draft, style)
    _prompt(draft)
    _size(draft, style)
    _images(draft, style)
    _api(draft, api_names)


def check_layer(findings: Findings, path: Path, layer: Mapping[str, Json], catalogue: Catalogue) -> None:
    """Complain about an unknown style in `defaults` or a preset, even where no asset comes to use it."""
    wanted = layer.get("prompt_style")
    place = (*path, "prompt_style")
    if not isinstance(wanted, str) or "{" in wanted:  # a template is checked as each asset fills it in
        return
    if catalogue.get(wanted) is None and not findings.has("unknown-style", place):
        findings.add(
            "unknown-style",
            f"unknown style `{wanted}`",
            place,
            hint=lambda: _style_hint(catalogue.nearest(wanted)),
        )


def _style_hint(nearest: str | None) -> str:
    return f"did you mean `{nearest}`?" if nearest else "`rdbuild styles` lists them"


def _name(style: Style) -> str:
    return f"`{style.id}`" if style.id else "a request without `prompt_style`"


def _taken(draft: Draft, style: Style) -> None:
    for key in (*INPUTS, *PARAMS, "input_palette"):
        if key not in draft.values or key in style.params or key in style.inputs:
            continue
        if draft.from_defaults(key):
            draft.drop(key)
            continue
        takes = [name for name in (*INPUTS, *PARAMS, "input_palette") if name in style.params or name in style.inputs]
        draft.complain(
            "not-taken", f"{_name(style)} takes no `{key}`", key, on_key=True, hint=f"it takes {listing(takes)}"
        )
        draft.values[key] = BROKEN


def _needed(draft: Draft, style: Style) -> None:
    required = {key for key in INPUTS if style.inputs.get(key) == "required"} | style.requires
    for key in sorted(required):
        if key not in draft.values:
            draft.complain("missing-key", f"{_name(style)} needs `{key}`", alike=False)
    extra = draft.get("extra_prompt")
    if isinstance(extra, str) and not extra.strip():
        draft.complain("empty-prompt", "`extra_prompt` is empty", "extra_prompt")
    for key, (words, there) in _NEEDS.items():
        value = draft.get(key)
        if value is None or value is False or there(draft):
            continue
        if draft.from_defaults(key):
            draft.drop(key)
        else:
            draft.complain("needs-other-key", f"`{key}` does nothing without {words}", key, on_key=True)


def _prompt(draft: Draft) -> None:
    if "prompt" not in draft.values:
        draft.complain("missing-key", "no `prompt`", alike=False)
    elif draft.get("prompt") == "":
        draft.complain("empty-prompt", "the prompt is empty", "prompt")


def _size(draft: Draft, style: Style) -> None:
    if any(draft.values.get(key) is BROKEN for key in ("width", "height")):
        return
    width, height = draft.get("width"), draft.get("height")
    only = style.sizes[0] if len(style.sizes) == 1 else style.min_size if style.min_size == style.max_size else None
    if only:
        for key, side in zip(("width", "height"), only, strict=True):
            if key not in draft.values or draft.from_defaults(key):
                draft.values[key] = side
                draft.places.setdefault(key, draft.path)
        width, height = draft.get("width"), draft.get("height")
    missing = [key for key, value in (("width", width), ("height", height)) if value is None]
    if missing:
        draft.complain(
            "missing-key",
            f"no {listing(missing)}",
            hint=f"{_name(style)} makes {_sizes(style)}",
            alike=False,
        )
        return
    assert isinstance(width, int)
    assert isinstance(height, int)
    size, at = (width, height), "height" if style.min_size[0] <= width <= style.max_size[0] else "width"
    other = "width" if at == "height" else "height"
    if draft.from_defaults(at) and not draft.from_defaults(other):
        at = other  # the line to change is the asset's own
    if style.sizes:
        if size not in style.sizes:
            draft.complain("bad-size", f"{_name(style)} makes {_sizes(style)}, not {_by(size)}", at)
    elif not _within(size, style.min_size, style.max_size):
        near = (_clamp(width, 0, style), _clamp(height, 1, style))
        draft.complain(
            "bad-size",
            f"{_name(style)} makes {_sizes(style)}, not {_by(size)}",
            at,
            hint=None if only else f"the nearest is {_by(near)}",
        )
    elif style.square and width != height:
        draft.complain("bad-size", f"{_name(style)} makes squares only, not {_by(size)}", at)
    elif style.usual_min and style.usual_max and not _within(size, style.usual_min, style.usual_max):
        draft.complain(
            "unusual-size",
            f"{_name(style)} may refuse {_by(size)}: not all documents of the API allow it",
            at,
            hint=f"{_by(style.usual_min)} to {_by(style.usual_max)} is allowed by all",
            severity="warning",
        )


def _images(draft: Draft, style: Style) -> None:
    images = draft.get("num_images")
    if isinstance(images, int) and images > style.max_images:
        if draft.from_defaults("num_images") and style.max_images == 1:
            draft.drop("num_images")
        else:
            pictures = "one picture" if style.max_images == 1 else f"at most {style.max_images} pictures"
            draft.complain("too-many-images", f"{_name(style)} makes {pictures} a request, not {images}", "num_images")
            draft.values["num_images"] = BROKEN
    pick = draft.get("pick")
    if isinstance(pick, int) and draft.values.get("num_images") is not BROKEN:
        count = int(draft.get("num_images") or 1)
        if pick > count:
            what = "one picture" if count == 1 else f"{count} pictures"
            draft.complain(
                "bad-pick",
                f"`pick` is {pick}, and `{draft.id}` makes {what}",
                "pick",
                hint="`num_images` says how many are made",
            )
    references, most = draft.get("reference_images"), style.inputs.get("reference_images")
    if isinstance(references, list) and isinstance(most, int) and len(references) > most:
        draft.complain(
            "too-many-references",
            f"{_name(style)} takes at most {most} reference images, not {len(references)}",
            "reference_images",
            on_key=True,
        )


def _api(draft: Draft, api_names: frozenset[str]) -> None:
    passed = draft.get("api")
    for name in passed if isinstance(passed, dict) else ():
        if name in api_names:
            draft.complain(
                "api-known",
                f"`api` is for what this version doesn't know, and `{name}` is known",
                "api",
                inside=(name,),
                on_key=True,
                hint=f"write `{name}` beside `api`",
            )
        elif name in OWN:
            draft.complain(
                "api-own",
                f"`{name}` can't be passed through",
                "api",
                inside=(name,),
                on_key=True,
                hint="rdbuild sets it itself",
            )


def _by(size: Size) -> str:
    return f"{size[0]}x{size[1]}"


def _sizes(style: Style) -> str:
    if style.sizes:
        return " or ".join(_by(size) for size in style.sizes) + " only"
    if style.min_size == style.max_size:
        return f"{_by(style.min_size)} only"
    return f"{_by(style.min_size)} to {_by(style.max_size)}"


def _within(size: Size, least: Size, most: Size) -> bool:
    return least[0] <= size[0] <= most[0] and least[1] <= size[1] <= most[1]


def _clamp(side: int, axis: int, style: Style) -> int:
    return max(style.min_size[axis], min(side, style.max_size[axis]))
