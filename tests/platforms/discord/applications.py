"""Who the app is, where its gateway is, and which commands it has registered."""

import re

from . import payloads
from .records import ApiError, FormError, Json, invalid
from .rest import Answer, Asked, route

# https://discord.com/developers/docs/interactions/application-commands#application-command-object
NAME = re.compile(r"[-_'\w]{1,32}")
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}


def _gateway(asked: Asked) -> str:
    return f"{asked.platform.state.base_url.replace('http', 'ws', 1)}/gateway"


@route("GET", "/gateway", needs_token=False)
def gateway(asked: Asked) -> Answer:
    return 200, {"url": _gateway(asked)}


@route("GET", "/gateway/bot")
def gateway_for_bot(asked: Asked) -> Answer:
    settings = asked.platform.settings
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": settings.max_concurrency}
    shown = {"url": _gateway(asked), "shards": settings.shards_required, "session_start_limit": limit}
    return 200, shown


@route("GET", "/users/@me")
def me(asked: Asked) -> Answer:
    state = asked.platform.state
    return 200, payloads.user_json(state.users[state.bot]) | {"mfa_enabled": True, "locale": "en-US", "verified": True}


def _application(asked: Asked) -> Answer:
    state = asked.platform.state
    bot = payloads.user_json(state.users[state.bot])
    owner = {"id": "1", "username": "owner", "discriminator": "0", "avatar": None, "public_flags": 0, "flags": 0}
    install = {"oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": "0"}}
    shown: Json = {"id": str(state.application), "name": "coach", "icon": None, "description": "", "type": None}
    shown |= {"bot": bot, "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0}
    shown |= {"owner": owner, "team": None, "summary": "", "redirect_uris": [], "interactions_endpoint_url": None}
    shown |= {"role_connections_verification_url": None, "integration_types_config": {"0": install, "1": install}}
    shown |= {"approximate_guild_count": len(state.bot_guilds()), "approximate_user_install_count": 0}
    return 200, shown


route("GET", "/oauth2/applications/@me")(_application)
route("GET", "/applications/@me")(_application)


def _own(asked: Asked) -> None:
    if asked.id("application_id") != asked.platform.state.application:
        raise ApiError(403, 20012, "You are not authorized to perform this action on this application")


@route("GET", "/applications/{application_id}/commands")
def read_commands(asked: Asked) -> Answer:
    _own(asked)
    return 200, list(asked.platform.state.commands.values())


@route("PUT", "/applications/{application_id}/commands")
def overwrite_commands(asked: Asked) -> Answer:
    """Replaces all global commands; one of the same name and type keeps its id."""
    _own(asked)
    state = asked.platform.state
    wanted = list(asked.body or [])
    errors = [error for number, command in enumerate(wanted) for error in _errors(command, (number,))]
    keys = [(command.get("type", SLASH), command.get("name")) for command in wanted]
    for kind, most in MOST.items():
        if sum(key[0] == kind for key in keys) > most:
            errors.append(FormError(("commands",), "APPLICATION_COMMANDS_LIMIT_REACHED", f"at most {most}"))
    if len(set(keys)) != len(keys):
        errors.append(FormError(("commands",), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique"))
    if errors:
        raise invalid(*errors)
    known = {(command["type"], command["name"]): int(command["id"]) for command in state.commands.values()}
    state.commands = {}
    for key, command in zip(keys, wanted, strict=True):
        identity = known.get(key) or state.new_id()
        state.commands[identity] = _kept(command, identity, state.application, state.new_id())
    return 200, list(state.commands.values())


def _kept(command: Json, identity: int, application: int, version: int) -> Json:
    given = {name: value for name, value in command.items() if value is not None}
    made: Json = {"type": SLASH, "description": "", "default_member_permissions": None, "nsfw": False}
    made |= {"dm_permission": True, "contexts": None, "integration_types": [0]} | given
    return made | {"id": str(identity), "application_id": str(application), "version": str(version)}


def _errors(command: Json, place: tuple[str | int, ...]) -> list[FormError]:
    name, errors = str(command.get("name", "")), []
    is_slash = command.get("type", SLASH) == SLASH
    if is_slash and (not NAME.fullmatch(name) or name != name.lower()):
        words = "Command name is invalid"
        errors.append(FormError((*place, "name"), "APPLICATION_COMMAND_INVALID_NAME", words))
    if is_slash and not 1 <= len(str(command.get("description") or "")) <= 100:
        words = "Must be between 1 and 100 in length."
        errors.append(FormError((*place, "description"), "BASE_TYPE_BAD_LENGTH", words))
    options = list(command.get("options") or ())
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        words = "Required options must be placed before non-required options"
        errors.append(FormError((*place, "options"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words))
    if len({option.get("name") for option in options}) != len(options):
        words = "Option names must be unique"
        errors.append(FormError((*place, "options"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", words))
    for number, option in enumerate(options):
        errors += _errors({**option, "type": SLASH}, (*place, "options", number))
        if len(option.get("choices") or ()) > 25:
            words = "Must be 25 or fewer in length."
            errors.append(FormError((*place, "options", number, "choices"), "BASE_TYPE_MAX_LENGTH", words))
    return errors
