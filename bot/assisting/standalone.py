"""A follow-up as a question that stands alone: by the model where code finds nothing in it that was not said, else by
rule."""

from bot.assisting.showable import showable
from bot.assisting.waiting import awaited, wanted
from bot.errors import ModelUnavailable
from bot.models.values import Models
from bot.turns.assistance import Asker, Exchange
from knowledge.asked import said_stems, telling_words
from knowledge.follow_ups import by_rule
from knowledge.sentences import split_sentences, stem

PROMPT = "standalone"
_LONGEST = 300
# Of the answer before, as much as a small model reads in a second.
_ANSWER_LETTERS = 400
# Words that join what is asked to what was asked before.
_JOINING = frozenset(
    map(stem, ("difference", "different", "differ", "compare", "example", "relate", "regard", "concern", "versus"))
)


class StandingAlone:
    """`patience` in seconds; `models` None where there is no model."""

    def __init__(self, models: Models | None, patience: float) -> None:
        self._models = models
        self._patience = patience

    async def standalone(self, text: str, before: Exchange, asker: Asker) -> str:
        """What stands alone by rule comes back as it is, and no model is asked; never raises for a model's fault."""
        ruled = by_rule(text, before)
        if self._models is None or ruled == text:
            return ruled
        variables = {"before": before.question, "answer": before.answer[:_ANSWER_LETTERS], "text": text}
        try:
            read = await awaited(self._models.data(wanted(PROMPT, variables, asker)), asker, self._patience)
        except ModelUnavailable:
            return ruled
        question = read.data.get("question")
        written = " ".join(question.split()) if isinstance(question, str) else ""
        return written if faithful(written, text, before) else ruled


def faithful(written: str, text: str, before: Exchange) -> bool:
    """Whether it is one question that keeps every telling word of the follow-up and adds only what was said before."""
    if not written or len(written) > _LONGEST or len(split_sentences(written)) != 1 or written.count("?") > 1:
        return False
    if not showable(written, f"{text} {before.question} {before.answer}") or by_rule(written, before) != written:
        return False
    mine = said_stems(written)
    known = said_stems(f"{text} {before.question} {before.answer}") | _JOINING
    kept = all(stem(word) in mine for word in telling_words(text))
    added = all(stem(word) in known for word in telling_words(written))
    # One that takes nothing of the earlier question up is the follow-up again.
    taken = mine & said_stems(" ".join(telling_words(before.question)))
    return kept and added and bool(taken)
