"""One walk over a page, without recursion: text and marks gather until a block ends, and what asks takes its answer."""

from dataclasses import dataclass, field
from typing import Any

from ingest.readers.web_page.around import frames
from ingest.readers.web_page.asked import told
from ingest.readers.web_page.drafts import Draft, Drafts, Left
from ingest.readers.web_page.inline import BREAK, Run, pieces, unescaped, written
from ingest.readers.web_page.lists import fold_items, open_topics
from ingest.readers.web_page.looks import Looks
from ingest.readers.web_page.page import Page
from ingest.readers.web_page.special import code_of, formula, picture
from ingest.readers.web_page.survey import SILENT, Survey, survey
from ingest.readers.web_page.tables import is_data, table_of

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(["ul", "ol", "menu", "dir"])
_BLOCKS = frozenset(
    """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td tfoot th
    thead tr ul caption html amp-accordion optgroup""".split()
)
# Bold that spans more words than these sets no words apart; its tag was left open or dresses a whole page.
_LONGEST_BOLD = 60
# Longer "headings" are text that somebody set in large letters.
_LONGEST_HEADING = 80
_FEWEST_LEFT = 5
_EXCERPT = 200
# Folds within folds beyond this depth are read as running text.
_DEEPEST = 24


@dataclass(slots=True)
class _List:
    """A list being walked; `items` are the places of its items in `into`, half-open."""

    ordered: bool
    number: int
    level: int
    into: list[Draft]
    items: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    level: int
    mark: str
    first: int = 0
    begun: bool = False
    joined: bool = False


@dataclass(slots=True)
class _Capture:
    """The blocks of an element that are kept apart: what asks, or what answers."""

    number: int
    part: str
    asking: Draft | None = None
    blocks: list[Draft] = field(default_factory=list)


def drafts_of(page: Page) -> Drafts:
    """The content of a parsed page, before its blocks are numbered."""
    body = page.root.find("body")
    root = body if body is not None else page.root
    measured = survey(root)
    pairs = told(measured)
    around = frames(measured, sorted(part for pair in pairs for part in (pair.asks, pair.answers)))
    asks = {pair.asks: pair.answers for pair in pairs}
    certain = frozenset(pair.asks for pair in pairs if pair.certain)
    return Writer(measured, around, asks, certain, Looks(page.root)).write(root)


