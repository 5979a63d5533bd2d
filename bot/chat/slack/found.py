"""What of a reply stands in Slack already, after an attempt of which nobody knows how it ended."""

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.calls import Refused, answered
from bot.chat.slack.payload import Json, list_at, text_at
from bot.delivery.event import Outgoing

_log = logging.getLogger(__name__)
# Slack's clock and ours need not agree.
_MARGIN = timedelta(minutes=5)
_PAGE = 200
_MOST_PAGES = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """`found`: messages by the id that they carry. `begun`: one that carries none yet and starts as the reply does,
    which is what a process leaves behind that died between starting a stream and writing that down."""

    found: dict[str, str]
    begun: str


async def standing(client: AsyncWebClient, outgoing: Outgoing, streamed: str) -> Standing:
    """Reads the thread or channel since the first attempt. Raises RetryLater and Ambiguous."""
    found: dict[str, str] = {}
    begun = ""
    start = _letters(streamed)
    try:
        async for message in _since(client, outgoing):
            if not text_at(message, "bot_id"):
                continue
            named = text_at(message, "metadata", "event_payload", "id")
            ts, said = text_at(message, "ts"), _letters(text_at(message, "text"))
            if named == outgoing.id or named.startswith(f"{outgoing.id}/"):
                found.setdefault(named, ts)
            elif not named and said and start.startswith(said):
                begun = ts
    except Refused as refused:
        # Sent again, which is refused likewise if the coach is no member there any more.
        _log.warning("Slack does not show what stands in %s: %s", outgoing.address.channel, refused)
    return Standing(found, begun)


async def _since(client: AsyncWebClient, outgoing: Outgoing) -> Any:
    oldest = f"{(outgoing.first_tried - _MARGIN).timestamp():.6f}" if outgoing.first_tried else None
    channel, thread = outgoing.address.channel, outgoing.address.thread
    cursor: str | None = None
    for _ in range(_MOST_PAGES):
        page: Json = {"channel": channel, "oldest": oldest, "cursor": cursor, "limit": _PAGE}
        read = (
            client.conversations_replies(ts=thread, include_all_metadata=True, **page)
            if thread
            else client.conversations_history(include_all_metadata=True, **page)
        )
        answer = await answered(read)
        data = answer.data if answer else {}
        for message in list_at(data, "messages"):
            yield message
        cursor = text_at(data, "response_metadata", "next_cursor")
        if not cursor:
            return


def _letters(text: str) -> str:
    """Without spaces, marks and entities, which Slack writes its own way."""
    return re.sub(r"&\w+;|[\W_]+", "", text)
