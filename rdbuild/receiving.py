"""A paid delivery on its way to disk.

Owns: the order of it (pictures, a look at them, the receipt), and what a receipt says.
Must not know: the network, the ledger's transitions, the tree.
Rule: what was paid for is on disk before anybody looks at what it is, and named by a receipt whatever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from rdbuild.errors import StorageError
from rdbuild.inspection import inspect
from rdbuild.model import Json, Receipt

if TYPE_CHECKING:
    from rdbuild.cache import Cache
    from rdbuild.client import Delivery
    from rdbuild.ledger import Entry


def kept(cache: Cache, entry: Entry) -> Receipt | None:
    """The receipt of a delivery that the disk would not vouch for, if it is there all the same."""
    try:
        receipt = cache.receipt(entry.engine, entry.fingerprint)
    except StorageError:
        return None
    return receipt if receipt is not None and receipt.attempt == entry.attempt else None


def keep(
    cache: Cache, entry: Entry, asked: Mapping[str, Json], delivery: Delivery, cost: int, now: datetime
) -> Receipt:
    """Bring a delivery to disk. `asked` is that of `inspection.asked_by`, or empty. Raises StorageError."""
    blobs = [cache.put_blob(data) for data in delivery.images]
    if delivery.fault is not None:
        cache.put_reply(entry.engine, entry.fingerprint, entry.attempt, delivery.raw)
    seen = inspect(asked, list(zip(blobs, delivery.images, strict=True)))
    receipt = Receipt(
        engine=entry.engine,
        fingerprint=entry.fingerprint,
        base=asked.get("base", ""),
        pictures=seen.pictures,
        cost_micro=cost,
        unit=entry.unit,
        asset=entry.asset,
        prompt=asked.get("prompt", ""),
        style=asked.get("style"),
        seed=asked.get("seed"),
        model=delivery.model,
        created_at=now.isoformat(timespec="milliseconds"),
        unusable=delivery.fault or seen.fault,
        expected=seen.expected,
        attempt=entry.attempt,
        project=entry.project,
    )
    cache.put_receipt(receipt)
    return receipt
