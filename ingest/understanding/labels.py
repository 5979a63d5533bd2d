"""Labels within what stands below a question: which part of it answers, which is a wrong example, a hint, a field."""

import re
from typing import Literal

from ingest.blocks import Block
from ingest.understanding.levels import named_level, stars_counted
from ingest.understanding.wording import after_answer_label, without_marks

Part = Literal["answer", "wrong", "mistake", "learner", "hint", "follow-up", "references", "plain"]

_ANSWER = r"(?:sample\s+|example\s+)?(?:answers?|responses?|solutions?|repl(?:y|ies))"
_WHO = r"students?|learners?|pupils?|candidates?|applicants?|interviewees?|users?|participants?|trainees?"
_LABELS: dict[Part, str] = {
    "wrong": (
        rf"(?:(?:a|an|the)\s+)?(?:weak|bad|poor|terrible|mediocre|unacceptable|insufficient|failing|worst"
        rf"|awful)(?:er)?\s+{_ANSWER}"
        r"|(?:bad|poor|weak)\s+example|red[- ]flags?|what not to (?:say|answer|do)|(?:don['’]?t|do not|avoid"
        r"|never) say(?:ing)?"
        rf"|how not to answer|(?:bad|weak|poor)|{_ANSWER} to avoid"
    ),
    "mistake": (
        rf"(?:wrong|incorrect|false)(?:\s+{_ANSWER})?|(?:(?:common|typical|frequent|classic|usual"
        rf"|popular)\s+)?(?:mistakes?|misconceptions?|"
        r"misunderstandings?|wrong answers?)(?:\s+(?:to avoid|(?:candidates|people|students|many)\s+make))?"
        r"|mistakes? to avoid|common errors?"
        r"|traps?(?: to avoid)?|myths?"
    ),
    "learner": rf"(?:an?\s+|the\s+)?(?:{_WHO})(?:['’]s|s['’])?\s*(?:\d+(?:['’]s)?\s*)?(?:answer|response|attempt"
    rf"|submission|reply)s?\s*\d*"
    r"|(?:your|my)\s+(?:answer|response|attempt|notes)|notes to self",
    "hint": r"hints?(?:\s*\d+)?|clues?",
    "follow-up": (
        r"(?:possible\s+|potential\s+|common\s+|likely\s+|some\s+)?follow[- ]?(?:up"
        r"|on)s?(?:\s+questions?)?(?:\s+to\s+ask)?"
        r"|related questions?|next questions?|probing questions?|deeper questions?"
    ),
    "references": (
        r"(?:(?:useful|further|additional|more|external|helpful|related|good|recommended|other|official)\s+)?"
        r"(?:references?|resources?|sources?|links?|readings?|docs|documentation|materials?|articles?|videos?|papers?)"
        r"(?:\s+(?:&|and)\s+(?:links|resources|references|further reading))?|read(?:ing)?\s+more|learn\s+more"
        r"|see\s+also|credits?"
        r"|more (?:info(?:rmation)?|details)(?:\s+(?:here|at))?|further info(?:rmation)?|reading list|image source"
    ),
    "plain": (
        r"(?:key|main|important)\s+(?:points?|ideas?|takeaways?|concepts?)|takeaways?|explanations?|rationale"
        r"|examples?|notes?|summary"
        r"|tl;?dr|rubric|alternative(?:\s+\w+)?|another\s+(?:answer|approach|solution|way)|other\s+(?:approach"
        r"|solution|answer)(?:es|s)?|"
        r"what (?:the )?interviewers? (?:look|looks|want|wants|are looking|is looking)(?: for| to hear)?"
        r"|what (?:they['’]re|we['’]re) looking for"
        r"|(?:evaluation|grading|scoring) criteria|what to (?:look|listen) for|why(?: it works| this works)?|code"
        r"|implementation|approach"
    ),
}
_PATTERNS: tuple[tuple[Part, re.Pattern[str]], ...] = tuple(
    (part, re.compile(rf"(?:{names})", re.I)) for part, names in _LABELS.items()
)
_GOOD = re.compile(
    r"(?:(?:an?|the)\s+)?(?:sample|model|reference|suggested|short|correct|expected|good|strong|ideal|best|great"
    r"|excellent|perfect|detailed|"
    r"full|complete|official|recommended|better|senior|right)(?:er)?\s+(?:answers?|responses?|solutions?|reply)"
    r"|(?:good|better|strong|answers?|solutions?)",
    re.I,
)
# "Name: the rest", the name perhaps in bold or cursive type and behind a picture.
_LED = re.compile(r"(?P<name>[^:.!?\n]{2,45}?)\s*(?::|：|\s[-–—]\s)\s*(?P<rest>.*)", re.S)
_PICTURE = re.compile(r"^[^\w\[(<!`$*_#>-]+")

