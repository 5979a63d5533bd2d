"""Slack's payloads to events: what concerns the coach, and None for all the rest. No network, no decisions."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.chat.slack.ids import HOME_TAB, Bot, address_at, event_at, is_direct, learner_id, time_of
from bot.chat.slack.interactions import action_event, command_event, view_event
from bot.chat.slack.payload import Json, list_at, table_at, text_at
from bot.chat.slack.words import mentions, plain_words
from bot.delivery.event import Address, Event
from bot.messages import Attachment

_SPOKEN = ("", "file_share", "thread_broadcast")
_UP = ("+1", "thumbsup")
_DOWN = ("-1", "thumbsdown")


async def to_event(
    payload: Json, bot: Bot, is_ours: Callable[[Address], Awaitable[bool]], now: datetime
) -> Event | None:
    """The event in one payload of the Events API, an interaction or a slash command; None where it is nothing for us.

    `is_ours` says whether the coach has a part in a thread. `now` stands where Slack gives no time.
    """
    match payload.get("type"):
        case "event_callback":
            return await _callback(payload, bot, is_ours, now)
        case "block_actions":
            return action_event(payload, bot, now)
        case "view_submission":
            return view_event(payload, bot, now)
    return command_event(payload, bot, now) if text_at(payload, "command") else None


async def _callback(
    payload: Json, bot: Bot, is_ours: Callable[[Address], Awaitable[bool]], now: datetime
) -> Event | None:
    said = table_at(payload, "event")
    if not text_at(payload, "event_id") or _by_a_bot(said, bot):
        return None
    match said.get("type"):
        case "message" | "app_mention":
            return await _message(payload, said, bot, is_ours, now)
        case "reaction_added" | "reaction_removed":
            return _reaction(payload, said, bot, now)
        case "app_home_opened":
            return _home(payload, said, bot, now)
    return None


def _by_a_bot(said: Json, bot: Bot) -> bool:
    return bool(text_at(said, "bot_id")) or text_at(said, "user") in ("", bot.user, "USLACKBOT")


async def _message(
    payload: Json, said: Json, bot: Bot, is_ours: Callable[[Address], Awaitable[bool]], now: datetime
) -> Event | None:
    channel, ts = text_at(said, "channel"), text_at(said, "ts")
    if text_at(said, "subtype") not in _SPOKEN or not channel or not ts:
        return None
    # A message outside a thread is the root of the one that is about it, in private too: so agents talk in Slack.
    address = address_at(bot, channel, text_at(said, "thread_ts") or ts)
    raw = text_at(said, "text")
    mentioned = said.get("type") == "app_mention" or mentions(raw, bot.user)
    if not (is_direct(channel) or mentioned or await _in_our_thread(said, address, bot, is_ours)):
        return None
    files = _attachments(said)
    text = plain_words(raw, team=bot.team, bot_user=bot.user)
    if not text and not files:
        if not mentioned:
            return None
        text = "/help"
    elif mentioned and not is_direct(channel) and not text.startswith("/"):
        # Whoever names the coach speaks to it, as with /coach: also in a thread where others answer a question.
        text = f"/{text}"
    return event_at(
        address,
        id=text_at(payload, "event_id"),
        learner=_learner(payload, said, bot),
        text=text,
        at=time_of(ts, now),
        post=f"{channel}:{ts}",
        files=files,
    )


async def _in_our_thread(said: Json, address: Address, bot: Bot, is_ours: Callable[[Address], Awaitable[bool]]) -> bool:
    if not text_at(said, "thread_ts"):
        return False
    root = text_at(said, "parent_user_id") or text_at(said, "root", "user")
    return root == bot.user or await is_ours(address)


def _reaction(payload: Json, said: Json, bot: Bot, now: datetime) -> Event | None:
    """A vote on one of the coach's messages; which reply that is, is found by who sent it."""
    item = table_at(said, "item")
    channel, ts = text_at(item, "channel"), text_at(item, "ts")
    name = text_at(said, "reaction").partition("::")[0]
    if text_at(said, "item_user") != bot.user or not channel or not ts or name not in (*_UP, *_DOWN):
        return None
    vote = "+" if name in _UP else "-"
    return event_at(
        address_at(bot, channel, ts),
        id=text_at(payload, "event_id"),
        learner=_learner(payload, said, bot),
        text=vote if said.get("type") == "reaction_added" else f"/unvote {vote}",
        at=time_of(text_at(said, "event_ts"), now),
        about=f"post:{channel}:{ts}",
    )


def _home(payload: Json, said: Json, bot: Bot, now: datetime) -> Event | None:
    if said.get("tab") != "home":
        return None
    user = text_at(said, "user")
    return event_at(
        address_at(bot, text_at(said, "channel") or user, HOME_TAB),
        id=text_at(payload, "event_id"),
        learner=_learner(payload, said, bot),
        text="/home",
        at=time_of(text_at(said, "event_ts"), now),
        conversation=f"slack:{bot.team}:home:{user}",
    )


def _learner(payload: Json, said: Json, bot: Bot) -> str:
    """Somebody of another organisation, in a shared channel, is named by their own workspace."""
    team = text_at(said, "user_team")
    if not team and payload.get("is_ext_shared_channel") is True:
        team = text_at(said, "team")
    return learner_id(team if team.startswith("T") else bot.team, text_at(said, "user"))


def _attachments(said: Json) -> tuple[Attachment, ...]:
    """The files that came along, without those that were deleted since."""
    found = []
    for file in list_at(said, "files"):
        if not text_at(file, "id") or text_at(file, "mode") in ("tombstone", "hidden_by_limit"):
            continue
        size = file.get("size")
        url = text_at(file, "url_private_download") or text_at(file, "url_private")
        name = text_at(file, "name") or text_at(file, "id")
        found.append(Attachment(text_at(file, "id"), name, url, size if isinstance(size, int) else 0))
    return tuple(found)
