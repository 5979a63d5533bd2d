"""What a build has finished so far, beside the generations: one that is broken off is taken up again where it ended.

Vectors go by the encoder and the digest of the embedded text; what else was dear to make goes, as bytes, by a name and
a key that says what it was made from. One SQLite file with a write-ahead log, so that a process killed at any moment
leaves what it had finished, and at worst the last piece is made again. The lock of the build keeps other processes
away. A committed build removes it.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

JOURNAL = "ingest-journal.sqlite"

# About two million passages of 384 dimensions. What does not fit is made again after an interruption.
MOST_BYTES = 4 << 30
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    encoder TEXT NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (encoder, digest));
CREATE TABLE IF NOT EXISTS pieces (name TEXT PRIMARY KEY, key TEXT NOT NULL, body BLOB NOT NULL);
"""


class Journal:
    """Reads nothing and writes no file before there is something to keep. For one thread of the process that builds."""

    def __init__(self, folder: Path, encoder: str, most_bytes: int = MOST_BYTES) -> None:
        self._path = folder / JOURNAL
        self._encoder = encoder
        self._most_bytes = most_bytes
        self._db: sqlite3.Connection | None = None
        self._is_full = False

    def vectors(self, digests: Iterable[str]) -> dict[str, list[float]]:
        """The vectors of those of the digests (SHA-256 in hexadecimal) that are kept."""
        found: dict[str, list[float]] = {}
        for digest in digests:
            rows = self._read("SELECT vector FROM vectors WHERE encoder = ? AND digest = ?", self._key(digest))
            if rows:
                found[digest] = np.frombuffer(rows[0][0], dtype=np.float32).tolist()
        return found

    def has_vector(self, digest: str) -> bool:
        return bool(self._read("SELECT 1 FROM vectors WHERE encoder = ? AND digest = ?", self._key(digest)))

    def keep_vectors(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """All of them or, where the process dies meanwhile, none."""
        rows = [(*self._key(digest), vector.astype(np.float32).tobytes()) for digest, vector in vectors.items()]
        self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def key_of(self, name: str) -> str | None:
        """What the piece of this name was made from; None where there is none."""
        rows = self._read("SELECT key FROM pieces WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def piece(self, name: str) -> bytes | None:
        rows = self._read("SELECT body FROM pieces WHERE name = ?", (name,))
        with suppress(zlib.error):
            return zlib.decompress(rows[0][0]) if rows else None
        return None

    def keep_piece(self, name: str, key: str, body: bytes) -> None:
        self._write("INSERT OR REPLACE INTO pieces VALUES (?, ?, ?)", [(name, key, zlib.compress(body, 1))])

    def close(self) -> None:
        """What is kept stays for the next build."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def remove(self) -> None:
        """Everything in it is in a generation by now, or of no use."""
        self.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            self._path.with_name(JOURNAL + ending).unlink(missing_ok=True)

    def _key(self, digest: str) -> tuple[str, bytes]:
        return self._encoder, bytes.fromhex(digest)

    def _read(self, sql: str, values: tuple[object, ...]) -> list[tuple[bytes, ...]]:
        if self._db is None and not self._path.exists():
            return []
        return self._opened().execute(sql, values).fetchall()

    def _write(self, sql: str, rows: Sequence[tuple[object, ...]]) -> None:
        if self._is_full or not rows:
            return
        db = self._opened()
        try:
            with db:
                db.executemany(sql, rows)
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode != sqlite3.SQLITE_FULL:
                raise
            self._is_full = True

    def _opened(self) -> sqlite3.Connection:
        if self._db is None:
            try:
                self._db = self._connected()
            except sqlite3.DatabaseError:
                # A disk that lost what it had promised to keep: then there is nothing to take up again.
                self.remove()
                self._db = self._connected()
        return self._db

    def _connected(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path)
        try:
            # Held by one process alone, the log needs no shared memory, which not every file system has.
            db.executescript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            ((found,),) = db.execute("PRAGMA quick_check(1)").fetchall()
            if found != "ok" or version not in (0, _VERSION):
                raise sqlite3.DatabaseError(found)
            (page_bytes,) = db.execute("PRAGMA page_size").fetchone()
            db.executescript(
                f"{_SCHEMA} PRAGMA user_version = {_VERSION}; PRAGMA max_page_count = {self._most_bytes // page_bytes};"
            )
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db
