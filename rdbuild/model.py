"""The values that cross a module border.

Owns: their names, fields and units.
Must not know: how any of them is made, stored or shown.
Rule: frozen, no behaviour beyond trivial properties; money is integer micro-units (1 dollar or 1 credit = 1_000_000).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Json = Any  # what json.loads can give, with Decimal for fractions
Unit = Literal["balance", "credits"]
Severity = Literal["error", "warning"]
FitRule = Literal["pad", "shrink", "none"]
Endpoint = Literal["inferences", "edit"]
Media = Literal["png", "gif", "other"]
Status = Literal["new", "changed", "cached", "pending", "current", "blocked"]
LOCAL = "local"  # the engine name of the embedded API
TAKEN = "a file that somebody made"
BY_HAND = "hand"  # the engine name of pictures that people made, whichever API there is


# -- text and problems


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text file. `line` and `column` count from 1; `length` is how much a caret line underlines."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in an input, ready to be shown. `source` is the text of the marked line.

    `assets` are the ids of those that it came out in, where it did so in any; the message names the first few.
    """

    code: str
    message: str
    mark: Mark | None = None
    hint: str | None = None
    source: str | None = None
    severity: Severity = "error"
    assets: tuple[str, ...] = ()


# -- the manifest


@dataclass(frozen=True, slots=True)
class ImageRef:
    """An input image as the manifest names it: a file (absolute path) or another asset, never both.

    `image` (from 1) picks one of that asset's pictures; None means its `pick`, else its first.
    """

    mark: Mark
    file: str | None = None
    asset: str | None = None
    image: int | None = None
    number: Mark | None = None  # where `image` is written


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset after expansion: templates filled in, presets and defaults applied, checked against the catalogue."""

    id: str
    mark: Mark  # the entry's key in the manifest
    entry: str  # the entry's key as written, before expansion
    prompt: str  # finished: prompt_template applied
    prompt_style: str | None  # canonical id; None: not sent
    width: int
    height: int
    num_images: int = 1
    params: Mapping[str, Json] = field(default_factory=dict)
    """Further API parameters under their API names, as the manifest states them: remove_bg, tile_x, tile_y,
    strength (Decimal), extra_prompt, return_spritesheet, return_pre_palette, return_non_bg_removed,
    bypass_prompt_expansion, upscale_output_factor (int, or None: sent as null). Absent keys are absent here."""
    api: Mapping[str, Json] = field(default_factory=dict)  # `api:` pass-through, sent as it is
    seed: int | None = None
    take: int | None = None  # None: not stated in the manifest
    pick: int | None = None
    input_image: ImageRef | None = None
    extra_input_image: ImageRef | None = None
    reference_images: tuple[ImageRef, ...] = ()
    palette: tuple[str, ...] | None = None  # ordered, distinct, "#rrggbb" in lower case
    flatten: str = "#ffffff"
    fit: FitRule | None = None  # how an input gets the request's size, where the style needs it; None: as it can
    tags: tuple[str, ...] = ()
    edit: ImageRef | None = None  # the picture that /v1/edit changes; no style, size or parameters then
    prompts: tuple[str, ...] = ()  # of an edit: its steps, each on the result of the one before; else empty
    layout: Mapping[str, Json] = field(default_factory=dict)  # what `layout:` says beside the style's own sheet
    stated: Mapping[str, Mark] = field(default_factory=dict)  # where `seed`, `take` and `pick` are written
    file: ImageRef | None = None  # a picture made by hand: it is published as it is, and nothing is ever bought
    priority: int = 0  # with `--fit`, higher ones are bought first
    row: Mark | None = None  # of a table: the cell that its id is from, or the row where that are several

    @property
    def refs(self) -> tuple[ImageRef, ...]:
        """Every image that it is made from."""
        single = (self.input_image, self.extra_input_image, self.edit)
        return (*(ref for ref in single if ref is not None), *self.reference_images)

    @property
    def owner(self) -> str:
        """The asset that a step of an edit chain (`ID#n`) belongs to; of any other asset its own id."""
        return self.id.partition("#")[0]

    @property
    def step_name(self) -> str:
        """A hidden step, as people know it."""
        return f"step {self.id.partition('#')[2]} (`{self.prompt}`)"

    @property
    def hidden(self) -> bool:
        """A step of an edit chain before its last: bought and cached, never published."""
        return "#" in self.id


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked and expanded manifest. Paths are absolute."""

    path: str
    project: str
    output: str
    budget: Mapping[str, Decimal]  # any of build, day, month, credits
    assets: tuple[Asset, ...]  # in the manifest's order
    warnings: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()  # every further text file or palette it was made from
    globs: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """The patterns of `include`: (folder, pattern) -> the files that each meant, as `folder.glob` has them."""
    styles: tuple[Mapping[str, Json], ...] = ()  # catalogue rows that the manifest declares, as in styles.json


