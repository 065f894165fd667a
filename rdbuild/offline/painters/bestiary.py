"""Every kind of beast.

Owns: the words that call for beasts, the measures of each kind, and its usual colours.
Must not know: how any of them is drawn (`beasts`), what a part looks like (`anatomy`).
Rule: data only; a new kind is a row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rdbuild.offline.painters.colours import called


@dataclass(frozen=True)
class Kind:
    """Measures are units of a body, which is drawn as large as its box allows.

    `view` is how it stands where no facing is asked for, in 24ths of a turn from the viewer; `traits` are words
    with `+` between them. Words with `|` between them are for dice to choose from.
    """

    plan: str = "quad"
    usual: str = ""
    stuff: str = "fur"
    view: int = 21
    aside: int = 1  # by how much more its head is turned
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
    traits: str = ""
    profile: str = ""  # of `PROFILES`: how it is known on a small picture, if not by its head

    def has(self, *traits: str) -> bool:
        """Whether it has any of these."""
        return not self._traits.isdisjoint(traits)

    @cached_property
    def _traits(self) -> frozenset[str]:
        return frozenset(self.traits.split("+"))


# Kind, plan, usual colours (main, second, accent), then the measures that it does not share with most.
_ROWS = """
dog quad brown,cream,red ears=flop|flop|cone tail=up|long|stub
    traits=muzzle+chest|muzzle+spots+socks|muzzle+chest+blaze|face+chest
corgi quad corgi,white,red ears=tall tail=stub|puff legs=5 long=12 body=10 head=13
    traits=muzzle+chest+blaze+socks|muzzle+chest+socks
wolf quad grey,silver,amber ears=cone tail=bush snout=7 legs=10 eyes=slit
    traits=muzzle+chest+ruff|face+ruff+socks|muzzle+ruff
fox quad fox,white,amber ears=tall|cone tail=bushtip snout=8 muzzle=4 body=7
    traits=muzzle+chest+boots|face+chest+boots|muzzle+chest+ruff+boots
cat quad grey,white,lime ears=cone tail=long|bush snout=2 muzzle=4 eyes=slit body=8 leg=3 head=13
    traits=muzzle+stripes+whiskers|muzzle+socks+chest+whiskers|face+blaze+whiskers|muzzle+stripes+socks+whiskers
lion quad honey,cream,amber ears=round tail=tuft snout=4 body=10 long=11 legs=9 traits=muzzle+mane|muzzle+mane+chest
tiger quad orange,white,amber ears=round tail=long snout=4 body=10 long=12 legs=9
    traits=muzzle+chest+stripes|face+chest+stripes
bear quad brown,tan,black ears=round tail=stub body=13 long=10 leg=5 head=13 traits=muzzle|muzzle+chest|face
panda quad white,black,tan ears=round tail=stub snout=4 body=13 leg=5 legs=7 head=14 eyes=beady traits=patches+socks
rabbit quad tan,white,pink ears=long|long|flop tail=puff snout=2 muzzle=4 body=10 long=6 legs=4
    traits=muzzle+chest|muzzle+socks|blaze+muzzle+spots
mouse quad grey,silver,red ears=big tail=thin snout=4 muzzle=4 long=5 legs=3 leg=3 head=11
    traits=pointed+chest|pointed+chest+muzzle|pointed+blush+chest
rat quad darkgrey,grey,red ears=round tail=thin snout=8 muzzle=4 body=8 long=10 legs=4 leg=3 head=10 eyes=slit
    traits=pointed|pointed+chest|pointed+muzzle
hamster quad honey,white,rose ears=round tail=stub snout=2 muzzle=4 body=11 long=4 legs=3 leg=3 head=12
    traits=pointed+face+chest+belly|pointed+face+blaze+chest
squirrel quad rust,cream,tan ears=tuft|cone tail=plume snout=4 muzzle=4 body=8 long=5 legs=4 leg=3 head=11
    traits=pointed+chest+muzzle|pointed+chest+face
pig quad pink,rose,rose ears=flap|cone tail=curl snout=4 body=12 long=10 legs=5 stuff=matte traits=plate|plate+spots
boar quad brown,dark,cream ears=cone tail=thin snout=6 body=12 long=10 legs=6 traits=plate+tusks+mohawk
cow quad white,black,pink ears=side horns=short tail=tuft muzzle=7 body=12 long=12
    traits=pinknose+spots+boots|pinknose+spots+blaze+boots
bull quad brown,tan,red ears=side horns=bull tail=tuft snout=6 muzzle=7 body=14 long=12 legs=9 leg=5 traits=muzzle
horse quad brown,dark,dark profile=steed ears=cone tail=mane snout=10 body=11 long=11 legs=11 neck=8 head=11 eye=22
    traits=crest+boots|crest+socks+blaze|crest+spots
pegasus quad white,sky,gold profile=steed ears=cone tail=mane snout=9 body=11 long=10 legs=11 neck=7 head=11 wings=fan
    traits=crest
unicorn quad white,pink,gold profile=steed ears=cone horns=unicorn tail=mane snout=9 body=11 long=10 legs=11 neck=7
    head=11 traits=crest
