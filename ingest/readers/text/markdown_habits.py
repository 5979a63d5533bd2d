"""Dialects of Markdown turned into plain Markdown, line for line, so that every line keeps its number.

Comments, components and imports go; headings written as tags, admonitions, definitions and cards are rewritten.
"""

import re
from collections.abc import Iterator

from ingest.understanding.wording import reads_like_question, without_marks

_FENCE = re.compile(r"\s*(?:>\s*)*(?P<mark>`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.*?-->|\{/\*.*?\*/\}", re.S)
_HEADING = re.compile(r"[ \t]*<h(?P<level>[1-6])\b[^>]*>(?P<text>.*?)</h(?P=level)>[ \t]*", re.I)
_BOLD_TAG = re.compile(
    r"(?P<before>[ \t]*(?:(?:[-*+]|\d{1,3}[.)])[ \t]+)?)<(?P<tag>b|strong)>(?P<text>[^<>*]*\w[^<>*]*)</(?P=tag)>", re.I
)
_COMPONENT = re.compile(r"\s*(?:</?[A-Z][\w.]*(?:\s[^<>]*)?/?>|<a\s+(?:name|id)=[^>]*>\s*(?:</a>)?)\s*")
# What themes and site builders fold up: `<Accordion title="...">`, `{{< expand "..." >}}`, `{% details ... %}`.
_FOLDING = r"accordion(?:[-_]?item)?|expand(?:able|er)?|details|collaps(?:e|ible)|spoiler|toggle|faq(?:[-_]?item)?"
_NAMED = r"(?:title|header|heading|question|summary|label|name)\s*="
_FOLDS_OPEN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\s*<(?=(?-i:[A-Z]))(?:{_FOLDING})\b[^<>]*?\b{_NAMED}\s*(?P<quote>[\"'])(?P<title>[^<>]+?)(?P=quote)[^<>]*>\s*",
        rf"\s*\{{\{{[<%]\s*(?:{_FOLDING})\s[^\"{{}}]*(?P<quote>\")(?P<title>[^\"{{}}]+)\"[^{{}}]*[%>]\}}\}}\s*",
        rf"\s*\{{%-?\s*(?:{_FOLDING})\s+(?P<quote>[\"']?)(?P<title>[^{{}}]+?)(?P=quote)\s*-?%\}}\s*",
    )
)
_FOLDS_CLOSE = re.compile(
    rf"\s*(?:</(?=(?-i:[A-Z]))(?:{_FOLDING})>|\{{\{{[<%]\s*/\s*(?:{_FOLDING})\s*[%>]\}}\}}|\{{%-?\s*end(?:{_FOLDING})\s*-?%\}})\s*",
    re.I,
)
# `1\.`, as exports escape it, and the name of a heading behind it.
_ESCAPED_NUMBER = re.compile(r"(?P<number>[ \t]*\d{1,3})\\(?=[.)][ \t])")
_HEADING_NAME = re.compile(r"(?P<heading>#{1,6}\s.*?)[ \t]*\{:?[ \t]*[#.][\w#. :-]*\}[ \t]*")
_IMPORT = re.compile(r"(?:import\s.+\sfrom\s+['\"].+['\"]|import\s+['\"].+['\"]|export\s+(?:default|const)\b.+);?\s*")
_ADMONITION = re.compile(
    r"(?P<indent>[ \t]*)(?:[?!]{3}\+?[ \t]+(?P<kind>[\w ./-]*?)[ \t]*(?:\"(?P<title>.*)\")?"
    r"|===\+?[ \t]+\"(?P<tab>[^\"]*)\")[ \t]*"
)
_COLONS = re.compile(r"[ \t]*:::+[ \t]*(?P<kind>[\w-]*)[ \t]*(?:\[(?P<boxed>.*)\]|(?P<title>\S.*?))?[ \t]*")
_ALERT = re.compile(r"([ \t]*>[ \t]*)\[!(?P<kind>\w+)\][-+]?[ \t]*(?P<title>.*)")
_DEFINITION = re.compile(r":[ \t]+(?=\S)")
_CARD = re.compile(r"(?P<mark>[ \t]*(?:[-*+][ \t]+)?)(?P<front>(?!::)\S.*?[^:\s])[ \t]*:::?[ \t]*(?P<back>[^:\s].*)")
_CARD_TAG = re.compile(r"[ \t]+#(?:card|flashcards?)(?:[-/][\w/-]+)?[ \t]*$", re.I)
# Such a share of lines with two colons must ask before what stands in front of every such pair is a question.
_FEWEST_CARDS = 3
_CARDS_SHARE = 0.6
# Words on the front of a card.
_LONGEST_CARD = 60
# Lines of a card's front, or of what a line of colons may enclose.
_LONGEST_FRONT = 8
_LONGEST_FRAMED = 500
_ASKING_KINDS = ("question", "faq", "help")


