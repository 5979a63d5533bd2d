"""What a person does in Slack, and exactly the events that Slack sends for it; `World` is that person's hands."""

import re
from collections.abc import Sequence

from .conversations import reaction_event
from .interactions import Interactions
from .markup import escaped, rich_text, typed
from .platform import Platform
from .records import ApiError, Delivery, HumanCannot, Json
from .response_urls import apply_response
from .streams import end_stream
from .workspace import Message, StoredFile


class World(Interactions):
    """People in the workspace. Each act returns at once; its deliveries can be awaited with `delivery.acked()`."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.last: list[Delivery] = []

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[str] = (),
        *,
        literally: bool = False,
    ) -> Message:
        """A message; `channel` may be "dm", and `text` is what is typed: Slack escapes & < > and links URLs.

        Marks such as `<!channel>` stand for the mention that Slack's editor makes, unless they are typed `literally`.

        A mention of the bot (see `mention`) also sends app_mention: the same ts, another event_id.
        """
        place = self._place(user, channel)
        workspace = self.platform.workspace
        message = Message(
            place, workspace.new_ts(), user, escaped(text) if literally else typed(text), thread_ts=thread_ts or ""
        )
        message.blocks = rich_text(text)
        message.extra["client_msg_id"] = workspace.new_id("").lower()
        message.files = [workspace.file_json(self._file(name)) for name in files]
        for name in files:
            self._file(name).channels.append(place)
        if files:
            message.subtype = "file_share"
        if thread_ts and thread_ts not in workspace.channel(place).messages:
            raise HumanCannot(f"there is no message {thread_ts} in {place} to answer")
        workspace.add(message)
        event = self.platform.message_event(message)
        self._emit(event)
        channel_type = event.pop("channel_type")
        if f"<@{workspace.bot_user}>" in text and channel_type == "channel":
            event.pop("parent_user_id", None)
            self._emit(event | {"type": "app_mention"})
        return message

    async def edit(self, user: str, message: Message, text: str) -> None:
        self._own(user, message)
        old = message.to_json()
        message.past.append(message.text)
        message.blocks = rich_text(text)
        message.text, message.edited = typed(text), {"user": user, "ts": self.platform.workspace.new_ts()}
        channel = self.platform.workspace.channel(message.channel)
        self._keep(self.platform.emit_change(channel, "message_changed", old, message.to_json()))

    async def delete(self, user: str, message: Message) -> None:
        self._own(user, message)
        self._keep(self.platform.remove(message))

    async def slash(self, user: str, channel: str, command: str, text: str = "", *, marks: bool = False) -> Delivery:
        """A slash command; what the app puts into its acknowledgement is shown as Slack shows it.

        With `marks`, `<@U1>` and `<#C1>` stand for people and channels that were named, as a command gets them whose
        manifest says `should_escape`.
        """
        workspace = self.platform.workspace
        place = self._place(user, channel)
        if "commands" not in self.platform.settings.scopes:
            raise HumanCannot(f"the app has no scope for {command}")
        url = self.platform.new_response_url(place, user)
        payload = {
            "token": "verification",
            "team_id": workspace.team_id,
            "team_domain": workspace.team_domain,
            "channel_id": place,
            "channel_name": "directmessage" if workspace.channel(place).is_im else workspace.channel(place).name,
            "user_id": user,
            "user_name": workspace.users[user].name,
            "command": command,
            "text": typed(text) if marks else escaped(text),
            "api_app_id": workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.platform.new_trigger(user),
        }
        delivery = self.platform.send("slash_commands", payload)
        self.last.append(delivery)
        delivery.on_response = lambda answer: self._show(url, answer)
        return delivery

    def _show(self, url: str, answer: Json | str | None) -> None:
        body = {"text": answer} if isinstance(answer, str) else answer
        try:
            if body:
                apply_response(self.platform, self.platform.response_urls[url.rsplit("/", 1)[1]], body, "slash_ack")
        except ApiError as refusal:
            self.platform.violate("slash_ack", refusal.code, str(refusal.extra))

    async def react(self, user: str, message: Message, name: str) -> None:
        users = message.reactions.setdefault(name, [])
        if user in users:
            raise HumanCannot(f"{user} already reacted with {name}")
        users.append(user)
        self._emit(reaction_event(self.platform, message, user, name, "reaction_added"))

    async def unreact(self, user: str, message: Message, name: str) -> None:
        if user not in message.reactions.get(name, []):
            raise HumanCannot(f"{user} has no {name} to take back")
        message.reactions[name].remove(user)
        self._emit(reaction_event(self.platform, message, user, name, "reaction_removed"))

    async def open_home(self, user: str, tab: str = "home") -> None:
        """Opens the app's Home ("home") or Messages ("messages") tab; the home event carries the published view."""
        workspace = self.platform.workspace
        event: Json = {"type": "app_home_opened", "user": user, "channel": workspace.dm(user), "tab": tab}
        view = workspace.views.get(workspace.homes.get(user, ""))
        if tab == "home" and view is not None:
            event["view"] = workspace.view_json(view)
        self._emit(event | {"event_ts": workspace.new_ts()})

    async def upload(self, user: str, channel: str, name: str, content: bytes, text: str = "") -> Message:
        """Uploads and shares a file: a message of subtype file_share, and file_shared if subscribed."""
        workspace = self.platform.workspace
        file = StoredFile(workspace.new_id("F"), name, len(content), user, content=content, complete=True)
        workspace.files[file.id] = file
        message = await self.say(user, channel, text, files=[file.id])
        shared = {"type": "file_shared", "file_id": file.id, "user_id": user, "file": {"id": file.id}}
        self._emit(shared | {"channel_id": message.channel, "event_ts": message.ts})
        return message

    async def stop_session(self, user: str, channel: str, thread_ts: str) -> None:
        """Presses the stop button of an agent session: Slack ends its open streams and names them in the event."""
        place, now = self._place(user, channel), self.platform.workspace.new_ts()
        thread = self.platform.workspace.thread(place, thread_ts)
        stopped = [message.ts for message in thread if message.streaming_state == "in_progress"]
        for ts in stopped:
            end_stream(self.platform, place, ts)
        event = {"type": "agent_session_stopped", "user": user, "channel": place, "thread_ts": thread_ts}
        self._emit(event | {"streaming_message_ts": stopped, "event_ts": now})

    async def look_at(self, user: str, channel: str) -> None:
        """Opens another channel beside the agent's panel."""
        workspace = self.platform.workspace
        entity = {"type": "slack#/types/channel_id", "value": channel, "team_id": workspace.team_id}
        event = {"type": "app_context_changed", "user": user, "channel": workspace.dm(user)}
        self._emit(event | {"context": {"entities": [entity]}, "event_ts": workspace.new_ts()})

    def mention(self, text: str = "") -> str:
        """Text that begins with a mention of the bot."""
        return f"<@{self.platform.workspace.bot_user}> {text}".strip()

    def visible(self, text: str) -> str:
        """Text without mention markup, as a person reads it."""
        return re.sub(r"<@(\w+)>", lambda m: f"@{self.platform.workspace.users[m[1]].name}", text)

    def _place(self, user: str, channel: str) -> str:
        place = self.platform.workspace.dm(user) if channel == "dm" else channel
        if user not in self.platform.workspace.channel(place).members:
            raise HumanCannot(f"{user} is not in {place}")
        return place

    def _file(self, name: str) -> StoredFile:
        return self.platform.workspace.files[name]

    def _own(self, user: str, message: Message) -> None:
        if message.user != user:
            raise HumanCannot(f"{user} did not write {message.ts}")

    def _emit(self, event: Json) -> None:
        channel = event.get("channel")
        known = self.platform.workspace.channels.get(str(channel))
        if known is None or self.platform.workspace.bot_user in known.members:
            self._keep(self.platform.emit(event))

    def _keep(self, delivery: Delivery | None) -> None:
        if delivery is not None:
            self.last.append(delivery)
