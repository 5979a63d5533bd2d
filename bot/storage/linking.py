"""Identities of one person: codes to join them by, and what is done with one."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records import Linked
from bot.storage.connected import Connected
from bot.storage.identity_tables import link_codes, link_guesses
from bot.storage.joining import Reviewed, join_persons
from bot.storage.persons import hold_joins, hold_persons, identities_of
from bot.storage.writes import insert_for

CODE_LASTS = timedelta(minutes=10)
WRONG_CODES = 5
WITHIN = timedelta(hours=1)
# For so long it is known of a code that it was one.
_REMEMBERED = timedelta(days=1)


class Linking(Connected):
    """A part of the Store. Times are when something was said, so that a message that had to wait loses nothing."""

    async def identities(self, learner: str) -> tuple[str, ...]:
        """All identities of the person, this one among them; by name."""
        async with self.reading() as connection:
            return tuple(sorted(row.identity for row in await connection.execute(identities_of(learner))))

    async def offer_code(self, learner: str, code: str, at: datetime) -> bool:
        """Takes the place of the person's codes that were not used; False where the code exists already."""
        row = {"code": _hashed(code), "learner": learner, "expires_at": at + CODE_LASTS, "used_by": ""}
        async with self.writing() as connection:
            await hold_joins(connection)
            theirs = link_codes.c.learner.in_(identities_of(learner))
            await connection.execute(delete(link_codes).where(theirs, link_codes.c.used_by == ""))
            await connection.execute(delete(link_codes).where(link_codes.c.expires_at < at - _REMEMBERED))
            adding = insert_for(connection, link_codes).values(row).on_conflict_do_nothing()
            return (await connection.execute(adding)).rowcount > 0

    async def join(self, learner: str, code: str, at: datetime, message: str, reviewed: Reviewed) -> Linked:
        """Joins whoever asked for the code with `learner`, in one transaction; what is kept then has the former's id.

        `message` is the id of the message with the code: the one that joined them is answered the same when it comes
        again. `reviewed` tells from a card's state when it was reviewed last. After five wrong codes within an hour no
        code of this identity is looked at. (Erasing oneself erases these too: what that allows is nothing against 40
        bits.)
        """
        async with self.writing() as connection:
            await hold_joins(connection)
            this = link_codes.c.code == _hashed(code)
            found = (await connection.execute(select(link_codes).where(this))).first()
            if found is not None and found.used_by == message:
                return "joined"
            if await _guessed(connection, learner, at, message) >= WRONG_CODES:
                return "too many"
            if found is None:
                await _note_guess(connection, learner, at, message)
                return "unknown"
            people = await hold_persons(connection, (learner, found.learner))
            kept, moved = people[found.learner], people[learner]
            if kept == moved:
                return "own"
            if found.used_by or found.expires_at <= at:
                await _note_guess(connection, learner, at, message)
                return "used" if found.used_by else "expired"
            await join_persons(connection, kept, moved, people, at, reviewed)
            await connection.execute(update(link_codes).where(this).values(used_by=message))
            return "joined"


async def _guessed(connection: AsyncConnection, learner: str, at: datetime, message: str) -> int:
    """How many other messages of this identity within the hour had a wrong code."""
    of_theirs = (link_guesses.c.learner == learner, link_guesses.c.message != message)
    wanted = select(func.count()).where(*of_theirs, link_guesses.c.at > at - WITHIN)
    return int((await connection.execute(wanted)).scalar_one())


async def _note_guess(connection: AsyncConnection, learner: str, at: datetime, message: str) -> None:
    await connection.execute(delete(link_guesses).where(link_guesses.c.at <= at - WITHIN))
    row: dict[str, Any] = {"learner": learner, "message": message, "at": at}
    await connection.execute(insert_for(connection, link_guesses).values(row).on_conflict_do_nothing())


def _hashed(code: str) -> str:
    return sha256(code.encode()).hexdigest()
