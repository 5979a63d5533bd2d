"""What is usual in a document: the size of its running text, the distance of its lines, the edges of its columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.pdf.page import Line

# A font that sets more than this share of the letters is no emphasis but the text itself.
_MOST = 0.6


@dataclass(frozen=True)
class Measures:
    """`leading` is the distance of two baselines in sizes of the text; `bold` and `mono` say that these looks are
    this document's plain one; `stretched` are the columns of justified text, as page and column."""

    size: float
    family: str
    leading: float
    bold: bool
    mono: bool
    rights: dict[tuple[int, int], float]
    stretched: frozenset[tuple[int, int]]

    def reaches_edge(self, line: Line) -> bool:
        """Whether a line fills its column, as those do that are stretched to its edge; in ragged text, any may."""
        return (line.page, line.column) not in self.stretched or self.right(line) - line.x1 < 0.15 * line.size

    def right(self, line: Line) -> float:
        """The edge up to which lines of this column run."""
        return self.rights.get((line.page, line.column), line.right)


def measure(lines: Sequence[Line]) -> Measures:
    sizes: Counter[float] = Counter()
    families: Counter[str] = Counter()
    looks: Counter[str] = Counter()
    for line in lines:
        length = len(line.text)
        looks["all"] += length
        looks["mono"] += length * line.style.mono
        looks["bold"] += sum(len(run.text) for run in line.runs if run.bold)
        sizes[line.size] += length * (0.25 if line.style.mono else 1)  # type: ignore[assignment]
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    for line in lines:
        if line.size == size:
            families[line.style.family] += len(line.text)
    rights = _rights(lines, size)
    return Measures(
        size=size,
        family=families.most_common(1)[0][0] if families else "",
        leading=_leading(lines, size),
        bold=looks["bold"] > _MOST * looks["all"],
        mono=looks["mono"] > _MOST * looks["all"],
        rights=rights,
        stretched=_stretched(lines, rights),
    )


def _stretched(lines: Iterable[Line], rights: dict[tuple[int, int], float]) -> frozenset[tuple[int, int]]:
    """The columns in which most lines end at the same edge."""
    level: Counter[tuple[int, int]] = Counter()
    for line in lines:
        key = (line.page, line.column)
        if key in rights:
            level[key] += 1 if abs(rights[key] - line.x1) < 1 else -1
    return frozenset(key for key, more in level.items() if more > 0)


def _leading(lines: Sequence[Line], size: float) -> float:
    """The most frequent distance of two lines of running text, in sizes."""
    steps: Counter[float] = Counter()
    for before, line in pairwise(lines):
        same = (before.page, before.column) == (line.page, line.column)
        if same and abs(line.size - size) < 0.6 and abs(before.size - size) < 0.6:
            step = (line.y - before.y) / size
            if 0.8 < step < 2.4:
                steps[round(step * 20) / 20] += 1
    return steps.most_common(1)[0][0] if steps else 1.25


def _rights(lines: Iterable[Line], size: float) -> dict[tuple[int, int], float]:
    """Where the lines of each column end at most, a single one that juts out left aside; short columns take the width
    of the others that begin where they do."""
    ends: dict[tuple[int, int], list[float]] = defaultdict(list)
    lefts: dict[tuple[int, int], float] = {}
    for line in lines:
        if not line.style.mono and abs(line.size - size) < 0.15 * size:
            ends[line.page, line.column].append(line.x1)
        key = (line.page, line.column)
        lefts[key] = min(lefts.get(key, line.left), line.left)
    rights: dict[tuple[int, int], float] = {}
    for key, some in ends.items():
        some.sort(reverse=True)
        rights[key] = next((a for a, b in pairwise(some) if a - b <= size), some[0])
    usual: dict[int, list[float]] = defaultdict(list)
    for key, right in rights.items():
        if len(ends[key]) >= 5:
            usual[round(lefts[key] / 12)].append(right)
    for key, some in ends.items():
        if len(some) < 5:
            at = round(lefts[key] / 12)
            near = sorted(right for other in (at - 1, at, at + 1) for right in usual.get(other, ()))
            if near:
                rights[key] = max(rights[key], near[len(near) // 2])
    return rights
