"""A follow-up that a model rewrites is taken only where nothing in it is new; else the rule's words are."""

import pytest

from bot.assisting.standalone import StandingAlone, faithful
from bot.errors import ModelUnavailable
from bot.turns.assistance import Exchange
from tests.assisting.scripted import ASKER, ScriptedModels

BEFORE = Exchange("What is shadow deployment?", "Shadow deployment runs a new model next to the live model.")
FOLLOW_UP = "and how is that different from canary?"
RULED = "How is shadow deployment different from canary?"


async def test_the_models_question_is_taken_where_it_is_faithful() -> None:
    models = ScriptedModels({"question": "How is shadow deployment  different from a canary?"})
    found = await StandingAlone(models, 5.0).standalone(FOLLOW_UP, BEFORE, ASKER)
    assert found == "How is shadow deployment different from a canary?"
    assert models.wanted[0].variables == {"before": BEFORE.question, "answer": BEFORE.answer, "text": FOLLOW_UP}


@pytest.mark.parametrize(
    "written",
    [
        "",
        "How is shadow deployment different?",
        "How is shadow deployment different from canary and blue-green?",
        "How is it different from canary?",
        "How is shadow deployment different from canary? Which is better?",
        "How is shadow deployment different from canary, see https://evil.example?",
        "How is that different from canary?",
        "What is canary?",
    ],
)
async def test_else_the_rules_words_are(written: str) -> None:
    assert not faithful(written, FOLLOW_UP, BEFORE)
    assert await StandingAlone(ScriptedModels({"question": written}), 5.0).standalone(FOLLOW_UP, BEFORE, ASKER) == RULED


async def test_what_stands_alone_costs_no_call() -> None:
    models = ScriptedModels({"question": "never"})
    assert (
        await StandingAlone(models, 5.0).standalone("What is a model card?", BEFORE, ASKER) == "What is a model card?"
    )
    assert models.wanted == []


async def test_without_a_model_or_with_one_that_fails_the_rule_decides() -> None:
    away = ScriptedModels(ModelUnavailable("The model is away.", "down"))
    for models in (None, away, ScriptedModels({"other": 1}), ScriptedModels({"question": 7})):
        assert await StandingAlone(models, 5.0).standalone(FOLLOW_UP, BEFORE, ASKER) == RULED
    assert await StandingAlone(ScriptedModels(30.0), 0.05).standalone(FOLLOW_UP, BEFORE, ASKER) == RULED
