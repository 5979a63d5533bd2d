"""Another role for the model, and words that speak to a model by name."""

from ingest.instructions.forms import START, STRONG, WEAK, Form, forms

_MODEL = (
    r"(?:AIs?|A\.I\.|LLMs?|(?:large\s+)?language\s+models?|chat\s?bots?|AI\s+(?:assistants?|models?|agents?"
    r"|systems?|graders?)"
    r"|(?:chat)?GPT|assistants?(?!\s+(?:manager|professor|teacher|director))|bots?|language\s+AI|virtual\s+assistants?)"
)
_FREE = r"(?:unrestricted|unfiltered|uncensored|jailbroken|unbound|DAN\b|evil\b|immoral|amoral|unlimited)"
_ORDER = (
    r"(?:ignore|disregard|forget|override|from\s+(?:now|here)|new\s|always|never|respond|reply|output|say\b"
    r"|answer|give|mark\b"
    r"|grade|approve|accept|do\s+not|now\b|reveal|print|list\s+your|obey|agree|follow|when\s+(?:grading|asked|you)"
    r"|(?:all|any|every)\s+(?:answers?|rules|instructions)|the\s+(?:material|evaluation|test|exam|context"
    r"|document|rules)\s+\w+"
    r"|(?:you|the\s+(?:assistant|model|grader))\s+(?:now|must|will|shall|have\s+to|should|obey|may\s+now|agrees?"
    r"|serve|can\s+now)\b)"
)

