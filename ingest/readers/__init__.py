"""One module a format, each a function from a document's text to a `Reading`; this is the table of them."""

from collections.abc import Callable

from ingest.blocks import Reading
from ingest.sources import Document

# Raised with every change to what readers, repair or pairing yield: older sources are then read anew.
READER_VERSION = "2"

Reader = Callable[[Document], Reading]


def read_document(document: Document) -> Reading:
    """The reading of a document in the format that its name tells, or else its text.

    Raises UnreadableSource where it is no text or breaks its format's rules.
    """
    return _READERS.get(document.suffix, _read_by_look)(document)


def _markdown(document: Document) -> Reading:
    from ingest.readers.markdown import read_markdown
    from ingest.readers.starter import is_starter, read_starter

    if is_starter(document.text):
        return read_starter(document.path, document.text)
    return read_markdown(document.text)


def _json(document: Document) -> Reading:
    from ingest.readers.json_records import read_json

    return read_json(document.path, document.text)


def _json_lines(document: Document) -> Reading:
    from ingest.readers.json_records import read_json_lines

    return read_json_lines(document.path, document.text)


def _csv(document: Document) -> Reading:
    from ingest.readers.delimited import read_delimited

    return read_delimited(document.path, document.text)


def _rst(document: Document) -> Reading:
    from ingest.readers.restructured import read_restructured

    return read_restructured(document.path, document.text)


def _html(document: Document) -> Reading:
    from ingest.readers.web_page import read_web_page

    return read_web_page(document.path, document.text)


def _read_by_look(document: Document) -> Reading:
    """`.txt` and unknown names: whatever the text looks like."""
    from ingest.readers.markdown import looks_like_markdown
    from ingest.readers.plain import read_plain

    start = document.text[:400].lstrip().lower()
    if start.startswith(("<!doctype html", "<html")):
        return _html(document)
    return _markdown(document) if looks_like_markdown(document.text) else read_plain(document.text)


_READERS: dict[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".mdx": _markdown,
    ".txt": _read_by_look,
    ".text": _read_by_look,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".tsv": _csv,
    ".rst": _rst,
    ".html": _html,
    ".htm": _html,
}

# What counts in a folder; a file named by itself is read whatever its name.
SUFFIXES = frozenset(_READERS)
