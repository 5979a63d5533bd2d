"""PPTX. A title that asks is answered below it, on the next slide, or in the speaker's notes.

Not content: slide numbers, dates, footers, and boxes that say the same on most slides. Hidden slides are read: an
answer is often hidden from the show. Their place says that they are.
"""

import re
from collections.abc import Sequence

from ingest.blocks import Reading
from ingest.errors import UnreadableSource
from ingest.files.sources import Document
from ingest.readers.numbered import Numbered
from ingest.readers.office.package import Kind, damaged, opened
from ingest.readers.office.slide_parts import Slide, slides_of
from ingest.readers.records.records_of_rows import Row, asked_rows
from ingest.understanding.wording import (
    QUESTION_LABEL,
    after_answer_label,
    is_placeholder,
    reads_like_question,
    without_marks,
)

_KIND = Kind("PowerPoint presentation", ".pptx")
_EMPTY = (
    b'<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree/></p:cSld></p:sld>'
)
_CONTINUED = re.compile(
    r"\s*[\[(]?(?:cont(?:inued|'d|d)?\.?|continuation|(?:part )?\d{1,2}\s*(?:/|of)\s*\d{1,2})[\])]?\s*$", re.I
)
_ANSWERS = re.compile(
    r"(?:the |our |sample |model |suggested |possible |correct |expected )?(?:answers?|solutions?|ans\.?|response|key)"
    r"(?: (?:to|for) .{0,60})?\s*(?:\d{1,3})?\s*[:.!]?",
    re.I,
)
_TYPED_NUMBER = re.compile(r"(\d{1,3}[.)])\s+(?=\S)")
# Behind several questions without an answer, these are the answers to all of them.
_ALL_ANSWERS = re.compile(r"(?:the |model |correct )?(?:answers|solutions|answer key|key)", re.I)
_QUIZ = re.compile(
    r".*\b(?:questions?|quiz|exercises?|polls?|check|test|review|practice|discuss(?:ion)?|interview|warm.?up|think|trivia|"
    r"knowledge|flash ?cards?|scenario|problem)\b.*",
    re.I,
)


def read(document: Document) -> Reading:
    """Raises UnreadableSource where the file is no presentation, is damaged or locked, or holds no text."""
    import lxml.etree
    import pptx
    from pptx.exc import PythonPptxError

    package = opened(document, _KIND)
    try:
        lost = package.broken("ppt/slides")
        deck = pptx.Presentation(package.cleaned(dict.fromkeys(lost, _EMPTY)))
        slides = slides_of(deck)
    except (PythonPptxError, lxml.etree.XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError) as problem:
        raise damaged(document.path, _KIND, "its parts do not fit together") from problem
    pictures = sum(len(slide.pictures) for slide in slides)
    title, fields = package.said()
    title = title or next((without_marks(slide.title) for slide in slides[:1] if slide.is_opening), "")
    out = _Deck(slides).written()
    for name in lost:
        out.flaw(f"{document.path}: the slide in its part {name} is damaged and was not read; save the file again.")
    if not any(getattr(block, "kind", "") != "image" for block in out.blocks):
        only = f", only {pictures} pictures that nobody reads" if pictures else ""
        raise UnreadableSource(f"{document.path} holds no text{only}; ingest a version that has some.")
    return Reading(
        "pptx", title, tuple(out.blocks), fields, tuple(out.places), tuple(out.flaws), pictures, tuple(out.omitted)
    )


