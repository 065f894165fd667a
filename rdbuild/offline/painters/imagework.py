"""What is done to pictures, whatever is on them.

Owns: sizes by averaging, fewer colours, blending, the flood from the border, mending of seams, pixelating, enlarging.
Must not know: prompts, styles, dice.
Rule: a picture in, a picture out; integers only, and what need not change does not.
"""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

from rdbuild.offline.painters.colours import Rgb, mix
from rdbuild.offline.painters.encode import Pixels
from rdbuild.offline.painters.oklab import fewer, near

Runs = list[list[tuple[int, int]]]  # for each row the pixels from a start to before an end
_RUN = re.compile(rb"\x01+")
_NEAR, _STEP = 3, 12  # hundredths of the way from black to white: as good as the same, and a small step
_SHARE = 10  # one part in so many of the border makes a colour common


@dataclass(frozen=True, slots=True)
class Indexed:
    """An opaque picture: `rows` hold the numbers of `colours`, of which there may be more than 256."""

    rows: Sequence[Sequence[int]]
    colours: Sequence[Rgb]

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @property
    def height(self) -> int:
        return len(self.rows)


def indexed(pixels: Pixels) -> Indexed:
    """Return the colours and where they are. What the alpha says is left out."""
    data, stride = pixels.data, pixels.width * 4
    numbers: dict[bytes, int] = {}
    rows = [
        [numbers.setdefault(data[at : at + 3], len(numbers)) for at in range(start, start + stride, 4)]
        for start in range(0, len(data), stride)
    ]
    return Indexed(rows, [(cell[0], cell[1], cell[2]) for cell in numbers])


def counted(picture: Indexed) -> list[int]:
    """Return how often each colour occurs."""
    often = Counter(chain.from_iterable(picture.rows))
    return [often[number] for number in range(len(picture.colours))]


def reduced(picture: Indexed, most: int) -> Indexed:
    """Return the picture in at most so many colours, numbered in the order in which they first occur."""
    if len(picture.colours) <= most:
        return picture
    stands = fewer(dict(zip(picture.colours, counted(picture), strict=True)), most)
    kept: dict[Rgb, int] = {}
    table = [kept.setdefault(stands[colour], len(kept)) for colour in picture.colours]
    return Indexed([[table[number] for number in row] for row in picture.rows], list(kept))


def rendered(picture: Indexed, colour: Callable[[Rgb], Rgb] | None = None, cut: Runs | None = None) -> Pixels:
    """Return RGBA pixels: each colour as `colour` makes it, and the runs of `cut` transparent."""
    table = [bytes((*(colour(one) if colour else one), 255)) for one in picture.colours]
    lines = [b"".join(map(table.__getitem__, row)) for row in picture.rows]
    for y, runs in enumerate(cut or ()):
        for start, end in runs:
            lines[y] = lines[y][: start * 4] + bytes((end - start) * 4) + lines[y][end * 4 :]
    return Pixels(picture.width, picture.height, b"".join(lines))


