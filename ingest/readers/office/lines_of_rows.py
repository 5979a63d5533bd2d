"""Questions and answers in one column, below each other: which of the rows ask."""

from collections.abc import Iterator, Sequence

from ingest.readers.records.records_of_rows import Row
from ingest.understanding.wording import opens_question, reads_like_question

# A pattern of the rows is believed where so much of what it says are questions reads like one, and so little of the
# rest does.
_ENOUGH = 0.4
_MOST_OTHERS = 0.1


def questions_below_each_other(rows: Sequence[Row]) -> set[int]:
    """The numbers of the rows that ask: the first of each group where empty rows part groups, every second row where
    questions and answers take turns, or else each that reads like a question."""
    texts = [" ".join(filter(None, row.cells)) for row in rows]
    if any(map(opens_question, texts)):
        return set()
    for pattern in (_groups(rows), list(range(0, len(rows), 2))):
        if len(pattern) >= 3 and len(rows) >= 1.5 * len(pattern) and _fits(texts, pattern):
            return {rows[at].number for at in pattern}
    asking = [row.number for row, text in zip(rows, texts, strict=True) if _asks(row, text)]
    return set(asking) if len(asking) >= 2 else set()


def _groups(rows: Sequence[Row]) -> list[int]:
    """Where a group begins: at the first row, and behind each empty one."""
    return [at for at, row in enumerate(rows) if at == 0 or row.number > rows[at - 1].number + 1]


def _fits(texts: Sequence[str], pattern: Sequence[int]) -> bool:
    chosen = set(pattern)
    asking = [reads_like_question(texts[at]) for at in pattern]
    others = [reads_like_question(text) for text in _without(texts, chosen)]
    sizes = [len(texts[at].split()) for at in pattern]
    marked = [at for at, text in enumerate(texts) if text.endswith("?")]
    return (
        sum(asking) >= _ENOUGH * len(asking)
        and sum(others) <= _MOST_OTHERS * len(others)
        and sum(at in chosen for at in marked) >= 0.9 * len(marked)
        and sum(sizes) < sum(len(text.split()) for text in _without(texts, chosen))
    )


def _without(texts: Sequence[str], chosen: set[int]) -> Iterator[str]:
    return (text for at, text in enumerate(texts) if at not in chosen)


def _asks(row: Row, text: str) -> bool:
    return len(row.filled) == 1 and "\n" not in text and reads_like_question(text)
