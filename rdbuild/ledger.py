"""The money history of one machine: SQLite, append-only, the budget check inside the transaction that admits a plan.

Owns: every state that a purchase passes through, the caps, and which builds are alive.
Must not know: HTTP, pictures, the manifest; time comes in as a value.
Rule: one transition, one transaction; a row is never changed or deleted, and every open row of a dead build is
brought to its next state before anything new is admitted.

Format (`ledger.sqlite3`, WAL, synchronous=FULL; amounts are integer micro-units):

    build  id, token, project, engine, started_at, key_hash, api_version
           alive while the OS lock on `builds/TOKEN.lock` is held by its process
    ended  build                       the build left no open row behind
    event  seq, at, engine, fingerprint, n, state, attempt, owner, build, project, day, asset, unit, amount, delta,
           ticket, idempotency_key, detail
           The last n of an (engine, fingerprint) is its state. `build` and `day` say to whom and when the money
           belongs, `owner` who is acting now. `delta` is the change of exposure, so a cap is one SUM(delta).

    (nothing) -> claimed -> held -> sent -> sent (again: another owner, a better ticket) | refunded
                    |         |       +-> settled | unusable | unknown | refused (the embedded API is gone)
                    |         +-> claimed (not charged, to be sent again) | settled | unusable | unknown | refused
                    +-> void | refused                 unknown -> settled | unusable | refused
    Whatever ended (settled, unusable, refused, refunded, void) may be claimed again: another purchase begins.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from rdbuild.audit import faults
from rdbuild.errors import StorageError
from rdbuild.liveness import Liveness
from rdbuild.model import LOCAL, Json, Unit
from rdbuild.purchase import FREE, GUARDS, NEXT, OPEN, Admission, Cap, Claim, Entry, Refusal, State, Totals

T = TypeVar("T")
SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE build(
  id INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, project TEXT NOT NULL, engine TEXT NOT NULL,
  started_at TEXT NOT NULL, key_hash TEXT, api_version TEXT);
CREATE TABLE ended(build INTEGER PRIMARY KEY REFERENCES build(id));
CREATE TABLE event(
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, engine TEXT NOT NULL, fingerprint TEXT NOT NULL,
  n INTEGER NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL, owner INTEGER NOT NULL REFERENCES build(id),
  build INTEGER NOT NULL REFERENCES build(id), project TEXT NOT NULL, day TEXT NOT NULL, asset TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('balance', 'credits')), amount INTEGER NOT NULL, delta INTEGER NOT NULL,
  ticket TEXT, idempotency_key TEXT, detail TEXT, UNIQUE (engine, fingerprint, n));
CREATE INDEX event_owner ON event(owner, state);
CREATE INDEX event_build ON event(build);
CREATE INDEX event_scope ON event(engine, project, unit, day);
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_added BEFORE INSERT ON event
  WHEN EXISTS (SELECT 1 FROM event WHERE seq=NEW.seq)
    OR EXISTS (SELECT 1 FROM event WHERE engine=NEW.engine AND fingerprint=NEW.fingerprint AND n=NEW.n)
  BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
"""
_LAST = "NOT EXISTS (SELECT 1 FROM event x WHERE x.engine=e.engine AND x.fingerprint=e.fingerprint AND x.n=e.n+1)"
# The rows that hold a purchase's money now: the last one, and every earlier attempt that ended with money gone.
_MONEY = f"({_LAST} OR (e.state IN ('settled', 'unusable', 'refunded')))"


