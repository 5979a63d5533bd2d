"""Three hints, each saying more and costing more: how much is asked, which words, then one whole point."""

from dataclasses import dataclass

from knowledge.questions import ReferenceAnswer

# Shares of the score. The third gives a point away, so it costs about what one point of four or five is worth.
COSTS = (0.05, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class Hint:
    level: int
    text: str
    cost: float


def cost_of(hints: int) -> float:
    """The share of the score that this many hints take, 0..0.35."""
    return round(sum(COSTS[:hints]), 2)


def hint(reference: ReferenceAnswer, level: int) -> Hint:
    """The hint of `level` 1..3. Raises IndexError beyond."""
    cost = COSTS[level - 1]
    points = reference.key_points
    if level == 1:
        nudge = next((point.probe for point in points if point.probe), None)
        many = "one point" if len(points) == 1 else f"{len(points)} points"
        text = f"A good answer makes {many}." + (f" Think about this: {nudge}" if nudge else "")
    elif level == 2:
        terms = [term for point in points for term in point.terms[:1]]
        text = "Words that belong in the answer: " + ", ".join(_masked(term) for term in terms) + "."
    else:
        # The last point is the one that learners reach least often: the first is usually the definition.
        text = f"One of the points: {points[-1].text}"
    return Hint(level, text, cost)


def _masked(term: str) -> str:
    """`feature store` as `f······ s····`: enough to recall, not enough to recognise nothing."""
    return " ".join(word[0] + "·" * (len(word) - 1) for word in term.split())
