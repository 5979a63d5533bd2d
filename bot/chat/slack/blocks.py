"""Replies as Slack messages. Nothing is decided here: what a button means is said by the words it carries."""

from typing import assert_never

from bot.admin_messages import ShowGaps, ShowIngest
from bot.chat.slack.admin_blocks import gaps, ingest
from bot.chat.slack.answer_blocks import answer, answer_stream
from bot.chat.slack.citation_blocks import citation_quotes
from bot.chat.slack.grade_blocks import grade
from bot.chat.slack.home_view import home_message, home_view
from bot.chat.slack.modals import answer_modal, answer_of, gap_modal, ingest_modal, ingest_of, reason_modal, reason_of
from bot.chat.slack.parts import paragraph, spoken
from bot.chat.slack.practice_blocks import (
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
from bot.chat.slack.progress_blocks import progress
from bot.chat.slack.rendered import Rendered, packed
from bot.chat.slack.report_blocks import report
from bot.chat.wording import NOTHING_CITED
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

__all__ = [
    "Rendered",
    "answer_modal",
    "answer_of",
    "answer_stream",
    "gap_modal",
    "home_view",
    "ingest_modal",
    "ingest_of",
    "reason_modal",
    "reason_of",
    "render",
]


def render(reply: Plain, *, learner: str, picture: str | None = None) -> Rendered:
    """One reply for `learner` (`slack:TEAM:USER`); `picture` is Slack's id of the file that shows progress."""
    match reply:
        case Say(text) if text == HELP:
            return help_words()
        case Say(text) | OpenThread(text):
            return packed(spoken(text))
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
        case ShowCitations(citations):
            return packed(citation_quotes(citations) or paragraph(NOTHING_CITED))
        case ShowAnswer():
            return answer(reply)
        case ShowProgress(shown):
            return progress(shown, picture)
        case ShowSummary():
            return summary(reply)
        case ShowReport():
            return report(reply)
        case AskReason():
            return reasons(reply)
        case ShowRound():
            return round_over(reply)
        case ShowHome():
            return home_message(reply, picture)
        case ShowIngest():
            return ingest(reply)
        case ShowGaps():
            return gaps(reply)
        case Done():
            return packed(())
    assert_never(reply)