# -- requests and pictures


@dataclass(frozen=True, slots=True)
class Input:
    """One image of a request: a file with the digest of its pixels as sent, or an upstream asset by fingerprint."""

    field: str  # input_image, extra_input_image, reference_images, edit
    mode: Literal["RGB", "RGBA"]
    flatten: str
    size: tuple[int, int] | None = None  # the size it is fitted to; None: its own
    fit: FitRule | None = None
    file: str | None = None
    pixels: str | None = None  # sha256 of mode, size and raw pixels as sent
    asset: str | None = None
    fingerprint: str | None = None
    image: int | None = None  # from 1, of the upstream's pictures


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision: for the request of the fingerprint `wanted`, the picture there is (by its own) is the one."""

    wanted: str
    picture: str
    engine: str  # where that picture was made


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be bought for an asset: the one thing with a fingerprint.

    `fields` is the JSON body without images and without `async`/`check_cost`; `price_class` names all requests
    that cost the same; `formula_micro` is the documented price, None where none is published. Where a person keeps
    another picture for it, `fingerprint` is that picture's, and it is never bought under that.
    """

    asset: str
    base: str
    fingerprint: str
    take: int
    seed: int | None
    fields: Mapping[str, Json]
    inputs: tuple[Input, ...]
    palette: tuple[str, ...] | None
    price_class: str
    formula_micro: int | None
    unit: Unit
    expected: int  # pictures asked for; extras may follow
    sizes: tuple[tuple[int, int], ...]  # sizes (w, h in pixels) that a usable picture may have; empty: any
    requires: frozenset[str] = frozenset()  # names of the image inputs a quote must have a stand-in for
    endpoint: Endpoint = "inferences"
    extras: tuple[str, ...] = ()  # roles of the pictures that were asked for beside: pre_palette, with_bg
    kept: Kept | None = None

    @property
    def worded(self) -> str:
        """Its fingerprint by what the manifest says, whichever picture is kept for it."""
        return self.kept.wanted if self.kept is not None else self.fingerprint


@dataclass(frozen=True, slots=True)
class Picture:
    """One delivered picture: a blob in the cache.

    Pictures asked for come first in a receipt; then extras, which have a `role`: pre_palette, with_bg, or extra where
    nothing tells. `of` is the picture (from 1) that an extra belongs to, 0 where it is one for all.
    """

    sha256: str
    media: Media
    width: int
    height: int
    role: str = ""
    of: int = 0
    durations: tuple[int, ...] = ()  # of an animation's frames, ms


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was delivered for a fingerprint by an engine, and what it cost. Kept in the cache beside the blobs.

    `usable` is None for a good delivery, else the reason why it can't be published.
    """

    engine: str
    fingerprint: str
    base: str
    pictures: tuple[Picture, ...]
    cost_micro: int
    unit: Unit
    asset: str
    prompt: str
    style: str | None
    seed: int | None
    model: str | None
    created_at: str  # ISO 8601, UTC
    unusable: str | None = None
    accepted: str | None = None  # why it was unusable, until a person took it as it is; TAKEN of a file in the tree
    expected: int = 1  # pictures asked for; those after it are extras
    attempt: int = 1  # the ledger's attempt that paid for it
    project: str = ""  # whose money it was; empty in receipts of before this field, and of other machines
    dropped: bool = False  # `cache gc` took its pictures away; what it cost stays known
    shape: Mapping[str, Json] = field(default_factory=dict)  # of a picture that was kept, as its lock line had it


# -- the tree


@dataclass(frozen=True, slots=True)
class Output:
    """One published file. `path` is relative to the output folder, with `/`."""

    path: str
    sha256: str
    width: int
    height: int
    image: int = 1  # which of the delivery's pictures it is, from 1
    durations: tuple[int, ...] = ()  # of an animation's frames, ms
    role: str = ""  # of an extra, and the picture that it belongs to: see Picture
    of: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """One step of an edit chain, as the lock remembers it."""

    fingerprint: str
    prompt: str
    cost_micro: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """An asset's line in the lock file."""

    id: str
    base: str
    fingerprint: str
    engine: str
    outputs: tuple[Output, ...]
    cost_micro: int = 0
    unit: Unit = "balance"
    prompt: str = ""
    style: str | None = None
    seed: int | None = None
    model: str | None = None
    shape: Mapping[str, Json] = field(default_factory=dict)  # what else shaped the picture; empty: nobody knows
    was: tuple[str, ...] = ()
    steps: tuple[Link, ...] = ()  # of an edit chain, first to last
    also: tuple[str, ...] = ()  # fingerprints of pictures that were bought for it too, and that it does not have
    decided: Mapping[str, Json] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)  # keys that this version does not know, kept as they are

    @property
    def bought(self) -> tuple[str, ...]:
        """Every fingerprint that it says was bought: of its picture, of the steps to it, and what else."""
        return tuple(one for one in (self.fingerprint, *(link.fingerprint for link in self.steps), *self.also) if one)


