"""Bodies in space: how people and beasts are put together, turned to a facing and drawn.

Owns: the language of shapes, frames on a body, the one projection, and which part hides which.
Must not know: who or what it is, prompts, how light becomes colour.
Rule: a part is placed in space, (to the body's left, forward, up), and no facing has a drawing of its own.

Shapes are parted by `;`, each is `[FLAG: ...] VERB MATERIAL POINT ... [MOTION ...]`. A verb in the plural is for either
side of the body; a flag says what a body must have (`-flag`: must not); a number may be a sum of measures of the body
(`b*3/4+k`), and `-9x4` is four times -9. Points are `left:forward:up`, then a radius or two; what follows a `/` is one
more of the same. Verbs:

    ball, limb (through points), fin (corners)     solids; `lathe` (rings), `shell` (around a head)
    panel (corners), dot (a square), wire (a line)  what lies on a body, and is seen where it is turned to the viewer
    spot (radii), disc (radii in 16ths), eye       marks that dye the solid before them; an eye is never lost
    at TABLE left:forward:up:size                  another table, `size` 16ths as large

Motions: `near4` (drawn before what lies so much nearer), `cast30` (its shadow), `walk1` (a leg, and its phase), `wave3`
(its end sways so far), `flap1`, `look` (a head: it turns to whoever looks).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from math import isqrt
from typing import NamedTuple

from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import GRID, MIDDLE, SUB, Pen, Span

AROUND = 24  # directions in a full turn
FINE = 16  # parts of a unit in which bodies are measured
SINES = (0, 66, 128, 181, 222, 247, 256, 247, 222, 181, 128, 66, 0, -66, -128, -181, -222, -247, -256, -247, -222, -181,
         -128, -66)  # fmt: skip
TURNS = {"down": 0, "down-right": 3, "right": 6, "up-right": 9, "up": 12, "up-left": 15, "left": 18, "down-left": 21}
SMALL = 28  # pixels of a box that has no room for edges between parts
TINY = 20  # pixels of a box in which only what is the same on both sides is known
ROOM = {"some": TINY, "clear": SMALL, "fine": 40, "vast": 96}  # flags: pixels of a box that has room for such parts
# How far up and towards the viewer go on the picture, of 64: seen from a little above, and from high above.
LOW, HIGH = (64, 20), (26, 58)
RADIUS = 12  # of a head that shells are put on

Spot = tuple[int, int, int]
Point = tuple[int, ...]
Measures = tuple[tuple[str, int], ...]


class Shape(NamedTuple):
    flags: tuple[str, ...]
    verb: str
    paired: bool
    material: str
    points: tuple[Point, ...]
    motion: Mapping[str, int]


def table(text: str) -> dict[str, str]:
    """Read a table of shapes: `name: shapes`; a row goes on where a line is indented."""
    lines = re.sub(r"\n +", " ", text.strip()).splitlines()
    return {name: shapes for name, _, shapes in (f"{line} ".partition(": ") for line in lines)}


@lru_cache(2000)
def shapes(text: str, measures: Measures = ()) -> tuple[Shape, ...]:
    """Read shapes."""
    of = dict(measures)
    return tuple(
        Shape(
            flags,
            "at" if verb == "ats" else verb.removesuffix("s"),
            verb.endswith("s"),
            material,
            tuple(tuple(n for part in point.split(":") for n in _numbers(part, of)) for point in points),
            dict(motion),
        )
        for flags, verb, material, points, motion in _words(text)
    )


@cache
def _words(text: str) -> list[tuple[tuple[str, ...], str, str, list[str], list[tuple[str, int]]]]:
    made = []
    for line in text.split(";"):
        words = line.split()
        if words:
            flags = tuple(word[:-1] for word in words if word.endswith(":"))
            verb, material, *rest = words[len(flags) :]
            moves = [found for word in rest if (found := re.fullmatch(r"(near|cast|walk|wave|flap|look)(-?\d*)", word))]
            motion = [(move[1], int(move[2] or 1)) for move in moves]
            places = " ".join(rest[: len(rest) - len(moves)]).split(" / ")
            made += [(flags, verb, material, points.split(), motion) for points in places]
    return made


def _numbers(text: str, of: Mapping[str, int]) -> list[int]:
    if plain := re.fullmatch(r"(-?\d+)(?:x(\d+))?", text):
        return [int(plain[1])] * int(plain[2] or 1)
    total = 0
    for sign, name, by, parts in re.findall(r"([+-]?)(\w+)(?:\*(\d+))?(?:/(\d+))?", text):
        one = (of[name] if name in of else int(name)) * int(by or 1) // int(parts or 1)
        total += -one if sign == "-" else one
    return [total]


class Frame:
    """A place on a body with a direction and a scale (of 256): `at` shows its points on the stage."""

    def __init__(self, stage: Stage, parent: Frame | None = None, origin: Spot = (0, 0, 0), scale: int = 256,
                 turn: int = 0, lean: int = 0) -> None:  # fmt: skip
        """`origin` is in parts of a unit of the parent, if there is one."""
        self.stage, self.parent, self.origin, self.scale, self.lean = stage, parent, origin, scale, lean
        self.turn: int = turn + (parent.turn if parent else 0)
        self.stride = 0  # how far the left foot is before the right one: hems follow
        self.soft = False  # has no deep shadow
        self.brim = 1 << 20  # what is higher up is half as high
        self.face()

    def face(self) -> None:
        """Turn with the stage."""
        self.angle = (self.stage.turn + self.turn) % AROUND
        self.sin, self.cos = SINES[self.angle], SINES[(self.angle + 6) % AROUND]
        s, f, u = self.origin
        whole = (s * self.cos + f * self.sin) // 256, u, (f * self.cos - s * self.sin) // 256
        self.base = self.parent.fine(s, f, u) if self.parent else whole

    def fine(self, s: int, f: int, u: int) -> Spot:
        if self.lean:
            f += self.lean * u // 32
        if u > self.brim:
            u = (u + self.brim) // 2
        x, up, depth = self.base
        return (
            x + (s * self.cos + f * self.sin) * self.scale // 65536,
            up + u * self.scale // 256,
            depth + (f * self.cos - s * self.sin) * self.scale // 65536,
        )

    def at(self, s: int, f: int, u: int) -> Spot:
        """Return a point in units as (to the viewer's right, up, towards the viewer), in parts of a unit."""
        return self.fine(s * FINE, f * FINE, u * FINE)

    def seen(self, s: int, f: int, u: int) -> int:
        """Return how much nearer than the frame's own place a point is."""
        return (f * self.cos - s * self.sin) * self.scale // 4096

    def length(self, units: int) -> int:
        return units * self.scale // FINE

    def round(self, j: int, r: int, u: int) -> Spot:
        """Return the point at `j` 24ths of a turn from the viewer, `r` units from the axis."""
        x, up, depth = self.base
        r = self.length(r)
        return x + SINES[j % AROUND] * r // 256, up + self.length(u), depth + SINES[(j + 6) % AROUND] * r // 256

    def half(self, wide: int, deep: int) -> int:
        return isqrt((wide * self.cos) ** 2 + (deep * self.sin) ** 2) * self.scale // 4096


@dataclass
class Part:
    """Something that is drawn: on a frame, from points of it."""

    draw: Callable[[Part], None]
    frame: Frame
    points: Sequence[Point] = ()
    slot: int = 0
    verb: str = ""
    near: int = 0
    cast: int = 0
    wide: int = 0  # added to what is turned on a lathe
    light: int | str | None = None
    head: bool = False
    leg: bool = False
    marks: list[Part] = field(default_factory=list)


class Stage:
    """The parts of one body at one moment, drawn from the farthest to the nearest.

    `ink`: what materials are. `turn`: where it faces. `rise`: how much nearer what is higher up is, of 64.
    """

    def __init__(self, pen: Pen, ink: Mapping[str, tuple[Rgb, str]], turn: int = 0, *, rise: int = 0) -> None:
        self.box, self.pen, self.ink, self.turn, self.rise = pen, pen.finer(FINE), ink, turn, rise
        self.pitch = LOW
        self.pixel, self.small = GRID * FINE // pen.side, pen.side < SMALL
        self.x = self.y = 0  # where what is between the feet lies on the picture
        self.scale = self.wide = 256
        self.cast = 0  # what all solids cast, if they don't say otherwise
        self.roll = 0
        self.step = -1  # 0 to 3 of a gait; -1 stands
        self.flap = 0
        self.traits: frozenset[str] = frozenset(name for name, side in ROOM.items() if pen.side >= side)
        self.tables: Mapping[str, str] = {}
        self.measures: Measures = ()
        self.aside = 0  # how much farther what looks at the viewer is turned
        self.parts: list[Part] = []
        self.frames: list[Frame] = []
        self._last: dict[int, Part] = {}

    def frame(self, parent: Frame | None = None, origin: Spot = (0, 0, 0), scale: int = 256, turn: int = 0,
              lean: int = 0) -> Frame:  # fmt: skip
        self.frames.append(Frame(self, parent, origin, scale, turn, lean))
        return self.frames[-1]

    def face(self, turn: int) -> None:
        self.turn = turn
        for frame in self.frames:
            frame.face()

    def slot(self, material: str) -> int:
        return self.pen.slot(*self.ink[material])

    # -- putting on

    def put(self, near: int, draw: Callable[[], None]) -> None:
        """Add what draws itself."""
        self.parts.append(Part(lambda part: draw(), self.frames[0], near=near))

    def wear(self, frame: Frame, text: str, near: int = 0, wide: int = 0, *, on: int = -1, head: bool = False) -> None:
        """Put shapes on a frame: on one side `on` of a body, or on its `head`, if it is part of that."""
        for number, shape in enumerate(shapes(text, self.measures)):
            if not all((flag.removeprefix("-") in self.traits) != flag.startswith("-") for flag in shape.flags):
                continue
            motion, nearer = shape.motion, near + shape.motion.get("near", 0)
            for side in (1, -1) if shape.paired else (1,):
                points, here = self._moved(shape, side, number), side if shape.paired else on
                if shape.verb == "at":
                    s, f, u, size = points[0]
                    origin, turn = (s * FINE, f * FINE, u * FINE), self.aside * motion.get("look", 0)
                    inner = self.frame(frame, origin, frame.scale * size // 16, turn)
                    table = self.tables.get(shape.material, "")
                    self.wear(inner, table, nearer, on=here, head=head or "look" in motion)
                    continue
                part = Part(_VERBS[shape.verb].__get__(self), frame, points, self.slot(shape.material), shape.verb)
                part.near, part.wide, part.head = nearer, wide, head
                if shape.verb in _MARKS:
                    part.light = 128 if self.ink[shape.material][1] in ("flat", "glow") else None
                    self._last[here].marks.append(part)
                    continue
                part.cast = motion.get("cast", self.cast * (shape.verb in _ROUND)) * (not self.small)
                part.light, part.leg = "down" if "flap" in motion else "slope", "walk" in motion
                self.parts.append(part)
                self._last[side] = part
                if not shape.paired:
                    self._last[-1] = part

    def swing(self, phase: int = 0) -> int:
        """-1 to 1, as a limb goes to and fro."""
        return (1, 0, -1, 0)[(self.step + phase) % 4] if self.step >= 0 else (0, 1, -1)[phase % 3]

    def _moved(self, shape: Shape, side: int, number: int) -> list[Point]:
        motion, last = shape.motion, len(shape.points) - 1
        if not motion:
            return [(side * point[0], *point[1:]) for point in shape.points] if side < 0 else list(shape.points)
        go = lift = 0
        if "walk" in motion and self.step >= 0:
            phase = motion["walk"] * side
            go = self.swing() * phase
            lift = 3 * (not go and (1 if self.step == 1 else -1) == phase)
        wave = motion["wave"] * self.swing(number) if "wave" in motion else 0
        flap = motion.get("flap", 0) * self.flap
        return [
            (
                side * s + (wave * at // last if last else wave),
                f + go * 4 * (at + 1) // (last + 1) * (at > 0 or not last),
                u + lift * (at == last) + flap * abs(s) // 40,
                *more,
            )
            for at, (s, f, u, *more) in enumerate(shape.points)
        ]

    # -- showing

    def place(self, spot: Spot) -> tuple[int, int]:
        """Return where a point of the stage lies on the picture, for `pen`."""
        x, up, depth = spot
        y = (depth * self.pitch[1] - up * self.pitch[0]) // 64
        if self.roll:
            dy, sin, cos = y + 28 * FINE, SINES[self.roll], SINES[(self.roll + 6) % AROUND]
            x, y = (x * cos - dy * sin) // 256, (x * sin + dy * cos) // 256 - 28 * FINE
        return self.x + x * self.scale * self.wide // 65536, self.y + y * self.scale // 256

    def reach(self, frame: Frame, units: int) -> int:
        """Return how long so many units of a frame are on the picture."""
        return units * frame.scale * self.scale // 4096

    def flanks(self, rings: Sequence[tuple[Spot, int]]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the left and the right ends of rings, each a middle on the stage and half a width."""
        left, right = ([self.place((x + side * half, u, d)) for (x, u, d), half in rings] for side in (-1, 1))
        return left, right

    @property
    def lies(self) -> bool:
        return self.roll % 12 in range(4, 9)

    def extent(self, turns: Sequence[int], *, head: bool = False) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of what the turns show, of the head alone if it is asked for."""
        xs: list[int] = []
        ys: list[int] = []
        for turn in turns:
            self.face(turn)
            for part in self.parts:
                if part.head or not head:
                    for s, f, u, *radii in part.points:
                        x, y = self.place(part.frame.at(s, f, u))
                        rx, ry = (self.reach(part.frame, n) for n in (radii[:1] + radii[-1:] if radii else (0, 0)))
                        xs += (x - rx, x + rx)
                        ys += (y - ry, y + ry)
        return (min(xs), min(ys), max(xs), max(ys)) if xs else self.extent(turns)

    def fit(self, extent: tuple[int, int, int, int], room: int) -> None:
        """Have an extent fill the pen's box but for `room` around it (1024 to a side)."""
        left, top, right, bottom = extent
        side = GRID * FINE
        wide, high = (side - 2 * room + more for more in self._spare())
        scale = min(wide * 256 // max(right - left, 1), high * 256 // max(bottom - top, 1))
        self.scale = scale
        self.x, self.y = side // 2 - (left + right) * scale // 512, side // 2 - (top + bottom) * scale // 512

    def _spare(self) -> tuple[int, int]:
        # What a picture has beside a box that is its middle: a whale in a wide one is as long as that.
        box = self.box
        wide, high = box.form.width - box.side, box.form.height - box.side
        if min(wide, high) or (box.left, box.top) != (wide // 2, high // 2):
            return 0, 0
        return wide * GRID * FINE // box.side, high * GRID * FINE // box.side

    def draw(self) -> None:
        for part in sorted(self.parts, key=self._depth):
            if part.verb in ("panel", "wire"):
                ahead = sum(part.frame.seen(*point[:3]) for point in part.points)
                if ahead < 3 * FINE * len(part.points):  # It is turned away.
                    continue
            part.draw(part)
            if part.marks:
                depths = [part.frame.at(*point[:3])[2] for point in part.points]
                middle = sum(depths) // len(depths) + FINE // 2
                for mark in part.marks:
                    if mark.frame.at(*mark.points[0][:3])[2] > middle:
                        mark.draw(mark)
        if self.small:
            self._merged()

    def _depth(self, part: Part) -> int:
        near = part.near * FINE
        if not part.points or part.verb in ("panel", "dot"):
            return near
        if part.verb in ("lathe", "shell"):
            depth = part.frame.seen(*part.points[0][:3]) // FINE if part.verb == "lathe" else 0
            return near + depth * FINE * (abs(depth) > 2)
        count = len(part.points)
        if self.rise:
            spots = [part.frame.at(*point[:3]) for point in part.points]
            return near + sum(depth * 64 + up * self.pitch[1] for _, up, depth in spots) // (64 * count)
        return near + sum(part.frame.seen(*point[:3]) for point in part.points) // count // FINE * FINE

    def _merged(self) -> None:
        # Of so few pixels none is left for the lines between parts, for many tones, nor for a speck, but an eye is one.
        box, form = self.box, self.box.form
        left, right = max(box.left, 0), min(box.left + box.side, form.width)
        was = [[bytes(form.width + 1), *(bytes([*row, 0]) for row in plane), bytes(form.width + 1)]
               for plane in (form.slots, form.light)]  # fmt: skip
        for y in range(max(box.top, 0), min(box.top + box.side, form.height)):
            (above, row, below), (lit_above, lit, lit_below) = (plane[y : y + 3] for plane in was)
            for x in range(left, right):
                slot = row[x]
                if not slot:
                    continue
                around = above[x], row[x - 1], row[x + 1], below[x]
                lights = lit_above[x], lit[x - 1], lit[x + 1], lit_below[x]
                alike = [light for light, other in zip(lights, around, strict=True) if other == slot]
                form.lines[y][x] = 0
                form.light[y][x] = _CALM[(2 * lit[x] + sum(alike)) // (2 + len(alike))]
                if not alike and any(around) and form.stuffs[slot] not in ("flat", "glow"):
                    form.slots[y][x] = max(around, key=lambda other: around.count(other) * (other > 0))

    # -- verbs

    def lathe(self, part: Part) -> None:
        frame, ((s, f, u, *_), *heights) = part.frame, part.points
        rings: list[tuple[Spot, int]] = []
        for up, wide, *deep in heights:
            x, up_, depth = frame.at(s, f, u + up)
            half = frame.half(wide + part.wide, deep[0] + part.wide if deep else wide)
            if frame.stride and up < 12:  # A hem: seen from the front it goes to the side, from the side it widens.
                by = frame.stride * (12 - up)
                x, half = x + by * frame.cos // 1536, half + abs(by * frame.sin) // 896
            rings.append(((x, up_, depth), half))
        left, right = self.flanks(rings)
        self.pen.poly(part.slot, [*left, *reversed(right)], "ball" if self.lies else "round", cast=part.cast)

    def shell(self, part: Part) -> None:
        # On the head, above a line around it (13 heights from the front to the back); up to a second line, or over all.
        frame, ((grow, *upright), low, *high) = part.frame, part.points
        radius = RADIUS + grow

        def spot(j: int, u: int) -> tuple[int, int]:
            wide = upright[0] if upright else max(isqrt(max(radius * radius - u * u, 0)), 5 if u < 0 else 0)
            return self.place(frame.round(j, wide, u))

        def height(line: Sequence[int], j: int) -> int:
            behind = (j - frame.angle) % AROUND
            return line[min(behind, AROUND - behind)]

        outline = [spot(j, height(low, j)) for j in range(6, -7, -1)]
        if high:
            tops = [height(high[0], j) for j in range(-6, 7)]
            if upright:  # A point that is seen from its edge is none.
                tops[:2], tops[-2:] = [min(tops[:2])] * 2, [min(tops[-2:])] * 2
            outline += [spot(j, top) for j, top in enumerate(tops, -6)]
        else:
            over = [radius * SINES[n] // 256 for n in range(-5, 6)]
            outline += [spot(-6, u) for u in over if u > height(low, -6)]
            outline.append(self.place(frame.round(6, 0, radius)))
            outline += [spot(6, u) for u in reversed(over) if u > height(low, 6)]
        self.pen.poly(part.slot, outline, "ball", cast=part.cast)

    def ball(self, part: Part) -> None:
        for s, f, u, *radii in part.points:
            x, y = self.place(part.frame.at(s, f, u))
            rx, ry = self.reach(part.frame, radii[0]), self.reach(part.frame, radii[-1])
            rx, ry = (ry, rx) if self.lies else (rx, ry)
            self.pen.ball(part.slot, x, y, rx, ry, cast=part.cast * 2 // 3, soft=part.frame.soft)

    def limb(self, part: Part) -> None:
        # None is thinner than a pixel: of points nearer to each other than that a limb would have far too many. A leg
        # of one pixel has no edge, nor has a wire.
        frame, least = part.frame, self.pixel // 2
        joints = [(*self.place(frame.at(s, f, u)), max(self.reach(frame, r), least)) for s, f, u, r in part.points]
        thin = part.leg and self.small and max(joint[2] for joint in joints) == least
        self.pen.limb(part.slot, *joints, edge=not thin and part.verb != "wire", cast=part.cast)

    def fin(self, part: Part) -> None:
        spots = [self.place(part.frame.at(*point[:3])) for point in part.points]
        self.pen.poly(part.slot, spots, part.light or "slope", cast=part.cast)

    def dot(self, part: Part) -> None:
        for s, f, u, size, *light in part.points:
            if part.frame.seen(s, f, u) >= 3 * FINE:
                x, y = self.place(part.frame.at(s, f, u))
                size = self.reach(part.frame, size)
                self.patch(part.slot, x, y, size, size, *light)

    def patch(
        self, slot: int, x: int, y: int, wide: int, high: int, light: int = MIDDLE, *, even: bool = False
    ) -> None:
        """Set whole pixels around a point; `even` rounds as if the picture were mirrored."""
        self.pen.form.lay(self._whole(x, y, wide, high, even=even), slot, light, edge=False)

    def _whole(self, x: int, y: int, wide: int, high: int, *, even: bool) -> list[Span]:
        if self.lies:
            wide, high = high, wide
        across, down = (max(1, (self.pen.length(n) + SUB // 2) // SUB) for n in (wide, high))
        px, py = self.pen.place(GRID * FINE - x if even else x, y)
        left = (px - across * SUB // 2 + SUB // 2) // SUB
        if even:
            left = 2 * self.box.left + self.box.side - left - across
        top = (py - down * SUB // 2 + SUB // 2) // SUB
        return [(top + row, left, left + across) for row in range(down)]

    def mark(self, part: Part) -> None:
        # A disc of which a pixel or less would be seen is left out, but an eye is one pixel then.
        ((s, f, u, rx, *rest),) = part.points
        ry, dx, dy = (*(rest or [rx]), 0, 0)[:3]
        parts = 1 if part.verb == "spot" else 16
        light = part.light if isinstance(part.light, int) else None
        x, y = self.place(part.frame.at(s, f, u))
        rx, ry, dx, dy = (self.reach(part.frame, n) // parts for n in (rx, ry, dx, dy))
        half, x, y = self.pixel // 2, x + dx, y + dy
        if part.verb == "eye" and self.pen.side < TINY:
            middle = GRID * FINE // 2
            wide = min(2 * rx - half, 2 * abs(x - middle) - 2 * half)  # There is something between two eyes.
            self.pen.form.dye(self._whole(x, y, wide, 2 * ry - half, even=x > middle), part.slot, light)
        elif parts == 1 or max(rx, ry) * 2 >= half * 3:
            least = half * (parts > 1)
            self.pen.patch(part.slot, x, y, max(rx, least), max(ry, least), light)
        elif part.verb == "eye" or max(rx, ry) * 3 > self.pixel:
            x_, y_ = self.pen.place(x - (x > GRID * FINE // 2), y)
            more = SUB // 4 * self.small  # What lies between two pixels is on both.
            self.pen.form.dye([(y_ // SUB, (x_ - more) // SUB, (x_ + more) // SUB + 1)], part.slot, light)


_CALM = bytes(max(128 + (value - 128) * 9 // 16, 90) for value in range(256))
_VERBS: dict[str, Callable[[Stage, Part], None]] = {
    "lathe": Stage.lathe, "shell": Stage.shell, "ball": Stage.ball, "limb": Stage.limb, "fin": Stage.fin,
    "panel": Stage.fin, "dot": Stage.dot, "wire": Stage.limb, "spot": Stage.mark, "disc": Stage.mark,
    "eye": Stage.mark,
}  # fmt: skip
_MARKS = frozenset(["spot", "disc", "eye"])
_ROUND = frozenset(["lathe", "shell", "ball"])
