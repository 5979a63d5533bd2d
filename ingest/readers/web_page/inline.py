"""Words within one block: their marks, links and line breaks, written the way Markdown writes them."""

import re
from dataclasses import dataclass

from ingest.understanding.wording import ANSWER_LABEL, opens_question, reads_like_question, without_marks

# With fewer words beside its links, a block is nothing but these; their targets are then kept.
_FEWEST_BESIDE = 4
# Words that say nothing without their target, which is then kept wherever they stand.
_POINTING = frozenset(["here", "this", "link", "this link", "src", "source", "answer", "this page", "this article"])
_BOLD_LINE = re.compile(r"\*\*(?P<said>(?:[^*\n]|\*(?!\*))+)\*\*[\s\W]*")
_BOLD_LEAD = re.compile(
    r"(?P<bold>(?:\d{1,3}[.)]\s*)?\*\*(?P<said>(?:[^*\n]|\*(?!\*))+)\*\*[\s:.–—-]*)(?P<rest>\S.*)", re.S
)
_ANSWER_WITHIN = re.compile(r"(?<=\S)[ \t]+(?=\*\*\s*(?:Answer|Ans|Solution|A)\s*(?:[:.–-]\s*\*\*|\*\*\s*[:–-]))")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#0?39|apos|#x27);")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text with one set of marks. A line break is a run of its own."""

    text: str
    bold: bool = False
    code: bool = False
    link: str = ""


BREAK = Run("\n")


def written(runs: list[Run], marks: bool = True) -> str:
    """The words with their marks, blanks put in order, one line for each line that the author broke."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        if run is BREAK:
            lines.append([])
        elif lines[-1] and _alike(lines[-1][-1], run):
            before = lines[-1].pop()
            lines[-1].append(Run(before.text + run.text, run.bold, run.code, run.link))
        else:
            lines[-1].append(run)
    beside = sum(len(run.text.split()) for run in runs if not run.link and not _is_picture(run))
    linked = marks and beside < _FEWEST_BESIDE and any(run.link for run in runs)
    said = [" ".join("".join(_marked(run, at, line, marks, linked) for at, run in enumerate(line)).split())
            for line in lines]  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", "\n".join(said)).strip()


def _alike(one: Run, other: Run) -> bool:
    return (one.bold, one.code, one.link) == (other.bold, other.code, other.link)


def _is_picture(run: Run) -> bool:
    return run.text.startswith("![")


def _marked(run: Run, at: int, line: list[Run], marks: bool, linked: bool) -> str:
    words = run.text.strip()
    if not words or not marks or _is_picture(run):
        return run.text
    left = run.text[: len(run.text) - len(run.text.lstrip())]
    right = run.text[len(run.text.rstrip()) :]
    if run.code:
        words = f"`{words}`" if "`" not in words else words
    if run.link and (linked or (words.lower() in _POINTING and run.link.startswith(("http://", "https://")))):
        words = f"[{words}]({run.link})"
    if run.bold and "**" not in words and _stands_free(at, line, left, right):
        words = f"**{words}**"
    return f"{left}{words}{right}"


def _stands_free(at: int, line: list[Run], left: str, right: str) -> bool:
    """Marks in the middle of a word would break it."""
    before = line[at - 1].text[-1:] if at and not left else ""
    after = line[at + 1].text[:1] if at + 1 < len(line) and not right else ""
    return not before.isalnum() and not after.isalnum()


def pieces(text: str) -> list[str]:
    """One paragraph's text, cut where a line within begins a question or an answer, or stands in bold by itself."""
    found: list[list[str]] = []
    for part in re.split(r"\n\s*\n", _ANSWER_WITHIN.sub("\n", text)):
        lines = [piece for line in part.split("\n") for piece in _lead(line)]
        for at, line in enumerate(lines):
            if not at or _begins_anew(lines[at - 1], line):
                found.append([])
            found[-1].append(line)
    return [piece for lines in found if (piece := "\n".join(lines).strip())]


def _lead(line: str) -> list[str]:
    """A question in bold and, behind it on the same line, its answer."""
    lead = _BOLD_LEAD.fullmatch(line)
    if lead and reads_like_question(lead["said"]) and lead["said"].rstrip().endswith("?"):
        return [lead["bold"].strip(), lead["rest"]]
    return [line]


def _begins_anew(before: str, line: str) -> bool:
    if opens_question(line) or ANSWER_LABEL.match(line):
        return True
    bold = bool(_BOLD_LINE.fullmatch(line))
    return bold or bool(_BOLD_LINE.fullmatch(before) and not ANSWER_LABEL.match(before))


def unescaped(text: str) -> str:
    """Entities that were escaped twice, so that a browser shows them as entities."""
    if "&" not in text or not _ESCAPED.search(text):
        return text
    import html

    return html.unescape(text)


def shown(text: str) -> str:
    """For titles: the words without any mark."""
    return without_marks(text)
