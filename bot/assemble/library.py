"""What the coach knows and how it reads and grades, opened piece by piece."""

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import NoCorpus
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.evals.abstention import Answers
    from bot.grading.grader import Grader
    from bot.practice.grading import Grade
    from ingest.files.sources import Limits
    from ingest.files.unpacking import Unpacker
    from ingest.files.workers import Workers
    from knowledge.answering import Answerer
    from knowledge.encoder import LazyEncoder
    from knowledge.engine import Engine
    from knowledge.index import Generation, Generations
    from knowledge.questions import Passage, Question, ReferenceAnswer
    from knowledge.search import Hit


class Library:
    """What the coach knows, opened piece by piece as it is needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answering: tuple[str, Answerer] | None = None
        self._opening = threading.Lock()

    @cached_property
    def encoder(self) -> "LazyEncoder":
        from knowledge.encoder import LazyEncoder

        return LazyEncoder(self._settings.embedding_model, self._settings.models_folder, self._settings.threads or None)

    @cached_property
    def generations(self) -> "Generations":
        from knowledge.index import Generations

        return Generations(self._settings.generations_folder, self.encoder, self._engine())

    def _engine(self) -> "Engine | None":
        """The vectors' home: a Qdrant server where the settings name one, else Qdrant Edge in the data folder."""
        if not self._settings.qdrant_url:
            return None
        from knowledge.server_engine import ServerEngine

        return ServerEngine(self._settings.qdrant_url, self._settings.qdrant_key or None)

    @cached_property
    def grader(self) -> "Grader":
        from bot.grading.grader import Grader

        return Grader(self.encoder)

    def serving(self) -> "Generation":
        """The generation that answers now. Raises NoCorpus before the first ingest."""
        generation = self.generations.current()
        if generation is None:
            raise NoCorpus("There is nothing to practise or to ask about yet: run `coach ingest` first.")
        return generation

    def answerer(self) -> "Answerer":
        """Answers from the generation that serves now. Raises NoCorpus before the first ingest."""
        from knowledge.answering import Answerer

        generation = self.serving()
        with self._opening:
            if self._answering is None or self._answering[0] != generation.id:
                self._answering = (generation.id, Answerer(generation, self.encoder))
            return self._answering[1]

    def grade_row(self, question: str, reference: str | None, answer: str) -> dict[str, Any]:
        """The stable JSON form of a grade; without a reference, against what the corpus says about the question."""
        from bot.grading.rows import grade_to_row, ungradable_row

        if reference:
            return grade_to_row(self.grade_text(question, reference, answer))
        retrieved = self.answerer().reference_for(question)
        if retrieved is None:
            return ungradable_row()
        return grade_to_row(self.grader.grade(question, retrieved, answer))

    def grade_text(self, question: str, reference: str, answer: str) -> "Grade":
        return self.grader.grade_row(question, reference, answer)

    def grade(self, question: str, reference: "ReferenceAnswer", answer: str) -> "Grade":
        return self.grader.grade(question, reference, answer)

    def question(self, question_id: str) -> "Question | None":
        return self.serving().question(question_id)

    def search(self, text: str, limit: int, filters: Mapping[str, str]) -> "tuple[Hit, ...]":
        return self.serving().search(text, limit, filters)

    def answers(self) -> "Answers":
        answerer = self.answerer()
        return lambda text, *, filters=None: answerer.answer(text, filters=filters)

    def passages(self, question_id: str) -> "tuple[Passage, ...]":
        return self.serving().passages(question_id)

    def extract_questions(self, path: Path) -> "tuple[Question, ...]":
        """What ingest reads out of a file or folder, without touching the index; what cannot be read yields nothing."""
        from ingest.content import Extracted
        from ingest.files.finding import find
        from ingest.readers import SUFFIXES
        from ingest.reading import Job

        with self.unpacker() as unpacker:
            jobs = [Job(one) for one in find([path], suffixes=SUFFIXES, unpack=unpacker.unpack).files]
            outcomes = [done.outcome for done in self._workers.read(jobs)]
        return tuple(question for one in outcomes if isinstance(one, Extracted) for question in one.content.questions)

    @cached_property
    def _workers(self) -> "Workers":
        """Kept for whoever asks for one file after another; its processes end with this one."""
        return self.workers()

    def workers(self) -> "Workers":
        """Processes in which sources are read, started when the first one is."""
        from ingest.files.cells import cores
        from ingest.files.workers import Workers

        settings = self._settings
        count = settings.threads or cores()
        return Workers(self.limits(), count, settings.reader_memory_mb, settings.reader_seconds)

    def unpacker(self) -> "Unpacker":
        """Where the archives of a run are unpacked, until it ends."""
        from ingest.files.archives import Caps
        from ingest.files.unpacking import Unpacker
        from ingest.readers import SUFFIXES

        settings, limits = self._settings, self.limits()
        caps = Caps(limits.max_bytes, members=limits.max_files)
        return Unpacker(settings.unpacking_folder, SUFFIXES, caps, settings.reader_memory_mb, settings.reader_seconds)

    def limits(self) -> "Limits":
        """What an input may cost at ingest."""
        from ingest.files.sources import Limits

        return Limits(self._settings.largest_source_mb * 1_000_000, self._settings.most_files)


def open_library(settings: Settings) -> Library:
    return Library(settings)
