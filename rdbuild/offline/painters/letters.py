"""Letters: a pixel font, words set in it, and which of a prompt's words are to be read.

Owns: the shapes of the letters, their distances, lines that are broken to fit, and the finding of what a picture says.
Must not know: materials, light, where the words go.
Rule: every letter has a shape of its own, told from all others by its pixels; whatever has no shape here gets a block
that is its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from rdbuild.offline.painters.chance import Chance
from rdbuild.offline.painters.colours import words

HEIGHT, BELOW = 7, 2  # rows of a capital letter, and those below the line
PITCH = 10  # rows from a line to the next
_LONG = 10  # letters of a word that may be halved
ELLIPSIS = "\u2026"

# Rows of letters side by side: the last rows of a lower case letter hang below the line.
_DRAWN = r"""
A B C D E F G H I J K L M N O P Q R S T U V W X Y Z
.###. ####. .###. ###.. ##### ##### .###. #...# ### ..### #...# #.... #...# #...# .###. ####. .###. ####. .#### ##### #...# #...# #...# #...# #...# #####
#...# #...# #...# #..#. #.... #.... #...# #...# .#. ...#. #..#. #.... ##.## ##..# #...# #...# #...# #...# #.... ..#.. #...# #...# #...# #...# #...# ....#
#...# #...# #.... #...# #.... #.... #.... #...# .#. ...#. #.#.. #.... #.#.# #.#.# #...# #...# #...# #...# #.... ..#.. #...# #...# #...# .#.#. .#.#. ...#.
##### ####. #.... #...# ####. ####. #.### ##### .#. ...#. ##... #.... #.#.# #..## #...# ####. #...# ####. .###. ..#.. #...# #...# #.#.# ..#.. ..#.. ..#..
#...# #...# #.... #...# #.... #.... #...# #...# .#. ...#. #.#.. #.... #...# #...# #...# #.... #.#.# #.#.. ....# ..#.. #...# .#.#. #.#.# .#.#. ..#.. .#...
#...# #...# #...# #..#. #.... #.... #...# #...# .#. #..#. #..#. #.... #...# #...# #...# #.... #..#. #..#. ....# ..#.. #...# .#.#. ##.## #...# ..#.. #....
#...# ####. .###. ###.. ##### #.... .#### #...# ### .##.. #...# ##### #...# #...# .###. #.... .##.# #...# ####. ..#.. .###. ..#.. #...# #...# ..#.. #####

a b c d e f g h i j k l m n o p q r s t u v w x y z
..... #.... ..... ....# ..... ..## ..... #.... # ..# #... #. ..... ..... ..... ..... ..... .... ..... .#.. ..... ..... ..... ..... ..... .....
..... #.... ..... ....# ..... .#.. ..... #.... . ... #... #. ..... ..... ..... ..... ..... .... ..... .#.. ..... ..... ..... ..... ..... .....
.###. ####. .###. .#### .###. ###. .#### ####. # ..# #..# #. ##.#. ####. .###. ####. .#### #.## .#### ###. #...# #...# #...# #...# #...# #####
....# #...# #.... #...# #...# .#.. #...# #...# # ..# #.#. #. #.#.# #...# #...# #...# #...# ##.. #.... .#.. #...# #...# #.#.# .#.#. #...# ...#.
.#### #...# #.... #...# ##### .#.. #...# #...# # ..# ##.. #. #.#.# #...# #...# #...# #...# #... .###. .#.. #...# #...# #.#.# ..#.. #...# ..#..
#...# #...# #...# #...# #.... .#.. #...# #...# # ..# #.#. #. #.#.# #...# #...# #...# #...# #... ....# .#.. #...# .#.#. #.#.# .#.#. .#### .#...
.#### ####. .###. .#### .###. .#.. .#### #...# # ..# #..# .# #.#.# #...# .###. ####. .#### #... ####. ..## .#### ..#.. .#.#. #...# ....# #####
..... ..... ..... ..... ..... .... ....# ..... . #.# .... .. ..... ..... ..... #.... ....# .... ..... .... ..... ..... ..... ..... ....# .....
..... ..... ..... ..... ..... .... .###. ..... . .#. .... .. ..... ..... ..... #.... ....# .... ..... .... ..... ..... ..... ..... .###. .....

