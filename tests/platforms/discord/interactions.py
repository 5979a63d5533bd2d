"""The first response to an interaction: a message, "thinking", an edit, choices, or a form."""

from . import payloads
from .components import numbered
from .drafts import Draft, apply, draft, fill
from .forms import Modal, form_errors
from .records import TYPES, ApiError, FormError, Invocation, Json, invalid
from .rest import Answer, Asked, route
from .things import EPHEMERAL, LOADING, Message

MESSAGE, THINKING, DEFERRED_UPDATE, UPDATE, CHOICES, FORM = 4, 5, 6, 7, 8, 9


def _allowed(invocation: Invocation) -> set[int]:
    """Types of response; only a press, or a form that a press opened, has a message to update."""
    if invocation.kind == "autocomplete":
        return {CHOICES}
    update = {DEFERRED_UPDATE, UPDATE} if invocation.source is not None else set()
    return {MESSAGE, THINKING} | ({FORM} if invocation.kind != "modal" else set()) | update


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", needs_token=False)
def respond(asked: Asked) -> Answer:
    platform = asked.platform
    invocation = platform.invocation(id=asked.id("interaction_id"), token=asked.ids["interaction_token"])
    if invocation is None or invocation.failed:
        raise ApiError(404, 10062, "Unknown interaction")
    if invocation.is_acked:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    kind, data = asked.form.get("type"), asked.form.get("data") or {}
    if kind not in _allowed(invocation):
        words = f"Value must be one of {sorted(_allowed(invocation))}."
        raise invalid(FormError(("type",), "BASE_TYPE_CHOICES", words))
    assert isinstance(kind, int)
    message = _apply(asked, invocation, kind, data)
    platform.acknowledge(invocation, kind)
    return _answer(asked, invocation, kind, message)


def _apply(asked: Asked, invocation: Invocation, kind: int, data: Json) -> Message | None:
    platform = asked.platform
    if kind in (DEFERRED_UPDATE, UPDATE):
        source = platform.state.message(invocation.channel, invocation.source or 0)
        invocation.original = source.id
        if kind == UPDATE:
            apply(draft(asked, data, old=source), source, payloads.now_text(platform.state))
            platform.changed(source)
        return source
    if kind == MESSAGE:
        return first_message(asked, invocation, draft(asked, data, hideable=True))
    if kind == THINKING:
        return first_message(asked, invocation, Draft((int(data.get("flags") or 0) & EPHEMERAL) | LOADING))
    if kind == CHOICES:
        invocation.choices = _choices(data)
    elif errors := form_errors(data):
        raise invalid(*errors)
    else:
        invocation.modal = data | {"components": numbered(data["components"], {})}
        platform.modals[invocation.user] = Modal(invocation, invocation.modal, invocation.source)
    return None


def first_message(asked: Asked, invocation: Invocation, made: Draft) -> Message:
    message = new_message(asked, invocation, made)
    invocation.original = message.id
    return asked.platform.add(message)


def new_message(asked: Asked, invocation: Invocation, made: Draft) -> Message:
    """A message that answers an interaction: it shows who used what, or which message was acted upon."""
    state = asked.platform.state
    message = Message(state.new_id(), invocation.channel, state.bot, flags=made.flags)
    fill(made, message)
    if invocation.source is not None:
        message.type, message.reference = 19, invocation.source
    else:
        message.type = 23 if invocation.kind == "menu" else 20
    owners = invocation.payload["authorizing_integration_owners"]
    message.interaction = {"id": str(invocation.id), "type": TYPES[invocation.kind]}
    message.interaction["user"] = payloads.user_json(state.users[invocation.user])
    message.interaction["authorizing_integration_owners"] = owners
    if message.flags & EPHEMERAL:
        message.visible_to = invocation.user
    invocation.messages.add(message.id)
    return message


def _choices(data: Json) -> list[Json]:
    choices = list(data.get("choices") or ())
    errors = []
    if len(choices) > 25:
        errors.append(FormError(("data", "choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."))
    for number, choice in enumerate(choices):
        for name in ("name", "value"):
            if isinstance(choice.get(name), str) and not 1 <= len(choice[name]) <= 100:
                words = "Must be between 1 and 100 in length."
                errors.append(FormError(("data", "choices", number, name), "BASE_TYPE_BAD_LENGTH", words))
    if errors:
        raise invalid(*errors)
    return choices


def _answer(asked: Asked, invocation: Invocation, kind: int, message: Message | None) -> Answer:
    if not asked.flag("with_response"):
        return 204, None
    shown: Json = {"id": str(invocation.id), "type": TYPES[invocation.kind]}
    if message is not None:
        shown |= {"response_message_id": str(message.id), "response_message_loading": message.is_loading}
        shown["response_message_ephemeral"] = message.is_ephemeral
    answer: Json = {"interaction": shown}
    if message is not None and kind in (MESSAGE, UPDATE):
        answer["resource"] = {"type": kind, "message": payloads.message_json(asked.platform.state, message)}
    return 200, answer
