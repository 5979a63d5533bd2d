"""How a typed command becomes what Discord sends: the command must be registered, and its options must fit."""

from collections.abc import Callable, Mapping
from typing import Any

from . import payloads
from .records import HumanCannot, Json
from .state import State
from .things import Channel

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER, ATTACHMENT = 1, 2, 3, 4, 5, 6, 7, 10, 11
GUILD, BOT_DM, PRIVATE = 0, 1, 2
Store = Callable[[str, bytes], Json]


def context_of(state: State, channel: Channel) -> int:
    """Where an interaction happens, as Discord numbers it: a server, the bot's own conversation, another one."""
    if channel.guild is not None:
        return GUILD
    return BOT_DM if state.is_dm(channel) else PRIVATE


def is_member(state: State, channel: Channel) -> bool:
    """Whether the bot takes part where the interaction happens."""
    if channel.guild is not None:
        return state.guilds[channel.guild].bot_is_member
    return state.is_dm(channel)


def owners_of(state: State, user: int, channel: Channel) -> Json:
    """Who has the app installed here: "0" a server (or "0" in the bot's own conversation), "1" the person."""
    owners: Json = {}
    if is_member(state, channel):
        owners["0"] = str(channel.guild) if channel.guild is not None else "0"
    if state.users[user].has_installed:
        owners["1"] = str(user)
    return owners


def find_command(state: State, name: str, kind: int, user: int, channel: Channel) -> Json:
    """A registered command that is offered to this person here; HumanCannot otherwise."""
    found = next((c for c in state.commands.values() if c["name"] == name and c["type"] == kind), None)
    if found is None:
        raise HumanCannot(f"no command {name!r}; there are {sorted(c['name'] for c in state.commands.values())}")
    owners = owners_of(state, user, channel)
    if not {str(one) for one in found["integration_types"]} & set(owners):
        raise HumanCannot(f"{name!r} is not installed for {user} in {channel.id}")
    context = context_of(state, channel)
    allowed = found["contexts"]
    if allowed is None:
        allowed = [GUILD, BOT_DM, PRIVATE] if found["dm_permission"] else [GUILD]
    if context not in allowed:
        raise HumanCannot(f"{name!r} is not offered in context {context}")
    return found


def parts_of(command: Json, path: list[str]) -> tuple[list[str], list[Json]]:
    """The names of subcommands and the options of the last one."""
    options: list[Json] = list(command.get("options") or ())
    for name in path:
        found = next((o for o in options if o["name"] == name and o["type"] in (SUB, GROUP)), None)
        if found is None:
            raise HumanCannot(f"{command['name']!r} has no subcommand {name!r}")
        options = list(found.get("options") or ())
    if any(option["type"] in (SUB, GROUP) for option in options):
        raise HumanCannot(f"{command['name']!r} needs a subcommand: {[o['name'] for o in options]}")
    return path, options


def nested(path: list[str], options: list[Json]) -> list[Json]:
    """Options inside their subcommands, innermost last."""
    kinds = [SUB] if len(path) == 1 else [GROUP, SUB]
    for name, kind in reversed(list(zip(path, kinds, strict=False))):
        options = [{"name": name, "type": kind, "options": options}]
    return options


def chosen_options(
    state: State, declared: list[Json], given: Mapping[str, Any], store: Store, *, complete: bool = True
) -> tuple[list[Json], Json]:
    """(options, resolved). HumanCannot for what Discord would not let a person send; `complete` is off while typing."""
    known = {option["name"]: option for option in declared}
    if set(given) - set(known):
        raise HumanCannot(f"no such option: {sorted(set(given) - set(known))}; there are {sorted(known)}")
    missing = [name for name, option in known.items() if option.get("required") and given.get(name) is None]
    if missing and complete:
        raise HumanCannot(f"required: {missing}")
    resolved: Json = {}
    sent = []
    for name, value in given.items():
        if value is not None:
            kept = _value(state, known[name], value, store, resolved)
            sent.append({"name": name, "type": known[name]["type"], "value": kept})
    return sent, resolved


def _value(state: State, option: Json, value: Any, store: Store, resolved: Json) -> Any:
    kind, name = option["type"], option["name"]
    if kind == ATTACHMENT:
        file = store(*value)
        resolved.setdefault("attachments", {})[file["id"]] = file
        return file["id"]
    if kind == USER:
        resolved.setdefault("users", {})[str(value)] = payloads.user_json(state.users[int(value)])
        return str(value)
    if kind == CHANNEL:
        shown = payloads.channel_json(state, state.channel(int(value))) | {"permissions": "0"}
        resolved.setdefault("channels", {})[str(value)] = shown
        return str(value)
    choices = {choice["name"]: choice["value"] for choice in option.get("choices") or ()}
    if choices:
        if value not in choices and value not in choices.values():
            raise HumanCannot(f"{name!r} has no choice {value!r}: {list(choices)}")
        return choices.get(value, value)
    return _typed(option, value)


def _typed(option: Json, value: Any) -> Any:
    kind, name = option["type"], option["name"]
    wanted: dict[int, type | tuple[type, ...]] = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}
    if not isinstance(value, wanted[kind]) or (kind != BOOLEAN and isinstance(value, bool)):
        raise HumanCannot(f"{name!r} takes no {value!r}")
    size = len(value) if isinstance(value, str) else value
    bounds = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    least, most = (option.get(bound) for bound in bounds)
    if (least is not None and size < least) or (most is not None and size > most):
        raise HumanCannot(f"{name!r} takes {least} to {most}, not {value!r}")
    return value
