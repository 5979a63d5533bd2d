"""Paragraphs, headings, lists, code, tables and links as fonts and places tell them, and the questions in them."""

from typing import Any

from reportlab.platypus import PageBreak, Paragraph, Preformatted, Spacer

from tests.ingest.pdf_files import (
    BODY,
    BOLD,
    CODE,
    HEADING,
    SENTENCES,
    blocks,
    drawn,
    flowing,
    lines,
    listed,
    paragraphs,
    prose,
    questions,
    reading,
    tabled,
    told,
)


def test_a_word_cut_at_a_lines_end_is_whole_again_and_a_compound_keeps_its_hyphen() -> None:
    page = lines(
        "Before a release the team looks at the state of the deploy-",
        "ment, which is automatic. The pipeline runs on state-of-the-",
        "art hardware and is well-known to the whole depart-",
        "ment. Only GPT-",
        "4 is run elsewhere.",
    )
    (text,) = [text for _, text in told(drawn(page))]
    assert "state of the deployment, which" in text
    assert "state-of-the-art hardware" in text
    assert "well-known to the whole department." in text
    assert text.endswith("Only GPT-4 is run elsewhere.")


def test_headings_are_told_by_size_and_ordered_by_it() -> None:
    story = [
        Paragraph("Queues in practice", HEADING.clone("h1", fontSize=20, leading=24)),
        Paragraph("Brokers", HEADING),
        *paragraphs(prose(1), prose(2)),
        Paragraph("Receivers", HEADING),
        *paragraphs(prose(3)),
    ]
    found = [(block.text, block.level) for block in blocks(flowing(story)) if block.kind == "heading"]
    assert found == [("Queues in practice", 1), ("Brokers", 2), ("Receivers", 2)]


def test_bold_questions_are_answered_by_what_follows() -> None:
    story = [
        flowable
        for number in range(1, 8)
        for flowable in (
            Paragraph(
                f"Q{number}. What does part {number} of the pipeline do, and how does it work together with the parts "
                "that stand before it?",
                BOLD,
            ),
            Paragraph(prose(number), BODY),
        )
    ]
    assert questions(flowing(story)) == {
        f"What does part {number} of the pipeline do, and how does it work together with the parts that stand before "
        "it?": prose(number)
        for number in range(1, 8)
    }


def test_bold_words_within_a_sentence_are_marked() -> None:
    assert told(flowing(paragraphs("A <b>dead letter</b> is a message that failed."))) == [
        ("paragraph", "A **dead letter** is a message that failed.")
    ]


def test_numbered_questions_with_labels_of_an_exam() -> None:
    said = {
        "What is a process?": "It owns its memory.",
        "Explain what a page fault does.": "It traps into the kernel.",
        "Why do schedulers use priorities?": "So that short work need not wait.",
    }
    rows = [
        flowable
        for number, (question, answer) in enumerate(said.items(), 1)
        for flowable in (
            tabled([[Paragraph(f"{number}. {question}", BODY), Paragraph(f"[{number} marks]", BODY)]], (380, 60)),
            *paragraphs(f"<b>Answer:</b> {answer}"),
        )
    ]
    assert list(questions(flowing(rows)).values()) == list(said.values())


def test_items_keep_their_mark_and_a_list_within_a_list_is_deeper() -> None:
    inner = listed("in memory", "on a disk")
    story = [
        *paragraphs("A broker keeps its messages in one of these places:"),
        listed("First the fast ones.", [Paragraph("Then others:", BODY), inner], numbered=True),
    ]
    found = [(block.mark, block.text, block.level > 4) for block in blocks(flowing(story)) if block.kind == "item"]
    assert found == [
        ("1.", "First the fast ones.", False),
        ("2.", "Then others:", False),
        ("-", "in memory", True),
        ("-", "on a disk", True),
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    story = [Spacer(1, 640), *paragraphs(prose(1, length=6), prose(2))]
    found = blocks(flowing(story))
    assert [block.text for block in found] == [prose(1, length=6), prose(2)]
    assert reading(flowing(story)).place_of(found[1].start, found[1].end) == "page 2"


def test_code_keeps_its_lines_and_its_indentation_and_words_of_code_are_marked() -> None:
    source = "def send(queue):\n    if queue.open:\n        queue.put(1)\n\n    return None"
    story = [
        *paragraphs('Call <font face="Courier">send</font> once for each message.'),
        Preformatted(source, CODE),
        *paragraphs(prose(1)),
    ]
    first, second, _ = blocks(flowing(story))
    assert first.text == "Call `send` once for each message."
    assert (second.kind, second.raw) == ("code", f"```\n{source}\n```")


def test_a_ruled_table_keeps_its_rows_and_cells() -> None:
    rows = [["Aspect", "Batch", "Online"], ["Latency", "hours", "milliseconds"], ["Cost", "low", "higher"]]
    story = [*paragraphs(prose(1)), tabled(rows, ruled=True)]
    (table,) = [block for block in blocks(flowing(story)) if block.kind == "table"]
    assert table.rows == tuple(map(tuple, rows))


def test_questions_in_a_table_without_lines_are_read_row_by_row() -> None:
    said = {f"What is term {number} of the glossary?": prose(number) for number in range(1, 7)}
    rows: list[list[Any]] = [
        ["Question", "Answer"],
        *([Paragraph(text, BODY) for text in pair] for pair in said.items()),
    ]
    story = [tabled(rows, (170, 270))]
    assert questions(flowing(story)) == said


def test_a_table_goes_on_over_the_page() -> None:
    said = {f"What is term {number} of the glossary?": prose(number) for number in range(1, 25)}
    rows: list[list[Any]] = [
        ["Question", "Answer"],
        *([Paragraph(text, BODY) for text in pair] for pair in said.items()),
    ]
    assert questions(flowing([tabled(rows, (170, 270), ruled=True)])) == said


def test_links_to_the_web_are_kept() -> None:
    data = flowing(paragraphs('See <a href="https://example.org/queues">the guide to queues</a> for more.'))
    assert told(data) == [("paragraph", "See [the guide to queues](https://example.org/queues) for more.")]


def test_ligatures_are_letters() -> None:
    page = lines("The \ufb01rst e\ufb03cient work\ufb02ow")
    assert told(drawn(page))[0][1].startswith("The ")
    found = told(flowing(paragraphs("An efficient workflow offers five files.")))
    assert found == [("paragraph", "An efficient workflow offers five files.")]


def test_the_mark_of_a_footnote_is_left_out_and_an_exponent_is_not() -> None:
    story = paragraphs("It takes n<super>2</super> steps in the worst case<super>7</super> and few otherwise.")
    assert told(flowing(story)) == [("paragraph", "It takes n^2 steps in the worst case and few otherwise.")]


def test_a_slide_asks_in_its_title() -> None:
    story = [
        flowable
        for number in range(1, 6)
        for flowable in (
            Paragraph(f"What is technique {number} good for?", HEADING.clone("t", fontSize=26, leading=30)),
            listed(*SENTENCES[:2]),
            PageBreak(),
        )
    ]
    found = questions(flowing(story))
    assert list(found) == [f"What is technique {number} good for?" for number in range(1, 6)]
    assert set(found.values()) == {f"- {SENTENCES[0]}\n\n- {SENTENCES[1]}"}
