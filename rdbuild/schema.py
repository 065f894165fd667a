"""The JSON Schema of the manifest, and its complaints in our words.

Owns: finding the schema, running it over a document, what keys that it does not have were meant to be, and saying
each fault so that a person can mend it.
Must not know: the catalogue, or anything that takes two fields to see.
Rule: every schema in the file has a `title` that ends the sentence "`key` must be …"; no validator's words are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path as File
from typing import Any, NamedTuple

from rdbuild import hints
from rdbuild.document import Document, Path
from rdbuild.findings import Findings
from rdbuild.matrix import written
from rdbuild.model import Json
from rdbuild.spelling import listing, nearest

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


def check(document: Document, findings: Findings) -> frozenset[Path]:
    """Report what is not as the schema has it; give the paths of settings (or sections) that can't be trusted.

    What is misspelt is put where it was meant to be, and checked there: one mistake is not several.
    """
    broken = set(document.lost)
    if isinstance(document.value, dict):
        _Amending(document, findings, broken).amend(document.value, schema(), ())
    told = frozenset(broken)
    whole = {gone for gone in told if not isinstance(_at(document.value, gone), dict)}
    for error in _errors(document.value):
        path: Path = tuple(error.absolute_path)
        if any(path[: len(gone)] == gone for gone in whole) or (error.instance is None and _holds(path, told)):
            continue  # it was complained about, or is what remained of something that was
        if error.validator == "required":
            missing = [key for key in error.validator_value if key not in error.instance and (*path, key) not in told]
            if missing and path not in told:
                for key in missing:
                    require(key, error.instance, error.schema, path, findings)
                broken.add(_setting(path))
        elif "propertyNames" in error.absolute_schema_path:
            findings.add(
                "bad-name",
                f"`{error.instance}` is no name here",
                (*path, error.instance),
                key=True,
                hint=f"a name is {error.schema['title'].rpartition(': ')[2]}",
            )
            broken.add(_setting((*path, error.instance)))
        elif error.validator in _CODES:
            _misfit(error, path, findings)
            broken.add(_setting(path))
    return frozenset(broken | {_setting(path) for path in broken})


def require(key: str, value: Mapping[str, Json], rule: Mapping[str, Any], path: Path, findings: Findings) -> None:
    """Report it if a mapping, which `rule` is the schema of, has no such key."""
    if key not in value:
        wanted = rule["properties"][key]
        hint = f"write `{key}: {wanted['const']}`" if "const" in wanted else f"`{key}` is {wanted['title']}"
        findings.add("missing-key", f"missing key `{key}`", path, hint=hint)


def _holds(path: Path, told: Set[Path]) -> bool:
    """Whether something below `path` was complained about."""
    return any(len(gone) > len(path) and gone[: len(path)] == path for gone in told)


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


# Words of the API and of others like it that say something here, or nothing: what to do, and what is meant by them.
_PRESET = ("write `preset: NAME`: it takes the settings of a preset", ("preset",))
ELSEWHERE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(("base", "extends", "inherit", "inherits", "parent"), _PRESET),
    "check_cost": ("`rdbuild plan` asks the API for the price", ()),
    "async": ("rdbuild sends it itself", ()),
    "inputImageBase64": ("write `edit: FILE` or `edit: {asset: ID}`", ()),
    "style": ("it is called `prompt_style`; `rdbuild styles` lists them", ("prompt_style",)),
    "model": ("the `prompt_style` decides which model it is; `rdbuild styles` lists them", ()),
    "size": ("write `width` and `height`", ("width", "height")),
    "resolution": ("write `width` and `height`", ("width", "height")),
    "n": ("it is called `num_images`", ("num_images",)),
    "count": ("it is called `num_images`", ("num_images",)),
    "text": ("it is called `prompt`", ("prompt",)),
    "description": ("it is called `prompt`", ("prompt",)),
    "palette": ("it is called `input_palette`", ("input_palette",)),
    "colors": ("it is called `input_palette`", ("input_palette",)),
    "image": ("it is called `input_image`", ("input_image",)),
    "reference": ("it is called `reference_images`", ("reference_images",)),
    "transparent": ("write `remove_bg: true`", ("remove_bg",)),
    "tileable": ("write `tile_x: true` and `tile_y: true`", ("tile_x", "tile_y")),
    "seamless": ("write `tile_x: true` and `tile_y: true`", ("tile_x", "tile_y")),
    "animated": ("a `prompt_style` of the family `rd_animation` is one; `rdbuild styles rd_animation` lists them", ()),
    "name": ("the name of an asset is its key", ()),
    "id": ("the id of an asset is its key", ()),
    "negative_prompt": ("the API knows no such thing: say in the prompt what is wanted", ()),
}
# The same of a reference to an image.
_IN_REFERENCE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "id": ("it is called `asset`", ("asset",)),
    "name": ("it is called `asset`", ("asset",)),
    "file": ("the path of a file stands alone, without `{ }`", ("asset",)),
    "path": ("the path of a file stands alone, without `{ }`", ("asset",)),
}


# -- what was meant

_SETTINGS: tuple[Path, ...] = (("assets",), ("presets",))  # sections of things with settings
_NAMED: tuple[Path, ...] = (*_SETTINGS, ("palettes",), ("variables",))  # sections of things with names


class _Shape(NamedTuple):
    """What a part of the schema says of keys and items; `others` is what it says of keys that it does not name."""

    known: Mapping[str, Any]
    others: Any
    items: Any


_SHAPES: dict[int, _Shape] = {}  # by the identity of a part, which is for ever


def _shape(node: Mapping[str, Any]) -> _Shape:
    """The shape of a part of the schema; a key that is only said to be there is as in what the part builds on."""
    if id(node) not in _SHAPES:
        base = _Shape({}, None, None)
        if "$ref" in node:
            base = _shape(schema()["$defs"][node["$ref"].rpartition("/")[2]])
        for other in map(_shape, node.get("allOf", ())):
            base = _Shape({**base.known, **other.known}, base.others or other.others, base.items or other.items)
        own = node.get("properties", base.known)
        known = {key: base.known.get(key, {}) if inner is True else inner for key, inner in own.items()}
        shape = _Shape(known, node.get("additionalProperties", base.others), node.get("items", base.items))
        _SHAPES[id(node)] = shape
    return _SHAPES[id(node)]


@dataclass(frozen=True, slots=True)
class _Amending:
    """Telling keys that the schema does not have, and putting what they were meant to be in their place.

    What can't be looked at under its right name is `broken`.
    """

    document: Document
    findings: Findings
    broken: set[Path]

    def amend(self, value: Json, node: Mapping[str, Any], path: Path) -> None:
        """Do it for a mapping or a list, which `node` is the schema of, and for all that is in it."""
        known, others, items = _shape(node)
        if isinstance(value, list):
            for n, item in enumerate(value):
                if isinstance(item, (dict, list)) and items:
                    self.amend(item, items, (*path, n))
            if path in _NAMED:
                self._named_items(value, path)
            return
        assert isinstance(value, dict)
        if path in _SETTINGS:
            self._indented(value, path)
        if known and others is False and not value.keys() <= known.keys():
            for key in [key for key in value if key not in known]:
                meant = self._unknown_key(key, list(known), path)
                meant = tuple(name for name in meant if name not in value)
                if len(meant) == 1 and isinstance(value[key], (dict, list)):
                    self.document.move((*path, key), (*path, meant[0]))
                else:
                    self.broken.update((*path, name) for name in meant)
        for key, inner in value.items():
            if isinstance(inner, (dict, list)):
                below = known.get(key) or others
                if isinstance(below, dict) and below:
                    self.amend(inner, below, (*path, key))

    def _indented(self, section: dict[str, Json], path: Path) -> None:
        """Settings that stand beside the name that they belong below."""
        settings = schema()["$defs"]["asset"]["properties"].keys()
        owner: str | None = None
        beside: dict[str, list[str]] = {}
        for key, value in section.items():
            if value is None:
                owner = key
            elif key not in settings or (isinstance(value, dict) and "prompt" in value):
                owner = None
            elif owner is not None:
                beside.setdefault(owner, []).append(key)
        for owner, keys in beside.items():
            what = f"`{keys[0]}` stands" if len(keys) == 1 else f"{listing(keys)} stand"
            self.findings.add(
                "not-indented", f"`{owner}` has nothing below it, and {what} beside it", (*path, owner), key=True,
                hint=f"indent its settings deeper than `{owner}`",
            )  # fmt: skip
            self.document.put((*path, owner), {})
            for key in keys:
                self.document.move((*path, key), (*path, owner, key))

    def _named_items(self, section: list[Json], path: Path) -> None:
        """A section that is a list and should be a mapping: of items that are one name each, it is plain what is
        meant."""
        names = [next(iter(item)) if isinstance(item, dict) and len(item) == 1 else None for item in section]
        self.findings.add(
            "wrong-type", f"`{path[0]}` must be a mapping, got a list", path,
            hint=f"each of them stands under its name: write `{(names or [None])[0] or 'name'}:` without the `-`",
        )  # fmt: skip
        if None in names or len(set(names)) < len(names):
            self.broken.add(path)
            return
        self.document.put(path, {})
        for n, (name, item) in enumerate(zip(names, section, strict=True)):
            self.document.put((*path, str(name)), item[name])
            self.document.place_as((*path, n, str(name)), (*path, str(name)))
        self.amend(self.document.value[path[0]], schema()["properties"][path[0]], path)

    def _unknown_key(self, key: str, known: list[str], path: Path) -> tuple[str, ...]:
        """Report a key that the schema does not have. Gives the keys that it is likely to stand for."""
        value = _at(self.document.value, (*path, key))
        settings, ours = setting_names(), schema()["$defs"]["asset"]["properties"]
        found = nearest(key, known)
        meant: tuple[str, ...] = ()
        elsewhere = ELSEWHERE if "prompt" in known else _IN_REFERENCE if "asset" in known else {}
        if key in elsewhere:
            hint, meant = elsewhere[key]
        elif key in LATER:
            hint = f"`{key}` is not in this version of rdbuild"
        elif not path and key in settings:
            hint = f"`{key}` belongs in `defaults`, in a preset or in an asset"
            self.broken.add(("defaults",))
        elif path[:1] == ("defaults",) and key in schema()["$defs"]["preset"]["properties"]:
            hint = f"`{key}` belongs in an asset or in a preset"
        elif key in ours and (path[0] in ("defaults", "presets") if path else not (found and isinstance(value, dict))):
            hint = f"`{key}` belongs in an asset"
            self.broken.add((*path, key))
        elif path and key in schema()["properties"]:
            hint = f"`{key}` belongs beside `assets`"
            self.broken.add((key,))
        elif found:
            hint, meant = f"did you mean `{found}`?", (found,)
        elif not path and isinstance(value, dict) and value.keys() & set(settings):
            hint = "assets stand below a line `assets:`, and are indented deeper"
            self.broken.add(("assets",))
        elif value is None and " " in key:
            hint = "inside of `{ }` a `,` ends a text: put one that has a `,` in quotes"
        elif not path:
            hint = "a manifest has " + ", ".join(f"`{name}`" for name in known)
        elif "prompt" in known:
            hint = _SETTINGS_HINT
        else:
            hint = "there is " + ", ".join(f"`{name}`" for name in known)
        self.findings.add("unknown-key", f"unknown key `{key}`", (*path, key), key=True, hint=hint)
        return meant


def _at(value: Any, path: Path) -> Json:
    """The value at a path; None where there is none."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


# -- the complaints of the validator


def _misfit(error: Any, path: Path, findings: Findings) -> None:
    if not path and error.instance is None:
        findings.add("empty", "the manifest is empty", hint="`rdbuild init` writes one to start from")
        return
    wanted = error.schema["title"]
    source = findings.source(findings.document.mark(path))
    hint = hints.hint(hints.Wrong(error.instance, error.schema, error.validator, str(path[-1]) if path else "", source))
    if error.validator == "uniqueItems":
        path = (*path, _twice(error.instance))
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
        return f"{described(error.instance[int(path[-1])])} is twice in {_called(path[:-1])}"
    return None


def _twice(items: list[Json]) -> int:
    """The first item that is there before."""
    return next(n for n, item in enumerate(items) if item in items[:n])


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
