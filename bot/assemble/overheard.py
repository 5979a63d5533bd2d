"""The language model's part in answers and grades, wired for being measured: everything that goes through the gate is
written down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.assemble.house import open_store
from bot.assemble.library import Library
from bot.errors import SettingsError
from bot.settings import Candidate, Settings

if TYPE_CHECKING:
    from bot.evals.answer_runs import Worded
    from bot.evals.calls import Overhearing, Remembered
    from bot.evals.grading_runs import Opinion


@asynccontextmanager
async def open_worded(settings: Settings, library: Library, version: str = "") -> "AsyncIterator[Worded]":
    """Answers in the model's words; `version` of the prompt instead of the default one. Raises SettingsError where no
    model is set."""
    from bot.assisting.answers import PROMPT, AnswerPhraser
    from bot.evals.answer_runs import Worded
    from bot.evals.answers import Draft
    from knowledge.answer import Answer
    from knowledge.backing import Backing
    from knowledge.questions import Citation

    async with _overheard(settings, PROMPT, version) as (models, calls):
        phraser = AnswerPhraser(
            models,
            Backing(library.encoder),
            library.encoder,
            settings.model_patience,
            calls,
            library.answerer().template,
        )

        def drafted(reply: str, extracted: Answer, passages: tuple[Citation, ...]) -> tuple[Draft, ...]:
            return tuple(
                Draft(one.text, one.citations or one.cited, one.reason)
                for one in phraser.drafts(reply, extracted, passages)
            )

        yield Worded(phraser, drafted, calls, models)


@asynccontextmanager
async def open_opinion(settings: Settings, library: Library, version: str = "") -> "AsyncIterator[Opinion]":
    """Grades in the model's words, its arguments heard as if a trial had shown that they help. Raises SettingsError
    where no model is set."""
    from bot.assisting.feedback import PROMPT, GradeFeedback
    from bot.assisting.prose import Prose
    from bot.evals.grading_runs import Opinion
    from knowledge.backing import Backing

    async with _overheard(settings, PROMPT, version) as (models, calls):
        prose = Prose(library.encoder, Backing(library.encoder))
        yield Opinion(GradeFeedback(models, library.grader, prose, _Heard(), settings.model_patience, calls), calls)


class _Heard:
    def heard(self, model: str, digest: str) -> bool:
        return True


@asynccontextmanager
async def _overheard(settings: Settings, prompt: str, version: str) -> "AsyncIterator[tuple[Overhearing, Remembered]]":
    """Nobody's share is taken and no candidate is tried; the day's cap holds, and calls are kept as always."""
    from bot.assemble.models import open_gate
    from bot.evals.calls import Overhearing, Remembered

    candidates = {prompt: Candidate(version=version, shown=1.0)} if version else {}
    free = settings.model_copy(
        update={"model_tokens_per_learner": 0, "model_tokens_per_workspace": 0, "model_candidates": candidates}
    )
    async with open_store(free) as store:
        gate = open_gate(free, store)
        if gate is None:
            raise SettingsError(
                "There is no language model to measure: set COACH_MODEL_URL, as http://localhost:8000/v1."
            )
        calls = Remembered(gate.log)
        gate.log = calls
        try:
            yield Overhearing(gate), calls
        finally:
            await gate.aclose()
