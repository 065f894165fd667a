"""An entry of the manifest on its way to assets: rows of variables, and the templates that they fill.

Owns: which rows an entry has, and what each of them makes of its settings.
Must not know: the catalogue, files, or other entries.
Rule: what is wrong with the entry is told at the entry, once; what a row of a table brings with it, at that row.

A setting that is nothing but `{column}` is not stated by a row whose cell is empty: the next layer decides. So with an
item of a list, which is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from rdbuild.document import Path
from rdbuild.draft import BROKEN, ID, PROMPT, Draft
from rdbuild.layers import Layers
from rdbuild.matrix import NAME, Row, Template, TemplateError, count, dropping, excludes, rows, slug, written
from rdbuild.model import Json
from rdbuild.spelling import did_you_mean, listing
from rdbuild.variables import refuse_prompt

if TYPE_CHECKING:
    from rdbuild.table import Record, Table

# settings whose template has to come out as a whole number -> least and most
NUMBERS: Mapping[str, tuple[int, int]] = {
    "seed": (0, 2**32 - 1), "take": (1, 2**31 - 1), "pick": (1, 2**31 - 1), "priority": (-1000, 1000)
}  # fmt: skip

ABSENT: Any = object()
"""What a setting is in a row that leaves it out."""


class _Filler(NamedTuple):
    """A value that a row has to fill in; `optional`: it may be ABSENT then."""

    fill: Callable[[Row], Json]
    optional: bool = False


class _Choice(NamedTuple):
    """What one layer has for a setting: as written, made ready for rows, and where."""

    said: Json
    value: Json | _Filler
    place: Path


class _Unfilled(TemplateError):
    """A template inside a list or a mapping that a row can't fill; `inside` is the way to it."""

    def __init__(self, inside: Path, error: TemplateError) -> None:
        super().__init__(error.message, error.part, error.hint, error.name)
        self.inside: Path = (*inside, *error.inside) if isinstance(error, _Unfilled) else inside


