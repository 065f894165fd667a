"""Parts of user interfaces, together.

Owns: which parts a prompt calls for, and how parts are laid out on a picture.
Must not know: requests, how a part is drawn, how light becomes colour.
Rule: between parts is ground, so that each can be cut out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise

from rdbuild.offline.painters import letters
from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import WORDS, Rgb, called, words
from rdbuild.offline.painters.form import Form
from rdbuild.offline.painters.materials import ground, material
from rdbuild.offline.painters.widgets import Box, Kit

# Part -> what draws it, its least height in pixels, its greatest height in percent of its width where it is alone.
_PARTS: dict[str, tuple[Callable[[Kit, Box], object], int, int]] = {
    "window": (Kit.window, 30, 100),
    "dialog": (Kit.dialog, 22, 45),
    "button": (Kit.button, 15, 42),
    "pressed": (partial(Kit.button, state="pressed"), 15, 42),
    "disabled": (partial(Kit.button, state="disabled"), 15, 42),
    "bar": (Kit.bar, 9, 22),
    "mana": (partial(Kit.bar, hue="mana", part=55, sign="drop"), 9, 22),
    "energy": (partial(Kit.bar, hue="gold", part=38, sign="bolt"), 9, 22),
    "progress": (partial(Kit.bar, hue="", part=64, sign="star"), 9, 22),
    "slider": (Kit.slider, 9, 24),
    "slots": (Kit.slots, 17, 100),
    "slot": (Kit.slot, 17, 100),
    "row": (Kit.row, 9, 26),
    "check": (Kit.check, 9, 100),
    "radio": (Kit.radio, 9, 100),
    "knob": (Kit.knob, 9, 100),
    "toggle": (Kit.toggle, 9, 50),
    "arrows": (Kit.arrows, 13, 30),
    "tabs": (Kit.tabs, 13, 30),
    "scroll": (Kit.scroll, 30, 600),
    "frame": (Kit.frame, 17, 100),
    "grid": (Kit.grid, 17, 100),
    "choices": (Kit.choices, 17, 100),
}
_GROWS = frozenset({"window", "scroll"})
_SQUARE = frozenset({"slot", "check", "radio", "knob"})

# The parts that a word calls for; of several words the last counts, but these last: a `health bar` is one of health.
_WORDS = """
button: button
button pressed disabled: buttons
bar: health hp life
mana: mana mp
energy: energy stamina
progress: progress loading xp experience
bar mana energy: bars
slider: slider
slider slider slider: sliders
slot: slot
slots slots: slots
check: checkbox
radio: radio
knob: knob dial
toggle: toggle switch
dialog: dialog dialogue textbox speech message
tabs: tab tabs
arrows: arrow arrows
scroll: scrollbar
window: window inventory panel
frame: frame border
progress: bar
window: box
"""
_VAGUE = frozenset({"bar", "box", "window", "frame", "border", "panel", "arrow"})
_CALLED = {word: parts.split() for word, parts in called(_WORDS).items()}
_WHOLE = frozenset({"ui", "kit", "set", "interface", "elements", "hud", "pack", "collection", "sheet", "gui", "menu"})
# What is in the corners, its colour and its stuff, where the words name it.
_CORNERS = called("""
vine leaf matte: vine vines ivy leaves overgrown
gem ruby glass: gem gems jewel jewels jewelled jeweled ruby rubies
gem emerald glass: emerald emeralds
gem sapphire glass: sapphire sapphires
nail silver metal: rivets studs nails bolts
""")
_COUNT = re.compile(r"\b(\d{1,2}) (?:\w+ )?(?:slots?|cells|spaces)\b", re.IGNORECASE)
_ROWS = frozenset({"hotbar", "toolbar", "quickbar", "row", "bar"})
_QUOTES = re.compile(r"[\"\u201c].*?[\"\u201d]")

_LEFT = ("window", "dialog", "slots"), ("dialog", "window", "slots"), ("slots", "window", "dialog")
_RIGHT = (
    ("tabs", "button", "pressed", "disabled", "bar", "mana", "energy", "slider", "row", "arrows"),
    ("bar", "mana", "energy", "button", "pressed", "disabled", "row", "slider", "tabs", "arrows"),
    ("button", "pressed", "disabled", "slider", "bar", "mana", "energy", "tabs", "row", "arrows"),
)
_NARROW = ("window", "bar", "button", "slots", "mana", "slider", "pressed", "row", "energy", "dialog", "arrows", "tabs")


def panel(form: Form, prompt: str, dice: Chance, given: Sequence[Rgb]) -> None:
    """Paint parts of an interface: the one that the prompt asks for, large, else a kit of all there is room for."""
    made = material(prompt, dice, given)
    form.colours[0] = ground(made)
    said = words(_QUOTES.sub("", prompt))
    corner = next((_CORNERS[word] for word in said if word in _CORNERS), "")
    if corner:
        corner, colour, shine = corner.split()
        made = replace(made, corner=corner, trim=WORDS[colour], shine=shine)
    said += [one + other for one, other in pairwise(said)]  # a `check box` is a checkbox
    wanted = [word for word in said if word in _CALLED]
    whole = 2, 2, form.width - 2, form.height - 2
    alone, text = bool(wanted) and not _WHOLE & set(said), letters.quoted(prompt)
    options, number = letters.options(prompt), _COUNT.search(prompt)
    count = int(number[1]) if number else 0
    if options and (not text or text.upper() in options):
        text = next((word.upper() for word in said if word in ("pause", "shop", "settings")), "MENU")
    kit = Kit(form, made, dice, text if alone else "", text or ("ITEMS" if count else ""), options, count)
    if options:
        _large(kit, whole, ["window" if {"menu", "window", "panel", "screen"} & set(said) else "choices"])
    elif count > 1:
        high = form.width // count if _ROWS & set(said) else form.height
        top = max((form.height - high) // 2, 2)
        box = 2, top, form.width - 2, form.height - top
        (kit.window if {"inventory", "window", "bag"} & set(said) else kit.grid)(box)
    elif alone:
        _large(kit, whole, _CALLED[max(wanted, key=lambda word: (word not in _VAGUE, wanted.index(word)))])
    else:
        _spread(kit, whole)


def _large(kit: Kit, box: Box, parts: Sequence[str]) -> None:
    left, top, right, bottom = box
    gaps = 3 * (len(parts) - 1)
    each = (bottom - top - gaps) // len(parts)
    heights = [min(each, max((right - left) * _PARTS[part][2] // 100, _PARTS[part][1])) for part in parts]
    y = top + (bottom - top - sum(heights) - gaps) // 2
    for part, high in zip(parts, heights, strict=True):
        wide = right - left
        if part in _SQUARE:
            wide = high = min(wide * 4 // 5, high)
        elif part == "scroll":
            wide = min(wide, max(high // 6, 9))
        x = left + (right - left - wide) // 2
        _PARTS[part][0](kit, (x, y, x + wide, y + high))
        y += high + 3


def _spread(kit: Kit, box: Box) -> None:
    left, top, right, bottom = box
    wide, high, gap = right - left, bottom - top, 3
    large, small = kit.dice.pick(_LEFT), kit.dice.pick(_RIGHT)
    if wide < 84:
        _stack(kit, box, _NARROW)
        return
    if wide < high * 2:
        scroll = high >= 60
        columns = [(large, wide * 60 // 100 - 11 * scroll), (("scroll",), 9), (small, wide * 40 // 100 - gap)]
        if not scroll:
            del columns[1]
        if kit.dice.chance(40):
            columns.reverse()
    else:
        third = (wide - 2 * gap) // 3
        columns = [(large, third), (_RIGHT[2][:3], third), (_RIGHT[1][:3] + _RIGHT[1][6:], third)]
    gap = (wide - sum(one for _, one in columns)) // (len(columns) - 1)
    for parts, across in columns:
        _stack(kit, (left, top, left + across, bottom), parts)
        left += across + gap


def _stack(kit: Kit, box: Box, parts: Sequence[str]) -> None:
    # As many parts as there is room for, from the top down; one that grows takes what room is left.
    left, top, right, bottom = box
    gap, room = 2, bottom - top + 2
    chosen = []
    for part in parts:
        if _PARTS[part][1] + gap <= room:
            chosen.append(part)
            room -= _PARTS[part][1] + gap
    y = top
    for n, part in enumerate(chosen, 1):
        draw, high, _ = _PARTS[part]
        if part in _GROWS:
            high += room
        elif not _GROWS & set(chosen):
            y += room * n // (len(chosen) + 1) - room * (n - 1) // (len(chosen) + 1)
        draw(kit, (left, y, right, y + high))
        y += high + gap
