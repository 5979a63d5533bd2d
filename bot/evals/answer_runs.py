"""Questions asked one after the other by the way that a learner's go: answered, put in words, checked, timed."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Protocol

from bot.evals.answers import Draft, Query, Told
from bot.evals.calls import Overhearing, Remembered
from bot.models.values import Call
from bot.turns.assistance import Asker, Phrased
from knowledge.answer import Answer
from knowledge.questions import Citation

# Shares of the language model are counted by learner; an evaluation takes nobody's.
LEARNER = "evaluation"


class Answers(Protocol):
    @property
    def template(self) -> str: ...

    def evidence(self, text: str, filters: Mapping[str, str] | None = None) -> tuple[Answer, tuple[Citation, ...]]: ...


class Phrases(Protocol):
    def phrase(
        self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker
    ) -> AsyncGenerator[Phrased, None]: ...


Drafted = Callable[[str, Answer, tuple[Citation, ...]], tuple[Draft, ...]]
"""(what the model wrote, the extracted answer, the passages it was given) -> its sentences, checked."""


class Worded:
    """A model's part in it, with what is written down on the way."""

    def __init__(self, phrases: Phrases, drafted: Drafted, calls: Remembered, replies: Overhearing) -> None:
        self.phrases = phrases
        self.drafted = drafted
        self.calls = calls
        self.replies = replies


async def tell(
    queries: Sequence[Query],
    answers: Answers,
    worded: Worded | None = None,
    done: Callable[[str, int, int], None] = lambda what, at, of: None,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Told]:
    """One at a time, so that no question waits for another; without `worded` the extracted answers are told."""
    told = []
    for number, query in enumerate(queries, 1):
        told.append(await _tell(query, number, answers, worded, clock))
        done("answers", number, len(queries))
    return told


async def _tell(query: Query, number: int, answers: Answers, worded: Worded | None, clock: Callable[[], float]) -> Told:
    began = clock()
    extracted, passages = await asyncio.to_thread(answers.evidence, query.query, query.filter or None)
    seconds = clock() - began
    if worded is None or extracted.abstained:
        first_s = None if extracted.abstained else seconds
        return Told(query, extracted, passages, False, answers.template, "", "", (), (), first_s, seconds)
    about = f"answer:evaluation-{number}"
    first_s, last = None, Phrased(extracted, True, answers.template)
    async with aclosing(worded.phrases.phrase(extracted, passages, Asker(LEARNER, about, _on))) as growing:
        async for last in growing:
            if first_s is None and last.answer.sentences:
                first_s = clock() - began
    seconds = clock() - began
    reply = "\n".join(worded.replies.replies.get(about, ()))
    drafts = await asyncio.to_thread(worded.drafted, reply, extracted, passages)
    calls = worded.calls.about(about)
    if drafts and drafts[-1].reason and any(_is_cut(call) for call in calls):
        drafts = drafts[:-1]
    phrased = last.template != answers.template
    return Told(query, last.answer, passages, phrased, last.template, last.note, reply, drafts, calls, first_s, seconds)


def _is_cut(call: Call) -> bool:
    """Whether the reply ended in the middle of a sentence, which is no sentence then."""
    return call.outcome != "done" or call.usage.output_tokens >= call.parameters.get("max_tokens", float("inf"))


async def _on() -> bool:
    return False
