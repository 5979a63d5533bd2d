"""The form of what a model may say to a learner: plain sentences, no address, link, mention, markup or order."""

import re

from bot.grading.instructions import without_instructions

# A dot inside a word is an address or a file's name, but for numbers, initials and what they stand for.
_ADDRESS = re.compile(
    r"://|\bwww\.|\bmailto:|\w@\w|(?<![.\w])(?!(?:e\.g|i\.e)\b)[\w-]*[A-Za-z][\w-]*\.[A-Za-z]{2,}|\bdot\s+(?:com|org|net|io)\b",
    re.I,
)
_MARKUP = re.compile(r"[<>\[\]{}|\\`*_#~^=$@]|&[#\w]+;|\bdata:|\bjavascript:", re.I)
_ASKS = re.compile(
    r"\b(?:pass(?:word|code|phrase)s?|credentials?|log\s?in|credit\s+cards?|e-?mails?|phone|telephone|whatsapp"
    r"|click|visit|download|subscribe|web\s?sites?|links?|urls?|dm|message\s+me|contact)\b",
    re.I,
)
_LONGEST = 320


def showable(sentence: str, trusted: str = "") -> bool:
    """Whether a sentence may be shown as far as its form goes.

    Words that ask for an account or lead elsewhere are let through only where `trusted`, the question or the reference,
    speaks of them.
    """
    if not sentence.isprintable() or len(sentence) > _LONGEST or not re.search(r"[A-Za-z]{2}", sentence):
        return False
    if _ADDRESS.search(sentence) or _MARKUP.search(sentence) or without_instructions(sentence)[1]:
        return False
    spoken = trusted.lower()
    return all(found[0].lower() in spoken for found in _ASKS.finditer(sentence))
