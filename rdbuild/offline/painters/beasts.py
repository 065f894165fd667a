"""Animals and monsters, those that words name and those that nobody has seen before.

Owns: what becomes of a kind's measures, its materials, and how it stands on its picture.
Must not know: requests, sheets, how a body is turned (`solids`), how light becomes colour.
Rule: kinds come from `bestiary`, parts from `anatomy`; every creature has eyes and stands on its ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rdbuild.offline.painters.anatomy import BODIES, EYES, HEADS
from rdbuild.offline.painters.bestiary import CALLED, KINDS, PROFILES, USUAL, Kind, given
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, apart, mix
from rdbuild.offline.painters.form import GRID, Pen
from rdbuild.offline.painters.solids import FINE, HIGH, ROOM, SMALL, TINY, TURNS, Stage

__all__ = ["CALLED", "USUAL", "WORN", "beast"]

# What words put on a head, and which of them are hats: one hat is enough.
_HATS = {"wizard": "wizard hat", "witch": "wizard hat", "top": "top hat", "crown": "crown", "tiara": "crown",
         "hat": "party hat", "cap": "party hat", "party": "party hat"}  # fmt: skip
_CLOTHES = {"scarf": "scarf", "bandana": "scarf", "collar": "collar"}
_EYES = {"sunglasses": "shades", "shades": "shades", "glasses": "glasses", "glowing": "glow"}
_MARKS = {"striped": "stripes", "stripes": "stripes", "stripe": "stripes", "spotted": "spots", "spots": "spots",
          "dripping": "drips", "drips": "drips", "gooey": "drips"}  # fmt: skip
WORN = frozenset([*_HATS, *_CLOTHES, *_EYES, *_MARKS])  # words of a prompt that dress a head, its eyes or its coat
_INK: Rgb = (30, 22, 40)
_WHITE: Rgb = (246, 246, 240)
# What looks straight at the viewer where there is no room for more: both of its sides are the same.
_EVEN = ("quad", "biped", "bird", "bat", "dragon", "plant", "mimic", "serpent")
_ON_LEGS = ("quad", "biped", "bird")  # that bob by themselves
_DIM = 240  # of three channels: on a darker head an eye of ink isn't seen
_LIKE = {"dragon": 180}  # of three channels: no eye is seen among wings of a colour as near as this to the head's
# What a creature that nobody has seen before is chosen from.
_MADE_UP = """
plan=quad|quad|quad|biped|biped|biped|blob|eyeball|bird stuff=fur|matte|fur view=0|21|22|22 head=12|13|14|15
snout=0|0|2|4|7 muzzle=4|5|6 body=9|10|11|12 long=6|8|10 legs=4|6|8|10 leg=3|4|5
ears=|cone|round|long|flop|tall|big|fin|fin tail=stub|long|bush|tuft|dragon|puff|arrow|curl
horns=||short|antenna|bull|goat|unicorn|antler wings=|||bat|fan eyes=big|big|dot|slit|owl eye=18|20|22|24
traits=chest+belly|belly+spots+chest|chest+stripes+belly+muzzle|muzzle+belly+chest+fangs|dapple+belly|
belly+chest+spikes|face+belly+chest|muzzle+crest+chest|belly+chest+leaves|socks+belly+tusks
"""


def beast(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "", step: int = 0) -> None:
    """Draw a beast in the pen's box.

    `kind` is of `CALLED`, or `creature`: one that nobody has seen before; words of `WORN` may follow it. `facing` is
    one of eight (`down`, `down-left` ...), all of one size, at `step` 0 to 3 of its gait; without one it stands as it
    is known best, as large as it can; `above` it is seen from high above, and `near` its head is as large as it can be.
    """
    standing(pen, kind, colours, dice, facing, step).draw()


def standing(pen: Pen, kind: str, colours: Sequence[Rgb], dice: Chance, facing: str = "", step: int = 0) -> Stage:
    """Return a beast as it stands in the pen's box, ready to be drawn."""
    kind, *worn = kind.split()
    row = _varied(KINDS[kind], dice) if kind in KINDS else _made_up(dice)
    marks = [_MARKS[word] for word in worn if word in _MARKS]
    if marks:
        row = replace(row, traits="+".join([row.traits, *marks]), horns="" if "drips" in marks else row.horns)
    turns = facing in TURNS
    if turns:  # Seen from in front, a long body is as tall as it can be seen from the side.
        row = replace(row, long=row.long * 3 // 4)
    flat = facing == "above"
    small, tiny = pen.side < SMALL, pen.side < TINY
    if facing in ("near", "above") or not small:
        row = replace(row, profile="")
    if row.profile:
        row = replace(row, **PROFILES[row.profile])
    elif pen.side < ROOM["fine"] and row.plan == "bug" and not turns:  # Its legs are told apart from above alone.
        flat, row = False, replace(row, plan="bug above", view=0, aside=0)
    elif small and row.plan in _ON_LEGS:  # A head is what most are known by.
        row = replace(row, head=row.head * 4 // 3, eye=row.eye + 8, long=row.long // 2, legs=row.legs * 3 // 4)
    if tiny and not turns and row.view > 20 and row.plan in _EVEN:
        row = replace(row, view=0, aside=0)
    wide = dice.between(14, 18)
    mirrored = not turns and dice.chance(35)  # It looks the other way.
    stage = _stage(pen, row, colours, frozenset(worn), step % 4 if turns else -1)
    stage.aside = 0 if turns else -2 * row.aside if mirrored else 2 * row.aside
    stage.wide = wide * 16
    bob = 2 * FINE * (stage.step in (1, 3) and row.plan not in _ON_LEGS)
    stage.wear(stage.frame(None, (0, 0, bob)), BODIES[row.plan])
    room = GRID * FINE // pen.side + GRID * FINE // 40
    if turns:
        left, top, right, bottom = stage.extent([TURNS[facing] for facing in ("down", "down-right", "right")])
        right = max(-left, right)
        stage.fit((-right, top, right, bottom), room)
        stage.face(TURNS[facing])
    else:
        near = facing == "near" and any(part.head for part in stage.parts)
        turn = row.view and (22 if facing == "above" else 23) if near or facing == "above" else row.view
        stage.pitch = HIGH if flat else stage.pitch
        stage.fit(stage.extent([-turn if mirrored else turn], head=near), room * (2 if near else 1))
    return stage


def _varied(kind: Kind, dice: Chance) -> Kind:
    # Ten of one kind are ten designs of one thing.
    numbers = {name: getattr(kind, name) + dice.between(-1, 1) for name in ("head", "body", "long")}
    words = {name: dice.pick(getattr(kind, name).split("|")) for name in ("ears", "tail", "horns", "eyes", "traits")}
    return replace(kind, legs=kind.legs + dice.between(0, 1), eye=kind.eye + dice.between(-1, 4), **numbers, **words)


def _made_up(dice: Chance) -> Kind:
    choices = (field.split("=") for field in _MADE_UP.replace("|\n", "|").split())
    return Kind(**given(" ".join(f"{name}={dice.pick(some.split('|'))}" for name, some in choices)))


def _stage(pen: Pen, kind: Kind, colours: Sequence[Rgb], worn: frozenset[str], step: int) -> Stage:
    main, second, accent = colours[:3]
    small = pen.side < SMALL
    stuff, dim, has = kind.stuff, sum(main) < _DIM, kind.has
    matte = {
        "skin": main, "second": second, "accent": accent, "pale": mix(main, _WHITE, 100),
        "deep": mix(main, _WHITE, 50) if dim else mix(main, _INK, 110), "mark": mix(main, _INK, 190),
    }  # fmt: skip
    ink: dict[str, tuple[Rgb, str]] = {name: (colour, stuff) for name, colour in matte.items()} | {
        "iris": (accent, "flat"), "glow": (accent, "glow"), "ink": (_INK, "flat"), "white": (_WHITE, "flat"),
        "bone": (WORDS["bone"], "matte"), "pink": ((226, 128, 140), "matte"), "gold": (WORDS["gold"], "metal"),
        "sky": (WORDS["frost"], "glass"), "cloth": (accent, "matte"), "party": (WORDS["blue"], "matte"),
        "velvet": (WORDS["purple"], "matte"), "beak": ((92, 88, 104) if dim else WORDS["amber"], "matte"),
    }  # fmt: skip
    ink |= {name: ink[choice] for name, choice in {
        "paw": "second" if has("socks") else "mark" if has("boots") else "skin",
        "snout": "second" if has("muzzle", "face", "wool") else "pink" if has("pinknose") else "skin",
        "coat": "second" if has("wool") else "skin",
        "spike": "accent" if has("spikes") else "second",
        "quill": "second" if has("longtail") else "deep",
        "crown": "second" if has("whitehead") else "skin",
    }.items()}  # fmt: skip
    stage = Stage(pen, ink, rise=20)
    stage.step = step
    stage.flap = 8 * stage.swing() if step >= 0 else 0
    derived = {
        "neck": kind.neck, "spiked": has("spikes", "mohawk"), "winged": kind.wings, "upright": has("upright", "disc"),
        "scaly": "vast" in stage.traits and has("reptile"),
    }  # fmt: skip
    stage.traits |= {*kind.traits.split("+"), stuff, *(name for name, there in derived.items() if there)}
    stage.measures = tuple(_measures(kind, step in (1, 3), small=small, upright=bool(derived["upright"])).items())
    eyes = next((_EYES[word] for word in _EYES if word in worn), "beady" if kind.eyes == "dot" and dim else kind.eyes)
    if small and not dim and eyes in ("slit", "glow", "spider") and apart(main, accent) < _LIKE.get(kind.plan, 130):
        eyes = "dot"
    hats, clothes = ([table[word] for word in table if word in worn] for table in (_HATS, _CLOTHES))
    nose = "pointed" if has("pointed") else "long" if kind.snout > 1 else "" if has("trunk") else "smile"
    tip = "pig" if has("plate") else "reptile" if has("reptile", "hippo") else "dog"
    parts = {
        "eye": EYES[f"{eyes} eye"],
        "crown": "; ".join(HEADS[name] for name in (f"{kind.ears} ears", f"{kind.horns} horns") if name in HEADS),
        "nose": HEADS.get(f"{nose} nose", "") + (f"; {HEADS[f'{tip} nose']}" if nose == "long" else ""),
        "worn": "; ".join(HEADS[name] for name in [*hats[:1], *dict.fromkeys(clothes)]),
        "tail": BODIES.get(f"{kind.tail} tail", ""),
        "wings": BODIES.get(f"{kind.wings} wings", ""),
    }
    stage.tables = {**HEADS, **BODIES, **parts}
    return stage


def _measures(kind: Kind, bob: bool, *, small: bool, upright: bool) -> dict[str, int]:
    bird, frog = kind.plan == "bird", kind.has("frog")
    h, b, l, n, s = kind.head - bird, kind.body, kind.long, kind.neck, kind.snout  # noqa: E741
    k = (3 if upright else kind.legs + 9 if kind.has("stilts") else 7) + bob if bird else kind.legs + bob
    mid = k + (b if bird else b * 10 // 16 if kind.plan == "biped" else b * 3 // 4)
    # Where a long snout leaves no room for them, eyes are farther apart and higher up.
    high = 8 if s > 8 else 5
    ex, ef, eu = h * high // 16 + (high < 8), h * (18 - high) // 16, h * high // 16
    if bird:
        ex, ef, eu = (h * part // 16 for part in ((8, 13, 3) if upright else (11, 10, 5)))
    if kind.profile:  # The one that is seen lies within the head, not on its outline.
        ex, ef, eu = h * 13 // 16, h * 3 // 16, h * 5 // 16
    return {
        "h": h, "b": b, "l": l, "n": n, "s": s, "g": kind.leg, "m": kind.muzzle, "e": kind.eye, "k": k,
        "c": b - kind.leg + 1, "t": b - kind.leg + 1 + 3 * frog, "mid": mid,
        "back": 31 if kind.plan == "dragon" else mid + b - 1,
        "hf": b * 5 // 16 + 1 if bird else l + h // 3 + n // 2 - 2 * frog + 4 * kind.has("wool"),
        "hu": mid + b * 11 // 16 + h * 9 // 16 + n if bird else k + b + h // 2 + n - 2 * kind.has("wool"),
        "ex": ex, "ef": ef, "eu": eu, "es": kind.eye * h // 12,
        "tip": h * 14 // 16 + s if bird else h * 10 // 16 + s, "drop": s // 3, "low": -h * 5 // 16 - s // 6,
        "tail": 18 if kind.has("longtail") else 10, "tuck": -13 + 8 * upright,
        "w": 13 if small else 20,
    }  # fmt: skip
