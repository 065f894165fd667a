"""The lock file: what the tree should hold, where it came from, and what people decided.

Owns: `STEM.lock.json` and `STEM.local.lock.json` beside the manifest, their text and their merging.
Must not know: the tree, the cache, or what a decision means, but that one can name a picture.
Rule: it is written by people's tools as much as by us: trust no path in it, keep every key that is not known here, and
change no line that was not asked to change.

    lock        = '{"version": 1, ' *(KEY ": " VALUE ", ") '"assets": {' LF [line *("," LF line) LF] "}}" LF
    line        = ID ": " {"fingerprint", "base", "engine", "cost": decimal text, "unit", "prompt", "style", "seed",
                  "model", "shape": {}, "outputs": [{"path", "sha256", "width", "height", "image", "durations",
                  "role", "of"}], "was": [PATH],
                  "steps": [{"fingerprint", "prompt", "cost"}], "also": [fingerprint], "decided": {},
                  and what else was there}              sorted by ID; `durations` (ms, of an animation's frames),
                  `shape`, `was`, `steps`, `also` and `decided` where not empty
    PATH        = relative to the output folder, with "/"

`shape` is what shaped the picture beside prompt, style and seed (the module `shape` says how), `also` what was bought
for the asset besides, and would be forgotten otherwise: by a merge, or when a file of somebody's own took its place.

It holds nothing that changes by itself: no times, no versions of the program.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from rdbuild import atomic, decisions, known
from rdbuild.errors import LockFileError
from rdbuild.model import LOCAL, Json, Line, Link, Mark, Output, Problem
from rdbuild.outputs import is_inside

VERSION = 1
DRIVER = "git config merge.rdbuild.driver 'rdbuild lock merge %O %A %B'"
MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_MICRO = Decimal(1_000_000)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_MONEY = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock file as read: its lines by asset id, and the file's own keys that are not known here."""

    lines: Mapping[str, Line] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)


class Carried(NamedTuple):
    """All lines after those of renamed assets have moved; `moved` has the old id by the new one."""

    lines: Mapping[str, Line]
    moved: Mapping[str, str]
    displaced: Mapping[str, Line] = {}  # lines whose place another took, and that no asset wants


def path_beside(manifest: Path, *, local: bool) -> Path:
    """Name the lock file of a manifest: of what was bought, or (`local`) of the embedded API's placeholders."""
    return manifest.with_name(f"{manifest.stem}.local.lock.json" if local else f"{manifest.stem}.lock.json")


def read(path: Path) -> Lock:
    """Read a lock file; a missing one is empty.

    Raises LockFileError, naming the line, for conflict markers, a newer version and whatever is not as it should be.
    """
    document, text = _load(path)
    return _lock(path, document, text)


def document(path: Path) -> dict[str, Json]:
    """Read a lock file, or an index of a tree, as it is written, once it is seen to be one. None, or an empty file, is
    empty. Raises LockFileError as `read`.
    """
    with suppress(OSError):
        if not path.stat().st_size:  # git's common version of a file that both sides added
            return {}
    found, text = _load(path)
    if not all(isinstance(line, dict) and "files" in line for line in found.get("assets", {}).values()):
        _lock(path, found, text)
    return found


def put(path: Path, assets: Mapping[str, Json], extra: Mapping[str, Json]) -> None:
    """Write a lock file from lines as they are written. Raises StorageError."""
    atomic.write(path, _text(assets, extra), durable=True)


def line_of(path: Path, name: str) -> int | None:
    """The number of an asset's line in the file, from 1; None where it can't be told."""
    with suppress(OSError, UnicodeDecodeError):
        return _number(path.read_bytes().decode("utf-8-sig"), name)
    return None


def _number(text: str, name: str) -> int | None:
    place = text.find(f"\n{json.dumps(name, ensure_ascii=False)}:")
    return text.count("\n", 0, place + 1) + 1 if place >= 0 else None


Changes = Mapping[str, Line | None]  # None: take the line out


