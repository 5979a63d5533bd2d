"""A conversation's state to JSON and back, for the store."""

from functools import lru_cache

from pydantic import TypeAdapter

from bot.practice.session import Conversation


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Conversation]:
    return TypeAdapter(Conversation)


def to_json(state: Conversation) -> str:
    return _adapter().dump_json(state).decode()


def from_json(text: str | None) -> Conversation:
    return _adapter().validate_json(text) if text else Conversation()
