"""The laws of money and pictures that hold after every disturbance, held against the server's own books.

1. spent <= what the server took, less refunds <= spent + held + unknown; equal once nothing is open or unknown.
2. No prompt (in these tests it stands for a fingerprint) is charged twice, unless a person said to go on.
3. What a cap's scope is exposed to never passes the cap, at any row of the ledger.
4. Every paid picture is in a cache, or to be fetched by a ticket that a ledger has, or unknown, or lost by word.
5. Every picture in the tree decodes, and its bytes are those of a purchase.

The units are apart everywhere. `ledger verify` passes always.
"""

import hashlib
import io
import json
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal

from PIL import Image

from rdbuild.cache import Cache
from rdbuild.ledger import Ledger
from rdbuild.purchase import OPEN

UNITS = ("balance", "credits")
MICRO = 1_000_000
BY_HAND = "by hand: charged"


@dataclass
class Books:
    """What the stores of one RDBUILD_HOME say."""

    rows: list = field(default_factory=list)
    receipts: list = field(default_factory=list)
    blobs: set = field(default_factory=set)
    totals: dict = field(default_factory=dict)  # by unit
    unknown: list = field(default_factory=list)  # entries; `held` by a dead build among them

    @property
    def last(self):
        """The last row of each fingerprint."""
        return {row["fingerprint"]: row for row in self.rows}

    @property
    def prompts(self):
        """What each fingerprint asked for."""
        return {row["fingerprint"]: prompt_of(row["ticket"]) for row in self.rows if row["state"] == "held"}

    @property
    def open(self):
        return [row for row in self.last.values() if row["state"] in OPEN]


def prompt_of(ticket):
    ticket = json.loads(ticket) if isinstance(ticket, str) else ticket
    return ticket["request"]["prompt"]


def books(home):
    """Read ledger and cache. The ledger's own check must pass."""
    if not Ledger.exists(home):
        return Books(totals=dict.fromkeys(UNITS))
    with closing(Ledger(home)) as ledger:
        assert ledger.verify() == []
        cache = Cache(home / "cache")
        blobs = {path.name for path in (home / "cache" / "blobs").glob("*/*") if len(path.name) == 64}
        return Books(
            list(ledger.rows()), list(cache.receipts()), {sha for sha in blobs if cache.read_blob(sha) is not None},
            {unit: ledger.totals(unit) for unit in UNITS}, ledger.unknown(),
        )  # fmt: skip


def charged(log):
    """How often each prompt was charged and not refunded."""
    return Counter(one["prompt"] for one in log["charges"] if not one["refunded"])


def net(log, unit):
    """What the server took in a unit, less refunds, in micro-units."""
    total = sum((one["amount"] for one in log["charges"] if one["unit"] == unit and not one["refunded"]), Decimal(0))
    return int(total * MICRO)


def laws(homes, log, *, trees=(), caps=(), again=(), over=False, shared=False):
    """Hold all five. Gives the books by home.

    `homes`: one RDBUILD_HOME, or those of several machines with one account; `shared`: what one of them bought can be
    in the books of another too, which found it in the request list. `caps`: (unit, scope, limit in dollars or
    credits), scope build or day. `again`: prompts that a person had bought once more, as often as they did. `over`:
    nothing may be open any more.
    """
    homes = homes if isinstance(homes, (list, tuple)) else [homes]
    found = {home: books(home) for home in homes}
    for unit in UNITS:
        _first(list(found.values()), net(log, unit), unit, over, shared)
    _second(charged(log), Counter(again), len(homes))
    for one in found.values():
        _third(one, caps)
    _fourth(list(found.values()), charged(log))
    for tree in trees:
        _fifth(tree, list(found.values()))
    return found


def _first(all_books, taken, unit, over, shared):
    totals = [one.totals[unit] for one in all_books if one.totals[unit] is not None]
    spent = sum(one.spent for one in totals)
    open_ = sum(one.held + one.unknown for one in totals)
    least = max((one.spent for one in totals), default=0) if shared else spent
    assert least <= taken <= spent + open_, f"{unit}: spent {spent}, taken {taken}, open {open_}"
    if over:
        assert not open_, f"{unit}: {open_} is open"
        assert not sum(one.claimed for one in totals), f"{unit}: something is claimed"


def _second(bought, again, machines):
    twice = {prompt: count for prompt, count in bought.items() if count > machines + again[prompt]}
    assert not twice, f"charged more than once: {twice}"


def _third(one, caps):
    for unit, scope, limit in caps:
        exposed = defaultdict(int)
        most = int(Decimal(limit) * MICRO)
        for row in one.rows:
            if row["unit"] != unit:
                continue
            place = row["build"] if scope == "build" else (row["engine"], row["project"], row["day"])
            exposed[place] += row["delta"]
            assert exposed[place] <= most, f"{unit} of {scope} {place}: {exposed[place]} > {most} at {row['seq']}"
            assert exposed[place] >= 0, f"{unit} of {scope} {place}: {exposed[place]} at {row['seq']}"


def _fourth(all_books, bought):
    accounted = Counter()
    for one in all_books:
        prompts, stored = one.prompts, set()
        for receipt in one.receipts:
            if all(picture.sha256 in one.blobs for picture in receipt.pictures):
                stored.add((receipt.fingerprint, receipt.attempt))
                accounted[receipt.prompt or prompts[receipt.fingerprint]] += 1
        for row in one.rows:
            if row["state"] == "settled" and row["detail"] == BY_HAND:
                accounted[prompts[row["fingerprint"]]] += 1
        for name, row in one.last.items():
            if row["state"] in ("held", "sent", "unknown") and (name, row["attempt"]) not in stored:
                ticket = json.loads(row["ticket"])
                assert row["state"] != "sent" or {"task", "urls", "listed"} & ticket.keys(), row
                accounted[prompts[name]] += 1
    lost = {prompt: count for prompt, count in bought.items() if count > accounted[prompt]}
    assert not lost, f"paid for, and neither stored, nor to be fetched, nor reported: {lost} of {dict(accounted)}"


def _fifth(tree, all_books):
    known = {picture.sha256 for one in all_books for receipt in one.receipts for picture in receipt.pictures}
    for path in sorted(tree.rglob("*")):
        if path.suffix in (".png", ".gif"):
            data = path.read_bytes()
            with Image.open(io.BytesIO(data)) as image:
                image.load()
            assert hashlib.sha256(data).hexdigest() in known, f"`{path}` is nobody's picture"
