"""What was given up on, as an operator finds it and has it done again."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.delivery.event import Address, Event
from bot.delivery.routing import inbox_row, post
from bot.messages import Message, Say
from bot.records import Claim
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.store import Store
from tests.bot.test_cli import coach, rows

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HERE = Address("slack", "T1", "D1")
ASKED = Message("slack:T1:Ev1", "slack:T1:U1", "slack:T1:D1", "words that only the learner knows", NOON)


async def _give_up(home: Path) -> None:
    store = await Store.open(f"sqlite:///{home / 'coach.sqlite'}")
    inbox, outbox = Inbox(store), Outbox(store)
    await inbox.accept(inbox_row(Event("Ev1", ASKED, HERE)), NOON)
    await inbox.claim("one", NOON, timedelta(minutes=1), 1)
    await inbox.give_up(Claim("slack:T1:Ev1", "one", 1), "RuntimeError: the model is gone")
    await outbox.queue([post("slack:T1:Ev1/sorry", Say("Sorry."), ASKED, HERE, NOON)])
    (row,) = await outbox.claim("one", NOON, timedelta(minutes=1), 1, ["slack"], [])
    await outbox.give_up(row["number"], "one", "channel_not_found")
    await store.close()


def test_an_operator_sees_what_failed_and_has_it_done_again(tmp_path: Path) -> None:
    asyncio.run(_give_up(tmp_path))
    shown = coach(tmp_path, "inbox", "--state", "dead").stdout
    assert "slack:T1:Ev1" in shown
    assert "the model is gone" in shown
    assert "only the learner" not in shown
    (reply,) = rows(coach(tmp_path, "outbox", "--json"))
    assert (reply["id"], reply["state"], reply["error"]) == ("slack:T1:Ev1/sorry", "dead", "channel_not_found")

    unknown = coach(tmp_path, "inbox", "replay", "slack:T1:Ev9")
    assert unknown.returncode == 2
    assert "coach inbox --state dead" in unknown.stderr
    assert "1 will be tried again" in coach(tmp_path, "inbox", "replay").stdout
    assert "1 will be tried again" in coach(tmp_path, "outbox", "replay", "slack:T1:Ev1/sorry").stdout
    assert "Inbox: 1 waiting." in coach(tmp_path, "inbox").stdout
    assert "Nothing was given up on." in coach(tmp_path, "outbox", "replay").stdout
