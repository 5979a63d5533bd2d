"""Workbooks: in which rows and columns people keep questions."""

import re
from datetime import date
from typing import Any

import pytest

from tests.ingest.office_files import (
    asked,
    edited_workbook,
    part,
    read_bytes,
    refused,
    replaced,
    said,
    with_parts,
    workbook,
)

_PAIRS = [("What is a pod?", "The smallest unit."), ("What is a node?", "A machine, physical or virtual.")]


def test_the_header_may_stand_below_titles_and_name_its_columns_in_any_order() -> None:
    rows: list[list[Any]] = [
        ["Questions for the platform team"],
        [],
        ["No.", "Difficulty Level", "Suggested Answer", "Tags", "Interview Question", "Topic"],
        [1, "Easy", "The smallest unit.", "k8s, basics", "What is a pod?", "Workloads"],
        [2, "Hard", None, "k8s", "What is an operator?", "Extending"],
    ]
    found = read_bytes("bank.xlsx", workbook(Kubernetes=rows))
    assert asked(found) == {"What is a pod?": "The smallest unit.", "What is an operator?": None}
    first = found.content.questions[0]
    assert (first.level, first.topic, first.locator.section) == ("junior", "Workloads", "Kubernetes › Workloads")
    assert first.locator.where == "bank.xlsx, sheet Kubernetes, row 4"
    assert first.metadata["tags"] == "k8s, basics"


def test_every_sheet_is_a_section() -> None:
    header = ("Question", "Answer")
    found = read_bytes("a.xlsx", workbook(Basics=[header, _PAIRS[0]], Advanced=[header, _PAIRS[1]]))
    assert [question.topic for question in found.content.questions] == ["Basics", "Advanced"]


def test_two_columns_need_no_header() -> None:
    assert asked(read_bytes("a.xlsx", workbook(Sheet1=_PAIRS))) == dict(_PAIRS)


def test_unnamed_columns_beside_them_may_hold_a_level() -> None:
    rows = [(1, question, answer, level) for (question, answer), level in zip(_PAIRS, ("easy", "hard"), strict=True)]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert asked(found) == dict(_PAIRS)
    assert [question.level for question in found.content.questions] == ["junior", "senior"]


def test_answers_may_stand_in_the_rows_below() -> None:
    rows: list[list[Any]] = [
        ["Question", "Answer"],
        ["What is TCP?"],
        [None, "Ordered bytes."],
        [None, "Resent when lost."],
        ["What is UDP?"],
    ]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert asked(found) == {"What is TCP?": "Ordered bytes.\nResent when lost.", "What is UDP?": None}
    assert found.content.questions[0].locator.place == "sheet Sheet1, rows 2-4"


def test_one_column_may_hold_both_in_turns() -> None:
    rows = [
        [text]
        for text in (
            "What is a stack?", "The last one in comes out first.",
            "Explain recursion.", "A function that calls itself until a case is simple.",
            "Big O notation", "How the time of a program grows with its input, without constants.",
            "What is a heap?", "A tree whose root is the least of all that it holds.",
        )
    ]  # fmt: skip
    assert list(asked(read_bytes("a.xlsx", workbook(Sheet1=rows)))) == [
        "What is a stack?",
        "Explain recursion.",
        "Big O notation",
        "What is a heap?",
    ]


def test_rows_may_be_labelled() -> None:
    rows = [["Q1", "What is DNS?"], ["A1", "Names to addresses."], ["Q2", "Name servers"], ["A2", "They hold zones."]]
    assert asked(read_bytes("a.xlsx", workbook(Sheet1=rows))) == {
        "What is DNS?": "Names to addresses.",
        "Name servers": "They hold zones.",
    }


def test_answers_may_stand_on_a_sheet_of_their_own_under_the_same_numbers() -> None:
    questions: list[list[Any]] = [
        ["No", "Question"],
        [1, "What is a pod?"],
        [2, "What is a node?"],
        [3, "What is a mesh?"],
    ]
    found = read_bytes("a.xlsx", workbook(Quiz=questions, Key=[["No", "Answer"], [2, "A machine."], [1, "A unit."]]))
    assert asked(found) == {"What is a pod?": "A unit.", "What is a node?": "A machine.", "What is a mesh?": None}


