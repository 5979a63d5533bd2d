"""What comes in and what goes out, the same on every platform. Adapters translate these and decide nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.admin_messages import AdminGlance, ShowGaps, ShowIngest
from bot.practice.grading import Grade, PointVerdict
from bot.practice.progress import Progress
from bot.records import Reason
from knowledge.answer import Answer
from knowledge.questions import Citation


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message, still on the platform; `size` in bytes."""

    id: str
    name: str
    url: str
    size: int


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a learner said or pressed. `id` is the platform's own, so that a repeated delivery is recognised.

    Buttons and reactions arrive as the words that do the same. `about` then names what they are on: `grade:ID`,
    `answer:ID`, `question:ID`, `generation:ID`; empty for what was typed. `place` is the channel in which several
    people see the conversation, empty where one learner talks to the coach alone. `in_thread` is False where a place
    has no thread for this conversation yet, as after a slash command: whoever starts something there opens one.
    """

    id: str
    learner: str
    conversation: str
    text: str
    at: datetime
    about: str = ""
    place: str = ""
    in_thread: bool = True
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    text: str


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """`code` is what the question is about, lines of code or of a table as they stand, and `options` are the choices
    that it offers; both come from documents, are cut to what a message holds, and are mostly empty."""

    question_id: str
    text: str
    number: int
    total: int
    topic: str
    level: str
    due: bool
    time_allowed: timedelta | None = None
    code: str = ""
    options: tuple[str, ...] = ()


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
    """`score` is what counts, after hints; `grade.score` is before. After a `probed` one comes a follow-up.

    `held` counts the points that are not shown, because others still answer: `points` and `grade.points` then have only
    the covered ones, without the reference's words, and there are neither citations nor advice. `note` is a sentence on
    how it came about.
    """

    attempt_id: str
    grade: Grade
    score: float
    points: tuple[CitedPoint, ...]
    citations: tuple[Citation, ...]
    hint_cost: float
    confidence: float | None
    held: int = 0
    probed: bool = False
    note: str = ""


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
    """`whole` is False while more sentences are being written. `read_as` is the question that a follow-up was taken
    for, empty where it was taken as it was asked; `note` is a sentence on how the answer came about."""

    asked_id: str
    answer: Answer
    at: datetime
    whole: bool = True
    read_as: str = ""
    note: str = ""


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


@dataclass(frozen=True, slots=True)
class ShowRound:
    """A question that several people answered is over: the reference answer for all. `answered` counts who answered;
    `named` are those of them (learners) who agreed to be named, in the order in which they answered."""

    question_id: str
    text: str
    citations: tuple[Citation, ...]
    misconception: str
    answered: int
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowHome:
    """A learner's own page; `in_session` where a practice session is open in private; `glance` for admins only."""

    progress: Progress
    in_session: bool
    glance: AdminGlance | None = None


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A message that opens a thread in the place where it is posted. Once it stands there, `then` is said in that
    thread in the name of whoever asked for it, and the conversation goes on from there."""

    text: str
    then: str


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more comes in answer to a message: where its platform shows that it waits, that may end."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A reply in a place that only `to` (a learner) gets to see."""

    to: str
    reply: "Plain"


@dataclass(frozen=True, slots=True)
class Live:
    """A reply that takes the place of the earlier one with the same `key` in answer to the same message."""

    key: str
    reply: "Plain"


Plain = (
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
    | ShowRound
    | ShowHome
    | ShowIngest
    | ShowGaps
    | OpenThread
    | Done
)
Reply = Plain | Aside | Live
