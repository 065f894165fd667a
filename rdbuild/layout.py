"""Layouts: where the cells of a delivered sheet are, what they are called, and how they play.

Owns: the cutting of a sheet into frames or tiles by arithmetic, and the grammar of the manifest's `layout:`.
Must not know: pixels, files, styles by name; it gets a row's `sheet` and the real size of a picture.
Rule: cell counts come from the real sheet's size; a sheet that does not divide is kept raw, never cut wrongly.

`layout:` of an asset says what differs from its style's `sheet`, key by key; all keys may be left out:

    columns, rows   whole numbers from 1: how many cells; without `cell`, a cell is that part of the sheet
    cell            [width, height] of a cell in pixels of the delivered sheet
    row_names       [text, ...], one a row: facings, usually; names are of the form [A-Za-z0-9_.-]+ and distinct
    column_names    [text, ...], one a column
    durations       whole number of ms from 1, or a list of them: one a column, or one a frame in reading order
    play            {name: [number, ...]}: the order of playback, numbers from 0; columns where there are row names (one
                    animation a row, `NAME_ROW`), else cells in reading order; an empty list plays all of them
    raw             true: don't cut; stands alone

Names, empty cells and playback of the style hold where the sheet has the documented grid. A frame is called
`COLUMN_ROW` where both have names (`walk_1_down`), else by the names and numbers (from 1) that there are.

In `assets.json` an asset then has

    frames          [{"x", "y", "w", "h", "duration_ms", "name"}]: cells with something in them, in reading order; of
                    an animation that is no sheet, one {"duration_ms"} for each of its frames
    animations      {NAME: [index into `frames`, ...]}, as they play, a frame perhaps twice
    tiles           [{"x", "y", "w", "h", "corners": "0011"}]: NW NE SW SE; 1 is inside (`prompt`), 0 outside

each only where it is known. They hold for every picture of the asset alike; where its pictures differ in size, they
stand in its `files` instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rdbuild.catalogue import Sheet, Style
from rdbuild.model import Asset, Json, Output, Problem

Size = tuple[int, int]  # width, height in pixels

NOTHING_SAID = Sheet(0, 0)
MAX_CELLS = 4096  # a game's index is no place for more
_GRID = ("cell", "columns", "rows")
_NAMING = ("row_names", "column_names", "cell_names", "corners")
_HINT = "`layout: {cell: [w, h]}` says how it is cut, `layout: {raw: true}` that it is not to be"


@dataclass(frozen=True, slots=True)
class Frame:
    """A cell with something in it, in pixels of the sheet."""

    x: int
    y: int
    width: int
    height: int
    duration_ms: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell of a corner (Wang) set; `corners` are NW NE SW SE, `1` inside and `0` outside."""

    x: int
    y: int
    width: int
    height: int
    corners: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet as it is cut. Nothing in it: it is kept as one picture. Frames and tiles never come together."""

    columns: int = 0
    rows: int = 0
    frames: tuple[Frame, ...] = ()
    animations: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # name -> indexes into `frames`, as played
    tiles: tuple[Tile, ...] = ()


class Uncut(NamedTuple):
    """Why a sheet is kept raw, as the end of a sentence that begins with its file, and what to do about it."""

    text: str
    hint: str = _HINT


class Described(NamedTuple):
    """What `assets.json` says of an asset's pictures, and warnings about those that can't be cut.

    `more` holds for all of them, `files` (by path) for one; one of the two is empty.
    """

    more: Mapping[str, Json]
    files: Mapping[str, Mapping[str, Json]]
    notes: tuple[Problem, ...]


# -- an asset


def describe(asset: Asset, style: Style, outputs: Sequence[Output]) -> Described:
    """Say where the frames and tiles of an asset's published pictures are. Needs no picture, only their sizes."""
    pictures = [output for output in outputs if not output.role and output.image <= asset.num_images]
    facts: dict[str, Mapping[str, Json]] = {}
    notes: list[Problem] = []
    for output in pictures:
        found = of_output(asset, style, output)
        if isinstance(found, Uncut):
            message = f"`{output.path}` {found.text}; it is kept as it is, without frames"
            notes.append(Problem("sheet-does-not-divide", message, hint=found.hint, severity="warning"))
        elif known := (_timed(output) if output.durations else as_json(found)):
            facts[output.path] = known
    if len(facts) == len(pictures) and all(known == facts[pictures[0].path] for known in facts.values()):
        return Described(next(iter(facts.values()), {}), {}, tuple(notes))
    return Described({}, facts, tuple(notes))


