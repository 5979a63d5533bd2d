"""What an evaluation of answers counts: by hand on few answers, and by the way that a learner's question goes."""

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UnusableInput
from bot.evals.answer_figures import measure
from bot.evals.answer_runs import Worded, tell
from bot.evals.answers import Draft, Query, Told, read_queries, triples, write
from bot.evals.calls import Overhearing, Remembered
from bot.models.values import Call, Usage, Wanted
from bot.turns.assistance import Asker, Phrased
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation

FIRST = "A canary sends a small share of traffic to the new version."
OTHER = "A rollback puts the old version back at once."


def cited(*texts: str) -> tuple[Citation, ...]:
    return tuple(Citation(f"p{number}", "a.md", 1, 1, "", "", text) for number, text in enumerate(texts, 1))


def answer(*sentences: tuple[str, tuple[int, ...]]) -> Answer:
    said = tuple(CitedSentence(text, numbers) for text, numbers in sentences)
    return Answer("canary?", said, cited(FIRST, OTHER) if said else (), 0.9, abstained=not said)


def call(outcome: str = "done", **more: Any) -> Call:
    made = Call(
        "c1", "answer:1", "ada", "answer", "v1", "d" * 64, "small", {}, Usage(300, 50), 0.5, 0.2, 2.0,
        datetime(2026, 1, 1, tzinfo=UTC), outcome,
    )  # fmt: skip
    return replace(made, **more)


def told(said: Answer, drafts: tuple[Draft, ...] = (), **more: Any) -> Told:
    made = Told(Query(query="canary?"), said, cited(FIRST, OTHER), bool(drafts), "m", "", "", drafts, (), 1.0, 3.0)
    return replace(made, **more)


def test_shares_are_of_what_they_say() -> None:
    kept = (Draft(FIRST, (1,), ""), Draft(OTHER, (1, 2), ""))
    drafts = (*kept, Draft("Pigs fly.", (1,), "not backed: absent"), Draft("No.", (), "form"))
    figures = measure(
        [
            told(answer((FIRST, (1,)), (OTHER, (1, 2))), drafts, calls=(call(),)),
            told(answer((OTHER, (2,))), calls=(call("slow"),), note="Slow.", first_s=3.0, total_s=5.0),
            told(answer(), first_s=None),
        ]
    )
    assert (figures.rows, figures.answered, figures.abstained) == (3, 2, 1)
    assert (figures.phrased, figures.completed, figures.fallen_back) == (0.5, 0, 0.5)
    assert (figures.written, figures.dropped, figures.unsupported_before) == (4, 0.5, 0.25)
    assert figures.dropped_for == {"form": 1, "not backed: absent": 1}
    assert (figures.shown, figures.shown_by_model, figures.unsupported_after) == (3, 2, 0.0)
    assert figures.citation_precision == pytest.approx(3 / 4)
    assert figures.citation_recall == 1
    assert figures.first_sentence_s is not None
    assert figures.first_sentence_s.median == 2.0
    assert figures.first_sentence_s.p90 == pytest.approx(2.8)
    assert (figures.tokens_in_per_turn, figures.tokens_out_per_turn, figures.cost) == (300, 50, 1.0)
    assert figures.outcomes == {"done": 1, "slow": 1}
    assert figures.notes == {"Slow.": 1}


def test_a_shown_sentence_that_no_passage_says_is_counted() -> None:
    untrue = "A canary sends money to the bank."
    said = answer((FIRST, (1,)), (untrue, (1,)), (OTHER, (2,)))
    figures = measure([told(said, (Draft(FIRST, (1,), ""), Draft(untrue, (1,), "")))])
    assert (figures.shown, figures.shown_by_model, figures.completed) == (3, 2, 1)
    assert figures.unsupported_after == 0.5
    assert figures.citation_recall == pytest.approx(2 / 3)
    assert figures.citation_recall_by_model == figures.citation_precision_by_model == 0.5


def test_nothing_to_divide_by_is_nothing() -> None:
    figures = measure([told(answer(), first_s=None)])
    nothing = (figures.phrased, figures.unsupported_before, figures.unsupported_after, figures.citation_precision)
    assert nothing == (None, None, None, None)
    assert figures.whole_s is None


def test_wanted_passages_and_honest_abstentions_are_counted() -> None:
    def asked(**fields: Any) -> Query:
        return Query(query="canary?", **fields)

    figures = measure(
        [
            told(answer((FIRST, (1,))), query=asked(wanted=["q1"], answerable=True)),
            told(answer((FIRST, (1,))), query=asked(wanted="p9", answerable=False)),
            told(answer(), query=asked(answerable=True)),
            told(answer(), query=asked(answerable=False)),
        ],
        lambda name: {"q1": ["p2"]}.get(name, []),
    )
    assert figures.right_passage == 0.5
    assert (figures.answered_of_answerable, figures.abstained_of_unanswerable) == (0.5, 0.5)


