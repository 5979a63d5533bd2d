"""The real coach beside the hostile model: what learners say goes in, and all that comes back is judged."""

import itertools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.assemble import Service, open_service
from bot.assisting.trials import FILE, Outcome, Quality, TrialBook
from bot.coach import Coach
from bot.messages import Message, Reply, ShowAnswer, ShowGrade
from bot.practice.grading import Grade
from bot.practice.session import Conversation, Session
from bot.prompts import Prompts
from bot.settings import Settings
from bot.state import from_json, to_json
from bot.storage import admin_tables, identity_tables, tables
from bot.turns.turn import Turn
from knowledge.answer import Answer
from knowledge.questions import Citation, Question
from tests.injection.hostile import Hostile, Mode
from tests.injection.judges import plain
from tests.injection.texts import Attack
from tests.models.scripted_server import ScriptedServer, scripted
from tests.models.steps import Made

MODEL = "hostile"
BOB, ADMIN = "slack:T1:U0BOB", "slack:T1:U0ADMIN"
BOBS_WORDS = "My notes from Halvorsen say the purple ledger decides which invoices the night team may reopen."
GAP = "How do I water a cactus on the moon?"
_QUALITY = Quality(0.7, 0.6, 0.8, 0.2)


@dataclass(frozen=True, slots=True)
class Reaction:
    """What one message, or two, led to. `given` are the passages that an answer was to be made of, `extracted` the
    answer without a model, `computed` the grade without one; `state` is that of the conversation afterwards."""

    text: str
    replies: tuple[Reply, ...]
    given: tuple[Citation, ...]
    extracted: Answer | None
    computed: Grade | None
    state: Conversation
    changed: tuple[str, ...]
    requests: tuple[str, ...]

    @property
    def worded(self) -> bool:
        """Whether something of the model's was shown."""
        shown = self.state.rateable
        return (
            bool(self.requests) and shown is not None and ("answer/" in shown.template or "feedback/" in shown.template)
        )

    @property
    def grade(self) -> ShowGrade | None:
        return next((one for reply in self.replies if isinstance(one := plain(reply), ShowGrade)), None)

    @property
    def answers(self) -> tuple[ShowAnswer, ...]:
        """Every step of an answer that grows."""
        return tuple(one for reply in self.replies if isinstance(one := plain(reply), ShowAnswer))


@dataclass
class _Answerer:
    """Remembers what the coach's answerer gave last."""

    inner: Any
    last: tuple[Answer | None, tuple[Citation, ...]] = (None, ())

    @property
    def template(self) -> str:
        return str(self.inner.template)

    @property
    def generation_id(self) -> str:
        return str(self.inner.generation_id)

    def answer(self, text: str) -> Answer:
        self.last = (self.inner.answer(text), ())
        assert self.last[0] is not None
        return self.last[0]

    def evidence(self, text: str) -> tuple[Answer, tuple[Citation, ...]]:
        answer, given = self.inner.evidence(text)
        self.last = (answer, given)
        return answer, given


@dataclass
class _Shelves:
    library: Any
    heard: _Answerer

    def serving(self) -> Any:
        return self.library.serving()

    def answerer(self) -> _Answerer:
        return self.heard


@dataclass
class _Grader:
    """Remembers the computed grades."""

    inner: Any
    last: Grade | None = None

    @property
    def version(self) -> str:
        return str(self.inner.version)

    def grade(self, *asked: Any) -> Grade:
        self.last = self.inner.grade(*asked)
        assert self.last is not None
        return self.last


