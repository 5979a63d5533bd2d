"""What Discord proposes while somebody types an option of a command."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import discord
from discord import app_commands

from bot.errors import CoachError

_MOST_CHOICES = 25
_LONGEST_CHOICE = 100
# Seconds; after three of them Discord shows that it failed.
_QUICK = 1.5


@cache
def _all_zones() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


async def time_zones() -> Sequence[str]:
    # Read from hundreds of files, the first time.
    return await asyncio.to_thread(_all_zones)


def proposing(known: Callable[[], Awaitable[Sequence[str]]]) -> Callable[..., Any]:
    """For `app_commands.autocomplete`; nothing is proposed where `known` fails or takes too long."""

    async def propose(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        try:
            async with asyncio.timeout(_QUICK):
                found = await known()
        except (CoachError, OSError):
            return []
        return [app_commands.Choice(name=name, value=name) for name in matching(found, current)]

    return propose


def matching(names: Iterable[str], typed: str) -> list[str]:
    """Those that Discord can show, at most 25: what begins like this comes before what has it anywhere."""
    wanted = typed.strip().lower()
    found = [name for name in names if wanted in name.lower() and 0 < len(name) <= _LONGEST_CHOICE]
    return sorted(found, key=lambda name: not name.lower().startswith(wanted))[:_MOST_CHOICES]