_FIELDS: dict[str, str] = {
    "level": r"difficulty(?:\s+level)?|level|seniority|experience(?:\s+level)?|target level",
    "tags": r"tags?|keywords?|labels?",
    "topic": r"topics?|categor(?:y|ies)|subject|area|domain|concepts?",
    "asked_at": r"(?:frequently\s+)?asked\s+(?:at|by|in)|compan(?:y|ies)|interviewed at|seen (?:at|in)",
    "time": r"time(?:\s+(?:limit|to answer|needed|allowed))?|(?:estimated|expected|suggested)\s+time|duration",
    "points": r"points?|marks?|weight",
    "kind": r"(?:question\s+)?type|kind|format",
    "frequency": r"frequency|importance|priority|likelihood|popularity",
    "status": r"status|created(?:\s+(?:time|by|at|on))?|last\s+(?:edited|updated|modified|reviewed)(?:\s+(?:time"
    r"|by))?|updated|"
    r"reviewed(?:\s+by)?|author|owner|date|id|number|language",
}
_FIELD_PATTERNS = tuple((name, re.compile(rf"(?:{names})", re.I)) for name, names in _FIELDS.items())
_TIME = re.compile(r"[~≈]?\s*\d+\s*(?:[-–]\s*\d+\s*)?(?:s|m|h|sec(?:ond)?s?|min(?:ute)?s?|h(?:ou)?rs?)\b.*", re.I)
_HASH_TAGS = re.compile(r"(?:#[A-Za-z][\w/-]*[\s,]*)+")
_LONGEST_VALUE = 12


def label_of(block: Block) -> tuple[Part, str] | None:
    """The part that a block begins and what follows on it; None where it begins none."""
    if block.kind == "heading":
        if (rest := after_answer_label(block.raw)) is not None:
            return "answer", rest
        bare = _bare(block.text).strip(" :")
        part = _part(bare)
        return (part, "") if part else None
    if block.kind not in ("paragraph", "item"):
        return None
    rest = after_answer_label(block.raw)
    if rest is not None:
        return "answer", rest
    first, _, below = block.text.partition("\n")
    bare = _bare(first)
    # A line in bold type, or one that ends with the colon, is a label by itself.
    alone = re.fullmatch(r"\W*(?:\*\*|__)[^*_]+(?:\*\*|__)\W*", first) or bare.endswith(":")
    if alone and (part := _part(bare.strip(" :"))):
        return part, below
    led = _LED.match(bare)
    if led and (part := _part(led["name"])) and part != "plain":
        cut = re.search(r"(?::|：|\s[-–—](?=\s))[*_\s]*", block.text)
        return part, block.text[cut.end() :] if cut else led["rest"]
    if led and _part(led["name"]) == "plain":
        return "plain", ""
    return None


def names_part(line: str) -> bool:
    """Whether a line begins a part that must not run on from the line above."""
    found = label_of(Block("paragraph", line, line, 1, 1))
    return found is not None and found[0] in ("wrong", "mistake", "learner", "hint", "follow-up")


def _bare(text: str) -> str:
    return _PICTURE.sub("", without_marks(text).lstrip())


def _part(name: str) -> Part | None:
    name = name.strip()
    if _GOOD.fullmatch(name):
        return "answer"
    return next((part for part, pattern in _PATTERNS if pattern.fullmatch(name)), None)


def fields_in(line: str) -> dict[str, str]:
    """`Difficulty: Easy | Tags: a, b` as fields; nothing where any part of the line is something else."""
    if _HASH_TAGS.fullmatch(line.strip()) and "# " not in line:
        return {"tags": ", ".join(re.findall(r"#([\w/-]+)", line))}
    bare = without_marks(stars_counted(re.sub(r"<br\s*/?>", " | ", line)))
    level = named_level(bare) or named_level(line)
    if level and len(bare) not in (1, 2) and len(bare.split()) <= 2:
        return {"level": bare or line.strip()}
    found: dict[str, str] = {}
    for piece in re.split(r"\s+[|·•]\s+|\s{3,}|\s[-–—]\s(?=\w+:)", bare.strip(" |·•")):
        named = re.fullmatch(r"\W*([A-Za-z][\w ]{1,25}?)\s*[:=]\s*(\S.*)", piece)
        name = _field(named[1]) if named else None
        if named is None or name is None or not _fits(name, named[2]):
            return {}
        found[name] = named[2].strip()
    return found


def _field(name: str) -> str | None:
    return next((field for field, pattern in _FIELD_PATTERNS if pattern.fullmatch(name.strip())), None)


def _fits(name: str, value: str) -> bool:
    """Whether a value is one of such a field and not the sentence of an answer."""
    if name == "time":
        return bool(_TIME.fullmatch(value))
    if name == "points":
        return bool(re.match(r"\d", value))
    if name == "level":
        return len(value.split()) <= 4 and bool(named_level(value))
    return len(value.split()) <= _LONGEST_VALUE and not value.rstrip().endswith((".", "?", ":"))
