"""What answers are made of: how much a model said, how much of it stood up to the check, and what was shown.

The file holds JSON lines, one question each; only `query` is needed:

    {"id": "q-1", "query": "kv cache?", "answerable": true, "wanted": ["serving-kv-cache"]}

`wanted` are ids of questions (or passages) of which one ought to be cited; `filter` is an object of metadata
equalities; further fields are left alone.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, Field, ValidationError, field_validator

from bot.errors import UnusableInput
from bot.evals.sampling import sampled
from bot.evals.second_look import look
from bot.models.values import Call
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation

PassagesOf = Callable[[str], Collection[str]]


class Query(BaseModel):
    id: str = ""
    query: str = Field(min_length=1)
    wanted: tuple[str, ...] = ()
    answerable: bool | None = None
    filter: dict[str, str] = Field(default_factory=dict)

    @field_validator("wanted", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value or ()


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence that a model wrote; `reason` says why it was dropped, "" where it was kept."""

    text: str
    citations: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One answer and how it came about. `phrased` says whether the model's words were shown, `reply` is what it wrote.

    Seconds are since the question was asked, retrieval included; `first_s` until the first checked sentence was there,
    None for an abstention. `passages` is what the model was given to read.
    """

    query: Query
    answer: Answer
    passages: tuple[Citation, ...]
    phrased: bool
    template: str
    note: str
    reply: str
    drafts: tuple[Draft, ...]
    calls: tuple[Call, ...]
    first_s: float | None
    total_s: float

    @property
    def model_asked(self) -> bool:
        return bool(self.calls)


@dataclass(frozen=True, slots=True)
class Spread:
    """In seconds."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Shares are 0..1, None without a denominator.

    `phrased` is the share of answers (no abstentions) shown in the model's words, `fallen_back` the share in which the
    model was asked and the extracted answer shown. `written` counts the model's sentences, `unsupported_before` is the
    share of them that the check dropped. `unsupported_after` is the share of the model's sentences shown in which a
    second, independent look (`bot.evals.second_look`, wrong in both directions: see there) finds something that their
    passages do not say. Precision and recall of citations are by that look too: of all (sentence, citation) pairs
    shown, those whose passage alone bears the sentence; of all sentences shown, those with at least one such citation.
    `right_passage` is the share of answers with a wanted passage that cite one. Tokens and cost are of all calls.
    """

    rows: int
    answered: int
    abstained: int
    answered_of_answerable: float | None
    abstained_of_unanswerable: float | None
    phrased: float | None
    fallen_back: float | None
    written: int
    unsupported_before: float | None
    dropped_for: dict[str, int]
    shown: int
    shown_by_model: int
    unsupported_after: float | None
    citation_precision: float | None
    citation_recall: float | None
    right_passage: float | None
    sentences_per_answer: float | None
    words_per_answer: float | None
    first_sentence_s: Spread | None
    whole_s: Spread | None
    tokens_in_per_turn: float | None
    tokens_out_per_turn: float | None
    cost: float
    outcomes: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_queries(file: Path, limit: int = 0, seed: int = 0) -> list[Query]:
    """All of them, or `limit` of them drawn by chance, in the order of the file. Raises UnusableInput."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableInput(f"{file} cannot be read as text in UTF-8: {problem}.") from None
    queries = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            query = Query.model_validate_json(line)
        except ValidationError as problem:
            first = problem.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the line"
            raise UnusableInput(f"{file}, line {number}: {where}: {first['msg'].lower()}.") from None
        queries.append(query if query.id else query.model_copy(update={"id": str(number)}))
    if not queries:
        raise UnusableInput(f"{file} is empty: it needs a JSON object with `query` on each line.")
    return sampled(queries, limit, seed)


