"""The one body that all people have: it stands, walks and strikes, and is seen from any side.

Owns: where the parts of a body are in space, the small language of shapes that it wears, and which part hides which.
Must not know: the words that call for people, requests, how light becomes colour.
Rule: a part is placed in space, (to the body's left, forward, up), and shown by the one projection; no facing has a
drawing of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isqrt

from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import MIDDLE, SUB, Pen

AROUND = 24  # directions in a full turn
FINE = 16  # parts of a unit in which bodies are measured
SINES = (0, 66, 128, 181, 222, 247, 256, 247, 222, 181, 128, 66, 0, -66, -128, -181, -222, -247, -256, -247, -222, -181,
         -128, -66)  # fmt: skip
TURNS = {"down": 0, "down-right": 3, "right": 6, "up-right": 9, "up": 12, "up-left": 15, "left": 18, "down-left": 21}
GROUND, NECK, HIPS, RADIUS = 59, 43, 13, 12  # heights: the ground on the grid; the head's middle, the hips; the head
_SMALL = 24  # pixels
_DEEP = 5  # of 16: how much lower on the picture what is nearer lies

Spot = tuple[int, int, int]
Shape = tuple[str, str, tuple[tuple[int, ...], ...]]


@dataclass(frozen=True)
class Pose:
    """A moment of a body, in units of the grid; its left limb is named before its right one.

    `feet`: (forward, up). `hands`: (outward, forward, up) from the shoulder. `aim`: where the right hand's tool points;
    `was`: where it pointed a moment before, if it leaves a trail. `side`: quarters of a unit that it is over its right
    foot. `lift` is upwards, `sink` bends the knees, `lean` is forwards; `look` turns the head and `roll` the whole
    body, in 24ths; `sway` moves the cape backwards, `flap` the wings upwards.
    """

    feet: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    hands: tuple[Spot, Spot] = ((4, 1, -11), (4, 1, -11))
    aim: Spot | None = None
    was: Spot | None = None
    side: int = 0
    lift: int = 0
    sink: int = 0
    lean: int = 0
    look: int = 0
    roll: int = 0
    sway: int = 0
    flap: int = 0
    eyes: str = "open"  # or `wide`, `closed`
    spark: int | None = None  # how far before the hand the strike shows


@dataclass(frozen=True)
class Tool:
    """What a hand holds: shapes along (and across) its length, how it is held and how it is used."""

    shapes: str
    rest: Spot = (-8, 4, 13)
    use: str = "slash"


@dataclass(frozen=True)
class Figure:
    """Somebody, dressed. Shapes name materials of `ink`."""

    ink: Mapping[str, tuple[Rgb, str]]
    torso: str
    head: str  # in the head's own frame
    arms: tuple[str, str] = ("body", "skin")  # sleeves, hands
    legs: tuple[str, str] = ("legs", "boots")
    cape: int = 0  # its length
    tools: tuple[Tool | None, Tool | None] = (None, None)  # left, right
    eyes: str = "plain"  # or `none`, `glow`, `slit`, `sockets`
    stout: int = 0  # units that it is wider than usual
    short: int = 0  # units that its legs and trunk are shorter
    neck: str = "skin"
    mouth: bool = True

    @property
    def tall(self) -> int:
        """How high the figure is with all that is on its head."""
        tops = [RADIUS + 1]
        for verb, _, points in shapes(self.head):
            if verb == "lathe":
                tops.extend(points[0][2] + ring[0] for ring in points[1:])
            elif verb == "shell":
                tops.append(RADIUS + points[0][0] + 1)
            else:
                tops.extend(point[2] + (point[-1] if verb.startswith(("ball", "limb")) else 0) for point in points)
        return NECK - self.short + max(tops)


@cache
def shapes(text: str) -> tuple[Shape, ...]:
    """Read shapes: `verb material 1:2:3 ...`, parted by `;`; a verb in the plural is for either side of the body."""
    made = []
    for line in text.split(";"):
        if line.strip():
            verb, material, *points = line.split()
            made.append((verb, material, tuple(map(_numbers, points))))
    return tuple(made)


def _numbers(point: str) -> tuple[int, ...]:
    # `3*5` is five times 3.
    return tuple(
        int(number) for part in point.split(":") for number in part.split("*")[:1] * int(f"{part}*1".split("*")[1])
    )


class Frame:
    """A place in the body with a direction and a scale: points of it are shown by `at`, in `parts` of a unit."""

    def __init__(self, stage: Stage, angle: int, scale: int, x: int, y: int, lean: int = 0, parts: int = 1) -> None:
        self.stage, self.scale, self.lean, self.parts = stage, scale, lean, parts
        self.angle = angle % AROUND
        self.sin, self.cos = SINES[self.angle], SINES[(self.angle + 6) % AROUND]
        self.x, self.y = x, y

    def raw(self, s: int, f: int, u: int) -> Spot:
        """Return (x, y, depth) of a point in units, before the body is rolled."""
        f = f * 32 + self.lean * u
        whole = 8192 * self.parts
        x = (s * 32 * self.cos + f * self.sin) * self.scale // whole
        depth = (f * self.cos - s * 32 * self.sin) * self.scale // whole
        return self.x + x, self.y - u * self.scale // self.parts + depth * _DEEP // 16, depth

    def at(self, s: int, f: int, u: int) -> Spot:
        x, y, depth = self.raw(s, f, u)
        return *self.stage.rolled(x, y), depth

    def round(self, j: int, r: int, u: int) -> tuple[int, int]:
        """Return the point of the picture at `j` 24ths of a turn from the viewer, `r` units from the axis."""
        depth = SINES[(j + 6) % AROUND] * r * self.scale // 256
        x = SINES[j % AROUND] * r * self.scale // 256
        return self.stage.rolled(self.x + x, self.y - u * self.scale + depth * _DEEP // 16)

    def half(self, wide: int, deep: int) -> int:
        return isqrt((wide * self.cos) ** 2 + (deep * self.sin) ** 2) * self.scale // 256


class Stage:
    """The parts of one body in one pose, drawn from the farthest to the nearest."""

    def __init__(self, pen: Pen, figure: Figure, facing: int, pose: Pose, scale: int, head: int, ground: int) -> None:
        self.pen = pen.finer(FINE)
        self.cast = 24 if pen.side > _SMALL else 0
        self.figure, self.pose, self.scale = figure, pose, scale
        self.parts: list[tuple[int, Callable[[], None]]] = []
        self.middle = ground * FINE - 28 * scale
        self.drop = pose.lift * scale
        feet = ground * FINE
        self.body = Frame(self, facing, scale, 32 * FINE, feet + (pose.sink + figure.short) * scale, pose.lean)
        self.floor = Frame(self, facing, scale, 32 * FINE, feet)
        self.body.x -= pose.side * scale * self.body.cos // 1024
        neck = self.body.raw(0, 0, NECK)
        self.head = Frame(self, facing + pose.look, head, neck[0], neck[1])

    def rolled(self, x: int, y: int) -> tuple[int, int]:
        turn = self.pose.roll % AROUND
        if turn:
            dx, dy, sin, cos = x - 32 * FINE, y - self.middle, SINES[turn], SINES[(turn + 6) % AROUND]
            x, y = 32 * FINE + (dx * cos - dy * sin) // 256, self.middle + (dx * sin + dy * cos) // 256
        return x, y - self.drop

    @property
    def lies(self) -> bool:
        return self.pose.roll % 12 in range(4, 9)

    def slot(self, material: str) -> int:
        return self.pen.slot(*self.figure.ink[material])

    def put(self, key: int, part: Callable[[], None]) -> None:
        self.parts.append((key, part))

    def done(self) -> None:
        for _, part in sorted(self.parts, key=lambda part: part[0]):
            part()

    # -- shapes

    def wear(self, frame: Frame, text: str, key: int, stout: int = 0) -> None:
        """Put shapes on a frame; `key` says how near what has no depth of its own is."""
        for verb, material, points in shapes(text):
            slot = self.slot(material)
            if not self.cast and verb.startswith(("panel", "dot")) and frame is self.body:
                continue  # no room for buttons
            if verb in _WHOLE:
                depth = frame.at(*points[0])[2] // frame.scale if verb == "lathe" else 0
                behind = depth if abs(depth) > 2 else 0
                self.put(key + behind, lambda v=verb, s=slot, p=points: _WHOLE[v](self, frame, s, p, stout))  # type: ignore[misc]
                continue
            sides = (1, -1) if verb.endswith("s") else (1,)
            for side in sides:
                placed = [(side * point[0], *point[1:]) for point in points]
                if material == "wings" and self.pose.flap:
                    placed = [(s, f, u + abs(s) * self.pose.flap // 8) for s, f, u in placed]
                depth = sum(frame.at(*point[:3])[2] for point in placed) // len(placed) // frame.scale
                name = verb.removesuffix("s")
                if name in ("panel", "dot"):
                    if depth > 2:
                        self.put(key, lambda n=name, s=slot, p=placed: _PARTS[n](self, frame, s, p))  # type: ignore[misc]
                else:
                    self.put(key + depth, lambda n=name, s=slot, p=placed: _PARTS[n](self, frame, s, p))  # type: ignore[misc]

    def lathe(self, frame: Frame, slot: int, points: Sequence[Sequence[int]], stout: int) -> None:
        (s, f, u), rings = points[0], points[1:]
        left, right = [], []
        for up, wide, *deep in rings:
            x, y, _ = frame.raw(s, f, u + up)
            half = frame.half(wide + stout, deep[0] + stout if deep else wide)
            if frame is self.body and up < 12:
                x, half = self.swung(x, half, 12 - up)
            left.append(self.rolled(x - half, y))
            right.append(self.rolled(x + half, y))
        self.pen.poly(slot, [*left, *reversed(right)], "ball" if self.lies else "round", cast=self.cast)

    def swung(self, x: int, half: int, below: int) -> tuple[int, int]:
        # A hem follows the legs: seen from the front to the side, seen from the side it widens.
        stride = (self.pose.feet[0][0] - self.pose.feet[1][0]) * below * self.scale
        return x + stride * self.body.cos // 24576, half + abs(stride * self.body.sin) // 14336

    def shell(self, frame: Frame, slot: int, points: Sequence[Sequence[int]], stout: int) -> None:
        # On the head, above a line around it (13 heights from the front to the back); up to a second line, or over all.
        (grow, *upright), low, *high = points
        radius = RADIUS + grow

        def spot(j: int, u: int) -> tuple[int, int]:
            wide = upright[0] if upright else max(isqrt(max(radius * radius - u * u, 0)), 5 if u < 0 else 0)
            return frame.round(j, wide, u)

        def height(line: Sequence[int], j: int) -> int:
            behind = (j - frame.angle) % AROUND
            return line[min(behind, AROUND - behind)]

        outline = [spot(j, height(low, j)) for j in range(6, -7, -1)]
        if high:
            outline += [spot(j, height(high[0], j)) for j in range(-6, 7)]
        else:
            over = [radius * SINES[n] // 256 for n in range(-5, 6)]
            outline += [spot(-6, u) for u in over if u > height(low, -6)]
            outline.append(frame.round(6, 0, radius))
            outline += [spot(6, u) for u in reversed(over) if u > height(low, 6)]
        self.pen.poly(slot, outline, "ball", cast=self.cast)

    def ball(self, frame: Frame, slot: int, points: Sequence[Sequence[int]]) -> None:
        for s, f, u, *radii in points:
            x, y, _ = frame.at(s, f, u)
            rx, ry = radii[0] * frame.scale, radii[-1] * frame.scale
            self.pen.ball(
                slot, x, y, *((ry, rx) if self.lies else (rx, ry)), cast=self.cast * 2 // 3, soft=frame is self.head
            )

    def limb(self, frame: Frame, slot: int, points: Sequence[Sequence[int]]) -> None:
        self.pen.limb(slot, *((*frame.at(s, f, u)[:2], r * frame.scale) for s, f, u, r in points))

    def fin(self, frame: Frame, slot: int, points: Sequence[Sequence[int]]) -> None:
        self.pen.poly(slot, [frame.at(s, f, u)[:2] for s, f, u in points], "slope")

    def dot(self, frame: Frame, slot: int, points: Sequence[Sequence[int]]) -> None:
        for s, f, u, size, *light in points:
            x, y, _ = frame.at(s, f, u)
            self.patch(slot, x, y, size * frame.scale, size * frame.scale, *light)

    def patch(
        self, slot: int, x: int, y: int, wide: int, high: int, light: int = MIDDLE, *, even: bool = False
    ) -> None:
        """Set whole pixels around a point; `even` rounds as if the picture were mirrored."""
        if self.lies:
            wide, high = high, wide
        across, down = (max(1, (self.pen.length(n) + SUB // 2) // SUB) for n in (wide, high))
        px, py = self.pen.place(x, y)
        left = (px - across * SUB // 2 + SUB // 2) // SUB
        if even:
            left = -((-px - across * SUB // 2 + SUB // 2) // SUB) - across
        top = (py - down * SUB // 2 + SUB // 2) // SUB
        self.pen.form.lay([(top + row, left, left + across) for row in range(down)], slot, light, edge=False)

    # -- parts

    def stand(self) -> None:
        """Put the legs."""
        upper, boot = map(self.slot, self.figure.legs)
        thick = 4 + self.figure.stout // 3
        for side, (forward, up) in zip((1, -1), self.pose.feet, strict=True):
            depth = self.floor.raw(side * 4, 0, 0)[2] // self.scale // 4
            s = side * (4 + self.figure.stout // 3)

            def leg(s: int = s, forward: int = forward, up: int = up) -> None:
                hip, foot = self.body.at(s, 0, HIPS), self.floor.at(s, forward, up + 3)
                self.pen.limb(upper, (*hip[:2], thick * self.scale), (*foot[:2], (thick - 1) * self.scale))
                toe = self.floor.at(s, forward + 3, up + 2)
                radius = (thick - 1) * self.scale
                self.pen.limb(boot, (*foot[:2], radius), (*toe[:2], radius))

            self.put(-3 + depth, leg)

    def reach(self, key: int = 1) -> None:
        """Put the arms, and what the hands hold."""
        sleeve, palm = map(self.slot, self.figure.arms)
        body = self.body
        for side, (out, forward, up), tool in zip((1, -1), self.pose.hands, self.figure.tools, strict=True):
            shoulder = (side * (8 + self.figure.stout), 0, 26)
            hand = (shoulder[0] + side * out, forward, 26 + up)
            depth = (body.raw(*shoulder)[2] + body.raw(*hand)[2]) // 2 // self.scale

            def arm(shoulder: Spot = shoulder, hand: Spot = hand, side: int = side, tool: Tool | None = tool) -> None:
                from_, to = body.at(*shoulder), body.at(*hand)
                thick = 4 if self.figure.stout > 1 else 3
                self.pen.limb(sleeve, (*from_[:2], (thick + 1) * self.scale), (*to[:2], thick * self.scale))
                if tool and tool.use != "ward":
                    self.hold(tool, hand, side)
                self.pen.ball(palm, *to[:2], thick * self.scale)
                if tool and tool.use == "ward":
                    self.ward(tool, hand, side)

            self.put(key + depth, arm)

    def hold(self, tool: Tool, hand: Spot, side: int) -> None:
        """Draw a tool along its aim: points of (along, across)."""
        aim = self.pose.aim if side < 0 and self.pose.aim else (tool.rest[0] * -side, *tool.rest[1:])
        x, y, _ = self.body.at(*hand)
        ex, ey, _ = self.body.at(hand[0] + aim[0], hand[1] + aim[1], hand[2] + aim[2])
        dx, dy = ex - x, ey - y
        # Across is outward: where the tool's edge is.
        flip = -1 if (self.body.sin < -40 or (abs(self.body.sin) <= 40 and side * self.body.cos < 0)) else 1
        for verb, material, points in shapes(tool.shapes):
            slot = self.slot(material)
            spots = [
                (x + (dx * along + flip * -dy * across) // 16, y + (dy * along + flip * dx * across) // 16)
                for along, across, *_ in points
            ]
            if verb == "ball":
                self.pen.ball(slot, *spots[0], points[0][2] * self.scale)
            elif verb == "limb":
                self.pen.limb(
                    slot, *((*spot, point[2] * self.scale // 2) for spot, point in zip(spots, points, strict=True))
                )
            else:
                self.pen.poly(slot, spots, "slope")

    def ward(self, tool: Tool, hand: Spot, side: int) -> None:
        """Draw a shield before the fist: points of (left, up), its face turned outward and forward."""
        body = self.body
        for verb, material, points in shapes(tool.shapes):
            spots = []
            for across, up, *_ in points:
                # The face looks forward and to its side: across lies half along either axis.
                spots.append(
                    body.at(hand[0] + side * 2 + across * 7 // 8, hand[1] + 3 - side * across // 2, hand[2] + up)[:2]
                )
            slot = self.slot(material)
            if verb == "ball":
                wide = (
                    max(abs(7 * body.cos - 4 * side * body.sin) * points[0][2] // 8, points[0][2] * 80)
                    * self.scale
                    // 256
                )
                self.pen.ball(slot, *spots[0], wide, points[0][2] * self.scale, cast=self.cast)
            else:
                self.pen.poly(slot, spots, "slope", cast=self.cast)

    def trail(self, material: str) -> None:
        """Draw the crescent that a swung tool leaves in the air."""
        tool, pose = self.figure.tools[1], self.pose
        if not (pose.was and pose.aim and tool):
            return
        out, forward, up = pose.hands[1]
        hand = (-8 - self.figure.stout - out, forward, 26 + up)
        outer, inner = [], []
        for step in range(9):
            aim = [(was * (9 - step) + now * step) // 9 for was, now in zip(pose.was, pose.aim, strict=True)]
            size = max(isqrt(sum(part * part for part in aim)), 1)
            thin = 26 - 14 * step // 8
            far = [hand[n] + aim[n] * 27 // size for n in range(3)]
            near = [hand[n] + aim[n] * thin // size for n in range(3)]
            outer.append(self.body.at(far[0], far[1], far[2])[:2])
            inner.append(self.body.at(near[0], near[1], near[2])[:2])
        self.put(40, lambda: self.pen.poly(self.slot(material), [*outer, *reversed(inner)], 220, edge=False))

    def flash(self) -> None:
        """Draw what leaves the hand: an arrow, a burst of magic, a blow."""
        spark, tool = self.pose.spark, self.figure.tools[1]
        if spark is None:
            return
        out, forward, up = self.pose.hands[1]
        s, f, u = -8 - self.figure.stout - out, forward + spark, 26 + up
        use = tool.use if tool else ""
        if use == "shoot":
            self.put(30, lambda: self.limb(self.body, self.slot("straw"), ((s, f, u, 1), (s, f + 13, u, 1))))
            return
        if use == "cast":
            f, u = f + 8, u + max(14 - max(spark, 0) // 2, 0)
        size = 3 + max(spark, 0) // (6 if use == "cast" else 9)
        x, y, _ = self.body.at(s, f, u)
        slot, k = self.slot("glow" if use == "cast" else "trail"), self.scale

        def burst() -> None:
            for long, thin in ((2 * size * k, size * k // 2), (size * k // 2, 2 * size * k)):
                self.pen.poly(slot, [(x, y - thin), (x + long, y), (x, y + thin), (x - long, y)], 230, edge=False)
            self.pen.ball(slot, x, y, size * k, light=250, edge=False)

        self.put(41, burst)

    def cloak(self) -> None:
        length, body, sway = self.figure.cape, self.body, self.pose.sway
        if not length:
            return
        rings = (
            (30, -3, 7, 3),
            (24, -5, 12 + self.figure.stout, 3),
            (29 - length * 2 // 3, -7 - sway // 2, 16, 3),
            (29 - length, -8 - sway, 19, 4),
        )
        left, right = [], []
        for u, f, wide, deep in rings:
            x, y, _ = body.raw(0, f, u)
            half = body.half(wide, deep)
            left.append(self.rolled(x - half, y))
            right.append(self.rolled(x + half, y))
        (lx, ly), (rx, ry) = left[-1], right[-1]
        hem = [(lx + (rx - lx) * n // 4, ly + (ry - ly) * n // 4 + (n % 2) * self.scale * 2) for n in range(1, 4)]
        depth = body.raw(0, -6, 15)[2] // self.scale
        self.put(-5 + depth, lambda: self.pen.poly(self.slot("cape"), [*left, *hem, *reversed(right)], "round"))

    def face(self) -> None:
        """Put eyes and mouth where the head looks, if they are seen from here; as much of them as there is room for."""
        figure, head = self.figure, self.head
        if figure.eyes == "none":
            return
        self.put(5, self.look)
        if figure.eyes == "plain" and abs(head.sin) > 150:
            x, y, _ = head.at(0, 11, -4)
            self.put(3, lambda: self.pen.ball(self.slot("skin"), x, y, 2 * head.scale))

    def look(self) -> None:
        """Draw the eyes and the mouth."""
        figure, head, pose, k = self.figure, self.head, self.pose, self.head.scale
        pixels = self.pen.side * k // FINE
        eye = self.slot("glow" if figure.eyes == "glow" else "eye")
        wide, high = _EYES.get(figure.eyes, _EYES[pose.eyes])
        lively = figure.eyes == "plain" and pose.eyes != "closed"
        for side in (-1, 1):
            x, y, depth = head.at(side * 5, 7, -1)
            if depth <= k:
                continue
            across, down = (wide if depth > 6 * k else max(wide - 1, 1)) * k, high * k
            even = head.angle == 0 and not pose.roll and side > 0
            # The white is to the outside, or to the front where only one eye is seen.
            outer = side if abs(head.sin) < 200 else -1 if head.sin > 0 else 1
            if lively and pixels >= 30:
                self.patch(self.slot("white"), x + outer * k, y, across, down, 160, even=even)
            self.patch(eye, x, y, across, down, even=even)
            if lively and pixels >= 90:
                self.patch(self.slot("iris"), x, y + down // 4, across - k, down // 2, 150, even=even)
                self.patch(self.slot("beard"), x, y - down // 2 - k * 3 // 2, across + k, k, 84, even=even)
                if abs(head.sin) < 200 or side * head.sin < 0:
                    self.patch(self.slot("blush"), x + side * k, y + down * 4 // 5, 3 * k, k * 3 // 2)
            if lively and pixels >= 60:
                self.patch(self.slot("white"), x - across // 4, y - down // 2 + k * 3 // 4, k, k, 250)
        x, y, depth = head.at(0, 10, -7)
        if pixels >= 30 and depth > 2 * k and figure.mouth:
            if pose.eyes == "wide":
                self.patch(eye, x, y, 3 * k, 3 * k)
            else:
                self.patch(self.slot("lip"), x, y, 3 * k, k)


_EYES = {"open": (3, 5), "wide": (4, 6), "closed": (4, 1), "slit": (3, 2), "sockets": (5, 5)}  # their width and height
_WHOLE = {"lathe": Stage.lathe, "shell": Stage.shell}
_PARTS = {"ball": Stage.ball, "limb": Stage.limb, "fin": Stage.fin, "panel": Stage.fin, "dot": Stage.dot}


def _merged(pen: Pen) -> None:
    # Of so few pixels none is left for the lines between parts.
    form = pen.form
    for slots, lines in zip(form.slots, form.lines, strict=True):
        if any(slots):
            lines[:] = bytes(0 if slot else line for slot, line in zip(slots, lines, strict=True))


def draw(pen: Pen, figure: Figure, facing: str, pose: Pose) -> None:
    """Draw a figure standing in the pen's box, as large as it fits with all that is on its head."""
    scale = min(FINE * 55 // figure.tall, FINE + 1 - figure.stout // 2)
    stage = Stage(pen, figure, TURNS[facing], pose, scale, scale, GROUND)
    stage.stand()
    stage.reach()
    stage.cloak()
    stage.wear(stage.body, figure.torso, 0, figure.stout)
    stage.wear(stage.head, figure.head, 4)
    stage.face()
    stage.trail("trail")
    stage.flash()
    stage.done()
    if pen.side <= _SMALL:
        _merged(pen)
