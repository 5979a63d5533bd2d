"""Runs of text with their inline marks: bold, code and links, as Markdown writes them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from ingest.readers.pdf.page import Run


def marked(runs: Sequence[Run], bold: bool = True, code: bool = True) -> str:
    """The text of runs, neighbours of one look marked as one. Without `bold` or `code` these marks are left out."""
    pieces: list[str] = []
    for is_bold, some in groupby(_evened(runs, bold, code), key=lambda run: run.bold):
        said = "".join(_inner(run.text, run.mono, run.link) for run in _joined(some))
        pieces.append(_around(said, "**") if is_bold and any(map(str.isalnum, said)) else said)
    return "".join(pieces).strip(" ")


def _inner(text: str, mono: bool, link: str) -> str:
    said = text.strip(" ")
    if mono and said and "`" not in said:
        text = _around(text, "`")
    if link and said and said != link:
        lead, tail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        text = f"{lead}[{text.strip(' ')}]({link}){tail}"
    return text


def _around(text: str, mark: str) -> str:
    """The text between two marks, its outer blanks outside."""
    said = text.strip(" ")
    return text.replace(said, f"{mark}{said}{mark}", 1) if said else text


def _evened(runs: Iterable[Run], bold: bool, code: bool) -> list[Run]:
    """Runs without the looks not wanted; a blank or a bare sign after something bold is bold, too."""
    found: list[Run] = []
    for run in runs:
        is_bold = run.bold and bold
        if found and found[-1].bold and not is_bold and not run.text.strip():
            is_bold = True
        found.append(Run(run.text, is_bold, run.mono and code, run.link))
    return found


def _joined(runs: Iterable[Run]) -> list[Run]:
    found: list[Run] = []
    for run in runs:
        if found and (found[-1].mono, found[-1].link) == (run.mono, run.link):
            found[-1] = Run(found[-1].text + run.text, run.bold, run.mono, run.link)
        else:
            found.append(run)
    return found