# -- plan


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which a picture that is there differs from what the manifest asks for now, as people read it."""

    field: str  # by its manifest key where it has one: prompt, width, input_palette, …
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a build would do about one asset, and why. `cost_micro` is what this build would pay."""

    asset: Asset
    request: Request
    status: Status
    reason: str
    outputs: tuple[str, ...]  # paths relative to the output folder
    code: str | None = None  # of a blocked one
    cost_micro: int = 0
    cost_source: Literal["api", "formula", "none"] = "none"
    price_micro: int | None = None  # what buying it costs, whether or not this build would pay
    needs: tuple[str, ...] = ()  # ids of the assets it is made from
    source_engine: str | None = None  # where a cached picture was made
    rebuys: bool = False  # bought before and lost, and a person said to pay again
    changes: tuple[Change, ...] = ()  # of a `changed` one, what is another by now, as far as anybody knows
    left: bool = False  # to be bought, and not by this build: `--fit` left it for next time


@dataclass(frozen=True, slots=True)
class Plan:
    steps: tuple[Step, ...]  # upstream before downstream
    requests: int  # paid requests, equal fingerprints counted once
    cost_micro: int
    credits_micro: int
    notes: tuple[Problem, ...] = ()


# -- what happened to an asset in a build


@dataclass(frozen=True, slots=True)
class Made:
    """Bought in this build, or (`recovered`) collected from an earlier one's task."""

    receipt: Receipt
    recovered: bool = False


@dataclass(frozen=True, slots=True)
class Reused:
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Failed:
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Blocked:
    code: str  # unknown, unusable, lost, edited, foreign, upstream
    message: str


CURRENT = "current"  # why an asset was skipped that has its picture
LEFT = "left for next time"  # why one that the money does not reach is


@dataclass(frozen=True, slots=True)
class Skipped:
    because: str
    left: bool = False  # by `--fit`, for next time


Outcome = Made | Reused | Failed | Blocked | Skipped


# -- what happens while it builds


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened, `ago` seconds before it is told. `micro` is money, where the kind has any.

    A purchase is queued, held (and sent), perhaps accepted as a task, delivered, and settled; or freed, and perhaps
    tried again. A task of an earlier build is collected instead, and recovered. At the end its asset is finished.
    """

    kind: Literal[
        "begun", "waiting", "quoting", "quoted", "queued", "held", "accepted", "collecting", "delivered", "settled",
        "recovered", "freed", "refunded", "unknown", "retry", "finished", "stopping",
    ]  # fmt: skip
    asset: str = ""
    micro: int = 0
    unit: Unit = "balance"
    text: str = ""  # for people
    outcome: Outcome | None = None
    ago: float = 0.0
    attempt: int = 0  # how often this build has tried to buy it by now
    facts: Mapping[str, Json] = field(default_factory=dict)  # what else there is to know of it
    seconds: Mapping[str, float] = field(default_factory=dict)  # how long it was in each phase; see `timing`
