"""`coach serve`: the chat platforms that the settings name, on one service."""

import asyncio
import gc
import io
import logging
import signal
import sys
from typing import TYPE_CHECKING

from bot.assemble.serving import Chat, Service, open_service
from bot.errors import NoCorpus, SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.practice.progress import Progress

log = logging.getLogger(__name__)


async def serve(settings: Settings, *, slack: bool, http: int | None) -> None:
    """Until SIGINT or SIGTERM. Raises SettingsError where a token is missing or refused."""
    # Grading runs in threads: the event loop gets its turn after 1 ms of theirs instead of Python's 5.
    sys.setswitchinterval(0.001)
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with open_service(settings) as service:
        chats: dict[str, Chat] = {}
        if slack:
            chats["slack"] = _slack(settings, service, http)
        log.info("The data folder is %s.", settings.home)
        settling = asyncio.create_task(_settle(service))
        await service.run(chats, stop)
        await settling
    log.info("Stopped.")


async def _settle(service: Service) -> None:
    """Loads what the first messages need, and takes what was loaded out of the garbage collector's sight: to go through
    all of it held the event loop up for 0.1 s each time."""
    try:
        await asyncio.to_thread(lambda: service.house.warm_up().join())
    except NoCorpus:
        log.warning("Nothing was ingested yet: run `coach ingest`, or send documents to the coach as an admin.")
    gc.collect()
    gc.freeze()


def _slack(settings: Settings, service: Service, http: int | None) -> Chat:
    try:
        from bot.chat.slack_chat import SlackAccess, SlackChat
    except ModuleNotFoundError as missing:
        raise SettingsError(
            f"Slack needs the extra `slack` ({missing.name} is missing): pip install 'interview-coach[slack]'."
        ) from missing
    needed = {"slack_bot_token": settings.slack_bot_token}
    needed |= {"slack_app_token": settings.slack_app_token} if http is None else {}
    needed |= {"slack_signing_secret": settings.slack_signing_secret} if http is not None else {}
    for name, value in needed.items():
        if not value:
            raise SettingsError(f"Set COACH_{name.upper()} (docs/slack.md says where Slack shows it).")
    access = SlackAccess(
        bot_token=settings.slack_bot_token,
        app_token=settings.slack_app_token,
        signing_secret=settings.slack_signing_secret,
        listen=("0.0.0.0", http) if http is not None else None,
        base_url=settings.slack_api_url,
    )
    most = settings.largest_source_mb * 1_000_000
    return SlackChat(access, service.worker, draw=_draw, now=service.house.now, most_bytes=most)


def _draw(progress: "Progress") -> bytes:
    from bot.progress_picture import draw_progress

    picture = io.BytesIO()
    draw_progress(progress, picture)
    return picture.getvalue()
