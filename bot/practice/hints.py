"""Three hints, each saying more and costing more: how much is asked, which words, then one whole point."""

import re
from dataclasses import dataclass

from knowledge.questions import Question
from knowledge.sentences import content_stems

# Shares of the score. The third gives a point away, so it costs about what one point of four or five is worth.
COSTS = (0.05, 0.10, 0.20)
_LONGEST = 400
_TOLD = 0.7
_FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n`]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Hint:
    level: int
    text: str
    cost: float


def cost_of(hints: int) -> float:
    """The share of the score that this many hints take, 0..0.35."""
    return round(sum(COSTS[:hints]), 2)


def hint(question: Question, level: int) -> Hint:
    """The hint of `level` 1..3 for a question with an answer. Raises IndexError beyond.

    What the author of the question wrote as a hint comes first, or last where it says a whole point.
    """
    assert question.answer is not None
    cost = COSTS[level - 1]
    points = question.answer.key_points
    authored = authored_hint(question)
    if not points:
        return Hint(level, _without_points(question.answer.text, authored, level), cost)
    early = bool(authored) and not _says_a_point(authored, question)
    if level == 1:
        nudge = next((point.probe for point in points if point.probe), None)
        many = "one point" if len(points) == 1 else f"{len(points)} points"
        text = f"A good answer makes {many}."
        if early:
            text = f"{authored} {text}"
        elif nudge:
            text += f" Think about this: {nudge}"
    elif level == 2:
        terms = [term for point in points for term in point.terms[:1]]
        text = "Words that belong in the answer: " + ", ".join(_masked(term) for term in terms) + "."
    elif authored and not early:
        text = authored
    else:
        # The last point is the one that learners reach least often: the first is usually the definition.
        text = f"One of the points: {points[-1].text}"
    return Hint(level, text, cost)


def _without_points(reference: str, authored: str, level: int) -> str:
    """For a reference that is a number, or nothing but code."""
    if level == 1:
        return authored or "A good answer is very short."
    first = next(iter(_FENCE_LINE.sub("", reference).split()), "…")
    return f"It begins like this: {_masked(first) if level == 2 else first}"


def authored_hint(question: Question) -> str:
    """What the question's author wrote as a hint, on one line that ends like a sentence; empty where there is none."""
    said = " ".join(question.metadata.get("hint", "").split())
    if len(said) > _LONGEST:
        said = said[: _LONGEST - 1].rstrip() + "…"
    return said if not said or said[-1] in ".!?…" else f"{said}."


def _says_a_point(said: str, question: Question) -> bool:
    """Whether most words of some point stand in it that the question does not have."""
    assert question.answer is not None
    given, there = set(content_stems(question.text)), set(content_stems(said))
    owns = [set(content_stems(point.text)) - given for point in question.answer.key_points]
    return any(own and len(own & there) >= _TOLD * len(own) for own in owns)


def _masked(term: str) -> str:
    """`feature store` as `f······ s····`: enough to recall, not enough to recognise nothing."""
    return " ".join(word[0] + "·" * (len(word) - 1) for word in term.split())
