"""Every kind of reply, made of any text: what hypothesis draws from, and what the pictures are of."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from bot.admin_messages import AdminGlance, IngestedSource, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.chat.text import clean
from bot.messages import (
    AskProbe,
    AskQuestion,
    AskReason,
    CitedPoint,
    Done,
    OpenThread,
    Plain,
    ReportLine,
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
from bot.practice.calibration import Calibration
from bot.practice.grading import Flag, Grade, GradedPoint, PointVerdict, Verdict
from bot.practice.progress import DueDay, Progress, TopicProgress
from bot.turns.rating import REASONS
from knowledge.answer import Answer, CitedSentence, Disagreement, NearestQuestion
from knowledge.questions import Citation, KeyPoint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IDS = st.from_regex(r"[a-z0-9:-]{1,40}", fullmatch=True)
SHARES = st.floats(0, 1)
PEOPLE = ("slack:T1:U1", "slack:T1:W2", "discord:80351110224678912")
NOBODY = ("slack:T1:<!channel>", "slack:T1:u3>", "discord:@everyone", "discord:1>", "cli:ada", "")
COUNTS = st.integers(0, 10_000)


def citations(texts: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Citation, ...]]:
    one = st.builds(
        Citation, IDS, texts, st.integers(1, 9), st.integers(9, 99), texts, texts, texts, st.sampled_from([None, NOW])
    )
    return st.lists(one, max_size=4).map(tuple)


def progress(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Progress]:
    topic = st.builds(
        TopicProgress, texts, COUNTS, st.integers(0, 9), SHARES, SHARES, SHARES, COUNTS, st.none() | SHARES, COUNTS
    )
    calibration = st.builds(Calibration, st.integers(1, 99), SHARES, st.floats(-1, 1), st.just(()), st.just(()))
    return st.builds(
        Progress,
        st.lists(topic, max_size=6).map(tuple),
        SHARES,
        COUNTS,
        st.none() | SHARES,
        COUNTS,
        st.just(tuple(DueDay(date(2026, 3, 2) + timedelta(days=n), n) for n in range(7))),
        COUNTS,
        st.none(),
        st.just(()),
        st.none() | calibration,
    )


def grades(texts: st.SearchStrategy[str]) -> st.SearchStrategy[ShowGrade]:
    verdicts = st.sampled_from(PointVerdict)
    shown = st.builds(CitedPoint, texts, verdicts, st.none() | texts, texts, st.integers(1, 9))
    probed = st.sampled_from([None, "And why?"]).map(lambda probe: KeyPoint("k", "point", (), probe=probe))
    points = st.lists(st.builds(GradedPoint, probed, verdicts, SHARES), max_size=3).map(tuple)
    flags = st.lists(st.sampled_from(Flag), max_size=2, unique=True).map(tuple)
    grade = st.builds(Grade, SHARES, st.sampled_from(Verdict), points, flags, texts)
    cited = st.lists(shown, max_size=6).map(tuple)
    return st.builds(ShowGrade, IDS, grade, SHARES, cited, citations(texts), SHARES, st.none() | SHARES)


def answers(texts: st.SearchStrategy[str]) -> st.SearchStrategy[ShowAnswer]:
    sentence = st.builds(CitedSentence, texts, st.lists(st.integers(1, 4), min_size=1, max_size=2).map(tuple))
    sentences = st.lists(sentence, min_size=1, max_size=5).map(tuple)
    disagreements = st.lists(st.builds(Disagreement, sentence, sentence), max_size=2).map(tuple)
    given = st.builds(Answer, texts, sentences, citations(texts), SHARES, st.just(False), disagreements=disagreements)
    nearest = st.lists(st.builds(NearestQuestion, IDS, texts), max_size=4).map(tuple)
    none = st.builds(Answer, texts, st.just(()), st.just(()), SHARES, st.just(True), nearest)
    return st.builds(ShowAnswer, IDS, given | none, st.just(NOW))


def ingests(texts: st.SearchStrategy[str]) -> st.SearchStrategy[ShowIngest]:
    several = st.lists(texts, max_size=4).map(tuple)
    source = st.builds(IngestedSource, texts, COUNTS, COUNTS, COUNTS, st.booleans(), several)
    outcome = st.builds(
        IngestOutcome,
        IDS,
        st.lists(source, max_size=4).map(tuple),
        COUNTS,
        COUNTS,
        COUNTS,
        COUNTS,
        COUNTS,
        COUNTS,
        several,
        SHARES,
    )
    states = st.sampled_from(["running", "ready", "same", "published", "discarded", "failed"])
    return st.builds(ShowIngest, states, texts, COUNTS, COUNTS, st.none() | outcome)


def replies(texts: st.SearchStrategy[str]) -> dict[type[Plain], st.SearchStrategy[Plain]]:
    """For each kind of reply, any of that kind."""
    spans = st.timedeltas(timedelta(0), timedelta(hours=2))
    line = st.builds(ReportLine, texts, texts, st.none() | SHARES, st.lists(texts, max_size=3).map(tuple))
    gap = st.builds(OpenGap, IDS, st.sampled_from(["asked", "unanswered"]), texts, COUNTS, texts, citations(texts))
    people = st.sampled_from([*PEOPLE, *NOBODY])
    glance = st.builds(AdminGlance, IDS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
    number = st.integers(1, 50)
    return {
        Say: st.builds(Say, texts),
        OpenThread: st.builds(OpenThread, texts, st.just("/practice")),
        AskQuestion: st.builds(
            AskQuestion,
            IDS,
            texts,
            number,
            number,
            texts,
            texts,
            st.booleans(),
            st.none() | spans,
            st.just("") | texts,
            st.lists(texts, max_size=4).map(tuple),
        ),
        ShowHint: st.builds(ShowHint, texts, st.integers(1, 3), SHARES, SHARES),
        ShowGrade: grades(texts),
        AskProbe: st.builds(AskProbe, texts),
        ShowProbeResult: st.builds(ShowProbeResult, st.booleans(), texts, texts),
        ShowReference: st.builds(ShowReference, texts, citations(texts), texts),
        ShowCitations: st.builds(ShowCitations, citations(texts)),
        ShowAnswer: answers(texts),
        ShowProgress: st.builds(ShowProgress, progress(texts)),
        ShowSummary: st.builds(ShowSummary, COUNTS, st.none() | SHARES),
        ShowReport: st.builds(ShowReport, SHARES, st.lists(line, max_size=8).map(tuple), spans, spans),
        AskReason: st.just(AskReason(REASONS)),
        ShowRound: st.builds(
            ShowRound, IDS, texts, citations(texts), texts, COUNTS, st.lists(people, max_size=4).map(tuple)
        ),
        ShowHome: st.builds(ShowHome, progress(texts), st.booleans(), st.none() | glance),
        ShowIngest: ingests(texts),
        Done: st.just(Done()),
        ShowGaps: st.builds(ShowGaps, st.lists(gap, max_size=5).map(tuple), COUNTS),
    }


def in_full(reply: Plain) -> Iterator[str]:
    """The free texts of a reply that are to be seen from their first character to their last."""
    match reply:
        case Say(text) | OpenThread(text):
            yield re.sub(r"`([^`\n]{1,60})`", r"\1", clean(text))
        case AskQuestion(text=text, topic=topic, level=level):
            yield from (text, topic, level, *reply.options)
            # A backtick would end a block of code in Discord, and is shown there as its double.
            yield from (piece for piece in reply.code.split("`"))
        case ShowHint(text=text) | AskProbe(text):
            yield text
        case ShowProbeResult(point=point, evidence=evidence):
            yield from (point, evidence)
        case ShowGrade():
            yield reply.grade.advice
            yield from (point.evidence for point in reply.points)
            yield from (point.quote or "" for point in reply.points if point.verdict is not PointVerdict.MISSED)
            yield from sources(reply.citations)
        case ShowReference() | ShowRound():
            yield from (reply.text, reply.misconception, *sources(reply.citations))
        case ShowCitations(citations):
            yield from (*sources(citations), *(citation.text for citation in citations))
        case ShowAnswer(answer=answer):
            yield from (answer.text, *sources(answer.citations))
            yield from (one.text for pair in answer.disagreements for one in (pair.one, pair.other))
        case ShowIngest(state="ready", outcome=IngestOutcome() as outcome):
            yield from (*outcome.errors, *(source.path for source in outcome.sources))
            yield from (why for source in outcome.sources for why in source.dropped)
        case ShowIngest(state="failed", step=step):
            yield step
        case ShowGaps(gaps):
            yield from (text for gap in gaps for text in (gap.question, gap.draft))
        case ShowReport(lines=lines):
            yield from (clean(point)[:200] for line in lines for point in line.missed)


def sources(citations: tuple[Citation, ...]) -> Iterator[str]:
    yield from (text for citation in citations for text in (citation.title, citation.section, citation.path))
