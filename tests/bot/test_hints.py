"""What an author wrote as a hint comes first, costs what others cost, and does not tell a point early."""

import pytest

from bot.practice.hints import COSTS, authored_hint, hint
from knowledge.questions import KeyPoint, Locator, Question, ReferenceAnswer

POINTS = (
    KeyPoint("k1", "The default list is made once, at definition.", (), ("default list",)),
    KeyPoint("k2", "Every call shares the same list.", (), ("shares",)),
)


def question(said: str, points: tuple[KeyPoint, ...] = POINTS) -> Question:
    answer = ReferenceAnswer("It is made once. All share it.", points)
    return Question("q", "What does this print?", Locator("a.md", 1, 2), answer, metadata={"hint": said})


def test_the_authors_hint_is_the_first_one_and_costs_the_same() -> None:
    first, second, third = (hint(question("When is it\nmade?"), level) for level in (1, 2, 3))
    assert first.text == "When is it made? A good answer makes 2 points."
    assert second.text == "Words that belong in the answer: d······ l···, s·····."
    assert third.text == "One of the points: Every call shares the same list."
    assert (first.cost, second.cost, third.cost) == COSTS


def test_the_authors_hint_stands_before_a_written_probe() -> None:
    probed = (KeyPoint("k1", POINTS[0].text, (), probe="When does Python make it?"), POINTS[1])
    assert hint(question("Think of scope", probed), 1).text == "Think of scope. A good answer makes 2 points."
    assert "When does Python make it?" in hint(question("", probed), 1).text


@pytest.mark.parametrize(
    "tells", ["The default list is made just once, at its definition", "Each call shares one same list"]
)
def test_a_hint_that_says_a_point_is_the_last_one(tells: str) -> None:
    told = question(tells)
    assert hint(told, 1) == hint(question(""), 1)
    assert hint(told, 2) == hint(question(""), 2)
    assert hint(told, 3).text == f"{tells}."
    assert hint(told, 3).cost == COSTS[2]


def test_an_answer_of_nothing_but_code_has_hints() -> None:
    answer = ReferenceAnswer("```python\nitems.reverse()\n```", ())
    bare = Question("q", "How do you reverse a list?", Locator("a.md", 1, 2), answer)
    said = [hint(bare, level).text for level in (1, 2, 3)]
    assert said == [
        "A good answer is very short.",
        "It begins like this: i··············",
        "It begins like this: items.reverse()",
    ]


def test_a_hint_is_one_line_of_a_decent_length() -> None:
    assert authored_hint(question("  Look at\n\nline 3!  ")) == "Look at line 3!"
    assert len(authored_hint(question("word " * 300))) <= 400
    assert authored_hint(question(" \n ")) == ""