class _Deck:
    """Writes the slides in their order; notes beside an answered question come last, where they are no answer."""

    def __init__(self, slides: Sequence[Slide]) -> None:
        self._slides = slides
        self._out = Numbered()
        self._later: list[tuple[Slide, str]] = []
        self._group = ""
        self._unanswered = 0

    def written(self) -> Numbered:
        asked = ""
        for at, slide in enumerate(self._slides):
            following = self._slides[at + 1] if at + 1 < len(self._slides) else None
            self._out.place(slide.place)
            for left in slide.left_out:
                self._out.leave_out("footer", left)
            if slide.group != self._group:
                self._group = slide.group
                if slide.group and not slide.is_opening:
                    self._out.add("heading", slide.group, level=1)
                    asked = ""
            asked = self._slide(slide, asked, following)
        if self._later:
            self._out.add("heading", "Speaker notes", level=1)
        for slide, text in self._later:
            self._out.place(f"{slide.place}, notes")
            self._out.add("paragraph", f"{without_marks(slide.title).rstrip('?')}: {text}")
        return self._out

    def _slide(self, slide: Slide, asked: str, following: Slide | None) -> str:
        """Writes one slide; returns the question that is open behind it."""
        title = " ".join(slide.title.split())
        bare = _CONTINUED.sub("", without_marks(title)).strip(" :-–")
        if self._unanswered > 1 and _ALL_ANSWERS.fullmatch(bare):
            self._out.add("heading", title, level=1)
            self._body(slide, notes_answer=False)
            return ""
        if asked and (not bare or _ANSWERS.fullmatch(bare)) and slide.lines + slide.tables:
            self._unanswered = 0
            if bare:
                self._out.paragraph("**Answer:**")
            self._body(slide, notes_answer=False)
            return asked
        if asked and bare and bare == asked:
            self._body(slide, notes_answer=False)
            return asked
        if asked and (said := after_answer_label(title)) is not None:
            self._out.paragraph(f"**Answer:** {said}")
            self._body(slide, notes_answer=False)
            return asked
        answered_next = following is not None and _answers(following)
        if answered_next and self._unanswered and following and _ALL_ANSWERS.fullmatch(without_marks(following.title)):
            answered_next = False
        if (not bare or _QUIZ.fullmatch(bare)) and not _asks(bare):
            question = self._asking_line(slide, answered_next)
            if question is not None:
                if bare and not QUESTION_LABEL.fullmatch(bare) and not reads_like_question(bare):
                    self._out.add("heading", title, level=2)
                text = without_marks(slide.lines[question].text)
                self._out.add("heading", f"Question: {text}" if answered_next else text, level=3)
                self._body(slide, notes_answer=True, without=question)
                return text
        if bare:
            # An answer of its own says that even a statement asks.
            asked_by_next = answered_next and not _labels(title)
            text = f"Question: {title}" if asked_by_next else title
            self._out.add("heading", text, level=1 if slide.is_section and not (asked_by_next or _asks(bare)) else 2)
        asks = _asks(bare) or answered_next
        self._unanswered += asks and not slide.lines + slide.tables and not slide.notes
        self._body(slide, notes_answer=asks)
        return bare if asks or answered_next else ""

    def _asking_line(self, slide: Slide, answered_next: bool) -> int | None:
        """The line of a slide without a telling title that asks, where something answers it."""
        asking = [at for at, line in enumerate(slide.lines) if without_marks(line.text).endswith("?")]
        labelled = any(after_answer_label(line.text) is not None or _labels(line.text) for line in slide.lines)
        if len(asking) != 1 or asking[0] > 1 or labelled or not reads_like_question(slide.lines[asking[0]].text):
            return None
        answered = len(slide.lines) > 1 or bool(slide.notes) or answered_next
        return asking[0] if answered or slide.title else None

    def _body(self, slide: Slide, notes_answer: bool, without: int | None = None) -> None:
        """The lines, tables and pictures of a slide, and its notes where they answer or stand by themselves."""
        out = self._out
        lines = [line for at, line in enumerate(slide.lines) if at != without]
        listed = sum(line.listed for line in lines) > 1
        for line in lines:
            if line.listed and listed and not _labels(line.text) and after_answer_label(line.text) is None:
                typed = _TYPED_NUMBER.match(line.text) if line.mark == "-" else None
                out.item(line.text[typed.end() :] if typed else line.text, typed[1] if typed else line.mark, line.depth)
            else:
                out.paragraph(line.text)
        for code in slide.codes:
            out.code(code)
        for table in slide.tables:
            self._table(table)
        for picture in slide.pictures:
            out.add("image", "", picture)
        notes = "" if is_placeholder(slide.notes) else slide.notes
        if not notes:
            return
        said = " ".join(line.text for line in lines)
        is_answer = not said or after_answer_label(notes) is not None or not notes_answer
        if is_answer:
            for part in re.split(r"\n\s*\n|\n(?=\S)", notes):
                out.paragraph(part)
        else:
            self._later.append((slide, " ".join(notes.split())))

    def _table(self, rows: Sequence[tuple[str, ...]]) -> None:
        filled = [Row(number, cells) for number, cells in enumerate(rows, 1) if any(cells)]
        asked = asked_rows(filled, 0.8) if len(filled) > 1 else None
        if asked is None:
            if filled:
                self._out.table(tuple(row.cells for row in filled))
            return
        for one in asked.asked:
            self._out.record(one.question, one.answer, one.section or self._out.section(), one.key, one.fields)


def _asks(title: str) -> bool:
    return bool(title) and (reads_like_question(title) or _labels(title))


def _labels(text: str) -> bool:
    label = QUESTION_LABEL.match(without_marks(text))
    return bool(label and (label["number"] or label["colon"]))


def _answers(slide: Slide) -> bool:
    """Whether a slide says by its title that it answers the one before it."""
    title = without_marks(slide.title).strip(" :-–")
    return bool(title and _ANSWERS.fullmatch(title)) or after_answer_label(slide.title) is not None
