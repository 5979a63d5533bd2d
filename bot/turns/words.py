"""Words that are read and said alike in private and in a place."""

import re
from collections.abc import Collection

from bot.commands import Command, Simple, Sure, Words, parse
from bot.messages import Message, Say

OVER = Say("That question is over.")
NOT_UNDERSTOOD = Say("I did not understand that. `practice`, a question, or `help`.")
NOTHING_TO_STOP = Say("All right: nothing is open here now.")
# What steers the open question; the other words mean the same whatever is open.
STEERING = ("hint", "why", "reveal", "next", "skip", "stop")
_CONFIDENT_LAST_LINE = re.compile(r"\n\s*(?:sure|confidence)[: ]+\d{1,3}\s*%?\s*$", re.IGNORECASE)
_QUESTION_START = re.compile(
    r"^(?:what|why|how|when|where|who|which|can|could|does|do|is|are|should|explain|describe|define|compare|tell)\b",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:(?:and|but|so|ok|okay|well|great|good|nice|many|that is|that's)\W+)*"
    r"(?:thanks?|thank you|thx|cheers|great|good|nice|cool|perfect|helpful|ok|okay|bye|goodbye)\b",
    re.IGNORECASE,
)


def is_courtesy(text: str) -> bool:
    """Thanks, praise and goodbyes, however they begin."""
    return _COURTESY.match(text) is not None


def is_question(text: str) -> bool:
    return text.endswith("?") or _QUESTION_START.match(text) is not None


def noted(confidence: float) -> Say:
    return Say(f"Noted: {confidence:.0%} sure. Now your answer.")


def late(question: str) -> Say:
    return Say(f"This is the grade of your earlier answer to “{question}”")


def split_confidence(text: str) -> tuple[str, float | None]:
    """An answer may end with a line such as `sure 70`: (the answer, 0.7)."""
    last = _CONFIDENT_LAST_LINE.search(text)
    command = parse(last.group().strip(), question_open=True) if last else None
    if last is None or not isinstance(command, Sure):
        return text, None
    return text[: last.start()].rstrip(), command.confidence


def is_over(message: Message, command: Command, open_question: str | None, open_grades: Collection[str | None]) -> bool:
    """Whether this was pressed on a question or a grade, or written under it, that is not the open one (any more).

    `open_grades` are the attempts at the open question. What a grade rests on may be looked at for ever.
    """
    kind, _, name = message.about.partition(":")
    steers = isinstance(command, Simple) and command.word in STEERING
    if kind == "question":
        return (steers or isinstance(command, Sure | Words)) and name != open_question
    return kind == "grade" and steers and command != Simple("why") and name not in open_grades