def of_output(asset: Asset, style: Style, output: Output) -> Layout | Uncut:
    """Cut one of the asset's pictures; an animation that is no sheet has no cells."""
    moves = style.output == "gif" and not asset.params.get("return_spritesheet")
    if moves or output.durations or (style.sheet is None and not asset.layout):
        return Layout()
    factor = asset.params.get("upscale_output_factor", 1)
    return cut(style.sheet, asset.layout, (output.width, output.height), (asset.width, asset.height), factor)


def as_json(layout: Layout) -> dict[str, Json]:
    """Write a layout as `assets.json` has it; no key for what is not there."""
    frames = []
    for one in layout.frames:
        told = {"duration_ms": one.duration_ms, "name": one.name}
        known = {key: value for key, value in told.items() if value is not None}
        frames.append({"x": one.x, "y": one.y, "w": one.width, "h": one.height, **known})
    tiles = [{"x": one.x, "y": one.y, "w": one.width, "h": one.height, "corners": one.corners} for one in layout.tiles]
    animations = {name: list(order) for name, order in layout.animations.items()}
    return {key: value for key, value in (("frames", frames), ("animations", animations), ("tiles", tiles)) if value}


def _timed(output: Output) -> dict[str, Json]:
    return {"frames": [{"duration_ms": duration} for duration in output.durations]}


# -- a sheet


class _Raw(Exception):
    """The sheet can't be cut as it should be; carries an Uncut."""

    def __init__(self, text: str, hint: str = _HINT) -> None:
        self.why = Uncut(text, hint)


def cut(sheet: Sheet | None, said: Mapping[str, Json], picture: Size, cell: Size, factor: int | None) -> Layout | Uncut:
    """Cut a sheet of the real size `picture`.

    `sheet` is what is documented of its style, `said` the asset's `layout:`, `cell` the size that was asked for, and
    `factor` the `upscale_output_factor`, None where the server chose it.
    """
    if said.get("raw"):
        return Layout()
    try:
        return _cut(sheet or NOTHING_SAID, said, picture, cell, factor)
    except _Raw as error:
        return error.why


def _cut(sheet: Sheet, said: Mapping[str, Json], picture: Size, cell: Size, factor: int | None) -> Layout:
    width, height = _cell(sheet, said, picture, cell, factor)
    columns, rows = picture[0] // width, picture[1] // height
    if columns * rows > MAX_CELLS:
        raise _Raw(f"has {columns * rows} cells of {_times((width, height))}, more than {MAX_CELLS}")
    if (columns, rows) != (sheet.columns, sheet.rows):
        if sheet.corners and said.keys().isdisjoint(_GRID):
            raise _Raw(
                f"is {_times(picture)}, which is not {sheet.columns} x {sheet.rows} tiles of {_times((width, height))}"
            )
        # Another grid than the documented one: what its cells are nobody knows, but how long they show, and that
        # all of them play where there was no grid to begin with.
        derived = not sheet.columns
        sheet = Sheet(columns, rows, play=sheet.play if derived else {}, duration_ms=sheet.duration_ms)
    sheet = _named(sheet, said)
    places = [(column * width, row * height) for row in range(rows) for column in range(columns)]
    if sheet.corners:
        tiles = zip(places, sheet.corners, strict=True)
        return Layout(columns, rows, tiles=tuple(Tile(x, y, width, height, corners) for (x, y), corners in tiles))
    full = [number for number in range(len(places)) if number not in sheet.empty]
    times = _durations(sheet, said, full)
    frames = tuple(
        Frame(*places[number], width, height, time, _name(sheet, number))
        for number, time in zip(full, times, strict=True)
    )
    return Layout(columns, rows, frames, _animations(sheet, full))


