"""Forged turns of the conversation with the model."""

from ingest.instructions.forms import STRONG, WEAK, Form, forms

_ORDER = (
    r"(?:ignore|disregard|forget|override|from\s+(?:now|here)|new\s|always|never|respond|reply|output|say\b"
    r"|answer|give|mark\b"
    r"|grade|approve|accept|do\s+not|now\b|reveal|print|list\s+your|obey|agree|follow|begin\s+(?:a\s+)?new\s+(?:session|conversation)|when\s+(?:grading|asked|you)"
    r"|(?:all|any|every)\s+(?:answers?|rules|instructions)|the\s+(?:material|evaluation|test|exam|context"
    r"|document|rules)\s+\w+"
    r"|(?:you|the\s+(?:assistant|model|grader))\s+(?:now|must|will|shall|have\s+to|should|obey|may\s+now|agrees?"
    r"|serve|can\s+now)\b)"
)

FRAMES: tuple[Form, ...] = forms(
    "frame",
    "forges a turn of the conversation with the model",
    (
        STRONG,
        "<|",
        r"^\W{0,3}<\|(?:im_start|im_end|system|user|assistant|eot_id|start_header_id|end_header_id"
        r"|endoftext)\|>(?!\s*(?:and|or|,|tokens?|marks?|is|are|enclos\w+|puts?|separat\w+|begins?|ends?)\b)",
    ),
    (STRONG, "turn>", r"^\W{0,3}<(?:start|end)_of_turn>(?!\s*(?:and|or|,|is|are|marks?)\b)"),
    (STRONG, "inst]", r"(?:^|[.!?]\s+)\[/?INST\](?!\s*(?:and|or|,|before|after|is|are)\b)\s*\w[^\[]{4,}\[/?INST\]"),
    (STRONG, "sys>>", r"^\s*<<SYS>>(?!\s*(?:and|or|,|enclos\w+|is|are)\b)\s*\w[^<]{4,}<</SYS>>"),
    (
        STRONG,
        "</",
        r"</(?:data|context|passages?|documents?|system|prompt|answer|user_input|input|untrusted"
        r"|instructions?|material)(?:\s*\d*)>[\W\s]{0,20}(?:<[^>]+>\W*)?(?:\b(?:system|assistant)\s*:"
        rf"|{_ORDER})",
    ),
    (
        STRONG,
        "system admin developer root & : > ]",
        r"^[^\w\n]{0,6}(?:system|admin(?:istrator)?|developer|root)(?:\s+(?:message|note|prompt|override"
        rf"|alert|instructions?|update|command|notice))?[\s*_\]]{{0,4}}[:>\]]\W{{0,6}}(?:\w+\s+){{0,2}}?{_ORDER}",
    ),
    (
        STRONG,
        "system",
        r"^\s*#+\s*system\s*\n+\s*you\b|\"role\"\s*:\s*\"system\"\s*,\s*\"content\"\s*:\s*\"(?:you\s+(?:now"
        r"|must|obey)|ignore|from\s+here|obey|new\s)",
    ),
    (
        WEAK,
        "instruction: response: human: system:",
        r"^\W{0,6}(?:instruction|system|human)s?\s*:\s*$[^`]{0,400}^\W{0,6}(?:response|assistant)\s*:",
    ),
    (
        WEAK,
        "assistant:",
        r"^\W{0,3}assistant\s*:\s*$|^\W{0,3}assistant\s*:\s*(?:understood|sure|ok|i\s+(?:will|have))\b",
    ),
    (
        STRONG,
        "end of end_of ends",
        r"(?:^[^\w\n]{0,12}end\s+of\s+(?:the\s+)?(?:document|context|prompt|text|input|data|material"
        r"|passages?|user\s+input)\b|\bthe\s+(?:material|context|document|passages?)\s+(?:ends?\s+here"
        rf"|is\s+over))[\W\s]{{0,40}}{_ORDER}",
    ),
    (STRONG, "%%%end {% raw jndi", r"%%%\s*END\b|\$\{jndi:"),
    (
        STRONG,
        "ends end",
        r"\b(?:those|your|these|all)\s+rules\s+end\s+here\b|\bhas\s+rules\.\s+those\s+rules\s+end\b",
    ),
)
