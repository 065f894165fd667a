"""Somebody: knights, wizards, villagers, in any of eight facings and any pose.

Owns: how a prompt's words and colours dress somebody, and how they stand.
Must not know: requests, sheets, how a body is drawn (`body`), what there is to wear (`wardrobe`).
Rule: the same prompt and dice dress the same person, whatever the facing and the pose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from rdbuild.offline.painters import beasts, bestiary, body, wardrobe
from rdbuild.offline.painters.body import Figure, Pose
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, apart, mix, named, toned, words
from rdbuild.offline.painters.form import GRID, Form, Pen
from rdbuild.offline.painters.solids import FINE

__all__ = ["CALLED", "Figure", "Pose", "dressed", "person"]

CALLED = wardrobe.CALLED  # word of a prompt -> kind of person

_STAND = Pose()
# How somebody stands who has only one picture.
_FRONTS = ("down", "down", "down", "down-left", "down-right")
_STANCES = (
    _STAND,
    Pose(((1, 0), (-1, 0)), ((6, 2, -7), (4, 3, -5)), (-6, 3, 15)),
    Pose(((3, 0), (-2, 0)), ((5, 4, -8), (5, 1, -10)), look=1),
    Pose(((-2, 0), (3, 0)), ((4, 0, -11), (6, 5, -8)), look=-1, sway=3),
    Pose(((2, 0), (-2, 0)), ((5, -2, -10), (4, 4, 2)), (-6, 2, 15), sway=4),
)
_PARTED = frozenset(["armour", "machine", "mail"])  # clothes of metal and of cloth
MARKS = frozenset(["cape", "old", "young", "stout", "broad", "squat"])
_TINTED = {  # what colour words are bound to, beside what fills a slot
    "cape": "cape", "scarf": "cape", "wings": "wings", "plume": "plume", "perched": "bird", "hair": "hair",
    "fullbeard": "hair", "longbeard": "hair", "moustache": "hair", "eyes": "iris", "eye": "iris",
}  # fmt: skip
_EARED = frozenset(["short", "swept", "thin", "wreath", "bald", "bun", "tonsure", "pony", "mohawk"])
_COVERS = {
    "hat": ["cap", *wardrobe.HEADS],
    "helmet": ["openhelm", "helm", "greathelm", "horned", "kabuto", "hardhat", "bubble", "visor"],
}
_GREENSKINS = frozenset(["goblin", "orc", "troll"])  # who are as green, or as red, as the prompt says
_EYES = {"helm": "slit", "greathelm": "slit", "bubble": "none", "screen": "glow", "visor": "none",
         "plague": "none"}  # fmt: skip
_OPEN = frozenset(["", "crown", "tiara", "halo", "horns", "catears", "band", "ribbon", "flower"])
_UPRIGHT = frozenset(["spiky", "swept", "mohawk", "bun", "curly"])  # hair that no hat fits over
_AGED = {"spiky": "wreath", "swept": "thin", "mohawk": "bald", "curly": "thin", "pony": "bun"}  # hair of the old
_LEFT = frozenset(["shield", "targe", "lantern", "book", "torch"])  # what the left hand takes
_BIRDS = frozenset(["parrot", "raven", "crow", "owl", "eagle"])  # that sit on a shoulder, where these follow or nothing
_RIDES = frozenset(["riding", "rides", "astride", "atop", "on"])
_MOUNTED = frozenset(["mounted", "horseback"])
_PERCHES = frozenset(["", "on", "perched", "sitting", "and", "with"])
_LEATHERS: tuple[Rgb, ...] = ((128, 84, 54), (104, 70, 58), (92, 76, 72))
_TROUSERS: tuple[Rgb, ...] = ((86, 78, 104), (118, 92, 70), (72, 88, 104))
_IRISES: tuple[Rgb, ...] = ((70, 130, 200), (84, 150, 90), (128, 84, 48), (96, 104, 130), (150, 96, 40))
_OTHER_IRISES: dict[str, Rgb] = {"goblinskin": (236, 200, 60), "zombieskin": (226, 226, 190), "paleskin": (200, 40, 50),
                                    "demonskin": (255, 206, 70)}  # fmt: skip
_GREY: Rgb = (206, 206, 214)
_SLOTS = (("body", wardrobe.BODIES), ("head", wardrobe.HEADS), ("hair", wardrobe.HAIRS_WORN), ("hand", wardrobe.TOOLS))


def person(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "down", pose: Pose = _STAND,
           prompt: str = "") -> None:  # fmt: skip
    """Draw somebody standing in the pen's box. `colours`: main, second, accent; `prompt` says what else they wear."""
    figure = dressed(kind, colours, dice, prompt)
    if prompt and facing == "down" and pose == _STAND:
        facing, pose = dice.pick(_FRONTS), dice.pick(_STANCES)
        if pen.side < body.LITTLE:  # Both eyes are seen.
            facing, pose = "down", replace(pose, look=0)
        facing = "down-right" if figure.mount and facing == "down" else facing
    draw(pen, figure, facing, pose)


