"""An answer with its citations, whole, streamed or still growing; and the honest absence of one, with what could be
asked instead."""

from bot.chat import wording
from bot.chat.slack.citation_blocks import citation_notes
from bot.chat.slack.escape import markdown
from bot.chat.slack.parts import line_with_button, note, paragraph, rating, say_button
from bot.chat.slack.rendered import Block, Part, Rendered, packed
from bot.chat.text import clean, cut
from bot.messages import ShowAnswer
from knowledge.answer import Answer

# Slack takes 12,000 characters of Markdown a call, and escapes can make six of one.
_LONGEST_PIECE = 1900


def answer(reply: ShowAnswer) -> Rendered:
    return packed([*paragraph(_said(reply.answer)), *_below(reply)])


def answer_stream(reply: ShowAnswer) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """Markdown to append piece by piece, a sentence at a time, and the blocks to stop with, at most 50."""
    sentences = (wording.UNKNOWN,) if reply.answer.abstained else reply.answer.said
    pieces = [piece for sentence in sentences for piece in cut(clean(sentence), _LONGEST_PIECE) if piece.strip()]
    shown = [markdown(piece) for piece in pieces]
    below = packed(_below(reply))
    # Citations beyond one message would need more than a stream's last call takes; the rating stays in any case.
    ending = below.follow_ups[-1].blocks[-1:] if below.follow_ups else ()
    return tuple(f" {piece}" if number else piece for number, piece in enumerate(shown)), (*below.blocks, *ending)


def _said(answer: Answer) -> str:
    return wording.UNKNOWN if answer.abstained else answer.text


def _below(reply: ShowAnswer) -> list[Part]:
    """What stands under the words, also under a streamed answer; one that still grows cannot be rated."""
    answer = reply.answer
    parts: list[Part] = [*note(wording.read_as(reply))]
    if not reply.whole:
        return [*parts, *note(wording.WRITING)]
    if answer.abstained:
        if answer.nearest:
            parts += note(wording.NEAREST)
        parts += [
            line_with_button(
                nearest.text,
                say_button(
                    "Ask this", f"/ask {nearest.text}", action=f"ask-{number}", spoken_label=f"Ask: {nearest.text}"
                ),
            )
            for number, nearest in enumerate(answer.nearest, 1)
        ]
    for disagreement in answer.disagreements:
        one, other = wording.quoted(disagreement.one), wording.quoted(disagreement.other)
        parts += paragraph(f"{one} but {other}", wording.DISAGREE)
    parts += citation_notes(answer.citations, reply.at)
    return [*parts, *note(reply.note), rating(f"answer:{reply.asked_id}")]
