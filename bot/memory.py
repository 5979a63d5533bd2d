"""The coach's memory over the store: one turn is one transaction."""

from datetime import datetime
from typing import Protocol

from bot.messages import Message
from bot.records import Asked, Attempt, Card, Rating
from bot.turns.turn import Turn


class Store(Protocol):
    async def load_session(self, conversation: str) -> str | None: ...

    async def attempt(self, attempt_id: str) -> Attempt | None: ...

    async def record(
        self,
        *,
        learner: str,
        at: datetime,
        conversation: str | None = None,
        session: str | None = None,
        attempts: tuple[Attempt, ...] = (),
        cards: tuple[Card, ...] = (),
        asked: tuple[Asked, ...] = (),
        rating: Rating | None = None,
        gap: str | None = None,
    ) -> None: ...


class StoreMemory:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def load_session(self, conversation: str) -> str | None:
        return await self._store.load_session(conversation)

    async def attempt(self, attempt_id: str) -> Attempt | None:
        return await self._store.attempt(attempt_id)

    async def keep(self, message: Message, turn: Turn, state: str) -> None:
        await self._store.record(
            learner=message.learner,
            at=message.at,
            conversation=message.conversation,
            session=state,
            attempts=turn.attempts,
            cards=turn.cards,
            asked=turn.asked,
            rating=turn.rating,
            gap=turn.gap,
        )
