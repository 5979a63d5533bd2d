"""What the coach remembers, in SQLite or PostgreSQL: one class, the same behaviour on both."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, RowMapping, Select, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.errors import UnknownThing
from bot.records import Approval, Asked, Attempt, Card, Claim, Gap, QueuedPost, Rating
from bot.storage import delivering, queries, rows, tables
from bot.storage.database import open_database, unusable, writing
from bot.storage.forgetting import clean_files, erase, forget_learner
from bot.storage.linking import Linking
from bot.storage.persons import identities_of, person
from bot.storage.preferences import Preferences
from bot.storage.recording import record_approval, record_turn


class Store(Preferences, Linking):
    """Open it with `Store.open`. Every method raises StorageError where the database cannot be read or written.

    A learner may be named by any of their identities: what they did and earned is the person's (`bot.storage.persons`).
    Only conversations and what is delivered belong to the identity that spoke.

    One store may serve any number of tasks of one event loop; several processes may use one database.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writer = writing(engine)
        # SQLite has one writer at a time. Waiting for a turn here is fair and wakes at once; SQLite's own wait polls.
        self._one_writer = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Opens `sqlite:///FILE` or `postgresql://USER@HOST/NAME`; makes or migrates the schema where it is behind."""
        return cls(await open_database(url))

    async def close(self) -> None:
        await self._engine.dispose()

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self._engine.dialect.name

    async def record(
        self,
        *,
        learner: str,
        at: datetime,
        conversation: str | None = None,
        session: str | None = None,
        attempts: Sequence[Attempt] = (),
        cards: Sequence[Card] = (),
        asked: Sequence[Asked] = (),
        rating: Rating | None = None,
        gap: str | None = None,
        forget: bool = False,
        posts: Sequence[QueuedPost] = (),
        claim: Claim | None = None,
        done: bool = True,
    ) -> None:
        """Everything of one turn, in one transaction: when this returns, all of it is on the disk.

        `session` replaces the conversation's state; "" clears it, None leaves it. An attempt that is known already only
        ever gains a grade it did not have. A turn whose attempts, questions asked and rating are all known, grades
        included, is a repeated one and changes nothing: neither the session, nor cards, nor the count of a gap.
        `forget` erases all of the person first. `posts` go into the outbox, each id once. `claim` is the worker's hold
        on the inbox message that this turn answers, `done` whether the message is done with: raises LeaseLost, and
        keeps nothing, where another worker has taken it over.
        Raises ValueError for a session without a conversation, and for a time without a zone.
        """
        if session is not None and conversation is None:
            raise ValueError("A session belongs to a conversation: pass `conversation` with `session`.")
        state = (conversation, session) if conversation is not None and session is not None else None
        async with self.writing() as connection:
            if forget:
                await erase(connection, learner)
            await record_turn(
                connection,
                learner=learner,
                at=at,
                state=state,
                attempts=attempts,
                cards=cards,
                asked=asked,
                rating=rating,
                gap=gap,
            )
            await delivering.queue(connection, posts)
            if claim is not None:
                await (delivering.finish(connection, claim, at) if done else delivering.hold(connection, claim))
        if forget:
            # As a writer of this process: rewriting the file fails where another one is at it.
            with self._explained():
                async with self._one_writer:
                    await clean_files(self._engine)

    async def load_session(self, conversation: str) -> str | None:
        """The JSON that was recorded last for this conversation; None where there is none or it was cleared."""
        table = tables.sessions
        found = await self._read(select(table.c.state).where(table.c.conversation == conversation))
        return str(found[0]["state"]) if found else None

    async def sessions_of(self, learner: str) -> tuple[str, ...]:
        """The JSON of all conversations that the person has with the coach alone, under whichever identity."""
        table = tables.sessions
        found = await self._read(select(table.c.state).where(table.c.learner.in_(identities_of(learner))))
        return tuple(str(row["state"]) for row in found)

    async def attempt(self, attempt_id: str) -> Attempt | None:
        found = await self._attempts(tables.attempts.c.id == attempt_id)
        return found[0] if found else None

    async def attempts(self, learner: str, since: datetime | None = None) -> tuple[Attempt, ...]:
        """Oldest first, graded or not; `since` is the earliest time wanted."""
        table = tables.attempts
        wanted = [table.c.learner == person(learner)]
        if since is not None:
            wanted.append(table.c.at >= since)
        return await self._attempts(*wanted)

    async def ungraded_attempts(self) -> tuple[Attempt, ...]:
        """The answers of all learners that still wait for a grade, oldest first."""
        return await self._attempts(tables.attempts.c.score.is_(None))

    async def cards(self, learner: str, topic: str | None = None) -> tuple[Card, ...]:
        """By due time."""
        table = tables.cards
        wanted = select(table).where(table.c.learner == person(learner)).order_by(table.c.due, table.c.key_point_id)
        if topic is not None:
            wanted = wanted.where(table.c.topic == topic)
        return tuple(rows.read_card(row) for row in await self._read(wanted))

    async def due(self, learner: str, now: datetime, limit: int | None = None) -> tuple[Card, ...]:
        """The cards that are due at `now`, longest overdue first."""
        table = tables.cards
        wanted = select(table).where(table.c.learner == person(learner), table.c.due <= now)
        wanted = wanted.order_by(table.c.due, table.c.key_point_id).limit(limit)
        return tuple(rows.read_card(row) for row in await self._read(wanted))

    async def asked(self, learner: str, since: datetime | None = None) -> tuple[Asked, ...]:
        """Oldest first."""
        table = tables.asked
        wanted = select(table).where(table.c.learner == person(learner)).order_by(table.c.at, table.c.id)
        if since is not None:
            wanted = wanted.where(table.c.at >= since)
        return tuple(rows.read_asked(row) for row in await self._read(wanted))

    async def ratings(self, learner: str | None = None, *, history: bool = False) -> tuple[Rating, ...]:
        """The vote that counts for each learner and thing rated, or with `history` every vote; oldest first.

        A vote of 0 took an earlier one back; it is returned too.
        """
        wanted = queries.ratings_with_subject(history=history)
        if learner is not None:
            wanted = wanted.where(wanted.selected_columns.learner == person(learner))
        return tuple(rows.read_rating(row) for row in await self._read(wanted))

    async def rated(self, *, history: bool = False) -> tuple[tuple[Rating, str], ...]:
        """As `ratings`, each with its subject: the question that was asked, or the id of the question graded."""
        found = await self._read(queries.ratings_with_subject(history=history))
        return tuple((rows.read_rating(row), row["subject"] or "") for row in found)

    async def gaps(self, status: str | None = None) -> tuple[Gap, ...]:
        """Asked most often first; `status` is "open" or "closed", None for both."""
        table = tables.gaps
        wanted = select(table).order_by(table.c.times.desc(), table.c.last_at.desc(), table.c.id)
        if status is not None:
            wanted = wanted.where(table.c.status == status)
        return tuple(rows.read_gap(row) for row in await self._read(wanted))

    async def close_gap(self, gap_id: str) -> None:
        """Closed, it still counts when it is asked again, and stays closed. Raises UnknownThing."""
        table = tables.gaps
        async with self.writing() as connection:
            done = await connection.execute(update(table).where(table.c.id == gap_id).values(status="closed"))
            if done.rowcount == 0:
                raise UnknownThing(f"There is no gap {gap_id!r}: `coach gaps` lists them.")

    async def approve(self, approval: Approval) -> None:
        """A later approval of the same question replaces the earlier one."""
        async with self.writing() as connection:
            await record_approval(connection, approval)

    async def approvals(self) -> dict[str, Approval]:
        """By question id."""
        found = await self._read(select(tables.approvals))
        return {row["question_id"]: rows.read_approval(row) for row in found}

    async def forget(self, learner: str) -> dict[str, int]:
        """Erases the person behind this learner wholly, with all identities: {table: rows that went}, for every table
        that knows learners.

        On SQLite the words are then gone from the files too: the database is rewritten and its log emptied, which can
        take a second for each gigabyte. Where another process keeps reading for longer than ten seconds, that part
        raises StorageError, and forgetting again finishes it. PostgreSQL reuses the space in its own time (VACUUM), and
        keeps its log and backups for as long as its operator configured.
        """
        with self._explained():
            async with self._one_writer:
                return await forget_learner(self._engine, self._writer, learner)

    async def _attempts(self, *wanted: ColumnElement[bool]) -> tuple[Attempt, ...]:
        table, points = tables.attempts, tables.attempt_points
        ids = select(table.c.id).where(*wanted)
        by_attempt: dict[str, list[Any]] = {}
        async with self.reading() as connection:
            found = await connection.execute(select(table).where(*wanted).order_by(table.c.at, table.c.id))
            attempts = found.mappings().all()
            of_points = select(points).where(points.c.attempt_id.in_(ids)).order_by(points.c.position)
            for row in (await connection.execute(of_points)).mappings():
                by_attempt.setdefault(row["attempt_id"], []).append(rows.read_point(row))
        return tuple(rows.read_attempt(row, by_attempt.get(row["id"], ())) for row in attempts)

    async def _read(self, wanted: Select[Any]) -> Sequence[RowMapping]:
        async with self.reading() as connection:
            found: Sequence[RowMapping] = (await connection.execute(wanted)).mappings().all()
        return found

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        with self._explained():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        with self._explained():
            async with self._one_writer, self._writer.begin() as connection:
                yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, OSError) as error:
            raise unusable(self._engine.url, error) from error
