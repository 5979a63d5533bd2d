"""`coach serve`: the coach on chat platforms."""

import asyncio
import logging
import sys
from typing import Annotated

import typer

from bot.cli import app


@app.command(epilog="Examples:  coach serve   |   coach serve --discord   |   coach serve --slack --http 3000")
def serve(
    slack: Annotated[bool, typer.Option("--slack", help="Answer in Slack only; docs/slack.md is about it.")] = False,
    discord: Annotated[
        bool, typer.Option("--discord", help="Answer in Discord only; docs/discord.md is about it.")
    ] = False,
    http: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Slack sends signed requests to this port, not Socket Mode.")
    ] = None,
) -> None:
    """Answer on every chat platform that has a token, until stopped (Ctrl-C, SIGTERM).

    What was accepted survives a stop and a crash.
    """
    from bot.assemble import configured
    from bot.assemble import serve as serve_until_stopped
    from bot.errors import SettingsError
    from bot.settings import read_settings

    # What libraries tell about their workings is for their developers; of the SDKs also their warnings at a reconnect.
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("bot", "knowledge", "ingest"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("slack_sdk", "slack_bolt", "discord"):
        logging.getLogger(name).setLevel(logging.ERROR)
    settings = read_settings()
    platforms = [name for name, wanted in (("slack", slack or http is not None), ("discord", discord)) if wanted]
    platforms = platforms or list(configured(settings))
    if not platforms:
        raise SettingsError(
            "No platform is set up: set COACH_SLACK_BOT_TOKEN (docs/slack.md) or COACH_DISCORD_TOKEN (docs/discord.md)."
        )
    asyncio.run(serve_until_stopped(settings, platforms, http=http))
