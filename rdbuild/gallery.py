"""The page to look at everything that was made: one HTML file that needs nothing else.

Owns: what the page is told of each asset, how a command is typed that is to be about the same, how texts of others get
into HTML, and what the page is allowed to do.
Must not know: where the file goes, stores, the network.
Rule: pure. Nothing that anybody wrote into a manifest is ever markup: it is data, in one block, in ASCII; and should
that ever fail, the page's own policy lets no script run but the one that came with it, and nothing be fetched.

    page      = `gallery.html` beside this file, with its three `@MARKS@` filled in
    data      = {"project", "engine", "part", "pictures": [data URI, …], "sheets": [sheet, …],
                 "purchases": [purchase, …], "assets": [asset, …], "next": [text, …],
                 "reroll": [text, text]}     what stands before and after the ids of a command
    sheet     = {"frames": [[x, y, w, h, ms], …], "play": {name: [index, …]}}     how a picture is cut and played
    purchase  = [micro-units, unit, pretended]
    asset     = {"id", "status", "word", …}     what is not known of it is left out; numbers are indexes into the above

Pictures, sheets and purchases are there once, however many assets share them.
"""

from __future__ import annotations

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.model import BY_HAND, LOCAL, Asset, Json
from rdbuild.outputs import IndexEntry

if TYPE_CHECKING:
    from rdbuild.exhibit import Before, Exhibit, Paid, Shown

_HEAD = b"<!doctype html>\n<!-- rdbuild gallery"

UNTIMED_MS = 100  # how long a frame of a sheet shows of which nobody says it
_MARKS = re.compile("@(?:POLICY|TITLE|DATA)@")
# Characters that could end a script or begin markup; json.dumps has turned all that is not ASCII into \uXXXX already.
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}
_NO_ASSETS = ("The manifest has no assets yet.", "Add one under `assets:`, then `rdbuild plan` says what it costs.")
_NO_PICTURES = (
    "Nothing of this is made yet.",
    "`rdbuild build --api local` makes placeholders for nothing.",
    "`rdbuild plan` says what the real pictures cost, `rdbuild build` buys them once.",
)
_STAND_INS = (
    "Every picture here is a placeholder, made for nothing by the embedded API.",
    "`rdbuild plan` says what the real ones cost, `rdbuild build` pays for them and puts them in the places of these.",
)
_COMMAND = re.compile("`rdbuild (accept|build|explain|plan|reroll)([^`]*)`")


@dataclass(frozen=True, slots=True)
class About:
    """What a page is of, and how a command has to be typed that is to be about the same."""

    project: str
    engine: str
    manifest: str = ""  # as it is typed; empty: the one that needs no name
    api: str = ""  # as `--api` takes it; empty: the one that needs none
    part: str = ""  # which part of the manifest's assets this is, empty: all of them

    def typed(self, text: str, only: str = "") -> str:
        """A sentence with its commands, in backticks, as they can be typed; a build builds `only` that asset."""

        def whole(command: re.Match[str]) -> str:
            verb, rest = command.groups()
            named = f" {shlex.quote(self.manifest)}" if self.manifest else ""
            chosen = f" --only {shlex.quote(only)}" if only and verb == "build" and "--only" not in rest else ""
            where = f" --api {shlex.quote(self.api)}" if self.api and "--api" not in rest else ""
            return f"`rdbuild {verb}{named}{rest}{chosen}{where}`"

        return _COMMAND.sub(whole, text)


def page(about: About, found: Sequence[Exhibit]) -> bytes:
    """The whole file, in ASCII."""
    parts = {
        "@POLICY@": _policy(),
        "@TITLE@": escape(about.project),
        "@DATA@": _safe(data(about, found)),
    }
    text = _MARKS.sub(lambda mark: parts[mark[0]], _template())
    return text.encode("ascii", "xmlcharrefreplace")


def is_page(file: bytes) -> bool:
    """Whether a file is a page of ours: no other is ever overwritten."""
    return file.startswith(_HEAD)


def words(about: About, found: Sequence[Exhibit]) -> str:
    """All that the page says in words of others, without its pictures."""
    return json.dumps({**data(about, found), "pictures": []}, ensure_ascii=False)


def stand_ins(engine: str, found: Sequence[Exhibit]) -> bool:
    """Whether all that there is to see are placeholders where real pictures are wanted."""
    engines = {one.line.engine for one in found if one.line is not None and any(file.data for file in one.files)}
    return engine != LOCAL and engines - {BY_HAND} == {LOCAL}


def data(about: About, found: Sequence[Exhibit]) -> dict[str, Json]:
    """What the page is told."""
    tables = _Tables()
    assets = [_asset(one, tables) for one in found]
    ways_on: Sequence[str] = ()
    if not assets:
        ways_on = _NO_ASSETS
    elif not tables.pictures:
        ways_on = _NO_PICTURES
    elif stand_ins(about.engine, found):
        ways_on = _STAND_INS
    real = replace(about, api="") if about.api == LOCAL else about  # what these sentences say of it is said in them
    return {
        "project": about.project,
        "engine": about.engine,
        "part": about.part,
        "pictures": tables.pictures,
        "sheets": [json.loads(sheet) for sheet in tables.sheets],
        "purchases": [[one.micro, one.unit, one.pretended] for one in tables.paid],
        "assets": assets,
        "next": [real.typed(text) for text in ways_on],
        "reroll": about.typed("`rdbuild reroll \0`").strip("`").split("\0"),
    }


# -- an asset


