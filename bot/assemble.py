"""The only file that picks concrete parts. Heavy ones are imported when they are first asked for."""

import asyncio
import getpass
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.errors import NoCorpus, SettingsError, UnknownThing
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.coach import Coach
    from bot.evals.abstention import Answers
    from bot.grading.grader import Grader
    from bot.practice.grading import Grade
    from bot.practice.progress import Progress
    from bot.records import Attempt
    from bot.storage.store import Store
    from ingest.report import Report
    from ingest.sources import Limits
    from knowledge.answering import Answerer
    from knowledge.encoder import LazyEncoder
    from knowledge.engine import Engine
    from knowledge.index import Generation, Generations
    from knowledge.questions import Passage, Question, ReferenceAnswer
    from knowledge.search import Hit

Progressing = Callable[[str, int, int], None]


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
        """What ingest reads out of a file or folder, without touching the index."""
        from ingest.content import extract
        from ingest.readers import SUFFIXES
        from ingest.sources import find, read

        located = find([path], suffixes=SUFFIXES).files
        return tuple(question for one in located for question in extract(read(one, self.limits())).content.questions)

    def limits(self) -> "Limits":
        """What an input may cost at ingest."""
        from ingest.sources import Limits

        return Limits(max_bytes=self._settings.largest_source_mb * 1_000_000)


class House:
    """Everything that one running coach needs, wired."""

    def __init__(self, settings: Settings, library: Library, store: "Store", learner: str) -> None:
        self._settings = settings
        self._library = library
        self._store = store
        self.learner = learner

    @cached_property
    def coach(self) -> "Coach":
        from bot.choosing import SpacedScheduler
        from bot.coach import Coach
        from bot.memory import StoreMemory

        return Coach(
            shelves=self._library,
            memory=StoreMemory(self._store),
            grader=self._library.grader,
            scheduler=SpacedScheduler(self._store),
            progress=self.progress,
        )

    async def attempts(self, learner: str) -> "tuple[Attempt, ...]":
        return await self._store.attempts(learner)

    async def progress(self, learner: str, now: datetime) -> "Progress":
        from bot.practice.progress import measure_progress

        attempts, cards = await self._store.attempts(learner), await self._store.cards(learner)
        library, timezone = self._library.serving(), ZoneInfo(self._settings.timezone)
        return await asyncio.to_thread(
            lambda: measure_progress(attempts, cards, library.outlines(), now=now, timezone=timezone)
        )

    def warm_up(self) -> None:
        """Loads the encoder while the learner reads the first question.

        No daemon: a process that ends while onnxruntime is half loaded aborts, so the end waits for it. Whoever needs
        the encoder first is told what is wrong with it. Raises NoCorpus before the first ingest.
        """
        from knowledge.errors import IndexProblem

        def warm() -> None:
            with suppress(IndexProblem):
                self._library.encoder.token_vectors(["warm"])

        self._library.serving()
        threading.Thread(target=warm).start()

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    @staticmethod
    def new_id() -> str:
        return uuid.uuid4().hex


def open_library(settings: Settings) -> Library:
    return Library(settings)


@asynccontextmanager
async def open_store(settings: Settings) -> "AsyncIterator[Store]":
    from bot.storage.store import Store

    _make_home(settings.home)
    store = await Store.open(settings.database)
    try:
        yield store
    finally:
        await store.close()


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsError(
            f"The data folder {home} cannot be made ({problem.strerror}): set COACH_HOME to one that you may write to."
        ) from problem


@asynccontextmanager
async def open_coach(settings: Settings, learner: str | None = None) -> AsyncIterator[House]:
    async with open_store(settings) as store:
        yield House(settings, Library(settings), store, learner or settings.learner or getpass.getuser())


async def run_ingest(
    settings: Settings, library: Library, paths: Sequence[Path], *, only: bool, progress: Progressing
) -> "Report":
    """Reads the paths (and, without `only`, the starter corpus) into a new generation that serves at once."""
    from ingest.build import ingest

    async with open_store(settings) as store:
        approvals = {name: approval.answer for name, approval in (await store.approvals()).items()}
    report = await asyncio.to_thread(
        ingest,
        paths,
        library.generations,
        starter=not only,
        only=only,
        approvals=approvals,
        limits=library.limits(),
        draft=lambda generation: _drafter(library, generation),
        progress=progress,
        now=House.now,
    )
    from knowledge.errors import BuildInProgress

    # Whoever builds meanwhile tidies up after that build.
    with suppress(BuildInProgress):
        await asyncio.to_thread(library.generations.prune, settings.keep_generations)
    return report


def _drafter(library: Library, generation: "Generation") -> Callable[[str], Any]:
    from knowledge.answering import Answerer

    return Answerer(generation, library.encoder).draft_answer


async def approve_answer(settings: Settings, library: Library, question_id: str, words: str | None) -> "Report":
    """Makes the draft, or the given words, the reference answer. Raises UnknownThing."""
    from bot.records import Approval

    question = library.serving().question(question_id)
    if question is None or question.gradable:
        raise UnknownThing(f"No question {question_id!r} waits for an answer: `coach gaps` lists those that do.")
    if words is None and question.answer is None:
        raise UnknownThing(
            f"Question {question_id} has no draft, for nothing in the corpus answers it: "
            "give your own words with `coach gaps answer`."
        )
    text = words or (question.answer.text if question.answer else "")
    async with open_store(settings) as store:
        await store.approve(Approval(question_id, text, getpass.getuser(), datetime.now(UTC)))
    return await run_ingest(settings, library, [], only=False, progress=lambda what, done, total: None)
