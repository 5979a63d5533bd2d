"""How an answer looks in Slack and Discord while it grows, once it is whole, and with a word on how it came about."""

from dataclasses import replace

import pytest

from bot.chat import wording
from bot.chat.discord.cards import answer_steps
from bot.chat.discord.cards import render as discord_cards
from bot.chat.slack.blocks import answer_stream
from bot.chat.slack.blocks import render as slack_blocks
from bot.messages import Plain, ShowAnswer
from tests.platforms.block_judges import check_blocks, leaves
from tests.platforms.sample_replies import ANSWER, GRADE, NOW

NOTE, READ = "The language model took too long.", "How does a shadow release differ from a canary?"
WHOLE = ShowAnswer("m:answer", ANSWER, NOW, read_as=READ, note=NOTE)
PART = replace(WHOLE, answer=replace(ANSWER, sentences=ANSWER.sentences[:1], disagreements=()), whole=False, note="")


def slack(reply: Plain) -> tuple[str, list[str]]:
    """(everything in it, the kinds of its blocks)"""
    shown = slack_blocks(reply, learner="slack:T1:U1")
    assert check_blocks(shown.blocks, "message") == []
    return " ".join(value for _, value in leaves(shown.blocks) if isinstance(value, str)), [
        block["type"] for block in shown.blocks
    ]


def discord(reply: Plain) -> tuple[str, int]:
    """(its words, how many buttons it has)"""
    (card,) = discord_cards(reply)
    return card.text, sum(len(part.presses) for part in card.parts if hasattr(part, "presses"))


def test_what_still_grows_has_neither_sources_nor_buttons_and_says_so() -> None:
    said, kinds = slack(PART)
    text, buttons = discord(PART)
    for words in (said, text):
        assert wording.WRITING in words
        assert READ in words
        assert ANSWER.sentences[0].text in words
        assert "delivery.md" not in words
    assert "context_actions" not in kinds
    assert buttons == 0


def test_the_whole_can_be_rated_and_says_how_it_came_about() -> None:
    said, kinds = slack(WHOLE)
    text, buttons = discord(WHOLE)
    for words in (said, text):
        assert wording.WRITING not in words
        assert NOTE in words
        assert READ in words
        assert "delivery.md" in words
    assert kinds[-1] == "context_actions"
    assert buttons == 2


def test_a_streamed_answer_says_below_how_it_was_read() -> None:
    _, below = answer_stream(WHOLE)
    words = [value for _, value in leaves(below) if isinstance(value, str)]
    assert any(READ in word for word in words)
    assert any(NOTE in word for word in words)


def test_a_part_is_one_version_and_a_whole_answer_grows_below_what_it_was_read_as() -> None:
    assert len(answer_steps(PART)) == 1
    first, *_, last = answer_steps(WHOLE)
    assert first.text.startswith(f"{wording.read_as(WHOLE)}\n")
    assert last == discord_cards(WHOLE)[0]


@pytest.mark.parametrize("note", ["", NOTE])
def test_a_grade_says_how_it_came_about_where_there_is_something_to_say(note: str) -> None:
    said, _ = slack(replace(GRADE, note=note))
    text, _ = discord(replace(GRADE, note=note))
    assert (NOTE in said, NOTE in text) == (bool(note), bool(note))
