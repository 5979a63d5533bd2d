"""What the coach's replies say around other people's words, the same on every platform that shows them as messages."""

from datetime import datetime

from bot.chat.plain_text import NOTES, READ_AS, age, minutes, percent
from bot.messages import (
    AskQuestion,
    CitedPoint,
    ShowAnswer,
    ShowGrade,
    ShowHint,
    ShowHome,
    ShowReport,
    ShowRound,
    ShowSummary,
)
from bot.practice.calibration import Calibration
from bot.practice.grading import PointVerdict
from bot.practice.progress import Progress
from bot.records import Reason
from knowledge.answer import CitedSentence
from knowledge.questions import Citation

UNKNOWN = "I do not know: nothing I have read answers that. I noted the gap."
NEAREST = "The nearest questions I can answer:"
WRITING = "More is being written."
DISAGREE = "Sources disagree:"
NOTHING_CITED = "There is nothing to cite."
NOTHING_PRACTISED = "Nothing practised yet."
ASK_REASON = "Noted. What was wrong with it? Press a reason, or say it in your own words."
FOLLOW_UP = "Follow-up:"
ANSWER_PROBE = "Answer it in your own words, or go on with Next question above."
REFERENCE_SAYS = "The reference says:"
REFERENCE, MISCONCEPTION = "Reference answer:", "A common misconception:"
YOU_SAID, ADVICE = "You said:", "Advice:"
WAITING = "A question is waiting for your answer."
STRENGTHS, CONFIDENCE = "Strength by topic, weakest first:", "Confidence:"
PUBLISH_TITLE = "Publish this generation?"
APPROVE_TITLE, APPROVE_TEXT = "Approve this draft?", "Learners are graded against it from now on."
ROLLBACK_TITLE, ROLLBACK_TEXT = "Roll back?", "The generation before this one serves everybody again."
REASON_TITLE, ANSWER_TITLE, GAP_TITLE = "Not good", "Your answer", "Answer a gap"
ASKED_REASON, OWN_WORDS = "What was wrong with it?", "In your own words"
ASKED_SURE, NOT_SURE = "How sure are you?", "Leave open"
ASKED_REFERENCE = "Reference answer"
REFERENCE_HINT = "Learners are graded against these words: one point a sentence is best."
ARE_YOU_SURE, SURELY = "Are you sure?", "Yes, I am sure"
FORGET_TITLE = "Erase everything?"
FORGET_TEXT = (
    "This erases everything that is kept about you: your answers and grades, your reviews and progress, what you asked "
    "and how you rated it, on every platform that you linked. It cannot be undone."
)
VERDICTS = {
    PointVerdict.COVERED: "Covered",
    PointVerdict.PARTLY: "Partly covered",
    PointVerdict.MISSED: "Missed",
    PointVerdict.CONTRADICTED: "Contradicted",
}
REASON_LABELS: dict[Reason, str] = {
    "wrong": "It is wrong",
    "unsupported": "Its sources do not say so",
    "unclear": "It is unclear",
    "unfair grade": "The grade is unfair",
    "bad question": "The question is bad",
    "other": "Something else",
}
SURE = (
    (10, "A guess (10 %)"),
    (30, "Doubtful (30 %)"),
    (50, "Half sure (50 %)"),
    (70, "Fairly sure (70 %)"),
    (90, "Very sure (90 %)"),
)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def cited(number: int, citation: Citation, now: datetime | None = None) -> str:
    """Where words come from, on one line; with its age where it is known what time it is."""
    section = citation.section if citation.section != citation.title else ""
    passed = age(now - citation.modified) if now is not None and citation.modified is not None else ""
    parts = (" ".join(part.split()) for part in (citation.title, section, citation.where, passed))
    return f"[{number}] " + " · ".join(part for part in parts if part)


def quoted(sentence: CitedSentence) -> str:
    return f"“{sentence.text}” " + "".join(f"[{number}]" for number in sentence.citations)


def read_as(reply: ShowAnswer) -> str:
    """What a follow-up was taken for, empty where it was taken as it was asked."""
    return f"{READ_AS} {reply.read_as}" if reply.read_as else ""


# -- practice -----------------------------------------------------------------------------------------------------


def question_head(reply: AskQuestion) -> str:
    head = [f"Question {reply.number} of {reply.total}", reply.topic, reply.level, "review" if reply.due else ""]
    if reply.time_allowed is not None:
        head.append(f"{minutes(reply.time_allowed)} left")
    return " · ".join(part for part in head if part)


def hint_label(reply: ShowHint) -> str:
    return f"Hint {reply.level} of 3:"


