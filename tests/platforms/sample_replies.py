"""One realistic reply of each main kind, as its learners and admins would get it."""

from datetime import UTC, date, datetime, timedelta

from bot.admin_messages import AdminGlance, IngestedSource, IngestOutcome, OpenGap, ShowGaps, ShowIngest
from bot.help import HELP
from bot.messages import (
    AskProbe,
    AskQuestion,
    CitedPoint,
    Plain,
    ReportLine,
    Say,
    ShowAnswer,
    ShowGrade,
    ShowHint,
    ShowHome,
    ShowProgress,
    ShowReport,
    ShowRound,
    ShowSummary,
)
from bot.practice.calibration import calibrate
from bot.practice.grading import Flag, Grade, GradedPoint, PointVerdict, Verdict
from bot.practice.progress import DueDay, Progress, TopicProgress, Week
from knowledge.answer import Answer, CitedSentence, Disagreement, NearestQuestion
from knowledge.questions import Citation, KeyPoint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
QUESTION = "How would you roll out a new version of a model that serves live traffic, and when would you roll it back?"
REGISTRY = Citation(
    "p1", "delivery.md", 12, 19, "Delivery", "Shadow and canary releases",
    "A shadow release sends a copy of live traffic to the new version and throws its answers away.",
    NOW - timedelta(days=70),
)  # fmt: skip
WIKI = Citation(
    "p2", "wiki/rollout-runbook.md", 4, 8, "Rollout runbook", "When to stop",
    "Stop the rollout as soon as one guard metric leaves its band for ten minutes.", NOW - timedelta(days=3),
)  # fmt: skip
PROBED = KeyPoint("k3", "", (), probe="Who or what decides that a canary is stopped?")
POINTS = (
    CitedPoint(
        "A shadow release compares the new version without users seeing it.", PointVerdict.COVERED,
        "first I mirror the traffic to the new model & compare the answers offline",
        "A shadow release sends a copy of live traffic to the new version and throws its answers away.", 1,
    ),
    CitedPoint(
        "A canary takes a small share of traffic that grows step by step.", PointVerdict.PARTLY,
        "then I give it 5% of users", "A canary starts with a small share of the traffic, which grows in steps.", 1,
    ),
    CitedPoint(
        "Guard metrics with limits stop the rollout by themselves.", PointVerdict.MISSED, None,
        "Stop the rollout as soon as one guard metric leaves its band for ten minutes.", 2,
    ),
    CitedPoint(
        "The old version stays warm for a quick way back.", PointVerdict.CONTRADICTED,
        "the old model is deleted once the new one is live",
        "The version before stays loaded until the new one has served a full week.", 2,
    ),
)  # fmt: skip
GRADE = ShowGrade(
    attempt_id="slack:T1:E1:attempt",
    grade=Grade(
        0.44, Verdict.PARTIALLY_CORRECT, (GradedPoint(PROBED, PointVerdict.MISSED, 0.0),), (Flag.INSTRUCTION,),
        "Name the limits that stop a rollout, and say how long the old version stays ready.",
    ),
    score=0.42, points=POINTS, citations=(REGISTRY, WIKI), hint_cost=0.05, confidence=0.8, probed=True,
)  # fmt: skip
ANSWER = Answer(
    "What is a shadow release?",
    (
        CitedSentence("A shadow release sends a copy of live traffic to the new version.", (1,)),
        CitedSentence("It shows load, latency and disagreement before a user sees anything.", (1,)),
        CitedSentence("It can't show how people react to the answers, for which a canary is needed.", (1, 2)),
    ),
    (REGISTRY, WIKI), 0.8, False,
    disagreements=(
        Disagreement(
            CitedSentence("The old version is kept for a week", (1,)),
            CitedSentence("The old version is removed after the first day", (2,)),
        ),
    ),
)  # fmt: skip
NEAREST = (
    NearestQuestion("n1", "What is a feature store, and which problem between training and serving does it solve?"),
    NearestQuestion("n2", "How do you version features?"),
    NearestQuestion("n3", "When does a team not need a feature store?"),
)
UNKNOWN = Answer("How do I price a feature store?", (), (), 0.1, True, NEAREST)
TOPICS = tuple(
    TopicProgress(name, 20, met, strength, met / 20, 0.7, met, strength + 0.2, due)
    for name, met, strength, due in [
        ("safety", 4, 0.08, 2), ("monitoring", 8, 0.22, 3), ("rag", 12, 0.41, 1), ("serving", 15, 0.63, 0),
        ("delivery", 18, 0.74, 0), ("governance", 0, 0.0, 0), ("edge", 0, 0.0, 0),
    ]
)  # fmt: skip
PROGRESS = Progress(
    TOPICS, 0.31, 57, 0.66, 6, tuple(DueDay(MONDAY + timedelta(days=n), n % 4) for n in range(7)), 5, MONDAY,
    tuple(Week(MONDAY - timedelta(weeks=5 - n), 9, 0.4 + 0.06 * n) for n in range(6)),
    calibrate([(MONDAY, 0.9, 0.6), (MONDAY, 0.7, 0.6), (MONDAY, 0.5, 0.5), (MONDAY, 0.95, 0.7)]),
)  # fmt: skip
OUTCOME = IngestOutcome(
    "20260302-0841", (
        IngestedSource("handbook/serving.md", 14, 13, 22, False, ("line 88: a table without a heading",)),
        IngestedSource("handbook/on-call.pdf", 6, 2, 31, False, ("line 12: a page of scanned text", "line 90: a menu")),
        IngestedSource("handbook/rag.md", 20, 20, 41, True),
        IngestedSource("handbook/data.md", 9, 9, 17, True),
    ), 11, 4, 1, 212, 5, 3, ("notes.docx: this format is not read",), 12.5,
)  # fmt: skip
LINES = (
    ReportLine(
        QUESTION, "delivery", 0.39, ("Guard metrics stop the rollout by themselves.", "The old version stays warm.")
    ),
    ReportLine("What does a model registry give a team?", "experiments", 0.9, ()),
    ReportLine("How do you notice drift without labels?", "monitoring", 0.55, ("Compare the inputs' distributions.",)),
    ReportLine("When is a smaller model the better one?", "cost", None, ()),
)

