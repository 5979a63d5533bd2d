"""Told, not said: a text about injections quotes them, and must pass.

Words in quotation marks, in code, after "such as" or "an attacker writes", and in the examples that a line about
attacks announces, are mentioned. What stands alone in quotation marks, with nobody who quotes it, is used.
"""

import re
from collections.abc import Sequence

_FENCE = re.compile(r"^[ \t]*(```|~~~)[^\n]*\n.*?(?:^[ \t]*\1[^\n]*$|\Z)", re.M | re.S)
_SPAN = re.compile(r"`[^`\n]{1,300}`")
_QUOTED = re.compile(
    r"\"[^\"\n]{2,400}\"|“[^”\n]{2,400}”|„[^“”\n]{2,400}[“”]|«[^»\n]{2,400}»|‘[^’\n]{3,400}’(?!\w)"
    r"|(?<!\w)'[^'\n]{3,400}'(?!\w)|''[^'\n]{3,400}''"
)
ATTACKS = re.compile(
    r"\b(?:inject\w*|jailbr\w+|attack\w*|adversar\w+|malicious|red[\s-]?team\w*|payloads?|poison\w*|exploit\w*"
    r"|hijack\w*|vulnerab\w+"
    r"|prompt\s+leak\w*|smuggl\w+|bypass\w*|guardrails?|tricks?|manipulat\w+|untrusted|hostile)\b",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:says?|said|saying|reads?|writes?|wrote|written|types?|typed|hid(?:es?|den)|contains?|containing"
    r"|embeds?|inserts?|inserted|such\s+as|like"
    r"|e\.g\.|for\s+(?:example|instance)|asks?|asked|tells?|told|telling|instructs?|instructed|instructing"
    r"|orders?|tries|try|trying|called|phrases?|requests?|claims?|commands?|means?|brought"
    r"|attempts?|wants?|example|known\s+as|how|whether|cannot|attack\w*|inject\w*|adversar\w*|jailbreak\w*)"
    r"\b[^.!?\n;]{0,120}$",
    re.I,
)
_ANNOUNCED = re.compile(
    r"\b(?:examples?|such\s+as|like|e\.g\.|attacks?|payloads?|injections?|jailbreaks?|prompts?|inputs?|phrases?"
    r"|template|"
    r"says?|reads?|writes?|looks\s+like|instance|sample)\b[^.!?\n]{0,80}:\s*$",
    re.I,
)
# "A system prompt may look as follows."
_PROMPT_SHOWN = re.compile(
    r"\b(?:prompts?|template)\b[^\n]{0,60}?\b(?:as\s+follows|like\s+this|looks?\s+like|for\s+example)\b", re.I
)
_ITEM = re.compile(r"\s*(?:[-*+•>|]|\d+[.)]|[a-z]\))\s")
# With fewer letters around it, a quotation is all that the text says.
_FEWEST_AROUND = 12


def code_spans(text: str) -> list[tuple[int, int]]:
    """Fences first, then what stands in backticks outside of them."""
    fences = [found.span() for found in _FENCE.finditer(text)]
    return fences + [found.span() for found in _SPAN.finditer(blanked(text, fences))]


def blanked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text with blanks for what stands in the spans, every offset where it was."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def quotations(text: str, context: str) -> list[tuple[int, int]]:
    """Where somebody is quoted; none where the text is nothing but the quotation, unless what stands above is about
    attacks."""
    found = [match.span() for match in _QUOTED.finditer(text)]
    around = sum(character.isalpha() for character in text) - sum(
        character.isalpha() for start, end in found for character in text[start:end]
    )
    return found if around >= _FEWEST_AROUND or ATTACKS.search(context) else []


def is_mentioned(text: str, start: int, end: int, quoted: Sequence[tuple[int, int]], context: str) -> bool:
    """Whether the words at `[start, end)` are somebody else's words. `context` is the heading or question above."""
    if _inside(start, end, quoted) or any(begin < start < stop for begin, stop in quoted):
        return True
    line = text.rfind("\n", 0, start) + 1
    sentence = max(line, *(text.rfind(mark, 0, start) + 1 for mark in ".!?;"))
    before = text[max(sentence, start - 200) : start]
    if before.strip(" \t*_>-\"'“‘(") and _REPORTED.search(before):
        return True
    above = text[max(0, line - 600) : line]
    if _ANNOUNCED.search(above.rstrip()) or _ANNOUNCED.search(text[line:start].rstrip()):
        about = above + context + text[line:start]
        return bool(
            ATTACKS.search(about)
            or re.search(r"\b(?:prompts?|template|examples?|says?)\b", above[-160:] + text[line:start], re.I)
        )
    if _PROMPT_SHOWN.search(above):
        return True
    return bool(_ITEM.match(text[line : line + 8]) and ATTACKS.search(above + context))


def _inside(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(begin <= start and end <= stop for begin, stop in spans)