sheep quad white,dark,amber ears=side tail=puff snout=4 body=13 long=8 legs=6 leg=3 head=9 eyes=beady traits=wool+socks
goat quad silver,cream,amber ears=side horns=goat|bull|short tail=stub snout=6 muzzle=4 long=10 legs=10 leg=3 head=10
    neck=3 eye=22 traits=beard
deer quad tan,cream,dark ears=side horns=antler|antler|short tail=puff snout=6 muzzle=4 long=10 legs=12 leg=3 head=11
    neck=6 eye=23 traits=dapple+chest+muzzle|chest+muzzle
giraffe quad honey,rust,brown ears=side horns=knob tail=tuft snout=7 muzzle=4 body=9 long=7 legs=14 leg=3 head=9 neck=22
    eye=24 traits=spots+chest+giraffe
hippo quad pewter,pink,pink ears=round tail=stub snout=9 muzzle=8 body=14 long=9 legs=5 leg=5 head=13 stuff=matte
    traits=hippo+belly|hippo+chest
hedgehog quad tan,chocolate,cream ears=cone tail=stub snout=3 muzzle=4 body=10 long=4 legs=3 leg=3 head=10
    traits=pointed+quills
elephant quad grey,pink,cream ears=huge tail=thin snout=2 muzzle=4 body=14 long=10 legs=9 leg=5 head=13 stuff=matte
    traits=trunk+tusks
monkey biped brown,tan,tan ears=big tail=long snout=3 leg=3 traits=muzzle+face+belly
turtle quad green,olive,lime snout=3 muzzle=4 body=12 long=11 legs=3 head=9 tail=stub
    traits=shell+reptile|shell+reptile+blush stuff=matte
frog quad green,lime,amber snout=0 body=12 long=5 legs=3 head=13 eyes=big stuff=matte
    traits=chest+belly+frog|chest+frog+spots|chest+frog+dapple
lizard quad green,lime,amber profile=creeper snout=7 muzzle=6 long=8 legs=5 leg=3 head=10 tail=dragon eyes=slit
    stuff=matte traits=spikes+belly+chest+reptile|spikes+stripes+reptile|chest+spots+reptile ears=|fin
dragon dragon red,gold,amber stuff=matte view=22 aside=0 eyes=slit wings=bat horns=dragon|dragon|bull|goat|antler
    ears=|fin|side traits=horned|maned|
slime blob green,lime,lime stuff=glass view=0 eyes=dot|dot|big|slit horns=|||antenna traits=drop||bubbles
ghost ghost white,sky,cyan stuff=matte view=0 eyes=hollow|hollow|dot|glow traits=tails|blush
eyeball eyeball white,red,green stuff=matte view=0 traits=veins|veins+lashes
beholder eyeball purple,rose,lime stuff=matte view=0 traits=stalks
mimic mimic wooden,gold,red stuff=matte view=22
bat bat dark,purple,red ears=cone|tall|big snout=0 view=0 aside=0 wings=bat eyes=glow stuff=matte
    traits=fangs|fangs+chest
raven bird raven,navy,amber view=20 snout=9 head=11 traits=sheen|sheen+chest
crow bird black,dark,red view=20 snout=8
eagle bird brown,white,amber view=20 snout=7 body=11 traits=whitehead+hook
owl bird brown,tan,amber view=0 snout=4 eyes=owl ears=tuft|tuft| head=13 body=12 traits=belly+disc
parrot bird red,blue,gold view=20 snout=6 traits=hook+crest+longtail+face
chicken bird white,red,red view=20 head=8 neck=4 traits=comb+plume|comb
flamingo bird pink,rose,dark profile=wader view=20 snout=7 head=7 neck=17 body=9 traits=stilts stuff=matte
duck bird yellow,gold,orange view=20 snout=6 head=10 neck=3 traits=bill
penguin bird navy,white,amber view=22 head=11 body=12 traits=belly+face+upright
phoenix bird orange,red,gold view=22 wings=fan stuff=matte traits=crest+longtail
bird bird blue,white,orange view=20 traits=belly|belly+crest|face+belly|belly+longtail
snake serpent green,lime,amber stuff=matte view=22 eyes=slit traits=|diamonds|hood|hood+diamonds
worm worm rose,pink,pink stuff=matte eyes=big
snail snail tan,rust,brown stuff=matte
spider bug dark,purple,red view=22 eyes=spider traits=eight+hourglass|eight+hourglass+stripes|eight+hourglass+banded
beetle bug blue,dark,gold stuff=metal eyes=big traits=six+shell+horn|six+shell+horn+dots|six+shell+pincers
ladybug bug red,dark,dark stuff=metal eyes=big traits=six+shell+dots
bee bug gold,dark,sky eyes=big traits=six+round+wings+stripes+sting
ant bug rust,dark,dark stuff=matte view=20 eyes=big traits=six+waist
scorpion bug rust,amber,red stuff=metal traits=eight+claws+stinger
crab crab red,cream,dark stuff=matte view=0
butterfly butterfly dark,orange,blue view=0 eyes=big
fish fish orange,gold,cream stuff=metal view=18 eyes=big traits=scaled
shark fish grey,white,dark stuff=matte view=18 traits=shark+big
whale fish blue,white,dark stuff=matte view=18 traits=whale+big
octopus octopus purple,rose,gold stuff=matte view=0 eyes=big traits=arms|arms+blush|arms+ringed
squid octopus rose,pink,gold stuff=matte view=0 eyes=big traits=squid+threads
jellyfish octopus cyan,lavender,pink stuff=glass view=0 eyes=big traits=jelly+threads
alien biped lime,green,purple stuff=matte view=22 head=14 body=7 legs=6 leg=3 snout=0 horns=antenna||antenna eyes=alien
    traits=belly|chest