SAMPLES: dict[str, tuple[Plain, ...]] = {
    "question": (
        AskQuestion("q1", QUESTION, 2, 5, "delivery", "mid", True),
        ShowHint("A good answer makes 4 points. Think about this: who stops a canary?", 1, 0.05, 0.05),
    ),
    "grade": (GRADE, AskProbe("Who or what decides that a canary is stopped?")),
    "answer": (ShowAnswer("a1", ANSWER, NOW),),
    "abstention": (ShowAnswer("a2", UNKNOWN, NOW),),
    "progress": (ShowProgress(PROGRESS),),
    "round": (
        ShowRound(
            "q1",
            "Send a copy of the live traffic to the new version first and compare. Then give it a small share of the "
            "traffic, which grows in steps. Guard metrics with limits stop it. Keep the old version loaded.",
            (REGISTRY, WIKI), "A good result offline makes a canary unnecessary.", 4,
            ("slack:T1:UADA", "slack:T1:UBEN"),
        ),
    ),
    "report": (ShowReport(0.46, LINES, timedelta(minutes=21), timedelta(minutes=24)), ShowSummary(4, 0.61)),
    "ingest": (ShowIngest("running", "encoding passages", 140, 412), ShowIngest("ready", outcome=OUTCOME)),
    "gaps": (
        ShowGaps(
            (
                OpenGap("g1", "asked", "How do I price a feature store?", 4),
                OpenGap(
                    "g2", "unanswered", "What stops a rollout?", 1,
                    "Stop the rollout as soon as one guard metric leaves its band for ten minutes.", (WIKI,),
                ),
            ),
            7,
        ),
    ),
    "words": (Say("No question is open. `practice` starts one, `help` says more."), Say(HELP)),
}  # fmt: skip
HOME = ShowHome(PROGRESS, in_session=False, glance=AdminGlance("20260301-1900", 412, 20, 7, 61, 9, 2))
HOME_TEXT = ShowHome(PROGRESS, in_session=True)