def plain_markdown(text: str) -> str:
    """The text with as many lines as before; code blocks are left as they are."""
    lines = text.split("\n")
    code = list(_in_code(lines))
    if "<!--" in text or "{/*" in text:
        lines = _without_comments(lines, code)
    _components_folded(lines, code)
    lines = [line if hidden else _rewritten(line) for line, hidden in zip(lines, code, strict=True)]
    _cards(lines, code)
    _open_admonitions(lines, code)
    return "\n".join(lines)


def _in_code(lines: list[str]) -> Iterator[bool]:
    """Whether each line belongs to a fenced block, the fences included."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            yield True
            if mark and mark["mark"].startswith(fence) and not line.strip(" \t>`~"):
                fence = ""
        else:
            fence = mark["mark"] if mark else ""
            yield bool(mark)


def _without_comments(lines: list[str], code: list[bool]) -> list[str]:
    """Comments blanked out; code stands in for itself by a line that can hold none."""
    masked = "\n".join("" if hidden else line for line, hidden in zip(lines, code, strict=True))
    if "-->" in masked or "*/}" in masked:
        masked = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), masked)
    # One that is never closed would take the rest of the document along.
    blanked = masked.replace("<!--", "").split("\n")
    return [line if hidden else blank for line, blank, hidden in zip(lines, blanked, code, strict=True)]


def _rewritten(line: str) -> str:
    if bold := _BOLD_TAG.match(line):
        return f"{bold['before']}**{bold['text'].strip()}**{line[bold.end() :]}"
    if heading := _HEADING.fullmatch(line):
        return f"{'#' * int(heading['level'])} {without_marks(heading['text'])}"
    if heading := _HEADING_NAME.fullmatch(line):
        return heading["heading"]
    line = _ESCAPED_NUMBER.sub(r"\g<number>", line, count=1) if _ESCAPED_NUMBER.match(line) else line
    if _COMPONENT.fullmatch(line) or _IMPORT.fullmatch(line):
        return ""
    return line


def _cards(lines: list[str], code: list[bool]) -> None:
    """`Front::Back`, `Front #card` and a lone `?` between the two become a question's label and an answer's."""
    fronts = [card["front"] for line, hidden in zip(lines, code, strict=True) if not hidden and (card := _card(line))]
    asking = sum(reads_like_question(without_marks(front)) for front in fronts)
    established = asking >= max(_FEWEST_CARDS, _CARDS_SHARE * len(fronts))
    for at, line in enumerate(lines):
        if code[at]:
            continue
        if tagged := _CARD_TAG.search(line):
            front = line[: tagged.start()]
            lines[at] = front if front.lstrip().startswith("#") else f"**Q:** {front.strip()}"
        elif line.strip() in ("?", "??") and at and lines[at - 1].strip():
            begun = at - 1
            while begun and at - begun < _LONGEST_FRONT and lines[begun - 1].strip() and not code[begun - 1]:
                begun -= 1
            lines[begun] = f"**Q:** {lines[begun].strip()}"
            lines[at] = "**A:**"
        elif (card := _card(line)) and (established or reads_like_question(without_marks(card["front"]))):
            lines[at] = f"{card['mark']}**Q:** {card['front'].strip()} **A:** {card['back']}"


def _components_folded(lines: list[str], code: list[bool]) -> None:
    """Components that fold up what they hold below a title are written as HTML writes them."""
    opened = 0
    for at, line in enumerate(lines):
        if code[at] or not any(mark in line for mark in ("<", "{{", "{%")):
            continue
        if title := next((found for pattern in _FOLDS_OPEN if (found := pattern.fullmatch(line))), None):
            lines[at] = f"<details><summary>{title['title']}</summary>"
            opened += 1
        elif opened and _FOLDS_CLOSE.fullmatch(line):
            lines[at] = "</details>"
            opened -= 1


def _card(line: str) -> re.Match[str] | None:
    """A front and a back of several words, no `name::of_code` and no `Q:: ...`."""
    card = _CARD.fullmatch(line) if "::" in line else None
    if card is None or card["front"].count("`") % 2 or "<br" in card["front"]:
        return None
    bare = without_marks(card["front"])
    # "What is it? It is made with std::move" answers before the colons.
    *asked, last = bare.split("?")
    whole = not asked or not last or reads_like_question(last) or not reads_like_question(f"{asked[0]}?")
    return card if whole and 2 <= len(bare.split()) <= _LONGEST_CARD else None


def _open_admonitions(lines: list[str], code: list[bool]) -> None:
    """One that asks in its title becomes a fold; of any other the title goes and what it holds stays."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if not code[at] and (opened := _ADMONITION.fullmatch(line)):
            _open_indented(lines, at, opened)
        elif not code[at] and line.lstrip().startswith(":::") and (opened := _COLONS.fullmatch(line)):
            _open_colons(lines, code, at, opened)
        elif not code[at] and (alert := _ALERT.fullmatch(line)):
            lines[at] = f"{alert[1]}{alert['title']}"
        at += 1


