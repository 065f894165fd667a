"""Somebody: knights, wizards, villagers, in any of eight facings and any pose.

Owns: how a prompt's words and colours dress somebody, and the pictures that show people alone.
Must not know: requests, sheets, how a body is drawn (`body`), what there is to wear (`wardrobe`).
Rule: the same prompt and dice dress the same person, whatever the facing and the pose.
"""

from __future__ import annotations

from collections.abc import Sequence

from rdbuild.offline.painters import body, wardrobe
from rdbuild.offline.painters.body import Figure, Pose
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, mix, named, toned, words
from rdbuild.offline.painters.form import Form, Pen

__all__ = ["CALLED", "Figure", "Pose", "dressed", "person", "portrait"]

CALLED = wardrobe.CALLED  # word of a prompt -> kind of person

_METAL = frozenset(["armour", "machine", "mail"])
_SLOTS: tuple[tuple[str, dict[str, object]], ...] = (
    ("body", dict(wardrobe.BODIES)),
    ("head", dict(wardrobe.HEADS)),
    ("hair", dict(wardrobe.HAIRS_WORN)),
    ("hand", dict(wardrobe.TOOLS)),
)


def person(
    pen: Pen,
    kind: str,
    colours: Sequence[Rgb],
    dice: Chance,
    facing: str = "down",
    pose: Pose = Pose(),
    prompt: str = "",
) -> None:
    """Draw somebody standing in the pen's box. `colours`: main, second, accent; `prompt` says what else they wear."""
    body.draw(pen, dressed(kind, colours, dice, prompt), facing, pose)


def dressed(kind: str, colours: Sequence[Rgb], dice: Chance, prompt: str = "", *, loud: bool = False) -> Figure:
    """Return somebody of a kind in such colours. `loud`: metal too takes the main colour, as if the prompt named it."""
    worn, tints, dye = _worn(kind, dice, prompt)
    bound = list(tints.values())
    free = [colour for colour in named(prompt) if colour not in bound and not _is_kind(colour, prompt)]
    chosen = [colour for colour in colours if not any(_near(colour, one) for one in bound)] or list(colours)
    loud = loud or bool(free)
    main = chosen[0] if loud or not dye else dye
    second = chosen[1] if len(chosen) > 1 else toned(main, -1)
    accent = chosen[2] if len(chosen) > 2 else toned(main, 1)
    clothes = worn["body"]
    default, parts, torso = wardrobe.BODIES[clothes]
    ink = dict(wardrobe.INKS)
    skin = dice.pick(next((wardrobe.OTHER_SKINS[mark] for mark in wardrobe.OTHER_SKINS if mark in worn), wardrobe.SKINS))
    hair = (206, 206, 214) if "old" in worn or "longbeard" in worn else dice.pick(
        [shade for shade in wardrobe.HAIRS if sum(abs(a - b) for a, b in zip(shade, skin, strict=True)) > 110]
    )
    leather, trousers = dice.pick([(128, 84, 54), (104, 70, 58), (92, 76, 72)]), dice.pick([(86, 78, 104), (118, 92, 70), (72, 88, 104)])
    metal = loud and clothes in _METAL
    if metal:
        ink["plate"] = main, "metal"
    ink |= {
        "skin": (skin, "matte"), "hair": (hair, "matte"), "beard": (hair, "matte"), "cloth": (second if metal else main, "matte"),
        "cape": (accent if metal or clothes not in _METAL else main, "matte"), "legs": (trousers, "matte"), "boots": (leather, "matte"),
        "belt": (toned(leather, -1), "matte"), "trim": (second if not metal else accent, "matte"), "plume": (main if not metal else second, "matte"),
        "glow": (accent, "glow"), "shield": (main, "matte"), "wings": ((236, 234, 244) if kind == "angel" else toned(main, -1) if kind == "demon" else accent, "matte"),
    }  # fmt: skip
    if kind in ("zombie", "goblin", "orc", "troll") and free and kind not in ("zombie",):
        ink["skin"] = main, "matte"
    ink["body"] = ink[default]
    ink["hand"] = ink["steel"]
    head = worn.get("head", "")
    if head:
        ink["head"] = ink[wardrobe.HEADS[head][0]]
    for slot, colour in tints.items():
        stuff = ink[slot][1] if slot in ink else "matte"
        ink[slot] = colour, stuff
        if slot == "hair":
            ink["beard"] = ink[slot]
    eyes = "plain"
    if head in ("helm", "greathelm"):
        eyes, ink["eye"] = "slit", ((250, 226, 150), "flat")
    elif head == "bubble":
        eyes = "none"
    elif head == "screen" or kind in ("ghost", "demon"):
        eyes = "glow"
    elif "boneskin" in worn:
        eyes = "sockets"
    sleeves, hands, legs, boots = parts.split()
    tools = tuple(wardrobe.TOOLS[tool] if tool else None for tool in (worn.get("off", ""), worn.get("hand", "")))
    return Figure(
        ink,
        "; ".join([torso, *(wardrobe.EXTRAS[mark] for mark in wardrobe.EXTRAS if mark in worn)]),
        _head(worn, head),
        (sleeves, hands),
        (legs, boots),
        (24 if "cape" in worn else 0),
        (tools[0], tools[1]),
        eyes,
        3 if "broad" in worn else 2 if "stout" in worn or "squat" in worn else 0,
        6 if "squat" in worn else 4 if "young" in worn else 0,
        frozenset(["mouth"] if eyes == "plain" and not {"longbeard", "mask"} & {*worn, head} else []),
    )


