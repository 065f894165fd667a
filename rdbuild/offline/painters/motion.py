"""Pictures that move.

Owns: the cells of each animation sheet, for people, beasts and things, and which cells a GIF plays.
Must not know: requests, file formats, how bodies hold themselves (`poses`).
Rule: a cell has exactly the requested size, and no two cells that follow each other are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rdbuild.offline.painters import body, effects, people, poses
from rdbuild.offline.painters.beasts import beast
from rdbuild.offline.painters.body import AROUND, SINES, TURNS, Pose
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.imagework import Indexed, surroundings
from rdbuild.offline.painters.subjects import colours_of, draw, subject_of

FRAME_MS = 150  # how long the vendor's own animations show a frame
SLOWER = {"effect": 200}
FACINGS = ("down", "right", "up", "left")
_VIEWS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 0, 3, 6, 7, 8, 5, 2)  # once around, as the GIF plays it
_USUAL_COUNT = 16
_IDLE_WALK_ORDER = (2, 1, 2, 3)
_ROOM = {"battle": 14, "motion": 12, "walk": 4, "walk_idle": 4}  # of 64: kept free around a body for what it does


@dataclass(frozen=True)
class Bend:
    """What is done to a drawn picture: parts of 64 of its side, except `wide` and `tall` (of 256; below 0 mirrors).

    `on` is towards where it faces. Widths and heights are kept by the ground and the middle.
    """

    on: int = 0
    up: int = 0
    wide: int = 256
    tall: int = 256
    lean: int = 0
    step: int = 0  # of a beast's gait
    spark: int = 0


_STILL = Bend()
_HOPS = [Bend(tall=250, lean=2), Bend(up=3, step=1, wide=250), Bend(tall=250, lean=-2, step=2), Bend(up=2, step=3, tall=262)]
_BREATHS = [_STILL, Bend(tall=250, wide=260), Bend(tall=244, wide=266)]
_BENDS: Mapping[str, Sequence[Bend]] = {  # of beasts and things, by the columns of a sheet
    "walk": _HOPS,
    "walk_idle": [Bend(tall=244, wide=262), _HOPS[0], Bend(up=1, step=1), _HOPS[2]],
    "small": [_HOPS[0], Bend(tall=280, wide=244), Bend(lean=7), Bend(up=7, tall=270, wide=240, spark=1), Bend(tall=120, wide=290)],
    "battle": [
        *_BREATHS, *_HOPS, Bend(lean=3, up=1, step=0), Bend(up=3, step=2, lean=-1),
        Bend(tall=190, wide=292), Bend(up=10, tall=280, wide=240, step=1),
        Bend(on=-5, lean=-4, tall=236), Bend(on=9, up=2, lean=6, wide=270, step=1, spark=2), Bend(on=6, lean=3, tall=230, step=2, spark=1),
    ],
}  # fmt: skip

_SLOPE = 90  # how much light falls off from the upper left to the lower right of a thing
# What verbs ask for, and the first one wins.
_ASKED: Mapping[str, str] = {
    word: verb
    for verb, said in {
        "walk": "walk walks walking walk stroll strolling march marching",
        "run": "run runs running sprint sprinting charge charging",
        "jump": "jump jumps jumping hop hops hopping leap leaping bounce bounces bouncing",
        "spin": "spin spins spinning rotate rotates rotating turn turning twirl twirling",
        "attack": "attack attacks attacking slash slashes slashing swing swings swinging strike strikes stab stabs fight fighting shoot "
        "shoots shooting cast casts casting punch punches punching kick kicks hit hits throw throws",
        "wave": "wave waves waving greet greets greeting",
        "dance": "dance dances dancing celebrate celebrating cheer cheering",
        "fly": "fly flies flying flap flaps flapping hover hovers hovering float floats floating swim swims swimming",
        "shake": "shake shakes shaking tremble trembles shiver shivering wobble wobbles wobbling",
        "open": "open opens opening unlock unlocks",
        "grow": "grow grows growing appear appears appearing spawn spawns",
        "fall": "fall falls falling die dies dying faint faints death collapse collapses",
        "burn": "burn burns burning flames explode explodes",
        "idle": "idle idles breathe breathes breathing stand stands standing",
    }.items()
    for word in said.split()
}  # fmt: skip
_SIDEWAYS = frozenset(["walk", "run", "fly"])


def _wave_of(t: int, size: int, times: int = 1) -> int:
    turn = SINES[t * 3 * times // 2 % AROUND]
    return (abs(turn) * size + 128) // 256 * (1 if turn > 0 else -1)


def _rise(t: int, size: int) -> int:
    return ((256 - SINES[(t * 3 // 2 + 6) % AROUND]) * size + 256) // 512


def _spun(t: int) -> int:
    turn = SINES[(t * 3 // 2 + 6) % AROUND]
    return turn if abs(turn) > 48 else 48 if t < 6 or t > 12 else -48


_ARC = (0, 0, 0, 0, 4, 10, 15, 17, 17, 15, 10, 4, 0, 0, 0, 0)
_PRESS = (256, 226, 190, 176, 290, 280, 270, 262, 258, 264, 272, 284, 170, 200, 272, 248)
_STEPS: Mapping[str, Callable[[int], Bend]] = {  # of beasts and things: each begins as the thing is at rest
    "idle": lambda t: Bend(up=0, lean=_wave_of(t, 4), tall=256 - _rise(t, 38) + t % 2, wide=256 + _rise(t, 20), step=t // 4),
    "walk": lambda t: Bend(up=(0, 1, 3, 1)[t % 4], lean=_wave_of(t, 4), step=t // 2, tall=256 - t % 2 * 8),
    "run": lambda t: Bend(up=(0, 3, 5, 2)[t % 4], lean=min(t, 5) + _wave_of(t, 2, 2), step=t, tall=256 - t % 2 * 10),
    "jump": lambda t: Bend(up=_ARC[t], tall=_PRESS[t], wide=384 - _PRESS[t] // 2, step=t // 4, lean=_wave_of(t, 2)),
    "spin": lambda t: Bend(wide=_spun(t), up=t % 2),
    "attack": lambda t: Bend(on=(0, -1, -3, -5, -6, 4, 12, 10, 5, 2, 0, -2, -5, 8, 11, 4)[t], lean=(0, -1, -3, -4, -5, 3, 8, 6, 3, 1, 0, -2, -5, 5, 8, 3)[t], step=t // 2,
                             spark=(0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 1, 2, 1)[t]),
    "wave": lambda t: Bend(lean=_wave_of(t, 7, 2), tall=256 + t % 2 * 6, step=t // 2),
    "dance": lambda t: Bend(lean=_wave_of(t, 7, 2), up=(0, 3, 5, 3)[t % 4], wide=256 - t % 2 * 12, step=t // 2),
    "fly": lambda t: Bend(up=_rise(t, 9) + (0, 1)[t % 2], lean=_wave_of(t, 3), step=t),
    "shake": lambda t: Bend(on=(0, 3, -2, 2, -3, 1, -1, 3)[t % 8] * (t > 0), lean=(0, 2, -2)[t % 3], step=t // 4, tall=256 + t // 8 * 5),
    "open": lambda t: Bend(tall=(256, 244, 226, 210, 200, 236, 290, 310, 296, 276, 264, 258, 256, 260, 256, 252)[t], lean=(0, 2, -2, 2, -2, 1)[t] if t < 6 else 0, spark=3 if t > 5 else 0),
    "grow": lambda t: Bend(tall=(256, 40, 64, 88, 120, 140, 168, 190, 208, 228, 244, 258, 276, 288, 272, 262)[t], wide=(256, 60, 84, 96, 120, 150, 168, 180, 200, 214, 236, 262, 270, 252, 246, 252)[t]),
    "fall": lambda t: Bend(up=(0, 2, 4, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0)[t], tall=(256, 264, 270, 250, 200, 150, 110, 84, 110, 90, 80, 84, 80, 84, 80, 84)[t], wide=256 + min(t, 10) * 6, lean=min(t, 8)),
    "burn": lambda t: Bend(lean=(0, 1, -1)[t % 3], tall=256 - (t % 2) * 6, spark=4 if t else 0),
}  # fmt: skip

# Things that are flat and are seen from above when they turn, pointing up at rest; all others stand and show their sides.
_FLAT = frozenset(
    "sword swords dagger axe spear arrow knife wand staff key shuriken spaceship starship spacecraft rocket plane "
    "airplane jet fighter ufo drone satellite bow hammer missile compass".split()
)


@dataclass(frozen=True)
class _Actor:
    """Who or what moves: drawn on a fresh form, facing somewhere, in a pose (people) or bent (all others)."""

    prompt: str
    seed: int
    given: Sequence[Rgb]
    colours: Sequence[Rgb]
    figure: people.Figure | None
    kind: str
    beastly: bool

    def shown(self, width: int, height: int, facing: str, pose: Pose | int, bend: Bend, room: int = 0) -> Form:
        form = Form(width, height)
        side = min(width, height)
        pen = Pen(form, (width - side + side * room // GRID) // 2, height - side + side * room // GRID * 7 // 8, side - side * room // GRID)
        if self.figure:
            if isinstance(pose, int):
                tool = self.figure.tools[1]
                use = tool.use if tool else ""
                pose = poses.STRIKES.get(f"{use} across" if facing in ("down", "up") else use, poses.STRIKES[use])[pose]
            body.draw(pen, self.figure, facing, pose)
            return form
        if self.beastly:
            beast(pen, self.kind, self.colours, Chance(self.seed), facing, bend.step % 4)
        else:
            draw(pen, self.prompt, Chance(self.seed), self.given)
            if "left" in facing:
                _bent(form, Bend(wide=-256), 0, 0)
                _relit(form)
            elif facing == "up":
                _bent(form, Bend(wide=-236), 0, 0)
                _relit(form, -26)
            elif facing == "right":
                _bent(form, Bend(wide=238), 0, 0)
        across, down = _ALONG[facing]
        _bent(form, bend, across, down)
        _sparkle(form, bend, across, down, self.colours[2], facing)
        return form



_ALONG = {
    "down": (0, 1), "up": (0, -1), "right": (1, 0), "left": (-1, 0),
    "down-left": (-1, 1), "down-right": (1, 1), "up-left": (-1, -1), "up-right": (1, -1),
}  # fmt: skip


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
    made: list[Form | Canvas] = []
    if painter == "effect":
        colours = colours_of("" if source else prompt, Chance(seed), given)
        for moment in range(16):
            form = Form(width, height)
            made.append(form)
            effects.effect(form, prompt, seed, colours, moment, 16)
        return made
    moments = [place * 16 // count for place in range(count)]
    verb = next((_ASKED[word] for word in words(prompt) if word in _ASKED), "idle")
    if source and painter not in (*poses.COLUMNS, "rotation"):
        thing = _cut_out(source)
        return [_moved(thing, _STEPS[verb](moment)) for moment in moments]
    actor = _actor(prompt, seed, given, bool(source))
    room = _ROOM.get(painter, 0)
    if painter in poses.COLUMNS:
        for facing in FACINGS:
            for pose, bend in zip(poses.COLUMNS[painter], _BENDS[painter], strict=True):
                made.append(_posed(actor, width, height, facing, pose, bend, room))
        return made
    if painter == "rotation":
        return [_view(actor, width, height, view) for view in _VIEWS]
    asked = next((word for word in words(prompt) if word in FACINGS), "right" if verb in _SIDEWAYS else "down")
    for moment in moments:
        bend = _STEPS[verb](moment)
        if actor.figure and verb not in poses.VERBS:
            form = actor.shown(width, height, asked, poses.VERBS["idle"](moment), bend, room)
            _bent(form, bend, *_ALONG[asked])
            _sparkle(form, bend, *_ALONG[asked], actor.colours[2], asked)
        else:
            facing = list(TURNS)[moment // 2 * 1 % 8] if actor.figure and verb == "spin" else asked
            pose = poses.VERBS.get(verb, poses.VERBS["idle"])(moment)
            form = actor.shown(width, height, facing, pose, bend, room)
        made.append(form)
    return made


def columns(painter: str, count: int = _USUAL_COUNT) -> int:
    """Return how many of the `count` cells a row of the sheet has."""
    if painter == "rotation":
        return 3
    if painter in poses.COLUMNS:
        return len(poses.COLUMNS[painter])
    return 4 if count % 4 == 0 else count


def played(painter: str, count: int) -> Sequence[int]:
    """Return which of the `count` cells a GIF plays, in order."""
    if painter == "rotation":
        return _TURN_ORDER
    if painter == "walk_idle":
        return [row + step for row in range(0, count, 4) for step in _IDLE_WALK_ORDER]
    return range(count)


def _actor(prompt: str, seed: int, given: Sequence[Rgb], coloured: bool) -> _Actor:
    # Colours of an input image come before those that words name.
    colours = colours_of("" if coloured else prompt, Chance(seed), given)
    paint, kind = subject_of(prompt, Chance(seed))
    figure = None
    if paint is people.person:
        said = " ".join(word for word in words(prompt) if word not in WORDS) if coloured else prompt
        figure = people.dressed(kind, colours, Chance(seed), said, loud=coloured)
    elif coloured:
        prompt = " ".join(word for word in words(prompt) if word not in WORDS or word == kind) or prompt
    return _Actor(prompt, seed, given, colours, figure, kind, paint is beast)


def _posed(actor: _Actor, width: int, height: int, facing: str, pose: Pose | int, bend: Bend, room: int) -> Form:
    if isinstance(pose, Pose) and pose.roll:
        pose = replace(pose, roll=AROUND - pose.roll if facing in ("down", "right") else pose.roll)
    if isinstance(pose, Pose) and pose.look and facing == "left":
        pose = replace(pose, look=-pose.look)
    form = actor.shown(width, height, facing, pose, bend, room)
    if isinstance(pose, Pose) and pose.eyes == "wide" and actor.figure:
        pen = Pen(form)
        mark = pen.slot(WORDS["yellow"], "flat")
        pen.box(mark, 51, 4, 55, 13)
        pen.box(mark, 51, 16, 55, 20)
    return form


def _view(actor: _Actor, width: int, height: int, view: str) -> Form:
    if not view:
        return Form(width, height)
    if actor.figure or actor.beastly:
        return actor.shown(width, height, view, poses.STAND, _STILL)
    form = Form(width, height)
    draw(Pen(form), actor.prompt, Chance(actor.seed), actor.given)
    turn = TURNS[view]
    if _FLAT.intersection(words(actor.prompt)):
        # Drawn pointing up.
        _wheeled(form, (12 - turn) % AROUND)
        return form
    wide = SINES[(turn + 6) % AROUND]
    wide = (abs(wide) * 140 + 256 * 116) // 256 * (-1 if turn > 12 or turn == 12 else 1)
    _bent(form, Bend(wide=wide), 0, 0)
    if wide < 0:
        _relit(form)
    _sided(form, turn)
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


def _moved(thing: Canvas, bend: Bend) -> Canvas:
    canvas = Canvas(thing.width, thing.height, thing.colours[0])
    canvas.colours = list(thing.colours)
    canvas.rows = _rows(thing.rows, bend, 1, 0)
    return canvas


# -- bending


def _rows(plane: Sequence[bytearray], bend: Bend, across: int, down: int) -> list[bytearray]:
    height, width = len(plane), len(plane[0])
    side = min(width, height)
    ground = height - 1 - height // 24
    shift, rise = bend.on * across * side // 64, (bend.up - bend.on * down // 2) * side // 64
    if bend.wide == 256:
        stretched: Sequence[bytes] = plane
    else:
        wide = bend.wide
        middle = width - 1
        places = [(middle * abs(wide) + (2 * x - middle) * 256 * (1 if wide > 0 else -1) + abs(wide)) // (2 * abs(wide)) for x in range(width)]
        stretched = [bytes(row[at] if 0 <= at < width else 0 for at in places) for row in plane]
    made = []
    for y in range(height):
        at = ground - ((ground - y - rise) * 256 + 128) // bend.tall if bend.tall != 256 else y + rise
        if not 0 <= at < height:
            made.append(bytearray(width))
            continue
        # Leaning moves the top most.
        by = shift + bend.lean * (ground - at) * (across or 1) // height * side // 64
        row = stretched[at]
        if by > 0:
            row = bytes(min(by, width)) + bytes(row[: max(width - by, 0)])
        elif by < 0:
            row = bytes(row[min(-by, width) :]) + bytes(min(-by, width))
        made.append(bytearray(row))
    return made


def _bent(form: Form, bend: Bend, across: int, down: int) -> None:
    if bend != _STILL:
        form.slots, form.light, form.lines = (_rows(plane, bend, across, down) for plane in (form.slots, form.light, form.lines))


def _relit(form: Form, more: int = 0) -> None:
    # After it was mirrored: what the light left dark turns to it.
    width = form.width
    for y in range(form.height):
        for part in range(8):
            form.shade(y, part * width // 8, (part + 1) * width // 8, 42 - part * 12 + more)


def _sided(form: Form, turn: int) -> None:
    # The side that turns away takes less light; seen from behind, all takes less.
    width = form.width
    away = SINES[turn] // 6
    behind = -24 if 6 < turn < 18 else 0
    for y in range(form.height):
        form.shade(y, 0, width // 2, behind - max(-away, 0) // 2)
        form.shade(y, width // 2, width, behind - max(away, 0))


def _wheeled(form: Form, turn: int) -> None:
    # Turned around the middle; its light is laid anew.
    if not turn:
        return
    width, height = form.width, form.height
    sin, cos = SINES[turn], SINES[(turn + 6) % AROUND]
    slots, light, lines = ([bytearray(width) for _ in range(height)] for _ in range(3))
    for y in range(height):
        dy = 2 * y + 1 - height
        for x in range(width):
            dx = 2 * x + 1 - width
            sx, sy = (dx * cos + dy * sin) // 256, (dy * cos - dx * sin) // 256
            at, row = (sx + width) >> 1, (sy + height) >> 1
            if 0 <= at < width and 0 <= row < height and (form.slots[row][at] or form.lines[row][at]):
                slots[y][x], lines[y][x] = form.slots[row][at], form.lines[row][at]
                lit = form.light[row][at] + (sx + sy - dx - dy) * _SLOPE // (width + height)
                light[y][x] = min(max(lit, 20), 236)
    form.slots, form.light, form.lines = slots, light, lines


# -- what flies around


def _sparkle(form: Form, bend: Bend, across: int, down: int, accent: Rgb, facing: str) -> None:
    if not bend.spark:
        return
    pen = Pen(form)
    if bend.spark in (1, 2):
        x, y, size = 32 + 24 * across, 34 + 18 * down - (14 if not across and down < 0 else 0), 3 * bend.spark + 2
        star = pen.slot((255, 250, 220), "glow")
        for wide, high in ((size, 2), (2, size)):
            pen.poly(star, [(x - wide, y), (x, y - high), (x + wide, y), (x, y + high)], 235, edge=False)
        return
    turn = bend.tall + bend.lean * 7
    hot = bend.spark == 4
    for n in range(9 if hot else 7):
        x = 10 + n * (44 // (8 if hot else 6))
        y = (58 if hot else 44) - (turn * (n + 3) + n * n * 5) % (30 if hot else 36)
        if hot:
            size = 4 + (n * 3 + turn) % 4
            pen.poly(pen.slot((240, 96, 40), "glow"), [(x - size, y + size), (x, y - 2 * size), (x + size, y + size), (x, y + size + 3)], 128, edge=False)
            pen.poly(pen.slot((255, 208, 80), "glow"), [(x - size // 2, y + size), (x, y - size // 2), (x + size // 2, y + size), (x, y + size + 2)], 160, edge=False)
        else:
            pen.dot(pen.slot(accent if n % 2 else (255, 244, 190), "glow"), x, y, 230, 2 + n % 2)
