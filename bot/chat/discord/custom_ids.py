"""What buttons and forms carry: everything that a press needs, so that a message from before a restart still works.

say|WORDS|ABOUT      the learner says WORDS about ABOUT
sure|WORDS|ABOUT     the same, after a form has asked whether they are sure
rate|+|ABOUT         a vote, + or -; after a thumbs-down a form asks for the reason
write|ABOUT          opens the form for an answer, about `question:ID` or nothing
gap|ID               opens the form for an admin's answer to a gap

A form carries the same, under its own first word: `answer|ABOUT`, `reason|ABOUT`, `gapped|ID`, `sured|WORDS|ABOUT`.
"""

from typing import Literal

LONGEST = 100
Verb = Literal["say", "sure", "rate", "write", "gap", "answer", "reason", "gapped", "sured"]
_FIELDS: dict[str, int] = {
    "say": 2,
    "sure": 2,
    "rate": 2,
    "write": 1,
    "gap": 1,
    "answer": 1,
    "reason": 1,
    "gapped": 1,
    "sured": 2,
}
# The numbers of the components, in a message with a question, in which its words, its code and its choices stand.
QUESTION_TEXT, QUESTION_CODE, QUESTION_OPTIONS = 2, 3, 4


def custom_id(verb: Verb, *fields: str) -> str | None:
    """None where it would be longer than Discord takes: then there is no such button."""
    made = "|".join((verb, *fields))
    return made if len(made) <= LONGEST else None


def read_custom_id(made: str) -> tuple[Verb, tuple[str, ...]] | None:
    """None for what is none of ours."""
    verb, _, rest = made.partition("|")
    wanted = _FIELDS.get(verb)
    fields = tuple(rest.split("|", wanted - 1)) if wanted else ()
    return (verb, fields) if len(fields) == wanted else None  # type: ignore[return-value]
