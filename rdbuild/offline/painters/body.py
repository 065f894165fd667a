"""The one body that all people have: it stands, walks and strikes, and is seen from any side.

Owns: the limbs and the face of somebody, what hands hold, and how a pose moves all of it.
Must not know: the words that call for people, requests, how light becomes colour.
Rule: a pose is numbers; any figure takes any pose, seen from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isqrt

from rdbuild.offline.painters.colours import Rgb
from rdbuild.offline.painters.form import GRID, Pen
from rdbuild.offline.painters.solids import AROUND, FINE, RADIUS, TURNS, Frame, Spot, Stage, shapes

GROUND, NECK, HIPS = 59, 43, 13  # heights: the ground on the grid; the head's middle and the hips on the body
LITTLE = 34  # pixels of a box in which somebody is known by their head
# Of such a picture: its ground, how high somebody is, the trunk's scale, from where on a hat is half as high.
_GROUND, _HIGH, _SCALE, _BRIM = 60, 52, 198, 14


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
    mount: tuple[str, Sequence[Rgb]] | None = None  # the kind of beast that is ridden, and its colours

    def tall(self, brim: int = GRID) -> int:
        """How high what is on the head rises above its middle, if it is half as high above `brim`."""
        tops = [(RADIUS + 1, 0)]
        for shape in shapes(self.head):
            points = shape.points
            if shape.verb == "lathe":
                tops += [(points[0][2] + ring[0], 0) for ring in points[1:]]
            elif shape.verb == "shell":
                tops.append((RADIUS + points[0][0] + 1, 0))
            else:
                round_ = shape.verb in ("ball", "limb")
                # What is behind a head, or before it, is higher up from somewhere.
                tops += [(u + abs(f) * 5 // 16, rest[-1] * round_ if rest else 0) for _, f, u, *rest in points]
        return max(min(up, (up + brim) // 2) + radius for up, radius in tops)


class Person(Stage):
    """A figure in a pose. `trunk` and `head` are scales (of 256) of the body and of what is above its neck."""

    def __init__(self, pen: Pen, figure: Figure, turn: int, pose: Pose, trunk: int = 256, head: int = 256) -> None:
        super().__init__(pen, figure.ink, turn)
        self.small = pen.side < LITTLE
        self.cast = 0 if self.small else 24
        self.figure, self.pose = figure, pose
        self.roll, self.flap = pose.roll % AROUND, pose.flap
        down = pose.sink + figure.short
        self.body = self.frame(None, (-4 * pose.side, 0, -down * FINE), trunk, lean=pose.lean)
        self.body.stride = pose.feet[0][0] - pose.feet[1][0]
        self.floor = self.frame(None, (0, 0, 0), trunk)
        raised = (head - 256) * RADIUS // 16  # a larger head stands on the same neck
        self.head = self.frame(self.body, (0, 0, NECK * FINE + raised), head, pose.look)
        self.head.soft = True
        if self.small:
            self.head.brim = _BRIM * FINE

    def on(self, frame: Frame, spot: Spot) -> tuple[int, int]:
        return self.place(frame.at(*spot))

    def units(self, units: int) -> int:
        return self.reach(self.body, units)

    def stand(self) -> None:
        """Put the legs, if there are any."""
        if "-" in self.figure.legs:
            return
        upper, boot = map(self.slot, self.figure.legs)
        more = self.figure.stout // 3
        for side, (forward, up) in zip((1, -1), self.pose.feet, strict=True):
            s = side * (4 + more + 5 * self.small)

            def leg(s: int = s, forward: int = forward, up: int = up) -> None:
                hip, foot = self.on(self.body, (s, 0, HIPS)), self.on(self.floor, (s, forward, up + 3))
                toe, thin = self.on(self.floor, (s, forward + 3, up + 2)), self.units(3 + more)
                self.pen.limb(upper, (*hip, self.units(4 + more)), (*foot, thin))
                self.pen.limb(boot, (*foot, thin), (*toe, thin))

            self.put(-3 + self.floor.seen(side * 4, 0, 0) // 64, leg)

    def hand(self, side: int) -> Spot:
        """Return where a hand is on the body."""
        out, forward, up = self.pose.hands[side < 0]
        return side * (8 + self.figure.stout + out), forward, 26 + up

    def reach_out(self, near: int = 1) -> None:
        """Put the arms, and what the hands hold."""
        sleeve, palm = map(self.slot, self.figure.arms)
        body, thick = self.body, 4 if self.figure.stout > 1 else 3
        for side, tool in zip((1, -1), self.figure.tools, strict=True):
            shoulder, hand = (side * (8 + self.figure.stout), 0, 26), self.hand(side)

            def arm(shoulder: Spot = shoulder, hand: Spot = hand, side: int = side, tool: Tool | None = tool) -> None:
                from_, to, wrist = self.on(body, shoulder), self.on(body, hand), self.units(thick)
                self.pen.limb(sleeve, (*from_, self.units(thick + 1)), (*to, wrist))
                if tool and tool.use != "ward":
                    self.hold(tool, hand, side)
                self.pen.ball(palm, *to, wrist)
                if tool and tool.use == "ward":
                    self.ward(tool, hand, side)

            self.put(near + (body.seen(*shoulder) + body.seen(*hand)) // (2 * FINE), arm)

    def hold(self, tool: Tool, hand: Spot, side: int) -> None:
        """Draw a tool along its aim: points of (along, across)."""
        aim = self.pose.aim if side < 0 and self.pose.aim else (tool.rest[0] * -side, *tool.rest[1:])
        x, y = self.on(self.body, hand)
        ex, ey = self.on(self.body, (hand[0] + aim[0], hand[1] + aim[1], hand[2] + aim[2]))
        large = 5 if self.small and "some" in self.traits and tool.use == "slash" else 4  # else it is a shard
        dx, dy = (ex - x) * large // 4, (ey - y) * large // 4
        # Across is outward: where the tool's edge is.
        flip = -1 if (self.body.sin < -40 or (abs(self.body.sin) <= 40 and side * self.body.cos < 0)) else 1
        self.flat(
            tool,
            lambda along, across: (
                x + (dx * along - flip * dy * across) // 16,
                y + (dy * along + flip * dx * across) // 16,
            ),
        )

    def ward(self, tool: Tool, hand: Spot, side: int) -> None:
        """Draw a shield before the fist: points of (left, up), its face turned outward and forward."""
        body, (s, f, u) = self.body, hand
        # The face looks forward and to its side: across lies half along either axis.
        wide = max(abs(7 * body.cos - 4 * side * body.sin) // 8, 80)
        self.flat(
            tool,
            lambda across, up: self.on(body, (s + side * 2 + across * 7 // 8, f + 3 - side * across // 2, u + up)),
            wide,
            self.cast,
        )

    def flat(self, tool: Tool, at: Callable[[int, int], tuple[int, int]], wide: int = 256, cast: int = 0) -> None:
        """Draw what is flat where `at` says that its points are; `wide` (of 256) is how wide a disc is seen."""
        for shape in shapes(tool.shapes):
            slot, spots = self.slot(shape.material), [at(*point[:2]) for point in shape.points]
            sizes = [self.units(point[-1]) for point in shape.points]
            if shape.verb == "ball":
                self.pen.ball(slot, *spots[0], sizes[0] * wide // 256, sizes[0], cast=cast)
            elif shape.verb == "limb":
                self.pen.limb(slot, *((*spot, size // 2) for spot, size in zip(spots, sizes, strict=True)))
            else:
                self.pen.poly(slot, spots, "slope", cast=cast)

    def trail(self) -> None:
        """Put the crescent that a swung tool leaves in the air: it fades to where it began."""
        tool, pose = self.figure.tools[1], self.pose
        if not (pose.was and pose.aim and tool):
            return
        s, f, u = self.hand(-1)
        rim: list[list[tuple[int, int]]] = []
        for step in range(13):
            x, y, z = ((was * (12 - step) + now * step) // 12 for was, now in zip(pose.was, pose.aim, strict=True))
            size = max(isqrt(x * x + y * y + z * z), 1)
            reaches = 27, 27 - min(step, 13 - step) // 2, 27 - min(step, 14 - step)
            rim.append([self.on(self.body, (s + x * r // size, f + y * r // size, u + z * r // size)) for r in reaches])

        def crescent() -> None:
            for first, inner, light in ((0, 2, 40), (5, 1, 120), (8, 1, 250)):
                points = rim[first:]
                outline = [point[0] for point in points] + [point[inner] for point in reversed(points)]
                self.pen.poly(self.slot("trail"), outline, light, edge=False)

        self.put(40, crescent)

    def flash(self) -> None:
        """Put what leaves the hand: an arrow, a burst of magic, a blow."""
        spark, tool = self.pose.spark, self.figure.tools[1]
        if spark is None:
            return
        s, f, u = self.hand(-1)
        f += spark
        use = tool.use if tool else ""
        if use == "shoot":
            self.wear(self.body, f"limb straw {s}:{f}:{u}:1 {s}:{f + 13}:{u}:1", 30)
            return
        if use == "cast":
            f, u = f + 8, u + max(14 - max(spark, 0) // 2, 0)
        size = self.units(3 + max(spark, 0) // (6 if use == "cast" else 9))
        x, y = self.on(self.body, (s, f, u))
        slot = self.slot("glow" if use == "cast" else "trail")

        def burst() -> None:
            for long, thin in ((2 * size, size // 2), (size // 2, 2 * size)):
                self.pen.poly(slot, [(x, y - thin), (x + long, y), (x, y + thin), (x - long, y)], 230, edge=False)
            self.pen.ball(slot, x, y, size, light=250, edge=False)

        self.put(41, burst)

    def cloak(self) -> None:
        """Put the cape."""
        length, body, sway = self.figure.cape, self.body, self.pose.sway
        if not length:
            return
        rings = (
            (-3, 30, 7, 3),
            (-5, 24, 12 + self.figure.stout, 3),
            (-7 - sway // 2, 29 - length * 2 // 3, 16, 3),
            (-8 - sway, 29 - length, 19, 4),
        )
        left, right = self.flanks([(body.at(0, f, u), body.half(wide, deep)) for f, u, wide, deep in rings])
        (lx, ly), (rx, ry) = left[-1], right[-1]
        hem = [(lx + (rx - lx) * n // 4, ly + (ry - ly) * n // 4 + (n % 2) * self.units(2)) for n in range(1, 4)]
        near = -5 + body.seen(0, -6, 15) // FINE
        self.put(near, lambda: self.pen.poly(self.slot("cape"), [*left, *hem, *reversed(right)], "round"))

    def look(self) -> None:
        """Put eyes and mouth where the head looks, if they are seen from here; as much as there is room for."""
        figure, head = self.figure, self.head
        if figure.eyes == "none":
            return
        self.put(5, self.gaze)
        if figure.eyes == "plain" and abs(head.sin) > 150 and not self.small:
            self.wear(head, "ball skin 0:11:-4:2", 3 - head.seen(0, 11, -4) // FINE)

    def gaze(self) -> None:
        figure, head, pose = self.figure, self.head, self.pose
        k = self.reach(head, 1)
        pixels = self.pen.side * k // FINE
        eye = self.slot("glow" if figure.eyes == "glow" else "eye")
        wide, high = _EYES.get(figure.eyes, _EYES[pose.eyes])
        lively = figure.eyes == "plain" and pose.eyes != "closed"
        for side in (-1, 1):
            spot, depth = (side * 5, 7, -1), head.seen(side * 5, 7, -1)
            if depth <= FINE:
                continue
            across, down = (wide if depth > 6 * FINE else max(wide - 1, 1)) * k, high * k
            even = head.angle == 0 and not pose.roll and side > 0
            x, y = self.on(head, spot)
            if even:  # exactly as far from the middle as the other one
                x = 2 * self.on(head, (0, 7, -1))[0] - self.on(head, (-5, 7, -1))[0]
            # The white is to the outside, or to the front where only one eye is seen.
            outer = side if abs(head.sin) < 200 else -1 if head.sin > 0 else 1
            if lively and pixels >= 30:
                self.patch(self.slot("white"), x + outer * max(k, self.pixel), y, across, down, 160, even=even)
            self.patch(eye, x, y, across, down, even=even)
            if lively and pixels >= 90:
                self.patch(self.slot("iris"), x, y + down // 4, across - k, down // 2, 150, even=even)
                self.patch(self.slot("beard"), x, y - down // 2 - k * 3 // 2, across + k, k, 84, even=even)
                if abs(head.sin) < 200 or side * head.sin < 0:
                    self.patch(self.slot("blush"), x + side * k, y + down * 4 // 5, 3 * k, k * 3 // 2)
            if lively and pixels >= 60:
                self.patch(self.slot("white"), x - across // 4, y - down // 2 + k * 3 // 4, k, k, 250)
        if pixels >= 30 and head.seen(0, 10, -7) > 2 * FINE and figure.mouth:
            wide = pose.eyes == "wide"
            self.patch(eye if wide else self.slot("lip"), *self.on(head, (0, 10, -7)), 3 * k, 3 * k if wide else k)


_EYES = {"open": (3, 5), "wide": (4, 6), "closed": (4, 1), "slit": (3, 2), "sockets": (5, 5)}  # their width and height


def draw(pen: Pen, figure: Figure, facing: str, pose: Pose) -> None:
    """Draw a figure standing in the pen's box, as large as it fits with all that is on its head."""
    small, head, ground = pen.side < LITTLE, 256, GROUND
    tall = figure.tall(_BRIM if small else GRID)
    if small:  # Somebody is known by their head: it takes what the trunk leaves.
        figure = replace(figure, stout=figure.stout + 5)
        head = min((_HIGH * 256 * 256 // _SCALE - (NECK - RADIUS) * 256) // (tall + RADIUS), 450)
        ground = _GROUND
    stage = Person(pen, figure, TURNS[facing], pose, 256, head)
    stage.scale = _SCALE if small else min(256 * 55 // (NECK - figure.short + tall), 272 - figure.stout * 8)
    ground -= 4 * (small and stage.lies)  # on a broad back
    stage.x, stage.y = 32 * FINE, ground * FINE - pose.lift * stage.scale // 16
    stage.stand()
    stage.reach_out()
    stage.cloak()
    stage.wear(stage.body, figure.torso, 0, figure.stout)
    stage.wear(stage.head, figure.head, 4)
    stage.look()
    stage.trail()
    stage.flash()
    stage.draw()
