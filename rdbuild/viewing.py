"""The command to look at what was made.

Owns: `gallery`, from its parsed arguments to its exit code, and over which files it may write.
Must not know: the environment, what the page or the sheet look like.
Rule: it overwrites nothing but what it wrote itself, and puts nothing where pictures belong.
"""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rdbuild.errors import ImageInvalid, StorageError, UsageError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from rdbuild.console import Console
    from rdbuild.exhibit import Exhibit, Shown
    from rdbuild.images import Measured
    from rdbuild.project import Place, Project
    from rdbuild.secret import Secret

SOFTWARE = "rdbuild gallery"
_LONGEST = 60  # signs of a name that say which part it is
_GROUND, _PANEL = "#1b1d20", "#282b2f"


def gallery(arguments: Namespace, console: Console, place: Place, secret: Secret | None, usual: tuple[str, str]) -> int:
    """Write the page, or the sheet, and say so. `usual`: the manifest and the API that no command has to name."""
    from rdbuild import atomic
    from rdbuild import gallery as pages
    from rdbuild.console import counted
    from rdbuild.exhibit import exhibits, pictures
    from rdbuild.project import Project
    from rdbuild.selection import select

    to_stdout = arguments.file == "-"
    if to_stdout and arguments.json:
        raise UsageError("`--json` and `--file -` both write to stdout", "leave one of them out")
    if arguments.sheet == "-":
        raise UsageError("a sheet is a PNG, which goes into a file", "name one, such as `--sheet sheet.png`")
    _check_kind("--file", "an HTML page", arguments.file, (".html", ".htm"), "`--sheet` draws a PNG")
    _check_kind("--sheet", "a PNG", arguments.sheet, (".png",), "`--file` writes the page")
    selected = _selected(arguments)
    beside = Path(place.typed or place.manifest).parent
    typed = arguments.sheet or arguments.file or str(beside / _name(place.manifest, selected))
    project = Project(place, writes=False)
    try:
        project.place = replace(place, here=place.manifest.parent, elsewhere=True)  # a page may travel
        _check_free(typed, project, _is_sheet if arguments.sheet else pages.is_page)
        chosen = select(project.manifest.assets, arguments.only, arguments.tag, arguments.sample)
        part = f"{' '.join(selected)}: {len(chosen)} of {counted(len(project.manifest.assets), 'asset')}"
        about = pages.About(
            project=project.manifest.project,
            engine=project.engine,
            manifest="" if (manifest := _relative(place)) == usual[0] else manifest,
            api="" if place.api == usual[1] else re.sub("//[^/]*@", "//", place.api),  # without a password
            part=part if selected else "",
        )
        found = exhibits(project, chosen, about)
    finally:
        project.close()
    if arguments.sheet:
        data = _sheet(found)
    else:
        if secret is not None and secret.hide(said := pages.words(about, found)) != said:
            raise UsageError("the page would have the API key in it", "the key belongs into `RD_API_KEY` alone")
        data = pages.page(about, found)
    if to_stdout:
        console.data(data.decode("ascii"), exact=True)
        return 0
    try:
        path = Path(typed).absolute()
        # Where a link leads was looked at, and the link itself is somebody's.
        atomic.write(path.resolve() if path.is_symlink() else path, data, durable=False)
    except StorageError as error:
        option = "--sheet" if arguments.sheet else "--file"
        raise StorageError(error.message, f"`{option}` names another place; nothing else was to be written") from error
    shown = len(pictures(found))
    if arguments.json:
        console.json({"version": 1, "file": typed, "assets": len(found), "pictures": shown, "bytes": len(data)})
    console.say(f"wrote {typed}: {counted(len(found), 'asset')}, {_size(len(data))}")
    if not arguments.sheet and pages.stand_ins(project.engine, found):
        console.say(
            "note: every picture is a placeholder, shown as what is still to be bought; `--api local` shows it as made"
        )
    return 0


def _selected(arguments: Namespace) -> list[str]:
    """The options that select, as they are typed."""
    said = [("--only", one) for one in arguments.only] + [("--tag", one) for one in arguments.tag]
    said += [("--sample", str(arguments.sample))] if arguments.sample is not None else []
    return [f"{option} {shlex.quote(value)}" for option, value in said]


