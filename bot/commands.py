"""The words that steer a conversation, read from plain text so that every platform understands the same ones.

While a question is open, only a whole message that is one command counts as one: "stop the rollout at once" is an
answer. A leading slash always makes a command.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bot.link_codes import is_code
from knowledge.questions import Level


@dataclass(frozen=True, slots=True)
class Practise:
    topic: str | None = None
    level: Level | None = None
    count: int = 5
    mock: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    text: str


@dataclass(frozen=True, slots=True)
class Simple:
    word: Literal["hint", "skip", "reveal", "why", "next", "stop", "help", "progress", "topics", "home", "join"]


@dataclass(frozen=True, slots=True)
class Sure:
    """How sure the learner is, 0..1."""

    confidence: float


@dataclass(frozen=True, slots=True)
class Vote:
    up: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unvote:
    """A vote taken back, as when a reaction is removed: only one of the same direction goes."""

    up: bool


@dataclass(frozen=True, slots=True)
class ForgetMe:
    """Erase everything about me; `sure` where it was confirmed."""

    sure: bool


@dataclass(frozen=True, slots=True)
class NameMe:
    """Whether the learner may be named among those who took part in a question of the day."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Join my identities on several platforms: by this code, or "" to get one."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Daily:
    """The question of the day: announced in a place, opened in its thread, and closed there."""

    step: Literal["announce", "open", "close"]
    question_id: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """No command: an answer, a reason, or a question, as the conversation stands."""

    text: str


Command = Practise | Ask | Simple | Sure | Vote | Unvote | ForgetMe | NameMe | Link | Daily | Words

_SIMPLE = {
    **{word: word for word in ("hint", "skip", "reveal", "why", "next", "stop", "help", "progress", "topics")},
    "home": "home",
    "join": "join",
    "quit": "stop",
    "exit": "stop",
    "?": "help",
}
_SURE = re.compile(r"^(?:i(?:'m| am) )?sure[: ]+(\d{1,3})\s*%?$|^confidence[: ]+(\d{1,3})\s*%?$", re.IGNORECASE)
_LEVELS: dict[str, Level] = {"junior": "junior", "mid": "mid", "middle": "mid", "senior": "senior"}
_LONGEST_SESSION = 50
_WHOLE: dict[str, Command] = {
    "+": Vote(up=True),
    "👍": Vote(up=True),
    "-": Vote(up=False),
    "👎": Vote(up=False),
    "unvote +": Unvote(up=True),
    "unvote -": Unvote(up=False),
    "forget-me": ForgetMe(sure=False),
    "forget-me yes": ForgetMe(sure=True),
    "name-me yes": NameMe(yes=True),
    "name-me no": NameMe(yes=False),
    "link": Link(),
    "daily-close": Daily("close"),
}
# What begins like this and ends like that is no answer, also while a question is open.
_ASKS = re.compile(r"ask\s[^\n]*\?$", re.IGNORECASE)
_LINK = re.compile(r"^link\s+(\S.*)$", re.IGNORECASE | re.DOTALL)
_DAILY = re.compile(r"^daily(-open)?\s+(\S+)$", re.IGNORECASE)


def parse(text: str, *, question_open: bool, topics: Collection[str] = (), rating: bool = False) -> Command:
    """The command in `text`, or Words. `topics` are the known ones; an unknown topic is passed on as it was said.

    `rating` where the words are known to be about something that can be rated: a reason may then have several lines.
    """
    said = text.strip()
    slashed = said.startswith("/") and not said.startswith("//")
    body = said[1:].strip() if slashed else said
    lowered = body.lower()
    if lowered in _SIMPLE:
        return Simple(_SIMPLE[lowered])  # type: ignore[arg-type]
    if match := _SURE.match(body):
        return Sure(min(int(match[1] or match[2]), 100) / 100)
    if lowered in _WHOLE:
        return _WHOLE[lowered]
    if rating and (reason := re.match(r"[-👎]\s+(\S.*)", body, re.DOTALL)):
        return Vote(up=False, reason=reason[1])
    if (link := _LINK.match(body)) and (slashed or is_code(link[1], dashed=question_open)):
        return Link(link[1])
    if question_open and not slashed and not _only_a_wish(lowered, topics) and not _ASKS.match(body):
        return Words(said)
    if re.match(r"[-👎]\s+\S", body) and "\n" not in body:
        return Vote(up=False, reason=body[1:].strip())
    if slashed and (daily := _DAILY.match(body)):
        return Daily("open" if daily[1] else "announce", daily[2])
    verb, _, rest = body.partition(" ")
    if verb.lower() in ("practice", "practise", "mock"):
        return _practise(rest, topics, mock=verb.lower() == "mock")
    if verb.lower() == "ask" and rest.strip():
        return Ask(rest.strip())
    return Words(body if slashed else said)


def _only_a_wish(lowered: str, topics: Collection[str]) -> bool:
    """Whether these words can only be meant as a start: `practice rag 3`, and not an answer about good practice."""
    verb, _, rest = lowered.partition(" ")
    known = {"topic", "level", "count", "mock", *_LEVELS, *(topic.lower() for topic in topics)}
    return verb in ("practice", "practise", "mock") and all(word in known or word.isdigit() for word in rest.split())


def _practise(rest: str, topics: Collection[str], *, mock: bool) -> Practise:
    level: Level | None = None
    count = 5
    left: list[str] = []
    for word in rest.replace("--", " ").split():
        lowered = word.lower().strip(",.")
        if lowered in _LEVELS:
            level = _LEVELS[lowered]
        elif lowered.isdigit():
            count = max(1, min(int(lowered), _LONGEST_SESSION))
        elif lowered == "mock":
            mock = True
        elif lowered not in ("topic", "level", "count", "questions", "question", "on", "about"):
            left.append(lowered)
    wish = "-".join(left)
    topic = next((known for known in topics if known.lower() in (wish, " ".join(left))), wish or None)
    return Practise(topic, level, count, mock)
