"""The words of those who run the coach, read from plain text; buttons arrive as the same words.

They begin with a slash, so that no answer to a question is taken for one. Only an upload or a bare link may come with
a plain `ingest`: some platforms let no file travel with a slash command.
"""

import re
from collections.abc import Callable
from datetime import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.admin_wishes import (
    AdminCommand,
    AnswerGap,
    ApproveGap,
    ChangeAdmins,
    CloseGap,
    DiscardIngest,
    EndDaily,
    GoBack,
    Ingest,
    ListAdmins,
    ListDailies,
    ListGaps,
    PublishIngest,
    SetDaily,
    SetGrades,
    Unclear,
)

# An id as the wiring makes it: platform, workspace, and who or where.
_ID = re.compile(r"[a-z][a-z0-9-]*:\S+")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_LINK = re.compile(r"<?(https?://[^\s<>|]+)(?:\|[^<>]*)?>?", re.IGNORECASE)
_VERBS = re.compile(r"/\s*(ingest|gaps|rollback|admin|channel|daily)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
# One question, announced now: the coach does that, also for the clock.
_ANNOUNCED = re.compile(r"/\s*daily\s+q-[0-9a-f]+", re.IGNORECASE)
_PLAIN_INGEST = re.compile(r"ingest(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)


def parse_admin(text: str, *, files: bool = False) -> AdminCommand | None:
    """None where this is none of these verbs. `files`: something was uploaded, with which nothing need be said."""
    said = text.strip()
    if files and not said:
        return _ingest("")
    if _ANNOUNCED.fullmatch(said):
        return None
    if matched := _VERBS.fullmatch(said):
        verb, rest = matched[1].lower(), (matched[2] or "").strip()
        return _READERS[verb](rest)
    if matched := _PLAIN_INGEST.fullmatch(said):
        links = (matched[1] or "").split()
        if files or (links and all(_LINK.fullmatch(link) for link in links)):
            return _ingest((matched[1] or "").strip())
    return None


def _ingest(rest: str) -> AdminCommand:
    first, _, id_ = rest.partition(" ")
    if first.lower() in ("publish", "discard"):
        verb, id_ = f"ingest {first.lower()}", id_.strip()
        if not id_ or " " in id_:
            return _unclear(verb, f"`/{verb}` needs the id of one generation, as `/{verb} 20261120T101500-3f2a1b`.")
        return AdminCommand(verb, PublishIngest(id_) if first.lower() == "publish" else DiscardIngest(id_))
    links = [_LINK.fullmatch(word) for word in rest.split()]
    for word, link in zip(rest.split(), links, strict=True):
        if link is None:
            return _unclear(
                "ingest", f"{_short(word)} is no link: attach a file, or write `/ingest https://example.org/faq`."
            )
    return AdminCommand("ingest", Ingest(tuple(link[1] for link in links if link)))


def _gaps(rest: str) -> AdminCommand:
    if not rest:
        return AdminCommand("gaps", ListGaps())
    what, *more = rest.split(maxsplit=2)
    what = what.lower()
    match what, more:
        case "approve", [gap]:
            return AdminCommand("gaps approve", ApproveGap(gap))
        case "close", [gap]:
            return AdminCommand("gaps close", CloseGap(gap))
        case "answer", [gap, words]:
            return AdminCommand("gaps answer", AnswerGap(gap, words))
        case "answer", _:
            return _unclear("gaps answer", "The answer is missing: `/gaps answer q-3fa2b81c90de A shadow model ...`.")
        case "approve" | "close", _:
            return _unclear(f"gaps {what}", f"One id is needed, as `/gaps {what} q-3fa2b81c90de`; `/gaps` lists them.")
    return _unclear("gaps", "After `/gaps` comes nothing, or `approve`, `answer` or `close` with an id.")


def _rollback(rest: str) -> AdminCommand:
    if " " in rest:
        return _unclear("rollback", "`/rollback` takes one id or none, as `/rollback 20261120T101500-3f2a1b`.")
    return AdminCommand("rollback", GoBack(rest or None))


def _admin(rest: str) -> AdminCommand:
    match rest.split():
        case [] | ["list"]:
            return AdminCommand("admin list", ListAdmins())
        case ["add" | "remove" as change, learner] if _ID.fullmatch(learner):
            return AdminCommand(f"admin {change}", ChangeAdmins("add" if change == "add" else "remove", learner))
        case ["add" | "remove" as change, *_]:
            return _unclear(f"admin {change}", f"Name one person: mention them, or `/admin {change} slack:T1:U2`.")
    return _unclear("admin", "After `/admin` comes `add`, `remove` or `list`, as `/admin add slack:T1:U2`.")


def _channel(rest: str) -> AdminCommand:
    match rest.lower().split():
        case ["grades", "private" | "thread" as grades]:
            return AdminCommand("channel grades", SetGrades("private" if grades == "private" else "thread"))
    return _unclear("channel", "Write `/channel grades private` or `/channel grades thread`.")


def _daily(rest: str) -> AdminCommand:
    words = rest.split()
    place = words.pop(0) if words and _ID.fullmatch(words[0]) else ""
    if not words and not place:
        return AdminCommand("daily", ListDailies())
    if [word.lower() for word in words] == ["off"]:
        return AdminCommand("daily off", EndDaily(place))
    example = "as `/daily 09:30 Europe/Berlin rag`"
    at = _time(words[0]) if words else None
    if at is None:
        what = _short(words[0]) if words else "nothing"
        return _unclear("daily", f"A time such as 09:30 was expected, not {what}: {example}.")
    zone = words[1] if len(words) > 1 else ""
    if not known_zone(zone):
        what = f"There is no time zone {_short(zone)}" if zone else "The time zone is missing"
        return _unclear("daily", f"{what}: write a place of its list, {example}.")
    return AdminCommand("daily", SetDaily(place, at, zone, " ".join(words[2:])))


def known_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # A folder of the time zone data ("Europe") is an OSError.
        return False
    return True


def _time(word: str) -> time | None:
    matched = _TIME.fullmatch(word)
    if matched is None or int(matched[1]) > 23 or int(matched[2]) > 59:
        return None
    return time(int(matched[1]), int(matched[2]))


def _short(word: str) -> str:
    return repr(word if len(word) <= 40 else f"{word[:39]}…")


def _unclear(verb: str, sentence: str) -> AdminCommand:
    return AdminCommand(verb, Unclear(sentence))


_READERS: dict[str, Callable[[str], AdminCommand]] = {
    "ingest": _ingest,
    "gaps": _gaps,
    "rollback": _rollback,
    "admin": _admin,
    "channel": _channel,
    "daily": _daily,
}
