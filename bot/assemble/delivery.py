"""The inbox and the outbox, opened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.assemble.house import open_store
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.storage.inbox import Inbox
    from bot.storage.outbox import Outbox
    from bot.storage.store import Store


@dataclass(frozen=True, slots=True)
class Boxes:
    store: "Store"
    inbox: "Inbox"
    outbox: "Outbox"


@asynccontextmanager
async def open_boxes(settings: Settings) -> AsyncIterator[Boxes]:
    from bot.storage.inbox import Inbox
    from bot.storage.outbox import Outbox

    async with open_store(settings) as store:
        yield Boxes(store, Inbox(store), Outbox(store))
