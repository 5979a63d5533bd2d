"""What the coach's database says it took and said, beside what stands in the loopback Discord."""

from collections import Counter
from dataclasses import dataclass

from bot.chat.discord.ids import mark_of
from tests.platforms.discord_server import DiscordServer
from tests.platforms.served import Served


@dataclass(frozen=True)
class Ledger:
    """`stands` counts the bot's messages by the number of the piece of the reply that they are, whoever sees them."""

    inbox: list[dict[str, object]]
    outbox: list[dict[str, object]]
    stands: Counter[int]

    @classmethod
    async def read(cls, discord: DiscordServer, served: Served) -> "Ledger":
        stands = Counter(mark for message in discord.state.by_bot() for mark in set(message.marks))
        return cls(await served.rows("inbox"), await served.rows("outbox"), stands)

    @property
    def events(self) -> set[str]:
        return {str(row["event"]) for row in self.inbox}

    @property
    def said(self) -> list[str]:
        """The ids of the replies that people get to see."""
        return [str(row["id"]) for row in self.outbox if row["kind"] != "Done"]

    @property
    def missing(self) -> set[str]:
        """What is noted as sent and does not stand there."""
        return {name for name in self.said if not self.stands[mark_of(name)]}

    @property
    def again(self) -> set[str]:
        """What stands there more than once."""
        return {name for name in self.said if self.stands[mark_of(name)] > 1}

    @property
    def unanswered(self) -> set[str]:
        """Messages that led to no reply; a vote by button or reaction leads to none."""
        # An interaction's id has a stroke of its own.
        answered = {"/".join(name.split("/")[: 2 if ":i/" in name else 1]) for name in self.said}
        return {str(row["id"]) for row in self.inbox} - answered

    @property
    def unsure(self) -> int:
        """Replies that were sent after an attempt of which nobody knew how it ended."""
        return sum(int(str(row["attempts"])) > 1 for row in self.outbox)
