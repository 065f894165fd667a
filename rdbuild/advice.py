"""What somebody would pay for and not want: warnings about an asset's prompt and settings.

Owns: the words that are looked for, and why they are no good.
Must not know: what a style allows, other assets, files, or any style by name.
Rule: it warns and never refuses, each reason once an asset; better silent than a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from rdbuild.document import Path

if TYPE_CHECKING:
    from rdbuild.catalogue import Style
    from rdbuild.draft import Draft

LONG_MOTION = 700  # characters, more of which are known to hang

# -- what the vendor advises against: the phrase, what it is called, and why
_UNWANTED = (
    (re.compile(r"\bpixel\s+art\b", re.IGNORECASE), "pixel art", "every style is pixel art already"),
    (re.compile(r"\btransparent\s+backgrounds?\b", re.IGNORECASE), "transparent background", "it is no subject"),
)

# -- what asks for the background that `remove_bg: true` takes away
_PLACES = (
    "alley", "battlefield", "beach", "castle", "cave", "cemetery", "city", "desert", "dungeon", "field", "forest",
    "garden", "graveyard", "jungle", "lake", "meadow", "mountains?", "ocean", "ruins", "street", "swamp", "tavern",
    "temple", "town", "valley", "village", "waterfall",
)  # fmt: skip
_POSES = "standing", "sitting", "walking", "running", "riding", "lying"
_WORD = r"[\w'-]+\s+"
_SCENERY = (
    rf"(?:\b(?:on|in|with|against|over)\s+)?(?:\b(?:an?|the|its)\s+)?(?:\b{_WORD}){{0,2}}?\b(?:background|backdrop)s?\b",
    r"\b(?:landscape|cityscape|seascape|skyline|panorama)s?\b|\bscenery\b",
    rf"\b(?:{_WORD})?\bscenes?\b",
    rf"\b(?:(?:{'|'.join(_POSES)})\s+(?:in|on|at|by|through|across)|in\s+front\s+of)\s+(?:an?|the)\s+(?:{_WORD})?"
    rf"(?:{'|'.join(_PLACES)})\b",
)
# what sounds like it and asks for none, or for a thing that is called so
_HARMLESS = (
    r"\b(?:no|not|without|transparent|remov(?:e|ed|ing)|blank|free\s+of)\b(?:\s+[\w'-]+){0,3}?\s+"
    r"(?:background|backdrop|scenery|scene|landscape|skyline)s?\b",
    r"\bbackgrounds?\s+(?:remov(?:ed|al)|characters?|actors?|npcs?|music|color|colour)\b",
    r"\b(?:landscape|scene)s?\s+(?:paintings?|pictures?|photos?|postcards?|format|orientation|kids?)\b",
)
_ASKS = re.compile("|".join(_SCENERY), re.IGNORECASE)
_ASKS_NOT = re.compile("|".join(_HARMLESS), re.IGNORECASE)

_Text = tuple[str, Path, str, str]  # a setting, the way into it, its finished text, and the text before a template


def check(draft: Draft, style: Style) -> None:
    """Warn of what the vendor, or those who paid for it, advise against, and of what can't come out as it is meant."""
    texts = list(_texts(draft))
    for pattern, words, reason in _UNWANTED:
        message = f"`{words}` in a prompt: the vendor advises against it, {reason}"
        hint = _clearing(style) if words == "transparent background" else "leave it out"
        _say(draft, texts, partial(_first, pattern), "prompt-advice", message, hint)
    if draft.get("remove_bg") is True:
        _cut_free(draft, style, texts)
    if style.kind == "animation":
        _motion(draft)


def _texts(draft: Draft) -> Iterator[_Text]:
    for (inside, text), own in zip(draft.prompts, draft.bare, strict=False):
        yield "prompt", inside, text, own
    extra = draft.get("extra_prompt")
    if isinstance(extra, str):
        yield "extra_prompt", (), extra, extra


def _say(
    draft: Draft, texts: list[_Text], find: Callable[[str], str | None], code: str, message: str, hint: str
) -> None:  # fmt: skip
    """Warn at the first text in which something is found, underlining that; in a template, at the template."""
    for key, inside, text, own in texts:
        part = find(text)
        if part is None:
            continue
        if find(own) is None:  # the words are the template's
            key, inside = "prompt_template", ()
        draft.complain(code, message.format(part), key, inside=inside, part=part, severity="warning", hint=hint)
        return


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found[0] if found else None


def _cut_free(draft: Draft, style: Style, texts: list[_Text]) -> None:
    """Warn where there is a background to be paid for and thrown away, or none to remove."""
    if style.fills:
        draft.complain(
            "no-background",
            f"`remove_bg: true` with `{style.id}`, whose pictures fill their frame: it can only make holes",
            "remove_bg",
            severity="warning",
            hint="`remove_bg: null` on the asset, or a style of single things",
        )
        return
    message = "`{}` in a prompt, and `remove_bg: true` takes it away again"
    hint = "say what the thing itself looks like, or `remove_bg: false` to keep all of the picture"
    _say(draft, texts, _asked_for, "fights-remove-bg", message, hint)


def _asked_for(text: str) -> str | None:
    """The words of a prompt that ask for a background; None where nothing does."""
    rest = _ASKS_NOT.sub(lambda found: "." * len(found[0]), text)  # a word to either side of it means nothing more
    found = _ASKS.search(rest)
    return found[0].strip() if found else None


def _motion(draft: Draft) -> None:
    for inside, text in draft.prompts:
        if len(text) > LONG_MOTION:
            draft.complain(
                "long-motion-prompt",
                f"{len(text)} characters: motion prompts over {LONG_MOTION} characters are known to hang",
                "prompt",
                inside=inside,
                severity="warning",
                hint="say who moves and how, and leave out the rest",
            )


def _clearing(style: Style) -> str:
    """How to get a transparent background from a style."""
    if style.kind == "animation":
        return "animations are transparent as they are"
    return "`remove_bg: true` makes the background transparent" if "remove_bg" in style.params else "leave it out"
