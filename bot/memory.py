"""The coach's memory over the store: one turn is one transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot.commands import Simple, parse
from bot.link_codes import new_code
from bot.messages import Message
from bot.practice.group import PlaceSettings
from bot.practice.schedule import reviewed_at
from bot.practice.session import Conversation
from bot.records import Asked, Attempt, Card, Claim, Linked, QueuedPost, RatedThing, Rating
from bot.state import from_json
from bot.turns.turn import Turn


class Store(Protocol):
    async def load_session(self, conversation: str) -> str | None: ...

    async def sessions_of(self, learner: str) -> tuple[str, ...]: ...

    async def attempt(self, attempt_id: str) -> Attempt | None: ...

    async def asked_one(self, asked_id: str) -> Asked | None: ...

    async def current_vote(self, learner: str, target: RatedThing, target_id: str) -> int: ...

    async def place_settings(self, place: str) -> str: ...

    async def named(self, learners: Sequence[str]) -> tuple[str, ...]: ...

    async def set_named(self, learner: str, agreed: bool) -> None: ...

    async def identities(self, learner: str) -> tuple[str, ...]: ...

    async def offer_code(self, learner: str, code: str, at: datetime) -> bool: ...

    async def join(
        self, learner: str, code: str, at: datetime, message: str, reviewed: Callable[[str], datetime]
    ) -> Linked: ...

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
        forget: bool = False,
        posts: tuple[QueuedPost, ...] = (),
        claim: Claim | None = None,
        done: bool = True,
    ) -> None: ...


class Delivering(Protocol):
    async def said_since(self) -> tuple[str, ...]:
        """What the learner has sent in the same conversation since, and nobody has read yet."""
        ...

    def extra(self, message: Message, turn: Turn) -> dict[str, Any]:
        """What else is recorded with a turn: its replies on their way out, and that its message is done with."""
        ...


class StoreMemory:
    """`stopped` tells where nothing is delivered, as at a terminal, whether the learner wants no more of this."""

    def __init__(
        self,
        store: Store,
        delivery: Delivering | None = None,
        make_code: Callable[[], str] = new_code,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._stopped = stopped
        self._make_code = make_code

    async def load_session(self, conversation: str) -> str | None:
        return await self._store.load_session(conversation)

    async def attempt(self, attempt_id: str) -> Attempt | None:
        return await self._store.attempt(attempt_id)

    async def asked_one(self, asked_id: str) -> Asked | None:
        return await self._store.asked_one(asked_id)

    async def current_vote(self, learner: str, target: RatedThing, target_id: str) -> int:
        return await self._store.current_vote(learner, target, target_id)

    async def stop_waits(self, message: Message) -> bool:
        if self._delivery is None:
            return self._stopped()
        return any(parse(said, question_open=True) == Simple("stop") for said in await self._delivery.said_since())

    async def place_settings(self, place: str) -> PlaceSettings:
        return PlaceSettings("thread" if await self._store.place_settings(place) == "thread" else "private")

    async def agreed_to_be_named(self, learners: Sequence[str]) -> tuple[str, ...]:
        return await self._store.named(learners)

    async def name_me(self, learner: str, agreed: bool) -> None:
        await self._store.set_named(learner, agreed)

    async def linked(self, learner: str) -> bool:
        return len(await self._store.identities(learner)) > 1

    async def link_code(self, learner: str, at: datetime) -> str:
        code = self._make_code()
        while not await self._store.offer_code(learner, code, at):
            code = self._make_code()
        return code

    async def link(self, message: Message, code: str) -> Linked:
        return await self._store.join(message.learner, code, message.at, message.id, reviewed_at)

    async def in_session(self, learner: str) -> bool:
        states = await self._store.sessions_of(learner)
        return any(from_json(state).session is not None for state in states)

    async def keep(self, message: Message, turn: Turn, state: str) -> None:
        # A thread belongs to all in it: kept under the name of whoever spoke last, it would be erased with them.
        of_one = turn.forget or not message.place
        await self._store.record(
            learner=message.learner if of_one else "",
            at=message.at,
            conversation=message.conversation,
            session=_kept(turn, state),
            forget=turn.forget,
            attempts=turn.attempts,
            cards=turn.cards,
            asked=turn.asked,
            rating=turn.rating,
            gap=turn.gap,
            **(self._delivery.extra(message, turn) if self._delivery else {}),
        )


def _kept(turn: Turn, state: str) -> str | None:
    """None where the session is left as it is. Whoever is forgotten leaves none behind that knows them."""
    if turn.passing:
        return None
    if not turn.forget:
        return state
    return "" if turn.state == Conversation() else None
