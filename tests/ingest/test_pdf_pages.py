"""The order in which a page is read, and what of it is no text of the document."""

from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph

from tests.ingest.pdf_files import (
    HEADING,
    JUSTIFIED,
    TWO_COLUMNS,
    blocks,
    drawn,
    flowing,
    lines,
    paragraphs,
    prose,
    reading,
    told,
)


def test_two_columns_are_read_one_after_the_other_and_over_the_page() -> None:
    texts = [prose(number) for number in range(30)]
    data = flowing(paragraphs(*texts, style=JUSTIFIED), TWO_COLUMNS)
    assert [block.text for block in blocks(data)] == texts
    assert [place.name for place in reading(data).places] == ["page 1", "page 2", "page 3"]


def test_three_columns_are_read_from_the_left() -> None:
    texts = [prose(number) for number in range(24)]
    frames = tuple((40 + 175 * column, 60, 165, 720) for column in range(3))
    assert [block.text for block in blocks(flowing(paragraphs(*texts), frames))] == texts


def test_a_title_over_two_columns_comes_first() -> None:
    def title(paper: canvas.Canvas, page: int) -> None:
        paper.setFont("Helvetica-Bold", 18)
        paper.drawString(120, 800, "What queues are good for, and what not")

    texts = [prose(number) for number in range(9)]
    frames = ((60, 60, 230, 710), (305, 60, 230, 710))
    found = told(flowing(paragraphs(*texts), frames, title))
    assert found == [("heading", "What queues are good for, and what not"), *(("paragraph", text) for text in texts)]


def test_what_is_in_a_narrow_column_beside_the_text_does_not_cut_it() -> None:
    def note(paper: canvas.Canvas, page: int) -> None:
        paper.setFont("Helvetica", 8)
        for at, words in enumerate(
            ("Brokers differ in", "what they promise", "about the order of", "messages that failed.")
        ):
            paper.drawString(480, 640 - 10 * at, words)

    texts = [prose(number) for number in range(6)]
    found = [block.text for block in blocks(flowing(paragraphs(*texts), ((60, 60, 390, 722),), note))]
    assert found == [*texts, "Brokers differ in what they promise about the order of messages that failed."]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    def furnish(paper: canvas.Canvas, page: int) -> None:
        paper.setFont("Helvetica", 8)
        paper.drawString(72, 815, "The Book of Queues")
        paper.drawRightString(523, 815, "Chapter 2")
        paper.drawCentredString(297, 30, f"Page {page} of 5")

    texts = [prose(number) for number in range(40)]
    data = flowing(paragraphs(*texts), on_page=furnish)
    assert [block.text for block in blocks(data)] == texts
    assert len(reading(data).places) > 2


def test_a_short_document_loses_its_running_heads_too() -> None:
    def furnish(paper: canvas.Canvas, page: int) -> None:
        paper.setFont("Helvetica", 8)
        paper.drawString(72, 815, "Team handbook, internal")
        paper.drawCentredString(297, 30, str(page))

    texts = [prose(number) for number in range(14)]
    data = flowing(paragraphs(*texts), on_page=furnish)
    assert len(reading(data).places) == 2
    assert [block.text for block in blocks(data)] == texts


def test_a_question_at_the_top_of_every_page_is_no_running_head() -> None:
    pages = [
        lines(f"Question {number}: What does part {number} do?", "", f"It does {number}.") for number in range(1, 6)
    ]
    asked = [text for _, text in told(drawn(*pages)) if text.startswith("Question")]
    assert asked == [f"Question {number}: What does part {number} do?" for number in range(1, 6)]


def test_a_table_of_contents_is_dropped() -> None:
    entries = [f"{number}. What is queue {number}? {'.' * 40} {number + 2}" for number in range(1, 9)]
    text = [
        Paragraph("Contents", HEADING),
        *paragraphs(*entries),
        Paragraph("Basics", HEADING),
        *paragraphs(prose(1)),
    ]
    assert [said for _, said in told(flowing(text))] == ["Contents", "Basics", prose(1)]


def test_a_watermark_across_the_page_is_left_out() -> None:
    def page(paper: canvas.Canvas) -> None:
        lines("A queue parts the sender from the receiver.")(paper)
        paper.saveState()
        paper.translate(300, 400)
        paper.rotate(45)
        paper.setFont("Helvetica-Bold", 60)
        paper.drawCentredString(0, 0, "CONFIDENTIAL")
        paper.restoreState()

    assert told(drawn(page)) == [("paragraph", "A queue parts the sender from the receiver.")]


def test_a_page_that_lies_on_its_side_is_turned() -> None:
    def page(paper: canvas.Canvas) -> None:
        paper.rotate(90)
        paper.setFont("Helvetica", 11)
        paper.drawString(100, -100, "A queue parts the sender")
        paper.drawString(100, -114, "from the receiver.")

    assert [text for _, text in told(drawn(page))] == ["A queue parts the sender from the receiver."]


def test_the_title_and_the_date_come_from_the_file_unless_it_says_nothing() -> None:
    named = reading(flowing(paragraphs(prose(1)), title="Queues for everybody", author="Ada Example"))
    assert (named.title, named.fields["author"]) == ("Queues for everybody", "Ada Example")
    assert named.fields["modified"].startswith("20")
    unnamed = reading(flowing([Paragraph("All about queues", HEADING), *paragraphs(prose(1))]))
    assert unnamed.title == "All about queues"
    assert "title" not in unnamed.fields
