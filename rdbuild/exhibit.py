"""An asset as somebody looks at it: its pictures, what they are of, what they cost, and how it stands.

Owns: which facts of an asset are shown, and which bytes of the tree are a picture that can be.
Must not know: how they are shown, the network; prices are by formula.
Rule: it only looks. What is shown are the files of the tree as they are, whoever changed them; nothing stands in for
one that is missing, and what is wrong with one file is told of that file alone. What has no file, steps of a chain
and what they begin with, is as the cache has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from struct import error as StructError
from struct import unpack_from

from rdbuild import decisions, images
from rdbuild.errors import ImageInvalid, InputFileError, StorageError
from rdbuild.explain import File, files_of, line_of, receipt_of, what_next
from rdbuild.gallery import About
from rdbuild.model import BY_HAND, LOCAL, Asset, Line, Output, Request, Step
from rdbuild.outputs import NOT_A_FILE, IndexEntry, Tree
from rdbuild.plan import Price, priced, whole
from rdbuild.plan_text import WORDS, part_of
from rdbuild.pricing import amount_text
from rdbuild.project import Project

# What a plan says of a blocked asset, by code.
_BLOCKED = {
    "edited": "edited by hand",
    "foreign": "a foreign file is in its place",
    "lost": "lost",
    "unknown": "outcome unknown",
    "unusable": "unusable",
    "upstream": "waits for what it is made from",
}
_KINDS = ((images.PNG_MAGIC, "image/png"), *((magic, "image/gif") for magic in images.GIF_MAGIC),
          (images.JPEG_MAGIC, "image/jpeg"))  # fmt: skip
_THERE = "there"
_MOST_BYTES = 32_000_000  # of a picture: no pixel art has them
_MOST_PIXELS = 4096  # each way: of more than that what the header says is not taken on trust
_UNBOUGHT = "unbought"  # the status of a placeholder where a real picture is wanted


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of an asset; `width` and `height` are those of what is there, `sha256` is that of the data.

    Without `data` there is no picture to show, and `why` says why not.
    """

    file: File
    data: bytes | None = None
    media: str = ""  # image/png, …
    sha256: str = ""
    width: int = 0
    height: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """A picture on the way to an asset's own: what it is made from, or what a step of its chain made of that.

    `shown` is None where the cache has no such picture; `micro` is what a step cost, None where nobody knows.
    """

    asset: str  # the id of what it is made from; empty of a step, and of a file
    file: str  # the name of that file
    shown: Shown | None
    micro: int | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """What a purchase cost. Assets of one fingerprint share it; money that was `pretended` is nobody's."""

    purchase: tuple[str, str]  # engine and fingerprint
    micro: int
    unit: str
    pretended: bool


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One asset. `status` is a key, `word` the same for people; `step.cost_micro` is what the next build would pay."""

    asset: Asset  # as it is in the manifest: of an edit chain the whole
    step: Step
    status: str
    word: str
    reason: str
    next: str  # what to do about it
    marks: tuple[str, ...]  # what else there is to know of its picture: by hand, accepted, placeholder
    files: tuple[Shown, ...]
    paid: tuple[Paid, ...]
    line: Line | None
    entry: IndexEntry | None  # what `assets.json` says of its files
    made_at: str  # ISO 8601, UTC; empty where nobody knows
    repeats: str  # along which axes it is made to be laid beside itself: "", x, y, xy
    sources: tuple[Before, ...]  # what it is made from
    steps: tuple[Before, ...]  # of an edit chain, one for each of its prompts


class _Seen(Tree):
    """A tree of which a path that can't be looked at, such as a link that leads out, is told by itself, in `wrong`."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.wrong: dict[str, str] = {}

    def _look(self, path: str) -> bytes | str | None:
        try:
            return super()._look(path)
        except StorageError as error:  # without the folders of this machine: a page may travel
            self.wrong[path] = error.message.replace(str(self.root / path), path).partition(", to `")[0]
            return NOT_A_FILE


