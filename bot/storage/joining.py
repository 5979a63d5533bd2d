"""Making two persons one: everything of the one is kept under the other's id from then on."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.admin_tables import wishes
from bot.storage.identity_tables import identities
from bot.storage.model_tables import model_calls
from bot.storage.tables import asked, attempts, cards, ratings
from bot.storage.writes import insert_for

Reviewed = Callable[[str], datetime]


async def join_persons(
    connection: AsyncConnection, kept: str, moved: str, people: dict[str, str], at: datetime, reviewed: Reviewed
) -> None:
    """In the caller's transaction, which holds both persons (`hold_persons`, whose answer is `people`).

    `reviewed` tells from a card's state when it was reviewed last.
    """
    for table in (attempts, asked, ratings, model_calls):
        await connection.execute(update(table).where(table.c.learner == moved).values(learner=kept))
    await _join_cards(connection, kept, moved, reviewed)
    await _join_wishes(connection, kept, moved)
    whole = {name for name, learner in people.items() if learner in (kept, moved)} | {kept, moved}
    adding = insert_for(connection, identities)
    again = adding.on_conflict_do_update(index_elements=[identities.c.identity], set_={"learner": kept, "at": at})
    await connection.execute(again, [{"identity": name, "learner": kept, "at": at} for name in sorted(whole)])


async def _join_cards(connection: AsyncConnection, kept: str, moved: str, reviewed: Reviewed) -> None:
    """Where both have a card for the same key point, the one that was reviewed last stays.

    Not a replay of both histories: no log of reviews is kept from which to make it. Attempts are not one: a reference
    that was revealed is a review without an attempt, and which rating a verdict gave was the rule of its day. The later
    card knows best what the learner could say last; what it lacks are the other's reviews before, so that its stability
    is rather too low. The point then comes back early, and that review mends it.
    """
    ours = {row.key_point_id: row.state for row in await connection.execute(_states(kept))}
    both = [row for row in await connection.execute(_states(moved)) if row.key_point_id in ours]
    newer = {row.key_point_id for row in both if reviewed(row.state) > reviewed(ours[row.key_point_id])}
    losing = [{"who": kept if row.key_point_id in newer else moved, "point": row.key_point_id} for row in both]
    if losing:
        this = and_(cards.c.learner == bindparam("who"), cards.c.key_point_id == bindparam("point"))
        await connection.execute(delete(cards).where(this), losing)
    await connection.execute(update(cards).where(cards.c.learner == moved).values(learner=kept))


async def _join_wishes(connection: AsyncConnection, kept: str, moved: str) -> None:
    """Named only where both agreed: nobody is named by a wish that they uttered as somebody else."""
    found = (await connection.execute(select(wishes).where(wishes.c.learner.in_((kept, moved))))).all()
    await connection.execute(delete(wishes).where(wishes.c.learner.in_((kept, moved))))
    if found:
        agreed = len(found) == 2 and all(row.named for row in found)
        await connection.execute(wishes.insert().values(learner=kept, named=agreed))


def _states(learner: str) -> Select[tuple[str, str]]:
    return select(cards.c.key_point_id, cards.c.state).where(cards.c.learner == learner)
