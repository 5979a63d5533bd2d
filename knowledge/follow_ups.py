"""A follow-up such as `and how is that different from canary?`, made to stand alone by rule.

Only what cannot be asked of somebody who heard nothing before is touched: a bare `why?`, a pronoun that no word before
it explains, `what about X`, a comparison with one side, `the disadvantages?`. Everything else is returned as it came,
since a question that stood alone is only made worse.
"""

import re
from typing import Protocol

from knowledge.asked import compared, named, telling_words
from knowledge.follow_up_forms import (
    ABOUT,
    AFTER_PREDICATE,
    AFTERTHOUGHT,
    AND_ONLY,
    ANY_NUMBER,
    ASKS,
    BARE,
    BEFORE_THAT,
    CHOOSES,
    COMPARATIVE,
    COMPARES,
    ENDINGS,
    EXPLETIVE,
    HOW_MUCH,
    LEADING,
    LONGEST,
    ONE_SIDED,
    PHRASE_WORDS,
    POLITE,
    PRONOUN,
    QUESTION,
    RELATIONAL,
    SEVERAL,
    TO,
    WHO_DOES_IT,
)
from knowledge.sentences import stem, words


class Before(Protocol):
    """What was asked before, standing alone, and what was answered."""

    @property
    def question(self) -> str: ...

    @property
    def answer(self) -> str: ...


def by_rule(text: str, before: Before) -> str:
    """The question as it would be asked by somebody who does not know what was said before; `text` itself, as it came,
    where it stands alone or no rule is sure of what it points at."""
    asked = AFTERTHOUGHT.sub("", " ".join(before.question.split()).rstrip(" ?.!"))
    said = " ".join(text.split()).rstrip(" ?.!")
    if not telling_words(asked) or not said or len(said.split()) > LONGEST or re.search(r"[.?!]\s", said):
        return text
    core = LEADING.sub("", said)
    new = _bare(core or said, asked) or _relational(core, asked) or _compared(core, asked) or _chosen(core, asked)
    new = new or _about(said, core, asked) or _pointing(core, asked)
    return _sentence(new) if new else text


def topic(question: str) -> str:
    """The thing that a question is about, in its own words: `shadow deployment`; empty where it is hard to tell."""
    asked = POLITE.sub("", AFTERTHOUGHT.sub("", " ".join(question.split()).rstrip(" ?.!")))
    sides = _sides(asked)
    if sides:
        return " and ".join(sides)
    found = QUESTION.match(asked)
    phrase = next((one for one in found.groups() if one), "") if found else named(asked)
    if not phrase and len(telling_words(asked)) == len(words(asked)):
        phrase = asked
    phrase = re.sub(r"^(?:an?|the) ", "", phrase, flags=re.I)
    brief = len(telling_words(phrase)) > 0 and len(phrase.split()) <= PHRASE_WORDS
    return phrase if brief and not _says_more(phrase) else ""


def _sides(asked: str) -> tuple[str, ...]:
    """The two things that a question compares; `or` alone compares only in a short one."""
    found = COMPARES.search(asked)
    if found is None or (found[0].lower() == "or" and len(asked.split()) > 8):
        return ()
    return compared(POLITE.sub("", asked))


def _says_more(phrase: str) -> bool:
    """Whether it is a clause and not the name of a thing."""
    return bool(
        re.search(
            r"\b(?:is|are|was|were|do|does|did|should|must|can|it|you|we|they|i|how|why|what|when|which|who|where|that)\b|,",
            phrase,
            re.I,
        )
    )


def _bare(core: str, asked: str) -> str:
    for kind, pattern in BARE.items():
        if not pattern.fullmatch(core):
            continue
        if kind == "more":
            return f"Tell me more about {topic(asked)}" if topic(asked) else asked
        if kind in words(AFTERTHOUGHT.sub("", asked))[:1]:
            return asked
        return f"{asked}{ENDINGS[kind]}"
    return ""


def _relational(core: str, asked: str) -> str:
    """`what are the disadvantages`: only words that belong to something unnamed."""
    told = telling_words(core)
    if not told or not {stem(word) for word in told} <= RELATIONAL or PRONOUN.search(core):
        return ""
    name = topic(asked)
    if not name:
        return f"{asked}, and {_lowered(core)}"
    joint = "to" if stem(told[-1]) in TO else "of"
    lead = "" if re.match(r"(?:what|which|any|are|is|how|name|list|give|tell)\b", core, re.I) else "what are "
    return f"{lead}{core} {joint} {name}"


