"""What every part of the loopback Slack shares: the workspace, the settings, the records, and how events go out."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

from .records import ApiError, Call, Delivery, Json, StreamUpdate, ThreadNote, Violation
from .settings import EVENT_SCOPES, Settings
from .workspace import Channel, Message, Workspace


class Transport(Protocol):
    """Carries a delivery to the app: the WebSockets of Socket Mode, or signed HTTP requests."""

    def submit(self, delivery: Delivery) -> None: ...


class _Nowhere:
    """Before a server is started there is nobody to carry anything."""

    def submit(self, delivery: Delivery) -> None:
        delivery.fail("no transport")


@dataclass
class Trigger:
    user: str
    expires: float
    used: bool = False


@dataclass
class ResponseUrl:
    channel: str
    user: str
    expires: float
    uses_left: int
    ts: str = ""
    ephemeral: bool = True


class Platform:
    """One app installed in one workspace."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.workspace = Workspace()
        self.calls: list[Call] = []
        self.violations: list[Violation] = []
        self.deliveries: list[Delivery] = []
        self.suppressed: list[Json] = []
        self.stream_updates: list[StreamUpdate] = []
        self.thread_notes: list[ThreadNote] = []
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.stream_ends: dict[tuple[str, str], float] = {}
        self.stream_modes: dict[tuple[str, str], str] = {}
        self.transport: Transport = _Nowhere()

    def violate(self, method: str, code: str, detail: str = "") -> None:
        self.violations.append(Violation(method, code, detail))

    # -- events -------------------------------------------------------------------------------------------------

    def emit(self, event: Json) -> Delivery | None:
        """Sends an event to the app, unless it lacks the subscription or the scope: then Slack sends nothing."""
        name = subscription_name(event)
        scope = EVENT_SCOPES.get(name)
        if name not in self.settings.subscriptions or (scope and scope not in self.settings.scopes):
            self.suppressed.append(event)
            return None
        workspace = self.workspace
        event_id = workspace.new_id("Ev")
        authorization = {"enterprise_id": None, "team_id": workspace.team_id, "user_id": workspace.bot_user}
        payload = {
            "token": "verification",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "api_app_id": workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(time.time()),
            "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
        return self.send("events_api", payload, event_id=event_id)

    def send(self, kind: str, payload: Json, *, event_id: str = "") -> Delivery:
        """Hands any payload to the transport; commands and interactions may be answered in the acknowledgement."""
        delivery = Delivery(kind, payload, event_id, accepts_response=kind != "events_api")
        self.deliveries.append(delivery)
        self.transport.submit(delivery)
        return delivery

    def message_event(self, message: Message) -> Json:
        channel = self.workspace.channel(message.channel)
        event = message.to_json() | {"channel": channel.id, "channel_type": channel.type, "event_ts": message.ts}
        for name in ("reactions", "streaming_state", "metadata"):
            event.pop(name, None)
        if not message.bot_id:
            event["team"] = self.workspace.team_id
        if message.thread_ts and message.thread_ts != message.ts:
            parent = channel.messages.get(message.thread_ts)
            event["parent_user_id"] = parent.user if parent else None
        return event

    def emit_change(self, channel: Channel, subtype: str, old: Json, new: Json | None) -> Delivery | None:
        """message_changed and message_deleted, which Slack sends as hidden messages."""
        ts = self.workspace.new_ts()
        event: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "ts": ts}
        event |= {"event_ts": ts, "channel_type": channel.type, "previous_message": old}
        event |= {"deleted_ts": old["ts"]} if new is None else {"message": new}
        return self.emit(event)

    def remove(self, message: Message) -> Delivery | None:
        """Deletes a message; one that has replies leaves a tombstone, so that its thread stays reachable."""
        channel, old = self.workspace.channel(message.channel), message.to_json()
        if not message.extra.get("reply_count"):
            del channel.messages[message.ts]
            return self.emit_change(channel, "message_deleted", old, None)
        message.user, message.bot_id, message.subtype = "USLACKBOT", "", "tombstone"
        message.text, message.blocks, message.files, message.metadata = "This message was deleted.", [], [], None
        return self.emit_change(channel, "message_changed", old, message.to_json())

    # -- what an interaction carries ----------------------------------------------------------------------------

    def new_trigger(self, user: str) -> str:
        trigger = f"{self.workspace.new_ts().replace('.', '')}.{self.workspace.new_id('')}"
        self.triggers[trigger] = Trigger(user, time.monotonic() + self.settings.trigger_lifetime)
        return trigger

    def redeem_trigger(self, trigger: Any) -> Trigger:
        if not trigger:
            raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field"]})
        found = self.triggers.get(str(trigger))
        if found is None:
            raise ApiError("invalid_trigger_id")
        if found.used:
            raise ApiError("exchanged_trigger_id")
        if time.monotonic() > found.expires:
            raise ApiError("expired_trigger_id")
        return found

    def new_response_url(self, channel: str, user: str, ts: str = "", *, ephemeral: bool = True) -> str:
        token = self.workspace.new_id("")
        expires = time.monotonic() + self.settings.response_url_lifetime
        uses = self.settings.response_url_uses
        self.response_urls[token] = ResponseUrl(channel, user, expires, uses, ts, ephemeral)
        return f"{self.workspace.base_url}/actions/{self.workspace.team_id}/{token}"


def subscription_name(event: Json) -> str:
    """The name that an app subscribes to: messages are split by the kind of conversation."""
    if event["type"] != "message":
        return str(event["type"])
    return {"im": "message.im", "channel": "message.channels"}[event["channel_type"]]