def draw(pen: Pen, figure: Figure, facing: str, pose: Pose, step: int = 0) -> None:
    """Draw somebody in a pose; who rides sits behind the head of what they ride, and before all the rest of it."""
    if not figure.mount or pose.roll:
        body.draw(pen, figure, facing, pose)
        return
    low, high = Form(pen.form.width, pen.form.height), Form(pen.form.width, pen.form.height)
    side, (kind, colours) = pen.side * 7 // 8, figure.mount
    under = Pen(low, pen.left + (pen.side - side) // 2, pen.top + pen.side - side, side)
    mount = beasts.standing(under, kind, colours, Chance(kind), facing, step)
    mount.draw()
    back = mount.place((0, dict(mount.measures)["back"] * FINE, 0))[1] // FINE
    saddle, side = under.top + back * side // GRID, pen.side * 5 // 8
    rider = Pen(high, pen.left + (pen.side - side) // 2, max(saddle - side * 47 // GRID, pen.top), side)
    body.draw(rider, figure, facing, replace(pose, feet=((1, 4), (1, 4)), lift=0, sink=0))
    for form in (high, low) if facing == "down" else (low, high):
        pen.form.paste(form, 0, 0)


def dressed(kind: str, colours: Sequence[Rgb], dice: Chance, prompt: str = "", *, loud: bool = False) -> Figure:
    """Return somebody of a kind in such colours. `loud`: all that they wear takes the main colour."""
    worn, tints, dye = _worn(kind, dice, prompt)
    bound = list(tints.values())
    kinds = [WORDS[word] for word in words(prompt) if word in CALLED and word in WORDS]
    free = [colour for colour in named(prompt) if colour not in bound and colour not in kinds]
    loud = loud or bool(free)
    left = [colour for colour in colours if all(apart(colour, one) >= 40 for one in bound)] or [*colours]
    main = left[0] if loud or not dye else dye
    second, accent = (left[n] if len(left) > n else toned(main, n * 2 - 3) for n in (1, 2))
    head = worn.get("head", "")
    default, parts, torso = wardrobe.BODIES[worn["body"]]
    sleeves, hands, legs, boots = parts.split()
    skin = dice.pick(next((skins for mark, skins in wardrobe.OTHER_SKINS.items() if mark in worn), wardrobe.SKINS))
    if kind in _GREENSKINS and free:
        skin = main
    hair = dice.pick([shade for shade in wardrobe.HAIRS if apart(shade, skin) > 110])
    if {"old", "longbeard"} & worn.keys():
        hair = _GREY
    leather, trousers = dice.pick(_LEATHERS), dice.pick(_TROUSERS)
    if loud:
        leather = trousers = toned(main, -1)
    # Of armour in a colour of its own the cloth has the second one.
    cloth, trim = (second, accent) if loud and worn["body"] in _PARTED else (main, second)
    flying = {"angel": (236, 234, 244), "demon": toned(main, -1)}.get(kind, accent)
    matte = {
        "skin": skin, "hair": hair, "beard": tints.get("hair", hair), "cloth": cloth, "cape": accent, "trim": trim,
        "legs": trousers, "boots": leather, "belt": toned(leather, -1), "plume": cloth, "shield": main, "wings": flying,
    }  # fmt: skip
    ink = {**wardrobe.INKS, **{name: (colour, "matte") for name, colour in matte.items()}, "glow": (accent, "glow")}
    ink["blush"], ink["lip"] = (mix(skin, (230, 80, 80), 90), "flat"), (mix(skin, (150, 40, 50), 130), "flat")
    ink["iris"] = next((iris for mark, iris in _OTHER_IRISES.items() if mark in worn), dice.pick(_IRISES)), "flat"
    if loud:
        ink["plate"] = main, "metal"
    if "body" in tints:
        ink[default] = tints["body"], ink[default][1]
    ink |= {"body": ink[default], "hand": ink["steel"], "head": ink[wardrobe.HEADS[head][0]] if head else ink["cloth"]}
    ink |= {slot: (colour, ink[slot][1]) for slot, colour in tints.items() if slot in ink}
    eyes = "sockets" if "boneskin" in worn else "glow" if kind in ("reaper", "demon") else "plain"
    eyes = "none" if "buttons" in worn else _EYES.get(head, eyes)
    if eyes == "slit":
        ink["eye"] = (250, 226, 150), "flat"
    mount = [WORDS[word] for word in bestiary.USUAL.get(worn.get("mount", ""), "").split()]
    held = [wardrobe.TOOLS.get(worn.get(slot, "")) for slot in ("off", "hand")]
    return Figure(
        ink,
        torso="; ".join([torso, *(shapes for mark, shapes in wardrobe.EXTRAS.items() if mark in worn)]),
        head=_head(worn, head),
        arms=(sleeves, hands),
        legs=(legs, boots),
        cape=24 if "cape" in worn else 0,
        tools=(held[0], held[1]),
        mount=(worn["mount"], [tints.get("mount", mount[0]), *mount[1:]]) if mount else None,
        eyes=eyes,
        stout=3 if "broad" in worn else 2 if {"stout", "squat"} & worn.keys() else 0,
        short=6 if "squat" in worn else 4 if "young" in worn else 0,
        neck="body" if head and wardrobe.HEADS[head][1] != "over" else "skin",
        mouth=eyes == "plain" and "longbeard" not in worn and head != "mask",
    )


def _head(worn: Mapping[str, str], head: str) -> str:
    how = wardrobe.HEADS[head][1] if head else "over"
    made = [] if head == "screen" else ["ball skin 0:0:0:12:12"]
    hair = worn.get("hair", "short")
    if head not in _OPEN and hair in _UPRIGHT:
        hair = "short"

    def faces(*marks: str) -> list[str]:
        return [wardrobe.FACES[mark] for mark in marks if mark in worn]

    if "boneskin" not in worn:
        if how == "over":
            ears = faces("elfears", "goblinears") or (["balls skin 12:-1:-2:2:3"] if hair in _EARED else [])
            made = [*ears, *made, wardrobe.HAIRS_WORN[hair]]
        if how != "full":
            made += faces("fullbeard", "longbeard", "moustache", "bignose", "fangs")
    elif how != "full":
        made += faces("skullface")
    made += [wardrobe.HEADS[head][2]] if head else []
    made += faces("freckles", "buttons", "plume", "glasses", "eyepatch")
    return "; ".join(part for part in made if part.strip())


def _worn(kind: str, dice: Chance, prompt: str) -> tuple[dict[str, str], dict[str, Rgb], Rgb | None]:
    # What is worn by its slot, and marks by their own name; the colours that the prompt binds to slots; the usual dye.
    worn: dict[str, str] = {}
    tints: dict[str, Rgb] = {}
    dye: Rgb | None = None
    pairs = [*pairwise([*words(prompt), ""])]
    kind = next((CALLED[one + then] for one, then in pairs if then and one + then in CALLED), kind)  # a space marine
    for choice in wardrobe.KINDS.get(kind, wardrobe.KINDS["man"]).split():
        word = dice.pick(choice.rstrip("?").split("|"))
        if word.startswith("#"):
            dye = WORDS[word[1:]]
        elif not choice.endswith("?") or dice.chance(50):
            _wear(worn, word)
    colour: Rgb | None = None
    since, rides = 0, 0  # words since the last colour, and those that may yet name what is ridden
    for said, then in pairs:
        slot, rides = "", 5 if said in _RIDES else rides - 1
        ridden = "horse" if said in _MOUNTED else bestiary.CALLED.get(said) if rides > 0 else None
        if said in wardrobe.OF and then in CALLED:
            _wear(worn, wardrobe.OF[said])
        elif ridden in bestiary.USUAL:
            slot = "mount"
            worn[slot] = ridden
        elif said in _BIRDS and then in _PERCHES:
            slot = _wear(worn, "perched")
            tints["bird"] = WORDS[bestiary.USUAL[said].split()[0]]
        elif said in CALLED:
            for word in wardrobe.SPECIES.get(CALLED[said], "").split() if CALLED[said] != kind else ():
                _wear(worn, word)
        elif said in _COVERS:  # what it is like has been said before: a horned helmet, a knight in a helmet
            slot, usual = "head", _COVERS[said]
            if worn.get("head", "") not in usual:
                worn["head"] = usual[0]
        else:
            word = wardrobe.SAID.get(said + then, wardrobe.SAID.get(said, said))  # twin tails are twintails
            slot = _wear(worn, said if then == "helmet" else word)
        if said in wardrobe.HAIR_WORDS:
            tints["hair"] = wardrobe.HAIR_WORDS[said]
        if slot and colour and since < 3:
            tints[slot], colour = colour, None
        since += 1
        if said in WORDS and said not in CALLED:
            colour, since = WORDS[said], 0
    return worn, tints, dye


def _wear(worn: dict[str, str], word: str) -> str:
    # Put on what the word says; return the slot that a colour before it belongs to, if any.
    for slot, table in _SLOTS:
        if word in table:
            if slot == "hand" and (wardrobe.TOOLS[word].use == "ward" or worn.get("hand")):
                # A shield, or what the other hand is free for.
                if word not in _LEFT:
                    worn["hand"] = word
                    return "hand"
                worn["off"] = word
                return "shield"
            worn[slot] = word
            return slot
    if word == "old":
        worn["hair"] = _AGED.get(worn.get("hair", "short"), worn.get("hair", "short"))
    if word in MARKS or word in wardrobe.FACES or word in wardrobe.EXTRAS or word in wardrobe.OTHER_SKINS:
        worn[word] = ""
    return _TINTED.get(word, "")