golem biped stone,moss,cyan stuff=matte view=22 head=10 body=12 leg=6 legs=9 eyes=glow snout=0 traits=rocks|rocks+fangs
    horns=||short
imp biped red,crimson,amber stuff=matte view=22 ears=cone|side|fin horns=short|goat|antenna tail=arrow|dragon wings=bat
    eyes=slit head=13 legs=7 snout=0 traits=fangs
demon biped crimson,dark,amber stuff=matte view=22 horns=bull|goat|dragon tail=arrow wings=bat eyes=glow head=10 body=12
    snout=2 legs=11 traits=claws+fangs|claws+fangs+belly
minotaur biped brown,tan,red view=22 ears=side horns=bull snout=6 muzzle=6 head=11 body=12 legs=10 tail=tuft
    traits=muzzle+nosering|muzzle+nosering+claws|muzzle+tusks
werewolf biped grey,silver,amber view=22 ears=cone snout=7 tail=bush head=11 body=12 legs=11 eyes=slit
    traits=muzzle+belly+claws+fangs
yeti biped snow,sky,sky view=22 head=11 body=14 leg=6 snout=0 horns=short||goat traits=face+claws+fangs|face+claws+tusks
treant biped wood,moss,leaf view=22 stuff=matte head=10 body=11 eyes=glow snout=0 traits=leaves
myconid biped cream,red,red view=22 stuff=matte head=11 body=8 leg=3 snout=0 traits=cap+blush|cap eyes=dot|big
plant plant green,crimson,rose stuff=matte view=22 eyes=dot|big|slit
"""


_OTHERS = """
dog: puppy hound; wolf: husky; cat: kitten kitty panther lynx; tiger: leopard; bear: cub; rabbit: bunny hare; boar:
hog; pig: piglet; cow: calf; bull: ox yak; horse: pony foal donkey; sheep: alpaca llama lamb; goat: ram; deer: stag elk
moose fawn; elephant: mammoth; monkey: ape gorilla; turtle: tortoise; frog: toad; lizard: gecko salamander crocodile
alligator dinosaur; dragon: drake wyvern wyrm hydra; slime: blob jelly ooze; ghost: spirit phantom wraith specter;
eyeball: eye; beholder: spectator; eagle: hawk falcon griffin gryphon vulture; crow: rook; chicken: hen rooster; duck:
chick goose swan; bird: dove pigeon sparrow robin; snake: serpent viper cobra naga basilisk; worm: maggot caterpillar;
spider: tarantula; beetle: scarab bug insect; ladybug: ladybird; bee: wasp hornet; crab: lobster; butterfly: moth;
fish: salmon trout goldfish piranha tuna; whale: dolphin orca; octopus: kraken; golem: elemental; demon: gargoyle
fiend; imp: devil gremlin kobold; treant: ent; myconid: mushroomman; hippo: hippopotamus; hedgehog: porcupine;
plant: flytrap; creature: creature monster beast
animal pet critter familiar mascot
"""


def given(fields: str) -> dict[str, Any]:
    """Return the fields of a kind that are written `name=value`, of which some are numbers."""
    pairs = (field.split("=") for field in fields.split())
    return {name: int(value) if value.isdigit() else value for name, value in pairs}


def _kind(row: str) -> tuple[str, Kind]:
    name, plan, usual, fields = row.split(maxsplit=3)
    return name, Kind(plan, usual.replace(",", " "), **given(fields))


# What some are like on a small picture, which are known by how they look from the side.
PROFILES: dict[str, dict[str, Any]] = {
    "steed": given("view=18 aside=0 body=8 long=10 legs=14 leg=3 head=11 neck=10 snout=8 muzzle=3 eye=28"),
    "wader": given("view=20 aside=0 body=10 legs=2 head=9 neck=8 snout=9 eye=34"),
    "creeper": given("view=18 aside=0 body=8 long=8 legs=8 leg=3 head=14 snout=9 muzzle=5 eye=34"),
}
KINDS: dict[str, Kind] = dict(_kind(row) for row in re.split(r"\n(?! )", _ROWS.strip()))
# Word of a prompt -> kind of beast.
CALLED: dict[str, str] = {name: name for name in KINDS} | called(_OTHERS.replace("\n", " ").replace("; ", "\n"))
# Kind -> words for main, second and accent colour, where a prompt names none.
USUAL: dict[str, str] = {name: kind.usual for name, kind in KINDS.items()}
