"""Replies posted in a loopback Slack by the unmodified SDK: whole, found again, and never twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.admin_messages import OpenGap, ShowGaps
from bot.chat.slack.calls import web_client
from bot.chat.slack.files import SlackFiles
from bot.chat.slack.ids import HOME_TAB
from bot.chat.slack.pictures import Pictures
from bot.chat.slack.post import SlackPost
from bot.delivery.event import Address, Outgoing
from bot.delivery.post import Ambiguous, RetryLater, Undeliverable
from bot.errors import NotFetched
from bot.messages import Attachment, Plain, Say, ShowAnswer, ShowHome, ShowProgress
from bot.practice.progress import Progress
from knowledge.answer import Answer, CitedSentence
from knowledge.questions import Citation
from tests.platforms.slack.workspace import Message
from tests.platforms.slack_server import SlackServer

ADA, GENERAL, DM = "U0ADA", "C0GENERAL", "D0ADA"
LEARNER = "slack:T0LOOP:U0ADA"
PNG = b"\x89PNG\r\n\x1a\n picture"
PROGRESS = Progress((), 0.5, 3, 0.6, 1, (), 2, None, (), None)


class Steps:
    """What was begun; it may be made to fail once, as a process does that dies there."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.dies = False

    async def __call__(self, post: str) -> None:
        if self.dies:
            self.dies = False
            raise asyncio.CancelledError
        self.begun.append(post)


@pytest.fixture
def post(slack: SlackServer) -> SlackPost:
    client = web_client(slack.settings.bot_token, slack.api_url, timeout=1)
    pictures = Pictures(SlackFiles(client), lambda progress: PNG, settling=0)
    return SlackPost(client, pictures, lambda: datetime.now(UTC), pause=0)


@pytest.fixture
async def root(slack: SlackServer) -> Message:
    return await slack.world.say(ADA, GENERAL, "what is lineage?")


@pytest.fixture
def steps() -> Steps:
    return Steps()


def reply(what: Plain, channel: str = GENERAL, thread: str = "", **more: Any) -> Outgoing:
    return Outgoing("o1", Address("slack", "T0LOOP", channel, thread), what, LEARNER, **more)


def again(outgoing: Outgoing, **more: Any) -> Outgoing:
    return replace(outgoing, first_tried=datetime.now(UTC), **more)


def answer(*sentences: str) -> ShowAnswer:
    source = Citation("s", "docs/a.md", 1, 2, "A title", "", "said there")
    said = tuple(CitedSentence(text, (1,)) for text in sentences)
    return ShowAnswer("a1", Answer("why?", said, (source,), 0.9, False), datetime.now(UTC))


def gaps(many: int) -> ShowGaps:
    return ShowGaps(tuple(OpenGap(f"g{n}", "asked", "why? " * 60, 2, "because " * 60) for n in range(many)), many)


def texts(slack: SlackServer, channel: str = GENERAL) -> list[str]:
    return [message.text for message in slack.messages(channel, by_bot=True)]


