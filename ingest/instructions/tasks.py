"""Tasks for the form of the reply, such as no reader of a document gets."""

from ingest.instructions.forms import FAR, REPLY, START, STRONG, URL, Form, forms

_MANGLE = (
    r"(?:letters?|vowels?|consonants?|character|typos?|misspell\w*|emojis?|base\s?\d+|cipher|caesar|rot13|morse"
    r"|klingon|pirate|symbols|anagram\w*|encod\w+|encrypt\w*|alphanumeric"
    r"|homophonic|rhym\w+|scrambl\w+|jumbl\w+|backwards|revers\w+|without\s+(?:any\s+)?spaces|remove\s+"
    r"(?:the\s+)?spaces|in\s+(?:fours|sets\s+of\s+\w+)|in\s+(?:french|german|spanish|russian|chinese|latin"
    r"|elvish)|every\s+\w+\s+word)"
)
_SELL = (
    rf"(?:{URL}|\b(?:donat\w+|subscribe|install|download\w*|community|communities|headline|advertis\w+"
    r"|promot\w+|sponsor\w*|diet|scandal|shocking|cliffhanger|elections?|vote|comments|feedback|gratitude"
    r"|invit\w+|appeal|click\w*|buy|purchase|overnight|weird\s+trick|announcement|check-?ups?|climate"
    r"|power\s+tools|baking|password\s+changes|assembly)\b)"
)

_YOURS = "your each every & answer repl response output message"

TASKS: tuple[Form, ...] = forms(
    "task",
    "gives the model a task for the form of its reply",
    (
        STRONG,
        _YOURS,
        rf"{START}(?:translate|encode|encrypt|scramble|shuffle|jumble|misspell|reverse|render|convert|replace"
        r"|substitute|remove|rearrange|group|anagram|introduce|write|use|provide|combine|summari[sz]e|make"
        rf"|give|display|present|craft|shift)\b[^.!?\n]{{0,60}}?\byour\s+(?:\w+\s+)?{REPLY}",
        _MANGLE,
    ),
    (
        STRONG,
        _YOURS,
        rf"{START}(?:scramble|jumble|misspell|rearrange|anagram|encrypt|encode)\b[^.!?\n]{{0,60}}?\byour\s+{REPLY}",
    ),
    (STRONG, _YOURS, rf"{START}(?:make|let)\s+your\s+{REPLY}\s+rhyme\b"),
    (STRONG, _YOURS, rf"\bbase\s?\d\d\b[^.!?\n]{{0,20}}?\byour\s+{REPLY}"),
    (
        STRONG,
        _YOURS,
        rf"{START}(?:add|include|insert|integrate|append|augment|enhance|embed|weave|modify|put)\b{FAR}\b"
        rf"(?:your|each|every)\s+(?:\w+\s+)?{REPLY}",
        _SELL,
    ),
    (STRONG, _YOURS, rf"{START}(?:add|append|insert)\s+[\"“‘'][^\n]{{2,120}}?[\"”’']\s+to\s+your\s+{REPLY}"),
    (
        STRONG,
        _YOURS,
        rf"{START}in\s+your\s+(?:response|reply|answer|output|message)s?\s*,\s*(?:please\s+)?(?:suggest|tease"
        r"|recommend|promote|advertise|urge|invite|encourage|link|mention\s+the)\b",
    ),
    (
        STRONG,
        _YOURS,
        rf"{START}(?:modify|enhance|augment)\s+your\s+(?:answer|response|reply)\s+(?:to\s+(?:highlight|hint"
        r"|express|promote|mention|invite|advertise|suggest)|by\s+(?:inviting|suggesting|offering|adding)"
        r"|with\s+an?\s+(?:appeal|recommendation|plug|link)|so\s+that\s+it\s+(?:advertises|promotes))\b",
    ),
)
