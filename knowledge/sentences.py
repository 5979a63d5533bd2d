"""Text into sentences, words and stems: one way of doing it, shared by key points, retrieval, answers and grading."""

import re
import threading
from dataclasses import dataclass
from functools import lru_cache

import sentencex
import snowballstemmer

from knowledge.questions import Span

_LIST_ITEM = re.compile(r"^\s*(?:[-*+•◦▪]|\(?\d{1,3}[.)]|[a-zA-Z][.)])\s+(?=\S)")
_WORD = re.compile(r"[A-Za-z0-9]+(?:[-'/&+.][A-Za-z0-9]+)*\+*")

# Function words only: negations, quantities and modal verbs carry meaning in an answer and stay.
STOP_WORDS = frozenset(
    "a an the of to in on at by for from with as is are was were be been being it its this that these those and or "
    "which who whom whose what when where how there here their they them we our you your i me my he she his her do "
    "does did has have had also such so than then into over about between both via per".split()
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item and its half-open character offsets in the text that it came from."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Sentences in order; a list item starts a new one, a wrapped line does not, a blank line always ends one."""
    found: list[Sentence] = []
    for start, end in _paragraphs(text):
        at = start
        for piece in sentencex.segment("en", text[start:end].replace("\n", " ")):
            stop = at + len(piece)
            inner = text[at:stop]
            lead = len(inner) - len(inner.lstrip())
            body = inner.strip()
            if body:
                found.append(Sentence(" ".join(body.split()), at + lead, at + lead + len(body)))
            at = stop
    return tuple(found)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Offsets of the blocks within which a sentence may run on: paragraphs and list items, list marks left out."""
    blocks: list[tuple[int, int]] = []
    open_at: int | None = None
    at = 0
    for line in text.splitlines(keepends=True):
        body_end = at + len(line.rstrip("\r\n"))
        item = _LIST_ITEM.match(line)
        if not line.strip() or item:
            if open_at is not None:
                blocks.append((open_at, at))
            open_at = at + item.end() if item else None
        elif open_at is None:
            open_at = at
        at += len(line)
        last = body_end
    if open_at is not None:
        blocks.append((open_at, last))
    return blocks


def words(text: str) -> list[str]:
    """Lower-case words in order; `CI/CD`, `k-fold` and `blue-green` stay whole."""
    return [match.group().lower() for match in _WORD.finditer(text)]


def word_spans(text: str) -> list[Span]:
    """Where each of `words(text)` stands: half-open character offsets."""
    return [Span(match.start(), match.end()) for match in _WORD.finditer(text)]


# A stemmer holds the word that it is at, and messages are treated in threads side by side.
_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Snowball (Porter2) stem of one lower-case word."""
    with _one_at_a_time:
        return str(_stemmer().stemWord(word))


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, repeats kept."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]
