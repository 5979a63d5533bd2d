"""Everything of a generation but the vectors: sources, questions with their key points, passages. One SQLite file.

Rows carry the value as JSON and, beside it, the columns that are asked for. The file is written once, by
`catalogue_draft`, and only read from then on.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from pydantic import TypeAdapter

from knowledge.errors import BrokenGeneration
from knowledge.questions import Level, Outline, Passage, Quarantined, Question, Source, SourceContent

CATALOGUE = "catalogue.sqlite"

SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (path TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS questions (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, place INTEGER NOT NULL, topic TEXT NOT NULL, level TEXT,
    answered INTEGER NOT NULL, gradable INTEGER NOT NULL, points TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, point TEXT NOT NULL UNIQUE, source TEXT NOT NULL, place INTEGER NOT NULL, question_id TEXT,
    topic TEXT NOT NULL, level TEXT, format TEXT NOT NULL, digest TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS held (
    source TEXT PRIMARY KEY, questions INTEGER NOT NULL, answered INTEGER NOT NULL, passages INTEGER NOT NULL,
    free INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS quarantined (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS questions_in_order ON questions (source, place, id, topic, level, gradable, points);
CREATE INDEX IF NOT EXISTS questions_of_topic ON questions (topic);
DROP INDEX IF EXISTS questions_of_source;
DROP INDEX IF EXISTS questions_outlined;
CREATE INDEX IF NOT EXISTS questions_twins ON questions (json_extract(body, '$.duplicate_of'));
CREATE INDEX IF NOT EXISTS passages_of_source ON passages (source);
CREATE INDEX IF NOT EXISTS passages_of_question ON passages (question_id);
CREATE INDEX IF NOT EXISTS passages_of_digest ON passages (digest);
"""

# What `Held` says of every source, counted from the values themselves.
COUNTED = """
SELECT source, sum(questions), sum(answered), sum(passages), sum(free) FROM (
    SELECT source, 1 AS questions, answered AND NOT coalesce(json_extract(body, '$.answer.draft'), 0) AS answered,
        0 AS passages, 0 AS free FROM questions
    UNION ALL SELECT source, 0, 0, json_extract(body, '$.kind') != 'question', question_id IS NULL FROM passages)
"""

SOURCE_JSON = TypeAdapter(Source)
QUESTION_JSON = TypeAdapter(Question)
PASSAGE_JSON = TypeAdapter(Passage)
QUARANTINED_JSON = TypeAdapter(Quarantined)


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
                f"The catalogue {path} cannot be read ({problem}); go back with `coach rollback`, or remove the "
                "generation's folder and ingest again."
            ) from problem
        self._lock = threading.Lock()

    def close(self) -> None:
        self._db.close()

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            SOURCE_JSON.validate_json(body) for (body,) in self._rows("SELECT body FROM sources ORDER BY path")
        )

    def question(self, question_id: str) -> Question | None:
        rows = self._rows("SELECT body FROM questions WHERE id = ?", question_id)
        return QUESTION_JSON.validate_json(rows[0][0]) if rows else None

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
        return tuple(QUESTION_JSON.validate_json(body) for (body,) in rows)

    @cached_property
    def outlines(self) -> tuple[Outline, ...]:
        """Every question, in the order of their sources. Kept, for the file never changes and each session needs it."""
        rows = self._rows("SELECT id, topic, level, gradable, points FROM questions ORDER BY source, place")
        return tuple(
            Outline(id_, topic, cast("Level | None", level), bool(gradable), tuple(json.loads(points)))
            for id_, topic, level, gradable, points in rows
        )

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """By name. Kept, for every message is looked at for a topic's name."""
        return tuple(
            topic for (topic,) in self._rows("SELECT DISTINCT topic FROM questions WHERE topic != '' ORDER BY topic")
        )

    def passage(self, passage_id: str) -> Passage | None:
        rows = self._rows("SELECT body FROM passages WHERE id = ?", passage_id)
        return PASSAGE_JSON.validate_json(rows[0][0]) if rows else None

    def passages_at(self, points: Sequence[str]) -> dict[str, Passage]:
        """Passages by the ids of their points; unknown ones are left out."""
        marks = ",".join("?" * len(points))
        rows = self._rows(f"SELECT point, body FROM passages WHERE point IN ({marks})", *points)
        return {point: PASSAGE_JSON.validate_json(body) for point, body in rows}

    def passages_of(self, question_id: str) -> tuple[Passage, ...]:
        rows = self._rows("SELECT body FROM passages WHERE question_id = ? ORDER BY source, place", question_id)
        return tuple(PASSAGE_JSON.validate_json(body) for (body,) in rows)

    def duplicates(self, question_id: str) -> tuple[Question, ...]:
        rows = self._rows(
            "SELECT body FROM questions WHERE json_extract(body, '$.duplicate_of') = ? ORDER BY source, place",
            question_id,
        )
        return tuple(QUESTION_JSON.validate_json(body) for (body,) in rows)

    def content(self, path: str) -> SourceContent | None:
        """Everything that the source at `path` yielded, in its order."""
        rows = self._rows("SELECT body FROM sources WHERE path = ?", path)
        if not rows:
            return None
        questions = self._rows("SELECT body FROM questions WHERE source = ? ORDER BY place", path)
        passages = self._rows("SELECT body FROM passages WHERE source = ? ORDER BY place", path)
        return SourceContent(
            SOURCE_JSON.validate_json(rows[0][0]),
            tuple(QUESTION_JSON.validate_json(body) for (body,) in questions),
            tuple(PASSAGE_JSON.validate_json(body) for (body,) in passages),
            tuple(one for one in self.quarantined if one.locator.path == path),
        )

    @cached_property
    def quarantined(self) -> tuple[Quarantined, ...]:
        """In the order of their sources; none where an older version wrote the file, which had no such table."""
        if not self._has("quarantined"):
            return ()
        rows = self._rows("SELECT body FROM quarantined ORDER BY source, place")
        return tuple(QUARANTINED_JSON.validate_json(body) for (body,) in rows)

    @cached_property
    def unanswered(self) -> int:
        """How many questions wait for an approved answer, those left out that another one stands for."""
        ((count,),) = self._rows(
            "SELECT count(*) FROM questions WHERE NOT gradable AND json_extract(body, '$.duplicate_of') IS NULL"
        )
        return int(count)

    @cached_property
    def held(self) -> dict[str, Held]:
        """What each source holds, by its path. Counted when it was written: counting reads the whole corpus, and every
        ingest reports it, also one that changes nothing."""
        rows = self._rows("SELECT * FROM held" if self._has("held") else f"{COUNTED} GROUP BY source")
        return {source: Held(*(int(count) for count in counts)) for source, *counts in rows}

    def _has(self, table: str) -> bool:
        return bool(self._rows("SELECT 1 FROM sqlite_schema WHERE name = ?", table))

    def _rows(self, sql: str, *values: object) -> list[tuple[str, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()
