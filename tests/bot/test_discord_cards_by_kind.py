"""What each kind of reply shows in Discord, and which buttons stand below it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.admin_messages import ShowGaps, ShowIngest
from bot.chat.discord.cards import render
from bot.chat.discord.custom_ids import QUESTION_CODE, QUESTION_OPTIONS, QUESTION_TEXT
from bot.help import HELP
from bot.messages import (
    AskProbe,
    AskQuestion,
    AskReason,
    CitedPoint,
    Plain,
    Say,
    ShowAnswer,
    ShowCitations,
    ShowProgress,
    ShowRound,
)
from bot.practice.grading import PointVerdict, Verdict
from bot.turns.rating import REASONS
from tests.bot.sent_cards import GALLERY, SECTION, all_texts, pressed, sent
from tests.platforms.any_reply import NOW
from tests.platforms.discord.reading import buttons_of, walk
from tests.platforms.discord_markdown import every, read, words
from tests.platforms.sample_replies import ANSWER, GRADE, HOME, OUTCOME, PROGRESS, SAMPLES, UNKNOWN


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


def test_a_question_is_shown_with_its_code_and_choices_which_stay_what_they_are() -> None:
    code = "if x:\n    say('@everyone')\n```\n[a](https://evil.example) <@80351110224678912>"
    options = ("# not a heading", "**bold** @here", "https://evil.example")
    (shown,) = render(AskQuestion("q1", "What?", 1, 5, "", "", due=False, code=code, options=options))
    held = {
        one["id"]: one["content"] for one in walk(sent(shown)) if one.get("id") in (QUESTION_CODE, QUESTION_OPTIONS)
    }
    (block,) = read(held[QUESTION_CODE])
    assert (block.kind, block.text.strip()) == ("block", code.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}"))
    assert {node.kind for node in every(read(held[QUESTION_OPTIONS]))} <= {"text", "code"}
    assert words(read(held[QUESTION_OPTIONS])) == "• # not a heading\n• **bold** @here\n• https://evil.example"


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


def test_help_has_a_line_for_each_command() -> None:
    (shown,) = render(Say(HELP))
    codes = [node.text for text in all_texts(sent(shown)) for node in read(text) if node.kind == "code"]
    assert "/practice [topic] [level] [count]" in codes
    assert {"/progress", "/home", "/topics", "/forget-me", "/coach name-me yes or no"} <= set(codes)
    assert all(word in shown.text for word in HELP.replace("\n", " ").split() if word != "-")
