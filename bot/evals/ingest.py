"""How well ingest reads a source: its questions and answers against a hand-made gold list of the same source.

A gold file has one JSON object a line: `question`, `answered`, `answer_text`, and optionally `real_question` (false
for a template's leftover, which counts neither way).
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from knowledge.questions import Question

# Questions that differ by less than a typo in ten characters are the same; marks and blanks do not count.
_SAME = 90.0


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    question: str
    answered: bool
    answer: str
    real: bool = True


@dataclass(frozen=True, slots=True)
class IngestScores:
    """Shares are 0..1. `answered` is the share of found questions rightly said to have an answer or none; `answer_f1`
    is the mean token F1 over the questions that the gold has an answer for, 0 where none was found."""

    gold: int
    found: int
    matched: int
    recall: float
    precision: float
    answered: float
    answer_f1: float

    def to_json(self) -> dict[str, float | int]:
        return asdict(self)


def read_gold(file: Path) -> tuple[GoldQuestion, ...]:
    """Raises OSError, and ValueError naming the line where one is no JSON object with a question."""
    found: list[GoldQuestion] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row = json.loads(line)
                answer = str(row.get("answer_text") or row.get("answer") or "")
                real = bool(row.get("real_question", True))
                found.append(GoldQuestion(str(row["question"]), bool(row["answered"]), answer, real))
            except (KeyError, TypeError, json.JSONDecodeError) as problem:
                raise ValueError(f"{file}, line {number}: a gold line needs `question` and `answered`.") from problem
    return tuple(found)


def compare(gold: Sequence[GoldQuestion], found: Sequence[Question]) -> IngestScores:
    """Scores of one source. Each found question matches one gold question at most, exact ones first."""
    return _scores(gold, found, match(gold, found))


def pooled(per_source: Mapping[str, IngestScores], format_of: Mapping[str, str]) -> dict[str, IngestScores]:
    """Scores of each format, and of `all`: every question weighs the same."""
    groups: dict[str, list[IngestScores]] = defaultdict(list)
    for source, scores in per_source.items():
        groups[format_of[source]].append(scores)
        groups["all"].append(scores)
    return {name: _pooled(group) for name, group in sorted(groups.items())}


def match(gold: Sequence[GoldQuestion], found: Sequence[Question]) -> dict[int, int]:
    """Which gold question (by index) each found question (by index) is."""
    pairs: dict[int, int] = {}
    free: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(gold):
        free[_words(row.question)].append(at)
    keys = [_words(question.text) for question in found]
    for at, key in enumerate(keys):
        if free.get(key):
            pairs[at] = free[key].pop(0)
    left = {at: key for key, ats in free.items() for at in ats}
    for at, key in enumerate(keys):
        if at not in pairs and left:
            best = process.extractOne(key, left, scorer=fuzz.ratio, score_cutoff=_SAME)
            if best is not None:
                pairs[at] = best[2]
                del left[best[2]]
    return pairs


def token_f1(expected: str, found: str) -> float:
    """Harmonic mean of the shares of words found and of words right, repeats counted (as in SQuAD's evaluation)."""
    wanted, had = Counter(_words(expected).split()), Counter(_words(found).split())
    common = sum((wanted & had).values())
    total = sum(wanted.values()) + sum(had.values())
    return 2 * common / total if total else 1.0


def _scores(gold: Sequence[GoldQuestion], found: Sequence[Question], pairs: Mapping[int, int]) -> IngestScores:
    real = [at for at, row in enumerate(gold) if row.real]
    counted = [at for at in range(len(found)) if at not in pairs or gold[pairs[at]].real]
    hits = {pairs[at]: found[at] for at in counted if at in pairs}
    right = sum((hits[at].answer is not None) == gold[at].answered for at in real if at in hits)
    answers = {at: question.answer.text for at, question in hits.items() if question.answer}
    f1 = [token_f1(gold[at].answer, answers.get(at, "")) for at in real if gold[at].answered]
    return IngestScores(
        gold=len(real),
        found=len(counted),
        matched=len(hits),
        recall=_share(len(hits), len(real)),
        precision=_share(len(hits), len(counted)),
        answered=_share(right, len(hits)),
        answer_f1=_share(sum(f1), len(f1)),
    )


def _pooled(group: Iterable[IngestScores]) -> IngestScores:
    some = list(group)
    gold, found, matched = (sum(getattr(one, name) for one in some) for name in ("gold", "found", "matched"))
    return IngestScores(
        gold=gold,
        found=found,
        matched=matched,
        recall=_share(matched, gold),
        precision=_share(matched, found),
        answered=_share(sum(one.answered * one.matched for one in some), matched),
        answer_f1=_share(sum(one.answer_f1 * one.gold for one in some), gold),
    )


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))
