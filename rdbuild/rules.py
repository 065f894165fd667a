"""What a style allows: an asset's settings held against the catalogue.

Owns: the checks of one asset by itself: sizes, counts, inputs, parameters, and settings that need each other.
Must not know: other assets, files, or any style by name.
Rule: whatever the API would refuse is found here, before anything is sent; what `defaults` say is left out where a
style does not take it, what the asset or its preset say is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from rdbuild import advice
from rdbuild.document import Path
from rdbuild.draft import BROKEN, Draft
from rdbuild.findings import Findings
from rdbuild.model import Json
from rdbuild.spelling import did_you_mean, listing

if TYPE_CHECKING:
    from rdbuild.catalogue import Catalogue, Sheet, Size, Style

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
FITS = ("pad", "shrink", "none")

# -- what is no picture made anew: what it takes, and why not the rest
_BY_HAND = frozenset({"file", "tags", "layout", "priority"})
_SUFFIXES = (".png", ".gif")  # of files that are published as they are
_EDIT = frozenset({"edit", "prompt", "take", "tags", "layout", "priority"})
_EDIT_HINTS: Mapping[str, str] = {
    "prompt_style": "an edit has no style: the prompt says what to change",
    "width": "the picture keeps its size",
    "height": "the picture keeps its size",
    "num_images": "an edit makes one picture",
    "pick": "an edit makes one picture",
    "seed": "an edit has no seed: `take` makes another one",
    "flatten": "the picture is sent with its alpha",
    "fit": "the picture is sent in its own size",
    **dict.fromkeys(INPUTS, "`edit` is the one picture that it works on"),
}

_NAME = re.compile(r"[A-Za-z0-9_.-]+")


# how to give a style what it needs
_NEEDED: Mapping[str, str] = {
    **dict.fromkeys(("input_image", "extra_input_image"), "write the path of a picture, or `{asset: ID}`"),
    "extra_prompt": "`extra_prompt` says what is outside of the shape that `prompt` fills",
}


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
    """The asset's style, of an edit the row that stands for one, and of a file too; None (and a complaint, unless there
    was one) where it can't be told."""
    if draft.edits or draft.by_hand:
        return catalogue.edit
    wanted = draft.values.get("prompt_style")
    if wanted is None and draft.certain:
        return catalogue.absent()
    if wanted is None or wanted is BROKEN:
        return None
    style = catalogue.get(str(wanted))
    if style is None:
        draft.complain(
            "unknown-style",
            f"unknown style `{wanted}`",
            "prompt_style",
            hint=lambda: _style_hint(str(wanted), catalogue),
        )
    return style


def check_prompt(draft: Draft) -> None:
    """Complain about a prompt that no style could make anything of."""
    if draft.by_hand:
        return
    if "prompt" not in draft.values:
        if draft.certain:
            hint = "`prompt` says what to change" if draft.edits else "`prompt` says what to draw"
            what = f"`{draft.path[-1]}` has no `prompt`"
            draft.complain("missing-key", what, lacking="prompt", alike=False, hint=hint)
    elif isinstance(draft.get("prompt"), list) and not draft.edits:
        draft.complain(
            "prompt-list",
            "a list of prompts is for an edit, where each changes the result of the one before",
            "prompt",
            hint="write one text, or `edit: {asset: ID}` beside it",
        )
        draft.values["prompt"] = BROKEN
    for inside, text in draft.prompts:
        if not text:
            which = f"prompt {inside[0] + 1}" if inside and isinstance(inside[0], int) else "the prompt"
            hint = "say what to change" if draft.edits else "say what to draw"
            draft.complain("empty-prompt", f"{which} is empty", "prompt", inside=inside, hint=hint)


def check(draft: Draft, style: Style, api_names: frozenset[str]) -> None:
    """Complain about everything in which the asset and its style do not fit; drop what `defaults` say too much."""
    if draft.by_hand:
        _by_hand(draft, style)
        return
    if style.kind == "edit":
        _apart(draft, style, "an edit", _EDIT, _EDIT_HINTS, "it takes a picture and a prompt, and nothing else")
    else:
        _taken(draft, style)
        _needed(draft, style)
        _size(draft, style)
        _images(draft, style)
        _fit(draft, style)
        _layout(draft, style)
        _api(draft, style, api_names)
    advice.check(draft, style)
    if draft.get("seed") is not None and draft.get("take") is not None and not draft.from_defaults("take"):
        draft.complain(
            "idle-take",
            "`take` does nothing where a `seed` is stated",
            "take",
            on_key=True,
            hint="remove one of the two",
            severity="warning",
        )


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
            hint=lambda: _style_hint(wanted, catalogue),
        )


def _style_hint(wanted: str, catalogue: Catalogue) -> str:
    if wanted.lower().startswith("user_"):
        return "a style of your own is named `user__…`"
    family = f"{wanted.lower().rstrip('_')}__"
    if any(name.startswith(family) for name in catalogue.styles):
        return f"that is a family of styles: `rdbuild styles {family}` lists them"
    nearest = catalogue.nearest(wanted)
    return f"did you mean `{nearest}`?" if nearest else "`rdbuild styles` lists them; `styles:` declares another"


