"""What admins say in chat, and what everybody else hears who says it: on SQLite and on PostgreSQL."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.admin_messages import IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.admin_records import Audited, DailyQuestion
from bot.coach import NOTHING_YET, Coach
from bot.errors import IngestFailed, NoCorpus, NotFetched, UnknownThing
from bot.memory import StoreMemory
from bot.messages import Aside, Attachment, Live, Message, Reply, Say
from bot.practice.session import Conversation, Session
from bot.records import Rating
from bot.roles import Roles
from bot.state import to_json
from bot.storage.administration import AdminStore
from bot.storage.store import Store
from bot.turns.administering import Administering
from bot.turns.ingesting import Finished, Step
from bot.turns.turn import Turn
from knowledge.errors import BuildInProgress, EngineUnavailable, OvertakenGeneration, UnknownGeneration

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
ANA, BEN, EVE = "slack:T1:UANA", "slack:T1:UBEN", "slack:T1:UEVE"
PLACE = "slack:T1:C9"
OUTCOME = IngestOutcome("g2", (), 1, 0, 0, 5, 0, 0, (), 1.5)
FILE = Attachment("F1", "faq.md", "https://files.example/1", 10)


@dataclass
class Corpus:
    done: list[tuple[object, ...]] = field(default_factory=list)
    problem: Exception | None = None
    gaps: Sequence[OpenGap] = ()

    def publish(self, generation: str) -> int:
        self._do("publish", generation)
        return 7

    def discard(self, generation: str) -> None:
        self._do("discard", generation)

    def go_back(self, generation: str | None) -> tuple[str, int]:
        self._do("go back", generation)
        return generation or "g0", 7

    def topics(self) -> tuple[str, ...]:
        return ("RAG", "feature-stores")

    async def open_gaps(self) -> Sequence[OpenGap]:
        return self.gaps

    async def close_gap(self, gap: str) -> None:
        self._do("close", gap)

    async def approve(self, gap: str, words: str | None, by: str, at: datetime) -> None:
        self._do("approve", gap, words, by)

    def _do(self, *what: object) -> None:
        if self.problem is not None:
            raise self.problem
        self.done.append(what)


@dataclass
class Intake:
    problem: NotFetched | None = None
    taken: list[tuple[Sequence[Attachment], Sequence[str]]] = field(default_factory=list)
    released: list[Path] = field(default_factory=list)

    async def take(self, platform: str, files: Sequence[Attachment], links: Sequence[str]) -> tuple[Path, ...]:
        assert platform == "slack"
        if self.problem is not None:
            raise self.problem
        self.taken.append((files, links))
        return (Path("uploads/3fa2/uploaded/faq.md"),)

    async def release(self, paths: Sequence[Path]) -> None:
        self.released += paths


@dataclass
class Runner:
    """Every step takes a second of the clock that it also is."""

    ends: Finished | IngestFailed = field(default_factory=lambda: Finished(OUTCOME, waiting=True))
    steps: int = 5
    seconds: float = 0.0
    ran: list[tuple[Sequence[Path], bool, str]] = field(default_factory=list)

    async def run(
        self, paths: Sequence[Path], *, hold: bool, origin: str = ""
    ) -> AsyncGenerator[Step | Finished, None]:
        self.ran.append((paths, hold, origin))
        for done in range(self.steps):
            self.seconds += 1
            yield Step("reading", done, self.steps)
        if isinstance(self.ends, IngestFailed):
            raise self.ends
        yield self.ends

    def clock(self) -> float:
        return self.seconds


class Chat:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.kept = AdminStore(store)
        self.corpus, self.intake, self.runner = Corpus(), Intake(), Runner()
        self.administering = Administering(
            Roles((ANA,), self.kept), self.kept, store, self.corpus, self.intake, self.runner, self.runner.clock
        )
        self._said = 0

    async def turns(self, text: str, learner: str = ANA, place: str = "", *files: Attachment) -> list[Turn]:
        self._said += 1
        at = NOON + timedelta(minutes=self._said)
        message = Message(f"slack:T1:e{self._said}", learner, place or "dm", text, at, place=place, files=files)
        turns = await self.administering.turns(message, Conversation())
        assert turns is not None, f"{text!r} is no admin's verb"
        async with aclosing(turns) as all_of_them:
            return [turn async for turn in all_of_them]

    async def say(self, text: str, learner: str = ANA, place: str = "") -> Reply:
        (turn,) = await self.turns(text, learner, place)
        (reply,) = turn.replies
        assert turn.final
        return reply

    async def words(self, text: str, learner: str = ANA, place: str = "") -> str:
        reply: Reply = await self.say(text, learner, place)
        if isinstance(reply, Aside):
            assert reply.to == learner
            reply = reply.reply
        assert isinstance(reply, Say)
        return reply.text

    async def audit(self) -> list[tuple[str, str, bool, str]]:
        found: tuple[Audited, ...] = await self.kept.audited()
        return [(one.learner, one.verb, one.allowed, one.detail) for one in reversed(found)]


@pytest.fixture
def chat(store: Store) -> Chat:
    return Chat(store)


def live(turns: list[Turn]) -> list[ShowIngest]:
    shown = []
    for turn in turns:
        (reply,) = turn.replies
        assert isinstance(reply, Live)
        assert isinstance(reply.reply, ShowIngest)
        shown.append(reply.reply)
    return shown


@pytest.mark.parametrize(
    "text",
    [
        "/ingest https://example.org/x",
        "/ingest publish g2",
        "/gaps",
        "/gaps answer q-1 My own words.",
        "/rollback",
        "/admin add slack:T1:UEVE",
        "/channel grades thread",
        "/daily 09:30 Europe/Berlin",
        "/daily nonsense",
    ],
)
async def test_nobody_else_may_and_every_try_is_on_record(chat: Chat, text: str) -> None:
    for place in ("", PLACE):
        assert await chat.words(text, EVE, place) == "Only the coach's admins may do that."
    audited = await chat.audit()
    assert [(learner, allowed, detail) for learner, _, allowed, detail in audited] == [(EVE, False, "")] * 2
    assert not chat.corpus.done
    assert not chat.runner.ran
    assert await chat.kept.dailies() == ()


@pytest.mark.parametrize(
    "text", ["practice rag", "/practice", "ingest the data into a store", "/daily q-00ff", "/daily-open q-1"]
)
async def test_what_is_no_admins_verb_is_left_to_the_coach(chat: Chat, text: str) -> None:
    message = Message("e1", ANA, "dm", text, NOON)
    assert await chat.administering.turns(message, Conversation()) is None


async def test_in_a_place_only_the_admin_sees_the_reply(chat: Chat) -> None:
    reply = await chat.say("/ingest publish g2", ANA, PLACE)
    assert reply == Aside(ANA, ShowIngest("published", "g2"))
    assert "direct message" in await chat.words("/ingest https://example.org/x", ANA, PLACE)
    assert not chat.runner.ran


async def test_an_ingest_tells_how_far_it_is_and_ends_with_its_report(chat: Chat) -> None:
    turns = await chat.turns("ingest", ANA, "", FILE)
    shown = live(turns)
    assert [turn.final for turn in turns] == [False] * (len(turns) - 1) + [True]
    assert shown[0] == ShowIngest("running", "fetching")
    # Of five steps, one a second apart, every second is told.
    assert [one.done for one in shown[1:-1]] == [1, 3]
    assert shown[-1] == ShowIngest("ready", outcome=OUTCOME)
    assert chat.intake.taken == [((FILE,), ())]
    assert [(hold, origin) for _, hold, origin in chat.runner.ran] == [(True, "slack:T1:e1")]
    assert not chat.intake.released
    assert await chat.audit() == [(ANA, "ingest", True, "ready g2; files: 1, links: 0")]


@pytest.mark.parametrize(
    ("ends", "shown"),
    [
        (Finished(OUTCOME, waiting=False), ShowIngest("same", outcome=OUTCOME)),
        (IngestFailed("Another one runs."), ShowIngest("failed", "Another one runs.")),
    ],
)
async def test_what_comes_to_nothing_leaves_no_upload(
    chat: Chat, ends: Finished | IngestFailed, shown: ShowIngest
) -> None:
    chat.runner.ends = ends
    assert live(await chat.turns("/ingest https://example.org/faq"))[-1] == shown
    assert chat.intake.released == [Path("uploads/3fa2/uploaded/faq.md")]


async def test_a_file_that_could_not_be_read_is_the_reason_given(chat: Chat) -> None:
    outcome = IngestOutcome("g1", (), 0, 0, 0, 5, 0, 0, ("uploaded/x.bin is a binary file.",), 1.0)
    chat.runner.ends = Finished(outcome, waiting=False)
    last = live(await chat.turns("/ingest", ANA, "", FILE))[-1]
    assert (last.state, last.step) == ("failed", "uploaded/x.bin is a binary file.")


async def test_what_cannot_be_fetched_is_said_and_nothing_runs(chat: Chat) -> None:
    chat.intake.problem = NotFetched("faq.md could not be fetched.")
    assert live(await chat.turns("/ingest", ANA, "", FILE))[-1] == ShowIngest("failed", "faq.md could not be fetched.")
    assert not chat.runner.ran
    assert await chat.audit() == []


async def test_an_ingest_of_nothing_asks_for_a_file(chat: Chat) -> None:
    assert "Attach a file" in await chat.words("/ingest")


@pytest.mark.parametrize(
    ("problem", "part"),
    [
        (OvertakenGeneration("/srv/coach"), "Another ingest was published"),
        (UnknownGeneration("/srv/coach"), "no such generation"),
        (BuildInProgress("/srv/coach"), "An ingest is running"),
    ],
)
async def test_what_cannot_be_published_is_one_sentence_without_a_folder(
    chat: Chat, problem: Exception, part: str
) -> None:
    chat.corpus.problem = problem
    said = await chat.words("/ingest publish g2")
    assert part in said
    assert "/srv" not in said
    assert await chat.audit() == []


async def test_what_only_an_operator_can_mend_is_not_swallowed(chat: Chat) -> None:
    chat.corpus.problem = EngineUnavailable("the server is down")
    with pytest.raises(EngineUnavailable):
        await chat.turns("/ingest publish g2")


async def test_what_was_carried_out_is_on_record_without_anybodys_words(chat: Chat) -> None:
    for text in (
        "/ingest publish g2",
        "/ingest discard g3",
        "/rollback",
        "/gaps answer q-1 My own\nwords.",
        "/gaps close gap-1",
    ):
        await chat.say(text)
    assert chat.corpus.done == [
        ("publish", "g2"),
        ("discard", "g3"),
        ("go back", None),
        ("approve", "q-1", "My own\nwords.", ANA),
        ("close", "gap-1"),
    ]
    assert await chat.audit() == [
        (ANA, "ingest publish", True, "g2"),
        (ANA, "ingest discard", True, "g3"),
        (ANA, "rollback", True, "g0"),
        (ANA, "gaps answer", True, "q-1"),
        (ANA, "gaps close", True, "gap-1"),
    ]


async def test_an_approval_serves_at_once_or_with_the_next_ingest(chat: Chat) -> None:
    assert "Approved" in await chat.words("/gaps approve q-1")
    assert chat.runner.ran == [((), False, "")]
    chat.runner.ends = IngestFailed("Another one runs.")
    assert "next ingest" in await chat.words("/gaps approve q-1")
    chat.corpus.problem = UnknownThing("No question 'q-9' waits.")
    assert await chat.words("/gaps approve q-9") == "No question 'q-9' waits."


async def test_the_first_gaps_are_shown_and_all_counted(chat: Chat) -> None:
    chat.corpus.gaps = [OpenGap(f"gap-{n}", "asked", "Why?", 1) for n in range(12)]
    reply = await chat.say("/gaps")
    assert isinstance(reply, ShowGaps)
    assert (len(reply.gaps), reply.total) == (10, 12)


async def test_an_admin_may_make_others_admins_but_not_unmake_the_settings(chat: Chat) -> None:
    assert await chat.words(f"/admin add {BEN}") == f"{BEN} is an admin now."
    assert await chat.words(f"/admin add {BEN}") == f"{BEN} is an admin already."
    assert "COACH_ADMINS" in await chat.words(f"/admin remove {ANA}", BEN)
    listed = await chat.words("/admin list", BEN)
    assert f"{ANA}, by the settings" in listed
    assert f"{BEN}, by {ANA} on 2026-03-04" in listed
    assert "no admin any more" in await chat.words(f"/admin remove {BEN}")
    assert await chat.words("/gaps", BEN) == "Only the coach's admins may do that."


async def test_the_last_admin_stays(store: Store) -> None:
    roles = Roles((), AdminStore(store))
    await roles.add(ANA, "operator", NOON)
    await roles.add(BEN, ANA, NOON)
    assert await roles.remove(BEN)
    with pytest.raises(Exception, match="the last admin"):
        await roles.remove(ANA)
    assert await roles.is_admin(ANA)


async def test_a_place_is_set_where_it_is_said(chat: Chat) -> None:
    assert await chat.store.place_settings(PLACE) == "private"
    await chat.say("/channel grades thread", ANA, PLACE)
    assert await chat.store.place_settings(PLACE) == "thread"
    assert "in the channel" in await chat.words("/channel grades private")
    assert await chat.store.place_settings(PLACE) == "thread"


async def test_a_daily_question_is_set_listed_and_ended(chat: Chat) -> None:
    said = await chat.words("/daily 9:30 Europe/Berlin feature stores", ANA, PLACE)
    assert "on feature-stores every day at 09:30 (Europe/Berlin)" in said
    assert "first on Thursday, 05 March at 09:30" in said
    await chat.say("/daily discord:G1:55 18:00 UTC")
    (other, here) = await chat.kept.dailies()
    assert (other.platform, other.workspace, other.channel, other.topic) == ("discord", "G1", "55", "")
    assert (here.place, here.time_of_day, here.topic, here.created_by) == (PLACE, "09:30", "feature-stores", ANA)
    assert "slack:T1:C9 at 09:30 (Europe/Berlin), feature-stores" in await chat.words("/daily")
    assert "No daily question from now on." in await chat.words("/daily off", ANA, PLACE)
    assert "no daily question there" in await chat.words("/daily off", ANA, PLACE)
    assert len(await chat.kept.dailies()) == 1


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("/daily 25:00 Europe/Berlin", "A time such as 09:30 was expected, not '25:00'"),
        ("/daily 09:30", "The time zone is missing"),
        ("/daily 09:30 Europe/Atlantis", "There is no time zone 'Europe/Atlantis'"),
        ("/daily slack:T1:C9 09:30 UTC knitting", "There is no such topic. There are: RAG, feature-stores."),
        ("/daily 09:30 UTC", "Say it in the channel that it is for"),
        ("/gaps answer q-1", "The answer is missing"),
        ("/gaps approve", "One id is needed"),
        ("/gaps burn", "`approve`, `answer` or `close`"),
        ("/ingest publish", "needs the id of one generation"),
        ("/ingest my notes", "'my' is no link"),
        ("/admin add ben", "Name one person"),
        ("/admin", "Admins:"),
        ("/channel grades everybody", "/channel grades private"),
        ("/rollback one two", "takes one id or none"),
    ],
)
async def test_bad_input_gets_one_sentence_that_says_what_was_wrong(chat: Chat, text: str, part: str) -> None:
    assert part in await chat.words(text)
    assert not chat.corpus.done


async def test_the_thread_of_a_daily_question_is_known_once_it_has_opened(chat: Chat) -> None:
    await chat.say("/daily 09:30 UTC", ANA, PLACE)
    (daily,) = await chat.kept.dailies()
    day = NOON.date()
    await chat.kept.ask_daily(DailyQuestion(daily.id, day, "q-00ff"))
    follow_up = Message(f"daily:{daily.id}:{day}:then", ANA, f"{PLACE}:p1", "/daily-open q-00ff", NOON, place=PLACE)
    assert await chat.administering.turns(follow_up, Conversation()) is None
    (asked,) = await chat.kept.asked_daily(daily.id, day)
    assert asked.thread_conversation == f"{PLACE}:p1"


class NoShelves:
    def serving(self) -> Any:
        raise NoCorpus("There is nothing yet.")

    answerer = serving


def coach(chat: Chat) -> Coach:
    unused: Any = None
    return Coach(NoShelves(), StoreMemory(chat.store), unused, unused, unused, administering=chat.administering)


async def test_the_first_documents_of_all_may_come_in_through_chat(chat: Chat) -> None:
    message = Message("slack:T1:e1", ANA, "dm", "ingest", NOON, files=(FILE,))
    replies = [reply async for reply in coach(chat).reply(message)]
    assert replies[-1] == Live("ingest", ShowIngest("ready", outcome=OUTCOME))
    practice = Message("slack:T1:e2", ANA, "dm", "practice", NOON)
    assert [reply async for reply in coach(chat).reply(practice)] == [NOTHING_YET]


async def test_an_admins_verb_leaves_a_practice_where_it_was(chat: Chat) -> None:
    session = Session("s1", ("q-1",), (), False, NOON, 5)
    state = to_json(Conversation(session=session))
    await chat.store.record(learner=ANA, at=NOON, conversation="dm", session=state)
    message = Message("slack:T1:e1", ANA, "dm", "/gaps", NOON)
    assert [reply async for reply in coach(chat).reply(message)] == [ShowGaps((), 0)]
    assert await chat.store.load_session("dm") == state


async def test_the_counts_of_the_first_look_are_those_that_count(store: Store) -> None:
    kept = AdminStore(store)
    assert (await kept.votes(), await kept.open_gaps()) == ((0, 0), 0)
    for number, (learner, target, vote) in enumerate(
        [(ANA, "a1", 1), (ANA, "a1", -1), (BEN, "a1", 1), (BEN, "a2", 1), (EVE, "a2", -1), (EVE, "a2", 0)]
    ):
        rating = Rating(f"r{number}", learner, "answer", target, vote, NOON + timedelta(minutes=number))  # type: ignore[arg-type]
        await store.record(learner=learner, at=NOON, rating=rating)
    assert await kept.votes() == (2, 1)
    await store.record(learner=ANA, at=NOON, gap="What is drift?")
    await store.record(learner=ANA, at=NOON, gap="What is skew?")
    (first, _) = await store.gaps("open")
    await store.close_gap(first.id)
    assert await kept.open_gaps() == 1
