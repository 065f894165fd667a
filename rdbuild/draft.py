"""One asset before it is checked: its settings, and where each was written.

Owns: what is known of a setting's origin, and pointing a complaint there: to the manifest, or to a row of a table.
Must not know: how a setting came to be, the catalogue, files, or other entries.
Rule: a complaint points to the line to change: where a row filled in what is wrong, that is the row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rdbuild.document import Path
from rdbuild.findings import Findings
from rdbuild.matrix import Row, Template, TemplateError
from rdbuild.model import Json, Mark

if TYPE_CHECKING:
    from rdbuild.table import Record

BROKEN: Any = object()
"""Stands for a value that was complained about already: it is there, and nothing more can be said of it."""

ID = "id"  # what the entry's key is called where a setting is named
PROMPT = "prompt"


@dataclass(slots=True)
class Draft:
    """One asset before it is checked: its settings, and where each was written. Absent is absent; BROKEN is BROKEN."""

    id: str
    path: Path  # of the entry
    values: dict[str, Json]
    places: dict[str, Path]
    many: bool  # the entry makes several assets
    findings: Findings
    row: Row = field(default_factory=dict)
    record: Record | None = None  # the table's row that it is made of
    said: dict[str, Json] = field(default_factory=dict)
    """With a `record`: each setting as it is in the manifest, also those that the row's empty cells left out."""
    bare: tuple[str, ...] = ()  # the prompts as they were before `prompt_template`
    certain: bool = True  # False: not all of its settings could be read, so none of them is missing

    @property
    def edits(self) -> bool:
        """Whether it changes a picture that is there instead of making one."""
        return "edit" in self.values

    @property
    def by_hand(self) -> bool:
        """Whether it is a file that is there, and nothing is made."""
        return "file" in self.values

    @property
    def prompts(self) -> tuple[tuple[Path, str], ...]:
        """The finished prompts, each with the way to it from the place of `prompt`; none that can't be trusted."""
        stated = self.get(PROMPT)
        if isinstance(stated, list):
            return tuple(((n,), text) for n, text in enumerate(stated))
        return () if stated is None else (((), stated),)

    def get(self, key: str) -> Json:
        """A setting's value; None where it is absent or can't be trusted."""
        value = self.values.get(key)
        return None if value is BROKEN else value

    def drop(self, key: str) -> None:
        del self.values[key]

    def from_defaults(self, key: str) -> bool:
        return self.places[key][0] == "defaults"

    def mark(self, key: str, inside: Path = ()) -> Mark:
        """Where a setting's value is written, or what is inside it: in the table, if it is filled in from there."""
        inside = self._written(key, inside)
        place, cell = (*self.places[key], *inside), self._cell(key, inside)
        if cell is None:
            return self.findings.document.mark(place)
        self.findings.filled(cell, place)
        return cell

    def complain(
        self,
        code: str,
        message: str,
        setting: str | None = None,
        *,
        inside: Path = (),
        on_key: bool = False,
        lacking: str | None = None,
        blame: str | None = None,
        exact: bool = False,
        **more: Any,
    ) -> None:
        """Report something about this asset: at a setting's value, key or inside, else at the entry's key.

        `lacking` is a setting that is not there, `blame` the variable that is at fault: where it is a row of a table
        that left the one out or gave the other, it is told there. `exact`: `inside` is the way in the manifest, not in
        the value.
        """
        inside = inside if exact else self._written(setting, inside)
        place = self.path if setting in (None, ID) else (*self.places[setting], *inside)
        cell = self._cell(lacking or (None if on_key else setting), inside, blame)
        if cell is not None:
            self.findings.filled(cell, place)
            more["hint"] = "the cell is empty" if lacking else more.get("hint")
        more["key"] = on_key or setting in (None, ID)
        more.setdefault("alike", self.many)
        shared = cell is None and (self.many or place[0] != "assets")
        self.findings.add(code, message, cell or place, asset=self.id or None, shared=shared, **more)

    # -- rows of tables

    def _written(self, key: str | None, inside: Path) -> Path:
        """The way to an item as the manifest has it: those before it that are empty in this row are left out of the
        value."""
        items = self.said.get(key) if key is not None else None
        if not inside or not isinstance(items, list):
            return inside
        there = [n for n, item in enumerate(items) if not is_empty(item, self.row)]
        return (there[inside[0]], *inside[1:]) if isinstance(inside[0], int) else inside

    def _cell(self, key: str | None, inside: Path = (), blame: str | None = None) -> Mark | None:
        """The place in the table that a setting is filled in from; None where it does not depend on the row."""
        if self.record is None or key is None or key not in self.said:
            return None
        value = self.said[key]
        for step in inside:
            value = value[step]
        columns = [name for name in dict.fromkeys(_names(value)) if name in self.record.values]
        if blame is not None:
            columns = [name for name in columns if name == blame]
        return self.record.mark(columns[0] if len(columns) == 1 else None) if columns else None


def _names(value: Json) -> Iterator[str]:
    """The variables that a value as written has in it."""
    if isinstance(value, str):
        template = _template(value)
        yield from template.names if template is not None else ()
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _names(inner)


def is_empty(value: Json, row: Row) -> bool:
    """Whether a value as written is nothing but a variable that is empty in this row."""
    if isinstance(value, dict):
        return "asset" in value and is_empty(value["asset"], row)
    template = _template(value) if isinstance(value, str) else None
    name = template.alone if template is not None else None
    return name is not None and name in row and row[name] is None


def _template(text: str) -> Template | None:
    try:
        return Template.parse(text) if "{" in text else None
    except TemplateError:  # it was complained about
        return None
