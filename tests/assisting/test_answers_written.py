"""Sentences and their marks out of what a model writes, whole or piece by piece."""

import pytest

from bot.assisting.written import Reading, Written, sentences_of

REPLIES = [
    (
        "Shadow runs a model. [1] Users see nothing [2]. Also this (Passage 1).",
        [("Shadow runs a model.", (1,)), ("Users see nothing.", (2,)), ("Also this.", (1,))],
    ),
    (
        "- **One**: a thing is big [1, 2]\n- Two is small [1][3]\n\n```python\nx = 1\n```\nIt costs 3.5 a call (2).",
        [("One: a thing is big", (1, 2)), ("Two is small", (1, 3)), ("It costs 3.5 a call.", (2,))],
    ),
    (
        "Here is the answer:\n\n1. First thing [^1].\n2. Second thing【2】.\n# Heading\nThen (4) steps come [1-3].",
        [("First thing.", (1,)), ("Second thing.", (2,)), ("Then (4) steps come.", (1, 2, 3))],
    ),
    ("One is said. [1] [2]", [("One is said.", (1, 2))]),
    ("One is said [1]. Two is cut off in the mid", [("One is said.", (1,))]),
    ("", []),
    ("[1]", []),
]


@pytest.mark.parametrize(("reply", "sentences"), REPLIES)
def test_marks_belong_to_the_sentence_before_them(reply: str, sentences: list[tuple[str, tuple[int, ...]]]) -> None:
    assert sentences_of(reply) == [Written(text, marks) for text, marks in sentences]


@pytest.mark.parametrize("step", [1, 2, 3, 5, 11, 1000])
@pytest.mark.parametrize(("reply", "sentences"), REPLIES)
def test_pieces_make_the_same_sentences(reply: str, sentences: list[tuple[str, tuple[int, ...]]], step: int) -> None:
    reading = Reading()
    found = [one for at in range(0, len(reply), step) for one in reading.feed(reply[at : at + step])]
    assert [*found, *reading.end()] == sentences_of(reply)


def test_a_sentence_is_given_as_soon_as_the_next_one_has_begun() -> None:
    reading = Reading()
    assert reading.feed("One is said. [") == []
    assert reading.feed("1] Two") == [Written("One is said.", (1,))]