class Writer:
    def __init__(
        self, page: Survey, frames: dict[int, str], asks: dict[int, int], certain: frozenset[int], looks: Looks
    ):
        self._page, self._frames, self._looks = page, frames, looks
        self._asks, self._certain = asks, certain
        self._answers: dict[int, Draft] = {}
        self.drafts = Drafts()
        self._runs: list[Run] = []
        self._line = 1
        self._bold = self._code = 0
        self._links: list[str] = []
        self._heading: int | None = None
        self._lists: list[_List | _Item] = []
        self._captures: list[_Capture] = []
        self._states: dict[int, tuple[int, int]] = {}
        self._base = 0

    def write(self, root: Any) -> Drafts:
        import lxml.etree

        walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skipped = -1
        for event, element in walk:
            if event == "start":
                number = self._page.numbers[element]
                if self._begin(element, number):
                    self._say(element.text)
                else:
                    skipped = number
                    walk.skip_subtree()
            else:
                if event == "end" and (number := self._page.numbers[element]) != skipped:
                    self._end(element, number)
                if element is not root:
                    self._say(element.tail)
        self._flush()
        return self.drafts

    def _begin(self, element: Any, number: int) -> bool:
        """Whether the walk goes on into the element."""
        tag = element.tag
        if (reason := self._frames.get(number)) is not None:
            self._leave(element, number, reason)
            return False
        if tag in SILENT or self._looks.is_ornament(element, self._page.size(number)):
            return self._silent(element)
        if tag == "br":
            self._runs.append(BREAK)
            return False
        if tag in ("img", "amp-img", "image"):
            self._picture(element)
            return False
        if (said := formula(element)) is not None:
            self._say(said)
            return False
        if tag in _BLOCKS or number in self._asks or number in self._answers:
            self._flush()
            self._line = element.sourceline or self._line
        elif not self._runs:
            self._line = element.sourceline or self._line
        if tag == "pre":
            self._add(code_of(element, self._line))
            return False
        if tag == "table" and is_data(element, self._page, number) and not self._asked_within(number):
            table = table_of(element, self._line)
            if table is not None:
                self._add(table)
            return False
        if tag == "button" and not (number in self._asks or self._heading or self._asking()):
            return False
        self._open(element, tag, number)
        return True

    def _open(self, element: Any, tag: str, number: int) -> None:
        if len(self._captures) > _DEEPEST:
            pass
        elif number in self._asks:
            self._captures.append(_Capture(number, "asks"))
        elif number in self._answers:
            self._captures.append(_Capture(number, "answers", self._answers[number]))
        elif tag == "details":
            self._captures.append(_Capture(number, "fold"))
        elif tag == "summary" and self._captures and self._captures[-1].part == "fold":
            self._captures.append(_Capture(number, "summary"))
        elif tag in ("dt", "dd"):
            self._captures.append(_Capture(number, tag))
        if tag in _HEADINGS or element.get("role") == "heading":
            self._heading = _HEADINGS.get(tag) or _level(element)
        elif tag in _LISTS:
            self._begin_list(element, tag)
        elif tag == "li":
            self._begin_item(element)
        elif tag == "hr":
            self._add(Draft("rule", "", "---", self._line))
        bold = self._looks.is_bold(element)
        if bold is not None and self._page.size(number) <= _LONGEST_BOLD and self._heading is None:
            self._states[number] = (self._bold, self._code)
            self._bold = int(bold)
        if tag in ("code", "kbd", "samp", "tt"):
            self._code += 1
        if tag == "a":
            self._links.append(str(element.get("href") or ""))
        if tag == "q":
            self._say('"')
        if tag == "sup" and self._runs and (element.text or "").strip().replace("-", "").replace("+", "").isalnum():
            power = (element.text or "").strip()
            if power.lower() not in ("st", "nd", "rd", "th", "tm", "®") and self._runs[-1].text[-1:].strip():
                self._say("^")

    def _end(self, element: Any, number: int) -> None:
        tag = element.tag
        if tag == "q":
            self._say('"')
        if tag == "a" and self._links:
            self._links.pop()
        if tag in ("code", "kbd", "samp", "tt"):
            self._code -= 1
        if tag in _BLOCKS or number in self._asks or number in self._answers or element.get("role") == "heading":
            self._flush()
        if number in self._states:
            self._bold, _ = self._states.pop(number)
        if tag in _HEADINGS or element.get("role") == "heading":
            self._heading = None
        elif tag in _LISTS:
            if self._lists and isinstance(self._lists[-1], _List):
                ended = self._lists[-1]
                self._lists.pop()
                if not self._lists and ended.into is self._into and ended.items:
                    open_topics(ended.into, ended.items[0][0])
                    fold_items(ended.into, ended.items)
        elif tag == "li" and self._lists and isinstance(self._lists[-1], _Item):
            item = self._lists[-1]
            self._lists.pop()
            around = self._lists[-1] if self._lists else None
            if isinstance(around, _List) and around.into is self._into:
                around.items.append((item.first, len(self._into)))
        if self._captures and self._captures[-1].number == number:
            self._close(self._captures.pop(), number)

    def _close(self, capture: _Capture, number: int) -> None:
        """A captured part has ended: what asks becomes a draft that waits for its answer."""
        match capture.part:
            case "asks" | "summary" | "dt":
                asking = _asking(capture.blocks, self._line)
                if asking is None:
                    return
                if capture.part == "summary":
                    self._captures[-1].asking = asking
                    return
                if capture.part == "dt":
                    asking.named, asking.inside = True, []
                else:
                    asking.certain = number in self._certain
                    self._answers[self._asks[number]] = asking
                self._add(asking)
            case "answers":
                if capture.asking is not None:
                    capture.asking.inside = capture.blocks
            case "fold":
                if capture.asking is None:
                    for block in capture.blocks:
                        self._add(block)
                else:
                    capture.asking.inside = capture.blocks
                    self._add(capture.asking)
            case _:
                self._defined(capture.blocks)

    def _defined(self, blocks: list[Draft]) -> None:
        """A definition goes to the term before it."""
        into = self._into
        term = into[-1] if into and into[-1].named and into[-1].inside is not None else None
        for block in blocks:
            if term is not None and term.inside is not None:
                term.inside.append(block)
            else:
                self._add(block)

    def _say(self, text: str | None) -> None:
        if text:
            link = self._links[-1] if self._links else ""
            self._runs.append(Run(unescaped(text) if not self._code else text, self._bold > 0, self._code > 0, link))

    def _flush(self) -> None:
        """What has gathered is a heading, an item or a paragraph."""
        runs, self._runs = self._runs, []
        if not any(run.text.strip() for run in runs):
            return
        said = written(runs, marks=self._heading is None)
        if not said:
            return
        if self._heading is not None:
            text = self._looks.without_anchor(" ".join(said.split()))
            if text and len(text.split()) <= _LONGEST_HEADING:
                elsewhere = all(run.link and run.link[:1] != "#" for run in runs if run.text.strip())
                self._add(Draft("heading", text, text, self._line, self._heading, linked=elsewhere))
                return
        if all(run.text.startswith("![") or not run.text.strip() for run in runs):
            self._add(Draft("image", "", said, self._line))
            return
        item = next((one for one in reversed(self._lists) if isinstance(one, _Item)), None)
        for piece in pieces(said):
            if item is not None and not item.begun:
                item.begun = True
                raw = f"{' ' * item.level}{item.mark} {piece}"
                draft = Draft("item", piece, raw, self._line, item.level, item.mark, joined=item.joined)
            else:
                draft = Draft("paragraph", piece, piece, self._line)
            draft.linked = all(run.link for run in runs if run.text.strip())
            self._add(draft)

    def _add(self, draft: Draft) -> None:
        draft.listed = bool(self._lists)
        self._into.append(draft)

    @property
    def _into(self) -> list[Draft]:
        """Where blocks go: the innermost part that is kept apart, or the page."""
        return self._captures[-1].blocks if self._captures else self.drafts.blocks

    def _asking(self) -> bool:
        return any(capture.part in ("asks", "summary") for capture in self._captures)

    def _asked_within(self, number: int) -> bool:
        return any(number < one < self._page.ends[number] for one in self._asks)

    def _begin_list(self, element: Any, tag: str) -> None:
        level = 2 * sum(isinstance(one, _List) for one in self._lists)
        start = str(element.get("start") or "1")
        first = int(start) if start.lstrip("-").isdigit() and len(start) < 7 else 1
        self._lists.append(_List(tag == "ol", first, level + self._looks.list_level(element), self._into))

    def _begin_item(self, element: Any) -> None:
        into = self._into
        inside = self._lists[-1] if self._lists and isinstance(self._lists[-1], _List) else _List(False, 1, 0, into)
        value = str(element.get("value") or "")
        if inside.ordered and value.isdigit() and len(value) < 7:
            inside.number = int(value)
        mark = f"{inside.number}." if inside.ordered else "-"
        joined = bool(into) and into[-1].kind == "item"
        self._lists.append(_Item(inside.level, mark, len(into), joined=joined))
        inside.number += 1

    def _picture(self, element: Any) -> None:
        shown = picture(element)
        if shown is None:
            return
        if shown.startswith("!["):
            self.drafts.pictures += 1
            self._runs.append(Run(" "))
            self._runs.append(Run(shown))
            self._runs.append(Run(" "))
        else:
            self._say(shown)

    def _silent(self, element: Any) -> bool:
        if element.tag == "script" and "math/" in str(element.get("type") or ""):
            self._say(f"${(element.text or '').strip()}$")
        return False

    def _leave(self, element: Any, number: int, reason: str) -> None:
        self._flush()
        if self._page.size(number) >= _FEWEST_LEFT:
            self.drafts.left.append(Left(element.sourceline or self._line, reason, _first_words(element)))


def _first_words(element: Any) -> str:
    """How an element that is left out begins."""
    found: list[str] = []
    size = 0
    for inner in element.iter():
        silent = inner.tag in SILENT or not isinstance(inner.tag, str)
        for text in ("" if silent else inner.text, inner.tail if inner is not element else ""):
            if text and text.strip():
                found.append(text)
                size += len(text.strip())
        if size > _EXCERPT:
            break
    return " ".join(" ".join(found).split())


def _asking(blocks: list[Draft], line: int) -> Draft | None:
    text = " ".join(" ".join(block.text.split()) for block in blocks if block.text)
    if not text:
        return None
    level = next((block.level for block in blocks if block.kind == "heading"), 0)
    mark = next((block.mark for block in blocks if block.mark), "")
    return Draft("fold", text, "", blocks[0].line if blocks else line, level, mark)


def _level(element: Any) -> int:
    level = str(element.get("aria-level") or "2")
    return min(6, max(1, int(level))) if level.isdigit() else 2
