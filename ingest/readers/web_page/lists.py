"""Lists that ask: items with their answers below them, and topics with their questions below them."""

import re
from collections.abc import Sequence

from ingest.readers.web_page.drafts import TOPICS, Draft, Drafts
from ingest.understanding.wording import reads_like_question

# So many items, such a share of them with something below their first block, and such a share of those blocks asking:
# then the others ask as well.
_FEWEST = 3
_ANSWERED = 0.6
_ASKING = 0.6
_LONGEST = 60
_MOST_BELOW = 200
_NUMBERED = re.compile(r"(?P<number>\d{1,3})[.)]\s+(?=\S)")


def open_topics(blocks: list[Draft], first: int) -> None:
    """In a list from `first` on, an item that only names what the items below it ask becomes their heading."""
    for at in range(first, len(blocks)):
        item = blocks[at]
        if item.kind != "item" or reads_like_question(item.text):
            continue
        below: list[Draft] = []
        for draft in blocks[at + 1 : at + _MOST_BELOW]:
            if draft.kind == "item" and draft.level <= item.level:
                break
            if draft.kind == "item" and draft.level == item.level + 2:
                below.append(draft)
        asking = [draft for draft in below if reads_like_question(draft.text)]
        if asking and 2 * len(asking) >= len(below):
            item.kind, item.level, item.joined = "heading", TOPICS + item.level, False
            for draft in below:
                draft.level, draft.joined = 0, False


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


def close_lists(drafts: Drafts) -> None:
    """Where lists of bare questions are all that asks on a page, each of their questions ends with its item: what
    stands below the list answers none of them."""
    if any(_asks_otherwise(draft) for draft in drafts.blocks):
        return
    run: list[Draft] = []
    for draft in [*drafts.blocks, None]:
        if draft is not None and draft.listed:
            run.append(draft)
            continue
        items = [item for item in run if item.kind == "item"]
        asking = [item for item in items if reads_like_question(item.text) and "\n" not in item.text]
        if len(asking) >= max(_FEWEST, _ASKING * len(items)):
            for item in asking:
                item.inside, item.certain = [], True
        run = []


def _asks_otherwise(draft: Draft) -> bool:
    bold = draft.kind == "paragraph" and draft.text.startswith("**")
    heading = draft.kind == "heading" and draft.level < TOPICS
    return draft.inside is not None or ((bold or heading) and reads_like_question(draft.text))


def number_lines(drafts: Drafts) -> None:
    """Paragraphs that begin with a number and mostly ask are items of a list that nobody marked as one."""
    numbered = [(draft, found) for draft in drafts.blocks if draft.kind == "paragraph" and draft.inside is None
                and (found := _NUMBERED.match(draft.text))]  # fmt: skip
    asking = sum(reads_like_question(draft.text.split("\n")[0]) for draft, _ in numbered)
    if len(numbered) >= _FEWEST and asking >= _ASKING * len(numbered):
        for draft, found in numbered:
            draft.kind, draft.mark, draft.text = "item", f"{found['number']}.", draft.text[found.end() :]
