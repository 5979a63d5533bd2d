"""The database in an Anki package: its notes in the order in which they were made, their types and decks.

Three layouts are in use: `collection.anki2`, `.anki21` and, compressed, `.anki21b`. A package has more than one of
them for older programs, and only the newest holds the notes.
"""

import json
import sqlite3
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.errors import UnreadableSource

_NAMES = ("collection.anki21b", "collection.anki21", "collection.anki2")
_MOST_BYTES = 500_000_000
_MOST_NOTES = 500_000
# Steps of SQLite's machine; half a million notes take some ten million.
_STEPS = 1000
_MOST_STEPS = 200_000_000


@dataclass(frozen=True, slots=True)
class NoteType:
    """`front` and `back` are the templates of its first card."""

    name: str
    fields: tuple[str, ...]
    front: str = ""
    back: str = ""
    is_cloze: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """`fields` hold HTML, `tags` are parted by blanks."""

    type_id: int
    deck_id: int
    fields: tuple[str, ...]
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """`decks` are names with their parents, `Cloud::Networking`."""

    notes: tuple[Note, ...]
    types: Mapping[int, NoteType]
    decks: Mapping[int, str]


def collection(path: str, archive: zipfile.ZipFile) -> Collection:
    """Raises UnreadableSource where there is none, or a larger one than the limit; sqlite3.Error and the errors of
    zip archives where it is damaged."""
    name = next((name for name in _NAMES if name in archive.namelist()), None)
    if name is None:
        raise UnreadableSource(
            f"{path} cannot be read as an Anki package: it holds no collection; export the deck from Anki again."
        )
    if archive.getinfo(name).file_size > _MOST_BYTES:
        raise _too_large(path)
    data = archive.read(name)
    if name.endswith("b"):
        data = _decompressed(path, data)
    with sqlite3.connect(":memory:") as database:
        # A database in write-ahead mode cannot be opened in memory; these two bytes say that it is in none.
        database.deserialize(data[:18] + b"\1\1" + data[20:])
        return _collection(path, database)


def _too_large(path: str) -> UnreadableSource:
    return UnreadableSource(
        f"{path} unpacks to more than the limit of {_MOST_BYTES:,} bytes; export its decks one by one and ingest these."
    )


def _decompressed(path: str, data: bytes) -> bytes:
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(data) as stream:
            found: bytes = stream.read(_MOST_BYTES + 1)
    except zstandard.ZstdError as problem:
        raise UnreadableSource(
            f"{path} cannot be read as an Anki package: its collection cannot be unpacked; export the deck again."
        ) from problem
    if len(found) > _MOST_BYTES:
        raise _too_large(path)
    return found


def _collection(path: str, database: sqlite3.Connection) -> Collection:
    """The tables are checked to be tables: a hostile file may put a computation in the place of one."""
    database.execute("PRAGMA trusted_schema = OFF")
    # Text of newer collections is compared without case, which no query here does.
    database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
    left = [_MOST_STEPS // _STEPS]

    def too_long() -> int:
        left[0] -= 1
        return int(left[0] < 0)

    database.set_progress_handler(too_long, _STEPS)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"notes", "cards", "col"} <= tables:
        raise UnreadableSource(
            f"{path} cannot be read as an Anki package: its collection has no notes; export the deck from Anki again."
        )
    decks = dict(
        database.execute(
            "SELECT nid, CASE WHEN odid > 0 THEN odid ELSE did END FROM cards ORDER BY ord DESC"
        ).fetchall()
    )
    rows = database.execute("SELECT id, mid, flds, tags FROM notes ORDER BY id LIMIT ?", (_MOST_NOTES + 1,)).fetchall()
    if len(rows) > _MOST_NOTES:
        raise _too_large(path)
    notes = tuple(
        Note(int(type_id), int(decks.get(id_, 0)), tuple(str(fields).split("\x1f")), " ".join(str(tags or "").split()))
        for id_, type_id, fields, tags in rows
    )
    if {"notetypes", "fields", "templates", "decks"} <= tables:
        return Collection(notes, _types(database), _decks(database))
    models, named = database.execute("SELECT models, decks FROM col").fetchone() or ("", "")
    try:
        return Collection(notes, _types_of(json.loads(models or "{}")), _decks_of(json.loads(named or "{}")))
    except (json.JSONDecodeError, RecursionError, AttributeError, TypeError, ValueError) as problem:
        raise sqlite3.DatabaseError("the note types are damaged") from problem


def _types_of(models: Mapping[str, Any]) -> dict[int, NoteType]:
    found = {}
    for id_, model in models.items():
        templates = model.get("tmpls") or [{}]
        found[int(id_)] = NoteType(
            str(model.get("name", "")),
            tuple(str(field.get("name", "")) for field in model.get("flds", [])),
            str(templates[0].get("qfmt", "")),
            str(templates[0].get("afmt", "")),
            model.get("type") == 1,
        )
    return found


def _decks_of(decks: Mapping[str, Any]) -> dict[int, str]:
    return {int(id_): str(deck.get("name", "")) for id_, deck in decks.items()}


def _types(database: sqlite3.Connection) -> dict[int, NoteType]:
    """The newer layout: settings are binary messages, in which templates stand as they are and a cloze type says 1."""
    names: dict[int, list[str]] = {}
    for type_id, name in database.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        names.setdefault(int(type_id), []).append(str(name))
    formats: dict[int, tuple[str, str]] = {}
    for type_id, config in database.execute("SELECT ntid, config FROM templates ORDER BY ntid, ord DESC"):
        texts = _texts(bytes(config))
        formats[int(type_id)] = (texts.get(1, ""), texts.get(2, ""))
    return {
        int(id_): NoteType(
            str(name),
            tuple(names.get(int(id_), [])),
            *formats.get(int(id_), ("", "")),
            bytes(config)[:2] == b"\x08\x01",
        )
        for id_, name, config in database.execute("SELECT id, name, config FROM notetypes")
    }


def _decks(database: sqlite3.Connection) -> dict[int, str]:
    return {
        int(id_): "::".join(str(name).split("\x1f")) for id_, name in database.execute("SELECT id, name FROM decks")
    }


def _texts(message: bytes) -> dict[int, str]:
    """The texts of a protobuf message by the numbers of their fields, up to what is not understood."""
    found: dict[int, str] = {}
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        if tag & 7 == 2:
            size, at = _varint(message, at)
            found[tag >> 3] = message[at : at + size].decode("utf-8", "replace")
            at += size
        elif tag & 7 == 0:
            _, at = _varint(message, at)
        else:
            at += {1: 8, 5: 4}.get(tag & 7, len(message))
    return found


def _varint(message: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while at < len(message) and shift < 64:
        number |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not message[at - 1] & 0x80:
            break
    return number, at
