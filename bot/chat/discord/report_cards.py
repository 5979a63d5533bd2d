"""The report of a mock interview: a short block for each question, which reads well on a narrow screen."""

from collections.abc import Iterator

from bot.chat import wording
from bot.chat.discord.card import Card, Part, Words, cards
from bot.chat.discord.escape import one_line, strong, subtext
from bot.chat.discord.parts import BLUE, headline, note, paragraph
from bot.chat.discord.practice_cards import again
from bot.chat.text import clean, shortened
from bot.messages import ReportLine, ShowReport

_LONGEST_QUESTION, _LONGEST_TOPIC, _LONGEST_POINT = 200, 60, 500


def report(reply: ShowReport) -> tuple[Card, ...]:
    parts: list[Part] = [*headline(wording.report_head(reply)), *note(wording.time_used(reply))]
    parts += paragraph(wording.ranking(reply))
    for number, line in enumerate(reply.lines, 1):
        parts += _line(number, line)
    return cards([*parts, *again()], BLUE)


def _line(number: int, line: ReportLine) -> Iterator[Words]:
    """Questions were shown in full when they were asked; here they are one short line each."""
    topic = shortened(clean(line.topic), _LONGEST_TOPIC)
    head = " · ".join(part for part in (f"{number}. {wording.score_of(line.score)}", topic) if part)
    asked = shortened(clean(line.question), _LONGEST_QUESTION) or "–"
    yield Words(f"{strong(head)}\n{one_line(asked)}", f"{head}\n{asked}")
    for point in line.missed:
        missed = f"Missed: {shortened(clean(point), _LONGEST_POINT) or '–'}"
        yield Words(subtext(missed), missed, stays=True)
