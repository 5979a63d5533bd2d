"""What admins do in Discord: documents in, seen before they are live; gaps, rollback, and who may not."""

from typing import Any

import pytest

from tests.platforms.discord_room import DiscordRoom, only, text_of
from tests.platforms.discord_server import ADA, BEN, GENERAL, PRACTICE, Message

REFUSED = "Only the coach's admins may do that."
IN_PRIVATE = "Send me that in a direct message: what it would change is shown to you there."
DRAFTED = "What does a shadow deployment cost in compute?"
APPROVED = "Approved: learners are asked it from now on, and graded against this answer."
PROBES = f"""# Kubernetes probes

## What is a readiness probe?

A readiness probe tells the load balancer whether a pod can take traffic. A pod that fails it gets no requests until it
passes again. It differs from a liveness probe, which restarts the pod.

## Why do pods crash-loop?

## {DRAFTED}
"""
FILE = ("probes.md", PROBES.encode())
ASKED = "what is a readiness probe?"
UPLOADED = "uploaded/probes.md"


async def report(room: DiscordRoom) -> Message:
    """What Ada sees of her ingest."""
    return only(await room.slash(ADA, "dm", "ingest", file=FILE))


async def confirmed(room: DiscordRoom, user: int, on: Message, label: str) -> str:
    """What a button says that asks first."""
    await room.form(user, on, label)
    return text_of(*await room.submit(user, confirmed="yes"))


async def answered(room: DiscordRoom) -> str:
    return text_of(only(await room.slash(BEN, "dm", "ask", question=ASKED)))


async def audit(room: DiscordRoom) -> list[tuple[Any, ...]]:
    return [(verb, bool(allowed)) for verb, allowed in await room.rows("SELECT verb, allowed FROM audit ORDER BY 1, 2")]


@pytest.mark.parametrize("way", ["a command", "a message"])
async def test_an_ingest_is_one_message_that_grows_into_a_report(discord_room: DiscordRoom, way: str) -> None:
    room = discord_room
    seen = await (
        room.slash(ADA, "dm", "ingest", file=FILE)
        if way == "a command"
        else room.say(ADA, "dm", "ingest", files=[FILE])
    )
    shown = only(seen)
    assert shown.past[0] == "**Ingesting:** fetching"
    assert shown.edits >= 1
    lines = text_of(shown).splitlines()
    assert lines[0].startswith("### Generation ")
    assert lines[0].endswith(" is ready. Nothing is live yet.")
    assert lines[1].startswith("**Questions and passages:** ")
    assert "0 changed · 0 removed" in lines[1]
    assert lines[2].startswith("**Gaps:** ")
    assert any(line.startswith(f"**`{UPLOADED}`:** 3 questions, ") for line in lines)
    assert shown.labels == ["Publish", "Discard"]


async def test_what_is_discarded_never_goes_live(discord_room: DiscordRoom) -> None:
    room = discord_room
    shown = await report(room)
    assert text_of(only(await room.press(ADA, shown, "Discard"))).endswith("was discarded.")
    assert "There is no such generation" in await confirmed(room, ADA, shown, "Publish")
    assert UPLOADED not in await answered(room)
    assert not [path for path in (room.settings.home / "uploads").rglob("*") if path.is_file()]


async def test_nothing_is_live_before_a_form_was_confirmed(discord_room: DiscordRoom) -> None:
    room = discord_room
    shown = await report(room)
    form = await room.form(ADA, shown, "Publish")
    assert form.title == "Publish this generation?"
    assert "/rollback brings back the one before." in form.text
    await room.discord.world.dismiss(ADA)
    generation = text_of(shown).split()[2]
    assert text_of(*await room.slash(BEN, GENERAL, "coach", words=f"ingest publish {generation}")) == REFUSED
    assert UPLOADED not in await answered(room)
    assert await confirmed(room, ADA, shown, "Publish") == f"Generation {generation} was published."
    assert f"`{UPLOADED}" in await answered(room)
    assert "There is no such generation" in text_of(only(await room.press(ADA, shown, "Discard")))
    assert "serves again, with 207 questions" in text_of(*await room.slash(ADA, "dm", "rollback"))
    assert UPLOADED not in await answered(room)
    assert await audit(room) == [
        ("ingest", True),
        ("ingest publish", False),
        ("ingest publish", True),
        ("rollback", True),
    ]


async def test_a_gap_is_approved_or_answered_and_asked_from_then_on(discord_room: DiscordRoom) -> None:
    room = discord_room
    await confirmed(room, ADA, await report(room), "Publish")
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    head, first, origin, draft, *_ = text_of(gaps).splitlines()
    assert (head, origin) == ("### 2 open gaps", "-# A document asks this without an answer.")
    assert first == rf"**1\.** {DRAFTED}"
    assert draft.startswith("> **Draft:** Shadow deployment runs a new model")
    assert gaps.labels == ["Approve the draft", "Write the answer", "Write the answer"]
    assert await confirmed(room, ADA, gaps, "Approve the draft") == APPROVED
    left = only(await room.slash(ADA, "dm", "gaps"))
    assert text_of(left).startswith("### 1 open gap\n**1\\.** Why do pods crash-loop?\n")
    form = await room.form(ADA, left, "Write the answer")
    assert "Why do pods crash-loop?" in form.text
    said = await room.submit(ADA, words="A pod crash-loops when its process ends again and again.")
    assert text_of(*said) == APPROVED
    assert text_of(*await room.slash(ADA, "dm", "gaps")).startswith("No gaps")
    found = text_of(*await room.slash(BEN, "dm", "ask", question="why do pods crash-loop?"))
    assert "its process ends again and again" in found


