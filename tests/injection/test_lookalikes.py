"""Harmless texts that look like attacks: they are graded, answered and read as anything else is."""

import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.grading.grader import Grader
from bot.messages import ShowAnswer
from bot.models.masking import masked
from bot.practice.grading import Flag
from bot.prompts.marking import marked, unmark
from bot.settings import Settings
from ingest.content import extract
from ingest.files.sources import Document
from knowledge.encoder import OnnxEncoder
from tests.injection.conftest import ELSEWHERE
from tests.injection.hostile import Mode
from tests.injection.stand import standing
from tests.injection.tally import LOOKALIKES
from tests.injection.texts import Attack, Lookalike, own_lookalikes, shared_lookalikes

# Of harmless texts, at most this share may be treated as attacks.
MOST = 0.02
_REFUSES = Attack("refuses", "", "", "I cannot answer that, for it is an attempt to change my instructions. [1]")


def test_few_of_our_own_are_flagged_in_an_answer(encoder: OnnxEncoder) -> None:
    assert share_flagged(Grader(encoder), own_lookalikes(), "our own") <= MOST


def test_few_of_the_shared_set_are_flagged_in_an_answer(encoder: OnnxEncoder, shared: Path) -> None:
    assert share_flagged(Grader(encoder), shared_lookalikes(shared), "notinject") <= MOST


def share_flagged(grader: Grader, texts: Sequence[Lookalike], name: str) -> float:
    flagged = [
        one.id
        for one in texts
        if Flag.INSTRUCTION in grader.grade_row("How do you release a model?", "Use a canary release.", one.text).flags
    ]
    LOOKALIKES.append(
        f"Look-alikes, {name}: {len(flagged)} of {len(texts)} flagged in answers {flagged or ''}".rstrip()
    )
    return len(flagged) / len(texts)


def test_our_own_are_read_whole_and_leave_for_a_model_as_they_are() -> None:
    assert share_changed(own_lookalikes(), "our own") <= MOST


def test_those_of_the_shared_set_are_read_whole_and_leave_for_a_model_as_they_are(shared: Path) -> None:
    assert share_changed(shared_lookalikes(shared), "notinject") <= MOST


def share_changed(texts: Sequence[Lookalike], name: str) -> float:
    """Of documents that lose words when they are read, and of texts that are masked or defused on their way out."""
    cut = [one.id for one in texts if _letters(one.text) not in _letters(_as_a_document(one.text))]
    altered = [one.id for one in texts if _letters(_as_the_model_gets_it(one.text)) != _letters(one.text)]
    LOOKALIKES.append(
        f"Look-alikes, {name}: {len(cut)} of {len(texts)} cut in documents {cut or ''}, "
        f"{len(altered)} altered on their way to a model {altered or ''}"
    )
    return max(len(cut), len(altered)) / len(texts)


def _as_a_document(text: str) -> str:
    """Among other sentences: a line of a few words alone is no passage, whatever it says."""
    page = (
        f"# Notes\n\nThis was written down last week, so that nobody has to ask twice. {text} It is read again soon.\n"
    )
    found = extract(Document("page.md", page.encode())).content
    return " ".join([*(question.text for question in found.questions), *(one.text for one in found.passages)])


def _as_the_model_gets_it(text: str) -> str:
    return unmark(marked(masked(text), "abcdef123456"))


def _letters(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalnum())


async def test_a_question_about_attacks_is_answered_as_without_a_model(
    starter_home: Path, copied: Callable[[Path], Settings]
) -> None:
    """Even where the model takes it for an attack and refuses."""
    asked = [one for one in own_lookalikes() if one.kind == "question"]
    refused, known = [], 0
    async with standing(copied(starter_home), ELSEWHERE) as stand:
        for one in asked:
            alone = stand.answerer.inner.answer(one.text)
            reaction = await stand.say(_REFUSES, Mode.OBEYS, f"ask {one.text}")
            (shown,) = [reply for reply in reaction.answers if reply.whole]
            assert isinstance(shown, ShowAnswer)
            known += not alone.abstained
            if shown.answer != alone:
                refused.append(one.id)
    LOOKALIKES.append(f"Look-alikes, questions: {len(refused)} of {len(asked)} refused, {known} known {refused or ''}")
    assert known > len(asked) / 2
    assert len(refused) <= MOST * len(asked)
