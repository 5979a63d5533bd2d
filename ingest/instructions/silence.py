"""What the model is told to keep from people."""

from ingest.instructions.forms import GAP, STRONG, WEAK, Form, forms

_HIDE = (
    r"(?:tell|mention|reveal|disclose|inform|admit|acknowledge|repeat|quote|say|show|explain|informing"
    r"|telling|mentioning|let|talk\s+about|refer\s+to|report)"
)
_NEVER = r"(?:do\s+not|don['’]t|never|must\s+not|mustn['’]t|should\s+not|may\s+not|cannot|without)"
_PERSON = r"(?:users?|learners?|readers?|candidates?|humans?|persons?|students?|anybody|anyone|people)"

SILENCE: tuple[Form, ...] = forms(
    "secrecy",
    "tells the model to keep something from people",
    (
        STRONG,
        "instruction prompt direction command order & not n’t n't never without cannot",
        rf"\b{_NEVER}\s+{_HIDE}\s+{GAP}(?:about\s+|of\s+|that\s+)?(?:this|these|the\s+above)\s+(?:\w+\s+)?"
        r"(?:instructions?|prompts?|directions?|commands?|orders?)\b",
    ),
    (
        STRONG,
        "keep hide & note message paragraph passage text instruction direction line",
        r"\b(?:keep|hide)\s+(?:this|these)\s+(?:\w+\s+)?(?:notes?|messages?|paragraph|passage|text"
        r"|instructions?|directions?|lines?)\s+(?:secret|hidden|confidential|private|to\s+yourself|from)\b",
    ),
    (
        STRONG,
        "that & not n’t n't never without deny",
        rf"(?:\b{_NEVER}\s+{_HIDE}|\bdeny)\s+{GAP}that\s+(?:you\s+(?:were|have|had|are|did|got)\s+(?:been\s+)?"
        r"(?:told|asked|instructed|given|ordered|received?|following)|(?:it|this\s+\w+)\s+(?:told|steered"
        r"|asked|exists|made|comes?\s+from)\b)",
    ),
    (
        STRONG,
        "nobody no one",
        r"\btell\s+(?:nobody|no\s+one|no-one)\b[^.!?\n]{0,20}?\b(?:about\s+this|that\s+you)\b",
    ),
    (
        STRONG,
        "message note instruction text & not n’t n't never without cannot",
        rf"\b{_PERSON}\s+(?:must|may|should)\s+(?:not|never)\s+(?:learn|know|find\s+out|hear|see|notice)\s+"
        r"(?:of|about|that)?\s*(?:this|these)\s+(?:messages?|notes?|instructions?|text|line)\b",
    ),
    (
        WEAK,
        "message note paragraph passage text document & not n’t n't never without cannot",
        rf"\b{_NEVER}\s+{_HIDE}\s+{GAP}(?:that\s+)?(?:this|these)\s+(?:messages?|notes?|paragraph|passage|text"
        r"|document|file|line)\b",
    ),
    (
        WEAK,
        "user learner reader candidate human student person people any & not n’t n't never without",
        rf"\bwithout\s+(?:informing|telling|alerting|notifying)\s+(?:the\s+)?{_PERSON}\b"
        rf"|\b{_NEVER}\s+let\s+the\s+{_PERSON}\s+know\b|\b(?:do\s+not|don['’]t"
        rf"|never)\s+tell\s+the\s+{_PERSON}\b(?!\s+(?:that|which|what|when|how|whether|about\s+(?:the|a|an"
        r"|their)\b))",
    ),
)
