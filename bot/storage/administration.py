"""Who may administer, what was done, the daily questions, and the counts that an admin sees first."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import delete, func, select, update

from bot.admin_records import Audited, Daily, DailyQuestion, Role
from bot.storage import queries
from bot.storage.admin_tables import audit, dailies, daily_questions, roles
from bot.storage.store import Store
from bot.storage.tables import gaps
from bot.storage.writes import insert_for


class AdminStore:
    """Every method raises StorageError where the database cannot be read or written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def has_role(self, learner: str, role: str) -> bool:
        wanted = select(roles.c.learner).where(roles.c.learner == learner, roles.c.role == role)
        async with self._store.reading() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def roles(self) -> tuple[Role, ...]:
        """By learner."""
        async with self._store.reading() as connection:
            found = (await connection.execute(select(roles).order_by(roles.c.learner))).mappings().all()
        return tuple(Role(**row) for row in found)

    async def give_role(self, role: Role) -> bool:
        """Whether it was new."""
        async with self._store.writing() as connection:
            adding = insert_for(connection, roles).values(asdict(role))
            return (await connection.execute(adding.on_conflict_do_nothing())).rowcount > 0

    async def take_role(self, learner: str) -> bool:
        """Whether there was one."""
        async with self._store.writing() as connection:
            return (await connection.execute(delete(roles).where(roles.c.learner == learner))).rowcount > 0

    async def note(self, audited: Audited) -> None:
        async with self._store.writing() as connection:
            await connection.execute(audit.insert().values(asdict(audited)))

    async def audited(self, limit: int = 100) -> tuple[Audited, ...]:
        """The newest first."""
        columns = [column for column in audit.columns if column is not audit.c.number]
        wanted = select(*columns).order_by(audit.c.number.desc()).limit(limit)
        async with self._store.reading() as connection:
            found = (await connection.execute(wanted)).mappings().all()
        return tuple(Audited(**row) for row in found)

    async def dailies(self) -> tuple[Daily, ...]:
        """By place."""
        async with self._store.reading() as connection:
            found = (await connection.execute(select(dailies).order_by(dailies.c.place))).mappings().all()
        return tuple(Daily(**row) for row in found)

    async def set_daily(self, daily: Daily) -> None:
        """Takes the place of the one with the same id; the day of its last question stays."""
        async with self._store.writing() as connection:
            adding = insert_for(connection, dailies).values(asdict(daily))
            kept = ("id", "last_day")
            new = {column.name: adding.excluded[column.name] for column in dailies.columns if column.name not in kept}
            await connection.execute(adding.on_conflict_do_update(index_elements=[dailies.c.id], set_=new))

    async def end_daily(self, daily_id: str) -> bool:
        """Whether there was one. What it asked stays known, so that it does not ask it again when it is set anew."""
        async with self._store.writing() as connection:
            return (await connection.execute(delete(dailies).where(dailies.c.id == daily_id))).rowcount > 0

    async def daily_posted(self, daily_id: str, day: date) -> None:
        later = dailies.c.last_day.is_(None) | (dailies.c.last_day < day)
        async with self._store.writing() as connection:
            await connection.execute(update(dailies).where(dailies.c.id == daily_id, later).values(last_day=day))

    async def asked_daily(self, daily_id: str, since: date) -> tuple[DailyQuestion, ...]:
        """Oldest first."""
        table = daily_questions
        wanted = select(table).where(table.c.daily_id == daily_id, table.c.day >= since).order_by(table.c.day)
        async with self._store.reading() as connection:
            found = (await connection.execute(wanted)).mappings().all()
        return tuple(DailyQuestion(**row) for row in found)

    async def ask_daily(self, question: DailyQuestion) -> DailyQuestion:
        """The one question of that day: this one, or the one that somebody was quicker to keep."""
        table = daily_questions
        wanted = select(table).where(table.c.daily_id == question.daily_id, table.c.day == question.day)
        async with self._store.writing() as connection:
            adding = insert_for(connection, table).values(asdict(question))
            await connection.execute(adding.on_conflict_do_nothing())
            return DailyQuestion(**(await connection.execute(wanted)).mappings().one())

    async def daily_opened(self, daily_id: str, day: date, conversation: str) -> None:
        """Where the question of that day is discussed; what was said first stays."""
        table = daily_questions
        this = (table.c.daily_id == daily_id, table.c.day == day, table.c.thread_conversation == "")
        async with self._store.writing() as connection:
            await connection.execute(update(table).where(*this).values(thread_conversation=conversation))

    async def open_gaps(self) -> int:
        async with self._store.reading() as connection:
            wanted = select(func.count()).select_from(gaps).where(gaps.c.status == "open")
            return int((await connection.execute(wanted)).scalar_one())

    async def votes(self) -> tuple[int, int]:
        """The votes that count, up and down."""
        counting = queries.ratings_with_subject(history=False).subquery()
        wanted = select(counting.c.vote, func.count().label("votes")).group_by(counting.c.vote)
        async with self._store.reading() as connection:
            by_vote = {row.vote: int(row.votes) for row in await connection.execute(wanted)}
        return by_vote.get(1, 0), by_vote.get(-1, 0)
