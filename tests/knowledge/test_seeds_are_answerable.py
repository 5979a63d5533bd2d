"""Whatever the first documents asked, the starter corpus alone can answer."""

from pathlib import Path

from bot.assemble import open_library
from bot.settings import Settings


def test_every_question_of_the_seeds_is_answered_from_the_starter_corpus(shared: Path, starter_home: Path) -> None:
    library = open_library(Settings(home=starter_home))
    asked = [question.text for question in library.extract_questions(shared / "seeds")]
    assert len(asked) == 35
    answerer = library.answerer()
    assert [text for text in asked if answerer.answer(text).abstained] == []