0 1 2 3 4 5 6 7 8 9 ! ? . , : ; ' " - + = / \ ( ) [ ] < > * # % & @ $ _ ~ ^ | …
.###. .#. .###. .###. ...#. ##### .###. ##### .###. .###. # .###. . .. . .. # #.# ... ..... ... ....# #.... .# #. ## ## ..# #.. ..... .#.#. ##..# .##.. .###. ..#.. .... ..... .#. # .....
#..## ##. #...# #...# ..##. #.... #.... ....# #...# #...# # #...# . .. . .. # #.# ... ..... ... ....# #.... #. .# #. .# .#. .#. #.#.# ##### ##..# #..#. #...# .#### .... ..... #.# # .....
#.#.# .#. ....# ....# .#.#. ####. #.... ...#. #...# #...# # ....# . .. # .# . ... ... ..#.. ### ...#. .#... #. .# #. .# #.. ..# .###. .#.#. ...#. #.#.. #.### #.#.. .... .#... ... # .....
#.#.# .#. ...#. ..##. #..#. ....# ####. ..#.. .###. .#### # ...#. . .. . .. . ... ### ..#.. ... ..#.. ..#.. #. .# #. .# #.. ..# ##### .#.#. ..#.. .#... #.#.# .###. .... #.#.# ... # .....
#.#.# .#. ..#.. ....# ##### ....# #...# ..#.. #...# ....# # ..#.. . .. . .. . ... ... ##### ### .#... ...#. #. .# #. .# #.. ..# .###. .#.#. .#... #.#.# #.### ..#.# .... ...#. ... # .....
##..# .#. .#... #...# ...#. #...# #...# ..#.. #...# ....# . ..... . .# # .# . ... ... ..#.. ... #.... ....# #. .# #. .# .#. .#. #.#.# ##### #..## #..#. #.... ####. .... ..... ... # .....
.###. ### ##### .###. ...#. .###. .###. ..#.. .###. .###. # ..#.. # #. . #. . ... ... ..#.. ... #.... ....# .# #. ## ## ..# #.. ..... .#.#. #..## .##.# .###. ..#.. #### ..... ... # #.#.#
"""  # noqa: E501


def _font() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for block in _DRAWN.strip().split("\n\n"):
        first, *rows = block.split("\n")
        for letter, *drawn in zip(first.split(), *(row.split() for row in rows), strict=True):
            found[letter] = tuple(drawn) + ("." * len(drawn[0]),) * (HEIGHT + BELOW - len(drawn))
    found[" "] = ("...",) * (HEIGHT + BELOW)
    return found


FONT = _font()
# Pairs that stand nearer to each other than a pixel apart.
_NEAR = frozenset(["AT", "TA", "FA", "LT", "LV", "LY", "To", "Ta", "Te", "Tr", "Tu", "Ty", "Yo", "Ya", "Ye", "Va"])
_OTHER_SIGNS = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u00d7": "x",
     "\u00df": "ss", "\u00f8": "o", "\u0142": "l", "\u00e6": "ae"}
)  # fmt: skip


def folded(text: str) -> str:
    """Return the text in letters that the font has where it has any; accents go, spaces become single ones."""
    plain = unicodedata.normalize("NFKD", text.translate(_OTHER_SIGNS))
    kept = "".join(sign for sign in plain if not unicodedata.combining(sign) and (sign.isprintable() or sign.isspace()))
    return " ".join(kept.split())


def shape(letter: str) -> tuple[str, ...]:
    """Return the rows of a letter, `#` for what is drawn; of one that the font hasn't, a block of its own."""
    if letter not in FONT:
        dice = Chance("letter", letter)
        half = [f"#{dice.next() & 3:02b}".replace("0", ".").replace("1", "#") for _ in range(HEIGHT - 2)]
        rows = ["#####", *(f"{row}{row[1]}#" for row in half), "#####", *(["....."] * BELOW)]
        return tuple(rows)
    return FONT[letter]


def between(left: str, right: str) -> int:
    """Return how many pixels of a letter's size lie between two letters."""
    return 0 if left + right in _NEAR else 1


