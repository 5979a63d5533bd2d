"""Presentations: where the answer to a slide's title may stand."""

from typing import Any

import pytest
from pptx.util import Inches, Pt

from tests.ingest.office_files import asked, deck, left_out, part, read_bytes, refused, said, with_parts


def _slide(presentation: Any, title: str, body: str = "", notes: str = "", layout: int = 1) -> Any:
    slide = presentation.slides.add_slide(presentation.slide_layouts[layout])
    if slide.shapes.title is not None:
        slide.shapes.title.text = title
    if body:
        slide.placeholders[1].text = body
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    return slide


def _box(slide: Any, text: str, top: float, left: float = 1, size: int = 0) -> None:
    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(4), Inches(1)).text_frame
    frame.text = text
    if size:
        frame.paragraphs[0].runs[0].font.size = Pt(size)


def test_a_title_asks_and_the_body_answers() -> None:
    def write(presentation: Any) -> None:
        _slide(presentation, "Queues for interviews", "By the team", layout=0)
        _slide(presentation, "What is a queue?", "First in, first out\nBounded by memory")
        _slide(presentation, "Why part sender and receiver?", "Neither waits")

    found = read_bytes("queue.pptx", deck(write))
    assert asked(found) == {
        "What is a queue?": "- First in, first out\n- Bounded by memory",
        "Why part sender and receiver?": "Neither waits",
    }
    assert found.content.questions[0].locator.where == "queue.pptx, slide 2"
    assert found.content.source.title == "Queues for interviews"


def test_notes_answer_where_the_slide_does_not_and_are_kept_beside_where_it_does() -> None:
    def write(presentation: Any) -> None:
        _slide(presentation, "What is a lock?", notes="One holder at a time.")
        _slide(
            presentation, "What is a lease?", "A lock that ends", notes="Tell them the story of the two pilots here."
        )

    found = read_bytes("a.pptx", deck(write))
    assert asked(found) == {"What is a lock?": "One holder at a time.", "What is a lease?": "A lock that ends"}
    told = next(passage for passage in found.content.passages if "two pilots" in passage.text)
    assert told.locator.place == "slide 2, notes"


@pytest.mark.parametrize("title", ["Answer", "Solution:", "What is a mutex? (cont.)", "What is a mutex?", "Answer 1"])
def test_the_next_slide_may_answer(title: str) -> None:
    def write(presentation: Any) -> None:
        _slide(presentation, "What is a mutex?")
        _slide(presentation, title, "It lets one thread in.")
        _slide(presentation, "What is a semaphore?", "It lets some in.")

    found = asked(read_bytes("a.pptx", deck(write)))
    assert found == {"What is a mutex?": "It lets one thread in.", "What is a semaphore?": "It lets some in."}


def test_answers_to_all_questions_may_stand_on_the_last_slide() -> None:
    def write(presentation: Any) -> None:
        for number, name in enumerate(("pod", "node", "mesh"), 1):
            _slide(presentation, f"{number}. What is a {name}?")
        _slide(presentation, "Answers", "1. A unit that runs.\n2. A machine of many.\n3. Proxies between services.")

    assert asked(read_bytes("a.pptx", deck(write))) == {
        "What is a pod?": "A unit that runs.",
        "What is a node?": "A machine of many.",
        "What is a mesh?": "Proxies between services.",
    }


def test_a_quiz_slide_asks_in_its_body() -> None:
    def write(presentation: Any) -> None:
        for name in ("pod", "node", "mesh"):
            _slide(presentation, "Quiz time!", f"What is a {name}?")
            _slide(presentation, "Answer", f"A {name} runs things.")

    assert asked(read_bytes("a.pptx", deck(write))) == {
        f"What is a {name}?": f"A {name} runs things." for name in ("pod", "node", "mesh")
    }


def test_a_numbered_title_takes_its_question_from_below() -> None:
    def write(presentation: Any) -> None:
        for number, name in enumerate(("pod", "node"), 1):
            _slide(presentation, f"Question {number}", f"What is a {name}?")
            _slide(presentation, "Answer", f"A {name} runs things.")

    assert list(asked(read_bytes("a.pptx", deck(write))).items()) == [
        ("What is a pod?", "A pod runs things."),
        ("What is a node?", "A node runs things."),
    ]


def test_several_labelled_questions_may_share_a_slide() -> None:
    def write(presentation: Any) -> None:
        _slide(presentation, "Recap", "Q: What is a tag?\nA: A name.\nQ: What is a layer?\nA: A change.")

    assert asked(read_bytes("a.pptx", deck(write))) == {"What is a tag?": "A name.", "What is a layer?": "A change."}


