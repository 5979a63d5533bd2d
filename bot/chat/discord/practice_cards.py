"""Practice: a question, what helps with it, what was meant, and how a session went."""

import re
from itertools import chain

from bot.chat import wording
from bot.chat.discord.card import Card, Part, Row, Words, cards
from bot.chat.discord.custom_ids import QUESTION_CODE, QUESTION_OPTIONS, QUESTION_TEXT
from bot.chat.discord.escape import heading, markdown, strong, subtext
from bot.chat.discord.ids import user_of
from bot.chat.discord.parts import (
    BLUE,
    GREEN,
    GREY,
    MAIN,
    ORANGE,
    asked,
    headline,
    listed,
    note,
    notes_of,
    paragraph,
    preformatted,
    press,
    quote,
    row,
)
from bot.chat.plain_text import unwrapped
from bot.chat.wording import cited
from bot.help import HELP
from bot.messages import (
    AskQuestion,
    AskReason,
    ShowCitations,
    ShowHint,
    ShowProbeResult,
    ShowReference,
    ShowRound,
    ShowSummary,
)
from knowledge.questions import Citation

# What is a command of its own in Discord; everything else goes after /coach.
_COMMANDS = frozenset({"practice", "mock", "ask", "progress", "home", "topics", "sure", "link", "forget-me"})
_SEVERAL = re.compile(r"(?<=\.) (?=[a-z-]+ - )")
_PREFIX = "In direct messages these words do without the slash. What has no command of its own goes after /coach."


def question(reply: AskQuestion) -> tuple[Card, ...]:
    head = note(wording.question_head(reply), stays=False)
    material = (*preformatted(reply.code, QUESTION_CODE), *listed(reply.options, QUESTION_OPTIONS))
    return cards([*head, *asked(reply.text, QUESTION_TEXT), *material, *_ways_on(reply)], BLUE)


def _ways_on(reply: AskQuestion) -> tuple[Row, ...]:
    about = f"question:{reply.question_id}"
    write = press("Write an answer", "write", about, style=MAIN)
    skip = press("Skip", "say", "/skip", about)
    if reply.time_allowed is not None:
        # A mock interview gives no help before its report.
        return row(write, skip)
    hint, reveal = press("Hint", "say", "/hint", about), press("Reveal", "say", "/reveal", about)
    return row(write, hint, reveal, skip, press("Why?", "say", "/why", about))


def help_words() -> tuple[Card, ...]:
    """A line for each command, which is set off from what it does."""
    lines = [line for whole in HELP.splitlines() for line in _SEVERAL.split(whole.strip())]
    shown = [_help_line(line) for line in lines]
    words = Words("\n".join(written for written, _ in shown), "\n".join(said for _, said in shown))
    return cards([*headline("What I understand"), words, *note(_PREFIX)], BLUE)


def _help_line(line: str) -> tuple[str, str]:
    command, dash, does = line.partition(" - ")
    if not dash or set(command) & set(":(,"):
        return subtext(line), line
    typed = f"/{command}" if command.split()[0] in _COMMANDS else f"/coach {command}"
    return f"`{typed}` {markdown(does)}", f"{typed} {does}"


def hint(reply: ShowHint) -> tuple[Card, ...]:
    said = paragraph(reply.text, wording.hint_label(reply))
    return cards([*said, *note(wording.hint_cost(reply))], ORANGE)


def probe(text: str) -> tuple[Card, ...]:
    label = Words(strong(wording.FOLLOW_UP), wording.FOLLOW_UP)
    write = row(press("Write an answer", "write", "", style=MAIN))
    return cards([label, *asked(text, QUESTION_TEXT), *note(wording.ANSWER_PROBE, stays=False), *write], BLUE)


def probe_result(reply: ShowProbeResult) -> tuple[Card, ...]:
    said = paragraph(reply.point, wording.probe_verdict(reply.covered))
    evidence = quote(f"“{reply.evidence}”", wording.REFERENCE_SAYS)
    return cards([*said, *evidence], GREEN if reply.covered else ORANGE)


def reference(reply: ShowReference) -> tuple[Card, ...]:
    return cards(_reference(reply.text, reply.misconception, reply.citations), GREY)


def citations(reply: ShowCitations) -> tuple[Card, ...]:
    """Each passage's words with where they stand."""
    parts: list[Part] = []
    for number, citation in enumerate(reply.citations, 1):
        first, *others = quote(citation.text) or (None,)
        if first is not None:
            parts += [Words(first.markdown, first.text), *(one for one in others if one is not None)]
        parts += note(cited(number, citation), stays=first is not None)
    return cards(parts or paragraph(wording.NOTHING_CITED), GREY)


def round_over(reply: ShowRound) -> tuple[Card, ...]:
    who = _who(wording.answered(reply), reply.named)
    return cards([who, *_reference(reply.text, reply.misconception, reply.citations)], GREY)


def _who(answered: str, named: tuple[str, ...]) -> Words:
    """Those who agreed to be named, as Discord names people; the only mentions that the coach ever makes."""
    known = list(dict.fromkeys(user for learner in named if (user := user_of(learner)) is not None))
    if not known:
        return Words(heading(f"{answered}."), f"{answered}.")
    people = ", ".join(f"<@{user}>" for user in known)
    return Words(f"{heading(answered)}\nAmong them {people}", f"{answered}.\nAmong them {people}")


def _reference(text: str, misconception: str, sources: tuple[Citation, ...]) -> list[Part]:
    beware = paragraph(misconception, wording.MISCONCEPTION) if misconception else ()
    return [*paragraph(unwrapped(text), wording.REFERENCE), *beware, *notes_of(sources)]


def summary(reply: ShowSummary) -> tuple[Card, ...]:
    return cards([*paragraph(wording.summary(reply)), *again()], GREY)


def again() -> tuple[Row, ...]:
    """What follows a session."""
    practise = press("Practise again", "say", "/practice", "", style=MAIN)
    return row(practise, press("My progress", "say", "/progress", ""))


def reasons(reply: AskReason) -> tuple[Card, ...]:
    presses = [press(reason.capitalize(), "say", f"/- {reason}", "") for reason in reply.reasons]
    return cards([*paragraph(wording.ASK_REASON), *row(tuple(chain.from_iterable(presses)))], GREY)
