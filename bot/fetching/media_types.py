"""What a server says that it sends: which of it is a document, and under which suffix that is read."""

from pathlib import PurePosixPath

import httpx

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/plain": ".txt",
    "text/x-rst": ".rst",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "application/x-ipynb+json": ".ipynb",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "application/x-tar": ".tar",
}
# Names that keep to the same kind as the suffix before the colon.
_ALSO = {
    ".html": (".htm", ".xhtml", ".xml"),
    ".md": (".markdown", ".mdx"),
    ".yaml": (".yml",),
    ".json": (".jsonl", ".ndjson", ".ipynb"),
}
# They say nothing: the link's own name tells.
_VAGUE = ("", "application/octet-stream", "binary/octet-stream", "text/plain", "application/force-download")
# Names that pages have, whatever program writes them.
_PAGES = (".php", ".asp", ".aspx", ".jsp", ".cgi", ".do")


def is_document(url: httpx.URL, content_type: str) -> bool:
    """Whether it may be one; a picture, a film and a program are none."""
    kind = plain_type(content_type)
    return kind in _SUFFIXES or kind.startswith("text/") or (kind in _VAGUE and bool(PurePosixPath(url.path).suffix))


def plain_type(content_type: str) -> str:
    """`text/html` of `text/html; charset=utf-8`."""
    return content_type.partition(";")[0].strip().lower()


def document_name(url: httpx.URL, content_type: str) -> str:
    """Of the whole path, for the last part alone is often `index.html`; with the suffix that it is read by."""
    name = "-".join(part for part in url.path.split("/") if part) or "index"
    if query := url.query.decode("ascii", "replace"):
        name = f"{PurePosixPath(name).stem}-{query}{PurePosixPath(name).suffix}"
    kind = plain_type(content_type)
    suffix = PurePosixPath(name).suffix.lower()
    # Markdown and the like are often sent as plain text, and the archive's own name tells .tar.gz from .gz.
    named = bool(suffix) and (kind in _VAGUE or kind in ("application/gzip", "application/x-gzip"))
    known = _SUFFIXES.get(kind, "")
    return name if named or not known or _same(suffix, known) else name.removesuffix(_page(suffix)) + known


def _same(suffix: str, known: str) -> bool:
    return suffix == known or suffix in _ALSO.get(known, ())


def _page(suffix: str) -> str:
    return suffix if suffix in _PAGES else ""
