"""The messages in a place that open a thread, and what is then said there."""

from bot.commands import Practise
from bot.messages import OpenThread
from bot.turns.practising import count_of
from knowledge.questions import Question


def practice_thread(wish: Practise, fitting: int) -> OpenThread:
    """`fitting` questions there are for the wish."""
    count = min(wish.count, fitting)
    wanted = [part for part in (wish.topic, wish.level) if part]
    text = f"Practice: {', '.join([*wanted, count_of(count, 'question')])}. Answer in the thread; everybody may."
    return OpenThread(text, " ".join(["/practice", *wanted, str(count)]))


def question_thread(asked: str) -> OpenThread:
    question = " ".join(asked.split())
    return OpenThread(f"Question: {question}", f"/ask {question}")


def daily_thread(question: Question) -> OpenThread:
    text = f"Question of the day: {question.text}\nAnswer in the thread; everybody may."
    return OpenThread(text, f"/daily-open {question.id}")
