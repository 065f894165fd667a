"""The money history of one machine: SQLite, append-only, the budget check inside the transaction that admits a plan.

Owns: every state that a purchase passes through, the caps, and which builds are alive.
Must not know: HTTP, pictures, the manifest; time comes in as a value.
Rule: one transition, one transaction; a row is never changed or deleted, and every open row of a dead build is
brought to its next state before anything new is admitted.

The life of a purchase (the file itself: `database`):

    (nothing) -> claimed -> held -> sent -> sent (again: another owner, a better ticket) | refunded
                    |         |       +-> settled | unusable | unknown | refused (the embedded API is gone)
                    |         +-> claimed (not charged, to be sent again) | settled | unusable | unknown | refused
                    +-> void | refused                 unknown -> sent (evidence) | settled | refused
    Whatever ended (settled, unusable, refused, refunded, void) may be claimed again: another purchase begins.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from rdbuild.database import Row, storage, worded
from rdbuild.errors import StorageError
from rdbuild.history import LAST, History, day_of, iso, scope_of
from rdbuild.liveness import Liveness
from rdbuild.model import LOCAL, Json, Receipt, Unit
from rdbuild.purchase import FREE, NEXT, OPEN, TICKETED, Admission, Cap, Claim, Entry, Refusal, State, Totals

T = TypeVar("T")
Left = tuple[Entry, str, str | None]  # what is open or unknown, and the token and the key's hash of who paid for it


class Ledger(History):
    """One open ledger. Safe to use from several threads; each public method is one transaction."""

    def __init__(self, home: Path, *, copy: bool = False) -> None:
        """Open (and make, where there is none) the ledger in `home`; `copy` as in Database. Raises StorageError."""
        super().__init__(home, copy=copy)
        self._liveness = Liveness(home / "builds")

    def close(self) -> None:
        super().close()
        self._liveness.close()

    def together(self, operations: Sequence[Callable[[Ledger], T]]) -> list[T | Exception]:
        """Run independent transitions with one commit (one sync); each stands or falls alone, in its own savepoint."""
        results: list[T | Exception] = []
        with self._transaction():
            for operation in operations:
                self._db.execute("SAVEPOINT one")
                try:
                    results.append(operation(self))
                except Exception as error:
                    self._db.execute("ROLLBACK TO one")
                    results.append(worded(self._home, error))
                self._db.execute("RELEASE one")
        return results

    # -- builds

    def begin(self, project: str, engine: str, now: datetime, key: str | None = None) -> int:
        """Register a build, alive until `end` or the death of this process. Returns its id.

        Of the `key` that it pays with, only a salted hash is kept.
        """
        token = secrets.token_hex(12)
        try:
            self._liveness.begin(token)  # before the row is there for anybody to probe
            self._still_there()  # `ledger rebuild` looks at the locks after it has moved the file away
            with self._transaction():
                cursor = self._db.execute(
                    "INSERT INTO build(token, project, engine, started_at, key_hash, api_version)"
                    " VALUES (?,?,?,?,?,'v1')",
                    (token, project, engine, iso(now), _key_hash(token, key)),
                )
                return int(cursor.lastrowid or 0)
        except BaseException as error:
            self._liveness.end(token)
            self._liveness.finished(token)
            self._liveness.sweep()
            if isinstance(error, OSError):
                raise storage(self._home, error) from error
            raise

    def end(self, build: int, now: datetime) -> None:
        """Void what is only claimed and let go. Held and sent rows stay for the next build to bring on."""
        token = self._token(build)
        try:
            with self._transaction():
                for entry in self._open_rows(build):
                    if entry.state == "claimed":
                        self._append(entry, "void", now, delta=-entry.amount)
                self._finish(build)
        finally:
            self._liveness.end(token)
        self._liveness.sweep()

    def same_key(self, build: int, key: str | None) -> bool:
        """Whether a build may have paid with this key: what another key is not told of proves nothing."""
        with self._reading():
            row = self._db.execute("SELECT token, key_hash FROM build WHERE id=?", (build,)).fetchone()
        return row["key_hash"] is None or row["key_hash"] == _key_hash(row["token"], key)

    def _token(self, build: int) -> str:
        with self._reading():
            return str(self._db.execute("SELECT token FROM build WHERE id=?", (build,)).fetchone()[0])

    def _finish(self, build: int) -> None:
        """Note that a build left nothing open, so that nobody probes it again."""
        if not self._open_rows(build):
            self._db.execute("INSERT OR IGNORE INTO ended VALUES (?)", (build,))
            self._liveness.finished(self._token(build))

    def _alive(self, build: int) -> bool:
        """Whether a build is running. Inside a transaction only: two that probe at once would see each other."""
        assert self._inside
        try:
            return self._liveness.alive(self._token(build))
        except OSError as error:
            raise storage(self._home, error) from error

    # -- reading

    def _open_rows(self, owner: int) -> list[Entry]:
        rows = self._db.execute(
            f"SELECT * FROM event e WHERE owner=? AND state IN ('claimed','held','sent') AND {LAST} ORDER BY seq",
            (owner,),
        ).fetchall()
        return [self._entry(row) for row in rows]

    def states(self, engine: str, fingerprints: Iterable[str]) -> dict[str, Entry]:
        """The state of each fingerprint that has one; writes nothing. `live` is set on open rows of running builds."""
        found: dict[str, Entry] = {}
        with self._reading():
            for fingerprint in fingerprints:
                entry = self._last(engine, fingerprint)
                if entry is not None:
                    found[fingerprint] = entry
        opened = [entry for entry in found.values() if entry.state in OPEN]
        if opened:
            with self._transaction():  # state and liveness of one moment: a build may settle and end in between
                now = [self._last(engine, entry.fingerprint) or entry for entry in opened]
                alive = {owner: self._alive(owner) for owner in {entry.owner for entry in now if entry.state in OPEN}}
            for entry in now:
                found[entry.fingerprint] = replace(entry, live=entry.state in OPEN and alive[entry.owner])
        return found

    def leftovers(self) -> bool:
        """Whether some dead build left rows that `recover` would bring on."""
        with self._reading():
            if not self._unfinished():
                return False
        with self._transaction():
            return any(not self._alive(other) for other in self._unfinished())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no build runs, and none can begin. Raises StorageError where one does."""
        with self._transaction():
            if any(self._alive(build) for build in self._unfinished()):
                raise StorageError("a build is running, and may be buying", "wait for its end, then try again")
            yield

    def _unfinished(self) -> list[int]:
        rows = self._db.execute("SELECT id FROM build WHERE id NOT IN (SELECT build FROM ended) ORDER BY id")
        return [row[0] for row in rows]

    def recover(self, now: datetime, receipt_of: Callable[[str, str, int], tuple[int, bool] | None]) -> None:
        """Bring on what dead builds left, as far as that needs no network."""
        with self._transaction():
            self._recover(None, None, now, receipt_of)
        self._liveness.sweep()

    def restore(self, purchases: Sequence[Receipt], left: Sequence[Left] = ()) -> bool:
        """Write down what receipts tell of, in their order, each as of its day. False where there is a history.

        `left` is what was open or unknown: it stays so, as of a build that died.
        """
        builds: dict[tuple[str, str], int] = {}
        with self._transaction():
            if self.position():
                return False
            for one in purchases:
                at, last = datetime.fromisoformat(one.created_at), self._last(one.engine, one.fingerprint)
                key = (one.project, one.engine)
                if key not in builds:
                    new = "INSERT INTO build(token, project, engine, started_at, api_version) VALUES (?,?,?,?,'v1')"
                    builds[key] = self._db.execute(new, (secrets.token_hex(12), *key, iso(at))).lastrowid or 0
                    self._db.execute("INSERT INTO ended VALUES (?)", (builds[key],))
                states: tuple[State, ...] = ("claimed", "held", "unusable" if one.unusable else "settled")
                for n, state in enumerate(states, last.n + 1 if last else 1):
                    self._insert(
                        at, one.engine, one.fingerprint, n=n, state=state, attempt=one.attempt, owner=builds[key],
                        build=builds[key], project=one.project, day=day_of(at), asset=one.asset, unit=one.unit,
                        amount=one.cost_micro, delta=one.cost_micro if state == "claimed" else 0,
                        detail="rebuilt from the receipt",
                    )  # fmt: skip
            delivered = {(one.engine, one.fingerprint, one.attempt) for one in purchases}
            died: dict[str, int] = {}
            for entry, token, key_hash in left:
                if (entry.engine, entry.fingerprint, entry.attempt) in delivered:
                    continue
                if token not in died:  # the hash of the key that it paid with is salted with its token
                    new = (
                        "INSERT INTO build(token, project, engine, started_at, key_hash, api_version)"
                        " VALUES (?,?,?,?,?,'v1')"
                    )
                    row = (token, entry.project, entry.engine, entry.at, key_hash)
                    died[token] = self._db.execute(new, row).lastrowid or 0
                build = died[token]
                last = self._last(entry.engine, entry.fingerprint)
                states = ("claimed", "held") if entry.state == "held" else ("claimed", "held", entry.state)
                for n, state in enumerate(states, last.n + 1 if last else 1):
                    self._insert(
                        datetime.fromisoformat(entry.at), entry.engine, entry.fingerprint, n=n, state=state,
                        attempt=entry.attempt, owner=build, build=build, project=entry.project, day=entry.day,
                        asset=entry.asset, unit=entry.unit, amount=entry.amount,
                        delta=entry.amount if state == "claimed" else 0,
                        ticket=None if state == "claimed" else entry.ticket, detail="taken over from a damaged ledger",
                    )  # fmt: skip
        return True

    def left(self) -> list[Left]:
        """What is open or unknown, but for claims: what a ledger that takes this one's place must know."""
        with self._reading():
            rows = self._db.execute(
                "SELECT e.*, b.token, b.key_hash FROM event e JOIN build b ON b.id=e.build"
                f" WHERE e.engine<>'local' AND e.state IN ('held', 'sent', 'unknown') AND {LAST} ORDER BY e.seq"
            ).fetchall()
        return [(replace(self._entry(row), at=self._held_at(row)), row["token"], row["key_hash"]) for row in rows]

    # -- the plan is admitted whole or not at all

    def admit(
        self,
        build: int,
        wishes: Sequence[Claim],
        caps: Sequence[Cap],
        now: datetime,
        receipt_of: Callable[[str, str, int], tuple[int, bool] | None],
        *,
        seen: int | None = None,
    ) -> Admission:
        """Bring on what dead builds left, check every cap and claim every wish that is free, in one transaction.

        `receipt_of(engine, fingerprint, attempt)` tells of a delivery on disk: (cost in micro-units, usable) or None.
        `seen` is the `position` at which the wishes were decided: what somebody has bought since is not bought again.
        """
        try:
            with self._transaction():
                return self._admit(build, wishes, caps, now, receipt_of, seen)
        finally:
            self._liveness.sweep()

    def rehearse(
        self, project: str, engine: str, wishes: Sequence[Claim], caps: Sequence[Cap], now: datetime,
        receipt_of: Callable[[str, str, int], tuple[int, bool] | None],
    ) -> Refusal | None:  # fmt: skip
        """What `admit` would refuse a build that began now. All of it is rolled back: nothing is written."""
        with self._transaction():
            self._db.execute("SAVEPOINT rehearsal")
            try:
                cursor = self._db.execute(
                    "INSERT INTO build(token, project, engine, started_at) VALUES ('rehearsal',?,?,?)",
                    (project, engine, iso(now)),
                )
                return self._admit(int(cursor.lastrowid or 0), wishes, caps, now, receipt_of, None).refusal
            finally:
                self._db.execute("ROLLBACK TO rehearsal")
                self._db.execute("RELEASE rehearsal")
                self._liveness.keep()

    def _admit(
        self, build: int, wishes: Sequence[Claim], caps: Sequence[Cap], now: datetime,
        receipt_of: Callable[[str, str, int], tuple[int, bool] | None], seen: int | None,
    ) -> Admission:  # fmt: skip
        me = self._db.execute("SELECT project, engine FROM build WHERE id=?", (build,)).fetchone()
        engine, project = me["engine"], me["project"]
        self._recover(build, engine, now, receipt_of)
        collects = [entry for entry in self._open_rows(build) if entry.state == "sent" and entry.build != build]
        ours = {entry.fingerprint for entry in collects}
        free: list[tuple[Claim, Entry | None]] = []
        waits: set[str] = set()
        bought: set[str] = set()
        blocked: dict[str, Entry] = {}
        for wish in {wish.fingerprint: wish for wish in wishes}.values():
            last = self._last(engine, wish.fingerprint)
            again = wish.again and (seen is None or last is None or last.seq <= seen)
            if last is not None and last.paid_before and last.state in FREE and not wish.again:
                bought.add(wish.fingerprint)
            elif last is None or last.state in FREE or (again and last.state in ("settled", "unusable")):
                free.append((wish, last))
            elif wish.fingerprint in ours or (last.state in OPEN and last.owner == build):
                continue
            elif last.state in OPEN:
                waits.add(wish.fingerprint)
            elif last.state == "settled":
                bought.add(wish.fingerprint)
            else:
                blocked[wish.fingerprint] = last
        refusal = self._refusal(build, engine, project, caps, [wish for wish, _ in free], now)
        if refusal is not None:
            return Admission(refusal=refusal, collects=tuple(collects))
        for wish, last in free:
            attempt = last.attempt + 1 if last else 1
            # Bought before a ledger that is lost: the receipt of then must never stand for what is bought now.
            while wish.again and receipt_of(engine, wish.fingerprint, attempt) is not None:
                attempt += 1
            self._insert(
                now, engine, wish.fingerprint, n=last.n + 1 if last else 1, state="claimed",
                attempt=attempt, owner=build, build=build, project=project,
                day=day_of(now), asset=wish.asset, unit=wish.unit, amount=wish.amount, delta=wish.amount,
                key=secrets.token_hex(16),
            )  # fmt: skip
        return Admission(
            None, frozenset(wish.fingerprint for wish, _ in free), frozenset(waits), tuple(collects),
            frozenset(bought), blocked,
        )  # fmt: skip

    def _recover(
        self,
        build: int | None,
        engine: str | None,
        now: datetime,
        receipt_of: Callable[[str, str, int], tuple[int, bool] | None],
    ) -> None:
        """The recovery table: bring every open row of a dead build on; open tasks of `engine` become `build`'s."""
        for other in self._unfinished():
            if other == build or self._alive(other):
                continue
            for entry in self._open_rows(other):
                receipt = receipt_of(entry.engine, entry.fingerprint, entry.attempt)
                if entry.state == "claimed":
                    self._append(entry, "void", now, delta=-entry.amount)
                elif receipt is not None:
                    cost, usable = receipt
                    self._append(
                        entry, "settled" if usable else "unusable", now, amount=cost, delta=cost - entry.amount,
                        detail="settled from the receipt",
                    )  # fmt: skip
                elif entry.engine == LOCAL:  # the embedded server died with its build, and was free
                    self._append(entry, "refused", now, delta=-entry.amount, detail="the embedded API is gone")
                elif entry.state == "held":
                    self._append(entry, "unknown", now, detail="the build died before an answer")
                elif build is not None and entry.engine == engine:
                    self._append(entry, "sent", now, owner=build)
            self._finish(other)

    def _refusal(
        self, build: int, engine: str, project: str, caps: Sequence[Cap], wishes: Sequence[Claim], now: datetime,
    ) -> Refusal | None:  # fmt: skip
        for cap in caps:
            needed = sum(wish.amount for wish in wishes if wish.unit == cap.unit)
            if needed == 0:
                continue  # what needs no purchase is never refused
            where, values = scope_of(cap, build, engine, project, day_of(now))
            total = self._db.execute(f"SELECT COALESCE(SUM(delta), 0) FROM event e WHERE {where}", values).fetchone()[0]
            if total + needed > cap.limit:
                parts = self._by_state(where, values)
                own = self._by_state(f"{where} AND e.build=?", [*values, build]).claimed
                claimed = total - parts.spent - parts.held - parts.unknown - own
                return Refusal(cap, parts.spent, parts.held, parts.unknown, claimed, needed, own)
        return None

    # -- transitions of one purchase

    def hold(
        self, build: int, engine: str, fingerprint: str, caps: Sequence[Cap], now: datetime,
        ticket: Mapping[str, Json] | None = None,
    ) -> Refusal | None:  # fmt: skip
        """Write down that a paid request is about to be sent; a claim from yesterday must pass today's caps.

        `ticket` is what evidence can be told by if nobody hears of it again.
        """
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "claimed")
            today = day_of(now)
            if entry.day == today:
                self._append(entry, "held", now, ticket=ticket)
                return None
            moved = [cap for cap in caps if cap.scope == "day" or (cap.scope == "month" and entry.day[:7] != today[:7])]
            wish = Claim(fingerprint, entry.asset, entry.unit, entry.amount)
            refusal = self._refusal(build, engine, entry.project, moved, [wish], now)
            if refusal is not None:
                return refusal
            # The money moves from the day of the claim to the day of the hold.
            self._append(entry, "void", now, delta=-entry.amount)
            last = self._last(engine, fingerprint)
            assert last is not None
            self._insert(
                now, engine, fingerprint, n=last.n + 1, state="claimed", attempt=last.attempt, owner=build,
                build=entry.build, project=entry.project, day=today, asset=entry.asset, unit=entry.unit,
                amount=entry.amount, delta=entry.amount, key=secrets.token_hex(16),
            )  # fmt: skip
            self._append(self._mine(build, engine, fingerprint, "claimed"), "held", now, ticket=ticket)
            return None

    def again(self, build: int, engine: str, fingerprint: str, detail: str, now: datetime) -> None:
        """Not charged, and to be sent once more: back to a claim."""
        with self._transaction():
            self._append(self._mine(build, engine, fingerprint, "held"), "claimed", now, detail=detail)

    def resubmit(self, build: int, engine: str, fingerprint: str, detail: str, now: datetime) -> bool:
        """A task failed and was refunded; claim its price again for another attempt. The refund is in the history."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "sent")
            self._append(entry, "refunded", now, delta=-entry.amount, detail=detail)
            if entry.build != build:
                return False
            last = self._last(engine, fingerprint)
            assert last is not None
            self._insert(
                now, engine, fingerprint, n=last.n + 1, state="claimed", attempt=last.attempt + 1, owner=build,
                build=build, project=entry.project, day=entry.day, asset=entry.asset, unit=entry.unit,
                amount=entry.amount, delta=entry.amount, key=secrets.token_hex(16),
            )  # fmt: skip
            return True

    def find(self, build: int, entry: Entry, ticket: Mapping[str, Json] | None, now: datetime) -> bool:
        """There is evidence of what became of an unknown: `ticket` is how this build fetches it; None: not charged.

        False where somebody has settled it meanwhile.
        """
        with self._transaction():
            last = self._last(entry.engine, entry.fingerprint)
            if last is None or last.state != "unknown" or last.attempt != entry.attempt:
                return False
            if ticket is None:
                self._append(
                    last, "refused", now, delta=-last.amount, detail="not charged, says the API's request list"
                )
            else:
                self._append(last, "sent", now, owner=build, ticket={**(last.ticket or {}), **ticket},
                             detail="found in the API's request list")  # fmt: skip
            return True

    def sent(self, build: int, engine: str, fingerprint: str, ticket: Mapping[str, Json], now: datetime) -> None:
        """The server took it: `ticket` ({"task": id} or {"urls": [...], ...}) is how to fetch what was paid for."""
        with self._transaction():
            self._append(self._mine(build, engine, fingerprint, "held", "sent"), "sent", now, ticket=ticket)

    def settle(self, build: int, engine: str, fingerprint: str, cost: int, usable: bool, now: datetime) -> int:
        """It is delivered, on disk, and cost `cost` micro-units. Returns how much that is above the held amount."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "held", "sent")
            self._append(entry, "settled" if usable else "unusable", now, amount=cost, delta=cost - entry.amount)
            return max(0, cost - entry.amount)

    def refuse(self, build: int, engine: str, fingerprint: str, detail: str, now: datetime) -> None:
        """Give a claim up: not charged, for certain, and not to be sent again."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "claimed")
            self._append(entry, "refused", now, delta=-entry.amount, detail=detail)

    def refund(self, build: int, engine: str, fingerprint: str, detail: str, now: datetime) -> None:
        """Charged, failed, and given back by the server."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "sent")
            self._append(entry, "refunded", now, delta=-entry.amount, detail=detail)

    def lose(self, build: int, engine: str, fingerprint: str, detail: str, now: datetime) -> None:
        """Sent, and nobody knows what became of it: exposed until evidence or a person settles it."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "held", "sent")
            if engine == LOCAL:
                self._append(entry, "refused", now, delta=-entry.amount, detail=detail)
            else:
                self._append(entry, "unknown", now, detail=detail)

    def reconcile(self, entry: Entry, charged: bool, now: datetime) -> None:
        """A person says what became of an unknown: charged (spent; the picture is lost) or not (free to be bought)."""
        with self._transaction():
            last = self._last(entry.engine, entry.fingerprint)
            if last is not None and last.state == "held" and not self._alive(last.owner):
                self._append(last, "unknown", now, detail="the build died before an answer")
                last = self._last(entry.engine, entry.fingerprint)
            if last is None or last.state != "unknown" or last.attempt != entry.attempt:
                raise StorageError(f"`{entry.asset}` is not in an unknown state any more", "see `rdbuild ledger`")
            if charged:
                self._append(last, "settled", now, detail="by hand: charged")
            else:
                self._append(last, "refused", now, delta=-last.amount, detail="by hand: not charged")

    def _mine(self, build: int, engine: str, fingerprint: str, *states: State) -> Entry:
        entry = self._last(engine, fingerprint)
        if entry is None or entry.owner != build or entry.state not in states:
            found = f"{entry.state} by build {entry.owner}" if entry else "nothing"
            raise AssertionError(
                f"ledger: {fingerprint[:12]} should be {'/'.join(states)} by build {build}, is {found}"
            )
        return entry

    def _append(
        self, entry: Entry, state: State, now: datetime, *, amount: int | None = None, delta: int = 0,
        owner: int | None = None, ticket: Mapping[str, Json] | None = None, detail: str | None = None,
    ) -> None:  # fmt: skip
        if state not in NEXT[entry.state]:
            raise AssertionError(f"ledger: {entry.state} can't become {state}")
        self._insert(
            now, entry.engine, entry.fingerprint, n=entry.n + 1, state=state, attempt=entry.attempt,
            owner=entry.owner if owner is None else owner, build=entry.build, project=entry.project, day=entry.day,
            asset=entry.asset, unit=entry.unit, amount=entry.amount if amount is None else amount, delta=delta,
            ticket=(entry.ticket if state in TICKETED else None) if ticket is None else ticket, detail=detail,
        )  # fmt: skip

    def _insert(
        self, now: datetime, engine: str, fingerprint: str, *, n: int, state: State, attempt: int, owner: int,
        build: int, project: str, day: str, asset: str, unit: Unit, amount: int, delta: int,
        ticket: Mapping[str, Json] | None = None, key: str | None = None, detail: str | None = None,
    ) -> None:  # fmt: skip
        self._db.execute(
            "INSERT INTO event(at, engine, fingerprint, n, state, attempt, owner, build, project, day, asset, unit,"
            " amount, delta, ticket, idempotency_key, detail) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (
                iso(now), engine, fingerprint, n, state, attempt, owner, build, project, day, asset, unit, amount,
                delta, json.dumps(ticket) if ticket is not None else None, key, detail,
            ),
        )  # fmt: skip

    def unknown(self, engine: str | None = None) -> list[Entry]:
        """Every purchase whose outcome is unknown, oldest first; an open `held` row of a dead build is one as well.

        Each says when it was held.
        """
        with self._transaction():
            rows = self._db.execute(
                f"SELECT * FROM event e WHERE engine<>'local' AND state IN ('unknown', 'held') AND {LAST} ORDER BY seq"
            ).fetchall()
            alive = {owner: self._alive(owner) for owner in {row["owner"] for row in rows if row["state"] == "held"}}
            return [
                replace(self._entry(row), held_at=self._held_at(row))
                for row in rows
                if (row["state"] == "unknown" or not alive[row["owner"]]) and engine in (None, row["engine"])
            ]

    def _held_at(self, row: Row) -> str:
        found = self._db.execute(
            "SELECT MAX(at) FROM event WHERE engine=? AND fingerprint=? AND attempt=? AND state='held'",
            (row["engine"], row["fingerprint"], row["attempt"]),
        ).fetchone()
        return str(found[0] or row["at"])


def _key_hash(token: str, key: str | None) -> str | None:
    """A build's token is its salt: the same key is another hash in each build."""
    return hmac.new(token.encode(), key.encode(), "sha256").hexdigest()[:32] if key else None


__all__ = ["FREE", "NEXT", "OPEN", "Admission", "Cap", "Claim", "Entry", "Ledger", "Refusal", "State", "Totals"]
