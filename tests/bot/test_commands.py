"""What counts as a command, and when."""

import pytest

from bot.commands import Ask, Command, Daily, ForgetMe, Link, NameMe, Practise, Simple, Sure, Unvote, Vote, Words, parse

TOPICS = ("rag", "fine-tuning", "monitoring")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("practice", Practise()),
        ("practise rag senior 3", Practise("rag", "senior", 3)),
        ("practice --topic fine-tuning --level junior --count 2", Practise("fine-tuning", "junior", 2)),
        ("practice fine tuning", Practise("fine-tuning")),
        ("/mock rag 2", Practise("rag", None, 2, mock=True)),
        ("practice 5000", Practise(count=50)),
        ("practice astrology", Practise("astrology")),
        ("ask what is shadow deployment?", Ask("what is shadow deployment?")),
        ("HINT", Simple("hint")),
        ("quit", Simple("stop")),
        ("sure 70", Sure(0.7)),
        ("I'm sure 100%", Sure(1.0)),
        ("+", Vote(up=True)),
        ("- wrong: it is older", Vote(up=False, reason="wrong: it is older")),
        ("what is drift?", Words("what is drift?")),
        ("/join", Simple("join")),
        ("home", Simple("home")),
        ("unvote -", Unvote(up=False)),
        ("forget-me", ForgetMe(sure=False)),
        ("/forget-me yes", ForgetMe(sure=True)),
        ("name-me no", NameMe(yes=False)),
        ("Link", Link()),
        ("link ABCD-2345", Link("ABCD-2345")),
        ("link abcd 2345", Link("abcd 2345")),
        ("/link abcd2345", Link("abcd2345")),
        ("/link my account", Link("my account")),
        ("link between drift and skew?", Words("link between drift and skew?")),
        ("link my account", Words("link my account")),
        ("/daily rag-chunking", Daily("announce", "rag-chunking")),
        ("/daily-open rag-chunking", Daily("open", "rag-chunking")),
        ("/daily-close", Daily("close")),
        ("daily rag-chunking", Words("daily rag-chunking")),
    ],
)
def test_words_steer_the_conversation_when_nothing_is_open(text: str, command: Command) -> None:
    assert parse(text, question_open=False, topics=TOPICS) == command


@pytest.mark.parametrize(
    "answer",
    [
        "stop the rollout at once",
        "ask the owner of the data",
        "practice shows that drift is common",
        "- versions\n- lineage",
        "- lineage",
        "skip the tests? never",
        "why it fails: skew",
        "//hint",
        "forget-me not",
        "join the two tables",
        "link the run to its data",
        "link pathways",
    ],
)
def test_an_answer_that_starts_like_a_command_stays_an_answer(answer: str) -> None:
    assert parse(answer, question_open=True, topics=TOPICS) == Words(answer)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("hint", Simple("hint")),
        ("/hint", Simple("hint")),
        ("link", Link()),
        ("link ABCD-2345", Link("ABCD-2345")),
        ("/link abcd2345", Link("abcd2345")),
        ("/ask what is drift?", Ask("what is drift?")),
        ("practice rag 3", Practise("rag", None, 3)),
        ("+", Vote(up=True)),
        ("-", Vote(up=False)),
    ],
)
def test_a_whole_message_that_is_a_command_is_one_even_while_a_question_is_open(text: str, command: Command) -> None:
    assert parse(text, question_open=True, topics=TOPICS) == command


def test_a_reason_may_have_several_lines_where_it_can_be_nothing_else() -> None:
    reason = "- unclear: which one?\nBoth cost the same."
    assert parse(reason, question_open=False, topics=TOPICS) == Words(reason)
    assert parse(reason, question_open=True, topics=TOPICS, rating=True) == Vote(up=False, reason=reason[2:])


def test_a_question_to_the_coach_is_no_answer_even_while_one_is_awaited() -> None:
    assert parse("ask what is a canary release?", question_open=True) == Ask("what is a canary release?")
    assert parse("ask the team first", question_open=True) == Words("ask the team first")
    assert parse("ask the team:\nwho owns it?", question_open=True) == Words("ask the team:\nwho owns it?")
