"""What a prompt is about.

Owns: which words of a prompt count, the choice between people, beasts and things, their colours, and what stands around
a single subject.
Must not know: styles, sheets, how any of them is drawn.
Rule: the noun comes last, but before what it is with: `a wooden key chest with a skull` is a chest. Of what commas part
somebody comes before something: `silver armor, knight`. What no word calls for is a creature or a thing that the
prompt and the seed make up. Colours before the noun are its own, those after it are its accent's: `a raven with a green
eye` is black.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import isqrt

from rdbuild.offline.painters import beasts, items, people
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import OUTLINE, WORDS, Rgb, mix, scheme, tokens, words
from rdbuild.offline.painters.form import Form, Pen

Draw = Callable[..., None]
Noun = tuple[int, str, str]  # the family's number, the kind, and the word itself

# What follows these belongs to a subject, but is not it.
_JOINED = """
with in of on holding wearing from under near beside carrying inside at by over for and or using riding w
against behind above below around beneath between through into onto to that which who as like vs
"""
_BARS = frozenset(["no", "not", "without"])  # nothing that is named after these is there
_JOINTS = _BARS.union(_JOINED.split())
_BREAKS = frozenset(",.;:(")
# What is named after these is the subject's own colour: `a knight in red`; after those, that of something it has.
_OWN = frozenset([",", "of", ":", ".", ";"])
_SETTING = frozenset(["background", "backdrop", "scene", "lighting", "light", "style", "forest", "night"])
_HAS = frozenset(["with", "wearing", "holding", "carrying", "using", "and", "or", "which", "that", "who"])
# Of what somebody has on: no subject where it is worn by what no word is known for, `a space trooper in armor`.
_ON = frozenset(["in", "with", "wearing", "w"])
_GARMENTS = frozenset(["armour", "robe", "cape", "hat", "helmet", "boots", "gloves"])
# What a colour may be said of that isn't the subject itself, nor another one: its second colour, and its accent.
_SECONDS_SAID = """
handle hilt grip shaft band fitting rim border frame edge strap mane belly muzzle stripe spot patch lid
"""
_SECONDS = frozenset(_SECONDS_SAID.split())
_ACCENTS_SAID = """
eye wing horn beak trim gem pommel guard button tongue tooth claw fang crest antler petal glow leg paw ear tail lock
clasp buckle hinge stud
"""
_ACCENTS = frozenset(_ACCENTS_SAID.split())
_COVERS_SAID = """
fur feather scale skin blade body coat hide plumage shell
"""
_COVERS = frozenset(_COVERS_SAID.split())  # what a colour may be said of that is the subject's own
_JEWELS = frozenset(["ring", "amulet", "crown"])  # a stone's colour is theirs least
_STUFFS_SAID = """
leather silk velvet wood stone marble brick iron steel gold silver bronze copper brass
"""
_STUFFS = frozenset(_STUFFS_SAID.split())
# Of a family: the words that call for its kinds, the usual colours of those, and what draws them.
_FAMILIES: tuple[tuple[Mapping[str, str], Mapping[str, str], Draw], ...] = (
    (people.CALLED, {}, people.person),
    (beasts.CALLED, beasts.USUAL, beasts.beast),
    (items.CALLED, items.USUAL, items.item),
)
_THINGS = 2
_VAGUE = frozenset(["spell", "magic", "curse", "enchantment", "healing", "heal", "blessing", "symbol", "item"])
_WEARERS = {"armour": "knight", "helmet": "soldier", "robe": "wizard"}
_RIGHT_SAID = """
angle attach automation bandana barren battle bolder boost cannot canyon cheery compute dance danger explore express
father firewall former frames graphs header hears insert inspect latter leave litter massage meter piston place planes
pleasant portion postal prayer preset prevent price prison processor racket range ranges reader rouge shear shove slider
solder spike state status steam stitch stride stroke thicker ticket trade treat vertex
"""
_RIGHT = frozenset(_RIGHT_SAID.split())  # what no noun is meant by, however near it comes to one
_SINGULARS = """
mice mouse, geese goose, oxen ox, calves calf, wolves wolf, werewolves werewolf, elves elf, dwarves dwarf,
thieves thief, knives knife, leaves leaf, staves staff, loaves loaf, scarves scarf, wives wife, men man, women woman,
children child, feet foot, teeth tooth, octopi octopus, dice die, fishes fish
"""
_PLURALS: dict[str, str] = dict(pair.split() for pair in _SINGULARS.split(","))
_ENDINGS = (("ies", "y"), ("ves", "f"), ("sses", "ss"), ("es", "e"), ("es", ""), ("s", ""))
# What the first half of a word may be, beside colours and words that call for something.
_FIRST = """
battle sea sun moon star snow hell war long short broad great cross were hand camp thunder storm butter spell mana
health throwing magic rain hedge bull angel jelly
"""
_HALVES = frozenset(_FIRST.split())
# Things that stand for a place, a deed or a power, where a prompt names nothing that can be drawn by itself.
_MEANT = """
forest tree, woods tree, jungle tree, swamp tree, desert cactus, beach palm, island palm, ocean ship, sea ship, lake
drop, river drop, cave crystal, mine ore, dungeon door, city tower, town house, village house, kingdom castle,
graveyard grave, cemetery grave, space rocket, galaxy star, sky cloud, night moon, winter snowflake, summer sun,
autumn leaf, spring flower, storm lightning, electric lightning, burn fire, heat fire, cold snowflake, regeneration
heart, love heart, cleave axe, smash hammer, stab dagger, shoot arrow, snipe target, aim target, block shield, defend
shield, protection shield, speed boots, haste boots, dash boots, sprint boots, jump boots, stealth mask, steal coin,
wealth coin, death skull, rage skull, fear skull, time hourglass, slow hourglass, teleport portal, summon portal,
knowledge book, nature leaf, earth rock, holy sun, shadow moon, dark moon, arcane orb, mana orb, sight eye, music
lute, hunger meat, food meat, quest scroll, royal crown, harbour anchor, wall castle, chimney house, roof house,
stamina lightning, xp star, level star, puzzle gear, firework rocket, library bookshelf, invisibility mask
"""
# What looks much like something that there is.
_ALIKE = """
cap hat, coat robe, shirt robe, pants robe, cloth robe, sock boots, bracelet ring, jug jar, pan cauldron, beaker
potion, tube potion, milk bottle, juice cup, glass cup, train car, bus car, helicopter spaceship, drone spaceship,
satellite spaceship, submarine ship, bicycle wheel, sofa chair, couch chair, obelisk totem, shrine statue, pencil
feather, pen feather, wing feather, newspaper letter, paper scroll, rug carpet, wrench hammer, screwdriver dagger,
drill pickaxe, nail dagger, chain rope, hook anchor, coal ore, iron ingot, gold ingot, silver ingot, copper ingot,
wood log, plank log, brick ore, leather bag, hand gloves, claw bone, tooth bone, brain heart, liver heart, butter
cheese, hotdog burger, taco burger, noodle soup, rice soup, salad soup, sausage meat, shrimp crab, plum apple, mango
apple, kiwi apple, lime apple, avocado apple, garlic seed, pepper tomato, cabbage herb, lettuce herb, broccoli tree,
pea herb, moss herb, vine herb, root carrot, chocolate cookie, lamppost lantern, dart arrow, shuriken star, bazooka
cannon, catapult cannon, barn house, church castle, temple castle, igloo house, wave drop, safe chest, cage gate,
ladder fence, joystick lever, gamepad phone, arcade computer, finch bird, jay bird, gull bird, flamingo duck, peacock
parrot, ostrich chicken, seal whale, walrus whale, otter mouse, beaver mouse, raccoon cat, skunk cat, koala bear,
kangaroo rabbit, sloth monkey, hippo pig, rhino boar, giraffe deer, reindeer deer, zebra horse, camel horse, centaur
horse, buffalo bull, ferret mouse, hyena wolf, cerberus wolf, cheetah tiger, chimera lion, chameleon lizard, trex
lizard, raptor lizard, pterodactyl dragon, banshee ghost, djinn wizard, genie wizard, shaman wizard, cultist monk,
pharaoh king, squire knight, marine soldier, trooper soldier, pilot astronaut, policeman guard, waiter merchant,
detective merchant, keeper villager, artist villager, musician villager, singer villager, boss orc, villain thief, spy
thief, giant troll, cattle cow, bride princess, father man, mother woman, brother man, sister woman, fisherman
villager, locomotive car, cobblestone rock, reef coral, cyclops troll, gnoll werewolf, mermaid princess, nymph elf,
satyr elf, baby child
"""
_STANDS: dict[str, str] = dict(pair.split() for pair in f"{_MEANT},{_ALIKE}".split(","))
_LOOKS: dict[str, str] = dict(pair.split() for pair in _ALIKE.split(","))
_BODIES = {  # of those, who or what lives
    word: kind for word, kind in _STANDS.items() if kind in people.CALLED or kind in beasts.CALLED
}
_NIGHT, _DAY = (30, 26, 44), (250, 244, 230)
_NEAR = 90  # of three channels: two colours that can't be told apart on one body

_FRAMES = ("gold", "silver", "bronze", "copper", "iron")


def subject_of(prompt: str, dice: Chance) -> tuple[Draw, str]:
    """Return what draws the prompt's subject, and of which kind it is; of a beast, with what it wears after it."""
    found = _noun(prompt)
    if found:
        paint, kind = _FAMILIES[found[0]][2], found[1]
    else:
        paint, kind = (beasts.beast, "creature") if dice.chance(60) else (items.item, "thing")
    worn = [word for word in words(prompt) if word in beasts.WORN] if paint is beasts.beast else []
    return paint, " ".join([kind, *worn])


