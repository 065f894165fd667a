"""Animals and monsters, those that words name and those that nobody has seen before.

Owns: the words that call for beasts, the measures of each kind, and what a body plan makes of them.
Must not know: requests, sheets, how a body is turned (`body`), how light becomes colour.
Rule: a kind is a row of measures; every creature has eyes and stands on its ground.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rdbuild.offline.painters.body import FACINGS, Body, Layer
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix
from rdbuild.offline.painters.form import Pen


@dataclass(frozen=True)
class _Kind:
    """Measures are units of a body, which is drawn as large as its box allows. `view` is how it stands where no facing
    is asked for, in sixteenths of a turn from the viewer."""

    plan: str = "quad"
    usual: str = ""
    stuff: str = "fur"
    view: int = 14
    aside: int = 1
    head: int = 12
    snout: int = 5
    muzzle: int = 5
    body: int = 9
    long: int = 9
    legs: int = 8
    leg: int = 4
    neck: int = 0
    ears: str = ""
    tail: str = ""
    horns: str = ""
    wings: str = ""
    eyes: str = "dot"
    eye: int = 20
    marks: str = ""
    extra: str = ""

    def has(self, mark: str) -> bool:
        return mark in self.marks.split("+")

    def with_(self, thing: str) -> bool:
        return thing in self.extra.split("+")


# Kind, plan, usual colours (main, second, accent), then what differs from a row of its own.
_ROWS = """
dog      quad brown,cream,red       ears=flop tail=up marks=muzzle+chest
corgi    quad corgi,white,red       ears=tall tail=stub marks=muzzle+chest+blaze+socks legs=5 long=12 body=10 head=13
wolf     quad grey,silver,amber     ears=cone tail=bush marks=muzzle+chest snout=8 legs=11 eyes=slit head=11 extra=ruff
fox      quad fox,white,amber       ears=tall tail=bushtip marks=muzzle+chest+darksocks snout=8 muzzle=4 legs=8 body=7
cat      quad grey,white,lime       ears=cone tail=long snout=2 muzzle=4 marks=muzzle+stripes eyes=slit body=8 leg=3 extra=whiskers
lion     quad honey,cream,amber     ears=round tail=tuft snout=4 marks=muzzle body=10 long=11 extra=mane legs=9
tiger    quad orange,white,amber    ears=round tail=long snout=4 marks=muzzle+chest+stripes body=10 long=12 legs=9
bear     quad brown,tan,black       ears=round tail=stub snout=5 marks=muzzle body=13 long=10 leg=5 legs=8 head=13
panda    quad white,black,black     ears=round tail=stub snout=4 marks=muzzle+patches+darksocks body=13 long=9 leg=5 legs=7 head=14
rabbit   quad tan,white,pink        ears=long tail=puff snout=2 muzzle=4 marks=muzzle+chest body=10 long=6 legs=4 head=12
mouse    quad grey,pink,pink        ears=big tail=thin snout=6 muzzle=4 marks=chest body=9 long=5 legs=3 leg=3 head=11
pig      quad pink,rose,rose        ears=flap tail=curl snout=4 muzzle=5 marks=snoutplate body=12 long=10 legs=5 stuff=matte
boar     quad brown,dark,cream      ears=cone tail=thin snout=6 muzzle=5 marks=snoutplate body=12 long=10 legs=6 extra=tusks+mohawk
cow      quad white,black,pink      ears=side horns=short tail=tuft snout=5 muzzle=7 marks=muzzlepink+spots+darksocks body=12 long=12 legs=8 leg=4
bull     quad brown,tan,red         ears=side horns=bull tail=tuft snout=6 muzzle=7 marks=muzzle body=14 long=12 legs=9 leg=5
horse    quad brown,dark,dark       ears=cone tail=mane snout=9 muzzle=6 body=11 long=12 legs=15 neck=10 head=9 extra=crest marks=blaze+darksocks
unicorn  quad white,pink,gold       ears=cone horns=unicorn tail=mane snout=9 muzzle=6 body=11 long=11 legs=14 neck=9 head=10 extra=crest
sheep    quad white,dark,dark       ears=side tail=puff snout=4 muzzle=5 body=13 long=8 legs=6 leg=3 head=9 extra=wool
goat     quad silver,cream,amber    ears=side horns=goat tail=stub snout=6 muzzle=4 body=9 long=10 legs=10 leg=3 head=9 neck=3 extra=beard
deer     quad tan,cream,dark        ears=side horns=antler tail=puff snout=6 muzzle=4 body=9 long=10 legs=14 leg=3 head=9 neck=7 marks=dapple+chest+muzzle
elephant quad grey,pink,cream       ears=huge tail=thin snout=2 muzzle=4 body=14 long=10 legs=9 leg=5 head=13 extra=trunk+tusks stuff=matte
monkey   biped brown,tan,tan        ears=big tail=long snout=3 muzzle=6 marks=muzzle+face+belly
turtle   quad green,olive,brown     snout=3 muzzle=4 body=14 long=8 legs=3 leg=4 head=9 tail=stub extra=shell stuff=matte
frog     quad green,lime,amber      snout=0 body=12 long=5 legs=3 leg=4 head=13 eyes=big marks=chest+belly extra=frog stuff=matte
lizard   quad green,lime,amber      snout=7 muzzle=6 body=8 long=9 legs=5 leg=3 head=11 tail=dragon eyes=slit stuff=matte extra=spikes
dragon   dragon red,gold,amber      stuff=matte view=15 aside=15 eyes=slit wings=bat tail=dragon horns=dragon
slime    blob green,lime,lime       stuff=glass view=0
ghost    ghost white,sky,cyan       stuff=matte view=0
eyeball  eyeball white,red,green    stuff=matte view=0
beholder eyeball purple,rose,lime   stuff=matte view=0 extra=stalks
mimic    mimic wooden,gold,red      stuff=matte view=15
bat      bat dark,purple,red        ears=cone snout=1 muzzle=4 head=12 view=0 wings=bat extra=fangs
raven    bird raven,navy,amber      view=13 snout=9 marks=sheen head=11
crow     bird black,dark,red        view=13 snout=8 
eagle    bird brown,white,amber     view=13 snout=7 marks=whitehead extra=hook+spread body=11
owl      bird brown,tan,amber       view=0 snout=4 eyes=owl ears=tuft marks=belly+disc head=13 body=12
parrot   bird red,blue,gold         view=13 snout=6 extra=hook+crest+longtail marks=face
chicken  bird white,red,red         view=13 snout=5 extra=comb+fan head=8 neck=4
duck     bird yellow,gold,orange    view=13 snout=6 extra=bill head=10 neck=3
penguin  bird navy,white,amber      view=15 snout=5 marks=belly+face head=11 body=12 extra=upright
phoenix  bird orange,red,gold       view=15 snout=5 extra=spread+crest+longtail+flame stuff=matte
bird     bird blue,white,orange     view=13 snout=5 marks=belly
snake    serpent green,lime,amber   stuff=matte view=15 eyes=slit head=9 snout=5 muzzle=6
worm     worm rose,pink,pink        stuff=matte view=14 head=9 snout=0
snail    snail tan,brown,brown      stuff=matte view=13
spider   bug dark,purple,red        legs=8 view=15 eyes=spider marks=hourglass
beetle   bug blue,dark,gold         legs=6 view=14 stuff=metal extra=shell+horn
ladybug  bug red,dark,dark          legs=6 view=14 stuff=metal extra=shell+dots
bee      bug gold,dark,sky          legs=6 view=14 extra=wings+stripes+sting
ant      bug rust,dark,dark         legs=6 view=13 stuff=matte extra=waist
scorpion bug rust,amber,red         legs=8 view=14 stuff=metal extra=claws+stinger
crab     crab red,cream,dark        stuff=matte view=0
butterfly butterfly dark,orange,blue view=0
fish     fish orange,gold,cream     stuff=metal view=12
shark    fish grey,white,dark       stuff=matte view=12 long=13 body=11 extra=shark
whale    fish blue,white,dark       stuff=matte view=12 body=14 long=14 extra=whale
octopus  octopus purple,rose,gold   stuff=matte view=0
squid    octopus rose,pink,gold     stuff=matte view=0 extra=squid
jellyfish octopus cyan,lavender,pink stuff=glass view=0 extra=jelly
golem    biped stone,moss,cyan      stuff=matte view=15 head=8 body=13 leg=6 eyes=glow extra=rocks
imp      biped red,crimson,amber    stuff=matte view=15 ears=cone horns=short tail=arrow wings=bat eyes=slit head=12 snout=0 extra=fangs
demon    biped crimson,dark,amber   stuff=matte view=15 horns=bull tail=arrow wings=bat eyes=glow head=9 body=12 snout=2 muzzle=5 extra=claws+fangs
minotaur biped brown,tan,red        view=15 ears=side horns=bull snout=6 muzzle=6 head=10 body=13 marks=muzzle tail=tuft extra=nosering
werewolf biped grey,silver,amber    view=15 ears=cone snout=8 tail=bush head=10 body=12 eyes=slit marks=muzzle+belly extra=claws+fangs
yeti     biped snow,sky,sky         view=15 head=11 body=14 leg=6 marks=face snout=0 horns=short extra=claws+fangs
treant   biped wood,leaf,lime       view=15 stuff=matte head=10 body=11 eyes=glow snout=0 extra=leaves
myconid  biped cream,red,red        view=15 stuff=matte head=9 body=9 snout=0 extra=cap
plant    plant green,crimson,rose   stuff=matte view=15
"""


def _kind(fields: str) -> tuple[str, _Kind]:
    name, plan, usual, *rest = fields.split()
    given: dict[str, Any] = {}
    for field in rest:
        key, _, value = field.partition("=")
        given[key] = int(value) if value.isdigit() else value
    return name, _Kind(plan, usual, **given)


_KINDS: dict[str, _Kind] = dict(_kind(row) for row in _ROWS.strip().splitlines())
_OTHERS = """
puppy dog, hound dog, husky wolf, kitten cat, kitty cat, panther cat, lynx cat, leopard tiger, cub bear, bunny rabbit, hare rabbit,
rat mouse, hamster mouse, squirrel mouse, hog boar, piglet pig, calf cow, ox bull, pony horse, foal horse, donkey horse, pegasus unicorn,
lamb sheep, ram goat, stag deer, elk deer, moose deer, fawn deer, mammoth elephant, ape monkey, gorilla monkey, tortoise turtle,
toad frog, gecko lizard, salamander lizard, crocodile lizard, alligator lizard, dinosaur lizard, drake dragon, wyvern dragon, wyrm dragon,
hydra dragon, blob slime, jelly slime, ooze slime, spirit ghost, phantom ghost, wraith ghost, specter ghost, eye eyeball, spectator beholder,
hawk eagle, falcon eagle, griffin eagle, gryphon eagle, vulture eagle, rook crow, hen chicken, rooster chicken, chick duck, goose duck, swan duck,
dove bird, pigeon bird, sparrow bird, robin bird, serpent snake, viper snake, cobra snake, naga snake, basilisk snake, maggot worm, caterpillar worm,
tarantula spider, scarab beetle, bug beetle, insect beetle, ladybird ladybug, wasp bee, hornet bee, lobster crab, moth butterfly,
salmon fish, trout fish, goldfish fish, piranha fish, tuna fish, dolphin whale, orca whale, kraken octopus, elemental golem, gargoyle demon,
devil imp, gremlin imp, kobold imp, fiend demon, yak bull, ent treant, mushroomman myconid, flytrap plant, creature creature, monster creature,
beast creature, animal creature, pet creature, critter creature, alien creature, familiar creature, mascot creature
"""
# Word of a prompt -> kind of beast.
CALLED: dict[str, str] = {name: name for name in _KINDS} | dict(
    (pair.split()[0], pair.split()[1]) for pair in _OTHERS.replace("\n", " ").split(", ")
)
# Kind -> words for main, second and accent colour, where a prompt names none.
USUAL: dict[str, str] = {name: kind.usual.replace(",", " ") for name, kind in _KINDS.items()}
# Words that dress a head, or its eyes.
WORN = frozenset(
    "party wizard witch top hat cap sunglasses shades glasses crown tiara collar scarf bandana glowing glow".split()
)

_INK: Rgb = (30, 22, 40)
_WHITE: Rgb = (246, 246, 240)
_SWING = (1, 0, -1, 0)


class _Paints:
    """The materials of one beast."""

    def __init__(self, pen: Pen, kind: _Kind, colours: Sequence[Rgb], worn: Sequence[str]) -> None:
        main, second, accent = colours[:3]
        self.pen, self.worn = pen, frozenset(worn)
        self.skin, self.second, self.accent = (pen.slot(colour, kind.stuff) for colour in (main, second, accent))
        self.deep, self.pale = pen.slot(mix(main, _INK, 110), kind.stuff), pen.slot(mix(main, _WHITE, 90), kind.stuff)
        self.mark = pen.slot(mix(main, _INK, 190), kind.stuff)
        self.ink, self.white = pen.slot(_INK, "flat"), pen.slot(_WHITE, "flat")
        self.iris, self.glow = pen.slot(accent, "flat"), pen.slot(accent, "glow")
        self.bone, self.gold = pen.slot(WORDS["bone"]), pen.slot(WORDS["gold"], "metal")
        self.pink, self.orange = pen.slot((226, 128, 140), "matte"), pen.slot(WORDS["amber"], "matte")

    def layers(self, text: str, size: int = 16) -> list[Layer]:
        """Discs as `material rx ry x y`, of `size` sixteenths of what is written."""
        made = []
        for disc in text.split(","):
            name, rx, ry, *at = disc.split()
            x, y = (int(n) * size // 16 for n in at) if at else (0, 0)
            made.append(Layer(getattr(self, name), int(rx) * size // 16, int(ry) * size // 16, x, y))
        return made


_EYES = {
    "dot": "ink 22 30,white 8 9 -7 -12",
    "big": "white 44 48,iris 30 34 0 4,ink 18 24 0 4,white 9 9 -12 -12",
    "slit": "ink 34 30,iris 26 24,ink 8 20,white 6 6 -10 -10",
    "owl": "white 56 56,iris 44 44,ink 24 26,white 10 10 -12 -14",
    "glow": "ink 36 32,glow 26 22,white 9 9",
    "spider": "ink 26 26,glow 18 18,white 6 6 -6 -6",
    "hollow": "ink 40 54,iris 12 12 0 4",
    "shades": "ink 62 44,accent 40 10 0 14,white 16 10 -20 -18",
    "glasses": "gold 58 54,white 44 42,ink 20 28,white 8 8 -8 -12",
}


def beast(
    pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "", step: int = 0, worn: Sequence[str] = ()
) -> None:
    """Draw a beast in the pen's box.

    `kind` is of `CALLED`, or `creature`: one that nobody has seen before. `facing` is of the eight (`down`, `down-left`
    ...), all of one size, at `step` 0 to 3 of its gait; without one it stands as it is known best. `worn`: words of
    `WORN`.
    """
    row = _varied(_KINDS[kind], dice) if kind in _KINDS else _made_up(dice)
    paints = _Paints(pen, row, colours, worn)
    luck = dice.next()
    turn = FACINGS.get(facing, row.view)

    def body(moment: int) -> Body:
        made = Body()
        _PLANS[row.plan](made, row, paints, moment, Chance(luck))
        return made

    if not facing:
        whole = body(-1)
        whole.draw(pen, turn, whole.extent((turn,)))
        return
    measured = body(0).extent((0, 2, 4))
    right = max(-measured[0], measured[2])
    body(step % 4).draw(pen, turn, (-right, measured[1], right, measured[3]))


def _varied(kind: _Kind, dice: Chance) -> _Kind:
    # Ten of one kind are ten designs of one thing.
    more = {name: getattr(kind, name) + dice.between(-1, 1) for name in ("head", "body", "long")}
    return replace(kind, legs=kind.legs + dice.between(0, 1), eye=kind.eye + dice.between(-1, 3), **more)


def _made_up(dice: Chance) -> _Kind:
    plan = dice.pick(("quad", "quad", "biped", "biped", "blob", "eyeball", "bird", "quad"))
    return _Kind(
        plan,
        stuff=dice.pick(("fur", "matte", "fur")),
        view=dice.pick((0, 14, 15)),
        head=dice.between(11, 15),
        snout=dice.pick((0, 2, 4, 7)),
        muzzle=dice.between(4, 6),
        body=dice.between(9, 13),
        long=dice.between(6, 11),
        legs=dice.between(4, 10),
        leg=dice.between(3, 5),
        ears=dice.pick(("", "cone", "round", "long", "flop", "tall", "big", "flap")),
        tail=dice.pick(("stub", "long", "bush", "tuft", "dragon", "puff", "arrow", "curl")),
        horns=dice.pick(("", "", "short", "antenna", "bull", "goat", "unicorn", "antler")),
        wings=dice.pick(("", "", "", "bat")),
        eyes=dice.pick(("big", "big", "dot", "slit", "owl")),
        eye=dice.between(16, 20),
        marks=dice.pick(("chest+belly", "belly+spots", "chest+stripes+belly", "muzzle+belly+chest", "dapple+belly+chest")),
        extra=dice.pick(("", "fangs", "spikes", "crest", "mohawk", "leaves", "tusks")),
    )


# -- heads


def _head(body: Body, kind: _Kind, p: _Paints, u: int, f: int, step: int) -> None:
    # By its middle. Its radius is the measure of all that is on it.
    h = kind.head
    body.aside = (kind.aside, f - h // 2) if step < 0 else (0, 0)
    for side in (-1, 1):
        for part in _EARS.get(kind.ears, ()):
            _placed(body, p, part, side, h, u, f, near=-h)
    if kind.with_("mane"):
        body.ball(p.deep, 0, u - 2, f - 4, h * 3 // 2, near=-4)
    body.ball(p.second if kind.with_("wool") else p.skin, 0, u, f, h, h * 15 // 16, cast=40)
    if kind.has("face"):
        for side in (-1, 1):
            body.patch(p.second, side * h * 6 // 16, u + h // 8, f + h * 12 // 16, h // 2, h * 9 // 16)
        body.patch(p.second, 0, u - h // 3, f + h * 14 // 16, h * 10 // 16, h // 2)
    if kind.has("blaze"):
        body.patch(p.second, 0, u + h * 8 // 16, f + h * 13 // 16, h * 3 // 16, h * 10 // 16)
    if kind.has("muzzle"):
        for side in (-1, 1):
            body.patch(p.second, side * h * 7 // 16, u - h * 9 // 16, f + h * 11 // 16, h * 8 // 16, h * 7 // 16)
    if kind.has("stripes"):
        for side in (-1, 0, 1):
            body.patch(p.mark, side * h * 6 // 16, u + h * 12 // 16, f + h * 8 // 16, h * 2 // 16, h * 5 // 16)
            if side:
                body.patch(p.mark, side * h * 15 // 16, u - h // 8, f + h * 5 // 16, h * 4 // 16, h * 2 // 16)
    if kind.has("patches"):
        for side in (-1, 1):
            body.patch(p.second, side * h * 7 // 16, u + h // 16, f + h * 13 // 16, h * 5 // 16, h * 6 // 16)
    _eyes(body, kind, p, u, f, h)
    _snout(body, kind, p, u, f, h)
    for part in _HORNS.get(kind.horns, ()):
        for side in (-1, 1) if part.startswith("2") else (1,):
            _placed(body, p, part[1:], side, h, u, f)
    _dressed(body, p, u, f, h)
    body.aside = (0, 0)


def _eyes(body: Body, kind: _Kind, p: _Paints, u: int, f: int, h: int, apart: int = 7, up: int = 4, s: int = 0) -> None:
    # On the head that was added last.
    style = "shades" if p.worn & {"sunglasses", "shades"} else "glasses" if "glasses" in p.worn else kind.eyes
    style = "glow" if p.worn & {"glowing", "glow"} and style not in ("shades", "glasses") else style
    size = kind.eye * h // 12
    forth = h * 13 // 16
    if style in ("shades", "glasses"):
        body.eye(p.layers("ink 40 10" if style == "shades" else "gold 40 8", size), s, u + h * up // 16, f + h)
    for side in (-1, 1):
        body.eye(p.layers(_EYES[style], size), s + side * h * apart // 16, u + h * up // 16, f + forth)


def _snout(body: Body, kind: _Kind, p: _Paints, u: int, f: int, h: int) -> None:
    light = p.second if kind.has("muzzle") or kind.has("face") else p.pink if kind.has("muzzlepink") else p.skin
    r, low, size = kind.muzzle, u - h * 4 // 16, kind.muzzle * 3
    if kind.snout > 1:
        tip = f + h * 10 // 16 + kind.snout
        body.limb(light, (0, low, f + h // 2, r), (0, low - 1, tip - r // 2, r * 7 // 8), near=4)
        if kind.has("snoutplate"):
            body.ball(p.second, 0, low, tip + 1, r - 1, near=5)
            for side in (-1, 1):
                body.eye(p.layers("ink 12 18"), side * r * 6 // 16, low, tip + r)
        elif kind.plan != "bird":
            body.eye(p.layers("ink 26 18 0 0,white 7 6 -8 -6", size), 0, low + r * 7 // 16, tip + r // 2)
            body.eye(p.layers("ink 5 16"), 0, low - r * 4 // 16, tip + r // 2)
    elif not kind.with_("trunk") and kind.plan in ("quad", "biped"):
        body.eye(p.layers("ink 60 10 0 0,ink 14 10 -50 -8,ink 14 10 50 -8", h * 10 // 8), 0, u - h * 7 // 16, f + h)
    if kind.with_("trunk"):
        body.limb(p.skin, (0, low, f + h - 2, 5), (0, low - 9, f + h + 4, 4), (0, low - 15, f + h + 9, 3), near=6)
    if kind.with_("whiskers"):
        for side in (-1, 1):
            body.eye(p.layers("white 24 4 0 -4,white 24 4 0 14", h), side * h * 12 // 16, u - h * 5 // 16, f + h * 9 // 16)
    if kind.with_("nosering"):
        body.ball(p.gold, 0, low - 5, f + h + kind.snout, 2, near=9)
    if kind.with_("beard"):
        body.limb(p.second, (0, low - 5, f + h * 12 // 16, 3), (0, low - 12, f + h * 12 // 16, 1), near=3)
    for side in (-1, 1):
        if kind.with_("tusks"):
            body.limb(p.bone, (side * r, low - 2, f + h, 2), (side * (r + 3), low + 3, f + h + 4, 1), near=8)
        if kind.with_("fangs"):
            body.eye(p.layers("white 10 22 0 6"), side * h * 4 // 16, u - h * 9 // 16, f + h)


# Parts of a head for its right side, in sixteenths of its radius: `limb` or `ball`, material, points of side, up, forth
# and radius; `in` is a patch of another colour on it, `=` a point more.
_EARS: dict[str, tuple[str, ...]] = {
    "cone": ("limb skin 9 9 0 5 = 11 19 0 1", "in pink 10 13 3 2 4"),
    "tall": ("limb skin 9 8 0 6 = 13 24 0 2", "in pink 11 15 4 3 6"),
    "round": ("ball skin 11 12 0 6", "in second 11 12 4 3 3"),
    "tuft": ("limb skin 9 9 2 4 = 13 19 2 1",),
    "big": ("ball skin 14 12 -2 9", "in pink 14 12 4 6 6"),
    "huge": ("ball skin 20 2 -4 13", "in second 20 1 6 8 9"),
    "long": ("limb skin 6 10 0 4 = 7 24 -2 4 = 8 32 -4 2", "in pink 7 24 3 2 8"),
    "flop": ("limb deep 11 11 0 4 = 17 5 2 4 = 17 -4 3 3",),
    "flap": ("limb second 8 13 2 4 = 13 14 5 2",),
    "side": ("limb skin 12 6 0 3 = 22 6 0 3", "in pink 19 5 3 4 2"),
}
_HORNS: dict[str, tuple[str, ...]] = {
    "short": ("2limb bone 7 13 2 3 = 9 20 2 1",),
    "bull": ("2limb bone 9 11 0 4 = 19 14 1 3 = 22 24 3 1",),
    "goat": ("2limb deep 5 13 0 4 = 8 24 -6 3 = 12 20 -16 1",),
    "dragon": ("2limb bone 6 11 -2 4 = 9 20 -9 3 = 12 26 -18 1",),
    "unicorn": ("1limb gold 0 14 8 3 = 0 32 15 1",),
    "antenna": ("2limb deep 4 13 2 1 = 9 26 4 1", "2ball accent 9 28 4 4"),
    "antler": ("2limb bone 5 13 0 2 = 11 25 -2 2 = 10 36 -2 1", "2limb bone 11 25 -2 2 = 19 32 -2 1", "2limb bone 8 19 0 2 = 15 22 4 1"),
}  # fmt: skip


def _placed(body: Body, p: _Paints, text: str, side: int, h: int, u: int, f: int, near: int = 0) -> None:
    shape, name, *numbers = text.split()
    slot = getattr(p, name)
    if shape == "in":
        s, up, forth, rx, ry = (int(n) * h // 16 for n in numbers)
        body.patch(slot, side * s, u + up, f + forth, max(rx, 1), max(ry, 1))
        return
    points = []
    for point in " ".join(numbers).split(" = "):
        s, up, forth, r = (int(n) * h for n in point.split())
        points.append((side * s // 16, u + up // 16, f + forth // 16, max(r // 16, 1)))
    if shape == "ball":
        body.ball(slot, *points[0], near=near)
    else:
        body.limb(slot, *points, near=near)


def _dressed(body: Body, p: _Paints, u: int, f: int, h: int) -> None:
    top = u + h * 13 // 16
    if p.worn & {"hat", "cap", "party"}:
        cloth, band = p.pen.slot(WORDS["blue" if "party" in p.worn else "purple"]), p.gold
        if p.worn & {"wizard", "witch"}:
            body.ball(cloth, 0, top - 1, f, h * 17 // 16, h * 5 // 16, near=h, cast=40)
            body.limb(cloth, (0, top, f, h * 9 // 16), (0, top + h // 2, f, h * 6 // 16), (2, top + h * 5 // 4, f - 2, 1), near=h + 1)
            body.patch(band, 0, top + 2, f + h // 2, h * 9 // 16, 1)
        elif "top" in p.worn:
            black = p.pen.slot(WORDS["black"])
            body.ball(black, 0, top - 1, f, h * 13 // 16, h * 3 // 16, near=h, cast=40)
            body.limb(black, (0, top + h // 3, f, h // 2), (0, top + h * 3 // 4, f, h // 2), near=h + 1)
            body.patch(p.accent, 0, top + 2, f + h // 2, h // 2, 2)
        else:
            body.limb(cloth, (0, top + h // 8, f, h * 7 // 16), (0, top + h * 20 // 16, f - 1, 1), near=h, cast=40)
            for at in (4, 12):
                body.patch(band, 0, top + h * at // 16, f + h // 3, h * 8 // 16, h * 2 // 16)
            body.ball(p.pen.slot(WORDS["rose"]), 0, top + h * 22 // 16, f - 1, h * 4 // 16, near=h + 2)
    if p.worn & {"crown", "tiara"}:
        body.ball(p.gold, 0, top, f, h * 9 // 16, h * 4 // 16, near=h, cast=40)
        for s, forth in ((-7, 0), (7, 0), (0, 7), (0, -7), (-5, 5), (5, 5)):
            at = s * h // 16, top + h // 16, f + forth * h // 16
            body.limb(p.gold, (*at, h * 2 // 16), (at[0], top + h * 10 // 16, at[2], 1), near=h + 1)
    if p.worn & {"collar", "scarf", "bandana"}:
        cloth = p.pen.slot(WORDS["red"])
        body.ball(cloth, 0, u - h * 14 // 16, f - h // 4, h * 12 // 16, h * 5 // 16, near=-2)
        if "collar" in p.worn:
            body.ball(p.gold, 0, u - h * 19 // 16, f + h * 7 // 16, 2, near=2)
        else:
            body.limb(cloth, (4, u - h, f + h // 3, 3), (7, u - h * 2, f + h // 3, 3), near=2)


# -- tails, wings


def _tail(body: Body, kind: _Kind, p: _Paints, u: int, f: int, sway: int) -> None:
    # From its root.
    for part in _TAILS.get(kind.tail, ()):
        shape, name, *numbers = part.split()
        points = []
        for number, point in enumerate(" ".join(numbers).split(" = ")):
            up, forth, r = (int(n) for n in point.split())
            points.append((sway * number, u + up, f - forth, r))
        if shape == "ball":
            body.ball(getattr(p, name), *points[0])
        else:
            body.limb(getattr(p, name), *points)


_TAILS: dict[str, tuple[str, ...]] = {
    "stub": ("ball skin 3 2 4",),
    "puff": ("ball second 2 2 5",),
    "up": ("limb skin 0 0 3 = 6 6 3 = 13 7 2",),
    "long": ("limb skin 0 0 2 = 2 7 2 = 9 11 2 = 16 9 2",),
    "thin": ("limb pink 0 0 2 = -3 8 1 = 0 15 1",),
    "bush": ("limb skin 0 0 3 = 0 8 6 = -3 17 2",),
    "bushtip": ("limb skin 0 0 3 = 3 8 6 = 5 13 5", "limb second 5 14 5 = 6 20 2"),
    "tuft": ("limb skin 0 0 2 = 2 6 2 = -4 10 2", "ball deep -6 11 4"),
    "mane": ("limb second 1 0 3 = -2 7 4 = -15 8 2",),
    "curl": ("limb skin 2 0 2 = 6 3 2 = 3 6 1",),
    "dragon": ("limb skin 0 0 6 = -4 8 5 = -6 17 3 = -2 25 1",),
    "arrow": ("limb skin 0 0 2 = -4 7 2 = 2 13 1", "limb accent 1 13 4 = 9 15 1"),
}


def _bat_wings(body: Body, p: _Paints, u: int, f: int, size: int, flap: int) -> None:
    # Membranes between fingers that start at a shoulder; `size` and `flap` in units.
    for side in (-1, 1):
        wrist = (side * size * 12 // 16, u + size * 14 // 16 + flap, f - size * 5 // 16)
        tips = [
            (side * size * 26 // 16, u + size * 10 // 16 + flap * 2, f - size * 8 // 16),
            (side * size * 21 // 16, u - size * 1 // 16 + flap, f - size * 9 // 16),
            (side * size * 12 // 16, u - size * 5 // 16 + flap // 2, f - size * 8 // 16),
        ]
        root, base = (side * 3, u, f), (side * 3, u - size * 6 // 16, f - size * 5 // 16)
        dents = [tuple((a * 6 + b * 6 + c * 4) // 16 for a, b, c in zip(one, two, wrist, strict=True)) for one, two in zip(tips, [*tips[1:], base], strict=True)]
        shape = [root, wrist, tips[0], dents[0], tips[1], dents[1], tips[2], dents[2], base]
        body.sheet(p.accent, shape, "down", near=-3)
        for tip in tips:
            body.limb(p.skin, (*wrist, 1), (*tip, 0), near=-2)
        body.limb(p.skin, (*root, 3), (*wrist, 2), near=-2)
        body.limb(p.bone, (*wrist, 1), (wrist[0], wrist[1] + 4, wrist[2], 0), near=-1)


# -- body plans. `step` is -1 for one that stands still.


def _moving(step: int, phase: int) -> tuple[int, int]:
    # How far a foot is forth, in quarters of a stride, and how far up.
    if step < 0:
        return 0, 0
    swing = _SWING[step] * phase
    return swing, 2 * (not swing and (1 if step == 1 else -1) == phase)


def _bob(step: int) -> int:
    return 1 if step in (1, 3) else 0


def _quad(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    hip = k.legs + _bob(step)
    middle = hip + k.body * 3 // 4
    frog = k.with_("frog")
    for side in (-1, 1):
        for end in (-1, 1):
            go, lift = _moving(step, side * end)
            s, f = side * (k.body - k.leg + 1 + 3 * frog * (end < 0)), end * (k.long - 1)
            foot = (s + side * frog * 2, k.leg + lift, f + go * 4)
            body.limb(p.skin, (s, hip + 3, f, k.leg + 1), (*foot, k.leg))
            if k.has("socks") or k.has("darksocks"):
                slot = p.second if k.has("socks") else p.ink if k.usual.startswith(("fox", "white")) else p.deep
                body.patch(slot, foot[0], foot[1] - 1, foot[2] + 6, k.leg * 2, k.leg)
            body.ball(p.second if k.has("socks") else p.skin, foot[0], k.leg - 1 + lift, foot[2] + 2, k.leg, k.leg - 1, near=1)
            if k.has("darksocks"):
                body.patch(p.deep if k.usual[:5] == "brown" else p.ink, foot[0], foot[1] - 1, foot[2] + 6, k.leg * 2)
    if k.with_("wool"):
        for s, up, f in ((-8, 0, -7), (8, 0, -7), (-8, 0, 6), (8, 0, 6), (0, 6, -9), (-6, 7, 0), (6, 7, 0), (0, 7, 8), (0, 0, -14)):
            body.ball(p.skin, s, middle + up, f, 8, near=-3)
    body.limb(p.skin, (0, middle, -k.long, k.body), (0, middle, k.long, k.body - (k.body > 11)), cast=30)
    if k.has("chest"):
        body.patch(p.second, 0, middle - 3, k.long + k.body, k.body * 11 // 16, k.body)
        body.patch(p.second, 0, middle - k.body, 0, k.long + 6, k.body // 3)
    for mark, spots in _SPOTS.items():
        if k.has(mark):
            slot = {"dapple": p.second, "spots": p.second}.get(mark, p.mark)
            for f, up, rx, ry in spots:
                for side in (-1, 1):
                    body.patch(slot, side * k.body * 12 // 16, middle + up * k.body // 16, f * k.long // 16, rx, ry)
    if k.with_("shell"):
        body.ball(p.second, 0, middle + 2, -2, k.body + 7, k.body + 2, near=6, cast=40)
        for s, up, f in ((0, 12, 6), (-10, 6, 6), (10, 6, 6), (-10, 6, -8), (10, 6, -8), (0, 12, -8), (0, 2, 12)):
            body.patch(p.accent, s, middle + up, f, 4, 3)
    if k.with_("spikes"):
        for f in range(-k.long, k.long, 6):
            body.limb(p.accent, (0, middle + k.body - 1, f, 3), (0, middle + k.body + 5, f - 3, 1))
    head_f = k.long + k.head // 3 + k.neck // 2 - 2 * frog
    head_u = hip + k.body + k.head // 2 + k.neck
    if k.with_("wool"):
        body.ball(p.skin, 0, head_u + 6, head_f - 3, 8, 6, near=8)
        head_u, head_f = head_u - 2, head_f + 4
    if k.neck:
        body.limb(p.skin, (0, middle + 1, k.long - 2, k.body * 3 // 4), (0, head_u - 2, head_f - 3, k.head * 10 // 16), cast=20)
        if k.with_("crest"):
            body.limb(p.second, (0, middle + k.body, k.long - 8, 4), (0, head_u + 2, head_f - 8, 5), (0, head_u + k.head, head_f, 3))
    if k.with_("ruff"):
        body.ball(p.second, 0, head_u - 5, head_f - 5, k.head + 2, k.head, near=-2)
    if k.with_("mohawk"):
        for f in range(-k.long, k.long + 8, 5):
            body.limb(p.second, (0, middle + k.body - 1, f, 3), (0, middle + k.body + 5, f - 2, 1))
    sway = _SWING[step] * 2 if step >= 0 else 2
    _tail(body, k, p, middle + k.body // 3, -k.long - k.body * 12 // 16, sway)
    if k.wings:
        _bat_wings(body, p, middle + k.body // 2, 0, 17, 3 * (_SWING[step] if step >= 0 else 1))
    if frog:
        for side in (-1, 1):
            body.ball(p.skin, side * k.head * 9 // 16, head_u + k.head * 11 // 16, head_f + 3, 6, near=3)
            body.eye(p.layers(_EYES["glow" if "glowing" in p.worn else "slit"], 24), side * k.head * 9 // 16, head_u + k.head * 12 // 16, head_f + 9)
        body.ball(p.skin, 0, head_u, head_f, k.head + 2, k.head * 12 // 16, cast=30)
        body.patch(p.second, 0, head_u - k.head * 12 // 16, head_f + k.head, k.head, 5)
        body.eye(p.layers("ink 120 12 0 0,ink 16 12 -110 -9,ink 16 12 110 -9"), 0, head_u - 3, head_f + k.head)
        _dressed(body, p, head_u, head_f, k.head)
    else:
        _head(body, k, p, head_u, head_f, step)


# Where marks are on a flank: forth and up in sixteenths of its length and height, and their radii.
_SPOTS = {
    "stripes": ((-14, 8, 2, 6), (-5, 9, 2, 7), (5, 9, 2, 7), (-10, -2, 2, 3)),
    "spots": ((-9, 5, 6, 5), (8, 8, 4, 4), (2, -6, 4, 3)),
    "dapple": ((-12, 9, 1, 1), (-3, 11, 1, 1), (6, 8, 1, 1), (-8, 3, 1, 1), (1, 4, 1, 1)),
}


def _dragon(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    hip, flap = 9 + _bob(step), 4 * _SWING[step] if step >= 0 else 2
    for side in (-1, 1):
        for end in (-1, 1):
            go, lift = _moving(step, side * end)
            s, f = side * (9 if end > 0 else 11), 8 if end > 0 else -9
            body.limb(p.skin, (s, hip + 4, f, 5 + (end < 0) * 2), (s + side, 4 + lift, f + go * 4, 4))
            body.ball(p.skin, s + side, 3 + lift, f + 3 + go * 4, 4, 3, near=1)
            for toe in (-3, 0, 3):
                body.eye(p.layers("bone 12 14"), s + side + toe, 2 + lift, f + 7 + go * 4)
    body.limb(p.skin, (0, hip + 6, -10, 10), (0, hip + 9, 8, 10), cast=30)
    for at in range(4):
        body.patch(p.second, 0, hip - 1 + at * 5, 14 + at, 7, 2)
    body.limb(p.skin, (0, hip + 4, -16, 8), (8, 6, -25, 6), (17, 4, -26, 4), (25, 8, -18, 2))
    body.limb(p.second, (25, 8, -18, 3), (29, 15, -14, 1))
    neck = ((0, hip + 14, 9, 8), (0, hip + 22, 13, 7), (0, hip + 29, 13, 6))
    body.limb(p.skin, *neck, cast=20)
    for at in range(4):
        body.patch(p.second, 0, hip + 13 + at * 5, 24, 5, 2)
    for u, f in ((17, -13), (20, -5), (24, 1), (31, 5), (37, 5)):
        body.limb(p.second, (0, hip + u - 2, f, 3), (0, hip + u + 4, f - 4, 1))
    _bat_wings(body, p, hip + 15, -1, 27 + dice.between(-2, 3), flap)
    u, f = hip + 34, 15
    body.aside = (k.aside, f - 4) if step < 0 else (0, 0)
    for part in _HORNS[dice.pick(("dragon", "dragon", "bull", "goat"))]:
        for side in (-1, 1):
            _placed(body, p, part[1:], side, 11, u, f)
    for side in (-1, 1):
        body.limb(p.second, (side * 8, u, f - 3, 3), (side * 15, u + 2, f - 7, 1))
    body.ball(p.skin, 0, u, f, 11, 9, cast=40)
    _eyes(body, replace(k, eye=19), p, u, f, 11, 8, 3)
    body.limb(p.skin, (0, u - 3, f + 7, 7), (0, u - 5, f + 16, 5), near=4, cast=30)
    for side in (-1, 1):
        body.eye(p.layers("ink 14 12"), side * 3, u - 2, f + 20)
        body.eye(p.layers("white 10 18 0 10"), side * 4, u - 8, f + 19)
    _dressed(body, p, u, f, 11)
    body.aside = (0, 0)


def _biped(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    hip = k.legs + _bob(step)
    middle = hip + k.body * 10 // 16
    for side in (-1, 1):
        go, lift = _moving(step, side)
        s = side * k.body * 9 // 16
        body.limb(p.skin, (s, hip + 2, 0, k.leg + 1), (s + side, k.leg + lift, go * 4, k.leg))
        body.ball(p.skin, s + side, k.leg - 1 + lift, go * 4 + 3, k.leg + 1, k.leg, near=1)
        shoulder = (side * (k.body - 1), middle + k.body * 11 // 16, 0, k.leg + 1)
        hand = (side * (k.body + 4), middle - k.body // 2, 4 - go * 4, k.leg)
        body.limb(p.skin, shoulder, (side * (k.body + 5), middle + 1, -1 - go * 2, k.leg), hand, near=1)
        body.ball(p.skin, *hand[:3], k.leg + 1, near=2)
        if k.with_("claws"):
            for toe in (-2, 1, 4):
                body.limb(p.bone, (hand[0] + toe - 1, hand[1] - 3, hand[2] + 3, 1), (hand[0] + toe - 1, hand[1] - 7, hand[2] + 4, 0), near=3)
        if k.with_("rocks"):
            body.ball(p.deep, side * (k.body + 2), middle + k.body * 14 // 16, 0, k.leg + 4, k.leg + 3, near=4)
            body.patch(p.second, side * (k.body + 1), middle + k.body + 6, 2, k.leg + 2, 4)
    body.limb(p.skin, (0, middle - 2, 0, k.body * 13 // 16), (0, middle + k.body * 9 // 16, 0, k.body), cast=30)
    if k.has("belly"):
        body.patch(p.second, 0, middle, k.body, k.body * 10 // 16, k.body * 13 // 16)
    if k.with_("rocks"):
        body.patch(p.second, -k.body // 2, middle + k.body, k.body // 2, 6, 4)
        body.eye(p.layers("glow 34 34,white 14 14 -6 -6"), 0, middle + k.body // 2, k.body)
    _tail(body, k, p, hip + 3, -k.body * 10 // 16, 3 + (_SWING[step] * 2 if step >= 0 else 0))
    if k.wings:
        _bat_wings(body, p, middle + k.body // 2, -5, 16, 3 * (_SWING[step] if step >= 0 else 1))
    head_u = middle + k.body * 9 // 16 + k.body // 2 + k.head * 11 // 16
    _head(body, k, p, head_u, 3, step)
    if k.with_("cap"):
        body.ball(p.second, 0, head_u + k.head * 11 // 16, 2, k.head * 2 - 1, k.head * 13 // 16, near=9, cast=50)
        for s, u, f in ((-9, 6, 8), (3, 9, 8), (12, 3, 6), (-3, 2, 16), (0, 8, -10), (9, 4, -12), (-10, 4, -10)):
            body.patch(p.white, s, head_u + k.head * 8 // 16 + u, f, 3, 2)
    if k.with_("leaves"):
        for s, u, f, r in ((-9, 10, -2, 8), (9, 10, -2, 8), (0, 14, -3, 10), (-4, 12, 4, 6), (6, 13, 3, 6)):
            body.ball(p.second, s, head_u + u, f, r, r - 1)


def _blob(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    squash = 2 * _SWING[step] if step >= 0 else 0
    wide, high = 20 + squash, 17 - squash
    drops = [(-1, dice.between(8, 12), dice.between(13, 15)), (1, dice.between(10, 14), dice.between(13, 16))]
    body.limb(p.skin, (-wide // 2, 8, 0, 8), (wide // 2, 8, 0, 8))
    for side, s, f in drops:
        body.ball(p.skin, side * (s + 4), 4, f // 3, 6, 4, near=-8)
    body.ball(p.skin, 0, high - 1, 0, wide, high)
    body.patch(p.deep, 0, 5, 12, wide - 5, 3)
    body.eye(p.layers("white 30 12 0 0,white 12 12 30 20", 20), -8, high + 8, 12)
    _eyes(body, replace(k, eyes="big" if k.usual == "" else "dot", eye=22), p, high - 4, 0, 16)
    body.eye(p.layers("ink 44 18,pink 26 8 0 8"), 0, high - 9, 17)
    if k.ears or k.horns:
        for part in (*_EARS.get(k.ears, ()), *(part[1:] for part in _HORNS.get(k.horns, ()))):
            for side in (-1, 1):
                _placed(body, p, part, side, 14, high + 3, 0, near=-20)
    _dressed(body, p, high + 3, 0, 13)


def _ghost(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    sway, rise = (_SWING[step], 4 + _bob(step)) if step >= 0 else (1, 4)
    for side in (-1, 1):
        body.limb(p.skin, (side * 12, 24 + rise, 3, 5), (side * 19, 22 + rise + 2 * sway * side, 8, 4), near=2)
    for s in (-10, 0, 10):
        body.limb(p.skin, (s, 14 + rise, 0, 6), (s + 3 * sway, 2 + rise - (not s) * 3, -2, 2), near=-4)
    body.limb(p.skin, (0, 14 + rise, 0, 15), (0, 34 + rise, 0, 14))
    _eyes(body, replace(k, eyes="hollow", eye=17), p, 33 + rise, 0, 14, 6, 0)
    body.eye(p.layers("ink 26 34"), 0, 24 + rise, 14)
    for side in (-1, 1):
        body.eye(p.layers("pink 22 12"), side * 9, 27 + rise, 11)
    _dressed(body, p, 36 + rise, 0, 13)


def _eyeball(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    rise = 12 + 2 * _bob(step)
    middle = 20 + rise
    for number, (s, f) in enumerate(((-9, 4), (9, 4), (0, -8), (-4, -4), (5, -3))):
        sway = (_SWING[(step + number) % 4] if step >= 0 else number % 3 - 1) * 3
        if k.with_("stalks"):
            tip = (s * 2 + sway, middle + 27 + (not number % 2) * -5, f, 3)
            body.limb(p.skin, (s, middle + 12, f, 3), tip, near=-6)
            body.ball(p.white, *tip[:3], 5, near=-5)
            body.eye(p.layers("iris 34 34,ink 16 22"), tip[0], tip[1], f + 5)
        else:
            body.limb(p.second, (s, middle - 12, f, 4), (s + sway, middle - 22, f, 3), (s - sway, rise - 10, f, 1), near=-4)
    body.ball(p.skin, 0, middle, 0, 18, cast=30)
    if k.with_("stalks"):
        body.eye(p.layers("white 150 130,iris 96 100,ink 44 60,white 26 26 -36 -44"), 0, middle + 4, 17)
        body.eye(p.layers("ink 170 44,white 16 24 -110 -20,white 16 24 -50 -14,white 16 24 50 -14,white 16 24 110 -20"), 0, middle - 9, 16)
    else:
        for s, u in ((-14, 4), (13, 8), (-9, -12), (12, -8)):
            body.eye(p.layers("second 40 6,second 6 24"), s, middle + u, 9)
        body.eye(p.layers("iris 140 140,glow 100 100,ink 56 62,white 34 34 -50 -60"), 0, middle, 17)
    for part in (*_EARS.get(k.ears, ()), *(part[1:] for part in _HORNS.get(k.horns, ()))):
        for side in (-1, 1):
            _placed(body, p, part, side, 18, middle, 0, near=-20)
    if k.wings or not k.usual:
        _bat_wings(body, p, middle, -4, 16, 3 * (_SWING[step] if step >= 0 else 1))
    _dressed(body, p, middle, 0, 18)


def _mimic(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    gape = 12 + 2 * (_SWING[step] if step >= 0 else 0)
    wide, deep, high = 20, 13, 17

    def planks(low: int, top: int, back: int, lean: int) -> None:
        for f, s0, s1, s2, s3 in ((deep, -wide, wide, wide, -wide), (-deep, -wide, wide, wide, -wide)):
            body.sheet(p.skin, [(s0, low, f), (s1, low, f), (s2, top, f - lean), (s3, top, f - lean)])
            for s in (-12, 8):
                body.patch(p.second, s + 2, (low + top) // 2, f * 2, 3, high)
        for side in (-1, 1):
            body.sheet(p.deep, [(side * wide, low, -deep), (side * wide, low, deep), (side * wide, top, deep - lean), (side * wide, top, -deep - lean)])

    planks(0, high, 0, 0)
    body.sheet(p.ink, [(-wide, high, -deep), (wide, high, -deep), (wide, high, deep), (-wide, high, deep)])
    lid = high + gape
    body.sheet(p.ink, [(-wide, high, -deep), (wide, high, -deep), (wide, lid, deep - 2), (-wide, lid, deep - 2)])
    body.limb(p.skin, (-wide + 4, lid + 5, deep - 9, 8), (wide - 4, lid + 5, deep - 9, 8), near=8)
    for s in (-12, 12):
        body.patch(p.second, s, lid + 5, deep, 3, 10)
    body.limb(p.pink, (3, high + 1, 2, 5), (4, high - 1, deep + 4, 5), (6, high - 12, deep + 7, 4), near=12)
    for number, s in enumerate(range(-wide + 3, wide, 7)):
        if s in (3, -3, 5):
            continue
        body.limb(p.bone, (s, high, deep - 1, 2), (s, high + 7, deep - 1, 0), near=9)
        body.limb(p.bone, (s + 3, lid - 1, deep - 3, 2), (s + 3, lid - 7 - number % 2, deep - 3, 0), near=9)
    for side in (-1, 1):
        body.ball(p.white, side * 9, high + gape // 2 + 2, -4, 5, near=7)
        body.eye(p.layers("iris 44 44,ink 20 30,white 10 10 -14 -14"), side * 9, high + gape // 2 + 2, 1)
    _dressed(body, p, lid + 4, deep - 9, 10)


def _bat(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    rise = 12 + _bob(step)
    _bat_wings(body, p, 18 + rise, -2, 24, 6 * (_SWING[step] if step >= 0 else 1))
    for side in (-1, 1):
        body.limb(p.skin, (side * 4, rise + 4, 2, 2), (side * 4, rise - 2, 4, 1))
    body.ball(p.skin, 0, 8 + rise, -1, 9, 9)
    body.patch(p.second, 0, 6 + rise, 8, 6, 6)
    _head(body, replace(k, eyes="glow" if k.eyes == "dot" else k.eyes), p, 20 + rise, 3, step)


def _bird(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    upright = k.with_("upright") or k.eyes == "owl"
    hip = (3 if upright else 7) + _bob(step)
    b, middle = k.body, hip + k.body
    dark = k.usual.startswith(("raven", "black"))
    feet = p.pen.slot((84, 80, 96)) if dark else p.orange
    for side in (-1, 1):
        go, lift = _moving(step, side)
        s = side * 4
        body.limb(feet, (s, hip + 3, 0, 1), (s, 2 + lift, go * 3, 1))
        for toe in (-2, 0, 2):
            body.limb(feet, (s, 1 + lift, go * 3, 1), (s + toe, 1 + lift, go * 3 + 5, 1))
    back = -b // 2
    tail = 18 if k.with_("longtail") else 10
    if k.with_("fan"):
        for s in (-4, 0, 4):
            body.limb(p.second, (0, middle, -b, 3), (s, middle + 11, -b - 6, 4))
    elif not upright:
        body.limb(p.second if k.with_("longtail") else p.deep, (0, middle - 1, back - 3, 5), (0, middle - tail // 2, back - tail, 3), near=-1)
    else:
        body.limb(p.deep, (0, hip + 3, back, 4), (0, 3, back - 4, 3))
    if upright:
        body.ball(p.skin, 0, middle, 0, b, b + 2, cast=20)
    else:
        body.limb(p.skin, (0, middle - 2, -4, b - 3), (0, middle + 1, 3, b - 1), cast=20)
    if k.has("belly"):
        body.patch(p.second, 0, middle - 2, b, b * 12 // 16, b)
    flap = _SWING[step] * 2 if step >= 0 else 0
    for side in (-1, 1):
        if k.with_("spread") and k.with_("flame"):
            _feathers(body, p, side, middle + 4, -2, flap)
            continue
        s = side * (b - 1)
        slot = p.second if not k.has("belly") and k.stuff == "fur" and k.with_("longtail") else p.deep
        body.limb(slot, (s, middle + 3, 1, 5), (s + side * (1 + abs(flap)), middle - 3 + flap, -7, 4), (s, middle - 7 + flap, -13 + upright * 8, 2), near=2)
        body.patch(p.second if k.has("sheen") else p.skin, s + side * 6, middle + 3, 1, 5, 3)
    h = k.head - 1
    head_u, head_f = middle + b * 11 // 16 + h * 9 // 16 + k.neck, b * 5 // 16 + 1
    if k.neck:
        body.limb(p.skin, (0, middle, 4, b * 10 // 16), (0, head_u, head_f, h * 13 // 16))
    if k.with_("comb"):
        for f in (-3, 1, 5):
            body.ball(p.accent, 0, head_u + h, head_f + f, 3)
        body.ball(p.accent, 0, head_u - h, head_f + h * 12 // 16, 3, near=4)
    if k.with_("crest"):
        for f in (-2, 2):
            body.limb(p.accent if k.with_("flame") else p.skin, (0, head_u + h // 2, head_f + f, 4), (0, head_u + h + 7, head_f + f - 8, 1))
    for part in _EARS.get(k.ears, ()):
        for side in (-1, 1):
            _placed(body, p, part, side, h, head_u, head_f)
    body.ball(p.second if k.has("whitehead") else p.skin, 0, head_u, head_f, h, cast=30)
    if k.has("disc") or k.has("face"):
        for side in (-1, 1):
            body.patch(p.second, side * h * 7 // 16, head_u, head_f + h * 13 // 16, h * 9 // 16, h * 10 // 16)
    _eyes(body, k, p, head_u, head_f, h, 8 if upright else 11, 6)
    beak = feet
    tip = head_f + h * 14 // 16 + k.snout
    if k.with_("bill"):
        body.limb(beak, (-2, head_u - 3, head_f + h - 1, 3), (-2, head_u - 4, tip, 3), near=4)
        body.limb(beak, (2, head_u - 3, head_f + h - 1, 3), (2, head_u - 4, tip, 3), near=4)
    else:
        body.limb(beak, (0, head_u - 1, head_f + h - 2, 4), (0, head_u - 2, tip, 2 if k.with_("hook") else 1), near=4)
        if k.with_("hook"):
            body.limb(beak, (0, head_u - 2, tip, 2), (0, head_u - 6, tip, 1), near=4)
    _dressed(body, p, head_u, head_f, h)


def _feathers(body: Body, p: _Paints, side: int, u: int, f: int, flap: int) -> None:
    # A wing spread like a fan: long feathers, and short ones before them.
    tips = ((9, 27), (16, 28), (23, 25), (28, 18), (29, 9), (25, 1))
    for row, (slots, parts) in enumerate((((p.accent, p.second), 16), ((p.skin, p.skin), 9))):
        for number, (s, up) in enumerate(tips):
            tip = (side * (5 + s * parts // 16), u + (up + flap * number // 2) * parts // 16, f - 3 + row)
            body.limb(slots[number % 2], (side * 5, u, f + row, 3), (*tip, 4), near=row * 3 - 12 - number % 2)


def _serpent(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    sway = _SWING[step] * 3 if step >= 0 else 0
    body.limb(p.skin, (14, 4, -6, 4), (22, 4, -8, 3), (27, 7, -5, 1))
    body.ball(p.skin, 0, 6, -2, 20, 7)
    for s in (-15, -8, 0, 8, 15):
        body.patch(p.second, s, 7, 16 - abs(s) // 3, 2, 3)
    body.ball(p.skin, 0, 13, -3, 15, 6, cast=40)
    for s in (-10, -3, 4, 11):
        body.patch(p.second, s, 14, 12 - abs(s) // 3, 2, 3)
    neck = ((0, 18, -4, 8), (4 + sway, 28, -6, 6), (1 + sway, 38, 0, 6))
    body.limb(p.skin, *neck, cast=30)
    for u in (30, 34, 38):
        body.patch(p.pale, 2 + sway, u, 8, 4, 1)
    u, f = 42, 4
    body.limb(p.accent, (sway, u - 6, f + 14, 1), (sway + 1, u - 10, f + 20, 0), near=8)
    body.ball(p.skin, sway, u, f, k.head, k.head * 13 // 16, cast=30)
    _eyes(body, replace(k, eye=22), p, u, f, k.head, 9, 6, sway)
    body.limb(p.skin, (sway, u - 3, f + 5, 6), (sway, u - 4, f + 10, 5), near=2)
    for side in (-1, 1):
        body.eye(p.layers("ink 8 8"), sway + side * 2, u - 1, f + 14)
    body.eye(p.layers("ink 60 6"), sway, u - 6, f + 14)
    _dressed(body, p, u, f, k.head)


def _worm(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    for number in range(6):
        bump = 3 * (_SWING[(step + number) % 4] if step >= 0 else number % 2)
        body.ball(p.second if number % 2 else p.skin, 0, 9 + max(bump, 0), -20 + number * 7, 8 + number // 3)
    _head(body, replace(k, head=12, eyes="big", plan="quad", horns="antenna"), p, 20, 22, step)


def _snail(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    stretch = 2 * _SWING[step] if step >= 0 else 0
    body.limb(p.skin, (0, 3, -22 - stretch, 2), (0, 5, -8, 5), (0, 5, 12 + stretch, 6), (0, 13, 18 + stretch, 6))
    for side in (-1, 1):
        body.limb(p.skin, (side * 3, 16, 19 + stretch, 2), (side * 7, 29, 23 + stretch, 2))
        body.ball(p.white, side * 7, 30, 23 + stretch, 4)
        body.eye(p.layers("ink 26 32,white 8 8 -6 -8"), side * 7, 30, 27 + stretch)
    body.eye(p.layers("ink 30 8"), 0, 11, 24 + stretch)
    body.ball(p.second, 0, 21, -6, 17, cast=40, near=8)
    for side in (-1, 1):
        for slot, r, u in ((p.deep, 12, 20), (p.second, 9, 20), (p.deep, 6, 19), (p.second, 3, 19)):
            body.patch(slot, side * 14, u, -5, r)
    _dressed(body, p, 16, 19, 7)


def _bug(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    pairs = k.legs // 2 if k.legs > 4 else 3
    shell, waist = k.with_("shell"), k.with_("waist")
    for side in (-1, 1):
        for number in range(pairs):
            go, lift = _moving(step, side * (1 - number % 2 * 2))
            f = 8 - number * 14 // pairs
            reach = 25 if pairs == 4 else 19
            knee = (side * reach * 11 // 16, 20 - 4 * (pairs == 3), f * 2 + go * 2, 2)
            body.limb(p.deep if pairs == 4 else p.ink, (side * 5, 10, f, 2), knee, (side * reach, 1 + lift * 2, f * 5 // 2 + go * 3, 1), near=-1)
    if k.with_("claws"):
        for side in (-1, 1):
            body.limb(p.skin, (side * 6, 10, 8, 3), (side * 17, 10, 16, 3), (side * 13, 12, 24, 5))
            body.limb(p.skin, (side * 14, 12, 26, 4), (side * 8, 12, 34, 1))
    if k.with_("stinger"):
        body.limb(p.skin, (0, 11, -14, 6), (0, 20, -24, 5), (0, 34, -24, 4), (0, 42, -14, 4))
        body.limb(p.accent, (0, 42, -13, 4), (0, 38, -4, 1))
        body.limb(p.skin, (0, 11, -14, 8), (0, 11, 6, 9))
    elif shell:
        body.ball(p.skin, 0, 13, -5, 17, 14)
        if k.with_("dots"):
            for s, u, f in ((-8, 22, -2), (8, 22, -2), (-12, 14, 4), (12, 14, 4), (-7, 18, -16), (7, 18, -16), (-14, 14, -10), (14, 14, -10)):
                body.patch(p.second, s, u, f, 3)
        body.patch(p.second, 0, 16, 12, 1, 20)
        body.patch(p.second, 0, 20, -22, 1, 20)
    elif waist:
        body.ball(p.skin, 0, 14, -19, 11, 10)
        body.limb(p.skin, (0, 12, -8, 3), (0, 12, 4, 6))
    else:
        body.ball(p.skin, 0, 17, -12, 15, 14)
        if k.with_("stripes"):
            for f in (-18, -8):
                for side in (-1, 0, 1):
                    body.patch(p.second, side * 12, 18 + (not side) * 10, f, 4, 14 if side else 4)
        if k.has("hourglass"):
            for u in (24, 14):
                body.patch(p.accent, 0, u, -26 if u == 14 else -6, 5, 4)
    if k.with_("sting"):
        body.limb(p.ink, (0, 14, -26, 3), (0, 12, -33, 1))
    if k.with_("wings"):
        wing = p.pen.slot((210, 232, 246), "glass")
        flap = 4 * (_SWING[step] if step >= 0 else 1)
        for side in (-1, 1):
            body.limb(wing, (side * 4, 28, -8, 2), (side * 17, 38 + flap, -14, 7), near=3)
            body.limb(wing, (side * 4, 26, -10, 2), (side * 14, 30 + flap, -22, 5), near=2)
    h = 9 + (shell or waist)
    slot = p.second if k.with_("dots") else p.skin
    if k.with_("horn"):
        body.limb(p.accent, (0, 18, 16, 3), (0, 24, 24, 2), (0, 33, 24, 1))
    if not k.with_("stinger") and pairs == 3:
        for side in (-1, 1):
            body.limb(p.ink, (side * 3, 20, 13, 1), (side * 7, 31, 17, 1))
            body.ball(p.ink, side * 7, 31, 17, 2)
    body.ball(slot, 0, 13, 11, h, h * 15 // 16, cast=30)
    if k.eyes == "spider":
        for s, u, size in ((-4, 3, 22), (4, 3, 22), (-8, 5, 13), (8, 5, 13), (-2, 7, 11), (2, 7, 11)):
            body.eye(p.layers(_EYES["spider"], size), s, 12 + u, 19)
        for side in (-1, 1):
            body.limb(p.bone, (side * 3, 8, 19, 2), (side * 2, 2, 21, 1), near=3)
    else:
        _eyes(body, replace(k, eyes="big", eye=20), p, 13, 11, h, 8, 3)
        body.eye(p.layers("ink 30 8"), 0, 13 - h // 2, 11 + h)
    _dressed(body, p, 13, 11, h)


def _crab(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    for side in (-1, 1):
        for number in range(3):
            go, lift = _moving(step, side * (1 - number % 2 * 2))
            f = 6 - number * 6
            body.limb(p.deep, (side * 14, 10, f, 3), (side * 23, 10, f + go, 2), (side * (26 - number), 1 + lift * 2, f + go * 2, 1))
        body.limb(p.skin, (side * 15, 15, 6, 3), (side * 23, 22, 8, 3), (side * 22, 27, 9, 5))
        body.limb(p.skin, (side * 22, 28, 9, 6), (side * 17, 38, 10, 2), near=1)
        body.limb(p.skin, (side * 23, 28, 9, 5), (side * 27, 38, 10, 2), near=1)
        body.limb(p.skin, (side * 5, 18, 6, 2), (side * 6, 28, 7, 2))
        body.ball(p.white, side * 6, 29, 7, 5)
        body.eye(p.layers("ink 32 38,white 10 10 -8 -12"), side * 6, 29, 12)
    body.ball(p.skin, 0, 12, 0, 19, 12, cast=30)
    body.patch(p.second, 0, 3, 14, 14, 4)
    body.eye(p.layers("ink 50 10,ink 12 10 -48 -8,ink 12 10 48 -8"), 0, 11, 17)
    for side in (-1, 1):
        body.eye(p.layers("pink 24 14"), side * 11, 11, 14)
    _dressed(body, p, 14, 0, 12)


def _butterfly(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    fold = (16, 11, 7, 11)[step] if step >= 0 else 16
    for side in (-1, 1):
        def spot(s: int, u: int) -> tuple[int, int, int]:
            return side * s * fold // 16, u + 10, -2 - s * (16 - fold) // 24

        for slot, points in ((p.second, ((2, 24), (12, 42), (24, 45), (28, 34), (22, 24), (4, 20))), (p.accent, ((3, 21), (19, 22), (24, 12), (16, 1), (9, 3), (3, 13)))):
            body.sheet(slot, [spot(*point) for point in points], "slope", near=-4)
        for s, u, slot, r in ((18, 36, p.accent, 4), (22, 42, p.white, 2), (14, 11, p.second, 4), (26, 31, p.white, 1)):
            at = spot(s, u)
            body.eye(p.layers(f"{'accent' if slot == p.accent else 'white' if slot == p.white else 'second'} {r * 14} {r * 16}"), at[0], at[1], at[2] + 3)
    body.limb(p.skin, (0, 14, 0, 3), (0, 30, 1, 4), near=4)
    for side in (-1, 1):
        body.limb(p.skin, (side * 2, 40, 2, 1), (side * 8, 52, 3, 1), near=4)
    body.ball(p.skin, 0, 37, 2, 6, near=5)
    _eyes(body, replace(k, eyes="big", eye=22), p, 37, 2, 6, 8, 2)


def _fish(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    b, n, middle = k.body + 2, k.long + 3, 24 + _bob(step)
    wag = _SWING[step] * 5 if step >= 0 else 0
    shark, whale = k.with_("shark"), k.with_("whale")
    fin = p.skin if shark or whale else p.second
    lift = 6 if whale else 0
    body.sheet(fin, [(0, middle + lift, -n + 1), (wag, middle + 12 + lift, -n - 13), (wag, middle + 2 + lift, -n - 8), (wag, middle - 9 + lift, -n - 12)])
    if whale:
        body.limb(p.pen.slot(WORDS["sky"], "glass"), (0, middle + b, 6, 1), (0, middle + b + 10, 5, 2))
        for f in (-2, 12):
            body.ball(p.pen.slot(WORDS["sky"], "glass"), 0, middle + b + 10, f, 4)
    elif shark:
        body.sheet(fin, [(0, middle + b - 3, 7), (0, middle + b + 14, -5), (0, middle + b - 4, -7)])
    else:
        body.sheet(fin, [(0, middle + b - 3, 8), (0, middle + b + 7, -2), (0, middle + b + 4, -9), (0, middle + b - 6, -11)])
        body.sheet(fin, [(0, middle - b + 3, 2), (0, middle - b - 6, -5), (0, middle - b + 5, -9)])
    body.limb(p.skin, (0, middle + lift, -n, 4), (0, middle, -4, b - 1), (0, middle, 6, b - 1), (0, middle - 1, n, b - 6 + whale * 3), cast=20)
    for f in range(-8, n + 4, 4):
        if shark or whale:
            for side in (-1, 1):
                body.patch(p.second, side * b // 2, middle - b + 1, f, 7, b * 10 // 16)
    if not (shark or whale) and k.usual:
        for f in (-10, 4):
            for side in (-1, 1):
                body.patch(p.accent, side * b, middle, f, 2, b)
    for side in (-1, 1):
        s = side * (b - 3)
        body.eye(p.layers(_EYES["dot" if shark or whale else "big"], 20), s, middle + 3, n - 4)
        body.eye(p.layers("ink 40 8" if not shark else "ink 70 14,white 12 14 -40 0,white 12 14 0 0,white 12 14 40 0"), s, middle - b * 6 // 16, n - 1)
        if shark:
            for f in (2, 5):
                body.eye(p.layers("ink 5 44"), side * b, middle, f)
        body.sheet(fin, [(s, middle - 3, 4), (s + side * 7, middle - 9, -8), (s + side * 2, middle - 5, -6)], near=6)
    _dressed(body, p, middle + 2, n - 6, b - 2)


def _octopus(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    jelly, squid = k.with_("jelly"), k.with_("squid")
    for number, (s, f) in enumerate(((-12, 4), (12, 4), (-8, 10), (8, 10), (-12, -5), (12, -5), (-5, -10), (5, -10))):
        sway = (_SWING[(step + number) % 4] if step >= 0 else (number // 2) % 3 - 1) * 2
        if jelly or squid:
            points = ((s * 3 // 4, 18, f // 2, 3), (s * 3 // 4 + sway, 9, f // 2, 2), (s + sway, 1, f // 2, 1))
        else:
            points = ((s, 14, f, 5), (s * 7 // 4, 4, f * 3 // 2, 4), (s * 9 // 4, 4 + sway, f * 3 // 2, 3), (s * 9 // 4 + sway, 10 + sway, f * 3 // 2, 2))
        body.limb(p.accent if jelly and number % 2 else p.skin, *points)
    middle = 30
    if squid:
        for side in (-1, 1):
            body.sheet(p.second, [(side * 6, middle + 22, -2), (side * 18, middle + 14, -2), (side * 8, middle + 6, -2)])
        body.limb(p.skin, (0, middle - 8, 0, 11), (0, middle + 8, 0, 11), (0, middle + 26, 0, 2), cast=30)
        middle -= 6
    elif jelly:
        body.ball(p.skin, 0, middle, 0, 19, 15, cast=20)
        body.patch(p.second, 0, middle - 10, 10, 18, 4)
    else:
        body.ball(p.skin, 0, middle + 3, -1, 17, 18, cast=30)
        for s, u, f in ((-9, 16, 6), (4, 18, 4), (-3, 12, 12), (11, 11, 5)):
            body.patch(p.second, s, middle + u - 2, f, 3)
    _eyes(body, replace(k, eyes="big", eye=18), p, middle - 4, 0, 15, 7, 0)
    body.eye(p.layers("ink 30 12"), 0, middle - 11, 15)
    _dressed(body, p, middle + 4, 0, 15)


def _plant(body: Body, k: _Kind, p: _Paints, step: int, dice: Chance) -> None:
    sway = _SWING[step] * 2 if step >= 0 else 0
    for side in (-1, 1):
        body.limb(p.skin, (side * 2, 3, 1, 2), (side * 13, 12, 3, 5), (side * 23, 9 + sway, 4, 1))
        body.patch(p.deep, side * 13, 12, 8, 8, 1)
        body.limb(p.skin, (side * 2, 2, 5, 2), (side * 10, 4, 10, 4), (side * 17, 2, 12, 1))
    body.limb(p.skin, (0, 2, 0, 3), (5, 14, -4, 3), (sway, 26, 0, 3))
    u, f = 38, 3
    for s, up in ((-15, 4), (15, 4), (-12, 13), (12, 13), (0, 17), (-11, -7), (11, -7)):
        body.ball(p.accent, s + sway, u + up, f - 4, 7, near=-12)
    body.ball(p.second, sway, u + 1, f, 15, 14, cast=40)
    for s, up in ((-9, 9), (8, 10), (0, 13)):
        body.patch(p.pale, s + sway, u + up, f + 8, 2)
    body.eye(p.layers("ink 170 84 0 10,pink 90 34 0 44"), sway, u - 4, f + 14)
    for s in (-8, -3, 2, 7):
        body.eye(p.layers("white 20 30"), s + sway, u - 1, f + 14)
        body.eye(p.layers("white 18 24"), s + sway + 1, u - 9, f + 14)
    _eyes(body, replace(k, eyes="dot", eye=16), p, u + 4, f, 13, 7, 4, sway)
    _dressed(body, p, u + 3, f, 13)


_PLANS: dict[str, Callable[[Body, _Kind, _Paints, int, Chance], None]] = {
    "quad": _quad,
    "dragon": _dragon,
    "biped": _biped,
    "blob": _blob,
    "ghost": _ghost,
    "eyeball": _eyeball,
    "mimic": _mimic,
    "bat": _bat,
    "bird": _bird,
    "serpent": _serpent,
    "worm": _worm,
    "snail": _snail,
    "bug": _bug,
    "crab": _crab,
    "butterfly": _butterfly,
    "fish": _fish,
    "octopus": _octopus,
    "plant": _plant,
}
