"""Ids that outlive small edits: the same question from the same source keeps its id, and so its schedule and ratings.

A new id is made from the source's key and the question's own words (or the id that the source itself gives it). On
the next ingest an item takes over the id of the old item with the same words, or else of the most similar one left.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from knowledge.questions import KeyPoint

# Reworded, not replaced: about one word in five may differ (rapidfuzz ratio, 0-100).
REWORDED = 78.0
# More pairs than this are not compared; the document is then another one.
_MOST_PAIRS = 4_000_000


@dataclass(frozen=True, slots=True)
class Known:
    """An item that had an id before: its id and its words."""

    id: str
    text: str


def same_words(text: str) -> str:
    """What two spellings of the same text share: its words in lower case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def new_id(prefix: str, *parts: str) -> str:
    return f"{prefix}-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


def carried_ids(texts: Sequence[str], fresh: Sequence[str], known: Sequence[Known]) -> list[str]:
    """An id for each text: that of the known item with the same words, else of the most similar one, else a fresh one.

    Every id is given once; a fresh id that is taken gets a number.
    """
    ids: list[str | None] = [None] * len(texts)
    by_words: dict[str, list[Known]] = {}
    for item in known:
        by_words.setdefault(same_words(item.text), []).append(item)
    for at, text in enumerate(texts):
        if same := by_words.get(same_words(text)):
            ids[at] = same.pop(0).id
    left = [item for items in by_words.values() for item in items]
    fresh_ids = set(fresh)
    for item in [item for item in left if item.id in fresh_ids]:
        at = fresh.index(item.id)
        if ids[at] is None:
            ids[at] = item.id
            left.remove(item)
    for at, item in _most_similar([at for at, found in enumerate(ids) if found is None], texts, left):
        ids[at] = item.id
    return _distinct(ids, fresh)


def carried_points(points: Sequence[KeyPoint], question_id: str, before: Sequence[KeyPoint]) -> tuple[KeyPoint, ...]:
    """The key points under the ids they had before, where they were only reworded."""
    fresh = [f"{question_id}.{hashlib.sha256(same_words(point.text).encode()).hexdigest()[:8]}" for point in points]
    ids = carried_ids([point.text for point in points], fresh, [Known(point.id, point.text) for point in before])
    return tuple(replace(point, id=id_) for point, id_ in zip(points, ids, strict=True))


def _most_similar(open_: Sequence[int], texts: Sequence[str], left: Sequence[Known]) -> list[tuple[int, Known]]:
    """Pairs of an open text and a known item that is left, most similar first, each used once."""
    if not open_ or not left or len(open_) * len(left) > _MOST_PAIRS:
        return []
    scores = process.cdist(
        [same_words(texts[at]) for at in open_],
        [same_words(item.text) for item in left],
        scorer=fuzz.ratio,
        score_cutoff=REWORDED,
    )
    ranked = sorted(
        ((-scores[row][column], row, column) for row, column in zip(*scores.nonzero(), strict=True)),
    )
    pairs: list[tuple[int, Known]] = []
    rows: set[int] = set()
    columns: set[int] = set()
    for _, row, column in ranked:
        if row not in rows and column not in columns:
            rows.add(row)
            columns.add(column)
            pairs.append((open_[row], left[column]))
    return pairs


def _distinct(ids: Sequence[str | None], fresh: Sequence[str]) -> list[str]:
    taken = {found for found in ids if found is not None}
    result: list[str] = []
    for found, wanted in zip(ids, fresh, strict=True):
        if found is None:
            found, number = wanted, 2
            while found in taken:
                found, number = f"{wanted}-{number}", number + 1
            taken.add(found)
        result.append(found)
    return result
