"""The slash commands: each says the words that a person would type, so that the coach knows one language."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.chat.discord.events import attachments, post_of
from bot.chat.discord.forms import forget_form
from bot.chat.discord.proposing import proposing, time_zones
from bot.chat.discord.responding import show, tell
from bot.chat.discord.words import plain_words
from bot.messages import Attachment
from knowledge.questions import Level

GRADE = "Grade this answer"
# What the words of a message are about that was handed to the coach: not to the others in its thread.
HANDED_OVER = "message:"
_log = logging.getLogger(__name__)
_CHANGED = "This command has changed since Discord showed it to you. Please type it again, or write /help."
_NOT_YOURS = "You can have only what you wrote yourself graded."
_NO_WORDS = "There are no words in that message that could be graded."
_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_NOT_ELSEWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
_ADMINS = discord.Permissions(manage_guild=True)
_TOPIC = "What the questions are about; any topic without it"
_LEVEL = "How hard the questions are; any level without it"

# Those that take nothing, each with what it does.
_PLAIN = {
    "progress": "Your strengths, due reviews, streak and calibration",
    "home": "Your progress, and what is open",
    "topics": "The topics that there are questions about",
    "help": "Everything that the coach understands",
    "hint": "A hint for the open question; each costs a share of the score",
    "skip": "Leave the open question and go on",
    "reveal": "Show the reference answer of the open question",
    "why": "Show the sources of the last grade or answer",
    "next": "The next question",
    "stop": "End this session",
}


class Taking(Protocol):
    """Writes words down and answers the interaction (see Acceptance.take)."""

    async def take(
        self,
        interaction: discord.Interaction,
        words: str,
        *,
        about: str = "",
        files: Sequence[Attachment] = (),
        post: str = "",
    ) -> None: ...


def add_commands(
    tree: app_commands.CommandTree[Any], acceptance: Taking, topics: Callable[[], Awaitable[Sequence[str]]]
) -> None:
    """`topics` are proposed while somebody types; it should be quick, and Discord proposes nothing where it fails."""
    _add_practice(tree, acceptance, topics)
    _add_personal(tree, acceptance)
    _add_admins(tree, acceptance, topics)
    _add_grade(tree, acceptance)
    tree.error(_failed)


async def _failed(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Discord's apps may show commands of an earlier version for a while; all else is an error of ours."""
    if not isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        _log.error("A command failed.", exc_info=error)
    elif interaction.type is discord.InteractionType.application_command:
        await tell(interaction, _CHANGED)


def _add_practice(
    tree: app_commands.CommandTree[Any], acceptance: Taking, topics: Callable[[], Awaitable[Sequence[str]]]
) -> None:
    def session(word: str) -> Callable[..., Any]:
        @app_commands.describe(topic=_TOPIC, level=_LEVEL, count="How many questions; 5 without it")
        @app_commands.autocomplete(topic=proposing(topics))
        async def start(
            interaction: discord.Interaction,
            topic: str | None = None,
            level: Level | None = None,
            count: app_commands.Range[int, 1, 50] | None = None,
        ) -> None:
            await acceptance.take(interaction, _joined(f"/{word}", topic, level, count))

        return start

    _add(tree, "practice", "Start practising; due reviews come first", session("practice"))
    _add(tree, "mock", "A timed interview without feedback until the report at its end", session("mock"))

    @app_commands.describe(question="Your question, in your own words")
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await acceptance.take(interaction, f"/ask {_read(interaction, question)}")

    _add(tree, "ask", "A short answer with citations", ask)

    @app_commands.describe(percent="How sure you are of your answer, 0 to 100")
    async def sure(interaction: discord.Interaction, percent: app_commands.Range[int, 0, 100]) -> None:
        await acceptance.take(interaction, f"/sure {percent}")

    _add(tree, "sure", "Say how sure you are, before you answer", sure)


