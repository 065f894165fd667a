"""How people move: the poses of each sheet's columns and of each verb, moment by moment.

Owns: gaits, strikes and gestures of the one body.
Must not know: pictures, prompts beyond a verb, beasts and things.
Rule: a pose is numbers; it fits every figure and every facing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rdbuild.offline.painters.body import Pose
from rdbuild.offline.painters.solids import AROUND, SINES, Spot

STAND = Pose()
HELD = 3  # added to a strike's stage: it is held a moment longer


def _both(hand: Spot) -> tuple[Spot, Spot]:
    return hand, hand


def gait(phase: int, reach: int = 6, lean: int = 1) -> Pose:
    """Return a moment of a walk: legs and arms swing against each other. `phase` in 24ths of two steps."""
    sin, cos = SINES[phase % AROUND], SINES[(phase + 6) % AROUND]
    forward, up = reach * cos // 256, reach * 3 * sin // 1024
    swing = (reach + 1) * SINES[(phase + 5) % AROUND] // 256  # arms lag behind
    return Pose(
        feet=((forward, max(-up, 0)), (-forward, max(up, 0))),
        hands=((4, 1 - swing, -10), (4, 1 + swing, -10)),
        lift=3 - abs(3 * SINES[(phase + 4) % AROUND] // 256) + reach // 9,  # lowest just after a step
        side=8 * sin // 256,
        lean=lean,
        sway=2 + reach // 3 + 2 * SINES[(2 * phase + 3) % AROUND] // 256,
    )


_DEEP = (0, 1, 3, 4, 4, 3, 1, 0)
_WIDE = (0, 0, 1, 2, 3, 3, 2, 1)


def breath(moment: int) -> Pose:
    """Return a moment of standing still, of the 8 of a breath."""
    deep, wide = _DEEP[moment % 8], _WIDE[moment % 8]
    return Pose(hands=_both((4 + wide // 2, 1, -11 + wide)), sink=deep, sway=2 + wide)


_ACROSS = (  # a slash as it is seen from the front or from behind
    Pose(((2, 0), (-2, 0)), ((5, -2, -8), (5, -5, 9)), (-9, -5, 12), lean=-2),
    Pose(((4, 0), (-3, 0)), ((5, -4, -8), (5, 8, -1)), (-15, 6, -2), (-9, -5, 12), lean=4, sink=2, sway=5),
    Pose(((5, 0), (-4, 0)), ((6, -5, -7), (-9, 9, -6)), (14, 7, -5), (-15, 6, -2), lean=5, sink=4, sway=8),
)


def _lunge(up: int) -> Sequence[Pose]:
    # A thrust towards the viewer, or away: it goes down or up the picture.
    return (
        Pose(((2, 0), (-4, 0)), ((3, 6, -6), (3, -5, 0)), (-5, 8, 10 * up + 4), lean=-2, sink=1),
        Pose(((6, 0), (-5, 0)), ((3, 4, -8), (-2, 12, 2 * up - 4)), (2, 6, 14 * up), lean=4, sink=3, sway=5),
        Pose(((6, 0), (-5, 0)), ((5, -3, -8), (0, 9, 2 * up - 4)), (-3, 6, 14 * up), lean=3, sink=2, sway=3),
    )


STRIKES: Mapping[str, Sequence[Pose]] = {  # by a tool's use, and a facing: drawn back, struck, swung through
    "slash down": _ACROSS,
    "slash up": _ACROSS,
    "thrust down": _lunge(-1),
    "thrust up": _lunge(1),
    "slash": (
        Pose(((3, 0), (-3, 0)), ((5, -2, -8), (4, -5, 9)), (-3, -9, 12), lean=-3),
        Pose(((5, 0), (-4, 0)), ((5, -4, -8), (2, 10, 1)), (-3, 16, 2), (-3, -9, 12), lean=5, sink=2, sway=5),
        Pose(((6, 0), (-5, 0)), ((6, -5, -7), (-2, 9, -7)), (2, 12, -10), (-3, 16, 2), lean=7, sink=4, sway=8),
    ),
    "thrust": (
        Pose(((2, 0), (-4, 0)), ((3, 6, -6), (3, -7, -4)), (4, 14, 6), lean=-3, sink=1),
        Pose(((6, 0), (-5, 0)), ((3, 4, -8), (1, 12, -4)), (3, 16, 1), lean=6, sink=3, sway=5, spark=30),
        Pose(((6, 0), (-5, 0)), ((5, -3, -8), (1, 9, -6)), (3, 15, -3), lean=4, sink=2, sway=3),
    ),
    "cast": (
        Pose(((0, 0), (-2, 0)), ((5, 4, -4), (4, 0, 4)), (-2, -5, 15), lean=-2, spark=-1),
        Pose(((3, 0), (-3, 0)), ((6, 7, 2), (3, 9, 3)), (-2, 9, 13), lean=4, sink=1, sway=5, spark=14),
        Pose(((3, 0), (-3, 0)), ((6, 8, 0), (3, 10, -1)), (-2, 12, 10), lean=5, sink=2, sway=7, spark=26),
    ),
    "shoot": (
        Pose(((3, 0), (-3, 0)), ((-6, 5, -3), (0, 11, -2)), (-1, 2, 16), lean=-1, spark=-2),
        Pose(((3, 0), (-3, 0)), ((-2, -3, -2), (0, 12, -1)), (-1, 2, 16), lean=-3, spark=0),
        Pose(((3, 0), (-3, 0)), ((3, -5, -3), (0, 11, -2)), (-1, 4, 15), lean=0, spark=16),
    ),
    "": (
        Pose(((3, 0), (-3, 0)), ((1, 6, -4), (3, -7, -4)), lean=-3),
        Pose(((5, 0), (-4, 0)), ((2, -3, -7), (-3, 13, -1)), lean=7, sink=2, sway=5, spark=5),
        Pose(((5, 0), (-4, 0)), ((-3, 12, 0), (2, -3, -7)), lean=6, sink=3, sway=7, spark=4),
    ),
}
_CROUCH = Pose(hands=((5, -5, -8), (5, -5, -8)), sink=6, lean=2)
_LEAP = Pose(((3, 5), (-4, 3)), ((7, 2, 6), (7, 2, 6)), lift=11, sway=-3)
RAISED = Pose(hands=((4, 1, -11), (4, 2, 11)), aim=(-3, 2, 16))
SURPRISED = Pose(((0, 0), (0, 0)), ((8, 3, 5), (8, 3, 5)), lift=4, eyes="wide")
LYING = Pose(hands=((6, 1, -9), (6, 1, -9)), lift=-14, roll=6, eyes="closed")

COLUMNS: Mapping[str, Sequence[Pose | int]] = {  # a number is a stage of the figure's own strike
    "walk": [gait(phase) for phase in (0, 6, 12, 18)],
    "walk_idle": [Pose(sink=2, hands=((5, 1, -10), (5, 1, -10)), sway=1), gait(0), Pose(lift=1, sway=2), gait(12)],
    "small": [gait(0), RAISED, Pose(look=5), SURPRISED, LYING],
    "battle": [*map(breath, (0, 2, 4)), *(gait(4 * n, 7, 2) for n in range(6)), _CROUCH, _LEAP, 0, 1, 2],
}

_ARC = (0, 0, 0, 0, 0, 4, 10, 14, 16, 17, 15, 11, 5, 0, 0, 0)  # how high a jump is
_BENT = (0, 1, 3, 5, 7, 2, 0, 0, 0, 0, 0, 0, 2, 7, 4, 2)
_TRAIL = (2, 2, 2, 2, 2, -4, -4, -4, 2, 6, 6, 6, 6, 2, 2, 2)
_TOPPLE = ((0, 0), (0, 1), (23, 0), (22, -2), (21, -6), (20, -10), (19, -14), (18, -16))  # how it rolls, and how high
_SWING = (None, None, 0, HELD, 1, 2, HELD + 2, None, None, None, 0, HELD, 1, 2, HELD + 2, None)


def _jump(t: int) -> Pose:
    tuck = _ARC[t] // 3
    hand = (5 + tuck // 3, 1 - _BENT[t] // 2, 6 if _ARC[t] > 3 else -11 + _BENT[t] // 2)
    return Pose(((tuck // 2, tuck), (-tuck // 2, tuck // 2)), _both(hand), lift=_ARC[t], sink=_BENT[t], sway=_TRAIL[t])


def _wave(t: int) -> Pose:
    up = min(t, 15 - t, 3)
    side = SINES[t * 6 % AROUND] * 4 // 256 if up == 3 else 0
    return Pose(hands=((4, 1, -11), (4 + side, 2, -11 + 7 * up)), aim=(-4 - side, 2, 15), sink=t % 2, side=2 * side)


def _dance(t: int) -> Pose:
    side = SINES[t * 3 % AROUND]
    step, arm = 4 * side // 256, 8 * side // 256
    feet, hands = ((0, max(step, 0)), (0, max(-step, 0))), ((7, 2, arm), (7, 2, -arm))
    return Pose(feet, hands, lift=t % 2 * 2, look=side // 128, side=side // 32, sway=2 + step)


def _fall(t: int) -> Pose:
    # Over backwards, a bounce, then still but for a breath.
    roll, down = _TOPPLE[min(t, 7)]
    breath = t % 2 if t > 9 else 0
    back, up, eyes = -min(t, 4), -9 + min(t, 6), "wide" if t < 7 else "closed"
    feet, hands = ((t % 3 if t < 9 else 0, 0), (0, 0)), ((5, back, up + breath), (5, back, up))
    return Pose(feet, hands, lift=down + {8: 3, 9: 1}.get(t, 0), roll=roll, lean=-min(t, 3), sway=breath * 2, eyes=eyes)


def _fly(t: int) -> Pose:
    flap, rise = 4 * SINES[t * 6 % AROUND] // 256, 4 - 4 * SINES[(t * 3 // 2 + 6) % AROUND] // 256
    return Pose(((-3, 4), (-4, 2)), _both((8, 0, flap)), lift=6 + rise, lean=3, sway=6 + flap // 2, flap=-2 * flap)


def _shiver(t: int) -> Pose:
    odd = t % 2
    lean, hands = 2 * odd - 1, ((1 + odd, 4, -6), (2 - odd, 4, -6))
    return Pose(hands=hands, lean=lean, sink=2, look=lean, side=2 * lean)


def _strike(t: int) -> Pose | int:
    stage = _SWING[t]
    return breath(t) if stage is None else stage


VERBS: Mapping[str, Callable[[int], Pose | int]] = {  # by the moment, of 16
    "walk": lambda t: gait(3 * t),
    "run": lambda t: gait(3 * t, 9, 5),
    "jump": _jump,
    "attack": _strike,
    "wave": _wave,
    "dance": _dance,
    "fall": _fall,
    "fly": _fly,
    "shake": _shiver,
    "idle": breath,
    "spin": lambda t: Pose(hands=_both((8, 0, -5 + t % 2)), sway=5),
}


def strike(stage: int, use: str, facing: str) -> Pose:
    """Return a stage of a strike with a tool of such use, as it is best seen from there."""
    poses = STRIKES.get(f"{use} {facing}", STRIKES[use])
    if stage < HELD:
        return poses[stage]
    pose = poses[stage - HELD]
    return replace(pose, was=None, sink=pose.sink + 2, sway=pose.sway + 2)
