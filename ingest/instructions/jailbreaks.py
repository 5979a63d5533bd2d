"""What would free the model from its rules: personas without any, a new identity, a task that replaces its own."""

from ingest.instructions.forms import START, STRONG, WEAK, Form, forms

_SAID = r"(?:instructions|prompts?|guidelines|directives|rules|orders)"

JAILBREAKS: tuple[Form, ...] = forms(
    "jailbreak",
    "would free the model from its rules",
    (STRONG, "broken_free",
            r"\bbroken\s+free\s+(?:of|from)\s+the\s+(?:\w+\s+)?(?:confines|constraints"
            r"|limits)\s+of\s+an?\s*A[Il]\b|\bbroken\s+free\s+(?:of|from)\s+the\s+"
            r"(?:\w+\s+)?confines\s+of\s+A[Il]\b"),
    (STRONG, "into_the_role",
            r"\binto\s+the\s+role\s+of\s+(?:another\s+|an?\s+)?(?:A[Il]\b|(?:large\s+)?language\s+model"
            r"|chat\s?bot)"),
    (STRONG, "character", r"\bif\s+you\s+(?:are\s+)?break(?:ing)?\s+(?:of\s+)?character\b"),
    (STRONG, "to_abide", r"\b(?:not|n['’]t)\s+have\s+to\s+abide\s+by\s+(?:the\s+rules\s+set|OpenAI|any\s+rules)"),
    (STRONG, "never_",
            r"\b(?:you\s+(?:will|must|should|shall)\s+never\s+(?:warn\s+(?:the\s+user|me|about)|obey\s+OpenAI"
            r"|include\s+(?:any\s+)?(?:moral|warnings|disclaimers))|never\s+refuses?\s+(?:a|any)\s+(?:direct\s+)?"
            r"(?:human\s+)?(?:request|order|question|prompt))"),
    (STRONG, "restrictions_and filters_and moral_and",
            r"\bfree\s+of\s+all\s+(?:restrictions\s+and\s+filters|filters\s+and\s+restrictions)\b"
            r"|\ball\s+moral\s+and\s+ethic\w*\s+restrictions\b"),
    (STRONG, "answer respond reply",
            r"\b(?:answer|respond|reply)\b[^.!?\n]{0,40}\b(?:as\s+two\s+AIs|in\s+(?:both|two)\s+"
            r"(?:different\s+)?ways\s+and\s+act|as\s+(?:both\s+)?\[?(?:GPT|DAN|STAN)\b)"),
    (STRONG, "none_of_your", r"\bnone\s+of\s+your\s+(?:responses|answers|replies)\s+should\b"),
    (STRONG, "of_your", rf"\b(?:regardless|in\s+spite|irrespective)\s+of\s+your\s+(?:{_SAID}|polic\w+|training)\b"),
    (STRONG, "not_refuse", r"\bdo\s+not\s+refuse\s+under\s+any\b"),
    (STRONG, "pretend",
            rf"{START}pretend\s+(?:that\s+)?(?:you\s+(?:have\s+no\s+(?:rules|restrictions|limits|filters"
            r"|guidelines)|are\s+not\s+bound)|your\s+(?:\w+\s+)?(?:instructions|rules)\s+(?:do\s+not|don['’]t"
            r"|never))"),
    (STRONG, "act_as", r"\bact\s+as\s+(?:a\s+)?(?:DAN\b|developer\s+mode\b)"),
    (STRONG, "you_are_now",
            r"\byou\s+are\s+now\s+(?:under\s+(?:new\s+|my\s+)?(?:instructions|control|orders)|unbound|free\b"
            r"(?!\s+to))"),
    (STRONG, "system_prompt", r"\bnew\s+system\s+prompt\s*:"),
    (STRONG, "sys", r"^\W{0,6}(?:system|sys)\W{1,5}(?:override\b(?!\s+(?:the|this))|new\s+rules)"),
    (STRONG, "overrid supersed replac",
            r"\b(?:this|these|the\s+following)\s+(?:\w+\s+)?(?:overrides?|supersedes?|replaces?)\s+(?:all|any"
            rf"|every|your)\s+(?:\w+\s+){{0,2}}{_SAID}"),
    (STRONG, "your_", r"\byour\s+(?:instructions|rules|orders)\s+(?:have|has)\s+(?:just\s+|now\s+)?changed\b"),
    (STRONG, "new_identity new_persona new_name", r"\byour\s+new\s+(?:identity|name|persona)\s+is\b"),
    (STRONG, "the_above",
            r"\bthe\s+above\s+(?:was|were)\s+(?:the\s+wrong|only\s+an?|an?\s+fake|fake)\s+(?:prompt|instructions?)"),
    (STRONG, "stop & new", r"\bstop\W+new\s+(?:task|instructions?)\s*:"),
    (STRONG, "instead_of",
            rf"{START}instead\s+of\s+(?:summari[sz]ing|translating|grading|reviewing)\b[^.!?\n]{{0,40}}\b(?:output"
            r"|say|print|reply|respond)\b"),
    (STRONG, "your_prompt your_system this_conversation",
            r"\bwhat\s+(?:were\s+you\s+told|is\s+written)\b[^.?\n]{0,40}\b(?:before\s+this\s+conversation"
            r"|your\s+prompt)|\b(?:beginning|contents?|lines?)\s+of\s+your\s+(?:system\s+|initial\s+"
            r"|hidden\s+)?prompt\b"),
    (STRONG, "the_user", r"\b(?:do|must)\s+not\s+follow\s+the\s+user['’]s\s+(?:request|instruction|question)s?\b"),
    (STRONG, "you_are_",
            r"\b(?:person|user|human)\s+(?:that\s+)?you\s+are\s+(?:chatting|talking|speaking)\s+(?:with|to)\b"),
    (STRONG, "review negatives",
            r"\bgive\s+an?\s+(?:positive|favou?rable)\s+review\b[^.!?\n]{0,12}\bonly\b"
            r"|\bdo\s+not\s+highlight\s+any\s+negatives\b"),
    (STRONG, "ai", r"^\W{0,4}(?:hiring|screening|recruiting|reviewing|grading)\s+(?:AI|LLM|model)\s*[:,]"),
    (STRONG, "listen", rf"{START}(?:do\s+not|don['’]t)\s+listen\s+to\s+(?:any|all|the)\s+(?:previous|prior|earlier)\b"),
    (STRONG, "override forget disregard & your",
            rf"{START}(?:override|forget|disregard)\s+your\s+(?:\w+\s+)?(?:filters?|guardrails|protocols"
            r"|guidelines|programming|training|restrictions)\b"),
    (WEAK, "so_the so_that so_no", r"\bso\s+(?:that\s+)?(?:the|no)\s+(?:content\s+)?(?:filter|moderation)\b"),
    (WEAK, "character", r"\bbreak(?:ing)?\s+(?:of\s+)?character\b"),
    (WEAK, "ai",
            r"\b(?:fictional|another|different|evil)\s+AI\b|\b(?:AI|chat\s?bot|assistant)s?\s+(?:\w+\s+){0,4}?"
            r"(?:without|(?:with|has|having)\s+no)\s+(?:\w+\s+)?(?:ethic\w*|moral\w*|restrictions|filters|limits"
            r"|rules)\b"),
    (WEAK, "reset", r"\breset\s+your\s+(?:memory|context)\b(?!\s+(?:limits?|size|window))"),
    (WEAK, "never_say", r"\bnever\s+say\s+that\s+you\s+(?:cannot|can['’]t|can\s+not)\b"),
    (STRONG, "password passphrase passcode secret & me",
            rf"{START}(?:tell|give|show|reveal|spell|print|say|write)\s+(?:to\s+)?me\s+(?:\w+\s+){{0,3}}?"
            r"(?:password|passphrase|secret(?:\s+word)?|passcode)\b"),
    (STRONG, "chatgpt", rf"{START}(?:hello|hi|hey),?\s+chatgpt\b"),
    (WEAK, "password secret_word", r"\bwhat\s+is\s+the\s+(?:password|secret\s+word)\s*\?"),
    (WEAK, "i_want_you", r"\bi\s+want\s+you\s+to\s+(?:act|pretend|behave|respond|reply|be|forget|ignore|simulate)\b"),
    (WEAK, "you_",
            r"\byou\s+(?:can|may|will|must|do)\s+(?:say|do|generate|answer|produce|provide)\s+(?:anything"
            r"|everything|any\s+kind)\b"),
    (WEAK,
            "amoral unethical immoral unfiltered uncensored machiavellian",
                r"\b(?:amoral|unethical|immoral|unfiltered|uncensored|machiavellian)\b"),
    (WEAK, "openai chatgpt",
            r"\b(?:openai|chatgpt)(?:['’]s)?\s+(?:content\s+|usage\s+)?(?:polic\w+|guidelines|rules|restrictions)\b"),
    (WEAK, "disclaimer warning moral",
            r"\b(?:no|without|any)\s+(?:warnings?\s+or\s+)?(?:disclaimers?|moral(?:ity|ising|izing|s)?)\b"),
    (WEAK, "by_saying by_answering by_replying if_you_understand",
            r"\b(?:acknowledge|confirm)\s+(?:this\s+)?by\s+(?:saying|answering|replying)\b"
            r"|\bif\s+you\s+understand\b"),
)  # fmt: skip
