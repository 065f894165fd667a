"""The JSON Schema of the manifest, and its complaints in our words.

Owns: finding the schema, running it over a document, and saying each fault so that a person can mend it.
Must not know: the catalogue, or anything that takes two fields to see.
Rule: every schema in the file has a `title` that ends the sentence "`key` must be …"; no validator's words are shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path as File
from typing import Any

from rdbuild.document import Path
from rdbuild.findings import Findings
from rdbuild.matrix import written
from rdbuild.model import Json
from rdbuild.spelling import did_you_mean

_NAME = "manifest.schema.json"
_SHOWN = 40  # characters of a wrong value in a message

# What a failed keyword is called; those that are not here only combine others.
_CODES: Mapping[str, str] = {
    "type": "wrong-type",
    "const": "bad-value",
    "pattern": "bad-value",
    "minLength": "bad-value",
    "maxLength": "bad-value",
    "minItems": "bad-value",
    "maxItems": "bad-value",
    "uniqueItems": "bad-value",
    "enum": "bad-value",
    "minProperties": "bad-value",
    "minimum": "out-of-range",
    "maximum": "out-of-range",
}
# How many steps of a path name one setting, by the section that it is in.
_DEPTHS: Mapping[str, int] = {
    "assets": 3,
    "presets": 3,
    "defaults": 2,
    "palettes": 2,
    "budget": 2,
    "styles": 2,
    "variables": 2,
    "include": 2,
}
_SETTINGS_HINT = "`api:` passes parameters through that this version doesn't know"


def schema_text() -> str:
    """The schema as a text: the package's own copy, else (in a checkout) the one beside the package."""
    here = File(__file__).parent
    places = (here / "schemas" / _NAME, here.parent / "schemas" / _NAME)
    return next(place for place in places if place.exists()).read_text(encoding="utf-8")


@cache
def schema() -> Mapping[str, Any]:
    """The schema as values."""
    return json.loads(schema_text())  # type: ignore[no-any-return]


def setting_names() -> tuple[str, ...]:
    """The keys that an asset and a preset share, in the schema's order."""
    return tuple(schema()["$defs"]["settings"]["properties"])


def default_names() -> frozenset[str]:
    """Those of them that `defaults` may have too."""
    return frozenset(schema()["$defs"]["layer"]["properties"])


def check(findings: Findings) -> frozenset[Path]:
    """Report what is not as the schema has it; give the paths of settings (or sections) that can't be trusted."""
    broken: set[Path] = set()
    for error in _errors(findings.document.value):
        path: Path = tuple(error.absolute_path)
        if error.validator == "additionalProperties":
            unknown = [key for key in error.instance if key not in error.schema["properties"]]
            _unknown_keys(unknown, error, path, findings)
            broken.update((*path, key) for key in unknown)
        elif error.validator == "required":
            for key in error.validator_value:
                require(key, error.instance, error.schema, path, findings)
            broken.add(_setting(path))
        elif "propertyNames" in error.absolute_schema_path:
            findings.add(
                "bad-name",
                f"`{error.instance}` is no name here",
                (*path, error.instance),
                key=True,
                hint=f"a name is {error.schema['title']}",
            )
            broken.add(_setting((*path, error.instance)))
        elif error.validator in _CODES:
            _misfit(error, path, findings)
            broken.add(_setting(path))
    return frozenset(broken)


@cache
def _validator() -> Any:
    from jsonschema import Draft202012Validator, validators  # 0.2 s to import: not before there is something to check

    def nothing(*_: object) -> tuple[()]:
        return ()

    # Alternatives are for editors, which offer and explain them. Which are right is said by the catalogue's modules,
    # with the nearest name; and they know what `styles` declares, which the root's `if` can only guess at.
    kind = validators.extend(Draft202012Validator, {"anyOf": nothing, "if": nothing})  # type: ignore[no-untyped-call]
    return kind(schema())


def _errors(value: Json) -> Iterator[Any]:
    yield from _validator().iter_errors(value)


def _setting(path: Path) -> Path:
    """The part of a path that names one setting."""
    return path[: _DEPTHS.get(str(path[0]), 1)] if path else path


# Words of the manifest language that a later version takes.
LATER = frozenset(["export"])


# Words of the API and of others like it that say something here, or nothing.
_PRESET = "write `preset: NAME`: it takes the settings of a preset"
ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("base", "extends", "inherit", "inherits", "parent"), _PRESET),
    "check_cost": "`rdbuild plan` asks the API for the price",
    "async": "rdbuild sends it itself",
    "inputImageBase64": "write `edit: FILE` or `edit: {asset: ID}`",
    "style": "it is called `prompt_style`; `rdbuild styles` lists them",
    "model": "the `prompt_style` decides which model it is; `rdbuild styles` lists them",
    "size": "write `width` and `height`",
    "n": "it is called `num_images`",
    "negative_prompt": "the API knows no such thing: say in the prompt what is wanted",
}