def test_who_filled_in_a_form_is_not_kept() -> None:
    rows = [["Timestamp", "Email address", "What is a stack?"], ["2024-05-01", "ada@example.org", "a pile of plates"]]
    assert "ada@" not in repr(read_bytes("a.xlsx", workbook(Responses=rows)))


def test_a_row_with_one_cell_names_the_section_below() -> None:
    rows = [
        ["Question", "Answer"],
        ["Networks"],
        ["What is NAT?", "One address."],
        ["Storage"],
        ["What is RAID?", "Disks."],
    ]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert [(question.text, question.topic) for question in found.content.questions] == [
        ("What is NAT?", "Networks"),
        ("What is RAID?", "Storage"),
    ]


def test_merged_cells_say_the_same_in_every_row() -> None:
    def write(book: Any) -> None:
        sheet = book.create_sheet("Bank")
        for row in (["Topic", "Question", "Answer"], ["Pods", *_PAIRS[0]], [None, *_PAIRS[1]]):
            sheet.append(row)
        sheet.merge_cells("A2:A3")

    found = read_bytes("a.xlsx", edited_workbook(write))
    assert [question.topic for question in found.content.questions] == ["Pods", "Pods"]


def test_options_are_answered_by_their_letter() -> None:
    rows = [
        ["Question", "Option A", "Option B", "Option C", "Correct Answer", "Explanation"],
        ["Which is stateless?", "TCP", "UDP", "SCTP", "B", "It keeps no connection."],
    ]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert asked(found) == {"Which is stateless?": "UDP\n\nIt keeps no connection."}
    assert found.content.questions[0].metadata["options"] == "TCP | UDP | SCTP"


def test_what_learners_said_is_no_reference() -> None:
    rows = [["id", "question", "desired_answer", "student_answer", "score"]]
    rows += [["1", "What is a stack?", "Last in, first out.", f"a pile {n}", str(n)] for n in range(4)]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert asked(found) == {"What is a stack?": "Last in, first out."}
    assert "pile" not in repr(found)


def test_answers_that_differ_and_are_scored_are_what_learners_said() -> None:
    rows: list[list[Any]] = [
        ["question", "answer", "score"],
        *([f"What is {x}?", f"{x}{n}", n] for x in "XY" for n in range(4)),
    ]
    assert asked(read_bytes("a.xlsx", workbook(Sheet1=rows))) == {"What is X?": None, "What is Y?": None}


def test_a_weak_answer_is_no_reference() -> None:
    rows = [["Question", "Weak answer", "Strong answer"], ["What is a pod?", "A box.", "The smallest unit."]]
    assert asked(read_bytes("a.xlsx", workbook(Sheet1=rows))) == {"What is a pod?": "The smallest unit."}


def test_numbers_dates_and_lines_in_cells_are_said_as_they_are_seen() -> None:
    rows: list[list[Any]] = [
        ["Question", "Answer", "Asked on", "Weight"],
        ["How many bits?", 8, date(2024, 5, 1), 0.25],
        ["Which steps?", "1. Build\r\n2. Test  ", date(2024, 5, 2), 2.0],
    ]
    found = read_bytes("a.xlsx", workbook(Sheet1=rows))
    assert asked(found) == {"How many bits?": "8", "Which steps?": "1. Build\n2. Test"}
    assert found.content.questions[0].metadata == {"asked_on": "2024-05-01", "weight": "0.25"}


