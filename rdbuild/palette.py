"""Palettes: lists of colours, and the files that hold them.

Owns: the palette formats .hex, .gpl (GIMP, Aseprite), .pal (JASC) and .png.
Must not know: who uses a palette, or how it is sent.
Rule: a palette is its ordered, distinct colours as "#rrggbb" in lower case; a file that is not quite one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

Palette = tuple[str, ...]

COLOUR_LIMIT = 4096

_HEX = re.compile(r"#?([0-9A-Fa-f]{6})(?:[fF]{2})?")
_ROW = re.compile(r"\s*(\d{1,3})\s+(\d{1,3})\s+(\d{1,3})(?:\s.*)?")


class PaletteError(ValueError):
    """A file is no palette; the text says where and why."""


def distinct(colours: Iterable[str]) -> Palette:
    """Colours in lower case, each once, in order."""
    return tuple(dict.fromkeys(colour.lower() for colour in colours))


def read(name: str, data: bytes) -> Palette:
    """Read a palette file by the suffix of its `name`; PaletteError where it is none, or of no known kind."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in READERS:
        raise PaletteError(f"a palette is a {', '.join(list(READERS)[:-1])} or {list(READERS)[-1]} file")
    colours = distinct(READERS[suffix](data))
    if not colours:
        raise PaletteError("no colours in it")
    if len(colours) > COLOUR_LIMIT:
        raise PaletteError(f"{len(colours):,} colours: that is no palette")
    return colours


def _lines(data: bytes) -> list[tuple[int, str]]:
    """Its lines with their numbers, without blank ones."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PaletteError("it is not text") from None
    return [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]


def _triple(n: int, line: str) -> str:
    found = _ROW.fullmatch(line)
    if not found or any(int(part) > 255 for part in found.groups()):
        raise PaletteError(f"line {n} is no colour: `{line[:40]}`")
    return "#{:02x}{:02x}{:02x}".format(*map(int, found.groups()))


def _hex(data: bytes) -> Iterable[str]:
    """Lospec's: one `rrggbb` a line; a comment begins with `;` or `//`."""
    for n, line in _lines(data):
        found = _HEX.fullmatch(line)
        if found:
            yield f"#{found[1]}"
        elif not line.startswith((";", "//")):
            raise PaletteError(f"line {n} is no colour: `{line[:40]}`")


def _gpl(data: bytes) -> Iterable[str]:
    """GIMP's: a head line, `Name:` and `Columns:`, comments, then `r g b name`; Aseprite adds `Channels: RGBA`."""
    lines = _lines(data)
    if not lines or lines[0][1] != "GIMP Palette":
        raise PaletteError("line 1 is not `GIMP Palette`")
    for n, line in lines[1:]:
        if not line.startswith("#") and not re.match(r"[A-Za-z]+:", line):
            yield _triple(n, line)


def _jasc(data: bytes) -> Iterable[str]:
    """Paint Shop Pro's: `JASC-PAL`, `0100`, a count, then `r g b`."""
    lines = _lines(data)
    if [line for _, line in lines[:2]] != ["JASC-PAL", "0100"] or len(lines) < 3 or not lines[2][1].isdecimal():
        raise PaletteError("not a JASC palette: it begins with `JASC-PAL`, `0100` and a count")
    if int(lines[2][1]) != len(lines) - 3:
        raise PaletteError(f"line 3 announces {lines[2][1]} colours, and it has {len(lines) - 3}")
    return [_triple(n, line) for n, line in lines[3:]]


def _png(data: bytes) -> Iterable[str]:
    from rdbuild import images  # Pillow: only who has such a palette pays for it

    try:
        return images.palette_colours(data)
    except Exception as error:  # whatever the decoder objects to, it is no palette
        raise PaletteError(f"not a readable picture: {error}") from None


READERS: Mapping[str, Callable[[bytes], Iterable[str]]] = {".hex": _hex, ".gpl": _gpl, ".pal": _jasc, ".png": _png}