def exhibits(project: Project, chosen: Sequence[Asset], about: About) -> list[Exhibit]:
    """Gather what there is to see of the chosen assets, in the manifest's order."""
    project.tree = tree = _Seen(project.tree.root)
    steps = project.decide(chosen, rebuy=False, force=False)
    formulas = {step.request.price_class: Price(None, step.request.formula_micro) for step in steps}
    by_id = {step.asset.id: step for step in whole(priced(steps, formulas, asked=False).steps)}
    earlier = _Earlier(project)
    return [_exhibit(project, tree, earlier, by_id[asset.id], about) for asset in chosen]


def pictures(found: Iterable[Exhibit]) -> dict[str, Shown]:
    """Every picture of the tree that can be shown, equal ones once, by its hash."""
    return {one.sha256: one for exhibit in found for one in exhibit.files if one.data is not None}


def _exhibit(project: Project, tree: _Seen, earlier: _Earlier, step: Step, about: About) -> Exhibit:
    asset = project.assets[step.asset.id]
    line = line_of(project, asset)
    engines = tuple(dict.fromkeys((line.engine if line is not None else project.engine, project.engine, BY_HAND)))
    receipt = receipt_of(project, line) if line is not None else None
    part = part_of(step)
    blocked = f"{WORDS[part]}: {_BLOCKED[step.code]}" if step.code else ""
    unbought = line is not None and line.engine == LOCAL != project.engine and part in ("new", "changed")
    return Exhibit(
        asset=asset,
        step=step,
        status=_UNBOUGHT if unbought else step.code or part,
        word="placeholder, not bought yet" if unbought else blocked or WORDS[part],
        reason="" if unbought else step.reason,
        next=_next(project, step, about),
        marks=tuple(_marks(project, step, line)),
        files=tuple(_shown(tree, step, file) for file in files_of(project, step, line)),
        paid=tuple(_paid(line)) if line is not None else (),
        line=line,
        entry=project.entry(asset, line) if line is not None else None,
        made_at=receipt.created_at if receipt is not None else "",
        repeats=_repeats(project, asset),
        sources=tuple(_sources(project, earlier, asset, engines)),
        steps=tuple(_steps(project, earlier, asset, line, engines)),
    )


def _next(project: Project, step: Step, about: About) -> str:
    """What to do about an asset, in commands that can be pasted; where one could spend money it says how much."""
    text = what_next(project, step)
    if step.code == "upstream":
        text = f"`rdbuild explain {' '.join(step.needs)}` says more of what it is made from"
    if project.engine == LOCAL:
        text = text.replace("buys it", "makes a placeholder for nothing")
    price = step.price_micro if project.engine != LOCAL and step.asset.file is None else None
    if price and ("`rdbuild build" in text or "`rdbuild reroll" in text):
        text += f"; a purchase costs {_money(price, step.request.unit)}"
    return about.typed(text, step.asset.id)


def _money(micro: int, unit: str) -> str:
    return amount_text(micro, unit) if unit == "credits" else f"${amount_text(micro, unit)}"


def _marks(project: Project, step: Step, line: Line | None) -> Iterator[str]:
    if step.asset.file is not None or (line is not None and line.engine == BY_HAND):
        yield "by hand"
    taken = decisions.accepted({line.id: line}, line.engine) if line is not None else frozenset()
    if step.request.kept is not None or step.request.fingerprint in taken:
        yield "accepted"
    if line is not None and line.engine == LOCAL:
        yield "placeholder"


def _paid(line: Line) -> Iterator[Paid]:
    if line.engine == BY_HAND:
        return
    costs = [(link.fingerprint, link.cost_micro) for link in line.steps] or [(line.fingerprint, line.cost_micro)]
    for fingerprint, micro in costs:
        yield Paid((line.engine, fingerprint), micro, line.unit, line.engine == LOCAL)


def _repeats(project: Project, asset: Asset) -> str:
    if asset.file is not None:
        return ""
    tile = project.style(asset).kind == "tile"
    return "".join(axis for axis in "xy" if tile or asset.params.get(f"tile_{axis}"))


def _sources(project: Project, earlier: _Earlier, asset: Asset, engines: tuple[str, ...]) -> Iterator[Before]:
    """What an asset is made from: another's picture as it was delivered; of files that which an edit begins with."""
    if asset.file is not None:
        yield Before("", Path(asset.file.file or "").name, None)  # its own picture is that file
    request = project.requests[project.links[asset.id][0].id]
    for number, one in enumerate(request.inputs):
        shown = None
        if one.asset is not None:
            shown = earlier.delivered(engines, one.fingerprint or "", one.image or 1)
        elif one.field == "edit":  # which is small, as what the API edits has to be
            shown = earlier.sent(request, number)
        yield Before(one.asset or "", Path(one.file or "").name, shown)


