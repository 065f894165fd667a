"""Names of assets and of the files they become.

Owns: which ids are good on every platform, the names of output files, and which of them clash.
Must not know: where the output folder is, or what is in it.
Rule: two assets never write to one path, on any file system; an id alone decides its paths, so a path is stable.

    ID.png                     one image, or the one that `pick` names (`.gif` for an animation that is no sheet)
    ID_1.png … ID_N.png        several
    ID.png, ID.gif             of a picture made by hand, as the file that it is
    ID.pre_palette.png, ID.with_bg.png, ID_2.with_bg.png …   extras, where they are asked for
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from rdbuild.model import Asset

if TYPE_CHECKING:
    from rdbuild.catalogue import Style

INDEX = "assets.json"
ID_LIMIT = 400
SEGMENT_LIMIT = 200

_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
# parameter that asks for it -> the word in its file name
EXTRAS: Mapping[str, str] = {"return_pre_palette": "pre_palette", "return_non_bg_removed": "with_bg"}


def id_fault(asset_id: str) -> str | None:
    """Why `asset_id` can't be an id, as the end of a sentence that begins with the id; None where it can."""
    if not asset_id:
        return "is empty"
    if len(asset_id) > ID_LIMIT:
        return f"is longer than {ID_LIMIT} characters"
    for segment in asset_id.split("/"):
        if not segment:
            return "has an empty part: `/` stands between two names"
        if not _SEGMENT.fullmatch(segment):
            bad = re.search(r"[^A-Za-z0-9_.-]", segment)
            if bad and bad[0].isspace():
                return "has a blank in it"
            return f"has `{bad[0]}` in it" if bad else f"has a part that begins with a dot, `{segment}`"
        if segment.endswith("."):
            return f"has a part that ends with a dot, `{segment}`"
        if _DEVICE.fullmatch(segment):
            return f"has a part that is a device on Windows, `{segment}`"
        if len(segment) > SEGMENT_LIMIT:
            return f"has a part longer than {SEGMENT_LIMIT} characters"
    return None


def plain_id(text: str) -> str | None:
    """An id that is like a text which can be none; None where nothing is left of it."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\\", "/")).encode("ascii", "ignore").decode()
    segments = [re.sub(r"[^A-Za-z0-9_.-]+", "_", part).strip("._") for part in decomposed.split("/")]
    found = "/".join(f"{part}_" if _DEVICE.fullmatch(part) else part for part in segments if part)
    return found if found and id_fault(found) is None else None


def output_paths(asset: Asset, style: Style) -> tuple[str, ...]:
    """The asset's files, relative to the output folder, with `/`; in the order of its images."""
    if asset.file is not None:
        return (asset.id + PurePath(asset.file.file or "").suffix.lower(),)
    suffix = ".gif" if style.output == "gif" and not asset.params.get("return_spritesheet") else ".png"
    if asset.num_images == 1 or asset.pick is not None:
        return (asset.id + suffix,)
    return tuple(f"{asset.id}_{n}{suffix}" for n in range(1, asset.num_images + 1))


def extra_path(output: str, word: str) -> str:
    """The file of an extra picture that came with the one at `output`; `word` is a value of EXTRAS or `extra_N`."""
    stem, _, _ = output.rpartition(".")
    return f"{stem}.{word}.png"


def possible_paths(asset: Asset, style: Style) -> tuple[str, ...]:
    """The asset's files and those of the extras that it asks for."""
    outputs = output_paths(asset, style)
    words = [word for param, word in EXTRAS.items() if asset.params.get(param)]
    return outputs + tuple(extra_path(output, word) for output in outputs for word in words)


def clashes(paths: Iterable[tuple[int, str]]) -> list[tuple[int, int | None, str]]:
    """Find files that can't stand side by side: (owner, path) pairs -> (later owner, earlier owner, path).

    Paths are compared case-folded; a file also clashes with a folder of its name. The earlier owner is None
    for the index of the tree.
    """
    found: list[tuple[int, int | None, str]] = []
    files: dict[str, int | None] = {INDEX: None}
    listed = list(paths)
    for owner, path in listed:
        folded = path.lower()
        if folded in files:
            found.append((owner, files[folded], path))
        else:
            files[folded] = owner
    for owner, path in listed:
        folder = path.lower()
        while folder := folder.rpartition("/")[0]:
            if folder in files:
                found.append((owner, files[folder], path[: len(folder)]))
    return found