def width(text: str) -> int:
    """Return how wide a line is, in pixels of a letter's size."""
    gaps = sum(between(left, right) for left, right in pairwise(text))
    return sum(len(shape(letter)[0]) for letter in text) + gaps


def below(text: str) -> int:
    """Return how many rows of a line hang below it."""
    return BELOW * any("#" in row for letter in text for row in shape(letter)[HEIGHT:])


def line(text: str) -> list[str]:
    """Return a line of text as rows of `#` and `.`."""
    rows = [""] * (HEIGHT + BELOW)
    for place, letter in enumerate(text):
        gap = "." * between(text[place - 1], letter) if place else ""
        rows = [row + gap + drawn for row, drawn in zip(rows, shape(letter), strict=True)]
    return rows


def wrapped(text: str, across: int, most: int) -> list[str] | None:
    """Break text at its spaces into at most `most` even lines of `across` pixels; nothing where it doesn't fit."""
    lines = _broken(text.split(), across)
    if len(lines) > most or any(width(one) > across for one in lines):
        return None
    while len(lines) > 1:  # as narrow as the number of lines allows
        narrow = max(width(one) for one in lines) - 1
        closer = _broken(text.split(), narrow)
        if len(closer) > len(lines) or any(width(one) > narrow for one in closer):
            break
        lines = closer
    return lines


