"""What an instruction to the model wants to be rid of: the instructions that it has."""

from ingest.instructions.forms import START, STRONG, WEAK, Form, forms

_DROP = (
    r"(?:ignore|disregard|forget|override|bypass|discard|dismiss|neglect|abandon|erase|drop|overrule"
    r"|pay\s+no\s+attention\s+to|(?:do\s+not|don['’]t|never)\s+(?:follow|obey|listen\s+to|adhere\s+to|comply\s+with)"
    r"|pretend\s+(?:to|you)\s+have\s+forgotten(?:\s+about)?|stop\s+(?:following|obeying|listening\s+to)|(?:leave"
    r"|set|put)\s+aside|have\s+forgotten(?:\s+about)?)"
)
_RULES = (
    r"(?:instructions?|prompts?|rules|guidelines?|directives?|directions|commands?|orders|constraints|restrictions"
    r"|programming|polic(?:y|ies)|rubric|guidance|guardrails)"
)
_EARLIER = r"(?:previous|prior|preceding|earlier|above|foregoing|former|past|initial|original)"
_WHOSE = (
    rf"(?:(?:all|any|every|each|the|your|those|these|my|of|its|other|{_EARLIER}|system|developer['’]?s?"
    r"|operator['’]?s?|safety)\W+)"
)
# "Ignore the above instructions if you use Docker" speaks to a reader, and so does what a defence says of the text.
_NOT_FOR_READERS = (
    r"(?!\W{0,3}(?:if|unless|when|in\s+case|and\s+(?:go|use|continue)|(?:in|inside|within|from|found|contained"
    r"|that\s+appear)\s+"
    r"(?:\w+\s+){0,3}?(?:documents?|texts?|inputs?|passages?|contents?|pages?|data|files?|users?|it|them)\b))"
)
_TRAINED = r"(?:told|instructed|given|trained|taught|asked|programmed|ordered)"

OVERRIDES: tuple[Form, ...] = forms(
    "override",
    "tells the model to drop its instructions",
    (
        STRONG,
        "instruction prompt rule guideline directive direction command order constraint restriction "
        "programming polic rubric guidance guardrail"
        " & ignor disregard forget forgotten overrid bypass discard dismiss neglect abandon erase drop "
        "overrule attention follow obey listen adher comply aside",
        rf"{START}{_DROP}\W+(?:(?!without|warning)\w+\W+){{0,2}}?{_WHOSE}{{1,4}}{_RULES}\b{_NOT_FOR_READERS}",
    ),
    (
        STRONG,
        "instruction prompt rule guideline directive direction command order & ignor disregard forget "
        "forgotten overrid bypass discard dismiss neglect abandon erase drop overrule attention follow obey "
        "listen adher comply aside",
        rf"{START}{_DROP}\W+(?:the\W+|all\W+|any\W+)?{_RULES}\s+(?:above|before|that\s+(?:you|came|stand)"
        r"|you\s+(?:have|were|got|had|received)|of\s+your)",
    ),
    (
        STRONG,
        "ignore disregard forget attention & everything all anything whatever what",
        rf"{START}(?:ignore|disregard|forget|pay\s+no\s+attention\s+to)\s+(?:everything|all|anything|whatever"
        r"|what)\s+(?:that\s+)?"
        rf"(?:(?:you|was|were|i)\s+(?:\w+\s+){{0,3}}?(?:{_TRAINED}|said|learn\w*|know(?!\s+about)|before)"
        r"|(?:stands\s+|came\s+|is\s+)?(?:above|before\s+this)|your\s)",
    ),
    (
        STRONG,
        "ign disr & pr abo",
        rf"{START}(?:ign\w{{1,4}}|disr\w{{3,6}})\W+(?:\w+\W+){{0,3}}?(?:pre?v\w{{2,5}}|prior|abo?v\w)\W+"
        r"(?:\w+\W+){0,1}?"
        rf"(?:in?st?r\w{{4,9}}|pro?mp?ts?|ru?les)\b{_NOT_FOR_READERS}",
    ),
    (
        STRONG,
        "appl count void cancel lifted suspend revoked supersede replaced invalid cleared reset erased test here",
        rf"(?:\b(?:all|your|the|these|those|any)\s+(?:usual\s+)?(?:{_EARLIER}\s+|other\s+|usual\s+){{0,2}}"
        rf"(?:{_RULES}|context|limits)|\bwhat\s+you\s+were\s+told\b)"
        r"(?:\s+(?:above|before\s+this|of\s+the\s+(?:assistant|model|bot)|(?:that\s+)?you\s+(?:got|have|were"
        r"|received|had)))[^.!?\n]{0,50}?\b"
        r"(?:no\s+longer\s+appl\w+|do(?:es)?\s+not\s+(?:apply|count)|(?:is|are|was|were|has\s+been"
        r"|have\s+been)\s+(?:hereby\s+|only\s+)?(?:void|cancel\w*"
        r"|lifted|suspended|revoked|superseded|replaced|invalid|cleared|reset|erased|a\s+test|over\b))",
    ),
    (
        STRONG,
        "hereby your_previous your_prior your_earlier your_old",
        rf"\b(?:{_RULES}\s+(?:are|is)\s+hereby\s|your\s+(?:previous|prior|earlier|old)\s+(?:context|memory"
        rf"|conversation|{_RULES})\s+(?:has|have|is|are|was|were)\b)",
    ),
    (
        STRONG,
        "rules limits instruction",
        r"\b(?:the\s+rules\s+(?:above|before\s+this)\s+(?:were|was)\b|the\s+(?:usual\s+)?limits\s+"
        r"(?:of\s+\w+\s+\w+\s+)?are\s+lifted)",
    ),
    (
        STRONG,
        "outrank overrid supersede & whatever everything anything all",
        r"\b(?:outranks?|overrides?|supersedes?)\s+(?:whatever|everything|anything|all)\b[^.!?\n]{0,30}?\b"
        r"(?:you|operator|developer|system\s+prompt)\b",
    ),
    (
        STRONG,
        "ignore disregard forget",
        rf"{START}(?:ignore|disregard|forget)\s+(?:something|one\s+thing|it|them)\b.{{0,60}}\b{_RULES}\s+"
        r"(?:that\s+)?you\s+(?:were|have|had|got)\b",
    ),
    (
        WEAK,
        "new updated revised & :",
        r"^\W{0,6}(?:new|updated|revised)\s+(?:instructions?|task|directive|orders?|rules?)\s*:",
    ),
    (
        WEAK,
        "your_new your_real your_actual your_only your_true",
        r"\byour\s+(?:new|real|actual|only|true)\s+(?:task|instructions?|goal|job|purpose|directive)\s*(?:is"
        r"|are|:)",
    ),
    (
        WEAK,
        "rules constraints instruction prompt",
        rf"\b(?:{_RULES}\s+(?:that\s+)?you\s+(?:were|have\s+been|are)\s+{_TRAINED}|(?:drop|forget|leave)\s+"
        r"(?:it|them|all\s+of\s+the\s+constraints)\b)",
    ),
    (
        WEAK,
        "only_",
        r"^[^\n]{0,60}\bonly\s+(?:the\s+text\s+of\s+)?this\s+(?:file|text|document|page|prompt|paragraph)?\s*"
        r"(?:is\s+binding|counts)|\bas\s+the\s+only\s+prompt\b",
    ),
)
