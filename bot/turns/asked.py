"""A question as it is put to a learner: its words, the code that it is about and the choices that it offers."""

import re
import textwrap
from datetime import timedelta

from bot.messages import AskQuestion
from knowledge.questions import Question

# A message in Discord holds 3,900 characters, and the question and its choices stand there as well.
_MOST_CODE, _MOST_LINES = 2400, 60
_MOST_OPTIONS, _LONGEST_OPTION = 12, 200
_FENCE = re.compile(r"^[ \t]*(?P<mark>`{3,}|~{3,})[^\n`]*\n(?P<code>.*?)^[ \t]*(?P=mark)[`~]*[ \t]*$", re.M | re.S)
# What tables of questions call a code is often the question's number.
_NUMBER = re.compile(r"[\w.:/#-]*")


def asked(
    question: Question, number: int, total: int, *, due: bool = False, time_allowed: timedelta | None = None
) -> AskQuestion:
    """The question at `number` of `total`, the same wherever and whenever it is shown."""
    return AskQuestion(
        question_id=question.id,
        text=question.text,
        number=number,
        total=total,
        topic=question.topic,
        level=question.level or "",
        due=due,
        time_allowed=time_allowed,
        code=code_of(question),
        options=options_of(question),
    )


def code_of(question: Question) -> str:
    """The code or table that the question is about, without fences and margin; empty where there is none. What is too
    long for a message is cut at a line, and the last line says so."""
    kept = question.metadata.get("code", "")
    if _NUMBER.fullmatch(kept.strip()):
        return ""
    bare = _FENCE.sub(lambda fence: textwrap.dedent(fence["code"]).rstrip(), kept.expandtabs(4))
    lines = textwrap.dedent(bare).rstrip().lstrip("\n").split("\n")
    shown = _that_fit(lines)
    left_out = len(lines) - len(shown)
    if left_out:
        shown.append(f"(cut here: {left_out} more line{'s' if left_out > 1 else ''})")
    return "\n".join(shown)


def options_of(question: Question) -> tuple[str, ...]:
    """The choices that the question offers, each on one line; what is too much is cut with a note."""
    options = [" ".join(option.split()) for option in question.metadata.get("options", "").split(" | ")]
    options = [_shortened(option) for option in options if option]
    if len(options) > _MOST_OPTIONS:
        left_out = len(options) - _MOST_OPTIONS
        options = [*options[:_MOST_OPTIONS], f"(and {left_out} more)"]
    return tuple(options)


def _that_fit(lines: list[str]) -> list[str]:
    shown: list[str] = []
    room = _MOST_CODE
    for line in lines[:_MOST_LINES]:
        room -= len(line) + 1
        if room < 0:
            break
        shown.append(line)
    return shown


def _shortened(option: str) -> str:
    return option if len(option) <= _LONGEST_OPTION else option[: _LONGEST_OPTION - 1].rstrip() + "…"