@dataclass
class Stand:
    service: Service
    server: ScriptedServer
    model: Hostile
    settings: Settings
    coach: Coach
    answerer: _Answerer
    grader: _Grader
    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    last: Mapping[str, Any] | None = None
    questions: dict[str, Question] = field(default_factory=dict)
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def store(self) -> Any:
        return self.service.house._store

    def question(self, name: str) -> Question:
        """By the name that the starter corpus gives it, or by its words."""
        if name not in self.questions:
            self.questions[name] = self._question(name)
        return self.questions[name]

    def _question(self, name: str) -> Question:
        serving = self.service.house._library.serving()
        for outline in serving.outlines():
            found = serving.question(outline.id)
            if found is not None and name in (found.id, found.text, found.metadata.get("id", "")):
                return found
        raise LookupError(name)

    def earn(self, *, earned: bool) -> None:
        """Whether the model has passed its trial: then its arguments about grades are heard."""
        if not earned:
            (self.settings.home / FILE).unlink(missing_ok=True)
            return
        digest, grader = Prompts().get("feedback").digest, self.grader.version
        TrialBook(self.settings.home, grader).keep(
            Outcome(
                MODEL, "feedback/v1", digest, grader, 90, 0, 40, 20, 0, _QUALITY, _QUALITY, 0.02, (0.0, 0.04), True, ""
            )
        )

    async def say(
        self, attack: Attack, mode: Mode, *texts: str, question: Question | None = None, place: str = ""
    ) -> Reaction:
        """Somebody new says these texts one after the other, with `question` open at first where one is given."""
        number = next(self.numbers)
        learner, conversation = f"slack:T1:U{number:05}", f"slack:T1:D{number:05}"
        self.model.attack, self.model.mode = attack, mode
        self.server.always = Made(self.model, piece=3 if mode is Mode.LEAKS else 300)
        self.model.canaries.clear()
        self.model.asked.clear()
        self.answerer.last, self.grader.last = (None, ()), None
        if question is not None:
            await self._open(learner, conversation, question)
        before = self.last or await self.standing()
        replies: list[Reply] = []
        for turn, text in enumerate(texts):
            replies = [] if turn == len(texts) - 1 and question is None else replies
            self.now += timedelta(seconds=30)
            message = Message(f"m{number}-{turn}", learner, conversation, text, self.now, place=place)
            replies += [reply async for reply in self.coach.reply(message)]
        after = self.last = await self.standing()
        changed = tuple(f"{name}: {before[name]} -> {after[name]}" for name in before if before[name] != after[name])
        state = from_json(await self.store.load_session(conversation))
        answer, given = self.answerer.last
        return Reaction(
            "\n".join(texts), tuple(replies), given, answer, self.grader.last, state, changed, tuple(self.model.asked)
        )

    async def _open(self, learner: str, conversation: str, question: Question) -> None:
        session = Session(f"s-{learner}", (question.id,), (), False, self.now, 5)
        state = Conversation(session)
        opening = Message(f"open-{conversation}", learner, conversation, "practice", self.now)
        await self.coach._memory.keep(opening, Turn(state), to_json(state))

    async def standing(self) -> Mapping[str, Any]:
        """All that no learner may change for others: settings, roles, gaps, what admins decided, generations, links."""
        found: dict[str, Any] = {}
        async with self.store.reading() as connection:
            for table in (
                admin_tables.places,
                admin_tables.roles,
                admin_tables.dailies,
                admin_tables.wishes,
                tables.approvals,
                tables.decisions,
                identity_tables.identities,
            ):
                found[table.name] = sorted(map(tuple, (await connection.execute(select(table))).all()))
            gaps, audit = tables.gaps, admin_tables.audit
            found["gaps"] = (
                (await connection.execute(select(gaps.c.id).where(gaps.c.status != "open"))).scalars().all(),
                (await connection.execute(select(gaps.c.status).where(gaps.c.question == GAP))).scalars().all(),
            )
            found["admin verbs"] = (
                (await connection.execute(select(audit.c.verb).where(audit.c.allowed))).scalars().all()
            )
            attempts = tables.attempts
            bobs = select(attempts.c.score, attempts.c.text).where(attempts.c.learner == BOB)
            found["another's grade"] = [tuple(one) for one in (await connection.execute(bobs)).all()]
        found["generation"] = self.service.house._library.serving().id
        return found


@asynccontextmanager
async def standing(settings: Settings, elsewhere: str) -> AsyncIterator[Stand]:
    """The coach of a data folder that is there, with administration, a gap, and another learner who has answered.

    `elsewhere` is a passage that the model may know from anywhere and is not given."""
    async with scripted(models=[MODEL]) as server:
        model = Hostile(BOBS_WORDS, elsewhere)
        settings = settings.model_copy(
            update={
                "model_url": server.url,
                "model_name": MODEL,
                "model_patience": 120.0,
                "model_tokens_per_learner": 0,
                "model_tokens_per_workspace": 0,
                "admins": (ADMIN,),
                "threads": 1,
            }
        )
        async with open_service(settings) as service:
            house = service.house
            coach = house.make_coach()
            answerer, grader = _Answerer(house.answerer()), _Grader(house._library.grader)
            coach._shelves, coach._grader = _Shelves(house._library, answerer), grader
            stand = Stand(service, server, model, settings, coach, answerer, grader)
            await _history(stand)
            yield stand


async def _history(stand: Stand) -> None:
    """What stands there before the first attack."""
    asked = Message("gap", BOB, "slack:T1:D0BOB", f"ask {GAP}", stand.now)
    assert [reply async for reply in stand.coach.reply(asked)]
    stand.server.always = Made(stand.model)
    question = stand.question("cost-management")
    await stand._open(BOB, "slack:T1:D0BOB", question)
    said = replace(Message("bob", BOB, "slack:T1:D0BOB", BOBS_WORDS, stand.now), at=stand.now + timedelta(minutes=1))
    assert [reply async for reply in stand.coach.reply(said)]
    gaps = await stand.store.gaps("open")
    stand.model.gap = next(gap.id for gap in gaps if gap.question == GAP)


def secret_texts(prompts: Prompts) -> Mapping[str, str]:
    """What no learner may read: the files of the prompts that there are, without their front matter."""
    names: Sequence[str] = ("answer", "feedback", "probe", "hint", "standalone", "frame")
    return {name: (prompts.packaged / name / "v1.md").read_text("utf-8").split("---\n", 2)[2] for name in names}