def _cell(sheet: Sheet, said: Mapping[str, Json], picture: Size, cell: Size, factor: int | None) -> Size:
    """The size of a cell, of which the sheet is a whole number across and down."""
    if "cell" in said:
        size: Size = (said["cell"][0], said["cell"][1])
    else:
        known = {"columns", "rows"} <= said.keys()
        asked = None if known else _asked(sheet, picture, cell, factor)
        size = _part(picture, 0, said.get("columns"), asked), _part(picture, 1, said.get("rows"), asked)
    if min(*size, *picture) < 1 or picture[0] % size[0] or picture[1] % size[1]:
        raise _Raw(f"is {_times(picture)}, which does not divide into cells of {_times(size)}")
    for key, there in (("columns", picture[0] // size[0]), ("rows", picture[1] // size[1])):
        if said.get(key, there) != there:
            raise _Raw(f"has {there} {key} of cells of {_times(size)}, and `layout.{key}` says {said[key]}")
    return size


def _part(picture: Size, axis: int, count: int | None, asked: Size | None) -> int:
    if count is not None:
        if picture[axis] % count or not picture[axis]:
            raise _Raw(f"is {_times(picture)}, which does not divide into {count} {('columns', 'rows')[axis]}")
        return picture[axis] // count
    if asked is None:
        raise _Raw(
            f"is {_times(picture)}, and how large its cells are is not known, as `upscale_output_factor` is null"
        )
    return asked[axis]


def _asked(sheet: Sheet, picture: Size, cell: Size, factor: int | None) -> Size | None:
    """The size that cells should have; None where it is the server's choice and no grid is documented to tell it by."""
    if factor is not None:
        if factor != 1 and picture == (sheet.columns * cell[0], sheet.rows * cell[1]):
            return cell  # the whole sheet as documented, and not scaled up
        return cell[0] * factor, cell[1] * factor
    if not sheet.columns:
        return None
    whole = sheet.columns * cell[0], sheet.rows * cell[1]
    if min(whole) < 1 or picture[0] % whole[0] or picture[0] * whole[1] != picture[1] * whole[0]:
        raise _Raw(
            f"is {_times(picture)}, which is no multiple of {sheet.columns} x {sheet.rows} cells of {_times(cell)}"
        )
    return picture[0] // sheet.columns, picture[1] // sheet.rows


# -- names and playback


def _named(sheet: Sheet, said: Mapping[str, Json]) -> Sheet:
    """The sheet with the names and the playback that the asset's `layout:` says.

    A row of the catalogue may be the user's own, and is believed no more.
    """
    named = {key: f"`layout.{key}`" if key in said else f"`{key}` of its style's sheet" for key in _NAMING}
    rows, columns = tuple(said.get("row_names", sheet.row_names)), tuple(said.get("column_names", sheet.column_names))
    count = sheet.rows * sheet.columns
    for key, given, there, what in (
        ("row_names", rows, sheet.rows, "rows"),
        ("column_names", columns, sheet.columns, "columns"),
        ("cell_names", sheet.cell_names, count, "cells"),
        ("corners", sheet.corners, count, "cells"),
    ):
        if given and len(given) != there:
            raise _Raw(f"has {there} {what}, and {named[key]} names {len(given)}")
    play = sheet.play
    if "play" in said:
        play = {name: tuple(order) for name, order in said["play"].items()}
    elif bool(rows) != bool(sheet.row_names):  # its numbers counted something else
        play = {name: () for name, order in play.items() if not order}
    cells = [number for number in range(count) if number not in sheet.empty]
    playable = range(sheet.columns) if rows else cells
    for name, order in play.items():
        for number in order:
            if number not in playable:
                what = "columns" if rows else "cells"
                where = f"`layout.play.{name}`" if "play" in said else f"`{name}` of its style's sheet"
                raise _Raw(f"has {len(playable)} {what}, and {where} plays number {number} (from 0)")
    names = () if {"row_names", "column_names"} & said.keys() else sheet.cell_names
    return replace(sheet, row_names=rows, column_names=columns, cell_names=names, play=play)


def _name(sheet: Sheet, number: int) -> str | None:
    row, column = divmod(number, sheet.columns)
    if sheet.cell_names:
        return sheet.cell_names[number]
    if sheet.row_names:
        return f"{sheet.column_names[column] if sheet.column_names else column + 1}_{sheet.row_names[row]}"
    if sheet.column_names:
        return sheet.column_names[column] + (f"_{row + 1}" if sheet.rows > 1 else "")
    return None


def _animations(sheet: Sheet, full: Sequence[int]) -> dict[str, tuple[int, ...]]:
    index = {number: place for place, number in enumerate(full)}
    if not sheet.row_names:
        return {name: tuple(index[number] for number in order or full) for name, order in sheet.play.items()}
    return {
        f"{name}_{row}": tuple(
            index[at * sheet.columns + column]
            for column in order or range(sheet.columns)
            if at * sheet.columns + column in index
        )
        for name, order in sheet.play.items()
        for at, row in enumerate(sheet.row_names)
    }


def _durations(sheet: Sheet, said: Mapping[str, Json], full: Sequence[int]) -> list[int | None]:
    durations = said.get("durations", sheet.duration_ms)
    if not isinstance(durations, list | tuple):
        return [durations] * len(full)
    if len(durations) == len(full):
        return list(durations)
    if len(durations) == sheet.columns:
        return [durations[number % sheet.columns] for number in full]
    raise _Raw(
        f"has {sheet.columns} columns and {len(full)} frames, and `layout.durations` lists {len(durations)}",
        "give one number, one a column or one a frame",
    )


def _times(size: Size) -> str:
    return f"{size[0]}x{size[1]}"
