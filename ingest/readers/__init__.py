"""One module a format, each with `read(document) -> Reading`; this is the table of them."""

from dataclasses import replace
from importlib import import_module
from types import ModuleType

from ingest.blocks import Reading
from ingest.files.kinds import kind_of
from ingest.files.noted import with_notes
from ingest.files.sources import Document

# Raised with every change to what readers, repair or pairing yield: older sources are then read anew.
READER_VERSION = "3"

# What a format needs is imported when the first document in it is read.
_MODULES = {
    "text.markdown": (".md", ".markdown", ".mdx"),
    "records.json_records": (".json", ".jsonl", ".ndjson"),
    "records.delimited": (".csv", ".tsv"),
    "text.restructured": (".rst",),
    "web_page": (".html", ".htm", ".xhtml"),
    "text.plain": (".txt", ".text"),
    "records.yaml_records": (".yaml", ".yml"),
    "records.xml_records": (".xml",),
    "notebook": (".ipynb",),
    "pdf": (".pdf",),
    "office.word": (".docx",),
    "office.slides": (".pptx",),
    "office.spreadsheet": (".xlsx", ".xlsm"),
    "office.anki": (".apkg", ".colpkg"),
    "book": (".epub",),
}
_MODULE_OF = {suffix: module for module, suffixes in _MODULES.items() for suffix in suffixes}

# What counts in a folder; a file named by itself is read whatever its name.
SUFFIXES = frozenset(_MODULE_OF)


def read_document(document: Document) -> Reading:
    """The reading of a document in the format that it is in, which its name should tell, or else of its text; answers
    that stand apart from their questions, below them or in a file of their own, are joined with them.

    Raises UnreadableSource where it is in none that can be read, or breaks its format's rules.
    """
    from ingest.readers.joined import joined_within, read_pair

    if document.companion is not None:
        return read_pair(document, document.companion, _read)
    return joined_within(_read(document))


def _read(document: Document) -> Reading:
    kind = kind_of(document.path, document.suffix, document.data)
    if kind.suffix != document.suffix:
        document = replace(document, kind=kind.suffix)
    module = _MODULE_OF.get(document.suffix, "text.plain")
    reading: Reading = _reader(_by_look(document) if module == "text.plain" else module).read(document)
    return with_notes(reading, document, kind.note)


def _reader(module: str) -> ModuleType:
    return import_module(f"ingest.readers.{module}")


def _by_look(document: Document) -> str:
    """`.txt` and unknown names: whatever the text looks like."""
    from ingest.readers.records.delimited_rows import looks_like_table
    from ingest.readers.text.markdown import looks_like_markdown

    start = document.text[:400].lstrip().lower()
    if start.startswith(("<!doctype html", "<html")):
        return "web_page"
    if looks_like_table(document.text):
        return "records.delimited"
    return "text.markdown" if looks_like_markdown(document.text) else "text.plain"