def known(prompt: str) -> bool:
    """Tell whether any word of the prompt calls for something."""
    return _noun(prompt) is not None


def draw(pen: Pen, prompt: str, dice: Chance, given: Sequence[Rgb] = (), *, facing: str = "") -> None:
    """Draw the prompt's subject in the pen's box; a beast may face where it is told to."""
    paint, kind = subject_of(prompt, dice)
    colours = colours_of(prompt, dice, given)
    if paint is beasts.beast:
        paint(pen, kind, colours, dice, facing)
    elif paint is items.item:
        paint(pen, kind, colours, dice, words(prompt))
    else:
        paint(pen, kind, colours, dice, prompt=prompt)


def colours_of(prompt: str, dice: Chance, given: Sequence[Rgb] = ()) -> list[Rgb]:
    """Return main, second and accent colour, each a shade of its own for this prompt.

    Words come first, then `given` (an input's colours), then what is usual for the kind, then dice.
    """
    found = _noun(prompt)
    usual = [WORDS[word] for word in _usual(found, words(prompt)).split()] if found else []
    if not usual:
        return [_shade(colour, dice) for colour in scheme(prompt, dice, given)]
    own, seconds, accents = _named(prompt)
    chosen = [*own, *given][:3]
    main, second, accent = scheme("", dice, [*chosen, *usual[len(chosen) :]])
    if chosen and _like(main, second):
        second = mix(second, _NIGHT if sum(main) > 420 else _DAY, 120) if _like(main, usual[0]) else usual[0]
    return [_shade(colour, dice) for colour in (main, [*seconds, second][0], [*accents, accent][0])]


