"""A manifest on this machine: its assets, their requests, its stores, and what is known of them.

Owns: bringing manifest, lock, tree, cache and ledger together into the `World` that a plan is made from.
Must not know: prices, the network, what is done with a plan.
Rule: opening one writes nothing; every store is touched only when somebody asks for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from rdbuild import catalogue, lock, naming, plan, request
from rdbuild.cache import Cache
from rdbuild.errors import InputFileError
from rdbuild.ledger import Entry, Ledger
from rdbuild.memory import Memory
from rdbuild.model import LOCAL, Asset, ImageRef, Line, Manifest, Output, Receipt, Request, Step
from rdbuild.outputs import IndexEntry, Journal, Tree, index_text


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command works: the manifest, the API and the home folder, as absolute values."""

    manifest: Path
    api: str  # a URL, or "local"
    home: Path
    output: Path | None = None
    allow_outside: bool = False

    @property
    def engine(self) -> str:
        """`local`, or the API's host with its port where that is not the scheme's own."""
        if self.api == LOCAL:
            return LOCAL
        parts = urlsplit(self.api)
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        host = parts.hostname or ""
        return host if parts.port in (None, usual) else f"{host}:{parts.port}"


class Project:
    """One manifest, opened."""

    def __init__(self, place: Place) -> None:
        """Read and check the manifest. Raises ManifestError, InputFileError, LockFileError."""
        self.place = place
        self.engine = place.engine
        self.memory = Memory(place.home, place.manifest, place.allow_outside, _read)
        if self.memory.manifest is None:
            from rdbuild import manifest as reader

            self.memory.learn(reader.load(str(place.manifest), _read, catalogue.load(), place.allow_outside))
        assert self.memory.manifest is not None
        self.manifest: Manifest = self.memory.manifest
        if place.output is not None:
            self.manifest = replace(self.manifest, output=str(place.output))
        self.order = plan.in_order(self.manifest.assets)
        self.lock_path = lock.path_beside(place.manifest, local=False)
        self.local_path = lock.path_beside(place.manifest, local=True)
        stored = lock.read(self.lock_path).lines
        local = lock.read(self.local_path).lines
        self.stored, self.stored_local = stored, local
        self.requests = self._requests()
        bases = [(asset.id, self.requests[asset.id].base) for asset in self.manifest.assets]
        self.paid, self.moved = lock.carry_over(stored, bases)
        self.local, self.moved_local = lock.carry_over(local, bases)
        root = Path(self.manifest.output)
        self.journal = Journal(place.home, root)
        self.tree = Tree(root, self.journal)
        self.cache = Cache(place.home / "cache")
        self._hashes: dict[str, str | None] = {}
        self._entries: dict[str, Entry | None] = {}

    @cached_property
    def outputs(self) -> dict[str, tuple[str, ...]]:
        """The files of each asset, relative to the output folder."""
        styles = catalogue.load()
        return {
            asset.id: naming.output_paths(
                asset,
                styles.absent() if asset.prompt_style is None else styles.get(asset.prompt_style) or styles.absent(),
            )
            for asset in self.manifest.assets
        }

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger, made if there is none. Only for what may write."""
        return Ledger(self.place.home)

    def close(self) -> None:
        if "ledger" in self.__dict__:
            self.ledger.close()

    # -- requests

    def _requests(self) -> dict[str, Request]:
        styles = catalogue.load()
        made: dict[str, Request] = {}
        sources: dict[str, tuple[Asset, Request]] = {}
        for asset in self.order:
            made[asset.id] = request.make(asset, styles, sources, self._pixels)
            sources[asset.id] = (asset, made[asset.id])
        return made

    def _pixels(self, ref: ImageRef, mode: str, flatten: str, size: tuple[int, int] | None) -> str:
        data = _input(ref)
        key = (hashlib.sha256(data).hexdigest(), mode, flatten if mode == "RGB" else "", str(size))

        def work_out() -> str:
            from rdbuild import images

            return images.pixel_digest(_prepared(ref, data, mode, flatten, size))

        return self.memory.pixels(key, work_out)

    def input_png(self, one: Request, index: int, upstream: bytes | None) -> bytes:
        """The PNG that is sent for input `index` of a request. Raises InputFileError if the file is another by now."""
        from rdbuild import images

        wanted = one.inputs[index]
        if upstream is not None:
            return images.prepare(upstream, wanted.mode, wanted.flatten, wanted.size)
        asset = next(asset for asset in self.manifest.assets if asset.id == one.asset)
        ref = ImageRef(asset.mark, file=wanted.file)
        png = _prepared(ref, _input(ref), wanted.mode, wanted.flatten, wanted.size)
        if images.pixel_digest(png) != wanted.pixels:
            raise InputFileError(f"`{wanted.file}` was changed while the build ran", "build again")
        return png

    # -- what is known

    def world(self) -> plan.World:
        return plan.World(
            engine=self.engine,
            paid=self.paid,
            local=self.local,
            receipt=self.receipt,
            purchase=self.purchase,
            file_hash=self.file_hash,
            ours=lambda sha256: self.journal.has(sha256) or self.cache.known_hash(sha256),
        )

    def decide(self, chosen: Sequence[Asset], *, rebuy: bool, force: bool) -> list[Step]:
        """One unpriced step for each chosen asset, upstream first."""
        names = {asset.id for asset in chosen}
        order = [asset for asset in self.order if asset.id in names]
        return plan.decide(order, self.requests, self.outputs, self.world(), rebuy=rebuy, force=force)

    def receipt(self, engine: str, fingerprint: str) -> Receipt | None:
        """The receipt of a picture that is really here: every blob is in the cache. An unusable one counts as it is."""
        for found in self.cache.history(engine, fingerprint):
            if found.unusable is not None or all(self.cache.has_blob(one.sha256) for one in found.pictures):
                return found
        return None

    def delivered(self, engine: str, fingerprint: str, attempt: int) -> tuple[int, bool] | None:
        """What the ledger needs to settle a purchase from its receipt: (cost, usable) of that attempt."""
        for found in self.cache.history(engine, fingerprint):
            if found.attempt == attempt:
                return found.cost_micro, found.unusable is None
        return None

    def purchase(self, fingerprint: str) -> Entry | None:
        if fingerprint not in self._entries:
            if not Ledger.exists(self.place.home):
                return None
            wanted = {one.fingerprint for one in self.requests.values()}
            states = self.ledger.states(self.engine, wanted)
            self._entries = {name: states.get(name) for name in wanted}
        return self._entries.get(fingerprint)

    def forget(self) -> None:
        """Look at tree and ledger anew from here on."""
        self._hashes.clear()
        self._entries.clear()

    def file_hash(self, path: str) -> str | None:
        if path not in self._hashes:
            self._hashes[path] = self.tree.state(path)
        return self._hashes[path]

    # -- what is written at the end

    def index(self, paid: dict[str, Line], local: dict[str, Line]) -> str:
        """The text of `assets.json` for these lines: a placeholder's line only where nothing was bought."""
        entries = []
        for asset in self.manifest.assets:
            line = local.get(asset.id) or paid.get(asset.id)
            if line is not None:
                files: tuple[Output, ...] = line.outputs
                entries.append(IndexEntry(asset.id, files, asset.tags))
        return index_text(entries)


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def _input(ref: ImageRef) -> bytes:
    assert ref.file is not None
    try:
        return Path(ref.file).read_bytes()
    except OSError as error:
        raise InputFileError(
            f"{ref.mark.file}:{ref.mark.line}: the input image `{ref.file}` can't be read: {error.strerror}",
            "put the file there, or correct its path in the manifest",
        ) from error


def _prepared(ref: ImageRef, data: bytes, mode: str, flatten: str, size: tuple[int, int] | None) -> bytes:
    from rdbuild import images

    try:
        return images.prepare(data, "RGB" if mode == "RGB" else "RGBA", flatten, size)
    except InputFileError as error:
        raise InputFileError(
            f"{ref.mark.file}:{ref.mark.line}: the input image `{ref.file}` can't be used: {error.message}", error.hint
        ) from error
