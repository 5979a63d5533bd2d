"""HTML. The page's own tags, roles and names tell its content from what stands around it, and what asks in it.

page.py makes a tree of the bytes, survey.py measures it, around.py tells navigation and its like, asked.py what asks
and what answers, writer.py walks over the rest, assembled.py makes blocks of it, schema.py reads what the page tells
machines.
"""

from ingest.blocks import Flaw, Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.web_page.assembled import Assembly
from ingest.readers.web_page.end_matter import without_teasers
from ingest.readers.web_page.page import Page, parse
from ingest.readers.web_page.schema import about, add_told
from ingest.readers.web_page.writer import drafts_of


def read(document: Document) -> Reading:
    """Blocks in the order of the page. Raises UnreadableSource where it holds no text beside its navigation."""
    page = parse(document)
    drafts = drafts_of(page)
    if not drafts.blocks:
        raise UnreadableSource(
            f"{document.path} holds no text beside its navigation; save the page as text and ingest that."
        )
    title, fields = about(page.root, drafts)
    drafts.blocks = add_told(page.root, drafts)
    without_teasers(drafts)
    made = Assembly(title)
    made.add(drafts)
    return Reading(
        "html", title, tuple(made.blocks), fields, tuple(made.places), _flaws(document.path, page),
        drafts.pictures, tuple(made.omitted),
    )  # fmt: skip


def _flaws(path: str, page: Page) -> tuple[Flaw, ...]:
    found: list[Flaw] = []
    if page.damaged:
        found.append(Flaw(1, f"{path} holds {page.damaged:,} characters in no encoding that it declares or that could "
                             "be told; save it as UTF-8 and ingest it again."))  # fmt: skip
    if page.cut:
        found.append(Flaw(1, f"{path} nests its elements deeper than can be read, so that the rest of it is missing; "
                             "save it as text and ingest that."))  # fmt: skip
    return tuple(found)
