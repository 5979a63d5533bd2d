"""The write side of the catalogue: a copy of the base's, changed source by source, and compared with what it was."""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from knowledge.catalogue import (
    CATALOGUE,
    COUNTED,
    PASSAGE_JSON,
    QUARANTINED_JSON,
    QUESTION_JSON,
    SCHEMA,
    SOURCE_JSON,
)
from knowledge.errors import ClashingIds
from knowledge.manifest import Counts
from knowledge.points import Entry, embedded_digest, point_id
from knowledge.questions import Passage, Question, Source, SourceContent

# Sources that nobody replaced or removed are as they were: the work follows what changed, not the size of the corpus.
_TOUCHED = "IN (SELECT path FROM touched)"
_ALL = "main.passages p"
_CHANGED = (
    f"{_ALL} LEFT JOIN base.passages b ON b.id = p.id WHERE p.source {_TOUCHED} AND (b.id IS NULL OR NOT "
    "(b.topic = p.topic AND b.level IS p.level AND b.format = p.format AND b.body = p.body))"
)

_Value = TypeVar("_Value")


class CatalogueDraft:
    """The write side: one file that nobody else can see yet. `base` is the catalogue that it started as a copy of."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        path = folder / CATALOGUE
        if base is not None:
            shutil.copyfile(base / CATALOGUE, path)
        self._db = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
        # A killed draft is thrown away whole, so the journal need not outlive the process; the commit fsyncs the file.
        # There is no transaction around it all: its journal would grow with what is replaced.
        self._db.executescript(f"PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; {SCHEMA}")
        if base is not None:
            self._db.execute("ATTACH ? AS base", (f"{(base / CATALOGUE).absolute().as_uri()}?mode=ro&immutable=1",))
        else:
            self._db.execute("ATTACH ':memory:' AS base")
            for table in ("sources", "questions", "passages", "quarantined"):
                self._db.execute(f"CREATE TABLE base.{table} AS SELECT * FROM main.{table} WHERE 0")
        held = self._db.execute("SELECT 1 FROM base.sqlite_schema WHERE name = 'quarantined'").fetchone()
        # A base that an older version wrote has nothing in quarantine.
        self._quarantined_before = "base.quarantined" if held else "(SELECT * FROM main.quarantined WHERE 0)"
        self._db.execute("CREATE TEMP TABLE touched (path TEXT PRIMARY KEY)")

    def replace(self, content: SourceContent) -> None:
        """Raises ClashingIds where an id of this content is already another's, and then leaves everything as it was."""
        path = content.source.path
        self._db.execute("SAVEPOINT source")
        self.remove(path)
        self._db.execute("INSERT INTO sources VALUES (?, ?)", (path, _json(SOURCE_JSON, content.source)))
        by_id = {question.id: question for question in content.questions}
        try:
            self._db.executemany(
                "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        question.id,
                        path,
                        place,
                        question.topic,
                        question.level,
                        question.answer is not None,
                        question.gradable,
                        json.dumps(question.point_ids),
                        _json(QUESTION_JSON, question),
                    )
                    for place, question in enumerate(content.questions)
                ),
            )
            self._db.executemany(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    _passage_row(passage, place, content.source, by_id.get(passage.question_id or ""))
                    for place, passage in enumerate(content.passages)
                ),
            )
            self._db.executemany(
                "INSERT INTO quarantined VALUES (?, ?, ?, ?)",
                ((one.id, path, place, _json(QUARANTINED_JSON, one)) for place, one in enumerate(content.quarantined)),
            )
        except sqlite3.IntegrityError as problem:
            self._db.execute("ROLLBACK TO source")
            raise ClashingIds(
                f"{path} brings an id that is already taken, by itself or by another source ({problem}); "
                "its reader has to make ids from the path and the text."
            ) from problem
        self._db.execute("RELEASE source")

    def questions(self) -> Iterator[Question]:
        """Every question there is now, in the order of their sources, one after another."""
        for (body,) in self._db.execute("SELECT body FROM main.questions ORDER BY source, place"):
            yield QUESTION_JSON.validate_json(body)

    def relink(self, links: Mapping[str, str | None]) -> None:
        """Questions to the one that stands for each, or to None. The rest of their sources stays as it is."""
        self._db.execute("SAVEPOINT links")
        for question_id, original in links.items():
            row = self._db.execute("SELECT source, body FROM main.questions WHERE id = ?", (question_id,)).fetchone()
            if row is not None:
                question = replace(QUESTION_JSON.validate_json(row[1]), duplicate_of=original)
                self._db.execute("INSERT OR IGNORE INTO touched VALUES (?)", row[:1])
                self._db.execute(
                    "UPDATE questions SET gradable = ?, body = ? WHERE id = ?",
                    (question.gradable, _json(QUESTION_JSON, question), question_id),
                )
        self._db.execute("RELEASE links")

    def in_base(self, digest: str) -> bool:
        """Whether the base has a vector of the text with this digest."""
        return bool(self._db.execute("SELECT 1 FROM base.passages WHERE digest = ?", (digest,)).fetchone())

    def remove(self, path: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO touched VALUES (?)", (path,))
        self._db.execute("DELETE FROM sources WHERE path = ?", (path,))
        self._db.execute("DELETE FROM questions WHERE source = ?", (path,))
        self._db.execute("DELETE FROM passages WHERE source = ?", (path,))
        self._db.execute("DELETE FROM quarantined WHERE source = ?", (path,))

    def differs(self) -> bool:
        """Whether anything at all is other than in the base."""
        quarantined = f"quarantined WHERE source {_TOUCHED}"
        pairs = [
            *((f"main.{rows}", f"base.{rows}") for rows in (
                f"sources WHERE path {_TOUCHED}",
                f"questions WHERE source {_TOUCHED}",
                f"passages WHERE source {_TOUCHED}",
            )),
            (f"main.{quarantined}", f"{self._quarantined_before} WHERE source {_TOUCHED}"),
        ]  # fmt: skip
        return any(
            self._db.execute(
                f"SELECT EXISTS (SELECT * FROM {now} EXCEPT SELECT * FROM {then})"
                f" OR EXISTS (SELECT * FROM {then} EXCEPT SELECT * FROM {now})"
            ).fetchone()[0]
            for now, then in pairs
        )

    def to_write(self, everything: bool) -> Iterator[Entry]:
        """Passages whose point is new or other than in the base, equal texts together; with `everything`, all."""
        rows = self._db.execute(
            "SELECT p.topic, p.level, p.format, p.digest, p.body "
            f"FROM {_ALL if everything else _CHANGED} ORDER BY p.digest, p.id"
        )
        for topic, level, kind, digest, body in rows:
            yield Entry(PASSAGE_JSON.validate_json(body), topic, level, kind, digest)

    def count_to_write(self, everything: bool) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {_ALL if everything else _CHANGED}").fetchone()[0])

    def to_delete(self) -> list[str]:
        """Points of passages that the base has and this draft has not."""
        rows = self._db.execute(
            f"SELECT point FROM base.passages b WHERE source {_TOUCHED}"
            " AND NOT EXISTS (SELECT 1 FROM main.passages p WHERE p.id = b.id)"
        )
        return [point for (point,) in rows]

    def base_points_saying(self, digests: Iterable[str]) -> dict[str, str]:
        """For each digest of an embedded text that the base has a vector of: a point there that carries it."""
        found: dict[str, str] = {}
        for digest in digests:
            row = self._db.execute("SELECT point FROM base.passages WHERE digest = ?", (digest,)).fetchone()
            if row:
                found[digest] = row[0]
        return found

    def metadata_keys(self) -> tuple[str, ...]:
        """The sources' own fields that one would filter by: prose in a field is left out."""
        rows = self._db.execute(
            "SELECT field.key FROM main.passages, json_each(passages.body, '$.metadata') AS field "
            "WHERE instr(field.key, '\"') = 0 "
            "GROUP BY field.key HAVING max(length(field.value)) <= 200 ORDER BY field.key"
        )
        return tuple(key for (key,) in rows)

    def counts(self) -> Counts:
        row = self._db.execute(
            "SELECT (SELECT count(*) FROM main.questions), (SELECT count(*) FROM main.questions WHERE answered),"
            " (SELECT count(*) FROM main.passages)"
        ).fetchone()
        return Counts(*row)

    def sources(self) -> tuple[Source, ...]:
        rows = self._db.execute("SELECT body FROM main.sources ORDER BY path")
        return tuple(SOURCE_JSON.validate_json(body) for (body,) in rows)

    def finish(self) -> None:
        self._db.execute(f"DELETE FROM main.held WHERE source {_TOUCHED}")
        # Of a base that an older version wrote, no source is counted yet.
        self._db.execute(
            f"INSERT INTO main.held {COUNTED} WHERE source NOT IN (SELECT source FROM main.held) GROUP BY source"
        )
        self._db.close()

    def close(self) -> None:
        self._db.close()


def _passage_row(
    passage: Passage, place: int, source: Source, question: Question | None
) -> tuple[str | int | None, ...]:
    return (
        passage.id,
        point_id(passage.id),
        source.path,
        place,
        passage.question_id,
        question.topic if question else "",
        question.level if question else None,
        source.format,
        embedded_digest(passage),
        _json(PASSAGE_JSON, passage),
    )


def _json(adapter: TypeAdapter[_Value], value: _Value) -> str:
    return adapter.dump_json(value).decode()
