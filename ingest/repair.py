"""Text that was damaged on its way here, put right. A correct text comes back byte for byte as it was.

Line by line, so that line numbers hold: text decoded with the wrong table (`1â€“2` is `1–2`), blanks that are no
blanks, invisible characters, and words that lost the blanks around a term (`isMLOpsand` is `is MLOps and`).
"""

import re
from collections.abc import Callable

import ftfy

from ingest.glue import glued_words

_BLANKS = re.compile("[\u00a0\u2007\u202f\u2002-\u2006\u2008-\u200a\u3000]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"})
# Not prose: inline code, addresses, paths, identifiers. Nothing in them is a glued word.
_NOT_PROSE = re.compile(r"`[^`\n]*`|\S*(?:://|[@\\_=<>{}])\S*|\w+(?:\.\w+)+|\]\([^)\n]*\)|\S*[\w]/[\w]\S*/\S*")


def repairer(sample: str) -> Callable[[str], str]:
    """A function that repairs pieces of the document that `sample` is the whole text of.

    Whether a long lower-case word is glued or only rare cannot be told from the word alone; a document where several
    words are glued beyond doubt gives the licence to look for more.
    """
    glue = glued_words(_NOT_PROSE.sub(" ", "\n".join(map(_unscramble, sample.split("\n")))))

    def repair(text: str) -> str:
        lines = [_unscramble(line) for line in text.split("\n")]
        return "\n".join(_unglue(line, glue) for line in lines) if glue else "\n".join(lines)

    return repair


def _unscramble(line: str) -> str:
    if line.isascii() and line.isprintable():
        return line
    line = ftfy.fix_encoding(line)
    return _INVISIBLE.sub("", _BLANKS.sub(" ", line)).translate(_LIGATURES)


def _unglue(line: str, glue: dict[str, str]) -> str:
    """Whole words only, outside code and addresses."""
    found: list[str] = []
    at = 0
    line = re.sub(r"(?<=\w\))(?=[a-z]{2,})", " ", line)
    for protected in (*_NOT_PROSE.finditer(line), None):
        end = protected.start() if protected else len(line)
        found.append(re.sub(r"[A-Za-z]{4,}", lambda word: glue.get(word.group(), word.group()), line[at:end]))
        if protected:
            found.append(protected.group())
            at = protected.end()
    return "".join(found)
