"""Clients whose retries do not wait, so that faults are tested in no time."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.models.client import ChatClient
from bot.models.endpoint import Retries


@pytest.fixture
async def client_for() -> AsyncIterator[Callable[..., ChatClient]]:
    """`client_for(server.url, **ChatClient's own)`; closed after the test."""
    made: list[ChatClient] = []

    def make(url: str, **given: Any) -> ChatClient:
        made.append(ChatClient(url, **{"retries": Retries(first_wait=0.01, longest_wait=0.05, jitter=0.01), **given}))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()