def _add_personal(tree: app_commands.CommandTree[Any], acceptance: Taking) -> None:
    def saying(word: str) -> Callable[..., Any]:
        async def say(interaction: discord.Interaction) -> None:
            await acceptance.take(interaction, f"/{word}")

        return say

    for word, what in _PLAIN.items():
        _add(tree, word, what, saying(word))

    async def forget_me(interaction: discord.Interaction) -> None:
        await show(interaction, forget_form())

    _add(tree, "forget-me", "Erase everything that is kept about you; a form asks first", forget_me)

    @app_commands.describe(code="The code that you were given on the other platform; without it you get one")
    async def link(interaction: discord.Interaction, code: str | None = None) -> None:
        await acceptance.take(interaction, _joined("/link", code))

    _add(tree, "link", "Use the same progress here and on another platform", link)

    @app_commands.describe(words="What you would write in a direct message, for example: name-me yes")
    async def coach(interaction: discord.Interaction, words: str) -> None:
        await acceptance.take(interaction, f"/{_read(interaction, words).lstrip('/').strip() or 'help'}")

    _add(tree, "coach", "Everything else that can be said to the coach", coach)


def _add_admins(
    tree: app_commands.CommandTree[Any], acceptance: Taking, topics: Callable[[], Awaitable[Sequence[str]]]
) -> None:
    @app_commands.describe(
        time="When it is asked, as 09:30",
        timezone="Where that is the time, as Europe/Berlin",
        topic=_TOPIC,
        off="No question of the day here any more",
    )
    @app_commands.autocomplete(timezone=proposing(time_zones), topic=proposing(topics))
    async def daily(
        interaction: discord.Interaction,
        time: str | None = None,
        timezone: str | None = None,
        topic: str | None = None,
        off: bool = False,
    ) -> None:
        words = "/daily off" if off else _joined("/daily", time, timezone, topic)
        await acceptance.take(interaction, words)

    _add(tree, "daily", "A question of the day in this channel; without options, which there are", daily, admins=True)

    async def gaps(interaction: discord.Interaction) -> None:
        await acceptance.take(interaction, "/gaps")

    _add(tree, "gaps", "Questions that nothing answers, for admins of the coach", gaps, admins=True)

    @app_commands.describe(
        file="A document to learn from", file2="One more", file3="And one more", link="The address of a page"
    )
    async def ingest(
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        link: str | None = None,
    ) -> None:
        files = attachments(one for one in (file, file2, file3) if one is not None)
        await acceptance.take(interaction, _joined("/ingest", link), files=files)

    _add(tree, "ingest", "Learn from documents, for admins of the coach", ingest, admins=True)

    @app_commands.describe(generation="Its id; the one before without it")
    async def rollback(interaction: discord.Interaction, generation: str | None = None) -> None:
        await acceptance.take(interaction, _joined("/rollback", generation))

    _add(tree, "rollback", "Go back to an earlier generation, for admins of the coach", rollback, admins=True)


def _add_grade(tree: app_commands.CommandTree[Any], acceptance: Taking) -> None:
    async def grade(interaction: discord.Interaction, message: discord.Message) -> None:
        words = plain_words(message.content, server=interaction.guild_id)
        if message.author.id != interaction.user.id:
            await tell(interaction, _NOT_YOURS)
        elif not words:
            await tell(interaction, _NO_WORDS)
        else:
            await acceptance.take(interaction, words, about=HANDED_OVER, post=post_of(message))

    tree.add_command(
        app_commands.ContextMenu(name=GRADE, callback=grade, allowed_contexts=_EVERYWHERE, allowed_installs=_INSTALLS)
    )


def _add(
    tree: app_commands.CommandTree[Any], name: str, what: str, callback: Callable[..., Any], *, admins: bool = False
) -> None:
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=name,
        description=what,
        callback=callback,
        allowed_contexts=_NOT_ELSEWHERE if admins else _EVERYWHERE,
        allowed_installs=_INSTALLS,
    )
    if admins:
        # What Discord shows to whom; the coach asks for itself who is an admin.
        command.default_permissions = _ADMINS
    tree.add_command(command)


def _joined(*words: object) -> str:
    return " ".join(str(word).strip() for word in words if word is not None)


def _read(interaction: discord.Interaction, words: str) -> str:
    return plain_words(words, server=interaction.guild_id)
