"""What a page tells machines about itself: questions with their answers (schema.org), its title and its date."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.readers.web_page.drafts import Draft, Drafts
from ingest.readers.web_page.page import parse_text
from ingest.readers.web_page.writer import drafts_of
from ingest.understanding.wording import question_text, without_marks

_MOST_TOLD = 2000
# An answer for machines agrees with the visible one if so much of its words stands there.
_AGREES = 0.7
_LONGEST_ANSWER = 200
_DATES = ("article:modified_time", "og:updated_time", "article:published_time", "last-modified", "dcterms.modified")


def about(root: Any, drafts: Drafts) -> tuple[str, dict[str, str]]:
    """The page's title without the name of its site, and the day it was last changed where it says so."""
    named = " ".join((root.findtext(".//title") or "").split())
    headings = [
        without_marks(draft.text) for draft in drafts.blocks if draft.level == 1 and draft.kind in ("heading", "fold")
    ]
    headings.sort(key=lambda heading: not named.lower().startswith(heading.lower()))
    title = named
    if headings and (not named or headings[0].lower() in named.lower()) and (len(headings) == 1 or " " in headings[0]):
        title = headings[0]
    elif site := _meta(root, "og:site_name"):
        title = re.sub(rf"\s*[|–—:·-]\s*{re.escape(site)}\s*$", "", named, flags=re.I) or named
    fields: dict[str, str] = {}
    for name in _DATES:
        if day := _meta(root, name):
            fields["modified"] = day.strip()
            break
    else:
        for thing in _things(root):
            said = thing.get("dateModified") or thing.get("datePublished")
            if isinstance(said, str):
                fields["modified"] = said.strip()
                break
    return title, fields


def add_told(root: Any, drafts: Drafts) -> list[Draft]:
    """The page's drafts with its schema.org questions marked as such: with the visible answer where both agree, with
    the one for machines where the page shows none. Nothing is told twice."""
    found = list(_questions(root))
    if not found:
        return drafts.blocks
    blocks = drafts.blocks
    at_words: dict[str, list[int]] = {}
    for at, draft in enumerate(blocks):
        at_words.setdefault(_key(draft.text.split("\n")[0]), []).append(at)
    starts: dict[int, tuple[str, str]] = {}
    unseen: list[tuple[str, str]] = []
    for question, answer in found[:_MOST_TOLD]:
        places = [at for at in at_words.get(_key(question), []) if at not in starts]
        if places:
            best = max(places, key=lambda at: (_follows(blocks, at, answer), at))
            starts[best] = (question, answer)
        else:
            unseen.append((question, answer))
    made: list[Draft] = []
    at = 0
    while at < len(blocks):
        draft = blocks[at]
        if at not in starts:
            made.append(draft)
            at += 1
            continue
        answer = starts[at][1]
        draft.certain = True
        if draft.inside is None:
            first, end = _covered(blocks, at, answer, starts)
            inside = blocks[first:end] or (_parsed(answer, draft.line) if answer else [])
            made.append(Draft("fold", draft.text, "", draft.line, draft.level, inside=inside, certain=bool(inside)))
            # What stands between a question and its answer says more of the question.
            made.extend(blocks[at + 1 : first])
            at = max(at + 1, end)
            continue
        made.append(draft)
        at += 1
    for question, answer in unseen:
        if not _is_said(blocks, question):
            line = made[-1].line if made else 1
            made.append(Draft("fold", question, "", line, inside=_parsed(answer, line), certain=True))
    return made


def _covered(blocks: list[Draft], at: int, answer: str, starts: Mapping[int, Any]) -> tuple[int, int]:
    """Which of the blocks behind a question are its answer, half-open: from the first that says what the answer says to
    the last, and below a heading to the next, since what machines are told is often cut short."""
    wanted = _words(answer)
    head = blocks[at]
    first = last = 0
    end = at + 1
    while end < min(len(blocks), at + _LONGEST_ANSWER):
        block = blocks[end]
        if end in starts or (block.kind == "heading" and head.kind == "heading" and block.level <= head.level):
            break
        end += 1
        said = _words(block.raw)
        if said and len(said & wanted) >= _AGREES * len(said):
            first, last = first or end - 1, end
    if not first:
        return at + 1, at + 1
    return (at + 1, end) if head.kind == "heading" and head.level > 1 else (first, last)


def _follows(blocks: list[Draft], at: int, answer: str) -> float:
    """How much of an answer is said right behind a block: a list of contents repeats questions without it."""
    if blocks[at].inside:
        return 1.0
    wanted = _words(answer)
    said = set().union(*(_words(block.raw) for block in blocks[at + 1 : at + 4]), set())
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _is_said(blocks: list[Draft], question: str) -> bool:
    """Whether the page already asks this in other marks, within a fold or a table."""
    key = _key(question)
    return any(
        key in _key(f"{draft.text} {draft.raw if draft.kind == 'table' else ''}") for draft in blocks if len(key) > 8
    )


def _parsed(answer: str, line: int) -> list[Draft]:
    """Answers for machines may hold tags."""
    if "<" not in answer:
        return [Draft("paragraph", part, part, line) for part in re.split(r"\n\s*\n", answer.strip()) if part.strip()]
    inside = drafts_of(parse_text(f"<html><body>{answer}</body></html>", "")).blocks
    for draft in inside:
        draft.line = line
    return inside


def _questions(root: Any) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for thing in _things(root):
        if not _is(thing, "Question"):
            continue
        name = thing.get("name") or thing.get("headline") or thing.get("text")
        answers = [one for one in (*_listed(thing.get("acceptedAnswer")), *_listed(thing.get("suggestedAnswer")))
                   if isinstance(one, dict) and isinstance(one.get("text"), str)]  # fmt: skip
        if not isinstance(name, str) or not name.strip():
            continue
        question = " ".join(html.unescape(re.sub(r"</?[a-zA-Z][^<>]*>", " ", name)).split())
        if _key(question) and _key(question) not in seen:
            seen.add(_key(question))
            yield question, html.unescape(answers[0]["text"]) if answers else ""


def _things(root: Any) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, at whatever depth, without recursion."""
    for script in root.iter("script"):
        if "ld+json" not in str(script.get("type") or "").lower():
            continue
        text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>)\s*$", "", (script.text or "").strip())
        try:
            waiting: list[Any] = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, dict):
                yield thing
                waiting[:0] = [value for value in thing.values() if isinstance(value, dict | list)]
            elif isinstance(thing, list):
                waiting[:0] = thing


def _is(thing: Mapping[str, Any], name: str) -> bool:
    return any(isinstance(one, str) and one.rsplit("/", 1)[-1] == name for one in _listed(thing.get("@type")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _meta(root: Any, name: str) -> str:
    for element in root.iter("meta"):
        if (element.get("property") or element.get("name") or "").lower() == name:
            return str(element.get("content") or "")
    return ""


def _key(text: str) -> str:
    """A question's words, whatever number or label stands before them."""
    return " ".join(re.findall(r"[a-z0-9]+", question_text(text).lower()))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]{2,}", re.sub(r"<[^<>]*>", " ", text).lower()))