def _usual(found: Noun, said: Sequence[str]) -> str:
    # Its usual colours, or those of what a word makes of it: a dead tree.
    table = _FAMILIES[found[0]][1]
    return table.get(next((f"{word}_{found[1]}" for word in said if f"{word}_{found[1]}" in table), found[1]), "")


def _shade(colour: Rgb, dice: Chance) -> Rgb:
    return mix(colour, (dice.next() & 255, dice.next() & 255, dice.next() & 255), dice.between(4, 14))


def _like(a: Rgb, b: Rgb) -> bool:
    return sum(abs(one - other) for one, other in zip(a, b, strict=True)) < _NEAR


# -- words


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
def _noun(prompt: str) -> Noun | None:
    # Of each clause the first part's noun; of the clauses the first that ends with somebody, else the first of all.
    clauses: list[list[tuple[str, tuple[str, ...]]]] = []
    for joint, part in _parts(prompt):
        if not clauses or joint in _BREAKS:
            clauses.append([])
        clauses[-1].append((joint, part))
    heads = [(clause, head) for clause in clauses if (head := _head(clause))]
    for clause, head in heads[1:] if heads and heads[0][1][0] == _THINGS else ():
        last = clause[0][1][-1:]
        if head[0] != _THINGS and last == (head[2],) and not _ACCENTS.intersection(_singles(head[2])):
            return head
    if heads:
        return next((head for _, head in heads if head[2] not in _VAGUE), heads[0][1])
    said = [word for _, part in _parts(prompt) for word in part]
    meant = next((_STANDS[one] for word in said for one in _singles(word) if one in _STANDS), None)
    later = (found for clause in clauses for _, part in clause if (found := _last(part, _called, _alive, _looks)))
    found = next(later, None) or next((near for word in said if (near := _mistyped(word))), None)
    if found:
        return found if _called(found[2]) else (*found[:2], "")
    if not meant:
        return None
    called = _called(meant)
    return (*called, "") if called else None


