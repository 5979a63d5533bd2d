"""What the coach says, posted in Slack; and whether an earlier attempt to say it got through."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.blocks import Rendered, answer_stream, home_view, render
from bot.chat.slack.calls import Refused, answered
from bot.chat.slack.found import Standing, standing
from bot.chat.slack.ids import HOME_TAB, is_direct, team_of, user_of
from bot.chat.slack.interactions import home_metadata
from bot.chat.slack.payload import text_at
from bot.chat.slack.pictures import Pictures
from bot.delivery.event import Outgoing
from bot.delivery.post import NotSent, Undeliverable
from bot.messages import ShowAnswer, ShowHome, ShowProgress

_log = logging.getLogger(__name__)

Begun = Callable[[str], Awaitable[None]]
_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_attachments"}
_GONE_OR_FIXED = {"message_not_found", "cant_update_message", "edit_window_closed"}
_NOT_THERE = {"not_in_channel", "channel_not_found"}
_STREAM_ENDED = "message_not_in_streaming_state"
_INVITE = (
    "I am not part of that conversation, so I cannot answer there. Invite me to the channel with /invite, or ask me "
    "here."
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """One message of a reply, with the id that it carries."""

    id: str
    shown: Rendered


class SlackPost:
    """Implements bot.delivery.post.Post. Every public message carries its id, so that it can be found again.

    What only one person sees in a channel cannot be found again by anybody: such replies are sent at least once.
    `pause` is in seconds, between messages of one reply.
    """

    def __init__(
        self, client: AsyncWebClient, pictures: Pictures, now: Callable[[], datetime], *, pause: float = 1.0
    ) -> None:
        self._client = client
        self._pictures = pictures
        self._now = now
        self._pause = pause
        self._told: dict[tuple[str, str], datetime] = {}

    async def send(self, outgoing: Outgoing, begun: Begun) -> str:
        """See Post.send."""
        try:
            if outgoing.address.thread == HOME_TAB:
                return await self._publish(outgoing)
            if outgoing.to and not is_direct(outgoing.address.channel):
                return await self._whisper(outgoing)
            return await self._say(outgoing, begun)
        except Refused as refused:
            await self._explain(outgoing, refused)
            raise Undeliverable(f"Slack refused it: {refused}") from refused

    async def find(self, outgoing: Outgoing) -> str | None:
        """See Post.find. Always None for what only one person sees, for the Home tab, and for an edit: those are
        sent again, which for the last two changes nothing."""
        if outgoing.address.thread == HOME_TAB or outgoing.edits or outgoing.first_tried is None:
            return None
        if outgoing.to and not is_direct(outgoing.address.channel):
            return None
        pieces = _pieces(outgoing, None)
        there = await self._standing(outgoing)
        return there.found[pieces[0].id] if all(piece.id in there.found for piece in pieces) else None

    async def _say(self, outgoing: Outgoing, begun: Begun) -> str:
        picture = await self._picture(outgoing)
        first, *others = _pieces(outgoing, picture)
        # An answer that takes several messages is not streamed: a stream is one. Nor is one that still grows: it is
        # changed by whatever comes next, perhaps by another process.
        reply = outgoing.reply
        streamed = isinstance(reply, ShowAnswer) and reply.whole and bool(outgoing.address.thread) and not others
        there = Standing({}, "")
        if (outgoing.begun or outgoing.first_tried) and (streamed or others):
            # Only a reply of several steps may stand there in part.
            there = await self._standing(outgoing)
        posted = there.found.get(first.id, "")
        unfinished = outgoing.begun or there.begun
        if outgoing.edits:
            posted = await self._edit(outgoing, first, picture)
        elif streamed and not posted and unfinished:
            posted = await self._finish(outgoing, first, unfinished)
        elif streamed and not posted and isinstance(reply, ShowAnswer):
            posted = await self._stream(outgoing, reply, first, begun)
        elif not posted:
            posted = unfinished or await self._post(outgoing, first, picture)
            if others:
                await begun(posted)
        for piece in others:
            if piece.id not in there.found:
                await asyncio.sleep(self._pause)
                await self._post(outgoing, piece, None)
        return posted

    async def _post(self, outgoing: Outgoing, piece: _Piece, picture: str | None) -> str:
        async def call(shown: Rendered, *, plain: bool) -> str:
            answer = await answered(
                self._client.chat_postMessage(
                    channel=outgoing.address.channel,
                    text=shown.text,
                    blocks=None if plain else list(shown.blocks),
                    thread_ts=outgoing.address.thread or None,
                    metadata=_metadata(piece.id),
                    unfurl_links=False,
                    unfurl_media=False,
                )
            )
            return text_at(answer.data, "ts") if answer else ""

        return await self._shown(outgoing, piece.shown, picture, call)

    async def _whisper(self, outgoing: Outgoing) -> str:
        async def call(shown: Rendered, *, plain: bool) -> str:
            await answered(
                self._client.chat_postEphemeral(
                    channel=outgoing.address.channel,
                    user=user_of(outgoing.to),
                    text=shown.text,
                    blocks=None if plain else list(shown.blocks),
                    thread_ts=outgoing.address.thread or None,
                )
            )
            return ""

        picture = await self._picture(outgoing)
        for piece in _pieces(outgoing, picture):
            await self._shown(outgoing, piece.shown, picture, call)
        return ""

    async def _edit(self, outgoing: Outgoing, piece: _Piece, picture: str | None) -> str:
        """The message takes the new words; one that was deleted meanwhile is said anew."""
        try:
            return await self._update(outgoing, piece, outgoing.edits, picture)
        except Refused as refused:
            if refused.error not in _GONE_OR_FIXED:
                raise
            return await self._post(outgoing, piece, picture)

    async def _update(self, outgoing: Outgoing, piece: _Piece, ts: str, picture: str | None) -> str:
        async def call(shown: Rendered, *, plain: bool) -> str:
            await answered(
                self._client.chat_update(
                    channel=outgoing.address.channel,
                    ts=ts,
                    text=shown.text,
                    blocks=[] if plain else list(shown.blocks),
                    metadata=_metadata(piece.id),
                )
            )
            return ts

        return await self._shown(outgoing, piece.shown, picture, call)

    async def _publish(self, outgoing: Outgoing) -> str:
        """On the Home tab; also what the coach has to say instead of the page."""
        drawn = await self._picture(outgoing)
        for number, picture in enumerate((drawn, drawn, None) if drawn else (None,)):
            reply = outgoing.reply
            if isinstance(reply, ShowHome):
                page = home_view(reply, picture)
            else:
                page = {"type": "home", "blocks": list(render(reply, learner=outgoing.learner).blocks)}
            view = {**page, "private_metadata": home_metadata(outgoing.address)}
            try:
                if number == 1:
                    await self._pictures.settle()
                await answered(self._client.views_publish(user_id=user_of(outgoing.learner), view=view))
                return ""
            except Refused as refused:
                if picture is None:
                    raise
                _log.warning("The Home tab was refused with its picture: %s", refused)
        raise AssertionError("the last way either returns or raises")

    async def _stream(self, outgoing: Outgoing, reply: ShowAnswer, whole: _Piece, begun: Begun) -> str:
        """Sentence by sentence. Where Slack ends the stream early, the message gets its whole text at the end."""
        sentences, below = answer_stream(reply)
        stream = await self._client.chat_stream(
            channel=outgoing.address.channel,
            thread_ts=outgoing.address.thread,
            recipient_team_id=team_of(outgoing.learner),
            recipient_user_id=user_of(outgoing.learner),
            buffer_size=1,
        )
        try:
            for number, sentence in enumerate(sentences):
                await answered(stream.append(markdown_text=sentence))
                if number == 0 and stream.ts:
                    await begun(stream.ts)
            await answered(stream.stop(blocks=list(below), metadata=_metadata(whole.id)))
        except Refused as refused:
            if not stream.ts:
                _log.info("Slack starts no stream here, so the answer is posted whole: %s", refused)
                return await self._post(outgoing, whole, None)
            return await self._finish(outgoing, whole, stream.ts, ended=refused.error == _STREAM_ENDED)
        return stream.ts or ""

    async def _finish(self, outgoing: Outgoing, whole: _Piece, ts: str, *, ended: bool = False) -> str:
        """Gives a begun message its whole text; Slack takes no edit of one that is still open."""
        if not ended:
            try:
                await answered(self._client.chat_stopStream(channel=outgoing.address.channel, ts=ts))
            except Refused as refused:
                _log.info("A begun answer was not open any more: %s", refused)
        try:
            return await self._update(outgoing, whole, ts, None)
        except Refused as refused:
            if refused.error not in _GONE_OR_FIXED:
                raise
            return await self._post(outgoing, whole, None)

    async def _shown(
        self, outgoing: Outgoing, shown: Rendered, picture: str | None, call: Callable[..., Awaitable[str]]
    ) -> str:
        """With its picture, without it, and at last as text only, where Slack does not take the blocks."""
        ways = [(shown, False)]
        if picture is not None:
            # A file just uploaded may not be ready for a block yet.
            ways += [(shown, False), (render(outgoing.reply, learner=outgoing.learner), False)]
        for number, (way, plain) in enumerate([*ways, (ways[-1][0], True)]):
            try:
                if picture is not None and number == 1:
                    await self._pictures.settle()
                return await call(way, plain=plain)
            except Refused as refused:
                if refused.error not in _BLOCKS or plain:
                    raise
                _log.warning("Slack did not take the blocks of %s: %s", outgoing.id, refused)
        raise AssertionError("the last way either returns or raises")

    async def _picture(self, outgoing: Outgoing) -> str | None:
        """The id of the uploaded picture; None where the reply has none, or where Slack does not take it."""
        reply = outgoing.reply
        if not isinstance(reply, ShowProgress | ShowHome) or not reply.progress.attempts:
            return None
        return await self._pictures.of(reply.progress)

    async def _standing(self, outgoing: Outgoing) -> Standing:
        sentences = answer_stream(outgoing.reply)[0] if isinstance(outgoing.reply, ShowAnswer) else ()
        return await standing(self._client, outgoing, "".join(sentences))

    async def _explain(self, outgoing: Outgoing, refused: Refused) -> None:
        """Who called the coach where it is no member learns that in private, once an hour."""
        who, now = (outgoing.learner, outgoing.address.channel), self._now()
        self._told = {told: at for told, at in self._told.items() if now - at < timedelta(hours=1)}
        if refused.error not in _NOT_THERE or not outgoing.learner or who in self._told:
            return
        self._told[who] = now
        try:
            await answered(
                self._client.chat_postMessage(
                    channel=user_of(outgoing.learner), text=_INVITE, unfurl_links=False, unfurl_media=False
                )
            )
        except (Refused, NotSent) as problem:
            _log.warning("%s could not be told that the coach is no member there: %s", outgoing.learner, problem)


def _pieces(outgoing: Outgoing, picture: str | None) -> list[_Piece]:
    shown = render(outgoing.reply, learner=outgoing.learner, picture=picture)
    names = (outgoing.id, *(f"{outgoing.id}/{number}" for number in range(2, len(shown.follow_ups) + 2)))
    return [_Piece(name, each) for name, each in zip(names, (shown, *shown.follow_ups), strict=True)]


def _metadata(id: str) -> dict[str, Any]:
    return {"event_type": "coach_reply", "event_payload": {"id": id}}
