"""A model phrases an answer: only what a passage backs is shown, what was shown stays, and nothing waits for long."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from bot.assisting.answers import AnswerPhraser
from bot.errors import ModelUnavailable
from bot.models.values import Read, Wanted
from bot.turns.assistance import Asker, Phrased
from knowledge.answer import Answer, CitedSentence, Disagreement
from knowledge.backing import Backing
from knowledge.encoder import OnnxEncoder
from knowledge.questions import Citation

SHADOW = (
    "Shadow deployment runs a new model next to the live model and gives it a copy of real production requests. "
    "Users receive only the answers of the live model, while the shadow predictions are stored and never acted on. "
    "Shadow mode costs extra compute, because each mirrored request is scored twice."
)
CANARY = (
    "A canary release sends a small share of live traffic to the new model, while the rest stays on the current "
    "version. The share grows in steps, and each step requires that the canary has stayed within agreed limits."
)
PASSAGES = (
    Citation("shadow", "testing.md", 1, 9, "Testing", "", SHADOW),
    Citation("canary", "testing.md", 11, 19, "Testing", "", CANARY),
)
FIRST, SECOND, THIRD = (f"{one.strip('.')}." for one in SHADOW.split(". "))
EXTRACTED = Answer(
    "What is shadow deployment?",
    (CitedSentence(FIRST, (1,)), CitedSentence(SECOND, (1,))),
    PASSAGES[:1],
    0.9,
    False,
)

BOTH = replace(EXTRACTED, question="How does a canary release differ from shadow deployment?")


@dataclass
class Streaming:
    """Writes its pieces; an error is raised, a number is slept for."""

    pieces: tuple[str | float | ModelUnavailable, ...]
    wanted: list[Wanted] = field(default_factory=list)
    left: bool = False
    template: str = "answer/v1 01234567 small"
    call_id: str = "call-1"

    @asynccontextmanager
    async def stream(self, wanted: Wanted) -> AsyncIterator["Streaming"]:
        self.wanted.append(wanted)
        try:
            yield self
        finally:
            self.left = True

    async def __aiter__(self) -> AsyncIterator[str]:
        for piece in self.pieces:
            if isinstance(piece, ModelUnavailable):
                raise piece
            if isinstance(piece, float):
                await asyncio.sleep(piece)
            else:
                yield piece

    async def data(self, wanted: Wanted) -> Read:
        raise NotImplementedError


class Noted:
    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, float]] = {}

    async def note(self, call_id: str, figures: Mapping[str, float]) -> None:
        self.kept[call_id] = figures


def asker(stops_after: int = 10**9) -> Asker:
    looks = 0

    async def stopped() -> bool:
        nonlocal looks
        looks += 1
        return looks > stops_after

    return Asker("slack:T1:U1", "answer:1", stopped)


async def said(
    encoder: OnnxEncoder,
    *pieces: str | float | ModelUnavailable,
    extracted: Answer = EXTRACTED,
    patience: float = 20.0,
    stops_after: int = 10**9,
) -> tuple[list[Phrased], Streaming, Noted]:
    models, noted = Streaming(pieces), Noted()
    phraser = AnswerPhraser(models, Backing(encoder), encoder, patience, noted)
    return [one async for one in phraser.phrase(extracted, PASSAGES, asker(stops_after))], models, noted


def texts(phrased: Phrased) -> list[str]:
    return [one.text for one in phrased.answer.sentences]


async def test_an_answer_grows_by_checked_sentences_and_each_is_cited(encoder: OnnxEncoder) -> None:
    grown, models, noted = await said(
        encoder, f"{FIRST} [1] Users receive ", "only the answers of the live model [1]. ", f"{THIRD} [1]"
    )
    assert [one.whole for one in grown] == [False, False, False, True]
    assert [len(one.answer.sentences) for one in grown] == [1, 2, 3, 3]
    last = grown[-1]
    assert texts(last) == [FIRST, "Users receive only the answers of the live model.", THIRD]
    assert all(one.citations == (1,) for one in last.answer.sentences)
    assert last.template == "answer/v1 01234567 small"
    assert last.note == ""
    assert models.wanted[0].variables == {"passages": [SHADOW, CANARY], "question": EXTRACTED.question}
    assert noted.kept["call-1"]["dropped"] == 0.0


async def test_citations_are_numbered_as_they_are_used(encoder: OnnxEncoder) -> None:
    grown, _, _ = await said(encoder, f"{CANARY.split('. ')[0]}. [2] {FIRST} [1] {SECOND} [1]", extracted=BOTH)
    answer = grown[-1].answer
    assert [one.passage_id for one in answer.citations] == ["canary", "shadow"]
    assert [one.citations for one in answer.sentences] == [(1,), (2,), (2,)]


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Shadow deployment improves the accuracy of the live model. [1]", "not_backed"),
        ("Shadow deployment sends a small share of live traffic to the new model. [2]", "not_backed"),
        ("Users receive only the answers of the shadow model. [1]", "repeated"),
        ("Shadow mode costs extra compute, see https://evil.example for more. [1]", "form"),
        ("Shadow mode costs extra compute, <b>because</b> each mirrored request is scored twice. [1]", "form"),
        ("Shadow mode costs extra compute, says @channel. [1]", "form"),
        ("As an AI model I am told that shadow mode costs extra compute. [1]", "of_itself"),
        ("According to passage 1, shadow mode costs extra compute. [1]", "of_itself"),
        (f"{FIRST} [1]", "repeated"),
        ("Shadow mode costs extra compute. [7]", "no_such_passage"),
        ("It costs extra compute, because each mirrored request is scored twice. [2]", "not_backed"),
    ],
)
async def test_what_is_not_backed_is_dropped_and_counted(encoder: OnnxEncoder, sentence: str, reason: str) -> None:
    grown, _, noted = await said(encoder, f"{FIRST} [1] {SECOND} [1] {sentence}")
    assert texts(grown[-1]) == [FIRST, SECOND]
    figures = noted.kept["call-1"]
    assert figures["written"] == 3
    assert figures["dropped"] == pytest.approx(1 / 3)
    assert figures[f"dropped_{reason}"] == 1


async def test_a_sentence_without_its_mark_gets_the_one_passage_that_says_it(encoder: OnnxEncoder) -> None:
    grown, _, noted = await said(encoder, f"{FIRST} {SECOND} {THIRD} [2]")
    assert [one.citations for one in grown[-1].answer.sentences] == [(1,), (1,), (1,)]
    assert [one.passage_id for one in grown[-1].answer.citations] == ["shadow"]
    assert (noted.kept["call-1"]["unmarked"], noted.kept["call-1"]["recited"]) == (2, 1)


async def test_a_pronoun_leans_on_the_sentence_before_where_the_passage_does_so_too(encoder: OnnxEncoder) -> None:
    start = "Shadow deployment runs a new model next to the live model. [1]"
    grown, _, _ = await said(encoder, f"{start} It gives it a copy of real production requests. [1] {SECOND} [1]")
    assert len(grown[-1].answer.sentences) == 3
    alone, _, _ = await said(encoder, f"It gives it a copy of real production requests. [1] {SECOND} [1] {FIRST} [1]")
    assert texts(alone[-1]) == [SECOND, FIRST]


async def test_what_points_back_at_nothing_is_dropped_and_completing_repeats_nothing(encoder: OnnxEncoder) -> None:
    third = "Retrieved shadows also give each answer a source."
    passage = Citation("lean", "lean.md", 1, 3, "Lean", "", f"{FIRST} {SECOND} {third}")
    extracted = Answer(
        "What is shadow deployment?",
        tuple(CitedSentence(text, (1,)) for text in (FIRST, SECOND, third)),
        (passage,),
        0.9,
        False,
    )
    models = Streaming((f"{third} [1] {SECOND} [1]",))
    phraser = AnswerPhraser(models, Backing(encoder), encoder, 20.0)
    grown = [one async for one in phraser.phrase(extracted, (passage,), asker())]
    assert texts(grown[0]) == [SECOND]
    assert sorted(texts(grown[-1])) == sorted([SECOND, FIRST, third])


async def test_what_a_further_passage_says_has_to_be_near_the_question(encoder: OnnxEncoder) -> None:
    aside = "The share grows in steps, and each step requires that the canary has stayed within agreed limits. [2]"
    grown, _, noted = await said(encoder, f"{FIRST} [1] {aside} {SECOND} [1]")
    assert texts(grown[-1]) == [FIRST, SECOND]
    assert noted.kept["call-1"]["dropped_beside_the_question"] == 1
    asked, _, _ = await said(encoder, f"{FIRST} [1] {aside} {SECOND} [1]", extracted=replace(BOTH, sentences=()))
    assert len(texts(asked[-1])) == 3


async def test_nothing_backed_means_the_extracted_answer(encoder: OnnxEncoder) -> None:
    grown, _, _ = await said(encoder, "Everybody uses it because it is modern. [1] It is the best. [1]")
    assert grown == [Phrased(EXTRACTED, True, "extract-1", "")]


async def test_what_answers_less_is_completed_and_what_was_shown_stays(encoder: OnnxEncoder) -> None:
    about_shadow = replace(BOTH, question="What does shadow deployment cost, and what of a canary release?")
    grown, _, _ = await said(encoder, f"{CANARY.split('. ')[0]}. [2]", extracted=about_shadow)
    assert texts(grown[0]) == [f"{CANARY.split('. ')[0]}."]
    last = grown[-1]
    assert last.whole
    assert texts(last) == [*texts(grown[0]), FIRST, SECOND]
    assert [one.citations for one in last.answer.sentences] == [(1,), (2,), (2,)]
    assert last.template == "answer/v1 01234567 small + extract-1"


async def test_disagreements_of_the_sources_stay_with_their_numbers(encoder: OnnxEncoder) -> None:
    apart = Disagreement(CitedSentence(FIRST, (1,)), CitedSentence("Shadow deployment runs no new model.", (2,)))
    extracted = Answer(EXTRACTED.question, EXTRACTED.sentences, PASSAGES, 0.9, False, disagreements=(apart,))
    grown, _, _ = await said(encoder, f"{SECOND} [1] {FIRST} [1]", extracted=extracted)
    answer = grown[-1].answer
    assert answer.disagreements == (apart,)
    assert [one.passage_id for one in answer.citations] == ["shadow", "canary"]


async def test_an_outage_gives_the_extracted_answer_with_its_sentence(encoder: OnnxEncoder) -> None:
    away = ModelUnavailable("The language model is away.", "down")
    grown, _, _ = await said(encoder, away)
    assert grown == [Phrased(EXTRACTED, True, "extract-1", "The language model is away.")]


async def test_a_stream_that_breaks_off_keeps_what_was_shown(encoder: OnnxEncoder) -> None:
    away = ModelUnavailable("The language model is away.", "down")
    grown, _, _ = await said(encoder, f"{SECOND} [1] Shadow mode ", away)
    assert texts(grown[0]) == [SECOND]
    assert texts(grown[-1]) == [SECOND, FIRST]
    assert grown[-1].note == "The language model is away."


async def test_a_slow_model_is_not_waited_for_and_its_call_is_left(encoder: OnnxEncoder) -> None:
    grown, models, _ = await said(encoder, 30.0, FIRST, patience=0.05)
    assert texts(grown[-1]) == [FIRST, SECOND]
    assert "too long" in grown[-1].note
    assert models.left


async def test_stop_keeps_what_is_checked(encoder: OnnxEncoder) -> None:
    grown, models, _ = await said(encoder, f"{FIRST} [1] Users ", 30.0, stops_after=0)
    assert (texts(grown[-1]), grown[-1].whole, grown[-1].note) == ([FIRST], True, "Stopped.")
    assert models.left
    nothing, _, _ = await said(encoder, 30.0, stops_after=0)
    assert nothing == [Phrased(EXTRACTED, True, "extract-1", "Stopped.")]


async def test_below_the_bar_no_model_is_asked(encoder: OnnxEncoder) -> None:
    abstained = Answer("What is love?", (), (), 0.1, True)
    grown, models, _ = await said(encoder, FIRST, extracted=abstained)
    assert grown == [Phrased(abstained, True, "extract-1", "")]
    assert models.wanted == []


async def test_a_reply_that_nobody_sees_is_measured_in_the_same_way(encoder: OnnxEncoder) -> None:
    _, models, _ = await said(encoder, FIRST)
    measure = models.wanted[0].measure
    assert measure is not None
    assert measure(f"{FIRST} [1] Everybody uses it because it is modern. [1]") == {"written": 2.0, "dropped": 0.5}
