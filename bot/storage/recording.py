"""Writing one turn: every row at most once, however often the turn is repeated."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import Table, and_, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Approval, Asked, Attempt, Card, Rating
from bot.storage import rows, tables
from bot.storage.persons import persons
from bot.storage.writes import insert_for

_GRADE = ("score", "verdict", "flags", "passages", "grader")


async def record_turn(
    connection: AsyncConnection,
    *,
    learner: str,
    at: datetime,
    state: tuple[str, str] | None,
    attempts: Sequence[Attempt],
    cards: Sequence[Card],
    asked: Sequence[Asked],
    rating: Rating | None,
    gap: str | None,
) -> None:
    """In the caller's transaction; `state` is (conversation, JSON). What is kept and what not: see `Store.record`.

    Records go under the person's id, the conversation stays with the identity that spoke.
    """
    votes = () if rating is None else (rating,)
    whose = await persons(connection, (one.learner for one in (*attempts, *cards, *asked, *votes)))
    attempts = [replace(one, learner=whose[one.learner]) for one in attempts]
    cards = [replace(one, learner=whose[one.learner]) for one in cards]
    news = [await _record_attempt(connection, attempt) for attempt in attempts]
    news += [await _add(connection, tables.asked, asdict(one) | {"learner": whose[one.learner]}) for one in asked]
    news += [await _add(connection, tables.ratings, asdict(one) | {"learner": whose[one.learner]}) for one in votes]
    if news and not any(news):
        return
    # Always in the same order: two transactions that lock the same rows then never wait for one another in a circle.
    await _put(connection, tables.cards, [asdict(card) for card in sorted(cards, key=lambda card: card.key_point_id)])
    if gap is not None:
        await _count_gap(connection, gap, at)
    if state is not None:
        await _set_session(connection, learner, *state, at)


async def record_approval(connection: AsyncConnection, approval: Approval) -> None:
    await _put(connection, tables.approvals, [asdict(approval)])


async def _record_attempt(connection: AsyncConnection, attempt: Attempt) -> bool:
    """Whether this was new, or brought the grade that was awaited."""
    table = tables.attempts
    adding = insert_for(connection, table).values(rows.attempt_row(attempt))
    adding = adding.on_conflict_do_update(
        index_elements=[table.c.id],
        set_={name: adding.excluded[name] for name in _GRADE},
        where=and_(table.c.score.is_(None), adding.excluded.score.is_not(None)),
    )
    if (await connection.execute(adding)).rowcount == 0:
        return False
    points = rows.point_rows(attempt)
    if points:
        await connection.execute(tables.attempt_points.insert(), points)
    return True


async def _count_gap(connection: AsyncConnection, question: str, at: datetime) -> None:
    table = tables.gaps
    row = {"id": rows.gap_id(question), "question": question, "times": 1, "first_at": at, "last_at": at}
    adding = insert_for(connection, table).values(row | {"status": "open"})
    again = {"times": table.c.times + 1, "last_at": adding.excluded.last_at}
    await connection.execute(adding.on_conflict_do_update(index_elements=[table.c.id], set_=again))


async def _set_session(connection: AsyncConnection, learner: str, conversation: str, state: str, at: datetime) -> None:
    table = tables.sessions
    if state:
        row = {"conversation": conversation, "learner": learner, "state": state, "updated_at": at}
        await _put(connection, table, [row])
    else:
        await connection.execute(delete(table).where(table.c.conversation == conversation))


async def _add(connection: AsyncConnection, table: Table, row: rows.Row) -> bool:
    """Adds the row unless its id is known; whether it was new."""
    adding = insert_for(connection, table).values(row).on_conflict_do_nothing(index_elements=[table.c.id])
    return (await connection.execute(adding)).rowcount > 0


async def _put(connection: AsyncConnection, table: Table, rows_to_put: Sequence[rows.Row]) -> None:
    """Adds the rows, or replaces those with the same primary key."""
    if not rows_to_put:
        return
    adding = insert_for(connection, table)
    rest = {column.name: adding.excluded[column.name] for column in table.columns if not column.primary_key}
    adding = adding.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=rest)
    await connection.execute(adding, rows_to_put)
