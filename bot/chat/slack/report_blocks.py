"""The report of a mock interview: one table, and below it what was missed."""

from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import (
    RawTextObject,
    RichTextBlock,
    RichTextListElement,
    RichTextSectionElement,
    TableBlock,
)

from bot.chat import wording
from bot.chat.slack.parts import Style, Text, buttons, note, paragraph, say_button
from bot.chat.slack.rendered import Part, Rendered, packed
from bot.chat.text import clean, shortened, units
from bot.messages import ReportLine, ShowReport

_HEAD = ("No.", "Score", "Topic", "Question")
_MOST_ROWS = 50
_LONGEST_QUESTION, _LONGEST_TOPIC, _LONGEST_POINT, _LONGEST_BLOCK = 120, 40, 500, 2800
_POINTS_AT_ONCE = 5


def report(reply: ShowReport) -> Rendered:
    parts = [*paragraph(wording.report_head(reply), strong=True), *note(wording.time_used(reply))]
    for start in range(0, len(reply.lines), _MOST_ROWS):
        parts.append(_table(reply.lines[start : start + _MOST_ROWS], start))
    parts += paragraph(wording.ranking(reply))
    parts += _missed(reply.lines)
    again = say_button("Practise again", "/practice", style="primary")
    return packed([*parts, buttons(again, say_button("My progress", "/progress"))])


def _table(lines: tuple[ReportLine, ...], before: int) -> Part:
    """Questions and topics were shown in full when they were asked; here they are one short line each."""
    rows = [_row(before + number, line) for number, line in enumerate(lines, 1)]
    cells = [[RawTextObject(text=cell).to_dict() for cell in row] for row in (_HEAD, *rows)]
    wide: list[dict[str, Any]] = [{"align": "right"}, {"align": "right"}, {}, {"is_wrapped": True}]
    block = TableBlock(rows=cells, column_settings=wide).to_dict()
    text = "\n".join(f"{number}. {score}, {topic}: {question}" for number, score, topic, question in rows)
    # A message holds one table.
    return Part(block, text, alone="table")


def _row(number: int, line: ReportLine) -> tuple[str, str, str, str]:
    topic = shortened(clean(line.topic), _LONGEST_TOPIC) or "–"
    return str(number), wording.score_of(line.score), topic, shortened(clean(line.question), _LONGEST_QUESTION) or "–"


def _missed(lines: tuple[ReportLine, ...]) -> Iterator[Part]:
    """What was missed as lists by question, as many lists to a block as fit."""
    held: list[Any] = []
    said: list[str] = []
    for number, line in enumerate(lines, 1):
        for points in _batches([shortened(clean(point), _LONGEST_POINT) for point in line.missed]):
            if held and units(" ".join([*said, *points])) > _LONGEST_BLOCK:
                yield Part(RichTextBlock(elements=held).to_dict(), " ".join(said))
                held, said = [], []
            label = f"Missed in question {number}:"
            items = [RichTextSectionElement(elements=[Text(text=point)]) for point in points]
            held.append(RichTextSectionElement(elements=[Text(text=label, style=Style(bold=True))]))
            held.append(RichTextListElement(style="bullet", elements=items))
            said += [label, *points]
    if held:
        yield Part(RichTextBlock(elements=held).to_dict(), " ".join(said))


def _batches(points: list[str]) -> Iterator[list[str]]:
    shown = [point for point in points if point]
    for start in range(0, len(shown), _POINTS_AT_ONCE):
        yield shown[start : start + _POINTS_AT_ONCE]
