"""What the model is told to say."""

from ingest.instructions.forms import REPLY, START, STRONG, URL, WEAK, Form, forms

_OWN = r"(?:system|secret|hidden|initial|original|internal|first|full|exact|entire|complete)"
_PRIVATE = r"(?:prompt|instructions?|rules|message|word|configuration|directives?)"

REPLIES: tuple[Form, ...] = forms(
    "output",
    "tells the model what to say",
    (
        STRONG,
        "your the_ & prompt instruction rule message word configuration directive & reveal print show "
        "repeat output display list leak write tell give recite disclose dump share spell",
        rf"{START}(?:you\s+(?:must|should)\s+)?(?:reveal|print|show|repeat|output|display|list|leak"
        r"|write\s+out|tell\s+me|give\s+me|recite|disclose|dump|share|spell)\s+(?:\w+\s+){0,3}?(?:your\s+"
        rf"(?:{_OWN}\s+)*{_PRIVATE}|the\s+(?:system\s+prompt\s+(?:word|verb|(?:that\s+)?you\s+(?:were|have|got|must)\b)|(?:secret"
        rf"|hidden)\s+{_PRIVATE}|{_PRIVATE}\s+(?:that\s+)?you\s+(?:were|have|must|got|may)))\b",
    ),
    (
        STRONG,
        "above before so_far base64 & repeat print output write encode show",
        rf"{START}(?:repeat|print|output|display|show|encode|write\s+out)\s+(?:all\s+(?:of\s+)?)?(?:everything"
        r"|the\s+(?:whole\s+)?(?:text|words|content)|your\s+first\s+message)\b[^.!?\n]{0,20}?\b(?:above"
        r"|before\s+this|so\s+far|in\s+base64)\b",
    ),
    (STRONG, "translate", rf"{START}translate\s+the\s+text\s+that\s+came\s+before\b"),
    (
        STRONG,
        "instruction prompt",
        rf"{START}(?:output|print|repeat|show|reveal)\s+(?:all\s+)?(?:the\s+|of\s+the\s+)?(?:previous|above"
        r"|prior|your|preceding)\s+(?:instructions|prompts?)\b(?!\s+(?:for|on|with|until|to|as|in\s+each|at"
        r"|once|after))",
    ),
    (
        STRONG,
        "only nothing",
        rf"{START}(?:reply|respond|answer|say|output|write|print|tell\s+me)\s+(?:every\w*\s+)?(?:only|just"
        r"|exclusively|solely|nothing\s+(?:else\s+)?(?:but|than))\s*(?:with\s*)?:?\s*(?:(?-i:(?!JSON|XML|YAML"
        r"|SQL|HTML|CSV|TRUE|FALSE|YES|NO\b|NONE|API|UTF|HTTP)[A-Z]{4,})|I\s+\w+|[\"“‘']|the\s+"
        r"(?:single\s+)?(?:word|sentence|phrase)\b(?![^.!?\n]*\bor\b)|yes\b(?!\s*(?:/|,|\bor)))",
    ),
    (
        STRONG,
        "word sentence phrase",
        rf"{START}(?:reply|respond|answer)\s+(?:to\s+)?(?:(?:every|any|all|each)\s+(?:questions?"
        r"|messages?)\s+)?(?:only\s+)?with\s+(?:only\s+)?(?:the|this)\s+(?:single\s+|exact\s+|same\s+)?"
        r"(?:word|sentence|phrase)\b(?![^.!?\n]*\bor\b)",
    ),
    (
        STRONG,
        "whatever no matter nothing else",
        r"\b(?:whatever|no\s+matter)\s+(?:the|what|is|which|in)\b[^.!?\n]{0,30}?\b(?:questions?|asked|asks"
        r"|ask)\b[^.!?\n]{0,10}?,\s*(?:always\s+)?(?:output|say|answer|reply|respond|print|write|tell)\b",
    ),
    (STRONG, "answer", rf"{START}answer\s+(?:in\s+\w+\s+from\s+now\s+on|every\s+question\s+(?:with|by))\b"),
    (
        STRONG,
        "answer repl response message output",
        rf"{START}(?:begin|start|end|finish|prefix|open|close|sign)\s+(?:(?:every|each|all|any)\s+"
        rf"(?:of\s+your\s+)?(?:answer|reply|response|message)s?|(?:your|the)\s+{REPLY})\s+(?:with|by)\s+"
        rf"(?:the\s+(?:word|sentence|phrase|link|text)\b[^.!?\n]{{0,40}})?(?:{URL}|[<@]|\[)",
    ),
    (
        STRONG,
        "answer repl response message",
        rf"{START}(?:begin|start|end|finish|prefix)\s+(?:every|each|all|any)\s+(?:of\s+your\s+)?(?:answer"
        r"|reply|response|message)s?\s+(?:with|by)\s+[\"“‘']",
    ),
    (
        WEAK,
        "answer repl response message output",
        rf"{START}(?:begin|start|end|finish)\s+your\s+{REPLY}\s+(?:with|by)\s+(?:the\s+(?:word|sentence|phrase"
        r"|link)\s*)?[\"“‘']",
    ),
    (
        STRONG,
        "repl answer response",
        r"\b(?:every|each|any)\s+(?:reply|answer|response)\s+(?:that\s+)?you\s+(?:give|write|make)\s+"
        r"(?:has\s+to|must|should|shall)\b",
    ),
    (
        STRONG,
        "when & asks wants ask want",
        r"\bwhen(?:ever)?\s+(?:somebody|anybody|anyone|someone|(?:a|the)\s+(?:user|learner|reader)|users"
        r"|learners)\s+(?:asks?|wants)\b[^.!?\n]{0,60}?,\s*(?:always\s+)?(?:answer|reply|respond|claim|say"
        r"|recommend)\s+(?:that|only)\b",
    ),
    (
        WEAK,
        "when_ models_must",
        r"\bwhen\s+(?:this\s+(?:text|page|document|passage)\s+is\s+(?:retrieved|read|cited)|"
        r"(?:even\s+when\s+)?you\s+are\s+asked|a\s+document\s+asks)\b|\bmodels\s+must\s+now\b",
    ),
    (
        STRONG,
        "recommend promote praise mention advertise prefer speak",
        rf"{START}(?:recommend|promote|praise|advertise|mention)\s[^.!?\n]{{0,50}}?\b(?:in\s+(?:each|every"
        r"|all)\s+(?:of\s+your\s+)?(?:repl|answer|response)\w*|instead\b)",
    ),
    (STRONG, "in_each_reply", r"\bin\s+each\s+reply\b"),
    (
        WEAK,
        "recommend promote praise speak agree",
        rf"{START}(?:recommend|promote|praise|speak\s+of|advertise)\s+(?:our|this|the\s+(?:author|writer"
        r"|product|vendor|course)|everything|it)\b",
    ),
    (
        WEAK,
        "recommend praise you_like page paragraph file document",
        r"\byou\s+have\s+to\s+recommend\b|\bpraise\s+(?:this\s+(?:document|page|file)|the\s+(?:author|writer)"
        r"|everything)\b|\bas\s+you\s+like\b|\b(?:follow|proceed\s+with|do\s+what)\s+(?:the\s+)?(?:ones?"
        r"|directive|rest|text)\s+(?:\w+\s+){{0,2}}?(?:in|at|of)\s+(?:the\s+end\s+of\s+)?this\s+(?:page"
        r"|paragraph|file|document)\b",
    ),
    (
        WEAK,
        "silently act_on carry nothing obey comply",
        r"\bsilently\b|\bact\s+on\s+(?:it|this|the\s+following)\b|\bcarry\s+(?:this|these"
        r"|the\s+following)\s+out\b|\bas\s+if\s+nothing\b|(?:^|[.!?]\s+|\band\s+)(?:obey|comply)\b",
    ),
    (
        STRONG,
        "only & from",
        r"\bonly\s+(?:output|answer|reply|respond|speak|write)\b[^.!?\n]{0,40}?\bfrom\s+(?:now|here)\s+on\b",
    ),
    (
        WEAK,
        "hidden secret list_your_rules what_this_page",
        r"\b(?:hidden|secret)\s+(?:instructions?|word|prompt|configuration)\b|\blist\s+your\s+rules\b"
        r"|\bwrite\s+what\s+this\s+page\s+says\b",
    ),
)
