"""A model on trial: the gate and the grader, wired for labelled answers instead of a learner's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.assemble.house import open_store
from bot.errors import SettingsError
from bot.settings import Candidate, Settings

if TYPE_CHECKING:
    from bot.evals.judging import Ask

_ABOUT = "trial:judging"


@asynccontextmanager
async def open_trial(settings: Settings, version: str = "", model: str = "") -> "AsyncIterator[Ask]":
    """Asks the model as practice does. Nobody's share is taken; the day's cap holds and calls are recorded.

    `version` and `model` put a candidate on trial. Raises SettingsError where no model is set.
    """
    from bot.assemble.models import open_gate
    from bot.assisting.feedback import PROMPT, wanted_of
    from bot.assisting.waiting import awaited
    from bot.models.values import Read
    from bot.practice.grading import Grade
    from bot.turns.assistance import Asker
    from knowledge.questions import Question

    candidates = {PROMPT: Candidate(version=version, model=model, shown=1.0)} if version or model else {}
    free = settings.model_copy(
        update={"model_tokens_per_learner": 0, "model_tokens_per_workspace": 0, "model_candidates": candidates}
    )
    async with open_store(free) as store:
        gate = open_gate(free, store)
        if gate is None:
            raise SettingsError("There is no language model to try: set COACH_MODEL_URL, as http://localhost:8000/v1.")

        async def stopped() -> bool:
            return False

        async def ask(question: Question, answer: str, grade: Grade) -> Read:
            wanted = wanted_of(question, answer, grade, Asker(_ABOUT, _ABOUT, stopped))
            return await awaited(gate.data(wanted), Asker(_ABOUT, _ABOUT, stopped), settings.model_patience)

        try:
            yield ask
        finally:
            await gate.aclose()
