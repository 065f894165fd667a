"""Pictures that move.

Owns: the poses of each animation sheet, cell by cell, and which cells a GIF plays.
Must not know: requests, file formats.
Rule: a cell has exactly the requested size, and no two cells that follow each other are the same.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters import effects
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import Form, Pen
from rdbuild.offline.painters.imagework import Indexed, surroundings
from rdbuild.offline.painters.people import Pose, person
from rdbuild.offline.painters.subjects import colours_of, draw, subject_of

FRAME_MS = 150  # how long the vendor's own animations show a frame
SLOWER = {"effect": 200}
FACINGS = ("down", "right", "up", "left")
_TURNS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 0, 3, 6, 7, 8, 5, 2)  # once around, as the GIF plays it
_USUAL_COUNT = 16
_IDLE_WALK_ORDER = (2, 1, 2, 3)
_BOB = (0, 1, 3, 4, 5, 4, 2, 1)
_LEAN = (0, 0, 1, 2, 3, 2, 1, 0, 0, 0, -1, -2, -3, -2, -1, 0)

Poses = Sequence[Pose]
_WALK: Poses = (Pose(stride=3), Pose(lift=1), Pose(stride=-3), Pose(lift=2))
_POSES: dict[str, Poses] = {
    "walk": _WALK,
    "walk_idle": (Pose(), Pose(stride=3), Pose(lift=1), Pose(stride=-3)),
    "small": (Pose(stride=3), Pose(arm=4), Pose(lift=1), Pose(lift=3), Pose(lying=True, lift=2)),
    "battle": tuple(Pose(stride=(n % 3 - 1) * 2, arm=n % 4, lift=n % 5) for n in range(14)),
}

PAINTERS = (*_POSES, "rotation", "effect", "motion")


def cells(
    painter: str,
    width: int,
    height: int,
    prompt: str,
    dice: Chance,
    given: Sequence[Rgb],
    *,
    source: Indexed | None = None,
    count: int = _USUAL_COUNT,
) -> list[Form | Canvas]:
    """Return the sheet's cells, row by row from the top: forms, or canvases of what is made from `source`.

    `source` is the input image at the cell's size, in fewer than 200 colours: an animation without poses of its own
    starts from it, and all others take `given`, its colours, before those that words name. `count` is how many cells
    an animation has whose sheet is not laid down.
    """
    seed = dice.next()
    colours = colours_of("" if source else prompt, Chance(seed), given)
    if painter in _POSES:
        return [
            _posed(width, height, prompt, seed, colours, facing, pose) for facing in FACINGS for pose in _POSES[painter]
        ]
    if painter == "rotation":
        return [_posed(width, height, prompt, seed, colours, turn, Pose()) for turn in _TURNS]
    made: list[Form | Canvas] = []
    if painter == "effect":
        for moment in range(16):
            form = Form(width, height)
            made.append(form)
            effects.effect(form, prompt, seed, given, moment, 16)
        return made
    moments = [place * 16 // count for place in range(count)]
    if source:
        thing = _cut_out(source)
        return [_bobbing(thing, moment, colours[2]) for moment in moments]
    for moment in moments:
        form = Form(width, height)
        draw(Pen(form, 4, 6 - _BOB[moment % 8] // 2, width - 8), prompt, Chance(seed), given)
        form.dot(2 + moment * (width - 5) // 15, 2, form.slot(colours[2]), 200)
        made.append(form)
    return made


def columns(painter: str, count: int = _USUAL_COUNT) -> int:
    """Return how many of the `count` cells a row of the sheet has."""
    if painter == "rotation":
        return 3
    if painter in _POSES:
        return len(_POSES[painter])
    return 4 if count % 4 == 0 else count


def played(painter: str, count: int) -> Sequence[int]:
    """Return which of the `count` cells a GIF plays, in order."""
    if painter == "rotation":
        return _TURN_ORDER
    if painter == "walk_idle":
        return [row + step for row in range(0, count, 4) for step in _IDLE_WALK_ORDER]
    return range(count)


def _posed(width: int, height: int, prompt: str, seed: int, colours: Sequence[Rgb], facing: str, pose: Pose) -> Form:
    form = Form(width, height)
    if facing:
        person(Pen(form), subject_of(prompt, Chance(seed))[1], colours, Chance(seed), facing, pose)
    return form


def _cut_out(source: Indexed) -> Canvas:
    # Number 0 is nothing; the outline's number 1 is kept free.
    canvas = Canvas(source.width, source.height, source.colours[0])
    canvas.colours.extend(source.colours)
    for y, (row, runs) in enumerate(zip(source.rows, surroundings(source), strict=True)):
        canvas.rows[y] = bytearray(number + 2 for number in row)
        for start, end in runs:
            canvas.rows[y][start:end] = bytes(end - start)
    return canvas


def _bobbing(thing: Canvas, moment: int, accent: Rgb) -> Canvas:
    # The thing as it is at first; then it rises and sinks, leaning to and fro, under a spark that crosses the top.
    width, height = thing.width, thing.height
    canvas = Canvas(width, height, thing.colours[0])
    canvas.colours = list(thing.colours)
    rise, lean = _BOB[moment % 8] * height // 64, _LEAN[moment]
    for y in range(height):
        shift = lean * (height - 1 - y) // height
        row = thing.rows[y + rise] if y + rise < height else bytes(width)
        canvas.rows[y] = bytearray((bytes(3) + row + bytes(3))[3 - shift :][:width])
    if moment:
        x, y = 2 + moment * (width - 5) // 15, 1 + _BOB[(moment + 3) % 8] % 3
        tone = canvas.ramp(accent)
        canvas.dot(x, y, tone + 4)
        canvas.dot(x + 1, y, tone + 3)
    return canvas
