"""What comes in and what goes out, the same on every platform. Adapters translate these and decide nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.practice.grading import Grade, PointVerdict
from bot.practice.progress import Progress
from bot.records import Reason
from knowledge.answer import Answer
from knowledge.questions import Citation


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a learner said. `id` is the platform's own, so that a repeated delivery can be recognised."""

    id: str
    learner: str
    conversation: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class AskQuestion:
    question_id: str
    text: str
    number: int
    total: int
    topic: str
    level: str
    due: bool
    time_allowed: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ShowHint:
    """`cost` is the share of the score that this hint takes, 0..1; `total_cost` all hints of the question so far."""

    text: str
    level: int
    cost: float
    total_cost: float


@dataclass(frozen=True, slots=True)
class CitedPoint:
    """A key point as a learner sees it: the verdict, their own words, and the reference's words with their citation."""

    text: str
    verdict: PointVerdict
    quote: str | None
    evidence: str
    citation: int


@dataclass(frozen=True, slots=True)
class ShowGrade:
    """`score` is what counts, after hints; `grade.score` is before."""

    attempt_id: str
    grade: Grade
    score: float
    points: tuple[CitedPoint, ...]
    citations: tuple[Citation, ...]
    hint_cost: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class AskProbe:
    """A follow-up aimed at one missed point."""

    text: str


@dataclass(frozen=True, slots=True)
class ShowProbeResult:
    covered: bool
    point: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ShowReference:
    text: str
    citations: tuple[Citation, ...]
    misconception: str


@dataclass(frozen=True, slots=True)
class ShowCitations:
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class ShowAnswer:
    asked_id: str
    answer: Answer
    at: datetime


@dataclass(frozen=True, slots=True)
class ShowProgress:
    progress: Progress


@dataclass(frozen=True, slots=True)
class ReportLine:
    question: str
    topic: str
    score: float | None
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShowSummary:
    """The end of a practice session; `score` is the mean of the graded answers, None where nothing was graded."""

    graded: int
    score: float | None


@dataclass(frozen=True, slots=True)
class ShowReport:
    """The end of a mock interview. Lines without a score were not answered in time or skipped, and count as 0."""

    score: float
    lines: tuple[ReportLine, ...]
    used: timedelta
    allowed: timedelta


@dataclass(frozen=True, slots=True)
class AskReason:
    reasons: tuple[Reason, ...]


Reply = (
    Say
    | AskQuestion
    | ShowHint
    | ShowGrade
    | AskProbe
    | ShowProbeResult
    | ShowReference
    | ShowCitations
    | ShowAnswer
    | ShowProgress
    | ShowSummary
    | ShowReport
    | AskReason
)
