"""Notebooks: exercises with and without their solutions."""

import json
from typing import Any

import pytest

from ingest.errors import MalformedSource
from ingest.files.sources import Document
from ingest.readers import read_document
from tests.ingest.shapes import extracted, questions


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def code_cell(source: str, *outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": metadata, "source": source, "outputs": list(outputs)}


def notebook(*cells: dict[str, Any]) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def test_a_question_is_answered_by_the_cells_below_it() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": ["3\n"]}
    text = notebook(
        text_cell("# Pandas quiz"),
        text_cell("## Q1. How do you count rows?"),
        text_cell("With `len`."),
        code_cell("len(frame)", printed),
        text_cell("## Q2. Explain groupby.\n\nIt splits."),
    )
    assert questions("a.ipynb", text) == {
        "How do you count rows?": "With `len`.\n\n```python\nlen(frame)\n```\n\n```\n3\n```",
        "Explain groupby.": "It splits.",
    }
    first, second = extracted("a.ipynb", text).content.questions
    assert (first.locator.place, second.locator.place) == ("cell 2 to cell 4", "cell 5")
    assert first.locator.start_line < first.locator.end_line < second.locator.start_line


@pytest.mark.parametrize(
    "cell",
    [
        text_cell("*Type your answer here*"),
        text_cell("YOUR ANSWER HERE"),
        text_cell("Double-click (or enter) to edit"),
        text_cell("_Type your answer here, replacing this text._"),
        code_cell("# your code here"),
        code_cell("# YOUR CODE HERE\nraise NotImplementedError()"),
        code_cell("# TODO\nanswer = ..."),
        code_cell(""),
    ],
)
def test_a_cell_that_waits_for_an_answer_is_none(cell: dict[str, Any]) -> None:
    text = notebook(
        text_cell("## Q1. What is a Series?"), cell, text_cell("## Q2. What is a frame?"), text_cell("Rows.")
    )
    assert questions("a.ipynb", text) == {"What is a Series?": None, "What is a frame?": "Rows."}


def test_a_comment_may_answer_and_ask() -> None:
    text = notebook(
        text_cell("## Q1. What is dropout?"),
        code_cell("# It keeps units from relying on each other."),
        code_cell("# Q2. How do you add two?\na + b"),
    )
    found = questions("a.ipynb", text)
    assert "It keeps units" in str(found["What is dropout?"])
    assert "a + b" in str(found["How do you add two?"])


def test_pictures_are_counted_and_long_outputs_left_out() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "aGk=", "text/plain": "<Figure size 1x1>"}}
    long = {"output_type": "stream", "name": "stdout", "text": "row\n" * 500}
    text = notebook(text_cell("## What does it draw?"), code_cell("draw()", picture, long), text_cell("## Why?\n\nSo."))
    found = extracted("a.ipynb", text)
    assert found.pictures == 1
    assert found.content.questions[0].answer is not None
    assert found.content.questions[0].answer.text == "```python\ndraw()\n```"


def test_notebooks_of_version_3_are_read_too() -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["What is a pod?"]},
        {"cell_type": "markdown", "source": ["A group."]},
        {"cell_type": "heading", "level": 2, "source": ["What is a node?"]},
        {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "outputs": []},
    ]
    text = json.dumps({"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": cells}]})
    assert questions("a.ipynb", text) == {
        "What is a pod?": "A group.",
        "What is a node?": "```python\nx = 1\ny = 2\n```",
    }


@pytest.mark.parametrize("text", ['{"a": 1}', "{", "[]", "no"])
def test_what_is_no_notebook_is_named(text: str) -> None:
    with pytest.raises(MalformedSource, match=r"d/a.ipynb, line 1: this is no notebook"):
        read_document(Document("d/a.ipynb", text.encode()))
