"""What follows the first response, by the interaction's token: follow-ups, and the messages it has made."""

from . import payloads
from .drafts import apply, draft
from .interactions import new_message
from .records import ApiError, Invocation, unknown_message, unknown_webhook
from .rest import Answer, Asked, route
from .things import EPHEMERAL, Message

HOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL, OTHER = f"{HOOK}/messages/@original", f"{HOOK}/messages/{{message_id}}"


def _invocation(asked: Asked) -> Invocation:
    """Before the first response the token opens nothing (10015); after its life it is no token any more (50027)."""
    platform = asked.platform
    found = platform.invocation(token=asked.ids["webhook_token"])
    if asked.ids["webhook_id"] != str(platform.state.application):
        raise unknown_webhook()
    if found is None or platform.is_expired(found):
        raise ApiError(401, 50027, "Invalid Webhook Token")
    if not found.is_acked:
        raise unknown_webhook()
    return found


def _message(asked: Asked) -> Message:
    invocation = _invocation(asked)
    wanted = asked.ids.get("message_id", "@original")
    identity = invocation.original if wanted == "@original" else asked.snowflake(wanted, "message_id")
    if identity is None or identity not in invocation.messages | {invocation.original, invocation.source}:
        raise unknown_message()
    return asked.platform.state.message(invocation.channel, identity)


@route("POST", HOOK, needs_token=False)
def follow_up(asked: Asked) -> Answer:
    """The first one after "thinking" takes its place, and is seen by whoever saw that."""
    invocation, platform = _invocation(asked), asked.platform
    made = draft(asked, asked.form, hideable=True)
    waiting = platform.state.channel(invocation.channel).messages.get(invocation.original or 0)
    if waiting is not None and waiting.is_loading and not waiting.deleted:
        apply(made, waiting, payloads.now_text(platform.state))
        platform.changed(waiting)
        return 200, payloads.message_json(platform.state, waiting)
    if invocation.without_bot and invocation.followups >= platform.settings.followups_elsewhere:
        raise ApiError(400, 40094, "This interaction has reached the maximum number of follow up messages")
    invocation.followups += 1
    message = new_message(asked, invocation, made)
    if waiting is not None and not waiting.deleted:
        message.type, message.reference = 19, waiting.id
    platform.add(message)
    return 200, payloads.message_json(platform.state, message)


def _read(asked: Asked) -> Answer:
    return 200, payloads.message_json(asked.platform.state, _message(asked))


def _edit(asked: Asked) -> Answer:
    message, platform = _message(asked), asked.platform
    made = draft(asked, asked.form, old=message)
    made.flags &= ~EPHEMERAL
    apply(made, message, payloads.now_text(platform.state))
    platform.changed(message)
    return 200, payloads.message_json(platform.state, message)


def _delete(asked: Asked) -> Answer:
    asked.platform.remove(_message(asked))
    return 204, None


# The fixed address first: the other one would match it too.
for _template in (ORIGINAL, OTHER):
    route("GET", _template, needs_token=False)(_read)
    route("PATCH", _template, needs_token=False)(_edit)
    route("DELETE", _template, needs_token=False)(_delete)
