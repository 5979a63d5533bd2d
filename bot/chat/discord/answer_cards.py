"""An answer with its citations, whole or as it grows; or that there is none, with what could be asked instead."""

from bot.chat import wording
from bot.chat.discord.card import Card, Part, cards
from bot.chat.discord.parts import BLUE, GREY, beside, note, paragraph, press, rating
from bot.chat.wording import cited
from bot.messages import ShowAnswer

# Each takes a second and one of the calls that Discord allows.
_MOST_STEPS = 3


def answer(reply: ShowAnswer) -> tuple[Card, ...]:
    given = reply.answer
    if not reply.whole:
        return _growing(reply, given.text, wording.WRITING)
    if given.abstained:
        return cards([*_above(reply), *paragraph(wording.UNKNOWN), *_below(reply)], GREY)
    return cards([*_above(reply), *paragraph(given.text), *_below(reply)], BLUE)


def answer_steps(reply: ShowAnswer) -> tuple[Card, ...]:
    """Versions of one message in which the answer grows by sentences; at most three, the last one the whole. Only one
    where the whole takes several messages."""
    whole = answer(reply)
    sentences = reply.answer.said
    if len(whole) > 1 or reply.answer.abstained or not reply.whole:
        return whole[:1]
    ends = _ends(len(sentences))
    grown = (_growing(reply, " ".join(sentences[:end]))[0] for end in ends)
    return (*grown, whole[0])


def _ends(sentences: int) -> list[int]:
    """After which sentences to show what there is so far; the whole comes as one step more."""
    shown = min(sentences - 1, _MOST_STEPS - 1)
    return [round(sentences * step / (shown + 1)) for step in range(1, shown + 1)]


def _growing(reply: ShowAnswer, text: str, *notes: str) -> tuple[Card, ...]:
    return cards([*_above(reply), *paragraph(text), *note(*notes)], BLUE)


def _above(reply: ShowAnswer) -> list[Part]:
    return [*note(wording.read_as(reply), stays=False)]


def _below(reply: ShowAnswer) -> list[Part]:
    given = reply.answer
    parts: list[Part] = []
    if given.abstained:
        if given.nearest:
            parts += note(wording.NEAREST)
        for nearest in given.nearest:
            parts += beside(nearest.text, press("Ask this", "say", f"/ask {nearest.id}", ""))
    for disagreement in given.disagreements:
        one, other = wording.quoted(disagreement.one), wording.quoted(disagreement.other)
        parts += paragraph(f"{one} but {other}", wording.DISAGREE)
    sources = [cited(number, citation, reply.at) for number, citation in enumerate(given.citations, 1)]
    return [*parts, *note(*sources, stays=False), *note(reply.note), *rating(f"answer:{reply.asked_id}")]
