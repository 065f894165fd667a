"""Assets among each other: what they are made from, and the files that they write.

Owns: references between assets (unknown, impossible, circular), equal ids and clashing output files.
Must not know: one asset's own settings beyond these.
Rule: what passes here can be built in some order, with every file written by one asset only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.errors import ImageInvalid
from rdbuild.findings import Findings
from rdbuild.images import fitted
from rdbuild.matrix import Template
from rdbuild.model import Asset, ImageRef, Mark
from rdbuild.naming import clashes, possible_paths
from rdbuild.rings import drawn, rings
from rdbuild.spelling import did_you_mean

if TYPE_CHECKING:
    from rdbuild.catalogue import Size, Style

_PICTURES = ("png", "gif", "jpg", "jpeg", "webp")


def check(
    assets: Sequence[tuple[Asset, Style | None]],
    unexpanded: Sequence[Template],
    findings: Findings,
    nameless: Sequence[Asset] = (),
    moves: Callable[[str], bool] = lambda file: False,
) -> None:
    """Complain about every reference that can't be followed and every two assets that can't stand side by side.

    `unexpanded` are ids of entries that could not be expanded: what they might name is not called unknown. `nameless`
    are assets whose id was complained about. `moves` is the question whether a file is an animation.
    """
    by_id: dict[str, tuple[Asset, Style | None]] = {}
    first: list[tuple[Asset, Style | None]] = []
    for asset, style in assets:
        if asset.id in by_id:
            _twice(by_id[asset.id][0], asset, findings)
        else:
            by_id[asset.id] = (asset, style)
            first.append((asset, style))
    _files(first, findings)
    literal = {template.text for template in unexpanded if not template.names}
    patterns = [template.pattern() for template in unexpanded if template.names]
    for asset, style in (*first, *((asset, None) for asset in nameless)):
        for ref in references(asset):
            if ref.asset not in literal:
                _reference(asset, ref, by_id, patterns, findings, moves)
        if style is not None and asset.edit is not None:
            _changed(asset, style, asset.edit, by_id, findings)
        if style is not None and style.input_size == "request":
            _fitted(asset, by_id, findings)
    edges = {asset.id: [ref.asset for ref in references(asset) if ref.asset is not None] for asset, _ in first}
    for cycle in rings(edges):
        start = by_id[cycle[0]][0]
        ref = next(ref for ref in references(start) if ref.asset == cycle[1 % len(cycle)])
        code = "cycle" if len(cycle) > 1 else "self-reference"
        message = f"made from each other: {drawn(cycle)}" if len(cycle) > 1 else f"`{start.id}` is made from itself"
        hint = "make one of them from something else" if len(cycle) > 1 else "name another asset, or a file"
        findings.add(code, message, ref.mark, asset=start.id, alike=True, hint=hint)


def check_inputs(assets: Sequence[tuple[Asset, Style | None]], output: str, findings: Findings) -> None:
    """Complain about an input file that some asset would overwrite: each build would buy it anew."""
    folder = os.path.realpath(output)
    written = {
        os.path.normcase(Path(folder, path)): asset.id
        for asset, style in assets
        if style is not None
        for path in possible_paths(asset, style)
    }
    for asset, _ in assets:
        for ref in [*references(asset), *([asset.file] if asset.file is not None else [])]:
            writer = written.get(os.path.normcase(os.path.realpath(ref.file))) if ref.file is not None else None
            if writer is not None:
                findings.add(
                    "input-is-output",
                    f"{'this' if ref is asset.file else 'the input image'} is the file that `{writer}` is written to",
                    ref.mark,
                    asset=asset.id,
                    hint=f"move the image out of the output folder, or write `{{asset: {writer}}}`"
                    if writer != asset.id
                    else "move the image out of the output folder",
                )


def as_files(assets: Sequence[Asset]) -> list[Asset]:
    """The assets with every reference to one made by hand turned into one to its file: nothing is made before it."""
    files = {asset.id: asset.file.file for asset in assets if asset.file is not None}
    if not files:
        return list(assets)

    def plain(ref: ImageRef | None) -> ImageRef | None:
        return ImageRef(ref.mark, file=files[ref.asset]) if ref is not None and ref.asset in files else ref

    return [
        replace(
            asset,
            edit=plain(asset.edit),
            input_image=plain(asset.input_image),
            extra_input_image=plain(asset.extra_input_image),
            reference_images=tuple(filter(None, map(plain, asset.reference_images))),
        )
        if any(ref.asset in files for ref in references(asset))
        else asset
        for asset in assets
    ]


def references(asset: Asset) -> list[ImageRef]:
    """All images that the asset is made from."""
    single = [ref for ref in (asset.edit, asset.input_image, asset.extra_input_image) if ref is not None]
    return [*single, *asset.reference_images]


def _place(asset: Asset, findings: Findings) -> Mark:
    """Where something is said of an asset as a whole: at its row in a table, else at its entry."""
    if asset.row is None:
        return asset.mark
    findings.filled(asset.row, asset.mark)
    return asset.row


def _twice(earlier: Asset, later: Asset, findings: Findings) -> None:
    add: Callable[..., None] = partial(
        findings.add, "duplicate-id", path=_place(later, findings), asset=later.id, alike=True
    )
    there = f"line {earlier.row.line} of `{Path(earlier.row.file).name}`" if earlier.row is not None else ""
    if earlier.entry != later.entry:
        place, from_row = findings.at(earlier.mark, later.mark), f", from {there}" if there else ""
        maker = f": `{earlier.entry}` at {place} makes it{from_row}" if earlier.entry != earlier.id else f", at {place}"
        add(f"`{later.id}` is already there{maker}", hint="rename one of them")
    elif earlier.row != later.row:
        hint = f"put another column into the id `{later.entry}`, or remove one of the two rows"
        add(f"`{later.id}` is already there: line {earlier.row.line if earlier.row else 0} makes it", hint=hint)
    else:
        add(
            f"two combinations of the matrix are both `{later.id}`",
            hint="put something between the variables, or another variable",
        )


def _files(assets: Sequence[tuple[Asset, Style | None]], findings: Findings) -> None:
    paths = [
        (n, path)
        for n, (asset, style) in enumerate(assets)
        if style is not None
        for path in possible_paths(asset, style)
    ]
    told: set[tuple[int, int | None]] = set()
    for later, earlier, path in clashes(paths):
        if (later, earlier) in told:
            continue
        told.add((later, earlier))
        asset = assets[later][0]
        if earlier is None:
            findings.add(
                "path-clash",
                f"`{asset.id}` needs `{path}`, which rdbuild writes itself",
                _place(asset, findings),
                asset=asset.id,
                alike=True,
                hint="rename it",
            )
            continue
        other = assets[earlier][0]
        where = (
            f"; `{other.id}` is at {findings.at(other.mark, asset.mark)}" if other.mark.file != asset.mark.file else ""
        )
        findings.add(
            "path-clash",
            f"`{asset.id}` and `{other.id}` both need `{path}` in the output folder{where}",
            _place(asset, findings),
            asset=asset.id,
            alike=True,
            hint="names that differ in upper and lower case only are one file on some computers"
            if asset.id.lower() == other.id.lower()
            else "rename one of them",
        )


def _reference(
    asset: Asset,
    ref: ImageRef,
    by_id: Mapping[str, tuple[Asset, Style | None]],
    unexpanded: Sequence[re.Pattern[str]],
    findings: Findings,
    moves: Callable[[str], bool],
) -> None:
    if ref.asset is None:
        return
    add: Callable[..., None] = lambda code, message, **more: findings.add(  # noqa: E731
        code, message, ref.mark, asset=asset.id, shared=asset.id != asset.entry, alike=True, **more
    )
    if ref.asset not in by_id:
        if not any(pattern.fullmatch(ref.asset) for pattern in unexpanded):
            wanted = ref.asset
            add("unknown-asset", f"unknown asset `{wanted}`", hint=lambda: _likely(wanted, by_id))
        return
    source, style = by_id[ref.asset]
    if style is None:
        return  # it was complained about: nothing is known of its pictures
    if ref.image is not None and ref.image > source.num_images:
        made = "one picture" if source.num_images == 1 else f"{source.num_images} pictures"
        findings.add(
            "bad-image-number",
            f"image {ref.image} of `{source.id}`, which makes {made}",
            ref.number or ref.mark,
            asset=asset.id,
            shared=asset.id != asset.entry,
            alike=True,
            hint=f"`num_images` of `{source.id}` says how many it makes",
        )
    if source.file is not None and moves(source.file.file or ""):
        hint = "save one picture of it as a PNG"
        add("animated-input", f"`{source.id}` is an animated GIF, which can't be an input", hint=hint)
    if style.output == "gif" and not source.params.get("return_spritesheet"):
        add(
            "animated-input",
            f"`{source.id}` is an animated GIF, which can't be an input",
            hint=f"give `{source.id}` `return_spritesheet: true`",
        )


def _likely(wanted: str, ids: Collection[str]) -> str:
    """Which asset may be meant by an id that there is not."""
    below = next((name for name in ids if name.endswith(f"/{wanted}")), None)
    stem, _, suffix = wanted.rpartition(".")
    if below is not None or stem in ids:
        return f"did you mean `{below or stem}`?"
    if suffix.lower() in _PICTURES:
        return "for a file write its path alone, without `{ }`"
    return did_you_mean(wanted, ids) or "ids are written out in full: the variables filled in"


def _changed(
    asset: Asset,
    style: Style,
    ref: ImageRef,
    by_id: Mapping[str, tuple[Asset, Style | None]],
    findings: Findings,
) -> None:
    """Complain if the picture that an edit changes will have a size that the endpoint does not take."""
    source, made_by = by_id.get(ref.asset or "", (None, None))
    size = delivered_size(source, made_by) if source is not None and made_by is not None else None
    if size is None:
        return
    least, most = style.min_size, style.max_size
    if not (least[0] <= size[0] <= most[0] and least[1] <= size[1] <= most[1]):
        findings.add(
            "bad-size",
            f"the picture of `{ref.asset}` is {size[0]}x{size[1]}, and an edit takes "
            f"{least[0]}x{least[1]} to {most[0]}x{most[1]}",
            ref.mark,
            hint=f"make `{ref.asset}` of such a size",
            asset=asset.id,
            shared=asset.id != asset.entry,
            alike=True,
        )


def _fitted(asset: Asset, by_id: Mapping[str, tuple[Asset, Style | None]], findings: Findings) -> None:
    """Complain about pictures of other assets that can't be brought to the size of the request, or only with a loss."""
    wanted = (asset.width, asset.height)
    for ref in asset.refs:
        source, made_by = by_id.get(ref.asset or "", (None, None))
        size = delivered_size(source, made_by) if source is not None and made_by is not None else None
        if size is None or size == wanted or not all(wanted):
            continue
        add: Callable[..., None] = partial(findings.add, asset=asset.id, shared=asset.id != asset.entry, alike=True)
        picture = f"the picture of `{ref.asset}` is {size[0]}x{size[1]}"
        try:
            exact = fitted(size, wanted, asset.fit).exact
        except ImageInvalid as error:
            needed = f"{wanted[0]}x{wanted[1]} is needed"
            add("bad-size", f"{picture}, and {needed}", ref.mark, hint=error.hint)
            continue
        if not exact:
            add(
                "uneven-shrink",
                f"{picture} and is shrunk to fit {wanted[0]}x{wanted[1]}, which is no whole factor: some rows and "
                "columns of its pixels are lost",
                ref.mark,
                hint=f"make it {wanted[0]}x{wanted[1]}, or a whole multiple of that",
                severity="warning",
            )


def delivered_size(asset: Asset, style: Style) -> Size | None:
    """The size in pixels of each picture that an asset will have; None where nobody can tell before it is there."""
    factor = asset.params.get("upscale_output_factor", 1)
    if type(factor) is not int or not (asset.width and asset.height):
        return None
    if style.kind not in ("animation", "tileset"):
        return asset.width * factor, asset.height * factor
    if style.output == "gif" and not asset.params.get("return_spritesheet"):
        return None
    if style.sheet is None or not style.sheet.columns:
        return None
    return style.sheet.columns * asset.width * factor, style.sheet.rows * asset.height * factor
