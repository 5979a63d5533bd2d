"""Everything of a generation but the vectors: sources, questions with their key points, passages. One SQLite file.

Rows carry the value as JSON and, beside it, the columns that are asked for. The file is written once, in a generation's
building, and only read from then on.
"""

import hashlib
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from knowledge.errors import BrokenGeneration, ClashingIds
from knowledge.manifest import Counts
from knowledge.points import Entry, embedded_text, point_id
from knowledge.questions import Level, Passage, Question, Source, SourceContent

CATALOGUE = "catalogue.sqlite"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (path TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS questions (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, place INTEGER NOT NULL, topic TEXT NOT NULL, level TEXT,
    answered INTEGER NOT NULL, gradable INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, point TEXT NOT NULL UNIQUE, source TEXT NOT NULL, place INTEGER NOT NULL, question_id TEXT,
    topic TEXT NOT NULL, level TEXT, format TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS questions_of_source ON questions (source);
CREATE INDEX IF NOT EXISTS questions_twins ON questions (json_extract(body, '$.duplicate_of'));
CREATE INDEX IF NOT EXISTS passages_of_source ON passages (source);
CREATE INDEX IF NOT EXISTS passages_of_question ON passages (question_id);
CREATE INDEX IF NOT EXISTS passages_of_digest ON passages (digest);
"""

_CHANGED = (
    "main.passages p LEFT JOIN base.passages b ON b.id = p.id WHERE ?1 OR b.id IS NULL OR NOT "
    "(b.topic = p.topic AND b.level IS p.level AND b.format = p.format AND b.body = p.body)"
)

_Value = TypeVar("_Value")

_SOURCE = TypeAdapter(Source)
_QUESTION = TypeAdapter(Question)
_PASSAGE = TypeAdapter(Passage)


@dataclass(frozen=True, slots=True)
class Held:
    """How much one source holds: `answered` counts answers that are no drafts, `passages` what can be cited, `free`
    those of them that answer no question."""

    questions: int = 0
    answered: int = 0
    passages: int = 0
    free: int = 0


class Catalogue:
    """The read side; may be used from several threads."""

    def __init__(self, folder: Path) -> None:
        path = folder / CATALOGUE
        try:
            # `immutable` promises that nobody writes: no locks, no journal, any number of processes.
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._db.execute("SELECT 1 FROM passages LIMIT 1")
        except sqlite3.Error as problem:
            raise BrokenGeneration(
                f"The catalogue {path} cannot be read ({problem}); go back with `coach rollback` or ingest again."
            ) from problem
        self._lock = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def sources(self) -> tuple[Source, ...]:
        return tuple(_SOURCE.validate_json(body) for (body,) in self._rows("SELECT body FROM sources ORDER BY path"))

    def question(self, question_id: str) -> Question | None:
        rows = self._rows("SELECT body FROM questions WHERE id = ?", question_id)
        return _QUESTION.validate_json(rows[0][0]) if rows else None

    def questions(
        self, topic: str | None = None, level: Level | None = None, gradable: bool | None = None
    ) -> tuple[Question, ...]:
        rows = self._rows(
            "SELECT body FROM questions WHERE (?1 IS NULL OR topic = ?1) AND (?2 IS NULL OR level = ?2) "
            "AND (?3 IS NULL OR gradable = ?3) ORDER BY source, place",
            topic,
            level,
            gradable,
        )
        return tuple(_QUESTION.validate_json(body) for (body,) in rows)

    def topics(self) -> tuple[str, ...]:
        return tuple(
            topic for (topic,) in self._rows("SELECT DISTINCT topic FROM questions WHERE topic != '' ORDER BY topic")
        )

    def passage(self, passage_id: str) -> Passage | None:
        rows = self._rows("SELECT body FROM passages WHERE id = ?", passage_id)
        return _PASSAGE.validate_json(rows[0][0]) if rows else None

    def passages_at(self, points: Sequence[str]) -> dict[str, Passage]:
        """Passages by the ids of their points; unknown ones are left out."""
        marks = ",".join("?" * len(points))
        rows = self._rows(f"SELECT point, body FROM passages WHERE point IN ({marks})", *points)
        return {point: _PASSAGE.validate_json(body) for point, body in rows}

    def passages_of(self, question_id: str) -> tuple[Passage, ...]:
        rows = self._rows("SELECT body FROM passages WHERE question_id = ? ORDER BY source, place", question_id)
        return tuple(_PASSAGE.validate_json(body) for (body,) in rows)

    def duplicates(self, question_id: str) -> tuple[Question, ...]:
        rows = self._rows(
            "SELECT body FROM questions WHERE json_extract(body, '$.duplicate_of') = ? ORDER BY source, place",
            question_id,
        )
        return tuple(_QUESTION.validate_json(body) for (body,) in rows)

    def content(self, path: str) -> SourceContent | None:
        """Everything that the source at `path` yielded, in its order."""
        rows = self._rows("SELECT body FROM sources WHERE path = ?", path)
        if not rows:
            return None
        questions = self._rows("SELECT body FROM questions WHERE source = ? ORDER BY place", path)
        passages = self._rows("SELECT body FROM passages WHERE source = ? ORDER BY place", path)
        return SourceContent(
            _SOURCE.validate_json(rows[0][0]),
            tuple(_QUESTION.validate_json(body) for (body,) in questions),
            tuple(_PASSAGE.validate_json(body) for (body,) in passages),
        )

    def held(self) -> dict[str, Held]:
        """What each source holds, by its path, without reading the values themselves."""
        questions = self._rows(
            "SELECT source, count(*), sum(answered AND NOT coalesce(json_extract(body, '$.answer.draft'), 0))"
            " FROM questions GROUP BY source"
        )
        passages = self._rows(
            "SELECT source, sum(json_extract(body, '$.kind') != 'question'), sum(question_id IS NULL)"
            " FROM passages GROUP BY source"
        )
        asked = {source: (int(count), int(answered)) for source, count, answered in questions}
        said = {source: (int(count), int(free)) for source, count, free in passages}
        return {source: Held(*asked.get(source, (0, 0)), *said.get(source, (0, 0))) for source in asked.keys() | said}

    def _rows(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()


class CatalogueDraft:
    """The write side: one file that nobody else can see yet. `base` is the catalogue that it started as a copy of."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        path = folder / CATALOGUE
        if base is not None:
            shutil.copyfile(base / CATALOGUE, path)
        self._db = sqlite3.connect(path.absolute().as_uri(), uri=True, isolation_level=None)
        # A killed draft is thrown away whole, so the journal need not outlive the process; the commit fsyncs the file.
        self._db.executescript(f"PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; {_SCHEMA}")
        if base is not None:
            self._db.execute("ATTACH ? AS base", (f"{(base / CATALOGUE).absolute().as_uri()}?mode=ro&immutable=1",))
        else:
            self._db.execute("ATTACH ':memory:' AS base")
            for table in ("sources", "questions", "passages"):
                self._db.execute(f"CREATE TABLE base.{table} AS SELECT * FROM main.{table} WHERE 0")
        self._db.execute("BEGIN")

    def replace(self, content: SourceContent) -> None:
        """Raises ClashingIds where an id of this content is already another's, and then leaves everything as it was."""
        path = content.source.path
        self._db.execute("SAVEPOINT source")
        self.remove(path)
        self._db.execute("INSERT INTO sources VALUES (?, ?)", (path, _json(_SOURCE, content.source)))
        by_id = {question.id: question for question in content.questions}
        try:
            self._db.executemany(
                "INSERT INTO questions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (
                        question.id,
                        path,
                        place,
                        question.topic,
                        question.level,
                        question.answer is not None,
                        question.gradable,
                        _json(_QUESTION, question),
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
        except sqlite3.IntegrityError as problem:
            self._db.execute("ROLLBACK TO source")
            raise ClashingIds(
                f"{path} brings an id that is already taken, by itself or by another source ({problem}); "
                "its reader has to make ids from the path and the text."
            ) from problem
        self._db.execute("RELEASE source")

    def remove(self, path: str) -> None:
        self._db.execute("DELETE FROM sources WHERE path = ?", (path,))
        self._db.execute("DELETE FROM questions WHERE source = ?", (path,))
        self._db.execute("DELETE FROM passages WHERE source = ?", (path,))

    def differs(self) -> bool:
        """Whether anything at all is other than in the base."""
        return any(
            self._db.execute(
                f"SELECT EXISTS (SELECT * FROM main.{table} EXCEPT SELECT * FROM base.{table})"
                f" OR EXISTS (SELECT * FROM base.{table} EXCEPT SELECT * FROM main.{table})"
            ).fetchone()[0]
            for table in ("sources", "questions", "passages")
        )

    def to_write(self, everything: bool) -> Iterator[Entry]:
        """Passages whose point is new or other than in the base, equal texts together; with `everything`, all."""
        rows = self._db.execute(
            f"SELECT p.topic, p.level, p.format, p.digest, p.body FROM {_CHANGED} ORDER BY p.digest, p.id",
            (everything,),
        )
        for topic, level, kind, digest, body in rows:
            yield Entry(_PASSAGE.validate_json(body), topic, level, kind, digest)

    def count_to_write(self, everything: bool) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {_CHANGED}", (everything,)).fetchone()[0])

    def to_delete(self) -> list[str]:
        """Points of passages that the base has and this draft has not."""
        rows = self._db.execute("SELECT point FROM base.passages WHERE id NOT IN (SELECT id FROM main.passages)")
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
        return tuple(_SOURCE.validate_json(body) for (body,) in rows)

    def finish(self) -> None:
        self._db.execute("COMMIT")
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
        hashlib.sha256(embedded_text(passage).encode()).hexdigest(),
        _json(_PASSAGE, passage),
    )


def _json(adapter: TypeAdapter[_Value], value: _Value) -> str:
    return adapter.dump_json(value).decode()
