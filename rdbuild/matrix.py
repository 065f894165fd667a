"""One entry to many: rows of variables, and the templates they fill.

Owns: the template language, products with exclusions, and their bound.
Must not know: what an asset is, or which of its fields are templates.
Rule: rows are the product in the order written, less what is excluded; what a row is named depends on that row alone.

    text      = ( literal | "{{" | "}}" | "{" name [ "|" filter ] [ ":0" digit ] "}" )*
    filter    = "slug"      a small, plain word: `Fire Ball!` is `fire_ball`
    ":03"     = at least three digits, for whole numbers
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rdbuild.model import Json
from rdbuild.spelling import did_you_mean

ROW_LIMIT = 100_000

Row = Mapping[str, Json]

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FIELD = re.compile(rf"\s*({NAME.pattern})\s*(?:\|\s*([^{{}}|:]*?)\s*)?(?::([^{{}}]*))?")
_PIECE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_DIGITS = re.compile(r"0[1-9]")


class TemplateError(ValueError):
    """A text is no template, or a row can't fill it. `part` is the piece of the text to blame."""

    def __init__(self, message: str, part: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message, self.part, self.hint = message, part, hint


@dataclass(frozen=True, slots=True)
class _Slot:
    """One `{name}` of a template."""

    name: str
    text: str
    filter: str | None = None
    digits: int = 0

    def fill(self, value: Json) -> str:
        if self.digits:
            if isinstance(value, bool) or not isinstance(value, int):
                raise TemplateError(f"`{self.text}` needs a whole number, got `{written(value)}`", self.text)
            return f"{value:0{self.digits}d}"
        text = written(value)
        return FILTERS[self.filter](text) if self.filter else text


@dataclass(frozen=True, slots=True)
class Template:
    """A text with variables in it."""

    text: str
    parts: tuple[str | _Slot, ...]

    @classmethod
    def parse(cls, text: str) -> Template:
        """Read a template; TemplateError says what is wrong with it first."""
        made, faults = cls.read(text)
        if faults:
            raise faults[0]
        return made

    @classmethod
    def read(cls, text: str) -> tuple[Template, list[TemplateError]]:
        """Read a template as well as it can be, and all that is wrong with it."""
        parts: list[str | _Slot] = []
        faults: list[TemplateError] = []
        end = 0
        for piece in _PIECE.finditer(text):
            if piece.start() > end:
                parts.append(text[end : piece.start()])
            end = piece.end()
            if piece[0] in ("{{", "}}"):
                parts.append(piece[0][0])
                continue
            try:
                parts.append(_slot(piece[0], piece[1]))
            except TemplateError as error:
                faults.append(error)
        if end < len(text):
            parts.append(text[end:])
        return cls(text, tuple(parts)), faults

    @property
    def names(self) -> tuple[str, ...]:
        """The variables it uses, in order, each once."""
        return tuple(dict.fromkeys(part.name for part in self.parts if isinstance(part, _Slot)))

    def piece(self, name: str) -> str:
        """How the variable `name` is written in the text."""
        return next((part.text for part in self.parts if isinstance(part, _Slot) and part.name == name), self.text)

    def fill(self, row: Row) -> str:
        """The text with the row's values in it; every name must be in the row."""
        return "".join(part if isinstance(part, str) else part.fill(row[part.name]) for part in self.parts)

    def pattern(self) -> re.Pattern[str]:
        """What every text looks like that some row could make of it."""
        return re.compile("".join(re.escape(part) if isinstance(part, str) else ".+" for part in self.parts))


def written(value: Json) -> str:
    """A scalar as a manifest writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def slug(text: str) -> str:
    """A small plain word for file names: ASCII letters and digits, `_` between them; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


FILTERS: Mapping[str, Callable[[str], str]] = {"slug": slug}


def _slot(text: str, inner: str | None) -> _Slot:
    if inner is None:
        raise TemplateError(f"a lone `{text}`", text, f"write `{text * 2}` for a brace")
    found = _FIELD.fullmatch(inner)
    if found is None:
        hint = f"write `{{{text}}}` for a text in braces; a variable is a name alone, such as `{{color}}`"
        raise TemplateError(f"`{text}` is no variable", text, hint)
    name, filter_name, digits = found.groups()
    if filter_name is not None and filter_name not in FILTERS:
        known = ", ".join(f"`|{known}`" for known in FILTERS)
        nearest = did_you_mean(filter_name, FILTERS, f"there is {known}")
        raise TemplateError(f"unknown filter in `{text}`", text, nearest)
    if digits is not None and (filter_name or not _DIGITS.fullmatch(digits)):
        hint = f"`{{{name}:03}}` writes a whole number with three digits"
        raise TemplateError(f"unknown format in `{text}`", text, hint)
    return _Slot(name, text, filter_name, int(digits[1]) if digits else 0)


def count(variables: Mapping[str, Sequence[Json]]) -> int:
    """How many rows the product has before exclusions."""
    total = 1
    for values in variables.values():
        total *= len(values)
    return total


def rows(variables: Mapping[str, Sequence[Json]], exclude: Sequence[Mapping[str, Json]] = ()) -> list[dict[str, Json]]:
    """Multiply the variables out, the first one slowest, less the rows that an exclusion matches."""
    names = list(variables)
    dropped = [_matcher(rule) for rule in exclude]
    product = (dict(zip(names, values, strict=True)) for values in itertools.product(*variables.values()))
    return [row for row in product if not any(matches(row) for matches in dropped)]


def _wanted(rule: Mapping[str, Json]) -> dict[str, set[str]]:
    """Values are compared as written, so that a quoted number drops the number; a list means any of it."""
    return {
        name: {written(item) for item in (value if isinstance(value, list) else [value])}
        for name, value in rule.items()
    }


def _matcher(rule: Mapping[str, Json]) -> Callable[[Row], bool]:
    wanted = _wanted(rule)
    return lambda row: all(written(row[name]) in texts for name, texts in wanted.items())
