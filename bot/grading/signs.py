"""Signs that an answer says nothing, however many words it has: told to the learner as flags."""

import re

from bot.grading.reading import Reading
from bot.practice.grading import Flag
from knowledge.sentences import STOP_WORDS

_DONT_KNOW = re.compile(
    r"\b(?:i\s+(?:really\s+|honestly\s+|just\s+)?(?:do\s+not|don'?t|did\s+not|didn'?t)\s+(?:know|remember|recall|understand)"
    r"(?:\s+(?:it|this|that|the\s+answer|anything(?:\s+about\s+(?:it|this|that))?))?"
    r"|i\s+have\s+no\s+(?:idea|clue)|no\s+(?:idea|clue|answer)|idk|dunno|not\s+sure|(?:i'?m|i\s+am)\s+not\s+(?:really\s+)?sure"
    r"|i\s+(?:can\s*not|can'?t)\s+(?:answer|say|remember|recall)(?:\s+(?:this|that|it))?|no\s+comment|pass|skip|beats\s+me|n/a)\b",
    re.IGNORECASE,
)
# Under this share of words that the question did not give, an answer only turns the question round.
_NEW_SHARE = 0.15
_ASKED_SHARE = 0.6
_LIST_PIECE = re.compile(r"[,;|]+")
_ASKS_FOR_NAMES = re.compile(
    r"\b(?:name|list|state|enumerate|mention|write\s+down|give\s+(?:\w+\s+){0,2}examples?)\b",
    re.IGNORECASE,
)


def flag_of(question: Reading, reference: str, answer: Reading) -> Flag | None:
    """The first sign found, in the order of the plainest first; None for an answer that has something to grade."""
    if not answer.words or not answer.sentences:
        return Flag.EMPTY
    if _knows_nothing(question, answer):
        return Flag.DONT_KNOW
    if _restates(question, answer):
        return Flag.RESTATES_QUESTION
    names_asked = _ASKS_FOR_NAMES.search(question.plain) or is_term_list(reference)
    if is_term_list(answer.plain) and not names_asked:
        return Flag.TERM_LIST
    return None


def _knows_nothing(question: Reading, answer: Reading) -> bool:
    """It says so, and what else it says is next to nothing."""
    covered = [match.span() for match in _DONT_KNOW.finditer(answer.plain)]
    if not covered:
        return False
    rest = {
        word.stem
        for word in answer.words
        if word.weight > 0
        and word.stem not in question.stems
        and not any(start <= word.span.start < end for start, end in covered)
    }
    return len(rest) <= 2


def _restates(question: Reading, answer: Reading) -> bool:
    total = float(answer.weights.sum())
    if len(answer.stems) < 3 or not question.stems:
        return False
    new = sum(word.weight for word in answer.words if word.stem not in question.stems)
    return new <= _NEW_SHARE * total and len(answer.stems & question.stems) >= _ASKED_SHARE * len(question.stems)


def is_term_list(text: str) -> bool:
    """Names set side by side: hardly a function word, and hardly a piece between commas longer than four words."""
    pieces = [piece.split() for piece in _LIST_PIECE.split(text) if piece.split()]
    said = [word.strip(".:!?()").lower() for piece in pieces for word in piece]
    if len(said) < 4 or sum(word.isalpha() or "-" in word for word in said) < 0.9 * len(said):
        return False
    function_words = sum(word in STOP_WORDS for word in said) / len(said)
    long_pieces = sum(len(piece) > 4 for piece in pieces)
    return len(pieces) >= 4 and function_words <= 0.12 and long_pieces <= 0.25 * len(pieces)
