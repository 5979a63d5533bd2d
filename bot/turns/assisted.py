"""What a language model adds to single moments of practice; without one, what the coach says alone."""

import asyncio
from typing import Protocol

from bot.errors import StorageError
from bot.messages import Message
from bot.practice.grading import Grade
from bot.records import Attempt
from bot.turns.assistance import Asker, Assistance, Feedback
from knowledge.questions import KeyPoint, Question

# Each look is a query.
_LOOK_EVERY = 0.5


class Stops(Protocol):
    async def stop_waits(self, message: Message) -> bool:
        """Whether the learner has said stop in this conversation after this message."""
        ...


class Assisted:
    """`assistance` is None where there is no model: then nothing here waits for anything."""

    def __init__(self, assistance: Assistance | None, stops: Stops) -> None:
        self.assistance = assistance
        self._stops = stops

    def asker(self, message: Message, about: str) -> Asker:
        """For whoever sent the message. `stopped` may be asked as often as one likes: it looks twice a second."""
        said, looked = False, float("-inf")

        async def stopped() -> bool:
            nonlocal said, looked
            now = asyncio.get_running_loop().time()
            if not said and now - looked >= _LOOK_EVERY:
                looked = now
                try:
                    said = await self._stops.stop_waits(message)
                except StorageError:
                    # Whatever is said next has to be kept, and tells of it.
                    return False
            return said

        # A conversation is named by its platform and workspace first; not every learner's id tells the workspace.
        workspace = ":".join(message.conversation.split(":")[:2])
        return Asker(message.learner, about, stopped, workspace)

    async def feedback(self, message: Message, question: Question, attempt: Attempt, computed: Feedback) -> Feedback:
        """Not asked for in a mock interview: nothing of it would be shown."""
        if self.assistance is None or attempt.mock:
            return computed
        asker = self.asker(message, f"grade:{attempt.id}")
        return await self.assistance.feedback(question, attempt.text, computed.grade, computed.grader, asker)

    async def probe(
        self, message: Message, question: Question, attempt: Attempt, grade: Grade, point: KeyPoint
    ) -> str | None:
        if self.assistance is None or attempt.mock:
            return None
        return await self.assistance.probe(question, grade, point, self.asker(message, f"grade:{attempt.id}"))

    async def hint(self, message: Message, question: Question, level: int) -> str | None:
        if self.assistance is None:
            return None
        return await self.assistance.hint(question, level, self.asker(message, f"question:{question.id}"))
