"""Privacy in Discord, and text that tries to be more than text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.discord.commands import GRADE
from tests.platforms.discord import reading
from tests.platforms.discord_markdown import kinds, read, words
from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, EVE, GENERAL, PRACTICE, Message

ODD = "zanzibarquartz"
LOGS = f"Logs write single events in detail; monitoring follows measurements and the {ODD} rises."
HOSTILE = (
    f"Logs write single events @everyone @here <@{EVE}> <@&1> <#{GENERAL}> </ask:1> <:cat:1> <t:0:R> in detail. "
    "[a](http://evil.example/x) <http://evil.example/y> https://evil.example/bare discord.gg/evil "
    "*bold* __it__ ~~s~~ ||spoiler|| `code` :tada:\n# Heading\n-# small\n> quote\n- list\n1. one\n```\nfence\n```"
)
DOCUMENT = f"""# Notes @everyone

## What is a readiness probe @here?

A readiness probe tells the load balancer whether a pod can take traffic. {HOSTILE.partition(chr(10))[0]}

## Why do @everyone pods *crash-loop*?
"""
# What Discord makes more of than text.
MORE_THAN_TEXT = {"mention", "emoji", "time", "command", "place", "link"}
# Ours: where something is about.
ABOUT = re.compile(r"^-# About <#\d+>$", re.MULTILINE)


def stored(home: Path) -> bytes:
    """All bytes of the database, the freed ones too."""
    return b"".join(path.read_bytes() for path in sorted(home.glob("coach.sqlite*")))


def sent_bodies(room: DiscordRoom) -> Iterator[dict[str, Any]]:
    """Everything that could be a message, a form or a whisper."""
    for request in room.discord.requests:
        body = request.body or {}
        if request.method in ("POST", "PATCH") and isinstance(body, dict):
            data = body.get("data") or {} if request.template.endswith("/callback") else body
            if {"content", "components", "embeds"} & set(data):
                yield data


def only_text_was_sent(room: DiscordRoom) -> None:
    """Nothing that the coach ever sent notifies anybody, links anywhere or loads a picture."""
    bodies = list(sent_bodies(room))
    assert bodies
    for body in bodies:
        if "title" not in body:
            assert body["allowed_mentions"] == {"parse": []}, body
        assert not body.get("embeds")
        assert all("url" not in part for part in reading.walk(body.get("components") or ()))
        shown = ABOUT.sub("", reading.text_of(str(body.get("content") or ""), body.get("components") or ()))
        assert not kinds(read(shown)) & MORE_THAN_TEXT, shown


async def test_no_sent_message_mentions_or_embeds(discord_room: DiscordRoom) -> None:
    room = discord_room
    _, question = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=1)
    await room.form(BEN, question, "Write an answer")
    grade = only(await room.submit(BEN, words=HOSTILE))
    await room.press(BEN, grade, "Good")
    await room.mention(EVE, question.channel, HOSTILE)
    await room.slash(BEN, GENERAL, "ask", question=HOSTILE.replace("\n", " "))
    await room.mention(EVE, GENERAL, f"what is {HOSTILE}")
    await room.say(EVE, "dm", HOSTILE)
    await room.slash(EVE, "dm", "practice", topic="@everyone <@1> [a](http://x)")
    await room.slash(EVE, GENERAL, "coach", words=HOSTILE)
    only_text_was_sent(room)


@pytest.mark.parametrize("where", ["in private", "in a thread"])
async def test_an_answer_is_shown_as_it_was_written(discord_room: DiscordRoom, where: str) -> None:
    room = discord_room
    place = "dm" if where == "in private" else PRACTICE
    *_, question = await room.slash(ADA, place, "practice", topic="monitoring", level="junior", count=1)
    await room.form(ADA, question, "Write an answer")
    said = text_of((await room.submit(ADA, words=HOSTILE))[0])
    quoted = next(line for line in said.splitlines() if "You said:" in line)
    assert words(read(quoted)).startswith(
        f"You said: “Logs write single events @everyone @here <@{EVE}> <@&1> <#{GENERAL}>"
    )
    only_text_was_sent(room)


async def test_a_document_stays_text(discord_room: DiscordRoom) -> None:
    room = discord_room
    report = only(await room.slash(ADA, "dm", "ingest", file=("a @everyone *b*.md", DOCUMENT.encode())))
    await room.form(ADA, report, "Publish")
    await room.submit(ADA, confirmed="yes")
    answer = only(await room.mention(BEN, GENERAL, "what is a readiness probe in the notes?"))
    assert "Logs write single events @everyone" in words(read(answer.text))
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    form = await room.form(ADA, gaps, "Write the answer")
    assert "Why do @everyone pods crash-loop?" in words(read(form.text))
    only_text_was_sent(room)


async def test_what_is_said_in_private_never_stands_where_others_look(discord_room: DiscordRoom) -> None:
    room = discord_room
    root, shared = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=2)
    question = only(await room.say(BEN, "dm", "practice monitoring junior 2"))
    await room.form(BEN, question, "Write an answer")
    await room.submit(BEN, words=LOGS, sure="90")
    await room.say(BEN, "dm", f"{LOGS} And again.")
    await room.slash(BEN, PRACTICE, "progress")
    await room.slash(BEN, GENERAL, "home")
    await room.form(BEN, shared, "Write an answer")
    await room.submit(BEN, words=LOGS)
    await room.mention(EVE, room.thread(root).id, f"{LOGS} I am Eve.")
    await room.press(ADA, shared, "Reveal")
    for other in (ADA, EVE):
        shown = [one for one in room.screens(other) if "Logs write single events" in text_of(one)]
        assert all(one.channel == room.discord.state.dm(other).id for one in shown)
        assert "1 answer so far" not in text_of(*room.screens(other))
    in_public = [one for one in room.screens() if "You said:" in text_of(one) and one.channel == shared.channel]
    assert [one.visible_to for one in in_public] == [BEN]
    assert any("2 people answered" in text_of(one) for one in room.screens(EVE))


async def test_a_grade_by_the_menu_is_for_one_person(discord_room: DiscordRoom) -> None:
    room = discord_room
    root, _ = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=2)
    said = await room.discord.world.say(BEN, room.thread(root).id, LOGS)
    grade = only(await room.menu(BEN, said, GRADE))
    assert grade in room.screens(BEN)
    for other in (ADA, EVE):
        assert "points covered" not in text_of(*room.screens(other))


async def forgotten(room: DiscordRoom, user: int, where: str | int) -> Message:
    """What somebody reads who asks to be forgotten."""
    await room.slash(user, where, "forget-me")
    assert "It cannot be undone." in (await room.discord.world.modal(user)).text
    return only(await room.submit(user, confirmed="yes"))


async def test_forget_me_asks_first_then_erases_to_the_last_byte(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.say(BEN, "dm", "practice monitoring junior 2")
    grade, _ = await room.say(BEN, "dm", LOGS)
    await room.form(BEN, grade, "Not good")
    await room.submit(BEN, reason="other", comment=f"{ODD} comment")
    await room.say(BEN, "dm", "stop")
    await room.say(BEN, "dm", f"what is {ODD}-deployment?")
    await room.slash(BEN, GENERAL, "forget-me")
    await room.discord.world.dismiss(BEN)
    assert await room.rows(f"SELECT count(*) FROM attempts WHERE learner = 'discord:{BEN}'") == [(1,)]
    told = await forgotten(room, BEN, GENERAL)
    assert told.visible_to == BEN
    assert text_of(told).startswith("Everything that was kept about you here is erased.")
    for table in ("attempts", "cards", "asked", "ratings", "sessions"):
        assert await room.rows(f"SELECT count(*) FROM {table} WHERE learner LIKE '%{BEN}'") == [(0,)]
    await room.stop()
    left = stored(room.settings.home)
    assert b"Logs write single events" not in left
    assert f"{ODD} comment".encode() not in left
    await room.start()
    assert text_of(*await room.slash(BEN, "dm", "home")).startswith("### Start with a first question")


async def test_forgetting_one_leaves_the_others(discord_room: DiscordRoom) -> None:
    room = discord_room
    for user in (BEN, EVE):
        await room.say(user, "dm", "practice monitoring junior 1")
        await room.say(user, "dm", LOGS)
    await forgotten(room, BEN, "dm")
    assert await room.rows("SELECT DISTINCT learner FROM attempts") == [(f"discord:{EVE}",)]


async def test_a_code_joins_two_accounts_and_forgetting_erases_both(discord_room: DiscordRoom) -> None:
    room = discord_room
    for user in (BEN, EVE):
        await room.say(user, "dm", "practice monitoring junior 1")
        await room.say(user, "dm", LOGS)
    given = only(await room.slash(EVE, GENERAL, "link"))
    assert given.visible_to == EVE
    (code,) = re.findall(r"Your code: (\w{4}-\w{4})", text_of(given))
    joined = text_of(*await room.say(BEN, "dm", f"link {code}"))
    assert "2 answers so far" in text_of(*await room.slash(BEN, "dm", "progress")), joined
    assert "2 answers so far" in text_of(*await room.slash(EVE, "dm", "progress"))
    assert text_of(*await room.say(ADA, "dm", f"link {code}")) != joined
    await forgotten(room, BEN, "dm")
    for table in ("attempts", "cards", "asked"):
        assert await room.rows(f"SELECT count(*) FROM {table}") == [(0,)]
    for user in (BEN, EVE):
        assert text_of(*await room.slash(user, "dm", "progress")).startswith("Nothing practised yet.")


async def test_who_takes_no_direct_messages_is_told_where_they_spoke(discord_room: DiscordRoom) -> None:
    room = discord_room
    root, _ = await room.slash(ADA, PRACTICE, "practice", topic="monitoring", level="junior", count=1)
    room.discord.state.users[EVE].accepts_direct = False
    thread = room.thread(root).id
    for place, words_said in ((thread, LOGS), (GENERAL, "")):
        told = only(await room.mention(EVE, place, words_said))
        assert told.channel == place
        assert text_of(told).startswith("This is for you alone, and I cannot write to you: allow direct messages")
        assert text_of(told).endswith(f"<@{EVE}>")
        assert told.mentions == []
    assert not [one for one in room.screens() if "points covered" in text_of(one)]