class Scripted:
    """Answers every question the same way; the model says what it is told to."""

    template = "extract-1"
    call_id = "call-1"

    def __init__(self, *phrased: Phrased, reply: str = "") -> None:
        self._phrased = phrased
        self._reply = reply
        self.most_tokens = 400
        self.replies = Overhearing(self)  # type: ignore[arg-type]
        self.calls = Remembered(self)  # type: ignore[arg-type]

    def evidence(self, text: str, filters: Mapping[str, str] | None = None) -> tuple[Answer, tuple[Citation, ...]]:
        said = answer() if text == "rice?" else answer((FIRST, (1,)))
        return said, said.citations

    @asynccontextmanager
    async def stream(self, wanted: Wanted) -> AsyncGenerator["Scripted", None]:
        yield self

    async def __aiter__(self) -> AsyncGenerator[str, None]:
        for piece in self._reply.split(" "):
            yield f"{piece} "

    async def end(self, call: Call) -> None: ...

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None: ...

    async def phrase(
        self, extracted: Answer, passages: tuple[Citation, ...], asker: Asker
    ) -> AsyncGenerator[Phrased, None]:
        async with self.replies.stream(Wanted("answer", {}, asker.about, asker.learner, "")) as pieces:
            async for _ in pieces:
                pass
        await self.calls.end(call(about=asker.about, parameters={"max_tokens": self.most_tokens}))
        await self.calls.end(call(about=asker.about, id="c2", role="shadow"))
        await self.calls.note("c1", {"dropped": 0.5})
        for one in self._phrased:
            yield one


def run(script: Scripted, *questions: str) -> list[Told]:
    worded = Worded(script, lambda reply, extracted, passages: (Draft(reply, (1,), ""),), script.calls, script.replies)
    ticks = iter(range(100))
    return asyncio.run(tell([Query(query=one) for one in questions], script, worded, clock=lambda: next(ticks)))


def test_a_model_is_overheard_and_timed() -> None:
    said = answer((OTHER, (2,)))
    script = Scripted(
        Phrased(answer(), False, "m"), Phrased(said, False, "m"), Phrased(said, True, "m"), reply="So it is."
    )
    one, none = run(script, "canary?", "rice?")
    assert (one.reply, one.phrased, one.answer) == ("So it is. ", True, said)
    assert [(made.id, made.figures) for made in one.calls] == [("c1", {"dropped": 0.5})]
    assert (one.first_s, one.total_s) == (2, 3)
    assert (none.answer.abstained, none.calls, none.first_s) == (True, (), None)


def test_half_a_sentence_is_none() -> None:
    script = Scripted(Phrased(answer((FIRST, (1,))), True, "m"), reply="So it")
    refused = Draft("So it.", (), "not backed: absent")
    worded = Worded(script, lambda reply, extracted, passages: (refused, refused), script.calls, script.replies)
    script.most_tokens = 50
    (one,) = asyncio.run(tell([Query(query="canary?")], script, worded))
    assert one.drafts == (refused,)


def test_the_extracted_answer_in_the_end_is_a_fallback() -> None:
    (one,) = run(Scripted(Phrased(answer((FIRST, (1,))), True, "extract-1", "It was slow.")), "canary?")
    assert (one.phrased, one.note, one.model_asked) == (False, "It was slow.", True)


def test_what_was_said_is_written_with_what_speaks_against_it(tmp_path: Path) -> None:
    drafts = (Draft(FIRST, (1,), ""), Draft("Pigs fly.", (1,), "absent"))
    write([told(answer(("A canary sends money.", (1,))), drafts, reply="...")], tmp_path / "out.jsonl")
    (row,) = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert row["kept"] == [FIRST]
    assert row["dropped"] == [{"text": "Pigs fly.", "citations": [1], "reason": "absent"}]
    assert "not in the passages: money" in row["sentences"][0]["second_look"]


def test_a_person_is_shown_sentences_of_the_model_with_what_they_cite() -> None:
    everything = [told(answer((FIRST, (1,)))), told(answer((OTHER, (2,))), (Draft(OTHER, (2,), ""),))]
    assert triples(everything, 5, seed=1) == [("canary?", OTHER, (OTHER,))]


def test_a_sample_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(f'{{"query": "q{number}"}}\n' for number in range(50)), encoding="utf-8")
    drawn = [one.id for one in read_queries(file, 5, seed=3)]
    assert drawn == [one.id for one in read_queries(file, 5, seed=3)] != [one.id for one in read_queries(file, 5, 4)]
    assert drawn == sorted(drawn, key=int)
    assert len(read_queries(file)) == 50


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "is empty"), ("{}", "line 1: query: field required"), ("[", "line 1"), ('{"query": ""}', "line 1: query")],
)
def test_a_file_of_another_form_is_told_by_line(tmp_path: Path, text: str, fault: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match=fault):
        read_queries(file)
