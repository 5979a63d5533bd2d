"""`coach serve`: the coach on chat platforms."""

import asyncio
import logging
import sys
from typing import Annotated

import typer

from bot.cli import app


@app.command(epilog="Examples:  coach serve --slack   |   coach serve --slack --http 3000")
def serve(
    slack: Annotated[
        bool, typer.Option("--slack", help="Answer in Slack; docs/slack.md says how to install it.")
    ] = False,
    http: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Slack sends signed requests to this port, not Socket Mode.")
    ] = None,
) -> None:
    """Answer on chat platforms until stopped (Ctrl-C, SIGTERM). What was accepted survives a stop and a crash."""
    from bot.assemble import serve as serve_until_stopped
    from bot.errors import SettingsError
    from bot.settings import read_settings

    # What libraries tell about their workings is for their developers; of the SDKs also their warnings at a reconnect.
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    for name in ("bot", "knowledge", "ingest"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("slack_sdk", "slack_bolt"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if not slack:
        raise SettingsError("Say where to answer: `coach serve --slack`.")
    asyncio.run(serve_until_stopped(read_settings(), slack=slack, http=http))