async def test_a_reply_carries_its_id_and_is_found_by_it(slack: SlackServer, post: SlackPost, steps: Steps) -> None:
    outgoing = reply(Say("hello <b> & all"))
    ts = await post.send(outgoing, steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert (message.ts, message.metadata) == (ts, {"event_type": "coach_reply", "event_payload": {"id": "o1"}})
    assert message.text == "hello &lt;b&gt; &amp; all"
    assert steps.begun == []
    assert await post.find(again(outgoing)) == ts
    assert await post.find(again(replace(outgoing, id="o2"))) is None
    assert slack.violations == []


async def test_a_reply_is_found_on_a_later_page_and_in_its_thread(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message
) -> None:
    outgoing = again(reply(Say("first"), thread=root.ts))
    ts = await post.send(outgoing, steps)
    for number in range(450):
        await slack.world.say(ADA, GENERAL, f"talk {number}", thread_ts=root.ts)
    assert await post.find(outgoing) == ts
    flat = again(replace(reply(Say("flat")), id="o9"))
    flat_ts = await post.send(flat, steps)
    for number in range(450):
        await slack.world.say(ADA, GENERAL, f"more {number}")
    assert await post.find(flat) == flat_ts


@pytest.mark.parametrize("kind", ["reset_after", "malformed"])
async def test_a_post_of_which_nothing_is_known_is_found_and_not_repeated(
    slack: SlackServer, post: SlackPost, steps: Steps, kind: Any
) -> None:
    outgoing = reply(Say("once"))
    slack.inject("chat.postMessage", kind)
    with pytest.raises(Ambiguous):
        await post.send(outgoing, steps)
    assert await post.find(again(outgoing)) == slack.messages(GENERAL, by_bot=True)[0].ts
    assert (texts(slack), len(slack.calls("chat.postMessage"))) == (["once"], 1)


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("reset_before", 0, ""),
        ("hang", 0, ""),
        ("status", 503, ""),
        ("status", 502, ""),
        ("error", 0, "internal_error"),
        ("error", 0, "fatal_error"),
    ],
)
async def test_a_failure_midway_is_ambiguous_even_where_nothing_came_of_it(
    slack: SlackServer, post: SlackPost, steps: Steps, kind: Any, value: float, code: str
) -> None:
    outgoing = reply(Say("once"))
    slack.inject("chat.postMessage", kind, value=value, code=code)
    with pytest.raises(Ambiguous):
        await post.send(outgoing, steps)
    assert await post.find(again(outgoing)) is None
    await post.send(again(outgoing), steps)
    assert texts(slack) == ["once"]


