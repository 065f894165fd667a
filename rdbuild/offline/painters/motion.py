"""Pictures that move.

Owns: the poses of each animation sheet, cell by cell, and which cells a GIF plays.
Must not know: requests, file formats.
Rule: a cell has exactly the requested size, and no two cells that follow each other are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import Rgb, mix
from rdbuild.offline.painters.imagework import Indexed, surroundings
from rdbuild.offline.painters.sprites import Brush, colours_for, figure, sprite

FRAME_MS = 150  # how long the vendor's own animations show a frame
SLOWER = {"rd_animation__vfx": 200}
FACINGS = ("down", "right", "up", "left")
_TURNS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 0, 3, 6, 7, 8, 5, 2)  # once around, as the GIF plays it
_USUAL_COUNT = 16
_IDLE_WALK_ORDER = (2, 1, 2, 3)
_BOB = (0, 1, 3, 4, 5, 4, 2, 1)
_LEAN = (0, 0, 1, 2, 3, 2, 1, 0, 0, 0, -1, -2, -3, -2, -1, 0)
_RAYS = ((64, 0), (59, 24), (45, 45), (24, 59), (0, 64), (-24, 59), (-45, 45), (-59, 24))

Poses = Sequence[dict[str, int]]
_WALK: Poses = ({"stride": 1}, {"lift": 1}, {"stride": -1}, {"lift": 2})
_IDLE_WALK: Poses = ({}, {"stride": 1}, {"lift": 1}, {"stride": -1})
_SMALL: Poses = ({"stride": 1}, {"arm": 3}, {"lift": 1}, {"lift": 3, "wide_eyes": 1}, {"lying": 1})
_BATTLE: Poses = (
    *({}, {"lift": 1}, {"arm": 1}),
    *({"stride": 1}, {"lift": 1}, {"stride": -1}, {"lift": 2}, {"stride": 1, "lift": 1}, {"stride": -1, "lift": 1}),
    *({"lift": 5, "arm": 1}, {"lift": 9, "arm": 2}),
    *({"arm": -1}, {"arm": 2, "stride": 1}, {"arm": 3, "stride": -1}),
)
_POSES: dict[str, Poses] = {
    "rd_animation__four_angle_walking": _WALK,
    "rd_animation__walking_and_idle": _IDLE_WALK,
    "rd_animation__small_sprites": _SMALL,
    "rd_animation__battle_sprites": _BATTLE,
}


def cells(
    style: str,
    width: int,
    height: int,
    prompt: str,
    dice: Chance,
    given: Sequence[Rgb],
    *,
    source: Indexed | None = None,
    count: int = _USUAL_COUNT,
) -> list[Canvas]:
    """Return the sheet's cells, row by row from the top.

    `source` is the input image at the cell's size, in fewer than 200 colours: an animation without poses of its own
    starts from it, and all others take `given`, its colours, before those that words name. `count` is how many cells
    an animation has whose sheet is not laid down.
    """
    seed = dice.next()
    colours = colours_for("" if source else prompt, "person", Chance(seed), given)
    if style in _POSES:
        paint: Callable[..., Canvas] = _standing
        return [paint(width, height, seed, colours, facing, pose) for facing in FACINGS for pose in _POSES[style]]
    if style == "rd_animation__8_dir_rotation":
        return [_standing(width, height, seed, colours, turn, {}) for turn in _TURNS]
    if style == "rd_animation__vfx":
        return [_burst(width, height, seed, colours, moment) for moment in range(16)]
    moments = [place * 16 // count for place in range(count)]
    if source:
        thing = _cut_out(source)
        return [_bobbing(thing, moment, colours[2]) for moment in moments]
    thing = Canvas(width, height, colours[1])
    thing.paste(sprite(width - 8, height - 10, prompt, Chance(seed), given), 4, 8)
    return [_bobbing(thing, moment, colours[2]) for moment in moments]


def columns(style: str, count: int = _USUAL_COUNT) -> int:
    """Return how many of the `count` cells a row of the style's sheet has."""
    if style == "rd_animation__8_dir_rotation":
        return 3
    if style in _POSES:
        return len(_POSES[style])
    return 4 if count % 4 == 0 else count


def played(style: str, count: int) -> Sequence[int]:
    """Return which of the `count` cells a GIF plays, in order."""
    if style == "rd_animation__8_dir_rotation":
        return _TURN_ORDER
    if style == "rd_animation__walking_and_idle":
        return [row + step for row in range(0, count, 4) for step in _IDLE_WALK_ORDER]
    return range(count)


def _standing(width: int, height: int, seed: int, colours: Sequence[Rgb], facing: str, pose: dict[str, int]) -> Canvas:
    canvas = Canvas(width, height, colours[1])
    if not facing:
        return canvas
    brush = Brush(canvas, colours, None)
    figure(
        brush,
        facing,
        stride=pose.get("stride", 0),
        arm=pose.get("arm", 0),
        lift=pose.get("lift", 0),
        wide_eyes="wide_eyes" in pose,
    )
    mark = Chance(seed)  # a badge, the same in every cell, so that two prompts never share a figure
    for _ in range(3):
        x, y = mark.between(26, 36) * width // 64, mark.between(32, 42) * height // 64
        if "up" not in facing:
            canvas.dot(x, y - pose.get("lift", 0) * height // 64, canvas.ramp(colours[2]) + mark.between(2, 4))
    canvas.outline()
    if "lying" in pose and width == height:
        canvas.rows = [bytearray(row) for row in zip(*reversed(canvas.rows), strict=True)]
    return canvas


def _burst(width: int, height: int, seed: int, colours: Sequence[Rgb], moment: int) -> Canvas:
    canvas = Canvas(width, height, colours[1])
    dice = Chance(seed)
    size = min(width, height)
    hot = mix(colours[0], (255, 240, 160), 120)
    grown = moment + 1 if moment < 8 else 16 - moment
    if moment < 14:
        canvas.ellipse(width, height, grown * size // 13, grown * size // 13, canvas.ramp(colours[0]))
        canvas.ellipse(width, height, grown * size // 22, grown * size // 22, canvas.ramp(hot))
    for dx, dy in _RAYS * 2:
        reach = (moment + 1) * size * dice.between(60, 100) // 1600
        sign = 1 if dice.next() & 1 else -1
        x, y = width + sign * dx * reach // 72, height + sign * dy * reach // 72
        spark = max(2, (17 - moment) * size // 150)
        canvas.ellipse(x, y, spark, spark, canvas.ramp(dice.pick((colours[0], colours[2], hot))))
    return canvas


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