def _compared(core: str, asked: str) -> str:
    found = ONE_SIDED.match(core)
    name = topic(asked)
    if found is None or not telling_words(found["other"]) or PRONOUN.search(found["other"]) or not name:
        return ""
    other, sides = found["other"], _sides(asked)
    if len(sides) == 2:
        known = {stem(word) for side in sides for word in telling_words(side)}
        if known & {stem(word) for word in telling_words(other)}:
            return f"What is the difference between {sides[0]} and {sides[1]}"
        return f"How are {name} different from {other}"
    return f"How is {name} different from {other}"


def _chosen(core: str, asked: str) -> str:
    """`which is cheaper`, after two things were compared."""
    if not CHOOSES.match(f"{core} ") and not CHOOSES.match(core):
        return ""
    sides = _sides(asked)
    if re.match(r"what|how", core, re.I):
        return f"What is the difference between {sides[0]} and {sides[1]}" if len(sides) == 2 else ""
    told = [word for word in telling_words(core) if not COMPARATIVE.fullmatch(word)]
    if told:
        return ""
    return f"{core}, {sides[0]} or {sides[1]}" if len(sides) == 2 else f"{asked}, and {_lowered(core)}"


def _about(said: str, core: str, asked: str) -> str:
    found = ABOUT.match(core) or AND_ONLY.match(said)
    if found is None:
        return ""
    what = next(part for part in found.groups() if part)
    told = telling_words(what)
    if (
        not told
        or len(told) > 3
        or PRONOUN.search(what)
        or re.match(r"(?:what|why|how|when|where|who|which)\b", what, re.I)
    ):
        return ""
    name = topic(asked)
    if not name:
        return f"{asked}, and what about {what}"
    own, known = [stem(word) for word in words(what)], [stem(word) for word in words(name)]
    if own[-1] == known[-1] and len(known) > 1 and own != known:
        # A fellow of the thing asked about (`canary deployment` after `shadow deployment`) is asked the same.
        return re.sub(re.escape(name), what, asked, count=1, flags=re.I)
    if re.match(r"(?:in|for|with|on|at|without) ", what, re.I):
        return f"What about {name} {what}"
    return f"What about {what} for {name}"


def _pointing(core: str, asked: str) -> str:
    """A pronoun before which nothing telling is said."""
    found = next((one for one in PRONOUN.finditer(core) if _points(core, one)), None)
    if found is None or not ASKS.match(core) or EXPLETIVE.search(core):
        return ""
    if telling_words(HOW_MUCH.sub("", core[: found.start()])) and not WHO_DOES_IT.match(core):
        return ""
    name, pronoun, after = topic(asked), found["plain"].lower(), core[found.end() :]
    several = bool(_sides(asked)) or name.lower().endswith("s")
    if not name or (several != (pronoun in SEVERAL) and pronoun not in ANY_NUMBER):
        return f"{asked}, and {_lowered(core)}"
    if pronoun in ("its", "their"):
        return f"{core[: found.start()]}the{after} of {name}" if len(after.split()) <= 3 else _beside(core, found, name)
    follower = words(after)[:1]
    thing = pronoun in ("this", "that", "these", "those") and not found["generic"] and follower
    if thing and telling_words(follower[0]) and not _is_predicate(core, found, follower[0]):
        return _beside(core, found, name)
    return f"{core[: found.start()]}{name}{after}"


def _points(core: str, found: re.Match[str]) -> bool:
    pronoun = found["plain"].lower()
    before = words(core[: found.start()])[-1:]
    if pronoun == "both":
        return not before or before[0] in BEFORE_THAT
    if pronoun in ("that", "this", "these", "those"):
        return not before or before[0] in BEFORE_THAT
    return True


def _is_predicate(core: str, found: re.Match[str], follower: str) -> bool:
    """In `is that different` and `does that scale` the word after the pronoun is said of it; in `is that metric good`
    it names it."""
    before = words(core[: found.start()])[-1:]
    rest = words(core[found.end() :])
    verb = bool(before) and before[0] in {"is", "are", "does", "do", "did", "can", "would", "will", "should", "could"}
    return verb and (
        len(rest) == 1 or rest[1] in AFTER_PREDICATE or follower in {"different", "better", "worse", "also"}
    )


def _beside(core: str, found: re.Match[str], name: str) -> str:
    """The pronoun's own noun is kept, and what it points at said beside it: `that metric (perplexity)`."""
    rest = core[found.end() :]
    noun = re.match(r"\s+\S+", rest)
    end = found.end() + (noun.end() if noun else 0)
    return f"{core[:end]} ({name}){core[end:]}"


def _lowered(core: str) -> str:
    first = core.split(" ", 1)[0]
    return core if first.isupper() and len(first) > 1 else core[:1].lower() + core[1:]


def _sentence(text: str) -> str:
    whole = " ".join(text.split()).rstrip(" ?.!,")
    closed = "." if re.match(r"(?:tell|explain|describe|give|name|show)\b", whole, re.I) else "?"
    return whole[:1].upper() + whole[1:] + closed
