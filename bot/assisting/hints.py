"""A hint in a model's words. The third gives a point away by design and stays the computed one."""

import asyncio
import re

from bot.assisting.leaks import WordEncoder, telling_words
from bot.assisting.probes import fault
from bot.assisting.waiting import awaited, wanted
from bot.errors import ModelUnavailable
from bot.models.values import Models
from bot.practice import hints
from bot.turns.assistance import Asker
from bot.turns.evidence import evidence_of
from knowledge.questions import Question
from knowledge.sentences import split_sentences, words

PROMPT = "hint"

GIVES_AWAY = 3
_MOST_SENTENCES = 2
_LEAST_WORDS = 4
# A hint asks or tells where to look: it states nothing that could be wrong.
_NUDGES = re.compile(
    r"^(?:think|consider|ask\s+yourself|compare|start|look)\b"
    r"|^(?:what|who|whom|whose|how|why|when|where|which)\b[^?]*\?$",
    re.IGNORECASE,
)


class Hints:
    """`patience` in seconds."""

    def __init__(self, models: Models, encoder: WordEncoder, patience: float) -> None:
        self._models = models
        self._encoder = encoder
        self._patience = patience

    async def hint(self, question: Question, level: int, asker: Asker) -> str | None:
        """The computed hint with a nudge of the model behind it: it costs as much and must not say less.

        None where the model has none that may be shown, or a person wrote the nudge.
        """
        if question.answer is None or not question.answer.key_points or level >= GIVES_AWAY:
            return None
        points = question.answer.key_points
        if level == 1 and (hints.authored_hint(question) or any(point.probe for point in points)):
            return None
        evidence = [evidence_of(point, question.answer) for point in points]
        # One point is enough to lead to, and tempts less to tell them all. The second hint is about the point that
        # learners reach least often.
        shown = points[0] if level == 1 else points[-1]
        variables = {
            "question": question.text,
            "point": shown.text,
            "words": ", ".join(telling_words([shown], (), [question.text], self._encoder)),
        }
        try:
            read = await awaited(self._models.data(wanted(PROMPT, variables, asker)), asker, self._patience)
        except ModelUnavailable:
            return None
        text = " ".join(str(read.data.get("hint", "")).split())
        refused = await asyncio.to_thread(fault, text, question, points, evidence, [question.text], self._encoder)
        return None if refused or not _is_nudge(text) else f"{hints.hint(question, level).text} {text}"


def _is_nudge(text: str) -> bool:
    sentences = [sentence.text for sentence in split_sentences(text)]
    return (
        0 < len(sentences) <= _MOST_SENTENCES
        and all(_NUDGES.match(sentence) for sentence in sentences)
        and len(words(text)) >= _LEAST_WORDS
    )
