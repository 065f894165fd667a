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
from rdbuild.offline.painters.sprites import Brush, colours_for, figure, sprite

FACINGS = ("down", "right", "up", "left")
_TURNS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 2, 5, 8, 7, 6, 3, 0)  # once around, as the GIF plays it
_BOB = (0, 1, 3, 4, 5, 4, 2, 1)
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


def cells(style: str, width: int, height: int, prompt: str, dice: Chance, given: Sequence[Rgb]) -> list[Canvas]:
    """Return the sheet's cells, row by row from the top."""
    seed = dice.next()
    colours = colours_for(prompt, "person", Chance(seed), given)
    if style in _POSES:
        paint: Callable[..., Canvas] = _standing
        return [paint(width, height, seed, colours, facing, pose) for facing in FACINGS for pose in _POSES[style]]
    if style == "rd_animation__8_dir_rotation":
        return [_standing(width, height, seed, colours, turn, {}) for turn in _TURNS]
    if style == "rd_animation__vfx":
        return [_burst(width, height, seed, colours, moment) for moment in range(16)]
    thing = sprite(width - 8, height - 10, prompt, Chance(seed), given)
    return [_bobbing(thing, width, height, moment, colours[2]) for moment in range(16)]


def columns(style: str) -> int:
    """Return how many cells a row of the style's sheet has."""
    return 3 if style == "rd_animation__8_dir_rotation" else len(_POSES.get(style, _WALK))


def played(style: str, count: int) -> Sequence[int]:
    """Return which of the `count` cells a GIF plays, in order."""
    return _TURN_ORDER if style == "rd_animation__8_dir_rotation" else range(count)


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


def _bobbing(thing: Canvas, width: int, height: int, moment: int, accent: Rgb) -> Canvas:
    canvas = Canvas(width, height, thing.colours[0])
    canvas.paste(thing, 4, 8 - _BOB[moment % 8])
    x, y = 2 + moment * (width - 5) // 15, 1 + _BOB[(moment + 3) % 8] % 3  # a spark that crosses the top
    tone = canvas.ramp(accent)
    canvas.dot(x, y, tone + 4)
    canvas.dot(x + 1, y, tone + 3)
    return canvas