def _name(manifest: Path, selected: Sequence[str]) -> str:
    """What a page is called by itself: that of a part is another file, or it would be taken for the whole."""
    words = re.findall(r"[A-Za-z0-9_]+", " ".join(selected).replace("--only", "").replace("--tag", ""))
    part = f".{'-'.join(words)[:_LONGEST] or 'part'}" if selected else ""
    return f"{manifest.stem}{part}.gallery.html"


def _relative(place: Place) -> str:
    """The manifest as somebody can type it again; never a folder of this machine, since a page may travel."""
    typed = Path(place.typed or place.manifest)
    if not typed.is_absolute():
        return str(typed)
    here = place.here
    return str(typed.relative_to(here)) if here is not None and typed.is_relative_to(here) else typed.name


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def _check_kind(option: str, kind: str, typed: str | None, suffixes: Sequence[str], other: str) -> None:
    """Refuse a name that says that the file is something else than what will be in it. Raises UsageError."""
    if typed is None or typed == "-" or Path(typed).suffix.lower() in suffixes:
        return
    like = f"name one that ends in `{suffixes[0]}`"
    if not typed:
        raise UsageError(f"`{option}` names no file", like)
    raise UsageError(f"`{option} {typed}`: what is written is {kind}", f"{like}; {other}")


def _check_free(typed: str, project: Project, ours: Callable[[bytes], bool]) -> None:
    """Refuse a place that is not ours to write to. Raises UsageError."""
    path, root = Path(os.path.realpath(typed)), Path(os.path.realpath(project.tree.root))
    shared = Path(os.path.realpath(project.place.manifest)).is_relative_to(root)  # the manifest is among the pictures
    if shared and path.is_relative_to(root) and path.relative_to(root).as_posix() in project.planned:
        raise UsageError(f"`{typed}` is where a picture of the manifest goes", "name another file")
    if path.is_relative_to(root) and not shared:
        raise UsageError(f"`{typed}` is in the output folder, where a game's files are", "name a place outside of it")
    if not os.path.lexists(typed):
        return
    try:
        data = path.read_bytes() if path.is_file() else None
    except OSError:
        data = None
    if data is None or (data and not ours(data)):
        raise UsageError(f"`{typed}` is there and rdbuild did not make it", "name another file, or move it away")


def _is_sheet(data: bytes) -> bool:
    from rdbuild import images

    return images.is_together(data, SOFTWARE)


def _measured(one: Shown) -> Measured:
    from rdbuild import images

    try:
        return images.measure(one.data or b"")
    except ImageInvalid as error:
        raise UsageError(f"`{one.file.output.path}` can't be drawn: {error.message}", "the page shows it") from error


def _sheet(found: Sequence[Exhibit]) -> bytes:
    """All pictures of the tree on one sheet, in the manifest's order as far as rows allow. Raises UsageError."""
    from rdbuild import contact, images

    every = [one for exhibit in found for one in exhibit.files if one.data is not None and not one.file.output.role]
    if not every:
        raise UsageError("there is no picture to put on a sheet", "`rdbuild build --api local` makes placeholders")
    measured = [_measured(one) for one in every]  # their frames too, which no header tells
    frames = [contact.shown(one.frames) for one in measured]
    strips = [contact.Strip(one.width, one.height, len(of)) for one, of in zip(measured, frames, strict=True)]
    sheet = contact.arranged(strips, images.TOGETHER.frame)
    if sheet is None:
        raise UsageError(f"{len(every)} pictures are too many for one sheet", "`--only`, `--tag` or `--sample` select")
    pieces = [
        images.Piece(
            every[at.strip].data or b"", frame,
            (at.x + number * strips[at.strip].width * at.factor, at.y), at.factor,
        )
        for at in sheet.places
        for number, frame in enumerate(frames[at.strip])
    ]  # fmt: skip
    return images.together((sheet.width, sheet.height), pieces, _GROUND, _PANEL, SOFTWARE)
