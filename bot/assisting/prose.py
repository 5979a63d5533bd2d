"""Advice in a model's words, sentence by sentence: nothing that the verdicts, the reference or the answer deny."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.assisting.addressing import Part, parts_of
from bot.assisting.judging import quoted_in
from bot.assisting.leaks import WordEncoder, secret_of, told
from bot.assisting.ports import Backing
from bot.assisting.showable import showable
from bot.practice.grading import Grade, GradedPoint, PointVerdict
from knowledge.disguises import squeezed
from knowledge.questions import Question
from knowledge.sentences import split_sentences, words

MOST_SENTENCES = 4

_GRADES = re.compile(
    r"\b(?:scor(?:e|es|ed|ing)|grad(?:e|es|ed|ing)|marks?|credits?|percent\w*|verdicts?|ratings?|rated|pass(?:ed|es)?|fail(?:ed|s)?|full\s+points)\b"
    r"|%|\b\d+\s*(?:/|out\s+of)\s*\d+|\b(?:partly|partially|contradicted)\s+(?:covered|correct)\b|\bpoints?\s+\d+\b",
    re.I,
)
_PROMISES = re.compile(
    r"\b(?:i|i['’]\w+|me|my|we|we['’]\w+|us|our)\b|\bguarante\w*|\bpromis\w*|\byou(?:['’]ll|\s+will)\b", re.I
)
_OTHERS = re.compile(
    r"\b(?:learner|student|candidate|user|grader|program|the\s+(?:model|system)\s+prompt|he|she|his|her)['’]?s?\b", re.I
)
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)['‘]([^'’]{3,})['’](?!\w)")
# A praising or blaming part is about the point that it comes nearest to; by so much (cosine) the other kind of point
# has to stay behind.
_AHEAD = 0.03


@dataclass(frozen=True, slots=True)
class Checked:
    """`kept` are the sentences that may be shown, in order; `dropped` those that may not, with the reason."""

    kept: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Empty where less than half is left, or nothing."""
        return " ".join(self.kept) if self.kept and len(self.kept) >= len(self.dropped) else ""

    def figures(self) -> dict[str, float]:
        """`dropped` is the share of sentences that may not be shown, of any."""
        written = len(self.kept) + len(self.dropped)
        return {"written": float(written), "dropped": len(self.dropped) / written if written else 0.0}


class Prose:
    def __init__(self, encoder: WordEncoder, backing: Backing) -> None:
        self._encoder = encoder
        self._backing = backing

    def check(self, advice: str, question: Question, said: str, grade: Grade) -> Checked:
        """`said` is the learner's answer as the grader heard it."""
        kept: list[str] = []
        dropped: list[tuple[str, str]] = []
        for sentence in (one.text for one in split_sentences(advice)):
            if len(kept) == MOST_SENTENCES:
                break
            if reason := self.fault(sentence, question, said, grade):
                dropped.append((sentence, reason))
            else:
                kept.append(sentence)
        return Checked(tuple(kept), tuple(dropped))

    def fault(self, sentence: str, question: Question, said: str, grade: Grade) -> str:
        """Why the sentence may not be shown; empty where it may."""
        reference = question.answer.text if question.answer else ""
        if not showable(sentence, f"{question.text} {reference}") or not sentence.rstrip().endswith((".", "!")):
            return "form"
        matter = f"{question.text} {reference} {said}"
        if not _spoken(_GRADES, sentence, matter):
            return "speaks of the grade"
        if _PROMISES.search(sentence) or not _spoken(_OTHERS, sentence, matter):
            return "not addressed to the learner"
        quotes = [next(filter(None, found)) for found in _QUOTED.findall(sentence)]
        if not all(quoted_in(quote, said) for quote in quotes):
            return "quotes what was not said"
        parts = parts_of(sentence)
        if not parts:
            return "in no known form"
        if not all(self._agrees(part, question, said, grade) for part in parts):
            return "not what was found"
        return "" if all(self._backed(part, question, said, grade, reference) for part in parts) else "not backed"

    def _agrees(self, part: Part, question: Question, said: str, grade: Grade) -> bool:
        """Whether praise and blame are of points that were and were not said."""
        lost = [one for one in grade.points if one.verdict in (PointVerdict.MISSED, PointVerdict.CONTRADICTED)]
        there = [one for one in grade.points if one not in lost]
        if part.kind == "praise":
            ours = [question.text, said, *(one.key_point.text for one in there)]
            secret = secret_of((one.key_point for one in lost), (), ours, self._encoder)
            return bool(there) and told(part.claim, secret) is None and self._nearer(part.claim, there, lost)
        if part.kind == "lack":
            covered = [one for one in there if one.verdict is PointVerdict.COVERED]
            wanting = [one for one in grade.points if one not in covered]
            return bool(wanting) and self._nearer(part.claim, wanting, covered)
        return True

    def _nearer(self, claim: str, ours: Sequence[GradedPoint], others: Sequence[GradedPoint]) -> bool:
        if not others:
            return True
        vector = self._encoder.encode([claim])[0]
        near, far = (
            float((self._encoder.encode([one.key_point.text for one in points]) @ vector).max())
            for points in (ours, others)
        )
        return near >= far + _AHEAD

    def _backed(self, part: Part, question: Question, said: str, grade: Grade, reference: str) -> bool:
        covered = [one.key_point.text for one in grade.points if one.verdict is PointVerdict.COVERED]
        # What the learner said backs that it was said, and no fact.
        praised, told_as_fact = [said, *covered], [reference, *(one.key_point.text for one in grade.points)]
        passages = praised if part.kind == "praise" else told_as_fact
        return _verbatim(part.claim, passages) or self._backing.check(part.claim, passages, given=question.text).backed


def _verbatim(claim: str, passages: Sequence[str]) -> bool:
    """Whether the claim is a whole sentence of a passage; a part of one could be what it denies."""
    return any(squeezed(claim) == squeezed(one.text) for passage in passages for one in split_sentences(passage))


def _spoken(pattern: re.Pattern[str], sentence: str, trusted: str) -> bool:
    """Whether each of the words found is one that the matter itself has: "the score of a model" is no grade."""
    there = set(words(trusted))
    return all(set(words(found[0])) and set(words(found[0])) <= there for found in pattern.finditer(sentence))
