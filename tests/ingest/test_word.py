"""Word documents as people write them, and as programs damage them."""

from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from tests.ingest.office_files import asked, left_out, part, read_bytes, refused, replaced, said, with_parts, word


def _run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(document: Any, inside: str, properties: str = "") -> None:
    """A paragraph of which the XML is given, above the document's last properties."""
    xml = f"<w:p {nsdecls('w', 'r', 'wp', 'a', 'pic')}><w:pPr>{properties}</w:pPr>{inside}</w:p>"
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def test_headings_by_style_are_the_questions_and_sections() -> None:
    def write(document: Any) -> None:
        document.core_properties.title = "Queue interview"
        document.add_heading("Basics", 1)
        document.add_heading("What is a queue?", 2)
        document.add_paragraph("First in, first out.")
        document.add_paragraph("Kinds", style="List Bullet")
        document.add_heading("Why bound it?", 2)
        document.add_paragraph("Memory ends.")

    found = read_bytes("queue.docx", word(write))
    assert asked(found) == {"What is a queue?": "First in, first out.\n\n- Kinds", "Why bound it?": "Memory ends."}
    first = found.content.questions[0]
    assert (first.topic, first.locator.where) == ("Basics", "queue.docx, paragraph 2 to paragraph 4")
    assert found.content.source.title == "Queue interview"


def test_large_letters_are_headings_where_no_style_is_used() -> None:
    def write(document: Any) -> None:
        for heading, size in (("Storage", 18), ("What is a shard?", 14), ("What is a replica?", 14)):
            document.add_paragraph().add_run(heading).font.size = Pt(size)
            if size == 14:
                document.add_paragraph(
                    "A part of the data that lives on a machine of its own or a copy of such a part."
                )

    found = read_bytes("a.docx", word(write))
    assert list(asked(found)) == ["What is a shard?", "What is a replica?"]
    assert {question.topic for question in found.content.questions} == {"Storage"}


def test_bold_paragraphs_ask() -> None:
    def write(document: Any) -> None:
        for name in ("cache", "proxy", "broker"):
            paragraph = document.add_paragraph()
            paragraph.add_run("What is a ").bold = True
            paragraph.add_run(f"{name}?").bold = True
            document.add_paragraph(f"A {name} stands between two others.")

    assert asked(read_bytes("a.docx", word(write)))["What is a proxy?"] == "A proxy stands between two others."


def test_the_numbers_of_a_list_are_counted_though_no_text_holds_them() -> None:
    def write(document: Any) -> None:
        for question in ("What is drift?", "What is skew?", "What is decay?"):
            document.add_paragraph(question, style="List Number")
            document.add_paragraph("A change of the data.")
            document.add_paragraph("slow", style="List Bullet")

    found = read_bytes("a.docx", word(write))
    assert asked(found) == dict.fromkeys(
        ["What is drift?", "What is skew?", "What is decay?"], "A change of the data.\n\n- slow"
    )


def test_a_list_within_an_answer_keeps_its_own_numbers() -> None:
    def write(document: Any) -> None:
        document.add_heading("Which steps are there?", 1)
        for step in ("Build", "Test", "Release"):
            document.add_paragraph(step, style="List Number")
        document.add_heading("Who runs them?", 1)
        document.add_paragraph("A pipeline.")

    assert asked(read_bytes("a.docx", word(write)))["Which steps are there?"] == "1. Build\n2. Test\n3. Release"


def test_the_marks_of_a_list_may_be_labels() -> None:
    def write(document: Any) -> None:
        for question in ("Name a use of hashing.", "Salting"):
            document.add_paragraph(question, style="List Number")
            document.add_paragraph("Answer: It makes look-ups quick, among other things.")

    data = word(write)
    numbering = part(data, "word/numbering.xml").replace(b'w:lvlText w:val="%1."', b'w:lvlText w:val="Question %1:"')
    assert list(asked(read_bytes("a.docx", with_parts(data, {"word/numbering.xml": numbering})))) == [
        "Name a use of hashing.",
        "Salting",
    ]


def test_labels_stand_in_paragraphs_or_behind_soft_line_breaks() -> None:
    def write(document: Any) -> None:
        document.add_paragraph("Q1. What is a lock?")
        document.add_paragraph("Answer: One holder at a time.")
        paragraph = document.add_paragraph("Q2. What is a lease?")
        paragraph.add_run().add_break()
        paragraph.add_run("Answer: A lock that ends by itself.")

    assert asked(read_bytes("a.docx", word(write))) == {
        "What is a lock?": "One holder at a time.",
        "What is a lease?": "A lock that ends by itself.",
    }


def test_a_table_of_questions_keeps_what_else_its_columns_say() -> None:
    def write(document: Any) -> None:
        document.add_heading("Networks", 1)
        table = document.add_table(rows=0, cols=3)
        for cells in (
            ("Interview Question", "Level", "Model Answer"),
            ("What is NAT?", "Easy", "Many hosts behind one address."),
            ("What is BGP?", "Hard", ""),
        ):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text

    first, second = read_bytes("a.docx", word(write)).content.questions
    assert (first.text, first.level, first.topic) == ("What is NAT?", "junior", "Networks")
    assert first.answer is not None
    assert first.answer.text == "Many hosts behind one address."
    assert second.answer is None
    assert second.locator.place == "table 1, row 3"


