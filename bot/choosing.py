"""Which questions a learner gets next, and what a grade does to their memory cards: the schedule over the store."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from bot.commands import Practise
from bot.practice.grading import Grade
from bot.practice.schedule import Askable, choose_questions, point_rating, review
from bot.records import Card
from knowledge.questions import Question


class Cards(Protocol):
    async def cards(self, learner: str, topic: str | None = None) -> tuple[Card, ...]: ...


class SpacedScheduler:
    def __init__(self, store: Cards, seed: Callable[[str], str] = str) -> None:
        """The seed makes the order of new questions: two people start with different ones, the same person always with
        the same. Tests give people of several platforms the seed of one."""
        self._store = store
        self._seed = seed

    async def choose(
        self, learner: str, wish: Practise, questions: Sequence[Askable], now: datetime
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(question ids in the order in which to ask them, those of them that are due reviews)."""
        cards = await self._store.cards(learner)
        chosen = choose_questions(questions, cards, count=wish.count, now=now, seed=self._seed(learner))
        due = tuple(choice.question.id for choice in chosen if choice.reason == "due")
        return tuple(choice.question.id for choice in chosen), due

    async def review(
        self, learner: str, question: Question, grade: Grade, hints: int, confidence: float | None, now: datetime
    ) -> tuple[Card, ...]:
        """The cards of the question's key points after this grade."""
        before = {card.key_point_id: card.state for card in await self._store.cards(learner, question.topic)}
        after = []
        for point in grade.points:
            rating = point_rating(point.verdict, hints=hints, confidence=confidence)
            state, due = review(before.get(point.key_point.id), rating, now)
            after.append(Card(learner, point.key_point.id, question.id, question.topic, due, state))
        return tuple(after)
