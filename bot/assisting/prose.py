"""Advice in a model's words, sentence by sentence: nothing that the verdicts, the reference or the answer deny."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.assisting.disguises import squeezed
from bot.assisting.judging import quoted_in
from bot.assisting.leaks import WordEncoder, secret_of, told
from bot.assisting.showable import showable
from bot.practice.grading import Grade, GradedPoint, PointVerdict
from knowledge.questions import Question
from knowledge.sentences import split_sentences, words

MOST_SENTENCES = 4

_SAY = (
    r"(?:said|say|mention|cover|explain|describ|not(?:e|ed|ing)\b|identif|state|recogni[sz]|understood|understand|gave|made|named"
    r"|includ|highlight|address|show|touch|talk|spoke|captur|discuss|emphasi[sz]|point|clarif|list|refer|correctly|rightly)\w*"
)
_PRAISES = re.compile(
    rf"\byou(?:r\s+answer)?\s+(?:have\s+)?(?:\w+\s+){{0,2}}?{_SAY}|\b(?:well|good|great|right(?:ly)?|correct(?:ly)?|nice(?:ly)?|excellent(?:ly)?"
    r"|strong|solid|clear(?:ly)?|accurate(?:ly)?)\b",
    re.I,
)
_LACKS = re.compile(
    rf"\b(?:did|do|have|had|could|were|was)(?:\s+not|n['’]t)\s+(?:\w+\s+){{0,2}}?{_SAY}|\b(?:not|never|without)\s+(?:\w+\s+)?{_SAY}"
    r"|\bmiss(?:ed|es|ing)?\b|\bleft\s+out\b|\bleaves?\s+out\b|\bforg[eo]t\w*|\bomit\w*|\boverlook\w*|\black(?:s|ed|ing)?\b"
    r"|\byou(?:r\s+answer)?\s+(?:should|could|might|need|would)\b|\bit\s+would\s+(?:be|help)\b|\bnext\s+time\b|\btry\s+to\b"
    r"|^(?:also\s+|please\s+)?(?:add|include|mention|consider|remember|explain|say|name|describe)\b|\bwrong(?:ly)?\b|\bincorrect(?:ly)?\b",
    re.I,
)
_WHOLE = re.compile(
    r"\b(?:nothing|no\s+points?|none)\b[^.]{0,30}\bmissing\b|\bnot\s+miss\b|\b(?:all|every)\s+(?:of\s+the\s+)?(?:key\s+)?points?\b"
    r"|\b(?:perfect|complete|flawless|full)(?:ly)?\s+(?:answer|response|correct|covered)\b|\b(?:fully|completely|perfectly|thoroughly)\b",
    re.I,
)
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
_JOINT = re.compile(r";\s+|,?\s+\b(?:but|however|although|though|while|yet|whereas)\b,?\s+", re.I)
# What a sentence says of the learner and not of the matter.
_FRAME = re.compile(
    r"^(?:(?:however|also|but|and|first|then|next\s+time|in\s+addition|what\s+is\s+missing\s+is)\b,?\s*)*"
    rf"(?:you(?:r\s+answer)?\s+(?:(?:did|do|have|had|should|could|might|would)(?:\s+not|n['’]t)?\s+)?(?:(?:\w+ly|also|well|have|never)\s+)*{_SAY}"
    r"(?:\s+(?:well|clearly|correctly|rightly|nicely|out|on|to|about))*"
    r"|you\s+(?:miss(?:ed)?|left\s+out|forgot(?:\s+to\s+\w+)?|omitted|overlooked)|(?:add|include|mention|consider|remember|explain|say|name|describe)\b)"
    r"\s*(?:the\s+(?:point|fact|idea)\s+)?(?:that|how|why|which)?\b\s*",
    re.I,
)
_WHY = re.compile(
    r"^(?:this|that|it|they|these|which)\s+(?:(?:is|are)\s+)?(?:also\s+)?(?:important|crucial|essential|key|matters?)\s+"
    r"(?:because|as|since)\s+(?:it|they|this|that|these|you|we)?\b\s*",
    re.I,
)
# A praising or blaming clause is about the point that it comes nearest to; by so much (cosine) the other kind of point
# has to stay behind.
_AHEAD = 0.03


class Backed(Protocol):
    @property
    def backed(self) -> bool: ...


class Backing(Protocol):
    def check(self, sentence: str, passages: Sequence[str], given: str = "") -> Backed: ...


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
        return {"sentences": len(self.kept) + len(self.dropped), "sentences_dropped": len(self.dropped)}


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
        clauses = [clause for clause in _JOINT.split(sentence) if clause and clause.strip()]
        if not all(self._agrees(clause, question, said, grade) for clause in clauses):
            return "not what was found"
        return "" if self._backed(sentence, question, said, grade, reference) else "not backed"

    def _agrees(self, clause: str, question: Question, said: str, grade: Grade) -> bool:
        """Whether praise and blame are of points that were and were not said."""
        there = [one for one in grade.points if one.verdict in (PointVerdict.COVERED, PointVerdict.PARTLY)]
        wanting = [one for one in grade.points if one.verdict is not PointVerdict.COVERED]
        lost = [one for one in grade.points if one not in there]
        if _WHOLE.search(clause):
            return not wanting
        if _LACKS.search(clause):
            covered = [one for one in there if one not in wanting]
            return bool(wanting) and self._nearer(clause, wanting, covered)
        if _PRAISES.search(clause):
            ours = [question.text, said, *(one.key_point.text for one in there)]
            secret = secret_of((one.key_point for one in lost), (), ours, self._encoder)
            return bool(there) and told(clause, secret) is None and self._nearer(clause, there, lost)
        return True

    def _nearer(self, clause: str, ours: Sequence[GradedPoint], others: Sequence[GradedPoint]) -> bool:
        if not others:
            return True
        vector = self._encoder.encode([clause])[0]
        near, far = (
            float((self._encoder.encode([one.key_point.text for one in points]) @ vector).max())
            for points in (ours, others)
        )
        return near >= far + _AHEAD

    def _backed(self, sentence: str, question: Question, said: str, grade: Grade, reference: str) -> bool:
        points = [one.key_point.text for one in grade.points]
        praising = _PRAISES.search(sentence) and not _LACKS.search(sentence)
        there = [one.key_point.text for one in grade.points if one.verdict is PointVerdict.COVERED]
        # What the learner said backs that it was said, and no fact.
        passages = [said, *there] if praising else [reference, *points]
        claim = claim_of(sentence)
        return _verbatim(claim, passages) or self._backing.check(claim, passages, given=question.text).backed


def _verbatim(claim: str, passages: Sequence[str]) -> bool:
    """Whether the claim is a whole sentence of a passage; a part of one could be what it denies."""
    return any(squeezed(claim) == squeezed(one.text) for passage in passages for one in split_sentences(passage))


def claim_of(sentence: str) -> str:
    """What the sentence says of the matter, without what it says of the learner."""
    bare = _WHY.sub("", _FRAME.sub("", sentence.strip(), count=1), count=1).strip(" ,:")
    return bare if len(words(bare)) > 1 else sentence


def _spoken(pattern: re.Pattern[str], sentence: str, trusted: str) -> bool:
    """Whether each of the words found is one that the matter itself has: "the score of a model" is no grade."""
    there = set(words(trusted))
    return all(set(words(found[0])) and set(words(found[0])) <= there for found in pattern.finditer(sentence))