def test_formulas_are_never_run_and_those_without_a_value_are_named() -> None:
    rows = [
        ["Question", "Answer"],
        ["What is SUM?", "=SUM(A1:A2)"],
        ["What is injected?", "'=cmd|' /C calc'!A0"],
        ["Where is it?", '=HYPERLINK("https://example.org","here it is told")'],
    ]
    data = workbook(Sheet1=rows)
    sheet = part(data, "xl/worksheets/sheet1.xml")
    computed = re.sub(
        rb"(<f>SUM\(A1:A2\)</f>)<v\s*/>|(<f>SUM\(A1:A2\)</f>)<v></v>", rb"<f>SUM(A1:A2)</f><v>42</v>", sheet
    )
    found = read_bytes("a.xlsx", with_parts(data, {"xl/worksheets/sheet1.xml": computed}))
    assert asked(found) == {
        "What is SUM?": "42",
        "What is injected?": "'=cmd|' /C calc'!A0",
        "Where is it?": None,
    }
    (flaw,) = found.flaws
    assert flaw.sentence == (
        "a.xlsx: 1 formula of the sheet Sheet1 has no value, the first in B4; open the file in a spreadsheet program "
        "and save it."
    )


def test_hidden_rows_are_read_and_a_hidden_sheet_is_named() -> None:
    def write(book: Any) -> None:
        sheet = book.create_sheet("Bank")
        for row in (("Question", "Answer"), *_PAIRS):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = True
        secret = book.create_sheet("Old")
        secret.append(("What is old?", "This."))
        secret.sheet_state = "hidden"

    found = read_bytes("a.xlsx", edited_workbook(write))
    assert asked(found) == dict(_PAIRS)
    assert [flaw.sentence for flaw in found.flaws] == [
        "a.xlsx: the sheet Old is hidden and was not read; show it to have it ingested."
    ]


def test_a_sheet_that_is_damaged_is_named_and_the_others_are_read() -> None:
    data = workbook(Good=_PAIRS, Bad=_PAIRS)
    found = read_bytes("a.xlsx", with_parts(data, {"xl/worksheets/sheet2.xml": b"<worksheet><sheetData><row"}))
    assert asked(found) == dict(_PAIRS)
    (flaw,) = found.flaws
    assert (
        flaw.sentence
        == "a.xlsx: the sheet Bad is damaged and was not read; open the file, save it and ingest it again."
    )


def test_a_table_of_figures_is_passages_with_their_rows() -> None:
    rows = [["Model", "Latency at the median", "Cost"], ["small", "20 ms on one core", "low for most"]]
    found = read_bytes("a.xlsx", workbook(Figures=rows))
    assert asked(found) == {}
    assert "Latency at the median: 20 ms on one core" in said(found)
    assert found.content.passages[0].locator.place == "sheet Figures, row 2"


def test_a_last_cell_at_the_very_end_costs_nothing() -> None:
    def write(book: Any) -> None:
        sheet = book.create_sheet("Bank")
        for row in (("Question", "Answer"), *_PAIRS):
            sheet.append(row)
        sheet["XFD1048576"] = "x"

    found = read_bytes("a.xlsx", edited_workbook(write))
    assert asked(found) == dict(_PAIRS)
    assert [flaw.sentence for flaw in found.flaws] == [
        "a.xlsx: of the sheet Bank only the first 200 columns were read; split it to have the rest."
    ]


_BOOK = workbook(Sheet1=_PAIRS)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"question,answer", "is no archive"),
        (workbook(Sheet1=[]), "holds no text"),
        (with_parts(_BOOK, {"xl/workbook.xml": None}), "do not fit together"),
        (with_parts(_BOOK, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}), "sheets are damaged"),
        (replaced(_BOOK, "xl/worksheets/sheet1.xml", b't="inlineStr"', b't="s"'), "holds no text"),
        (
            replaced(_BOOK, "xl/workbook.xml", b"<workbook", b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook"),
            "document type",
        ),
    ],
    ids=["text", "empty", "no workbook", "cut sheet", "lost texts", "entities"],
)
def test_what_cannot_be_read_is_said_in_one_sentence(data: bytes, sentence: str) -> None:
    told = refused("bank.xlsx", data)
    assert told.startswith("bank.xlsx ")
    assert sentence in told
