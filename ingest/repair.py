"""Text that was damaged on its way here, put right. A correct text comes back byte for byte as it was.

Line by line, so that line numbers hold: text decoded with the wrong table (`1â€“2` is `1–2`), blanks that are no
blanks, invisible characters, and words that lost the blanks around a term (`isMLOpsand` is `is MLOps and`).
"""

import re
from collections.abc import Callable

import ftfy

from ingest.files.hidden import seen
from ingest.glue import glued_words

_BLANKS = re.compile("[\u00a0\u2007\u202f\u2002-\u2006\u2008-\u200a\u3000]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# Not prose: inline code, addresses, paths, identifiers. Nothing in them is a glued word.
_CODE = re.compile(r"`[^`\n]*`|\]\([^)\n]*\)")
_NOT_PROSE = re.compile(r"://|[@\\_=<>{}]|\w\.\w|\w/\w.*/")
# Longer runs without a blank are no words, however they came about.
_LONGEST_TOKEN = 200


def repairer(sample: str) -> Callable[[str], str]:
    """A function that repairs pieces of the document that `sample` is the whole text of.

    Whether a long lower-case word is glued or only rare cannot be told from the word alone; a document where several
    words are glued beyond doubt gives the licence to look for more.
    """
    glue = glued_words(" ".join(_prose(_unscramble(line)) for line in sample.split("\n")))

    def repair(text: str) -> str:
        lines = [_unscramble(line) for line in text.split("\n")]
        return "\n".join(_unglue(line, glue) for line in lines) if glue else "\n".join(lines)

    return repair


def _unscramble(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    line = ftfy.fix_encoding(line)
    return _INVISIBLE.sub("", _BLANKS.sub(" ", seen(line))).translate(_LIGATURES)


def _prose(line: str) -> str:
    return " ".join(token for token in _CODE.sub(" ", line).split() if _is_prose(token))


def _is_prose(token: str) -> bool:
    return len(token) <= _LONGEST_TOKEN and not _NOT_PROSE.search(token)


def _unglue(line: str, glue: dict[str, str]) -> str:
    """Whole words only, outside code and addresses."""

    def token(found: re.Match[str]) -> str:
        if not _is_prose(found[0]):
            return found[0]
        return re.sub(r"[A-Za-z]{4,}", lambda word: glue.get(word[0], word[0]), found[0])

    line = re.sub(r"(?<=\w\))(?=[a-z]{2,})", " ", line)
    pieces: list[str] = []
    at = 0
    for code in (*_CODE.finditer(line), None):
        pieces.append(re.sub(r"\S+", token, line[at : code.start() if code else None]))
        if code:
            pieces.append(code[0])
            at = code.end()
    return "".join(pieces)
