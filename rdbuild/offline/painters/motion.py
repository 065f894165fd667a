"""Pictures that move.

Owns: the cells of each animation sheet, for people, beasts and things, and which cells a GIF plays.
Must not know: requests, file formats, how bodies hold themselves (`poses`).
Rule: a cell has exactly the requested size, and no two cells that follow each other are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from rdbuild.offline.painters import bends, effects, items, people, poses, things
from rdbuild.offline.painters.beasts import CALLED, beast
from rdbuild.offline.painters.body import Pose
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, named, tokens, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.imagework import Indexed, surroundings
from rdbuild.offline.painters.nouns import noun
from rdbuild.offline.painters.solids import AROUND, SINES, TURNS
from rdbuild.offline.painters.subjects import colours_of, subject_of

FRAME_MS = 150  # how long the vendor's own animations show a frame
SLOWER = {"effect": 200}
FACINGS = ("down", "right", "up", "left")
_VIEWS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 0, 3, 6, 7, 8, 5, 2)  # once around, as the GIF plays it
_USUAL_COUNT = 16
_IDLE_WALK_ORDER = (2, 1, 2, 3)
_ROOM = {"battle": 14, "motion": 12, "walk": 4, "walk_idle": 4}  # of 64: kept free around a body for what it does


_VERBS = """
walk: walk walks walking stroll strolling march marching
run: run runs running gallop gallops galloping trot trotting sprint sprinting charge charging
jump: jump jumps jumping hop hops hopping leap leaping bounce bounces bouncing
spin: spin spins spinning rotate rotates rotating turn turning twirl twirling
attack: attack attacks attacking slash slashes slashing swing swings swinging strike strikes stab stabs fight fighting
    shoot shoots shooting cast casts casting punch punches punching kick kicks hit hits throw throws
wave: wave waves waving greet greets greeting
dance: dance dances dancing celebrate celebrating cheer cheering
fly: fly flies flying flap flaps flapping hover hovers hovering float floats floating swim swims swimming
shake: shake shakes shaking tremble trembles shiver shivering wobble wobbles wobbling
open: open opens opening unlock unlocks
grow: grow grows growing appear appears appearing spawn spawns
fall: fall falls falling fell die dies dying faint faints death collapse collapses
burn: burn burns burning flames explode explodes
idle: idle idles breathe breathes breathing stand stands standing
"""
_ASKED = called(_VERBS)  # word of a prompt -> verb
_ARTICLES = frozenset(["a", "an", "the"])
_SIDEWAYS = frozenset(["walk", "run", "fly"])
_FAST = frozenset(["run", "fly"])
_SPREAD = frozenset(["butterfly", "bat"])  # whose wings are a line from the side


# Things that are seen from above while they turn, beside those that a row of theirs shows `above` and those that lie
# aslant; what is round is as deep as it is wide; all others stand, and have a narrow side.
_FLAT = frozenset(["rocket", "plane"])
_ROUND = frozenset(
    """
    potion orb ball bomb barrel vase pot tree pine_tree palm_tree mushroom apple cauldron balloon bush tower
    """.split()  # noqa: SIM905
)
_DEPTH = 160  # of 256 of its width
_DARK = 180  # of three channels: as its outline is, which is no colour of a picture's
_OPENED = 6  # the moment when what is asked to open is open


@dataclass(frozen=True)
class _Actor:
    """Who or what moves: drawn on a fresh form, facing somewhere, in a pose (people) or bent (all others)."""

    prompt: str
    seed: int
    colours: Sequence[Rgb]
    figure: people.Figure | None
    kind: str
    beastly: bool
    sides: dict[str, Form] = field(default_factory=dict)  # of a thing, by facing

    def shown(self, width: int, height: int, facing: str, pose: Pose | int, bend: bends.Bend, room: int = 0) -> Form:
        side, kept = min(width, height), min(width, height) * room // GRID
        form = Form(width, height)
        pen = Pen(form, (width - side + kept) // 2, height - side + kept * 7 // 8, side - kept)
        if self.figure:
            people.draw(pen, self.figure, facing, self.stage(pose, facing), bend.step % 4)
            return form
        if self.beastly:
            beast(pen, self.kind, self.colours, Chance(self.seed), facing, bend.step % 4)
        else:
            if facing not in self.sides:
                plain = Form(width, height)
                for one, bare in ((form, False), (plain, True)):
                    pen = Pen(one, pen.left, pen.top, pen.side)
                    pen.mirror = facing in _BEHIND
                    items.item(pen, self.kind, self.colours, Chance(self.seed), words(self.prompt), plain=bare)
                bends.turned(form, plain, TURNS[facing], 256 if self.kind in _ROUND else _DEPTH)
                self.sides[facing] = form
            form = deepcopy(self.sides[facing])
        bends.bent(form, bend, *_ALONG[facing])
        bends.sparkle(form, bend, *_ALONG[facing], self.colours[2])
        return form

    def stage(self, pose: Pose | int, facing: str) -> Pose:
        """Return a pose, that of the actor's own strike if it is the number of its stage."""
        tool = self.figure.tools[1] if self.figure else None
        return poses.strike(pose, tool.use if tool else "", facing) if isinstance(pose, int) else pose


