"""Markdown: headings, paragraphs, list items, tables, folds; a file whose front matter asks is one question."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.blocks import Block, Reading, Record
from ingest.files.sources import Document
from ingest.readers.text.folds import take_folds
from ingest.readers.text.front_matter import split_front_matter
from ingest.readers.text.markdown_habits import definitions_parted, plain_markdown
from ingest.readers.text.markdown_lists import asking_list, asks, closing
from ingest.readers.text.starter import is_starter, read_starter
from ingest.understanding.labels import names_part
from ingest.understanding.wording import (
    ASKS,
    KEYCAP,
    TOPIC_LEVEL,
    after_answer_label,
    opens_question,
    reads_like_question,
    without_marks,
)

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
        return Reading("markdown", title, (record,), fields, pictures=_pictures(body))
    blocks = markdown_blocks(body, first)
    if _titled(title, blocks):
        blocks = (Block("heading", title, title, 1, max(1, first - 1), 1, ASKS), *blocks)
    heading = next((block for block in blocks[:8] if block.kind == "heading" and block.level == 1), None)
    named = title or (without_marks(heading.text) if heading else "")
    return Reading("markdown", named, blocks, fields, pictures=_pictures(body))


def _pictures(text: str) -> int:
    """Pictures that may hold text, which badges do not."""
    found = re.findall(r"!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])|<img\b[^>]*>", text)
    return sum(not re.search(r"badge|shields\.io|\bstar-history|contrib\.rocks|hits\.", one, re.I) for one in found)


def _titled(title: str, blocks: Sequence[Block]) -> bool:
    """Whether the front matter's title is the question that the whole file answers.

    It asks itself and no heading below does, or the first heading below names an answer.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    asking = [block for block in headings if reads_like_question(block.text)]
    answering = bool(headings) and after_answer_label(headings[0].raw) is not None
    return bool(title) and not asking and (reads_like_question(title) or answering) and not _folds_ask(blocks)


def _folds_ask(blocks: Sequence[Block]) -> bool:
    return any(block.kind == "fold" or opens_question(block.text) for block in blocks)


def markdown_blocks(text: str, first: int = 1) -> tuple[Block, ...]:
    """Blocks in the order of their lines; `first` is the number of the text's first line."""
    folds, rest = take_folds(plain_markdown(text))
    found = [*folds, *_parsed(rest.split("\n"))]
    ordered = sorted(found, key=lambda block: (block.start, block.end))
    return tuple(_moved(block, first - 1) for block in ordered)


def _parsed(lines: list[str], down: int = 0) -> Iterator[Block]:
    """The blocks of these lines, the first of which is line `down` + 1."""
    for block in _blocks(_parser().parse("\n".join(lines)), lines):
        yield _moved(block, down)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _moved(block: Block, down: int) -> Block:
    """A fold's `level` is a line, too."""
    level = block.level + down if block.kind == "fold" else block.level
    return replace(block, start=block.start + down, end=block.end + down, level=level) if down else block


def _blocks(tokens: list[Token], lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        close = closing(tokens, at)
        start, end = _lines(token, lines)
        raw = "\n".join(lines[start:end])
        inside = tokens[at + 1 : close]
        match token.type:
            case "heading_open":
                yield Block("heading", inside[0].content, raw, start + 1, end, int(token.tag[1]))
            case "blockquote_open" if _asks_in_quotation(raw):
                yield from _parsed([re.sub(r"^\s{0,3}> ?", "", line) for line in lines[start:end]], start)
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
    defining = set(definitions_parted(lines))
    for number in range(1, len(lines) + 1):
        if number == len(lines) or number in defining or _begins_anew(lines[number - 1], lines[number]):
            piece = "\n".join(lines[open_at:number])
            piece = re.sub(r"\A:[ \t]+", "", piece) if open_at in defining else piece
            words = re.sub(r"^\s*> ?", "", piece, flags=re.M)
            if re.fullmatch(r"\s*<hr\b[^>]*>\s*", piece, re.I):
                yield Block("rule", "", piece, start + open_at + 1, start + number)
            elif without_marks(words):
                yield Block("paragraph", words.strip(), piece, start + open_at + 1, start + number)
            elif re.search(r"<img|!\[", piece):
                yield Block("image", "", piece, start + open_at + 1, start + number)
            open_at = number


def _begins_anew(before: str, line: str) -> bool:
    if opens_question(line) or after_answer_label(line) is not None or names_part(line) or KEYCAP.match(line.lstrip()):
        return True
    bold_before = _BOLD_LINE.fullmatch(before) and after_answer_label(before) is None
    return bool(bold_before) or bool(_BOLD_LINE.fullmatch(line))


def _asks_in_quotation(raw: str) -> bool:
    return any(opens_question(re.sub(r"^[\s>]+", "", line)) for line in raw.split("\n"))


def _items(tokens: list[Token], lines: list[str]) -> Iterator[Block]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        close = closing(tokens, at)
        if token.type == "list_item_open":
            yield from _item(token, tokens[at + 1 : close], lines)
        at = close + 1


def _item(token: Token, inside: list[Token], lines: list[str]) -> Iterator[Block]:
    """One block with all that is nested in it, unless it is a heading, or holds a list whose items ask themselves."""
    start, end = _lines(token, lines)
    mark = f"{token.info}{token.markup}"
    nested = asking_list(inside, lines)
    if inside and inside[0].type == "heading_open":
        indent = min((len(line) - len(line.lstrip()) for line in lines[start + 1 : end] if line.strip()), default=0)
        first = re.sub(r"\s*(?:[-*+]|\d{1,9}[.)])\s+", "", lines[start], count=1)
        numbered = re.sub(r"^(#+)\s+", rf"\1 {mark} ", first) if token.info else first
        dedented = [line[indent:] for line in lines[start + 1 : end]]
        yield from _parsed([numbered, *dedented], start)
        return
    last = end if nested is None else (inside[nested].map or [end])[0]
    while last > start + 1 and not lines[last - 1].strip():
        last -= 1
    raw = "\n".join(lines[start:last])
    found = re.match(rf"\s*{re.escape(token.markup) if not token.info else re.escape(mark)}[ \t]*", raw)
    text = raw[found.end() :] if found else raw
    if nested is not None and not asks(text):
        yield Block("heading", " ".join(text.split()), raw, start + 1, last, TOPIC_LEVEL + len(raw) - len(raw.lstrip()))
    else:
        indent = 0 if nested is not None or token.meta.get("opened") else len(raw) - len(raw.lstrip())
        yield Block("item", re.sub(r"\n[ \t]{1,4}", "\n", text), raw, start + 1, last, indent, mark)
    if nested is not None:
        for inner in inside[nested : closing(inside, nested)]:
            inner.meta["opened"] = True
        yield from _items(inside[nested + 1 : closing(inside, nested)], lines)


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