def _broken(said: Sequence[str], across: int) -> list[str]:
    lines: list[str] = []
    for word in said:
        if lines and width(f"{lines[-1]} {word}") <= across:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def fitted(text: str, across: int, down: int, most: int, rows: int = 4) -> tuple[int, list[str]]:
    """Return the largest scale, of at most `most`, in which text fits into a box of pixels, and its lines.

    Long words are halved where that makes the letters twice as large. What fits in no scale is broken within words;
    only what is then too long ends in an ellipsis. Where there is no room for a letter there are no lines.
    """
    scale, lines = _largest(text, across, down, most, rows)
    halves = _largest(" ".join(map(_halved, text.split())), across, down, most, rows)
    if halves[0] >= 2 * max(scale, 1) - (scale == 0) and not any("- " in one for one in halves[1]):
        scale, lines = halves
    if lines:
        return scale, lines
    rows = min(rows, (down + PITCH - HEIGHT) // PITCH)
    lines, rest = [], text
    while rest and len(lines) < rows - 1:
        size = next((n for n in range(1, len(rest) + 1) if width(rest[:n]) > across), len(rest) + 1) - 1
        if not size:
            break
        space = rest.rfind(" ", 0, size + 1) if size < len(rest) else -1
        size = space if space * 2 > size else size
        lines.append(rest[:size].strip())
        rest = rest[size:].strip()
    last = cut(rest, across) if rows > 0 else ""
    return 1, [*lines, last] if last else lines


def _largest(text: str, across: int, down: int, most: int, rows: int) -> tuple[int, list[str]]:
    for scale in range(most, 0, -1):
        lines = wrapped(text, across // scale, min(rows, (down // scale - below(text) + PITCH - HEIGHT) // PITCH))
        if lines:
            return scale, lines
    return 0, []


def _halved(word: str) -> str:
    # A long word with a hyphen after the vowel that is nearest to its middle.
    half = len(word) // 2
    places = [n for n in range(3, len(word) - 2) if word[n - 1] in "aeiouyAEIOUY" and word[n] not in "aeiouyAEIOUY"]
    if len(word) < _LONG or not word.isalpha() or not places:
        return word
    at = min(places, key=lambda n: abs(n - half))
    return f"{word[:at]}- {word[at:]}"


def cut(text: str, across: int) -> str:
    """Return the text, or as much of its beginning as fits, with an ellipsis."""
    if width(text) <= across:
        return text
    text = text[: max(across, 0)]
    while text and width(text + ELLIPSIS) > across:
        text = text[:-1].rstrip()
    return text + ELLIPSIS if text else ""


# -- what a prompt says

_QUOTED = re.compile(r"[\"\u201c\u201d\u00ab](.+?)[\"\u201c\u201d\u00bb]|(?<!\w)['\u2018](.+?)['\u2019](?!\w)")
_SAYING = re.compile(
    r"\b(?:that says?|which says?|saying|says|reading|that reads?|labell?ed|captioned|named|titled|entitled|called"
    r"|with (?:the )?(?:text|words?|title|caption|label|letters)|the words?|(?:the |title |logo )text"
    r"|(?:logo|title|logotype) (?:for|of)(?! (?:an?|my|our) (?:\w+ )?game\b)"
    r"|spelling(?: out)?|spells)\b[\s:]+(?:the (?:words?|text) )?(.+)",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"\s*(?:[,;.]\s|[,;.]?$|\b(?:in|with|on|made|using|surrounded|carved|written|and a|over|against|,)\b).*",
    re.IGNORECASE,
)
_GAME = re.compile(r"\bgame(?=(?:'s)? (?:logo|title|text|lettering|banner|badge)\b)", re.IGNORECASE)
_NAMELESS = frozenset(
    words(
        "a an the of for in on with and to at by from is logo logos title titles text lettering typography font word"
        " words button buttons banner badge sign emblem label letters letter"
    )
)
_STYLE = _NAMELESS | frozenset(
    words(
        "pixel art style styled retro vintage bold big large huge small cute fancy modern classic bright colourful"
        " colorful shiny glowing golden gold silver wooden wood stone metal metallic neon fire ice icy fiery flaming"
        " frozen background simple detailed cool epic fantasy medieval scifi futuristic cartoon ornate beautiful screen"
        " design graphic ui element pixelated 3d red blue green yellow purple pink orange black white dark light"
    )
)


_DEEDS = (
    r"\b(quit|pause|start|exit|menu|save|load|options|settings|close|back|next|ok|cancel|yes|no|buy|sell|shop|help|resume"
    r"|continue|retry|play|new game|accept|decline|login|join|host|attack|defend|run|skip|stop|reset)\b"
)
_BUTTON = re.compile(rf"{_DEEDS}[\w ]* button\b", re.IGNORECASE)
_OPTIONS = re.compile(
    r"\b(?:menu|screen|window|panel)\b.*?\b(?:with|saying|of)\b(.+)|\bbuttons\b[\s:]+(.+)", re.IGNORECASE
)
_LIST = re.compile(r"\s*(?:[,;/&]|\band\b)\s*", re.IGNORECASE)
_AROUND = re.compile(
    r"\b(?:an?|the|buttons?|options?(?= *:)|saying|labell?ed|named|for|choices|entries|items)\b|[:.'\"\u201c\u201d]",
    re.IGNORECASE,
)


def quoted(prompt: str) -> str:
    """Return the words in quotes, or after `saying`, `labelled` and the like, or what a button does; else nothing."""
    found = _QUOTED.search(prompt)
    if found:
        return folded(found[1] or found[2])
    found = _SAYING.search(prompt)
    if found:
        return folded(_ENDS.sub("", found[1], count=1)).strip(" .,:;")
    found = _BUTTON.search(prompt)
    return found[1].upper() if found else ""


def options(prompt: str) -> list[str]:
    """Return what the buttons of a menu are to say, where it names two and one of those is usual on buttons."""
    found = _OPTIONS.search(prompt)
    pieces = [" ".join(_AROUND.sub(" ", piece).split()) for piece in _LIST.split(found[1] or found[2])] if found else []
    pieces = [piece.upper() for piece in pieces if re.fullmatch(r"[^\W\d]+( [^\W\d]+)?", piece)]
    known = any(re.fullmatch(_DEEDS, piece, re.IGNORECASE) for piece in pieces)
    return pieces if known and len(pieces) > 1 else []


def spelled(prompt: str) -> str:
    """Return what lettering spells.

    Words that are quoted or called for come first, then a name in capital letters, then the prompt's words without
    those of style.
    """
    text = quoted(prompt)
    if text:
        return text
    said = [word.strip(" .,:;") for word in _GAME.sub("", folded(prompt)).split()]
    names = [word for word in said[1:] if word[:1].isupper() and word.lower() not in _NAMELESS]
    if names and said[0][:1].isupper() and said[0].lower() not in _NAMELESS:
        names.insert(0, said[0])
    kept = names or [word for word in said if word.lower().strip("!?") not in _STYLE]
    return " ".join(word for word in kept if word) or folded(prompt) or "?"
