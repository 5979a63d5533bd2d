"""views.*: modals opened by a trigger that lives three seconds, and one Home tab for each user."""

from typing import Any

from .platform import Platform
from .posting import with_ids
from .records import ApiError, Json
from .view_limits import check_view, view_too_large
from .web_api import method
from .workspace import View

MOST_OPEN = 3


def checked_view(platform: Platform, view: Any, *kinds: str) -> Json:
    """The view with the ids that Slack fills in; views answer `invalid_arguments` where messages say invalid_blocks."""
    found = check_view(view)
    if not found and view["type"] not in kinds:
        found = [f"[ERROR] must be one of: {', '.join(kinds)} [json-pointer:/view/type]"]
    if found:
        raise ApiError("invalid_arguments", response_metadata={"messages": found})
    if view_too_large(view):
        raise ApiError("view_too_large")
    external = view.get("external_id")
    views = [view for view in platform.workspace.views.values() if not view.closed]
    if external and any(other.body.get("external_id") == external for other in views):
        raise ApiError("duplicate_external_id")
    return dict(view) | {"blocks": with_ids(view["blocks"])}


def show(platform: Platform, user: str, body: Json, previous: View | None = None) -> View:
    """A new modal on top of the user's stack."""
    workspace = platform.workspace
    identity = workspace.new_id("V")
    root = previous.root if previous else identity
    view = View(identity, user, body, workspace.new_ts(), root, previous.id if previous else None)
    workspace.views[identity] = view
    workspace.modals.setdefault(user, []).append(identity)
    return view


def replace(platform: Platform, view: View, body: Json) -> None:
    view.body, view.hash = body, platform.workspace.new_ts()


def dismiss(platform: Platform, view: View) -> None:
    view.closed = True
    stack = platform.workspace.modals.get(view.user, [])
    if view.id in stack:
        stack.remove(view.id)


@method("views.open", tier=4)
def open_view(platform: Platform, args: Json) -> Json:
    trigger = platform.redeem_trigger(args.get("trigger_id"))
    body = checked_view(platform, args.get("view"), "modal")
    trigger.used = True
    for old in list(platform.workspace.modals.get(trigger.user, [])):
        dismiss(platform, platform.workspace.views[old])
    return {"view": platform.workspace.view_json(show(platform, trigger.user, body))}


@method("views.push", tier=4)
def push_view(platform: Platform, args: Json) -> Json:
    trigger = platform.redeem_trigger(args.get("trigger_id"))
    body = checked_view(platform, args.get("view"), "modal")
    view = pushed(platform, trigger.user, body)
    trigger.used = True
    return {"view": platform.workspace.view_json(view)}


def pushed(platform: Platform, user: str, body: Json) -> View:
    stack = platform.workspace.modals.get(user, [])
    if not stack:
        raise ApiError("invalid_arguments", response_metadata={"messages": ["[ERROR] no open view to push on"]})
    if len(stack) >= MOST_OPEN:
        raise ApiError("push_limit_reached")
    return show(platform, user, body, platform.workspace.views[stack[-1]])


@method("views.update", tier=4)
def update_view(platform: Platform, args: Json) -> Json:
    external, identity = args.get("external_id"), args.get("view_id")
    views = platform.workspace.views.values()
    found = next((v for v in views if v.id == identity or (external and v.body.get("external_id") == external)), None)
    if found is None or found.closed:
        raise ApiError("not_found")
    if args.get("hash") and args["hash"] != found.hash:
        raise ApiError("hash_conflict")
    view = dict(args.get("view") or {})
    if view.get("external_id") == found.body.get("external_id"):
        view.pop("external_id", None)
    body = checked_view(platform, view, found.body["type"])
    kept = {"external_id": found.body["external_id"]} if found.body.get("external_id") else {}
    replace(platform, found, kept | body)
    return {"view": platform.workspace.view_json(found)}


@method("views.publish", tier=4)
def publish_view(platform: Platform, args: Json) -> Json:
    workspace, user = platform.workspace, str(args.get("user_id"))
    if user not in workspace.users or workspace.users[user].is_bot:
        raise ApiError("user_not_found")
    if not platform.settings.home_tab_enabled:
        raise ApiError("not_enabled")
    current = workspace.views.get(workspace.homes.get(user, ""))
    if args.get("hash") and current is not None and args["hash"] != current.hash:
        raise ApiError("hash_conflict")
    body = checked_view(platform, args.get("view"), "home")
    if current is None:
        identity = workspace.new_id("V")
        current = View(identity, user, body, workspace.new_ts(), identity)
        workspace.views[identity] = current
        workspace.homes[user] = identity
    else:
        replace(platform, current, body)
    return {"view": workspace.view_json(current)}
