"""Variables of the whole manifest: texts and numbers with a name, which may use each other.

Owns: what each of them is in the end, and what is wrong with them.
Must not know: who uses them; the variables of a matrix or a table, which come before these where they share a name.
Rule: in whatever order they are written they mean the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import TopologicalSorter

from rdbuild.document import Path
from rdbuild.draft import BROKEN, PROMPT
from rdbuild.findings import Findings
from rdbuild.matrix import Template, TemplateError, written
from rdbuild.model import Json
from rdbuild.rings import drawn, rings
from rdbuild.spelling import did_you_mean, listing

_LONGEST = 10_000  # characters; texts that use others twice double with each


def resolve(stated: Mapping[str, Json], broken: frozenset[Path], findings: Findings) -> dict[str, Json]:
    """The value of each variable; BROKEN where it was complained about."""
    values: dict[str, Json] = {}
    texts: dict[str, Template] = {}
    for name, value in stated.items():
        place = ("variables", name)
        if name == PROMPT:
            refuse_prompt(findings, place)
        elif place in broken:
            values[name] = BROKEN
        elif isinstance(value, str) and ("{" in value or "}" in value):
            template = _template(value, place, stated, findings)
            if template is None:
                values[name] = BROKEN
            else:
                texts[name] = template
        else:
            values[name] = value
    uses = {name: [used for used in template.names if used in texts] for name, template in texts.items()}
    for ring in rings(uses):
        place = ("variables", ring[0])
        after = ring[1 % len(ring)]
        message = f"variables made of each other: {drawn(ring)}" if len(ring) > 1 else f"`{after}` is made of itself"
        findings.add("cycle", message, place, part=texts[ring[0]].piece(after))
        values.update(dict.fromkeys(ring, BROKEN))
    for name in values.keys() & uses.keys():
        del uses[name]
    for name in TopologicalSorter(uses).static_order():
        if name in uses:
            values[name] = _filled(name, texts[name], values, findings)
    return {name: values[name] for name in stated if name in values}


def refuse_prompt(findings: Findings, place: Path) -> None:
    """Complain about a variable that is called `prompt`."""
    message = "`prompt` can't be a variable: it stands for the prompt in `prompt_template`"
    findings.add("bad-name", message, place, key=True, hint="give it another name")


def _template(text: str, place: Path, stated: Mapping[str, Json], findings: Findings) -> Template | None:
    template, faults = Template.read(text)
    for error in faults:
        findings.add("bad-template", error.message, place, part=error.part, hint=error.hint)
    if faults:
        return None
    unknown = [name for name in template.names if name not in stated or name == PROMPT]
    for name in unknown:
        there = f"variables here: {listing([name for name in stated if name != PROMPT])}"
        hint = did_you_mean(name, stated, f"{there}; those of a matrix or a table are not known here")
        findings.add("unknown-variable", f"unknown variable `{name}`", place, part=template.piece(name), hint=hint)
    return None if unknown else template


def _filled(name: str, template: Template, values: Mapping[str, Json], findings: Findings) -> Json:
    if any(values[used] is BROKEN for used in template.names):
        return BROKEN
    place = ("variables", name)
    if sum(len(written(values[used])) for used in template.slots) > _LONGEST:
        findings.add("bad-value", f"`{name}` is longer than {_LONGEST:,} characters when it is filled in", place)
        return BROKEN
    try:
        return template.fill(values)
    except TemplateError as error:
        findings.add("bad-template", error.message, place, part=error.part, hint=error.hint)
        return BROKEN
