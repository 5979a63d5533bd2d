"""Which element asks and which holds its answer, where a page says so itself: accordions, named parts, microdata."""

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from typing import Any

from ingest.readers.web_page.drafts import SAYS_ANSWER
from ingest.readers.web_page.survey import LONGEST_NAME, SILENT, Survey
from ingest.understanding.wording import reads_like_question

_ASKS = re.compile(
    r"(?:[a-z0-9]+[-_]{1,2}){0,4}?(?:(?:faqs?|qa|accordion|toggle|collapsible|collapse|expander|expand|panel|card|tab|q)[-_]{0,2}"
    r"(?:question|q|title|header|heading|head|button|btn|trigger|label|toggle|control|summary|name)s?"
    r"|questions?(?:[-_]{1,2}(?:text|title|heading|header|body|content|name|label|item))?|quest|ques|accordion"
    r"|faq|collapsible)(?:[-_]{1,2}(?:text|title|inner|wrap(?:per)?|\d+))*",
    re.I,
)
_ANSWERS = re.compile(
    r"(?:[a-z0-9]+[-_]{1,2}){0,4}?(?:(?:faqs?|qa|accordion|toggle|collapsible|collapse|expander|expand|panel|card|tab)[-_]{0,2}"
    r"(?:answer|ans|a|content|contents|body|panel|text|collapse|inner|description|desc)"
    r"|answers?(?:[-_]{1,2}(?:text|body|content|inner|box|block|wrap(?:per)?|section))?|ans|solution|panel|collapse)"
    r"(?:[-_]{1,2}(?:text|inner|wrap(?:per)?|\d+))*",
    re.I,
)
_LONGEST = 80
# So many neighbours, such a share of all of them, and such a share of their first parts asking.
_FEWEST_ALIKE = 3
_MOST_READ = 0.6
_HOLDING = frozenset(["div", "section", "article", "li", "ul", "main", "body"])
_PLAIN = frozenset(["div", "p", "span", "button", "label"])
_PARTS = frozenset(
    """div p span section article h1 h2 h3 h4 h5 h6 strong b button a li dt dd td header label figure ul
    blockquote""".split()
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(frozen=True, slots=True)
class Told:
    """An element's number that asks, that of its answer, and whether the page says so in so many words; then `scope`
    is all that it says it of, where nothing else asks."""

    asks: int
    answers: int
    certain: bool = False
    scope: int | None = None


def told(page: Survey) -> tuple[Told, ...]:
    """Every pair of elements, in the order of the page, none within another's question."""
    pairs = [*_microdata(page), *_toggles(page), *_named(page), *_alike(page)]
    taken: list[Told] = []
    starts: list[int] = []
    for pair in pairs:
        asks = _whole_heading(page, pair.asks)
        if not _fits(page, asks, pair.answers, pair.certain):
            continue
        parts = [number for number in (asks, pair.answers) if pair.scope is None or not page.holds(pair.scope, number)]
        parts += [] if pair.scope is None else [pair.scope]
        if not any(_overlaps(page, starts, number) for number in parts):
            for number in parts:
                insort(starts, number)
            taken.append(Told(asks, pair.answers, pair.certain))
    asking = {pair.asks: _said(page, pair.asks) for pair in taken}
    reads = {number for number, text in asking.items() if reads_like_question(text) or SAYS_ANSWER.fullmatch(text)}
    sure = len(reads) >= 0.4 * len(taken)
    return tuple(sorted((p for p in taken if sure or p.certain or p.asks in reads), key=lambda pair: pair.asks))


def _overlaps(page: Survey, starts: list[int], number: int) -> bool:
    """Whether an element lies within one of those that begin at `starts`, or holds one; none of these holds another."""
    after = bisect_left(starts, number)
    if after < len(starts) and starts[after] < page.ends[number]:
        return True
    return after > 0 and page.holds(starts[after - 1], number)


def _fits(page: Survey, asks: int, answers: int, certain: bool) -> bool:
    if page.holds(asks, answers) or page.holds(answers, asks) or answers < asks:
        return False
    return 1 <= page.size(asks) <= (4 * _LONGEST if certain else _LONGEST)


def _whole_heading(page: Survey, number: int) -> int:
    """The heading that a button in it makes up."""
    above = page.elements[number].getparent()
    while above is not None and above in page.numbers and page.size(page.numbers[above]) == page.size(number):
        if above.tag in _HEADINGS or above.tag == "dt":
            return page.numbers[above]
        above = above.getparent()
    return number


def _toggles(page: Survey) -> list[Told]:
    """What opens something else on a click: the page names the other element by its id."""
    found: list[Told] = []
    for number, element in enumerate(page.elements):
        if not isinstance(element.tag, str) or element.tag in SILENT:
            continue
        target = _opened_by(element)
        other = page.ids.get(target) if target else None
        if other is None and element.get("role") in ("tabpanel", "region") and element.get("aria-labelledby"):
            label = page.ids.get(str(element.get("aria-labelledby")).split()[0])
            if label is not None and not page.holds(number, label):
                number, other, element = label, number, page.elements[label]
        if other is None and element.get("aria-expanded") is not None:
            other = _next_to(page, number)
        if other is None:
            continue
        if element.get("role") == "tab" and not reads_like_question(_said(page, number)):
            continue
        found.append(Told(number, other))
    return found


def _next_to(page: Survey, number: int) -> int | None:
    """What follows the element, or the widest part that says no more than it."""
    element = page.elements[number]
    above = element.getparent()
    while above is not None and above in page.numbers and page.size(page.numbers[above]) == page.size(number):
        element, above = above, above.getparent()
    after = element.getnext()
    return page.numbers.get(after) if after is not None and reads_like_question(_said(page, number)) else None


def _opened_by(element: Any) -> str:
    if named := element.get("aria-controls"):
        return str(named).split()[0] if named.split() else ""
    if "collapse" in (element.get("data-toggle") or element.get("data-bs-toggle") or ""):
        target = element.get("data-target") or element.get("data-bs-target") or element.get("href") or ""
        return str(target).removeprefix("#")
    return ""


def _named(page: Survey) -> list[Told]:
    """Elements whose classes say question and answer, each answer with the last question before it."""
    asking: list[int] = []
    named: list[int] = []
    for number, element in enumerate(page.elements):
        if isinstance(element.tag, str) and element.tag in _PARTS and (names := element.get("class")):
            if _any_named(names, _ANSWERS):
                named.append(number)
            elif _any_named(names, _ASKS):
                asking.append(number)
    answering: list[int] = []
    for number in named:
        # What holds questions with their answers is a panel around them; what only holds an answer is the answer.
        around = _any_within(page, number, asking) and _any_within(page, number, named)
        if not around and not (answering and page.holds(answering[-1], number)):
            answering.append(number)
    found: list[Told] = []
    at = 0
    before = -1
    for answer in answering:
        best: int | None = None
        container: int | None = None
        while at < len(asking) and asking[at] < answer:
            if page.holds(asking[at], answer):
                container = asking[at]
            elif page.size(asking[at]) and (best is None or not page.holds(best, asking[at])):
                best = asking[at]
            at += 1
        if best is None and container is not None:
            best = _leads(page, container, answer)
        if best is not None and best > before:
            found.append(Told(best, answer))
        before = answer
    return found


def _any_named(names: str, pattern: re.Pattern[str]) -> bool:
    return any(len(name) <= LONGEST_NAME and pattern.fullmatch(name) for name in names.split())


def _any_within(page: Survey, number: int, others: list[int]) -> bool:
    after = bisect_right(others, number)
    return after < len(others) and others[after] < page.ends[number]


def _leads(page: Survey, container: int, answer: int) -> int | None:
    """The one part of a container that stands before its answer."""
    number = container + 1
    leading: list[int] = []
    while number < answer:
        if page.holds(number, answer):
            number += 1
        else:
            if page.size(number):
                leading.append(number)
            number = page.ends[number]
    return leading[0] if len(leading) == 1 else None


def _alike(page: Survey) -> list[Told]:
    """Neighbours built alike, each of two parts of which the first asks, whatever a program has called them."""
    found: list[Told] = []
    for parent in page.elements:
        if not isinstance(parent.tag, str) or parent.tag not in _HOLDING or len(parent) < _FEWEST_ALIKE:
            continue
        cards = [card for card in parent if card.tag in _HOLDING and len(card) == 2 and card.get("class")]
        pairs = [(page.numbers.get(card[0]), page.numbers.get(card[1])) for card in cards]
        known = [(a, b) for a, b in pairs if a is not None and b is not None and page.size(a) and page.size(b)]
        known = [(a, b) for a, b in known if page.elements[a].tag in _PLAIN and page.size(a) <= _LONGEST]
        reading = sum(reads_like_question(_said(page, a)) for a, _ in known)
        if (
            len(known) >= _FEWEST_ALIKE
            and reading >= _MOST_READ * len(known)
            and len(known) >= _MOST_READ * len(parent)
        ):
            found.extend(Told(a, b) for a, b in known)
    return found


def _microdata(page: Survey) -> list[Told]:
    """schema.org marks in the page itself: a Question's name and the text of its accepted, or else first, Answer."""
    found: list[Told] = []
    for number, element in enumerate(page.elements):
        if not isinstance(element.tag, str) or not str(element.get("itemtype") or "").rstrip("/").endswith("/Question"):
            continue
        inside = range(number + 1, page.ends[number])
        name = next((n for n in inside if _has(page, n, "name")), None)
        answers = [n for n in inside if _has(page, n, "acceptedAnswer")]
        answers = answers or [n for n in inside if _has(page, n, "suggestedAnswer")]
        if name is None:
            above = [n for n in range(number) if _has(page, n, "name") and page.elements[n].tag in _HEADINGS]
            name = above[-1] if above else None
        if name is None or not answers:
            continue
        answer = answers[0]
        text = next((n for n in range(answer, page.ends[answer]) if _has(page, n, "text")), answer)
        found.append(Told(name, text, certain=True, scope=number))
    return found


def _has(page: Survey, number: int, prop: str) -> bool:
    element = page.elements[number]
    return isinstance(element.tag, str) and prop in str(element.get("itemprop") or "").split() and element.tag != "meta"


def _said(page: Survey, number: int) -> str:
    return " ".join(" ".join(page.elements[number].itertext()).split())
