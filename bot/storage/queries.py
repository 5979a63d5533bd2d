"""The questions to the database that take more than one table or a window."""

from typing import Any

from sqlalchemy import Select, and_, func, select

from bot.storage.tables import asked, attempts, ratings


def ratings_with_subject(*, history: bool) -> Select[Any]:
    """The latest vote of each learner on each thing, or every vote; oldest first.

    The column `subject` is the question that was asked, or the id of the question whose grade was rated.
    """
    newest_first = (ratings.c.at.desc(), ratings.c.number.desc())
    one_thing = (ratings.c.learner, ratings.c.target, ratings.c.target_id)
    place = func.row_number().over(partition_by=one_thing, order_by=newest_first).label("place")
    votes = select(ratings, place).subquery()
    subject = func.coalesce(asked.c.question, attempts.c.question_id).label("subject")
    wanted = (
        select(votes, subject)
        .outerjoin(asked, and_(votes.c.target == "answer", votes.c.target_id == asked.c.id))
        .outerjoin(attempts, and_(votes.c.target == "grade", votes.c.target_id == attempts.c.id))
        .order_by(votes.c.at, votes.c.number)
    )
    return wanted if history else wanted.where(votes.c.place == 1)
