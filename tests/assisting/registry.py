"""One question with four points, and an answer that says one, half says one and misses two."""

from bot.practice.grading import Grade, GradedPoint, PointVerdict, Verdict
from knowledge.questions import KeyPoint, Locator, Question, ReferenceAnswer

TEXTS = (
    "A model registry stores every trained model under a version.",
    "It records who approved a model for production.",
    "It keeps the lineage from a model back to its data and code.",
    "A release can be rolled back to an earlier version within minutes.",
)
TERMS = (("version",), ("approval",), ("lineage",), ("rollback",))
POINTS = tuple(
    KeyPoint(f"registry.{n}", text, (), terms, probe=None)
    for n, (text, terms) in enumerate(zip(TEXTS, TERMS, strict=True), 1)
)
QUESTION = Question(
    "registry",
    "What does a model registry give a team?",
    Locator("registry.md", 1, 9),
    ReferenceAnswer(" ".join(TEXTS), POINTS),
)
ANSWER = (
    "Every trained model is stored under a version, so nobody has to guess. "
    "You can look up the person who signed a release off. It is a nice web page."
)


def graded(*verdicts: PointVerdict) -> Grade:
    credits = {PointVerdict.COVERED: 0.9, PointVerdict.PARTLY: 0.5}
    points = tuple(
        GradedPoint(point, verdict, credits.get(verdict, 0.0)) for point, verdict in zip(POINTS, verdicts, strict=True)
    )
    return Grade(0.35, Verdict.PARTIALLY_CORRECT, points, advice="Read about lineage.")


GRADE = graded(PointVerdict.COVERED, PointVerdict.PARTLY, PointVerdict.MISSED, PointVerdict.MISSED)