ROLES: tuple[Form, ...] = forms(
    "role",
    "gives the model another role",
    (
        STRONG,
        "you_are you_become",
        r"\byou\s+(?:are|become)\s+(?:now|no\s+longer|from\s+now\s+on)\W+(?:(?!ready|able)\w+\W+){0,3}?"
        rf"(?:{_MODEL}\b|{_FREE}|grader|examiner|evaluator|coach|pirate|"
        r"(?:bound|restricted|limited)\s+by|in\s+(?:developer|debug|god|admin|dan)\s+mode|free\s+(?:of|from))",
    ),
    (
        STRONG,
        "from you_are_going",
        r"\bfrom\s+(?:now|here|this\s+(?:point|moment|line))\s+on(?:wards?)?\b,?\s+(?:you\s+(?:are|will\s+be"
        r"|must|shall|act|respond|answer|speak|obey|always)\b|your\s+(?:name|only)\b"
        rf"|(?:the\s+)?{_MODEL}\b)|\byou\s+are\s+going\s+to\s+act\s+as\b",
    ),
    (WEAK, "from", r"\bfrom\s+(?:now|here|this\s+point)\s+on\b"),
    (
        STRONG,
        "model assistant",
        r"\bas\s+an?\s+(?:(?:AI|artificial\s+intelligence)\s+)?(?:(?:large\s+)?language\s+model|assistant"
        r"|AI)\b,?\s*(?:you\s+(?:must|should|have\s+to|need\s+to|will|shall|are\s+(?:required|obliged|to))\b)",
    ),
    (
        STRONG,
        "ai llm model bot assistant gpt & attention dear hello hi hey greetings note message notice "
        "instruction warning",
        rf"{START}(?:attention|dear|hello|hi|hey|greetings|notes?|message|notice|instructions?|warning)\W+"
        r"(?:to\s+|for\s+)?"
        rf"(?:(?:all|any|every|the|our|fellow)\s+){{0,2}}{_MODEL}(?:\s+(?:assistants?|models?))?(?:\s*[:,!]"
        r"|\s+(?:that|which|who|reading|processing|whoever))",
    ),
    (
        STRONG,
        "ai llm model bot assistant gpt & read process summar retriev ingest index :",
        rf"{START}(?:to|for)\s+(?:(?:all|any|every|the)\s+){{0,2}}{_MODEL}(?:\s+(?:assistants?|models?))?"
        r"(?:\s+(?:that|which|who)\s+(?:reads?|process\w*|summari[sz]\w+|retriev\w+|index\w*)|\s+reading|\s*:)",
    ),
    (
        STRONG,
        "if_you & ai llm model bot assistant gpt",
        rf"\bif\s+you(?:\s+are|['’]re)\s+(?:an?|the)\s+{_MODEL}\b",
    ),
    (
        STRONG,
        "model assistant llm bot whoever anyone anybody ai & this these & read process summari grad retriev "
        "evaluat uses & must should ha need will please to treat",
        rf"\b(?:{_MODEL}|whoever|any(?:one|body)|models?)\s+(?:(?:that|who|which)\s+)?(?:reads?|reading"
        r"|process(?:es|ing)|summari[sz](?:es|ing)|grad(?:es|ing)|retriev\w+|evaluat\w+|uses?)\s+"
        r"(?:this|these)\b[^.!?\n]{0,60}?\b(?:must|should|has\s+to|have\s+to|needs?\s+to|will|please|is\s+to"
        r"|treat)\b",
    ),
    (STRONG, "you,", rf"\byou,\s+(?:the|a|an|dear|my)\s+(?:{_MODEL}|model|grader)\b"),
    (
        STRONG,
        "model, models, assistant, assistants, llm bot, bots,",
        rf"{START}(?:AI\s+)?(?:assistants?|models?|LLMs?|chat\s?bots?)\s*,\s*{_ORDER}",
    ),
    (
        STRONG,
        "model assistant llm & quote_private reveal now",
        r"\b(?:AI\s+)?(?:assistants?|models|LLMs)\s+(?:must|may|should)\s+(?:now|quote\s+private|reveal)\b",
    ),
    (
        STRONG,
        "dan_mode jailb god_mode unrestricted_mode apophis anything_now dan developer_mode",
        r"\b(?:DAN|jailbreak|god|unrestricted|APOPHIS)\s+mode\b|\bdo\s+anything\s+now\b|\byou\s+"
        r"(?:have\s+been|are|were)\s+(?:now\s+)?jailbroken\b|\byou\s+are\s+(?:\w+\s+){0,3}DAN\b"
        r"|\bas\s+DAN\b|\bin\s+developer\s+mode\s+(?:there\s+are\s+no|you\b)",
    ),
    (
        WEAK,
        "mode",
        rf"{START}(?:enter|switch\s+to|enable|activate|start)\s+(?:the\s+)?(?:developer|debug|admin"
        r"|maintenance)\s+mode\b",
    ),
    (
        WEAK,
        "restriction limit filter rules guideline freely",
        r"\b(?:no|without(?:\s+any)?)\s+(?:more\s+|longer\s+any\s+)?(?:restrictions?|limits?|filters?|rules"
        r"|guidelines|limitations)\b[^.!?\n]{0,40}?\b(?:you|say|speak|answer)\b"
        r"|\bthere\s+is\s+no\s+filter\b|\b(?:speak|answer|respond|talk|write)\s+freely\b|\bwithout\s+"
        r"(?:warnings?|ethics)\b",
    ),
    (
        STRONG,
        "your & disable switch turn lift drop leave remove ignore bypass aside",
        r"\b(?:disable|switch\s+off|turn\s+off|lift|drop|leave|remove|ignore|bypass|set\s+aside)\s+"
        r"(?:all\s+)?(?:of\s+)?your\s+(?:\w+\s+){0,2}?(?:safety|content|ethic\w*|filters?|guidelines"
        r"|restrictions|guardrails|rules|instructions|programming)\b",
    ),
    (
        STRONG,
        "pretend act behave speak role respond answer",
        rf"{START}(?:you\s+(?:will|must|should)\s+)?(?:pretend|act|behave|role-?play|respond|answer)\s+"
        r"(?:to\s+be|as|like|(?:that\s+)?you(?:\s+a|['’])re|as\s+if\s+you\s+(?:are|were))\s+(?:an?\s+|my\s+"
        r"|the\s+)?(?:\w+\s+){0,2}?"
        rf"(?:{_FREE}|(?:chat)?GPT|grand(?:mother|father|ma|pa)|administrator\s+of|pirate|AI\s+without"
        r"|chat\s?bot|language\s+model|other\s+assistant|admin\s+of)",
    ),
    (WEAK, "pretend", rf"{START}pretend\b"),
    (WEAK, "in_character", r"\bstay\s+in\s+character\b"),
    (
        WEAK,
        "your_ as_the_ openai anthropic google microsoft authori moderator urgent safety_team "
        "highest_priority am_your & developer creator openai owner operator admin policy moderator exercise "
        "audit anthropic",
        r"\b(?:i\s+am\s+your\s+(?:developer|creator|operator|owner|admin\w*)|your\s+(?:creators?|developers?"
        r"|makers)\s+(?:\w+\s+){0,2}?(?:want|told|said|would|ask|have)"
        r"|as\s+the\s+(?:owner|developer|administrator)\s+of\s+this|(?:openai|anthropic|google|microsoft)\s+"
        r"(?:policy|update|notice)|authori[sz]ed\s+(?:security\s+)?(?:exercise|test)"
        r"|the\s+moderator\s+approved|urgent\s+admin|safety\s+team\s+and\s+this|highest\s+priority)\b",
    ),
    (
        WEAK,
        "you_to",
        r"\bI\s+(?:hereby\s+)?(?:allow|authori[sz]e|command|order|permit|instruct)\s+you\s+to\b"
        r"|\bi\s+need\s+you\s+to\b",
    ),
    (
        STRONG,
        "admin gaps",
        r"\bmake\s+(?:me|the\s+(?:writer|author|owner)(?:\s+of\s+\w+\s+\w+)?)\s+an?\s+admin\b|\bclose\s+"
        r"(?:every|all)\s+open\s+gaps?\b|^\s*/(?:admin\s+add|gaps\s+(?:close|approve)|rollback|publish)\b",
    ),
)