def test_a_table_that_only_arranges_is_read_cell_by_cell() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=2, cols=1)
        for cell, name in zip(table.column_cells(0), ("pod", "node"), strict=True):
            cell.paragraphs[0].add_run(f"What is a {name}?").bold = True
            cell.add_paragraph(f"A {name} runs what it is told to run.")

    assert asked(read_bytes("a.docx", word(write))) == {
        f"What is a {name}?": f"A {name} runs what it is told to run." for name in ("pod", "node")
    }


def test_upright_records_are_questions() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=0, cols=2)
        for cells in (("Question", "What is RAID?"), ("Answer", "Several disks as one."), ("Difficulty", "easy")):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text

    (question,) = read_bytes("a.docx", word(write)).content.questions
    assert (question.text, question.level) == ("What is RAID?", "junior")


def test_a_comparison_in_a_table_asks_nothing() -> None:
    def write(document: Any) -> None:
        table = document.add_table(rows=0, cols=3)
        for cells in (("Aspect", "Batch", "Online"), ("Latency", "hours are fine for it", "a few milliseconds")):
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text

    found = read_bytes("a.docx", word(write))
    assert asked(found) == {}
    assert "Online: a few milliseconds" in said(found)


def test_insertions_count_and_deleted_and_hidden_text_and_comments_do_not() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is a quorum?", 1)
        _paragraph(
            document,
            _run("More than half ")
            + f'<w:del w:id="1" w:author="x"><w:r><w:delText>of everything </w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="x">{_run("of the voters ")}</w:ins>'
            + _run("secret ", "<w:vanish/>")
            + _run("agree."),
        )
        document.add_heading("What is a term?", 1)
        paragraph = document.add_paragraph("A span with one leader.")
        document.add_comment(paragraph.runs, text="Check this with Ada", author="x")
        document.sections[0].header.paragraphs[0].text = "Confidential"
        document.sections[0].footer.paragraphs[0].text = "Page 1"

    found = read_bytes("a.docx", word(write))
    assert asked(found) == {
        "What is a quorum?": "More than half of the voters agree.",
        "What is a term?": "A span with one leader.",
    }
    assert left_out(found) == ["deleted text", "hidden text", "comment"]


def test_a_table_of_contents_is_left_out_and_said() -> None:
    def write(document: Any) -> None:
        _paragraph(document, _run("What is a mesh?\t3"), '<w:pStyle w:val="TOC1"/>')
        document.add_heading("What is a mesh?", 1)
        document.add_paragraph("Proxies beside each service.")
        document.styles.add_style("TOC 1", 1)

    found = read_bytes("a.docx", word(write))
    assert asked(found) == {"What is a mesh?": "Proxies beside each service."}
    assert left_out(found) == ["table of contents"]


def test_links_code_and_pictures_are_kept_as_markdown() -> None:
    def write(document: Any) -> None:
        document.add_heading("How is a pod listed?", 1)
        relation = document.part.relate_to(
            "https://example.org/k",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            True,
        )
        _paragraph(
            document, _run("See ") + f'<w:hyperlink r:id="{relation}">{_run("the manual")}</w:hyperlink>' + _run(".")
        )
        for line in ("kubectl get pods", "  --watch"):
            document.add_paragraph().add_run(line).font.name = "Courier New"
        paragraph = document.add_paragraph("Or ask ")
        paragraph.add_run("kubectl").font.name = "Consolas"
        _paragraph(
            document,
            '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="p" descr="A list of pods"/><a:graphic><a:graphicData>'
            '<pic:pic><pic:blipFill><a:blip r:embed="rId99"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>",
        )

    found = read_bytes("a.docx", word(write))
    assert asked(found)["How is a pod listed?"] == (
        "See [the manual](https://example.org/k).\n\n```\nkubectl get pods\n  --watch\n```\n\nOr ask `kubectl`\n\n"
        "![A list of pods](picture)"
    )
    assert found.pictures == 1


def test_links_written_as_fields_are_links() -> None:
    def write(document: Any) -> None:
        document.add_heading("Where is it told?", 1)
        field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        _paragraph(
            document,
            field.format("begin")
            + '<w:r><w:instrText> HYPERLINK "https://example.org" </w:instrText></w:r>'
            + field.format("separate")
            + _run("In the handbook")
            + field.format("end")
            + _run(" of the team, on its second page."),
        )

    assert asked(read_bytes("a.docx", word(write)))["Where is it told?"] == (
        "[In the handbook](https://example.org) of the team, on its second page."
    )


def test_footnotes_follow_the_paragraph_that_points_at_them() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is a canary?", 1)
        _paragraph(document, _run("A small share first.") + '<w:r><w:footnoteReference w:id="2"/></w:r>')
        document.add_paragraph("Then all of it.")

    main = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    data = replaced(
        word(write),
        "word/_rels/document.xml.rels",
        b"</Relationships>",
        b'<Relationship Id="rId78" Type="' + main + b'" Target="footnotes.xml"/></Relationships>',
    )
    note = f"<w:footnote w:id='2'><w:p>{_run('Named after a bird.')}</w:p></w:footnote>"
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    assert asked(read_bytes("a.docx", with_parts(data, {"word/footnotes.xml": notes.encode()}))) == {
        "What is a canary?": "A small share first.\n\nNote: Named after a bird.\n\nThen all of it."
    }


