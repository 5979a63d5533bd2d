"""Bytes in any encoding become text, with a note of what was assumed and left out."""

import pytest

from ingest.content import extract
from ingest.errors import UnreadableSource
from ingest.files.encodings import decoded
from ingest.files.sources import Document

ENGLISH = "# Drift\n\nWhat is a “café” – naïve Bayes?\n\nIt’s a façade: größer, señor.\n"
JAPANESE = "# 質問\n\n機械学習とは何ですか?\n\nデータから学ぶ方法です。モデルを訓練します。\n"
CHINESE = "# 问题\n\n什么是机器学习?\n\n它是从数据中学习的方法。模型需要训练。\n"
RUSSIAN = "# Вопрос\n\nЧто такое машинное обучение?\n\nЭто способ учиться на данных.\n"
KOREAN = "# 질문\n\n기계 학습이란 무엇입니까?\n\n데이터에서 배우는 방법입니다.\n"
CZECH = "# Otázka\n\nCo je to strojové učení? Žluťoučký kůň úpěl ďábelské ódy.\n"


def told(data: bytes) -> list[str]:
    return [note.sentence for note in decoded("d/x.md", data).notes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_unicode_in_all_its_forms_is_read_without_a_word(encoding: str) -> None:
    text = "# What is drift?\n\nA change in café data.\n"
    found = decoded("d/x.md", text.encode(encoding))
    assert (found.text, found.notes) == (text, ())


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        ("cp1252", ENGLISH, "windows-1252"),
        ("shift_jis", JAPANESE, "shift-jis"),
        ("gb18030", CHINESE, "gb18030"),
        ("cp1251", RUSSIAN, "windows-1251"),
        ("koi8_r", RUSSIAN, "koi8-r"),
        ("euc_kr", KOREAN, "euc-kr"),
        ("cp1250", CZECH, "windows-1250"),
    ],
)
def test_other_encodings_are_told_apart_and_it_is_said_which_one_was_assumed(
    encoding: str, text: str, name: str
) -> None:
    data = text.encode(encoding)
    line = next(number for number, one in enumerate(text.split("\n"), 1) if not one.isascii())
    assert decoded("d/x.md", data).text == text
    assert told(data) == [f"d/x.md, line {line}: not in UTF-8, read as {name}; save it as UTF-8 where that is wrong."]


def test_lines_in_another_encoding_than_the_rest_are_read_by_themselves() -> None:
    data = "größer\nnaïve\n".encode() + "café – one\n".encode("cp1252") + b"gut \xc3\xa9 \xff\n"
    assert decoded("d/x.md", data).text == "größer\nnaïve\ncafé – one\ngut é \ufffd\n"
    assert told(data) == [
        "d/x.md, line 3: not in UTF-8 as the rest is, read as windows-1252; save all of it as UTF-8.",
        "d/x.md, line 4: bytes that are no text read as \ufffd, 1 in all; mend them there.",
    ]


def test_control_characters_are_left_out_and_told_with_their_line() -> None:
    assert decoded("d/x.md", b"one\nt\0wo \x1b[31mred\x1b[0m\x07\n").text == "one\ntwo red\n"
    [note] = told(b"one\nt\0wo \x1b[31mred\x1b[0m\x07\n")
    assert note == (
        "d/x.md, line 2: 11 characters that nobody sees (escape codes of a terminal, NUL, control characters) "
        "left out; look at what it is for."
    )


def test_lines_end_as_they_do_on_any_system_and_pages_too() -> None:
    assert decoded("d/x.md", b"a\r\nb\rc\n\x0cd\x0c\ne\x0cf").text == "a\nb\nc\nd\ne f"


def test_noise_is_no_text() -> None:
    with pytest.raises(UnreadableSource, match=r"d/x\.md is a binary file"):
        decoded("d/x.md", bytes(range(32)) * 10)


@pytest.mark.parametrize(
    ("hidden", "kind"),
    [
        ("\u202e", "characters that turn the direction of writing"),
        ("\u2067", "characters that turn the direction of writing"),
        ("\U000e0041", "tag characters"),
    ],
)
def test_what_nobody_sees_is_left_out_of_what_is_stored_and_told(hidden: str, kind: str) -> None:
    text = (
        f"## What is drift?\n\nA change of the{hidden} data over time, seen in production.\n\n"
        "## What is a canary?\n\nA release to a few users first.\n\n"
        "## What is a shadow?\n\nA model that answers and is not heard.\n"
    )
    found = extract(Document("d/x.md", text.encode()))
    question = found.content.questions[0]
    assert question.answer is not None
    assert question.answer.text == "A change of the data over time, seen in production."
    assert [flaw.sentence for flaw in found.flaws] == [
        f"d/x.md, line 3: 1 character that nobody sees ({kind}) left out; look at what it is for."
    ]


def test_half_a_character_from_an_escape_can_be_stored() -> None:
    data = rb'[{"question": "What is \ud800 drift?", "answer": "A change of the data over time.", "tag": "\udfff"}]'
    [question] = extract(Document("d/x.json", data)).content.questions
    assert "\ufffd" in question.text
    assert str(question).encode()


def test_the_flag_of_a_region_is_no_secret() -> None:
    flag = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    text = f"## What is drift? {flag}\n\nA change of the data over time, seen in production.\n"
    assert extract(Document("d/x.md", text.encode())).flaws == ()
