"""What admins do in chat, wired: roles, documents, gaps, daily questions, and what they see first."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bot.admin_messages import AdminGlance, OpenGap
from bot.assemble.ingest_process import IngestProcess
from bot.assemble.intake import ChatIntake
from bot.assemble.library import Library
from bot.assemble.uploads import sweep_uploads
from bot.daily import DailyClock, DailyQuestions, Posting
from bot.errors import UnknownThing
from bot.records import Approval
from bot.roles import Roles
from bot.settings import Settings
from bot.storage.administration import AdminStore
from bot.turns.administering import Administering
from bot.turns.ingesting import Fetching

if TYPE_CHECKING:
    from bot.storage.store import Store
    from knowledge.index import Generation


class Failures(Protocol):
    async def failed_count(self) -> int:
        """How many messages were given up on."""
        ...


@dataclass(frozen=True, slots=True)
class Administration:
    """`administering` is for the coach, `roles` and `kept` also for the command line."""

    administering: Administering
    roles: Roles
    kept: AdminStore
    library: Library
    failures: Failures | None = None

    async def glance(self, learner: str) -> AdminGlance | None:
        """What an admin sees first; None for everybody else."""
        if not await self.roles.is_admin(learner):
            return None
        generation = await asyncio.to_thread(self.library.generations.current)
        waiting = await asyncio.to_thread(generation.unanswered) if generation else 0
        up, down = await self.kept.votes()
        return AdminGlance(
            generation=generation.id if generation else "",
            questions=generation.manifest.counts.questions if generation else 0,
            sources=len(generation.manifest.sources) if generation else 0,
            gaps=waiting + await self.kept.open_gaps(),
            up=up,
            down=down,
            failed=await self.failures.failed_count() if self.failures else 0,
        )

    def daily_clock(self, posting: Posting, now: Callable[[], datetime]) -> DailyClock:
        questions = DailyQuestions(self.kept, self.library.generations.current, posting, now)
        return DailyClock(questions, self.kept)


def open_administration(
    settings: Settings,
    library: Library,
    store: "Store",
    fetching: Mapping[str, Fetching],
    failures: Failures | None = None,
) -> Administration:
    """`fetching` gets the files that come with messages, by platform; it may be filled later, when those are connected.
    `failures` counts the messages given up on."""
    kept = AdminStore(store)
    roles = Roles(settings.admins, kept)
    administering = Administering(
        roles=roles,
        kept=kept,
        places=store,
        corpus=ChatCorpus(settings, library, store),
        intake=ChatIntake(settings, library, fetching),
        runner=IngestProcess(settings),
        clock=time.monotonic,
    )
    return Administration(administering, roles, kept, library, failures)


class ChatCorpus:
    """Generations and gaps, with sentences for an admin in chat."""

    def __init__(self, settings: Settings, library: Library, store: "Store") -> None:
        self._settings = settings
        self._library = library
        self._store = store

    def publish(self, generation: str) -> int:
        return self._library.generations.publish(generation).counts.questions

    def discard(self, generation: str) -> None:
        generations = self._library.generations
        manifest = generations.discard(generation)
        sweep_uploads(self._settings.uploads_folder, {source.digest for source in manifest.sources}, generations)

    def go_back(self, generation: str | None) -> tuple[str, int]:
        manifest = self._library.generations.rollback(generation)
        return manifest.id, manifest.counts.questions

    def topics(self) -> tuple[str, ...]:
        generation = self._library.generations.current()
        return generation.topics() if generation else ()

    async def open_gaps(self) -> Sequence[OpenGap]:
        asked = [OpenGap(gap.id, "asked", gap.question, gap.times) for gap in await self._store.gaps("open")]
        generation = await asyncio.to_thread(self._library.generations.current)
        return [*asked, *(await asyncio.to_thread(_unanswered, generation) if generation else ())]

    async def close_gap(self, gap: str) -> None:
        try:
            await self._store.close_gap(gap)
        except UnknownThing:
            raise UnknownThing(f"Nobody has asked in vain for {gap!r}: `/gaps` lists what was.") from None

    async def approve(self, gap: str, words: str | None, by: str, at: datetime) -> None:
        generation = await asyncio.to_thread(self._library.generations.current)
        question = await asyncio.to_thread(generation.question, gap) if generation else None
        if question is None and gap.startswith("gap-"):
            raise UnknownThing(
                f"People asked that, and no document does: ingest one that answers it, then `/gaps close {gap}`."
            )
        if question is None or question.gradable:
            raise UnknownThing(f"No question {gap!r} waits for an answer: `/gaps` lists those that do.")
        if words is None and question.answer is None:
            raise UnknownThing(f"There is no draft of an answer to it: give your own words, `/gaps answer {gap} ...`.")
        text = words or (question.answer.text if question.answer else "")
        await self._store.approve(Approval(question.id, text, by, at))


def _unanswered(generation: "Generation") -> list[OpenGap]:
    """Those with a draft first: they only need a look."""
    found = [question for question in generation.questions(gradable=False) if question.duplicate_of is None]
    found.sort(key=lambda question: question.answer is None)
    return [
        OpenGap(
            question.id,
            "unanswered",
            question.text,
            0,
            question.answer.text if question.answer else "",
            question.answer.citations if question.answer else (),
        )
        for question in found
    ]
