"""What arrives from Slack is written down before it is acknowledged, and only then is anything else done about it."""

import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.chat.slack.calls import Refused, answered, web_client
from bot.chat.slack.events import to_event
from bot.chat.slack.ids import Bot, is_direct
from bot.chat.slack.interactions import dialog_for, view_errors
from bot.chat.slack.payload import Json, text_at
from bot.chat.slack.words import mentions
from bot.delivery.accepting import Accepting
from bot.delivery.event import Event
from bot.delivery.post import NotSent

_log = logging.getLogger(__name__)
_REMEMBERED = 2000
_HANDSHAKES = ("url_verification", "ssl_check")
_ANY = re.compile("")


class Acceptance(AsyncMiddleware):
    """Stands before all else in Bolt that could acknowledge: its own authorization answers 200 where that fails.

    What was accepted, what was accepted before and what is none of ours is acknowledged; where the inbox raises, Bolt
    answers 500, which nothing acknowledges, and Slack sends it again. Only what has to happen at once goes on to the
    listeners.
    """

    def __init__(self, inbox: Accepting, bot: Bot, now: Callable[[], datetime]) -> None:
        self._inbox = inbox
        self._bot = bot
        self._now = now
        self._opened: OrderedDict[str, None] = OrderedDict()

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[Any]]
    ) -> BoltResponse | None:
        body: Json = req.body
        if body.get("type") in _HANDSHAKES:
            await next()
            return None
        event = await to_event(body, self._bot, self._inbox.is_ours, self._now())
        if event is not None and not await self._inbox.accept(event):
            return BoltResponse(status=200)
        dialog = dialog_for(body, self._bot)
        if dialog is not None and self._first_time(dialog.id):
            req.context["dialog"] = dialog
        elif not (event is not None and _answered_there(body, event, self._bot)):
            errors = view_errors(body)
            return BoltResponse(status=200, body={"response_action": "errors", "errors": errors} if errors else "")
        await next()
        return None

    def _first_time(self, dialog: str) -> bool:
        """Some dialogs go with no event that the inbox could know again."""
        if dialog in self._opened:
            return False
        self._opened[dialog] = None
        while len(self._opened) > _REMEMBERED:
            self._opened.popitem(last=False)
        return True


def bolt_app(acceptance: Acceptance, bot: Bot, token: str, base_url: str) -> AsyncApp:
    """The app with its listeners. No request of Slack's waits for one of ours."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=bot.team, bot_token=token, bot_id=bot.bot, bot_user_id=bot.user
        )

    app = AsyncApp(
        name="interview-coach",
        logger=_log,
        client=web_client(None, base_url, timeout=5),
        authorize=authorize,
        before_authorize=acceptance,
        # The server checks signatures itself: this one answers 500 to a time that is no number.
        request_verification_enabled=False,
    )
    app.action(_ANY)(_open)
    app.command(_ANY)(_open)
    app.event("message")(_show_status)
    app.event("app_mention")(_show_status)
    for register in (app.event, app.view, app.options, app.shortcut):
        register(_ANY)(_acknowledge)
    return app


def _answered_there(body: Json, event: Event, bot: Bot) -> bool:
    """Whether all see the reply in this thread, which takes Slack's sign that it is being worked on away again."""
    said = text_at(body, "event", "type")
    mentioned = mentions(text_at(body, "event", "text"), bot.user)
    return said == "app_mention" or (said == "message" and (is_direct(event.address.channel) or mentioned))


async def _acknowledge(ack: AsyncAck) -> None:
    await ack()


async def _open(ack: AsyncAck, client: AsyncWebClient, context: dict[str, Any]) -> None:
    """A dialog lives or dies within three seconds of the press, so it is opened before anything is worked on."""
    await ack()
    if (dialog := context.get("dialog")) is not None:
        await _attempt("open a dialog", client.views_open(trigger_id=dialog.trigger, view=dialog.view))


async def _show_status(client: AsyncWebClient, event: Json) -> None:
    thread = text_at(event, "thread_ts") or text_at(event, "ts")
    status = client.assistant_threads_setStatus(
        channel_id=text_at(event, "channel"), thread_ts=thread, status="is thinking..."
    )
    await _attempt("show that a message is being worked on", status)


async def _attempt(what: str, call: Awaitable[Any]) -> None:
    try:
        await answered(call)
    except (Refused, NotSent) as problem:
        _log.warning("Could not %s: %s", what, problem)
