"""What admins have decided about pieces of documents in quarantine."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select

from bot.records import Decision
from bot.storage.store import Store
from bot.storage.tables import decisions
from bot.storage.writes import insert_for


class DecisionStore:
    """Every method raises StorageError where the database cannot be read or written."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def decide(self, made: Iterable[Decision]) -> None:
        """All of them or none; a later decision about the same piece replaces the earlier one."""
        async with self._store.writing() as connection:
            for one in made:
                adding = insert_for(connection, decisions).values(asdict(one))
                new = {column.name: adding.excluded[column.name] for column in decisions.columns}
                await connection.execute(adding.on_conflict_do_update(index_elements=[decisions.c.piece_id], set_=new))

    async def decisions(self) -> dict[str, Decision]:
        """By the id of the piece."""
        async with self._store.reading() as connection:
            found = (await connection.execute(select(decisions))).mappings().all()
        return {row["piece_id"]: Decision(**row) for row in found}
