"""Nested lists: whether the items of one are questions of their own, or part of what the item above says."""

from markdown_it.token import Token

from ingest.understanding.levels import level_in
from ingest.understanding.wording import asking_part, reads_like_question


def asking_list(inside: list[Token], lines: list[str]) -> int | None:
    """Where the nested list begins whose items are questions of their own: each of them asks, or a list in it does.

    Below an item that asks itself, that takes a question mark or a mark of its level at the end of each.
    """
    at = next((i for i, token in enumerate(inside) if token.type in ("bullet_list_open", "ordered_list_open")), None)
    if at is None or inside[0].map is None or any(token.type == "paragraph_open" for token in inside[1:at]):
        return None
    close = closing(inside, at)
    if close != len(inside) - 1:
        return None
    above = asks(" ".join(lines[inside[0].map[0] : inside[0].map[1]]))
    depth = inside[at].level + 1
    starts = [i for i, token in enumerate(inside[at:close], at) if token.level == depth and token.nesting == 1]
    asked = 0
    for i in starts:
        within = inside[i + 1 : closing(inside, i)]
        text = within[1].content if len(within) > 1 and within[1].type == "inline" else ""
        certain = text.rstrip(" *_`").endswith("?") or bool(level_in(text))
        asked += certain or (not above and (reads_like_question(text) or asking_list(within, lines) is not None))
    enough = asked == len(starts) if above else asked >= max(2 if len(starts) > 1 else 1, 0.8 * len(starts))
    return at if starts and enough else None


def asks(text: str) -> bool:
    return reads_like_question(asking_part(text)) or bool(level_in(text.split("\n")[0]))


def closing(tokens: list[Token], at: int) -> int:
    """Where the block that opens at `at` closes."""
    if tokens[at].nesting != 1:
        return at
    depth = tokens[at].level
    return next(i for i in range(at + 1, len(tokens)) if tokens[i].level == depth and tokens[i].nesting == -1)
