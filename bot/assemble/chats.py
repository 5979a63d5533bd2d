"""`coach serve`: the chat platforms that the settings name, on one service."""

import asyncio
import gc
import io
import logging
import signal
import sys
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from bot.assemble.serving import Chat, Service, open_service
from bot.errors import NoCorpus, SettingsError
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.practice.progress import Progress

log = logging.getLogger(__name__)


def configured(settings: Settings) -> tuple[str, ...]:
    """The platforms of which the settings hold a token."""
    tokens = {"slack": settings.slack_bot_token, "discord": settings.discord_token}
    return tuple(name for name, token in tokens.items() if token)


async def serve(settings: Settings, platforms: Collection[str], *, http: int | None = None) -> None:
    """On these platforms ("slack", "discord"), until SIGINT or SIGTERM; with `http` Slack's requests come in on that
    port. Raises SettingsError where a token is missing or refused."""
    # Grading runs in threads: the event loop gets its turn after 1 ms of theirs instead of Python's 5.
    sys.setswitchinterval(0.001)
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with open_service(settings) as service:
        chats: dict[str, Chat] = {}
        if "slack" in platforms:
            chats["slack"] = _slack(settings, service, http)
        if "discord" in platforms:
            chats["discord"] = _discord(settings, service)
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
        raise _no_extra("slack", missing) from missing
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


def _discord(settings: Settings, service: Service) -> Chat:
    try:
        from bot.chat.discord_chat import DiscordAccess, DiscordChat
    except ModuleNotFoundError as missing:
        raise _no_extra("discord", missing) from missing
    if not settings.discord_token:
        raise SettingsError("Set COACH_DISCORD_TOKEN (docs/discord.md says where Discord shows it).")
    if settings.discord_shards and max(settings.discord_shards) >= settings.discord_shard_count:
        raise SettingsError(
            "COACH_DISCORD_SHARDS names shards below COACH_DISCORD_SHARD_COUNT: for 0,1 set that to 2 or more."
        )
    access = DiscordAccess(
        token=settings.discord_token,
        api_url=settings.discord_api_url,
        message_content=settings.discord_message_content,
        shards=settings.discord_shards,
        shard_count=settings.discord_shard_count,
    )

    def topics() -> Sequence[str]:
        try:
            return service.house.topics()
        except NoCorpus:
            return ()

    most = settings.largest_source_mb * 1_000_000
    return DiscordChat(access, service.worker, draw=_draw, topics=topics, now=service.house.now, most_bytes=most)


def _no_extra(platform: str, missing: ModuleNotFoundError) -> SettingsError:
    return SettingsError(
        f"{platform.capitalize()} needs the extra `{platform}` ({missing.name} is missing): "
        f"pip install 'interview-coach[{platform}]'."
    )


def _draw(progress: "Progress") -> bytes:
    from bot.progress_picture import draw_progress

    picture = io.BytesIO()
    draw_progress(progress, picture)
    return picture.getvalue()
