"""An entry of the manifest on its way to assets: layers laid over each other, templates filled.

Owns: precedence (asset > preset > defaults, null unsets) and what a row of variables makes of an entry.
Must not know: the catalogue, files, or other entries.
Rule: every value knows the place it was written at, so that a complaint points to the line to change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rdbuild.document import Path
from rdbuild.findings import Findings
from rdbuild.matrix import Row, Template, TemplateError, count, rows, written
from rdbuild.model import Json
from rdbuild.spelling import did_you_mean, listing

BROKEN: Any = object()
"""Stands for a value that was complained about already: it is there, and nothing more can be said of it."""

NULLS = frozenset({"upscale_output_factor"})  # where null is a value, and does not unset
PROMPT = "prompt"  # the variable of prompt_template that is no variable of a matrix
# settings whose template has to come out as a whole number -> least and most
NUMBERS: Mapping[str, tuple[int, int]] = {"seed": (0, 2**32 - 1), "take": (1, 2**31 - 1), "pick": (1, 2**31 - 1)}

Filler = Callable[[Row], Json]


class _Unfilled(TemplateError):
    """A template inside a list or a mapping that a row can't fill; `inside` is the way to it."""

    def __init__(self, inside: Path, error: TemplateError) -> None:
        super().__init__(error.message, error.part, error.hint)
        self.inside: Path = (*inside, *error.inside) if isinstance(error, _Unfilled) else inside


@dataclass(slots=True)
class Draft:
    """One asset before it is checked: its settings, and where each was written. Absent is absent; BROKEN is BROKEN."""

    id: str
    path: Path  # of the entry
    values: dict[str, Json]
    places: dict[str, Path]
    many: bool  # the entry has a matrix
    findings: Findings
    bare: tuple[str, ...] = ()  # the prompts as they were before `prompt_template`
    certain: bool = True  # False: not all of its settings could be read, so none of them is missing

    @property
    def edits(self) -> bool:
        """Whether it changes a picture that is there instead of making one."""
        return "edit" in self.values

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

    def complain(
        self,
        code: str,
        message: str,
        setting: str | None = None,
        *,
        inside: Path = (),
        on_key: bool = False,
        **more: Any,
    ) -> None:
        """Report something about this asset: at a setting's value, key or inside, else at the entry's key."""
        place = self.path if setting is None else (*self.places[setting], *inside)
        more["key"] = on_key or setting is None
        more.setdefault("alike", self.many)
        shared = self.many or place[0] != "assets"
        self.findings.add(code, message, place, asset=self.id, shared=shared, **more)


@dataclass(frozen=True, slots=True)
class Layers:
    """The settings of a manifest by layer, and what of them can't be trusted."""

    defaults: Mapping[str, Json]
    presets: Mapping[str, Mapping[str, Json]]
    broken: frozenset[Path]
    keys: Sequence[str]
    findings: Findings

    def laid(self, path: Path, entry: Mapping[str, Json], preset: Any) -> dict[str, tuple[Json, Path]]:
        """Each setting with the value that wins and its path; what is unset is left out.

        Below a preset that is BROKEN nothing counts: it may say otherwise.
        """
        layers: list[tuple[Path, Mapping[str, Json]]] = [(path, entry)]
        if preset is not None and preset is not BROKEN:
            layers.append((("presets", preset), self.presets[preset]))
        if preset is not BROKEN:
            layers.append((("defaults",), self.defaults))
        found: dict[str, tuple[Json, Path]] = {}
        for key in self.keys:
            for base, layer in layers:
                if key in layer or (self.broken and (*base, key) in self.broken):
                    where = (*base, key)
                    value = BROKEN if where in self.broken else layer[key]
                    if value is not None or key in NULLS:
                        found[key] = (value, where)
                    break
        return found