def update(
    path: Path, changes: Changes | Callable[[Mapping[str, Line]], Changes], home: Path, project: str = "",
    wanted: Iterable[known.Picture] | None = None,
) -> bool:  # fmt: skip
    """Merge lines into the file as it is now, and say whether it was written.

    `changes` may be a function of the lines as they are now, where what is written depends on them. Holds a lock in
    `home` (RDBUILD_HOME) meanwhile, so that of two builds each keeps the other's lines. A file that says the same
    already is left alone, whatever its line ends and layout, and none is made for nothing. What it names is noted in
    `home`, together with the manifest's project and what that asks for (`wanted`), where the caller knows them.
    Raises LockFileError as `read`, and StorageError.
    """
    path = Path(os.path.realpath(path))  # a link stays a link
    with _held(path, home):
        document, text = _load(path)
        lines = dict(_lock(path, document, text).lines)
        assets = dict(document.get("assets", {}))
        for name, line in (changes(lines) if callable(changes) else changes).items():
            if line is None:
                assets.pop(name, None)
                lines.pop(name, None)
                continue
            old = lines.get(name)
            if old is not None:  # what a later version wrote on this line stays on it
                line = replace(line, extra={**old.extra, **line.extra})
            if line != old:
                assets[name], lines[name] = _written(line), line
        written: bool = assets != document.get("assets", {})
        if written:
            extra = {key: value for key, value in document.items() if key not in ("version", "assets")}
            atomic.write(path, _text(assets, extra), durable=True)
            atomic.sweep(path)
        if written or document or wanted is not None:  # a first build may die before there is a lock file
            known.note(home, path, *named(lines), project, wanted)
        return written


def named(lines: Mapping[str, Line]) -> tuple[set[known.Picture], set[str]]:
    """The pictures that lines stand for or are made from, and the hashes of their files. Pure."""
    made = {(line.engine, line.fingerprint) for line in lines.values() if line.fingerprint}
    steps = {(line.engine, link.fingerprint) for line in lines.values() for link in line.steps}
    also = {(known.ANYWHERE, one) for line in lines.values() for one in line.also}  # it is not said where
    pictures = made | steps | also | decisions.pictures(lines.values())
    return pictures, {out.sha256 for line in lines.values() for out in line.outputs}


def carry_over(lines: Mapping[str, Line], assets: Iterable[tuple[str, str]]) -> Carried:
    """Move the line of a renamed asset to its new id. `assets` is (id, base) of the whole manifest, not of a selection.

    A line whose id is gone, or stands for another base by now, moves to the one asset that has its base, if both are
    the only ones and the place is free or becomes free. Its files so far are in `was` then. Pure.
    """
    bases = dict(assets)
    homeless = [name for name, line in lines.items() if bases.get(name) != line.base]
    wanting = [name for name, base in bases.items() if name not in lines or lines[name].base != base]
    single_homeless = Counter(lines[name].base for name in homeless)
    single_wanting = Counter(bases[name] for name in wanting)
    by_base = {bases[name]: name for name in wanting}
    moved = {
        by_base[lines[name].base]: name
        for name in homeless
        if single_homeless[lines[name].base] == single_wanting[lines[name].base] == 1
    }
    wanted = {bases[name] for name in wanting}
    while stuck := [
        name for name in moved if name in lines and name not in moved.values() and lines[name].base in wanted
    ]:
        for name in stuck:  # somebody wants the line that is there, and who is not certain
            del moved[name]
    displaced = {name: lines[name] for name in moved if name in lines and name not in moved.values()}
    kept = {name: line for name, line in lines.items() if name not in moved.values()}
    for name, old in moved.items():
        line = lines[old]
        was = tuple(dict.fromkeys((*line.was, *(output.path for output in line.outputs))))
        also = line.also
        if (lost := displaced.get(name)) is not None and lost.engine != LOCAL:  # what it says was bought stays known
            also = tuple(dict.fromkeys((*also, *(one for one in lost.bought if one != line.fingerprint))))
        kept[name] = replace(line, id=name, was=was, also=also)
    return Carried(kept, moved, displaced)


def move(moved: Mapping[str, str], lines: Mapping[str, Line], changes: dict[str, Line | None]) -> None:
    """Where one line of assets that changed names is written, so are those whose places it takes or leaves."""
    touched = True
    while touched:
        touched = False
        for new, old in moved.items():
            if new not in changes and old in changes:
                changes[new] = lines[new]
                touched = True
            if changes.get(new) is not None and old not in changes:
                changes[old] = lines[old] if old in moved else None
                touched = True


@contextmanager
def _held(path: Path, home: Path) -> Iterator[None]:
    from filelock import FileLock

    guard = home / "locks" / f"{sha256(os.fsencode(os.path.normcase(path))).hexdigest()[:32]}.lock"
    holding = FileLock(guard)
    try:
        atomic.make_folder(guard.parent, durable=False)
        holding.acquire()
    except OSError as error:
        raise atomic.trouble("lock", guard, error) from error
    try:
        yield
    finally:
        holding.release()


# -- reading


class _Wrong(Exception):
    """What is wrong with a line, in words."""


