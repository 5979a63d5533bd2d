"""Buttons, dialogs and slash commands to the words that do the same, and which dialog has to be opened for them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.slack.ids import Bot, address_at, conversation_at, event_at, is_direct, learner_id, time_of
from bot.chat.slack.modals import (
    ANSWER,
    GAP,
    INGEST,
    REASON,
    Errors,
    answer_modal,
    answer_of,
    files_of,
    gap_answer_of,
    gap_modal,
    ingest_modal,
    ingest_of,
    reason_modal,
    reason_of,
)
from bot.chat.slack.parts import ANSWER_GAP, RATE, SAY, WRITE_ANSWER
from bot.chat.slack.payload import Json, list_at, table_at, text_at
from bot.chat.slack.words import plain_words
from bot.delivery.event import Address, Event
from bot.messages import Attachment

_READERS = {REASON: reason_of, ANSWER: answer_of, GAP: gap_answer_of, INGEST: ingest_of}


@dataclass(frozen=True, slots=True)
class Dialog:
    """A dialog that must be opened while its trigger lives. `id` is the same when Slack sends the press again."""

    id: str
    trigger: str
    view: Json


def action_event(payload: Json, bot: Bot, now: datetime) -> Event | None:
    """A pressed button that says something; None for one that only opens a dialog, and for what is not ours."""
    action = _action(payload)
    name, value = text_at(action, "action_id"), text_at(action, "value")
    if name == RATE:
        text, _, about = value.partition("|")
    elif name.startswith(SAY):
        said = _fields(value)
        text, about = text_at(said, "text"), text_at(said, "about")
    else:
        return None
    user = text_at(payload, "user", "id")
    place = _where(payload, bot)
    if not text or not user or place is None:
        return None
    return event_at(
        place,
        id=_press_id(action, user),
        learner=_learner(payload, bot),
        text=text,
        at=time_of(text_at(action, "action_ts"), now),
        about=about,
        conversation=_private(place, bot, user),
    )


def view_event(payload: Json, bot: Bot, now: datetime) -> Event | None:
    """A dialog that was sent; None where something is wrong with it (see `view_errors`), or where it is not ours."""
    view, user = table_at(payload, "view"), text_at(payload, "user", "id")
    said = _read(view)
    if not isinstance(said, str) or not user:
        return None
    kept = _fields(text_at(view, "private_metadata"))
    place = address_at(bot, text_at(kept, "channel") or user, text_at(kept, "thread"))
    return event_at(
        place,
        id=f"view/{text_at(view, 'id')}/{text_at(view, 'hash')}/{user}",
        learner=_learner(payload, bot),
        text=said,
        at=now,
        about=text_at(kept, "about"),
        files=_files(view),
        conversation=_private(place, bot, user),
    )


def view_errors(payload: Json) -> Errors:
    """What is wrong with a dialog that was sent, by field; empty where nothing is, or where it is not ours."""
    said = _read(table_at(payload, "view")) if payload.get("type") == "view_submission" else None
    return said if isinstance(said, dict) else {}


def command_event(payload: Json, bot: Bot, now: datetime) -> Event | None:
    """`/coach words` as `/words`; None where it only opens a dialog."""
    user, channel = text_at(payload, "user_id"), text_at(payload, "channel_id")
    if not user or not channel or _asks_for_files(payload):
        return None
    words = plain_words(text_at(payload, "text"), team=bot.team, bot_user=bot.user).lstrip("/")
    return event_at(
        address_at(bot, channel, ""),
        id=f"command/{text_at(payload, 'trigger_id')}",
        learner=learner_id(bot.team, user),
        text=f"/{words or 'help'}",
        at=now,
    )


def dialog_for(payload: Json, bot: Bot) -> Dialog | None:
    """The dialog that this press or command opens, if any."""
    trigger = text_at(payload, "trigger_id")
    if not trigger:
        return None
    if _asks_for_files(payload):
        from_where = address_at(bot, text_at(payload, "channel_id"), "")
        return Dialog(f"command/{trigger}", trigger, _kept_in(ingest_modal(), from_where))
    action, user = _action(payload), text_at(payload, "user", "id")
    name, value = text_at(action, "action_id"), text_at(action, "value")
    asked = _fields(value)
    about, question = text_at(asked, "about"), text_at(asked, "question")
    place = _where(payload, bot)
    if place is None:
        return None
    if name == RATE and value.startswith("-|"):
        view = reason_modal(value.partition("|")[2])
    elif name.startswith(WRITE_ANSWER):
        code, options = text_at(asked, "code"), text_at(asked, "options").split("\n")
        view = answer_modal(about, question, conversation_at(place), code, options)
    elif name.startswith(ANSWER_GAP):
        view = gap_modal(about, question)
    else:
        return None
    return Dialog(_press_id(action, user), trigger, _kept_in(view, place))


def home_metadata(address: Address) -> str:
    """What a Home tab has to remember: buttons there say nothing about where the learner's own conversation is."""
    return json.dumps({"channel": address.channel})