def _name(style: Style) -> str:
    return f"`{style.id}`" if style.id else "a request without `prompt_style`"


def _by_hand(draft: Draft, style: Style) -> None:
    if draft.values["file"] is BROKEN:
        return  # nobody knows whether it is one
    hint = f"nothing is sent for it: it takes {listing(sorted(_BY_HAND))}"
    _apart(draft, style, "a picture made by hand", _BY_HAND, {}, hint)
    path = draft.get("file")
    if path is not None and not path.lower().endswith(_SUFFIXES):
        draft.complain("bad-file", f"`{path}` is no PNG and no GIF by its name", "file", hint="save it as a PNG")
        draft.values["file"] = BROKEN


def _apart(
    draft: Draft, style: Style, what: str, takes: frozenset[str], hints: Mapping[str, str], otherwise: str
) -> None:
    """Leave out what only pictures made anew have, or complain about it."""
    for key in [key for key in draft.values if key not in takes]:
        if not draft.from_defaults(key) and draft.values[key] is not BROKEN:
            hint = hints.get(key, otherwise)
            draft.complain("not-taken", f"{what} takes no `{key}`", key, on_key=True, hint=hint)
        draft.drop(key)
    if "layout" in draft.values and draft.from_defaults("layout"):
        draft.drop("layout")
    said = draft.get("layout")  # without one, a sheet is cut as it was
    for inside, message, more in _layout_faults(said, draft, style, False) if isinstance(said, dict) else ():
        draft.complain("bad-layout", message, "layout", inside=inside, hint=more)


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
        if key not in draft.values and draft.certain:
            hint = _NEEDED.get(key)
            draft.complain("missing-key", f"{_name(style)} needs `{key}`", lacking=key, alike=False, hint=hint)
    extra = draft.get("extra_prompt")
    if isinstance(extra, str) and not extra.strip():
        hint = _NEEDED["extra_prompt"]
        draft.complain("empty-prompt", "`extra_prompt` is empty", "extra_prompt", hint=hint)
    for key, (words, there) in _NEEDS.items():
        value = draft.get(key)
        if value is None or value is False or there(draft) or not draft.certain:
            continue
        if draft.from_defaults(key):
            draft.drop(key)
        else:
            hint = f"add {words}, or leave it out"
            draft.complain("needs-other-key", f"`{key}` does nothing without {words}", key, on_key=True, hint=hint)


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
    if missing and draft.certain:
        draft.complain(
            "missing-key",
            f"`{draft.path[-1]}` has no {listing(missing)}",
            hint=f"{_name(style)} makes {_sizes(style)}",
            alike=False,
        )
    if not isinstance(width, int) or not isinstance(height, int):
        return
    size, at = (width, height), "height" if style.min_size[0] <= width <= style.max_size[0] else "width"
    other = "width" if at == "height" else "height"
    if draft.from_defaults(at) and not draft.from_defaults(other):
        at = other  # the line to change is the asset's own
    if style.sizes:
        if size not in style.sizes:
            hint = "leave out `width` and `height`" if only else None
            draft.complain("bad-size", f"{_name(style)} makes {_sizes(style)}, not {_by(size)}", at, hint=hint)
    elif not _within(size, style.min_size, style.max_size):
        near = (_clamp(width, 0, style), _clamp(height, 1, style))
        draft.complain(
            "bad-size",
            f"{_name(style)} makes {_sizes(style)}, not {_by(size)}",
            at,
            hint="leave out `width` and `height`" if only else f"the nearest is {_by(near)}",
        )
    elif style.square and width != height:
        hint = f"write {_by((width, width))} or {_by((height, height))}"
        draft.complain("bad-size", f"{_name(style)} makes squares only, not {_by(size)}", at, hint=hint)
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
            draft.complain(
                "too-many-images",
                f"{_name(style)} makes {pictures} a request, not {images}",
                "num_images",
                hint='a matrix makes as many assets as you like, each of its own `take: "{n}"`',
            )
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
            hint="keep those that matter most",
        )


def _fit(draft: Draft, style: Style) -> None:
    if "fit" not in draft.values:
        return
    stated = draft.get("fit")
    if stated is not None and stated not in FITS:
        draft.complain("bad-value", f"`fit` must be {_either(FITS)}, got `{stated}`", "fit")
        draft.values["fit"] = BROKEN
    fitted = style.input_size == "request"
    if fitted and any(_on(draft, key) for key in INPUTS):
        return
    if draft.from_defaults("fit"):
        draft.drop("fit")
    elif fitted:
        draft.complain("needs-other-key", "`fit` does nothing without an input image", "fit", on_key=True)
    else:
        hint = "there an input image may have any size"
        draft.complain("not-taken", f"{_name(style)} takes no `fit`", "fit", on_key=True, hint=hint)


