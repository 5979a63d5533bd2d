"""Where words come from: numbered grey lines with source, section and age, and the words themselves on request."""

from datetime import datetime

from bot.chat.slack.parts import note, quote
from bot.chat.slack.rendered import Part
from bot.chat.wording import cited
from knowledge.questions import Citation


def citation_notes(citations: tuple[Citation, ...], now: datetime | None = None) -> tuple[Part, ...]:
    """One line each, numbered from 1; with its age where it is known what time it is."""
    return note(*(cited(number, citation, now) for number, citation in enumerate(citations, 1)))


def citation_quotes(citations: tuple[Citation, ...]) -> tuple[Part, ...]:
    """Each line with the passage's words above it."""
    parts: list[Part] = []
    for number, citation in enumerate(citations, 1):
        parts += [*quote(citation.text), *note(cited(number, citation), stays=True)]
    return tuple(parts)
