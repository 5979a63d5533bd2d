"""How places are set and what learners agreed to; and single things by their id, for a vote on them."""

from collections.abc import Sequence

from sqlalchemy import and_, select, union

from bot.records import Asked, RatedThing
from bot.storage import rows
from bot.storage.admin_tables import places, wishes
from bot.storage.connected import Connected
from bot.storage.identity_tables import identities
from bot.storage.persons import person, persons
from bot.storage.tables import asked, ratings
from bot.storage.writes import insert_for


class Preferences(Connected):
    """A part of the Store."""

    async def place_settings(self, place: str) -> str:
        """Who sees grades in this place: "private" (the default) or "thread"."""
        async with self.reading() as connection:
            found = (await connection.execute(select(places.c.grades).where(places.c.place == place))).scalar()
        return str(found or "private")

    async def set_place(self, place: str, grades: str) -> None:
        async with self.writing() as connection:
            adding = insert_for(connection, places).values(place=place, grades=grades)
            again = adding.on_conflict_do_update(index_elements=[places.c.place], set_={"grades": grades})
            await connection.execute(again)

    async def named(self, learners: Sequence[str]) -> tuple[str, ...]:
        """Those of them who agreed to be named, whoever they are elsewhere, in the same order."""
        themselves = select(wishes.c.learner).where(wishes.c.learner.in_(learners), wishes.c.named)
        theirs = and_(wishes.c.learner == identities.c.learner, wishes.c.named)
        linked = select(identities.c.identity).join(wishes, theirs).where(identities.c.identity.in_(learners))
        async with self.reading() as connection:
            agreed = set((await connection.execute(union(themselves, linked))).scalars())
        return tuple(learner for learner in learners if learner in agreed)

    async def set_named(self, learner: str, agreed: bool) -> None:
        async with self.writing() as connection:
            whose = (await persons(connection, (learner,)))[learner]
            adding = insert_for(connection, wishes).values(learner=whose, named=agreed)
            again = adding.on_conflict_do_update(index_elements=[wishes.c.learner], set_={"named": agreed})
            await connection.execute(again)

    async def asked_one(self, asked_id: str) -> Asked | None:
        async with self.reading() as connection:
            found = (await connection.execute(select(asked).where(asked.c.id == asked_id))).mappings().first()
        return rows.read_asked(found) if found else None

    async def current_vote(self, learner: str, target: RatedThing, target_id: str) -> int:
        """1, -1, or 0 where there is none or it was taken back."""
        of_theirs = (ratings.c.learner == person(learner), ratings.c.target == target, ratings.c.target_id == target_id)
        wanted = select(ratings.c.vote).where(*of_theirs).order_by(ratings.c.at.desc(), ratings.c.number.desc())
        async with self.reading() as connection:
            return int((await connection.execute(wanted.limit(1))).scalar() or 0)
