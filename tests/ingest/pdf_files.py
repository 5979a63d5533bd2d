"""PDFs written for the tests: pages of lines at given places, flowing pages, and files that are broken."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Table,
)

from ingest.blocks import Block, Reading
from ingest.content import extract
from ingest.files.sources import Document
from ingest.readers.pdf import read

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=7)
BOLD = ParagraphStyle("bold", parent=BODY, fontName="Helvetica-Bold")
HEADING = ParagraphStyle("heading", parent=BODY, fontName="Helvetica-Bold", fontSize=14, leading=18, spaceBefore=6)
JUSTIFIED = ParagraphStyle("justified", parent=BODY, alignment=TA_JUSTIFY)
CODE = ParagraphStyle("code", fontName="Courier", fontSize=9, leading=11, spaceAfter=7)
PAGE = (595, 842)
ONE_COLUMN = ((72, 72, 451, 698),)
TWO_COLUMNS = ((60, 60, 230, 722), (305, 60, 230, 722))
# Ten sentences of different lengths, so that no two paragraphs of them end alike.
SENTENCES = (
    "A queue parts the sender from the receiver.",
    "The sender goes on with its work at once, and the receiver takes the next message when it has the time.",
    "Messages wait in order unless someone asks for priorities.",
    "When a receiver stops in the middle, the broker hands its message to another.",
    "That is why the work on a message has to be safe to repeat.",
    "A broker may keep messages in memory, on a disk, or on several machines at the same time.",
    "Short queues are a sign of health.",
    "A queue that grows for hours says that there are too few receivers or that they are too slow for the load.",
    "Limits on the length of a queue push the problem back to those who send.",
    "Most teams watch the age of the oldest message rather than the length.",
)


def prose(number: int, length: int = 4) -> str:
    """A paragraph that no other number yields."""
    chosen = [SENTENCES[(number * 3 + at * (1 + number % 2)) % len(SENTENCES)] for at in range(length + number % 3)]
    return f"Part {number} is about queues. " + " ".join(chosen)


def drawn(*pages: Callable[[canvas.Canvas], None], password: str | None = None) -> bytes:
    """A file of these pages."""
    from reportlab.lib.pdfencrypt import StandardEncryption

    data = io.BytesIO()
    paper = canvas.Canvas(data, pagesize=PAGE, encrypt=StandardEncryption(password) if password is not None else None)
    for page in pages:
        page(paper)
        paper.showPage()
    paper.save()
    return data.getvalue()


def lines(*said: str, font: str = "Helvetica", size: float = 11, top: float = 760) -> Callable[[canvas.Canvas], None]:
    """A page of lines, one below the other; a wide blank is left for each empty one."""

    def draw(paper: canvas.Canvas) -> None:
        paper.setFont(font, size)
        for at, line in enumerate(said):
            paper.drawString(72, top - at * size * 1.3, line)

    return draw


def flowing(
    story: Sequence[Flowable],
    frames: Sequence[tuple[float, float, float, float]] = ONE_COLUMN,
    on_page: Callable[[canvas.Canvas, int], None] | None = None,
    title: str | None = None,
    author: str | None = None,
) -> bytes:
    """A file in which a story flows through the frames of page after page. `title` and `author` are its metadata."""
    data = io.BytesIO()
    document = BaseDocTemplate(data, pagesize=PAGE, title=title, author=author)

    def furnish(paper: canvas.Canvas, template: BaseDocTemplate) -> None:
        if on_page is not None:
            on_page(paper, template.page)

    document.addPageTemplates([PageTemplate("page", [Frame(*frame) for frame in frames], onPage=furnish)])
    document.build(list(story))
    return data.getvalue()


def paragraphs(*texts: str, style: ParagraphStyle = BODY) -> list[Flowable]:
    return [Paragraph(text, style) for text in texts]


def listed(*items: Any, numbered: bool = False) -> Flowable:
    """A list of texts, flowables or lists of these."""
    inside: list[Any] = [ListItem(Paragraph(item, BODY) if isinstance(item, str) else item) for item in items]
    return ListFlowable(inside, bulletType="1" if numbered else "bullet", bulletFormat="%s." if numbered else None)


def tabled(rows: Sequence[Sequence[Any]], widths: Sequence[float] | None = None, ruled: bool = False) -> Flowable:
    """A table whose first row is repeated on every page."""
    style: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    if ruled:
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    cells: list[Any] = [list(row) for row in rows]
    return Table(cells, colWidths=list(widths) if widths else None, repeatRows=1, style=style)


def raw_file(*objects: bytes) -> bytes:
    """A file of these objects, the first of them the catalogue, with a sound table of their places."""
    out = b"%PDF-1.7\n"
    places: list[int] = []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (head, len(data), data)


def one_raw_page(content: bytes, box: bytes = b"0 0 595 842", font: bytes = b"") -> bytes:
    """A file with one page of this content stream; its font F1 is Helvetica unless another is given."""
    return raw_file(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>" % box,
        content,
        font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def reading(data: bytes) -> Reading:
    return read(Document("shapes/a.pdf", data))


def blocks(data: bytes) -> list[Block]:
    return [block for block in reading(data).blocks if isinstance(block, Block)]


def told(data: bytes) -> list[tuple[str, str]]:
    """The kind and the text of each block."""
    return [(block.kind, block.text) for block in blocks(data)]


def questions(data: bytes) -> dict[str, str | None]:
    """Each question with the text of its answer."""
    found = extract(Document("shapes/a.pdf", data)).content.questions
    return {question.text: question.answer.text if question.answer else None for question in found}
