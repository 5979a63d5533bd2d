"""The extracted answer in a model's words, shown sentence by sentence as far as code has checked them.

What was shown never vanishes: each value begins with the sentences of the one before. The first one comes with the
first sentence that is checked. Where at the end too little is left, or less of the question is answered than the
extracted answer would, the extracted sentences that are not said yet follow.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Protocol

from bot.assisting.completing import completed, phrased, short_of
from bot.assisting.pieces import Piece, pieces_of
from bot.assisting.ports import Backing, Notes
from bot.assisting.relevance import Encodes, Relevance
from bot.assisting.vetting import Vetted, Vetting
from bot.assisting.waiting import wanted
from bot.assisting.written import sentences_of
from bot.errors import ModelUnavailable
from bot.models.values import Models
from bot.turns.assistance import Asker, Phrased
from knowledge.answer import Answer
from knowledge.asked import KnowsRarity
from knowledge.questions import Citation

PROMPT = "answer"
STOPPED = "Stopped."
# What a reader gets at most: the extracted answer has five sentences, too.
_MOST_SENTENCES = 6


class Reads(KnowsRarity, Encodes, Protocol):
    """What is needed of an encoder."""


class AnswerPhraser:
    """`patience` in seconds: until the first checked sentence; the whole answer may take twice as long. `extracting` is
    the template of answers that are extracted alone."""

    def __init__(
        self,
        models: Models,
        backing: Backing,
        reads: Reads,
        patience: float,
        notes: Notes | None = None,
        extracting: str = "extract-1",
    ) -> None:
        self._models = models
        self._backing = backing
        self._reads = reads
        self._patience = patience
        self._notes = notes
        self._extracting = extracting

    async def phrase(
        self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker
    ) -> AsyncGenerator[Phrased, None]:
        """Below the evidence bar no model is asked. Never raises for a model's fault."""
        if extracted.abstained or not passages:
            yield Phrased(extracted, True, self._extracting)
            return
        vetting = self._vetting(extracted, passages)
        template, call_id, note = self._extracting, "", ""
        try:
            async with aclosing(self._pieces(extracted, passages, vetting, asker)) as coming:
                async for piece in coming:
                    template, call_id = piece.template, piece.call_id
                    if await self._grown(piece, vetting):
                        yield Phrased(phrased(extracted, passages, vetting.kept), False, template)
        except ModelUnavailable as why:
            note = STOPPED if why.reason == "stopped" else str(why)
        if self._notes is not None and call_id:
            await self._notes.note(call_id, vetting.figures())
        yield self._last(extracted, passages, vetting, template, note)

    def _vetting(self, extracted: Answer, passages: Sequence[Citation]) -> Vetting:
        return Vetting(self._backing, Relevance(self._reads, extracted), passages, extracted.question)

    def drafts(self, reply: str, extracted: Answer, passages: Sequence[Citation]) -> tuple[Vetted, ...]:
        """What becomes of each sentence of a whole reply, as it would in `phrase`."""
        vetting = self._vetting(extracted, passages)
        for written in sentences_of(reply):
            if len(vetting.kept) == _MOST_SENTENCES:
                break
            vetting.vet(written)
        return tuple(vetting.all)

    def _last(
        self, extracted: Answer, passages: Sequence[Citation], vetting: Vetting, template: str, note: str
    ) -> Phrased:
        kept = vetting.kept
        if not kept:
            return Phrased(extracted, True, self._extracting, note)
        said = phrased(extracted, passages, kept)
        halved = 2 * len(kept) < len(vetting.all)
        if note == STOPPED or not (halved or short_of(said, extracted, self._reads)):
            return Phrased(said, True, template, note)
        return Phrased(completed(said, extracted), True, f"{template} + {self._extracting}", note)

    async def _grown(self, piece: Piece, vetting: Vetting) -> bool:
        """Whether there is a sentence more that may be shown."""
        before = len(vetting.kept)
        for written in piece.sentences:
            if len(vetting.kept) < _MOST_SENTENCES:
                await asyncio.to_thread(vetting.vet, written)
        return len(vetting.kept) > before

    def _pieces(
        self, extracted: Answer, passages: Sequence[Citation], vetting: Vetting, asker: Asker
    ) -> AsyncGenerator[Piece, None]:
        variables = {"passages": [passage.text for passage in passages], "question": extracted.question}
        asked = wanted(PROMPT, variables, asker, lambda reply: _figures(self.drafts(reply, extracted, passages)))
        return pieces_of(self._models, asked, asker, self._patience, lambda: bool(vetting.kept))


def _figures(drafts: Sequence[Vetted]) -> Mapping[str, float]:
    dropped = sum(not one.kept for one in drafts)
    return {"written": float(len(drafts)), "dropped": dropped / len(drafts) if drafts else 0.0}