class Ledger:
    """One open ledger. Safe to use from several threads; each public method is one transaction."""

    def __init__(self, home: Path, *, copy: bool = False) -> None:
        """Open (and make, where there is none) the ledger in `home`. Raises StorageError.

        With `copy` it is read into memory, for what must not touch the disk; nothing of it is written back.
        """
        self._home = home
        self._mutex = threading.RLock()
        self._inside = False
        try:
            self._liveness = Liveness(home / "builds")
            if not copy:
                home.mkdir(parents=True, exist_ok=True)
            path: Path | str = ":memory:" if copy else home / "ledger.sqlite3"
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            if copy:
                _copy(home / "ledger.sqlite3", self._db)
        except (sqlite3.Error, OSError) as error:
            raise _storage(home, error) from error
        try:
            self._db.row_factory = sqlite3.Row
            self._open()
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.Error):
                raise _storage(home, error) from error
            raise

    def _open(self) -> None:
        """Look at the format before anything is written: a newer one is left exactly as it is."""
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version <= SCHEMA_VERSION:
            self._write_ahead()
            self._db.execute("PRAGMA synchronous=FULL")
            with self._transaction():
                version = self._db.execute("PRAGMA user_version").fetchone()[0]
                if version == 0:
                    for statement in _statements(_SCHEMA):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        if version > SCHEMA_VERSION:
            raise StorageError(
                f"the ledger in `{self._home}` was written by a newer rdbuild (format {version})", "update rdbuild"
            )

    def _write_ahead(self) -> None:
        """Switch to WAL. Two that open a new ledger at once collide here, and SQLite does not wait for this lock."""
        for last in (*(False for _ in range(599)), True):
            try:
                self._db.execute("PRAGMA journal_mode=WAL")
                return
            except sqlite3.OperationalError as error:
                if last or "locked" not in str(error):
                    raise
            time.sleep(0.1)

    @staticmethod
    def exists(home: Path) -> bool:
        return (home / "ledger.sqlite3").exists()

    def close(self) -> None:
        with self._mutex:
            self._db.close()
            self._liveness.close()

    # -- transactions

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._mutex:
            if self._inside:  # `together` holds the transaction already
                yield
                return
            self._inside = True
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
            except BaseException as error:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise _storage(self._home, error) from error
                raise
            finally:
                self._inside = False

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._mutex:
            try:
                yield
            except sqlite3.Error as error:
                raise _storage(self._home, error) from error

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
                    results.append(_storage(self._home, error) if isinstance(error, sqlite3.Error) else error)
                self._db.execute("RELEASE one")
        return results

    # -- builds

    def begin(self, project: str, engine: str, now: datetime, key_hash: str | None = None) -> int:
        """Register a build, alive until `end` or the death of this process. Returns its id."""
        token = secrets.token_hex(12)
        try:
            self._liveness.begin(token)  # before the row is there for anybody to probe
            with self._transaction():
                cursor = self._db.execute(
                    "INSERT INTO build(token, project, engine, started_at, key_hash, api_version)"
                    " VALUES (?,?,?,?,?,'v1')",
                    (token, project, engine, _iso(now), key_hash),
                )
                return int(cursor.lastrowid or 0)
        except BaseException as error:
            self._liveness.end(token)
            self._liveness.finished(token)
            self._liveness.sweep()
            if isinstance(error, OSError):
                raise _storage(self._home, error) from error
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
            raise _storage(self._home, error) from error

    # -- reading

    def _entry(self, row: sqlite3.Row, live: bool = False) -> Entry:
        ticket = json.loads(row["ticket"]) if row["ticket"] else None
        return Entry(
            row["seq"], row["at"], row["engine"], row["fingerprint"], row["n"], row["state"], row["attempt"],
            row["owner"], row["build"], row["project"], row["day"], row["asset"], row["unit"], row["amount"],
            ticket, row["detail"], live,
        )  # fmt: skip

    def _last(self, engine: str, fingerprint: str) -> Entry | None:
        row = self._db.execute(
            "SELECT * FROM event WHERE engine=? AND fingerprint=? ORDER BY n DESC LIMIT 1", (engine, fingerprint)
        ).fetchone()
        if row is None or row["state"] not in FREE:
            return self._entry(row) if row else None
        before = self._db.execute(
            "SELECT 1 FROM event WHERE engine=? AND fingerprint=? AND state='settled' LIMIT 1", (engine, fingerprint)
        ).fetchone()
        return replace(self._entry(row), paid_before=before is not None)

    def _open_rows(self, owner: int) -> list[Entry]:
        rows = self._db.execute(
            f"SELECT * FROM event e WHERE owner=? AND state IN ('claimed','held','sent') AND {_LAST} ORDER BY seq",
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

    def _unfinished(self) -> list[int]:
        rows = self._db.execute("SELECT id FROM build WHERE id NOT IN (SELECT build FROM ended) ORDER BY id")
        return [row[0] for row in rows]

    def recover(self, now: datetime, receipt_of: Callable[[str, str, int], tuple[int, bool] | None]) -> None:
        """Bring on what dead builds left, as far as that needs no network."""
        with self._transaction():
            self._recover(None, None, now, receipt_of)
        self._liveness.sweep()

    def position(self) -> int:
        """The sequence number of the newest event; it grows with every transition of any build."""
        with self._reading():
            return int(self._db.execute("SELECT COALESCE(MAX(seq), 0) FROM event").fetchone()[0])

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
                    (project, engine, _iso(now)),
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
                day=_day(now), asset=wish.asset, unit=wish.unit, amount=wish.amount, delta=wish.amount,
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
            where, values = _scope(cap, build, engine, project, _day(now))
            total = self._db.execute(f"SELECT COALESCE(SUM(delta), 0) FROM event e WHERE {where}", values).fetchone()[0]
            if total + needed > cap.limit:
                parts = self._by_state(where, values)
                own = self._by_state(f"{where} AND e.build=?", [*values, build]).claimed
                claimed = total - parts.spent - parts.held - parts.unknown - own
                return Refusal(cap, parts.spent, parts.held, parts.unknown, claimed, needed, own)
        return None

    # -- transitions of one purchase

    def hold(self, build: int, engine: str, fingerprint: str, caps: Sequence[Cap], now: datetime) -> Refusal | None:
        """Write down that a paid request is about to be sent; a claim from yesterday must pass today's caps."""
        with self._transaction():
            entry = self._mine(build, engine, fingerprint, "claimed")
            today = _day(now)
            if entry.day == today:
                self._append(entry, "held", now)
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
            self._append(self._mine(build, engine, fingerprint, "claimed"), "held", now)
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
            ticket=entry.ticket if ticket is None else ticket, detail=detail,
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
                _iso(now), engine, fingerprint, n, state, attempt, owner, build, project, day, asset, unit, amount,
                delta, json.dumps(ticket) if ticket is not None else None, key, detail,
            ),
        )  # fmt: skip

    # -- reports

    def _by_state(self, where: str, values: Sequence[Json]) -> Totals:
        """Where the exposure of a scope stands: each purchase's money counts under its last state."""
        rows = self._db.execute(
            f"SELECT e.state AS state, SUM(amount) AS amount, SUM(CASE WHEN owner<>build THEN amount ELSE 0 END) AS rec"
            f" FROM event e WHERE {where} AND {_MONEY} GROUP BY e.state",
            values,
        ).fetchall()
        sums = {row["state"]: row["amount"] for row in rows}
        recovered = sum(row["rec"] for row in rows if row["state"] in ("settled", "unusable"))
        return Totals(
            spent=sums.get("settled", 0) + sums.get("unusable", 0), recovered=recovered,
            held=sums.get("held", 0) + sums.get("sent", 0), claimed=sums.get("claimed", 0),
            unknown=sums.get("unknown", 0), refunded=sums.get("refunded", 0),
        )  # fmt: skip

    def totals(self, unit: Unit, *, build: int | None = None, project: str | None = None) -> Totals:
        """Money of one build, one project, or everything; the embedded API left out unless a build is named."""
        where = ["e.unit=?"]
        values: list[Json] = [unit]
        if build is not None:
            where.append("e.build=?")
            values.append(build)
        else:
            where.append("e.engine<>'local'")
        if project is not None:
            where.append("e.project=?")
            values.append(project)
        with self._reading():
            return self._by_state(" AND ".join(where), values)

    def exposure(self, cap: Cap, build: int, engine: str, project: str, now: datetime) -> int:
        """What a cap's scope is exposed to now, micro-units."""
        where, values = _scope(cap, build, engine, project, _day(now))
        with self._reading():
            return int(
                self._db.execute(f"SELECT COALESCE(SUM(delta), 0) FROM event e WHERE {where}", values).fetchone()[0]
            )

    def group(self, column: Literal["day", "project"]) -> list[tuple[str, Totals, Totals]]:
        """Totals in balance and in credits for each day or project, in order, without the embedded API."""
        with self._reading():
            names = [
                row[0]
                for row in self._db.execute(
                    f"SELECT DISTINCT {column} FROM event WHERE engine<>'local' ORDER BY {column}"
                )
            ]
            where = f"e.engine<>'local' AND e.{column}=? AND e.unit=?"
            return [
                (name, self._by_state(where, (name, "balance")), self._by_state(where, (name, "credits")))
                for name in names
            ]

    def unknown(self) -> list[Entry]:
        """Every purchase whose outcome is unknown, oldest first. An open `held` row of a dead build is one as well."""
        with self._transaction():
            rows = self._db.execute(
                f"SELECT * FROM event e WHERE engine<>'local' AND state IN ('unknown', 'held') AND {_LAST} ORDER BY seq"
            ).fetchall()
            alive = {owner: self._alive(owner) for owner in {row["owner"] for row in rows if row["state"] == "held"}}
            return [self._entry(row) for row in rows if row["state"] == "unknown" or not alive[row["owner"]]]

    def verify(self) -> list[str]:
        """Check the history against its own rules; returns what is broken, in words."""
        with self._reading():
            broken = [f"SQLite: {text}" for (text,) in self._db.execute("PRAGMA integrity_check") if text != "ok"]
            names = {row[0] for row in self._db.execute("SELECT name FROM sqlite_master WHERE type='trigger'")}
            broken += [f"the guard `{name}` is gone" for name in GUARDS if name not in names]
            issued = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name='event'").fetchone()
            there = self._db.execute("SELECT COUNT(*), COALESCE(MAX(seq), 0) FROM event").fetchone()
            if not there[0] == there[1] == (issued[0] if issued else 0):
                broken.append(f"{issued[0] if issued else 0} rows were written, {there[0]} are there")
            builds = {row[0] for row in self._db.execute("SELECT id FROM build")}
            ended = {row[0] for row in self._db.execute("SELECT build FROM ended")}
            rows = self._db.execute("SELECT * FROM event ORDER BY engine, fingerprint, n")
            return broken + faults((dict(row) for row in rows), builds, ended)

    def rows(self) -> Iterator[dict[str, Json]]:
        """Every event as it is stored, oldest first, for export."""
        with self._reading():
            rows = self._db.execute("SELECT * FROM event ORDER BY seq").fetchall()
        for row in rows:
            yield dict(row)


def _scope(cap: Cap, build: int, engine: str, project: str, day: str) -> tuple[str, list[Json]]:
    if cap.scope == "build":
        return "e.build=? AND e.unit=?", [build, cap.unit]
    pattern = day if cap.scope == "day" else day[:7] + "-%"
    return "e.engine=? AND e.project=? AND e.unit=? AND e.day LIKE ?", [engine, project, cap.unit, pattern]


def _copy(path: Path, into: sqlite3.Connection) -> None:
    """Read a ledger without a trace. A write-ahead file is there only while somebody has the ledger open."""
    alone = not path.with_name(path.name + "-wal").exists()
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}", uri=True)
    try:
        source.backup(into)
    finally:
        source.close()


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _storage(home: Path, error: Exception) -> StorageError:
    return StorageError(
        f"the ledger in `{home}` can't be used: {error}",
        "check the disk and the folder's permissions; `RDBUILD_HOME` names another place",
    )


def _iso(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()


__all__ = ["FREE", "NEXT", "OPEN", "Admission", "Cap", "Claim", "Entry", "Ledger", "Refusal", "State", "Totals"]