_BEHIND = frozenset(["up-right", "up", "up-left", "left"])  # from there a thing is its mirror image
_ALONG = {
    "down": (0, 1), "up": (0, -1), "right": (1, 0), "left": (-1, 0),
    "down-left": (-1, 1), "down-right": (1, 1), "up-left": (-1, -1), "up-right": (1, -1),
}  # fmt: skip

PAINTERS = (*poses.COLUMNS, "rotation", "effect", "motion")


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
    starts from it, and all others take `given`, its colours, where words name none; who they show is somebody, if
    words don't say who. `count` is how many cells an animation has whose sheet is not laid down.
    """
    seed = dice.next()
    made: list[Form | Canvas] = []
    if painter == "effect":
        for moment in range(16):
            form = Form(width, height)
            made.append(form)
            effects.effect(form, prompt, seed, given, moment, 16)
        return made
    moments = [place * 16 // count for place in range(count)]
    verb = next((_ASKED[word] for word in words(prompt) if word in _ASKED), "idle")
    if source and painter not in (*poses.COLUMNS, "rotation"):
        thing = _cut_out(source)
        top = next((y for y, row in enumerate(thing.rows) if any(row)), 0)
        return _moving(moments, lambda moment: _moved(thing, bends.within(_bend(verb, moment), thing.rows, top)))
    actor = shut = _actor(_without_verbs(prompt), seed, given, bool(source))
    room = _ROOM.get(painter, 0)
    if painter in poses.COLUMNS:
        return [
            _posed(actor, width, height, facing, pose, moment, room)
            for facing in FACINGS
            for moment, pose in enumerate(poses.COLUMNS[painter])
        ]
    if painter == "rotation":
        return [_view(actor, width, height, view) for view in _VIEWS]
    usual = "right" if verb in _SIDEWAYS and actor.kind.split()[0] not in _SPREAD else "down"
    asked = next((word for word in words(prompt) if word in FACINGS), usual)

    opened = replace(actor, prompt=f"open {actor.prompt}", sides={})

    def drawn(moment: int) -> Form:
        actor = opened if verb == "open" and moment >= _OPENED else shut
        bend = _bend(verb, moment)
        if actor.figure and verb not in poses.VERBS:
            form = actor.shown(width, height, asked, poses.VERBS["idle"](moment), bend, room)
            bends.bent(form, bend, *_ALONG[asked])
            bends.sparkle(form, bend, *_ALONG[asked], actor.colours[2])
            return form
        facing = list(TURNS)[moment // 2 % 8] if actor.figure and verb == "spin" else asked
        pose = poses.VERBS.get(verb, poses.VERBS["idle"])(moment)
        return actor.shown(width, height, facing, pose, bend, room)

    return _moving(moments, drawn)


def _moving(moments: Sequence[int], frame: Callable[[int], Form | Canvas]) -> list[Form | Canvas]:
    # A movement that is as it was after so many moments is shown one moment later.
    made: list[Form | Canvas] = []
    last = None
    for moment in moments:
        cell = frame(moment)
        if _pixels(cell) == last:
            cell = frame((moment + 1) % _USUAL_COUNT)
        last = _pixels(cell)
        made.append(cell)
    return made


def _pixels(cell: Form | Canvas) -> list[bytearray]:
    return cell.rows if isinstance(cell, Canvas) else [*cell.slots, *cell.light, *cell.lines]


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


def _without_verbs(prompt: str) -> str:
    # Nobody is what they do: `a dragon attacks` is a dragon, `an archer shooting an arrow` an archer with an arrow.
    nouns: list[str] = []
    for word in tokens(prompt):
        if word not in _ASKED or word in CALLED:
            nouns.append(word)
        elif not _ARTICLES.issuperset(nouns):
            nouns.append("with")
    return prompt if _ARTICLES.issuperset(nouns) else " ".join(nouns)


def _actor(prompt: str, seed: int, given: Sequence[Rgb], coloured: bool) -> _Actor:
    if coloured:
        given = sorted(given, key=lambda colour: sum(colour) < _DARK)
        said = [word for word in tokens(prompt) if word not in _ASKED]
        found = noun(" ".join(said))
        if not found or (found[2] in WORDS and found[2] != said[-1]):  # orange hair is no orange
            prompt = f"hero with {prompt}"
    paint, kind = subject_of(prompt, Chance(seed))
    colours, figure = colours_of(prompt, Chance(seed), given), None
    if paint is people.person:
        if coloured:  # They wear the picture's main colour where no other one is said of what they wear.
            colours = colours_of("", Chance(seed), [*given[:1], *named(prompt), *given[1:]])
        figure = people.dressed(kind, colours, Chance(seed), prompt, loud=coloured)
    return _Actor(prompt, seed, colours, figure, kind, paint is beast)


def _bend(verb: str, moment: int) -> bends.Bend:
    # What moves as a whole: it begins as it is.
    if verb in bends.VERBS:
        return bends.VERBS[verb][moment]
    rest, pose = (poses.VERBS[verb](t) for t in (0, moment))
    bend = bends.posed(_bare(pose), _bare(rest), moment)
    return replace(bend, step=moment) if verb in _FAST else bend


def _bare(pose: Pose | int) -> Pose:
    return poses.strike(pose, "", "") if isinstance(pose, int) else pose


def _posed(actor: _Actor, width: int, height: int, facing: str, pose: Pose | int, moment: int, room: int) -> Form:
    bend = replace(bends.posed(_bare(pose), poses.STAND, 0), step=moment)
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
        return actor.shown(width, height, view, poses.STAND, bends.STILL)
    said, above = words(actor.prompt), f"above_{actor.kind}" in things.ROWS
    if not above and actor.kind not in _FLAT and things.designs(actor.kind)[0][0].verb != "/":
        return actor.shown(width, height, view, poses.STAND, bends.STILL)
    form, side = Form(width, height), min(width, height)
    sin, cos = (SINES[(TURNS[view] + quarter) % AROUND] * 25 // 32 for quarter in (0, 6))
    eighth = items.View(right=(-cos, sin), down=(-sin, -cos), wide=0)
    pen = Pen(form, (width - side) // 2, (height - side) // 2, side)
    items.item(pen, actor.kind, actor.colours, Chance(actor.seed), ["above", *said], eighth)
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


def _moved(thing: Canvas, bend: bends.Bend) -> Canvas:
    canvas = Canvas(thing.width, thing.height, thing.colours[0])
    canvas.colours = list(thing.colours)
    canvas.rows = bends.rows(thing.rows, bend, 1, 0)
    return canvas
