"""A terminal goes on for as long as a session is open, and tells whether there was one."""

import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.chat.terminal_chat import TerminalChat
from bot.messages import AskProbe, AskReason, Message, Reply, Say, ShowSummary

PROBE, REASON, OVER = AskProbe("And then?"), AskReason(("wrong", "unclear")), ShowSummary(1, 0.5)


class ScriptedCoach:
    """Answers each message with the next replies, and keeps what it was told."""

    def __init__(self, *script: tuple[Reply, ...]) -> None:
        self._script = list(script)
        self.told: list[str] = []

    async def reply(self, message: Message) -> AsyncIterator[Reply]:
        self.told.append(message.text)
        for reply in self._script.pop(0):
            yield reply


async def run(coach: ScriptedCoach, typed: str) -> bool:
    chat = TerminalChat(
        coach, "ada", lambda: datetime(2026, 1, 1, tzinfo=UTC), lambda: "id", io.StringIO(typed), io.StringIO()
    )
    return await chat.run("/practice")


@pytest.mark.parametrize(
    ("opening", "started"),
    [((Say("There is no such topic."),), False), ((PROBE,), True), ((Say("Interrupted."), OVER), True)],
)
async def test_a_session_that_opens_or_ends_counts_as_one(opening: tuple[Reply, ...], started: bool) -> None:
    assert await run(ScriptedCoach(opening), "") is started


async def test_lines_up_to_an_empty_one_are_one_answer_and_the_summary_ends_the_chat() -> None:
    coach = ScriptedCoach((PROBE,), (OVER,))
    assert await run(coach, "versions\nand owners\n\nnot read any more\n")
    assert coach.told == ["/practice", "versions\nand owners"]


async def test_a_reason_is_one_line() -> None:
    coach = ScriptedCoach((PROBE,), (REASON,), (Say("Thank you."),), (OVER,))
    assert await run(coach, "-\nit cites the wrong page\nstop\n")
    assert coach.told == ["/practice", "-", "it cites the wrong page", "stop"]
