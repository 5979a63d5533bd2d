"""A question is put with the code it is about and the choices it offers, whatever a document has in them."""

import pytest

from bot.turns.asked import asked, code_of, options_of
from knowledge.questions import Locator, Question


def question(**metadata: str) -> Question:
    return Question("q", "What does this print?", Locator("a.md", 1, 2), metadata=metadata)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("```python\nprint(1)\n```", "print(1)"),
        ("~~~\nx = 1\n\nprint(x)\n~~~", "x = 1\n\nprint(x)"),
        ("```\na\n```\n\n```js\n  b()\n```", "a\n\nb()"),
        ("````\n```\ninner\n```\n````", "```\ninner\n```"),
        ("    if x:\n        print(x)", "if x:\n    print(x)"),
        ("  ```sql\n  SELECT 1\n  ```", "SELECT 1"),
        ("for x in y:\n\tprint(x)", "for x in y:\n    print(x)"),
        ("id | name\n1 | Ada", "id | name\n1 | Ada"),
        ("console.log(typeof null)", "console.log(typeof null)"),
        ("```python\nnever closed", "```python\nnever closed"),
    ],
)
def test_code_is_shown_without_its_fences_and_margin(kept: str, shown: str) -> None:
    assert code_of(question(code=kept)) == shown


@pytest.mark.parametrize("number", ["", "Q-17", "17", "net/04.2", " #12 ", "ML:3"])
def test_the_number_of_a_question_is_no_code(number: str) -> None:
    assert code_of(question(code=number)) == ""


def test_code_that_no_message_holds_is_cut_at_a_line_and_says_so() -> None:
    tall = code_of(question(code="\n".join(f"line({number})" for number in range(62))))
    assert tall.split("\n")[-2:] == ["line(59)", "(cut here: 2 more lines)"]
    wide = code_of(question(code="\n".join("x = 1; " * 20 for _ in range(40))))
    assert len(wide) < 2500
    assert wide.endswith("more lines)")
    assert code_of(question(code="x" * 5000 + "()")) == "(cut here: 1 more line)"


def test_choices_are_one_line_each_and_too_many_are_cut_with_a_note() -> None:
    assert options_of(question(options="a list |  a\nset |  | `dict`")) == ("a list", "a set", "`dict`")
    many = options_of(question(options=" | ".join(map(str, range(15)))))
    assert (len(many), many[-1]) == (13, "(and 3 more)")
    (long,) = options_of(question(options="word " * 100))
    assert len(long) <= 200
    assert long.endswith("…")


def test_most_questions_have_neither() -> None:
    shown = asked(question(tags="python"), 2, 5)
    assert (shown.text, shown.number, shown.total, shown.code, shown.options) == ("What does this print?", 2, 5, "", ())
