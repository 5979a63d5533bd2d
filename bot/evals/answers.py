"""Answers to be judged: the questions read from a file, and what came of each, written down for a second reader.

The file holds JSON lines, one question each; only `query` is needed:

    {"id": "q-1", "query": "kv cache?", "answerable": true, "wanted": ["serving-kv-cache"]}

`wanted` are ids of questions (or passages) of which one ought to be cited; `filter` is an object of metadata
equalities; further fields are left alone.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from bot.errors import UnusableInput
from bot.evals.sampling import sampled
from bot.evals.second_look import look
from bot.models.values import Call
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation


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

    def is_written(self, sentence: CitedSentence) -> bool:
        """Whether it is one of the model's, and not an extracted one that stands beside them."""
        return any(draft.text == sentence.text for draft in self.drafts if not draft.reason)

    @property
    def completed(self) -> bool:
        """Whether extracted sentences stand beside the model's."""
        return self.phrased and not all(self.is_written(sentence) for sentence in self.answer.sentences)


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


def write(told: Sequence[Told], file: Path) -> None:
    """Every answer as one JSON line: what was asked, read, written, kept, dropped and why, and the second look."""
    with file.open("w", encoding="utf-8") as lines:
        for one in told:
            lines.write(json.dumps(_row(one), ensure_ascii=False) + "\n")


def triples(told: Sequence[Told], count: int, seed: int) -> list[tuple[str, str, tuple[str, ...]]]:
    """(question, sentence, texts of the passages that it cites), drawn by chance from what was shown; sentences of the
    model's before all others, since an extracted one is its passage's own."""
    shown = [(one, sentence) for one in told for sentence in one.answer.sentences]
    by_model = [(one, sentence) for one, sentence in shown if one.is_written(sentence)]
    chosen = sampled(by_model or shown, count, seed)
    return [(one.query.query, sentence.text, tuple(cited_texts(sentence, one))) for one, sentence in chosen]


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
                "second_look": look(sentence.text, cited_texts(sentence, told)).reasons,
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


def cited_texts(sentence: CitedSentence, told: Told) -> list[str]:
    """What stands in the passages that the sentence cites."""
    return [told.answer.citations[number - 1].text for number in sentence.citations]
