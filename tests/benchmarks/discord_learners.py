"""Learners who practise in Discord: they type, use commands, press buttons and fill in forms, one thing at a time."""

import asyncio
import random
import time
from collections import Counter

from tests.platforms.discord_ledger import Ledger
from tests.platforms.discord_server import DiscordServer, HumanCannot, Invocation, Message

_ANSWER = "We watch latency and error rate, compare features with a reference, and join predictions with later labels."
# What a learner does, and what to type where that cannot be done. Each comes after an answer to the one before.
_STEPS: tuple[tuple[str, str], ...] = (
    ("type", "what is shadow deployment?"),
    ("press Good", "progress"),
    ("practice", "practice monitoring junior 2"),
    ("type", _ANSWER),
    ("type", "next"),
    ("press Hint", "hint"),
    ("write", "There is a threshold with an owner and an agreed action."),
    ("press Next question", "next"),
    ("ask", "how would you cook rice?"),
    ("press Skip", "skip"),
    ("type", "progress"),
    ("type", "stop"),
)


class Learners:
    def __init__(self, discord: DiscordServer, count: int, chance: random.Random) -> None:
        self._discord = discord
        self._chance = chance
        self.ids = [discord.world.add_user(f"learner{number}").id for number in range(count)]
        self._at = dict.fromkeys(self.ids, 0)
        self._since = dict.fromkeys(self.ids, 0.0)
        self.messages: list[Message] = []
        self.invocations: list[Invocation] = []

    @property
    def votes(self) -> set[str]:
        """As the inbox names them; they are answered by nothing."""
        pressed = (one for one in self.invocations if str(one.payload["data"].get("custom_id", "")).startswith("rate|"))
        return {f"discord:@me:i/{one.id}" for one in pressed}

    async def greet(self) -> None:
        """So that there is a conversation with each of them."""
        for user in self.ids:
            self.messages.append(await self._discord.world.say(user, "dm", "help"))

    async def talk(self, pause: float) -> None:
        """Until it is cancelled; a learner whose last step got no answer within ten seconds goes on."""
        while True:
            await self.act(self._chance.choice(self.ids))
            await asyncio.sleep(pause)

    async def act(self, user: int, *, patient: bool = True) -> None:
        shown = self._discord.screen(user, "dm")
        waits = not shown or shown[-1].author == user or shown[-1].is_loading
        if patient and waits and time.monotonic() - self._since[user] < 10:
            return
        step, words = _STEPS[self._at[user] % len(_STEPS)]
        self._at[user] += 1
        self._since[user] = time.monotonic()
        try:
            await self._do(user, step, words, shown)
        except (HumanCannot, TimeoutError):
            self.messages.append(await self._discord.world.say(user, "dm", words))

    async def _do(self, user: int, step: str, words: str, shown: list[Message]) -> None:
        world = self._discord.world
        kind, _, label = step.partition(" ")
        match kind:
            case "type":
                self.messages.append(await world.say(user, "dm", words))
            case "practice":
                self._invoked(await world.slash(user, "dm", "practice", topic="monitoring", level="junior", count=2))
            case "ask":
                self._invoked(await world.slash(user, "dm", "ask", question=words))
            case "press":
                self._invoked(await world.click(user, _with(shown, label), label))
            case "write":
                await world.click(user, _with(shown, "Write an answer"), "Write an answer")
                form = await world.modal(user, within=2.0)
                assert form
                self._invoked(await world.submit(user, **{"Your answer": words}))

    def _invoked(self, invocation: Invocation) -> None:
        self.invocations.append(invocation)


def thinking(discord: DiscordServer) -> list[Message]:
    """Answers for which somebody still waits."""
    return [message for message in discord.state.by_bot() if message.is_loading and not message.deleted]


def print_ledger(ledger: Ledger, discord: DiscordServer, lost: set[str]) -> None:
    states = [Counter(row["state"] for row in rows) for rows in (ledger.inbox, ledger.outbox)]
    print(f"inbox {dict(states[0])}, outbox {dict(states[1])}; lost {len(lost)}")
    print(f"{len(ledger.said)} replies, of which missing {len(ledger.missing)}, twice {len(ledger.again)}")
    print(f"{ledger.unsure} replies sent after an ambiguous attempt; still thinking {len(thinking(discord))}")
    refused = Counter((request.status, request.code) for request in discord.refusals)
    limited = Counter(request.route for request in discord.refusals if request.status == 429)
    print(f"{discord.judge.validated.total()} bodies validated by the schema, {len(discord.judge.rejected)} rejected")
    print(f"requests refused by Discord, by status and its number: {dict(refused)}")
    print(f"of which for the pace of calls: {dict(limited)}")


def _with(shown: list[Message], label: str) -> Message:
    """The newest message with that button."""
    for message in reversed(shown):
        if label in message.labels:
            return message
    raise HumanCannot(f"no {label!r} on the screen")
