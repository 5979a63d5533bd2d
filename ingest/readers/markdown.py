"""Markdown: headings, paragraphs, list items, tables, folds; a file whose front matter asks is one question."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, Reading, Record
from ingest.readers.folds import take_folds
from ingest.readers.front_matter import split_front_matter
from ingest.readers.starter import is_starter, read_starter
from ingest.sources import Document
from ingest.wording import ANSWER_LABEL, opens_question, without_marks

_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)[^*\n]+(?:\*\*|__)[\s\W]*")


def looks_like_markdown(text: str) -> bool:
    """Whether a text without a telling file name uses Markdown's own marks, at least two different ones or often."""
    marks = (r"^#{1,6} \S", r"\*\*[^*\n]+\*\*", r"^```", r"\[[^\[\]\n]+\]\([^()\n]+\)", r"^(?:---|\*\*\*)\s*$", r"^> ")
    counts = [len(re.findall(mark, text, re.M)) for mark in marks]
    return counts[0] >= 2 or sum(count > 0 for count in counts) >= 2


def read(document: Document) -> Reading:
    text = document.text
    if is_starter(text):
        return read_starter(document.path, text)
    fields, question, body, first = split_front_matter(text)
    title = fields.get("title", "")
    if question:
        last = text.rstrip("\n").count("\n") + 1
        key = fields.pop("id", "")
        record = Record(
            question, body.strip(), 1, last, title, key, answer_line=_first_line(body, first), fields=fields
        )
        return Reading("markdown", title, (record,), fields)
    blocks = markdown_blocks(body, first)
    heading = next((block for block in blocks[:8] if block.kind == "heading" and block.level == 1), None)
    return Reading("markdown", title or (without_marks(heading.text) if heading else ""), blocks, fields)


def markdown_blocks(text: str, first: int = 1) -> tuple[Block, ...]:
    """Blocks in the order of their lines; `first` is the number of the text's first line."""
    folds, rest = take_folds(text)
    lines = rest.split("\n")
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found = [*folds, *_blocks(parser.parse(rest), lines)]
    shift = first - 1
    return tuple(
        Block(b.kind, b.text, b.raw, b.start + shift, b.end + shift, b.level, b.mark, b.rows)
        for b in sorted(found, key=lambda block: (block.start, block.end))
    )


def _blocks(tokens: list[Token], lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        close = _close(tokens, at)
        start, end = _lines(token, lines)
        raw = "\n".join(lines[start:end])
        inside = tokens[at + 1 : close]
        match token.type:
            case "heading_open":
                yield Block("heading", inside[0].content, raw, start + 1, end, int(token.tag[1]))
            case "paragraph_open" | "blockquote_open" | "html_block":
                yield from _paragraphs(raw, start)
            case "bullet_list_open" | "ordered_list_open":
                yield from _items(inside, lines)
            case "fence" | "code_block":
                yield Block("code", token.content, raw, start + 1, end)
            case "table_open":
                yield Block("table", raw, raw, start + 1, end, rows=_rows(inside))
            case "hr":
                yield Block("rule", "", raw, start + 1, end)
            case _:
                pass
        at = close + 1


def _close(tokens: list[Token], at: int) -> int:
    """Where the block that opens at `at` closes."""
    if tokens[at].nesting != 1:
        return at
    depth = tokens[at].level
    return next(i for i in range(at + 1, len(tokens)) if tokens[i].level == depth and tokens[i].nesting == -1)


def _lines(token: Token, lines: list[str]) -> tuple[int, int]:
    """0-based half-open lines without the blank ones at the end, which a list takes along."""
    start, end = token.map or [0, 0]
    while end > start and not lines[end - 1].strip():
        end -= 1
    return start, end


def _paragraphs(raw: str, start: int) -> Iterator[Block]:
    """One block, or several where a line within begins a question or an answer, or stands in bold by itself."""
    open_at = 0
    lines = raw.split("\n")
    for number in range(1, len(lines) + 1):
        if number == len(lines) or _begins_anew(lines[number - 1], lines[number]):
            piece = "\n".join(lines[open_at:number])
            words = re.sub(r"^\s*> ?", "", piece, flags=re.M)
            if without_marks(words):
                yield Block("paragraph", words.strip(), piece, start + open_at + 1, start + number)
            elif re.search(r"<img|!\[", piece):
                yield Block("image", "", piece, start + open_at + 1, start + number)
            open_at = number


def _begins_anew(before: str, line: str) -> bool:
    if opens_question(line) or ANSWER_LABEL.match(line):
        return True
    return bool(_BOLD_LINE.fullmatch(before) and not ANSWER_LABEL.match(before)) or bool(_BOLD_LINE.fullmatch(line))


def _items(tokens: list[Token], lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        close = _close(tokens, at)
        if token.type == "list_item_open":
            start, end = _lines(token, lines)
            raw = "\n".join(lines[start:end])
            mark = f"{token.info}{token.markup}"
            found = re.match(rf"\s*{re.escape(token.markup) if not token.info else re.escape(mark)}[ \t]*", raw)
            text = raw[found.end() :] if found else raw
            indent = len(raw) - len(raw.lstrip())
            yield Block("item", re.sub(r"\n[ \t]{1,4}", "\n", text), raw, start + 1, end, indent, mark)
        at = close + 1


def _rows(tokens: list[Token]) -> tuple[tuple[str, ...], ...]:
    rows: list[list[str]] = []
    for at, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(tokens[at + 1].content)
    return tuple(tuple(row) for row in rows)


def _first_line(body: str, first: int) -> int:
    return first + len(body) - len(body.lstrip("\n"))
