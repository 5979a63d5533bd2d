"""Commands, buttons, menus and forms as a person uses them; an act that Discord would not offer fails."""

import secrets
from collections.abc import Sequence
from typing import Any

from tests.platforms.slack.waiting import until

from . import payloads, reading
from .commands import chosen_options, context_of, find_command, is_member, nested, owners_of, parts_of
from .forms import Modal, filled
from .platform import Platform
from .records import TYPES, HumanCannot, Invocation, Json, Kind
from .things import BITS, GRANTED, Channel, Message, User

Who = int | User
Where = str | int | Channel
SLASH, MESSAGE_MENU = 1, 3


class Presses:
    """Each act returns its `Invocation` at once; `await invocation.acked()` waits for the app's response."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def slash(self, user: Who, where: Where, command: str, /, **options: Any) -> Invocation:
        """A command, "practice" or with its subcommands "topic add"; an attachment is given as (name, bytes)."""
        person, channel = self.stand(user, where)
        name, *path = command.removeprefix("/").split()
        found = find_command(self.platform.state, name, SLASH, person, channel)
        path, declared = parts_of(found, path)
        sent, resolved = chosen_options(self.platform.state, declared, options, self._store)
        data = self._command_data(found, nested(path, sent), resolved)
        return self._send("slash", person, channel, data)

    async def autocomplete(
        self, user: Who, where: Where, command: str, option: str, typed: str, /, **others: Any
    ) -> list[Json]:
        """What is offered while `typed` stands in an option: [{"name": ..., "value": ...}]."""
        person, channel = self.stand(user, where)
        name, *path = command.removeprefix("/").split()
        found = find_command(self.platform.state, name, SLASH, person, channel)
        path, declared = parts_of(found, path)
        wanted = next((o for o in declared if o["name"] == option), None)
        if wanted is None or not wanted.get("autocomplete"):
            raise HumanCannot(f"{command!r} offers nothing for {option!r}")
        sent, resolved = chosen_options(self.platform.state, declared, others, self._store, complete=False)
        sent.append({"name": option, "type": wanted["type"], "value": typed, "focused": True})
        data = self._command_data(found, nested(path, sent), resolved)
        invocation = await self._send("autocomplete", person, channel, data).acked()
        return invocation.choices or []

    async def context_menu(self, user: Who, message: Message, name: str) -> Invocation:
        """Apps > `name` on a message."""
        person, channel = self.stand(user, message.channel)
        self._sees(person, message)
        found = find_command(self.platform.state, name, MESSAGE_MENU, person, channel)
        shown = payloads.message_json(self.platform.state, message)
        data = self._command_data(found, [], {"messages": {str(message.id): shown}})
        return self._send("menu", person, channel, data | {"target_id": str(message.id)})

    async def click(
        self, user: Who, message: Message, label_or_custom_id: str, values: Sequence[str] = ()
    ) -> Invocation:
        """Presses a button, or picks `values` (by value or label) in a menu."""
        person, channel = self.stand(user, message.channel)
        self._sees(person, message)
        found = reading.find(message.components, label_or_custom_id)
        if found is None or found.get("disabled") or not found.get("custom_id"):
            raise HumanCannot(f"cannot press {label_or_custom_id!r}; there are {message.labels}")
        data: Json = {"component_type": found["type"], "custom_id": found["custom_id"], "id": found["id"]}
        if found["type"] in reading.SELECTS:
            data["values"] = self._picked(found, values)
        return self._send("component", person, channel, data, message)

    async def modal(self, user: Who, within: float = 10.0) -> Modal:
        """The form that is open on this person's screen; waits for one."""
        try:
            found = await until(lambda: self.open_modal(user), within)
        except TimeoutError:
            found = None
        if found is None:
            raise HumanCannot(f"{id_of(user)} has no form open")
        return found

    def open_modal(self, user: Who) -> Modal | None:
        return self.platform.modals.get(id_of(user))

    async def submit(self, user: Who, /, **values: Any) -> Invocation:
        """Fills the open form, by labels or custom ids, and sends it; the form closes."""
        person = id_of(user)
        modal = self.open_modal(person)
        if modal is None:
            raise HumanCannot(f"{person} has no form open")
        components, resolved = filled(modal, values, self._store)
        data: Json = {"custom_id": modal.custom_id, "components": components, "resolved": resolved}
        del self.platform.modals[person]
        channel = self.platform.state.channel(modal.invocation.channel)
        source = channel.messages.get(modal.source or 0)
        return self._send("modal", person, channel, data, source)

    async def dismiss(self, user: Who) -> None:
        """Closes the open form without sending it; the app does not hear of it."""
        if self.platform.modals.pop(id_of(user), None) is None:
            raise HumanCannot(f"{id_of(user)} has no form open")

    # -- what goes out ------------------------------------------------------------------------------------------

    def stand(self, user: Who, where: Where) -> tuple[int, Channel]:
        """The person and the place, if that person has access to it."""
        person, state = id_of(user), self.platform.state
        if where == "dm":
            return person, state.dm(person)
        channel = where if isinstance(where, Channel) else state.channels.get(int(where))
        if channel is None or not state.has_access(person, channel):
            raise HumanCannot(f"{person} is not in {where}")
        return person, channel

    def _sees(self, user: int, message: Message) -> None:
        if not message.seen_by(user):
            raise HumanCannot(f"{user} does not see message {message.id}")

    def _picked(self, menu: Json, values: Sequence[str]) -> list[str]:
        if menu["type"] != 3:
            return list(values)
        by_label = {option["label"]: option["value"] for option in menu["options"]}
        picked = [by_label.get(value, value) for value in values]
        least, most = menu.get("min_values", 1), menu.get("max_values", 1)
        if not set(picked) <= set(by_label.values()) or not least <= len(picked) <= most:
            raise HumanCannot(f"cannot pick {list(values)}; there are {list(by_label)}")
        return picked

    def _store(self, name: str, content: bytes) -> Json:
        platform = self.platform
        expires = platform.clock() + platform.settings.attachment_life
        identity = platform.state.keep_file(name, content)
        return payloads.attachment_json(platform.state, identity, expires) | {"ephemeral": True}

    def _command_data(self, command: Json, options: list[Json], resolved: Json) -> Json:
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if options:
            data["options"] = options
        return data | ({"resolved": resolved} if resolved else {})

    def _send(self, kind: Kind, user: int, channel: Channel, data: Json, source: Message | None = None) -> Invocation:
        platform, state = self.platform, self.platform.state
        identity, token = state.new_id(), secrets.token_urlsafe(96)
        invocation = Invocation(
            identity, token, kind, user, channel.id, platform.clock(), platform.settings.ack_timeout
        )
        invocation.source = source.id if source is not None else None
        invocation.without_bot = not is_member(state, channel)
        bits = str(sum(BITS[name] for name in GRANTED))
        payload: Json = {"id": str(identity), "application_id": str(state.application), "type": TYPES[kind]}
        payload |= {"token": token, "version": 1, "data": data, "channel_id": str(channel.id), "locale": "en-US"}
        payload |= {"channel": payloads.channel_json(state, channel) | {"permissions": bits}, "app_permissions": bits}
        payload |= {"entitlements": [], "context": context_of(state, channel)}
        payload |= {"authorizing_integration_owners": owners_of(state, user, channel)}
        payload["attachment_size_limit"] = platform.settings.attachment_limit
        if source is not None:
            payload["message"] = payloads.message_json(state, source)
        if channel.guild is None:
            payload["user"] = payloads.user_json(state.users[user])
        else:
            payload |= {"guild_id": str(channel.guild), "guild_locale": "en-US"}
            payload["guild"] = {"id": str(channel.guild), "locale": "en-US", "features": []}
            payload["member"] = payloads.member_json(state.users[user], int(bits))
        invocation.payload = payload
        platform.interact(invocation)
        return invocation


def id_of(user: Who) -> int:
    return user.id if isinstance(user, User) else user