async def test_a_rate_limit_says_how_long_the_channel_is_to_be_left_alone(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    slack.inject("chat.postMessage", "ratelimited", value=7)
    with pytest.raises(RetryLater) as later:
        await post.send(reply(Say("x")), steps)
    assert (later.value.seconds, later.value.channel_wide, texts(slack)) == (7, True, [])


async def test_where_no_connection_comes_about_nothing_was_posted(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    await slack.go_down()
    with pytest.raises(RetryLater) as later:
        await post.send(reply(Say("x")), steps)
    assert not later.value.channel_wide
    with pytest.raises(RetryLater):
        await post.find(again(reply(Say("x"))))


@pytest.mark.parametrize("code", ["token_revoked", "invalid_auth", "missing_scope"])
async def test_what_an_operator_can_mend_is_kept_for_long(
    slack: SlackServer, post: SlackPost, steps: Steps, code: str
) -> None:
    slack.inject("chat.postMessage", "error", code=code)
    with pytest.raises(RetryLater) as later:
        await post.send(reply(Say("x")), steps)
    assert later.value.seconds >= 300
    assert code in str(later.value)


@pytest.mark.parametrize("code", ["is_archived", "account_inactive", "restricted_action", "something_new"])
async def test_what_slack_refuses_for_good_is_undeliverable(
    slack: SlackServer, post: SlackPost, steps: Steps, code: str
) -> None:
    slack.inject("chat.postMessage", "error", code=code)
    with pytest.raises(Undeliverable, match=code):
        await post.send(reply(Say("x")), steps)


async def test_who_calls_the_coach_where_it_is_no_member_is_told_once(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    for _ in range(2):
        with pytest.raises(Undeliverable):
            await post.send(reply(Say("x"), channel="C0ELSEWHERE"), steps)
    (told,) = texts(slack, DM)
    assert "/invite" in told


async def test_blocks_that_slack_does_not_take_are_said_as_text(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    slack.inject("chat.postMessage", "error", code="invalid_blocks")
    await post.send(reply(Say("plainly")), steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert (message.text, message.blocks) == ("plainly", [])
    slack.inject("chat.postMessage", "error", times=2, code="invalid_blocks")
    with pytest.raises(Undeliverable):
        await post.send(replace(reply(Say("never")), id="o2"), steps)


async def test_an_aside_is_seen_by_one_and_in_private_it_is_a_message(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message
) -> None:
    aside = reply(Say("for you"), thread=root.ts, to=LEARNER)
    assert await post.send(aside, steps) == ""
    assert [(e.text, e.thread_ts) for e in slack.ephemerals(ADA)] == [("for you", root.ts)]
    assert texts(slack) == []
    assert await post.find(again(aside)) is None
    private = reply(Say("for you"), channel=DM, to=LEARNER)
    assert await post.send(private, steps) == await post.find(again(private))


async def test_an_edit_takes_the_place_and_one_of_a_deleted_message_is_said_anew(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    ts = await post.send(reply(Say("1 of 3")), steps)
    edit = replace(reply(Say("2 of 3")), id="o2", edits=ts)
    assert await post.send(edit, steps) == ts
    assert await post.find(again(edit)) is None
    assert texts(slack) == ["2 of 3"]
    del slack.workspace.channel(GENERAL).messages[ts]
    assert await post.send(edit, steps) != ts
    assert texts(slack) == ["2 of 3"]


async def test_a_long_reply_is_several_messages_and_only_the_missing_ones_are_sent_again(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    outgoing = reply(gaps(40))
    first = await post.send(outgoing, steps)
    whole = slack.messages(GENERAL, by_bot=True)
    ids = [message.metadata["event_payload"]["id"] for message in whole if message.metadata]
    assert len(whole) > 2
    assert ids == ["o1", *(f"o1/{number}" for number in range(2, len(whole) + 1))]
    assert (steps.begun, await post.find(again(outgoing))) == ([first], first)
    del slack.workspace.channel(GENERAL).messages[whole[1].ts]
    assert await post.find(again(outgoing)) is None
    assert await post.send(again(outgoing, begun=first), steps) == first
    assert len(slack.messages(GENERAL, by_bot=True)) == len(whole)
    assert slack.duplicates() == {}


async def test_a_long_reply_that_was_stopped_midway_goes_on_where_it_was(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    outgoing = reply(gaps(40))
    steps.dies = True
    with pytest.raises(asyncio.CancelledError):
        await post.send(outgoing, steps)
    await post.send(again(outgoing), steps)
    assert slack.duplicates() == {}
    assert await post.find(again(outgoing)) == slack.messages(GENERAL, by_bot=True)[0].ts


async def test_an_answer_is_streamed_into_its_thread(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message
) -> None:
    outgoing = reply(answer("Lineage says where data came from", "It is kept with the model"), thread=root.ts)
    ts = await post.send(outgoing, steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert (message.ts, message.thread_ts, message.streaming_state) == (ts, root.ts, "completed")
    assert [update.step for update in slack.stream_updates] == ["start", "append", "stop"]
    assert "kept with the model" in message.text
    assert (steps.begun, await post.find(again(outgoing))) == ([ts], ts)
    assert slack.violations == []


async def test_an_answer_where_no_thread_is_is_posted_whole(slack: SlackServer, post: SlackPost, steps: Steps) -> None:
    await post.send(reply(answer("Lineage"), channel=DM), steps)
    assert "Lineage" in texts(slack, DM)[0]
    assert slack.stream_updates == []


async def test_a_stream_that_slack_ends_early_is_made_whole(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message
) -> None:
    outgoing = reply(answer("First sentence", "Second sentence", "Third sentence"), thread=root.ts)
    slack.settings.stream_lifetime = 0
    ts = await post.send(outgoing, steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert message.ts == ts == await post.find(again(outgoing))
    assert all(f"{word} sentence" in message.text for word in ("First", "Second", "Third"))
    assert message.blocks


@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "status", "ratelimited"])
async def test_an_answer_that_broke_off_is_finished_in_the_same_message(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message, method: str, kind: Any
) -> None:
    outgoing = reply(answer("First sentence", "Second sentence"), thread=root.ts)
    slack.inject(method, kind)
    with pytest.raises((Ambiguous, RetryLater)):
        await post.send(outgoing, steps)
    if await post.find(again(outgoing)) is None:
        await post.send(again(outgoing, begun=steps.begun[0]), steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert "Second sentence" in message.text
    assert message.streaming_state != "in_progress"
    assert await post.find(again(outgoing)) == message.ts


@pytest.mark.parametrize("kind", ["reset_after", "malformed"])
async def test_an_answer_whose_beginning_nobody_wrote_down_is_finished_and_not_begun_again(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message, kind: Any
) -> None:
    outgoing = reply(answer("First sentence & more", "Second sentence"), thread=root.ts)
    slack.inject("chat.startStream", kind)
    with pytest.raises(Ambiguous):
        await post.send(outgoing, steps)
    assert (steps.begun, await post.find(again(outgoing))) == ([], None)
    await post.send(again(outgoing), steps)
    (message,) = slack.messages(GENERAL, by_bot=True)
    assert "Second sentence" in message.text
    assert message.metadata is not None


async def test_where_slack_starts_no_stream_the_answer_is_posted_whole(
    slack: SlackServer, post: SlackPost, steps: Steps, root: Message
) -> None:
    slack.inject("chat.startStream", "error", code="team_not_found")
    await post.send(reply(answer("Lineage"), thread=root.ts), steps)
    assert len(slack.messages(GENERAL, by_bot=True)) == 1
    assert steps.begun == []


async def test_progress_is_a_picture_with_words_uploaded_once(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    await post.send(reply(ShowProgress(PROGRESS)), steps)
    await post.send(replace(reply(ShowProgress(PROGRESS)), id="o2"), steps)
    (file,) = slack.workspace.files.values()
    assert (file.content, file.channels) == (PNG, [])
    for message in slack.messages(GENERAL, by_bot=True):
        (image,) = [block for block in message.blocks if block["type"] == "image"]
        assert image["slack_file"] == {"id": file.id}
        assert "3 answers" in image["alt_text"]


async def test_progress_is_words_where_the_picture_cannot_go(slack: SlackServer, post: SlackPost, steps: Steps) -> None:
    slack.inject("files.getUploadURLExternal", "error", code="upload_failed")
    await post.send(reply(ShowProgress(PROGRESS)), steps)
    slack.inject("chat.postMessage", "error", times=2, code="invalid_blocks")
    await post.send(replace(reply(ShowProgress(PROGRESS)), id="o2"), steps)
    for message in slack.messages(GENERAL, by_bot=True):
        assert message.blocks
        assert not [block for block in message.blocks if block["type"] == "image"]


async def test_the_home_tab_is_published_and_remembers_where_its_learner_talks(
    slack: SlackServer, post: SlackPost, steps: Steps
) -> None:
    outgoing = reply(ShowHome(PROGRESS, in_session=False), DM, HOME_TAB)
    slack.inject("views.publish", "error", times=2, code="invalid_blocks")
    assert await post.send(outgoing, steps) == ""
    assert not [block for block in slack.world.home(ADA).body["blocks"] if block["type"] == "image"]
    await post.send(outgoing, steps)
    view = slack.world.home(ADA)
    assert [block for block in view.body["blocks"] if block["type"] == "image"]
    assert view.body["private_metadata"] == '{"channel": "D0ADA"}'
    assert await post.find(again(outgoing)) is None


async def test_attachments_are_read_up_to_a_limit_and_from_slack_only(slack: SlackServer, tmp_path: Path) -> None:
    client = web_client(slack.settings.bot_token, slack.api_url)
    files, small = SlackFiles(client, most_bytes=10_000), SlackFiles(client, most_bytes=100)
    message = await slack.world.upload(ADA, DM, "notes.md", b"# Notes\n" * 100)
    (known,) = message.files
    attached = Attachment(known["id"], "../notes.md", known["url_private"], known["size"])
    for each in (attached, replace(attached, url="")):
        fetched = await files.fetch(each, tmp_path)
        assert (fetched.parent, fetched.read_bytes()) == (tmp_path, b"# Notes\n" * 100)
    for refused in (attached, replace(attached, size=0)):
        with pytest.raises(NotFetched, match="larger"):
            await small.fetch(refused, tmp_path)
    with pytest.raises(NotFetched, match="outside Slack"):
        await files.fetch(replace(attached, url="https://slack.com.evil.example/x"), tmp_path)
    with pytest.raises(NotFetched, match="status 4"):
        await files.fetch(replace(attached, url=attached.url.replace(known["id"], "F0NONE")), tmp_path)
    await slack.go_down()
    with pytest.raises(NotFetched, match="try again"):
        await files.fetch(attached, tmp_path)
