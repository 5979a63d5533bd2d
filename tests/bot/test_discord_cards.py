"""Every reply in Discord is a message that Discord takes, whatever anybody wrote, and says all that the reply says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.discord.card import Card, Line, Press, Row, Words, cards
from bot.chat.discord.cards import PICTURE, answer_steps, render
from bot.chat.discord.custom_ids import read_custom_id
from bot.chat.text import clean, units
from bot.messages import Done, Plain, ReportLine, Say, ShowAnswer, ShowHome, ShowProgress, ShowReport, ShowRound
from knowledge.answer import Answer, CitedSentence
from tests.bot.sent_cards import CONTAINER, GALLERY, MARK, all_texts, pressed, sent
from tests.bot.test_discord_escape import texts
from tests.platforms.any_reply import NOW, in_full, replies
from tests.platforms.discord.components import component_errors
from tests.platforms.discord.reading import buttons_of, walk
from tests.platforms.discord.schema import Judge
from tests.platforms.discord_markdown import every, read, words

ROUTE = "/channels/{channel_id}/messages"
OURS = {"text", "code", "bold", "heading", "subtext", "quote", "block"}
LONG = st.sampled_from(["A sentence of a document. ", "👨‍👩‍👧‍👦", "<@1> & **", "word ", "a\n"]).map(
    lambda text: (text * 12_000)[:12_000]
)
KINDS = replies(st.integers(0, 19).flatmap(lambda rare: LONG if rare == 19 else texts))
SHOWN = [kind for kind in KINDS if kind is not Done]
any_text = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
judge = Judge()


def visible(shown: Sequence[Card]) -> str:
    return "".join(words(read(text)) for card in shown for text in all_texts(sent(card)))


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def is_taken(card: Card) -> None:
    """By Discord's document, by the loopback Discord's rules, and by what the coach allows itself."""
    components = sent(card)
    body = {"components": components, "flags": 1 << 15}
    assert judge.check("POST", ROUTE, body) == []
    assert component_errors(components, v2=True, files=[PICTURE]) == []
    assert sum(units(text) for text in all_texts(components)) <= 3900
    assert len(list(walk(components))) <= 38
    assert [(one["type"], one["id"]) for one in components] == [(CONTAINER, MARK)]
    assert all(text.strip() for text in all_texts(components))


def is_safe(card: Card, may_mention: frozenset[str] = frozenset()) -> None:
    """Nothing but what the coach means is alive."""
    for text in all_texts(sent(card)):
        found = list(every(read(text)))
        assert {node.kind for node in found} <= OURS | {"mention"}
        assert {node.text for node in found if node.kind == "mention"} <= may_mention
    for button in buttons_of(sent(card)):
        assert read_custom_id(str(button["custom_id"])) is not None


def test_every_kind_of_reply_is_tried() -> None:
    assert set(KINDS) == set(get_args(Plain))


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.__name__)
@any_text
@given(data=st.data(), picture=st.booleans())
def test_any_reply_is_valid_safe_and_said_in_words(kind: type[Plain], data: st.DataObject, picture: bool) -> None:
    shown = render(data.draw(KINDS[kind]), picture=picture)
    assert shown
    for card in shown:
        is_taken(card)
        is_safe(card, frozenset({"<@80351110224678912>"} if kind is ShowRound else ()))
        assert card.text.strip()


@pytest.mark.parametrize(
    "kind", [kind for kind in SHOWN if kind not in (ShowProgress, ShowHome)], ids=lambda k: k.__name__
)
@any_text
@given(data=st.data())
def test_nothing_is_lost_where_a_reply_is_cut(kind: type[Plain], data: st.DataObject) -> None:
    reply = data.draw(KINDS[kind])
    shown = render(reply)
    read_as, said = squeezed(visible(shown)), squeezed("".join(card.text for card in shown))
    for text in in_full(reply):
        assert squeezed(text) in read_as
        assert squeezed(text) in said


@any_text
@given(KINDS[ShowAnswer])
def test_any_answer_grows_to_the_whole(reply: ShowAnswer) -> None:
    steps = answer_steps(reply)
    assert 1 <= len(steps) <= 5
    assert steps[-1] == render(reply)[0]
    assert len(set(steps)) == len(steps)
    for card in steps:
        is_taken(card)


def test_an_answer_grows_by_its_sentences() -> None:
    sentences = tuple(CitedSentence(f"Sentence {number}.", (1,)) for number in range(1, 11))
    steps = answer_steps(ShowAnswer("a", Answer("q", sentences, (), 0.9, False), NOW))
    assert [card.text.count("Sentence") for card in steps] == [3, 7, 10]
    assert [bool(pressed(card)) for card in steps] == [False, False, True]


async def test_a_view_waits_for_nothing_and_is_fresh() -> None:
    (card,) = render(Say("Hello."))
    assert card.view(1).is_finished()
    assert card.view(1) is not card.view(1)
    assert sent(card, 7)[0]["id"] == 7


def test_nothing_is_said_when_it_is_done() -> None:
    assert render(Done()) == ()


@any_text
@given(KINDS[ShowHome])
def test_a_picture_is_in_the_message_to_which_it_is_attached(reply: ShowHome) -> None:
    first, *others = render(reply, picture=True)
    pictures = [[one["type"] for one in walk(sent(card))].count(GALLERY) for card in (first, *others)]
    assert pictures == [int(bool(reply.progress.attempts)), *[0] * len(others)]


def test_a_long_interview_s_report_is_told_whole() -> None:
    lines = tuple(ReportLine(f"Question {number}?", "rag", 0.5, ("A point.",)) for number in range(120))
    shown = render(ShowReport(0.5, lines, timedelta(0), timedelta(0)))
    assert sum(card.text.count("Question") for card in shown) == 120
    assert sum(card.text.count("Missed: A point.") for card in shown) == 120
    for card in shown:
        is_taken(card)


def test_buttons_are_at_most_five_to_a_row_and_each_is_there_once() -> None:
    presses = tuple(Press(f"{number}", f"say|{number}|") for number in range(7))
    (shown,) = cards([Words("a", "a"), Row(presses), Row(presses[:2])])
    rows = [part for part in shown.parts if isinstance(part, Row)]
    assert [len(row.presses) for row in rows] == [4, 3]


def test_no_message_starts_or_ends_with_a_line() -> None:
    (shown,) = cards([Line(), Words("a", "a"), Line()])
    assert shown.parts == (Words("a", "a"),)
    assert cards([Line()])[0].text == "(no text)"


def test_the_judges_find_what_is_wrong() -> None:
    too_long = Card((Words("x" * 4001, ""),))
    assert component_errors(sent(too_long), v2=True)
    if not judge.silent_because:
        assert judge.check("POST", ROUTE, {"components": sent(too_long), "flags": 1 << 15})
