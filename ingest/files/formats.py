"""Formats that nobody reads here though people keep documents in them, each with the mend."""

_OLD_WORD = "is in the old Word format: save it as .docx and ingest that"
_OLD_EXCEL = "is in the old Excel format: save it as .xlsx and ingest that"
_OLD_SLIDES = "is in the old PowerPoint format: save it as .pptx and ingest that"
_PACKED = "is an archive that cannot be unpacked here: make a ZIP of it and ingest that"
_MAIL = "is mail, which is not read: save the texts that matter as .txt or .html"

# What a file is, by its suffix, and what to do: the middle of a sentence that begins with its name.
REFUSED_SUFFIXES = {
    ".doc": _OLD_WORD, ".dot": _OLD_WORD, ".rtf": "is in Rich Text Format: save it as .docx and ingest that",
    ".xls": _OLD_EXCEL, ".xlsb": "is in a binary Excel format: save it as .xlsx and ingest that",
    ".ppt": _OLD_SLIDES, ".pps": _OLD_SLIDES,
    ".odt": "is an OpenDocument text: save it as .docx and ingest that",
    ".ods": "is an OpenDocument spreadsheet: save it as .xlsx and ingest that",
    ".odp": "is an OpenDocument presentation: save it as .pptx and ingest that",
    ".pages": "is a Pages document: export it as .docx and ingest that",
    ".numbers": "is a Numbers spreadsheet: export it as .xlsx and ingest that",
    ".key": "is a Keynote presentation: export it as .pptx and ingest that",
    ".one": "is a OneNote section: export it as .docx or .pdf and ingest that",
    ".mobi": "is a Kindle book: convert it to .epub and ingest that",
    ".azw3": "is a Kindle book: convert it to .epub and ingest that",
    ".djvu": "is a DjVu document: convert it to .pdf and ingest that",
    ".chm": "is a compiled help file: convert it to HTML and ingest that",
    ".tex": "is LaTeX: make a .pdf or .md of it and ingest that",
    ".rar": _PACKED, ".7z": _PACKED, ".lz4": _PACKED, ".lzma": _PACKED, ".cab": _PACKED, ".iso": _PACKED,
    ".eml": _MAIL, ".msg": _MAIL, ".mbox": _MAIL,
}  # fmt: skip
