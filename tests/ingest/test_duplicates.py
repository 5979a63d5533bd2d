"""The same question is asked once, whoever else asks it; questions that only look alike stay apart."""

from itertools import count

import pytest

from ingest.duplicates import _asking, _neighbours, link_duplicates
from knowledge.questions import KeyPoint, Locator, Question, ReferenceAnswer, Span

_numbers = count()


def question(text: str, answer: str | None = "An answer.", path: str = "a.md", authored: bool = False) -> Question:
    number = next(_numbers)
    point = KeyPoint("p", "An answer.", (Span(0, 3),), probe="Why?" if authored else None)
    reference = ReferenceAnswer(answer, (point,)) if answer is not None else None
    return Question(f"q{number:05}", text, Locator(path, number + 1, number + 1), reference)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is immutable infrastructure?", "Explain immutable infrastructure."),
        ("What is immutable infrastructure?", "Describe the concept of immutable infrastructure"),
        ("How is monitoring different from logging?", "What is the difference between logging and monitoring?"),
        ("What are the key stages of the lifecycle?", "List the stages of the lifecycle."),
        ("How does a cache change behaviour?", "How does a cache change behavior?"),
        ("What is the ROC curve? When to use it?", "What is the ROC curve and when should you use it?"),
        ("What's drift?", "What is *drift*?"),
    ],
)
def test_the_same_question_in_other_words_is_linked(one: str, other: str) -> None:
    assert len(link_duplicates([question(one), question(other)])) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is precision?", "What is recall?"),
        ("What is fine-tuning?", "Why is fine-tuning done?"),
        ("What is a pointer?", "What is a function pointer?"),
        ("What are the advantages of caching?", "What are the disadvantages of caching?"),
        ("What is supervised learning?", "What is unsupervised learning?"),
        ("What is L1 regularisation?", "What is L2 regularisation?"),
        ("What is overfitting?", "What is underfitting?"),
        ("How do you move from A/B tests to bandits?", "How do you move from bandits to A/B tests?"),
        ("When would you choose batch over online?", "When would you choose online over batch?"),
        ("What is the type of {a: 1}?", "What is the type of a: 1?"),
        ("What is a process?", "What are the states of a process?"),
    ],
)
def test_questions_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert link_duplicates([question(one), question(other)]) == {}


def test_the_answered_one_stands_for_the_open_one() -> None:
    opened, answered = question("What is drift?", None), question("Explain drift.")
    assert link_duplicates([opened, answered]) == {opened.id: answered.id}


def test_the_authored_answer_stands_for_the_extracted_one() -> None:
    bare, authored = question("What is drift?", "long " * 100), question("Explain drift.", authored=True)
    assert link_duplicates([bare, authored]) == {bare.id: authored.id}


def test_the_choice_does_not_hang_on_the_order() -> None:
    ways = (("Explain", "b"), ("Describe", "a"), ("Define", "c"))
    some = [question(f"{way} drift.", path=path) for way, path in ways]
    assert link_duplicates(some) == link_duplicates(some[::-1])
    assert len(link_duplicates(some)) == 2


def test_work_does_not_grow_with_the_square_of_the_corpus() -> None:
    def spelt(number: int) -> str:
        return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04}")

    def compared(size: int) -> int:
        texts = [
            f"How does component{spelt(n)} talk to service{spelt(n % 97)} in region{spelt(n % 13)}?"
            for n in range(size)
        ]
        return len(list(_neighbours({text: _asking(text) for text in texts})))

    # Eight times as many questions: the square would be 64 times the pairs.
    assert compared(4000) < 16 * compared(500)
