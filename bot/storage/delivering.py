"""What a turn does to the inbox and the outbox, in the transaction that keeps the turn."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import and_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import LeaseLost
from bot.records import Claim, QueuedPost
from bot.storage.delivery_tables import inbox, outbox
from bot.storage.writes import insert_for


async def accept(connection: AsyncConnection, row: Mapping[str, Any], at: datetime) -> bool:
    """Adds a message in the caller's transaction; False where it is known."""
    values = {"state": "waiting", "attempts": 0, "due_at": at, "received_at": at, "leased_by": "", "error": "", **row}
    adding = insert_for(connection, inbox).values(values).on_conflict_do_nothing()
    return (await connection.execute(adding)).rowcount > 0


async def finish(connection: AsyncConnection, claim: Claim, at: datetime) -> None:
    """In the caller's transaction. The words go: what is to be remembered of them was recorded elsewhere."""
    done = {"state": "done", "message": "", "ticket": "", "error": "", "done_at": at, "leased_until": None}
    await _require(await connection.execute(update(inbox).where(held_by(claim)).values(done)), claim)


async def hold(connection: AsyncConnection, claim: Claim) -> None:
    """Makes sure, in the caller's transaction, that nobody else has taken the message over."""
    await _require(await connection.execute(update(inbox).where(held_by(claim)).values(leased_by=claim.by)), claim)


async def _require(result: Any, claim: Claim) -> None:
    if result.rowcount == 0:
        raise LeaseLost(f"The message {claim.id} was taken over by another worker: this one held it for too long.")


def held_by(claim: Claim) -> Any:
    return and_(
        inbox.c.id == claim.id,
        inbox.c.state == "working",
        inbox.c.leased_by == claim.by,
        inbox.c.attempts == claim.attempts,
    )


async def queue(connection: AsyncConnection, posts: Sequence[QueuedPost]) -> bool:
    """In the caller's transaction, each id once and in this order; whether any was new."""
    new = False
    for post in posts:
        row = asdict(post)
        at = row.pop("at")
        fresh = {"state": "waiting", "attempts": 0, "unsure": False, "due_at": at, "created_at": at}
        unknown = dict.fromkeys(("begun", "post", "leased_by", "error"), "")
        adding = insert_for(connection, outbox).values(row | fresh | unknown)
        done = await connection.execute(adding.on_conflict_do_nothing(index_elements=[outbox.c.id]))
        new = new or done.rowcount > 0
    return new