def _steps(
    project: Project, earlier: _Earlier, asset: Asset, line: Line | None, engines: tuple[str, ...]
) -> Iterator[Before]:
    """What each prompt of an edit chain made, as it is asked for now."""
    paid = {link.fingerprint: link.cost_micro for link in line.steps} if line is not None else {}
    for part in project.links[asset.id] if len(asset.prompts) > 1 else ():
        name = project.requests[part.id].fingerprint
        yield Before("", "", earlier.delivered(engines, name, 1), paid.get(name))


class _Earlier:
    """Pictures without a file in the tree, each read once however many assets are made from it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._seen: dict[object, Shown | None] = {}

    def sent(self, request: Request, number: int) -> Shown | None:
        """The file of an input as it is sent, None where it is another by now."""
        key = request.inputs[number]
        if key not in self._seen:
            self._seen[key] = None
            with suppress(InputFileError):
                data = self._project.input_png(request, number, None)
                self._seen[key] = _picture(File(Output("", "", 0, 0), ""), data)
        return self._seen[key]

    def delivered(self, engines: tuple[str, ...], fingerprint: str, image: int) -> Shown | None:
        """A picture (from 1) of a purchase as the cache has it, None where it has not."""
        key = engines, fingerprint, image
        if key not in self._seen:
            self._seen[key] = None
            with suppress(StorageError):  # of the cache: what can't be read there is no picture
                self._seen[key] = _delivered(self._project, engines, fingerprint, image)
        return self._seen[key]


def _delivered(project: Project, engines: Sequence[str], fingerprint: str, image: int) -> Shown | None:
    for engine in engines:
        for receipt in project.cache.history(engine, fingerprint):
            if project.cache.has_image(receipt, image):
                picture = receipt.pictures[image - 1]
                data = project.cache.read_blob(picture.sha256, looks=True)
                if data is not None:
                    return _picture(File(Output("", picture.sha256, 0, 0, image), _THERE), data)
    return None


def _shown(tree: _Seen, step: Step, file: File) -> Shown:
    data = tree.read(file.output.path)
    return _picture(file, data) if data is not None else Shown(file, why=_absent(tree, step, file))


def _picture(file: File, data: bytes) -> Shown:
    """A file with its bytes, if they are a picture; of one that was looked at before, its header is enough."""
    if len(data) > _MOST_BYTES:
        return Shown(file, why=f"the file has {len(data) // 1_000_000} MB, more than a page can hold")
    media = _media(data)
    if media is None:
        return Shown(file, why="what is there is not a picture" if data else "the file is empty")
    width, height = _size(data) if file.state == _THERE else (0, 0)
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        try:
            _, width, height, *_ = images.measure(data)
        except ImageInvalid as error:
            return Shown(file, why=f"what is there can't be shown: {error.message}")
    return Shown(file, data, media, sha256(data).hexdigest(), width, height)


def _size(data: bytes) -> tuple[int, int]:
    """Width and height as the header of a PNG or GIF has them; (0, 0) of what has none, or is no such picture."""
    with suppress(StructError):
        if data.startswith(images.PNG_MAGIC):
            width, height = unpack_from(">II", data, 16)
            return width, height
        if data.startswith(images.GIF_MAGIC):
            width, height = unpack_from("<HH", data, 6)
            return width, height
    return 0, 0


def _absent(tree: _Seen, step: Step, file: File) -> str:
    """Why there is no file, and what brings it."""
    path = file.output.path
    if tree.state(path) is not None:
        return tree.wrong.get(path, "what is there is not a file")
    gone = "deleted" if file.state == "missing" else "not built yet"
    return f"{gone}; the next build puts it there for nothing" if step.status == "cached" else gone


def _media(data: bytes) -> str | None:
    """The kind of picture that a browser may be given; None for anything else, SVG above all."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media for magic, media in _KINDS if data.startswith(magic)), None)
