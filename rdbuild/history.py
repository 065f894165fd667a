"""The money history as it is read: the state of a purchase, what a cap's scope is exposed to, totals, rows.

Owns: every question that the events answer by themselves.
Must not know: which builds are alive, what may be written.
Rule: it changes nothing; each purchase's money counts once, under its last state.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from rdbuild.audit import faults
from rdbuild.database import Database, Row
from rdbuild.model import Json, Unit
from rdbuild.purchase import FREE, GUARDS, Cap, Entry, Totals

LAST = "NOT EXISTS (SELECT 1 FROM event x WHERE x.engine=e.engine AND x.fingerprint=e.fingerprint AND x.n=e.n+1)"
# The rows that hold a purchase's money now: the last one, and every earlier attempt that ended with money gone.
_MONEY = f"({LAST} OR (e.state IN ('settled', 'unusable', 'refunded')))"


class History(Database):
    """What an open ledger says. Every method raises StorageError where the file can't be read."""

    def _entry(self, row: Row, live: bool = False) -> Entry:
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

    def position(self) -> int:
        """The sequence number of the newest event; it grows with every transition of any build."""
        with self._reading():
            return int(self._db.execute("SELECT COALESCE(MAX(seq), 0) FROM event").fetchone()[0])

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
        where, values = scope_of(cap, build, engine, project, day_of(now))
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

    def tickets(self, engine: str, since: str) -> list[tuple[str, int, str, Mapping[str, Json]]]:
        """(fingerprint, attempt, state, ticket) of each row of an engine since a time (ISO 8601) that has a ticket."""
        with self._reading():
            rows = self._db.execute(
                "SELECT fingerprint, attempt, state, ticket FROM event WHERE engine=? AND at>=? AND ticket IS NOT NULL",
                (engine, since),
            ).fetchall()
        return [(row["fingerprint"], row["attempt"], row["state"], json.loads(row["ticket"])) for row in rows]

    def since(self, engine: str, seq: int) -> list[dict[str, Json]]:
        """Every row, in order, of each attempt on an engine that has one after a sequence number."""
        touched = "SELECT fingerprint, attempt FROM event WHERE engine=? AND seq>?"
        with self._reading():
            rows = self._db.execute(
                f"SELECT * FROM event WHERE engine=? AND (fingerprint, attempt) IN ({touched}) ORDER BY seq",
                (engine, engine, seq),
            ).fetchall()
        return [dict(row) for row in rows]

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


def scope_of(cap: Cap, build: int, engine: str, project: str, day: str) -> tuple[str, list[Json]]:
    if cap.scope == "build":
        return "e.build=? AND e.unit=?", [build, cap.unit]
    pattern = day if cap.scope == "day" else day[:7] + "-%"
    return "e.engine=? AND e.project=? AND e.unit=? AND e.day LIKE ?", [engine, project, cap.unit, pattern]


def iso(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()
