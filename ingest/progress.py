"""How far a run is. Reading and embedding go on at the same time; what comes after has its own steps."""

from collections.abc import Callable

# What is being done, how much of it is done, and how much there is, as far as one knows: ("reading", 3, 40).
Progress = Callable[[str, int, int], None]

# What the steps count.
UNITS = {
    "reading": "documents",
    "embedding": "passages",
    "linking": "questions",
    "writing": "passages",
    "drafting": "questions",
}


def unseen(step: str, done: int, total: int) -> None:
    """For a run that nobody watches."""


def expected(so_far: int, done: int, total: int) -> int:
    """How many there will be in all, where `done` of `total` documents had `so_far`: exact once all are read."""
    return so_far if done >= total else so_far * total // max(1, done)
