"""The only copy of something bought, brought into the cache before it is replaced.

Owns: receipts made of lock lines, for pictures that lie in the output tree and came from another machine.
Must not know: money, plans, why a file is about to be replaced.
Rule: what the lock says was bought stays known here, also where its picture is gone: then the receipt has a gap, and
says that it was bought and not where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256

from rdbuild import decisions
from rdbuild.cache import Cache
from rdbuild.images import sniff
from rdbuild.model import BY_HAND, TAKEN, Line, Output, Picture, Receipt

BEFORE = 0  # the attempt of such a receipt: no purchase of this machine's ledger
GAP = Picture("", "other", 0, 0)  # a picture that is not here


def keep(cache: Cache, line: Line, read: Callable[[str], bytes | None], moved: Mapping[int, str] | None = None) -> None:
    """Put the files of a line into the cache, and a receipt of it, unless the cache has all of it.

    `read` gives a file of the tree by its path; `moved` says where people may have put the image of a number.
    Raises StorageError.
    """
    known = [one for one in cache.history(line.engine, line.fingerprint) if one.unusable is None]
    before = {image: one for image, one in enumerate(known[0].pictures, 1) if one.sha256} if known else {}
    if any(out.image in before and before[out.image].sha256 != out.sha256 for out in line.outputs):
        same = (one for one in known if all(_has(one, out) for out in line.outputs))
        known, before = list(same), {}  # what is known was bought by somebody else, and differs
        before = {image: one for image, one in enumerate(known[0].pictures, 1) if one.sha256} if known else {}
    lacking = [out for out in line.outputs if out.image not in before or not cache.has_blob(before[out.image].sha256)]
    found = {out.image: one for out in lacking if (one := _picture(cache, out, read, (moved or {}).get(out.image)))}
    if found or not known:
        _write(cache, line, {**before, **found}, known[0] if known else None)
    for link in () if line.engine == BY_HAND else line.steps:  # its steps lie nowhere, but they were bought
        if link.fingerprint != line.fingerprint and cache.receipt(line.engine, link.fingerprint) is None:
            cache.put_receipt(_receipt(line, link.fingerprint, (), link.prompt, link.cost_micro, 1))


def _has(receipt: Receipt, out: Output) -> bool:
    return out.image <= len(receipt.pictures) and receipt.pictures[out.image - 1].sha256 == out.sha256


def _picture(cache: Cache, out: Output, read: Callable[[str], bytes | None], elsewhere: str | None) -> Picture | None:
    for path in dict.fromkeys((out.path, elsewhere or out.path)):
        data = read(path)
        # Looked at before it is kept: what somebody drew over would count as ours if the cache had it.
        if data is not None and sha256(data).hexdigest() == out.sha256:
            cache.put_blob(data)
            return Picture(out.sha256, sniff(data), out.width, out.height, out.role, out.of, out.durations)
    return None


def _write(cache: Cache, line: Line, pictures: Mapping[int, Picture], before: Receipt | None) -> None:
    extras = [out.image for out in line.outputs if out.role]
    mains = [out.image for out in line.outputs if not out.role]
    expected = before.expected if before is not None else min(extras) - 1 if extras else max(mains, default=1)
    every = tuple(pictures.get(image, GAP) for image in range(1, max(pictures, default=0) + 1))
    cache.put_receipt(_receipt(line, line.fingerprint, every, line.prompt, line.cost_micro, expected))


def _receipt(
    line: Line, fingerprint: str, pictures: tuple[Picture, ...], prompt: str, cost_micro: int, expected: int
) -> Receipt:
    return Receipt(
        engine=line.engine,
        fingerprint=fingerprint,
        base=line.base,
        pictures=pictures,
        cost_micro=cost_micro,
        unit=line.unit,
        asset=line.id,
        prompt=prompt,
        style=line.style,
        seed=line.seed,
        model=line.model,
        shape=line.shape if fingerprint == line.fingerprint else {},
        created_at="",
        expected=expected,
        attempt=BEFORE,
        accepted=TAKEN if line.engine == BY_HAND and decisions.kept(line) is not None else None,
    )