def _head(clause: Sequence[tuple[str, tuple[str, ...]]]) -> Noun | None:
    # What comes with something that no word is known for doesn't stand for it, but whoever wears something is somebody.
    unknown: list[str] = []
    weak: Noun | None = None
    for joint, part in clause:
        found = _last(part)
        if found and not (found[0] == _THINGS and (weak or (unknown and joint in _ON))):
            return found
        weak = weak or found
        unknown += part if not weak and part != ("a",) else ()
    alike = [one for word in unknown if (one := _mistyped(word))]
    somebody = next((one for one in alike if one[0] != _THINGS), None)
    if somebody or not weak:
        return somebody
    looks = _last(unknown, _looks)
    if looks or weak[1] not in _GARMENTS:
        return (*looks[:2], "") if looks else weak
    return (0, _WEARERS.get(weak[1], "man"), unknown[-1])


def _last(part: Sequence[str], *tables: Callable[[str], tuple[int, str] | None]) -> Noun | None:
    for table in tables or (_called, _alive):
        for word in reversed(part):
            found = table(word)
            if found:
                return (*found, word)
    return None


def _alive(word: str) -> tuple[int, str] | None:
    kind = next((_BODIES[one] for one in _singles(word) if one in _BODIES), None)
    if not kind and len(word) > 6 and word.endswith(("man", "woman", "men", "women")):
        kind = "woman" if word.endswith(("woman", "women")) else "man"
    return _called(kind) if kind else None


def _looks(word: str) -> tuple[int, str] | None:
    kind = next((_LOOKS[one] for one in _singles(word) if one in _LOOKS), None)
    return _called(kind) if kind else None


@lru_cache(maxsize=256)
def _mistyped(word: str) -> Noun | None:
    # What is told from the word by two letters that changed places, or one that is wrong, missing or too many.
    if len(word) < 5 or word in _RIGHT or word in WORDS or word in _STANDS or word.endswith(("ed", "ing")):
        return None
    found: tuple[int, str] | None = None
    for number, (called, _, _) in enumerate(_FAMILIES):
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
    singles = [word, _PLURALS.get(word, word)]
    return singles + [word.removesuffix(end) + one for end, one in _ENDINGS if word.endswith(end) and len(word) > 3]


@lru_cache(maxsize=1024)
def _called(word: str) -> tuple[int, str] | None:
    for single in _singles(word):
        for number, (called, _, _) in enumerate(_FAMILIES):
            if single in called:
                return number, called[single]
    for cut in range(3, len(word) - 2):  # fireball, swordfish, battleaxe
        first, last = word[:cut], word[cut:]
        if first in _HALVES or first in WORDS or any(first in called for called, _, _ in _FAMILIES):
            found = _called(last) if len(last) > 2 and last not in ("ing", "ish") else None
            if found:
                return found
    return None


def _named(prompt: str) -> tuple[list[Rgb], list[Rgb], list[Rgb]]:
    # The colours of the noun itself, and those of what it has: its second one and its accent. Its own word names none:
    # a raven, a fox. Nor does another noun's where a colour does: a black skeleton key.
    found = _noun(prompt)
    kind, noun = (found[1], found[2]) if found else ("", "")
    own, things, seconds, accents = list[Rgb](), list[Rgb](), list[Rgb](), list[Rgb]()
    passed = False
    for joint, part in _parts(prompt):
        of = frozenset(_singles(part[-1])) if part else frozenset[str]()
        other = part and noun not in part and part[-1] not in WORDS and _called(part[-1]) and not _COVERS & of
        mine = joint in _OWN and not _SETTING.intersection(part) and not (other and joint != "of")
        made = joint == "in" and bool(_STUFFS.intersection(part[-1:]) or (len(part) == 1 and not _called(part[0])))
        hues = [(word, WORDS[word]) for word in part if word in WORDS and word != noun]
        for word, hue in hues:
            called = _called(word)
            if called and called[1] == kind:  # an oak tree: no colour, another word for the same
                continue
            if called and called[1] == "gem" and kind in _JEWELS:
                accents.append(hue)
            elif noun not in part and _SECONDS & of:
                seconds.append(hue)
            elif noun not in part and _ACCENTS & of:
                accents.append(hue)
            elif not passed or mine or made:
                (things if called else own).append(hue)
            elif joint in _HAS or (other and joint in _BREAKS):
                accents.append(hue)
        passed = passed or noun in part
    return list(dict.fromkeys(own or things)), seconds, accents


_PLACES = """
room hall chamber lobby street alley town city village forest woods woodland jungle desert beach coast shore harbour
harbor cave cavern dungeon crypt catacomb graveyard cemetery swamp marsh market library tavern inn kitchen bedroom
laboratory lab shop clearing field meadow lake river waterfall valley canyon park garden playground school classroom
station battlefield arena path corridor hallway rooftop landscape scenery background scene skyline hills sea ocean reef
sky space ruins interior square farmland tundra
"""
_SPOTS = frozenset(_PLACES.split())


