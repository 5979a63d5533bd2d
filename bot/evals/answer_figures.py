"""What answers are made of: how much a model said, how much of it stood up to the check, and what was shown."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bot.evals.answers import Told, cited_texts
from bot.evals.second_look import look
from knowledge.answer import CitedSentence

_UNSUPPORTED = ("not backed", "no such passage")

PassagesOf = Callable[[str], Collection[str]]


@dataclass(frozen=True, slots=True)
class Spread:
    """In seconds."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class AnswerFigures:
    """Shares are 0..1, None without a denominator.

    `phrased` is the share of answers (no abstentions) shown in the model's words, `completed` the share in which
    extracted sentences follow them, `fallen_back` the share in which the model was asked and the extracted answer shown
    alone. `written` counts the model's sentences; `dropped` is the share of them that were not shown for whatever
    reason, `unsupported_before` the share dropped because no passage backs them or there is none of that number.
    `unsupported_after` is the share of the model's sentences shown in which a second, independent look
    (`bot.evals.second_look`, wrong in both directions: see there) finds something that their passages do not say.
    Precision and recall of citations are by that look too: of all (sentence, citation) pairs shown, those whose passage
    alone bears the sentence; of all sentences shown, those with at least one such citation; and both again for the
    model's own sentences. `right_passage` is the share of answers with a wanted passage that cite one. Tokens are means
    over the answers for which the model was asked, cost is of all calls; `notes` is what learners were told.
    """

    rows: int
    answered: int
    abstained: int
    answered_of_answerable: float | None
    abstained_of_unanswerable: float | None
    phrased: float | None
    completed: float | None
    fallen_back: float | None
    written: int
    dropped: float | None
    unsupported_before: float | None
    dropped_for: dict[str, int]
    shown: int
    shown_by_model: int
    unsupported_after: float | None
    citation_precision: float | None
    citation_recall: float | None
    citation_precision_by_model: float | None
    citation_recall_by_model: float | None
    right_passage: float | None
    sentences_per_answer: float | None
    words_per_answer: float | None
    first_sentence_s: Spread | None
    whole_s: Spread | None
    tokens_in_per_turn: float | None
    tokens_out_per_turn: float | None
    cost: float
    outcomes: dict[str, int]
    notes: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(told: Sequence[Told], passages_of: PassagesOf = lambda _: ()) -> AnswerFigures:
    """`passages_of` gives the passage ids that belong to a question id."""
    answers = [one for one in told if not one.answer.abstained]
    asked = [one for one in answers if one.model_asked]
    drafts = [draft for one in told for draft in one.drafts]
    dropped = [draft.reason for draft in drafts if draft.reason]
    shown = [(sentence, one) for one in answers for sentence in one.answer.sentences]
    by_model = [(sentence, one) for sentence, one in shown if one.is_written(sentence)]
    pairs, ours = _pairs(shown), _pairs(by_model)
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
        completed=_share([one.completed for one in answers]),
        fallen_back=_share([one.model_asked and not one.phrased for one in answers]),
        written=len(drafts),
        dropped=_share([bool(draft.reason) for draft in drafts]),
        unsupported_before=_share([draft.reason.startswith(_UNSUPPORTED) for draft in drafts]),
        dropped_for=_counts(dropped),
        shown=len(shown),
        shown_by_model=len(by_model),
        unsupported_after=_share([not _bears(sentence, cited_texts(sentence, one)) for sentence, one in by_model]),
        citation_precision=_share([bears for pair in pairs for bears in pair]),
        citation_recall=_share([any(pair) for pair in pairs]),
        citation_precision_by_model=_share([bears for pair in ours for bears in pair]),
        citation_recall_by_model=_share([any(pair) for pair in ours]),
        right_passage=_share([_cites_wanted(one, passages_of) for one in wanted]),
        sentences_per_answer=_mean([len(one.answer.sentences) for one in answers]),
        words_per_answer=_mean([sum(len(s.text.split()) for s in one.answer.sentences) for one in answers]),
        first_sentence_s=_spread(firsts),
        whole_s=_spread([one.total_s for one in answers]),
        tokens_in_per_turn=_mean([sum(call.usage.input_tokens for call in one.calls) for one in asked]),
        tokens_out_per_turn=_mean([sum(call.usage.output_tokens for call in one.calls) for one in asked]),
        cost=sum(call.cost for call in calls),
        outcomes=_counts([call.outcome for call in calls]),
        notes=_counts([one.note for one in told if one.note]),
    )


def _pairs(shown: Sequence[tuple[CitedSentence, Told]]) -> list[list[bool]]:
    """For each sentence, whether each of the passages that it cites bears it alone."""
    return [[_bears(sentence, [cited]) for cited in cited_texts(sentence, one)] for sentence, one in shown]


def _bears(sentence: CitedSentence, passages: Sequence[str]) -> bool:
    return look(sentence.text, passages).passes


def _cites_wanted(told: Told, passages_of: PassagesOf) -> bool:
    wanted = {*told.query.wanted, *(one for name in told.query.wanted for one in passages_of(name))}
    return any(citation.passage_id in wanted for citation in told.answer.citations)


def _counts(words: Sequence[str]) -> dict[str, int]:
    return {word: words.count(word) for word in sorted(set(words))}


def _share(flags: Sequence[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _spread(seconds: Sequence[float]) -> Spread | None:
    return Spread(float(np.median(seconds)), float(np.percentile(seconds, 90))) if seconds else None
