"""An answer that grows, on its way out: one message in the end, whatever broke in between, and votes that wait."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.delivery.event import Address
from bot.delivery.memory import Delivery
from bot.delivery.reply_json import reply_from_json, reply_to_json
from bot.delivery.worker import Worker
from bot.memory import StoreMemory
from bot.messages import Live, Message, Plain, Reply, Say, ShowAnswer
from bot.practice.session import Conversation
from bot.records import Claim
from bot.state import from_json, to_json
from bot.storage.store import Store
from bot.turns.assisted import Assisted
from bot.turns.turn import Turn
from knowledge.answer import Answer, CitedSentence
from tests.bot.test_delivery import Line, Room, event, line, now, running

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
SENTENCES = tuple(CitedSentence(f"Sentence {number}.", (1,)) for number in range(1, 4))


def answer(sentences: int, *, whole: bool) -> ShowAnswer:
    return ShowAnswer("m:answer", Answer("why?", SENTENCES[:sentences], (), 0.9, False), AT, whole=whole)


@dataclass
class Grower:
    """Answers in three sentences, and ends early where the learner says stop; `between` happens after each part."""

    memory: StoreMemory
    between: Callable[[int], AsyncIterator[None]]

    async def reply(self, message: Message) -> AsyncIterator[Reply]:
        if message.text == "stop":
            yield await self._say(message, Say("All right."), final=True)
            return
        asker = Assisted(None, self.memory).asker(message, "answer:m:answer")
        shown = 0
        while shown < 2 and not await asker.stopped():
            shown += 1
            yield await self._say(message, Live("answer", answer(shown, whole=False)), final=False)
            async for _ in self.between(shown):
                pass
        yield await self._say(message, Live("answer", answer(3 if shown == 2 else shown, whole=True)), final=True)

    async def _say(self, message: Message, reply: Reply, *, final: bool) -> Reply:
        await self.memory.keep(message, Turn(Conversation(), (reply,), final=final), "{}")
        return reply

    async def apology(self, message: Message) -> Plain:
        return Say("Sorry.")


def growing(store: Store, room: Room, between: Callable[[int], AsyncIterator[None]]) -> Line:
    """A line of which the coach grows its answers."""
    one = line(store, room)

    def coach(delivery: Delivery) -> Grower:
        return Grower(StoreMemory(store, delivery), between)

    worker = Worker(one.inbox, one.outbox, coach, now, "one", one.sender._arrived, one.sender._said)
    return replace(one, worker=worker)


def shown(room: Room) -> list[ShowAnswer]:
    """What stands on the platform in the end, in the order in which it came."""
    stands = dict.fromkeys(name for name, _ in room.posts)
    last = {name: outgoing.reply for name, outgoing in room.posts} | {one.edits: one.reply for one in room.edits}
    replies = [last[name] for name in stands]
    assert all(isinstance(reply, ShowAnswer) for reply in replies)
    return [reply for reply in replies if isinstance(reply, ShowAnswer)]


async def test_a_worker_that_breaks_off_leaves_one_whole_answer_in_the_same_message(store: Store) -> None:
    room, broken = Room(), iter((True,))

    async def between(_: int) -> AsyncIterator[None]:
        while not room.posts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if next(broken, False):
            raise RuntimeError("the process ended here")
        yield

    one = growing(store, room, between)
    await one.worker.accept(event(1, "why?"))
    async with running(one):
        await one.quiet()
    assert shown(room) == [answer(3, whole=True)]
    assert len(room.posts) == 1


async def test_a_part_of_which_nobody_knows_whether_it_stands_there_is_looked_up_before_the_whole(store: Store) -> None:
    room = Room(wrongs=["posted but lost"])

    async def between(_: int) -> AsyncIterator[None]:
        while not room.posts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield

    one = growing(store, room, between)
    await one.worker.accept(event(1, "why?"))
    async with running(one):
        await one.quiet()
    assert shown(room) == [answer(3, whole=True)]


async def test_stop_ends_an_answer_that_grows_and_is_then_answered_itself(store: Store) -> None:
    room = Room()

    async def between(_: int) -> AsyncIterator[None]:
        await one.worker.accept(event(2, "stop"))
        # It is looked for twice a second.
        await asyncio.sleep(0.6)
        yield

    one = growing(store, room, between)
    await one.worker.accept(event(1, "why?"))
    async with running(one):
        await one.quiet()
    assert [reply.whole for reply in (one.reply for one in room.edits) if isinstance(reply, ShowAnswer)] == [True]
    last = room.edits[-1].reply
    assert isinstance(last, ShowAnswer)
    assert len(last.answer.sentences) == 1
    assert room.said == ["All right."]


async def test_only_the_same_learner_in_the_same_conversation_is_heard(store: Store) -> None:
    one = line(store, Room())
    first = event(1, "why?")
    stranger = replace(event(2, "stop"), message=replace(event(2, "stop").message, learner="loop:T1:bob"))
    elsewhere = event(3, "stop", address=Address("loop", "T1", "D2"))
    for accepted in (first, stranger, elsewhere, event(4, "stop it all")):
        await one.worker.accept(accepted)
    (row, *_) = await one.inbox.claim("one", now(), one.worker._lease, 1)
    assert row["id"] == first.message.id
    delivery = Delivery(Claim(row["id"], "one", 1), Address("loop", "T1", "D1"), now, one.inbox.said_since)
    assert await delivery.said_since() == ("stop it all",)
    memory = StoreMemory(store, delivery)
    assert not await memory.stop_waits(first.message)
    await one.worker.accept(event(5, "/stop"))
    assert await memory.stop_waits(first.message)


async def test_a_vote_on_an_answer_that_still_grows_waits_until_it_is_whole(store: Store) -> None:
    room, whole = Room(), asyncio.Event()

    async def between(_: int) -> AsyncIterator[None]:
        await whole.wait()
        yield

    one = growing(store, room, between)
    await one.worker.accept(event(1, "why?"))
    async with running(one):
        while not room.posts:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        async with asyncio.timeout(5):
            while await one.outbox.open_count():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await one.outbox.about("loop", "T1", "D1", "p1") is None
        whole.set()
        await one.quiet()
    assert await one.outbox.about("loop", "T1", "D1", "p1") == "answer:m:answer"
    assert await one.outbox.about("loop", "T1", "D1", "p2") == ""


def test_what_an_older_version_wrote_is_still_read() -> None:
    stored = json.loads(reply_to_json(answer(2, whole=True)))
    for later in ("whole", "read_as", "note"):
        del stored["reply"][later]
    assert reply_from_json(json.dumps(stored)) == answer(2, whole=True)
    session = {
        "id": "s", "queue": ["q"], "due": [], "mock": False, "started": AT.isoformat(), "allowed_minutes": 3,
        "phase": "probe", "probe_point": "k",
    }  # fmt: skip
    state = from_json(json.dumps({"session": session}))
    assert state.session is not None
    assert (state.session.probe, state.asked) == ("", "")
    assert from_json(to_json(state)) == state
