"""What the words of a block tell about its part: a question, a label, a placeholder."""

import html
import re
from functools import lru_cache

_QUESTION_WORDS = (
    "what|why|how|when|where|which|who|whom|whose|is|are|was|were|can|could|do|does|did|should|would|will|has|have|had|"
    "may|must|am|what's|what’s|who's|how's|isn't|aren't|doesn't|don't|in (?:what|which|your)|under (?:what|which)|"
    "for (?:what|which)|to what|at (?:what|which)|on (?:what|which)|with (?:what|which)|from (?:what|which)|if you|"
    "prior to|after|before|suppose|imagine|assume|assuming|given|let's say|say you|you (?:are|have|need|want)|"
    "true or false"
)
_REQUESTS = (
    "explain|describe|define|compare|contrast|discuss|list|name|mention|give|tell|talk|walk|provide|outline|write|"
    "implement|design|state|identify|differentiate|distinguish|elaborate|enumerate|illustrate|summari[sz]e|suggest|"
    "propose|show|demonstrate|estimate|calculate|compute|derive|prove|find|create|build|reverse|sketch|draw|argue|"
    "justify|evaluate|assess|analy[sz]e|specify|briefly|complete|fix|consider|solve|sort|share"
)
_OPENS_AS_QUESTION = re.compile(rf"(?:{_QUESTION_WORDS})\b", re.I)
_OPENS_AS_REQUEST = re.compile(rf"(?:please\s+)?(?:{_REQUESTS})\b(?!\s*[:.])", re.I)
# "List comprehension" is a title; "Explain recall" is not.
_PLAIN_REQUEST = re.compile(r"(?:explain|describe|define|compare|discuss)\s\w", re.I)
_TITLED = re.compile(r"(?:difference|differences|comparison) between\b|.{3,60}\b(?:vs\.?|versus)\s", re.I)

# "Q1.", "Q:", "Question 3 -", "Ques 4)"; what follows is the question, or nothing where it stands below.
QUESTION_LABEL = re.compile(
    r"q(?:uestion|ues|n)?\.?\s*(?:no\.?\s*)?(?:#?(?P<number>\d{1,4})\s*(?:[:.)\-–—]+|$)|(?P<colon>[:.)](?=\s|$))|$)\s*",
    re.I,
)
NUMBER = re.compile(r"(?:\(?\d{1,4}\s*[.)\-–:]|\(?[ivxIVX]{1,4}\s*[.)\-–])\s*(?=\S)")
ANSWER_LABEL = re.compile(
    r"(?:\*\*|__|\*|_|#{1,6}\s*)?\s*(?:(?:sample|model|reference|suggested|short|correct|expected)\s+)?"
    r"(?:answer|ans|a|solution|response)\s*(?:\d{1,4})?\s*(?:\*\*|__|\*|_)?\s*[:：](?:\*\*|__|\*|_)?[ \t]*"
    r"|(?:\*\*|__)(?:answer|ans|solution)\.?(?:\*\*|__)[ \t]*"
    r"|(?:answer|ans|solution)\s*[-–—]\s+"
    r"|#{1,6}\s*(?:sample |model |suggested )?(?:answer|solution)\s*$"
    r"|(?:a|ans)\s?\d{1,4}\s*[.)]\s+",
    re.I,
)
_PLACEHOLDER = """
    to be filled completed added done written answered provided updated answer answers question questions here your
    write add insert fill in tbd tba todo do coming soon will pending wip n a na nan null no not yet available work
    progress under construction placeholder lorem ipsum later this the text goes below please contribute xxx
"""
_PLACEHOLDER_WORDS = frozenset(_PLACEHOLDER.split())
# Without one of these, the words above may well be an answer: "No.", "The text below".
_TELLING_WORDS = """
    filled answer answers question questions tbd tba todo soon pending wip nan null na progress construction
    placeholder lorem xxx contribute insert coming written added completed provided updated
"""
_TELLING = frozenset(_TELLING_WORDS.split())
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u231a-\u23ff\ufe0f\u200d\u20e3]+")
LINK = re.compile(r"!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)")
_TARGET = r"\((?:[^()]|\([^()]*\))*\)"
_SOURCE_NAMES = r"(?:src|source|answer|ref|link|\d{1,3})"
_SOURCE_MARK = re.compile(
    rf"\[\[{_SOURCE_NAMES}\]\]?(?:{_TARGET})?\]?|\[(?:src|source|answer|ref)\](?:{_TARGET})?", re.I
)
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")


@lru_cache(maxsize=1024)  # A line is looked at for one sign after another, each time without its marks.
def without_marks(text: str) -> str:
    """The words of a line as a reader sees them: no emphasis, tags, link targets, emoji or entities."""
    text = _SOURCE_MARK.sub(" ", text)
    text = LINK.sub(lambda link: link["text"], text)
    text = re.sub(r"<br\s*/?>|</?[a-zA-Z][^<>]*>", " ", text)
    text = _EMPHASIS.sub("", _EMOJI.sub(" ", html.unescape(text)))
    return " ".join(text.replace("\\_", "_").split()).strip(" #|")


def question_text(text: str) -> str:
    """The question without its number, label and marks: `### Q3: **What is drift?** 👶` is `What is drift?`."""
    bare = without_marks(text)
    for pattern in (QUESTION_LABEL, NUMBER, QUESTION_LABEL):
        if (mark := pattern.match(bare)) and (mark.end() < len(bare) or pattern is QUESTION_LABEL):
            bare = bare[mark.end() :]
    return bare.strip(" *_\t")


def reads_like_question(text: str) -> bool:
    """Whether a line asks something, with or without a question mark."""
    bare = question_text(text)
    if not 2 <= len(bare.split()) <= 120:
        return bare.endswith("?") and bare.count(" ") < 120 and len(bare) > 3
    if bare.endswith("?"):
        return True
    if re.search(r"\?(?:\s|$)", bare) and _OPENS_AS_QUESTION.match(bare):
        return True
    opens = _OPENS_AS_QUESTION.match(bare) and len(bare.split()) >= 4 and not bare.endswith((".", ":", ";"))
    asks = _OPENS_AS_REQUEST.match(bare) and (len(bare.split()) >= 3 or _PLAIN_REQUEST.match(bare))
    return bool(opens or asks or _TITLED.match(bare))


def asking_part(text: str) -> str:
    """The first lines of a block up to the end of its first sentence: a question may be wrapped."""
    taken: list[str] = []
    for line in text.split("\n"):
        taken.append(line)
        if not line.strip() or re.search(r"[?.:!]\W*$|\*\*\W*$", line) or len(taken) == 4:
            break
    return "\n".join(taken)


def opens_question(line: str) -> bool:
    """Whether a line begins with a question's label, `Q3.` or `Question:`."""
    label = QUESTION_LABEL.match(without_marks(line))
    return bool(label and (label["number"] or label["colon"]))


def is_placeholder(text: str) -> bool:
    """Whether a text only holds the place of one that is still to be written."""
    bare = without_marks(text).strip(" _[](){}<>*.…:-–—?!").lower()
    if not bare or bare in ("n/a", "to do"):
        return True
    found = re.findall(r"[a-z]+", bare)
    return len(bare) <= 60 and _PLACEHOLDER_WORDS.issuperset(found) and not _TELLING.isdisjoint(found)


def after_answer_label(text: str) -> str | None:
    """What follows `**Answer:**` and its like; None where the text begins with no such label."""
    label = ANSWER_LABEL.match(text)
    return text[label.end() :].lstrip("*_ \t") if label else None
