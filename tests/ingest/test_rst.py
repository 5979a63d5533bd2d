"""reStructuredText in its habits: titles, fields, definitions, directives that fold, tables."""

import pytest

from tests.ingest.shapes import extracted, passages, questions


@pytest.mark.parametrize(
    "text",
    [
        "FAQ\n===\n\nWhat is a pod?\n--------------\n\nThe smallest unit.\n\nWhat is a node?\n---------------"
        "\n\nA machine.\n",
        "FAQ\n===\n\n**What is a pod?**\n\nThe smallest unit.\n\n**What is a node?**\n\nA machine.\n",
        "FAQ\n===\n\n:question: What is a pod?\n:answer: The smallest unit.\n\n:question: What is a node?\n"
        ":answer: A machine.\n",
        "FAQ\n===\n\nWhat is a pod?\n    The smallest unit.\n\nWhat is a node?\n    A machine.\n",
        "FAQ\n===\n\n.. dropdown:: What is a pod?\n\n    The smallest unit.\n\n.. dropdown:: What is a node?"
        "\n    :open:\n\n"
        "    A machine.\n",
        "FAQ\n===\n\n.. admonition:: Question\n\n    What is a pod?\n\n.. admonition:: Answer\n"
        "\n    The smallest unit.\n\n"
        ".. admonition:: Question\n\n    What is a node?\n\n.. admonition:: Answer\n\n    A machine.\n",
        "FAQ\n===\n\n#. What is a pod?\n\n   The smallest unit.\n\n#. What is a node?\n\n   A machine.\n",
        "FAQ\n===\n\nQ: What is a pod?\n\nA: The smallest unit.\n\nQ: What is a node?\n\nA: A machine.\n",
        "FAQ\n===\n\n.. rubric:: What is a pod?\n\nThe smallest unit.\n\n.. rubric:: What is a node?\n\nA machine.\n",
        "FAQ\n===\n\n+-----------------+--------------------+\n| Question        | Answer             |\n"
        "+=================+====================+\n| What is a pod?  | The smallest unit. |\n"
        "+-----------------+--------------------+\n| What is a node? | A machine.         |\n"
        "+-----------------+--------------------+\n",
        "FAQ\n===\n\n===============  ==================\nQuestion         Answer"
        "\n===============  ==================\n"
        "What is a pod?   The smallest unit.\nWhat is a node?  A machine.\n===============  ==================\n",
        "FAQ\n===\n\n.. list-table::\n   :header-rows: 1\n\n   * - Question\n     - Answer\n   * - What is a pod?\n"
        "     - The smallest unit.\n   * - What is a node?\n     - A machine.\n",
        'FAQ\n===\n\n.. csv-table::\n   :header: "Question", "Answer"\n\n   "What is a pod?", "The smallest unit."\n'
        '   "What is a node?", "A machine."\n',
        "FAQ\n===\n\nWhat is a pod?\n--------------\n\n.. admonition:: Answer\n   :class: dropdown\n"
        "\n   The smallest unit.\n\n"
        "What is a node?\n---------------\n\n| A machine.\n",
    ],
)  # fmt: skip
def test_the_same_two_questions_are_read_in_every_habit(text: str) -> None:
    assert questions("a.rst", text) == {"What is a pod?": "The smallest unit.", "What is a node?": "A machine."}


def test_what_only_serves_the_page_is_left_out_and_code_is_kept() -> None:
    text = (
        "FAQ\n===\n\n.. contents:: Table of Contents\n   :depth: 2\n\n.. |x| replace:: y\n\n.. [1] A footnote.\n\n"
        "What is a worker?\n-----------------\n\nA process [1]_ that runs jobs:\n\n.. code-block:: python\n\n"
        "    run()\n\n.. note::\n\n    It may fork.\n\nWhat is a beat?\n---------------\n\nA clock::\n\n    tick()\n"
    )
    found = questions("a.rst", text)
    assert list(found) == ["What is a worker?", "What is a beat?"]
    assert "run()" in str(found["What is a worker?"])
    assert "It may fork." in str(found["What is a worker?"])
    assert "tick()" in str(found["What is a beat?"])


def test_fields_beside_a_question_are_metadata() -> None:
    text = (
        "FAQ\n===\n\n:question: What is a pod?\n:level: hard\n:tags: pods, basics\n:answer: The smallest unit.\n\n"
        ":question: What is a node?\n:answer: A machine.\n"
    )
    first = extracted("a.rst", text).content.questions[0]
    assert (first.text, first.level, first.metadata["tags"]) == ("What is a pod?", "senior", "pods, basics")
    assert first.answer is not None
    assert first.answer.text == "The smallest unit."


def test_ordinary_documentation_asks_nothing() -> None:
    text = (
        "Configuration\n=============\n\nSet the options below in your settings.\n\nWhy a file?\n-----------\n\n"
        "A file can be reviewed before it takes effect.\n\nOptions\n-------\n\n``timeout``\n    Seconds to wait for an "
        "answer of the server.\n\nReloading\n---------\n\nSend a signal to the main process.\n"
    )
    assert questions("a.rst", text) == {}
    assert passages("a.rst", text)


@pytest.mark.parametrize(
    "entry", ["{q}\n    {a}\n\n", ".. dropdown:: {q}\n\n    {a}\n\n", "{q}\n    {a}\n\n    Such is it.\n\n"]
)
def test_names_of_definitions_and_folds_are_questions_where_most_of_them_ask(entry: str) -> None:
    asked = ["What is a pod?", "Define a node.", "The pod stays in pending", "Why is a node tainted?"]
    text = "FAQ\n===\n\n" + "".join(entry.format(q=q, a=f"Because of {n}.") for n, q in enumerate(asked))
    found = questions("a.rst", text)
    assert list(found) == asked
    assert [(answer or "").split("\n")[0] for answer in found.values()] == [f"Because of {n}." for n in range(4)]


def test_definitions_of_terms_ask_nothing() -> None:
    text = "Terms\n=====\n\npod\n    The smallest unit.\n\nnode\n    A machine with pods.\n\nWhy not\n    A saying.\n"
    assert questions("a.rst", text) == {}
