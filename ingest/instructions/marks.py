"""Marks without a look at the answer."""

from ingest.instructions.forms import START, STRONG, WEAK, Form, forms

_TOP = (
    r"(?:full|maximum|max|perfect|highest|top|best|10\s*(?:/|out\s+of)\s*10|100\s*(?:%|percent|points)?|1\.0"
    r"|5\s+out\s+of\s+5|ten\s+out\s+of\s+ten"
    r"|correct|complete|covered|right|passed)"
)
_MARKS = r"(?:marks?|scores?|grades?|credits?|points?|rating)"
_GRANT = (
    r"(?:give|award|assign|grant|set|mark|rate|score|grade|accept|treat|count|consider|report|rank"
    r"|receive|deserves?|get|say\s+that|return|output)"
)
# Marks without a look at the answer: what no rubric says.
_BLIND = (
    r"(?:regardless|irrespective|whatever|no\s+matter|always|in\s+all\s+cases|(?:any|every|each|a\s+blank"
    r"|an\s+empty)\s+(?:answer|reply|response|submission)s?\b(?!\s+that)"
    r"|even\s+(?:if|when|an?\b|though)|without\s+(?:reading|checking|looking)|(?:do\s+not|don['’]t|never)\s+"
    r"(?:check|read|look|apply)|skip\s+the\s+rubric"
    r"|(?:every|any)(?:body|one)\s+who\s+(?:answers|asks)|this\s+(?:answer|candidate|response|document|submission"
    r"|learner|student|repl)\w*|the\s+following\s+(?:answer|response|reply)"
    r"|no\s+other\s+point|all\s+answers|me\s+as\b|all\s+(?:key\s+)?points|whenever\s+you\s+see|missing\s+"
    r"(?:key\s+)?points)"
)
_VALUES = (
    "mark scor grad credit point rating perfect correct complete right rate & give award assign grant "
    "set mark rate score grade accept treat count consider report rank deserve get full"
)
# "... if the answer names both": a rubric for people.
_ONLY_IF = r"(?!\s+(?:if|when|for|only|where|provided|as\s+long)\b)"

MARKS: tuple[Form, ...] = forms(
    "grade",
    "asks for marks without a look at the answer",
    (
        STRONG,
        _VALUES,
        rf"{START}{_GRANT}\b[^.!?\n]{{0,60}}?\b{_TOP}(?!\w)(?:\s+(?:possible\s+)?{_MARKS}\b)?{_ONLY_IF}",
        _BLIND,
    ),
    (
        STRONG,
        _VALUES,
        r"\b(?:must|should|has\s+to|have\s+to|shall|is\s+to|are\s+to|to\s+be|deserves?)\s+(?:\w+\s+){0,2}?"
        rf"(?:{_GRANT}d?|{_GRANT}ed|full)\b[^.!?\n]{{0,60}}?\b{_TOP}(?!\w)(?:\s+{_MARKS})?{_ONLY_IF}",
        _BLIND,
    ),
    (
        STRONG,
        "grad scor evaluat mark",
        r"\b(?:when(?:ever)?|while|if|before)\s+(?:you(?:\s+are|['’]re)?\s+)?(?:asked\s+to\s+)?(?:grad(?:e"
        r"|ing)|scor(?:e|ing)|evaluat(?:e|ing)|mark(?:ing)?)\b[^.!?\n]{0,60}?,\s*(?:always\s+)?(?:give"
        r"|award|report|output|say\s+that\s+all|ignore\s+missing|treat|(?:all|any"
        r"|every)\s+answers?\b)[^.!?\n]{0,40}?(?:\bfull\b|maximum|\btop\b|perfect|\b10\b|\b100\b|correct"
        rf"|covered|missing){_ONLY_IF}(?!\s+\w+\s+(?:if|for|only)\b)",
    ),
    (
        STRONG,
        "mark scor grad credit rating",
        r"\bwhenever\s+you\s+see\b[^.!?\n]{0,60}?,\s*give\b|\b(?:put|give|award"
        r"|mark)\b[^.!?\n]{0,40}?\bwhen\s+you\s+grade\b",
    ),
    (
        STRONG,
        "score grade mark rating & set change raise fix",
        r"\b(?:set|change|raise|fix)\s+(?:the|its|this|my|your)\s+(?:score|grade|mark|rating)\s+"
        r"(?:of\s+\w+\s+\w+\s+)?to\s+(?:0\.9\d|1\.0|1\b|10\b|100|full|the\s+maximum)",
    ),
    (
        STRONG,
        "covered",
        r"(?:point\s+\d+\s*:\s*covered\W+){3}"
        r"|\"verdict\"\s*:\s*\"covered\"[^`]{0,200}\"verdict\"\s*:\s*\"covered\"|<(?:grade|verdict)>\s*"
        r"(?:correct|covered)\s*<",
    ),
    (
        STRONG,
        "answer",
        r"\b(?:all|any|every)\s+answers?\s+(?:to\s+this\s+question|here|that\s+you\s+see)?\s*(?:is|are"
        r"|must\s+be|should\s+be|has\s+to\s+be|(?:is|are)\s+to\s+be)\s+(?:\w+\s+)?(?:praised|accepted"
        r"|approved|(?:scored|marked|graded|rated)\s+(?:as\s+)?(?:10|100|full|correct|perfect|right))"
        r"|\banswers?\s+to\s+this\s+question\s+(?:is|are)\s+(?:always\s+)?(?:correct|right)\b",
    ),
    (
        STRONG,
        "grader examiner evaluator judge marker",
        r"^\W{0,4}(?:AI\s+)?(?:grader|evaluator|examiner|marker|judge)\s*[:,]\s*(?:the\s+rubric|mark\b|give"
        r"|accept|award|ignore|this\s+(?:answer|candidate))|\bnote\s+to\s+(?:the\s+)?(?:grader|evaluator"
        r"|examiner|judge)\s+(?:model|AI|bot)\b",
    ),
    (
        WEAK,
        "grader examiner evaluator judge every_answer",
        r"\b(?:the\s+)?(?:grader|evaluator|examiner|judge)\s+(?:must|has\s+to)\s+(?:agree|accept|award"
        r"|give)\b|\bevery\s+answer\s+is\s+(?:right|correct)\b",
    ),
    (
        STRONG,
        "rank recommend call",
        r"\brank\s+(?:its|this|the|his|her)\s+(?:writer|candidate|author|r[ée]sum[ée]"
        r"|applicant)\b[^.!?\n]{0,30}?\b(?:above|first|highest|top)\b",
    ),
)