@dataclass(slots=True)
class Entry:
    """One entry of `assets`, ready to make drafts."""

    key: str
    body: Mapping[str, Json]
    layers: Layers
    id_template: Template | None = None
    variables: dict[str, list[Json]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    guessed: bool = False  # nobody knows what variables it has
    missed: set[str] = field(default_factory=set)  # variables that the id names and that there are not
    _plans: dict[Any, dict[str, tuple[Json | Filler, Path]]] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return ("assets", self.key)

    def expand(self, room: int) -> list[dict[str, Json]] | None:
        """The rows of the entry, at most `room`; None (and a complaint) where its matrix or its id is no good."""
        findings, broken = self.layers.findings, self.layers.broken
        self.id_template = self._template(self.key, self.path, key=True)
        matrix = self.body.get("matrix")
        elsewhere = {("defaults", "matrix"), ("presets", str(self.body.get("preset")), "matrix")}
        self.guessed = not broken.isdisjoint({self.path, (*self.path, "matrix"), *elsewhere})
        if self.guessed:
            return None
        self.variables = dict(matrix) if matrix else {}
        if (*self.path, "exclude") in broken:
            return None
        sound = self._variables_sound() and self.id_template is not None
        if not self._exclude_sound() or not sound:
            return None
        assert self.id_template is not None
        if not self._known(self.id_template, self.path, key=True):
            return None
        lacking = [
            name for name, values in self.variables.items() if len(values) > 1 and name not in self.id_template.names
        ]
        if lacking:
            findings.add(
                "id-without-variable",
                f"`{self.key}` is one id for every {listing(lacking)}",
                self.path,
                key=True,
                hint=f"put {listing([f'{{{name}}}' for name in lacking])} into the id",
            )
            return None
        if count(self.variables) > room:
            findings.add(
                "matrix-too-large",
                f"the matrix makes {count(self.variables):,} assets",
                (*self.path, "matrix"),
                key=True,
                hint="a manifest has at most 100,000 assets",
            )
            return None
        made = rows(self.variables, self.body.get("exclude") or ())
        if not made:
            hint = "remove the exclusion that goes too far, or the entry"
            findings.add("exclude-all", "every combination is excluded", (*self.path, "exclude"), key=True, hint=hint)
            return None
        return made

    def probe(self) -> Draft | None:
        """What stands for the assets of an entry that has no rows, so that its settings are looked at all the same."""
        if self.path in self.layers.broken - self.layers.findings.document.lost:
            return None
        return self._filled(Draft(self.key, self.path, {}, {}, False, self.layers.findings), None)

    def draft(self, row: Row) -> Draft | None:
        """One row's asset; None (and a complaint) where its id can't be told."""
        assert self.id_template is not None
        findings = self.layers.findings
        try:
            asset_id = self.id_template.fill(row)
        except TemplateError as error:
            findings.add(
                "bad-template", error.message, self.path, key=True, part=error.part, hint=error.hint, alike=True,
                asset=self.key, shared=True,
            )  # fmt: skip
            return None
        return self._filled(Draft(asset_id, self.path, {}, {}, bool(self.variables), findings), row)

    def _filled(self, draft: Draft, row: Row | None) -> Draft:
        """The draft with its settings; without a row, a template can't be trusted."""
        preset = self._preset(draft, row)
        draft.certain = preset is not BROKEN and self.layers.broken.isdisjoint(
            (self.path, ("presets", preset), ("defaults",))
        )
        for key, (value, place) in self._plan(preset).items():
            draft.places[key] = place
            try:
                draft.values[key] = value if not callable(value) else BROKEN if row is None else value(row)
            except TemplateError as error:
                inside = error.inside if isinstance(error, _Unfilled) else ()
                draft.values[key] = BROKEN
                draft.complain("bad-template", error.message, key, inside=inside, part=error.part, hint=error.hint)
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

    # -- matrix

    def _variables_sound(self) -> bool:
        findings, sound = self.layers.findings, True
        for name, values in self.variables.items():
            place = (*self.path, "matrix", name)
            if name == PROMPT:
                findings.add(
                    "bad-name",
                    "`prompt` can't be a variable: it stands for the prompt in `prompt_template`",
                    place,
                    key=True,
                    hint="give it another name",
                )
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
        for n, rule in enumerate(self.body.get("exclude") or ()):
            place = (*self.path, "exclude", n)
            strange = [name for name in rule if name not in self.variables]
            values = ((name, value) for name, value in rule.items() if name not in strange)
            for name, value in values:
                sound = self._values_sound(name, value, (*place, name)) and sound
            for name in strange:
                findings.add(
                    "unknown-variable",
                    f"no variable `{name}` in the matrix",
                    (*place, name),
                    key=True,
                    hint=did_you_mean(name, self.variables, self._variables_hint()),
                )
            sound = sound and not strange
        return sound

    def _values_sound(self, name: str, stated: Json, place: Path) -> bool:
        """Whether the matrix has each of the values that are to be excluded."""
        known = [written(value) for value in self.variables[name]]
        sound = True
        for n, value in enumerate(stated if isinstance(stated, list) else [stated]):
            if written(value) not in known:
                sound = False
                self.layers.findings.add(
                    "unknown-value",
                    f"`{name}` is never `{written(value)}`, so this excludes nothing",
                    (*place, n) if isinstance(stated, list) else place,
                    hint=did_you_mean(written(value), known, f"its values: {listing(known)}"),
                )
        return sound

    def _variables_hint(self) -> str:
        return f"variables here: {listing(self.variables)}" if self.variables else "variables come from `matrix`"

    # -- templates

    def _template(self, text: str, place: Path, key: bool = False) -> Template | None:
        template, faults = Template.read(text)
        matrix = self.body.get("matrix")
        for error in faults:
            if isinstance(matrix, dict) and error.part[1:-1].strip() in matrix:
                continue  # no name for a variable, which is told where it is declared
            quoted = re.fullmatch(r"\{\s*asset\s*:.*\}", text)
            self.layers.findings.add(
                "bad-template",
                error.message,
                place,
                key=key,
                part=error.part,
                hint="remove the quotes, to name an asset" if quoted else error.hint,
                asset=self.key,
                shared=place[0] != "assets",
            )
        if faults:
            return None
        for name in self.variables:  # as other languages write it, which is good text here, and seldom meant
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
        return template

    def _known(self, template: Template, place: Path, *, key: bool = False, also: tuple[str, ...] = ()) -> bool:
        self.used.update(template.names)
        if self.guessed:
            return True
        known = {*self.variables, *self.missed, *also}
        unknown = [name for name in template.names if name not in known]
        self.missed.update(unknown if key else ())
        for name in unknown:
            otherwise = f"{self._variables_hint()}; `{{{{` is a brace"
            if place[-1:] == ("asset",) and self._is_entry(template.text):
                otherwise = "that is an entry: name one of the assets that it makes"
            self.layers.findings.add(
                "unknown-variable",
                f"unknown variable `{name}`",
                place,
                key=key,
                part=template.piece(name),
                asset=self.key,
                shared=place[0] != "assets",
                hint=did_you_mean(name, [*self.variables, *also], otherwise),
            )
        return not unknown

    def _is_entry(self, text: str) -> bool:
        value = self.layers.findings.document.value
        return isinstance(value, dict) and text in (value.get("assets") or {})

    def _compiled(self, value: Json, place: Path, also: tuple[str, ...] = ()) -> Json | Filler:
        """A value that is the same for every row, or the function that makes it of a row, or BROKEN."""
        if isinstance(value, str):
            if "{" not in value and "}" not in value:
                return value
            template = self._template(value, place)
            if template is None or not self._known(template, place, also=also):
                return BROKEN
            return template.fill if template.names else template.fill({})
        if isinstance(value, (list, dict)):
            pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
            parts = [(key, self._compiled(item, (*place, key), also)) for key, item in pairs]
            if any(part is BROKEN for _, part in parts):
                return BROKEN
            if not any(callable(part) for _, part in parts):
                return dict(parts) if isinstance(value, dict) else [part for _, part in parts]
            if isinstance(value, dict):
                return lambda row: {key: _filled(part, key, row) for key, part in parts}
            return lambda row: [_filled(part, key, row) for key, part in parts]
        return value

    def _plan(self, preset: Any) -> dict[str, tuple[Json | Filler, Path]]:
        if preset not in self._plans:
            plan: dict[str, tuple[Json | Filler, Path]] = {}
            for key, (value, place) in self.layers.laid(self.path, self.body, preset).items():
                if key == "prompt_template" and value is not BROKEN:
                    plan[key] = (self._wrapper(value, place), place)
                else:
                    plan[key] = (value if value is BROKEN else self._compiled(value, place), place)
            self._plans[preset] = plan
        return self._plans[preset]

    def _preset(self, draft: Draft, row: Row | None) -> Any:
        place = (*self.path, "preset")
        name = self.body.get("preset")
        if name is None or place in self.layers.broken:
            return None if name is None else BROKEN
        draft.places["preset"] = place
        filled = self._compiled(name, place)
        if callable(filled):
            filled = BROKEN if row is None else filled(row)
        gone = self.layers.broken - self.layers.findings.document.lost
        if filled is BROKEN or ("presets", filled) in gone:
            return BROKEN
        if filled not in self.layers.presets:
            if not self.layers.broken.isdisjoint((("presets",), ("presets", filled))):
                return BROKEN
            known = self.layers.presets
            draft.complain(
                "unknown-preset",
                f"unknown preset `{filled}`",
                "preset",
                hint=did_you_mean(
                    filled,
                    known,
                    f"presets here: {listing(known)}" if known else "presets are declared under `presets`",
                ),
            )
            return BROKEN
        return filled

    def _wrapper(self, text: str, place: Path) -> Json | Filler:
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
                draft.complain("bad-template", error.message, "prompt_template", part=error.part, hint=error.hint)
        draft.values[PROMPT] = prompts if isinstance(stated, list) else prompts[0]

    def _number(self, draft: Draft, key: str) -> None:
        value = draft.values[key]
        if not isinstance(value, str):
            return
        least, most = NUMBERS[key]
        if re.fullmatch("[0-9]{1,12}", value) and least <= int(value) <= most:
            draft.values[key] = int(value)
        else:
            draft.values[key] = BROKEN
            draft.complain("bad-value", f"`{key}` must be a whole number from {least} to {most}, got `{value}`", key)


def _filled(part: Json | Filler, key: str | int, row: Row) -> Json:
    try:
        return part(row) if callable(part) else part
    except TemplateError as error:
        raise _Unfilled((key,), error) from None
