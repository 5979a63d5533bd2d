"""Texts in odd encodings, with what nobody sees, with the wrong suffix, or made to be slow."""

import gzip
import pickle
import sqlite3
import tempfile
from pathlib import Path

from tests.ingest.bad_input.bad import MARKDOWN, Bad, file, zipped

PAGE = "<!doctype html><html><body><main>{}</main></body></html>".format(
    "<h2>What is drift?</h2><p>A change of the data over time.</p>"
    "<h2>What is a canary?</h2><p>A small release first.</p>"
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_UNSEEN = "that nobody sees"


def _ole(stream: str) -> bytes:
    return _OLE + stream.encode("utf-16-le") + bytes(64)


def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made"
        connection = sqlite3.connect(path)
        connection.execute("create table notes (flds text)")
        connection.commit()
        connection.close()
        return path.read_bytes()


def _within(text: str) -> str:
    return MARKDOWN.replace("over time", f"over{text} time")


CASES: list[Bad] = [
    # What is not what its name says.
    file("picture.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "refused", "is a picture"),
    file("photo.txt", b"\xff\xd8\xff\xe0\0\x10JFIF", "refused", "is a picture"),
    file("film.md", b"\0\0\0\x20ftypisom" + bytes(100), "refused", "is sound or video"),
    file("program.txt", b"\x7fELF\x02\x01" + bytes(100), "refused", "is a program"),
    file("setup.md", b"MZ\x90\0\x03\0\0\0" + bytes(100), "refused", "is a program"),
    file("old.docx", _ole("WordDocument"), "refused", "old Word format: save it as .docx"),
    file("old.xlsx", _ole("Workbook"), "refused", "old Excel format: save it as .xlsx"),
    file("old.pptx", _ole("PowerPoint Document"), "refused", "old PowerPoint format: save it as .pptx"),
    file("secret.docx", _ole("EncryptedPackage"), "refused", "protected with a password: save it without one"),
    file("old.doc", _ole("WordDocument"), "refused", "save it as .docx"),
    file("mac.pages", b"PK\x03\x04", "refused", "export it as .docx"),
    file("free.odt", b"PK\x03\x04", "refused", "save it as .docx"),
    file("text.docx", MARKDOWN, "refused", "is not a Word document"),
    file("zip.docx", lambda: zipped({"a.md": MARKDOWN}), "refused", "is not a Word document"),
    file("cut.xlsx", lambda: zipped({"a.md": MARKDOWN})[:-20], "refused", "is damaged"),
    file("page.pdf", PAGE, "refused", "is named .pdf but is not a PDF"),
    file("packed.txt", lambda: gzip.compress(MARKDOWN.encode()), "refused", "is an archive under another name"),
    file("zipped.md", lambda: zipped({"a.md": MARKDOWN}), "refused", "is an archive under another name"),
    file("rich.txt", b"{\\rtf1\\ansi text}", "refused", "is in Rich Text Format"),
    file("pickle.json", pickle.dumps({"question": "Why?"}), "refused", "is a Python pickle"),
    file("table.csv", _database, "refused", "is a file of data for programs"),
    file("page.md", PAGE, "told", "is a web page, and is read as one"),
    file("noise.txt", bytes(range(32)) * 100, "refused", "is a binary file"),
    # Encodings.
    file("western.md", MARKDOWN.replace("change", "chàngé").encode("cp1252"), "told", "read as windows-1252"),
    file("mixed.md", (MARKDOWN * 3 + "né\nü\nö\n").encode() + b"caf\xe9\n", "told", "line 43: not in UTF-8 as the"),
    file(
        "broken.md", (MARKDOWN + "né\nü\nö\n").encode() + b"\xc3\xa9 \xc3 \xff\n", "told", "2 in all; mend them there"
    ),
    file("wide.md", MARKDOWN.encode("utf-16-le"), "in", never="\0"),
    file("mark.md", MARKDOWN.encode("utf-32"), "in", never="\0"),
    file("cut16.md", b"\xff\xfe" + b"\x00\xd8" * 4000, "refused", "begins like UTF-16 and is none"),
    file("returns.md", MARKDOWN.replace("\n", "\r"), "in", never="\r"),
    file("pages.md", MARKDOWN.replace("\n\n##", "\n\f\n##"), "in", never="\f"),
    # What nobody sees.
    file("nul.md", _within("\0"), "told", _UNSEEN, never="\0"),
    file("escape.md", _within("\x1b[2J\x1b[31m"), "told", _UNSEEN, never="\x1b"),
    file("control.md", _within("\x07\x08"), "told", _UNSEEN, never="\x08"),
    file("bidi.md", _within("\u202e"), "told", _UNSEEN, never="\u202e"),
    file("isolate.md", _within("\u2066x\u2069"), "told", _UNSEEN, never="\u2066"),
    file("tags.md", _within("\U000e0041\U000e0042"), "told", _UNSEEN, never="\U000e0041"),
    file("zero.md", _within("\u200b\u2060\ufeff"), "in", never="\u200b"),
    file("joined.md", _within("la\u200dp"), "in", never="\u200d"),
    file("half.json", r'[{"question": "What is \ud800 drift?", "answer": "A change of data."}]', "told", _UNSEEN),
    # Made to be slow, or to be deep.
    file("line.md", lambda: MARKDOWN + "word " * 60_000, "in"),
    file("letters.txt", lambda: "x" * 1_000_000, "in"),
    file("brackets.md", lambda: MARKDOWN + "[" * 20_000, "in"),
    file("quotes.md", lambda: MARKDOWN + "\n" + ">" * 20_000 + " deep", "in"),
    file("lists.md", lambda: MARKDOWN + "\n".join("  " * n + "- deep" for n in range(200)), "in"),
    file("folds.md", lambda: MARKDOWN + "<details><summary>Why?</summary>" * 5_000, "in"),
    file("stars.md", lambda: MARKDOWN + "*a " * 10_000, "in"),
    file("links.md", lambda: MARKDOWN + "[a](" * 5_000, "in"),
    file("pipes.md", lambda: MARKDOWN + "| a " * 5_000 + "\n" + "|-" * 5_000, "in"),
    file("rules.rst", lambda: "Title\n=====\n\ntext\n\n" + ".. note::\n   " * 5000 + "x\n", "in"),
    file("include.rst", "Title\n=====\n\n.. include:: /etc/passwd\n\nText of it.\n", "in", never="root:"),
    file("raw.rst", "Title\n=====\n\n.. raw:: html\n   :file: /etc/passwd\n\nText of it.\n", "in", never="root:"),
]