class _Tables:
    """What assets share: each value once, and its number."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self._numbers: dict[str, int] = {}  # of the pictures, by their hash
        self.sheets: dict[str, int] = {}
        self.purchases: dict[tuple[str, str], int] = {}
        self.paid: list[Paid] = []

    def picture(self, one: Shown) -> int | None:
        if one.data is None:
            return None
        if one.sha256 not in self._numbers:
            self._numbers[one.sha256] = len(self.pictures)
            self.pictures.append(f"data:{one.media};base64,{b64encode(one.data).decode()}")
        return self._numbers[one.sha256]

    def sheet(self, said: Mapping[str, Json]) -> int | None:
        made = _sheet(said)
        return None if made is None else self.sheets.setdefault(json.dumps(made), len(self.sheets))

    def purchase(self, one: Paid) -> int:
        if one.purchase not in self.purchases:
            self.purchases[one.purchase] = len(self.paid)
            self.paid.append(one)
        return self.purchases[one.purchase]


def _asset(one: Exhibit, tables: _Tables) -> dict[str, Json]:
    asset, step, line = one.asset, one.step, one.line
    chain = asset.prompts if len(asset.prompts) > 1 else ()
    due = [step.cost_micro, step.request.unit] if step.cost_micro else None
    return _known({
        "id": asset.id,
        "status": one.status,
        "word": one.word,
        "reason": one.reason,
        "next": one.next,
        "marks": one.marks,
        "prompt": "" if chain else asset.prompt,
        "prompts": chain,
        "steps": [_before(before, tables) for before in one.steps],
        "extra": asset.params.get("extra_prompt", ""),
        "style": asset.prompt_style or ("edit" if asset.edit is not None else ""),
        "from": [_before(before, tables) for before in one.sources],
        "size": [asset.width, asset.height] if asset.width else (),
        "seed": step.request.seed if line is None or line.seed is None else line.seed,
        "take": step.request.take if asset.seed is None and asset.file is None else None,
        "tags": asset.tags,
        "model": (line.model or "") if line is not None else "",
        "engine": line.engine if line is not None else "",
        "paid": [tables.purchase(paid) for paid in one.paid],
        "due": due,
        "at": one.made_at,
        "repeats": one.repeats,
        "changes": [[change.field, change.was, change.now] for change in step.changes],
        "files": [_file(shown, asset, one.entry, tables) for shown in one.files],
    })  # fmt: skip


def _before(one: Before, tables: _Tables) -> dict[str, Json]:
    shown = one.shown
    return _known({
        "asset": one.asset,
        "file": one.file,
        "cost": one.micro,
        "picture": tables.picture(shown) if shown is not None else None,
        "size": [shown.width, shown.height] if shown is not None and shown.data is not None else (),
        "moves": shown is not None and shown.media == "image/gif",
    })  # fmt: skip


def _file(shown: Shown, asset: Asset, entry: IndexEntry | None, tables: _Tables) -> dict[str, Json]:
    said = shown.file.output
    whole = shown.data is not None and (shown.width, shown.height) == (said.width, said.height)
    cut: Mapping[str, Json] = {}
    if entry is not None and whole and not said.role:
        cut = entry.of_file.get(said.path) or entry.more
    return _known({
        "path": said.path,
        "state": shown.file.state,
        "image": said.image if asset.num_images > 1 or said.role else None,
        "role": said.role,
        "size": [shown.width, shown.height] if shown.data is not None else (),
        "wanted": [said.width, said.height] if shown.data is None and said.width else (),
        "picture": tables.picture(shown),
        "why": shown.why,
        "moves": shown.media == "image/gif" or len(said.durations) > 1,
        "frames": len(said.durations) or None,
        "sheet": tables.sheet(cut) if cut else None,
    })  # fmt: skip


def _sheet(said: Mapping[str, Json]) -> dict[str, Json] | None:
    """The cells of a sheet and how they play; None of what is not cut, or does not play: that is shown whole."""
    frames = [one for one in said.get("frames", ()) if "x" in one]
    play = {name: list(order) for name, order in said.get("animations", {}).items()}
    if not frames or not play:
        return None
    cells = [[one["x"], one["y"], one["w"], one["h"], one.get("duration_ms", UNTIMED_MS)] for one in frames]
    return {"frames": cells, "play": play}


def _known(facts: Mapping[str, Json]) -> dict[str, Json]:
    """Without what is empty: of thousands of assets that is most of it."""
    return {key: value for key, value in facts.items() if value not in (None, "", (), []) and value is not False}


# -- HTML


def _safe(value: Json) -> str:
    """JSON that can stand in a `<script>`: ASCII, and no character of it begins or ends anything there."""
    return json.dumps(value, separators=(",", ":")).translate(_UNSAFE)


@cache
def _template() -> str:
    return Path(__file__).with_name("gallery.html").read_text(encoding="ascii")


def _policy() -> str:
    """What the page may do: show pictures that are in it, run its own script, look as its own style says."""
    hashes = {name: b64encode(sha256(_inside(name).encode()).digest()).decode() for name in ("style", "script")}
    allowed = [f"{name}-src 'sha256-{digest}'" for name, digest in hashes.items()]
    return "; ".join(["default-src 'none'", "img-src data:", *allowed, "base-uri 'none'", "form-action 'none'"])


def _inside(name: str) -> str:
    """The text of the template's one `<style>` or plain `<script>`."""
    _, _, rest = _template().partition(f"<{name}>")
    return rest.partition(f"</{name}>")[0]