def _load(path: Path) -> tuple[dict[str, Json], str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}, ""
    except UnicodeDecodeError as error:
        raise LockFileError(f"`{path}` is not UTF-8 text (byte {error.start})", _HINT) from error
    except OSError as error:
        raise atomic.trouble("read", path, error) from error
    try:
        document = json.loads(text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_distinct)
    except (ValueError, RecursionError, _Wrong) as error:
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith(MARKERS):
                raise _at(
                    path, text, (number, 1, 7), "a conflict marker of a merge",
                    f"`{DRIVER}`, once in each clone, and then `git checkout --merge -- {path.name}` merge it asset by"
                    " asset; by hand: keep the asset lines of both sides, and of one asset either",
                ) from error  # fmt: skip
        if isinstance(error, json.JSONDecodeError):
            reason = next((said for words, said in _JSON_WORDS if error.msg.startswith(words)), error.msg.lower())
            raise _at(path, text, (error.lineno, error.colno, 1), f"not readable as JSON: {reason}") from error
        raise LockFileError(f"`{path}`: not readable as JSON: {error}", _HINT) from error
    if not isinstance(document, dict) or type(version := document.get("version")) is not int or version < 1:
        raise LockFileError(f"`{path}` is not a lock file: it has no `version`", _HINT)
    if version > VERSION:
        raise LockFileError(f"`{path}` was written by a newer rdbuild (version {version})", "use that one")
    if not isinstance(document.get("assets"), dict):
        raise LockFileError(f"`{path}` is not a lock file: it has no `assets`", _HINT)
    return document, text


_HINT = "restore it from version control; without it rdbuild no longer knows what was bought for this tree"


# how what json says begins -> what is said of it
_JSON_WORDS = (
    ("Expecting value", "a value is missing"),
    ("Unterminated string", "this text is never closed"),
    ("Invalid control character", "this text is never closed"),
    ("Expecting property name", "a name in double quotes belongs here"),
    ("Expecting ',' delimiter", "a `,` is missing"),
    ("Expecting ':' delimiter", "a `:` is missing"),
    ("Extra data", "something follows its end"),
)


def _at(path: Path, text: str, place: tuple[int, int, int], what: str, hint: str = _HINT) -> LockFileError:
    """An error at a line, column (from 1) and length of a lock file."""
    line, column, length = place
    source = text.split("\n")[line - 1].rstrip("\r")
    problem = Problem("lock-file", what, Mark(str(path), line, column, length), hint, source)
    return LockFileError(f"`{path}` line {line}: {what}", hint, problem)


def _no_number(text: str) -> NoReturn:
    raise _Wrong(f"{text} is no number")


