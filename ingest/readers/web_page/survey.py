"""A page measured once: where each element begins and ends in the order of the page, and the words in it."""

from dataclasses import dataclass, field
from typing import Any

# Never content, whatever stands in it; a form or a button may be, and is looked at.
SILENT = frozenset(
    """script style noscript template iframe svg select option object canvas video audio input textarea head link meta
    map datalist progress meter amp-ad amp-sidebar amp-analytics""".split()
)
# Longer classes and ids were made by a program for itself.
LONGEST_NAME = 80
_TEXTS = frozenset(["h1", "h2", "p", "pre"])


@dataclass(slots=True)
class Survey:
    """Elements by their number in the page. `ends[n]` is the number after the last element inside element `n`;
    `words` and `linked` count the words, and those within links, that stand before it; `anchors` and `texts` the links,
    and the paragraphs, headings and listings."""

    elements: list[Any] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    numbers: dict[Any, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    anchors: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    _after: list[tuple[int, int]] = field(default_factory=list)

    def size(self, number: int) -> int:
        """Words inside an element."""
        return self._after[number][0] - self.words[number]

    def links(self, number: int) -> float:
        """The share of an element's words that are links, 0..1."""
        size = self.size(number)
        return (self._after[number][1] - self.linked[number]) / size if size else 0.0

    def holds(self, outer: int, inner: int) -> bool:
        return outer < inner < self.ends[outer]

    def counted(self, counts: list[int], number: int) -> int:
        """How many of what is counted stand in an element, itself included."""
        end = self.ends[number]
        return (counts[end] if end < len(counts) else counts[-1] + 1) - counts[number]

    @property
    def total(self) -> int:
        return self.size(0) if self.elements else 0


def survey(root: Any) -> Survey:
    """Linear in the size of the page and without recursion."""
    import lxml.etree

    found = Survey()
    words = linked = anchors = links = texts = 0

    def count(text: str | None) -> None:
        nonlocal words, linked
        if text:
            many = len(text.split())
            words += many
            linked += many if anchors else 0

    walk = lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start":
            number = len(found.elements)
            found.elements.append(element)
            found.numbers[element] = number
            found.ends.append(0)
            found._after.append((0, 0))
            found.words.append(words)
            found.linked.append(linked)
            found.anchors.append(links)
            found.texts.append(texts)
            links += element.tag == "a"
            texts += element.tag in _TEXTS
            if name := element.get("id"):
                found.ids.setdefault(name, number)
            if element.tag in SILENT:
                walk.skip_subtree()
                continue
            anchors += element.tag == "a"
            count(element.text)
        else:
            if event == "end":
                number = found.numbers[element]
                found.ends[number] = len(found.elements)
                found._after[number] = (words, linked)
                anchors -= element.tag == "a" and element.tag not in SILENT
            if element is not root:
                count(element.tail)
    return found