def _unknown_keys(unknown: list[str], error: Any, path: Path, findings: Findings) -> None:
    known = list(error.schema["properties"])
    for key in unknown:
        otherwise: str | None = None
        if not path and key in setting_names():
            otherwise = f"`{key}` belongs in `defaults`, in a preset or in an asset"
        elif not path and key in schema()["$defs"]["asset"]["properties"]:
            otherwise = f"`{key}` belongs in an asset"
        elif not path:
            otherwise = "a manifest has " + ", ".join(f"`{name}`" for name in known)
        elif path[0] == "defaults" and key in schema()["$defs"]["preset"]["properties"]:
            otherwise = f"`{key}` belongs in an asset or in a preset"
        elif path[0] in ("defaults", "presets") and key in schema()["$defs"]["asset"]["properties"]:
            otherwise = f"`{key}` belongs in an asset"
        elif key in schema()["properties"]:
            otherwise = f"`{key}` belongs beside `assets`"
        elif "prompt" in known:
            otherwise = _SETTINGS_HINT
        else:
            otherwise = "there is " + ", ".join(f"`{name}`" for name in known)
        belongs = otherwise is not None and "belongs" in otherwise
        hint = otherwise if belongs else did_you_mean(key, known, otherwise)
        hint = ELSEWHERE.get(key, hint) if "prompt" in known else hint
        if key in LATER:
            hint = f"`{key}` is not in this version of rdbuild"
        findings.add("unknown-key", f"unknown key `{key}`", (*path, key), key=True, hint=hint)


def require(key: str, value: Mapping[str, Json], rule: Mapping[str, Any], path: Path, findings: Findings) -> None:
    """Report it if a mapping, which `rule` is the schema of, has no such key."""
    if key not in value:
        wanted = rule["properties"][key]
        hint = f"write `{key}: {wanted['const']}`" if "const" in wanted else f"`{key}` is {wanted['title']}"
        findings.add("missing-key", f"missing key `{key}`", path, hint=hint)


def _misfit(error: Any, path: Path, findings: Findings) -> None:
    if not path and error.instance is None:
        findings.add("empty", "the manifest is empty", hint="`rdbuild init` writes one to start from")
        return
    wanted = error.schema["title"]
    types = error.schema.get("type", ())
    hint = _hint(
        types if isinstance(types, list) else [types],
        error,
        findings.source(findings.document.mark(path)),
    )
    message = _miscounted(error, path) or f"{_called(path)} must be {wanted}, got {described(error.instance)}"
    findings.add(_CODES[error.validator], message, path, hint=hint)


def _miscounted(error: Any, path: Path) -> str | None:
    """What is wrong with how many things a list has; None where that is not the fault, or it has none at all."""
    if not isinstance(error.instance, list) or not error.instance:
        return None
    count = "1 item" if len(error.instance) == 1 else f"{len(error.instance)} items"
    if error.validator == "maxItems":
        return f"{_called(path)} has {count}, and may have {error.validator_value}"
    if error.validator == "minItems":
        return f"{_called(path)} has {count}, and needs {error.validator_value}"
    if error.validator == "uniqueItems":
        twice = next(item for n, item in enumerate(error.instance) if item in error.instance[:n])
        return f"{described(twice)} is twice in {_called(path)}"
    return None


def _called(path: Path) -> str:
    """A value by its key: `width`, item 2 of `tags`."""
    if not path:
        return "a manifest"
    if isinstance(path[-1], int):
        return f"item {path[-1] + 1} of {_called(path[:-1])}"
    return f"`{path[-1]}`"


def described(value: Json) -> str:
    """A value as somebody would say it."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping" if value else "an empty mapping"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    shown = written(value).replace("\n", " ")
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    if isinstance(value, str):
        return f"the text `{shown}`" if shown.strip() else "an empty text"
    return f"`{shown}`"


_BOOLEANS = {"yes", "no", "on", "off", "y", "n", "true", "false"}
_OTHER_NUMBER = re.compile(r"[+-]?(0[xob])?[0-9][0-9a-f_:]*(\.[0-9_]*)?|[+-]?\.[0-9]+", re.IGNORECASE)
_ENDLESS = re.compile(r"[+-]?\.?(inf|nan|infinity)", re.IGNORECASE)
_COMMENT = re.compile(r"(^|[\s:\[,-])#[0-9A-Fa-f]{3,8}\b")


def _hint(types: list[str], error: Any, source: str) -> str | None:
    """What may have gone wrong: mostly what YAML, or an older YAML, makes of a text."""
    value = error.instance
    if error.validator == "const":
        return "this rdbuild reads manifests of version 1"
    if error.validator == "enum":
        return did_you_mean(value, list(filter(None, error.validator_value))) if isinstance(value, str) else None
    if value is None and _COMMENT.search(source):
        return "`#` begins a comment in YAML: put colours in quotes"
    numeric = "integer" in types or "number" in types
    if isinstance(value, dict) and "string" in types and "{" in source:
        return "put text that begins with `{` in quotes"
    if not isinstance(value, str):
        if isinstance(value, (bool, int, Decimal)) and "string" in types and not numeric:
            return "put it in quotes"
        return "what belongs to it is indented below it" if value is None and "object" in types else None
    if "boolean" in types and value.lower() in _BOOLEANS:
        return "write `true` or `false`"
    if "null" in types and value in ("~", "Null", "NULL"):
        return "write `null`"
    if numeric and re.fullmatch(r"-?(0|[1-9][0-9]*)", value):
        return "remove the quotes"
    if numeric and _ENDLESS.fullmatch(value):
        return "a number has to be finite"
    if numeric and _OTHER_NUMBER.fullmatch(value):
        return "write plain decimal digits, without leading zeros, signs or separators"
    if numeric and value.lower().endswith("px"):
        return "write the number alone"
    return None
