"""Pictures that move.

Owns: the cells of each animation sheet, for people, beasts and things, and which cells a GIF plays.
Must not know: requests, file formats, how bodies hold themselves (`poses`).
Rule: a cell has exactly the requested size, and no two cells that follow each other are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rdbuild.offline.painters import bends, body, effects, people, poses
from rdbuild.offline.painters.beasts import CALLED, beast
from rdbuild.offline.painters.body import Pose
from rdbuild.offline.painters.canvas import Canvas
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.imagework import Indexed, surroundings
from rdbuild.offline.painters.solids import AROUND, SINES, TURNS
from rdbuild.offline.painters.subjects import colours_of, draw, subject_of

FRAME_MS = 150  # how long the vendor's own animations show a frame
SLOWER = {"effect": 200}
FACINGS = ("down", "right", "up", "left")
_VIEWS = ("down-left", "down", "down-right", "left", "", "right", "up-left", "up", "up-right")
_TURN_ORDER = (1, 0, 3, 6, 7, 8, 5, 2)  # once around, as the GIF plays it
_USUAL_COUNT = 16
_IDLE_WALK_ORDER = (2, 1, 2, 3)
_ROOM = {"battle": 14, "motion": 12, "walk": 4, "walk_idle": 4}  # of 64: kept free around a body for what it does


_VERBS = """
walk: walks walking stroll strolling march marching
run: runs running gallop gallops galloping trot trotting sprint sprinting charge charging
jump: jumps jumping hop hops hopping leap leaping bounce bounces bouncing
spin: spins spinning rotate rotates rotating turn turning twirl twirling
attack: attacks attacking slash slashes slashing swing swings swinging strike strikes stab stabs fight fighting shoot
    shoots shooting cast casts casting punch punches punching kick kicks hit hits throw throws
wave: waves waving greet greets greeting
dance: dances dancing celebrate celebrating cheer cheering
fly: flies flying flap flaps flapping hover hovers hovering float floats floating swim swims swimming
shake: shakes shaking tremble trembles shiver shivering wobble wobbles wobbling
open: opens opening unlock unlocks
grow: grows growing appear appears appearing spawn spawns
fall: falls falling fell die dies dying faint faints death collapse collapses
burn: burns burning flames explode explodes
idle: idles breathe breathes breathing stand stands standing
"""
_ASKED: dict[str, str] = {}  # word of a prompt -> verb
for _line in _VERBS.strip().replace("\n    ", " ").splitlines():
    _verb, _, _said = _line.partition(":")
    _ASKED.update((_word, _verb) for _word in (_verb, *_said.split()))
_ARTICLES = frozenset(["a", "an", "the"])
_SIDEWAYS = frozenset(["walk", "run", "fly"])


# Things that turn as they are seen from above, by where they point at rest; all others stand and show their sides, but
# what is round looks the same from everywhere.
_POINTING = {
    "rocket": 12,
    **dict.fromkeys(
        ("sword", "dagger", "axe", "spear", "arrow", "wand", "staff", "key", "hammer", "pickaxe", "bow"), 9
    ),
    **dict.fromkeys(("broom", "feather", "trident", "club", "mace", "scythe", "gun", "torch", "fish"), 9),
}
_ROUND = frozenset(
    ["spaceship", "potion", "orb", "ball", "bomb", "barrel", "vase", "pot", "tree", "mushroom", "apple", "cauldron"]
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

    def shown(self, width: int, height: int, facing: str, pose: Pose | int, bend: bends.Bend, room: int = 0) -> Form:
        form = Form(width, height)
        side = min(width, height)
        pen = Pen(
            form,
            (width - side + side * room // GRID) // 2,
            height - side + side * room // GRID * 7 // 8,
            side - side * room // GRID,
        )
        if self.figure:
            if isinstance(pose, int):
                tool = self.figure.tools[1]
                pose = poses.strike(pose, tool.use if tool else "", facing)
            body.draw(pen, self.figure, facing, pose)
            return form
        if self.beastly:
            beast(pen, self.kind, self.colours, Chance(self.seed), facing, bend.step % 4)
        else:
            draw(pen, self.prompt, Chance(self.seed), self.given)
            if "left" in facing:
                bends.bent(form, bends.Bend(wide=-256), 0, 0)
                bends.relit(form)
            elif facing == "up":
                bends.bent(form, bends.Bend(wide=-236), 0, 0)
                bends.relit(form, -26)
            elif facing == "right":
                bends.bent(form, bends.Bend(wide=238), 0, 0)
        across, down = _ALONG[facing]
        bends.bent(form, bend, across, down)
        bends.sparkle(form, bend, across, down, self.colours[2], facing)
        return form


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
    starts from it, and all others take `given`, its colours, before those that words name. `count` is how many cells
    an animation has whose sheet is not laid down.
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
        return [_moved(thing, bends.VERBS[verb][moment]) for moment in moments]
    actor = _actor(_without_verbs(prompt), seed, given, bool(source))
    room = _ROOM.get(painter, 0)
    if painter in poses.COLUMNS:
        for facing in FACINGS:
            for pose, bend in zip(poses.COLUMNS[painter], bends.COLUMNS[painter], strict=True):
                made.append(_posed(actor, width, height, facing, pose, bend, room))
        return made
    if painter == "rotation":
        return [_view(actor, width, height, view) for view in _VIEWS]
    asked = next((word for word in words(prompt) if word in FACINGS), "right" if verb in _SIDEWAYS else "down")
    for moment in moments:
        bend = bends.VERBS[verb][moment]
        if actor.figure and verb not in poses.VERBS:
            form = actor.shown(width, height, asked, poses.VERBS["idle"](moment), bend, room)
            bends.bent(form, bend, *_ALONG[asked])
            bends.sparkle(form, bend, *_ALONG[asked], actor.colours[2], asked)
        else:
            facing = list(TURNS)[moment // 2 % 8] if actor.figure and verb == "spin" else asked
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


def _without_verbs(prompt: str) -> str:
    # Nobody is what they do: `a dragon attacks` is a dragon, `an archer shooting an arrow` an archer with an arrow.
    nouns: list[str] = []
    for word in words(prompt):
        if word not in _ASKED or word in CALLED:
            nouns.append(word)
        elif not _ARTICLES.issuperset(nouns):
            nouns.append("with")
    return prompt if _ARTICLES.issuperset(nouns) else " ".join(nouns)


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


def _posed(actor: _Actor, width: int, height: int, facing: str, pose: Pose | int, bend: bends.Bend, room: int) -> Form:
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
    form = Form(width, height)
    turn, points = TURNS[view], _POINTING.get(actor.kind)
    side = min(width, height)
    if points is not None:
        reach = side * 5 // 7 if points % 6 else side * 7 // 8  # a diagonal is longer than a side
        draw(
            Pen(form, (width - reach) // 2, (height - reach) // 2, reach), actor.prompt, Chance(actor.seed), actor.given
        )
        bends.wheeled(form, (turn - points) % AROUND)
        return form
    draw(Pen(form), actor.prompt, Chance(actor.seed), actor.given)
    least = 236 if actor.kind in _ROUND else 140
    wide = least + abs(SINES[(turn + 6) % AROUND]) * (256 - least) // 256
    if turn >= 12:
        wide = -wide
    bends.bent(form, bends.Bend(wide=wide), 0, 0)
    if wide < 0:
        bends.relit(form)
    bends.sided(form, turn)
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
