"""Lists whose every item is a question with its answer below it."""

from collections.abc import Sequence

from ingest.readers.web_page.drafts import Draft
from ingest.wording import reads_like_question

# So many items, such a share of them with something below their first block, and such a share of those blocks asking:
# then the others ask as well.
_FEWEST = 3
_ANSWERED = 0.6
_ASKING = 0.6
_LONGEST = 60


def fold_items(blocks: list[Draft], items: Sequence[tuple[int, int]]) -> None:
    """Makes each item of such a list into what asks, with the rest of it as what answers; other lists stay."""
    if len(items) < _FEWEST or items[0][0] == items[0][1]:
        return
    leads = [blocks[first] for first, end in items if end > first]
    whole = len(leads) == len(items) and all(lead.kind in ("item", "heading", "fold") for lead in leads)
    if not whole or any(lead.inside is not None or len(lead.text.split()) > _LONGEST for lead in leads):
        return
    answered = sum(_is_answered(blocks[first + 1 : end]) for first, end in items)
    asking = sum(reads_like_question(lead.text) and "\n" not in lead.text for lead in leads)
    if answered < _ANSWERED * len(items) or asking < _ASKING * len(items):
        return
    made: list[Draft] = []
    for first, end in items:
        lead = blocks[first]
        made.append(Draft("fold", lead.text, "", lead.line, 0, lead.mark, inside=blocks[first + 1 : end], joined=False))
    blocks[items[0][0] : items[-1][1]] = made


def _is_answered(below: Sequence[Draft]) -> bool:
    """Something below that asks no more itself: a list of questions under their topic is no answer."""
    return bool(below) and not any(draft.kind == "item" and reads_like_question(draft.text) for draft in below)