def _open_indented(lines: list[str], at: int, opened: re.Match[str]) -> None:
    """MkDocs: what it holds is indented by four."""
    indent = len(opened["indent"].expandtabs(4))
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) >= indent + 4):
        end += 1
    while end > at + 1 and not lines[end - 1].strip():
        end -= 1
    if end == at + 1:
        return
    for i in range(at + 1, end):
        lines[i] = lines[i].expandtabs(4)[4:] if lines[i].strip() else ""
    title = opened["title"] or opened["tab"] or ""
    lines[at], closing = _opened(opened["kind"] or "", title)
    if closing:
        lines[end - 1] += closing


def _open_colons(lines: list[str], code: list[bool], at: int, opened: re.Match[str]) -> None:
    """Docusaurus and Pandoc: it ends with a line of colons."""
    below = range(at + 1, min(len(lines), at + _LONGEST_FRAMED))
    end = next((i for i in below if not code[i] and re.fullmatch(r"\s*:::+\s*", lines[i])), None)
    if end is None:
        lines[at] = "" if not opened["kind"] else lines[at]
        return
    lines[at], lines[end] = _opened(opened["kind"], opened["boxed"] or opened["title"] or "")


def _opened(kind: str, title: str) -> tuple[str, str]:
    asks = title and (reads_like_question(title) or kind.split(" ")[0].lower() in _ASKING_KINDS)
    if asks:
        label = "" if reads_like_question(title) else "Q: "
        return f"<details><summary>{label}{title}</summary>", "</details>"
    hides = re.fullmatch(r"(?:show |see |the )?(?:answer|solution|hint)s?", title or kind, re.I)
    if hides:
        return f"<details><summary>{title or kind}</summary>", "</details>"
    return (f"**{title}**" if title else ""), ""


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def definitions_parted(lines: list[str]) -> Iterator[int]:
    """Numbers (0-based) of the lines that define what the line above names: `: like this`."""
    return (at for at, line in enumerate(lines) if at and _DEFINITION.match(line) and lines[at - 1].strip())
