"""What the words of a block tell about its part: a question, a label, a placeholder."""

import html
import re
from functools import lru_cache

from ingest.understanding.levels import named_level, without_badges, without_level

# The `mark` of a heading that the document itself names as a question: the title of a file that answers it.
ASKS = "asks"
# From this level on, below the six of headings, an item of a list names what the items below it ask about; its own
# indentation is added.
TOPIC_LEVEL = 7

_QUESTION_WORDS = (
    "what|why|how|when|where|which|who|whom|whose|is|are|was|were|can|could|do|does|did|should|would|will|has"
    "|have|had|"
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
_SURE = re.compile(
    r"(?:what|which|why|how|when|where|who)(?:\s+[\w-]+){0,3}?\s+(?:is|are|do|does|did|can|could|would|should"
    r"|will|was|were|has|have)\b"
    r"|(?:explain|describe|discuss|differentiate|distinguish|elaborate|what['’]s)\s+\S+|(?:difference"
    r"|differences) between\b",
    re.I,
)
_COLLECTION = re.compile(
    r"\b(?:questions?|faqs?|q\s?(?:&|and|n)\s?a|qna|quiz(?:zes)?|interviews?|exam(?:ination)?s?|exercises?"
    r"|flash ?cards?|viva"
    r"|trivia)\b",
    re.I,
)
_GIVEN_REQUEST = re.compile(
    rf"(?:given|suppose|assume|assuming|imagine|consider|using|you (?:are|have)|for (?:a|an|the"
    rf"|each))\b.{{5,}}?[,;.:]\s+(?:{_REQUESTS})\b",
    re.I,
)
_TITLED = re.compile(r"(?:difference|differences|comparison) between\b|.{3,60}\b(?:vs\.?|versus)\s", re.I)

# "Q1.", "Q:", "Question 3 -", "Ques 4)"; what follows is the question, or nothing where it stands below.
QUESTION_LABEL = re.compile(
    r"(?:q(?:uestion|ues|n)?|interviewer)\.?\s*(?:no\.?\s*)?"
    r"(?:#?(?P<number>\d{1,4})(?:\s*(?:of|/)\s*\d{1,4})?\s*(?:[:.)|\-–—]+|$)|(?P<colon>::?|[.)](?=\s|$))(?=\s|$)|$)\s*",
    re.I,
)
NUMBER = re.compile(
    r"(?:\[\d{1,3}(?:\.\d{1,3}){0,3}\]|\(?(?P<number>\d{1,4})\s*(?:[.)\-–:](?!\d)|(?:\.\d{1,3}){1,3}[.):]?(?=\s))"
    r"|\(?[ivxIVX]{1,4}\s*[.)\-–])\s*(?=\S)"
)
_GOOD = (
    "sample|model|reference|suggested|short|correct|expected|good|strong|ideal|example|best|great|excellent|perfect|"
    "detailed|full|complete|official|recommended|possible|right|better|quick|brief|long|concise|final|the"
)
ANSWER_LABEL = re.compile(
    rf"[*_#\s]*(?:(?:{_GOOD})\s+){{0,2}}"
    r"(?:answer|ans|a|solution|response|candidate|interviewee|explanation of answer)\s*(?:\d{1,4})?\s*(?:\*\*|__"
    r"|\*|_)?"
    r"\s*(?:::?|：)[*_]*[ \t]*"
    rf"|(?:\*\*|__)(?:(?:{_GOOD})\s+)?(?:answer|ans|solution)\.?(?:\*\*|__)[ \t]*"
    r"|(?:answer|ans|solution)\s*[-–—]\s+"
    rf"|#{{1,6}}\s*(?:(?:{_GOOD})\s+)?(?:answer|solution|response)s?\s*#*\s*$"
    r"|(?:a|ans)\s?\d{1,4}\s*[.)]\s+|ans\s*[.)]\s+",
    re.I,
)
# An answer on the line of its question, told by the bold type of the question or by its label.
_BOLD_LEAD = re.compile(
    r"\s*(?:\d{1,3}[.)]\s*)?(?P<mark>\*\*|__)(?P<asked>[^*\n]+?)(?P=mark)\s*[:\-–—]?\s*(?P<rest>[^\s:].*)", re.S
)
_INLINE_LABEL = re.compile(
    r"[ \t]+(?:\*\*|__|\*|_)?(?P<label>answer|ans|a|solution|sol)(?:\*\*|__|\*|_)?\s*(?P<mark>[:.)])"
    r"(?:\*\*|__|\*|_)?(?=\s)[ \t]*",
    re.I,
)
_ANSWERED_INLINE = re.compile(rf"(?<=[?.!*]){_INLINE_LABEL.pattern}", re.I)
_SECTION_LABEL = re.compile(
    r"(?:part|section|chapter|module|week|day|unit|lesson|level|round|set|group|category|topic|volume|appendix"
    r"|phase|stage|tier)"
    r"\s*[-#:]?\s*(?:\d{1,3}|[ivx]{1,4}|one|two|three|four|five|[a-f])\b.*"
    r"|.*\b(?:questions|faqs?|q\s?&\s?a|questions (?:and|&) answers|exercises|problems|quizzes|quiz|challenges"
    r"|puzzles|topics)"
    r"(?:\s*(?:\(.*\)|for .*|from .*|on .*|about .*|asked .*|with .*|\d+|[-–—:].*))?"
    r"|(?:.*\s)?(?:basics|fundamentals|essentials|basic concepts|core concepts|advanced concepts|foundations)"
    r"|introduction|intro|overview|miscellaneous|misc|general|others?|conclusion|summary|prerequisites|resources"
    r"|bonus|extras?|"
    r"warm[- ]?up|coding|theory|conceptual|behaviou?ral|technical|scenario(?:s|[- ]based)?|practical|hands[- ]on"
    r"|about|answers|"
    r"getting started|installation|usage|quick ?start|features|requirements|support|background|next steps"
    r"|how to use .*|legend|notes?",
    re.I,
)
# What may stand before a label: the marks of a quotation, a list or a heading, and a picture.
_BEFORE_LABEL = re.compile(r"(?:\s|>|[-*+•]\s)*")
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
# A dash or a break between a question in bold type and its answer.
_PARTED_BY = re.compile(r"\A(?:(?:[ \t]*<br\s*/?>)+[ \t]*|[ \t]*[:\-–—][ \t]+)", re.I)
_LIST_MARK = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s")
# `1️⃣`, `1️⃣2️⃣` for 12, `🔟`.
KEYCAP = re.compile("(?:\\d\ufe0f?\u20e3)+|\U0001f51f")
_EMOJI_NAME = re.compile(r"(?<![\w:`]):[a-z][a-z0-9_+-]{2,}:(?![\w`:])")
LINK = re.compile(r"!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?:[^()]|\([^()]*\))*\)")
_TARGET = r"\((?:[^()]|\([^()]*\))*\)"
_MARKS = re.compile(r"\s*[\[(]\s*(?P<marks>\d{1,3})\s*(?:marks?|points?|pts?\.?|[mp])?\s*[\])]\s*$", re.I)
_SOURCE_NAMES = r"(?:src|source|answer|ref|link|\d{1,3})"
_SOURCE_MARK = re.compile(
    rf"\[\[{_SOURCE_NAMES}\]\]?(?:{_TARGET})?\]?|\[(?:src|source|answer|ref)\](?:{_TARGET})?", re.I
)
_ESCAPED = re.compile(r"\\([\[\](){}#+.!<>|~$'\"-])")
_EMPHASIS = re.compile(r"\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`")


@lru_cache(maxsize=1024)  # A line is looked at for one sign after another, each time without its marks.
def without_marks(text: str) -> str:
    """The words of a line as a reader sees them: no emphasis, tags, link targets, emoji or entities."""
    text = _SOURCE_MARK.sub(" ", _ESCAPED.sub(r"\1", text))
    text = LINK.sub(lambda link: link["text"], text)
    text = KEYCAP.sub(lambda keys: f" {''.join(re.findall('[0-9]', keys[0])) or 10}. ", text)
    text = re.sub(r"<br\s*/?>|</?[a-zA-Z][^<>]*>", " ", text)
    text = _EMPHASIS.sub("", _EMOJI_NAME.sub(" ", _EMOJI.sub(" ", html.unescape(text))))
    return " ".join(text.replace("\\_", "_").split()).strip(" #|")


def question_text(text: str) -> str:
    """The question without its number, label and marks: `### Q3: **What is drift?** 👶` is `What is drift?`."""
    bare = without_marks(without_badges(text)).lstrip("> ")
    for pattern in (QUESTION_LABEL, NUMBER, QUESTION_LABEL):
        if (mark := pattern.match(bare)) and (mark.end() < len(bare) or pattern is QUESTION_LABEL):
            bare = bare[mark.end() :]
    bare = _MARKS.sub("", bare) or bare
    return without_level(bare).strip(" *_\t")


def marks_of(text: str) -> str:
    """What an exam gives for a question: `5` for `... (5 marks)`, empty where it says nothing."""
    found = _MARKS.search(without_marks(text))
    return found["marks"] if found else ""


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
    return bool(opens or asks or _TITLED.match(bare) or _GIVEN_REQUEST.match(bare))


def asks_surely(text: str) -> bool:
    """Whether a line asks surely: with its mark, or as no guide's heading would ("How to ...", "Create ...")."""
    bare = question_text(text)
    return bare.rstrip("*_` )").endswith("?") or bool(_SURE.match(bare)) or "? " in bare or bool(marks_of(text))


def asked_number(text: str) -> int | None:
    """The number that a line gives its question, `3` for `**Q3.** ...` and `3) ...`."""
    bare = without_marks(text)
    for pattern in (QUESTION_LABEL, NUMBER):
        if (mark := pattern.match(bare)) and mark["number"]:
            return int(mark["number"])
    return None


def says_questions(title: str) -> bool:
    """Whether a title or a file's name calls what it stands for questions."""
    return bool(_COLLECTION.search(re.sub(r"[-_/.]", " ", without_marks(title))))


def asking_part(text: str) -> str:
    """The first lines of a block up to the end of its first sentence: a question may be wrapped.

    It ends sooner where an answer follows on the same line: `**What is X?** A thing`, `What is X? Ans: a thing`.
    """
    taken: list[str] = []
    for line in text.split("\n"):
        if taken and _LIST_MARK.match(line):
            break
        taken.append(line)
        if len(taken) == 1 and KEYCAP.match(line.lstrip()):
            break
        in_bold = "\n".join(taken).count("**") % 2 and len(taken) < 4
        if not line.strip() or (not in_bold and re.search(r"[?.:!]\W*$|\*\*\W*$", line)) or len(taken) == 4:
            break
    first = "\n".join(taken)
    if (lead := _BOLD_LEAD.match(first)) and reads_like_question(lead["asked"]) and _answers(lead["rest"]):
        return first[: lead.end("asked") + len(lead["mark"])]
    inline = _ANSWERED_INLINE.search(first)
    if inline is None and opens_question(first):
        inline = next((found for found in _INLINE_LABEL.finditer(first) if found["mark"] == ":"), None)
    if inline is None or not (opens_question(first) or reads_like_question(first[: inline.start()])):
        return first
    # "A." may also name the first of several choices.
    certain = inline["label"].lower() != "a" or inline["mark"] == ":" or opens_question(first)
    return first[: inline.start()] if certain else first


def answer_behind(rest: str) -> str:
    """What follows a question on its line, without the answer's label."""
    rest = _PARTED_BY.sub("", rest)
    label = _INLINE_LABEL.match(rest)
    return rest[label.end() :] if label else rest


def _answers(rest: str) -> bool:
    """Whether what follows a question on its line is more than a mark, a source or another question."""
    bare = without_level(without_marks(rest)).strip()
    return bool(re.search(r"[A-Za-z0-9]", bare)) and not bare.endswith("?")


def is_section_label(text: str) -> bool:
    """Whether a heading only names a part of a question bank: `Beginner`, `Part 2`, `Scenario-based questions`."""
    bare = question_text(text).strip(" :.-–—")
    if bare.endswith("?") or len(bare.split()) > 9:
        return False
    if _OPENS_AS_QUESTION.match(bare) or (_OPENS_AS_REQUEST.match(bare) and len(bare.split()) > 3):
        return False
    return bool(_SECTION_LABEL.fullmatch(bare)) or (len(bare) > 2 and bool(named_level(bare)))


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
    text = _EMOJI.sub("", text).lstrip()
    text = text[_BEFORE_LABEL.match(text).end() :]  # type: ignore[union-attr]
    label = ANSWER_LABEL.match(text)
    return text[label.end() :].lstrip("*_ \t") if label else None
