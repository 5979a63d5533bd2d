"""The end of a session: one sentence after practice, a whole report after a mock interview."""

from datetime import datetime, timedelta
from typing import Protocol

from bot.messages import Reply, ReportLine, ShowReport, ShowSummary
from bot.practice.session import Session
from knowledge.questions import Question


class Questions(Protocol):
    def question(self, question_id: str) -> Question | None: ...


def closing_words(session: Session, library: Questions, now: datetime) -> tuple[Reply, ...]:
    if session.mock:
        return (report(session, library, now),)
    scores = [done.score for done in session.answered if done.score is not None]
    return (ShowSummary(len(scores), round(sum(scores) / len(scores), 4) if scores else None),)


def report(session: Session, library: Questions, now: datetime) -> ShowReport:
    """Every question of the interview counts, so that stopping early does not raise the score."""
    done = {answered.question_id: answered for answered in session.answered}
    lines = []
    for question_id in session.queue:
        question = library.question(question_id)
        if question is None:
            continue
        answered = done.get(question_id)
        points = question.answer.key_points if question.answer else ()
        lost = tuple(point.text for point in points if answered and point.id in answered.missed)
        lines.append(ReportLine(question.text, question.topic, answered.score if answered else None, lost))
    total = sum(line.score or 0.0 for line in lines)
    return ShowReport(
        score=round(total / len(lines), 4) if lines else 0.0,
        lines=tuple(lines),
        used=now - session.started,
        allowed=timedelta(minutes=session.allowed_minutes),
    )