def test_boxes_are_read_from_the_top_and_the_largest_is_the_title() -> None:
    def write(presentation: Any) -> None:
        slide = _slide(presentation, "", layout=6)
        _box(slide, "It forgets old entries.", 4)
        _box(slide, "What does a cache do?", 1, size=32)
        _box(slide, "It keeps recent ones.", 2.5)
        _slide(presentation, "What does a proxy do?", "It stands between.")

    assert asked(read_bytes("a.pptx", deck(write))) == {
        "What does a cache do?": "It keeps recent ones.\n\nIt forgets old entries.",
        "What does a proxy do?": "It stands between.",
    }


def test_tables_groups_and_diagrams_are_read() -> None:
    def write(presentation: Any) -> None:
        slide = _slide(presentation, "Flash cards", layout=5)
        table = slide.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(6), Inches(2)).table
        for row, cells in enumerate(
            (("Question", "Answer"), ("What is NAT?", "One address."), ("What is BGP?", "Routes."))
        ):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        group = _slide(presentation, "What is in a group?", layout=5).shapes.add_group_shape()
        group.shapes.add_textbox(
            Inches(1), Inches(2), Inches(3), Inches(1)
        ).text_frame.text = "Shapes that move together."
        _slide(presentation, "What is in a set?", "Members.")

    assert asked(read_bytes("a.pptx", deck(write))) == {
        "What is NAT?": "One address.",
        "What is BGP?": "Routes.",
        "What is in a group?": "Shapes that move together.",
        "What is in a set?": "Members.",
    }


def test_numbers_and_footers_are_left_out_and_hidden_slides_are_read() -> None:
    def write(presentation: Any) -> None:
        for number, name in enumerate(("pod", "node", "mesh", "ring"), 1):
            slide = _slide(presentation, f"What is a {name}?", f"A {name} runs things.")
            _box(slide, "Confidential, Example Ltd", 7)
            number_box = slide.shapes.add_textbox(Inches(9), Inches(7), Inches(1), Inches(1))
            holder = number_box._element.nvSpPr.nvPr
            holder.append(
                holder.makeelement("{http://schemas.openxmlformats.org/presentationml/2006/main}ph", {"type": "sldNum"})
            )
            number_box.text_frame.text = str(number)
        slide._element.set("show", "0")

    found = read_bytes("a.pptx", deck(write))
    assert asked(found)["What is a pod?"] == "A pod runs things."
    assert found.content.questions[3].locator.place == "slide 4 (hidden)"
    assert left_out(found) == ["footer"] * 4


def test_links_and_pictures_are_kept() -> None:
    import io

    from PIL import Image

    def write(presentation: Any) -> None:
        slide = _slide(presentation, "Where is it told?", "In ")
        run = slide.placeholders[1].text_frame.paragraphs[0].add_run()
        run.text = "the handbook"
        run.hyperlink.address = "https://example.org"
        picture = io.BytesIO()
        Image.new("RGB", (4, 4)).save(picture, "PNG")
        picture.seek(0)
        slide.shapes.add_picture(picture, Inches(1), Inches(5))
        _slide(presentation, "Who keeps it?", "The team.")

    found = read_bytes("a.pptx", deck(write))
    assert str(asked(found)["Where is it told?"]).startswith("In [the handbook](https://example.org)\n\n![")
    assert found.pictures == 1


def test_a_lecture_is_passages() -> None:
    def write(presentation: Any) -> None:
        for name in ("Overview", "Batching", "Caching", "Summary"):
            _slide(presentation, name, f"{name} makes the service faster for most of its users\nWhy does it matter?")

    found = read_bytes("a.pptx", deck(write))
    assert asked(found) == {}
    assert "Batching makes the service faster" in said(found)


def test_a_slide_that_is_damaged_is_named_and_the_others_are_read() -> None:
    def write(presentation: Any) -> None:
        for name in ("pod", "node", "mesh"):
            _slide(presentation, f"What is a {name}?", f"A {name} runs things.")

    data = deck(write)
    found = read_bytes("a.pptx", with_parts(data, {"ppt/slides/slide2.xml": b"<p:sld>"}))
    assert list(asked(found)) == ["What is a pod?", "What is a mesh?"]
    assert found.content.questions[1].locator.place == "slide 3"
    assert "ppt/slides/slide2.xml is damaged" in found.flaws[0].sentence


_DECK = deck(lambda presentation: None)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Just text, renamed.", "is no archive"),
        (_DECK, "holds no text"),
        (with_parts(_DECK, {"ppt/presentation.xml": None}), "do not fit together"),
        (with_parts(_DECK, {"ppt/presentation.xml": b"<p>"}), "do not fit together"),
        (
            with_parts(_DECK, {"ppt/presentation.xml": b"<!DOCTYPE a []>" + part(_DECK, "ppt/presentation.xml")[56:]}),
            "document type",
        ),
    ],
    ids=["text", "no text", "missing part", "broken", "entities"],
)
def test_what_cannot_be_read_is_said_in_one_sentence(data: bytes, sentence: str) -> None:
    told = refused("talk.pptx", data)
    assert told.startswith("talk.pptx ")
    assert sentence in told
