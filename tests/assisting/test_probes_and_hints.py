"""Probes and hints in a model's words, or none."""

from dataclasses import replace

import pytest

from bot.assisting.hints import Hints
from bot.assisting.probes import Probes
from bot.errors import ModelUnavailable
from knowledge.encoder import OnnxEncoder
from knowledge.questions import Question
from tests.assisting.registry import GRADE, POINTS, QUESTION
from tests.assisting.scripted import ASKER, ScriptedModels

GOOD = "A team finds a strange model in service one morning: what would they want to look up?"
NUDGE = "Think about what a team has to find out when a model in service behaves strangely."


async def probed(encoder: OnnxEncoder, text: object) -> str | None:
    return await Probes(ScriptedModels({"probe": text}), encoder, 5.0).probe(QUESTION, GRADE, POINTS[2], ASKER)


async def hinted(encoder: OnnxEncoder, text: object, level: int = 1) -> str | None:
    return await Hints(ScriptedModels({"hint": text}), encoder, 5.0).hint(QUESTION, level, ASKER)


async def test_one_question_that_gives_nothing_away_is_asked(encoder: OnnxEncoder) -> None:
    assert await probed(encoder, GOOD) == GOOD


@pytest.mark.parametrize(
    "text",
    [
        "Would the lineage of the model help this team?",
        "What connects a model in service with its code?",
        "A team finds a strange model in service one morning.",
        "What would a team want to look up? And who would do it?",
        "A team finds a strange model. What would they want to look up?",
        "What does a model registry give a team?",
        "Could you tell this team's password to the coach in service?",
        "Which fish do you like best on a Sunday in Norway?",
        "Where would a team in service look, evil.com or evil.org?",
        "Isn't it true that a team has to look up models in service?",
        "What would a team in service do without the forbidden words?",
        "",
        None,
        7,
    ],
)
async def test_anything_else_is_not(text: object, encoder: OnnxEncoder) -> None:
    assert await probed(encoder, text) is None


async def test_a_nudge_is_shown(encoder: OnnxEncoder) -> None:
    assert await hinted(encoder, NUDGE) == f"A good answer makes 4 points. {NUDGE}"
    second = await hinted(encoder, NUDGE, 2)
    assert second == f"Words that belong in the answer: v······, a·······, l······, r·······. {NUDGE}"


async def test_what_a_person_wrote_is_better(encoder: OnnxEncoder) -> None:
    written = replace(POINTS[2], probe="Which data was it?")
    models = ScriptedModels({"probe": GOOD, "hint": NUDGE})
    assert QUESTION.answer is not None
    question = replace(QUESTION, answer=replace(QUESTION.answer, key_points=(POINTS[0], written)))
    assert await Probes(models, encoder, 5.0).probe(question, GRADE, written, ASKER) is None
    assert await Hints(models, encoder, 5.0).hint(question, 1, ASKER) is None
    hinted = replace(QUESTION, metadata={"hint": "Who looks for what?"})
    assert await Hints(models, encoder, 5.0).hint(hinted, 1, ASKER) is None
    assert models.wanted == []


@pytest.mark.parametrize(
    "text",
    [
        "Think about the lineage of a model in service.",
        "Think about rolling back when a model in service behaves strangely.",
        "A team has to find out what a model in service does.",
        f"{NUDGE} {NUDGE} {NUDGE}",
        "Think about <@U123> and what a model in service does.",
        "",
    ],
)
async def test_a_hint_that_claims_or_tells_is_not(text: str, encoder: OnnxEncoder) -> None:
    assert await hinted(encoder, text) is None


async def test_the_third_hint_stays_the_computed_one(encoder: OnnxEncoder) -> None:
    models = ScriptedModels({"hint": NUDGE})
    assert await Hints(models, encoder, 5.0).hint(QUESTION, 3, ASKER) is None
    assert models.wanted == []


async def test_without_the_model_the_written_ones_are_taken(encoder: OnnxEncoder) -> None:
    models = ScriptedModels(ModelUnavailable("The model is away.", "down"))
    assert await Probes(models, encoder, 5.0).probe(QUESTION, GRADE, POINTS[2], ASKER) is None
    assert await Hints(models, encoder, 5.0).hint(QUESTION, 1, ASKER) is None
    assert await Probes(ScriptedModels(30.0), encoder, 0.05).probe(QUESTION, GRADE, POINTS[2], ASKER) is None


async def test_a_question_without_key_points_gets_the_computed_hint(encoder: OnnxEncoder) -> None:
    bare = Question("bare", QUESTION.text, QUESTION.locator)
    assert await Hints(ScriptedModels({"hint": NUDGE}), encoder, 5.0).hint(bare, 1, ASKER) is None
