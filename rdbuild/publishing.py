"""From a delivery to the files of an asset: names, bytes, its line in the lock, and what goes.

Owns: which picture becomes which file, what an asset no longer makes, and what is to be said of the files.
Must not know: money, the network.
Rule: published files are the delivered bytes; a bought file is never replaced by a placeholder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from rdbuild import decisions, salvage
from rdbuild.cache import Cache
from rdbuild.errors import FileInTheWay, StorageError
from rdbuild.extras import UNNAMED
from rdbuild.layout import Described
from rdbuild.model import BY_HAND, LOCAL, Asset, Json, Line, Output, Picture, Problem, Receipt, Step
from rdbuild.naming import EXTRAS, extra_path
from rdbuild.outputs import Tree
from rdbuild.plan import images, in_tree


class Publisher:
    """Publishes the steps of one build. `lines` are the lock's (renames carried over), `local` the local lock's."""

    def __init__(
        self, tree: Tree, cache: Cache, engine: str, lines: Mapping[str, Line], local: Mapping[str, Line],
        planned: frozenset[str], ours: Callable[[str], bool],
        described: Callable[[Asset, Sequence[Output]], Described] | None = None,
        bases: Mapping[str, str] | None = None,
        displaced: tuple[Mapping[str, Line], Mapping[str, Line]] = ({}, {}),
        shape: Callable[[str], Mapping[str, Json]] | None = None,
    ) -> None:  # fmt: skip
        self._tree = tree
        self._cache = cache
        self._engine = engine
        self._lines = lines
        self._local = local
        self._planned = planned  # every path that some asset of the manifest makes
        self._ours = ours  # may a file with this hash be written over
        self._bases = bases or {}  # what an asset is known by under any id, where decided takes shape its request
        self._described = described  # where a sheet's frames are; without it none is looked at
        self._shape = shape  # what shaped the picture that an asset is asked for; without it none is written down
        self._displaced = displaced  # lines, and local ones, whose places others took
        tables = (lines, local, *displaced)
        self._locked = {out.sha256 for table in tables for line in table.values() for out in line.outputs}
        self.made: dict[str, Line] = {}  # the new lines
        self.written: list[str] = []
        self.removed: list[str] = []
        self.notes: list[Problem] = []  # warnings about what was published

    def publish(self, step: Step, receipt: Receipt | None) -> None:
        """Write the step's files and remember its line. Without a receipt the pictures are in the tree already."""
        if receipt is None:
            self._salvage(step)
            receipt = self.receipt(step)
        if receipt is None:
            raise StorageError(f"the picture of `{step.asset.id}` is gone since the plan was made", "build again")
        line = self._from_receipt(step, receipt)
        kept = self._bought_there(step.asset.id) if line.engine == LOCAL else {}
        line = replace(line, outputs=tuple(kept.get(output.path, output) for output in line.outputs))
        for output in line.outputs:
            if output.path not in kept:
                self._guard(step.asset.id, output)
        for output in line.outputs:
            if output.path not in kept and self._tree.publish(output.path, self._bytes(step, output)):
                self.written.append(output.path)
        self._sweep(step.asset.id, line, kept)
        self.made[step.asset.id] = line
        if self._described is not None:
            self.notes += self._described(step.asset, line.outputs).notes

    def _guard(self, asset: str, output: Output) -> None:
        """Look again: the plan was made before the purchase, and animations take minutes. Raises FileInTheWay."""
        there = self._tree.state(output.path)
        if there is None or there == output.sha256 or there in self._locked or self._ours(there):
            return
        known = {out.path for table in (self._lines, self._local) if (line := table.get(asset)) for out in line.outputs}
        if output.path in known:
            raise FileInTheWay("edited", f"`{output.path}` was changed by hand")
        raise FileInTheWay("foreign", f"`{output.path}` is there and rdbuild did not make it")

    def _bought_there(self, asset: str) -> Mapping[str, Output]:
        """The bought files of an asset that are in the tree: a placeholder stands beside them, never instead."""
        line = self._lines.get(asset)
        if line is None or line.engine == LOCAL or (line.engine == BY_HAND and decisions.kept(line) is None):
            return {}
        return {output.path: output for output in line.outputs if self._tree.state(output.path) == output.sha256}

    def receipt(self, step: Step) -> Receipt | None:
        """The delivery that a cached step is published from; None where the cache lacks a picture of it."""
        first: Receipt | None = None
        for found in self._cache.history(step.source_engine or self._engine, step.request.fingerprint):
            if found.unusable is not None:
                break
            if all(self._cache.has_image(found, image) for image in images(step)):
                if self._as_locked(step, found):
                    return found
                first = first or found
        return first

    def _as_locked(self, step: Step, receipt: Receipt) -> bool:
        """Whether these are the pictures that the lock has; one fingerprint can have been bought by two people."""
        line = self._lines.get(step.asset.id)
        if line is None or line.fingerprint != step.request.fingerprint:
            return True
        said = {out.image: out.sha256 for out in line.outputs}
        here = {image: receipt.pictures[image - 1].sha256 for image in images(step)}
        return all(said.get(image, sha) == sha for image, sha in here.items())

    def picture(self, step: Step, image: int) -> bytes | None:
        """One delivered picture (from 1) of a step that was there before this build, or None."""
        engines = dict.fromkeys((step.source_engine or self._engine, self._engine))
        for engine in engines:
            for found in self._cache.history(engine, step.request.fingerprint):
                if found.unusable is not None:
                    break
                if self._cache.has_image(found, image):
                    return self._cache.read_blob(found.pictures[image - 1].sha256)
        lines = self._with(step.request.fingerprint)
        if (
            self._engine == LOCAL
        ):  # a bought picture stays, and is what placeholders are made from, however it is worded
            lines += [line for table in (self._lines, self._local) if (line := table.get(step.asset.id)) is not None]
        for output in (output for line in lines for output in line.outputs):
            if output.image == image and self._tree.state(output.path) == output.sha256:
                return self._tree.read(output.path)
        return None

    def _with(self, fingerprint: str) -> list[Line]:
        return [
            line
            for table in (self._lines, self._local)
            for line in table.values()
            if line.fingerprint == fingerprint and (self._engine == LOCAL or line.engine != LOCAL)
        ]

    def _from_receipt(self, step: Step, receipt: Receipt) -> Line:
        pictures = dict(enumerate(receipt.pictures, 1))
        if max(images(step)) > len(pictures):  # collected when no manifest said how many there should be
            raise StorageError(
                f"{len(pictures)} of {step.request.expected} pictures of `{step.asset.id}` were delivered",
                "another `seed` or `take` buys others",
            )
        outputs = [
            _output(path, image, pictures[image]) for image, path in zip(images(step), step.outputs, strict=True)
        ]
        outputs += self._extras(step, receipt)
        return self._line(step, tuple(outputs), receipt)

    def _extras(self, step: Step, receipt: Receipt) -> list[Output]:
        """The files of the pictures that came beside; none for what belongs to a picture not picked."""
        found: dict[str, Output] = {}
        unnamed = 0
        kept = step.request.kept is not None  # of a request for more or fewer, perhaps
        expected = receipt.expected if kept else step.request.expected
        for image, picture in enumerate(receipt.pictures[expected:], expected + 1):
            if kept and picture.of > step.request.expected:
                continue
            path = _extra(step, picture) or self._called(step, picture)
            if not picture.sha256:  # it stayed on another machine
                continue
            if picture.of and step.asset.pick not in (None, picture.of):
                continue
            if path is None or path in found:
                unnamed += 1
                path = extra_path(f"{step.asset.id}.png", f"{UNNAMED}_{unnamed}")
                self._note(step, f"came with a picture that nothing tells the meaning of: `{path}`")
            if path in self._planned:
                self._note(step, f"came with a picture whose name another asset has, `{path}`: it stays in the cache")
                continue
            found[path] = _output(path, image, picture)
        return list(found.values())

    def _called(self, step: Step, picture: Picture) -> str | None:
        """What the asset's line calls a picture; None where it is of another delivery."""
        line = self._lines.get(step.asset.id)
        same = line.outputs if line is not None and line.fingerprint == step.request.fingerprint else ()
        mine = (f"{step.asset.id}.", f"{step.asset.id}_")  # not what it was called before a rename
        return next((out.path for out in same if out.sha256 == picture.sha256 and out.path.startswith(mine)), None)

    def _note(self, step: Step, text: str) -> None:
        hint = "look at it: nothing in it says what was done to it, or not yet done"
        self.notes.append(Problem("unnamed-extra", f"`{step.asset.id}` {text}", hint=hint, severity="warning"))

    def secure(self, steps: Sequence[Step]) -> None:
        """Keep what only the tree has, before any file is written: one asset's place is another's source."""
        touched = [step for step in steps if step.status in ("new", "changed", "cached", "pending")]
        for step in touched:
            there = self.receipt(step) if step.status == "cached" else None
            if step.status == "cached" and (there is None or not self._as_locked(step, there)):
                self._salvage(step)
        ids, written = {step.asset.id for step in touched}, {path for step in touched for path in step.outputs}
        lines = [*self._displaced[0].values()]
        # Also of assets that are not selected: their pictures may lie where others will.
        lines += [
            one for one in self._lines.values() if one.id in ids or any(out.path in written for out in one.outputs)
        ]
        for line in lines:
            if line.engine != LOCAL:
                self.keep(line)

    def _salvage(self, step: Step) -> None:
        """Bring the pictures of a step into the cache from where they lie in the tree."""
        for line in self._with(step.request.fingerprint):
            if in_tree(line, step, self._tree.state) is not None:
                self.keep(line, dict(zip(images(step), step.outputs, strict=False)))
                return

    def keep(self, line: Line, moved: Mapping[int, str] | None = None) -> None:
        """Bring what is about to be replaced or deleted into the cache; `moved`: where its images may be by now."""
        if line.fingerprint:
            salvage.keep(self._cache, line, self._tree.read, moved)

    def _line(self, step: Step, outputs: tuple[Output, ...], receipt: Receipt) -> Line:
        before = self._lines.get(step.asset.id)
        line = Line(
            id=step.asset.id,
            base=self._bases.get(step.asset.id, step.request.base),
            fingerprint=step.request.fingerprint,
            engine=receipt.engine,
            outputs=outputs,
            cost_micro=receipt.cost_micro,
            unit=step.request.unit,
            prompt=str(step.request.fields["prompt"]),
            style=step.request.fields.get("prompt_style"),
            seed=step.request.seed,
            model=receipt.model,
            shape=self._shape(step.asset.id) if self._shape is not None else {},
        )
        if step.request.kept is not None:  # it is not of these words
            shape = before.shape if before is not None and before.fingerprint == line.fingerprint else receipt.shape
            line = replace(line, unit=receipt.unit, prompt=receipt.prompt, style=receipt.style, seed=receipt.seed,
                           shape=shape)  # fmt: skip
        if before is None or line.engine == LOCAL:
            return line
        also = tuple(one for one in before.also if one != line.fingerprint)
        return replace(line, was=before.was, also=also, decided=before.decided)

    def _bytes(self, step: Step, output: Output) -> bytes:
        data = self._cache.read_blob(output.sha256)
        if data is None:
            raise StorageError(
                f"the cache lost the picture of `{step.asset.id}` since the plan was made",
                "build again; `rdbuild cache verify` looks at the rest",
            )
        return data

    def _sweep(self, asset: str, line: Line, kept: Mapping[str, Output]) -> None:
        """Remove files that the asset made before and not now, unless somebody edited or another makes them."""
        now = {output.path for output in line.outputs}
        for table in (self._lines, self._local, *self._displaced):
            before = table.get(asset)
            if before is None or (line.engine == LOCAL and before.engine != LOCAL):
                continue
            for output in before.outputs:
                if output.path in now or output.path in kept or output.path in self._planned:
                    continue
                if output.path in before.was:
                    continue
                if self._tree.state(output.path) == output.sha256 and self._tree.remove(output.path):
                    self.removed.append(output.path)


def _extra(step: Step, picture: Picture) -> str | None:
    """The file of a picture that came beside; None where nothing says what it is."""
    if picture.role not in EXTRAS.values() or picture.of > step.request.expected:
        return None
    one_for_all = not picture.of and step.asset.pick is None
    beside = 0 if step.asset.pick is not None else picture.of - 1
    return extra_path(f"{step.asset.id}.png" if one_for_all else step.outputs[beside], picture.role)


def _output(path: str, image: int, picture: Picture) -> Output:
    return Output(
        path, picture.sha256, picture.width, picture.height, image, picture.durations, picture.role, picture.of
    )