def measure(told: Sequence[Told], passages_of: PassagesOf = lambda _: ()) -> AnswerFigures:
    """`passages_of` gives the passage ids that belong to a question id."""
    answers = [one for one in told if not one.answer.abstained]
    asked = [one for one in answers if one.model_asked]
    drafts = [draft for one in told for draft in one.drafts]
    dropped = [draft.reason for draft in drafts if draft.reason]
    shown = [(sentence, one) for one in answers for sentence in one.answer.sentences]
    by_model = [(sentence, one) for sentence, one in shown if one.phrased]
    pairs = [[_bears(sentence, [cited]) for cited in _cited(sentence, one)] for sentence, one in shown]
    wanted = [one for one in answers if one.query.wanted]
    calls = [call for one in told for call in one.calls]
    firsts = [one.first_s for one in answers if one.first_s is not None]
    return AnswerFigures(
        rows=len(told),
        answered=len(answers),
        abstained=len(told) - len(answers),
        answered_of_answerable=_share([not one.answer.abstained for one in told if one.query.answerable]),
        abstained_of_unanswerable=_share([one.answer.abstained for one in told if one.query.answerable is False]),
        phrased=_share([one.phrased for one in answers]),
        fallen_back=_share([one.model_asked and not one.phrased for one in answers]),
        written=len(drafts),
        unsupported_before=len(dropped) / len(drafts) if drafts else None,
        dropped_for={reason: dropped.count(reason) for reason in sorted(set(dropped))},
        shown=len(shown),
        shown_by_model=len(by_model),
        unsupported_after=_share([not _bears(sentence, _cited(sentence, one)) for sentence, one in by_model]),
        citation_precision=_share([bears for pair in pairs for bears in pair]),
        citation_recall=_share([any(pair) for pair in pairs]),
        right_passage=_share([_cites_wanted(one, passages_of) for one in wanted]),
        sentences_per_answer=_mean([len(one.answer.sentences) for one in answers]),
        words_per_answer=_mean([sum(len(s.text.split()) for s in one.answer.sentences) for one in answers]),
        first_sentence_s=_spread(firsts),
        whole_s=_spread([one.total_s for one in answers]),
        tokens_in_per_turn=_mean([sum(call.usage.input_tokens for call in one.calls) for one in asked]),
        tokens_out_per_turn=_mean([sum(call.usage.output_tokens for call in one.calls) for one in asked]),
        cost=sum(call.cost for call in calls),
        outcomes={outcome: [c.outcome for c in calls].count(outcome) for outcome in sorted({c.outcome for c in calls})},
    )


def write(told: Sequence[Told], file: Path) -> None:
    """Every answer as one JSON line: what was asked, read, written, kept, dropped and why, and the second look."""
    with file.open("w", encoding="utf-8") as lines:
        for one in told:
            lines.write(json.dumps(_row(one), ensure_ascii=False) + "\n")


def triples(told: Sequence[Told], count: int, seed: int) -> list[tuple[str, str, tuple[str, ...]]]:
    """(question, sentence, texts of the passages that it cites), drawn by chance from what was shown; sentences of the
    model's before all others, since an extracted one is its passage's own."""
    shown = [(one, sentence) for one in told for sentence in one.answer.sentences]
    by_model = [(one, sentence) for one, sentence in shown if one.phrased]
    chosen = sampled(by_model or shown, count, seed)
    return [(one.query.query, sentence.text, tuple(_cited(sentence, one))) for one, sentence in chosen]


def _row(told: Told) -> dict[str, Any]:
    return {
        "id": told.query.id,
        "query": told.query.query,
        "abstained": told.answer.abstained,
        "phrased": told.phrased,
        "template": told.template,
        "note": told.note,
        "sentences": [
            {
                "text": sentence.text,
                "citations": sentence.citations,
                "second_look": look(sentence.text, _cited(sentence, told)).reasons,
            }
            for sentence in told.answer.sentences
        ],
        "passages": [
            {"number": number, "id": one.passage_id, "text": one.text}
            for number, one in enumerate(told.passages or told.answer.citations, 1)
        ],
        "reply": told.reply,
        "kept": [draft.text for draft in told.drafts if not draft.reason],
        "dropped": [asdict(draft) for draft in told.drafts if draft.reason],
        "first_s": told.first_s,
        "total_s": told.total_s,
        "tokens": [asdict(call.usage) for call in told.calls],
        "outcomes": [call.outcome for call in told.calls],
    }


def _cited(sentence: CitedSentence, told: Told) -> list[str]:
    return [told.answer.citations[number - 1].text for number in sentence.citations]


def _bears(sentence: CitedSentence, passages: Sequence[str]) -> bool:
    return look(sentence.text, passages).passes


def _cites_wanted(told: Told, passages_of: PassagesOf) -> bool:
    wanted = {*told.query.wanted, *(one for name in told.query.wanted for one in passages_of(name))}
    return any(citation.passage_id in wanted for citation in told.answer.citations)


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _spread(seconds: Sequence[float]) -> Spread | None:
    return Spread(float(np.median(seconds)), float(np.percentile(seconds, 90))) if seconds else None
