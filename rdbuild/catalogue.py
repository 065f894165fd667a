"""The style catalogue: what each style of the API is, takes and makes.

Owns: `styles.json` as values, other names of a style, the nearest name to a wrong one.
Must not know: manifests, requests, how a price rule is worked out, or any style by name: a new style is a row.
Rule: ids are opaque. Whatever can be said about a style is said by its row, never guessed from its prefix.

styles.json, one row a line so that a change of a style is a change of one line:

    prices    name -> price rule, see `pricing`
    absent    the style by which a request without `prompt_style` is sized and priced
    renamed   old family -> new family; for hints only, an id of an old family is unknown
    user      the row that stands for every `user__...` id
    edit      the row of the edit endpoint, which knows no styles; its sizes are those of the picture it changes
    styles    rows, sorted as documented:
      size        {"min": [w, h], "max": [w, h]}: outside it nobody takes the request
      usual       the same, narrower: where the API's documents differ, what both of them take
      sizes       only these sizes, e.g. [[48, 48], [64, 64]]; absent: all of `size`
      square      true: width and height must be equal
      fills       true: its pictures fill their frame, being textures, maps or scenes; there is no background to remove
      painter     what the embedded API paints for it, by the name of a painter there; absent: as its kind is
      look        how it shows that: outlines, tones, dithering; absent: clean
      price       name of a price rule; null: not published
      inputs      input_image, extra_input_image: "optional" or "required"; reference_images: at most so many
      params      further API parameters that it takes; `requires`: those that must be there
      input_size  "request": an input image must have the size of the request
      output      "png" or "gif" (a gif becomes a png sheet with `return_spritesheet`)
      sheet       the picture is a grid of cells, each of the size of the request; cells are counted from 0, row by row
        columns, rows               the documented grid; absent: any, it shows in the picture
        row_names, column_names     a default: users disagree about facings, so an asset can say otherwise
        cell_names                  one a cell, where the grid has neither
        empty                       cells with nothing in them
        play                        name -> order of playback, `[]`: all; numbers are columns where rows have names
                                    (an animation for each row), else cells
        duration_ms                 how long a frame shows in the vendor's own animations
        corners                     of a tile set: which corners of each cell are inside (1), NW NE SW SE
      aliases     other ids of the same style
      api         of a row that a manifest declares: the names that `api:` may pass to it; true or absent: any
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

Size = tuple[int, int]  # width, height in pixels
Kind = Literal["still", "tile", "tileset", "animation", "edit"]

USER = "user__"  # what the API puts before the ids of its users' own styles
_CLOSE = 0.6  # how alike two names must be (0 to 1) for one to be a hint for the other

# What a declared row leaves out: whatever some style takes is taken, or a new style would need a release after all.
_OPEN: Mapping[str, Any] = {
    "description": "A style that the manifest declares",
    "family": "manifest",
    "kind": "still",
    "size": {"min": [12, 12], "max": [512, 512]},
    "max_images": 16,
    "price": None,
    "inputs": {"input_image": "optional", "extra_input_image": "optional", "reference_images": 9},
    "params": [
        "strength",
        "input_palette",
        "return_pre_palette",
        "remove_bg",
        "return_non_bg_removed",
        "tile_x",
        "tile_y",
        "bypass_prompt_expansion",
        "upscale_output_factor",
        "extra_prompt",
    ],
    "output": "png",
    "api": True,
}
# The same, by kind: what the documentation says of every style of the kind.
_OPEN_BY_KIND: Mapping[str, Mapping[str, Any]] = {
    "animation": {"max_images": 1, "output": "gif", "params": [*_OPEN["params"], "return_spritesheet"]},
    "tileset": {"max_images": 1},
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of cells, each of the size of the request; `columns` and `rows` are 0 where no grid is documented."""

    columns: int
    rows: int
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    cell_names: tuple[str, ...] = ()
    empty: tuple[int, ...] = ()  # cells that hold nothing: from 0, row by row
    play: Mapping[str, tuple[int, ...]] = field(default_factory=dict, hash=False)
    duration_ms: int | None = None
    corners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Style:
    """One style. Sizes are (width, height) in pixels, both ends allowed."""

    id: str  # canonical; empty for a request without a style
    description: str
    family: str
    kind: Kind
    min_size: Size
    max_size: Size
    usual_min: Size | None
    usual_max: Size | None
    square: bool
    sizes: tuple[Size, ...]  # empty: all from min_size to max_size
    max_images: int
    price: str | None  # None: not published, `check_cost` decides
    inputs: Mapping[str, str | int] = field(hash=False)
    params: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    input_size: str | None = None
    output: Literal["png", "gif"] = "png"
    sheet: Sheet | None = None
    aliases: tuple[str, ...] = ()
    api: frozenset[str] | None = None  # the names that `api:` may pass to it; None: any
    fills: bool = False  # its pictures have no background


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All styles by canonical id, in the order of the documentation."""

    styles: Mapping[str, Style]
    aliases: Mapping[str, str]
    prices: Mapping[str, Mapping[str, Any]]
    renamed: Mapping[str, str]
    unstyled: Style
    custom: Style
    edit: Style
    data: Mapping[str, Any] = field(repr=False, compare=False)  # what it was made from, as in styles.json

    def row(self, style_id: str) -> Mapping[str, Any] | None:
        """Give the row of a style as it is in `styles.json`, by any of its ids; None if there is none."""
        wanted = self.canonical(style_id)
        return next((row for row in self.data["styles"] if row["id"] == wanted), None)

    def extended(self, rows: Iterable[Mapping[str, Any]]) -> Catalogue:
        """Give a catalogue with these whole rows (see `declared`) as well; a row for a known id takes its place.

        Raises ValueError if an id or alias would stand for two styles.
        """
        more = {row["id"]: row for row in rows}
        if not more:
            return self
        kept = [more.pop(row["id"], row) for row in self.data["styles"]]
        return _made({**self.data, "styles": [*kept, *more.values()]})

    def canonical(self, style_id: str) -> str:
        """Give the one id of a style that has several. Unknown and `user__` ids are given back as they are."""
        return self.aliases.get(style_id, style_id)

    def get(self, style_id: str) -> Style | None:
        """Find a style by any of its ids; None if there is none. A `user__` id gets a style that allows what it can."""
        style = self.styles.get(self.canonical(style_id))
        if style is None and style_id.startswith(USER) and style_id != USER:
            return replace(self.custom, id=style_id)
        return style

    def absent(self) -> Style:
        """Give the style of a request without `prompt_style`; its id is empty."""
        return self.unstyled

    def price_rule(self, style: Style) -> Mapping[str, Any] | None:
        """Give the price rule of a style for `pricing.price`; None where no price is published."""
        return None if style.price is None else self.prices[style.price]

    def nearest(self, style_id: str) -> str | None:
        """Guess which style a wrong id means, family left out or misspelt; None if nothing is like it."""
        wanted = style_id.strip().lower().replace("-", "_").replace(" ", "_")
        family, mark, name = wanted.partition("__")
        if mark and family in self.renamed:
            wanted = f"{self.renamed[family]}__{name}"
        # Equal scores go to the family that a request without a style belongs to: the plain reading of a bare name.
        home = self.unstyled.family
        styles = sorted(self.styles.values(), key=lambda style: style.family != home)
        return _closest(wanted, tuple((name, style.id) for style in styles for name in (style.id, *style.aliases)))


@lru_cache(maxsize=256)
def _closest(wanted: str, names: tuple[tuple[str, str], ...]) -> str | None:
    from difflib import SequenceMatcher  # only for an error message: kept out of every good build

    def alike(one: str, other: str) -> float:
        return SequenceMatcher(None, one, other, autojunk=False).ratio()

    _, named, name = wanted.partition("__")

    def likeness(known: str) -> tuple[float, float]:
        whole, part = alike(wanted, known), alike(name or wanted, known.partition("__")[2])
        # With a family given the name decides, or every style of the family would be near to any wrong name in it.
        return (part, whole) if named else (max(part, whole), 0)

    best, found = (_CLOSE, 0.0), None
    for known, style_id in names:
        score = likeness(known)
        if score > best:
            best, found = score, style_id
    return found


def parse(text: str) -> Catalogue:
    """Read a catalogue from the text of a `styles.json`; ValueError if an id or alias stands for two styles."""
    return _made(json.loads(text))


def _made(data: Mapping[str, Any]) -> Catalogue:
    rows = [_style(row) for row in data["styles"]]
    styles = {style.id: style for style in rows}
    aliases = {alias: style.id for style in rows for alias in style.aliases}
    names = [name for style in rows for name in (style.id, *style.aliases)]
    if len(names) != len(styles) + len(aliases) or not styles.keys().isdisjoint(aliases):
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"style ids that stand for two styles: {', '.join(twice)}")
    return Catalogue(
        styles=styles,
        aliases=aliases,
        prices=data["prices"],
        renamed=data["renamed"],
        unstyled=replace(styles[data["absent"]], id="", aliases=()),
        custom=_style({"id": USER, **data["user"]}),
        edit=_style({"id": "", **data["edit"]}),
        data=data,
    )


@cache
def load() -> Catalogue:
    """Give the catalogue that ships with rdbuild, read once."""
    return parse(Path(__file__).with_name("styles.json").read_text(encoding="utf-8"))


# -- rows that a manifest declares


def declared(row: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Make a whole row of what somebody says of a style: the rest is as in the row `known`, else as open as can be."""
    if known is None:
        base = {**_OPEN, **_OPEN_BY_KIND.get(row.get("kind", "still"), {})}
    else:
        base = {"api": True, **known}
        if "size" in row or "sizes" in row:  # they mean one thing: none of them is left as it was
            base = {key: value for key, value in base.items() if key not in ("size", "sizes", "usual")}
    whole = {**base, **row, "id": row["id"] if known is None else known["id"]}
    if "sizes" in row:
        whole["size"] = {"min": [min(side) for side in zip(*row["sizes"], strict=True)],
                         "max": [max(side) for side in zip(*row["sizes"], strict=True)]}  # fmt: skip
    if whole.get("input_size", "") is None:
        del whole["input_size"]
    if whole["api"] is False:
        whole["api"] = []
    return whole


