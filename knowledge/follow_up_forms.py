"""How follow-ups are worded: what points at something said before, and what only looks so."""

import re

from knowledge.sentences import stem

# A longer text says enough of itself; what a phrase may have at most to stand for a pronoun.
LONGEST, PHRASE_WORDS = 25, 7
LEADING = re.compile(
    r"^(?:(?:and|but|so|ok(?:ay)?|then|also|hm+|thanks|great|well|right|now|alright|cool|thank you)\b[\s,.!:;-]*)+",
    re.I,
)
BARE = {
    "why": re.compile(r"(?:but )?why(?: (?:is|are|was) (?:that|this|it|so)| so| not| though| exactly)?|how come", re.I),
    "how": re.compile(r"how(?: so| exactly| then)?|how (?:does|do|would|is) (?:it|that|this|they) (?:work|done)", re.I),
    "when": re.compile(r"when(?: exactly)?", re.I),
    "where": re.compile(r"where(?: exactly)?", re.I),
    "example": re.compile(
        r"(?:(?:can|could) you |please )?(?:(?:give|show|name|tell)(?: me| us)? )?"
        r"(?:(?:an|another|one|some|any|a few) )?"
        r"(?:concrete |simple |real |practical )?examples?(?: please| of (?:that|this|it))?"
        r"|(?:like|for) (?:what|example|instance)"
        r"|(?:such|like) as(?: what)?|such as",
        re.I,
    ),
    "more": re.compile(
        r"(?:(?:can|could) you |please )?(?:(?:tell|explain|say)(?: me| us)? )?(?:(?:some|a bit|a little) )?"
        r"more(?: details?)?"
        r"(?: about (?:that|this|it))?(?: please)?|go on|elaborate|(?:more )?details?(?: please)?"
        r"|(?:(?:can|could) you )?(?:please )?(?:explain|elaborate on) (?:that|this|it)"
        r"(?: (?:again|better|in more detail))?"
        r"|what do you mean(?: by (?:that|this))?|(?:i )?do ?n[o']t (?:get|understand)(?: (?:that|this|it))?",
        re.I,
    ),
}
ENDINGS = {
    "why": ", and why?",
    "how": ", and how does it work?",
    "when": ", and when?",
    "where": ", and where?",
    "example": ", and what is an example?",
}
ABOUT = re.compile(r"^(?:what|how) about (?P<what>.+)$|^what if (?P<case>.+)$", re.I)
AND_ONLY = re.compile(
    r"^(?:and|but) (?P<what>(?:(?:in|for|with|on|at|without) )?(?:an? |the )?[\w/-]+(?: [\w/-]+){0,2})$", re.I
)
ONE_SIDED = re.compile(
    r"^(?:(?:how|what) (?:is|are|does|do) (?:it|that|this|they) )?"
    r"(?:vs\.?|versus|compared (?:to|with)"
    r"|(?:how |any |what is the |what's the )?(?:different|differences?) (?:from|to|with|than))"
    r" (?P<other>.+)$",
    re.I,
)
# What belongs to something that was named before: `and the drawbacks?` asks nothing on its own.
RELATIONAL = frozenset(
    map(
        stem,
        """advantage disadvantage benefit drawback downside upside limit limitation risk alternative cost step pro con
        pros cons trade-off tradeoff trade-offs tradeoffs example requirement problem pitfall weakness strength catch
        prerequisite variant main biggest typical common usual key most important""".split(),
    )
)
TO = frozenset(map(stem, ("alternative",)))
WHICH = re.compile(r"^(?:and )?(?:which|what)(?: one| of (?:them|these|those|the two|both))?\b", re.I)
CHOOSES = re.compile(
    r"^which(?: one| of (?:them|these|those|the two))? (?:is|are|should|would|do|does|costs?|needs?|has|would you) "
    r"|^which is |^what(?:'s| is) the difference$|^how do they (?:differ|compare)$"
    r"|^which one$|^which(?: of the two| of them)$",
    re.I,
)
COMPARATIVE = re.compile(
    r"\b(?:\w+er|better|worse|more|less|best|worst|cheapest|\w+est|prefer(?:red)?|choose|pick|use)\b", re.I
)
PRONOUN = re.compile(
    r"\b(?P<plain>it|they|them|its|their|this|that|these|those|both)\b"
    r"(?:\s+(?P<generic>one|ones|approach|method|technique|thing|things|practice|strategy|concept|idea|way|methods|techniques)\b)?",
    re.I,
)
# `Is it safe to ...` and `what is it called when ...` point at nothing.
EXPLETIVE = re.compile(
    r"\bit\s+(?!(?:used|need|needs|needed|have|has|want|wants|supposed|compare|compared|work|works)\b)"
    r"(?:[\w-]+\s+){1,3}?(?:to|that|when|if|whether|for)\b|\bit\s+(?:take|takes)\b.*\bto\b|\b(?:time|day) is it\b",
    re.I,
)
# Before `that` these make it a pronoun; elsewhere it joins clauses (`how do you know that ...`).
BEFORE_THAT = frozenset(
    "is are was were does do did about of from to than with for by in on like would could should can will mean means "
    "without why how when doing do use using need avoid against at explain".split()
)
QUESTION = re.compile(
    r"^(?:please )?(?:(?:what|which) (?:is|are)|what's|define|explain|describe)"
    r"(?: the (?:idea|concept|point|purpose) (?:of|behind))?"
    r" (?P<what>.+)$"
    r"|^how (?:do|does|can|would|should) (?:i |you |we |one |a team |teams )"
    r"(?:use|build|set up|do|run|choose|measure|detect|find) (?P<used>.+)$"
    r"|^how (?:does|do|is|are) (?P<how>.+?) (?:work|works|done|used|measured|built)$"
    r"|^(?:why|when) (?:do|does|should|would) (?:i|you|we|one|teams) (?:use|need|choose) (?P<why>.+)$"
    r"|^(?:tell me|what do you know) (?:more )?about (?P<about>.+)$",
    re.I,
)
ASKS = re.compile(
    r"(?:(?:in|for|on|at|with|to|from|by|under) )?(?:what|what's|whats|why|how|hows|how's|when|where|which|who|whose"
    r"|whom)\b|(?:is|are|was|were|do|does|did|can|could|should|would|will|must|has|have|am|may|isn't|aren't|doesn't|don't|can't"
    r"|explain|tell|give|compare|describe|show|name|list)\b",
    re.I,
)
COMPARES = re.compile(r"\b(?:vs\.?|versus|compare|compared|differ\w*|distinguish\w*|better|or)\b", re.I)
POLITE = re.compile(r"(?:,? (?:please|exactly|again|for me|to me|briefly|in short))+$", re.I)
HOW_MUCH = re.compile(
    r"\bhow (?:long|often|many|much|big|fast|far|large|small|old|expensive|hard|easy|reliable|well)\b", re.I
)
WHO_DOES_IT = re.compile(r"^(?:who|what) [\w-]+ (?:it|them|this|that)$", re.I)
AFTERTHOUGHT = re.compile(
    r",? (?:and|but|so)(?: then)? (?:what|why|how|when|where|which|who|in what|name|what's)\b.*$", re.I
)


SEVERAL = frozenset("they them their these those both".split())
ANY_NUMBER = frozenset("this that".split())
AFTER_PREDICATE = frozenset(
    "from to than with for in on at when if a an the and or about as by without any more".split()
)
