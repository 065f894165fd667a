"""The API key in texts: where it stands, and what stands there instead.

Owns: the forms that a key has in a text, the rule of what is hidden, the streams and names that it is hidden in, and
the question whether a manifest says it.
Must not know: where a key comes from, who writes what, HTTP.
Rule: a key is hidden wherever it stands, escaped or cut off too; one that may be a word, only where it stands alone.

Texts get `***`. Names that a server gives get `{RD_API_KEY}`, since they go back to it: they are kept so, and only the
client fills them in, for the API's own address.
"""

from __future__ import annotations

import json
import re
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import PurePath
from threading import RLock
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote, quote_plus

from rdbuild.model import Json, Mark, Problem

if TYPE_CHECKING:
    from rdbuild.model import Asset, Manifest

HIDDEN = "***"
NAMED = "{RD_API_KEY}"  # no URL has braces
LEAST = 8  # characters of a key that is no word, and of a part of one that is worth hiding
_WINDOW = 4  # every part of LEAST characters holds a window of the key that begins at a multiple of _STRIDE
_STRIDE = LEAST - _WINDOW + 1
_UNICODE = re.compile(r"\\u[0-9A-Fa-f]{4}")
_ESCAPES: tuple[Callable[[str], str], ...] = (
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: text.replace("/", "\\/"),
    lambda text: repr(text)[1:-1],
    lambda text: text.replace("'", "\\'"),
    lambda text: quote(text, safe="", errors="surrogatepass"),
    lambda text: quote(text, errors="surrogatepass"),
    lambda text: quote_plus(text, errors="surrogatepass"),
    lambda text: re.sub("%..", lambda code: code[0].lower(), quote(text, safe="", errors="surrogatepass")),
)

_Region = tuple[int, int]  # where it begins and ends


class Secret:
    """One key. An empty one is nowhere."""

    def __init__(self, key: str) -> None:
        self._key = key.strip()  # keys come out of files, which end in a newline
        self._forms = sorted(_spelt(self._key), key=len, reverse=True) if self._key else []
        self._coded = _base64(self._key) if len(self._key) >= LEAST else ()
        self._alone: re.Pattern[str] | None = None
        self._windows: list[tuple[str, int]] = []
        if len(self._key) >= LEAST:
            self._windows = [(form, at) for form in self._forms for at in range(0, len(form) - _WINDOW + 1, _STRIDE)]
        elif self._key:
            self._alone = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, self._forms))})(?!\w)")

    @property
    def is_word(self) -> bool:
        """Whether our own words and numbers could be mistaken for it: what is hidden then is only what others say."""
        return len(self._key) < LEAST and (self._key.isalpha() or not re.search(r"[^\W\d_]", self._key))

    def hide(self, text: str) -> str:
        """The text without the key."""
        parts: list[str] = []
        end = 0
        for first, last in self._regions(text):
            parts += text[end:first], HIDDEN
            end = last
        return "".join((*parts, text[end:])) if parts else text

    def hide_bytes(self, data: bytes) -> bytes:
        """The same for a text as it came, of which only the whole key is hidden."""
        if self._alone is not None:
            return re.sub(self._alone.pattern.encode("utf-8", "surrogatepass"), HIDDEN.encode(), data)
        for form in (*self._forms, *self._coded):
            data = data.replace(form.encode("utf-8", "surrogatepass"), HIDDEN.encode())
        return data

    def hide_marked(self, text: str, start: int, length: int) -> tuple[str, int, int]:
        """A line without the key, and where the marked part of it (from 0) is then."""
        regions = self._regions(text)

        def moved(at: int, inside: int) -> int:
            gone = 0
            for first, last in regions:
                if last <= at:
                    gone += last - first - len(HIDDEN)
                elif first < at:
                    return first - gone + inside
            return at - gone

        begin = moved(start, 0)
        return self.hide(text), begin, max(1, moved(start + length, len(HIDDEN)) - begin)

    def masked(self, name: str) -> str:
        """A server's name for something, or a URL, as it may be kept."""
        if self._windows:
            for form in (*self._forms, *self._coded):
                name = name.replace(form, NAMED)
        return name

    def filled(self, name: str, *, in_url: bool = False) -> str:
        """What `masked` was given, for whoever gave the name."""
        return name.replace(NAMED, quote(self._key, safe="") if in_url else self._key)

    def open_at(self, text: str) -> int:
        """Where in a text the key may have begun that goes on in the next one; its length where nowhere."""
        regions = self._regions(text)
        cut = regions[-1][0] if regions and regions[-1][1] == len(text) else len(text)
        for form in self._forms:
            begun = next((n for n in range(min(len(form), len(text)), 0, -1) if text.endswith(form[:n])), 0)
            cut = min(cut, len(text) - begun)
        return next((first for first, last in regions if first < cut < last), cut)

    def _regions(self, text: str) -> list[_Region]:
        """Where the key stands, in order and apart from each other."""
        found: list[_Region] = [one.span() for one in self._alone.finditer(text)] if self._alone else []
        for form in self._coded:
            found += ((at, at + len(form)) for at in _all(text, form))
        for form, at in self._windows:
            for here in _all(text, form[at : at + _WINDOW]):
                first, last = _grown(text, here, form, at)
                part = text[first:last]
                # A part that is only letters is a word that the key has in it, such as a name in our own JSON.
                if part == form or (last - first >= LEAST and not part.replace("_", "").isalpha()):
                    found.append((first, last))
        joined: list[_Region] = []
        for first, last in sorted(set(found)):
            if joined and first <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        return [_whole(text, *one) for one in joined]


