"""An adapter's post with a listener between: what went out, and where it stands."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.assemble.serving import Chat
from bot.delivery.event import Outgoing
from bot.delivery.post import Post


@dataclass
class Listening:
    """The adapter's post, and what went through it; nothing counts as heard before the platform has taken it."""

    post: Post
    heard: list[tuple[str, Outgoing]] = field(default_factory=list)

    async def send(self, outgoing: Outgoing, begun: Callable[[str], Awaitable[None]]) -> str:
        posted = await self.post.send(outgoing, begun)
        self.heard.append((posted, outgoing))
        return posted

    async def find(self, outgoing: Outgoing) -> str | None:
        return await self.post.find(outgoing)


class ListeningChat:
    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self.post = Listening(chat.post)
        self.files = chat.files

    async def run(self, stop: asyncio.Event) -> None:
        await self._chat.run(stop)

    async def close(self) -> None:
        await self._chat.close()