# -- how a sheet is cut


def _layout(draft: Draft, style: Style) -> None:
    if "layout" not in draft.values:
        return
    single = style.sheet is None and style.kind not in ("tileset", "animation")
    moves = style.output == "gif" and not _on(draft, "return_spritesheet")
    if draft.from_defaults("layout") and (single or moves):
        draft.drop("layout")
        return
    said = draft.get("layout")
    if not isinstance(said, dict):
        return
    if moves:
        draft.complain(
            "not-taken",
            "`layout` is for sheets, and a GIF carries its own frames",
            "layout",
            on_key=True,
            hint="`return_spritesheet: true` makes a sheet",
        )
    elif single and not said.get("raw") and not ({"columns", "rows"} <= said.keys() or "cell" in said):
        draft.complain(
            "needs-other-key",
            f"{_name(style)} makes one picture: `layout` needs `columns` and `rows`, or `cell`",
            "layout",
            on_key=True,
            hint="say how many cells there are, as in `{columns: 4, rows: 4}`",
        )
    else:
        for inside, message, hint in _layout_faults(said, draft, style, single):
            draft.complain("bad-layout", message, "layout", inside=inside, hint=hint)


def _layout_faults(
    said: Mapping[str, Json], draft: Draft, style: Style, single: bool
) -> Iterator[tuple[Path, str, str | None]]:
    """What of a layout can't be true of any sheet that the style makes: (place in it, message, hint) each."""
    if said.get("raw") and len(said) > 1:
        yield ("raw",), "`raw: true` cuts nothing, so there is nothing else to say", None
        return
    documented = style.sheet if said.keys().isdisjoint(("columns", "rows", "cell")) else None
    size = (draft.get("width"), draft.get("height")) if single else (None, None)
    if draft.values.get("upscale_output_factor", 1) != 1:
        size = (None, None)  # how large it will be is not known
    counts: list[int | None] = []
    for axis, key in enumerate(("columns", "rows")):
        side, cell, count = size[axis], said["cell"][axis] if "cell" in said else None, said.get(key)
        if isinstance(side, int) and (side % (cell or count or 1) or side == 0):
            what = f"cells of {cell}" if cell else f"{count} {key}"
            yield (
                ("cell" if cell else key,),
                f"{side} pixels of {('width', 'height')[axis]} do not divide into {what}",
                None,
            )
            return
        if isinstance(side, int) and cell and count and side != cell * count:
            yield (key,), f"{side} pixels are {side // cell} {key} of cells of {cell}, not {count}", None
            return
        if count is None and cell and isinstance(side, int):
            count = side // cell
        counts.append(count or (getattr(documented, key) if documented else None) or None)
    columns, rows = counts
    for key, count, what in (("row_names", rows, "rows"), ("column_names", columns, "columns")):
        names = said.get(key, ())
        wrong = next((name for name in names if not _NAME.fullmatch(name)), None)
        if wrong is not None:
            yield (key,), f"`{wrong}` in `{key}` is no name of letters, digits, `_`, `.` and `-`", None
        elif len(set(names)) < len(names):
            yield (key,), f"two of `{key}` are the same", None
        elif names and count and len(names) != count:
            hint = f"`{what}: {len(names)}` says that this sheet has so many" if documented else None
            yield (key,), f"`{key}` names {len(names)}, and the sheet has {count} {what}", hint
    if columns and rows:
        yield from _played(said, columns, columns * rows, documented)


def _played(
    said: Mapping[str, Json], columns: int, cells: int, documented: Sheet | None
) -> Iterator[tuple[Path, str, str | None]]:
    empty = documented.empty if documented else ()
    durations = said.get("durations")
    if isinstance(durations, list) and len(durations) not in (columns, cells - len(empty)):
        there = f"{columns} columns and {cells - len(empty)} frames"
        hint = "give one number, one a column or one a frame"
        yield ("durations",), f"`durations` lists {len(durations)}, and the sheet has {there}", hint
    by_row = bool(said.get("row_names", documented.row_names if documented else ()))
    for name, order in said.get("play", {}).items():
        for number in order:
            if number >= (columns if by_row else cells) or (not by_row and number in empty):
                there = f"{columns} columns" if by_row else f"{cells - len(empty)} cells with something in them"
                yield ("play", name), f"`{name}` plays {number}, and the sheet has {there}, counted from 0", None
                break


def _api(draft: Draft, style: Style, api_names: frozenset[str]) -> None:
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
        elif style.api is not None and name not in style.api:
            known = f"its row in `styles` names {listing(sorted(style.api))}" if style.api else None
            draft.complain(
                "not-taken",
                f"{_name(style)} takes no `{name}`",
                "api",
                inside=(name,),
                on_key=True,
                hint=did_you_mean(name, style.api, known),
            )


def _either(words: tuple[str, ...]) -> str:
    *most, last = [f"`{word}`" for word in words]
    return f"{', '.join(most)} or {last}"


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