@dataclass(slots=True)
class Entry:
    """One entry of `assets`, ready to make drafts. `table` is the table that it names, None where it can't be read."""

    key: str
    body: Mapping[str, Json]
    layers: Layers
    table: Table | None = None
    id_template: Template | None = None
    variables: dict[str, list[Json]] = field(default_factory=dict)  # of the matrix
    used: set[str] = field(default_factory=set)
    guessed: bool = False  # nobody knows what variables it has
    missed: set[str] = field(default_factory=set)  # variables that the id names and that there are not
    _plans: dict[Any, dict[str, list[_Choice]]] = field(default_factory=dict)
    _preset_choice: _Choice | None = None

    @property
    def path(self) -> Path:
        return ("assets", self.key)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.table.columns if self.table is not None else ()

    def expand(self, room: int) -> list[tuple[Row, Record | None]]:
        """The rows of the entry, at most `room`, each with the row of the table that it is made of; none (and a
        complaint) where its table, its matrix or its id is no good."""
        broken = self.layers.broken
        self.id_template = self._template(self.key, self.path, key=True)
        self.guessed = bool(broken) and not broken.isdisjoint(self._sources())
        self.guessed |= self.body.get("table") is not None and not self.columns
        if self.guessed:
            return []
        self.variables = dict(self.body.get("matrix") or {})
        if (*self.path, "exclude") in broken:
            return []
        sound = self._variables_sound() and self.id_template is not None
        if not self._exclude_sound() or not sound:
            return []
        assert self.id_template is not None
        if not self._known(self.id_template, self.path, key=True) or not self._distinct(self.id_template):
            return []
        records = self.table.records if self.table is not None else None
        size = count(self.variables) * (1 if records is None else len(records))
        if size > room:
            what = "table" if records is not None and len(records) > room else "matrix"
            self.layers.findings.add(
                "matrix-too-large",
                f"the {what} makes {size:,} assets",
                (*self.path, what),
                key=True,
                hint="a manifest has at most 100,000 assets",
            )
            return []
        rules = self.body.get("exclude") or ()
        dropped, shared, product = dropping(rules), self.layers.variables, rows(self.variables)
        made: list[tuple[Row, Record | None]] = []
        for record in records if records is not None else (None,):
            given = {**shared, **record.values} if record is not None else shared
            for combination in product:
                row = {**given, **combination}
                if not rules or not dropped(row):
                    made.append((row, record))
        if not made and size:
            what = "combination" if self.variables else "row"
            hint = "remove the exclusion that goes too far, or the entry"
            place = (*self.path, "exclude")
            self.layers.findings.add("exclude-all", f"every {what} is excluded", place, key=True, hint=hint)
        return made

    def _sources(self) -> set[Path]:
        """The places that variables come from, or seem to."""
        layers = (self.path, ("defaults",), ("presets", str(self.body.get("preset"))))
        return {self.path, *((*layer, name) for layer in layers for name in ("matrix", "table"))}

    def probe(self) -> Draft | None:
        """What stands for the assets of an entry that has no rows, so that its settings are looked at all the same."""
        if self.path in self.layers.broken and self.path not in self.layers.lost:
            return None
        return self._filled(Draft(self.key, self.path, {}, {}, False, self.layers.findings), None)

    def draft(self, row: Row, record: Record | None = None) -> Draft | None:
        """One row's asset; None (and a complaint) where its id can't be told."""
        assert self.id_template is not None
        many = bool(self.variables) or record is not None
        draft = Draft(self.key, self.path, {}, {}, many, self.layers.findings, row, record)
        draft.said[ID] = self.key
        try:
            draft.id = self.id_template.fill(row)
        except TemplateError as error:
            self._unfilled(draft, error, ID, alike=True)
            return None
        return self._filled(draft, row)

    def _filled(self, draft: Draft, row: Row | None) -> Draft:
        """The draft with its settings; without a row, what needs one can't be trusted."""
        preset = self._preset(draft, row)
        draft.certain = self.layers.is_whole(self.path, preset)
        for key, choices in self._plan(preset).items():
            for said, value, place in choices:
                if self._take(draft, row, key, said, value, place) is not ABSENT:
                    break
        for key in NUMBERS.keys() & draft.values.keys():
            self._number(draft, key)
        if row is not None:
            self._wrap(draft, row)
        else:
            draft.values.pop("prompt_template", None)
        return draft

    def finish(self) -> None:
        """Report variables that nothing used; call it when all drafts were made."""
        assert self.id_template is not None
        for name in self.variables:
            if name not in self.used and name not in self.id_template.names:
                self.layers.findings.add(
                    "unused-variable",
                    f"nothing uses `{name}`",
                    (*self.path, "matrix", name),
                    key=True,
                    hint=f"write `{{{name}}}` in the id or in a text, or remove it",
                )

    # -- rows

    def _variables_sound(self) -> bool:
        findings, sound = self.layers.findings, True
        for name, values in self.variables.items():
            place = (*self.path, "matrix", name)
            if name == PROMPT:
                refuse_prompt(findings, place)
                sound = False
            elif name in self.columns:
                message = f"`{name}` is a column of the table too"
                findings.add("duplicate-variable", message, place, key=True, hint="rename one of them")
                sound = False
            seen: set[str] = set()
            for n, value in enumerate(values):
                if written(value) in seen:
                    hint = "keep one of the two"
                    findings.add("duplicate-value", f"`{written(value)}` is twice in `{name}`", (*place, n), hint=hint)
                    sound = False
                seen.add(written(value))
        return sound

    def _exclude_sound(self) -> bool:
        findings, sound = self.layers.findings, True
        there = (*self.columns, *self.variables)
        values = [record.values for record in self.table.records] if self.table is not None else None
        for n, rule in enumerate(self.body.get("exclude") or ()):
            place = (*self.path, "exclude", n)
            strange = [name for name in rule if name not in there]
            never = [name for name in rule if name in there and not self._values_sound(name, rule[name], place)]
            for name in strange:
                findings.add(
                    "unknown-variable",
                    f"no variable `{name}` in the {'table or the matrix' if self.table is not None else 'matrix'}",
                    (*place, name),
                    key=True,
                    hint=did_you_mean(name, there, self._variables_hint()),
                )
            if not strange and not never and not excludes(rule, self.variables, values):
                findings.add("exclude-nothing", "this excludes nothing", place, hint="check the values it names")
            sound = sound and not strange and self.variables.keys().isdisjoint(never)
        return sound

    def _values_sound(self, name: str, stated: Json, rule: Path) -> bool:
        """Whether the matrix has each of the values that the exclusion at `rule` names; a table, whose rows come and
        go, has to have one of them."""
        place, wanted = (*rule, name), stated if isinstance(stated, list) else [stated]
        if name in self.variables:
            known = dict.fromkeys(map(written, self.variables[name]))
        else:
            known = dict.fromkeys(written(one.values[name]) for one in (self.table.records if self.table else ()))
            if any(written(value) in known for value in wanted):
                return True
        sound = True
        for n, value in enumerate(wanted):
            if written(value) not in known:
                sound = False
                self.layers.findings.add(
                    "unknown-value",
                    f"`{name}` is never `{written(value)}`, so this excludes nothing",
                    (*place, n) if isinstance(stated, list) else place,
                    hint=did_you_mean(written(value), known, f"its values: {listing(known)}"),
                )
        return sound

    def _distinct(self, template: Template) -> bool:
        """Whether the id has what tells the rows apart: each variable of the matrix, and some column of the table."""
        findings = self.layers.findings
        lacking = [name for name, values in self.variables.items() if len(values) > 1 and name not in template.names]
        if lacking:
            findings.add(
                "id-without-variable",
                f"`{self.key}` is one id for every {listing(lacking)}",
                self.path,
                key=True,
                hint=f"put {listing([f'{{{name}}}' for name in lacking])} into the id",
            )
        count = len(self.table.records) if self.table is not None else 0
        if count > 1 and not any(name in self.columns for name in template.names):
            column = next((name for name in self.columns if NAME.fullmatch(name)), None)
            findings.add(
                "id-without-variable",
                f"`{self.key}` is one id for all {count:,} rows of the table",
                self.path,
                key=True,
                hint=f"put a column into the id, such as `{{{column}|slug}}`" if column else self._variables_hint(),
            )
            return False
        return not lacking

    # -- what is known

    def _variables_hint(self) -> str:
        known = [name for name in dict.fromkeys((*self.variables, *self.columns, *self.layers.variables))
                 if NAME.fullmatch(name)]  # fmt: skip
        strange = [name for name in self.columns if not NAME.fullmatch(name)]
        if not known and strange:
            return f"columns that are no variables: {listing(strange)}; a name is letters, digits and `_`"
        return f"variables here: {listing(known)}" if known else "variables come from `matrix`, `table` or `variables`"

    def _unknown_hint(self, name: str, also: tuple[str, ...], template: Template, place: Path) -> str | None:
        column = next((one for one in self.columns if not NAME.fullmatch(one) and slug(one) == slug(name)), None)
        if column is not None:
            return f"rename the column `{column}` to `{name}`: a variable's name is letters, digits and `_`"
        known = (*self.variables, *self.columns, *self.layers.variables, *also)
        otherwise = f"{self._variables_hint()}; `{{{{` is a brace"
        if place[-1:] == ("asset",) and self._is_entry(template.text):
            otherwise = "that is an entry: name one of the assets that it makes"
        return did_you_mean(name, known, otherwise)

    def _is_entry(self, text: str) -> bool:
        value = self.layers.findings.document.value
        return isinstance(value, dict) and text in (value.get("assets") or {})

    def _known(self, template: Template, place: Path, *, key: bool = False, also: tuple[str, ...] = ()) -> bool:
        """Whether every variable of a template is one; a complaint where it is not, unless there was one."""
        self.used.update(template.names)
        shared, good = self.layers.variables, True
        for name in template.names:
            if name in self.variables or name in self.columns or name in also:
                continue
            if name not in shared and not self.guessed and name not in self.missed:
                if key:
                    self.missed.add(name)
                self.layers.findings.add(
                    "unknown-variable",
                    f"unknown variable `{name}`",
                    place,
                    key=key,
                    part=template.piece(name),
                    asset=self.key,
                    shared=place[0] != "assets",
                    hint=self._unknown_hint(name, also, template, place),
                )
            good = good and name in shared and shared[name] is not BROKEN
        return good

    # -- templates

    def _template(self, text: str, place: Path, key: bool = False) -> Template | None:
        template, faults = Template.read(text)
        matrix = self.body.get("matrix")
        for error in faults:
            if not (isinstance(matrix, dict) and error.part[1:-1].strip() in matrix):  # else it is told where it is one
                self._refuse(error, place, key, text)
        if faults:
            return None
        self._look_for_others(text, place, key)
        return template

    def _look_for_others(self, text: str, place: Path, key: bool) -> None:
        """Warn of a variable as other languages write it, which is good text here, and seldom meant."""
        if "{{" not in text and "${" not in text:
            return
        for name in dict.fromkeys((*self.variables, *self.columns, *self.layers.variables)):
            for strange in (f"{{{{{name}}}}}", f"${{{name}}}"):
                if strange in text:
                    self.layers.findings.add(
                        "odd-variable",
                        f"`{strange}` makes `{strange[1:-1]}`" if strange[0] == "{" else f"`{strange}` keeps its `$`",
                        place,
                        key=key,
                        part=strange,
                        hint=f"the variable is written `{{{name}}}`",
                        severity="warning",
                    )

    def _refuse(self, error: TemplateError, place: Path, key: bool = False, text: str = "") -> None:
        hint = error.hint
        column = error.part.strip("{}").strip()
        if column in self.columns:
            renamed = f" to `{slug(column)}`" if NAME.fullmatch(slug(column)) else ""
            hint = f"rename the column `{column}`{renamed}: a variable's name is letters, digits and `_`"
        elif re.fullmatch(r"\{\s*asset\s*:.*\}", text):
            hint = "remove the quotes, to name an asset"
        self.layers.findings.add(
            "bad-template",
            error.message,
            place,
            key=key,
            part=error.part,
            hint=hint,
            asset=self.key,
            shared=place[0] != "assets",
        )

    def _compiled(self, value: Json, place: Path, also: tuple[str, ...] = ()) -> Json | _Filler:
        """A value that is the same for every row, or what makes it of a row, or BROKEN."""
        if isinstance(value, str):
            return self._text(value, place, also)
        if not isinstance(value, (list, dict)):
            return value
        pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
        parts = [(key, self._compiled(item, (*place, key), also)) for key, item in pairs]
        if any(part is BROKEN for _, part in parts):
            return BROKEN
        fillers = [part for _, part in parts if isinstance(part, _Filler)]
        if isinstance(value, dict):
            if not fillers:
                return dict(parts)
            optional = any(key == "asset" and isinstance(part, _Filler) and part.optional for key, part in parts)
            return _Filler(lambda row: _mapping(parts, row), optional)
        if not fillers:
            return [part for _, part in parts]
        return _Filler(lambda row: _list(parts, row), len(fillers) == len(parts) and all(f.optional for f in fillers))

    def _text(self, text: str, place: Path, also: tuple[str, ...]) -> Json | _Filler:
        if "{" not in text and "}" not in text:
            return text
        template = self._template(text, place)
        if template is None or not self._known(template, place, also=also):
            return BROKEN
        if not any(name in self.variables or name in self.columns for name in template.names):
            try:
                return template.fill(self.layers.variables)
            except TemplateError as error:
                self._refuse(error, place)
                return BROKEN
        name = template.alone
        if name is not None and name in self.columns:
            return _Filler(lambda row: ABSENT if row[name] is None else template.fill(row), optional=True)
        return _Filler(template.fill)

    def _plan(self, preset: Any) -> dict[str, list[_Choice]]:
        """What the layers have for each setting: the innermost, and what comes next where a row may leave it out."""
        if preset not in self._plans:
            plan: dict[str, list[_Choice]] = {}
            for key, values in self.layers.laid(self.path, self.body, preset).items():
                plan[key] = []
                for said, place in values:
                    value = said
                    if said is not BROKEN:
                        value = self._wrapper(said, place) if key == "prompt_template" else self._compiled(said, place)
                    plan[key].append(_Choice(said, value, place))
                    if not (isinstance(value, _Filler) and value.optional):
                        break
            self._plans[preset] = plan
        return self._plans[preset]

    # -- one row

    def _take(self, draft: Draft, row: Row | None, key: str, said: Json, value: Json | _Filler, place: Path) -> Json:
        """Put what a layer has for a setting into the draft; ABSENT where the row has nothing for it."""
        draft.places[key] = place
        if draft.record is not None:
            draft.said[key] = said
        if isinstance(value, _Filler):
            try:
                value = BROKEN if row is None else value.fill(row)
            except TemplateError as error:
                self._unfilled(draft, error, key)
                value = BROKEN
        if value is not ABSENT:
            draft.values[key] = value
        return value

    def _unfilled(self, draft: Draft, error: TemplateError, key: str, **more: Any) -> None:
        inside = error.inside if isinstance(error, _Unfilled) else ()
        hint = error.hint
        if draft.record is not None and error.name in draft.record.values:
            hint = hint or f"`{error.part}` is in {'the id' if key == ID else f'`{key}`'}"
        draft.complain("bad-template", error.message, key, inside=inside, exact=True, part=error.part, blame=error.name,
                       hint=hint, **more)  # fmt: skip

    def _preset(self, draft: Draft, row: Row | None) -> Any:
        """The name of the preset, None where there is none, BROKEN (and a complaint) where it can't be told."""
        place = (*self.path, "preset")
        name = self.body.get("preset")
        if name is None or place in self.layers.broken:
            return None if name is None else BROKEN
        if self._preset_choice is None:
            self._preset_choice = _Choice(name, self._compiled(name, place), place)
        filled = self._take(draft, row, "preset", *self._preset_choice)
        draft.values.pop("preset", None)
        if filled is ABSENT or filled is BROKEN:
            return None if filled is ABSENT else BROKEN
        if filled not in self.layers.presets:
            if self.layers.is_lost(filled):
                return BROKEN
            hint = self.layers.hint(filled)
            draft.complain("unknown-preset", f"unknown preset `{filled}`", "preset", hint=hint)
            return BROKEN
        return filled if self.layers.is_good(filled) else BROKEN

    def _wrapper(self, text: str, place: Path) -> Json:
        template = self._template(text, place)
        if template is None or not self._known(template, place, also=(PROMPT,)):
            return BROKEN
        if PROMPT not in template.names:
            self.layers.findings.add(
                "template-without-prompt",
                "`prompt_template` has no `{prompt}` in it",
                place,
                asset=self.key,
                shared=place[0] != "assets",
                hint="`{prompt}` stands for the asset's own prompt",
            )
            return BROKEN
        return template  # filled when the prompt is known

    def _wrap(self, draft: Draft, row: Row) -> None:
        """Trim the prompt, or each of a list, and put it into its template."""
        if draft.by_hand:
            return
        wrapper = draft.values.pop("prompt_template", None)
        if draft.edits and wrapper is not None and draft.from_defaults("prompt_template"):
            wrapper = None  # what wraps descriptions of pictures says nothing about a change
        stated = draft.values.get(PROMPT)
        if stated is BROKEN or not isinstance(stated, (str, list)):
            return
        prompts = [text.strip() for text in (stated if isinstance(stated, list) else [stated])]
        draft.bare = tuple(prompts)
        if isinstance(wrapper, Template):
            try:
                prompts = [text and wrapper.fill({**row, PROMPT: text}).strip() for text in prompts]
            except TemplateError as error:
                self._unfilled(draft, error, "prompt_template")
        draft.values[PROMPT] = prompts if isinstance(stated, list) else prompts[0]

    def _number(self, draft: Draft, key: str) -> None:
        value = draft.values[key]
        if not isinstance(value, str):
            return
        least, most = NUMBERS[key]
        if re.fullmatch("-?[0-9]{1,12}", value) and least <= int(value) <= most:
            draft.values[key] = int(value)
        else:
            draft.values[key] = BROKEN
            draft.complain("bad-value", f"`{key}` must be a whole number from {least} to {most}, got `{value}`", key)


def _filled(part: Json | _Filler, key: str | int, row: Row) -> Json:
    try:
        return part.fill(row) if isinstance(part, _Filler) else part
    except TemplateError as error:
        raise _Unfilled((key,), error) from None


def _mapping(parts: Sequence[tuple[str | int, Json | _Filler]], row: Row) -> Json:
    """What a row makes of a mapping: without what it leaves out, and nothing where that is the asset it is about."""
    made = {key: _filled(part, key, row) for key, part in parts}
    if made.get("asset") is ABSENT:
        return ABSENT
    return {key: value for key, value in made.items() if value is not ABSENT}


def _list(parts: Sequence[tuple[str | int, Json | _Filler]], row: Row) -> Json:
    """What a row makes of a list: without what it leaves out, and nothing where it leaves out everything."""
    made = [value for value in (_filled(part, key, row) for key, part in parts) if value is not ABSENT]
    return made or ABSENT
