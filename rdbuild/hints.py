"""How to mend a value that is not what the schema wants: mostly, what YAML made of it.

Owns: the guesses at what somebody meant by a value of the wrong kind, and their words.
Must not know: documents, paths, assets.
Rule: a guess says what to write instead; where there is none, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from rdbuild.matrix import written
from rdbuild.model import Json
from rdbuild.spelling import did_you_mean

_TRUE = frozenset({"yes", "on", "y", "true", "1"})
_FALSE = frozenset({"no", "off", "n", "false", "0"})
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_OTHER_NUMBER = re.compile(r"[+-]?(0[xob][0-9a-f_]+|[0-9][0-9a-f_:]*)(\.[0-9_]*)?|[+-]?\.[0-9]+", re.IGNORECASE)
_ENDLESS = re.compile(r"[+-]?\.?(inf|nan|infinity)", re.IGNORECASE)
_MEASURED = re.compile(r"[$€£]?\s*[+-]?([0-9]+(?:\.[0-9]+)?)\s*(%|[^\W\d_]*|[$€£])")
_TWO_SIDES = re.compile(r"[0-9]+\s*[x×*,]\s*[0-9]+", re.IGNORECASE)
_COMMENT = re.compile(r"(^|[\s:\[,-])#[0-9A-Fa-f]{3,8}\b")
_DIGITS = re.compile(r"#?([0-9A-Fa-f]+)")
_QUOTES = "“”„‟‘’‚«»"
_COLOUR = "^#[0-9A-Fa-f]{6}$"
_SHORT = 40  # characters of a value that is shown corrected


class Wrong(NamedTuple):
    """A value, the part of the schema that it is not like, the failed keyword, its key and its source line."""

    value: Json
    wanted: Mapping[str, Any]
    keyword: str
    key: str
    source: str

    @property
    def types(self) -> tuple[str, ...]:
        types = self.wanted.get("type", ())
        return tuple(types) if isinstance(types, list) else (types,) if types else ()

    @property
    def numeric(self) -> bool:
        return "integer" in self.types or "number" in self.types


def hint(wrong: Wrong) -> str | None:
    """What to write instead; None where nobody can tell."""
    return next((said for guess in _GUESSES if (said := guess(wrong)) is not None), None)


def _version(wrong: Wrong) -> str | None:
    if wrong.keyword != "const":
        return None
    if isinstance(wrong.value, str) and wrong.value == str(wrong.wanted["const"]):
        return "remove the quotes"
    return "this rdbuild reads manifests of version 1"


def _choice(wrong: Wrong) -> str | None:
    if wrong.keyword == "enum" and isinstance(wrong.value, str):
        return did_you_mean(wrong.value, [one for one in wrong.wanted["enum"] if one])
    return None


def _comment(wrong: Wrong) -> str | None:
    if wrong.value is None and _COMMENT.search(wrong.source):
        return "`#` begins a comment in YAML: put colours in quotes"
    return None


def _typographic(wrong: Wrong) -> str | None:
    if isinstance(wrong.value, str) and wrong.value[:1] in _QUOTES and wrong.value:
        plain = wrong.value.strip(_QUOTES)
        return f"typographic quotes are part of a text: write `{plain}`" if len(plain) < _SHORT else None
    return None


def _colour(wrong: Wrong) -> str | None:
    if not str(wrong.wanted.get("pattern", "")).startswith(_COLOUR):
        return None
    digits = _DIGITS.fullmatch(written(wrong.value)) if isinstance(wrong.value, (str, int)) else None
    said = digits[1] if digits is not None else ""
    if len(said) in (3, 4) and isinstance(wrong.value, str):
        said = "".join(one * 2 for one in said)
    if len(said) == 8:
        return f'write `"#{said[:6]}"`: a colour has no transparency here'
    return f'write `"#{said}"`' if len(said) == 6 else "a colour is `#` and six hexadecimal digits, in quotes"


def _template(wrong: Wrong) -> str | None:
    """`prompt: {color}`, which YAML reads as a mapping."""
    value = wrong.value
    if isinstance(value, dict) and "string" in wrong.types and value and all(one is None for one in value.values()):
        return "put text that begins with `{` in quotes"
    return None


def _boolean(wrong: Wrong) -> str | None:
    if "boolean" not in wrong.types:
        return None
    said = written(wrong.value).lower() if isinstance(wrong.value, (str, int)) else ""
    return "write `true`" if said in _TRUE else "write `false`" if said in _FALSE else None


def _null(wrong: Wrong) -> str | None:
    return "write `null`" if "null" in wrong.types and wrong.value in ("~", "Null", "NULL") else None


def _sides(wrong: Wrong) -> str | None:
    pair = isinstance(wrong.value, list) and len(wrong.value) == 2
    if wrong.key in ("width", "height") and (
        pair or (isinstance(wrong.value, str) and _TWO_SIDES.fullmatch(wrong.value.strip()))
    ):
        return "`width` and `height` are one number each"
    return None


def _share(wrong: Wrong) -> str | None:
    """A percentage where a share of 1 is wanted."""
    if wrong.wanted.get("maximum") != 1 or isinstance(wrong.value, bool):
        return None
    percent = isinstance(wrong.value, str) and re.fullmatch(r"([0-9]+(\.[0-9]+)?)\s*%", wrong.value.strip())
    said = Decimal(percent[1]) if percent else wrong.value
    if isinstance(said, (int, Decimal)) and (percent or said >= 2) and 0 <= said <= 100:
        return f"write `{format((Decimal(said) / 100).normalize(), 'f')}` for {written(said)}%"
    return None


def _money(wrong: Wrong) -> str | None:
    if "amount" in wrong.wanted.get("title", "") and isinstance(wrong.value, str):
        with_comma = re.fullmatch(r"([0-9]+),([0-9]{1,2})", wrong.value.strip())
        return f"write `{with_comma[1]}.{with_comma[2]}`" if with_comma else None
    return None


def _number(wrong: Wrong) -> str | None:
    value = wrong.value
    if not wrong.numeric or not isinstance(value, str):
        return None
    if _INTEGER.fullmatch(value):
        return "remove the quotes"
    if _ENDLESS.fullmatch(value):
        return "a number has to be finite"
    if _OTHER_NUMBER.fullmatch(value):
        return "write plain decimal digits, without leading zeros, signs or separators"
    measured = _MEASURED.fullmatch(value.strip())
    return f"write the number alone: `{measured[1]}`" if measured else None


def _text(wrong: Wrong) -> str | None:
    if not isinstance(wrong.value, (bool, int, Decimal)) or "string" not in wrong.types or wrong.numeric:
        return None
    return None if isinstance(wrong.value, bool) and "object" in wrong.types else "put it in quotes"


def _one_of_a_list(wrong: Wrong) -> str | None:
    if "array" not in wrong.types or not isinstance(wrong.value, (str, int, Decimal)) or wrong.keyword != "type":
        return None
    said = written(wrong.value)
    if wrong.wanted.get("minItems") == 2 and not isinstance(wrong.value, str):
        return f"write `[{said}, {said}]`"
    if re.fullmatch(r"[0-9]+\s*(\.\.|-|to)\s*[0-9]+", said):
        return "write the values out: `[1, 2, 3]`"
    if "," in said:
        return f"write `[{said}]`" if len(said) < _SHORT else "put it in `[ ]`"
    return f"write `[{said}]`" if len(said) < _SHORT and not re.search(r"[\[\]{}:#]", said) else "put it in `[ ]`"


def _listed(wrong: Wrong) -> str | None:
    if isinstance(wrong.value, dict) and "array" in wrong.types and "object" not in wrong.types:
        return "put it in `[ ]`" if "string" not in wrong.types else "write a list, without names"
    if not isinstance(wrong.value, list) or "array" in wrong.types or not wrong.key:
        return None
    if wrong.key == "matrix":
        return "give the list a name, such as `{color: [red, blue]}`"
    text = len(wrong.value) == 1 and wrong.value[0]
    if _settings(wrong):
        return _prompted(text) if isinstance(text, str) else None
    return "write it without `[ ]`" if len(wrong.value) == 1 else None


def _nested(wrong: Wrong) -> str | None:
    """A text or nothing where settings belong."""
    if "object" not in wrong.types or "string" in wrong.types:
        return None
    if wrong.value is None:
        return "what belongs to it is indented below it"
    if not isinstance(wrong.value, str):
        return None
    if re.match(r"[\w-]+:\S", wrong.value):
        return "write a space after each `:`"
    if re.match(r"[\w-]+\s*=", wrong.value):
        return "write `key: value` in each line, with `:` for `=`"
    return _prompted(wrong.value) if _settings(wrong) else None


def _settings(wrong: Wrong) -> bool:
    return "settings" in wrong.wanted.get("title", "")


def _prompted(text: str) -> str | None:
    """An asset that is only its prompt."""
    return f"write `{{prompt: {text}}}`" if len(text) < _SHORT and not set(text) & set("{}[],:#`") else None


# Each says how to mend one kind of slip, or nothing; the first that says something is right.
_GUESSES: tuple[Callable[[Wrong], str | None], ...] = (
    _version, _choice, _comment, _typographic, _colour, _template, _boolean, _null, _sides, _share, _money, _number,
    _text, _one_of_a_list, _listed, _nested,
)  # fmt: skip
