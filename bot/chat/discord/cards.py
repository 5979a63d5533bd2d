"""Replies as Discord messages. Nothing is decided here: what a button means is said by the words it carries."""

from typing import assert_never

from bot.admin_messages import ShowGaps, ShowIngest
from bot.chat.discord.admin_cards import gaps, ingest
from bot.chat.discord.answer_cards import answer, answer_steps
from bot.chat.discord.card import PICTURE, Card, cards
from bot.chat.discord.grade_cards import grade
from bot.chat.discord.parts import spoken
from bot.chat.discord.practice_cards import (
    citations,
    help_words,
    hint,
    probe,
    probe_result,
    question,
    reasons,
    reference,
    round_over,
    summary,
)
from bot.chat.discord.progress_cards import home, progress
from bot.chat.discord.report_cards import report
from bot.help import HELP
from bot.messages import (
    AskProbe,
    AskQuestion,
    AskReason,
    Done,
    OpenThread,
    Plain,
    Say,
    ShowAnswer,
    ShowCitations,
    ShowGrade,
    ShowHint,
    ShowHome,
    ShowProbeResult,
    ShowProgress,
    ShowReference,
    ShowReport,
    ShowRound,
    ShowSummary,
)

__all__ = ["PICTURE", "Card", "answer_steps", "render"]


def render(reply: Plain, *, picture: bool = False) -> tuple[Card, ...]:
    """The messages of one reply, at least one, and none only for `Done`. With a `picture` the file `PICTURE` is to be
    attached to the first of them: a drawing of the progress that ShowProgress and ShowHome show."""
    match reply:
        case Say(text) if text == HELP:
            return help_words()
        case Say(text) | OpenThread(text):
            return cards(spoken(text))
        case AskQuestion():
            return question(reply)
        case ShowHint():
            return hint(reply)
        case ShowGrade():
            return grade(reply)
        case AskProbe(text):
            return probe(text)
        case ShowProbeResult():
            return probe_result(reply)
        case ShowReference():
            return reference(reply)
        case ShowCitations():
            return citations(reply)
        case ShowAnswer():
            return answer(reply)
        case ShowProgress(shown):
            return progress(shown, picture=picture)
        case ShowSummary():
            return summary(reply)
        case ShowReport():
            return report(reply)
        case AskReason():
            return reasons(reply)
        case ShowRound():
            return round_over(reply)
        case ShowHome():
            return home(reply, picture=picture)
        case ShowIngest():
            return ingest(reply)
        case ShowGaps():
            return gaps(reply)
        case Done():
            return ()
    assert_never(reply)
