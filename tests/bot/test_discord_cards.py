"""Every reply in Discord is a message that Discord takes, whatever anybody wrote, and says all that the reply says."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.admin_messages import ShowGaps, ShowIngest
from bot.chat.discord.card import Card, Line, Press, Row, Words, cards
from bot.chat.discord.cards import PICTURE, answer_steps, render
from bot.chat.discord.custom_ids import QUESTION_TEXT, read_custom_id
from bot.chat.text import clean, units
from bot.help import HELP
from bot.messages import (
    AskProbe,
    AskQuestion,
    AskReason,
    CitedPoint,
    Done,
    Plain,
    ReportLine,
    Say,
    ShowAnswer,
    ShowCitations,
    ShowHome,
    ShowProgress,
    ShowReport,
    ShowRound,
)
from bot.practice.grading import PointVerdict, Verdict
from bot.turns.rating import REASONS
from knowledge.answer import Answer, CitedSentence
from tests.bot.test_discord_escape import texts
from tests.platforms.any_reply import NOW, in_full, replies
from tests.platforms.discord.components import component_errors
from tests.platforms.discord.reading import buttons_of, walk
from tests.platforms.discord.schema import Judge
from tests.platforms.discord_markdown import every, read, words
from tests.platforms.sample_replies import ANSWER, GRADE, HOME, OUTCOME, PROGRESS, SAMPLES, UNKNOWN

MARK = 123_456_789
TEXT, CONTAINER, GALLERY, SECTION = 10, 17, 12, 9
ROUTE = "/channels/{channel_id}/messages"
OURS = {"text", "code", "bold", "heading", "subtext", "quote", "block"}
LONG = st.sampled_from(["A sentence of a document. ", "👨‍👩‍👧‍👦", "<@1> & **", "word ", "a\n"]).map(
    lambda text: (text * 12_000)[:12_000]
)
KINDS = replies(st.integers(0, 19).flatmap(lambda rare: LONG if rare == 19 else texts))
SHOWN = [kind for kind in KINDS if kind is not Done]
any_text = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
judge = Judge()

Json = dict[str, Any]


def sent(card: Card, mark: int = MARK) -> list[Json]:
    made: list[Json] = card.view(mark).to_components()  # type: ignore[no-untyped-call]
    return made


def all_texts(components: Sequence[Json]) -> list[str]:
    return [str(one["content"]) for one in walk(components) if one["type"] == TEXT]


def visible(shown: Sequence[Card]) -> str:
    return "".join(words(read(text)) for card in shown for text in all_texts(sent(card)))


def squeezed(text: str) -> str:
    return "".join(clean(text).split())


def pressed(shown: Card) -> dict[str, str]:
    """What each button carries, by its label."""
    return {str(one["label"]): str(one["custom_id"]) for one in buttons_of(sent(shown))}


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
    assert [card.text.count("Sentence") for card in steps] == [2, 5, 8, 10, 10]
    assert [bool(pressed(card)) for card in steps] == [False, False, False, False, True]


async def test_a_view_waits_for_nothing_and_is_fresh() -> None:
    (card,) = render(Say("Hello."))
    assert card.view(1).is_finished()
    assert card.view(1) is not card.view(1)
    assert sent(card, 7)[0]["id"] == 7


def test_nothing_is_said_when_it_is_done() -> None:
    assert render(Done()) == ()


def test_a_question_says_where_one_stands_and_offers_what_may_be_done() -> None:
    (shown,) = render(AskQuestion("q1", "What is drift?", 2, 5, "monitoring", "mid", due=True))
    assert shown.text == "Question 2 of 5 · monitoring · mid · review\nWhat is drift?"
    assert pressed(shown) == {
        "Write an answer": "write|question:q1",
        "Hint": "say|/hint|question:q1",
        "Reveal": "say|/reveal|question:q1",
        "Skip": "say|/skip|question:q1",
        "Why?": "say|/why|question:q1",
    }
    (words_of_it,) = [one for one in walk(sent(shown)) if one.get("id") == QUESTION_TEXT]
    assert words_of_it["content"] == "### What is drift?"


def test_a_question_of_a_mock_interview_offers_no_help() -> None:
    timed = AskQuestion("q1", "What is drift?", 1, 5, "", "", due=False, time_allowed=timedelta(minutes=6))
    assert set(pressed(render(timed)[0])) == {"Write an answer", "Skip"}


def test_a_button_that_discord_would_not_take_is_left_out() -> None:
    (shown,) = render(AskQuestion("q" * 83, "What?", 1, 5, "", "", due=False))
    assert set(pressed(shown)) == {"Write an answer"}


def test_a_grade_shows_score_points_quotes_and_evidence_and_can_be_rated() -> None:
    (shown,) = render(GRADE)
    assert shown.text.startswith("42 % · partially correct · 1 of 4 points covered\n")
    assert "Covered: A shadow release compares" in shown.text
    assert "You said: “the old model is deleted once the new one is live”" in shown.text
    about = f"grade:{GRADE.attempt_id}"
    assert pressed(shown) == {
        "Next question": f"say|/next|{about}",
        "Reveal": f"say|/reveal|{about}",
        "Why?": f"say|/why|{about}",
        "Good": f"rate|+|{about}",
        "Not good": f"rate|-|{about}",
    }


def test_the_edge_of_a_grade_tells_verdicts_apart() -> None:
    edges = {
        verdict: render(replace(GRADE, grade=replace(GRADE.grade, verdict=verdict)))[0].accent for verdict in Verdict
    }
    assert len({*edges.values(), None}) == 4


def test_without_a_follow_up_a_grade_leads_nowhere_but_to_its_sources() -> None:
    assert set(pressed(render(replace(GRADE, probed=False))[0])) == {"Why?", "Good", "Not good"}


def test_while_others_answer_a_grade_shows_only_what_was_said() -> None:
    point = CitedPoint("", PointVerdict.COVERED, "a gradual\nrollout", "", 1)
    (shown,) = render(replace(GRADE, points=(point,), citations=(), held=3))
    assert "Covered: you said “a gradual rollout”" in shown.text
    assert "3 more points in the reference answer" in shown.text


def test_the_buttons_of_a_long_grade_are_on_its_last_message() -> None:
    points = tuple(replace(GRADE.points[0], evidence=f"{number} " + "word " * 300) for number in range(9))
    shown = render(replace(GRADE, points=points))
    assert len(shown) > 2
    assert [bool(pressed(card)) for card in shown] == [False] * (len(shown) - 1) + [True]


def test_a_follow_up_can_be_answered_in_a_form() -> None:
    (shown,) = render(AskProbe("And why?"))
    assert pressed(shown) == {"Write an answer": "write|"}
    assert [one["content"] for one in walk(sent(shown)) if one.get("id") == QUESTION_TEXT] == ["### And why?"]


def test_an_abstention_offers_the_nearest_questions() -> None:
    (shown,) = render(ShowAnswer("a1", UNKNOWN, NOW))
    assert shown.text.startswith("I do not know")
    asked = [one for one in walk(sent(shown)) if one["type"] == SECTION]
    assert [one["accessory"]["custom_id"] for one in asked] == ["say|/ask n1|", "say|/ask n2|", "say|/ask n3|"]
    assert asked[1]["components"][0]["content"] == "How do you version features?"


def test_an_answer_names_its_sources_and_their_age() -> None:
    (shown,) = render(ShowAnswer("a1", ANSWER, NOW))
    assert "[1] Delivery · Shadow and canary releases · delivery.md:12-19 · 2 months old" in shown.text
    assert pressed(shown) == {"Good": "rate|+|answer:a1", "Not good": "rate|-|answer:a1"}


def test_sources_are_read_word_for_word() -> None:
    (shown,) = render(ShowCitations(GRADE.citations))
    assert f"{GRADE.citations[0].text}\n[1] Delivery" in shown.text
    assert render(ShowCitations(()))[0].text == "There is nothing to cite."


def test_an_ingest_is_published_only_after_a_second_thought() -> None:
    (shown,) = render(ShowIngest("ready", outcome=OUTCOME))
    assert pressed(shown) == {
        "Publish": "sure|/ingest publish 20260302-0841|generation:20260302-0841",
        "Discard": "say|/ingest discard 20260302-0841|generation:20260302-0841",
    }
    assert "Left out, line 88: a table without a heading" in shown.text


def test_a_running_ingest_shows_how_far_it_is() -> None:
    (shown,) = render(ShowIngest("running", "encoding", 3, 10))
    assert shown.text == "Ingesting: encoding\n3 of 10"
    assert "`██████░░░░░░░░░░░░░░`" in all_texts(sent(shown))[0]


def test_gaps_are_answered_and_approved_where_a_document_asks_and_closed_where_people_do() -> None:
    (gaps,) = SAMPLES["gaps"]
    assert isinstance(gaps, ShowGaps)
    (shown,) = render(gaps)
    assert [str(one["custom_id"]) for one in buttons_of(sent(shown))] == [
        "say|/gaps close g1|gap:g1",
        "sure|/gaps approve g2|gap:g2",
        "gap|g2",
    ]


def test_only_learners_who_agreed_and_are_in_discord_are_mentioned() -> None:
    named = ("discord:80351110224678912", "cli:ada", "slack:T1:U1", "discord:@everyone", "discord:80351110224678912")
    (shown,) = render(ShowRound("q", "Answer.", (), "", 3, named))
    nodes = [node for text in all_texts(sent(shown)) for node in every(read(text))]
    mentions = [node.text for node in nodes if node.kind == "mention"]
    assert mentions == ["<@80351110224678912>"]


def test_a_reason_is_one_press() -> None:
    (shown,) = render(AskReason(REASONS))
    assert pressed(shown) == {reason.capitalize(): f"say|/- {reason}|" for reason in REASONS}


def test_a_home_page_leads_with_what_is_due_and_shows_admins_the_corpus() -> None:
    (shown,) = render(HOME, picture=True)
    assert shown.text.startswith("6 reviews due now\n")
    assert pressed(shown)["Roll back"] == "sure|/rollback|generation:20260301-1900"
    assert "Roll back" not in pressed(render(replace(HOME, glance=None))[0])


@pytest.mark.parametrize("reply", [ShowProgress(PROGRESS), HOME])
def test_a_picture_is_said_in_words(reply: Plain) -> None:
    (shown,) = render(reply, picture=True)
    (gallery,) = [one for one in walk(sent(shown)) if one["type"] == GALLERY]
    (item,) = gallery["items"]
    assert item["media"]["url"] == "attachment://progress.png"
    assert item["description"].startswith("Progress: 57 answers")


@pytest.mark.parametrize("reply", [ShowProgress(PROGRESS), HOME])
def test_without_a_picture_bars_fit_on_a_phone(reply: Plain) -> None:
    (shown,) = render(reply)
    bars = [node.text for text in all_texts(sent(shown)) for node in read(text) if node.kind == "block"]
    assert [line.split()[0] for line in bars[0].splitlines()] == ["safety", "monitoring", "rag", "serving", "delivery"]
    assert max(map(len, bars[0].splitlines())) <= 36


@any_text
@given(KINDS[ShowHome])
def test_a_picture_is_in_the_message_to_which_it_is_attached(reply: ShowHome) -> None:
    first, *others = render(reply, picture=True)
    pictures = [[one["type"] for one in walk(sent(card))].count(GALLERY) for card in (first, *others)]
    assert pictures == [int(bool(reply.progress.attempts)), *[0] * len(others)]


def test_help_has_a_line_for_each_command() -> None:
    (shown,) = render(Say(HELP))
    codes = [node.text for text in all_texts(sent(shown)) for node in read(text) if node.kind == "code"]
    assert "/practice [topic] [level] [count]" in codes
    assert {"/progress", "/home", "/topics", "/forget-me", "/coach name-me yes or no"} <= set(codes)
    assert all(word in shown.text for word in HELP.replace("\n", " ").split() if word != "-")


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
