"""The language model's help, where one is set: its parts on one gate, and the gate closed at the end."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.assemble.library import Library
from bot.assemble.models import open_gate
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.assisting.assistant import Assistant
    from bot.models.gate import Gate
    from bot.storage.store import Store

# Of a learner's patience: the answer is what they wait for, and a follow-up can be read by rule, too.
_SHARE_TO_UNDERSTAND = 0.25


@asynccontextmanager
async def open_assistance(settings: Settings, store: "Store", library: Library) -> "AsyncIterator[Assistant | None]":
    """None where COACH_MODEL_URL is empty: nothing is loaded for it then. Raises SettingsError and PromptProblem."""
    gate = open_gate(settings, store)
    if gate is None:
        yield None
        return
    try:
        yield _assistant(settings, gate, library)
    finally:
        await gate.aclose()


def _assistant(settings: Settings, gate: "Gate", library: Library) -> "Assistant":
    from bot.assisting.answers import AnswerPhraser
    from bot.assisting.assistant import Assistant
    from bot.assisting.feedback import GradeFeedback
    from bot.assisting.hints import Hints
    from bot.assisting.probes import Probes
    from bot.assisting.prose import Prose
    from bot.assisting.standalone import StandingAlone
    from bot.assisting.trials import TrialBook
    from knowledge.answering import Answerer
    from knowledge.backing import Backing

    encoder, grader, patience = library.encoder, library.grader, settings.model_patience
    backing = Backing(encoder)
    trials = TrialBook(settings.home, grader.version)
    return Assistant(
        phrasing=AnswerPhraser(gate, backing, encoder, patience, gate, Answerer.template),
        understanding=StandingAlone(gate, _SHARE_TO_UNDERSTAND * patience),
        giving=GradeFeedback(gate, grader, Prose(encoder, backing), trials, patience, gate),
        probing=Probes(gate, encoder, patience),
        hinting=Hints(gate, encoder, patience),
    )
