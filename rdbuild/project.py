"""A manifest on this machine: its assets, their requests, its stores, and what is known of them.

Owns: bringing manifest, lock, tree, cache and ledger together into the `World` that a plan is made from.
Must not know: prices, the network, what is done with a plan.
Rule: opening one writes nothing; every store is touched only when somebody asks for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rdbuild import catalogue, chain, decisions, layout, lock, naming, plan, rebuild, request
from rdbuild.cache import Cache
from rdbuild.errors import InputFileError, LockFileError, ManifestError, StorageError
from rdbuild.inputs import Inputs, with_source
from rdbuild.ledger import Entry, Ledger
from rdbuild.memory import Memory
from rdbuild.model import BY_HAND, LOCAL, Asset, Json, Kept, Line, Manifest, Output, Problem, Receipt, Request, Step
from rdbuild.naming import INDEX
from rdbuild.outputs import IndexEntry, Journal, Tree, index_text
from rdbuild.pricing import amount_text

if TYPE_CHECKING:
    from rdbuild.catalogue import Catalogue, Style


NAMED = 3  # of many assets, how many a warning names


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works: the manifest, the API and the home folder, as absolute values.

    `typed` is the manifest as the user named it and `here` the current folder: how files are shown to people. What is
    shown `elsewhere` names no folder of this machine.
    """

    manifest: Path
    api: str  # a URL, or "local"
    home: Path
    output: Path | None = None
    allow_outside: bool = False
    typed: str | None = None
    here: Path | None = None
    elsewhere: bool = False

    def shown(self, file: str) -> str:
        """A file as people know it: as they typed it, or relative to the current folder if it is in there."""
        if self.typed is not None and Path(file) == self.manifest:
            return self.typed
        if self.here is not None and Path(file).is_relative_to(self.here):
            return str(Path(file).relative_to(self.here))
        return Path(file).name if self.elsewhere else file

    def told(self, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Problems with their files as people know them."""
        return tuple(
            one if one.mark is None else replace(one, mark=replace(one.mark, file=self.shown(one.mark.file)))
            for one in problems
        )

    @property
    def engine(self) -> str:
        """`local`, or the API's host with its port where that is not the scheme's own."""
        if self.api == LOCAL:
            return LOCAL
        parts = urlsplit(self.api)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        host = parts.hostname or ""
        return host if parts.port in (None, usual) else f"{host}:{parts.port}"


def read_manifest(place: Place, read: Callable[[str], bytes] | None = None) -> Manifest:
    """Read and check the manifest, its marks as it is on disk. Raises ManifestError, told for people."""
    from rdbuild import manifest as reader

    try:
        return reader.load(str(place.manifest), read or _read, catalogue.load(), place.allow_outside, shown=place.shown)
    except ManifestError as error:
        from rdbuild.findings import place as by_place  # a build with nothing to do reads no YAML

        # What is wrong with its pictures is told as well.
        edit = catalogue.load().edit
        limits = {ref: (edit.min_size, edit.max_size) for ref, sent in error.refs if sent.field == "edit"}
        inputs = Inputs(_read, place.shown, limits=limits)
        for ref, sent in error.refs:
            inputs.digest(ref, sent.mode, sent.flatten, sent.size, sent.fit)
        found = [one for one in inputs.problems if one.severity == "error"]
        problems = sorted((*error.problems, *found), key=lambda one: by_place(one, str(place.manifest)))
        raise ManifestError(place.told(problems)) from None


def check(place: Place) -> tuple[Manifest, tuple[Problem, ...]]:
    """Read and check the manifest and every file that it names. Gives what is wrong with the files, and all warnings.

    Raises ManifestError for a manifest that can't be read as one.
    """
    from rdbuild.findings import place as by_place

    manifest = read_manifest(place)
    styles = catalogue.load().extended(manifest.styles)
    inputs = _inputs(place, manifest, styles, lambda _, work_out: work_out())
    order = plan.in_order([part for asset in manifest.assets for part in chain.links(asset)])
    requests = _requests(order, styles, inputs)
    alike = [] if inputs.broken else _alike(manifest, requests)  # broken images are all one
    return manifest, place.told(sorted((*manifest.warnings, *inputs.problems, *alike), key=by_place))


def _alike(manifest: Manifest, requests: Mapping[str, Request]) -> list[Problem]:
    """A warning for each group of assets that are one picture, which is bought once: seldom what was meant."""
    groups: dict[str, list[Asset]] = {}
    for asset in manifest.assets:
        groups.setdefault(requests[asset.id].fingerprint, []).append(asset)
    found: list[Problem] = []
    alike = [group for group in groups.values() if len(group) > 1 and group[0].file is None]
    entries = Counter(group[0].entry for group in alike if len({asset.entry for asset in group}) == 1)
    for entry, count in entries.items():
        if count > 1:  # one slip of the entry's, however many pictures it makes of it
            members = [asset for group in alike if {asset.entry for asset in group} == {entry} for asset in group]
            found.append(_pictures_of(entry, members, count))
    for group in alike:
        if len({asset.entry for asset in group}) > 1 or entries[group[0].entry] == 1:
            names = [f"`{asset.id}`" for asset in group]
            shown = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
            one = requests[group[0].id]
            once = more = ""
            if one.formula_micro is not None:
                once = f" for {amount_text(one.formula_micro, one.unit)}"
                more = f", for {amount_text(one.formula_micro * (len(group) - 1), one.unit)} more"
            found.append(
                Problem(
                    "one-picture",
                    f"{len(names)} assets are one picture, bought once{once}: {shown}",
                    group[1].mark,
                    f"another `seed` for each makes them differ{more}"
                    if all(asset.seed is not None for asset in group)
                    else f'a `take` of its own makes each another{more}: `take: "{{n}}"` with a matrix, else `take: 2`',
                    severity="warning",
                    assets=tuple(asset.id for asset in group),
                )
            )
    return with_source(found, _read)


def _pictures_of(entry: str, members: Sequence[Asset], count: int) -> Problem:
    """The warning about an entry of which several assets are one picture, again and again."""
    return Problem(
        "one-picture",
        f"{len(members)} assets of `{entry}` are {count} pictures, each bought once: `{members[0].id}`,"
        f" `{members[1].id}` and others are the same",
        members[1].mark,
        "is each variable of the id in the prompt too? For takes of the same words make `take` of one that counts,"
        ' as in `take: "{n}"`',
        severity="warning",
    )


def _inputs(
    place: Place, manifest: Manifest, styles: Catalogue,
    remember: Callable[[tuple[str, ...], Callable[[], str]], str],
) -> Inputs:  # fmt: skip
    limits = (styles.edit.min_size, styles.edit.max_size)
    edited = {asset.edit: limits for asset in manifest.assets if asset.edit is not None}
    return Inputs(_read, place.shown, remember, edited)


@dataclass(frozen=True, slots=True)
class _Decided:
    """What people decided, as far as it shapes requests: takes by purchase, pictures kept and picked by asset."""

    takes: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, Kept] = field(default_factory=dict)
    picked: Mapping[str, int] = field(default_factory=dict)


def _requests(
    order: Sequence[Asset], styles: Catalogue, inputs: Inputs, decided: _Decided | None = None,
    plain: Mapping[str, Request] | None = None,
) -> dict[str, Request]:  # fmt: skip
    """The requests of all, upstream first; `plain` are those without decisions, to be made anew only where one tells.

    Where a picture is kept for a request it stands in its place, so that what is made from it is made from that.
    """
    decided = decided or _Decided()
    made: dict[str, Request] = {}
    sources: dict[str, tuple[Asset, Request]] = {}
    for asset in order:
        one = plain.get(asset.id) if plain is not None and asset.id not in decided.takes else None
        if one is not None and plain is not None:
            same = all(made[name] is plain[name] and name not in decided.picked for name in plan.needs(asset))
            one = one if same else None
        if one is None and asset.file is not None:
            one = request.by_hand(asset, inputs.picture(asset.file).sha256)
        elif one is None:
            one = request.make(asset, styles, sources, inputs.digest, decided.takes.get(asset.id))
        kept = decided.kept.get(asset.id)
        if kept is not None and kept.wanted == one.fingerprint:
            one = replace(one, fingerprint=kept.picture, kept=kept)
        made[asset.id] = one
        sources[asset.id] = (asset, one)
    return made


class Project:
    """One manifest, opened."""

    def __init__(self, place: Place, *, writes: bool = True, key: str | None = None) -> None:
        """Read and check the manifest. Raises ManifestError (also where the `key` is in it), InputFileError,
        LockFileError.
        """
        self.place = place
        self.writes = writes
        self.engine = place.engine
        self.memory = Memory(place.home, place.manifest, place.allow_outside, _read)
        if self.memory.manifest is None:
            self.memory.learn(read_manifest(place, self.memory.read))
        assert self.memory.manifest is not None
        if key:
            _refuse_leaks(place, self.memory.manifest, key)
        self.manifest: Manifest = replace(self.memory.manifest, warnings=place.told(self.memory.manifest.warnings))
        if place.output is not None:
            self.manifest = replace(self.manifest, output=str(place.output))
        self.catalogue = catalogue.load().extended(self.manifest.styles)
        self._arrange(self.manifest)
        self.lock_path = lock.path_beside(place.manifest, local=False)
        self.local_path = lock.path_beside(place.manifest, local=True)
        stored, local = self._lines(self.lock_path), self._lines(self.local_path)
        self.stored, self.stored_local = stored, local
        self.inputs = _inputs(place, self.manifest, self.catalogue, self.memory.pixels)
        self._identify(stored, local)
        if self.inputs.broken:
            raise ManifestError(place.told(self.inputs.problems))
        more = place.told((*self.inputs.problems, *_alike(self.manifest, self.requests)))
        self.manifest = replace(self.manifest, warnings=(*self.manifest.warnings, *more))
        root = Path(self.manifest.output)
        if root.exists() and not root.is_dir():
            raise InputFileError(
                f"the output folder `{place.shown(str(root))}` is a file",
                "name another `output`, or move the file away",
            )
        self.journal = Journal(place.home, root)
        self.tree = Tree(root, self.journal)
        self.cache = Cache(place.home / "cache")
        self._hashes: dict[str, str | None] = {}
        self._entries: dict[str, Entry | None] = {}
        self._without: set[tuple[str, str]] = set()
        self.guests: list[str] = []  # what the index lists that is not ours
        self.notices: list[Problem] = []  # what befell the stores that people should hear of
        self.seen = 0  # the ledger's position when the plan looked at it

    def _lines(self, path: Path) -> Mapping[str, Line]:
        """A lock file's lines. Raises LockFileError, told for people."""
        try:
            return lock.read(path).lines
        except LockFileError as error:
            if error.problem is not None:
                (error.problem,) = self.place.told([error.problem])
            error.message = error.message.replace(f"`{path}`", f"`{self.place.shown(str(path))}`")
            raise

    @cached_property
    def outputs(self) -> dict[str, tuple[str, ...]]:
        """The files of each asset, relative to the output folder."""
        return {asset.id: naming.output_paths(asset, self.style(asset)) for asset in self.manifest.assets}

    @cached_property
    def planned(self) -> frozenset[str]:
        """Every path that some asset of the manifest makes."""
        return frozenset(path for paths in self.outputs.values() for path in paths)

    def style(self, asset: Asset) -> Style:
        """The catalogue's row for an asset."""
        if asset.edit is not None:
            return self.catalogue.edit
        found = self.catalogue.get(asset.prompt_style) if asset.prompt_style is not None else self.catalogue.absent()
        assert found is not None, asset.prompt_style  # the manifest checked it
        return found

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, made if there is none; a copy in memory for a command that writes nothing.

        One without a history is made anew from the receipts, so that caps still count what was spent.
        """
        ledger = Ledger(self.place.home, copy=not self.writes)
        try:
            if not ledger.position():
                self.notices += rebuild.restore(ledger, self._provable)
        except StorageError:
            ledger.close()
            raise
        return ledger

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger, or one that can be made from receipts: it is opened for nothing less."""
        return Ledger.exists(self.place.home) or bool(self._provable)

    @cached_property
    def _provable(self) -> list[Receipt]:
        return rebuild.provable(self.cache.receipts())

    def close(self) -> None:
        if "ledger" in self.__dict__:
            self.ledger.close()

    # -- requests

    def _identify(self, stored: Mapping[str, Line], local: Mapping[str, Line]) -> None:
        """Make the requests, and find the lines of renamed assets.

        An asset is known under any id by its base as if nobody had decided on a take: decisions go along with a rename,
        and must not be what it is known by.
        """
        self._plain = _requests(self.order, self.catalogue, self.inputs)
        self._stated = self.manifest  # as it is without decisions
        self.bases = {asset.id: self._plain[asset.id].base for asset in self.manifest.assets}
        self.paid, self.moved, self.displaced = lock.carry_over(stored, self.bases.items())
        self.local, self.moved_local, self.displaced_local = lock.carry_over(local, self.bases.items())
        self.follow(self.paid)

    def follow(self, lines: Mapping[str, Line], dropped: Container[str] = ()) -> None:
        """Let assets and requests be as people decided in these lines; but for the pictures `dropped` that are kept."""
        self.paid = lines
        stated = {asset.id: asset for asset in self._stated.assets}
        self.picked = decisions.picks(lines, stated)
        self.takes = decisions.takes(lines, stated)
        kept = {name: one for name, line in lines.items() if (one := decisions.kept(line)) and name not in dropped}
        if self.picked or self.manifest is not self._stated:
            picked = (replace(one, pick=self.picked.get(one.id, one.pick)) for one in self._stated.assets)
            self._arrange(replace(self.manifest, assets=tuple(picked)))
        if self.takes or kept or self.picked:
            decided = _Decided(self.takes, kept, self.picked)
            self.requests = _requests(self.order, self.catalogue, self.inputs, decided, self._plain)
        else:
            self.requests = self._plain

    def _arrange(self, manifest: Manifest) -> None:
        """The manifest's assets by id, the purchases of each, and the order of all."""
        self.manifest = manifest
        self.assets = {asset.id: asset for asset in manifest.assets}
        self.links = {asset.id: chain.links(asset) for asset in manifest.assets}
        self.order = plan.in_order([part for parts in self.links.values() for part in parts])
        for known in ("outputs", "planned"):
            self.__dict__.pop(known, None)

    def orphans(self) -> list[str]:
        """The files that are there of assets that are gone, or were renamed."""
        found: set[str] = set()
        for lines in (self.stored, self.stored_local):
            for name, line in lines.items():
                found.update(line.was if name in self.assets else [out.path for out in line.outputs])
        return sorted(path for path in found - self.planned if self.file_hash(path) is not None)

    def shape(self, asset: str) -> Mapping[str, Json]:
        """What shapes the picture that an asset is asked for, as its lock line remembers it."""
        from rdbuild import shape

        return shape.of(self.links[asset], self.requests)

    def at_take(self, part: str, take: int) -> Request:
        """The request of an asset, or of a step of a chain, as another take of it would be."""
        asset = self._part(part)
        sources = {name: (self._part(name), self.requests[name]) for name in plan.needs(asset)}
        return request.make(asset, self.catalogue, sources, self.inputs.digest, take)

    def _part(self, name: str) -> Asset:
        return next(one for one in self.links[name.partition("#")[0]] if one.id == name)

    def input_png(self, one: Request, index: int, upstream: bytes | None) -> bytes:
        """The PNG that is sent for input `index` of a request. Raises InputFileError if the file is another by now."""
        from rdbuild import images

        wanted = one.inputs[index]
        if upstream is not None:
            png = images.prepare(upstream, wanted.mode, wanted.flatten, wanted.size, wanted.fit)
            return self._editable(png) if wanted.field == "edit" else png
        asset = next(asset for asset in self.order if asset.id == one.asset)
        ref = next(ref for ref in asset.refs if ref.file == wanted.file)
        return self.inputs.png(ref, wanted.mode, wanted.flatten, wanted.size, wanted.fit, wanted.pixels)

    def _editable(self, png: bytes) -> bytes:
        """A picture whose size could not be told before it came, held against what the edit endpoint takes."""
        from rdbuild import images

        _, width, height, *_ = images.measure(png)
        least, most = self.catalogue.edit.min_size, self.catalogue.edit.max_size
        if not (least[0] <= width <= most[0] and least[1] <= height <= most[1]):
            raise InputFileError(
                f"the picture to edit is {width}x{height}, and an edit takes {least[0]}x{least[1]} to"
                f" {most[0]}x{most[1]}"
            )
        return png

    # -- what is known

    def world(self) -> plan.World:
        return plan.World(
            engine=self.engine,
            paid=with_pictures(self.paid),
            local=with_pictures(self.local),
            receipt=self.receipt,
            bought=self.bought,
            bases=self.bases,
            purchase=self.purchase,
            file_hash=self.file_hash,
            ours=self.ours,
            accepted=decisions.accepted(self.paid, self.engine)
            | {picture for _, picture in decisions.pictures(self.paid.values())},
            displaced=(*self.displaced.values(), *self.displaced_local.values()),
        )

    def ours(self, sha256: str) -> bool:
        """Whether rdbuild made these bytes on this machine. What people made is ours where a lock line has it alone."""
        return self.journal.has(sha256) or (self.cache.known_hash(sha256) and not self.cache.made_by_hand(sha256))

    def decide(self, chosen: Sequence[Asset], *, rebuy: bool, force: bool) -> list[Step]:
        """One unpriced step for each chosen asset, upstream first.

        A picture that was kept and is nowhere any more can't be bought: what is bought in its place, if somebody says
        so, is what the asset is asked for; of placeholders nobody needs to say it.
        """
        names = {asset.id for asset in chosen}
        steps = self._decided(names, rebuy=False, force=force)
        if not rebuy and self.engine != LOCAL:
            return steps
        gone = {step.asset.owner for step in steps if step.request.kept is not None and step.code == "lost"}
        if gone:
            self.follow(self.paid, gone)
        return self._decided(names, rebuy=rebuy, force=force) if gone or rebuy else steps

    def _decided(self, names: Container[str], *, rebuy: bool, force: bool) -> list[Step]:
        order = [asset for asset in self.order if asset.owner in names]
        return plan.decide(order, self.requests, self.outputs, self.world(), rebuy=rebuy, force=force)

    def receipt(self, engine: str, fingerprint: str, wanted: Sequence[int]) -> Receipt | None:
        """The receipt whose pictures of the numbers `wanted` are really here. An unusable one counts as it is."""
        if engine == BY_HAND and fingerprint in self.handmade:
            return self.handmade[fingerprint][0]
        self.purchase(fingerprint)  # first, or what another build buys meanwhile would be in the ledger and not here
        found: Receipt | None = None
        for found in self.cache.history(engine, fingerprint):
            if found.unusable is not None or all(self.cache.has_image(found, image) for image in wanted):
                return found
        if found is None:
            self._without.add((engine, fingerprint))  # no need to look again whether there is one at all
        return None

    @cached_property
    def handmade(self) -> dict[str, tuple[Receipt, str]]:
        """What people made, by fingerprint: a receipt as of a delivery that cost nothing, and the file."""
        found = {}
        for asset in self.manifest.assets:
            if asset.file is not None:
                made = self.requests[asset.id]
                one = Receipt(
                    BY_HAND, made.fingerprint, made.base, (self.inputs.picture(asset.file),), 0, "balance", asset.id,
                    "", None, None, None, "", attempt=0, project=self.manifest.project,
                )  # fmt: skip
                found[made.fingerprint] = (one, str(asset.file.file))
        return found

    def take_in(self, steps: Sequence[Step]) -> None:
        """Bring the pictures that people made, and that are to be published, into the cache. Raises StorageError, and
        InputFileError where one is another by now."""
        for step in steps:
            if step.asset.file is None or step.status != "cached":
                continue
            receipt, path = self.handmade[step.request.fingerprint]
            if self.cache.receipt(BY_HAND, receipt.fingerprint) is None or not self.cache.has_image(receipt, 1):
                if self.cache.put_blob(self.inputs.data(step.asset.file)) != receipt.pictures[0].sha256:
                    raise InputFileError(f"`{self.place.shown(path)}` was changed while the build ran", "build again")
                self.cache.put_receipt(receipt)

    def bought(self, engine: str, fingerprint: str) -> bool:
        """Whether a receipt says that this was bought, wherever its pictures are."""
        if (engine, fingerprint) in self._without:
            return False
        return any(found.unusable is None for found in self.cache.history(engine, fingerprint))

    def delivered(self, engine: str, fingerprint: str, attempt: int) -> tuple[int, bool] | None:
        """What the ledger needs to settle a purchase from its receipt: (cost, usable) of that attempt."""
        for found in self.cache.history(engine, fingerprint):
            if found.attempt == attempt:
                return found.cost_micro, found.unusable is None
        return None

    def purchase(self, fingerprint: str) -> Entry | None:
        if fingerprint not in self._entries:
            if not self.has_ledger:
                return None
            wanted = {fingerprint}
            if not self._entries:  # all that is asked for in one look
                wanted |= {one.fingerprint for one in self.requests.values()}
                self.seen = self.ledger.position()
            states = self.ledger.states(self.engine, wanted)
            self._entries.update({name: states.get(name) for name in wanted})
        return self._entries.get(fingerprint)

    def forget(self) -> None:
        """Look at tree and ledger anew from here on."""
        self._hashes.clear()
        self._entries.clear()
        self._without.clear()

    def file_hash(self, path: str) -> str | None:
        if path not in self._hashes:
            self._hashes[path] = self.tree.state(path)
        return self._hashes[path]

    # -- what is written at the end

    def wanted(self, lock_path: Path) -> set[tuple[str, str]] | None:
        """What the manifest asks of this engine, for the lock file that it goes to; None for the other one."""
        if lock_path != (self.local_path if self.engine == LOCAL else self.lock_path):
            return None
        named = {(self.engine, name) for one in self.requests.values() for name in (one.fingerprint, one.worded)}
        return named | decisions.pictures(self.paid.values())

    def note(self, lock_path: Path | None = None) -> None:
        """Have `cache gc` know of a lock file, and of what is wanted beside it, where it has nothing else to say."""
        path = lock_path or (self.local_path if self.engine == LOCAL else self.lock_path)
        with suppress(StorageError):
            lock.update(path, {}, self.place.home, self.manifest.project, self.wanted(path))

    def index(self, paid: Mapping[str, Line], local: Mapping[str, Line], selected: Container[str] | None = None) -> str:
        """The text of `assets.json` for these lines; what is not selected stays in it as it is."""
        entries = {}
        paid, local = with_pictures(paid), with_pictures(local)
        for asset in self.manifest.assets:
            line = paid.get(asset.id)
            placeholder = local.get(asset.id)
            if placeholder is not None and (line is None or not self._in_place(line)):
                line = placeholder
            if line is not None:
                entries[asset.id] = self.entry(asset, line)
        raw = self.tree.read(INDEX) or b""
        if selected is None and raw == (text := index_text(entries.values())).encode():
            return text  # nothing in it is anybody else's
        there = index_entries(raw)
        if selected is not None:
            kept = [one for one in there if one.id not in selected]
        else:
            kept = [one for one in there if self._is_strange(one)]
            self.guests = [one.id for one in kept]
        return index_text({**entries, **{one.id: one for one in kept}}.values())

    def _is_strange(self, entry: IndexEntry) -> bool:
        """Whether an entry is no business of this manifest, and has files: of another one that writes here."""
        if entry.id in self.assets:
            return False
        lines = {**self.stored_local, **self.stored, **self.local, **self.paid}
        if entry.id in lines:
            return False
        ours = {path for line in lines.values() for path in (*line.was, *(out.path for out in line.outputs))}
        return any(file.path not in ours and self.tree.state(file.path) is not None for file in entry.files)

    def entry(self, asset: Asset, line: Line) -> IndexEntry:
        """What `assets.json` says of the asset for the pictures of a line."""
        if line.style != asset.prompt_style:  # an older picture: what is said of the new one does not hold for it
            return IndexEntry(asset.id, line.outputs, asset.tags)
        said = self.described(asset, line.outputs)
        return IndexEntry(asset.id, line.outputs, asset.tags, said.more, said.files)

    def described(self, asset: Asset, outputs: Sequence[Output]) -> layout.Described:
        """Where the frames and tiles of an asset's pictures are. An edited sheet is cut as the sheet that it was."""
        drawn, said = self.assets[asset.owner], dict(asset.layout)
        while drawn.edit is not None and drawn.edit.asset is not None:
            drawn = self.assets[drawn.edit.asset]
            said = {**drawn.layout, **said}
        count = asset.num_images
        return layout.describe(replace(drawn, layout=said, num_images=count), self.style(drawn), outputs)

    def _in_place(self, line: Line) -> bool:
        return all(self.tree.state(output.path) == output.sha256 for output in line.outputs)


def with_pictures(lines: Mapping[str, Line]) -> dict[str, Line]:
    """The lines that stand for a picture; others only hold what people decided."""
    return {name: line for name, line in lines.items() if line.fingerprint}


def _refuse_leaks(place: Place, manifest: Manifest, key: str) -> None:
    """Raise ManifestError where the key would be sent in a request, and written into files that are committed."""
    from rdbuild.secret import leaks

    found = leaks(manifest, key, _read)
    if found:
        raise ManifestError(place.told(found))


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def index_entries(data: bytes) -> list[IndexEntry]:
    """The entries of an `assets.json` as it is; none where it can't be read as ours."""
    try:
        assets = json.loads(data)["assets"].items()
        return [
            IndexEntry(
                name,
                tuple(Output(file["path"], "", file["width"], file["height"]) for file in entry["files"]),
                tuple(entry["tags"]),
                {key: value for key, value in entry.items() if key not in ("files", "tags")},
                {
                    file["path"]: {key: value for key, value in file.items() if key not in ("path", "width", "height")}
                    for file in entry["files"]
                },
            )
            for name, entry in assets
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
