"""Words by what they do in a claim: which may be left out or put in freely, and which change what is claimed."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from knowledge.sentences import STOP_WORDS, stem

_FILE = Path(__file__).with_name("paraphrases.txt")


def _grouped(groups: Mapping[str, str]) -> dict[str, str]:
    return {word: name for name, words in groups.items() for word in words.split()}


# A claim with one of these more, or one less, is another claim. Words of one group say the same.
CRITICAL = _grouped(
    {
        "not": "not no none nothing nobody neither nor cannot without isn't aren't wasn't weren't don't doesn't didn't "
        "won't can't couldn't shouldn't wouldn't hasn't haven't needn't mustn't",
        "never": "never",
        "rarely": "rarely seldom hardly scarcely",
        "all": "all every each any",
        "always": "always constantly invariably",
        "only": "only solely exclusively just merely",
        "alone": "alone",
        "often": "usually normally commonly generally typically often mostly frequently",
        "sometimes": "sometimes occasionally",
        "most": "most majority",
        "some": "some certain",
        "many": "many numerous",
        "several": "several multiple",
        "few": "few handful",
        "partly": "partly partially",
        "nearly": "nearly almost",
        "may": "may might could possibly perhaps potentially",
        "can": "can able capable",
        "must": "must mandatory obligatory",
        "should": "should ought",
        "likely": "likely probably",
        "would": "would",
        "more": "more",
        "less": "less fewer",
        "than": "than",
        "least": "least",
        "too": "too",
        "enough": "enough",
        "same": "same equal equally identical",
        "even": "even",
        "instead": "instead rather",
        "except": "except besides",
        "still": "still yet",
        "against": "against",
        "up": "up",
        "down": "down",
        "exactly": "exactly",
        "both": "both",
        "better": "better",
        "worse": "worse",
        "best": "best",
        "worst": "worst",
        "at": "beyond above over under below",
    }
)
# Left out of the passage, these take nothing away that the claim would need.
DROPPABLE = frozenset("all both even still up down at same".split())
# What joins clauses, by what it says of them. `reason` stands before the reason, `result` before the result.
MARKERS = _grouped(
    {
        "reason": "because",
        "result": "therefore thus hence consequently thereby accordingly",
        "contrast": "whereas but although though however unlike despite",
        "while": "while",
        "condition": "if when whenever provided unless",
        "once": "once",
        "until": "until",
        "before": "before",
        "after": "after",
        "relative": "which who where whom whose",
    }
)
# Without such a clause the claim is wider than what the passage says.
NARROWING = frozenset({"condition", "once", "until"})
# So ordinary in a paraphrase that they claim nothing.
LIGHT = frozenset(
    """use used using uses also called known term refers refer e.g i.e namely example examples instance include includes
    including there own then kind type let etc fact""".split()
)
# What a phrase is tied to its verb with; words of one group tie it in the same way.
TIES = _grouped(
    {
        "in": "in on at within inside during",
        "to": "to into onto towards toward",
        "from": "from",
        "with": "with by through via using",
        "for": "for",
        "of": "of",
        "as": "as",
        "about": "about",
        "between": "between among",
        "per": "per",
    }
)
# No sentence ends with one of these: it was cut off.
OPEN_ENDED = frozenset(
    "a an the of from and or but that which who because so is are was were be have has can may must should its their "
    "this these those than while whereas if when into very more most".split()
)
PRONOUNS = frozenset("it they them its their this that these those he she which who".split())
BE = frozenset("is are was were be been being has have had".split())
NEUTRAL = (
    (STOP_WORDS | frozenset("a an the do does did shall will since other another others".split()))
    - CRITICAL.keys()
    - MARKERS.keys()
)
COUNTS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"twice": "2", "thrice": "3", "half": "0.5", "double": "2", "triple": "3", "single": "1", "first": "1st"}
COUNTS |= {"second": "2nd", "third": "3rd", "hundred": "100", "thousand": "1000", "million": "1000000"}
# What may stand before a number and changes it.
ROUGHLY = frozenset("about around roughly approximately nearly almost over under least most than to".split())

# What a word may end in and still be a form of the same: `compare` and `comparison`, `stable` and `stability`.
_ENDINGS = tuple(
    sorted(
        "e s es ed ing ion ation ition ication sion tion ment ity ility le ally ly y ies ied ison al ence ance ent ant"
        " de ify ise ize isation ization".split(),
        key=len,
        reverse=True,
    )
)
_LEAST_COMMON = 4


@lru_cache(maxsize=1)
def _paraphrases() -> Mapping[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines()):
        if line and not line.startswith("#"):
            for word in line.split():
                found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def paraphrase(one: str, other: str) -> bool:
    """Whether two stems stand in one group of general words."""
    groups = _paraphrases()
    return bool(groups.get(one, frozenset()) & groups.get(other, frozenset()))


@lru_cache(maxsize=65536)
def kindred(one: str, other: str) -> bool:
    """Whether two lower-case words are forms of one word: a common beginning, and endings that make word classes."""
    shared = 0
    while shared < min(len(one), len(other)) and one[shared] == other[shared]:
        shared += 1
    return any(
        (one[at:] == "" or one[at:] in _ENDINGS) and (other[at:] == "" or other[at:] in _ENDINGS)
        for at in range(shared, max(_LEAST_COMMON, shared - 3) - 1, -1)
    )
