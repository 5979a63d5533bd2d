"""Replies as plain text: what the terminal prints, and what the conversation scripts are written in."""

import re
import textwrap
import unicodedata
from datetime import datetime, timedelta
from typing import assert_never

from bot.admin_messages import ShowGaps, ShowIngest
from bot.chat.progress_text import progress_text
from bot.chat.shared_text import shared_text
from bot.messages import (
    Aside,
    AskProbe,
    AskQuestion,
    AskReason,
    CitedPoint,
    Done,
    Live,
    OpenThread,
    Reply,
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
from bot.practice.grading import Flag, PointVerdict
from knowledge.questions import Citation
from knowledge.sentences import content_stems

MARKS = {
    PointVerdict.COVERED: "✓ covered",
    PointVerdict.PARTLY: "~ partly",
    PointVerdict.MISSED: "✗ missed",
    PointVerdict.CONTRADICTED: "! contradicted",
}
NOTES = {
    Flag.EMPTY: "is empty",
    Flag.DONT_KNOW: "says that you do not know",
    Flag.RESTATES_QUESTION: "restates the question",
    Flag.DENIES: "reads for the most part like the opposite of the reference",
    Flag.TERM_LIST: "lists terms without saying anything about them",
    Flag.INSTRUCTION: "tells the grader what to do, which counts for nothing",
}


READ_AS = "Read as:"


def render(reply: Reply) -> str:
    """One reply as lines of text, without control characters whatever a document or a learner put in."""
    return without_controls(_render(reply))


def without_controls(text: str) -> str:
    """Text that cannot steer a terminal: control and direction-changing characters are left out, newlines stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))


def _render(reply: Reply) -> str:
    match reply:
        case Say(text):
            return text
        case AskQuestion():
            return _question(reply)
        case ShowHint(text, level, cost, total):
            return f"Hint {level} of 3 (costs {percent(cost)}, {percent(total)} in all): {text}"
        case ShowGrade():
            return _grade(reply)
        case AskProbe(text):
            return f"Follow-up: {text}\n(answer it, or: next, reveal, why, +, -)"
        case ShowProbeResult(covered, point, evidence):
            words = "Yes, that is the point" if covered else "Not quite. The point was"
            return f"{words}: {point}\n  The reference says: “{evidence}”"
        case ShowReference(text, citations, misconception):
            return _reference(text, citations, misconception)
        case ShowRound(_, text, citations, misconception, answered, named):
            people = "1 person" if answered == 1 else f"{answered or 'no'} people"
            among = f", among them {', '.join(named)}" if named else ""
            return f"{people.capitalize()} answered{among}.\n{_reference(text, citations, misconception)}"
        case ShowCitations(citations):
            return _sources(citations, quoted=True)
        case ShowAnswer():
            return _answer(reply)
        case ShowProgress(progress):
            return progress_text(progress)
        case ShowSummary(graded, score):
            return _summary(graded, score)
        case ShowReport():
            return _report(reply)
        case ShowHome() | ShowIngest() | ShowGaps():
            return shared_text(reply)
        case OpenThread(text):
            return text
        case Done():
            return ""
        case Aside(_, inner) | Live(_, inner):
            return _render(inner)
        case AskReason(reasons):
            listed = ", ".join(f"{number} {reason}" for number, reason in enumerate(reasons, 1))
            return f"Noted. What was wrong with it? {listed} (a number or your own words)"
    assert_never(reply)


def unwrapped(text: str) -> str:
    """Paragraphs on one line each, as the screen is wide; blank lines and list items stay on lines of their own."""
    return re.sub(r"(?<!\n)\n(?!\n|\s*(?:[-*+•]|\d+[.)])\s)", " ", text)


def _reference(text: str, citations: tuple[Citation, ...], misconception: str) -> str:
    beware = f"\nA common misconception: {misconception}" if misconception else ""
    return f"Reference answer: {unwrapped(text)}{beware}\n{_sources(citations)}"


def _question(reply: AskQuestion) -> str:
    head = [f"Question {reply.number} of {reply.total}", reply.topic, reply.level, "review" if reply.due else ""]
    if reply.time_allowed is not None:
        head.append(f"{minutes(reply.time_allowed)} left")
    lines = [" · ".join(part for part in head if part), reply.text]
    if reply.code:
        lines += ["", textwrap.indent(reply.code, "    "), ""]
    lines += [f"  - {option}" for option in reply.options]
    return "\n".join(lines).rstrip("\n")


def _grade(reply: ShowGrade) -> str:
    covered = sum(point.verdict is PointVerdict.COVERED for point in reply.points)
    lines = [f"Covered {covered} of {len(reply.points) + reply.held} · {percent(reply.score)} · {reply.grade.verdict}"]
    if reply.hint_cost:
        lines[0] += f" (hints took {percent(reply.hint_cost)})"
    if reply.confidence is not None:
        lines[0] += f" · you were {percent(reply.confidence)} sure"
    lines += [f"Note: your answer {NOTES[flag]}." for flag in reply.grade.flags]
    for point in reply.points:
        lines += _point(point)
    if reply.held:
        more = "1 more point" if reply.held == 1 else f"{reply.held} more points"
        lines.append(f"  {more} in the reference answer, which is shown once the question is over.")
    if reply.grade.advice:
        lines.append(f"Advice: {reply.grade.advice}")
    lines.append(_sources(reply.citations))
    if reply.note:
        lines.append(f"({reply.note})")
    return "\n".join(line for line in lines if line)


def _point(point: CitedPoint) -> list[str]:
    """Verdict, the learner's words, the reference's. The point itself is left out where the reference says it alike."""
    said = point.quote and point.verdict is not PointVerdict.MISSED
    mine = f"  {MARKS[point.verdict]}: " + (f"you said “{' '.join((point.quote or '').split())}”" if said else "")
    if not point.evidence:
        return [mine]
    reference = f"“{point.evidence}” [{point.citation}]"
    if not says_alike(point.text, point.evidence):
        reference = f"{point.text} {reference}"
    return [mine, f"      the reference says {reference}"] if said else [mine + reference]


def says_alike(point: str, evidence: str) -> bool:
    """Whether most of the point's words stand in the evidence."""
    words, there = set(content_stems(point)), set(content_stems(evidence))
    return len(words & there) >= 0.6 * len(words)


def _answer(reply: ShowAnswer) -> str:
    answer = reply.answer
    if answer.abstained:
        lines = [*answer_above(reply), "I do not know: nothing I have read answers that. I noted the gap."]
        if answer.nearest:
            lines.append("The nearest questions I can answer:")
            lines += [f"  - {nearest.text}" for nearest in answer.nearest]
        return "\n".join(lines)
    return "\n".join([*answer_above(reply), answer.text, *answer_below(reply)])


def answer_above(reply: ShowAnswer) -> tuple[str, ...]:
    """The lines before the words of an answer."""
    return (without_controls(f"{READ_AS} {reply.read_as}"),) if reply.read_as else ()


def answer_below(reply: ShowAnswer) -> tuple[str, ...]:
    """The lines after the words of an answer."""
    lines = []
    for disagreement in reply.answer.disagreements:
        one, other = disagreement.one, disagreement.other
        lines.append(
            f"Sources disagree: “{one.text}” {_numbers(one.citations)} but “{other.text}” {_numbers(other.citations)}"
        )
    lines.append(_sources(reply.answer.citations, now=reply.at))
    if reply.note:
        lines.append(f"({reply.note})")
    return tuple(without_controls(line) for line in lines)


def _summary(graded: int, score: float | None) -> str:
    if score is None:
        return "That was it for now. Nothing was graded."
    answers = "1 answer" if graded == 1 else f"{graded} answers"
    return f"That was it: {answers} graded, {percent(score)} on average. `progress` shows where you stand."


def _report(reply: ShowReport) -> str:
    lines = [
        f"Mock interview: {percent(reply.score)} over {len(reply.lines)} questions, "
        f"{minutes(reply.used)} of {minutes(reply.allowed)} used."
    ]
    for number, line in enumerate(reply.lines, 1):
        score = "not answered" if line.score is None else percent(line.score)
        lines.append(f"  {number}. {score} · {line.topic} · {line.question}")
        lines += [f"      missed: {point}" for point in line.missed]
    scored = [line for line in reply.lines if line.score is not None]
    best, weakest = (pick(scored, key=lambda line: line.score or 0, default=None) for pick in (max, min))
    if best is not None and weakest is not None and best.topic != weakest.topic:
        lines.append(f"Strongest: {best.topic}. Practise next: {weakest.topic}.")
    return "\n".join(lines)


def _sources(citations: tuple[Citation, ...], *, quoted: bool = False, now: datetime | None = None) -> str:
    lines = []
    for number, citation in enumerate(citations, 1):
        section = citation.section if citation.section != citation.title else ""
        parts = [citation.title, section, citation.where]
        if now is not None and citation.modified is not None:
            parts.append(age(now - citation.modified))
        lines.append(f"  [{number}] " + " · ".join(part for part in parts if part))
        if quoted:
            lines.append(f"      “{' '.join(citation.text.split())}”")
    return "\n".join(lines)


def age(passed: timedelta) -> str:
    days = passed.days
    if days < 1:
        return "today"
    for size, unit in ((365, "year"), (30, "month"), (1, "day")):
        if days >= size:
            many = days // size
            return f"{many} {unit}{'s' if many > 1 else ''} old"
    return "today"


def _numbers(citations: tuple[int, ...]) -> str:
    return "".join(f"[{number}]" for number in citations)


def percent(share: float) -> str:
    return f"{round(100 * share)} %"


def minutes(span: timedelta) -> str:
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d} min"


CITATION_MARK = re.compile(r"\[\d+\]")