def hint_cost(reply: ShowHint) -> str:
    more = f", {percent(reply.total_cost)} with those before" if reply.level > 1 else ""
    return f"It takes {percent(reply.cost)} of the score{more}."


def probe_verdict(covered: bool) -> str:
    return "Yes, that is the point:" if covered else "Not quite. The point was:"


def answered(reply: ShowRound) -> str:
    people = "1 person" if reply.answered == 1 else f"{reply.answered} people"
    return f"{people} answered" if reply.answered else "Nobody answered"


def summary(reply: ShowSummary) -> str:
    if reply.score is None:
        return "That was it for now. Nothing was graded."
    return f"That was it: {count(reply.graded, 'answer')} graded, {percent(reply.score)} on average."


# -- grades -------------------------------------------------------------------------------------------------------


def grade_head(reply: ShowGrade) -> str:
    covered = sum(point.verdict is PointVerdict.COVERED for point in reply.points)
    score = f"{percent(reply.score)} · {reply.grade.verdict}"
    return f"{score} · {covered} of {len(reply.points) + reply.held} points covered"


def circumstances(reply: ShowGrade) -> str:
    """What else counts in the score, empty where nothing does."""
    said = [f"Your answer {NOTES[flag]}." for flag in reply.grade.flags]
    if reply.hint_cost:
        said.append(
            f"It was {percent(reply.grade.score)} before the hints, which take {percent(reply.hint_cost)} of it."
        )
    if reply.confidence is not None:
        said.append(f"You were {percent(reply.confidence)} sure.")
    return " ".join(said)


def said_of(point: CitedPoint) -> str:
    """The learner's words on a point, in quotation marks; empty where nothing came near it."""
    said = point.quote if point.verdict is not PointVerdict.MISSED else None
    return f"“{' '.join(said.split())}”" if said else ""


def held_back(reply: ShowGrade) -> str:
    more = f"{reply.held} more point{'s' if reply.held > 1 else ''} in the reference answer"
    return f"{more}, which is shown once the question is over."


# -- progress and reports -----------------------------------------------------------------------------------------


def due(reply: ShowHome) -> str:
    progress = reply.progress
    if not progress.attempts:
        return "Start with a first question"
    if progress.due_now:
        return f"{count(progress.due_now, 'review')} due now"
    return f"Nothing due now, {count(progress.due_this_week, 'review')} within a week"


def habits(progress: Progress) -> str:
    said = [f"{count(progress.attempts, 'answer')} so far", f"streak {count(progress.streak, 'day')}"]
    if progress.mean_score is not None:
        said.append(f"{percent(progress.mean_score)} on average")
    said.append(f"{percent(progress.strength)} of everything expected to be known")
    return " · ".join(said)


def strengths(progress: Progress) -> str:
    """Empty where no topic was met."""
    met = [topic for topic in progress.topics if topic.met]
    return ", ".join(f"{topic.topic or 'no topic'} {percent(topic.strength)}" for topic in met)


def confidence(calibration: Calibration) -> str:
    points = round(100 * abs(calibration.bias))
    answers = f"({count(calibration.answers, 'answer')})"
    if points <= 5:
        return f"you judge yourself well {answers}"
    return f"{points} points {'over' if calibration.bias > 0 else 'under'}-confident {answers}"


def practise(progress: Progress) -> str:
    return f"Practise {progress.due_now} due" if progress.due_now else "Practise"


def report_head(reply: ShowReport) -> str:
    return f"Mock interview: {percent(reply.score)} over {count(len(reply.lines), 'question')}"


def time_used(reply: ShowReport) -> str:
    return f"{minutes(reply.used)} used of {minutes(reply.allowed)}"


def score_of(score: float | None) -> str:
    return "not answered" if score is None else percent(score)


def ranking(reply: ShowReport) -> str:
    """Empty where no topic stands out."""
    scored = [line for line in reply.lines if line.score is not None]
    best = max(scored, key=lambda line: line.score or 0.0, default=None)
    weakest = min(scored, key=lambda line: line.score or 0.0, default=None)
    if best is None or weakest is None or best.topic == weakest.topic:
        return ""
    return f"Strongest: {best.topic or 'no topic'}. Practise next: {weakest.topic or 'no topic'}."


# -- what people are asked to confirm -------------------------------------------------------------------------------


def publish_text(generation: str, rollback: str) -> str:
    """What publishing means; `rollback` is how it is taken back here."""
    return f"Everybody is asked from generation {generation} from now on. {rollback} brings back the one before."
