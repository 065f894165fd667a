"""The style catalogue: what each style of the API is, takes and makes.

Owns: `styles.json` as values, other names of a style, the nearest name to a wrong one.
Must not know: manifests, requests, how a price rule is worked out, or any style by name: a new style is a row.
Rule: ids are opaque. Whatever can be said about a style is said by its row, never guessed from its prefix.

styles.json, one row a line so that a change of a style is a change of one line:

    prices    name -> price rule, see `pricing`
    absent    the style by which a request without `prompt_style` is sized and priced
    renamed   old family -> new family; for hints only, an id of an old family is unknown
    user      the row that stands for every `user__...` id
    styles    rows, sorted as documented:
      size        {"min": [w, h], "max": [w, h]}: outside it nobody takes the request
      usual       the same, narrower: where the API's documents differ, what both of them take
      sizes       only these sizes, e.g. [[48, 48], [64, 64]]; absent: all of `size`
      square      true: width and height must be equal
      price       name of a price rule; null: not published
      inputs      input_image, extra_input_image: "optional" or "required"; reference_images: at most so many
      params      further API parameters that it takes; `requires`: those that must be there
      input_size  "request": an input image must have the size of the request
      output      "png" or "gif" (a gif becomes a png sheet with `return_spritesheet`)
      sheet       the picture is a grid of cells, each of the size of the request; `empty`: cells with nothing in them
      aliases     other ids of the same style
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

Size = tuple[int, int]  # width, height in pixels
Kind = Literal["still", "tile", "tileset", "animation"]

USER = "user__"  # what the API puts before the ids of its users' own styles
_CLOSE = 0.6  # how alike two names must be (0 to 1) for one to be a hint for the other


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of cells, each of the size of the request. Row names are a default: users disagree about facings."""

    columns: int
    rows: int
    row_names: tuple[str, ...] = ()
    column_names: tuple[str, ...] = ()
    empty: tuple[int, ...] = ()  # cells that hold nothing: from 0, row by row


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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All styles by canonical id, in the order of the documentation."""

    styles: Mapping[str, Style]
    aliases: Mapping[str, str]
    prices: Mapping[str, Mapping[str, Any]]
    renamed: Mapping[str, str]
    unstyled: Style
    custom: Style

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
    data = json.loads(text)
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
    )


@cache
def load() -> Catalogue:
    """Give the catalogue that ships with rdbuild, read once."""
    return parse(Path(__file__).with_name("styles.json").read_text(encoding="utf-8"))


def _style(row: Mapping[str, Any]) -> Style:
    usual = row.get("usual")
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
    )


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(
        columns=row["columns"],
        rows=row["rows"],
        row_names=tuple(row.get("row_names", ())),
        column_names=tuple(row.get("column_names", ())),
        empty=tuple(row.get("empty", ())),
    )


def _size(pair: Iterable[int]) -> Size:
    width, height = pair
    return width, height
