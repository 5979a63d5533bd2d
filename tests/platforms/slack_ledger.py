"""What the coach's database says it took and said, beside what stands in the loopback Slack."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.platforms.served import Served
from tests.platforms.slack_server import SlackServer

NAMELESS = "nameless"


@dataclass(frozen=True)
class Ledger:
    """`posted` counts the bot's visible messages by the reply's id that they carry."""

    inbox: list[dict[str, object]]
    outbox: list[dict[str, object]]
    posted: Counter[str]

    @classmethod
    async def read(cls, slack: SlackServer, served: Served) -> "Ledger":
        posted = Counter(
            str(message.metadata["event_payload"]["id"]) if message.metadata else NAMELESS
            for channel in slack.workspace.channels
            for message in slack.messages(channel, by_bot=True)
        )
        return cls(await served.rows("inbox"), await served.rows("outbox"), posted)

    def answered_once(self, events: Iterable[str]) -> int:
        """How many of these Slack events led to replies of one single attempt, each of which stands there once."""
        return sum(self._is_answered_once(event) for event in events)

    def _is_answered_once(self, event: str) -> bool:
        ids = [str(row["id"]) for row in self.outbox if str(row["id"]).split("/")[0].endswith(f":{event}")]
        attempts = {name.split("/")[1].split(".")[0] for name in ids}
        return len(attempts) == 1 and all(self.posted[name] == 1 for name in ids)

    @property
    def again(self) -> dict[str, int]:
        """What stands there more than once."""
        return {name: count for name, count in self.posted.items() if count > 1}

    @property
    def missing(self) -> set[str]:
        """What is noted as sent and does not stand there."""
        return {str(row["id"]) for row in self.outbox if row["state"] == "sent"} - set(self.posted)

    def shares(self, box: str) -> Counter[str]:
        """How many rows each process worked on last, by the name it gave itself."""
        rows = self.inbox if box == "inbox" else self.outbox
        return Counter(str(row["leased_by"]).partition("/")[0] for row in rows)
