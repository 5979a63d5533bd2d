"""What follows the content without a name of its own: teasers of other pages under "Recommended" or "Related"."""

from ingest.readers.web_page.drafts import Draft, Drafts, Left
from ingest.understanding.chrome import section_reason

_TEASING = ("advertising", "navigation", "shop")
# Fewer links under such a heading may be what an author recommends.
_FEWEST = 2


def without_teasers(drafts: Drafts) -> None:
    """Takes out every run of teasers, from their heading to the next one that leads nowhere else."""
    kept: list[Draft] = []
    at = 0
    while at < len(drafts.blocks):
        end = _teasers(drafts.blocks, at)
        if end:
            zone = drafts.blocks[at:end]
            reason = section_reason(zone[0].text) or "advertising"
            drafts.left.append(Left(zone[0].line, reason, " ".join(draft.text for draft in zone)[:200]))
            at = end
        else:
            kept.append(drafts.blocks[at])
            at += 1
    drafts.blocks = kept


def _teasers(blocks: list[Draft], at: int) -> int:
    """Where the teasers under the heading at `at` end; 0 where it is no such heading."""
    first = blocks[at]
    if first.kind != "heading" or section_reason(first.text) not in _TEASING:
        return 0
    end = at + 1
    while end < len(blocks) and blocks[end].inside is None and (blocks[end].kind != "heading" or blocks[end].linked):
        end += 1
    zone = blocks[at + 1 : end]
    told = [draft for draft in zone if draft.kind in ("heading", "item")]
    linked = sum(draft.linked for draft in told)
    return end if linked >= _FEWEST and 2 * linked >= len(told) else 0