def _distinct(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    values = dict(pairs)
    if len(values) != len(pairs):
        twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        raise _Wrong(f"`{twice}` is there twice")
    return values


def _lock(path: Path, document: Mapping[str, Json], text: str) -> Lock:
    lines = {}
    for name, value in document.get("assets", {}).items():
        try:
            lines[name] = _line(name, value)
        except _Wrong as error:
            number = _number(text, name)
            if number is not None:
                length = len(json.dumps(name, ensure_ascii=False))
                raise _at(path, text, (number, 1, length), f"asset `{name}`: {error}") from error
            raise LockFileError(f"`{path}`: asset `{name}`: {error}", _HINT) from error
    return Lock(lines, {key: value for key, value in document.items() if key not in ("version", "assets")})


def _line(name: str, value: Json) -> Line:
    if not is_inside(name):
        raise _Wrong("this is no id")
    fields = _checked(value, _LINE, "")
    return Line(id=name, extra={key: value[key] for key in value.keys() - _LINE.keys()}, **fields)


class _Field(NamedTuple):
    """A key of the file: its name in the value, how it is read, and what it is if absent (...: must be there)."""

    name: str
    read: Callable[[Any], Any]
    absent: Any = ...


def _checked(value: Json, table: Mapping[str, _Field], where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Wrong(f"{where} is not an object" if where else "its line is not an object")
    of = f" of {where}" if where else ""
    fields = {}
    for key, entry in table.items():
        if key not in value:
            if entry.absent is ...:
                raise _Wrong(f"`{key}`{of} is missing")
            fields[entry.name] = entry.absent
            continue
        try:
            fields[entry.name] = entry.read(value[key])
        except (ValueError, InvalidOperation) as error:
            raise _Wrong(f"`{key}`{of} is {_short(value[key])}, not {error}") from error
    return fields


def _short(value: Json) -> str:
    text = _encoded(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59]}…`"


def _a(kind: type, words: str, valid: Callable[[Any], bool] = lambda _: True) -> Callable[[Any], Any]:
    """Make a reader that takes a value of exactly this type (a bool is no int), or says what it should be."""

    def read(value: Any) -> Any:
        if type(value) is not kind or not valid(value):
            raise ValueError(words)
        return value

    return read


def _or_null(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _money(value: Any) -> int:
    if type(value) is not str or not _MONEY.match(value):
        raise ValueError('an amount such as "0.125"')
    return int(Decimal(value) * _MICRO)


def _paths(value: Any) -> tuple[str, ...]:
    return tuple(_path(one) for one in _list(value))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(_text_value(one) for one in _list(value))


def _outputs(value: Any) -> tuple[Output, ...]:
    return tuple(Output(**_checked(one, _OUTPUT, f"output {number}")) for number, one in enumerate(_list(value), 1))


def _durations(value: Any) -> tuple[int, ...]:
    return tuple(_duration(one) for one in _list(value))


def _links(value: Any) -> tuple[Link, ...]:
    return tuple(Link(**_checked(one, _LINK, f"step {number}")) for number, one in enumerate(_list(value), 1))


_text_value = _a(str, "text")
_list = _a(list, "a list")
_path = _a(str, "a path inside the output folder", is_inside)
_size = _a(int, "a number of pixels", lambda value: value >= 0)
_duration = _a(int, "a list of milliseconds", lambda value: value >= 0)
_OUTPUT = {
    "path": _Field("path", _path),
    "sha256": _Field("sha256", _a(str, "a sha256", lambda value: _SHA256.match(value) is not None)),
    "width": _Field("width", _size),
    "height": _Field("height", _size),
    "image": _Field("image", _a(int, "a number from 1", lambda value: value >= 1), 1),
    "durations": _Field("durations", _durations, ()),
    "role": _Field("role", _text_value, ""),
    "of": _Field("of", _a(int, "a number from 0", lambda value: value >= 0), 0),
}
_LINK = {
    "fingerprint": _Field("fingerprint", _text_value),
    "prompt": _Field("prompt", _text_value, ""),
    "cost": _Field("cost_micro", _money, 0),
}
_LINE = {
    "fingerprint": _Field("fingerprint", _text_value),
    "base": _Field("base", _text_value),
    "engine": _Field("engine", _text_value),
    "cost": _Field("cost_micro", _money, 0),
    "unit": _Field("unit", _a(str, "`balance` or `credits`", lambda value: value in ("balance", "credits")), "balance"),
    "prompt": _Field("prompt", _text_value, ""),
    "style": _Field("style", _or_null(_text_value), None),
    "seed": _Field("seed", _or_null(_a(int, "a whole number")), None),
    "model": _Field("model", _or_null(_text_value), None),
    "shape": _Field("shape", _a(dict, "an object"), {}),
    "outputs": _Field("outputs", _outputs),
    "was": _Field("was", _paths, ()),
    "steps": _Field("steps", _links, ()),
    "also": _Field("also", _texts, ()),
    "decided": _Field("decided", _a(dict, "an object"), {}),
}


# -- writing


def _written(line: Line) -> dict[str, Json]:
    known: dict[str, Json] = {
        "fingerprint": line.fingerprint,
        "base": line.base,
        "engine": line.engine,
        "cost": _amount(line.cost_micro),
        "unit": line.unit,
        "prompt": line.prompt,
        "style": line.style,
        "seed": line.seed,
        "model": line.model,
        **({"shape": dict(line.shape)} if line.shape else {}),
        "outputs": [_written_output(one) for one in line.outputs],
    }
    if line.was:
        known["was"] = list(line.was)
    if line.steps:
        known["steps"] = [
            {"fingerprint": one.fingerprint, "prompt": one.prompt, "cost": _amount(one.cost_micro)}
            for one in line.steps
        ]
    if line.also:
        known["also"] = list(line.also)
    if line.decided:
        known["decided"] = dict(sorted(line.decided.items()))
    return known | {key: line.extra[key] for key in sorted(line.extra)}


def _written_output(one: Output) -> dict[str, Json]:
    place = {"path": one.path, "sha256": one.sha256, "width": one.width, "height": one.height, "image": one.image}
    seldom = {"durations": list(one.durations), "role": one.role, "of": one.of}
    return place | {key: value for key, value in seldom.items() if value}


def _amount(micro: int) -> str:
    return format((Decimal(micro) / _MICRO).normalize(), "f")


def _text(assets: Mapping[str, Json], extra: Mapping[str, Json]) -> bytes:
    head = "".join(f"{_encoded(key)}: {_encoded(extra[key])}, " for key in sorted(extra))
    body = ",\n".join(f"{_encoded(name)}: {_encoded(assets[name])}" for name in sorted(assets))
    text = f'{{"version": {VERSION}, {head}"assets": {{\n{body}{body and chr(10)}}}}}\n'
    return text.encode("utf-8", "backslashreplace")  # half a surrogate pair: \udXXX is what JSON calls it too


def _encoded(value: Json) -> str:
    """Encode as JSON; a Decimal with the digits that it has."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except TypeError:
        pass
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_encoded(key)}: {_encoded(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(_encoded, value)) + "]"
