"""Words that lost the blanks between them. Domain terms are split off first, the rest by word frequencies.

The frequencies alone would turn "MLOps" into "M LOps" and "workflow" into "work flow", so a word is only split where
the document gives evidence: a function word stuck to a term (`isMLOpsand`, `andcompliance`), again and again.
"""

import gzip
import re
from functools import lru_cache
from importlib.metadata import distribution
from importlib.resources import files

# Fewer than this many different words glued beyond doubt, or a smaller share of all, is no damaged document.
_EVIDENCE = 3
_EVIDENCE_SHARE = 0.01

_FUNCTION = """
    a an the and or of in on to for with from by as at is are was be it its that this how does do did can what when
    why which who once into than then but
"""
_FUNCTION_WORDS = frozenset(_FUNCTION.split())
# Before another word they make a new word, not two: hyper|parameter, over|fitting, back|end.
_PREFIX = """
    auto back bench bi black cross data down electro fire fore geo hard head hyper inter intra key life mega meta
    micro mid mini mis multi name neuro non off out over photo post pre pro pseudo quasi radio re run semi side soft
    stand sub super task tele time trans ultra un under up user web white work
"""
_PREFIXES = frozenset(_PREFIX.split())
_WORD = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z]{4,}(?![A-Za-z0-9_-])")


def glued_words(text: str) -> dict[str, str]:
    """Each glued word of a text with its repair; empty for a text that is sound."""
    found = set(_WORD.findall(text))
    suspects = {word for word in found if not _is_word(word)}
    sure = {word: parts for word in suspects if (parts := _split(word)) and _beyond_doubt(parts)}
    repaired = {word for word in sure if _terms_in(word)}
    if len(sure) >= _EVIDENCE and len(sure) >= _EVIDENCE_SHARE * len(found):
        repaired = suspects
    return {word: " ".join(parts) for word in sorted(repaired) if (parts := _split(word))}


def is_known_word(word: str) -> bool:
    """Whether it is a word of English or a term of the field, as far as the lists go."""
    return _is_word(word)


def _beyond_doubt(parts: list[str]) -> bool:
    """A function word stuck to a term or to a word too long to be an ending."""
    stuck = [part for part in parts if part.lower() in _FUNCTION_WORDS]
    return bool(stuck) and any(len(part) >= 5 or part in _mixed_terms() for part in parts if part not in stuck)


def _split(word: str) -> list[str]:
    """The words glued into one, or nothing where it cannot be told."""
    parts: list[str] = []
    for piece in _term_pattern().split(word):
        for lump in [piece] if _is_word(piece) else re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", piece):
            parts.extend([lump] if _is_word(lump) else _by_frequency(lump) or ["?"])
    sound = len(parts) > 1 and "".join(parts) == word and all(len(part) > 1 or part in "aA" for part in parts)
    return parts if sound else []


def _by_frequency(lump: str) -> list[str]:
    """What no term explains: the likeliest words, if each is a word and together they are not simply a compound."""
    import wordninja

    parts: list[str] = wordninja.split(lump)
    content = [part for part in parts if part.lower() not in _FUNCTION_WORDS]
    if not content or "".join(parts) != lump or any(len(part) < 3 for part in content):
        return []
    if len(content) == len(parts):
        compound = parts[0].lower() in _PREFIXES or len(lump) < 10 or any(len(part) < 4 for part in parts)
        return [] if compound else parts
    return parts


def _is_word(text: str) -> bool:
    lower = text.lower()
    return text in _mixed_terms() or lower in _plain_terms() or lower in _vocabulary()


def _terms_in(word: str) -> bool:
    return any(part in _mixed_terms() for part in _term_pattern().split(word))


@lru_cache(maxsize=1)
def _terms() -> frozenset[str]:
    lines = (files("ingest") / "domain_terms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@lru_cache(maxsize=1)
def _mixed_terms() -> frozenset[str]:
    """Those with a capital inside, which tells them apart from the letters around them."""
    return frozenset(term for term in _terms() if term[1:] != term[1:].lower() and term.isalpha())


@lru_cache(maxsize=1)
def _plain_terms() -> frozenset[str]:
    return frozenset(term.lower() for term in _terms())


@lru_cache(maxsize=1)
def _term_pattern() -> re.Pattern[str]:
    """Terms that are told apart by a capital inside, or by being too long to stand in a word by chance."""
    mixed = sorted(map(re.escape, _mixed_terms()), key=len, reverse=True)
    long = sorted((re.escape(term) for term in _plain_terms() if len(term) >= 8), key=len, reverse=True)
    return re.compile(f"((?i:{'|'.join(long)})|{'|'.join(mixed)})")


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The 125,000 words that wordninja knows, without those that are a function word and an article (`ofthe`)."""
    with gzip.open(
        str(distribution("wordninja").locate_file("wordninja/wordninja_words.txt.gz")), "rt", encoding="utf-8"
    ) as lines:
        known = {line.strip() for line in lines}
    before = ("of", "in", "on", "is", "and", "for", "at", "by", "from", "with", "as", "that")
    return frozenset(
        known
        - {f"{word}{article}" for word in before for article in ("the", "an", "a") if len(word) > 2 or article == "the"}
    )
