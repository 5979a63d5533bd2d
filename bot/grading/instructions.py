"""Words in an answer that speak to the grader and not to the question. They are left out and told, never obeyed.

The computed grade obeys nothing anyway; leaving them out keeps their words from counting as an answer, and telling
them keeps the learner and the admin informed. An answer *about* such words (a question on prompt injection) must
keep them, so a pattern needs an imperative at the start of a clause, or speaks of the grade itself; words in quotation
marks stay.
"""

import re

_START = (
    r"(?:^|(?<=[.!?;:\n,)\]>])\s*|(?<=\band)\s+|(?<=\bplease)\s+|(?<=\bnow)\s+)\W{0,4}"
    r"(?:please\s+|now\s+|also\s+|just\s+|and\s+|then\s+)*"
)
_EARLIER = r"(?:above|previous|prior|preceding|earlier|foregoing|other|your|all|the|any|every|my)"
_GRADE = r"(?:marks?|scores?|grades?|credits?|points?|rating)"
_TOP = r"(?:full|maximum|max|top|highest|perfect|best|complete|100\s?%?|1\.0|ten|10)"
_PATTERNS = [
    rf"{_START}(?:ignore|disregard|forget|override|bypass|skip)\s+(?:\w+\s+){{0,3}}?{_EARLIER}\b[^.!?\n]*?"
    rf"(?:instruction|prompt|rule|rubric|reference|criteria|guideline|message|above|before|said|told|direction|question)s?\b",
    rf"{_START}(?:ignore|disregard|forget)\s+(?:everything|all|anything|(?:the\s+)?above|this)\b",
    rf"{_START}(?:give|award|assign|grant|return|output|print|respond\s+with|reply\s+with|set|mark|grade|rate|score|report|record)\b"
    rf"[^.!?\n]{{0,40}}?(?:\b{_TOP}\b[^.!?\n]{{0,20}}?\b{_GRADE}\b|\b{_GRADE}\b[^.!?\n]{{0,15}}?\b{_TOP}(?!\w))",
    rf"{_START}(?:mark|grade|rate|score|treat|accept|consider|count|judge)\s+(?:this|my|the|it|every|each|all)\b[^.!?\n]{{0,30}}?"
    r"\b(?:as\s+)?(?:fully\s+|completely\s+)?(?:correct|right|perfect|complete|covered|passed|100\s?%)",
    rf"{_START}<?/?(?:system|assistant|developer|admin|instructions?|grader)>?\s*(?:prompt|message|note|override)?\s*[:>\]]",
    r"\b(?:score|grade|mark|verdict|rating)\s*(?:=|:|is|must\s+be|should\s+be|has\s+to\s+be)\s*[\"']?"
    r"(?:1(?:\.0+)?|10(?:0\s?%?)?(?:\s*/\s*10+)?|5\s*/\s*5|full|perfect|correct|covered|a\+)(?!\w)",
    rf"\b(?:this|my|the)\s+answer\s+(?:is|must\s+be|should\s+be|deserves|has\s+to\s+(?:be|get))\s+[^.!?\n]{{0,25}}?"
    rf"(?:{_TOP}\s+{_GRADE}|marked\s+(?:as\s+)?(?:correct|covered)|graded\s+(?:as\s+)?(?:correct|full))",
    r"\byou\s+(?:are|must|should|will|have\s+to)\s+(?:now\s+)?(?:an?\s+|the\s+|act\s+as\s+(?:an?\s+)?)?"
    r"(?:lenient|generous|helpful)?\s*(?:grader|examiner|marker|give\s+(?:me|this)|award|grade\s+(?:me|this)|score\s+(?:me|this))",
    rf"\bi\s+(?:deserve|should\s+get|must\s+get)\s+(?:\w+\s+){{0,2}}{_TOP}\s+{_GRADE}",
]
_INSTRUCTION = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)|\n")
_QUOTED = re.compile(r"\"[^\"\n]{1,200}\"|“[^”\n]{1,200}”|(?<!\w)'[^'\n]{3,200}'(?!\w)|`[^`\n]{1,200}`")


def without_instructions(plain: str) -> tuple[str, bool]:
    """The text with each instruction blanked from where it starts to its sentence's end, and whether there was one.

    Blanks keep every offset where it was.
    """
    quoted = [match.span() for match in _QUOTED.finditer(plain)]
    kept = plain
    at = 0
    while match := _INSTRUCTION.search(plain, at):
        at = max(match.end(), at + 1)
        if any(start < match.end() and match.start() < end for start, end in quoted):
            continue
        stop = _SENTENCE_END.search(plain, match.end() - 1)
        end = stop.end() if stop else len(plain)
        kept = kept[: match.start()] + " " * (end - match.start()) + kept[end:]
        # The next one may begin right here, and looks back at what ended this one.
        at = stop.start() + 1 if stop else end
    return kept, kept != plain
