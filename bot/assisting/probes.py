"""A follow-up question in a model's words, aimed at a missed point and never saying it."""

import asyncio
import re
from collections.abc import Sequence

from bot.assisting.leaks import WordEncoder, says_the_same, secret_of, telling_words, told
from bot.assisting.showable import showable
from bot.assisting.waiting import awaited, wanted
from bot.errors import ModelUnavailable
from bot.models.values import Models
from bot.practice.grading import Grade
from bot.turns.assistance import Asker
from bot.turns.evidence import evidence_of
from knowledge.questions import KeyPoint, Question
from knowledge.sentences import content_stems, split_sentences, stem, words

PROMPT = "probe"

# A model's probe or hint stays by the question: 34 of 35 that a model of 1.5 billion parameters wrote come so near
# (cosine) to it, its reference or a point, and of 876 sentences out of attacks and look-alikes fewer than one in 100.
ON_TOPIC = 0.4
_LEAST_WORDS, _LEAST_NEW = 4, 2
# From this nearness to the question on it is the question.
AGAIN = 0.85
# Under this rarity a word is of any topic.
COMMON = 0.6
# Small models speak of their task.
_OF_THE_TASK = re.compile(
    r"\b(?:forbidden|(?:missed|key|this|the)\s+points?|reference\s+answers?|good\s+answers?|learners?|json)\b", re.I
)


class Probes:
    """`patience` in seconds."""

    def __init__(self, models: Models, encoder: WordEncoder, patience: float) -> None:
        self._models = models
        self._encoder = encoder
        self._patience = patience

    async def probe(self, question: Question, grade: Grade, point: KeyPoint, asker: Asker) -> str | None:
        """None where a person wrote one, which is better than a model's, or the model has none that may be asked."""
        if question.answer is None or point.probe:
            return None
        said = [question.text, *(one.quote for one in grade.points if one.quote)]
        evidence = evidence_of(point, question.answer)
        variables = {
            "question": question.text,
            "point": point.text,
            "words": ", ".join(telling_words([point], [evidence], said, self._encoder)),
        }
        try:
            read = await awaited(self._models.data(wanted(PROMPT, variables, asker)), asker, self._patience)
        except ModelUnavailable:
            return None
        text = " ".join(str(read.data.get("probe", "")).split())
        refused = await asyncio.to_thread(fault, text, question, [point], [evidence], said, self._encoder)
        return None if refused or not _is_one_question(text) else text


def fault(
    text: str,
    question: Question,
    points: Sequence[KeyPoint],
    evidence: Sequence[str],
    said: Sequence[str],
    encoder: WordEncoder,
) -> str:
    """Why a probe or hint may not be shown, whatever its form is to be; empty where it may."""
    reference = question.answer.text if question.answer else ""
    if not showable(text, f"{question.text} {reference}"):
        return "form"
    if any(found[0].lower() not in question.text.lower() for found in _OF_THE_TASK.finditer(text)):
        return "speaks of its task"
    if leak := told(text, secret_of(points, evidence, said, encoder)):
        return f"tells {leak}"
    if says_the_same(text, points, encoder):
        return "says the point in other words"
    if len(set(content_stems(text)) - set(content_stems(question.text))) < _LEAST_NEW:
        return "asks the question again"
    matter = [question.text, *filter(None, [reference]), *(point.text for point in points)]
    spoken = {stem(word) for word in words(text) if encoder.rarity(word) >= COMMON}
    cosines = encoder.encode(matter) @ encoder.encode([text])[0]
    if float(cosines[0]) >= AGAIN:
        return "asks the question again"
    near = float(cosines.max())
    return "" if near >= ON_TOPIC and spoken & set(content_stems(" ".join(matter))) else "off the topic"


def _is_one_question(text: str) -> bool:
    return (
        text.endswith("?")
        and text.count("?") == 1
        and len(split_sentences(text)) == 1
        and len(words(text)) >= _LEAST_WORDS
        and not re.search(
            r"\b(?:isn|aren|don|doesn|didn|wasn|won|can|shouldn)['’]t\s+(?:it|you|they|we|the|that)\b", text, re.I
        )
    )
