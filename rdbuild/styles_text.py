"""The style catalogue as text and JSON.

Owns: the words for sizes, inputs and price rules.
Must not know: where the catalogue comes from.
Rule: pure; everything that the catalogue says of a style is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rdbuild.catalogue import Catalogue, Style
from rdbuild.console import WIDTH
from rdbuild.model import Json
from rdbuild.screen import wrapped


def listing(styles: Iterable[Style], columns: int = WIDTH) -> str:
    """Each style's id and sizes with what it is for below, under its family."""
    rows = list(styles)
    width = max(len(style.id) for style in rows)
    lines: list[str] = []
    family = None
    for style in rows:
        if style.family != family:
            family = style.family
            lines += ["", family] if lines else [family]
        lines += [f"  {style.id:<{width}}  {sizes(style)}", *wrapped(style.description, columns, " " * 6)]
    return "\n".join(lines)


def facts(catalogue: Catalogue, style: Style) -> list[tuple[str, str]]:
    """What there is to be said of a style: name and words each."""
    rows = [
        ("size", sizes(style)),
        ("images", f"at most {style.max_images}"),
        ("price", price(catalogue.price_rule(style))),
        ("inputs", ", ".join(_input(name, rule) for name, rule in style.inputs.items()) or "none"),
        ("parameters", ", ".join(sorted(style.params))),
        ("needs", ", ".join(sorted(style.requires))),
        ("output", _output(style)),
        ("also called", ", ".join(style.aliases)),
    ]  # fmt: skip
    if style.usual_min is not None and style.usual_max is not None:
        rows.insert(1, ("best within", f"{_size(style.usual_min)} to {_size(style.usual_max)}"))
    return rows


def one_style(catalogue: Catalogue, style: Style, columns: int = WIDTH) -> str:
    """Everything about a style."""
    rows = facts(catalogue, style)
    width = max(len(name) for name, _ in rows)
    lines = [style.id or "no style", *wrapped(style.description, columns, "  ")]
    for name, text in rows:
        if text:
            lines += wrapped(text, columns, f"  {name:<{width}}  ")
    return "\n".join(lines)


def style_json(catalogue: Catalogue, style: Style) -> dict[str, Json]:
    return {
        "id": style.id,
        "description": style.description,
        "family": style.family,
        "kind": style.kind,
        "min_size": list(style.min_size),
        "max_size": list(style.max_size),
        "sizes": [list(size) for size in style.sizes],
        "square": style.square,
        "max_images": style.max_images,
        "price": price(catalogue.price_rule(style)),
        "inputs": dict(style.inputs),
        "params": sorted(style.params),
        "requires": sorted(style.requires),
        "input_size": style.input_size,
        "output": style.output,
        "sheet": None if style.sheet is None else {"columns": style.sheet.columns, "rows": style.sheet.rows},
        "aliases": list(style.aliases),
    }


def sizes(style: Style) -> str:
    if style.sizes:
        return " or ".join(_size(size) for size in style.sizes)
    square = ", square" if style.square else ""
    return f"{_size(style.min_size)} to {_size(style.max_size)}{square}"


def price(rule: Mapping[str, Any] | None) -> str:
    """A price rule as the documentation writes it."""
    if rule is None:
        return "not published: the API's check_cost says it"
    times = " * number of images" if rule["per"] == "image" else " a request"
    if "flat" in rule:
        return f"{rule['flat']}{' credits' if rule['unit'] == 'credits' else ''}{times}"
    return f"max({rule['floor']}, (width * height + {rule['plus']}) / {rule['over']}){times}"


def _size(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _input(name: str, rule: str | int) -> str:
    return f"{name} (up to {rule})" if isinstance(rule, int) else f"{name} ({rule})"


def _output(style: Style) -> str:
    if style.kind == "animation":
        return f"{style.output}, or {_sheet(style) or 'a sheet'} with return_spritesheet"
    return _sheet(style) or style.output


def _sheet(style: Style) -> str:
    if style.sheet is None or not style.sheet.columns:
        return ""
    return f"a sheet of {style.sheet.columns} x {style.sheet.rows} cells"
