"""Privacy in Slack, and text that tries to be more than text."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.platforms.slack_room import ADA, BEN, EVE, GENERAL, PRACTICE, SlackRoom, only, text_of

LOGS = "Logs write single events in detail; monitoring follows measurements and the zanzibarquartz rises."
ODD = "zanzibarquartz"
HOSTILE = (
    "Logs write single events <!channel> <!here> <@U0EVE> <#C0GENERAL> @here @channel in detail. "
    "<https://evil.example/x|Click here> [and here](https://evil.example/y) ![p](https://evil.example/z.png) "
    "*bold* _it_ ~s~ `code` &lt;!channel&gt; :tada: https://evil.example/bare"
)
DOCUMENT = f"""# Notes {HOSTILE}

## What is a readiness probe <!channel>?

A readiness probe tells the load balancer whether a pod can take traffic. {HOSTILE}

## Why do <!channel> pods *crash-loop*?
"""
# What Slack reads as a mention, a broadcast, a channel or a link in its own markup, and in Markdown.
MARKUP = re.compile(r"<[@#!]|<https?:|<mailto:")
MARKDOWN_LINK = re.compile(r"(?<!\\)\]\(|<https?:")

MORE_THAN_TEXT = ("user", "usergroup", "broadcast", "channel", "link", "emoji", "mrkdwn", "markdown", "video")


def stored(home: Path) -> bytes:
    """All bytes of the database, the freed ones too."""
    return b"".join(path.read_bytes() for path in sorted(home.glob("coach.sqlite*")))


def parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from parts(one)
    elif isinstance(value, list):
        for one in value:
            yield from parts(one)


def only_text_was_sent(room: SlackRoom) -> None:
    """Nothing that the coach ever sent notifies anybody, links anywhere or loads a picture."""
    said = [call for call in room.slack.calls() if call.method.startswith(("chat.", "views."))]
    assert said
    for call in said:
        assert not MARKUP.search(str(call.args.get("text") or "")), call
        assert not MARKDOWN_LINK.search(str(call.args.get("markdown_text") or "")), call
        if call.method == "chat.postMessage":
            assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)
        for part in parts([call.args.get("blocks"), call.args.get("view"), call.args.get("chunks")]):
            assert part.get("type") not in MORE_THAN_TEXT, part
            assert "image_url" not in part
            assert "url" not in part
    assert room.slack.lost == []


async def test_forget_me_asks_first_then_erases_to_the_last_byte(room: SlackRoom) -> None:
    await room.say(BEN, "dm", "practice monitoring junior 2")
    grade, _ = await room.say(BEN, "dm", LOGS)
    await room.choose(BEN, grade, "negative")
    await room.submit(BEN, choice="other", words=f"{ODD} comment")
    await room.say(BEN, "dm", "stop")
    await room.say(BEN, "dm", f"what is {ODD}-deployment?")
    asked = text_of(only(await room.slash(BEN, GENERAL, "forget-me")))
    assert "It cannot be undone." in asked
    assert await room.rows(f"SELECT count(*) FROM attempts WHERE learner LIKE '%{BEN}'") == [(1,)]
    told = only(await room.slash(BEN, GENERAL, "forget-me yes"))
    assert told.user == BEN
    assert text_of(told).startswith("Everything that was kept about you here is erased.")
    for table in ("attempts", "cards", "asked", "ratings", "sessions"):
        assert await room.rows(f"SELECT count(*) FROM {table} WHERE learner LIKE '%{BEN}'") == [(0,)]
    await room.stop()
    left = stored(room.settings.home)
    assert b"Logs write single events" not in left
    assert f"{ODD} comment".encode() not in left
    await room.start()
    assert "Start with a first question" in text_of(await room.home(BEN))


async def test_forgetting_one_leaves_the_others(room: SlackRoom) -> None:
    for user in (BEN, EVE):
        await room.say(user, "dm", "practice monitoring junior 1")
        await room.say(user, "dm", LOGS)
    await room.say(BEN, "dm", "forget-me yes")
    assert await room.rows("SELECT DISTINCT learner FROM attempts") == [(f"slack:T0LOOP:{EVE}",)]


async def test_what_is_said_in_private_never_stands_in_a_channel(room: SlackRoom) -> None:
    root, _ = await room.slash(ADA, PRACTICE, "practice monitoring junior 2")
    question = only(await room.say(BEN, "dm", "practice monitoring junior 2"))
    await room.press(BEN, question, "Write an answer")
    await room.submit(BEN, words=LOGS, choice="90")
    await room.say(BEN, "dm", f"{LOGS} And again.")
    await room.say(ADA, PRACTICE, "reveal", root.ts)
    shown = [one for one in room.screens() if "Logs write single events" in text_of(one)]
    assert {one.channel for one in shown} == {room.slack.workspace.dm(BEN)}
    assert any(one.channel == PRACTICE and "Nobody answered" in text_of(one) for one in room.screens())


@pytest.mark.parametrize("where", ["dm", PRACTICE])
async def test_an_answer_stays_text(room: SlackRoom, where: str) -> None:
    seen = await room.slash(ADA, where, "practice monitoring junior 1")
    grade = (await room.say(ADA, where, HOSTILE, seen[0].ts, literally=True))[0]
    assert "You said: “Logs write single events <!channel>" in text_of(grade).replace("\u200b", "")
    await room.press(ADA, seen[-1], "Write an answer")
    await room.submit(ADA, words=HOSTILE)
    only_text_was_sent(room)


async def test_a_wish_and_a_question_stay_text(room: SlackRoom) -> None:
    for channel in ("dm", GENERAL):
        await room.slack.world.slash(BEN, channel, "/coach", f"practice {HOSTILE}")
        await room.slack.world.slash(BEN, channel, "/coach", f"ask {HOSTILE}")
        await room.slack.world.slash(BEN, channel, "/coach", HOSTILE)
    await room.settle()
    await room.mention(BEN, GENERAL, f"ask {HOSTILE}")
    only_text_was_sent(room)


async def test_a_document_stays_text(room: SlackRoom) -> None:
    report = only(await room.upload(ADA, "dm", "a <!channel> *b*.md", DOCUMENT, "ingest"))
    await room.press(ADA, report, "Publish")
    answer = only(await room.mention(BEN, GENERAL, "what is a readiness probe in the notes?"))
    assert "evil.example" in text_of(answer)
    gaps = only(await room.slash(ADA, "dm", "gaps"))
    assert "<!channel> pods" in text_of(gaps)
    await room.press(ADA, gaps, "Write the answer")
    assert "<!channel> pods" in text_of(await room.slack.world.sees_modal(ADA))
    await room.submit(ADA, words=HOSTILE)
    await room.slash(BEN, PRACTICE, "practice 50")
    only_text_was_sent(room)