def is_place(prompt: str) -> bool:
    """Tell whether the prompt's noun is a place: `a throne room lit by torches`, not `a wizard in a forest`."""
    for _, part in _parts(prompt):
        for word in reversed(part):
            if _SPOTS.intersection(_singles(word)):
                return True
            if _called(word):
                return False
    return False


# -- painters


def subject(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the prompt's subject in the middle of an empty ground."""
    form.colours[0] = backdrop(dice)
    draw(Pen(form), prompt, dice, given)


def asset(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as it stands on a map, in its own shadow; that lies on the ground and is cut away with it."""
    subject(form, prompt, dice, given)
    filled = [y for y, row in enumerate(form.slots) if any(row)]
    if not filled:
        return
    foot = filled[-(-len(filled) * 7 // 8) :] or filled[-1:]
    left = min(len(row) - len(row.lstrip(b"\0")) for row in (form.slots[y] for y in foot))
    right = max(len(row.rstrip(b"\0")) for row in (form.slots[y] for y in foot))
    wide = (right - left) // 2 + max(form.width // 24, 1)
    middle, high = (left + right) // 2 + max(form.width // 32, 1), max(wide // 4, 1)
    for y in range(max(foot[-1] + 1 - 2 * high, 0), min(foot[-1] + high, form.height)):
        across = isqrt(max(high * high * 9 - (2 * (y - foot[-1]) + high) ** 2, 0)) * wide // (3 * high)
        light, slots = form.light[y], form.slots[y]
        for x in range(max(middle - across, 0), min(middle + across, form.width)):
            if not slots[x]:
                light[x] = max(light[x] - 44, 0)


def above(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as it lies on the floor, seen from straight above."""
    form.colours[0] = backdrop(dice)
    draw(Pen(form), prompt, dice, given, facing="above")


def icon(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint the subject as the sign of a skill: it glows on a dark ground, in a frame that is the picture's border."""
    width, height = form.width, form.height
    rim = max(1, min(width, height) // 16)
    colours = colours_of(prompt, Chance(dice.next()), given)
    aura = dice.pick((colours[2], colours[0], colours[1], WORDS["night"], WORDS["indigo"], WORDS["teal"]))
    night, glow = form.slot(mix(aura, (18, 14, 34), 190)), form.slot(mix(aura, (28, 20, 60), 120))
    for y in range(height):
        form.run(y, 0, width, night, 190 - 150 * y // height)
    pen = Pen(form)
    for reach, light in ((34, 40), (27, 80), (20, 140), (12, 190)):
        pen.ball(glow, 32, 32, reach, edge=False, light=light)
    inset = rim + max(1, min(width, height) // 24)
    side = min(width, height) - 2 * inset
    draw(Pen(form, (width - side) // 2, (height - side) // 2, side), prompt, dice, given)
    _frame(form, rim, form.slot(WORDS[dice.pick(_FRAMES)], "metal"), form.slot(OUTLINE, "flat"))


def _frame(form: Form, rim: int, metal: int, dark: int) -> None:
    # Lit on the upper and left sides; a dark line within, and corners that are cut off where there is room.
    width, height = form.width, form.height
    for ring in range(rim + 1):
        last_x, last_y = width - ring, height - ring
        slot = dark if ring == rim or (rim > 1 and not ring) else metal
        middle = 2 * ring >= rim + (rim > 3)
        for y in (ring, last_y - 1):
            form.run(y, ring, last_x, slot, (236, 143)[middle] if y == ring else (40, 76)[middle])
        for y in range(ring + 1, last_y - 1):
            form.run(y, ring, ring + 1, slot, (206, 143)[middle])
            form.run(y, last_x - 1, last_x, slot, (40, 76)[middle])
    if rim > 1:
        for x in (0, width - 1):
            for y in (0, height - 1):
                form.erase([(y, x, x + 1)], 0)
        stud = rim + rim // 2
        for x in (1, width - 1 - stud):
            for y in (1, height - 1 - stud):
                form.lay([(y + row, x, x + stud) for row in range(stud)], metal, 143, edge=True)
                form.run(y, x, x + stud, metal, 236)


def backdrop(dice: Chance) -> Rgb:
    """Return a calm colour to stand behind a subject."""
    return mix(
        dice.pick([WORDS[word] for word in ("sky", "cream", "lavender", "mint", "tan", "silver")]), (200, 200, 210), 60
    )
