"""Buttons, menus and modals as a person uses them; an act that the stored blocks do not allow fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .forms import chosen, element_state, filled, find_element
from .platform import Platform
from .records import ApiError, Delivery, HumanCannot, Json, NotAcknowledged
from .views import checked_view, dismiss, pushed, replace
from .waiting import until
from .workspace import Ephemeral, Message, View


@dataclass(frozen=True)
class Submitted:
    """What became of a submitted modal: `errors` by block_id, and the view the user sees now, if any."""

    delivery: Delivery
    errors: Mapping[str, str] = field(default_factory=dict)
    view: View | None = None


class Interactions:
    """Acts on what the bot put on the screen."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def click(
        self, user: str, on: Message | Ephemeral | View, action_id: str, value: str | None = None
    ) -> Delivery:
        """Presses a button or picks `value` in a menu; for feedback_buttons `value` says which of the two."""
        workspace = self.platform.workspace
        body = on.body if isinstance(on, View) else None
        blocks = body["blocks"] if body is not None else getattr(on, "blocks", [])
        block, element = find_element(blocks, action_id)
        action = {"action_id": action_id, "block_id": block["block_id"], "type": element["type"]}
        action |= chosen(element, value) | {"action_ts": workspace.new_ts()}
        payload: Json = {"type": "block_actions"} | self._who(user)
        payload |= {"trigger_id": self.platform.new_trigger(user), "actions": [action]}
        if isinstance(on, View):
            self._see(user, on)
            state = element_state(element, value)
            if state is not None:
                on.state.setdefault(block["block_id"], {})[action_id] = state
            payload |= {"container": {"type": "view", "view_id": on.id}, "view": workspace.view_json(on)}
        else:
            payload |= self._from_message(user, on)
            state = element_state(element, value)
            payload["state"] = {"values": {block["block_id"]: {action_id: state}} if state else {}}
        return self._interact(payload)

    async def submit(self, user: str, view: View, values: Mapping[str, Any] | None = None) -> Submitted:
        """Fills the inputs (by action_id) and presses the submit button; waits for the app's answer."""
        self._see(user, view)
        view.state = filled(view, values or {})
        payload: Json = {"type": "view_submission"} | self._who(user)
        payload |= {"trigger_id": self.platform.new_trigger(user), "view": self.platform.workspace.view_json(view)}
        delivery = self._interact(payload | {"response_urls": []})
        try:
            answer = await delivery.acked(self.platform.settings.ack_timeout + 2)
        except NotAcknowledged:
            return Submitted(delivery, {"": "We had some trouble connecting. Try again?"}, view)
        return self._after_submit(delivery, view, answer if isinstance(answer, dict) else {})

    def _after_submit(self, delivery: Delivery, view: View, answer: Json) -> Submitted:
        action = answer.get("response_action")
        try:
            if action == "errors":
                inputs = {b["block_id"] for b in view.body["blocks"] if b["type"] == "input"}
                errors = dict(answer.get("errors") or {})
                if not errors or set(errors) - inputs:
                    raise ApiError("invalid_response_action", errors=sorted(set(errors) - inputs))
                return Submitted(delivery, errors, view)
            if action == "update":
                replace(self.platform, view, checked_view(self.platform, answer.get("view"), "modal"))
                return Submitted(delivery, view=view)
            if action == "push":
                body = checked_view(self.platform, answer.get("view"), "modal")
                return Submitted(delivery, view=pushed(self.platform, view.user, body))
        except ApiError as refusal:
            self.platform.violate("view_submission", refusal.code, str(refusal.extra))
            return Submitted(delivery, {"": "We had some trouble connecting. Try again?"}, view)
        stack = self.platform.workspace.modals.get(view.user, [])
        for identity in list(stack) if action == "clear" else [view.id]:
            dismiss(self.platform, self.platform.workspace.views[identity])
        return Submitted(delivery, view=self.modal(view.user))

    async def close(self, user: str, view: View) -> Delivery | None:
        """Closes a modal; the app hears of it only if it asked for notify_on_close."""
        self._see(user, view)
        dismiss(self.platform, view)
        if not view.body.get("notify_on_close"):
            return None
        payload: Json = {"type": "view_closed"} | self._who(user)
        return self._interact(payload | {"view": self.platform.workspace.view_json(view), "is_cleared": False})

    def modal(self, user: str) -> View | None:
        """The modal that this user sees on top, or None."""
        stack = self.platform.workspace.modals.get(user, [])
        return self.platform.workspace.views[stack[-1]] if stack else None

    async def sees_modal(self, user: str, within: float = 10.0) -> View:
        """Waits until the user sees a modal."""
        try:
            found = await until(lambda: self.modal(user), within)
        except TimeoutError:
            raise HumanCannot(f"{user} saw no modal") from None
        assert found is not None
        return found

    def home(self, user: str) -> View:
        """The Home tab as it was last published for this user."""
        view = self.platform.workspace.views.get(self.platform.workspace.homes.get(user, ""))
        if view is None:
            raise HumanCannot(f"nothing was published on the Home tab of {user}")
        return view

    def _see(self, user: str, view: View) -> None:
        if view.user != user or view.closed:
            raise HumanCannot(f"{user} does not see view {view.id}")

    def _who(self, user: str) -> Json:
        workspace = self.platform.workspace
        name = workspace.users[user].name
        return {
            "user": {"id": user, "username": name, "name": name, "team_id": workspace.team_id},
            "team": {"id": workspace.team_id, "domain": workspace.team_domain},
            "api_app_id": workspace.app_id,
            "token": "verification",
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _from_message(self, user: str, on: Message | Ephemeral) -> Json:
        hidden = isinstance(on, Ephemeral)
        channel = self.platform.workspace.channel(on.channel)
        shown = self.platform.workspace.ephemerals if isinstance(on, Ephemeral) else channel.messages.values()
        if on not in shown:
            raise HumanCannot(f"message {on.ts} is gone, or another one stands in its place")
        if user not in channel.members or (isinstance(on, Ephemeral) and on.user != user):
            raise HumanCannot(f"{user} does not see {on.ts}")
        container = {"type": "message", "message_ts": on.ts, "channel_id": on.channel, "is_ephemeral": hidden}
        if on.thread_ts:
            container["thread_ts"] = on.thread_ts
        name = "directmessage" if channel.is_im else channel.name
        found: Json = {"container": container, "channel": {"id": on.channel, "name": name}}
        if isinstance(on, Message):
            found["message"] = on.to_json()
        url = self.platform.new_response_url(on.channel, user, on.ts, ephemeral=hidden)
        return found | {"response_url": url}

    def _interact(self, payload: Json) -> Delivery:
        return self.platform.send("interactive", payload)