def test_text_boxes_follow_their_paragraph() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is a canary?", 1)
        box = f"<w:txbxContent><w:p>{_run('It is named after a bird.')}</w:p></w:txbxContent>"
        _paragraph(document, _run("A small share first.") + f"<w:r><w:pict>{box}</w:pict></w:r>")

    assert asked(read_bytes("a.docx", word(write))) == {
        "What is a canary?": "A small share first.\n\nIt is named after a bird."
    }


def test_the_page_is_the_place_where_word_noted_it() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is on the first page?", 1)
        document.add_paragraph("This.")
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _paragraph(
            document,
            "<w:r><w:lastRenderedPageBreak/></w:r>" + _run("Which page is this?"),
            '<w:pStyle w:val="Heading1"/>',
        )
        document.add_paragraph("The second.")

    first, second = read_bytes("a.docx", word(write)).content.questions
    assert first.locator.place == "page 1"
    assert second.locator.place.endswith("page 2")


def test_a_formula_stands_in_one_line() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is precision?", 1)
        name = "http://schemas.openxmlformats.org/officeDocument/2006/math"
        _paragraph(
            document,
            _run("It is ") + f'<m:oMath xmlns:m="{name}"><m:f><m:num><m:r><m:t>TP</m:t></m:r></m:num><m:den><m:r>'
            "<m:t>TP+FP</m:t></m:r></m:den></m:f></m:oMath>" + _run(", told from 0 to 1."),
        )

    assert asked(read_bytes("a.docx", word(write)))["What is precision?"] == "It is (TP)/(TP+FP), told from 0 to 1."


def test_numbered_headings_keep_their_number_out_of_the_question() -> None:
    def write(document: Any) -> None:
        for question in ("What is REST?", "What is SOAP?", "What is gRPC?", "Idempotence"):
            heading = document.add_heading(question, 2)
            properties = heading._p.get_or_add_pPr()
            numbers = properties._add_numPr()
            numbers._add_numId().val = document.styles["List Number"].element.pPr.numPr.numId.val
            document.add_paragraph("A way to speak between two programs.")

    assert list(asked(read_bytes("a.docx", word(write)))) == [
        "What is REST?",
        "What is SOAP?",
        "What is gRPC?",
        "Idempotence",
    ]


def test_a_document_with_macros_a_strict_one_and_one_with_lost_pictures_are_read() -> None:
    def write(document: Any) -> None:
        document.add_heading("What is read?", 1)
        document.add_paragraph("The text.")

    data = word(write)
    macros = replaced(
        data,
        "[Content_Types].xml",
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    strict = with_parts(
        data,
        {
            name: part(data, name)
            .replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            .replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            for name in ("word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml")
        },
    )
    lost = replaced(
        data,
        "word/_rels/document.xml.rels",
        b"</Relationships>",
        b'<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" '
        b'Target="NULL"/></Relationships>',
    )
    for changed in (macros, strict, lost):
        assert asked(read_bytes("a.docx", changed)) == {"What is read?": "The text."}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"Just text, renamed.", "is no archive"),
        (word(lambda document: None)[:900], "is no archive"),
        (word(lambda document: None), "holds no text"),
        (with_parts(word(lambda document: None), {"word/document.xml": None}), "do not fit together"),
        (with_parts(word(lambda document: None), {"[Content_Types].xml": None}), "list of its parts is missing"),
        (with_parts(word(lambda document: None), {"word/document.xml": b"<w:p>"}), "do not fit together"),
        (
            with_parts(
                word(lambda document: None),
                {"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'},
            ),
            "document type",
        ),
        (with_parts(word(lambda document: None), {"word/huge.xml": b" " * 60_000_001}), "more than the limit"),
    ],
    ids=["text", "cut", "empty", "no text", "no types", "broken", "entities", "huge"],
)
def test_what_cannot_be_read_is_said_in_one_sentence(data: bytes, sentence: str) -> None:
    told = refused("team/file.docx", data)
    assert told.startswith("team/file.docx ")
    assert sentence in told
    assert told.count(". ") == 0


def test_nested_tables_are_read_however_deep_they_are() -> None:
    def write(document: Any) -> None:
        inner = "<w:p/>"
        for _ in range(40):
            inner = _cell(inner)
        document.element.body.insert(0, parse_xml(inner.replace("<w:tbl>", f"<w:tbl {nsdecls('w')}>", 1)))
        document.add_heading("What is left?", 1)
        document.add_paragraph("This.")

    def _cell(inside: str) -> str:
        return f"<w:tbl><w:tr><w:tc>{inside}<w:p>{_run('deep')}</w:p></w:tc></w:tr></w:tbl>"

    assert asked(read_bytes("a.docx", word(write))) == {"What is left?": "This."}
