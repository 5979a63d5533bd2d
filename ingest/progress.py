"""How far a run is. Known documents are compared first; then reading and embedding go on at the same time."""

from collections.abc import Callable

# What is being done, how much of it is done, and how much there is, as far as one knows: ("reading", 3, 40).
Progress = Callable[[str, int, int], None]

# What the steps count.
UNITS = {
    "comparing": "documents",
    "reading": "documents",
    "embedding": "passages",
    "linking": "questions",
    "writing": "passages",
    "drafting": "questions",
}


def unseen(step: str, done: int, total: int) -> None:
    """For a run that nobody watches."""


def expected(so_far: int, read: int, left: int) -> int:
    """How many there will be in all, where `read` documents had `so_far` and `left` are to come: exact at the end."""
    return so_far + (so_far * left // read if read else 0)
