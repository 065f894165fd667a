"""Which assets a command is about: `--only`, `--tag` and `--sample`, and what those are made from.

Owns: the glob rules, which of many are a sample of them, and the closure over references.
Must not know: why somebody selects.
Rule: several of one kind are alternatives, the two kinds must both hold; nothing matched is an error. A sample is taken
of what matched, and is the same each time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rdbuild.errors import UsageError
from rdbuild.model import Asset
from rdbuild.plan import needs
from rdbuild.spelling import did_you_mean, listing, nearest

# A pattern is further from the id that it should have met than a mistyped name is.
FAR = 0.5
# 2**32 divided by the golden ratio: whatever number of its first multiples is taken (modulo 2**32), they lie evenly,
# and in step with no variable of a matrix.
GOLDEN = 2_654_435_769
NAMED = 3  # of many entries, how many are named


def select(assets: Sequence[Asset], only: Sequence[str], tags: Sequence[str], sample: int | None = None) -> list[Asset]:
    """The assets that the options name, with everything that they are made from, in the order given.

    `sample`: of each entry that makes several, at most so many. Raises UsageError with the nearest name where an
    option matches nothing.
    """
    chosen = _matched(assets, only, tags)
    if sample is not None:
        chosen = _sampled([asset for asset in assets if asset.id in chosen], sample)
    by_id = {asset.id: asset for asset in assets}
    todo = list(chosen)
    while todo:
        for name in needs(by_id[todo.pop()]):
            if name not in chosen:
                chosen.add(name)
                todo.append(name)
    return [asset for asset in assets if asset.id in chosen]


def matching(assets: Sequence[Asset], text: str) -> list[str]:
    """The ids that a text names: an id, a pattern of ids, or an entry's key as the manifest and a plan write it."""
    pattern = _pattern(text)
    return [asset.id for asset in assets if pattern.fullmatch(asset.id) or text == asset.entry]


def instead(assets: Sequence[Asset], text: str) -> str:
    """A hint for a text that names no asset: what is in the folder that it names, or the nearest name or folder."""
    folders: set[str] = set()
    for asset in assets:
        parts = asset.id.split("/")
        folders.update("/".join(parts[:depth]) for depth in range(1, len(parts)))
    folder = text.rstrip("/*")
    if folder in folders:
        return f"`{folder}/**` is all that is in that folder"
    wider = re.sub(r"\*+", "**", text)
    found = len(matching(assets, wider)) if wider != text else 0
    if found:
        return f"`*` stops at `/`: `{wider}` matches {found}"
    near = nearest(folder, folders) if "*" in text else None
    if near is not None:
        return f"did you mean `{near}/**`?"
    ids = [asset.id for asset in assets]
    otherwise = f"ids here: {listing(ids, 5)}" if ids else "there are no assets"
    return did_you_mean(text, ids, otherwise, cutoff=FAR) or otherwise


def left_out(assets: Sequence[Asset], only: Sequence[str], tags: Sequence[str], sample: int | None) -> tuple[str, ...]:
    """A line about what `--sample` leaves out of a selection, and how to get it; none where that is nothing."""
    every, kept = select(assets, only, tags), {asset.id for asset in select(assets, only, tags, sample)}
    gone = [asset for asset in every if asset.id not in kept]
    if not gone:
        return ()
    entries = list(dict.fromkeys(asset.entry for asset in gone))
    return (
        f"`--sample {sample}` left out {len(gone):,} of {len(every):,} assets, of {listing(entries, NAMED)};"
        " without it they are built too",
    )


def _matched(assets: Sequence[Asset], only: Sequence[str], tags: Sequence[str]) -> set[str]:
    if not only and not tags:
        return {asset.id for asset in assets}
    named: set[str] = set()
    known_tags = {tag for asset in assets for tag in asset.tags}
    ids = {asset.id for asset in assets}
    for text in only:
        if text in ids:
            named.add(text)
            continue
        found = matching(assets, text)
        if not found:
            raise UsageError(f"`--only {text}` matches no asset", instead(assets, text))
        named.update(found)
    for tag in tags:
        if tag not in known_tags:
            otherwise = (
                f"tags here: {listing(sorted(known_tags))}" if known_tags else "`tags: [name]` gives an asset one"
            )
            hint = did_you_mean(tag, sorted(known_tags), otherwise, cutoff=FAR)
            raise UsageError(f"no asset has the tag `{tag}`", hint)
    chosen = {
        asset.id for asset in assets if (not only or asset.id in named) and (not tags or set(tags) & set(asset.tags))
    }
    if not chosen:
        raise UsageError("no asset matches `--only` and `--tag` together", "each asset must match one of both kinds")
    return chosen


def _sampled(matched: Sequence[Asset], most: int) -> set[str]:
    """At most so many of each entry. A row's rank hangs on its number alone: one more at the end moves at most one."""
    entries: dict[object, list[Asset]] = {}
    for asset in matched:
        entries.setdefault((asset.entry, asset.mark), []).append(asset)
    found: set[str] = set()
    for members in entries.values():
        ranked = sorted(range(len(members)), key=lambda number: number * GOLDEN % 2**32)
        found.update(members[number].id for number in ranked[:most])
    return found


def _pattern(text: str) -> re.Pattern[str]:
    """`*` and `?` stop at `/`, `**` doesn't."""
    parts = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(parts.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*|\?)", text)))
