"""First responses to interactions. Each may fail without harm: what was accepted is answered all the same."""

import json
import logging
from collections.abc import Awaitable

import aiohttp
import discord

from bot.chat.discord.forms import Form
from bot.chat.discord.interactions import leaves_it, where

_log = logging.getLogger(__name__)
# More than three seconds have gone by; and somebody (this process, before the gateway sent it again) has responded.
_TOO_LATE = (10062, 40060)
# What a call to Discord may raise besides programming errors; a timeout is an OSError, and an answer may break off.
NO_ANSWER = (discord.DiscordException, aiohttp.ClientError, OSError, json.JSONDecodeError)


def may_pass(problem: BaseException) -> bool:
    """Whether the same call may go well later."""
    if isinstance(problem, discord.HTTPException):
        return problem.status == 429 or problem.status >= 500
    return isinstance(problem, discord.RateLimited) or not isinstance(problem, discord.DiscordException)


async def acknowledge(interaction: discord.Interaction) -> None:
    """Within three seconds, so that Discord does not say that the coach failed."""
    _, kind = where(interaction)
    if leaves_it(interaction, kind):
        await _attempt("acknowledge a button", interaction.response.defer())
        return
    deferred = interaction.response.defer(ephemeral=kind != "waiting", thinking=True)
    await _attempt("acknowledge an interaction", deferred)


async def tell(interaction: discord.Interaction, sentence: str) -> None:
    """To this person alone."""
    await _attempt("answer an interaction", interaction.response.send_message(sentence, ephemeral=True))


async def show(interaction: discord.Interaction, form: Form) -> None:
    """A form has to be the first response."""
    await _attempt("open a form", interaction.response.send_modal(form))


async def show_typing(channel: object) -> None:
    """A sign that work goes on, for ten seconds or until something is said."""
    if isinstance(channel, discord.abc.Messageable):
        await _attempt("show that a message is being worked on", _typed(channel))


async def _typed(channel: discord.abc.Messageable) -> None:
    await channel.typing()


async def _attempt(what: str, call: Awaitable[object]) -> None:
    try:
        await call
    except discord.InteractionResponded:
        _log.info("Could not %s: it was responded to before.", what)
    except discord.HTTPException as problem:
        level = logging.INFO if problem.code in _TOO_LATE else logging.WARNING
        _log.log(level, "Could not %s: %s", what, problem)
    except NO_ANSWER as problem:
        _log.warning("Could not %s: %s %s", what, type(problem).__name__, problem)
