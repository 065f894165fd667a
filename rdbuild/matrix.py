"""One entry to many: rows of variables, and the templates they fill.

Owns: the template language, products with exclusions, and their bound.
Must not know: what an asset is, or which of its fields are templates.
Rule: rows are the product in the order written, less what is excluded; what a row is named depends on that row alone.

    text      = ( literal | "{{" | "}}" | "{" name [ "|" filter ] [ ":0" digit ] "}" )*
    filter    = "slug"      a small, plain word: `Fire Ball!` is `fire_ball`
              | "words"     the reverse: `fire_ball` is `fire ball`
              | "lower" | "upper" | "title"
    ":03"     = at least three digits, for whole numbers

What is empty fills a text as nothing. A value is never read as a template again: its braces are its own.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
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
    """A text is no template, or a row can't fill it. `part` is the piece of the text to blame, `name` its variable."""

    def __init__(self, message: str, part: str, hint: str | None = None, name: str | None = None) -> None:
        super().__init__(message)
        self.message, self.part, self.hint, self.name = message, part, hint, name


@dataclass(frozen=True, slots=True)
class _Slot:
    """One `{name}` of a template."""

    name: str
    text: str
    filter: str | None = None
    digits: int = 0

    def fill(self, value: Json) -> str:
        if isinstance(value, (list, dict)):
            what = "a list" if isinstance(value, list) else "an object"
            raise TemplateError(f"`{self.text}` is {what}, which is no text", self.text, name=self.name)
        text = written(value)
        if self.digits:
            if isinstance(value, bool) or not isinstance(value, int):
                got = f"`{text}`" if text else "nothing"
                raise TemplateError(f"`{self.text}` needs a whole number, got {got}", self.text, name=self.name)
            return f"{value:0{self.digits}d}"
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
    def slots(self) -> tuple[str, ...]:
        """The variable of each `{name}` in it."""
        return tuple(part.name for part in self.parts if isinstance(part, _Slot))

    @property
    def names(self) -> tuple[str, ...]:
        """The variables it uses, in order, each once."""
        return tuple(dict.fromkeys(self.slots))

    @property
    def alone(self) -> str | None:
        """The variable that is all there is of the text; None where there is more, or no variable."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only.name if isinstance(only, _Slot) else None

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
    """A scalar as a manifest writes it; nothing of nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def slug(text: str) -> str:
    """A small plain word for file names: ASCII letters and digits, `_` between them; empty where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def title(text: str) -> str:
    """Each word with a large first letter; `knight's` is `Knight's`."""
    return re.sub(r"\S+", lambda word: word[0][:1].upper() + word[0][1:], text)


def words(text: str) -> str:
    """A name as a person would say it: `fire_ball` is `fire ball`."""
    return re.sub(r"[_-]+", " ", text).strip()


FILTERS: Mapping[str, Callable[[str], str]] = {
    "slug": slug, "words": words, "lower": str.lower, "upper": str.upper, "title": title
}  # fmt: skip


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
        meant = did_you_mean(filter_name, FILTERS, f"there is {known}")
        raise TemplateError(f"unknown filter in `{text}`", text, meant)
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
    names, dropped = list(variables), dropping(exclude)
    product = (dict(zip(names, values, strict=True)) for values in itertools.product(*variables.values()))
    return [row for row in product if not dropped(row)]


def excludes(
    rule: Mapping[str, Json], variables: Mapping[str, Sequence[Json]], records: Iterable[Row] | None = None
) -> bool:
    """Whether an exclusion drops any row of the product at all; its names must be among the variables, or the columns
    of `records` that they are multiplied with."""
    wanted = _wanted(rule)
    inside = {name: wanted.pop(name) for name in variables if name in wanted}
    if not all(any(written(value) in texts for value in variables[name]) for name, texts in inside.items()):
        return False
    return not wanted or any(_matches(record, wanted) for record in records or ())


def dropping(exclude: Sequence[Mapping[str, Json]]) -> Callable[[Row], bool]:
    """The question whether a row is excluded."""
    rules = [_wanted(rule) for rule in exclude]
    return lambda row: any(_matches(row, wanted) for wanted in rules)


def _wanted(rule: Mapping[str, Json]) -> dict[str, set[str]]:
    """Values are compared as written, so that a quoted number drops the number; a list means any of it."""
    return {
        name: {written(item) for item in (value if isinstance(value, list) else [value])}
        for name, value in rule.items()
    }


def _matches(row: Row, wanted: Mapping[str, set[str]]) -> bool:
    return all(written(row[name]) in texts for name, texts in wanted.items())