async def test_a_gap_that_people_asked_about_is_closed(discord_room: DiscordRoom) -> None:
    room = discord_room
    await room.slash(BEN, "dm", "ask", question="how do I cook rice?")
    gaps = only(await room.slash(ADA, GENERAL, "gaps"))
    assert gaps.visible_to == ADA
    assert "-# Asked once, with no answer found. Ingest a document that answers it, then close it." in text_of(gaps)
    # Nobody can write an answer to what no document asks.
    assert gaps.labels == ["Close"]
    closed = only(await room.press(ADA, gaps, "Close"))
    assert closed.visible_to == ADA
    assert text_of(*await room.slash(ADA, "dm", "gaps")).startswith("No gaps")
    assert ("gaps close", True) in await audit(room)


async def test_who_is_no_admin_is_refused_where_only_they_see_it(discord_room: DiscordRoom) -> None:
    room = discord_room
    said = {
        "admin list": room.slash(BEN, PRACTICE, "coach", words="admin list"),
        "channel grades": room.slash(BEN, PRACTICE, "coach", words="channel grades thread"),
        "daily off": room.slash(BEN, PRACTICE, "daily", off=True),
        "gaps": room.slash(BEN, PRACTICE, "gaps"),
        "ingest": room.slash(BEN, PRACTICE, "ingest", file=FILE),
        "ingest publish": room.slash(BEN, PRACTICE, "coach", words="ingest publish g"),
        "rollback": room.slash(BEN, PRACTICE, "rollback"),
    }
    for act in said.values():
        refused = only(await act)
        assert (refused.visible_to, text_of(refused)) == (BEN, REFUSED)
    assert await audit(room) == [(verb, False) for verb in said]
    assert await room.rows("SELECT DISTINCT learner FROM audit") == [(f"discord:{BEN}",)]
    assert not (room.settings.home / "uploads").exists()


async def test_a_button_of_an_admin_is_no_use_to_somebody_else(discord_room: DiscordRoom) -> None:
    """An admin of yesterday still has the report on the screen."""
    room = discord_room
    await room.slash(ADA, GENERAL, "coach", words=f"admin add <@{BEN}>")
    shown = only(await room.slash(BEN, "dm", "ingest", file=FILE))
    await room.slash(ADA, GENERAL, "coach", words=f"admin remove <@{BEN}>")
    assert await confirmed(room, BEN, shown, "Publish") == REFUSED
    assert text_of(only(await room.press(BEN, shown, "Discard"))) == REFUSED
    assert UPLOADED not in await answered(room)


async def test_an_admin_makes_another_one_by_naming_them(discord_room: DiscordRoom) -> None:
    room = discord_room
    added = text_of(*await room.slash(ADA, GENERAL, "coach", words=f"admin add <@{BEN}>"))
    assert added == f"discord:{BEN} is an admin now."
    assert text_of(*await room.slash(BEN, GENERAL, "gaps")).startswith("No gaps")
    listed = text_of(*await room.slash(ADA, GENERAL, "coach", words="admin list"))
    assert f"discord:{BEN}, by discord:{ADA} on " in listed
    removed = text_of(*await room.slash(ADA, GENERAL, "coach", words=f"admin remove <@{BEN}>"))
    assert removed.endswith("is no admin any more.")
    assert text_of(*await room.slash(BEN, GENERAL, "gaps")) == REFUSED


async def test_documents_for_a_channel_are_shown_in_private(discord_room: DiscordRoom) -> None:
    room = discord_room
    said = only(await room.slash(ADA, GENERAL, "ingest", file=FILE))
    assert (said.visible_to, text_of(said)) == (ADA, IN_PRIVATE)


async def test_a_link_to_a_host_that_is_not_named_in_the_settings_is_refused(discord_room: DiscordRoom) -> None:
    room = discord_room
    for link in ("https://example.org/faq", "http://127.0.0.1/faq", "http://169.254.169.254/latest"):
        said = text_of(only(await room.slash(ADA, "dm", "ingest", link=link)))
        assert "the setting COACH_INGEST_HOSTS names the hosts that are" in said.replace("\\", "")


async def test_home_leads_an_admin_to_gaps_and_back_to_the_generation_before(discord_room: DiscordRoom) -> None:
    room = discord_room
    await confirmed(room, ADA, await report(room), "Publish")
    home = only(await room.slash(ADA, GENERAL, "home"))
    assert "210 questions from 21 sources" in text_of(home)
    assert "2 open gaps" in text_of(*await room.press(ADA, home, "Gaps (2)"))
    assert "serves again, with 207 questions" in await confirmed(room, ADA, home, "Roll back")
