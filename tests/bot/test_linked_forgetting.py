"""Whoever is forgotten is forgotten under every identity, by whichever of them asks for it."""

from dataclasses import replace

from bot.delivery.event import Address, Event
from bot.delivery.routing import inbox_row
from bot.messages import Message
from bot.records import QueuedPost
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.store import Store
from tests.bot.two_platforms import ANA, BEN, NOON, answer, join, keep, linked


async def test_forgetting_erases_every_identity_by_any_of_them_and_unlinks_them(store: Store) -> None:
    for learner in (ANA, BEN, "eve"):
        group = f'{{"seats": ["{learner}", "zoe"]}}'
        await keep(
            store, learner, conversation=f"c-{learner}", session="{}", attempts=[answer(f"a-{learner}", learner)]
        )
        await store.record(learner="", at=NOON, conversation=f"thread-{learner}", session=group)
    await linked(store, ANA, BEN)
    await store.offer_code(BEN, "DDDD-2222", NOON)
    await join(store, BEN, code="XXXX-2222", message="wrong")
    erased = await store.forget(BEN)
    assert {name: rows for name, rows in erased.items() if rows} == {
        "attempts": 2,
        "attempt_points": 2,
        "sessions": 4,
        "identities": 2,
        "link_codes": 2,
        "link_guesses": 1,
    }
    for learner in (ANA, BEN):
        assert await store.identities(learner) == (learner,)
        assert await store.attempts(learner) == ()
        assert await store.load_session(f"c-{learner}") is await store.load_session(f"thread-{learner}") is None
    assert len(await store.attempts("eve")) == 1
    assert await store.load_session("thread-eve")


def waiting(learner: str) -> QueuedPost:
    platform = learner.partition(":")[0]
    where = {"platform": platform, "workspace": "T1", "channel": "C1", "thread": ""}
    what = {"live": "", "about": "", "kind": "Say", "reply": "{}", "at": NOON}
    return QueuedPost(id=f"to {learner}", conversation="c", learner="", to=learner, **where, **what)  # type: ignore[arg-type]


async def test_what_waits_in_either_box_for_any_identity_goes_too(store: Store) -> None:
    inbox, outbox = Inbox(store), Outbox(store)
    for learner in (ANA, BEN, "slack:T1:EVE"):
        platform = learner.partition(":")[0]
        message = Message(f"of {learner}", learner, f"c-{learner}", "private words", NOON)
        await inbox.accept(inbox_row(Event(learner, message, Address(platform, "T1", "C1"))), NOON)
        await keep(store, learner, posts=[waiting(learner)])
    await linked(store, ANA, BEN)
    # As `forget-me yes` does it: in the transaction of the turn, whose own reply is still sent.
    await store.record(learner=BEN, at=NOON, forget=True, posts=(replace(waiting(BEN), id="Erased."),))
    assert {row.id for row in await outbox.list()} == {"to slack:T1:EVE", "Erased."}
    assert {(row.learner, row.state) for row in await inbox.list()} == {
        ("(forgotten)", "done"),
        ("slack:T1:EVE", "waiting"),
    }
