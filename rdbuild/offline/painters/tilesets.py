"""Sheets of tiles for two terrains.

Owns: the 4 x 5 corner sheet, and the fringe where the terrains meet.
Must not know: requests, file formats, what the terrains are.
Rule: tiles that share corners meet exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import mix

# The sheet's corners, row by row: 1 is inside (the prompt), 0 outside; bits NW NE SW SE.
CORNERS = (
    *("0000", "0001", "0011", "0010"),
    *("0000", "0101", "1111", "1010"),
    *("0000", "0100", "1100", "1000"),
    *("1111", "1110", "1101", "0110"),
    *("1111", "1011", "0111", "1001"),
)


def tileset(inside: Canvas, outside: Canvas, dice: Chance) -> Canvas:
    """Return the sheet of 4 x 5 tiles for two terrains of one tile's size; tiles that share corners meet exactly."""
    width, height = inside.width, inside.height
    sheet = Canvas(4 * width, 5 * height, outside.colours[0])
    sheet.colours = [outside.colours[0], *dict.fromkeys([*outside.colours, *inside.colours])]
    rim, shade = sheet.number(mix(inside.colours[0], (24, 18, 40), 150)), sheet.number((40, 32, 52))
    surfaces = []
    for surface in (outside, inside):
        numbers = bytes(sheet.number(colour) for colour in surface.colours).ljust(256, b"\0")
        surfaces.append([row.translate(numbers) for row in surface.rows])
    sway = [0, *(dice.between(-30, 30) for _ in range(6)), 0]
    for place, corners in enumerate(CORNERS):
        left, top = place % 4 * width, place // 4 * height
        within = _within(corners, width, height, sway)
        for y in range(height):
            row = sheet.rows[top + y]
            above, here, below = within[max(y - 1, 0)], within[y], within[min(y + 1, height - 1)]
            for x in range(width):
                inner = here[x]
                near = above[x], below[x], here[max(x - 1, 0)], here[min(x + 1, width - 1)]
                on_shore = (not inner) in near
                row[left + x] = (shade, rim)[inner] if on_shore else surfaces[inner][y][x]
        if len(set(corners)) == 1 and place // 4:  # a plain variant: something small in the middle
            _litter(sheet, left, top, width, height, rim if corners[0] == "1" else shade, place // 4, dice)
    return sheet


def _within(corners: str, width: int, height: int, sway: Sequence[int]) -> list[list[bool]]:
    # A pixel is inside where the corners' mean is, weighted by nearness. The outermost pixels lie on the very edge,
    # where only the two corners of that edge count and the sway across it is nothing: tiles that share these corners
    # have the same line of terrain along their common edge.
    nw, ne, sw, se = (4096 if corner == "1" else -4096 for corner in corners)
    if len(set(corners)) == 1:
        return [[nw > 0] * width] * height
    across, down = _swaying(width, sway), _swaying(height, sway)
    rows = []
    for y in range(height):
        west, east = ((top * (height - 1 - y) + bottom * y) // (height - 1) for top, bottom in ((nw, sw), (ne, se)))
        values = ((west * (width - 1 - x) + east * x) // (width - 1) + across[x] + down[y] for x in range(width))
        rows.append([value > 0 for value in values])
    return rows


def _swaying(length: int, sway: Sequence[int]) -> list[int]:
    # The sway along a side, on a line from point to point; nothing at both ends.
    steps, last = len(sway) - 1, length - 1
    found = []
    for place in range(length):
        point, part = divmod(place * steps, last)
        found.append((sway[point] * (last - part) + sway[min(point + 1, steps)] * part) * 16 // last)
    return found


def _litter(sheet: Canvas, left: int, top: int, width: int, height: int, number: int, row: int, dice: Chance) -> None:
    # The first spot lies where no other row of the sheet has its own: plain variants never look the same.
    sheet.fill(top + height // 2, left + width * row // 5, left + width * row // 5 + 2, number)
    for _ in range(dice.between(1, 3)):
        x, y = left + dice.between(width // 4, width * 3 // 4), top + dice.between(height // 4, height * 3 // 8)
        sheet.fill(y, x, x + 2, number)