class Guarded:
    """A text stream on which a key is never seen, however a text is cut into writes.

    What has no line end yet is kept back until it has, or is flushed; and even then what may be the key's beginning.
    """

    def __init__(self, stream: TextIO, secret: Secret) -> None:
        self._stream = stream
        self._secret = secret
        self._pending = ""
        self._turn = RLock()  # a live display writes from a thread of its own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        with self._turn:
            lines, end, self._pending = (self._pending + text).rpartition("\n")
            if end:
                self._stream.write(self._secret.hide(lines + end))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        with self._turn:
            cut = self._secret.open_at(self._pending)
            self._release(cut)
            self._stream.flush()

    def finish(self) -> None:
        """Write what is kept back: nothing follows that could be the rest of a key. Nobody may be there to read it."""
        with self._turn, suppress(OSError, ValueError):
            self._release(len(self._pending))

    def _release(self, count: int) -> None:
        text, self._pending = self._pending[:count], self._pending[count:]
        if text:
            self._stream.write(self._secret.hide(text))


def leaks(manifest: Manifest, key: str | None, read: Callable[[str], bytes]) -> list[Problem]:
    """What a manifest says that has the key in it: it would be sent, and written into files that are committed.

    One problem for each entry. `read` gives a file's bytes (OSError where it can't), and is used where there is one.
    """
    key = (key or "").strip()
    if len(key) < LEAST:
        return []
    found: dict[Mark, str] = {}
    folder = str(PurePath(manifest.path).parent)
    # There are thousands of them, and this is done in a build with nothing to do: all at once, and seldom one by one.
    if key in "\n".join(text for asset in manifest.assets for text in _said(asset)):
        for asset in manifest.assets:
            what = next((what for what, part in _parts(asset, folder) if any(key in text for text in _texts(part))), "")
            if what:
                found.setdefault(asset.mark, f"{what} of `{asset.id}` holds the API key")
    top = Mark(manifest.path, 1, 1)
    for what, value in (("project", manifest.project), ("styles", manifest.styles), ("output", manifest.output)):
        if any(key in text for text in _texts(value)) and not (what == "output" and key in folder):
            found.setdefault(top, f"`{what}` holds the API key")
    for warning in manifest.warnings:  # it would be remembered together with the line that it is about
        if key in f"{warning.message}{warning.source}{warning.hint}":
            found.setdefault(warning.mark or top, "this line holds the API key")
    files = (manifest.path, *manifest.files)
    return [_leak(message, mark, key, read, files) for mark, message in found.items()]