# -- sizes


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return the picture at another size: averaged where it gets smaller, else by whole pixels."""
    if (width, height) == (pixels.width, pixels.height):
        return pixels
    if width < pixels.width or height < pixels.height:
        return averaged(pixels, width, height)
    return stretched(pixels, width, height)


def stretched(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return the picture at another size, each pixel that of the nearest one at its upper left."""
    stride = pixels.width * 4
    across = [x * pixels.width // width * 4 for x in range(width)]
    lines: dict[int, bytes] = {}
    for y in range(height):
        source = y * pixels.height // height
        if source not in lines:
            row = pixels.data[source * stride : (source + 1) * stride]
            lines[source] = b"".join(row[x : x + 4] for x in across)
    return Pixels(width, height, b"".join(lines[y * pixels.height // height] for y in range(height)))


def averaged(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return the picture at another size, each pixel the mean of the area that it covers."""
    old_width, old_height, stride = pixels.width, pixels.height, pixels.width * 4
    # A row is one long number with 32 bits for each value, so that whole rows are added and weighted at once.
    lanes = []
    for start in range(0, len(pixels.data), stride):
        spread = bytearray(stride * 4)
        spread[::4] = pixels.data[start : start + stride]
        lanes.append(int.from_bytes(spread, "little"))
    out = bytearray(width * height * 4)
    whole = old_width * old_height
    edges = [divmod(x * old_width, width) for x in range(width + 1)]
    for y in range(height):
        top, bottom = y * old_height, (y + 1) * old_height  # an old row is `height` high on this scale
        covered = range(top // height, -(-bottom // height))
        total = sum(lanes[row] * (min(bottom, (row + 1) * height) - max(top, row * height)) for row in covered)
        values = struct.unpack(f"<{stride}I", total.to_bytes(stride * 4, "little"))
        for channel in range(4):
            column = (*values[channel::4], 0)
            upto = [0, *accumulate(column)]
            sums = [upto[place] * width + column[place] * part for place, part in edges]
            start = y * width * 4 + channel
            out[start : start + width * 4 : 4] = bytes(
                (after - before + whole // 2) // whole for before, after in pairwise(sums)
            )
    return Pixels(width, height, bytes(out))


def enlarged(pixels: Pixels, factor: int | None) -> Pixels:
    """Return each pixel as a block of `factor` x `factor`; none is as it is."""
    if not factor or factor == 1:
        return pixels
    stride = pixels.width * 4
    lines = []
    for y in range(pixels.height):
        row = pixels.data[y * stride : (y + 1) * stride]
        lines.append(b"".join(row[x : x + 4] * factor for x in range(0, stride, 4)) * factor)
    return Pixels(pixels.width * factor, pixels.height * factor, b"".join(lines))


def sheet(frames: Sequence[Pixels], across: int) -> Pixels:
    """Return frames of one size in rows of `across`."""
    width, height = frames[0].width, frames[0].height
    stride = width * 4
    lines: list[bytes] = []
    for first in range(0, len(frames), across):
        row = frames[first : first + across]
        lines.extend(frame.data[y * stride : (y + 1) * stride] for y in range(height) for frame in row)
    return Pixels(width * across, height * (len(frames) // across), b"".join(lines))


def pixelated(pixels: Pixels, width: int, height: int, most: int) -> Indexed:
    """Return the picture as pixel art of at most `most` colours: cells of at least 2 x 2 pixels of it, averaged.

    A cell is one pixel of the result where the picture is twice as large, else a block of them.
    """
    cell = max(1, -(-2 * width // pixels.width), -(-2 * height // pixels.height))
    cell = min(cell, max(1, min(width, height) // 8))
    across, down = -(-width // cell), -(-height // cell)
    small = reduced(indexed(averaged(pixels, across, down)), most)
    rows = [[row[x // cell] for x in range(width)] for row in small.rows]
    return Indexed([rows[y // cell] for y in range(height)], small.colours)


# -- two pictures


def blended(front: Indexed, under: Indexed, parts: int) -> Indexed:
    """Return `under` with `parts` of 256 of `front` in it."""
    numbers: dict[tuple[int, int], int] = {}
    rows = [
        [numbers.setdefault(pair, len(numbers)) for pair in zip(over, below, strict=True)]
        for over, below in zip(front.rows, under.rows, strict=True)
    ]
    return Indexed(rows, [mix(under.colours[below], front.colours[over], parts) for over, below in numbers])


# -- background


def outside(mask: Sequence[bytes]) -> Runs:
    """Return what a flood from the border reaches, side by side, of the pixels that are 1 in `mask`."""
    last = len(mask) - 1
    width = len(mask[0])
    dry = [[found.span() for found in _RUN.finditer(row)] for row in mask]
    wet: Runs = [[] for _ in mask]
    rising: list[tuple[int, int, int]] = []

    def flood(y: int, left: int, right: int) -> None:
        # What of row `y` lies beside these pixels gets wet.
        still: list[tuple[int, int]] = []
        for run in dry[y]:
            if run[0] < right and left < run[1]:
                wet[y].append(run)
                rising.append((y, *run))
            else:
                still.append(run)
        dry[y] = still

    for y in range(last + 1):
        for left, right in ((0, width),) if y in (0, last) else ((0, 1), (width - 1, width)):
            flood(y, left, right)
    while rising:
        y, start, end = rising.pop()
        if y and dry[y - 1]:
            flood(y - 1, start, end)
        if y < last and dry[y + 1]:
            flood(y + 1, start, end)
    return wet


def numbered(rows: Iterable[Sequence[int]], numbers: Iterable[int]) -> list[bytes]:
    """Return rows with 1 where one of the numbers is, else 0."""
    wanted = frozenset(numbers)
    if not wanted:
        return [bytes(len(row)) for row in rows]
    table = bytes(number in wanted for number in range(max(wanted) + 1))
    short = table.ljust(256, b"\0")
    return [
        bytes(row).translate(short)
        if isinstance(row, (bytes, bytearray))
        else bytes(number < len(table) and table[number] for number in row)
        for row in rows
    ]


def runs(mask: Iterable[bytes]) -> Runs:
    """Return where each row of a mask is 1."""
    return [[found.span() for found in _RUN.finditer(row)] for row in mask]


def surroundings(picture: Indexed) -> Runs:
    """Return the background: what a flood from the border reaches over the border's commonest colour and near ones.

    Near are colours that look almost the same, and those that hold a tenth of the border themselves and lie a small
    step from one that is background already: bands of light. A picture that would be gone altogether has no background.
    """
    rows = picture.rows
    border = [*rows[0], *rows[-1], *(row[0] for row in rows), *(row[-1] for row in rows)]
    (first, _), *others = Counter(picture.colours[number] for number in border).most_common()
    waiting = [colour for colour, often in others if often * _SHARE >= len(border)]
    ground = [first]
    for known in ground:  # grows as it is walked
        found = [colour for colour in waiting if near(colour, known, _STEP)]
        waiting = [colour for colour in waiting if colour not in found]
        ground.extend(found)
    alike = (n for n, colour in enumerate(picture.colours) if any(near(colour, known, _NEAR) for known in ground))
    wet = outside(numbered(rows, alike))
    gone = sum(end - start for row in wet for start, end in row)
    return wet if gone < picture.width * picture.height else [[] for _ in wet]


# -- seams


def joined(picture: Indexed, *, across: bool, down: bool) -> Indexed:
    """Return the picture so that it meets itself at the sides that are named, where it does not already.

    Near such a side every other row takes its pixels from the mirror image of the other side, so that the outermost
    ones become equal; no colour is added.
    """
    rows: list[list[int]] = [list(row) for row in picture.rows]
    if across and _has_seam(_columns(rows), picture.colours):
        rows = [_meeting(row, y, len(rows)) for y, row in enumerate(rows)]
    if down and _has_seam(rows, picture.colours):
        rows = _columns([_meeting(column, x, picture.width) for x, column in enumerate(_columns(rows))])
    return Indexed(rows, picture.colours)


def _columns(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _meeting(line: list[int], place: int, count: int) -> list[int]:
    # How far, and from which side, is the same for a line and its mirror line: else the other axis would come apart.
    place = min(place, count - 1 - place)
    most = max(1, len(line) // 4)
    reach = 1 + (place * 0x9E3779B1 >> 9) % most
    if place & 1:
        return [*line[: -reach - 1 : -1], *line[reach:]]
    return [*line[:-reach], *line[:reach][::-1]]


def _has_seam(lines: Sequence[Sequence[int]], colours: Sequence[Rgb]) -> bool:
    def difference(one: Sequence[int], other: Sequence[int]) -> int:
        return sum(
            sum(abs(p - q) for p, q in zip(colours[a], colours[b], strict=True))
            for a, b in zip(one, other, strict=True)
            if a != b
        )

    inside = sum(difference(one, other) for one, other in pairwise(lines))
    return difference(lines[-1], lines[0]) * (len(lines) - 1) > inside
