"""What a model is given to read: the passages of the answer under their numbers, cut to whole sentences."""

from pathlib import Path

import pytest

from bot.assemble import open_library
from bot.settings import Settings
from knowledge.answering import Answerer

QUESTIONS = (
    "What is shadow deployment?",
    "How does a canary release differ from shadow deployment?",
    "why do LLMs hallucinate?",
    "What should I test before deploying a model?",
    "how is prompt injection prevented",
)


@pytest.fixture(scope="module")
def answerer(starter_home: Path) -> Answerer:
    return open_library(Settings(home=starter_home)).answerer()


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answers_own_passages_come_first_and_hold_what_it_quotes(answerer: Answerer, question: str) -> None:
    answer, passages = answerer.evidence(question)
    assert answer == answerer.answer(question)
    ids = [one.passage_id for one in passages]
    assert ids[: len(answer.citations)] == [one.passage_id for one in answer.citations][:4]
    for sentence in answer.sentences:
        own = sentence.citations[0]
        assert own > len(passages) or sentence.text in " ".join(passages[own - 1].text.split())


@pytest.mark.parametrize("question", QUESTIONS)
def test_passages_are_few_short_and_cut_between_sentences(answerer: Answerer, question: str) -> None:
    answer, passages = answerer.evidence(question)
    whole = {one.passage_id: " ".join(one.text.split()) for one in answer.citations}
    assert 1 <= len(passages) <= 4
    assert sum(len(one.text.split()) for one in passages) <= 250 + 70
    for passage in passages:
        for line in passage.text.split("\n\n"):
            assert line.endswith((".", "!", ":"))
            assert passage.passage_id not in whole or " ".join(line.split()) in whole[passage.passage_id]


def test_below_the_bar_there_is_nothing_to_read(answerer: Answerer) -> None:
    for question in ("how do I cook rice", ""):
        answer, passages = answerer.evidence(question)
        assert answer.abstained
        assert passages == ()