def row_faults(row: Mapping[str, Any], prices: Iterable[str]) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    """What in a whole row does not fit together: (keys to the place, message, hint) each."""
    for name in ("size", "usual"):
        box = row.get(name)
        if box and any(least > most for least, most in zip(box["min"], box["max"], strict=True)):
            yield (name,), f"`min` of `{name}` is above its `max`", None
    if row["price"] is not None and row["price"] not in prices:
        yield ("price",), f"unknown price rule `{row['price']}`", None
    lacking = [name for name in row.get("requires", ()) if name not in row["params"]]
    if lacking:
        yield ("requires",), f"`{lacking[0]}` is required, and not among `params`", None
    if row["output"] == "gif" and row["kind"] != "animation":
        yield ("output",), "only an animation is delivered as a GIF", "write `kind: animation`"
    yield from _sheet_faults(row.get("sheet") or {})


def _sheet_faults(sheet: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    columns, rows = sheet.get("columns", 0), sheet.get("rows", 0)
    if bool(columns) != bool(rows):
        yield ("sheet",), "`columns` and `rows` go together", None
        return
    cells = columns * rows
    for key, count, what in (
        ("row_names", rows, "rows"),
        ("column_names", columns, "columns"),
        ("cell_names", cells, "cells"),
        ("corners", cells, "cells"),
    ):
        if key in sheet and len(sheet[key]) != count:
            there = f"has {count} {what}" if count else "has no `columns` and `rows`"
            yield ("sheet", key), f"`{key}` lists {len(sheet[key])}, and the sheet {there}", None
    playable = columns if "row_names" in sheet else cells
    empty = sheet.get("empty", ())
    if any(number >= cells for number in empty):
        yield ("sheet", "empty"), f"the sheet has {cells} cells, counted from 0", None
    for name, order in sheet.get("play", {}).items():
        if any(number >= playable or (playable == cells and number in empty) for number in order):
            what = "columns" if "row_names" in sheet else "cells with something in them"
            yield ("sheet", "play", name), f"`{name}` plays more than the sheet's {what}, counted from 0", None


# -- values of rows


def _style(row: Mapping[str, Any]) -> Style:
    usual, passed = row.get("usual"), row.get("api", True)
    return Style(
        id=row["id"],
        description=row["description"],
        family=row["family"],
        kind=row["kind"],
        min_size=_size(row["size"]["min"]),
        max_size=_size(row["size"]["max"]),
        usual_min=_size(usual["min"]) if usual else None,
        usual_max=_size(usual["max"]) if usual else None,
        square=row.get("square", False),
        sizes=tuple(_size(size) for size in row.get("sizes", ())),
        max_images=row["max_images"],
        price=row["price"],
        inputs=row["inputs"],
        params=frozenset(row["params"]),
        requires=frozenset(row.get("requires", ())),
        input_size=row.get("input_size"),
        output=row["output"],
        sheet=_sheet(row["sheet"]) if "sheet" in row else None,
        aliases=tuple(row.get("aliases", ())),
        api=None if passed is True else frozenset(passed),
        fills=row.get("fills", False),
    )


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(
        columns=row.get("columns", 0),
        rows=row.get("rows", 0),
        row_names=tuple(row.get("row_names", ())),
        column_names=tuple(row.get("column_names", ())),
        cell_names=tuple(row.get("cell_names", ())),
        empty=tuple(row.get("empty", ())),
        play={name: tuple(order) for name, order in row.get("play", {}).items()},
        duration_ms=row.get("duration_ms"),
        corners=tuple(row.get("corners", ())),
    )


def _size(pair: Iterable[int]) -> Size:
    width, height = pair
    return width, height
