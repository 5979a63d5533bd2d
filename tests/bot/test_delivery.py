"""Inbox, worker, outbox and sender together: in order, once, whatever breaks in between."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest

from bot.delivery.bell import Bell
from bot.delivery.event import Address, Event, Outgoing
from bot.delivery.memory import Delivery
from bot.delivery.post import Ambiguous, RetryLater, Undeliverable
from bot.delivery.routing import post
from bot.delivery.sender import Sender
from bot.delivery.worker import PAUSES, Worker
from bot.memory import StoreMemory
from bot.messages import Aside, Live, Message, OpenThread, Plain, Reply, Say
from bot.practice.session import Conversation
from bot.records import Claim, QueuedPost
from bot.storage.delivery_tables import OPEN_IN, OPEN_OUT
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.store import Store
from bot.turns.turn import Turn

HOME = Address("loop", "T1", "D1")


def now() -> datetime:
    return datetime.now(UTC)


def event(number: int, text: str, *, address: Address = HOME, post: str = "", minute: int | None = None) -> Event:
    at = datetime(2026, 3, 4, 12, minute if minute is not None else number % 60, tzinfo=UTC)
    conversation = f"loop:T1:{address.channel}" + (f":{address.thread}" if address.thread else "")
    message = Message(f"loop:T1:e{number}", "loop:T1:ana", conversation, text, at)
    return Event(f"e{number}", message, address, post)


@dataclass
class Room:
    """A platform on which everything posted stays; what it does wrong is taken from `wrongs`, one per send."""

    posts: list[tuple[str, Outgoing]] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)
    edits: list[Outgoing] = field(default_factory=list)

    async def send(self, outgoing: Outgoing, begun: Callable[[str], Awaitable[None]]) -> str:
        wrong = self.wrongs.pop(0) if self.wrongs else ""
        if wrong == "later":
            raise RetryLater("slow down", 0.05)
        if wrong == "later here":
            raise RetryLater("slow down", 0.5, channel_wide=True)
        if wrong == "never":
            raise Undeliverable("the channel is gone")
        if wrong == "lost":
            raise Ambiguous("reset before it arrived")
        if wrong == "bug":
            raise RuntimeError("a bug in rendering")
        if outgoing.edits:
            self.edits.append(outgoing)
            return outgoing.edits
        self.posts.append((f"p{len(self.posts) + 1}", outgoing))
        if wrong == "posted but lost":
            raise Ambiguous("reset after it arrived")
        return self.posts[-1][0]

    async def find(self, outgoing: Outgoing) -> str | None:
        return next((name for name, one in self.posts if one.id == outgoing.id), None)

    @property
    def said(self) -> list[str]:
        return [outgoing.reply.text for _, outgoing in self.posts if isinstance(outgoing.reply, Say)]


class Echo:
    """Says back what it hears, in as many turns as the message has words; `broken` messages fail while it lasts."""

    broken: ClassVar[Counter[str]] = Counter()

    def __init__(self, store: Store, delivery: Delivery) -> None:
        self._memory = StoreMemory(store, delivery)

    async def reply(self, message: Message) -> AsyncIterator[Reply]:
        words = message.text.split()
        if self.broken[message.text] > 0:
            self.broken[message.text] -= 1
            raise RuntimeError("no words for a learner")
        for number, word in enumerate(words, 1):
            reply: Reply = Say(word)
            if word == "thread":
                reply = OpenThread("here", "inside")
            elif word == "aside":
                reply = Aside("loop:T1:ana", Say("psst"))
            elif word.startswith("live"):
                reply = Live("k", Say(word))
            turn = Turn(Conversation(), (reply,), final=number == len(words))
            await self._memory.keep(message, turn, "{}")
            yield reply

    async def apology(self, message: Message) -> Plain:
        return Say("Sorry.")


@dataclass
class Line:
    store: Store
    room: Room
    inbox: Inbox
    outbox: Outbox
    worker: Worker
    sender: Sender

    async def quiet(self) -> None:
        """Until nothing is left to do."""
        async with asyncio.timeout(20):
            # What leaves one box may come into the other, so both must be empty twice.
            for _ in range(2):
                while await self._open():  # noqa: ASYNC110
                    await asyncio.sleep(0.02)

    async def _open(self) -> int:
        counts, out = await self.inbox.counts(), await self.outbox.counts()
        return sum(counts.get(state, 0) for state in OPEN_IN) + sum(out.get(state, 0) for state in OPEN_OUT)


def line(store: Store, room: Room, name: str = "one", lease: float = 60) -> Line:
    arrived, said = Bell(), Bell()
    inbox, outbox = Inbox(store), Outbox(store)
    leased = timedelta(seconds=lease)
    worker = Worker(inbox, outbox, lambda delivery: Echo(store, delivery), now, name, arrived, said, lease=leased)
    sender = Sender(outbox, {"loop": room}, now, name, arrived, said, channel_pause=0, lease=leased)
    return Line(store, room, inbox, outbox, worker, sender)


@asynccontextmanager
async def running(*lines: Line) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(part.run()) for one in lines for part in (one.worker, one.sender)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks)


async def test_replies_come_once_and_in_order_however_often_an_event_is_delivered(store: Store) -> None:
    one = line(store, Room())
    events = [event(number, f"a{number} b{number}") for number in range(10)]
    accepted = [await one.worker.accept(again) for number in range(10) for again in [events[number]] * 4]
    assert sum(accepted) == 10
    async with running(one):
        await one.quiet()
    assert one.room.said == [f"{letter}{number}" for number in range(10) for letter in "ab"]


async def test_two_events_about_one_written_message_are_one(store: Store) -> None:
    one = line(store, Room())
    assert await one.worker.accept(event(1, "hello", post="C1:17.5"))
    assert not await one.worker.accept(event(2, "hello", post="C1:17.5"))
    assert await one.worker.accept(event(3, "other"))
    assert await one.worker.accept(event(4, "no post either"))


async def test_what_arrived_out_of_order_is_treated_in_the_order_in_which_it_was_said(store: Store) -> None:
    one = line(store, Room())
    for number in (3, 1, 2):
        await one.worker.accept(event(number, f"m{number}"))
    async with running(one):
        await one.quiet()
    assert one.room.said == ["m1", "m2", "m3"]


async def test_two_processes_share_the_work_and_say_everything_once(store: Store) -> None:
    if store.dialect == "sqlite":
        pytest.skip("one process serves a SQLite file")
    room = Room()
    one, other = line(store, room, "one"), line(store, room, "other")
    async with running(one, other):
        for number in range(40):
            address = Address("loop", "T1", f"D{number % 5}")
            await asyncio.gather(
                *(part.worker.accept(event(number, f"m{number}", address=address)) for part in (one, other))
            )
        await one.quiet()
    assert Counter(room.said) == Counter(f"m{number}" for number in range(40))
    for channel in range(5):
        own = [int(said[1:]) for said in room.said if int(said[1:]) % 5 == channel]
        assert own == sorted(own)


async def test_a_send_that_got_through_without_an_answer_is_found_and_not_repeated(store: Store) -> None:
    one = line(store, Room(wrongs=["posted but lost", "lost", "later"]))
    await one.worker.accept(event(1, "one two three"))
    async with running(one):
        await one.quiet()
    assert one.room.said == ["one", "two", "three"]


async def test_replies_that_wait_for_their_channel_are_not_held_until_the_lease_is_over(store: Store) -> None:
    one = line(store, Room(wrongs=["later here"]), lease=1)
    for number in (1, 2):
        thread = Address("loop", "T1", "C1", f"t{number}")
        await one.outbox.queue((_queued(number, thread),))
    async with running(one):
        async with asyncio.timeout(5):
            # The first is put back for half a second, and the channel is to be left alone for as long.
            while [(row.state, row.attempts) for row in await one.outbox.list()] != [  # noqa: ASYNC110
                ("waiting", 0),
                ("waiting", 1),
            ]:
                await asyncio.sleep(0.01)
        await one.quiet()
    assert sorted(one.room.said) == ["m1", "m2"]


async def test_a_channel_is_busy_from_the_moment_in_which_a_reply_to_it_is_claimed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = line(store, Room())
    await one.outbox.queue((_queued(1, Address("loop", "T1", "C1", "t1")),))
    looks: list[tuple[list[str], Collection[tuple[str, ...]]]] = []
    claim = one.outbox.claim

    async def watched(*args: Any) -> Any:
        found = await claim(*args)
        looks.append(([row["channel"] for row in found], args[-1]))
        return found

    monkeypatch.setattr(one.outbox, "claim", watched)
    async with running(one):
        await one.quiet()
    after = next(number for number, (channels, _) in enumerate(looks) if channels) + 1
    assert looks[after][1] == [("T1", "C1")]


async def test_who_was_away_for_longer_than_the_lease_undoes_nothing(store: Store) -> None:
    one = line(store, Room())
    await one.outbox.queue((_queued(1, HOME),))
    (row,) = await one.outbox.claim("away", now(), timedelta(seconds=-1), 5, ["loop"], [])
    await one.outbox.claim("quick", now(), timedelta(seconds=60), 5, ["loop"], [])
    for late in (
        one.outbox.leave(row, "away"),
        one.outbox.put_back(row["number"], "away", "lost", now(), unsure=False),
        one.outbox.give_up(row["number"], "away", "lost"),
    ):
        await late
        assert await one.outbox.counts() == {"sending": 1}
    await one.outbox.sent(row["number"], "p1", now())
    await one.outbox.put_back(row["number"], "quick", "lost", now(), unsure=True)
    assert await one.outbox.counts() == {"sent": 1}


def _queued(number: int, address: Address) -> QueuedPost:
    said = event(number, "", address=address)
    return post(f"o{number}", Say(f"m{number}"), said.message, address, now())


async def test_a_reaction_waits_for_what_it_is_about(store: Store) -> None:
    """People see a reply before it is noted that it stands there, and for a minute where the process died between."""
    one = line(store, Room())
    await one.outbox.queue((replace(_queued(1, HOME), about="answer:a1"),))
    assert await one.outbox.about("loop", "T1", "D1", "p1") == ""
    (row,) = await one.outbox.claim("dead", now(), timedelta(seconds=60), 5, ["loop"], [])
    assert await one.outbox.about("loop", "T1", "D1", "p1") is None
    thumb = event(2, "up")
    await one.worker.accept(replace(thumb, message=replace(thumb.message, about="post:D1:p1")))
    async with running(one):
        async with asyncio.timeout(5):
            while [(row.state, row.attempts) for row in await one.inbox.list()] != [("waiting", 1)]:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await one.outbox.begun(row["number"], "p1")
        assert await one.outbox.about("loop", "T1", "D1", "p1") == "answer:a1"
        await one.outbox.sent(row["number"], "p1", now())
        await one.quiet()
    assert one.room.said == ["up"]


async def test_what_can_never_be_posted_is_given_up_and_does_not_hold_up_the_rest(store: Store) -> None:
    one = line(store, Room(wrongs=["never"]))
    await one.worker.accept(event(1, "gone there"))
    async with running(one):
        await one.quiet()
    assert one.room.said == ["there"]
    (dead,) = await one.outbox.list("dead")
    assert "channel is gone" in dead.error
    assert await one.outbox.replay(dead.id, now()) == 1


async def test_a_failure_is_tried_again_and_then_answered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.worker.PAUSES", (timedelta(milliseconds=1),) * len(PAUSES))
    one = line(store, Room())
    Echo.broken = Counter({"fragile": 3})
    await one.worker.accept(event(1, "fragile"))
    await one.worker.accept(event(2, "next"))
    async with running(one):
        await one.quiet()
    assert sorted(one.room.said) == ["Sorry.", "fragile", "next"]
    assert one.room.said.index("fragile") < one.room.said.index("next")


async def test_what_fails_for_good_is_kept_for_a_replay(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.worker.PAUSES", (timedelta(milliseconds=1),) * len(PAUSES))
    one = line(store, Room())
    Echo.broken = Counter({"hopeless": 1 + len(PAUSES)})
    await one.worker.accept(event(1, "hopeless"))
    async with running(one):
        await one.quiet()
        (dead,) = await one.inbox.list("dead")
        assert (dead.id, await one.inbox.failed_count()) == ("loop:T1:e1", 1)
        assert "RuntimeError" in dead.error
        assert await one.inbox.replay(None, now()) == 1
        await one.quiet()
    assert one.room.said == ["Sorry.", "hopeless"]


async def test_what_a_dead_worker_held_is_done_by_the_next_one(store: Store) -> None:
    one = line(store, Room(), "dead")
    await one.worker.accept(event(1, "left behind"))
    assert await one.inbox.claim("dead", now(), timedelta(seconds=-1), 5)
    two = line(store, one.room, "alive")
    async with running(two):
        await two.quiet()
    assert one.room.said == ["left", "behind"]


async def test_a_worker_that_was_taken_over_keeps_and_says_nothing(store: Store) -> None:
    one = line(store, Room())
    await one.worker.accept(event(1, "slow"))
    (slow,) = await one.inbox.claim("slow", now(), timedelta(seconds=-1), 5)
    (quick,) = await one.inbox.claim("quick", now(), timedelta(seconds=60), 5)
    await one.worker._treat(slow, _claim("slow", 1))
    assert await one.outbox.counts() == {}
    await one.worker._treat(quick, _claim("quick", 2))
    assert await one.outbox.counts() == {"waiting": 1}
    assert await one.inbox.counts() == {"done": 1}


def _claim(by: str, attempts: int) -> Claim:
    return Claim("loop:T1:e1", by, attempts)


async def test_a_thread_that_was_opened_goes_on_in_a_conversation_of_its_own(store: Store) -> None:
    one = line(store, Room())
    await one.worker.accept(event(1, "thread", address=Address("loop", "T1", "C1")))
    async with running(one):
        await one.quiet()
    (_, opening), (_, inside) = one.room.posts
    assert (opening.reply, inside.reply) == (OpenThread("here", "inside"), Say("inside"))
    assert inside.address == Address("loop", "T1", "C1", "p1")
    assert await one.inbox.knows("loop:T1:C1:p1")
    assert not await one.inbox.knows("loop:T1:C1:p2")


async def test_asides_name_who_may_see_them_and_live_replies_take_the_place_of_the_earlier(store: Store) -> None:
    one = line(store, Room())
    await one.worker.accept(event(1, "aside live1"))
    async with running(one):
        await one.quiet()
        await one.worker.accept(event(2, "aside live2 live3"))
        await one.quiet()
    assert one.room.posts[0][1].to == "loop:T1:ana"
    # Another message has a live reply of its own.
    assert one.room.said[:3] == ["psst", "live1", "psst"]
    assert all(edit.edits == "p4" for edit in one.room.edits)
    shown = one.room.edits[-1].reply if one.room.edits else one.room.posts[-1][1].reply
    assert shown == Say("live3")


async def test_nothing_of_what_was_said_stays_in_either_box(store: Store) -> None:
    one = line(store, Room())
    await one.worker.accept(event(1, "private words"))
    async with running(one):
        await one.quiet()
    assert await one.inbox.sweep(now() + timedelta(seconds=1)) == 1
    assert await one.outbox.sweep(now() + timedelta(seconds=1)) == 2


async def test_forgetting_ends_what_still_waits_and_leaves_no_name(store: Store) -> None:
    one = line(store, Room())
    await one.worker.accept(event(1, "never to be said"))
    erased = await store.forget("loop:T1:ana")
    assert erased["inbox"] == 1
    (left,) = await one.inbox.list()
    assert (left.state, left.learner) == ("done", "(forgotten)")
    assert not await one.worker.accept(event(1, "never to be said"))