def portrait(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint somebody's head and shoulders, large."""
    person(Pen(form), "man", [*given, WORDS["red"]], dice)


def _head(worn: dict[str, str], head: str) -> str:
    how = wardrobe.HEADS[head][1] if head else ""
    made = [] if head == "screen" else ["ball skin 0:0:0:12:12"]
    ears = [wardrobe.FACES[ear] for ear in ("elfears", "goblinears") if ear in worn]
    hair = worn.get("hair", "short")
    if how == "over" or not head:
        made = [*(ears or (["balls skin 12:-1:-2:2:3"] if hair in ("short", "swept", "bald", "bun", "tonsure", "pony", "mohawk") else [])), *made]
        made.append(wardrobe.HAIRS_WORN[hair])
    if how != "full":
        made += [wardrobe.FACES[mark] for mark in ("fullbeard", "longbeard", "moustache", "fangs", "skullface") if mark in worn]
    if head:
        made.append(wardrobe.HEADS[head][2])
    made += [wardrobe.FACES[mark] for mark in ("plume", "glasses", "eyepatch") if mark in worn]
    return "; ".join(part for part in made if part)


def _worn(kind: str, dice: Chance, prompt: str) -> tuple[dict[str, str], dict[str, Rgb], Rgb | None]:
    """What is worn by its slot, marks by their own name; and the colour that the prompt binds to a slot."""
    worn: dict[str, str] = {}
    tints: dict[str, Rgb] = {}
    dye: Rgb | None = None
    for choice in wardrobe.KINDS.get(kind, wardrobe.KINDS["man"]).split():
        words_ = choice.rstrip("?").split("|")
        word = dice.pick(words_)
        if word.startswith("#"):
            dye = WORDS[word[1:]]
        elif not choice.endswith("?") or dice.chance(50):
            _wear(worn, word)
    colour: Rgb | None = None
    since = 9
    for said in words(prompt):
        if said in wardrobe.HAIR_WORDS:
            tints["hair"] = wardrobe.HAIR_WORDS[said]
        elif said in ("hair", "beard") or said == "haired":
            if colour and since < 3:
                tints["hair"] = colour
            if said == "beard" and "longbeard" not in worn:
                worn["fullbeard"] = ""
        elif said in CALLED:
            for word in wardrobe.SPECIES.get(CALLED[said], "").split() if CALLED[said] != kind else ():
                _wear(worn, word)
        else:
            if said == "hat" and "hat" not in worn:
                if worn.get("head", "") not in ("pointed", "party", "straw", "top", "tricorne"):
                    _wear(worn, "cap")
                slot = "head"
            else:
                word = wardrobe.SAID.get(said, said)
                slot = _wear(worn, word)
            if slot and colour and since < 3:
                tints[slot] = colour
                colour = None
        since += 1
        if said in WORDS and said not in CALLED:
            colour, since = WORDS[said], 0
    if "old" in worn and not {"longbeard", "fullbeard"} & {*worn} and kind in ("man", "king", "wizard", "monk"):
        worn["fullbeard"] = ""
    return worn, tints, dye


def _wear(worn: dict[str, str], word: str) -> str:
    """Put on what the word says; return the slot that it is in, or nothing."""
    for slot, table in _SLOTS:
        if word in table:
            if word in ("shield", "targe", "lantern", "book", "torch") and (word == "shield" or worn.get("hand")):
                worn["off"] = word
                return "shield" if word == "shield" else "off"
            if slot == "head" and word == "bow" and not worn.get("hair", "") == "long":
                continue
            worn[slot] = word
            return slot
    if word in wardrobe.FACES or word in wardrobe.EXTRAS or word in wardrobe.OTHER_SKINS or word in _MARKS:
        worn[word] = ""
        return word if word in ("cape", "wings", "plume") else "cape" if word == "scarf" else ""
    return ""


_MARKS = frozenset(["cape", "old", "young", "stout", "broad", "squat", "reach", "white"])


def _is_kind(colour: Rgb, prompt: str) -> bool:
    return any(word in CALLED and WORDS.get(word) == colour for word in words(prompt))


def _near(one: Rgb, other: Rgb) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < 40


_ = mix
