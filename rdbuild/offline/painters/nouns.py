"""What a prompt is about: its noun, and which colours are said of that.

Owns: which words call for something, which of a prompt's is its subject, and what its other words belong to.
Must not know: styles, sheets, how anything is drawn.
Rule: the noun comes last, but before what it is with: `a wooden key chest with a skull` is a chest. Of what commas part
somebody comes before something: `silver armor, knight`. Colours before the noun are its own, those after it are its
accent's: `a raven with a green eye` is black.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from rdbuild.offline.painters import beasts, items, people
from rdbuild.offline.painters.colours import WORDS, Rgb, tokens

Noun = tuple[int, str, str]  # the family's number, the kind, and the word itself

PEOPLE, BEASTS, THINGS = range(3)
_FAMILIES: tuple[Mapping[str, str], ...] = (people.CALLED, beasts.CALLED, items.CALLED)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _rows(text: str) -> dict[str, str]:
    rows = (row.split(":") for row in text.split(";"))
    return {word: kind.strip() for kind, said in rows for word in said.split()}


_BARS = _set("no not without")  # nothing that is named after these is there
# What follows these belongs to a subject, but is not it.
_JOINTS = _BARS | _set("""
with in of on holding wearing from under near beside carrying inside at by over for and or using riding w
against behind above below around beneath between through into onto to that which who as like vs
""")
_BREAKS = frozenset(",.;:(")
# What is named after these is the subject's own colour: `a knight in red`; after those, that of something it has.
_OWN = frozenset([",", "of", ":", ".", ";"])
_SETTING = _set("background backdrop scene lighting light style forest night")
_HAS = _set("with wearing holding carrying using and or which that who")
# Of what somebody has on: no subject where it is worn by what no word is known for, `a space trooper in armor`.
_ON = _set("in with wearing w")
_GARMENTS = _set("armour robe cape shirt pants hat helmet boots gloves")
# What a colour may be said of that isn't the subject itself, nor another one: its second colour, its accent, its own.
_SECONDS = _set(
    "handle hilt grip shaft band fitting rim border frame edge strap mane belly muzzle stripe spot patch lid"
)
_ACCENTS = _set("""
eye wing horn beak trim gem pommel guard button tongue tooth claw fang crest antler petal glow leg paw ear tail lock
clasp buckle hinge stud
""")
_COVERS = _set("fur feather scale skin blade body coat hide plumage shell")
_SHELLED = _set("snail turtle")  # whose shell is another one than they are
_JEWELS = _set("ring amulet crown")  # a stone's colour is theirs least
_STUFFS = _set("leather silk velvet wood stone marble brick iron steel gold silver bronze copper brass")
_VAGUE = _set("spell magic curse enchantment healing heal blessing symbol item")
_WEARERS = {"armour": "knight", "helmet": "soldier", "robe": "wizard"}
_RIGHT = _set("""
angle attach automation bandana barren battle bolder boost cannot canyon cheery compute dance danger explore express
father firewall former frames graphs header hears insert inspect lander latter leave litter massage meter piston place
planes pleasant portion postal prayer preset prevent price prison processor racket range ranges reader rouge shear shove
slider solder spike state status steam stitch stride stroke thicker ticket trade treat vertex
""")  # what no noun is meant by, however near it comes to one
PLURALS = _rows("""
mouse: mice; goose: geese; ox: oxen; calf: calves; wolf: wolves; werewolf: werewolves; elf: elves; dwarf: dwarves;
thief: thieves; knife: knives; leaf: leaves; staff: staves; loaf: loaves; scarf: scarves; wife: wives; man: men;
woman: women; child: children; foot: feet; tooth: teeth; octopus: octopi; die: dice; fish: fishes
""")
_ENDINGS = (("ies", "y"), ("ves", "f"), ("sses", "ss"), ("es", "e"), ("es", ""), ("s", ""))
# What the first half of a word may be, beside colours and words that call for something.
_HALVES = _set("""
battle sea sun moon star snow hell war long short broad great cross were hand camp thunder storm butter spell mana
health throwing magic rain hedge bull angel jelly arm mine motor draw
""")
# Things that stand for a place, a deed or a power, where a prompt names nothing that can be drawn by itself.
_MEANT = """
tree: forest woods jungle swamp; cactus: desert; palm: beach island; ship: ocean sea; drop: lake river; crystal: cave;
ore: mine; door: dungeon; tower: city; house: town village chimney roof; castle: kingdom wall; grave: graveyard
cemetery; rocket: space firework; star: galaxy xp level; cloud: sky; moon: night shadow dark; snowflake: winter cold;
sun: summer holy; leaf: autumn nature; flower: spring; lightning: storm electric stamina; fire: burn heat; heart:
regeneration love; axe: cleave; hammer: smash; dagger: stab; arrow: shoot; target: snipe aim; shield: block defend
protection; boots: speed haste dash sprint jump; mask: stealth invisibility; coin: steal wealth; skull: death rage
fear; hourglass: time slow; portal: teleport summon; book: knowledge; rock: earth; orb: arcane mana; eye: sight; lute:
music; meat: hunger food; scroll: quest; crown: royal; anchor: harbour; gear: puzzle; bookshelf: library; slash:
strike attack; drop: rain blood; rune: ritual
"""
# What looks much like something that there is.
_ALIKE = """
hat: cap; boots: sock; ring: bracelet; jar: jug dish shaker; potion: beaker tube antidote; bottle: milk canteen flask
thermos; cup: juice glass milkshake smoothie lemonade cocktail; car: bus ambulance limousine rover; spaceship:
drone satellite hovercraft; ship: submarine rowboat gondola kayak buoy lifebuoy; totem: obelisk; statue: shrine
sculpture; feather: pencil pen wing crayon; letter: newspaper; scroll: paper poster ticket calendar; hammer: wrench;
dagger: screwdriver nail; pickaxe: drill; rope: chain thread spool yarn handcuff shackle; anchor: hook; ore: coal
brick; ingot: iron gold silver copper; log: wood plank girder beam; bag: leather wallet pocket; gloves: hand knuckles;
bone: claw tooth; heart: brain liver; cheese: butter; burger: hotdog taco; soup: noodle rice salad dumpling spaghetti
pasta; meat: sausage kebab; crab: shrimp; apple: plum mango kiwi lime avocado pomegranate papaya fig; seed: garlic
walnut peanut almond; tomato: pepper; herb: cabbage lettuce pea moss vine bamboo reed cattail asparagus celery
cauliflower; tree: broccoli willow; carrot: root turnip beet parsnip; cookie: chocolate; arrow: dart; star: shuriken;
cannon: bazooka ballista; house: barn igloo silo garage station; castle: church temple; drop: wave
waterfall; chest: safe toolbox; gate: cage guillotine gallows; computer: arcade server atm typewriter tablet keypad
panel; bird: finch jay gull; parrot: peacock; chicken: ostrich; whale: seal walrus; mouse: otter
beaver ferret; cat: raccoon skunk; bear: koala teddy; rabbit: kangaroo; monkey: sloth; pig: piggy; boar: rhino;
deer: reindeer; horse: zebra camel centaur; bull: buffalo; wolf: hyena cerberus; tiger: cheetah; lion:
chimera; lizard: chameleon trex raptor; dragon: pterodactyl; ghost: banshee; wizard: djinn genie shaman; monk:
cultist; king: pharaoh; knight: squire; astronaut: pilot; merchant: waiter
detective; villager: keeper artist musician singer fisherman scarecrow mannequin dummy; orc: boss; thief:
villain spy; troll: giant cyclops; cow: cattle; princess: bride; man: father brother; woman: mother sister;
rock: cobblestone fossil asteroid; coral: reef; werewolf: gnoll; elf: nymph satyr; child: baby; gamepad: joystick;
bullet: clip magazine; door: airlock hatch; stove: smelter kiln boiler microwave; wheel: valve yoyo; clock: gauge dial
speedometer; tank: excavator bulldozer digger; rocket: pod capsule jetpack thruster; cart: minecart sled sledge;
broom: paintbrush comb hairbrush toothbrush; bread: croissant toast pretzel bagel; club: pin; bathtub: sink toilet;
carpet: quilt blanket towel canvas; machine: pump processor loom multimeter oscilloscope printer projector mower
blender toaster vacuum dryer; telescope: flashlight; crate: hay bale; portal: teleporter whirlpool; orb:
ornament bauble; pictureframe: painting easel photo photograph; shirt: cloth apron; candle: candelabra; fence:
railroad track rail barrier; saw: chainsaw; rifle: railgun; trap: landmine; bomb: flashbang; umbrella: parachute;
motorcycle: hoverbike; disk: vinyl record cassette drive; horn: saxophone gramophone harmonica clarinet tuba; lute:
cello banjo; drum: tambourine maraca xylophone; piano: accordion; pie: omelette lasagna quiche; fries: nacho popcorn;
candy: marshmallow; web: dreamcatcher; seashell: trilobite; crystal: icicle; mountain: geyser; sushi: onigiri; coins:
cash dollar; tent: tipi; syringe: thermometer; bush: tumbleweed; staff: crutch; belt: bandolier;
bird: hummingbird; catapult: trebuchet; dog: retriever labrador poodle dalmatian terrier pug spaniel
chihuahua rottweiler dachshund; elder: grandmother grandfather; man: uncle; woman: aunt medusa gorgon;
villager: shepherd librarian teacher gardener butcher tailor carpenter mechanic plumber beekeeper; athlete: ballerina
boxer wrestler surfer skater skateboarder; dwarf: hobbit halfling leprechaun; fairy: harpy; bee: dragonfly;
fish: stingray; parrot: toucan
"""


_LOOKS = _rows(_ALIKE)
STANDS = _rows(_MEANT) | _LOOKS
_BODIES = {one: kind for one, kind in STANDS.items() if kind in people.CALLED or kind in beasts.CALLED}  # who lives


@lru_cache(maxsize=256)
def _parts(prompt: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    # A prompt's words between joints, after the joint. A participle that follows a noun is one too: `a wolf howling`.
    parts, joint, part = list[tuple[str, tuple[str, ...]]](), "", list[str]()
    for word in [*tokens(prompt), "."]:
        acts = word.endswith("ing") and not _called(word) and any(map(_called, part))
        if acts or word in _JOINTS or not word.isalnum():
            if joint not in _BARS:
                parts.append((joint, tuple(part)))
            joint, part = word, []
        else:
            part.append(word)
    return tuple(parts)


@lru_cache(maxsize=256)
def noun(prompt: str) -> Noun | None:
    """Return what the prompt is about; None where no word of it calls for anything.

    Of each clause the first part's noun; of the clauses the first that ends with somebody, else the first of all.
    """
    clauses: list[list[tuple[str, tuple[str, ...]]]] = []
    for joint, part in _parts(prompt):
        if not clauses or joint in _BREAKS:
            clauses.append([])
        clauses[-1].append((joint, part))
    heads = [(clause, head) for clause in clauses if (head := _head(clause))]
    for clause, head in heads[1:] if heads and heads[0][1][0] == THINGS else ():
        last = clause[0][1][-1:]
        if head[0] != THINGS and last == (head[2],) and not _ACCENTS.intersection(_singles(head[2])):
            return head
    if heads:
        return next((head for _, head in heads if head[2] not in _VAGUE), heads[0][1])
    said = [word for _, part in _parts(prompt) for word in part]
    meant = next((kind for word in said if (kind := _stands(word, STANDS))), None)
    later = (found for clause in clauses for _, part in clause if (found := _last(part, _called, _alive, _looks)))
    found = next(later, None) or next((near for word in said if (near := _mistyped(word))), None)
    if found:
        return found if _called(found[2]) else (*found[:2], "")
    called = _called(meant) if meant else None
    return (*called, "") if called else None


def _head(clause: Sequence[tuple[str, tuple[str, ...]]]) -> Noun | None:
    # What comes with something that no word is known for doesn't stand for it, but whoever wears something is somebody.
    unknown: list[str] = []
    weak: Noun | None = None
    for joint, part in clause:
        found = _last(part)
        if found and not (found[0] == THINGS and (weak or (unknown and joint in _ON))):
            return found
        weak = weak or found
        unknown += part if not weak and part != ("a",) else ()
    alike = [one for word in unknown if (one := _mistyped(word))]
    somebody = next((one for one in alike if one[0] != THINGS), None)
    if somebody or not weak:
        return somebody
    looks = _last(unknown, _looks)
    if looks or weak[1] not in _GARMENTS:
        return (*looks[:2], "") if looks else weak
    return (0, _WEARERS.get(weak[1], "man"), unknown[-1])


def _last(part: Sequence[str], *tables: Callable[[str], tuple[int, str] | None]) -> Noun | None:
    # Who is named last is somebody also where a thing says of what: a lighthouse keeper, a stone giant.
    somebody = _alive(part[-1]) if part and not tables and not _called(part[-1]) else None
    if somebody and not any(number != THINGS for word in part for number, _ in [_called(word) or (THINGS, "")]):
        return (*somebody, part[-1])
    for table in tables or (_called, _alive):
        for word in reversed(part):
            found = table(word)
            if found:
                return (*found, word)
    return None


def _stands(word: str, table: Mapping[str, str]) -> str | None:
    return next((table[one] for one in _singles(word) if one in table), None)


def _alive(word: str) -> tuple[int, str] | None:
    kind = _stands(word, _BODIES)
    if not kind and len(word) > 6 and word.endswith(("man", "woman", "men", "women")):
        kind = "woman" if word.endswith(("woman", "women")) else "man"
    return _called(kind) if kind else None


def _looks(word: str) -> tuple[int, str] | None:
    kind = _stands(word, _LOOKS)
    return _called(kind) if kind else None


@lru_cache(maxsize=256)
def _mistyped(word: str) -> Noun | None:
    # What is told from the word by two letters that changed places, or one that is wrong, missing or too many.
    if len(word) < 5 or word in _RIGHT or word in WORDS or word in STANDS or word.endswith(("ed", "ing")):
        return None
    found: tuple[int, str] | None = None
    for number, called in enumerate(_FAMILIES):
        for one in called:
            if one[0] == word[0] and abs(len(one) - len(word)) < 2 and _near(one, word):
                found = found or (number, called[one])
    return (*found, word) if found else None


def _near(one: str, word: str) -> bool:
    start = next((at for at, (a, b) in enumerate(zip(one, word, strict=False)) if a != b), min(len(one), len(word)))
    more, rest = one[start:], word[start:]
    swapped = more[:2] == rest[1::-1] and more[2:] == rest[2:]
    # Of short words too many are near to each other.
    return (len(one) > 4 and swapped) or (len(one) > 5 and rest in (more[1:], rest[:1] + more, rest[:1] + more[1:]))


def _singles(word: str) -> list[str]:
    # The word, and what it may be the plural of.
    singles = [word, PLURALS.get(word, word)]
    return singles + [word.removesuffix(end) + one for end, one in _ENDINGS if word.endswith(end) and len(word) > 3]


_LONGEST = 40  # letters of a word that is made of others


@lru_cache(maxsize=1024)
def _called(word: str) -> tuple[int, str] | None:
    for single in _singles(word):
        for number, called in enumerate(_FAMILIES):
            if single in called:
                return number, called[single]
    for cut in range(3, len(word) - 2 if len(word) <= _LONGEST else 0):  # fireball, swordfish, battleaxe
        first, last = word[:cut], word[cut:]
        if first in _HALVES or first in WORDS or any(first in called for called in _FAMILIES):
            found = _called(last) if len(last) > 2 and last not in ("ing", "ish") else None
            if found:
                return found
    return None


def colours_in(prompt: str) -> tuple[list[Rgb], list[Rgb], list[Rgb]]:
    """Return the colours of the noun itself, and those of what it has: its second one and its accent.

    Its own word names none: a raven, a fox. Nor does another noun's where a colour does: a black skeleton key.
    """
    found = noun(prompt)
    kind, head = (found[1], found[2]) if found else ("", "")
    own, things, seconds, accents = list[Rgb](), list[Rgb](), list[Rgb](), list[Rgb]()
    passed = False
    for joint, part in _parts(prompt):
        of = frozenset(_singles(part[-1])) if part else frozenset[str]()
        shell = kind in _SHELLED and "shell" in of
        other = part and head not in part and part[-1] not in WORDS and _called(part[-1]) and not _COVERS & of
        mine = joint in _OWN and not _SETTING.intersection(part) and not (other and joint != "of")
        made = joint == "in" and bool(_STUFFS.intersection(part[-1:]) or (len(part) == 1 and not _called(part[0])))
        hues = [(word, WORDS[word]) for word in part if word in WORDS and word != head]
        for word, hue in hues:
            called = _called(word)
            if called and called[1] == kind:  # an oak tree: no colour, another word for the same
                continue
            if called and called[1] == "gem" and kind in _JEWELS:
                accents.append(hue)
            elif head not in part and (shell or _SECONDS & of):
                seconds.append(hue)
            elif head not in part and _ACCENTS & of:
                accents.append(hue)
            elif not passed or mine or made:
                (things if called else own).append(hue)
            elif joint in _HAS or (other and joint in _BREAKS):
                accents.append(hue)
        passed = passed or head in part
    return list(dict.fromkeys(own or things)), seconds, accents


_SPOTS = _set("""
room hall chamber lobby street alley town city village forest woods woodland jungle desert beach coast shore harbour
harbor cave cavern dungeon crypt catacomb graveyard cemetery swamp marsh market library tavern inn kitchen bedroom
laboratory lab shop clearing field meadow lake river waterfall valley canyon park garden playground school classroom
station battlefield arena path corridor hallway rooftop landscape scenery background scene skyline hills sea ocean reef
marketplace sky space ruins interior square farmland tundra
""")


_BUILT = _set("tower castle house ship pagoda mountain")  # where they stand is in the picture, if that is said


def is_place(prompt: str) -> bool:
    """Tell whether the prompt's noun is a place: `a throne room lit by torches`, not `a wizard in a forest`.

    A building by a lake is one too, for the lake.
    """
    built = False
    for joint, word in ((joint, word) for joint, part in _parts(prompt) for word in reversed(part)):
        called = _called(word)
        if not _SPOTS.isdisjoint(_singles(word)):
            return not (built and joint in _HAS)
        if called and called[1] not in _BUILT:
            return False
        built = built or bool(called)
    return False
