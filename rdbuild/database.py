"""The SQLite file that the money history is kept in.

Owns: the file's format, how it is opened, transactions, and SQLite's errors in our words.
Must not know: what a row means.
Rule: a transaction is on disk when it ends, rows are never changed or deleted, and a newer format is left as it is.

Format (`ledger.sqlite3`, WAL, synchronous=FULL; amounts are integer micro-units):

    build  id, token, project, engine, started_at, key_hash, api_version
           alive while the OS lock on `builds/TOKEN.lock` is held by its process; `key_hash` is salted with the token
    ended  build                       the build left no open row behind
    event  seq, at, engine, fingerprint, n, state, attempt, owner, build, project, day, asset, unit, amount, delta,
           ticket, idempotency_key, detail
           The last n of an (engine, fingerprint) is its state. `build` and `day` say to whom and when the money
           belongs, `owner` who is acting now. `delta` is the change of exposure, so a cap is one SUM(delta).
           `ticket` (JSON) is what a purchase can be told or fetched by.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rdbuild.errors import StorageError

Row = sqlite3.Row
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


class Database:
    """One open file. Safe to use from several threads."""

    def __init__(self, home: Path, *, copy: bool = False) -> None:
        """Open (and make, where there is none) the ledger in `home`. Raises StorageError.

        With `copy` it is read into memory, for what must not touch the disk; nothing of it is written back.
        """
        self._home = home
        self._mutex = threading.RLock()
        self._inside = False
        try:
            if not copy:
                home.mkdir(parents=True, exist_ok=True)
            path: Path | str = ":memory:" if copy else home / "ledger.sqlite3"
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            if copy and self.exists(home):
                _copy(home / "ledger.sqlite3", self._db)
        except (sqlite3.Error, OSError) as error:
            raise storage(home, error) from error
        self._file = 0
        try:
            self._db.row_factory = sqlite3.Row
            self._open()
            self._file = 0 if copy else _file(home)
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.Error):
                raise storage(home, error) from error
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

    def _still_there(self) -> None:
        """Raises StorageError where the ledger is another file by now: what is written to this one nobody reads."""
        if self._file != _file(self._home):
            raise StorageError(f"the ledger in `{self._home}` was made anew while this build began", "build again")

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
                    raise storage(self._home, error) from error
                raise
            finally:
                self._inside = False

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with self._mutex:
            try:
                yield
            except sqlite3.Error as error:
                raise storage(self._home, error) from error


def _file(home: Path) -> int:
    try:
        return (home / "ledger.sqlite3").stat().st_ino
    except OSError:
        return 0


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


def is_damage(error: BaseException | None) -> bool:
    """Whether an error says that the file is no sound ledger, and not only that it can't be had."""
    broken = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    return isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in broken


def worded(home: Path, error: Exception) -> Exception:
    """An error of SQLite or the system as one of ours; any other as it is."""
    return storage(home, error) if isinstance(error, (sqlite3.Error, OSError)) else error


def storage(home: Path, error: Exception) -> StorageError:
    mend = "`rdbuild ledger rebuild` puts it aside and makes it anew from the receipts"
    look = "check the disk and the folder's permissions"
    return StorageError(
        f"the ledger in `{home}` can't be used: {error}",
        f"{mend if is_damage(error) else look}; `RDBUILD_HOME` names another place",
    )