def _said(asset: Asset) -> list[str]:
    """All that an asset says, and perhaps more."""
    texts = [asset.prompt, asset.id, asset.entry, asset.prompt_style or "", *asset.tags, *asset.prompts]
    texts += [value for value in asset.params.values() if value.__class__ is str]
    if asset.api or asset.layout:
        texts += _texts((asset.api, asset.layout))
    if asset.edit or asset.input_image or asset.extra_input_image or asset.reference_images:
        texts += [ref.file or "" for ref in asset.refs]
    if asset.file is not None:
        texts.append(asset.file.file or "")
    return texts


def _parts(asset: Asset, folder: str) -> Iterator[tuple[str, Json]]:
    yield "the prompt", (asset.prompt, asset.prompts)
    yield "the id", (asset.id, asset.entry)
    yield "a tag", asset.tags
    yield "a setting", (asset.prompt_style, asset.params, asset.api, asset.layout)
    yield "an input image", [(ref.file or "").removeprefix(folder) for ref in asset.refs]
    yield "the file", (asset.file.file or "").removeprefix(folder) if asset.file is not None else None


def _leak(message: str, mark: Mark, key: str, read: Callable[[str], bytes], files: Iterable[str]) -> Problem:
    """The problem at the very place of the key: on the marked line or after it, else in that file or others."""
    source = None
    for file in dict.fromkeys((mark.file, *files)):
        try:
            lines = read(file).decode("utf-8-sig", "replace").splitlines()
        except OSError:
            continue
        start = min(mark.line - 1, len(lines)) if file == mark.file else 0
        there = next((n for n in (*range(start, len(lines)), *range(start)) if key in lines[n]), None)
        if there is not None:
            mark, source = Mark(file, there + 1, lines[there].index(key) + 1, len(key)), lines[there]
            break
        if file == mark.file and start < len(lines):
            source = lines[start]
    return Problem("key-in-manifest", message, mark, "take it out, and make a new key: it stands in a file", source)


def _texts(value: Json) -> Iterator[str]:
    """Every text in a value, names of things included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


# -- forms and places


def _spelt(key: str) -> set[str]:
    """The key as it stands in plain texts, in JSON, in Python's own words, in URLs, and in one of them in another."""
    forms = {key, key.lower()}  # host names are written small
    for _ in range(2):
        forms |= {escape(form) for form in forms for escape in _ESCAPES}
    return forms


def _base64(key: str) -> tuple[str, ...]:
    """What is always the same in the base64 of anything that has the key in it: one text for each place it can have."""
    data = key.encode("utf-8", "surrogatepass")
    texts = []
    for before, skipped in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) * 8 // 6
        texts.append(b2a_base64(bytes(before) + data, newline=False).decode("ascii")[skipped:whole])
    return tuple(dict.fromkeys((*texts, *(text.replace("+", "-").replace("/", "_") for text in texts))))


def _all(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _grown(text: str, here: int, form: str, at: int) -> _Region:
    """The most of `form` that stands around `here`, where its window at `at` was found."""
    before = 0
    while before < min(here, at) and text[here - before - 1] == form[at - before - 1]:
        before += 1
    after = _WINDOW
    while here + after < len(text) and at + after < len(form) and text[here + after] == form[at + after]:
        after += 1
    return here - before, here + after


def _whole(text: str, first: int, last: int) -> _Region:
    """A region that cuts no escape such as `\\n` in two: what is left of a JSON text is one."""
    return _escape_at(text, first)[0], _escape_at(text, last)[1]


def _escape_at(text: str, at: int) -> _Region:
    """The escape that a place is in the midst of; the place alone where it is in none."""
    for start in range(max(0, at - 5), at):
        if text[start] == "\\" and _slashes(text, start) % 2 == 0 and text[start + 1 : start + 2] not in ("", "\n"):
            end = start + (6 if _UNICODE.match(text, start) else 2)
            if end > at:
                return start, end
    return at, at


def _slashes(text: str, end: int) -> int:
    """How many backslashes stand before a place."""
    count = 0
    while count < end and text[end - count - 1] == "\\":
        count += 1
    return count