def _asks_for_files(payload: Json) -> bool:
    return bool(text_at(payload, "command")) and text_at(payload, "text").strip(" /").lower() == "ingest"


def _action(payload: Json) -> Json:
    actions = list_at(payload, "actions") if payload.get("type") == "block_actions" else []
    return actions[0] if actions and isinstance(actions[0], dict) else {}


def _press_id(action: Json, user: str) -> str:
    return f"press/{text_at(action, 'action_ts')}/{text_at(action, 'action_id')}/{user}"


def _where(payload: Json, bot: Bot) -> Address | None:
    """Where a button is: in a thread, or at its root, which may open one; on the Home tab the private conversation."""
    if text_at(payload, "container", "type") == "view" or payload.get("view"):
        kept = _fields(text_at(payload, "view", "private_metadata"))
        return address_at(bot, text_at(kept, "channel") or text_at(payload, "user", "id"), text_at(kept, "thread"))
    channel = text_at(payload, "channel", "id") or text_at(payload, "container", "channel_id")
    if not channel:
        return None
    thread = text_at(payload, "container", "thread_ts") or text_at(payload, "message", "thread_ts")
    seen_by_all = table_at(payload, "container").get("is_ephemeral") is not True
    if not thread and seen_by_all and not is_direct(channel):
        thread = text_at(payload, "message", "ts") or text_at(payload, "container", "message_ts")
    return address_at(bot, channel, thread)


def _private(place: Address, bot: Bot, user: str) -> str:
    """A conversation's own name where only the person is known, and not their channel; else empty."""
    return f"slack:{bot.team}:home:{user}" if place.channel == user else ""


def _learner(payload: Json, bot: Bot) -> str:
    team = text_at(payload, "user", "team_id")
    return learner_id(team if team.startswith("T") else bot.team, text_at(payload, "user", "id"))


def _kept_in(view: Json, place: Address) -> Json:
    kept = {**_fields(text_at(view, "private_metadata")), "channel": place.channel, "thread": place.thread}
    return {**view, "private_metadata": json.dumps(kept)}


def _read(view: Json) -> str | Errors | None:
    reader = _READERS.get(text_at(view, "callback_id"))
    if reader is None:
        return None
    try:
        _files(view)
        return reader(view)
    except (AttributeError, KeyError, TypeError, ValueError):
        # Not the shape of a dialog that was opened here.
        return None


def _files(view: Json) -> tuple[Attachment, ...]:
    if view.get("callback_id") != INGEST:
        return ()
    kinds = (("id", str), ("name", str), ("url", str), ("size", int))
    return tuple(file for file in files_of(view) if all(isinstance(getattr(file, name), kind) for name, kind in kinds))


def _fields(value: str) -> Json:
    try:
        found = json.loads(value) if value else {}
    except ValueError:
        return {}
    return dict(found) if isinstance(found, Mapping) else {}
