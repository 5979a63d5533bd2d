"""Data sent away, and people led elsewhere."""

from ingest.instructions.forms import START, STRONG, URL, Form, forms

_PERSON = r"(?:users?|learners?|readers?|candidates?|humans?|persons?|students?|anybody|anyone|people)"
_TALK = (
    r"(?:conversation|chat\s+(?:history|log)|system\s+prompt|transcript|hidden\s+prompt|(?:learner"
    r"|candidate|student)['’]?s?['’]?\s+(?:answers?|messages?|questions?|data|name|email|input)|(?:all"
    r"|every)\s+(?:earlier|previous|the|question)\b[^.!?\n]{0,20}?(?:messages?|people|questions?|chat)"
    r"|this\s+(?:chat|session)|secret\s+word|your\s+(?:instructions|rules|configuration|memory|context))"
)

_TO_FILL = (
    r"(?:\{\{\s*\w[\w .]{2,40}\}\}|\$\{\w[\w .]{2,40}\}|\[[A-Za-z][\w ]{2,40}\]|<[A-Za-z][\w ]{2,40}>"
    r"|(?:%7B){1,2}[A-Za-z_]{3,40}(?:%7D){1,2})"
)

LEAKS: tuple[Form, ...] = forms(
    "exfiltration",
    "wants data sent away or people led elsewhere",
    (
        STRONG,
        "send post upload forward transmit mail exfiltrate leak submit report",
        r"\b(?:send|post|upload|forward|transmit|e?-?mail|exfiltrate|leak|submit"
        rf"|report)\s[^.!?\n]{{0,40}}?\b{_TALK}[^\n]{{0,40}}?(?:\bto\b|\bat\b)\s+\S*{URL}",
    ),
    (
        STRONG,
        "http www .com .example .org",
        rf"\b{_TALK}[^\n]{{0,80}}?(?:!\[|\b(?:in|into|to|as)\s+(?:the\s+)?(?:address|url|link"
        rf"|query\s+string)\b)[^\n]{{0,60}}?{URL}|\blearner['’]?s\s+answers\s+as\b",
    ),
    (
        STRONG,
        "![",
        # A place to be filled in is a word in brackets; `math=%7Bx%7D` is a picture of a formula.
        rf"!\[[^\]\n]{{0,60}}\]\(https?://[^)\s]{{1,200}}?[=/](?:{_TO_FILL}|(?-i:ANSWERS?|TOKEN"
        r"|CONVERSATION|HISTORY|DATA|PROMPT|CHAT)\b)[^\n)]{0,80}\)",
    ),
    (
        STRONG,
        "http",
        r"https?://\S{1,120}[=/]\s*(?:followed\s+by|plus|and\s+then)\s+(?:the\s+)?(?:user|learner|reader"
        r"|conversation|last|secret)",
    ),
    (STRONG, "![", rf"{START}show\s+this\s+picture\b[^\n]{{0,20}}!\["),
    (
        STRONG,
        "http www. .com .org .net .io .xyz .example .info .co @ as_root this_chat & tell urge instruct "
        "convince persuade advise ask direct send invite get",
        rf"{START}(?:tell|urge|instruct|convince|persuade|advise|ask|get|direct|send|encourage)\s+(?:the\s+"
        rf"|all\s+)?{_PERSON}\s+(?:to\s+)?[^.!?\n]{{0,40}}?(?:type|enter|share|visit|go|click|open|download"
        rf"|install|buy|pay|log\s?in|sign|call|confirm|fetch|run|to\b)[^\n]{{0,50}}?(?:{URL}|\bas\s+root\b"
        r"|\binto\s+this\s+chat\b)",
    ),
    (
        STRONG,
        "ask_the & password token credit key pin",
        rf"{START}ask\s+the\s+(?:learner|reader|candidate)\s+(?:for|to\s+\w+)\s+(?:their|his|her)\s+"
        r"(?:\w+\s+)?(?:password|token|credit|key|pin)\b",
    ),
    (
        STRONG,
        "tool",
        rf"{START}(?:use|call|invoke)\s+(?:the\s+|your\s+)?[\w_]+\s+tool\s+(?:to|and|with)\s+(?:send|forward"
        rf"|delete|e?mail|transfer|publish|post|drop|grant)\b[^\n]{{0,60}}?(?:{URL}|{_TALK}|everything|all\b)",
    ),
)
